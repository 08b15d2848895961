"""For everyone: axe-core finds nothing, on any face, light and dark, wide and at 400 % zoom."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from browser import GRADIO, opened_page, ready, served
from intranet import Intranet, intranet
from playwright.sync_api import Browser, Frame, Page, ViewportSize, expect
from scripted import (
    COORDINATOR,
    COORDINATOR_QUESTION,
    FOLLOW_UP,
    MONITOR,
    TWO_SOURCES_QUESTION,
    UNANSWERABLE,
    Going,
    ScriptedAssistant,
    make_citation,
)
from shelved import scripted_document, shelf

from kwchat.answering.links import citation_link
from kwchat.chat import texts as chat_texts
from kwchat.chat.feedback import FeedbackStore
from kwchat.reading.document import Kind
from kwchat.reading.reader import read
from kwchat.server import texts as server_texts
from kwchat.server.access import Access

pytestmark = [pytest.mark.browser, *GRADIO]

# 320 pixels is the narrowest that WCAG asks for; 320 × 256 is 1280 × 1024 at 400 % zoom.
SIZES: tuple[ViewportSize, ...] = (
    {"width": 1280, "height": 800},
    {"width": 320, "height": 800},
    {"width": 320, "height": 256},
)
SCHEMES = ("light", "dark")
TOO_LONG = "x" * 2001
TABLE = "| dag | uur |\n|---|---|\n| maandag | 3 |\n| dinsdag | 4 |\n"
DOCUMENTS = {
    ".md": f"# Rooster\n\n## Dagen\n\n### Onderbouw\n\n- eerst\n- dan\n\n{TABLE}",
    ".csv": "dag;uur\nmaandag;3\ndinsdag;4\n",
    ".html": "<title>Rooster</title><h1>Rooster</h1><table><caption>Dagen</caption>"
    "<tr><th>dag<th>uur<tr><td>maandag<td>3<tr><td>dinsdag<td>4</table>",
}
DOCUMENT = "bron/kennisrotonde-2019"
WORDS = citation_link(make_citation(1, COORDINATOR, MONITOR)).removeprefix(DOCUMENT)
# The rules that axe applies by itself, and that of WCAG 2.2 for the size of targets.
AXE = """axe.run(document, {
    resultTypes: ["violations"], iframes: false, rules: { "target-size": { enabled: true } },
})"""
# axe itself sets styles, which the policy of the pages would forbid it; test_web.py looks at those.
AXE_MAY = {"viewport": SIZES[0], "bypass_csp": True}


@pytest.fixture(scope="module")
def url(site: Intranet, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a chat with everything on."""
    path: Path = tmp_path_factory.mktemp("feedback") / "feedback.sqlite"
    store = FeedbackStore(path, days=90)
    access = Access(embed_origins=(site.origin,))
    shown = shelf({"kennisrotonde-2019": path}, scripted_document())
    with served(ready(ScriptedAssistant()), access, feedback=store, shelf=shown) as url:
        yield url


def violations(
    page: Page, frame: Frame | None = None, sizes: Sequence[ViewportSize] = SIZES
) -> list[str]:
    """Return what axe finds in a page, or in a frame of it, in every colour scheme and size."""
    inside = frame or page.main_frame
    before = page.viewport_size
    inside.evaluate(AXE_SCRIPT)
    # A target that lies half under the field at the foot can be scrolled free; axe sees one place.
    # That focus never ends up there is tested below.
    inside.add_style_tag(content="#kw-composer { position: static !important }")
    found = []
    for scheme, size in product(SCHEMES, sizes):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        results = inside.evaluate(AXE)
        found += [
            f"{scheme} {size}: {violation['id']}: {node['html'][:160]}"
            for violation in results["violations"]
            for node in violation["nodes"]
        ]
    page.set_viewport_size(before)
    return found


def ask(page: Page, question: str, status: str) -> None:
    """Ask, and wait until it is said how that went."""
    field = page.get_by_role("textbox", name="Je vraag")
    field.fill(question)
    field.press("Enter")
    expect(page.locator(".kw-status")).to_contain_text(status)


