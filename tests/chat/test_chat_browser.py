"""The chat as a teacher meets it: a real server and a real Chromium, set to English on purpose."""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from threading import Event as Flag
from urllib.parse import urlsplit

import pytest
from browser import GRADIO, opened_page, ready, served, tab_to
from playwright.sync_api import Browser, Locator, Page, Route, expect
from scripted import (
    COORDINATOR,
    COORDINATOR_QUESTION,
    FOLLOW_UP,
    MONITOR,
    OPEN_THEME,
    REFERENCE,
    REFUSAL,
    THEME,
    TOO_LONG,
    TWO_SOURCES_QUESTION,
    UNANSWERABLE,
    ScriptedAssistant,
)

from kwchat.answering.answer import EVERYTHING, Asking, Choice, Event, Turn
from kwchat.chat import gradio_chat
from kwchat.chat import texts as chat_texts
from kwchat.server import texts as server_texts
from kwchat.server.access import Access
from kwchat.server.warmup import WarmAssistant

pytestmark = [pytest.mark.browser, *GRADIO]

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
ENGLISH = re.compile(
    r"\b(clear|close|connection|copy|error|loading|logo|message|processing|queue|remove|retry|"
    r"send|settings|share|submit|the|use|your)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def chat_url() -> Iterator[str]:
    """The address of a chat with the scripted assistant."""
    with served(ready(ScriptedAssistant())) as url:
        yield url


@contextmanager
def opened(
    browser: Browser, url: str, *, viewport: dict[str, int] = DESKTOP, before: str = ""
) -> Iterator[Page]:
    """Open the chat in a session of its own."""
    with opened_page(browser, url, viewport=viewport, before=before) as page:
        expect(field(page)).to_be_visible()
        yield page


@pytest.fixture
def page(browser: Browser, chat_url: str) -> Iterator[Page]:
    """The chat on a desktop."""
    with opened(browser, chat_url) as page:
        yield page


def field(page: Page) -> Locator:
    """Return the question field."""
    return page.get_by_role("textbox", name="Je vraag")


def status(page: Page) -> Locator:
    """Return the status line."""
    return page.locator(".kw-status")


def ask(page: Page, question: str, status_text: str = "Antwoord klaar") -> None:
    """Type a question, press Enter, and wait until the answer is there."""
    asked = page.locator(".kw-exchange").count()
    field(page).fill(question)
    field(page).press("Enter")
    expect(page.locator(".kw-exchange[data-done]")).to_have_count(asked + 1)
    expect(status(page)).to_contain_text(status_text)


def mark(page: Page, number: int, source: int) -> Locator:
    """Return the mark of a source in an answer; the fold that it is in is opened."""
    found = page.locator(f"#antwoord-{number} .kw-mark").nth(source - 1)
    if not found.is_visible():
        page.locator(f"#antwoord-{number} .kw-fold:not([open]) > summary").click()
    return found


def scrolls_sideways(page: Page) -> bool:
    """Whether anything sticks out of the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


# --- asking ---


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_question_gets_an_answer_whose_mark_leads_to_the_marked_passage(
    browser: Browser, chat_url: str, viewport: dict[str, int]
) -> None:
    """Ask, see the citation, click it, see the quoted words marked in their passage."""
    with opened(browser, chat_url, viewport=viewport) as page:
        ask(page, COORDINATOR_QUESTION)
        link = page.get_by_role(
            "link", name="Bron 1, Het antwoord van de Kennisrotonde (2019), pagina 2"
        )
        expect(link).to_have_text("[1]")
        expect(link).to_be_in_viewport()

        link.click()

        card = page.locator("#bron-1-1")
        expect(card).to_be_focused()
        expect(card).to_be_in_viewport()
        expect(card.locator("mark")).to_have_text(COORDINATOR)
        expect(card.locator("mark")).to_be_in_viewport()
        expect(card).to_contain_text(MONITOR.text)
        for words in (REFERENCE.split("https")[0].strip(), "p. 2", MONITOR.section):
            expect(card).to_contain_text(words)
        assert not scrolls_sideways(page)


def test_the_sources_stand_beside_the_conversation(page: Page) -> None:
    """On a desktop both are in view."""
    ask(page, COORDINATOR_QUESTION)

    talk, sources = (page.locator(part).bounding_box() for part in ("#kw-talk", "#kw-side"))

    assert talk is not None
    assert sources is not None
    assert sources["x"] >= talk["x"] + talk["width"]


@pytest.mark.parametrize("width", [390, 320])
def test_on_a_phone_the_sources_stand_below(browser: Browser, chat_url: str, width: int) -> None:
    """Nothing sticks out, also at 320 pixels, which is 400 % zoom."""
    with opened(browser, chat_url, viewport={"width": width, "height": 844}) as page:
        assert not scrolls_sideways(page)
        ask(page, TWO_SOURCES_QUESTION)

        talk, sources = (
            page.locator(part).bounding_box() for part in ("#kw-transcript", "#kw-side")
        )

        assert talk is not None
        assert sources is not None
        assert sources["y"] >= talk["y"] + talk["height"]
        assert not scrolls_sideways(page)


def test_an_example_is_a_question(page: Page) -> None:
    """One click asks it; the examples make room, and the place of the reader is kept."""
    page.get_by_role("button", name=COORDINATOR_QUESTION).click()

    expect(status(page)).to_have_text("Antwoord klaar, 1 bron.")
    expect(page.locator("#kw-examples")).to_be_hidden()
    expect(page.locator("#kw-transcript")).to_be_focused()


def test_a_refusal_shows_what_was_found(page: Page) -> None:
    """The refusal is said, nothing is cited, and the nearest passages are offered."""
    ask(page, UNANSWERABLE, chat_texts.CHAT_STATUS_REFUSED)

    expect(page.locator(".kw-answer")).to_have_text(REFUSAL)
    expect(page.get_by_role("heading", name="Wel gevonden")).to_be_visible()
    expect(page.locator(".kw-card").first).to_contain_text(COORDINATOR)
    expect(page.locator(".kw-mark")).to_have_count(0)


def test_a_follow_up_keeps_the_conversation(page: Page) -> None:
    """Two questions stand under each other; a mark in the first shows the sources of the first."""
    ask(page, COORDINATOR_QUESTION)
    ask(page, TWO_SOURCES_QUESTION)
    expect(page.locator("#bron-2-2 mark")).to_have_text(OPEN_THEME)
    expect(page.locator("#bron-1-1")).to_be_hidden()

    mark(page, 1, 1).click()

    expect(page.locator("#bron-1-1 mark")).to_be_in_viewport()
    expect(page.locator("#bron-2-1")).to_be_hidden()

    mark(page, 2, 1).click()

    expect(page.locator("#bron-2-1 mark")).to_have_text(THEME)


def test_a_follow_up_can_be_asked_alone(page: Page) -> None:
    """The line under a follow-up names the question it was read with; the button asks it again by
    itself, with the keyboard too, and goes once there is a later question."""
    ask(page, COORDINATOR_QUESTION)
    ask(page, FOLLOW_UP)
    line = page.locator("#antwoord-2 .kw-understood")
    expect(line).to_contain_text(f"Opgevat als: {COORDINATOR_QUESTION} – {FOLLOW_UP}")
    alone = page.get_by_role("button", name="Los vragen")
    alone.focus()
    page.keyboard.press("Enter")

    expect(page.locator("#antwoord-3 .kw-quote")).to_have_count(2)
    expect(page.locator("#antwoord-3 .kw-question")).to_contain_text(FOLLOW_UP)
    expect(page.locator("#antwoord-3 .kw-understood")).to_have_count(0)
    expect(alone).to_have_count(0)


def test_the_last_answer_is_in_view(browser: Browser, chat_url: str) -> None:
    """However long the conversation, what was asked last is not under the question field."""
    with opened(browser, chat_url) as page:
        for _ in range(4):
            ask(page, TWO_SOURCES_QUESTION)

        answer = page.locator("#antwoord-4 .kw-actions").bounding_box()
        composer = page.locator("#kw-composer").bounding_box()

        assert answer is not None
        assert composer is not None
        assert 0 < answer["y"] < composer["y"]


def test_clearing_starts_anew(page: Page) -> None:
    """Conversation, sources and field are empty, the examples are back, and it is said."""
    ask(page, COORDINATOR_QUESTION)

    page.get_by_role("button", name="Wis gesprek").click()

    expect(status(page)).to_have_text(chat_texts.CHAT_STATUS_CLEARED)
    expect(page.locator(".kw-exchange")).to_have_count(0)
    expect(page.locator(".kw-card")).to_have_count(0)
    expect(page.get_by_role("button", name=COORDINATOR_QUESTION)).to_be_visible()


# --- when it goes wrong ---


def test_a_question_that_is_too_long_stays_in_the_field(page: Page) -> None:
    """The reason is said calmly, and what was typed is not lost."""
    ask(page, "x" * 2001, TOO_LONG)

    expect(page.locator(".kw-answer")).to_have_text(TOO_LONG)
    expect(field(page)).to_have_value("x" * 2001)


def test_asking_too_early_is_said_and_can_be_tried_again(browser: Browser) -> None:
    """The page is there while the encoder warms up; the question waits in the field."""
    go = Flag()

    def build() -> Asking:
        assert go.wait(60)
        return ScriptedAssistant()

    assistant = WarmAssistant(build)
    assistant.start()
    try:
        with served(assistant) as url, opened(browser, url) as page:
            ask(page, COORDINATOR_QUESTION, server_texts.NOT_READY)
            expect(page.locator(".kw-answer")).to_have_text(server_texts.NOT_READY)

            go.set()
            assistant.wait()
            field(page).press("Enter")

            expect(status(page)).to_have_text("Antwoord klaar, 1 bron.")
            expect(page.locator(".kw-exchange")).to_have_count(1)
    finally:
        go.set()


def test_a_queue_that_is_full_is_said_and_the_question_stays(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Gradio says it in English, and without a reason to ask again."""
    monkeypatch.setattr(gradio_chat, "QUESTIONS_WAITING", 0)
    with (
        served(ready(ScriptedAssistant())) as url,
        opened_page(browser, url, viewport=DESKTOP, quiet=503) as page,
    ):
        field(page).fill(COORDINATOR_QUESTION)
        field(page).press("Enter")

        expect(status(page)).to_have_text(chat_texts.CHAT_BUSY)
        expect(field(page)).to_have_value(COORDINATOR_QUESTION)


def test_a_lost_connection_is_said_in_dutch(browser: Browser) -> None:
    """When the server is gone, the page says so in Dutch and shows nothing of Gradio's English."""
    with ExitStack() as server:
        url = server.enter_context(served(ready(ScriptedAssistant())))
        context = browser.new_context(locale="en-US")
        page = context.new_page()
        page.goto(url)
        expect(field(page)).to_be_visible()
        server.close()

        field(page).fill(COORDINATOR_QUESTION)
        field(page).press("Enter")

        expect(status(page)).to_have_text(re.compile("verbinding|lukte niet"))
        assert not ENGLISH.search(page.locator("body").inner_text())
        context.close()


def test_a_lost_connection_keeps_what_was_typed_and_says_what_happened(browser: Browser) -> None:
    """Gradio loads the page anew when the server is back; then all that happened is said."""
    with ExitStack() as servers:
        url = servers.enter_context(served(ready(ScriptedAssistant())))
        context = browser.new_context(locale="en-US", reduced_motion="reduce")
        page = context.new_page()
        page.goto(url)
        ask(page, COORDINATOR_QUESTION)
        servers.close()
        field(page).fill(TWO_SOURCES_QUESTION)
        field(page).press("Enter")
        expect(status(page)).to_have_text(chat_texts.CHAT_CONNECTION_LOST, timeout=30_000)

        with served(ready(ScriptedAssistant()), port=urlsplit(url).port or 0):
            for said in ("CONNECTION_BACK", "TALK_GONE", "TYPED_KEPT"):
                expect(status(page)).to_contain_text(
                    getattr(chat_texts, f"CHAT_{said}"), timeout=30_000
                )
            expect(field(page)).to_have_value(TWO_SOURCES_QUESTION)
            assert page.evaluate("sessionStorage.length") == 0
            field(page).press("Enter")
            expect(status(page)).to_have_text("Antwoord klaar, 1 bron, 2 passages.")
            context.close()


@contextmanager
def restarted(browser: Browser, *, cleared: bool = False) -> Iterator[Page]:
    """Ask something, perhaps wipe it, and have the server started again while the page is idle."""
    with ExitStack() as servers:
        url = servers.enter_context(served(ready(ScriptedAssistant())))
        with opened(browser, url) as page:
            ask(page, COORDINATOR_QUESTION)
            if cleared:
                page.get_by_role("button", name=chat_texts.CHAT_CLEAR).click()
                expect(page.locator(".kw-exchange")).to_have_count(0)
            servers.close()
            with served(ready(ScriptedAssistant()), port=urlsplit(url).port or 0):
                yield page


def test_an_idle_page_notices_a_restart(browser: Browser) -> None:
    """When its reader comes back to it, before anything is gone; what was typed stays."""
    with restarted(browser) as page:
        field(page).evaluate("field => field.blur()")
        field(page).fill("Half getypt")

        expect(status(page)).to_have_text(chat_texts.CHAT_RESTARTED)
        expect(page.locator(".kw-exchange")).to_have_count(1)
        expect(field(page)).to_have_value("Half getypt")


@pytest.mark.parametrize("question", [TWO_SOURCES_QUESTION, COORDINATOR_QUESTION])
def test_a_conversation_that_a_restart_took_is_not_missed_in_silence(
    browser: Browser, question: str
) -> None:
    """The question is answered, and it is said that what stood before it is gone."""
    with restarted(browser) as page:
        field(page).fill(question)
        field(page).press("Enter")

        expect(status(page)).to_contain_text("Antwoord klaar")
        expect(status(page)).to_contain_text(chat_texts.CHAT_TALK_GONE)
        expect(page.locator(".kw-exchange")).to_have_count(1)
        ask(page, TWO_SOURCES_QUESTION)
        expect(status(page)).to_have_text("Antwoord klaar, 1 bron, 2 passages.")


def test_what_was_wiped_before_a_restart_cannot_come_back(browser: Browser) -> None:
    """That is said: the button does not stay silent, and nothing breaks."""
    with restarted(browser, cleared=True) as page:
        page.get_by_role("button", name=chat_texts.CHAT_UNDO).click()

        expect(status(page)).to_have_text(chat_texts.CHAT_TALK_GONE)


def test_a_follow_up_of_before_a_restart_cannot_be_asked_alone(browser: Browser) -> None:
    """The new server knows nothing of it, and says so."""
    with ExitStack() as servers:
        url = servers.enter_context(served(ready(ScriptedAssistant())))
        with opened(browser, url) as page:
            ask(page, COORDINATOR_QUESTION)
            ask(page, FOLLOW_UP)
            servers.close()
            with served(ready(ScriptedAssistant()), port=urlsplit(url).port or 0):
                page.get_by_role("button", name=chat_texts.CHAT_ALONE).click()

                expect(status(page)).to_have_text(chat_texts.CHAT_TALK_GONE)
                expect(page.locator(".kw-exchange")).to_have_count(2)


def test_too_many_questions_are_answered_with_patience(browser: Browser) -> None:
    """The limit holds in the chat too: a notice under the question, which stays to send again."""
    with (
        served(ready(ScriptedAssistant()), Access(limit_per_minute=1)) as url,
        opened(browser, url) as page,
    ):
        ask(page, COORDINATOR_QUESTION)
        ask(page, TWO_SOURCES_QUESTION, "kort na elkaar")

        expect(page.locator("#kw-transcript")).to_contain_text("kort na elkaar. Wacht")
        expect(field(page)).to_have_value(TWO_SOURCES_QUESTION)


# --- before the chat is there ---


def test_before_the_chat_is_there_something_can_be_read(browser: Browser, chat_url: str) -> None:
    """While all of Gradio is under way, its styles too: what this is, and a way to the light page,
    in the colours of the chat and without its fonts."""
    context = browser.new_context()
    page = context.new_page()
    waiting: list[Route] = []
    under_way = re.compile("/assets/|/(chat|answers).css")

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route(under_way, hold)
    page.goto(chat_url, wait_until="commit")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    title = page.locator("#kw-shell h1")
    expect(title).to_have_text(chat_texts.CHAT_TITLE)
    expect(title).to_have_css("color", "rgb(15, 82, 87)")
    expect(page.get_by_text(chat_texts.CHAT_NOTICE)).to_be_visible()
    light = page.get_by_role("link", name=chat_texts.CHAT_LIGHT)
    expect(light).to_be_visible()
    assert page.evaluate("[...document.fonts].filter(f => f.status !== 'unloaded').length") == 0

    for route in waiting:
        route.continue_()
    page.unroute(under_way)
    expect(field(page)).to_be_visible()
    expect(page.get_by_role("heading", name=chat_texts.CHAT_TITLE)).to_have_count(1)
    expect(light).to_have_count(0)
    context.close()


TITLES_SEEN = """
globalThis.titles = new Set();
new MutationObserver(() => {
  const seen = [...document.querySelectorAll("h1")].filter(
    (title) => getComputedStyle(title).visibility === "visible");
  globalThis.titles.add(seen.length);
}).observe(document, { childList: true, subtree: true });
"""


def test_the_page_has_one_title_at_every_moment(browser: Browser, chat_url: str) -> None:
    """While Gradio puts the chat in place of what could be read before, it is not read twice."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(TITLES_SEEN)
    page.goto(chat_url)
    expect(field(page)).to_be_visible()
    assert {1} <= set(page.evaluate("[...titles]")) <= {0, 1}
    context.close()


# --- layout ---


def test_the_page_is_no_longer_than_what_is_in_it(page: Page) -> None:
    """What only a screen reader hears hangs in its own place, not below the page."""
    for _ in range(3):
        ask(page, TWO_SOURCES_QUESTION)
    mark(page, 3, 2).click()

    end = page.evaluate("document.documentElement.scrollHeight")
    foot = page.locator("#kw-columns").evaluate("e => e.getBoundingClientRect().bottom + scrollY")

    assert abs(end - foot) <= 1


def test_a_mark_brings_its_source_and_stays_itself(page: Page) -> None:
    """On a desktop the sources scroll beside the conversation, which keeps its place."""
    for _ in range(3):
        ask(page, TWO_SOURCES_QUESTION)
    for source in (2, 1):
        link = mark(page, 3, source)
        before = page.evaluate("scrollY")
        link.click()

        expect(page.locator(f"#bron-3-{source} mark")).to_be_in_viewport()
        expect(link).to_be_in_viewport()
        assert page.evaluate("scrollY") == before


def test_there_is_space_between_two_questions(page: Page) -> None:
    """Each question stands apart from the answer before it."""
    for _ in range(2):
        ask(page, COORDINATOR_QUESTION)

    gap = page.evaluate(
        """() => {
            const answer = document.querySelector("#antwoord-1").lastElementChild;
            const question = document.querySelector("#vraag-2");
            return question.getBoundingClientRect().top - answer.getBoundingClientRect().bottom;
        }"""
    )
    assert gap >= 24


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", ["", "embed"], ids=["chat", "compact"])
def test_the_question_field_is_at_the_foot_with_its_button_inside(
    browser: Browser, chat_url: str, path: str, viewport: dict[str, int]
) -> None:
    """Before the first question, and beside the sources; on a phone it takes little."""
    with opened(browser, f"{chat_url}/{path}", viewport=viewport) as page:
        for asked in (False, True):
            if asked:
                ask(page, TWO_SOURCES_QUESTION)
                mark(page, 1, 2).click()
            composer = page.locator("#kw-composer").bounding_box()
            box = field(page).bounding_box()
            button = page.get_by_role("button", name=chat_texts.CHAT_SEND).bounding_box()
            assert composer
            assert box
            assert button
            assert abs(composer["y"] + composer["height"] - viewport["height"]) <= 1
            assert composer["height"] <= (100 if viewport == PHONE else 140)
            assert box["x"] < button["x"]
            assert button["x"] + button["width"] < box["x"] + box["width"]
            assert box["y"] < button["y"]
            assert button["y"] + button["height"] < box["y"] + box["height"]


@pytest.mark.parametrize("path", ["", "embed"], ids=["chat", "compact"])
def test_what_to_do_with_an_answer_is_one_row_on_a_phone(
    browser: Browser, chat_url: str, path: str
) -> None:
    """All seven beside each other, each large enough to press."""
    with opened(browser, f"{chat_url}/{path}", viewport=PHONE) as page:
        ask(page, TWO_SOURCES_QUESTION)

        boxes = [one.bounding_box() for one in page.locator(".kw-actions > .kw-action").all()]

        assert len(boxes) == 7
        assert len({box["y"] for box in boxes if box}) == 1
        assert [box for box in boxes if not box or min(box["width"], box["height"]) < 24] == []


def test_nothing_cuts_off_the_ring_of_the_field(page: Page) -> None:
    """No element around it hides what sticks out, up to the foot of the page."""
    field(page).focus()
    hiding = field(page).evaluate(
        """field => {
            const found = [];
            for (let around = field.parentElement; around; around = around.parentElement)
                if (getComputedStyle(around).overflow !== "visible") found.push(around.outerHTML);
            return found;
        }"""
    )
    assert hiding == []


@pytest.mark.parametrize("path", ["", "embed"], ids=["chat", "compact"])
@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_question_leaves_nothing_behind(
    browser: Browser, chat_url: str, path: str, blank: str
) -> None:
    """No exchange, no text in the field, the examples still there; it is said once."""
    with opened(browser, f"{chat_url}/{path}") as page:
        field(page).fill(blank)
        field(page).press("Enter")

        expect(status(page)).to_have_text(chat_texts.CHAT_STATUS_BLANK)
        expect(field(page)).to_have_value("")
        expect(page.locator(".kw-exchange")).to_have_count(0)
        expect(page.get_by_role("button", name=COORDINATOR_QUESTION)).to_be_visible()


class Lingering(ScriptedAssistant):
    """Goes on a while after the last word of its first answer, as a busy server does."""

    def __init__(self) -> None:
        super().__init__()
        self.said, self.go = Flag(), Flag()

    def stream(
        self, question: str, history: Sequence[Turn], choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield the events of an answer; after those of the first, wait."""
        yield from super().stream(question, history, choice)
        if len(self.heard) == 1:
            self.said.set()
            assert self.go.wait(60)


def test_what_is_asked_before_an_answer_has_quite_ended_is_answered_once(
    browser: Browser,
) -> None:
    """What is read is not over yet for a server that still has to let go of it.

    Enter twice asks once, and the status speaks of the answer.
    """
    assistant = Lingering()
    with served(ready(assistant)) as url, opened(browser, url) as page:
        ask(page, COORDINATOR_QUESTION)
        assert assistant.said.wait(60)
        field(page).fill(TWO_SOURCES_QUESTION)
        field(page).press("Enter")
        field(page).press("Enter")
        assistant.go.set()

        expect(page.locator(".kw-exchange[data-done]")).to_have_count(2)
        expect(page.locator(".kw-question").last).to_contain_text(TWO_SOURCES_QUESTION)
        ask(page, FOLLOW_UP)
        expect(page.locator(".kw-exchange")).to_have_count(3)


@pytest.mark.parametrize("path", ["", "embed"], ids=["chat", "compact"])
def test_what_is_typed_while_an_answer_is_written_stays(browser: Browser, path: str) -> None:
    """Only sending empties the field, not the answer to what was sent before."""
    assistant = Lingering()
    with served(ready(assistant)) as url, opened(browser, f"{url}/{path}") as page:
        ask(page, COORDINATOR_QUESTION)
        assert assistant.said.wait(60)
        field(page).press_sequentially(TWO_SOURCES_QUESTION)
        assistant.go.set()
        field(page).press("Enter")

        expect(page.locator(".kw-exchange[data-done]")).to_have_count(2)
        expect(page.locator(".kw-question").last).to_contain_text(TWO_SOURCES_QUESTION)
        expect(field(page)).to_have_value("")


def test_with_forced_colours_the_chosen_card_is_seen(browser: Browser, chat_url: str) -> None:
    """By a frame of its own, for the reader's colours take shades and shadows away."""
    with opened_page(browser, f"{chat_url}/embed", forced_colors="active") as page:
        ask(page, TWO_SOURCES_QUESTION)
        mark(page, 1, 1).click()
        page.evaluate("document.activeElement.blur()")

        frames = "cards => cards.map(card => getComputedStyle(card).outlineStyle)"
        assert page.locator(".kw-place-in").evaluate_all(frames)[:2] == ["solid", "none"]


# --- copying ---


def test_copying_takes_the_references_along(browser: Browser, chat_url: str) -> None:
    """The clipboard holds answer and references; it is said and shown."""
    with opened(browser, chat_url) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        ask(page, COORDINATOR_QUESTION)

        page.get_by_role("button", name="Kopieer met bronnen").click()

        expect(status(page)).to_have_text(chat_texts.CHAT_COPIED)
        expect(page.locator(".kw-said")).to_have_text(chat_texts.CHAT_COPIED)
        copied = page.evaluate("navigator.clipboard.readText()")
        for words in (COORDINATOR_QUESTION, COORDINATOR, REFERENCE, "1 van 1 citaten letterlijk"):
            assert words in copied
        assert f"<strong>Vraag: {COORDINATOR_QUESTION}</strong>" in formatted(page)


def formatted(page: Page) -> str:
    """Paste into something that takes formatted text, and return what it got."""
    page.evaluate(
        """() => {
            const mail = document.createElement("div");
            mail.contentEditable = "true";
            mail.addEventListener("paste", (event) => {
                window.pasted = event.clipboardData.getData("text/html");
            });
            document.body.append(mail);
            mail.focus();
        }"""
    )
    page.keyboard.press("Control+V")
    return str(page.evaluate("pasted"))


NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined });"


