// What answers do on any page: links between answer and sources; copying, saving, printing.
"use strict";
(() => {
  const lit = "kw-lit";
  const SPACE = 16; // pixels above a card
  const behaviour = () =>
    matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";

  function show(target) {
    const sources = target.closest(".kw-sources");
    if (sources) {
      for (const other of document.querySelectorAll(".kw-sources")) other.hidden = other !== sources;
    }
    for (const other of document.querySelectorAll("." + lit)) other.classList.remove(lit);
    if (target.matches(".kw-place-in")) target.classList.add(lit);
    target.focus({ preventScroll: true });
    if (target.matches(".kw-place-in") && scrolledInPanel(target)) return;
    const block = target.matches(".kw-place-in") ? "nearest" : "start";
    target.scrollIntoView({ block, behavior: behaviour() });
  }

  // Where the sources scroll beside the conversation, that stays where it is: only as much of the
  // page moves as is needed to see the card.
  function scrolledInPanel(card) {
    const panel = card.closest(".kw-panel");
    if (!panel || getComputedStyle(panel).overflowY !== "auto") return false;
    const { top, bottom } = card.getBoundingClientRect();
    const wished = panel.scrollTop + top - panel.getBoundingClientRect().top - SPACE;
    const moved = Math.min(wished, panel.scrollHeight - panel.clientHeight) - panel.scrollTop;
    panel.scrollBy({ top: moved, behavior: behaviour() });
    const below = Math.min(bottom - moved - innerHeight, top - moved - SPACE);
    if (below > 0) scrollBy({ top: below, behavior: behaviour() });
    return true;
  }

  // The way back leads to the link that was followed, so that reading goes on where it stopped.
  let followed;
  function follow(event) {
    const link = event.target.closest('a[href^="#"]');
    const target = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!target) return;
    event.preventDefault();
    if (link.matches(".kw-back") && target.contains(followed)) {
      followed.focus();
      return;
    }
    followed = link;
    show(target);
  }

  // A mail or a word processor takes what is formatted, anything else the plain text.
  // navigator.clipboard exists on https and localhost only; many intranets are plain http.
  async function copied(kinds) {
    try {
      const blobs = Object.entries(kinds).map(([type, text]) => [type, new Blob([text], { type })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
      return true;
    } catch {
      return copiedTheOldWay(kinds);
    }
  }

  function copiedTheOldWay(kinds) {
    const fill = (event) => {
      event.preventDefault();
      for (const [type, text] of Object.entries(kinds)) event.clipboardData.setData(type, text);
    };
    const field = document.createElement("textarea");
    field.value = kinds["text/plain"];
    field.className = "kw-unseen";
    document.body.append(field);
    field.select();
    document.addEventListener("copy", fill);
    const done = document.execCommand("copy");
    document.removeEventListener("copy", fill);
    field.remove();
    return done;
  }

  function say(text, beside) {
    const status = document.querySelector(".kw-status");
    status.textContent = text;
    if (!beside) return;
    const line = beside.querySelector(".kw-said") || document.createElement("p");
    line.className = "kw-said";
    line.textContent = text;
    beside.append(line);
  }

  function offerByHand(text, label, beside) {
    const field = beside.querySelector("textarea") || document.createElement("textarea");
    field.className = "kw-by-hand";
    field.readOnly = true;
    field.rows = 6;
    field.value = text;
    field.setAttribute("aria-label", label);
    beside.append(field);
    field.focus();
    field.select();
  }

  async function copy(event) {
    const button = event.target.closest(".kw-copy");
    if (!button) return;
    const { copy: text, rich, done, failed, field } = button.dataset;
    const beside = button.parentElement;
    if (await copied({ "text/plain": text, ...(rich && { "text/html": rich }) })) {
      button.focus();
      say(done, beside);
    } else {
      say(failed, beside);
      offerByHand(text, field, beside);
    }
  }

  async function save(event) {
    const button = event.target.closest(".kw-save");
    if (!button) return;
    const { kind, name, done, failed } = button.dataset;
    const { sealed } = button.closest(".kw-exchange").dataset;
    const beside = button.parentElement;
    try {
      const headers = { "Content-Type": "application/json" };
      const body = JSON.stringify({ sealed, kind });
      const response = await fetch("./api/v1/share", { method: "POST", headers, body });
      if (response.ok) hand(await response.blob(), name);
      say(response.ok ? done : (await response.json()).error, beside);
    } catch {
      say(failed, beside);
    }
  }

  function hand(file, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  // One answer with its sources on paper; whoever prints by the browser's menu gets them all.
  function print(event) {
    const button = event.target.closest(".kw-print");
    if (!button) return;
    const article = button.closest(".kw-exchange");
    const sources = document.getElementById(article.id.replace("antwoord", "bronnen"));
    const marked = [document.documentElement, article, sources];
    for (const element of marked) element.classList.add("kw-printed");
    globalThis.print();
    for (const element of marked) element.classList.remove("kw-printed");
  }

  document.addEventListener("click", save);
  document.addEventListener("click", print);
  addEventListener("beforeprint", () => {
    const folded = document.querySelectorAll(":is(.kw-references, .kw-fold, .kw-rest, .kw-around)");
    for (const details of folded) details.open = true;
  });
  document.addEventListener("click", follow);
  document.addEventListener("click", copy);
  globalThis.kwchat = { ...globalThis.kwchat, behaviour, say, hand };
})();
