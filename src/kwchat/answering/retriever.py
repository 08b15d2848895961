"""The online half: a question becomes passages, best first, and their sentences, weighed.

Three views of one question are fused: the whole meaning (dense vectors from the store), the exact
words (BM25 over lemmas), and the meaning word by word (late interaction between the question's
tokens and the passage's). The same token matches then weigh every sentence, so that choosing what
to quote costs no further encoding.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from kwchat.answering import questions, ranking
from kwchat.answering.answer import Evidence, Hit, Query, SentenceMatch
from kwchat.answering.matching import Matching
from kwchat.answering.passages import Passage, breaks_off
from kwchat.index.encoding import Encoder, Encoding, Vector, VectorStore
from kwchat.index.keywords import KeywordIndex
from kwchat.index.library import Library
from kwchat.language import vocabulary
from kwchat.reading.document import Chunk, Kind

_CANDIDATES = 30  # passages that late interaction looks at
# Weights of the fusion, of a sentence's score beside its token matches, and of the words of an
# earlier question that a follow-up leans on: measured on the tuned part of the test set.
_DENSE, _KEYWORD, _PASSAGE, _SENTENCE = 0.15, 0.25, 0.3, 0.3
_SHARED_TERMS, _KIND, _LISTED, _PASSAGE_RANK = 0.12, 0.06, 0.08, 0.03
_CONTEXT = 0.5
# What the brief is ahead by, as a passage and per sentence: it weighed the works, and a summary
# that names the same things again must not take its place. Measured with and without summaries.
_BRIEF, _BRIEF_SENTENCE = 0.3, 0.04
_LOOKED_AT = 5  # passages from which answerability is judged


@dataclass(frozen=True, slots=True, eq=False)
class _Aim:
    """What an answer is sought for: per token (q,) of the searched text how much it counts, the
    search terms with their rarity, the kinds of answer asked for, and whether it wants a list."""

    weights: Vector
    terms: dict[str, float]
    kinds: tuple[questions.Asks, ...]
    enumerates: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Question:
    """The text that is searched with, its encoding, the whole of it as an aim and its parts if it
    has several, the content words of the question itself, without those of an earlier one that it
    leans on, and whether it is English."""

    text: str
    encoding: Encoding
    whole: _Aim
    parts: tuple[_Aim, ...]
    own_words: tuple["_Word", ...]
    is_english: bool

    @property
    def unknown(self) -> float:
        """Which share of the question's own words the corpus does not know, by rarity."""
        if not self.own_words:
            return 0.0
        rarities = np.array([word.rarity for word in self.own_words], dtype=np.float32)
        missing = np.array([1.0 - word.known for word in self.own_words], dtype=np.float32)
        return ranking.weighted_mean(missing, rarities)


@dataclass(frozen=True, slots=True)
class _Word:
    """A content word of a question: its tokens, how rare it is, and which share of its parts the
    corpus knows (1 for a foreign word, of which a Dutch corpus says nothing)."""

    tokens: tuple[int, ...]
    rarity: float
    known: float


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    """A passage laid against the question.

    `matches` (q,) holds every question token's best cosine in the passage; `by_sentence` the same
    within each of its sentences, `edges` (s, 2) their first and last token (last excluded).
    `answering` are the positions of those that could be an answer; a passage without comes last.
    """

    chunk: Chunk
    matches: Vector
    by_sentence: tuple[Vector, ...]
    edges: npt.NDArray[np.intp]
    answering: tuple[int, ...]


