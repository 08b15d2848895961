"""A file of the corpus as it was read: document, passages, and the account of its words."""

from collections.abc import Callable, Set
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Protocol

from kwchat.errors import ReadError
from kwchat.index import texts
from kwchat.index.corpus import CorpusFile
from kwchat.index.manifest import CHUNKING, IndexedFile
from kwchat.reading import chunking, reader
from kwchat.reading.account import Account, account
from kwchat.reading.document import Chunk, Document, Kind, Page
from kwchat.reading.rawtext import raw_pages


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file as it was read, or why it could not be, in `error`; in `seconds`."""

    file: CorpusFile
    document: Document | None
    chunks: tuple[Chunk, ...]
    error: str | None
    seconds: float
    account: Account | None = None

    @property
    def pages(self) -> tuple[Page, ...]:
        """Its pages; none of a file without pages, or that could not be read."""
        return self.document.pages if self.document else ()

    @property
    def pictures(self) -> tuple[int, ...]:
        """The pages of which no text was read."""
        return tuple(page.number for page in self.pages if page.picture)


class Reading(Protocol):
    """What reads files; where it `recognises`, pictures of text too."""

    @property
    def recognises(self) -> bool:
        """Whether it reads pictures of text."""
        ...

    def read(
        self, path: Path, *, source_id: str, kind: Kind, on_page: Callable[[int, int], None]
    ) -> Document:
        """Return a file as a document; `on_page` is told which page of how many was read."""
        ...

    def raw_pages(self, path: Path) -> list[str] | None:
        """Return the raw text of a file, as `kwchat.reading.rawtext.raw_pages` does."""
        ...

    def forget_all_but(self, contents: Set[str]) -> None:
        """Remove what was kept of files whose SHA-256 is not among these."""
        ...


class ReadingHere:
    """Reads files in this process, and no pictures."""

    recognises = False
    read = staticmethod(reader.read)

    def raw_pages(self, path: Path) -> list[str] | None:
        """Return the raw text of a file."""
        return raw_pages(path.read_bytes(), path.suffix)

    def forget_all_but(self, contents: Set[str]) -> None:
        """Do nothing: of files that are read here nothing is kept."""


def read_file(file: CorpusFile, reading: Reading, on_page: Callable[[int, int], None]) -> FileRead:
    """Read a file of the corpus, cut it into passages, and count what became of its words."""
    began = perf_counter()
    try:
        document, chunks = _split(file, reading, on_page)
        pages = reading.raw_pages(file.location)
    except ReadError as error:
        return FileRead(file, None, (), str(error), perf_counter() - began)
    told = account(pages, document, chunks) if pages else None
    return FileRead(file, document, chunks, None, perf_counter() - began, told)


def _split(
    file: CorpusFile, reading: Reading, on_page: Callable[[int, int], None]
) -> tuple[Document, tuple[Chunk, ...]]:
    if file.fault:
        raise ReadError(file.fault)
    document = reading.read(
        file.location, source_id=file.source_id, kind=file.kind, on_page=on_page
    )
    document = replace(document, title=file.title or document.title)
    chunks = chunking.split(document, **CHUNKING)
    if not chunks:
        raise ReadError(texts.INGEST_NO_CHUNKS.format(file=file.path))
    return document, chunks


def indexed(reading: FileRead) -> IndexedFile:
    """Return what the manifest keeps of a file that was read."""
    file = reading.file
    return IndexedFile(
        file.path,
        file.sha256,
        file.source_id,
        file.kind,
        len(reading.pages),
        len(reading.chunks),
        reading.account,
        reading.pictures,
        file.title,
    )
