"""What a model says is checked within the deadline of the answer, and not without end."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from clock import Clock
from writing import says

from kwchat.answering.answer import Evidence, Hit, Query
from kwchat.answering.extractive import ExtractiveEngine
from kwchat.answering.generation import engine as generative
from kwchat.answering.generation.calls import Caller, Limits, Line
from kwchat.answering.generation.engine import GenerativeEngine
from kwchat.answering.generation.models import ChatModel, given
from kwchat.answering.grounding.support import Support, supported
from kwchat.answering.writing import Dropped, Failure, Waiting, WritingError, Written
from kwchat.testing import make_chat_model, make_chunks, make_document

SUBJECTS = "bakker smid kapper slager molenaar tuinman schilder visser".split()
DOCUMENT = make_document(*(f"De {one} komt elke week in de klas." for one in SUBJECTS))
CHUNKS = make_chunks(DOCUMENT)
LIMITS = Limits(seconds=60, at_once=1)
SENTENCES = [f"De {one} komt elke week in de klas {{{one}}}." for one in SUBJECTS]

Judge = Callable[..., Support]


class AtOnce:
    """A model that says all it has to say in one piece."""

    def __init__(self, write: Callable[[str], str]) -> None:
        self._write = write

    async def pieces(self, messages: Sequence[tuple[str, str]]) -> AsyncIterator[str]:
        """Yield an answer."""
        yield self._write(messages[-1][1])


class Documents:
    """The one document there is."""

    def document(self, source_id: str) -> Any:
        """Return it."""
        assert source_id == DOCUMENT.source_id
        return DOCUMENT


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture
def line() -> Line:
    """The line of readers who call the model."""
    return Line()


@pytest.fixture
def writer(clock: Clock, line: Line) -> Callable[[str], GenerativeEngine]:
    """What gives an engine with a model that says something at once."""

    def writer(answer: str) -> GenerativeEngine:
        model: ChatModel = given(make_chat_model(pytest.fail))
        return GenerativeEngine(
            model,
            Caller(AtOnce(says(answer)), LIMITS, line=line, now=clock),
            quoting=ExtractiveEngine(documents=Documents(), references={}),
            documents=Documents(),
            entailer=None,
            context=8000,
        )

    return writer


@pytest.fixture
def judging(monkeypatch: pytest.MonkeyPatch) -> Callable[[Judge], None]:
    """What lets another judge."""
    return lambda judge: monkeypatch.setattr(generative, "supported", judge)


def evidence() -> Evidence:
    """Return the passages as found."""
    hits = tuple(Hit(chunk, 1.0, 1.0, 1.0) for chunk in CHUNKS)
    return Evidence(Query("Wie komt in de klas?"), hits, (), np.ones(1), 0.9)


def found(engine: GenerativeEngine) -> list[Written | Dropped]:
    """Return what becomes of the sentences."""
    said = engine.written(evidence(), (), plain=False)
    return [one for one in said if not isinstance(one, Waiting)]


def texts(engine: GenerativeEngine) -> Iterator[str]:
    """Yield the sentences that stay."""
    for one in engine.written(evidence(), (), plain=False):
        if isinstance(one, Written):
            yield one.text


def test_checking_stops_at_the_deadline(
    writer: Callable[[str], GenerativeEngine],
    judging: Callable[[Judge], None],
    clock: Clock,
    line: Line,
) -> None:
    """The model said all in time; what was checked by then stays, and the next reader goes on."""

    def slow(*args: Any, **kwargs: Any) -> Support:
        clock.advance(25)
        return supported(*args, **kwargs)

    judging(slow)
    shown: list[str] = []
    with pytest.raises(WritingError) as caught:
        shown.extend(texts(writer(" ".join(SENTENCES[:5]))))

    assert caught.value.failure is Failure.SLOW
    assert shown == [f"De {one} komt elke week in de klas." for one in SUBJECTS[:3]]
    with line.place(at_once=1, in_line=0) as place:
        assert place(0) == 0


def test_the_last_sentence_may_take_what_it_takes(
    writer: Callable[[str], GenerativeEngine], judging: Callable[[Judge], None], clock: Clock
) -> None:
    """Nothing is left to check behind it, so nothing is missing."""

    def slow(*args: Any, **kwargs: Any) -> Support:
        clock.advance(100)
        return supported(*args, **kwargs)

    judging(slow)

    assert [type(one) for one in found(writer(SENTENCES[0]))] == [Written]


def test_a_reader_who_takes_the_time_loses_no_sentence(
    writer: Callable[[str], GenerativeEngine], clock: Clock
) -> None:
    """A voice that reads each one aloud, say: its time is not that of the answer."""
    shown = []
    for text in texts(writer(" ".join(SENTENCES[:5]))):
        shown.append(text)
        clock.advance(50)

    assert len(shown) == 5


def test_so_many_sentences_are_checked_and_no_more(
    writer: Callable[[str], GenerativeEngine], judging: Callable[[Judge], None], line: Line
) -> None:
    """Twice as many as are asked for; the model is no longer listened to."""
    judged = []

    def counting(sentence: str, *args: Any, **kwargs: Any) -> Support:
        judged.append(sentence)
        return supported(sentence, *args, **kwargs)

    judging(counting)
    many = [f"{SENTENCES[number % 6][:-1]}, {number}." for number in range(81)]

    assert [type(one) for one in found(writer(" ".join(many)))] == [Dropped] * 10
    assert len(judged) == 10
    with line.place(at_once=1, in_line=0) as place:
        assert place(0) == 0


def test_a_sentence_is_laid_beside_two_passages_at_most(
    writer: Callable[[str], GenerativeEngine], judging: Callable[[Judge], None]
) -> None:
    """One is asked for; the first that it names."""
    laid = []

    def counting(sentence: str, passages: Sequence[Any], **kwargs: Any) -> Support:
        laid.append([one.chunk.text for one in passages])
        return supported(sentence, passages, **kwargs)

    judging(counting)
    named = f"De smid komt elke week in de klas {''.join(f'{{{one}}}' for one in SUBJECTS[:6])}."

    assert [type(one) for one in found(writer(named))] == [Written]
    assert laid == [[chunk.text for chunk in CHUNKS[:2]]]
