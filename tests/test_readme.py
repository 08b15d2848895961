"""The README tells what is true. `python tests/test_readme.py` (`make docs`) writes it again."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from pydantic.fields import FieldInfo
from typer.core import TyperGroup
from typer.main import get_group
from typer.testing import CliRunner

from kwchat.cli.commands import app
from kwchat.reading import reader
from kwchat.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"


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
    rows = [_row(field.name, field.default) for field in fields(Settings)]
    return "\n".join(["| setting | default | meaning |", "|---|---|---|", *sorted(rows)])


def _row(name: str, field: FieldInfo) -> str:
    return f"| `{PREFIX}{name.upper()}` | {_default(field)} | {field.description} |"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "`kwchat` in the user's cache folder"
    default = field.default
    written = ",".join(map(str, default)) if isinstance(default, tuple) else default
    return f"`{written}`" if written not in (None, "") else ""


def written(text: str) -> str:
    """Return the README with its generated parts made anew."""
    for name, content in (("help", help_text()), ("settings", settings_table())):
        pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
        text = re.sub(pattern, rf"\g<1>{content}\n\g<2>", text, flags=re.DOTALL)
    return text


def test_help_and_settings_are_the_real_ones() -> None:
    """What the README shows is what the program says."""
    text = README.read_text(encoding="utf-8")

    assert text == written(text), "voer `make docs` uit"


def test_every_kind_of_file_that_is_named_can_be_read() -> None:
    """The README promises no file format in vain."""
    listed = re.search(r"Put them in .*?in it\.", README.read_text("utf-8"), re.DOTALL)

    assert listed
    assert set(re.findall(r"`(\.\w+)`", listed.group())) <= reader.SUFFIXES


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "NOTICE"])
def test_links_lead_somewhere(name: str) -> None:
    """Every file that a page points to is there."""
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", (ROOT / name).read_text(encoding="utf-8"))

    assert [target for target in targets if not (ROOT / target).exists()] == []


if __name__ == "__main__":
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
