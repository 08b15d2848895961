"""What is kept beside learned weights says from what they learned, through every run."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from benchmarked import benchmark

from kwchat.index import adapter

POINTS = [{"step": 20, "answer": 1.5}, {"step": 40, "answer": 1.2}]


@pytest.fixture
def log() -> Iterator[ModuleType]:
    """The module, which the training scripts import from their own folder."""
    with benchmark("learning_log") as module:
        yield module


def made(log: ModuleType, passages: int, start: Path | None) -> dict[str, object]:
    """Return a run over so many passages."""
    return dict(log.run([log.Course(passages, 2, POINTS)], {"mrr": 0.5}, start=start))


def test_a_run_tells_what_it_learned_from(log: ModuleType) -> None:
    """How many passages, how often, from which weights, and what it reached."""
    assert made(log, 7, Path("ergens/oud.safetensors")) == {
        "start": "oud.safetensors",
        "courses": [{"passages": 7, "times": 2, "curve": POINTS}],
        "held_out": {"mrr": 0.5},
    }


def test_a_run_tells_how_much_of_what_it_learned_is_kept(log: ModuleType) -> None:
    """Where that is not all of it."""
    told = log.run([], {"mrr": 0.5}, start=Path("oud.safetensors"), kept=0.85)

    assert told == {
        "start": "oud.safetensors",
        "courses": [],
        "kept": 0.85,
        "held_out": {"mrr": 0.5},
    }


def test_a_run_that_goes_on_keeps_what_stood_there(log: ModuleType, tmp_path: Path) -> None:
    """Also where it writes over the weights that it started from, and a third time."""
    weights = tmp_path / "reader.safetensors"
    log.keep(weights, log.continued(log.beside(None), made(log, 1, None)))
    for passages in (2, 3):
        told = log.continued(log.beside(weights), made(log, passages, weights))
        log.keep(weights, told)

    kept = log.beside(weights)
    runs = [kept, *kept["then"]]
    assert [run["courses"][0]["passages"] for run in runs] == [1, 2, 3]
    assert [run["start"] for run in runs] == [None, weights.name, weights.name]
    assert all(run["courses"][0]["curve"] == POINTS for run in runs)


def test_a_new_beginning_keeps_nothing_of_other_weights(log: ModuleType, tmp_path: Path) -> None:
    """What lay where it writes is not where it came from; nothing need lie beside a start."""
    weights = tmp_path / "reader.safetensors"
    log.keep(weights, made(log, 1, None))

    assert log.continued(log.beside(None), made(log, 2, None)) == made(log, 2, None)
    assert log.beside(tmp_path / "kaal.safetensors") is None


def test_what_comes_with_kwchat_is_told_in_that_form(log: ModuleType) -> None:
    """Every run of it with its courses, or the share that it kept, and what was reached then."""
    kept = log.beside(adapter.FILE)

    for run in (kept, *kept["then"]):
        assert run.keys() >= {"start", "courses", "held_out"}
        assert run["courses"] or 0 < run["kept"] < 1
        for course in run["courses"][-1:]:
            assert course["passages"] > 0
            assert course["curve"][-1]["step"] > 0
        assert run["held_out"]["auroc"] > 0.5
