"""Follow-ups that only name something are written out with the question before them."""

import numpy as np
import pytest

from kwchat.answering import ellipsis
from kwchat.index.encoding import Encoding
from kwchat.language import vocabulary

# Words that mean something like each other share a number.
ALIKE = {
    **dict.fromkeys(("schoolbestuur", "coördinator", "coordinator", "directeur", "leraar"), 0),
    **dict.fromkeys(("scholen", "universiteiten", "board", "havenlyceum"), 1),
    **dict.fromkeys(("voordelen", "nadelen"), 2),
    **dict.fromkeys(("punten", "punt"), 3),
    **dict.fromkeys(("betaalt", "werkplaats"), 4),
    **dict.fromkeys(("keramiek", "boekbinden"), 5),
    **dict.fromkeys(("goede", "laatste"), 6),
}
SIZE = 64


def encoded(text: str) -> Encoding:
    """Return a vector per word: alike for words that are, at right angles for all others."""
    words = list(vocabulary.word_spans(text))
    places = [ALIKE.get(word, 7 + place) for place, (_, _, word) in enumerate(words)]
    spans = np.array([span for *span, _ in words], np.int32)
    tokens = np.eye(SIZE, dtype=np.float32)[places]
    return Encoding(tokens[0], tokens, spans)


def written_out(question: str, earlier: str) -> str:
    """Return a follow-up as it is written out."""
    return ellipsis.written_out(question, earlier, encoded(f"{earlier} {question}"))


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        pytest.param(
            "Welke taken heeft het schoolbestuur?",
            "En de coördinator?",
            "Welke taken heeft de coördinator?",
            id="what is alike",
        ),
        pytest.param(
            "Wat is het belang voor de scholen?",
            "En de universiteiten dan?",
            "Wat is het belang voor de universiteiten?",
            id="behind a preposition that is left out",
        ),
        pytest.param(
            "Wat zijn de voordelen van een thema?",
            "En de nadelen?",
            "Wat zijn de nadelen van een thema?",
            id="not the last phrase",
        ),
        pytest.param(
            "Hoeveel subsidie kreeg de werkplaats in Utrecht?",
            "en in Groningen",
            "Hoeveel subsidie kreeg de werkplaats in Groningen?",
            id="the same preposition",
        ),
        pytest.param(
            "Hoeveel bezoekers trok de tentoonstelling van 2023?",
            "En die van 2024?",
            "Hoeveel bezoekers trok de tentoonstelling van 2024?",
            id="die van",
        ),
        pytest.param(
            "Hoeveel docenten deden mee aan het onderzoek?",
            "En hoeveel scholen?",
            "Hoeveel scholen deden mee aan het onderzoek?",
            id="hoeveel",
        ),
        pytest.param(
            "Hoeveel kost de cursus keramiek?",
            "En boekbinden?",
            "Hoeveel kost boekbinden?",
            id="a word without an article",
        ),
        pytest.param(
            "Wanneer mag een leraar weg?",
            "Maar de directeur?",
            "Wanneer mag de directeur weg?",
            id="maar",
        ),
        pytest.param(
            "Wat doet het Havenlyceum Zuid in de zomer?",
            "En de universiteiten?",
            "Wat doet de universiteiten in de zomer?",
            id="a name goes as a whole",
        ),
        pytest.param(
            "What are the tasks of the board?",
            "And the universiteiten?",
            "What are the tasks of the universiteiten?",
            id="English",
        ),
    ],
)
def test_what_is_named_takes_the_place_of_its_like(earlier: str, question: str, whole: str) -> None:
    """The rest of the earlier question is asked again, to the letter."""
    assert ellipsis.is_elliptic(question)
    assert written_out(question, earlier) == whole


@pytest.mark.parametrize(
    ("earlier", "question"),
    [
        pytest.param("Welke punten noemt de auteur?", "En het derde punt?", id="one more of them"),
        pytest.param("Is een thema goed?", "En bij een open thema?", id="no such preposition"),
        pytest.param("Wie betaalt dat?", "En de werkplaats?", id="only a verb is like it"),
        pytest.param(
            "Wat maakt een goede werkplaats?", "En de laatste factor?", id="only its adjective is"
        ),
        pytest.param("Wat is een werkplaats?", "En verder?", id="nothing is like it"),
    ],
)
def test_without_a_like_nothing_is_written_out(earlier: str, question: str) -> None:
    """Then it is read with the earlier question, as any follow-up."""
    assert ellipsis.is_elliptic(question)
    assert written_out(question, earlier) == ""


@pytest.mark.parametrize(
    "question",
    [
        "En wat doet de coördinator?",
        "En als dat er nog niet is?",
        "En waarom?",
        "En jij?",
        "Wie is de coördinator?",
        "En?",
    ],
)
def test_what_says_something_is_not_elliptic(question: str) -> None:
    """A question word or a verb of its own makes it a question."""
    assert not ellipsis.is_elliptic(question)
    assert written_out(question, "Welke taken heeft het schoolbestuur?") == ""


def test_an_encoder_that_tells_no_words_apart_goes_by_prepositions() -> None:
    """Vectors that are the same for every word would put the first phrase in any place."""
    earlier, question = "Welke taken heeft het schoolbestuur in Utrecht?", "En de coördinator?"
    same = encoded(f"{earlier} {question}")
    same = Encoding(same.vector, np.ones_like(same.tokens), same.spans)

    assert ellipsis.written_out(question, earlier, same) == ""
