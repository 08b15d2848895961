"""Two schools in one tab of a real Chromium."""

import time
import urllib.request
from pathlib import Path
from urllib.error import HTTPError

import pytest
from browser import GRADIO, listening_to, opened_page
from playwright.sync_api import Browser, expect
from schooled import (
    OTHER,
    QUESTION,
    RECTORS,
    TITLES,
    ingest_all,
    make_schools,
    pretend_encoder,
    served_schools,
    settled,
)

from kwchat.server import texts

pytestmark = [pytest.mark.browser, *GRADIO]
SLOW_MS = 120_000  # for a page, on a machine that does much else


def until_ready(url: str) -> None:
    """Wait until the server answers questions."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{url}/readyz"):  # noqa: S310 -- our own server
                return
        except HTTPError:
            time.sleep(0.1)
    raise TimeoutError(url)


def test_a_reader_asks_in_both(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one tab, one after the other: neither shows what was said in the other, and each finds its
    own back; where both are asked as one, an answer has the words of both."""
    pretend_encoder(monkeypatch)
    make_schools(tmp_path)
    with settled(tmp_path, monkeypatch):
        ingest_all()
        with (
            served_schools(monkeypatch) as app,
            listening_to(app) as url,
            opened_page(browser, "about:blank") as page,
        ):
            until_ready(url)
            page.set_default_timeout(SLOW_MS)
            for name, title in (*TITLES.items(), ("samen", texts.LOBBY_TOGETHER)):
                page.goto(f"{url}/")
                page.get_by_role("link", name=title).click()
                expect(page.get_by_role("heading", level=1)).to_have_text(title)
                page.get_by_label("Je vraag").fill(QUESTION)
                expect(page.locator(".kw-exchange")).to_have_count(0)
                page.get_by_label("Je vraag").press("Enter")
                answered = page.locator(".kw-exchange[data-done]")
                for rector in RECTORS.values() if name == "samen" else [RECTORS[name]]:
                    expect(answered).to_contain_text(rector, timeout=SLOW_MS)
            for path in ("", "embed"):
                for name in RECTORS:
                    page.goto(f"{url}/{name}/{path}")
                    transcript = page.locator("#kw-transcript")
                    expect(transcript).to_contain_text(RECTORS[name], timeout=SLOW_MS)
                    expect(transcript).not_to_contain_text(RECTORS[OTHER[name]])
