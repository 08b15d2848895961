"""A folder that is watched: what matters is told, once it is quiet."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from serving import Server, serving
from test_ingests import until

from kwchat.server.watching import watched

pytestmark = pytest.mark.server


@contextmanager
def counting(folder: Path) -> Iterator[list[None]]:
    """Watch a folder, and give a list with an item for every call."""
    calls: list[None] = []
    with watched(folder, lambda: calls.append(None), quiet=0.05, look=0.1):
        # The system is asked in another thread: write until the first change is seen.
        until(lambda: calls or (folder / "begin.txt").write_text("x"))
        (folder / "eind.txt").touch()
        settled(calls)
        yield calls


def settled(calls: list[None]) -> int:
    """Return how many calls there were, when no more come for half a second."""
    seen: list[int] = []
    until(lambda: seen.append(len(calls)) or seen[-25:] == [len(calls)] * 25)
    return len(calls)


def test_new_changed_and_removed_files_are_told(tmp_path: Path) -> None:
    """Also in a folder that was made since."""
    deep = tmp_path / "eigen" / "plan.md"
    with counting(tmp_path) as calls:
        for change in (
            lambda: (deep.parent.mkdir(), deep.write_text("Een plan.")),
            lambda: deep.write_text("Een ander plan."),
            deep.unlink,
        ):
            before = settled(calls)
            change()
            until(lambda before=before: len(calls) > before)


def test_what_comes_together_is_told_once(tmp_path: Path) -> None:
    """A file that is copied comes in pieces."""
    with counting(tmp_path) as calls:
        before = settled(calls)
        for piece in range(20):
            with (tmp_path / "groot.txt").open("a") as file:
                file.write(f"stuk {piece}\n")
        assert settled(calls) == before + 1


def test_hidden_files_and_locks_are_no_changes(tmp_path: Path) -> None:
    """Word writes such a lock when somebody opens a document to read it."""
    with counting(tmp_path) as calls:
        before = settled(calls)
        (tmp_path / ".plan.docx.part").touch()
        (tmp_path / "~$plan.docx").touch()
        assert settled(calls) == before
        (tmp_path / "plan.docx").touch()
        assert settled(calls) == before + 1


def test_a_folder_that_goes_is_waited_for(tmp_path: Path) -> None:
    """When it is back, that is a change, and it is watched as before."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    with counting(folder) as calls:
        before = settled(calls)
        shutil.rmtree(folder)
        settled(calls)
        folder.mkdir()
        until(lambda: len(calls) > before)
        before = settled(calls)
        until(lambda: len(calls) > before or (folder / "a.md").write_text("x"))


def test_a_folder_that_is_not_there_yet_is_waited_for(tmp_path: Path) -> None:
    """As soon as it comes, what is in it is a change."""
    folder = tmp_path / "later"
    calls: list[None] = []
    with watched(folder, lambda: calls.append(None), quiet=0.05, look=0.1):
        assert settled(calls) == 0
        folder.mkdir()
        until(lambda: len(calls) > 0)


@pytest.mark.encoder
def test_a_server_ingests_what_is_put_in_its_corpus(tmp_path: Path, encoder_cache: Path) -> None:
    """Without a command, while it answers; what was put there before it started too."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "rooster.md").write_text("De rector van deze school heet mevrouw Oudeman.")
    command = [sys.executable, "-c", "from kwchat.cli.commands import main; main()"]
    environment = {
        **os.environ,
        "KWCHAT_CACHE": str(encoder_cache),
        "KWCHAT_CORPUS": str(corpus),
        "KWCHAT_INDEX": str(tmp_path / "index"),
    }
    subprocess.run([*command, "ingest"], env=environment, check=True, capture_output=True)
    (corpus / "eerder.md").write_text("De conciërge van deze school heet meneer Verstegen.")
    with serving(command, environment=environment, options=["--watch"]) as server:
        until(lambda: "1 nieuw" in server.fetch("/beheer"))
        server.wait_for("/readyz")
        assert "Verstegen" in asked(server, "Hoe heet de conciërge?")
        assert "Oudeman" in asked(server, "Hoe heet de rector?")
        (corpus / "rooster.md").unlink()
        until(lambda: "1 verwijderd" in server.fetch("/beheer"))
        assert "Oudeman" not in asked(server, "Hoe heet de rector?")


def asked(server: Server, question: str) -> str:
    """Return the answer to a question, with all that was found."""
    return server.fetch("/api/v1/ask", json.dumps({"question": question}).encode())
