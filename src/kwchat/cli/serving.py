"""`kwchat serve`: the chat, until interrupted."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from threading import Thread

import typer

from kwchat import llm, logs, wiring
from kwchat.answering.generation.models import ChatModel
from kwchat.chat import rendering
from kwchat.chat.feedback import purged_regularly
from kwchat.cli import parts, texts
from kwchat.errors import SettingsError
from kwchat.index.manifest import NewestManifest, made
from kwchat.reading.apart import Apart
from kwchat.server import listening
from kwchat.server.access import is_local
from kwchat.server.gates import PATIENCE_SECONDS
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
    store = parts.feedback_store(settings, lambda: newest().version)
    listening.listen(settings.host, settings.port).close()  # a busy port is told at once
    from kwchat.server import app, documents  # Gradio takes seconds to import

    talk = partial(typer.echo, file=sys.stderr)  # the logs take stderr for themselves

    key = llm.completions_key(settings)
    writer = writer_of(settings, talk)

    def build() -> Logged:
        with logs.timed("ready"):
            return Logged(wiring.renewed_assistant(settings, writer=writer, progress=talk))

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
            parts.access(settings),
            store,
            shelf,
            colour=settings.colour,
            index_made=partial(made, settings.index),
            manifest=newest,
            keep=settings.keep_conversation,
            unlogged=lambda: warm.require().unlogged,
            ingests=ingests,
            intake=Intake(settings.corpus, lambda: closing(Apart(settings.cache))),
            author=rendering.author_line(writer.name, writer.where) if writer else "",
            completions_key=key,
            patience=PATIENCE_SECONDS + (settings.llm_seconds if writer else 0.0),
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


def writer_of(settings: Settings, talk: Callable[[str], None]) -> ChatModel | None:
    """Return the language model that writes; one that cannot be made is told about, and quotes are
    what is left."""
    try:
        model = llm.language_model(settings)
    except SettingsError as error:
        talk(f"{error} {texts.DOCTOR_LLM_QUOTES}")
        return None
    if model is not None:
        place = model.address or texts.DOCTOR_LLM_HERE
        talk(texts.SERVE_LLM.format(model=model.name, place=place))
        Thread(target=_probe, args=(model, settings, talk), daemon=True).start()
    return model


def _probe(model: ChatModel, settings: Settings, talk: Callable[[str], None]) -> None:
    """Tell what is wrong with a language model, beside all else: it may take long to wake up."""
    wrong = llm.trouble(model, settings)
    if wrong:
        talk(f"{wrong} {texts.DOCTOR_LLM_QUOTES}")


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
