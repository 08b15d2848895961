"""What a person sees in a terminal: an answer with its sources and quotes, and a bar for work."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, TaskID

from kwchat.answering.answer import Answer, Citation
from kwchat.chat.handout import told_of
from kwchat.cli import texts


def lines(answer: Answer) -> Iterator[str]:
    """Yield an answer line by line, without control characters that a source may hold."""
    if answer.choice_note:
        yield answer.choice_note
    yield harmless(answer.text)
    if told := told_of(answer):
        yield ""
        yield told
    if answer.citations:
        yield ""
        yield texts.TERMINAL_SOURCES
    for citation in answer.citations:
        yield f"[{citation.number}] {harmless(_source(citation))}"
        yield f"    {texts.TERMINAL_QUOTE.format(quote=harmless(citation.quote))}"
    if answer.references:
        yield ""
        yield texts.TERMINAL_REFERENCES
    yield from map(harmless, answer.references)


def _source(citation: Citation) -> str:
    return " · ".join(part for part in (citation.in_text, citation.section) if part)


def harmless(text: str) -> str:
    """Drop what could steer a terminal; line breaks stay."""
    return "".join(
        letter for letter in text if letter == "\n" or unicodedata.category(letter) != "Cc"
    )


@contextmanager
def progress_bar(text: str, total: int | None = None) -> Iterator[tuple[Progress, TaskID]]:
    """Show a bar on stderr, in a terminal only; it goes when the work is done."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        yield progress, progress.add_task(text, total=total)
