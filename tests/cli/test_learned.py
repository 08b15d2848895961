"""What was learned on the packaged encoder, seen from the command line: whole, spoiled, or lost."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from commanded import kwchat
from safetensors.numpy import load_file

from kwchat.index import adapter, encoders, entailer, learned_file, pointer
from kwchat.index.ingest import ingest
from kwchat.testing import FakeEncoder

COMMANDS = [("ask", "Wat doet de coördinator?"), ("serve",), ("ingest",)]
ELSEWHERE = {"encoder": "0" * 64, "strength": "2.0"}
ABOUT = {adapter: ELSEWHERE, entailer: ELSEWHERE, pointer: {"reader": "0" * 64}}


@pytest.fixture(autouse=True)
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with an index that fits the packaged encoder as far as its manifest knows."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("KWCHAT_INDEX", str(tmp_path / "index"))
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "brief.md").write_text("# Wie\n\nDe coördinator structureert.\n")
    ingest(
        tmp_path / "corpus",
        tmp_path / "index",
        records={},
        identity=encoders.identity(None),
        load=FakeEncoder,
    )
    before = dict(os.environ)
    yield tmp_path
    os.environ.clear()
    os.environ.update(before)


def cut_short(_module: ModuleType, source: Path, target: Path) -> None:
    """Write all but the last bytes, as a download that broke off; the header is whole."""
    target.write_bytes(source.read_bytes()[:-8])


def one_bit_over(_module: ModuleType, source: Path, target: Path) -> None:
    """Write it with one bit of one number fallen over, as on a worn disk; the header is whole."""
    content = bytearray(source.read_bytes())
    content[-1000] ^= 1
    target.write_bytes(content)


def nonsense(_module: ModuleType, _source: Path, target: Path) -> None:
    """Write what is no such file."""
    target.write_bytes(b"kapot")


def missing(_module: ModuleType, _source: Path, _target: Path) -> None:
    """Write nothing."""


def of_another(module: ModuleType, source: Path, target: Path) -> None:
    """Write a file that says that it belongs elsewhere."""
    learned_file.write(target, load_file(source), ABOUT[module])


def incomplete(_module: ModuleType, source: Path, target: Path) -> None:
    """Write all but one of its tensors, with the same words about itself."""
    about, _ = learned_file.header(source)
    few = load_file(source)
    few.popitem()
    learned_file.write(target, few, about)


@pytest.mark.parametrize("module", [adapter, entailer, pointer])
@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (cut_short, "ontbreekt of is beschadigd"),
        (one_bit_over, "ontbreekt of is beschadigd"),
        (nonsense, "ontbreekt of is beschadigd"),
        (missing, "ontbreekt of is beschadigd"),
        (of_another, "past niet bij"),
        (incomplete, "past niet bij"),
    ],
)
def test_the_first_thing_said_is_what_is_wrong(
    module: ModuleType,
    spoil: Callable[[ModuleType, Path, Path], None],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One line with the file and what to do; not that the index is out of date, for a new one would
    not help."""
    target = tmp_path / "geleerd.safetensors"
    spoil(module, module.FILE, target)
    monkeypatch.setattr(module, "FILE", target)

    for command in COMMANDS:
        result = kwchat(*command)

        assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
        assert words in result.stderr
        assert f"{target}. Installeer kwchat opnieuw." in result.stderr

    told = kwchat("doctor").stdout
    assert "[fout]   Taalmodel: Wat kwchat" in told
    assert words in told
    assert "verouderd" not in told


def test_the_doctor_names_what_was_learned() -> None:
    """By the beginning of its hash, which an error about the index names too."""
    told = kwchat("doctor").stdout

    assert f"met wat het heeft geleerd: {adapter.sha256()[:8]}…)." in told
    assert "zonder wat kwchat" not in told


def test_the_doctor_says_what_is_lost_with_another_encoder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It works, and is no fault; the index is another matter."""
    (tmp_path / "eigen").mkdir()
    (tmp_path / "eigen" / "config.json").write_text("{}", encoding="utf-8")
    monkeypatch.setenv("KWCHAT_EMBEDDING_MODEL", str(tmp_path / "eigen"))

    told = kwchat("doctor").stdout

    assert "[ok]     Taalmodel: eigen (" in told
    assert "[let op] Taalmodel: zonder wat kwchat bij het meegeleverde taalmodel heeft" in told
    assert "met wat het heeft geleerd" not in told
