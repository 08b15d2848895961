"""What was learned to judge claims: whether a passage, or a part of it, supports a sentence.

One file, written by `benchmarks/train_entailment.py`: adapters of its own on the packaged encoder,
begun from those of `adapter`, and the same maps. Claim and passage are encoded apart and laid
beside each other by late interaction (Khattab and Zaharia 2020). Where a question adds up what was
found of its tokens, a claim multiplies it (a noisy and, Pearl 1988): one word that is not there
tells. The same network also reads claim and passage as one text, as a cross-encoder does (Nogueira
and Cho 2019); of its two judgements the log-odds are added, as they were learned.
"""

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np

from kwchat.errors import ModelError
from kwchat.index import adapter, texts
from kwchat.index.adapter import Adapter
from kwchat.index.encoding import Claimed, Encoding, Pairing, Vector, encoded, together

FILE = Path(__file__).with_name("entailer.safetensors")
_GAIN = "gain"  # by what the weights of all tokens are multiplied
_WHOLE, _EACH = "whole", "each"  # maps of a claim that is read together with a passage
_PARTS = (
    _GAIN,
    *(
        f"{name}.{part}"
        for name in (_WHOLE, _EACH)
        for part in ("0.weight", "0.bias", "2.weight", "2.bias")
    ),
)
_PASSAGES = 256  # kept: those of some dozens of answers, 40 kB each


def check(path: Path) -> None:
    """Check that what was learned is whole and fits, in milliseconds.

    Raises:
        ModelError: the file is missing, damaged or cut short, or belongs to another encoder.
    """
    _require_parts(path, adapter.check(path))


def load(path: Path = FILE) -> Adapter:
    """Read what was learned.

    Raises:
        ModelError: the file is missing or damaged, or belongs to another encoder.
    """
    learned = Adapter.load(path)
    _require_parts(path, learned.tensors)
    return learned


def _require_parts(path: Path, names: Collection[str]) -> None:
    if not set(_PARTS) <= set(names):
        raise ModelError(texts.ADAPTER_OTHER.format(path=path))


class Entailer:
    """A network that has learned to judge claims.

    It works in a thread of its own, since in every thread that it ever ran in it keeps memory. What
    it made of a passage it keeps for the next sentence about it.
    """

    def __init__(self, network: Pairing, learned: Adapter) -> None:
        """Take a network with what was learned on it, and the maps of the same file."""
        self._network = network
        self._learned = learned
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="entailer")
        self.passage: Callable[[str], Encoding] = lru_cache(_PASSAGES)(self._passage)

    def claim(self, text: str) -> Claimed:
        """Return a sentence as what its tokens ask of a passage."""
        encoding = self._encoded(text, self._network.query_prompt)
        tensors = self._learned.tensors
        gain, slope, centre, bias = (
            float(tensors[name]) for name in (_GAIN, "scale", "centre", "bias")
        )
        weights = np.float32(gain) * np.logaddexp(
            self._learned.valued(encoding.tokens, "weight"), np.float32(0)
        )
        bars = self._learned.valued(encoding.tokens, "bar") + slope * centre
        return Claimed(self._learned.projected(encoding.tokens), weights, bars, slope, bias)

    def _passage(self, text: str) -> Encoding:
        """Return the projected tokens of a passage; what goes beyond 512 tokens is not seen."""
        encoding = self._encoded(text, self._network.passage_prompt)
        return Encoding(encoding.vector, self._learned.projected(encoding.tokens), encoding.spans)

    def together(self, claim: str, passage: str) -> float:
        """Return the log-odds that a passage supports a sentence, read with it as one text: a value
        of the whole, and as in a claim laid beside it the chance of each token, multiplied."""
        read = self._thread.submit(together, self._network, claim, passage).result()
        both = np.concatenate([read.tokens.mean(axis=0), read.vector])
        weights, there = self._mapped(read.tokens, _EACH).T
        chances = np.logaddexp(weights, 0) @ np.logaddexp(-there, 0)
        return float(self._mapped(both, _WHOLE)[0] - chances)

    def _mapped(self, vectors: Vector, name: str) -> Vector:
        """Return what a map with one hidden layer makes of the last axis."""
        out, bias = (self._learned.tensors[f"{name}.2.{part}"] for part in ("weight", "bias"))
        mapped: Vector = self._learned.hidden(vectors, name) @ out.T + bias
        return mapped

    def _encoded(self, text: str, prompt: str) -> Encoding:
        return self._thread.submit(encoded, self._network, [text], prompt).result()[0]
