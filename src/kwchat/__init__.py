"""kwchat: cited Dutch answers about kenniswerkplaatsen, from the sources and nowhere else.

    import kwchat

    kwchat.ingest("corpus", index="index")
    assistant = kwchat.open("index")
    print(assistant.answer("Wat doet een werkplaatscoördinator?").text)

What stands here loads when it is first used: importing kwchat imports nothing heavy.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kwchat.answering.answer import Answer as Answer
    from kwchat.answering.answer import Choice as Choice
    from kwchat.answering.answer import Citation as Citation
    from kwchat.answering.answer import Done as Done
    from kwchat.answering.answer import Retrieved as Retrieved
    from kwchat.answering.answer import Token as Token
    from kwchat.answering.answer import Turn as Turn
    from kwchat.answering.assistant import Assistant as Assistant
    from kwchat.answering.grounding.support import supported as supported
    from kwchat.answering.writing import Style as Style
    from kwchat.answering.writing import Waiting as Waiting
    from kwchat.errors import KwchatError as KwchatError
    from kwchat.wiring import evaluate as evaluate
    from kwchat.wiring import ingest as ingest
    from kwchat.wiring import open_assistant as open  # noqa: A004, F401

__version__ = version("kwchat")
_ROOMS = {
    "ingest": "kwchat.wiring",
    "open": "kwchat.wiring:open_assistant",
    "evaluate": "kwchat.wiring",
    "Assistant": "kwchat.answering.assistant",
    "Turn": "kwchat.answering.answer",
    "Retrieved": "kwchat.answering.answer",
    "Token": "kwchat.answering.answer",
    "Waiting": "kwchat.answering.writing",
    "Done": "kwchat.answering.answer",
    "Answer": "kwchat.answering.answer",
    "Citation": "kwchat.answering.answer",
    "supported": "kwchat.answering.grounding.support",
    "Choice": "kwchat.answering.answer",
    "Style": "kwchat.answering.writing",
    "KwchatError": "kwchat.errors",
}
__all__ = list(_ROOMS)


def __getattr__(name: str) -> object:
    """Return what `__all__` lists, from the room where it is made."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room, _, inside = _ROOMS[name].partition(":")
    return getattr(import_module(room), inside or name)


def __dir__() -> list[str]:
    """Return the names that are offered."""
    return sorted([*globals(), *__all__])
