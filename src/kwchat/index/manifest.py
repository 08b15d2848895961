"""The index on disk, and the way in: everything that answers starts with `open_index`.

    index/
      manifest.json     what the index was made of; names the generation that counts
      references.json   how the sources are referred to; the corpus is not needed to answer
      000007/           the active generation, never changed once it is published
        chroma/  library/  keywords/
      000006/           the one before, for servers that still run on it

Replacing `manifest.json` is the only step that makes a new generation count, so whatever happens
to an ingest before that, the old index answers.
"""

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

import msgspec

from kwchat import files
from kwchat.errors import IndexDamagedError, IndexMissingError, IndexStaleError, StoreError
from kwchat.index import texts
from kwchat.index.encoding import EncoderIdentity, VectorStore
from kwchat.index.keywords import KeywordIndex
from kwchat.index.library import Library
from kwchat.index.store import ChromaStore, CollectionStore, check_chroma
from kwchat.reading.account import Account
from kwchat.reading.document import Kind

# Raise it when files are read, split, encoded or stored in another way than before.
FORMAT = 9

# Passages small enough to point at, large enough to be found; given to `chunking.split`.
CHUNKING: Mapping[str, int] = MappingProxyType({"min_words": 50, "max_words": 160})

CHROMA, LIBRARY, KEYWORDS = "chroma", "library", "keywords"
_MANIFEST, _REFERENCES = "manifest.json", "references.json"


@dataclass(frozen=True, slots=True)
class IndexedFile:
    """A file of the corpus as it was when it was indexed; `path` is relative, with slashes."""

    path: str
    sha256: str
    source_id: str
    kind: Kind
    pages: int  # 0 for a file without pages
    chunks: int
    account: Account | None = None  # None where a file can be read in one way only
    pictures: tuple[int, ...] = ()  # pages of which no text was read
    title: str = ""  # in its record


