"""Sentences: where a Dutch sentence ends, and where a full stop means something else."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kwchat.language.sentences import sentences

WHOLE = [
    "Dhr. J.P. de Vries begeleidt de werkplaats.",
    "Zuiker et al. (2017) verzamelden 55 kernpublicaties.",
    "Volgens De Jong et al. (2017) zijn er drie aanvullingen.",
    "Begeleiding vraagt tijd (Ponte, 2002).",
    "De subsidie begon op 1 jan. 2024 en loopt door.",
    "Het besluit staat in Stb. 2019, 120, en in Stcrt. 2020.",
    "Zie p. 12 en nr. 3 van de bijlage.",
    "Dat zijn er d.w.z. drie, bijv. Amsterdam, o.a. Utrecht en m.n. Tilburg.",
    "Om 10.30 uur begint de les op www.school.nl met 1.500 leerlingen.",
    "Zie https://www.point013.nl/werkplaats.html voor meer.",
    "De partners … De Jong noemt ze … werken samen.",
    "“Wat is dat?” vroeg zij.",
    "Hij sprak mw. De Boer en prof. Van Dam.",
    "Volgens A. De Jong is dat zo.",
    "1. Inleiding en vraag.",
    "Hij (zo'n onderzoeker!) bleef.",
    "Dat staat in het 3. deel.",
]

APART = [
    ("Dat kan. Zij ging.", 2),
    ("“Dat kan.” Zij ging.", 2),
    ("Dat kan! (Maar niet altijd.) Toch?", 3),
    ("Wat levert het op? Meer dan je denkt… Probeer het.", 3),
    ("Er zijn schriften, pennen enz. De school betaalt.", 2),
    ("Dat vonden Zuiker et al. De school niet.", 2),
    ("Dat staat in het Stb. De wet ook.", 2),
    ("Hij zit in groep B. De school is dicht.", 2),
    ("Dat stopte in 2019. 5 scholen gingen door.", 2),
    ("Zie https://www.point013.nl/. Daar staat meer.", 2),
    ("Dat is 't. 's Avonds is er geen les.", 2),
    ("Het duurt tot 10.30. Daarna is het pauze.", 2),
    ("Het werd groter. (Ponte, 2002) Daarna kleiner.", 2),
    ("Zo is het.[12] En nu verder.", 2),
    ("Kop zonder punt\nEn een zin.", 2),
    ("Woont zij in NL. Dan mag het.", 2),
]


@pytest.mark.parametrize("text", WHOLE)
def test_one_sentence_stays_whole(text: str) -> None:
    """Abbreviations, initials, numbers, addresses and references do not end a sentence."""
    assert sentences(text) == [(0, len(text))]


@pytest.mark.parametrize(("text", "count"), APART)
def test_sentences_are_told_apart(text: str, count: int) -> None:
    """A full stop with a new beginning after it ends a sentence, also after an abbreviation."""
    assert len(sentences(text)) == count


def test_quotation_marks_stay_with_their_sentence() -> None:
    """What closes a quotation belongs to the sentence before it."""
    text = "Zij zei: “Dat kan.” Toen ging ze."

    assert [text[start:end] for start, end in sentences(text)] == [
        "Zij zei: “Dat kan.”",
        "Toen ging ze.",
    ]


def test_a_reference_after_the_full_stop_stays_with_what_it_supports() -> None:
    """“… groter. (Ponte, 2002)” is one sentence; the next begins after the bracket."""
    text = "Het werd groter. (Ponte, 2002) Daarna kleiner."

    assert text[slice(*sentences(text)[0])] == "Het werd groter. (Ponte, 2002)"


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_a_blank_text_has_no_sentences(text: str) -> None:
    """Nothing comes of nothing."""
    assert sentences(text) == []


@given(st.text(alphabet="aAbB1.!?… \n()“”'[]", max_size=80) | st.text(max_size=80))
def test_only_white_space_is_left_out(text: str) -> None:
    """Spans are in order, trimmed, not empty, and hold all that is not white space."""
    spans = sentences(text)
    parts = [text[start:end] for start, end in spans]

    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part == part.strip() and part for part in parts)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
