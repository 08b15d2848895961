"""Settings become the language model that writes, if any, and the engine that answers.

What writing takes is loaded where a model is named, and not before.
"""

from typing import TYPE_CHECKING

from kwchat.answering.answer import AnswerEngine, References
from kwchat.answering.extractive import ExtractiveEngine
from kwchat.answering.generation import models, texts
from kwchat.answering.generation.models import ChatModel
from kwchat.answering.generation.prompts import SMALLEST_PROMPT
from kwchat.errors import SettingsError
from kwchat.index.encoders import entailer_of
from kwchat.index.encoding import Encoder
from kwchat.index.manifest import Index
from kwchat.settings import Settings

if TYPE_CHECKING:
    from kwchat.answering.generation.calls import Limits


def engine(
    index: Index,
    settings: Settings,
    encoder: Encoder,
    references: References,
    writer: ChatModel | None,
) -> AnswerEngine:
    """Return the engine that quotes, or one that writes with that one behind it."""
    quoting = ExtractiveEngine(documents=index.library, references=references)
    if writer is None:
        return quoting
    from kwchat.answering.generation.calls import Caller
    from kwchat.answering.generation.engine import GenerativeEngine

    return GenerativeEngine(
        writer,
        Caller.shared(writer, _limits(settings)),
        quoting=quoting,
        documents=index.library,
        entailer=entailer_of(encoder),
        context=settings.llm_context,
        answer=settings.llm_answer,
    )


def language_model(settings: Settings) -> ChatModel | None:
    """Return the language model that writes by the settings; None where none does. Nobody is
    contacted.

    Raises:
        SettingsError: its package is missing, its key or name cannot be used, or no passage fits.
    """
    if settings.llm is None or settings.engine == "extractive":
        return None
    smallest = SMALLEST_PROMPT + settings.llm_answer
    if settings.llm_context < smallest:
        raise SettingsError(
            texts.LLM_CONTEXT_SMALL.format(
                context=settings.llm_context, answer=settings.llm_answer, smallest=smallest
            )
        )
    return models.named(
        settings.llm,
        address=settings.llm_url,
        key=models.read_key(settings.llm_key, settings.llm_key_file),
        context=settings.llm_context,
        answer=settings.llm_answer,
        seconds=settings.llm_seconds,
    )


def completions_key(settings: Settings) -> str | None:
    """Return the key of who may use the chat as a model; None: nobody may.

    Raises:
        SettingsError: its file cannot be used.
    """
    file = settings.completions_key_file
    return models.read_secret(file, "KWCHAT_COMPLETIONS_KEY_FILE") if file else None


def trouble(model: ChatModel, settings: Settings) -> str:
    """Return in one Dutch sentence what is wrong with a model; empty when it answers. It is asked
    for one word, and once more behind as much text as is ever sent."""
    from kwchat.answering.generation.probing import trouble

    return trouble(
        model, _limits(settings), context=settings.llm_context, answer=settings.llm_answer
    )


def _limits(settings: Settings) -> "Limits":
    from kwchat.answering.generation.calls import Limits

    return Limits(settings.llm_first_seconds, settings.llm_seconds, settings.llm_at_once)
