"""Lines on printed pages: margins and the page numbers in them, columns, tables, footnotes."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median
from typing import TypeAlias

_COLUMN_LINES = 3  # fewer beside each other are no columns of text
_COLUMN_CHARS = 18  # in most lines of a column; cells of a table are shorter
_COLUMN_FILLED = 0.6  # of its width, by most lines of a column
_GUTTER = 4.0  # points
_TITLE_SIZE = 1.12  # times the type of the columns, over which a title stands

_SAME_LINE = 0.4  # of the height of the type: how much baselines of one row differ
_TABLE_ROWS = 3  # fewer rows of two cells may be lines with a wide space
_WRAPPED = 1.35  # of the height of the type: the next line of a cell is no further
_NUMBER = re.compile(r"[\d.,%€ -]+")

_NOTE_SIZE = 0.92  # of the running text, at most
NOTE_NUMBER = re.compile(r"(?:\d{1,3}|\*{1,3}|[†‡])[.)]?\s")


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of a line on a page, in points from the page's lower left corner.

    Stretches of one line, with wide spaces between them, have the same `row` on their page. In a
    column `left` counts from its left side, and `width` is how wide it is; 0 where a line has the
    whole page.
    """

    text: str
    page: int
    left: float
    right: float
    base: float
    size: float
    bold: bool
    in_margin: bool
    row: int
    width: float = 0


Cell: TypeAlias = tuple[str, ...]  # its lines


@dataclass(frozen=True, slots=True)
class Table:
    """A table: for each row the lines of each cell; the first row may hold the headings."""

    page: int
    rows: tuple[tuple[Cell, ...], ...]
    headed: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a page, in reading order, and the lines of its footnotes."""

    body: tuple[Line | Table, ...]
    notes: tuple[Line, ...]


def sheets(lines: Sequence[Line]) -> list[Sheet]:
    """Return the pages that hold lines, in order."""
    small = _NOTE_SIZE * body_size(lines)
    pages = groupby(lines, lambda line: line.page)
    return [_sheet(list(on_page), small) for _, on_page in pages]


def body_size(lines: Iterable[Line]) -> float:
    """Return the size of the type that most letters have; 0 for no lines."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[line.size] += len(line.text)
    return max(letters, key=lambda size: letters[size], default=0)


def _sheet(lines: Sequence[Line], small: float) -> Sheet:
    body: list[Line | Table] = []
    notes: list[Line] = []
    for stream in _streams(lines):
        under = _notes(stream, small)
        notes += whole_lines(under)
        body += _with_tables([line for line in stream if line not in under])
    return Sheet(tuple(body), tuple(notes))


# --- margins ------------------------------------------------------------------------------------


# --- columns ------------------------------------------------------------------------------------


