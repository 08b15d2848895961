"""Greetings, thanks, questions about the assistant itself, nonsense: fixed answers, no search."""

import re

from kwchat.answering import texts
from kwchat.language import vocabulary

_GREETING = (
    "hoi|hai|hey|hee|hallo|hello|hi|dag|goedendag|goeiedag|goede?morgen|goede?middag|goede?avond"
    "|(?:goede?|goeie) (?:morgen|middag|avond|dag)"
)
_YOU = "(?:je|jij|jou|u)"
_HELLO = (
    rf"(?:{_GREETING})(?: (?:daar|allemaal|kwchat|assistent|iedereen|hoe gaat het))?"
    rf"|hoe gaat het(?: met {_YOU})?"
)
_THANKS = (
    r"(?:(?:heel )?erg |hartelijk |super )?(?:dank|bedankt|dankjewel|dankje|merci|thanks)"
    r"(?: (?:je|jewel|je wel|u|u wel|voor .{1,40}))?"
    r"|(?:top|fijn|prima|mooi|ok|oke|super)(?: (?:bedankt|dank je|dankjewel|dank je wel))?"
    r"|thank you(?: very much)?"
)
_GOODBYE = r"doei|dag dag|tot ziens|tot de volgende keer|bye|houdoe"
_ABOUT = (
    rf"wat (?:kun|kan|kunt)(?: {_YOU})?(?: allemaal| eigenlijk| zoal)*(?: doen)?"
    r"(?: voor (?:me|mij))?"
    rf"|wat kan ik(?: {_YOU}| hier| allemaal)* vragen|(?:wie|wat) ben {_YOU}"
    rf"|hoe werk(?:t dit|t kwchat| {_YOU})|ben {_YOU} een (?:mens|robot|computer|ai)"
    rf"|waarvoor ben {_YOU}|help|what can you do|who are you"
)
_REPLIES = (
    (_HELLO, texts.GREETING),
    (_THANKS, texts.THANKS),
    (_GOODBYE, texts.GOODBYE),
    (_ABOUT, texts.ABOUT_ME),
)
_OPENING = re.compile(rf"(?:{_GREETING})[ ,!.]+(?=.)")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SHORT = 2  # letters: *as*, *er* and *op* stand on one row of keys, too
_STUTTER = re.compile(r"(.{1,3})\1{2,}")
_LOWER_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{3,}|[a-z]*[bcdfghjklmnpqrstvwxz]{6,}[a-z]*")


def reply(question: str) -> str | None:
    """Return the fixed answer to small talk; None for a question that must be searched.

    >>> reply("Hoi!") is not None
    True
    >>> reply("Hoi, wat is een kenniswerkplaats?") is None
    True
    """
    said = " ".join(re.sub(r"[^\w\s]", " ", vocabulary.fold(question)).split())
    candidates = (said, _OPENING.sub("", said, count=1))
    for candidate in candidates:
        for pattern, text in _REPLIES:
            if re.fullmatch(pattern, candidate):
                return text
    return None


def nonsense(question: str) -> str | None:
    """Return a friendly line for what holds no word at all, or only keys that were hit at random;
    None for anything that may be a question.

    >>> [nonsense(typed) is not None for typed in ("asdf", "???", "NRO", "thema")]
    [True, True, False, False]
    """
    said = re.findall(r"[^\W_]+", question)
    return texts.NOT_UNDERSTOOD if all(map(_is_mash, said)) else None


def _is_mash(word: str) -> bool:
    """Tell whether letters are no word; capitals may be an abbreviation."""
    runs = len(word) > _SHORT and any(word.lower() in row for row in _KEYS)
    unknown = bool(_LOWER_CONSONANTS.fullmatch(word)) and not vocabulary.zipf(word)
    return runs or unknown or bool(_STUTTER.fullmatch(word.lower()))
