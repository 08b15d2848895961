"""A model is called in turn, within a deadline, once more after a fault, not while it is down."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from threading import Event
from time import monotonic

import pytest
from clock import Clock

from kwchat.answering.generation.calls import Caller, Limits
from kwchat.answering.writing import Failure, Waiting, WritingError

ASKED = (("human", "Wat doet de coördinator?"),)
PATIENT = Limits(first_seconds=20, seconds=40)


class Model:
    """Says its pieces; an exception among them is raised, a number is a wait in seconds."""

    def __init__(self, *scripts: Sequence[str | float | Exception]) -> None:
        self._scripts = list(scripts)
        self.called = 0
        self.closed = Event()

    async def pieces(self, messages: Sequence[tuple[str, str]]) -> AsyncIterator[str]:
        """Yield the pieces of the next script; the last one is said again and again."""
        assert messages == ASKED
        script = self._scripts[min(self.called, len(self._scripts) - 1)]
        self.called += 1
        try:
            for piece in script:
                if isinstance(piece, Exception):
                    raise piece
                if isinstance(piece, str):
                    yield piece
                else:
                    await asyncio.sleep(piece)
        finally:
            self.closed.set()


def spoken(said: Iterator[str | Waiting]) -> list[str]:
    """Return what was said, without the waits."""
    return [piece for piece in said if isinstance(piece, str)]


def test_what_the_model_says_comes_as_it_comes() -> None:
    """The pieces are passed on, in order."""
    assert spoken(Caller(Model(["Het ", "bestuur."]), PATIENT).say(ASKED)) == ["Het ", "bestuur."]


def test_a_model_that_is_away_for_a_moment_is_called_once_more() -> None:
    """A fault before the first word is not told to the reader at once."""
    model = Model([ConnectionError()], ["Ja."])

    assert spoken(Caller(model, PATIENT).say(ASKED)) == ["Ja."]
    assert model.called == 2


@pytest.mark.parametrize(
    ("script", "failure"),
    [
        pytest.param([ConnectionError()], Failure.DOWN, id="nobody is there"),
        pytest.param(["Het ", ConnectionError()], Failure.BROKEN_OFF, id="cut off"),
        pytest.param([30.0], Failure.SLOW, id="no first word"),
        pytest.param(["Het ", 30.0], Failure.SLOW, id="no end"),
    ],
)
def test_a_failure_is_told_by_its_kind(
    script: Sequence[str | float | Exception], failure: Failure
) -> None:
    """Whatever goes wrong ends in one error, soon enough."""
    caller = Caller(Model(script), Limits(first_seconds=0.6, seconds=1.2))

    with pytest.raises(WritingError) as caught:
        spoken(caller.say(ASKED))

    assert caught.value.failure is failure


def test_a_model_that_is_down_is_left_alone_for_a_while() -> None:
    """After three failures in a row nobody waits for it any more."""
    model = Model([ConnectionError()])
    caller = Caller(model, PATIENT)
    for _ in range(4):
        with pytest.raises(WritingError):
            spoken(caller.say(ASKED))

    assert model.called == 6  # twice for each of three questions, and not for the fourth


def test_after_its_rest_a_model_is_tried_again() -> None:
    """Once: still down, it is left alone again; back, it is asked as before."""
    clock = Clock()
    model = Model(*[[ConnectionError()]] * 8, ["Ja."])
    caller = Caller(model, PATIENT, now=clock)

    def asked() -> int:
        """Ask in vain; return how often the model was called for it."""
        before = model.called
        with pytest.raises(WritingError):
            spoken(caller.say(ASKED))
        return model.called - before

    assert [asked() for _ in range(4)] == [2, 2, 2, 0]
    clock.advance(29)
    assert asked() == 0
    clock.advance(2)
    assert [asked(), asked()] == [2, 0]
    clock.advance(31)
    assert [spoken(caller.say(ASKED)) for _ in range(2)] == [["Ja."], ["Ja."]]


def test_whoever_leaves_says_nothing_of_the_model() -> None:
    """Neither that it is well, which would forget its failures, nor that it failed."""
    down = [[ConnectionError()]] * 4
    model = Model(*down, ["Het ", 60.0], *down)
    caller = Caller(model, PATIENT)

    def asked() -> int:
        """Ask in vain; return how often the model was called for it."""
        before = model.called
        with pytest.raises(WritingError):
            spoken(caller.say(ASKED))
        return model.called - before

    assert [asked(), asked()] == [2, 2]
    left = caller.say(ASKED)
    while not isinstance(next(left), str):
        pass
    left.close()
    assert [asked(), asked()] == [2, 0]


def test_a_slow_reader_is_no_slow_model() -> None:
    """What the model said in time is read, however late; it is not blamed for the reader."""
    clock = Clock()
    model = Model(["Het ", "bestuur."])
    said = Caller(model, PATIENT, now=clock).say(ASKED)
    assert next(said) == Waiting()
    while (first := next(said)) != "Het ":
        assert isinstance(first, Waiting)
    assert model.closed.wait(10)
    clock.advance(1000)

    assert spoken(said) == ["bestuur."]


def test_a_model_that_talks_on_gives_control_back_every_half_second() -> None:
    """Whoever asks may want to stop, and what it says may all be dropped."""
    seconds = iter(range(10_000))
    talking = Caller(Model(["woord "] * 40), PATIENT, now=lambda: next(seconds) / 10)

    longest = most = 0
    for said in talking.say(ASKED):
        longest = 0 if isinstance(said, Waiting) else longest + 1
        most = max(most, longest)

    assert 0 < most <= 5


def test_whoever_asks_has_control_before_the_model_is_heard() -> None:
    """However fast it is, and at once also in the line."""
    caller = Caller(Model(["Ja ", 60.0]), Limits(at_once=1))
    first = caller.say(ASKED)
    assert next(first) == Waiting()
    readers = [caller.say(ASKED) for _ in range(12)]
    began = monotonic()

    assert [next(reader) for reader in readers] == [Waiting(place) for place in range(1, 13)]
    assert monotonic() - began < 3  # and not half a second for each
    for reader in [*readers, first]:
        reader.close()


def test_whoever_leaves_stops_the_model() -> None:
    """Closing the generator ends the call."""
    model = Model(["Het ", 60.0])
    said = Caller(model, PATIENT).say(ASKED)
    while not isinstance(next(said), str):
        pass
    said.close()

    assert model.closed.wait(10)


def test_readers_wait_their_turn_and_see_their_place() -> None:
    """With one call at a time the second reader is told that one goes first, and is served then."""
    caller = Caller(Model(["Ja ", "zeker."]), Limits(at_once=1))
    first = caller.say(ASKED)
    assert next(piece for piece in first if isinstance(piece, str)) == "Ja "
    second = caller.say(ASKED)

    assert next(second) == Waiting(1)
    assert spoken(first) == ["zeker."]
    assert spoken(second) == ["Ja ", "zeker."]


def test_the_line_has_an_end() -> None:
    """Whoever comes when it is full gets quotes at once."""
    caller = Caller(Model(["Ja ", 60.0]), Limits(at_once=1, in_line=0))
    first = caller.say(ASKED)
    while not isinstance(next(first), str):
        pass

    with pytest.raises(WritingError) as caught:
        next(caller.say(ASKED))

    assert caught.value.failure is Failure.BUSY


class Served(Model):
    """A model on a server."""

    def __init__(self, server: str, *scripts: Sequence[str | float | Exception]) -> None:
        super().__init__(*scripts)
        self.server = server


def test_a_server_is_called_so_often_at_once_by_all_together() -> None:
    """However many collections, indexes or models there are to ask it."""
    limits = Limits(at_once=1)
    first = Caller.shared(Served("school:11434", ["Ja ", "zeker."]), limits).say(ASKED)
    assert next(piece for piece in first if isinstance(piece, str)) == "Ja "
    same = Caller.shared(Served("school:11434", ["Nee."]), limits).say(ASKED)
    other = Caller.shared(Served("elders:11434", ["Nee."]), limits).say(ASKED)

    assert next(same) == Waiting(1)
    assert spoken(other) == ["Nee."]
    assert spoken(first) == ["zeker."]
    assert spoken(same) == ["Nee."]


def test_a_model_on_no_server_that_is_known_has_a_line_of_its_own() -> None:
    """Two of them need not run at the same place; all who call one of them share its line."""
    one, two = Served("", ["Ja ", 60.0]), Served("", ["Nee."])
    first = Caller.shared(one, Limits(at_once=1)).say(ASKED)
    while not isinstance(next(first), str):
        pass
    second = Caller.shared(one, Limits(at_once=1)).say(ASKED)

    assert next(second) == Waiting(1)
    assert spoken(Caller.shared(two, Limits(at_once=1)).say(ASKED)) == ["Nee."]
    for said in (first, second):
        said.close()


def test_all_know_that_a_model_is_down() -> None:
    """Whoever calls it for another collection need not find out anew; another model may be well."""
    model = Served("school:11434", [ConnectionError()])
    callers = [Caller.shared(model, PATIENT) for _ in range(4)]
    for caller in callers:
        with pytest.raises(WritingError):
            spoken(caller.say(ASKED))

    assert model.called == 6
    other = Served("school:11434", ["Ja."])
    assert spoken(Caller.shared(other, PATIENT).say(ASKED)) == ["Ja."]
