"""What goes wrong around a server that answers: it says so, loses nothing, and goes on after it."""

import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from chroma import chroma, free_port
from fastapi.testclient import TestClient
from test_renewal import NEW, OLD, QUESTION, found, ingested, renewed

from kwchat import wiring
from kwchat.errors import KwchatError
from kwchat.index.manifest import read_manifest
from kwchat.server.app import create_app
from kwchat.server.renewal import RenewedAssistant
from kwchat.server.warmup import WarmAssistant
from kwchat.testing import FakeEncoder

REST = {"rest.md": "De school is vrijdag dicht."}
SMALL = 20_000  # bytes that a full disk still takes of any file; Chroma's database needs more


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus that is in the index beside it."""
    ingested(tmp_path / "corpus", tmp_path / "index", {"oud.md": OLD, **REST})
    return tmp_path / "corpus"


@pytest.fixture
def index(corpus: Path) -> Path:
    """The index."""
    return corpus.parent / "index"


def told(assistant: RenewedAssistant) -> str:
    """Return what a question brings up, or the one line that says why it does not."""
    try:
        return found(assistant)
    except KwchatError as error:
        return str(error)


def test_an_index_that_is_deleted_while_serving(corpus: Path, index: Path) -> None:
    """A question is answered from what is in memory or gets one line; after the next ingest all is
    as it was."""
    assistant = renewed(corpus, index)
    assert OLD in found(assistant)
    shutil.rmtree(index)

    meanwhile = told(assistant)
    assert OLD in meanwhile or meanwhile.splitlines() == [meanwhile]
    ingested(corpus, index, {"nieuw.md": NEW, **REST})
    assert NEW in found(assistant)
    assert OLD not in found(assistant)


@pytest.mark.server
def test_a_chroma_server_that_is_gone_is_a_503(corpus: Path, index: Path, tmp_path: Path) -> None:
    """Over HTTP a new question gets one line with that status, streamed or not; one that was just
    answered still is, and all are when the server is back."""
    port = free_port()
    with chroma(tmp_path / "chroma", port) as store:
        settings = wiring.given_settings(corpus=corpus, index=index, store=store, threshold=0.0)
        wiring.run_ingest(settings, encoder=FakeEncoder())
        warm = WarmAssistant(lambda: wiring.renewed_assistant(settings, load=FakeEncoder))
        warm.start()
        warm.wait()
        client = TestClient(create_app(warm), base_url="http://localhost")
        assert OLD in client.post("/api/v1/ask", json={"question": QUESTION}).text

    asked = {"question": "Wanneer is de school dicht?"}
    for path in ("/api/v1/ask", "/api/v1/ask/stream"):
        response = client.post(path, json=asked)
        (line,) = response.json()["error"].splitlines()
        assert response.status_code == 503
        assert line.startswith(f"De Chroma-server op {store} is niet te bereiken (")
    assert OLD in client.post("/api/v1/ask", json={"question": QUESTION}).text
    with chroma(tmp_path / "chroma", port):
        assert REST["rest.md"] in client.post("/api/v1/ask", json=asked).text


@pytest.mark.parametrize("part", ["library", "keywords", "chroma", "manifest"])
def test_a_generation_that_is_corrupt_leaves_the_old_one(
    corpus: Path, index: Path, part: str
) -> None:
    """It is not opened, whatever part of it is; the next ingest makes it anew, and that is."""
    assistant = renewed(corpus, index)
    ingested(corpus, index, {"nieuw.md": NEW, **REST})
    broken = index / read_manifest(index).generation / part
    files = [index / "manifest.json"] if part == "manifest" else broken.rglob("*")
    for file in files:
        if file.is_file():
            file.unlink()
            file.write_bytes(b"\0stuk")

    assert OLD in found(assistant)
    wiring.ingest(corpus, index=index, encoder=FakeEncoder())
    assert NEW in found(assistant)


@pytest.mark.server
@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of Unix")
def test_a_disk_that_is_full_leaves_the_old_index(corpus: Path, index: Path) -> None:
    """The ingest ends in one line, and nothing of it stays."""
    (corpus / "nieuw.md").write_text(" ".join(f"Zin {number} is lang." for number in range(5000)))
    before = read_manifest(index)
    folders = sorted(path.name for path in index.iterdir())
    script = (
        "import sys; from kwchat import wiring; from kwchat.errors import StoreError\n"
        "from kwchat.testing import FakeEncoder\n"
        "try: wiring.ingest(sys.argv[1], index=sys.argv[2], encoder=FakeEncoder())\n"
        "except StoreError as error: print(error)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, str(corpus), str(index)],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, SMALL)),
        check=True,
    )

    assert "kan niet worden geschreven" in run.stdout
    assert len(run.stdout.splitlines()) == 1
    assert read_manifest(index) == before
    assert sorted(path.name for path in index.iterdir()) == folders
