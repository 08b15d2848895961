"""The corpus folder: which of its files are sources, as which, and whether they changed."""

import hashlib
import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from kwchat import files
from kwchat.errors import CorpusError
from kwchat.index import texts
from kwchat.index.folder import Entry, look_through
from kwchat.index.manifest import IndexedFile, Skipped, SkipReason
from kwchat.reading import reader
from kwchat.reading.document import Kind

_NOTHING = hashlib.sha256().hexdigest()  # of a file without content
_PACKAGED = Path(__file__).parents[1] / "corpus"


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file of the corpus, and as which source it counts; `title` where its record has one."""

    location: Path
    path: str
    source_id: str
    kind: Kind
    sha256: str
    fault: str | None  # why it is not read
    title: str = ""

    def is_indexed_as(self, indexed: IndexedFile | None) -> bool:
        """Tell whether the index holds this file as it is now."""
        return (
            indexed is not None
            and not self.fault
            and (self.sha256, self.source_id, self.kind, self.title)
            == (
                indexed.sha256,
                indexed.source_id,
                indexed.kind,
                indexed.title,
            )
        )


@dataclass(frozen=True, slots=True)
class Corpus:
    """What lies in a corpus folder, each by path: files to read, and what is passed over."""

    files: tuple[CorpusFile, ...]
    skipped: tuple[Skipped, ...]


def put_packaged(corpus: Path) -> bool:
    """Put the sources that an installed kwchat carries in a folder that is not there yet.

    In a checkout they are in no package, but in the folder itself. Tells whether it did.

    Raises:
        CorpusError: the folder cannot be made.
    """
    if corpus.exists() or not _PACKAGED.is_dir():
        return False
    unfinished = corpus.with_name(f".{corpus.name}.part")
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(_PACKAGED, unfinished)
        unfinished.rename(corpus)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CorpusError(texts.CORPUS_NOT_PUT.format(path=corpus, reason=reason)) from error
    return True


def find_files(
    corpus: Path,
    records: Mapping[str, tuple[str, Kind]],
    faults: Mapping[str, str],
    titles: Mapping[str, str] = MappingProxyType({}),
) -> Corpus:
    """Find the sources of a corpus, and say of everything else why it is none.

    `titles` are those of sources, by id. Files with a fault count as files, whatever they are. Of
    files with the same content one is read, by preference one with a record.

    Raises:
        CorpusError: there is no such folder, or nothing in it can be read.
    """
    if not corpus.is_dir():
        raise CorpusError(texts.CORPUS_MISSING.format(path=corpus))
    entries, skipped = look_through(corpus, suffixes=reader.SUFFIXES, wanted=faults)
    if not entries:
        raise _nothing_in(corpus, skipped)
    read = [_file(entry, records, faults) for entry in entries]
    known = [replace(file, title=titles.get(file.source_id, "")) for file in read]
    recorded = {path for path, (source_id, _) in records.items() if source_id != _stem(path)}
    once, doubles = _once(known, recorded)
    named = _with_own_ids(once, recorded)
    every = sorted([*skipped, *doubles], key=lambda one: PurePosixPath(one.path))
    return Corpus(tuple(named), tuple(every))


def _nothing_in(corpus: Path, skipped: Sequence[Skipped]) -> CorpusError:
    suffixes = ", ".join(sorted(reader.SUFFIXES))
    empty = texts.CORPUS_EMPTY.format(path=corpus, suffixes=suffixes)
    there = "; ".join(f"{one.path} ({one.text})" for one in skipped)
    return CorpusError(f"{empty} {texts.CORPUS_THERE.format(there=there)}" if there else empty)


def _file(
    entry: Entry, records: Mapping[str, tuple[str, Kind]], faults: Mapping[str, str]
) -> CorpusFile:
    source_id, kind = records.get(entry.path, (_stem(entry.path), Kind.EIGEN))
    fault = entry.fault or faults.get(entry.path)
    sha256 = _NOTHING if fault else _sha256(entry.location)
    return CorpusFile(entry.location, entry.path, source_id, kind, sha256, fault)


def _stem(path: str) -> str:
    return PurePosixPath(path).with_suffix("").as_posix()


def _sha256(path: Path) -> str:
    """Hash a file; one that cannot be opened counts as empty, and `readers.read` says why."""
    try:
        return files.sha256(path)
    except OSError:
        return _NOTHING


def _once(
    known: Sequence[CorpusFile], recorded: Collection[str]
) -> tuple[list[CorpusFile], list[Skipped]]:
    """Part the files from those that hold the same bytes as another; a record is always kept."""
    first: dict[str, str] = {}
    doubles: dict[str, Skipped] = {}
    for file in sorted(known, key=lambda file: file.path not in recorded):
        if file.sha256 == _NOTHING:
            continue
        same = first.setdefault(file.sha256, file.path)
        if same != file.path and file.path not in recorded:
            text = texts.CORPUS_SKIPPED[SkipReason.DUPLICATE].format(same=same)
            doubles[file.path] = Skipped(file.path, SkipReason.DUPLICATE, text)
    return [file for file in known if file.path not in doubles], list(doubles.values())


def _with_own_ids(known: Iterable[CorpusFile], recorded: Collection[str]) -> list[CorpusFile]:
    """Let every file be a source of its own.

    A file without a record is named after its path without suffix; where that is taken, it keeps
    its suffix, so `plan.pdf` and `plan.docx` can stand side by side. Of two with a record that
    names the same source only the first is read.
    """
    named = list(known)
    while True:
        shared = _shared(file.source_id for file in named if not file.fault)
        renamed = [
            replace(file, source_id=file.path)
            if file.source_id in shared and file.path not in recorded
            else file
            for file in named
        ]
        if renamed == named:
            return _first_of_each(named)
        named = renamed


def _shared(source_ids: Iterable[str]) -> set[str]:
    return {source_id for source_id, count in Counter(source_ids).items() if count > 1}


def _first_of_each(named: Iterable[CorpusFile]) -> list[CorpusFile]:
    first: dict[str, str] = {}
    kept = []
    for file in named:
        same = file.path if file.fault else first.setdefault(file.source_id, file.path)
        if same == file.path:
            kept.append(file)
        else:
            fault = texts.CORPUS_SAME_SOURCE.format(
                first=same, file=file.path, source=file.source_id
            )
            kept.append(replace(file, fault=fault))
    return kept
