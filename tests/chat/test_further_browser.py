"""Going on from an answer, in a real Chromium: in the chat and in the compact chat."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from browser import GRADIO, opened_page, ready, served
from playwright.sync_api import Browser, Page, expect
from scripted import (
    COORDINATOR,
    COORDINATOR_QUESTION,
    MONITOR,
    TOO_LONG,
    TWO_SOURCES_QUESTION,
    Going,
    ScriptedAssistant,
)
from shelved import scripted_document, shelf

from kwchat.answering import texts as answering_texts
from kwchat.chat import texts

pytestmark = [pytest.mark.browser, *GRADIO]
FACES = pytest.mark.parametrize("face", ["", "embed"], ids=["chat", "compact"])


@pytest.fixture(scope="module")
def assistant() -> ScriptedAssistant:
    """Who is asked."""
    return ScriptedAssistant()


@pytest.fixture(scope="module")
def url(assistant: ScriptedAssistant) -> Iterator[str]:
    """The address of a chat that knows one document."""
    documents = shelf({"kennisrotonde-2019": Path(__file__)}, scripted_document())
    with served(ready(assistant), shelf=documents) as url:
        yield url


def ask(page: Page, question: str, status: str = "Antwoord klaar") -> None:
    """Ask, and wait for the answer."""
    field = page.get_by_role("textbox", name=texts.CHAT_INPUT_LABEL)
    field.fill(question)
    field.press("Enter")
    expect(page.locator(".kw-status")).to_contain_text(status)


@FACES
def test_a_mark_shows_its_words(browser: Browser, url: str, face: str) -> None:
    """By mouse, which may move onto the preview, and by keyboard; Escape takes it away and leaves
    the focus where it is (WCAG 1.4.13)."""
    with opened_page(browser, f"{url}/{face}") as page:
        ask(page, COORDINATOR_QUESTION)
        mark, preview = page.locator(".kw-answer .kw-mark"), page.locator("#kw-preview")
        mark.hover()
        expect(preview).to_contain_text(COORDINATOR)
        expect(mark).to_have_attribute("aria-describedby", "kw-preview")
        preview.hover()
        page.wait_for_timeout(500)
        expect(preview).to_be_visible()
        page.keyboard.press("Escape")
        expect(preview).to_be_hidden()

        page.mouse.move(0, 0)
        page.locator(".kw-exchange").focus()
        page.keyboard.press("Tab")
        while not mark.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Tab")
        expect(preview).to_be_visible()
        page.keyboard.press("Escape")
        expect(preview).to_be_hidden()
        expect(mark).to_be_focused()


@FACES
def test_a_question_can_be_changed_and_asked_again(browser: Browser, url: str, face: str) -> None:
    """It comes back in the field, and what is typed is asked."""
    with opened_page(browser, f"{url}/{face}") as page:
        ask(page, COORDINATOR_QUESTION)
        page.get_by_role("button", name=texts.CHAT_EDIT_ABOUT).click()
        field = page.get_by_role("textbox", name=texts.CHAT_INPUT_LABEL)
        expect(field).to_have_value(COORDINATOR_QUESTION)
        expect(field).to_be_focused()
        page.keyboard.type(" En het thema?")
        page.keyboard.press("Enter")
        expect(page.locator("#antwoord-2 .kw-question")).to_contain_text("En het thema?")


@FACES
def test_what_was_cleared_comes_back(browser: Browser, url: str, face: str) -> None:
    """As long as nothing else was asked; and nothing is offered to clear where there is nothing."""
    with opened_page(browser, f"{url}/{face}") as page:
        clear = page.get_by_role("button", name=texts.CHAT_CLEAR)
        expect(clear).to_have_count(0)
        ask(page, COORDINATOR_QUESTION)
        clear.click()
        expect(page.locator(".kw-exchange")).to_have_count(0)
        expect(clear).to_have_count(0)
        page.get_by_role("button", name=texts.CHAT_UNDO).click()
        expect(page.locator(".kw-exchange")).to_have_count(1)
        expect(page.locator(".kw-status")).to_have_text(texts.CHAT_STATUS_UNDONE)
        expect(page.get_by_role("button", name=texts.CHAT_UNDO)).to_be_hidden()
        ask(page, TWO_SOURCES_QUESTION, "2 passages")
        expect(page.locator("#antwoord-2")).to_be_visible()


@FACES
def test_the_whole_conversation_becomes_a_file(browser: Browser, url: str, face: str) -> None:
    """In Markdown, with both questions."""
    with opened_page(browser, f"{url}/{face}") as page:
        ask(page, COORDINATOR_QUESTION)
        save = page.get_by_role("button", name=texts.CHAT_SAVE_ALL["md"])
        expect(save).to_be_hidden()
        ask(page, TWO_SOURCES_QUESTION, "2 passages")
        with page.expect_download() as saved:
            save.click()
        text = saved.value.path().read_text(encoding="utf-8")

    assert text.index(f"# {COORDINATOR_QUESTION}") < text.index(f"# {TWO_SOURCES_QUESTION}")


@FACES
def test_documents_are_listed_and_chosen(
    browser: Browser, url: str, face: str, assistant: ScriptedAssistant
) -> None:
    """Each can be read; what is ticked is what is sought in."""
    with opened_page(browser, f"{url}/{face}") as page:
        page.get_by_text(texts.DOCUMENTS_TITLE).click()
        box = page.get_by_role("checkbox", name=scripted_document().title)
        expect(page.locator(".kw-count")).to_have_text(texts.DOCUMENTS_ALL.format(all=1))
        expect(page.locator(".kw-documents a")).to_have_attribute(
            "href", f"{url}/bron/kennisrotonde-2019"
        )
        box.check()
        expect(page.locator(".kw-count")).to_have_text(texts.DOCUMENTS_SOME.format(count=1, all=1))
        ask(page, COORDINATOR_QUESTION)
        chosen = dict(zip(assistant.heard, assistant.chosen, strict=True))
        assert chosen[COORDINATOR_QUESTION, ()].sources == ("kennisrotonde-2019",)


@FACES
def test_a_whole_folder_or_kind_is_chosen_at_once(browser: Browser, face: str) -> None:
    """By keyboard; it shows whether all, some or none of it is chosen, and follows what is ticked
    below it."""
    names = ("eigen/gids", "eigen/plan", "brief")
    documents = [
        replace(scripted_document(), source_id=name, title=f"Over {name}") for name in names
    ]
    asked = ScriptedAssistant()
    files = shelf(dict.fromkeys(names, Path(__file__)), *documents)
    with served(ready(asked), shelf=files) as own, opened_page(browser, f"{own}/{face}") as page:
        page.get_by_text(texts.DOCUMENTS_TITLE).click()
        counted = page.locator(".kw-count")
        expect(counted).to_have_text(texts.DOCUMENTS_ALL.format(all=3))
        assert [
            label.strip() for label in page.locator("label:has(.kw-whole)").all_inner_texts()
        ] == [
            "Alles uit antwoorden van de Kennisrotonde (1)",
            "Alles uit de map eigen (2)",
        ]
        whole = page.get_by_role("checkbox", name="Alles uit de map eigen (2)")
        first = page.get_by_role("checkbox", name="Over eigen/gids")

        first.check()
        assert whole.evaluate("box => [box.checked, box.indeterminate]") == [False, True]
        whole.focus()
        page.keyboard.press("Space")
        expect(counted).to_have_text(texts.DOCUMENTS_SOME.format(count=2, all=3))
        assert whole.evaluate("box => [box.checked, box.indeterminate]") == [True, False]
        ask(page, COORDINATOR_QUESTION)
        assert set(asked.chosen[0].sources) == {"eigen/gids", "eigen/plan"}

        whole.uncheck()
        expect(first).not_to_be_checked()
        expect(counted).to_have_text(texts.DOCUMENTS_ALL.format(all=3))


@FACES
def test_questions_to_go_on_with_are_a_click(browser: Browser, face: str) -> None:
    """They come after the answer, and are asked as if typed."""
    going = answering_texts.ABOUT_HEADING.format(heading=MONITOR.section)
    with served(ready(Going())) as own, opened_page(browser, f"{own}/{face}") as page:
        ask(page, TWO_SOURCES_QUESTION, "2 passages")
        button = page.get_by_role("button", name=going)
        button.click()
        expect(page.locator("#antwoord-2 .kw-question")).to_contain_text(going)


@FACES
def test_a_conversation_is_kept_through_a_reload(
    browser: Browser, url: str, face: str, assistant: ScriptedAssistant
) -> None:
    """Shown again as it was, and a follow-up leans on it; what was cleared is forgotten."""
    with opened_page(browser, f"{url}/{face}", quiet=400, leaving=True) as page:
        ask(page, COORDINATOR_QUESTION)
        shown = page.locator("#antwoord-1 .kw-answer").inner_html()
        page.reload()
        expect(page.locator("#antwoord-1 .kw-answer")).to_contain_text(COORDINATOR)
        assert page.locator("#antwoord-1 .kw-answer").inner_html() == shown
        expect(page.locator("#kw-examples")).to_be_hidden()
        page.locator("#antwoord-1 .kw-mark").click()
        expect(page.locator("#bron-1-1 mark")).to_have_text(COORDINATOR)
        ask(page, TWO_SOURCES_QUESTION, "2 passages")
        asked = [
            history for question, history in assistant.heard if question == TWO_SOURCES_QUESTION
        ]
        assert asked[-1][0].content == COORDINATOR_QUESTION
        page.reload()
        expect(page.locator(".kw-exchange[data-done]")).to_have_count(2)

        page.get_by_role("button", name=texts.CHAT_CLEAR).click()
        expect(page.locator(".kw-exchange")).to_have_count(0)
        page.wait_for_function("sessionStorage.length === 0")
        page.reload()
        expect(page.get_by_role("button", name=COORDINATOR_QUESTION)).to_be_visible()
        expect(page.locator(".kw-exchange")).to_have_count(0)


@FACES
@pytest.mark.parametrize("tampered", ['["x"]', "{", "null", "[1]", '{"a": 1}'])
def test_what_was_tampered_with_is_an_empty_conversation(
    browser: Browser, url: str, face: str, tampered: str
) -> None:
    """That is said, and it is forgotten."""
    kept = f"sessionStorage.setItem('kwchat /', {json.dumps(tampered)});"
    with opened_page(browser, f"{url}/{face}", before=kept, quiet=400) as page:
        expect(page.locator(".kw-status")).to_have_text(texts.CHAT_NOT_KEPT)
        expect(page.locator(".kw-exchange")).to_have_count(0)
        expect(page.get_by_role("button", name=COORDINATOR_QUESTION)).to_be_visible()
        page.wait_for_function("sessionStorage.getItem('kwchat /') === null")


@FACES
def test_what_was_cleared_and_brought_back_is_kept(browser: Browser, url: str, face: str) -> None:
    """All of it, as before; and what never got an answer is not."""
    with opened_page(browser, f"{url}/{face}", quiet=400, leaving=True) as page:
        ask(page, COORDINATOR_QUESTION)
        ask(page, TWO_SOURCES_QUESTION, "2 passages")
        page.get_by_role("button", name=texts.CHAT_CLEAR).click()
        page.get_by_role("button", name=texts.CHAT_UNDO).click()
        expect(page.locator(".kw-status")).to_have_text(texts.CHAT_STATUS_UNDONE)
        ask(page, "x" * 2001, TOO_LONG)
        page.reload()
        expect(page.locator(".kw-exchange[data-done]")).to_have_count(2)
        expect(page.locator(".kw-transcript .kw-notice")).to_have_count(0)


def test_the_two_chats_keep_one_conversation(browser: Browser, url: str) -> None:
    """Whoever goes over to the light one in the same tab goes on there, and the other way round."""
    with opened_page(browser, url, leaving=True) as page:
        ask(page, COORDINATOR_QUESTION)
        page.goto(f"{url}/embed")
        expect(page.locator("#antwoord-1 .kw-answer")).to_contain_text(COORDINATOR)
        ask(page, TWO_SOURCES_QUESTION, "2 passages")
        page.goto(url)
        expect(page.locator(".kw-exchange[data-done]")).to_have_count(2)


@FACES
def test_a_school_can_have_nothing_kept(browser: Browser, face: str) -> None:
    """Then a reload begins anew, and nothing is in the storage of the tab."""
    with (
        served(ready(ScriptedAssistant()), keep=False) as url,
        opened_page(browser, f"{url}/{face}", leaving=True) as page,
    ):
        ask(page, COORDINATOR_QUESTION)
        assert page.evaluate("sessionStorage.length") == 0
        page.reload()
        expect(page.get_by_role("button", name=COORDINATOR_QUESTION)).to_be_visible()
        expect(page.locator(".kw-exchange")).to_have_count(0)
