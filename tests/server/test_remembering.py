"""A question that was answered before is answered the same at once, and not for ever."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from scripted import COORDINATOR_QUESTION, TWO_SOURCES_QUESTION, ScriptedAssistant

from kwchat.answering.answer import EVERYTHING, Choice, Done, Event, Seconds, Turn
from kwchat.errors import IndexDamagedError
from kwchat.server.remembering import Answers, Remembering

TALK = (Turn("user", TWO_SOURCES_QUESTION), Turn("assistant", "Dit."))
AT_ONCE = Seconds(0.0, 0.0, 0.0)


class Counted(ScriptedAssistant):
    """Counts how often it is asked, and breaks off when told so."""

    asked = 0
    broken = False

    def stream(
        self, question: str, history: Sequence[Turn], choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield the events of one answer."""
        self.asked += 1
        for event in super().stream(question, history, choice):
            if self.broken and isinstance(event, Done):
                raise IndexDamagedError("stuk")
            yield event


class Clock:
    """Tells the time that it is given."""

    now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def test_the_same_question_is_answered_once() -> None:
    """With the same events, but for the time that they took."""
    counted = Counted()
    assistant = Remembering(counted)

    *first, done = assistant.stream(COORDINATOR_QUESTION, ())
    *again, repeated = assistant.stream(COORDINATOR_QUESTION, [])

    assert counted.asked == 1
    assert again == first
    assert isinstance(done, Done)
    assert done.answer.seconds != AT_ONCE
    assert repeated == Done(replace(done.answer, seconds=AT_ONCE))


@pytest.mark.parametrize(
    ("history", "choice"),
    [(TALK, EVERYTHING), ((), Choice(sources=("kennisrotonde-2019",)))],
    ids=["after another", "in other documents"],
)
def test_only_the_same_question_is_the_same(history: tuple[Turn, ...], choice: Choice) -> None:
    """What went before and where is sought belong to it."""
    counted = Counted()
    assistant = Remembering(counted)
    list(assistant.stream(COORDINATOR_QUESTION, ()))

    list(assistant.stream(COORDINATOR_QUESTION, history, choice))

    assert counted.asked == 2


def test_what_was_not_made_to_its_end_is_made_anew() -> None:
    """A reader who left, or an answer that failed, leaves no half answer for others."""
    counted = Counted()
    assistant = Remembering(counted)
    leaving = assistant.stream(COORDINATOR_QUESTION, ())
    next(leaving)
    del leaving
    counted.broken = True
    with pytest.raises(IndexDamagedError):
        list(assistant.stream(COORDINATOR_QUESTION, ()))
    counted.broken = False

    assert isinstance(list(assistant.stream(COORDINATOR_QUESTION, ()))[-1], Done)
    assert counted.asked == 3


def test_it_forgets_what_is_old() -> None:
    """After its time, which begins when the answer is given."""
    counted, clock = Counted(), Clock()
    assistant = Remembering(counted, Answers(seconds=60, clock=clock))
    for clock.now in (0.0, 59.0, 61.0, 100.0):
        list(assistant.stream(COORDINATOR_QUESTION, ()))

    assert counted.asked == 2


def test_it_forgets_what_was_asked_longest_ago() -> None:
    """No more is kept than fits."""
    counted = Counted()
    assistant = Remembering(counted, Answers(most=1))
    for question in (COORDINATOR_QUESTION, TWO_SOURCES_QUESTION, COORDINATOR_QUESTION):
        list(assistant.stream(question, ()))

    assert counted.asked == 3
