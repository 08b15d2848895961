"""A school's own documents: five formats, with a record beside them or what they say themselves."""

import json
import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas
from typer.testing import CliRunner, Result
from websites import written

from kwchat import wiring
from kwchat.cli import commands
from kwchat.index import encoders
from kwchat.index.manifest import read_manifest
from kwchat.testing import FakeEncoder

SENTENCE = "De werkplaats komt elke maand bijeen in de bibliotheek van de school."
RECORD = {
    "id": "regenboog-2024",
    "type": "report",
    "title": "Schoolplan 2024-2028",
    "author": [{"literal": "De Regenboog"}],
    "issued": {"date-parts": [[2024]]},
}


def pdf(*, title: str = "", author: str = "") -> bytes:
    """Return a PDF of two pages."""
    target = BytesIO()
    canvas = Canvas(target)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    for number in (1, 2):
        canvas.drawString(72, 700, f"Op bladzijde {number} staat dit. {SENTENCE}")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def word(*, title: str, author: str) -> bytes:
    """Return a Word document."""
    target = BytesIO()
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = author
    document.add_paragraph(SENTENCE)
    document.save(target)
    return target.getvalue()


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A corpus with nothing in it but a note, and an encoder that needs no model."""
    monkeypatch.setenv("KWCHAT_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("KWCHAT_CORPUS", str(tmp_path / "corpus"))
    monkeypatch.setattr(encoders, "identity", lambda name: FakeEncoder.identity)  # noqa: ARG005
    monkeypatch.setattr(encoders, "load_encoder", lambda *_, **__: FakeEncoder())
    before = dict(os.environ)
    yield written(tmp_path / "corpus", {"eigen/notitie.txt": f"{SENTENCE} Zegt de notitie."})
    os.environ.clear()
    os.environ.update(before)


def kwchat(*arguments: str) -> Result:
    """Run a command line; a crash is a crash."""
    return CliRunner().invoke(commands.app, arguments, catch_exceptions=False)


def references() -> dict[str, str]:
    """Return the reference of every source in the index."""
    assistant = wiring.build_assistant(wiring.read_settings())
    ids = [file.source_id for file in read_manifest(wiring.read_settings().index).files]
    return {source_id: assistant._references.reference(source_id) for source_id in ids}


def no_encoder(*_: Any, **__: Any) -> None:
    """Stand in for an encoder that must not be needed."""
    raise AssertionError("The encoder was loaded without need.")


def test_a_document_speaks_for_itself(corpus: Path) -> None:
    """Title, author and year come from its own metadata, else the title from its name."""
    written(
        corpus / "eigen",
        {
            "a.pdf": pdf(title="Onderzoeksagenda", author="Team Zuid"),
            "b.docx": word(title="Jaarverslag", author="De Regenboog"),
            "c.html": "<html><head><title>Beleid</title><meta name='author' content='MR'>"
            "<meta property='article:published_time' content='2021-03-04'></head>"
            f"<body><p>{SENTENCE}</p></body></html>",
            "d.md": f"---\ntitle: Verslag\nauthor: J. de Vries\ndate: 2022-01-02\n---\n{SENTENCE}",
            "plan_van_aanpak.txt": SENTENCE,
        },
    )

    assert kwchat("ingest").exit_code == 0
    found = references()
    year = found["eigen/a"].split("(")[1][:4]
    assert found == {
        "eigen/a": f"Team Zuid. ({year}). Onderzoeksagenda.",
        "eigen/b": found["eigen/b"],
        "eigen/c": "MR. (2021). Beleid.",
        "eigen/d": "J. de Vries. (2022). Verslag.",
        "eigen/notitie": "notitie. (z.d.).",
        "eigen/plan_van_aanpak": "plan van aanpak. (z.d.).",
    }
    assert year.isdecimal()
    assert found["eigen/b"].startswith("De Regenboog. (")


@pytest.mark.parametrize("shape", [RECORD, [RECORD]], ids=["one item", "a list of one"])
def test_a_record_beside_a_document_is_its_reference(corpus: Path, shape: Any) -> None:
    """It wins from what the document says itself, and gives the source its id."""
    files = {"rapport.pdf": pdf(title="Onderzoek"), "rapport.csl.json": json.dumps(shape)}
    written(corpus / "eigen", files)

    result = kwchat("ingest")

    assert result.exit_code == 0
    assert "nieuw: eigen/rapport.pdf (eigen document, 2 pagina's, 1 passage, " in result.stderr
    assert references()["regenboog-2024"] == "De Regenboog. (2024). Schoolplan 2024-2028."


def test_a_changed_record_changes_the_reference_without_encoding(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The document itself did not change, nor its title, which stands above its passages."""
    written(corpus, {"plan.txt": SENTENCE, "plan.csl.json": json.dumps(RECORD)})
    assert kwchat("ingest").exit_code == 0
    later = {**RECORD, "issued": {"date-parts": [[2025]]}}
    written(corpus, {"plan.csl.json": json.dumps(later)})
    monkeypatch.setattr(encoders, "load_encoder", no_encoder)

    assert "2 ongewijzigd" in kwchat("ingest").stderr
    monkeypatch.setattr(encoders, "load_encoder", lambda *_, **__: FakeEncoder())
    assert references()["regenboog-2024"] == "De Regenboog. (2025). Schoolplan 2024-2028."


