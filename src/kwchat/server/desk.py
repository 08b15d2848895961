"""Where questions are handed in: an assistant that works in threads, asked from an event loop."""

from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from functools import partial

from anyio import CapacityLimiter, to_thread
from fastapi import Request
from starlette.requests import ClientDisconnect

from kwchat.answering.answer import Asking, Done, Event
from kwchat.answering.wire import Asked
from kwchat.errors import BusyError, LimitError
from kwchat.server.turns import QUEUE

_THREADS = QUEUE + 8  # for first events, and as many for the next: nobody waits for a thread


class Desk:
    """Where questions are handed in: it asks the assistant in threads."""

    def __init__(self, assistant: Asking, admit: Callable[[str], None]) -> None:
        self._assistant = assistant
        self._admit = admit
        self._entrance = CapacityLimiter(_THREADS)
        self._workers = CapacityLimiter(_THREADS)

    async def admit(self, request: Request) -> None:
        """Count a client's question.

        Raises:
            LimitError: it has asked too many.
        """
        self._admit(address_of(request))

    async def ask(self, asked: Asked) -> AsyncGenerator[Event, None]:
        """Return the events of an answer.

        Raises:
            KwchatError: there will be none; the first event has been made when this returns.
        """
        events = self._assistant.stream(asked.question, asked.history, asked.choice)
        return self._following(await _next(events, self._entrance), events)

    async def _following(
        self, event: Event | None, events: Iterator[Event]
    ) -> AsyncGenerator[Event, None]:
        while event is not None:
            yield event
            event = await _next(events, self._workers)


async def whole(request: Request, events: AsyncGenerator[Event, None]) -> Done:
    """Return the last event of an answer.

    Raises:
        ClientDisconnect: who asked has left meanwhile, and the rest of the answer is not made.
        KwchatError: it broke half-way.
    """
    last: Event | None = None
    async with aclosing(events):
        async for event in events:
            last = event
            if await request.is_disconnected():
                raise ClientDisconnect
    if not isinstance(last, Done):
        raise TypeError(last)
    return last


async def _next(events: Iterator[Event], limiter: CapacityLimiter) -> Event | None:
    step = partial(next, events, None)
    return await to_thread.run_sync(step, abandon_on_cancel=True, limiter=limiter)


def address_of(request: Request) -> str:
    """Return the address of who asks, by which questions are counted."""
    return request.client.host if request.client else ""


def retry_after(error: Exception) -> dict[str, str] | None:
    """Return the header that says when to ask again, of an error that knows."""
    if isinstance(error, LimitError | BusyError):
        return {"Retry-After": str(error.seconds)}
    return None
