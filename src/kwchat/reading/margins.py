"""Margins of printed pages: running headers, and the page numbers in them."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kwchat.reading.printed import Line, whole_lines

_SAME_HEIGHT = 1.5  # times the size of the type
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


def running_lines(lines: Iterable[Line], page_count: int) -> list[Line]:
    """Return the running headers and footers, and the page numbers, as whole lines."""
    whole = whole_lines(lines)
    alike: dict[str, list[Line]] = defaultdict(list)
    for line in whole:
        if line.in_margin:
            alike[_pattern(line)].append(line)
    return [
        line
        for line in whole
        if line.in_margin
        and (is_page_number(line) or _repeats(line, alike[_pattern(line)], page_count))
    ]


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
