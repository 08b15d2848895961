"""What readers thought of answers, where a school asks for it: kept for a while, then really gone.

One SQLite file, readable for its owner only. A connection is opened for each act and closed after
it, so that several processes can share the file. No row says who wrote it: there is no address, no
user, no session, and of the moment only the day.

Deleted is gone: `secure_delete` overwrites what is deleted, `VACUUM` builds the file anew, and a
rollback journal rather than a write-ahead log leaves no second file behind with the old pages. What
a disk, a snapshot or a backup still holds is beyond this.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from threading import Event, Thread
from typing import Annotated, Any, TypeAlias

from annotated_types import Len, MaxLen

from kwchat import __version__, logs
from kwchat.answering.conversation import MAX_CHARACTERS
from kwchat.chat import texts
from kwchat.clocks import WallClock
from kwchat.errors import FeedbackError

Json: TypeAlias = dict[str, Any]

MAX_REMARK = 1000  # characters
MAX_ANSWER = 20_000  # characters; a whole list with all its quotes has some 4,000
MAX_ROWS = 10_000  # keeps whoever floods the server from filling its disk
BUSY_SECONDS = 5.0
PURGE_SECONDS = 3600.0
HOLD_SECONDS = 24 * 3600.0  # for someone to set a clock right before it deletes anything

_FORMAT = 1
_TABLE = """
CREATE TABLE feedback (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day TEXT NOT NULL,
    kwchat TEXT NOT NULL,
    index_version TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    answered INTEGER NOT NULL,
    chunk_ids TEXT NOT NULL,
    good INTEGER NOT NULL,
    reasons TEXT NOT NULL,
    remark TEXT NOT NULL
)
"""
_COLUMNS = (
    "day, kwchat, index_version, question, answer, answered, chunk_ids, good, reasons, remark"
)
_SEPARATOR = "\n"  # which neither ids nor reasons hold


class Reason(StrEnum):
    """What was wrong with an answer."""

    WRONG = "wrong"
    WRONG_SOURCE = "wrong_source"
    INCOMPLETE = "incomplete"
    SHOULD_ANSWER = "should_answer"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reader thought of one answer; `chunk_ids` are the passages that it cites.

    The limits are those of the web API: it takes nothing that is longer.
    """

    question: Annotated[str, Len(1, MAX_CHARACTERS)]
    answer: Annotated[str, Len(1, MAX_ANSWER)]
    answered: bool
    chunk_ids: Annotated[tuple[Annotated[str, Len(1, 200)], ...], MaxLen(50)]
    good: bool
    reasons: Annotated[tuple[Reason, ...], MaxLen(len(Reason))] = ()
    remark: Annotated[str, MaxLen(MAX_REMARK)] = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """Feedback as it is kept: its number, the day, and what gave the answer."""

    id: int
    day: date
    kwchat: str
    index: str
    feedback: Feedback


def _today() -> date:
    return datetime.now().astimezone().date()


class FeedbackStore:
    """The file with feedback; rows older than `days` days are deleted whenever it is read.

    Every method raises `FeedbackError` when the file cannot be used.
    """

    def __init__(
        self,
        path: Path,
        *,
        days: int,
        index: str | Callable[[], str] = "",
        today: Callable[[], date] = _today,
        busy_seconds: float = BUSY_SECONDS,
    ) -> None:
        self._path = path
        self.days = days
        self._index = index if callable(index) else lambda: index
        self._today = today
        self._busy_seconds = busy_seconds

    def add(self, feedback: Feedback) -> None:
        """Keep feedback, with the day and the versions of kwchat and of the index."""
        row = (self._today().isoformat(), __version__, self._index(), *_row(feedback))
        insert = f"INSERT INTO feedback ({_COLUMNS}) VALUES ({', '.join('?' * len(row))})"  # noqa: S608
        with self._opened() as connection:
            (count,) = connection.execute("SELECT count(*) FROM feedback").fetchone()
            if count >= MAX_ROWS:
                raise FeedbackError(texts.FEEDBACK_FULL.format(path=self._path))
            connection.execute(insert, row)

    def kept(self) -> tuple[Kept, ...]:
        """Return what is not too old, oldest first; what is too old is deleted."""
        self.purge()
        with self._opened() as connection:
            rows = connection.execute(f"SELECT id, {_COLUMNS} FROM feedback ORDER BY id")  # noqa: S608
            return tuple(_kept(*row) for row in rows)

    def purge(self, days: int | None = None) -> int:
        """Delete what is older than a number of days, or than was set; return how many rows."""
        oldest = self._today() - timedelta(days=self.days if days is None else days)
        return self._delete("DELETE FROM feedback WHERE day < ?", oldest.isoformat())

    def clear(self) -> int:
        """Delete everything; return how many rows."""
        return self._delete("DELETE FROM feedback")

    def copy_to(self, path: Path) -> None:
        """Write all of it to another file, as it is at one moment; readers can go on."""
        with self._opened() as connection, closing(sqlite3.connect(path)) as copy:
            connection.backup(copy)

    def take_from(self, path: Path) -> None:
        """Hold what such a copy does, but what is too old by now; without a copy nothing changes.

        What cannot be used as a copy changes nothing either.
        """
        if not path.exists():
            return
        FeedbackStore(path, days=self.days, today=self._today).purge()
        with closing(sqlite3.connect(path)) as copy, self._opened() as connection:
            copy.backup(connection)

    def _delete(self, statement: str, *values: str) -> int:
        with self._opened() as connection:
            count = connection.execute(statement, values).rowcount
            if count:
                connection.execute("VACUUM")
            return count

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.touch(mode=0o600)
            with closing(
                sqlite3.connect(self._path, timeout=self._busy_seconds, isolation_level=None)
            ) as connection:
                self._prepare(connection)
                yield connection
        except (OSError, sqlite3.Error) as error:
            raise FeedbackError(
                texts.FEEDBACK_UNUSABLE.format(path=self._path, reason=error)
            ) from error

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA temp_store = MEMORY")  # VACUUM copies the rows meanwhile
        if _format(connection) == _FORMAT:
            return
        connection.execute("BEGIN IMMEDIATE")  # another process may be making the table
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables == 0:
            connection.execute(_TABLE)
            connection.execute(f"PRAGMA user_version = {_FORMAT}")
        elif _format(connection) != _FORMAT:
            raise FeedbackError(texts.FEEDBACK_OTHER_FILE.format(path=self._path))
        connection.execute("COMMIT")


