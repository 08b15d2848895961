// What Gradio leaves to the page: Dutch everywhere, links between answer and sources, copying.
"use strict";
(() => {
  const words = document.currentScript.dataset;

  // Gradio picks its words, and the page's lang, from the browser; this page is Dutch in any.
  Object.defineProperty(navigator, "language", { get: () => "nl" });
  Object.defineProperty(navigator, "languages", { get: () => ["nl"] });

  const lit = "kw-lit";
  const behaviour = () =>
    matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";

  function show(target) {
    const sources = target.closest(".kw-sources");
    if (sources) {
      for (const other of document.querySelectorAll(".kw-sources")) other.hidden = other !== sources;
    }
    for (const other of document.querySelectorAll("." + lit)) other.classList.remove(lit);
    if (target.matches(".kw-card")) target.classList.add(lit);
    target.focus({ preventScroll: true });
    const block = target.matches(".kw-card") ? "nearest" : "start";
    target.scrollIntoView({ block, behavior: behaviour() });
  }

  function follow(event) {
    const link = event.target.closest('a[href^="#"]');
    const target = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!target) return;
    event.preventDefault();
    show(target);
  }

  // navigator.clipboard exists on https and localhost only; many intranets are plain http.
  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copiedTheOldWay(text);
    }
  }

  function copiedTheOldWay(text) {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "kw-unseen";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
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
    const { copy: text, done, failed, field } = button.dataset;
    const beside = button.parentElement;
    if (await copied(text)) {
      button.focus();
      say(done, beside);
    } else {
      say(failed, beside);
      offerByHand(text, field, beside);
    }
  }

  // The examples and what was typed disappear when a question is sent; the reader's place does not.
  function keepPlace(event) {
    if (event.target.closest(".kw-example")) document.querySelector("#kw-transcript").focus();
  }

  // A new question comes into view, until it is answered or the reader moves away.
  function watchTranscript(transcript) {
    let seen = 0;
    let following = false;
    const leave = () => (following = false);
    for (const move of ["wheel", "touchmove", "keydown"]) addEventListener(move, leave, { passive: true });
    transcript.tabIndex = -1;
    new MutationObserver(() => {
      const all = transcript.querySelectorAll(".kw-exchange");
      const last = all[all.length - 1];
      if (all.length > seen) following = true;
      seen = all.length;
      if (!following || !last) return;
      last.scrollIntoView({ block: "start", behavior: behaviour() });
      following = !last.hasAttribute("data-done");
    }).observe(transcript, { attributeFilter: ["data-done"], childList: true, subtree: true });
  }

  // The sources of a new answer are read from their beginning.
  function watchPanel(panel) {
    let seen = 0;
    new MutationObserver(() => {
      const all = panel.querySelectorAll(".kw-sources");
      if (all.length !== seen) panel.querySelector(".kw-panel").scrollTop = 0;
      seen = all.length;
    }).observe(panel, { childList: true, subtree: true });
  }

  // Gradio's own messages are fixed English; chat.css hides them and this says it in Dutch.
  function translateToasts(nodes) {
    for (const node of nodes) {
      const toast = node.querySelector?.(".toast-title");
      if (toast) say(toast.textContent.includes("Connection") ? words.lost : words.wrong);
    }
  }

  document.addEventListener("click", follow);
  document.addEventListener("click", copy);
  document.addEventListener("click", keepPlace);
  document.addEventListener("DOMContentLoaded", () => {
    let watched;
    new MutationObserver((changes) => {
      const transcript = document.querySelector("#kw-transcript");
      if (transcript && transcript !== watched) {
        watched = transcript;
        watchTranscript(transcript);
        watchPanel(document.querySelector("#kw-panel"));
      }
      for (const change of changes) translateToasts(change.addedNodes);
    }).observe(document.body, { childList: true, subtree: true });
  });
})();
