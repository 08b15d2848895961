"""Questions and answers as JSON: the one shape of `ask --json`, the batch file and the web API."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from typing import Any, TypeAlias

from kwchat.answering import texts
from kwchat.answering.answer import (
    EVERYTHING,
    Answer,
    Choice,
    Citation,
    Hit,
    Outcome,
    Quote,
    Seconds,
    Turn,
)
from kwchat.answering.links import citation_link, passage_link
from kwchat.answering.writing import Style, Writing
from kwchat.errors import QuestionError
from kwchat.reading.document import Kind

Json: TypeAlias = dict[str, Any]

ROLES = ("user", "assistant")
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, which no file can hold


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was sent: its id, if it has one, the turns before it, where to seek."""

    id: str | None
    question: str
    history: tuple[Turn, ...] = ()
    choice: Choice = EVERYTHING


@dataclass(frozen=True, slots=True)
class SentCitation(Citation):
    """A citation as it is sent; at `url` its words can be read in their document."""

    url: str = ""


@dataclass(frozen=True, slots=True)
class SentPassage:
    """A passage as it is sent; at `url` it can be read in its document."""

    rank: int
    chunk_id: str
    source_id: str
    page: int | None
    section: str
    text: str
    score: float
    url: str


@dataclass(frozen=True, slots=True)
class SentAnswer:
    """An answer as it is sent; the fields are the JSON's."""

    id: str | None
    question: str
    answered: bool
    outcome: Outcome
    answer: str
    citations: tuple[SentCitation, ...]
    passages: tuple[SentPassage, ...]
    engine: str
    seconds: Seconds
    understood: str
    choice_note: str
    quotes: tuple[Quote, ...]
    writing: Writing | None


def question_from_json(text: bytes) -> Asked:
    """Read a question: `{"id": …, "question": …, "history": [{"role": …, "content": …}],
    "sources": […], "kinds": […], "style": …}`.

    All but the question may be left out; other fields are ignored.

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
        choice=choice_of(given),
    )


def answer_to_json(answer: Answer, question_id: str | None = None, *, address: str = "") -> Json:
    """Return an answer as JSON values, under the id of its question.

    `address` is that of the chat, ending in a slash; without it every `url` is relative to it.
    """
    sent = SentAnswer(
        id=question_id,
        question=answer.question,
        answered=answer.answered,
        outcome=answer.outcome,
        answer=answer.text,
        citations=tuple(_sent_citation(c, address) for c in answer.citations),
        passages=sent_passages(answer.passages, address=address),
        engine=answer.engine,
        seconds=_rounded(answer.seconds),
        understood=answer.understood,
        choice_note=answer.choice_note,
        quotes=answer.quotes,
        writing=answer.writing,
    )
    return asdict(sent)


def sent_passages(hits: Sequence[Hit], *, address: str = "") -> tuple[SentPassage, ...]:
    """Return passages as they are sent, numbered from 1; `address` as in `answer_to_json`."""
    return tuple(_passage(rank, hit, address) for rank, hit in enumerate(hits, start=1))


def line(value: Json) -> str:
    """Return JSON on one line, readable for people."""
    return json.dumps(value, ensure_ascii=False)


def _sent_citation(citation: Citation, address: str) -> SentCitation:
    own = {field.name: getattr(citation, field.name) for field in fields(Citation)}
    return SentCitation(**own, url=f"{address}{citation_link(citation)}")


def _passage(rank: int, hit: Hit, address: str) -> SentPassage:
    chunk = hit.chunk
    return SentPassage(
        rank=rank,
        chunk_id=chunk.id,
        source_id=chunk.source_id,
        page=chunk.page,
        section=chunk.section,
        text=chunk.text,
        score=round(float(hit.score), 6),
        url=f"{address}{passage_link(chunk)}",
    )


def _rounded(seconds: Seconds) -> Seconds:
    return Seconds(*(round(spent, 4) for spent in astuple(seconds)))


def _history(turns: object) -> tuple[Turn, ...]:
    if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
        raise QuestionError(texts.QUESTION_HISTORY)
    if any(turn.get("role") not in ROLES for turn in turns):
        raise QuestionError(texts.QUESTION_HISTORY)
    return tuple(Turn(turn["role"], _text(turn, "content")) for turn in turns)


def choice_of(given: Mapping[str, Any]) -> Choice:
    """Return the choice in `sources`, `kinds`, `style` and `collections`, all of which may be
    missing.

    Raises:
        QuestionError: what should be a list of texts is none, or a kind or the style is none.
    """
    sources, kinds = given.get("sources") or (), given.get("kinds") or ()
    if not isinstance(sources, list | tuple) or not all(isinstance(one, str) for one in sources):
        raise QuestionError(texts.QUESTION_SOURCES)
    if not isinstance(kinds, list | tuple) or not all(one in list(Kind) for one in kinds):
        raise QuestionError(texts.QUESTION_KINDS.format(kinds=", ".join(Kind)))
    style = given.get("style") or Style.USUAL
    if style not in list(Style):
        raise QuestionError(texts.QUESTION_STYLE.format(styles=", ".join(Style)))
    collections = given.get("collections") or []
    if not isinstance(collections, list) or not all(isinstance(one, str) for one in collections):
        raise QuestionError(texts.QUESTION_COLLECTIONS)
    return Choice(tuple(sources), tuple(map(Kind, kinds)), Style(style), tuple(collections))


def _text(given: Mapping[str, Any], field: str) -> str:
    value = given.get(field)
    if not isinstance(value, str) or _SURROGATE.search(value):
        raise QuestionError(texts.QUESTION_FIELD.format(field=field))
    return value
