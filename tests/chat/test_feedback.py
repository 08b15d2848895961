"""Feedback is kept as long as was promised, and gone after that; never with a name attached."""

import json
import sqlite3
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import fields, replace
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kwchat import __version__
from kwchat.chat import feedback
from kwchat.chat.feedback import Feedback, FeedbackStore, Kept, Reason, draft, write_drafts
from kwchat.errors import FeedbackError, QuestionError
from kwchat.evaluation import testsets

PUPIL = "Waarom-noemt-Fatima-Yilmaz-dit"
THUMB_DOWN = Feedback(
    question="Wat doet een werkplaatscoördinator?",
    answer="De Jong et al. (2017), in de brief:\n“…” [1]",
    answered=True,
    chunk_ids=("monitor", "kort"),
    good=False,
    reasons=(Reason.INCOMPLETE, Reason.OTHER),
    remark="Het eerste jaar ontbreekt.",
)
TODAY = date(2026, 3, 1)
HELD = "feedback_not_purged_after_clock_jump"


class Clock:
    """A calendar that can be turned."""

    def __init__(self) -> None:
        self.day = TODAY

    def __call__(self) -> date:
        """Return the day."""
        return self.day

    def wait(self, days: int) -> None:
        """Let days go by."""
        self.day += timedelta(days=days)


