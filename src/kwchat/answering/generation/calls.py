"""Calling a chat model: in turn, with a deadline, once more, and not while it is down.

The model runs in an event loop of its own, in a thread. A reader who stops or leaves closes the
generator, and with that the connection: the model need not go on.
"""

import atexit
import ssl
from collections import deque
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from queue import Empty, SimpleQueue
from threading import Condition
from time import monotonic
from typing import Protocol

import pybreaker
from anyio.from_thread import BlockingPortal, start_blocking_portal
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_fixed

from kwchat.answering.writing import Failure, Waiting, WritingError

_ATTEMPTS = 2  # a second one where the first brought no word
_BETWEEN_SECONDS = 0.5
_TICK_SECONDS = 0.5  # after which whoever asks is given control, and may leave
_SERVER_ERROR = 500
_BUSY = 429
_FAILURES = 3  # in a row, after which the model is left alone
_REST_SECONDS = 30.0
_END = None
_OPENED = ExitStack()  # closed when the program ends


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


class Caller:
    """Calls one chat model for all readers."""

    def __init__(
        self,
        model: Speaking,
        limits: Limits = Limits(),
        *,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._model = model
        self._limits = limits
        self._now = now
        self._line = _Line(limits.at_once, limits.in_line)
        self._breaker = pybreaker.CircuitBreaker(
            fail_max=_FAILURES,
            reset_timeout=_REST_SECONDS,
            exclude=[GeneratorExit],
            throw_new_error_on_trip=False,
        )

    @property
    def limits(self) -> Limits:
        """The deadlines, and how many calls there may be."""
        return self._limits

    def say(self, messages: Sequence[tuple[str, str]]) -> Generator[str | Waiting, None, None]:
        """Yield what the model says, and in between that one waits, and at which place: at once,
        and then every half second, also while the model talks, so that whoever asks can stop.

        Raises:
            WritingError: there are too many readers, or the model is down, too slow or broke off.
        """
        started = self._now()
        patience = 0.0
        with self._line.place() as place:
            while ahead := place(patience):
                patience = _TICK_SECONDS
                if self._now() - started > self._limits.first_seconds:
                    raise WritingError(Failure.BUSY)
                yield Waiting(ahead)
            try:
                with self._breaker.calling():
                    yield from self._called(messages, started)
            except pybreaker.CircuitBreakerError as error:
                raise WritingError(Failure.DOWN) from error

    def _called(
        self, messages: Sequence[tuple[str, str]], started: float
    ) -> Iterator[str | Waiting]:
        heard: SimpleQueue[str | None] = SimpleQueue()
        call = _portal().start_task_soon(self._listen, messages, heard.put)
        call.add_done_callback(lambda _: heard.put(_END))
        until = min(self._now() + self._limits.first_seconds, started + self._limits.seconds)
        begun, tick = False, self._now()
        try:
            while True:
                now = self._now()
                if now >= tick:
                    tick = now + _TICK_SECONDS
                    yield Waiting()
                try:
                    piece = heard.get(timeout=tick - now)
                except Empty:
                    if self._now() > until:
                        raise WritingError(Failure.SLOW) from None
                    continue
                if piece is _END:
                    _raise_for(call, begun=begun)
                    return
                if piece:
                    begun, until = True, started + self._limits.seconds
                if self._now() > until:
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
            return isinstance(error, Exception) and passing and not begun

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


def _raise_for(call: "Future[None]", *, begun: bool) -> None:
    error = call.exception()
    if error is not None:
        raise WritingError(Failure.BROKEN_OFF if begun else Failure.DOWN) from error


class _Line:
    """Who is called for, first come, first served."""

    def __init__(self, at_once: int, longest: int) -> None:
        self._at_once = at_once
        self._longest = at_once + longest
        self._changed = Condition()
        self._waiting: deque[object] = deque()

    @contextmanager
    def place(self) -> Iterator[Callable[[float], int]]:
        """Give a place; called, it waits at most so many seconds and says how many must go first,
        itself included.

        Raises:
            WritingError: the line is too long.
        """
        ticket = object()
        with self._changed:
            if len(self._waiting) >= self._longest:
                raise WritingError(Failure.BUSY)
            self._waiting.append(ticket)

        def ahead(seconds: float) -> int:
            with self._changed:
                self._changed.wait_for(lambda: self._ahead(ticket) <= 0, timeout=seconds)
                return max(self._ahead(ticket), 0)

        try:
            yield ahead
        finally:
            with self._changed:
                self._waiting.remove(ticket)
                self._changed.notify_all()

    def _ahead(self, ticket: object) -> int:
        return self._waiting.index(ticket) - self._at_once + 1


@cache
def _portal() -> BlockingPortal:
    """Return the loop in which models run: one for the whole program, for as long as that runs."""
    atexit.register(_OPENED.close)
    return _OPENED.enter_context(start_blocking_portal(name="taalmodel"))
