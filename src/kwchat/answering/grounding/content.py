"""What a claim is about, and how much of that a unit has: by its words, else by their meaning."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from math import ceil
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from kwchat.answering.grounding import wording
from kwchat.answering.grounding.numbers import numbers
from kwchat.answering.grounding.units import Unit
from kwchat.answering.passages import Passage
from kwchat.index.encoding import Encoder, Matrix, Vector
from kwchat.language import vocabulary

Vectors: TypeAlias = Callable[[Passage], tuple[Matrix, npt.NDArray[np.int32]]]

_STEM = 5  # letters that two forms of one word share at the least
_STEM_SHARE = 0.8  # ... and of the shorter one
_PREPOSITIONS = "van|voor|bij|in|over|na|met|op|tijdens"
_JOINING = frozenset({"en", "of", ","})
# Words that say little by themselves, whatever they are put beside, as function words say nothing.
_LIGHT = frozenset(
    """
    zorgen nemen komen bieden houden brengen vormen gelden betreffen bestaan daarnaast verder
    bovendien tevens eveneens namelijk daardoor hierdoor hierbij echter samen onderling zowel beide
    kort aldus immers zodat doordat voordat nadat terwijl hoewel rond richting plaats geval sprake
    wijze manier hoeven dienen lijken blijken leiden spelen rol bijdragen betekenen inhouden
    gebeuren proberen vallen zetten volgen bedragen opleveren elkaar keer terecht richten weg lopen
    nieuw stellen ten minste hoogste gebruiken werken raken behoren trekken zien tonen
    """.split()
)


@dataclass(frozen=True, slots=True)
class Cover:
    """How much of a claim a unit has: the signals of a learned score.

    `things` and `deeds` are the shares, by rarity, of the claim's words that the unit has not in so
    many words, verbs apart from all others; `near_thing` and `near_deed` the cosine of the farthest
    of these with what is nearest in the unit; `leant` the share that only what precedes the unit
    has; `added` how many missing words are put beside one that is there; `back` the share of the
    unit's own words that the claim has.
    """

    things: float
    deeds: float
    near_thing: float
    near_deed: float
    leant: float
    added: int
    back: float


@dataclass(frozen=True, slots=True, eq=False)
class Nearness:
    """A claim's words laid beside the tokens of passages: per word and passage the cosines (n,) of
    its nearest token with each of the passage's; empty without an encoder."""

    cosines: Mapping[str, tuple[Vector, ...]]
    spans: tuple[npt.NDArray[np.int32], ...]
    passages: Sequence[Passage]

    def cover(self, claim: str, unit: Unit, place: int) -> Cover:
        """Return how much a unit of the passage at a place has of a claim, or of a clause of it."""
        told = telling(claim)
        total = sum(map(vocabulary.rarity, told)) or 1.0
        own, said, earlier = unit.own_terms, unit.terms, vocabulary.term_set(unit.before)
        missing: list[str] = []
        leant: list[str] = []
        for word in told:
            if _said(word, own):
                continue
            on_topic = _said(word, earlier) and _is_topic(word, claim)
            (leant if on_topic or _said(word, said) else missing).append(word)
        deeds = [word for word in missing if is_verb(word)]
        things = [word for word in missing if not is_verb(word)]
        near = {word: self._nearest(word, unit, place) for word in missing}
        return Cover(
            things=sum(map(vocabulary.rarity, things)) / total,
            deeds=sum(map(vocabulary.rarity, deeds)) / total,
            near_thing=min((near[word] for word in things), default=1.0),
            near_deed=min((near[word] for word in deeds), default=1.0),
            leant=sum(map(vocabulary.rarity, leant)) / total,
            added=_added(claim, frozenset(missing)),
            back=share(telling(unit.text), vocabulary.term_set(claim)),
        )

    def _nearest(self, word: str, unit: Unit, place: int) -> float:
        if word not in self.cosines:
            return 0.0
        inside = np.zeros(len(self.spans[place]), dtype=bool)
        chunk = self.passages[place].chunk
        for position in unit.positions:
            sentence = chunk.sentences[position]
            inside |= (self.spans[place][:, 1] > sentence.start) & (
                self.spans[place][:, 0] < sentence.end
            )
        cosines = self.cosines[word][place][inside]
        return float(cosines.max(initial=0.0))


def nearness(
    claim: str,
    passages: Sequence[Passage],
    encoder: Encoder | None,
    vectors: Vectors | None = None,
) -> Nearness:
    """Return a claim laid beside passages. `vectors` gives the token vectors (n, d) of a passage
    and where each stands (n, 2) in its document; without it the encoder makes them."""
    if encoder is None:
        return Nearness({}, (), passages)
    given = [(vectors or _encoded_by(encoder))(passage) for passage in passages]
    own = next(iter(encoder.encode_passages([claim])))
    found = {}
    for start, end, word in vocabulary.word_spans(claim):
        rows = own.tokens[(own.spans[:, 1] > start) & (own.spans[:, 0] < end)]
        if len(rows):
            found[word] = tuple((rows @ tokens.T).mean(axis=0) for tokens, _ in given)
    return Nearness(found, tuple(spans for _, spans in given), passages)


