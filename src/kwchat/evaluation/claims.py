"""What an answer claims: its sentences, each with the marks behind it."""

from dataclasses import dataclass

from kwchat.answering.citations import marks, quotes, without_quotes
from kwchat.language.sentences import sentences
from kwchat.language.vocabulary import words


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer, and the citation numbers that it carries."""

    text: str
    numbers: tuple[int, ...]


def claims(text: str) -> list[Claim]:
    """Return the sentences of an answer with the marks that stand behind them: those of its quotes,
    then those around them.

    A mark behind a quote holds for every sentence in it. A line that ends with a colon introduces
    what follows and claims nothing.
    """
    quoted = [Claim(said, (number,)) for quote, number in quotes(text) for said in _split(quote)]
    around = [said for line in without_quotes(text).splitlines() for said in _frame(line)]
    return [*quoted, *(Claim(said, marks(said)) for said in around)]


def _frame(line: str) -> list[str]:
    """Return the sentences of a line around quotes that say something."""
    if line.endswith(":"):
        return []
    return [said for said in _split(line) if words(without_marks(said))]


def _split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def without_marks(text: str) -> str:
    """Return an answer without its citation marks."""
    for number in marks(text):
        text = text.replace(f"[{number}]", "")
    return text
