"""Excel files to sheets: the values that formulas last had, as Excel shows them."""

import warnings
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from kwchat.reading import texts
from kwchat.reading.container import Container
from kwchat.reading.document import LeftOut, Reason
from kwchat.reading.drawings import drawn_text
from kwchat.reading.found import Found
from kwchat.reading.grids import Cell
from kwchat.reading.layout import clean
from kwchat.reading.number_format import shown
from kwchat.reading.ooxml import child, name, value
from kwchat.reading.raised import lowered, raised
from kwchat.reading.sheet_ink import SheetInk
from kwchat.reading.spreadsheets import Sheet, hidden, workbook

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as ExcelCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

_FAULTS = (BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError, OSError)


def read_excel(content: bytes, file: str) -> Found:
    """Return what an XLSX or XLSM file holds.

    Raises:
        ReadError: it is damaged, has a password, or is no workbook.
    """
    import openpyxl
    from lxml.etree import XMLSyntaxError
    from openpyxl.utils.exceptions import InvalidFileException
    from openpyxl.worksheet.worksheet import Worksheet

    container = Container.opened(content, file, texts.READ_XLSX_DAMAGED)
    if not container.related("", "officeDocument"):
        raise container.fault()
    container.require_no_entities()
    try:
        with warnings.catch_warnings():
            # Of drawings, which it would not save again; here nothing is saved.
            warnings.simplefilter("ignore", UserWarning)
            book = openpyxl.load_workbook(BytesIO(content), data_only=True, rich_text=True)
            formulas = openpyxl.load_workbook(BytesIO(content))
    except (*_FAULTS, InvalidFileException, XMLSyntaxError) as error:
        raise container.fault() from error
    sheets = [each for each in book.worksheets if isinstance(each, Worksheet)]
    parts = _parts(container)
    found = [
        _sheet(each, formulas[each.title], _drawn(container, parts.get(each.title, "")))
        for each in sheets
    ]
    properties = book.properties
    written = properties.modified or properties.created
    return workbook(
        found, title=properties.title, author=properties.creator, date=str(written or "")
    )


def _parts(container: Container) -> Mapping[str, str]:
    """Return the parts of a workbook that are its sheets, by their names."""
    main = container.related("", "officeDocument")[0]
    relations = container.relations(main)
    listed = child(container.xml(main), "sheets")
    return {
        value(node, "name") or "": relations.get(value(node, "id") or "", ("", ""))[1]
        for node in (listed if listed is not None else ())
    }


def _drawn(container: Container, part: str) -> tuple[str, ...]:
    """Return what stands in the boxes on a sheet, and the titles of its charts."""
    lines = []
    for drawing in container.related(part, "drawing"):
        roots = [container.xml(drawing)]
        roots += [container.xml(chart) for chart in container.related(drawing, "chart")]
        nodes = (node for root in roots if root is not None for node in root.iter())
        lines += [drawn_text(node) for node in nodes if name(node) == "a:p"]
    return tuple(filter(None, lines))


def _sheet(sheet: "Worksheet", formulas: "Worksheet", drawn: tuple[str, ...]) -> Sheet:
    ink = SheetInk(sheet)
    faint: list[LeftOut] = []
    rows = list(_rows(sheet, ink, faint))
    away = _hidden_columns(sheet)
    lost = sum(
        bool(cell.data_type == "f") and sheet.cell(number, column).value is None
        for number, row in enumerate(formulas.iter_rows(), 1)
        for column, cell in enumerate(row, 1)
    )
    left_out = [LeftOut(Reason.UNREADABLE, 0, lost, (sheet.title,))] if lost else []
    left_out += faint
    comments = [cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment]
    left_out += [LeftOut(Reason.COMMENT, len(text.split())) for text in comments]
    if sheet.sheet_state != "visible":
        held = [*(cell.text for _, row, _ in rows for cell in row), *drawn]
        return Sheet(sheet.title, [], (*left_out, hidden(held, sheet.title)))
    unseen = [cell.text for _, row, off in rows for cell in row if off or cell.column in away]
    if unseen:
        left_out.append(hidden(unseen, sheet.title))
    kept = [
        (number, [cell for cell in row if cell.column not in away])
        for number, row, off in rows
        if not off
    ]
    return Sheet(
        sheet.title, [(number, row) for number, row in kept if row], tuple(left_out), drawn
    )


def _hidden_columns(sheet: "Worksheet") -> frozenset[int]:
    """Return the columns that do not show, from 0; one element may stand for a row of them."""
    return frozenset(
        column - 1
        for each in sheet.column_dimensions.values()
        if each.hidden
        for column in range(each.min or 0, min(each.max or 0, sheet.max_column) + 1)
    )


def _rows(
    sheet: "Worksheet", ink: SheetInk, faint: list[LeftOut]
) -> Iterator[tuple[int, list[Cell], bool]]:
    """Yield the rows that hold something: number, cells, and whether the row is hidden; note which
    words do not show in their cells."""
    spans = {
        (area.min_row, area.min_col): area.max_col - area.min_col + 1
        for area in sheet.merged_cells.ranges
    }
    below = {
        (row, area.min_col): area.max_col - area.min_col + 1
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row + 1, area.max_row + 1)
    }
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = []
        for column, cell in enumerate(row):
            place = (number, column + 1)
            text = clean(_text(cell, ink, faint))
            if place in below:
                cells.append(Cell(column, "", below[place], continued=True))
            elif text:
                cells.append(Cell(column, text, spans.get(place, 1)))
        if any(cell.text for cell in cells):
            yield number, cells, bool(sheet.row_dimensions[number].hidden)


def _text(cell: "ExcelCell | MergedCell", ink: SheetInk, faint: list[LeftOut]) -> str:
    """Return what a cell shows, with what is raised or lowered in it written so; note what words it
    holds besides."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock

    held: object = cell.value
    if held is None:
        return ""
    parts = []
    for part in held if isinstance(held, CellRichText) else [held]:
        font = part.font if isinstance(part, TextBlock) else None
        text = part.text if isinstance(part, TextBlock) else shown(part, cell.number_format)
        if not text:
            faint += [LeftOut(Reason.HIDDEN, words)] if (words := len(str(part).split())) else []
        elif ink.hides(cell, font):
            faint.append(LeftOut(Reason.UNSEEN, len(text.split())))
            parts.append(" ")
        else:
            place = (font.vertAlign or "") if font else ""
            parts.append({"superscript": raised, "subscript": lowered}.get(place, str)(text))
    return "".join(parts)
