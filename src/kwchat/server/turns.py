"""How many answers are worked on at once: one number for all faces and collections together."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Condition, Semaphore
from time import monotonic

from kwchat.answering.answer import EVERYTHING, Asking, Choice, Event, Turn
from kwchat.answering.writing import Waiting
from kwchat.errors import BusyError
from kwchat.server import texts

AT_ONCE = 4  # answers are short work for the CPU; more at once only slows each of them
QUEUE = 32  # wait for their first turn; on two cores some three seconds of work
PATIENCE_SECONDS = 3.0  # who waits longer for the first turn is better told to come back
RETRY_SECONDS = 5
SPARE_SECONDS = 2.0  # an answer that a reader has just seen end is still open for a moment


class Turns:
    """The turns that all answers of a server are made in, whatever they are asked of."""

    def __init__(self, at_once: int = AT_ONCE, *, queue: int = QUEUE) -> None:
        self._turns = Semaphore(at_once)
        self._queue = queue
        self._answers, self._waiters = _Count(), _Count()

    @property
    def open(self) -> int:
        """How many answers have begun, or wait to, and have not ended."""
        return self._answers.value

    @property
    def full(self) -> bool:
        """Whether so many wait already that another would wait too long."""
        return self._waiters.value >= self._queue

    def wait_until_idle(self, seconds: float) -> bool:
        """Wait at most so long until no answer is open, and return whether none is."""
        return self._answers.wait_until_none(seconds)

    def counts(self) -> tuple["_Count", "_Count"]:
        """Return counts of answers that are open and that wait, of one assistant among all."""
        return _Count(self._answers), _Count(self._waiters)

    def take(self, patience: float | None) -> bool:
        """Wait for a turn, with patience in seconds, or without end; return whether it came."""
        return self._turns.acquire(timeout=patience)

    def give_back(self) -> None:
        """End a turn."""
        self._turns.release()


class InTurn:
    """An assistant that works on a few answers at once, whichever face they are for.

    A turn lasts as long as the next event takes to make: a reader who is slow to take an answer in
    holds up nobody. Whoever has had a first turn gets all others too, however long that takes;
    whoever would wait too long for the first is sent away at once. From the first wait for a
    language model on, which comes before its first word, no turns are taken: it has a line of its
    own, and is slow.
    """

    def __init__(
        self,
        assistant: Asking,
        turns: Turns | None = None,
        *,
        patience: float = PATIENCE_SECONDS,
        waited: Callable[[float], None] = lambda _: None,
    ) -> None:
        """Take an assistant; `waited` is told of each first turn after how many seconds it came."""
        self._assistant = assistant
        self._turns = turns or Turns()
        self._patience = patience
        self._waited = waited
        self._open, self._waiting = self._turns.counts()

    @property
    def open(self) -> int:
        """How many answers have begun, or wait to, and have not ended."""
        return self._open.value

    @property
    def waiting(self) -> int:
        """How many answers wait for a turn."""
        return self._waiting.value

    def stream(
        self, question: str, history: Sequence[Turn], choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield the events of one answer, each made in a turn.

        Raises:
            BusyError: too many wait already, or the first turn did not come in time.
            KwchatError: as the assistant does.
        """
        with self._open.counted():
            if self._turns.full:
                raise too_busy()
            events = self._assistant.stream(question, history, choice)
            event = self._first(events)
            while event is not None:
                yield event
                if isinstance(event, Waiting):
                    yield from events
                    return
                event = self._next(events)

    def _first(self, events: Iterator[Event]) -> Event | None:
        began = monotonic()
        with self._waiting.counted():
            if not self._turns.take(self._patience):
                raise too_busy()
        self._waited(monotonic() - began)
        return self._made(events)

    def _next(self, events: Iterator[Event]) -> Event | None:
        with self._waiting.counted():
            self._turns.take(None)
        return self._made(events)

    def _made(self, events: Iterator[Event]) -> Event | None:
        try:
            return next(events, None)
        finally:
            self._turns.give_back()


class SpareTime:
    """An assistant that works only while no reader waits for an answer: for what can be left out.

    It is asked beside the `turns` of those readers, and so is neither counted nor in anybody's
    turn. It waits a moment for answers that are about to end.
    """

    def __init__(
        self,
        assistant: Callable[[], Asking],
        turns: Turns,
        *,
        patience: float = SPARE_SECONDS,
    ) -> None:
        self._assistant = assistant
        self._turns = turns
        self._patience = patience

    def stream(
        self, question: str, history: Sequence[Turn], choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield the events of one answer.

        Raises:
            BusyError: a reader has asked something that is not answered yet.
            KwchatError: as the assistant does.
        """
        if not self._turns.wait_until_idle(self._patience):
            raise too_busy()
        for event in self._assistant().stream(question, history, choice):
            yield event
            if self._turns.open:
                raise too_busy()


def too_busy() -> BusyError:
    """Return what tells a reader to come back."""
    return BusyError(texts.WEB_BUSY.format(seconds=RETRY_SECONDS), seconds=RETRY_SECONDS)


class _Count:
    """How many threads are in a block now; each counts in the `whole` too."""

    def __init__(self, whole: "_Count | None" = None) -> None:
        self._whole = whole
        self._changed = Condition()
        self.value = 0

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count the block."""
        self.add(1)
        try:
            yield
        finally:
            self.add(-1)

    def wait_until_none(self, seconds: float) -> bool:
        """Wait at most so long until no thread is in a block, and return whether none is."""
        with self._changed:
            return self._changed.wait_for(lambda: self.value == 0, seconds)

    def add(self, one: int) -> None:
        """Count one more, or one less."""
        with self._changed:
            self.value += one
            self._changed.notify_all()
        if self._whole:
            self._whole.add(one)
