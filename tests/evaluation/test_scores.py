"""Answers are scored by what they hold, what they cite, and where the evidence stood."""

from dataclasses import replace
from math import log2

import pytest
from evaluated import (
    CHUNKS,
    COORDINATOR,
    COSTS,
    DEADLINE,
    PAYER,
    PERFECT,
    QUESTIONS,
    START,
    SUBSIDY,
    SUPPORT,
    UNIVERSITY,
    Sources,
    quoting,
    refusal,
    run,
)
from hypothesis import given
from hypothesis import strategies as st

from kwchat.answering.answer import Answer, Piece, Turn
from kwchat.errors import QuestionError
from kwchat.evaluation.claims import Claim, claims
from kwchat.evaluation.figures import metrics, risk_coverage, timings
from kwchat.evaluation.scores import Failure, evaluate
from kwchat.evaluation.testsets import Question


def value(name: str, answer: Answer, question: Question = COORDINATOR) -> float:
    """Return a metric over one question, beside two that are answered perfectly."""
    others = [other for other in QUESTIONS if other.id != question.id]
    measured = metrics(run({question.question: answer}, [question, *others]))
    return measured[name].value


def test_perfect_answers_score_perfectly() -> None:
    """Every share is 1 and nothing failed when all answers are right."""
    perfect = run()

    values = {name: metric.value for name, metric in metrics(perfect).items()}

    assert values.pop("wrongly_refused") == 0
    assert values.pop("asserted_wrongly") == 0
    assert values.pop("reserve") == 0
    assert values.pop("sentences") == 1.5
    assert values.pop("visible_sentences") == 1.5
    assert values.pop("words") > values.pop("visible_words") > 0
    assert 30 < values.pop("flesch_douma") < 100
    assert set(values.values()) == {1.0}
    assert perfect.failed == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [("recall@1", 0.5), ("recall@3", 1.0), ("mrr", 0.75), ("ndcg@10", (1 + 1 / log2(3)) / 2)],
)
def test_retrieval_is_scored_by_where_the_evidence_stands(name: str, expected: float) -> None:
    """With the evidence on place 2 for one question of two, recall@1 is a half, and so on."""
    assert value(name, quoting(SUPPORT, START)) == pytest.approx(expected)


def test_a_refusal_is_scored_on_its_ranking_too() -> None:
    """Retrieval and refusal are judged apart."""
    assert value("recall@1", refusal(START)) == 1.0


def test_a_passage_beyond_the_tenth_place_does_not_count() -> None:
    """Longer rankings are not rewarded."""
    assert value("recall@10", refusal(*[SUPPORT] * 10, START)) == 0.5
    assert value("mrr", refusal(*[SUPPORT] * 10, START)) == 0.5


def test_ndcg_expects_all_relevant_passages_of_the_index() -> None:
    """Finding one of two relevant passages on place 1 is not perfect."""
    wide = replace(COORDINATOR, evidence=("coördinator helpt", "Draagvlak is belangrijk"))

    found = value("ndcg@10", quoting(START, UNIVERSITY), wide)

    assert found == pytest.approx((1 / (1 + 1 / log2(3)) + 1) / 2)


def test_without_evidence_ndcg_counts_sources() -> None:
    """Two passages of the right source are one find, on the place of the better one."""
    twice = quoting(START, SUBSIDY, DEADLINE)

    assert value("ndcg@10", twice, PAYER) == pytest.approx((1 / log2(3) + 1) / 2)


def test_evidence_that_is_nowhere_scores_zero() -> None:
    """A question that cannot be retrieved for counts as a failure, it is not skipped."""
    lost = replace(COORDINATOR, evidence=("staat nergens",))

    result = run({COORDINATOR.question: quoting(START)}, [lost, COSTS]).results[0]

    assert result.scores["ndcg@10"] == (0.0, 1.0)
    assert Failure.NOT_RETRIEVED in result.failures


@pytest.mark.parametrize(
    ("text", "missed"),
    [
        pytest.param("De COÖRDINATOR in het eerste\n jaar.", 0, id="case and white space"),
        pytest.param("Een coordinator.", 1, id="an alternative wording"),
        pytest.param("De werkplaatscoördinator, in het eerste jaar.", 0, id="in a compound"),
        pytest.param("Niemand.", 2, id="none"),
    ],
)
def test_a_key_fact_is_found_in_one_of_its_wordings(text: str, missed: int) -> None:
    """Facts are looked for without regard to case, white space or the kind of quotes."""
    answer = replace(quoting(START), text=text)

    assert len(run({COORDINATOR.question: answer}).results[0].missed_facts) == missed


