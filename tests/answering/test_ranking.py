"""The arithmetic of ranking: what holds for all numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kwchat.answering import answerability, ranking

SCORES = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(-10, 10), max_size=8)
RANKINGS = st.lists(st.tuples(st.floats(0, 1), SCORES), max_size=4)
SIGNALS = st.floats(0, 1)


@given(RANKINGS)
def test_fusion_loses_nothing(rankings: list[tuple[float, dict[str, float]]]) -> None:
    """Every id of every ranking comes back once, best first, and nothing else."""
    fused = ranking.fuse(rankings)
    scores = [score for _, score in fused]

    assert sorted(name for name, _ in fused) == sorted({n for _, one in rankings for n in one})
    assert scores == sorted(scores, reverse=True)


@given(RANKINGS)
def test_fused_scores_stay_within_the_weights(
    rankings: list[tuple[float, dict[str, float]]],
) -> None:
    """No passage gets more than all views together can give, and none less than nothing."""
    most = sum(weight for weight, _ in rankings)

    assert all(-1e-9 <= score <= most + 1e-9 for _, score in ranking.fuse(rankings))


@given(RANKINGS)
def test_fusion_does_not_depend_on_the_order_of_its_input(
    rankings: list[tuple[float, dict[str, float]]],
) -> None:
    """Turning the views and the ids in them around changes no score."""
    turned = [(weight, dict(reversed(one.items()))) for weight, one in reversed(rankings)]

    assert dict(ranking.fuse(turned)) == pytest.approx(dict(ranking.fuse(rankings)))


def test_fusion_scales_each_view_within_itself() -> None:
    """BM25 scores of twenty do not drown out cosines below one."""
    dense = {"a": 0.9, "b": 0.5, "c": 0.7}
    keyword = {"b": 20.0, "c": 5.0}

    assert ranking.fuse([(0.6, dense), (0.4, keyword)]) == [
        ("a", pytest.approx(0.6)),
        ("b", pytest.approx(0.4)),
        ("c", pytest.approx(0.3)),
    ]


@pytest.mark.parametrize(("weights", "winner"), [((0.9, 0.1), "a"), ((0.1, 0.9), "b")])
def test_the_heavier_view_wins(weights: tuple[float, float], winner: str) -> None:
    """Where two views disagree their weights decide."""
    views = ({"a": 1.0, "b": 0.0}, {"a": 0.0, "b": 1.0})

    assert ranking.fuse(list(zip(weights, views, strict=True)))[0][0] == winner


def test_ties_keep_the_order_of_first_mention() -> None:
    """Equal scores leave the ranking as it was given, so that an answer is always the same."""
    assert [name for name, _ in ranking.fuse([(1.0, {"z": 2.0, "a": 2.0})])] == ["z", "a"]
    assert ranking.fuse([(0.5, {"c": 1.0}), (0.5, {"b": 1.0})]) == [("c", 0.5), ("b", 0.5)]


@pytest.mark.parametrize("rankings", [[], [(1.0, {})]], ids=["no views", "a view of nothing"])
def test_nothing_fuses_to_nothing(rankings: list[tuple[float, dict[str, float]]]) -> None:
    """Fusing without ids gives none."""
    assert ranking.fuse(rankings) == []


def test_the_best_match_is_per_question_token() -> None:
    """Each row keeps its own highest cosine, also when it is below zero."""
    similarities = np.array([[0.1, 0.9, 0.3], [-0.5, -0.2, -0.9]], dtype=np.float32)

    assert ranking.best_matches(similarities) == pytest.approx([0.9, -0.2])


def test_a_passage_without_tokens_matches_nothing() -> None:
    """No tokens give zeros, one per question token, instead of an error."""
    assert ranking.best_matches(np.empty((3, 0), dtype=np.float32)).tolist() == [0.0, 0.0, 0.0]


def test_a_weighted_mean_follows_its_weights() -> None:
    """A token that weighs three times as much counts three times."""
    values = np.array([0.2, 1.0], dtype=np.float32)

    assert ranking.weighted_mean(values, np.array([1, 3], dtype=np.float32)) == pytest.approx(0.8)
    assert ranking.weighted_mean(values, np.array([1, 0], dtype=np.float32)) == pytest.approx(0.2)


def test_weights_of_nothing_give_the_plain_mean() -> None:
    """A question whose words all weigh 0 still gets a score."""
    values = np.array([0.2, 1.0], dtype=np.float32)

    assert ranking.weighted_mean(values, np.zeros(2, dtype=np.float32)) == pytest.approx(0.6)


@given(
    arrays(np.float32, 5, elements=st.floats(-1, 1, width=32)),
    arrays(np.float32, 5, elements=st.floats(0, 1, width=32)),
)
def test_a_weighted_mean_lies_between_its_values(values: np.ndarray, weights: np.ndarray) -> None:
    """No weights push a mean past the lowest or the highest value."""
    mean = ranking.weighted_mean(values, weights)

    assert values.min() - 1e-3 <= mean <= values.max() + 1e-3


def test_a_weighted_share_counts_what_is_present() -> None:
    """Rare terms count for more; what is present beside them does not matter."""
    weights = {"coordinator": 0.9, "school": 0.1}

    assert ranking.weighted_share(weights, {"coordinator", "ander"}) == pytest.approx(0.9)
    assert ranking.weighted_share(weights, weights) == pytest.approx(1.0)
    assert ranking.weighted_share(weights, set()) == 0.0


@pytest.mark.parametrize("weights", [{}, {"de": 0.0}], ids=["no terms", "only weightless ones"])
def test_a_share_of_nothing_is_nothing(weights: dict[str, float]) -> None:
    """Without terms that weigh anything the share is 0, whatever is present."""
    assert ranking.weighted_share(weights, {"de"}) == 0.0


@given(SIGNALS, SIGNALS, SIGNALS, SIGNALS)
def test_better_covered_questions_are_more_answerable(
    coverage: float, more: float, lowest: float, unknown: float
) -> None:
    """Answerability lies within 0–1 and rises with how well the passages cover the question."""
    low, high = sorted((coverage, more))
    less_sure = answerability.by_coverage(low, lowest, unknown)
    surer = answerability.by_coverage(high, lowest, unknown)

    assert 0.0 < less_sure <= surer < 1.0


@given(SIGNALS, SIGNALS, SIGNALS, SIGNALS)
def test_a_worse_weakest_word_and_an_unknown_one_make_less_answerable(
    coverage: float, one: float, other: float, unknown: float
) -> None:
    """A word that nothing matches, or that the corpus does not know, lowers the estimate."""
    low, high = sorted((one, other))

    assert answerability.by_coverage(coverage, low, unknown) <= answerability.by_coverage(
        coverage, high, unknown
    )
    assert answerability.by_coverage(coverage, unknown, high) <= answerability.by_coverage(
        coverage, unknown, low
    )


def test_the_threshold_tells_a_good_match_from_a_poor_one() -> None:
    """What is covered fully passes the gate; what is hardly covered, and unknown, does not."""
    assert answerability.by_coverage(1.0, 1.0, 0.0) > answerability.THRESHOLD
    assert answerability.by_coverage(0.5, 0.4, 1.0) < answerability.THRESHOLD


def test_sentences_that_answer_make_a_question_answerable() -> None:
    """Higher odds speak for an answer; even odds are an even chance."""
    low, high = answerability.answer_odds([-6.0, -5.0]), answerability.answer_odds([-6.0, 3.0])

    assert answerability.by_odds(low) < answerability.THRESHOLD
    assert answerability.by_odds(high) > answerability.THRESHOLD
    assert answerability.by_odds(0.0) == 0.5


def test_only_the_best_few_sentences_count() -> None:
    """A long passage is no more answerable for all that it says beside the point."""
    best = [1.0, 0.5, 0.0, 0.0, -0.5]

    assert answerability.answer_odds([*best, *[-9.0] * 50]) == pytest.approx(
        answerability.answer_odds(best)
    )
    assert answerability.answer_odds(best) > max(best)
