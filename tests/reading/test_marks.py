"""Raised marks: what they stand behind tells a power from the mark of a note."""

import pytest

from kwchat.reading.marks import marked


@pytest.mark.parametrize(
    ("before", "mark", "after", "shown"),
    [
        ("9,81 m/s", "2", "", "²"),
        ("9,81m", "2", "", "²"),
        ("een plein van 400 m", "2", "", "²"),
        ("driehoek met a", "2", " +", "²"),
        ("E = mc", "2", "", "²"),
        ("5 · 10", "-6", " m", "⁻⁶"),
        ("5 · 10", "−6", " m", "⁻⁶"),
        ("10", "1", "", "¹"),
        ("kJ mol", "-1", "", "⁻¹"),
        ("(a + b)", "2", "", "²"),
        ("sin", "2", "", "²"),
        ("Ca", "2+", "", "²⁺"),
        ("OH", "-", "", "⁻"),
        ("x", "n", "", "ⁿ"),
        ("de 19", "e", " eeuw", "e"),
        ("12", "o", "C", "°"),
        ("de ", "14", "C-methode", "¹⁴"),
        ("8", "2", "", "²"),
        ("in groep 8 = 8", "2", "", "²"),
    ],
)
def test_what_has_a_power_keeps_it(before: str, mark: str, after: str, shown: str) -> None:
    """A unit, a variable, a base, an ion; a letter that makes an ordinal stays on the line."""
    assert marked(before, mark, after) == shown


@pytest.mark.parametrize("notes", [frozenset(), frozenset({"1", "2", "3"})], ids=["none", "notes"])
@pytest.mark.parametrize(
    ("before", "mark"),
    [
        ("Wij leren samen.", "1"),
        ("een werkplaats", "2"),
        ("een werkplaats", "1,2"),
        ("een werkplaats", "1-3"),
        ("een werkplaats", "*"),
        ("(De Jong, 2017)", "3"),
        ("in 2019", "3"),
        ("in groep 8", "1"),
        ("de AVG", "2"),
        ("de school”", "2"),
    ],
)
def test_behind_a_word_it_marks_a_note(before: str, mark: str, notes: frozenset[str]) -> None:
    """And behind a year, or a sentence; a first power is never written."""
    assert marked(before, mark, "", notes) == ""


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("in groep 8", " en", ""),
        ("is 3 + 8", " en", "²"),
        ("in groep 8", " = 64", "²"),
        ("x", "", "²"),
    ],
)
def test_a_note_of_that_number_decides_what_else_could_be_both(
    before: str, after: str, shown: str
) -> None:
    """Unless the number stands in a sum; behind a variable a square is a square."""
    assert marked(before, "2", after, frozenset({"2"})) == shown
