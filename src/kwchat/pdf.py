"""PDF to printed lines: where each stands, how big its letters are, without running headers."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import TYPE_CHECKING

from kwchat import texts
from kwchat.layout import Row, clean, ends_like_a_sentence
from kwchat.printed import Line, page_labels, without_running_lines
from kwchat.types import ReadError

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_MARGIN = 0.12  # of the page height: where running headers and footers stand
_HEADING_SIZE = 1.12  # times the size of the running text
_HEADING_WORDS = 25  # more, in big letters, is an introduction
_BOLD_HEADING_WORDS = 12
_GAP = 1.3  # times the usual distance between lines
_HYPHEN = 2  # what PDFium gives for a hyphen and the line break after it
_BREAKS = frozenset(map(ord, "\r\n"))
_LINE_ENDS = _BREAKS | {_HYPHEN, 0xFFFE}


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
        tuple(_rows(kept)),
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
    from pypdfium2.raw import FPDFText_GetUnicode

    textpage = page.get_textpage()
    codes = [FPDFText_GetUnicode(textpage, index) for index in range(textpage.count_chars())]
    start = 0
    for index, code in enumerate([*codes, ord("\n")]):
        if code in _LINE_ENDS:
            hyphen = "" if code in _BREAKS else "-"
            visible = [i for i in range(start, index) if not chr(codes[i]).isspace()]
            text = _text(codes[start:index])
            if visible and text:
                yield _line(textpage, text + hyphen, visible, number, page.get_height())
            start = index + 1


def _text(codes: Sequence[int]) -> str:
    """Return what PDFium's character codes spell; two surrogates become one letter."""
    letters = "".join(map(chr, codes))
    return clean(letters.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _line(
    textpage: "PdfTextPage", text: str, visible: Sequence[int], number: int, height: float
) -> Line:
    # Loose boxes have the height of the font, not that of the letter.
    boxes = [textpage.get_charbox(index, loose=True) for index in visible]
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    base = median(bottoms)
    return Line(
        text=text,
        page=number,
        left=min(lefts),
        right=max(rights),
        base=base,
        size=round(2 * (median(tops) - base)) / 2,
        bold=_is_bold(textpage, visible[0]) and _is_bold(textpage, visible[-1]),
        in_margin=not _MARGIN < base / height < 1 - _MARGIN,
    )


def _is_bold(textpage: "PdfTextPage", index: int) -> bool:
    from ctypes import c_int, create_string_buffer

    from pypdfium2.raw import FPDFText_GetFontInfo

    name = create_string_buffer(256)
    FPDFText_GetFontInfo(textpage, index, name, len(name), c_int())
    return b"bold" in name.value.lower()


def _rows(lines: Sequence[Line]) -> Iterator[Row]:
    levels = _levels(lines)
    leading = _leading(lines)
    gaps = [False, *(_is_gap(above, line, leading) for above, line in pairwise(lines))]
    for line, level, gap in zip(lines, levels, gaps, strict=True):
        yield Row(line.text, line.left, line.right, line.page, gap, level)


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
    letters: Counter[float] = Counter()
    for line in lines:
        letters[line.size] += len(line.text)
    body = letters.most_common(1)[0][0]
    sizes = sorted({line.size for line in lines if line.size > _HEADING_SIZE * body}, reverse=True)
    ranks = {size: rank for rank, size in enumerate(sizes, 1)}
    all_bold = sum(line.bold for line in lines) > len(lines) / 2
    levels = []
    for (size, bold), run in groupby(lines, lambda line: (line.size, line.bold)):
        block = list(run)
        level = ranks.get(size, len(sizes) + 1 if bold and size == body and not all_bold else 0)
        levels += [level if _may_head(block, big=size in ranks) else 0] * len(block)
    return levels


def _may_head(block: Sequence[Line], *, big: bool) -> bool:
    """Tell a heading from an introduction in big letters, or a sentence in bold ones."""
    words = sum(len(line.text.split()) for line in block)
    if big:
        return words <= _HEADING_WORDS
    return words <= _BOLD_HEADING_WORDS and not ends_like_a_sentence(block[-1].text)
