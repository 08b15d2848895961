"""The cited works themselves: which of them are here, fetching them, and looking whether they are
still there and the same.

They stand in `corpus/originelen/`, each named after its record; `lock.json` beside them tells where
and when each came from. A file that somebody put there by hand is left alone.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from kwchat import files
from kwchat.errors import FetchError, FetchForbiddenError, ReadError, SourcesError
from kwchat.reading import reader
from kwchat.reading.document import Kind
from kwchat.sources import texts
from kwchat.sources.fetching import Fetched, Fetcher, Validators
from kwchat.sources.records import ORIGINALS, Record

LOCK = "lock.json"

_FILE_NAME = re.compile(r"\w[\w.-]*")
_PAGES = frozenset({"webpage", "post", "post-weblog"})  # types of record that are web pages


@dataclass(frozen=True, slots=True)
class Locked:
    """How an original came here: `address` is the record's, `final` where its redirects ended."""

    file: str
    address: str
    final: str
    media_type: str
    sha256: str
    fetched: str  # date and time, ISO 8601
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """A source as `list` shows it; None for what is not there."""

    id: str
    kind: Kind
    file: str | None
    address: str | None
    fetched: str | None


class Outcome(StrEnum):
    """What came of an address."""

    FETCHED = "fetched"
    FAILED = "failed"
    ALIVE = "alive"
    SAME = "same"
    CHANGED = "changed"
    FORBIDDEN = "forbidden"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Visited:
    """What came of the address of one record; `error` is the Dutch sentence of what failed."""

    id: str
    address: str
    outcome: Outcome
    error: str | None = None


def overview(
    corpus: Path, records: Sequence[Record], files: Mapping[str, tuple[str, Kind]]
) -> Iterator[Source]:
    """Yield what is here by record, in the order of the bibliography, then the other files.

    `files` gives source id and kind by path, as the bibliography knows them.

    Raises:
        SourcesError: the lock file is damaged.
    """
    lock = read_lock(corpus)
    here = {
        source_id: (file, kind)
        for file, (source_id, kind) in sorted(files.items())
        if Path(file).suffix.lower() in reader.SUFFIXES and (corpus / file).is_file()
    }
    addresses = {record["id"]: record.get("URL") for record in records}
    for source_id in dict.fromkeys([*addresses, *here]):
        file, kind = here.get(source_id, (None, Kind.BRON))
        fetched = lock[source_id].fetched if file and source_id in lock else None
        yield Source(source_id, kind, file, addresses.get(source_id), fetched)


def fetchable(records: Iterable[Record], ids: Sequence[str]) -> list[Record]:
    """Return the records with an address to fetch from and no file of their own; those named, if
    any are.

    Raises:
        SourcesError: a name is not among them.
    """
    found = {
        record["id"]: record
        for record in records
        if "URL" in record and "file" not in record.get("custom", {})
    }
    for source_id in ids:
        if source_id not in found:
            raise SourcesError(texts.SOURCES_UNKNOWN.format(id=source_id))
    return [found[source_id] for source_id in dict.fromkeys(ids or found)]


def missing(corpus: Path, records: Iterable[Record]) -> list[Record]:
    """Return the records whose original is not here, or came from another address.

    Raises:
        SourcesError: the lock file is damaged.
    """
    lock = read_lock(corpus)
    return [
        record
        for record in records
        if not _here(corpus, record["id"])
        or (record["id"] in lock and lock[record["id"]].address != record["URL"])
    ]


def fetch(
    corpus: Path,
    records: Iterable[Record],
    fetcher: Fetcher,
    *,
    now: Callable[[], datetime],
    told: Callable[[Visited], None],
) -> int:
    """Fetch the originals of records, and tell of each; return how many came.

    Whatever was fetched before an error or an interruption stays and is in the lock file.

    Raises:
        SourcesError: the folder cannot be written, or the lock file is damaged.
    """
    lock = read_lock(corpus)
    count = 0
    for record in records:
        source_id, address = record["id"], record["URL"]
        try:
            fetched = _original(corpus, record, lock, fetcher)
        except FetchError as error:
            told(Visited(source_id, address, Outcome.FAILED, str(error)))
        else:
            _keep(corpus, record, fetched, lock, now().isoformat(timespec="seconds"))
            told(Visited(source_id, address, Outcome.FETCHED))
            count += 1
    return count


