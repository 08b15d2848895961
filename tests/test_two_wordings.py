"""Searching with two wordings, as it is measured: what one of them misses may still come first."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from benchmarked import BENCHMARKS, benchmark
from scripted import make_chunk

from kwchat.answering.answer import Evidence, Hit, Query, SentenceMatch
from kwchat.answering.generation.calls import Caller
from kwchat.answering.writing import Failure, WritingError
from kwchat.evaluation.testsets import Question
from kwchat.index.encoding import Vector

TESTSET = Path(__file__).parent / "testset"
NONE: Vector = np.zeros(0, dtype=np.float32)


@pytest.fixture
def script() -> Iterator[ModuleType]:
    """The script, which imports another of its folder."""
    with benchmark("two_wordings") as module:
        yield module


def found(question: str, chance: float, **scores: float) -> Evidence:
    """Return passages of one sentence, each with a score, best first."""
    chunks = {
        name: make_chunk(f"Zin {name}.", name=name, start=0, page=1, section="") for name in scores
    }
    hits = tuple(Hit(chunks[name], score, 0.0, 0.0) for name, score in scores.items())
    sentences = tuple(
        SentenceMatch(chunks[name], chunks[name].sentences[0], NONE, frozenset(), score, (score,))
        for name, score in scores.items()
    )
    return Evidence(Query(question), hits, sentences, NONE, chance)


def test_what_both_find_goes_before_what_one_finds(script: ModuleType) -> None:
    """A passage that one did not look at counts as its last; so does a sentence."""
    own = found("En die?", 0.2, a=0.9, b=0.8, c=0.1)
    other = found("Wat doet de raad?", 0.6, d=0.9, b=0.8, e=0.1)

    fused = script.fuse(own, other)

    assert [hit.chunk.id for hit in fused.hits] == ["b", "a", "d", "c", "e"]
    by_id = {one.chunk.id: one for one in fused.sentences}
    assert set(by_id) == {"a", "b", "c", "d", "e"}
    assert by_id["b"].score == pytest.approx(0.8)
    assert by_id["d"].score == pytest.approx((0.1 + 0.9) / 2)
    assert by_id["d"].part_scores == (0.1,)
    assert fused.answerability == pytest.approx(0.4)
    assert fused.query.question == "En die?"


@pytest.mark.parametrize(
    ("said", "wording"),
    [
        pytest.param(["Vraag: Wat doet", " de raad?\n", "Dat is"], "Wat doet de raad?", id="first"),
        pytest.param([" \n"], "En die?", id="nothing"),
        pytest.param(WritingError(Failure.SLOW), "En die?", id="slow"),
    ],
)
def test_a_model_that_brings_nothing_leaves_the_question(
    script: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    said: list[str] | WritingError,
    wording: str,
) -> None:
    """Of what it says the first line counts."""

    def say(_: Caller, __: object) -> Iterator[str]:
        if isinstance(said, WritingError):
            raise said
        yield from said

    monkeypatch.setattr(Caller, "say", say)
    question = Question("v1", "vervolg", "En die?", (), answerable=True)

    assert script.other_wording(Caller.__new__(Caller), question) == wording


def test_every_question_that_is_asked_has_a_wording(script: ModuleType) -> None:
    """Each once; one that was left out would stop the measurement half-way."""
    lines = (BENCHMARKS / "data/herschreven/vragen.jsonl").read_text("utf-8").splitlines()
    written = [json.loads(line)["id"] for line in lines]
    talks, letter, sources = (
        TESTSET / f"{name}.jsonl" for name in ("gesprekken", "kenniswerkplaatsen", "bronnen")
    )
    follow_ups = [one for path in (talks, letter, sources) for one in script.chosen(path, 0)]
    asked = [*follow_ups, *script.chosen(letter, 40)]

    assert sorted(written) == sorted(one.id for one in asked)
