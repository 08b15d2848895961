"""How many answers are worked on at once: one number for all faces together."""

from collections.abc import Iterator, Sequence
from threading import Semaphore

from kwchat.answering.answer import Asking, Event, Turn

AT_ONCE = 4  # answers are short work for the CPU; more at once only slows each of them


class InTurn:
    """An assistant that works on a few answers at once, whichever face they are for.

    A turn lasts as long as the next event takes to make: a reader who is slow to take an answer in
    holds up nobody.
    """

    def __init__(self, assistant: Asking, at_once: int = AT_ONCE) -> None:
        self._assistant = assistant
        self._turns = Semaphore(at_once)

    def stream(self, question: str, history: Sequence[Turn]) -> Iterator[Event]:
        """Yield the events of one answer, each made in a turn.

        Raises:
            KwchatError: as the assistant does.
        """
        events = self._assistant.stream(question, history)
        while (event := self._next(events)) is not None:
            yield event

    def _next(self, events: Iterator[Event]) -> Event | None:
        with self._turns:
            return next(events, None)
