"""Nothing in a corpus folder is passed over in silence, and nothing outside it is reached."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kwchat.index import texts
from kwchat.index.folder import Entry, lies_in, look_through, shown_path
from kwchat.index.manifest import SkipReason


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with one file that is read."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "gewoon.md").write_text("Gewoon.")
    return folder


def look(corpus: Path, *wanted: str) -> tuple[list[Entry], dict[str, str]]:
    entries, skipped = look_through(corpus, suffixes={".md"}, wanted=wanted)
    return entries, {one.path: one.reason.value for one in skipped}


def paths(entries: list[Entry]) -> list[str]:
    return [entry.path for entry in entries]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("bundel.zip", "unknown"),
        ("zonder", "unknown"),
        ("bladwijzer.md.crdownload", "unknown"),
        ("~$plan.md", "lock"),
        (".~lock.plan.odt#", "lock"),
        (".verborgen.md", "hidden"),
        ("Thumbs.db", "hidden"),
        ("desktop.ini", "hidden"),
        ("README.md", "readme"),
        ("eigen/bibliografie.json", "unknown"),
        ("eigen/zonder/film.mp4", "unknown"),
    ],
)
def test_what_is_not_read_is_named(corpus: Path, name: str, reason: str) -> None:
    """Wherever it lies, with a reason in Dutch."""
    (corpus / name).parent.mkdir(parents=True, exist_ok=True)
    (corpus / name).write_text("x")

    entries, skipped = look(corpus)

    assert paths(entries) == ["gewoon.md"]
    assert skipped == {name: reason}


@pytest.mark.parametrize("name", ["bibliografie.json", "a.csl.json", "originelen/lock.json"])
def test_what_is_kwchat_s_own_is_not_passed_over(corpus: Path, name: str) -> None:
    """Records are read, as records; one with a fault is told by its path."""
    (corpus / "originelen").mkdir()
    (corpus / name).write_text("[]")

    assert look(corpus) == ([Entry(corpus / "gewoon.md", "gewoon.md")], {})
    assert paths(look(corpus, name)[0]) == sorted(["gewoon.md", name])


def test_a_hidden_folder_is_named_once(corpus: Path) -> None:
    """And not gone through: it may hold thousands of files."""
    for number in range(3):
        path = corpus / ".git" / "objects" / f"{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")

    entries, skipped = look(corpus)

    assert (paths(entries), skipped) == (["gewoon.md"], {".git/": "hidden"})


def test_links_lead_nowhere_outside(corpus: Path, tmp_path: Path) -> None:
    """A link to a file inside is the file; all others are named and not followed."""
    outside = tmp_path / "buiten"
    outside.mkdir()
    (outside / "geheim.md").write_text("Geheim.")
    (corpus / "map").symlink_to(outside)
    (corpus / "terug").symlink_to(corpus)
    (corpus / "uit.md").symlink_to(outside / "geheim.md")
    (corpus / "weg.md").symlink_to(outside / "weg.md")
    (corpus / "rond.md").symlink_to("rond.md")
    (corpus / "binnen.md").symlink_to("gewoon.md")

    entries, skipped = look(corpus)

    assert paths(entries) == ["binnen.md", "gewoon.md"]
    assert skipped == {
        "map/": "linked folder",
        "terug/": "linked folder",
        "uit.md": "link",
        "weg.md": "broken link",
        "rond.md": "broken link",
    }
    assert not lies_in(corpus / "map" / "geheim.md", corpus)
    assert lies_in(corpus / "binnen.md", corpus)


def test_the_corpus_may_be_a_link_itself(corpus: Path, tmp_path: Path) -> None:
    """Who names a folder means what it leads to."""
    linked = tmp_path / "verwijzing"
    linked.symlink_to(corpus)
    (corpus / "binnen.md").symlink_to("gewoon.md")

    assert paths(look(linked)[0]) == ["binnen.md", "gewoon.md"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_a_pipe_is_no_file(corpus: Path) -> None:
    """Reading from it would never end."""
    os.mkfifo(corpus / "pijp.md")

    assert look(corpus)[1] == {"pijp.md": "no file"}


@pytest.mark.parametrize("name", [b"caf\xe9.md", b"regel\neinde.md", b"\x1b[31mrood.md"])
def test_a_name_that_cannot_be_shown_is_a_fault(corpus: Path, name: bytes) -> None:
    """Of that file alone; what is told of it can be printed and written."""
    Path(os.fsdecode(os.fsencode(corpus) + b"/" + name)).write_text("x")
    folder = Path(os.fsdecode(os.fsencode(corpus) + b"/map-" + name))
    folder.mkdir()
    (folder / "ook.md").write_text("x")

    entries, _ = look(corpus)

    faulty = [entry for entry in entries if entry.fault]
    assert len(entries) == 3
    assert sorted(entry.path for entry in faulty) == sorted(
        [shown_path(os.fsdecode(name)), f"map-{shown_path(os.fsdecode(name))}/"]
    )
    for entry in faulty:
        assert f"{entry.path}: in deze naam".encode().isascii()
        assert str(entry.fault).startswith(f"{entry.path}: in deze naam")


def test_a_file_that_is_too_large_is_a_fault(corpus: Path) -> None:
    """Before a byte of it is read; what is as large as it may be is read."""
    for name, size in (("groot.md", 200_000_000), ("net.md", 100_000_000)):
        with (corpus / name).open("wb") as file:
            file.truncate(size)

    faults = {entry.path: entry.fault for entry in look(corpus)[0]}

    assert faults["net.md"] is None
    assert "groot.md: dit bestand is te groot (200 MB; hoogstens 100 MB)" in str(faults["groot.md"])


def test_a_folder_that_may_not_be_opened_is_a_fault(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named, and the rest is read; who runs this may open all, so the refusal is played."""
    (corpus / "dicht").mkdir()
    (corpus / "dicht" / "binnen.md").write_text("x")
    monkeypatch.setattr(os, "scandir", refusing(os.scandir, "dicht"))

    entries, _ = look(corpus)

    assert paths(entries) == ["dicht/", "gewoon.md"]
    assert str(entries[0].fault).startswith("dicht/: deze map kan niet worden geopend")


def refusing(scandir: Callable[[str], object], name: str) -> Callable[[str], object]:
    """Return what lists folders, but for the one of a name."""

    def refuse(path: str) -> object:
        if Path(path).name == name:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    return refuse


def test_every_reason_is_a_sentence_part() -> None:
    """It stands after *waarom:* and before a full stop."""
    told = {reason: texts.CORPUS_SKIPPED.get(reason) for reason in SkipReason}

    assert told.pop(SkipReason.FAILED) is None
    assert all(text and not text.endswith(".") for text in told.values())
