"""A backup is whole and private, made while things go on; what is put back is what was there."""

import io
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from langchained import write_corpus

import kwchat
from kwchat.chat.feedback import Feedback, FeedbackStore
from kwchat.cli import backups
from kwchat.errors import BackupError, FeedbackError, IndexBusyError, IndexMissingError
from kwchat.index.generations import generations_in, locked
from kwchat.index.manifest import read_manifest
from kwchat.testing import FakeEncoder

QUESTION = "Wie is het aanspreekpunt van de werkplaats?"
GOOD = Feedback(question=QUESTION, answer="De coördinator.", answered=True, chunk_ids=(), good=True)


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as a school has it: a corpus, an index of it, and feedback."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KWCHAT_FEEDBACK", "data/feedback.sqlite")
    write_corpus(tmp_path / "corpus")
    kwchat.ingest("corpus", index="index", encoder=FakeEncoder())
    store().add(GOOD)
    return tmp_path


def store() -> FeedbackStore:
    """Return where the school keeps feedback."""
    return FeedbackStore(Path("data/feedback.sqlite"), days=90)


def answer() -> str:
    """Return what the index answers."""
    return kwchat.open("index", encoder=FakeEncoder()).answer(QUESTION).text


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_what_is_lost_comes_back(school: Path) -> None:
    """Index, corpus and feedback, on a computer that has nothing of it any more."""
    before, corpus = answer(), contents(school / "corpus")
    backups.make(Path("kwchat.tar"), index=None)
    for name in ("index", "corpus", "data"):
        shutil.rmtree(name)

    backups.put_back(Path("kwchat.tar"), index=None)

    assert answer() == before
    assert contents(school / "corpus") == corpus
    assert [kept.feedback for kept in store().kept()] == [GOOD]


def test_only_its_owner_reads_a_backup(school: Path) -> None:
    """It may hold feedback; no name of a user of this computer is in it."""
    backups.make(school / "kwchat.tar", index=None)

    assert (school / "kwchat.tar").stat().st_mode & 0o077 == 0
    with tarfile.open("kwchat.tar") as tar:
        assert {(member.uid, member.uname, member.gname) for member in tar} == {(0, "", "")}
        names = tar.getnames()
    assert {name.partition("/")[0] for name in names} == {"index", "corpus", "feedback.sqlite"}
    assert not [name for name in names if "lock" in name]


@pytest.mark.usefixtures("school")
def test_what_is_put_back_is_the_newest_index() -> None:
    """A server that runs on the index of before can go on; what was added since is not cited, and
    its file is still there."""
    before = answer()
    backups.make(Path("kwchat.tar"), index=None)
    Path("corpus/nieuw.md").write_text("# Nieuw\n\nEen heel ander stuk over iets.\n", "utf-8")
    kwchat.ingest("corpus", index="index", encoder=FakeEncoder())
    running = kwchat.open("index", encoder=FakeEncoder())
    newer = read_manifest(Path("index"))

    backups.put_back(Path("kwchat.tar"), index=None)
    manifest = read_manifest(Path("index"))

    assert manifest.generation > newer.generation
    assert [file.path for file in manifest.files] == ["brief.md", "gids.md"]
    assert generations_in(Path("index")) == [newer.generation, manifest.generation]
    assert running.answer(QUESTION).text
    assert answer() == before
    assert Path("corpus/nieuw.md").exists()
    assert not [path for path in Path("index").iterdir() if path.name.startswith(".restore")]
    report = kwchat.ingest("corpus", index="index", encoder=FakeEncoder())
    assert [file.path for file in report.files if file.status == "new"] == ["nieuw.md"]


def test_an_ingest_and_a_backup_wait_for_each_other(school: Path) -> None:
    """A backup is never of half an index; one that fails leaves no file, and the old one stays."""
    Path("kwchat.tar").write_text("de vorige", "utf-8")

    with locked(Path("index")):
        with pytest.raises(IndexBusyError):
            backups.make(Path("kwchat.tar"), index=None)
        with pytest.raises(IndexBusyError):
            backups.put_back(Path("kwchat.tar"), index=None)

    assert Path("kwchat.tar").read_text("utf-8") == "de vorige"
    assert not list(school.glob(".kwchat*"))


