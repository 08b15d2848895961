"""What stands on a sheet, in reading order: columns, tables, and the footnotes at its foot."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from types import MappingProxyType

from kwchat.reading.columns import streams
from kwchat.reading.printed import (
    NOTE_NUMBER,
    NOTE_SIZE,
    Line,
    Sheet,
    Table,
    body_size,
    whole_lines,
)
from kwchat.reading.ruled import Grid, ruled_table
from kwchat.reading.tables import with_tables

_TABLE = "\ufffc"  # what Unicode has for an object among letters


def sheets(
    lines: Sequence[Line], grids: Mapping[int, Sequence[Grid]] = MappingProxyType({})
) -> list[Sheet]:
    """Return the pages that hold lines, in order; `grids` are what is ruled on them, by page."""
    small = NOTE_SIZE * body_size(lines)
    pages = groupby(lines, lambda line: line.page)
    return [_sheet(list(on_page), small, grids.get(page, ())) for page, on_page in pages]


def _sheet(lines: Sequence[Line], small: float, grids: Sequence[Grid]) -> Sheet:
    body: list[Line | Table] = []
    notes: list[Line] = []
    upright, ruled = _without_grids([line for line in lines if not line.aside], grids)
    for stream in streams(upright):
        under = _notes(stream, small)
        notes += whole_lines(under)
        for item in with_tables([line for line in stream if line not in under]):
            stands_for = ruled.get(item.row) if isinstance(item, Line) else None
            body += stands_for or [item]
    body += whole_lines(line for line in lines if line.aside)
    return Sheet(tuple(body), tuple(notes))


def _without_grids(
    lines: Sequence[Line], grids: Sequence[Grid]
) -> tuple[list[Line], dict[int, list[Line | Table]]]:
    """Return lines with one in the place of each ruled table, and what that stands for, by its row.

    Rows of lines count from 0, those of these from -1 down.
    """
    rest = list(lines)
    ruled: dict[int, list[Line | Table]] = {}
    for number, grid in enumerate(grids, 1):
        inside = [line for line in rest if grid.place(line)]
        if table := ruled_table(grid, inside):
            left, _, right, _ = grid.box
            ruled[-number] = table
            sign = replace(inside[0], text=_TABLE, left=left, right=right, row=-number)
            rest = [
                sign if line is inside[0] else line
                for line in rest
                if line is inside[0] or line not in inside
            ]
    return rest, ruled


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
