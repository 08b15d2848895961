"""The widget on somebody else's page, in a real Chromium: it works, and it disturbs nothing."""

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from browser import opened_page, ready, served, tab_to
from intranet import HOSTILE_CSS, Intranet, intranet
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect
from scripted import (
    COORDINATOR,
    COORDINATOR_QUESTION,
    TWO_SOURCES_QUESTION,
    UNANSWERABLE,
    ScriptedAssistant,
)

from kwchat.chat import rendering
from kwchat.chat import texts as chat_texts
from kwchat.server import texts as server_texts
from kwchat.server.access import Access

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1280, "height": 800}
SMALL_BYTES = 5000
LAYOUT = """[...document.querySelectorAll("html, body, body *")].map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [element.tagName, x, y, width, height, getComputedStyle(element).cssText];
})"""


@pytest.fixture(scope="module")
def chat_url(site: Intranet) -> Iterator[str]:
    """The address of a chat that the school's site may show."""
    with served(ready(ScriptedAssistant()), Access(embed_origins=(site.origin,))) as url:
        yield url


def snippet(chat_url: str, options: str = "") -> str:
    """Return the line that a school puts on its page."""
    return f'<script async src="{chat_url}/widget.js" {options}></script>'


@contextmanager
def visited(
    browser: Browser,
    site: Intranet,
    chat_url: str,
    *,
    html: str = "",
    css: str = "",
    **options: Any,
) -> Iterator[Page]:
    """Open a page of the school's site with the widget on it."""
    address = site.show(chat_url, html or snippet(chat_url), css)
    with opened_page(browser, address, **{"viewport": DESKTOP, **options}) as page:
        expect(opener(page)).to_be_visible()
        yield page


def opener(page: Page) -> Locator:
    """Return the button on the page, whatever it says."""
    return page.locator("kwchat-widget button.open")


def panel(page: Page) -> Locator:
    """Return the panel, also when it is closed."""
    return page.locator("kwchat-widget dialog")


def chat(page: Page) -> FrameLocator:
    """Return what is in the frame."""
    return page.frame_locator("kwchat-widget iframe")


def field(page: Page) -> Locator:
    """Return the question field in the frame."""
    return chat(page).get_by_role("textbox", name="Je vraag")


# --- a teacher's path ---


def test_a_teachers_path_by_mouse(browser: Browser, site: Intranet, chat_url: str) -> None:
    """Open, ask, follow up, see a refusal, look at a source, close; open again: all still there.

    On a page with a strict policy and hostile styles; no request leaves the two origins.
    """
    with visited(browser, site, chat_url, css=HOSTILE_CSS) as page:
        requested: list[str] = []
        page.context.on("request", lambda request: requested.append(request.url))
        opener(page).click()
        expect(opener(page)).to_have_attribute("aria-expanded", "true")
        expect(opener(page)).to_have_text(chat_texts.WIDGET_HIDE)
        field(page).fill(COORDINATOR_QUESTION)
        chat(page).get_by_role("button", name=chat_texts.CHAT_SEND).click()
        expect(chat(page).get_by_role("status")).to_have_text("Antwoord klaar, 1 bron.")

        chat(page).get_by_role(
            "link", name="Bron 1, Het antwoord van de Kennisrotonde (2019), pagina 2"
        ).click()

        expect(chat(page).locator("#bron-1-1 mark")).to_have_text(COORDINATOR)
        expect(chat(page).locator("#bron-1-1 mark")).to_be_in_viewport()
        field(page).fill(UNANSWERABLE)
        field(page).press("Enter")
        expect(chat(page).get_by_role("status")).to_have_text(chat_texts.CHAT_STATUS_REFUSED)
        page.get_by_role("button", name=chat_texts.WIDGET_CLOSE).click()
        expect(panel(page)).to_be_hidden()
        expect(opener(page)).to_be_focused()
        expect(opener(page)).to_have_text(chat_texts.WIDGET_OPEN)
        opener(page).click()
        expect(chat(page).locator(".kw-exchange")).to_have_count(2)

        homes = (f"{chat_url}/", f"{site.origin}/", "data:")
        assert [address for address in requested if not address.startswith(homes)] == []
        assert len(requested) >= 8


