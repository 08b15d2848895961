// What Gradio leaves to the page: Dutch everywhere, the reader's place, its messages.
"use strict";
(() => {
  const words = document.currentScript.dataset;
  const { behaviour, say } = globalThis.kwchat;

  // Gradio picks its words, and the page's lang, from the browser; this page is Dutch in any.
  Object.defineProperty(navigator, "language", { get: () => "nl" });
  Object.defineProperty(navigator, "languages", { get: () => ["nl"] });

  // The examples and what was typed disappear when a question is sent; the reader's place does not.
  function keepPlace(event) {
    if (event.target.closest(".kw-example")) document.querySelector("#kw-transcript").focus();
  }

  // The button is part of the conversation, which is plain HTML; the one that Gradio hears is hidden.
  function askAlone(event) {
    if (!event.target.closest(".kw-alone")) return;
    document.querySelector("#kw-transcript").focus();
    document.querySelector("#kw-ask-alone").click();
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

  // When the server comes back Gradio loads the page anew. What was typed, or was just asked, goes
  // along in this tab until then, and it is said what happened.
  const LEFT = "kwchat-left";
  const field = () => document.querySelector("#kw-question textarea");
  function leaveBehind() {
    const unanswered = document.querySelector(".kw-exchange:not([data-done]) .kw-question");
    const typed = field().value || unanswered?.lastChild.textContent.trim() || "";
    const talked = Boolean(document.querySelector(".kw-exchange[data-done]"));
    sessionStorage.setItem(LEFT, JSON.stringify({ typed, talked }));
  }
  function pickUp() {
    const left = sessionStorage.getItem(LEFT);
    sessionStorage.removeItem(LEFT);
    if (!left) return;
    const { typed, talked } = JSON.parse(left);
    field().value = typed;
    field().dispatchEvent(new Event("input", { bubbles: true }));
    say([words.back, talked && words.gone, typed && words.kept].filter(Boolean).join(" "));
  }
  function lose() {
    say(words.lost);
    addEventListener("pagehide", leaveBehind, { once: true });
  }

  // Gradio's own messages are fixed English; chat.css hides them and this says it in Dutch.
  function translateToasts(nodes) {
    for (const node of nodes) {
      const toast = node.querySelector?.(".toast-title");
      if (toast?.textContent.includes("Connection")) lose();
      else if (toast) say(words.wrong);
    }
  }

  document.addEventListener("click", keepPlace);
  document.addEventListener("click", askAlone);
  document.addEventListener("DOMContentLoaded", () => {
    let watched;
    new MutationObserver((changes) => {
      const transcript = document.querySelector("#kw-transcript");
      if (transcript && transcript !== watched) {
        watched = transcript;
        document.documentElement.classList.add("kw-ready");
        document.querySelector("#kw-shell")?.remove();
        pickUp();
        watchTranscript(transcript);
        watchPanel(document.querySelector("#kw-panel"));
      }
      for (const change of changes) translateToasts(change.addedNodes);
    }).observe(document.body, { childList: true, subtree: true });
  });
})();
