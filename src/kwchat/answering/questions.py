"""What kind of answer a question asks for, and whether a sentence looks like one.

*Hoeveel* wants a number, *wanneer* a year, *waar vind ik* an address, *wat is* a definition. It
shows in the words of the question, Dutch or English, and in the form of the sentence.
"""

import re
from collections.abc import Iterable
from enum import Enum

_NUMBER_WORDS = (
    "één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|tientallen|honderd\\w*|duizend\\w*|"
    "eerste|tweede|derde|helft|enkele|paar"
)
_CITED_YEAR = re.compile(r"\((?:[^()]*, )?\d{4}[a-z]?\)")
_WEB_ADDRESS = r"(?:https?://|www\.)\S+"

_ORDER = re.compile(
    # what an assistant is told to do, at the start of a clause or behind a tag: *Hoe schrijf je …*
    # is a question
    r"(?:^|[.!?:;,>]\s*|\b(?:en|dan|and|then)\s+)\W*(?:nu |even |please )?"
    # ... and so is *en schrijf je dat op?*
    r"(?!\w+ (?:je|jij|u|ik|we|wij) (?:een|de|het|dat|dit|er|daar\w*|dan|zo|ook)\b)"
    r"(?:negeer|vergeet|doe alsof|doe of|gedraag je|speel|schrijf|dicht|zing|teken|vertaal|stuur|"
    r"mail|print|programmeer|herhaal|verzin|wees|maak|stel .{1,60}\bop\b|ignore|disregard|forget|"
    r"pretend|write|translate|print|repeat|reveal|act as|you are now)\b"
    # what it was told before
    r"|\b(?:geheime|verborgen|vorige|eerdere|hidden|previous|secret)\b.{0,20}\binstructi"
    r"|\bsyste(?:em|m) ?prompt\b",
    re.IGNORECASE,
)


_ENUMERATED = re.compile(
    r"\b(?:voorwaarden|kenmerken|eisen|punten|redenen|manieren|tips|opsomming|conditions|"
    r"requirements)\b"
    r"|^\W*(?:welke|which) (?:\w+ ){1,3}(?:zijn|waren|are|were) (?:er|there)\b",
    re.IGNORECASE,
)


# Who, when, how much, where: what a few words answer.
_FACT = re.compile(
    r"\bhoe ?(?:veel|lang|laat|oud|vaak|groot|hoog|duur|ver|breed|diep|zwaar|snel)\b"
    r"|\b(?:wie|wanneer|aantal|percentage|datum|leeftijd|who|when|where)\b|\bwaar\b(?! gaat)"
    r"|\b(?:prijs|prijzen|kosten|kost|bedrag|tarief|tarieven)\b"
    r"|\bwelke? (?:jaar|datum|dag|maand|week|tijd|tijdstip|uur|deel)\b"
    r"|\bhow (?:many|much|long|old|often|far|big)\b"
    r"|\bwhat (?:year|date|day|time|price|share|percentage)\b",
    re.IGNORECASE,
)

_ASKS = r"(?:hoe\w*|wat|wie|welke?|waarom|waar\w*|wanneer|how|what|who|which|why|where|when)\b"
_JOINED = re.compile(rf"\?\s+(?=\S)|[,;]? (?:en|and|of|or) (?={_ASKS})", re.IGNORECASE)
_COMPARED = re.compile(
    r"\b(?:verschil\w*|overeenkomst\w*|differences?|similarit\w+) (?:tussen|between) "
    r"(?P<one>.+?) (?:en|and) (?P<other>[^?.]+)"
    r"|\b(?:vergelijk|compare) (?P<left>.+?) (?:met|en|with|to|and) (?P<right>[^?.]+)",
    re.IGNORECASE,
)


# Behind *wat is*: what is known, or what is of something. *Wat is de rol van …* asks no definition.
_OF_IT = (
    r"(?:er|bekend|nodig|known|needed)\b|(?:de|het|the) (?:\S+ ){1,2}"
    r"(?:van|voor|over|tussen|aan|op|in|of|for|to|on|between)\b"
)


