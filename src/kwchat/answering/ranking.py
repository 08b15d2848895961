"""The arithmetic of ranking: fusing two rankings, late interaction, the answerability score.

Pure functions of numbers: no text, no index, no model.
"""

import math
from collections.abc import Container, Mapping, Sequence

import numpy as np

from kwchat.index.encoding import Matrix, Vector

# Learned on the tuned part of the test set: docs/decisions.md.
_CENTRE = np.array([0.8355, 0.7861, 0.3999])
_SLOPE = np.array([12.8, 1.811, -1.313])
_INTERCEPT = 0.228
_ODDS_CENTRE, _ODDS_SLOPE = np.array([1.5507, 0.2372]), np.array([0.882, -0.147])
_ODDS_INTERCEPT = 0.579
_ODDS_COUNTED = 5  # sentences: an answer may stand in several
THRESHOLD = 0.25  # of answerability: below it kwchat says that the sources do not tell


def fuse(rankings: Sequence[tuple[float, Mapping[str, float]]]) -> list[tuple[str, float]]:
    """Return every id of the weighted rankings with the weighted sum of its scaled scores.

    Each ranking maps an id to a score and is scaled to 0–1 within itself; an id that it lacks gets
    0 from it. Best first, ties in the order of first mention. Weighted sums of scaled scores did
    at least as well as rank fusion on both public Dutch sets (design 7; Bruch et al. 2023).
    """
    fused: dict[str, float] = {}
    for weight, scores in rankings:
        for name, score in _scaled(scores).items():
            fused[name] = fused.get(name, 0.0) + weight * score
    return sorted(fused.items(), key=lambda pair: -pair[1])


def best_matches(similarities: Matrix) -> Vector:
    """Return for each question token its highest cosine with a token of a passage.

    Shape (q, n) gives (q,); a passage without tokens matches nothing: zeros. The core of late
    interaction (Khattab and Zaharia 2020).
    """
    if not similarities.shape[1]:
        return np.zeros(len(similarities), dtype=np.float32)
    best: Vector = similarities.max(axis=1)
    return best


def weighted_mean(values: Vector, weights: Vector) -> float:
    """Return the mean of (q,) values under (q,) weights; the plain mean when all weights are 0."""
    total = float(weights.sum())
    return float(values @ weights) / total if total else float(values.mean())


def weighted_share(weights: Mapping[str, float], present: Container[str]) -> float:
    """Return which share of the weighted terms is present, from 0 to 1; 0 for no terms at all."""
    total = sum(weights.values())
    found = sum(weight for term, weight in weights.items() if term in present)
    return found / total if total else 0.0


def answerability(coverage: float, lowest: float, unknown: float) -> float:
    """Return an estimate, from 0 to 1, that a question is answered by the passages found.

    For an encoder on which no matching was learned. A logistic regression over how well the
    passages match the question's content words (their mean, weighted by rarity, and the worst of
    them) and the weighted share of words that the corpus does not know. Weights learned by
    `benchmarks/calibrate.py`.
    """
    return _logistic(np.array([coverage, lowest, unknown]), _CENTRE, _SLOPE, _INTERCEPT)


def answerability_by_odds(odds: float, unknown: float) -> float:
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


def _scaled(scores: Mapping[str, float]) -> dict[str, float]:
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    spread = high - low
    return {name: (score - low) / spread if spread else 1.0 for name, score in scores.items()}
