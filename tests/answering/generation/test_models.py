"""A model is named by a setting, called over the wire, and known from one that is not there."""

import os
import ssl
import sys
from pathlib import Path

import pytest
import trustme
from llm import LLAMA_CPP, LM_STUDIO, NOTHING, OLD_LLAMA_CPP, VLLM, Script, speaking

from kwchat.answering.generation import models
from kwchat.answering.generation.calls import Caller, Limits
from kwchat.answering.generation.drafts import read
from kwchat.answering.generation.models import ChatModel
from kwchat.answering.generation.probing import trouble
from kwchat.answering.writing import Failure, WritingError
from kwchat.errors import SettingsError
from kwchat.testing import make_chat_model

ASKED = (("system", "Schrijf."), ("human", "Wat doet de coördinator?"))
WHOLE = (
    '{"choices": [{"message": {"role": "assistant", "content": "ja"}, "finish_reason": "stop"}]}'
)
WORDLESS = 400, '{"error": {"message": "max_tokens must be at least 1, got -186"}}'
LOST = 'data: {"error": {"message": "CUDA context is lost"}}\n\n'
UNREADABLE = "Wat er op http://127.0.0.1"
QUICK = Limits(first_seconds=3, seconds=6)


def named(address: str, name: str = "openai:klein", key: str | None = None) -> ChatModel:
    """Return a model on an address."""
    return models.named(name, address=address, key=key, context=4000, seconds=10)


def spoken(model: ChatModel, limits: Limits = QUICK) -> str:
    """Return what a model says."""
    return "".join(one for one in Caller(model, limits).say(ASKED) if isinstance(one, str))


def wrong(model: ChatModel, limits: Limits = QUICK, *, context: int = 4000) -> str:
    """Return what is told to be wrong with a model."""
    return trouble(model, limits, context=context, answer=500)


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
def test_ollama_is_asked_with_the_key_and_not_to_think() -> None:
    """A school may have a proxy before it that asks for one."""
    script = Script(lambda _: "Het bestuur.")
    with speaking(script) as address:
        model = named(address.removesuffix("/v1"), "ollama:klein", "geheim")
        said = spoken(model)

    assert said == "Het bestuur."
    assert script.keys == ["Bearer geheim"]
    assert script.asked[0]["think"] is False
    assert script.asked[0]["options"]["num_predict"] == 500
    assert script.asked[0]["options"]["num_ctx"] == 4000


@pytest.mark.server
@pytest.mark.parametrize("name", ["openai:klein", "ollama:klein"])
def test_a_thought_beside_the_words_is_a_sign_of_life(name: str) -> None:
    """It takes longer than there is for the first words, and is no part of the answer; the
    deadline of the whole holds."""
    thinking = Script(lambda _: "Het bestuur.", thoughts=50, wait=0.1)
    with speaking(thinking) as address:
        model = named(address.removesuffix("/v1") if "ollama" in name else address, name)
        said = spoken(model, Limits(first_seconds=4, seconds=40))
        with pytest.raises(WritingError) as caught:
            spoken(model, Limits(first_seconds=0.8, seconds=1))

    assert [one.text for one in read([said], ())] == ["Het bestuur."]
    assert "hm" not in said
    assert caught.value.failure is Failure.SLOW


@pytest.mark.server
@pytest.mark.parametrize("name", ["openai:klein", "ollama:klein"])
@pytest.mark.parametrize(
    "script",
    [
        pytest.param(Script(thoughts=5, finish="length"), id="beside the words"),
        pytest.param(Script(lambda _: "<think>hm hm hm", finish="length"), id="in the words"),
        pytest.param(Script(lambda _: "<think>hm</think>"), id="and stops"),
        pytest.param(Script(lambda _: "<think>" + "hm " * 99, wait=0.1), id="too long"),
    ],
)
def test_a_model_that_only_thinks_is_told(script: Script, name: str) -> None:
    """With what to set, whether its room or its time is over."""
    with speaking(script) as address:
        model = named(address.removesuffix("/v1") if "ollama" in name else address, name)
        told = wrong(model, Limits(first_seconds=4, seconds=5))

    assert told.startswith("Het taalmodel op http://127.0.0.1")
    assert "denkt alleen na" in told
    assert "KWCHAT_LLM_ANSWER" in told


