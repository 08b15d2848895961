"""A server that speaks as OpenAI's API does, or as Ollama, and behaves as a test wants."""

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# How servers refuse what is too long for them; LM Studio does so in the place of words.
LLAMA_CPP = 400, '{"error": {"message": "too long", "type": "exceed_context_size_error"}}'
OLD_LLAMA_CPP = 500, '{"error": {"code": 500, "message": "Context size has been exceeded."}}'
VLLM = 400, '{"error": {"message": "This model\'s maximum context length is 4096", "code": 400}}'
LM_STUDIO = 200, 'event: error\ndata: {"error": "The context length is only 4096 tokens."}\n\n'
NOTHING = (
    200,
    (
        'data: {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", '
        '"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}\n\ndata: [DONE]\n\n'
    ),
)
_REFUSAL = '{"error": {"message": "no"}}'
Write = Callable[[str], str]


@dataclass(slots=True)
class Script:
    """How the server behaves: what it writes, the status it gives, how long it waits before each
    word, after how many words it hangs up and what it says before it does, how long a prompt, in
    characters, it can take, and how it refuses a longer one; how many words it first thinks, in a
    field of their own, and why it says that it stopped. A body comes in place of all words, of a
    kind of content."""

    write: Write = lambda _: ""
    status: int = 200
    wait: float = 0.0
    words: int | None = None
    last: str = ""
    body: str | None = None
    content: str = "application/json"
    longest: int | None = None
    refusal: tuple[int, str] = LLAMA_CPP
    thoughts: int = 0
    finish: str = "stop"
    prompts: list[str] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)

    def instead(self, prompt: str) -> tuple[int, str] | None:
        """Return the status and the body that a prompt gets in the place of words, if any."""
        if self.longest is not None and len(prompt) > self.longest:
            return self.refusal
        if self.status != 200 or self.body is not None:
            return self.status, _REFUSAL if self.body is None else self.body
        return None


@contextmanager
def speaking(
    script: Script, tls: ssl.SSLContext | None = None, *, path: str = "/v1"
) -> Iterator[str]:
    """Serve a script on this computer, with a certificate if one is given; give the address to put
    in `KWCHAT_LLM_URL`, with a path, which for Ollama is empty."""
    server = _listening(script, tls)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}{path}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    """Answers `POST /v1/chat/completions`, and Ollama's `/api/chat`, as a stream."""

    script: Script

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """Answer as the script says."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        prompt = "\n\n".join(message["content"] for message in asked["messages"])
        self.script.prompts.append(prompt)
        self.script.asked.append(asked)
        self.script.keys.append(self.headers.get("Authorization", ""))
        instead = self.script.instead(prompt)
        if instead is not None:
            self._send(*instead)
            return
        self.send_response(200)
        kind = "application/x-ndjson" if self._is_ollama else "text/event-stream"
        self.send_header("Content-Type", kind)
        self.end_headers()
        try:
            self._speak(self.script.write(prompt).split(" "))
        except OSError:
            self.script.left.set()

    def _send(self, status: int, body: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", self.script.content)
        self.end_headers()
        self.wfile.write(body.encode())

    def _speak(self, words: list[str]) -> None:
        if self.script.thoughts:
            self._say({"content": ""})
        for _ in range(self.script.thoughts):
            time.sleep(self.script.wait)
            self._say({"content": "", "reasoning_content": "hm ", "thinking": "hm "})
        for count, word in enumerate(words):
            if count == self.script.words:
                self._send_on(self.script.last)
                self.connection.close()
                return
            time.sleep(self.script.wait)
            self._say({"content": word if count + 1 == len(words) else f"{word} "})
        self._say({}, finish=self.script.finish)
        if not self._is_ollama:
            self.wfile.write(b"data: [DONE]\n\n")

    @property
    def _is_ollama(self) -> bool:
        return self.path == "/api/chat"

    def _say(self, delta: dict[str, str], finish: str | None = None) -> None:
        self._send_on((_of_ollama if self._is_ollama else _of_openai)(delta, finish))

    def _send_on(self, said: str) -> None:
        self.wfile.write(said.encode())
        self.wfile.flush()


def _of_openai(delta: dict[str, str], finish: str | None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    about = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
    return f"data: {json.dumps(about | {'choices': [choice]})}\n\n"


def _of_ollama(delta: dict[str, str], finish: str | None) -> str:
    about = {"model": "scripted", "created_at": "2026-11-27T00:00:00Z"}
    message = {"role": "assistant", "content": ""} | delta
    end = {"done": finish is not None, "done_reason": finish}
    return json.dumps(about | {"message": message} | end) + "\n"


def _listening(script: Script, tls: ssl.SSLContext | None) -> ThreadingHTTPServer:
    handler = type("Handler", (_Handler,), {"script": script})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    return server
