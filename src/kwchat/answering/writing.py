"""What a language model brings to an answer: sentences that stand, or why there are none."""

from dataclasses import dataclass
from enum import StrEnum

from kwchat.reading.document import Chunk


class Style(StrEnum):
    """How an answer is given where a language model writes: by it, by it in plain language (B1), or
    in quotes alone, as where there is none."""

    USUAL = "usual"
    PLAIN = "plain"
    QUOTES = "quotes"


@dataclass(frozen=True, slots=True)
class Point:
    """Sentences of a passage, by their positions in it, on which something rests."""

    chunk: Chunk
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence that a language model wrote and that was found supported, with what it rests on;
    `item` tells that it is an item of a list."""

    text: str
    rests_on: tuple[Point, ...]
    item: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that a language model wrote and that nobody sees: it was not supported."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """There is nothing new to show; `ahead` readers go first, 0 when this one's turn has come.

    It comes before the model is heard, and then at least every half second until there is something
    to show, so that whoever asked can stop.
    """

    ahead: int = 0


class Failure(StrEnum):
    """Why nothing, or too little, of what a language model wrote is shown."""

    DOWN = "down"
    SLOW = "slow"
    BUSY = "busy"
    BROKEN_OFF = "broken_off"
    REFUSED = "refused"
    THOUGHT = "thought"
    UNUSABLE = "unusable"
    UNSUPPORTED = "unsupported"
    NO_ANSWER = "no_answer"
    NO_ROOM = "no_room"


@dataclass(frozen=True, slots=True)
class Writing:
    """What became of an answer that a language model was asked to write.

    `text` are the sentences that stand, with their marks: `kept` of its `sentences`. With a
    `failure` the answer is one of quotes, behind them where there are any.
    """

    model: str
    text: str = ""
    sentences: int = 0
    kept: int = 0
    failure: Failure | None = None

    @property
    def is_answer(self) -> bool:
        """Whether it answers, without other quotes than those that it rests on."""
        return self.failure is None


class WritingError(Exception):
    """A language model brought nothing that can be shown, or not all."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure
