"""Scans: pictures of text, drawn here and read by the real Tesseract where it is installed."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from kwchat import files
from kwchat.errors import ReadError
from kwchat.reading import ocr
from kwchat.reading.document import Document, Kind, LeftOut, Reason
from kwchat.reading.ocr import Tesseract, forget_all_but, recognised
from kwchat.reading.reader import read

needs_tesseract = pytest.mark.skipif(
    not ocr.installed(), reason="Tesseract with Dutch is not installed"
)
SENTENCES = ["De leerling blijft thuis en belt de school", "voor half negen op nummer 0301234567."]


def photographed(*lines: str, size: int = 40) -> ImageReader:
    """Return a page with these lines as a picture of 200 dpi."""
    image = Image.new("L", (1654, 2339), 255)
    font = ImageFont.load_default(size)
    for number, line in enumerate(lines):
        ImageDraw.Draw(image).text((150, 300 + 60 * number), line, font=font, fill=10)
    return ImageReader(image)


def scan(path: Path, *pages: str | ImageReader) -> Path:
    """Write a PDF with pages of text and pages of pictures; each has its number below."""
    canvas = Canvas(str(path), pagesize=(595, 842))
    for number, page in enumerate(pages, 1):
        if isinstance(page, str):
            canvas.drawString(72, 700, page)
        else:
            canvas.drawImage(page, 0, 0, 595, 842)
        canvas.drawString(500, 28, str(number))
        canvas.showPage()
    canvas.save()
    return path


def opened(path: Path, recogniser: Tesseract | None = None) -> Document:
    return read(path, source_id="bron", kind=Kind.EIGEN, recogniser=recogniser)


def test_pages_that_are_pictures_are_named(tmp_path: Path) -> None:
    """Also the last one, though their number is text; an empty page is none."""
    picture = photographed(*SENTENCES)
    path = scan(tmp_path / "a.pdf", "Hier begint het.", picture, "", "Hier eindigt het.", picture)

    document = opened(path)

    assert [page.number for page in document.pages if page.picture] == [2, 5]
    assert [page.number for page in document.pages] == [1, 2, 3, 4, 5]
    assert LeftOut(Reason.PICTURE, 0, 2, ("2", "5")) in document.left_out


def test_a_picture_beside_text_is_no_scan(tmp_path: Path) -> None:
    """Its page can be read."""
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
    canvas.drawImage(photographed("foto"), 60, 60, 470, 500)
    canvas.drawString(72, 700, "Op deze foto staat het schoolplein in de zomer van dit jaar.")
    canvas.save()

    assert not opened(tmp_path / "a.pdf").pages[0].picture


def test_a_scan_without_tesseract_says_what_to_install(tmp_path: Path) -> None:
    """In the one line that a file costs."""
    path = scan(tmp_path / "a.pdf", photographed(*SENTENCES))

    with pytest.raises(ReadError, match=r"apt-get install tesseract-ocr tesseract-ocr-nld"):
        opened(path)


@needs_tesseract
def test_a_scanned_page_is_read_in_its_place(tmp_path: Path) -> None:
    """Between those of text, as paragraphs, known as recognised; its pages have no other text."""
    path = scan(
        tmp_path / "a.pdf", "Hier begint het.", photographed(*SENTENCES), "Hier eindigt het."
    )

    document = opened(path, Tesseract(tmp_path / "ocr"))

    assert document.text.split("\n\n") == [
        "Hier begint het.",
        " ".join(SENTENCES),
        "Hier eindigt het.",
    ]
    assert [page.recognised for page in document.pages] == [False, True, False]
    assert not any(page.picture for page in document.pages)
    place = document.text.index("thuis")
    assert document.is_recognised(place, place + 4)
    assert not document.is_recognised(0, 4)
    assert document.is_recognised(0, place)


@needs_tesseract
def test_what_was_recognised_is_kept(tmp_path: Path) -> None:
    """By what the file holds: the same file under another name is not recognised again."""
    path = scan(tmp_path / "a.pdf", photographed(*SENTENCES))
    first = opened(path, Tesseract(tmp_path / "ocr"))
    (kept,) = (tmp_path / "ocr").glob("*/*.tsv")
    kept.write_text(kept.read_text(encoding="utf-8").replace("thuis", "binnen"), encoding="utf-8")

    again = opened(path.rename(tmp_path / "b.pdf"), Tesseract(tmp_path / "ocr"))

    assert again.text == first.text.replace("thuis", "binnen")


@needs_tesseract
def test_what_was_recognised_goes_with_its_file(tmp_path: Path) -> None:
    """Its words are somebody's; those of files that are still there stay."""
    folder = tmp_path / "ocr"
    contents = []
    for name, words in (("a.pdf", "Hier staat iets."), ("b.pdf", "Hier staat iets anders.")):
        path = scan(tmp_path / name, photographed(words))
        opened(path, Tesseract(folder))
        contents.append(files.sha256(path))

    forget_all_but(folder, {contents[1], "van een bestand zonder beelden"})

    assert [kept.name for kept in folder.iterdir()] == contents[1:]


def test_what_is_no_folder_of_a_file_is_left(tmp_path: Path) -> None:
    """Systems put files of their own in folders."""
    (tmp_path / ".DS_Store").write_bytes(b"")
    (tmp_path / "af").mkdir()

    forget_all_but(tmp_path, set())

    assert [left.name for left in tmp_path.iterdir()] == [".DS_Store"]


def test_there_is_nothing_to_forget_where_nothing_was_recognised(tmp_path: Path) -> None:
    """The folder is made with the first page."""
    forget_all_but(tmp_path / "ocr", set())

    assert not (tmp_path / "ocr").exists()


HEAD = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
)


def table(*words: tuple[str, float], line: int = 1) -> str:
    """Return words on a line as Tesseract's table has them."""
    rows = [
        f"5\t1\t1\t1\t{line}\t{number}\t{100 * number}\t{100 * line}\t90\t40\t{sure}\t{word}"
        for number, (word, sure) in enumerate(words, 1)
    ]
    return "\n".join([HEAD, "1\t1\t0\t0\t0\t0\t0\t0\t2480\t3508\t-1\t", *rows])


def test_a_doubtful_word_leaves_a_gap_that_shows() -> None:
    """No sentence closes over it: two words beside each other leave one gap."""
    found = recognised(
        table(("De", 96), ("leeftijd", 95), ("is", 96), ("l2", 31), ("jr", 20), ("of", 90)), 3
    )

    assert [line.text for line in found.lines] == ["De leeftijd is […] of"]
    assert found.lines[0].page == 3
    assert found.doubtful == 2


def test_a_page_that_is_mostly_doubted_is_no_text() -> None:
    """A photo, or handwriting."""
    assert recognised(table(("Wd", 20), ("is", 80), ("~~", 10)), 1) == ocr.Recognised((), 2)


def test_specks_are_no_words() -> None:
    """A line of them leaves not even a gap."""
    words = table(*[("woord", 95)] * 9)
    specks = table(("‘", 12), ("~", 4), line=2).split("\n", 2)[2]

    assert [line.text for line in recognised(f"{words}\n{specks}", 1).lines] == [
        "woord " * 8 + "woord"
    ]
