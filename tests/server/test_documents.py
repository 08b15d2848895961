"""A citation's document opens at its page; no other file does, and nothing in it runs."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from browser import ready, served
from playwright.sync_api import Browser, Frame, Page, expect
from reportlab.pdfgen.canvas import Canvas
from scripted import COORDINATOR, COORDINATOR_QUESTION, MONITOR, ScriptedAssistant, make_citation
from starlette.testclient import TestClient
from websites import written

from kwchat.chat import texts
from kwchat.chat.rendering import original_link
from kwchat.index.encoding import EncoderIdentity
from kwchat.index.manifest import IndexedFile, Manifest
from kwchat.reading.document import Kind
from kwchat.server.access import Access
from kwchat.server.app import create_app
from kwchat.server.documents import paths

SCRIPT = "<html><script>document.title = 'binnen'</script><p>Tekst</p></html>"
FILES = {
    "kennisrotonde-2019": "brief.pdf",
    "eigen/plan é": "eigen/plan é.pdf",
    "http://zotero.org/1?a#b": "zotero.md",
    "pagina": "pagina.html",
    "oud": "oud.txt",
    "verslag": "verslag.DOCX",
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
    manifest = Manifest(1, "0", "000001", EncoderIdentity("x", "x", "x"), {}, files, {})
    app = create_app(ready(ScriptedAssistant()), documents=paths(corpus, manifest))
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
def test_a_document_is_sent_as_what_it_is(
    client: TestClient, corpus: Path, source_id: str, media_type: str
) -> None:
    """To be shown, under its own name; a web page is sent as text, and no browser may guess."""
    response = client.get(f"/bron/{quote(source_id)}")

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
    manifest = Manifest(1, "0", "000001", EncoderIdentity("x", "x", "x"), {}, files, {})
    app = create_app(ready(ScriptedAssistant()), documents=paths(corpus, manifest))
    client = TestClient(app, base_url="http://localhost")
    (corpus / "a.md").unlink()
    (corpus / "a.md").symlink_to(tmp_path / "geheim.md")

    assert client.get("/bron/a").status_code == 404
    assert client.get("/bron/b").text == "B"


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
def test_nothing_but_the_sources_of_the_index_is_sent(client: TestClient, path: str) -> None:
    """Whatever lies beside them, and however it is asked for."""
    assert client.get(f"/bron/{path}").status_code == 404


def test_a_part_of_a_document_can_be_asked_for(client: TestClient) -> None:
    """As PDF viewers do."""
    response = client.get("/bron/kennisrotonde-2019", headers={"Range": "bytes=0-4"})

    assert (response.status_code, response.content) == (206, b"%PDF-")


def test_a_citation_links_to_its_page() -> None:
    """Relative, so that it also works below a path; any id becomes an address."""
    citation = make_citation(1, COORDINATOR, MONITOR)
    strange = replace(citation, source_id="eigen/plan é?#", page=None, sheet=None)
    journal = replace(citation, page=213, sheet=3)

    assert original_link(citation) == "bron/kennisrotonde-2019#page=2"
    assert original_link(journal) == "bron/kennisrotonde-2019#page=3"
    assert original_link(strange) == "bron/eigen/plan%20%C3%A9%3F%23"


def _viewer(tab: Page) -> Frame:
    """Return Chromium's own PDF viewer in a tab, once it is there."""
    for _ in range(100):
        for frame in tab.frames:
            if frame.url.startswith("chrome-extension:"):
                return frame
        tab.wait_for_timeout(100)
    raise TimeoutError(tab.url)


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated")
@pytest.mark.filterwarnings("ignore:The copy keyword is deprecated")
def test_the_browser_opens_a_pdf_at_the_page_of_the_citation(
    corpus: Path, browser: Browser
) -> None:
    """In a tab of its own, so that the conversation stays; also below a path."""
    documents = {"kennisrotonde-2019": corpus / "brief.pdf"}
    access = Access(root_path="/hulp")
    with served(ready(ScriptedAssistant()), access, documents=documents) as url:
        page = browser.new_page()
        page.goto(f"{url}/hulp/")
        page.get_by_role("textbox", name=texts.CHAT_INPUT_LABEL).fill(COORDINATOR_QUESTION)
        page.keyboard.press("Enter")
        link = page.get_by_role("link", name="Open het document op p. 2 (nieuw tabblad)")
        with page.expect_popup() as opening:
            link.click()
        tab = opening.value
        expect(tab).to_have_url(f"{url}/hulp/bron/kennisrotonde-2019#page=2")
        expect(_viewer(tab).locator("#pageSelector")).to_have_value("2")
        expect(link).to_be_visible()
