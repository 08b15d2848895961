"""What an evaluation shows: tables for the terminal, JSON for machines, HTML for people.

The JSON of two runs on one index is the same but for what stands under `timings`. It holds every
question's scores, so that a later run can be held against it question by question.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from kwchat import __version__, files
from kwchat.answering.answer import Citation, Hit
from kwchat.errors import KwchatError, QuestionError
from kwchat.evaluation import texts
from kwchat.evaluation.comparison import Move, Scores, changes, moves
from kwchat.evaluation.evidence import Missing, missing_evidence
from kwchat.evaluation.figures import metrics, risk_coverage, timings
from kwchat.evaluation.intervals import Difference, Metric
from kwchat.evaluation.scores import TIMINGS, Result, Run
from kwchat.reading.document import Chunk

FIRST_WORDS = 20
# What the table per category shows: enough to see where it goes wrong, within 100 columns.
PER_CATEGORY = (
    "recall@3",
    "mrr",
    "facts",
    "complete",
    "wrongly_refused",
    "rightly_refused",
    "citation_precision",
)
_ONE_DECIMAL = frozenset({"sentences", "words", "flesch_douma"})
_DECIMALS = 6  # of the JSON: finer digits differ between processors


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier run, as its JSON tells it: the file's name, and every question's scores."""

    name: str
    scores: Scores


@dataclass(frozen=True, slots=True)
class Setup:
    """What was measured: an index by folder and version, its size, and the two thresholds."""

    index: str
    version: str
    files: int
    passages: int
    threshold: float
    sure: float


@dataclass(frozen=True, slots=True)
class Summary:
    """A run with all its figures, made on a day; `changes` and `moves` are empty where there is no
    earlier run."""

    name: str
    sha256: str
    made: date
    setup: Setup
    run: Run
    metrics: Mapping[str, Metric]
    timings: Mapping[str, Metric]
    categories: Mapping[str, Mapping[str, Metric]]
    missing: tuple[Missing, ...]
    earlier: str | None
    changes: Mapping[str, Difference]
    moves: tuple[Move, ...] = ()

    @property
    def measured(self) -> Mapping[str, Metric]:
        """The metrics and the times together."""
        return {**self.metrics, **self.timings}


def summarise(
    run: Run,
    testset: Path,
    *,
    chunks: Iterable[Chunk],
    setup: Setup,
    made: date,
    earlier: Earlier | None = None,
) -> Summary:
    """Return the figures of a run, per category too, and what changed since an earlier one."""
    return Summary(
        name=testset.name,
        sha256=hashlib.sha256(testset.read_bytes()).hexdigest(),
        made=made,
        setup=setup,
        run=run,
        metrics=metrics(run),
        timings=timings(run),
        categories={name: metrics(run, category=name) for name in run.categories},
        missing=missing_evidence([result.question for result in run.results], chunks),
        earlier=earlier.name if earlier else None,
        changes=changes(earlier.scores, _scores(run)) if earlier else {},
        moves=moves(earlier.scores, _scores(run)) if earlier else (),
    )


def _scores(run: Run) -> Scores:
    return {result.question.id: {**result.scores, **result.seconds} for result in run.results}


# --- JSON ---


def as_json(summary: Summary) -> str:
    """Return the run as JSON, with the same bytes for the same answers but under `timings`."""
    results = summary.run.results
    whole = {
        "kwchat": __version__,
        "testset": {"name": summary.name, "sha256": summary.sha256, "questions": len(results)},
        "setup": asdict(summary.setup),
        "engines": sorted({result.answer.engine for result in results}),
        "metrics": _figures(summary.metrics),
        "categories": {name: _figures(found) for name, found in summary.categories.items()},
        "risk_coverage": risk_coverage(summary.run),
        "missing_evidence": [asdict(missing) for missing in summary.missing],
        "compared_with": summary.earlier,
        "changes": _figures({n: c for n, c in summary.changes.items() if n not in TIMINGS}),
        "questions": [_question(result) for result in results],
        "timings": {
            "made": summary.made.isoformat(),
            "metrics": _figures(summary.timings),
            "changes": _figures({n: c for n, c in summary.changes.items() if n in TIMINGS}),
            "questions": {result.question.id: dict(result.seconds) for result in results},
        },
    }
    return json.dumps(_rounded(whole), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _figures(found: Mapping[str, Metric] | Mapping[str, Difference]) -> dict[str, object]:
    return {name: asdict(figure) for name, figure in found.items()}


def _question(result: Result) -> dict[str, object]:
    question, answer = result.question, result.answer
    return {
        "id": question.id,
        "category": question.category,
        "question": question.question,
        "answerable": question.answerable,
        "answered": answer.answered,
        "answerability": answer.answerability,
        "answer": answer.text,
        "citations": [_citation(citation) for citation in answer.citations],
        "passages": [_passage(rank, hit) for rank, hit in enumerate(answer.passages, start=1)],
        "relevant_ranks": result.relevant_ranks,
        "missed_facts": result.missed_facts,
        "failures": result.failures,
        "scores": dict(result.scores),
    }


def _citation(citation: Citation) -> dict[str, object]:
    kept = ("number", "source_id", "chunk_id", "page", "quote", "start", "end")
    return {name: getattr(citation, name) for name in kept}


def _passage(rank: int, hit: Hit) -> dict[str, object]:
    chunk = hit.chunk
    return {
        "rank": rank,
        "chunk_id": chunk.id,
        "source_id": chunk.source_id,
        "score": hit.score,
        "text": first_words(chunk.text),
    }


def first_words(text: str) -> str:
    r"""Return the first words of a passage on one line, with an ellipsis where there are more.

    >>> first_words("Wie \n doet mee?")
    'Wie doet mee?'
    """
    found = text.split()
    return " ".join(found[:FIRST_WORDS]) + (" …" if len(found) > FIRST_WORDS else "")


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, _DECIMALS)
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value


