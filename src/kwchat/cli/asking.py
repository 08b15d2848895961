"""`kwchat ask`: one question answered on stdout, or a file of them into a file of answers."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from kwchat import llm, wiring
from kwchat.answering import conversation, wire
from kwchat.cli import batch, parts, terminal, texts
from kwchat.cli.terminal import progress_bar
from kwchat.cli.usage import say


def one(
    question: str,
    *,
    index: Path | None,
    collection: str | None,
    top: int,
    engine: str | None,
    as_json: bool,
    choice: Mapping[str, Any],
) -> None:
    """Answer a question, with the `top` best passages in the JSON; `choice` holds `sources` and
    `kinds`."""
    settings = parts.settings_of(collection, index=index, engine=engine)
    question = conversation.checked(question)  # before the seconds that the encoder takes
    within = wire.choice_of(choice)
    writer = llm.language_model(settings)
    assistant = wiring.build_assistant(settings, writer=writer, top_k=top, progress=say)
    answer = assistant.answer(question, choice=within)
    if as_json:
        typer.echo(wire.line(wire.answer_to_json(answer, address=settings.address)))
        return
    for line in terminal.lines(answer):
        typer.echo(line)


def many(
    questions: Path,
    answers: Path,
    *,
    index: Path | None,
    collection: str | None,
    top: int,
    engine: str | None,
) -> None:
    """Answer a file of questions; lines that could not be end in exit code 1."""
    settings = parts.settings_of(collection, index=index, engine=engine)
    lines = batch.read_lines(questions)
    batch.require_writable(answers)
    writer = llm.language_model(settings)
    assistant = wiring.build_assistant(settings, writer=writer, top_k=top, progress=say)
    with progress_bar(texts.BATCH_PROGRESS, total=len(lines)) as (progress, task):
        faults = batch.answer_lines(
            lines,
            answers,
            assistant=assistant,
            address=settings.address,
            step=lambda: progress.advance(task),
        )
    for fault in faults:
        say(texts.BATCH_FAULT.format(path=questions, number=fault.number, reason=fault.reason))
    answered = len(lines) - len(faults)
    say(texts.BATCH_DONE.format(answered=answered, total=len(lines), path=answers))
    if faults:
        raise typer.Exit(1)
