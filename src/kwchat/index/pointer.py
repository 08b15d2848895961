"""What was learned to point at words: which words of a passage answer a question for a fact.

One file, written by `benchmarks/train_pointer.py` on top of what `adapter` holds. It reads the
projected token vectors that the index keeps of a passage, so it costs no further encoding. Each
token is judged with its neighbours, in the light of the question: which of their numbers tell, and
how well they match the question's own words, which are seldom the answer.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from kwchat.errors import ModelError
from kwchat.index import adapter, learned_file, texts
from kwchat.index.encoding import Matrix, Pointing

FILE = Path(__file__).with_name("pointer.safetensors")
LENGTH = 4.0  # projected token vectors have length 1: their 96 numbers are small
_MAPS = (
    *("attend.weight", "gate.weight", "gate.bias", "shift.weight", "shift.bias"),
    *("look.weight", "judge.weight", "judge.bias"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Pointer:
    """The learned tensors, by name."""

    tensors: Mapping[str, Matrix]

    @classmethod
    def load(cls, path: Path = FILE) -> Self:
        """Read what was learned.

        Raises:
            ModelError: the file is missing or damaged, or was learned on another reader.
        """
        about, tensors = learned_file.read(path)
        _require_fit(path, about, tensors)
        return cls(tensors)

    def pointing(self, tokens: Matrix) -> Pointing:
        """Return what is looked for with a question whose projected tokens have shape (q, p)."""
        scaled = tokens * np.float32(LENGTH)
        meant = _shares(scaled @ self.tensors["attend.weight"][0]) @ scaled
        gate, shift = (
            self.tensors[f"{name}.weight"] @ meant + self.tensors[f"{name}.bias"]
            for name in ("gate", "shift")
        )
        width, hidden = tokens.shape[1], len(shift)
        look = self.tensors["look.weight"].reshape(-1, hidden, 2 * width + 1)
        kernel = (look[..., :width] + look[..., width:-1] * gate) * np.float32(LENGTH)
        judge, bias = self.tensors["judge.weight"][0], float(self.tensors["judge.bias"][0])
        return Pointing(kernel, look[..., -1], shift, judge, bias)


def check(path: Path) -> None:
    """Check that what was learned is whole and fits, in milliseconds.

    Raises:
        ModelError: the file is missing, damaged or cut short, or was learned on another reader.
    """
    _require_fit(path, *learned_file.header(path))


def _require_fit(path: Path, about: Mapping[str, str], names: Collection[str]) -> None:
    if about.get("reader") != adapter.sha256(adapter.FILE) or not set(_MAPS) <= set(names):
        raise ModelError(texts.ADAPTER_OTHER.format(path=path))


def _shares(values: Matrix) -> Matrix:
    """Return (q,) numbers as shares of 1; of none, none."""
    powers = np.exp(values - values.max(initial=0.0))
    shares: Matrix = powers / max(float(powers.sum()), 1e-9)
    return shares
