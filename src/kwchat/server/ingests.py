"""Ingests that a running server does: one at a time, in a process of its own, and how they ended.

A process of its own gives its memory back, reads beside answers that go on, and takes nobody along
when it is ended. What it publishes is noticed as what any ingest publishes (`renewal`).
"""

import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Condition, Thread
from typing import TYPE_CHECKING, TypeAlias

from kwchat.errors import IndexBusyError, KwchatError
from kwchat.index.ingest import FileStatus, IngestReport
from kwchat.logs import event, kept_to
from kwchat.server import texts

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

BUSY_SECONDS = 10.0  # until the next try, when another program ingests
_NICENESS = 10  # answers go first
_SPAWN = get_context("spawn")  # a fork would take the threads' locks along, and all that is open
_Ended: TypeAlias = IngestReport | KwchatError


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an ingest ended, and when: so many files of each status, what could not be read, in Dutch
    sentences; or in `error` why there is no new index."""

    ended: datetime
    files: Mapping[FileStatus, int]
    failed: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """Whether an ingest is at work or waits, and how the last one ended."""

    busy: bool
    last: Outcome | None

    @property
    def has_failed(self) -> bool:
        """Whether the last one failed, or a file in it."""
        return self.last is not None and bool(self.last.error or self.last.failed)


class Line:
    """Where the ingests of several collections wait for each other: each takes a process, and that
    an encoder."""

    def __init__(self) -> None:
        self.changed = Condition()
        self.taken = False


class Ingests:
    """Ingests on request, never two at once: what is asked for during one is one more after it."""

    def __init__(
        self,
        ingest: Callable[[], IngestReport],
        *,
        level: str = "warning",
        busy_seconds: float = BUSY_SECONDS,
        line: Line | None = None,
    ) -> None:
        """Begin nothing yet.

        Args:
            ingest: brings the index up to date; it is pickled, and called in another process.
            level: of what that process logs, as for `logs.kept_to`.
            busy_seconds: until the next try, when another program ingests.
            line: in which it waits for those of other collections.
        """
        self._ingest = ingest
        self._level = level
        self._busy_seconds = busy_seconds
        self._line = line or Line()
        self._changed = self._line.changed
        self._wanted = self._working = self._stopped = False
        self._last: Outcome | None = None
        self._process: SpawnProcess | None = None

    @property
    def state(self) -> State:
        """What is known now."""
        with self._changed:
            return State(self._wanted or self._working, self._last)

    def request(self) -> None:
        """Ask for an ingest that sees the corpus as it is now."""
        with self._changed:
            self._wanted = True
            self._changed.notify_all()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Do what is asked for, until the end of the block, which ends an ingest that is at work;
        the index stays as it was then."""
        named = copy_context()  # so that the log tells for which collection it is
        worker = Thread(target=lambda: named.run(self._work), name="ingests")
        worker.start()
        try:
            yield
        finally:
            with self._changed:
                self._stopped = True
                if self._process:
                    self._process.terminate()
                self._changed.notify_all()
            worker.join()

    def _work(self) -> None:
        while self._begins():
            ended = self._done_apart()
            again = isinstance(ended, IndexBusyError)
            with self._changed:
                self._working = self._line.taken = False
                self._changed.notify_all()
                self._wanted |= again
                if not self._stopped:
                    self._last = _outcome(ended)
                    _log(self._last, ended)
                if again:
                    self._changed.wait_for(lambda: self._stopped, self._busy_seconds)

    def _begins(self) -> bool:
        """Wait until an ingest is asked for; tell whether it is to be done."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or (self._wanted and not self._line.taken))
            if self._stopped:
                return False
            self._working = self._line.taken = True
            self._wanted = False
            return True

    def _done_apart(self) -> _Ended:
        receiving, sending = _SPAWN.Pipe(duplex=False)
        process = _SPAWN.Process(target=_ingest, args=(self._ingest, self._level, sending))
        with self._changed:
            if self._stopped:
                return KwchatError(texts.INGEST_STOPPED)
            process.start()
            self._process = process
        sending.close()  # so that the pipe ends when the process does
        try:
            ended: _Ended = receiving.recv()
        except EOFError:
            ended = KwchatError(texts.INGEST_STOPPED)
        receiving.close()
        process.join()
        with self._changed:
            self._process = None
        return ended


def _ingest(ingest: Callable[[], IngestReport], level: str, sending: Connection) -> None:
    """Ingest in this process, and send how that ended; a crash ends the process instead."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the server, which ends this
    if sys.platform != "win32":
        os.nice(_NICENESS)
    with kept_to(level):
        try:
            sending.send(ingest())
        except KwchatError as error:
            sending.send(error)


def _outcome(ended: _Ended) -> Outcome:
    now = datetime.now().astimezone()
    if isinstance(ended, KwchatError):
        return Outcome(now, {}, error=str(ended))
    counts = Counter(file.status for file in ended.files)
    return Outcome(now, counts, tuple(file.error for file in ended.failed if file.error))


def _log(outcome: Outcome, ended: _Ended) -> None:
    if isinstance(ended, KwchatError):
        event("not_ingested", error=type(ended).__name__)
    else:
        counts = {status.value: count for status, count in outcome.files.items()}
        event("ingested", seconds=round(ended.seconds, 3), **counts)
