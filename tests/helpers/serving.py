"""A real `kwchat serve` in a process of its own, for tests of the whole path."""

import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

STARTED_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs; it is asked over plain HTTP."""

    url: str
    process: "subprocess.Popen[bytes]"

    def fetch(self, path: str, data: bytes | None = None) -> str:
        """Return what a path answers; data is sent there as JSON."""
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}{path}", data, headers)  # noqa: S310
        with urllib.request.urlopen(request) as response:  # noqa: S310
            return str(response.read().decode())

    def status(self, path: str) -> int | None:
        """Return the status with which a path answers; None when nobody does."""
        try:
            self.fetch(path)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            return None
        return 200

    def wait_for(self, path: str) -> None:
        """Return when a path answers well; a server that stopped or never does so is an error."""
        for _ in range(STARTED_SECONDS * 5):
            assert self.process.poll() is None, "the server stopped"
            if self.status(path) == 200:
                return
            time.sleep(0.2)
        raise TimeoutError(path)


@contextmanager
def serving(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    stderr: IO[str] | None = None,
    options: Sequence[str] = (),
    folder: Path | None = None,
) -> Iterator[Server]:
    """Run a command that takes `serve` and its options, on a free port, until the end of the
    block, in a folder; its page is there."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
    process = subprocess.Popen(
        [*command, "serve", "--port", port, *options],
        env=environment and dict(environment),
        stderr=stderr,
        cwd=folder,
    )
    server = Server(f"http://127.0.0.1:{port}", process)
    try:
        server.wait_for("/healthz")
        yield server
    finally:
        process.terminate()
        process.wait()
