"""Values, events, protocols and errors: the words in which the parts of kwchat talk.

Values are frozen; offsets count characters of `Document.text`, half-open, as in slices.

    KwchatError                 one Dutch sentence that says what to do; the faces print it
    ├── SettingsError           an unknown or impossible setting
    ├── CorpusError             a corpus folder that is missing or empty
    ├── ReadError               a source file that cannot be read
    ├── SharingError            an answer to pass on that this server did not give
    ├── SourcesError            the folder with originals or its lock file cannot be used
    ├── FetchError              a document that cannot be fetched from its address
    │   └── FetchForbiddenError
    ├── BibliographyError       a bibliography that is no valid CSL-JSON
    ├── ModelError              an encoder that cannot be loaded or is damaged
    ├── StoreError              the index cannot be used
    │   ├── IndexMissingError
    │   ├── IndexStaleError
    │   ├── IndexDamagedError
    │   └── IndexBusyError
    ├── QuestionError           a blank, huge or binary question, or a broken batch line
    ├── FeedbackError           feedback is switched off, or its file cannot be used
    ├── NotReadyError           asked while the encoder is still warming up
    └── LimitError              asked too often
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Vector: TypeAlias = npt.NDArray[np.float32]
Matrix: TypeAlias = npt.NDArray[np.float32]


class KwchatError(Exception):
    """The family of errors that a user can do something about."""


class SettingsError(KwchatError):
    """A setting is unknown or has an impossible value."""


class CorpusError(KwchatError):
    """The corpus folder is missing or holds no readable file."""


class ReadError(KwchatError):
    """A source file is unreadable, encrypted, empty or scanned."""


class SharingError(KwchatError):
    """What was sent to be made into a file is no answer of this server."""


class SourcesError(KwchatError):
    """The folder with originals, its lock file, or a name for one of them cannot be used."""


class FetchError(KwchatError):
    """A document cannot be fetched from its address."""


class FetchForbiddenError(FetchError):
    """The site asks programs to stay away from the address."""


class BibliographyError(KwchatError):
    """The bibliography is no valid CSL-JSON, or a summary does not say what it sums up."""


class ModelError(KwchatError):
    """The encoder cannot be loaded, or its file is damaged."""


class StoreError(KwchatError):
    """The index cannot be used."""


class IndexMissingError(StoreError):
    """There is no index."""


class IndexStaleError(StoreError):
    """The index was built with another encoder, other chunks or another version."""


class IndexDamagedError(StoreError):
    """The index is incomplete or unreadable."""


class IndexBusyError(StoreError):
    """Another ingest is at work on the index."""


class QuestionError(KwchatError):
    """A question that cannot be searched with: blank, over-long or binary."""


class FeedbackError(KwchatError):
    """Feedback is switched off, or its file cannot be used."""


class NotReadyError(KwchatError):
    """The assistant is still warming up."""


class LimitError(KwchatError):
    """A client asked too often; after `seconds` it may ask again."""

    def __init__(self, sentence: str, *, seconds: int) -> None:
        super().__init__(sentence)
        self.seconds = seconds


class Kind(StrEnum):
    """Who speaks in a source."""

    BRIEF = "brief"
    BRON = "bron"
    SAMENVATTING = "samenvatting"
    EIGEN = "eigen"


class BlockKind(StrEnum):
    """What a stretch of a document is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a list item; an item's bullet lies outside its span."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0  # of a heading: 1 is the highest; of an item: its depth from 0


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a document, counted from 1; `label` is what is printed on it, where that differs.

    A page without a printed number among pages that have one has its number between square
    brackets, as bibliographies write it.
    """

    number: int
    start: int
    end: int
    label: str = ""

    @property
    def printed(self) -> int | None:
        """The number to refer to it by; None for a page that is labelled otherwise (iv, [2])."""
        if not self.label:
            return self.number
        return int(self.label) if self.label.isdecimal() else None


@dataclass(frozen=True, slots=True)
class Document:
    """A source as it was read: cleaned text, its blocks in order, and its pages if it has any.

    Blocks never overlap, and no block holds a line break: a paragraph is one line of `text`.
    """

    source_id: str
    kind: Kind
    title: str
    text: str
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...] = ()
    author: str | None = None  # from the file's own metadata
    year: int | None = None

    def page_at(self, offset: int) -> int | None:
        """Return the printed number of the page that holds an offset, if it has one."""
        page = self._page(offset)
        return page.printed if page else None

    def sheet_at(self, offset: int) -> int | None:
        """Return which page of the file, from 1, holds an offset; None where there are no pages."""
        page = self._page(offset)
        return page.number if page else None

    def _page(self, offset: int) -> Page | None:
        return next((page for page in self.pages if page.start <= offset < page.end), None)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A whole sentence or list item of a chunk; `item` tells the two apart."""

    start: int
    end: int
    item: bool = False


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage: `document.text[start:end] == text`, never across a heading."""

    id: str
    source_id: str
    kind: Kind
    text: str
    start: int
    end: int
    page: int | None
    heading_path: tuple[str, ...]
    sentences: tuple[Sentence, ...]

    @property
    def section(self) -> str:
        """The nearest heading above the passage, or an empty string."""
        return self.heading_path[-1] if self.heading_path else ""

    def words(self, sentence: Sentence) -> str:
        """Return the text of one of the passage's sentences."""
        return self.text[sentence.start - self.start : sentence.end - self.start]

    @property
    def embedded_text(self) -> str:
        """What the encoder sees: the headings, then the passage."""
        return "\n".join((*self.heading_path, self.text))