def share(words: Sequence[str], terms: frozenset[str]) -> float:
    """Return which share of words is among terms; 0 for no words at all."""
    return sum(_said(word, terms) for word in words) / len(words) if words else 0.0


@lru_cache(maxsize=10_000)
def telling(text: str) -> tuple[str, ...]:
    """Return the words that say what a text is about, each once."""
    return tuple(word for word in dict.fromkeys(vocabulary.words(text)) if counts(word))


def mains(claim: str, said: Sequence[str]) -> tuple[str, ...]:
    """Return the sentences that have most of a claim's words: one, or more that have as many."""
    told = telling(claim)
    shares = [share(told, vocabulary.term_set(one)) for one in said]
    return tuple(one for one, part in zip(said, shares, strict=True) if part == max(shares))


def _added(claim: str, missing: frozenset[str]) -> int:
    """Count the missing words that *en*, *of* or a comma puts beside another that is not missing:
    *feedback en toetsen*."""
    words = re.findall(r"[^\W_]+(?:['’.-][^\W_]+)*|,", claim.lower())
    told = [word for word in words if word in _JOINING or counts(word)]
    return sum(
        joint in _JOINING and (one in missing) != (other in missing)
        for one, joint, other in zip(told, told[1:], told[2:], strict=False)
        if one not in _JOINING and other not in _JOINING
    )


def _is_topic(word: str, claim: str) -> bool:
    """Tell whether a claim has a word behind a preposition: not who does it, but what about."""
    return (
        re.search(rf"(?i)\b(?:{_PREPOSITIONS})\s+(?:\w+\s+){{0,2}}{re.escape(word)}", claim)
        is not None
    )


def _encoded_by(encoder: Encoder) -> Vectors:
    def encoded(passage: Passage) -> tuple[Matrix, npt.NDArray[np.int32]]:
        encoding = next(iter(encoder.encode_passages([passage.chunk.text])))
        return encoding.tokens, encoding.spans + passage.chunk.start

    return encoded


@lru_cache(maxsize=100_000)
def counts(word: str) -> bool:
    """Tell whether a word says what a claim is about; numbers, and what marks how it is said, are
    looked at elsewhere."""
    if numbers(word) or wording.is_mark(word):
        return False
    form = vocabulary.lemma(word)
    return vocabulary.tells(word) and vocabulary.tells(form) and not {form, word} & _LIGHT


@lru_cache(maxsize=100_000)
def is_verb(word: str) -> bool:
    """Tell whether a word is, by its dictionary form, more likely a verb than anything else."""
    form = vocabulary.dictionary_form(word)
    return form.endswith("en") and not form.endswith("heden")


@lru_cache(maxsize=100_000)
def names_same(one: str, other: str) -> bool:
    """Tell whether two words name the same, or the one a kind of what the other names."""
    short, long = sorted((one, other), key=len)
    if len(short) >= _STEM and long.endswith(short):
        return True
    return any(_has(vocabulary.lemma(a), _heads(b)) for a, b in ((one, other), (other, one)))


def _heads(word: str) -> frozenset[str]:
    """Return a word's dictionary form, and of a compound that of its last part."""
    return frozenset((vocabulary.lemma(word), *vocabulary.compound_parts(word)[-1:]))


def _said(word: str, said: frozenset[str]) -> bool:
    """Tell whether terms hold a word: itself, all its parts, another form of it, or a synonym."""
    form, *parts = vocabulary.term_variants(word)
    if not parts:
        return _has(form, said)
    return _has_itself(form, said) or all(_has(part, said) for part in parts)


def _has(term: str, said: frozenset[str]) -> bool:
    return _has_itself(term, said) or any(_same_stem(term, other) for other in said)


def _has_itself(term: str, said: frozenset[str]) -> bool:
    return term in said or any(synonym in said for synonym in _synonyms().get(term, ()))


def _same_stem(one: str, other: str) -> bool:
    """Tell whether two terms are forms of one word: *ontwikkeling*, *ontwikkelen*; a compound is
    another word than its first part."""
    if vocabulary.compound_parts(one) or vocabulary.compound_parts(other):
        return False
    alike = ceil(max(_STEM, _STEM_SHARE * min(len(one), len(other))))
    return one[:alike] == other[:alike]


@cache
def _synonyms() -> Mapping[str, frozenset[str]]:
    """Return for every term of the list the other terms of its groups."""
    text = (files("kwchat.answering.grounding") / "synoniemen.txt").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        group = {vocabulary.lemma(word) for word in line.split()}
        for term in group:
            found.setdefault(term, set()).update(group - {term})
    return {term: frozenset(others) for term, others in found.items()}
