"""Which chat model a setting names: the home of LangChain's chat models.

Making one contacts nobody. A provider's package is imported when its model is named.
"""

import ipaddress
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from kwchat import files
from kwchat.answering.generation import texts
from kwchat.answering.generation.drafts import CLOSED, OPENED, is_thought
from kwchat.errors import SettingsError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel as BaseChatModel

ANSWER_TOKENS = 500  # room for an answer where none is set: some ten sentences
_EXTRAS = {"openai": "'kwchat[openai]'", "ollama": "'kwchat[ollama]'"}  # as pip is asked for them
_ADDRESSES = {"openai": "https://api.openai.com/v1", "ollama": "http://127.0.0.1:11434"}
_NO_KEY = "geen"  # what a server that asks for no key is sent: the client insists on one
_NAME = re.compile(r"[a-z_]+:\S+")
_ADDRESS = re.compile(r"https?://[^\s/?#]+(?:/[^\s?#@]*)?")
_USER = re.compile(r"^(\w+://)?.*@", re.DOTALL)  # with the password


class CutOffError(Exception):
    """The model stopped before it was done: its room was full, or the connection broke."""


@dataclass(frozen=True, slots=True, eq=False)
class ChatModel:
    """A chat model under its name, and the address where it runs, without user and password; empty
    where that is not known.

    `tells_end` says that its server tells when it is done, so that silence is a broken connection.
    """

    name: str
    address: str
    model: "BaseChatModel"
    tells_end: bool = False

    @property
    def where(self) -> str:
        """The name of the computer that it runs on; empty for this one."""
        host = urlsplit(self.address).hostname or ""
        return "" if _is_here(host) else host

    @property
    def server(self) -> str:
        """The name and port of the server at its address; empty where that is not known."""
        return urlsplit(self.address).netloc.lower()

    async def pieces(self, messages: Sequence[tuple[str, str]]) -> AsyncIterator[str]:
        """Yield what the model says to messages, each a role (`system`, `human`) and a text.

        What it thinks in a field beside its words is no text of LangChain's, but pieces without
        text, whatever that field is called. In their place comes a thought without words, so that
        a model at work is not taken for a silent one. The first piece opens an answer, no more.

        Raises:
            CutOffError: it stopped before it was done, though it had begun to answer.
            Exception: whatever the provider's client raises.
        """
        said = reason = ""
        begun = thinks = False
        async for chunk in self.model.astream(list(messages)):
            about = chunk.response_metadata
            reason = about.get("finish_reason") or about.get("done_reason") or reason
            piece = str(chunk.text)
            if thinks and piece:
                thinks, piece = False, CLOSED + piece
            elif begun and not (piece or reason) and (thinks or not said):
                thinks, piece = True, "." if thinks else OPENED
            begun = True
            said += piece
            yield piece
        if reason == "length" and is_thought(said):
            return  # which took all the room
        if reason == "length" or (self.tells_end and not reason):
            raise CutOffError


def given(model: "BaseChatModel") -> ChatModel:
    """Return a chat model that a program hands in."""
    name = getattr(model, "model_name", None) or getattr(model, "model", None)
    address = getattr(model, "openai_api_base", None) or getattr(model, "base_url", None)
    return ChatModel(str(name or type(model).__name__), _without_user(str(address or "")), model)