def test_a_teachers_path_by_keyboard(browser: Browser, site: Intranet, chat_url: str) -> None:
    """Tab, Enter, type, Enter; Escape from inside the frame closes, and focus is where it was."""
    with visited(browser, site, chat_url) as page:
        tab_to(page, opener(page))
        page.keyboard.press("Enter")
        expect(field(page)).to_be_focused()
        page.keyboard.type(TWO_SOURCES_QUESTION)
        page.keyboard.press("Enter")
        expect(chat(page).get_by_role("status")).to_have_text("Antwoord klaar, 1 bron, 2 passages.")
        mark = chat(page).get_by_role("link", name="Bron 1")
        tab_to(page, mark, key="Shift+Tab")
        page.keyboard.press("Enter")
        expect(chat(page).locator("#bron-1-1")).to_be_focused()

        page.keyboard.press("Escape")

        expect(panel(page)).to_be_hidden()
        expect(opener(page)).to_be_focused()
        expect(opener(page)).to_have_attribute("aria-expanded", "false")
        page.keyboard.press("Enter")
        expect(field(page)).to_be_focused()
        tab_to(page, page.get_by_role("button", name=chat_texts.WIDGET_CLOSE), key="Shift+Tab")
        page.keyboard.press("Escape")
        expect(panel(page)).to_be_hidden()
        expect(opener(page)).to_be_focused()


@pytest.mark.parametrize(
    ("width", "height", "full"),
    [(1280, 800, False), (640, 900, False), (639, 900, True), (390, 844, True), (320, 256, True)],
)
def test_the_panel_fits_any_screen(
    browser: Browser, site: Intranet, chat_url: str, width: int, height: int, *, full: bool
) -> None:
    """On a small screen, or at 400 % zoom, it takes all; the page behind is then out of reach."""
    size = {"width": width, "height": height}
    with visited(browser, site, chat_url, viewport=size) as page:
        box = opener(page).bounding_box()
        opener(page).click()
        expect(field(page)).to_be_focused()
        around = panel(page).bounding_box()

        assert box is not None
        assert around is not None
        assert 0 <= box["x"] <= width - box["width"]
        assert box["height"] >= 44
        assert (around["width"] == width and around["height"] == height) is full
        assert around["x"] >= 0
        assert around["y"] >= 0
        assert panel(page).evaluate("panel => panel.matches(':modal')") is full
        field(page).fill(TWO_SOURCES_QUESTION)
        field(page).press("Enter")
        expect(chat(page).locator(".kw-question")).to_be_in_viewport()
        sideways = "document => document.documentElement.scrollWidth > innerWidth"
        assert not chat(page).locator("body").evaluate(sideways.replace("document =>", "() =>"))
        page.keyboard.press("Escape")
        expect(opener(page)).to_be_focused()


# --- the page around it ---


