// Going on from an answer: a preview of a source, the question once more, the whole conversation as
// a file, and the documents to seek in. Loaded by both chats; each keeps its own way of asking.
"use strict";
(() => {
  const { say } = globalThis.kwchat;
  const words = document.currentScript.dataset;

  // --- a preview at a mark: by mouse and keyboard, to be hovered, away with Escape (WCAG 1.4.13) ---

  const preview = document.createElement("div");
  preview.id = "kw-preview";
  preview.setAttribute("role", "tooltip");
  preview.hidden = true;
  const LEAVING = 300; // milliseconds in which the pointer may cross from the mark to the preview
  let at, leaving;

  function part(card, selector, tag) {
    const found = card.querySelector(selector);
    if (!found) return [];
    const shown = document.createElement(tag);
    shown.textContent = found.textContent;
    return [shown];
  }

  function open(mark) {
    clearTimeout(leaving);
    if (mark === at) return;
    close();
    const card = document.getElementById(mark.getAttribute("href").slice(1));
    if (!card) return;
    preview.replaceChildren(...part(card, ".kw-reference", "p"), ...part(card, "mark", "blockquote"));
    if (!preview.firstChild) return;
    at = mark;
    (mark.closest("main") || document.body).append(preview);
    preview.hidden = false;
    mark.setAttribute("aria-describedby", preview.id);
    const { left, top, bottom } = mark.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = preview;
    const right = document.documentElement.clientWidth - width - 8;
    preview.style.left = `${Math.max(8, Math.min(left, right))}px`;
    preview.style.top = `${bottom + height + 8 > innerHeight && top > height + 8 ? top - height - 4 : bottom + 4}px`;
  }

  function close() {
    clearTimeout(leaving);
    at?.removeAttribute("aria-describedby");
    at = undefined;
    preview.hidden = true;
  }

  function leave() {
    clearTimeout(leaving);
    leaving = setTimeout(close, LEAVING);
  }

  const markOf = (event) => event.target.closest?.(".kw-answer .kw-mark");
  document.addEventListener("mouseover", (event) => {
    const mark = markOf(event);
    if (mark) open(mark);
    else if (event.target.closest?.("#kw-preview")) clearTimeout(leaving);
    else if (at && at !== document.activeElement) leave();
  });
  document.addEventListener("focusin", (event) => {
    const mark = markOf(event);
    if (mark?.matches(":focus-visible")) open(mark);
    else close();
  });
  document.addEventListener("click", close);
  addEventListener("scroll", () => at && close(), { passive: true, capture: true });
  addEventListener("resize", close);
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !at) return;
    event.stopImmediatePropagation(); // a widget would close as well
    close();
  }, true);

  // --- a question once more, to be changed first ---

  function write(question) {
    const field = document.querySelector("#kw-question textarea");
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
    set.call(field, question); // also what Gradio hears
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return field;
  }

  function edit(event) {
    const button = event.target.closest(".kw-edit");
    if (!button) return;
    const field = write(button.dataset.question);
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  // --- the whole conversation as a file ---

  async function saveAll(event) {
    const button = event.target.closest(".kw-save-all");
    if (!button) return;
    const sealed = [...document.querySelectorAll(".kw-exchange[data-sealed]")].map(
      (article) => article.dataset.sealed,
    );
    const { kind, name } = button.dataset;
    try {
      const response = await fetch("./api/v1/share/all", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ sealed, kind }),
      });
      if (response.ok) globalThis.kwchat.hand(await response.blob(), name);
      say(response.ok ? words.saved : (await response.json()).error);
    } catch {
      say(words.wrong);
    }
  }

  // --- the documents that are known, and those to seek in ---

  const chosen = new Set();
  globalThis.kwchat.chosen = () => [...chosen];

  const inside = (whole) => whole.closest("li").querySelectorAll(":scope > ul input");

  function told(list) {
    for (const whole of list.querySelectorAll(".kw-whole")) {
      const ticks = [...inside(whole)].map((box) => box.checked);
      whole.checked = !ticks.includes(false);
      whole.indeterminate = !whole.checked && ticks.includes(true);
    }
    const all = list.querySelectorAll("input:not(.kw-whole)").length;
    list.querySelector(".kw-count").textContent = chosen.size
      ? words.some.replace("{count}", chosen.size).replace("{all}", all)
      : words.all.replace("{all}", all);
  }

  async function list(event) {
    const details = event.target;
    if (!details.matches?.(".kw-documents") || !details.open || details.dataset.filled) return;
    const count = details.querySelector(".kw-count");
    try {
      const response = await fetch("./api/v1/sources");
      const given = await response.json();
      if (!response.ok) {
        count.textContent = given.error;
        return;
      }
      details.dataset.filled = "";
      details.querySelector("ul").innerHTML = given.html;
      for (const box of details.querySelectorAll("input")) box.checked = chosen.has(box.value);
      told(details);
    } catch {
      count.textContent = words.wrong;
    }
  }

  // --- questions to go on with, sought once the answer is there ---

  const following = document.createElement("section");
  following.id = "kw-next";
  let followed = "";

  async function goOn(transcript) {
    const all = transcript.querySelectorAll(".kw-exchange");
    const kept = all[all.length - 1]?.dataset.kept || "";
    if (kept === followed) return;
    followed = kept;
    following.remove();
    if (!kept) return;
    const response = await fetch("./api/v1/ask/next", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ kept: [kept] }),
    }).catch(() => undefined);
    const questions = response?.ok ? await response.json() : [];
    if (kept !== followed || !questions.length) return;
    const title = Object.assign(document.createElement("h2"), { textContent: words.next });
    following.replaceChildren(title, ...questions.map((question) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "kw-further", textContent: question });
      return button;
    }));
    transcript.after(following);
  }

  // Whoever comes from a suggestion stays where the conversation goes on.
  function askFurther(event) {
    const button = event.target.closest(".kw-further");
    if (!button) return;
    document.querySelector("#kw-transcript").focus();
    write(button.textContent);
    setTimeout(() => document.querySelector("#kw-send").click());
  }

  function changed(transcript) {
    globalThis.kwchat.noteKept();
    goOn(transcript);
  }

  let watched;
  function watch() {
    const transcript = document.querySelector("#kw-transcript");
    if (!transcript || transcript === watched) return;
    watched = transcript;
    const changes = { childList: true, subtree: true, attributeFilter: ["data-kept"] };
    new MutationObserver(() => changed(transcript)).observe(transcript, changes);
    goOn(transcript);
  }
  new MutationObserver(watch).observe(document.body, { childList: true, subtree: true });
  watch();

  document.addEventListener("click", askFurther);
  document.addEventListener("change", (event) => {
    const details = event.target.closest(".kw-documents");
    if (!details) return;
    const box = event.target;
    for (const one of box.className ? inside(box) : [box]) {
      one.checked = box.checked;
      chosen[box.checked ? "add" : "delete"](one.value);
    }
    told(details);
  });
  document.addEventListener("toggle", list, true);
  // A page may fetch this only when the list is opened.
  for (const target of document.querySelectorAll(".kw-documents")) list({ target });
  document.addEventListener("click", edit);
  document.addEventListener("click", saveAll);
})();
