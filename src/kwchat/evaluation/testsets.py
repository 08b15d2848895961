"""Test sets: questions with what a good answer must hold, as JSONL, CSV or XLSX.

Teachers and researchers write these files by hand, so every fault is named by row and column.
A spreadsheet has Dutch column names; a cell with several values has each on a line of its own.

    JSONL       spreadsheet      holds
    id          id               anything, each once
    category    categorie        what the report groups by
    question    vraag            the question
    history     geschiedenis     earlier turns, each starting with `vraag:` or `antwoord:`
    answerable  beantwoordbaar   ja or nee
    evidence    bewijs           verbatim fragments of the sources
    relevant    bronnen          ids of the sources that answer; counts where there is no evidence
    key_facts   kernfeiten       the facts of a complete answer; alternatives parted by ` | `

Other columns are left alone, so that a set may hold notes.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Never, TypeAlias

from kwchat.answering.answer import Turn
from kwchat.errors import QuestionError
from kwchat.evaluation import texts

Json: TypeAlias = object  # what json.loads or a spreadsheet cell brings, before it is checked

COLUMNS = {
    "id": "id",
    "category": "categorie",
    "question": "vraag",
    "history": "geschiedenis",
    "answerable": "beantwoordbaar",
    "evidence": "bewijs",
    "relevant": "bronnen",
    "key_facts": "kernfeiten",
}
REQUIRED = ("id", "category", "question", "answerable")

_REMARK = "# "
_YES_OR_NO = ("ja", "nee")
_TOLD = 50  # faulty rows; what has more of them is another kind of file
_OFFERED_ROWS = 1000  # of the template: more than any test set that was written by hand
_ROLES = {"vraag": "user", "antwoord": "assistant"}


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a test set; `key_facts` holds the accepted wordings of each fact."""

    id: str
    category: str
    question: str
    history: tuple[Turn, ...]
    answerable: bool
    evidence: tuple[str, ...] = ()
    relevant: tuple[str, ...] = ()
    key_facts: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """One row as it was read: its number, its values by JSON name, and how the file names them."""

    file: str
    number: int
    values: Mapping[str, Json]
    names: Mapping[str, str]

    def fail(self, field: str, fault: str) -> Never:
        raise QuestionError(
            texts.TESTSET_FAULT.format(
                file=self.file, row=self.number, column=self.names[field], fault=fault
            )
        )


_Read: TypeAlias = Callable[[], _Row]  # reads one row, or raises what is wrong with it


def load(path: Path) -> tuple[Question, ...]:
    """Return the questions of a `.jsonl`, `.csv` or `.xlsx` test set, in order.

    Raises:
        QuestionError: the file cannot be read, a value is missing or of the wrong type, an id
            comes twice, or there are no answerable or no unanswerable questions. Each faulty
            row has a line of its own in it, up to fifty.
    """
    questions: dict[str, Question] = {}
    first_rows: dict[str, int] = {}
    faults: list[str] = []
    for read in _rows(path):
        try:
            row = read()
            question = _question(row)
            if question.id in questions:
                row.fail("id", texts.TESTSET_DUPLICATE.format(row=first_rows[question.id]))
        except QuestionError as fault:
            faults.append(str(fault))
            continue
        questions[question.id] = question
        first_rows[question.id] = row.number
    if faults:
        more = [texts.TESTSET_MORE.format(count=len(faults) - _TOLD)] if len(faults) > _TOLD else []
        raise QuestionError("\n".join([*faults[:_TOLD], *more]))
    _require_both_kinds(path, questions.values())
    return tuple(questions.values())


def _require_both_kinds(path: Path, questions: Iterable[Question]) -> None:
    kinds = {question.answerable for question in questions}
    if not kinds:
        raise QuestionError(texts.TESTSET_EMPTY.format(file=path.name))
    if True not in kinds:
        raise QuestionError(texts.TESTSET_ALL_UNANSWERABLE.format(file=path.name))
    if False not in kinds:
        raise QuestionError(texts.TESTSET_ALL_ANSWERABLE.format(file=path.name))


# --- from a file to rows ---


def _rows(path: Path) -> Iterator[_Read]:
    readers = {".jsonl": _json_rows, ".csv": _csv_rows, ".xlsx": _xlsx_rows}
    if path.suffix.lower() not in readers:
        raise QuestionError(texts.TESTSET_SUFFIX.format(file=path.name))
    try:
        content = path.read_bytes()
    except OSError as error:
        raise QuestionError(texts.TESTSET_UNREADABLE.format(file=path)) from error
    return readers[path.suffix.lower()](path, content)


