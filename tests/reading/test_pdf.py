"""PDF as teachers have it: printed page numbers, columns, notes and tables, on PDFs made here."""

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from kwchat.reading.document import Document, Kind
from kwchat.reading.reader import read

Draw = Callable[[Canvas, int], None]


def opened(path: Path) -> Document:
    return read(path, source_id="bron", kind=Kind.EIGEN)


def made(path: Path, pages: int, draw: Draw) -> Document:
    """Write a PDF of so many pages, each drawn with its number, and read it."""
    canvas = Canvas(str(path))
    for number in range(1, pages + 1):
        draw(canvas, number)
        canvas.showPage()
    canvas.save()
    return opened(path)


def outline(document: Document) -> list[tuple[str, str]]:
    return [(block.kind.value, document.text[block.start : block.end]) for block in document.blocks]


# --- page numbers -------------------------------------------------------------------------------

COUNTED = [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("margin", "printed"),
    [
        ("{n}", COUNTED),
        ("Tijdschrift voor Onderwijs 41 | 210{n}", [2101, 2102, 2103, 2104, 2105]),
        ("Pagina {n} van 5 | Schoolplan 2024-2028", COUNTED),
        ("Versie 3, mei 2024", COUNTED),
        ("{before}", [None, None, 1, 2, 3]),
        ("{jumping}", COUNTED),
    ],
    ids=["counted", "journal", "of-five", "no-number", "after-front-matter", "inconsistent"],
)
def test_the_page_number_is_the_printed_one(
    tmp_path: Path, margin: str, printed: list[int | None]
) -> None:
    """It counts where it runs on with the pages; the place in the file stays known."""

    def draw(canvas: Canvas, number: int) -> None:
        canvas.drawString(60, 700, f"Op blad {'abcde'[number - 1]} staat een zin.")
        before = str(number - 2) if number > 2 else ""
        shown = margin.format(n=number, before=before, jumping=number * number + 7)
        canvas.drawString(60, 30, shown)

    document = made(tmp_path / "a.pdf", 5, draw)
    places = [document.text.index(f"blad {letter}") for letter in "abcde"]

    assert [document.page_at(place) for place in places] == printed
    assert [document.sheet_at(place) for place in places] == COUNTED
    assert all(page.label == "" for page in document.pages) == (printed == COUNTED)


def test_a_pdf_may_label_its_pages_itself(tmp_path: Path) -> None:
    """As viewers show them: first Roman, then from 1. A Roman page has no number to cite."""

    def draw(canvas: Canvas, number: int) -> None:
        style, start = ("ROMAN_LOWER", 1) if number < 3 else ("ARABIC", 1)
        if number in {1, 3}:
            canvas.addPageLabel(number - 1, style, start)
        canvas.drawString(60, 700, f"Op blad {'abcde'[number - 1]} staat een zin.")

    document = made(tmp_path / "a.pdf", 4, draw)

    assert [page.label for page in document.pages] == ["i", "ii", "1", "2"]
    assert [page.printed for page in document.pages] == [None, None, 1, 2]
    assert [page.number for page in document.pages] == [1, 2, 3, 4]


def test_labels_that_only_count_are_none(tmp_path: Path) -> None:
    """The page has then no other number than its place."""

    def draw(canvas: Canvas, number: int) -> None:
        canvas.addPageLabel(number - 1, "ARABIC", number)
        canvas.drawString(60, 700, f"Op blad {'abcde'[number - 1]} staat een zin.")

    assert [page.label for page in made(tmp_path / "a.pdf", 3, draw).pages] == ["", "", ""]


def test_only_running_lines_are_left_out(tmp_path: Path) -> None:
    """Wherever among the lines of its page a PDF draws them."""

    def draw(canvas: Canvas, number: int) -> None:
        for index in range(number):
            canvas.drawString(60, 700 - 14 * index, f"Zin {index} van blad {number}.")
        canvas.drawString(60, 30, f"Schoolplan {number}")

    document = made(tmp_path / "a.pdf", 3, draw)

    assert " ".join(document.text.split()) == (
        "Zin 0 van blad 1. Zin 0 van blad 2. Zin 1 van blad 2. "
        "Zin 0 van blad 3. Zin 1 van blad 3. Zin 2 van blad 3."
    )


