"""What the parts of an answer are: the question, what was found, what is said, and the events.

An engine points at stretches of sources (`Span`, `Statement`); only `citations` cuts quotes.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from kwchat.index.encoding import Matrix, Vector
from kwchat.reading.document import Chunk, Document, Kind, Sentence


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation; role is `user` or `assistant`."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Which sources are searched: those with these ids, of these kinds; without ids, or without
    kinds, all of them."""

    sources: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()


EVERYTHING = Choice()
_BEHIND = re.compile(r"(?:\s*\([^()]*\))?[.,;:]?$")  # the evidence that closes a sentence


@dataclass(frozen=True, slots=True)
class Query:
    """A question, the earlier question that it leans on (empty when it stands alone), and what has
    been answered since, which is no answer to it."""

    question: str
    context: str = ""
    said: str = ""

    def was_said(self, words: str) -> bool:
        """Tell whether a sentence has been given as an answer already, with its evidence or not."""
        return bool(self.said) and _BEHIND.sub("", words) in self.said


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with the score that put it in the ranking, and what the score was made of."""

    chunk: Chunk
    score: float
    dense: float
    keyword: float


@dataclass(frozen=True, slots=True, eq=False)
class SentenceMatch:
    """How well one sentence of a hit fits the question.

    `matches` has shape (q,): for each token of the searched text its best cosine with a token of
    the sentence. `terms` are its search terms. `score` sums it up, terms included; comparable
    within one search. `part_scores` does so for each part of a question that has several.
    """

    chunk: Chunk
    sentence: Sentence
    matches: Vector
    terms: frozenset[str]
    score: float
    part_scores: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What a search brought: the hits, best first, and their sentences, in reading order per hit.

    `query` is the question as it was understood, its misspellings mended. `weights` has shape (q,):
    how much each token of the searched text tells. `answerability` estimates the chance that the
    hits hold an answer, from 0 to 1. What is quoted beside the best sentence scores at most
    `margin` less.
    """

    query: Query
    hits: tuple[Hit, ...]
    sentences: tuple[SentenceMatch, ...]
    weights: Vector
    answerability: float
    margin: float = 0.06


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a source."""

    source_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of an answer: a pointer to the words to quote, and the span they are cited with.

    `lead` is fixed frame text put before the quote. `who` is to whom the source ascribes the words
    where they do not say so themselves. An engine points; only `citations` cuts.
    """

    quote: Span
    cited: Span
    chunk_id: str
    lead: str = ""
    item: bool = False
    who: str = ""


@dataclass(frozen=True, slots=True)
class CitedWork:
    """A work that a source names for what it says."""

    source_id: str
    in_text: str
    reference: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered reference; `quote == document.text[start:end]`, checked by code.

    `in_text` is how to refer to it in a text of one's own, with the page, and with the works that
    the source names for it: `Exalto et al., 2018, aangehaald in Kennisrotonde, 2019, p. 3`.
    `page` is the number printed on the page, `sheet` the place of that page in the file, from 1.
    """

    number: int
    source_id: str
    kind: Kind
    reference: str
    page: int | None
    section: str
    quote: str
    start: int
    end: int
    chunk_id: str
    in_text: str = ""
    cited_works: tuple[CitedWork, ...] = ()
    sheet: int | None = None


@dataclass(frozen=True, slots=True)
class Seconds:
    """How long an answer took, in seconds."""

    retrieve: float
    answer: float
    total: float


class Outcome(StrEnum):
    """How a question ended: with an answer, with what comes nearest to one, or with neither."""

    ANSWERED = "answered"
    NEAR = "near"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a teacher reads. Not answered means that `text` is the refusal, without citations.

    `reserved` tells of what is answered that it is given with reserve, as what comes nearest.
    `verbatim` counts the citations of which the quote was found again in the document, to the
    letter, after the answer was made. `understood` is the earlier question that a follow-up was
    read with; empty for one that was read by itself. `choice_note` says what of the sources that
    were chosen is not there.
    """

    question: str
    answered: bool
    text: str
    citations: tuple[Citation, ...]
    passages: tuple[Hit, ...]
    engine: str
    answerability: float
    seconds: Seconds
    verbatim: int = 0
    reserved: bool = False
    understood: str = ""
    choice_note: str = ""

    @property
    def outcome(self) -> Outcome:
        """How the question ended."""
        if not self.answered:
            return Outcome.NONE
        return Outcome.NEAR if self.reserved else Outcome.ANSWERED

    @property
    def references(self) -> tuple[str, ...]:
        """The list of references in APA 7, each once, by alphabet: the sources that are quoted,
        and the works that a summary rests on. A work that another source cites is not in it, as
        APA has it for what one did not read."""
        full = {citation.reference for citation in self.citations}
        for citation in self.citations:
            if citation.kind is Kind.SAMENVATTING:
                full |= {work.reference for work in citation.cited_works}
        return tuple(sorted(full, key=str.casefold))


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The search is done; the first event of every answer that searches."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """The next piece of the answer's text."""

    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """The whole answer; always the last event."""

    answer: Answer


Event: TypeAlias = Retrieved | Token | Done


class AnswerEngine(Protocol):
    """Anything that picks or writes an answer from evidence."""

    @property
    def name(self) -> str:
        """What `Answer.engine` shows."""
        ...

    def statements(self, evidence: Evidence) -> Iterable[Statement]:
        """Return the lines of an answer; none means that the evidence holds no answer."""
        ...


class References(Protocol):
    """Where an answer finds the APA reference of a source."""

    def reference(self, source_id: str) -> str:
        """Return the full reference in APA 7, plain text."""
        ...

    def in_text(self, source_id: str) -> str:
        """Return author and year as in running text: `Kennisrotonde, 2019`."""
        ...

    def mentioned(self, text: str) -> tuple[str, ...]:
        """Return the ids of the works that a text cites by author and year, in its order."""
        ...


class Documents(Protocol):
    """Where an answer finds the sources to quote from."""

    def document(self, source_id: str) -> Document:
        """Return a source as it was read."""
        ...

    def token_vectors(self, chunk: Chunk) -> tuple[Matrix, npt.NDArray[np.int32]]:
        """Return a passage's token vectors, shape (n, d), and where each stands in the document,
        shape (n, 2)."""
        ...


class Asking(Protocol):
    """Anything that answers a question as a stream of events."""

    def stream(
        self, question: str, history: Sequence[Turn], choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield the events of one answer, sought within a choice; the last one is `Done`."""
        ...


class Knowing(Asking, Protocol):
    """Anything that answers, and shows the sources that it answers from."""

    @property
    def documents(self) -> Documents:
        """The sources that are quoted from."""
        ...

    @property
    def references(self) -> References:
        """How the sources are referred to."""
        ...
