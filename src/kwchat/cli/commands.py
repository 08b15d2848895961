"""The command line, and the one place where the parts of kwchat are put together.

The answer goes to stdout, all talk to stderr. Exit codes: 0 done, 1 an error that the user can do
something about, in one Dutch line, 2 a command line that makes no sense. What a command needs is
imported when it runs, so that `--help` is there at once.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from enum import StrEnum
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ParamSpec, TypeAlias

import typer

from kwchat.answering import texts as answering_texts
from kwchat.cli import texts
from kwchat.cli.usage import DutchCommand, DutchGroup

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID
    from rich.table import Table

    from kwchat.answering.assistant import Assistant
    from kwchat.answering.retriever import Retriever
    from kwchat.chat.feedback import FeedbackStore
    from kwchat.evaluation.report import Earlier, Summary
    from kwchat.index.ingest import FileReport, IngestEvent, IngestReport
    from kwchat.index.manifest import Index, Manifest
    from kwchat.server.access import Access
    from kwchat.settings import Settings
    from kwchat.sources.bibliography import Bibliography, Record
    from kwchat.sources.originals import Visited

P = ParamSpec("P")
IndexOption: TypeAlias = Annotated[
    Path | None, typer.Option("--index", help=texts.CLI_INDEX, metavar=texts.CLI_FOLDER)
]
_TABLE_WIDTH, _ONE_LINE = 120, 1000  # characters
JsonOption: TypeAlias = Annotated[bool, typer.Option("--json", help=texts.CLI_JSON)]

app = typer.Typer(
    cls=DutchGroup,
    help=texts.CLI_APP,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

feedback_app = typer.Typer(
    cls=DutchGroup, help=texts.CLI_FEEDBACK, no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(feedback_app, name="feedback")

sources_app = typer.Typer(
    cls=DutchGroup, help=texts.CLI_SOURCES, no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(sources_app, name="sources")
IdsArgument: TypeAlias = Annotated[
    list[str] | None, typer.Argument(help=texts.CLI_SOURCES_IDS, metavar="ID")
]


def main() -> None:
    """Run the command line."""
    app(prog_name="kwchat")


def say(text: str) -> None:
    """Say something that is not the answer."""
    typer.echo(text, err=True)


def command(
    text: str, name: str | None = None, group: typer.Typer = app
) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Make a function a command with this help, of which a user's error ends in one line."""

    def make(function: Callable[P, None]) -> Callable[P, None]:
        @wraps(function)
        def run(*args: P.args, **options: P.kwargs) -> None:
            from kwchat.errors import KwchatError

            try:
                function(*args, **options)
            except KwchatError as error:
                say(" ".join(str(error).split()))
                raise typer.Exit(1) from error

        return group.command(name, cls=DutchCommand, help=text)(run)

    return make


