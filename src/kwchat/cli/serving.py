"""`kwchat serve`: the chat, or those of several collections, until interrupted."""

import gc
import hmac
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

import typer

from kwchat import llm, logs, several, wiring
from kwchat.answering.generation.models import ChatModel, read_secret
from kwchat.chat import heading
from kwchat.chat.feedback import purged_regularly
from kwchat.cli import ingesting, parts, texts, writers
from kwchat.errors import CorpusError, FeedbackError, KwchatError, SettingsError, StoreError
from kwchat.index import texts as index_texts
from kwchat.index.encoding import Encoder, once
from kwchat.index.manifest import Manifest, NewestManifest, made
from kwchat.reading.apart import Apart
from kwchat.server import listening
from kwchat.server import texts as server_texts
from kwchat.server.access import is_local
from kwchat.server.gates import PATIENCE_SECONDS
from kwchat.server.ingests import Ingests, Line
from kwchat.server.intake import Intake
from kwchat.server.joint import NAME, Joint, JointFiles, Member
from kwchat.server.logged import Logged
from kwchat.server.renewal import RenewedAssistant
from kwchat.server.turns import Turns
from kwchat.server.warmup import WarmAssistant
from kwchat.server.watching import watched
from kwchat.settings import Settings
from kwchat.several import Collection, Found, Unusable

if TYPE_CHECKING:
    from fastapi import FastAPI

    from kwchat.server.lobby import Room


# Objects made until the newest are looked through for circles (Python's own: 700). Importing makes
# a million objects that all stay; looking through them so often took half a second of the start.
_COLLECT_EVERY = 5000
SEAL_CHARS = 32  # 128 bits as hexadecimal digits


@dataclass(frozen=True, slots=True, eq=False)
class _Shared:
    """What all collections of a server have in common; `turns` only if there are several, each of
    which derives a secret of its own from the `secret`."""

    held: ExitStack
    load: Callable[[], Encoder]
    writer: ChatModel | None
    key: str | None
    secret: bytes
    watch: bool
    line: Line
    turns: Turns | None


def run(*, host: str | None, port: int | None, index: Path | None, watch: bool) -> None:
    """Serve the chat; an unusable index or address is told before anything heavy is loaded. An
    index that was never made is made first.

    With `watch`, what changes in the corpus is ingested by itself, also what changed before. Of
    several collections one that is unusable is told, and the others are served.
    """
    gc.set_threshold(_COLLECT_EVERY)
    talk = partial(typer.echo, file=sys.stderr)  # the logs take stderr for themselves
    read = partial(wiring.read_settings, host=host, port=port, index=index)
    settings = parts.settings_to_serve(read, talk)
    listening.listen(settings.host, settings.port).close()  # a busy port is told at once
    collections = () if index else _looked_at(several.read_collections(settings), talk, watch=watch)
    if collections:
        manifests = [_manifest_of(one, talk) for one in collections]
    else:
        manifest = ingesting.first(settings)
        if watch and not settings.corpus.is_dir():
            raise CorpusError(index_texts.CORPUS_MISSING.format(path=settings.corpus))
    with _unseen("mcp"):  # Gradio imports it where it can, for tools that its page does not offer
        from kwchat.server import app  # Gradio takes seconds to import

    key, secret = _completions_key(settings, talk), _secret(settings)
    writer = writers.writer_of(settings, talk)
    load = once(partial(wiring.load_encoder, settings, talk))
    with ExitStack() as held:
        held.enter_context(logs.kept_to(settings.log))
        turns = Turns() if collections else None
        shared = _Shared(held, load, writer, key, secret, watch, Line(), turns)
        if collections:
            served = _lobby(settings, list(zip(collections, manifests, strict=True)), shared)
        else:
            served = _chat(settings, manifest, shared)[0]
        for line in _welcome(settings, collections, watch=watch):
            talk(line)
        app.serve(served, host=settings.host, port=settings.port)


@contextmanager
def _unseen(package: str) -> Iterator[None]:
    """Let imports within a block find that a package is not installed; one that is imported
    already stays."""
    modules = cast("dict[str, ModuleType | None]", sys.modules)
    if package in modules:
        yield
        return
    modules[package] = None  # which Python takes for: not to be imported
    try:
        yield
    finally:
        del modules[package]


def _completions_key(settings: Settings, talk: Callable[[str], None]) -> str | None:
    """Return the key of who may use the chat as a model; one that cannot be used is told about, and
    then nobody may."""
    try:
        return llm.completions_key(settings)
    except SettingsError as error:
        talk(f"{error} {texts.SERVE_NO_COMPLETIONS}")
        return None


