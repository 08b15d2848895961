"""What is read: documents of blocks and pages, and the passages and sentences in them.

Values are frozen; offsets count characters of `Document.text`, half-open, as in slices.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Who speaks in a source."""

    BRIEF = "brief"
    BRON = "bron"
    SAMENVATTING = "samenvatting"
    EIGEN = "eigen"


class BlockKind(StrEnum):
    """What a stretch of a document is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a list item; an item's bullet lies outside its span."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0  # of a heading: 1 is the highest; of an item: its depth from 0


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a document, counted from 1; `label` is what is printed on it, where that differs.

    A slide or a sheet of a workbook is a page too; `name` is what it is called by: “dia 3”.

    A page without a printed number among pages that have one has its number between square
    brackets, as bibliographies write it. A picture has no text; where a program recognised the
    words in it, the page is `recognised`, and they may differ from what a person reads there.
    """

    number: int
    start: int
    end: int
    label: str = ""
    name: str = ""
    recognised: bool = False
    picture: bool = False

    @property
    def printed(self) -> int | None:
        """The number to refer to it by; None for a page that is labelled otherwise (iv, [2])
        and for a slide or sheet."""
        if self.name:
            return None
        if not self.label:
            return self.number
        return int(self.label) if self.label.isdecimal() else None


class Reason(StrEnum):
    """Why words of a file are no text of its document, or what of it has no words to read."""

    MARGIN = "margin"  # a running header or footer
    PAGE_NUMBER = "page number"
    NAVIGATION = "navigation"  # menus, forms, cookie banners
    DELETED = "deleted"  # struck through, or taken out while changes were tracked
    HIDDEN = "hidden"  # text, rows, sheets or slides that do not show
    UNSEEN = "unseen"  # printed, but in the colour of its ground, of no size, or off the page
    COMMENT = "comment"
    WATERMARK = "watermark"
    NOTE_MARK = "note mark"  # the raised number that points at a note
    PICTURE = "picture"
    ATTACHMENT = "attachment"
    TOO_LONG = "too long"  # cut: no text that a person reads
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a reader leaves out of a document on purpose: how many words, or how many things.

    `words` counts what white space parts, 0 where there are none to count; `count` counts the
    places (comments, pictures, attachments); `names` are theirs, where they have any.
    """

    reason: Reason
    words: int = 0
    count: int = 1
    names: tuple[str, ...] = ()


def tally(found: Iterable[LeftOut]) -> tuple[LeftOut, ...]:
    """Return what was left out with one entry per reason, in the order of `Reason`."""
    entries = list(found)
    groups = [[entry for entry in entries if entry.reason is reason] for reason in Reason]
    return tuple(
        LeftOut(
            group[0].reason,
            sum(entry.words for entry in group),
            sum(entry.count for entry in group),
            tuple(name for entry in group for name in entry.names),
        )
        for group in groups
        if group
    )


@dataclass(frozen=True, slots=True)
class Document:
    """A source as it was read: cleaned text, its blocks in order, and its pages if it has any.

    Blocks never overlap, and no block holds a line break: a paragraph is one line of `text`.
    `left_out` has at most one entry per reason.
    """

    source_id: str
    kind: Kind
    title: str
    text: str
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...] = ()
    author: str | None = None  # from the file's own metadata
    year: int | None = None
    left_out: tuple[LeftOut, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """Return the printed number of the page that holds an offset, if it has one."""
        page = self._page(offset)
        return page.printed if page else None

    def place_at(self, offset: int) -> str:
        """Return the name of the slide or sheet that holds an offset; empty elsewhere."""
        page = self._page(offset)
        return page.name if page else ""

    def sheet_at(self, offset: int) -> int | None:
        """Return which page of the file, from 1, holds an offset; None where there are no pages."""
        page = self._page(offset)
        return page.number if page else None

    def is_recognised(self, start: int, end: int) -> bool:
        """Tell whether a stretch of the text, or a part of it, was recognised in a picture."""
        return any(page.recognised and page.start < end and start < page.end for page in self.pages)

    def _page(self, offset: int) -> Page | None:
        return next((page for page in self.pages if page.start <= offset < page.end), None)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A whole sentence or list item of a chunk; `item` tells the two apart."""

    start: int
    end: int
    item: bool = False


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage: `document.text[start:end] == text`, never across a heading. `title` is that of its
    document where no heading above it says so."""

    id: str
    source_id: str
    kind: Kind
    text: str
    start: int
    end: int
    page: int | None
    heading_path: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    title: str = ""

    @property
    def section(self) -> str:
        """The nearest heading above the passage, or an empty string."""
        return self.heading_path[-1] if self.heading_path else ""

    def words(self, sentence: Sentence) -> str:
        """Return the text of one of the passage's sentences."""
        return self.text[sentence.start - self.start : sentence.end - self.start]

    @property
    def above(self) -> tuple[str, ...]:
        """What tells what the passage is about: the title of its document, and the headings."""
        return (self.title, *self.heading_path) if self.title else self.heading_path

    @property
    def embedded_text(self) -> str:
        """What the encoder sees: title and headings, then the passage."""
        return "\n".join((*self.above, self.text))
