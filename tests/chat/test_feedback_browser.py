"""Feedback as a reader gives it: told first what is kept, by mouse or keyboard, nothing lost."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from browser import GRADIO, ready, served
from playwright.sync_api import Browser, Locator, Page, expect
from scripted import (
    COORDINATOR_QUESTION,
    TWO_SOURCES_QUESTION,
    UNANSWERABLE,
    ScriptedAssistant,
    coordinator_answer,
)

from kwchat.chat import texts
from kwchat.chat.feedback import Feedback, FeedbackStore, Reason

pytestmark = [pytest.mark.browser, *GRADIO]
DAYS = 45
REMARK = "Het eerste jaar <b>ontbreekt</b>."


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where feedback is kept."""
    return tmp_path_factory.mktemp("feedback") / "feedback.sqlite"


@pytest.fixture(scope="module")
def url(path: Path, browser: Browser) -> Iterator[str]:  # noqa: ARG001 - no Chromium, no server
    """The address of a chat that asks for feedback."""
    store = FeedbackStore(path, days=DAYS, busy_seconds=0.01)
    with served(ready(ScriptedAssistant()), feedback=store) as url:
        yield url


@pytest.fixture
def store(path: Path) -> FeedbackStore:
    """What the server keeps, empty at the start of the test."""
    store = FeedbackStore(path, days=DAYS)
    store.clear()
    return store


@pytest.fixture(params=["/", "/embed"], ids=["chat", "compact chat"])
def page(request: pytest.FixtureRequest, browser: Browser, url: str) -> Iterator[Page]:
    """A chat in a session of its own, in which nothing goes wrong but what the test provokes."""
    context = browser.new_context(locale="en-US", reduced_motion="reduce")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
    page.goto(f"{url}{request.param}")
    yield page
    context.close()
    assert faults == []


def ask(page: Page, question: str = COORDINATOR_QUESTION) -> Locator:
    """Ask a question; return the feedback form below its answer."""
    number = page.locator(".kw-exchange").count() + 1
    field = page.get_by_role("textbox", name=texts.CHAT_INPUT_LABEL)
    field.fill(question)
    field.press("Enter")
    expect(page.locator(".kw-exchange[data-done]")).to_have_count(number)
    form = page.locator(f"#antwoord-{number} kw-feedback")
    expect(form.get_by_role("group", name=texts.CHAT_FEEDBACK_ASK)).to_be_visible()
    return form


def given(store: FeedbackStore) -> list[Feedback]:
    """Return what is kept."""
    return [kept.feedback for kept in store.kept()]


def test_the_whole_path_works_by_keyboard(page: Page, store: FeedbackStore) -> None:
    """Down, two reasons, a remark, send; what is kept is what was on the screen."""
    form = ask(page)
    form.get_by_role("button", name=texts.CHAT_FEEDBACK_BAD).focus()

    page.keyboard.press("Enter")
    expect(form.get_by_role("status")).to_have_text(texts.CHAT_FEEDBACK_OPENED)
    for key in ("Tab", "Space", "Tab", "Tab", "Space", "Tab", "Tab", "Tab"):
        page.keyboard.press(key)
    page.keyboard.type(REMARK)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(form.get_by_role("status")).to_have_text(texts.CHAT_FEEDBACK_THANKS)
    expect(form.get_by_role("status")).to_be_focused()
    expect(form.get_by_role("button")).to_have_count(0)
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length") == 0
    assert REMARK not in page.evaluate("JSON.stringify({...sessionStorage})")
    assert page.evaluate("indexedDB.databases()") == []
    answer = coordinator_answer()
    assert given(store) == [
        Feedback(
            question=COORDINATOR_QUESTION,
            answer=answer.text,
            answered=True,
            chunk_ids=("monitor",),
            good=False,
            reasons=(Reason.WRONG, Reason.INCOMPLETE),
            remark=REMARK,
        )
    ]


def test_what_is_kept_is_told_before_it_is_sent(page: Page, store: FeedbackStore) -> None:
    """A thumb alone sends nothing; cancelling leaves nothing."""
    form = ask(page)
    thumb = form.get_by_role("button", name=texts.CHAT_FEEDBACK_GOOD, exact=True)

    thumb.click()

    expect(form.get_by_text(texts.CHAT_FEEDBACK_KEPT.format(days=DAYS))).to_be_visible()
    expect(form.get_by_role("group", name=texts.CHAT_FEEDBACK_REASONS_LABEL)).to_be_hidden()
    expect(thumb).to_have_attribute("aria-pressed", "true")
    form.get_by_role("textbox").fill(REMARK)
    form.get_by_role("button", name=texts.CHAT_FEEDBACK_CANCEL).click()
    expect(thumb).to_be_focused()
    expect(form.get_by_role("textbox")).to_be_hidden()
    assert given(store) == []


def test_a_thumb_up_is_enough(page: Page, store: FeedbackStore) -> None:
    """Reasons ticked for a thumb down do not go along when the reader thinks better of it."""
    form = ask(page)
    form.get_by_role("button", name=texts.CHAT_FEEDBACK_BAD).click()
    form.get_by_label(texts.CHAT_FEEDBACK_REASONS["wrong"]).check()
    form.get_by_role("button", name=texts.CHAT_FEEDBACK_GOOD, exact=True).click()
    form.get_by_role("button", name=texts.CHAT_FEEDBACK_SEND).click()

    expect(form.get_by_role("status")).to_have_text(texts.CHAT_FEEDBACK_THANKS)
    assert [(kept.good, kept.reasons) for kept in given(store)] == [(True, ())]


