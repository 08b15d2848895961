"""PDFs of many makes, drawn here, each with the words that a reader sees on it, in order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    SimpleDocTemplate,
    Table,
)

Cells: TypeAlias = Mapping[str, str]  # heading to cell

_WORDS = (
    "leerling leraar school les vraag antwoord onderzoek werkplaats overleg samen rooster toets "
    "ouder mentor groep vak lokaal jaar week afspraak verslag doel stap plan begeleiding lezen"
).split()


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands on the pages: running text in order, rows of tables, and what is no text."""

    text: str
    rows: tuple[Cells, ...] = ()
    not_text: tuple[str, ...] = ()


def sentence(seed: int, words: int = 12) -> str:
    """Return a sentence that no other seed gives, with a number in it."""
    chosen = [_WORDS[(7 * seed + n * (n + seed)) % len(_WORDS)] for n in range(words - 1)]
    chosen.insert(1 + seed % (words - 2), str(1000 + seed))
    return f"{' '.join(chosen).capitalize()}."


def paragraph(seed: int, sentences: int = 5) -> str:
    """Return a paragraph of sentences."""
    return " ".join(sentence(100 * seed + number) for number in range(sentences))


def style(size: float = 11, leading: float = 14, **settings: object) -> ParagraphStyle:
    """Return a style of running text."""
    return ParagraphStyle("tekst", fontName="Helvetica", fontSize=size, leading=leading, **settings)


def build(path: Path, flow: Sequence[Flowable], **settings: object) -> None:
    """Write what flows over pages."""
    SimpleDocTemplate(str(path), **{"pagesize": A4, **settings}).build(list(flow))


