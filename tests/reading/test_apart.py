"""Reading apart: what a file does to its reader costs that file, and no other."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from kwchat.errors import ReadError
from kwchat.reading.apart import Apart
from kwchat.reading.document import Kind
from kwchat.reading.reader import read

pytestmark = pytest.mark.server  # each begins a program of its own


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[Apart]:
    with closing(Apart(tmp_path, tmp_path / "ocr")) as apart:
        yield apart


def pdf(path: Path, pages: int) -> Path:
    canvas = Canvas(str(path))
    for number in range(1, pages + 1):
        canvas.drawString(72, 700, f"Op blad {number} staat een zin.")
        canvas.showPage()
    canvas.save()
    return path


def test_a_document_is_the_same_as_read_here(tmp_path: Path, apart: Apart) -> None:
    """With its pages, and every page told of when it was read."""
    path = pdf(tmp_path / "a.pdf", 3)
    told: list[tuple[int, int]] = []

    document = apart.read(
        path, source_id="a", kind=Kind.EIGEN, on_page=lambda *place: told.append(place)
    )

    assert document == read(path, source_id="a", kind=Kind.EIGEN)
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_one_process_reads_file_after_file(tmp_path: Path, apart: Apart) -> None:
    """Also after one that cannot be read, of which the reason is told."""
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 kapot")
    (tmp_path / "b.md").write_text("Wij leren samen.", encoding="utf-8")

    with pytest.raises(ReadError, match=r"a\.pdf: dit is geen leesbare PDF"):
        apart.read(tmp_path / "a.pdf", source_id="a", kind=Kind.EIGEN)

    assert apart.read(tmp_path / "b.md", source_id="b", kind=Kind.BRON).text == "Wij leren samen."


@pytest.mark.parametrize(
    ("limits", "reason"),
    [({"seconds": 0.0}, "duurde te lang"), ({"memory": 1e6}, "kostte te veel geheugen")],
    ids=["time", "memory"],
)
def test_a_file_that_takes_too_much_is_cut_off(
    tmp_path: Path, limits: dict[str, float], reason: str
) -> None:
    """In one line; the next file gets another process."""
    path = pdf(tmp_path / "a.pdf", 1)
    with closing(Apart(tmp_path, tmp_path / "ocr", **limits)) as apart:
        for _ in range(2):
            with pytest.raises(ReadError, match=rf"a\.pdf: het lezen van dit bestand {reason}"):
                apart.read(path, source_id="a", kind=Kind.EIGEN)


def test_a_reader_that_breaks_names_its_fault(tmp_path: Path, apart: Apart) -> None:
    """A kind that is none makes it fall over; then it reads on in a new process."""
    path = pdf(tmp_path / "a.pdf", 1)

    with pytest.raises(ReadError, match=r"a\.pdf: .* brak af; .*\(ValueError: 'geen'"):
        apart.read(path, source_id="a", kind="geen")  # type: ignore[arg-type]

    assert apart.read(path, source_id="a", kind=Kind.EIGEN).text == "Op blad 1 staat een zin."
