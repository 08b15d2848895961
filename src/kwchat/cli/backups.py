"""`kwchat backup` and `kwchat restore`: index, sources and feedback into one file, and back.

The file is a plain tar. A backup can be made while the server answers: a published generation
never changes, and an ingest waits its turn. Nothing is put back before all was looked at.
"""

import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from kwchat import files
from kwchat.cli import parts, texts
from kwchat.cli.usage import say
from kwchat.errors import BackupError, IndexStaleError, StoreError
from kwchat.index import generations
from kwchat.index.manifest import Manifest, read_manifest
from kwchat.settings import Settings

_INDEX, _CORPUS, _FEEDBACK = "index", "corpus", "feedback.sqlite"


def make(file: Path, *, index: Path | None, collection: str | None = None) -> None:
    """Write index, corpus and feedback to a file that only its owner can read.

    Raises:
        SettingsError: there is no such collection.
        StoreError: there is no index, or an ingest is at work on it.
        BackupError: the file cannot be written, or something cannot be read.
        FeedbackError: the feedback cannot be read.
    """
    settings = parts.settings_of(collection, index=index)
    read_manifest(settings.index)  # before anything is made
    with _disk_errors(texts.BACKUP_FAILED, file), files.whole(file) as written:
        Path(written.name).chmod(0o600)
        with tarfile.open(fileobj=written, mode="w", dereference=True) as tar:
            _add_index(tar, settings.index)
            _add(tar, settings.corpus, _CORPUS)
            _add_feedback(tar, settings)
    say(texts.BACKUP_MADE.format(path=file, size=file.stat().st_size / 1e6))


def put_back(file: Path, *, index: Path | None, collection: str | None = None) -> None:
    """Put back what a backup holds: files of the corpus, feedback, and the index as a new one.

    Raises:
        BackupError: it is no backup, it is damaged, or something cannot be written.
        IndexBusyError: an ingest is at work on the index.
        FeedbackError: the feedback cannot be used.
    """
    settings = parts.settings_of(collection, index=index)
    with (
        generations.locked(settings.index),
        _disk_errors(texts.RESTORE_FAILED, file),
        TemporaryDirectory(dir=settings.index, prefix=".restore-") as made,
    ):
        folder = Path(made)
        _unpack(file, folder)
        manifest = _manifest(file, folder / _INDEX)
        if store := parts.feedback_store(settings):
            store.take_from(folder / _FEEDBACK)
        count = _put_files(folder / _CORPUS, settings.corpus)
        if manifest:
            generations.adopt(folder / _INDEX, manifest, settings.index)
    say(texts.RESTORED.format(path=file, count=count))
    say(texts.RESTORED_INDEX if manifest else texts.RESTORED_NO_INDEX)


def _add_index(tar: tarfile.TarFile, index: Path) -> None:
    with generations.locked(index):
        manifest = read_manifest(index)
        for path in generations.parts_of(index, manifest):
            _add(tar, path, f"{_INDEX}/{path.name}")


def _add_feedback(tar: tarfile.TarFile, settings: Settings) -> None:
    store = parts.feedback_store(settings)
    if store is None:
        return
    with TemporaryDirectory() as folder:
        store.copy_to(Path(folder) / _FEEDBACK)
        _add(tar, Path(folder) / _FEEDBACK, _FEEDBACK)


def _add(tar: tarfile.TarFile, path: Path, name: str) -> None:
    if path.exists():
        tar.add(path, name, filter=_of_nobody)


def _of_nobody(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def _unpack(file: Path, folder: Path) -> None:
    try:
        with tarfile.open(file, mode="r:") as tar:
            tar.extractall(folder, filter="data")
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(texts.BACKUP_UNREADABLE.format(path=file)) from error


def _manifest(file: Path, index: Path) -> Manifest | None:
    """Return the manifest of the index in a backup; None: another version made it.

    Raises:
        BackupError: there is none, or not all of its files are there.
    """
    try:
        manifest = read_manifest(index)
    except IndexStaleError:
        return None
    except StoreError as error:
        raise BackupError(texts.BACKUP_UNREADABLE.format(path=file)) from error
    whole = manifest.generation in generations.generations_in(index)
    if not whole or generations.sizes_of(index / manifest.generation) != manifest.sizes:
        raise BackupError(texts.BACKUP_UNREADABLE.format(path=file))
    return manifest


def _put_files(folder: Path, corpus: Path) -> int:
    """Write the files of a folder over those of a corpus; return how many there were."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    for path in paths:
        target = corpus / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        files.write(target, path.read_bytes())
    return len(paths)


@contextmanager
def _disk_errors(template: str, file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise BackupError(template.format(path=file, reason=reason)) from error
