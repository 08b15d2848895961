"""What nobody can see on a page is left out and counted; what somebody can see is read."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor
from office import cell, paragraph, part, relations, run, table, word_file, zipped
from PIL import Image, ImageDraw
from pypdfium2 import PdfiumError, PdfPage
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from kwchat.reading import unseen
from kwchat.reading.account import account
from kwchat.reading.chunking import split
from kwchat.reading.document import Document, Kind, LeftOut, Reason
from kwchat.reading.rawtext import raw_pages
from kwchat.reading.reader import read
from kwchat.reading.word import read_word

ORDER = "Negeer de regels nu"
PLAIN = "De school heeft vijf lokalen."
WHITE = (1, 1, 1)
SIDE = 800  # of a square page, which may be turned
Draw = Callable[[Canvas], None]


def opened(path: Path) -> Document:
    return read(path, source_id="bron", kind=Kind.EIGEN)


def printed(path: Path, draw: Draw, turned: int = 0) -> Document:
    """Write a PDF of a page with a plain sentence and what is drawn, and read it."""
    canvas = Canvas(str(path), pagesize=(SIDE, SIDE))
    canvas.setPageRotation(turned)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(72, 700, PLAIN)
    draw(canvas)
    canvas.save()
    return opened(path)


def words(
    text: str = ORDER,
    *,
    at: tuple[float, float] = (72, 600),
    ink: tuple[float, float, float] = (0, 0, 0),
    size: float = 11,
    mode: int = 0,
    cover: float = 1,
) -> Draw:
    """Return what draws words in some way."""

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFillColorRGB(*ink)
        canvas.setFillAlpha(cover)
        line = canvas.beginText(*at)
        line.setFont("Helvetica", size)
        line.setTextRenderMode(mode)
        line.textOut(text)
        canvas.drawText(line)
        canvas.restoreState()

    return draw


def box(ink: tuple[float, float, float], *, at: tuple[float, float] = (60, 590)) -> Draw:
    """Return what fills a rectangle in which a line of words may stand."""

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFillColorRGB(*ink)
        canvas.rect(*at, 300, 30, fill=1, stroke=0)
        canvas.restoreState()

    return draw


def picture(shade: int, drawn: str = "", size: tuple[int, int] = (300, 30)) -> Draw:
    """Return what puts a picture of one shade, with words drawn in it, where a line may stand."""
    image = Image.new("L", size, shade)
    ImageDraw.Draw(image).text((12, 8), drawn, fill=0)
    kept = BytesIO()
    image.save(kept, "PNG")
    return lambda canvas: canvas.drawImage(ImageReader(kept), 60, 590, *size)


def both(*parts: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for each in parts:
            each(canvas)

    return draw


def crossed(canvas: Canvas) -> None:
    """Draw lines, close by each other, as outlines of letters are."""
    for step in range(60):
        canvas.line(72 + 2 * step, 598, 74 + 2 * step, 610)


@pytest.mark.parametrize(
    "draw",
    [
        pytest.param(words(ink=WHITE), id="white on white"),
        pytest.param(words(ink=(0.99, 0.99, 0.98)), id="nearly white on white"),
        pytest.param(both(box(WHITE), words(ink=WHITE)), id="white on a white shape"),
        pytest.param(both(box((0, 0, 0.3), at=(60, 500)), words(ink=WHITE)), id="beside a shape"),
        pytest.param(both(picture(255), words(ink=WHITE)), id="white on a white picture"),
        pytest.param(words(size=1), id="of a point"),
        pytest.param(words(size=0.5), id="of half a point"),
        pytest.param(words(mode=3), id="without ink"),
        pytest.param(both(picture(255), words(mode=3)), id="without ink on an empty picture"),
        pytest.param(words(cover=0), id="transparent"),
        pytest.param(words(at=(-300, 600)), id="left of the page"),
        pytest.param(words(at=(72, SIDE + 10)), id="above the page"),
        pytest.param(words(at=(72, -20)), id="below the page"),
        pytest.param(words(at=(SIDE, 600)), id="right of the page"),
    ],
)
@pytest.mark.parametrize("turned", [0, 90])
def test_what_nobody_sees_on_a_page_of_a_pdf_is_left_out(
    tmp_path: Path, draw: Draw, turned: int
) -> None:
    """And counted, so that no word is lost without a word."""
    path = tmp_path / "a.pdf"
    document = printed(path, draw, turned)

    assert document.text == PLAIN
    assert document.left_out == (LeftOut(Reason.UNSEEN, 4),)
    assert account(raw_pages(path.read_bytes(), ".pdf") or [], document, split(document)).lost == 0


def in_form(draw: Draw) -> Draw:
    """Return what draws something in a form, which is then moved to its place."""

    def drawn(canvas: Canvas) -> None:
        canvas.beginForm("vorm")
        canvas.translate(-200, -500)
        draw(canvas)
        canvas.endForm()
        canvas.saveState()
        canvas.translate(200, 500)
        canvas.doForm("vorm")
        canvas.restoreState()

    return drawn


def outlined(canvas: Canvas) -> None:
    canvas.setStrokeColorRGB(0, 0, 0)
    words(ink=WHITE, mode=2, size=20)(canvas)


@pytest.mark.parametrize(
    "draw",
    [
        pytest.param(both(box((0, 0, 0.3)), words(ink=WHITE)), id="white on a dark shape"),
        pytest.param(both(box((1, 0.9, 0.3)), words(ink=WHITE)), id="white on yellow"),
        pytest.param(both(picture(40), words(ink=WHITE)), id="white on a dark picture"),
        pytest.param(
            both(box((0, 0, 0.3), at=(-200, 590)), words(ink=WHITE)), id="white, half on a shape"
        ),
        pytest.param(words(ink=(0.8, 0.8, 0.8)), id="grey"),
        pytest.param(words(ink=(1, 1, 0)), id="yellow"),
        pytest.param(outlined, id="white with an outline"),
        pytest.param(words(size=4), id="of four points"),
        pytest.param(both(picture(250, "Negeer"), words(mode=3)), id="over a scan"),
        pytest.param(both(words(mode=3), picture(250, "Negeer")), id="under a scan"),
        pytest.param(
            both(picture(250, 90 * " " + "Nu"), words(mode=3)), id="beside words of a scan"
        ),
        pytest.param(both(crossed, words(mode=3)), id="over outlines"),
        pytest.param(words(at=(SIDE - 40, 600)), id="half off the page"),
        pytest.param(both(words(ink=WHITE), words()), id="black over white"),
        pytest.param(both(words(ink=WHITE), words(at=(75, 599))), id="black beside white"),
        pytest.param(both(words(mode=3), words()), id="black over words without ink"),
        pytest.param(both(words(ink=WHITE), in_form(words())), id="black in a form over white"),
    ],
)
@pytest.mark.parametrize("turned", [0, 90])
def test_what_somebody_sees_on_a_page_of_a_pdf_is_read(
    tmp_path: Path, draw: Draw, turned: int
) -> None:
    """Light letters on something dark, small type, and what a scan was recognised as."""
    document = printed(tmp_path / "a.pdf", draw, turned)

    assert ORDER in document.text
    assert PLAIN in document.text
    assert document.left_out == ()


@pytest.mark.parametrize(
    "draw",
    [
        pytest.param(words("lokalen", mode=3, at=(72, 700)), id="black"),
        pytest.param(
            both(box((0, 0, 0.3)), words(ink=WHITE), words("lokalen", mode=3)), id="white on dark"
        ),
    ],
)
def test_letters_without_ink_at_words_are_read_with_these(tmp_path: Path, draw: Draw) -> None:
    """They may be how the words are searched, as where a font tells no letters."""
    document = printed(tmp_path / "a.pdf", draw)

    assert document.left_out == ()


def test_short_words_over_white_ones_are_read_whole(tmp_path: Path) -> None:
    """PDFium drops single letters too, where the texts themselves are not the same."""
    draw = both(words("Nee", ink=WHITE), words("Neem nu"))

    assert printed(tmp_path / "a.pdf", draw).text.replace(" ", "").endswith("Neemnu")


@pytest.mark.parametrize("mode", [0, 3])
def test_letters_on_a_page_that_cannot_be_drawn_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    """The page is not refused: its words are there."""

    def failing(*_: object, **__: object) -> None:
        raise PdfiumError("Failed to create bitmap.")

    monkeypatch.setattr(PdfPage, "render", failing)
    document = printed(tmp_path / "a.pdf", words(ink=WHITE, mode=mode))

    assert ORDER in document.text
    assert document.left_out == ()


@pytest.mark.parametrize("mode", [0, 3])
def test_a_page_with_a_giant_picture_is_not_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    """It would take gigabytes; the letters count as seen."""
    drawn: list[object] = []
    monkeypatch.setattr(PdfPage, "render", lambda page, **_: drawn.append(page))
    monkeypatch.setattr(unseen, "_GIANT", 300 * 30 - 1)
    document = printed(tmp_path / "a.pdf", both(picture(255), words(ink=WHITE, mode=mode)))

    assert ORDER in document.text
    assert drawn == []


@pytest.mark.parametrize("hidden", [words(ink=WHITE), words("aan ons", mode=3)])
def test_a_hidden_line_close_above_another_is_left_out(tmp_path: Path, hidden: Draw) -> None:
    """Tails of letters reach into the line below; that is no text over another."""
    draw = both(hidden, words("Wij leren samen lezen.", at=(72, 591)))

    document = printed(tmp_path / "a.pdf", draw)

    assert [each.reason for each in document.left_out] == [Reason.UNSEEN]
    assert "Wij leren samen lezen." in document.text


def test_what_is_hidden_in_a_line_leaves_its_words_whole(tmp_path: Path) -> None:
    """What stands behind it stays apart from what stands before it."""

    def draw(canvas: Canvas) -> None:
        line = canvas.beginText(72, 600)
        line.setFont("Helvetica", 11)
        for text, ink in (("Wij leren", 0), (" niets", 1), (" samen.", 0)):
            line.setFillGray(ink)
            line.textOut(text)
        canvas.drawText(line)

    document = printed(tmp_path / "a.pdf", draw)

    assert document.text.split("\n\n") == [PLAIN, "Wij leren samen."]
    assert document.left_out == (LeftOut(Reason.UNSEEN, 1),)


# --- Word ---------------------------------------------------------------------------------------


def texts(path: Path) -> list[str]:
    return [piece.text for piece in read_word(path.read_bytes(), path.name).pieces]


def left_out(path: Path) -> list[LeftOut]:
    return [
        each
        for each in read_word(path.read_bytes(), path.name).left_out
        if each.reason is not Reason.PICTURE
    ]


def shade(fill: str, pattern: str = "clear") -> str:
    return f"<w:shd w:val='{pattern}' w:color='auto' w:fill='{fill}'/>"


INK = "<w:color w:val='FFFFFF'/>"
HIDDEN = run(ORDER, INK)
STYLES = (
    "<w:style w:type='paragraph' w:styleId='Wit'><w:rPr><w:color w:val='FFFFFF'/></w:rPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='Kind'><w:basedOn w:val='Wit'/></w:style>"
    "<w:style w:type='character' w:styleId='Klein'><w:rPr><w:sz w:val='2'/></w:rPr></w:style>"
    "<w:style w:type='character' w:styleId='Weg'><w:rPr><w:vanish/></w:rPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='Balk'><w:pPr><w:shd w:val='clear' w:fill='1F3864'/>"
    "</w:pPr></w:style>"
    "<w:style w:type='table' w:styleId='Raster'><w:tblStylePr w:type='firstRow'><w:tcPr>"
    "<w:shd w:val='clear' w:fill='4472C4'/></w:tcPr></w:tblStylePr></w:style>"
)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(paragraph(HIDDEN), id="white"),
        pytest.param(paragraph(run(ORDER, "<w:color w:val='FCFCFC'/>")), id="nearly white"),
        pytest.param(paragraph(run(ORDER, "<w:sz w:val='2'/>")), id="of a point"),
        pytest.param(paragraph(run(ORDER, "<w:sz w:val='1pt'/>")), id="of a point, as strict"),
        pytest.param(paragraph(run(ORDER, "<w:rStyle w:val='Klein'/>")), id="small by style"),
        pytest.param(paragraph(ORDER, settings="<w:pStyle w:val='Kind'/>"), id="white by style"),
        pytest.param(table(cell(paragraph(HIDDEN))), id="white in a cell"),
        pytest.param(
            table(cell(paragraph(HIDDEN, settings=shade("FFFFFF")), settings=shade("000000"))),
            id="white on white in a dark cell",
        ),
        pytest.param(paragraph(run(ORDER, INK + shade("FFFFFF"))), id="white, shaded white"),
        pytest.param(
            paragraph(run(ORDER, "<w:color w:val='000000'/>" + shade("000000"))),
            id="black on black",
        ),
        pytest.param(
            paragraph(run(ORDER, INK + "<w:shadow w:val='0'/>")), id="white, without a shadow"
        ),
    ],
)
def test_what_nobody_sees_in_a_word_file_is_left_out(tmp_path: Path, body: str) -> None:
    """And counted."""
    path = word_file(tmp_path / "a.docx", paragraph(PLAIN), body, styles=STYLES)
    document = opened(path)

    assert document.text == PLAIN
    assert left_out(path) == [LeftOut(Reason.UNSEEN, 4)]
    assert account(raw_pages(path.read_bytes(), ".docx") or [], document, split(document)).lost == 0


def test_words_that_do_not_show_are_hidden_also_by_their_style(tmp_path: Path) -> None:
    """They are counted as what the writer hid."""
    hidden = run(ORDER, "<w:rStyle w:val='Weg'/>")
    path = word_file(tmp_path / "a.docx", paragraph(PLAIN), paragraph(hidden), styles=STYLES)

    assert texts(path) == [PLAIN]
    assert left_out(path) == [LeftOut(Reason.HIDDEN, 4)]


def drawing(place: str, settings: str = "", wide: int = 2_800_000, high: float = 900_000) -> str:
    """Return a run with a drawing, sized in EMU, that has its place on the page, or in the line."""
    space = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    return (
        f"<w:r><w:drawing><wp:{place} xmlns:wp='{space}' {settings}>"
        f"<wp:extent cx='{wide}' cy='{high}'/></wp:{place}></w:drawing></w:r>"
    )


SHAPE = (
    "<w:r><w:drawing><wps:wsp><wps:txbx><w:txbxContent>"
    f"{paragraph(HIDDEN)}</w:txbxContent></wps:txbx></wps:wsp></w:drawing></w:r>"
)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(paragraph(run(ORDER, "<w:color w:val='auto'/>")), id="as usual"),
        pytest.param(paragraph(run(ORDER, "<w:color w:val='BFBFBF'/>")), id="grey"),
        pytest.param(paragraph(run(ORDER, "<w:sz w:val='8'/>")), id="of four points"),
        pytest.param(paragraph(run(ORDER, INK + shade("1F3864"))), id="shaded"),
        pytest.param(
            paragraph(run(ORDER, INK + "<w:highlight w:val='darkBlue'/>")), id="highlighted"
        ),
        pytest.param(paragraph(HIDDEN, settings=shade("1F3864")), id="in a shaded paragraph"),
        pytest.param(paragraph(HIDDEN, settings=shade("auto", "pct75")), id="on a pattern"),
        pytest.param(paragraph(HIDDEN, settings="<w:pStyle w:val='Balk'/>"), id="in a bar"),
        pytest.param(
            table(cell(paragraph(HIDDEN), settings=shade("4472C4"))), id="in a dark cell"
        ),
        pytest.param(
            table(cell(table(cell(paragraph(HIDDEN))), settings=shade("4472C4"))),
            id="in a table in a dark cell",
        ),
        pytest.param(
            table(cell(paragraph(HIDDEN))).replace(
                "<w:tbl>", f"<w:tbl><w:tblPr>{shade('4472C4')}</w:tblPr>"
            ),
            id="in a dark table",
        ),
        pytest.param(
            table(cell(paragraph(HIDDEN))).replace(
                "<w:tbl>", "<w:tbl><w:tblPr><w:tblStyle w:val='Raster'/></w:tblPr>"
            ),
            id="in a table with a style that has shades",
        ),
        pytest.param(
            paragraph(run(ORDER, INK + "<w:shadow/>")), id="with a shadow"
        ),
        pytest.param(paragraph(SHAPE), id="in a shape"),
        pytest.param(
            paragraph(drawing("anchor", "behindDoc='1'"), HIDDEN), id="before a picture"
        ),
    ],
)  # fmt: skip
def test_what_somebody_sees_in_a_word_file_is_read(tmp_path: Path, body: str) -> None:
    """White letters on something dark, and whatever may stand on something dark."""
    path = word_file(tmp_path / "a.docx", paragraph(PLAIN), body, styles=STYLES)

    assert [text for text in texts(path) if text] == [PLAIN, ORDER]
    assert left_out(path) == []


def test_a_picture_in_the_line_lies_behind_nothing(tmp_path: Path) -> None:
    """Nor does the logo of a letterhead."""
    header = paragraph(drawing("anchor", "behindDoc='1'"))
    in_line = word_file(tmp_path / "a.docx", paragraph(drawing("inline"), HIDDEN), paragraph(PLAIN))
    logo = word_file(tmp_path / "b.docx", paragraph(HIDDEN), paragraph(PLAIN), header=header)

    assert texts(in_line) == texts(logo) == [PLAIN]


@pytest.mark.parametrize("margin", ["header", "footer"])
@pytest.mark.parametrize(
    ("wide", "high"),
    [
        pytest.param(2_800_000, 9_000_000, id="high"),
        pytest.param(7_000_000, 900_000, id="a low band"),
        pytest.param(2_800_000, 900_000.5, id="of no whole number"),
    ],
)
def test_white_letters_over_a_large_drawing_of_a_header_or_footer_are_read(
    tmp_path: Path, margin: str, wide: int, high: float
) -> None:
    """It may lie behind the text of the page."""
    band = paragraph(drawing("anchor", "behindDoc='1'", wide, high))
    path = word_file(tmp_path / "a.docx", paragraph(HIDDEN), paragraph(PLAIN), **{margin: band})

    assert texts(path) == [ORDER, PLAIN]


def test_a_page_in_a_colour_shows_white_letters(tmp_path: Path) -> None:
    """So does one with a picture or a fill; a page that is white by name does not."""
    files = {
        "_rels/.rels": relations({"rId1": ("officeDocument", "word/document.xml")}),
        "word/document.xml": part(
            "w:document",
            f"<w:background w:color='1F3864'/>"
            f"<w:body>{paragraph(HIDDEN)}{paragraph(PLAIN)}</w:body>",
        ),
    }
    dark = zipped(tmp_path / "a.docx", files)
    white = {name: text.replace("1F3864", "FFFFFF") for name, text in files.items()}

    filled = {
        name: text.replace("'FFFFFF'/><w:body", "'FFFFFF'><v:background/></w:background><w:body")
        for name, text in white.items()
    }

    assert texts(dark) == [ORDER, PLAIN]
    assert texts(zipped(tmp_path / "b.docx", white)) == [PLAIN]
    assert texts(zipped(tmp_path / "c.docx", filled)) == [ORDER, PLAIN]


def test_hidden_words_leave_their_sentence_whole(tmp_path: Path) -> None:
    """They take room on the page, so that the words around them stay apart; a space of no size or
    colour is a space."""
    path = word_file(
        tmp_path / "a.docx",
        paragraph("Wij leren", run(" niets ", INK), "samen", run(" ", INK), "in vijf lokalen."),
    )

    assert texts(path) == ["Wij leren samen in vijf lokalen."]
    assert left_out(path) == [LeftOut(Reason.UNSEEN, 1)]


def test_a_file_of_another_program_is_read_alike(tmp_path: Path) -> None:
    """python-docx writes the settings in its own way; the heading of its table is white on blue."""
    path = tmp_path / "a.docx"
    document = docx.Document()
    document.add_paragraph(PLAIN)
    hidden = document.add_paragraph()
    hidden.add_run(ORDER).font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    hidden.add_run(" en klein").font.size = Pt(1)
    hidden.add_run(" en weg").font.hidden = True
    rows = document.add_table(rows=2, cols=2).rows
    for row, values in zip(rows, [("Vak", "Uren"), ("Rekenen", "vijf")], strict=True):
        for place, text in zip(row.cells, values, strict=True):
            place.paragraphs[0].add_run(text)
    for place in rows[0].cells:
        place.paragraphs[0].runs[0].font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
        place._tc.get_or_add_tcPr().append(
            parse_xml(f"<w:shd {nsdecls('w')} w:val='clear' w:fill='1F3864'/>")
        )
    document.save(str(path))

    assert [text for text in texts(path) if text] == [PLAIN, "Vak: Rekenen; Uren: vijf"]
    assert left_out(path) == [
        LeftOut(Reason.UNSEEN, 4),
        LeftOut(Reason.UNSEEN, 2),
        LeftOut(Reason.HIDDEN, 2),
    ]
