"""What an answer claims: its sentences, each with the marks behind it."""

from collections.abc import Iterator
from dataclasses import dataclass

from kwchat.answering.citations import marks, quotes
from kwchat.language.sentences import sentences
from kwchat.language.vocabulary import words


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer, and the citation numbers that it carries."""

    text: str
    numbers: tuple[int, ...]


def claims(text: str) -> list[Claim]:
    """Return the sentences of an answer with the marks that stand behind them.

    A mark behind a quote holds for every sentence in it. A line that ends with a colon introduces
    what follows and claims nothing.
    """
    return [claim for line in text.splitlines() for claim in _line_claims(line)]


def _line_claims(line: str) -> Iterator[Claim]:
    for quote, number in quotes(line):
        yield from (Claim(sentence, (number,)) for sentence in _split(quote))
    frame = outside_quotes(line)
    if not frame.endswith(":"):
        for sentence in _split(frame):
            if words(without_marks(sentence)):
                yield Claim(sentence, marks(sentence))


def outside_quotes(text: str) -> str:
    """Return an answer without its quotes and their marks."""
    for quote, number in quotes(text):
        text = text.replace(f"“{quote}” [{number}]", "")
    return text.strip()


def _split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def without_marks(text: str) -> str:
    """Return an answer without its citation marks."""
    for number in marks(text):
        text = text.replace(f"[{number}]", "")
    return text
