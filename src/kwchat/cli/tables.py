"""Tables in a terminal: what an evaluation measured, and which sources are here."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kwchat.cli import texts
from kwchat.cli.terminal import harmless
from kwchat.evaluation import texts as evaluation_texts
from kwchat.evaluation.report import (
    PER_CATEGORY,
    Summary,
    change_cells,
    moved_rows,
    moved_title,
    shown,
)
from kwchat.sources.originals import Source

_WIDTH, ONE_LINE = 120, 1000  # characters


def show(table: Table, width: int = _WIDTH) -> None:
    """Print a table, at most so wide where there is no terminal to fit."""
    Console(width=None if Console().is_terminal else width).print(table)


def of_sources(sources: Iterable[Source]) -> Table:
    """Return what is here of each source, and what is missing."""
    table = Table()
    for column in texts.SOURCES_COLUMNS:
        table.add_column(column, overflow="fold")
    for source in sources:
        cells = (
            source.id,
            source.kind.value,
            source.file or texts.SOURCES_MISSING,
            (source.fetched or "")[:10],
            source.address or ("" if source.file else texts.SOURCES_NO_ADDRESS),
        )
        table.add_row(*(Text(harmless(cell)) for cell in cells))
    return table


def of_run(summary: Summary) -> list[Table]:
    """Return the tables for a terminal: all metrics, the categories, what failed, and, where
    there is an earlier run, what changed."""
    shown = [_metric_table(summary), _category_table(summary)]
    if summary.run.failed:
        shown.append(_failure_table(summary))
    if summary.changes:
        shown.append(_change_table(summary))
    if summary.moves:
        shown.append(_moved_table(summary))
    return shown


def _table(title: str, *columns: str) -> Table:
    first, *figures = columns
    table = Table(title=title, title_justify="left")
    table.add_column(first)
    for column in figures:
        table.add_column(column, justify="right", overflow="fold")
    return table


def _metric_table(summary: Summary) -> Table:
    title = evaluation_texts.EVAL_TITLE.format(name=summary.name, count=len(summary.run.results))
    table = _table(title, evaluation_texts.EVAL_METRIC, *evaluation_texts.EVAL_METRIC_COLUMNS)
    for name, metric in summary.measured.items():
        between = f"{shown(name, metric.low)} – {shown(name, metric.high)}"
        table.add_row(name, shown(name, metric.value), between, str(metric.n))
    return table


def _category_table(summary: Summary) -> Table:
    table = _table(evaluation_texts.EVAL_CATEGORIES, evaluation_texts.EVAL_CATEGORY, *PER_CATEGORY)
    for category, found in summary.categories.items():
        cells = [shown(name, found[name].value) if name in found else "" for name in PER_CATEGORY]
        table.add_row(Text(category), *cells)
    return table


def _failure_table(summary: Summary) -> Table:
    title = evaluation_texts.EVAL_FAILED.format(count=len(summary.run.failed))
    table = Table(title=title, title_justify="left")
    for column in evaluation_texts.EVAL_FAILED_COLUMNS:
        table.add_column(column)
    for result in summary.run.failed:
        reasons = ", ".join(evaluation_texts.EVAL_FAILURES[failure] for failure in result.failures)
        # Text, since a question may hold what rich takes for markup.
        table.add_row(Text(result.question.id), Text(result.question.question), reasons)
    return table


def _change_table(summary: Summary) -> Table:
    title = evaluation_texts.EVAL_CHANGES.format(name=summary.earlier)
    table = _table(title, evaluation_texts.EVAL_METRIC, *evaluation_texts.EVAL_CHANGE_COLUMNS)
    for name, change in summary.changes.items():
        table.add_row(name, *change_cells(name, change))
    return table


def _moved_table(summary: Summary) -> Table:
    table = Table(title=moved_title(summary), title_justify="left")
    for column in evaluation_texts.EVAL_MOVED_COLUMNS:
        table.add_column(column, overflow="fold")
    for question_id, cells in moved_rows(summary):
        table.add_row(*(Text(cell) for cell in (question_id, *cells)))
    return table
