"""Learn the weights of the score that says whether the content of a claim is in a passage.

    python benchmarks/calibrate_grounding.py tests/testset/{gegrond,gegrond-meer}.jsonl

Prints what `kwchat.answering.grounding.scoring` holds: the weights and intercept of a logistic
regression over its signals, and for several lines how many supported sentences lie above it and
which others, each sentence scored by a model that did not see its passage. Only units of a passage
against which nothing else speaks (numbers, names, negation, …) count. Which unit carries a
supported sentence nobody said: it is the one that the model finds likeliest, learned in turns.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from kwchat import wiring
from kwchat.answering.grounding import content, scoring, support, units
from kwchat.index.encoding import Encoder

Floats = npt.NDArray[np.float64]
ROUNDS = 5  # after which the likeliest units no longer change
FOLDS = 8
WIDEST = 0.5  # share of a sentence that a unit may lack: it is learned on more than may be shown
SURELY = 99.0  # log-odds with which the content is no reason to leave a unit out


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence with its signals on each unit that does not speak against it."""

    sentence: str
    passage: str
    label: str
    signals: tuple[Mapping[str, float], ...]

    @property
    def is_supported(self) -> bool:
        """Whether it may be shown."""
        return self.label == "supported"


def labelled(row: Mapping[str, Any], encoder: Encoder) -> Labelled:
    """Return a line of a test set with its signals."""
    sentence, passages = row["sentence"], row["passages"]
    laid = [units.passage_of(one) for one in passages]
    found: list[dict[str, float]] = []
    if not list(support.form_faults(sentence, "\n".join(passages))):
        near = content.nearness(sentence, laid, encoder)
        for place, passage in enumerate(laid):
            for unit in units.units(passage):
                one = scoring.signals(sentence, unit, near.cover(sentence, unit, place))
                if one["things"] + one["deeds"] <= WIDEST and not list(
                    support.faults(sentence, unit, SURELY)
                ):
                    found.append({name: one[name] for name in scoring.WEIGHTS})
    return Labelled(sentence, "\n".join(passages), row["label"], tuple(found))


def learn(rows: Sequence[Labelled]) -> tuple[Floats, float]:
    """Return the weights (k,) and the intercept: every unit of a sentence that is not supported is
    a counterexample, the likeliest one of a supported sentence an example."""
    told = [row for row in rows if row.signals]
    matrices = [np.array([list(one.values()) for one in row.signals]) for row in told]
    picked = [int(np.argmin(matrix[:, 0] + matrix[:, 1])) for matrix in matrices]
    weights, intercept = np.zeros(matrices[0].shape[1]), 0.0
    for _ in range(ROUNDS):
        parts = [
            matrix[[place]] if row.is_supported else matrix
            for row, matrix, place in zip(told, matrices, picked, strict=True)
        ]
        sizes = [len(part) for part in parts]
        answers = np.repeat([row.is_supported for row in told], sizes)
        table = np.concatenate(parts)
        spread = table.std(axis=0) + 1e-9
        model = LogisticRegression(max_iter=2000).fit(table / spread, answers)
        weights, intercept = model.coef_[0] / spread, float(model.intercept_[0])
        picked = [int(np.argmax(matrix @ weights)) for matrix in matrices]
    return weights, intercept


def odds(row: Labelled, weights: Floats, intercept: float) -> float:
    """Return the log-odds of the likeliest unit; minus infinity where there is none."""
    found = [float(np.array(list(one.values())) @ weights) for one in row.signals]
    return max(found) + intercept if found else -np.inf


def unseen(
    rows: Sequence[Labelled], learned: Callable[[Sequence[Labelled]], tuple[Floats, float]]
) -> Floats:
    """Return the log-odds of every sentence (n,), by models that did not see its passage."""
    scores = np.zeros(len(rows))
    groups = [row.passage for row in rows]
    for seen, other in GroupKFold(FOLDS).split(groups, groups=groups):
        weights, intercept = learned([rows[place] for place in seen])
        scores[other] = [odds(rows[place], weights, intercept) for place in other]
    return scores


def main(paths: Sequence[str]) -> None:
    """Learn from the labelled sentences together and print the weights."""
    encoder = wiring.load_encoder(wiring.given_settings())
    lines = [
        json.loads(line) for path in paths for line in Path(path).read_text("utf-8").splitlines()
    ]
    report([labelled(line, encoder) for line in lines])


def report(rows: Sequence[Labelled]) -> None:
    """Print the weights, and what several lines let through."""
    weights, intercept = learn(rows)
    names = next(row.signals[0] for row in rows if row.signals)
    print({name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)})
    print("intercept", round(intercept, 3))
    scores = unseen(rows, learn)
    good = np.array([row.is_supported for row in rows])
    for line in np.arange(3.0, -2.0, -0.25):
        passed = scores >= line
        print(f"{line:5.2f}  supported {passed[good].mean():.3f}  others {passed[~good].sum()}")
    for place in np.argsort(-np.where(good, -np.inf, scores))[:20]:
        print(f"{scores[place]:5.2f}  {rows[place].label}: {rows[place].sentence}")


if __name__ == "__main__":
    main(sys.argv[1:])
