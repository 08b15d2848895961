"""Plain text keeps its rows, loses stray signs, and is never read without end."""

import pytest

from kwchat.errors import ReadError
from kwchat.reading.document import LeftOut, Reason
from kwchat.reading.layout import Part
from kwchat.reading.plaintext import decode, printed, without_endless


def lines(text: str) -> list[tuple[str, bool]]:
    rows, _ = printed(text)
    return [(row.text, row.part is Part.TABLE) for row in rows]


def test_lines_of_cells_are_rows() -> None:
    """Under their headings where numbers stand below words; else as they are."""
    assert lines("Vooraf.\n\nVak\tUren\tLokaal\nEngels\t3\t12\nWiskunde\t4\t14") == [
        ("Vooraf.", False),
        ("Vak: Engels; Uren: 3; Lokaal: 12", True),
        ("Vak: Wiskunde; Uren: 4; Lokaal: 14", True),
    ]
    assert lines("Naam\tJan\nFunctie\tDocent") == [("Naam; Jan", True), ("Functie; Docent", True)]


@pytest.mark.parametrize("text", ["1.\tEen\n2.\tTwee", "\tIngesprongen\n\tregel", "Los\teinde"])
def test_a_tab_alone_makes_no_table(text: str) -> None:
    """After a number, before a line, or in one line only."""
    assert not any(is_row for _, is_row in lines(text))


def test_a_stray_control_sign_is_taken_out() -> None:
    """Word's own signs mean something; a file full of signs is no text."""
    content = b"De sch\x01ool\x0bis open\x1a, over\x1eal."

    assert decode(content, "a.txt") == "De school\nis open, over-al."
    with pytest.raises(ReadError, match="geen leesbare tekst"):
        decode(bytes(range(256)) * 4, "a.txt")


def test_what_has_no_end_is_cut_and_told() -> None:
    """A run of letters that nobody reads; an address of five hundred is read."""
    address = f"https://school.nl/{'a' * 500}"

    assert without_endless(f"Een {'a' * 50_000} twee") == (
        "Een   twee",
        [LeftOut(Reason.TOO_LONG, 1, 1)],
    )
    assert without_endless(address) == (address, [])


SENTENCE = "Het café kost € 5 voor de 12 leerlingen."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_letters_are_found_out(encoding: str) -> None:
    """With a mark in front, or by what the bytes look like."""
    assert decode(SENTENCE.encode(encoding), "a.txt") == SENTENCE


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ('<meta charset="iso-8859-15">', "iso-8859-15"),
        ("<meta http-equiv='Content-Type' content='text/html; charset=macintosh'>", "mac-roman"),
        ('<meta charset="iso-8859-1">', "cp1252"),
        ('<meta charset="iso-8859-1">', "utf-8"),
        ('<?xml version="1.0" encoding="windows-1252"?>', "cp1252"),
        ('<meta charset="bestaat-niet">', "cp1252"),
    ],
)
def test_a_page_says_how_it_is_written(declared: str, encoding: str) -> None:
    """UTF-8 is seen all the same, and what claims to be Latin-1 is read as browsers do."""
    assert decode((declared + SENTENCE).encode(encoding), "a.html").endswith(SENTENCE)
