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

from kwchat.answering.writing import Style, Waiting, Writing
from kwchat.index.encoding import Matrix, Vector
from kwchat.reading.document import Chunk, Document, Kind, Sentence


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation; role is `user` or `assistant`."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Which sources are searched: those with these ids, or in folders (`eigen/`), of these kinds;
    without ids, or without kinds, all of them. And in which style the answer is given. Where
    several `collections` are asked as one, those of these names are, or all."""

    sources: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    style: Style = Style.USUAL
    collections: tuple[str, ...] = ()


EVERYTHING = Choice()
_LONG_LIST = 8  # items: a longer list folds after the first few
_FEW_ITEMS = 6
_BEHIND = re.compile(r"(?:\s*\([^()]*\))?[.,;:]?$")  # the evidence that closes a sentence


@dataclass(frozen=True, slots=True)
class Query:
    """A question, the earlier question that it leans on (empty when it stands alone), and what has
    been answered since, which is no answer to it. One that `only_names` something is to be written
    out with the earlier one."""

    question: str
    context: str = ""
    said: str = ""
    only_names: bool = False

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


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a source."""

    source_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class SentenceMatch:
    """How well one sentence of a hit fits the question.

    `matches` has shape (q,): for each token of the searched text its best cosine with a token of
    the sentence. `terms` are its search terms. `score` sums it up, terms included; comparable
    within one search. `part_scores` does so for each part of a question that has several. `answer`
    are the words in it that answer a question for a fact, where they are known.
    """

    chunk: Chunk
    sentence: Sentence
    matches: Vector
    terms: frozenset[str]
    score: float
    part_scores: tuple[float, ...] = ()
    answer: Span | None = None


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


class Role(StrEnum):
    """What a part of a quote is: what it hangs on, which is shown quietly; running text; an item of
    a list."""

    QUIET = "quiet"
    TEXT = "text"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a source that is shown, and as what."""

    span: Span
    role: Role = Role.TEXT


@dataclass(frozen=True, slots=True)
class Statement:
    """One quote of an answer: the stretch that is cited, and the parts of it that are shown.

    Parts come in the order of the source, items last; without any, all of the stretch is shown.
    `caption` says who speaks; `who` is to whom the source ascribes the words where they do not say
    so themselves. `also` points at what says the same elsewhere. `more` puts it below the fold.
    `answer` points at the words in it that answer, where they are known. An engine points; only
    `citations` cuts.
    """

    cited: Span
    chunk_id: str
    parts: tuple[Part, ...] = ()
    caption: str = ""
    who: str = ""
    also: tuple["Statement", ...] = ()
    more: bool = False
    answer: Span | None = None


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
    `page` is the number printed on the page, `sheet` the place of that page in the file, from 1;
    `place` names what stands for a page elsewhere: `dia 3`, `blad Rooster`, `hoofdstuk Lezen`.
    `title` is the short name of the source, as a reader sees it.
    A quote that is `recognised` was read from a picture by a program, and `in_text` says so.
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
    title: str = ""
    recognised: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a quote as they are shown, and where they stand in their source; `skips` tells that
    the source has something between the piece before and this one. `answer` is where in `text` the
    words stand that answer a question for a fact, where they are known: (start, end)."""

    text: str
    start: int
    end: int
    role: Role = Role.TEXT
    skips: bool = False
    answer: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Also:
    """Where something is said again: a citation, by its number and the name of its source."""

    number: int
    title: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote as it is shown: who speaks, its words piece by piece, and the number of its citation.

    `also` are the sources that say the same. `more` tells that it stands below the fold.
    """

    number: int
    pieces: tuple[Piece, ...]
    caption: str = ""
    also: tuple[Also, ...] = ()
    more: bool = False

    @property
    def running(self) -> tuple[Piece, ...]:
        """What is no list: all of it, or the words that lead up to the list."""
        return tuple(piece for piece in self.pieces if piece.role is not Role.ITEM)

    @property
    def items(self) -> tuple[Piece, ...]:
        """The items of a list; none where it is none."""
        return tuple(piece for piece in self.pieces if piece.role is Role.ITEM)

    @property
    def items_at_once(self) -> int:
        """How many items are shown before a fold: all, or the first few of a long list."""
        count = len(self.items)
        return count if count <= _LONG_LIST else _FEW_ITEMS


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

    `quotes` are what `text` quotes, and `note` the fixed words that it opens with.
    `reserved` tells of what is answered that it is given with reserve, as what comes nearest.
    `verbatim` counts the quotes of which every word was found again in the document, to the
    letter, after the answer was made. `understood` is the earlier question that a follow-up was
    read with; empty for one that was read by itself. `choice_note` says what of the sources that
    were chosen is not there. `writing` tells what a language model wrote of it; None where none was
    asked.
    """

    question: str
    answered: bool
    text: str
    citations: tuple[Citation, ...]
    passages: tuple[Hit, ...]
    engine: str
    answerability: float
    seconds: Seconds
    quotes: tuple[Quote, ...] = ()
    note: str = ""
    verbatim: int = 0
    reserved: bool = False
    understood: str = ""
    choice_note: str = ""
    writing: Writing | None = None

    @property
    def written(self) -> str:
        """What a language model wrote of the answer, with its marks; empty where none did."""
        return self.writing.text if self.writing else ""

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
    """The next piece of the answer's text; `more` tells that it stands below the fold."""

    text: str
    more: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """The whole answer; always the last event."""

    answer: Answer


Event: TypeAlias = Retrieved | Token | Waiting | Done


class AnswerEngine(Protocol):
    """Anything that picks or writes an answer from evidence."""

    @property
    def name(self) -> str:
        """What `Answer.engine` shows."""

    def statements(self, evidence: Evidence) -> Iterable[Statement]:
        """Return the quotes of an answer, the best one first; none means that the evidence holds no
        answer."""


class References(Protocol):
    """Where an answer finds the APA reference of a source."""

    def reference(self, source_id: str) -> str:
        """Return the full reference in APA 7, plain text."""

    def in_text(self, source_id: str) -> str:
        """Return author and year as in running text: `Kennisrotonde, 2019`."""

    def title(self, source_id: str) -> str:
        """Return the title in the record of a source; empty where it has none."""

    def mentioned(self, text: str) -> tuple[str, ...]:
        """Return the ids of the works that a text cites by author and year, in its order."""


class Documents(Protocol):
    """Where an answer finds the sources to quote from."""

    def document(self, source_id: str) -> Document:
        """Return a source as it was read."""

    def token_vectors(self, chunk: Chunk) -> tuple[Matrix, npt.NDArray[np.int32]]:
        """Return a passage's token vectors, shape (n, d), and where each stands in the document,
        shape (n, 2); those of title and headings come first, with no length."""


class Asking(Protocol):
    """Anything that answers a question as a stream of events."""

    def stream(
        self, question: str, history: Sequence[Turn], choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield the events of one answer, sought within a choice; the last one is `Done`."""


class Knowing(Asking, Protocol):
    """Anything that answers, and shows the sources that it answers from."""

    @property
    def documents(self) -> Documents:
        """The sources that are quoted from."""

    @property
    def references(self) -> References:
        """How the sources are referred to."""
