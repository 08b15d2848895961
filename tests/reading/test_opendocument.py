"""LibreOffice files: every word wherever it stands, and what is left out is said."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from office import odf_file, p, span, zipped

from kwchat.errors import ReadError
from kwchat.reading.document import LeftOut, Reason
from kwchat.reading.opendocument import read_odp, read_odt


def read(path: Path) -> list[tuple[str, str]]:
    found = read_odt(path.read_bytes(), path.name)
    return [(piece.kind.value, f"{piece.marker}{piece.text}") for piece in found.pieces]


def texts(path: Path) -> list[str]:
    return [text for _, text in read(path)]


def left_out(path: Path) -> list[LeftOut]:
    return list(read_odt(path.read_bytes(), path.name).left_out)


def frame(inside: str) -> str:
    return f"<draw:frame><draw:text-box>{inside}</draw:text-box></draw:frame>"


def style(name: str, look: str, family: str = "text") -> str:
    return (
        f"<style:style style:name='{name}' style:family='{family}'>"
        f"<style:text-properties {look}/></style:style>"
    )


STYLES = (
    style("op", "style:text-position='super 58%'")
    + style("neer", "style:text-position='-33% 58%'")
    + style("weg", "text:display='none'")
    + style("streep", "style:text-line-through-style='solid'")
)


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        (f"10{span('-19', 'op')} C", "10⁻¹⁹ C"),
        (f"CO{span('2', 'neer')}", "CO₂"),
        ("een<text:s text:c='3'/>twee<text:tab/>drie<text:line-break/>vier", "een twee drie vier"),
        (
            "<text:a xlink:href='x'>link</text:a> en <text:bookmark-ref>veld</text:bookmark-ref>",
            "link en veld",
        ),
        (
            (
                "<text:ruby><text:ruby-base>basis</text:ruby-base>"
                "<text:ruby-text>uit</text:ruby-text></text:ruby>"
            ),
            "basis",
        ),
        (f"blijft{span(' weg', 'weg')}{span(' doorgehaald', 'streep')}", "blijft"),
        (
            (
                "<draw:frame><draw:object><math:math><math:msup><math:mi>x</math:mi>"
                "<math:mn>2</math:mn></math:msup><math:mfrac><math:mn>1</math:mn><math:mn>2</math:mn>"
                "</math:mfrac></math:math></draw:object><draw:image/></draw:frame>"
            ),
            "x²½",
        ),
    ],
)
def test_words_stay_in_their_sentence(tmp_path: Path, inside: str, shown: str) -> None:
    """Whatever stands between them: spans, links, fields, equations."""
    path = odf_file(tmp_path / "a.odt", "text", p(f"Stel {inside} is waar."), styles=STYLES)

    assert texts(path) == [f"Stel {shown} is waar."]


LISTS = (
    "<text:list-style style:name='L'>"
    "<text:list-level-style-number text:level='1' style:num-format='1'"
    " style:num-prefix='Artikel '/>"
    "<text:list-level-style-number text:level='2' style:num-format='1' text:display-levels='2'/>"
    "<text:list-level-style-number text:level='3' style:num-format='a' style:num-suffix=')'/>"
    "</text:list-style><text:list-style style:name='B'>"
    "<text:list-level-style-bullet text:level='1'/></text:list-style>"
)


def item(*inside: str, start: str = "") -> str:
    given_start = f" text:start-value='{start}'" if start else ""
    return f"<text:list-item{given_start}>{''.join(inside)}</text:list-item>"


def listed(*items: str, more: str = " text:style-name='L'") -> str:
    return f"<text:list{more}>{''.join(items)}</text:list>"


def test_numbers_that_libreoffice_counts_are_text(tmp_path: Path) -> None:
    """On every level, on from an earlier list where it says so, and from another start."""
    path = odf_file(
        tmp_path / "a.odt",
        "text",
        listed(
            item(
                p("Toelating"),
                listed(
                    item(
                        p("leeftijd"),
                        listed(item(p("een")), item(p("twee"), p("nog iets")), more=""),
                    ),
                    more="",
                ),
            ),
            item(p("Verblijf"), listed(item(p("duur")), more="")),
        ),
        p("Tussen."),
        listed(item(p("Vertrek")), more=" text:style-name='L' text:continue-numbering='true'"),
        listed(item(p("Slot"), start="7")),
        listed(item(p("punt")), more=" text:style-name='B'"),
        styles=LISTS,
    )

    assert texts(path) == [
        *("Artikel 1 Toelating", "1.1 leeftijd", "a) een", "b) twee", "nog iets"),
        *(
            "Artikel 2 Verblijf",
            "2.1 duur",
            "Tussen.",
            "Artikel 3 Vertrek",
            "Artikel 7 Slot",
            "- punt",
        ),
    ]


def test_headings_have_the_number_of_their_outline(tmp_path: Path) -> None:
    """As the chapter numbering of the file says."""
    outline = (
        "<text:outline-style><text:outline-level-style text:level='1' style:num-format='1'/>"
        "<text:outline-level-style text:level='2' style:num-format='1' text:display-levels='2'/>"
        "<text:outline-level-style text:level='3' style:num-format=''/></text:outline-style>"
    )
    headings = "".join(
        f"<text:h text:outline-level='{level}'>{text}</text:h>"
        for level, text in [(1, "Doel"), (2, "Wat"), (1, "Weg"), (2, "Hoe"), (3, "Los")]
    )
    path = odf_file(tmp_path / "a.odt", "text", headings, styles=outline)

    assert read(path) == [
        *(("heading", "1 Doel"), ("heading", "1.1 Wat"), ("heading", "2 Weg")),
        *(("heading", "2.1 Hoe"), ("heading", "Los")),
    ]


def cell(*inside: str, more: str = "") -> str:
    return f"<table:table-cell{more}>{''.join(inside)}</table:table-cell>"


def table(*rows: str) -> str:
    inside = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    return f"<table:table>{inside}</table:table>"


def test_boxes_tables_and_notes_are_read_once(tmp_path: Path) -> None:
    """A note after its paragraph, a merged cell once in a row, a table as layout as text."""
    note = (
        "<text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body>{}</text:note-body></text:note>"
    )
    path = odf_file(
        tmp_path / "a.odt",
        "text",
        p(f"Zin{note.format(p('Noot.'))}.{frame(p('In het kader.'))}"),
        table(
            cell(p("Jaar")) + cell(p("Vak")) + cell(p("Uren")),
            cell(p("1"), more=" table:number-rows-spanned='2'") + cell(p("Taal")) + cell(p("4")),
            "<table:covered-table-cell/>" + cell(p("Rekenen")) + cell(p("3")),
            cell(p("2"))
            + cell(p("Overleg"), more=" table:number-columns-spanned='2'")
            + "<table:covered-table-cell/>",
        ),
        table(cell(p("Eerst."), p("Dan."))),
    )

    assert texts(path) == [
        *("Zin.", "1 Noot.", "In het kader."),
        *(
            "Jaar: 1; Vak: Taal; Uren: 4",
            "Jaar: 1; Vak: Rekenen; Uren: 3",
            "Jaar: 2; Vak / Uren: Overleg",
        ),
        *("Eerst.", "Dan."),
    ]


def test_what_does_not_count_is_said(tmp_path: Path) -> None:
    """Deleted and hidden words, comments, contents, headers and pictures."""
    header = f"<style:header>{p('Ons college')}</style:header>"
    path = odf_file(
        tmp_path / "a.odt",
        "text",
        f"<text:tracked-changes><text:changed-region><text:deletion>{p('twaalf')}</text:deletion></text:changed-region></text:tracked-changes>",
        f"<text:table-of-content>{p('Doel 3')}</text:table-of-content>",
        f"<text:section text:display='none'>{p('heel geheim')}</text:section>",
        p(f"Tekst.<office:annotation>{p('Klopt dit?')}</office:annotation>"),
        p("<draw:frame><draw:image/></draw:frame>"),
        styles=header,
    )

    assert texts(path) == ["Tekst."]
    assert left_out(path) == [
        LeftOut(Reason.DELETED, 1),
        LeftOut(Reason.NAVIGATION, 2),
        LeftOut(Reason.HIDDEN, 2),
        LeftOut(Reason.COMMENT, 2),
        LeftOut(Reason.PICTURE),
        LeftOut(Reason.MARGIN, 2),
    ]


def test_slides_of_libreoffice_are_pages(tmp_path: Path) -> None:
    """With titles and notes; a margin does not count."""
    box = "<draw:frame presentation:class='{}'><draw:text-box>{}</draw:text-box></draw:frame>"
    path = odf_file(
        tmp_path / "a.odp",
        "presentation",
        f"<draw:page>{box.format('outline', p('Om acht uur.'))}{box.format('title', p('Avond'))}"
        f"{box.format('footer', p('Ons college'))}<presentation:notes>"
        f"{box.format('notes', p('Koffie!'))}"
        "</presentation:notes></draw:page>",
        f"<draw:page><draw:g><draw:custom-shape>{p('Vorm.')}</draw:custom-shape></draw:g></draw:page>",
    )
    found = read_odp(path.read_bytes(), "a.odp")

    assert [piece.text for piece in found.pieces] == ["Om acht uur.", "Avond", "Koffie!", "\fVorm."]
    assert list(found.places) == ["dia 1", "dia 2"]
    assert list(found.left_out) == [LeftOut(Reason.MARGIN, 2)]


WORDS = st.integers(0, 99_999).map(lambda number: f"woord{number},5 en {number}")
paragraphs = st.lists(WORDS, min_size=1, max_size=3).map(
    lambda words: (p(" ".join(f"<text:span>{each}</text:span>" for each in words)), " ".join(words))
)
boxes = paragraphs.map(lambda made: (p(f"{frame(made[0])}"), made[1]))
lists = paragraphs.map(lambda made: (listed(item(made[0])), made[1]))
tables = st.lists(st.tuples(paragraphs, paragraphs), min_size=1, max_size=3).map(
    lambda rows: (
        table(*(cell(left[0]) + cell(right[0]) for left, right in rows)),
        " ".join(made[1] for row in rows for made in row),
    )
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=20,
    deadline=None,
    phases=[Phase.generate],
)
@given(st.lists(paragraphs | boxes | lists | tables, min_size=1, max_size=6))
def test_no_word_is_lost(tmp_path: Path, parts: list[tuple[str, str]]) -> None:
    """Whatever the structure, every word and number is there."""
    path = odf_file(tmp_path / "a.odt", "text", *(xml for xml, _ in parts), styles=LISTS)
    found = " ".join(texts(path)).replace(";", " ").replace(":", " ").split()

    for word in " ".join(words for _, words in parts).split():
        found.remove(word)


def test_bad_files_are_named(tmp_path: Path) -> None:
    """One with a password, and an archive of something else."""
    locked = odf_file(
        tmp_path / "a.odt",
        "text",
        p("tekst"),
    )
    zipped(
        locked,
        {
            "META-INF/manifest.xml": (
                "<m xmlns='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'>"
                "<encryption-data/></m>"
            )
        },
    )
    other = zipped(tmp_path / "b.odt", {"a.txt": "tekst"})

    with pytest.raises(ReadError, match=r"a\.odt: dit bestand is met een wachtwoord beveiligd"):
        read(locked)
    with pytest.raises(ReadError, match=r"b\.odt: dit is geen leesbaar LibreOffice-bestand"):
        read(other)


def test_whatever_holds_paragraphs_is_looked_into(tmp_path: Path) -> None:
    """A bibliography, a numbered paragraph, and what nobody here knows; a remark is left out."""
    path = odf_file(
        tmp_path / "a.odt",
        "text",
        f"<text:bibliography><text:index-body>{p('Jansen (2019).')}</text:index-body>"
        f"</text:bibliography><text:numbered-paragraph>{p('Genummerd 8.')}"
        f"</text:numbered-paragraph><text:onbekend>{p('Anders 9.')}</text:onbekend>"
        f"<office:annotation>{p('Niet lezen.')}</office:annotation>",
    )

    assert texts(path) == ["Jansen (2019).", "Genummerd 8.", "Anders 9."]
    assert left_out(path) == [LeftOut(Reason.COMMENT, 2)]
