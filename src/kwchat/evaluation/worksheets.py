"""Sheets that people fill in, to rows of a test set: where the headings stand, what cells say.

A title, an explanation or other sheets may stand around the questions: a row that has all the
required headings begins them. A row that begins with `# ` is a remark.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

from kwchat.errors import QuestionError
from kwchat.evaluation import texts
from kwchat.evaluation.spreadsheets import SIGNS, Sheet
from kwchat.evaluation.testrows import COLUMNS, REQUIRED, ROLES, Read, Row

REMARK = "# "
YES_OR_NO = ("ja", "nee")
_YES = frozenset({"ja", "j", "waar", "true", "yes", "1"})
_NO = frozenset({"nee", "n", "onwaar", "false", "no", "0"})
_SHOWN = 60  # characters of a row that is no heading, in a message
_ASIDE = re.compile(r"\(.*?\)")

_Numbered: TypeAlias = tuple[int, Sequence[object]]


def rows_of(sheets: Sequence[Sheet], *, file: str) -> Iterator[Read]:
    """Yield what reads the rows of all sheets that have the headings; nothing of empty sheets.

    Raises:
        QuestionError: no row has the required headings, or a heading comes twice.
    """
    filled = [(sheet, rows) for sheet in sheets if (rows := list(_filled_rows(sheet)))]
    headed = [(sheet, rows) for sheet, rows in filled if _heading_place(rows) is not None]
    if filled and not headed:
        raise _without_headings(filled, file=file)
    for sheet, rows in headed:
        yield from _sheet_rows(
            rows, Row(file, 0, {}, COLUMNS, sheet.name if len(sheets) > 1 else "")
        )


def sign_of(text: str) -> str:
    """Return the sign between the cells of CSV text: that under which the headings are found."""
    lines = [line for line in text.splitlines() if not line.lstrip('"').startswith(REMARK)]
    split = ((sign, line.split(sign)) for line in lines for sign in SIGNS)
    found = (sign for sign, cells in split if _is_heading(cells))
    return next(found, max(SIGNS, key=lines[0].count) if lines else SIGNS[0])


def _filled_rows(sheet: Sheet) -> Iterator[_Numbered]:
    for number, cells in enumerate(sheet.rows, start=1):
        filled = any(_filled(cell) for cell in cells)
        if filled and not str(cells[0]).startswith(REMARK):
            yield number, cells


def _filled(cell: object) -> bool:
    return cell is not None and str(cell).strip() != ""


# --- headings ---


def _heading(cell: object) -> str:
    """Return a heading as it is compared: *Beantwoordbaar? (ja/nee)* is `beantwoordbaar`."""
    plain = unicodedata.normalize("NFKD", _ASIDE.sub("", str(cell)).casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def _missing(cells: Iterable[object]) -> list[str]:
    """Return the required fields that a row of headings lacks."""
    held = {_heading(cell) for cell in cells if _filled(cell)}
    return [field for field in REQUIRED if COLUMNS[field] not in held]


def _is_heading(cells: Iterable[object]) -> bool:
    return not _missing(cells)


def _heading_place(rows: Sequence[_Numbered]) -> int | None:
    return next((place for place, (_, cells) in enumerate(rows) if _is_heading(cells)), None)


def _without_headings(
    filled: Sequence[tuple[Sheet, Sequence[_Numbered]]], *, file: str
) -> QuestionError:
    """Return the error that says what is there instead: the nearest row, else the first of each."""
    rows = [(sheet, number, cells) for sheet, rows in filled for number, cells in rows]
    sheet, number, cells = min(rows, key=lambda row: len(_missing(row[2])))
    missing = _missing(cells)
    if len(missing) < len(REQUIRED) - 1:
        there = ", ".join(str(cell).strip() for cell in cells if _filled(cell))
        fault = texts.TESTSET_NO_COLUMN.format(there=there)
        place = Row(file, number, {}, COLUMNS, sheet.name)
        return place.fault(missing[0], fault)
    found = "; ".join(
        f"{Row(file, rows[0][0], {}, COLUMNS, sheet.name).place}: {_shown(rows[0][1])}"
        for sheet, rows in filled
    )
    columns = ", ".join(COLUMNS[field] for field in REQUIRED)
    return QuestionError(texts.TESTSET_NO_HEADINGS.format(file=file, columns=columns, found=found))


def _shown(cells: Sequence[object]) -> str:
    text = " ".join(" ".join(str(cell).split()) for cell in cells if _filled(cell))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()} …"


def _sheet_rows(rows: Sequence[_Numbered], place: Row) -> Iterator[Read]:
    begin = _heading_place(rows) or 0
    number, header = rows[begin]
    places = _places(header, place.at(number))
    for number, cells in rows[begin + 1 :]:
        held = {
            field: cells[column]
            for field, column in places.items()
            if column < len(cells) and _filled(cells[column])
        }
        yield partial(_row, place.at(number), held)


def _row(row: Row, cells: Mapping[str, object]) -> Row:
    return row.holding({field: _CELLS[field](row, field, cell) for field, cell in cells.items()})


def _places(header: Sequence[object], row: Row) -> Mapping[str, int]:
    """Return in which column each field stands; other columns are left alone."""
    fields = {name: field for field, name in COLUMNS.items()}
    places: dict[str, int] = {}
    for column, cell in enumerate(header):
        field = fields.get(_heading(cell))
        if field in places:
            row.fail(field, texts.TESTSET_COLUMN_TWICE)
        if field:
            places[field] = column
    return places


# --- from a cell to a value ---


def _cell_text(row: Row, field: str, cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a spreadsheet has no whole numbers
    if not isinstance(cell, str | int | float):
        row.fail(field, texts.TESTSET_NO_TEXT)
    return str(cell).strip()


def _cell_lines(row: Row, field: str, cell: object) -> list[str]:
    lines = (line.strip() for line in _cell_text(row, field, cell).splitlines())
    return [line for line in lines if line]


def _cell_bool(row: Row, field: str, cell: object) -> bool:
    answer = _cell_text(row, field, cell).lower()
    if answer not in _YES | _NO:
        row.fail(field, texts.TESTSET_NO_YES_OR_NO)
    return answer in _YES


def _cell_turns(row: Row, field: str, cell: object) -> list[dict[str, str]]:
    turns = []
    for line in _cell_lines(row, field, cell):
        role, colon, content = line.partition(":")
        if not colon or role.strip().lower() not in ROLES:
            row.fail(field, texts.TESTSET_NO_TURN)
        turns.append({"role": ROLES[role.strip().lower()], "content": content.strip()})
    return turns


def _cell_facts(row: Row, field: str, cell: object) -> list[list[str]]:
    return [
        [wording.strip() for wording in line.split("|")] for line in _cell_lines(row, field, cell)
    ]


_CELLS: Mapping[str, Callable[[Row, str, object], object]] = MappingProxyType(
    {
        "id": _cell_text,
        "category": _cell_text,
        "question": _cell_text,
        "history": _cell_turns,
        "answerable": _cell_bool,
        "evidence": _cell_lines,
        "relevant": _cell_lines,
        "key_facts": _cell_facts,
    }
)
