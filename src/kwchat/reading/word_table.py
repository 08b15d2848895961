"""Tables of Word files: their rows and cells as a grid, with what is merged and what is deleted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kwchat.reading.document import LeftOut, Reason
from kwchat.reading.grids import Cell, grid_pieces
from kwchat.reading.layout import Piece
from kwchat.reading.ooxml import child, count, is_on, name, value

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_WRAPPERS = frozenset({"w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag"})


@dataclass(frozen=True, slots=True, eq=False)
class TableCell:
    """A cell: what is in it, its column from 0, how many it spans, and whether it goes on."""

    content: "Element"
    column: int
    width: int
    continued: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table that counts; `heading` where it is repeated on every page."""

    cells: tuple[TableCell, ...]
    heading: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table, and what of it does not count."""

    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def only_lays_out(self) -> bool:
        """Whether it has one column, or tables in it: a frame around text, not a table."""
        cells = [cell for row in self.rows for cell in row.cells]
        return all(cell.column == 0 and cell.width == 1 for cell in cells) or any(
            name(node) == "w:tbl" for cell in cells for node in cell.content.iterdescendants()
        )

    def pieces(self, texts: Sequence[Sequence[str]]) -> Iterator[Piece]:
        """Yield the rows as items, given the texts of their cells."""
        headings = next(
            (place for place, row in enumerate(self.rows) if not row.heading), len(self.rows)
        )
        grid = [
            [
                Cell(cell.column, text, cell.width, cell.continued)
                for cell, text in zip(row.cells, words, strict=True)
            ]
            for row, words in zip(self.rows, texts, strict=True)
        ]
        return grid_pieces(grid, headings or None)


def table_of(node: "Element") -> Table:
    """Return the grid of a `w:tbl`."""
    rows: list[Row] = []
    left_out: list[LeftOut] = []
    for row in _unwrapped(node, "w:tr"):
        settings = child(row, "w:trPr")
        if child(settings, "w:del") is not None:
            left_out.append(LeftOut(Reason.DELETED, _words(row)))
        elif is_on(child(settings, "w:hidden")):
            left_out.append(LeftOut(Reason.HIDDEN, _words(row)))
        else:
            rows.append(Row(tuple(_cells(row)), is_on(child(settings, "w:tblHeader"))))
    return Table(tuple(rows), tuple(left_out))


def _cells(row: "Element") -> Iterator[TableCell]:
    column = int(value(child(row, "w:trPr", "w:gridBefore")) or 0)
    for node in _unwrapped(row, "w:tc"):
        settings = child(node, "w:tcPr")
        width = int(value(child(settings, "w:gridSpan")) or 1)
        merged = child(settings, "w:vMerge")
        joined = child(settings, "w:hMerge")
        goes_on = joined is not None and value(joined) != "restart"
        if child(settings, "w:cellDel") is None and not goes_on:
            continued = merged is not None and value(merged) != "restart"
            yield TableCell(node, column, width, continued)
        column += width


def _unwrapped(node: "Element", wanted: str) -> Iterator["Element"]:
    """Yield the rows or cells under an element, also those in content controls and insertions."""
    for each in node:
        kind = name(each)
        if kind == wanted:
            yield each
        elif kind in _WRAPPERS:
            yield from _unwrapped(each, wanted)


def _words(row: "Element") -> int:
    return count(row, {"w:t", "w:delText"}, {"w:p"})
