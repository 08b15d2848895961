"""kwchat as tools for another assistant, over the Model Context Protocol: to search, and to answer.

The home of the `mcp` package. Tools only read, and each reply says where its words can be read.
"""

from typing import Annotated, Protocol

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import BaseModel, Field

from kwchat import __version__
from kwchat.answering import wire
from kwchat.answering.answer import Answer, Hit, Outcome
from kwchat.answering.conversation import MAX_CHARACTERS
from kwchat.answering.links import citation_link
from kwchat.chat.handout import told_of
from kwchat.errors import KwchatError
from kwchat.server import texts

_MOST = 10  # passages
_ASKED = Annotated[str, Field(min_length=1, max_length=MAX_CHARACTERS)]
_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)


class Searching(Protocol):
    """Anything that finds passages, and answers with them."""

    def retrieve(self, question: str, *, top_k: int | None = None) -> tuple[Hit, ...]:
        """Return the passages in which an answer would be sought."""
        ...

    def answer(self, question: str) -> Answer:
        """Return the whole answer."""
        ...


class Found(BaseModel, frozen=True):
    """A passage; at `url` it can be read in its document."""

    text: str
    source: str
    page: int | None
    section: str
    url: str


class Cited(BaseModel, frozen=True):
    """What a number in an answer refers to: words, to the letter, and how to refer to them."""

    number: int
    quote: str
    in_text: str
    reference: str
    page: int | None
    url: str


class Reply(BaseModel, frozen=True):
    """An answer with marks like `[1]`, and how the question ended: near means that nothing answers
    it and this only comes nearest, none that the sources do not tell. `writing_note` tells what a
    language model had to do with it; empty where none was asked."""

    answered: bool
    outcome: Outcome
    answer: str
    writing_note: str
    citations: list[Cited]


def create_tools(assistant: Searching, *, address: str = "") -> MCPServer:
    """Return the server with its tools, which serves nothing yet.

    `address` is that of the chat, ending in a slash; without it every `url` is relative to it.
    """
    server = MCPServer(
        "kwchat", instructions=texts.TOOLS_ABOUT, version=__version__, log_level="WARNING"
    )

    @server.tool("zoek", description=texts.TOOLS_SEARCH, annotations=_READS)
    def search(vraag: _ASKED, aantal: Annotated[int, Field(ge=1, le=_MOST)] = 5) -> list[Found]:
        try:
            hits = assistant.retrieve(vraag, top_k=aantal)
        except KwchatError as error:
            raise ToolError(str(error)) from error
        sent = wire.sent_passages(hits, address=address)
        return [
            Found(
                text=one.text,
                source=one.source_id,
                page=one.page,
                section=one.section,
                url=one.url,
            )
            for one in sent
        ]

    @server.tool("antwoord", description=texts.TOOLS_ANSWER, annotations=_READS)
    def answer(vraag: _ASKED) -> Reply:
        try:
            given = assistant.answer(vraag)
        except KwchatError as error:
            raise ToolError(str(error)) from error
        cited = [
            Cited(
                number=one.number,
                quote=one.quote,
                in_text=one.in_text,
                reference=one.reference,
                page=one.page,
                url=f"{address}{citation_link(one)}",
            )
            for one in given.citations
        ]
        return Reply(
            answered=given.answered,
            outcome=given.outcome,
            answer=given.text,
            writing_note=told_of(given),
            citations=cited,
        )

    return server
