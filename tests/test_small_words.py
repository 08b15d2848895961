"""The copies with one small word changed, of which none should pass."""

from collections import Counter

from benchmarked import benchmark

from kwchat.answering.grounding.units import passage_of

PASSAGE = passage_of("De bus rijdt elke dag, mits het niet sneeuwt. Hij rijdt niet.")


def test_each_copy_differs_in_one_word() -> None:
    """Of a sentence that is long enough; a word within another is left alone."""
    with benchmark("small_words") as small_words:
        found = {one.change: one.sentence for one in small_words.copies([PASSAGE, PASSAGE])}

    assert found == {
        ("elke", "sommige"): "De bus rijdt sommige dag, mits het niet sneeuwt.",
        ("mits", "tenzij"): "De bus rijdt elke dag, tenzij het niet sneeuwt.",
    }


def test_no_kind_has_more_than_its_share() -> None:
    """Or *en* and *van* would be all that is measured; chance draws the same each time."""
    passages = [passage_of(f"Groep {number} rijdt elke dag en elke nacht.") for number in range(40)]
    with benchmark("small_words") as small_words:
        found = small_words.copies(passages)
        again = small_words.copies(passages)
        most = small_words.MOST

    assert Counter(one.change for one in found) == {("elke", "sommige"): most, ("en", "of"): most}
    assert found == again
