"""The assistant behind the page: there at once, answering when it can."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Flag

import pytest
from scripted import COORDINATOR_QUESTION, ScriptedAssistant

from kwchat.answering.answer import Asking, Done
from kwchat.errors import IndexMissingError, NotReadyError
from kwchat.server.warmup import AGAIN_SECONDS, WarmAssistant

PATIENCE_SECONDS = 30


class SlowBuild:
    """Builds a scripted assistant when it is let go, and counts how often."""

    def __init__(self) -> None:
        self.go = Flag()
        self.builds = 0

    def __call__(self) -> Asking:
        """Build when let go."""
        self.builds += 1
        assert self.go.wait(PATIENCE_SECONDS)
        return ScriptedAssistant()


@pytest.fixture
def build() -> Iterator[SlowBuild]:
    """A build that is let go at the end, whatever the test did."""
    build = SlowBuild()
    yield build
    build.go.set()


def test_asking_too_early_is_said_in_dutch(build: SlowBuild) -> None:
    """While it warms up, a question gets a sentence and no answer."""
    assistant = WarmAssistant(build)
    assistant.start()

    with pytest.raises(NotReadyError, match="nog aan het opstarten"):
        assistant.stream(COORDINATOR_QUESTION, ())
    assert not assistant.ready


def test_nothing_is_built_before_the_start(build: SlowBuild) -> None:
    """Making it does no work; asking it then, or waiting for it, is asking too early."""
    assistant = WarmAssistant(build)

    with pytest.raises(NotReadyError):
        assistant.require()
    with pytest.raises(NotReadyError):
        assistant.wait()
    assert build.builds == 0


def test_once_warm_it_answers(build: SlowBuild) -> None:
    """After warming up the events are those of the assistant itself."""
    assistant = WarmAssistant(build)
    assistant.start()
    build.go.set()
    assistant.wait()

    *_, last = assistant.stream(COORDINATOR_QUESTION, ())

    assert assistant.ready
    assert isinstance(last, Done)


def test_many_starts_are_one_build(build: SlowBuild) -> None:
    """Starting from many threads at once builds once."""
    assistant = WarmAssistant(build)
    with ThreadPoolExecutor(8) as threads:
        for _ in range(32):
            threads.submit(assistant.start)
    build.go.set()
    assistant.wait()

    assert build.builds == 1


def test_a_failed_build_is_what_every_question_hears() -> None:
    """The error says what to do, so it is what comes back, each time."""

    def build() -> Asking:
        raise IndexMissingError("Er is geen index: draai eerst kwchat ingest.")

    assistant = WarmAssistant(build)
    assistant.start()
    with pytest.raises(IndexMissingError):
        assistant.wait()

    for _ in range(2):
        with pytest.raises(IndexMissingError, match="kwchat ingest"):
            assistant.stream(COORDINATOR_QUESTION, ())
    assert not assistant.ready


def test_a_try_is_no_start() -> None:
    """While it is built again the fault is still what is wrong, until it is not."""
    now, tries, go = [100.0], [0], Flag()

    def build() -> Asking:
        tries[0] += 1
        if tries[0] == 1:
            raise IndexMissingError("weg")
        assert go.wait(PATIENCE_SECONDS)
        return ScriptedAssistant()

    assistant = WarmAssistant(build, lambda: now[0])
    assistant.start()
    with pytest.raises(IndexMissingError):
        assistant.wait()
    now[0] += AGAIN_SECONDS
    for _ in range(3):  # the first begins the try, the others come while it lasts
        with pytest.raises(IndexMissingError):
            assistant.require()
    go.set()
    assistant.wait()

    assert assistant.require()


def test_an_index_that_was_not_there_is_tried_again() -> None:
    """When it is asked a while later, and no sooner."""
    now, faults = [100.0], [IndexMissingError("weg"), IndexMissingError("nog weg"), None]

    def build() -> Asking:
        if fault := faults.pop(0):
            raise fault
        return ScriptedAssistant()

    assistant = WarmAssistant(build, lambda: now[0])
    assistant.start()
    for left in (2, 1):
        with pytest.raises(IndexMissingError):
            assistant.wait()
        with pytest.raises(IndexMissingError):
            assistant.require()
        assert len(faults) == left
        now[0] += AGAIN_SECONDS
        with pytest.raises(IndexMissingError):
            assistant.require()
    assistant.wait()

    assert assistant.ready
