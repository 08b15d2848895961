"""`kwchat eval`: a test set is asked, and the figures are shown, kept and held to wishes."""

from collections.abc import Sequence
from pathlib import Path

import typer

from kwchat import wiring
from kwchat.cli import parts, tables, texts
from kwchat.cli.terminal import progress_bar
from kwchat.cli.usage import say
from kwchat.evaluation import comparison, page, report, testsets, thresholds
from kwchat.evaluation.report import Earlier, Summary
from kwchat.settings import Settings


def write_template(path: Path) -> None:
    """Write an example of a test set."""
    report.write(path, testsets.template(path.suffix))


def run(
    testset: Path,
    *,
    index: Path | None,
    collection: str | None,
    engine: str | None,
    json_file: Path | None,
    html_file: Path | None,
    wishes: Sequence[str],
    compare: Path | None,
    line_for: str | None = None,
) -> None:
    """Measure the answers on a test set; a wish that is not met ends in exit code 1. `line_for` is
    a wish that a threshold is to be chosen for."""
    floors = comparison.floors(wishes)
    earlier = report.read_run(compare) if compare else None
    for file in filter(None, (json_file, html_file)):
        report.require_writable(file)
    settings = parts.settings_of(collection, index=index, engine=engine)
    summary = _measured(testset, settings, earlier)
    _publish(summary, json_file, html_file)
    if line_for is not None:
        advice = thresholds.threshold_for(summary.run, line_for)
        say(texts.EVAL_LINE.format(wish=line_for, setting=advice.setting, value=advice.value))
    short = comparison.shortfalls(summary.measured, floors)
    for sentence in short:
        say(sentence)
    if short:
        raise typer.Exit(1)


def _measured(testset: Path, settings: Settings, earlier: Earlier | None) -> Summary:
    questions = testsets.load(testset)  # before the seconds that the encoder takes
    with progress_bar(texts.EVAL_PROGRESS, total=len(questions)) as (progress, task):
        return wiring.measure(
            testset,
            questions,
            settings,
            earlier=earlier,
            progress=lambda done: progress.update(task, completed=done),
        )


def _publish(summary: Summary, json_file: Path | None, html_file: Path | None) -> None:
    for table in tables.of_run(summary):
        tables.show(table)
    for missing in summary.missing:
        say(texts.EVAL_MISSING.format(id=missing.question_id, what=missing.what))
    if json_file:
        report.write(json_file, report.as_json(summary))
    if html_file:
        report.write(html_file, page.as_html(summary))
