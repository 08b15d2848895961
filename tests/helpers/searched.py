"""A small brief that can be searched without a real encoder, for tests of the online half."""

from pathlib import Path

from kwchat.answering.retriever import Retriever, Weights
from kwchat.index.encoding import Matrix
from kwchat.index.keywords import KeywordIndex
from kwchat.index.library import Library
from kwchat.reading.document import Chunk, Document
from kwchat.testing import (
    FakeEncoder,
    MemoryStore,
    make_chunk,
    make_chunks,
    make_document,
    make_vectors,
)

PLAIN = FakeEncoder()
URL = "https://www.point013.nl/"
BRIEF = make_document(
    "Welke kenmerken heeft een succesvolle kenniswerkplaats?",
    "De coördinator is het aanspreekpunt van de werkplaats.",
    "Een schoolbestuur maakt tijd vrij voor docenten.",
    "Ponte zag dat begeleiding nodig is gedurende langere tijd.",
    "Zuiker verzamelde 55 publicaties over samenwerking.",
    URL,
    source_id="brief",
    heading="Toelichting",
)


class Sources:
    """The documents there are, with references that name them."""

    def __init__(self, *documents: Document) -> None:
        self._documents = {document.source_id: document for document in documents}

    def document(self, source_id: str) -> Document:
        """Return a source."""
        return self._documents[source_id]

    def token_vectors(self, chunk: Chunk) -> tuple[Matrix, Matrix]:
        """Say that nobody should ask for vectors here."""
        raise NotImplementedError(chunk)

    def reference(self, source_id: str) -> str:
        """Return a full reference."""
        return f"Auteur. (2020). *{source_id}*."

    def in_text(self, source_id: str) -> str:
        """Return author and year."""
        return f"Auteur {source_id}, 2020"

    def title(self, source_id: str) -> str:
        """Return that there is no record."""
        del source_id
        return ""

    def mentioned(self, text: str) -> tuple[str, ...]:
        """Return the works that a text cites: none."""
        del text
        return ()


def make_retriever(
    folder: Path,
    document: Document = BRIEF,
    *,
    chunks: tuple[Chunk, ...] = (),
    weights: Weights | None = None,
    encoder: FakeEncoder = PLAIN,
) -> Retriever:
    """Return a retriever over the paragraphs of a document, or over passages of it."""
    chunks = chunks or make_chunks(document)
    library, store = Library(folder / "library"), MemoryStore()
    encodings = FakeEncoder().encode_passages([chunk.embedded_text for chunk in chunks])
    library.put(document, chunks, encodings)
    store.upsert(chunks, make_vectors(chunks))
    keywords = KeywordIndex.build(chunks)
    return Retriever(
        store=store,
        library=library,
        keywords=keywords,
        encoder=encoder,
        weights=weights or Weights(),
    )


def make_empty_retriever(folder: Path) -> Retriever:
    """Return a retriever over nothing, with keywords that no question holds."""
    return Retriever(
        store=MemoryStore(),
        library=Library(folder / "library"),
        keywords=KeywordIndex.build([make_chunk("Xyzzy.")]),
        encoder=FakeEncoder(),
    )
