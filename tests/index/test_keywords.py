"""The keyword index finds the exact word: in compounds, without its diaeresis, or mistyped."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kwchat.index.keywords import KeywordIndex, best_places
from kwchat.language import vocabulary
from kwchat.testing import make_chunks, make_document

PASSAGES = {
    "rol": "De werkplaatscoördinator is het aanspreekpunt voor de scholen.",
    "geld": "Een kenniswerkplaats krijgt subsidie van NRO.",
    "tijd": "Samenwerking vergt een lange adem.",
    "vraag": "Docenten formuleren zelf hun onderzoeksvragen.",
    "taal": "Partners ontwikkelen een gezamenlijke taal.",
}
CHUNKS = make_chunks(make_document(*PASSAGES.values(), heading="Succesfactoren"))
NAMES = dict(zip((chunk.id for chunk in CHUNKS), PASSAGES, strict=True))
QUESTIONS = ["werkplaats", "Welke taal spreekt de coördinator?", "onderzoek", "subsidie van NRO"]


@pytest.fixture(scope="module")
def index() -> KeywordIndex:
    """An index of five passages under one heading."""
    return KeywordIndex.build(CHUNKS)


def found(index: KeywordIndex, question: str, *, top_k: int = 10) -> list[str]:
    """Return which passages a question finds, best first."""
    return [NAMES[chunk_id] for chunk_id, _ in index.search(question, top_k=top_k)]


@pytest.mark.parametrize(
    ("question", "passages"),
    [
        pytest.param("Wie geeft subsidie?", {"geld"}, id="the word itself"),
        pytest.param("SUBSIDIES", {"geld"}, id="in another form"),
        pytest.param("coördinator", {"rol"}, id="a part finds its compound"),
        pytest.param("subsidieaanvraag", {"geld"}, id="a compound finds its part"),
        pytest.param("werkplaatscoordinator", {"rol"}, id="without its diaeresis"),
        pytest.param("onderzoek", {"vraag"}, id="the first part, with its linking s"),
        pytest.param("talen", {"taal"}, id="singular and plural"),
    ],
)
def test_a_word_finds_its_passage(index: KeywordIndex, question: str, passages: set[str]) -> None:
    """Inflection, compounding in both directions and diacritics do not hide a word."""
    assert set(found(index, question)) == passages


def test_headings_count_as_words_of_their_passages(index: KeywordIndex) -> None:
    """What stands only above a passage finds it too."""
    assert set(found(index, "succesfactoren")) == set(PASSAGES)


def test_the_passage_with_most_of_the_question_comes_first(index: KeywordIndex) -> None:
    """Two shared words rank above one; scores fall and stay above 0."""
    ranked = index.search("Welke subsidie krijgt een kenniswerkplaats?", top_k=10)
    scores = [score for _, score in ranked]

    assert NAMES[ranked[0][0]] == "geld"
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)


def test_a_passage_without_a_word_of_the_question_is_no_hit(index: KeywordIndex) -> None:
    """Fewer passages than `top_k` come back where fewer share a word."""
    assert found(index, "adem", top_k=5) == ["tijd"]


def test_only_the_passages_asked_for_are_found(index: KeywordIndex) -> None:
    """With the scores that they have among all."""
    question = "subsidie coördinator taal"
    first, second, *_ = index.search(question, top_k=10)

    assert index.search(question, top_k=1, among={second[0]}) == [second]
    assert index.search(question, top_k=10, among={first[0], second[0]}) == [first, second]
    assert index.search(question, top_k=10, among=set()) == []


def test_no_more_passages_than_asked_for(index: KeywordIndex) -> None:
    """`top_k` cuts the ranking after its best."""
    assert found(index, "succesfactoren subsidie", top_k=1) == ["geld"]


@pytest.mark.parametrize(
    "question", ["", " \n", "?!", "wat is de het een", "voetbal", "xqzwv", "🦆"]
)
def test_a_question_of_unknown_words_finds_nothing(index: KeywordIndex, question: str) -> None:
    """Blank, function words only or words of another world: no hits, no error."""
    assert index.search(question, top_k=5) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("keniswerkplats", "kenniswerkplaats"),
        ("werkplaatscoordinatr", "werkplaatscoördinator"),
        ("subsdie", "subsidie"),
        ("subsidei", "subsidie"),
        ("docennten", "docenten"),
    ],
)
def test_a_typing_error_is_mended(index: KeywordIndex, typed: str, meant: str) -> None:
    """Left out, doubled and swapped letters lead to the corpus word, and so to its passage."""
    assert index.mend(typed) == meant
    assert found(index, index.mend_text(f"Iets over {typed}?")) == found(index, meant) != []


@pytest.mark.parametrize(
    "word",
    [
        pytest.param("schelen", id="a real word, one letter from *scholen*"),
        pytest.param("krijt", id="a real word, one letter from *krijgt*"),
        pytest.param("docent", id="another form of a corpus word"),
        pytest.param("onderzoek", id="part of a corpus word"),
        pytest.param("tal", id="too short to tell"),
        pytest.param("nro2", id="no letters only"),
        pytest.param("blockchain", id="nothing near it"),
        pytest.param("subsidie", id="a corpus word"),
    ],
)
def test_what_is_no_typing_error_stays(index: KeywordIndex, word: str) -> None:
    """Real words, known words and short words are never turned into others."""
    assert index.mend(word) == word


def test_mending_leaves_the_rest_of_a_text_alone(index: KeywordIndex) -> None:
    """Capitals, punctuation and words that are right stay as they were typed."""
    mended = index.mend_text("Geeft NRO subsdie (“Ja!”), of niet?")

    assert mended == "Geeft NRO subsidie (“Ja!”), of niet?"


@given(st.text(alphabet="abcdeklnoprstwz ëö?-’", max_size=40))
def test_a_mended_text_needs_no_more_mending(text: str) -> None:
    """Mending twice is mending once, and every new word is a word of the corpus."""
    index = KeywordIndex.build(CHUNKS)
    mended = index.mend_text(text)
    new = set(vocabulary.words(mended)) - set(vocabulary.words(text))

    assert index.mend_text(mended) == mended
    assert new <= {word for chunk in CHUNKS for word in vocabulary.words(chunk.embedded_text)}


def test_the_index_knows_words_lemmas_and_parts(index: KeywordIndex) -> None:
    """A word counts as known by its own form, its lemma or one of its parts."""
    assert all(map(index.knows, ["subsidie", "docent", "werkplaats", "subsidieaanvraag"]))
    assert not any(map(index.knows, ["voetbal", "fiets"]))


def test_familiarity_runs_from_known_to_unheard_of(index: KeywordIndex) -> None:
    """Known words count fully, half-known compounds half, relatives almost, strangers not."""
    assert index.familiarity("subsidies") == 1.0
    assert index.familiarity("subsidieaanvraag") == 0.5
    assert 0.5 < index.familiarity("samenwerkend") < 1.0
    assert index.familiarity("voetbal") == 0.0


def test_a_saved_index_ranks_as_before(index: KeywordIndex, tmp_path: Path) -> None:
    """What is read back finds, knows and mends the same."""
    index.save(tmp_path / "new" / "keywords")
    again = KeywordIndex.load(tmp_path / "new" / "keywords")

    for question in QUESTIONS:
        assert again.search(question, top_k=5) == index.search(question, top_k=5) != []
    assert again.mend("keniswerkplats") == "kenniswerkplaats"
    assert again.knows("werkplaats")
    assert not again.knows("voetbal")


@pytest.mark.parametrize("name", ["chunk_ids.json", "words.json", "data.csc.index.npy"])
@pytest.mark.parametrize("content", [None, "{half", ""], ids=["missing", "torn", "empty"])
def test_a_damaged_index_is_found_out(
    index: KeywordIndex, tmp_path: Path, name: str, content: str | None
) -> None:
    """A file that is gone or half written raises, so that the index as a whole can say so."""
    index.save(tmp_path)
    (tmp_path / name).unlink()
    if content is not None:
        (tmp_path / name).write_text(content)

    with pytest.raises((OSError, ValueError, EOFError)):
        KeywordIndex.load(tmp_path)


@given(
    scores=st.lists(st.sampled_from([0.0, 0.5, 1.0, 1.5]), max_size=30), top_k=st.integers(1, 12)
)
def test_the_best_are_what_sorting_all_would_give(scores: list[float], top_k: int) -> None:
    """However many are equal around the last place, the first of them are kept, in order."""
    ranked = sorted((-score, place) for place, score in enumerate(scores) if score > 0)

    found = best_places(np.array(scores, np.float32), top_k)

    assert found.tolist() == [place for _, place in ranked[:top_k]]