def test_copying_works_on_plain_http(browser: Browser, chat_url: str) -> None:
    """Without `navigator.clipboard` the old way copies the same text, formatted too."""
    with opened(browser, chat_url, before=NO_CLIPBOARD) as page:
        ask(page, COORDINATOR_QUESTION)

        page.get_by_role("button", name="Kopieer met bronnen").click()
        expect(status(page)).to_have_text(chat_texts.CHAT_COPIED)

        field(page).focus()
        page.keyboard.press("Control+V")
        expect(field(page)).to_have_value(re.compile(re.escape(REFERENCE)))
        assert f"<strong>Vraag: {COORDINATOR_QUESTION}</strong>" in formatted(page)


def test_a_copy_that_failed_is_not_called_a_success(browser: Browser, chat_url: str) -> None:
    """Where neither way works, the text is there, selected, to be copied by hand."""
    with opened(
        browser, chat_url, before=f"{NO_CLIPBOARD} Document.prototype.execCommand = () => false;"
    ) as page:
        ask(page, COORDINATOR_QUESTION)

        page.get_by_role("button", name="Kopieer met bronnen").click()

        expect(status(page)).to_have_text(chat_texts.CHAT_COPY_FAILED)
        by_hand = page.get_by_role("textbox", name=chat_texts.CHAT_COPY_FIELD)
        expect(by_hand).to_be_focused()
        expect(by_hand).to_have_value(re.compile(re.escape(REFERENCE)))


