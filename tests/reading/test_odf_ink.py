"""LibreOffice files: words that nobody can see on their page are left out, and counted."""

from pathlib import Path

import pytest
from office import odf_file, p, span

from kwchat.reading.calc import read_ods
from kwchat.reading.document import Reason
from kwchat.reading.opendocument import read_odp, read_odt


def style(name: str, words: str = "", ground: str = "", family: str = "text") -> str:
    kind = "table-cell" if family == "table-cell" else "paragraph"
    return (
        f"<style:style style:name='{name}' style:family='{family}'>"
        f"<style:{kind}-properties {ground}/><style:text-properties {words}/></style:style>"
    )


WHITE, BLACK = "fo:color='#ffffff'", "fo:color='#000000'"
DARK = "fo:background-color='#102030'"
STYLES = (
    style("wit", WHITE)
    + style("bijna", "fo:color='#fdfdf9'")
    + style("zwart", BLACK)
    + style("klein", "fo:font-size='1pt'")
    + style("leesbaar", "fo:font-size='9pt'")
    + style("helder", "loext:opacity='0%'")
    + style("vet", "fo:font-weight='bold'")
    + style("vlak", f"{WHITE} {DARK}")
    + style("vanzelf", f"{WHITE} style:use-window-font-color='true'")
    + style("omlijnd", f"{WHITE} style:text-outline='true'")
    + style("wit-alinea", WHITE, family="paragraph")
    + style("donker", "", DARK, "paragraph")
    + style("geen", "", "fo:background-color='transparent'", "paragraph")
    + style("beeld", family="paragraph").replace(
        "<style:paragraph-properties />",
        "<style:paragraph-properties><style:background-image xlink:href='a.png'/>"
        "</style:paragraph-properties>",
    )
    + style("cel", "", DARK, "table-cell")
    + style("weg", "text:display='none'", family="paragraph")
    + style("witte-cel", WHITE, family="table-cell")
    + "<style:style style:name='kind' style:family='text' style:parent-style-name='wit'/>"
)


def cell(inside: str, name: str = "") -> str:
    return f"<table:table-cell table:style-name='{name}'>{inside}</table:table-cell>"


def in_table(inside: str, name: str = "") -> str:
    return f"<table:table><table:table-row>{cell(inside, name)}</table:table-row></table:table>"


def of_text(tmp_path: Path, *body: str, styles: str = STYLES, **others: str) -> tuple[str, int]:
    """Return the words of a text, and how many are left out since nobody sees them."""
    path = odf_file(tmp_path / "a.odt", "text", *body, styles=styles, **others)
    found = read_odt(path.read_bytes(), path.name)
    unseen = sum(one.words for one in found.left_out if one.reason is Reason.UNSEEN)
    return " ".join(piece.text for piece in found.pieces), unseen


@pytest.mark.parametrize(
    "hidden",
    [
        p(f"Blijft {span('negeer dit', 'wit')}"),
        p(f"Blijft {span('negeer dit', 'bijna')}"),
        p(f"Blijft {span('negeer dit', 'kind')}"),
        p(f"Blijft {span('negeer dit', 'klein')}"),
        p(f"Blijft {span('negeer dit', 'helder')}"),
        p(f"{span('Blijft', 'zwart')} {span('negeer dit', 'vet')}", "wit-alinea"),
        p(f"Blijft {span(span('negeer dit', 'vet'), 'wit')}"),
        p(f"Blijft {span('negeer dit', 'wit')}", "geen"),
        in_table(p(f"Blijft {span('negeer dit', 'wit')}")),
        f"<text:section>{p('Blijft ' + span('negeer dit', 'wit'))}</text:section>",
    ],
)
def test_what_has_the_colour_of_its_ground_or_no_size_is_left_out(
    tmp_path: Path, hidden: str
) -> None:
    """Whatever style says so: of the words, of one around them, or of their paragraph."""
    assert of_text(tmp_path, hidden) == ("Blijft", 2)


@pytest.mark.parametrize(
    "shown",
    [
        p(span("lees dit", "vlak")),
        p(span("lees dit", "wit"), "donker"),
        p(span("lees dit", "wit"), "beeld"),
        p(span("lees dit", "vanzelf")),
        p(span("lees dit", "omlijnd")),
        p(span("lees dit", "leesbaar")),
        p(span(span("lees dit", "zwart"), "wit")),
        in_table(p(span("lees dit", "wit")), "cel"),
        p(f"<draw:frame><draw:text-box>{p(span('lees dit', 'wit'))}</draw:text-box></draw:frame>"),
    ],
)
def test_white_on_a_dark_ground_is_read(tmp_path: Path, shown: str) -> None:
    """And what may stand on one: in a frame, on a picture; with an outline, in a usual colour."""
    assert of_text(tmp_path, shown) == ("lees dit", 0)


