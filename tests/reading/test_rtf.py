r"""RTF: words with their meaning, tables, notes and lists; what does not show is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kwchat.errors import ReadError
from kwchat.reading.document import LeftOut, Reason
from kwchat.reading.rtf import read_rtf

HEAD = (
    r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\stylesheet{\s0 Normal;}{\s1 heading 1;}}"
    r"{\*\generator Iets;}{\info{\title Memo}{\author Jan}{\creatim\yr2024\mo5}}"
)


def pieces(body: str) -> list[tuple[str, str]]:
    found = read_rtf(f"{HEAD}{body}}}".encode("cp1252"), "a.rtf")
    return [(piece.kind.value, f"{piece.marker}{piece.text}") for piece in found.pieces]


def left_out(body: str) -> list[LeftOut]:
    return list(read_rtf(f"{HEAD}{body}}}".encode("cp1252"), "a.rtf").left_out)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"72,5 kg{\super 2} en CO{\sub 2}", "72,5 kg² en CO₂"),
        (r"caf\'e9 \u8364? 12,50 \u-3917?", "café € 12,50 ≥"),
        (r"{\uc2\u8364\'80\'80 5}\u55357?\u56832?", "€ 5😀"),
        (r"twee\~woorden\_samen af\-breken \{x\}", "twee woorden-samen afbreken {x}"),
        (r"\lquote ja\rquote\tab en\line\endash", "‘ja’ en –"),
        (r'{\field{\*\fldinst HYPERLINK "x"}{\fldrslt link}}', "link"),
        (r"zicht{\v weg}{\deleted weg}{\strike weg}baar\v weg\v0", "zichtbaar"),
        (r"{\*\onbekend weg}a{\pict\wmetafile8 0a0b}{\bin3 abc}b", "ab"),
        ("een\r\n regel", "een regel"),
    ],
)
def test_words_keep_their_meaning(body: str, text: str) -> None:
    """Signs by number or by name, raised digits, links; nothing that does not show."""
    assert pieces(rf"\pard {body}\par") == [("paragraph", text)]


def test_structure_is_that_of_the_file() -> None:
    """Headings by style or level, lists with the numbers that stand in the file."""
    body = (
        r"\pard\s1 Doel\par\pard\outlinelevel1 Weg\par\pard {\listtext 1.\tab}eerst\par"
        r"{\pntext\'b7\tab}punt\par\pard{\listtext Artikel 2\tab}Toelating\par\pard Slot.\par"
    )

    assert pieces(body) == [
        *(("heading", "Doel"), ("heading", "Weg"), ("item", "1. eerst"), ("item", "- punt")),
        *(("paragraph", "Artikel 2 Toelating"), ("paragraph", "Slot.")),
    ]


def test_tables_and_notes() -> None:
    """Rows under their headings, merged cells once; a note after its paragraph."""
    body = (
        r"\trowd\cellx1\cellx2\cellx3\intbl Jaar\cell Vak\cell Uren\cell\row"
        r"\trowd\clvmgf\cellx1\cellx2\cellx3\intbl 1\cell Taal\cell 4\cell\row"
        r"\trowd\clvmrg\cellx1\cellx2\cellx3\intbl\cell Rekenen\cell 3\cell\row"
        r"\trowd\cellx1\clmgf\cellx2\clmrg\cellx3\intbl 2\cell Overleg\cell\cell\row"
        r"\pard Na{\footnote Een noot.\par Meer.}.\par"
    )

    assert [text for _, text in pieces(body)] == [
        *("Jaar: 1; Vak: Taal; Uren: 4", "Jaar: 1; Vak: Rekenen; Uren: 3"),
        *("Jaar: 2; Vak / Uren: Overleg", "Na.", "Een noot. Meer."),
    ]


def test_what_does_not_count_is_said() -> None:
    """Headers, comments, hidden and struck words, pictures."""
    body = (
        r"{\header Ons college\par}\pard a{\v b c}{\strike d}{\*\annotation Klopt dit?}"
        r"{\pict 00}\par"
    )

    assert sorted(left_out(body), key=lambda each: each.reason) == [
        *(LeftOut(Reason.COMMENT, 2), LeftOut(Reason.DELETED, 1), LeftOut(Reason.HIDDEN, 2)),
        *(LeftOut(Reason.MARGIN, 2), LeftOut(Reason.PICTURE)),
    ]


def test_a_file_says_who_made_it() -> None:
    """Title, author and year."""
    found = read_rtf(f"{HEAD} a}}".encode(), "a.rtf")

    assert (found.titles, found.author, found.date) == (("Memo",), "Jan", "2024")


@given(st.text(alphabet="\\{}'*ab1- \n", max_size=60))
def test_damaged_files_are_read_as_far_as_they_go(body: str) -> None:
    """Unknown words, unbalanced groups and cut codes are no reason to stop."""
    read_rtf(rf"{{\rtf1 {body}".encode(), "a.rtf")


def test_what_is_no_rtf_is_named() -> None:
    """Whatever its name says."""
    with pytest.raises(ReadError, match=r"a\.rtf: dit is geen leesbaar RTF-bestand"):
        read_rtf(b"x", "a.rtf")


FONTS = (
    r"{\fonttbl{\f0 Arial;}{\f1\fcharset2 Symbol;}{\f2\fcharset2 Wingdings;}"
    r"{\f3\fcharset161 Arial Greek;}{\f4\fcharset238 Arial CE;}}"
)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"{\f1\'b3} 4 en {\f1 a}-hoek", "≥ 4 en α-hoek"),
        (r"{\f2\'fc} goed {\f2\u61692?}", "✓ goed ✓"),
        (r"{\f3\'e1\'e2} 5 en {\f4\'b3} 6", "αβ 5 en ł 6"),
        (r"{\f1\'b3\plain  3}", "≥ 3"),
        (r"\mac Caf\'8e 5", "Café 5"),
        (r"\pc Caf\'82 5", "Café 5"),
        (r"{\mmath{\*\moMath{\mr 72,5}}} kg", "72,5 kg"),
        (r"2{\mmath{\*\moMath{\mf{\mfPr{\mtype bar}}{\mnum 3}{\mden 4}}}}", "2 3/4"),
        (r"{\mmath{\*\moMath{\msSup{\me x}{\msup 2}}{\mrad 16}}}", "x²√16"),
        (r"{\upr{Caf? 5}{\*\ud{Caf\u233? 5}}} na", "Café 5 na"),
    ],
)
def test_letters_are_those_of_their_font(body: str, text: str) -> None:
    """Fonts of signs and of other alphabets, the code pages of old machines, equations."""
    assert pieces(rf"{FONTS}\pard {body}\par") == [("paragraph", text)]
