"""An ingest does what changed and no more, and whatever stops it, there is a whole index."""

import importlib
import multiprocessing
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from filelock import FileLock
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from kwchat import files
from kwchat.errors import CorpusError, IndexBusyError, ModelError, StoreError
from kwchat.index.encoding import Encoder, EncoderIdentity, Encoding
from kwchat.index.fileread import ReadingHere
from kwchat.index.generations import generations_in
from kwchat.index.ingest import (
    FileDone,
    FileStatus,
    IngestEvent,
    IngestReport,
    PageRead,
    Planned,
    ingest,
)
from kwchat.index.keywords import KeywordIndex
from kwchat.index.manifest import Index, open_index, read_manifest
from kwchat.language import vocabulary
from kwchat.language.vocabulary import PassageWords
from kwchat.reading.document import Kind
from kwchat.testing import FakeEncoder, make_chunk

BRIEF = "# Wie doet wat?\n\nDe werkplaatscoördinator structureert de werkplaats.\n"
PONTE = "Ponte begeleidde onderzoek op scholen.\n"
SCHOT = "Schot schreef over leraren en leerlingen.\n"


class CountingEncoder(FakeEncoder):
    """Remembers which passages it was given."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Encoding]:
        """Encode passages, in order."""
        self.texts += texts
        return super().encode_passages(texts)


def no_encoder() -> Encoder:
    raise AssertionError("The encoder was loaded without need.")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with three sources."""
    return write(tmp_path / "corpus", {"brief.md": BRIEF, "ponte.txt": PONTE, "eigen/a.md": SCHOT})


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """The folder of an index that is not there yet."""
    return tmp_path / "index"


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return folder


class Recognising(ReadingHere):
    """Says that it reads pictures of text."""

    recognises = True


class Keeping(ReadingHere):
    """Keeps the hashes of which it must forget nothing."""

    kept: frozenset[str] = frozenset()

    def forget_all_but(self, contents: Set[str]) -> None:
        """Note them."""
        self.kept = frozenset(contents)


def run(
    corpus: Path,
    index: Path,
    *,
    records: dict[str, tuple[str, Kind]] | None = None,
    titles: Mapping[str, str] = MappingProxyType({}),
    identity: EncoderIdentity = FakeEncoder.identity,
    load: Callable[[], Encoder] = FakeEncoder,
    on_event: Callable[[IngestEvent], None] = lambda _: None,
    reading: ReadingHere | None = None,
) -> IngestReport:
    return ingest(
        corpus,
        index,
        records=records or {},
        titles=titles,
        identity=identity,
        load=load,
        on_event=on_event,
        reading=reading,
    )


def statuses(report: IngestReport) -> dict[str, str]:
    return {file.path: file.status.value for file in report.files}


@contextmanager
def opened(index: Path) -> Iterator[Index]:
    whole = open_index(index, FakeEncoder.identity)
    yield whole
    whole.close()


def passages(index: Path) -> dict[str, str]:
    """Return source id and text of all passages, as every part of the index can find them."""
    with opened(index) as whole:
        found = {chunk.text: chunk for chunk in whole.library.chunks()}
        for text, chunk in found.items():
            vector = FakeEncoder().encode_question(chunk.embedded_text).vector
            assert whole.store.query(vector, top_k=1)[0][0] == chunk.id
            assert chunk.id in dict(whole.keywords.search(text, top_k=10))
            assert len(whole.library.token_vectors(chunk)[0]) == len(chunk.embedded_text.split())
        return {chunk.source_id: text for text, chunk in found.items()}


# --- what is indexed ----------------------------------------------------------------------------


def test_every_source_is_indexed_with_its_record(corpus: Path, index: Path) -> None:
    """A record gives id and kind; without one the path without suffix is the id."""
    report = run(corpus, index, records={"brief.md": ("kennisrotonde-2019", Kind.BRIEF)})

    assert [(file.source_id, file.status, file.chunks) for file in report.files] == [
        ("kennisrotonde-2019", FileStatus.NEW, 1),
        ("eigen/a", FileStatus.NEW, 1),
        ("ponte", FileStatus.NEW, 1),
    ]
    assert report.chunks == 3
    assert passages(index).keys() == {"kennisrotonde-2019", "eigen/a", "ponte"}
    with opened(index) as whole:
        assert whole.library.document("kennisrotonde-2019").kind is Kind.BRIEF
        assert whole.library.document("ponte").kind is Kind.EIGEN


