"""An assistant on the newest index: it changes over between two questions, never within one."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

from kwchat.answering.answer import (
    EVERYTHING,
    Choice,
    Documents,
    Event,
    Knowing,
    References,
    Turn,
)
from kwchat.errors import KwchatError
from kwchat.index.manifest import Index
from kwchat.logs import event

AGAIN_SECONDS = 5.0  # until an index is tried again that could not be opened


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """An assistant on an opened index, what lets go of its files, and the index itself.

    `edition` is equal to that of no other, and holds nothing: whoever keeps it keeps no index.
    """

    assistant: Knowing
    close: Callable[[], None]
    index: Index
    edition: object = field(default_factory=object)


@dataclass(slots=True, eq=False)
class _Use:
    """An opened index, how many answers are being made with it, and whether there is a newer."""

    opened: Opened
    answers: int = 0
    retired: bool = False

    def close_when_idle(self) -> None:
        if self.retired and not self.answers:
            self.opened.close()


class RenewedAssistant:
    """An assistant that looks for a newer index at the start of every answer.

    The first question after an ingest waits for the new index to be opened, so that what was
    removed is quoted no more. Answers that were under way end on the index they began with, which
    is closed after the last of them. An index that cannot be opened is logged and tried again a
    moment later, such as when the store is back that it is in; until then the old one answers.
    """

    def __init__(
        self,
        stamp: Callable[[], Hashable],
        open_newest: Callable[[], Opened],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Open the index.

        Args:
            stamp: a value that differs whenever there is another index.
            open_newest: opens it.
            clock: tells seconds, whatever is done to the clock of the machine.

        Raises:
            KwchatError: it cannot be opened.
        """
        self._stamp = stamp
        self._open_newest = open_newest
        self._lock = Lock()
        self._clock = clock
        self._again: float | None = None  # when to try the newest again that did not open
        self._seen = stamp()
        self._use = _Use(open_newest())

    def stream(
        self, question: str, history: Sequence[Turn], choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield the events of one answer, all of one index.

        Raises:
            KwchatError: as the assistant does.
        """
        with self.in_use() as opened:
            yield from opened.assistant.stream(question, history, choice)

    @contextmanager
    def in_use(self) -> Iterator[Opened]:
        """Give the newest index, which stays open until the end of the block."""
        use = self._begin()
        try:
            yield use.opened
        finally:
            self._end(use)

    @property
    def documents(self) -> Documents:
        """The sources of the newest index."""
        return self._newest().opened.assistant.documents

    @property
    def references(self) -> References:
        """How they are referred to."""
        return self._newest().opened.assistant.references

    def _newest(self) -> _Use:
        with self._lock:
            self._look()
            return self._use

    def _begin(self) -> _Use:
        with self._lock:
            self._look()
            self._use.answers += 1
            return self._use

    def _look(self) -> None:
        stamp = self._stamp()
        late = self._again is not None and self._clock() >= self._again
        if stamp != self._seen or late:
            self._seen = stamp
            self._change_over()

    def _end(self, use: _Use) -> None:
        with self._lock:
            use.answers -= 1
            use.close_when_idle()

    def _change_over(self) -> None:
        try:
            opened = self._open_newest()
        except KwchatError as error:
            event("index_not_renewed", error=type(error).__name__)
            self._again = self._clock() + AGAIN_SECONDS
            return
        self._again = None
        self._use.retired = True
        self._use.close_when_idle()
        self._use = _Use(opened)
        event("index_renewed")
