"""Figures with their uncertainty: percentile bootstrap over questions (Efron 1979).

A sample has one row per question. A row holds a numerator and a denominator, a value and 1, or a
score and a label, as the statistic asks. Every interval is drawn with the same seed, so equal
samples give equal figures. Where all rows are equal the interval is a point: no proof that the
next question goes the same way.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Sample: TypeAlias = npt.NDArray[np.float64]  # shape (..., n, 2)
Statistic: TypeAlias = Callable[[Sample], npt.NDArray[np.float64]]  # (..., n, 2) to (...)

RESAMPLES = 2000
SEED = 2019
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure, its 95 % interval, and the number of questions that it rests on."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one run to another on the same questions, with its 95 % interval."""

    before: float
    after: float
    low: float
    high: float
    n: int

    @property
    def change(self) -> float:
        """After minus before."""
        return self.after - self.before

    @property
    def significant(self) -> bool:
        """Whether the interval of the change leaves out zero."""
        return self.low > 0 or self.high < 0


def as_sample(rows: Sequence[tuple[float, float]]) -> Sample:
    """Return rows as a sample of shape (n, 2), also where there are none."""
    return np.array(rows, dtype=np.float64).reshape(len(rows), 2)


def ratio(sample: Sample) -> npt.NDArray[np.float64]:
    """Return the sum of the numerators over the sum of the denominators."""
    totals = sample.sum(axis=-2)
    return np.asarray(totals[..., 0] / totals[..., 1])


def quantile(share: float) -> Statistic:
    """Return a statistic: the value that a share of the rows stays at or under."""
    return lambda sample: np.asarray(np.quantile(sample[..., 0], share, axis=-1))


def auroc(sample: Sample) -> npt.NDArray[np.float64]:
    """Return the chance that a row with label 1 scores above one with label 0, ties for half; NaN
    where one of the labels is absent."""
    if sample.ndim > 2:
        return np.array([auroc(rows) for rows in sample])
    positive = sample[sample[:, 1] == 1, 0]
    negative = np.sort(sample[sample[:, 1] != 1, 0])
    if not len(positive) or not len(negative):
        return np.array(np.nan)
    below = np.searchsorted(negative, positive, "left")
    not_above = np.searchsorted(negative, positive, "right")
    return np.asarray((below + not_above).mean() / (2 * len(negative)))


def measure(sample: Sample, statistic: Statistic) -> Metric:
    """Return a statistic of a sample of shape (n, 2), n ≥ 1, with its interval."""
    low, high = _interval(statistic(sample[_draws(len(sample))]))
    return Metric(float(statistic(sample)), low, high, len(sample))


def compare(before: Sample, after: Sample, statistic: Statistic) -> Difference:
    """Return the change between two samples whose rows belong to the same questions in the same
    order: both are resampled alike (paired bootstrap)."""
    draws = _draws(len(before))
    low, high = _interval(statistic(after[draws]) - statistic(before[draws]))
    return Difference(float(statistic(before)), float(statistic(after)), low, high, len(before))


def _draws(size: int) -> npt.NDArray[np.int64]:
    return np.random.default_rng(SEED).integers(size, size=(RESAMPLES, size))


def _interval(values: npt.NDArray[np.float64]) -> tuple[float, float]:
    defined = values[~np.isnan(values)]  # a draw may miss one of the labels
    if not len(defined):
        return float("nan"), float("nan")
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(defined, [tail, 1 - tail])
    return float(low), float(high)
