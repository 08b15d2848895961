"""A run held against a wish, and against an earlier run on the same questions."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from kwchat.errors import QuestionError
from kwchat.evaluation import texts
from kwchat.evaluation.intervals import Difference, Metric, Sample, as_sample, compare
from kwchat.evaluation.scores import MEASURES, TIMINGS, Measure, Score

Scores: TypeAlias = Mapping[str, Mapping[str, Score]]  # by question id, then by score

# The scores of one question that say how it went for a reader.
OUTCOMES = (
    "wrongly_refused",
    "reserve",
    "rightly_refused",
    "asserted_wrongly",
    "facts",
    "recall@10",
    "first_citation",
    "citation_precision",
    "citation_recall",
    "quotes_verbatim",
    "marks_valid",
)
_ROUNDING = 1e-5  # the JSON of a run keeps six decimals

ALL: Mapping[str, Measure] = MappingProxyType({**MEASURES, **TIMINGS})


def floors(wishes: Sequence[str]) -> dict[str, float]:
    """Return the wishes, each written as `metric=value`, by metric; times are in seconds.

    Raises:
        QuestionError: there is no such metric, or the value is no number.
    """
    return dict(_floor(wish) for wish in wishes)


def _floor(wish: str) -> tuple[str, float]:
    name, _, value = wish.partition("=")
    if name not in ALL:
        raise QuestionError(texts.EVAL_NO_METRIC.format(name=name, names=", ".join(ALL)))
    try:
        floor = float(value.replace(",", "."))
    except ValueError as error:
        raise QuestionError(texts.EVAL_NO_FLOOR.format(wish=wish)) from error
    if not math.isfinite(floor):
        raise QuestionError(texts.EVAL_NO_FLOOR.format(wish=wish))
    return name, floor


def shortfalls(measured: Mapping[str, Metric], wished: Mapping[str, float]) -> list[str]:
    """Return a Dutch sentence for every metric that is worse than wished, or was not measured.

    Where less is better, as with `wrongly_refused` and the times, the wish is a ceiling.
    """
    return [
        sentence
        for name, floor in wished.items()
        for sentence in _shortfall(name, measured.get(name), floor)
    ]


def _shortfall(name: str, metric: Metric | None, floor: float) -> Iterator[str]:
    if metric is None:
        yield texts.EVAL_NOT_MEASURED.format(name=name)
    elif ALL[name].lower and metric.value > floor:
        yield texts.EVAL_TOO_HIGH.format(name=name, value=exact(metric.value), floor=exact(floor))
    elif not ALL[name].lower and metric.value < floor:
        yield texts.EVAL_TOO_LOW.format(name=name, value=exact(metric.value), floor=exact(floor))


def exact(value: float) -> str:
    """Return a number in Dutch, with the decimals that tell it from its neighbours.

    >>> exact(0.94996)
    '0,94996'
    """
    return f"{value:.6g}".replace(".", ",")


@dataclass(frozen=True, slots=True)
class Move:
    """A question that went otherwise than before: on which scores better, and on which worse."""

    question_id: str
    better: tuple[str, ...]
    worse: tuple[str, ...]


def moves(before: Scores, after: Scores) -> tuple[Move, ...]:
    """Return the questions of both runs of which an outcome changed, in the order of the later."""
    found = (_move(id_, before[id_], after[id_]) for id_ in after if id_ in before)
    return tuple(move for move in found if move.better or move.worse)


def _move(question_id: str, before: Mapping[str, Score], after: Mapping[str, Score]) -> Move:
    steps = {
        name: (_share(after[name]) - _share(before[name])) * (-1 if MEASURES[name].lower else 1)
        for name in OUTCOMES
        if name in before and name in after
    }
    return Move(
        question_id,
        better=tuple(name for name, step in steps.items() if step > _ROUNDING),
        worse=tuple(name for name, step in steps.items() if step < -_ROUNDING),
    )


def _share(score: Score) -> float:
    part, whole = score
    return part / whole if whole else 0.0


def changes(before: Scores, after: Scores) -> dict[str, Difference]:
    """Return the change of every metric over the questions that have its score in both runs.

    Raises:
        QuestionError: the runs share no question.
    """
    if not before.keys() & after.keys():
        raise QuestionError(texts.EVAL_NOTHING_SHARED)
    samples = {name: _shared(how.score, before, after) for name, how in ALL.items()}
    return {
        name: compare(*both, ALL[name].statistic)
        for name, both in samples.items()
        if _is_measurable(name, both)
    }


def _shared(score: str, before: Scores, after: Scores) -> tuple[Sample, Sample]:
    ids = [id_ for id_ in after if score in after[id_] and score in before.get(id_, {})]
    first, second = ([scores[i][score] for i in ids] for scores in (before, after))
    return as_sample(first), as_sample(second)


def _is_measurable(name: str, both: tuple[Sample, Sample]) -> bool:
    return all(len(sample) and np.isfinite(ALL[name].statistic(sample)) for sample in both)
