"""What each hand-made part brings: all test sets, each time without one part.

    OPENBLAS_NUM_THREADS=1 python benchmarks/ablation.py /var/tmp/ablation

Takes the corpora in, asks every question with all parts and without each of `PARTS`, and prints
per measure what that changes, with paired bootstrap intervals: over all questions together, and for
each test set. What was ingested, encoded and scored stays in the folder and is used again, so after
a change in what is measured begin in an empty one.
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from remembered import Remembered

from kwchat import wiring
from kwchat.answering import (
    answerability,
    candidates,
    conversation,
    extractive,
    questions,
    retriever,
)
from kwchat.answering.answer import Documents, Query, Role
from kwchat.answering.assistant import Assistant
from kwchat.answering.candidates import Candidate, Question, lay_beside
from kwchat.answering.extractive import ExtractiveEngine
from kwchat.answering.passages import Passage
from kwchat.answering.retriever import LEARNED, Retriever
from kwchat.evaluation import scores, testsets
from kwchat.evaluation.comparison import Scores
from kwchat.evaluation.intervals import Difference, as_sample, compare
from kwchat.evaluation.scores import MEASURES
from kwchat.index import encoders
from kwchat.index.encoding import Encoder, Encoding
from kwchat.index.keywords import KeywordIndex
from kwchat.index.manifest import Index, open_index, read_references
from kwchat.reading.document import Chunk
from kwchat.sources.bibliography import Bibliography

ROOT = Path(__file__).parents[1]
TESTSETS, DATA = ROOT / "tests" / "testset", ROOT / "benchmarks" / "data"
CORPORA = {
    "brief": ROOT / "corpus",
    "school guide": DATA / "schoolgids" / "corpus",
    "summaries": DATA / "samenvattingen" / "corpus",
    "primary school": DATA / "basisschool" / "corpus",
    "studies": DATA / "onderzoeken" / "corpus",
    "government": DATA / "vac" / "corpus",
}
# The corpus and the questions, by what the tables call them.
SETS = {
    "tuned": ("brief", TESTSETS / "kenniswerkplaatsen.jsonl"),
    "kept aside": ("brief", TESTSETS / "kenniswerkplaatsen-apart.jsonl"),
    "first questions": ("brief", TESTSETS / "eerste-vragen.jsonl"),
    "first questions kept aside": ("brief", TESTSETS / "eerste-vragen-apart.jsonl"),
    "sources": ("brief", TESTSETS / "bronnen.jsonl"),
    "conversations": ("brief", TESTSETS / "gesprekken.jsonl"),
    "conversations kept aside": ("brief", TESTSETS / "gesprekken-apart.jsonl"),
    "school guide": ("school guide", DATA / "schoolgids" / "testset.jsonl"),
    "summaries": ("summaries", DATA / "samenvattingen" / "testset.jsonl"),
    "primary school": ("primary school", DATA / "basisschool" / "testset.jsonl"),
    "studies": ("studies", DATA / "onderzoeken" / "testset.jsonl"),
    "government": ("government", DATA / "vac" / "testset.jsonl"),
}
# The measures that are told, by their heading.
TOLD = {
    "mrr": "MRR",
    "facts": "facts",
    "visible_facts": "facts, first",
    "citation_precision": "citation precision",
    "first_citation": "first citation",
    "wrongly_refused": "wrongly refused",
    "asserted_wrongly": "asserted wrongly",
    "auroc": "AUROC",
}
ALL = "all parts"


@dataclass(frozen=True, slots=True)
class Part:
    """A part, as it is taken out: other weights of the search, or other values in the code, each
    by what holds it and its name. `reads` tells that passages are then read otherwise."""

    weights: Mapping[str, Any] = field(default_factory=dict)
    values: Sequence[tuple[Any, str, object]] = ()
    reads: bool = False


def _never(*_: object, **__: object) -> bool:
    return False


def _alone(question: str, _: object) -> tuple[Query, ...]:
    return (Query(question),)


def _by_itself(position: int, _: Passage) -> dict[int, Role]:
    return {position: Role.TEXT}


def _read_alone(passage: Passage) -> list[set[int]]:
    return [{position} for position in range(len(passage.chunk.sentences))]


# fmt: off
PARTS: Mapping[str, Part] = {
    ALL: Part(),
    # what ranks passages
    "keywords": Part({"keyword": 0.0}),
    "dense vectors": Part({"dense": 0.0}),
    "late interaction": Part({"best_sentence": 0.0}),
    "keywords and dense vectors": Part({"dense": 0.0, "keyword": 0.0}),
    "head start of the brief's passages": Part({"head_start": {}}),
    # what chooses sentences: five weights, and how they are read
    "head start of the brief's sentences": Part({"sentence_head_start": {}}),
    "both head starts": Part({"head_start": {}, "sentence_head_start": {}}),
    "shared terms": Part({"shared_terms": 0.0}),
    "kind of answer": Part({"answer_kind": 0.0}),
    "items where a list is asked for": Part({"listed": 0.0}),
    "rank of the passage": Part({"passage_rank": 0.0}),
    "all five that choose sentences": Part({"shared_terms": 0.0, "answer_kind": 0.0, "listed": 0.0,
                               "passage_rank": 0.0, "sentence_head_start": {}}),
    "parts of a question": Part(values=[(questions, "parts", lambda _: ())], reads=True),
    "no questions or addresses as answers": Part(
        values=[(questions, "can_answer", lambda *_, **__: True)], reads=True),
    "a sentence read with title and headings": Part(
        values=[(candidates, "_ABOVE", 2.0), (Chunk, "above", ()), (answerability, "_LIFT", 0.0)],
        reads=True),
    "no works as answers": Part(values=[(questions, "lists_works", _never)], reads=True),
    "a sentence read with its lead-in": Part(
        values=[(Passage, "contexts", _read_alone)], reads=True),
    "mending of misspelt words": Part(
        values=[(KeywordIndex, "mend_text", lambda _, text: text)], reads=True),
    # what judges whether there is an answer
    "unknown words": Part(values=[(answerability, "_UNKNOWN", 0.0)]),
    "best five sentences, not one": Part(values=[(answerability, "_ODDS_COUNTED", 1)]),
    "first five passages, not all": Part(values=[(answerability, "_LOOKED_AT", 10)]),
    # what lays out the answer
    "what else comes near the best": Part({"margin": 0.0}),
    "whole lists": Part(values=[(extractive, "_whole", lambda *_: {})]),
    "what a sentence cannot do without": Part(values=[(extractive, "_standing", _by_itself)]),
    "nothing twice": Part(values=[(extractive, "_says_the_same", _never)]),
    "no lead-in to what stands elsewhere": Part(values=[(extractive, "_leads_nowhere", _never)]),
    # what a question takes from its conversation
    "the conversation": Part(values=[(conversation, "readings", _alone)], reads=True),
    "words of an earlier question": Part({"context": 0.0}, reads=True),
    "lower weight of those words": Part({"context": 1.0}, reads=True),
}
# fmt: on


class Laid:
    """Passages laid beside questions, each once."""

    def __init__(self) -> None:
        self._known: dict[tuple[Query, str], Candidate] = {}

    def __call__(self, chunk: Chunk, question: Question, *, documents: Documents) -> Candidate:
        """Lay a passage beside a question, at no cost the second time."""
        key = (question.query, chunk.id)
        if key not in self._known:
            self._known[key] = lay_beside(chunk, question, documents=documents)
        return self._known[key]


class Unpointed(Remembered):
    """An encoder that does not look for the words that answer: they count in no measure."""

    def encode_question(self, text: str) -> Encoding:
        """Encode a question, at no cost the second time."""
        return replace(super().encode_question(text), pointing=None)


def assistant_on(index: Index, folder: Path, encoder: Remembered, part: Part) -> Assistant:
    """Put an assistant together as kwchat does, with the weights of a part that is taken out."""
    references = Bibliography.restored(read_references(folder)).with_documents(
        index.library.document(file.source_id) for file in index.manifest.files
    )
    threshold, sure = wiring.thresholds(wiring.read_settings())
    return Assistant(
        retriever=Retriever(
            store=index.store,
            library=index.library,
            keywords=index.keywords,
            encoder=encoder,
            weights=replace(LEARNED, **part.weights),
        ),
        engine=ExtractiveEngine(documents=index.library, references=references),
        documents=index.library,
        references=references,
        threshold=threshold,
        sure=sure,
    )


def scored(
    assistant: Assistant, index: Index, asked: Sequence[testsets.Question], part: Part, laid: Laid
) -> Scores:
    """Return the scores of all questions without a part."""
    reading = Laid() if part.reads else laid
    with ExitStack() as out:
        for holder, name, value in part.values:
            out.enter_context(patch.object(holder, name, value))
        out.enter_context(patch.object(retriever, "lay_beside", reading))
        run = scores.evaluate(
            asked,
            assistant.answer,
            chunks=index.library.chunks(),
            documents=index.library,
            progress=lambda _: None,
        )
    return {result.question.id: result.scores for result in run.results}


def measured(folder: Path, said: str) -> Iterator[tuple[str, Scores]]:
    """Yield the scores of a test set without each part, those that are not known yet anew."""
    corpus, path = SETS[said]
    kept = {name: folder / "scores" / f"{said}, {name}.json" for name in PARTS}
    if not all(one.exists() for one in kept.values()):
        index_folder = folder / "index" / corpus
        encoder = Unpointed(encoders.identity(None), load)
        encoder.recall(folder / "questions.pickle")
        if not index_folder.exists():
            wiring.ingest(CORPORA[corpus], index=index_folder, encoder=encoder)
        index, laid = open_index(index_folder, encoder.identity), Laid()
        for name, part in PARTS.items():
            if not kept[name].exists():
                assistant = assistant_on(index, index_folder, encoder, part)
                found = scored(assistant, index, testsets.load(path), part, laid)
                kept[name].parent.mkdir(exist_ok=True)
                kept[name].write_text(json.dumps(found), encoding="utf-8")
                encoder.keep(folder / "questions.pickle")
        index.close()
    for name, one in kept.items():
        yield name, json.loads(one.read_text(encoding="utf-8"))


def load() -> Encoder:
    """Return the packaged encoder."""
    return encoders.load_encoder(None, cache=wiring.read_settings().cache, progress=print)


def change(before: Scores, after: Scores, measure: str) -> Difference | None:
    """Return what changed in a measure over the questions that have it in both; None if none do."""
    how = MEASURES[measure]
    ids = [one for one in before if how.score in before[one] and how.score in after[one]]
    if not ids:
        return None
    first, second = (as_sample([of[one][how.score] for one in ids]) for of in (before, after))
    return compare(first, second, how.statistic)


def cell(difference: Difference | None) -> str:
    """Return a change as a cell, bold where its interval leaves out zero."""
    if difference is None:
        return "–"
    if not (difference.low or difference.high):
        return "0"
    said = f"{difference.change:+.3f}"
    said = f"**{said}**" if difference.significant else said
    return f"{said} ({difference.low:+.3f} to {difference.high:+.3f})"


def table(of: Mapping[str, Scores]) -> Iterator[str]:
    """Yield a table in Markdown: the figures with all parts, and what changes without each."""
    yield f"| without | {' | '.join(TOLD.values())} |"
    yield "|---" * (len(TOLD) + 1) + "|"
    whole = of[ALL]
    for name, found in of.items():
        changes = [change(whole, found, measure) for measure in TOLD]
        cells = (
            [f"{one.before:.3f}" if one else "–" for one in changes]
            if name == ALL
            else map(cell, changes)
        )
        yield f"| {name} | {' | '.join(cells)} |"


def together(of: Mapping[str, Mapping[str, Scores]]) -> dict[str, Scores]:
    """Return the scores of all test sets as those of one."""
    return {
        name: {f"{said}, {one}": found for said in of for one, found in of[said][name].items()}
        for name in PARTS
    }


def main() -> None:
    """Measure what is not known yet, and print every table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    of = {said: dict(measured(given.folder, said)) for said in given.sets}
    for said, found in {"all test sets": together(of), **of}.items():
        count = len(found[ALL])
        print(f"\n{said}, {count} questions\n", *table(found), sep="\n")


if __name__ == "__main__":
    main()
