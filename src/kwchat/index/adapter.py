"""What was learned on top of the packaged encoder: how it reads Dutch questions and answers.

One file, written by `benchmarks/train_reader.py`. Adapters (LoRA, Hu et al. 2021) are pairs of
small matrices whose product is added to a layer's weights once, when the encoder is loaded, so they
cost nothing per question. Three maps on top of the token vectors serve late interaction (Khattab
and Zaharia 2020): a projection in which an answer's tokens lie near those of its question, and for
each token of a question how much it matters and how good a match it needs.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from kwchat import files
from kwchat.errors import ModelError
from kwchat.index import learned_file, packaged_encoder, texts
from kwchat.index.encoding import Matrix, Sought, Vector

FILE = Path(__file__).with_name("reader.safetensors")
_LENGTH = np.float32(20.0)  # token vectors have length 1, so their 384 numbers are small
_TINY = np.float32(1e-9)
_DOWN, _UP = ".lora_A.weight", ".lora_B.weight"
_MAPS = (
    *("projection.weight", "scale", "centre", "bias"),
    *("weight.0.weight", "weight.0.bias", "weight.2.weight"),
    *("bar.0.weight", "bar.0.bias", "bar.2.weight"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Adapter:
    """The learned tensors, by name, and the file that they are of; `strength` is by what the
    adapters' products are multiplied."""

    tensors: Mapping[str, Matrix]
    strength: float
    path: Path = FILE

    @classmethod
    def load(cls, path: Path = FILE) -> Self:
        """Read what was learned.

        Raises:
            ModelError: the file is missing or damaged, or belongs to another encoder.
        """
        about, tensors = learned_file.read(path)
        _require_fit(path, about, tensors)
        return cls(tensors, float(about["strength"]), path)

    def products(self) -> Iterator[tuple[str, Matrix]]:
        """Yield the name of every layer with what is to be added to its weights, (o, i)."""
        for name, down in self.tensors.items():
            if name.endswith(_DOWN):
                layer = name.removesuffix(_DOWN)
                yield layer, self.tensors[layer + _UP] @ down * self.strength

    def projected(self, tokens: Matrix) -> Matrix:
        """Return token vectors (n, d) as projected ones (n, p), each of length 1."""
        projected = tokens @ self.tensors["projection.weight"].T
        lengths = np.linalg.norm(projected, axis=-1, keepdims=True)
        result: Matrix = projected / np.maximum(lengths, _TINY)
        return result

    def sought(self, tokens: Matrix) -> Sought:
        """Return what is sought with a question whose token vectors have shape (n, d)."""
        scale, centre, bias = (float(self.tensors[name]) for name in ("scale", "centre", "bias"))
        bars = self.valued(tokens, "bar") + scale * centre - bias
        return Sought(self.valued(tokens, "weight"), bars, scale)

    def valued(self, tokens: Matrix, name: str) -> Vector:
        """Return one number per token, (n, d) to (n,), by a map (`weight`, `bar`) with one hidden
        layer."""
        value: Vector = self.hidden(tokens, name) @ self.tensors[f"{name}.2.weight"][0]
        return value

    def hidden(self, vectors: Matrix, name: str) -> Matrix:
        """Return the hidden layer of a map for vectors of length 1, (…, d) to (…, h)."""
        into, shift = (self.tensors[f"{name}.{part}"] for part in ("0.weight", "0.bias"))
        hidden: Matrix = np.maximum(vectors * _LENGTH @ into.T + shift, 0)
        return hidden


def check(path: Path) -> frozenset[str]:
    """Check that what was learned is whole and fits, in milliseconds; return the names of its
    tensors.

    Raises:
        ModelError: the file is missing, damaged or cut short, or belongs to another encoder.
    """
    about, names = learned_file.header(path)
    _require_fit(path, about, names)
    return names


def _require_fit(path: Path, about: Mapping[str, str], names: Collection[str]) -> None:
    """Check that a file is of the packaged encoder and that nothing is missing in it."""
    fits = about.get("encoder") == packaged_encoder.SHA256 and "strength" in about
    wanted = {name.removesuffix(_DOWN) + _UP for name in names if name.endswith(_DOWN)}
    if not fits or not {*_MAPS, *wanted} <= set(names):
        raise ModelError(texts.ADAPTER_OTHER.format(path=path))


def sha256(path: Path = FILE) -> str:
    """Return the SHA-256 of what was learned.

    Raises:
        ModelError: the file is missing.
    """
    try:
        return files.sha256(path)
    except OSError as error:
        raise ModelError(texts.ADAPTER_DAMAGED.format(path=path)) from error
