"""A page of another site: a strict Content-Security-Policy, and styles that spare nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

HOSTILE_CSS = """
* { color: #f0f !important; font: 30px/3 "Comic Sans MS", serif !important;
    letter-spacing: .5em !important; text-transform: uppercase !important; }
html { font-size: 62.5%; }
body { margin: 40px; transform: translateX(0); }
button, dialog, iframe, kwchat-widget, div, p { display: none !important; opacity: .1 !important;
    position: static !important; width: 3px !important; transform: rotate(45deg) !important; }
main > p { display: block !important; width: auto !important; transform: none !important; }
"""
PAGE = """<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8"><title>Intranet</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><link rel="stylesheet" href="./huisstijl.css"></head>
<body><main><h1>Welkom</h1><p>Het rooster van <a href="#week">deze week</a>.</p></main>
{snippet}</body></html>"""
POLICY = (
    "default-src 'none'; img-src data:; style-src 'self'; script-src {chat}; frame-src {chat}; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


class _Intranet(BaseHTTPRequestHandler):
    """Serves the page and its styles."""

    def __init__(self, chat: str, snippet: str, css: str, *args: object) -> None:
        self._chat, self._snippet, self._css = chat, snippet, css
        super().__init__(*args)

    def do_GET(self) -> None:
        """Answer with the page, or with its styles."""
        styles = self.path.endswith(".css")
        body = self._css if styles else PAGE.format(snippet=self._snippet)
        self.send_response(200)
        self.send_header("Content-Type", f"text/{'css' if styles else 'html'}; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY.format(chat=self._chat))
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Intranet:
    """Another site on this machine; what it shows can be changed while it runs."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self._server = server
        self.origin = f"http://127.0.0.1:{server.server_address[1]}"
        self.show("", "")

    def show(self, chat: str, snippet: str, css: str = "") -> str:
        """Show a page with a snippet, which may take scripts and frames from a chat; return its
        address."""
        self._server.RequestHandlerClass = partial(_Intranet, chat, snippet, css)
        return f"{self.origin}/"


@contextmanager
def intranet() -> Iterator[Intranet]:
    """Run another site on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Intranet(server)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
