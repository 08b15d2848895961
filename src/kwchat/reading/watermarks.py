"""Watermarks: words laid over or under the text of a page, such as CONCEPT, that are none of it."""

from collections import Counter
from collections.abc import Sequence

from kwchat.reading.margins import enough
from kwchat.reading.printed import Line, body_size

_BIG = 1.8  # times the running text
_HUGE = 3.0  # times the running text
_OVER = 2  # lines of text that it lies over
_BODY = 0.5  # of the height of the type: what surely holds ink
_WORDS = frozenset(
    "concept ontwerp vertrouwelijk geheim intern kopie voorbeeld proefdruk ingetrokken vervallen "
    "draft confidential copy sample specimen void".split()
)


def watermarks(lines: Sequence[Line], page_count: int) -> list[Line]:
    """Return the lines that are no text: they lie askew, over other lines, or pale on many pages,
    and are big, pale or repeated."""
    body = body_size(line for line in lines if not line.askew)
    pages = Counter(text for text, _ in {(line.text, line.page) for line in lines})
    often = {text for text, found in pages.items() if found >= enough(page_count)}
    by_page: dict[int, list[Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    return [
        line
        for line in lines
        if _is_watermark(line, by_page[line.page], body, repeated=line.text in often)
    ]


def _is_watermark(line: Line, on_page: Sequence[Line], body: float, *, repeated: bool) -> bool:
    big = line.size > _BIG * body
    if line.askew:
        return big or line.faint or repeated
    if line.faint and line.size > _HUGE * body and _WORDS & set(line.text.lower().split()):
        return True
    if line.faint and repeated and not line.in_margin:
        return True
    return (big or line.faint) and _lies_over(line, on_page)


def _lies_over(line: Line, on_page: Sequence[Line]) -> bool:
    beneath = (
        other
        for other in on_page
        if other is not line
        and other.aside == line.aside
        and other.size < line.size
        and other.left < line.right
        and line.left < other.right
        and other.base < line.base + _BODY * line.size
        and line.base < other.base + _BODY * other.size
    )
    return sum(1 for _ in beneath) >= _OVER
