"""What counts as a word, a lemma and a compound."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kwchat.language import vocabulary


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        pytest.param("werkplaatscoördinator", ("werkplaats", "coordinator"), id="two parts"),
        pytest.param("onderzoeksvragen", ("onderzoek", "vraag"), id="linking s, plural"),
        pytest.param("leerkracht-onderzoekers", ("leerkracht", "onderzoeker"), id="hyphen"),
        pytest.param("onderwijs", (), id="a common word is no compound"),
        pytest.param("pril", (), id="too short to split"),
    ],
)
def test_compounds_are_taken_apart(word: str, parts: tuple[str, ...]) -> None:
    """A compound gives the lemmas of its parts; a plain word gives none."""
    assert vocabulary.compound_parts(word) == parts


def test_a_compound_and_its_description_share_their_terms() -> None:
    """*De coördinator van de werkplaats* finds *werkplaatscoördinator*."""
    described = set(vocabulary.terms("de coördinator van de werkplaats"))

    assert described <= set(vocabulary.terms("Werkplaatscoördinatoren"))


def test_diacritics_do_not_matter() -> None:
    """A question typed without trema's finds the same terms."""
    assert vocabulary.terms("coordinator") == vocabulary.terms("coördinator")


def test_inflections_share_a_term() -> None:
    """Singular and plural, present and past come down to one dictionary form."""
    assert vocabulary.lemma("scholen") == vocabulary.lemma("school")
    assert vocabulary.lemma("ging") == vocabulary.lemma("gaan")


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "Wat is dat dan?", "…?!"])
def test_a_text_without_subject_has_no_terms(text: str) -> None:
    """Blank text, punctuation and function words search for nothing."""
    assert vocabulary.terms(text) == []


def test_rarity_orders_words_by_what_they_tell() -> None:
    """A function word tells less than a common noun, a common noun less than an unknown word."""
    assert vocabulary.rarity("de") < vocabulary.rarity("school") < vocabulary.rarity("kwxz")
    assert vocabulary.rarity("kwxz") == 1.0


def test_words_keep_apostrophes_and_hyphens_together() -> None:
    """Curly apostrophes are straightened; a hyphenated word is one word."""
    assert vocabulary.words("Collega’s in leerkracht-onderzoek") == [
        "collega's",
        "in",
        "leerkracht-onderzoek",
    ]


def test_replacing_words_leaves_the_rest_alone() -> None:
    """Only the replaced word changes; capitals and punctuation of others stay."""
    mended = vocabulary.replace_words("Wat doet Zuijker, kort?", {"zuijker": "zuiker"}.get)

    assert mended == "Wat doet zuiker, kort?"


@given(st.text())
def test_word_spans_are_where_the_words_are(text: str) -> None:
    """Spans are in order, do not overlap, and lie inside the text."""
    spans = [(start, end) for start, end, _ in vocabulary.word_spans(text)]

    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "english"),
    [
        pytest.param("What does a coordinator do?", True, id="an English question"),
        pytest.param("pays workplace coordinator", True, id="clearly commoner in English"),
        pytest.param("School, team, project?", False, id="hardly commoner in English"),
        pytest.param("Wat doet het Education Lab?", False, id="an English name in Dutch"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_a_text_is_english_where_most_words_clearly_are(text: str, english: bool) -> None:
    """Words that Dutch borrowed are a little commoner in English, and make no text English."""
    assert vocabulary.is_english(text) is english
