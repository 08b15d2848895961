"""Gradio's page has a queue of its own; whoever is too many there is told so as anywhere else."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from itertools import islice
from threading import Event as Flag

import pytest
from browser import GRADIO, ready
from fastapi.testclient import TestClient
from scripted import COORDINATOR, COORDINATOR_QUESTION, ScriptedAssistant

from kwchat.answering.answer import EVERYTHING, Choice, Event, Turn
from kwchat.chat import gradio_chat
from kwchat.server import texts
from kwchat.server.app import create_app
from kwchat.server.turns import AT_ONCE, QUEUE, RETRY_SECONDS, InTurn

pytestmark = [*GRADIO]
BUSY = texts.WEB_BUSY.format(seconds=RETRY_SECONDS)
TOO_MANY = 4


class Held(ScriptedAssistant):
    """Answers nothing until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go = Flag()

    def stream(
        self, question: str, history: Sequence[Turn], choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield the events of one answer, when told."""
        assert self.go.wait(60)
        yield from super().stream(question, history, choice)


def talk(client: TestClient, session: str) -> str:
    """Ask as Gradio's page does, and return all that the server says."""
    data = [COORDINATOR_QUESTION, None, False, ""]
    asked = {"data": data, "fn_index": 0, "session_hash": session}
    assert client.post("/gradio_api/queue/join", json=asked).status_code == 200
    return client.get(f"/gradio_api/queue/data?session_hash={session}").text


def test_whoever_is_too_many_is_told_so_while_the_others_still_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Gradio lets in more than the server has turns and places for; nobody waits in two lines."""
    monkeypatch.setattr("kwchat.server.app.InTurn", partial(InTurn, patience=60))
    held = Held()
    with (
        TestClient(create_app(ready(held)), base_url="http://localhost") as client,
        ThreadPoolExecutor(AT_ONCE + QUEUE + TOO_MANY) as readers,
    ):
        sessions = [f"lezer{number}" for number in range(AT_ONCE + QUEUE + TOO_MANY)]
        asked = as_completed(
            [readers.submit(talk, client, session) for session in sessions], timeout=30
        )
        try:
            away = [each.result() for each in islice(asked, TOO_MANY)]
        finally:
            held.go.set()
        answered = [each.result() for each in asked]

    assert all(BUSY in said and COORDINATOR not in said for said in away)
    assert all(BUSY not in said and COORDINATOR in said for said in answered)


def test_a_full_queue_of_gradio_speaks_dutch(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says when to come back, as the API does."""
    monkeypatch.setattr(gradio_chat, "QUESTIONS_WAITING", 0)
    asked = {"data": [COORDINATOR_QUESTION, None, False, ""], "fn_index": 0, "session_hash": "a"}
    with TestClient(create_app(ready(ScriptedAssistant())), base_url="http://localhost") as client:
        refused = client.post("/gradio_api/queue/join", json=asked)

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, str(RETRY_SECONDS))
    assert refused.json() == {"error": BUSY}