def test_before_it_is_opened_nothing_is_fetched(
    browser: Browser, site: Intranet, chat_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One small script of its own and nothing else."""
    requested: list[str] = []
    address = site.show(chat_url, snippet(chat_url))
    with opened_page(browser, "about:blank", viewport=DESKTOP) as page:
        page.on("request", lambda request: requested.append(request.url))
        page.goto(address)
        opener(page).hover()
        script = page.request.get(f"{chat_url}/widget.js").body()

    size = len(gzip.compress(script))
    with capsys.disabled():
        print(f"\nwidget.js: {size} bytes gzipped")  # noqa: T201 -- a figure for docs/beheer.md
    assert [url for url in requested if url.startswith(chat_url)] == [f"{chat_url}/widget.js"]
    assert size <= SMALL_BYTES
    assert not re.search(rb"https?://", script.replace(chat_url.encode(), b""))  # but its own


@pytest.mark.parametrize("css", ["", HOSTILE_CSS], ids=["plain", "hostile"])
def test_the_page_is_not_touched(browser: Browser, site: Intranet, chat_url: str, css: str) -> None:
    """Every element keeps its place and its every style, with the widget closed and open."""
    with opened_page(browser, site.show(chat_url, "", css), viewport=DESKTOP) as page:
        before = page.evaluate(LAYOUT)
    with visited(browser, site, chat_url, css=css) as page:
        page.evaluate("document.querySelector('script').remove()")
        closed = page.evaluate(LAYOUT)
        opener(page).click()
        expect(field(page)).to_be_focused()
        opened = page.evaluate(LAYOUT)
        left = page.evaluate("[Object.keys(localStorage).length, document.cookie]")
        globals_ = page.evaluate("Object.keys(window).filter((name) => /kw/i.test(name))")

    assert closed == before
    assert opened == before
    assert (left, globals_) == ([0, ""], [])


def test_the_page_does_not_touch_it(browser: Browser, site: Intranet, chat_url: str) -> None:
    """Button and panel look the same under styles that spare nobody."""
    seen = []
    for css in ("", HOSTILE_CSS):
        with visited(browser, site, chat_url, css=css) as page:
            opener(page).click()
            expect(field(page)).to_be_focused()
            parts = [opener(page), panel(page), page.locator("kwchat-widget iframe")]
            boxes = [part.bounding_box() for part in parts]
            style = "element => getComputedStyle(element).cssText"
            seen.append((boxes, [part.evaluate(style) for part in parts]))

    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    ("options", "background", "ink", "side"),
    [
        ('data-kleur="#0b5fff" data-positie="links"', "rgb(11, 95, 255)", "255, 255, 255", "left"),
        ('data-kleur="#FFCC00"', "rgb(255, 204, 0)", "0, 0, 0", "right"),
        ('data-kleur="#767676"', "rgb(118, 118, 118)", "0, 0, 0", "right"),
        ('data-kleur="red;} * {display:none" data-positie="x"', "rgb(15, 82, 87)", "255", "right"),
        ("", "rgb(15, 82, 87)", "255, 255, 255", "right"),
    ],
)
def test_colour_and_place(
    browser: Browser, site: Intranet, chat_url: str, *, options: str, background: str, ink: str,
    side: str,
) -> None:  # fmt: skip
    """As chosen, with letters that can be read; what makes no sense is the default."""
    with visited(browser, site, chat_url, html=snippet(chat_url, options)) as page:
        expect(opener(page)).to_have_css("background-color", background)
        expect(opener(page)).to_have_css("color", re.compile(ink))
        expect(opener(page)).to_have_css(side, "16px")


@pytest.mark.parametrize(
    ("options", "beside", "below"),
    [
        ('data-opzij="40" data-onder="120"', "40px", "120px"),
        ('data-opzij="-4" data-onder="4000"', "16px", "16px"),
        ('data-opzij="1em" data-onder="red;} *{}"', "16px", "16px"),
    ],
)
def test_the_button_stands_where_it_is_put(
    browser: Browser, site: Intranet, chat_url: str, options: str, beside: str, below: str
) -> None:
    """So many pixels from the side and the foot; what makes no sense is the default."""
    with visited(browser, site, chat_url, html=snippet(chat_url, options)) as page:
        expect(opener(page)).to_have_css("right", beside)
        expect(opener(page)).to_have_css("bottom", below)
        opener(page).click()
        expect(field(page)).to_be_focused()
        own, around = opener(page).bounding_box(), panel(page).bounding_box()
        assert own
        assert around
        assert around["y"] >= 0
        assert around["y"] + around["height"] <= own["y"]


FIXED = """.vast { position: fixed; right: 12px; width: 60px; height: 60px; background: #ccc }
.boven { bottom: 12px } .hoger { bottom: 76px } .elders { bottom: 12px; right: 600px }"""


@pytest.mark.parametrize("avoid", [".vast", "", "]["])
def test_the_button_is_not_over_what_it_is_told_to_avoid(
    browser: Browser, site: Intranet, chat_url: str, avoid: str
) -> None:
    """It stands above a fixed button, and above one that comes later, and comes down again; told
    nothing, or nothing that makes sense, it stands where it always does."""
    html = f'<div class="vast boven"></div>{snippet(chat_url, f"data-vermijd={avoid!r}")}'
    with visited(browser, site, chat_url, html=html, css=FIXED) as page:
        lifted = avoid == ".vast"
        expect(opener(page)).to_have_css("bottom", "80px" if lifted else "16px")
        page.evaluate(
            """() => {
                for (const place of ["hoger", "elders"]) {
                    const button = document.createElement("div");
                    button.className = `vast ${place}`;
                    document.body.append(button);
                }
            }"""
        )
        expect(opener(page)).to_have_css("bottom", "144px" if lifted else "16px")
        page.evaluate("document.querySelectorAll('.vast').forEach(element => element.remove())")
        expect(opener(page)).to_have_css("bottom", "16px")


@pytest.mark.parametrize(
    "css", ["html { filter: grayscale(1) }", "html { transform: scale(1); height: 3000px }"]
)
def test_the_page_itself_may_be_filtered_or_transformed(
    browser: Browser, site: Intranet, chat_url: str, css: str
) -> None:
    """Such an element holds what is fixed inside it; button and panel stay in the window."""
    with visited(browser, site, chat_url, css=f"{css} body {{ height: 3000px }}") as page:
        page.mouse.wheel(0, 900)
        opener(page).click()
        expect(field(page)).to_be_focused()
        for part in (opener(page), panel(page)):
            box = part.bounding_box()
            assert box
            assert 0 <= box["y"] < box["y"] + box["height"] <= DESKTOP["height"]


def test_one_colour_throughout(browser: Browser, site: Intranet, chat_url: str) -> None:
    """The chat in the frame wears the widget's colour; a light one darker, so that it is read."""
    for colour, shown in (("#7a1f3d", "rgb(122, 31, 61)"), ("#ffcc00", "rgb(128, 102, 0)")):
        html = snippet(chat_url, f'data-kleur="{colour}"')
        with visited(browser, site, chat_url, html=html) as page:
            opener(page).click()
            expect(chat(page).locator("#kw-send")).to_have_css("background-color", shown)


@pytest.mark.parametrize(
    "html",
    [
        '<script type="module" src="{url}/widget.js" crossorigin data-positie="links"></script>',
        '<script type="module" src="{url}/importeert.js" crossorigin></script>',
    ],
    ids=["module", "import"],
)
def test_it_can_be_imported(browser: Browser, site: Intranet, chat_url: str, html: str) -> None:
    """As a module, with its options, and from a script of the site."""
    address = site.show(chat_url, html.format(url=chat_url))
    with opened_page(browser, "about:blank", viewport=DESKTOP) as page:
        page.route(
            "**/importeert.js",
            lambda route: route.fulfill(
                body='import "./widget.js";',
                content_type="text/javascript",
                headers={"Access-Control-Allow-Origin": site.origin},
            ),
        )
        page.goto(address)
        opener(page).click()
        expect(field(page)).to_be_focused()
        if "links" in html:
            expect(opener(page)).to_have_css("left", "16px")


def test_the_chat_can_be_opened_large(browser: Browser, site: Intranet, chat_url: str) -> None:
    """The whole chat, in a tab of its own."""
    with visited(browser, site, chat_url) as page:
        opener(page).click()
        expect(field(page)).to_be_focused()
        with page.context.expect_page() as coming:
            page.get_by_role("link", name=chat_texts.WIDGET_LARGE).click()
        assert coming.value.url == f"{chat_url}/"


def test_a_second_copy_of_the_line_changes_nothing(
    browser: Browser, site: Intranet, chat_url: str
) -> None:
    """One button."""
    with visited(browser, site, chat_url, html=snippet(chat_url) * 2) as page:
        page.wait_for_load_state("networkidle")
        expect(page.locator("kwchat-widget")).to_have_count(1)


def test_only_the_chat_itself_is_listened_to(
    browser: Browser, site: Intranet, chat_url: str
) -> None:
    """A message from the page, or in another version, closes nothing."""
    with visited(browser, site, chat_url) as page:
        opener(page).click()
        expect(field(page)).to_be_focused()
        for message in ({"kwchat": 1, "verb": "close"}, None, "close"):
            page.evaluate("message => postMessage(message, '*')", message)
        frame = page.frames[-1]
        for message in ({"kwchat": 2, "verb": "close"}, None, 7, {"kwchat": 1, "verb": "x"}):
            frame.evaluate("message => parent.postMessage(message, '*')", message)
        expect(panel(page)).to_be_visible()

        frame.evaluate("parent.postMessage({ kwchat: 1, verb: 'close' }, '*')")

        expect(panel(page)).to_be_hidden()


# --- who may ---


def test_a_site_that_is_not_on_the_list_is_refused(browser: Browser, chat_url: str) -> None:
    """The frame stays shut, by the server's word, and the widget says so in Dutch with a way on."""
    with intranet() as other:
        address = other.show(chat_url, snippet(chat_url))
        refused: list[str] = []
        context = browser.new_context(viewport=DESKTOP)
        page = context.new_page()
        page.on("console", lambda said: refused.append(said.text))
        page.goto(address)
        opener(page).click()

        expect(page.get_by_role("alert")).to_contain_text(chat_texts.WIDGET_NO_ANSWER)
        expect(page.get_by_role("link", name=chat_texts.WIDGET_NEW_TAB)).to_have_attribute(
            "href", f"{chat_url}/embed"
        )
        assert any("frame-ancestors" in text for text in refused)
        assert not any(frame.url.startswith(chat_url) for frame in page.frames)
        context.close()


def test_a_plain_frame_works_without_a_script(
    browser: Browser, site: Intranet, chat_url: str
) -> None:
    """The second line of the administrator's page, as it is copied there."""
    with opened_page(browser, f"{chat_url}/beheer", viewport=DESKTOP) as page:
        lines = page.locator("pre code").all_inner_texts()
    widget, frame = lines[-3:-1]
    assert widget.startswith(f'<script async src="{chat_url}/widget.js"')
    assert rendering.SANDBOX in frame

    with opened_page(browser, site.show(chat_url, frame), viewport=DESKTOP) as page:
        expect(page.locator("iframe")).to_have_css("border-top-width", "0px")
        inside = page.frame_locator("iframe")
        inside.get_by_role("textbox", name="Je vraag").fill(COORDINATOR_QUESTION)
        inside.get_by_role("button", name=chat_texts.CHAT_SEND).click()
        expect(inside.get_by_role("status")).to_have_text("Antwoord klaar, 1 bron.")


def test_the_administrators_page_says_who_may(
    browser: Browser, site: Intranet, chat_url: str
) -> None:
    """The sites on the list; without a list that nobody may. Snippets can be copied."""
    with opened_page(browser, f"{chat_url}/beheer", viewport=DESKTOP) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        expect(page.locator("section").first.locator("li")).to_have_text(site.origin)
        page.get_by_role("button", name=server_texts.ADMIN_WIDGET_TITLE).click()
        expect(page.get_by_role("status")).to_have_text(server_texts.ADMIN_COPIED)
        assert "/widget.js" in page.evaluate("navigator.clipboard.readText()")
    with (
        served(ready(ScriptedAssistant())) as closed,
        opened_page(browser, f"{closed}/beheer", viewport=DESKTOP) as page,
    ):
        expect(page.locator("main")).to_contain_text(server_texts.ADMIN_NOBODY)
