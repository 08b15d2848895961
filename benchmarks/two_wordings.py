"""Does it pay to let a language model write a question anew, and to search with both wordings?

    KWCHAT_LLM=openai:MODEL python benchmarks/two_wordings.py tests/testset/gesprekken.jsonl
    python benchmarks/two_wordings.py tests/testset/gesprekken.jsonl --wordings WRITTEN.jsonl
    python benchmarks/two_wordings.py tests/testset/kenniswerkplaatsen.jsonl --singles 40 ...

The model of the settings writes, for each follow-up of the sets (not those of category `nieuw`),
the question that stands alone; with `--singles`, for so many questions without a conversation, the
same question in other words. Or the wordings are read from a file, a line `{"id", "wording"}` each:
what a good model would write is in `data/herschreven`. A model that brings nothing leaves the
question as it was. What it wrote goes to `--keep`, in the same form.

Every way is the assistant's own, quotes only, on the index that the settings name:

    rules      today's: the question, with the earlier one that it leans on
    wording    the other wording alone; what was answered since is no answer to it
    further    today's readings, and the other wording as one more, tried where none is sure
    fused      each of today's readings searched with both, the two rankings fused

Prints each way's measures and, of the last three, the change from the rules with its 95 % interval
(paired bootstrap over questions) and which questions went better or worse.
"""

import argparse
import json
import random
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path
from time import perf_counter
from unittest.mock import patch

import numpy as np
from conversations import NEW

from kwchat import llm, wiring
from kwchat.answering import conversation, ranking
from kwchat.answering.answer import Answer, Evidence, Query, SentenceMatch, Turn
from kwchat.answering.assistant import Assistant
from kwchat.answering.generation.calls import Caller, Limits
from kwchat.answering.retriever import Retriever
from kwchat.answering.writing import WritingError
from kwchat.evaluation import comparison, scores, testsets
from kwchat.evaluation.testsets import Question
from kwchat.index import encoders
from kwchat.index.manifest import Index, open_index
from kwchat.settings import Settings

_DEPTH = 30  # passages of each ranking that are fused: all that a search looks at; quoted is from 8
_LONGEST = 300  # characters: more is no question
_TURNS = 4  # of the conversation that the model reads
_SHOWN = ("facts", "complete", "wrongly_refused", "rightly_refused", "recall@3", "asserted_wrongly")
_STAND_ALONE = (
    "Je herschrijft de laatste vraag van een gesprek tot één Nederlandse vraag die zonder het "
    "gesprek te begrijpen is. Beantwoord de vraag niet. Geef alleen de vraag.\n\n"
    "Gesprek:\nLeraar: Wie leidt de bibliotheek?\n"
    "Antwoord: De bibliotheek wordt geleid door Els Bos.\n"
    "Laatste vraag: En sinds wanneer?\nVraag: Sinds wanneer leidt Els Bos de bibliotheek?\n\n"
    "Gesprek:\nLeraar: Wat kost een fiets?\nAntwoord: Een fiets kost 600 euro.\n"
    "Laatste vraag: En een helm?\nVraag: Wat kost een helm?"
)
_OTHER_WORDS = (
    "Je schrijft een vraag in andere Nederlandse woorden. De betekenis blijft gelijk. "
    "Beantwoord de vraag niet. Geef alleen de vraag.\n\n"
    "Laatste vraag: Wie leidt de bibliotheek?\nVraag: Wie is het hoofd van de bibliotheek?\n\n"
    "Laatste vraag: hoe duur is n fiets\nVraag: Wat kost een fiets?"
)

Way = Callable[[str], AbstractContextManager[object]]


# --- the other wording ---


def other_wording(caller: Caller, question: Question) -> str:
    """Return what a model makes of a question: its first line; the question itself where it brings
    nothing in time."""
    said = ""
    order = _STAND_ALONE if question.history else _OTHER_WORDS
    call = caller.say((("system", order), ("human", _asked(question))))
    try:
        for piece in call:
            said += piece if isinstance(piece, str) else ""
            if "\n" in said.strip() or len(said) > _LONGEST:
                break
    except WritingError:
        return question.question
    finally:
        call.close()
    line = said.strip().partition("\n")[0].removeprefix("Vraag:").strip()
    return line[:_LONGEST] or question.question


