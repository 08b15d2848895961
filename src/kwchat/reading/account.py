"""The account of a file: how many of its words are in the index, and why the others are not.

The words of the file are counted in another way than its reader's (`rawtext`). Two texts are held
against each other word by word, wherever the words stand: a reader may move a note or a table, and
make a broken word whole, but not lose one.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor

from kwchat.reading.document import BlockKind, Chunk, Document, LeftOut, Reason

ENOUGH = 0.99  # of the words; below that a person should look at the file
_WORD = re.compile(r"[^\W_]+")
_SIGNS = str.maketrans(dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff")))


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the words of a file: `words` by another count, of which `lost` are neither in
    the index nor left out on purpose; and the pages, from 1, on which there is no text."""

    words: int
    lost: int
    left_out: tuple[LeftOut, ...] = ()
    textless_pages: tuple[int, ...] = ()

    @property
    def share(self) -> float:
        """How much of the file is read or left out with a reason, from 0 to 1."""
        return 1 - self.lost / self.words if self.words else 1.0

    @property
    def percent(self) -> str:
        """The share in per cent, as Dutch writes it, rounded down: only what is whole is 100,0."""
        return f"{floor(self.share * 1000) / 10:.1f}".replace(".", ",")

    @property
    def is_enough(self) -> bool:
        """Whether so much was read that nobody need look at the file."""
        return self.share >= ENOUGH


def account(pages: Sequence[str], document: Document, chunks: Iterable[Chunk]) -> Account:
    """Return the account of a file of raw pages, read as a document and cut into passages."""
    raw = [word for page in pages for word in _words(page)]
    marks = sum(out.count for out in document.left_out if out.reason is Reason.NOTE_MARK)
    missing = _missing(raw, Counter(_words(_indexed(document, chunks))), marks)
    left_out = sum(entry.words for entry in document.left_out)
    # A picture is told of by itself.
    drawn = {page.number for page in document.pages if page.picture or page.recognised}
    textless = [
        number
        for number, page in enumerate(pages, 1)
        if number not in drawn and not _has_text(page)
    ]
    return Account(
        words=len(raw),
        lost=max(0, missing - left_out),
        left_out=document.left_out,
        textless_pages=tuple(textless) if len(pages) > 1 else (),
    )


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text.translate(_SIGNS)).casefold()
    return _WORD.findall(plain)


def _has_text(page: str) -> bool:
    """Tell whether a page holds more than its number."""
    return any(not word.isdigit() for word in _words(page))


def _indexed(document: Document, chunks: Iterable[Chunk]) -> str:
    """Return what of a document can be found: its passages, and the headings above them."""
    passages = list(chunks)
    above = {heading for chunk in passages for heading in chunk.heading_path}
    headings = (
        document.text[block.start : block.end]
        for block in document.blocks
        if block.kind is BlockKind.HEADING
    )
    numbers = (_marker(document, block.start) for block in document.blocks)
    found = [heading for heading in headings if heading in above]
    return "\n".join([*found, *numbers, *(chunk.text for chunk in passages)])


def _marker(document: Document, start: int) -> str:
    """Return the number or bullet that stands before a block on its line."""
    return document.text[document.text.rfind("\n", 0, start) + 1 : start]


def _missing(raw: Sequence[str], indexed: Counter[str], marks: int = 0) -> int:
    """Return how many raw words the index lacks; words that were broken count when made whole, and
    so do words without the marks of notes that stood behind them, so many as were left out."""
    left = indexed.copy()
    alone: list[str] = []
    for word in raw:
        if left[word] > 0:
            left[word] -= 1
        else:
            alone.append(word)
    missing = place = 0
    while place < len(alone):
        parts = next((n for n in (3, 2) if left["".join(alone[place : place + n])] > 0), 0)
        if parts:
            left["".join(alone[place : place + parts])] -= 1
        elif marks and (plain := _without_mark(alone[place], left)):
            left[plain] -= 1
            marks -= 1
            parts = 1
        missing += not parts
        place += parts or 1
    return missing


def _without_mark(word: str, left: Counter[str]) -> str:
    """Return a word without the number of a note behind it, if the index has that; else nothing."""
    cuts = (word[:-length] for length in (1, 2, 3) if word[-length:].isdigit())
    return next((cut for cut in cuts if left[cut] > 0), "")
