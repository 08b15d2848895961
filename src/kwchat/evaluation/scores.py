"""Asks the questions of a test set and scores the answers, without a judge.

What counts is what an answer holds, what it cites, and where the evidence stands in the ranking.

A question fills only the scores that apply to it: an unanswerable one has no key facts, a refusal
no citations. A metric is a statistic of one score over the questions that have it.

    score               of which questions           what it counts
    recall@k            answerable                   a relevant passage among the first k
    mrr                 answerable                   1 / rank of the first relevant passage of 10
    ndcg@10             answerable                   per passage; per source without evidence
    facts               answerable with key facts    key facts found / key facts
    visible_facts       answerable with key facts    key facts found before the fold / key facts
    complete            answerable with key facts    all key facts found
    wrongly_refused     answerable                   refused
    rightly_refused     unanswerable                 refused
    asserted_wrongly    unanswerable                 answered without reserve
    reserve             answerable                   answered, but only with reserve
    auroc               all                          answerability told the two apart
    first_citation      answerable                   its first citation is to a right source; a
                                                     refusal has none
    citation_precision  answerable, answered         citations whose passage is relevant / all
    citation_recall     answered                     sentences with a valid citation / sentences
    quotes_verbatim     answered                     quotes that stand in the source so / quotes
    marks_valid         answered                     every mark has its citation, and vice versa
    sentences, words    answered                     median length of the answer
    visible_sentences,
    visible_words       answered                     ... of what is seen before the fold
    dutch               answered                     the answer is in Dutch
    flesch_douma        answered                     reading ease
    written_supported   a model wrote sentences      sentences that stayed / sentences
    written_dropped     a model wrote sentences      sentences that were left out / sentences
    stood_in            a model was asked            quotes were given, beside it or instead

A refusal finds no facts, whatever its text offers. Retrieval is scored on the ranking that comes
with every answer, also with a refusal.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from kwchat.answering.answer import Answer, Citation, Documents, Outcome, Turn
from kwchat.answering.citations import (
    at_a_glance,
    is_verbatim,
    marks,
    quoted_at_once,
    quotes,
    without_quotes,
)
from kwchat.answering.writing import Writing
from kwchat.errors import QuestionError
from kwchat.evaluation import texts
from kwchat.evaluation.claims import claims, without_marks
from kwchat.evaluation.evidence import holds, is_relevant, normalise
from kwchat.evaluation.intervals import (
    Statistic,
    auroc,
    quantile,
    ratio,
)
from kwchat.evaluation.readability import flesch_douma, is_dutch
from kwchat.evaluation.testsets import Question
from kwchat.language.sentences import sentences
from kwchat.language.vocabulary import words
from kwchat.reading.document import Chunk

Score: TypeAlias = tuple[float, float]  # numerator and denominator, or score and label
Ask: TypeAlias = Callable[[str, Sequence[Turn]], Answer]

DEPTH = 10  # passages of the ranking that count
CUTOFFS = (1, 3, 5, 10)
LENGTHS = ("sentences", "words", "visible_sentences", "visible_words")
STAGES = ("retrieve", "answer", "total")


@dataclass(frozen=True, slots=True)
class Measure:
    """How a metric is made from a score; `lower` tells that less is better."""

    score: str
    statistic: Statistic = ratio
    lower: bool = False


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {f"recall@{k}": Measure(f"recall@{k}") for k in CUTOFFS}
    | {name: Measure(name) for name in ("mrr", "ndcg@10")}
    | {name: Measure(name) for name in ("facts", "visible_facts", "complete")}
    | {"wrongly_refused": Measure("wrongly_refused", lower=True)}
    | {"rightly_refused": Measure("rightly_refused")}
    | {name: Measure(name, lower=True) for name in ("asserted_wrongly", "reserve")}
    | {"auroc": Measure("auroc", auroc)}
    | {name: Measure(name) for name in ("first_citation", "citation_precision")}
    | {name: Measure(name) for name in ("citation_recall", "quotes_verbatim", "marks_valid")}
    | {name: Measure(name, quantile(0.5), lower=True) for name in LENGTHS}
    | {name: Measure(name) for name in ("dutch", "flesch_douma", "written_supported")}
    | {name: Measure(name, lower=True) for name in ("written_dropped", "stood_in")}
)
TIMINGS: Mapping[str, Measure] = MappingProxyType(
    {
        f"{stage}_p{percent}": Measure(stage, quantile(percent / 100), lower=True)
        for stage in STAGES
        for percent in (50, 95)
    }
)


class Failure(StrEnum):
    """Why a question failed."""

    WRONGLY_REFUSED = "wrongly_refused"
    NOT_REFUSED = "not_refused"
    FACTS_MISSED = "facts_missed"
    NOT_RETRIEVED = "not_retrieved"
    WRONG_CITATION = "wrong_citation"
    NOT_CITED = "not_cited"
    NOT_VERBATIM = "not_verbatim"
    MARKS_BROKEN = "marks_broken"


@dataclass(frozen=True, slots=True)
class Result:
    """One answered question: at which ranks relevant passages stood (from 1), the key facts that
    the answer lacks, its scores, and its times in seconds."""

    question: Question
    answer: Answer
    relevant_ranks: tuple[int, ...]
    missed_facts: tuple[tuple[str, ...], ...]
    scores: Mapping[str, Score]
    seconds: Mapping[str, Score]
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """All results of a test set, in its order."""

    results: tuple[Result, ...]

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories, in order of appearance."""
        return tuple(dict.fromkeys(result.question.category for result in self.results))

    @property
    def failed(self) -> tuple[Result, ...]:
        """The results that fail in any way."""
        return tuple(result for result in self.results if result.failures)


