"""A server that speaks as OpenAI's API does, and behaves as well or as badly as a test wants."""

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
    word, after how many words it hangs up, and how long a prompt, in characters, it can take."""

    write: Write = lambda _: ""
    status: int = 200
    wait: float = 0.0
    words: int | None = None
    body: str | None = None
    longest: int | None = None
    prompts: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)

    def status_for(self, prompt: str) -> int:
        """Return the status that a prompt gets."""
        too_long = self.longest is not None and len(prompt) > self.longest
        return 400 if too_long else self.status


@contextmanager
def speaking(script: Script, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve a script on this computer, with a certificate if one is given; give the address to put
    in `KWCHAT_LLM_URL`."""

    class Handler(BaseHTTPRequestHandler):
        """Answers `POST /v1/chat/completions`, as a stream."""

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
                self._send(status, script.body or '{"error": {"message": "no"}}')
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            try:
                self._speak(script.write(prompt).split(" "))
            except OSError:
                script.left.set()

        def _send(self, status: int, body: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body.encode())

        def _speak(self, words: list[str]) -> None:
            for count, word in enumerate(words):
                if count == script.words:
                    self.connection.close()
                    return
                time.sleep(script.wait)
                self._say({"content": word if count + 1 == len(words) else f"{word} "})
            self._say({}, finish="stop")
            self.wfile.write(b"data: [DONE]\n\n")

        def _say(self, delta: dict[str, str], finish: str | None = None) -> None:
            chunk = {
                "id": "1",
                "object": "chat.completion.chunk",
                "created": 1,
                "model": "scripted",
                "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
            }
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
            self.wfile.flush()

    server = _listening(Handler, tls)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _listening(
    handler: type[BaseHTTPRequestHandler], tls: ssl.SSLContext | None
) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    return server
