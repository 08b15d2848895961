"""Spreadsheets: every row under its headings, as it shows, whatever program made the file."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from office import odf_file, zipped
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.workbook.protection import WorkbookProtection

from kwchat.errors import ReadError
from kwchat.reading.calc import read_ods
from kwchat.reading.document import Document, Kind, LeftOut, Reason
from kwchat.reading.excel import read_excel
from kwchat.reading.number_format import shown
from kwchat.reading.reader import read
from kwchat.reading.spreadsheets import read_csv


def lines(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def saved(path: Path, book: openpyxl.Workbook) -> Path:
    book.save(str(path))
    return path


# --- values as they show ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        *((3.5, "General", "3,5"), (3, "General", "3"), (0.1 + 0.2, "General", "0,3")),
        *((1234567, "General", "1234567"), (-2.5, "General", "-2,5"), (0, "General", "0")),
        *((0.2, "0%", "20%"), (0.355, "0.0%", "35,5%"), (0.355, "0%", "36%")),
        *((1234.5, "#,##0.00", "1.234,50"), (1234.5, "0", "1235"), (7, "000", "007")),
        *((12.5, '"€ "#,##0.00', "€ 12,50"), (12.5, "[$€-413] #,##0.00", "€ 12,50")),
        *((12.5, "[$€-2] #,##0.00;[Red]-[$€-2] #,##0.00", "€ 12,50"),),
        *((-12.5, "[$€-2] #,##0.00;[Red]-[$€-2] #,##0.00", "-€ 12,50"), (-12.5, "0.0", "-12,5")),
        *((12.5, '_ "€ "* #,##0.00_ ;_ "€ "* -#,##0.00_ ', "€ 12,50"), (5, '0 "uur"', "5 uur")),
        *((12345, "0.00E+00", "1,23E+04"), (1.5, "# ?/?", "1 1/2"), (2.25, "0.0#", "2,25")),
        *((2, "0.0#", "2,0"), (5, "@", "5"), (True, "General", "WAAR"), (False, "0", "ONWAAR")),
        *((date(2026, 5, 12), "mm-dd-yy", "12-5-2026"), (time(9, 5), "h:mm", "9:05")),
        (datetime(2026, 5, 12, 9, 5, tzinfo=UTC), "d mmmm yyyy h:mm", "12 mei 2026 9:05"),
        (datetime(2026, 5, 12, tzinfo=UTC), "dddd d mmm", "dinsdag 12 mei"),
        (datetime(2026, 5, 2, tzinfo=UTC), "dd/mm/yyyy", "02/05/2026"),
        (datetime(2026, 5, 2, 15, 4, tzinfo=UTC), "h:mm AM/PM", "3:04 PM"),
        (None, "General", ""),
        ("tekst", "@", "tekst"),
        *(("tekst", ";;;", ""), (5, ";;;", ""), ("tekst", ";;;@", "tekst")),
        *(("tekst", '0;-0;;"soort "@', "soort tekst"), ("tekst", "0;-0", "tekst")),
    ],
)
def test_a_value_is_what_excel_shows(value: object, form: str, text: str) -> None:
    """By its number format, in Dutch."""
    assert shown(value, form) == text


# --- Excel --------------------------------------------------------------------------------------


def test_a_workbook_of_more_sheets(tmp_path: Path) -> None:
    """Sheets are pages with their names; title rows stand above, merged labels count per row."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "Rooster"
    for row in (
        ["Lessentabel"],
        ["Jaar", "Vak", "Uren"],
        [1, "Nederlands", 4],
        [None, "Rekenen", 3.5],
    ):
        first.append(row)
    first.merge_cells("A3:A4")
    second = book.create_sheet("Kosten")
    second.append(["Post", "Bedrag"])
    second.append(["Vlak", CellRichText("m", TextBlock(InlineFont(vertAlign="superscript"), "2"))])
    document = read(saved(tmp_path / "a.xlsx", book), source_id="a", kind=Kind.EIGEN)

    assert lines(document) == [
        *("Rooster", "Lessentabel"),
        *("Jaar: 1; Vak: Nederlands; Uren: 4", "Jaar: 1; Vak: Rekenen; Uren: 3,5"),
        *("Kosten", "Post: Vlak; Bedrag: m²"),
    ]
    assert document.place_at(document.text.index("m²")) == "blad Kosten"