@pytest.mark.parametrize("path", ["", "embed"], ids=["chat", "compact"])
def test_the_chat_in_every_state(browser: Browser, url: str, path: str) -> None:
    """Empty; an answer with all of it open; a refusal; a follow-up; an error."""
    quiet = 400 if path else None
    with opened_page(browser, f"{url}/{path}", quiet=quiet, **AXE_MAY) as page:
        expect(page.get_by_role("textbox", name="Je vraag")).to_be_visible()
        assert violations(page) == []

        ask(page, TWO_SOURCES_QUESTION, "2 passages")
        page.locator(".kw-mark").first.click()
        page.get_by_text(chat_texts.CHAT_REFERENCES).first.click()
        page.get_by_text(chat_texts.CHAT_OTHERS).first.click()
        page.get_by_role("button", name=chat_texts.CHAT_FEEDBACK_BAD).first.click()
        assert violations(page) == []

        ask(page, UNANSWERABLE, chat_texts.CHAT_STATUS_REFUSED)
        page.get_by_role("link", name=chat_texts.CHAT_SHOW_FOUND).click()
        assert violations(page) == []

        ask(page, FOLLOW_UP, "2 passages")
        expect(page.locator(".kw-understood")).to_be_visible()
        ask(page, TOO_LONG, "te lang")
        assert violations(page) == []


@pytest.mark.parametrize("path", ["", "embed"], ids=["chat", "compact"])
def test_going_on_from_an_answer(browser: Browser, tmp_path: Path, path: str) -> None:
    """Documents to choose; a preview and suggestions; the question once more and the whole
    conversation to save; what was wiped, to be had back."""
    plan = replace(scripted_document(), source_id="eigen/plan", title="Plan")
    files = {"kennisrotonde-2019": tmp_path, "eigen/plan": tmp_path}
    documents = shelf(files, scripted_document(), plan)
    with (
        served(ready(Going()), shelf=documents) as own,
        opened_page(browser, f"{own}/{path}", **AXE_MAY) as page,
    ):
        page.get_by_text(chat_texts.DOCUMENTS_TITLE).click()
        page.get_by_role("checkbox").first.check()
        expect(page.get_by_text(chat_texts.DOCUMENTS_SOME.format(count=1, all=2))).to_be_visible()
        assert violations(page) == []

        ask(page, TWO_SOURCES_QUESTION, "2 passages")
        expect(page.locator("#kw-next button").first).to_be_visible()
        assert violations(page) == []
        mark = page.locator(".kw-answer .kw-mark").first
        for size in SIZES:  # a preview goes away when the window changes
            page.set_viewport_size(size)
            mark.scroll_into_view_if_needed()
            page.mouse.move(0, 0)
            mark.hover()
            expect(page.locator("#kw-preview")).to_be_visible()
            assert violations(page, sizes=[size]) == []
            page.keyboard.press("Escape")
        page.set_viewport_size(SIZES[0])

        ask(page, COORDINATOR_QUESTION, "1 bron.")
        page.get_by_role("button", name=chat_texts.CHAT_EDIT_ABOUT).last.click()
        expect(page.get_by_role("button", name=chat_texts.CHAT_SAVE_ALL["md"])).to_be_visible()
        assert violations(page) == []

        page.get_by_role("button", name=chat_texts.CHAT_CLEAR).click()
        expect(page.get_by_role("button", name=chat_texts.CHAT_UNDO)).to_be_visible()
        assert violations(page) == []


def test_the_widget_closed_and_open(browser: Browser, site: Intranet, url: str) -> None:
    """On a page of another site; the page itself counts along."""
    snippet = f'<script async src="{url}/widget.js"></script>'
    with opened_page(browser, site.show(url, snippet), **AXE_MAY) as page:
        opener = page.locator("kwchat-widget button.open")
        expect(opener).to_be_visible()
        assert violations(page) == []

        opener.click()
        inside = page.frame_locator("kwchat-widget iframe")
        expect(inside.get_by_role("textbox", name="Je vraag")).to_be_focused()
        assert violations(page) == []
        assert violations(page, page.frames[-1]) == []


def test_the_widget_that_is_refused(browser: Browser, url: str) -> None:
    """The sentence in the panel, too."""
    with intranet() as other:
        address = other.show(url, f'<script async src="{url}/widget.js"></script>')
        context = browser.new_context(**AXE_MAY)
        page = context.new_page()
        page.goto(address)
        page.get_by_role("button", name=chat_texts.WIDGET_OPEN).click()
        expect(page.get_by_role("alert")).to_be_visible()
        assert violations(page) == []
        context.close()


def test_the_page_about_the_api(browser: Browser, url: str) -> None:
    """With its tables and examples; its styles are let in by the policy."""
    with opened_page(browser, f"{url}/api/v1/docs") as page:
        expect(page.locator("pre").first).to_have_css("border-top-style", "solid")
    with opened_page(browser, f"{url}/api/v1/docs", **AXE_MAY) as page:
        assert violations(page) == []


