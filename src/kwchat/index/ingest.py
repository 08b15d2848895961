"""The offline flow: read, chunk, encode, store; only what changed, and never half.

An ingest that has something to do makes a new generation beside the active one and publishes it at
the end. Whatever stops it before that leaves the old index as it was, and the debris is swept at
the next ingest.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path, PurePosixPath
from time import perf_counter
from types import MappingProxyType
from typing import TypeAlias

from kwchat import __version__
from kwchat.errors import CorpusError, StoreError
from kwchat.index import texts
from kwchat.index.corpus import Corpus, CorpusFile, find_files
from kwchat.index.encoding import Encoder, EncoderIdentity, Encoding
from kwchat.index.fileread import FileRead, Reading, ReadingHere, indexed, read_file
from kwchat.index.generations import (
    Generation,
    disk_errors,
    generations_in,
    locked,
    next_in,
    sizes_of,
    sweep,
)
from kwchat.index.manifest import (
    CHROMA,
    CHUNKING,
    FORMAT,
    IndexedFile,
    Manifest,
    Skipped,
    SkipReason,
    open_index,
    read_manifest,
    require_current,
    write_manifest,
)
from kwchat.index.store import check_chroma
from kwchat.reading.account import Account
from kwchat.reading.document import Kind

_ENCODED_TOGETHER = 256  # passages: short files one by one leave batches half empty


class FileStatus(StrEnum):
    """What an ingest did with a file."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file; `error` is the Dutch sentence of a file that failed."""

    path: str
    source_id: str
    kind: Kind
    status: FileStatus
    pages: int
    chunks: int
    seconds: float
    error: str | None = None
    account: Account | None = None  # None for a file that failed, or can be read in one way only
    pictures: tuple[int, ...] = ()  # pages of which no text was read
    recognised: tuple[int, ...] = ()  # pages that were pictures


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of all files, what else was passed over, and how many passages there are now."""

    files: tuple[FileReport, ...]
    chunks: int
    seconds: float
    skipped: tuple[Skipped, ...] = ()

    @property
    def failed(self) -> tuple[FileReport, ...]:
        """The files that could not be read."""
        return tuple(file for file in self.files if file.status is FileStatus.FAILED)


@dataclass(frozen=True, slots=True)
class Planned:
    """So many files will be read; the first event of an ingest."""

    files: int


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page of a file was read: which one, of how many."""

    path: str
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class FileDone:
    """A file was read and indexed, or failed."""

    report: FileReport


# The folder of a generation, what it is made of, and what was published before it.
Share: TypeAlias = Callable[[Path, Manifest, Manifest | None], None]
IngestEvent: TypeAlias = Planned | PageRead | FileDone


@dataclass(frozen=True, slots=True)
class _Plan:
    """What differs between a corpus and an index."""

    unchanged: tuple[IndexedFile, ...]
    outdated: tuple[IndexedFile, ...]  # in the index, but changed or gone since
    removed: tuple[IndexedFile, ...]  # the outdated that are gone
    to_read: tuple[CorpusFile, ...]
    known: frozenset[str]  # paths that the index holds in whatever state


def ingest(
    corpus: Path,
    index: Path,
    *,
    records: Mapping[str, tuple[str, Kind]],
    titles: Mapping[str, str] = MappingProxyType({}),
    faults: Mapping[str, str] = MappingProxyType({}),
    identity: EncoderIdentity,
    load: Callable[[], Encoder],
    reading: Reading | None = None,
    share: Share | None = None,
    on_event: Callable[[IngestEvent], None] = lambda _: None,
) -> IngestReport:
    """Bring an index up to date with a folder of sources.

    Args:
        corpus: the folder, searched with its subfolders.
        index: the folder of the index, made where it is missing.
        records: source id and kind of the files that the bibliography knows, by relative path.
        titles: the titles that it knows, by source id.
        faults: why a file is not to be indexed, by relative path.
        identity: of the encoder; an index made with another one is built anew.
        load: gives the encoder; called only when there is something to encode.
        reading: reads the files; without it they are read here. Where it recognises pictures of
            text, files that have some and were read without are read again.
        share: told of a generation, what it is made of, and of the index before it, before the
            generation is published; also of one that stays as it is.
        on_event: told what happens, while it happens.

    Raises:
        CorpusError: the folder is missing or holds nothing readable.
        IndexBusyError: another ingest is at work on this index.
        StoreError: the index cannot be written.
        ModelError: from `load`.
    """
    began, reading = perf_counter(), reading or ReadingHere()
    found = find_files(corpus, records, faults, titles)
    with locked(index):
        previous = _previous(index, identity)
        if previous:
            sweep(index, [name for name in generations_in(index) if name > previous.generation])
        plan = _plan(found.files, previous, recognises=reading.recognises)
        on_event(Planned(len(plan.to_read)))
        with closing(_Draft(index, previous, identity, load, share)) as draft:
            reports = _carry_out(plan, draft, reading, on_event)
            indexed = (*plan.unchanged, *draft.files)
            if not indexed:
                raise _all_failed(corpus, reports)
            draft.publish(indexed, _all_skipped(found, reports))
        reading.forget_all_but({file.sha256 for file in found.files})
    passages = sum(file.chunks for file in indexed)
    return IngestReport(reports, passages, perf_counter() - began, found.skipped)


