"""A model is named by a setting, called over the wire, and known from one that is not there."""

import os
import ssl
import sys
from pathlib import Path

import pytest
import trustme
from llm import Script, speaking

from kwchat.answering.generation import models
from kwchat.answering.generation.calls import Caller, Limits
from kwchat.answering.generation.models import ChatModel
from kwchat.answering.generation.probing import trouble
from kwchat.answering.writing import Failure, WritingError
from kwchat.errors import SettingsError
from kwchat.testing import make_chat_model

ASKED = (("system", "Schrijf."), ("human", "Wat doet de coördinator?"))
WHOLE = (
    '{"choices": [{"message": {"role": "assistant", "content": "ja"}, "finish_reason": "stop"}]}'
)
UNREADABLE = "Wat er op http://127.0.0.1"
QUICK = Limits(first_seconds=3, seconds=6)


def named(address: str, name: str = "openai:klein", key: str | None = None) -> ChatModel:
    """Return a model on an address."""
    return models.named(name, address=address, key=key, context=4000, seconds=10)


def spoken(model: ChatModel, limits: Limits = QUICK) -> str:
    """Return what a model says."""
    return "".join(one for one in Caller(model, limits).say(ASKED) if isinstance(one, str))


@pytest.mark.server
def test_a_model_is_asked_over_the_wire() -> None:
    """With both messages and the key."""
    script = Script(write=lambda prompt: f"Gelezen: {prompt[-12:]}")
    with speaking(script) as address:
        said = spoken(named(address, key="geheim"))

    assert said == "Gelezen: coördinator?"
    assert script.prompts == ["Schrijf.\n\nWat doet de coördinator?"]
    assert script.keys == ["Bearer geheim"]


@pytest.mark.server
@pytest.mark.parametrize(
    ("script", "failure"),
    [
        pytest.param(Script(status=500), Failure.DOWN, id="broken"),
        pytest.param(Script(status=401), Failure.DOWN, id="key refused"),
        pytest.param(Script(lambda _: "een twee", wait=30), Failure.SLOW, id="slow"),
        pytest.param(Script(lambda _: "een twee drie", words=2), Failure.BROKEN_OFF, id="cut off"),
        pytest.param(Script(body="{"), Failure.DOWN, id="broken json"),
    ],
)
def test_a_server_that_fails_is_told_by_its_kind(script: Script, failure: Failure) -> None:
    """Within the deadline."""
    with speaking(script) as address, pytest.raises(WritingError) as caught:
        spoken(named(address), Limits(first_seconds=2, seconds=4))

    assert caught.value.failure is failure


@pytest.mark.server
def test_a_reader_who_leaves_hangs_up() -> None:
    """The server notices that nobody listens any more."""
    script = Script(write=lambda _: "woord " * 200, wait=0.05)
    with speaking(script) as address:
        said = Caller(named(address), Limits()).say(ASKED)
        while not isinstance(next(said), str):
            pass
        said.close()

        assert script.left.wait(20)


@pytest.mark.server
@pytest.mark.parametrize(
    ("script", "beginning"),
    [
        pytest.param(Script(lambda _: "ja"), "", id="well"),
        pytest.param(Script(lambda _: ""), "Er komt antwoord zonder tekst", id="empty"),
        pytest.param(Script(status=401), "De sleutel van het taalmodel", id="key"),
        pytest.param(Script(status=404), "Het model klein is niet bekend", id="name"),
        pytest.param(Script(status=400), "De vraag aan het taalmodel", id="no streaming"),
        pytest.param(Script(lambda _: "ja", wait=30), "Er kwam binnen 2 seconden", id="silent"),
        pytest.param(Script(body=WHOLE), UNREADABLE, id="all at once"),
        pytest.param(Script(body="<html>Welkom</html>"), UNREADABLE, id="something else"),
        pytest.param(Script(body='data: {"error": {"message": "x"}}\n\n'), UNREADABLE, id="error"),
        pytest.param(Script(status=429), "Het taalmodel op", id="busy"),
        pytest.param(Script(status=503), "Het taalmodel op", id="troubled"),
    ],
)
def test_what_is_wrong_is_told_with_the_setting(script: Script, beginning: str) -> None:
    """In one Dutch line; nothing where the model answers."""
    with speaking(script) as address:
        told = trouble(named(address), Limits(first_seconds=2, seconds=4))

    assert told.startswith(beginning)
    assert bool(told) == bool(beginning)
    assert "\n" not in told


