"""What lies in a corpus folder: the files that may be sources, and what is passed over, and why.

Nothing is passed over in silence. Links are not followed out of the folder, nor into other folders:
what stands there is not this school's to quote, and may be reached twice or without end.
"""

import os
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from stat import S_ISREG

from kwchat.index import texts
from kwchat.index.manifest import Skipped, SkipReason

LARGEST = 100_000_000  # bytes; the largest report of a school that was seen has 60 MB
_OFFICE_LOCK = "~$"  # Word writes ~$rapport.docx beside a rapport.docx that is open
_LIBRE_LOCK = ".~lock."
_OF_A_SYSTEM = frozenset({"thumbs.db", "desktop.ini"})  # Windows hides them by an attribute
_README, _RECORD_SUFFIX = "README.md", ".csl.json"
_OUR_OWN = frozenset({"bibliografie.json", "originelen/lock.json"})
_UNSHOWN = frozenset({"Cc", "Cs"})  # control signs, and the halves that bytes without UTF-8 become


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that may be a source, or a place that is none for a `fault`, in one Dutch sentence.

    `path` is relative, with slashes, and can be shown and written whatever the name on disk.
    """

    location: Path
    path: str
    fault: str | None = None


def look_through(
    corpus: Path, *, suffixes: Collection[str], wanted: Collection[str]
) -> tuple[list[Entry], list[Skipped]]:
    """Return the entries of a folder and its subfolders, and what is passed over, each by path.

    Args:
        corpus: the folder; it may be a link itself.
        suffixes: of the files that are read, in small letters.
        wanted: relative paths that count as entries whatever they are.
    """
    found = list(_walked(corpus, _Look(corpus, suffixes, wanted)))
    entries = [one for one in found if isinstance(one, Entry)]
    skipped = [one for one in found if isinstance(one, Skipped)]
    return (
        sorted(entries, key=lambda entry: PurePosixPath(entry.path)),
        sorted(skipped, key=lambda one: PurePosixPath(one.path)),
    )


def lies_in(path: Path, corpus: Path) -> bool:
    """Tell whether a path, with all links followed, is in a folder."""
    return path.resolve().is_relative_to(corpus.resolve())


@dataclass(frozen=True, slots=True)
class _Look:
    """What a file is held against."""

    corpus: Path
    suffixes: Collection[str]
    wanted: Collection[str]


def _walked(corpus: Path, look: _Look) -> Iterator[Entry | Skipped]:
    closed: list[OSError] = []
    for folder, folders, names in os.walk(corpus, onerror=closed.append):
        within = os.path.relpath(folder, corpus)
        begin = "" if within == os.curdir else f"{Path(within).as_posix()}/"
        left: list[str] = []
        for name in folders:
            if told := _folder(Path(folder, name), f"{begin}{name}"):
                yield told
                left.append(name)
        folders[:] = sorted(set(folders) - set(left))
        for name in names:
            if told := _file(Path(folder, name), f"{begin}{name}", look):
                yield told
    for error in closed:
        path = Path(error.filename)
        shown = shown_path(path.relative_to(corpus).as_posix())
        yield Entry(path, f"{shown}/", texts.CORPUS_FOLDER_CLOSED.format(file=f"{shown}/"))


def _folder(path: Path, relative: str) -> Entry | Skipped | None:
    """Tell what is to be said of a folder; None for one that is gone through."""
    shown = f"{shown_path(relative)}/"
    if _is_unshown(path.name):
        return Entry(path, shown, texts.CORPUS_NAME.format(file=shown))
    if path.name.startswith("."):
        return _skipped(shown, SkipReason.HIDDEN)
    if path.is_symlink():
        return _skipped(shown, SkipReason.LINKED_FOLDER)
    return None


def _file(path: Path, relative: str, look: _Look) -> Entry | Skipped | None:
    """Tell what a file is; None for one of kwchat's own."""
    shown = shown_path(relative)
    if _is_unshown(path.name):
        return Entry(path, shown, texts.CORPUS_NAME.format(file=shown))
    if relative in look.wanted:
        return Entry(path, shown)
    if relative in _OUR_OWN or path.name.endswith(_RECORD_SUFFIX):
        return None
    reason = _reason(path, relative, look)
    if reason:
        return _skipped(shown, reason)
    return Entry(path, shown, _fault(path, shown))


def _reason(path: Path, relative: str, look: _Look) -> SkipReason | None:
    """Return why a file is no source, by the first that holds."""
    reasons: Sequence[tuple[SkipReason, Callable[[], bool]]] = (
        (SkipReason.LOCK, lambda: path.name.startswith((_OFFICE_LOCK, _LIBRE_LOCK))),
        (SkipReason.HIDDEN, lambda: path.name.startswith(".") or path.name.lower() in _OF_A_SYSTEM),
        (SkipReason.README, lambda: relative == _README),
        (SkipReason.UNKNOWN, lambda: path.suffix.lower() not in look.suffixes),
        (SkipReason.BROKEN_LINK, lambda: path.is_symlink() and _is_broken(path)),
        (SkipReason.LINK, lambda: path.is_symlink() and not lies_in(path, look.corpus)),
        (SkipReason.NO_FILE, lambda: not _is_regular(path)),
    )
    return next((reason for reason, holds in reasons if holds()), None)


def _is_broken(path: Path) -> bool:
    """Tell whether a link leads to nothing, or round in a circle."""
    try:
        path.stat()
    except OSError:
        return True
    return False


def _is_regular(path: Path) -> bool:
    """Tell a file from what only looks like one; reading from a pipe would never end."""
    try:
        return S_ISREG(path.stat().st_mode)
    except PermissionError:
        return True  # the reader says that it may not


def _fault(path: Path, shown: str) -> str | None:
    try:
        size = path.stat().st_size
    except OSError:
        return None  # the reader says it
    if size <= LARGEST:
        return None
    return texts.CORPUS_TOO_LARGE.format(
        file=shown, size=size // 1_000_000, largest=LARGEST // 1_000_000
    )


def _skipped(shown: str, reason: SkipReason) -> Skipped:
    return Skipped(shown, reason, texts.CORPUS_SKIPPED[reason])


def _is_unshown(name: str) -> bool:
    return any(unicodedata.category(sign) in _UNSHOWN for sign in name)


def shown_path(path: str) -> str:
    r"""Return a path as it can be shown and written: what is no letter or sign as `\xe9`.

    >>> shown_path("caf\udce9.md")
    'caf\\xe9.md'
    """
    readable = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(
        sign if unicodedata.category(sign) not in _UNSHOWN else f"\\x{ord(sign):02x}"
        for sign in readable
    )