def _all_skipped(found: Corpus, reports: Sequence[FileReport]) -> tuple[Skipped, ...]:
    """Return what is passed over, and what could not be read, by path."""
    failed = [
        Skipped(report.path, SkipReason.FAILED, report.error) for report in reports if report.error
    ]
    return tuple(sorted([*found.skipped, *failed], key=lambda one: PurePosixPath(one.path)))


def _previous(index: Path, identity: EncoderIdentity) -> Manifest | None:
    """Return the manifest of an index that can be built on; None where all must be made anew."""
    try:
        manifest = read_manifest(index)
        require_current(index, manifest, identity)
        _require_whole(index, manifest, identity)
    except StoreError:
        return None
    return manifest


def _require_whole(index: Path, manifest: Manifest, identity: EncoderIdentity) -> None:
    """Check a generation in milliseconds, or by opening it where its files look different."""
    folder = index / manifest.generation
    if sizes_of(folder) == manifest.sizes:
        check_chroma(folder / CHROMA)
    else:
        open_index(index, identity).close()


def _plan(files: Sequence[CorpusFile], previous: Manifest | None, *, recognises: bool) -> _Plan:
    indexed = {file.path: file for file in previous.files} if previous else {}
    same = {
        file.path
        for file in files
        if file.is_indexed_as(found := indexed.get(file.path))
        and not (recognises and found and found.pictures)
    }
    present = {file.path for file in files}
    return _Plan(
        unchanged=tuple(file for path, file in indexed.items() if path in same),
        outdated=tuple(file for path, file in indexed.items() if path not in same),
        removed=tuple(file for path, file in indexed.items() if path not in present),
        to_read=tuple(file for file in files if file.path not in same),
        known=frozenset(indexed),
    )


def _carry_out(
    plan: _Plan, draft: "_Draft", reading: Reading, on_event: Callable[[IngestEvent], None]
) -> tuple[FileReport, ...]:
    """Take out what is outdated, read what is new, and report on every file, by path."""
    reports = [_kept(file, FileStatus.UNCHANGED) for file in plan.unchanged]
    reports += [_kept(file, FileStatus.REMOVED) for file in plan.removed]
    for outdated in plan.outdated:
        draft.remove(outdated.source_id)
    for group in _grouped(
        read_file(file, reading, lambda *page, path=file.path: on_event(PageRead(path, *page)))
        for file in plan.to_read
    ):
        for report in draft.add(group, plan.known):
            reports.append(report)
            on_event(FileDone(report))
    return tuple(sorted(reports, key=lambda report: report.path))


def _grouped(readings: Iterable[FileRead]) -> Iterator[list[FileRead]]:
    """Yield files together until they have passages enough to encode at full speed."""
    group: list[FileRead] = []
    for reading in readings:
        group.append(reading)
        if sum(len(one.chunks) for one in group) >= _ENCODED_TOGETHER:
            yield group
            group = []
    if group:
        yield group


def _kept(file: IndexedFile, status: FileStatus) -> FileReport:
    what = (file.path, file.source_id, file.kind, status, file.pages, file.chunks)
    return FileReport(*what, seconds=0.0, account=file.account, pictures=file.pictures)