def test_without_an_index_there_is_nothing_to_keep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says so, and makes no folder."""
    monkeypatch.chdir(tmp_path)

    with pytest.raises(IndexMissingError):
        backups.make(Path("kwchat.tar"), index=None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("school")
def test_feedback_that_is_too_old_does_not_come_back() -> None:
    """A backup does not bring back what had to be gone."""
    with sqlite3.connect("data/feedback.sqlite") as connection:
        connection.execute("UPDATE feedback SET day = '2020-01-01'")
    backups.make(Path("kwchat.tar"), index=None)

    backups.put_back(Path("kwchat.tar"), index=None)

    assert store().kept() == ()


def cut(path: Path) -> None:
    """Leave the first half of a file."""
    os.truncate(path, path.stat().st_size // 2)


def no_tar(path: Path) -> None:
    """Make a file something else."""
    path.write_text("geen tar", "utf-8")


def foreign(path: Path) -> None:
    """Make a file a tar of something else."""
    with tarfile.open(path, "w") as tar:
        add(tar, "iets.txt", b"iets")


def hostile(path: Path) -> None:
    """Make a file a tar that writes outside."""
    with tarfile.open(path, "a") as tar:
        add(tar, "../buiten.txt", b"buiten")


def outside(path: Path) -> None:
    """Let the manifest name a generation outside its folder."""
    with tarfile.open(path, "a") as tar:
        manifest = Path("index/manifest.json").read_text("utf-8")
        changed = manifest.replace(f'"{generation()}"', '"../corpus"')
        add(tar, "index/manifest.json", changed.encode())


def short(path: Path) -> None:
    """Take something from a file of the index."""
    folder = Path("index", generation())
    name = next(name for name in contents(folder) if name.startswith("keywords/"))
    with tarfile.open(path, "a") as tar:
        add(tar, f"{folder.as_posix()}/{name}", b"")


def generation() -> str:
    """Return the name of the active one."""
    return read_manifest(Path("index")).generation


def add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    """Add a file to a tar; one of the same name counts no more."""
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


@pytest.mark.parametrize("spoil", [cut, no_tar, foreign, hostile, outside, short])
def test_what_is_no_whole_backup_changes_nothing(
    school: Path, spoil: Callable[[Path], None]
) -> None:
    """Cut off, another file, a tar of another program or with a place outside, an index that is
    not whole: a sentence, and everything as it was."""
    backups.make(Path("kwchat.tar"), index=None)
    spoil(Path("kwchat.tar"))
    before = {name: contents(school / name) for name in ("corpus", "index", "data")}

    with pytest.raises(BackupError, match="geen hele reservekopie"):
        backups.put_back(Path("kwchat.tar"), index=None)

    assert {name: contents(school / name) for name in before} == before
    assert not (school / "buiten.txt").exists()
    assert not (school / "index" / "buiten.txt").exists()


@pytest.mark.usefixtures("school")
def test_feedback_that_is_none_changes_nothing() -> None:
    """Another SQLite file in its place is refused before anything is written."""
    backups.make(Path("kwchat.tar"), index=None)
    with sqlite3.connect("ander.sqlite") as connection:
        connection.execute("CREATE TABLE iets (anders)")
    with tarfile.open("kwchat.tar", "a") as tar:
        add(tar, "feedback.sqlite", Path("ander.sqlite").read_bytes())
    generation = read_manifest(Path("index")).generation

    with pytest.raises(FeedbackError):
        backups.put_back(Path("kwchat.tar"), index=None)

    assert [kept.feedback for kept in store().kept()] == [GOOD]
    assert read_manifest(Path("index")).generation == generation


def test_an_index_of_another_version_is_left_out(
    school: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Documents and feedback come back all the same; ingest makes the index."""
    backups.make(Path("kwchat.tar"), index=None)
    manifest = Path("index/manifest.json").read_bytes()
    with tarfile.open("kwchat.tar", "a") as tar:
        older = manifest.replace(b'"format": ', b'"format": 9')
        add(tar, "index/manifest.json", older)
    shutil.rmtree("corpus")

    backups.put_back(Path("kwchat.tar"), index=None)

    assert "kwchat ingest" in capsys.readouterr().err
    assert sorted(contents(school / "corpus"))
    assert Path("index/manifest.json").read_bytes() == manifest


@pytest.mark.parametrize("file", ["weg/kwchat.tar", "index"])
def test_a_place_that_cannot_be_written_is_named(school: Path, file: str) -> None:
    """A folder that is missing, or a folder where the file should be."""
    with pytest.raises(BackupError, match="niet te maken"):
        backups.make(school / file, index=None)


def test_a_backup_that_is_not_there_is_named(school: Path) -> None:
    """By its path."""
    with pytest.raises(BackupError, match=r"weg\.tar is niet terug te zetten"):
        backups.put_back(school / "weg.tar", index=None)