def _secret(settings: Settings) -> bytes:
    """Return what seals that which pages keep.

    Raises:
        SettingsError: its file cannot be used, or holds what can be guessed.
    """
    if settings.seal_file is None:
        return secrets.token_bytes()
    secret = read_secret(settings.seal_file, "KWCHAT_SEAL_FILE")
    if len(secret) < SEAL_CHARS:
        raise SettingsError(texts.SERVE_SEAL_SHORT.format(path=settings.seal_file))
    return secret.encode()


def _looked_at(
    found: Sequence[Found], talk: Callable[[str], None], *, watch: bool
) -> Sequence[Found]:
    """Return collections as they can be served, and tell what is wrong with each: that of one is
    not to keep the others shut.

    Raises:
        SettingsError: the tables of all of them make no sense.
    """
    faults = [one for one in found if isinstance(one, Unusable)]
    if faults and len(faults) == len(found):
        raise faults[0].fault
    for wrong in faults:
        talk(texts.SERVE_UNUSABLE.format(name=wrong.name, reason=wrong.fault))
    for one in several.usable(found):
        if watch and not one.settings.corpus.is_dir():
            talk(texts.SERVE_NO_CORPUS.format(name=one.name, corpus=one.settings.corpus))
    return [_without_broken_feedback(one, talk) for one in found]


def _without_broken_feedback(collection: Found, talk: Callable[[str], None]) -> Found:
    """Return a collection that asks for feedback only if that can be kept."""
    if isinstance(collection, Unusable):
        return collection
    store = parts.feedback_store(collection.settings)
    try:
        if store:
            store.purge()
    except FeedbackError as error:
        talk(texts.SERVE_NO_FEEDBACK.format(name=collection.name, reason=error))
        return replace(collection, settings=replace(collection.settings, feedback=None))
    return collection


def _manifest_of(collection: Found, talk: Callable[[str], None]) -> Manifest | None:
    """Return what the index of a collection was made of; one that cannot be used is told about."""
    if isinstance(collection, Unusable):
        return None
    try:
        return wiring.require_index(collection.settings)
    except StoreError as error:
        talk(texts.SERVE_SHUT.format(name=collection.name, reason=error))
        return None


def _lobby(
    settings: Settings, found: Sequence[tuple[Found, Manifest | None]], shared: _Shared
) -> "FastAPI":
    """Return the app of several collections."""
    from kwchat.server.lobby import create_lobby

    rooms, members = [], {}
    for collection, manifest in found:
        if isinstance(collection, Unusable):
            room, member = _shut(collection, settings, shared)
        else:
            room, member = _room(collection, manifest, shared)
        rooms.append(room)
        if collection.together:
            members[collection.name] = member
    if len(members) > 1:
        rooms.append(_joint_room(settings, members, [room.assistant for room in rooms], shared))
    return create_lobby(rooms, parts.lobby_access(settings), shared.turns or Turns())


def _room(
    collection: Collection, manifest: Manifest | None, shared: _Shared
) -> tuple["Room", Member]:
    """Return a collection as it is served, and as it is asked with others."""
    from kwchat.server.lobby import Room

    settings, title = collection.settings, collection.title
    with logs.within_collection(collection.name):
        own = replace(shared, secret=_secret_of(shared, collection.name))
        app, assistant, files = _chat(settings, manifest, own, title=title)
    member = Member(title, lambda: assistant.require().unlogged, files)
    return Room(collection.name, title, app, assistant), member


def _shut(collection: Unusable, settings: Settings, shared: _Shared) -> tuple["Room", Member]:
    """Return a collection that only says that it cannot be used."""
    name, title = collection.name, collection.title

    def build() -> RenewedAssistant:
        raise SettingsError(server_texts.COLLECTION_SHUT.format(title=title))

    warm = WarmAssistant(build)
    return _bare_room(name, title, warm, settings, shared), Member(title, warm.require, {})


def _bare_room(
    name: str,
    title: str,
    warm: WarmAssistant[Any],
    settings: Settings,
    shared: _Shared,
    **more: Any,
) -> "Room":
    """Return a chat that has no settings of its own, and begin to build what is behind it."""
    from kwchat.server.app import create_app
    from kwchat.server.lobby import Room

    access = parts.lobby_access(settings)
    with logs.within_collection(name):
        warm.start()
    app = create_app(
        warm,
        replace(access, root_path=f"{access.root_path}/{name}"),
        heading=parts.heading(settings, title),
        turns=shared.turns,
        secret=_secret_of(shared, name),
        **more,
    )
    return Room(name, title, app, warm)


