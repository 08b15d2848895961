"""A number over another with a bar between them is a fraction in its sentence."""

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from kwchat.reading.document import Kind
from kwchat.reading.reader import read


def drawn(path: Path, before: str, above: str, below: str, after: str, *, size: int = 8) -> str:
    canvas = Canvas(str(path))
    canvas.setFont("Helvetica", 11)
    canvas.drawString(72, 700, before)
    left = 72 + canvas.stringWidth(before, "Helvetica", 11) + 4
    canvas.setFont("Helvetica", size)
    wide = max(canvas.stringWidth(text, "Helvetica", size) for text in (above, below))
    canvas.drawCentredString(left + wide / 2, 703 + size / 8, above)
    canvas.drawCentredString(left + wide / 2, 702 - size, below)
    canvas.line(left - 1, 702, left + wide + 1, 702)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(left + wide + 5, 700, after)
    canvas.save()
    return read(path, source_id="a", kind=Kind.EIGEN).text


@pytest.mark.parametrize("size", [7, 8, 11])
@pytest.mark.parametrize(
    ("before", "above", "below", "shown"),
    [
        ("De kans is", "3", "4", "De kans is ¾ van de klas."),
        ("De kans is", "12", "365", "De kans is 12/365 van de klas."),
        ("Dat is 2", "3", "16", "Dat is 2 3/16 van de klas."),
        ("Dat is 2", "1", "2", "Dat is 2 ½ van de klas."),
    ],
)
def test_a_fraction_is_one_sign(
    tmp_path: Path, size: int, before: str, above: str, below: str, shown: str
) -> None:
    """In small type or as large as the text; a whole number before it stays apart."""
    text = drawn(tmp_path / "a.pdf", before, above, below, "van de klas.", size=size)

    assert text == shown


def test_a_line_under_a_number_is_no_bar(tmp_path: Path) -> None:
    """The numbers of two lines, one underlined, stay where they are."""
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.setFont("Helvetica", 11)
    for base, text in ((700, "Klas 12 telt"), (688, "nu ja 34 leerlingen.")):
        canvas.drawString(72, base, text)
    canvas.line(99, 698, 111, 698)
    canvas.save()

    assert read(tmp_path / "a.pdf", source_id="a", kind=Kind.EIGEN).text == (
        "Klas 12 telt nu ja 34 leerlingen."
    )
