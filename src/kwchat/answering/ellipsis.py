"""Follow-ups that only name something, written out with the question before them.

*En de coördinator?* after *Welke taken heeft het schoolbestuur?* asks for the coordinator's tasks.
What takes whose place is told by the words: *in Groningen* takes the place of *in Utrecht*. Where
no preposition says so, the phrase does that is nearest in meaning, by the encoder's token vectors.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np

from kwchat.index.encoding import Encoding, Vector
from kwchat.language import vocabulary

_NAMING = re.compile(
    r"^\W*(?:en|maar|and|but|what about|how about)\s+(?:(?:die|dat) (?=van\b)|that (?=of\b))?"
    r"(?P<named>.+?)(?: (?:dan|ook|then))?\W*$",
    re.IGNORECASE,
)
_PREPOSITIONS = frozenset(
    "aan bij door in met na naar onder op over per sinds tegen tijdens tot tussen uit van vanaf via"
    " volgens voor zonder about at by for from of on to with".split()
)
_WHICH = frozenset({"hoeveel", "welk", "welke", "which"})
_ARTICLES = frozenset({"de", "het", "een", "the", "a", "an"})
_MOST_WORDS = 6  # named: more is a sentence with a verb of its own
_ALIKE = 0.5  # cosine from which one word can stand where another stood
_CLEARLY = 0.001  # cosine: less apart are words that an encoder does not tell apart


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words that belong together in a text: where they start, the preposition or *welke* that they
    open with, where what it governs starts, where the words stand by which it is likened to another
    phrase, and where it ends. One that `is_bare` has neither an article nor a capital."""

    start: int
    opening: str
    inside: int
    words: tuple[tuple[int, int], ...]
    end: int
    is_bare: bool


def is_elliptic(question: str) -> bool:
    """Tell whether a question only names something, so that another one tells what is asked.

    >>> is_elliptic("En de coördinator?"), is_elliptic("En wat doet de coördinator?")
    (True, False)
    """
    return _named(question) is not None


def written_out(question: str, earlier: str, encoding: Encoding) -> str:
    """Return an earlier question with what a follow-up names in the place of what it is set
    against; empty where it does not only name something, or nothing there is like it.

    `encoding` is that of both, with a space between them. Where it is the same for every word, only
    prepositions tell what takes whose place.
    """
    named = _named(question)
    if named is None:
        return ""
    offset = len(earlier) + 1
    aims = [_vector(encoding, offset + start, offset + end) for start, end in named.words]
    phrases = list(_phrases(earlier))
    if _is_one_more(named, question, phrases, earlier):
        return ""
    places = [
        (max(float(_vector(encoding, start, end) @ aim) for aim in aims), phrase, end)
        for phrase in phrases
        if _can_stand(named, phrase)
        for start, end in phrase.words
    ]
    *_, next_best, best = [0.0, 0.0, *sorted(alike for alike, *_ in places)]
    if not places or not (named.opening or (best >= _ALIKE and best - next_best > _CLEARLY)):
        return ""
    _, phrase, end = next(one for one in places if one[0] == best)
    end = max([end, *(last for first, last in phrase.words if earlier[first].isupper())])
    start = phrase.start if named.opening else phrase.inside
    said = question[named.start if named.opening else named.inside : named.end]
    written = f"{earlier[:start]}{said}{earlier[end:]}"
    return written[:1].upper() + written[1:]


def _can_stand(named: _Phrase, phrase: _Phrase) -> bool:
    """Tell whether what is named can stand where a phrase stood, by the form of both."""
    if named.opening or phrase.opening in _WHICH:
        return named.opening == phrase.opening
    return named.is_bare or not phrase.is_bare


def _is_one_more(named: _Phrase, question: str, phrases: Sequence[_Phrase], earlier: str) -> bool:
    """Tell whether what is named is one of those asked for: *het derde punt* of *welke punten*."""
    asked = (phrase.words[-1] for phrase in phrases if phrase.opening in _WHICH)
    kinds = {vocabulary.lemma(earlier[start:end].lower()) for start, end in asked}
    start, end = named.words[-1]
    return not named.opening and vocabulary.lemma(question[start:end].lower()) in kinds


def _named(question: str) -> _Phrase | None:
    """Return what a question names; None where it says something of it too."""
    found = _NAMING.match(question)
    if not found:
        return None
    start, end = found.span("named")
    words = [one for one in vocabulary.word_spans(question) if start <= one[0] < end]
    if len(words) > _MOST_WORDS:
        return None
    opening = words[0][2] if words[0][2] in _PREPOSITIONS | _WHICH else ""
    inner = words[1:] if opening else words
    others = {word for *_, word in inner if not vocabulary.tells(word)}
    if not inner or not others <= _ARTICLES | _PREPOSITIONS or not vocabulary.tells(inner[-1][2]):
        return None
    inside, last = inner[0][0], inner[-1][1]
    is_bare = not (inner[0][2] in _ARTICLES or question[inside].isupper())
    head = list(takewhile(lambda one: one[2] not in _PREPOSITIONS, inner))[-1:] or inner[-1:]
    first, final, _ = head[0]
    return _Phrase(words[0][0], opening, inside, ((first, final),), last, is_bare)


def _phrases(text: str) -> Iterator[_Phrase]:
    """Yield the phrases of a text: a preposition or *welke*, an article, and the telling words up
    to the next other word or sign; without either a name, or one word, which may be a verb."""
    words = list(vocabulary.word_spans(text))
    place = 0
    while place < len(words):
        start, _, first = words[place]
        opening = first if first in _PREPOSITIONS | _WHICH else ""
        place += bool(opening)
        article = place < len(words) and words[place][2] in _ARTICLES
        inside = words[place][0] if place < len(words) else len(text)
        place += article
        telling: list[tuple[int, int]] = []
        while place < len(words) and vocabulary.tells(words[place][2]):
            begin, end, _ = words[place]
            goes_on = not telling or not text[telling[-1][1] : begin].strip()
            if not goes_on or (telling and not (opening or article or text[begin].isupper())):
                break
            telling.append((begin, end))
            place += 1
        if telling:
            is_bare = not (opening or article or text[inside].isupper())
            yield _Phrase(start, opening, inside, tuple(telling), telling[-1][1], is_bare)
        elif not (opening or article):
            place += 1


def _vector(encoding: Encoding, start: int, end: int) -> Vector:
    """Return the direction of the tokens that share letters with a stretch of a text."""
    spans = encoding.spans
    mean = encoding.tokens[(spans[:, 0] < end) & (spans[:, 1] > start)].sum(axis=0)
    length = float(np.linalg.norm(mean))
    direction: Vector = mean / length if length else mean
    return direction