def check(corpus: Path, records: Iterable[Record], fetcher: Fetcher) -> Iterator[Visited]:
    """Visit the addresses of records, and yield whether each is alive and its document the same.

    Raises:
        SourcesError: the lock file is damaged.
    """
    lock = read_lock(corpus)
    for record in records:
        source_id, address = record["id"], record["URL"]
        try:
            outcome = _checked(corpus, address, lock.get(source_id), fetcher)
        except FetchForbiddenError as error:
            yield Visited(source_id, address, Outcome.FORBIDDEN, str(error))
        except FetchError as error:
            yield Visited(source_id, address, Outcome.DEAD, str(error))
        else:
            yield Visited(source_id, address, outcome)


def read_lock(corpus: Path) -> dict[str, Locked]:
    """Return how each original came here, by id; without a lock file none did.

    Raises:
        SourcesError: the lock file is damaged.
    """
    path = corpus / ORIGINALS / LOCK
    if not path.exists():
        return {}
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        lock = {source_id: Locked(**entry) for source_id, entry in stored.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise SourcesError(texts.SOURCES_LOCK.format(path=path)) from error
    if not all(Path(str(entry.file)).name == entry.file for entry in lock.values()):
        raise SourcesError(texts.SOURCES_LOCK.format(path=path))
    return lock


def _here(corpus: Path, source_id: str) -> list[str]:
    """Return the files that are the original of a record: one, none, or by mistake more."""
    return [
        path.name
        for path in sorted((corpus / ORIGINALS).glob("*"))
        if path.stem == source_id and path.suffix.lower() in reader.SUFFIXES
    ]


def _original(
    corpus: Path, record: Record, lock: Mapping[str, Locked], fetcher: Fetcher
) -> Fetched:
    """Fetch the work that a record describes; a web page about it is not the work."""
    source_id, address = record["id"], record["URL"]
    if not _FILE_NAME.fullmatch(source_id):
        raise FetchError(texts.SOURCES_NO_FILE_NAME.format(id=source_id))
    own = [file for file in _here(corpus, source_id) if not _is_locked(file, lock.get(source_id))]
    if own:
        raise FetchError(texts.SOURCES_OWN_FILE.format(id=source_id, file=f"{ORIGINALS}/{own[0]}"))
    fetched = fetcher.fetch(address)
    if fetched is None or (fetched.suffix == ".html" and record["type"] not in _PAGES):
        raise FetchError(texts.SOURCES_ABOUT.format(address=address, id=source_id))
    return fetched


def _is_locked(file: str, locked: Locked | None) -> bool:
    return locked is not None and locked.file == file


def _keep(
    corpus: Path, record: Record, fetched: Fetched, lock: dict[str, Locked], moment: str
) -> None:
    """Write an original, then the lock file with it; what it replaces goes last."""
    source_id = record["id"]
    before = lock.get(source_id)
    file = f"{source_id}{fetched.suffix}"
    lock[source_id] = Locked(
        file=file,
        address=record["URL"],
        final=fetched.address,
        media_type=fetched.media_type,
        sha256=hashlib.sha256(fetched.content).hexdigest(),
        fetched=moment,
        **asdict(fetched.validators),
    )
    folder = corpus / ORIGINALS
    written = {entry_id: asdict(entry) for entry_id, entry in sorted(lock.items())}
    with _disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        # What is half written is hidden, and no source.
        files.write(folder / file, fetched.content)
        files.write(folder / LOCK, json.dumps(written, ensure_ascii=False, indent=1))
        if before and before.file != file:
            (folder / before.file).unlink(missing_ok=True)


@contextmanager
def _disk_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise SourcesError(texts.SOURCES_UNWRITABLE.format(path=folder, reason=reason)) from error


def _checked(corpus: Path, address: str, locked: Locked | None, fetcher: Fetcher) -> Outcome:
    path = corpus / ORIGINALS / locked.file if locked else None
    if locked is None or path is None or locked.address != address or not path.is_file():
        fetcher.fetch(address)
        return Outcome.ALIVE
    fetched = fetcher.fetch(address, Validators(locked.etag, locked.last_modified))
    if fetched is None or hashlib.sha256(fetched.content).hexdigest() == locked.sha256:
        return Outcome.SAME
    return Outcome.SAME if _reads_the_same(path, fetched) else Outcome.CHANGED


def _reads_the_same(path: Path, fetched: Fetched) -> bool:
    """Tell whether a document has the words of a file; pages differ in a date or a token that
    nobody reads."""
    with TemporaryDirectory() as folder:
        other = Path(folder) / f"{path.stem}{fetched.suffix}"
        other.write_bytes(fetched.content)
        try:
            return _text(other) == _text(path)
        except ReadError:
            return False


def _text(path: Path) -> str:
    return reader.read(path, source_id=path.stem, kind=Kind.BRON).text
