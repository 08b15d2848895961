"""The readers of the load test ask as the pages do, and know an answer from a refusal."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from browser import GRADIO, ready
from fastapi.testclient import TestClient
from httpx import Response
from scripted import ScriptedAssistant

from kwchat.answering.answer import EVERYTHING, Choice, Event, Turn
from kwchat.errors import BusyError, IndexDamagedError
from kwchat.server import texts
from kwchat.server.app import create_app

pytestmark = [*GRADIO]
SCRIPT = Path(__file__).parents[2] / "benchmarks" / "load.py"
READERS = ["Api", "Compact", "Whole"]


class Refusing:
    """Answers nobody, for a reason."""

    def __init__(self, reason: Exception) -> None:
        self._reason = reason

    def stream(
        self, question: str, history: Sequence[Turn], _choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Refuse."""
        del question, history
        raise self._reason


class Reading:
    """Stands for locust's client: it asks an app, and notes what a reader calls a failure."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self.failures: list[str] = []

    def post(self, path: str, *, json: Any, name: str, catch_response: bool) -> Any:
        """Return what a path answers to what is sent there."""
        assert name
        assert catch_response
        return self._read(self._client.post(path, json=json))

    def get(self, path: str, *, name: str, catch_response: bool) -> Any:
        """Return what a path answers."""
        assert name
        assert catch_response
        return self._read(self._client.get(path))

    @contextmanager
    def _read(self, response: Response) -> Iterator[Response]:
        response.failure = self.failures.append  # type: ignore[attr-defined]
        yield response


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, without locust, which would patch the whole process."""
    locust = ModuleType("locust")
    vars(locust).update(FastHttpUser=object, between=lambda *_: None, task=lambda task: task)
    monkeypatch.setitem(sys.modules, "locust", locust)
    spec = spec_from_file_location("load", SCRIPT)
    assert spec
    assert spec.loader
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


def failures(load: ModuleType, reader: str, assistant: Any, times: int = 1) -> list[str]:
    """Let a reader ask, and return what it calls failures."""
    with TestClient(create_app(ready(assistant)), base_url="http://localhost") as client:
        teacher = getattr(load, reader)()
        teacher.client = Reading(client)
        teacher.on_start()
        for _ in range(times):
            teacher.ask()
        assert len(teacher.asked) >= 1
        return list(teacher.client.failures)


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_asks_in_the_form_of_its_page(load: ModuleType, reader: str) -> None:
    """The question arrives, and what comes back is an answer."""
    assistant = ScriptedAssistant()

    assert failures(load, reader, assistant, times=3) == []
    asked = [question for question, _ in assistant.heard]
    assert len(asked) == 3
    assert set(asked) <= {*load.QUESTIONS, *load.FOLLOW_UPS}


def test_only_a_follow_up_is_asked_in_a_conversation(load: ModuleType) -> None:
    """Anything else begins anew, also where the server keeps the conversation."""
    assistant = ScriptedAssistant()

    assert failures(load, "Whole", assistant, times=12) == []
    leaned = {question for question, history in assistant.heard if history}
    assert leaned
    assert leaned <= set(load.FOLLOW_UPS)


@pytest.mark.parametrize("reader", READERS)
def test_whoever_is_told_to_come_back_is_not_answered(load: ModuleType, reader: str) -> None:
    """On Gradio's page too, where that is a notice and no status."""
    busy = BusyError(texts.WEB_BUSY.format(seconds=5), seconds=5)

    assert failures(load, reader, Refusing(busy)) == [load.AWAY]


@pytest.mark.parametrize("reader", READERS)
def test_another_notice_is_no_answer_either(load: ModuleType, reader: str) -> None:
    """Nor is it said to be for want of room."""
    failed = failures(load, reader, Refusing(IndexDamagedError("stuk")))

    assert len(failed) == 1
    assert failed != [load.AWAY]


def test_a_connection_that_was_cut_is_no_answer(load: ModuleType) -> None:
    """Locust gives it no status and no headers."""
    noted: list[str] = []

    assert load.refused(SimpleNamespace(status_code=0, headers=None, failure=noted.append))
    assert noted == ["0"]
