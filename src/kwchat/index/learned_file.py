"""A file of learned numbers that tells when it is damaged.

Safetensors; in what the file says about itself stands the SHA-256 of its numbers.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kwchat import files
from kwchat.errors import ModelError
from kwchat.index import texts
from kwchat.index.encoding import Matrix

_HASH = "numbers"  # what a file calls the hash of its own numbers


def header(path: Path) -> tuple[dict[str, str], frozenset[str]]:
    """Return what a file says about itself, and the names of its tensors, in milliseconds.

    Raises:
        ModelError: the file is missing, cut short, or damaged anywhere.
    """
    with _opened(path) as file:
        return file.metadata(), frozenset(file.keys())


def read(path: Path) -> tuple[dict[str, str], dict[str, Matrix]]:
    """Return what a file says about itself, and its tensors by name, in float32.

    Raises:
        ModelError: the file is missing, cut short, or damaged anywhere.
    """
    with _opened(path) as file:
        names = file.keys()
        tensors = {name: file.get_tensor(name).astype(np.float32) for name in names}
        return file.metadata(), tensors


def write(path: Path, tensors: Mapping[str, npt.NDArray[Any]], about: Mapping[str, str]) -> None:
    """Write tensors as they are, with what the file is to say about itself.

    Raises:
        OSError: the file cannot be written; what was there before still is.
    """
    from safetensors.numpy import save

    said = {name: value for name, value in about.items() if name != _HASH}
    hashed = _hash_of_numbers(save(dict(tensors), said))
    files.write(path, save(dict(tensors), {**said, _HASH: hashed}))


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Give a file of safetensors, which has no types of its own, while it is open."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "numpy") as file:
            if (file.metadata() or {}).get(_HASH) != _hash_of_numbers(path.read_bytes()):
                raise ModelError(texts.ADAPTER_DAMAGED.format(path=path))
            yield file
    except (OSError, SafetensorError) as error:
        raise ModelError(texts.ADAPTER_DAMAGED.format(path=path)) from error


def _hash_of_numbers(content: bytes) -> str:
    """Return the hash of what follows the header, whose length the first eight bytes give."""
    start = 8 + int.from_bytes(content[:8], "little")
    return hashlib.sha256(memoryview(content)[start:]).hexdigest()
