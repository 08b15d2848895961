"""Whether a sentence is supported by passages: the one question that decides what a reader sees.

`supported` lays a sentence against every sentence of the passages, with what that one leans on. One
of them must carry it: its content, and nothing that turns it into another claim. A sentence of two
whole clauses may rest on two. Rules look at what a small change of words turns around (numbers,
names, negation, hesitation, force); how likely other words say the same was learned, and from
where on that is enough was chosen, on labelled sentences: `docs/decisions.md`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat

from kwchat.answering.grounding import (
    content,
    counting,
    entailing,
    names,
    roles,
    scoring,
    turning,
    wording,
)
from kwchat.answering.grounding.numbers import numbers
from kwchat.answering.grounding.turning import Fault
from kwchat.answering.grounding.units import Unit, passage_of, units, who
from kwchat.answering.passages import Passage
from kwchat.index.entailer import Entailer
from kwchat.language import vocabulary

_QUOTED = re.compile(
    r"“([^”]*)”|\"([^\"]*)\"|«([^»]*)»|„([^”]*)”|‘([^’]+)’(?!\w)|(?<!\w)'([^']+)'(?!\w)"
)
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s)\]>]+|\b[\w.+-]+@[\w-]+\.[\w.]+\b|\b[\w-]+\.(?:nl|com|org|net|eu)\b"
)
_MARKUP = re.compile(r"<[^>]*>|\]\(|```|\*\*|[{}]|!\[|</?\w|&\w+;")
_NOTE = re.compile(r"\S*[¹²³⁰-⁹①-⑳†‡]")  # a mark that no passage has there is an invented one
_SPEAKER = re.compile(r"(?:Leraar|Antwoord|Vraag|Passage)\s*:")  # words of the prompt, said again
_STAMMERS = re.compile(r"\b(\w+(?: \w+)+)\W+\1\b", re.IGNORECASE)
_UNENDED = re.compile(r"(?:[,;(]|\.\.)$")
_JOINT = re.compile(r"(?:;|,)\s+(?:en|maar|terwijl|want)\s+|;\s+|\s+(?:en|maar|terwijl)\s+")
_SUBJECT = re.compile(r"(?:de|het|een|er|[A-ZÀ-Þ]\w+)\b")
_ENGLISH = frozenset(("the", "and"))  # no words of a Dutch sentence, whatever stands beside them
_FEWEST = 2  # terms that a claim has at the least


@dataclass(frozen=True, slots=True)
class Ground:
    """What a sentence, or a clause of it, rests on: the place of the passage among those given, and
    the positions of its sentences."""

    passage: int
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Support:
    """Whether a sentence is supported, on what it rests, and if not, what is wrong with what comes
    nearest. True in a condition when it is supported."""

    grounds: tuple[Ground, ...] = ()
    faults: tuple[Fault, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether the sentence is supported."""
        return not self.faults


def supported(
    sentence: str,
    passages: Sequence[str | Passage],
    *,
    entailer: Entailer | None = None,
) -> Support:
    """Tell whether passages support a Dutch sentence, without marks or keys in it.

    Args:
        sentence: one sentence.
        passages: what it rests on, as text or as passages of an index.
        entailer: judges what is said in other words; without it that fails.

    >>> passages = ["De aanvraag moet in de eerste week van mei binnen zijn."]
    >>> bool(supported("De aanvraag moet de eerste week van mei binnen zijn.", passages))
    True
    >>> supported("De aanvraag moet de tweede week van mei binnen zijn.", passages).faults
    (<Fault.NUMBER: 'number'>,)
    """
    laid = [passage_of(one) if isinstance(one, str) else one for one in passages]
    loose = tuple(form_faults(sentence, "\n".join(one.chunk.text for one in laid)))
    if loose:
        return Support(faults=loose)
    whole = _by_one_unit(sentence, laid, entailer)
    if whole:
        return whole
    parts = _whole_clauses(sentence)
    if len(parts) < 2:
        return whole
    found = [_by_one_unit(part, laid, entailer) for part in parts]
    if not all(found):
        return whole
    return Support(tuple(dict.fromkeys(ground for one in found for ground in one.grounds)))


def form_faults(sentence: str, source: str) -> Iterator[Fault]:
    """Yield what no passage could make good."""
    told = {vocabulary.lemma(word) for word in content.telling(sentence)}
    says = len(told) + len(numbers(sentence))
    if says < _FEWEST or len(vocabulary.term_set(sentence)) < _FEWEST or _repeats(sentence):
        yield Fault.EMPTY
    if sentence.rstrip().endswith("?"):
        yield Fault.QUESTION
    if _MARKUP.search(sentence) or _SPEAKER.match(sentence) or _UNENDED.search(sentence.rstrip()):
        yield Fault.MARKUP
    if any(note[0] not in source for note in _NOTE.finditer(sentence)):
        yield Fault.MARKUP
    if any(address[0] not in source for address in _ADDRESS.finditer(sentence)):
        yield Fault.ADDRESS
    foreign = _ENGLISH.intersection(vocabulary.words(sentence)).difference(vocabulary.words(source))
    if foreign or vocabulary.is_english(sentence):
        yield Fault.LANGUAGE
    flat = _flat(source)
    if any(
        _flat("".join(filter(None, found.groups()))) not in flat
        for found in _QUOTED.finditer(sentence)
    ):
        yield Fault.QUOTATION


