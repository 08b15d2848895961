"""`kwchat ingest`: the index is brought up to date, and every file is told about."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path, PurePath

import typer
from rich.progress import Progress, TaskID

from kwchat import texts as setting_texts
from kwchat import wiring
from kwchat.answering import texts as answering_texts
from kwchat.answering import wire
from kwchat.cli import parts, texts
from kwchat.cli.terminal import progress_bar
from kwchat.cli.usage import say
from kwchat.errors import (
    BibliographyError,
    CorpusError,
    IndexDamagedError,
    IndexMissingError,
    IndexStaleError,
    SettingsError,
    StoreError,
)
from kwchat.index import texts as index_texts
from kwchat.index.corpus import put_packaged
from kwchat.index.ingest import (
    FileDone,
    FileReport,
    IngestEvent,
    IngestReport,
    PageRead,
    Planned,
)
from kwchat.index.manifest import Manifest, Skipped, SkipReason, by_text
from kwchat.reading import ocr
from kwchat.reading import texts as reading_texts
from kwchat.reading.account import Account
from kwchat.settings import Settings
from kwchat.several import Found, Unusable

_HIDDEN_SHOWN = 3
_CORPUS, _INDEX = Path("corpus"), Path("index")  # where nobody named another folder


def run(*, corpus: Path | None, index: Path | None, collection: str | None, as_json: bool) -> None:
    """Bring the index up to date with the corpus, or those of all collections; files that failed,
    and collections, end in exit code 1."""
    settings = wiring.read_settings(corpus=corpus, index=index)
    if corpus or index:
        if collection is not None:
            raise SettingsError(setting_texts.COLLECTION_OR_INDEX)
        collections: Sequence[Found] = ()
    else:
        collections = parts.collections_of(collection, settings)
    whole = [_of_collection(one, as_json=as_json) for one in collections]
    if not collections:
        whole = [_of_one(settings, as_json=as_json)]
    if not all(whole):
        raise typer.Exit(1)


def first(settings: Settings) -> Manifest:
    """Return what the index was made of, and make it first where it never was, in a process of its
    own: what that takes of memory is given back.

    An index in another folder than usual, or one that shares its vectors, is not made: it may be
    elsewhere, or not be reached for now.

    Raises:
        CorpusError: it is to be made, and there are no sources to make it of.
        StoreError: it is not there or cannot be used, or cannot be made.
    """
    try:
        return wiring.require_index(settings)
    except IndexMissingError:
        if settings.index != _INDEX or settings.store:
            raise
    say(texts.SERVE_FIRST.format(path=settings.index))
    # One that was killed leaves no index, which is told below.
    with suppress(BrokenProcessPool), ProcessPoolExecutor(1, get_context("spawn")) as apart:
        apart.submit(_of_one, settings, as_json=False).result()
    return wiring.require_index(settings)


def _of_collection(collection: Found, *, as_json: bool) -> bool:
    """Ingest one collection of several, and return whether all went well; what stops it does not
    stop the others."""
    say(texts.COLLECTION_AT_WORK.format(name=collection.name))
    if isinstance(collection, Unusable):
        say(str(collection.fault))
        return False
    try:
        return _of_one(collection.settings, as_json=as_json)
    except (CorpusError, BibliographyError, StoreError) as error:
        say(str(error))
        return False


def _of_one(settings: Settings, *, as_json: bool) -> bool:
    """Bring an index up to date, and return whether every file was read."""
    if settings.corpus == _CORPUS and put_packaged(settings.corpus):
        say(texts.INGEST_CORPUS_PUT.format(path=settings.corpus))
    _announce(settings)
    report = _ingest(settings)
    if as_json:
        typer.echo(wire.line(asdict(report)))
    else:
        say(_summary(settings.index, report))
    for line in skipped_lines(report.skipped):
        say(line)
    for file in report.files:
        if file.pictures:
            say(pictures(file.path, file.pictures, recognises=ocr.installed()))
    if report.failed:
        paths = ", ".join(file.path for file in report.failed)
        say(texts.INGEST_FAILED.format(count=len(report.failed), paths=paths))
    return not report.failed


def _announce(settings: Settings) -> None:
    """Say beforehand that everything will be read anew, and why."""
    try:
        wiring.require_index(settings)
    except IndexStaleError:
        say(texts.INGEST_ANEW["stale"])
    except IndexDamagedError:
        say(texts.INGEST_ANEW["damaged"])
    except IndexMissingError:
        return


def pictures(path: str, pages: Sequence[int], *, recognises: bool) -> str:
    """Say which pages of a file are pictures of which nothing was read, and what to do."""
    template = texts.INGEST_PICTURES_UNREAD if recognises else texts.INGEST_PICTURES
    return template.format(
        path=path, pages=", ".join(map(str, pages)), command=reading_texts.OCR_COMMAND
    )


def _ingest(settings: Settings) -> IngestReport:
    with progress_bar(texts.INGEST_PROGRESS) as (progress, task):

        def tell(text: str) -> None:
            progress.console.print(text, markup=False, highlight=False, soft_wrap=True)

        return wiring.run_ingest(
            settings,
            on_event=lambda event: _tell_event(event, progress, task, tell),
            progress=tell,
        )


def _tell_event(
    event: IngestEvent, progress: Progress, task: TaskID, tell: Callable[[str], None]
) -> None:
    match event:
        case Planned(files):
            progress.update(task, total=files)
        case PageRead(path, page, pages):
            shown = texts.INGEST_PAGE.format(path=path, page=page, pages=pages)
            progress.update(task, description=shown)
        case FileDone(report):
            progress.update(task, advance=1, description=texts.INGEST_PROGRESS)
            tell(file_line(report))
            for line in warnings(report.path, report.account):
                tell(line)


def file_line(report: FileReport) -> str:
    """Say what was read of a file: who speaks, how many pages and passages, in what time."""
    if report.error:
        return texts.INGEST_FILE_FAILED.format(reason=report.error)
    pages = texts.INGEST_PLACES.get(PurePath(report.path).suffix.lower(), texts.INGEST_PAGES)
    counts = [(pages, report.pages), (texts.INGEST_PASSAGES, report.chunks)]
    counts.append((texts.INGEST_RECOGNISED, len(report.recognised)))
    said = [forms[count != 1].format(count=count) for forms, count in counts if count]
    said += [account_line(report.account)] if report.account else []
    return texts.INGEST_FILE.format(
        status=index_texts.FILE_STATUS[report.status],
        path=report.path,
        what=", ".join([answering_texts.KINDS[report.kind], *said]),
        seconds=report.seconds,
    )


def account_line(told: Account) -> str:
    """Say how much of the words of a file is in the index or left out, and what is left out."""
    counts = ((entry.reason, entry.words or entry.count) for entry in told.left_out)
    out = [
        texts.ACCOUNT_LEFT_OUT[reason][count != 1].format(count=count) for reason, count in counts
    ]
    line = texts.ACCOUNT_WORDS.format(share=told.percent, words=told.words)
    return f"{line}; {texts.ACCOUNT_WITHOUT.format(what=', '.join(out))}" if out else line


def warnings(path: str, told: Account | None) -> Iterator[str]:
    """Yield what a person should look at in a file that was read, with what to do."""
    if told and not told.is_enough:
        yield texts.ACCOUNT_LOST.format(path=path, lost=told.lost, words=told.words)
    if told and told.textless_pages:
        pages = ", ".join(map(str, told.textless_pages))
        yield texts.ACCOUNT_TEXTLESS.format(path=path, pages=pages)


def skipped_lines(skipped: Sequence[Skipped]) -> Iterator[str]:
    """Yield what was passed over, a line per reason; of what is hidden only the first few."""
    for text, same in by_text(skipped).items():
        shown = same[:_HIDDEN_SHOWN] if same[0].reason is SkipReason.HIDDEN else same
        paths = ", ".join(one.path for one in shown) + " …" * (len(shown) < len(same))
        yield texts.INGEST_SKIPPED.format(count=len(same), paths=paths, reason=text)


def _summary(index: Path, report: IngestReport) -> str:
    statuses = Counter(file.status for file in report.files)
    changes = ", ".join(
        f"{count} {index_texts.FILE_STATUS[status]}" for status, count in statuses.items()
    )
    return texts.INGEST_DONE.format(
        index=index, chunks=report.chunks, changes=changes, seconds=report.seconds
    )
