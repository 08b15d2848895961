"""The number type is measured once on a machine, and changes no answer."""

from collections.abc import Callable
from itertools import chain, product
from pathlib import Path

import pytest

from kwchat import wiring
from kwchat.answering.answer import Answer
from kwchat.evaluation import testsets
from kwchat.index.adapter import Adapter
from kwchat.index.bert import Bert
from kwchat.index.encoders import SentenceEncoder, identity
from kwchat.index.number_type import FILE, NumberType, kept, number_type
from kwchat.index.packaged_encoder import NAME
from kwchat.index.pointer import Pointer

ROOT = Path(__file__).parents[2]
QUESTIONS = 12
AS_GOOD = 0.01  # passages whose scores, from 0 to 1.5, differ less score the same

AMX = "processor\t: 0\nmodel name\t: Xeon\ncpu MHz\t\t: 2500.0\nflags\t\t: fpu avx512f amx_bf16\n"


def fails() -> NumberType:
    """Measure nothing: what is kept was to be used."""
    raise AssertionError


def rough() -> NumberType:
    """Find bfloat16 fastest."""
    return NumberType.BFLOAT16


def exact() -> NumberType:
    """Find float32 fastest."""
    return NumberType.FLOAT32


@pytest.fixture
def cpuinfo(tmp_path: Path) -> Path:
    """What a system tells about its processor."""
    path = tmp_path / "cpuinfo"
    path.write_text(AMX)
    return path


@pytest.mark.parametrize("measured", [rough, exact])
def test_it_is_measured_once(
    tmp_path: Path, cpuinfo: Path, measured: Callable[[], NumberType]
) -> None:
    """And kept in a folder that is made for it; how fast the clock runs just now is of no
    concern."""
    cache = tmp_path / "cache" / "kwchat"
    assert kept(cache, cpuinfo) is None
    first = number_type(cache, measured=measured, cpuinfo=cpuinfo)
    cpuinfo.write_text(AMX.replace("2500", "3100") + "\nprocessor\t: 1\nmodel name\t: Xeon\n")

    assert number_type(cache, measured=fails, cpuinfo=cpuinfo) == first == measured()
    assert kept(cache, cpuinfo) == first
    assert [path.name for path in cache.iterdir()] == [FILE]


def test_another_processor_measures_anew(tmp_path: Path, cpuinfo: Path) -> None:
    """A cache that went along to another machine says nothing about that."""
    number_type(tmp_path, measured=rough, cpuinfo=cpuinfo)
    cpuinfo.write_text(AMX.replace(" amx_bf16", ""))

    assert number_type(tmp_path, measured=exact, cpuinfo=cpuinfo) == "float32"


@pytest.mark.parametrize(
    "damaged", [b"", b"{", b'{"machine": "x"}', b"\xff", b'{"number_type": "int4"}']
)
def test_a_damaged_file_is_measured_anew(tmp_path: Path, cpuinfo: Path, damaged: bytes) -> None:
    """And mended."""
    (tmp_path / FILE).write_bytes(damaged)

    assert number_type(tmp_path, measured=rough, cpuinfo=cpuinfo) == "bfloat16"
    assert number_type(tmp_path, measured=fails, cpuinfo=cpuinfo) == "bfloat16"


def test_where_nothing_can_be_kept_it_is_measured_each_time(tmp_path: Path, cpuinfo: Path) -> None:
    """A cache that cannot be written stops nobody."""
    (tmp_path / "cache").write_text("a file, and no folder")

    assert number_type(tmp_path / "cache", measured=rough, cpuinfo=cpuinfo) == "bfloat16"
    assert number_type(tmp_path / "cache", measured=exact, cpuinfo=cpuinfo) == "float32"


def test_a_system_that_tells_nothing_is_measured_too(tmp_path: Path) -> None:
    """There is no /proc outside Linux."""
    none = tmp_path / "none"

    assert number_type(tmp_path, measured=rough, cpuinfo=none) == "bfloat16"
    assert number_type(tmp_path, measured=fails, cpuinfo=none) == "bfloat16"


@pytest.mark.encoder
def test_the_machine_is_measured(tmp_path: Path) -> None:
    """With torch, to one of the two."""
    assert number_type(tmp_path) in NumberType
    assert number_type(tmp_path, measured=fails) == kept(tmp_path)


def ahead(answer: Answer) -> set[str]:
    """Return which of the first three passages that were found clearly score more than the fourth:
    those that do not may change places with it."""
    *first, fourth = answer.passages[:4]
    return {one.chunk.id for one in first if one.score - fourth.score > AS_GOOD}


def same(one: Answer, other: Answer) -> bool:
    """Tell whether a reader sees the same first: the outcome, the first quote, the first passage
    that was found for it, and the first three but for those that score the same as the fourth."""
    seen = [
        (
            answer.outcome,
            [(quote.source_id, quote.start, quote.end) for quote in answer.citations[:1]],
            answer.passages[0].chunk.id,
        )
        for answer in (one, other)
    ]
    first, others = ({hit.chunk.id for hit in answer.passages[:3]} for answer in (one, other))
    return seen[0] == seen[1] and ahead(one) <= others and ahead(other) <= first


def test_an_index_of_one_type_is_asked_in_the_other(encoder_cache: Path, tmp_path: Path) -> None:
    """With the same outcome, the same first quote and the same first passages."""
    learned, pointer = Adapter.load(), Pointer.load()
    encoders = {
        of: SentenceEncoder(
            Bert(encoder_cache / NAME, of, learned), identity(None), learned, pointer
        )
        for of in NumberType
    }
    asked = testsets.load(ROOT / "tests/testset/bronnen.jsonl")[:QUESTIONS]
    for of, encoder in encoders.items():
        wiring.ingest(ROOT / "corpus/bronnen", index=tmp_path / of, encoder=encoder)

    answers = {
        (made, by): [assistant.answer(one.question, one.history) for one in asked]
        for made, by in product(NumberType, NumberType)
        for assistant in [wiring.open_assistant(tmp_path / made, encoder=encoders[by])]
    }

    exact = answers[NumberType.FLOAT32, NumberType.FLOAT32]
    assert all(map(same, exact * len(answers), chain.from_iterable(answers.values())))