def _joint_room(
    settings: Settings,
    members: Mapping[str, Member],
    assistants: Sequence[WarmAssistant[Any]],
    shared: _Shared,
) -> "Room":
    """Return the chat that asks several collections as one, once each of them was opened or could
    not be."""
    from kwchat.server.documents import Shelf

    threshold, sure = wiring.thresholds(settings)

    def build() -> Logged[Joint]:
        for assistant in assistants:
            with suppress(KwchatError):
                assistant.wait()
        return Logged(Joint(members, load=shared.load, threshold=threshold, sure=sure))

    warm = WarmAssistant(build)
    titles = {name: member.title for name, member in members.items()}
    return _bare_room(
        NAME,
        server_texts.LOBBY_TOGETHER,
        warm,
        settings,
        shared,
        shelf=Shelf(JointFiles(members), warm.require, titles),
        colour=settings.colour,
        keep=settings.keep_conversation,
        unlogged=lambda: warm.require().unlogged,
        completions_key=shared.key,
    )


def _secret_of(shared: _Shared, name: str) -> bytes:
    """Return the secret of a collection: what one sealed no other opens."""
    return hmac.digest(shared.secret, name.encode(), "sha256")


def _chat(
    settings: Settings,
    manifest: Manifest | None,
    shared: _Shared,
    *,
    title: str | None = None,
) -> tuple["FastAPI", WarmAssistant[Logged[RenewedAssistant]], Mapping[str, Path]]:
    """Return the app of one collection, the assistant behind it, which is being built, and where
    the files of its sources are."""
    from kwchat.server import app, documents

    newest = NewestManifest(settings.index, manifest)
    store = parts.feedback_store(settings, lambda: newest().version)
    if store:
        shared.held.enter_context(purged_regularly(store))
    ingests = _ingesting(settings, shared)
    writer = shared.writer

    def build() -> Logged[RenewedAssistant]:
        with logs.timed("ready"):
            return Logged(wiring.renewed_assistant(settings, writer=writer, load=shared.load))

    warm = WarmAssistant(build)
    warm.start()
    files = documents.Documents(settings.corpus, newest)
    made_app = app.create_app(
        warm,
        parts.access(settings),
        store,
        documents.Shelf(files, warm.require),
        colour=settings.colour,
        index_made=partial(made, settings.index),
        manifest=newest,
        keep=settings.keep_conversation,
        unlogged=lambda: warm.require().unlogged,
        ingests=ingests,
        intake=Intake(settings.corpus, lambda: closing(Apart(settings.cache, settings.recognised))),
        author=heading.author_line(writer.name, writer.where) if writer else "",
        completions_key=shared.key,
        patience=PATIENCE_SECONDS + (settings.llm_seconds if writer else 0.0),
        heading=parts.heading(settings, title),
        turns=shared.turns,
        secret=shared.secret,
    )
    return made_app, warm, files


def _ingesting(settings: Settings, shared: _Shared) -> Ingests | None:
    """Let the server ingest until it stops, where it has something to ingest for: changes, with
    those before it started, or managers."""
    if not shared.watch and not settings.managers:
        return None
    ingest = partial(wiring.run_ingest, settings)
    ingests = Ingests(ingest, level=settings.log, line=shared.line)
    shared.held.enter_context(ingests.running())
    if shared.watch:
        shared.held.enter_context(watched(settings.corpus, ingests.request))
        ingests.request()
    return ingests


def _welcome(settings: Settings, collections: Sequence[Found], *, watch: bool) -> Iterator[str]:
    """Yield where the chats are, who can ask, what is kept, and what is watched."""
    yield texts.SERVE_READY.format(host=settings.host, port=settings.port)
    for one in collections:
        yield texts.SERVE_COLLECTION.format(title=one.title, name=one.name)
    yield _who_gets_in(settings)
    each = [one.settings for one in several.usable(collections)] or [settings]
    for own in each:
        if own.feedback is not None:
            yield texts.SERVE_FEEDBACK.format(path=own.feedback, days=own.feedback_days)
    for own in each:
        if watch:
            yield texts.SERVE_WATCH.format(corpus=own.corpus)


def _who_gets_in(settings: Settings) -> str:
    """Return who can ask what is served, and how to open or close it."""
    if settings.login_header:
        proxies = ", ".join(map(str, settings.trusted_proxies))
        return texts.SERVE_LOGIN.format(proxies=proxies, header=settings.login_header)
    return texts.SERVE_LOCAL if is_local(settings.host) else texts.SERVE_OPEN
