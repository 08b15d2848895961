"""What a file really is: names may lie, and passwords are named."""

import shutil
import subprocess
from pathlib import Path

import pytest
from docx import Document as DocxDocument
from office import compound_file, odf_file, paragraph, word_file, zipped

from kwchat.errors import ReadError
from kwchat.reading import old_word
from kwchat.reading.kinds import real_kinds, require
from kwchat.reading.old_word import read_doc

RTF = rb"{\rtf1 Tekst.\par}"


def test_kinds_are_told_by_what_is_in_a_file(tmp_path: Path) -> None:
    """Archives by their parts, compound files by their streams, others by how they begin."""
    word = word_file(tmp_path / "a", paragraph("Tekst.")).read_bytes()
    text = odf_file(tmp_path / "b", "text", "").read_bytes()
    book = zipped(tmp_path / "e", {"META-INF/container.xml": "<x/>"}).read_bytes()
    sheet = zipped(tmp_path / "f", {"content.xml": "<x/>"}).read_bytes()
    plain = zipped(tmp_path / "c", {"a.txt": "tekst"}).read_bytes()
    old = compound_file(tmp_path / "d", {"WordDocument": b"x"}).read_bytes()

    assert (real_kinds(book), real_kinds(sheet)) == ((".epub",), ())
    assert [real_kinds(content) for content in (word, text, plain, old, RTF, b"%PDF-1", b"x")] == [
        *((".docx", ".docm"), (".odt",), (".zip",), (".doc",), (".rtf",), (".pdf",), ()),
    ]


@pytest.mark.parametrize(
    ("suffix", "content", "real"),
    [
        (".docx", RTF, ".rtf"),
        (".xlsx", b"%PDF-1.4", ".pdf"),
        (".odt", b"PK\x03\x04 but cut short", None),
    ],
)
def test_a_name_that_lies_is_said(suffix: str, content: bytes, real: str | None) -> None:
    """With what it really is; what cannot be told is left to the reader."""
    if real is None:
        require(content, suffix, f"a{suffix}")
        return
    with pytest.raises(ReadError, match=rf"a{suffix}: de naam eindigt op {suffix}, maar .*{real}"):
        require(content, suffix, f"a{suffix}")


def test_a_zip_with_another_name_is_said(tmp_path: Path) -> None:
    """A DOCX that is an ordinary archive."""
    content = zipped(tmp_path / "a.zip", {"a.txt": "tekst"}).read_bytes()

    with pytest.raises(ReadError, match=r"maar het is een \.zip-bestand"):
        require(content, ".docx", "a.docx")


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pptx"])
def test_a_password_is_said(tmp_path: Path, suffix: str) -> None:
    """Office wraps an encrypted file in a compound file."""
    content = compound_file(tmp_path / "a", {"EncryptedPackage": b"x"}).read_bytes()

    with pytest.raises(ReadError, match="wachtwoord beveiligd"):
        require(content, suffix, f"a{suffix}")


# --- Word before 2007 ---------------------------------------------------------------------------


def test_rtf_and_docx_under_an_old_name_are_read(tmp_path: Path) -> None:
    """Word opens them without a word, so teachers have them."""
    word = word_file(tmp_path / "a", paragraph("Tekst.")).read_bytes()

    for content in (RTF, word):
        assert [piece.text for piece in read_doc(content, "a.doc").pieces] == ["Tekst."]


def test_without_a_program_the_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to install, or to do."""
    monkeypatch.setattr(old_word.shutil, "which", lambda _: None)

    with pytest.raises(ReadError, match=r"a\.doc: .*LibreOffice of antiword"):
        read_doc(b"x", "a.doc")


OLD = [
    "Toelating",
    "De massa is 72,5 kg, het café kost € 12, voor 10⁸ of CO₂.",
    *("Vak: Frans; Uren: 3", "Vak: Duits; Uren: 4"),
    "Einde.",
    *("1. eerst", "2. dan"),
]


@pytest.fixture(scope="module")
def old_word_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a Word file as it was before 2007, made by LibreOffice."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice, which makes the file, is not installed")
    folder = tmp_path_factory.mktemp("doc")
    made = DocxDocument()
    made.add_heading("Toelating", 1)
    words = made.add_paragraph("De massa is 72,5 kg, het café kost € 12, voor 10")
    words.add_run("8").font.superscript = True
    words.add_run(" of CO")
    words.add_run("2").font.subscript = True
    words.add_run(".")
    rows = made.add_table(3, 2).rows
    for row, cells in zip(rows, (("Vak", "Uren"), ("Frans", "3"), ("Duits", "4")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    made.add_paragraph("Einde.")
    for text in ("eerst", "dan"):
        made.add_paragraph(text, style="List Number")
    path = folder / "a.docx"
    made.save(str(path))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "doc", "--outdir", str(folder)]
    subprocess.run([*command, str(path)], check=True, capture_output=True)
    return (folder / "a.doc").read_bytes()


def told(content: bytes) -> list[str]:
    return [f"{piece.marker}{piece.text}" for piece in read_doc(content, "a.doc").pieces]


@pytest.mark.server
def test_libreoffice_reads_an_old_file(old_word_file: bytes) -> None:
    """Its headings, tables, numbers of lists and raised digits; nothing else was asked."""
    assert told(old_word_file) == OLD


@pytest.mark.skipif(not shutil.which("antiword"), reason="antiword is not installed")
@pytest.mark.server
def test_antiword_reads_an_old_file(old_word_file: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no LibreOffice, just as well; what is none of its files is named."""
    installed = shutil.which
    monkeypatch.setattr(
        old_word.shutil, "which", lambda name: installed(name) if name == "antiword" else None
    )

    assert told(old_word_file) == OLD
    with pytest.raises(ReadError, match=r"a\.doc: dit is geen leesbaar Word-bestand"):
        read_doc(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 2000, "a.doc")
