"""All faces share the turns in which answers are made."""

from collections.abc import Iterator, Sequence
from threading import Barrier, Lock, Thread

import pytest
from scripted import COORDINATOR_QUESTION, ScriptedAssistant

from kwchat.answering.answer import Event, Token, Turn
from kwchat.errors import QuestionError
from kwchat.server.turns import InTurn


class Crowded:
    """Notes how many of its events are being made at the same moment."""

    def __init__(self, together: int) -> None:
        self._together = Barrier(together, timeout=30)
        self._lock = Lock()
        self._now = 0
        self.most = 0

    def stream(self, question: str, history: Sequence[Turn]) -> Iterator[Event]:
        """Yield one event, made together with as many others as may be at work."""
        del question, history
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        self._together.wait()
        with self._lock:
            self._now -= 1
        yield Token("klaar")


def test_only_so_many_answers_are_made_at_once() -> None:
    """Six questions at two desks that share an assistant: two are worked on, the rest waits."""
    crowded = Crowded(together=2)
    assistant = InTurn(crowded, at_once=2)
    readers = [Thread(target=list, args=(assistant.stream("Wat?", ()),)) for _ in range(6)]

    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()

    assert crowded.most == 2


def test_a_reader_who_stops_half_way_holds_up_nobody() -> None:
    """A turn is given back with every event, not at the end of the answer."""
    assistant = InTurn(ScriptedAssistant(), at_once=1)
    slow = assistant.stream(COORDINATOR_QUESTION, ())
    next(slow)

    assert list(assistant.stream(COORDINATOR_QUESTION, ()))
    assert list(slow)


def test_an_error_gives_the_turn_back() -> None:
    """A question that is none blocks no later one."""
    assistant = InTurn(ScriptedAssistant(), at_once=1)

    with pytest.raises(QuestionError):
        list(assistant.stream("waarom " * 400, ()))

    assert list(assistant.stream(COORDINATOR_QUESTION, ()))