def test_what_a_workbook_hides_is_said(tmp_path: Path) -> None:
    """Sheets, rows and columns that do not show, comments, and formulas without a value."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Lijst"
    for row in (
        ["Naam", "Uur", "Geheim"],
        ["Jan", 3, "niets zeggen"],
        ["Piet", "=1+2", None],
        ["Weg", 1, None],
    ):
        sheet.append(row)
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["C"].hidden = True
    hidden = book.create_sheet("Stil")
    hidden.append(["drie hele woorden"])
    hidden.sheet_state = "hidden"
    found = read_excel(saved(tmp_path / "a.xlsx", book).read_bytes(), "a.xlsx")

    assert [piece.text for piece in found.pieces] == ["Lijst", "Naam: Jan; Uur: 3", "Naam: Piet"]
    assert list(found.left_out) == [
        LeftOut(Reason.UNREADABLE, 0, 1, ("Lijst",)),
        LeftOut(Reason.HIDDEN, 5, 1, ("Lijst",)),
        LeftOut(Reason.HIDDEN, 3, 1, ("Stil",)),
    ]


def test_rows_below_an_empty_one_keep_their_headings(tmp_path: Path) -> None:
    """Unless they have headings of their own."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Vak", "Uren"],
        ["Taal", 4],
        [],
        ["Rekenen", 3],
        [],
        ["Dag", "Groep"],
        ["ma", "a"],
    ):
        sheet.append(row)
    found = read_excel(saved(tmp_path / "a.xlsx", book).read_bytes(), "a.xlsx")

    assert [piece.text for piece in found.pieces] == [
        *("Vak: Taal; Uren: 4", "Vak: Rekenen; Uren: 3", "Dag: ma; Groep: a"),
    ]


@pytest.mark.parametrize("content", [b"x", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_workbook_is_named(content: bytes) -> None:
    """Text, and an empty archive."""
    with pytest.raises(ReadError, match=r"a\.xlsx: dit is geen leesbaar Excel-bestand"):
        read_excel(content, "a.xlsx")


def test_a_protected_structure_is_no_password(tmp_path: Path) -> None:
    """A workbook that may not be changed may be read."""
    book = openpyxl.Workbook()
    book.security = WorkbookProtection(lockStructure=True)
    assert book.active is not None
    book.active.append(["tekst"])

    assert read_excel(saved(tmp_path / "a.xlsx", book).read_bytes(), "a.xlsx").pieces


# --- CSV ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        pytest.param("Vak;Uren\nTaal;3,5\n", ["Vak: Taal; Uren: 3,5"], id="semicolon"),
        pytest.param("Vak,Uren\nTaal,3\n", ["Vak: Taal; Uren: 3"], id="comma"),
        pytest.param("Vak\tUren\nTaal\t3,5\n", ["Vak: Taal; Uren: 3,5"], id="tab"),
        pytest.param("sep=|\nVak|Uren\nTaal|3\n", ["Vak: Taal; Uren: 3"], id="said"),
        pytest.param(
            'Lijst\nVak;Uren;Wie\n"Taal; a";3,5;Jan\n',
            ["Lijst", "Vak: Taal; a; Uren: 3,5; Wie: Jan"],
            id="title-and-quotes",
        ),
        pytest.param(
            'Vak;Uren\n"Taal\nen meer";3\n', ["Vak: Taal en meer; Uren: 3"], id="two-lines"
        ),
        pytest.param("een\ntwee\n", ["een", "twee"], id="one-column"),
    ],
)
def test_a_text_of_separated_values(content: str, rows: list[str]) -> None:
    """Whatever separates them; a comma in a number does not."""
    assert [piece.text for piece in read_csv(content).pieces] == rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_in_any_writing(tmp_path: Path, encoding: str) -> None:
    """As Excel saves them: ANSI, UTF-8 with a mark, UTF-16."""
    path = tmp_path / "a.csv"
    path.write_bytes("Vak;Prijs\nFranç;€ 3,50\n".encode(encoding))

    assert lines(read(path, source_id="a", kind=Kind.EIGEN)) == ["Vak: Franç; Prijs: € 3,50"]


# --- LibreOffice --------------------------------------------------------------------------------


def row(*cells: str, settings: str = "") -> str:
    written = (
        each
        if each.startswith("<")
        else f"<table:table-cell><text:p>{each}</text:p></table:table-cell>"
        for each in cells
    )
    return f"<table:table-row{settings}>{''.join(written)}</table:table-row>"


COVERED = "<table:covered-table-cell/>"
EMPTY = "<table:table-cell table:number-columns-repeated='16000'/>"


