"""Vectors, and the protocols of who makes and who keeps them."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Protocol, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from kwchat.reading.document import Chunk

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")  # JSON can bring one; the tokenizer takes none

T = TypeVar("T")
Vector: TypeAlias = npt.NDArray[np.float32]

Matrix: TypeAlias = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Sought:
    """What the tokens of a question look for, as it was learned.

    A token with a best match of m brings in `slope` × m less its bar (n,); the sum of that over all
    tokens, weighed by the exponent of their importance (n,), is the log-odds that a text answers.
    """

    importance: Vector
    bars: Vector
    slope: float


@dataclass(frozen=True, slots=True, eq=False)
class Pointing:
    """What a question for a fact looks for among the tokens of a passage, as it was learned.

    Each token with its k // 2 neighbours on both sides is looked at in h ways: `kernel` (k, h, p)
    says what their vectors bring in, `match` (k, h) what their match with the question does, and
    `shift` (h,) what the question itself does; `judge` (h,) makes log-odds of that, with `bias`.
    """

    kernel: Matrix
    match: Matrix
    shift: Vector
    judge: Vector
    bias: float

    def odds(self, tokens: Matrix, similarities: Matrix) -> Vector:
        """Return for each token of a passage, (n, p), the log-odds that it belongs to the words
        that answer; similarities with the question's tokens have shape (q, n)."""
        matches = similarities.max(axis=0, initial=-1.0)
        seen = np.einsum("khp,np->knh", self.kernel, tokens, optimize=True)
        seen += self.match[:, np.newaxis] * matches[:, np.newaxis]
        around = len(self.kernel) // 2
        hidden = np.tile(self.shift, (len(tokens), 1))
        for place, looked in enumerate(seen, start=-around):
            first, last = max(0, -place), len(tokens) - max(0, place)
            hidden[first:last] += looked[first + place : last + place]
        judged: Vector = np.maximum(hidden, 0) @ self.judge + self.bias
        return judged


@dataclass(frozen=True, slots=True, eq=False)
class Claimed:
    """What the tokens of a claim ask of a text, as it was learned.

    A token, one of `tokens` (n, p), with a best match of m brings in its weight (n,) times the
    logarithm of the chance that it is there, whose log-odds are `slope` × m less its bar (n,). The
    sum of that over all tokens, and `bias`, is the log-odds that the text supports the claim.
    """

    tokens: Matrix
    weights: Vector
    bars: Vector
    slope: float
    bias: float

    def odds(self, matches: Matrix) -> Vector:
        """Return the log-odds (t,) for the best match of each token in each of t texts, (n, t)."""
        there = self.slope * matches - self.bars[:, np.newaxis]
        odds: Vector = self.bias - self.weights @ np.logaddexp(0, -there)
        return odds


@dataclass(frozen=True, slots=True, eq=False)
class Encoding:
    """A text as the encoder sees it.

    `vector` has shape (d,), length 1. `tokens` has shape (n, p), each row of length 1: the
    contextual vectors of the text's own tokens, without prompt and special tokens, in fewer
    dimensions where that was learned. `spans` has shape (n, 2): where each token stands in the text
    that was given. `sought` and `pointing` are of a question, and None where nothing was learned.
    """

    vector: Vector
    tokens: Matrix
    spans: npt.NDArray[np.int32]
    sought: Sought | None = None
    pointing: Pointing | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Forward:
    """What a network makes of a batch: text vectors (b, d), token vectors (b, n, d), where the
    tokens stand in prompt and text together (b, n, 2), and which are neither special nor padding
    (b, n)."""

    vectors: Matrix
    tokens: npt.NDArray[np.float32]
    offsets: npt.NDArray[np.int64]
    own: npt.NDArray[np.bool_]


class Network(Protocol):
    """What an encoder computes with; `query_prompt` and `passage_prompt` may be empty."""

    query_prompt: str
    passage_prompt: str

    def forward(self, batch: Sequence[str], prompt: str) -> Forward:
        """Encode texts, with the prompt before each, in one go."""
        ...


