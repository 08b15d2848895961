"""A real web server on this machine, whose pages a test puts there."""

import ssl
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PDF = b"%PDF-1.7\nEen rapport over werkplaatsen.\n%%EOF\n"
HTML = b"<!doctype html><html><body><p>Een pagina over werkplaatsen.</p></body></html>"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server says; a body that is not bytes is sent piece by piece, without length."""

    body: bytes | Iterable[bytes] = HTML
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html"})

    @property
    def length(self) -> Mapping[str, str]:
        """The header with the length, unless the reply says something else about it."""
        if "Content-Length" in self.headers or not isinstance(self.body, bytes):
            return {}
        return {"Content-Length": str(len(self.body))}


NOT_FOUND = Reply(b"weg", 404)


def page(body: bytes | Iterable[bytes] = HTML, **headers: str) -> Reply:
    """Return a web page; `_` in the name of a header is a hyphen."""
    return Reply(body, 200, {"Content-Type": "text/html", **_names(headers)})


def pdf(body: bytes | Iterable[bytes] = PDF, **headers: str) -> Reply:
    """Return a PDF."""
    return Reply(body, 200, {"Content-Type": "application/pdf", **_names(headers)})


def robots(text: str) -> Reply:
    """Return rules for programs."""
    return Reply(text.encode(), 200, {"Content-Type": "text/plain"})


def redirect(target: str, status: int = 302) -> Reply:
    """Send the visitor on."""
    return Reply(b"", status, {"Location": target})


def _names(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


class Site:
    """The server: per path one reply, or replies in turn of which the last one stays."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        self._replies: dict[str, list[Reply]] = {}

    def put(self, path: str, *replies: Reply) -> str:
        """Put a page at a path and return its address."""
        self._replies[path] = list(replies)
        return f"{self.url}{path}"

    def reply(self, path: str, headers: Mapping[str, str]) -> Reply:
        """Return what a visitor gets."""
        self.asked.append((path, headers))
        replies = self._replies.get(path, [NOT_FOUND])
        return replies.pop(0) if len(replies) > 1 else replies[0]

    @property
    def paths(self) -> list[str]:
        """What was asked for, without the rules for programs."""
        return [path for path, _ in self.asked if path != "/robots.txt"]


@contextmanager
def website(certificate: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Serve a site on a free port until the end of the block, over TLS if it has a certificate."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reply = site.reply(self.path, {**self.headers})
            self.send_response(reply.status)
            for name, value in {**reply.headers, **reply.length}.items():
                self.send_header(name, value)
            self.end_headers()
            for piece in [reply.body] if isinstance(reply.body, bytes) else reply.body:
                self.wfile.write(piece)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None:
            """A visitor who walks out is no error."""

    with Server(("127.0.0.1", 0), Handler) as server:
        if certificate:
            server.socket = certificate.wrap_socket(server.socket, server_side=True)
        site = Site(f"http://localhost:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


def written(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files into a folder and return it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder
