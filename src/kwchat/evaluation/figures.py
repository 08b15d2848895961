"""The figures of a run: every measure over the questions that it applies to, with its interval."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from kwchat.evaluation.intervals import Metric, Sample, Statistic, as_sample, measure
from kwchat.evaluation.scores import MEASURES, TIMINGS, Measure, Result, Run, Score


def metrics(run: Run, *, category: str | None = None) -> dict[str, Metric]:
    """Return every metric that applies, but for the times; see `MEASURES`.

    Of one category, AUROC sets its questions against all those of the other kind, so that near-
    and far-domain questions can be told apart.
    """
    return _measured(MEASURES, lambda name: _scored(run, name, category))


def timings(run: Run) -> dict[str, Metric]:
    """Return the median and 95th percentile of each stage in seconds; see `TIMINGS`."""
    return _measured(TIMINGS, lambda name: [result.seconds[name] for result in run.results])


def risk_coverage(run: Run) -> tuple[tuple[float, float], ...]:
    """Return for every threshold on answerability, strictest first, which share of all questions
    would be answered and which share of those has no answer in the sources."""
    ranked = sorted(run.results, key=lambda result: -result.answer.answerability)
    points = []
    wrong = 0
    for count, result in enumerate(ranked, start=1):
        wrong += not result.question.answerable
        tied = count < len(ranked) and _same_score(result, ranked[count])
        if not tied:
            points.append((count / len(ranked), wrong / count))
    return tuple(points)


def _measured(
    measures: Mapping[str, Measure], scored: Callable[[str], Sequence[Score]]
) -> dict[str, Metric]:
    samples = {name: as_sample(scored(how.score)) for name, how in measures.items()}
    return {
        name: measure(sample, measures[name].statistic)
        for name, sample in samples.items()
        if _is_measurable(sample, measures[name].statistic)
    }


def _is_measurable(sample: Sample, statistic: Statistic) -> bool:
    return len(sample) > 0 and not np.isnan(statistic(sample))


def _scored(run: Run, name: str, category: str | None) -> list[Score]:
    return [
        result.scores[name]
        for result in run.results
        if name in result.scores and _counts(result, name, category, run)
    ]


def _counts(result: Result, name: str, category: str | None, run: Run) -> bool:
    if category is None or result.question.category == category:
        return True
    kinds = {r.question.answerable for r in run.results if r.question.category == category}
    return name == "auroc" and kinds == {not result.question.answerable}


def _same_score(one: Result, other: Result) -> bool:
    return one.answer.answerability == other.answer.answerability
