"""What turns a Dutch claim into another one: negation, hesitation, force, direction, and cause.

A paraphrase may choose other words, but not other ones of these. Each *mark* is a list of words and
stems (`stem*`); what a mark governs is the clause that it stands in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from kwchat.language import vocabulary

_BREAK = re.compile(
    r"[,;:()–—]|(?<=[.!?])\s|(?<=\s)(?:en|of|maar|terwijl|omdat|doordat|zodat|waardoor|hoewel|want|dat|als|"
    r"wanneer|indien|tenzij|mits|voordat|nadat|totdat)(?=\s)",
    re.IGNORECASE,
)
_TURN = re.compile(r";|\b(?:maar|terwijl|hoewel|echter)\b", re.IGNORECASE)


class Mark:
    """Words that do the same to a claim."""

    def __init__(self, words: str) -> None:
        listed = words.replace("\n", " ").split(",")
        patterns = (re.escape(word.strip()).replace(r"\*", r"\w*") for word in listed)
        self._pattern = re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)

    def __call__(self, text: str) -> bool:
        """Tell whether a text has the mark."""
        return self._pattern.search(text) is not None

    def count(self, text: str) -> int:
        """Return how often a text has the mark."""
        return len(self._pattern.findall(text))

    def behind(self, text: str) -> frozenset[str]:
        """Return the terms of the words right behind those that have the mark."""
        following = (
            text[found.end() :].split(maxsplit=1) for found in self._pattern.finditer(text)
        )
        return frozenset(
            term for words in following if words for term in vocabulary.term_set(words[0])
        )

    def stand_before(self, text: str) -> frozenset[tuple[str, ...]]:
        """Return the two words that each mark in a text stands before; one where no more follow."""
        following = (
            vocabulary.words(text[found.end() :]) for found in self._pattern.finditer(text)
        )
        return frozenset(tuple(words[:2]) for words in following if words)


NEGATION = Mark(
    "niet, geen, geenszins, nooit, niemand, niets, nergens, zonder, noch, nauwelijks, amper, "
    "evenmin, ontbreekt, ontbreken, ontbrak, ontbraken, onmogelijk, uitgezonderd, allesbehalve, "
    "weiger*, gebrek aan, niemands, no, not, never"
)
# Hesitation: the source does not say that it is so.
HESITATION = Mark(
    "lijkt, lijken, leek, leken, mogelijk, mogelijke, mogelijkerwijs, mogelijkheid, misschien, "
    "wellicht, waarschijnlijk*, vermoedelijk*, vermoed*, kan, kunnen, kun, kunt, kon, konden, zou, "
    "zouden, suggere*, gesuggereerd, aanwijzing*, indicatie*, voorzichtig*, schijn*, verwacht, "
    "naar verwachting, verwachten, verwachting*, verondersteld, veronderstel*, pril, onzeker*, "
    "eventueel, eventuele, denkbaar, hypothese*, voorlopig*, nog niet duidelijk, nog niet bekend, "
    "onduidelijk*, overweegt, overwegen, in principe"
)
# Somebody finds, says or wants it: that it is so is not said.
OPINION = Mark(
    "hoopt, hopen, beoog*, beoogt, streeft, streven, wil, willen, denkt, denken, vinden, vindt, "
    "zeggen, zegt, ervaren, ervaart, plan, plannen, voornemens, volgens"
)
# Each of these says how much or how often; another one says something else.
DEGREES = {
    "seldom": Mark("soms, af en toe, zelden, incidenteel, nu en dan, een enkele keer"),
    "often": Mark(
        "vaak, meestal, doorgaans, veelal, gewoonlijk, regelmatig*, geregeld, meestentijds, "
        "overwegend"
    ),
    "some": Mark(
        "sommige, enkele, een paar, een aantal, deels, gedeeltelijk, een deel, een enkele"
    ),
    "most": Mark("veel, vele, meeste, merendeel, meerderheid, grotendeels, overgrote"),
    "least": Mark("minstens, minimaal, ten minste, tenminste, op zijn minst, vanaf"),
    "at most": Mark("hoogstens, maximaal, ten hoogste, hooguit, op zijn hoogst, niet meer dan"),
    "about": Mark("ongeveer, circa, rond de, zo'n, plusminus, bijna, ruim, gemiddeld*"),
}
# Only: dropping it says more than the source does.
RESTRICTION = Mark(
    "mits, tenzij, alleen, slechts, uitsluitend, enkel, pas, behalve, op voorwaarde, voorwaarde, "
    "met uitzondering, uitzondering*"
)
CONDITION = Mark(
    "mits, tenzij, alleen, slechts, uitsluitend, enkel, pas, behalve, voorwaarde*, als, indien, "
    "wanneer, uitzondering*, zolang, afhankelijk, afhangt"
)
# More than the source says, unless it says so too.
FORCE = {
    "all": Mark(
        "alle, allemaal, allen, elke, elk, iedere, ieder, iedereen, altijd, overal, volledig*, "
        "geheel, helemaal, nooit, niemand"
    ),
    "must": Mark(
        "moet, moeten, moest, moesten, dient, dienen, verplicht*, nodig, noodzakelijk*, vereis*, "
        "vergt, vergen, voorwaarde*, noodzaak, hoort, horen, onmisbaar, vragen om, vraagt om, "
        "essentieel, cruciaal, cruciale, essentiële"
    ),
    "proven": Mark(
        "bewezen, bewijs*, aangetoond, toont aan, tonen aan, gegarandeerd, garande*, zeker, "
        "vaststaat, staat vast, onomstotelijk, ongetwijfeld, automatisch, per definitie"
    ),
    "only": Mark("alleen, slechts, uitsluitend, enkel, enige, pas, louter"),
    "at once": Mark("direct, meteen, onmiddellijk, vanzelf"),
    "most of all": Mark(
        "belangrijkste, grootste, beste, meest, hoogste, sterkste, kleinste, laagste, slechtste, "
        "vooral, met name, voornamelijk, hoofdzakelijk"
    ),
    "may": Mark("mag, mogen, toegestaan, toestemming*, vrij om, toelaten, bevoegd*, recht op"),
}
BECAUSE = Mark(
    "omdat, doordat, daardoor, hierdoor, daarom, zodat, waardoor, dankzij, vanwege, wegens, "
    "veroorza*, leidt tot, leiden tot, leidde tot, zorgt voor, zorgen voor, zorgde voor, "
    "zorgt ervoor, zorgen ervoor, zorgde ervoor, gevolg*, "
    "oorzaak, oorzaken, effect*, bevorder*, verbeter*, beïnvloed*, invloed, resulte*, bezuiniging*"
)
CAUSE = Mark(
    "omdat, doordat, daardoor, hierdoor, daarom, zodat, waardoor, dus, want, leidt, leiden, "
    "leidde, zorgt, zorgen, zorgde, veroorza*, komt door, dankzij, vanwege, wegens, gevolg*, "
    "oorzaak, "
    "oorzaken, als gevolg, effect*, draagt bij, dragen bij, bijdra*, bijgedragen, bevorder*, "
    "helpt, helpen, levert, leveren, oplever*, opgeleverd, voor nodig, maakt, maken, beïnvloed*, "
    "invloed, ten goede, resulte*, brengt, brengen, voort uit, reden*, zo dat, om, aanleiding, "
    "verklaar*, ontstaat, ontstaan, stimule*, versterk*, vergroot, vergroten, verbeter*, door, "
    "voordeel, voordelen, nadeel, nadelen"
)
# Each line has words that point one way, and words that point the other.
_OPPOSITES = """
vroeg*, eerder, voorafgaand, voordat, vóór, vooraf | laat, later, achteraf, nadat, na afloop
nieuw* | oud, oude, oudere
begin*, start*, begon*, opgestart* | einde, eind, eindig*, beëindig*, stop*, afgerond*
jong, jonge, jongere, jongste, onervaren, beginnend*, starter*, startend* | oudere, oudste, ervaren
eerste | laatste
meer, groter*, hoger*, grootst*, hoogst* | minder, kleiner*, lager*, geringer*, kleinst*, laagst*
toename, toenem*, toeneemt, toegenomen, stijg*, steeg, stegen, gestegen, verho*, groei*, vergro*, \
versterk*, uitbreid*, neemt toe, nemen toe, nam toe, namen toe | afname, afnem*, afneemt, \
afgenomen, daal*, dalen*, gedaald, verla*, krimp*, verklein*, verzwak*, verminder*, neemt af, \
nemen af, nam af, namen af, beperk*, inperk*
voordeel, voordelen, gunstig*, positie* | nadeel, nadelen, ongunstig*, negatie*
beter*, verbeter* | slechter*, verslechter*
sterk* | zwak*
lang*, langer | kort*, korter
snel*, sneller | langzaam, langzame*, traag, trage*
makkelijk*, gemakkelijk*, eenvoudig* | moeilijk*, lastig*, ingewikkeld*, complex*
open | gesloten, dicht
intern*, binnen | extern*, buiten
vrijwillig*, facultatief, optioneel | verplicht*
duur, duurder, dure | goedkoop*, goedkope*
bevorder*, stimule*, helpt, helpen, ondersteun*, draagt bij, dragen bij, vergemakkelijk* | \
belemmer*, hinder*, rem, remt, remmen, bemoeilijk*, schaad*, schaden, ondermijn*, tegenwerk*
slaag*, slagen, geslaagd*, succes*, lukt, lukken, gelukt | mislukk*, mislukt*, faalt, falen*
veel, vele, meeste | weinig, minst*
toegestaan, toestaan, mag, mogen | verboden, verbied*
onderbouw | bovenbouw
publiek, publieke, openbaar, openbare | privé, particulier*, bijzonder onderwijs
voltijd* | deeltijd*
primair, basisonderwijs, basisschool, basisscholen, po | voortgezet, vo, middelbare, mbo, hbo, \
beroepsonderwijs, universitair
winst* | verlies, verliezen
eigen | andere
gewoon, gewone | tijdelijk*, speciaal, speciale
klein, kleine | groot, grote
voldoende | onvoldoende
mogelijk, mogelijke | onmogelijk, onmogelijke
tevreden | ontevreden
bekend, bekende | onbekend, onbekende
aanraden, raden aan, raadt aan, aangeraden | afraden, raden af, raadt af, afgeraden
eens, akkoord, instemm*, stemt in | oneens, bezwaar
individuele, individueel | gezamenlijk*
formeel, formele | informeel, informele
tijdelijk* | structureel, structurele, blijvend*, permanent*, vast, vaste
ochtend* | middag*, avond*
voor aanvang, bij aanvang | na afloop, aan het einde
"""
# Of these a paraphrase may use one where the source has neither.
_LOOSE_OPPOSITES = """
koop*, kocht*, gekocht, aanschaf*, schaf*, aangeschaft | verkoop*, verkocht*
krijg*, kreeg, kregen, ontvang*, ontving* | lever*, inlever*, ingeleverd
gratis, kosteloos, kosteloze | kost, kosten, betaalt, betalen, betaald, betaalde
blijf*, blijven, bleef, bleven | vertrek*, vertrok*, weggaan
eerst | daarna, laatst
boven | onder
samen | apart, afzonderlijk
"""

# Small words that count for no content: in the place of one on the left, one on the right says
# something else.
_EXCHANGED = """
voor, vóór | na
vanaf, sinds | tot
van, uit | naar
binnen | na, buiten
als, indien, wanneer, mits, zodra, zolang | tenzij
omdat, doordat, want, vanwege, wegens, dankzij | hoewel, ofschoon, ondanks
mag, mogen, kan, kunnen | moet, moeten, dient, dienen, hoort, horen
alle, elke, elk, iedere, ieder | sommige, enkele, geen
altijd | vaak, meestal, doorgaans, soms, zelden
vaak, meestal, doorgaans | soms, zelden
bijna | ruim
minstens, minimaal | hooguit, hoogstens, maximaal
alleen, slechts, uitsluitend | ook
"""


def _pairs(lines: str) -> tuple[tuple[Mark, Mark], ...]:
    both = (line.split("|") for line in lines.strip().splitlines())
    return tuple((Mark(one), Mark(other)) for one, other in both)


OPPOSITES = _pairs(_OPPOSITES)
LOOSE_OPPOSITES = _pairs(_LOOSE_OPPOSITES)
EXCHANGED = _pairs(_EXCHANGED)


@lru_cache(maxsize=100_000)
def is_mark(word: str) -> bool:
    """Tell whether a word marks how something is said; such words are looked at as marks, and are
    not what a claim is about."""
    marks = (NEGATION, HESITATION, OPINION, RESTRICTION, *DEGREES.values(), *FORCE.values())
    return any(mark(word) for mark in marks)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause, with the words that tell what it is about, and their terms."""

    text: str
    words: tuple[str, ...]
    terms: frozenset[str]


