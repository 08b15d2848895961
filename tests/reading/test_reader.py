"""Readers: real files in every format become clean text, blocks and pages with exact offsets."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import ListFlowable, Paragraph, SimpleDocTemplate

from kwchat.errors import ReadError
from kwchat.reading.document import Block, BlockKind, Document, Kind
from kwchat.reading.reader import SUFFIXES, read

BRIEF = Path(__file__).parents[2] / "corpus" / "kennisrotonde-kenniswerkplaatsen.txt"


IXPERIUM = "https://ixperium.nl/onderzoek-en-ontwikkeling/onderzoekswerkplaatsen-"


def opened(path: Path) -> Document:
    document = read(path, source_id="bron", kind=Kind.EIGEN)
    assert_sound(document)
    return document


def written(path: Path, content: str | bytes) -> Document:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return opened(path)


def assert_sound(document: Document) -> None:
    """Blocks are in order, apart, trimmed and on one line; pages cover the text."""
    assert "\f" not in document.text
    ends = [0, *(block.end for block in document.blocks)]
    for block, end in zip(document.blocks, ends, strict=False):
        text = words(document, block)
        assert end <= block.start < block.end <= len(document.text)
        assert text == text.strip()
        assert "\n" not in text
    if document.pages:
        bounds = [(page.start, page.end) for page in document.pages]
        assert [start for start, _ in bounds] == [0, *(end for _, end in bounds[:-1])]
        assert bounds[-1][1] == len(document.text)
        assert [page.number for page in document.pages] == list(range(1, len(bounds) + 1))


def words(document: Document, block: Block) -> str:
    return document.text[block.start : block.end]


def outline(document: Document) -> list[tuple[str, str]]:
    return [(block.kind.value, words(document, block)) for block in document.blocks]


# --- the brief ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def brief() -> Document:
    return opened(BRIEF)


def of_kind(document: Document, kind: BlockKind) -> list[str]:
    return [words(document, block) for block in document.blocks if block.kind is kind]


def test_the_brief_has_its_headings(brief: Document) -> None:
    """Short lines without a full stop head the sections, also the one right under a list."""
    assert of_kind(brief, BlockKind.HEADING) == [
        "Vraag",
        "Kort antwoord",
        "Toelichting antwoord",
        "Succesfactoren op basis van literatuuronderzoek",
        "Aanvullingen op basis van monitoronderzoek",
        "Toetsing werkmodel aan de hand van andere praktijkvoorbeelden",
        "Meer weten?",
    ]


def test_the_brief_has_its_paragraphs(brief: Document) -> None:
    """Paragraphs are whole and apart, with or without white space between them."""
    openings = [text.split()[0] for text in of_kind(brief, BlockKind.PARAGRAPH)]

    assert openings == [
        *("Welke", "Literatuurstudie,", "Als", "Actief", "Kenniswerkplaatsen"),
        *("Om", "De", "Voor", "Naast", "Zie"),
    ]


def test_the_brief_has_its_lists(brief: Document) -> None:
    """Six success factors, four examples and six addresses, each item whole."""
    items = of_kind(brief, BlockKind.ITEM)

    assert len(items) == 6 + 4 + 6
    assert items[0].startswith("alle betrokkenen (in de scholen")
    assert items[5].endswith("onderzoek initiëren (Zuiker et al., 2017).")
    assert items[9] == (
        "Ten vierde is duurzaamheid een factor. Succesvolle samenwerking vergt een lange adem."
    )


def test_the_brief_is_mended(brief: Document) -> None:
    """A word and an address that ran over two lines are whole again."""
    assert "tussen leerkracht-onderzoekers en hun collega’s binnen" in brief.text
    assert "expertise- of interessegebied" in brief.text
    address = "gepersonaliseerd-leren-met-ict/"
    assert f"{IXPERIUM}{address}" in of_kind(brief, BlockKind.ITEM)


@pytest.mark.parametrize(
    ("before", "after", "page"),
    [("hebben ze wel ", "goede begeleiding", 1), ("zou moeten worden aan ", "mogelijke", 2)],
)
def test_a_paragraph_of_the_brief_runs_over_the_page(
    brief: Document, before: str, after: str, page: int
) -> None:
    """The page turns inside a sentence, at the very word where it does in print."""
    turn = brief.text.index(before + after) + len(before)

    assert (brief.page_at(turn - 1), brief.page_at(turn)) == (page, page + 1)
    assert len(brief.pages) == 3


def test_no_word_of_the_brief_is_lost(brief: Document) -> None:
    """All letters of the file, and no others, are in the document, in order."""
    assert "".join(brief.text.split()) == "".join(BRIEF.read_text("utf-8").split())


# --- plain text ---------------------------------------------------------------------------------


def test_wrapped_text_with_headings_and_lists(tmp_path: Path) -> None:
    """An ordinary text file: a heading, wrapped paragraphs, a nested list."""
    document = written(
        tmp_path / "ons-plan.txt",
        "Ons plan\n\nWij werken samen met de universiteit aan vragen uit de school,\n"
        "en leren.\n\nWij willen:\n\n* lezen\n  en schrijven\n"
        "  * thuis\n* rekenen\n",
    )

    assert document.title == "ons plan"
    assert document.pages == ()
    assert outline(document) == [
        ("heading", "Ons plan"),
        ("paragraph", "Wij werken samen met de universiteit aan vragen uit de school, en leren."),
        ("paragraph", "Wij willen:"),
        ("item", "lezen en schrijven"),
        ("item", "thuis"),
        ("item", "rekenen"),
    ]
    assert "Wij willen:\n- lezen en schrijven\n- thuis" in document.text


def test_a_line_is_a_paragraph_where_lines_are_not_wrapped(tmp_path: Path) -> None:
    """Text saved without line breaks inside paragraphs needs no empty lines."""
    sentence = "Onze school werkt met de universiteit samen aan vragen uit de klas. "
    document = written(tmp_path / "a.txt", f"Ons plan\n{sentence * 3}\n{sentence * 4}\n")

    assert [kind for kind, _ in outline(document)] == ["heading", "paragraph", "paragraph"]


def test_paragraphs_of_one_line_stay_apart(tmp_path: Path) -> None:
    """Empty lines between short paragraphs are no lines of a PDF, though one begins small."""
    sentence = "Onze school werkt met de universiteit samen aan vragen uit de klas."
    lines = [sentence, "e-mail is de beste weg.", sentence, sentence]

    assert len(written(tmp_path / "a.txt", "\n\n".join(lines)).blocks) == len(lines)


@pytest.mark.parametrize(
    "text", ["Zin.\n\n\u200b\n\nZin.", "Zin.\n\n•\n\nZin.", "Zin.\f\u200b\fZin."]
)
def test_what_holds_no_words_is_no_block(tmp_path: Path, text: str) -> None:
    """Invisible signs and bare bullets leave nothing behind."""
    assert written(tmp_path / "a.txt", text).text == "Zin.\n\nZin."


def test_a_form_feed_is_a_page_break(tmp_path: Path) -> None:
    """A plain text can say where its pages end; empty pages count."""
    document = written(tmp_path / "a.txt", "Eerste blad.\f\fDerde blad.")

    assert document.page_at(document.text.index("Derde")) == 3


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["Unix", "Windows", "old Mac"])
def test_lines_end_as_on_any_computer(tmp_path: Path, end: str) -> None:
    """And are the same lines."""
    document = written(tmp_path / "a.txt", end.join(["- een", "- twee", ""]).encode())

    assert outline(document) == [("item", "een"), ("item", "twee")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    """The same letters come out, whatever Windows or the Mac made of them."""
    document = written(tmp_path / "a.txt", "Coördinator’s plan kost € 5.".encode(encoding))

    assert document.text == "Coördinator’s plan kost € 5."


@given(st.sampled_from([".txt", ".md", ".html"]), st.text(max_size=200))
def test_any_text_is_read_soundly_or_refused(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, text: str
) -> None:
    """Whatever the text, offsets are exact; binary or blank, it is a ReadError and no crash."""
    path = tmp_path_factory.getbasetemp() / f"willekeurig{suffix}"
    with suppress(ReadError):
        written(path, text)


# --- Markdown, HTML, Word -----------------------------------------------------------------------


def test_markdown_with_front_matter(tmp_path: Path) -> None:
    """Front matter gives title, author and year; marks are gone, structure stays."""
    document = written(
        tmp_path / "a.md",
        '---\ntitle: "Onze school"\nauthor: J. de Vries\ndate: 2022-03-01\n---\n# Kop\n\n'
        "Een **vette** zin met [een link](https://a.nl)\nover twee regels.\n\n"
        "3. eerst\n4. dan\n   - diep\n\n| Groep | Dag |\n|---|---|\n| 3 | maandag |\n\n"
        "## Sub\nSlot.",
    )

    assert (document.title, document.author, document.year) == ("Onze school", "J. de Vries", 2022)
    assert outline(document) == [
        ("heading", "Kop"),
        ("paragraph", "Een vette zin met een link over twee regels."),
        ("item", "eerst"),
        ("item", "dan"),
        ("item", "diep"),
        ("item", "Groep: 3; Dag: maandag"),
        ("heading", "Sub"),
        ("paragraph", "Slot."),
    ]
    assert "3. eerst\n4. dan\n- diep" in document.text
    assert document.blocks[6].level == 2


def test_markdown_without_marked_headings(tmp_path: Path) -> None:
    """Where no heading is marked, short lone lines head what follows; loose lists are lists."""
    document = written(
        tmp_path / "a.md",
        "Werken bij de overheid\n\nEr zijn vacatures bij:\n\n- gemeenten;\n\n- provincies.\n",
    )

    assert [kind for kind, _ in outline(document)] == ["heading", "paragraph", "item", "item"]


PAGE = """<html lang="nl"><head><title>Gids | De Vlieger</title>
<meta name="author" content="OBS De Vlieger">
<meta property="article:published_time" content="2023-05-01"></head>
<body><nav><a href="/">Home</a></nav><div><p hidden>Weg.</p><h1>Schoolgids</h1>Losse <b>tekst</b>.
<p>Twee<br>regels, 1 &lt; 2.</p><h2>Wat?</h2><ul><li>een<ul><li>klein</li></ul></li>
<li><p>twee</p></li></ul><table><tr><th>Groep</th><th>Dag</th></tr><tr><td>3</td><td>ma</td></tr>
</table><ol><li>eerst</li></ol></div><footer>Copyright</footer><script>alert(1)</script>
</body></html>"""


def test_html_keeps_the_main_text_and_its_structure(tmp_path: Path) -> None:
    """Menus, footers and scripts stay out; headings, lists and tables stay what they are."""
    document = written(tmp_path / "a.html", PAGE)

    assert (document.title, document.author, document.year) == (
        "Schoolgids",
        "OBS De Vlieger",
        2023,
    )
    assert outline(document) == [
        ("heading", "Schoolgids"),
        ("paragraph", "Losse tekst."),
        ("paragraph", "Twee regels, 1 < 2."),
        ("heading", "Wat?"),
        ("item", "een"),
        ("item", "klein"),
        ("item", "twee"),
        ("item", "Groep: 3; Dag: ma"),
        ("item", "eerst"),
    ]


def test_html_reads_what_the_page_calls_its_main_part(tmp_path: Path) -> None:
    """With a <main> in it, nothing else of a page is read."""
    document = written(
        tmp_path / "a.htm", "<body><div>Menu</div><main><p>Inhoud.</p></main></body>"
    )

    assert document.text == "Inhoud."


def test_word_in_document_order(tmp_path: Path) -> None:
    """Styles make headings and lists; a table stands where it stood."""
    word = docx.Document()
    word.add_heading("Schoolplan", 0)
    word.add_heading("Doel", 2)
    word.add_paragraph("Samen\nleren.")
    word.add_paragraph("Nodig")
    word.add_paragraph("een", style="List Bullet")
    word.add_paragraph("diep", style="List Bullet 2")
    word.add_paragraph("stap", style="List Number")
    word.add_paragraph("nog een", style="List Number")
    table = word.add_table(2, 2)
    for index, text in enumerate(["Groep", "Dag", "3", "maandag"]):
        table.cell(index // 2, index % 2).text = text
    word.add_paragraph("Slot.")
    word.core_properties.author = "J. de Vries"
    word.core_properties.modified = datetime(2021, 5, 1, tzinfo=UTC)
    word.save(str(tmp_path / "a.docx"))
    document = opened(tmp_path / "a.docx")

    assert (document.title, document.author) == ("Schoolplan", "J. de Vries")
    assert document.year == 2021
    assert [block.level for block in document.blocks[:6]] == [1, 2, 0, 0, 0, 1]
    assert outline(document) == [
        ("heading", "Schoolplan"),
        ("heading", "Doel"),
        ("paragraph", "Samen leren."),
        ("paragraph", "Nodig"),
        ("item", "een"),
        ("item", "diep"),
        ("item", "stap"),
        ("item", "nog een"),
        ("item", "Groep: 3; Dag: maandag"),
        ("paragraph", "Slot."),
    ]
    assert "\n- een\n- diep\n1. stap\n2. nog een" in document.text


@pytest.mark.parametrize(
    ("own", "styled", "headings", "title"),
    [
        pytest.param("Plan 2024", "Schoolplan", ["Doel"], "Plan 2024", id="its own"),
        pytest.param("", "Schoolplan", ["Doel", "Geld"], "Schoolplan", id="in the style of one"),
        pytest.param("", "", ["Doel"], "Doel", id="its only heading"),
        pytest.param("", "", ["Doel", "Geld"], "a", id="the name of the file"),
        pytest.param("Microsoft Word - a.docx", "", [], "a", id="filled in by a program"),
    ],
)
def test_a_word_file_has_the_title_that_somebody_gave_it(
    tmp_path: Path, own: str, styled: str, headings: list[str], title: str
) -> None:
    """In its properties, else in its text, else in its name."""
    word = docx.Document()
    word.core_properties.title = own
    for text, level in [(styled, 0)] * bool(styled) + [(text, 1) for text in headings]:
        word.add_heading(text, level)
    word.add_paragraph("Wij leren samen.")
    word.save(str(tmp_path / "a.docx"))

    assert opened(tmp_path / "a.docx").title == title


def test_word_without_headings_is_read_by_its_lines(tmp_path: Path) -> None:
    """A short line above a paragraph heads it; depth and date are as the file has them."""
    word = docx.Document()
    word.add_paragraph("Ons plan")
    word.add_paragraph("Wij leren samen.")
    for level, text in enumerate(["een", "diep"]):
        number = word.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()
        number.get_or_add_ilvl().val = level
    dates = word.core_properties._element
    for date in [each for each in dates if each.tag.endswith(("created", "modified"))]:
        dates.remove(date)
    word.save(str(tmp_path / "a.docx"))
    document = opened(tmp_path / "a.docx")

    assert [(block.kind.value, block.level) for block in document.blocks] == [
        ("heading", 1),
        ("paragraph", 0),
        ("item", 0),
        ("item", 1),
    ]
    assert document.text.endswith("\n- een\n- diep")
    assert document.year is None


def test_front_matter_may_give_the_year_alone(tmp_path: Path) -> None:
    """It goes before a date."""
    fields = "---\nyear: 2021\ndate: 2022-03-01\n---\n"

    assert written(tmp_path / "a.md", f"{fields}Tekst.").year == 2021


# --- PDF ----------------------------------------------------------------------------------------

SENTENCE = "De werkplaats is een plek waar leraren en onderzoekers samen werken. "


def school_plan(path: Path) -> None:
    """Write a PDF of two pages with a running header and footer, headings and a list."""

    def running(canvas: Canvas, template: SimpleDocTemplate) -> None:
        canvas.drawString(60, 805, "Schoolplan De Vlieger")
        canvas.drawString(280, 30, f"Pagina {template.page} van 2")

    style = getSampleStyleSheet()
    body = style["BodyText"]
    items = [Paragraph(text, body) for text in ("vertrouwen;", "tijd voor overleg. " * 9)]
    template = SimpleDocTemplate(str(path), pagesize=A4, title="Ons plan", author="De Vlieger")
    story = [
        Paragraph("Schoolplan", style["Heading1"]),
        Paragraph(SENTENCE * 9, body),
        Paragraph("Onderzoek", style["Heading2"]),
        Paragraph("Belangrijk zijn:", body),
        ListFlowable(items, bulletType="bullet", start="•"),
        Paragraph(SENTENCE * 60, body),
    ]
    template.build(story, onFirstPage=running, onLaterPages=running)


def test_pdf_becomes_paragraphs(tmp_path: Path) -> None:
    """Lines are paragraphs again, type makes headings, running lines are gone."""
    school_plan(tmp_path / "a.pdf")
    document = opened(tmp_path / "a.pdf")

    assert (document.title, document.author) == ("Ons plan", "De Vlieger")
    assert document.year
    assert outline(document) == [
        ("heading", "Schoolplan"),
        ("paragraph", (SENTENCE * 9).strip()),
        ("heading", "Onderzoek"),
        ("paragraph", "Belangrijk zijn:"),
        ("item", "vertrouwen;"),
        ("item", ("tijd voor overleg. " * 9).strip()),
        ("paragraph", (SENTENCE * 60).strip()),
    ]
    assert [document.blocks[index].level for index in (0, 2)] == [1, 2]


def test_a_pdf_paragraph_runs_over_the_page(tmp_path: Path) -> None:
    """One paragraph, two pages, and the turn inside it."""
    school_plan(tmp_path / "a.pdf")
    document = opened(tmp_path / "a.pdf")
    last = document.blocks[-1]

    assert [page.number for page in document.pages] == [1, 2]
    assert (document.page_at(last.start), document.page_at(last.end - 1)) == (1, 2)


def drawn(path: Path, *pages: list[str], **options: object) -> Path:
    """Write a PDF with these lines on these pages."""
    canvas = Canvas(str(path), **options)
    for lines in pages:
        for index, line in enumerate(lines):
            canvas.drawString(60, 700 - 14 * index, line)
        canvas.rect(10, 10, 50, 50)
        canvas.showPage()
    canvas.save()
    return path


def test_words_broken_in_a_pdf_are_whole(tmp_path: Path) -> None:
    """PDFium hides a hyphen and the line break after it; the words come back."""
    path = drawn(tmp_path / "a.pdf", ["Wij doen onder-", "wijs met leerkracht-", "onderzoekers."])

    assert opened(path).text == "Wij doen onderwijs met leerkrachtonderzoekers."


def test_white_space_parts_paragraphs_in_a_pdf(tmp_path: Path) -> None:
    """Also where the last line of a paragraph is full and has no full stop."""
    lines = [
        "Wij werken samen aan vragen uit de school en",
        "wij leren daar veel van, elke dag weer, want",
        "",
        "Zij werken alleen aan vragen uit de school en",
        "zij leren daar weinig van, elke dag weer.",
    ]

    assert len(opened(drawn(tmp_path / "a.pdf", lines)).blocks) == 2


def test_an_empty_page_in_a_pdf_counts(tmp_path: Path) -> None:
    """Page numbers are those of the file, also after a blank page."""
    document = opened(drawn(tmp_path / "a.pdf", ["Eerste blad."], [], ["Derde blad."]))

    assert document.page_at(document.text.index("Derde")) == 3


# --- bad input ----------------------------------------------------------------------------------


def encrypted_pdf(path: Path) -> None:
    drawn(path, ["Geheim."], encrypt="wachtwoord")


def scanned_pdf(path: Path) -> None:
    drawn(path, [], [])


def broken_pdf(path: Path) -> None:
    path.write_bytes(b"%PDF-1.4 half")


def damaged_word(path: Path) -> None:
    """Write a Word file whose parts ask for an unknown way of unpacking."""
    docx.Document().save(str(path))
    content = path.read_bytes()
    path.write_bytes(content.replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\xff"))


def truncated_word(path: Path) -> None:
    docx.Document().save(str(path))
    path.write_bytes(path.read_bytes()[:-100])


def zip_without_word(path: Path) -> None:
    path.write_bytes(b"PK\x05\x06" + bytes(18))


@pytest.mark.parametrize(
    ("name", "make", "advice"),
    [
        pytest.param("a.pdf", encrypted_pdf, "zonder wachtwoord", id="encrypted-pdf"),
        pytest.param("a.pdf", scanned_pdf, "tesseract-ocr-nld", id="scanned-pdf"),
        pytest.param("a.pdf", broken_pdf, "opnieuw", id="broken-pdf"),
        pytest.param("a.pdf", lambda path: path.touch(), "geen tekst", id="empty-pdf"),
        pytest.param("a.docx", lambda path: path.write_text("tekst"), ".docx", id="text-as-docx"),
        pytest.param("a.docx", zip_without_word, ".docx", id="zip-as-docx"),
        pytest.param("a.docx", damaged_word, ".docx", id="damaged-docx"),
        pytest.param("a.docx", truncated_word, ".docx", id="truncated-docx"),
        pytest.param("a.docx", lambda path: docx.Document().save(str(path)), "geen", id="no-words"),
        pytest.param("a.txt", lambda path: path.write_bytes(b"a\x81\xff"), "UTF-8", id="bytes"),
        pytest.param("a.txt", lambda path: path.write_bytes(b"\x00\x01"), "UTF-8", id="binary"),
        pytest.param("a.txt", lambda path: path.write_text(" \n"), "geen tekst", id="blank-txt"),
        pytest.param(
            "a.md", lambda path: path.write_text("---\ntitle: a\n---\n"), "geen tekst", id="no-body"
        ),
        pytest.param("a.html", lambda path: path.write_text("<p></p>"), "geen tekst", id="no-html"),
        pytest.param("a.zip", lambda path: path.touch(), ".docx, .eml", id="unknown-suffix"),
        pytest.param("a.txt", lambda path: path.mkdir(), "geopend", id="folder"),
        pytest.param("a.txt", lambda _: None, "geopend", id="missing"),
    ],
)
def test_a_bad_file_is_an_error_that_helps(
    tmp_path: Path, name: str, make: Callable[[Path], object], advice: str
) -> None:
    """The message names the file and says what to do."""
    make(tmp_path / name)

    with pytest.raises(ReadError) as raised:
        read(tmp_path / name, source_id="bron", kind=Kind.EIGEN)

    assert str(raised.value).startswith(f"{name}: ")
    assert advice in str(raised.value)


def test_the_suffixes_are_those_promised() -> None:
    """Texts, pages, and what office programs, mail programs and book shops write."""
    texts = {".txt", ".md", ".markdown", ".html", ".htm", ".pdf", ".epub", ".eml", ".msg", ".rtf"}
    office = {".doc", ".docx", ".docm", ".pptx", ".pptm", ".xlsx", ".xlsm", ".csv", ".tsv"}
    assert texts | office | {".odt", ".ods", ".odp"} == SUFFIXES


def test_a_suffix_in_capitals_is_read(tmp_path: Path) -> None:
    """Windows writes PLAN.TXT."""
    assert written(tmp_path / "PLAN.TXT", "Een zin.").text == "Een zin."
