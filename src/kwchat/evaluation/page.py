"""The report of an evaluation as one Dutch page that loads nothing."""

import base64
from collections.abc import Sequence
from typing import TypeAlias

from kwchat import __version__
from kwchat.evaluation import plots, texts
from kwchat.evaluation.comparison import exact
from kwchat.evaluation.conclusions import sentences
from kwchat.evaluation.figures import risk_coverage
from kwchat.evaluation.intervals import Metric, as_sample, measure, ratio
from kwchat.evaluation.report import (
    PER_CATEGORY,
    Summary,
    change_cells,
    first_words,
    moved_rows,
    moved_title,
    shown,
)
from kwchat.evaluation.scores import DEPTH, Run
from kwchat.evaluation.thresholds import reliability
from kwchat.language.dates import written
from kwchat.templating import environment


def as_html(summary: Summary) -> str:
    """Return the report as one Dutch page that loads nothing; texts from questions, answers and
    sources are escaped."""
    templates = environment("kwchat.evaluation")
    templates.globals |= {"t": texts, "exact": exact, "shown": shown, "first_words": first_words}
    template = templates.get_template("report.html")
    return template.render(
        summary=summary,
        version=__version__,
        made=written(summary.made),
        per_category=PER_CATEGORY,
        sentences=sentences(summary.run),
        metric_rows=_metric_rows,
        category_rows=_category_rows,
        change_rows=_change_rows,
        moved_title=moved_title,
        moved_rows=moved_rows,
        plots=_plots(summary),
    )


_Rows: TypeAlias = list[tuple[str, tuple[str, ...]]]  # of each row its head and its cells


def _metric_rows(summary: Summary) -> _Rows:
    return [
        (name, (*_figure(name, metric), str(metric.n), texts.EVAL_EXPLAINED[name]))
        for name, metric in summary.measured.items()
    ]


def _category_rows(summary: Summary) -> _Rows:
    return [
        (category, tuple(_in_one(name, found.get(name)) for name in PER_CATEGORY))
        for category, found in summary.categories.items()
    ]


def _change_rows(summary: Summary) -> _Rows:
    return [(name, change_cells(name, change)) for name, change in summary.changes.items()]


def _in_one(name: str, metric: Metric | None) -> str:
    return "{} ({})".format(*_figure(name, metric)) if metric else ""


def _figure(name: str, metric: Metric) -> tuple[str, str]:
    return shown(name, metric.value), f"{shown(name, metric.low)} – {shown(name, metric.high)}"


def _plots(summary: Summary) -> list[tuple[str, str]]:
    """Return title and data address of every plot that has something to show."""
    run = summary.run
    facts = {name: found["facts"] for name, found in summary.categories.items() if "facts" in found}
    total = [result.seconds["total"][0] for result in run.results]
    median, slowest = (summary.timings[f"total_p{percent}"].value for percent in (50, 95))
    drawn = [
        (texts.PLOT_RISK_TITLE, plots.risk_coverage(risk_coverage(run), answered=_stands_at(run))),
        (texts.PLOT_RELIABILITY_TITLE, plots.reliability(reliability(run))),
        (texts.PLOT_RECALL_TITLE, plots.recall(_recall_by_cutoff(run))),
        (texts.PLOT_LATENCY_TITLE, plots.latency(total, median=median, slowest=slowest)),
    ]
    if facts:
        drawn.append((texts.PLOT_FACTS_TITLE, plots.facts(facts)))
    return [(title, _data_address(svg)) for title, svg in drawn]


def _stands_at(run: Run) -> tuple[float, float]:
    """Return which share of the questions was answered, and which share of those wrongly."""
    answered = [result for result in run.results if result.answer.answered]
    wrong = sum(not result.question.answerable for result in answered)
    return len(answered) / len(run.results), wrong / max(1, len(answered))


def _recall_by_cutoff(run: Run) -> dict[int, Metric]:
    ranks = [result.relevant_ranks for result in run.results if result.question.answerable]
    return {cutoff: _recall_at(cutoff, ranks) for cutoff in range(1, DEPTH + 1)}


def _recall_at(cutoff: int, ranks: Sequence[Sequence[int]]) -> Metric:
    found = [(float(any(rank <= cutoff for rank in of_one)), 1.0) for of_one in ranks]
    return measure(as_sample(found), ratio)


def _data_address(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