# --- safe, private, Dutch ---


@pytest.mark.parametrize(
    "question",
    [
        "<img src=x onerror=\"alert('x')\"> coördinator",
        "<script>alert(1)</script> coördinator",
        "**vet** [klik](javascript:alert(1)) coördinator",
        "${alert(1)} {{constructor.constructor('alert(1)')()}} coördinator",
        "`</textarea><svg onload=alert(1)>` coördinator",
    ],
)
def test_html_in_a_question_is_text(page: Page, question: str) -> None:
    """What was typed is shown as typed, and nothing of it runs."""
    ask(page, question)

    expect(page.locator(".kw-question")).to_contain_text(question)
    assert (
        page.locator("#kw-transcript :is(img, script, svg:not(.kw-action > svg), strong)").count()
        == 0
    )
    assert page.locator('a[href^="javascript"]').count() == 0


def test_two_people_do_not_see_each_other(browser: Browser, chat_url: str) -> None:
    """Each session has its own conversation, and asks with its own history."""
    with opened(browser, chat_url) as first, opened(browser, chat_url) as second:
        ask(first, COORDINATOR_QUESTION)
        ask(second, TWO_SOURCES_QUESTION)

        expect(first.locator(".kw-exchange")).to_have_count(1)
        expect(second.locator(".kw-exchange")).to_have_count(1)
        expect(first.locator("#kw-talk")).to_contain_text(COORDINATOR)
        expect(first.locator("#kw-talk")).not_to_contain_text(THEME)
        expect(second.locator("#kw-talk")).to_contain_text(THEME)
        expect(second.locator("#kw-talk")).not_to_contain_text(COORDINATOR)


