"""A question in its conversation: is it one at all, and what does it lean on?"""

import re
import unicodedata
from collections.abc import Sequence

from kwchat.answering import texts
from kwchat.answering.answer import Query, Turn
from kwchat.errors import QuestionError
from kwchat.language import vocabulary

MAX_CHARACTERS = 2000
_OPENS_FOLLOW_UP = re.compile(
    r"^(?:en|maar|of|dus|want|ook|and|but|so|what about|how about)\b", re.IGNORECASE
)
_POINTS = re.compile(
    r"\b(?:dat|die|dit|deze|ze|zij|hun|hen|hij|hem|daar\w*|hier\w*|ervan|ermee|ervoor|erbij|erover|"
    r"erin|eruit|waarom|that|those|these|they|them|it|its)\b",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_REMEMBERED = 10  # questions that a follow-up leans on; a sender of thousands pays for no more
_FEW_WORDS = 2  # content words: a question with fewer says little by itself


def checked(question: str) -> str:
    """Return a question, trimmed.

    Raises:
        QuestionError: when it is blank, longer than `MAX_CHARACTERS`, or holds control characters.
    """
    trimmed = question.strip()
    if not trimmed:
        raise QuestionError(texts.QUESTION_BLANK)
    if len(trimmed) > MAX_CHARACTERS:
        raise QuestionError(texts.QUESTION_LONG.format(length=len(trimmed), limit=MAX_CHARACTERS))
    if any(map(_is_no_text, trimmed)):
        raise QuestionError(texts.QUESTION_BINARY)
    return trimmed


def _is_no_text(letter: str) -> bool:
    """Tell whether a character is a control character, a lone surrogate or unassigned."""
    return unicodedata.category(letter) in {"Cc", "Cs", "Co", "Cn"} and letter not in "\n\r\t"


def query(question: str, history: Sequence[Turn]) -> Query:
    """Return what to search for: a follow-up together with the question that it leans on.

    Tags in a question are not searched with.
    """
    question = _TAG.sub(" ", question).strip() or question
    asked = [turn.content[:MAX_CHARACTERS] for turn in history if turn.role == "user"]
    if not asked or not leans_back(question):
        return Query(question)
    return Query(question, context=" ".join(_chain(asked[-_REMEMBERED:]))[-MAX_CHARACTERS:])


def leans_back(question: str) -> bool:
    """Tell whether a question, read alone, misses its subject.

    >>> leans_back("En de nadelen?"), leans_back("Wat doet een schoolbestuur voor de werkplaats?")
    (True, False)
    """
    few = len(vocabulary.content_words(question)) <= _FEW_WORDS
    return bool(_OPENS_FOLLOW_UP.search(question)) or few or bool(_POINTS.search(question))


def _chain(asked: Sequence[str]) -> list[str]:
    """Return the last question, and those before it that it leaned on itself."""
    chain = [asked[-1]]
    for earlier in reversed(asked[:-1]):
        if not leans_back(chain[0]):
            break
        chain.insert(0, earlier)
    return chain