def test_a_spreadsheet_of_libreoffice(tmp_path: Path) -> None:
    """Cells keep the text that they show; repeated, merged and hidden ones are what they look."""
    down = "<table:table-cell table:number-rows-spanned='2'><text:p>1</text:p></table:table-cell>"
    styles = (
        "<style:style style:name='uit' style:family='table'>"
        "<style:table-properties table:display='false'/></style:style>"
    )
    path = odf_file(
        tmp_path / "a.ods",
        "spreadsheet",
        "<table:table table:name='Rooster'>",
        row("Jaar", "Vak", "Prijs", EMPTY),
        row(down, "Taal", "€ 12,50"),
        row(COVERED, "Rekenen", "20%"),
        row("2", "geheim", "x", settings=" table:visibility='collapse'"),
        row(EMPTY, settings=" table:number-rows-repeated='1000000'"),
        "</table:table><table:table table:name='Stil' table:style-name='uit'>",
        row("twee woorden"),
        "</table:table>",
        styles=styles,
    )
    found = read_ods(path.read_bytes(), "a.ods")

    assert [piece.text for piece in found.pieces] == [
        *("Rooster", "Jaar: 1; Vak: Taal; Prijs: € 12,50", "Jaar: 1; Vak: Rekenen; Prijs: 20%"),
    ]
    assert list(found.left_out) == [
        LeftOut(Reason.HIDDEN, 3, 1, ("Rooster",)),
        LeftOut(Reason.HIDDEN, 2, 1, ("Stil",)),
    ]


def ods(path: Path, *rows: str, beside: str = "") -> list[str]:
    inside = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    table = f"<table:table table:name='Blad1'>{beside}{inside}</table:table>"
    return lines(read(odf_file(path, "spreadsheet", table), source_id="a", kind=Kind.EIGEN))


def filled(text: str) -> str:
    return f"<table:table-cell><text:p>{text}</text:p></table:table-cell>"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (filled("a<text:s text:c='2'/>b<text:tab/>c<text:line-break/><text:span>5</text:span>"),
         "a b c 5"),
        ("<table:table-cell office:value-type='float' office:value='2.5'/>", "2,5"),
        ("<table:table-cell office:value-type='percentage' office:value='0.125'/>", "12,5%"),
        ("<table:table-cell office:value-type='date' office:date-value='2025-05-12'/>",
         "12-5-2025"),
        ("<table:table-cell office:value-type='boolean' office:boolean-value='true'/>", "WAAR"),
        ("<table:table-cell office:value-type='string' office:string-value='woord'/>", "woord"),
        (filled("Gym<office:annotation><text:p>weg</text:p></office:annotation>"), "Gym"),
    ],
)  # fmt: skip
def test_a_cell_of_an_ods_shows_its_value(tmp_path: Path, cell: str, text: str) -> None:
    """With the spaces in it, and also where the program wrote the value alone."""
    found = ods(tmp_path / "a.ods", filled("Vak") + filled("Wat"), filled("x") + cell)

    assert found == [f"Vak: x; Wat: {text}"]


def test_boxes_on_a_sheet_are_read(tmp_path: Path) -> None:
    """Behind its rows, whether they hang on the sheet or on a cell."""
    box = "<draw:frame><draw:text-box><text:p>Kader {}</text:p></draw:text-box></draw:frame>"
    found = ods(
        tmp_path / "a.ods",
        filled("Vak") + filled("Uur"),
        f"<table:table-cell>{box.format(5)}<text:p>Gym</text:p></table:table-cell>" + filled("2"),
        beside=f"<table:shapes>{box.format(4)}</table:shapes>",
    )

    assert found == ["Vak: Gym; Uur: 2", "Kader 4", "Kader 5"]


def test_an_excel_file_has_boxes_parts_of_headings_and_groups_of_columns(tmp_path: Path) -> None:
    """Words on a chart count, a hidden group does not."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Dag", "Uren", None, "x", "y"],
        [None, "vwo", "havo"],
        ["ma", 3, 4, "weg", "weg"],
        ["di", 5, 6, "weg", "weg"],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:C1")
    sheet.column_dimensions.group("D", "E", hidden=True)
    chart = BarChart()
    chart.title = "Uren in 2025"
    chart.add_data(Reference(sheet, min_col=2, min_row=3, max_row=4))
    sheet.add_chart(chart, "G5")
    path = saved(tmp_path / "a.xlsx", book)
    boxed = {name: zipped_part(path, name) for name in ZipFile(path).namelist()}
    drawing = boxed["xl/drawings/drawing1.xml"].replace(b"</wsDr>", TEXT_BOX + b"</wsDr>")
    zipped(path, boxed | {"xl/drawings/drawing1.xml": drawing})

    document = read(path, source_id="a", kind=Kind.EIGEN)

    assert lines(document) == [
        *("Dag: ma; Uren vwo: 3; Uren havo: 4", "Dag: di; Uren vwo: 5; Uren havo: 6"),
        *("Kader 55", "Uren in 2025"),
    ]
    assert LeftOut(Reason.HIDDEN, 6, 1, ("Sheet",)) in document.left_out


def zipped_part(path: Path, name: str) -> bytes:
    with ZipFile(path) as archive:
        return archive.read(name)


TEXT_BOX = (
    b'<oneCellAnchor><sp><txBody><p xmlns="http://schemas.openxmlformats.org/drawingml/2006/main">'
    b"<r><t>Kader 55</t></r></p></txBody></sp></oneCellAnchor>"
)
