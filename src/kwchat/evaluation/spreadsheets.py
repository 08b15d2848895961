"""Spreadsheets, CSV and XLSX, to sheets of cells, as Excel makes them."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SIGNS = ";,\t"  # between the cells: Dutch programs write semicolons, others commas or tabs
_SEPARATOR_LINE = "sep="  # a first line that tells Excel the sign
_COLUMNS = 100  # a lone cell far to the right must not fill the memory
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class UnreadableError(Exception):
    """The bytes are no whole file of their kind."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with its rows from the first; a cell is text, number, truth, date or None."""

    name: str
    rows: Sequence[Sequence[object]]


def csv_text(content: bytes) -> str:
    """Return the text of a CSV file: UTF-8, UTF-16 by its mark, else what Excel calls ANSI.

    Raises:
        UnicodeDecodeError: it is none of these.
    """
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def told_sign(text: str) -> str | None:
    r"""Return the sign between cells that the first line tells, if it does.

    >>> told_sign("sep=;\nid;vraag"), told_sign("id;vraag")
    (';', None)
    """
    first = text.split("\n", 1)[0].strip("\r\"' ")
    found = first.lower().startswith(_SEPARATOR_LINE) and len(first) == len(_SEPARATOR_LINE) + 1
    return first[-1] if found else None


def read_csv(text: str, sign: str) -> Sheet:
    """Return the rows of CSV text; the line that tells the sign is an empty row.

    Raises:
        UnreadableError: a quoted cell never ends.
    """
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True))
    except csv.Error as error:
        raise UnreadableError from error
    return Sheet("", [[], *rows[1:]] if told_sign(text) else rows)


def read_xlsx(content: bytes) -> list[Sheet]:
    """Return the visible sheets of a workbook; merged cells hold their value in every row.

    Raises:
        UnreadableError: it is no whole workbook.
    """
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.worksheet.worksheet import Worksheet

    try:
        workbook = load_workbook(io.BytesIO(content), data_only=True)
    except (BadZipFile, KeyError, ValueError, IndexError, OSError, SyntaxError, TypeError) as error:
        # Anything may be broken inside a zip of XML; SyntaxError is what its parser raises.
        raise UnreadableError from error
    return [
        Sheet(sheet.title, _cells(sheet))
        for sheet in workbook
        if isinstance(sheet, Worksheet) and sheet.sheet_state == "visible"
    ]


def _cells(sheet: "Worksheet") -> list[list[object]]:
    """Return the cells of a sheet; one merged over rows holds for each, over columns for one."""
    last_column = min(sheet.max_column, _COLUMNS)
    rows: list[list[object]] = [
        list(row) for row in sheet.iter_rows(max_col=last_column, values_only=True)
    ]
    for merged in sheet.merged_cells.ranges:
        column = merged.min_col - sheet.min_column
        first, last = merged.min_row - sheet.min_row, merged.max_row - sheet.min_row
        for row in rows[first : last + 1]:
            if column < len(row):
                row[column] = rows[first][column]
    return [*([] for _ in range(1, sheet.min_row)), *rows]
