"""Word files: every word wherever it stands, each once, and what is left out is said."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from office import cell, paragraph, part, relations, run, table, word_file, zipped

from kwchat.errors import ReadError
from kwchat.reading.document import BlockKind, LeftOut, Reason
from kwchat.reading.word import read_word


def read(path: Path) -> list[tuple[str, str]]:
    """Return the kinds and the whole texts of the pieces of a file."""
    found = read_word(path.read_bytes(), path.name)
    return [(piece.kind.value, f"{piece.marker}{piece.text}") for piece in found.pieces]


def texts(path: Path) -> list[str]:
    return [text for _, text in read(path)]


def left_out(path: Path) -> list[LeftOut]:
    return list(read_word(path.read_bytes(), path.name).left_out)


def box(inside: str) -> str:
    """Return a text box as Word writes it, twice."""
    held = f"<w:txbxContent>{inside}</w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx>"
        f"{held}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape>"
        f"<v:textbox>{held}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


# --- inside a paragraph -------------------------------------------------------------------------

FIELD = (
    "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> REF x </w:instrText></w:r>"
    "<w:r><w:fldChar w:fldCharType='separate'/></w:r>"
    + run("vijf")
    + "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
)
NESTED_FIELD = (
    "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> IF </w:instrText></w:r>"
    + FIELD.replace("vijf", "nergens")
    + "<w:r><w:fldChar w:fldCharType='separate'/></w:r>"
    + run("vijf")
    + "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
)


@pytest.mark.parametrize(
    "wrapped",
    [
        pytest.param("<w:ins>{}</w:ins>", id="insertion"),
        pytest.param("<w:moveTo>{}</w:moveTo>", id="moved-here"),
        pytest.param("<w:hyperlink r:id='x'>{}</w:hyperlink>", id="link"),
        pytest.param("<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>", id="content-control"),
        pytest.param("<w:fldSimple w:instr='REF x'>{}</w:fldSimple>", id="field"),
        pytest.param("<w:smartTag>{}</w:smartTag>", id="smart-tag"),
        pytest.param("<w:customXml>{}</w:customXml>", id="custom-xml"),
        pytest.param("<w:bdo>{}</w:bdo>", id="direction"),
        pytest.param(
            "<w:ins><w:hyperlink><w:smartTag>{}</w:smartTag></w:hyperlink></w:ins>", id="deep"
        ),
        pytest.param("<w:del><w:r><w:delText>zes</w:delText></w:r></w:del>{}", id="deletion"),
        pytest.param("<w:moveFrom><w:r><w:t>zes</w:t></w:r></w:moveFrom>{}", id="moved-away"),
        pytest.param("<w:r><w:rPr><w:vanish/></w:rPr><w:t>zes</w:t></w:r>{}", id="hidden"),
        pytest.param("<w:r><w:rPr><w:strike/></w:rPr><w:t>zes</w:t></w:r>{}", id="struck"),
        pytest.param("<w:r><w:softHyphen/></w:r>{}", id="soft-hyphen"),
        pytest.param(
            "<mc:AlternateContent><mc:Choice Requires='x'>{}</mc:Choice><mc:Fallback>{}"
            "</mc:Fallback></mc:AlternateContent>",
            id="alternatives",
        ),
    ],
)
def test_words_stay_in_their_sentence(tmp_path: Path, wrapped: str) -> None:
    """Whatever wraps a word, it is there, once, and what is deleted or hidden is not."""
    inside = wrapped.replace("{}", run("vijf"))
    path = word_file(tmp_path / "a.docx", paragraph("De school heeft ", inside, " lokalen."))

    assert texts(path) == ["De school heeft vijf lokalen."]


@pytest.mark.parametrize("field", [FIELD, NESTED_FIELD])
def test_of_a_field_its_result_counts(tmp_path: Path, field: str) -> None:
    """What a field looks up with is no text, also where another field stands in it."""
    path = word_file(tmp_path / "a.docx", paragraph("Er zijn ", field, " regels."))

    assert texts(path) == ["Er zijn vijf regels."]


def test_a_field_that_goes_on_in_the_next_paragraph_hides_nothing(tmp_path: Path) -> None:
    """The instruction ends where the result begins, in whatever paragraph that is."""
    begin = "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>X</w:instrText></w:r>"
    result = "<w:r><w:fldChar w:fldCharType='separate'/></w:r>"
    end = "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    path = word_file(
        tmp_path / "a.docx",
        paragraph(begin, result, "Een."),
        paragraph("Twee.", end),
        paragraph("Drie."),
    )

    assert texts(path) == ["Een.", "Twee.", "Drie."]


@pytest.mark.parametrize(
    ("sign", "shown"),
    [
        ("<w:r><w:sym w:font='Symbol' w:char='F0B3'/></w:r>", "≥"),
        ("<w:r><w:sym w:font='Symbol' w:char='F0A3'/></w:r>", "≤"),
        ("<w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>", "☑"),
        ("<w:r><w:sym w:font='Wingdings' w:char='F0E0'/></w:r>", "→"),
        (run("\uf0b3", "<w:rFonts w:ascii='Symbol'/>"), "≥"),
        ("<w:r><w:noBreakHyphen/></w:r>", "-"),
        ("<w:r><w:tab/></w:r>", ""),
        (
            (
                "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox><w:checked/>"
                "</w:checkBox>"
                "</w:ffData></w:fldChar><w:fldChar w:fldCharType='end'/></w:r>"
            ),
            "☒",
        ),
    ],
)
def test_signs_are_what_they_show(tmp_path: Path, sign: str, shown: str) -> None:
    """A sign of a font of signs becomes the sign that is seen."""
    path = word_file(tmp_path / "a.docx", paragraph("Wie ", sign, " 5 heeft"))

    assert texts(path) == [" ".join(f"Wie {shown} 5 heeft".split())]


def test_an_unknown_sign_is_said(tmp_path: Path) -> None:
    """A sign that cannot be told is left out, and counted."""
    sign = "<w:r><w:sym w:font='Webdings' w:char='F021'/></w:r>"
    path = word_file(tmp_path / "a.docx", paragraph("Wie ", sign, " heeft"))

    assert left_out(path) == [LeftOut(Reason.UNREADABLE)]


def test_raised_and_lowered_digits_keep_their_meaning(tmp_path: Path) -> None:
    """By the run itself, or by its style."""
    styles = (
        "<w:style w:type='character' w:styleId='Macht'><w:name w:val='Macht'/>"
        "<w:rPr><w:vertAlign w:val='superscript'/></w:rPr></w:style>"
    )
    up, down = "<w:vertAlign w:val='superscript'/>", "<w:vertAlign w:val='subscript'/>"
    path = word_file(
        tmp_path / "a.docx",
        paragraph(
            "10",
            run("-19", up),
            " C, CO",
            run("2", down),
            ", m",
            run("2", "<w:rStyle w:val='Macht'/>"),
            ", de 1",
            run("e", up),
            " klas",
        ),
        styles=styles,
    )

    assert texts(path) == ["10⁻¹⁹ C, CO₂, m², de 1e klas"]


def test_a_hidden_style_hides_but_a_run_may_show(tmp_path: Path) -> None:
    """The nearest setting counts, and a hidden word is said."""
    styles = (
        "<w:style w:type='paragraph' w:styleId='Weg'><w:name w:val='Weg'/>"
        "<w:rPr><w:vanish/></w:rPr></w:style>"
    )
    path = word_file(
        tmp_path / "a.docx",
        paragraph(
            "geheim hier ",
            run("zichtbaar", "<w:vanish w:val='0'/>"),
            settings="<w:pStyle w:val='Weg'/>",
        ),
        styles=styles,
    )

    assert texts(path) == ["zichtbaar"]
    assert left_out(path) == [LeftOut(Reason.HIDDEN, 2)]


def test_a_deleted_end_joins_two_paragraphs(tmp_path: Path) -> None:
    """The final text is one paragraph."""
    path = word_file(
        tmp_path / "a.docx",
        paragraph("De school ", settings="<w:rPr><w:del w:id='1'/></w:rPr>"),
        paragraph("gaat open."),
    )

    assert texts(path) == ["De school gaat open."]


# --- equations ----------------------------------------------------------------------------------


def math(inside: str) -> str:
    return f"<m:oMath>{inside}</m:oMath>"


def term(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        (term("72,5"), "72,5"),
        (f"<m:sSup><m:e>{term('x')}</m:e><m:sup>{term('2')}</m:sup></m:sSup>", "x²"),
        (f"<m:sSup><m:e>{term('e')}</m:e><m:sup>{term('0,5')}</m:sup></m:sSup>", "e^0,5"),
        (f"<m:sSup><m:e>{term('a+b')}</m:e><m:sup>{term('xy')}</m:sup></m:sSup>", "(a+b)^xy"),
        (f"<m:sSub><m:e>{term('v')}</m:e><m:sub>{term('max')}</m:sub></m:sSub>", "v_max"),
        (
            (
                f"<m:sSubSup><m:e>{term('x')}</m:e><m:sub>{term('1')}</m:sub>"
                f"<m:sup>{term('2')}</m:sup>"
                "</m:sSubSup>"
            ),
            "x₁²",
        ),
        (f"<m:f><m:num>{term('1')}</m:num><m:den>{term('2')}</m:den></m:f>", "½"),
        (f"<m:f><m:num>{term('a+b')}</m:num><m:den>{term('12')}</m:den></m:f>", "(a+b)/12"),
        (
            (f"<m:rad><m:radPr><m:degHide/></m:radPr><m:deg/><m:e>{term('2')}</m:e></m:rad>"),
            "√2",
        ),
        (f"<m:rad><m:deg>{term('3')}</m:deg><m:e>{term('x+1')}</m:e></m:rad>", "∛(x+1)"),
        (
            (
                f"<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{term('i=1')}</m:sub>"
                f"<m:sup>{term('n')}</m:sup><m:e>{term('i')}</m:e></m:nary>"
            ),
            "∑_(i=1)^n i",
        ),
        (
            (
                f"<m:d><m:dPr><m:begChr m:val='['/><m:endChr m:val=']'/></m:dPr>"
                f"<m:e>{term('0')}</m:e><m:e>{term('1')}</m:e></m:d>"
            ),
            "[0|1]",
        ),
        (
            (f"<m:func><m:fName>{term('sin')}</m:fName><m:e>{term('x')}</m:e></m:func>"),
            "sin x",
        ),
        (
            (
                f"<m:m><m:mr><m:e>{term('1')}</m:e><m:e>{term('2')}</m:e></m:mr><m:mr>"
                f"<m:e>{term('3')}"
                f"</m:e><m:e>{term('4')}</m:e></m:mr></m:m>"
            ),
            "[1 2; 3 4]",
        ),
        (f"<m:acc><m:accPr/><m:e>{term('v')}</m:e></m:acc>", "v"),
        (f"<m:r><w:rPr/><m:rPr/><w:t>7</w:t></m:r><w:ins>{term('8')}</w:ins>", "78"),
    ],
)
def test_an_equation_is_a_line(tmp_path: Path, inside: str, shown: str) -> None:
    """Numbers and structure stay: a half is not 12, and a square not x2."""
    path = word_file(tmp_path / "a.docx", paragraph("Stel ", math(inside), " is waar."))

    assert texts(path) == [f"Stel {shown} is waar."]


# --- text boxes, tables, notes ------------------------------------------------------------------


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    """Also one inside a text box, and word art; it follows the paragraph that it hangs on."""
    inner = box(paragraph("Binnenste."))
    art = "<w:r><w:pict><v:shape><v:textpath string='Feest!'/></v:shape></w:pict></w:r>"
    path = word_file(
        tmp_path / "a.docx",
        paragraph("Voor.", box(paragraph("In het kader.", inner)), art),
        paragraph("Na."),
    )

    assert texts(path) == ["Voor.", "In het kader.", "Binnenste.", "Feest!", "Na."]


def test_merged_cells_count_once_in_a_row(tmp_path: Path) -> None:
    """Across under all its headings, down as the label of every row; a title row is no heading."""
    down, on = "<w:vMerge w:val='restart'/>", "<w:vMerge/>"
    path = word_file(
        tmp_path / "a.docx",
        table(
            cell("Lessentabel", settings="<w:gridSpan w:val='3'/>"),
            cell("Leerjaar") + cell("Vak") + cell("Uren"),
            cell("1", settings=down) + cell("Nederlands") + cell("4"),
            cell("", settings=on) + cell("Wiskunde") + cell("3"),
            cell("2") + cell("In overleg", settings="<w:gridSpan w:val='2'/>"),
            cell("Alles onder voorbehoud", settings="<w:gridSpan w:val='3'/>"),
        ),
    )

    assert read(path) == [
        ("paragraph", "Lessentabel"),
        ("item", "Leerjaar: 1; Vak: Nederlands; Uren: 4"),
        ("item", "Leerjaar: 1; Vak: Wiskunde; Uren: 3"),
        ("item", "Leerjaar: 2; Vak / Uren: In overleg"),
        ("item", "Alles onder voorbehoud"),
    ]


def test_rows_and_cells_in_controls_count_and_deleted_rows_do_not(tmp_path: Path) -> None:
    """A row in a content control is a row; one that was taken out is said."""
    held = f"<w:sdt><w:sdtContent><w:tr>{cell('3')}{cell('ma')}</w:tr></w:sdtContent></w:sdt>"
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('4')}{cell('di en wo')}</w:tr>"
    rows = f"<w:tbl><w:tr>{cell('Groep')}{cell('Dag')}</w:tr>{held}{gone}</w:tbl>"
    path = word_file(tmp_path / "a.docx", rows)

    assert texts(path) == ["Groep: 3; Dag: ma"]
    assert left_out(path) == [LeftOut(Reason.DELETED, 4)]


def test_a_table_that_lays_out_the_page_is_text(tmp_path: Path) -> None:
    """One column, or a table in a table: its paragraphs stay paragraphs, its tables tables."""
    inner = table(cell("Groep") + cell("Dag"), cell("3") + cell("ma"))
    path = word_file(
        tmp_path / "a.docx",
        table(cell("Eerst dit.", "Dan dat.")),
        table(cell("Links.") + cell("Rechts.", inner, "")),
    )

    assert texts(path) == ["Eerst dit.", "Dan dat.", "Links.", "Rechts.", "Groep: 3; Dag: ma"]


def test_notes_follow_the_paragraph_that_points_at_them(tmp_path: Path) -> None:
    """Foot- and endnotes, numbered as Word numbers them, and not the lines that part them off."""
    path = word_file(
        tmp_path / "a.docx",
        paragraph("Eerste", "<w:r><w:footnoteReference w:id='2'/></w:r>", "."),
        paragraph(
            "Tweede",
            "<w:r><w:footnoteReference w:id='3'/></w:r>",
            "<w:r><w:endnoteReference w:id='2'/></w:r>",
        ),
        footnotes=f"<w:footnote w:id='-1'>{paragraph('streep')}</w:footnote>"
        f"<w:footnote w:id='2'>{paragraph('Noot een.')}{paragraph('Meer.')}</w:footnote>"
        f"<w:footnote w:id='3'>{paragraph('Noot twee.')}</w:footnote>",
        endnotes=f"<w:endnote w:id='2'>{paragraph('Slotnoot.')}</w:endnote>",
    )

    assert texts(path) == [
        *("Eerste.", "1 Noot een.", "Meer.", "Tweede", "2 Noot twee.", "i Slotnoot."),
    ]


def test_what_stands_beside_the_text_is_said(tmp_path: Path) -> None:
    """Headers, footers, comments, watermarks, contents and pictures, with their words."""
    toc = (
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj>"
        f"</w:sdtPr><w:sdtContent>{paragraph('Doel 3')}</w:sdtContent></w:sdt>"
    )
    mark = "<w:r><w:pict><v:shape><v:textpath string='CONCEPT'/></v:shape></w:pict></w:r>"
    path = word_file(
        tmp_path / "a.docx",
        toc,
        paragraph("Tekst.", "<w:r><w:drawing><a:blip/></w:drawing></w:r>"),
        header=paragraph("Ons college", mark),
        footer=paragraph("bladzijde 1"),
        comments=f"<w:comment>{paragraph('Klopt dit wel?')}</w:comment>",
    )

    assert texts(path) == ["Tekst."]
    assert sorted(left_out(path), key=lambda each: each.reason) == [
        LeftOut(Reason.COMMENT, 3, 1),
        LeftOut(Reason.MARGIN, 2),
        LeftOut(Reason.MARGIN, 2),
        LeftOut(Reason.NAVIGATION, 2),
        LeftOut(Reason.PICTURE),
        LeftOut(Reason.WATERMARK, 1),
    ]


def test_diagrams_and_charts_have_words_too(tmp_path: Path) -> None:
    """The points of a diagram, and the title and figures of a chart."""
    drawing = "<w:r><w:drawing><dgm:relIds r:dm='rId8'/><c:chart r:id='rId9'/></w:drawing></w:r>"
    point = "<dgm:pt><dgm:t><a:p><a:r><a:t>Plan</a:t></a:r></a:p></dgm:t></dgm:pt>"
    chart = (
        "<c:title><a:p><a:r><a:t>Leerlingen</a:t></a:r></a:p></c:title><c:ser>"
        "<c:tx><c:pt idx='0'><c:v>vmbo</c:v></c:pt></c:tx>"
        "<c:cat><c:pt idx='0'><c:v>2024</c:v></c:pt></c:cat>"
        "<c:val><c:pt idx='0'><c:v>12.5</c:v></c:pt></c:val></c:ser>"
    )
    path = zipped(
        tmp_path / "a.docx",
        {
            "_rels/.rels": relations({"rId1": ("officeDocument", "word/document.xml")}),
            "word/document.xml": part("w:document", f"<w:body>{paragraph(drawing)}</w:body>"),
            "word/_rels/document.xml.rels": relations(
                {"rId8": ("diagramData", "d.xml"), "rId9": ("chart", "c.xml")}
            ),
            "word/d.xml": part("dgm:dataModel", point),
            "word/c.xml": part("c:chartSpace", chart),
        },
    )

    assert texts(path) == ["Plan", "Leerlingen", "vmbo: 2024: 12,5"]


# --- headings and numbers -----------------------------------------------------------------------

STYLES = (
    "<w:style w:type='paragraph' w:styleId='Kop1'><w:name w:val='heading 1'/><w:pPr><w:numPr>"
    "<w:numId w:val='1'/></w:numPr><w:outlineLvl w:val='0'/></w:pPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='Eigen'><w:name w:val='Eigen kop'/>"
    "<w:basedOn w:val='Kop1'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='Kop2'><w:name w:val='heading 2'/><w:pPr><w:numPr>"
    "<w:ilvl w:val='1'/><w:numId w:val='1'/></w:numPr><w:outlineLvl w:val='1'/></w:pPr></w:style>"
)


def level(depth: int, form: str, text: str, more: str = "") -> str:
    return (
        f"<w:lvl w:ilvl='{depth}'><w:start w:val='1'/><w:numFmt w:val='{form}'/>{more}"
        f"<w:lvlText w:val='{text}'/></w:lvl>"
    )


NUMBERING = (
    "<w:abstractNum w:abstractNumId='0'>"
    + level(0, "decimal", "Artikel %1", "<w:pStyle w:val='Kop1'/>")
    + level(1, "decimal", "%1.%2")
    + level(2, "lowerLetter", "%3.")
    + "</w:abstractNum><w:abstractNum w:abstractNumId='1'>"
    + level(0, "upperRoman", "%1.")
    + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    + level(2, "bullet", "•")
    + "</w:abstractNum>"
    "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
    "<w:num w:numId='2'><w:abstractNumId w:val='1'/></w:num>"
    "<w:num w:numId='3'><w:abstractNumId w:val='1'/><w:lvlOverride w:ilvl='0'>"
    "<w:startOverride w:val='4'/></w:lvlOverride></w:num>"
)


def numbered(text: str, list_id: int, depth: int = 0) -> str:
    settings = f"<w:numPr><w:ilvl w:val='{depth}'/><w:numId w:val='{list_id}'/></w:numPr>"
    return paragraph(text, settings=settings)


def styled(text: str, style: str) -> str:
    return paragraph(text, settings=f"<w:pStyle w:val='{style}'/>")


def test_numbers_that_word_counts_are_text(tmp_path: Path) -> None:
    """By style and by paragraph, on every level, each level anew below the one above it."""
    path = word_file(
        tmp_path / "a.docx",
        styled("Toelating", "Kop1"),
        styled("Leeftijd", "Kop2"),
        numbered("eerst", 1, 2),
        numbered("dan", 1, 2),
        styled("Verblijf", "Eigen"),
        styled("Duur", "Kop2"),
        numbered("opnieuw", 1, 2),
        paragraph("Zonder.", settings="<w:numPr><w:numId w:val='0'/></w:numPr>"),
        styles=STYLES,
        numbering=NUMBERING,
    )

    assert read(path) == [
        ("heading", "Artikel 1 Toelating"),
        ("heading", "1.1 Leeftijd"),
        ("item", "a. eerst"),
        ("item", "b. dan"),
        ("heading", "Artikel 2 Verblijf"),
        ("heading", "2.1 Duur"),
        ("item", "a. opnieuw"),
        ("paragraph", "Zonder."),
    ]


def test_lists_of_one_kind_count_on_until_one_starts_anew(tmp_path: Path) -> None:
    """Another list of the same kind goes on counting; a start of its own counts once."""
    path = word_file(
        tmp_path / "a.docx",
        *(numbered("een", 2), numbered("twee", 2), paragraph("Tussendoor."), numbered("drie", 2)),
        *(numbered("vier", 3), numbered("vijf", 3), numbered("diep", 3, 1), numbered("punt", 3, 2)),
        numbering=NUMBERING,
    )

    assert texts(path) == [
        *("I. een", "II. twee", "Tussendoor.", "III. drie"),
        *("IV. vier", "V. vijf", "5.1 diep", "- punt"),
    ]


def test_an_article_without_words_is_still_a_heading(tmp_path: Path) -> None:
    """Regulations have headings of which Word writes every sign itself."""
    path = word_file(
        tmp_path / "a.docx",
        styled("", "Kop1"),
        paragraph("Wie leert."),
        styles=STYLES,
        numbering=NUMBERING,
    )

    assert read(path) == [("heading", "Artikel 1"), ("paragraph", "Wie leert.")]


# --- everything at once -------------------------------------------------------------------------

WORDS = st.integers(0, 99_999).map(lambda number: f"woord{number},5 en {number}")
WRAPPERS = [
    "{}",
    "<w:ins>{}</w:ins>",
    "<w:hyperlink>{}</w:hyperlink>",
    "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "<w:smartTag>{}</w:smartTag>",
    "<w:fldSimple w:instr='X'>{}</w:fldSimple>",
]
inline = st.tuples(st.sampled_from(WRAPPERS), WORDS).map(
    lambda drawn: (drawn[0].replace("{}", run(f" {drawn[1]} ")), drawn[1])
)
equations = WORDS.map(lambda words: (math(term(f" {words} ")), words))
boxes = WORDS.map(lambda words: (box(paragraph(words)), words))


def joined(parts: list[tuple[str, str]], wrap: str = "{}") -> tuple[str, str]:
    return wrap.replace("{}", "".join(xml for xml, _ in parts)), " ".join(text for _, text in parts)


paragraphs = st.lists(inline | equations | boxes, min_size=1, max_size=4).map(
    lambda parts: joined(parts, "<w:p>{}</w:p>")
)
cells = st.lists(paragraphs, min_size=1, max_size=2).map(
    lambda parts: joined(parts, "<w:tc>{}</w:tc>")
)
rows = st.lists(cells, min_size=1, max_size=3).map(lambda parts: joined(parts, "<w:tr>{}</w:tr>"))
tables = st.lists(rows, min_size=1, max_size=3).map(
    lambda parts: joined(parts, "<w:tbl>{}</w:tbl>")
)
controls = paragraphs.map(
    lambda part: joined([part], "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>")
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=25,
    deadline=None,
    phases=[Phase.generate],
)
@given(st.lists(paragraphs | tables | controls, min_size=1, max_size=5))
def test_no_word_is_lost_and_no_number_altered(
    tmp_path: Path, parts: list[tuple[str, str]]
) -> None:
    """Whatever the structure, every word with its digits is there; headings may repeat."""
    body, expected = joined(parts)
    found = (
        " ".join(texts(word_file(tmp_path / "a.docx", body))).replace(";", " ").replace(":", " ")
    )

    missing = expected.split()
    for word in found.split():
        if word in missing:
            missing.remove(word)
    assert missing == []
    assert set(found.split()) <= {*expected.split()} | {"/"}


# --- bad input ----------------------------------------------------------------------------------


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    """A bomb is seen by what its parts say they hold, and never unpacked."""
    path = zipped(tmp_path / "a.docx", {"word/document.xml": b"\0" * (101 * 2**20)})

    with pytest.raises(ReadError, match=r"a\.docx: uitgepakt"):
        read(path)


def test_entities_are_refused(tmp_path: Path) -> None:
    """Nothing is filled in from elsewhere, and nothing grows."""
    entity = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><x>&a;</x>"
    path = zipped(
        tmp_path / "a.docx",
        {
            "_rels/.rels": relations({"rId1": ("officeDocument", "word/document.xml")}),
            "word/document.xml": entity,
        },
    )

    with pytest.raises(ReadError, match="XML-entiteiten"):
        read(path)


def test_a_strict_file_is_read_too(tmp_path: Path) -> None:
    """Word may write the same names in another space."""
    path = word_file(tmp_path / "a.docx", paragraph("Tekst."))
    strict = part("w:document", f"<w:body>{paragraph('Tekst.')}</w:body>").replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    zipped(
        path,
        {
            "_rels/.rels": relations({"rId1": ("officeDocument", "word/document.xml")}),
            "word/document.xml": strict,
        },
    )

    assert read(path) == [(BlockKind.PARAGRAPH.value, "Tekst.")]


# --- further faces ------------------------------------------------------------------------------


DRAWN_SHAPE = "<a:txSp><a:txBody><a:p><a:r><a:t>vorm 5</a:t></a:r></a:p></a:txBody></a:txSp>"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<w:r><w:sym w:font='Arial' w:char='20AC'/><w:t>5</w:t></w:r>", "€5"),
        ("<w:r><w:sym w:font='Times New Roman' w:char='F0BD'/></w:r>", "½"),
        ("<w:r><w:sym w:font='Wingdings 2' w:char='F050'/></w:r>", "✓"),
        (run("10") + run("8", "<w:position w:val='8'/>") + run(" m"), "10⁸ m"),
        (run("CO") + run("2", "<w:position w:val='-6'/>"), "CO₂"),
        (run("10") + run("8", "<w:position w:val='0'/>"), "108"),
        (run("1", "<w:vertAlign w:val='superscript'/>") + run("/")
         + run("2", "<w:vertAlign w:val='subscript'/>") + run(" liter"), "½ liter"),
        (f"<w:r><w:drawing>{DRAWN_SHAPE}</w:drawing></w:r>", "vorm 5"),
    ],
)  # fmt: skip
def test_signs_and_places_of_letters(tmp_path: Path, inside: str, text: str) -> None:
    """Signs of an ordinary font, letters raised by so many points, words in a drawn shape."""
    assert texts(word_file(tmp_path / "a.docx", paragraph(inside))) == [text]


def test_an_equation_may_be_a_block(tmp_path: Path) -> None:
    """And two and three sevenths are not twenty-three sevenths."""
    sum_ = math(term("2") + f"<m:f><m:num>{term('3')}</m:num><m:den>{term('7')}</m:den></m:f>")
    path = word_file(tmp_path / "a.docx", f"<m:oMathPara>{sum_}</m:oMathPara>", paragraph("Na."))

    assert texts(path) == ["2 3/7", "Na."]


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.html", b"<p>Web <b>5</b></p>", ["Web 5"]),
        ("a.rtf", rb"{\rtf1 Rijk 6\par}", ["Rijk 6"]),
        ("a.txt", b"Plat 7", ["Plat 7"]),
        ("a.mht", b"MIME", []),
    ],
)
def test_a_file_inside_is_read_in_its_place(
    tmp_path: Path, name: str, content: bytes, text: list[str]
) -> None:
    """A web page, RTF or text; of any other kind it is said."""
    body = f"{paragraph('Voor.')}<w:altChunk r:id='rIdc'/>{paragraph('Na.')}"
    path = zipped(
        tmp_path / "a.docx",
        {
            "_rels/.rels": relations({"rId1": ("officeDocument", "word/document.xml")}),
            "word/document.xml": part("w:document", f"<w:body>{body}</w:body>"),
            "word/_rels/document.xml.rels": relations({"rIdc": ("aFChunk", name)}),
            f"word/{name}": content,
        },
    )

    assert texts(path) == ["Voor.", *text, "Na."]
    assert left_out(path) == ([] if text else [LeftOut(Reason.UNREADABLE)])