def _asked(question: Question) -> str:
    who = {"user": "Leraar", "assistant": "Antwoord"}
    turns = [f"{who[turn.role]}: {turn.content}" for turn in question.history[-_TURNS:]]
    talk = "\n".join(["Gesprek:", *turns]) + "\n" if turns else ""
    return f"{talk}Laatste vraag: {question.question}\nVraag:"


def written_by(settings: Settings, questions: Sequence[Question]) -> dict[str, str]:
    """Return by id what the model of the settings makes of questions, and print how long it took.

    Raises:
        SystemExit: the settings name no model.
    """
    model = llm.language_model(settings)
    if model is None:
        raise SystemExit("KWCHAT_LLM names no model; give one, or --wordings.")
    caller = Caller(model, Limits(settings.llm_first_seconds, settings.llm_seconds))
    started = perf_counter()
    found = {one.id: other_wording(caller, one) for one in questions}
    seconds = (perf_counter() - started) / len(questions)
    same = sum(found[one.id] == one.question for one in questions)
    print(f"{model.name}: {seconds:.1f} seconds a wording, {same} of {len(questions)} as they were")
    return found


# --- four ways to search ---


def rules(_: str) -> AbstractContextManager[object]:
    """Search as today."""
    return nullcontext()


def alone(wording: str) -> AbstractContextManager[object]:
    """Search with the other wording only."""
    return _reading(lambda readings: (_replaced(readings[-1], wording),))


def further(wording: str) -> AbstractContextManager[object]:
    """Search with the other wording where today's readings are not surely answered."""
    return _reading(lambda readings: (*readings, _replaced(readings[-1], wording)))


def both(wording: str) -> AbstractContextManager[object]:
    """Search with each reading and with the other wording, and fuse what they bring."""
    search = Retriever.search

    def fused(
        self: Retriever, query: Query, *, top_k: int = 10, among: Collection[str] | None = None
    ) -> Evidence:
        own, other = (
            search(self, one, top_k=top_k, among=among)
            for one in (query, _replaced(query, wording))
        )
        return fuse(own, other)

    return patch.object(Retriever, "search", fused)


def _reading(
    change: Callable[[tuple[Query, ...]], tuple[Query, ...]],
) -> AbstractContextManager[object]:
    readings = conversation.readings

    def changed(question: str, history: Sequence[Turn]) -> tuple[Query, ...]:
        return change(readings(question, history))

    return patch.object(conversation, "readings", changed)


def _replaced(query: Query, wording: str) -> Query:
    return replace(query, question=wording, context="")


def fuse(own: Evidence, other: Evidence) -> Evidence:
    """Return the evidence of a question and of its other wording as one: passages by both rankings,
    sentences by the mean of both scores, the chance of an answer the mean of both.

    What one of the two did not look at has the lowest score there. The parts of a question, and the
    words that answer it, are those of the question itself.
    """
    hits = {hit.chunk.id: hit for hit in (*other.hits, *own.hits)}
    rankings = [(0.5, {hit.chunk.id: hit.score for hit in one.hits}) for one in (own, other)]
    ranked = ranking.fuse(rankings)
    found = [
        {(one.chunk.id, one.sentence.start): one for one in evidence.sentences}
        for evidence in (own, other)
    ]
    lowest = [min((one.score for one in each.values()), default=0.0) for each in found]
    parts = min((one.part_scores for one in own.sentences), default=())
    sentences = tuple(
        replace(
            _either(place, *found),
            score=float(
                np.mean([_score(place, *pair) for pair in zip(found, lowest, strict=True)])
            ),
            part_scores=found[0][place].part_scores if place in found[0] else parts,
        )
        for place in {**found[0], **found[1]}
    )
    chance = (own.answerability + other.answerability) / 2
    fused_hits = tuple(replace(hits[name], score=score) for name, score in ranked)
    return replace(own, hits=fused_hits, sentences=sentences, answerability=chance)


Found = Mapping[tuple[str, int], SentenceMatch]