def _streams(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines of a page as stretches of text, each as wide as its column.

    Lines over the full width part the columns: what stands above them is read first.
    """
    gutter = _gutter(lines)
    if gutter is None:
        return [list(lines)]
    left = [line for line in lines if line.right < gutter - _GUTTER]
    right = [line for line in lines if line.left >= gutter]
    over = [line for line in lines if line not in left and line not in right]
    over += [line for line in left if _is_title_over(line, left, right)]
    bands = [line.base for line in over]
    placed = [
        (sum(base > line.base for base in bands), 1 + (line in right), line)
        for line in (*left, *right)
        if line not in over
    ]
    placed += [(sum(base >= line.base for base in bands), 0, line) for line in over]
    placed.sort(key=lambda place: (place[0], place[1], -place[2].base, place[2].left))
    columns = {1: _in_column(left), 2: _in_column(right)}
    return [
        stream
        for (_, side), place in groupby(placed, lambda place: place[:2])
        for stream in _column([line for *_, line in place], columns.get(side))
    ]


def _column(lines: list[Line], sides: tuple[float, float] | None) -> list[list[Line]]:
    """Return the lines of a column, measured from its left side; it may hold columns itself."""
    if sides is None:
        return [lines]
    origin, width = sides
    inner = _streams(lines)
    if len(inner) > 1:
        return inner
    return [
        [
            replace(line, left=line.left - origin, right=line.right - origin, width=width)
            for line in lines
        ]
    ]


def _in_column(lines: Sequence[Line]) -> tuple[float, float]:
    origin = min(line.left for line in lines)
    return origin, max(line.right for line in lines) - origin


def _gutter(lines: Sequence[Line]) -> float | None:
    """Return where the right of two columns of text begins; None where there are none."""
    best, gutter = 0, None
    for start in sorted({line.left for line in lines}):
        left = [line for line in lines if line.right < start - _GUTTER]
        right = [line for line in lines if line.left >= start]
        letters = min(sum(len(line.text) for line in side) for side in (left, right))
        if letters > best and _is_text(left) and _is_text(right) and _beside(left, right):
            best, gutter = letters, start
    return gutter


def _is_text(lines: Sequence[Line]) -> bool:
    """Tell whether most of the lines are as long as those of a column are."""
    if len(lines) < _COLUMN_LINES:
        return False
    _, width = _in_column(lines)
    filled = median((line.right - line.left) / width for line in lines)
    return filled > _COLUMN_FILLED and median(len(line.text) for line in lines) >= _COLUMN_CHARS


def _beside(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Tell whether two columns stand beside each other, for some lines at least."""
    top = min(max(line.base for line in side) for side in (left, right))
    bottom = max(min(line.base for line in side) for side in (left, right))
    return all(
        sum(bottom <= line.base <= top for line in side) >= _COLUMN_LINES for side in (left, right)
    )


def _is_title_over(line: Line, left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Tell whether a short line in big type stands over both columns, with nothing beside it."""
    usual = median(other.size for other in left)
    beside = any(abs(other.base - line.base) < line.size for other in right)
    below = any(other.base < line.base for other in right)
    return line.size > _TITLE_SIZE * usual and below and not beside


# --- tables -------------------------------------------------------------------------------------


def _with_tables(stream: Sequence[Line]) -> list[Line | Table]:
    """Return lines, with those that stand in rows and columns as tables."""
    body: list[Line | Table] = []
    found = list(_tables(stream))
    for line in _whole_outside(stream, [cell for rows in found for row in rows for cell in row]):
        rows = next((rows for rows in found if any(line in row for row in rows)), None)
        if rows is None:
            body.append(line)
        elif line is rows[0][0]:
            body.append(_table(rows))
    return body


def _whole_outside(stream: Sequence[Line], cells: Sequence[Line]) -> Iterator[Line]:
    for is_cell, run in groupby(stream, lambda line: line in cells):
        part = list(run)
        yield from part if is_cell else whole_lines(part)


def _tables(stream: Sequence[Line]) -> Iterator[list[list[Line]]]:
    """Yield the rows of each table, from top to bottom, cells from left to right."""
    table: list[list[Line]] = []
    for row in [*_level_rows(stream), []]:
        if not row or not _continues(table, row):
            if _is_table(table):
                yield table
            table = []
        if table or len(row) > 1:
            table.append(row)


def _level_rows(stream: Sequence[Line]) -> list[list[Line]]:
    """Return lines by their height on the page."""
    rows: list[list[Line]] = []
    for line in sorted(stream, key=lambda line: (-line.base, line.left)):
        if rows and rows[-1][0].base - line.base <= _SAME_LINE * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _continues(table: Sequence[Sequence[Line]], row: Sequence[Line]) -> bool:
    """Tell whether the next row belongs to a table: its cells fit, each in a column of its own."""
    if not table:
        return True
    if len(row) == 1 and not _is_close(table[-1], row):
        return False
    known = _sides(table)
    fitting = _sides([*table, row])
    return len(fitting) >= max(2, len(known)) and all(
        len({_place(cell, fitting) for cell in cells}) == len(cells) for cells in (*table, row)
    )


def _is_close(above: Sequence[Line], row: Sequence[Line]) -> bool:
    return above[0].base - row[0].base <= _WRAPPED * row[0].size


def _is_table(table: Sequence[Sequence[Line]]) -> bool:
    rows = [row for row in table if len(row) > 1]
    enough = _TABLE_ROWS if max(map(len, rows), default=0) == 2 else _TABLE_ROWS - 1
    return len(rows) >= enough


def _sides(table: Iterable[Sequence[Line]]) -> list[tuple[float, float]]:
    """Return the left and right side of each column: of cells that stand under each other."""
    sides: list[tuple[float, float]] = []
    for left, right in sorted((cell.left, cell.right) for row in table for cell in row):
        if sides and left < sides[-1][1]:
            sides[-1] = (sides[-1][0], max(sides[-1][1], right))
        else:
            sides.append((left, right))
    return sides


def _place(cell: Line, sides: Sequence[tuple[float, float]]) -> int:
    return next(index for index, (_, right) in enumerate(sides) if cell.left < right)


def _table(rows: Sequence[Sequence[Line]]) -> Table:
    sides = _sides(rows)
    spacious = not any(
        len(above) == len(row) == len(sides) and _is_close(above, row)
        for above, row in pairwise(rows)
    )
    cells: list[list[list[str]]] = []
    for index, row in enumerate(rows):
        if not (index and _is_wrapped(rows[index - 1], row, sides, spacious=spacious)):
            cells.append([[] for _ in sides])
        for cell in row:
            cells[-1][_place(cell, sides)].append(cell.text)
    filled = tuple(tuple(map(tuple, row)) for row in cells)
    return Table(rows[0][0].page, filled, _is_headed(rows, filled))


def _is_wrapped(
    above: Sequence[Line],
    row: Sequence[Line],
    sides: Sequence[tuple[float, float]],
    *,
    spacious: bool,
) -> bool:
    """Tell whether a row goes on with cells of the one above: close under it, where rows have
    white space between them, or else without a cell in the first column."""
    if not _is_close(above, row):
        return False
    return spacious or _place(row[0], sides) > 0


def _is_headed(rows: Sequence[Sequence[Line]], cells: Sequence[Sequence[Cell]]) -> bool:
    """Tell headings from a first row like the others: in bold, or words above numbers."""
    first, *others = cells
    bold = all(cell.bold for cell in rows[0]) and not all(cell.bold for cell in rows[-1])
    columns = list(zip(*others, strict=True))
    numbered = [all(_is_number(cell) for cell in column if cell) for column in columns]
    return bold or (all(first) and any(numbered) and not any(_is_number(cell) for cell in first))


def _is_number(cell: Cell) -> bool:
    return bool(_NUMBER.fullmatch(" ".join(cell)))


# --- footnotes ----------------------------------------------------------------------------------


def _notes(stream: Sequence[Line], small: float) -> list[Line]:
    """Return the lines in small type at the foot, from the first that a note number begins."""
    foot: list[Line] = []
    for line in sorted(stream, key=lambda line: line.base):
        if line.size > small:
            break
        foot.append(line)
    ordered = [line for line in stream if line in foot]
    numbered = [index for index, line in enumerate(ordered) if NOTE_NUMBER.match(line.text)]
    return ordered[numbered[0] :] if numbered else []


def whole_lines(lines: Iterable[Line]) -> list[Line]:
    """Return lines with the stretches of one row, where they follow each other, as one."""
    whole: list[Line] = []
    for line in lines:
        if whole and whole[-1].row == line.row and whole[-1].page == line.page:
            last = whole[-1]
            text, bold = f"{last.text} {line.text}", last.bold and line.bold
            whole[-1] = replace(last, text=text, right=line.right, bold=bold)
        else:
            whole.append(line)
    return whole
