"""What a person reads in a terminal: an answer with its sources and quotes, a table of sources."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kwchat.answering.answer import Answer, Citation
from kwchat.cli import texts

if TYPE_CHECKING:
    from rich.table import Table

    from kwchat.sources.originals import Source


def lines(answer: Answer) -> Iterator[str]:
    """Yield an answer line by line, without control characters that a source may hold."""
    yield _harmless(answer.text)
    if answer.citations:
        yield ""
        yield texts.TERMINAL_SOURCES
    for citation in answer.citations:
        yield f"[{citation.number}] {_harmless(_source(citation))}"
        yield f"    {texts.TERMINAL_QUOTE.format(quote=_harmless(citation.quote))}"
    if answer.references:
        yield ""
        yield texts.TERMINAL_REFERENCES
    yield from map(_harmless, answer.references)


def sources_table(sources: Iterable["Source"]) -> "Table":
    """Return what is here of each source, and what is missing."""
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for column in texts.SOURCES_COLUMNS:
        table.add_column(column, overflow="fold")
    for source in sources:
        cells = (
            source.id,
            source.kind.value,
            source.file or texts.SOURCES_MISSING,
            (source.fetched or "")[:10],
            source.address or ("" if source.file else texts.SOURCES_NO_ADDRESS),
        )
        table.add_row(*(Text(_harmless(cell)) for cell in cells))
    return table


def _source(citation: Citation) -> str:
    return " · ".join(part for part in (citation.in_text, citation.section) if part)


def _harmless(text: str) -> str:
    """Drop what could steer a terminal; line breaks stay."""
    return "".join(
        letter for letter in text if letter == "\n" or unicodedata.category(letter) != "Cc"
    )