def named(
    name: str,
    *,
    address: str | None,
    key: str | None,
    context: int,
    answer: int = ANSWER_TOKENS,
    seconds: float,
) -> ChatModel:
    """Return the chat model of a setting such as `ollama:llama3.2`.

    Args:
        name: provider and model.
        address: where it runs; None: where its provider has it.
        key: what the server asks for, if anything.
        context: tokens that question, passages and answer may take together.
        answer: tokens that the answer may take of them, with what is thought before it.
        seconds: after which a call is given up.

    Raises:
        SettingsError: its package is missing, or the setting impossible.
    """
    _require_readable(name, address)
    provider, _, model = name.partition(":")
    if provider == "openai" and key is None and address is None:
        raise SettingsError(texts.LLM_KEY_MISSING.format(name=name))
    address = address or _ADDRESSES.get(provider)
    options: dict[str, Any] = {"temperature": 0.0}
    if address:
        options["base_url"] = address
    if provider == "openai":
        options |= {"api_key": key or _NO_KEY, "max_tokens": answer}
        options |= {"timeout": seconds, "max_retries": 0}
    elif provider == "ollama":
        options |= {"num_ctx": context, "num_predict": answer, "reasoning": False}
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        options |= {"client_kwargs": {"timeout": seconds, "headers": headers}}
    elif key:
        options["api_key"] = key
    shown = _without_user(address or "")
    return ChatModel(model, shown, _made(name, options), tells_end=provider in _EXTRAS)


def read_key(key: str | None, file: Path | None) -> str | None:
    """Return the key that the settings hold or point at; None where they do neither.

    Raises:
        SettingsError: they do both, the key cannot be sent, or the file cannot be read, is empty,
            or can be read by all.
    """
    if key is not None and file is not None:
        raise SettingsError(texts.LLM_KEY_TWICE)
    setting = "KWCHAT_LLM_KEY_FILE" if file else "KWCHAT_LLM_KEY"
    found = read_secret(file, setting) if file else key
    if found and not (found.isascii() and found.isprintable()):  # no header can hold it
        raise SettingsError(texts.LLM_KEY_ODD.format(setting=setting))
    return found


def read_secret(file: Path, setting: str) -> str:
    """Return what a file holds for a setting.

    Raises:
        SettingsError: it cannot be read, is empty, or can be read by all.
    """
    try:
        is_open = files.is_open(file)
        text = file.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise SettingsError(
            texts.KEY_UNREADABLE.format(path=file, setting=setting, reason=reason)
        ) from error
    if is_open:
        raise SettingsError(texts.KEY_OPEN.format(path=file, setting=setting))
    if not text:
        raise SettingsError(
            texts.KEY_UNREADABLE.format(path=file, setting=setting, reason="0 bytes")
        )
    return text


def _require_readable(name: str, address: str | None) -> None:
    """Check what only the language model needs: without it there are quotes.

    Raises:
        SettingsError: the name has no provider, or the address is none.
    """
    if not _NAME.fullmatch(name):
        raise SettingsError(texts.LLM_NO_PROVIDER.format(name=name))
    if address is not None and not _ADDRESS.fullmatch(address):
        shown = _without_user(address, "***@")
        raise SettingsError(texts.LLM_NO_ADDRESS.format(address=shown))


def _made(name: str, options: dict[str, Any]) -> "BaseChatModel":
    provider = name.partition(":")[0]
    try:
        from langchain.chat_models import init_chat_model

        model: BaseChatModel = init_chat_model(name, **options)
    except ImportError as error:
        package = _EXTRAS.get(provider) or _missing(error, provider)
        raise SettingsError(texts.LLM_PACKAGE_MISSING.format(name=name, package=package)) from error
    except ValueError as error:
        if provider not in _EXTRAS:
            raise SettingsError(texts.LLM_PROVIDER_UNKNOWN.format(name=name)) from error
        reason = type(error).__name__
        raise SettingsError(texts.LLM_UNUSABLE.format(name=name, reason=reason)) from error
    return model


def _missing(error: ImportError, provider: str) -> str:
    """Return the package of the module that is not there: LangChain itself, or one of a provider,
    which LangChain's error names as its cause only."""
    cause = error.__cause__ if isinstance(error.__cause__, ImportError) else error
    module = cause.name or f"langchain_{provider}"
    return module.partition(".")[0].replace("_", "-")


def _without_user(address: str, instead: str = "") -> str:
    return _USER.sub(rf"\g<1>{instead}", address)


def _is_here(host: str) -> bool:
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
