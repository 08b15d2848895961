"""An encoder elsewhere: a service that speaks OpenAI's embeddings, such as vLLM or TEI.

It gives one vector per text and nothing of what it is, so the manifest of an index keeps a
fingerprint: what the service makes of a few fixed texts. Another model behind the same name has
another one.
"""

import hashlib
import logging
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus

import httpx
import numpy as np
from pydantic import BaseModel, ValidationError

from kwchat.errors import ModelError
from kwchat.index import texts
from kwchat.index.encoding import EncoderIdentity, Matrix
from kwchat.index.text_vectors import HOW, TextEncoder

_TOGETHER = 32  # texts in a request; TEI takes no more unless told to
# To connect, and until an answer is there: a reader waits for the one, an ingest for the other.
_QUESTION_SECONDS, _PASSAGES_SECONDS, _CONNECT_SECONDS = 10.0, 120.0, 5.0
_LETTERS_OF_REASON = 120  # of what a service says of its fault


class _Embedding(BaseModel):
    """The vector of a text, and the place of that text in the request."""

    index: int
    embedding: list[float]


class _Reply(BaseModel):
    """What is read of an answer of the service."""

    data: list[_Embedding]


class RemoteVectors:
    """The vectors that a service gives; one after the other or from many threads at once."""

    def __init__(self, url: str, model: str, token: str | None) -> None:
        """Connect nothing yet.

        Args:
            url: where `/embeddings` is, mostly ending in `/v1`.
            model: by its name there.
            token: that lets one in, if one is needed.
        """
        self._address = f"{url.rstrip('/')}/embeddings"
        self._model = model
        self._dimensions: int | None = None
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log every request
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {token}"} if token else {},
            transport=httpx.HTTPTransport(retries=2),  # of connecting only
        )
        weakref.finalize(self, self._client.close)  # it holds connections open

    @property
    def dimensions(self) -> int | None:
        """How long its vectors are; None before there was one."""
        return self._dimensions

    def of_questions(self, questions: Sequence[str]) -> Matrix:
        """Return the vectors of questions, shape (n, d).

        Raises:
            ModelError: the service does not give them, in one Dutch line.
        """
        return self._vectors(questions, "query", _QUESTION_SECONDS)

    def of_passages(self, passages: Sequence[str]) -> Matrix:
        """Return the vectors of passages, shape (n, d).

        Raises:
            ModelError: the service does not give them, in one Dutch line.
        """
        return self._vectors(passages, "passage", _PASSAGES_SECONDS)

    def _vectors(self, given: Sequence[str], kind: str, seconds: float) -> Matrix:
        parts = (given[start : start + _TOGETHER] for start in range(0, len(given), _TOGETHER))
        return np.concatenate([self._asked(part, kind, seconds) for part in parts])

    def _asked(self, given: Sequence[str], kind: str, seconds: float) -> Matrix:
        # Some services put "query: " or "passage: " before a text by `input_type`.
        asked = {"model": self._model, "input": [*map(_sendable, given)], "input_type": kind}
        timeout = httpx.Timeout(seconds, connect=_CONNECT_SECONDS)
        with self._faults():
            response = self._client.post(self._address, json=asked, timeout=timeout)
        self._require_ok(response)
        return self._matrix(response, len(given))

    def _require_ok(self, response: httpx.Response) -> None:
        status = response.status_code
        if status == HTTPStatus.OK:
            return
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            raise ModelError(texts.REMOTE_UNAUTHORISED.format(url=self._address))
        reason = f"status {status}: {' '.join(response.text.split())[:_LETTERS_OF_REASON]}"
        raise ModelError(texts.REMOTE_REFUSED.format(url=self._address, reason=reason))

    def _matrix(self, response: httpx.Response, count: int) -> Matrix:
        try:
            reply = _Reply.model_validate_json(response.content)
        except ValidationError as error:
            raise ModelError(texts.REMOTE_NONSENSE.format(url=self._address)) from error
        data = sorted(reply.data, key=lambda one: one.index)
        lengths = {len(one.embedding) for one in data}
        if [one.index for one in data] != [*range(count)] or 0 in lengths:
            raise ModelError(texts.REMOTE_NONSENSE.format(url=self._address))
        self._require_dimensions(lengths)
        vectors: Matrix = np.array([one.embedding for one in data], np.float32)
        if not np.isfinite(vectors).all():
            raise ModelError(texts.REMOTE_NONSENSE.format(url=self._address))
        return vectors

    def _require_dimensions(self, lengths: set[int]) -> None:
        if self._dimensions is None:
            self._dimensions = min(lengths)
        if lengths != {self._dimensions}:
            found = ", ".join(map(str, sorted(lengths)))
            raise ModelError(
                texts.REMOTE_DIMENSIONS.format(
                    url=self._address, found=found, known=self._dimensions
                )
            )

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except httpx.TimeoutException as error:
            raise ModelError(texts.REMOTE_SLOW.format(url=self._address)) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reason = str(error) or type(error).__name__
            raise ModelError(
                texts.REMOTE_UNREACHABLE.format(url=self._address, reason=reason)
            ) from error


def remote_encoder(url: str, model: str, token: str | None) -> TextEncoder:
    """Return the encoder that a service offers; it is asked for its fingerprint.

    Raises:
        ModelError: the service is not there, or does not let us in, in one Dutch line.
    """
    vectors = RemoteVectors(url, model, token)
    return TextEncoder(vectors, EncoderIdentity(model, _fingerprint(vectors)))


def _fingerprint(vectors: RemoteVectors) -> str:
    """Return a hash of what the service makes of a few texts: in which dimension each vector is
    longest, and which way. Another machine computes the last digits otherwise, not that."""
    made = [vectors.of_questions(texts.UNRELATED_QUESTIONS), vectors.of_passages(texts.UNRELATED)]
    rows = np.concatenate(made)
    longest = np.abs(rows).argmax(axis=1)
    signs = np.sign(rows[np.arange(len(rows)), longest]).astype(int)
    told = (HOW, vectors.dimensions, longest.tolist(), signs.tolist())
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _sendable(text: str) -> str:
    """Return a text that a service takes: not empty, and without halves of characters."""
    return text.encode("utf-8", "replace").decode() or " "