def test_what_is_no_source_is_named(corpus: Path, index: Path) -> None:
    """Hidden files, Word's lock files, other kinds and the README of the corpus are no sources, and
    the report says of each why; records are part of kwchat itself."""
    write(
        corpus,
        {
            "README.md": "Zet hier je bronnen.",
            ".DS_Store": "x",
            ".git/notitie.md": "Verborgen.",
            "bibliografie.json": "[]",
            "ponte.csl.json": "{}",
            "~$rapport.docx": "x",
            "foto.jpeg": "x",
            "eigen/README.md": "Een README dieper in de map is wel een bron.",
            "eigen/HOOFDLETTERS.TXT": "Een achtervoegsel in hoofdletters telt ook.",
        },
    )

    report = run(corpus, index)

    assert statuses(report).keys() == {
        "brief.md",
        "ponte.txt",
        "eigen/a.md",
        "eigen/README.md",
        "eigen/HOOFDLETTERS.TXT",
    }
    assert {one.path: one.reason.value for one in report.skipped} == {
        "README.md": "readme",
        ".DS_Store": "hidden",
        ".git/": "hidden",
        "~$rapport.docx": "lock",
        "foto.jpeg": "unknown",
    }
    assert all(one.text for one in report.skipped)


def test_the_index_keeps_what_was_passed_over(corpus: Path, index: Path) -> None:
    """What failed too; and what is passed over since costs no new generation."""
    (corpus / "scan.pdf").write_bytes(b"%PDF-1.4 geen echte pdf")
    run(corpus, index)
    before = read_manifest(index)

    run(write(corpus, {"foto.jpeg": "x"}), index, load=no_encoder)
    after = read_manifest(index)

    assert [(one.path, one.reason.value) for one in before.skipped] == [("scan.pdf", "failed")]
    assert "scan.pdf: dit is geen leesbare PDF" in before.skipped[0].text
    assert [one.path for one in after.skipped] == ["foto.jpeg", "scan.pdf"]
    assert after.generation == before.generation
    assert after.version == before.version


def test_progress_is_told_while_it_happens(corpus: Path, index: Path) -> None:
    """First how many files will be read, then each as it is done."""
    events: list[IngestEvent] = []

    report = run(corpus, index, on_event=events.append)

    assert events == [Planned(3), *map(FileDone, report.files)]


# --- only what changed --------------------------------------------------------------------------


def test_an_unchanged_corpus_needs_no_encoder_and_no_new_generation(
    corpus: Path, index: Path
) -> None:
    """The second ingest leaves every byte as it was."""
    run(corpus, index)
    before = read_manifest(index)

    report = run(corpus, index, load=no_encoder)

    assert set(statuses(report).values()) == {"unchanged"}
    assert report.chunks == 3
    assert read_manifest(index) == before


def test_an_unchanged_corpus_does_not_even_import_chroma(corpus: Path, index: Path) -> None:
    """What costs a second to import waits until there is something to store."""
    run(corpus, index)
    loaded = _in_child(_loaded_after_ingest, corpus, index, index / "loaded")
    assert loaded == 0
    assert "chromadb" not in (index / "loaded").read_text().split()


def test_a_changed_file_replaces_only_its_own_passages(corpus: Path, index: Path) -> None:
    """Only the changed file is encoded; the others stay findable."""
    run(corpus, index)
    encoder = CountingEncoder()
    write(corpus, {"ponte.txt": "Ponte deed in 2002 iets heel anders.\n"})

    report = run(corpus, index, load=lambda: encoder)

    assert statuses(report) == {
        "brief.md": "unchanged",
        "eigen/a.md": "unchanged",
        "ponte.txt": "changed",
    }
    assert encoder.texts == ["ponte\nPonte deed in 2002 iets heel anders."]
    assert passages(index)["ponte"] == "Ponte deed in 2002 iets heel anders."
    assert len(passages(index)) == 3