def _decoded(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QuestionError(texts.TESTSET_NOT_UTF8.format(file=path.name)) from error


def _json_rows(path: Path, content: bytes) -> Iterator[_Read]:
    for number, line in enumerate(_decoded(path, content).split("\n"), start=1):
        if line.strip():
            yield partial(_json_row, path, number, line)


def _json_row(path: Path, number: int, line: str) -> _Row:
    try:
        values = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise QuestionError(texts.TESTSET_NOT_JSON.format(file=path.name, row=number)) from error
    if not isinstance(values, dict):
        raise QuestionError(texts.TESTSET_NOT_JSON.format(file=path.name, row=number))
    return _Row(path.name, number, values, {field: field for field in COLUMNS})


def _csv_rows(path: Path, content: bytes) -> Iterator[_Read]:
    text = _decoded(path, content)
    # Dutch spreadsheet programs write semicolons, others commas or tabs.
    header = next(
        (line for line in text.split("\n") if not line.lstrip('"').startswith(_REMARK)), ""
    )
    delimiter = max(";,\t", key=header.count)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise QuestionError(texts.TESTSET_UNREADABLE.format(file=path.name)) from error
    return _table_rows(path, table)


def _xlsx_rows(path: Path, content: bytes) -> Iterator[_Read]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook

    try:
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        table = [list(row) for row in workbook.worksheets[0].iter_rows(values_only=True)]
    except (BadZipFile, KeyError, ValueError, IndexError, OSError, SyntaxError) as error:
        # Anything may be broken inside a zip of XML; SyntaxError is what its parser raises.
        raise QuestionError(texts.TESTSET_UNREADABLE.format(file=path.name)) from error
    return _table_rows(path, table)


def _table_rows(path: Path, table: Sequence[Sequence[object]]) -> Iterator[_Read]:
    rows = [
        (number, cells)
        for number, cells in enumerate(table, start=1)
        if any(_filled(cell) for cell in cells) and not str(cells[0]).startswith(_REMARK)
    ]
    if not rows:
        return
    header_number, header = rows[0]
    places = {str(name).strip().lower(): place for place, name in enumerate(header)}
    for field in REQUIRED:
        if COLUMNS[field] not in places:
            _Row(path.name, header_number, {}, COLUMNS).fail(field, texts.TESTSET_NO_COLUMN)
    for number, cells in rows[1:]:
        named = {name: cells[place] for name, place in places.items() if place < len(cells)}
        yield partial(_table_row, path, number, named)


def _filled(cell: object) -> bool:
    return cell is not None and str(cell).strip() != ""


def _table_row(path: Path, number: int, cells: Mapping[str, object]) -> _Row:
    row = _Row(path.name, number, {}, COLUMNS)
    values = {
        field: _CELLS[field](row, field, cells[name])
        for field, name in COLUMNS.items()
        if _filled(cells.get(name))
    }
    return _Row(path.name, number, values, COLUMNS)


# --- from a spreadsheet cell to a value ---


def _cell_text(row: _Row, field: str, cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a spreadsheet has no whole numbers
    if not isinstance(cell, str | int | float):
        row.fail(field, texts.TESTSET_NO_TEXT)
    return str(cell).strip()


def _cell_lines(row: _Row, field: str, cell: object) -> list[str]:
    lines = (line.strip() for line in _cell_text(row, field, cell).splitlines())
    return [line for line in lines if line]


def _cell_bool(row: _Row, field: str, cell: object) -> bool:
    if isinstance(cell, bool):
        return cell
    answer = _cell_text(row, field, cell).lower()
    if answer not in _YES_OR_NO:
        row.fail(field, texts.TESTSET_NO_YES_OR_NO)
    return answer == _YES_OR_NO[0]


def _cell_turns(row: _Row, field: str, cell: object) -> list[dict[str, str]]:
    turns = []
    for line in _cell_lines(row, field, cell):
        role, colon, content = line.partition(":")
        if not colon or role.strip().lower() not in _ROLES:
            row.fail(field, texts.TESTSET_NO_TURN)
        turns.append({"role": _ROLES[role.strip().lower()], "content": content.strip()})
    return turns


def _cell_facts(row: _Row, field: str, cell: object) -> list[list[str]]:
    return [
        [wording.strip() for wording in line.split("|")] for line in _cell_lines(row, field, cell)
    ]


_CELLS = {
    "id": _cell_text,
    "category": _cell_text,
    "question": _cell_text,
    "history": _cell_turns,
    "answerable": _cell_bool,
    "evidence": _cell_lines,
    "relevant": _cell_lines,
    "key_facts": _cell_facts,
}


# --- from a row to a question ---


def _question(row: _Row) -> Question:
    for field in REQUIRED:
        if row.values.get(field) is None:
            row.fail(field, texts.TESTSET_MISSING)
    question = Question(
        id=_text(row, "id"),
        category=_text(row, "category"),
        question=_text(row, "question"),
        history=_history(row),
        answerable=_answerable(row),
        evidence=_texts(row, "evidence", row.values.get("evidence")),
        relevant=_texts(row, "relevant", row.values.get("relevant")),
        key_facts=_key_facts(row),
    )
    if question.answerable and not question.evidence and not question.relevant:
        row.fail("evidence", texts.TESTSET_NO_EVIDENCE)
    return question


def _answerable(row: _Row) -> bool:
    value = row.values["answerable"]
    if not isinstance(value, bool):
        row.fail("answerable", texts.TESTSET_NO_BOOL)
    return value


def _text(row: _Row, field: str) -> str:
    return _checked(row, field, row.values[field])


def _checked(row: _Row, field: str, value: Json) -> str:
    # JSON can hold half a character, which no file can.
    if not isinstance(value, str) or value.encode(errors="ignore").decode() != value:
        row.fail(field, texts.TESTSET_NO_TEXT)
    if not value.strip():
        row.fail(field, texts.TESTSET_MISSING)
    return value


def _list(row: _Row, field: str, value: Json) -> list[Json]:
    if value is None:
        return []
    if not isinstance(value, list):
        row.fail(field, texts.TESTSET_NO_LIST)
    return value


def _texts(row: _Row, field: str, value: Json) -> tuple[str, ...]:
    return tuple(_checked(row, field, item) for item in _list(row, field, value))


def _key_facts(row: _Row) -> tuple[tuple[str, ...], ...]:
    facts = _list(row, "key_facts", row.values.get("key_facts"))
    if not all(facts):
        row.fail("key_facts", texts.TESTSET_MISSING)
    return tuple(_texts(row, "key_facts", fact) for fact in facts)


def _history(row: _Row) -> tuple[Turn, ...]:
    turns = _list(row, "history", row.values.get("history"))
    return tuple(_turn(row, turn) for turn in turns)


def _turn(row: _Row, turn: Json) -> Turn:
    if not isinstance(turn, dict) or turn.get("role") not in _ROLES.values():
        row.fail("history", texts.TESTSET_NO_TURN)
    return Turn(turn["role"], _checked(row, "history", turn.get("content")))


# --- template ---


def template(suffix: str) -> bytes:
    """Return an example test set, with an explanation, as a `.csv` or `.xlsx` file.

    Raises:
        QuestionError: another suffix.
    """
    text = (
        resources.files("kwchat.evaluation")
        .joinpath("templates", "testset.csv")
        .read_bytes()
        .decode()
    )
    if suffix.lower() == ".csv":
        return text.encode("utf-8-sig")  # by its mark a spreadsheet program knows UTF-8
    if suffix.lower() == ".xlsx":
        return _as_xlsx(list(csv.reader(io.StringIO(text, newline=""), delimiter=";")))
    raise QuestionError(texts.TESTSET_TEMPLATE_SUFFIX.format(suffix=suffix))


def _as_xlsx(table: Sequence[Sequence[str]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.datavalidation import DataValidation

    workbook = Workbook()
    questions, explanation = workbook.worksheets[0], workbook.create_sheet(texts.TESTSET_HELP)
    questions.title = texts.TESTSET_SHEET
    for row in table:
        sheet = explanation if row[0].startswith(_REMARK) else questions
        sheet.append([cell.removeprefix(_REMARK) for cell in row])
    for cells in questions.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=cell.row == 1)
    for letter in "ABCDEFGH":
        questions.column_dimensions[letter].width = 30
    questions.freeze_panes = "A2"  # the heading stays in view
    choice = DataValidation("list", f'"{",".join(_YES_OR_NO)}"', error=texts.TESTSET_NO_YES_OR_NO)
    choice.showErrorMessage = True  # or a spreadsheet takes any other word
    choice.add(f"E2:E{_OFFERED_ROWS}")
    questions.add_data_validation(choice)
    explanation.column_dimensions["A"].width = 120
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()
