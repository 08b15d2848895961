"""Orders: what an assistant that only quotes is told to do, and what it honestly says to that.

An order about the answer before it has no subject of its own: *korter*, *leg dat simpel uit*. One
that has (*Vat samen wat Zuiker zegt*) is searched with like a question, unless it asks for
something to be made.
"""

import re
from collections.abc import Iterable

from kwchat.answering import questions, texts
from kwchat.answering.answer import Answer
from kwchat.language import vocabulary


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# What orders hold beside their verb and function words.
_BESIDE = _set(
    "alsjeblieft alstublieft antwoord antwoorden aub beetje bovenstaand bovenstaande drie eigen "
    "hele helemaal keer korte laatste paar punten regel regels samen stukje taal tekst tekstje "
    "twee vier vijf volgende vorige woord woorden zin zinnen answer points sentences simple "
    "terms text three words"
)
_REWORD = _set(
    "begrijpelijker eenvoudig eenvoudige eenvoudiger explain herformuleer herformuleren herschrijf "
    "herschrijven inkorten jip janneke kort korter langer leg makkelijk makkelijker parafraseer "
    "rephrase samengevat samenvatten samenvatting shorter simpel simpele simpeler simplify simpler "
    "summarise summarize summary uitgebreider uitleggen vat verkort"
)
_REPEAT = _set("again herhaal herhalen nogmaals opnieuw repeat")
_TRANSLATE = _set("translate translation vertaal vertaald vertalen vertaling")
_LANGUAGES = _set(
    "arabisch duits dutch engels english frans fries nederlands oekraïens pools turks"
)
_WRITE = _set(
    "brief e-mail email gedicht lesplan mail nieuwsbrief poster powerpoint presentatie quiz "
    "schrijf schrijven toets verslag werkblad write"
)
_READERS = _set("collega's directie klas leerlingen ouders team")
_REFER = _set(
    "apa apa-stijl apa-verwijzing bibtex bronvermelding cite citeer citeren literatuurlijst "
    "refereer refereren verwijs verwijzen verwijzing"
)
_HOW_TO_REFER = _set(
    "7 artikel bron bronnen correct daarnaar document goed hiernaar juist juiste manier netjes "
    "reference scriptie stijl verslag"
)
_SOURCES = _set("bron bronnen document")

_ABOUT_THE_ANSWER: tuple[tuple[frozenset[str], frozenset[str], str], ...] = (
    (_TRANSLATE, _LANGUAGES | _SOURCES, texts.ORDER_TRANSLATE),
    (_WRITE, _READERS, texts.ORDER_WRITE),
    (_REWORD, _SOURCES, texts.ORDER_REWORD),
    (_REPEAT, frozenset(), texts.ORDER_REPEAT),
)
_ASKS = re.compile(
    r"\W*(?:wat|wie|welke?|waar\w*|wanneer|hoe\w*|what|who|which|why|where|when|how)\b",
    re.IGNORECASE,
)
_MAKES = re.compile(
    r"\b(?:dicht|maak|mail|print|programmeer|schrijf|stel|teken|verzin|write|zing)\b", re.IGNORECASE
)


def declined(question: str) -> str | None:
    """Return what is said to an order, by its kind; None for what is none.

    >>> declined("Vat samen in drie punten.") == texts.ORDER_REWORD
    True
    >>> declined("Leg uit wat een werkplaats oplevert.") is None
    True
    """
    said = vocabulary.words(question)
    if not _ASKS.match(question):
        for kind, beside, text in _ABOUT_THE_ANSWER:
            if _is_only(said, kind, beside):
                return text
    if not questions.is_order(question):
        return None
    if _TRANSLATE & set(said):
        return texts.ORDER_TRANSLATE
    return texts.ORDER_WRITE if _MAKES.search(question) else texts.ORDER_OTHER


def asks_reference(question: str) -> bool:
    """Tell whether a text asks how to refer to the answer before it.

    >>> asks_reference("Hoe citeer ik dit in APA?"), asks_reference("Wat is een citaat?")
    (True, False)
    """
    return _is_only(vocabulary.words(question), _REFER, _HOW_TO_REFER)


def reference(answer: Answer) -> str:
    """Return how to refer to what an answer quotes, in a text and in its list of references."""
    if not answer.citations:
        return texts.REFERENCE_NONE
    in_text = dict.fromkeys(citation.in_text for citation in answer.citations)
    lines = [texts.REFERENCE_IN_TEXT.format(in_text=one) for one in in_text]
    lines += [texts.REFERENCE_LISTED.format(reference=one) for one in answer.references]
    return "\n".join([texts.REFERENCE, *lines])


def _is_only(said: Iterable[str], kind: frozenset[str], beside: frozenset[str]) -> bool:
    """Tell whether words are an order of a kind and nothing else that tells."""
    telling = set(filter(vocabulary.tells, said))
    return bool(kind & telling) and telling <= kind | beside | _BESIDE
