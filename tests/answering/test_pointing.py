"""The words that answer: which are marked, in which sentences, and when none are."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from searched import BRIEF, make_retriever

from kwchat.answering import pointing
from kwchat.answering.answer import Query, Span
from kwchat.index.encoding import Encoding, Pointing
from kwchat.testing import FakeEncoder

TEXT = "Een dagdeel kost leden (in 2024) € 17 per keer."


def best(text: str, sure: dict[str, float], span: tuple[int, int] | None = None) -> pointing.Words:
    """Return the words chosen where each word is a token, as sure as is said, others not."""
    tokens = [found.span() for found in re.finditer(r"\S+", text)]
    odds = np.array([sure.get(text[start:end], -5.0) for start, end in tokens])
    return pointing.best_words(text, span or (0, len(text)), np.array(tokens), odds)


def test_the_words_in_a_row_that_are_surest_together() -> None:
    """A doubtful one between two sure ones is among them, one at the end is not."""
    found = best(TEXT, {"€": 2.0, "17": -0.5, "per": 0.5, "keer.": 1.0, "kost": -3.0, "leden": 1.5})

    assert TEXT[found.start : found.end] == "€ 17 per keer"
    assert found.chance == pytest.approx(np.mean(1 / (1 + np.exp([-2.0, 0.5, -0.5, -1.0]))))


def test_words_that_tell_nothing_are_not_the_end_of_an_answer() -> None:
    """Nor all of it."""
    found = best(TEXT, {"€": 2.0, "17": 2.0, "per": 1.5})
    nothing = best(TEXT, {"per": 3.0})

    assert TEXT[found.start : found.end] == "€ 17"
    assert (nothing.start, nothing.chance) == (nothing.end, 0.0)


def test_marks_around_the_words_are_left_out() -> None:
    """Brackets and full stops are no answer, a euro sign and a per cent are."""
    found = best(TEXT, {"2024)": 3.0})
    last = best("Dat is 5 %.", {"5": 2.0, "%.": 2.0})

    assert TEXT[found.start : found.end] == "2024"
    assert "Dat is 5 %."[last.start : last.end] == "5 %"


def test_only_the_stretch_counts() -> None:
    """What stands in another sentence is not looked at; a stretch without words has none."""
    found = best(TEXT, {"€": 9.0, "leden": 1.0}, (0, TEXT.index("€")))
    nothing = best(TEXT, {}, (3, 4))

    assert TEXT[found.start : found.end] == "leden"
    assert (nothing.start, nothing.end, nothing.chance) == (3, 3, 0.0)


@given(st.text("ab .(", min_size=1, max_size=30), st.lists(st.floats(-9, 9), min_size=30))
def test_words_stand_in_their_stretch(text: str, odds: list[float]) -> None:
    """Whatever the odds, and whole."""
    tokens = np.array([(place, place + 1) for place in range(len(text))])
    found = pointing.best_words(text, (0, len(text)), tokens, np.array(odds[: len(text)]))

    assert 0 <= found.start <= found.end <= len(text)
    assert 0.0 <= found.chance <= 1.0
    assert text[found.start : found.end] == text[found.start : found.end].strip()


class PointingEncoder(FakeEncoder):
    """Finds that one token of every passage answers: the one like the last of the question."""

    def encode_question(self, text: str) -> Encoding:
        """Encode a question, with what points."""
        encoding = super().encode_question(text)
        kernel = 20.0 * encoding.tokens[np.newaxis, -1:]
        flat = np.zeros((1, 1), np.float32)
        ones = np.ones(1, np.float32)
        return replace(encoding, pointing=Pointing(kernel, flat, ones * -15, ones, -3.0))


@pytest.mark.parametrize(
    ("question", "marked"),
    [("Hoeveel publicaties verzamelden ze? 55", "55"), ("Waarom publicaties? 55", None)],
)
def test_a_question_for_a_fact_gets_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, question: str, marked: str | None
) -> None:
    """Only such a question, and only where the words are sure."""
    search = make_retriever(tmp_path)
    monkeypatch.setattr(search, "_encoder", PointingEncoder())

    found = search.search(Query(question))

    spans = {one.answer for one in found.sentences if one.answer}
    start = BRIEF.text.index("55")
    assert spans == ({Span("brief", start, start + 2)} if marked else set())


def test_without_what_points_nothing_is_marked(tmp_path: Path) -> None:
    """As with an encoder on which nothing was learned."""
    found = make_retriever(tmp_path).search(Query("Hoeveel publicaties verzamelden ze?"))

    assert found.sentences
    assert not any(one.answer for one in found.sentences)
