"""Feedback over HTTP: taken only where a school wants it, only whole, and answered in Dutch."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from scripted import COORDINATOR_QUESTION, ScriptedAssistant

from kwchat.chat import texts as chat_texts
from kwchat.chat.feedback import Feedback, FeedbackStore, Reason
from kwchat.chat.gradio_chat import everyone
from kwchat.server import api
from kwchat.server import texts as server_texts

GIVEN = {
    "question": COORDINATOR_QUESTION,
    "answer": "In de brief: “…” [1]",
    "answered": True,
    "chunk_ids": ["monitor"],
    "good": False,
    "reasons": ["incomplete"],
    "remark": "Het eerste jaar ontbreekt.",
}


@pytest.fixture
def store(tmp_path: Path) -> FeedbackStore:
    """A place for feedback."""
    return FeedbackStore(tmp_path / "feedback.sqlite", days=30, index="abc", busy_seconds=0.01)


@pytest.fixture
def asking(store: FeedbackStore) -> TestClient:
    """A client of an API that asks for feedback."""
    return TestClient(api.create_api(ScriptedAssistant(), everyone, store))


def test_feedback_is_kept(asking: TestClient, store: FeedbackStore) -> None:
    """As it was sent; reasons and remark may be left out, other fields are ignored."""
    brief = {name: GIVEN[name] for name in ("question", "answer", "answered", "chunk_ids", "good")}

    responses = [
        asking.post("/feedback", json=GIVEN),
        asking.post("/feedback", json=brief | {"x": 1}),
    ]

    assert [(response.status_code, response.content) for response in responses] == [(204, b"")] * 2
    first, second = (kept.feedback for kept in store.kept())
    assert first == Feedback(
        COORDINATOR_QUESTION, "In de brief: “…” [1]", True, ("monitor",), False,
        (Reason.INCOMPLETE,), "Het eerste jaar ontbreekt.",
    )  # fmt: skip
    assert (second.reasons, second.remark) == ((), "")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"question": ""}, "question"),
        ({"question": "x" * 2001}, "question"),
        ({"question": 7}, "question"),
        ({"question": "\ud800"}, "question"),
        ({"answer": "x" * 20_001}, "answer"),
        ({"answered": None}, "answered"),
        ({"chunk_ids": "monitor"}, "chunk_ids"),
        ({"chunk_ids": ["x"] * 51}, "chunk_ids"),
        ({"chunk_ids": ["ok", "x" * 201]}, "chunk_ids.1"),
        ({"good": "misschien"}, "good"),
        ({"reasons": ["saai"]}, "reasons.0"),
        ({"reasons": ["wrong"] * 6}, "reasons"),
        ({"remark": "x" * 1001}, "remark"),
    ],
)
def test_feedback_that_is_none_is_refused(
    asking: TestClient, store: FeedbackStore, change: dict[str, object], field: str
) -> None:
    """In Dutch, with the field named and nothing repeated; nothing is kept."""
    response = asking.post(
        "/feedback",
        content=json.dumps(GIVEN | change),
        headers={"Content-Type": "application/json"},
    )

    assert (response.status_code, response.json()) == (
        400,
        {"error": server_texts.API_INVALID.format(field=field)},
    )
    assert store.kept() == ()


@pytest.mark.parametrize("content", [b"{", b"[]", b"null", b"\xff", b""])
def test_feedback_that_is_no_json_is_refused(asking: TestClient, content: bytes) -> None:
    """Whatever it is."""
    response = asking.post(
        "/feedback", content=content, headers={"Content-Type": "application/json"}
    )

    assert (response.status_code, response.json()) == (400, {"error": server_texts.API_ERRORS[400]})


def test_feedback_from_a_form_of_another_site_is_refused(
    asking: TestClient, store: FeedbackStore
) -> None:
    """Such a form may send text without asking the browser first."""
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        content = json.dumps(GIVEN)
        response = asking.post("/feedback", content=content, headers={"Content-Type": kind})
        assert response.status_code in {400, 415}

    assert store.kept() == ()


def test_feedback_that_cannot_be_kept_is_said_so(asking: TestClient, store: FeedbackStore) -> None:
    """In Dutch, and without the path of the file; the log names it."""
    store.add(Feedback("Wat?", "Dit.", True, (), True))
    with closing(sqlite3.connect(store._path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        response = asking.post("/feedback", json=GIVEN)

    assert (response.status_code, response.json()) == (503, {"error": chat_texts.FEEDBACK_NOT_KEPT})


def test_without_feedback_nobody_is_asked() -> None:
    """There is no such address, nor is it described."""
    client = TestClient(api.create_api(ScriptedAssistant(), everyone))

    response = client.post("/feedback", json=GIVEN)

    assert (response.status_code, response.json()["error"]) == (404, server_texts.API_ERRORS[404])
    assert "/feedback" not in client.get("/openapi.json").json()["paths"]


def test_feedback_is_described(asking: TestClient) -> None:
    """With its limits."""
    described = asking.get("/openapi.json").json()

    assert described["paths"]["/feedback"]["post"]["summary"] == server_texts.API_FEEDBACK
    assert (
        described["components"]["schemas"]["Feedback"]["properties"]["remark"]["maxLength"] == 1000
    )


def test_the_page_about_the_api_tells_of_feedback(asking: TestClient) -> None:
    """It is made from the description."""
    page = asking.get("/docs")

    assert page.status_code == 200
    assert server_texts.API_FEEDBACK in page.text
