"""Generations of an index on disk: begun beside the active one, published whole, swept when old."""

import os
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from kwchat.errors import IndexBusyError, StoreError
from kwchat.index import texts
from kwchat.index.encoding import Encoding, Vector
from kwchat.index.keywords import KeywordIndex
from kwchat.index.library import Library, link_library
from kwchat.index.manifest import (
    CHROMA,
    KEYWORDS,
    LIBRARY,
    Manifest,
    manifest_and_references,
    read_references,
    write_manifest,
    write_references,
)
from kwchat.index.store import ChromaStore, copy_chroma
from kwchat.reading.document import Chunk, Document

_UPSERT = 256  # passages; Chroma takes them eight at a time at a fifth of the speed
_LOCK = ".lock"
_GENERATION = re.compile(r"\d{6}")
_FIRST = 100_000  # leaves 900,000 to come


@contextmanager
def locked(index: Path) -> Iterator[None]:
    """Hold the index for writing; the lock ends with its process, however that ends."""
    lock = FileLock(index / _LOCK, timeout=0)
    with disk_errors(index):
        index.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire()
        except Timeout as error:
            raise IndexBusyError(texts.INDEX_BUSY.format(path=index)) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def disk_errors(index: Path) -> Iterator[None]:
    """Turn what the disk refuses within the block into a `StoreError` of this index."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(texts.INDEX_NOT_WRITABLE.format(path=index, reason=reason)) from error


def sizes_of(folder: Path) -> dict[str, int]:
    """Return the bytes of every file of a generation, by its path in there."""
    return {name: found.st_size for name, found in sorted(stats_of(folder))}


def stats_of(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the files in the folders of a folder; a path each would take six times as long."""
    for parent, _, names in os.walk(folder):
        within = Path(parent).relative_to(folder).as_posix()
        for name in names:
            yield f"{within}/{name}", os.stat(f"{parent}/{name}")  # noqa: PTH116


class Generation:
    """A generation in the making, in a new folder: a copy of the previous one, else empty."""

    def __init__(self, folder: Path, previous: Path | None) -> None:
        folder.mkdir()
        try:
            if previous:
                copy_chroma(previous / CHROMA, folder / CHROMA)
                link_library(previous / LIBRARY, folder / LIBRARY)
        except OSError:  # a full disk is not to stay full of this
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self.folder = folder
        self._store = ChromaStore(folder / CHROMA)
        self._library = Library(folder / LIBRARY)
        self._chunks: list[Chunk] = []
        self._vectors: list[Vector] = []

    def remove(self, source_id: str) -> None:
        """Take a source out that was in the previous generation."""
        self._store.delete(self._library.remove(source_id))

    def put(
        self, document: Document, chunks: Sequence[Chunk], encodings: Iterator[Encoding]
    ) -> None:
        """Add a source; its passages reach the store with those of its neighbours."""
        self._library.put(document, chunks, _tapped(encodings, self._vectors))
        self._chunks += chunks
        if len(self._chunks) >= _UPSERT:
            self._upsert()

    def finish(self) -> None:
        """Write what is made of all passages together, and see it on disk."""
        self._upsert()
        self._library.save()
        KeywordIndex.assemble(self._library.passage_words()).save(self.folder / KEYWORDS)
        self.close()
        for name, found in stats_of(self.folder):
            if found.st_nlink == 1:  # else shared with, and on disk since, the previous one
                with (self.folder / name).open("rb+") as file:
                    os.fsync(file.fileno())

    def close(self) -> None:
        """Let go of the files."""
        self._store.close()

    def _upsert(self) -> None:
        if self._chunks:
            self._store.upsert(self._chunks, np.stack(self._vectors))
        self._chunks, self._vectors = [], []


def _tapped(encodings: Iterator[Encoding], vectors: list[Vector]) -> Iterator[Encoding]:
    """Pass encodings on one by one, and keep of each no more than its one vector."""
    for encoding in encodings:
        vectors.append(encoding.vector)
        yield encoding


def parts_of(index: Path, manifest: Manifest) -> list[Path]:
    """Return the files and the folder that make up an index: no other generation, no lock."""
    return [*manifest_and_references(index), index / manifest.generation]


def adopt(made: Path, manifest: Manifest, index: Path) -> None:
    """Publish an index that was made elsewhere, such as before a disk failed, as the newest.

    Its generation is moved out of `made`, which must be on the same disk and whole. The caller
    holds the lock.

    Raises:
        StoreError: the disk refuses.
    """
    name = next_in(index)
    references = read_references(made, missing_ok=True)
    with disk_errors(index):
        (made / manifest.generation).rename(index / name)
        write_references(index, references)
        write_manifest(index, replace(manifest, generation=name))
        sweep(index, generations_in(index)[:-2])


def generations_in(index: Path) -> list[str]:
    """Return the names of all generations, oldest first, also of unpublished ones."""
    return sorted(path.name for path in index.iterdir() if _GENERATION.fullmatch(path.name))


def next_in(index: Path) -> str:
    """Return the name of a generation newer than all that are there.

    The first is any of many, so that a server that still has a deleted index open does not take
    the files of the new one for those.
    """
    newest = max(map(int, generations_in(index)), default=secrets.randbelow(_FIRST))
    return f"{newest + 1:06d}"


def sweep(index: Path, generations: Sequence[str]) -> None:
    """Remove generations, as far as the system lets go of them."""
    for generation in generations:
        # Windows does not remove files that a server has open; the next ingest tries again.
        shutil.rmtree(index / generation, ignore_errors=True)