def evaluate(
    questions: Sequence[Question],
    ask: Ask,
    *,
    chunks: Iterable[Chunk],
    documents: Documents,
    progress: Callable[[int], None],
) -> Run:
    """Ask every question once, in order, and score the answers against all passages of the index;
    `progress` hears how many are done.

    Raises:
        QuestionError: a question cannot be asked; the error names it.
    """
    passages = {chunk.id: chunk for chunk in chunks}
    results = []
    for done, question in enumerate(questions, start=1):
        answer = _asked(ask, question)
        results.append(_result(question, answer, passages, documents))
        progress(done)
    return Run(tuple(results))


# --- one question ---


def _asked(ask: Ask, question: Question) -> Answer:
    try:
        return ask(question.question, question.history)
    except QuestionError as error:
        raise QuestionError(texts.EVAL_QUESTION.format(id=question.id, fault=error)) from error


def _result(
    question: Question, answer: Answer, passages: Mapping[str, Chunk], documents: Documents
) -> Result:
    ranks = _relevant_ranks(question, answer)
    missed = _missed_facts(question, answer, answer.text)
    scores = {"auroc": (answer.answerability, float(question.answerable))}
    if question.answerable:
        scores |= _retrieval_scores(question, answer, ranks, passages.values())
        folded = _missed_facts(question, answer, at_a_glance(answer))
        scores |= _fact_scores(question, missed, folded)
        scores |= {"wrongly_refused": _yes(holds_true=not answer.answered)}
        scores |= {"reserve": _yes(holds_true=answer.outcome is Outcome.NEAR)}
        scores |= _source_scores(question, answer, passages)
    else:
        scores |= {"rightly_refused": _yes(holds_true=not answer.answered)}
        scores |= {"asserted_wrongly": _yes(holds_true=answer.outcome is Outcome.ANSWERED)}
    if answer.answered:
        scores |= _citation_scores(answer, documents) | _text_scores(answer)
    if answer.writing is not None:
        scores |= _writing_scores(answer.writing)
    seconds = {stage: (float(getattr(answer.seconds, stage)), 1.0) for stage in STAGES}
    failures = tuple(_failures(question, answer, scores))
    return Result(question, answer, ranks, missed, scores, seconds, failures)


def _yes(*, holds_true: bool) -> Score:
    return float(holds_true), 1.0


def _relevant_ranks(question: Question, answer: Answer) -> tuple[int, ...]:
    return tuple(
        rank
        for rank, hit in enumerate(answer.passages[:DEPTH], start=1)
        if is_relevant(question, hit.chunk)
    )


def _missed_facts(question: Question, answer: Answer, text: str) -> tuple[tuple[str, ...], ...]:
    """Return the key facts that are not in a text of an answer; a refusal lacks them all."""
    if not answer.answered:
        return question.key_facts
    told = normalise(without_marks(text))
    return tuple(fact for fact in question.key_facts if not holds_fact(fact, told))


def holds_fact(fact: Iterable[str], text: str) -> bool:
    """Tell whether a normalised text holds a key fact in one of its wordings."""
    return any(re.search(_pattern(normalise(wording)), text) for wording in fact)


def _pattern(wording: str) -> str:
    """A number is not found inside a longer one: *5* is not in *2015*; words may be compounded."""
    before = r"(?<!\d)" if wording[:1].isdigit() else ""
    after = r"(?!\d)" if wording[-1:].isdigit() else ""
    return before + re.escape(wording) + after


def _retrieval_scores(
    question: Question, answer: Answer, ranks: Sequence[int], passages: Iterable[Chunk]
) -> dict[str, Score]:
    scores = {f"recall@{k}": _yes(holds_true=any(rank <= k for rank in ranks)) for k in CUTOFFS}
    scores["mrr"] = (1 / ranks[0] if ranks else 0.0, 1.0)
    scores["ndcg@10"] = (_ndcg(question, answer, passages), 1.0)
    return scores


