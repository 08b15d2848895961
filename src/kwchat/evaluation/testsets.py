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

Other columns are left alone, so that a set may hold notes, and so are sheets without headings.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kwchat.answering.answer import Turn
from kwchat.errors import QuestionError
from kwchat.evaluation import spreadsheets, texts, worksheets
from kwchat.evaluation.example import template
from kwchat.evaluation.testrows import COLUMNS, REQUIRED, ROLES, Json, Read, Row

__all__ = ["COLUMNS", "Question", "load", "template"]

_TOLD = 50  # faulty rows; what has more of them is another kind of file


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


def load(path: Path) -> tuple[Question, ...]:
    """Return the questions of a `.jsonl`, `.csv` or `.xlsx` test set, in order.

    Raises:
        QuestionError: the file cannot be read, a value is missing or of the wrong type, an id
            comes twice, or there are no answerable or no unanswerable questions. Each faulty
            row has a line of its own in it, up to fifty.
    """
    questions: dict[str, Question] = {}
    first_places: dict[str, str] = {}
    faults: list[str] = []
    for read in _rows(path):
        try:
            row = read()
            question = _question(row)
            if question.id in questions:
                row.fail("id", texts.TESTSET_DUPLICATE.format(place=first_places[question.id]))
        except QuestionError as fault:
            faults.append(str(fault))
            continue
        questions[question.id] = question
        first_places[question.id] = row.place
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


def _rows(path: Path) -> Iterator[Read]:
    readers = {".jsonl": _json_rows, ".csv": _csv_rows, ".xlsx": _xlsx_rows}
    if path.suffix.lower() not in readers:
        raise QuestionError(texts.TESTSET_SUFFIX.format(file=path.name))
    try:
        content = path.read_bytes()
        yield from readers[path.suffix.lower()](path.name, content)
    except (OSError, spreadsheets.UnreadableError) as error:
        raise QuestionError(texts.TESTSET_UNREADABLE.format(file=path)) from error
    except UnicodeDecodeError as error:
        raise QuestionError(texts.TESTSET_NOT_UTF8.format(file=path.name)) from error


def _json_rows(file: str, content: bytes) -> Iterator[Read]:
    for number, line in enumerate(content.decode("utf-8-sig").split("\n"), start=1):
        if line.strip():
            yield partial(_json_row, file, number, line)


def _json_row(file: str, number: int, line: str) -> Row:
    try:
        values = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise QuestionError(texts.TESTSET_NOT_JSON.format(file=file, row=number)) from error
    if not isinstance(values, dict):
        raise QuestionError(texts.TESTSET_NOT_JSON.format(file=file, row=number))
    return Row(file, number, values, {field: field for field in COLUMNS})


def _csv_rows(file: str, content: bytes) -> Iterator[Read]:
    text = spreadsheets.csv_text(content)
    sign = spreadsheets.told_sign(text) or worksheets.sign_of(text)
    return worksheets.rows_of([spreadsheets.read_csv(text, sign)], file=file)


def _xlsx_rows(file: str, content: bytes) -> Iterator[Read]:
    return worksheets.rows_of(spreadsheets.read_xlsx(content), file=file)


# --- from a row to a question ---


def _question(row: Row) -> Question:
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


def _answerable(row: Row) -> bool:
    value = row.values["answerable"]
    if not isinstance(value, bool):
        row.fail("answerable", texts.TESTSET_NO_BOOL)
    return value


def _text(row: Row, field: str) -> str:
    return _checked(row, field, row.values[field])


def _checked(row: Row, field: str, value: Json) -> str:
    # JSON can hold half a character, which no file can.
    if not isinstance(value, str) or value.encode(errors="ignore").decode() != value:
        row.fail(field, texts.TESTSET_NO_TEXT)
    if not value.strip():
        row.fail(field, texts.TESTSET_MISSING)
    return value


def _list(row: Row, field: str, value: Json) -> list[Json]:
    if value is None:
        return []
    if not isinstance(value, list):
        row.fail(field, texts.TESTSET_NO_LIST)
    return value


def _texts(row: Row, field: str, value: Json) -> tuple[str, ...]:
    return tuple(_checked(row, field, item) for item in _list(row, field, value))


def _key_facts(row: Row) -> tuple[tuple[str, ...], ...]:
    facts = _list(row, "key_facts", row.values.get("key_facts"))
    if not all(facts):
        row.fail("key_facts", texts.TESTSET_MISSING)
    return tuple(_texts(row, "key_facts", fact) for fact in facts)


def _history(row: Row) -> tuple[Turn, ...]:
    turns = _list(row, "history", row.values.get("history"))
    return tuple(_turn(row, turn) for turn in turns)


def _turn(row: Row, turn: Json) -> Turn:
    if not isinstance(turn, dict) or turn.get("role") not in ROLES.values():
        row.fail("history", texts.TESTSET_NO_TURN)
    return Turn(turn["role"], _checked(row, "history", turn.get("content")))
