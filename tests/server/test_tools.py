"""Another assistant uses kwchat as tools, with the client of the Model Context Protocol."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import anyio
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp_types import CallToolResult
from scripted import (
    COORDINATOR,
    COORDINATOR_QUESTION,
    HITS,
    TOLD,
    TWO_SOURCES_QUESTION,
    UNANSWERABLE,
    Saying,
    ScriptedAssistant,
    near_answer,
)

import kwchat
from kwchat.answering.answer import Answer, Done, Hit
from kwchat.answering.texts import NEAREST
from kwchat.errors import QuestionError
from kwchat.server import texts
from kwchat.server.tools import create_tools

ADDRESS = "https://chat.school.nl/"


class Searching:
    """The scripted assistant, asked for whole answers and for passages."""

    def __init__(self, assistant: ScriptedAssistant) -> None:
        self._assistant = assistant

    def retrieve(self, question: str, *, top_k: int | None = None) -> tuple[Hit, ...]:
        """Return the best passages, whatever the question."""
        if "\0" in question:
            raise QuestionError("Je vraag bevat tekens die geen tekst zijn.")
        return HITS[:top_k]

    def answer(self, question: str) -> Answer:
        """Return an answer known by heart."""
        *_, last = self._assistant.stream(question, ())
        assert isinstance(last, Done)
        return last.answer


def call(tool: str, given: Answer | None = None, **arguments: object) -> CallToolResult:
    """Call a tool as an assistant does; kwchat gives an answer whatever is asked, if it has one."""
    scripted = Saying(given) if given else ScriptedAssistant()

    async def called() -> CallToolResult:
        async with Client(create_tools(Searching(scripted), address=ADDRESS)) as client:
            return await client.call_tool(tool, arguments)

    return anyio.run(called)


def test_there_are_two_tools_and_they_only_read() -> None:
    """Their names and descriptions are Dutch, and fit documents about anything."""

    async def listed() -> list[tuple[str, bool]]:
        async with Client(create_tools(Searching(ScriptedAssistant()))) as client:
            tools = (await client.list_tools()).tools
            said = [tool.description or "" for tool in tools]
            assert all("bronnen" in text and "werkplaats" not in text for text in said)
            return [(tool.name, bool(tool.annotations.read_only_hint)) for tool in tools]

    assert anyio.run(listed) == [("zoek", True), ("antwoord", True)]


def test_an_answer_has_its_quotes_and_where_they_stand() -> None:
    """To the letter, with the reference and a link."""
    reply = call("antwoord", vraag=COORDINATOR_QUESTION).structured_content

    assert (reply["answered"], reply["outcome"]) == (True, "answered")
    assert reply["writing_note"] == ""
    assert f"“{COORDINATOR}” [1]" in reply["answer"]
    assert [(one["number"], one["quote"]) for one in reply["citations"]] == [(1, COORDINATOR)]
    assert reply["citations"][0]["url"].startswith(f"{ADDRESS}bron/kennisrotonde-2019")


def test_what_is_not_in_the_sources_is_said() -> None:
    """Without citations."""
    reply = call("antwoord", vraag=UNANSWERABLE).structured_content

    assert (reply["answered"], reply["outcome"], reply["citations"]) == (False, "none", [])


def test_what_only_comes_near_is_told_apart() -> None:
    """The other assistant can pass the reserve on: its description says how."""
    reply = call("antwoord", near_answer(), vraag=COORDINATOR_QUESTION).structured_content

    assert (reply["answered"], reply["outcome"]) == (True, "near")
    assert reply["answer"].startswith(NEAREST)
    assert all(f" {outcome}" in texts.TOOLS_ANSWER for outcome in ("near", "none"))


@pytest.mark.parametrize(("given", "note"), TOLD, ids=["written", "failed"])
def test_what_a_language_model_had_to_do_with_it_is_told(given: Answer, note: str) -> None:
    """As a reader of the page sees it."""
    reply = call("antwoord", given, vraag=TWO_SOURCES_QUESTION).structured_content

    assert reply["writing_note"] == note


def test_passages_are_found_best_first() -> None:
    """As many as were asked for, each with a link."""
    found = call("zoek", vraag=COORDINATOR_QUESTION, aantal=2).structured_content["result"]

    assert [one["text"] for one in found] == [hit.chunk.text for hit in HITS[:2]]
    assert all(one["url"].startswith(f"{ADDRESS}bron/") for one in found)


@pytest.mark.parametrize("arguments", [{}, {"vraag": ""}, {"vraag": "a" * 3000}])
def test_what_is_no_question_is_an_error(arguments: dict[str, object]) -> None:
    """The other assistant is told; nothing breaks."""
    assert call("zoek", **arguments).is_error


def test_a_question_that_is_refused_says_why() -> None:
    """In the sentence that a person would get."""
    result = call("zoek", vraag="a\0")

    assert result.is_error
    assert "geen tekst" in result.content[0].text


def listens(port: int) -> bool:
    """Tell whether anybody answers on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.server
@pytest.mark.encoder
def test_the_command_serves_them(tmp_path: Path, encoder_cache: Path) -> None:
    """On stdin and stdout, and on a port of this computer."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "handboek.md").write_text(
        "# Handboek\n\nDe coördinator is het aanspreekpunt van de werkplaats.\n", encoding="utf-8"
    )
    kwchat.ingest(corpus, index=index, cache=encoder_cache)
    environment = {
        "KWCHAT_INDEX": str(index),
        "KWCHAT_CACHE": str(encoder_cache),
        "KWCHAT_ROOT_PATH": ADDRESS.rstrip("/"),
    }
    command = [sys.executable, "-c", "from kwchat.cli.commands import main; main()", "mcp"]

    async def asked(where: str | StdioServerParameters) -> list[CallToolResult]:
        question = {"vraag": "Wie is het aanspreekpunt?"}
        async with Client(where) as client:
            return [await client.call_tool(tool, question) for tool in ("zoek", "antwoord")]

    stdio = StdioServerParameters(command=command[0], args=command[1:], env=environment)
    results = [anyio.run(asked, stdio)]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([*command, "--http", str(port)], env={**os.environ, **environment})
    try:
        while not listens(port):
            assert process.poll() is None
            time.sleep(0.2)
        results.append(anyio.run(asked, f"http://127.0.0.1:{port}/mcp"))
    finally:
        process.terminate()
        process.wait(30)
    for searched, answered in results:
        (found,) = searched.structured_content["result"]
        assert "aanspreekpunt" in found["text"]
        assert found["url"].startswith(f"{ADDRESS}bron/")
        reply = answered.structured_content
        (cited,) = reply["citations"]
        assert reply["answered"] is True
        assert f"“{cited['quote']}” [1]" in reply["answer"]
        assert cited["url"].startswith(f"{ADDRESS}bron/")
