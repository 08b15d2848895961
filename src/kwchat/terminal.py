"""The answer as a person reads it in a terminal: the text, then the sources with their quotes."""

import unicodedata
from collections.abc import Iterator

from kwchat import texts
from kwchat.types import Answer, Citation


def lines(answer: Answer) -> Iterator[str]:
    """Yield an answer line by line, without control characters that a source may hold."""
    yield _harmless(answer.text)
    if answer.citations:
        yield ""
        yield texts.TERMINAL_SOURCES
    for citation in answer.citations:
        yield f"[{citation.number}] {_harmless(_source(citation))}"
        yield f"    {texts.TERMINAL_QUOTE.format(quote=_harmless(citation.quote))}"


def _source(citation: Citation) -> str:
    page = texts.PAGE_SHORT.format(page=citation.page) if citation.page else ""
    return " · ".join(part for part in (citation.reference, page, citation.section) if part)


def _harmless(text: str) -> str:
    """Drop what could steer a terminal; line breaks stay."""
    return "".join(
        letter for letter in text if letter == "\n" or unicodedata.category(letter) != "Cc"
    )
