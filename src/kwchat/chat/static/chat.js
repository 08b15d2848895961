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

  // Said here, at once; the server says nothing of it, which may be asked long after.
  function noticeBlank(event) {
    const sends = event.type === "click" ? event.target.closest("#kw-send")
      : event.key === "Enter" && !event.shiftKey && event.target === field();
    if (sends && !field().value.trim()) say(words.blank);
  }

  // What was answered stays, until all is wiped; after a restart the server knows nothing of it.
  let told = [];
  function isGone(exchanges) {
    const before = told;
    told = exchanges.filter((exchange) => exchange.matches("[data-done]:not(:has(.kw-notice))"))
      .map((exchange) => exchange.querySelector(".kw-question").textContent);
    return exchanges.length > 0 && before.some((question, at) => question !== told[at]);
  }

  // An idle page asks when its reader comes back to it, so that it is said before anything is lost.
  let known;
  async function lookForRestart() {
    if (!told.length) return;
    const response = await fetch("./gradio_api/app_id").catch(() => undefined);
    if (!response?.ok) return;
    const { app_id: now } = await response.json();
    if (now !== (known ?? globalThis.gradio_config.app_id)) say(words.restarted);
    known = now;
  }

  // A new question comes into view, until it is answered or the reader moves away.
  function watchTranscript(transcript) {
    let seen = 0;
    let following = false;
    let gone = false;
    const leave = () => (following = false);
    for (const move of ["wheel", "touchmove", "keydown"]) addEventListener(move, leave, { passive: true });
    transcript.tabIndex = -1;
    new MutationObserver(() => {
      const all = transcript.querySelectorAll(".kw-exchange");
      const last = all[all.length - 1];
      const done = last?.hasAttribute("data-done");
      gone = isGone([...all]) || (gone && Boolean(last));
      if (gone && done) {
        gone = false;
        setTimeout(() => say(`${said()} ${words.gone}`)); // after what is said of the answer
      }
      if (all.length > seen) following = true;
      seen = all.length;
      if (!following || !last) return;
      last.scrollIntoView({ block: "start", behavior: behaviour() });
      following = !done;
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

  const said = () => document.querySelector(".kw-status").textContent;

  // When the server comes back Gradio loads the page anew. What was typed, or was just asked, goes
  // along in this tab until then, and it is said what happened.
  const LEFT = `kwchat-left ${new URL("./", location.href).pathname}`;
  const field = () => document.querySelector("#kw-question textarea");
  function leaveBehind() {
    const unanswered = document.querySelector(".kw-exchange:not([data-done]) .kw-question");
    const typed = field().value || unanswered?.lastChild.textContent.trim() || "";
    const talked = Boolean(document.querySelector(".kw-exchange[data-done]"));
    sessionStorage.setItem(LEFT, JSON.stringify({ typed, talked }));
  }
  function pickUp() {
    const talks = Boolean(document.querySelector(".kw-exchange"));
    if (!talks) globalThis.kwchat.forget();
    const left = sessionStorage.getItem(LEFT);
    sessionStorage.removeItem(LEFT);
    if (!left) return;
    const { typed, talked } = JSON.parse(left);
    field().value = typed;
    field().dispatchEvent(new Event("input", { bubbles: true }));
    say([words.back, talked && !talks && words.gone, typed && words.kept].filter(Boolean).join(" "));
  }
  // Called when Gradio is there, and when what was kept is there again, or is not.
  globalThis.kwchat.begun = () => {
    const restore = document.querySelector("#kw-restore");
    if (restore && globalThis.kwchat.keep()) restore.click();
    else pickUp();
  };
  globalThis.kwchat.settled = () => setTimeout(pickUp);
  function lose() {
    say(words.lost);
    addEventListener("pagehide", leaveBehind, { once: true });
  }

  // Gradio's own messages are fixed English; chat.css hides them and this says it in Dutch.
  function translateToasts(nodes) {
    for (const node of nodes) {
      if (!node.querySelector?.(".toast-title")) continue;
      if (node.textContent.includes("Connection")) lose();
      else if (node.textContent.includes("busy")) say(words.busy);
      else say(words.wrong);
    }
  }

  document.addEventListener("click", keepPlace);
  document.addEventListener("click", askAlone);
  document.addEventListener("click", noticeBlank, true);
  document.addEventListener("keydown", noticeBlank, true);
  addEventListener("focus", lookForRestart);
  document.addEventListener("focusin", (event) => event.target === field() && lookForRestart());
  document.addEventListener("DOMContentLoaded", () => {
    let watched;
    new MutationObserver((changes) => {
      const transcript = document.querySelector("#kw-transcript");
      if (transcript && transcript !== watched) {
        watched = transcript;
        document.querySelector("#kw-shell")?.remove();
        watchTranscript(transcript);
        watchPanel(document.querySelector("#kw-panel"));
      }
      for (const change of changes) translateToasts(change.addedNodes);
    }).observe(document.body, { childList: true, subtree: true });
  });
})();
