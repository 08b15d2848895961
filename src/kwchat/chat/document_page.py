"""A document as a page to read: in parts of bounded size, with the words that were quoted marked.

A part ends where a heading or a page begins, if one does near its end. Nothing of a document is
HTML here: every word of it passes an escaping template.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter

from kwchat.answering.links import Place
from kwchat.reading.document import Block, BlockKind, Document, Page

# A page of some 60 kB: two seconds at 50 kB/s, and 15 printed pages.
PART_CHARS = 40_000
_NEARLY_FULL = 0.6  # from here on a part ends at the first good place
_MOST_CONTENTS = 60  # headings in the list of contents
_DEEPEST = 6  # the lowest heading that HTML knows


@dataclass(frozen=True, slots=True)
class Sought:
    """What of a document is asked for: a place in it, else a page by its label or number, else a
    part by its number, from 1."""

    place: Place | None = None
    page: str = ""
    part: int = 1


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a line: all of it quoted or none of it. `page` begins with it, if any does."""

    text: str
    quoted: bool = False
    opens_quote: bool = False
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A block of a document, or what of it falls in a part.

    `marker` stands before an item; `heading` is the level of a heading on the page, of which the
    title has 1, so from 2, or None.
    """

    block: Block
    marker: str
    runs: tuple[Run, ...]
    heading: int | None = None

    @property
    def is_item(self) -> bool:
        """Whether it belongs to a list."""
        return self.block.kind is BlockKind.ITEM


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading in the list of contents, and the part that it is in."""

    text: str
    level: int
    start: int
    part: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of a document as it is shown: `number` of `count`, from 1; `changed` tells that the
    words that were asked for no longer stand where they did, `unknown_page` which page is not in
    it.
    """

    document: Document
    number: int
    count: int
    groups: tuple[tuple[bool, tuple[Line, ...]], ...]
    contents: tuple[Entry, ...]
    first: Page | None
    last: Page | None
    page: Page | None
    changed: bool
    unknown_page: str


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a document besides its text: its title as its record gives it, which is that
    of its file where it has none; `link` and `original` are paths below that of
    the chat, the latter None where the file is gone, and `file_kind` is its suffix, in capitals."""

    title: str
    reference: str
    link: str
    original: str | None
    file_kind: str


def part_of(document: Document, sought: Sought, *, part_chars: int = PART_CHARS) -> Shown:
    """Return the part of a document that was asked for.

    A place that no longer holds its words marks nothing, and leads to where they stood; a part that
    is not there leads to the nearest, an unknown page to the first part.
    """
    cuts = tuple(_cuts(document, part_chars))
    place, page = sought.place, _page(document, sought.page)
    changed = place is not None and not place.holds(document)
    offset = place.start if place else page.start if page else None
    number = min(max(sought.part, 1), len(cuts)) if offset is None else _part_at(cuts, offset)
    start, end = cuts[number - 1]
    lines = tuple(_lines(document, start, end, None if changed else place))
    pages = [one for one in document.pages if one.start < end and one.end > start]
    return Shown(
        document=document,
        number=number,
        count=len(cuts),
        groups=tuple((item, tuple(group)) for item, group in groupby(lines, attrgetter("is_item"))),
        contents=_contents(document, cuts),
        first=pages[0] if pages else None,
        last=pages[-1] if pages else None,
        page=page,
        changed=changed,
        unknown_page=sought.page if sought.page and page is None else "",
    )


def _cuts(document: Document, part_chars: int) -> Iterator[tuple[int, int]]:
    """Yield where each part begins and ends; together they are the whole text."""
    good = sorted(
        {block.start for block in document.blocks if block.kind is BlockKind.HEADING}
        | {page.start for page in document.pages}
    )
    fair = sorted(block.start for block in document.blocks)
    start, length = 0, len(document.text)
    while length - start > part_chars:
        earliest, latest = start + int(part_chars * _NEARLY_FULL), start + part_chars
        end = next(
            (
                place
                for places in (good, reversed(fair))
                for place in places
                if earliest <= place <= latest
            ),
            latest,
        )
        yield start, end
        start = end
    yield start, length


def _part_at(cuts: Sequence[tuple[int, int]], offset: int) -> int:
    """Return the number of the part that holds an offset; the last for one beyond the end."""
    return next((n for n, (_, end) in enumerate(cuts, start=1) if offset < end), len(cuts))


def _page(document: Document, asked: str) -> Page | None:
    """Return the page with a label, else the one with a number; none for an empty text."""
    if not asked:
        return None
    labelled = [page for page in document.pages if page.label == asked]
    numbered = [page for page in document.pages if str(page.number) == asked]
    return next(iter(labelled + numbered), None)


def _lines(document: Document, start: int, end: int, place: Place | None) -> Iterator[Line]:
    """Yield what of the blocks falls in a part; no heading is more than one level deeper than the
    one above it, so that none seems to be missing."""
    above: list[int] = []
    ends = [block.end for block in document.blocks]
    pages = {
        _first_letter(document, ends, page.start): page
        for page in document.pages
        if start <= page.start < end
    }
    opening = _first_letter(document, ends, place.start) if place else -1
    first, last = bisect_right(ends, start), bisect_right(ends, end - 1) + 1
    for number, block in enumerate(document.blocks[first:last], start=first):
        begin, stop = max(block.start, start), min(block.end, end)
        if begin < stop:
            before = ends[number - 1] if number else 0
            marker = document.text[before : block.start].strip() if begin == block.start else ""
            runs = tuple(_runs(document, begin, stop, place, opening, pages))
            if block.kind is BlockKind.HEADING:
                above = [*(level for level in above if level < block.level), block.level]
                yield Line(block, marker, runs, min(len(above) + 1, _DEEPEST))
            else:
                yield Line(block, marker, runs)


def _runs(
    document: Document,
    start: int,
    end: int,
    place: Place | None,
    opening: int,
    pages: Mapping[int, Page],
) -> Iterator[Run]:
    """Cut a stretch where a page begins, and where the quoted words begin and end."""
    first, last = (opening, place.end) if place else (-1, -1)
    inner = {cut for cut in (*pages, first, last) if start < cut < end}
    for begin, stop in pairwise(sorted({start, end} | inner)):
        quoted = first <= begin < last
        yield Run(document.text[begin:stop], quoted, quoted and begin == first, pages.get(begin))


def _first_letter(document: Document, ends: Sequence[int], offset: int) -> int:
    """Return the first place from an offset on that is in a block; `ends` are those of the blocks.

    Between blocks are line breaks and the bullets of lists. The offset itself where no block is.
    """
    number = bisect_right(ends, offset)
    return max(document.blocks[number].start, offset) if number < len(ends) else offset


def _contents(document: Document, cuts: Sequence[tuple[int, int]]) -> tuple[Entry, ...]:
    """Return the headings, down to the lowest level at which the list is not too long."""
    headings = [block for block in document.blocks if block.kind is BlockKind.HEADING]
    levels = sorted({heading.level for heading in headings})
    fitting = [
        level
        for level in levels
        if sum(heading.level <= level for heading in headings) <= _MOST_CONTENTS
    ]
    return tuple(
        Entry(
            document.text[heading.start : heading.end],
            heading.level,
            heading.start,
            _part_at(cuts, heading.start),
        )
        for heading in headings
        if fitting and heading.level <= fitting[-1]
    )
