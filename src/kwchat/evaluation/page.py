"""The report of an evaluation as one Dutch page that loads nothing."""

import base64
from collections.abc import Sequence

from kwchat import __version__
from kwchat.evaluation import plots, texts
from kwchat.evaluation.figures import risk_coverage
from kwchat.evaluation.intervals import Metric, as_sample, measure, ratio
from kwchat.evaluation.report import PER_CATEGORY, Summary, change_cells, first_words, shown
from kwchat.evaluation.scores import DEPTH, Run
from kwchat.evaluation.thresholds import reliability
from kwchat.templating import environment


def as_html(summary: Summary) -> str:
    """Return the report as one Dutch page that loads nothing; texts from questions, answers and
    sources are escaped."""
    templates = environment("kwchat.evaluation")
    templates.globals |= {"t": texts, "shown": shown, "first_words": first_words}
    template = templates.get_template("report.html")
    return template.render(
        summary=summary,
        version=__version__,
        per_category=PER_CATEGORY,
        change_cells=change_cells,
        plots=_plots(summary),
    )


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
