"""The copies with a fact of another sentence attached, of which none should pass."""

from collections import Counter

from benchmarked import benchmark

from kwchat.answering.grounding.units import passage_of

PASSAGE = passage_of(
    "In Zwolle schreef juf Karima in 2016 een boek. De bus rijdt elke dag naar Breda. Hij rijdt "
    "niet. Op 3 mei om 9.30 uur kost dat € 12,50."
)


def test_each_copy_has_one_thing_of_another_sentence() -> None:
    """Of which the sentence itself has none; what is too short is left alone."""
    with benchmark("attached") as attached:
        found = [(one.kind, one.sentence) for one in attached.copies([PASSAGE, PASSAGE])]

    about_the_bus = sorted(one for one in found if "bus" in one[1])
    assert about_the_bus == [
        ("amount", "De bus rijdt elke dag naar Breda voor € 12,50."),
        ("day", "De bus rijdt elke dag naar Breda op 3 mei."),
        ("exchanged", "De bus rijdt elke dag naar Karima."),
        ("exchanged", "De bus rijdt elke dag naar Zwolle."),
        ("name", "De bus rijdt elke dag naar Breda bij Karima."),
        ("name", "De bus rijdt elke dag naar Breda bij Zwolle."),
        ("time", "De bus rijdt elke dag naar Breda om 9.30 uur."),
        ("year", "De bus rijdt elke dag naar Breda in 2016."),
    ]
    assert not [one for one in found if one[1].startswith("Hij")]
    assert ("year", "In Zwolle schreef juf Karima in 2016 een boek in 2016.") not in found


def test_no_kind_has_more_than_its_share() -> None:
    """Or names would be all that is measured; chance draws the same each time."""
    passages = [
        passage_of(f"Groep {number} maakt elke week een krant. Dat begon in 20{number}.")
        for number in range(10, 99)
    ]
    with benchmark("attached") as attached:
        found = attached.copies(passages)
        again = attached.copies(passages)
        most = attached.MOST

    assert Counter(one.kind for one in found) == {"year": most}
    assert found == again
