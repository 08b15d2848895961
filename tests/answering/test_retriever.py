"""Searching: three views of a question meet over passages, and sentences that are questions do not
count."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from searched import URL, make_empty_retriever, make_retriever

from kwchat.answering.answer import Evidence, Query
from kwchat.answering.answerability import THRESHOLD, answerability
from kwchat.answering.candidates import lay_beside, read_question
from kwchat.answering.retriever import Retriever, Weights
from kwchat.index.encoding import Encoding, Sought
from kwchat.index.keywords import KeywordIndex
from kwchat.index.library import Library
from kwchat.language import vocabulary
from kwchat.reading import chunking
from kwchat.reading.document import Chunk, Document, Kind
from kwchat.testing import FakeEncoder, make_chunks, make_document


@pytest.fixture
def search(tmp_path: Path) -> Retriever:
    """A retriever over one short brief."""
    return make_retriever(tmp_path)


def texts(evidence: Evidence) -> list[str]:
    """Return the words of the hits."""
    return [hit.chunk.text for hit in evidence.hits]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Wie is het aanspreekpunt van de werkplaats?", "De coördinator"),
        ("Wat doet een schoolbestuur voor docenten?", "Een schoolbestuur"),
        ("Hoeveel publicaties verzamelde Zuiker?", "Zuiker"),
        ("Wat is de taak van de werkplaatscoordinator?", "De coördinator"),
        ("Hoeveel publiccaties waren er?", "Zuiker"),
    ],
)
def test_the_passage_with_the_answer_comes_first(
    search: Retriever, question: str, first: str
) -> None:
    """Shared words, compound parts and mended words bring the right passage on top."""
    assert texts(search.search(Query(question)))[0].startswith(first)


def test_the_evidence_holds_the_question_as_it_was_understood(search: Retriever) -> None:
    """Who picks the answer reads the same words that were searched with."""
    evidence = search.search(Query("Hoeveel publiccaties?", context="Wat deed Zuikker?"))

    assert evidence.query == Query("Hoeveel publicaties?", context="Wat deed zuiker?")


def test_hits_come_best_first_with_what_their_score_is_made_of(search: Retriever) -> None:
    """Scores fall; a passage that the keywords do not find says so with a 0."""
    hits = search.search(Query("Wat doet een schoolbestuur?")).hits
    scores = [hit.score for hit in hits]

    assert scores == sorted(scores, reverse=True)
    assert hits[0].keyword > 0.0
    assert hits[0].dense > 0.0
    assert {hit.keyword for hit in hits[1:]} == {0.0}


def test_a_passage_that_only_asks_comes_last(search: Retriever) -> None:
    """The research question above a brief answers nothing, however well it matches."""
    question = "Welke kenmerken heeft een succesvolle kenniswerkplaats?"
    evidence = search.search(Query(question))

    assert len(evidence.hits) == 6
    assert [hit.score for hit in evidence.hits if hit.chunk.text == question] == [0.0]
    assert all(match.chunk.text != question for match in evidence.sentences)


def test_a_bare_address_is_found_by_who_asks_for_one(search: Retriever) -> None:
    """Links can be quoted for *waar vind ik*; for any other question they come last."""
    found = search.search(Query("Waar vind ik point013?"))
    aside = search.search(Query("Wat is point013?"))

    assert URL in [match.chunk.text for match in found.sentences]
    assert URL not in [match.chunk.text for match in aside.sentences]
    assert [hit.score for hit in aside.hits if hit.chunk.text == URL] == [0.0]


@pytest.mark.parametrize(
    ("question", "quotable"), [("Helpt huiswerk?", False), ("Welk boek gaat over huiswerk?", True)]
)
def test_the_title_of_a_work_answers_only_who_asks_for_works(
    tmp_path: Path, question: str, *, quotable: bool
) -> None:
    """Below *Literatuur* stands what works are about, and not what they found."""
    document = make_document("Over huiswerk is veel geschreven.", "Huiswerk in groep 4.")
    works = [
        replace(chunk, heading_path=("Literatuur",)) if "groep" in chunk.text else chunk
        for chunk in make_chunks(document)
    ]
    evidence = make_retriever(tmp_path, document, chunks=works).search(Query(question))
    said = [match.chunk.words(match.sentence) for match in evidence.sentences]

    assert ("Huiswerk in groep 4." in said) is quotable


def test_the_sentences_of_the_hits_come_along(tmp_path: Path) -> None:
    """Every sentence that could be an answer is weighed; a question among them is left out."""
    document = make_document(
        "Wat doet een bestuur? Een bestuur maakt tijd vrij. Docenten doen onderzoek."
    )
    chunks = chunking.split(document)
    evidence = make_retriever(tmp_path, document, chunks=chunks).search(
        Query("Wat doet een bestuur?")
    )
    words = [match.chunk.words(match.sentence) for match in evidence.sentences]
    best = max(evidence.sentences, key=lambda match: match.score)

    assert words == ["Een bestuur maakt tijd vrij.", "Docenten doen onderzoek."]
    assert best.chunk.words(best.sentence) == "Een bestuur maakt tijd vrij."
    assert best.terms == vocabulary.term_set("Een bestuur maakt tijd vrij.")
    assert best.matches.shape == evidence.weights.shape == (4,)
    assert best.matches.max() == pytest.approx(1.0, abs=0.01)


class Learned(FakeEncoder):
    """An encoder on which something was learned: that all tokens count as much."""

    def encode_question(self, text: str) -> Encoding:
        """Encode a question."""
        encoding = super().encode_question(text)
        nothing = np.zeros(len(encoding.tokens), np.float32)
        return replace(encoding, sought=Sought(nothing, nothing, 1.0))


def test_whoever_has_learned_reads_a_sentence_with_what_stands_above_it(tmp_path: Path) -> None:
    """A sentence of a text on boards is about boards, also where it does not name them; a
    neighbour lends it nothing."""
    document = make_document("Docenten doen onderzoek. Scholen werken samen.", heading="Bestuur")
    (chunk,) = chunking.split(document)
    found = make_retriever(tmp_path, document, chunks=(chunk,), encoder=Learned()).search(
        Query("bestuur bron docenten scholen")
    )

    matches = np.array([match.matches for match in found.sentences])
    heading_and_title, own = matches[:, :2], matches[:, 2:]
    assert heading_and_title == pytest.approx(0.95, abs=0.01)
    assert (own > 0.96).tolist() == [[True, False], [False, True]]


def test_a_sentence_that_only_names_the_subject_is_no_better(tmp_path: Path) -> None:
    """Below a heading that names it, every sentence is about it."""
    document = make_document(
        "Het bestuur bestaat al lang. Scholen krijgen geld.", heading="Bestuur"
    )
    (chunk,) = chunking.split(document)
    weights = Weights(shared_terms=1.0, answer_kind=0.0, passage_rank=0.0)
    search = make_retriever(
        tmp_path, document, chunks=(chunk,), weights=weights, encoder=Learned()
    ).search

    naming, other = (match.score for match in search(Query("Bestuur")).sentences)
    assert naming - other == pytest.approx(0.05, abs=0.01)  # a word of its own for one above it


def test_a_sentence_is_matched_with_its_own_tokens_only(tmp_path: Path) -> None:
    """Headings and neighbours do not lend a sentence their words."""
    document = make_document("Docenten doen onderzoek. Scholen werken samen.", heading="Bestuur")
    (chunk,) = chunking.split(document)
    found = make_retriever(tmp_path, document, chunks=(chunk,)).search(
        Query("bestuur docenten scholen")
    )
    about_docents, about_schools = (match.matches for match in found.sentences)

    assert about_docents[1] == pytest.approx(1.0, abs=0.01)
    assert about_schools[2] == pytest.approx(1.0, abs=0.01)
    assert max(about_docents[0], about_docents[2], *about_schools[:2]) < 0.9


@pytest.mark.parametrize("top_k", [1, 2, 4, 10])
def test_no_more_hits_than_asked_for(search: Retriever, top_k: int) -> None:
    """`top_k` is the most that comes back; fewer where the index has fewer."""
    whole = texts(search.search(Query("Wat doet een school?"), top_k=10))

    assert texts(search.search(Query("Wat doet een school?"), top_k=top_k)) == whole[:top_k]


def test_a_follow_up_is_searched_with_its_context(search: Retriever) -> None:
    """The earlier question brings the subject that the follow-up leaves out."""
    question, context = "Wie is dat?", "Hoe heet het aanspreekpunt van de werkplaats?"
    evidence = search.search(Query(question, context=context))

    assert texts(evidence)[0].startswith("De coördinator")
    assert evidence.query == Query(question, context=context)


def test_a_follow_up_that_only_names_something_is_a_question_by_itself(search: Retriever) -> None:
    """It is searched with as it is written out, and may be answered with what was said before."""
    query = Query(
        "En van de coördinator?",
        "Wat is de taak van een schoolbestuur?",
        said="De coördinator",
        only_names=True,
    )
    evidence = search.search(query)

    whole = search.search(Query("Wat is de taak van de coördinator?"))
    assert evidence.query.question == "Wat is de taak van de coördinator?"
    assert evidence.query.said == ""
    assert texts(evidence) == texts(whole)
    assert evidence.answerability == whole.answerability


def test_the_question_itself_outweighs_its_context(search: Retriever) -> None:
    """Words of the earlier question count half, and what is asked now wins."""
    evidence = search.search(
        Query("Hoeveel publicaties verzamelde Zuiker?", context="Wat doet een schoolbestuur?")
    )

    assert evidence.weights.tolist() == [0.5] * 4 + [1.0] * 4
    assert texts(evidence)[0].startswith("Zuiker")


def test_what_the_passages_cover_is_answerable(search: Retriever) -> None:
    """A question in the words of a passage passes the gate; one from elsewhere does not."""
    known = search.search(Query("Wie is het aanspreekpunt van de werkplaats?"))
    unknown = search.search(Query("Wie won de wielerwedstrijd in Frankrijk?"))

    assert known.answerability > THRESHOLD > unknown.answerability


def test_one_unheard_word_makes_a_question_less_answerable(search: Retriever) -> None:
    """A question that resembles a passage but is about something else is doubted."""
    known = search.search(Query("Hoeveel publicaties verzamelde Zuiker?"))
    unknown = search.search(Query("Hoeveel postzegels verzamelde Zuiker?"))

    assert unknown.answerability < known.answerability


def test_an_empty_index_has_no_hits(tmp_path: Path) -> None:
    """Nothing indexed is nothing found and nothing answerable, not an error."""
    evidence = make_empty_retriever(tmp_path).search(Query("Onbekend"))

    assert (evidence.hits, evidence.sentences, evidence.answerability) == ((), (), 0.0)


@pytest.mark.parametrize("question", ["?", "de het een", "🦆", "<b>", "𝕎erkplaats", "a" * 500])
def test_a_strange_question_is_searched_like_any_other(search: Retriever, question: str) -> None:
    """Without a single content word there are hits still, and a score within 0–1."""
    evidence = search.search(Query(question))

    assert len(evidence.hits) == 6
    assert 0.0 <= evidence.answerability <= 1.0


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.text(max_size=30))
def test_any_text_can_be_searched_with(search: Retriever, question: str, context: str) -> None:
    """No text breaks the search: all scores are numbers and all sentences lie in hits."""
    evidence = search.search(Query(question, context=context))
    hits = {hit.chunk.id for hit in evidence.hits}

    assert all(np.isfinite(match.score) for match in evidence.sentences)
    assert len(hits) == 6
    assert {match.chunk.id for match in evidence.sentences} <= hits
    assert 0.0 <= evidence.answerability <= 1.0


def test_each_part_of_a_question_has_a_best_sentence(search: Retriever) -> None:
    """Two questions in one are weighed apart; one question has no parts."""
    both = search.search(Query("Wie is het aanspreekpunt en wat verzamelde Zuiker?"))
    best = [
        max(both.sentences, key=lambda match: match.part_scores[part]).chunk.text for part in (0, 1)
    ]

    assert "aanspreekpunt" in best[0]
    assert "55 publicaties" in best[1]
    assert not search.search(Query("Wie is het aanspreekpunt?")).sentences[0].part_scores


# --- what counts how much -----------------------------------------------------------------------

CONDITIONS = make_document(
    "Docenten krijgen 40 uur per jaar.",
    "Rust.",
    "Ouders kijken zelden mee.",
    source_id="brief",
    kind=Kind.BRIEF,
)
CONDITION_ITEMS = tuple(
    replace(chunk, sentences=(replace(chunk.sentences[0], item=True),))
    for chunk in make_chunks(CONDITIONS)
)
CONDITIONS_QUESTION = Query("Welke voorwaarden: hoeveel uur per jaar krijgen docenten?")
OFF = {"head_start": {}, "sentence_head_start": {}}


def best_of(folder: Path, weights: Weights) -> tuple[float, float]:
    """Return the scores of the passage that fits best in every view, and of its sentence."""
    search = make_retriever(folder, CONDITIONS, chunks=CONDITION_ITEMS, weights=weights)
    evidence = search.search(CONDITIONS_QUESTION)
    assert evidence.hits[0].chunk.text.startswith("Docenten")
    return evidence.hits[0].score, evidence.sentences[0].score


@pytest.mark.parametrize(
    ("name", "passage", "sentence"),
    [
        ("dense", 0.15, 0.0045),
        ("keyword", 0.25, 0.0075),
        ("passage", 0.3, 0.009),
        ("best_sentence", 0.3, 0.009),
        ("head_start", 0.3, 0.009),
        ("answer_kind", 0.0, 0.06),
        ("listed", 0.0, 0.08),
        ("passage_rank", 0.0, 0.039),
        ("sentence_head_start", 0.0, 0.04),
    ],
)
def test_each_weight_counts_for_what_was_measured(
    tmp_path: Path, name: str, passage: float, sentence: float
) -> None:
    """What the best of a list in the brief loses without it, as a passage and as a sentence."""
    without = replace(Weights(), **{name: OFF.get(name, 0.0)})
    whole, less = best_of(tmp_path / "met", Weights()), best_of(tmp_path / "zonder", without)

    assert whole[0] - less[0] == pytest.approx(passage)
    assert whole[1] - less[1] == pytest.approx(sentence, abs=1e-6)


def test_all_shared_terms_count_for_what_was_measured(tmp_path: Path) -> None:
    """A sentence with every term of the question gets the weight of shared terms whole."""
    question = Query("Ouders kijken zelden mee?")
    scores = [
        make_retriever(tmp_path / str(weight), CONDITIONS, weights=Weights(shared_terms=weight))
        .search(question)
        .sentences[0]
        .score
        for weight in (Weights().shared_terms, 0.0)
    ]

    assert scores[0] - scores[1] == pytest.approx(0.12)


SPREAD = make_document(
    "Docenten overleggen. Scholen betalen. Besturen helpen.",
    "Docenten en scholen en dan nog een paar andere mensen van buiten.",
    source_id="bron",
)
NONE = Weights(**dict.fromkeys(("dense", "keyword", "passage", "best_sentence"), 0.0), **OFF)


@pytest.mark.parametrize(
    ("view", "first"), [("passage", "Docenten overleggen"), ("best_sentence", "Docenten en")]
)
def test_a_passage_is_weighed_as_a_whole_and_by_its_best_sentence(
    tmp_path: Path, view: str, first: str
) -> None:
    """Words spread over it count for the one, words together for the other."""
    weights = replace(NONE, **{view: 1.0})
    search = make_retriever(tmp_path, SPREAD, chunks=by_paragraph(SPREAD), weights=weights)

    found = search.search(Query("docenten scholen besturen"))

    assert texts(found)[0].startswith(first)


def by_paragraph(document: Document) -> tuple[Chunk, ...]:
    """Return every paragraph as a passage, with all its sentences."""
    whole = chunking.split(document, min_words=1, max_words=10)
    assert len(whole) == len(document.blocks)
    return whole


@pytest.mark.parametrize("view", ["dense", "keyword"])
def test_with_one_view_alone_it_makes_the_ranking(tmp_path: Path, view: str) -> None:
    """The hits come in the order of what they say that this view gave them."""
    search = make_retriever(tmp_path, weights=replace(NONE, **{view: 1.0}))
    evidence = search.search(Query("Maakt het schoolbestuur voor docenten langere tijd vrij?"))
    quotable = {match.chunk.id for match in evidence.sentences}
    scores = [getattr(hit, view) for hit in evidence.hits if hit.chunk.id in quotable]

    assert len(set(scores)) > 1
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("place", [4, 5])
def test_five_passages_are_judged(tmp_path: Path, place: int) -> None:
    """What answers in the fifth makes a question answerable; in the sixth nobody looks."""
    answer, *others = (
        "Zuiker verzamelde 55 publicaties.",
        *(f"{word} groeit hier." for word in ("Kool", "Sla", "Prei", "Biet", "Ui")),
    )
    document = make_document(*others[:place], answer, *others[place:])
    library = Library(tmp_path / "library")
    chunks = make_chunks(document)
    library.put(document, chunks, FakeEncoder().encode_passages([c.embedded_text for c in chunks]))
    keywords = KeywordIndex.build(chunks)
    query = Query("Hoeveel publicaties verzamelde Zuiker?")
    question = read_question(query, encoder=FakeEncoder(), keywords=keywords, context_weight=0.5)
    best = [lay_beside(chunk, question, documents=library) for chunk in chunks]

    assert (answerability(question, best) > THRESHOLD) is (place == 4)
