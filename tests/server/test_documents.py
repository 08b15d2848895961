"""A citation opens its document at the words, and the file at its page; nothing in it runs."""

from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from browser import GRADIO, ready, served, tab_to
from playwright.sync_api import Browser, Error, Frame, Locator, Page, expect
from reportlab.pdfgen.canvas import Canvas
from scripted import COORDINATOR, COORDINATOR_QUESTION, MONITOR, ScriptedAssistant, make_citation
from searched import Sources
from shelved import Knowing, scripted_document, shelf
from starlette.testclient import TestClient
from websites import written

from kwchat.answering.links import citation_link, document_link, original_link, passage_link
from kwchat.chat import texts
from kwchat.index.encoding import EncoderIdentity
from kwchat.index.manifest import IndexedFile, Manifest
from kwchat.reading.document import Kind
from kwchat.server import texts as server_texts
from kwchat.server.access import Access
from kwchat.server.app import create_app
from kwchat.server.documents import Shelf, paths
from kwchat.server.pages import listed_html
from kwchat.testing import make_document

SCRIPT = "<html><script>document.title = 'binnen'</script><p>Tekst</p></html>"
FILES = {
    "kennisrotonde-2019": "brief.pdf",
    "eigen/plan é": "eigen/plan é.pdf",
    "http://zotero.org/1?a#b": "zotero.md",
    "pagina": "pagina.html",
    "oud": "oud.txt",
    "verslag": "verslag.DOCX",
    "rooster": "rooster.xlsx",
    "weg": "weg.pdf",
}


