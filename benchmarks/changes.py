"""Memory of `kwchat serve --watch` over fifty changes of its index.

    python benchmarks/changes.py

Serves a copy of the corpus with fifty short documents beside it, on an index of its own, and takes
one of those away at a time. After each the server ingests by itself; when it has, it is asked a
question. Prints the memory of the server alone, without what it shares with others (USS), and of
the pages that it maps too (RSS); those of the ingests are other processes.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError

import psutil

CORPUS = Path(__file__).parents[1] / "corpus"
CHANGES = 50
PATIENCE_SECONDS = 600
KWCHAT = [sys.executable, "-c", "from kwchat.cli.commands import main; main()"]
QUESTION = json.dumps({"question": "Wat doet een werkplaatscoördinator?"}).encode()


def fetched(url: str, data: bytes | None = None) -> str:
    """Return what an address of the server answers; nothing when it does not."""
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, data, headers)  # noqa: S310 - our own server
    try:
        with urllib.request.urlopen(request) as response:  # noqa: S310
            return str(response.read().decode())
    except (URLError, ConnectionError):
        return ""


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    for _ in range(PATIENCE_SECONDS * 5):
        if holds():
            return
        time.sleep(0.2)
    raise TimeoutError


def measure(folder: Path, url: str, process: psutil.Process) -> None:
    """Change the corpus fifty times, and print the memory now and then."""
    until(lambda: fetched(f"{url}/readyz") != "")
    for _ in range(20):
        fetched(f"{url}/api/v1/ask", QUESTION)
    for change in range(CHANGES + 1):
        if change:
            manifest = (folder / "index" / "manifest.json").read_bytes()
            (folder / "corpus" / "eigen" / f"{change}.md").unlink()
            until(lambda: (folder / "index" / "manifest.json").read_bytes() != manifest)  # noqa: B023
        if not json.loads(fetched(f"{url}/api/v1/ask", QUESTION))["answered"]:
            raise SystemExit("no answer")
        if change % 10 == 0:
            told = process.memory_full_info()
            print(f"{change} changes: USS {told.uss / 1e6:.0f} MB, RSS {told.rss / 1e6:.0f} MB")


def main() -> None:
    """Make the index, serve it, and measure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(CORPUS, folder / "corpus")
        (folder / "corpus" / "eigen").mkdir(exist_ok=True)
        for number in range(1, CHANGES + 1):
            text = f"Lokaal {number} ligt op verdieping {number % 4} van het gebouw."
            (folder / "corpus" / "eigen" / f"{number}.md").write_text(text, encoding="utf-8")
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
        places = {"CORPUS": folder / "corpus", "INDEX": folder / "index"}
        limits = {"LIMIT_PER_MINUTE": 0, "LIMIT_PER_DAY": 0}
        given = {f"KWCHAT_{key}": str(value) for key, value in {**places, **limits}.items()}
        environment = {**os.environ, **given}
        subprocess.run([*KWCHAT, "ingest"], env=environment, check=True)  # noqa: S603
        with subprocess.Popen(  # noqa: S603
            [*KWCHAT, "serve", "--watch", "--port", port], env=environment
        ) as server:
            try:
                measure(folder, f"http://127.0.0.1:{port}", psutil.Process(server.pid))
            finally:
                server.terminate()


if __name__ == "__main__":
    main()
