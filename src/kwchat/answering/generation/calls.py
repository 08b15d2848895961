"""Calling a chat model: in turn, with a deadline, once more, and not while it is down.

The model runs in an event loop of its own, in a thread. A reader who stops or leaves closes the
generator, and with that the connection: the model need not go on.
"""

import atexit
import re
import ssl
from collections import deque
from collections.abc import AsyncIterator, Callable, Generator, Hashable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from math import inf
from queue import Empty, SimpleQueue
from threading import Condition, Lock
from time import monotonic
from typing import Protocol, TypeVar
from weakref import WeakValueDictionary

from anyio.from_thread import BlockingPortal, start_blocking_portal
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_fixed

from kwchat.answering.writing import Failure, Waiting, WritingError

_ATTEMPTS = 2  # a second one where the first brought no word
_BETWEEN_SECONDS = 0.5
_TICK_SECONDS = 0.5  # after which whoever asks is given control, and may leave
_SERVER_ERROR = 500
_BUSY = 429
_NOT_THIS_QUESTION = (400, 413, 422)
_TOO_LONG = re.compile(r"context[ _]?(?:size|length|window|limit)", re.IGNORECASE)
_FAILURES = 3  # in a row, after which the model is left alone
_REST_SECONDS = 30.0
_END = None
_OPENED = ExitStack()  # closed when the program ends

_Kept = TypeVar("_Kept")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a call may take, in seconds, to its first words and as a whole, the wait included,
    and how many there may be at once, and in all."""

    first_seconds: float = 20.0
    seconds: float = 60.0
    at_once: int = 2
    in_line: int = 20


class Speaking(Protocol):
    """Anything that says something to messages, piece by piece."""

    def pieces(self, messages: Sequence[tuple[str, str]]) -> AsyncIterator[str]:
        """Yield what is said."""
        ...


class Served(Speaking, Protocol):
    """A model of which is known where it runs."""

    @property
    def server(self) -> str:
        """The name and port of its server; empty where that is not known."""
        ...


class Deadline:
    """Until when an answer may take: so many seconds from now, in which the time that whoever asked
    takes over what comes does not count."""

    def __init__(self, seconds: float, now: Callable[[], float]) -> None:
        self._now = now
        self._until = now() + seconds

    @property
    def has_passed(self) -> bool:
        """Whether no more may be done."""
        return self._now() > self._until

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Let the time inside not count."""
        began = self._now()
        yield
        self._until += self._now() - began


