"""PDF as teachers have it: printed page numbers, columns, notes and tables, on PDFs made here."""

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from kwchat.readers import read
from kwchat.types import Document, Kind

Draw = Callable[[Canvas, int], None]


def opened(path: Path) -> Document:
    return read(path, source_id="bron", kind=Kind.EIGEN)


def made(path: Path, pages: int, draw: Draw) -> Document:
    """Write a PDF of so many pages, each drawn with its number, and read it."""
    canvas = Canvas(str(path))
    for number in range(1, pages + 1):
        draw(canvas, number)
        canvas.showPage()
    canvas.save()
    return opened(path)


def outline(document: Document) -> list[tuple[str, str]]:
    return [(block.kind.value, document.text[block.start : block.end]) for block in document.blocks]


# --- page numbers -------------------------------------------------------------------------------

COUNTED = [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("margin", "printed"),
    [
        ("{n}", COUNTED),
        ("Tijdschrift voor Onderwijs 41 | 210{n}", [2101, 2102, 2103, 2104, 2105]),
        ("Pagina {n} van 5 | Schoolplan 2024-2028", COUNTED),
        ("Versie 3, mei 2024", COUNTED),
        ("{before}", [None, None, 1, 2, 3]),
        ("{jumping}", COUNTED),
    ],
    ids=["counted", "journal", "of-five", "no-number", "after-front-matter", "inconsistent"],
)
def test_the_page_number_is_the_printed_one(
    tmp_path: Path, margin: str, printed: list[int | None]
) -> None:
    """It counts where it runs on with the pages; the place in the file stays known."""

    def draw(canvas: Canvas, number: int) -> None:
        canvas.drawString(60, 700, f"Op blad {'abcde'[number - 1]} staat een zin.")
        before = str(number - 2) if number > 2 else ""
        shown = margin.format(n=number, before=before, jumping=number * number + 7)
        canvas.drawString(60, 30, shown)

    document = made(tmp_path / "a.pdf", 5, draw)
    places = [document.text.index(f"blad {letter}") for letter in "abcde"]

    assert [document.page_at(place) for place in places] == printed
    assert [document.sheet_at(place) for place in places] == COUNTED
    assert all(page.label == "" for page in document.pages) == (printed == COUNTED)


def test_a_pdf_may_label_its_pages_itself(tmp_path: Path) -> None:
    """As viewers show them: first Roman, then from 1. A Roman page has no number to cite."""

    def draw(canvas: Canvas, number: int) -> None:
        style, start = ("ROMAN_LOWER", 1) if number < 3 else ("ARABIC", 1)
        if number in {1, 3}:
            canvas.addPageLabel(number - 1, style, start)
        canvas.drawString(60, 700, f"Op blad {'abcde'[number - 1]} staat een zin.")

    document = made(tmp_path / "a.pdf", 4, draw)

    assert [page.label for page in document.pages] == ["i", "ii", "1", "2"]
    assert [page.printed for page in document.pages] == [None, None, 1, 2]
    assert [page.number for page in document.pages] == [1, 2, 3, 4]