def test_one_file_more_costs_the_words_of_one_file(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lemmas and compound parts of what was there already are not looked up again."""
    run(corpus, index)
    looked_up = []
    look_up = vocabulary.passage_words

    def noted(text: str) -> PassageWords:
        looked_up.append(text)
        return look_up(text)

    monkeypatch.setattr(vocabulary, "passage_words", noted)
    run(write(corpus, {"nieuw.md": "Een nieuwe bron over begeleiding."}), index)

    assert looked_up == ["nieuw\nEen nieuwe bron over begeleiding."]
    with opened(index) as whole:
        assert dict(whole.keywords.search("begeleiding", top_k=10))


def test_what_is_new_is_seen_on_disk_and_what_is_shared_not_again(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut after the manifest was replaced finds every file of the generation whole."""
    run(corpus, index)
    seen: set[int] = set()
    monkeypatch.setattr(os, "fsync", lambda file: seen.add(os.fstat(file).st_ino))

    run(write(corpus, {"nieuw.md": "Een nieuwe bron over begeleiding."}), index)

    active = index / read_manifest(index).generation
    states = [path.stat() for path in active.rglob("*") if path.is_file()]
    assert {state.st_nlink for state in states} == {1, 2}
    assert all((state.st_nlink == 1) == (state.st_ino in seen) for state in states)


def test_an_incremental_index_equals_one_made_anew(corpus: Path, index: Path) -> None:
    """After additions, changes and removals nothing tells how the index came about."""
    run(corpus, index)
    (corpus / "ponte.txt").unlink()
    write(corpus, {"brief.md": BRIEF + "\nEn nog een zin.\n", "nieuw.txt": "Iets nieuws.\n"})
    run(corpus, index)
    anew = index.with_name("anew")
    run(corpus, anew)

    with opened(index) as first, opened(anew) as second:
        assert list(first.library.chunks()) == list(second.library.chunks())
        assert first.store.chunk_ids() == second.store.chunk_ids()
        assert first.manifest.files == second.manifest.files


def test_a_removed_file_takes_its_passages_along(corpus: Path, index: Path) -> None:
    """What is not in the corpus any more cannot be found any more; nothing is encoded for it."""
    run(corpus, index)
    (corpus / "ponte.txt").unlink()

    report = run(corpus, index, load=no_encoder)

    assert statuses(report)["ponte.txt"] == "removed"
    assert report.chunks == 2
    assert passages(index).keys() == {"brief", "eigen/a"}


def test_a_file_that_becomes_another_source_is_read_again(corpus: Path, index: Path) -> None:
    """Two files that swap their records swap their passages too."""
    ids = [("een", Kind.BRON), ("twee", Kind.BRON)]
    run(corpus, index, records=dict(zip(["brief.md", "ponte.txt"], ids, strict=True)))
    run(corpus, index, records=dict(zip(["ponte.txt", "brief.md"], ids, strict=True)))

    assert passages(index)["een"] == PONTE.strip()


def test_a_title_in_a_record_stands_above_the_passages(corpus: Path, index: Path) -> None:
    """What the file itself does not say is encoded with it; another title is encoded anew, and
    nothing else is."""
    records = {"ponte.txt": ("ponte", Kind.BRON)}
    run(corpus, index, records=records, titles={"ponte": "Actieonderzoek"})
    encoder = CountingEncoder()
    again = run(
        corpus,
        index,
        records=records,
        titles={"ponte": "Begeleiden"},
        load=lambda: encoder,
    )

    assert statuses(again)["ponte.txt"] == "changed"
    assert encoder.texts == [f"Begeleiden\n{PONTE.strip()}"]
    with opened(index) as whole:
        assert whole.library.document("ponte").title == "Begeleiden"


@pytest.mark.parametrize("other", [{"name": "andere"}, {"sha256": "0" * 64}], ids=str)
def test_another_encoder_makes_everything_anew(
    corpus: Path, index: Path, other: dict[str, str]
) -> None:
    """Vectors of two encoders never meet in one index."""
    run(corpus, index)
    encoder = CountingEncoder()
    identity = replace(FakeEncoder.identity, **other)

    report = run(corpus, index, identity=identity, load=lambda: encoder)

    assert set(statuses(report).values()) == {"new"}
    assert len(encoder.texts) == 3
    open_index(index, identity).close()


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda index, _: (index / "manifest.json").write_text("{"), id="manifest"),
        pytest.param(lambda _, active: shutil.rmtree(active), id="generation"),
        pytest.param(lambda _, active: shutil.rmtree(active / "keywords"), id="keywords"),
        pytest.param(lambda _, active: shutil.rmtree(active / "chroma"), id="store"),
        pytest.param(
            lambda _, active: (active / "chroma" / "chroma.sqlite3").write_bytes(b"stuk"),
            id="database",
        ),
        pytest.param(
            lambda _, active: _blank(active / "chroma" / "chroma.sqlite3"), id="database blanked"
        ),
        pytest.param(
            lambda _, active: next((active / "library").glob("*.spans.npy")).unlink(), id="library"
        ),
    ],
)
def test_a_damaged_index_is_made_anew(
    corpus: Path, index: Path, spoil: Callable[[Path, Path], object]
) -> None:
    """The command that the error names does mend it, also when no source changed."""
    run(corpus, index)
    spoil(index, index / read_manifest(index).generation)

    run(corpus, index)

    assert len(passages(index)) == 3