def pdf(pages: int) -> bytes:
    """Return a PDF with numbered pages."""
    target = BytesIO()
    canvas = Canvas(target, invariant=True)
    for number in range(1, pages + 1):
        canvas.drawString(72, 700, f"Bladzijde {number}")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with documents, of which one is not in the index and one is gone."""
    return written(
        tmp_path_factory.mktemp("corpus"),
        {
            "brief.pdf": pdf(3),
            "eigen/plan é.pdf": pdf(1),
            "zotero.md": "# Één",
            "pagina.html": SCRIPT,
            "oud.txt": "één".encode("cp1252"),
            "verslag.DOCX": b"PK",
            "rooster.xlsx": b"PK\x03\x04\x14\x00",
            "geheim.txt": "Niet in de index.",
        },
    )


@pytest.fixture(scope="module")
def client(corpus: Path) -> TestClient:
    """A client of the whole app."""
    files = tuple(
        IndexedFile(file, "0" * 64, source_id, Kind.EIGEN, 0, 1)
        for source_id, file in FILES.items()
    )
    manifest = Manifest(1, "0", "000001", EncoderIdentity("x", "x"), {}, files, {})
    read = [
        make_document("Een werkplaats verbindt.", source_id=source_id, heading=f"Over {source_id}")
        for source_id in FILES
        if source_id != "kennisrotonde-2019"
    ]
    shown = shelf(paths(corpus, manifest), scripted_document(), *read)
    app = create_app(ready(ScriptedAssistant()), shelf=shown)
    return TestClient(app, base_url="http://localhost")


@pytest.mark.parametrize(
    ("source_id", "media_type"),
    [
        ("kennisrotonde-2019", "application/pdf"),
        ("eigen/plan é", "application/pdf"),
        ("http://zotero.org/1?a#b", "text/plain; charset=utf-8"),
        ("pagina", "text/plain; charset=utf-8"),
        ("oud", "text/plain; charset=windows-1252"),
        ("verslag", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_a_file_is_sent_as_what_it_is(
    client: TestClient, corpus: Path, source_id: str, media_type: str
) -> None:
    """To be shown, under its own name; a web page is sent as text, and no browser may guess."""
    response = client.get(f"/origineel/{quote(source_id)}")

    assert response.status_code == 200
    assert response.content == (corpus / FILES[source_id]).read_bytes()
    assert response.headers["content-type"] == media_type
    assert response.headers["content-disposition"].startswith("inline; filename")
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_file_that_became_a_link_outwards_is_not_sent(tmp_path: Path) -> None:
    """What is put in the place of an indexed file opens nothing elsewhere on the server."""
    corpus = written(tmp_path / "corpus", {"a.md": "A", "b.md": "B"})
    (tmp_path / "geheim.md").write_text("Geheim")
    files = tuple(IndexedFile(f"{n}.md", "0" * 64, n, Kind.EIGEN, 0, 1) for n in "ab")
    manifest = Manifest(1, "0", "000001", EncoderIdentity("x", "x"), {}, files, {})
    app = create_app(ready(ScriptedAssistant()), shelf=shelf(paths(corpus, manifest)))
    client = TestClient(app, base_url="http://localhost")
    (corpus / "a.md").unlink()
    (corpus / "a.md").symlink_to(tmp_path / "geheim.md")

    assert client.get("/bron/a").status_code == 404
    assert client.get("/origineel/a").status_code == 404
    assert client.get("/origineel/b").text == "B"


class Titled(Sources):
    """Sources of which one has a record."""

    def title(self, source_id: str) -> str:
        """Return the title in its record."""
        return {"oud": "Zoals het heet"}.get(source_id, "")


def test_a_document_is_called_as_its_record_calls_it(corpus: Path) -> None:
    """A text file has no title of its own but the name of the file."""
    sources = Titled(
        make_document("Tekst.", source_id="oud"), make_document("Tekst.", source_id="pagina")
    )
    files = {name: corpus / FILES[name] for name in ("oud", "pagina")}
    shown = Shelf(files, lambda: Knowing(sources, sources))
    client = TestClient(
        create_app(ready(ScriptedAssistant()), shelf=shown), base_url="http://localhost"
    )
    own = sources.document("pagina").title

    assert "<h1>Zoals het heet</h1>" in client.get("/bron/oud").text
    assert "<title>Zoals het heet</title>" in client.get("/bron/oud").text
    assert f"<h1>{own}</h1>" in client.get("/bron/pagina").text
    listed = client.get("/api/v1/sources").json()["sources"]
    assert {one["title"] for one in listed} == {"Zoals het heet", own}


def test_documents_of_a_folder_stand_together_where_there_are_more() -> None:
    """Else of a kind, both in Dutch; what is in an id or a title is words."""
    names = ("a<b>/een", "a<b>/twee", "los")
    made = [replace(make_document("Tekst.", source_id=name), title="<i>") for name in names]
    whole = [
        listed_html(shelf(dict.fromkeys(of, Path()), *made).listed()) for of in (names, names[:2])
    ]

    assert "Alles uit de map a&lt;b&gt; (2)" in whole[0]
    assert f"Alles uit {texts.DOCUMENTS_KINDS[Kind.EIGEN]} (1)" in whole[0]
    assert "kw-whole" not in whole[1]
    assert [page.count('value="') for page in whole] == [3, 2]
    assert not any("<i>" in page or "<b>" in page for page in whole)


def test_a_folder_in_a_folder_is_chosen_by_itself() -> None:
    """A school's own documents all lie in one folder; those of a subject in one inside it. Of a
    collection all is one."""
    names = ("eigen/gids", "eigen/rooster/een", "eigen/rooster/twee", "noord/eigen/drie")
    made = [make_document("Tekst.", source_id=name) for name in names]
    shown = replace(shelf(dict.fromkeys(names, Path()), *made), titles={"noord": "School Noord"})

    groups = {one.id: one.group for one in shown.listed()}
    assert groups["eigen/rooster/een"] == groups["eigen/rooster/twee"] == "de map eigen/rooster"
    assert groups["eigen/gids"] == "de map eigen"
    assert groups["noord/eigen/drie"] == "School Noord"


def test_a_document_of_an_index_that_could_not_be_opened_is_not_there(corpus: Path) -> None:
    """Its file is known by the newest index, its words are not: as good as absent."""
    app = create_app(ready(ScriptedAssistant()), shelf=shelf({"nieuw": corpus / "zotero.md"}))
    client = TestClient(app, base_url="http://localhost")

    assert client.get("/bron/nieuw").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "geheim",
        "geheim.txt",
        "brief.pdf",
        "weg",
        "",
        "../geheim.txt",
        "..%2Fgeheim.txt",
        "%2e%2e/%2e%2e/etc/passwd",
        "/etc/passwd",
        "%2Fetc%2Fpasswd",
        "pagina%00",
        "PAGINA",
    ],
)
@pytest.mark.parametrize("below", ["bron", "origineel"])
def test_nothing_but_the_sources_of_the_index_is_sent(
    client: TestClient, path: str, below: str
) -> None:
    """Whatever lies beside them, and however it is asked for."""
    gone = path == "weg" and below == "bron"  # what it said is still in the index
    assert client.get(f"/{below}/{path}").status_code == (200 if gone else 404)


def test_what_no_browser_shows_is_saved(client: TestClient, corpus: Path) -> None:
    """A workbook, for instance, is not sent as text."""
    response = client.get("/origineel/rooster")

    assert response.content == (corpus / "rooster.xlsx").read_bytes()
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"].startswith("attachment; filename")


def test_a_part_of_a_file_can_be_asked_for(client: TestClient) -> None:
    """As PDF viewers do."""
    response = client.get("/origineel/kennisrotonde-2019", headers={"Range": "bytes=0-4"})

    assert (response.status_code, response.content) == (206, b"%PDF-")


def test_a_citation_links_to_its_words() -> None:
    """Relative, so that it also works below a path; any id becomes an address."""
    citation = make_citation(1, COORDINATOR, MONITOR)
    strange = document_link("eigen/plan é?#")

    assert citation_link(citation) == (
        f"bron/kennisrotonde-2019?van=4200&tot={4200 + len(COORDINATOR)}&tekst=f8dca094#citaat"
    )
    assert passage_link(MONITOR).startswith("bron/kennisrotonde-2019?van=4200&tot=")
    assert strange == "bron/eigen/plan%20%C3%A9%3F%23"
    assert original_link("eigen/plan é?#", 3) == "origineel/eigen/plan%20%C3%A9%3F%23#page=3"


@pytest.mark.parametrize("source_id", FILES)
def test_every_kind_of_document_is_a_page(client: TestClient, source_id: str) -> None:
    """Of its text, under the policy that lets nothing run; with the file beside it, if it is there,
    and its reference."""
    response = client.get(f"/bron/{quote(source_id)}")
    beside = f'href="/origineel/{quote(source_id)}"' in response.text

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["content-security-policy"].startswith("default-src 'none'; script-src")
    assert "unsafe" not in response.headers["content-security-policy"]
    assert "Auteur. (2020). *" in response.text
    assert beside == (source_id != "weg")


def test_the_link_of_a_citation_opens_its_words(client: TestClient) -> None:
    """Marked, where the fragment leads; the file opens at the same page."""
    link = citation_link(make_citation(1, COORDINATOR, MONITOR))
    page = client.get(f"/{link}").text

    assert f'<mark id="citaat" tabindex="-1">{COORDINATOR}</mark>' in page
    assert 'href="/origineel/kennisrotonde-2019#page=2"' in page


@pytest.mark.parametrize(
    "query",
    [
        "van=4201&tot=4210&tekst=f8dca094",
        "van=4200",
        "van=-1&tot=x&tekst=<b>",
        "van=99999999999999999999&tot=1",
        "van=٣&tot=²",
        "van=&tot=&tekst=",
        "deel=99999999999&van=1e5",
    ],
)
def test_a_stale_or_wrong_place_opens_the_document(client: TestClient, query: str) -> None:
    """With a line that says that the words have changed, and nothing marked."""
    response = client.get(f"/bron/kennisrotonde-2019?{query}")

    assert response.status_code == 200
    assert texts.DOCUMENT_CHANGED in response.text
    assert COORDINATOR in response.text
    assert "<mark" not in response.text


def test_until_the_sources_are_there_the_page_says_so(corpus: Path) -> None:
    """With the status of what will come; the file itself can be had."""
    closed = Shelf({"brief": corpus / "brief.pdf"})
    app = create_app(ready(ScriptedAssistant()), shelf=closed)
    client = TestClient(app, base_url="http://localhost")
    response = client.get("/bron/brief")

    assert (response.status_code, response.text) == (503, server_texts.NOT_READY)
    assert client.get("/origineel/brief").status_code == 200


def _viewer(tab: Page) -> Frame:
    """Return Chromium's own PDF viewer in a tab, once it is there."""
    for _ in range(100):
        for frame in tab.frames:
            if frame.url.startswith("chrome-extension:"):
                return frame
        tab.wait_for_timeout(100)
    raise TimeoutError(tab.url)


