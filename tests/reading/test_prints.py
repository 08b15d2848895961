"""PDFs of many makes: every word that a reader sees is read, in order, and no number altered."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from prints import PRINTS, build, paragraph, sentence, style
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Table,
)

from kwchat.reading.document import Document, Kind, LeftOut, Reason
from kwchat.reading.reader import read

WITHOUT_TABLES = [
    name
    for name, draw in PRINTS.items()
    if name
    not in {"rooster met lijnen", "rooster zonder lijnen", "samengevoegde cellen", "getallen"}
]


def opened(path: Path) -> Document:
    return read(path, source_id="bron", kind=Kind.EIGEN)


def words(text: str) -> list[str]:
    return text.replace("- ", "").split()


@pytest.mark.parametrize("name", WITHOUT_TABLES)
def test_a_print_is_read_to_the_letter(tmp_path: Path, name: str) -> None:
    """Every word and sign of it, in the order of reading."""
    printed = PRINTS[name](tmp_path / "a.pdf")

    found = opened(tmp_path / "a.pdf").text

    if name == "voetnoten":  # a note stands before what runs on over its page, with its number
        assert Counter(re.findall(r"\w{3,}", found)) == Counter(re.findall(r"\w{3,}", printed.text))
    else:
        assert words(found) == words(printed.text)
    assert not [word for word in printed.not_text if word in found]


@pytest.mark.parametrize(("leading", "after"), [(14, 6), (21, 8), (28, 12), (28, 0), (14, 14)])
def test_a_paragraph_ends_where_the_page_shows_it(tmp_path: Path, leading: int, after: int) -> None:
    """Whatever its spacing, beside paragraphs in another one."""
    texts = [paragraph(seed) for seed in (301, 302, 303)]
    canvas = Canvas(str(tmp_path / "a.pdf"))
    top = 780.0
    for text, space in zip(texts, (leading, 14, leading), strict=True):
        flowable = Paragraph(text, style(leading=space))
        _, height = flowable.wrap(450, 700)
        flowable.drawOn(canvas, 72, top - height)
        top -= height + (after or 10)
    canvas.save()

    document = opened(tmp_path / "a.pdf")

    assert [document.text[block.start : block.end] for block in document.blocks] == texts


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    """Running headers, page numbers, watermarks and the marks of notes."""
    canvas = Canvas(str(tmp_path / "a.pdf"))
    for number in (1, 2, 3):
        canvas.drawString(72, 800, "Schoolgids De Vlieger")
        canvas.drawString(300, 30, str(number))
        canvas.saveState()
        canvas.setFont("Helvetica", 60)
        canvas.rotate(45)
        canvas.drawString(300, 0, "ZEER GEHEIM")
        canvas.restoreState()
        marked = Paragraph(f"Op blad {number} leren wij samen.<super>7</super>", style())
        marked.wrap(450, 20)
        marked.drawOn(canvas, 72, 600)
        canvas.showPage()
    canvas.save()

    document = opened(tmp_path / "a.pdf")

    assert document.text.split() == [
        word for number in (1, 2, 3) for word in f"Op blad {number} leren wij samen.".split()
    ]
    assert document.title == "a"
    assert document.left_out == (
        LeftOut(Reason.MARGIN, 9, 3),
        LeftOut(Reason.PAGE_NUMBER, 3, 3),
        LeftOut(Reason.WATERMARK, 6, 3),
        LeftOut(Reason.NOTE_MARK, 0, 3),
    )


def pale(canvas: Canvas) -> None:
    canvas.setFillGray(0.85)
    canvas.setFont("Helvetica", 70)
    canvas.drawString(100, 700, "KOPIE")


def sideways(canvas: Canvas) -> None:
    canvas.setFillGray(0.85)
    canvas.setFont("Helvetica", 40)
    canvas.translate(300, 300)
    canvas.rotate(60)
    canvas.drawString(0, 0, "Regenboogcollege")


@pytest.mark.parametrize("stamp", [pale, sideways])
@pytest.mark.parametrize("first", [True, False], ids=["under", "over"])
def test_a_watermark_is_no_text(
    tmp_path: Path, stamp: Callable[[Canvas], None], *, first: bool
) -> None:
    """Whether it was drawn before the text or after it."""
    canvas = Canvas(str(tmp_path / "a.pdf"))
    text = Paragraph(paragraph(310, 12), style())
    _, height = text.wrap(450, 700)
    for step in (first, not first):
        canvas.saveState()
        if step:
            stamp(canvas)
        else:
            text.drawOn(canvas, 72, 760 - height)
        canvas.restoreState()
    canvas.save()

    assert opened(tmp_path / "a.pdf").text == paragraph(310, 12)


def test_big_pale_words_over_nothing_are_a_heading(tmp_path: Path) -> None:
    """A title in grey lies over no other line."""
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.setFillGray(0.7)
    canvas.setFont("Helvetica", 30)
    canvas.drawString(72, 770, "Jaarverslag")
    canvas.setFillGray(0)
    text = Paragraph(paragraph(311), style())
    _, height = text.wrap(450, 700)
    text.drawOn(canvas, 72, 740 - height)
    canvas.save()

    assert opened(tmp_path / "a.pdf").title == "Jaarverslag"


def test_a_form_says_what_is_ticked(tmp_path: Path) -> None:
    """A box stands before its label, whatever the order of the file."""
    canvas = Canvas(str(tmp_path / "a.pdf"))
    for top, label, ticked in ((700, "Ik ga akkoord.", True), (670, "Ik wil overleg.", False)):
        canvas.acroForm.checkbox(name=label, checked=ticked, x=72, y=top - 2, size=12)
        canvas.drawString(90, top, label)
    canvas.save()

    assert opened(tmp_path / "a.pdf").text.split("\n") == [
        "☒ Ik ga akkoord.",
        "",
        "☐ Ik wil overleg.",
    ]


@pytest.mark.parametrize("quarter", [0, 90, 180, 270])
def test_text_is_read_whichever_way_the_page_lies(tmp_path: Path, quarter: int) -> None:
    """With its running header left out, and its lines in order."""
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(600, 600))
    canvas.setPageRotation(quarter)
    canvas.translate(300, 300)
    canvas.rotate(quarter)
    canvas.translate(-300, -300)
    canvas.drawString(280, 15, "Pagina 1 van 1")
    text = Paragraph(paragraph(312), style())
    _, height = text.wrap(450, 500)
    text.drawOn(canvas, 72, 500 - height)
    canvas.save()

    assert opened(tmp_path / "a.pdf").text == paragraph(312)


def test_a_heading_on_its_side_does_not_disturb_the_text(tmp_path: Path) -> None:
    """It is read too, after the page."""
    canvas = Canvas(str(tmp_path / "a.pdf"))
    text = Paragraph(paragraph(313), style())
    _, height = text.wrap(400, 700)
    text.drawOn(canvas, 100, 700 - height)
    canvas.translate(60, 400)
    canvas.rotate(90)
    canvas.drawString(0, 0, "Hoofdstuk zes")
    canvas.save()

    assert opened(tmp_path / "a.pdf").text == f"{paragraph(313)}\n\nHoofdstuk zes"


TABLES = [name for name in PRINTS if name not in WITHOUT_TABLES]


@pytest.mark.parametrize("name", TABLES)
def test_every_cell_stands_under_its_heading(tmp_path: Path, name: str) -> None:
    """With lines and without, where the corner is empty, or cells, or one spans several rows."""
    printed = PRINTS[name](tmp_path / "a.pdf")

    document = opened(tmp_path / "a.pdf")
    rows = [document.text[block.start : block.end] for block in document.blocks]

    assert [
        row for row, block in zip(rows, document.blocks, strict=True) if block.kind == "item"
    ] == [
        "; ".join(f"{head}: {cell}" if head else cell for head, cell in row.items() if cell)
        for row in printed.rows
    ]


RULED = ("GRID", (0, 0), (-1, -1), 0.5, "black")


def table_rows(path: Path, rows: list[list[str]], *styles: tuple[object, ...]) -> list[str]:
    """Draw a ruled table and read it."""
    table = Table(rows, style=[RULED, *styles], colWidths=[70] * len(rows[0]))
    build(path, [Paragraph(paragraph(320), style(spaceAfter=12)), table])
    document = opened(path)
    return [document.text[block.start : block.end] for block in document.blocks[1:]]


def test_a_heading_over_two_columns_heads_both(tmp_path: Path) -> None:
    """Together with the heading of each, and one that spans both rows alone."""
    rows = [
        ["Uur", "Maandag", "", "Dinsdag", ""],
        ["", "vak", "lokaal", "vak", "lokaal"],
        ["1", "wiskunde", "A1", "lo", "B2"],
        ["2", "muziek", "A3", "", ""],
    ]
    spans = [("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (2, 0)), ("SPAN", (3, 0), (4, 0))]

    assert table_rows(tmp_path / "a.pdf", rows, *spans) == [
        "Uur: 1; Maandag vak: wiskunde; Maandag lokaal: A1; Dinsdag vak: lo; Dinsdag lokaal: B2",
        "Uur: 2; Maandag vak: muziek; Maandag lokaal: A3",
    ]


def test_a_line_across_the_table_is_a_line(tmp_path: Path) -> None:
    """What follows keeps its headings only where it stands under them."""
    rows = [["Vak", "Uren", "Lokaal"], ["lo", "2", "gym"], ["Vervallen", "", ""], ["fa", "3", "A1"]]

    assert table_rows(tmp_path / "a.pdf", rows, ("SPAN", (0, 2), (2, 2)))[:2] == [
        "Vak: lo; Uren: 2; Lokaal: gym",
        "Vervallen",
    ]


def test_a_heading_above_nothing_is_not_lost(tmp_path: Path) -> None:
    """It is named with the others."""
    rows = [["Vak", "Uren", "Opmerking"], ["lo", "2", ""], ["fa", "3", ""]]

    assert table_rows(tmp_path / "a.pdf", rows) == [
        "Vak; Uren; Opmerking",
        "Vak: lo; Uren: 2",
        "Vak: fa; Uren: 3",
    ]


def test_a_frame_around_text_is_no_table(tmp_path: Path) -> None:
    """Though it is ruled."""
    canvas = Canvas(str(tmp_path / "a.pdf"))
    text = Paragraph(paragraph(321), style())
    _, height = text.wrap(400, 700)
    text.drawOn(canvas, 80, 600)
    canvas.rect(70, 590, 430, height + 20)
    canvas.line(70, 580, 500, 580)
    canvas.save()

    assert opened(tmp_path / "a.pdf").text == paragraph(321)


# --- what stands beside, and what comes again ---------------------------------------------------


@pytest.mark.parametrize("count", [2, 3, 4])
def test_columns_are_read_one_after_the_other(tmp_path: Path, count: int) -> None:
    """However many there are, over two pages."""
    width = 500 / count
    frames = [Frame(40 + n * width, 60, width - 14, 700, id=str(n)) for n in range(count)]
    document = BaseDocTemplate(str(tmp_path / "a.pdf"))
    document.addPageTemplates([PageTemplate("kolommen", frames)])
    texts = [paragraph(330 + n, 3) for n in range(24)]
    document.build([Paragraph(text, style(9, 11, spaceAfter=7)) for text in texts])

    assert opened(tmp_path / "a.pdf").text.split() == " ".join(texts).split()


@pytest.mark.parametrize("filled", [True, False])
def test_a_frame_beside_the_text_is_read_by_itself(tmp_path: Path, *, filled: bool) -> None:
    """After a sentence of the text, whether the frame is drawn or coloured."""
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.setFillGray(0.95)
    canvas.rect(380, 500, 150, 150, stroke=not filled, fill=filled)
    canvas.setFillGray(0)
    top = 740.0
    texts = [paragraph(340 + n, 4) for n in range(4)]
    for text in texts:
        flow = Paragraph(text, style())
        _, height = flow.wrap(290, 700)
        flow.drawOn(canvas, 72, top - height)
        top -= height + 14
    note = Paragraph(sentence(349, 18), style(10, 12))
    _, height = note.wrap(136, 140)
    note.drawOn(canvas, 387, 640 - height)
    canvas.save()

    text = opened(tmp_path / "a.pdf").text
    assert sentence(349, 18) in text
    without = text.replace(sentence(349, 18), " ")
    assert without.split() == " ".join(texts).split()


def test_coloured_cells_are_no_frames(tmp_path: Path) -> None:
    """A table with a coloured column is still read row by row."""
    rows = [["Vak", "Uren"], ["wiskunde", "4"], ["muziek", "2"], ["gym", "3"]]
    flow = Table(rows, colWidths=[150, 80], style=[("BACKGROUND", (0, 0), (0, -1), "#eeeeee")])
    build(tmp_path / "a.pdf", [flow])

    assert opened(tmp_path / "a.pdf").text.split("\n") == [
        *("Vak: wiskunde; Uren: 4", "Vak: muziek; Uren: 2", "Vak: gym; Uren: 3"),
    ]


@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize("again", [True, False])
def test_a_table_keeps_its_headings_on_the_next_page(
    tmp_path: Path, *, ruled: bool, again: bool
) -> None:
    """Whether they are printed again, which makes them no running header, or not."""
    rows = [["Vak", "Docent", "Uren"], *([f"vak{n}", f"docent{n}", str(n)] for n in range(60))]
    table = Table(rows, colWidths=[150, 150, 80], repeatRows=int(again))
    table.setStyle([RULED] if ruled else [])
    build(tmp_path / "a.pdf", [table])

    assert opened(tmp_path / "a.pdf").text.split("\n") == [
        f"Vak: vak{n}; Docent: docent{n}; Uren: {n}" for n in range(60)
    ]


def test_pages_that_begin_alike_lose_nothing(tmp_path: Path) -> None:
    """What differs in its numbers alone is a running header only apart from the text."""
    texts = [
        " ".join(
            f"In groep {page} zit in rij {n} een leerling met {100 * page + n} boeken die zij wil."
            for n in range(4)
        )
        for page in (1, 2, 3)
    ]
    build(
        tmp_path / "a.pdf",
        [flow for text in texts for flow in (Paragraph(text, style()), PageBreak())],
    )

    assert opened(tmp_path / "a.pdf").text.split() == " ".join(texts).split()


def test_chapters_that_begin_a_page_keep_their_headings(tmp_path: Path) -> None:
    """In bigger type, what differs in its number is another line."""
    flow = [
        part
        for number in (1, 2, 3)
        for part in (
            Paragraph(f"{number}. Hoofdstuk {number}", style(16, 20, spaceAfter=10)),
            Paragraph(paragraph(350 + number), style()),
            PageBreak(),
        )
    ]
    build(tmp_path / "a.pdf", flow)

    assert opened(tmp_path / "a.pdf").text.count("Hoofdstuk") == 3


def test_a_heading_over_two_columns_of_words_has_no_parts(tmp_path: Path) -> None:
    """Where something stands beside them, the next row is one of the table."""
    rows = [["Dag", "Vakken", ""], ["ma", "taal", "gym"], ["di", "kunst", "muziek"]]

    assert table_rows(tmp_path / "a.pdf", rows, ("SPAN", (1, 0), (2, 0))) == [
        "Dag: ma; Vakken: taal; Vakken: gym",
        "Dag: di; Vakken: kunst; Vakken: muziek",
    ]
