"""`kwchat serve`: the chat, until interrupted."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

import typer

from kwchat import logs, wiring
from kwchat.chat.feedback import purged_regularly
from kwchat.cli import texts
from kwchat.index.manifest import NewestManifest, made
from kwchat.reading.apart import Apart
from kwchat.server import listening
from kwchat.server.access import is_local
from kwchat.server.ingests import Ingests
from kwchat.server.intake import Intake
from kwchat.server.logged import Logged
from kwchat.server.warmup import WarmAssistant
from kwchat.server.watching import watched
from kwchat.settings import Settings


def run(*, host: str | None, port: int | None, index: Path | None, watch: bool) -> None:
    """Serve the chat; an unusable index or address is told before anything heavy is loaded.

    With `watch`, what changes in the corpus is ingested by itself, also what changed before.
    """
    settings = wiring.read_settings(host=host, port=port, index=index)
    manifest = wiring.require_index(settings)
    newest = NewestManifest(settings.index, manifest)
    store = wiring.feedback_store(settings, lambda: newest().version)
    listening.listen(settings.host, settings.port).close()  # a busy port is told at once
    from kwchat.server import app, documents  # Gradio takes seconds to import

    talk = partial(typer.echo, file=sys.stderr)  # the logs take stderr for themselves

    def build() -> Logged:
        with logs.timed("ready"):
            return Logged(wiring.renewed_assistant(settings, progress=talk))

    with ExitStack() as held:
        held.enter_context(logs.kept_to(settings.log))
        if store:
            held.enter_context(purged_regularly(store))
        ingests = _ingesting(settings, held, watch=watch)
        warm = WarmAssistant(build)
        warm.start()
        shelf = documents.Shelf(documents.Documents(settings.corpus, newest), warm.require)
        served = app.create_app(
            warm,
            wiring.access(settings),
            store,
            shelf,
            colour=settings.colour,
            index_made=partial(made, settings.index),
            manifest=newest,
            keep=settings.keep_conversation,
            unlogged=lambda: warm.require().unlogged,
            ingests=ingests,
            intake=Intake(settings.corpus, lambda: closing(Apart(settings.cache))),
        )
        for line in _welcome(settings):
            talk(line)
        if watch:
            talk(texts.SERVE_WATCH.format(corpus=settings.corpus))
        app.serve(served, host=settings.host, port=settings.port)


def _ingesting(settings: Settings, held: ExitStack, *, watch: bool) -> Ingests | None:
    """Let the server ingest until `held` ends, where it has something to ingest for: changes, with
    those before it started, or managers."""
    if not watch and not settings.managers:
        return None
    ingests = Ingests(partial(wiring.run_ingest, settings), level=settings.log)
    held.enter_context(ingests.running())
    if watch:
        held.enter_context(watched(settings.corpus, ingests.request))
        ingests.request()
    return ingests


def _welcome(settings: Settings) -> Iterator[str]:
    """Yield where the chat is, who can ask, and what is kept."""
    yield texts.SERVE_READY.format(host=settings.host, port=settings.port)
    yield _who_gets_in(settings)
    if settings.feedback is not None:
        yield texts.SERVE_FEEDBACK.format(path=settings.feedback, days=settings.feedback_days)


def _who_gets_in(settings: Settings) -> str:
    """Return who can ask what is served, and how to open or close it."""
    if settings.login_header:
        proxies = ", ".join(map(str, settings.trusted_proxies))
        return texts.SERVE_LOGIN.format(proxies=proxies, header=settings.login_header)
    return texts.SERVE_LOCAL if is_local(settings.host) else texts.SERVE_OPEN
