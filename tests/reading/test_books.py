"""Books: chapters in the order of the book, each under its title."""

from pathlib import Path

import pytest
from office import zipped

from kwchat.errors import ReadError
from kwchat.reading.books import read_epub
from kwchat.reading.document import LeftOut, Reason

CONTAINER = "<container><rootfiles><rootfile full-path='OEBPS/boek.opf'/></rootfiles></container>"
PACKAGE = """<package xmlns:dc='http://purl.org/dc/elements/1.1/'><metadata><dc:title>Leren</dc:title>
<dc:creator>A. Jansen</dc:creator><dc:date>2021-03-01</dc:date></metadata><manifest>
<item id='b' href='twee.xhtml'/><item id='a' href='een%20.xhtml'/>
<item id='n' href='nav.xhtml' properties='nav'/><item id='c' href='drie.xhtml'/></manifest>
<spine><itemref idref='n'/><itemref idref='a'/><itemref idref='b'/><itemref idref='c'/></spine>
</package>"""
NAV = "<?xml version='1.0'?><html><body><a href='twee.xhtml#x'>Deel <b>twee</b></a></body></html>"


def page(inside: str) -> str:
    return (
        f"<?xml version='1.0' encoding='utf-8'?><!DOCTYPE html><html><body>{inside}</body></html>"
    )


def book(path: Path, sheet: str | bytes = "", **parts: str | bytes) -> Path:
    return zipped(
        path,
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "OEBPS/boek.opf": PACKAGE,
            "OEBPS/nav.xhtml": NAV,
            "OEBPS/een .xhtml": page("<h1>Begin</h1><p>Eerste zin.</p>"),
            "OEBPS/twee.xhtml": page("<p>Tweede zin.</p>"),
            "OEBPS/stijl/boek.css": sheet,
            **{f"OEBPS/{name}.xhtml": content for name, content in parts.items()},
        },
    )


def test_chapters_follow_the_spine(tmp_path: Path) -> None:
    """Not the order of the files; a chapter without a heading has the title of the contents."""
    found = read_epub(book(tmp_path / "a.epub").read_bytes(), "a.epub")

    assert [(piece.kind.value, piece.text) for piece in found.pieces] == [
        *(("heading", "Begin"), ("paragraph", "Eerste zin.")),
        *(("heading", "\fDeel twee"), ("paragraph", "Tweede zin.")),
    ]
    assert (found.titles, found.author, found.date) == (("Leren",), "A. Jansen", "2021-03-01")


def test_a_book_that_is_locked_is_named(tmp_path: Path) -> None:
    """What a shop has encrypted is no text."""
    path = book(tmp_path / "a.epub", drie=b"\x81\xff\x00\x12" * 40)

    with pytest.raises(ReadError, match=r"a\.epub: dit is geen leesbaar e-boek"):
        read_epub(path.read_bytes(), "a.epub")


def test_chapters_take_the_place_of_pages(tmp_path: Path) -> None:
    """By their name in the contents, else by their heading, else by which part they are."""
    path = book(tmp_path / "a.epub", drie=page("<p>Derde zin.</p>"))
    named = path.read_bytes()
    found = read_epub(named, "a.epub")

    assert found.places == ["hoofdstuk Begin", "hoofdstuk Deel twee", "deel 3"]


def test_all_of_a_chapter_is_text(tmp_path: Path) -> None:
    """Its header, its notes in an aside, whatever letters it declares."""
    chapter = (
        "<?xml version='1.0' encoding='iso-8859-1'?><html><body><header><h1>Hoofdstuk 3</h1>"
        "</header><p>Caf\u00e9<a href='#n'><sup>1</sup></a> om 5 uur.</p>"
        "<aside id='n'>Noot 44.</aside><p hidden='hidden'>weg</p></body></html>"
    ).encode("latin-1")
    found = read_epub(book(tmp_path / "a.epub", drie=chapter).read_bytes(), "a.epub")

    assert [piece.text for piece in found.pieces][-3:] == [
        *("\fHoofdstuk 3", "Café om 5 uur.", "Noot 44."),
    ]
    assert found.places[-1] == "hoofdstuk 3"
    assert LeftOut(Reason.HIDDEN, 1) in found.left_out


@pytest.mark.parametrize("named", ["stijl/boek.css", "./stijl/../stijl/boek.css#x"])
def test_what_the_style_sheet_of_a_book_hides_is_left_out(tmp_path: Path, named: str) -> None:
    """It is a file of its own, which chapters name; white on white and clear words are such too."""
    sheet = ".weg { display: none } .wit { color: white } sup { vertical-align: baseline }"
    chapter = page("<p>Blijft <span class='weg'>niet dit</span> <i class='wit'>noch</i></p>")
    linked = chapter.replace("<body", f"<head><link rel='stylesheet' href='{named}'/></head><body")
    path = book(tmp_path / "a.epub", sheet, drie=linked)
    found = read_epub(path.read_bytes(), "a.epub")

    assert found.pieces[-1].text.strip() == "Blijft"
    assert {one.reason: one.words for one in found.left_out} == {Reason.HIDDEN: 2, Reason.UNSEEN: 1}


@pytest.mark.parametrize(
    "link",
    [
        "<link rel='alternate stylesheet' href='stijl/boek.css'/>",
        "<link rel='stylesheet' media='print' href='stijl/boek.css'/>",
        "<link rel='stylesheet' href='elders.css'/>",
        "<link rel='icon' href='stijl/boek.css'/>",
        "<link href='stijl/boek.css'/>",
    ],
)
def test_only_the_sheet_that_a_reader_sees_counts(tmp_path: Path, link: str) -> None:
    """None that is chosen, printed or not there."""
    chapter = page("<p class='weg'>Blijft</p>").replace("<body", f"<head>{link}</head><body")
    path = book(tmp_path / "a.epub", ".weg { display: none }", drie=chapter)

    assert read_epub(path.read_bytes(), "a.epub").pieces[-1].text.strip() == "Blijft"


def test_a_style_sheet_that_is_no_text_does_no_harm(tmp_path: Path) -> None:
    """A book of a shop may have locked it."""
    chapter = page("<p>Blijft</p>").replace(
        "<body", "<head><link rel='stylesheet' href='stijl/boek.css'/></head><body"
    )
    path = book(tmp_path / "a.epub", bytes(range(256)) * 9, drie=chapter)

    assert read_epub(path.read_bytes(), "a.epub").pieces[-1].text.strip() == "Blijft"


def test_a_sheet_that_brings_in_another_does_not_tell_all(tmp_path: Path) -> None:
    """That one may set what the words stand on, so white ones are read."""
    chapter = page("<p>Blijft <i class='wit'>ook</i></p>").replace(
        "<body", "<head><link rel='stylesheet' href='stijl/boek.css'/></head><body"
    )
    path = book(tmp_path / "a.epub", "@import 'x.css'; .wit { color: white }", drie=chapter)

    assert read_epub(path.read_bytes(), "a.epub").pieces[-1].text.strip() == "Blijft ook"
