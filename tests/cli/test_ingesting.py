"""A line per file says what was read of it, in the words that fit its kind and number."""

import pytest

from kwchat.cli.ingesting import account_line, file_line
from kwchat.index.ingest import FileReport, FileStatus
from kwchat.reading.account import Account
from kwchat.reading.document import Kind, LeftOut, Reason


@pytest.mark.parametrize(
    ("path", "pages", "told"),
    [
        ("gids.pdf", 1, "1 pagina, "),
        ("gids.pdf", 12, "12 pagina's, "),
        ("les.pptx", 3, "3 dia's, "),
        ("les.ODP", 1, "1 dia, "),
        ("rooster.xlsx", 2, "2 bladen, "),
        ("boek.epub", 9, "9 hoofdstukken, "),
        ("brief.docx", 0, ""),
    ],
)
def test_what_stands_for_a_page_has_its_own_name(path: str, pages: int, told: str) -> None:
    """A slide is no page, and one is no plural."""
    report = FileReport(path, "a", Kind.EIGEN, FileStatus.NEW, pages, 1, 0.5)

    assert file_line(report) == f"nieuw: {path} (eigen document, {told}1 passage, 0.5 s)"


@pytest.mark.parametrize("reason", Reason)
def test_what_is_left_out_is_told_in_number(reason: Reason) -> None:
    """Of every reason one and two are told."""
    one, two = (account_line(Account(9, 0, (LeftOut(reason, 0, count),))) for count in (1, 2))

    assert ": 1 " in one
    assert ": 2 " in two
    assert two.endswith("nootcijfers") == one.endswith("nootcijfer")
