"""A language model that writes, as a reader meets it: on Gradio's page and in the compact chat."""

from collections.abc import Iterator
from threading import Event

import pytest
from browser import GRADIO, opened_page, ready, served
from indexed import index_of
from llm import Script, speaking
from playwright.sync_api import Browser, Locator, Page, expect
from writing import says

import kwchat
from kwchat.answering.writing import Waiting
from kwchat.chat import texts
from kwchat.chat.heading import author_line
from kwchat.testing import FakeEncoder, MemoryStore

pytestmark = [pytest.mark.browser, *GRADIO]

QUESTION = "Wat doet de werkplaatscoördinator?"
QUOTE = "De werkplaatscoördinator is het aanspreekpunt van de werkplaats."
HANDBOOK = f"# Handboek\n\n{QUOTE} Het schoolbestuur betaalt drie uur per week.\n"
FIRST = "De coördinator is het aanspreekpunt van de werkplaats {aanspreekpunt}."
SHOWN = "De coördinator is het aanspreekpunt van de werkplaats [1]."
MADE_UP = "De leraar kiest zelf {aanspreekpunt}."
LONG = 120.0  # seconds for which a model goes on, if nobody stops it


@pytest.fixture(scope="module")
def model() -> Iterator[tuple[Script, str]]:
    """A language model on this computer, and its address."""
    script = Script()
    with speaking(script) as address:
        yield script, address


@pytest.fixture(scope="module")
def assistant(
    model: tuple[Script, str], tmp_path_factory: pytest.TempPathFactory
) -> kwchat.Assistant:
    """Who has that model write, for one reader at a time."""
    return kwchat.open(
        index_of(HANDBOOK, tmp_path_factory.mktemp("handboek")),
        encoder=FakeEncoder(),
        store=MemoryStore(),
        threshold=0.0,
        sure=0.0,
        llm="openai:klein",
        llm_url=model[1],
        llm_at_once=1,
        llm_first_seconds=LONG,
        llm_seconds=LONG,
    )


@pytest.fixture
def script(model: tuple[Script, str]) -> Script:
    """What the model does: it writes a sentence that stands, and one that falls."""
    script = model[0]
    script.write, script.wait, script.left = says(f"{FIRST} {MADE_UP}"), 0.0, Event()
    return script


@pytest.fixture(scope="module")
def url(assistant: kwchat.Assistant) -> Iterator[str]:
    """The address of the chat."""
    with served(ready(assistant), author=author_line("klein", "llm.school.nl")) as url:
        yield url


@pytest.fixture(params=["", "/embed"], ids=["whole", "compact"])
def page(browser: Browser, url: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page in Gradio, and the compact chat."""
    with opened_page(browser, f"{url}{request.param}") as page:
        expect(field(page)).to_be_visible()
        yield page


def field(page: Page) -> Locator:
    """Return the question field."""
    return page.get_by_role("textbox", name="Je vraag")


def ask(page: Page) -> None:
    """Type the question, and press Enter."""
    field(page).fill(QUESTION)
    field(page).press("Enter")


def answer(page: Page, number: int = 1) -> Locator:
    """Return what stands under a question."""
    return page.locator(f"#antwoord-{number} .kw-answer")


def says_status(page: Page, words: str) -> None:
    """Wait for the status line to say something."""
    expect(page.locator(".kw-status")).to_contain_text(words)


@pytest.mark.usefixtures("script")
def test_who_writes_what_is_written_and_what_it_rests_on(page: Page) -> None:
    """The model and its server are named; the mark leads to the words in the source, and the quote
    is folded away."""
    author = "Antwoorden worden geschreven door klein op llm.school.nl."
    expect(page.get_by_text(author)).to_be_visible()

    ask(page)

    says_status(page, "Antwoord klaar, 1 bron.")
    expect(answer(page).locator("p").first).to_have_text(SHOWN)
    expect(answer(page).locator(".kw-written")).to_contain_text("1 van 2 zinnen bleef staan.")
    folded = answer(page).locator(".kw-fold blockquote")
    expect(folded).to_be_hidden()
    answer(page).get_by_text("De citaten waarop dit steunt (1)").click()
    expect(folded).to_have_text(f"“{QUOTE}” [1]")
    answer(page).locator(".kw-mark").first.click()
    expect(page.locator("#bron-1-1 mark")).to_have_text(QUOTE)


def test_plain_language_is_asked_for_by_a_switch(page: Page, script: Script) -> None:
    """The order to the model has it, and not without."""
    ask(page)
    says_status(page, "Antwoord klaar, 1 bron.")
    assert "B1" not in script.prompts[-1]

    page.get_by_label(texts.CHAT_PLAIN).check()
    field(page).fill("Wat doet de werkplaatscoördinator per week?")
    field(page).press("Enter")

    expect(answer(page, 2).locator(".kw-written")).to_be_visible()
    assert "B1" in script.prompts[-1]


def test_stop_stops_the_model_and_what_stood_there_stays(page: Page, script: Script) -> None:
    """With a line that says that it is not whole; the question can be asked again."""
    stop = page.get_by_role("button", name="Stop")
    expect(stop).to_be_hidden()
    whole = script.write
    script.write = says(f"{FIRST} {MADE_UP} <think>" + "woord " * 10_000)
    script.wait = LONG / 10_000
    ask(page)
    expect(answer(page)).to_contain_text(SHOWN)
    assert not script.left.is_set()

    stop.click()

    says_status(page, texts.CHAT_STOPPED)
    assert script.left.wait(30)
    expect(stop).to_be_hidden()
    expect_half(page)
    expect(field(page)).to_have_value(QUESTION)

    script.write, script.wait = whole, 0.0
    field(page).press("Enter")
    says_status(page, "Antwoord klaar, 1 bron.")
    expect(answer(page, 2).locator("p").first).to_have_text(SHOWN)
    expect_half(page)


def expect_half(page: Page) -> None:
    """Wait for the first answer to be what stood there, and a line that it is not whole."""
    expect(answer(page)).to_contain_text(SHOWN)
    expect(answer(page).locator(".kw-written")).to_have_text(texts.CHAT_STOPPED_HALF)


def test_who_is_stopped_before_anything_stood_there_sees_that(page: Page, script: Script) -> None:
    """And has the question back."""
    begun = Event()

    def write(_: str) -> str:
        begun.set()
        return "<think>" + "woord " * 10_000

    script.write, script.wait = write, LONG / 10_000
    ask(page)
    assert begun.wait(30)
    page.get_by_role("button", name="Stop").click()

    says_status(page, texts.CHAT_STOPPED)
    assert script.left.wait(30)
    expect(page.get_by_text(texts.CHAT_STOPPED_HALF)).to_have_count(0)
    expect(field(page)).to_have_value(QUESTION)


@pytest.mark.usefixtures("script")
def test_who_waits_for_a_busy_model_sees_the_place_in_line(
    page: Page, assistant: kwchat.Assistant
) -> None:
    """In Dutch, until the turn has come."""
    other = assistant.stream(QUESTION)
    next(one for one in other if isinstance(one, Waiting))

    ask(page)

    says_status(page, "Het taalmodel is bezet: je bent nummer 1 in de rij.")
    other.close()
    says_status(page, "Antwoord klaar, 1 bron.")
    expect(answer(page).locator("p").first).to_have_text(SHOWN)