@pytest.mark.parametrize(
    ("text", "found"),
    [("Er waren 5 scholen.", True), ("In 2015 of 55.", False), ("Scholen. [5]", False)],
    ids=["the number", "in longer numbers", "a citation mark"],
)
def test_a_number_is_found_only_as_a_number(*, text: str, found: bool) -> None:
    """A 5 in 2015, or in a citation mark, is not the fact 5."""
    question = replace(COORDINATOR, key_facts=(("5",),))
    result = run({question.question: replace(quoting(START), text=text)}, [question]).results[0]

    assert (result.missed_facts == ()) is found


def test_a_refusal_finds_no_facts() -> None:
    """The nearest passage that a refusal offers is no answer."""
    answer = replace(refusal(START), text=f"Dat staat er niet. Wel gevonden: {START.text}")
    result = run({COORDINATOR.question: answer}).results[0]

    assert result.missed_facts == COORDINATOR.key_facts
    assert result.scores["complete"] == (0.0, 1.0)
    assert result.failures == (Failure.WRONGLY_REFUSED,)


def test_facts_are_counted_one_by_one_and_answers_as_a_whole() -> None:
    """Two of three facts is two thirds of the facts, and one of two complete answers."""
    answer = replace(quoting(START), text="Een coördinator. [1]")

    assert value("facts", answer) == pytest.approx(2 / 3)
    assert value("complete", answer) == 0.5


def test_refusals_are_counted_apart_for_both_kinds() -> None:
    """An answerable question refused and an unanswerable one answered are different faults."""
    wrong = run({COORDINATOR.question: refusal(START), COSTS.question: quoting(SUPPORT)})

    assert metrics(wrong)["wrongly_refused"].value == 0.5
    assert metrics(wrong)["rightly_refused"].value == 0.0
    assert wrong.results[2].failures == (Failure.NOT_REFUSED,)


def test_auroc_is_the_chance_that_answerable_scores_higher() -> None:
    """One answerable question below the unanswerable one, one above: a half."""
    assert value("auroc", quoting(START, answerability=0.1)) == 0.5


def test_a_category_is_set_against_all_questions_of_the_other_kind() -> None:
    """AUROC per category tells near-domain from far-domain questions."""
    far = replace(COSTS, id="n2", category="ver", question="Hoe bak ik brood?")
    answers = {far.question: refusal(SUPPORT, answerability=0.9)}
    both = run(answers, [*QUESTIONS, far])

    assert metrics(both, category="dichtbij")["auroc"].value == 1.0
    assert metrics(both, category="ver")["auroc"].value == 0.0
    assert metrics(both, category="ver")["rightly_refused"].n == 1
    assert "recall@1" not in metrics(both, category="ver")


def test_a_citation_is_right_when_its_passage_holds_evidence() -> None:
    """Quoting another sentence of the right passage counts, another passage does not."""
    beside = quoting(START)
    citation = replace(beside.citations[0], quote="De werkplaats begint klein.", end=27)
    beside = replace(beside, citations=(citation,), text=f"“{citation.quote}” [1]")

    assert value("citation_precision", beside) == 1.0
    assert value("citation_precision", quoting(SUPPORT, START)) == 0.5


def test_without_evidence_a_citation_is_right_when_its_source_is() -> None:
    """Any passage of the source that answers will do."""
    assert value("citation_precision", quoting(DEADLINE), PAYER) == 1.0
    assert value("citation_precision", quoting(START, SUBSIDY), PAYER) == 0.5


def test_a_refusal_has_no_right_first_citation() -> None:
    """First citations are counted over all answerable questions."""
    assert value("first_citation", refusal(START)) == 0.5
    assert value("first_citation", quoting(UNIVERSITY, START)) == 1.0
    assert value("first_citation", quoting(SUBSIDY, START)) == 0.5


def test_a_sentence_without_a_valid_citation_is_noticed() -> None:
    """A bare sentence lowers citation recall; so does a mark that refers to nothing."""
    bare = replace(quoting(START), text=f"“{START.text}” [1]\nDat is mooi.")
    loose = replace(quoting(START), text=f"“{START.text}” [1]\nDat is mooi [2].")

    assert run({COORDINATOR.question: bare}).results[0].scores["citation_recall"] == (2.0, 3.0)
    assert run({COORDINATOR.question: loose}).results[0].scores["citation_recall"] == (2.0, 3.0)
    assert run({COORDINATOR.question: loose}).results[0].failures == (
        Failure.NOT_CITED,
        Failure.MARKS_BROKEN,
    )


@pytest.mark.parametrize(
    "text",
    [
        "“Een coördinator helpt altijd, in het eerste jaar.” [1]",
        "Een “coördinator die altijd helpt” in het eerste jaar [1].",
    ],
    ids=["a quote with a mark", "a quote in a sentence"],
)
def test_a_quote_that_is_not_in_its_citation_is_noticed(text: str) -> None:
    """What stands between quotation marks must be the source's own words."""
    result = run({COORDINATOR.question: replace(quoting(START), text=text)}).results[0]

    assert result.scores["quotes_verbatim"] == (1.0, 2.0)
    assert result.failures == (Failure.NOT_VERBATIM,)