@command(texts.CLI_INGEST)
def ingest(
    corpus: Annotated[Path | None, typer.Argument(help=texts.CLI_CORPUS, metavar="CORPUS")] = None,
    *,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring the index up to date with the corpus."""
    settings = read_settings(corpus=corpus, index=index)
    report = run_ingest(settings)
    if as_json:
        from kwchat.answering import wire

        typer.echo(wire.line(asdict(report)))
    else:
        say(_summary(settings.index, report))
    if report.failed:
        paths = ", ".join(file.path for file in report.failed)
        say(texts.INGEST_FAILED.format(count=len(report.failed), paths=paths))
        raise typer.Exit(1)


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
    top: Annotated[
        int, typer.Option(min=1, help=texts.CLI_TOP, metavar=texts.CLI_NUMBER, show_default=False)
    ] = 10,
    as_json: JsonOption = False,
) -> None:
    """Answer one question, or a file of questions."""
    settings = read_settings(index=index)
    if question is not None and questions is None and answers is None:
        _ask_one(question, settings, top=top, as_json=as_json)
    elif question is None and questions is not None and answers is not None:
        _ask_all(questions, answers, settings, top=top)
    else:
        raise typer.BadParameter(texts.CLI_WHAT_TO_ASK)


@command(texts.CLI_EVAL, name="eval")
def evaluate(
    testset: Annotated[
        Path | None, typer.Argument(help=texts.CLI_TESTSET, metavar="TESTSET")
    ] = None,
    *,
    index: IndexOption = None,
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
    template: Annotated[
        Path | None, typer.Option(help=texts.CLI_TEMPLATE, metavar=texts.CLI_FILE)
    ] = None,
) -> None:
    """Measure the answers on a test set, or write an example of one."""
    from kwchat.evaluation import comparison, report, testsets

    if template is not None and testset is None:
        report.write(template, testsets.template(template.suffix))
        return
    if template is not None or testset is None:
        raise typer.BadParameter(texts.CLI_WHAT_TO_MEASURE)
    floors = comparison.floors(wishes or [])
    earlier = report.read_run(compare) if compare else None
    for file in filter(None, (json_file, html_file)):
        report.require_writable(file)
    summary = _measure(testset, read_settings(index=index), earlier)
    _publish(summary, json_file, html_file)
    short = comparison.shortfalls(summary.measured, floors)
    for sentence in short:
        say(sentence)
    if short:
        raise typer.Exit(1)


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
) -> None:
    """Serve the chat until interrupted."""
    settings = read_settings(host=host, port=port, index=index)
    manifest = require_index(settings)
    store = feedback_store(settings, manifest.version)
    # Gradio takes seconds to import; an unusable index is told before that.
    from kwchat import logs
    from kwchat.chat.feedback import purged_regularly
    from kwchat.server import app as web
    from kwchat.server import documents as originals
    from kwchat.server.warmup import WarmAssistant

    web.listen(settings.host, settings.port).close()  # a busy port is told at once
    talk = partial(typer.echo, file=sys.stderr)  # the logs take stderr for themselves

    def build() -> logs.Logged:
        with logs.timed("ready"):
            return logs.Logged(build_assistant(settings, progress=talk))

    with logs.kept_to(settings.log), purged_regularly(store) if store else nullcontext():
        warm = WarmAssistant(build)
        warm.start()
        documents = originals.paths(settings.corpus, manifest)
        page = web.create_app(warm, access(settings), store, documents, colour=settings.colour)
        for line in _welcome(settings):
            talk(line)
        web.serve(page, host=settings.host, port=settings.port)


@command(texts.CLI_FEEDBACK_EXPORT, "export", feedback_app)
def export_feedback(
    file: Annotated[Path, typer.Argument(help=texts.CLI_FEEDBACK_FILE, metavar=texts.CLI_FILE)],
) -> None:
    """Write feedback as lines of a test set that a person completes."""
    from kwchat.chat import feedback

    settings = read_settings()
    kept = required_feedback(settings).kept()
    if not kept:
        say(texts.FEEDBACK_NONE.format(path=settings.feedback))
        return
    feedback.write_drafts(file, kept)
    say(texts.FEEDBACK_EXPORTED.format(count=len(kept), path=file))


@command(texts.CLI_FEEDBACK_PURGE, "purge", feedback_app)
def purge_feedback(
    *,
    days: Annotated[
        int | None, typer.Option(min=0, help=texts.CLI_FEEDBACK_DAYS, metavar=texts.CLI_NUMBER)
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help=texts.CLI_FEEDBACK_ALL)] = False,
) -> None:
    """Delete feedback that is too old, or all of it."""
    if everything and days is not None:
        raise typer.BadParameter(texts.CLI_WHAT_TO_PURGE)
    settings = read_settings()
    store = required_feedback(settings)
    count = store.clear() if everything else store.purge(days)
    say(texts.FEEDBACK_PURGED.format(count=count, path=settings.feedback))


@command(texts.CLI_SOURCES_LIST, "list", sources_app)
def list_sources() -> None:
    """Show what is here of each source, without the network."""
    from kwchat.cli import terminal
    from kwchat.sources import originals

    settings = read_settings()
    files = load_bibliography(settings).files()
    rows = originals.overview(settings.corpus, records_of(settings), files)
    _print_table(terminal.sources_table(rows), _ONE_LINE)


class ExportFormat(StrEnum):
    """What the bibliography can be written as."""

    RIS = "ris"
    BIBTEX = "bibtex"


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
) -> None:
    """Write the bibliography for another program to stdout."""
    from kwchat.sources import exports

    records = records_of(read_settings())
    write = exports.ris if written is ExportFormat.RIS else exports.bibtex
    typer.echo(write(records).strip())


@command(texts.CLI_SOURCES_CHECK, "check", sources_app)
def check_sources(ids: IdsArgument = None) -> None:
    """Visit the addresses of the bibliography."""
    from collections import Counter

    from kwchat.sources import fetching, originals

    settings = read_settings()
    records = originals.fetchable(records_of(settings), ids or [])
    visited = []
    with _progress(texts.SOURCES_PROGRESS, total=len(records)) as (progress, task):
        fetcher = fetching.Fetcher(fetching.Limits())
        for visit in originals.check(settings.corpus, records, fetcher):
            visited.append(visit)
            progress.advance(task)
    for visit in visited:
        typer.echo(_outcome(visit))
    counts = Counter(visit.outcome for visit in visited)
    told = ", ".join(f"{count} {texts.SOURCES_COUNTED[name]}" for name, count in counts.items())
    say(texts.SOURCES_CHECKED.format(total=len(visited), counts=told))
    if counts[originals.Outcome.DEAD]:
        raise typer.Exit(1)


@command(texts.CLI_SOURCES_FETCH, "fetch", sources_app)
def fetch_sources(ids: IdsArgument = None) -> None:
    """Fetch the originals that are missing, or those named anew."""
    from datetime import UTC, datetime

    from kwchat.sources import fetching, originals

    settings = read_settings()
    records = originals.fetchable(records_of(settings), ids or [])
    records = records if ids else originals.missing(settings.corpus, records)
    if not records:
        say(texts.SOURCES_NOTHING)
        return
    with _progress(texts.SOURCES_PROGRESS, total=len(records)) as (progress, task):

        def tell(visit: "Visited") -> None:
            progress.advance(task)
            progress.console.print(_outcome(visit), markup=False, highlight=False, soft_wrap=True)

        count = originals.fetch(
            settings.corpus,
            records,
            fetching.Fetcher(fetching.Limits()),
            now=lambda: datetime.now(UTC),
            told=tell,
        )
    say(texts.SOURCES_FETCHED.format(fetched=count, total=len(records)))
    if count:
        say(texts.SOURCES_INGEST)
    if count < len(records):
        raise typer.Exit(1)


@command(texts.CLI_DOCTOR)
def doctor() -> None:
    """Look at everything that must be there."""
    settings = read_settings()
    from kwchat.cli.doctor import Status, diagnose

    broken = False
    for check in diagnose(settings, access(settings), library_flags(settings)):
        status = f"[{texts.DOCTOR_STATUS[check.status]}]"
        typer.echo(f"{status:8} {check.name}: {check.text}")
        broken |= check.status is Status.BROKEN
    if broken:
        raise typer.Exit(1)


def read_settings(**given: Path | str | int | None) -> "Settings":
    """Return the settings, those given on the command line first, and quieten the libraries.

    Raises:
        SettingsError: a setting is unknown or impossible.
    """
    from kwchat.settings import PREFIX, Settings

    options = {f"{PREFIX}{name.upper()}": str(value) for name, value in given.items() if value}
    settings = Settings.from_env({**os.environ, **options})
    # Libraries read these when they are imported, and have no other way to be told.
    os.environ.update(library_flags(settings))
    return settings


def library_flags(settings: "Settings") -> Mapping[str, str]:
    """Return the variables that keep libraries off the network, off stderr and out of the way of
    each other: numpy's threads would spin beside those of the encoder."""
    model = settings.embedding_model
    from_hub = model is not None and not Path(model).expanduser().is_dir()
    return {
        "GRADIO_ANALYTICS_ENABLED": "False",
        "GRADIO_ANALYTICS_MAX_EVENTS": "1",
        "ANONYMIZED_TELEMETRY": "False",
        "TOKENIZERS_PARALLELISM": "false",
        "OPENBLAS_NUM_THREADS": "1",
        **({} if from_hub else {"HF_HUB_OFFLINE": "1"}),
    }


def access(settings: "Settings") -> "Access":
    """Return what the settings say about who gets in."""
    import socket

    from kwchat.server.access import Access

    return Access(
        root_path=settings.root_path,
        hosts=(*settings.hosts, settings.host.lower(), socket.gethostname().lower()),
        embed_origins=settings.embed_origins,
        trusted_proxies=settings.trusted_proxies,
        login_header=settings.login_header,
        metrics_from=settings.metrics_from,
        limit_per_minute=settings.limit_per_minute,
        limit_per_day=settings.limit_per_day,
    )


def feedback_store(settings: "Settings", index: str = "") -> "FeedbackStore | None":
    """Return where feedback on answers from a version of the index is kept; None: nowhere."""
    from kwchat.chat.feedback import FeedbackStore

    if settings.feedback is None:
        return None
    return FeedbackStore(settings.feedback, days=settings.feedback_days, index=index)


def required_feedback(settings: "Settings") -> "FeedbackStore":
    """Return where feedback is kept.

    Raises:
        FeedbackError: nowhere.
    """
    from kwchat.errors import FeedbackError

    store = feedback_store(settings)
    if store is None:
        raise FeedbackError(texts.FEEDBACK_OFF)
    return store


def run_ingest(settings: "Settings") -> "IngestReport":
    """Bring the index up to date, and say what happens meanwhile.

    Raises:
        KwchatError: see `kwchat.index.ingest`; a file that cannot be read is no error.
    """
    from kwchat.index import encoders
    from kwchat.index.ingest import ingest as bring_up_to_date
    from kwchat.sources.bibliography import KEPT

    bibliography = load_bibliography(settings)
    with _progress(texts.INGEST_PROGRESS) as (progress, task):

        def tell(text: str) -> None:
            progress.console.print(text, markup=False, highlight=False, soft_wrap=True)

        report = bring_up_to_date(
            settings.corpus,
            settings.index,
            records=bibliography.files(),
            faults=bibliography.faults,
            identity=encoders.identity(settings.embedding_model),
            load=lambda: encoders.load_encoder(
                settings.embedding_model, cache=settings.cache, progress=tell
            ),
            on_event=lambda event: _tell_event(event, progress, task, tell),
        )
    bibliography.keep(settings.index / KEPT)
    return report


def build_assistant(
    settings: "Settings", *, top_k: int = 10, progress: Callable[[str], None] = say
) -> "Assistant":
    """Put an assistant together from what the settings name.

    Raises:
        KwchatError: the index, the encoder or the bibliography cannot be used.
    """
    from kwchat.index import encoders
    from kwchat.index.manifest import open_index

    index = open_index(settings.index, encoders.identity(settings.embedding_model))
    return assistant_on(index, settings, top_k=top_k, progress=progress)


def assistant_on(
    index: "Index",
    settings: "Settings",
    *,
    top_k: int = 10,
    progress: Callable[[str], None] = say,
) -> "Assistant":
    """Put an assistant together on an opened index.

    Raises:
        KwchatError: the encoder or the bibliography cannot be used.
    """
    from kwchat.answering import ranking
    from kwchat.answering.assistant import Assistant
    from kwchat.answering.extractive import ExtractiveEngine

    references = load_bibliography(settings).with_documents(
        index.library.document(file.source_id) for file in index.manifest.files
    )
    return Assistant(
        retriever=retriever_on(index, settings, progress),
        engine=ExtractiveEngine(documents=index.library, references=references),
        documents=index.library,
        references=references,
        threshold=ranking.THRESHOLD if settings.threshold is None else settings.threshold,
        top_k=top_k,
    )


def retriever_on(
    index: "Index", settings: "Settings", progress: Callable[[str], None] = say
) -> "Retriever":
    """Put a retriever together on an opened index.

    Raises:
        ModelError: the encoder cannot be used.
    """
    from kwchat.answering.matching import Matching
    from kwchat.answering.retriever import Retriever
    from kwchat.index import encoders

    encoder = encoders.load_encoder(
        settings.embedding_model, cache=settings.cache, progress=progress
    )
    return Retriever(
        store=index.store,
        library=index.library,
        keywords=index.keywords,
        encoder=encoder,
        matching=Matching.load() if Matching.fits(encoder.identity) else None,
    )


def load_bibliography(settings: "Settings") -> "Bibliography":
    """Return the bibliography that lies in the corpus folder.

    Raises:
        BibliographyError: it is no valid CSL-JSON.
    """
    from kwchat.sources.bibliography import FILE_NAME, KEPT, Bibliography

    return Bibliography.load(settings.corpus / FILE_NAME, settings.index / KEPT)


def records_of(settings: "Settings") -> "Sequence[Record]":
    """Return the records of the bibliography in the corpus folder.

    Raises:
        BibliographyError: it is no valid CSL-JSON.
    """
    from kwchat.sources.bibliography import FILE_NAME, read_records

    return read_records(settings.corpus / FILE_NAME)


def require_index(settings: "Settings") -> "Manifest":
    """Check, in milliseconds, that there is an index for the encoder; return what it was made of.

    Raises:
        StoreError: there is none, or it cannot be used.
    """
    from kwchat.index import encoders
    from kwchat.index.manifest import read_manifest, require_current

    manifest = read_manifest(settings.index)
    require_current(settings.index, manifest, encoders.identity(settings.embedding_model))
    return manifest


def _welcome(settings: "Settings") -> Iterator[str]:
    """Yield where the chat is, who can ask, and what is kept."""
    yield texts.SERVE_READY.format(host=settings.host, port=settings.port)
    yield _who_gets_in(settings)
    if settings.feedback is not None:
        yield texts.SERVE_FEEDBACK.format(path=settings.feedback, days=settings.feedback_days)


def _who_gets_in(settings: "Settings") -> str:
    """Return who can ask what is served, and how to open or close it."""
    from kwchat.server.access import is_local

    if settings.login_header:
        proxies = ", ".join(map(str, settings.trusted_proxies))
        return texts.SERVE_LOGIN.format(proxies=proxies, header=settings.login_header)
    return texts.SERVE_LOCAL if is_local(settings.host) else texts.SERVE_OPEN


def _ask_one(question: str, settings: "Settings", *, top: int, as_json: bool) -> None:
    from kwchat.answering import conversation, wire
    from kwchat.cli import terminal

    question = conversation.checked(question)  # before the seconds that the encoder takes
    answer = build_assistant(settings, top_k=top).answer(question)
    if as_json:
        typer.echo(wire.line(wire.answer_to_json(answer)))
        return
    for line in terminal.lines(answer):
        typer.echo(line)


def _ask_all(questions: Path, answers: Path, settings: "Settings", *, top: int) -> None:
    from kwchat.cli import batch

    lines = batch.read_lines(questions)
    batch.require_writable(answers)
    assistant = build_assistant(settings, top_k=top)
    with _progress(texts.BATCH_PROGRESS, total=len(lines)) as (progress, task):
        faults = batch.answer_lines(
            lines, answers, assistant=assistant, step=lambda: progress.advance(task)
        )
    for fault in faults:
        say(texts.BATCH_FAULT.format(path=questions, number=fault.number, reason=fault.reason))
    answered = len(lines) - len(faults)
    say(texts.BATCH_DONE.format(answered=answered, total=len(lines), path=answers))
    if faults:
        raise typer.Exit(1)


def _measure(testset: Path, settings: "Settings", earlier: "Earlier | None") -> "Summary":
    from kwchat.evaluation import report, scores, testsets
    from kwchat.index import encoders
    from kwchat.index.manifest import open_index

    questions = testsets.load(testset)  # before the seconds that the encoder takes
    index = open_index(settings.index, encoders.identity(settings.embedding_model))
    assistant = assistant_on(index, settings)
    chunks = tuple(index.library.chunks())
    with _progress(texts.EVAL_PROGRESS, total=len(questions)) as (progress, task):
        run = scores.evaluate(
            questions,
            assistant.answer,
            chunks=chunks,
            documents=index.library,
            progress=lambda done: progress.update(task, completed=done),
        )
    return report.summarise(run, testset, chunks=chunks, earlier=earlier)


def _publish(summary: "Summary", json_file: Path | None, html_file: Path | None) -> None:
    from kwchat.evaluation import report

    for table in report.tables(summary):
        _print_table(table)
    for missing in summary.missing:
        say(texts.EVAL_MISSING.format(id=missing.question_id, what=missing.what))
    if json_file:
        report.write(json_file, report.as_json(summary))
    if html_file:
        report.write(html_file, report.as_html(summary))


def _print_table(table: "Table", width: int = _TABLE_WIDTH) -> None:
    """Print a table, at most so wide where there is no terminal to fit."""
    from rich.console import Console

    Console(width=None if Console().is_terminal else width).print(table)


def _outcome(visit: "Visited") -> str:
    return texts.SOURCES_OUTCOMES[visit.outcome].format(id=visit.id, error=visit.error)


@contextmanager
def _progress(text: str, total: int | None = None) -> "Iterator[tuple[Progress, TaskID]]":
    """Show a bar on stderr, in a terminal only; it goes when the work is done."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        yield progress, progress.add_task(text, total=total)


def _tell_event(
    event: "IngestEvent", progress: "Progress", task: "TaskID", tell: Callable[[str], None]
) -> None:
    from kwchat.index.ingest import FileDone, Planned

    match event:
        case Planned(files):
            progress.update(task, total=files)
        case FileDone(report):
            progress.advance(task)
            tell(_told(report))


def _told(report: "FileReport") -> str:
    """Say what was read of a file: who speaks, how many pages and passages, in what time."""
    if report.error:
        return texts.INGEST_FILE_FAILED.format(reason=report.error)
    counts = [(texts.INGEST_PAGES, report.pages), (texts.INGEST_PASSAGES, report.chunks)]
    said = [forms[count != 1].format(count=count) for forms, count in counts if count]
    return texts.INGEST_FILE.format(
        status=texts.INGEST_STATUS[report.status],
        path=report.path,
        what=", ".join([answering_texts.CHAT_KINDS[report.kind], *said]),
        seconds=report.seconds,
    )


def _summary(index: Path, report: "IngestReport") -> str:
    from collections import Counter

    statuses = Counter(file.status for file in report.files)
    changes = ", ".join(
        f"{count} {texts.INGEST_STATUS[status]}" for status, count in statuses.items()
    )
    return texts.INGEST_DONE.format(
        index=index, chunks=report.chunks, changes=changes, seconds=report.seconds
    )
