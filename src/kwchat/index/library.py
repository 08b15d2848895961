"""The sources as they were read, with their passages and token vectors, for quoting and reranking.

Four files per source, named after their content, so that generations of an index can share them
with hard links; none is ever written twice. `contents.json` says which source is in which. Home of
msgspec, which makes dataclasses of JSON three times as fast as code of our own: a question on a
large corpus reads thirty sources that were not asked for lately.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from kwchat import files
from kwchat.errors import IndexDamagedError
from kwchat.index import texts
from kwchat.index.encoding import Encoding, Matrix
from kwchat.language import vocabulary
from kwchat.language.vocabulary import PassageWords
from kwchat.reading.document import Chunk, Document

_CONTENTS = "contents.json"
_SUFFIXES = (".json", ".words.json", ".tokens.npy", ".spans.npy")

# A passage of 150 tokens takes 0.23 MB in float32 and 0.14 ms to convert; a source some 0.1 MB.
_PASSAGES_IN_MEMORY = 256
_SOURCES_IN_MEMORY = 256

Spans = npt.NDArray[np.int32]
Stored = TypeVar("Stored")


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where a source is kept, and the ids of its passages in reading order."""

    key: str
    chunk_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Text:
    """The text of a source as it is stored; of its passages only those asked for become objects."""

    document: Document
    chunks: tuple[msgspec.Raw, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Tokens:
    """The token vectors of a source, mapped from their file, and their places: `spans` has shape
    (n, 3), passage number, start and end."""

    vectors: npt.NDArray[np.float16]
    spans: Spans


class Library:
    """The sources of one generation of an index; a new folder is an empty library.

    Raises:
        IndexDamagedError: when the table of contents is unreadable or a file of it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._entries = _read_contents(folder)
        self._source_ids = {
            chunk_id: source_id
            for source_id, entry in self._entries.items()
            for chunk_id in entry.chunk_ids
        }
        self._text = lru_cache(_SOURCES_IN_MEMORY)(self._read_text)
        self._tokens = lru_cache(_SOURCES_IN_MEMORY)(self._read_tokens)
        self._vectors = lru_cache(_PASSAGES_IN_MEMORY)(self._read_vectors)

    def close(self) -> None:
        """Let go of what is in memory, which a circle of references would keep for a while."""
        self._text.cache_clear()
        self._tokens.cache_clear()
        self._vectors.cache_clear()

    def document(self, source_id: str) -> Document:
        """Return a source as it was read."""
        return self._text(self._entries[source_id].key).document

    def chunk(self, chunk_id: str) -> Chunk:
        """Return a passage by its id."""
        entry = self._entries[self._source_ids[chunk_id]]
        stored = self._text(entry.key).chunks[entry.chunk_ids.index(chunk_id)]
        return _decoded(stored, Chunk, self._paths(entry.key)[0])

    def chunks(self) -> Iterator[Chunk]:
        """Return all passages, by source id, then in reading order; one source in memory."""
        for source_id in sorted(self._entries):
            key = self._entries[source_id].key
            for stored in self._read_text(key).chunks:
                yield _decoded(stored, Chunk, self._paths(key)[0])

    def passage_words(self) -> Iterator[tuple[str, PassageWords]]:
        """Return id and words of all passages, in the order of `chunks`."""
        for source_id in sorted(self._entries):
            entry = self._entries[source_id]
            yield from zip(entry.chunk_ids, self._read_words(entry.key), strict=True)

    def chunk_ids(self, source_ids: Iterable[str] | None = None) -> set[str]:
        """Return the ids of all passages, or of those of some sources."""
        if source_ids is None:
            return set(self._source_ids)
        return {
            chunk_id for source_id in source_ids for chunk_id in self._entries[source_id].chunk_ids
        }

    def token_vectors(self, chunk: Chunk) -> tuple[Matrix, Spans]:
        """Return a passage's token vectors, shape (n, d), and where each stands in the document,
        shape (n, 2), both read-only. Those of the title and the headings above it come first, with
        no length where the passage starts."""
        return self._vectors(chunk.id)

    def put(
        self, document: Document, chunks: Sequence[Chunk], encodings: Iterable[Encoding]
    ) -> None:
        """Add a source with its passages, or replace it; encodings come one by one, in order."""
        text = msgspec.json.encode({"document": document, "chunks": chunks})
        key = hashlib.sha256(text).hexdigest()[:24]
        self.remove(document.source_id)
        self._folder.mkdir(parents=True, exist_ok=True)
        text_path, words_path, tokens_path, spans_path = self._paths(key)
        text_path.write_bytes(text)
        words_path.write_bytes(_words(chunks))
        np.save(spans_path, _write_tokens(tokens_path, chunks, encodings))
        self._entries[document.source_id] = _Entry(key, tuple(chunk.id for chunk in chunks))
        self._source_ids.update((chunk.id, document.source_id) for chunk in chunks)

    def remove(self, source_id: str) -> tuple[str, ...]:
        """Take a source out and return the ids of its passages; none for an unknown source."""
        entry = self._entries.pop(source_id, None)
        if entry is None:
            return ()
        for path in self._paths(entry.key):
            path.unlink()
        for chunk_id in entry.chunk_ids:
            del self._source_ids[chunk_id]
        return entry.chunk_ids

    def save(self) -> None:
        """Write the table of contents, without which nothing put in is found again."""
        files.write(self._folder / _CONTENTS, msgspec.json.encode(self._entries).decode())

    def _paths(self, key: str) -> list[Path]:
        return [self._folder / f"{key}{suffix}" for suffix in _SUFFIXES]

    def _read_text(self, key: str) -> _Text:
        return _read(self._paths(key)[0], _Text)

    def _read_words(self, key: str) -> list[PassageWords]:
        return _read(self._paths(key)[1], list[PassageWords])

    def _read_tokens(self, key: str) -> _Tokens:
        _, _, tokens_path, spans_path = self._paths(key)
        try:
            return _Tokens(np.load(tokens_path, mmap_mode="r"), np.load(spans_path))
        except (OSError, ValueError, EOFError) as error:
            raise _damaged(tokens_path, error) from error

    def _read_vectors(self, chunk_id: str) -> tuple[Matrix, Spans]:
        entry = self._entries[self._source_ids[chunk_id]]
        source = self._tokens(entry.key)
        number = entry.chunk_ids.index(chunk_id)
        first, last = np.searchsorted(source.spans[:, 0], [number, number + 1])
        tokens = source.vectors[first:last].astype(np.float32)
        spans = source.spans[first:last, 1:]
        for shared in (tokens, spans):
            shared.flags.writeable = False
        return tokens, spans


def _words(chunks: Sequence[Chunk]) -> bytes:
    return msgspec.json.encode([vocabulary.passage_words(chunk.embedded_text) for chunk in chunks])


def _read(path: Path, kind: type[Stored]) -> Stored:
    try:
        return _decoded(path.read_bytes(), kind, path)
    except OSError as error:
        raise _damaged(path, error) from error


def _decoded(stored: bytes | msgspec.Raw, kind: type[Stored], path: Path) -> Stored:
    """Make JSON what it was before; `path` is the file that it stands in."""
    try:
        return msgspec.json.decode(stored, type=kind)
    except msgspec.DecodeError as error:
        raise _damaged(path, error) from error


def link_library(source: Path, target: Path) -> None:
    """Copy a library by hard links into a folder that does not exist yet."""
    shutil.copytree(source, target, copy_function=_link)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copy2(source, target)


def _read_contents(folder: Path) -> dict[str, _Entry]:
    if not folder.exists():
        return {}
    entries = _read(folder / _CONTENTS, dict[str, _Entry])
    _require_files(folder, entries)
    return entries


def _require_files(folder: Path, entries: Mapping[str, _Entry]) -> None:
    present = {path.name for path in folder.iterdir()}
    for source_id, entry in entries.items():
        if any(f"{entry.key}{suffix}" not in present for suffix in _SUFFIXES):
            raise IndexDamagedError(
                texts.INDEX_DAMAGED.format(
                    path=folder, reason=texts.INDEX_SOURCE_GONE.format(source=source_id)
                )
            )


def _write_tokens(path: Path, chunks: Sequence[Chunk], encodings: Iterable[Encoding]) -> Spans:
    """Write token vectors as they come, and return the spans, shape (n, 3)."""
    spans: list[Spans] = []
    with path.open("wb") as file:
        for number, (chunk, encoding) in enumerate(zip(chunks, encodings, strict=True)):
            if number == 0:
                _write_header(file, 0, encoding.tokens.shape[1])
            file.write(encoding.tokens.astype(np.float16).tobytes())
            spans.append(np.insert(_places(chunk, encoding), 0, number, axis=1))
        rows = np.concatenate(spans)
        file.seek(0)
        _write_header(file, len(rows), encoding.tokens.shape[1])
    return rows


def _write_header(file: BinaryIO, rows: int, dimensions: int) -> None:
    # numpy pads headers so that the number of rows can grow in place.
    header = {"descr": "<f2", "fortran_order": False, "shape": (rows, dimensions)}
    np.lib.format.write_array_header_1_0(file, header)


def _places(chunk: Chunk, encoding: Encoding) -> Spans:
    """Return where the tokens stand in the document, (n, 2); those of title and headings where the
    passage starts, with no length."""
    headings = len(chunk.embedded_text) - len(chunk.text)
    # A token may begin with the line break before the passage.
    within = np.maximum(encoding.spans - headings, 0)
    return (within + chunk.start).astype(np.int32)


def _damaged(path: Path, error: Exception) -> IndexDamagedError:
    reason = error.strerror if isinstance(error, OSError) else repr(error)
    return IndexDamagedError(texts.INDEX_DAMAGED.format(path=path, reason=reason))
