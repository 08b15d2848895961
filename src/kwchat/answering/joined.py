"""Several indexes searched as one: a source of each goes by the name of its index, as `noord/plan`.

The passages of all are candidates together, and what reads them is the same as for one index. Only
how rare a word is, is told by each index for its own passages.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from kwchat.answering.answer import References
from kwchat.answering.assistant import Assistant
from kwchat.answering.extractive import ExtractiveEngine
from kwchat.answering.retriever import Retriever
from kwchat.index.encoding import Encoder, Matrix, Vector
from kwchat.index.manifest import Index
from kwchat.language import vocabulary
from kwchat.reading.document import Chunk, Document

_BETWEEN = "/"


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """An index that is open, and how its sources are referred to."""

    index: Index
    references: References


def joined_id(name: str, own: str) -> str:
    """Return the id of a source or passage of the index of a name, among those of several."""
    return f"{name}{_BETWEEN}{own}"


def parted(joined: str) -> tuple[str, str]:
    """Return the name of the index, and the id of the source or passage in there."""
    name, _, own = joined.partition(_BETWEEN)
    return name, own


def as_joined(name: str, document: Document) -> Document:
    """Return a document of the index of a name, as one of several."""
    return replace(document, source_id=joined_id(name, document.source_id))


def join(
    parts: Mapping[str, Part],
    titles: Mapping[str, str],
    *,
    encoder: Encoder,
    threshold: float,
    sure: float,
) -> Assistant:
    """Return an assistant that quotes from all of these indexes, which one encoder made; a
    reference ends in the title of its index."""
    documents = _Library(parts)
    references = JoinedReferences(lambda name: parts[name].references, titles)
    return Assistant(
        retriever=Retriever(
            store=_Store(parts), library=documents, keywords=_Keywords(parts), encoder=encoder
        ),
        engine=ExtractiveEngine(documents=documents, references=references),
        documents=documents,
        references=references,
        threshold=threshold,
        sure=sure,
        kinds={
            joined_id(name, file.source_id): file.kind
            for name, part in parts.items()
            for file in part.index.manifest.files
        },
    )


class JoinedReferences:
    """How the sources of several indexes are referred to."""

    def __init__(self, of: Callable[[str], References], titles: Mapping[str, str]) -> None:
        """Take references from those `of` the index of a name, and titles by name."""
        self._of = of
        self._titles = titles

    def reference(self, source_id: str) -> str:
        """Return the full reference in APA 7, with the title of the index."""
        name, own = parted(source_id)
        return f"{self._of(name).reference(own)} [{self._titles[name]}]"

    def in_text(self, source_id: str) -> str:
        """Return author and year."""
        name, own = parted(source_id)
        return self._of(name).in_text(own)

    def title(self, source_id: str) -> str:
        """Return the title in the record of a source; empty where it has none."""
        name, own = parted(source_id)
        return self._of(name).title(own)

    def mentioned(self, text: str) -> tuple[str, ...]:
        """Return the ids of the works that a text cites, of the first index that knows some."""
        found = (
            [joined_id(name, own) for own in self._of(name).mentioned(text)]
            for name in self._titles
        )
        return tuple(next(filter(None, found), ()))


class _Store:
    """The vectors of all passages."""

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self._parts = parts

    def query(
        self, vector: Vector, *, top_k: int, among: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return at most `top_k` (chunk id, cosine similarity), best first."""
        chosen = _by_part(self._parts, among)
        found = [
            (joined_id(name, chunk_id), similarity)
            for name, part in self._parts.items()
            if chosen is None or chosen[name]
            for chunk_id, similarity in part.index.store.query(
                vector, top_k=top_k, among=None if chosen is None else chosen[name]
            )
        ]
        return _best(found, top_k)


class _Library:
    """The sources and passages of all."""

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self._parts = parts

    def document(self, source_id: str) -> Document:
        """Return a source as it was read."""
        name, own = parted(source_id)
        return as_joined(name, self._parts[name].index.library.document(own))

    def chunk(self, chunk_id: str) -> Chunk:
        """Return a passage."""
        name, own = parted(chunk_id)
        chunk = self._parts[name].index.library.chunk(own)
        return replace(chunk, id=chunk_id, source_id=joined_id(name, chunk.source_id))

    def chunk_ids(self, source_ids: Iterable[str] | None = None) -> set[str]:
        """Return the ids of all passages, or of those of some sources."""
        chosen = _by_part(self._parts, source_ids)
        return {
            joined_id(name, own)
            for name, part in self._parts.items()
            for own in part.index.library.chunk_ids(None if chosen is None else chosen[name])
        }

    def token_vectors(self, chunk: Chunk) -> tuple[Matrix, npt.NDArray[np.int32]]:
        """Return a passage's token vectors and their places."""
        name, own = parted(chunk.id)
        library = self._parts[name].index.library
        return library.token_vectors(library.chunk(own))


class _Keywords:
    """The words of all passages."""

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self._parts = parts
        self._indexes = [part.index.keywords for part in parts.values()]

    def mend_text(self, text: str) -> str:
        """Return a text with words mended that no index knows."""
        return vocabulary.replace_words(text, self._mend)

    def familiarity(self, word: str) -> float:
        """Return how well the index knows a word that knows it best."""
        return max(keywords.familiarity(word) for keywords in self._indexes)

    def search(
        self, text: str, *, top_k: int, among: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return at most `top_k` (chunk id, BM25 score above 0), best first; how rare a word is, is
        told by each index of its own."""
        chosen = _by_part(self._parts, among)
        found = [
            (joined_id(name, chunk_id), score)
            for name, part in self._parts.items()
            for chunk_id, score in part.index.keywords.search(
                text, top_k=top_k, among=None if chosen is None else chosen[name]
            )
        ]
        return _best(found, top_k)

    def _mend(self, word: str) -> str:
        if any(keywords.knows(word) for keywords in self._indexes):
            return word
        mended = (keywords.mend(word) for keywords in self._indexes)
        return next((other for other in mended if other != word), word)


def _by_part(
    parts: Mapping[str, Part], joined: Iterable[str] | None
) -> Mapping[str, set[str]] | None:
    """Return ids by the name of their index, as they are known there; None for None."""
    if joined is None:
        return None
    found: dict[str, set[str]] = {name: set() for name in parts}
    for name, own in map(parted, joined):
        found[name].add(own)
    return found


def _best(found: Sequence[tuple[str, float]], top_k: int) -> list[tuple[str, float]]:
    return sorted(found, key=lambda one: -one[1])[:top_k]