class SkipReason(StrEnum):
    """Why something in the corpus folder is not in the index."""

    UNKNOWN = "unknown"  # kind of file
    DUPLICATE = "duplicate"
    LINK = "link"  # to a file outside the folder
    LINKED_FOLDER = "linked folder"
    BROKEN_LINK = "broken link"
    LOCK = "lock"  # of a document that is open in an office program
    HIDDEN = "hidden"
    README = "readme"  # of the folder itself
    NO_FILE = "no file"  # a pipe, a device
    FAILED = "failed"  # to be read; `text` says why


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder (with a slash at its end) that was passed over; `text` says why in Dutch."""

    path: str
    reason: SkipReason
    text: str


def by_text(skipped: Iterable[Skipped]) -> Mapping[str, Sequence[Skipped]]:
    """Return what was passed over by why, in order of first mention."""
    groups: dict[str, list[Skipped]] = {}
    for one in skipped:
        groups.setdefault(one.text, []).append(one)
    return groups


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was made of; `sizes` tells the bytes of every file of the generation.

    `skipped` is everything else that lay in the corpus folder.
    """

    format: int
    kwchat: str
    generation: str
    encoder: EncoderIdentity
    chunking: Mapping[str, int]
    files: tuple[IndexedFile, ...]
    sizes: Mapping[str, int]
    skipped: tuple[Skipped, ...] = ()

    @property
    def version(self) -> str:
        """A short name for what was indexed and how: equal names, equal passages."""
        made_of = (self.format, self.encoder, sorted(self.chunking.items()), self.files)
        return hashlib.sha256(repr(made_of).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class _Marked:
    """What tells whether the rest of a manifest can be read."""

    format: int


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """An opened generation; close it to let go of its files."""

    manifest: Manifest
    store: VectorStore
    library: Library
    keywords: KeywordIndex

    def close(self) -> None:
        """Release files and memory; the index cannot be used afterwards."""
        self.library.close()
        if isinstance(self.store, CollectionStore):
            self.store.close()


def open_index(
    path: Path,
    identity: EncoderIdentity,
    *,
    store: VectorStore | None = None,
    shared: Callable[[Manifest], CollectionStore] | None = None,
) -> Index:
    """Open the active generation for an encoder.

    A `store` that is given is searched in place of the index's own, from which it is brought up to
    date first. Where vectors are `shared`, that gives what holds them already, and the index's own
    store stays shut.

    Raises:
        StoreError: what is shared is not to be had.
        IndexMissingError: there is no index.
        IndexStaleError: it was made with another encoder, other chunks or in another format.
        IndexDamagedError: it is unreadable, incomplete, or its parts do not belong together.
    """
    manifest = read_manifest(path)
    require_current(path, manifest, identity)
    folder = path / manifest.generation
    if not (folder / CHROMA).is_dir():
        raise _damaged(folder, texts.INDEX_GENERATION_GONE)
    library = Library(folder / LIBRARY)
    keywords = _keywords(folder / KEYWORDS)
    own = _own_store(folder / CHROMA) if shared is None else shared(manifest)
    if own.chunk_ids() != library.chunk_ids():
        own.close()
        raise _damaged(folder, texts.INDEX_DIFFERS)
    if store is None:
        return Index(manifest, own, library, keywords)
    with own:
        bring_up_to_date(store, own, library)
    return Index(manifest, store, library, keywords)


def _own_store(path: Path) -> ChromaStore:
    """Open a store of which the database was read through first: on one that is damaged, Chroma
    fails with errors that say nothing."""
    check_chroma(path)
    return ChromaStore(path)


def bring_up_to_date(store: VectorStore, own: CollectionStore, library: Library) -> None:
    """Let another store hold the passages of the index's own, and no others."""
    held = store.chunk_ids()
    store.delete(sorted(held - library.chunk_ids()))
    missing = [chunk for chunk in library.chunks() if chunk.id not in held]
    if missing:
        store.upsert(missing, own.vectors([chunk.id for chunk in missing]))


def read_manifest(path: Path) -> Manifest:
    """Return what the index in a folder was made of.

    Raises:
        IndexMissingError: there is no manifest.
        IndexStaleError: it has another format.
        IndexDamagedError: it is unreadable.
    """
    try:
        stored = (path / _MANIFEST).read_bytes()
        if msgspec.json.decode(stored, type=_Marked).format != FORMAT:
            raise _stale(path, texts.INDEX_OTHER_FORMAT)
        return msgspec.json.decode(stored, type=Manifest)
    except FileNotFoundError as error:
        raise IndexMissingError(texts.INDEX_MISSING.format(path=path)) from error
    except (OSError, msgspec.DecodeError) as error:
        raise _damaged(path / _MANIFEST, repr(error)) from error


def stamp(path: Path) -> tuple[tuple[int, int, int] | None, ...]:
    """Return what differs whenever another index is published in a folder, or other references.

    It costs microseconds, and changes once more than needed when only `skipped` did.
    """
    return tuple(_file_stamp(path / name) for name in (_MANIFEST, _REFERENCES))


def _file_stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


_OF_NOTHING = Manifest(FORMAT, "", "", EncoderIdentity("", ""), {}, (), {})


class NewestManifest:
    """The manifest of an index that others replace, read again only when they did."""

    def __init__(self, path: Path, manifest: Manifest | None) -> None:
        """Begin with a manifest; None: that of an index that could not be used."""
        self._path = path
        self._read = stamp(path), manifest or _OF_NOTHING

    def __call__(self) -> Manifest:
        """Return the newest manifest; while that cannot be read, the one before it, and while there
        was none, that of an index with nothing in it."""
        seen, manifest = self._read
        now = stamp(self._path)
        if now != seen:
            with suppress(StoreError):
                manifest = read_manifest(self._path)
            self._read = now, manifest
        return manifest


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Publish a generation: from here on it is the index, also after a power cut."""
    files.write(path / _MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))


def made(path: Path) -> float:
    """Return when the index in a folder was published, in seconds since 1970; NaN: there is none.

    That is the age of its manifest, which a copy that keeps the times of files keeps too.
    """
    try:
        return (path / _MANIFEST).stat().st_mtime
    except OSError:
        return math.nan


def manifest_and_references(path: Path) -> tuple[Path, Path]:
    """Return the two files of an index that stand beside its generations."""
    return path / _MANIFEST, path / _REFERENCES


def read_references(path: Path, *, missing_ok: bool = False) -> str:
    """Return what `write_references` wrote; where it is missing and may be, an empty text.

    Raises:
        IndexDamagedError: the file is missing or unreadable.
    """
    file = path / _REFERENCES
    if missing_ok and not file.exists():
        return ""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(file, str(error)) from error


def write_references(path: Path, references: str) -> None:
    """Keep how the sources are referred to, as text, in the folder of an index.

    Raises:
        StoreError: the file cannot be written.
    """
    try:
        files.write(path / _REFERENCES, references)
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(texts.INDEX_NOT_WRITABLE.format(path=path, reason=reason)) from error


def require_current(path: Path, manifest: Manifest, identity: EncoderIdentity) -> None:
    """Check that an index fits an encoder and the chunks of this version.

    Raises:
        IndexStaleError: when it does not.
    """
    if manifest.encoder != identity:
        old, new = _described(manifest.encoder), _described(identity)
        raise _stale(path, texts.INDEX_OTHER_ENCODER.format(old=old, new=new))
    if manifest.chunking != CHUNKING:
        raise _stale(path, texts.INDEX_OTHER_CHUNKS)


def _keywords(folder: Path) -> KeywordIndex:
    try:
        return KeywordIndex.load(folder)
    except (OSError, ValueError, EOFError) as error:
        raise _damaged(folder, str(error)) from error


def _described(identity: EncoderIdentity) -> str:
    learned = f", {identity.adapter[:8]}" if identity.adapter else ""
    return f"{identity.name} ({identity.sha256[:8]}{learned})"


def _stale(path: Path, reason: str) -> IndexStaleError:
    return IndexStaleError(texts.INDEX_STALE.format(path=path, reason=reason))


def _damaged(path: Path, reason: str) -> IndexDamagedError:
    return IndexDamagedError(texts.INDEX_DAMAGED.format(path=path, reason=reason))
