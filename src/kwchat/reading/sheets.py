"""What stands on a sheet, in reading order: columns, tables, and the footnotes at its foot."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from types import MappingProxyType

from kwchat.reading.columns import streams
from kwchat.reading.layout import ends_like_a_sentence
from kwchat.reading.printed import (
    NOTE_NUMBER,
    NOTE_SIZE,
    Box,
    Line,
    Sheet,
    Table,
    body_size,
    whole_lines,
)
from kwchat.reading.ruled import Grid, ruled_table
from kwchat.reading.tables import with_tables

_TOUCHING = 2.0  # points
_FILLED = 0.6  # of the width of a frame, by a line that runs on
_ROWS_BESIDE = 2  # lines beside a frame; fewer are a label
_TABLE = "\ufffc"  # what Unicode has for an object among letters


def sheets(
    lines: Sequence[Line],
    grids: Mapping[int, Sequence[Grid]] = MappingProxyType({}),
    frames: Mapping[int, Sequence[Box]] = MappingProxyType({}),
) -> list[Sheet]:
    """Return the pages that hold lines, in order; `grids` are what is ruled on them, and `frames`
    the boxes, by page."""
    small = NOTE_SIZE * body_size(lines)
    pages = groupby(lines, lambda line: line.page)
    return [
        _sheet(list(on_page), small, grids.get(page, ()), frames.get(page, ()))
        for page, on_page in pages
    ]


def _sheet(
    lines: Sequence[Line], small: float, grids: Sequence[Grid], frames: Sequence[Box]
) -> Sheet:
    beside = _beside_text([line for line in lines if not line.aside], frames, grids)
    apart = [line for part in beside for line in part]
    body, notes = _streamed([line for line in lines if line not in apart], small, grids)
    for part in beside:
        origin, right = min(line.left for line in part), max(line.right for line in part)
        moved = [
            replace(line, left=line.left - origin, right=line.right - origin, width=right - origin)
            for line in part
        ]
        framed, own_notes = _streamed(moved, small, ())
        place = _pause(body, max(line.base for line in part))
        body[place:place] = [_aside(item) for item in framed]
        notes += own_notes
    return Sheet(tuple(body), tuple(notes))


def _streamed(
    lines: Sequence[Line], small: float, grids: Sequence[Grid]
) -> tuple[list[Line | Table], list[Line]]:
    """Return lines in reading order, with their tables, and the footnotes among them."""
    body: list[Line | Table] = []
    notes: list[Line] = []
    upright, ruled = _without_grids([line for line in lines if not line.aside], grids)
    for stream in streams(upright):
        under = _notes(stream, small)
        notes += whole_lines(under)
        rest = [line for line in stream if line not in under]
        # What stands for a ruled table is a cell of no other.
        for row, part in groupby(rest, lambda line: line.row if line.row in ruled else 0):
            body += ruled.get(row) or with_tables(list(part))
    body += whole_lines(line for line in lines if line.aside)
    return body, notes


# --- what stands in a frame beside the text -----------------------------------------------------


def _beside_text(
    lines: Sequence[Line], frames: Sequence[Box], grids: Sequence[Grid]
) -> list[list[Line]]:
    """Return the lines in each frame that has lines of other text beside it; a frame in another is
    a part of that, and one that touches others is a cell."""
    tables = [grid.box for grid in grids]
    outer = sorted(frames, key=lambda box: (box[0] - box[2]) * (box[3] - box[1]))
    found: list[list[Line]] = []
    for box in outer:
        taken = [line for part in found for line in part]
        inside = [line for line in lines if _holds(box, line) and line not in taken]
        beside = {
            line.row
            for line in lines
            if box[1] <= line.base <= box[3] and not box[0] < (line.left + line.right) / 2 < box[2]
        }
        cells = any(_meet(box, one) for one in (*tables, *(o for o in frames if not _in(o, box))))
        if _runs(inside, box[2] - box[0]) and len(beside) >= _ROWS_BESIDE and not cells:
            found.append(inside)
    return found


def _runs(lines: Sequence[Line], width: float) -> bool:
    """Tell whether a sentence runs over two lines, the upper of which fills most of a width: text,
    and not the labels of a table."""
    ordered = sorted(lines, key=lambda line: -line.base)
    return any(
        line.text[0].islower()
        and not ends_like_a_sentence(above.text)
        and above.right - above.left > _FILLED * width
        for above, line in pairwise(ordered)
    )


def _in(box: Box, other: Box) -> bool:
    """Tell whether a box is another, or in it, or around it."""
    small, large = sorted((box, other), key=lambda each: (each[2] - each[0]) * (each[3] - each[1]))
    return (
        large[0] - 1 <= small[0]
        and large[1] - 1 <= small[1]
        and small[2] <= large[2] + 1
        and small[3] <= large[3] + 1
    )


def _holds(box: Box, line: Line) -> bool:
    left, bottom, right, top = box
    return left - 1 <= line.left and line.right <= right + 1 and bottom <= line.base <= top


def _meet(one: Box, other: Box) -> bool:
    across = one[0] - _TOUCHING < other[2] and other[0] - _TOUCHING < one[2]
    return across and one[1] - _TOUCHING < other[3] and other[1] - _TOUCHING < one[3]


def _pause(body: Sequence[Line | Table], top: float) -> int:
    """Return where in a text something beside it may be read: the first place from its top on where
    a sentence has ended; else behind it all."""
    for place, item in enumerate(body[1:], 1):
        last = body[place - 1]
        if (
            isinstance(item, Line)
            and isinstance(last, Line)
            and item.base <= top
            and _begins_anew(last, item)
        ):
            return place
    return len(body)


def _begins_anew(last: Line, line: Line) -> bool:
    return ends_like_a_sentence(last.text) and not line.text[0].islower()


def _aside(item: Line | Table) -> Line | Table:
    return replace(item, aside=True) if isinstance(item, Line) else item


# --- tables and notes ---------------------------------------------------------------------------


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
