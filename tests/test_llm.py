"""A language model that cannot be used is told in a line, and the chat goes on with quotes."""

import os
from collections.abc import Mapping
from pathlib import Path
from threading import Event

import pytest
from llm import Script, speaking

from kwchat import llm
from kwchat.cli.writers import writer_of
from kwchat.errors import SettingsError
from kwchat.wiring import given_settings

ADDRESS = "http://127.0.0.1:9/v1"


def test_nobody_writes_unless_a_model_is_named() -> None:
    """Nor where quotes alone are wanted."""
    assert llm.language_model(given_settings()) is None
    named = {"llm": "openai:klein", "llm_url": ADDRESS}
    assert llm.language_model(given_settings(**named, engine="extractive")) is None
    model = llm.language_model(given_settings(**named))
    assert model is not None
    assert model.name == "klein"


@pytest.mark.parametrize(
    ("given", "setting"),
    [
        ({"llm": "niemand:niets"}, "KWCHAT_LLM=niemand:niets"),
        ({"llm": "llama3.2"}, "KWCHAT_LLM=llama3.2 noemt geen aanbieder"),
        ({"llm": "openai:klein", "llm_url": "127.0.0.1:9/v1"}, "KWCHAT_LLM_URL=127.0.0.1:9/v1"),
        ({"llm": "ollama:klein", "llm_url": "ftp://school/v1"}, "KWCHAT_LLM_URL=ftp://school/v1"),
        ({"llm": "openai:klein", "llm_url": None}, "KWCHAT_LLM_KEY_FILE"),
        ({"llm": "openai:klein", "llm_context": 500}, "KWCHAT_LLM_CONTEXT=500"),
        ({"llm": "openai:klein", "llm_answer": 7000}, "KWCHAT_LLM_ANSWER"),
        ({"llm": "openai:klein", "llm_key": "sleutél"}, "De sleutel in KWCHAT_LLM_KEY heeft"),
        ({"llm": "ollama:klein", "llm_key": "sleu\ntel"}, "De sleutel in KWCHAT_LLM_KEY heeft"),
        ({"llm": "openai:klein", "llm_key_file": Path("is-er-niet")}, "KWCHAT_LLM_KEY_FILE"),
    ],
)
def test_serving_goes_on_with_quotes(given: dict[str, object], setting: str) -> None:
    """One Dutch line names the setting, at the start."""
    said: list[str] = []

    assert writer_of(given_settings(**{"llm_url": ADDRESS, **given}), said.append) is None
    assert len(said) == 1
    assert setting in said[0]
    assert said[0].endswith("Tot dan antwoordt kwchat met citaten.")


@pytest.mark.server
@pytest.mark.parametrize(
    ("script", "setting"),
    [
        pytest.param(Script(status=404), "KWCHAT_LLM en KWCHAT_LLM_URL", id="name"),
        pytest.param(Script(status=401), "KWCHAT_LLM_KEY_FILE", id="key"),
        pytest.param(Script(body="<html></html>"), "KWCHAT_LLM_URL", id="address"),
        pytest.param(Script(lambda _: "ja", longest=100), "KWCHAT_LLM", id="no passage"),
        pytest.param(Script(lambda _: "ja", longest=9000), "KWCHAT_LLM_CONTEXT", id="context"),
        pytest.param(Script(thoughts=3, finish="length"), "KWCHAT_LLM_ANSWER", id="thinks"),
    ],
)
def test_a_server_that_will_not_do_is_told_at_the_start(script: Script, setting: str) -> None:
    """Beside all else, in a line of its own; the model stays, since a server may be mended."""
    said: list[str] = []
    told = Event()

    def talk(line: str) -> None:
        said.append(line)
        if len(said) == 2:
            told.set()

    with speaking(script) as address:
        model = writer_of(given_settings(llm="openai:klein", llm_url=address), talk)
        assert told.wait(30)

    assert model is not None
    assert setting in said[1]
    assert said[1].endswith("Tot dan antwoordt kwchat met citaten.")


@pytest.mark.server
@pytest.mark.parametrize("name", ["openai:klein", "ollama:klein"])
def test_an_answer_may_take_what_is_set(name: str) -> None:
    """The server is told, and what it is tried with leaves room for it."""
    script = Script(lambda _: "ja")
    with speaking(script) as address:
        url = address.removesuffix("/v1") if name == "ollama:klein" else address
        settings = given_settings(llm=name, llm_url=url, llm_context=5000, llm_answer=3000)
        model = llm.language_model(settings)
        assert model is not None
        assert llm.trouble(model, settings) == ""

    for asked in script.asked:
        tokens = asked.get("max_completion_tokens") or asked["options"]["num_predict"]
        assert tokens == 3000
    assert 5000 < len(script.prompts[1]) < 2000 * 3 + 100