def test_nothing_leaves_the_origin_and_nothing_stays_in_the_browser(
    browser: Browser, chat_url: str
) -> None:
    """All requests go to the server; no cookie, no storage, no database is left behind."""
    with opened(browser, chat_url) as page:
        requested: list[str] = []
        page.context.on("request", lambda request: requested.append(request.url))
        page.reload()
        ask(page, COORDINATOR_QUESTION)
        mark(page, 1, 1).click()
        page.get_by_text(chat_texts.CHAT_OTHERS).click()
        page.get_by_role("button", name="Wis gesprek").click()
        expect(status(page)).to_have_text(chat_texts.CHAT_STATUS_CLEARED)

        local = (f"{chat_url}/", "data:", "blob:")
        assert [url for url in requested if not url.startswith(local)] == []
        assert len(requested) > 10
        assert page.context.cookies() == []
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
        assert page.evaluate("indexedDB.databases()") == []


def test_an_english_browser_shows_dutch(page: Page) -> None:
    """No English in what is seen or read aloud, and the page says that it is Dutch."""
    ask(page, COORDINATOR_QUESTION)
    ask(page, UNANSWERABLE, chat_texts.CHAT_STATUS_REFUSED)

    read_aloud = page.evaluate(
        """[...document.querySelectorAll("body *")].flatMap((element) =>
            ["aria-label", "title", "placeholder", "alt", "aria-description"]
                .map((name) => element.getAttribute(name)).filter(Boolean))"""
    )
    seen = page.locator("body").inner_text()

    assert page.evaluate("document.documentElement.lang") == "nl"
    assert page.title() == chat_texts.CHAT_TITLE
    assert ENGLISH.findall(seen.replace("Champions League", "")) == []
    assert [label for label in read_aloud if ENGLISH.search(label)] == []
    for notice in (chat_texts.CHAT_LEAD, chat_texts.CHAT_NOTICE):
        assert notice in seen


