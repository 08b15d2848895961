"""A written answer as it grows: sentences with their marks, and the quotes that they rest on."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, runtime_checkable

from kwchat.answering import citations
from kwchat.answering.answer import (
    AnswerEngine,
    Documents,
    Event,
    Evidence,
    References,
    Span,
    Statement,
    Token,
    Turn,
)
from kwchat.answering.writing import (
    Dropped,
    Failure,
    Point,
    Waiting,
    Writing,
    WritingError,
    Written,
)
from kwchat.reading.document import Chunk

_ENOUGH = 1 / 3  # of the sentences: with fewer left, the quotes are the answer


@runtime_checkable
class WritingEngine(AnswerEngine, Protocol):
    """An engine that also writes; its statements are the answer where nothing is written."""

    @property
    def model(self) -> str:
        """The name of the language model."""
        ...

    def written(
        self, evidence: Evidence, turns: Sequence[Turn], *, plain: bool
    ) -> Iterator[Written | Dropped | Waiting]:
        """Yield the sentences of an answer, each checked, as they come; in plain language where
        that is asked for. `turns` are what was said before.

        Raises:
            WritingError: the model brought none, or stopped half-way.
        """
        ...

    def quoting(self, points: Sequence[Point]) -> tuple[Statement, ...]:
        """Return the quotes of sentences that are pointed out."""
        ...


@dataclass(frozen=True, slots=True)
class Draft:
    """What was written, what it rests on, and the numbers that were given out."""

    writing: Writing | None = None
    rests_on: tuple[Statement, ...] = ()
    numbers: Mapping[Span, int] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentences that stand, with their marks."""
        return self.writing.text if self.writing else ""

    @property
    def is_answer(self) -> bool:
        """Whether this answers, without other quotes than those that it rests on."""
        return self.writing is not None and self.writing.is_answer

    def quotes(self, otherwise: Callable[[], Iterable[Statement]]) -> Iterator[Statement]:
        """Yield the quotes of the answer: those that the sentences rest on, all folded; where they
        do not answer, behind those of an answer without them."""
        shown = set()
        for one in () if self.is_answer else otherwise():
            shown.add(one.cited)
            yield one
        yield from (replace(one, more=True) for one in self.rests_on if one.cited not in shown)


def composed(
    engine: WritingEngine,
    evidence: Evidence,
    turns: Sequence[Turn],
    *,
    plain: bool,
    documents: Documents,
    references: References,
) -> Generator[Event, None, Draft]:
    """Yield a written answer as `Token`s, and `Waiting` in between, also for each sentence that is
    dropped; return it with what became of it. With a failure, or too little left, it is no answer
    by itself."""
    composer = _Composer(engine, evidence, documents, references)
    writing = Writing(engine.model)
    try:
        for one in engine.written(evidence, turns, plain=plain):
            match one:
                case Waiting():
                    yield one
                case Dropped():
                    writing = replace(writing, sentences=writing.sentences + 1)
                    yield Waiting()
                case Written():
                    piece = composer.add(one)
                    kept = writing.kept + bool(piece)
                    writing = replace(writing, sentences=writing.sentences + 1, kept=kept)
                    yield Token(piece) if piece else Waiting()
        if writing.kept <= _ENOUGH * writing.sentences:
            writing = replace(writing, failure=Failure.UNSUPPORTED)
    except WritingError as error:
        writing = replace(writing, failure=error.failure)
    return composer.draft(writing)


class _Composer:
    """Gathers sentences and gives them their marks."""

    def __init__(
        self,
        engine: WritingEngine,
        evidence: Evidence,
        documents: Documents,
        references: References,
    ) -> None:
        self._engine = engine
        self._documents = documents
        self._references = references
        self._chunks: dict[str, Chunk] = {hit.chunk.id: hit.chunk for hit in evidence.hits}
        self._numbers: dict[Span, int] = {}
        self._points: dict[Span, Point] = {}
        self._text = ""
        self._in_list = False

    def add(self, written: Written) -> str:
        """Add a sentence; return what it adds to the text: nothing where no quote stands."""
        marks = [number for one in written.rests_on for number in self._marks(one)]
        if not marks:
            return ""
        sentence = citations.marked(written.text, dict.fromkeys(marks))
        if written.item:
            sentence = f"{citations.LIST_MARK}{sentence}"
        between = "\n" if written.item or self._in_list else " "
        piece = f"{between}{sentence}" if self._text else sentence
        self._in_list = written.item
        self._text += piece
        return piece

    def _marks(self, point: Point) -> Iterator[int]:
        """Yield the numbers of what a sentence rests on."""
        statements = self._engine.quoting([point])
        for one in citations.cite(
            statements,
            chunks=self._chunks,
            documents=self._documents,
            references=self._references,
            numbers=self._numbers,
        ):
            own = one.citations[0]
            self._points.setdefault(Span(own.source_id, own.start, own.end), point)
            yield own.number

    def draft(self, writing: Writing) -> Draft:
        """Return all of it."""
        rests_on = self._engine.quoting(tuple(self._points.values()))
        return Draft(replace(writing, text=self._text), rests_on, self._numbers)