class Caller:
    """Calls one chat model for all readers."""

    def __init__(
        self,
        model: Speaking,
        limits: Limits = Limits(),
        *,
        line: "Line | None" = None,
        health: "_Health | None" = None,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._model = model
        self._limits = limits
        self._line = line or Line()
        self._health = health or _Health()
        self._now = now

    @classmethod
    def shared(cls, model: Served, limits: Limits) -> "Caller":
        """Return a caller that takes its place in the line of all who call the same server, from
        this process, and knows with them that the model is down."""
        return cls(model, limits, line=line_to(model), health=_kept(_HEALTHS, id(model), _Health))

    @property
    def limits(self) -> Limits:
        """The deadlines, and how many calls there may be."""
        return self._limits

    def deadline(self) -> Deadline:
        """Return the deadline of an answer that begins now."""
        return Deadline(self._limits.seconds, self._now)

    def say(self, messages: Sequence[tuple[str, str]]) -> Generator[str | Waiting, None, None]:
        """Yield what the model says, and in between that one waits, and at which place: at once,
        and then every half second, also while the model talks, so that whoever asks can stop.

        Raises:
            WritingError: there are too many readers, or the model is down, too slow, broke off or
                does not take the question.
        """
        started = self._now()
        patience = 0.0
        with self._line.place(self._limits.at_once, self._limits.in_line) as place:
            while ahead := place(patience):
                patience = _TICK_SECONDS
                if self._now() - started > self._limits.first_seconds:
                    raise WritingError(Failure.BUSY)
                yield Waiting(ahead)
            if self._health.rests(self._now()):
                raise WritingError(Failure.DOWN)
            try:
                yield from self._called(messages, started)
            except WritingError as error:
                if error.failure is not Failure.REFUSED:  # it may well take the next question
                    self._health.failed(self._now())
                raise
            self._health.spoke()  # of a model that a reader left nothing is known

    def _called(
        self, messages: Sequence[tuple[str, str]], started: float
    ) -> Iterator[str | Waiting]:
        heard: SimpleQueue[tuple[float, str | None]] = SimpleQueue()

        def put(piece: str | None) -> None:
            heard.put((self._now(), piece))

        call = _portal().start_task_soon(self._listen, messages, put)
        call.add_done_callback(lambda _: put(_END))
        until = min(self._now() + self._limits.first_seconds, started + self._limits.seconds)
        begun, tick = False, self._now()
        try:
            while True:
                now = self._now()
                if now >= tick:
                    tick = now + _TICK_SECONDS
                    yield Waiting()
                try:
                    at, piece = heard.get(timeout=tick - now)
                except Empty:
                    if self._now() > until:
                        raise WritingError(Failure.SLOW) from None
                    continue
                if piece is _END:
                    _raise_for(call, begun=begun)
                    return
                if piece:
                    begun, until = True, started + self._limits.seconds
                if at > until:  # also of a reader who took long to take in what came before
                    raise WritingError(Failure.SLOW)
                yield piece
        finally:
            call.cancel()

    async def _listen(
        self, messages: Sequence[tuple[str, str]], put: Callable[[str], None]
    ) -> None:
        """Put what the model says somewhere; call once more where nothing came at all."""
        begun = False

        def may_again(error: BaseException) -> bool:
            status = getattr(error, "status_code", None)
            passing = status is None or status >= _SERVER_ERROR or status == _BUSY
            return isinstance(error, Exception) and passing and not begun and not is_refusal(error)

        async for attempt in AsyncRetrying(
            stop=stop_after_attempt(_ATTEMPTS),
            wait=wait_fixed(_BETWEEN_SECONDS),
            retry=retry_if_exception(may_again),
            reraise=True,
        ):
            with attempt:
                async for piece in self._model.pieces(messages):
                    begun = begun or bool(piece)
                    put(piece)


def cause_of(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what caused it, in turn."""
    at: BaseException | None = error
    while at is not None:
        yield at
        at = at.__cause__ or at.__context__


def is_certificate(error: BaseException) -> bool:
    """Tell whether a certificate was not trusted."""
    return any(isinstance(one, ssl.SSLError) for one in cause_of(error))


def is_refusal(error: BaseException) -> bool:
    """Tell whether a server is there and does not take this question, which mostly is too long:
    by its status, or by what it says of the context under another one, or in the place of words
    (LM Studio)."""
    body = getattr(error, "body", None)
    too_long = body is not None and _TOO_LONG.search(f"{error} {body}")
    return bool(too_long) or getattr(error, "status_code", None) in _NOT_THIS_QUESTION


def _raise_for(call: "Future[None]", *, begun: bool) -> None:
    error = call.exception()
    if error is None:
        return
    if begun:
        raise WritingError(Failure.BROKEN_OFF) from error
    raise WritingError(Failure.REFUSED if is_refusal(error) else Failure.DOWN) from error


class Line:
    """Who calls a server, first come, first served."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._waiting: deque[object] = deque()

    @contextmanager
    def place(self, at_once: int, in_line: int) -> Iterator[Callable[[float], int]]:
        """Give a place, where so many may call at once and so many wait; called, it waits at most
        so many seconds and says how many must go first, itself included.

        Raises:
            WritingError: the line is too long.
        """
        ticket = object()
        with self._changed:
            if len(self._waiting) >= at_once + in_line:
                raise WritingError(Failure.BUSY)
            self._waiting.append(ticket)

        def to_go() -> int:
            return max(self._waiting.index(ticket) - at_once + 1, 0)

        def ahead(seconds: float) -> int:
            with self._changed:
                self._changed.wait_for(lambda: to_go() == 0, timeout=seconds)
                return to_go()

        try:
            yield ahead
        finally:
            with self._changed:
                self._waiting.remove(ticket)
                self._changed.notify_all()


class _Health:
    """Whether a model is left alone: for a while, after so many failures in a row."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._failures = 0
        self._until = -inf

    def rests(self, now: float) -> bool:
        """Tell whether the model is left alone now."""
        return now < self._until

    def failed(self, now: float) -> None:
        """Count a failure; the first after a rest begins another."""
        with self._lock:
            self._failures += 1
            if self._failures >= _FAILURES:
                self._until = now + _REST_SECONDS

    def spoke(self) -> None:
        """Forget the failures: the model said all that it had to say."""
        with self._lock:
            self._failures = 0


# Of the servers and models that are called now, for as long as anybody calls them.
_LINES: WeakValueDictionary[Hashable, Line] = WeakValueDictionary()
_HEALTHS: WeakValueDictionary[Hashable, _Health] = WeakValueDictionary()
_KEEPING = Lock()


def line_to(model: Served) -> Line:
    """Return the line to the server of a model, which all who call it from this process share."""
    return _kept(_LINES, model.server or id(model), Line)


def _kept(
    kept: "WeakValueDictionary[Hashable, _Kept]", key: Hashable, make: "Callable[[], _Kept]"
) -> "_Kept":
    with _KEEPING:
        return kept.setdefault(key, make())


@cache
def _portal() -> BlockingPortal:
    """Return the loop in which models run: one for the whole program, for as long as that runs."""
    atexit.register(_OPENED.close)
    return _OPENED.enter_context(start_blocking_portal(name="taalmodel"))
