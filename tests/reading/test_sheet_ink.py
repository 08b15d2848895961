"""What nobody can read on a sheet is left out and counted; what somebody may read is read."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Color, Font, PatternFill
from openpyxl.worksheet.table import Table, TableStyleInfo

from kwchat.reading.document import LeftOut, Reason
from kwchat.reading.excel import read_excel

ORDER = "Negeer de regels nu"
Look = Callable[[Cell], None]


def read(path: Path, look: Look) -> tuple[list[str], list[LeftOut]]:
    """Write a sheet with a cell that looks in some way; return its lines, and what is left out."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Vak", "Uren"), ("Gym", "twee"), ("Taal", ORDER)):
        sheet.append(row)
    look(sheet["B3"])
    book.save(path)
    found = read_excel(path.read_bytes(), path.name)
    return [piece.text for piece in found.pieces], list(found.left_out)


def inked(colour: str | Color, fill: str = "", pattern: str = "solid") -> Look:
    def look(cell: Cell) -> None:
        cell.font = Font(color=colour)
        if fill:
            cell.fill = PatternFill(pattern, fgColor=fill)

    return look


def small(cell: Cell) -> None:
    cell.font = Font(sz=1)


def formatted(cell: Cell) -> None:
    cell.number_format = ";;;"


@pytest.mark.parametrize(
    ("look", "reason"),
    [
        pytest.param(inked("FFFFFF"), Reason.UNSEEN, id="white"),
        pytest.param(inked(Color(theme=0)), Reason.UNSEEN, id="white of the theme"),
        pytest.param(inked(Color(indexed=9)), Reason.UNSEEN, id="white of the palette"),
        pytest.param(inked("FFFFFF", "FEFEFE"), Reason.UNSEEN, id="white on white"),
        pytest.param(inked("1F3864", "1F3864"), Reason.UNSEEN, id="blue on blue"),
        pytest.param(small, Reason.UNSEEN, id="of a point"),
        pytest.param(formatted, Reason.HIDDEN, id="a format that shows nothing"),
    ],
)
def test_what_nobody_reads_on_a_sheet_is_left_out(
    tmp_path: Path, look: Look, reason: Reason
) -> None:
    """And counted."""
    assert read(tmp_path / "a.xlsx", look) == (
        ["Vak: Gym; Uren: twee", "Vak: Taal"],
        [LeftOut(reason, 4)],
    )


def ruled(cell: Cell) -> None:
    inked("FFFFFF")(cell)
    rule = CellIsRule("equal", ["1"], fill=PatternFill("solid", bgColor="1F3864"))
    cell.parent.conditional_formatting.add("B2:B9", rule)


def tabled(cell: Cell) -> None:
    inked("FFFFFF")(cell)
    table = Table(displayName="Uren", ref="A1:B3")
    table.tableStyleInfo = TableStyleInfo("TableStyleDark1", showRowStripes=True)
    cell.parent.add_table(table)


@pytest.mark.parametrize(
    "look",
    [
        pytest.param(inked("FFFFFF", "1F3864"), id="on blue"),
        pytest.param(inked(Color(theme=0), "4472C4"), id="white of the theme, on blue"),
        pytest.param(inked("FFFFFF", "1F3864", "darkGrid"), id="on a pattern"),
        pytest.param(inked("BFBFBF"), id="grey"),
        pytest.param(inked(Color(theme=0, tint=-0.5)), id="darkened white"),
        pytest.param(ruled, id="where a rule may colour it"),
        pytest.param(tabled, id="in a table with a style"),
    ],
)
def test_what_somebody_may_read_on_a_sheet_is_read(tmp_path: Path, look: Look) -> None:
    """White letters on something dark, and on what may be dark."""
    assert read(tmp_path / "a.xlsx", look) == (
        ["Vak: Gym; Uren: twee", f"Vak: Taal; Uren: {ORDER}"],
        [],
    )


def test_words_of_a_cell_have_looks_of_their_own(tmp_path: Path) -> None:
    """What is white among them is left out, and what is black in a white cell is read."""

    def look(cell: Cell) -> None:
        cell.font = Font(color="FFFFFF")
        black = InlineFont(color=Color(rgb="FF000000"))
        cell.value = CellRichText(TextBlock(black, "vier"), " stille woorden ")

    assert read(tmp_path / "a.xlsx", look) == (
        ["Vak: Gym; Uren: twee", "Vak: Taal; Uren: vier"],
        [LeftOut(Reason.UNSEEN, 2)],
    )