@pytest.mark.server
def test_a_model_that_thinks_and_then_answers_is_well() -> None:
    """In its words, or beside them."""
    for script in (Script(lambda _: "<think>hm</think>ja"), Script(lambda _: "ja", thoughts=3)):
        with speaking(script) as address:
            assert wrong(named(address)) == ""


@pytest.mark.server
@pytest.mark.parametrize(
    "refusal",
    [
        pytest.param(LLAMA_CPP, id="llama.cpp"),
        pytest.param(VLLM, id="vllm"),
        pytest.param(LM_STUDIO, id="lm studio"),
        pytest.param(NOTHING, id="nothing"),
    ],
)
def test_a_context_that_is_smaller_than_what_is_sent_is_told(refusal: tuple[int, str]) -> None:
    """With the setting, and once: what is never sent is not asked."""
    script = Script(lambda _: "ja", longest=12_000, refusal=refusal)
    with speaking(script) as address:
        told = wrong(named(address), context=8000)
        smaller = wrong(named(address), context=4096)
    with speaking(Script(lambda _: "ja", longest=20_000)) as address:
        larger = wrong(named(address), context=128_000)

    assert told.startswith("Het taalmodel op http://127.0.0.1")
    assert "er passen geen 8000 tokens in. Zet KWCHAT_LLM_CONTEXT" in told
    assert (smaller, larger) == ("", "")


@pytest.mark.server
@pytest.mark.parametrize("refusal", [LLAMA_CPP, OLD_LLAMA_CPP, VLLM, LM_STUDIO, WORDLESS])
def test_a_question_that_is_too_long_says_nothing_of_the_model(refusal: tuple[int, str]) -> None:
    """However often it is asked, the next question is put to it; and it is put once."""
    script = Script(lambda prompt: prompt[-3:], longest=100, refusal=refusal)
    with speaking(script) as address:
        caller = Caller(named(address), QUICK)
        for _ in range(4):
            with pytest.raises(WritingError) as caught:
                list(caller.say((("human", "lang " * 30),)))
            assert caught.value.failure is Failure.REFUSED
        asked = len(script.prompts)
        said = [one for one in caller.say((("human", "En nu"),)) if isinstance(one, str)]

    assert asked == 4
    assert "".join(said) == " nu"


@pytest.mark.server
@pytest.mark.parametrize(
    ("script", "failure"),
    [
        pytest.param(Script(status=500), Failure.DOWN, id="broken"),
        pytest.param(Script(status=401), Failure.DOWN, id="key refused"),
        pytest.param(Script(lambda _: "een twee", wait=30), Failure.SLOW, id="slow"),
        pytest.param(Script(lambda _: "een twee drie", words=2), Failure.BROKEN_OFF, id="cut off"),
        pytest.param(Script(body="{"), Failure.DOWN, id="broken json"),
        pytest.param(Script(body=LOST), Failure.DOWN, id="error in the place of words"),
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
        told = wrong(named(address), Limits(first_seconds=2, seconds=4))

    assert told.startswith(beginning)
    assert bool(told) == bool(beginning)
    assert "\n" not in told


@pytest.mark.server
def test_nobody_at_the_address() -> None:
    """The address is named."""
    with speaking(Script()) as address:
        pass

    assert address in wrong(named(address))


@pytest.mark.server
@pytest.mark.parametrize("name", ["openai:klein", "ollama:klein"])
def test_a_certificate_that_is_not_trusted_is_named(name: str) -> None:
    """It is the fault of the address, not of the model."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(tls)
    with speaking(Script(lambda _: "ja"), tls) as address:
        told = wrong(named(address, name))

    assert told.startswith(f"Het certificaat van {address} (KWCHAT_LLM_URL)")


@pytest.mark.server
def test_a_model_in_which_no_passage_fits_is_named() -> None:
    """It says a word, but takes no question with a passage; one that is slow over so much may."""
    with speaking(Script(lambda _: "ja", longest=1000)) as address:
        narrow = wrong(named(address))
    with speaking(Script(lambda _: "ja", longest=12_000)) as address:
        wide = wrong(named(address))

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
