"""The pages tell what is true. `python tests/test_pages.py` (`make docs`) writes lists again."""

import ast
import importlib
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

import pytest
from pydantic.fields import FieldInfo
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group
from typer.testing import CliRunner

import kwchat
from kwchat import texts
from kwchat.cli.commands import app
from kwchat.evaluation import texts as evaluation_texts
from kwchat.evaluation.scores import MEASURES, TIMINGS
from kwchat.index import encoders
from kwchat.reading import reader
from kwchat.settings import PREFIX, Settings
from kwchat.testing import FakeEncoder

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "kwchat"
DOCS = ROOT / "docs"
README = ROOT / "README.md"
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
PROBLEMS = DOCS / "problemen.md"
PAGES = [README, CONTRIBUTING, *sorted(DOCS.glob("*.md"))]
OTHERS = [ROOT / "CHANGELOG.md", ROOT / "NOTICE", ROOT / "index" / "README.md"]
# Decisions and changes tell of what was, too.
PRESENT = [page for page in PAGES if page.name != "decisions.md"]


# --- what is generated ---


def help_text() -> str:
    """Return the help of every command, as a terminal of 80 columns shows it."""
    runner = CliRunner(env={"COLUMNS": "80"})
    shown = [
        runner.invoke(app, [*command, "--help"], prog_name="kwchat").stdout
        for command in ((), *commands(get_group(app)))
    ]
    return "```text\n{}```".format("\n".join(shown))


def commands(group: TyperGroup) -> Iterator[tuple[str, ...]]:
    """Yield the words of every command below a group."""
    for name, below in group.commands.items():
        if isinstance(below, TyperGroup):
            yield from ((name, *words) for words in commands(below))
        else:
            yield (name,)


def settings_table() -> str:
    """Return every setting with its default and its meaning."""
    rows = [
        f"| `{PREFIX}{field.name.upper()}` | {default_of(field)} | "
        f"{texts.SETTING_MEANS[field.name]} |"
        for field in fields(Settings)
    ]
    return table("instelling", "anders", "betekenis", rows=sorted(rows))


def default_of(field: "Field[Any]") -> str:
    """Return what a setting is when nobody sets it."""
    default = field.default.default if isinstance(field.default, FieldInfo) else field.default
    if default is MISSING:
        return "`kwchat` in de cachemap van de gebruiker"
    written = ",".join(map(str, default)) if isinstance(default, tuple) else default
    return f"`{written}`" if written not in (None, "") else ""


def metrics_table() -> str:
    """Return every metric of `kwchat eval` with what it means."""
    measures = {**MEASURES, **TIMINGS}
    rows = [
        f"| `{name}` | {evaluation_texts.EVAL_EXPLAINED[name]} | "
        f"{'lager' if measure.lower else 'hoger'} |"
        for name, measure in measures.items()
    ]
    return table("maat", "betekenis", "beter is", rows=rows)


def table(*heads: str, rows: list[str]) -> str:
    """Return a table in Markdown."""
    return "\n".join([f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *rows])


GENERATED = {
    DOCS / "opdrachten.md": ("help", help_text),
    DOCS / "instellingen.md": ("settings", settings_table),
    DOCS / "onderzoek.md": ("metrics", metrics_table),
}


def written(page: Path) -> str:
    """Return a page with its generated part made anew."""
    name, content = GENERATED[page]
    before, rest = page.read_text(encoding="utf-8").split(f"<!-- {name} -->\n")
    _, after = rest.split(f"<!-- /{name} -->")
    return f"{before}<!-- {name} -->\n{content()}\n<!-- /{name} -->{after}"


@pytest.mark.parametrize("page", GENERATED, ids=lambda page: page.name)
def test_what_is_generated_is_as_the_program_says(page: Path) -> None:
    """The help, the settings and the metrics of the pages are the real ones."""
    assert page.read_text(encoding="utf-8") == written(page), "run `make docs`"


# --- what is written by hand ---


def test_the_readme_is_short() -> None:
    """A page to begin with; everything else is on the pages that it leads to."""
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 150


