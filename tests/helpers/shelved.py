"""Documents that can be opened, for tests of the pages that show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from scripted import MONITOR, MORE, SHORT_ANSWER
from searched import Sources

from kwchat.reading.document import Block, BlockKind, Document, Kind, Page
from kwchat.server.documents import Shelf

FILLER = "Zo werkt een school aan beter onderwijs. " * 3 + "Samen."


@dataclass(frozen=True, slots=True)
class Knowing:
    """Documents, and how they are referred to."""

    documents: Sources
    references: Sources


def shelf(files: Mapping[str, Path], *documents: Document) -> Shelf:
    """Return a shelf of documents whose files are given, by source id."""
    sources = Sources(*documents)
    return Shelf(files, lambda: Knowing(sources, sources))


def scripted_document() -> Document:
    """Return a document of three pages in which the passages of `scripted` stand at their places,
    each below its heading, with paragraphs before it that fill the pages."""
    text, blocks, pages = "", [], [0]
    for chunk in (SHORT_ANSWER, MONITOR, MORE):
        while len(text) < chunk.start - 500:
            blocks.append(Block(BlockKind.PARAGRAPH, len(text), len(text) + len(FILLER)))
            text += f"{FILLER}\n\n"
        text = text.ljust(chunk.start - len(chunk.section) - 2, "\n")
        blocks.append(Block(BlockKind.HEADING, len(text), len(text) + len(chunk.section), 2))
        text = f"{text}{chunk.section}\n\n"
        assert len(text) == chunk.start
        blocks.append(Block(BlockKind.PARAGRAPH, chunk.start, chunk.end))
        text += f"{chunk.text}\n\n"
        pages.append(len(text))
    return Document(
        "kennisrotonde-2019",
        Kind.BRIEF,
        "Welke kenmerken van kenniswerkplaatsen dragen bij?",
        text,
        tuple(blocks),
        tuple(
            Page(number, start, end) for number, (start, end) in enumerate(pairwise(pages), start=1)
        ),
    )