def test_a_citation_that_differs_from_its_document_is_noticed() -> None:
    """A citation is held against the document, not against the passage."""
    answer = quoting(START)
    moved = replace(answer, citations=(replace(answer.citations[0], start=1),))

    assert run({COORDINATOR.question: moved}).results[0].scores["quotes_verbatim"] == (1.0, 2.0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "De Jong, in de brief:\n“Ten eerste. Ten tweede.” [1]",
            [Claim("Ten eerste.", (1,)), Claim("Ten tweede.", (1,))],
            id="a mark holds for the whole quote",
        ),
        pytest.param(
            "- “een lerende cultuur\n- draagvlak” [2]",
            [Claim("een lerende cultuur", (2,)), Claim("draagvlak", (2,))],
            id="every list item is a claim",
        ),
        pytest.param(
            "Het mag [1]. Het moet.",
            [Claim("Het mag [1].", (1,)), Claim("Het moet.", ())],
            id="running text",
        ),
        pytest.param("Welke voorwaarden zijn er:", [], id="a lead claims nothing"),
        pytest.param("", [], id="empty"),
    ],
)
def test_claims_are_the_sentences_of_an_answer(text: str, expected: list[Claim]) -> None:
    """Sentences are counted inside quotes, and marks belong to the sentences before them."""
    assert claims(text) == expected


def test_what_is_folded_counts_in_the_whole_only() -> None:
    """A key fact below the fold is found, but not at a glance; nor are its words and sentences."""
    answer = quoting(START)
    seen, folded = (
        replace(answer.quotes[0], pieces=(Piece(words, 0, 1),), more=more)
        for words, more in (("Een coördinator helpt.", False), ("In het eerste jaar.", True))
    )
    split = replace(answer, quotes=(seen, folded))

    scores = run({COORDINATOR.question: split}).results[0].scores
    assert (scores["facts"], scores["visible_facts"]) == ((2.0, 2.0), (1.0, 2.0))
    assert (scores["visible_sentences"], scores["visible_words"]) == ((1.0, 1.0), (3.0, 1.0))


def test_an_english_answer_is_noticed() -> None:
    """The share of Dutch drops with an answer in another language."""
    english = replace(quoting(START), text="The coordinator helps the schools with this [1].")

    assert value("dutch", english) == 0.5


def test_risk_coverage_ends_with_everything_answered() -> None:
    """Answering all questions, the risk is the share of unanswerable ones."""
    assert risk_coverage(run()) == ((2 / 3, 0.0), (1.0, 1 / 3))


@given(st.lists(st.sampled_from([0.1, 0.4, 0.9]), min_size=3, max_size=3))
def test_coverage_rises_and_ties_share_a_point(scores: list[float]) -> None:
    """Every distinct score is one point of the curve."""
    answers = {
        question.question: replace(PERFECT[question.question], answerability=score)
        for question, score in zip(QUESTIONS, scores, strict=True)
    }

    curve = risk_coverage(run(answers))

    assert len(curve) == len(set(scores))
    assert [coverage for coverage, _ in curve] == sorted({coverage for coverage, _ in curve})
    assert curve[-1] == (1.0, 1 / 3)


def test_times_are_reported_per_stage() -> None:
    """The median and the 95th percentile of every stage, in seconds."""
    measured = timings(run())

    assert measured["retrieve_p50"].value == 0.01
    assert measured["total_p95"].value == 0.03


def test_history_goes_along_and_progress_is_told() -> None:
    """The assistant hears the earlier turns; progress counts up to all questions."""
    heard: list[tuple[str, tuple[Turn, ...]]] = []
    done: list[int] = []

    def ask(question: str, history: tuple[Turn, ...]) -> Answer:
        heard.append((question, history))
        return PERFECT[question]

    evaluate(QUESTIONS, ask, chunks=CHUNKS, documents=Sources(), progress=done.append)

    assert heard[1] == (PAYER.question, PAYER.history)
    assert done == [1, 2, 3]


def test_a_question_that_cannot_be_asked_is_named() -> None:
    """The id of the question comes with the assistant's complaint."""

    def ask(question: str, history: tuple[Turn, ...]) -> Answer:
        del question, history
        raise QuestionError("Je vraag is te lang.")

    with pytest.raises(QuestionError, match=r"v1.*te lang"):
        evaluate(QUESTIONS, ask, chunks=CHUNKS, documents=Sources(), progress=lambda _: None)
