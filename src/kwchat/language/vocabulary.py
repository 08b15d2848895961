"""Dutch words: normalised, lemmatised, compounds taken apart, weighed by how rare they are.

Search and refusal both count words. They must agree on what a word is, so that lives here, and
nowhere else: `terms` is what the keyword index holds and what a question looks for.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

# Words that say nothing about a subject. Question words belong here, since passages do not ask.
FUNCTION_WORDS = frozenset(
    """
    aan af al alle alleen alles allemaal als alstublieft alsof altijd ander andere anders ben bent
    bij bijna bijvoorbeeld binnen d.w.z. daar daarbij daarin daarmee daarna daarom daaronder daarvan
    daarvoor dan dat de der den des deze die dit doch doe doen doet door dus echt een één eens
    eigenlijk elk elke en enig enige er erbij erg ermee erover ervan ervoor etc eventueel even ff ga
    gaan gaat geen geef geeft geven gewoon graag haar had hadden heb hebben hebt heeft heel hem hen
    het hetzelfde hier hiermee hiervan hiervoor hij hoe hoeveel hoezo hoi hun ie iedere ieder iemand
    iets ik in indien is ja je jij jou jouw jullie kan kon konden krijg kun kunnen kunt laat laten
    maak maakt maar mag maken me mee meer meest men met mij mijn moet moeten mogen na naar nee niet
    niets noem noemen nog nou nu o.a. of om omdat onder ons onze ook op over per precies prima s
    sommige soms staan staat t tegen te tijdens toch toe toen tot tussen u uit uw vaak van vanuit
    veel vertel vertellen via vind vinden volgens voor vooral vraag waar waaraan waarbij waardoor
    waarin waarmee waarom waaronder waarop waaruit waarvan waarvoor wanneer want ware waren was wat
    we weet wel welk welke wensen werd werden weten wie wiens wij wil willen wilt word worden wordt
    zal ze zeg zeggen zegt zelf zich zij zijn zijne zo zoal zoals zonder zou zouden zullen zult
    """.split()
)

# The same for English questions, which a Dutch corpus may well answer.
ENGLISH_FUNCTION_WORDS = frozenset(
    """
    a about an and any are as at be been but by can could did do does for from give had has have her
    his how i if in into is it its list many may me mention much my name of on or our please she
    should so some tell than that the their them then there these they this to us was we were what
    when where which who whom whose why will with would you your
    """.split()
)

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'"})
_MIN_PART = 4  # letters; shorter parts (*aan*, *tot*) split words that are no compounds
_MIN_PART_ZIPF = 3.0  # once per million words: common enough to be a part
_WHOLE_ZIPF = 3.5  # a word this common is known as one word: *onderwijs*, *werkplaats*
_CLEARLY = 0.8  # on the Zipf scale: six times as common
_LINKS = ("", "s", "en", "e")  # onderzoek·s·vraag, samenwerking·s·verband, leraar·en…


@dataclass(frozen=True, slots=True)
class PassageWords:
    """A passage as a keyword index sees it: its search terms in order, and the words, as written
    and in their dictionary form, that a misspelling can be mended to."""

    terms: tuple[str, ...]
    words: tuple[str, ...]


def fold(text: str) -> str:
    """Return the text in lower case without diacritics, with straight apostrophes.

    >>> fold("Werkplaatscoördinator")
    'werkplaatscoordinator'
    """
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_APOSTROPHES))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """Return the words and numbers of a text in lower case, in order, diacritics kept.

    >>> words("De Jong et al. (2017): drie collega’s, o.a. in leerkracht-onderzoek.")
    ['de', 'jong', 'et', 'al', '2017', 'drie', "collega's", 'o.a', 'in', 'leerkracht-onderzoek']
    """
    return _WORD.findall(unicodedata.normalize("NFKC", text).lower().translate(_APOSTROPHES))


def replace_words(text: str, replacement: Callable[[str], str | None]) -> str:
    """Return a text with words replaced; None, or the word as `words` gives it, leaves it alone.

    >>> replace_words("Wat kost dat?", {"kost": "geeft"}.get)
    'Wat geeft dat?'
    """

    def replaced(found: re.Match[str]) -> str:
        word = found[0].lower().translate(_APOSTROPHES)
        new = replacement(word)
        return found[0] if new is None or new == word else new

    return _WORD.sub(replaced, unicodedata.normalize("NFKC", text))


def word_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where each word starts and ends, and the word as `words` gives it."""
    for found in _WORD.finditer(text):
        yield found.start(), found.end(), found[0].lower().translate(_APOSTROPHES)


def tells(word: str) -> bool:
    """Tell whether a word says something about a subject, in Dutch or English."""
    return word not in FUNCTION_WORDS and word not in ENGLISH_FUNCTION_WORDS


