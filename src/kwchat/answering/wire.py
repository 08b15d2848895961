"""Questions and answers as JSON: the one shape of `ask --json`, the batch file and the web API."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from typing import Any, TypeAlias

from kwchat.answering import texts
from kwchat.answering.answer import Answer, Citation, Hit, Outcome, Seconds, Turn
from kwchat.errors import QuestionError

Json: TypeAlias = dict[str, Any]

ROLES = ("user", "assistant")
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, which no file can hold


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was sent: its id, if it has one, and the turns before it."""

    id: str | None
    question: str
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class SentPassage:
    """A passage as it is sent."""

    rank: int
    chunk_id: str
    source_id: str
    page: int | None
    section: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class SentAnswer:
    """An answer as it is sent; the fields are the JSON's."""

    id: str | None
    question: str
    answered: bool
    outcome: Outcome
    answer: str
    citations: tuple[Citation, ...]
    passages: tuple[SentPassage, ...]
    engine: str
    seconds: Seconds
    understood: str


def question_from_json(text: bytes) -> Asked:
    """Read a question: `{"id": …, "question": …, "history": [{"role": …, "content": …}]}`.

    Id and history may be left out; other fields are ignored.

    Raises:
        QuestionError: the text is no such JSON; the message names the field.
    """
    try:
        given = json.loads(text.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise QuestionError(texts.QUESTION_NO_JSON) from error
    if not isinstance(given, dict):
        raise QuestionError(texts.QUESTION_NO_JSON)
    return Asked(
        id=_text(given, "id") if given.get("id") is not None else None,
        question=_text(given, "question"),
        history=_history(given.get("history") or []),
    )


def answer_to_json(answer: Answer, question_id: str | None = None) -> Json:
    """Return an answer as JSON values, under the id of its question."""
    sent = SentAnswer(
        id=question_id,
        question=answer.question,
        answered=answer.answered,
        outcome=answer.outcome,
        answer=answer.text,
        citations=answer.citations,
        passages=sent_passages(answer.passages),
        engine=answer.engine,
        seconds=_rounded(answer.seconds),
        understood=answer.understood,
    )
    return asdict(sent)


def sent_passages(hits: Sequence[Hit]) -> tuple[SentPassage, ...]:
    """Return passages as they are sent, numbered from 1."""
    return tuple(_passage(rank, hit) for rank, hit in enumerate(hits, start=1))


def line(value: Json) -> str:
    """Return JSON on one line, readable for people."""
    return json.dumps(value, ensure_ascii=False)


def _passage(rank: int, hit: Hit) -> SentPassage:
    chunk = hit.chunk
    return SentPassage(
        rank=rank,
        chunk_id=chunk.id,
        source_id=chunk.source_id,
        page=chunk.page,
        section=chunk.section,
        text=chunk.text,
        score=round(float(hit.score), 6),
    )


def _rounded(seconds: Seconds) -> Seconds:
    return Seconds(*(round(spent, 4) for spent in astuple(seconds)))


def _history(turns: object) -> tuple[Turn, ...]:
    if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
        raise QuestionError(texts.QUESTION_HISTORY)
    if any(turn.get("role") not in ROLES for turn in turns):
        raise QuestionError(texts.QUESTION_HISTORY)
    return tuple(Turn(turn["role"], _text(turn, "content")) for turn in turns)


def _text(given: Mapping[str, Any], field: str) -> str:
    value = given.get(field)
    if not isinstance(value, str) or _SURROGATE.search(value):
        raise QuestionError(texts.QUESTION_FIELD.format(field=field))
    return value
