"""Fields of Word without a result show what their instruction says."""

from pathlib import Path

import pytest
from office import paragraph, run, word_file

from kwchat.reading.fields import told
from kwchat.reading.word import read_word


@pytest.mark.parametrize(
    ("instruction", "shown"),
    [
        (r" EQ \f(3;4) ", "¾"),
        (r"EQ \f(3,7)", "3/7"),
        (r"eq \r(3;27)", "∛27"),
        (r"EQ \r(;16)", "√16"),
        (r"EQ 10\s\up8(6)", "10⁶"),
        (r"EQ CO\s\do4(2)", "CO₂"),
        (r"EQ \b(\f(1;2))", "(½)"),
        (r"EQ \i(0;1;x)", "∫_0^1 x"),
        (r"EQ \x(72,5)", "72 5"),
        ('SYMBOL 179 \\f "Symbol" \\s 12', "≥"),
        ("SYMBOL 0xFC \\f Wingdings", "✓"),
        ("SYMBOL 189 \\f Arial", "½"),
        ("MACROBUTTON NoMacro [Vul 5 in]", "[Vul 5 in]"),
        ('HYPERLINK "http://x.nl"', ""),
        ("PAGE", ""),
        (r"EQ \f((;", r"\f((;"),
    ],
)
def test_what_a_field_shows(instruction: str, shown: str) -> None:
    """Sums in the old way, signs and buttons; nothing for links and page numbers."""
    assert told(instruction) == shown


def field(instruction: str, result: str = "") -> str:
    def mark(kind: str) -> str:
        return f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>"

    told = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    return mark("begin") + told + mark("separate") + result + mark("end")


def test_a_result_is_what_counts(tmp_path: Path) -> None:
    """Where there is one; a field in the instruction of another shows nothing by itself."""
    path = word_file(
        tmp_path / "a.docx",
        paragraph(run("Neem "), field(r"EQ \f(3;4)"), run(" liter, "), field("PAGE", run("7"))),
        paragraph(field(f"IF </w:instrText></w:r>{field('DATE', run('weg'))}<w:r><w:instrText>=1",
                        run("25 euro"))),
    )  # fmt: skip

    found = read_word(path.read_bytes(), "a.docx")

    assert [piece.text for piece in found.pieces] == ["Neem ¾ liter, 7", "25 euro"]
