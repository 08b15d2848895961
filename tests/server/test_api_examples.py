"""What docs/http-api.md tells other programs to do works as it stands there."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import ready, served
from scripted import COORDINATOR, REFERENCE, ScriptedAssistant

pytestmark = pytest.mark.server
PAGE = Path(__file__).parents[2] / "docs" / "http-api.md"
HERE = "http://127.0.0.1:7860/"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A server that answers."""
    with served(ready(ScriptedAssistant())) as address:
        yield address


def example(language: str, url: str) -> str:
    """Return the page's example in a language, with the address of a server that runs."""
    blocks = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (found,) = (block for block in blocks if HERE in block)
    return str(found).replace(HERE, f"{url}/")


def test_the_example_in_python_prints_answer_and_references(url: str) -> None:
    """With nothing but Python."""
    command = [sys.executable, "-I", "-X", "utf8", "-c", example("python", url)]
    said = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout

    assert f"“{COORDINATOR}” [1]" in said
    assert f"\n[1] {REFERENCE}\n" in said


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_example_with_curl_shows_the_events(url: str) -> None:
    """From the first to the last."""
    command = ["sh", "-c", example("sh", url)]
    said = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout

    assert re.findall("^event: (.+)$", said, re.MULTILINE)[0] == "retrieved"
    assert re.findall("^event: (.+)$", said, re.MULTILINE)[-1] == "done"