def _blank(database: Path) -> None:
    size = database.stat().st_size
    database.write_bytes(database.read_bytes()[: 3 * 4096] + bytes(size - 3 * 4096))


def test_the_generation_before_stays_and_older_ones_go(corpus: Path, index: Path) -> None:
    """A server that still runs on the previous generation keeps its files, no more than that."""
    run(corpus, index)
    (first,) = map(int, generations_in(index))
    with opened(index) as served:
        for number in range(3):
            write(corpus, {"nieuw.txt": f"Zin nummer {number}.\n"})
            run(corpus, index)
            generations = sorted(map(int, generations_in(index)))
            assert generations == [first + number, first + number + 1]
            if number == 0:
                assert len(list(served.library.chunks())) == 3
                assert len(served.store.chunk_ids()) == 3


def test_an_open_index_survives_the_next_ingest(corpus: Path, index: Path) -> None:
    """Both generations can be open in one process; the new one has what is new."""
    run(corpus, index)
    with opened(index) as old:
        write(corpus, {"nieuw.txt": "Iets nieuws.\n"})
        run(corpus, index)
        with opened(index) as new:
            assert len(new.store.chunk_ids()) == len(old.store.chunk_ids()) + 1


# --- what goes wrong ----------------------------------------------------------------------------


def test_an_unreadable_file_is_reported_and_the_others_are_indexed(
    corpus: Path, index: Path
) -> None:
    """One broken file costs only itself, and names itself."""
    (corpus / "scan.pdf").write_bytes(b"%PDF-1.4 geen echte pdf")

    report = run(corpus, index)

    assert [file.path for file in report.failed] == ["scan.pdf"]
    assert "scan.pdf" in str(report.failed[0].error)
    assert report.chunks == 3
    assert len(passages(index)) == 3


def test_a_file_without_running_text_is_reported(corpus: Path, index: Path) -> None:
    """Headings alone give nothing to quote; the report says so."""
    write(corpus, {"kop.md": "# Alleen een kop\n"})

    report = run(corpus, index)

    assert [file.path for file in report.failed] == ["kop.md"]
    assert "kop.md" in str(report.failed[0].error)


def test_a_file_that_keeps_failing_costs_no_new_generation(corpus: Path, index: Path) -> None:
    """A broken file is reported at every ingest, without anything being written for it."""
    (corpus / "scan.pdf").write_bytes(b"%PDF-1.4 geen echte pdf")
    run(corpus, index)
    before = read_manifest(index)

    report = run(corpus, index, load=no_encoder)

    assert [file.path for file in report.failed] == ["scan.pdf"]
    assert read_manifest(index) == before


def test_a_file_that_becomes_unreadable_loses_its_old_passages(corpus: Path, index: Path) -> None:
    """The index never quotes from a version that is no longer there."""
    run(corpus, index)
    (corpus / "ponte.txt").write_bytes(b"")

    report = run(corpus, index)

    assert [file.path for file in report.failed] == ["ponte.txt"]
    assert passages(index).keys() == {"brief", "eigen/a"}


