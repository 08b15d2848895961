"""A question as it is searched with, and passages laid against it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt

from kwchat.answering import ellipsis, questions, ranking
from kwchat.answering.answer import Documents, Query
from kwchat.answering.passages import Passage
from kwchat.index.encoding import Encoder, Encoding, Vector
from kwchat.language import vocabulary
from kwchat.reading.document import Chunk

_ABOVE = 0.05  # cosine by which a match with title or headings counts less than one of its own
_OTHER_PART = 0.1  # weight of the rest of a question that is two in one; measured on the tuned part


class Words(Protocol):
    """What is known of the words of all passages."""

    def mend_text(self, text: str) -> str:
        """Return a text with its misspelled words mended, all else as it was."""
        ...

    def familiarity(self, word: str) -> float:
        """Return from 0 to 1 how well a word is known."""
        ...

    def search(
        self, text: str, *, top_k: int, among: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return at most `top_k` (chunk id, score above 0), best first."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Aim:
    """What an answer is sought for: per token (q,) of the searched text how much it counts and how
    good a match it needs, what a match of 1 brings in, the search terms with their rarity, the
    kinds of answer asked for, and whether it wants a list."""

    weights: Vector
    bars: Vector
    slope: float
    terms: dict[str, float]
    kinds: tuple[questions.Asks, ...]
    enumerates: bool

    def fit(self, matches: Vector) -> float:
        """Return how well a text answers whose best matches with the tokens are (q,): log-odds
        where an encoder has learned them, else the mean cosine."""
        return ranking.weighted_mean(self.slope * matches - self.bars, self.weights)


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """The question with its misspellings mended, the text that is searched with, its encoding, the
    whole of it as an aim and its parts if it has several, and the content words of the question
    itself, without those of an earlier one that it leans on."""

    query: Query
    text: str
    encoding: Encoding
    whole: Aim
    parts: tuple[Aim, ...]
    own_words: tuple["Word", ...]

    @property
    def is_learned(self) -> bool:
        """Whether what fits it is known in log-odds."""
        return self.encoding.sought is not None

    @property
    def unknown(self) -> float:
        """Which share of the question's own words the corpus does not know, by rarity."""
        if not self.own_words:
            return 0.0
        rarities = np.array([word.rarity for word in self.own_words], dtype=np.float32)
        missing = np.array([1.0 - word.known for word in self.own_words], dtype=np.float32)
        return ranking.weighted_mean(missing, rarities)


