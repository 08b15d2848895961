"""The English pages tell what is true: every example runs, and shows what it is said to show.

On a page the ```markdown block is the source in `corpus/`, ```python blocks run in order in one
namespace, with the real encoder, and a ```text block right after one is what it prints.
"""

import contextlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parent.parent / "docs"
PAGES = ("python.md", "langchain.md")
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    """Code on a page, the line before it, and what it prints."""

    code: str
    line: int
    shown: str


def blocks(text: str, kind: str) -> list[str]:
    """Return the blocks of a kind."""
    return [found[2] for found in _BLOCK.finditer(text) if found[1] == kind]


def examples(text: str) -> Iterator[Example]:
    """Yield the Python on a page, in order."""
    found = list(_BLOCK.finditer(text))
    for block, after in zip(found, [*found[1:], None], strict=True):
        if block[1] == "python":
            follows = after and after[1] == "text" and not text[block.end() : after.start()].strip()
            shown = after[2] if after and follows else ""
            yield Example(block[2], text.count("\n", 0, block.start()) + 1, shown)


def run(example: Example, page: Path, names: dict[str, Any]) -> str:
    """Return what an example prints; errors name the line of the page."""
    code = compile("\n" * example.line + example.code, page, "exec")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, names)  # noqa: S102 - our own page
    return printed.getvalue()


@pytest.mark.encoder
@pytest.mark.parametrize("name", PAGES)
def test_examples_run(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder_cache: Path
) -> None:
    """In a folder with the page's source every block works, and prints what the page shows."""
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "kwchat").symlink_to(encoder_cache)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    page = DOCS / name
    text = page.read_text(encoding="utf-8")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "handboek.md").write_text(*blocks(text, "markdown"), encoding="utf-8")
    names: dict[str, Any] = {"__name__": "__main__"}
    found = list(examples(text))

    assert found
    for example in found:
        assert (example.line, run(example, page, names)) == (example.line, example.shown)


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    """Every file that a page points to is there."""
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", (DOCS / name).read_text(encoding="utf-8"))

    assert targets
    assert [target for target in targets if not (DOCS / target).exists()] == []


def test_what_is_printed_is_compared() -> None:
    """A block that prints without saying so, or something else than it says, is noticed."""
    text = "```python\nprint(1)\n```\n\n```text\n2\n```\n\n```python\nprint(3)\n```\n"

    assert [(one.line, one.shown) for one in examples(text)] == [(1, "2\n"), (9, "")]
    assert [run(one, DOCS, {}) for one in examples(text)] == ["1\n", "3\n"]
