"""Learn the weights of the answerability score from test sets.

    python benchmarks/calibrate.py tests/testset/{kenniswerkplaatsen,bronnen}.jsonl

Prints what `kwchat.answering.answerability` holds: centre, slope and intercept of a logistic
regression over the signals (one with the packaged encoder, three with another), and for several
lines how many answerable questions would fall below it and how many unanswerable ones above, each
question scored by a model that did not see it.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from kwchat import wiring
from kwchat.answering import answerability, conversation, orders
from kwchat.answering.retriever import Retriever
from kwchat.evaluation import testsets
from kwchat.evaluation.testsets import Question
from kwchat.index import encoders
from kwchat.index.manifest import open_index

Signals = npt.NDArray[np.float64]


def signals(retriever: Retriever, questions: Sequence[Question]) -> Signals:
    """Return the signals of every question, shape (n, k); an order, which is not searched for, has
    none and gives NaN."""
    rows = []
    for question in questions:
        recorder = _Recorder()
        with (
            patch.object(answerability, "by_coverage", recorder),
            patch.object(answerability, "by_odds", recorder),
        ):
            if orders.declined(question.question) is None:
                retriever.search(conversation.readings(question.question, question.history)[0])
        rows.append(recorder.signals)
    width = max(map(len, rows))
    return np.array([row or (np.nan,) * width for row in rows])


class _Recorder:
    """Stands where the score is computed and writes down what it is computed from."""

    def __init__(self) -> None:
        self.signals: tuple[float, ...] = ()

    def __call__(self, *signals: float) -> float:
        self.signals = signals
        return 0.0


def main(paths: Sequence[str]) -> None:
    """Learn from the test sets together and print the weights."""
    questions = [question for path in paths for question in testsets.load(Path(path))]
    settings = wiring.read_settings()
    index = open_index(settings.index, encoders.identity(settings.embedding_model))
    retriever = wiring.retriever_on(index, settings)
    found = signals(retriever, questions)
    asked = ~np.isnan(found[:, 0])
    answerable = np.array([question.answerable for question in questions])
    centre, spread = found[asked].mean(axis=0), found[asked].std(axis=0)
    scaled = (found[asked] - centre) / spread
    model = LogisticRegression(C=0.3, class_weight="balanced")
    folds = StratifiedKFold(6, shuffle=True, random_state=0)
    chance = np.zeros(len(questions))
    chance[asked] = cross_val_predict(
        model, scaled, answerable[asked], cv=folds, method="predict_proba"
    )[:, 1]
    model.fit(scaled, answerable[asked])
    print("centre", centre.round(4), "slope", (model.coef_[0] / spread).round(3))
    print("intercept", model.intercept_.round(3))
    for line in np.arange(0.05, 0.95, 0.05):
        below = chance < line
        print(
            f"{line:.2f}  answerable below {below[answerable].mean():.3f}"
            f"  unanswerable above {1 - below[~answerable].mean():.3f}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
