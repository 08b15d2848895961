"""A style sheet hides, strikes and raises words as well as a tag does."""

import pytest

from kwchat.reading.document import LeftOut, Reason, tally
from kwchat.reading.webpage import html_tree, read_page


def read(page: str) -> tuple[list[str], tuple[LeftOut, ...]]:
    pieces, left_out = read_page(html_tree(page))
    return [f"{piece.marker}{piece.text}" for piece in pieces], tally(left_out)


@pytest.mark.parametrize(
    ("sheet", "body", "shown"),
    [
        (".m{vertical-align:super} .l{vertical-align: sub}", "10<i class='m'>8</i>", "10⁸"),
        (".l{vertical-align: sub; color: red}", "CO<i class='x l'>2</i>", "CO₂"),
        ("p > i { vertical-align: 4px }", "5 m<i>3</i>", "5 m³"),
        ("#oud{text-decoration:underline line-through}", "kost <i id='oud'>9</i> 8", "kost 8"),
        (".a, .b{display:none}", "een <i class='b'>twee</i> drie", "een drie"),
        (".a{display:none} i.a{display:inline}", "een <i class='a'>twee</i>", "een twee"),
        ("i.a{display:inline} .a{display:none}", "een <i class='a'>twee</i>", "een twee"),
        ("i{display:inline} .a{display:none !important}", "een <i class='a'>twee</i>", "een"),
        ("@media print{i{display:none}}", "een <i>twee</i>", "een twee"),
        ("@media screen{i{visibility:hidden}}", "een <i>twee</i>", "een"),
        ("i:hover{display:none} a::before{content:'x'}", "een <i>twee</i>", "een twee"),
        ("i{display:none", "een <i style='display: inline'>twee</i>", "een twee"),
        ("}{;;<i> nonsense", "een <i>twee</i>", "een twee"),
    ],
)
def test_a_sheet_says_how_words_show(sheet: str, body: str, shown: str) -> None:
    """By class, name, id or place; the more specific rule wins, and the element itself over all."""
    page = f"<html><head><style>{sheet}</style></head><body><p>{body}</p></body></html>"

    assert read(page)[0] == [shown]


def test_what_a_sheet_leaves_out_is_counted() -> None:
    """As hidden, and as deleted; a page that is hidden until it is loaded is read."""
    sheet = ".weg{display:none} .oud{text-decoration: line-through} body, main{visibility:hidden}"
    page = (
        f"<style>{sheet}</style><body><main><p class='weg'>Drie geheime woorden</p>"
        "<p>De toegang is <b class='oud'>tien</b> negen euro.</p></main></body>"
    )

    assert read(page) == (
        ["De toegang is negen euro."],
        (LeftOut(Reason.DELETED, 1), LeftOut(Reason.HIDDEN, 3)),
    )


def test_what_opens_on_a_click_is_read() -> None:
    """An answer below its question, a tab; a menu that opens is none of the text."""
    page = (
        "<style>.dicht{display:none}</style><main><button aria-controls='a'>Kosten?</button>"
        "<div id='a' class='dicht'><p>De kosten zijn 45 euro.</p></div>"
        "<div id='b' hidden><p>Uren op tabblad twee.</p></div><p aria-controls='b'>Uren</p>"
        "<p aria-controls='m'>Menu</p><div id='m' class='dicht'><a href='/'>Naar voren</a></div>"
        "<div id='c' class='dicht'><p>Dit ziet niemand ooit.</p></div></main>"
    )

    assert read(page) == (
        ["De kosten zijn 45 euro.", "Uren op tabblad twee.", "Uren", "Menu"],
        (LeftOut(Reason.NAVIGATION, 1), LeftOut(Reason.HIDDEN, 6, 2)),
    )


@pytest.mark.parametrize(
    ("page", "items"),
    [
        ("<ol start=3><li>a<li value=7>b<li>c</ol>", ["3. a", "7. b", "8. c"]),
        ("<ol reversed><li>a<li>b<li>c</ol>", ["3. a", "2. b", "1. c"]),
        ("<ol reversed start=9><li>a<li>b</ol>", ["9. a", "8. b"]),
        ("<ol type=a><li>x<li>y</ol>", ["a. x", "b. y"]),
        ("<ol type=I><li>x<li>y</ol>", ["I. x", "II. y"]),
        ("<ol style='list-style-type:lower-roman'><li>x<li>y</ol>", ["i. x", "ii. y"]),
        ("<style>ol{list-style: upper-alpha}</style><ol><li>x<li>y</ol>", ["A. x", "B. y"]),
        ("<ol style='list-style: none'><li>x<li>y</ol>", ["- x", "- y"]),
        ("<ol start=boven><li value=x>a</ol>", ["1. a"]),
    ],
)
def test_a_list_counts_as_it_says(page: str, items: list[str]) -> None:
    """In numbers, letters or Roman, from where it begins, upwards or down."""
    assert read(page)[0] == items
