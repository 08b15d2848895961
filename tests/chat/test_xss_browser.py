"""Whatever people type, or write in documents: it is shown as it is, and nothing of it runs."""

from collections.abc import Iterator, Sequence

import pytest
from browser import GRADIO, opened_page, ready, served
from payloads import PAYLOADS
from playwright.sync_api import Browser, Page, expect
from scripted import REFUSAL, make_answer, make_chunk

from kwchat.answering.answer import (
    EVERYTHING,
    Choice,
    Citation,
    CitedWork,
    Done,
    Event,
    Hit,
    Retrieved,
    Token,
    Turn,
)
from kwchat.chat import texts
from kwchat.chat.feedback import FeedbackStore
from kwchat.reading.document import Chunk, Kind

pytestmark = [pytest.mark.browser, *GRADIO]
FACES = pytest.mark.parametrize("path", ["", "embed"], ids=["chat", "compact"])
# Elements that no answer has, and handlers that nothing has.
SMUGGLED = """() => {
    const talk = [...document.querySelectorAll(".kw-exchange, .kw-sources")];
    const inside = talk.flatMap((part) => [...part.querySelectorAll("*")]);
    const foreign = "script, img, svg:not(.kw-action > svg), iframe, object, embed, link, base,"
        + " meta, form, input, select, video, audio, marquee, math, body, style, textarea";
    return inside.filter((element) => element.matches(foreign)
        || /^(javascript|data|vbscript):/i.test(element.getAttribute("href") || "")
        || element.getAttributeNames().some((name) => name.startsWith("on")))
        .map((element) => element.outerHTML.slice(0, 200));
}"""


class Poisoned:
    """Refuses everything, but for the word "bronnen": then every source it has is a payload."""

    def stream(
        self, question: str, _history: Sequence[Turn], _choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield the events of one answer."""
        if question != "bronnen":
            yield Done(make_answer(question, f"{REFUSAL} {question}", answered=False))
            return
        hits = tuple(Hit(poisoned_chunk(number), 0.9, 0.8, 0.7) for number in range(len(PAYLOADS)))
        cited = tuple(poisoned_citation(number) for number in range(0, len(PAYLOADS), 2))
        text = "\n".join(f"- “{citation.quote}” [{citation.number}]" for citation in cited)
        yield Retrieved(hits)
        yield Token(text)
        yield Done(make_answer(question, f"{PAYLOADS[0]}\n{text}", *cited, hits=hits))


def poisoned_chunk(number: int) -> Chunk:
    """Return a passage whose text, heading and id are payloads."""
    payload = PAYLOADS[number]
    return make_chunk(payload, name=payload, start=0, page=1, section=payload, kind=Kind.EIGEN)


def poisoned_citation(number: int) -> Citation:
    """Return a citation of which every word is a payload: document, title, record."""
    payload = PAYLOADS[number]
    return Citation(
        number=number + 1,
        source_id=payload,
        kind=Kind.SAMENVATTING,
        reference=payload,
        page=1,
        section=payload,
        quote=payload,
        start=0,
        end=len(payload),
        chunk_id=payload,
        in_text=payload,
        title=payload,
        cited_works=(CitedWork(payload, payload, payload),),
    )


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a chat with poisoned sources, that asks for feedback."""
    store = FeedbackStore(tmp_path_factory.mktemp("feedback") / "feedback.sqlite", days=30)
    with served(ready(Poisoned()), feedback=store) as url:
        yield url


def ask(page: Page, question: str, status: str) -> None:
    """Ask, and wait until the answer is there."""
    asked = page.locator(".kw-exchange").count()
    field = page.get_by_role("textbox", name="Je vraag")
    field.fill(question)
    field.press("Enter")
    expect(page.locator(".kw-exchange[data-done]")).to_have_count(asked + 1)
    expect(page.locator(".kw-status")).to_contain_text(status)


def require_untouched(page: Page) -> None:
    """Check that nothing ran and nothing came in; the console was clean, or `opened_page` fails."""
    assert page.evaluate("globalThis.hit") is None
    assert page.evaluate(SMUGGLED) == []


def test_there_are_enough() -> None:
    """At least forty, no two the same."""
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 40


@FACES
def test_no_question_runs(browser: Browser, url: str, path: str) -> None:
    """Each payload as a question: shown letter by letter, in the question and in the refusal."""
    with opened_page(browser, f"{url}/{path}") as page:
        for payload in PAYLOADS:
            ask(page, payload, texts.CHAT_STATUS_REFUSED)
            shown = page.locator(".kw-exchange").last
            line = " ".join(payload.split())
            expect(shown.locator(".kw-question")).to_have_text(f"Vraag: {line}")
            expect(shown.locator(".kw-answer")).to_have_text(f"{REFUSAL} {line}")
        require_untouched(page)


@FACES
def test_no_source_runs(browser: Browser, url: str, path: str) -> None:
    """Payloads in quotes, passages, headings, ids, titles and references: shown, nothing more.

    Marks, cards, references, copying and feedback are all used.
    """
    with opened_page(browser, f"{url}/{path}") as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        ask(page, "bronnen", "Antwoord klaar")
        page.locator(".kw-mark").last.click()
        page.get_by_text(texts.CHAT_REFERENCES).click()
        page.get_by_text(texts.CHAT_OTHERS).click()
        page.get_by_role("button", name=texts.CHAT_COPY).click()
        page.get_by_role("button", name=texts.CHAT_FEEDBACK_GOOD, exact=True).click()
        page.get_by_role("textbox", name=texts.CHAT_FEEDBACK_REMARK).fill("".join(PAYLOADS)[:1000])
        page.get_by_role("button", name=texts.CHAT_FEEDBACK_SEND).click()
        expect(page.locator("kw-feedback .kw-said")).to_have_text(texts.CHAT_FEEDBACK_THANKS)

        shown = page.locator(".kw-card").nth(5)
        payload = PAYLOADS[10]
        expect(shown.locator("h3")).to_have_text(payload)
        expect(shown.locator(".kw-reference")).to_have_text(payload)
        expect(shown.locator(".kw-passage").first).to_have_text(payload)
        expect(shown.locator(".kw-place")).to_contain_text(payload)
        require_untouched(page)
