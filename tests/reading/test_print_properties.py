"""Whatever a PDF is put together of, no word of it is lost and no number altered."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from prints import POWERS, paragraph, sentence, style
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    ListFlowable,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from kwchat.reading.document import Kind
from kwchat.reading.reader import read

SIGNS = re.compile(r"[^\s;:]+")  # headings of tables get a colon, rows a semicolon


@dataclass(frozen=True, slots=True)
class Drawn:
    """Something on a page, and the words that are on it; those of headings may come again."""

    flow: tuple[Flowable, ...]
    text: str
    headings: str = ""


class Filled(Flowable):
    """A label with a field of a form behind it, filled in."""

    def __init__(self, label: str, value: str) -> None:
        super().__init__()
        self.label, self.value = label, value
        self.width, self.height = 220, 26

    def draw(self) -> None:
        """Draw both on one line."""
        self.canv.drawString(0, 8, self.label)
        corners = (self.canv.absolutePosition(*place) for place in ((70, 3), (190, 21)))
        (left, right), (low, high) = (sorted(places) for places in zip(*corners, strict=True))
        size = {"width": right - left, "height": high - low}
        self.canv.acroForm.textfield(
            name=f"{self.label}{left}{low}", value=self.value, x=left, y=low, **size
        )


class Stacked(Flowable):
    """A sentence with a fraction of two numbers, one over the other."""

    def __init__(self, before: str, above: int, below: int, after: str) -> None:
        super().__init__()
        self.parts = before, str(above), str(below), after
        self.width, self.height = 220, 24

    def draw(self) -> None:
        """Draw the numbers in small type, with a bar between them."""
        before, above, below, after = self.parts
        self.canv.setFont("Helvetica", 11)
        left = self.canv.stringWidth(before, "Helvetica", 11) + 4
        wide = max(self.canv.stringWidth(text, "Helvetica", 7) for text in (above, below))
        self.canv.drawString(0, 8, before)
        self.canv.drawString(left + wide + 4, 8, after)
        self.canv.setFont("Helvetica", 7)
        self.canv.drawCentredString(left + wide / 2, 12, above)
        self.canv.drawCentredString(left + wide / 2, 3, below)
        self.canv.line(left - 1, 10, left + wide + 1, 10)


class Hyphenated(Flowable):
    """A paragraph in full lines; the first ends in half a word, the second in half a year."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words = text.split()

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Part the words over lines of this width."""
        self.lines: list[str] = []
        waiting, ends = list(self.words), ["onder-", "2025-"]
        begin = ""
        while waiting:
            end = ends.pop(0) if ends else ""
            line = begin
            while waiting and self.long(f"{line} {waiting[0]} {end}") < width:
                line = f"{line} {waiting.pop(0)}".strip()
            self.lines.append(f"{line} {end}".strip())
            begin = {"onder-": "wijs", "2025-": "2026"}.get(end, "")
        self.lines += [begin] * bool(begin)
        self.width, self.height = width, 14 * len(self.lines)
        return self.width, self.height

    def long(self, line: str) -> float:
        """Return how wide a line is."""
        wide: float = stringWidth(line, "Helvetica", 11)
        return wide

    def draw(self) -> None:
        """Draw the lines, all but the last as wide as the column."""
        for number, line in enumerate(self.lines, 1):
            text = self.canv.beginText(0, self.height - 14 * number + 3)
            text.setFont("Helvetica", 11)
            spaces = line.count(" ") if number < len(self.lines) else 0
            text.setWordSpace((self.width - self.long(line)) / spaces if spaces else 0)
            text.textOut(line)
            self.canv.drawText(text)


SEEDS = st.integers(1, 9_000)
paragraphs = st.tuples(SEEDS, st.integers(2, 6)).map(
    lambda drawn: Drawn(
        (Paragraph(paragraph(*drawn), style(spaceAfter=9)),), paragraph(*drawn)
    )
)  # fmt: skip
powers = st.sampled_from(POWERS).map(
    lambda power: Drawn((Paragraph(power[0], style(spaceAfter=9)),), power[1])
)


broken = SEEDS.map(
    lambda seed: Drawn(
        (Hyphenated(sentence(seed, 40)), Spacer(1, 9)), f"{sentence(seed, 40)} onderwijs 2025-2026"
    )
)
fractions = st.tuples(SEEDS, st.integers(1, 40), st.integers(41, 99)).map(
    lambda drawn: Drawn(
        (Stacked(f"Van {drawn[0]} is", drawn[1], drawn[2], "over, niet meer."), Spacer(1, 9)),
        f"Van {drawn[0]} is {drawn[1]}/{drawn[2]} over, niet meer.",
    )
)
fields = st.tuples(SEEDS, st.sampled_from(["Naam", "Groep", "Klas"])).map(
    lambda drawn: Drawn(
        (Filled(f"{drawn[1]}:", f"waarde{drawn[0]}"), Spacer(1, 9)), f"{drawn[1]} waarde{drawn[0]}"
    )
)


def _table(seed: int, cells: list[list[bool]], *, corner: bool, span: bool) -> Drawn:
    """Return a ruled table, some cells of which are empty, and the last of which spans two."""
    heads = ["" if corner else "Uur", "Maandag", "Dinsdag"]
    rows = [
        [
            f"u{seed + n}",
            *(f"vak{seed}{n}{place}" if full else "" for place, full in enumerate(row)),
        ]
        for n, row in enumerate(cells)
    ]
    if span:
        rows[-1][1:] = [f"samen{seed}", ""]
    looks = [("GRID", (0, 0), (-1, -1), 0.5, "black")]
    looks += [("SPAN", (1, -1), (2, -1))] if span else []
    flow = Table([heads, *rows], style=looks, colWidths=[50, 75, 75])
    words = " ".join(cell for row in rows for cell in row)
    return Drawn((flow, Spacer(1, 12)), f"{words} {' '.join(heads)}", " ".join(heads) + " /")


tables = st.tuples(
    SEEDS, st.lists(st.lists(st.booleans(), min_size=2, max_size=2), min_size=2, max_size=4)
).flatmap(
    lambda drawn: st.tuples(st.booleans(), st.booleans()).map(
        lambda how: _table(*drawn, corner=how[0], span=how[1])
    )
)


def _list(seed: int, count: int, *, numbered: bool) -> Drawn:
    lines = [sentence(seed + n, 6) for n in range(count)]
    flow = ListFlowable(
        [Paragraph(line, style()) for line in lines], bulletType="1" if numbered else "bullet"
    )
    return Drawn((flow, Spacer(1, 9)), " ".join(lines), "- 1 2 3 4 1. 2. 3. 4.")


lists = st.tuples(SEEDS, st.integers(2, 4), st.booleans()).map(
    lambda drawn: _list(drawn[0], drawn[1], numbered=drawn[2])
)
everything = paragraphs | powers | broken | fractions | fields | tables | lists


def printed(path: Path, parts: list[Drawn], *, columns: int, turned: int, footer: bool) -> None:
    """Write pages of one or two columns, that may lie on their side, with their numbers or not."""

    def furniture(canvas: Canvas, document: BaseDocTemplate) -> None:
        if turned:
            canvas.setPageRotation(turned)
            across, up = {90: (A4[0], 0), 180: A4, 270: (0, A4[1])}[turned]
            canvas.translate(across, up)
            canvas.rotate(turned)
        if footer:
            canvas.drawString(60, 25, f"Schoolgids De Vlieger | {document.page}")

    wide, high = (A4[1], A4[0]) if turned in {90, 270} else A4
    width = (wide - 120) / columns
    frames = [
        Frame(60 + n * width, 60, width - 12 * (columns - 1), high - 120, id=str(n))
        for n in range(columns)
    ]
    document = BaseDocTemplate(str(path), pagesize=A4)
    document.addPageTemplates([PageTemplate("blad", frames, onPage=furniture)])
    document.build([flow for part in parts for flow in part.flow])


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=20,
    deadline=None,
    phases=[Phase.generate],
)
@given(
    parts=st.lists(everything, min_size=3, max_size=9, unique_by=lambda part: part.text),
    columns=st.sampled_from([1, 1, 2]),
    turned=st.sampled_from([0, 0, 90, 180, 270]),
    footer=st.booleans(),
)
def test_no_word_is_lost_and_no_number_altered(
    tmp_path: Path, parts: list[Drawn], columns: int, turned: int, *, footer: bool
) -> None:
    """Headings of tables come again, and lists have signs; there is nothing else in it."""
    printed(tmp_path / "a.pdf", parts, columns=columns, turned=turned, footer=footer)

    text = read(tmp_path / "a.pdf", source_id="a", kind=Kind.EIGEN).text
    found = Counter(SIGNS.findall(text))
    expected = Counter(word for part in parts for word in SIGNS.findall(part.text))
    again = {word for part in parts for word in SIGNS.findall(part.headings)}
    again |= {*"Schoolgids De Vlieger | 1 2 3".split()} if footer else set()

    assert sorted((expected - found).elements()) == [], text
    assert {word for word in found - expected if word not in again} == set(), text


@pytest.mark.parametrize("seed", [2, 37, 41, 49, 150, 158])
def test_the_last_lines_of_a_column_are_no_cells(tmp_path: Path, seed: int) -> None:
    """However few stand beside the text of the other column, in which words go on below."""
    filling = [
        Drawn((Paragraph(text, style(spaceAfter=9)),), text)
        for place in range(3 + seed % 4)
        for text in [paragraph(900 + seed * 7 + place, 3 + (place + seed) % 3)]
    ]
    words = sentence(1255 + seed, 40)
    parts = [
        Drawn((Hyphenated(words), Spacer(1, 9)), f"{words} onderwijs 2025-2026"),
        *filling,
        _list(1412 + seed, 4, numbered=True),
        Drawn((Filled("Klas:", "waarde7547"), Spacer(1, 9)), "Klas waarde7547"),
    ]
    printed(tmp_path / "a.pdf", parts, columns=2, turned=0, footer=False)

    found = Counter(SIGNS.findall(read(tmp_path / "a.pdf", source_id="a", kind=Kind.EIGEN).text))
    assert Counter(word for part in parts for word in SIGNS.findall(part.text)) - found == Counter()