class Retriever:
    """Searches one index with one encoder; `matching` is what was learned on that encoder, if
    anything was."""

    def __init__(
        self,
        *,
        store: VectorStore,
        library: Library,
        keywords: KeywordIndex,
        encoder: Encoder,
        matching: Matching | None = None,
    ) -> None:
        self._store = store
        self._library = library
        self._keywords = keywords
        self._encoder = encoder
        self._matching = matching

    def search(self, query: Query, *, top_k: int = 10) -> Evidence:
        """Return the `top_k` best passages with their sentences; fewer if the index has fewer."""
        question = self._question(query)
        dense = dict(self._store.query(question.encoding.vector, top_k=_CANDIDATES))
        keyword = dict(self._keywords.search(question.text, top_k=_CANDIDATES))
        first = ranking.fuse([(_DENSE, dense), (_KEYWORD, keyword)])[:_CANDIDATES]
        chunks = (self._library.chunk(chunk_id) for chunk_id, _ in first)
        candidates = [self._candidate(chunk, question) for chunk in chunks]
        scores = _fused(candidates, question.whole.weights, dense, keyword)
        best = sorted(candidates, key=lambda candidate: -scores[candidate.chunk.id])[:top_k]
        hits = tuple(
            Hit(
                candidate.chunk,
                score=scores[candidate.chunk.id],
                dense=dense.get(candidate.chunk.id, 0.0),
                keyword=keyword.get(candidate.chunk.id, 0.0),
            )
            for candidate in best
        )
        sentences = tuple(
            match
            for candidate in best
            for match in _weigh(candidate, question, scores[candidate.chunk.id])
        )
        # An order is one by itself: a question after an order is a question.
        is_order = questions.is_order(query.question)
        answerability = 0.0 if is_order else self._answerability(question, best)
        return Evidence(query, hits, sentences, question.whole.weights, answerability)

    def _question(self, query: Query) -> _Question:
        context = self._keywords.mend_text(query.context)
        own = self._keywords.mend_text(query.question)
        text = f"{context} {own}".strip()
        encoding = self._encoder.encode_question(text)
        starts = encoding.spans[:, 0]
        own_start = len(text) - len(own)
        weights = np.where(starts >= own_start, 1.0, _CONTEXT).astype(np.float32)
        parts = tuple(
            _aim(own[start:end], own[start:end], _inside(starts - own_start, start, end))
            for start, end in questions.parts(own)
        )
        is_english = vocabulary.is_english(own)
        words = tuple(self._words(text, own_start, starts, is_english=is_english))
        return _Question(text, encoding, _aim(text, own, weights), parts, words, is_english)

    def _words(
        self, text: str, own_start: int, starts: npt.NDArray[np.int32], *, is_english: bool
    ) -> Iterator[_Word]:
        for start, end, word in vocabulary.word_spans(text):
            if start < own_start or not vocabulary.tells(word):
                continue
            tokens = tuple(range(*np.searchsorted(starts, (start, end)).tolist()))
            if tokens:
                known = 1.0 if is_english else self._keywords.familiarity(word)
                yield _Word(tokens, vocabulary.rarity(word), known)

    def _candidate(self, chunk: Chunk, question: _Question) -> _Candidate:
        tokens, spans = self._library.token_vectors(chunk)
        similarities = question.encoding.tokens @ tokens.T
        words = [*map(chunk.words, chunk.sentences), ""]
        answering = tuple(
            position
            for position, (said, following) in enumerate(pairwise(words))
            if questions.can_answer(said, question.whole.kinds, following=following)
        )
        edges = np.searchsorted(spans[:, 0], [(one.start, one.end) for one in chunk.sentences])
        by_sentence = tuple(
            ranking.best_matches(similarities[:, first:last]) for first, last in edges
        )
        matches = ranking.best_matches(similarities)
        return _Candidate(chunk, matches, by_sentence, edges, answering)

    def _answerability(self, question: _Question, best: Sequence[_Candidate]) -> float:
        """Estimate from the best passages whether they hold an answer."""
        seen = best[:_LOOKED_AT]
        said = (
            one.chunk.words(one.chunk.sentences[position])
            for one in seen
            for position in one.answering
        )
        if not any(one.answering for one in seen):
            return 0.0
        if questions.is_out_of_reach(question.whole.kinds, said):
            return 0.0
        # Matching was learned on Dutch: English questions that were answered fell below the bar.
        if self._matching is None or question.is_english:
            return _covered(question, seen)
        odds = [*self._odds(self._matching, question, seen)]
        return ranking.answerability_by_odds(ranking.answer_odds(odds), question.unknown)

    def _odds(
        self, matching: Matching, question: _Question, seen: Sequence[_Candidate]
    ) -> Iterator[float]:
        """Yield for every sentence of the passages the log-odds that it answers, read with what
        tells what it is about: an item of a list says nothing without the lead-in."""
        sought = matching.sought(question.encoding.tokens, question.whole.weights)
        for candidate in seen:
            chunk = candidate.chunk
            contexts = Passage(chunk, self._library.document(chunk.source_id)).contexts()
            tokens, _ = self._library.token_vectors(chunk)
            projected = matching.projected(tokens)
            for position in candidate.answering:
                read = list(contexts[position])
                matches = np.max([candidate.by_sentence[one] for one in read], axis=0)
                own = [projected[first:last] for first, last in candidate.edges[read]]
                yield matching.fit(sought, matches, np.concatenate(own))


