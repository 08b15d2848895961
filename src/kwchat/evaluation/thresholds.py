"""What the estimated chance of an answer is worth: is it right, and where to draw the lines?"""

from dataclasses import dataclass

import numpy as np

from kwchat.errors import QuestionError
from kwchat.evaluation import texts
from kwchat.evaluation.comparison import floors
from kwchat.evaluation.scores import Run

# By what is wished for: the setting that it decides, whether the questions that it counts have an
# answer, and whether they count when their chance is above the line.
_DECIDES = {
    "asserted_wrongly": ("KWCHAT_SURE", False, True),
    "wrongly_refused": ("KWCHAT_THRESHOLD", True, False),
}
_BINS = 8
_STEPS = 1000  # of a chance: settings are told in three decimals


@dataclass(frozen=True, slots=True)
class Advice:
    """The value of a setting with which a wish is met on a test set, as gently as possible."""

    setting: str
    value: float


def threshold_for(run: Run, wish: str) -> Advice:
    """Return where a line must be drawn to meet a wish, written as `metric=value`.

    Raises:
        QuestionError: no line decides the metric, or the test set has no question that counts.
    """
    ((name, ceiling),) = floors([wish]).items()
    if name not in _DECIDES:
        raise QuestionError(texts.EVAL_NO_LINE.format(name=name, names=", ".join(_DECIDES)))
    setting, answerable, above = _DECIDES[name]
    chances = np.sort(
        [r.answer.answerability for r in run.results if r.question.answerable is answerable]
    )
    if not len(chances):
        raise QuestionError(texts.EVAL_NOT_MEASURED.format(name=name))
    most = int(ceiling * len(chances) + 1e-9)  # questions that may end on the wrong side
    if most >= len(chances):
        return Advice(setting, 0.0 if above else 1.0)
    # With as many decimals as it is told with, on the side on which the wish is met.
    value = np.floor(chances[-1 - most] * _STEPS) + 1 if above else np.floor(chances[most] * _STEPS)
    return Advice(setting, float(value / _STEPS))


def reliability(run: Run) -> tuple[tuple[float, float, int], ...]:
    """Return the estimated chance of an answer, the share of questions that have one, and their
    number, for groups of questions of about the same estimate, lowest first."""
    ranked = sorted(run.results, key=lambda result: result.answer.answerability)
    groups = [group for group in np.array_split(np.arange(len(ranked)), _BINS) if len(group)]
    return tuple(
        (
            float(np.mean([ranked[place].answer.answerability for place in group])),
            float(np.mean([ranked[place].question.answerable for place in group])),
            len(group),
        )
        for group in groups
    )