def _either(place: tuple[str, int], own: Found, other: Found) -> SentenceMatch:
    return own[place] if place in own else replace(other[place], answer=None)


def _score(place: tuple[str, int], found: Found, lowest: float) -> float:
    return found[place].score if place in found else lowest


WAYS: Mapping[str, Way] = {"rules": rules, "wording": alone, "further": further, "fused": both}


# --- measuring ---


def measured(
    way: Way,
    assistant: Assistant,
    index: Index,
    questions: Sequence[Question],
    wordings: Mapping[str, str],
) -> dict[str, Mapping[str, scores.Score]]:
    """Return the scores of every question, by its id, asked in one of the ways."""
    by_asked = {(one.question, one.history): wordings[one.id] for one in questions}

    def ask(question: str, history: Sequence[Turn]) -> Answer:
        with way(by_asked[question, tuple(history)]):
            return assistant.answer(question, history)

    chunks = [index.library.chunk(chunk_id) for chunk_id in index.library.chunk_ids()]
    run = scores.evaluate(
        questions, ask, chunks=chunks, documents=index.library, progress=lambda _: None
    )
    return {result.question.id: result.scores for result in run.results}


def report(name: str, before: comparison.Scores, after: comparison.Scores) -> None:
    """Print what a way comes to, and what it changes."""
    print(f"{name}:")
    changes = comparison.changes(before, after)
    for measure in filter(changes.__contains__, _SHOWN):
        one = changes[measure]
        rows = [row[measure] for row in after.values() if measure in row]
        total = f"{sum(part for part, _ in rows):.0f} of {sum(whole for _, whole in rows):.0f}"
        change = f"{one.change:+.2f} ({one.low:+.2f}, {one.high:+.2f})" if name != "rules" else ""
        print(f"  {measure:17} {one.after:.2f}  {total:10} {change}")
    for move in comparison.moves(before, after):
        print(f"  {move.question_id}: better {move.better}, worse {move.worse}")


def compare(
    assistant: Assistant, index: Index, questions: Sequence[Question], wordings: Mapping[str, str]
) -> None:
    """Ask questions in every way, and report; what was searched once is not searched again."""
    with patch.object(Retriever, "search", cache(Retriever.search)):
        found = {
            name: measured(way, assistant, index, questions, wordings) for name, way in WAYS.items()
        }
    for name, after in found.items():
        report(name, found["rules"], after)


def chosen(path: Path, singles: int) -> tuple[Question, ...]:
    """Return the follow-ups of a test set, or so many of its questions that follow on nothing."""
    asked = testsets.load(path)
    if singles:
        by_themselves = [one for one in asked if not one.history]
        return tuple(random.Random(1).sample(by_themselves, singles))  # noqa: S311 (no secret)
    return tuple(one for one in asked if one.history and one.category != NEW)


def main() -> None:
    """Get the other wordings, ask every question in each way, and report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("testsets", type=Path, nargs="+")
    parser.add_argument("--wordings", type=Path, help="JSONL file of wordings written before")
    parser.add_argument("--keep", type=Path, help="JSONL file for what the model writes")
    parser.add_argument("--singles", type=int, default=0, help="so many single questions of each")
    given = parser.parse_args()
    settings = wiring.read_settings()
    sets = {path.name: chosen(path, given.singles) for path in given.testsets}
    questions = tuple(chain.from_iterable(sets.values()))
    if given.wordings:
        lines = given.wordings.read_text(encoding="utf-8").splitlines()
        wordings = {row["id"]: row["wording"] for row in map(json.loads, lines)}
    else:
        wordings = written_by(settings, questions)
    if given.keep:
        kept = ({"id": one.id, "wording": wordings[one.id]} for one in questions)
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in kept)
        given.keep.write_text(text, encoding="utf-8")
    index = open_index(settings.index, encoders.identity(settings.embedding_model))
    assistant = wiring.assistant_on(index, settings, top_k=_DEPTH)
    for name, asked in sets.items():
        print(f"--- {name}: {len(asked)} questions", flush=True)
        compare(assistant, index, asked, wordings)


if __name__ == "__main__":
    main()
