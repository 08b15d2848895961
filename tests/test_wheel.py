"""The wheel is all that is needed: program, texts, pages and sources, and nothing of a school."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from serving import serving

from kwchat.cli import texts

ROOT = Path(__file__).parent.parent

QUESTION = "Wat doet een werkplaatscoördinator?"

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as pip would."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command that pip makes of the wheel, in an environment that sees the libraries here."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, symlinks=True)
    place = ["-m", "pip", "--python", str(folder / "bin" / "python")]
    options = ["install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([sys.executable, *place, *options], check=True)
    # Only now, and behind what is installed: pip would find the kwchat of the checkout there.
    libraries = sysconfig.get_path("purelib")
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    (site / "libraries.pth").write_text(f"import site; site.addsitedir({libraries!r})\n", "utf-8")
    return folder / "bin" / "kwchat"


@pytest.fixture
def environment(encoder_cache: Path) -> dict[str, str]:
    """What a command finds around it: nothing of the checkout, and an encoder that is unpacked."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return {**own, "KWCHAT_CACHE": str(encoder_cache)}


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


def test_installed_it_answers_in_an_empty_folder(
    installed: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    """From the sources that it put down there, with quotes that stand in them."""

    def said(*command: str | Path) -> str:
        run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        return run.stdout

    code = "import kwchat; print(kwchat.__file__)"
    home = said(installed.with_name("python"), "-c", code).strip()
    assert Path(home).is_relative_to(installed.parent.parent)
    said(installed, "ingest")
    is_cited(said(installed, "ask", "--json", QUESTION), tmp_path)


def test_installed_it_serves_in_an_empty_folder(
    installed: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    """One command: it ingests by itself, in a process of its own, and then answers."""
    log = tmp_path / "log"
    with (
        log.open("w") as stderr,
        serving(
            [str(installed)], environment=environment, stderr=stderr, folder=tmp_path
        ) as server,
    ):
        server.wait_for("/readyz")
        asked = json.dumps({"question": QUESTION}).encode()
        is_cited(server.fetch("/api/v1/ask", asked), tmp_path)

    first, put, *rest = log.read_text("utf-8").splitlines()
    assert first == texts.SERVE_FIRST.format(path="index")
    assert put == texts.INGEST_CORPUS_PUT.format(path="corpus")
    assert any(line.startswith("nieuw: kennisrotonde") for line in rest)


def is_cited(answer: str, folder: Path) -> None:
    """Check that an answer is one, each quote of which stands in the sources of a folder."""
    brief = (folder / "corpus" / "kennisrotonde-kenniswerkplaatsen.txt").read_text("utf-8")
    found = json.loads(answer)
    quotes = [one["quote"] for one in found["citations"]]

    assert found["answered"]
    assert quotes
    assert any(" ".join(quote.split()) in " ".join(brief.split()) for quote in quotes)
