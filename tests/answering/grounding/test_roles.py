"""Parties of a claim keep the places that they have in what was said."""

import pytest

from kwchat.answering.grounding.roles import exchanged, replaced, strangers


@pytest.mark.parametrize(
    ("claim", "said", "is_exchanged"),
    [
        ("De klas schrijft een brief aan de juf.", "De juf schrijft een brief aan de klas.", True),
        ("De school beoordeelde de inspectie.", "De inspectie beoordeelde de school.", True),
        (
            "De school werd beoordeeld door de inspectie.",
            "De inspectie beoordeelde de school.",
            False,
        ),
        (
            "De werkplaats is de baas van de werkplaatscoördinator.",
            "De werkplaatscoördinator is de baas van de werkplaats.",
            True,
        ),
        ("Elke week maakt de klas een krant.", "De klas maakt elke week een krant.", False),
    ],
)
def test_two_parties_that_change_places_are_seen(
    claim: str, said: str, *, is_exchanged: bool
) -> None:
    """In the passive, or with the time in front, everybody stays who he was."""
    assert exchanged(claim, said) is is_exchanged


def test_a_pronoun_stands_for_who_was_named_before() -> None:
    """*Zij* hears; who is heard cannot be the one who hears."""
    before, said = "De commissie behandelt klachten.", "Zij hoort de leerling."

    assert exchanged("De leerling hoort de commissie.", said, before)
    assert not exchanged("De commissie hoort de leerling.", said, before)


def test_nobody_does_what_another_did() -> None:
    """Whoever is named in one sentence does not do what is done in the next."""
    said = ["De coach filmt de les.", "De leraar kijkt het filmpje terug."]

    assert replaced("De leraar filmt de les.", said)
    assert not replaced("De coach filmt de les.", said)


def test_a_party_from_another_sentence_needs_room() -> None:
    """A pronoun makes room for one; behind the same preposition there is none."""
    assert not strangers("De bus rijdt op maandag.", ["De bus is nieuw.", "Hij rijdt op maandag."])
    assert strangers(
        "In de kelder hangt een lamp.",
        ["De fiets staat in de kelder.", "In de hal hangt een lamp."],
    )
