"""Whether the passages found hold an answer: the signals, and the weights learned on them."""

import math
from collections.abc import Sequence

import numpy as np

from kwchat.answering import questions, ranking
from kwchat.answering.candidates import Candidate, Question

_LOOKED_AT = 5  # passages from which answerability is judged

# Learned on the tuned part of the test set: docs/decisions.md.
_CENTRE = np.array([0.8355, 0.7861, 0.3999])
_SLOPE = np.array([12.8, 1.811, -1.313])
_INTERCEPT = -0.87  # so that the same lines serve with and without what an encoder has learned
# What the log-odds lose where the corpus knows none of the question's words: the reader knows what
# answers, the corpus what it is about. Measured on the tuned part.
_UNKNOWN = 1.5
# What title and headings lift the log-odds, which were learned without them, so that the lines
# below serve as before. Measured on the tuned part.
_LIFT = 0.11
_ODDS_COUNTED = 5  # sentences: an answer may stand in several
THRESHOLD = 0.1  # of answerability: below it kwchat says that the sources do not tell
SURE = 0.5  # ... and below this it says that what it quotes only comes near


def answerability(question: Question, best: Sequence[Candidate]) -> float:
    """Estimate from the best passages, best first, the chance that they hold an answer."""
    seen = best[:_LOOKED_AT]
    places = [(one, position) for one in seen for position in one.answering]
    if not places:
        return 0.0
    if question.is_learned:
        odds = [question.whole.fit(one.by_sentence[position]) for one, position in places]
        return by_odds(answer_odds(odds) - _LIFT - _UNKNOWN * question.unknown)
    said = (one.chunk.words(one.chunk.sentences[position]) for one, position in places)
    if questions.is_out_of_reach(question.whole.kinds, said):
        return 0.0
    return _covered(question, seen)


def by_coverage(coverage: float, lowest: float, unknown: float) -> float:
    """Return an estimate, from 0 to 1, that a question is answered by the passages found.

    For an encoder on which nothing was learned. A logistic regression over how well the
    passages match the question's content words (their mean, weighted by rarity, and the worst of
    them) and the weighted share of words that the corpus does not know. Weights learned by
    `benchmarks/calibrate.py`.
    """
    signals = np.array([coverage, lowest, unknown])
    return by_odds(float((signals - _CENTRE) @ _SLOPE) + _INTERCEPT)


def by_odds(odds: float) -> float:
    """Return log-odds as a chance; they were learned as such."""
    return 1.0 / (1.0 + math.exp(-odds))


def answer_odds(odds: Sequence[float]) -> float:
    """Return the log-odds of the best few sentences together, as the log of their sum."""
    best = np.sort(np.array(odds))[-_ODDS_COUNTED:]
    return float(np.logaddexp.reduce(best))


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