class _Draft:
    """The next generation, begun when there is something to change, gone unless published."""

    def __init__(
        self,
        index: Path,
        previous: Manifest | None,
        identity: EncoderIdentity,
        load: Callable[[], Encoder],
        share: Share | None,
    ) -> None:
        self._share = share or (lambda _folder, _manifest, _before: None)
        self._index = index
        self._previous = previous
        self._identity = identity
        self._load = load
        self._encoder: Encoder | None = None
        self._generation: Generation | None = None
        self.files: list[IndexedFile] = []

    def remove(self, source_id: str) -> None:
        """Take a source out."""
        generation = self._begun()
        with disk_errors(self._index):
            generation.remove(source_id)

    def add(self, group: Sequence[FileRead], known: frozenset[str]) -> list[FileReport]:
        """Encode and store files together; one that could not be read is only reported."""
        began = perf_counter()
        passages = [chunk.embedded_text for reading in group for chunk in reading.chunks]
        encodings = self._encoded(passages)
        for reading in group:
            self._put(reading, islice(encodings, len(reading.chunks)))
        per_passage = (perf_counter() - began) / max(len(passages), 1)
        return [_added(reading, known, per_passage) for reading in group]

    def publish(self, files: Sequence[IndexedFile], skipped: tuple[Skipped, ...]) -> None:
        """Make the draft the index, if there is one; the generation before it stays."""
        if self._generation is None:
            if previous := self._previous:
                self._share(self._index / previous.generation, previous, previous)
            self._tell_again(skipped)
            return
        with disk_errors(self._index):
            self._generation.finish()
            manifest = self._manifest(self._generation, files, skipped)
            self._share(self._generation.folder, manifest, self._previous)
            write_manifest(self._index, manifest)
        self._generation = None
        sweep(self._index, generations_in(self._index)[:-2])

    def _tell_again(self, skipped: tuple[Skipped, ...]) -> None:
        """Write what is passed over now, where the sources are as they were."""
        if self._previous and self._previous.skipped != skipped:
            with disk_errors(self._index):
                write_manifest(self._index, replace(self._previous, skipped=skipped))

    def close(self) -> None:
        """Remove what was not published."""
        if self._generation:
            self._generation.close()
            sweep(self._index, [self._generation.folder.name])

    def _begun(self) -> Generation:
        if self._generation is None:
            old = self._index / self._previous.generation if self._previous else None
            with disk_errors(self._index):
                self._generation = Generation(self._index / next_in(self._index), old)
        return self._generation

    def _encoded(self, passages: Sequence[str]) -> Iterator[Encoding]:
        if not passages:
            return iter(())
        self._encoder = self._encoder or self._load()
        return self._encoder.encode_passages(passages)

    def _put(self, reading: FileRead, encodings: Iterator[Encoding]) -> None:
        if reading.document is None:
            return
        generation = self._begun()
        with disk_errors(self._index):
            generation.put(reading.document, reading.chunks, encodings)
        self.files.append(indexed(reading))

    def _manifest(
        self,
        generation: Generation,
        files: Sequence[IndexedFile],
        skipped: tuple[Skipped, ...],
    ) -> Manifest:
        return Manifest(
            format=FORMAT,
            kwchat=__version__,
            generation=generation.folder.name,
            encoder=self._identity,
            chunking=dict(CHUNKING),
            files=tuple(sorted(files, key=lambda file: file.path)),
            sizes=sizes_of(generation.folder),
            skipped=skipped,
        )


def _added(reading: FileRead, known: frozenset[str], per_passage: float) -> FileReport:
    """Report on a file; the time of what was encoded together is shared out by passage."""
    file, chunks = reading.file, len(reading.chunks)
    status = FileStatus.CHANGED if file.path in known else FileStatus.NEW
    return FileReport(
        file.path,
        file.source_id,
        file.kind,
        FileStatus.FAILED if reading.error else status,
        pages=len(reading.pages),
        chunks=chunks,
        seconds=reading.seconds + chunks * per_passage,
        error=reading.error,
        account=reading.account,
        pictures=reading.pictures,
        recognised=tuple(page.number for page in reading.pages if page.recognised),
    )


def _all_failed(corpus: Path, reports: Sequence[FileReport]) -> CorpusError:
    errors = " ".join(report.error for report in reports if report.error)
    return CorpusError(texts.CORPUS_ALL_FAILED.format(path=corpus, errors=errors))
