"""The chat with nothing made up: `kwchat serve` with the real encoder, in a real Chromium."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, Locator, Page, expect
from serving import Server, serving

import kwchat
from kwchat.answering import texts as answering_texts
from kwchat.chat import texts as chat_texts
from kwchat.index.encoders import SentenceEncoder
from kwchat.index.packaged_encoder import NAME
from kwchat.server import texts as server_texts

pytestmark = [pytest.mark.browser, pytest.mark.encoder]

CORPUS = Path(__file__).parent.parent / "corpus"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
ANSWERED_MILLISECONDS = 60_000

QUESTION = "Wat doet een werkplaatscoördinator?"
COORDINATOR = (
    "Ten eerste wijzen ze op de rol van de werkplaatscoördinator (in elk geval in het eerste jaar) "
    "voor het structureren van de werkplaats, als aanspreekpunt en voor het verstevigen van het "
    "netwerk."
)
THEME_QUESTION = "Wat zijn voor- en nadelen van één gemeenschappelijk thema?"
FOLLOW_UP = "En bij een open thema?"
FOOTBALL = "Wie won de Champions League in 2019?"


@dataclass(frozen=True, slots=True)
class Chat:
    """An open chat page, and what went wrong or went out while it was open."""

    page: Page
    requested: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def ask(self, question: str) -> Locator:
        """Ask a question; return its exchange when all of the answer is there."""
        box = self.page.get_by_role("textbox", name=chat_texts.CHAT_INPUT_LABEL)
        before = self.page.locator(".kw-exchange[data-done]").count()
        box.fill(question)
        box.press("Enter")
        done = self.page.locator(".kw-exchange[data-done]")
        expect(done).to_have_count(before + 1, timeout=ANSWERED_MILLISECONDS)
        return done.last


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, encoder: SentenceEncoder) -> Path:
    """An index of the repository's corpus."""
    folder = tmp_path_factory.mktemp("school") / "index"
    kwchat.ingest(CORPUS, index=folder, encoder=encoder)
    return folder


def serve(index: Path, cache: Path) -> AbstractContextManager[Server]:
    """Run `kwchat serve` on an index, with the encoder that is, or comes, in a cache folder."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("KWCHAT_")}
    own = {"KWCHAT_CORPUS": str(CORPUS), "KWCHAT_INDEX": str(index), "KWCHAT_CACHE": str(cache)}
    command = [sys.executable, "-c", "from kwchat.cli.commands import main; main()"]
    return serving(command, environment=outside | own)


@pytest.fixture(scope="module")
def url(browser: Browser, index: Path, encoder_cache: Path) -> Iterator[str]:  # noqa: ARG001
    """The address of a server that is ready; without Chromium none is started."""
    with serve(index, encoder_cache) as server:
        server.wait_for("/readyz")
        yield server.url


@contextmanager
def opened(browser: Browser, url: str, viewport: dict[str, int] = DESKTOP) -> Iterator[Chat]:
    """Open the chat as a new visitor; nothing goes wrong and nothing leaves the origin."""
    context = browser.new_context(viewport=viewport, locale="nl-NL", reduced_motion="reduce")
    chat = Chat(context.new_page())
    context.on("request", lambda request: chat.requested.append(request.url))
    chat.page.on("pageerror", lambda error: chat.faults.append(str(error)))
    chat.page.on(
        "console", lambda said: chat.faults.append(said.text) if said.type == "error" else None
    )
    try:
        chat.page.goto(url)
        expect(chat.page.get_by_role("heading", name=chat_texts.CHAT_TITLE)).to_be_visible()
        yield chat
    finally:
        context.close()
    local = (f"{url}/", "data:", "blob:")
    assert chat.requested
    assert [address for address in chat.requested if not address.startswith(local)] == []
    assert chat.faults == []


def test_the_page_is_there_before_the_encoder(
    browser: Browser, index: Path, encoder_cache: Path, tmp_path: Path
) -> None:
    """Who asks too early reads so in Dutch; once the encoder is there, the same page answers.

    The encoder is kept waiting by the lock under which it is unpacked.
    """
    with (
        FileLock(tmp_path / f"{NAME}.lock") as lock,
        serve(index, tmp_path) as server,
        opened(browser, server.url) as chat,
    ):
        early = chat.ask(QUESTION)
        expect(early.locator(".kw-answer")).to_have_text(server_texts.NOT_READY)
        assert server.status("/readyz") == 503

        (tmp_path / NAME).symlink_to(encoder_cache / NAME)
        lock.release()
        server.wait_for("/readyz")

        chat.page.get_by_role("textbox", name=chat_texts.CHAT_INPUT_LABEL).press("Enter")
        answer = chat.page.locator(".kw-answer")
        expect(answer).to_contain_text(COORDINATOR, timeout=ANSWERED_MILLISECONDS)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_question_leads_to_the_marked_passage(
    browser: Browser, url: str, viewport: dict[str, int]
) -> None:
    """Ask, read the answer, click its [1], and see those words marked on page 2 of the brief."""
    with opened(browser, url, viewport) as chat:
        exchange = chat.ask(QUESTION)
        expect(exchange.locator(".kw-answer")).to_contain_text(f"“{COORDINATOR}” [1]")

        exchange.get_by_role(
            "link", name="Bron 1, Het antwoord van de Kennisrotonde (2019), pagina 2"
        ).click()

        card = chat.page.locator("#bron-1-1")
        expect(card.locator("mark")).to_be_in_viewport()
        expect(card.locator("mark")).to_have_text(COORDINATOR)
        expect(card).to_contain_text("Kennisrotonde. (2019). Welke kenmerken")
        expect(card).to_contain_text("Aanvullingen op basis van monitoronderzoek")
        assert chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_follow_up_leans_on_the_question_before_it(browser: Browser, url: str) -> None:
    """Alone it says nothing about what; in the conversation it is answered, with hesitation."""
    with opened(browser, url) as chat:
        chat.ask(THEME_QUESTION)

        follow_up = chat.ask(FOLLOW_UP)

        expect(follow_up.locator(".kw-answer")).to_contain_text("Bij een meer open thema")
        expect(chat.page.locator("#bronnen-2 mark").first).to_be_visible()
        expect(chat.page.locator("#bronnen-1")).to_be_hidden()


def test_what_the_sources_do_not_say_is_refused(browser: Browser, url: str) -> None:
    """The refusal comes first, nothing is cited, and the nearest passages are offered."""
    with opened(browser, url) as chat:
        exchange = chat.ask(FOOTBALL)

        answer = exchange.locator(".kw-answer")
        expect(answer).to_have_text(re.compile(rf"^\s*{re.escape(answering_texts.REFUSAL)}"))
        expect(chat.page.locator(".kw-mark")).to_have_count(0)
        expect(chat.page.get_by_role("heading", name=chat_texts.CHAT_PANEL_REFUSED)).to_be_visible()
        expect(chat.page.get_by_text(chat_texts.CHAT_FOUND)).to_be_visible()


@pytest.mark.parametrize("question", chat_texts.CHAT_EXAMPLES)
def test_every_example_brings_sources(browser: Browser, url: str, question: str) -> None:
    """A click on what the page proposes is answered, and every mark leads to its card."""
    with opened(browser, url) as chat:
        chat.page.get_by_role("button", name=question).click()

        marks = chat.page.locator(".kw-exchange[data-done] .kw-mark")
        expect(marks.first).to_be_visible(timeout=ANSWERED_MILLISECONDS)
        for target in {mark.get_attribute("href") for mark in marks.all()}:
            expect(chat.page.locator(f"{target} mark")).to_have_count(1)