@dataclass(frozen=True, slots=True)
class PassageWords:
    """A passage as a keyword index sees it: its search terms in order, and the words, as written
    and in their dictionary form, that a misspelling can be mended to."""

    terms: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Encoding:
    """A text as the encoder sees it.

    `vector` has shape (d,), length 1. `tokens` has shape (n, d), each row of length 1: the
    contextual vectors of the text's own tokens, without prompt and special tokens. `spans` has
    shape (n, 2): where each token stands in the text that was given.
    """

    vector: Vector
    tokens: Matrix
    spans: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class EncoderIdentity:
    """What must be equal for two vectors to be comparable."""

    name: str
    sha256: str
    dtype: str


class Encoder(Protocol):
    """Anything that turns questions and passages into comparable vectors."""

    @property
    def identity(self) -> EncoderIdentity:
        """Name, content hash and number type."""
        ...

    def encode_question(self, text: str) -> Encoding:
        """Encode one question."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Encoding]:
        """Encode passages, in order."""
        ...


class VectorStore(Protocol):
    """Where the passage vectors live."""

    def upsert(self, chunks: Sequence[Chunk], vectors: Matrix) -> None:
        """Add passages, or replace those with the same id; vectors has shape (n, d)."""
        ...

    def delete(self, chunk_ids: Sequence[str]) -> None:
        """Remove passages; unknown ids are ignored."""
        ...

    def query(self, vector: Vector, *, top_k: int) -> list[tuple[str, float]]:
        """Return at most `top_k` (chunk id, cosine similarity), best first."""
        ...

    def chunk_ids(self) -> set[str]:
        """Return the ids of all passages."""
        ...


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation; role is `user` or `assistant`."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question, and the earlier question that it leans on (empty when it stands alone)."""

    question: str
    context: str = ""


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

    `weights` has shape (q,): how much each token of the searched text tells. `answerability`
    estimates the chance that the hits hold an answer, from 0 to 1.
    """

    query: Query
    hits: tuple[Hit, ...]
    sentences: tuple[SentenceMatch, ...]
    weights: Vector
    answerability: float


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


@dataclass(frozen=True, slots=True)
class Answer:
    """What a teacher reads. Not answered means that `text` is the refusal, without citations.

    `verbatim` counts the citations of which the quote was found again in the document, to the
    letter, after the answer was made.
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
