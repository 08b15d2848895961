"""Files read in a process of its own, that may take so much time and memory and no more.

What a file does to its reader, it does there: a bomb, an endless loop or a crash costs that file,
and the next is read by a new process. Progress and the document come back as lines of JSON.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import IO, Any

import psutil
from pydantic import TypeAdapter

from kwchat.errors import ReadError
from kwchat.reading import ocr, rawtext, reader, texts
from kwchat.reading.document import Document, Kind

SECONDS = 180.0  # without a page read: a page of text takes 0.1, one recognised ten, at most 120
MEMORY = 2_000_000_000  # bytes; a PDF of 365 pages takes 0.04 GB
_LOOK = 0.2  # seconds between two looks at the process
_DOCUMENTS = TypeAdapter(Document)


class Apart:
    """A process that reads files, one after the other; it is begun when there is one to read.

    What it recognises in pictures is kept in the folder `recognised`.
    """

    def __init__(
        self, cache: Path, recognised: Path, *, seconds: float = SECONDS, memory: float = MEMORY
    ) -> None:
        self._cache = cache
        self._recognised = recognised
        self._seconds = seconds
        self._memory = memory
        self._process: psutil.Popen | None = None
        self._faults = cache / f"reading-{os.getpid()}.log"

    def read(
        self,
        path: Path,
        *,
        source_id: str,
        kind: Kind,
        on_page: Callable[[int, int], None] = lambda _page, _pages: None,
    ) -> Document:
        """Return a file as a document; `on_page` is told which page of how many was read.

        Raises:
            ReadError: as `reader.read`, or the file took too long, too much memory, or its reader.
        """
        asked = {"path": str(path), "source_id": source_id, "kind": kind}
        return _DOCUMENTS.validate_json(self._answer(asked, path, on_page))

    def raw_pages(self, path: Path) -> list[str] | None:
        """Return the raw text of a file, as `rawtext.raw_pages`.

        Raises:
            ReadError: the file took too long, too much memory, or its reader.
        """
        pages: list[str] | None = json.loads(self._answer({"raw": str(path)}, path))
        return pages

    @property
    def recognises(self) -> bool:
        """Whether pictures of text are read."""
        return ocr.installed()

    def forget_all_but(self, contents: Set[str]) -> None:
        """Remove what was recognised in files whose hash is not among these."""
        ocr.forget_all_but(self._recognised, contents)

    def _answer(
        self,
        asked: Mapping[str, str],
        path: Path,
        on_page: Callable[[int, int], None] = lambda _page, _pages: None,
    ) -> bytes:
        process = self._begun()
        process.stdin.write(f"{json.dumps(asked)}\n".encode())
        process.stdin.flush()
        with _watched(process, self._seconds, self._memory) as watch:
            for line in process.stdout:
                watch.seen()
                name, _, rest = line.partition(b" ")
                match name:
                    case b"page":
                        page, pages = map(int, rest.split())
                        on_page(page, pages)
                    case b"answer":
                        answer: bytes = rest
                        return answer
                    case _:
                        raise ReadError(json.loads(rest))
        reason = watch.verdict or self._fault()
        self.close()
        raise ReadError(reason.format(file=path.name))

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            _end(self._process)
            self._process = None
        self._faults.unlink(missing_ok=True)

    def _begun(self) -> psutil.Popen:
        if self._process is None:
            self._cache.mkdir(parents=True, exist_ok=True)
            with self._faults.open("wb") as faults:
                self._process = psutil.Popen(
                    [
                        sys.executable,
                        "-m",
                        "kwchat.reading.apart",
                        str(self._recognised.absolute()),
                    ],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=faults,
                )
        return self._process

    def _fault(self) -> str:
        """Say how the process ended; the last line of a traceback names what went wrong."""
        lines = self._faults.read_text(encoding="utf-8", errors="replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return texts.READ_CRASHED.replace("{reason}", last.replace("{", "(").replace("}", ")"))


class _Watch:
    """Looks at a process until its work is done, and ends it when it takes too much."""

    def __init__(self, process: psutil.Popen, seconds: float, memory: float) -> None:
        self._process = process
        self._seconds = seconds
        self._memory = memory
        self._since = monotonic()
        self.done = Event()
        self.verdict = ""

    def seen(self) -> None:
        """Count the time from now."""
        self._since = monotonic()

    def look(self) -> None:
        """Look until it is done."""
        while not self.done.wait(_LOOK):
            if monotonic() - self._since > self._seconds:
                self.verdict = texts.READ_TOO_LONG
            elif _used(self._process) > self._memory:
                self.verdict = texts.READ_TOO_HEAVY
            if self.verdict:
                _kill(self._process)
                return


@contextmanager
def _watched(process: psutil.Popen, seconds: float, memory: float) -> Iterator[_Watch]:
    watch = _Watch(process, seconds, memory)
    thread = Thread(target=watch.look, daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        watch.done.set()
        thread.join()


def _used(process: psutil.Popen) -> int:
    """Return the bytes of memory that a process and its children take; 0 for one that ended."""
    try:
        family = [process, *process.children(recursive=True)]
        return sum(int(one.memory_info().rss) for one in family)
    except psutil.NoSuchProcess:
        return 0


def _kill(process: psutil.Popen) -> None:
    with suppress(psutil.NoSuchProcess):
        for one in (*process.children(recursive=True), process):
            one.kill()


def _end(process: psutil.Popen) -> None:
    """End a process, whether it still runs or not, and let go of it."""
    _kill(process)
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):
            pipe.close()
    process.wait()


def _work(kept: Path, questions: IO[bytes], answers: IO[bytes]) -> None:
    """Read the files that are asked for; the process ends with its questions."""
    recogniser = ocr.Tesseract(kept) if ocr.installed() else None

    def say(name: str, what: bytes) -> None:
        answers.write(name.encode() + b" " + what + b"\n")
        answers.flush()

    for line in questions:
        asked: dict[str, Any] = json.loads(line)
        if "raw" in asked:
            path = Path(asked["raw"])
            raw = rawtext.raw_pages(path.read_bytes(), path.suffix)
            say("answer", json.dumps(raw).encode())
            continue
        try:
            document = reader.read(
                Path(asked["path"]),
                source_id=asked["source_id"],
                kind=Kind(asked["kind"]),
                recogniser=recogniser,
                on_page=lambda page, pages: say("page", f"{page} {pages}".encode()),
            )
        except ReadError as error:
            say("error", json.dumps(str(error)).encode())
        else:
            say("answer", _DOCUMENTS.dump_json(document))


if __name__ == "__main__":
    # What libraries print must not get among the answers.
    spoken = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _work(Path(sys.argv[1]), sys.stdin.buffer, spoken)
