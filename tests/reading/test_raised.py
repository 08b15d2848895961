"""Raised and lowered signs keep their meaning on a line of plain letters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kwchat.reading.raised import fraction, lowered, raised, with_fractions


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        *(("8", "⁸"), ("-19", "⁻¹⁹"), ("−6", "⁻⁶"), ("–6", "⁻⁶"), ("2+", "²⁺"), ("+", "⁺")),
        *(("n", "ⁿ"), ("x", "ˣ"), ("2n", "²ⁿ"), ("n+1", "ⁿ⁺¹"), (" 2 ", " ² ")),
        *(("e", "e"), ("de", "de"), ("ste", "ste"), ("TM", "TM"), ("[1]", "[1]"), ("*", "*")),
        *(("2,5", "^2,5"), ("-0.5", "^-0.5"), ("", ""), (" ", " "), ("zie noot 2", "zie noot 2")),
    ],
)
def test_what_is_raised_stays_raised(text: str, shown: str) -> None:
    """Numbers, signs and one letter rise; an ordinal ending and a word say no more for it."""
    assert raised(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("2", "₂"), ("10", "₁₀"), ("n", "ₙ"), ("n-1", "ₙ₋₁"), ("max", "max"), ("2,5", "2,5")],
)
def test_what_is_lowered_stays_lowered(text: str, shown: str) -> None:
    """CO₂, and aₙ; PM2,5 is what people write."""
    assert lowered(text) == shown


@pytest.mark.parametrize(
    ("above", "below", "shown"),
    [
        *(
            ("1", "2", "½"),
            ("3", "4", "¾"),
            ("2", "3", "⅔"),
            ("3", "7", "3/7"),
            ("1", "12", "1/12"),
        ),
        *(("a + b", "2", "(a + b)/2"), ("1", "x+1", "1/(x+1)"), ("(a+b)", "c", "(a+b)/c")),
        ("(a)(b+c)", "2", "((a)(b+c))/2"),
    ],
)
def test_a_fraction_stands_on_one_line(above: str, below: str, shown: str) -> None:
    """What stood above and below a line is not run together: 1 and 12 are not 112."""
    assert fraction(above, below) == shown


@given(st.text(alphabet="0123456789+−()=", max_size=12))
def test_no_digit_changes(text: str) -> None:
    """Compatibility forms give back the very number."""
    for write in (raised, lowered):
        assert unicodedata.normalize("NFKC", write(text)) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("¹/₂ liter", "½ liter"), ("1³⁄₄", "1¾"), ("2³/₁₆", "2³/₁₆"), ("10⁸/CO₂", "10⁸/CO₂")],
)
def test_a_raised_and_a_lowered_number_are_a_fraction(text: str, shown: str) -> None:
    """Where Unicode has a sign for it; a number before it is never joined with it."""
    assert with_fractions(text) == shown
