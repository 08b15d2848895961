"""Whether the passages found hold an answer: the signals, and the weights learned on them."""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from kwchat.answering import questions, ranking
from kwchat.answering.answer import Documents
from kwchat.answering.candidates import Candidate, Question
from kwchat.answering.matching import Matching
from kwchat.answering.passages import Passage
from kwchat.index.encoding import Vector

_LOOKED_AT = 5  # passages from which answerability is judged

# Learned on the tuned part of the test set: docs/decisions.md.
_CENTRE = np.array([0.8355, 0.7861, 0.3999])
_SLOPE = np.array([12.8, 1.811, -1.313])
_INTERCEPT = 0.228
_ODDS_CENTRE, _ODDS_SLOPE = np.array([1.5507, 0.2372]), np.array([0.882, -0.147])
_ODDS_INTERCEPT = 0.579
_ODDS_COUNTED = 5  # sentences: an answer may stand in several
THRESHOLD = 0.25  # of answerability: below it kwchat says that the sources do not tell


def answerability(
    question: Question,
    best: Sequence[Candidate],
    *,
    documents: Documents,
    matching: Matching | None = None,
) -> float:
    """Estimate from the best passages, best first, the chance that they hold an answer.

    `matching` is what was learned on the encoder's vectors, if anything was.
    """
    seen = best[:_LOOKED_AT]
    said = (
        one.chunk.words(one.chunk.sentences[position]) for one in seen for position in one.answering
    )
    if not any(one.answering for one in seen):
        return 0.0
    if questions.is_out_of_reach(question.whole.kinds, said):
        return 0.0
    # Matching was learned on Dutch: English questions that were answered fell below the bar.
    if matching is None or question.is_english:
        return _covered(question, seen)
    odds = [*_odds(matching, question, seen, documents)]
    return by_odds(answer_odds(odds), question.unknown)


def by_coverage(coverage: float, lowest: float, unknown: float) -> float:
    """Return an estimate, from 0 to 1, that a question is answered by the passages found.

    For an encoder on which no matching was learned. A logistic regression over how well the
    passages match the question's content words (their mean, weighted by rarity, and the worst of
    them) and the weighted share of words that the corpus does not know. Weights learned by
    `benchmarks/calibrate.py`.
    """
    return _logistic(np.array([coverage, lowest, unknown]), _CENTRE, _SLOPE, _INTERCEPT)


def by_odds(odds: float, unknown: float) -> float:
    """Return an estimate, from 0 to 1, that one of the sentences found answers.

    A logistic regression over the `answer_odds` of the sentences and the weighted share of words
    that the corpus does not know. Weights learned by `benchmarks/calibrate.py`.
    """
    return _logistic(np.array([odds, unknown]), _ODDS_CENTRE, _ODDS_SLOPE, _ODDS_INTERCEPT)


def answer_odds(odds: Sequence[float]) -> float:
    """Return the log-odds of the best few sentences together, as the log of their sum."""
    best = np.sort(np.array(odds))[-_ODDS_COUNTED:]
    return float(np.logaddexp.reduce(best))


def _logistic(signals: Vector, centre: Vector, slope: Vector, intercept: float) -> float:
    """Return what a logistic regression makes of signals, all of shape (k,)."""
    return 1.0 / (1.0 + math.exp(-float((signals - centre) @ slope) - intercept))


def _odds(
    matching: Matching, question: Question, seen: Sequence[Candidate], documents: Documents
) -> Iterator[float]:
    """Yield for every sentence of the passages the log-odds that it answers, read with what
    tells what it is about: an item of a list says nothing without the lead-in."""
    sought = matching.sought(question.encoding.tokens, question.whole.weights)
    for candidate in seen:
        chunk = candidate.chunk
        contexts = Passage(chunk, documents.document(chunk.source_id)).contexts()
        tokens, _ = documents.token_vectors(chunk)
        projected = matching.projected(tokens)
        for position in candidate.answering:
            read = list(contexts[position])
            matches = np.max([candidate.by_sentence[one] for one in read], axis=0)
            own = [projected[first:last] for first, last in candidate.edges[read]]
            yield matching.fit(sought, matches, np.concatenate(own))


def _covered(question: Question, seen: Sequence[Candidate]) -> float:
    """Estimate from how well the passages cover the question's words whether they answer it."""
    words = question.own_words
    matches = np.max([candidate.matches for candidate in seen], axis=0)
    if not words:
        return by_coverage(float(matches.mean()), float(matches.mean()), 0.0)
    rarities = np.array([word.rarity for word in words], dtype=np.float32)
    covered = np.array([matches[list(word.tokens)].mean() for word in words], dtype=np.float32)
    return by_coverage(
        ranking.weighted_mean(covered, rarities), float(covered.min()), question.unknown
    )
