/* kwchat: a button that opens the chat in a panel. Nothing is fetched before it is opened. */
(() => {
  "use strict";
  const NAME = "kwchat-widget";
  const VERSION = 1;
  const LATE = 10000, REFUSED = 3000; // milliseconds until the chat must have said something
  // An imported script has no element; then its address is what the server knows of itself.
  const address = {{ (address ~ "/widget.js") | tojson }};
  const script = document.currentScript || [...document.scripts].find(({ src }) => src === address);
  const home = script ? script.src : address;
  const chat = new URL("./embed", home);
  const given = script ? script.dataset : {};

  const colour = /^#[0-9a-f]{6}$/i.test(given.kleur) ? given.kleur : {{ colour | tojson }};
  const light = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0);
  // The better of the two is 4.58 : 1 at the least, whatever the colour (WCAG 2.2, 1.4.3).
  const ink = 1.05 / (light + 0.05) > (light + 0.05) / 0.05 ? "#fff" : "#000";
  if (colour === given.kleur) chat.searchParams.set("kleur", colour.slice(1));
  const side = given.positie === "links" ? "left" : "right";
  const pixels = (text) => (/^\d{1,3}$/.test(text) && text <= 400 ? Number(text) : 16);
  const [below, beside] = [pixels(given.onder), pixels(given.opzij)];
  // On a small screen, or with a large zoom, the panel takes all of it.
  const small = matchMedia("(max-width: 639.98px), (max-height: 479.98px)");

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial !important; display: block !important; position: fixed !important;
      inset: 0 auto auto 0 !important; width: 0 !important; height: 0 !important;
      overflow: visible !important; z-index: 2147483647 !important; color-scheme: light dark !important;
      font: 400 16px/1.4 system-ui, sans-serif !important; }
    button { font: 600 16px/1.25 system-ui, sans-serif; color: ${ink}; background: ${colour};
      border: 2px solid ${ink}; cursor: pointer; }
    .open { position: fixed; ${side}: max(${beside}px, env(safe-area-inset-${side}));
      bottom: max(var(--below), env(safe-area-inset-bottom)); max-width: calc(100vw - 32px);
      padding: 12px 22px; border-radius: 26px; box-shadow: 0 2px 12px #0006; }
    button:focus-visible { outline: 3px solid #fff; outline-offset: 0; box-shadow: 0 0 0 6px #000; }
    dialog { position: fixed; inset: auto; ${side}: ${beside}px; bottom: calc(var(--below) + 68px);
      margin: 0; padding: 0; width: min(420px, calc(100vw - ${beside + 16}px));
      height: min(680px, calc(100vh - var(--below) - 84px));
      max-width: none; max-height: none; border: 1px solid #7d878c; border-radius: 12px;
      overflow: hidden; box-shadow: 0 8px 32px #0005; background: #faf8f4; color: #1f292e; }
    dialog[open] { display: flex; flex-direction: column; }
    .bar { display: flex; gap: 12px; align-items: center;
      padding: 8px 8px 8px 16px; background: ${colour}; color: ${ink}; font-weight: 600; }
    .bar span { flex: 1; }
    .bar a { padding: 4px; border-radius: 4px; font-weight: 400; white-space: nowrap; }
    .bar a:focus-visible { outline: 3px solid ${ink}; }
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
  const large = make("a", { href: new URL("./", home).href, target: "_blank", rel: "noopener" },
    {{ texts.WIDGET_LARGE | tojson }});
  const trouble = make("p", { role: "alert", hidden: "" });
  const bar = make("div", { class: "bar" },
    make("span", { id: "title" }, {{ heading.title | tojson }}), large, closer);
  const panel = make("dialog", { id: "panel", "aria-labelledby": "title" }, bar, trouble);
  const button = make("button", { type: "button", class: "open", "aria-haspopup": "dialog",
    "aria-expanded": "false", "aria-controls": "panel" }, {{ texts.WIDGET_OPEN | tojson }});
  // In the top layer nothing of the page holds it: no filter or transform, not even of <html>.
  const host = make(NAME, { popover: "manual" });
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  root.append(button, panel);

  // Where the page has something of its own in that corner, the button stands above it.
  function makeRoom() {
    let lift = below;
    for (const { left, right, top, bottom } of inTheWay()) {
      const own = button.getBoundingClientRect();
      const foot = innerHeight - lift;
      const apart = right <= own.left || left >= own.right || bottom <= foot - own.height || top >= foot;
      const room = innerHeight - top + 8;
      if (!apart && room + own.height < innerHeight) lift = room;
    }
    host.style.setProperty("--below", `${lift}px`);
  }

  // The lowest first, for one may stand upon the other.
  function inTheWay() {
    let found = [];
    try {
      found = given.vermijd ? [...document.querySelectorAll(given.vermijd)] : [];
    } catch { /* what is no selector asks for nothing */ }
    return found.filter((element) => element.checkVisibility())
      .map((element) => element.getBoundingClientRect()).sort((a, b) => b.bottom - a.bottom);
  }

  let due;
  function makeRoomSoon() {
    cancelAnimationFrame(due);
    due = requestAnimationFrame(makeRoom);
  }

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
    frame = make("iframe", { title: {{ heading.title | tojson }}, src: chat.href,
      sandbox: {{ sandbox | tojson }}, allow: "clipboard-write", referrerpolicy: "strict-origin" });
    frame.addEventListener("load", () => { say(); expect(REFUSED); });
    panel.append(frame);
    expect(LATE);
  }

  function open() {
    if (!frame) load();
    if (small.matches) panel.showModal(); else panel.show();
    button.setAttribute("aria-expanded", "true");
    button.textContent = {{ texts.WIDGET_HIDE | tojson }};
    frame.focus();
    if (answered) say();
  }

  const close = () => panel.close();
  panel.addEventListener("close", () => {
    button.setAttribute("aria-expanded", "false");
    button.textContent = {{ texts.WIDGET_OPEN | tojson }};
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
    if (document.querySelector(NAME)) return;
    document.documentElement.append(host);
    host.showPopover?.();
    makeRoom();
    if (!given.vermijd) return;
    for (const moved of ["scroll", "resize", "load"]) addEventListener(moved, makeRoomSoon, true);
    new MutationObserver(makeRoomSoon)
      .observe(document.body, { attributes: true, childList: true, subtree: true });
  };
  if (document.body) appear(); else addEventListener("DOMContentLoaded", appear);
})();
