"""Ingests of a server: one at a time, in a process of their own, and each told about."""

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from browser import ready
from fastapi.testclient import TestClient
from scripted import ScriptedAssistant

from kwchat import wiring
from kwchat.errors import CorpusError, KwchatError
from kwchat.index.generations import locked
from kwchat.index.ingest import FileStatus, IngestReport
from kwchat.index.manifest import read_manifest
from kwchat.server import texts
from kwchat.server.app import create_app
from kwchat.server.ingests import Ingests, Line, Outcome
from kwchat.server.pages import ingested
from kwchat.testing import FakeEncoder

pytestmark = pytest.mark.server
PATIENCE_SECONDS = 60


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    for _ in range(PATIENCE_SECONDS * 50):
        if holds():
            return
        time.sleep(0.02)
    raise TimeoutError(holds)


def outcome_of(ingests: Ingests) -> Outcome:
    """Return how the last one ended, when nothing is at work any more."""
    until(lambda: not ingests.state.busy)
    last = ingests.state.last
    assert last is not None
    return last


# --- what another process does; it finds these by name ---


def noted(folder: Path, report: IngestReport) -> IngestReport:
    """Write down when it begins and ends, which is not before it may."""
    with (folder / "log").open("a") as log:
        log.write("begin\n")
    until((folder / "go").exists)
    with (folder / "log").open("a") as log:
        log.write("end\n")
    return report


def refused(error: KwchatError) -> IngestReport:
    """End as an ingest of an empty corpus does."""
    raise error


def crashed(folder: Path) -> IngestReport:
    """Crash the first time."""
    if (folder / "once").exists():
        return IngestReport((), 0, 0.0)
    (folder / "once").touch()
    os._exit(9)


def measured(ingests: Ingests) -> float:
    """Return the figure of it that a server shows."""
    app = create_app(ready(ScriptedAssistant()), ingests=ingests)
    client = TestClient(app, base_url="http://localhost", client=("127.0.0.1", 50_000))
    (line,) = re.findall(r"^kwchat_ingest_failed (.+)$", client.get("/metrics").text, re.MULTILINE)
    return float(line)


# --- one at a time ---


def test_what_is_asked_during_an_ingest_is_one_more_after_it(tmp_path: Path) -> None:
    """However often it is asked; and never are two at work."""
    log = tmp_path / "log"
    ingests = Ingests(partial(noted, tmp_path, IngestReport((), 0, 0.0)))
    with ingests.running():
        ingests.request()
        until(log.exists)
        for _ in range(5):
            ingests.request()
        assert ingests.state.busy
        (tmp_path / "go").touch()
        outcome_of(ingests)

    assert log.read_text().split() == ["begin", "end", "begin", "end"]


@contextmanager
def in_one_line(folder: Path) -> Iterator[tuple[Ingests, Ingests]]:
    """Run the ingests of two collections that share a line: one is at work, the other asked."""
    line, nothing = Line(), IngestReport((), 0, 0.0)
    one, other = (Ingests(partial(noted, folder, nothing), line=line) for _ in range(2))
    with one.running(), other.running():
        one.request()
        until((folder / "log").exists)
        other.request()
        yield one, other


def test_collections_wait_for_each_other(tmp_path: Path) -> None:
    """Forty that begin together would each take an encoder into memory."""
    with in_one_line(tmp_path) as (one, other):
        assert other.state.busy
        (tmp_path / "go").touch()
        outcome_of(one)
        outcome_of(other)

    assert (tmp_path / "log").read_text().split() == ["begin", "end", "begin", "end"]


def test_the_end_of_the_server_ends_those_that_wait(tmp_path: Path) -> None:
    """In whatever order they are told to stop."""
    with in_one_line(tmp_path):
        pass

    assert (tmp_path / "log").read_text().split() == ["begin"]


def test_the_end_of_the_server_ends_an_ingest(tmp_path: Path) -> None:
    """One that has begun is not waited for, one that was asked for is not begun."""
    ingests = Ingests(partial(noted, tmp_path, IngestReport((), 0, 0.0)))
    with ingests.running():
        ingests.request()
        until((tmp_path / "log").exists)
        ingests.request()

    assert (tmp_path / "log").read_text().split() == ["begin"]
    assert ingests.state.last is None


# --- how it ended ---


def test_a_refusal_is_kept_and_a_crash_takes_nobody_along(tmp_path: Path) -> None:
    """The sentence of the one is there to read; after the other the next works."""
    refusing = Ingests(partial(refused, CorpusError("De map is leeg.")))
    crashing = Ingests(partial(crashed, tmp_path))
    with refusing.running(), crashing.running():
        refusing.request()
        crashing.request()
        assert outcome_of(refusing).error == "De map is leeg."
        assert outcome_of(crashing).error == texts.INGEST_STOPPED
        assert measured(crashing) == 1
        crashing.request()
        assert outcome_of(crashing).error == ""
        assert measured(crashing) == 0


def test_an_ingest_waits_for_another_program(tmp_path: Path) -> None:
    """What was asked for while a command ingested is done after it, without being asked again."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "a.md").write_text("De school is vrijdag dicht.")
    (corpus / "b.pdf").write_text("geen PDF")
    ingest = partial(wiring.ingest, corpus, index=index, encoder=FakeEncoder())
    ingests = Ingests(ingest, busy_seconds=0.1)
    with ingests.running():
        with locked(index):
            ingests.request()
            until(lambda: ingests.state.last)
            assert ingests.state.busy
        until(lambda: (last := ingests.state.last) and not last.error)
        last = outcome_of(ingests)

    assert last.files == {FileStatus.NEW: 1, FileStatus.FAILED: 1}
    assert len(last.failed) == 1
    assert "b.pdf" in last.failed[0]
    assert [file.path for file in read_manifest(index).files] == ["a.md"]
    (told,) = ingested(ingests.state)
    assert "1 nieuw, 1 overgeslagen" in told
    assert "b.pdf" not in told
