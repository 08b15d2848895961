"""Where the lines are drawn for a wish, and whether the estimated chance is right."""

import pytest
from evaluated import COORDINATOR, COSTS, PAYER, SUBSIDY, SUPPORT, quoting, refusal, run
from hypothesis import given
from hypothesis import strategies as st

from kwchat.errors import QuestionError
from kwchat.evaluation.thresholds import Advice, reliability, threshold_for


def test_the_line_lies_just_above_what_must_not_be_asserted() -> None:
    """With no unanswerable question to spare, the line is above the highest of their chances."""
    advice = threshold_for(
        run({COSTS.question: refusal(SUPPORT, answerability=0.7)}), "asserted_wrongly=0.05"
    )

    assert advice == Advice("KWCHAT_SURE", 0.701)


def test_the_line_lies_at_what_must_not_be_refused() -> None:
    """Below the lowest chance of an answerable question nothing is lost."""
    answers = {
        COORDINATOR.question: quoting(SUPPORT, answerability=0.6),
        PAYER.question: quoting(SUBSIDY, answerability=0.9),
    }

    assert threshold_for(run(answers), "wrongly_refused=0") == Advice("KWCHAT_THRESHOLD", 0.6)
    assert threshold_for(run(answers), "wrongly_refused=0.5") == Advice("KWCHAT_THRESHOLD", 0.9)


@given(chance=st.floats(0.001, 0.999))
def test_the_line_that_is_told_holds(chance: float) -> None:
    """In the three decimals that it is told with, and not a step further than it must be."""
    answers = {
        COSTS.question: refusal(SUPPORT, answerability=chance),
        COORDINATOR.question: quoting(SUPPORT, answerability=chance),
    }
    asked = run(answers, questions=[COORDINATOR, COSTS])
    sure, threshold = (
        float(f"{threshold_for(asked, f'{name}=0').value:.3f}")
        for name in ("asserted_wrongly", "wrongly_refused")
    )

    assert threshold <= chance < sure
    assert sure - threshold < 0.0015


@pytest.mark.parametrize("name", ["asserted_wrongly", "wrongly_refused"])
def test_a_wish_that_allows_everything_moves_the_line_to_its_end(name: str) -> None:
    """All may be asserted, or all refused."""
    assert threshold_for(run(), f"{name}=1").value in (0.0, 1.0)


@pytest.mark.parametrize("wish", ["mrr=0.9", "sentences=2"])
def test_no_line_decides_other_metrics(wish: str) -> None:
    """It says for which there is one."""
    with pytest.raises(QuestionError, match="asserted_wrongly, wrongly_refused"):
        threshold_for(run(), wish)


def test_a_test_set_without_such_questions_decides_nothing() -> None:
    """Nothing can be asserted wrongly where everything has an answer."""
    with pytest.raises(QuestionError, match="niet te meten"):
        threshold_for(run(questions=[COORDINATOR, PAYER]), "asserted_wrongly=0.05")


def test_reliability_counts_every_question_once() -> None:
    """Estimates and shares lie within 0–1, and estimates rise."""
    groups = reliability(run())
    chances = [chance for chance, _, _ in groups]

    assert sum(count for _, _, count in groups) == 3
    assert chances == sorted(chances)
    assert all(0 <= number <= 1 for group in groups for number in group[:2])
