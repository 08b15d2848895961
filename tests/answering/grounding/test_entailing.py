"""A claim laid against a passage as it was learned: each unit with what it leans on."""

from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import pytest

from kwchat.answering.grounding import entailing, scoring
from kwchat.answering.grounding.support import Fault, faults, judged, supported
from kwchat.answering.grounding.units import passage_of, units
from kwchat.answering.passages import Passage
from kwchat.index.encoding import Claimed, Encoding
from kwchat.index.entailer import Entailer

TEXT = "De gids is dik. Zij telt acht delen. Ouders betalen niets."


def passage(headings: tuple[str, ...]) -> Passage:
    """Return the text under headings."""
    plain = passage_of(TEXT)
    return Passage(replace(plain.chunk, heading_path=headings), plain.document)


def encoding(laid: Passage) -> Encoding:
    """Return a passage in which every word has a direction of its own."""
    text = laid.chunk.embedded_text
    starts = [0, *(place + 1 for place, sign in enumerate(text) if sign in " \n")]
    spans = np.array([(start, start + 1) for start in starts], np.int32)
    return Encoding(np.zeros(1, np.float32), np.eye(len(starts), dtype=np.float32), spans)


def claimed(laid: Passage, *words: int) -> Claimed:
    """Return a claim of the words in some places, each of which must be there."""
    tokens = encoding(laid).tokens[list(words)]
    ones = np.ones(len(words), np.float32)
    return Claimed(tokens, ones, 5 * ones, slope=10.0, bias=1.0)


@pytest.mark.parametrize("headings", [(), ("Gids",), ("De gids", "Kosten")])
def test_words_count_where_they_stand(headings: tuple[str, ...]) -> None:
    """Of the sentence itself, of the one that it leans on, and of the headings; of no other."""
    laid = passage(headings)
    first = sum(len(one.split()) for one in headings)
    dik, delen, niets = first + 3, first + 7, first + 10

    def likely(*words: int) -> list[bool]:
        claim = claimed(laid, *words)
        return (entailing.odds(claim, encoding(laid), laid, units(laid)) > 0).tolist()

    assert likely(dik) == [True, True, False]
    assert likely(delen) == [False, True, False]
    assert likely(dik, delen) == [False, True, False]
    assert likely(niets) == [False, False, True]
    assert likely(dik, niets) == [False, False, False]
    if headings:
        assert likely(0, niets) == [False, False, True]


def test_what_is_beyond_the_encoder_is_nowhere() -> None:
    """A sentence without a token of its own supports nothing, and breaks nothing."""
    laid = passage(())
    seen = encoding(laid)
    cut = Encoding(seen.vector, seen.tokens[:4], seen.spans[:4])

    odds = entailing.odds(claimed(laid, 3), cut, laid, units(laid))

    assert odds[0] > 0 > odds[2]


@dataclass(frozen=True)
class Reading:
    """What judges a claim of the third word, and finds it so likely together with the passage."""

    likely: float

    def claim(self, _: str) -> Claimed:
        """Return the claim of that word."""
        return claimed(passage(()), 3)

    def passage(self, _: str) -> Encoding:
        """Return the passage in which every word has a direction of its own."""
        return encoding(passage(()))

    def together(self, *_: str) -> float:
        """Return how likely that is."""
        return self.likely


@pytest.mark.parametrize(("likely", "added"), [(-7.0, -7.0), (0.5, 0.5), (9.0, scoring.TOGETHER)])
def test_read_together_little_is_added_and_much_taken_off(likely: float, added: float) -> None:
    """Of nonsense it is oversure."""
    with_it, without = (
        [odds for _, _, odds, _ in judged("De gids is dik.", [passage(())], cast("Entailer", one))]
        for one in (Reading(likely), Reading(0.0))
    )

    assert with_it == pytest.approx([odds + added for odds in without if odds is not None])


