"""Margins: what stands on many pages is no text, and the numbers in it are those of the pages."""

from collections.abc import Sequence

import pytest

from kwchat.reading.margins import is_page_number, page_labels, running_lines
from kwchat.reading.printed import Line


def line(text: str, page: int, *, row: int = 0, in_margin: bool = True) -> Line:
    """Return a line at the top of a page, or in its text."""
    return Line(text, page, 60, 200, 800 - row, 12, bold=False, in_margin=in_margin, row=row)


def running(*texts: str) -> list[Line]:
    """Return one line in the margin of each page."""
    return [line(text, page) for page, text in enumerate(texts, 1)]


def kept(lines: Sequence[Line], pages: int) -> list[str]:
    running = running_lines(lines, pages)
    return [each.text for each in lines if each not in running]


@pytest.mark.parametrize(("pages", "stays"), [(3, True), (4, False)])
def test_a_header_stands_on_many_pages(pages: int, stays: bool) -> None:
    """On four in ten at least: left and right pages may have their own."""
    lines = running(*["Schoolplan De Vlieger"] * pages)

    assert bool(kept(lines, 10)) is stays


def test_numbers_do_not_make_a_header_another() -> None:
    """What differs in its number alone is the same line; in the text it is none."""
    body = [line("Groep 3", 1, row=5, in_margin=False), line("Groep 4", 2, row=5, in_margin=False)]

    assert kept([*running("Gids 3", "Gids 17"), *body], 2) == ["Groep 3", "Groep 4"]


@pytest.mark.parametrize("text", ["3", "- 3 -", "Pagina 3 van 9", "blz. 3", "p. 3/9", "| 3"])
def test_a_page_number_is_known_by_its_looks(text: str) -> None:
    """On one page of many; a year with words is text."""
    assert kept([line(text, 3), line("Zomer 2024", 3, row=2)], 9) == ["Zomer 2024"]
    assert is_page_number(line(text, 3))
    assert not is_page_number(line("Zomer 2024", 3))


@pytest.mark.parametrize(
    ("lines", "pages", "labels"),
    [
        pytest.param(running("11", "12", "13"), 3, ("11", "12", "13"), id="run on"),
        pytest.param(running("1", "2", "3"), 3, (), id="only count"),
        pytest.param(running("3 | 1", "4 | 2"), 2, (), id="count as well as run on"),
        pytest.param(running("11", "12"), 5, ("11", "12", "13", "14", "15"), id="on enough pages"),
        pytest.param(running("11"), 5, (), id="on one page"),
        pytest.param(running("", "", "1", "2"), 4, ("[1]", "[2]", "1", "2"), id="after a cover"),
        pytest.param(running("11", "12", "1", "2"), 4, (), id="anew"),
        pytest.param(running("1", "2", "3", "1", "2"), 5, (), id="anew from 1"),
        pytest.param(running("11", "12", "", "14"), 4, ("11", "12", "13", "14"), id="but one"),
        pytest.param([], 3, (), id="nothing"),
    ],
)
def test_printed_numbers_count_where_they_run_on(
    lines: list[Line], pages: int, labels: tuple[str, ...]
) -> None:
    """As the pages do, and not from 1 with the first."""
    assert page_labels(lines, pages) == labels


def test_numbers_at_the_top_and_at_the_foot_are_both_read() -> None:
    """The page number may stand in either."""
    foot = [line("Telefoon 555", page, row=9) for page in (1, 2, 3)]

    assert page_labels([*running("11", "12", "13"), *foot], 3) == ("11", "12", "13")
