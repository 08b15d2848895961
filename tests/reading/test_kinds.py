"""What a file really is: names may lie, and passwords are named."""

import shutil
import subprocess
from pathlib import Path

import pytest
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


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.server
def test_libreoffice_reads_an_old_file(tmp_path: Path) -> None:
    """A file of its own making comes back whole; one of noise is named."""
    (tmp_path / "a.rtf").write_bytes(RTF)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "doc", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "a.rtf")], check=True, capture_output=True)

    content = (tmp_path / "a.doc").read_bytes()
    assert [piece.text for piece in read_doc(content, "a.doc").pieces] == ["Tekst."]