class Asks(Enum):
    """A kind of answer: how questions ask for it, and how sentences show it."""

    AMOUNT = (
        (
            r"\bhoe ?veel\b(?! tijd)|\baantal(?:len)?\b|\bhow (?:many|much)\b(?! time)"
            r"|\bhoe (?:groot|vaak)\b"
        ),
        rf"\d|€|%|\b(?:{_NUMBER_WORDS})\b",
    )
    PRICE = (
        (
            r"^(?!.*\b(?:tijd|uur|uren|moeite|energie)\b).*\bkost(?:en|te)?\b"
            r"|\bprij(?:s|zen)\b|\bbedrag(?:en)?\b|\btarie(?:f|ven)\b|\bcosts?\b"
        ),
        r"€|\beuro\b|\bgratis\b|\bkosteloos\b",
    )
    CONTACT = (
        r"\be-?mail ?adres|\btelefoonnummer|\be-?mail address|\bphone number",
        r"\S@\S|\b0\d{1,3}[- ]?\d{6,8}\b",
    )
    FUNDING = (
        r"\bbetal(?:en|t)\b|\bbetaal[td]?\b|\bgeld\b|\bfund(?:ed|s|ing)?\b",
        r"€|\beuro\b|\bsubsidie\b|\bgefinancierd\b",
    )
    TIME = (
        (
            r"\bwanneer\b|\bwelke? (?:jaar|datum|maand|dag|periode)\b|\bsinds\b|\bhoe ?lang\b"
            r"|\bhoe ?veel (?:tijd|uur|uren)\b|\bkost\b.*\btijd\b"
            r"|\bwhen\b|\bhow (?:long|much time)\b|\bwhat year\b"
        ),
        (
            r"\b(?:1[89]|20)\d\d\b|\bja(?:ar|ren)\b|\b(?:uur|uren|dag(?:en|deel|delen)?|weken|maanden)\b"
            r"|\blang(?:e|ere)?\b|\bvroeg\b|\bopgestart\b"
        ),
    )
    ADDRESS = (
        (
            r"\bwaar (?:vind|kan|kun|staa[nt]?|moet ik)\b|\b(?:web ?)?sites?\b|\blink(?:s|jes?)?\b"
            r"|\burls?\b|\badres\b|\bwhere (?:can|do|could) (?:i|we)\b"
        ),
        _WEB_ADDRESS,
    )
    DEFINITION = (
        (
            rf"^\W*(?:\w+,? )?wat (?:is|zijn|betekent|betekenen|houdt) (?!{_OF_IT})"
            r"|\bbedoel(?:d|en|t)\b|\bbetekent\b"
            rf"|^\W*what(?:'s| is| are| exactly is| does) (?!{_OF_IT})"
        ),
        (
            r"^(?:\S+ ){1,4}(?:is|zijn) een\b|\b(?:het|dit|dat) (?:is|zijn) (?!niet)"
            r"|\bbetekent\b|\bhoudt in\b|\bgericht op\b"
        ),
    )
    LIST = (
        (
            r"\b(?:welke|noem|geef|som|wat (?:zijn|waren)|lijst\w*|opsomm\w+|alle|\w+factoren|"
            r"voorwaarden|kenmerken|punten|eisen|tips|manieren|redenen|which|what are|list)\b"
        ),
        r"",
    )

    def __init__(self, question: str, sentence: str) -> None:
        self.question = re.compile(question, re.IGNORECASE)
        self.sentence = re.compile(sentence, re.IGNORECASE)

    def of(self, question: str) -> bool:
        """Tell whether a question asks for this kind of answer."""
        return bool(self.question.search(question))

    def shown_by(self, sentence: str) -> bool:
        """Tell whether a sentence has the form of this kind of answer; a cited year shows none."""
        return bool(self.sentence.search(_CITED_YEAR.sub("", sentence)))


# Kinds that have one form only: where no sentence shows it, the answer is not there.
_STRICT = (Asks.PRICE, Asks.CONTACT)


# Below such a heading stand works, and their titles say what they are about, not what they found.
_WORKS = re.compile(
    r"(?:(?:[\dIVX]+[.)]?)+ )?(?:(?:genoemde|geraadpleegde|gebruikte|aangehaalde|verdere) )?"
    r"(?:literatuur(?:lijst|opgave|verwijzingen)?|bron(?:nen(?:lijst)?|vermelding)|referenties?|"
    r"lijst van bronnen|bibliografie|verder lezen|references|bibliography|further reading)",
    re.IGNORECASE,
)
_ASKS_FOR_WORKS = re.compile(
    r"\b(?:literatuur\w*|bron(?:nen)?|referenties?|bibliografie|publicaties?|artikel(?:en)?|boek(?:en)?|"
    r"rapport(?:en)?|titels?|auteurs?|schrijvers?|tijdschrift(?:en)?|uitgeverij|"
    r"onderzoekers?|wie (?:schreef|deed|deden|onderzocht(?:en)?)|"
    r"sources?|references?|authors?|articles?|books?|reports?|papers?)\b",
    re.IGNORECASE,
)