@pytest.mark.server
def test_nobody_at_the_address() -> None:
    """The address is named."""
    with speaking(Script()) as address:
        pass

    assert address in trouble(named(address), QUICK)


@pytest.mark.server
@pytest.mark.parametrize("name", ["openai:klein", "ollama:klein"])
def test_a_certificate_that_is_not_trusted_is_named(name: str) -> None:
    """It is the fault of the address, not of the model."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(tls)
    with speaking(Script(lambda _: "ja"), tls) as address:
        told = trouble(named(address, name), QUICK)

    assert told.startswith(f"Het certificaat van {address} (KWCHAT_LLM_URL)")


@pytest.mark.server
def test_a_model_in_which_no_passage_fits_is_named() -> None:
    """It says a word, but takes no question with a passage; one that is slow over so much may."""
    with speaking(Script(lambda _: "ja", longest=1000)) as address:
        narrow = trouble(named(address), QUICK)
    with speaking(Script(lambda _: "ja", longest=10_000)) as address:
        wide = trouble(named(address), QUICK)

    assert narrow.startswith(f"Het taalmodel op {address.split(':')[0]}")
    assert "passen geen 2000 tokens" in narrow
    assert wide == ""


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("http://127.0.0.1:11434", ""),
        ("http://localhost:1234/v1", ""),
        ("http://[::1]:1234/v1", ""),
        ("http://10.0.0.5:8000/v1", "10.0.0.5"),
        ("https://llm.school.nl/v1", "llm.school.nl"),
    ],
)
def test_a_model_elsewhere_is_named_with_its_computer(address: str, where: str) -> None:
    """What is on this computer is nowhere else."""
    assert named(address).where == where


def test_a_model_that_is_handed_in_keeps_its_name() -> None:
    """Of a LangChain model what it calls itself, or else its kind."""
    assert models.given(make_chat_model(str.upper)).name == "ScriptedChatModel"


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("openai:klein", "KWCHAT_LLM=openai:klein vraagt om een sleutel"),
        ("niemand:niets", "KWCHAT_LLM=niemand:niets noemt een aanbieder"),
    ],
)
def test_a_model_that_cannot_be_made_is_a_setting_to_mend(name: str, beginning: str) -> None:
    """One sentence, and nobody is contacted."""
    with pytest.raises(SettingsError, match=f"^{beginning}"):
        models.named(name, address=None, key=None, context=4000, seconds=10)


@pytest.mark.parametrize(
    ("name", "lost", "package"),
    [
        pytest.param("mistralai:groot", None, "langchain-mistralai", id="provider"),
        pytest.param("bedrock:groot", None, "langchain-aws", id="provider of another name"),
        pytest.param("mistralai:groot", "langchain.chat_models", "langchain", id="langchain"),
        pytest.param("openai:klein", "langchain.chat_models", "'kwchat[openai]'", id="extra"),
    ],
)
def test_a_package_that_is_not_there_is_named_as_pip_knows_it(
    monkeypatch: pytest.MonkeyPatch, name: str, lost: str | None, package: str
) -> None:
    """An extra of kwchat where there is one, else the package that is missing."""
    if lost:
        monkeypatch.setitem(sys.modules, lost, None)

    with pytest.raises(SettingsError) as caught:
        models.named(name, address=None, key="geheim", context=4000, seconds=10)

    assert str(caught.value) == (
        f"Voor KWCHAT_LLM={name} is een pakket nodig dat er niet is. "
        f"Installeer het met `pip install {package}`."
    )


@pytest.mark.skipif(os.name != "posix", reason="no such rights there")
def test_a_key_that_everyone_may_read_is_refused(tmp_path: Path) -> None:
    """Closed, it is read; the sentence says how to close it."""
    file = tmp_path / "sleutel"
    file.write_text("geheim\n", encoding="utf-8")
    file.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        models.read_key(None, file)

    file.chmod(0o600)
    assert models.read_key(None, file) == "geheim"


def test_a_key_is_in_one_place(tmp_path: Path) -> None:
    """Twice, missing and empty are told apart from none at all."""
    empty = tmp_path / "leeg"
    empty.touch(0o600)

    assert models.read_key(None, None) is None
    assert models.read_key("geheim", None) == "geheim"
    with pytest.raises(SettingsError, match="niet allebei"):
        models.read_key("geheim", empty)
    for file in (empty, tmp_path / "weg"):
        with pytest.raises(SettingsError, match="niet te lezen of leeg"):
            models.read_key(None, file)