# --- headings and lists --------------------------------------------------------------------------


def test_bold_type_makes_headings_and_short_lines_alone_do_not(tmp_path: Path) -> None:
    """Bold letters stand a bit higher than others of their size; in small type they are none."""
    lines = [
        ("Helvetica-Bold", 12, "Onze school"),
        ("Helvetica", 12, "Wij leren samen met elkaar"),
        ("Helvetica-Bold", 12, "Kosten"),
        ("Helvetica", 12, "Geen in het eerste jaar"),
        ("Helvetica-Bold", 9, "Een foto"),
        ("Helvetica", 12, "Dat is alles"),
    ]

    def draw(canvas: Canvas, _: int) -> None:
        for index, (font, size, text) in enumerate(lines):
            canvas.setFont(font, size)
            canvas.drawString(60, 700 - 30 * index, text)

    found = outline(made(tmp_path / "a.pdf", 1, draw))

    assert [text for kind, text in found if kind == "heading"] == ["Onze school", "Kosten"]


WORDS = "wij leren en doen en zien en gaan en zijn en dat"


@pytest.mark.parametrize(
    ("font", "size", "lines", "heads"),
    [
        pytest.param("Helvetica-Bold", 12, ["Doel"], True, id="bold"),
        pytest.param("Helvetica-Bold", 12, [f"W{WORDS[1:]}"], True, id="twelve bold words"),
        pytest.param("Helvetica-Bold", 12, [f"W{WORDS[1:]} ook"], False, id="thirteen"),
        pytest.param("Helvetica-Bold", 12, ["Wij leren samen."], False, id="a bold sentence"),
        pytest.param("Helvetica", 16, ["Wij leren samen."], True, id="a big sentence"),
        pytest.param("Helvetica", 16, [WORDS, f"{WORDS} ook"], True, id="25 big words"),
        pytest.param("Helvetica", 16, [WORDS, f"{WORDS} ook er"], False, id="26"),
    ],
)
def test_what_is_set_apart_and_short_is_a_heading(
    tmp_path: Path, font: str, size: int, lines: list[str], heads: bool
) -> None:
    """More is an introduction, or a sentence that matters."""

    def draw(canvas: Canvas, _: int) -> None:
        canvas.setFont("Helvetica", 24)
        canvas.drawString(60, 780 - 84, "Verslag")
        canvas.setFont(font, size)
        for index, text in enumerate(lines):
            canvas.drawString(60, 640 - (size + 2) * index, text)
        canvas.setFont("Helvetica", 12)
        for index, text in enumerate(LEFT):
            canvas.drawString(60, 560 - 14 * index, text)

    document = made(tmp_path / "a.pdf", 1, draw)
    levels = [block.level for block in document.blocks if block.kind.value == "heading"]

    assert levels == ([1, 2] if heads else [1])


def test_a_text_in_bold_throughout_has_no_bold_headings(tmp_path: Path) -> None:
    """What is everywhere sets nothing apart."""

    def draw(canvas: Canvas, _: int) -> None:
        for index, text in enumerate(["Onze school", "Wij leren met", "Kosten", "Geen."]):
            canvas.setFont("Helvetica" if index == 3 else "Helvetica-Bold", 12)
            canvas.drawString(60, 700 - 14 * index, text)

    assert [kind for kind, _ in outline(made(tmp_path / "a.pdf", 1, draw))] == ["paragraph"]


def test_a_line_under_a_bullet_ends_its_item(tmp_path: Path) -> None:
    """The lines of an item stand further right than its bullet."""

    def draw(canvas: Canvas, _: int) -> None:
        places = [
            (60, "- lezen met de hele klas en"),
            (72, "met elkaar"),
            (60, "Dan gaan wij door"),
        ]
        for index, (left, text) in enumerate(places):
            canvas.drawString(left, 700 - 14 * index, text)

    assert outline(made(tmp_path / "a.pdf", 1, draw)) == [
        ("item", "lezen met de hele klas en met elkaar"),
        ("paragraph", "Dan gaan wij door"),
    ]


