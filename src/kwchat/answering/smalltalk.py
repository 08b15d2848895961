"""Greetings, thanks and questions about the assistant itself: fixed answers, no search."""

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
    (_ABOUT, texts.ABOUT),
)
_OPENING = re.compile(rf"(?:{_GREETING})[ ,!.]+(?=.)")


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
