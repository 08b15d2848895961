"""Front matter: what a Markdown file says about itself, as YAML in `---` or TOML in `+++`.

Of YAML only what stands in front matter is read: a field with a value, or with a list of them.
"""

import re
import tomllib
from collections.abc import Mapping

_FRONT_MATTER = re.compile(
    r"---[ \t]*\n(?P<fields>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_TOML = re.compile(r"\+\+\+[ \t]*\n(?P<fields>.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(
    r"^([A-Za-z]+)[ \t]*:[ \t]*(\S.*?)?[ \t]*$(?P<list>(?:\n[ \t]*-[ \t]+\S.*$)*)", re.MULTILINE
)
_ENTRY = re.compile(r"^[ \t]*-[ \t]+(\S.*?)[ \t]*$", re.MULTILINE)


def split(text: str) -> tuple[Mapping[str, str], str]:
    r"""Return the fields of a text's front matter, and the text without it; where a text does not
    begin with front matter, or it never ends, no fields and all of the text. A list is one value
    with commas.

    >>> split("---\nid: zuiker\n---\nZes voorwaarden.")
    ({'id': 'zuiker'}, 'Zes voorwaarden.')
    >>> split("---\nauthor:\n  - Jan\n  - Els\n---\nZes.")
    ({'author': 'Jan, Els'}, 'Zes.')
    """
    if found := _FRONT_MATTER.match(text):
        return _yaml(found["fields"]), text[found.end() :]
    if found := _TOML.match(text):
        try:
            fields = tomllib.loads(found["fields"])
        except tomllib.TOMLDecodeError:
            return {}, text
        return {name.lower(): _told(value) for name, value in fields.items()}, text[found.end() :]
    return {}, text


def _yaml(lines: str) -> Mapping[str, str]:
    fields = {}
    for name, value, listed in _FIELD.findall(lines):
        told = _inline_list(value) or value.strip("\"'")
        entries = ", ".join(entry.strip("\"'") for entry in _ENTRY.findall(listed))
        if told or entries:
            fields[name.lower()] = told or entries
    return fields


def _inline_list(value: str) -> str:
    if not (value.startswith("[") and value.endswith("]")):
        return ""
    return ", ".join(entry.strip().strip("\"'") for entry in value[1:-1].split(","))


def _told(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
