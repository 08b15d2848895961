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
from scripted import COORDINATOR, COORDINATOR_QUESTION, HITS, UNANSWERABLE, ScriptedAssistant

import kwchat
from kwchat.answering.answer import Answer, Done, Hit
from kwchat.errors import QuestionError
from kwchat.server.tools import create_tools

ADDRESS = "https://chat.school.nl/"


class Searching:
    """The scripted assistant, asked for whole answers and for passages."""

    def retrieve(self, question: str, *, top_k: int | None = None) -> tuple[Hit, ...]:
        """Return the best passages, whatever the question."""
        if "\0" in question:
            raise QuestionError("Je vraag bevat tekens die geen tekst zijn.")
        return HITS[:top_k]

    def answer(self, question: str) -> Answer:
        """Return an answer known by heart."""
        *_, last = ScriptedAssistant().stream(question, ())
        assert isinstance(last, Done)
        return last.answer


def call(tool: str, **arguments: object) -> CallToolResult:
    """Call a tool as an assistant does."""

    async def called() -> CallToolResult:
        async with Client(create_tools(Searching(), address=ADDRESS)) as client:
            return await client.call_tool(tool, arguments)

    return anyio.run(called)


def test_there_are_two_tools_and_they_only_read() -> None:
    """Their names and descriptions are Dutch, and fit documents about anything."""

    async def listed() -> list[tuple[str, bool]]:
        async with Client(create_tools(Searching())) as client:
            tools = (await client.list_tools()).tools
            said = [tool.description or "" for tool in tools]
            assert all("bronnen" in text and "werkplaats" not in text for text in said)
            return [(tool.name, bool(tool.annotations.read_only_hint)) for tool in tools]

    assert anyio.run(listed) == [("zoek", True), ("antwoord", True)]


def test_an_answer_has_its_quotes_and_where_they_stand() -> None:
    """To the letter, with the reference and a link."""
    reply = call("antwoord", vraag=COORDINATOR_QUESTION).structured_content

    assert reply["answered"] is True
    assert f"“{COORDINATOR}” [1]" in reply["answer"]
    assert [(one["number"], one["quote"]) for one in reply["citations"]] == [(1, COORDINATOR)]
    assert reply["citations"][0]["url"].startswith(f"{ADDRESS}bron/kennisrotonde-2019")


def test_what_is_not_in_the_sources_is_said() -> None:
    """Without citations."""
    reply = call("antwoord", vraag=UNANSWERABLE).structured_content

    assert (reply["answered"], reply["citations"]) == (False, [])


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

    async def asked(where: str | StdioServerParameters) -> CallToolResult:
        async with Client(where) as client:
            return await client.call_tool("zoek", {"vraag": "Wie is het aanspreekpunt?"})

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
    for result in results:
        found = result.structured_content["result"]
        assert "aanspreekpunt" in found[0]["text"]
        assert found[0]["url"].startswith(f"{ADDRESS}bron/")
