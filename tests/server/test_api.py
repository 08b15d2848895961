"""The HTTP API: one shape of question and answer, one shape of refusal, and a stream of events."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from scripted import (
    COORDINATOR_QUESTION,
    HITS,
    REFUSAL,
    TOO_LONG,
    UNANSWERABLE,
    ScriptedAssistant,
    coordinator_answer,
)

from kwchat.answering import wire
from kwchat.answering.answer import EVERYTHING, Asking, Choice, Event, Retrieved, Token, Turn
from kwchat.answering.writing import Waiting
from kwchat.chat import texts as chat_texts
from kwchat.chat.feedback import FeedbackStore
from kwchat.chat.gradio_chat import everyone
from kwchat.errors import IndexDamagedError
from kwchat.server import api
from kwchat.server.warmup import WarmAssistant

ASKED = {"id": "v1", "question": COORDINATOR_QUESTION}


def client_of(assistant: Asking) -> TestClient:
    """Return a client of the API alone."""
    return TestClient(api.create_api(assistant, everyone))


@pytest.fixture(scope="module")
def client() -> TestClient:
    """A client of an API that answers."""
    return client_of(ScriptedAssistant())


def events(body: str) -> list[tuple[str, Any]]:
    """Return the events of a stream: their types and what they carry."""
    lines = [block.splitlines() for block in body.split("\n\n") if block]
    return [
        (kind.removeprefix("event: "), json.loads(data.removeprefix("data: ")))
        for kind, data in lines
    ]


# --- asking ---


def test_an_answer_is_the_one_of_the_command_line(client: TestClient) -> None:
    """The JSON of `kwchat ask --json`, under the id of the question."""
    response = client.post("/ask", json=ASKED)

    assert response.status_code == 200
    sent = wire.answer_to_json(coordinator_answer(), "v1", address="http://testserver/")
    assert response.json() == json.loads(wire.line(sent))


def test_not_in_the_sources_is_an_answer(client: TestClient) -> None:
    """A refusal is no error."""
    response = client.post("/ask", json={"question": UNANSWERABLE})

    assert response.status_code == 200
    assert (response.json()["answered"], response.json()["answer"]) == (False, REFUSAL)


def test_the_conversation_goes_along() -> None:
    """A follow-up question is asked together with what came before."""
    assistant = ScriptedAssistant()
    history = [{"role": "user", "content": "Hoi"}, {"role": "assistant", "content": "Hallo!"}]

    client_of(assistant).post("/ask", json={"question": "En?", "history": history})

    assert assistant.heard == [("En?", (Turn("user", "Hoi"), Turn("assistant", "Hallo!")))]


# --- the stream ---


def test_a_stream_is_passages_pieces_and_the_whole(client: TestClient) -> None:
    """The pieces together are the answer, which comes whole as the last event."""
    response = client.post("/ask/stream", json=ASKED)
    kinds, carried = zip(*events(response.text), strict=True)

    assert response.headers["content-type"].startswith("text/event-stream")
    assert (kinds[0], set(kinds[1:-1]), kinds[-1]) == ("retrieved", {"token"}, "done")
    assert [p["chunk_id"] for p in carried[0]["passages"]] == [hit.chunk.id for hit in HITS]
    assert "".join(piece["text"] for piece in carried[1:-1]) == carried[-1]["answer"]
    assert carried[-1] == client.post("/ask", json=ASKED).json()


class Queueing(ScriptedAssistant):
    """An assistant of which the language model has two readers to serve first."""

    def stream(
        self, question: str, history: Sequence[Turn], choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield the place in the line, and then the answer."""
        yield Waiting(2)
        yield Waiting()
        yield from super().stream(question, history, choice)


def test_who_waits_for_a_language_model_is_told_the_place() -> None:
    """As a number for programs, and in words on our own page; the answer follows."""
    client = client_of(Queueing())
    told = events(client.post("/ask/stream", json=ASKED).text)
    shown = events(client.post("/ask/page?number=1", json=ASKED).text)

    assert told[:2] == [("waiting", {"ahead": 2}), ("waiting", {"ahead": 0})]
    assert shown[1:3] == [
        ("waiting", {"status": "Het taalmodel is bezet: je bent nummer 2 in de rij."}),
        ("waiting", {"status": chat_texts.CHAT_STATUS_WRITING}),
    ]
    assert (told[-1][0], shown[-1][0]) == ("done", "done")