class Pairing(Network, Protocol):
    """A network that reads a question or claim and a passage in one sequence, too."""

    def together(self, claim: str, passage: str) -> Forward:
        """Encode a claim and a passage behind it, each with its prompt, as one text; tokens, and
        where they stand, are those of the claim alone."""
        ...


def together(network: Pairing, claim: str, passage: str) -> Encoding:
    """Return a claim as a network encodes it where it reads a passage with it: the claim's tokens,
    and the vector of both."""
    made = network.together(_readable(claim), _readable(passage))
    offsets = made.offsets[0] - len(network.query_prompt)
    return _encoding(claim, made.vectors[0], made.tokens[0][made.own[0]], offsets[made.own[0]])


def _readable(text: str) -> str:
    """Return a text with a sign in place of each half character."""
    return _HALF_CHARACTER.sub("\ufffd", text)


def encoded(network: Network, batch: Sequence[str], prompt: str) -> list[Encoding]:
    """Return texts as a network encodes them with the prompt before each, in one go."""
    made = network.forward([_readable(text) for text in batch], prompt)
    offsets = made.offsets - len(prompt)
    return [
        _encoding(text, made.vectors[row], made.tokens[row][own], offsets[row][own])
        for row, (text, own) in enumerate(zip(batch, made.own, strict=True))
    ]


def _encoding(
    text: str, vector: Vector, tokens: Matrix, offsets: npt.NDArray[np.int64]
) -> Encoding:
    """Keep the tokens that stand in the text and are more than white space."""
    spans = np.array([_trimmed(text, *pair) for pair in offsets.tolist()], np.int32).reshape(-1, 2)
    words = spans[:, 0] < spans[:, 1]
    return Encoding(vector, tokens[words], spans[words])


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the prompt before the text and without white space at its ends.

    >>> _trimmed("de school", 2, 9)
    (3, 9)
    """
    start, end = max(start, 0), max(end, 0)
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


@dataclass(frozen=True, slots=True)
class EncoderIdentity:
    """What must be equal for two vectors to be comparable; `adapter` is the SHA-256 of what was
    learned on top of the encoder, if anything was.

    In which number type it multiplies is no part of it: see `number_type`.
    """

    name: str
    sha256: str
    adapter: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """Where a Chroma server is (without a slash at the end), the token that lets one in, if any,
    and whose collections are ours there."""

    url: str
    token: str | None = field(default=None, repr=False)
    tenant: str = "default_tenant"
    database: str = "default_database"


class Encoder(Protocol):
    """Anything that turns questions and passages into comparable vectors."""

    @property
    def identity(self) -> EncoderIdentity:
        """Name, content hash, and that of what was learned on top."""
        ...

    def encode_question(self, text: str) -> Encoding:
        """Encode one question."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Encoding]:
        """Encode passages, in order."""
        ...


class Nearest(Protocol):
    """Where the passages nearest to a vector are found."""

    def query(
        self, vector: Vector, *, top_k: int, among: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return at most `top_k` (chunk id, cosine similarity), best first; of all sources, or of
        those with the ids in `among`."""
        ...


class VectorStore(Nearest, Protocol):
    """Where the passage vectors live."""

    def upsert(self, chunks: Sequence[Chunk], vectors: Matrix) -> None:
        """Add passages, or replace those with the same id; vectors has shape (n, d)."""
        ...

    def delete(self, chunk_ids: Sequence[str]) -> None:
        """Remove passages; unknown ids are ignored."""
        ...

    def chunk_ids(self) -> set[str]:
        """Return the ids of all passages."""
        ...


def once(load: Callable[[], T]) -> Callable[[], T]:
    """Return what gives a thing that is loaded for the first who asks, and the same one to all
    after that."""
    one_at_a_time = Lock()
    loaded = cache(load)

    def give() -> T:
        with one_at_a_time:
            return loaded()

    return give
