"""Whether the language model says something, and if not, which setting is to be mended."""

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
from kwchat.answering.generation.prompts import SMALLEST_CHARACTERS, SMALLEST_CONTEXT
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


def trouble(model: Addressed, limits: Limits) -> str:
    """Return in one Dutch sentence what is wrong with a model; empty when it answers. It is asked
    for one word, and once more behind as much text as the smallest question with a passage has."""
    try:
        if not _says_anything(model, limits, _HELLO):
            return texts.LLM_EMPTY.format(address=_address(model))
    except WritingError as error:
        return _reason(error, model, limits)
    filled = _FILLER * (SMALLEST_CHARACTERS // len(_FILLER))
    try:
        _says_anything(model, limits, filled + _HELLO)
    except WritingError as error:
        if error.failure is Failure.DOWN:  # too slow for so much is told where it is asked
            return texts.LLM_NARROW.format(address=_address(model), smallest=SMALLEST_CONTEXT)
    return ""


def _says_anything(model: Addressed, limits: Limits, question: str) -> bool:
    """Tell whether a model says a word; it is stopped behind the first.

    Raises:
        WritingError: it is down, too slow, or broke off before a word.
    """
    said = Caller(model, limits, line=line_to(model)).say((("human", question),))
    try:
        return any(isinstance(piece, str) and piece.strip() for piece in said)
    finally:
        said.close()


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
