"""The compact chat in a real Chromium: light, and as good as the whole one."""

import gzip
from collections.abc import Iterator, Sequence
from threading import Event as Flag

import pytest
from browser import opened_page, ready, served, tab_to
from playwright.sync_api import Browser, Locator, Page, Response, expect
from scripted import (
    COORDINATOR,
    COORDINATOR_QUESTION,
    FOLLOW_UP,
    OPEN_THEME,
    REFERENCE,
    REFUSAL,
    THEME,
    TOO_LONG,
    TWO_SOURCES_QUESTION,
    UNANSWERABLE,
    ScriptedAssistant,
)

from kwchat.answering.answer import Asking, Turn
from kwchat.chat import texts as chat_texts
from kwchat.server import texts as server_texts
from kwchat.server.access import Access
from kwchat.server.warmup import WarmAssistant

pytestmark = pytest.mark.browser

COMPACT = {"width": 420, "height": 640}
LIGHT_BYTES = 8_200  # what `/embed` takes before it is used, compressed
WHOLE_BYTES = 16_600  # what it takes with its first answer, but for that answer


@pytest.fixture(scope="module")
def assistant() -> ScriptedAssistant:
    """Who is asked, and remembers what it heard."""
    return ScriptedAssistant()


@pytest.fixture(scope="module")
def embed_url(assistant: ScriptedAssistant) -> Iterator[str]:
    """The address of the compact chat."""
    with served(ready(assistant)) as url:
        yield f"{url}/embed"


@pytest.fixture
def page(browser: Browser, embed_url: str) -> Iterator[Page]:
    """The compact chat, on a page of its own."""
    with opened_page(browser, embed_url, viewport=COMPACT) as page:
        yield page


def field(page: Page) -> Locator:
    """Return the question field."""
    return page.get_by_role("textbox", name="Je vraag")


def status(page: Page) -> Locator:
    """Return the status line."""
    return page.get_by_role("status")


def ask(page: Page, question: str, status_text: str = "Antwoord klaar") -> None:
    """Type a question, press Enter, and wait until the answer is there."""
    field(page).fill(question)
    field(page).press("Enter")
    expect(status(page)).to_contain_text(status_text)


# --- asking ---


def test_an_answer_with_its_sources(page: Page) -> None:
    """Two quotes, one of them folded, with marks; each leads to its place on the card, and back."""
    ask(page, TWO_SOURCES_QUESTION)
    expect(page.locator(".kw-quote")).to_have_text([f"“{THEME}” [1]", f"“{OPEN_THEME}” [2]"])
    page.get_by_text("Meer uit de bronnen").click()
    expect(page.locator("#bron-1-2")).to_be_hidden()
    mark = page.get_by_role(
        "link", name="Bron 2, Het antwoord van de Kennisrotonde (2019), pagina 1"
    )

    mark.click()

    card = page.locator("#bron-1-2")
    expect(card).to_be_focused()
    expect(card).to_be_in_viewport()
    expect(card.locator("mark")).to_have_text(OPEN_THEME)
    expect(card).to_contain_text(REFERENCE.split("https", maxsplit=1)[0].strip())

    card.get_by_role("link", name=chat_texts.CHAT_BACK).click()

    expect(mark).to_be_focused()


def test_a_refusal_offers_what_was_found(page: Page) -> None:
    """Nothing is cited; the nearest passages are a click away, and so is the way back."""
    ask(page, UNANSWERABLE, chat_texts.CHAT_STATUS_REFUSED)
    expect(page.locator(".kw-refusal")).to_have_text(REFUSAL)

    page.get_by_role("link", name=chat_texts.CHAT_SHOW_FOUND).click()

    expect(page.get_by_role("heading", name=chat_texts.CHAT_PANEL_REFUSED)).to_be_in_viewport()
    expect(page.locator(".kw-card").first).to_contain_text(COORDINATOR)
    page.get_by_role("link", name=chat_texts.CHAT_BACK).click()
    expect(page.get_by_role("link", name=chat_texts.CHAT_SHOW_FOUND)).to_be_focused()


def test_a_follow_up_can_be_asked_alone(page: Page, assistant: ScriptedAssistant) -> None:
    """The line under a follow-up names the question it was read with; the button asks it again by
    itself, with the keyboard too, and goes once there is a later question."""
    ask(page, COORDINATOR_QUESTION)
    ask(page, FOLLOW_UP, "2 passages")
    line = page.locator("#antwoord-2 .kw-understood")
    expect(line).to_contain_text(f"Opgevat als: {COORDINATOR_QUESTION} – {FOLLOW_UP}")
    alone = page.get_by_role("button", name="Los vragen")
    alone.focus()
    page.keyboard.press("Enter")

    expect(page.locator("#antwoord-3 .kw-quote")).to_have_count(2)
    expect(page.locator("#antwoord-3 .kw-question")).to_contain_text(FOLLOW_UP)
    expect(page.locator("#antwoord-3 .kw-understood")).to_have_count(0)
    expect(alone).to_have_count(0)
    assert (FOLLOW_UP, ()) in assistant.heard


