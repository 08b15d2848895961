"""Which pieces of a printed text are its headings, and on which level."""

import re
from collections.abc import Sequence

from kwchat.reading.document import BlockKind
from kwchat.reading.layout import PAGE_BREAK, Piece, heading_like

_LABEL_WORDS = 6  # above a list a longer line is its lead-in, not its heading
_SECTION_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s")


def with_headings(found: Sequence[Piece]) -> list[Piece]:
    """Return the pieces with lone short lines that head what follows them made into headings."""
    result: list[Piece] = []
    start = 0
    while start < len(found):
        end = start
        while end < len(found) and _may_head(found, end):
            end += 1
        run = range(start, end)
        result += [
            _heading(found[index]) if _heads(found, index, run) else found[index] for index in run
        ]
        result += found[end : end + 1]
        start = end + 1
    return result


def _may_head(found: Sequence[Piece], index: int) -> bool:
    """Tell whether a piece looks like a heading and has something under it."""
    piece = found[index]
    neighbours = (*found[index - 1 : index], *found[index + 1 : index + 2])
    following = found[index + 1] if index + 1 < len(found) else None
    text = piece.text.strip(PAGE_BREAK)
    if not following or not piece.lone or piece.marker == "- " or not heading_like(text):
        return False
    if piece.marker:
        # "1. Inleiding" heads a paragraph; "1. eerst dit" stands among other numbers.
        return not any(_is_numbered(neighbour) for neighbour in neighbours)
    is_label = len(text.split()) <= _LABEL_WORDS
    return is_label or following.kind is not BlockKind.ITEM


def _is_numbered(piece: Piece) -> bool:
    return piece.marker not in {"", "- "}


def _heads(found: Sequence[Piece], index: int, run: range) -> bool:
    """Tell whether one of a run of short lines is a heading.

    Three or more in a row are a list of facts between a heading and perhaps another one. A fact
    ("Hoofdstad: Oranjestad") or a question above a heading is what people look for, not a heading.
    """
    if len(run) == 1:
        return True
    last = index == run[-1]
    is_fact = ": " in found[index].text or (found[index].text.endswith("?") and not last)
    return not is_fact and (last or index == run[0])


def _heading(piece: Piece) -> Piece:
    text = piece.text.lstrip(PAGE_BREAK)
    breaks = piece.text[: len(piece.text) - len(text)]
    number = _SECTION_NUMBER.match(piece.marker + text)
    level = number[1].count(".") + 1 if number else 1
    return Piece(BlockKind.HEADING, breaks + piece.marker + text, level)
