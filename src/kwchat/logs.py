"""Logs without people in them: JSON lines that say what happened, never who asked or what.

kwchat's own events are a name and numbers. Of everything else, an error of Gradio or a complaint
of uvicorn, only its kind and its place in the code are written: the words of a message or of a
traceback may well be the question. With kind and place the line can be found that raised it.
"""

import io
import json
import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

_LOGGER = logging.getLogger("kwchat")
_FIELDS = "kwchat_fields"  # where a record of ours carries its fields
REQUEST_HEADER = "X-Request-ID"  # in which a request has its name
OFF = "off"  # the level at which nothing is written
_REQUEST: ContextVar[str] = ContextVar("request")  # for which request this thread or task works
_COLLECTION: ContextVar[str] = ContextVar("collection")  # and for which collection, of several


def event(name: str, **fields: float | str) -> None:
    """Log that something happened; the fields are counts, durations and names of errors."""
    _LOGGER.info(name, extra={_FIELDS: fields})


def warning(name: str, **fields: float | str) -> None:
    """Log that something is left undone, of which whoever runs this may want to know."""
    _LOGGER.warning(name, extra={_FIELDS: fields})


def fault(name: str, error: BaseException) -> None:
    """Log that something went wrong: the kind of the error and its place, never its message."""
    _LOGGER.error(name, exc_info=error, extra={_FIELDS: {}})


@contextmanager
def on_behalf_of(request: str) -> Iterator[None]:
    """Let every line that is logged within the block name a request.

    A thread or task that is started in the block inherits the name; one that was there before, as
    the queue of Gradio, does not.
    """
    token = _REQUEST.set(request)
    try:
        yield
    finally:
        _REQUEST.reset(token)


@contextmanager
def within_collection(name: str) -> Iterator[None]:
    """Let every line that is logged within the block, or by what is started in it, name a
    collection."""
    token = _COLLECTION.set(name)
    try:
        yield
    finally:
        _COLLECTION.reset(token)


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Log that a piece of work was done and how long it took, or that it failed."""
    started = perf_counter()
    try:
        yield
    except Exception as error:
        fault(f"not_{name}", error)
        raise
    event(name, seconds=round(perf_counter() - started, 3))


@contextmanager
def kept_to(level: str) -> Iterator[None]:
    """Write what happens in this process as JSON lines to stderr, until the end of the block.

    The level is `off` or one of logging's. Nothing else reaches stdout and stderr: what Gradio
    prints are tracebacks, and they hold questions.
    """
    handler = logging.NullHandler() if level == OFF else logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    # Libraries that set a level of their own (bm25s: debug) pass that of the root by.
    handler.setLevel(logging.CRITICAL if level == OFF else level.upper())
    root = logging.getLogger()
    before = root.handlers[:], root.level
    root.handlers[:] = [handler]
    root.setLevel(logging.CRITICAL if level == OFF else level.upper())
    try:
        with redirect_stdout(_Hushed()), redirect_stderr(_Hushed()):
            yield
    finally:
        root.handlers[:] = before[0]
        root.setLevel(before[1])


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object: time, level, request, collection, event and fields, or
    kind and place."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; the message of a record that is not ours is left out."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds"),
            "level": record.levelname.lower(),
            **_named("request", _REQUEST),
            **_named("collection", _COLLECTION),
            **_happened(record),
            **_kind_and_place(record.exc_info[1] if record.exc_info else None),
        }
        return json.dumps(line)


def _named(what: str, variable: ContextVar[str]) -> dict[str, str]:
    name = variable.get("")
    return {what: name} if name else {}


def _happened(record: logging.LogRecord) -> dict[str, float | str]:
    if hasattr(record, _FIELDS):
        return {"event": record.getMessage(), **getattr(record, _FIELDS)}
    return {
        "event": "library",
        "logger": record.name,
        "at": _place(record.pathname, record.lineno),
    }


def _kind_and_place(error: BaseException | None) -> dict[str, str]:
    if error is None:
        return {}
    frames = traceback.extract_tb(error.__traceback__)
    raised = {"raised": _place(frames[-1].filename, frames[-1].lineno)} if frames else {}
    return {"error": type(error).__name__, **raised}


def _place(path: str, line: int | None) -> str:
    """Return file and line with one folder, since those above it may hold a person's name."""
    return f"{'/'.join(Path(path).parts[-2:])}:{line}"


class _Hushed(io.TextIOBase):
    """Where libraries print to: of an error that is printed, kind and place are logged."""

    def writable(self) -> bool:
        """Libraries may write."""
        return True

    def write(self, text: str) -> int:
        """Swallow a text; it is a traceback when it begins as one."""
        if text.startswith("Traceback"):
            _LOGGER.error("printed", exc_info=True, extra={_FIELDS: {}})
        return len(text)
