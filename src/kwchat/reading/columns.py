"""Columns of text on a page, which are read one after the other."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from math import inf
from statistics import median

from kwchat.reading.printed import Line

_COLUMN_LINES = 3  # fewer beside each other are no columns of text
_COLUMN_CHARS = 18  # in most lines of a column; cells of a table are shorter
_COLUMN_FILLED = 0.6  # of its width, by most lines of a column
_GUTTER = 4.0  # points
_BROKEN = re.compile(r"[^\W\d_][-\u00ad\u2010]\s*$")
_GOES_ON = re.compile(r"\s*[^\W\d_A-ZÀ-Þ]")
_TITLE_SIZE = 1.12  # times the type of the columns, over which a title stands


def streams(lines: Sequence[Line]) -> list[list[Line]]:
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
    inner = streams(lines)
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
    """Return where the right of two columns of text begins; None where there are none. Of several
    places it is the one with most text on both sides, and least that reaches over it."""
    best, gutter = -inf, None
    shared = Counter(round(line.left) for line in lines)
    for start in sorted({line.left for line in lines}):
        left = [line for line in lines if line.right < start - _GUTTER]
        right = [line for line in lines if line.left >= start]
        over = [line for line in lines if line.left < start <= line.right + _GUTTER]
        across = _beside_some(over, right)
        worth = min(_letters(left), _letters(right)) - _letters(across)
        if worth <= best or not right:
            continue
        several = shared[round(start)] >= _COLUMN_LINES
        are_columns = _beside(left, right) and all(
            _is_text(side) or (several and _is_in_columns(side)) for side in (left, right)
        )
        if are_columns or (not across and _is_other_column(left)):
            best, gutter = worth, start
    return gutter


def _is_in_columns(lines: Sequence[Line]) -> bool:
    """Tell whether one side of a page is two columns or more by itself."""
    return len(lines) >= 2 * _COLUMN_LINES and _gutter(lines) is not None


def _is_text(lines: Sequence[Line]) -> bool:
    """Tell whether most of the lines are as long as those of a column are."""
    if len(lines) < _COLUMN_LINES:
        return False
    _, width = _in_column(lines)
    filled = median((line.right - line.left) / width for line in lines)
    return filled > _COLUMN_FILLED and median(len(line.text) for line in lines) >= _COLUMN_CHARS


def _beside_some(lines: Sequence[Line], others: Sequence[Line]) -> list[Line]:
    """Return the lines that stand as high on the page as others do."""
    top = max((line.base for line in others), default=-inf)
    bottom = min((line.base for line in others), default=inf)
    return [line for line in lines if bottom <= line.base <= top]


def _letters(lines: Sequence[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _is_other_column(left: Sequence[Line]) -> bool:
    """Tell whether what stands beside text is another column, of however few lines: a word of the
    text goes on below the line that it began on, so that it is no row of cells."""
    below = pairwise(line.text for line in sorted(left, key=lambda line: -line.base))
    is_broken = any(_BROKEN.search(upper) and _GOES_ON.match(lower) for upper, lower in below)
    return is_broken and _is_text(left)


def _beside(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Tell whether two columns stand beside each other, for some lines at least."""
    if not left or not right:
        return False
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
