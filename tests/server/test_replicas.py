"""Three servers behind nginx on one index, with their vectors on a Chroma server: under load, while
an ingest runs and one of them is killed, no answer is wrong, mixed or lost.

Run as a script, this file is `kwchat` with an encoder that needs no model.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path
from subprocess import Popen
from threading import Event

import httpx
import pytest
import trustme
from chroma import chroma, free_port
from test_proxy import NGINX, NGINX_ADDRESS, behind_nginx, visitor

import kwchat
from kwchat.index import encoders
from kwchat.testing import FakeEncoder

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed"),
]
PATIENCE_SECONDS = 240
READERS = 6
BROKEN = 0  # in place of a status
QUESTION = "Hoe heten de rector en de conciërge van de school, vraagt lezer {}?"
WHOLE, STREAM = "/api/v1/ask", "/api/v1/ask/stream"
OLD = "De rector van de school heet Oudeman. De conciërge van de school heet Ouwerkerk."
NEW = "De rector van de school heet Nieuwenhuis. De conciërge van de school heet Nieuwland."
OF_OLD, OF_NEW = ("Oudeman", "Ouwerkerk"), ("Nieuwenhuis", "Nieuwland")


@dataclass(frozen=True, slots=True)
class Asked:
    """When a question was asked, and what came back."""

    at: float
    status: int
    text: str

    @property
    def is_old(self) -> bool:
        """Whether the old index answered."""
        return any(name in self.text for name in OF_OLD)

    @property
    def is_new(self) -> bool:
        """Whether the new index answered."""
        return any(name in self.text for name in OF_NEW)


def replica(folder: Path, port: int, store: str) -> "Popen[bytes]":
    """Start a server on the index of a folder."""
    environment = {
        **os.environ,
        "KWCHAT_CACHE": str(folder / "cache"),
        "KWCHAT_CORPUS": str(folder / "corpus"),
        "KWCHAT_INDEX": str(folder / "index"),
        "KWCHAT_STORE": store,
        "KWCHAT_THRESHOLD": "0",
        "KWCHAT_LIMIT_PER_MINUTE": "0",
        "KWCHAT_LIMIT_PER_DAY": "0",
        "KWCHAT_ROOT_PATH": "/kwchat",
        "KWCHAT_TRUSTED_PROXIES": NGINX_ADDRESS,
    }
    return Popen([sys.executable, __file__, "serve", "--port", str(port)], env=environment)


def until_ready(replicas: dict[int, "Popen[bytes]"]) -> None:
    """Wait until every server answers questions."""
    waiting = set(replicas)
    for _ in range(PATIENCE_SECONDS * 5):
        for port in sorted(waiting):
            assert replicas[port].poll() is None, "a server stopped"
            try:
                if httpx.get(f"http://127.0.0.1:{port}/kwchat/readyz").is_success:
                    waiting.remove(port)
            except httpx.HTTPError:
                continue
        if not waiting:
            return
        time.sleep(0.2)
    raise TimeoutError(waiting)


def asking(client: httpx.Client, url: str, reader: int, enough: Event) -> Iterator[Asked]:
    """Ask one question after the other, each for the first time, so that none is answered from
    memory."""
    for number in count():
        if enough.is_set():
            return
        begun = time.monotonic()
        question = QUESTION.format(f"{reader}x{number}")
        try:
            response = client.post(url, json={"question": question})
        except httpx.RemoteProtocolError:  # a stream that broke off says so
            yield Asked(begun, BROKEN, "")
        else:
            yield Asked(begun, response.status_code, response.text)


def ingest(folder: Path, text: str, store: str, told: Callable[[], None] = lambda: None) -> None:
    """Let the corpus say something else, and bring the index up to date; `told` is called while
    that goes on, before the new index counts."""
    (folder / "corpus" / "wie.md").write_text(text)
    kwchat.ingest(
        folder / "corpus",
        index=folder / "index",
        encoder=FakeEncoder(),
        store=store,
        on_event=lambda _: told(),
    )


def test_no_answer_is_wrong_mixed_or_lost(tmp_path: Path) -> None:
    """Not when a server that is answering is killed while the index changes. A stream may break
    off with the server that it came from, once; then the reader can tell."""
    authority, enough = trustme.CA(), Event()
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "rest.md").write_text("De school heeft een tuin met appelbomen.")
    with ExitStack() as held:
        store = held.enter_context(chroma(tmp_path / "chroma", free_port()))
        ingest(tmp_path, OLD, store)
        replicas = {
            port: replica(tmp_path, port, store) for port in (free_port() for _ in range(3))
        }
        for process in replicas.values():
            held.callback(process.wait)
            held.callback(process.kill)
        until_ready(replicas)
        servers = "; server ".join(f"127.0.0.1:{port}" for port in replicas)
        url = held.enter_context(behind_nginx(tmp_path, authority, f"http://{servers}"))
        clients = [held.enter_context(visitor(authority)) for _ in range(READERS)]
        readers = held.enter_context(ThreadPoolExecutor(READERS))
        held.callback(enough.set)
        asked = [
            readers.submit(list, asking(client, url + path, reader, enough))
            for reader, (client, path) in enumerate(zip(clients, cycle([WHOLE, STREAM])))
        ]
        time.sleep(4)
        ingest(tmp_path, NEW, store, told=next(iter(replicas.values())).kill)
        published = time.monotonic()
        time.sleep(4)
        enough.set()
        found = [one.result() for one in asked]

    for path, of_reader in zip(cycle([WHOLE, STREAM]), found):
        broken = [answer for answer in of_reader if answer.status == BROKEN]
        assert len(broken) <= (path == STREAM)
    answers = [answer for one in found for answer in one if answer.status != BROKEN]
    assert {answer.status for answer in answers} == {200}
    assert all(answer.is_old != answer.is_new for answer in answers)
    assert any(answer.is_old for answer in answers)
    after = [answer for answer in answers if answer.at > published]
    assert after
    assert all(answer.is_new for answer in after)
    print(f"\n{len(answers)} answers, {len(after)} after the change")  # noqa: T201 -- a figure


if __name__ == "__main__":
    encoders.identity = lambda _: FakeEncoder.identity
    encoders.load_encoder = lambda *_, **__: FakeEncoder()
    from kwchat.cli.commands import main

    main()
