"""Whether the language model says something, and if not, which setting is to be mended."""

from typing import Protocol

from kwchat.answering.generation import texts
from kwchat.answering.generation.calls import Caller, Limits, Speaking, cause_of, is_certificate
from kwchat.answering.writing import Failure, WritingError

_HELLO = (("human", "Antwoord met één woord: ja"),)
_UNAUTHORISED = (401, 403)
_NOT_FOUND = 404


class Addressed(Speaking, Protocol):
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
    for one word."""
    try:
        said = [piece for piece in Caller(model, limits).say(_HELLO) if isinstance(piece, str)]
    except WritingError as error:
        return _reason(error, model, limits)
    if "".join(said).strip():
        return ""
    return texts.LLM_EMPTY.format(address=_address(model))


def _reason(error: WritingError, model: Addressed, limits: Limits) -> str:
    address = _address(model)
    if error.failure is Failure.BROKEN_OFF:  # it spoke, which was the question
        return ""
    if error.failure is Failure.SLOW:
        return texts.LLM_SILENT.format(address=address, seconds=limits.first_seconds)
    if is_certificate(error):
        return texts.LLM_CERTIFICATE.format(address=address)
    status = next((one.status_code for one in cause_of(error) if hasattr(one, "status_code")), None)
    if status is None:
        return texts.LLM_DOWN.format(address=address)
    if status in _UNAUTHORISED:
        return texts.LLM_KEY_REFUSED.format(address=address)
    if status == _NOT_FOUND:
        return texts.LLM_NAME_REFUSED.format(address=address, name=model.name)
    return texts.LLM_REFUSED.format(address=address, status=status)


def _address(model: Addressed) -> str:
    return model.address or texts.LLM_HERE
