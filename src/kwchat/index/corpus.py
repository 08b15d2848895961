"""The corpus folder: which of its files are sources, as which, and whether they changed."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kwchat import files
from kwchat.errors import CorpusError
from kwchat.index import texts
from kwchat.index.manifest import IndexedFile
from kwchat.reading import reader
from kwchat.reading.document import Kind

_OFFICE_LOCK = "~$"  # Word writes ~$rapport.docx beside a rapport.docx that is open
_BIBLIOGRAPHY, _RECORD_SUFFIX, _ROOT_README = "bibliografie.json", ".csl.json", "README.md"


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file of the corpus, and as which source it counts."""

    location: Path
    path: str
    source_id: str
    kind: Kind
    sha256: str
    fault: str | None  # why it is not read

    def is_indexed_as(self, indexed: IndexedFile | None) -> bool:
        """Tell whether the index holds this file as it is now."""
        return (
            indexed is not None
            and not self.fault
            and (self.sha256, self.source_id, self.kind)
            == (
                indexed.sha256,
                indexed.source_id,
                indexed.kind,
            )
        )


def find_files(
    corpus: Path, records: Mapping[str, tuple[str, Kind]], faults: Mapping[str, str]
) -> tuple[CorpusFile, ...]:
    """Find the readable files of a corpus, by path; files with a fault count, whatever they are."""
    if not corpus.is_dir():
        raise CorpusError(texts.CORPUS_MISSING.format(path=corpus))
    paths = sorted(
        (path, relative)
        for path in corpus.rglob("*")
        if (relative := path.relative_to(corpus)).as_posix() in faults or _is_source(relative, path)
    )
    if not paths:
        suffixes = ", ".join(sorted(reader.SUFFIXES))
        raise CorpusError(texts.CORPUS_EMPTY.format(path=corpus, suffixes=suffixes))
    files = tuple(_file(path, relative, records, faults) for path, relative in paths)
    _require_own_sources([file for file in files if not file.fault])
    return files


def _is_source(relative: Path, path: Path) -> bool:
    hidden = any(part.startswith(".") for part in relative.parts)
    skipped = (
        relative.name == _BIBLIOGRAPHY
        or relative.name.endswith(_RECORD_SUFFIX)
        or relative.name.startswith(_OFFICE_LOCK)
        or relative == Path(_ROOT_README)
    )
    return path.suffix.lower() in reader.SUFFIXES and not hidden and not skipped and path.is_file()


def _file(
    path: Path,
    relative: Path,
    records: Mapping[str, tuple[str, Kind]],
    faults: Mapping[str, str],
) -> CorpusFile:
    without_record = (relative.with_suffix("").as_posix(), Kind.EIGEN)
    source_id, kind = records.get(relative.as_posix(), without_record)
    fault = faults.get(relative.as_posix())
    return CorpusFile(path, relative.as_posix(), source_id, kind, _sha256(path), fault)


def _sha256(path: Path) -> str:
    """Hash a file; one that cannot be opened counts as empty, and `readers.read` says why."""
    try:
        return files.sha256(path)
    except OSError:
        return hashlib.sha256().hexdigest()


def _require_own_sources(files: Sequence[CorpusFile]) -> None:
    seen: dict[str, str] = {}
    for file in files:
        if file.source_id in seen:
            raise CorpusError(
                texts.CORPUS_SAME_SOURCE.format(
                    first=seen[file.source_id], second=file.path, source=file.source_id
                )
            )
        seen[file.source_id] = file.path
