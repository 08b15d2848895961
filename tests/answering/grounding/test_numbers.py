"""Numbers are the same however they are written, and not where they count something else."""

import pytest

from kwchat.answering.grounding.numbers import Number, Unit, has, numbers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("vijfentwintig scholen", "25 scholen"),
        ("12,5 procent", "12,5%"),
        ("1.500 euro", "€ 1500"),
        ("twee miljoen euro", "2 miljoen euro"),
        ("1-3-2024", "1 maart 2024"),
        ("het derde jaar", "het 3e jaar"),
        ("de helft", "half"),
        ("één school", "1 school"),
    ],
)
def test_a_number_is_the_same_in_another_spelling(one: str, other: str) -> None:
    """Words, digits, signs and separators."""
    assert {(n.value, n.unit) for n in numbers(one)} == {(n.value, n.unit) for n in numbers(other)}


@pytest.mark.parametrize("text", ["een school", "Ten tweede helpt dit.", "iedereen"])
def test_what_counts_nothing_is_no_number(text: str) -> None:
    """An article, and what puts sentences in order."""
    assert numbers(text) == ()


@pytest.mark.parametrize(
    ("number", "text", "is_there"),
    [
        (Number(3, Unit.PLAIN, "school"), "drie scholen", True),
        (Number(3, Unit.PLAIN, "school"), "drie leraren van vijf scholen", False),
        (Number(12, Unit.PERCENT), "12 scholen", False),
        (Number(12, Unit.PLAIN), "12 procent", True),
        (Number(2017, Unit.PLAIN), "Zuiker et al. (2017)", True),
    ],
)
def test_a_number_counts_what_it_counts(number: Number, text: str, is_there: bool) -> None:
    """Three teachers are no three schools, and a percentage is no count."""
    assert has(number, numbers(text)) is is_there