@pytest.mark.parametrize(
    "files", [pytest.param({}, id="empty"), pytest.param({"foto.jpeg": "x"}, id="no sources")]
)
def test_an_empty_corpus_leaves_the_index(
    corpus: Path, index: Path, tmp_path: Path, files: dict[str, str]
) -> None:
    """Nothing to read is an error that names the folder; the old index still answers."""
    run(corpus, index)
    empty = tmp_path / "leeg"
    empty.mkdir()

    with pytest.raises(CorpusError, match="leeg"):
        run(write(empty, files), index)

    assert len(passages(index)) == 3


def test_a_missing_corpus_is_named(index: Path, tmp_path: Path) -> None:
    """A folder that does not exist is an error, and no index comes about."""
    with pytest.raises(CorpusError, match="weg"):
        run(tmp_path / "weg", index)

    assert not index.exists()


def test_a_corpus_of_which_nothing_can_be_read_leaves_the_index(
    corpus: Path, index: Path, tmp_path: Path
) -> None:
    """All files failing lists them all, and the old index still answers."""
    run(corpus, index)
    broken = write(tmp_path / "stuk", {"a.pdf": "geen pdf", "b.docx": "geen docx"})

    with pytest.raises(CorpusError, match=r"(?s)a\.pdf.*b\.docx"):
        run(broken, index)

    assert len(passages(index)) == 3
    assert len(list(index.glob("0*"))) == 1


def test_two_files_of_one_name_are_two_sources(corpus: Path, index: Path) -> None:
    """Each is named after its whole name; when one goes, the other has its old id again."""
    write(corpus, {"ponte.md": "Ponte, maar dan anders.\n"})
    run(corpus, index)

    assert passages(index).keys() == {"brief", "ponte.md", "ponte.txt", "eigen/a"}

    (corpus / "ponte.md").unlink()
    run(corpus, index)
    assert passages(index).keys() == {"brief", "ponte", "eigen/a"}


def test_an_encoder_that_fails_leaves_the_index(corpus: Path, index: Path) -> None:
    """An error half-way leaves the old index, and nothing beside it."""
    run(corpus, index)
    write(corpus, {"nieuw.txt": "Iets nieuws.\n"})

    with pytest.raises(ModelError):
        run(corpus, index, load=BrokenEncoder)

    assert len(passages(index)) == 3
    assert len(list(index.glob("0*"))) == 1


class BrokenEncoder(FakeEncoder):
    """Fails at the first passage."""

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Encoding]:
        """Fail."""
        raise ModelError(f"Kapot bij {len(texts)} passages.")


def test_a_second_ingest_at_once_is_refused(corpus: Path, index: Path) -> None:
    """Who comes second hears so at once, and nothing changes."""
    run(corpus, index)
    before = read_manifest(index)
    write(corpus, {"nieuw.txt": "Iets nieuws.\n"})

    with FileLock(index / ".lock"), pytest.raises(IndexBusyError, match="al bezig"):
        run(corpus, index)

    assert read_manifest(index) == before


def test_an_index_that_cannot_be_written_is_named(corpus: Path, tmp_path: Path) -> None:
    """A file where the index should be is an error with its path."""
    (tmp_path / "bestand").write_text("x")

    with pytest.raises(StoreError, match=r"bestand.*geschreven"):
        run(corpus, tmp_path / "bestand" / "index")


# --- killed at any point ------------------------------------------------------------------------

