"""Front matter is read as fields and never as text."""

import pytest

from kwchat.reading import frontmatter


@pytest.mark.parametrize(
    ("text", "fields", "body"),
    [
        ("---\nid: a\nkind: b c \n---\nTekst.", {"id": "a", "kind": "b c"}, "Tekst."),
        ('---\ntitle: "Wat nu?"\n...\nTekst.', {"title": "Wat nu?"}, "Tekst."),
        ("---\ntitle: Over: alles\n# geen veld\n---\n", {"title": "Over: alles"}, ""),
        ("---\nauthor: 'X. Vos'\n---\n", {"author": "X. Vos"}, ""),
        ("---\n---\nTekst.", {}, "Tekst."),
        ("---\nid: a\nTekst.", {}, "---\nid: a\nTekst."),
        ("Tekst.\n---\nid: a\n---\n", {}, "Tekst.\n---\nid: a\n---\n"),
    ],
    ids=[
        "fields",
        "quotes and dots",
        "a colon in a value",
        "single quotes",
        "empty",
        "never closed",
        "not at top",
    ],
)
def test_front_matter_is_split_off(text: str, fields: dict[str, str], body: str) -> None:
    """What is no front matter stays text."""
    assert frontmatter.split(text) == (fields, body)
