"""From every kind of file a question is answered, and the citation says where it stands."""

from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import pytest
from office import compound_file, odf_file, shape, slides_file, zipped
from reportlab.pdfgen.canvas import Canvas

import kwchat
from kwchat.answering.answer import Outcome
from kwchat.answering.assistant import Assistant

CASES = [
    ("open-dag", "Wanneer moeten ouders zich aanmelden voor de open dag?", "1 februari", "dia 2"),
    ("lessentabel", "Hoeveel uur scheikunde krijgt leerjaar 2?", "Scheikunde; Uren per week: 4",
     "blad Lessentabel"),
    ("kluisjes", "Wat is de huur van een kluisje op de eerste verdieping?", "€ 18", ""),
    ("kantine", "Wat verkoopt de kantine op vrijdag?", "vegetarische broodjes", ""),
    ("excursies", "Waar gaat 4 havo heen op excursie?", "Keulen", "blad Bestemmingen"),
    ("pauze", "Hoe lang duurt de grote pauze?", "vijfendertig minuten", "dia 2"),
    ("fiets", "Hoe laat gaat de fietsenstalling dicht?", "vijf uur", ""),
    ("lezen", "Wat doet voorlezen met de woordenschat van brugklassers?", "tien procent",
     "hoofdstuk Voorlezen"),
    ("studiedag", "Naar wanneer is de studiedag over toetsen verplaatst?", "donderdag 4 juni", ""),
    ("sleutel", "Wat kost een verloren sleutel van een lokaal?", "vijftien euro", ""),
    ("verzuim", "Hoe melden ouders een ziek kind?", "kwart over acht", ""),
    ("mobiel", "Waar liggen telefoons tijdens de les?", "telefoontas", ""),
    ("laptop", "Wanneer wordt de laptop eigendom van de leerling?", "drie jaar", ""),
    ("stage", "Hoe lang duurt de maatschappelijke stage?", "dertig uur", ""),
    ("toets", "Binnen hoeveel dagen wordt een gemiste toets ingehaald?", "tien schooldagen",
     "p. 2"),
]  # fmt: skip


