"""The online half: a question becomes passages, best first, and their sentences, weighed.

Three views of one question are fused: the whole meaning (dense vectors from the store), the exact
words (BM25 over lemmas), and the meaning word by word (late interaction between the question's
tokens and the passage's). The same token matches then weigh every sentence, so that choosing what
to quote costs no further encoding.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kwchat.answering import pointing, questions, ranking
from kwchat.answering.answer import Documents, Evidence, Hit, Query, SentenceMatch
from kwchat.answering.answerability import answerability
from kwchat.answering.candidates import Candidate, Question, Words, lay_beside, read_question
from kwchat.answering.passages import breaks_off
from kwchat.index.encoding import Encoder, Nearest
from kwchat.language import vocabulary
from kwchat.reading.document import Chunk, Kind

_CANDIDATES = 30  # passages that late interaction looks at


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much in a search, measured on the tuned part of the test set.

    Of a passage: the four views that are fused, and a head start per kind of source. Of a
    sentence, beside how well it fits: the terms it shares, the kind of answer it could be, being an
    item where a list is asked for, the rank of its passage, and the head start of its kind.
    `margin` is how far below the best sentence one may come that is quoted beside it. `context` is
    what a word of an earlier question weighs that the question leans on.
    """

    dense: float = 0.15
    keyword: float = 0.25
    passage: float = 0.3
    best_sentence: float = 0.3
    shared_terms: float = 0.12
    answer_kind: float = 0.06
    listed: float = 0.08
    passage_rank: float = 0.03
    # The brief weighed the works, and a summary that names the same things again must not take its
    # place: measured with and without summaries, for this corpus.
    head_start: Mapping[Kind, float] = field(default_factory=lambda: {Kind.BRIEF: 0.3})
    sentence_head_start: Mapping[Kind, float] = field(default_factory=lambda: {Kind.BRIEF: 0.04})
    margin: float = 0.06
    context: float = 0.5


_PLAIN = Weights()
# In log-odds, with an encoder that has learned to read.
LEARNED = Weights(
    dense=0.35,
    keyword=0.22,
    passage=0.0,
    best_sentence=0.43,
    shared_terms=3.0,
    answer_kind=2.0,
    listed=2.0,
    passage_rank=6.0,
    head_start={Kind.BRIEF: 0.25},
    sentence_head_start={Kind.BRIEF: 1.2},
    margin=2.0,
    context=0.25,
)


class Passages(Documents, Protocol):
    """The passages themselves, with the sources that they are of."""

    def chunk(self, chunk_id: str) -> Chunk:
        """Return a passage by its id."""
        ...

    def chunk_ids(self, source_ids: Iterable[str] | None = None) -> set[str]:
        """Return the ids of all passages, or of those of some sources."""
        ...


class Retriever:
    """Searches one index, or several as one, with one encoder."""

    def __init__(
        self,
        *,
        store: Nearest,
        library: Passages,
        keywords: Words,
        encoder: Encoder,
        weights: Weights | None = None,
    ) -> None:
        self._store = store
        self._library = library
        self._keywords = keywords
        self._encoder = encoder
        self._weights = weights or (LEARNED if encoder.identity.adapter else _PLAIN)

    def search(
        self, query: Query, *, top_k: int = 10, among: Collection[str] | None = None
    ) -> Evidence:
        """Return the `top_k` best passages with their sentences, of all sources or of those with
        the ids in `among`; fewer if there are fewer."""
        question = read_question(
            query,
            encoder=self._encoder,
            keywords=self._keywords,
            context_weight=self._weights.context,
        )
        dense = dict(self._store.query(question.encoding.vector, top_k=_CANDIDATES, among=among))
        chunk_ids = None if among is None else self._library.chunk_ids(among)
        keyword = dict(self._keywords.search(question.text, top_k=_CANDIDATES, among=chunk_ids))
        first = ranking.fuse([(self._weights.dense, dense), (self._weights.keyword, keyword)])[
            :_CANDIDATES
        ]
        chunks = (self._library.chunk(chunk_id) for chunk_id, _ in first)
        candidates = [lay_beside(chunk, question, documents=self._library) for chunk in chunks]
        scores = _fused(candidates, question, dense, keyword, self._weights)
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
            for match in _weigh(candidate, question, scores[candidate.chunk.id], self._weights)
        )
        margin = self._weights.margin
        sentences = pointing.marked(sentences, question, margin=margin, documents=self._library)
        chance = answerability(question, best)
        return Evidence(question.query, hits, sentences, question.whole.weights, chance, margin)


def _fused(
    candidates: Sequence[Candidate],
    question: Question,
    dense: Mapping[str, float],
    keyword: Mapping[str, float],
    weights: Weights,
) -> dict[str, float]:
    """Return the score of every passage; one that holds nothing to quote gets 0."""
    passage = {one.chunk.id: question.whole.fit(one.matches) for one in candidates}
    sentence = {
        one.chunk.id: max(
            question.whole.fit(one.by_sentence[position]) for position in one.answering
        )
        for one in candidates
        if one.answering
    }
    views = (dense, keyword, passage, sentence)
    shares = (weights.dense, weights.keyword, weights.passage, weights.best_sentence)
    fused = dict(ranking.fuse(list(zip(shares, views, strict=True))))
    return {
        one.chunk.id: fused[one.chunk.id] + weights.head_start.get(one.chunk.kind, 0.0)
        if one.answering
        else 0.0
        for one in candidates
    }


def _weigh(
    candidate: Candidate, question: Question, rank: float, weights: Weights
) -> Iterator[SentenceMatch]:
    chunk = candidate.chunk
    # What title and headings name, each sentence below them shares.
    above = vocabulary.term_set("\n".join(chunk.above)) if question.is_learned else frozenset()
    for position in candidate.answering:
        sentence, matches = chunk.sentences[position], candidate.by_sentence[position]
        words = chunk.words(sentence)
        terms = vocabulary.term_set(words)
        listed = sentence.item or breaks_off(words)
        score, *part_scores = (
            aim.fit(matches)
            + weights.shared_terms * ranking.weighted_share(aim.terms, terms | above)
            + weights.answer_kind * questions.fit(aim.kinds, words)
            + weights.listed * (aim.enumerates and listed)
            + weights.passage_rank * rank
            + weights.sentence_head_start.get(chunk.kind, 0.0)
            for aim in (question.whole, *question.parts)
        )
        yield SentenceMatch(chunk, sentence, matches, terms, score, tuple(part_scores))
