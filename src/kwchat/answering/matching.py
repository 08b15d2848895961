"""Late interaction with learned weights: how well does a sentence answer a question?

The encoder's token vectors were not trained to be laid beside one another. Three small maps on top
of them were, on Dutch passages with questions that they do and do not answer
(`benchmarks/train_matching.py`): how much each token of a question matters, how good a match it
needs, and a projection in which words for the same thing lie closer together, after ColBERT
(Khattab and Zaharia 2020). They fit the encoder that they were learned on, and no other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Self

import numpy as np

from kwchat.answering.ranking import best_matches
from kwchat.index import packaged_encoder
from kwchat.index.encoding import EncoderIdentity, Matrix, Vector

_FILE = "matching.npz"
# Both kinds of similarity, centred and scaled to about one before they are weighed.
NEAR = np.array([0.85, 20.0], dtype=np.float32)
FAR = np.array([0.6, 6.0], dtype=np.float32)
_TINY = np.float32(1e-9)


@dataclass(frozen=True, slots=True, eq=False)
class Sought:
    """A question, ready to be laid beside sentences: `weights` (q,) that sum to 1, `bars` (q,) and
    `projected` (q, p)."""

    weights: Vector
    bars: Vector
    projected: Matrix


@dataclass(frozen=True, slots=True, eq=False)
class Matching:
    """The learned maps, by the name of their array in the file."""

    maps: Mapping[str, Matrix]

    @staticmethod
    def fits(identity: EncoderIdentity) -> bool:
        """Tell whether the maps were learned on an encoder's vectors."""
        return identity.sha256 == packaged_encoder.SHA256

    @classmethod
    def load(cls) -> Self:
        """Read the maps that come with kwchat."""
        with files("kwchat.answering").joinpath(_FILE).open("rb") as file, np.load(file) as stored:
            return cls({name: stored[name].astype(np.float32) for name in stored.files})

    def sought(self, tokens: Matrix, counts: Vector) -> Sought:
        """Return what is sought with a question whose token vectors have shape (q, d); `counts`
        (q,) tells how much of each token is the question itself."""
        importance = self._valued(tokens, "weight")
        importance = np.exp(importance - importance.max(initial=0)) * counts
        weights = importance / np.maximum(importance.sum(), _TINY)
        return Sought(weights, self._valued(tokens, "bar"), self.projected(tokens))

    def projected(self, tokens: Matrix) -> Matrix:
        """Return token vectors (n, d) as projected ones (n, p), each of length 1."""
        projected = tokens @ self.maps["projection"]
        lengths = np.linalg.norm(projected, axis=1, keepdims=True)
        result: Matrix = projected / np.maximum(lengths, _TINY)
        return result

    def fit(self, sought: Sought, matches: Vector, projected: Matrix) -> float:
        """Return the log-odds that a sentence answers.

        `matches` (q,) are the best cosines of the question's tokens in it; `projected` (n, p) are
        its own tokens.
        """
        near, far = self.maps["scales"]
        learned = best_matches(sought.projected @ projected.T)
        value = (
            near * NEAR[1] * (matches - NEAR[0]) + far * FAR[1] * (learned - FAR[0]) - sought.bars
        )
        return float(sought.weights @ value + self.maps["bias"][0])

    def _valued(self, tokens: Matrix, name: str) -> Vector:
        """Return one number per token, (n, d) to (n,), by a map with one hidden layer."""
        hidden = np.maximum(tokens @ self.maps[f"{name}_in"] + self.maps[f"{name}_shift"], 0)
        value: Vector = hidden @ self.maps[f"{name}_out"]
        return value
