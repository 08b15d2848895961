"""Two schools in one server: collections with equal names of files, and other words in them."""

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from kwchat import wiring
from kwchat.cli import commands, serving
from kwchat.index import encoders
from kwchat.index.ingest import IngestReport
from kwchat.server import app as web
from kwchat.settings import Settings
from kwchat.testing import FakeEncoder

_INGEST = wiring.run_ingest
QUESTION = "Hoe heet de rector van de school?"
RECTORS = {"noord": "Noordhoek", "zuid": "Zuiderman"}
OTHER = {"noord": "zuid", "zuid": "noord"}
TITLES = {"noord": "Basisschool Noord", "zuid": "Basisschool Zuid"}
COLLECTIONS = """
[[collection]]
name = "noord"
title = "Basisschool Noord"
corpus = "noord/corpus"
index = "noord/index"
feedback = "noord/feedback.sqlite"
embed_origins = ["https://noord.nl"]
lead = "Vraag wat je wilt over de gids van Noord."
examples = ["Hoe laat begint het, en waar; weet je dat?", "Wie is de rector?"]
colour = "#7a1f3d"
limit_per_minute = 500
together = true

[[collection]]
name = "zuid"
title = "Basisschool Zuid"
corpus = "zuid/corpus"
index = "zuid/index"
feedback = "zuid/feedback.sqlite"
limit_per_minute = 0
together = true
"""


def make_schools(folder: Path) -> Path:
    """Write both corpora, and the file that names the collections; return that."""
    for name, rector in RECTORS.items():
        corpus = folder / name / "corpus"
        corpus.mkdir(parents=True)
        said = f"De rector van de school heet mevrouw {rector}.\n\nHaar kamer is geheim{name}.\n"
        (corpus / "wie.md").write_text(said, encoding="utf-8")
        (corpus / f"alleen-{name}.md").write_text(f"Alleen {name} heeft een tuin.\n", "utf-8")
    file = folder / "collections.toml"
    file.write_text(COLLECTIONS, encoding="utf-8")
    return file


def pretend_encoder(patch: pytest.MonkeyPatch) -> list[str]:
    """Let commands do without a model; return a list that grows with every encoder loaded."""
    loaded: list[str] = []

    def load(*_: object, **__: object) -> FakeEncoder:
        loaded.append("encoder")
        return FakeEncoder()

    patch.setattr(encoders, "identity", lambda _: FakeEncoder.identity)
    patch.setattr(encoders, "load_encoder", load)
    return loaded


def ingested_pretending(settings: Settings, **more: Any) -> IngestReport:
    """Ingest without a model, also in another process, which finds this by its name."""
    return _INGEST(settings, encoder=FakeEncoder(), **more)


@contextmanager
def settled(folder: Path, patch: pytest.MonkeyPatch, **more: str) -> Iterator[Path]:
    """Be in the folder of the schools, with settings that make answers of little evidence."""
    before = dict(os.environ)
    patch.chdir(folder)
    given: Mapping[str, str] = {
        "KWCHAT_COLLECTIONS": "collections.toml",
        "KWCHAT_THRESHOLD": "0",
        "KWCHAT_SURE": "0",
        "KWCHAT_LIMIT_PER_MINUTE": "0",  # of the chat of all
        "KWCHAT_CACHE": str(folder / "cache"),
        **more,
    }
    for name, value in given.items():
        patch.setenv(name, value)
    try:
        yield folder
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def served_schools(patch: pytest.MonkeyPatch, *, watch: bool = False) -> Iterator[FastAPI]:
    """Run `kwchat serve` but for the listening, and give the app that it would serve."""
    found: list[FastAPI] = []
    there, over = threading.Event(), threading.Event()

    def serve(app: FastAPI, **_: Any) -> None:
        found.append(app)
        there.set()
        assert over.wait(600)

    patch.setattr(web, "serve", serve)
    patch.setattr(serving.listening, "listen", lambda *_: _Closed())
    # The logs take stdout for the whole process, and the root logger with it.
    run: Callable[..., None] = serving.run
    thread = threading.Thread(target=run, kwargs={**_NOTHING, "watch": watch})
    thread.start()
    try:
        assert there.wait(60), "the server did not come up"
        yield found[0]
    finally:
        over.set()
        thread.join()


class _Closed:
    """What is no listener."""

    def close(self) -> None:
        """Do nothing."""


_NOTHING: dict[str, None] = {"host": None, "port": None, "index": None}


def ingest_all() -> None:
    """Run `kwchat ingest`."""
    commands.ingest(None)
