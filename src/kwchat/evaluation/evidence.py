"""Where the evidence of a test set stands: in which passages, and in which not."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from kwchat.evaluation.testsets import Question
from kwchat.reading.document import Chunk

_QUOTES = str.maketrans(
    dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‘’‚‛‹›′`´", "'") | {"\u00ad": None}
)


@dataclass(frozen=True, slots=True)
class Missing:
    """A fragment, or a source, that a question counts on and that the index does not hold."""

    question_id: str
    what: str


@lru_cache(maxsize=100_000)
def normalise(text: str) -> str:
    """Return a text for comparing: lower case, straight quotes, runs of white space as a space.

    >>> normalise("De “lerende”  school")
    'de "lerende" school'
    """
    folded = unicodedata.normalize("NFKC", text.translate(_QUOTES)).casefold()
    return re.sub(r"\s+", " ", folded).strip()


def holds(text: str, fragments: Iterable[str]) -> bool:
    """Tell whether a text holds one of the fragments, white space, quotes and case aside."""
    return any(normalise(fragment) in normalise(text) for fragment in fragments)


def is_relevant(question: Question, chunk: Chunk) -> bool:
    """Tell whether a passage holds evidence or, where none is given, is of a relevant source."""
    if question.evidence:
        return holds(chunk.text, question.evidence)
    return chunk.source_id in question.relevant


def missing_evidence(questions: Iterable[Question], chunks: Iterable[Chunk]) -> tuple[Missing, ...]:
    """Return every evidence fragment that no passage holds whole, and, where a question has no
    evidence, every relevant source without passages."""
    passages = list(chunks)
    sources = {chunk.source_id for chunk in passages}
    return tuple(
        Missing(question.id, what)
        for question in questions
        for what in question.evidence or question.relevant
        if (question.evidence or what not in sources)
        and not any(holds(chunk.text, [what]) for chunk in passages if question.evidence)
    )
