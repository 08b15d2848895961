"""`kwchat mcp`: search and answers as tools for another assistant, over stdio or HTTP."""

from pathlib import Path

from kwchat import wiring
from kwchat.answering.answer import Answer, Hit
from kwchat.answering.assistant import Assistant
from kwchat.cli import parts, texts, writers
from kwchat.cli.usage import say
from kwchat.errors import SettingsError
from kwchat.server.warmup import WarmAssistant


def run(*, index: Path | None, collection: str | None, port: int | None) -> None:
    """Serve the tools until the other side stops: on stdin and stdout, or on a port here."""
    settings = parts.settings_to_serve(
        lambda without: parts.settings_of(collection, index=index, without=without), say
    )
    wiring.require_index(settings)
    writer = writers.writer_of(settings, say)
    try:
        from kwchat.server.tools import create_tools
    except ImportError as error:
        raise SettingsError(texts.MCP_EXTRA_MISSING) from error
    waiting = _Waiting(
        WarmAssistant(lambda: wiring.build_assistant(settings, writer=writer, progress=say))
    )
    tools = create_tools(waiting, address=settings.address)
    if port is None:
        tools.run("stdio")
    else:
        say(texts.MCP_READY.format(port=port))
        tools.run("streamable-http", host="127.0.0.1", port=port, stateless_http=True)


class _Waiting:
    """An assistant that is built in the background, and waited for by whoever asks."""

    def __init__(self, warm: WarmAssistant[Assistant]) -> None:
        self._warm = warm
        warm.start()

    def retrieve(self, question: str, *, top_k: int | None = None) -> tuple[Hit, ...]:
        """Return the passages in which an answer would be sought."""
        return self._ready().retrieve(question, top_k=top_k)

    def answer(self, question: str) -> Answer:
        """Return the whole answer."""
        return self._ready().answer(question)

    def _ready(self) -> Assistant:
        self._warm.wait()
        return self._warm.require()
