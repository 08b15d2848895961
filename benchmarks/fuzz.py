"""Send thousands of broken, hostile and strange requests to a real server, and count the answers.

    .venv/bin/python benchmarks/fuzz.py [--requests 10000] [--seed 1] [--index index]

Exit code 1 when any answer has status 500 or above, or the server is gone at the end.
"""

import argparse
import http.client
import json
import logging
import random
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from kwchat import wiring
from kwchat.server.access import Access
from kwchat.server.app import create_app, make_server
from kwchat.server.listening import listen
from kwchat.server.warmup import WarmAssistant

QUESTIONS = (
    "Wat doet een werkplaatscoördinator?",
    "En de nadelen?",
    "hoi",
    "<script>alert(1)</script>",
    "'; DROP TABLE vragen; --",
    "../../etc/passwd",
    "{{ 7 * 7 }} ${7*7} %s {0}",
    "\u202eomgekeerd",
    "e\u0301" * 200,
    "👩\u200d🏫" * 50,
    "a" * 2000,
    "?",
    "[1] [2] “ ” „ ‚",
    "http://school.nl/" + "a/" * 300,
)
LETTERS = "aeiou ëïöéçß 0123456789 ?!.,;:'\"\\/<>{}[]()\n\t\0\x1b\u200b\u2028\ufeff\ufffe漢字 ع 🏫"
PATHS = (
    "/api/v1/ask",
    "/api/v1/ask/stream",
    "/api/v1/openapi.json",
    "/api/v1/docs",
    "/api/v1/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/embed",
    "/widget.js",
    "/kwchat/chat.css",
    "/kwchat/../../etc/passwd",
    "/kwchat/%2e%2e/%2e%2e/etc/passwd",
    "/%00",
    "//",
    "/api/v1/ask?x=" + "a" * 3000,
)
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "BREW")
HEADERS = {
    "Content-Type": (
        "application/json",
        "text/plain",
        "application/json; charset=latin-1",
        "",
        "/",
    ),
    "Origin": ("null", "https://evil.example", "http://localhost"),
    "Host": ("localhost", "evil.example", "[::1", "", "127.0.0.1:99999"),
    "X-Forwarded-For": ("1.2.3.4", "'", "a, b, c"),
    "Cookie": ("a=b; " * 50, "=", ";;;"),
    "Accept": ("text/event-stream", "*/*", "q=x"),
    "Content-Length": ("-1", "99999999", "x"),
    "Range": ("bytes=0-", "bytes=9-1"),
    "Transfer-Encoding": ("chunked", "gzip"),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A request, or bytes that are none."""

    method: str = "POST"
    path: str = "/api/v1/ask"
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    body: bytes = b""
    raw: bytes = b""


def words(rng: random.Random) -> str:
    """Return a text that nobody would type, or one that somebody would."""
    if rng.random() < 0.5:
        return rng.choice(QUESTIONS)
    return "".join(rng.choices(LETTERS, k=rng.choice((0, 1, 5, 50, 500, 2001))))


def anything(rng: random.Random, depth: int = 0) -> object:
    """Return any JSON value."""
    makers: list[Callable[[], object]] = [
        lambda: None,
        lambda: rng.random() < 0.5,
        lambda: rng.choice((0, -1, 1e308, float("nan"), float("inf"), 10**400)),
        lambda: words(rng),
        lambda: "\ud800",
    ]
    if depth < 3:
        makers += [
            lambda: [anything(rng, depth + 1) for _ in range(rng.randrange(4))],
            lambda: {words(rng)[:20]: anything(rng, depth + 1) for _ in range(rng.randrange(4))},
        ]
    return rng.choice(makers)()


def question(rng: random.Random) -> dict[str, object]:
    """Return a question that may well be answered."""
    turns = [
        {"role": rng.choice(("user", "assistant")), "content": words(rng)}
        for _ in range(rng.choice((0, 0, 0, 1, 2, 30)))
    ]
    return {"id": words(rng), "question": words(rng), "history": turns}


def plausible(rng: random.Random) -> Sent:
    """A whole question."""
    return Sent(path=rng.choice(PATHS[:2]), body=json.dumps(question(rng)).encode())


def mistyped(rng: random.Random) -> Sent:
    """A question with any value in any field, or any value at all."""
    value: object = {**question(rng), rng.choice(("id", "question", "history")): anything(rng)}
    if rng.random() < 0.3:
        value = anything(rng)
    return Sent(path=rng.choice(PATHS[:2]), body=json.dumps(value).encode())


def damaged(rng: random.Random) -> Sent:
    """The bytes of a question, cut, changed or repeated."""
    body = bytearray(json.dumps(question(rng), ensure_ascii=False).encode())
    for _ in range(rng.randrange(1, 6)):
        body[rng.randrange(len(body))] = rng.randrange(256)
    return Sent(body=bytes(body[: rng.randrange(len(body))]) * rng.choice((1, 1, 2)))


def strange(rng: random.Random) -> Sent:
    """Any method on any path with any headers."""
    headers = {name: rng.choice(values) for name, values in HEADERS.items() if rng.random() < 0.25}
    body = json.dumps(question(rng)).encode() if rng.random() < 0.5 else b""
    return Sent(rng.choice(METHODS), rng.choice(PATHS), headers, body)


def noise(rng: random.Random) -> Sent:
    """Bytes that are hardly HTTP."""
    start = rng.choice(
        (b"POST /api/v1/ask HTTP/1.1\r\nHost: localhost\r\n", b"GET / HTTP/9\r\n", b"")
    )
    return Sent(raw=start + rng.randbytes(rng.randrange(1, 300)) + b"\r\n\r\n")


KINDS = (plausible, mistyped, mistyped, damaged, damaged, strange, strange, noise)


def status(address: tuple[str, int], sent: Sent) -> str:
    """Send a request and return the status of its answer, or how the connection ended."""
    try:
        return _noise_status(address, sent.raw) if sent.raw else _status(address, sent)
    except (http.client.HTTPException, OSError):
        return "closed"


def _noise_status(address: tuple[str, int], raw: bytes) -> str:
    with socket.create_connection(address, timeout=60) as connection:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(65_536)
    return answer.split()[1].decode() if answer.startswith(b"HTTP/") else "closed"


def _status(address: tuple[str, int], sent: Sent) -> str:
    lies = sent.headers.keys() & {"Content-Length", "Transfer-Encoding"}
    with closing(http.client.HTTPConnection(*address, timeout=60)) as connection:
        connection.putrequest(sent.method, sent.path, skip_host="Host" in sent.headers)
        if not lies:
            connection.putheader("Content-Length", str(len(sent.body)))
        for name, value in sent.headers.items():
            connection.putheader(name, value)
        connection.endheaders(sent.body)
        if lies and connection.sock:
            connection.sock.shutdown(socket.SHUT_WR)  # what was promised does not come
        response = connection.getresponse()
        response.read()
        return str(response.status)


@contextmanager
def serving(index: str | None) -> Iterator[tuple[str, int]]:
    """Serve the real assistant on a free port, without limits, and give its address."""
    settings = wiring.read_settings(index=index)
    assistant = WarmAssistant(lambda: wiring.build_assistant(settings))
    assistant.start()
    assistant.wait()
    server = make_server(create_app(assistant, Access()))
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # not every broken request
    with listen("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield listener.getsockname()
        finally:
            server.should_exit = True
            thread.join()


def main() -> None:
    """Send them all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--index")
    given = parser.parse_args()
    rng = random.Random(given.seed)  # noqa: S311
    counts: Counter[tuple[str, str]] = Counter()
    with serving(given.index) as address:
        for _ in range(given.requests):
            make = rng.choice(KINDS)
            sent = make(rng)
            answer = status(address, sent)
            counts[make.__name__, answer] += 1
            if answer >= "500" and answer.isdecimal():
                print(answer, sent)
        alive = status(address, Sent("GET", "/healthz", {})) == "200"
    for (kind, answer), count in sorted(counts.items()):
        print(f"{kind:10} {answer:7} {count}")
    failed = sum(count for (_, answer), count in counts.items() if answer[0] == "5")
    print(f"{given.requests} requests, {failed} with status 500 or above; alive: {alive}")
    raise SystemExit(bool(failed) or not alive)


if __name__ == "__main__":
    main()