def is_english(text: str) -> bool:
    """Tell whether most words of a text are commoner in English than in Dutch."""
    from wordfreq import zipf_frequency

    said = words(text)
    english = sum(zipf_frequency(word, "en") > zipf(word) + _CLEARLY for word in said)
    return 2 * english > len(said)


def content_words(text: str) -> list[str]:
    """Return the words that say what a text is about, in order, each once."""
    return [word for word in dict.fromkeys(words(text)) if word not in FUNCTION_WORDS]


@lru_cache(maxsize=100_000)
def lemma(word: str) -> str:
    """Return the dictionary form, folded: the term that all forms of a word share.

    >>> lemma("leraren"), lemma("coördinatoren")
    ('leraar', 'coordinator')
    """
    return fold(dictionary_form(word))


def dictionary_form(word: str) -> str:
    """Return the Dutch dictionary form of a word; of a compound that the dictionary lacks, with its
    last part in that form; any other unknown word as it is.

    >>> dictionary_form("kenniswerkplaatsen")
    'kenniswerkplaats'
    """
    form = _in_dictionary(word)
    if form != word or "-" in word:
        return form
    last = _best_split(word)[-1]
    return word.removesuffix(last) + _in_dictionary(last)


def _in_dictionary(word: str) -> str:
    import simplemma

    return str(simplemma.lemmatize(word, lang="nl"))


@lru_cache(maxsize=100_000)
def zipf(word: str) -> float:
    """Return how common a word is in general Dutch, on the Zipf scale: 0 unknown, 3 once per
    million words, 7 the commonest (van Heuven et al. 2014)."""
    from wordfreq import zipf_frequency

    return float(zipf_frequency(word, "nl"))


def rarity(word: str) -> float:
    """Return from 0 (as common as *de*) to 1 (unheard of) how much a word tells."""
    return 1.0 - min(zipf(word), 7.5) / 7.5


@lru_cache(maxsize=100_000)
def compound_parts(word: str) -> tuple[str, ...]:
    """Return the lemmas of the parts of a Dutch compound; empty for a word that is none.

    A hyphen always separates. Else every part must be a common word of four letters or more; of
    the possible splits the one with the fewest parts wins, then the one whose rarest part is
    commonest. A word that is itself common stays whole.

    >>> compound_parts("werkplaatscoördinator")
    ('werkplaats', 'coordinator')
    >>> compound_parts("leraar")
    ()
    """
    if "-" in word:
        pieces = [piece for piece in word.split("-") if len(piece) > 1]
        return tuple(lemma(piece) for piece in pieces)
    split = _best_split(word)
    return tuple(lemma(part) for part in split) if len(split) > 1 else ()


@lru_cache(maxsize=100_000)
def _best_split(word: str) -> tuple[str, ...]:
    if _familiarity(word) >= _WHOLE_ZIPF:
        return (word,)
    candidates = [
        (head, *_best_split(rest))
        for cut in range(_MIN_PART, len(word) - _MIN_PART + 1)
        for link in _LINKS
        if word.startswith(link, cut) and len(word) - cut - len(link) >= _MIN_PART
        for head, rest in [(word[:cut], word[cut + len(link) :])]
        if _is_part(head) and all(map(_is_part, _best_split(rest)))
    ]
    return max(candidates, key=_split_quality, default=(word,))


def _is_part(word: str) -> bool:
    return _familiarity(word) >= _MIN_PART_ZIPF


@lru_cache(maxsize=100_000)
def _familiarity(word: str) -> float:
    return max(zipf(word), zipf(_in_dictionary(word)))


def _split_quality(parts: tuple[str, ...]) -> tuple[int, float]:
    return -len(parts), min(map(_familiarity, parts))


def term_variants(word: str) -> tuple[str, ...]:
    """Return the terms that one word stands for: its lemma first, then its compound parts."""
    return tuple(dict.fromkeys((lemma(word), *compound_parts(word))))


def terms(text: str) -> list[str]:
    """Return the search terms of a text: lemmas of its content words and their compound parts.

    >>> terms("De coördinator van de werkplaatsen")
    ['coordinator', 'werkplaats']
    """
    return [
        term
        for word in words(text)
        if word not in FUNCTION_WORDS
        for term in term_variants(word)
        if term not in FUNCTION_WORDS
    ]


@lru_cache(maxsize=100_000)
def term_set(text: str) -> frozenset[str]:
    """Return the search terms of a text, each once."""
    return frozenset(terms(text))


def passage_words(text: str) -> PassageWords:
    """Return the words of a passage as a keyword index needs them."""
    said = content_words(text)
    forms = dict.fromkeys([*said, *map(dictionary_form, said)])
    return PassageWords(tuple(terms(text)), tuple(forms))
