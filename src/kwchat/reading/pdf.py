"""PDF to printed lines: where each stands, how big its letters are, without running headers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import TYPE_CHECKING

from kwchat.errors import ReadError
from kwchat.reading import texts
from kwchat.reading.layout import LineEnds, Part, Row, clean, ends_like_a_sentence, table_lines
from kwchat.reading.margins import page_labels, without_running_lines
from kwchat.reading.printed import Line, Sheet, Table, body_size, sheets

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_MARGIN = 0.12  # of the page height: where running headers and footers stand
_HEADING_SIZE = 1.12  # times the size of the running text
_HEADING_WORDS = 25  # more, in big letters, is an introduction
_BOLD_HEADING_WORDS = 12
_GAP = 1.3  # times the usual distance between lines
_HYPHENS = frozenset({2, 0xFFFE})  # what PDFium gives for a hyphen and the line break after it
_BREAKS = frozenset(map(ord, "\r\n"))
_RAISED = 0.6  # of the height of the type: a raised number still stands on the line
_SMALL = 0.9  # of the height of the type
_LIFTED = 0.2  # of the height of the type
_NOTE_SIGNS = frozenset("0123456789,*†‡")
_UNIT = re.compile(r"(?:(?:^|[\W\d])[dckm]?m|\d)$")  # before it a raised number is a power
_LIST_MARK = re.compile(r"[-*–—+o•◦▪‣●○■□∙·\uf0b7\uf0a7]|[a-z\d]{1,2}[.)]")


@dataclass(frozen=True, slots=True)
class PdfText:
    """The lines of a PDF and what it says about itself; empty strings where it says nothing.

    `labels` has the printed number of every page, or is empty where they are those of the file.
    """

    rows: tuple[Row, ...]
    title: str
    author: str
    created: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Letter:
    """A character of a page that can be seen, in points; what stands before it on the side."""

    index: int
    code: int
    left: float
    bottom: float
    right: float
    top: float
    spaced: bool
    new_line: bool

    @property
    def height(self) -> float:
        return self.top - self.bottom


def read_pdf(content: bytes, file: str) -> PdfText:
    """Return the lines of a PDF, in reading order.

    Raises:
        ReadError: the PDF is damaged, asks for a password, or holds no text.
    """
    from pypdfium2 import PdfDocument, PdfiumError
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    try:
        with PdfDocument(content) as pdf:
            fields = pdf.get_metadata_dict()
            lines = [line for number, page in enumerate(pdf, 1) for line in _lines(page, number)]
            labels = tuple(pdf.get_page_label(index) for index in range(len(pdf)))
    except PdfiumError as error:
        locked = error.err_code == FPDF_ERR_PASSWORD
        reason = texts.READ_PDF_ENCRYPTED if locked else texts.READ_PDF_DAMAGED
        raise ReadError(reason.format(file=file)) from error
    kept = without_running_lines(lines, len(labels))
    if not kept:
        raise ReadError(texts.READ_PDF_SCANNED.format(file=file))
    return PdfText(
        tuple(_rows(sheets(kept))),
        fields["Title"],
        fields["Author"],
        fields["CreationDate"],
        _own_labels(labels) or page_labels(lines, len(labels)),
    )


def _own_labels(labels: Sequence[str]) -> tuple[str, ...]:
    """Return the labels that a PDF gives its pages, unless they only count them."""
    counted = all(label in {"", str(number)} for number, label in enumerate(labels, 1))
    return () if counted else tuple(label or f"[{n}]" for n, label in enumerate(labels, 1))


def _lines(page: "PdfPage", number: int) -> Iterator[Line]:
    textpage = page.get_textpage()
    height = page.get_height()
    for row, run in enumerate(_runs(textpage)):
        for stretch in _stretches(run):
            if text := _text(stretch):
                yield _line(textpage, stretch, text, number, row, height)


def _runs(textpage: "PdfTextPage") -> Iterator[list[_Letter]]:
    """Yield the letters of each line. PDFium also breaks a line behind a raised number."""
    run: list[_Letter] = []
    for letter in _letters(textpage):
        if run and letter.new_line and not _goes_on(run[-1], letter):
            yield run
            run = []
        run.append(letter)
    if run:
        yield run


def _letters(textpage: "PdfTextPage") -> Iterator[_Letter]:
    from pypdfium2.raw import FPDFText_GetUnicode

    broken, spaced = False, False
    for index in range(textpage.count_chars()):
        code = FPDFText_GetUnicode(textpage, index)
        if code in _BREAKS:
            broken = True
        elif chr(code).isspace():
            spaced = True
        else:
            # Loose boxes have the height of the font, not that of the letter.
            left, bottom, right, top = textpage.get_charbox(index, loose=True)
            sign = ord("-") if code in _HYPHENS else code
            yield _Letter(index, sign, left, bottom, right, top, spaced, broken)
            broken, spaced = code in _HYPHENS, False


def _goes_on(last: _Letter, letter: _Letter) -> bool:
    """Tell whether a letter stands right behind another, be it higher or lower."""
    tall = max(last.height, letter.height)
    level = abs(last.bottom - letter.bottom) < _RAISED * tall
    return level and -_RAISED * tall < letter.left - last.right < tall


def _stretches(run: Sequence[_Letter]) -> Iterator[list[_Letter]]:
    """Yield the parts of a line between wide spaces; a list mark stays with what it marks."""
    stretch: list[_Letter] = []
    for letter in run:
        wide = stretch and letter.left - stretch[-1].right > letter.height
        if wide and not _LIST_MARK.fullmatch(_text(stretch)):
            yield stretch
            stretch = []
        stretch.append(letter)
    yield stretch


def _text(letters: Sequence[_Letter]) -> str:
    """Return what letters spell; two surrogates become one letter. Note numbers do not count, but
    for one at the beginning, which is that of a note."""
    text = ""
    base, height = _base(letters), _height(letters)
    raised = [_is_raised(letter, base, height) for letter in letters]
    for index, letter in enumerate(letters):
        if raised[index] and not all(raised[:index]) and not _UNIT.search(text):
            continue
        behind_number = index and all(raised[:index]) and not raised[index]
        text += (" " if letter.spaced or behind_number else "") + chr(letter.code)
    return clean(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _is_raised(letter: _Letter, base: float, height: float) -> bool:
    small = letter.height < _SMALL * height and letter.bottom > base + _LIFTED * height
    return small and chr(letter.code) in _NOTE_SIGNS


def _base(letters: Sequence[_Letter]) -> float:
    return median(letter.bottom for letter in letters)


def _height(letters: Sequence[_Letter]) -> float:
    return median(letter.height for letter in letters)


def _line(
    textpage: "PdfTextPage",
    letters: Sequence[_Letter],
    text: str,
    number: int,
    row: int,
    height: float,
) -> Line:
    base = _base(letters)
    return Line(
        text=text,
        page=number,
        left=min(letter.left for letter in letters),
        right=max(letter.right for letter in letters),
        base=base,
        size=round(2 * _height(letters)) / 2,
        bold=all(_is_bold(textpage, letters[index].index) for index in (0, -1)),
        in_margin=not _MARGIN < base / height < 1 - _MARGIN,
        row=row,
    )


def _is_bold(textpage: "PdfTextPage", index: int) -> bool:
    from ctypes import c_int, create_string_buffer

    from pypdfium2.raw import FPDFText_GetFontInfo

    name = create_string_buffer(256)
    FPDFText_GetFontInfo(textpage, index, name, len(name), c_int())
    return b"bold" in name.value.lower()


def _rows(pages: Sequence[Sheet]) -> Iterator[Row]:
    """Yield the lines of each page, a table as one line per row, and the footnotes below."""
    text = _text_rows([item for page in pages for item in page.body if isinstance(item, Line)])
    line_ends = LineEnds.of([line.text for page in pages for line in _every_line(page)])
    for page in pages:
        for item in page.body:
            if isinstance(item, Table):
                yield from _table_rows(item, line_ends)
            else:
                yield next(text)
        for note in page.notes:
            yield Row(note.text, note.left, note.right, note.page, part=Part.NOTE)


def _every_line(page: Sheet) -> Iterator[Line]:
    yield from (item for item in page.body if isinstance(item, Line))
    yield from page.notes


def _table_rows(table: Table, line_ends: LineEnds) -> Iterator[Row]:
    cells = [[line_ends.join(cell) for cell in row] for row in table.rows]
    for line in table_lines(cells if table.headed else [[""] * len(cells[0]), *cells]):
        yield Row(line, 0, 0, table.page, part=Part.TABLE)


def _text_rows(lines: Sequence[Line]) -> Iterator[Row]:
    levels = _levels(lines)
    leading = _leading(lines)
    gaps = [False, *(_is_gap(above, line, leading) for above, line in pairwise(lines))]
    for line, level, gap in zip(lines, levels, gaps, strict=True):
        yield Row(line.text, line.left, line.right, line.page, gap, level, line.width)


def _leading(lines: Sequence[Line]) -> float:
    """Return the usual distance between two lines of the same type."""
    steps = [
        above.base - line.base
        for above, line in pairwise(lines)
        if above.page == line.page and above.size == line.size and above.base > line.base
    ]
    return median(steps) if steps else float("inf")


def _is_gap(above: Line, line: Line, leading: float) -> bool:
    if above.page != line.page:
        return False
    if line.base > above.base:  # the next column
        return ends_like_a_sentence(above.text) and not line.text[0].islower()
    return above.base - line.base > _GAP * leading


def _levels(lines: Sequence[Line]) -> list[int]:
    """Return the heading level of every line by its type, 0 for running text."""
    body = body_size(lines)
    sizes = sorted({line.size for line in lines if line.size > _HEADING_SIZE * body}, reverse=True)
    ranks = {size: rank for rank, size in enumerate(sizes, 1)}
    all_bold = sum(line.bold for line in lines) > len(lines) / 2
    levels = []
    for (size, bold), run in groupby(lines, lambda line: (line.size, line.bold)):
        block = list(run)
        # The box of a bold letter is often a bit higher or lower than that of a plain one.
        in_bold = bold and not all_bold and body / _HEADING_SIZE < size
        level = ranks.get(size, len(sizes) + 1 if in_bold else 0)
        levels += [level if _may_head(block, big=size in ranks) else 0] * len(block)
    return levels


def _may_head(block: Sequence[Line], *, big: bool) -> bool:
    """Tell a heading from an introduction in big letters, or a sentence in bold ones."""
    words = sum(len(line.text.split()) for line in block)
    if big:
        return words <= _HEADING_WORDS
    return words <= _BOLD_HEADING_WORDS and not ends_like_a_sentence(block[-1].text)
