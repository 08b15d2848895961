"""All faces share the turns in which answers are made."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Barrier, Lock, Thread, Timer
from threading import Event as Flag

import pytest
from fastapi.testclient import TestClient
from indexed import index_of
from scripted import (
    COORDINATOR_QUESTION,
    TWO_SOURCES_QUESTION,
    ScriptedAssistant,
    theme_answer,
)

import kwchat
from kwchat.answering.answer import EVERYTHING, Choice, Event, Token, Turn
from kwchat.chat.gradio_chat import everyone
from kwchat.chat.keeping import Keeper
from kwchat.chat.rendering import Exchange
from kwchat.errors import BusyError, QuestionError
from kwchat.server.api import create_api
from kwchat.server.turns import InTurn, SpareTime, Turns
from kwchat.testing import FakeEncoder, MemoryStore, make_chat_model


class Crowded:
    """Notes how many of its events are being made at the same moment."""

    def __init__(self, together: int) -> None:
        self._together = Barrier(together, timeout=30)
        self._lock = Lock()
        self._now = 0
        self.most = 0

    def stream(
        self, question: str, history: Sequence[Turn], _choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
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
    assistant = InTurn(crowded, Turns(at_once=2))
    readers = [Thread(target=list, args=(assistant.stream("Wat?", ()),)) for _ in range(6)]

    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()

    assert crowded.most == 2


def test_a_reader_who_stops_half_way_holds_up_nobody() -> None:
    """A turn is given back with every event, not at the end of the answer."""
    assistant = InTurn(ScriptedAssistant(), Turns(at_once=1))
    slow = assistant.stream(COORDINATOR_QUESTION, ())
    next(slow)

    assert list(assistant.stream(COORDINATOR_QUESTION, ()))
    assert list(slow)


def test_an_error_gives_the_turn_back() -> None:
    """A question that is none blocks no later one."""
    assistant = InTurn(ScriptedAssistant(), Turns(at_once=1))

    with pytest.raises(QuestionError):
        list(assistant.stream("waarom " * 400, ()))

    assert list(assistant.stream(COORDINATOR_QUESTION, ()))


class Held:
    """An assistant that makes no event until it is let go."""

    def __init__(self) -> None:
        self.began, self.go = Flag(), Flag()

    def stream(
        self, question: str, history: Sequence[Turn], _choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield one event, when told."""
        del question, history
        self.began.set()
        assert self.go.wait(30)
        yield Token("klaar")


def test_whoever_would_wait_too_long_is_told_to_come_back() -> None:
    """Its first turn did not come in time; afterwards everything is as it was."""
    held = Held()
    assistant = InTurn(held, Turns(at_once=1), patience=0.01)
    reader = Thread(target=list, args=(assistant.stream("Wat?", ()),))
    reader.start()
    assert held.began.wait(30)

    with pytest.raises(BusyError, match="Even wachten") as caught:
        list(assistant.stream("Wat?", ()))

    assert caught.value.seconds > 0
    assert (assistant.open, assistant.waiting) == (1, 0)
    held.go.set()
    reader.join()
    assert (assistant.open, assistant.waiting) == (0, 0)


def test_how_long_the_first_turn_took_to_come_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once for each answer, however many events it has."""
    monkeypatch.setattr("kwchat.server.turns.monotonic", iter([10.0, 12.5]).__next__)
    waits: list[float] = []
    assistant = InTurn(ScriptedAssistant(), waited=waits.append)

    assert len(list(assistant.stream(COORDINATOR_QUESTION, ()))) > 1
    assert waits == [2.5]


def test_a_full_queue_takes_nobody_in() -> None:
    """Who would stand behind too many others is told so at once, and holds no thread."""
    assistant = InTurn(ScriptedAssistant(), Turns(queue=0))

    with pytest.raises(BusyError):
        next(assistant.stream(COORDINATOR_QUESTION, ()))


class Counted(Turns):
    """Turns that count how many were taken."""

    taken = 0

    def take(self, patience: float | None) -> bool:
        """Take a turn."""
        self.taken += 1
        return super().take(patience)


def test_a_model_that_writes_fast_holds_no_turn(tmp_path: Path) -> None:
    """Turns are taken for the search and up to the model, and none for what it writes."""
    turns = Counted()
    assistant = kwchat.open(
        index_of("# Boek\n\nHet bestuur betaalt.", tmp_path),
        encoder=FakeEncoder(),
        store=MemoryStore(),
        chat_model=make_chat_model(lambda _: "GEEN ANTWOORD"),
        threshold=0.0,
        sure=0.0,
    )

    assistant.answer("Wie betaalt?")  # what is asked first loads what writes

    assert list(InTurn(assistant, turns).stream("Wie betaalt?", ()))
    assert turns.taken == 2


def test_an_answer_that_nobody_takes_is_not_open() -> None:
    """A reader who leaves half-way keeps no stopping server waiting."""
    assistant = InTurn(ScriptedAssistant())
    leaving = assistant.stream(COORDINATOR_QUESTION, ())
    next(leaving)
    assert assistant.open == 1
    del leaving

    assert assistant.open == 0


def test_spare_time_ends_when_a_reader_asks() -> None:
    """What can be left out is neither begun nor gone on with while an answer is being made."""
    turns = Turns()
    in_turn = InTurn(ScriptedAssistant(), turns)
    spare = SpareTime(ScriptedAssistant, turns, patience=0.01)
    assert list(spare.stream(COORDINATOR_QUESTION, ()))

    begun = spare.stream(COORDINATOR_QUESTION, ())
    next(begun)
    reader = in_turn.stream(COORDINATOR_QUESTION, ())
    next(reader)
    with pytest.raises(BusyError):
        next(begun)
    with pytest.raises(BusyError):
        next(spare.stream(COORDINATOR_QUESTION, ()))


def test_spare_time_waits_for_an_answer_that_is_about_to_end() -> None:
    """Whoever has read the last word asks how to go on before the answer has been let go."""
    held = Held()
    turns = Turns()
    in_turn = InTurn(held, turns)
    reader = Thread(target=list, args=(in_turn.stream("Wat?", ()),))
    reader.start()
    assert held.began.wait(30)
    ending = Timer(0.05, held.go.set)
    ending.start()

    assert list(SpareTime(ScriptedAssistant, turns, patience=30).stream("Wat?", ()))
    reader.join()
    ending.join()


def test_a_page_that_asks_how_to_go_on_while_others_ask_hears_of_nothing() -> None:
    """It can be left out: no fault in the console of a reader who has an answer."""
    keeper = Keeper(b"key")
    kept = keeper.close(Exchange(number=1, question=TWO_SOURCES_QUESTION, answer=theme_answer()))
    turns = Turns()
    in_turn = InTurn(ScriptedAssistant(), turns)
    spare = SpareTime(ScriptedAssistant, turns, patience=0.01)
    client = TestClient(create_api(in_turn, everyone, spare=spare, keeper=keeper))
    reader = in_turn.stream(COORDINATOR_QUESTION, ())
    next(reader)

    response = client.post("/ask/next", json={"kept": [kept]})

    assert (response.status_code, response.json()) == (200, [])