def test_a_follow_up_is_asked_with_what_was_said(page: Page, assistant: ScriptedAssistant) -> None:
    """The page remembers the conversation, and numbers its answers; clearing forgets both."""
    ask(page, COORDINATOR_QUESTION)
    ask(page, TWO_SOURCES_QUESTION, "2 passages")
    # What it suggests to ask next, it asks first.
    histories = [said for asked, said in assistant.heard if asked == TWO_SOURCES_QUESTION]
    history = max(histories, key=len)

    assert [turn.role for turn in history] == ["user", "assistant"]
    assert history[0] == Turn("user", COORDINATOR_QUESTION)
    assert COORDINATOR in history[1].content
    expect(page.locator(".kw-exchange")).to_have_count(2)
    expect(page.locator("#antwoord-2 .kw-mark").first).to_be_in_viewport()

    page.get_by_role("button", name=chat_texts.CHAT_CLEAR).click()

    expect(status(page)).to_have_text(chat_texts.CHAT_STATUS_CLEARED)
    expect(field(page)).to_be_focused()
    expect(page.locator(".kw-exchange, .kw-sources")).to_have_count(0)
    ask(page, COORDINATOR_QUESTION)
    assert [said for asked, said in assistant.heard if asked == COORDINATOR_QUESTION][-1] == ()


def test_an_example_is_a_question(page: Page) -> None:
    """One press asks it; the examples make room, and focus is not lost."""
    page.get_by_role("button", name=COORDINATOR_QUESTION).press("Enter")

    expect(status(page)).to_have_text("Antwoord klaar, 1 bron.")
    expect(page.locator("#kw-examples")).to_be_hidden()
    expect(page.locator("#kw-transcript")).to_be_focused()


