"""Letters, lines, tables and sheets: what stands on printed pages, before it is running text."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

NOTE_NUMBER = re.compile(r"(?:\d{1,3}|\*{1,3}|[†‡])[.)]?\s")
NOTE_SIZE = 0.92  # of the running text, at most
THIN = 3.0  # points: a ruled line is thinner than that

Box: TypeAlias = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True, slots=True)
class Letter:
    """A character of a page that can be seen, in points; what stands before it on the side.

    It is drawn from `x`, on the line at `base`. `angle` is in whole degrees, counterclockwise;
    `faint` is what hardly stands out from the paper.
    """

    sign: str
    left: float
    bottom: float
    right: float
    top: float
    x: float
    base: float
    angle: int = 0
    bold: bool = False
    faint: bool = False
    spaced: bool = False
    new_line: bool = False

    @property
    def height(self) -> float:
        """How tall its type is."""
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of a line on a page, in points from the page's lower left corner.

    Stretches of one line, with wide spaces between them, have the same `row` on their page. In a
    column `left` counts from its left side, and `width` is how wide it is; 0 where a line has the
    whole page. A line `aside` runs another way than the page, and then counts from its own corner.
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
    aside: bool = False
    askew: bool = False  # by no quarter of a turn
    faint: bool = False  # hardly darker than the paper
    marks: int = 0  # of notes, that are left out of the text


Cell: TypeAlias = tuple[str, ...]  # its lines


@dataclass(frozen=True, slots=True)
class Table:
    """A table: for each row the lines of each cell; the first row may hold the headings.

    That it does is `guessed` where only its place says so: words above words, in ruled cells.
    """

    page: int
    rows: tuple[tuple[Cell, ...], ...]
    headed: bool
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a page, in reading order, and the lines of its footnotes."""

    body: tuple[Line | Table, ...]
    notes: tuple[Line, ...]


def body_size(lines: Iterable[Line]) -> float:
    """Return the size of the type that most letters have; 0 for no lines."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[line.size] += len(line.text)
    return max(letters, key=lambda size: letters[size], default=0)


def whole_lines(lines: Iterable[Line]) -> list[Line]:
    """Return lines with the stretches of one row, where they follow each other, as one."""
    whole: list[Line] = []
    for line in lines:
        if whole and whole[-1].row == line.row and whole[-1].page == line.page:
            last = whole[-1]
            text, bold = f"{last.text} {line.text}", last.bold and line.bold
            marks = last.marks + line.marks
            whole[-1] = replace(last, text=text, right=line.right, bold=bold, marks=marks)
        else:
            whole.append(line)
    return whole
