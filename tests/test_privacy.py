"""Nothing of a person stays: names are planted wherever one can leave them, and then searched for.

A real `kwchat serve` runs in a process of its own, with an assistant that now and then raises what
it was asked. Run as a script, this file is that server.
"""

import json
import os
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from scripted import COORDINATOR_QUESTION, ScriptedAssistant
from serving import Server, serving

from kwchat import wiring
from kwchat.answering.answer import EVERYTHING, Choice, Event, Turn
from kwchat.cli import commands, texts
from kwchat.index.encoding import EncoderIdentity
from kwchat.index.manifest import Manifest
from kwchat.testing import FakeEncoder

pytestmark = pytest.mark.server
PLANTED = ("Fatima", "Yilmaz", "yilmaz@school", "Bakkerstraat", "06-12345678")
NAMES = "Fatima Yilmaz (fatima.yilmaz@school.nl, 06-12345678) uit de Bakkerstraat"
BREAKS, BREAKS_HALF_WAY = "Breek meteen", "Breek halverwege"
HEADERS = {
    "User-Agent": f"Browser van {NAMES}",
    "Referer": "http://intranet/leerling/Fatima-Yilmaz",
    "Cookie": "leerling=Fatima-Yilmaz",
    "X-Remote-User": "yilmaz@school.nl",
    "Authorization": "Bearer Fatima-Yilmaz",
    "X-Forwarded-For": "203.0.113.77",
}


