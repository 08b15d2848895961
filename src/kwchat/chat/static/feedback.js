// <kw-feedback data-about="…">: thumbs, reasons and a remark about one answer, sent when asked to.
// The page holds the form once, in <template id="kw-feedback-form">; it lives in a shadow root, for
// Gradio writes the conversation anew as it grows and takes out what it did not put there. It may
// use an element for another answer, too: what was filled in or sent is remembered by answer, here,
// until the page closes.
"use strict";
(() => {
  const remembered = new Map();

  class Feedback extends HTMLElement {
    static observedAttributes = ["data-about"];

    connectedCallback() {
      const template = document.querySelector("#kw-feedback-form");
      if (!template || this.shadowRoot) return;
      this.attachShadow({ mode: "open" }).append(template.content.cloneNode(true));
      this.form = this.shadowRoot.querySelector("form");
      this.said = this.shadowRoot.querySelector(".kw-said");
      this.form.addEventListener("click", (event) => this.press(event));
      this.form.addEventListener("input", () => this.remember());
      this.form.addEventListener("submit", (event) => this.send(event));
      this.attributeChangedCallback();
    }

    attributeChangedCallback() {
      if (!this.shadowRoot) return;
      this.state = remembered.get(this.dataset.about) || { good: null, reasons: [], remark: "" };
      remembered.set(this.dataset.about, this.state);
      this.restore();
    }

    restore() {
      for (const box of this.form.reason) box.checked = this.state.reasons.includes(box.value);
      this.form.remark.value = this.state.remark;
      this.show();
    }

    show() {
      const { good, sent } = this.state;
      for (const thumb of this.form.querySelectorAll(".kw-thumb")) {
        thumb.setAttribute("aria-pressed", String(thumb.dataset.good === String(good)));
      }
      this.form.querySelector(".kw-thumbs").hidden = Boolean(sent);
      this.form.querySelector(".kw-more-feedback").hidden = good === null || Boolean(sent);
      this.form.querySelector(".kw-reasons").hidden = good !== false;
      this.said.textContent = sent ? this.form.dataset.thanks : "";
    }

    press(event) {
      const thumb = event.target.closest(".kw-thumb");
      const cancel = event.target.closest(".kw-cancel");
      if (thumb) {
        this.state.good = thumb.dataset.good === "true";
        this.show();
        this.said.textContent = this.form.dataset.opened;
        this.form.querySelector(".kw-more-feedback").scrollIntoView({ block: "nearest" });
      } else if (cancel) {
        const pressed = this.form.querySelector(".kw-thumb[aria-pressed=true]");
        Object.assign(this.state, { good: null, reasons: [], remark: "" });
        this.restore();
        pressed.focus();
      }
    }

    remember() {
      this.state.reasons = [...this.form.reason].filter((box) => box.checked).map((box) => box.value);
      this.state.remark = this.form.remark.value;
    }

    async send(event) {
      event.preventDefault();
      if (this.state.sending) return;
      this.state.sending = true;
      const failure = await this.post();
      this.state.sending = false;
      this.state.sent = !failure;
      if (!failure) this.show();
      this.said.textContent = failure || this.form.dataset.thanks;
      this.said.focus();
    }

    // Return what went wrong, in Dutch; nothing when all went well.
    async post() {
      const { good, reasons, remark } = this.state;
      const about = JSON.parse(this.dataset.about);
      const body = JSON.stringify({ ...about, good, reasons: good ? [] : reasons, remark });
      try {
        const headers = { "Content-Type": "application/json" };
        const answer = await fetch(this.form.dataset.url, { method: "POST", headers, body });
        return answer.ok ? "" : (await answer.json()).error;
      } catch {
        return this.form.dataset.failed;
      }
    }
  }

  customElements.define("kw-feedback", Feedback);
})();
