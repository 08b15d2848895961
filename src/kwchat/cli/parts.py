"""What several commands take from the settings: which collection, who gets in, and feedback."""

import socket
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

from kwchat import several, texts, wiring
from kwchat.chat.feedback import FeedbackStore
from kwchat.chat.heading import Heading
from kwchat.cli import texts as cli_texts
from kwchat.errors import SettingsError, WriterSettingsError
from kwchat.server.access import Access
from kwchat.settings import WRITERS, Settings
from kwchat.several import Found


def settings_of(
    collection: str | None,
    *,
    index: Path | None = None,
    without: Collection[str] = (),
    **given: Path | str | int | None,
) -> Settings:
    """Return the settings for what works on one index: that of a collection by its name, one that
    is named by its folder, or the only one there is; those named in `without` as if not set.

    Raises:
        SettingsError: a setting is impossible, or there is no such collection, or it takes a choice
            of collections that was not made.
    """
    settings = wiring.read_settings(without, index=index, **given)
    if index is not None:
        if collection is not None:
            raise SettingsError(texts.COLLECTION_OR_INDEX)
        return settings
    found = several.read_collections(settings)
    if collection is not None:
        return several.named(found, collection).settings
    if found:
        names = ", ".join(one.name for one in found)
        raise SettingsError(texts.COLLECTION_WHICH.format(names=names))
    return settings


def settings_to_serve(
    read: Callable[[Collection[str]], Settings], talk: Callable[[str], None]
) -> Settings:
    """Return the settings that are read without some; what is impossible in those of the language
    model is told about, and quotes are what is left.

    Raises:
        SettingsError: another one is unknown or impossible.
    """
    try:
        return read(())
    except WriterSettingsError as error:
        talk(f"{error} {cli_texts.DOCTOR_LLM_QUOTES}")
        return read(WRITERS)


def collections_of(collection: str | None, settings: Settings) -> Sequence[Found]:
    """Return the collections for what works on all of them, or on the one that is named; none
    where there is but one index.

    Raises:
        SettingsError: the file of collections makes no sense, or has no such collection.
    """
    found = several.read_collections(settings)
    return found if collection is None else [several.named(found, collection)]


def heading(settings: Settings, title: str | None = None) -> Heading:
    """Return how a chat introduces itself, by the title of its collection if it is of one."""
    return Heading.of(title or settings.title, settings.lead, settings.examples)


def access(settings: Settings) -> Access:
    """Return what the settings say about who gets in."""
    return Access(
        root_path=settings.root_path,
        hosts=(*settings.hosts, settings.host.lower(), socket.gethostname().lower()),
        embed_origins=settings.embed_origins,
        trusted_proxies=settings.trusted_proxies,
        login_header=settings.login_header,
        managers=settings.managers,
        metrics_from=settings.metrics_from,
        limit_per_minute=settings.limit_per_minute,
        limit_per_day=settings.limit_per_day,
    )


def lobby_access(settings: Settings) -> Access:
    """Return who gets in where collections are named: no page of another site, and no manager."""
    return replace(access(settings), embed_origins=(), managers=())


def feedback_store(
    settings: Settings, index: Callable[[], str] = lambda: ""
) -> FeedbackStore | None:
    """Return where feedback is kept, with the version of the index; None: nowhere."""
    if settings.feedback is None:
        return None
    return FeedbackStore(settings.feedback, days=settings.feedback_days, index=index)