@pytest.fixture
def clock() -> Clock:
    """The calendar of `store`."""
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where `store` keeps its rows: in a folder that is not there yet."""
    return tmp_path / "data" / "feedback.sqlite"


@pytest.fixture
def store(path: Path, clock: Clock) -> FeedbackStore:
    """A store that keeps rows for thirty days."""
    return FeedbackStore(path, days=30, index="abc123", today=clock, busy_seconds=0.01)


def everything_in(folder: Path) -> bytes:
    """Return the bytes of all files of a folder."""
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


# --- keeping ---


def test_what_was_given_is_kept_with_day_and_versions(store: FeedbackStore) -> None:
    """Enough to find out later what went wrong."""
    store.add(THUMB_DOWN)

    assert store.kept() == (Kept(1, TODAY, __version__, "abc123", THUMB_DOWN),)


def test_nothing_is_kept_that_tells_who_it_was(store: FeedbackStore, path: Path) -> None:
    """The columns of the table are all there is: no address, no user, no session, no hour."""
    store.add(THUMB_DOWN)

    with closing(sqlite3.connect(path)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(feedback)")]

    about_the_answer = {field.name for field in fields(Feedback)}
    assert set(columns) == {"id", "day", "kwchat", "index_version", *about_the_answer}


def test_only_the_owner_can_read_the_file(store: FeedbackStore, path: Path) -> None:
    """Other accounts on the server have no business in it."""
    store.add(THUMB_DOWN)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(question=TEXT, answer=TEXT, remark=TEXT, good=st.booleans())
def test_any_text_comes_back_as_it_went_in(
    store: FeedbackStore, question: str, answer: str, remark: str, *, good: bool
) -> None:
    """Quotes, semicolons, zero bytes and emoji included."""
    store.clear()
    sent = replace(THUMB_DOWN, question=question, answer=answer, remark=remark, good=good)

    store.add(sent)

    assert [kept.feedback for kept in store.kept()] == [sent]


def add_many(path: Path, count: int) -> None:
    """Add rows, as one of several processes."""
    for _ in range(count):
        FeedbackStore(path, days=30).add(THUMB_DOWN)


@pytest.mark.server
def test_several_processes_share_the_file(path: Path) -> None:
    """Nobody's row is lost, also while the file is being made."""
    spawning = get_context("spawn")
    processes = [spawning.Process(target=add_many, args=(path, 10)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert len(FeedbackStore(path, days=30).kept()) == 30


def test_a_flood_does_not_fill_the_disk(
    store: FeedbackStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When it is full it says so, and keeps what it has."""
    monkeypatch.setattr(feedback, "MAX_ROWS", 2)
    store.add(THUMB_DOWN)
    store.add(THUMB_DOWN)

    with pytest.raises(FeedbackError, match="geen feedback meer bij"):
        store.add(THUMB_DOWN)
    assert len(store.kept()) == 2


# --- forgetting ---


@pytest.mark.parametrize(("days", "count"), [(0, 1), (30, 1), (31, 0)])
def test_rows_go_when_their_days_are_over(
    store: FeedbackStore, clock: Clock, days: int, count: int
) -> None:
    """Reading is enough: nobody has to remember to purge."""
    store.add(THUMB_DOWN)

    clock.wait(days)

    assert len(store.kept()) == count


def test_what_was_deleted_is_not_in_the_file_any_more(
    store: FeedbackStore, path: Path, clock: Clock
) -> None:
    """Neither in free pages nor in a journal; and what may stay stays."""
    for number in range(50):
        store.add(replace(THUMB_DOWN, question=f"{number} {PUPIL} {'x' * 3000}"))
    clock.wait(20)
    store.add(THUMB_DOWN)
    large = path.stat().st_size
    assert PUPIL.encode() in everything_in(path.parent)

    clock.wait(20)

    assert store.purge() == 50
    assert PUPIL.encode() not in everything_in(path.parent)
    assert path.stat().st_size < large / 5
    assert [kept.feedback for kept in store.kept()] == [THUMB_DOWN]


def test_purging_earlier_and_clearing(store: FeedbackStore, clock: Clock) -> None:
    """A school may want less than it set, or nothing at all; a number is never given twice."""
    store.add(THUMB_DOWN)
    clock.wait(5)
    store.add(THUMB_DOWN)

    assert store.purge(days=4) == 1
    assert store.clear() == 1
    store.add(THUMB_DOWN)
    assert [kept.id for kept in store.kept()] == [3]


def test_a_server_purges_at_its_start_and_while_it_runs(store: FeedbackStore, clock: Clock) -> None:
    """Days may go by between two starts."""
    store.add(THUMB_DOWN)
    clock.wait(31)
    with feedback.purged_regularly(store):
        assert rows(store) == 0

    store.add(THUMB_DOWN)
    clock.wait(31)
    purged = threading.Event()

    class Noticing(FeedbackStore):
        def purge(self, days: int | None = None) -> int:
            over = clock.day > TODAY + timedelta(days=90)
            count = super().purge(days)
            if over:
                purged.set()
            return count

    noticing = Noticing(store._path, days=30, today=clock)
    with feedback.purged_regularly(noticing, every_seconds=0.01):
        noticing.add(THUMB_DOWN)
        clock.wait(31)
        assert purged.wait(60)
    assert rows(store) == 0


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Callable[[str], None]:
    """Return what waits until the log tells of an event once more."""
    caplog.set_level("INFO", "kwchat")

    def wait_for(event: str) -> None:
        seen = caplog.messages.count(event)
        until = time.monotonic() + 60
        while caplog.messages.count(event) <= seen:
            assert time.monotonic() < until
            time.sleep(0.005)

    return wait_for


def test_a_clock_that_jumps_forward_deletes_nothing(
    store: FeedbackStore,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    log: Callable[[str], None],
) -> None:
    """Set right within the time for that, all is still there, and purging goes on."""
    real = time.time
    with feedback.purged_regularly(store, every_seconds=0.01):
        store.add(THUMB_DOWN)
        log("feedback_purged")
        monkeypatch.setattr("time.time", lambda: real() + 365 * 24 * 3600)
        log(HELD)
        clock.wait(365)
        log(HELD)
        log(HELD)
        assert rows(store) == 1

        clock.wait(-365)
        monkeypatch.setattr("time.time", real)
        log("feedback_purged")
        assert rows(store) == 1
        clock.wait(31)
        log("feedback_purged")
        log("feedback_purged")
    assert rows(store) == 0


@pytest.mark.parametrize("days", [365, -365], ids=["forward, for long", "back"])
def test_a_clock_that_stays_where_it_was_set_is_believed(
    store: FeedbackStore,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    log: Callable[[str], None],
    days: int,
) -> None:
    """Nothing is kept for ever where the clock was wrong before, or the computer slept."""
    real = time.time
    with feedback.purged_regularly(store, every_seconds=0.01, hold_seconds=0.1):
        store.add(THUMB_DOWN)
        monkeypatch.setattr("time.time", lambda: real() + days * 24 * 3600)
        log("feedback_purged")
        clock.wait(31)
        log("feedback_purged")
        log("feedback_purged")
    assert rows(store) == 0


def test_a_second_jump_begins_a_doubt_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer that slept is doubted too, and must not use up the time of what comes after."""
    apart, now = 0.0, 0.0
    monkeypatch.setattr("kwchat.clocks._apart", lambda: apart)
    monkeypatch.setattr(feedback, "time", SimpleNamespace(monotonic=lambda: now))
    calendar = feedback._Calendar(100.0)
    apart = 60.0
    assert not calendar.believed()

    apart, now = 10_000.0, 90.0
    assert not calendar.believed()
    now = 110.0
    assert not calendar.believed()
    now = 191.0
    assert calendar.believed()


def rows(store: FeedbackStore) -> int:
    """Return how many rows there are, without reading through the store, which would purge."""
    with closing(sqlite3.connect(store._path)) as connection:
        return int(connection.execute("SELECT count(*) FROM feedback").fetchone()[0])


# --- when the file cannot be used ---


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the file as another program might."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield


def test_a_locked_file_is_a_dutch_error(store: FeedbackStore, path: Path) -> None:
    """It names the file, and later it works again."""
    store.add(THUMB_DOWN)

    with locked(path), pytest.raises(FeedbackError, match=rf"{path} is nu niet te gebruiken"):
        store.add(THUMB_DOWN)
    store.add(THUMB_DOWN)

    assert len(store.kept()) == 2


def test_a_folder_that_cannot_be_written_is_a_dutch_error(store: FeedbackStore, path: Path) -> None:
    """SQLite needs a place for its journal; here something else stands in it."""
    store.add(THUMB_DOWN)
    path.with_name(f"{path.name}-journal").mkdir()

    with pytest.raises(FeedbackError, match="Controleer of je daar mag schrijven"):
        store.add(THUMB_DOWN)


@pytest.mark.parametrize("content", [b"geen database" * 100, None], ids=["a text", "a folder"])
def test_what_is_no_database_is_a_dutch_error(tmp_path: Path, content: bytes | None) -> None:
    """A file of something else is not touched."""
    path = tmp_path / "feedback.sqlite"
    path.mkdir() if content is None else path.write_bytes(content)

    with pytest.raises(FeedbackError, match=str(path)):
        FeedbackStore(path, days=30).add(THUMB_DOWN)
    assert content is None or path.read_bytes() == content


def test_a_database_of_something_else_is_not_touched(path: Path, store: FeedbackStore) -> None:
    """The setting names the wrong file; say so."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE leerlingen (naam TEXT)")
    before = path.read_bytes()

    with pytest.raises(FeedbackError, match="geen bestand met feedback"):
        store.add(THUMB_DOWN)
    assert path.read_bytes() == before


# --- drafts of a test set ---


@pytest.fixture
def drafts(tmp_path: Path, store: FeedbackStore) -> Path:
    """A file of two drafts."""
    store.add(THUMB_DOWN)
    store.add(replace(THUMB_DOWN, question="Wat kost een werkplaats per leerling?", answered=False))
    path = tmp_path / "ontwerp.jsonl"
    write_drafts(path, store.kept())
    return path


def completed(path: Path, *additions: dict[str, object]) -> Path:
    """Fill in what a person has to, row by row."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for line, addition in zip(lines, additions, strict=True):
        line.update(addition)
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def test_a_draft_cannot_be_mistaken_for_a_test_set(drafts: Path) -> None:
    """Measuring with it names the row and what is missing in it."""
    with pytest.raises(
        QuestionError, match=r"ontwerp\.jsonl, rij 1, kolom answerable: .*ontbreekt"
    ):
        testsets.load(drafts)
    with pytest.raises(QuestionError, match="rij 1, kolom evidence"):
        testsets.load(completed(drafts, {"answerable": True}, {"answerable": False}))


def test_a_completed_draft_is_a_test_set(drafts: Path) -> None:
    """What readers said about it may stay in the line."""
    evidence = {"answerable": True, "evidence": ["het structureren van de werkplaats"]}

    questions = testsets.load(completed(drafts, evidence, {"answerable": False}))

    assert [question.id for question in questions] == ["feedback-1", "feedback-2"]
    assert questions[0].question == THUMB_DOWN.question
    assert [question.answerable for question in questions] == [True, False]


def test_a_draft_tells_what_the_reader_said() -> None:
    """And what to do with the line."""
    line = draft(Kept(7, TODAY, "1.0", "abc", THUMB_DOWN))

    assert set(testsets.COLUMNS) < set(line)
    assert line["feedback"]["reasons"] == ["incomplete", "other"]
    assert line["feedback"]["remark"] == THUMB_DOWN.remark
    assert line["to_complete"].startswith("Vul answerable in")


def test_drafts_overwrite_nothing(drafts: Path, store: FeedbackStore) -> None:
    """Somebody may have spent an afternoon completing them."""
    before = drafts.read_bytes()

    with pytest.raises(FeedbackError, match="bestaat al"):
        write_drafts(drafts, store.kept())
    with pytest.raises(FeedbackError, match="Kies een map die bestaat"):
        write_drafts(drafts.parent / "weg" / "ontwerp.jsonl", store.kept())
    assert drafts.read_bytes() == before
    assert stat.S_IMODE(drafts.stat().st_mode) == 0o600