@pytest.mark.skipif(os.name != "posix", reason="no such rights there")
def test_a_key_that_everyone_may_read_is_refused(tmp_path: Path) -> None:
    """The model's, and that of who may use the chat as one; closed, both are read."""
    file = tmp_path / "sleutel"
    file.write_text("geheim\n", encoding="utf-8")
    file.chmod(0o644)
    settings = given_settings(
        llm="openai:klein", llm_url=ADDRESS, llm_key_file=file, completions_key_file=file
    )
    said: list[str] = []

    assert writer_of(settings, said.append) is None
    assert "KWCHAT_LLM_KEY_FILE" in said[0]
    assert "chmod 600" in said[0]
    with pytest.raises(SettingsError, match="KWCHAT_COMPLETIONS_KEY_FILE"):
        llm.completions_key(settings)

    file.chmod(0o600)
    assert llm.completions_key(settings) == "geheim"
    assert llm.language_model(settings) is not None


def test_a_key_in_a_file_that_cannot_be_sent_is_named(tmp_path: Path) -> None:
    """The setting is that of the file."""
    file = tmp_path / "sleutel"
    file.write_text("een\ntwee\n", encoding="utf-8")
    file.chmod(0o600)
    settings = given_settings(llm="openai:klein", llm_url=ADDRESS, llm_key_file=file)

    with pytest.raises(SettingsError, match="De sleutel in KWCHAT_LLM_KEY_FILE heeft"):
        llm.language_model(settings)


@pytest.mark.server
def test_a_password_in_the_address_is_used_and_never_shown() -> None:
    """Neither at the start, nor where the server does not answer, nor where the address is none."""
    said: list[str] = []
    told = Event()

    def talk(line: str) -> None:
        said.append(line)
        if len(said) == 2:
            told.set()

    script = Script(status=404)
    with speaking(script) as address:
        url = address.replace("//", "//jan:geheim@")
        model = writer_of(given_settings(llm="openai:klein", llm_url=url), talk)
        assert told.wait(30)
    assert model is not None
    assert model.address == address
    assert script.keys[0].startswith("Basic ")
    for wrong in ("ftp://jan:geheim@school/v1", "https://jan:ge/heim@school/v1", "jan:geheim@x"):
        assert writer_of(given_settings(llm="openai:klein", llm_url=wrong), said.append) is None
    assert "KWCHAT_LLM_URL=https://***@school/v1 is geen adres" in said[3]
    assert not [line for line in said if "heim" in line or "jan" in line]


KEY = {"KWCHAT_LLM_KEY": "geheim"}


@pytest.mark.skipif(os.name != "posix", reason="no such rights there")
@pytest.mark.parametrize(
    ("dotenv", "environ", "mode", "told"),
    [
        pytest.param("KWCHAT_LLM_KEY=geheim\n", {}, 0o644, True, id="open"),
        pytest.param("KWCHAT_LLM_KEY=geheim\n", {}, 0o600, False, id="closed"),
        pytest.param("KWCHAT_TITLE=Chat\n", {}, 0o644, False, id="no key"),
        pytest.param("KWCHAT_TITLE=Chat\n", KEY, 0o644, False, id="in the environment"),
        pytest.param("KWCHAT_LLM_KEY=oud\n", KEY, 0o644, False, id="in both"),
        pytest.param(None, KEY, 0o644, False, id="no file"),
    ],
)
def test_a_key_in_dotenv_that_everyone_may_read_is_told(
    dotenv: str | None,
    environ: Mapping[str, str],
    mode: int,
    told: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At the start, with how to close it; the model writes all the same. One in the environment is
    nobody's to read."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(llm, "trouble", lambda *_: "")
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    if dotenv is not None:
        (tmp_path / ".env").write_text(dotenv, encoding="utf-8")
        (tmp_path / ".env").chmod(mode)
    settings = given_settings(llm="openai:klein", llm_url=ADDRESS, llm_key="geheim")
    said: list[str] = []

    assert writer_of(settings, said.append) is not None
    warning = "Het bestand .env (KWCHAT_LLM_KEY) mag door iedereen op deze computer worden gelezen."
    assert [line for line in said if "KWCHAT_LLM_KEY" in line] == (
        [f"{warning} Maak het dicht met `chmod 600 .env`."] if told else []
    )
