"""The tables of what each part brings tell what went better or worse without it, and how surely."""

from collections.abc import Iterator
from types import ModuleType

import pytest
from benchmarked import benchmark

from kwchat.answering.retriever import LEARNED

QUESTIONS = 40


@pytest.fixture
def ablation() -> Iterator[ModuleType]:
    """The script, which imports from its own folder."""
    with benchmark("ablation") as module:
        yield module


def found(facts: int) -> dict[str, dict[str, tuple[float, float]]]:
    """Return scores of questions of which the first so many found their fact."""
    return {str(one): {"facts": (float(one < facts), 1.0)} for one in range(QUESTIONS)}


def test_a_change_is_what_goes_without_the_part(ablation: ModuleType) -> None:
    """From all parts to all but one: a loss is below zero, and bold where it is no chance."""
    cells = [
        ablation.cell(ablation.change(found(30), found(count), "facts")) for count in (10, 29, 30)
    ]

    assert cells[0].startswith("**-0.500** (")
    assert cells[1].startswith("-0.025 (")
    assert cells[2] == "0"


def test_only_questions_with_a_measure_count(ablation: ModuleType) -> None:
    """A question without key facts tells nothing of facts; without any there is no figure."""
    before = {**found(30), "zonder": {}}

    assert ablation.change(before, before, "facts").n == QUESTIONS
    assert ablation.cell(ablation.change(before, before, "mrr")) == "–"


def test_every_part_is_taken_out_of_what_there_is(ablation: ModuleType) -> None:
    """Its weights are weights of the search, and its values stand where they are replaced."""
    for part in ablation.PARTS.values():
        assert all(hasattr(LEARNED, name) for name in part.weights)
        assert all(hasattr(holder, name) for holder, name, _ in part.values)
