// Documents are handed in one after the other; what is there is shown again after every change.
"use strict";
(() => {
  const POLL = 2000; // milliseconds, while an ingest is at work
  const zone = document.querySelector(".kw-drop");
  const field = zone.querySelector("input");
  const handed = document.querySelector(".kw-handed");
  let last = Promise.resolve();

  async function asked(address, options) {
    try {
      const response = await fetch(address, options);
      return { status: response.status, ...(await response.json()) };
    } catch {
      return { status: 0, error: zone.dataset.lost };
    }
  }

  const named = (name, more = {}) =>
    "documenten?" + new URLSearchParams({ naam: name, ...more }).toString();

  // The table as the server has it now.
  async function refresh() {
    try {
      const page = await (await fetch("documenten")).text();
      const kept = new DOMParser().parseFromString(page, "text/html").getElementById("kw-kept");
      if (kept) document.getElementById("kw-kept").replaceWith(kept);
    } catch {
      // What stands there is a moment old; the next change tries again.
    }
  }

  function line(text) {
    const item = document.createElement("li");
    item.textContent = text;
    handed.append(item);
    return item;
  }

  function hand(file, item, more) {
    item.textContent = file.name + " " + zone.dataset.sending;
    last = last.then(() => send(file, item, more));
  }

  async function send(file, item, more) {
    const headers = { "Content-Type": "application/octet-stream" };
    const answer = await asked(named(file.name, more), { method: "POST", headers, body: file });
    item.textContent = answer.error ? `${file.name}: ${answer.error}` : answer.told.join(" ");
    item.classList.toggle("kw-closed", Boolean(answer.error));
    if (answer.status === 409 && !more) item.append(" ", replacing(file, item));
    if (!answer.error) await refresh();
  }

  function replacing(file, item) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "kw-action";
    button.textContent = zone.dataset.replace;
    button.setAttribute("aria-label", `${zone.dataset.replace}: ${file.name}`);
    button.addEventListener("click", () => hand(file, item, { vervang: "1" }));
    return button;
  }

  function take(files) {
    for (const file of files) hand(file, line(""));
  }

  field.addEventListener("change", () => {
    take(field.files);
    field.value = "";
  });
  for (const name of ["dragover", "dragleave", "drop"]) {
    addEventListener(name, (event) => {
      event.preventDefault(); // else a file that misses the zone takes the place of the page
      zone.classList.toggle("kw-over", name === "dragover");
    });
  }
  addEventListener("drop", (event) => take(event.dataTransfer.files));

  // The first press asks, the second one does it.
  async function remove(button) {
    if (!button.matches(".kw-sure")) {
      button.classList.add("kw-sure");
      button.textContent = zone.dataset.sure;
      button.setAttribute("aria-label", `${zone.dataset.sure}: ${button.dataset.name}`);
      return;
    }
    const answer = await asked(named(button.dataset.name), { method: "DELETE" });
    line(answer.error || answer.told.join(" "));
    await refresh();
  }

  function show(state) {
    const told = document.querySelector(".kw-told");
    const sentences = (state.told || [state.error]).map((text) => {
      const sentence = document.createElement("p");
      sentence.textContent = text;
      return sentence;
    });
    if (told.textContent.trim() !== sentences.map((each) => each.textContent).join("\n")) {
      told.replaceChildren(...sentences);
    }
    if (state.busy || state.status === 0) setTimeout(follow, POLL);
    else refresh();
  }

  const follow = async () => show(await asked("inlezen"));

  document.addEventListener("click", async (event) => {
    const pressed = event.target.closest("button");
    if (pressed?.matches(".kw-remove")) remove(pressed);
    if (pressed?.matches(".kw-ingest")) show(await asked("inlezen", { method: "POST" }));
  });
  if (document.getElementById("kw-ingested").dataset.busy === "true") setTimeout(follow, POLL);
})();
