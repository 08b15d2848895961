"""Margins of printed pages: running headers, and the page numbers in them."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from kwchat.reading.printed import Line, whole_lines

_REPEATED = 0.4  # of the pages; left and right pages may have their own
_PAGE_NUMBER = re.compile(
    r"[-–|\s]*(?:(?:pagina|page|blz\.?|p\.?)\s*)?#(?:\s*(?:van|/|of)\s*#)?[-–|\s]*", re.IGNORECASE
)
_DIGITS = re.compile(r"(?<![\d.,-])\d{1,4}(?![\d,-]|\.\d)")


def without_running_lines(lines: Sequence[Line], page_count: int) -> list[Line]:
    """Drop page numbers, and what stands in the margins of many pages."""
    dropped = {(line.page, line.row) for line in _running(lines, page_count)}
    return [line for line in lines if (line.page, line.row) not in dropped]


def page_labels(lines: Sequence[Line], page_count: int) -> tuple[str, ...]:
    """Return the page numbers that are printed in the margins, or nothing.

    They count when they run on from page to page as the pages do, and do not begin at 1 with the
    first. Pages before the first number get their own place between square brackets.
    """
    votes = Counter(
        offset
        for page, numbers in _numbers(_running(lines, page_count)).items()
        for offset in {number - page for number in numbers}
    )
    offset, pages = max(votes.items(), key=lambda vote: (vote[1], vote[0] == 0), default=(0, 0))
    if not offset or pages < _enough(page_count):
        return ()
    return tuple(
        str(page + offset) if page + offset > 0 else f"[{page}]"
        for page in range(1, page_count + 1)
    )


def _numbers(lines: Iterable[Line]) -> dict[int, set[int]]:
    """Return the numbers that stand in the margins of each page."""
    numbers: dict[int, set[int]] = defaultdict(set)
    for line in lines:
        numbers[line.page] |= {int(found) for found in _DIGITS.findall(line.text)}
    return numbers


def _running(lines: Iterable[Line], page_count: int) -> list[Line]:
    """Return the running headers and footers, and the page numbers, as whole lines."""
    whole = whole_lines(lines)
    patterns = _running_patterns(whole, page_count)
    return [line for line in whole if _is_running(line, patterns)]


def _running_patterns(lines: Sequence[Line], page_count: int) -> set[str]:
    pages: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        if line.in_margin:
            pages[_pattern(line)].add(line.page)
    return {pattern for pattern, found in pages.items() if len(found) >= _enough(page_count)}


def _enough(page_count: int) -> float:
    return max(2.0, _REPEATED * page_count)


def _is_running(line: Line, running: set[str]) -> bool:
    pattern = _pattern(line)
    return line.in_margin and (pattern in running or bool(_PAGE_NUMBER.fullmatch(pattern)))


def _pattern(line: Line) -> str:
    """Return the words of a line with every number alike."""
    return re.sub(r"\d+", "#", line.text)
