/* kwchat: a button that opens the chat in a panel. Nothing is fetched before it is opened. */
(() => {
  "use strict";
  const NAME = "kwchat-widget";
  const VERSION = 1;
  const LATE = 10000, REFUSED = 3000; // milliseconds until the chat must have said something
  const script = document.currentScript;
  const chat = new URL("./embed", script.src);
  const given = script.dataset;

  const colour = /^#[0-9a-f]{6}$/i.test(given.kleur) ? given.kleur : {{ colour | tojson }};
  const light = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0);
  // The better of the two is 4.58 : 1 at the least, whatever the colour (WCAG 2.2, 1.4.3).
  const ink = 1.05 / (light + 0.05) > (light + 0.05) / 0.05 ? "#fff" : "#000";
  const side = given.positie === "links" ? "left" : "right";
  // On a small screen, or with a large zoom, the panel takes all of it.
  const small = matchMedia("(max-width: 639.98px), (max-height: 479.98px)");

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial !important; display: block !important; position: fixed !important;
      inset: 0 auto auto 0 !important; width: 0 !important; height: 0 !important;
      z-index: 2147483647 !important; color-scheme: light dark !important;
      font: 400 16px/1.4 system-ui, sans-serif !important; }
    button { font: 600 16px/1.25 system-ui, sans-serif; color: ${ink}; background: ${colour};
      border: 2px solid ${ink}; cursor: pointer; }
    .open { position: fixed; ${side}: max(16px, env(safe-area-inset-${side}));
      bottom: max(16px, env(safe-area-inset-bottom)); max-width: calc(100vw - 32px);
      padding: 12px 22px; border-radius: 26px; box-shadow: 0 2px 12px #0006; }
    button:focus-visible { outline: 3px solid #fff; outline-offset: 0; box-shadow: 0 0 0 6px #000; }
    dialog { position: fixed; inset: auto; ${side}: 16px; bottom: 84px; margin: 0; padding: 0;
      width: min(420px, calc(100vw - 32px)); height: min(680px, calc(100vh - 100px));
      max-width: none; max-height: none; border: 1px solid #7d878c; border-radius: 12px;
      overflow: hidden; box-shadow: 0 8px 32px #0005; background: #faf8f4; color: #1f292e; }
    dialog[open] { display: flex; flex-direction: column; }
    .bar { display: flex; gap: 12px; align-items: center; justify-content: space-between;
      padding: 8px 8px 8px 16px; background: ${colour}; color: ${ink}; font-weight: 600; }
    .bar button { padding: 6px 12px; border-width: 1px; border-radius: 6px; }
    .bar button:focus-visible { outline-color: ${ink}; outline-offset: 1px; box-shadow: none; }
    iframe { flex: 1; width: 100%; min-height: 0; border: 0; }
    iframe:focus-visible { outline: 3px solid ${colour}; outline-offset: -3px; }
    p { margin: 0; padding: 16px; }
    a { color: inherit; }
    [hidden] { display: none; }
    @media (max-width: 639.98px), (max-height: 479.98px) {
      dialog { inset: 0; width: 100%; height: 100%; border: 0; border-radius: 0; } }
    @media (prefers-color-scheme: dark) { dialog { background: #14191b; color: #e7e9e7; } }
    @media (prefers-reduced-motion: no-preference) {
      dialog[open] { animation: rise 0.15s ease-out; }
      @keyframes rise { from { opacity: 0; transform: translateY(8px); } } }
    @media print { :host { display: none !important; } }
  `);

  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const closer = make("button", { type: "button" }, {{ texts.WIDGET_CLOSE | tojson }});
  const away = make("a", { href: chat.href, target: "_blank", rel: "noopener" },
    {{ texts.WIDGET_NEW_TAB | tojson }});
  const trouble = make("p", { role: "alert", hidden: "" });
  const bar = make("div", { class: "bar" },
    make("span", { id: "title" }, {{ texts.CHAT_TITLE | tojson }}), closer);
  const panel = make("dialog", { id: "panel", "aria-labelledby": "title" }, bar, trouble);
  const button = make("button", { type: "button", class: "open", "aria-haspopup": "dialog",
    "aria-expanded": "false", "aria-controls": "panel" }, {{ texts.WIDGET_OPEN | tojson }});
  const host = document.createElement(NAME);
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  root.append(button, panel);

  let frame, timer, answered;

  const say = () => frame.contentWindow.postMessage({ kwchat: VERSION, verb: "open" }, chat.origin);
  const expect = (milliseconds) => {
    clearTimeout(timer);
    if (!answered) timer = setTimeout(complain, milliseconds);
  };

  function complain() {
    trouble.replaceChildren({{ texts.WIDGET_NO_ANSWER | tojson }}, " ", away);
    trouble.hidden = false;
    frame.hidden = true;
  }

  function load() {
    frame = make("iframe", { title: {{ texts.CHAT_TITLE | tojson }}, src: chat.href,
      sandbox: {{ sandbox | tojson }}, allow: "clipboard-write", referrerpolicy: "strict-origin" });
    frame.addEventListener("load", () => { say(); expect(REFUSED); });
    panel.append(frame);
    expect(LATE);
  }

  function open() {
    if (!frame) load();
    if (small.matches) panel.showModal(); else panel.show();
    button.setAttribute("aria-expanded", "true");
    frame.focus();
    if (answered) say();
  }

  const close = () => panel.close();
  panel.addEventListener("close", () => {
    button.setAttribute("aria-expanded", "false");
    button.focus();
  });
  button.addEventListener("click", () => (panel.open ? close() : open()));
  closer.addEventListener("click", close);
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel.open) close();
  });
  addEventListener("message", ({ source, origin, data }) => {
    if (!frame || source !== frame.contentWindow || origin !== chat.origin) return;
    if (data?.kwchat !== VERSION) return;
    if (data.verb === "close") close();
    if (data.verb !== "ready") return;
    answered = true;
    clearTimeout(timer);
    trouble.hidden = true;
    frame.hidden = false;
  });

  const appear = () => {
    if (!document.querySelector(NAME)) document.documentElement.append(host);
  };
  if (document.body) appear(); else addEventListener("DOMContentLoaded", appear);
})();
