"""Many questions at once: a JSONL file of questions becomes a JSONL file of answers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kwchat import files
from kwchat.answering import wire
from kwchat.answering.answer import EVERYTHING, Answer, Choice, Turn
from kwchat.cli import texts
from kwchat.errors import QuestionError


class Answering(Protocol):
    """Anything that answers a question."""

    def answer(
        self, question: str, history: Sequence[Turn] = (), choice: Choice = EVERYTHING
    ) -> Answer:
        """Return the whole answer, sought in the sources that were chosen."""
        ...


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that could not be answered, and why."""

    number: int
    reason: str


def read_lines(path: Path) -> list[tuple[int, bytes]]:
    """Return the lines of a file that are not blank, with their numbers from 1.

    Raises:
        QuestionError: the file cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise QuestionError(texts.BATCH_UNREADABLE.format(path=path)) from error
    return [(number, line) for number, line in enumerate(content.splitlines(), 1) if line.strip()]


def answer_lines(
    lines: Sequence[tuple[int, bytes]],
    target: Path,
    *,
    assistant: Answering,
    address: str = "",
    step: Callable[[], None] = lambda: None,
) -> list[Fault]:
    """Write the answers to a file, which appears whole or not at all; return what went wrong.

    `address` is that of the chat, for links; `step` is called after every line.
    """
    faults: list[Fault] = []
    with files.whole(target) as file:
        for outcome in _outcomes(lines, assistant, address):
            if isinstance(outcome, Fault):
                faults.append(outcome)
            else:
                file.write(f"{outcome}\n".encode())
            step()
    return faults


def require_writable(target: Path) -> None:
    """Check that answers can be written, before the work of making them.

    Raises:
        QuestionError: they cannot.
    """
    if not files.is_writable(target):
        raise QuestionError(texts.BATCH_UNWRITABLE.format(path=target))


def _outcomes(
    lines: Sequence[tuple[int, bytes]], assistant: Answering, address: str
) -> Iterator[str | Fault]:
    for number, line in lines:
        try:
            asked = wire.question_from_json(line)
            answer = assistant.answer(asked.question, asked.history, asked.choice)
        except QuestionError as error:
            yield Fault(number, str(error))
        else:
            yield wire.line(wire.answer_to_json(answer, asked.id, address=address))
