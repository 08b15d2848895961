// The compact chat: asks over the API, shows what the server wrote, talks with a widget around it.
"use strict";
(() => {
  const words = document.currentScript.dataset;
  const [transcript, examples, form, field, status, undo] = [
    "#kw-transcript", "#kw-examples", "#kw-composer", "#kw-field", ".kw-status", "#kw-undo",
  ].map((selector) => document.querySelector(selector));

  // There where a language model writes.
  const [plain, stop] = ["#kw-plain", "#kw-stop"].map((selector) => document.querySelector(selector));

  // --- what answers need comes with the first of them: a page that is only opened stays light ---

  const waiting = document.querySelector("#kw-later").content;
  let coming;
  const later = () => (coming ??= Promise.all([...waiting.children].map(fetched))
    .then(() => lost === undefined || globalThis.kwchat.keep())
    .catch((error) => {
      coming = undefined; // those that did not come are asked for once more
      throw error;
    }));

  function fetched(element) {
    const own = document.importNode(element, true);
    own.async = false; // scripts in their order
    return new Promise((done, fail) => {
      own.addEventListener("load", () => done(element.remove()));
      own.addEventListener("error", () => fail(own.remove()));
      // Before the style sheet of this page, which changes some of what answers look like.
      document.querySelector("link[rel=stylesheet]").after(own);
    });
  }

  const soon = () => later().catch(() => {});
  field.addEventListener("input", soon, { once: true });
  document.querySelector(".kw-documents").addEventListener("toggle", soon, { once: true });

  // --- asking ---

  const LAST_TURNS = 20; // a follow-up leans on the last questions, never on all of a long talk
  const WIDGET = 1; // version of what a widget and this page say to each other
  let number = 0;
  let turns = [];
  let asking; // the answer that is being written
  let asked = "";

  async function ask(question, history = turns.slice(-LAST_TURNS)) {
    if (!question.trim()) {
      field.value = "";
      return tell(words.blank);
    }
    asking?.abort();
    dropHalf();
    const mine = (asking = new AbortController());
    asked = question;
    if (stop) stop.hidden = false;
    field.value = "";
    examples.hidden = true;
    undo.hidden = true;
    tell(words.writing);
    let shown;
    try {
      await later();
      const response = await fetch(`./api/v1/ask/page?number=${number + 1}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
          question,
          history,
          sources: globalThis.kwchat.chosen(),
          style: plain?.checked ? "plain" : "usual",
        }),
        signal: mine.signal,
      });
      if (!response.ok) throw new Refused(await reason(response));
      shown = await follow(response);
    } catch (error) {
      if (mine.signal.aborted) return;
      fail(error instanceof Refused ? error.message : words.lost, question);
      return;
    } finally {
      if (stop && mine === asking) stop.hidden = true;
    }
    number += 1;
    turns.push(...shown.turns);
    tell(shown.status);
  }

  // --- a conversation that was kept in the tab, where the school lets it ---

  const lost = document.body.dataset.keep;

  function isKept() {
    try {
      return `kwchat ${new URL("./", location.href).pathname}` in sessionStorage;
    } catch { // a frame of another site, in a browser that keeps nothing for those
      return false;
    }
  }

  async function restore() {
    if (lost === undefined || !isKept()) return;
    try {
      await later();
      const kept = globalThis.kwchat.keep();
      const response = await fetch("./api/v1/ask/kept", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: `{"kept":${kept}}`,
      });
      if (!response.ok) throw new Refused(await reason(response));
      const pages = await response.json();
      if (number || asking) return;
      for (const page of pages) {
        transcript.append(...pair(page));
        turns.push(...page.turns);
        number = page.number;
      }
      examples.hidden = number > 0;
    } catch (error) {
      if (error instanceof Refused) globalThis.kwchat.forget();
      tell(error instanceof Refused ? lost : words.lost);
    }
  }

  function pair({ html, sources }) {
    const hidden = parsed(sources, ".kw-sources");
    hidden.hidden = true;
    return [parsed(html, ".kw-exchange"), hidden];
  }

  class Refused extends Error {}

  async function reason(response) {
    const given = await response.json().catch(() => ({}));
    return given.error || words.wrong;
  }

  // Only what the server made of an answer becomes HTML: there every word has been escaped.
  function parsed(html, selector) {
    return new DOMParser().parseFromString(html, "text/html").querySelector(selector);
  }

  // A new answer comes into view, unless the reader moves away meanwhile.
  let following = false;
  for (const move of ["wheel", "touchmove", "keydown"]) {
    addEventListener(move, () => (following = false), { passive: true });
  }
  function bring(article) {
    if (following) article.scrollIntoView({ block: "start", behavior: globalThis.kwchat.behaviour() });
  }

  async function follow(response) {
    let article;
    following = true;
    for await (const { name, data } of events(response)) {
      if (name === "asked") {
        article = parsed(data.html, ".kw-exchange");
        transcript.append(article);
        bring(article);
      }
      if (name === "token") article.querySelector(".kw-answer").append(data.text);
      if (name === "waiting") tell(data.status);
      if (name === "error") throw new Refused(data.error);
      if (name === "done") {
        const [whole, sources] = pair(data);
        article.replaceWith(whole, sources);
        bring(whole);
        return data;
      }
    }
    throw new Error("the answer broke off");
  }

  async function* events(response) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let waiting = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const messages = (waiting + value).split("\n\n");
      waiting = messages.pop();
      for (const message of messages) {
        const lines = new Map(message.split("\n").map((line) => line.split(/: (.*)/s)));
        if (lines.has("event")) yield { name: lines.get("event"), data: JSON.parse(lines.get("data")) };
      }
    }
  }

  const half = () => transcript.querySelector(".kw-exchange:not([data-done])");

  function dropHalf() {
    half()?.remove();
  }

  // What stands there when it is stopped stays, and a line says that it is not whole.
  function keepHalf() {
    const answer = half()?.querySelector(".kw-answer");
    if (!answer?.textContent.trim()) return;
    const note = document.createElement("p");
    note.className = "kw-written kw-notice";
    note.textContent = words.half;
    answer.append(note);
    half().dataset.done = "";
    number += 1;
  }

  function fail(sentence, question) {
    dropHalf();
    if (!field.value) field.value = question;
    tell(sentence, true);
  }

  function tell(sentence, wrong = false) {
    status.classList.toggle("kw-notice", wrong);
    status.textContent = sentence;
  }

  let cleared; // what can be brought back until the next question

  function clear() {
    asking?.abort();
    dropHalf();
    cleared = { number, turns, shown: [...transcript.childNodes] };
    undo.hidden = !number;
    number = 0;
    turns = [];
    transcript.replaceChildren();
    examples.hidden = false;
    field.value = "";
    field.focus();
    tell(words.cleared);
  }

  function bringBack() {
    ({ number, turns } = cleared);
    transcript.replaceChildren(...cleared.shown);
    examples.hidden = true;
    undo.hidden = true;
    field.focus();
    tell(words.undone);
  }

  stop?.addEventListener("click", () => {
    asking?.abort();
    keepHalf();
    fail(words.stopped, asked);
    field.focus();
  });
  undo.addEventListener("click", bringBack);
  restore();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(field.value);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  document.querySelector("#kw-clear").addEventListener("click", clear);
  examples.addEventListener("click", (event) => {
    const example = event.target.closest(".kw-example");
    if (!example) return;
    transcript.focus();
    ask(example.textContent);
  });

  transcript.addEventListener("click", (event) => {
    const alone = event.target.closest(".kw-alone");
    if (!alone) return;
    transcript.focus();
    ask(alone.dataset.question, []);
  });

  // --- in a widget ---

  document.documentElement.classList.toggle("kw-framed", parent !== window);
  let widget; // the origin of the page around this one, once that has said hello
  const answer = (verb) => parent.postMessage({ kwchat: WIDGET, verb }, widget);

  addEventListener("message", (event) => {
    if (parent === window || event.source !== parent) return;
    if (event.data?.kwchat !== WIDGET || event.data.verb !== "open") return;
    widget = event.origin;
    document.documentElement.classList.add("kw-in-widget");
    answer("ready");
    field.focus();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && widget) answer("close");
  });
})();