def _sheets(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Dit bestand is van de roostermaker."])
    sheet = book.create_sheet("Lessentabel")
    for row in (["Leerjaar", "Vak", "Uren per week"], [1, "Frans", 3], [2, "Scheikunde", 4]):
        sheet.append(row)
    book.save(str(path))


def _open_sheets(path: Path) -> None:
    def table(name: str, *rows: tuple[str, ...]) -> str:
        cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>".format
        lines = (f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        return f"<table:table table:name='{name}'>{''.join(lines)}</table:table>"

    trips = (("Klas", "Plaats van de excursie"), ("3 vwo", "Antwerpen"), ("4 havo", "Keulen"))
    first = table("Inhoud", ("Lijst van het team.",))
    odf_file(path, "spreadsheet", first, table("Bestemmingen", *trips))


def _open_slides(path: Path) -> None:
    def page(title: str, text: str) -> str:
        box = "<draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>".format
        return (
            f"<draw:page><draw:frame presentation:class='title'>{box(title)}"
            f"<draw:frame presentation:class='outline'>{box(text)}</draw:page>"
        )

    odf_file(
        path,
        "presentation",
        page("Welkom", "Fijn dat je er bent."),
        page("De pauzes", "De grote pauze duurt vijfendertig minuten."),
    )


def _book(path: Path) -> None:
    chapters = {
        "a.xhtml": "<h1>Beginnen</h1><p>Dit boek gaat over lezen op school.</p>",
        "b.xhtml": "<h1>Voorlezen</h1><p>Voorlezen vergroot de woordenschat van brugklassers met "
        "ongeveer tien procent.</p>",
    }
    items = "".join(f"<item id='{name[0]}' href='{name}'/>" for name in chapters)
    package = (
        f"<package><manifest>{items}</manifest><spine><itemref idref='a'/><itemref idref='b'/>"
        "</spine></package>"
    )
    container = "<container><rootfiles><rootfile full-path='p.opf'/></rootfiles></container>"
    pages = {name: f"<html><body>{body}</body></html>" for name, body in chapters.items()}
    zipped(path, {"META-INF/container.xml": container, "p.opf": package, **pages})


def _messages(folder: Path) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "Jan de Vries <j@school.nl>", "Studiedag"
    message.set_content("De studiedag over toetsen is verplaatst naar donderdag 4 juni.")
    (folder / "studiedag.eml").write_bytes(message.as_bytes())
    text = "Een verloren sleutel van het lokaal kost vijftien euro."
    streams = {"0037": "Sleutels", "0C1A": "Piet Bos", "1000": text}
    compound_file(
        folder / "sleutel.msg",
        {"__properties_version1.0": b""}
        | {f"__substg1.0_{key}001F": held.encode("utf-16-le") for key, held in streams.items()},
    )


def _texts(folder: Path) -> None:
    for name, text in {
        "kluisjes.csv": "Verdieping;Kleur van de kluisjes;Huur per jaar\nBegane grond;rood;€ 15\n"
        "Eerste verdieping;blauw;€ 18\n",
        "fiets.rtf": r"{\rtf1 De fietsenstalling gaat elke dag om vijf uur dicht.\par}",
        "verzuim.html": "<main><h1>Ziek melden</h1><p>Ouders melden een ziek kind voor kwart over "
        "acht telefonisch bij de receptie.</p></main>",
        "mobiel.md": "# Telefoons\n\nTelefoons liggen tijdens de les in de telefoontas.\n",
        "laptop.txt": "De laptop wordt na drie jaar eigendom van de leerling.\n",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")


def _pages(folder: Path) -> None:
    word = docx.Document()
    word.add_paragraph("De maatschappelijke stage duurt dertig uur en is in klas 4.")
    word.save(str(folder / "stage.docx"))
    canvas = Canvas(str(folder / "toets.pdf"))
    for line in (
        "Dit is het voorblad van de regeling.",
        "Een gemiste toets wordt binnen tien schooldagen ingehaald in het toetslokaal.",
    ):
        canvas.drawString(72, 700, line)
        canvas.showPage()
    canvas.save()


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """A school's folder with a file of every kind, indexed with the encoder that comes along."""
    folder = tmp_path_factory.mktemp("school")
    welcome = shape("Open dag", kind="title") + shape("Welkom bij ons op school.", kind="body")
    when = shape("Aanmelden", kind="title") + shape(
        "Ouders melden zich voor 1 februari aan voor de open dag.", kind="body"
    )
    slides_file(folder / "open-dag.pptx", welcome, when)
    text = "De kantine verkoopt op vrijdag alleen vegetarische broodjes."
    odf_file(folder / "kantine.odt", "text", f"<text:p>{text}</text:p>")
    _sheets(folder / "lessentabel.xlsx")
    _open_sheets(folder / "excursies.ods")
    _open_slides(folder / "pauze.odp")
    _book(folder / "lezen.epub")
    _messages(folder)
    _texts(folder)
    _pages(folder)
    index = folder.parent / "index"
    report = kwchat.ingest(folder, index=index)
    assert not report.failed
    assert len(report.files) == len(CASES)
    return kwchat.open(index)


@pytest.mark.encoder
@pytest.mark.parametrize(("source", "question", "words", "place"), CASES, ids=lambda case: case)
def test_a_question_is_answered_from_it(
    assistant: Assistant, source: str, question: str, words: str, place: str
) -> None:
    """With the words of the file first, and the page, slide, sheet or chapter that they are on."""
    answer = assistant.answer(question)
    first = answer.citations[0]

    assert answer.outcome is not Outcome.NONE
    assert (first.source_id, words in first.quote) == (source, True)
    assert first.in_text.endswith(f", {place}" if place else ("z.d.", "2026"))
    assert first.place == ("" if place.startswith("p. ") else place)