def _aim(text: str, own: str, weights: Vector) -> _Aim:
    """Return what a text aims at; `own` is the part of it that is the question itself."""
    terms = {term: vocabulary.rarity(term) for term in vocabulary.terms(text)}
    return _Aim(weights, terms, questions.asked(own), questions.enumerates(own))


def _inside(starts: npt.NDArray[np.int32], start: int, end: int) -> Vector:
    """Return weights (q,) for a part of a question: its own tokens count most."""
    return np.where((starts >= start) & (starts < end), 1.0, _CONTEXT).astype(np.float32)


def _fused(
    candidates: Sequence[_Candidate],
    weights: Vector,
    dense: Mapping[str, float],
    keyword: Mapping[str, float],
) -> dict[str, float]:
    passage = {one.chunk.id: ranking.weighted_mean(one.matches, weights) for one in candidates}
    sentence = {
        one.chunk.id: max(
            ranking.weighted_mean(one.by_sentence[position], weights) for position in one.answering
        )
        for one in candidates
        if one.answering
    }
    views = [(_DENSE, dense), (_KEYWORD, keyword), (_PASSAGE, passage), (_SENTENCE, sentence)]
    fused = dict(ranking.fuse(views))
    return {
        one.chunk.id: fused[one.chunk.id] + _BRIEF * (one.chunk.kind is Kind.BRIEF)
        if one.answering
        else 0.0
        for one in candidates
    }


def _weigh(candidate: _Candidate, question: _Question, rank: float) -> Iterator[SentenceMatch]:
    chunk = candidate.chunk
    for position in candidate.answering:
        sentence, matches = chunk.sentences[position], candidate.by_sentence[position]
        words = chunk.words(sentence)
        terms = vocabulary.term_set(words)
        listed = sentence.item or breaks_off(words)
        score, *part_scores = (
            ranking.weighted_mean(matches, aim.weights)
            + _SHARED_TERMS * ranking.weighted_share(aim.terms, terms)
            + _KIND * questions.fit(aim.kinds, words)
            + _LISTED * (aim.enumerates and listed)
            + _PASSAGE_RANK * rank
            + _BRIEF_SENTENCE * (chunk.kind is Kind.BRIEF)
            for aim in (question.whole, *question.parts)
        )
        yield SentenceMatch(chunk, sentence, matches, terms, score, tuple(part_scores))


def _covered(question: _Question, seen: Sequence[_Candidate]) -> float:
    """Estimate from how well the passages cover the question's words whether they answer it."""
    words = question.own_words
    matches = np.max([candidate.matches for candidate in seen], axis=0)
    if not words:
        return ranking.answerability(float(matches.mean()), float(matches.mean()), 0.0)
    rarities = np.array([word.rarity for word in words], dtype=np.float32)
    covered = np.array([matches[list(word.tokens)].mean() for word in words], dtype=np.float32)
    return ranking.answerability(
        ranking.weighted_mean(covered, rarities), float(covered.min()), question.unknown
    )
