"""A real server and a real browser for tests of the chat page."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from kwchat.answering.answer import Asking
from kwchat.server.access import Access
from kwchat.server.app import create_app, make_server
from kwchat.server.listening import listen
from kwchat.server.warmup import WarmAssistant

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# After each question Gradio's queue asks pandas for statistics, in a way that pandas retires.
GRADIO = (
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
)
_LEFT = ("signal is aborted", "Connection errored out")
# How long something may take to appear: on a busy machine the page itself takes seconds.
PATIENCE_MS = 30_000


@contextmanager
def served(
    assistant: WarmAssistant, access: Access | None = None, *, port: int = 0, **options: Any
) -> Iterator[str]:
    """Serve the chat on a port of this machine, a free one at 0, with options of `create_app`, and
    give its address."""
    with listening_to(create_app(assistant, access or Access(), **options), port=port) as url:
        yield url


@contextmanager
def listening_to(app: FastAPI, *, port: int = 0) -> Iterator[str]:
    """Serve an app on a port of this machine, a free one at 0, and give its address."""
    server = make_server(app)
    with listen("127.0.0.1", port) as listener:
        port = listener.getsockname()[1]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium; skip the test where it is absent."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened_page(
    browser: Browser,
    url: str,
    *,
    before: str = "",
    quiet: int | None = None,
    leaving: bool = False,
    **options: Any,
) -> Iterator[Page]:
    """Open a page in a session of its own, with motion reduced, after running a script in it.

    Nothing may go wrong in its console meanwhile, but for requests that fail with the status
    `quiet` (0: that are not answered): of those the browser itself writes a line; and when
    `leaving` the page meanwhile, for what Gradio writes of an event that it had not heard out.
    """
    context = browser.new_context(**{"locale": "en-US", "reduced_motion": "reduce", **options})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
    if before:
        page.add_init_script(before)
    page.goto(url)
    try:
        yield page
    finally:
        context.close()
    expected = {None: "no fault", 0: "net::ERR"}.get(quiet, f"status of {quiet}")
    excused = (expected, *(_LEFT if leaving else ()))
    unexpected = [fault for fault in faults if not any(one in fault for one in excused)]
    assert unexpected == [], unexpected


def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press a key until something has the focus."""
    for _ in range(20):
        page.keyboard.press(key)
        if target.evaluate("element => element.getRootNode().activeElement === element"):
            return
    raise AssertionError(target)


def ready(asking: Asking) -> WarmAssistant:
    """Return an assistant that has warmed up."""
    assistant = WarmAssistant(lambda: asking)
    assistant.start()
    assistant.wait()
    return assistant
