"""Spreadsheets to pieces: every row behind the headings of its columns, sheet by sheet.

Excel, CSV and OpenDocument differ in how they keep their cells; from `Sheet` on they are one.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from itertools import groupby

from kwchat.reading import texts
from kwchat.reading.document import BlockKind, LeftOut, Reason
from kwchat.reading.found import Found, paged
from kwchat.reading.grids import Cell, grid_pieces, heading_rows
from kwchat.reading.layout import Piece, clean

_UNNAMED = ("blad", "sheet", "tabel", "werkblad")  # what programs call a sheet that nobody named
_DELIMITERS = ";\t,|"
_LOOKED_AT = 50  # lines that tell what parts the cells


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, its rows that hold something, by number, what is not shown, and the lines
    of boxes and charts that lie on it."""

    name: str
    rows: Sequence[tuple[int, Sequence[Cell]]]
    left_out: tuple[LeftOut, ...] = ()
    drawn: tuple[str, ...] = ()


def workbook(
    sheets: Sequence[Sheet], *, title: str | None = None, author: str | None = None, date: str = ""
) -> Found:
    """Return the rows of all sheets; where there are more, each is a page, “blad Rooster”."""
    pages = [list(_pieces(sheet, named=len(sheets) > 1)) for sheet in sheets]
    places = [texts.PLACE_SHEET.format(name=sheet.name) for sheet in sheets]
    return Found(
        paged(pages),
        (title,),
        author,
        date or None,
        [each for sheet in sheets for each in sheet.left_out],
        places if len(sheets) > 1 else [],
    )


def read_csv(text: str) -> Found:
    """Return the rows of a text of separated values, whatever separates them."""
    first, _, rest = text.partition("\n")
    stated = first.strip().lower()
    if stated.startswith("sep=") and len(first.strip()) == 5:
        text, delimiter = rest, first.strip()[4]
    else:
        delimiter = "\t" if stated == "sep=" else _delimiter(text)
    try:
        lines = list(csv.reader(StringIO(text), delimiter=delimiter))
    except csv.Error:  # a cell longer than any
        lines = [line.split(delimiter) for line in text.splitlines()]
    rows = [
        (number, [Cell(column, clean(value)) for column, value in enumerate(line) if value.strip()])
        for number, line in enumerate(lines)
    ]
    return workbook([Sheet("", [(number, row) for number, row in rows if row])])


def _delimiter(text: str) -> str:
    """Return the sign that parts most lines into equally many cells, quotes respected."""
    lines = text.splitlines()[:_LOOKED_AT]

    def parted(sign: str) -> int:
        counts = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if len(row) > 1)
        return max(counts.values(), default=0)

    return max(_DELIMITERS, key=parted)


def _pieces(sheet: Sheet, *, named: bool) -> Iterator[Piece]:
    if named and (sheet.rows or sheet.drawn) and not sheet.name.lower().startswith(_UNNAMED):
        yield Piece(BlockKind.HEADING, clean(sheet.name), 1)
    headings: list[Sequence[Cell]] = []
    for run in _tables(sheet.rows):
        table, titles = _untitled(run)
        yield from (Piece(BlockKind.PARAGRAPH, title) for title in titles)
        if not table:
            continue
        # Rows below an empty one go on under the same headings, unless they have their own.
        own = _heading_rows(table)
        if own:
            headings = table[:own]
        goes_on = not own and len(table[0]) > 1
        whole = [*headings, *table] if goes_on else table
        first = min(cell.column for row in whole for cell in row)
        grid = [[replace(cell, column=cell.column - first) for cell in row] for row in whole]
        yield from grid_pieces(grid, len(headings) if own or goes_on else 0)
    yield from (Piece(BlockKind.PARAGRAPH, line, lone=True) for line in sheet.drawn)


def _heading_rows(table: Sequence[Sequence[Cell]]) -> int:
    """Return how many rows of headings a table has; none where the first holds figures."""
    headed = len(table) > 1 and len(table[0]) > 1 and _are_headings(table[0])
    return heading_rows(table) if headed else 0


def _tables(rows: Sequence[tuple[int, Sequence[Cell]]]) -> Iterator[list[Sequence[Cell]]]:
    """Yield runs of rows without an empty row between them."""
    for _, run in groupby(enumerate(rows), key=lambda each: each[1][0] - each[0]):
        yield [row for _, (_, row) in run]


def _untitled(table: list[Sequence[Cell]]) -> tuple[list[Sequence[Cell]], list[str]]:
    """Return a table without the lines above its headings, and those lines."""
    wide = max(len(row) for row in table)
    titles = 0
    while wide > 1 and titles < len(table) and len(table[titles]) == 1:
        titles += 1
    return table[titles:], [row[0].text for row in table[:titles]]


def _are_headings(row: Sequence[Cell]) -> bool:
    """Tell whether a row holds words and no figures."""
    return not any(cell.text[:1].isdigit() and not cell.text[-1:].isalpha() for cell in row)


def hidden(cells: Iterable[str], *names: str) -> LeftOut:
    """Return what is left out of a sheet since it does not show."""
    return LeftOut(Reason.HIDDEN, sum(len(text.split()) for text in cells), 1, names)
