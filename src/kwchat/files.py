"""Files: written whole or not at all, and told apart by their hash."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_READ_BY_ALL = 0o004


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write to, which takes the place of `path` when the block ends well.

    Before that it is a hidden `.name.part` beside it, gone after an error; an interrupt leaves it,
    since it may be hours of work. What is there afterwards survives a power cut.

    Raises:
        OSError: the file cannot be written; what was at `path` is still there.
    """
    target = path.resolve()  # a link stays a link
    unfinished = target.with_name(f".{target.name}.part")
    try:
        with unfinished.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    except Exception:
        with suppress(OSError):
            unfinished.unlink()
        raise


def write(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all; text as UTF-8.

    Raises:
        OSError: the file cannot be written; what was there before still is.
    """
    with whole(path) as file:
        file.write(content.encode() if isinstance(content, str) else content)


def is_writable(path: Path) -> bool:
    """Tell whether a file can be written there, before the work of making it."""
    return not path.is_dir() and os.access(path.resolve().parent, os.W_OK)


def is_open(path: Path) -> bool:
    """Tell whether everyone on this computer may read a file; never where there are no such rights.

    Raises:
        OSError: the file is not there.
    """
    return os.name == "posix" and bool(path.stat().st_mode & _READ_BY_ALL)


def sha256(path: Path) -> str:
    """Return the hash of a file's content, as hexadecimal digits.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
