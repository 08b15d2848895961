"""`kwchat sources`: which originals there are, whether they changed, and fetching them."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

import typer

from kwchat import wiring
from kwchat.cli import parts, tables, texts
from kwchat.cli.terminal import progress_bar
from kwchat.cli.usage import say
from kwchat.settings import Settings
from kwchat.sources import exports, fetching, originals
from kwchat.sources.originals import Visited
from kwchat.sources.records import FILE_NAME, Record, read_records


def show(collection: str | None) -> None:
    """Show what is here of each source, without the network."""
    settings = parts.settings_of(collection)
    files = wiring.load_bibliography(settings).files()
    rows = originals.overview(settings.corpus, _records(settings), files)
    tables.show(tables.of_sources(rows), tables.ONE_LINE)


def export(collection: str | None, *, bibtex: bool) -> None:
    """Write the bibliography for another program to stdout: RIS, or BibTeX."""
    records = _records(parts.settings_of(collection))
    write = exports.bibtex if bibtex else exports.ris
    typer.echo(write(records).strip())


def check(ids: Sequence[str], collection: str | None) -> None:
    """Visit the addresses of the bibliography; a dead one ends in exit code 1."""
    settings = parts.settings_of(collection)
    records = originals.fetchable(_records(settings), ids)
    visited = []
    with progress_bar(texts.SOURCES_PROGRESS, total=len(records)) as (progress, task):
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


def fetch(ids: Sequence[str], collection: str | None) -> None:
    """Fetch the originals that are missing, or those named anew."""
    settings = parts.settings_of(collection)
    records = originals.fetchable(_records(settings), ids)
    records = records if ids else originals.missing(settings.corpus, records)
    if not records:
        say(texts.SOURCES_NOTHING)
        return
    with progress_bar(texts.SOURCES_PROGRESS, total=len(records)) as (progress, task):

        def tell(visit: Visited) -> None:
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


def _outcome(visit: Visited) -> str:
    return texts.SOURCES_OUTCOMES[visit.outcome].format(id=visit.id, error=visit.error)


def _records(settings: Settings) -> Sequence[Record]:
    """Return the records of the bibliography in the corpus folder.

    Raises:
        BibliographyError: it is no valid CSL-JSON.
    """
    return read_records(settings.corpus / FILE_NAME)
