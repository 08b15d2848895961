"""OpenDocument spreadsheets to sheets: cells keep the text that they show."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from kwchat.reading.document import LeftOut, Reason
from kwchat.reading.found import Found
from kwchat.reading.grids import Cell
from kwchat.reading.layout import clean
from kwchat.reading.number_format import shown
from kwchat.reading.odf import (
    OdfCell,
    OdfColumn,
    OdfRow,
    OdfStyles,
    attribute,
    columns,
    count,
    line,
    name,
    rows,
)
from kwchat.reading.odf_ink import OdfInk, spans
from kwchat.reading.opendocument import about, opened
from kwchat.reading.spreadsheets import Sheet, hidden, workbook

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_FORMS: Mapping[str, str] = MappingProxyType(
    {"float": "General", "percentage": "0.##%", "currency": "#,##0.00"}
)
_RULE = "conditional-format"  # of LibreOffice, in no standard


def read_ods(content: bytes, file: str) -> Found:
    """Return what an ODS file holds.

    Raises:
        ReadError: it is damaged, has a password, or is no spreadsheet.
    """
    container, body = opened(content, file, "office:spreadsheet")
    styles = OdfStyles.of(container, body)
    sheets = [_sheet(node, styles) for node in body if name(node) == "table:table"]
    said = about(container)
    return workbook(
        sheets,
        title=said.get("dc:title"),
        author=said.get("meta:initial-creator") or said.get("dc:creator"),
        date=said.get("dc:date", ""),
    )


def _sheet(node: "Element", styles: OdfStyles) -> Sheet:
    called = attribute(node, "table:name")
    if styles.is_hidden_sheet(node):
        return Sheet(called, [], (LeftOut(Reason.HIDDEN, count(node), names=(called,)),))
    held: list[tuple[int, list[Cell]]] = []
    unseen: list[str] = []
    left_out = [LeftOut(Reason.COMMENT, words) for words in _comments(node)]
    is_ruled = any(name(each) == _RULE for each in node.iter())
    reader = _Cells(tuple(columns(node)), OdfInk(styles, is_ruled))
    number = 0
    for row in rows(node):
        cells = [reader.cell(cell, row) for cell in row.cells]
        unseen += [cell.text for cell in cells if row.hidden or reader.is_away(cell)]
        shown_cells = [cell for cell in cells if not reader.is_away(cell)]
        if not row.hidden and any(cell.text for cell in shown_cells):
            held += [(number + place, shown_cells) for place in range(row.times)]
        number += row.times
    left_out += [hidden(unseen, called)] if any(unseen) else []
    left_out += reader.faint
    return Sheet(called, held, tuple(left_out), tuple(filter(None, _drawn(node))))


def _comments(node: "Element") -> Iterator[int]:
    return (count(each) for each in node.iter() if name(each) == "office:annotation")


@dataclass(slots=True)
class _Cells:
    """Reads the cells of a sheet, and notes which words of them nobody can see."""

    columns: Sequence[OdfColumn]
    ink: OdfInk
    faint: list[LeftOut] = field(default_factory=list)

    def is_away(self, cell: Cell) -> bool:
        """Tell whether a cell is in a column that does not show."""
        return cell.column < len(self.columns) and self.columns[cell.column].hidden

    def cell(self, cell: OdfCell, row: OdfRow) -> Cell:
        """Return a cell with the words of it that can be seen."""
        paragraphs = [each for each in cell.content if name(each) == "text:p"]
        seen = partial(self._seen, ("table-cell", self._style(cell, row)))
        shown_lines = (line(each, seen) for each in paragraphs)
        text = clean(" ".join(shown_lines)) if paragraphs else _value(cell.content)
        return Cell(cell.column, text, cell.width, cell.continued)

    def _style(self, cell: OdfCell, row: OdfRow) -> str:
        own = attribute(cell.content, "table:style-name") or row.style
        if own or cell.column >= len(self.columns):
            return own
        return self.columns[cell.column].style

    def _seen(self, of_cell: tuple[str, str], text: str, node: "Element") -> str:
        if not text.strip() or not self.ink.hides((*spans(node), of_cell), node):
            return text
        self.faint.append(LeftOut(Reason.UNSEEN, len(text.split())))
        return " "


def _value(node: "Element") -> str:
    """Return what a cell holds of which no text was written, as Excel would show it."""
    kind = attribute(node, "office:value-type")
    number = attribute(node, "office:value")
    if number and kind in _FORMS:
        return shown(float(number), _FORMS[kind])
    if kind == "boolean":
        return shown(attribute(node, "office:boolean-value") == "true", "General")
    if date := attribute(node, "office:date-value"):
        return shown(datetime.fromisoformat(date), "d-m-yyyy h:mm" if "T" in date else "d-m-yyyy")
    return clean(attribute(node, "office:string-value"))


def _drawn(node: "Element") -> Iterator[str]:
    """Yield what stands in boxes and shapes that lie on a sheet."""
    for each in node.iter():
        if name(each) in {"text:p", "text:h"} and any(map(_is_drawing, each.iterancestors())):
            yield clean(line(each))


def _is_drawing(node: "Element") -> bool:
    return name(node).startswith("draw:")