def test_a_refusal_can_be_contested(page: Page, store: FeedbackStore) -> None:
    """The one reason that makes a good test question."""
    form = ask(page, UNANSWERABLE)
    form.get_by_role("button", name=texts.CHAT_FEEDBACK_BAD).click()
    form.get_by_label(texts.CHAT_FEEDBACK_REASONS["should_answer"]).check()
    form.get_by_role("button", name=texts.CHAT_FEEDBACK_SEND).click()

    expect(form.get_by_role("status")).to_have_text(texts.CHAT_FEEDBACK_THANKS)
    (kept,) = given(store)
    assert (kept.answered, kept.chunk_ids, kept.reasons) == (False, (), (Reason.SHOULD_ANSWER,))


def test_what_was_typed_survives_a_full_disk_and_the_next_question(
    page: Page, store: FeedbackStore, path: Path
) -> None:
    """A file that is locked is said in Dutch; later the same form is sent, once."""
    store.add(Feedback("Wat?", "Dit.", True, (), True))
    form = ask(page)
    form.get_by_role("button", name=texts.CHAT_FEEDBACK_BAD).click()
    form.get_by_role("textbox").fill(REMARK)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        form.get_by_role("button", name=texts.CHAT_FEEDBACK_SEND).click()
        expect(form.get_by_role("status")).to_have_text(texts.FEEDBACK_NOT_KEPT)
        expect(form.get_by_role("textbox")).to_have_value(REMARK)

    ask(page, TWO_SOURCES_QUESTION)
    expect(form.get_by_role("textbox")).to_have_value(REMARK)
    form.get_by_role("button", name=texts.CHAT_FEEDBACK_SEND).click()
    expect(form.get_by_role("status")).to_have_text(texts.CHAT_FEEDBACK_THANKS)
    ask(page, UNANSWERABLE)

    expect(form.get_by_role("status")).to_have_text(texts.CHAT_FEEDBACK_THANKS)
    expect(form.get_by_role("button")).to_have_count(0)
    assert [kept.remark for kept in given(store)] == ["", REMARK]


def test_a_lost_connection_is_said_in_dutch(page: Page, store: FeedbackStore) -> None:
    """Nothing is lost then either."""
    form = ask(page)
    form.get_by_role("button", name=texts.CHAT_FEEDBACK_GOOD, exact=True).click()
    page.route("**/api/v1/feedback", lambda route: route.abort())

    form.get_by_role("button", name=texts.CHAT_FEEDBACK_SEND).click()

    expect(form.get_by_role("status")).to_have_text(texts.FEEDBACK_NOT_KEPT)
    expect(form.get_by_role("button", name=texts.CHAT_FEEDBACK_SEND)).to_be_visible()
    assert given(store) == []


HTML = (
    "coördinator \"><img src=x onerror=alert(1)> '><script>alert(2)</script> "
    "&quot;>{{constructor.constructor('alert(3)')()}} ${alert(4)}"
)


def test_html_is_text(page: Page, store: FeedbackStore) -> None:
    """It comes out of the attribute that carries it as it went in, and nothing of it runs."""
    form = ask(page, HTML)
    form.get_by_role("button", name=texts.CHAT_FEEDBACK_GOOD, exact=True).click()
    form.get_by_role("textbox").fill(HTML)
    form.get_by_role("button", name=texts.CHAT_FEEDBACK_SEND).click()

    expect(form.get_by_role("status")).to_have_text(texts.CHAT_FEEDBACK_THANKS)
    assert page.locator("#kw-transcript :is(img, script)").count() == 0
    assert [(kept.question, kept.remark) for kept in given(store)] == [(HTML, HTML)]


def test_everything_has_a_name_and_a_size(page: Page, store: FeedbackStore) -> None:
    """A screen reader hears what each part is; a finger can hit it."""
    del store
    form = ask(page)
    form.get_by_role("button", name=texts.CHAT_FEEDBACK_BAD).click()

    parts = [form.get_by_role("button"), form.get_by_role("textbox"), form.locator("label")]
    sizes = [box for part in parts for each in part.all() if (box := each.bounding_box())]
    assert len(sizes) == 4 + 1 + 6
    assert [box for box in sizes if min(box["width"], box["height"]) < 24] == []
    for reason in texts.CHAT_FEEDBACK_REASONS.values():
        expect(form.get_by_role("checkbox", name=reason)).to_be_visible()
    expect(form.get_by_role("textbox", name=re.compile("Opmerking"))).to_be_visible()


def test_without_feedback_nothing_is_asked(browser: Browser) -> None:
    """No thumbs, no form."""
    with served(ready(ScriptedAssistant())) as url:
        page = browser.new_page()
        page.goto(url)
        page.get_by_role("textbox", name=texts.CHAT_INPUT_LABEL).fill(COORDINATOR_QUESTION)
        page.keyboard.press("Enter")
        expect(page.locator(".kw-exchange[data-done]")).to_have_count(1)

        assert page.locator("kw-feedback, #kw-feedback-form").count() == 0
        page.close()


def test_every_reason_has_words() -> None:
    """What can be kept can be chosen, and the other way round."""
    assert set(texts.CHAT_FEEDBACK_REASONS) == set(Reason)
