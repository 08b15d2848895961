"""Figures and their intervals over resampled questions."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kwchat.evaluation.intervals import as_sample, auroc, compare, measure, quantile, ratio

SCORES = st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=1, max_size=6)


def test_a_share_has_an_interval_around_it() -> None:
    """Of 100 questions 80 right: about 0.72 to 0.88, as the normal approximation says."""
    metric = measure(as_sample([(1.0, 1.0)] * 80 + [(0.0, 1.0)] * 20), ratio)

    assert (metric.value, metric.n) == (0.8, 100)
    assert metric.low == pytest.approx(0.72, abs=0.02)
    assert metric.high == pytest.approx(0.88, abs=0.02)


def test_a_ratio_weighs_questions_by_their_denominator() -> None:
    """Three of four facts and none of one make three of five."""
    assert measure(as_sample([(3.0, 4.0), (0.0, 1.0)]), ratio).value == 0.6


def test_the_same_sample_gives_the_same_interval() -> None:
    """Nothing but the sample decides what is drawn."""
    sample = as_sample([(float(number % 3), 1.0) for number in range(30)])

    assert measure(sample, quantile(0.95)) == measure(sample, quantile(0.95))


@given(SCORES, SCORES)
def test_auroc_counts_pairs(positive: list[float], negative: list[float]) -> None:
    """AUROC is the share of pairs in the right order, ties counting half."""
    sample = as_sample([(s, 1.0) for s in positive] + [(s, 0.0) for s in negative])

    pairs = [(high > low) + (high == low) / 2 for high, low in product(positive, negative)]

    assert auroc(sample) == pytest.approx(np.mean(pairs))


def test_auroc_needs_both_labels() -> None:
    """With one kind of question there is nothing to tell apart."""
    assert np.isnan(auroc(as_sample([(0.5, 1.0)])))


def test_draws_without_both_labels_leave_the_interval_defined() -> None:
    """Two questions are often drawn alike; the other draws make the interval."""
    metric = measure(as_sample([(0.9, 1.0), (0.1, 0.0)]), auroc)

    assert (metric.low, metric.value, metric.high) == (1.0, 1.0, 1.0)


def test_pairing_sees_a_small_steady_change() -> None:
    """Every question a little better is certain, however much the questions differ."""
    before = as_sample([(float(number), 1.0) for number in range(50)])
    after = before + np.array([0.1, 0.0])

    difference = compare(before, after, ratio)

    assert difference.change == pytest.approx(0.1)
    assert difference.low == pytest.approx(0.1)
    assert difference.significant


def test_no_change_is_not_significant() -> None:
    """Two equal runs differ by nothing."""
    sample = as_sample([(1.0, 1.0), (0.0, 1.0)])

    assert not compare(sample, sample, ratio).significant
