"""Documents that are handed in to the school's own: looked at first, then put among the others.

A name is letters and plain signs, and nothing that a visitor writes leads out of the folder: what
is handed in has a name without folders, and what is removed is looked up among what is there.
"""

import os
import re
import shutil
import stat
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from kwchat.errors import UploadError
from kwchat.index.corpus import CorpusFile
from kwchat.index.fileread import FileRead, Reading, read_file
from kwchat.index.folder import LARGEST, lies_in
from kwchat.reading import reader
from kwchat.reading.document import Kind
from kwchat.server import texts

OWN = "eigen"  # the folder in the corpus that is the school's
_NAME = re.compile(r"\w[\w .,;()\[\]&'+=@#!–-]*\.[A-Za-z]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d) *\.", re.IGNORECASE)  # devices of Windows
_LONGEST = 200  # bytes; file systems take 255, and what writes beside it needs some
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Kept:
    """A document among the school's own: its name with folders, and its size in bytes."""

    name: str
    size: int


class Intake:
    """The folder of the school's own in a corpus: documents are taken in, and go."""

    def __init__(
        self, corpus: Path, reading: Callable[[], AbstractContextManager[Reading]]
    ) -> None:
        """Change nothing yet.

        Args:
            corpus: the folder of the corpus.
            reading: gives what reads a file, where that can do no harm, and lets go of it.
        """
        self._corpus = corpus
        self._folder = corpus / OWN
        self._reading = reading
        self._one_reader = Lock()  # each takes a process, and perhaps a gigabyte

    def kept(self) -> Sequence[Kept]:
        """Return what is there, by name; nothing hidden, and no links."""
        if not self._is_here():
            return ()
        found = ((path, _size(path)) for path in sorted(self._paths()))
        return [
            Kept(path.relative_to(self._folder).as_posix(), size)
            for path, size in found
            if size is not None
        ]

    @contextmanager
    def receiving(self, name: str, *, replacing: bool) -> Iterator[Path]:
        """Give a file to write a document to, which is gone after the block.

        Raises:
            UploadError: the name will not do, or is taken and is not to be replaced.
        """
        name = checked_name(name)
        if not self._is_here():
            raise UploadError(texts.UPLOAD_FOLDER.format(folder=OWN), status=409)
        if not replacing and os.path.lexists(self._folder / name):
            raise UploadError(texts.UPLOAD_TAKEN.format(name=name), status=409)
        with _disk_errors():
            self._folder.mkdir(exist_ok=True)
            # Hidden, so that no ingest reads it, and on the same disk, so that it can be moved.
            place = Path(tempfile.mkdtemp(prefix=".ontvangst-", dir=self._folder))
        try:
            with _disk_errors():
                yield place / name
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def take(self, received: Path) -> FileRead:
        """Read what was received, and put it among the others in place of one of its name.

        Raises:
            UploadError: it cannot be read.
        """
        read = self._read(received)
        if read.error:
            raise UploadError(read.error, status=422)
        with _disk_errors():
            received.replace(self._folder / received.name)
        return read

    def remove(self, name: str) -> None:
        """Remove a document; it is in the index until the next ingest.

        Raises:
            UploadError: there is none of this name.
        """
        known = {kept.name for kept in self.kept()}
        if name not in known:
            raise UploadError(texts.UPLOAD_GONE, status=404)
        with _disk_errors():
            (self._folder / name).unlink(missing_ok=True)

    def _read(self, received: Path) -> FileRead:
        path = f"{OWN}/{received.name}"
        file = CorpusFile(received, path, path, Kind.EIGEN, sha256="", fault=None)
        with self._one_reader, self._reading() as reading:
            return read_file(file, reading, lambda _page, _pages: None)

    def _is_here(self) -> bool:
        """Tell whether the folder is in the corpus, or can be made there; a link may lead away."""
        return lies_in(self._folder, self._corpus)

    def _paths(self) -> Iterator[Path]:
        """Yield what lies in the folder and in the folders in it, nothing hidden."""
        for folder, folders, names in os.walk(self._folder):
            folders[:] = (name for name in folders if not name.startswith("."))
            yield from (Path(folder, name) for name in names if not name.startswith("."))


def _size(path: Path) -> int | None:
    """Return the size of a file in bytes; None of a link, or of what is gone since it was seen."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def checked_name(name: str) -> str:
    """Return the name of a document that is handed in, its letters composed as most systems do.

    Raises:
        UploadError: it is no name of a file, or of a kind that is not read.
    """
    name = unicodedata.normalize("NFC", name).strip()
    if len(name.encode("utf-8", "replace")) > _LONGEST:
        raise UploadError(texts.UPLOAD_NAME_LONG.format(longest=_LONGEST), status=400)
    if not _NAME.fullmatch(name) or _RESERVED.match(name):
        raise UploadError(texts.UPLOAD_NAME, status=400)
    if Path(name).suffix.lower() not in reader.SUFFIXES:
        suffixes = ", ".join(sorted(reader.SUFFIXES))
        raise UploadError(texts.UPLOAD_KIND.format(name=name, suffixes=suffixes), status=400)
    return name


def too_large() -> UploadError:
    """Return what is said of a document that is larger than the corpus takes."""
    return UploadError(texts.UPLOAD_LARGE.format(largest=LARGEST // _MEGABYTE), status=413)


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise UploadError(texts.UPLOAD_DISK.format(reason=reason), status=507) from error