@pytest.mark.parametrize(
    "page",
    [
        "<style:page-layout-properties fo:background-color='#102030'/>",
        (
            "<style:page-layout-properties><style:background-image xlink:href='a.png'/>"
            "</style:page-layout-properties>"
        ),
        (
            "<style:style style:name='g' style:family='graphic'>"
            "<style:graphic-properties style:run-through='background'/></style:style>"
        ),
    ],
)
def test_on_a_page_with_something_behind_its_text_white_is_read(tmp_path: Path, page: str) -> None:
    """It may stand on that."""
    shown = p(span("lees dit", "wit"))

    assert of_text(tmp_path, shown, styles=STYLES + page) == ("lees dit", 0)


def test_a_page_as_libreoffice_lays_it_out_is_paper(tmp_path: Path) -> None:
    """Its line above footnotes is nothing behind the text."""
    page = (
        "<style:page-layout><style:page-layout-properties fo:background-color='transparent'>"
        "<style:background-image/><style:footnote-sep style:width='0.018cm'/>"
        "</style:page-layout-properties></style:page-layout>"
    )
    hidden = p(f"Blijft {span('negeer dit', 'wit')}")

    assert of_text(tmp_path, hidden, styles=STYLES + page) == ("Blijft", 2)


def test_a_hidden_paragraph_is_hidden_with_what_stands_out_in_it(tmp_path: Path) -> None:
    """A word in bold has a style of its own, which says nothing about showing."""
    path = odf_file(
        tmp_path / "a.odt", "text", p(f"weg en {span('weg', 'vet')}", "weg"), styles=STYLES
    )
    found = read_odt(path.read_bytes(), path.name)

    assert [piece.text for piece in found.pieces if piece.text] == []
    assert sum(one.words for one in found.left_out if one.reason is Reason.HIDDEN) == 3


def test_on_a_slide_only_what_has_no_size_is_left_out(tmp_path: Path) -> None:
    """What words stand on is not told there."""
    box = f"{p(span('lees', 'wit'))}{p(span('negeer', 'klein'))}"
    path = odf_file(
        tmp_path / "a.odp",
        "presentation",
        f"<draw:page><draw:frame><draw:text-box>{box}</draw:text-box></draw:frame></draw:page>",
        styles=STYLES,
    )
    found = read_odp(path.read_bytes(), path.name)

    assert [piece.text for piece in found.pieces if piece.text] == ["lees"]
    assert sum(one.words for one in found.left_out if one.reason is Reason.UNSEEN) == 1


def of_sheet(tmp_path: Path, *inside: str) -> tuple[str, int, int]:
    """Return the words of a sheet, and how many are left out as unseen and as hidden."""
    table = f"<table:table table:name='Blad'>{''.join(inside)}</table:table>"
    path = odf_file(tmp_path / "a.ods", "spreadsheet", table, styles=STYLES)
    found = read_ods(path.read_bytes(), path.name)
    words = {
        reason: sum(one.words for one in found.left_out if one.reason is reason)
        for reason in (Reason.UNSEEN, Reason.HIDDEN)
    }
    said = " ".join(piece.text for piece in found.pieces if piece.text != "Blad")
    return said, words[Reason.UNSEEN], words[Reason.HIDDEN]


def row(*cells: str, settings: str = "") -> str:
    return f"<table:table-row{settings}>{''.join(cells)}</table:table-row>"


def column(settings: str = "") -> str:
    return f"<table:table-column {settings}/>"


@pytest.mark.parametrize(
    "inside",
    [
        [row(cell(p("Blijft"))), row(cell(p("negeer dit"), "witte-cel"))],
        [row(cell(p(f"Blijft {span('negeer dit', 'wit')}")))],
        [
            column() + column("table:default-cell-style-name='witte-cel'"),
            row(cell(p("Blijft")), cell(p("negeer dit"))),
        ],
        [
            row(cell(p("Blijft"))),
            row(cell(p("negeer dit")), settings=" table:default-cell-style-name='witte-cel'"),
        ],
    ],
)
def test_what_nobody_sees_in_a_sheet_is_left_out(tmp_path: Path, inside: list[str]) -> None:
    """By the style of the words, the cell, the row or the column."""
    assert of_sheet(tmp_path, *inside) == ("Blijft", 2, 0)


@pytest.mark.parametrize(
    "inside",
    [
        [row(cell(p(span("lees dit", "wit")), "cel"))],
        [
            row(cell(p("lees dit"), "witte-cel")),
            (
                "<calcext:conditional-formats><calcext:conditional-format/>"
                "</calcext:conditional-formats>"
            ),
        ],
    ],
)
def test_a_cell_with_a_ground_or_with_rules_is_read(tmp_path: Path, inside: list[str]) -> None:
    """White letters in it may show."""
    assert of_sheet(tmp_path, *inside) == ("lees dit", 0, 0)


def test_a_hidden_column_is_left_out(tmp_path: Path) -> None:
    """As a hidden row is; one element may stand for several columns, and in a group."""
    columns = (
        column()
        + "<table:table-column-group>"
        + column("table:visibility='collapse' table:number-columns-repeated='2'")
        + "</table:table-column-group>"
    )
    cells = (cell(p(each)) for each in ("a", "weg", "weg", "d"))

    assert of_sheet(tmp_path, columns, row(*cells)) == ("a; d", 0, 2)