@pytest.mark.parametrize(
    ("files", "named", "fault"),
    [
        pytest.param({"a.txt": SENTENCE, "a.csl.json": "{"}, "a.txt", "geldige JSON", id="no JSON"),
        pytest.param(
            {"a.txt": SENTENCE, "a.csl.json": '{"id": "a", "type": "report"}'},
            "a.txt",
            "het veld 'title'",
            id="a field is missing",
        ),
        pytest.param(
            {"a.txt": SENTENCE, "a.csl.json": "[]"}, "a.txt", "één record", id="no record"
        ),
        pytest.param(
            {"a.txt": SENTENCE, "a.csl.json": json.dumps([RECORD, RECORD])},
            "a.txt",
            "dezelfde 'id'",
            id="two records",
        ),
        pytest.param({"a.csl.json": json.dumps(RECORD)}, "a.csl.json", "ontbreekt", id="alone"),
        pytest.param(
            {"a.txt": SENTENCE, "a.md": f"{SENTENCE} Nog eens.", "a.csl.json": json.dumps(RECORD)},
            "a.txt",
            "meer documenten",
            id="two documents",
        ),
        pytest.param(
            {"a.txt": SENTENCE, "a.csl.json": json.dumps({**RECORD, "id": "BRIEF"})},
            "a.txt",
            "ook id 'BRIEF'",
            id="the id of another source",
        ),
    ],
)
def test_a_broken_record_is_told_and_the_rest_goes_in(
    corpus: Path, files: dict[str, str], named: str, fault: str
) -> None:
    """The sentence names the record; its document waits until it is mended."""
    brief = {**RECORD, "id": "brief", "custom": {"file": "brief.txt", "kind": "brief"}}
    written(
        corpus,
        {"brief.txt": f"{SENTENCE} Zegt de brief.", "bibliografie.json": json.dumps([brief])},
    )
    written(corpus / "eigen", files)

    result = kwchat("ingest")

    assert result.exit_code == 1
    assert fault in result.stderr
    assert "a.csl.json" in result.stderr
    assert f"eigen/{named}" in result.stderr.splitlines()[-1]
    assert references().keys() >= {"brief", "eigen/notitie"}
    assert "regenboog-2024" not in references()


def test_a_record_that_breaks_later_takes_its_document_out_until_it_is_mended(corpus: Path) -> None:
    """No answer rests on a reference that nobody can check; the rest goes on answering."""
    written(corpus, {"plan.txt": SENTENCE, "plan.csl.json": json.dumps(RECORD)})
    kwchat("ingest")
    written(corpus, {"plan.csl.json": "{"})

    assert kwchat("ask", "Waar komt de werkplaats bijeen?").exit_code == 0
    assert kwchat("ingest").exit_code == 1
    assert references().keys() == {"eigen/notitie"}
    written(corpus, {"plan.csl.json": json.dumps(RECORD)})
    assert kwchat("ingest").exit_code == 0
    assert "regenboog-2024" in references()


def test_a_broken_record_is_told_also_for_a_document_that_is_in_already(corpus: Path) -> None:
    """Whoever adds a record wants it used."""
    assert kwchat("ingest").exit_code == 0
    written(corpus, {"plan.txt": SENTENCE, "eigen/notitie.csl.json": "{"})

    result = kwchat("ingest")

    assert result.exit_code == 1
    assert "notitie.csl.json is geen geldige JSON" in result.stderr
    assert references().keys() == {"plan"}


def test_hidden_records_are_no_records(corpus: Path) -> None:
    """As hidden documents are no documents."""
    written(corpus, {".prullenbak/oud.csl.json": "{", "eigen/.oud.csl.json": "{"})

    assert kwchat("ingest").exit_code == 0