class Fragile(ScriptedAssistant):
    """An assistant of which the errors hold the question, as those of a library may."""

    def stream(
        self, question: str, history: Sequence[Turn], _choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield the events of one answer, or raise what was asked."""
        if question.startswith(BREAKS):
            raise RuntimeError(question, history)
        events = super().stream(question, history)
        if question.startswith(BREAKS_HALF_WAY):
            yield next(events)
            raise KeyError(f"{question} {history}")
        yield from events


# --- the visits ---


@contextmanager
def school(folder: Path, **settings: str) -> Iterator[Server]:
    """Serve from a folder in which everything lies that a server may write to."""
    for name in ("tmp", "home", "index"):
        (folder / name).mkdir()
    outside = {name: value for name, value in os.environ.items() if not name.startswith("KWCHAT_")}
    own = {
        "HOME": str(folder / "home"),
        "XDG_CACHE_HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "GRADIO_TEMP_DIR": str(folder / "tmp"),
        "PYTHONWARNINGS": "default",
        "KWCHAT_LOG": "info",
        **settings,
    }
    # Started in the folder, with what it prints in a file there.
    start = ("sh", "-c", f'cd {folder} && exec "$@" >printed.txt', "sh", sys.executable, __file__)
    with (
        (folder / "log.txt").open("w") as log,
        serving(start, environment=outside | own, stderr=log) as server,
    ):
        server.wait_for("/readyz")
        yield server


def visit(server: Server) -> dict[str, int]:
    """Leave names wherever a visitor can; return the status of each visit."""
    history = [{"role": "user", "content": NAMES}, {"role": "assistant", "content": NAMES}]

    def asked(question: str) -> bytes:
        return json.dumps({"id": NAMES, "question": question, "history": history}).encode()

    ask = f"/api/v1/ask?leerling={quote(NAMES)}"
    about = COORDINATOR_QUESTION
    return {
        "answered": send(server, ask, asked(f"{about} {NAMES}")),
        "streamed": send(server, "/api/v1/ask/stream", asked(f"{about} {NAMES}")),
        "refused": send(server, ask, asked(NAMES)),
        "too long": send(server, ask, asked(NAMES * 100)),
        "breaks": send(server, ask, asked(f"{BREAKS} {NAMES}")),
        "breaks half-way": send(server, ask, asked(f"{BREAKS_HALF_WAY} {NAMES}")),
        "stream breaks": send(server, "/api/v1/ask/stream", asked(f"{BREAKS} {NAMES}")),
        "no json": send(server, ask, b'{"question": "' + NAMES.encode()),
        "too large": send(server, ask, b"x" * 300_000 + NAMES.encode()),
        "no page": send(server, f"/leerling/{quote(NAMES)}?naam={quote(NAMES)}"),
        "other host": send(server, "/", headers={"Host": "fatima-yilmaz.example"}),
        "chat": chat(server, [f"{about} {NAMES}", None]),
        "chat breaks": chat(server, [f"{BREAKS} {NAMES}", None]),
        "chat breaks half-way": chat(server, [f"{BREAKS_HALF_WAY} {NAMES}", None]),
        "chat too few": chat(server, [NAMES], session="Fatima-Yilmaz"),
        "chat no json": send(server, "/gradio_api/queue/join", b'["' + NAMES.encode()),
    }


def send(
    server: Server, path: str, data: bytes | None = None, headers: dict[str, str] | None = None
) -> int:
    """Send a request that names someone everywhere; return the status, or 0 without an answer."""
    sent = {"Content-Type": "application/json", **HEADERS, **(headers or {})}
    request = urllib.request.Request(f"{server.url}{path}", data, sent)  # noqa: S310
    try:
        with urllib.request.urlopen(request) as response:  # noqa: S310
            response.read()
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except OSError:
        return 0


def chat(server: Server, data: list[str | None], session: str = "bezoek") -> int:
    """Ask as the chat page does, and wait for the end."""
    question = {"data": [*data, False, ""], "fn_index": 0, "session_hash": session}
    joined = send(server, "/gradio_api/queue/join", json.dumps(question).encode())
    send(server, f"/gradio_api/queue/data?session_hash={session}")
    return joined


def speak_no_http(server: Server) -> None:
    """Send what is no request at all."""
    port = int(server.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(f"GET {NAMES}\r\n\r\n".encode())
        connection.recv(1000)


# --- the search ---


def traces(folder: Path, words: Sequence[str] = PLANTED) -> list[tuple[str, str]]:
    """Return where words are found: in which files, in whatever way they are written there."""
    files = {file: file.read_bytes().lower() for file in folder.rglob("*") if file.is_file()}
    forms = {word: {word, quote(word), json.dumps(word)[1:-1]} for word in words}
    return [
        (str(file.relative_to(folder)), word)
        for file, content in files.items()
        for word in words
        if any(form.lower().encode() in content for form in forms[word])
    ]


def events(folder: Path) -> list[dict[str, object]]:
    """Return what was logged; the lines before it are the welcome."""
    lines = (folder / "log.txt").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    """The folder of a server that has been visited and stopped, and how each visit ended."""
    folder = tmp_path_factory.mktemp("school")
    with school(folder) as server:
        statuses = visit(server)
        statuses["feedback"] = send(server, "/api/v1/feedback", feedback(NAMES))
        speak_no_http(server)
        assert server.status("/healthz") == 200
    return folder, statuses


def feedback(remark: str) -> bytes:
    """Return feedback with a remark."""
    about = {"question": NAMES, "answer": NAMES, "answered": True, "chunk_ids": [], "good": False}
    return json.dumps(about | {"remark": remark}).encode()


def test_the_visits_did_what_they_should(visited: tuple[Path, dict[str, int]]) -> None:
    """Answers, refusals, crashes and bad requests were all there to leave something behind."""
    assert visited[1] == {
        "answered": 200,
        "streamed": 200,
        "refused": 200,
        "too long": 400,
        "breaks": 500,
        "breaks half-way": 500,
        "stream breaks": 500,
        "no json": 400,
        "too large": 413,
        "no page": 404,
        "other host": 400,
        "chat": 200,
        "chat breaks": 200,
        "chat breaks half-way": 200,
        "chat too few": 200,
        "chat no json": 422,
        "feedback": 404,
    }


def test_nothing_of_a_person_stays(visited: tuple[Path, dict[str, int]]) -> None:
    """Not in the log, not in what was printed, not in a temporary or other file, nor as a name."""
    folder, _ = visited

    assert traces(folder) == []
    named = [file for file in folder.rglob("*") if any(word in file.name for word in PLANTED)]
    assert named == []
    assert (folder / "printed.txt").read_bytes() == b""


def test_no_address_is_logged(visited: tuple[Path, dict[str, int]]) -> None:
    """Neither that of the visitor nor the one that a header claims."""
    folder, _ = visited
    logged = [line for line in map(json.dumps, events(folder)) if "127.0.0.1" in line]

    assert logged == []
    assert traces(folder, ["203.0.113.77"]) == []


def test_the_log_still_tells_what_happened(visited: tuple[Path, dict[str, int]]) -> None:
    """How questions ended, and of each crash the kind and the place."""
    folder, _ = visited
    logged = events(folder)
    names = [event["event"] for event in logged]

    assert {"ready", "answered", "refused", "not_answered"} <= set(names)
    crashes = [event for event in logged if event.get("error") in {"RuntimeError", "KeyError"}]
    assert len(crashes) >= 5
    assert all(str(crash["raised"]).startswith("tests/test_privacy.py:") for crash in crashes)
    assert {event["event"] for event in crashes} == {"library", "printed"}


def test_with_feedback_on_only_its_file_holds_what_was_sent(tmp_path: Path) -> None:
    """And what was asked without sending feedback is nowhere; switching it on is said."""
    with school(
        tmp_path, KWCHAT_FEEDBACK="data/feedback.sqlite", KWCHAT_FEEDBACK_DAYS="7"
    ) as server:
        visit(server)
        assert send(server, "/api/v1/feedback", feedback("Zonder namen.").replace(
            json.dumps(NAMES).encode(), b'"Wat doet een werkplaats?"'
        )) == 204  # fmt: skip
        assert traces(tmp_path) == []
        assert send(server, "/api/v1/feedback", feedback(NAMES)) == 204

    assert {place for place, _ in traces(tmp_path)} == {"data/feedback.sqlite"}
    welcome = texts.SERVE_FEEDBACK.format(path="data/feedback.sqlite", days=7)
    assert welcome in (tmp_path / "log.txt").read_text("utf-8")


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """Encoded for an address or for JSON, in capitals, in a folder below."""
    (tmp_path / "diep").mkdir()
    (tmp_path / "diep" / "a").write_text(quote("fatima.YILMAZ@school.nl"), encoding="utf-8")
    (tmp_path / "b").write_text(json.dumps("coördinator"), encoding="utf-8")

    assert sorted(traces(tmp_path, ["yilmaz@school", "coördinator"])) == [
        ("b", "coördinator"),
        (str(Path("diep", "a")), "yilmaz@school"),
    ]


# What `serve` wants to know of an index, of which `Fragile` needs nothing.
MANIFEST = Manifest(
    format=1,
    kwchat="",
    generation="000001",
    encoder=EncoderIdentity("", ""),
    chunking={},
    files=(),
    sizes={},
)


if __name__ == "__main__":
    wiring.load_encoder = lambda *_, **__: FakeEncoder()
    wiring.open_index = lambda *_, **__: BytesIO()  # type: ignore[assignment,return-value]
    wiring.assistant_on = lambda *_, **__: Fragile()  # type: ignore[assignment,return-value]
    wiring.require_index = lambda _: MANIFEST  # type: ignore[assignment]
    commands.main()
