"""The documents behind the sources, sent to whoever may ask, so that a citation can be opened.

Only what is in the index is sent: a source id leads to its file by the manifest, and nothing that a
visitor writes becomes a path. No document runs anything: what is not a PDF or a Word document is
sent as text, also a web page.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from fastapi import FastAPI
from fastapi.responses import FileResponse, PlainTextResponse, Response

from kwchat.chat.rendering import ORIGINALS_PATH
from kwchat.index.folder import lies_in
from kwchat.index.manifest import Manifest
from kwchat.server import texts

_TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".pdf": "application/pdf",
        ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)


COMPRESSED = tuple(_TYPES.values())  # as they are: pressing them again gains nothing


class Documents(Mapping[str, Path]):
    """Where the file of each source of an index is, by source id.

    A file that leads out of the corpus, by a link that was put there since, is not there.
    """

    def __init__(self, corpus: Path, manifest: Callable[[], Manifest]) -> None:
        self._corpus = corpus
        self._manifest = manifest

    def __getitem__(self, source_id: str) -> Path:
        """Return the path of a source.

        Raises:
            KeyError: the index has no such source, or its file lies elsewhere.
        """
        path = self._corpus / self._files()[source_id]
        if not lies_in(path, self._corpus):
            raise KeyError(source_id)
        return path

    def __iter__(self) -> Iterator[str]:
        """Yield the ids of all sources."""
        return iter(self._files())

    def __len__(self) -> int:
        """Return how many sources there are."""
        return len(self._files())

    def _files(self) -> Mapping[str, str]:
        return {file.source_id: file.path for file in self._manifest().files}


def paths(corpus: Path, manifest: Manifest) -> Mapping[str, Path]:
    """Return where the file of each source of one index is, by source id."""
    return Documents(corpus, lambda: manifest)


def add_originals(app: FastAPI, files: Mapping[str, Path]) -> None:
    """Serve files by source id, to be shown by the browser; 404 for any other id, and for a file
    that is gone since."""

    @app.get(f"/{ORIGINALS_PATH}/{{source_id:path}}")
    def original(source_id: str) -> Response:
        path = files.get(source_id)
        if path is None or not path.is_file():
            return PlainTextResponse(texts.WEB_NO_DOCUMENT, 404)
        return FileResponse(
            path,
            media_type=_TYPES.get(path.suffix.lower()) or _text_type(path),
            filename=path.name,
            content_disposition_type="inline",
            headers={"X-Content-Type-Options": "nosniff"},
        )


def _text_type(path: Path) -> str:
    """Return the type of a text file, with what its letters are written in."""
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return "text/plain; charset=windows-1252"
    return "text/plain; charset=utf-8"