# --- for everyone ---


def test_the_whole_path_works_by_keyboard(page: Page) -> None:
    """Type, Enter, back to the mark, Enter, to the card, and back to the mark."""
    tab_to(page, field(page))
    page.keyboard.type(COORDINATOR_QUESTION)
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("Antwoord klaar, 1 bron.")
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("")

    tab_to(page, mark(page, 1, 1), key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#bron-1-1")).to_be_focused()

    tab_to(page, page.get_by_role("link", name=chat_texts.CHAT_BACK))
    page.keyboard.press("Enter")
    expect(mark(page, 1, 1)).to_be_focused()


def test_an_answer_is_announced_once(page: Page) -> None:
    """One polite region speaks, with a sentence; the transcript itself is silent."""
    page.evaluate(
        """() => {
            window.said = [];
            new MutationObserver(() =>
                window.said.push(document.querySelector(".kw-status").textContent)
            ).observe(document.querySelector("#kw-status"),
                      { childList: true, characterData: true, subtree: true });
        }"""
    )
    ask(page, TWO_SOURCES_QUESTION)

    said = page.evaluate("[...new Set(window.said)].filter(Boolean)")
    assert said[-1] == "Antwoord klaar, 1 bron, 2 passages."
    assert set(said[:-1]) <= {"Antwoord wordt geschreven."}
    assert page.locator("#kw-transcript [aria-live], #kw-transcript [role=log]").count() == 0
    assert page.locator(".kw-status[role=status]").count() == 1


def test_everything_to_press_is_large_enough(page: Page) -> None:
    """Targets are at least 24 by 24 pixels."""
    ask(page, TWO_SOURCES_QUESTION)

    pressable = page.locator(".kw-mark, .kw-action, .kw-back, button, summary").filter(visible=True)
    boxes = [target.bounding_box() for target in pressable.all()]

    assert len(boxes) >= 9
    assert [box for box in boxes if box and min(box["width"], box["height"]) < 24] == []


def test_headings_tell_the_structure(page: Page) -> None:
    """One title, then questions and sources, then each source."""
    ask(page, TWO_SOURCES_QUESTION)

    levels = [
        int(tag[1])
        for tag in page.evaluate(
            "[...document.querySelectorAll('h1,h2,h3,h4')].filter(h => h.checkVisibility())"
            ".map(h => h.tagName)"
        )
    ]

    assert levels == [1, 2, 2, 3]


def test_the_chat_works_below_a_path(browser: Browser) -> None:
    """Behind a proxy that serves it below a path, all requests stay below that path."""
    with (
        served(ready(ScriptedAssistant()), Access(root_path="/hulp")) as url,
        opened(browser, f"{url}/hulp/") as page,
    ):
        requested: list[str] = []
        page.context.on("request", lambda request: requested.append(request.url))
        page.reload()
        ask(page, COORDINATOR_QUESTION)

        assert [address for address in requested if not address.startswith(f"{url}/hulp/")] == []


# --- passing on ---


@pytest.mark.parametrize("path", ["", "embed"], ids=["chat", "compact"])
@pytest.mark.parametrize(("kind", "start"), [("docx", b"PK"), ("md", b"# Wat doet")])
def test_an_answer_can_be_saved(
    browser: Browser, chat_url: str, path: str, kind: str, start: bytes
) -> None:
    """As Word and as Markdown: the file comes, it is said, and focus stays."""
    with opened_page(browser, f"{chat_url}/{path}") as page:
        ask(page, COORDINATOR_QUESTION)
        button = page.get_by_role("button", name=chat_texts.CHAT_SAVE[kind])

        with page.expect_download() as coming:
            button.press("Enter")

        assert re.fullmatch(rf"antwoord-\d{{4}}-\d\d-\d\d\.{kind}", coming.value.suggested_filename)
        assert coming.value.path().read_bytes().startswith(start)
        expect(status(page)).to_have_text(chat_texts.CHAT_SAVED)
        expect(button).to_be_focused()


def test_an_answer_of_before_a_restart_is_not_saved(browser: Browser) -> None:
    """The new server does not vouch for it, and says what to do."""
    with ExitStack() as servers:
        old = servers.enter_context(served(ready(ScriptedAssistant())))
        new = servers.enter_context(served(ready(ScriptedAssistant())))
        with opened_page(browser, f"{old}/embed", quiet=400) as page:
            ask(page, COORDINATOR_QUESTION)
            page.route("**/share", lambda route: route.continue_(url=f"{new}/api/v1/share"))
            page.get_by_role("button", name=chat_texts.CHAT_SAVE["md"]).click()

            expect(status(page)).to_have_text(chat_texts.SHARE_UNKNOWN)


# What would be on paper when the page asks for it.
PRINTED = """globalThis.print = () => {
    dispatchEvent(new Event("beforeprint"));
    globalThis.paper = document.body.innerText;
}"""


@pytest.mark.parametrize("path", ["", "embed"], ids=["chat", "compact"])
def test_one_answer_on_paper(browser: Browser, chat_url: str, path: str) -> None:
    """Question, answer, sources, references and what was checked; not the rest of the page."""
    with opened_page(browser, f"{chat_url}/{path}", color_scheme="dark", before=PRINTED) as page:
        ask(page, COORDINATOR_QUESTION)
        ask(page, TWO_SOURCES_QUESTION)
        page.emulate_media(media="print")

        page.locator("#antwoord-2 .kw-print").evaluate("button => button.click()")

        paper = page.evaluate("paper")
        for words in (TWO_SOURCES_QUESTION, THEME, REFERENCE, "2 van 2 citaten letterlijk", "p. 1"):
            assert words in paper
        for words in (
            COORDINATOR_QUESTION,
            chat_texts.CHAT_SEND,
            chat_texts.CHAT_COPY,
            chat_texts.CHAT_BACK,
        ):
            assert words not in paper
        expect(page.locator("#antwoord-2 .kw-question")).to_have_css("color", "rgb(0, 0, 0)")
        assert COORDINATOR_QUESTION in page.locator("body").inner_text()
