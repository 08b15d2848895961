"""A question in its conversation: is it one at all, and what does it lean on?"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from kwchat.answering import ellipsis, texts
from kwchat.answering.answer import Query, Turn
from kwchat.errors import QuestionError
from kwchat.language import vocabulary

MAX_CHARACTERS = 2000
_POINTS = re.compile(
    # what a follow-up opens with
    r"^\W*(?:en|maar|of|dus|want|ook|and|but|so|what about|how about)\b"
    # ... or points back with
    r"|\b(?:dat|die|dit|deze|ze|zij|hun|hen|hij|hem|daar\w*|hier\w*|ervan|ermee|ervoor|erbij|erover|"
    r"erin|eruit|that|those|these|they|them|it|its)\b",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_REMEMBERED = 10  # exchanges that a follow-up leans on; a sender of thousands pays for no more
# How much the words of a question must tell, at the least, for it to have a chance by itself, to
# stand by itself, and to do so while it points back. Measured on the tuned part of the
# conversations: docs/decisions.md.
_TELLS_SOMETHING = 0.15
_TELLS_ENOUGH = 0.3
_TELLS_POINTING = 0.4


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


def readings(question: str, history: Sequence[Turn]) -> tuple[Query, ...]:
    """Return the ways to search for a question, the likeliest first: by itself; with the earlier
    question that it leans on; or first the one, then the other, where its form does not tell. One
    that only names something is written out first, and then read as any follow-up.

    Tags in a question are not searched with.
    """
    alone = Query(_TAG.sub(" ", question).strip() or question)
    with_subject = _with_subject(alone.question, history[-2 * _REMEMBERED :])
    if with_subject is None:
        return (alone,)
    read: tuple[Query, ...] = (alone, with_subject)
    if _tells_enough(alone.question):
        read = (alone,)
    elif _leans(alone.question):
        read = (with_subject,)
    is_elliptic = ellipsis.is_elliptic(alone.question)
    return (replace(with_subject, only_names=True), *read) if is_elliptic else read


def stands(question: str) -> bool:
    """Tell whether a question, read alone, tells what it is about.

    >>> stands("En de nadelen?"), stands("En waar staat die kennisrotonde voor?")
    (False, True)
    """
    return _tells_enough(question) and not ellipsis.is_elliptic(question)


def _tells_enough(question: str) -> bool:
    """Tell whether the words of a question tell enough to stand by themselves."""
    enough = _TELLS_POINTING if _POINTS.search(question) else _TELLS_ENOUGH
    return _told(question) >= enough


def _leans(question: str) -> bool:
    """Tell whether a question that does not stand has no chance by itself."""
    return bool(_POINTS.search(question)) or _told(question) < _TELLS_SOMETHING


def _told(question: str) -> float:
    """Return how much the words of a question tell; one rare word tells more than two common."""
    own = set(filter(vocabulary.tells, vocabulary.words(question)))
    return sum(vocabulary.rarity(word) ** 2 for word in own)


def _with_subject(question: str, history: Sequence[Turn]) -> Query | None:
    """Return a question with the last one before it that stood by itself, and what has been said
    since; with the first where none stood, None where none was asked."""
    asked = [place for place, turn in enumerate(history) if turn.role == "user"]
    if not asked:
        return None
    standing = [place for place in asked if stands(history[place].content[:MAX_CHARACTERS])]
    subject = (standing or asked)[-1 if standing else 0]
    said = "\n".join(map(_quoted, history[subject + 1 :]))
    return Query(question, context=history[subject].content[:MAX_CHARACTERS], said=said)


def _quoted(turn: Turn) -> str:
    """Return what a turn gave as an answer; what a refusal shows is none."""
    is_answer = turn.role == "assistant" and not turn.content.startswith(texts.REFUSAL)
    return turn.content if is_answer else ""
