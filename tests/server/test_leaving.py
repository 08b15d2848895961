"""Whoever leaves before an answer is whole stops the language model that writes it."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Timer
from typing import Any

import pytest
from fastapi import FastAPI
from indexed import index_of
from llm import Script, speaking

import kwchat
from kwchat.chat.gradio_chat import everyone
from kwchat.server.api import create_api
from kwchat.server.completions import create_completions
from kwchat.testing import FakeEncoder, MemoryStore

pytestmark = pytest.mark.server

QUESTION = "Wie betaalt de uren?"
KEY = "geheim-van-school"
ASKED = {"question": QUESTION}
CHAT = {"model": "kwchat", "messages": [{"role": "user", "content": QUESTION}]}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of a small book."""
    return index_of("# Boek\n\nHet bestuur betaalt.", tmp_path_factory.mktemp("boek"))


@pytest.fixture
def talking() -> Event:
    """Set when the model has talked for a second."""
    return Event()


@pytest.fixture
def script(talking: Event) -> Script:
    """A model that thinks aloud for longer than any test, so that nothing of it is shown."""

    def write(_: str) -> str:
        Timer(1, talking.set).start()
        return "<think>" + "woord " * 6000

    return Script(write, wait=0.01)


@pytest.fixture
def app(script: Script, index: Path) -> Iterator[FastAPI]:
    """The API, and the chat completions, of an assistant with that model."""
    app = FastAPI()
    with speaking(script) as address:
        assistant = kwchat.open(
            index,
            encoder=FakeEncoder(),
            store=MemoryStore(),
            threshold=0.0,
            sure=0.0,
            llm="openai:klein",
            llm_url=address,
        )
        app.mount("/api/v1", create_api(assistant, everyone))
        app.mount("/v1", create_completions(assistant, everyone, KEY))
        yield app


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/ask", ASKED),
        ("/api/v1/ask/stream", ASKED),
        ("/api/v1/ask/page?number=1", ASKED),
        ("/v1/chat/completions", CHAT),
        ("/v1/chat/completions", CHAT | {"stream": True}),
    ],
    ids=["whole", "stream", "page", "completion", "completion in pieces"],
)
def test_whoever_leaves_stops_the_model(
    app: FastAPI, script: Script, talking: Event, path: str, body: dict[str, Any]
) -> None:
    """Also one that talks all the time, and of which nothing is shown."""
    sent = asyncio.run(leaving(app, path, body, talking))

    assert script.left.wait(10)
    assert not any(end in part for part in sent for end in (b"done", b"citations", b"[DONE]"))


async def leaving(app: FastAPI, path: str, body: dict[str, Any], when: Event) -> list[bytes]:
    """Ask, and leave at some time; return what was sent until the request ended."""
    path, _, query = path.partition("?")
    coming = [{"type": "http.request", "body": json.dumps(body).encode(), "more_body": False}]
    sent: list[bytes] = []

    async def receive() -> dict[str, Any]:
        if coming:
            return coming.pop()
        while not when.is_set():
            await asyncio.sleep(0.01)
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message.get("body", b""))

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},  # as uvicorn says
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [
            (b"host", b"localhost"),
            (b"content-type", b"application/json"),
            (b"authorization", f"Bearer {KEY}".encode()),
        ],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 80),
    }
    await asyncio.wait_for(app(scope, receive, send), 30)  # type: ignore[arg-type]
    return sent