def _ndcg(question: Question, answer: Answer, passages: Iterable[Chunk]) -> float:
    """nDCG@10 against all relevant passages of the index; where only sources are given, against
    those, each standing where its best passage stands."""
    from ir_measures import calc_aggregate, nDCG

    if question.evidence:
        relevant = [chunk.id for chunk in passages if is_relevant(question, chunk)]
        ranking = [hit.chunk.id for hit in answer.passages]
    else:
        relevant = list(question.relevant)
        ranking = list(dict.fromkeys(hit.chunk.source_id for hit in answer.passages))
    if not relevant or not ranking:
        return 0.0
    judged = {question.id: dict.fromkeys(relevant, 1)}
    ranked = {question.id: {name: -float(rank) for rank, name in enumerate(ranking)}}
    return float(calc_aggregate([nDCG @ DEPTH], judged, ranked)[nDCG @ DEPTH])


def _fact_scores(
    question: Question, missed: Sequence[object], folded: Sequence[object]
) -> dict[str, Score]:
    count = len(question.key_facts)
    if not count:
        return {}
    return {
        "facts": (float(count - len(missed)), float(count)),
        "visible_facts": (float(count - len(folded)), float(count)),
        "complete": _yes(holds_true=not missed),
    }


def _source_scores(
    question: Question, answer: Answer, passages: Mapping[str, Chunk]
) -> dict[str, Score]:
    right = question.relevant or {
        chunk.source_id for chunk in passages.values() if is_relevant(question, chunk)
    }
    first = answer.citations[0].source_id if answer.citations else None
    scores = {"first_citation": _yes(holds_true=first in right)}
    if answer.citations:
        rights = [_is_right(question, citation, passages) for citation in answer.citations]
        scores["citation_precision"] = (float(sum(rights)), float(len(rights)))
    return scores


def _is_right(question: Question, citation: Citation, passages: Mapping[str, Chunk]) -> bool:
    chunk = passages.get(citation.chunk_id)
    if chunk is not None and is_relevant(question, chunk):
        return True
    return holds(citation.quote, question.evidence)


def _citation_scores(answer: Answer, documents: Documents) -> dict[str, Score]:
    numbers = {citation.number for citation in answer.citations}
    verbatim = list(_verbatim(answer, documents))
    said = claims(answer.text)
    cited = [claim for claim in said if numbers.intersection(claim.numbers)]
    scores = {"marks_valid": _yes(holds_true=set(marks(answer.text)) == numbers)}
    if verbatim:
        scores["quotes_verbatim"] = (float(sum(verbatim)), float(len(verbatim)))
    if said:
        scores["citation_recall"] = (float(len(cited)), float(len(said)))
    return scores


def _verbatim(answer: Answer, documents: Documents) -> Iterator[bool]:
    """Tell of every citation whether it is cut from its document, and of every quote in the text
    whether it is cut from its citation."""
    by_number = {citation.number: citation.quote for citation in answer.citations}
    for citation in answer.citations:
        yield is_verbatim(citation, documents.document(citation.source_id))
    for quote, number in quotes(answer.text):
        yield quote in by_number.get(number, "")
    for quote in re.findall("“([^”]*)”", without_quotes(answer.text)):
        yield any(quote in cited for cited in by_number.values())


def _text_scores(answer: Answer) -> dict[str, Score]:
    said = [without_marks(claim.text) for claim in claims(answer.text)]
    ease = flesch_douma(said)
    scores = {
        "sentences": (float(len(said)), 1.0),
        "words": (float(len(words(without_marks(answer.text)))), 1.0),
        "visible_sentences": (float(sum(map(_count_sentences, quoted_at_once(answer)))), 1.0),
        "visible_words": (float(len(words(at_a_glance(answer)))), 1.0),
        "dutch": _yes(holds_true=is_dutch(answer.text)),
    }
    return scores if ease is None else scores | {"flesch_douma": (ease, 1.0)}


def _count_sentences(line: str) -> int:
    return len(sentences(line))


def _writing_scores(writing: Writing) -> dict[str, Score]:
    scores = {"stood_in": _yes(holds_true=not writing.is_answer)}
    total = float(writing.sentences)
    if total:
        scores["written_supported"] = (float(writing.kept), total)
        scores["written_dropped"] = (total - writing.kept, total)
    return scores


def _failures(question: Question, answer: Answer, scores: Mapping[str, Score]) -> Iterator[Failure]:
    if question.answerable and not answer.answered:
        yield Failure.WRONGLY_REFUSED
    if answer.answered and not question.answerable:
        yield Failure.NOT_REFUSED
    if answer.answered and _short(scores, "complete"):
        yield Failure.FACTS_MISSED
    if _short(scores, f"recall@{DEPTH}"):
        yield Failure.NOT_RETRIEVED
    if scores.get("citation_precision", (1.0, 1.0))[0] == 0:
        yield Failure.WRONG_CITATION
    if _short(scores, "citation_recall"):
        yield Failure.NOT_CITED
    if _short(scores, "quotes_verbatim"):
        yield Failure.NOT_VERBATIM
    if _short(scores, "marks_valid"):
        yield Failure.MARKS_BROKEN


def _short(scores: Mapping[str, Score], name: str) -> bool:
    got, possible = scores.get(name, (0.0, 0.0))
    return got < possible


# --- all questions ---