def _plain(path: Path) -> Printed:
    def furniture(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.drawString(72, 800, "Schoolgids De Vlieger")
        canvas.drawString(500, 30, f"{document.page}")

    texts = [paragraph(seed, 9) for seed in range(14)]
    document = SimpleDocTemplate(str(path), pagesize=A4)
    flow = [Paragraph(text, style(spaceAfter=8)) for text in texts]
    document.build(flow, onFirstPage=furniture, onLaterPages=furniture)
    return Printed(" ".join(texts), not_text=("Vlieger",))


def _wide(path: Path) -> Printed:
    texts = [paragraph(seed) for seed in range(20, 26)]
    leadings = [28, 28, 14, 21, 28, 14]
    build(
        path,
        [
            Paragraph(text, style(leading=leading, spaceAfter=leading / 2))
            for text, leading in zip(texts, leadings, strict=True)
        ],
    )
    return Printed(" ".join(texts))


def _indented(path: Path) -> Printed:
    texts = [paragraph(seed) for seed in range(30, 36)]
    build(path, [Paragraph(text, style(firstLineIndent=18)) for text in texts])
    return Printed(" ".join(texts))


POWERS = [
    ("De versnelling is 9,81 m/s<super>2</super> op aarde.",
     "De versnelling is 9,81 m/s² op aarde."),
    ("De stelling is a<super>2</super> + b<super>2</super> = c<super>2</super>.",
     "De stelling is a² + b² = c²."),
    ("De lengte is 5 · 10<super>-6</super> meter.", "De lengte is 5 · 10⁻⁶ meter."),
    ("In de lucht zit CO<sub>2</sub> en H<sub>2</sub>O.", "In de lucht zit CO₂ en H₂O."),
    ("Het plein is 400 m<super>2</super> groot.", "Het plein is 400 m² groot."),
    ("Er zijn 10<super>8</super> cellen per cm<super>3</super>.", "Er zijn 10⁸ cellen per cm³."),
    ("De 19<super>e</super> eeuw duurde lang.", "De 19e eeuw duurde lang."),
    ("Het ion is Ca<super>2+</super> of OH<super>-</super>.", "Het ion is Ca²⁺ of OH⁻."),
    ("Het deel is <super>1</super>/<sub>2</sub> van het geheel.", "Het deel is ½ van het geheel."),
]  # fmt: skip


def _powers(path: Path) -> Printed:
    flow = [Paragraph(paragraph(40), style())]
    flow += [Paragraph(markup, style(spaceBefore=10)) for markup, _ in POWERS]
    build(path, flow)
    return Printed(" ".join([paragraph(40), *(text for _, text in POWERS)]))


def _columns(path: Path) -> Printed:
    frames = [Frame(60, 60, 230, 720, id="l"), Frame(310, 60, 230, 720, id="r")]
    document = BaseDocTemplate(str(path), pagesize=A4)
    document.addPageTemplates([PageTemplate("twee", frames)])
    texts = [paragraph(seed, 6) for seed in range(50, 64)]
    document.build([Paragraph(text, style(10, 12, spaceAfter=6)) for text in texts])
    return Printed(" ".join(texts))


def _notes(path: Path) -> Printed:
    canvas = Canvas(str(path), pagesize=A4)
    seen = []
    for page in range(3):
        text, note = paragraph(70 + page, 8), f"Zie {sentence(7900 + page)}"
        marked = text.replace(". ", f".<super>{page + 1}</super> ", 1)
        for words, kind, top in ((marked, style(), 780), (f"{page + 1} {note}", style(8, 10), 120)):
            flowable = Paragraph(words, kind)
            _, height = flowable.wrap(450, 700)
            flowable.drawOn(canvas, 72, top - height)
        seen += [text, note]
        canvas.showPage()
    canvas.save()
    return Printed(" ".join(seen))


GRID = [
    ["", "ma", "di", "wo", "do", "vr"],
    ["1", "wiskunde", "Nederlands", "Engels", "aardrijkskunde", "geschiedenis"],
    ["2", "natuurkunde", "wiskunde", "", "lo", "biologie"],
    ["3", "", "Engels", "wiskunde", "Nederlands", "muziek"],
]
RESULTS = [
    ["Locatie", "Leerlingen", "Geslaagd", "Opmerking"],
    ["Dorpsstraat", "1.204", "97,5%", "Twee leerlingen deden het examen een jaar later opnieuw."],
    ["Stationsplein", "865", "", "Nieuw gebouw"],
    ["Kerkweg", "342", "91,0%", ""],
]


def rows_of(table: Sequence[Sequence[str]]) -> tuple[Cells, ...]:
    """Return each row as its cells by heading."""
    head, *body = table
    return tuple(dict(zip(head, row, strict=True)) for row in body)


def _grid(path: Path, *, lines: bool, leading: float = 14) -> Printed:
    ruled = [("GRID", (0, 0), (-1, -1), 0.5, "black")] if lines else []
    padding = [("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]
    cells = Table(
        GRID, colWidths=[30, 80, 80, 80, 90, 90], rowHeights=leading, style=ruled + padding
    )
    wrapped = [[Paragraph(cell, style(10, 12)) for cell in row] for row in RESULTS]
    results = Table(
        wrapped, colWidths=[90, 70, 60, 150], style=[*ruled, ("VALIGN", (0, 0), (-1, -1), "TOP")]
    )
    flow = [
        Paragraph(paragraph(80), style(spaceAfter=12)), cells,
        Paragraph(paragraph(81), style(spaceBefore=12, spaceAfter=12)), results,
        Paragraph(paragraph(82), style(spaceBefore=12)),
    ]  # fmt: skip
    build(path, flow)
    words = [paragraph(80), *chain(*GRID), paragraph(81), *chain(*RESULTS), paragraph(82)]
    return Printed(" ".join(filter(None, words)), rows_of(GRID) + rows_of(RESULTS))


def _ruled(path: Path) -> Printed:
    return _grid(path, lines=True, leading=18)


def _unruled(path: Path) -> Printed:
    return _grid(path, lines=False, leading=14)


def _spans(path: Path) -> Printed:
    table = [
        ["Leerjaar", "Vak", "Uren"],
        ["1", "Wiskunde", "3"],
        ["", "Nederlands", "4"],
        ["2", "Wiskunde", "5"],
        ["", "Nederlands", "6"],
    ]
    ruled = [
        ("GRID", (0, 0), (-1, -1), 0.5, "black"),
        ("SPAN", (0, 1), (0, 2)),
        ("SPAN", (0, 3), (0, 4)),
    ]
    build(
        path,
        [Paragraph(paragraph(85), style(spaceAfter=12)), Table(table, style=ruled, colWidths=90)],
    )
    rows = tuple(
        {**row, "Leerjaar": year} for row, year in zip(rows_of(table), "1122", strict=True)
    )
    return Printed(" ".join([paragraph(85), *filter(None, chain(*table))]), rows)


def _form(path: Path) -> Printed:
    canvas = Canvas(str(path), pagesize=A4)
    canvas.drawString(72, 760, "Aanmeldformulier voor de brugklas")
    fields = [("Naam", "Samira de Wit"), ("Adres", "Dorpsstraat 12"), ("Telefoon", "0612345678")]
    for number, (label, value) in enumerate(fields):
        top = 720 - 30 * number
        canvas.drawString(72, top, f"{label}:")
        canvas.acroForm.textfield(name=label, value=value, x=160, y=top - 5, width=200, height=18)
    canvas.drawString(72, 600, "Stuur dit formulier voor 1 maart naar de administratie.")
    canvas.save()
    words = [f"{label}: {value}" for label, value in fields]
    first, last = (
        "Aanmeldformulier voor de brugklas",
        "Stuur dit formulier voor 1 maart naar de administratie.",
    )
    return Printed(" ".join([first, *words, last]))


def _rotated(path: Path) -> Printed:
    canvas = Canvas(str(path), pagesize=A4)
    seen = []
    for page in range(2):
        canvas.setPageRotation(90)
        canvas.rotate(90)
        flowable = Paragraph(text := paragraph(90 + page), style())
        _, height = flowable.wrap(600, 500)
        flowable.drawOn(canvas, 80, -80 - height)
        seen.append(text)
        canvas.showPage()
    canvas.save()
    return Printed(" ".join(seen))


def _watermarked(path: Path) -> Printed:
    canvas = Canvas(str(path), pagesize=A4)
    seen = []
    for page in range(3):
        canvas.saveState()
        canvas.setFillGray(0.8)
        canvas.setFont("Helvetica-Bold", 70)
        canvas.translate(100, 300 if page < 2 else 700)
        canvas.rotate(45 if page < 2 else 0)
        canvas.drawString(0, 0, "CONCEPT")
        canvas.restoreState()
        flowable = Paragraph(text := paragraph(95 + page, 12), style())
        _, height = flowable.wrap(450, 700)
        flowable.drawOn(canvas, 72, 760 - height)
        seen.append(text)
        canvas.showPage()
    canvas.save()
    return Printed(" ".join(seen), not_text=("CONCEPT",))


def _accents(path: Path) -> Printed:
    """Draw accents as TeX does: beside the letter, in its place."""
    canvas = Canvas(str(path), pagesize=A4)
    lines = [
        ["Het caf", "\u00b4e", " is een e", "\u00b4e", "n na oudste re",
         "\u00a8u", "nie van de stad."],
        ["De cr", "`e", "che telt drie gro", "\u00b4o", "tste co", "\u00a8o", "rdinatoren."],
        ["De o\ufb03ci\u00eble \ufb01nanci\u00ebn van de \ufb02at."],
    ]  # fmt: skip
    for number, line in enumerate(lines):
        left, base = 72.0, 700 - 14 * number
        for part in line:
            if len(part) == 2 and part[0] in "\u00b4\u00a8`":
                width = canvas.stringWidth(part[1], "Helvetica", 11)
                accent = canvas.stringWidth(part[0], "Helvetica", 11)
                canvas.setFont("Helvetica", 11)
                canvas.drawString(left + (width - accent) / 2, base, part[0])
                canvas.drawString(left, base, part[1])
                left += width
            else:
                whole = (
                    part.replace("\ufb03", "ffi").replace("\ufb01", "fi").replace("\ufb02", "fl")
                )
                canvas.setFont("Helvetica", 11)
                canvas.drawString(left, base, whole)
                left += canvas.stringWidth(whole, "Helvetica", 11)
    canvas.save()
    return Printed(
        "Het café is een eén na oudste reünie van de stad. "
        "De crèche telt drie groótste coördinatoren. De officiële financiën van de flat."
    )


def _hyphens(path: Path) -> Printed:
    canvas = Canvas(str(path), pagesize=A4)
    lines = [
        "De werkplaats onderwijsonderzoek is een samenwer-",
        "king van scholen en hogescholen. Elke samenwerking be-",
        "gint met een vraag uit de praktijk van de leraren-",
        "opleiding. De e-mail gaat naar de Noord-",
        "Hollandse scholen, in- en uitstroom inbegrepen.",
    ]
    for number, line in enumerate(lines):
        canvas.drawString(72, 700 - 14 * number, line)
    canvas.save()
    return Printed(
        "De werkplaats onderwijsonderzoek is een samenwerking van scholen en hogescholen. Elke "
        "samenwerking begint met een vraag uit de praktijk van de lerarenopleiding. De e-mail gaat "
        "naar de Noord-Hollandse scholen, in- en uitstroom inbegrepen."
    )


def _joined(path: Path) -> Printed:
    canvas = Canvas(str(path), pagesize=A4)
    seen = []
    for part in range(2):
        for page in range(1, 5):
            canvas.drawString(290, 30, f"{page + 10 * (1 - part)}")
            flowable = Paragraph(text := paragraph(200 + 10 * part + page), style())
            _, height = flowable.wrap(450, 700)
            flowable.drawOn(canvas, 72, 760 - height)
            seen.append(text)
            canvas.showPage()
    canvas.save()
    return Printed(" ".join(seen))


def _lists(path: Path) -> Printed:
    items = [sentence(9000 + number, 18) for number in range(8)]
    flow = [Paragraph(paragraph(110), style(spaceAfter=8))]
    flow += [
        Paragraph(f"<bullet>\u2022</bullet>{item}", style(leftIndent=14 + 14 * (number % 2)))
        for number, item in enumerate(items[:4])
    ]
    flow += [Paragraph(paragraph(111), style(spaceBefore=8, spaceAfter=8))]
    flow += [
        Paragraph(f"<bullet>{number}.</bullet>{item}", style(leftIndent=18))
        for number, item in enumerate(items[4:], 1)
    ]
    build(path, flow)
    numbered = [f"{number}. {item}" for number, item in enumerate(items[4:], 1)]
    return Printed(" ".join([paragraph(110), *items[:4], paragraph(111), *numbered]))


def _law(path: Path) -> Printed:
    heads = [f"Artikel {number} {sentence(9100 + number, 3)[:-1]}" for number in range(1, 7)]
    texts = [
        f"{part}. {sentence(9200 + 10 * head + part, 20)}" for head in range(6) for part in (1, 2)
    ]
    bold = ParagraphStyle("kop", fontName="Helvetica-Bold", fontSize=11, leading=16, spaceBefore=8)
    flow, seen = [], []
    for number, head in enumerate(heads):
        flow.append(Paragraph(head, bold))
        flow += [Paragraph(text, style()) for text in texts[2 * number : 2 * number + 2]]
        seen += [head, *texts[2 * number : 2 * number + 2]]
    build(path, flow)
    return Printed(" ".join(seen))


def _landscape(path: Path) -> Printed:
    texts = [paragraph(seed, 4) for seed in range(120, 126)]
    flow: list[Flowable] = []
    for text in texts:
        flow += [Paragraph(text, style(16, 22)), PageBreak()]
    build(path, flow, pagesize=landscape(A4))
    return Printed(" ".join(texts))


def _numbers(path: Path) -> Printed:
    table = [["Jaar", "Instroom", "Uitstroom", "Verschil"]]
    table += [
        [str(2010 + n), f"{1200 + 37 * n}", f"{1100 + 41 * n}", f"{10 - n},{n}"] for n in range(12)
    ]
    build(path, [Paragraph(paragraph(130), style(spaceAfter=10)), Table(table, colWidths=80)])
    return Printed(" ".join([paragraph(130), *chain(*table)]), rows_of(table))


PRINTS: Mapping[str, Callable[[Path], Printed]] = {
    "lopende tekst": _plain,
    "regelafstand": _wide,
    "inspringen": _indented,
    "machten": _powers,
    "kolommen": _columns,
    "voetnoten": _notes,
    "rooster met lijnen": _ruled,
    "rooster zonder lijnen": _unruled,
    "samengevoegde cellen": _spans,
    "formulier": _form,
    "gedraaid": _rotated,
    "watermerk": _watermarked,
    "accenten": _accents,
    "afbreken": _hyphens,
    "samengevoegd": _joined,
    "lijsten": _lists,
    "artikelen": _law,
    "liggend": _landscape,
    "getallen": _numbers,
}