def test_every_kind_of_file_that_is_named_can_be_read() -> None:
    """The page for administrators promises no file format in vain, and forgets none."""
    page = (DOCS / "beheer.md").read_text(encoding="utf-8")
    listed = re.search(r"kwchat leest .*?\.\s", page, re.DOTALL)

    assert listed
    named = set(re.findall(r"`(\.\w+)`", listed.group()))
    assert named == reader.SUFFIXES - {".htm", ".markdown"}


@pytest.mark.parametrize("page", [*PAGES, *OTHERS], ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every file that a page points to is there, and so is the heading in it."""
    links = re.findall(r"\]\((?!https?:|mailto:)([^)#]*)(?:#([^)]*))?\)", page.read_text("utf-8"))
    targets = [(page.parent / name if name else page, heading) for name, heading in links]

    assert [target for target, _ in targets if not target.exists()] == []
    assert [
        (target.name, heading)
        for target, heading in targets
        if heading and heading not in headings(target)
    ] == []


def headings(page: Path) -> set[str]:
    """Return the headings of a page as a link names them."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("page", PRESENT, ids=lambda page: page.name)
def test_files_that_are_named_are_there(page: Path) -> None:
    """A test, an example or a script that a page names has not been moved since."""
    named = re.findall(r"\b(?:tests|docs|benchmarks|src)/[\w/.-]+\.\w+", page.read_text("utf-8"))

    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_setting_is_in_the_docs_and_no_other() -> None:
    """What the pages set is what kwchat reads."""
    known = {PREFIX + field.name.upper() for field in fields(Settings)}
    named = {
        (page.name, name)
        for page in PRESENT
        for name in re.findall(rf"\b{PREFIX}[A-Z_]+\b", page.read_text("utf-8"))
    }

    assert {(page, name) for page, name in named if name not in known} == set()
    assert {name for _, name in named} == known


@pytest.mark.parametrize("page", PRESENT, ids=lambda page: page.name)
def test_every_command_that_is_named_exists(page: Path) -> None:
    """So do its options."""
    assert [line for line in command_lines(page) if not is_command(shlex.split(line))] == []


@pytest.mark.parametrize("page", [README, DOCS / "beheer.md"], ids=lambda page: page.name)
def test_every_line_for_windows_is_one_for_powershell_5(page: Path) -> None:
    """And for the Command Prompt, but for settings."""
    shown = list(windows_lines(page))

    assert shown
    assert [line for line in shown if not runs_on_windows(line)] == []


@pytest.mark.parametrize(
    "line",
    [
        r"py -m venv .venv && .venv\Scripts\kwchat serve",
        r".venv\Scripts\kwchat ingest && .venv\Scripts\kwchat serve",
        r".venv\Scripts\kwchat serve --no-such-option",
        r".venv\Scripts\pip install --no-such-option .",
        ".venv/bin/kwchat serve",
        "set KWCHAT_PORT=8000",
        "$env:KWCHAT_PORT = 8000 ; kwchat",
    ],
)
def test_a_line_that_windows_does_not_take_is_noticed(line: str) -> None:
    """Or that only one of its shells takes."""
    assert not runs_on_windows(line)


def windows_lines(page: Path) -> Iterator[str]:
    """Yield every line of the blocks that are for Windows."""
    for block in re.findall(r"(?:^ {4}.+\n)+", page.read_text("utf-8"), re.MULTILINE):
        if re.search(r"^ {4}(?:py |\$env:|\S*\\)", block, re.MULTILINE):
            yield from (line.strip() for line in block.splitlines())


def runs_on_windows(line: str) -> bool:
    """Tell whether a line is one program of ours with options that it has, or a setting."""
    if re.fullmatch(rf'\$env:{PREFIX}[A-Z_]+ = "[^"$`]*"', line):
        return True
    program, *words = line.split()
    if re.search(r"[&|;<>]", line):
        return False
    if program == r".venv\Scripts\pip":
        return {word for word in words if word.startswith("-")} <= pip_options(words[0])
    if program == r".venv\Scripts\kwchat":
        return is_command(words)
    return line == "py -m venv .venv"


def pip_options(command: str) -> set[str]:
    """Return the options that a command of pip has."""
    run = subprocess.run(
        [sys.executable, "-m", "pip", command, "--help"], capture_output=True, text=True, check=True
    )
    return set(re.findall(r"--[a-z-]+", run.stdout))


def test_every_command_is_in_the_docs() -> None:
    """By name, outside the generated help too."""
    by_hand = [page for page in PRESENT if page.name != "opdrachten.md"]
    named = {tuple(shlex.split(line)) for page in by_hand for line in command_lines(page)}

    assert {
        words
        for words in commands(get_group(app))
        if not any(line[: len(words)] == words for line in named)
    } == set()


def command_lines(page: Path) -> Iterator[str]:
    """Yield what stands behind `kwchat` where a page shows a command line."""
    text = re.sub(r"(?s)<!-- help -->.*<!-- /help -->", "", page.read_text(encoding="utf-8"))
    blocks = re.findall(r"(?ms)^```(?:sh|text)?\n.*?^```|^ {4}.+?$", text)
    shown = [line for block in blocks for line in block.splitlines()]
    shown += re.findall(r"`([^`\n]+(?:\n[^`\n]+)?)`", re.sub(r"(?ms)^```.*?^```", "", text))
    for line in shown:
        found = re.match(r"\s*(?:\S*[/\\])?kwchat((?:\s+\S+)*)", line.partition(" # ")[0])
        if found and not re.match(r"\s*=", found[1]):
            yield found[1].strip()


def is_command(words: list[str]) -> bool:
    """Tell whether the words behind `kwchat` are a command, with options that it has."""
    at: Any = get_group(app)
    while isinstance(at, TyperGroup) and words and not words[0].startswith("-"):
        at, words = at.commands.get(words[0]), words[1:]
    if not isinstance(at, TyperGroup | TyperCommand):
        return False
    known = {"--help", *(option for parameter in at.params for option in parameter.opts)}
    return {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("page", ["architectuur.md", "upgraden.md"])
def test_modules_that_are_named_are_there(page: str) -> None:
    """What a page says has become of a module, or happens in it, is so."""
    text = re.sub(r"(?m)^\| `kwchat\.[^|]+\|", "", (DOCS / page).read_text("utf-8"))  # what was
    named = re.findall(r"`(?:kwchat\.)?([a-z_]+(?:\.[a-z_]+)?)`", text)
    wings = {path.stem for path in SOURCE.iterdir()}
    named = [name for name in named if name.partition(".")[0] in wings]

    assert len(named) > 20
    assert [name for name in named if not is_module(name)] == []


def is_module(name: str) -> bool:
    """Tell whether there is a module or a wing of that name in kwchat."""
    path = SOURCE / name.replace(".", "/")
    return path.is_dir() or path.with_suffix(".py").exists()


# --- every error has its line ---

# Sentences that a person meets without an error being raised where the sentence stands.
MET = """
    SETTING_IMPOSSIBLE INDEX_STALE CORPUS_ALL_FAILED READ_PDF_DAMAGED READ_PDF_ENCRYPTED
    ADDRESS_IMPOSSIBLE HOST_UNKNOWN LIMIT_DAY LIMIT_MINUTE LOGIN_ELSEWHERE LOGIN_MISSING
    LIMIT_SAVING_DAY LIMIT_SAVING_MINUTE WEB_BUSY
    BACKUP_FAILED RESTORE_FAILED DOCTOR_UNPACKED_ABSENT INGEST_STOPPED UPLOAD_LARGE MANAGE_FORBIDDEN
    WEB_NOT_FOUND WEB_NO_DOCUMENT WEB_TOO_LARGE WEB_TOO_SLOW API_INVALID API_OTHERWISE
    CHAT_BUSY CHAT_CONNECTION_LOST CHAT_WENT_WRONG CHAT_COPY_FAILED CHAT_NO_SCRIPT EMBED_LOST
    FEEDBACK_NOT_KEPT WIDGET_NO_ANSWER BIBLIOGRAPHY_FIELD FETCH_SIZE SUMMARY_FRONT_MATTER
    EVAL_NOT_MEASURED EVAL_TOO_HIGH EVAL_TOO_LOW EVAL_MISSING INGEST_FAILED SERVE_OPEN
    DOCTOR_PYTHON_OLD DOCTOR_PACKAGES_BROKEN DOCTOR_MEMORY_LOW DOCTOR_CORPUS_STALE
    DOCTOR_CORPUS_MISSING DOCTOR_LISTENS_OPEN DOCTOR_HOSTS_FEW DOCTOR_ORIGINS_PLAIN
    DOCTOR_PROXIES_ALL DOCTOR_LIMITS_OFF DOCTOR_FEEDBACK_UNWRITABLE DOCTOR_TELEMETRY_HUB
    DOCTOR_TELEMETRY_REMOTE DOCTOR_ENCODER_UNTAUGHT ENCODER_UNTAUGHT REMOTE_UNTAUGHT
""".split()
_CUT = " .…"  # how a sentence ends of which the page quotes no more


def sentences() -> dict[str, list[str]]:
    """Return every text of the `texts` modules by its name, with `…` for what is filled in."""
    found: dict[str, list[str]] = {}
    for path in sorted(SOURCE.rglob("texts.py")):
        name = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
        for constant, value in vars(importlib.import_module(name)).items():
            found.setdefault(constant, []).extend(map(flattened, strings(value)))
    return found


def strings(value: object) -> Iterator[str]:
    """Yield the texts in a constant."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for inside in value.values() for text in strings(inside))


def flattened(template: str) -> str:
    """Return a text as a page quotes it."""
    filled = re.sub(r"\{\w[^{}]*\}", "…", template.replace("{{", "⦃").replace("}}", "⦄"))
    return filled.replace("⦃", "{").replace("⦄", "}").strip()


def raised() -> set[str]:
    """Return the names of the texts that some `raise` in the package uses."""
    return {
        node.attr
        for path in SOURCE.rglob("*.py")
        for statement in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(statement, ast.Raise)
        for node in ast.walk(statement)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id.endswith("texts")
    }


def quoted() -> list[str]:
    """Return the beginnings of sentences that the page about problems has an entry for."""
    text = PROBLEMS.read_text(encoding="utf-8")
    return [line.rstrip(_CUT) for line in re.findall(r"^\| “(.+?)” \|", text, re.MULTILINE)]


def enough(text: str) -> int:
    """Return how many characters of a text are needed to find it."""
    return min(len(text.rstrip(_CUT)), 15)


def test_every_error_that_a_person_may_meet_has_its_line() -> None:
    """By its beginning, long enough to be found; a new error needs a line on docs/problemen.md."""
    known, lines = sentences(), quoted()

    assert [
        name
        for name in sorted({*raised(), *MET})
        for text in known[name]
        if not any(text.startswith(line) and len(line) >= enough(text) for line in lines)
    ] == []


def test_no_line_is_about_an_error_that_is_not() -> None:
    """What the page quotes is what kwchat says."""
    texts_of_all = [text for all_texts in sentences().values() for text in all_texts]

    assert [
        line for line in quoted() if not any(text.startswith(line) for text in texts_of_all)
    ] == []


# --- the three lines of Python ---


def test_the_three_lines_of_python_print_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On an index in the working folder, as they stand in the README."""
    (lines,) = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(encoders, "identity", lambda _: FakeEncoder.identity)
    monkeypatch.setattr(encoders, "load_encoder", lambda *_, **__: FakeEncoder())
    Path("corpus").mkdir()
    Path("corpus/a.txt").write_text("Een werkplaatscoördinator is een aanspreekpunt.\n", "utf-8")
    kwchat.ingest("corpus", index="index")

    exec(compile(lines, "README.md", "exec"), {})  # noqa: S102 - the README is ours

    assert capsys.readouterr().out.strip()


if __name__ == "__main__":
    for generated in GENERATED:
        generated.write_text(written(generated), encoding="utf-8")
