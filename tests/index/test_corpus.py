"""Every file of a corpus is a source of its own, and what comes twice is read once."""

from pathlib import Path

import pytest

from kwchat.errors import CorpusError
from kwchat.index.corpus import Corpus, find_files
from kwchat.reading.document import Kind


def found(folder: Path, records: dict[str, tuple[str, Kind]] | None = None, *names: str) -> Corpus:
    """Return what is found in a folder of files with these names, each with words of its own."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"De inhoud van {name}.")
    return find_files(folder, records or {}, {})


def ids(corpus: Corpus) -> dict[str, str]:
    return {file.path: file.source_id for file in corpus.files}


def test_a_file_alone_is_named_without_its_suffix(tmp_path: Path) -> None:
    """Also where another folder has one of the same name."""
    assert ids(found(tmp_path, None, "plan.md", "a/plan.txt", "a/nieuws.md")) == {
        "plan.md": "plan",
        "a/plan.txt": "a/plan",
        "a/nieuws.md": "a/nieuws",
    }


def test_files_of_one_name_keep_their_suffix(tmp_path: Path) -> None:
    """Both, so that the order in which they came makes no difference."""
    names = ["a/plan.docx", "a/plan.pdf", "a/plan.pdf.md", "b.md"]

    assert ids(found(tmp_path, None, *names)) == {
        "a/plan.docx": "a/plan.docx",
        "a/plan.pdf": "a/plan.pdf",
        "a/plan.pdf.md": "a/plan.pdf.md",
        "b.md": "b",
    }


def test_a_record_keeps_its_id(tmp_path: Path) -> None:
    """A file that happens to have its name gives way."""
    records = {"werk.md": ("plan", Kind.BRON)}

    assert ids(found(tmp_path, records, "werk.md", "plan.md")) == {
        "plan.md": "plan.md",
        "werk.md": "plan",
    }


def test_of_two_files_with_one_record_the_first_is_read(tmp_path: Path) -> None:
    """The other says whose record it shares, and the rest is read."""
    records = dict.fromkeys(("o/z.html", "o/z.pdf"), ("zuiker", Kind.BRON))

    corpus = found(tmp_path, records, "o/z.html", "o/z.pdf", "a.md")

    faults = {file.path: file.fault for file in corpus.files}
    assert faults["a.md"] is faults["o/z.html"] is None
    assert "o/z.pdf: dit bestand heeft hetzelfde record als o/z.html" in str(faults["o/z.pdf"])


def test_originals_of_one_name_have_no_record(tmp_path: Path) -> None:
    """An id that is only the path of a file is none that somebody gave."""
    records = dict.fromkeys(("o/z.html", "o/z.pdf"), ("o/z", Kind.BRON))

    corpus = found(tmp_path, records, "o/z.html", "o/z.pdf")

    assert ids(corpus) == {"o/z.html": "o/z.html", "o/z.pdf": "o/z.pdf"}
    assert {file.kind for file in corpus.files} == {Kind.BRON}


def test_the_same_bytes_are_read_once(tmp_path: Path) -> None:
    """The first by path, or the one with a record; the others say which."""
    for name in ("a.md", "kopie van a.md", "map/a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Dezelfde woorden.")

    plain = find_files(tmp_path, {}, {})
    recorded = find_files(tmp_path, {"map/a.txt": ("werk", Kind.BRON)}, {})

    assert ids(plain) == {"a.md": "a"}
    assert [(one.path, one.reason.value) for one in plain.skipped] == [
        ("kopie van a.md", "duplicate"),
        ("map/a.txt", "duplicate"),
    ]
    assert "gelijk aan die van a.md" in plain.skipped[0].text
    assert ids(recorded) == {"map/a.txt": "werk"}


def test_empty_files_are_no_copies(tmp_path: Path) -> None:
    """Each says for itself that there is nothing in it."""
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("")

    assert len(find_files(tmp_path, {}, {}).files) == 2


def test_a_folder_without_sources_says_what_is_there(tmp_path: Path) -> None:
    """Who put in photos alone hears so."""
    with pytest.raises(CorpusError, match=r"foto\.jpeg \(dit soort bestand leest kwchat niet"):
        found(tmp_path, None, "foto.jpeg")