def read_run(path: Path) -> Earlier:
    """Return an earlier run from the JSON that `as_json` made of it.

    Raises:
        QuestionError: the file cannot be read, or is no such JSON.
    """
    try:
        whole = json.loads(path.read_text(encoding="utf-8"))
        seconds = whole["timings"]["questions"]
        scores = {
            question["id"]: {
                name: (float(first), float(second))
                for name, (first, second) in (question["scores"] | seconds[question["id"]]).items()
            }
            for question in whole["questions"]
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise QuestionError(texts.EVAL_NO_RUN.format(file=path)) from error
    return Earlier(path.name, scores)


# --- terminal ---


def change_cells(name: str, change: Difference) -> tuple[str, ...]:
    """Return what a table shows of a change, column by column, in Dutch; of one that rounds to
    nothing it cannot be said that it is more than chance."""
    size = shown(name, abs(change.change))
    seen = size[0].isdigit() and size != shown(name, 0.0)
    return (
        shown(name, change.before),
        shown(name, change.after),
        shown(name, change.change),
        f"{shown(name, change.low)} – {shown(name, change.high)}",
        str(change.n),
        texts.EVAL_YES if change.significant and seen else texts.EVAL_NO,
    )


def moved_title(summary: Summary) -> str:
    """Return how many questions went better and worse than in an earlier run."""
    return texts.EVAL_MOVED.format(
        name=summary.earlier,
        better=sum(bool(move.better) and not move.worse for move in summary.moves),
        worse=sum(bool(move.worse) for move in summary.moves),
    )


def moved_rows(summary: Summary) -> list[tuple[str, tuple[str, str, str]]]:
    """Return of each question that moved its id, itself, and the scores that rose or fell; those
    that got worse first."""
    asked = {result.question.id: result.question.question for result in summary.run.results}
    ranked = sorted(summary.moves, key=lambda move: not move.worse)
    return [
        (m.question_id, (asked[m.question_id], ", ".join(m.better), ", ".join(m.worse)))
        for m in ranked
    ]


def shown(name: str, value: float) -> str:
    """Return a metric's value in Dutch: times in milliseconds, shares with three decimals, and with
    a sign where a share only rounds to all or to nothing.

    >>> shown("mrr", 0.9), shown("total_p95", 0.0123), shown("sentences", 2.0)
    ('0,900', '12 ms', '2,0')
    >>> shown("mrr", 0.9999), shown("mrr", 0.0001), shown("mrr", 1.0)
    ('< 1,000', '> 0,000', '1,000')
    """
    if name in TIMINGS:
        return f"{1000 * value:.0f} ms"
    if name in _ONE_DECIMAL:
        return f"{value:.1f}".replace(".", ",")
    rounded = round(value, 3) + 0.0  # no minus before a zero
    text = f"{rounded:.3f}".replace(".", ",")
    if rounded not in (-1, 0, 1) or abs(value - rounded) < 10**-_DECIMALS:
        return text
    return f"< {text}" if value < rounded else f"> {text}"


# --- files ---


def require_writable(path: Path) -> None:
    """Check that a file can be written, before the work of making it.

    Raises:
        KwchatError: it cannot.
    """
    if not files.is_writable(path):
        raise KwchatError(texts.EVAL_NOT_WRITTEN.format(file=path))


def write(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        KwchatError: the file cannot be written.
    """
    try:
        files.write(path, content)
    except OSError as error:
        raise KwchatError(texts.EVAL_NOT_WRITTEN.format(file=path)) from error