def test_what_is_certain_may_weigh_otherwise_but_not_say_the_opposite() -> None:
    """Nor name another, nor count otherwise."""
    unit = units(
        passage_of("De gids van Jansen mag thuis liggen, is niet dun en telt acht delen.")
    )[0]
    below = float(np.nextafter(scoring.CERTAIN, 0))

    def found(claim: str, odds: float) -> set[Fault]:
        return set(faults(claim, unit, odds, (unit,)))

    must = "De gids van Jansen moet thuis liggen en telt acht delen."
    assert Fault.FORCE in found(must, below)
    assert not found(must, scoring.CERTAIN)
    assert found(must.replace("acht", "negen"), scoring.CERTAIN) == {Fault.NUMBER}
    assert found(must.replace("Jansen", "Pietersen"), scoring.CERTAIN) == {Fault.NAME}
    dun = "De gids van Jansen is dun en telt acht delen."
    assert found(dun, scoring.CERTAIN) == {Fault.NEGATION}


def test_what_the_likeliest_unit_denies_no_other_carries() -> None:
    """Of a passage that is read as a whole the odds say nothing about one sentence alone."""
    unit, likeliest = units(passage_of("De gids telt acht delen. De gids is niet dun."))
    dun = "De gids is dun."

    assert Fault.NEGATION in set(faults(dun, unit, scoring.CERTAIN, (likeliest,)))
    assert Fault.NEGATION not in set(faults(dun, unit, scoring.CERTAIN, (unit,)))


def test_a_restriction_stays_however_certain_a_claim_is() -> None:
    """Below a title all odds are higher."""
    unit = units(passage_of("Alleen met toestemming mag een leerling de telefoon gebruiken."))[0]
    claim = "Een leerling mag de telefoon gebruiken."

    assert Fault.RESTRICTION in set(faults(claim, unit, scoring.CERTAIN + 1, (unit,)))


def test_what_comes_as_near_may_hesitate_about_the_claim() -> None:
    """Where it has as much of the claim, with a word that the other lacks; not if it has less."""
    unit, other = units(passage_of("De besturen krijgen een jaar. Sancties zijn mogelijk."))
    about_both = "Er volgen sancties voor de besturen."
    about_one = "De besturen krijgen een jaar voor sancties."

    assert Fault.HESITATION in set(faults(about_both, unit, 9.0, (unit, other)))
    assert Fault.HESITATION not in set(faults(about_both, unit, 9.0, (unit,)))
    assert Fault.HESITATION not in set(faults(about_one, unit, 9.0, (unit, other)))


def test_only_what_comes_near_the_likeliest_unit_carries_a_claim() -> None:
    """The first sentence and the one that leans on it have the third word, and no other has."""
    found = [unit for _, unit, _, _ in judged("-", [passage(())], cast("Entailer", Reading(0.0)))]

    assert found == list(units(passage(())))[:2]


def test_a_claim_needs_its_words_or_to_be_likely() -> None:
    """In other words it must be likelier than in the same; without odds only the words count."""
    unit = units(passage_of("De aanvraag moet in mei binnen zijn."))[0]
    same, other = "De aanvraag moet binnen zijn in mei.", "Het verzoek moet in mei zijn ingediend."

    assert [scoring.is_there(one, unit, None) for one in (same, other)] == [True, False]
    between = (scoring.SURE + scoring.POSSIBLE) / 2
    assert [scoring.is_there(one, unit, between) for one in (same, other)] == [True, False]
    assert scoring.is_there(other, unit, scoring.SURE)
    assert not scoring.is_there(same, unit, scoring.POSSIBLE - 0.1)


def test_other_words_are_supported_and_another_party_is_not(entailer: Entailer) -> None:
    """What no list of synonyms has; and what has all words but one."""
    passages = ["De gemeente vergoedt de huur van het lokaal. Ouders melden zich niet aan."]

    assert supported(
        "De huur van het lokaal wordt door de gemeente betaald.", passages, entailer=entailer
    )
    wrong = supported(
        "De huur van het lokaal wordt door de school betaald.", passages, entailer=entailer
    )
    assert Fault.CONTENT in wrong.faults
