"""The wheel is all that is needed: program, texts, pages and sources, and nothing of a school."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as pip would."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


def tracked(folder: str) -> set[str]:
    """Return what belongs to the project in a folder."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return {
        name for name in listed.stdout.splitlines() if (ROOT / name).exists() and "/." not in name
    }


def test_everything_is_in_the_wheel_and_nothing_else(wheel: Path) -> None:
    """Program and sources; what a school put in its corpus folder never is."""
    with zipfile.ZipFile(wheel) as opened:
        names = {name for name in opened.namelist() if name.startswith("kwchat/")}
    program = {name.removeprefix("src/") for name in tracked("src/kwchat")}
    sources = {f"kwchat/{name}" for name in tracked("corpus")}

    assert sources
    assert names == program | sources


def test_it_works_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """In an empty folder its sources are put down, once; what is there then is left alone."""
    site, work = tmp_path / "site", tmp_path / "school"
    work.mkdir()
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(site)
    script = (
        "import kwchat, pathlib, sys; from kwchat.cli.commands import app; "
        "from kwchat.index.corpus import put_packaged; "
        f"assert pathlib.Path(kwchat.__file__).is_relative_to({str(site)!r}); "
        "corpus = pathlib.Path('corpus'); assert put_packaged(corpus); "
        "(corpus / 'bibliografie.json').write_text('[]'); assert not put_packaged(corpus); "
        "app(['--help'], prog_name='kwchat')"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=work,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (run.returncode, run.stderr) == (0, "")
    assert "ingest" in run.stdout
    found = {path.relative_to(work).as_posix() for path in (work / "corpus").rglob("*.*")}
    assert found == tracked("corpus")
    assert (work / "corpus" / "bibliografie.json").read_text("utf-8") == "[]"
