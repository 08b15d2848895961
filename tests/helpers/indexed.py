"""An index of one text, for tests of what answers with it."""

from pathlib import Path

import kwchat
from kwchat.testing import FakeEncoder


def index_of(text: str, folder: Path) -> Path:
    """Return an index of a text, made in a folder by a stand-in for the encoder."""
    (folder / "corpus").mkdir()
    (folder / "corpus" / "boek.md").write_text(text, encoding="utf-8")
    kwchat.ingest(folder / "corpus", index=folder / "index", encoder=FakeEncoder())
    return folder / "index"
