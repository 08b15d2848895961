"""The bibliography as other programs read it, held against what their own readers make of it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import rispy
from pybtex.database import parse_string

from kwchat.sources import exports
from kwchat.sources.records import FILE_NAME, Record, read_records

RECORDS = read_records(Path(__file__).parents[2] / "corpus" / FILE_NAME)
CHAPTER = {
    "id": "bos",
    "type": "chapter",
    "title": "Tijd & geld: 100%",
    "author": [{"family": "Van den Bos", "given": "Kim"}],
    "editor": [{"family": "Kat"}],
    "container-title": "Handboek",
    "publisher": "SWP",
    "page": "1–20",
    "issued": {"date-parts": [[2020, 5]]},
}


def test_ris_holds_every_record() -> None:
    """In order, with who wrote it, the year if it is known, and what is uncertain."""
    entries = {entry["id"]: entry for entry in rispy.loads(exports.ris(RECORDS))}

    assert list(entries) == [record["id"] for record in RECORDS]
    zuiker = entries["zuiker-2017"]
    assert (zuiker["type_of_reference"], zuiker["year"]) == ("RPRT", "2017")
    assert zuiker["authors"][:2] == ["Zuiker, Itzél", "Schot, Willemijn"]
    assert entries["nro-mbo"]["authors"] == ["NRO"]
    assert "year" not in entries["ponte-begeleiders"]
    assert entries["ponte-begeleiders"]["notes"][0].startswith("Onzeker")


def test_bibtex_holds_every_record() -> None:
    """In order; an institution is one name, and unnamed others are others."""
    entries = parse_string(exports.bibtex(RECORDS), "bibtex").entries

    assert list(entries) == [record["id"] for record in RECORDS]
    assert entries["zuiker-2017"].type == "techreport"
    assert entries["zuiker-2017"].fields["institution"].startswith("Onderwijsadvies")
    assert [str(one) for one in entries["dejong-2017"].persons["author"]] == [
        *("{De Jong}, A.", "others")
    ]
    assert [str(one) for one in entries["wou"].persons["author"]] == ["{WOU}"]
    assert "year" not in entries["ponte-begeleiders"].fields


@pytest.mark.parametrize("write", [exports.ris, exports.bibtex])
def test_nothing_of_nothing(write: Callable[[list[Record]], str]) -> None:
    """No records, no entries."""
    assert write([]).strip() == ""


def test_a_chapter_keeps_its_book_editor_and_pages() -> None:
    """And signs that LaTeX reads as its own come back as they were."""
    (ris,) = rispy.loads(exports.ris([CHAPTER]))
    bibtex = parse_string(exports.bibtex([CHAPTER]), "bibtex").entries["bos"]

    assert (ris["secondary_title"], ris["secondary_authors"]) == ("Handboek", ["Kat"])
    assert (ris["start_page"], ris["end_page"]) == ("1", "20")
    assert (bibtex.fields["booktitle"], bibtex.fields["pages"]) == ("Handboek", "1–20")
    assert str(bibtex.persons["author"][0]) == "{Van den Bos}, Kim"
    assert r"\& geld: 100\%" in exports.bibtex([CHAPTER])


def test_a_record_of_another_type_is_something_else() -> None:
    """A page on the web has a type in RIS and none in BibTeX; a song has neither."""
    song = json.loads('{"id": "lied", "type": "song", "title": "Werk!"}')

    assert rispy.loads(exports.ris([song]))[0]["type_of_reference"] == "GEN"
    assert parse_string(exports.bibtex([song]), "bibtex").entries["lied"].type == "misc"