def _ask(page: Page, url: str) -> Locator:
    """Ask in the chat, and return the mark of the answer."""
    page.goto(url)
    page.get_by_role("textbox", name=texts.CHAT_INPUT_LABEL).fill(COORDINATOR_QUESTION)
    page.keyboard.press("Enter")
    return page.locator(".kw-answer .kw-mark")


@pytest.mark.browser
@GRADIO[0]
@GRADIO[1]
@pytest.mark.parametrize("face", ["", "embed"], ids=["chat", "compact"])
def test_by_keyboard_from_mark_to_words_to_file_and_back(
    corpus: Path, browser: Browser, face: str
) -> None:
    """The mark leads to its card, the card to the words in their document, in a tab of its own so
    that the conversation stays; that to the file at its page; and back to the answer. Also below
    a path."""
    shown = shelf({"kennisrotonde-2019": corpus / "brief.pdf"}, scripted_document())
    access = Access(root_path="/hulp")
    with served(ready(ScriptedAssistant()), access, shelf=shown) as url:
        page = browser.new_page()
        mark = _ask(page, f"{url}/hulp/{face}")
        mark.focus()
        page.keyboard.press("Enter")
        link = page.get_by_role("link", name="Open het document op p. 2 (nieuw tabblad)").first
        tab_to(page, link)
        with page.expect_popup() as opening:
            page.keyboard.press("Enter")
        tab = opening.value
        words = tab.locator("mark#citaat")
        expect(words).to_have_text(COORDINATOR)
        expect(words).to_be_in_viewport()
        expect(words).to_be_focused()
        assert tab.url.startswith(f"{url}/hulp/bron/kennisrotonde-2019?van=4200&")

        original = tab.get_by_role("link", name="Open het bestand zelf (PDF)")
        tab_to(tab, original, "Shift+Tab")
        with tab.expect_popup() as opening:
            tab.keyboard.press("Enter")
        expect(opening.value).to_have_url(f"{url}/hulp/origineel/kennisrotonde-2019#page=2")
        opening.value.close()

        back = tab.get_by_role("link", name=texts.CHAT_BACK).first
        tab_to(tab, back, "Shift+Tab")
        # The tab may be gone before the key is let go.
        with tab.expect_event("close"), suppress(Error):
            tab.keyboard.press("Enter")
        expect(link).to_be_focused()
        page.close()


@pytest.mark.browser
def test_the_browser_opens_a_pdf_at_its_page(corpus: Path, browser: Browser) -> None:
    """In Chromium's own viewer, which the policy of the server lets be."""
    shown = shelf({"kennisrotonde-2019": corpus / "brief.pdf"}, scripted_document())
    with served(ready(ScriptedAssistant()), shelf=shown) as url:
        page = browser.new_page()
        page.goto(f"{url}/{original_link('kennisrotonde-2019', 2)}")
        expect(_viewer(page).locator("#pageSelector")).to_have_value("2", timeout=30_000)
        page.close()


@pytest.mark.browser
def test_the_words_are_found_without_javascript(corpus: Path, browser: Browser) -> None:
    """The browser itself scrolls to them, and the link back leads to the chat."""
    shown = shelf({"kennisrotonde-2019": corpus / "brief.pdf"}, scripted_document())
    with served(ready(ScriptedAssistant()), shelf=shown) as url:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{url}/{citation_link(make_citation(1, COORDINATOR, MONITOR))}")

        expect(page.locator("mark")).to_be_in_viewport()
        home = page.get_by_role("link", name=texts.DOCUMENT_CHAT).first
        expect(home).to_have_attribute("href", "/")
        context.close()
