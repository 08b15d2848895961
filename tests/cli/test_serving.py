"""How `kwchat serve` begins: with what it needs, and no more."""

import subprocess
import sys
from pathlib import Path

import pytest
from chroma import free_port

import kwchat
from kwchat.testing import FakeEncoder

# `kwchat serve` with an encoder that needs no model, until the moment at which it would be asked.
UNTIL_SERVED = """
import sys
import uvicorn
from kwchat.index import encoders
from kwchat.testing import FakeEncoder

def ask_for_tools(*_, **__):
    print("served", "mcp" in sys.modules, file=sys.__stdout__)
    import kwchat.server.tools
    print("asked for", "mcp" in sys.modules, file=sys.__stdout__)

encoders.identity = lambda _: FakeEncoder.identity
encoders.load_encoder = lambda *_, **__: FakeEncoder()
uvicorn.Server.run = ask_for_tools
from kwchat.cli.commands import main
main()
"""


@pytest.mark.server
def test_tools_are_imported_when_they_are_asked_for(tmp_path: Path) -> None:
    """Gradio would import the package behind them too, which takes most of a second."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "wie.md").write_text("De rector heet mevrouw Oudeman.")
    index = tmp_path / "index"
    kwchat.ingest(tmp_path / "corpus", index=index, encoder=FakeEncoder())
    run = subprocess.run(
        [sys.executable, "-c", UNTIL_SERVED, "serve", "--index", index, "--port", str(free_port())],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.stdout.splitlines() == ["served False", "asked for True"], run.stderr