def _repeats(sentence: str) -> bool:
    """Tell whether a sentence says a clause twice, or the same telling words in a row."""
    said = [one.words for one in wording.clauses(sentence) if len(one.words) >= _FEWEST]
    words = vocabulary.words(sentence)
    rows = [row for row in pairwise(words) if all(map(vocabulary.tells, row))]
    is_twice = any(len(found) > len(set(found)) for found in (said, rows))
    return is_twice or bool(_STAMMERS.search(sentence))


def _flat(text: str) -> str:
    """Return words as they are compared inside quotation marks: only spaces may differ."""
    return " ".join(text.split()).strip(" .,")


def _by_one_unit(claim: str, laid: Sequence[Passage], entailer: Entailer | None) -> Support:
    """Return the support of the unit that carries a claim best; of several that do the shortest,
    and of those that do not the nearest."""
    best: tuple[tuple[bool, int, float, int], Support] | None = None
    for place, unit, odds, near in judged(claim, laid, entailer):
        found = tuple(dict.fromkeys(faults(claim, unit, odds, near)))
        fit = -content.cover(claim, unit).missing if odds is None else odds
        rank = (not found, -len(unit.positions) if not found else 0, fit, -len(found))
        if best is None or rank > best[0]:
            best = rank, Support((Ground(place, unit.positions),), found)
    return best[1] if best else Support(faults=(Fault.CONTENT,))


def judged(
    claim: str, laid: Sequence[Passage], entailer: Entailer | None
) -> Iterator[tuple[int, Unit, float | None, tuple[Unit, ...]]]:
    """Yield what may carry a claim: the likeliest unit of each passage and those that come near it,
    or all where none is likelier; each with the place of its passage, the log-odds that it supports
    the claim, and those units, the likeliest first."""
    claimed = entailer.claim(claim) if entailer else None
    for place, passage in enumerate(laid):
        parts = units(passage)
        if entailer is None or claimed is None or not parts:
            yield from ((place, unit, None, (unit,)) for unit in parts)
            continue
        encoding = entailer.passage(passage.chunk.embedded_text)
        odds = entailing.odds(claimed, encoding, passage, parts)
        together = entailer.together(claim, passage.chunk.embedded_text)
        order = (-odds).argsort(kind="stable")
        places = order[odds[order] >= odds.max() - scoring.NEAR]
        near = tuple(parts[one] for one in places)
        odds += min(together, scoring.TOGETHER)
        yield from ((place, parts[one], float(odds[one]), near) for one in sorted(places))


def faults(claim: str, unit: Unit, odds: float | None, near: Sequence[Unit]) -> Iterator[Fault]:
    """Yield what is wrong with a claim when it rests on a unit that supports it with these
    log-odds, if they are known. Where these are high enough, it matters less how the claim is
    worded. It may not turn around what the likeliest unit says, the first of those that come near,
    either."""
    is_certain = scoring.is_certain(odds)
    is_worded = is_certain or not scoring.is_mixed(claim, unit)
    if not is_worded or not scoring.is_there(claim, unit, odds):
        yield Fault.CONTENT
    if not counting.is_counted(claim, unit):
        yield Fault.NUMBER
    named = (*names.names(claim), *names.unheard(content.telling(claim)))
    if not all(_is_named(name, unit) for name in named) or _names_otherwise(claim, named, unit):
        yield Fault.NAME
    is_exchanged = any(map(roles.exchanged, repeat(claim), unit.sentences, unit.leaning))
    if is_exchanged or any(roles.exchanged(claim, main) for main in content.says_most(claim, unit)):
        yield Fault.ROLE
    for one in dict.fromkeys((unit, near[0])):
        yield from (
            fault
            for fault in turning.turned(claim, one)
            if not is_certain or fault in turning.OPPOSITES
        )
    if any(_hesitates(claim, unit, other) for other in near):
        yield Fault.HESITATION


def _hesitates(claim: str, unit: Unit, other: Unit) -> bool:
    """Tell whether a unit that comes near another one hesitates, and has as much of the claim, with
    a word that the other lacks: the claim may be about that."""
    told = content.telling(claim)
    own, theirs = (content.share(told, one.own_terms) for one in (unit, other))
    has_more = (other.own_terms - unit.own_terms) & vocabulary.term_set(claim)
    is_rival = theirs >= own and bool(has_more)
    return is_rival and Fault.HESITATION in turning.turned(claim, other)


def _names_otherwise(claim: str, named: Sequence[str], unit: Unit) -> bool:
    """Tell whether a name of a claim stands, in what was said, in a clause that is less what the
    rest of the claim is about than a clause with another name."""
    clauses = wording.clauses(unit.text)
    folded = {vocabulary.fold(name) for name in named}
    rest = [word for word in vocabulary.content_words(claim) if vocabulary.fold(word) not in folded]
    for name in named:
        alike = [(names.has(name, one.text), content.share(rest, one.terms)) for one in clauses]
        own = max((share for has_it, share in alike if has_it), default=1.0)
        others = (
            share
            for one, (has_it, share) in zip(clauses, alike, strict=True)
            if not has_it and any(not names.has(other, claim) for other in names.names(one.text))
        )
        if max(others, default=0.0) > own:
            return True
    return False


def _is_named(name: str, unit: Unit) -> bool:
    return names.has(name, f"{unit.about} {unit.whole} {who(unit)}")


def _whole_clauses(sentence: str) -> tuple[str, ...]:
    """Return the clauses of a sentence that each have a subject of their own; none where not all
    of them do."""
    parts = tuple(part.strip(" ,;") for part in _JOINT.split(sentence))
    rest_is_whole = all(_SUBJECT.match(part) for part in parts[1:])
    if not rest_is_whole or any(len(vocabulary.term_set(part)) < _FEWEST + 1 for part in parts):
        return ()
    return parts
