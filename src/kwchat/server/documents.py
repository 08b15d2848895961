"""The documents behind the sources: each as a page to read at `/bron/<id>`, and the file itself.

Only what is in the index is shown: a source id leads to its document and its file, and nothing that
a visitor writes becomes a path. No document runs anything: of its text a page is made, and what is
not a PDF or a Word document is sent as text, also a web page, or to be saved.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Protocol

from fastapi import FastAPI, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, Response

from kwchat.answering import answer
from kwchat.answering.links import (
    DOCUMENTS_PATH,
    ORIGINALS_PATH,
    Place,
    document_link,
    original_link,
)
from kwchat.chat import texts as chat_texts
from kwchat.chat.document_page import About, Sought, part_of
from kwchat.chat.rendering import document_html
from kwchat.errors import KwchatError, NotReadyError
from kwchat.index.folder import lies_in
from kwchat.index.manifest import Manifest
from kwchat.reading.document import Document, Kind
from kwchat.server import texts

_SHOWN: Mapping[str, str] = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_BINARY = "application/octet-stream"  # to be saved, and opened by what knows it


class Known(Protocol):
    """The sources as they were read, and how they are referred to."""

    @property
    def documents(self) -> answer.Documents:
        """Where a source is found."""
        ...

    @property
    def references(self) -> answer.References:
        """How it is referred to."""
        ...


def _nothing() -> Known:
    raise NotReadyError(texts.NOT_READY)


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in the list of those that are known; `url` is relative to the chat, and `group`
    is a Dutch name for all that is in the same folder, or else of the same kind."""

    id: str
    kind: Kind
    group: str
    title: str
    reference: str
    url: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """The documents that can be read: where the file of each is, by source id, and what they say.

    `open` may raise a `KwchatError`, for instance as long as everything is still warming up. Where
    the first folder of an id is a collection, `titles` has how that is called.
    """

    files: Mapping[str, Path] = field(default_factory=dict)
    open: Callable[[], Known] = _nothing
    titles: Mapping[str, str] = field(default_factory=dict)

    def listed(self) -> list[Listed]:
        """Return every document, by title.

        Raises:
            KwchatError: they cannot be opened now.
        """
        known = self.open()
        found = [
            Listed(
                id=source_id,
                kind=document.kind,
                group=self._group(source_id, document.kind),
                title=known.references.title(source_id) or document.title,
                reference=known.references.reference(source_id),
                url=document_link(source_id),
            )
            for source_id in self.files
            for document in [known.documents.document(source_id)]
        ]
        return sorted(found, key=lambda one: one.title.casefold())

    def _group(self, source_id: str, kind: Kind) -> str:
        folder, inside, _ = source_id.rpartition("/")
        if not inside:
            return chat_texts.DOCUMENTS_KINDS[kind]
        first, _, _ = folder.partition("/")
        return self.titles.get(first) or chat_texts.DOCUMENTS_FOLDER.format(folder=folder)


COMPRESSED = tuple(_SHOWN.values())  # as they are: pressing them again gains nothing


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


def add_documents(app: FastAPI, shelf: Shelf) -> None:
    """Serve documents and their files by source id; 404 for any other id.

    A place is `van`, `tot` and `tekst`, as `links` writes it; one that makes no sense is one where
    the words have changed.
    """

    @app.get(f"/{DOCUMENTS_PATH}/{{source_id:path}}")
    def document(
        request: Request,
        source_id: str,
        van: str | None = None,
        tot: str = "",
        tekst: str = "",
        bladzijde: Annotated[str, Query(max_length=20)] = "",
        deel: str = "1",
    ) -> Response:
        if source_id not in shelf.files:
            return PlainTextResponse(texts.WEB_NO_DOCUMENT, 404)
        try:
            known = shelf.open()
            read = known.documents.document(source_id)
        except KwchatError as error:
            return PlainTextResponse(str(error), 503)
        except KeyError:  # in the newest index, which could not be opened
            return PlainTextResponse(texts.WEB_NO_DOCUMENT, 404)
        place = None if van is None else Place(_number(van), _number(tot), tekst)
        shown = part_of(read, Sought(place, bladzijde.strip(), _number(deel)))
        about = _about(read, known.references, shelf.files[source_id], place)
        prefix = request.scope.get("root_path", "")
        return HTMLResponse(document_html(shown, about, prefix=prefix))

    @app.get(f"/{ORIGINALS_PATH}/{{source_id:path}}")
    def original(source_id: str) -> Response:
        path = shelf.files.get(source_id)
        if path is None or not path.is_file():
            return PlainTextResponse(texts.WEB_NO_DOCUMENT, 404)
        media_type = _SHOWN.get(path.suffix.lower()) or _text_type(path)
        return FileResponse(
            path,
            media_type=media_type,
            filename=path.name,
            content_disposition_type="attachment" if media_type == _BINARY else "inline",
            headers={"X-Content-Type-Options": "nosniff"},
        )


def _about(
    document: Document, references: answer.References, file: Path, place: Place | None
) -> About:
    sheet = document.sheet_at(place.start) if place else None
    return About(
        title=references.title(document.source_id) or document.title,
        reference=references.reference(document.source_id),
        link=document_link(document.source_id),
        original=original_link(document.source_id, sheet) if file.is_file() else None,
        file_kind=file.suffix.removeprefix(".").upper(),
    )


def _number(given: str) -> int:
    """Return the number that a visitor wrote; 0 for what is none."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0


def _text_type(path: Path) -> str:
    """Return the type of a text file, with what its letters are written in; of another file that it
    is to be saved."""
    content = path.read_bytes()
    if b"\0" in content:
        return _BINARY
    try:
        content.decode()
    except UnicodeDecodeError:
        return "text/plain; charset=windows-1252"
    return "text/plain; charset=utf-8"
