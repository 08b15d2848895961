"""A server that speaks as OpenAI's API does, or Ollama's, and behaves as well or as badly as a test
wants."""

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Write = Callable[[str], str]


@dataclass(slots=True)
class Script:
    """How the server behaves: what it writes, the status it gives, how long it waits before each
    word, after how many words it hangs up, what it says before it does, and how long a prompt, in
    characters, it can take. A body comes in place of all words, of a kind of content."""

    write: Write = lambda _: ""
    status: int = 200
    wait: float = 0.0
    words: int | None = None
    last: str = ""
    body: str | None = None
    content: str = "application/json"
    longest: int | None = None
    prompts: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)

    def status_for(self, prompt: str) -> int:
        """Return the status that a prompt gets."""
        too_long = self.longest is not None and len(prompt) > self.longest
        return 400 if too_long else self.status


@contextmanager
def speaking(
    script: Script, tls: ssl.SSLContext | None = None, *, path: str = "/v1"
) -> Iterator[str]:
    """Serve a script on this computer, with a certificate if one is given; give the address to put
    in `KWCHAT_LLM_URL`, with a path, which for Ollama is empty."""

    class Handler(BaseHTTPRequestHandler):
        """Answers `POST /v1/chat/completions`, or Ollama's `/api/chat`, as a stream."""

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_POST(self) -> None:
            """Answer as the script says."""
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            prompt = "\n\n".join(message["content"] for message in asked["messages"])
            script.prompts.append(prompt)
            script.keys.append(self.headers.get("Authorization", ""))
            status = script.status_for(prompt)
            if status != 200 or script.body is not None:
                self._send(status, script.body)
                return
            self.send_response(200)
            is_ollama = self.path.startswith("/api/")
            kind = "application/x-ndjson" if is_ollama else "text/event-stream"
            self.send_header("Content-Type", kind)
            self.end_headers()
            try:
                said = script.write(prompt).split(" ")
                self._speak(said, _ollama_line if is_ollama else _openai_line)
            except OSError:
                script.left.set()

        def _send(self, status: int, body: str | None) -> None:
            self.send_response(status)
            self.send_header("Content-Type", script.content)
            self.end_headers()
            self.wfile.write((_REFUSAL if body is None else body).encode())

        def _speak(self, words: list[str], line: Callable[[str | None], str]) -> None:
            for count, word in enumerate(words):
                if count == script.words:
                    self._say(script.last)
                    self.connection.close()
                    return
                time.sleep(script.wait)
                self._say(line(word if count + 1 == len(words) else f"{word} "))
            self._say(line(None))

        def _say(self, line: str) -> None:
            self.wfile.write(line.encode())
            self.wfile.flush()

    server = _listening(Handler, tls)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}{path}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


_REFUSAL = '{"error": {"message": "no"}}'


def _openai_line(words: str | None) -> str:
    """Return how OpenAI's API sends words; None ends the answer."""
    chunk = {
        "id": "1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "scripted",
        "choices": [
            {
                "index": 0,
                "delta": {} if words is None else {"content": words},
                "finish_reason": "stop" if words is None else None,
            }
        ],
    }
    end = "data: [DONE]\n\n" if words is None else ""
    return f"data: {json.dumps(chunk)}\n\n{end}"


def _ollama_line(words: str | None) -> str:
    """Return how Ollama sends words; None ends the answer."""
    line = {
        "model": "scripted",
        "created_at": "2026-11-27T12:00:00Z",
        "message": {"role": "assistant", "content": words or ""},
        "done": words is None,
        **({"done_reason": "stop"} if words is None else {}),
    }
    return f"{json.dumps(line)}\n"


def _listening(
    handler: type[BaseHTTPRequestHandler], tls: ssl.SSLContext | None
) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    return server
