"""PDF to printed lines, page by page, in reading order, without what belongs to the paper only."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby, pairwise
from statistics import quantiles
from typing import TYPE_CHECKING, Protocol

from kwchat.errors import ReadError
from kwchat.reading import texts
from kwchat.reading.document import LeftOut, Reason
from kwchat.reading.layout import LineEnds, Part, Row, clean, ends_like_a_sentence, table_lines
from kwchat.reading.letters import lines_of
from kwchat.reading.margins import is_page_number, page_labels, running_lines
from kwchat.reading.ocr import DPI, Recognised
from kwchat.reading.pdfium import Contents, Field, Pdf, opened
from kwchat.reading.printed import Box, Line, Sheet, Table, body_size
from kwchat.reading.ruled import Grid, grids
from kwchat.reading.sheets import sheets
from kwchat.reading.stacked import with_fractions
from kwchat.reading.turning import turned_back, upright_of
from kwchat.reading.watermarks import watermarks

if TYPE_CHECKING:
    from PIL.Image import Image

_HEADING_SIZE = 1.12  # times the size of the running text
_HEADING_WORDS = 25  # more, in big letters, is an introduction
_BOLD_HEADING_WORDS = 12
_GAP = 1.25  # times the distance between the lines around it
_WIDE_GAP = 1.8  # so much parts even what runs on
_FAR = 3.0  # times the height of the type: no text is set as wide as that
_PICTURED = 0.3  # of the page: a smaller picture stands beside text
_FEW_WORDS = 5  # on a page that is a picture: a stamp, a number
_LEVEL = 0.6  # of the height of the type: what is filled in stands on the line of its label


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
    left_out: tuple[LeftOut, ...]
    page_count: int
    recognised: frozenset[int]
    pictures: frozenset[int]


class Recogniser(Protocol):
    """What reads pictures of text."""

    def page(self, number: int, content: str, draw: Callable[[], "Image"]) -> Recognised:
        """Return what stands on a page of a file with such a hash; `draw` makes its picture."""
        ...


def read_pdf(
    content: bytes,
    file: str,
    recogniser: Recogniser | None = None,
    on_page: Callable[[int, int], None] = lambda _page, _pages: None,
) -> PdfText:
    """Return the lines of a PDF, in reading order.

    A page that is a picture is given to the recogniser, if there is one. `on_page` is told which
    page of how many was read, and again when it was recognised.

    Raises:
        ReadError: the PDF is damaged, asks for a password, or holds no text.
    """
    with opened(content, file) as pdf:
        count = len(pdf)
        pages = _read(pdf, on_page)
        lines, ruled = pages.lines, pages.ruled
        bare = _pictures(lines, pages.pictured, count)
        found = _recognised(pdf, content, bare, recogniser, on_page)
        own_labels = _own_labels(pdf.labels())
        title, author, created = pdf.title, pdf.author, pdf.created
    seen = frozenset(page for page, one in found.items() if one.lines)
    printed = [line for line in lines if line.page not in seen]
    drawn = [line for page in sorted(seen) for line in found[page].lines]
    every = sorted([*printed, *drawn], key=lambda line: line.page)
    boxes = {page: [grid.box for grid in found] for page, found in ruled.items()}
    running = running_lines(every, count, boxes)
    kept = _without(every, running)
    if not kept:
        raise ReadError(_without_text(file, recogniser))
    return PdfText(
        tuple(_rows(sheets(kept, ruled, pages.framed))),
        title,
        author,
        created,
        own_labels or page_labels(lines, count),
        (
            *(LeftOut(Reason.UNSEEN, words) for words in pages.unseen if words),
            *(_out(Reason.WATERMARK, line) for line in pages.stamped),
            *(_out(_margin(line), line) for line in running),
            *(LeftOut(Reason.NOTE_MARK, count=line.marks) for line in kept if line.marks),
            *(
                LeftOut(Reason.UNREADABLE, one.doubtful, names=(str(page),))
                for page, one in found.items()
                if one.doubtful
            ),
            *(LeftOut(Reason.PICTURE, names=(str(page),)) for page in sorted(bare - seen)),
        ),
        count,
        seen,
        bare - seen,
    )


def _without_text(file: str, recogniser: Recogniser | None) -> str:
    reason = texts.READ_PDF_UNRECOGNISED if recogniser else texts.READ_PDF_SCANNED
    return reason.format(file=file, command=texts.OCR_COMMAND)


@dataclass(frozen=True, slots=True)
class _Pages:
    """The lines of all pages, what is ruled on each, the frames on each, which are covered by
    pictures or have drawings and no letters, the watermarks, and of each how many words nobody
    sees."""

    lines: list[Line]
    ruled: dict[int, list[Grid]]
    framed: dict[int, tuple[Box, ...]]
    pictured: set[int]
    stamped: list[Line]
    unseen: list[int]


def _read(pdf: Pdf, on_page: Callable[[int, int], None]) -> _Pages:
    every: list[Line] = []
    ruled: dict[int, list[Grid]] = {}
    framed: dict[int, tuple[Box, ...]] = {}
    pictured: set[int] = set()
    unseen: list[int] = []
    for number in range(1, len(pdf) + 1):
        contents = pdf.page(number)
        found, ruled[number] = _page(contents, number)
        turn = upright_of(contents.letters)
        framed[number] = tuple(turned_back(contents.frames, turn, contents.box))
        every += found
        unseen.append(contents.unseen)
        if contents.pictured > _PICTURED or (contents.drawn and not contents.letters):
            pictured.add(number)
        on_page(number, len(pdf))
    stamped = watermarks(every, len(pdf))
    stamps = set(stamped)
    kept = [line for line in every if line not in stamps]
    return _Pages(kept, ruled, framed, pictured, stamped, unseen)


def _pictures(lines: Sequence[Line], pictured: Set[int], count: int) -> frozenset[int]:
    """Return the pages on which hardly a word stands but in the margins, beside a picture."""
    words: Counter[int] = Counter()
    for line in _without(lines, running_lines(lines, count)):
        words[line.page] += len(line.text.split())
    return frozenset(page for page in pictured if words[page] <= _FEW_WORDS)


def _recognised(
    pdf: Pdf,
    content: bytes,
    pages: Set[int],
    recogniser: Recogniser | None,
    on_page: Callable[[int, int], None],
) -> dict[int, Recognised]:
    found: dict[int, Recognised] = {}
    if recogniser is None:
        return found
    key = hashlib.sha256(content).hexdigest()
    for page in sorted(pages):
        found[page] = recogniser.page(page, key, partial(pdf.image, page, DPI))
        on_page(page, len(pdf))
    return found


def _without(lines: Sequence[Line], dropped: Sequence[Line]) -> list[Line]:
    places = {(line.page, line.row) for line in dropped}
    return [line for line in lines if (line.page, line.row) not in places]


def _margin(line: Line) -> Reason:
    return Reason.PAGE_NUMBER if is_page_number(line) else Reason.MARGIN


def _out(reason: Reason, line: Line) -> LeftOut:
    return LeftOut(reason, len(line.text.split()))


def _own_labels(labels: Sequence[str]) -> tuple[str, ...]:
    """Return the labels that a PDF gives its pages, unless they only count them, or come twice."""
    counted = all(label in {"", str(number)} for number, label in enumerate(labels, 1))
    named = [label for label in labels if label]
    return (
        ()
        if counted or len(set(named)) < len(named)
        else tuple(label or f"[{n}]" for n, label in enumerate(labels, 1))
    )


# --- lines --------------------------------------------------------------------------------------


def _page(contents: Contents, number: int) -> tuple[list[Line], list[Grid]]:
    """Return the lines of a page, and what is ruled on it."""
    turn = upright_of(contents.letters)
    rules = turned_back(contents.rules, turn, contents.box)
    found = grids(rules)
    walls = [wall for grid in found for wall in grid.upright]
    whole = partial(with_fractions, bars=rules)
    lines = lines_of(contents.letters, number, contents.box, walls, whole)
    boxes = turned_back([field.box for field in contents.fields], turn, contents.box)
    fields = [replace(field, box=box) for field, box in zip(contents.fields, boxes, strict=True)]
    for field in sorted(fields, key=lambda field: (-field.box[3], field.box[0])):
        for text in filter(None, map(clean, field.text.splitlines() or [field.text])):
            lines = _with_field(lines, replace(field, text=text), number)
    return lines, found


def _with_field(lines: Sequence[Line], field: Field, number: int) -> list[Line]:
    """Return the lines of a page with what was filled in behind its label, or over what follows."""
    left, bottom, right, top = field.box
    size = body_size(lines) or 12
    base = (bottom + top) / 2 - size / 4
    level = [index for index, line in enumerate(lines) if abs(line.base - base) < _LEVEL * size]
    before = [index for index in level if lines[index].left < left]
    lower = [index for index, line in enumerate(lines) if line.base < base]
    place = before[-1] + 1 if before else min([*level, *lower], default=len(lines))
    if before and lines[before[-1]].text.endswith(":"):
        label = lines[before[-1]]
        filled = replace(label, text=f"{label.text} {field.text}", right=right)
        return [*lines[: place - 1], filled, *lines[place:]]
    row = lines[level[0]].row if level else max((line.row for line in lines), default=0) + 1
    height = lines[level[0]].base if level else base
    filled = Line(
        field.text, number, left, right, height, size, bold=False, in_margin=False, row=row
    )
    return [*lines[:place], filled, *lines[place:]]


# --- rows ---------------------------------------------------------------------------------------


def _rows(pages: Sequence[Sheet]) -> Iterator[Row]:
    """Yield the lines of each page, a table as one line per row, and the footnotes below."""
    text = _text_rows([item for page in pages for item in page.body if isinstance(item, Line)])
    line_ends = LineEnds.of([line.text for page in pages for line in _every_line(page)])
    above: Table | None = None  # the last thing on the page before
    for page in pages:
        for place, item in enumerate(page.body):
            if isinstance(item, Table):
                going_on = _gone_on(above, item) if above and not place else item
                above = going_on
                yield from _table_rows(going_on, line_ends)
            else:
                above = None
                yield next(text)
        for note in page.notes:
            yield Row(note.text, note.left, note.right, note.page, part=Part.NOTE)


def _gone_on(above: Table, table: Table) -> Table:
    """Return a table at the head of a page under the headings of the one at the foot of the page
    before, where it goes on: as many columns, and no headings that are surely its own."""
    head = above.rows[0]
    fits = above.headed and table.page == above.page + 1 and len(head) == len(table.rows[0])
    if not fits or (table.headed and not table.guessed) or table.rows[0] == head:
        return table
    return replace(table, rows=(head, *table.rows), headed=True)


def _every_line(page: Sheet) -> Iterator[Line]:
    yield from (item for item in page.body if isinstance(item, Line))
    yield from page.notes


def _table_rows(table: Table, line_ends: LineEnds) -> Iterator[Row]:
    cells = [[line_ends.join(cell) for cell in row] for row in table.rows]
    head, *body = cells
    unused = any(heading and not any(column) for heading, *column in zip(*cells, strict=True))
    # A heading without cells would be lost: it is named with the others.
    named = [[""] * len(head), head] if unused or not table.headed else []
    under = head if table.headed else [""] * len(head)
    for line in (*table_lines(named), *table_lines([under, *body] if body else [])):
        yield Row(line, 0, 0, table.page, part=Part.TABLE)


def _text_rows(lines: Sequence[Line]) -> Iterator[Row]:
    levels = _levels(lines)
    gaps = _gaps(lines)
    widths = {page: _width(list(found)) for page, found in groupby(lines, lambda line: line.page)}
    for line, level, gap in zip(lines, levels, gaps, strict=True):
        width = line.width or widths[line.page]
        yield Row(line.text, line.left, line.right, line.page, gap, level, width)


def _width(lines: Sequence[Line]) -> float:
    """Return how far the lines of a page reach; 0 where too few of them can tell."""
    rights = [line.right for line in lines if not line.width and line.text.count(" ") > 2]
    # Not the longest: one long line must not make all others look short.
    return quantiles(rights, n=20, method="inclusive")[-1] if len(rights) > 2 else 0


def _gaps(lines: Sequence[Line]) -> list[bool]:
    """Tell of every line whether white space parts it from the one above.

    How much that is shows from the lines around it, and from how far lines stand apart that one
    sentence runs through: a text may be set in several spacings.
    """
    steps = [_step(above, line) for above, line in pairwise(lines)]
    running = _running(lines, steps)
    gaps = [False]
    for index, step in enumerate(steps):
        above, line = lines[index], lines[index + 1]
        if step is None:
            column = above.page == line.page
            gaps.append(column and ends_like_a_sentence(above.text) and not line.text[0].islower())
            continue
        near = [
            other
            for place in (index - 1, index + 1)
            if 0 <= place < len(steps) and (other := steps[place])
            if lines[place].size == lines[place + 1].size == line.size
        ]
        usual = [min(near)] if near else []
        usual += [running[line.page, line.size]] if (line.page, line.size) in running else []
        wide = _WIDE_GAP if _runs_on(above, line) else _GAP
        gaps.append(any(step > wide * one for one in usual) or step > _FAR * line.size)
    return gaps


def _step(above: Line, line: Line) -> float | None:
    """Return how far a line stands under another; None where it does not stand under it."""
    if above.page != line.page or line.base > above.base or above.aside != line.aside:
        return None
    return above.base - line.base


def _running(
    lines: Sequence[Line], steps: Sequence[float | None]
) -> dict[tuple[int, float], float]:
    """Return, by page and size of type, how far lines stand apart that a sentence runs through."""
    found: dict[tuple[int, float], float] = {}
    for (above, line), step in zip(pairwise(lines), steps, strict=True):
        if step and above.size == line.size and _runs_on(above, line):
            place = (line.page, line.size)
            found[place] = max(found.get(place, 0), step)
    return found


def _runs_on(above: Line, line: Line) -> bool:
    return line.text[0].islower() and not ends_like_a_sentence(above.text)


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
