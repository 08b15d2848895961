"""A file of the corpus as it was read: document, passages, and the account of its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from kwchat.errors import ReadError
from kwchat.index import texts
from kwchat.index.corpus import CorpusFile
from kwchat.index.manifest import CHUNKING
from kwchat.reading import chunking, reader
from kwchat.reading.account import Account, account
from kwchat.reading.document import Chunk, Document
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


def read_file(file: CorpusFile) -> FileRead:
    """Read a file of the corpus, cut it into passages, and count what became of its words."""
    began = perf_counter()
    try:
        document, chunks = _split(file)
    except ReadError as error:
        return FileRead(file, None, (), str(error), perf_counter() - began)
    told = _account(file, document, chunks)
    return FileRead(file, document, chunks, None, perf_counter() - began, told)


def _account(file: CorpusFile, document: Document, chunks: Sequence[Chunk]) -> Account | None:
    pages = raw_pages(file.location.read_bytes(), file.location.suffix)
    return account(pages, document, chunks) if pages else None


def _split(file: CorpusFile) -> tuple[Document, tuple[Chunk, ...]]:
    if file.fault:
        raise ReadError(file.fault)
    document = reader.read(file.location, source_id=file.source_id, kind=file.kind)
    chunks = chunking.split(document, **CHUNKING)
    if not chunks:
        raise ReadError(texts.INGEST_NO_CHUNKS.format(file=file.path))
    return document, chunks