class Breaking:
    """An assistant of which the index breaks half-way through an answer."""

    def stream(
        self, question: str, history: Sequence[Turn], _choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield two events, and no end."""
        del question, history
        yield Retrieved(HITS)
        yield Token("De ")
        raise IndexDamagedError("De index is beschadigd. Maak hem opnieuw.")


def test_what_breaks_half_way_is_the_last_event() -> None:
    """The status has been sent by then."""
    response = client_of(Breaking()).post("/ask/stream", json=ASKED)

    assert response.status_code == 200
    assert events(response.text)[-1] == (
        "error",
        {"error": "De index is beschadigd. Maak hem opnieuw."},
    )


def test_without_a_stream_what_breaks_is_a_status() -> None:
    """Half an answer is no answer."""
    response = client_of(Breaking()).post("/ask", json=ASKED)

    assert (response.status_code, response.json()) == (
        503,
        {"error": "De index is beschadigd. Maak hem opnieuw."},
    )


# --- refusing ---


@pytest.mark.parametrize("path", ["/ask", "/ask/stream"])
@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "geen vraag als JSON"),
        (b"\xff\xfe", "geen vraag als JSON"),
        (b"[1]", "geen vraag als JSON"),
        (b"[" * 50_000, "geen vraag als JSON"),
        (b"{}", "'question' ontbreekt"),
        (b'{"question": 7}', "'question' ontbreekt"),
        (b'{"question": "\\ud800"}', "'question' ontbreekt"),
        (b'{"question": "x", "id": {}}', "'id' ontbreekt"),
        (b'{"question": "x", "history": [{"role": "system", "content": ""}]}', "'history'"),
        (json.dumps({"question": "a" * 2001}).encode(), TOO_LONG),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_broken_question_is_named(client: TestClient, path: str, body: bytes, words: str) -> None:
    """Status 400, and one Dutch sentence that names the field; also before a stream begins."""
    response = client.post(path, content=body, headers={"Content-Type": "application/json"})

    assert response.status_code == 400
    assert list(response.json()) == ["error"]
    assert words in response.json()["error"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_json_is_read(client: TestClient, kind: str) -> None:
    """A form on another site cannot ask: browsers send JSON elsewhere only with permission."""
    body = json.dumps(ASKED).encode()

    response = client.post("/ask", content=body, headers={"Content-Type": kind})

    assert response.status_code == 415
    assert "application/json" in response.json()["error"]


def test_json_may_name_its_alphabet(client: TestClient) -> None:
    """Clients that add `charset=utf-8` are understood."""
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}

    assert client.post("/ask", content=json.dumps(ASKED), headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/ask", 405), ("POST", "/vraag", 404)]
)
def test_a_wrong_address_is_told_in_the_same_shape(
    client: TestClient, method: str, path: str, status: int
) -> None:
    """Dutch JSON, also where nobody is home."""
    response = client.request(method, path)

    assert response.status_code == status
    assert "adres" in response.json()["error"]


@pytest.mark.parametrize("path", ["/ask", "/ask/stream"])
def test_while_warming_up_it_says_so(path: str) -> None:
    """Status 503, as `/readyz` has it."""
    response = client_of(WarmAssistant(ScriptedAssistant)).post(path, json=ASKED)

    assert response.status_code == 503
    assert "opstarten" in response.json()["error"]


# --- the description ---


def test_the_description_names_what_there_is(client: TestClient) -> None:
    """OpenAPI, with the shape of question, answer and refusal."""
    description = client.get("/openapi.json").json()

    assert set(description["paths"]) == {"/ask", "/ask/stream"}
    ask = description["paths"]["/ask"]["post"]
    assert ask["requestBody"]["content"]["application/json"]["schema"]["required"] == ["question"]
    assert set(ask["responses"]) == {"200", "400", "413", "415", "429", "503"}
    assert "citations" in description["components"]["schemas"]["SentAnswer"]["properties"]


def test_the_page_about_the_api_needs_nothing_else(tmp_path: Path) -> None:
    """Dutch, whole, and without a script or a file from elsewhere; also where feedback is asked."""
    store = FeedbackStore(tmp_path / "feedback.sqlite", days=30, index="abc")
    page = TestClient(api.create_api(ScriptedAssistant(), everyone, store)).get("/docs").text

    assert '<html lang="nl">' in page
    assert not re.search(r"<script|src=|https?://(?!testserver)", page)
    for word in (
        "POST http://testserver/ask/stream",
        "(verplicht)",
        "429",
        "citations",
        "question",
    ):
        assert word in page
