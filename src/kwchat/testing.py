"""Fakes that really behave, for tests of what is built on kwchat; our own tests use them too.

`FakeEncoder` gives equal words equal vectors, without a model. `MemoryStore` searches exactly.
`make_document` and `make_chunks` make sources without files. `make_chat_model` is a language model
that says what a function makes of its prompt.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from kwchat.index.encoding import EncoderIdentity, Encoding, Matrix, Vector
from kwchat.reading.document import Block, BlockKind, Chunk, Document, Kind, Sentence

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_DIMENSIONS = 64


class FakeEncoder:
    """Hashes words to vectors: equal texts get equal vectors, shared words similar ones."""

    identity = EncoderIdentity(name="fake", sha256="f" * 64)

    def encode_question(self, text: str) -> Encoding:
        """Encode a question as a passage: the sum of its words."""
        words = list(re.finditer(r"\w+", text))
        tokens = np.stack([_word_vector(word.group().lower()) for word in words] or [_NO_WORDS])
        spans = np.array([word.span() for word in words] or [(0, len(text))], dtype=np.int32)
        total = tokens.sum(axis=0)
        return Encoding(total / np.linalg.norm(total), tokens, spans)

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Encoding]:
        """Encode passages, in order."""
        return map(self.encode_question, texts)


@cache
def _word_vector(word: str) -> Vector:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8])
    vector = np.random.default_rng(seed).normal(size=_DIMENSIONS).astype(np.float32)
    return vector / np.linalg.norm(vector)


_NO_WORDS = np.eye(1, _DIMENSIONS, dtype=np.float32)[0]


def make_document(
    *paragraphs: str, source_id: str = "bron", heading: str = "", kind: Kind = Kind.EIGEN
) -> Document:
    """Return a document of paragraphs, below a heading if one is given."""
    blocks: list[Block] = []
    text = ""
    for block_kind, line in [(BlockKind.HEADING, heading)] * bool(heading) + [
        (BlockKind.PARAGRAPH, paragraph) for paragraph in paragraphs
    ]:
        level = 1 if block_kind is BlockKind.HEADING else 0
        blocks.append(Block(block_kind, len(text), len(text) + len(line), level))
        text += line + "\n\n"
    return Document(source_id, kind, source_id.title(), text, tuple(blocks))


def make_chunks(document: Document) -> tuple[Chunk, ...]:
    """Return every paragraph of a document as a passage of one sentence."""
    headings = [block for block in document.blocks if block.kind is BlockKind.HEADING]
    path = tuple(document.text[block.start : block.end] for block in headings)
    return tuple(
        Chunk(
            id=f"{document.source_id}-{number}",
            source_id=document.source_id,
            kind=document.kind,
            text=document.text[block.start : block.end],
            start=block.start,
            end=block.end,
            page=document.page_at(block.start),
            heading_path=path,
            sentences=(Sentence(block.start, block.end),),
        )
        for number, block in enumerate(document.blocks)
        if block.kind is BlockKind.PARAGRAPH
    )


def make_chunk(text: str = "Een werkplaats verbindt.", source_id: str = "bron") -> Chunk:
    """Return a passage that is a whole document."""
    return make_chunks(make_document(text, source_id=source_id))[0]


def make_vectors(chunks: Sequence[Chunk]) -> Matrix:
    """Return the vectors of passages, shape (n, d)."""
    encodings = FakeEncoder().encode_passages([chunk.embedded_text for chunk in chunks])
    return np.stack([encoding.vector for encoding in encodings])


class MemoryStore:
    """Passages in memory, searched exactly: for evaluation, tests, and to check Chroma against."""

    def __init__(self) -> None:
        self._vectors: dict[str, Vector] = {}
        self._sources: dict[str, str] = {}

    def upsert(self, chunks: Sequence[Chunk], vectors: Matrix) -> None:
        """Add passages, or replace those with the same id; vectors has shape (n, d)."""
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        self._vectors.update(zip((chunk.id for chunk in chunks), vectors / lengths, strict=True))
        self._sources.update((chunk.id, chunk.source_id) for chunk in chunks)

    def delete(self, chunk_ids: Sequence[str]) -> None:
        """Remove passages; unknown ids are ignored."""
        for chunk_id in chunk_ids:
            self._vectors.pop(chunk_id, None)

    def query(
        self, vector: Vector, *, top_k: int, among: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return at most `top_k` (chunk id, cosine similarity), best first; of all sources, or of
        those with the ids in `among`."""
        chunk_ids = [one for one in self._vectors if among is None or self._sources[one] in among]
        if not chunk_ids:
            return []
        vectors = np.stack([self._vectors[chunk_id] for chunk_id in chunk_ids])
        cosines = vectors @ (vector / np.linalg.norm(vector))
        best = np.argsort(-cosines, kind="stable")[:top_k]
        return [(chunk_ids[i], float(cosines[i])) for i in best]

    def chunk_ids(self) -> set[str]:
        """Return the ids of all passages."""
        return set(self._vectors)


def make_chat_model(write: Callable[[str], str]) -> "BaseChatModel":
    """Return a LangChain chat model that streams, word by word, what a function makes of the text
    of its messages."""
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
    from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

    class ScriptedChatModel(BaseChatModel):
        """Says what it was told to say."""

        @property
        def _llm_type(self) -> str:
            return "scripted"

        def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
            said = write("\n\n".join(message.text for message in messages))
            return ChatResult(generations=[ChatGeneration(message=AIMessage(content=said))])

        def _stream(
            self, messages: list[BaseMessage], *_: Any, **__: Any
        ) -> Iterator[ChatGenerationChunk]:
            said = write("\n\n".join(message.text for message in messages))
            for word in re.findall(r"\S+\s*", said):
                yield ChatGenerationChunk(message=AIMessageChunk(content=word))

    return ScriptedChatModel()
