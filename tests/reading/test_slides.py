"""Presentations: every slide a page with its title, its lists, tables and notes."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from office import shape, slides_file, zipped

from kwchat.errors import ReadError
from kwchat.reading.document import Kind, LeftOut, Reason
from kwchat.reading.reader import read
from kwchat.reading.slides import read_slides


def texts(path: Path) -> list[tuple[str, str]]:
    found = read_slides(path.read_bytes(), path.name)
    return [(piece.kind.value, f"{piece.marker}{piece.text}") for piece in found.pieces]


def frame(*rows: str) -> str:
    cells = "".join(f"<a:tr h='1'>{row}</a:tr>" for row in rows)
    return f"<p:graphicFrame><a:graphic><a:tbl>{cells}</a:tbl></a:graphic></p:graphicFrame>"


def cell(text: str, settings: str = "") -> str:
    return f"<a:tc{settings}><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>"


def test_slides_are_pages_in_their_order(tmp_path: Path) -> None:
    """The title heads the slide wherever it stands; what is grouped counts, the margins do not."""
    numbered = (
        "<a:p><a:pPr><a:buAutoNum type='alphaLcParenR'/></a:pPr><a:r><a:t>eten</a:t></a:r></a:p>"
    )
    path = slides_file(
        tmp_path / "les.pptx",
        shape("Om acht uur", "In de aula", kind="body") + shape("Ouderavond", kind="title"),
        "",
        f"<p:grpSp>{shape('In een groep.', numbered, numbered)}</p:grpSp>"
        + shape("Ons college", kind="ftr"),
        notes=shape("Vertel over de koffie.", kind="body") + shape("1", kind="sldNum"),
    )
    document = read(path, source_id="les", kind=Kind.EIGEN)

    assert [document.text[block.start : block.end] for block in document.blocks] == [
        *("Ouderavond", "Om acht uur", "In de aula", "Vertel over de koffie."),
        *("In een groep.", "eten", "eten"),
    ]
    assert [page.name for page in document.pages] == ["dia 1", "dia 2", "dia 3"]
    assert document.place_at(document.text.index("groep")) == "dia 3"
    assert document.page_at(document.text.index("groep")) is None
    assert document.sheet_at(document.text.index("groep")) == 3
    assert "a) eten\nb) eten" in document.text
    assert LeftOut(Reason.MARGIN, 2) in document.left_out


def test_a_table_on_a_slide_has_its_rows_under_headings(tmp_path: Path) -> None:
    """Merged cells count once in a row, and a label that runs down counts for every row."""
    path = slides_file(
        tmp_path / "a.pptx",
        frame(
            cell("Jaar") + cell("Vak") + cell("Uren"),
            cell("1", " rowSpan='2'") + cell("Nederlands") + cell("4"),
            cell("", " vMerge='1'") + cell("Wiskunde") + cell("3"),
            cell("2") + cell("Overleg", " gridSpan='2'") + cell("", " hMerge='1'"),
        ),
    )

    assert [text for _, text in texts(path)] == [
        "Jaar: 1; Vak: Nederlands; Uren: 4",
        "Jaar: 1; Vak: Wiskunde; Uren: 3",
        "Jaar: 2; Vak / Uren: Overleg",
    ]


def test_a_line_on_a_slide_keeps_its_meaning(tmp_path: Path) -> None:
    """Raised digits, fields, breaks and equations stay; struck words are said."""
    line = (
        "<a:p><a:r><a:t>10</a:t></a:r><a:r><a:rPr baseline='30000'/><a:t>8</a:t></a:r><a:br/>"
        "<a:fld><a:t>mei</a:t></a:fld><a:r><a:rPr strike='sngStrike'/><a:t> weg</a:t></a:r>"
        "<mc:AlternateContent><mc:Choice Requires='a14'><a14:m><m:oMath><m:r><m:t> 72,5</m:t></m:r>"
        "</m:oMath></a14:m></mc:Choice><mc:Fallback><a:r><a:t>plaatje</a:t></a:r></mc:Fallback>"
        "</mc:AlternateContent></a:p>"
    )
    path = slides_file(tmp_path / "a.pptx", shape(line))

    assert texts(path) == [("paragraph", "10⁸ mei 72,5")]
    assert list(read_slides(path.read_bytes(), "a").left_out) == [LeftOut(Reason.DELETED, 1)]


def test_a_hidden_slide_and_comments_are_said(tmp_path: Path) -> None:
    """With the number of the slide; the slides after it keep theirs."""
    path = slides_file(
        tmp_path / "a.pptx",
        shape("Een."),
        shape("Twee woorden."),
        shape("Drie."),
        hidden=2,
        comments="<p:cm><p:text>Klopt dit?</p:text></p:cm>",
    )
    found = read_slides(path.read_bytes(), "a.pptx")

    assert [piece.text for piece in found.pieces] == ["Een.", "\f\fDrie."]
    assert list(found.left_out) == [
        LeftOut(Reason.COMMENT, 2),
        LeftOut(Reason.HIDDEN, 2, names=("dia 2",)),
    ]


WORDS = st.integers(0, 99_999).map(lambda number: f"woord{number},5 en {number}")
boxes = WORDS.map(lambda words: (shape(words), words))
groups = boxes.map(lambda made: (f"<p:grpSp>{made[0]}</p:grpSp>", made[1]))
tables = st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=3).map(
    lambda rows: (
        frame(*(cell(left) + cell(right) for left, right in rows)),
        " ".join(word for row in rows for word in row),
    )
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=20,
    deadline=None,
    phases=[Phase.generate],
)
@given(st.lists(st.lists(boxes | groups | tables, max_size=3), min_size=1, max_size=4))
def test_no_word_of_a_slide_is_lost(tmp_path: Path, slides: list[list[tuple[str, str]]]) -> None:
    """On whatever slide and in whatever shape, every word and number is there."""
    path = slides_file(tmp_path / "a.pptx", *("".join(xml for xml, _ in slide) for slide in slides))
    found = " ".join(text for _, text in texts(path)).replace(";", " ").replace(":", " ").split()

    for word in " ".join(words for slide in slides for _, words in slide).split():
        found.remove(word)


def test_what_is_no_presentation_is_named(tmp_path: Path) -> None:
    """A ZIP of something else."""
    path = zipped(tmp_path / "a.pptx", {"a.txt": "tekst"})

    with pytest.raises(ReadError, match=r"a\.pptx"):
        read_slides(path.read_bytes(), "a.pptx")


def test_words_on_an_arrow_are_words(tmp_path: Path) -> None:
    """A line between two shapes may bear a text."""
    arrow = shape("wordt 5").replace("p:sp>", "p:cxnSp>")

    assert texts(slides_file(tmp_path / "a.pptx", arrow)) == [("paragraph", "wordt 5")]
