"""Margins of printed pages: running headers, and the page numbers in them."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from kwchat.reading.printed import Box, Line, body_size, whole_lines

_SAME_HEIGHT = 1.5  # times the size of the type
_EVEN = 0.15  # of the distance between two lines: so much may it differ from the next
_SAME_SIZE = 0.5  # points
_HEADING_SIZE = 1.12  # times the running text
_FAR = 3.0  # times the size of the type: lines of one text stand nearer
NO_BOXES: Mapping[int, Sequence[Box]] = MappingProxyType({})
_REPEATED = 0.4  # of the pages; left and right pages may have their own
_PAGE_NUMBER = re.compile(
    r"[-–|\s]*(?:(?:pagina|page|blz\.?|p\.?)\s*)?#(?:\s*(?:van|/|of)\s*#)?[-–|\s]*", re.IGNORECASE
)
_DIGITS = re.compile(r"(?<![\d.,-])\d{1,4}(?![\d,-]|\.\d)")


def is_page_number(line: Line) -> bool:
    """Tell a line that only counts the pages."""
    return bool(_PAGE_NUMBER.fullmatch(_pattern(line)))


def page_labels(lines: Sequence[Line], page_count: int) -> tuple[str, ...]:
    """Return the page numbers that are printed in the margins, or nothing.

    They count when they run on from page to page as the pages do, and do not begin at 1 with the
    first. Pages before the first number get their own place between square brackets. Where they
    begin anew on the way, as in files that were joined, a number says too little and none counts.
    """
    offsets = {
        page: {number - page for number in numbers}
        for page, numbers in _numbers(running_lines(lines, page_count)).items()
    }
    votes = Counter(offset for found in offsets.values() for offset in found)
    offset, pages = max(votes.items(), key=lambda vote: (vote[1], vote[0] == 0), default=(0, 0))
    if not offset or pages < enough(page_count) or _begins_anew(offsets, offset):
        return ()
    return tuple(
        str(page + offset) if page + offset > 0 else f"[{page}]"
        for page in range(1, page_count + 1)
    )


def _begins_anew(offsets: Mapping[int, set[int]], usual: int) -> bool:
    """Tell whether two pages in a row are counted together, but not as the others are."""
    pairs = ((found, offsets.get(page + 1, set())) for page, found in offsets.items())
    return any(one & other and usual not in one | other for one, other in pairs)


def _numbers(lines: Iterable[Line]) -> dict[int, set[int]]:
    """Return the numbers that stand in the margins of each page."""
    numbers: dict[int, set[int]] = defaultdict(set)
    for line in lines:
        numbers[line.page] |= {int(found) for found in _DIGITS.findall(line.text)}
    return numbers


def running_lines(
    lines: Iterable[Line], page_count: int, boxes: Mapping[int, Sequence[Box]] = NO_BOXES
) -> list[Line]:
    """Return the running headers and footers, and the page numbers, as whole lines.

    What belongs to the text of its page is none, though it comes again: the headings of a table
    that goes on, in one of the boxes (by page) or as near to the next row as that to its next.
    """
    whole = whole_lines(lines)
    alike: dict[str, list[Line]] = defaultdict(list)
    pages: dict[int, list[Line]] = defaultdict(list)
    for line in whole:
        pages[line.page].append(line)
        if line.in_margin:
            alike[_pattern(line)].append(line)
    big = _HEADING_SIZE * body_size(whole)
    again = [
        line
        for line in whole
        if line.in_margin
        and not is_page_number(line)
        # Headings of chapters that each begin a page differ in their numbers.
        and _repeats(
            line,
            [one for one in alike[_pattern(line)] if line.size < big or one.text == line.text],
            page_count,
        )
    ]
    of_text = {
        id(line)
        for page, found in pages.items()
        for line in _of_text(found, [line for line in again if line.page == page])
    }
    return [
        line
        for line in whole
        if (line.in_margin and is_page_number(line))
        or (
            line in again
            and id(line) not in of_text
            and not _in_table(line, pages[line.page], boxes.get(line.page, ()))
        )
    ]


def _of_text(on_page: Sequence[Line], again: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines of a page that come again but stand as near to the text as its lines do to
    each other, in the same size of type."""
    by_height = {line.base: line for line in on_page if not line.aside}
    upwards = [by_height[base] for base in sorted(by_height)]
    for ordered in (upwards[::-1], upwards):
        first = next((n for n, line in enumerate(ordered) if line not in again), len(ordered))
        if first + 1 >= len(ordered):
            return
        step = abs(ordered[first].base - ordered[first + 1].base)
        for above, line in pairwise(ordered[first::-1]):
            near = abs(abs(above.base - line.base) - step) <= _EVEN * step
            if not near or abs(above.size - line.size) > _SAME_SIZE or step > _FAR * line.size:
                break
            yield from (one for one in again if one.base == line.base)


def _in_table(line: Line, on_page: Sequence[Line], boxes: Sequence[Box]) -> bool:
    """Tell whether a line stands in a box together with lines of the text."""
    around = [box for box in boxes if _holds(box, line)]
    return any(not other.in_margin and _holds(box, other) for box in around for other in on_page)


def _holds(box: Box, line: Line) -> bool:
    left, bottom, right, top = box
    return left <= (line.left + line.right) / 2 <= right and bottom <= line.base <= top


def _repeats(line: Line, alike: Iterable[Line], page_count: int) -> bool:
    """Tell whether a line stands on many pages, at one height: text that happens to end one page
    and begin the next stays."""
    near = {one.page for one in alike if abs(one.base - line.base) <= _SAME_HEIGHT * line.size}
    return len(near) >= enough(page_count)


def enough(page_count: int) -> float:
    """Return on how many pages a line stands at least that belongs to the paper, not the text."""
    return max(2.0, _REPEATED * page_count)


def _pattern(line: Line) -> str:
    """Return the words of a line with every number alike."""
    return re.sub(r"\d+", "#", line.text)
