"""An encoder of models that give one vector per text: sentences take the place of tokens.

A passage gets a vector for all of it and one for each of its sentences, and these are laid beside
the whole question, not word beside word. Nor is there any of what was learned on the words of the
packaged encoder; `docs/langchain.md` says what is lost, and how much.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Protocol

import numpy as np

from kwchat.index.encoding import EncoderIdentity, Encoding, Matrix
from kwchat.index.texts import UNRELATED, UNRELATED_QUESTIONS
from kwchat.language.sentences import sentences
from kwchat.language.vocabulary import word_spans

HOW = "sentences"  # how a passage becomes vectors; another way makes another identity
_TOGETHER = 32  # passages whose vectors are asked for, and held, at once
_LEVEL = 0.73  # where cosines begin that the weights of a search fit; measured
_TINY = np.float32(1e-9)


class TextVectors(Protocol):
    """A model that gives one vector per text, of any length."""

    def of_questions(self, questions: Sequence[str]) -> Matrix:
        """Return the vectors of questions (n, d)."""
        ...

    def of_passages(self, passages: Sequence[str]) -> Matrix:
        """Return the vectors of passages (n, d)."""
        ...


class TextEncoder:
    """A model of text vectors as kwchat's encoder, without late interaction.

    Some models find any two sentences rather alike, others do not, while the weights of a search
    know one scale. So every sentence gets one number more, the same for all, which lifts cosines
    that begin low to where the weights expect them; their order stays.
    """

    def __init__(self, model: TextVectors, identity: EncoderIdentity) -> None:
        self._model = model
        self._identity = identity

    @property
    def identity(self) -> EncoderIdentity:
        """The name, and a hash of all that decides the vectors."""
        return self._identity

    def encode_question(self, text: str) -> Encoding:
        """Encode one question: every word stands for the whole of it."""
        vector = self._of_questions([text])
        spans = [span for *span, _ in word_spans(text)] or [[0, len(text)]]
        tokens = np.repeat(self._lifted(vector), len(spans), axis=0)
        return Encoding(vector[0], tokens, np.array(spans, np.int32))

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Encoding]:
        """Encode passages lazily, in order."""
        for start in range(0, len(texts), _TOGETHER):
            yield from self._encode(texts[start : start + _TOGETHER])

    def _encode(self, passages: Sequence[str]) -> Iterator[Encoding]:
        spans = [sentences(passage) or [(0, len(passage))] for passage in passages]
        pieces = [
            piece
            for passage, own in zip(passages, spans, strict=True)
            for piece in (passage, *(passage[start:end] for start, end in own))
        ]
        begins = np.cumsum([1 + len(own) for own in spans])[:-1]
        parts = np.split(self._of_passages(pieces), begins)
        for own, (vector, *rows) in zip(spans, parts, strict=True):
            yield Encoding(vector, self._lifted(np.stack(rows)), np.array(own, np.int32))

    def _of_questions(self, questions: Sequence[str]) -> Matrix:
        return _unit(self._model.of_questions(questions))

    def _of_passages(self, passages: Sequence[str]) -> Matrix:
        return _unit(self._model.of_passages(passages))

    def _lifted(self, vectors: Matrix) -> Matrix:
        """Return unit vectors (n, d) as (n, d + 1): cosines c become lift + (1 - lift) * c."""
        lift = np.full((len(vectors), 1), self._lift, np.float32)
        lifted: Matrix = np.hstack([np.sqrt(1 - lift) * vectors, np.sqrt(lift)])
        return lifted

    @cached_property
    def _lift(self) -> float:
        """How far cosines are lifted, by what the model makes of texts that share nothing."""
        questions = self._of_questions(UNRELATED_QUESTIONS)
        begin = float((questions @ self._of_passages(UNRELATED).T).mean())
        return (_LEVEL - begin) / (1 - begin) if begin < _LEVEL else 0.0


def _unit(vectors: Matrix) -> Matrix:
    """Return vectors (n, d), each of length 1; one without length stays so."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Matrix = vectors / np.maximum(lengths, _TINY)
    return result
