"""Whether the language model says something, and if not, which setting is to be mended."""

from collections.abc import Callable
from typing import Protocol

from kwchat.answering.generation import texts
from kwchat.answering.generation.calls import (
    Caller,
    Limits,
    Served,
    cause_of,
    is_certificate,
    line_to,
)
from kwchat.answering.generation.drafts import aloud, is_thought
from kwchat.answering.generation.prompts import LARGEST_PROMPT, SMALLEST_PROMPT, TOKEN_CHARACTERS
from kwchat.answering.writing import Failure, WritingError

_HELLO = "Antwoord met één woord: ja"
_FILLER = "Dit is een zin van een passage. "
_UNAUTHORISED = (401, 403)
_NOT_FOUND = 404
_BUSY = 429
_SERVER_ERROR = 500


class Addressed(Served, Protocol):
    """A model with its name, and the address where it runs."""

    @property
    def name(self) -> str:
        """What the server calls it."""
        ...

    @property
    def address(self) -> str:
        """Where it runs; empty where that is not known."""
        ...


def trouble(model: Addressed, limits: Limits, *, context: int, answer: int) -> str:
    """Return in one Dutch sentence what is wrong with a model; empty when it answers. It is asked
    for one word, and once more behind as much text as is ever sent within a context of so many
    tokens, of which the answer takes some."""
    said, error = _heard(model, limits, _HELLO, enough=aloud)
    if is_thought(said):
        return texts.LLM_THINKS.format(address=_address(model))
    if error is not None:
        return _reason(error, model, limits)
    if not aloud(said):
        return texts.LLM_EMPTY.format(address=_address(model))
    if _takes(model, limits, min(context - answer, LARGEST_PROMPT)):
        return ""
    if _takes(model, limits, SMALLEST_PROMPT):
        return texts.LLM_CONTEXT_LARGE.format(address=_address(model), context=context)
    return texts.LLM_NARROW.format(address=_address(model), smallest=SMALLEST_PROMPT + answer)


def _takes(model: Addressed, limits: Limits, tokens: int) -> bool:
    """Tell whether a model takes a question of so many tokens. Too slow for so much is told where
    it is asked; nothing at all is how some servers refuse."""
    filled = _FILLER * (tokens * TOKEN_CHARACTERS // len(_FILLER))
    said, error = _heard(model, limits, filled + _HELLO, enough=str.strip)
    if error is None:
        return bool(said)
    return error.failure not in {Failure.DOWN, Failure.REFUSED}


def _heard(
    model: Addressed, limits: Limits, question: str, *, enough: Callable[[str], str]
) -> tuple[str, WritingError | None]:
    """Return what a model says until it is enough, and why that is not all, if so."""
    call = Caller(model, limits, line=line_to(model)).say((("human", question),))
    said = ""
    try:
        for piece in call:
            said += piece if isinstance(piece, str) else ""
            if enough(said):
                break
    except WritingError as error:
        return said, error
    finally:
        call.close()
    return said, None


def _reason(error: WritingError, model: Addressed, limits: Limits) -> str:
    address = _address(model)
    if error.failure in {Failure.BROKEN_OFF, Failure.BUSY}:  # it speaks, which was the question
        return ""
    if error.failure is Failure.SLOW:
        return texts.LLM_SILENT.format(address=address, seconds=limits.first_seconds)
    if is_certificate(error):
        return texts.LLM_CERTIFICATE.format(address=address)
    status = next((one.status_code for one in cause_of(error) if hasattr(one, "status_code")), None)
    if status is None:
        return _without_status(error).format(address=address)
    if status in _UNAUTHORISED:
        return texts.LLM_KEY_REFUSED.format(address=address)
    if status == _NOT_FOUND:
        return texts.LLM_NAME_REFUSED.format(address=address, name=model.name)
    if status == _BUSY or status >= _SERVER_ERROR:
        return texts.LLM_TROUBLED.format(address=address, status=status)
    return texts.LLM_REFUSED.format(address=address, status=status)


def _without_status(error: WritingError) -> str:
    """Return what to say where no refusal came: nobody answered, or in another way than was asked.

    Clients raise a `ValueError` for what they cannot read, and keep as `body` the error that a
    server sends in the place of words.
    """
    causes = tuple(cause_of(error))
    is_unread = any(isinstance(one, ValueError) or getattr(one, "body", None) for one in causes)
    return texts.LLM_UNREADABLE if is_unread else texts.LLM_DOWN


def _address(model: Addressed) -> str:
    return model.address or texts.LLM_HERE
