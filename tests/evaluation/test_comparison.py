"""A run held against a wish, and against an earlier run."""

import pytest
from evaluated import COORDINATOR, START, SUPPORT, quoting, run

from kwchat.errors import QuestionError
from kwchat.evaluation.comparison import ALL, changes, exact, floors, shortfalls
from kwchat.evaluation.figures import metrics, timings
from kwchat.evaluation.intervals import Metric
from kwchat.evaluation.scores import Run


def scores(of: Run) -> dict[str, dict[str, tuple[float, float]]]:
    """Return a run's scores by question."""
    return {result.question.id: {**result.scores, **result.seconds} for result in of.results}


def test_wishes_are_read_with_point_or_comma() -> None:
    """A Dutch decimal comma is as good as a point."""
    assert floors(["recall@3=0.97", "mrr=0,9"]) == {"recall@3": 0.97, "mrr": 0.9}


@pytest.mark.parametrize("wish", ["mrr", "mrr=", "mrr=veel", "mrr=nan", "mrr=inf"])
def test_a_wish_needs_a_number(wish: str) -> None:
    """What is no finite number is refused."""
    with pytest.raises(QuestionError, match="getal"):
        floors([wish])


def test_an_unknown_metric_is_refused_with_the_known_ones() -> None:
    """The error names what there is to choose from."""
    with pytest.raises(QuestionError, match=r"recall@7.*recall@5"):
        floors(["recall@7=1"])


def test_what_falls_short_is_named_and_the_rest_is_not() -> None:
    """Only metrics below their floor are listed, with both numbers."""
    measured = metrics(run({COORDINATOR.question: quoting(SUPPORT, START)}))

    found = shortfalls(measured, {"recall@1": 0.75, "recall@3": 1.0})

    assert found == ["recall@1 is 0,5 en moet minstens 0,75 zijn."]


def test_where_less_is_better_the_wish_is_a_ceiling() -> None:
    """Wrong refusals, lengths and times may stay under what is wished."""
    measured = metrics(run()) | timings(run())
    wished = {"wrongly_refused": 0.03, "sentences": 1.0, "total_p95": 0.02}

    assert shortfalls(measured, wished) == [
        "sentences is 1,5 en mag hoogstens 1 zijn.",
        "total_p95 is 0,03 en mag hoogstens 0,02 zijn.",
    ]


LESS_IS_BETTER = {"wrongly_refused", "asserted_wrongly", "reserve", "sentences", "words"}
LESS_IS_BETTER |= {"visible_sentences", "visible_words", "written_dropped", "stood_in"}


@pytest.mark.parametrize("name", ALL)
def test_every_measure_is_held_to_its_wish_from_the_right_side(name: str) -> None:
    """A ceiling for refusals of what is answered, lengths and times; a floor for the rest. What is
    exactly as wished will do."""
    measured = {name: Metric(0.5, 0.4, 0.6, 10)}
    lower = name in LESS_IS_BETTER or name.endswith(("_p50", "_p95"))

    def holds(wish: float) -> bool:
        return not shortfalls(measured, {name: wish})

    assert (holds(0.49), holds(0.5), holds(0.51)) == (not lower, True, lower)


def test_what_cannot_be_measured_falls_short() -> None:
    """A gate on a metric that the test set cannot give does not pass in silence."""
    assert shortfalls({}, {"facts": 0.5}) == ["facts is op deze testset niet te meten."]


def test_numbers_that_differ_are_shown_to_differ() -> None:
    """0.94999 does not look like the 0.95 that it misses."""
    assert exact(0.94999) != exact(0.95)


def test_changes_are_counted_over_shared_questions() -> None:
    """A question that only one run has, or that has no score in one, is left out."""
    before = scores(run({COORDINATOR.question: quoting(SUPPORT, START)}))
    after = {id_: found for id_, found in scores(run()).items() if id_ != "v2"}

    found = changes(before, after)

    assert (found["recall@1"].before, found["recall@1"].after) == (0.0, 1.0)
    assert found["recall@1"].n == 1
    assert found["total_p50"].n == 2


def test_a_run_does_not_differ_from_itself() -> None:
    """Every change is zero."""
    same = scores(run())

    assert all(not change.change for change in changes(same, same).values())


def test_runs_without_shared_questions_are_refused() -> None:
    """There is nothing to compare."""
    with pytest.raises(QuestionError, match="gemeen"):
        changes({"a": {}}, {"b": {}})