def _format(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def purged_regularly(
    store: FeedbackStore,
    *,
    every_seconds: float = PURGE_SECONDS,
    hold_seconds: float = HOLD_SECONDS,
) -> Iterator[None]:
    """Delete what is too old at once, and again and again until the end of the block.

    After a clock that jumped forward nothing is deleted for a while: all would seem too old.

    Raises:
        FeedbackError: the file cannot be used at the start; later that is only logged.
    """
    stop = Event()
    calendar = _Calendar(hold_seconds)

    def purge_until_stopped() -> None:
        while not stop.wait(every_seconds):
            if not calendar.believed():
                logs.warning("feedback_not_purged_after_clock_jump")
                continue
            try:
                logs.event("feedback_purged", rows=store.purge())
            except FeedbackError as error:
                logs.fault("feedback_not_purged", error)

    logs.event("feedback_purged", rows=store.purge())
    thread = Thread(target=purge_until_stopped, name="feedback-purge")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


class _Calendar:
    """Tells whether the clock is to be believed: one that jumped forward only after a while."""

    def __init__(self, hold_seconds: float) -> None:
        self._hold_seconds = hold_seconds
        self._clock = WallClock()
        self._doubted: float | None = None  # since when, by the clock that nobody sets
        self._jumped = 0.0  # by how far, when the doubt began

    def believed(self) -> bool:
        """Tell whether what is too old by the clock may be deleted now."""
        if self._clock.jumped > 0:
            if self._doubted is None or self._clock.jumped - self._jumped > self._hold_seconds:
                self._doubted, self._jumped = time.monotonic(), self._clock.jumped
            if time.monotonic() - self._doubted < self._hold_seconds:
                return False
        self._doubted = None
        self._clock.believe()
        return True


def draft(kept: Kept) -> Json:
    """Return feedback as a line of a test set that a person still has to complete.

    What only a person can tell is left empty; `kwchat eval` names the row as long as it is.
    """
    feedback = kept.feedback
    return {
        "id": f"feedback-{kept.id}",
        "category": "feedback",
        "question": feedback.question,
        "history": [],
        "answerable": None,
        "evidence": [],
        "relevant": [],
        "key_facts": [],
        "to_complete": texts.FEEDBACK_TO_COMPLETE,
        "feedback": {
            "good": feedback.good,
            "reasons": list(feedback.reasons),
            "remark": feedback.remark,
            "answered": feedback.answered,
            "answer": feedback.answer,
            "chunk_ids": list(feedback.chunk_ids),
            "day": kept.day.isoformat(),
            "kwchat": kept.kwchat,
            "index": kept.index,
        },
    }


def write_drafts(path: Path, kept: Iterable[Kept]) -> None:
    """Write feedback as draft lines to a new file that only its owner can read.

    Raises:
        FeedbackError: the file is there already, or cannot be written.
    """
    lines = "".join(f"{json.dumps(draft(each), ensure_ascii=False)}\n" for each in kept)
    try:
        with path.open("x", encoding="utf-8") as file:
            path.chmod(0o600)
            file.write(lines)
    except FileExistsError as error:
        raise FeedbackError(texts.FEEDBACK_EXISTS.format(path=path)) from error
    except OSError as error:
        raise FeedbackError(
            texts.FEEDBACK_NOT_WRITTEN.format(path=path, reason=error.strerror)
        ) from error


def _row(feedback: Feedback) -> tuple[str | bool, ...]:
    return (
        feedback.question,
        feedback.answer,
        feedback.answered,
        _SEPARATOR.join(feedback.chunk_ids),
        feedback.good,
        _SEPARATOR.join(feedback.reasons),
        feedback.remark,
    )


def _kept(number: int, day: str, kwchat: str, index: str, *row: Any) -> Kept:
    question, answer, answered, chunk_ids, good, reasons, remark = row
    feedback = Feedback(
        question=question,
        answer=answer,
        answered=bool(answered),
        chunk_ids=tuple(chunk_ids.split(_SEPARATOR)) if chunk_ids else (),
        good=bool(good),
        reasons=tuple(Reason(reason) for reason in reasons.split(_SEPARATOR) if reason),
        remark=remark,
    )
    return Kept(number, date.fromisoformat(day), kwchat, index, feedback)
