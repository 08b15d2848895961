"""Front matter: the lines `field: value` between two lines of `---` that open a Markdown file."""

import re
from collections.abc import Mapping

_FRONT_MATTER = re.compile(
    r"---[ \t]*\n(?P<fields>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_FIELD = re.compile(r"^([a-z]+)[ \t]*:[ \t]*(\S.*?)[ \t]*$", re.MULTILINE)


def split(text: str) -> tuple[Mapping[str, str], str]:
    r"""Return the fields of a text's front matter, and the text without it; where a text does not
    begin with front matter, or it never ends, no fields and all of the text.

    >>> split("---\nid: zuiker\n---\nZes voorwaarden.")
    ({'id': 'zuiker'}, 'Zes voorwaarden.')
    """
    found = _FRONT_MATTER.match(text)
    if found is None:
        return {}, text
    fields = {name: value.strip("\"'") for name, value in _FIELD.findall(found["fields"])}
    return fields, text[found.end() :]