# --- columns ------------------------------------------------------------------------------------

LEFT = [
    "Leraren en onderzoekers werken samen",
    "aan vragen uit de school. Zij kiezen een",
    "vraag die voor iedereen van belang is.",
    "Daarna zoeken zij uit wat er al bekend",
    "is, en wat de school zelf nog kan onder-",
]
RIGHT = [
    "zoeken. Een coach helpt hen daarbij op",
    "vaste dagen. Aan het einde van het jaar",
    "vertellen zij de anderen wat er uitkwam.",
    "Soms blijkt dat er meer tijd nodig is.",
    "Dan gaat het een jaar later verder zo.",
]
STORY = (
    "Leraren en onderzoekers werken samen aan vragen uit de school. Zij kiezen een vraag die voor "
    "iedereen van belang is. Daarna zoeken zij uit wat er al bekend is, en wat de school zelf nog "
    "kan onderzoeken. Een coach helpt hen daarbij op vaste dagen. Aan het einde van het jaar "
    "vertellen zij de anderen wat er uitkwam. Soms blijkt dat er meer tijd nodig is. Dan gaat het "
    "een jaar later verder zo."
)


def columns(canvas: Canvas, top: float, *, by_row: bool) -> None:
    """Draw the two columns in the order of reading, or line by line across both."""
    placed = [(60, top - 14 * i, text) for i, text in enumerate(LEFT)]
    placed += [(310, top - 14 * i, text) for i, text in enumerate(RIGHT)]
    if by_row:
        placed.sort(key=lambda place: (-place[1], place[0]))
    for place in placed:
        canvas.drawString(*place)


@pytest.mark.parametrize("by_row", [False, True], ids=["by-column", "by-row"])
@pytest.mark.parametrize("title", ["Samen onderzoeken in de school, een verslag", "Verslag"])
def test_columns_are_read_one_after_the_other(tmp_path: Path, title: str, *, by_row: bool) -> None:
    """Under each title over both of them, in whatever order the PDF draws them."""

    def draw(canvas: Canvas, _: int) -> None:
        for top, words in ((700, title), (500, f"{title} 2")):
            canvas.setFont("Helvetica", 20)
            canvas.drawString(60, top, words)
            canvas.setFont("Helvetica", 12)
            columns(canvas, top - 30, by_row=by_row)

    assert outline(made(tmp_path / "a.pdf", 1, draw)) == [
        ("heading", title),
        ("paragraph", STORY),
        ("heading", f"{title} 2"),
        ("paragraph", STORY),
    ]


@pytest.mark.parametrize(
    ("last", "first", "count"),
    [
        ("is, en wat de school zelf doet.", "Zij vragen het een coach op", 2),
        ("is, en dat doen zij graag met", "Zeist. Een coach helpt daarbij op", 1),
        ("is, en wat de school zelf doet.", "e-mail van een coach helpt hen op", 1),
    ],
    ids=["a new sentence", "a name", "small letters"],
)
def test_a_paragraph_may_end_with_its_column(
    tmp_path: Path, last: str, first: str, count: int
) -> None:
    """Where a sentence ends with the left one, and another begins the right one."""

    def draw(canvas: Canvas, _: int) -> None:
        for index, text in enumerate([*LEFT[:4], last]):
            canvas.drawString(60, 700 - 14 * index, text)
        for index, text in enumerate([first, *RIGHT[1:]]):
            canvas.drawString(310, 700 - 14 * index, text)

    assert len(made(tmp_path / "a.pdf", 1, draw).blocks) == count


# --- tables -------------------------------------------------------------------------------------

BODY = getSampleStyleSheet()["BodyText"]
SENTENCE = "De werkplaats is een plek waar leraren en onderzoekers samen werken. "