def is_order(question: str) -> bool:
    """Tell whether a text gives an order instead of asking something.

    An assistant that only quotes can write, translate and pretend nothing.

    >>> is_order("Schrijf een gedicht over werkplaatsen."), is_order("Noem drie voorwaarden.")
    (True, False)
    """
    return bool(_ORDER.search(question))


def parts(question: str) -> tuple[tuple[int, int], ...]:
    """Return where the parts of a question stand that each need an answer of their own: two
    questions in one, or the two sides of a comparison; nothing for a question that is one.

    >>> text = "Wat kost het en wie betaalt?"
    >>> [text[start:end] for start, end in parts(text)]
    ['Wat kost het', 'wie betaalt?']
    """
    compared = _COMPARED.search(question)
    if compared:
        sides = ("one", "other") if compared["one"] else ("left", "right")
        return tuple(compared.span(side) for side in sides)
    edges = [edge for joint in _JOINED.finditer(question) for edge in joint.span()]
    spans = tuple(zip([0, *edges[1::2]], [*edges[::2], len(question)], strict=True))
    return spans if len(spans) > 1 else ()


def asked(question: str) -> tuple[Asks, ...]:
    """Return the kinds of answer that a question asks for; none for most questions.

    >>> [kind.name for kind in asked("Hoeveel publicaties verzamelden ze?")]
    ['AMOUNT']
    """
    return tuple(kind for kind in Asks if kind.of(question))


def asks_fact(question: str) -> bool:
    """Tell whether a question asks who, when, how much or where, which a few words answer.

    >>> asks_fact("Hoe lang duurt dat?"), asks_fact("Waarom duurt dat zo lang?")
    (True, False)
    """
    return bool(_FACT.search(question))


def fit(kinds: tuple[Asks, ...], sentence: str) -> float:
    """Return the share of the asked kinds that a sentence shows, from 0 to 1; 1 where no special
    kind is asked for."""
    forms = [kind for kind in kinds if kind is not Asks.LIST]
    return sum(kind.shown_by(sentence) for kind in forms) / len(forms) if forms else 1.0


def is_out_of_reach(kinds: tuple[Asks, ...], sentences: Iterable[str]) -> bool:
    """Tell whether a question asks for a price, an e-mail address or the like, and no sentence
    holds one."""
    strict = [kind for kind in kinds if kind in _STRICT]
    said = list(sentences) if strict else []
    return any(not any(kind.shown_by(words) for words in said) for kind in strict)


def enumerates(question: str) -> bool:
    """Tell whether a question asks for things of a kind that sources give as a list.

    >>> enumerates("Aan welke voorwaarden moet dat voldoen?"), enumerates("Welke rol heeft het?")
    (True, False)
    """
    return bool(_ENUMERATED.search(question))


def can_answer(sentence: str, kinds: tuple[Asks, ...], *, following: str = "") -> bool:
    """Tell whether words can be an answer: a question is none, and an address, or what leads up to
    one that is `following`, only to *waar*."""
    if sentence.endswith("?"):
        return False
    leads_up = _is_address(following) and not sentence.endswith(".")
    return Asks.ADDRESS in kinds or not (_is_address(sentence) or leads_up)


def lists_works(heading: str, question: str) -> bool:
    """Tell whether works stand below a heading, and a question does not ask for any.

    >>> lists_works("5. Literatuur", "Helpt huiswerk?"), lists_works("Literatuur", "Welke bronnen?")
    (True, False)
    """
    asks = _ASKS_FOR_WORKS.search(question) or Asks.ADDRESS.of(question)
    return bool(_WORKS.fullmatch(heading.strip(" :"))) and not asks


def _is_address(words: str) -> bool:
    return bool(Asks.ADDRESS.sentence.fullmatch(words))
