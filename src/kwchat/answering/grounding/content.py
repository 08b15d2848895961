"""What a claim is about, and how much of that a unit has in its own words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from math import ceil

from kwchat.answering.grounding import wording
from kwchat.answering.grounding.numbers import numbers
from kwchat.answering.grounding.units import Unit
from kwchat.language import vocabulary

_HALF = 0.5  # of a claim's words
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
    """How much of a claim a unit has in so many words, or in another form of them.

    `missing` is the share, by rarity, of the claim's words that it has not; `leant` of those that
    only what precedes it has; `added` how many missing words are put beside one that is there.
    """

    missing: float
    leant: float
    added: int


def cover(claim: str, unit: Unit) -> Cover:
    """Return how much a unit has of a claim, or of a clause of it."""
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
    return Cover(
        missing=sum(map(vocabulary.rarity, missing)) / total,
        leant=sum(map(vocabulary.rarity, leant)) / total,
        added=_added(claim, frozenset(missing)),
    )


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


def says_most(claim: str, unit: Unit) -> tuple[str, ...]:
    """Return what says most of a claim: a unit, or the sentences of its passage that have more of
    the claim's words than the unit has, and half of them at the least."""
    told, main = telling(claim), mains(claim, unit.around)
    most = share(told, vocabulary.term_set(main[0]))
    if share(told, unit.own_terms) >= most or most < _HALF:
        return (unit.text,)
    return main


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
