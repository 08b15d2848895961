"""Grids: tables whose cells are ruled, so that the page itself shows what belongs to which cell.

A cell may span several columns or rows. Spanned rows each have its text, as each of them is read
apart; of spanned columns only the headings are repeated.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from kwchat.reading.printed import THIN, Box, Cell, Line, Table, whole_lines
from kwchat.reading.tables import is_headed

_MANY = 1000  # more rules on a page are a drawing
_SHORT = 8.0  # points: shorter lines are dashes and dots
_NEAR = 3.0  # points: lines so close are one
_ASCENT = 0.3  # of the height of the type: where the middle of small letters is

_CROWDED = 0.2  # of the cells may have text with a wide space in it

_Place: TypeAlias = tuple[int, int]  # row and column


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the columns and rows of a ruled table begin and end, and what is ruled between them.

    `xs` from left to right, `ys` from top to bottom.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    upright: tuple[Box, ...]
    level: tuple[Box, ...]

    @property
    def box(self) -> Box:
        """The box around it."""
        return self.xs[0], self.ys[-1], self.xs[-1], self.ys[0]

    def place(self, line: Line) -> _Place | None:
        """Return the row and the column of the cell that a line begins in; None outside."""
        x = line.left + min(2 * _NEAR, (line.right - line.left) / 2)
        y = line.base + _ASCENT * line.size
        left, bottom, right, top = self.box
        if not (left <= x <= right and bottom <= y <= top):
            return None
        column = sum(edge <= x for edge in self.xs) - 1
        row = sum(edge >= y for edge in self.ys) - 1
        return min(row, len(self.ys) - 2), min(column, len(self.xs) - 2)

    def spans(self) -> dict[_Place, _Place]:
        """Return for every cell the upper left one of those that it is one with."""
        first: dict[_Place, _Place] = {}
        for row in range(len(self.ys) - 1):
            for column in range(len(self.xs) - 1):
                place = (row, column)
                first[place] = place
                if column and not self._is_ruled_left(row, column):
                    first[place] = first[row, column - 1]
                elif row and not self._is_ruled_above(row, column):
                    first[place] = first[row - 1, column]
        return first

    def _is_ruled_left(self, row: int, column: int) -> bool:
        middle = (self.ys[row] + self.ys[row + 1]) / 2
        return any(
            abs(left - self.xs[column]) < _NEAR and bottom <= middle <= top
            for left, bottom, _, top in self.upright
        )

    def _is_ruled_above(self, row: int, column: int) -> bool:
        middle = (self.xs[column] + self.xs[column + 1]) / 2
        return any(
            abs(bottom - self.ys[row]) < _NEAR and left <= middle <= right
            for left, bottom, right, _ in self.level
        )


def grids(rules: Iterable[Box]) -> list[Grid]:
    """Return what is ruled on a page as a grid of two columns and two rows at least."""
    upright, level = [], []
    for rule in rules:
        left, bottom, right, top = rule
        if right - left < THIN and top - bottom > _SHORT:
            upright.append(rule)
        elif top - bottom < THIN and right - left > _SHORT:
            level.append(rule)
    found = []
    for group in _touching([*upright, *level]):
        across = tuple(rule for rule in group if rule in upright)
        along = tuple(rule for rule in group if rule in level)
        xs = _edges([left for left, *_ in across])
        ys = _edges([bottom for _, bottom, *_ in along])[::-1]
        if len(xs) > 2 and len(ys) > 2:
            found.append(Grid(tuple(xs), tuple(ys), across, along))
    return found


def _touching(rules: Sequence[Box]) -> list[list[Box]]:
    """Return rules in groups of those that touch, directly or by way of others."""
    groups: list[list[Box]] = []
    for rule in rules if len(rules) <= _MANY else ():
        joined = [group for group in groups if any(_touch(rule, other) for other in group)]
        groups = [group for group in groups if group not in joined]
        groups.append([rule, *(other for group in joined for other in group)])
    return groups


def _touch(one: Box, other: Box) -> bool:
    return (
        one[0] - _NEAR <= other[2]
        and other[0] - _NEAR <= one[2]
        and one[1] - _NEAR <= other[3]
        and other[1] - _NEAR <= one[3]
    )


def _edges(places: Iterable[float]) -> list[float]:
    """Return places in order, those that are near each other as one."""
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > _NEAR:
            edges.append(place)
    return edges


def ruled_table(grid: Grid, lines: Sequence[Line]) -> list[Line | Table]:
    """Return the lines within a grid as tables, and as lines what spans a whole row of it; nothing
    where the grid parts no cells, such as a frame around text."""
    spans = grid.spans()
    cells: dict[_Place, list[Line]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: (-line.base, line.left)):
        if place := grid.place(line):
            cells[spans[place]].append(line)
    if not _is_table(cells):
        return []
    rows = range(len(grid.ys) - 1)
    columns = [
        column
        for column in range(len(grid.xs) - 1)
        if any(spans[row, column] in cells for row in rows)
    ]
    found: list[Line | Table] = []
    block: list[int] = []
    for row in rows:
        origins = {spans[row, column] for column in columns}
        if len(origins) > 1:
            block.append(row)
            continue
        found += _tables(block, columns, spans, cells)
        block = []
        found += whole_lines(line for origin in origins for line in cells.get(origin, []))
    return [*found, *_tables(block, columns, spans, cells)]


def _is_table(cells: Mapping[_Place, Sequence[Line]]) -> bool:
    """Tell whether there is something in several rows and columns, each a cell of its own."""
    crowded = sum(len({line.row for line in cell}) < len(cell) for cell in cells.values())
    rows, columns = ({place[axis] for place in cells} for axis in (0, 1))
    return len(rows) > 1 and len(columns) > 1 and crowded <= _CROWDED * len(cells)


def _tables(
    rows: Sequence[int],
    columns: Sequence[int],
    spans: Mapping[_Place, _Place],
    cells: Mapping[_Place, Sequence[Line]],
) -> list[Table]:
    filled = [
        row
        for row in rows
        if any(
            spans[row, column] == (row, column) and cells.get((row, column)) for column in columns
        )
    ]
    if not filled:
        return []
    head, *_ = filled
    texts = [
        tuple(_cell(row, column, spans, cells, head=row == head) for column in columns)
        for row in filled
    ]
    first, last = (
        [line for column in columns for line in cells.get(spans[row, column], [])]
        for row in (head, filled[-1])
    )
    bold = all(line.bold for line in first) and not all(line.bold for line in last)
    page = first[0].page if first else last[0].page
    headed = bold or is_headed(texts, ruled=True)
    if headed and len(texts) > 2 and _has_parts_below(filled, columns, spans, cells):
        texts = [_joined(*texts[:2]), *texts[2:]]
    guessed = headed and not bold and not is_headed(texts)
    return [Table(page, tuple(texts), headed, guessed)]


def _cell(
    row: int,
    column: int,
    spans: Mapping[_Place, _Place],
    cells: Mapping[_Place, Sequence[Line]],
    *,
    head: bool,
) -> Cell:
    """Return the lines of a cell; what spans columns stands in the first, a heading in each."""
    place = spans[row, column]
    if place[1] < column and not head:
        return ()
    return tuple(line.text for line in whole_lines(cells.get(place, [])))


def _has_parts_below(
    rows: Sequence[int],
    columns: Sequence[int],
    spans: Mapping[_Place, _Place],
    cells: Mapping[_Place, Sequence[Line]],
) -> bool:
    """Tell whether headings span columns, and the next row holds nothing but their parts."""
    head, below = rows[:2]
    origins = [spans[head, column] for column in columns]
    spanned = {
        column for column, origin in zip(columns, origins, strict=True) if origins.count(origin) > 1
    }
    return bool(spanned) and not any(
        cells.get((below, column)) for column in columns if column not in spanned
    )


def _joined(above: Sequence[Cell], below: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return two rows of headings as one; a heading that spans both rows is there once."""
    return tuple(
        one if one == other else (*one, *other) for one, other in zip(above, below, strict=True)
    )