@pytest.mark.parametrize("query", [WORDS, "?van=1", "?bladzijde=9"], ids=["quote", "stale", "page"])
def test_a_document(browser: Browser, url: str, query: str) -> None:
    """With words marked, with a place that is stale, and with a page that is not there."""
    with opened_page(browser, f"{url}/{DOCUMENT}{query}", **AXE_MAY) as page:
        page.get_by_text(chat_texts.DOCUMENT_CONTENTS, exact=True).click()
        assert violations(page) == []


@pytest.mark.parametrize("name", ["rooster.md", "rooster.csv", "rooster.html"])
def test_a_document_of_another_kind(browser: Browser, tmp_path: Path, name: str) -> None:
    """Headings of three levels, a list and a table; rows of a sheet; a page of the school's."""
    path = tmp_path / name
    path.write_text(DOCUMENTS[path.suffix], encoding="utf-8")
    document = read(path, source_id="rooster", kind=Kind.EIGEN)
    with (
        served(ready(ScriptedAssistant()), shelf=shelf({"rooster": path}, document)) as own,
        opened_page(browser, f"{own}/bron/rooster?van=0&tot=10", **AXE_MAY) as page,
    ):
        expect(page.get_by_text("maandag").first).to_be_visible()
        assert violations(page) == []


def test_the_administrators_page(browser: Browser, url: str) -> None:
    """As it is shown first, and after copying."""
    with opened_page(browser, f"{url}/beheer", **AXE_MAY) as page:
        page.get_by_role("button", name=server_texts.ADMIN_WIDGET_TITLE).click()
        expect(page.get_by_role("status")).not_to_be_empty()
        assert violations(page) == []


FOCUSED = """() => {
    let element = document.activeElement;
    while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const style = getComputedStyle(element);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const seen = [...element.getClientRects()].some(({ x, y, width, height }) =>
        [0.1, 0.5, 0.9].some((down) => [0.1, 0.5, 0.9].some((along) => {
            let hit = document.elementFromPoint(x + width * along, y + height * down);
            if (hit?.shadowRoot) hit = element;
            return hit && (element.contains(hit) || hit.contains(element));
        })));
    const name = `${element.tagName} ${element.className} ${element.textContent.slice(0, 40)}`;
    return [name, ring, seen, element === document.body];
}"""


@pytest.mark.parametrize("path", ["", "embed"], ids=["chat", "compact"])
@pytest.mark.parametrize("size", [SIZES[0], SIZES[2]], ids=["wide", "400 %"])
def test_focus_is_always_seen(browser: Browser, url: str, path: str, size: ViewportSize) -> None:
    """Every stop of the Tab key has a ring, and is not under something else, to the last."""
    with opened_page(browser, f"{url}/{path}", viewport=size) as page:
        ask(page, TWO_SOURCES_QUESTION, "2 passages")
        page.locator(".kw-mark").first.click()
        page.get_by_role("button", name=chat_texts.CHAT_FEEDBACK_BAD).click()
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        stops = []
        for _ in range(60):
            page.keyboard.press("Tab")
            name, ring, seen, body = page.evaluate(FOCUSED)
            if body and stops:
                break
            stops.append((name, ring, seen))

    assert len(stops) >= 15
    assert [stop for stop in stops if not stop[1]] == []
    assert [stop for stop in stops if not stop[2]] == []


# WCAG 2.2, 1.4.12: what readers may set, for instance those who have dyslexia.
SPACED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important;"
        + " word-spacing: .16em !important } p { margin-bottom: 2em !important }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""


@pytest.mark.parametrize(
    "path", ["", "embed", "beheer", DOCUMENT], ids=["chat", "compact", "beheer", "document"]
)
def test_wider_spacing_pushes_nothing_out(browser: Browser, url: str, path: str) -> None:
    """With the spacing of WCAG 1.4.12 on the narrowest screen nothing sticks out."""
    with opened_page(browser, f"{url}/{path}", viewport=SIZES[1]) as page:
        if path in ("", "embed"):
            ask(page, TWO_SOURCES_QUESTION, "2 passages")
        page.evaluate(SPACED)

        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[1]["width"]


def test_axe_finds_what_is_wrong(browser: Browser, url: str) -> None:
    """A picture without words, and grey on grey, do not get past it."""
    with opened_page(browser, f"{url}/embed", **AXE_MAY) as page:
        page.evaluate(
            """() => {
                const wrong = document.createElement("p");
                wrong.style.cssText = "color: #888; background: #999";
                wrong.append("grijs", document.createElement("img"));
                document.querySelector("main").append(wrong);
            }"""
        )
        found = "\n".join(violations(page))

    assert "color-contrast" in found
    assert "image-alt" in found
