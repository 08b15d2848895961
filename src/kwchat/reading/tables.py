"""Tables on printed pages that show by how their cells stand under and beside each other."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from kwchat.reading.printed import Cell, Line, Table, whole_lines

_SAME_LINE = 0.4  # of the height of the type: how much baselines of one row differ
_TABLE_ROWS = 3  # fewer rows of two cells may be lines with a wide space
_WRAPPED = 1.35  # of the height of the type: the next line of a cell is no further
_SPACED = 1.25  # times the step within a cell: so far do spaced rows stand apart at least
_RULED_COLUMNS = 3  # so many beside each other are seldom pairs of name and value
_NUMBER = re.compile(r"[\d.,%€ -]+")


def with_tables(stream: Sequence[Line]) -> list[Line | Table]:
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
    spacious = _is_spacious(rows, sides)
    cells: list[list[list[str]]] = []
    for index, row in enumerate(rows):
        if not (index and _is_wrapped(rows[index - 1], row, sides, spacious=spacious)):
            cells.append([[] for _ in sides])
        for cell in row:
            cells[-1][_place(cell, sides)].append(cell.text)
    filled = tuple(tuple(map(tuple, row)) for row in cells)
    bold = all(cell.bold for cell in rows[0]) and not all(cell.bold for cell in rows[-1])
    return Table(rows[0][0].page, filled, bold or is_headed(filled))


def _is_spacious(rows: Sequence[Sequence[Line]], sides: Sequence[tuple[float, float]]) -> bool:
    """Tell whether rows have white space between them, more than there is between the lines of a
    cell: then what stands close below goes on with it."""
    steps = [above[0].base - row[0].base for above, row in pairwise(rows)]
    close = [
        row
        for (_, row), step in zip(pairwise(rows), steps, strict=True)
        if step < _SPACED * min(steps)
    ]
    beginning = sum(_place(row[0], sides) == 0 for row in close)
    return max(steps) >= _SPACED * min(steps) and 2 * beginning < len(close)


def _is_wrapped(
    above: Sequence[Line],
    row: Sequence[Line],
    sides: Sequence[tuple[float, float]],
    *,
    spacious: bool,
) -> bool:
    """Tell whether a row goes on with cells of the one above: close under it, where rows have
    white space between them, or else without a cell in the first column, or a number in another."""
    if not _is_close(above, row):
        return False
    return spacious or (_place(row[0], sides) > 0 and not any(_is_number((c.text,)) for c in row))


def is_headed(cells: Sequence[Sequence[Cell]], *, ruled: bool = False) -> bool:
    """Tell headings from a first row like the others: words above numbers, or an empty corner above
    what names the rows; where cells are ruled also words alone, in three columns or more."""
    first, *others = cells
    if not others or any(_has_number(cell) for cell in first):
        return False
    columns = list(zip(*others, strict=True))
    if not first[0]:
        return all(first[1:]) and len(first) > 2 and any(columns[0])
    numbered = any(
        any(map(any, column)) and all(_has_number(cell) for cell in column if cell)
        for column in columns
    )
    return all(first) and (numbered or (ruled and len(first) >= _RULED_COLUMNS))


def _has_number(cell: Cell) -> bool:
    return any(char.isdigit() for text in cell for char in text)


def _is_number(cell: Cell) -> bool:
    return bool(_NUMBER.fullmatch(" ".join(cell)))
