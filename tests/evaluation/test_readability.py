"""Counting syllables, weighing sentences, telling Dutch from other languages."""

import pytest

from kwchat.evaluation.readability import flesch_douma, is_dutch, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("school", 1),
        ("eeuw", 1),
        ("nieuwe", 2),
        ("leraren", 3),
        ("coördinator", 5),
        ("geïnd", 2),
        ("professionalisering", 7),
        ("ijsberen", 3),
        ("kenniswerkplaatsen", 5),
        ("draaien", 2),
        ("2017", 1),
        ("nrc", 1),
    ],
)
def test_syllables_follow_dutch_spelling(word: str, count: int) -> None:
    """Vowels that are written together are one syllable, unless a trema parts them."""
    assert syllables(word) == count


def test_flesch_douma_is_the_published_formula() -> None:
    """Two sentences of three words and four syllables each."""
    assert flesch_douma(["Dat kan niemand.", "Wie komt morgen?"]) == pytest.approx(
        206.84 - 0.77 * (100 * 8 / 6) - 0.93 * 3
    )


def test_long_words_and_sentences_read_harder() -> None:
    """Simple Dutch scores higher than policy Dutch."""
    simple = flesch_douma(["De school helpt.", "Dat is fijn."])
    policy = flesch_douma(["Professionalisering vergt langdurige samenwerkingsverbanden."])

    assert simple is not None
    assert policy is not None
    assert simple > 90 > 30 > policy


def test_without_words_there_is_no_readability() -> None:
    """An empty answer is neither easy nor hard."""
    assert flesch_douma([]) is None
    assert flesch_douma(["…"]) is None


@pytest.mark.parametrize(
    ("text", "dutch"),
    [
        ("“De werkplaats begint klein.” [1]", True),
        ("www.werkplaatsonderwijsonderzoek.nl", True),
        ("Welke scholen doen mee?", True),
        ("The schools work together with the university.", False),
        ("Die Schulen arbeiten mit der Universität zusammen.", False),
        ("Les écoles travaillent avec l'université.", False),
    ],
)
def test_dutch_is_told_from_its_neighbours(text: str, *, dutch: bool) -> None:
    """The language in which the words are commonest wins; a tie is Dutch."""
    assert is_dutch(text) is dutch
