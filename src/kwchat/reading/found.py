"""What a reader of one kind of file found in it, before anything has its place in a document."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kwchat.reading.document import BlockKind, LeftOut
from kwchat.reading.layout import PAGE_BREAK, Piece, clean


@dataclass(frozen=True, slots=True)
class Found:
    """The pieces of a file, and what it says about itself: possible titles, the likeliest first.

    `places` names the slides or sheets, one per page of the file; `date` is text with a year in it.
    """

    pieces: Sequence[Piece]
    titles: Sequence[str | None] = ()
    author: str | None = None
    date: str | None = None
    left_out: Sequence[LeftOut] = ()
    places: Sequence[str] = ()


def parted(found: Iterable[Piece | LeftOut]) -> tuple[list[Piece], list[LeftOut]]:
    """Return the pieces that hold words, and apart from them what is left out."""
    pieces: list[Piece] = []
    left_out: list[LeftOut] = []
    for each in found:
        if isinstance(each, LeftOut):
            left_out.append(each)
        elif each.text:
            pieces.append(each)
    return pieces, left_out


def noted(found: Iterable[Piece | LeftOut], sign: str) -> Iterator[Piece | LeftOut]:
    """Yield what a note holds, its first paragraph behind its sign."""
    for each in found:
        if isinstance(each, Piece) and each.kind is BlockKind.PARAGRAPH and sign:
            yield replace(each, marker=sign, lone=False)
            sign = ""
        else:
            yield each


def cell_text(found: Iterable[Piece | LeftOut], beside: list[Piece | LeftOut]) -> str:
    """Return the text of a cell of a table; what hangs on it, such as a note, goes beside."""
    words = []
    for each in found:
        if isinstance(each, LeftOut) or (each.kind is BlockKind.PARAGRAPH and each.marker):
            beside.append(each)
        else:
            sign = "" if each.marker == "- " else each.marker
            words.append(f"{sign}{each.text}")
    return clean(" ".join(words))


def paged(pages: Iterable[Sequence[Piece]]) -> list[Piece]:
    """Return the pieces of all pages, with the breaks between the pages in their texts."""
    result: list[Piece] = []
    turns = 0
    for page in pages:
        for piece in page:
            result.append(replace(piece, text=PAGE_BREAK * turns + piece.text))
            turns = 0
        turns += 1
    return result