@dataclass(frozen=True, slots=True)
class Word:
    """A content word of a question: its tokens, how rare it is, and which share of its parts the
    corpus knows (1 for a foreign word, of which a Dutch corpus says nothing)."""

    tokens: tuple[int, ...]
    rarity: float
    known: float


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A passage laid against the question.

    `matches` (q,) holds every question token's best cosine in the passage; `by_sentence` the same
    within each of its sentences, read with what tells what it is about: an item of a list says
    nothing without the lead-in. Who has learned to read, reads it with title and headings too: they
    name what it need not name again. `answering` are the positions of those that could be an answer
    and have not been given as one; a passage without comes last.
    """

    chunk: Chunk
    matches: Vector
    by_sentence: tuple[Vector, ...]
    answering: tuple[int, ...]


def read_question(
    query: Query, *, encoder: Encoder, keywords: Words, context_weight: float
) -> Question:
    """Return a question as it is searched with: misspellings mended, read by the encoder. Of the
    earlier question that it leans on, if any, each token has `context_weight`. One that only names
    something (*En de coördinator?*) is written out, and then it is a question by itself."""
    context = keywords.mend_text(query.context)
    own = keywords.mend_text(query.question)
    text = f"{context} {own}".strip()
    encoding = encoder.encode_question(text)
    whole_question = ellipsis.written_out(own, context, encoding) if query.only_names else ""
    if whole_question:
        own = text = whole_question
        query, encoding = replace(query, said=""), encoder.encode_question(text)
    starts = encoding.spans[:, 0]
    own_start = len(text) - len(own)
    counts = np.where(starts >= own_start, 1.0, context_weight).astype(np.float32)
    parts = tuple(
        _aim(own[start:end], own[start:end], _inside(starts - own_start, start, end), encoding)
        for start, end in questions.parts(own)
    )
    is_english = vocabulary.is_english(own)
    words = tuple(_words(text, own_start, starts, keywords, is_english=is_english))
    whole = _aim(text, own, counts, encoding)
    mended = replace(query, question=own, context=context, only_names=False)
    return Question(mended, text, encoding, whole, parts, words)


def lay_beside(chunk: Chunk, question: Question, *, documents: Documents) -> Candidate:
    """Return a passage laid against a question, sentence by sentence."""
    tokens, spans = documents.token_vectors(chunk)
    begin = above(spans, chunk)
    headings, similarities = np.split(question.encoding.tokens @ tokens.T, [begin], axis=1)
    words = [*map(chunk.words, chunk.sentences), ""]
    is_beside = questions.lists_works(chunk.section, question.query.question)
    answering = tuple(
        position
        for position, (said, following) in enumerate(pairwise(words))
        if not is_beside
        and questions.can_answer(said, question.whole.kinds, following=following)
        and not question.query.was_said(said)
    )
    edges = _edges(spans[begin:], chunk)
    alone = np.array([ranking.best_matches(similarities[:, first:last]) for first, last in edges])
    if question.is_learned and begin:
        alone = np.maximum(alone, ranking.best_matches(headings) - _ABOVE)
    contexts = Passage(chunk, documents.document(chunk.source_id)).contexts()
    by_sentence = tuple(alone[list(context)].max(axis=0) for context in contexts)
    return Candidate(chunk, ranking.best_matches(similarities), by_sentence, answering)


def above(spans: npt.NDArray[np.int32], chunk: Chunk) -> int:
    """Return how many of a passage's tokens, which stand at `spans` (n, 2), are of the title and
    the headings above it; they come first."""
    return int(np.searchsorted(spans[:, 1], chunk.start, side="right"))


def _edges(spans: npt.NDArray[np.int32], chunk: Chunk) -> npt.NDArray[np.intp]:
    """Return the first and last token, last excluded, that share letters with each sentence; one
    that stands for a whole line begins before its sentence, at the bullet."""
    starts = [sentence.start for sentence in chunk.sentences]
    ends = [sentence.end for sentence in chunk.sentences]
    first = np.searchsorted(spans[:, 1], starts, side="right")
    return np.column_stack([first, np.searchsorted(spans[:, 0], ends)])


def _words(
    text: str,
    own_start: int,
    starts: npt.NDArray[np.int32],
    keywords: Words,
    *,
    is_english: bool,
) -> Iterator[Word]:
    for start, end, word in vocabulary.word_spans(text):
        if start < own_start or not vocabulary.tells(word):
            continue
        tokens = tuple(range(*np.searchsorted(starts, (start, end)).tolist()))
        if tokens:
            known = 1.0 if is_english else keywords.familiarity(word)
            yield Word(tokens, vocabulary.rarity(word), known)


def _aim(text: str, own: str, counts: Vector, encoding: Encoding) -> Aim:
    """Return what a text aims at; `own` is the part of it that is the question itself, and `counts`
    (q,) tells how much of each token that is."""
    terms = {term: vocabulary.rarity(term) for term in vocabulary.terms(text)}
    kinds, enumerates = questions.asked(own), questions.enumerates(own)
    sought = encoding.sought
    if sought is None:
        return Aim(counts, np.zeros_like(counts), 1.0, terms, kinds, enumerates)
    weights = np.exp(sought.importance - sought.importance.max(initial=0)) * counts
    return Aim(weights, sought.bars, sought.slope, terms, kinds, enumerates)


def _inside(starts: npt.NDArray[np.int32], start: int, end: int) -> Vector:
    """Return weights (q,) for a part of a question: its own tokens count most."""
    return np.where((starts >= start) & (starts < end), 1.0, _OTHER_PART).astype(np.float32)
