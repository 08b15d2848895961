"""An assistant of which every answer is logged: how it ended, and how long it took."""

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from kwchat.answering.answer import (
    EVERYTHING,
    Choice,
    Done,
    Event,
    Knowing,
    Outcome,
    Turn,
)
from kwchat.errors import KwchatError
from kwchat.logs import event
from kwchat.server.around import Around

Known = TypeVar("Known", bound=Knowing)


class Logged(Around, Generic[Known]):
    """An assistant of which every answer is logged: how it ended and how long it took."""

    def __init__(self, assistant: Known) -> None:
        super().__init__(assistant)
        self._unlogged = assistant

    @property
    def unlogged(self) -> Known:
        """The assistant itself, for questions that no reader asked."""
        return self._unlogged

    def stream(
        self, question: str, history: Sequence[Turn], choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield the events of one answer.

        Raises:
            KwchatError: as the assistant does.
        """
        try:
            for happened in self._assistant.stream(question, history, choice):
                if isinstance(happened, Done):
                    _log_answer(happened)
                yield happened
        except KwchatError as error:
            event("not_answered", error=type(error).__name__)
            raise


def _log_answer(done: Done) -> None:
    answer = done.answer
    event(
        "refused" if answer.outcome is Outcome.NONE else answer.outcome,
        citations=len(answer.citations),
        retrieve_seconds=round(answer.seconds.retrieve, 3),
        total_seconds=round(answer.seconds.total, 3),
    )
