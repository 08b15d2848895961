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

# Calibrated on the tuned part of the labelled pairs and paraphrases: docs/decisions.md.
MOST_MISSING = 0.35  # share of a claim's words, by rarity, that may be in other words
NEAR_ENOUGH = 0.85  # cosine of such a word with one that is there
_STEM = 5  # letters that two forms of one word share at the least
_STEM_SHARE = 0.8  # ... and of the shorter one
_PREPOSITIONS = "van|voor|bij|in|over"
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
class Missing:
    """Which share of a claim's words, by rarity, a unit has not in so many words, and the cosine
    of the farthest of those with what is nearest in the unit."""

    share: float
    nearest: float

    @property
    def is_covered(self) -> bool:
        """Whether the claim is in the unit."""
        return not self.share or (self.share <= MOST_MISSING and self.nearest >= NEAR_ENOUGH)


@dataclass(frozen=True, slots=True, eq=False)
class Nearness:
    """A claim's words laid beside the tokens of passages: per word and passage the cosines (n,) of
    its nearest token with each of the passage's; empty without an encoder."""

    cosines: Mapping[str, tuple[Vector, ...]]
    spans: tuple[npt.NDArray[np.int32], ...]
    passages: Sequence[Passage]

    def missing(self, claim: str, unit: Unit, place: int) -> Missing:
        """Return what a unit of the passage at a place lacks of a claim, or of a clause of it."""
        told = [word for word in dict.fromkeys(vocabulary.words(claim)) if counts(word)]
        if self._mostly_in_context(told, unit):
            return Missing(1.0, 0.0)
        said, earlier = unit.terms, vocabulary.term_set(unit.before)
        lacking = [
            word
            for word in told
            if not _said(word, said) and not (_said(word, earlier) and _is_topic(word, claim))
        ]
        if not lacking:
            return Missing(0.0, 1.0)
        total = sum(map(vocabulary.rarity, told))
        share = sum(map(vocabulary.rarity, lacking)) / total if total else 1.0
        return Missing(share, min(self._nearest(word, unit, place) for word in lacking))

    @staticmethod
    def _mostly_in_context(told: Sequence[str], unit: Unit) -> bool:
        """Tell whether a claim is more about what a unit leans on than about the unit itself."""
        return bool(unit.context) and share(told, unit.own_terms) < share(
            told, vocabulary.term_set(unit.context)
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
    """Tell whether a word says what a claim is about; numbers are and
    what marks how it is said, are looked at elsewhere."""
    if numbers(word) or wording.is_mark(word):
        return False
    form = vocabulary.lemma(word)
    return vocabulary.tells(word) and vocabulary.tells(form) and not {form, word} & _LIGHT


def _said(word: str, said: frozenset[str]) -> bool:
    """Tell whether terms hold a word: itself, all its parts, another form of it, or a synonym."""
    form, *parts = vocabulary.term_variants(word)
    if _has(form, said):
        return True
    return bool(parts) and all(_has(part, said) for part in parts)


def _has(term: str, said: frozenset[str]) -> bool:
    if term in said or any(synonym in said for synonym in _synonyms().get(term, ())):
        return True
    return any(_same_stem(term, other) for other in said)


def _same_stem(one: str, other: str) -> bool:
    """Tell whether two terms are forms of one word: *ontwikkeling*, *ontwikkelen*."""
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
