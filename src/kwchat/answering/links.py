"""Where the words of a source can be read: the addresses of documents, and of places in them."""

import hashlib
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from kwchat.answering.answer import Citation
from kwchat.reading.document import Chunk, Document

DOCUMENTS_PATH = "bron"  # under the page: a proxy may show the chat anywhere
ORIGINALS_PATH = "origineel"
QUOTED = "citaat"  # the name of the place on the page
_MARK_LETTERS = 8  # of a SHA-256: enough to notice a change, not meant to resist an attack


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a document, with a mark of the words that stood there when it was pointed at."""

    start: int
    end: int
    mark: str

    def holds(self, document: Document) -> bool:
        """Tell whether the same words still stand there."""
        inside = 0 <= self.start < self.end <= len(document.text)
        return inside and mark_of(document.text[self.start : self.end]) == self.mark


def mark_of(words: str) -> str:
    """Return a few letters that are another when the words are.

    >>> mark_of("Een werkplaats verbindt."), mark_of("Een werkplaats bindt.")
    ('6d99596b', 'a72ddfd9')
    """
    return hashlib.sha256(words.encode()).hexdigest()[:_MARK_LETTERS]


def document_link(source_id: str) -> str:
    """Return where a document can be read, relative to the page of the chat."""
    return f"{DOCUMENTS_PATH}/{quote(source_id)}"


def citation_link(citation: Citation) -> str:
    """Return where a quote can be read in its document, with the words marked."""
    return _at(citation.source_id, citation.start, citation.end, citation.quote)


def passage_link(chunk: Chunk) -> str:
    """Return where a passage can be read in its document, marked as a whole."""
    return _at(chunk.source_id, chunk.start, chunk.end, chunk.text)


def original_link(source_id: str, sheet: int | None = None) -> str:
    """Return where the file of a document is, at a page of it, counted from 1."""
    page = "" if sheet is None else f"#page={sheet}"
    return f"{ORIGINALS_PATH}/{quote(source_id)}{page}"


def _at(source_id: str, start: int, end: int, words: str) -> str:
    place = urlencode({"van": start, "tot": end, "tekst": mark_of(words)})
    return f"{document_link(source_id)}?{place}#{QUOTED}"
