"""What several commands take from the settings: who gets in, and where feedback is kept."""

import socket
from collections.abc import Callable

from kwchat.chat.feedback import FeedbackStore
from kwchat.server.access import Access
from kwchat.settings import Settings


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


def feedback_store(
    settings: Settings, index: Callable[[], str] = lambda: ""
) -> FeedbackStore | None:
    """Return where feedback is kept, with the version of the index; None: nowhere."""
    if settings.feedback is None:
        return None
    return FeedbackStore(settings.feedback, days=settings.feedback_days, index=index)
