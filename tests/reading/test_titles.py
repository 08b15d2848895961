"""Titles and authors: what a program fills in says nothing about a document."""

import pytest

from kwchat.reading.titles import author, date, title


@pytest.mark.parametrize(
    "text",
    [
        "PowerPoint-presentatie",
        "PowerPoint Presentation",
        "Presentatie1",
        "Microsoft Word - Schoolplan.docx",
        "Microsoft Word - schoolplan",
        "Nieuw Microsoft Word-document",
        "Document2",
        "Untitled-1",
        "Naamloos document",
        "schoolplan.indd",
        "C:\\Users\\jo\\plan",
        "Scan_20240101",
        "12-03-2024",
        "(anonymous)",
        " ",
    ],
)
def test_a_program_s_title_is_none(text: str) -> None:
    """The next one counts, if there is one."""
    assert title(text) is None
    assert title(text, "Schoolplan") == "Schoolplan"


@pytest.mark.parametrize(
    "text",
    [
        "Schoolplan 2024-2028",
        "Presentatie ouderavond",
        "Handleiding Word voor beginners",
        "Formulierenboek",
        "Documenteren in de zorg",
        "Naamloze helden",
    ],
)
def test_a_title_that_somebody_wrote_stays(text: str) -> None:
    """Though it names a program or a kind of document."""
    assert title(None, text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Microsoft Office-gebruiker",
        "Microsoft Office User",
        "Windows-gebruiker",
        "Un-named",
        "python-docx",
        "Gebruiker",
        "user1",
        "Administrator",
        "Onbekende auteur",
        "Valued Acer Customer",
        "p12345",
    ],
)
def test_a_program_s_author_is_none(text: str) -> None:
    """Nor is a role or a login."""
    assert author(text) is None


@pytest.mark.parametrize("text", ["2013-12-23T23:15:00Z", "2013-01-27T09:14:16Z"])
def test_the_date_of_a_template_is_none(text: str) -> None:
    """Programs that begin with one leave its date in their files."""
    assert date(text) is None


def test_a_date_of_its_own_stays() -> None:
    """Also of the same day."""
    assert date("2013-12-23T08:00:00Z") == "2013-12-23T08:00:00Z"
    assert date(None) is None


@pytest.mark.parametrize(
    "text", ["Jo Smit", "De Vlieger", "Ministerie van OCW", "W. Word", "Beheerraad Zuid"]
)
def test_a_person_or_a_body_is_an_author(text: str) -> None:
    """Whatever its name looks like."""
    assert author(text) == text
