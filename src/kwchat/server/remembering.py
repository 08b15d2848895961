"""An assistant that remembers what it answered: a class that asks the same question waits once."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from threading import Lock
from time import monotonic

from cachetools import TTLCache

from kwchat.answering.answer import (
    EVERYTHING,
    Answer,
    Choice,
    Done,
    Event,
    Knowing,
    Seconds,
    Turn,
)
from kwchat.server.around import Around

MOST = 256  # answers; with the passages that were found some 60 kB each
SECONDS = 3600.0  # as long as a lesson lasts; no longer than a conversation stays in memory
AT_ONCE = Seconds(0.0, 0.0, 0.0)  # which no answer takes that is made


class Answers:
    """Answers that were given, in memory alone: so many, for so many seconds."""

    def __init__(
        self, *, most: int = MOST, seconds: float = SECONDS, clock: Callable[[], float] = monotonic
    ) -> None:
        self._lock = Lock()
        self._given: TTLCache[Hashable, tuple[Event, ...]] = TTLCache(most, seconds, clock)

    def stream(self, asked: Hashable, made: Callable[[], Iterator[Event]]) -> Iterator[Event]:
        """Yield the events of the answer to what was asked, which is made where it was not yet;
        only one that was made to its end is remembered."""
        with self._lock:
            given = self._given.get(asked)
        if given is not None:
            yield from map(_at_once, given)
            return
        events: list[Event] = []
        for event in made():
            events.append(event)
            yield event
        with self._lock:
            self._given[asked] = tuple(events)


class Remembering(Around):
    """An assistant on one index that gives the same answer to the same question at once.

    Only a question with the same history and choice is the same.
    """

    def __init__(self, assistant: Knowing, answers: Answers | None = None) -> None:
        super().__init__(assistant)
        self._answers = answers or Answers()

    def stream(
        self, question: str, history: Sequence[Turn], choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield the events of one answer.

        Raises:
            KwchatError: as the assistant does.
        """
        return self._answers.stream(
            (question, tuple(history), choice),
            lambda: self._assistant.stream(question, history, choice),
        )


def is_remembered(answer: Answer) -> bool:
    """Tell whether an answer was given before."""
    return answer.seconds == AT_ONCE


def _at_once(event: Event) -> Event:
    """Return an event as it is repeated: it takes no time."""
    if not isinstance(event, Done):
        return event
    return Done(replace(event.answer, seconds=AT_ONCE))