_DEATHS = 10
_FILE_EVENTS = {"open", "os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir"}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a system with SIGKILL")
@pytest.mark.server
def test_a_killed_ingest_leaves_a_whole_index(corpus: Path, index: Path, tmp_path: Path) -> None:
    """Killed at ten points, from the first deed to the last, the old index answers until the new
    one does, and the next ingest finishes the work."""
    run(corpus, index)
    old = passages(index)
    write(corpus, {"nieuw.txt": "Iets nieuws.\n", "ponte.txt": "Ponte, herzien.\n"})
    (corpus / "eigen" / "a.md").unlink()
    new = {"brief": old["brief"], "nieuw": "Iets nieuws.", "ponte": "Ponte, herzien."}

    assert _in_child(_die_ten_times, corpus, index, tmp_path) == 0

    survivors = [tmp_path / f"killed-{step}" for step in range(_DEATHS)]
    answers = [passages(spoiled) for spoiled in survivors]
    assert all(answer in (old, new) for answer in answers)
    assert answers[0] == answers[_DEATHS // 2] == old
    for spoiled in survivors:
        answering = read_manifest(spoiled).generation
        run(corpus, spoiled)
        assert passages(spoiled) == new
        names = {path.name for path in spoiled.glob("0*")}
        assert {answering, read_manifest(spoiled).generation} <= names
        assert len(names) <= 2


def _in_child(target: Callable[..., None], *arguments: object) -> int | None:
    """Run a function in a process of its own and return its exit code."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["kwchat.testing", "kwchat.index.ingest"])
    child = context.Process(target=target, args=arguments)
    child.start()
    child.join()
    return child.exitcode


def _loaded_after_ingest(corpus: Path, index: Path, loaded: Path) -> None:
    run(corpus, index, load=no_encoder)
    loaded.write_text("\n".join(sys.modules))


def _die_ten_times(corpus: Path, index: Path, folder: Path) -> None:
    """Ingest into copies of an index, each killed at another point, from the first to the last."""
    importlib.import_module("chromadb")  # once for all forks; opened in none of them before
    KeywordIndex.build([make_chunk()])
    fork = multiprocessing.get_context("fork")
    deeds = fork.Value("i", 0)
    for step in range(-1, _DEATHS):
        fatal = 0 if step < 0 else 1 + step * (deeds.value - 1) // (_DEATHS - 1)
        spoiled = shutil.copytree(index, folder / f"killed-{step}")
        child = fork.Process(target=_ingest_until, args=(fatal, deeds, corpus, spoiled))
        child.start()
        child.join()
        assert child.exitcode == (-signal.SIGKILL if fatal else 0)


def _ingest_until(fatal: int, deeds: Any, corpus: Path, index: Path) -> None:
    """Ingest, and die without a chance to clean up at the nth deed in the index; with 0,
    count the deeds."""
    count = 0

    def strike(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        if event in _FILE_EVENTS and str(index) in str(arguments[0]):
            count += 1
            if count == fatal:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(strike)
    run(corpus, index)
    deeds.value = count


# --- pages --------------------------------------------------------------------------------------


def scanned(path: Path) -> Path:
    """Write a PDF of a page of text and one that is a picture."""
    canvas = Canvas(str(path))
    canvas.drawString(72, 700, "Wij leren samen op school.")
    canvas.showPage()
    canvas.drawInlineImage(Image.new("L", (60, 80), 128), 0, 0, 590, 840)
    canvas.showPage()
    canvas.save()
    return path


def test_pages_are_told_of_one_by_one(corpus: Path, index: Path) -> None:
    """While a file is read, before it is done."""
    scanned(corpus / "a.pdf")
    events: list[IngestEvent] = []

    run(corpus, index, on_event=events.append)

    assert [event for event in events if isinstance(event, PageRead)] == [
        PageRead("a.pdf", 1, 2),
        PageRead("a.pdf", 2, 2),
    ]


def test_what_was_kept_of_a_file_that_is_gone_is_forgotten(corpus: Path, index: Path) -> None:
    """Also where nothing else changed; of a file that cannot be read it is not."""
    (corpus / "kapot.pdf").write_bytes(b"geen PDF")
    (corpus / "los.md").write_text("Wij leren samen.", encoding="utf-8")
    there = {files.sha256(path) for path in corpus.rglob("*") if path.is_file()}
    reading = Keeping()
    run(corpus, index, reading=reading)
    assert reading.kept == there

    gone = files.sha256(corpus / "los.md")
    (corpus / "los.md").unlink()
    run(corpus, index, reading=reading)
    assert reading.kept == there - {gone}


def test_pages_that_were_not_read_are_kept_and_read_again(corpus: Path, index: Path) -> None:
    """When pictures of text can be read at last; till then the file is as it was."""
    scanned(corpus / "a.pdf")

    (first,) = (file for file in run(corpus, index).files if file.path == "a.pdf")
    (second,) = (file for file in run(corpus, index).files if file.path == "a.pdf")
    (third,) = (f for f in run(corpus, index, reading=Recognising()).files if f.path == "a.pdf")

    assert [file.pictures for file in (first, second, third)] == [(2,)] * 3
    assert [file.status.value for file in (first, second, third)] == ["new", "unchanged", "changed"]
