"""Where the passage vectors live: collections of Chroma, by default one on disk.

Home of chromadb, which is imported when a store opens: that costs over a second, and an ingest
that has nothing to do can go without. Vectors always come from outside; no embedding function is
ever set, because Chroma's default one downloads a model.
"""

import shutil
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

import numpy as np

from kwchat.errors import IndexDamagedError
from kwchat.index import texts
from kwchat.index.encoding import Matrix, Vector
from kwchat.reading.document import Chunk

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.models.Collection import Collection as Passages
    from chromadb.api.types import Metadata, Where

_COLLECTION = "passages"
_DATABASE = "chroma.sqlite3"

# With Chroma's 100, the graph misses 1 % of the 50 nearest among 1,000 vectors; with 1,000 none,
# at the same 2 ms.
CONFIGURATION: "CreateCollectionConfiguration" = {"hnsw": {"space": "cosine", "ef_search": 1000}}


class CollectionStore:
    """Passages in a collection of Chroma, with text and place so that others can look in."""

    def __init__(self, collection: "Passages", *, batch_size: int) -> None:
        self._collection = collection
        self._batch_size = batch_size

    def upsert(self, chunks: Sequence[Chunk], vectors: Matrix) -> None:
        """Add passages, or replace those with the same id; vectors has shape (n, d)."""
        with self._faults():
            for part in self._batches(len(chunks)):
                self._collection.upsert(
                    ids=[chunk.id for chunk in chunks[part]],
                    embeddings=vectors[part],
                    documents=[chunk.text for chunk in chunks[part]],
                    metadatas=[_metadata(chunk) for chunk in chunks[part]],
                )

    def delete(self, chunk_ids: Sequence[str]) -> None:
        """Remove passages; unknown ids are ignored."""
        with self._faults():
            for part in self._batches(len(chunk_ids)):
                self._collection.delete(ids=list(chunk_ids[part]))

    def query(
        self, vector: Vector, *, top_k: int, among: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return at most `top_k` (chunk id, cosine similarity), best first; of all sources, or of
        those with the ids in `among`."""
        where = None if among is None else _of_sources(among)
        with self._faults():
            found = self._collection.query(
                query_embeddings=vector[np.newaxis],
                n_results=top_k,
                where=where,
                include=["distances"],
            )
        distances = found["distances"] or [[]]
        return [
            (chunk_id, 1 - distance)
            for chunk_id, distance in zip(found["ids"][0], distances[0], strict=True)
        ]

    def chunk_ids(self) -> set[str]:
        """Return the ids of all passages."""
        with self._faults():
            return set(self._collection.get(include=[])["ids"])

    def vectors(self, chunk_ids: Sequence[str]) -> Matrix:
        """Return the vectors of passages that are there, shape (n, d), in the order asked for."""
        with self._faults():
            found = self._collection.get(ids=list(chunk_ids), include=["embeddings"])
        by_id = dict(zip(found["ids"], np.asarray(found["embeddings"]), strict=True))
        return np.stack([by_id[chunk_id] for chunk_id in chunk_ids]).astype(np.float32)

    def close(self) -> None:
        """Let go of what the store is kept in; it cannot be used afterwards."""
        raise NotImplementedError

    def _faults(self) -> AbstractContextManager[None]:
        """Return a block in which what Chroma complains of becomes a StoreError."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _batches(self, count: int) -> Iterator[slice]:
        size = self._batch_size
        return (slice(start, start + size) for start in range(0, count, size))


class ChromaStore(CollectionStore):
    """Passages in an embedded Chroma database.

    Every method raises IndexDamagedError when Chroma cannot use its files.
    """

    def __init__(self, path: Path) -> None:
        from chromadb import PersistentClient
        from chromadb.config import Settings

        self._path = path
        # Said in full, because Chroma takes what is left open from the environment and from .env.
        settings = Settings(
            chroma_api_impl="chromadb.api.rust.RustBindingsAPI", anonymized_telemetry=False
        )
        with self._faults():
            self._client = cast(
                "Client", PersistentClient(path=str(path.resolve()), settings=settings)
            )
            collection = self._client.get_or_create_collection(
                _COLLECTION, embedding_function=None, configuration=CONFIGURATION
            )
        super().__init__(collection, batch_size=self._client.get_max_batch_size())

    def close(self) -> None:
        """Let go of the files; the store cannot be used afterwards."""
        self._client.close()

    def _faults(self) -> AbstractContextManager[None]:
        return _chroma_errors(self._path)


def copy_chroma(source: Path, target: Path) -> None:
    """Copy a store that others may be reading from, into a folder that does not exist yet.

    Raises:
        IndexDamagedError: when the store's database cannot be read.
    """
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(_DATABASE + "*"))
    # Opening a store writes to its database for a moment: a plain copy could be torn.
    with (
        _database_errors(source),
        _connection(source) as original,
        closing(sqlite3.connect(target / _DATABASE)) as copy,
    ):
        original.backup(copy)


def check_chroma(path: Path) -> None:
    """Read through a store's database without opening Chroma, in milliseconds.

    Raises:
        IndexDamagedError: when the database is missing or malformed.
    """
    with _database_errors(path), _connection(path) as database:
        faults = [fault for (fault,) in database.execute("PRAGMA quick_check")]
    if faults != ["ok"]:
        raise _damaged(path, faults[0])


def _connection(path: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"{(path / _DATABASE).absolute().as_uri()}?mode=ro", uri=True))


def _of_sources(source_ids: Collection[str]) -> "Where":
    return cast("Where", {"source_id": {"$in": sorted(source_ids)}})


def _metadata(chunk: Chunk) -> "Metadata":
    place = {"source_id": chunk.source_id, "kind": chunk.kind.value, "section": chunk.section}
    return place if chunk.page is None else {**place, "page": chunk.page}


@contextmanager
def _chroma_errors(path: Path) -> Iterator[None]:
    from chromadb.errors import ChromaError

    try:
        yield
    except ChromaError as error:
        raise _damaged(path, str(error)) from error


@contextmanager
def _database_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise _damaged(path, str(error)) from error


def _damaged(path: Path, reason: str) -> IndexDamagedError:
    return IndexDamagedError(texts.INDEX_DAMAGED.format(path=path, reason=reason))
