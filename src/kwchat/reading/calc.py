"""OpenDocument spreadsheets to sheets: cells keep the text that they show."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kwchat.reading.document import LeftOut, Reason
from kwchat.reading.found import Found
from kwchat.reading.grids import Cell
from kwchat.reading.layout import clean
from kwchat.reading.odf import OdfCell, OdfStyles, attribute, count, name, rows
from kwchat.reading.opendocument import about, opened
from kwchat.reading.spreadsheets import Sheet, hidden, workbook

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


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
    shown: list[tuple[int, list[Cell]]] = []
    unseen: list[str] = []
    left_out = [LeftOut(Reason.COMMENT, words) for words in _comments(node)]
    number = 0
    for row in rows(node):
        cells = [_cell(cell) for cell in row.cells]
        if row.hidden:
            unseen += [cell.text for cell in cells]
        elif any(cell.text for cell in cells):
            shown += [(number + place, cells) for place in range(row.times)]
        number += row.times
    left_out += [hidden(unseen, called)] if any(unseen) else []
    return Sheet(called, shown, tuple(left_out))


def _comments(node: "Element") -> Iterator[int]:
    return (count(each) for each in node.iter() if name(each) == "office:annotation")


def _cell(cell: OdfCell) -> Cell:
    paragraphs = (each for each in cell.content if name(each) == "text:p")
    text = clean(" ".join("".join(map(str, each.itertext())) for each in paragraphs))
    return Cell(cell.column, text, cell.width, cell.continued)