@lru_cache(maxsize=10_000)
def clauses(text: str) -> tuple[Clause, ...]:
    """Return the clauses of a sentence, each with the word that joins it to the one before; what
    has no words of its own belongs to the one before."""
    starts = [0, *(found.start() for found in _BREAK.finditer(text)), len(text)]
    pieces: list[str] = []
    for start, end in pairwise(starts):
        if pieces and not vocabulary.content_words(text[start:end]):
            pieces[-1] += text[start:end]
        else:
            pieces.append(text[start:end])
    return tuple(map(_clause, pieces))


def _clause(text: str) -> Clause:
    return Clause(text, tuple(vocabulary.content_words(text)), vocabulary.term_set(text))


def turns(text: str) -> Iterator[str]:
    """Yield the parts of a sentence that stand against each other, as around *maar*."""
    start = 0
    for found in _TURN.finditer(text):
        yield text[start : found.start()]
        start = found.start()
    yield text[start:]


def marked_terms(text: str, mark: Mark) -> tuple[frozenset[str], frozenset[str]]:
    """Return the terms of the clauses that have a mark, and those of the clauses without."""
    inside: set[str] = set()
    outside: set[str] = set()
    for clause in clauses(text):
        (inside if mark(clause.text) else outside).update(clause.terms)
    return frozenset(inside), frozenset(outside)