def test_a_table_row_is_a_line(tmp_path: Path) -> None:
    """Each cell after the heading of its column; text around the table stays apart."""
    rows = [
        ["Plaats", "Scholen", "Vraag"],
        ["Utrecht", "12", Paragraph("Hoe leren leerlingen van elkaar in de les?", BODY)],
        ["Tilburg", "8", "Wat werkt bij taal?"],
        ["Amsterdam", "", "Hoe begeleid je starters?"],
    ]
    table = Table(rows, colWidths=[100, 80, 130], style=[("VALIGN", (0, 0), (-1, -1), "TOP")])
    target = tmp_path / "a.pdf"
    SimpleDocTemplate(str(target), pagesize=A4).build(
        [Paragraph(SENTENCE * 3, BODY), table, Paragraph(SENTENCE * 2, BODY)]
    )

    assert outline(opened(target)) == [
        ("paragraph", (SENTENCE * 3).strip()),
        ("item", "Plaats: Utrecht; Scholen: 12; Vraag: Hoe leren leerlingen van elkaar in de les?"),
        ("item", "Plaats: Tilburg; Scholen: 8; Vraag: Wat werkt bij taal?"),
        ("item", "Plaats: Amsterdam; Vraag: Hoe begeleid je starters?"),
        ("paragraph", (SENTENCE * 2).strip()),
    ]


def test_a_table_without_headings_has_its_cells_alone(tmp_path: Path) -> None:
    """A first row like the others is no heading."""
    rows = [["Naam", "De Vlieger"], ["Plaats", "Utrecht"], ["Directeur", "Jo Smit"]]
    target = tmp_path / "a.pdf"
    SimpleDocTemplate(str(target)).build([Table(rows, colWidths=[100, 100])])

    assert outline(opened(target)) == [
        ("item", "Naam; De Vlieger"),
        ("item", "Plaats; Utrecht"),
        ("item", "Directeur; Jo Smit"),
    ]


# --- footnotes ----------------------------------------------------------------------------------


def test_small_digits_on_the_line_are_words(tmp_path: Path) -> None:
    """Only what stands higher is the number of a note."""

    def draw(canvas: Canvas, _: int) -> None:
        text = "In groep <font size=8>3</font> leren zij <font size=8>24</font> letters."
        paragraph = Paragraph(text, ParagraphStyle("text", fontName="Helvetica", fontSize=12))
        paragraph.wrap(480, 20)
        paragraph.drawOn(canvas, 60, 700)

    assert made(tmp_path / "a.pdf", 1, draw).text == "In groep 3 leren zij 24 letters."


RUNNING_ON = (
    "Leraren leren samen. Dat doen zij in 40 m² en zij zoeken daarbij naar antwoorden op vragen "
    "die van belang zijn voor de hele school."
)


def test_a_footnote_does_not_cut_the_sentence_that_runs_over_the_page(tmp_path: Path) -> None:
    """It stands before that paragraph, on its own page, without its number."""
    large = ParagraphStyle("large", fontName="Helvetica", fontSize=12, leading=14)
    small = ParagraphStyle("small", fontName="Helvetica", fontSize=8, leading=10)
    pages = [
        [
            "Leraren leren samen.<super>1</super> Dat doen zij in 40 m<super>2</super> en",
            "zij zoeken daarbij naar antwoorden op vragen<super>2</super> die",
        ],
        ["van belang zijn voor de hele school."],
    ]

    def draw(canvas: Canvas, number: int) -> None:
        for index, line in enumerate(pages[number - 1]):
            paragraph = Paragraph(line, large)
            paragraph.wrap(480, 20)
            paragraph.drawOn(canvas, 60, 150 - 14 * index if number == 1 else 760)
        notes = ["<super>1</super> Zie De Jong (2017) over leren", "van elkaar."]
        notes.append("<super>2</super>Uit 2019.")
        for index, note in enumerate(notes if number == 1 else []):
            paragraph = Paragraph(note, small)
            paragraph.wrap(480, 20)
            paragraph.drawOn(canvas, 60, 90 - 10 * index)

    document = made(tmp_path / "a.pdf", 2, draw)

    assert outline(document) == [
        ("paragraph", "Zie De Jong (2017) over leren van elkaar."),
        ("paragraph", "Uit 2019."),
        (
            "paragraph",
            RUNNING_ON,
        ),
    ]
    assert [document.page_at(document.text.index(word)) for word in ("Zie", "Uit", "hele")] == [
        *(1, 1, 2)
    ]