def test_the_whole_path_works_by_keyboard(page: Page) -> None:
    """Tab to the field, ask, Shift+Tab to the mark, Enter to the card, Enter back."""
    tab_to(page, field(page))
    page.keyboard.type("Wat doet een coördinator?")
    page.keyboard.press("Shift+Enter")
    expect(field(page)).to_have_value("Wat doet een coördinator?\n")
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("Antwoord klaar, 1 bron.")
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("")
    mark = page.get_by_role("link", name="Bron 1")

    tab_to(page, mark, key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#bron-1-1")).to_be_focused()
    tab_to(page, page.get_by_role("link", name=chat_texts.CHAT_BACK))
    page.keyboard.press("Enter")

    expect(mark).to_be_focused()


def test_an_answer_is_announced_once(page: Page) -> None:
    """One region speaks: that an answer is being written, and once that it is there."""
    page.evaluate(
        """() => {
            window.said = [];
            const status = document.querySelector("[role=status]");
            new MutationObserver(() => window.said.push(status.textContent))
                .observe(status, { childList: true, characterData: true, subtree: true });
        }"""
    )
    ask(page, TWO_SOURCES_QUESTION)

    assert page.evaluate("window.said") == [
        chat_texts.CHAT_STATUS_WRITING,
        "Antwoord klaar, 1 bron, 2 passages.",
    ]
    assert page.locator("[aria-live], [role=log], [role=alert]").count() == 0


# --- when it goes wrong ---


def test_a_question_that_is_refused_stays_in_the_field(browser: Browser, embed_url: str) -> None:
    """The reason is said calmly; what was typed, and the conversation, are not lost."""
    with opened_page(browser, embed_url, viewport=COMPACT, quiet=400) as page:
        ask(page, COORDINATOR_QUESTION)
        ask(page, "x" * 2001, TOO_LONG)

        expect(field(page)).to_have_value("x" * 2001)
        expect(page.locator(".kw-exchange")).to_have_count(1)
        ask(page, TWO_SOURCES_QUESTION, "2 passages")


def test_asking_too_early_is_said_and_can_be_tried_again(browser: Browser) -> None:
    """The page is there while the encoder warms up; the question waits in the field."""
    go = Flag()

    def build() -> Asking:
        assert go.wait(60)
        return ScriptedAssistant()

    assistant = WarmAssistant(build)
    assistant.start()
    try:
        with (
            served(assistant) as url,
            opened_page(browser, f"{url}/embed", viewport=COMPACT, quiet=503) as page,
        ):
            ask(page, COORDINATOR_QUESTION, server_texts.NOT_READY)
            go.set()
            assistant.wait()
            field(page).press("Enter")

            expect(status(page)).to_have_text("Antwoord klaar, 1 bron.")
    finally:
        go.set()


def test_who_asks_too_much_is_told_when_to_come_back(browser: Browser) -> None:
    """As in the whole chat: in Dutch, with the question kept."""
    with (
        served(ready(ScriptedAssistant()), Access(limit_per_minute=1)) as url,
        opened_page(browser, f"{url}/embed", viewport=COMPACT, quiet=429) as page,
    ):
        ask(page, COORDINATOR_QUESTION)
        ask(page, TWO_SOURCES_QUESTION, "seconden")

        expect(field(page)).to_have_value(TWO_SOURCES_QUESTION)


def test_a_lost_connection_is_said_in_dutch(browser: Browser, embed_url: str) -> None:
    """Nothing breaks, and the question can be asked again."""
    with opened_page(browser, embed_url, viewport=COMPACT, quiet=0) as page:
        page.context.set_offline(True)
        ask(page, COORDINATOR_QUESTION, chat_texts.EMBED_LOST)
        page.context.set_offline(False)
        field(page).press("Enter")

        expect(status(page)).to_have_text("Antwoord klaar, 1 bron.")


def test_what_answers_need_is_fetched_again_when_it_did_not_come(
    browser: Browser, embed_url: str
) -> None:
    """The question stays in its field, and each script runs once, however often it is asked for."""
    with opened_page(browser, embed_url, viewport=COMPACT, quiet=0) as page:
        page.route("**/further.js", lambda route: route.abort())
        ask(page, COORDINATOR_QUESTION, chat_texts.EMBED_LOST)
        expect(field(page)).to_have_value(COORDINATOR_QUESTION)
        page.unroute("**/further.js")
        field(page).press("Enter")

        expect(status(page)).to_have_text("Antwoord klaar, 1 bron.")
        scripts = page.locator("head > script").evaluate_all("all => all.map(one => one.src)")
        assert len(scripts) == len(set(scripts)) == 4


# --- light, private, everywhere ---


def sizes(answers: Sequence[Response]) -> dict[str, int]:
    """Return what each answer takes, compressed, by the last part of its address."""
    return {a.url.rpartition("/")[2]: len(gzip.compress(a.body())) for a in answers}


def test_the_compact_chat_is_light_and_stays_at_home(
    browser: Browser, embed_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its page, styles and scripts, compressed, and what comes with the first answer; one origin;
    nothing is kept but the conversation."""
    with opened_page(browser, "about:blank", viewport=COMPACT) as page:
        answers: list[Response] = []
        page.on("response", lambda answer: answers.extend((answer,)))
        page.goto(embed_url)
        page.wait_for_load_state("networkidle")
        first = sizes(answers)
        ask(page, COORDINATOR_QUESTION)
        whole = sizes([answer for answer in answers if "/api/" not in answer.url])

        with capsys.disabled():
            print(f"\n/embed: {sum(first.values())} gzipped, then {sum(whole.values())}: {whole}")  # noqa: T201 -- a figure for docs/beheer.md
        assert len(first) == 6
        assert len(whole) == 10
        assert sum(first.values()) <= LIGHT_BYTES
        assert sum(whole.values()) <= WHOLE_BYTES
        home = embed_url.removesuffix("embed")
        assert [answer.url for answer in answers if not answer.url.startswith(home)] == []
        assert page.context.cookies() == []
        assert page.evaluate("[localStorage.length, Object.keys(sessionStorage)]") == [
            0,
            ["kwchat /"],
        ]


def test_the_compact_chat_works_below_a_path(browser: Browser) -> None:
    """Behind a proxy that serves it below a path, all requests stay below that path."""
    with (
        served(ready(ScriptedAssistant()), Access(root_path="/hulp")) as url,
        opened_page(browser, "about:blank", viewport=COMPACT) as page,
    ):
        requested: list[str] = []
        page.on("request", lambda request: requested.append(request.url))
        page.goto(f"{url}/hulp/embed")
        ask(page, COORDINATOR_QUESTION)

        assert [address for address in requested if not address.startswith(f"{url}/hulp/")] == []


def test_a_schools_own_colour_is_everywhere(browser: Browser) -> None:
    """In the chat, in the compact chat, by day and by night."""
    with served(ready(ScriptedAssistant()), colour="#7a1f3d") as url:
        with opened_page(browser, f"{url}/embed", viewport=COMPACT) as page:
            expect(page.locator("#kw-send")).to_have_css("background-color", "rgb(122, 31, 61)")
            page.emulate_media(color_scheme="dark")
            expect(page.locator("#kw-send")).not_to_have_css("background-color", "rgb(122, 31, 61)")
        with opened_page(browser, url) as page:
            expect(page.locator("#kw-send")).to_have_css("background-color", "rgb(122, 31, 61)")
