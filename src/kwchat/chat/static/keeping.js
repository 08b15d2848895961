// The conversation, kept in this tab where the school lets it: sealed, so that the server shows only
// what it knows again. A page says that it may keep, and is given what was kept.
"use strict";
(() => {
  // Another chat may stand at another path of this server.
  const KEPT = `kwchat ${new URL("./", location.href).pathname}`;
  const MOST = 20; // exchanges; and characters in all: what the server takes at once
  const MOST_CHARS = 200_000;
  const sealed = new Map(); // by the id of the exchange: a page need not say it twice
  let keeping = false;
  let had = false;

  // A browser that keeps nothing for a frame of another site throws, when it is asked for it.
  function stored(use) {
    try {
      return use(sessionStorage);
    } catch {
      return undefined;
    }
  }

  function forget() {
    had = false;
    stored((storage) => storage.removeItem(KEPT));
  }

  function note() {
    const articles = [...document.querySelectorAll(".kw-exchange[data-done]")];
    for (const { id, dataset } of articles) if (dataset.kept) sealed.set(id, dataset.kept);
    const answered = articles.filter((article) => !article.querySelector(".kw-notice"));
    const kept = answered.flatMap(({ id }) => sealed.get(id) ?? []).slice(-MOST);
    while (JSON.stringify(kept).length > MOST_CHARS) kept.shift();
    if (!kept.length && had) forget();
    if (!kept.length) return;
    had = true;
    stored((storage) => storage.setItem(KEPT, JSON.stringify(kept)));
  }

  globalThis.kwchat = {
    ...globalThis.kwchat,
    forget,
    keep() {
      keeping = true;
      return stored((storage) => storage.getItem(KEPT)) || "";
    },
    // Called by whoever sees that the conversation has changed.
    noteKept: () => keeping && note(),
  };
})();
