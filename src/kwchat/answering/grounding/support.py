"""Whether a sentence is supported by passages: the one question that decides what a reader sees.

`supported` lays a sentence against every sentence of the passages, with what that one leans on. One
of them must carry it: its content, and nothing that turns it into another claim. A sentence of two
whole clauses may rest on two. Rules look at what a small change of words turns around (numbers,
names, negation, hesitation, force); how much of the content must be there, and how near in meaning
what is not there by its words, was calibrated on labelled pairs: `docs/decisions.md`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kwchat.answering.grounding import content, names, wording
from kwchat.answering.grounding.numbers import has as has_number
from kwchat.answering.grounding.numbers import numbers
from kwchat.answering.grounding.units import Unit, passage_of, units
from kwchat.answering.passages import Passage
from kwchat.index.encoding import Encoder
from kwchat.language import vocabulary
from kwchat.language.dates import MONTHS

_QUOTED = re.compile(
    r"“([^”]*)”|\"([^\"]*)\"|«([^»]*)»|„([^”]*)”|‘([^’]+)’(?!\w)|(?<!\w)'([^']+)'(?!\w)"
)
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s)\]>]+|\b[\w.+-]+@[\w-]+\.[\w.]+\b|\b[\w-]+\.(?:nl|com|org|net|eu)\b"
)
_MARKUP = re.compile(r"<[^>]*>|\]\(|```|\*\*|[{}]|!\[|</?\w|&\w+;")
_CITED = re.compile(
    r"\b[A-ZÀ-Þ][\w’-]+(?: (?:et al\.|e\.a\.|en [A-ZÀ-Þ][\w’-]+|& [A-ZÀ-Þ][\w’-]+))?,? \(?\d{4}"
)
_JOINT = re.compile(r"(?:;|,)\s+(?:en|maar|terwijl|want)\s+|;\s+|\s+(?:en|maar|terwijl)\s+")
_SUBJECT = re.compile(r"(?:de|het|een|er|[A-ZÀ-Þ]\w+)\b")
_PHRASE = re.compile(
    r"(?:In|Op|Bij|Voor|Van|Na|Per|Tot|Aan|Uit|Over|Binnen|Tijdens|Om|Met|Volgens)\b"
)
_CASE = re.compile(r"\b(?:bij|na|als|tijdens|indien)\s+((?:\w+\s+){0,2}\w+)")
_DAY = re.compile(
    rf"{'|'.join(MONTHS)}|(?:maan|dins|woens|donder|vrij|zater|zon)dag"
    r"|voorjaar|najaar|zomer|winter|herfst|lente"
)
_INSTEAD = re.compile(r"in plaats van((?:\s+\w+){1,3})")
_FEWEST = 2  # terms that a claim has at the least
_SAME_CLAUSE = 0.5  # share of a clause's words in another, from which both deny the same
_DENIED = 0.6  # share of what is denied in a clause that does not, from which it says the opposite


class Fault(StrEnum):
    """Why a sentence is not supported."""

    EMPTY = "empty"
    QUESTION = "question"
    MARKUP = "markup"
    ADDRESS = "address"
    LANGUAGE = "language"
    QUOTATION = "quotation"
    NUMBER = "number"
    NAME = "name"
    NEGATION = "negation"
    HESITATION = "hesitation"
    DEGREE = "degree"
    RESTRICTION = "restriction"
    FORCE = "force"
    CAUSE = "cause"
    DIRECTION = "direction"
    ROLE = "role"
    CONTENT = "content"


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
    encoder: Encoder | None = None,
    vectors: content.Vectors | None = None,
) -> Support:
    """Tell whether passages support a Dutch sentence, without marks or keys in it.

    Args:
        sentence: one sentence.
        passages: what it rests on, as text or as passages of an index.
        encoder: judges the words that the passages have in other words; without it those fail.
        vectors: gives the token vectors of passages that are encoded already.

    >>> passages = ["De aanvraag moet in de eerste week van mei binnen zijn."]
    >>> bool(supported("De aanvraag moet de eerste week van mei binnen zijn.", passages))
    True
    >>> supported("De aanvraag moet de tweede week van mei binnen zijn.", passages).faults
    (<Fault.NUMBER: 'number'>,)
    """
    laid = [passage_of(one) if isinstance(one, str) else one for one in passages]
    loose = tuple(_form_faults(sentence, "\n".join(one.chunk.text for one in laid)))
    if loose:
        return Support(faults=loose)
    near = content.nearness(sentence, laid, encoder, vectors)
    whole = _by_one_unit(sentence, laid, near)
    if whole:
        return whole
    parts = _whole_clauses(sentence)
    if len(parts) < 2:
        return whole
    found = [_by_one_unit(part, laid, near) for part in parts]
    if not all(found):
        return whole
    return Support(tuple(dict.fromkeys(ground for one in found for ground in one.grounds)))


def _form_faults(sentence: str, source: str) -> Iterator[Fault]:
    """Yield what no passage could make good."""
    if len(vocabulary.term_set(sentence)) < _FEWEST:
        yield Fault.EMPTY
    if sentence.rstrip().endswith("?"):
        yield Fault.QUESTION
    if _MARKUP.search(sentence):
        yield Fault.MARKUP
    if any(address[0] not in source for address in _ADDRESS.finditer(sentence)):
        yield Fault.ADDRESS
    if vocabulary.is_english(sentence):
        yield Fault.LANGUAGE
    flat = _flat(source)
    if any(
        _flat("".join(filter(None, found.groups()))) not in flat
        for found in _QUOTED.finditer(sentence)
    ):
        yield Fault.QUOTATION


def _flat(text: str) -> str:
    """Return words as they are compared inside quotation marks: only spaces may differ."""
    return " ".join(text.split()).strip(" .,")


def _by_one_unit(claim: str, laid: Sequence[Passage], near: content.Nearness) -> Support:
    """Return the support of the unit that carries a claim best."""
    best: tuple[tuple[int, float], Support] | None = None
    for place, passage in enumerate(laid):
        for unit in units(passage):
            missing = near.missing(claim, unit, place)
            faults = tuple(_faults(claim, unit, missing))
            rank = (-len(faults), -missing.share)
            if best is None or rank > best[0]:
                best = rank, Support((Ground(place, unit.positions),), faults)
    return best[1] if best else Support(faults=(Fault.CONTENT,))


def _faults(claim: str, unit: Unit, missing: content.Missing) -> Iterator[Fault]:
    """Yield what is wrong with a claim when it rests on a unit."""
    if not missing.is_covered:
        yield Fault.CONTENT
    stated = numbers(f"{unit.text} {_who(unit)}")
    is_stated = all(has_number(one, stated) for one in numbers(claim))
    if not is_stated or _counts_otherwise(claim, unit) or _is_another_day(claim, unit):
        yield Fault.NUMBER
    named = names.names(claim)
    if not all(_is_named(name, unit) for name in named) or _names_otherwise(claim, named, unit):
        yield Fault.NAME
    if _has_other_subject(claim, unit.text):
        yield Fault.ROLE
    yield from _turned(claim, unit)


def _counts_otherwise(claim: str, unit: Unit) -> bool:
    """Tell whether a number of a claim stands, in what was said, in a clause that is less what the
    claim is about than a clause with another number."""
    said = wording.clauses(unit.text)
    for clause in wording.clauses(claim):
        for number in numbers(clause.text):
            own, other = 0.0, 0.0
            for one in said:
                values = {stated.value for stated in numbers(one.text)}
                alike = content.share(clause.words, one.terms)
                if number.value in values:
                    own = max(own, alike)
                elif values:
                    other = max(other, alike)
            if other > own:
                return True
    return False


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


def _is_another_day(claim: str, unit: Unit) -> bool:
    """Tell whether a claim names a month or a day of the week that a unit does not."""
    said = unit.text.lower()
    return any(day not in said for day in _DAY.findall(claim.lower()))


def _has_other_subject(claim: str, said: str) -> bool:
    """Tell whether what opens a claim is, in what was said, in a later clause than all the rest."""
    told = [word for word in vocabulary.words(claim) if content.counts(word)]
    clauses = wording.clauses(said)
    if len(told) <= _FEWEST or len(clauses) < _FEWEST or _PHRASE.match(claim):
        return False
    places = [n for n, one in enumerate(clauses) if content.share(told[:1], one.terms)]
    rest = [content.share(told[1:], one.terms) for one in clauses]
    main = rest.index(max(rest))
    is_later = bool(places) and min(places) > main
    return is_later and max(rest) > _SAME_CLAUSE and not any(rest[place] for place in places)


def _loses_condition(claim: str, said: str) -> bool:
    """Tell whether a duty or a permission has lost the case in which it holds."""
    duties = (wording.FORCE["must"], wording.FORCE["may"])
    if not any(mark(claim) and mark(said) for mark in duties):
        return False
    terms = vocabulary.term_set(claim)
    cases = (found[1] for found in _CASE.finditer(said))
    words = ([word for word in vocabulary.words(case) if content.counts(word)] for case in cases)
    return any(case and not content.share(case, terms) for case in words)


def _is_named(name: str, unit: Unit) -> bool:
    return names.has(name, f"{unit.about} {unit.whole} {_who(unit)}")


def _who(unit: Unit) -> str:
    """Return what precedes a unit from the last work that is named there; where the unit or what
    it leans on names one, that one."""
    if _CITED.search(unit.whole):
        return " ".join(found[0] for found in _CITED.finditer(unit.whole))
    named = [found.start() for found in _CITED.finditer(unit.before)]
    return unit.before[named[-1] :] if named else ""


def _turned(claim: str, unit: Unit) -> Iterator[Fault]:
    """Yield how a claim turns around, or sharpens, what a unit says."""
    said = unit.whole
    if _denies(claim, said):
        yield Fault.NEGATION
    aligned = _aligned(claim, unit.text)
    reserves = (wording.HESITATION, wording.OPINION)
    if any(mark(aligned) and not mark(claim) for mark in reserves):
        yield Fault.HESITATION
    near = _touched(claim, unit.text)
    if any(
        (mark(claim) and not mark(said)) or (mark(near) and not mark(claim))
        for mark in wording.DEGREES.values()
    ):
        yield Fault.DEGREE
    unrestricted = wording.RESTRICTION(aligned) and not wording.CONDITION(claim)
    if unrestricted or _loses_condition(claim, unit.text):
        yield Fault.RESTRICTION
    if any(mark(claim) and not mark(said) for mark in wording.FORCE.values()):
        yield Fault.FORCE
    if wording.BECAUSE(claim) and not wording.CAUSE(said):
        yield Fault.CAUSE
    if any(_opposed(claim, said, *pair) for pair in wording.OPPOSITES) or _exchanges(claim, said):
        yield Fault.DIRECTION


def _aligned(claim: str, said: str) -> str:
    """Return the part of what was said that the claim is about, where *maar* parts it in two."""
    terms = vocabulary.term_set(claim)
    parts = list(wording.turns(said))
    return max(parts, key=lambda part: len(terms & vocabulary.term_set(part)))


def _touched(claim: str, said: str) -> str:
    """Return the clauses of what was said that share a word with the claim."""
    terms = vocabulary.term_set(claim)
    return " ".join(one.text for one in wording.clauses(said) if content.share(one.words, terms))


def _denies(claim: str, said: str) -> bool:
    """Tell whether a claim denies what was said, or says what was denied."""
    denied = [one for one in wording.clauses(said) if wording.NEGATION(one.text)]
    for clause in wording.clauses(claim):
        if wording.NEGATION(clause.text):
            if not any(
                content.share(clause.words, one.terms) >= _SAME_CLAUSE
                or content.share(one.words, clause.terms) == 1.0
                for one in denied
            ):
                return True
        elif any(content.share(one.words, clause.terms) >= _DENIED for one in denied):
            return True
    return False


def _exchanges(claim: str, said: str) -> bool:
    """Tell whether a claim has instead of one thing what was said the other way round."""
    mine, theirs = _INSTEAD.search(claim), _INSTEAD.search(said)
    if mine is None or theirs is None:
        return False
    return not vocabulary.term_set(mine[1]) & vocabulary.term_set(theirs[1])


def _opposed(claim: str, said: str, one: wording.Mark, other: wording.Mark) -> bool:
    """Tell whether a claim points where what was said does not."""
    for here, there in ((one, other), (other, one)):
        if not here(claim):
            continue
        if not here(said):
            return True
        if there(said) and _swapped(claim, said, here, there):
            return True
    return False


def _swapped(claim: str, said: str, here: wording.Mark, there: wording.Mark) -> bool:
    """Tell whether a claim says of one thing what was said of another, where both ways occur."""
    if there(claim):
        mine, same, opposite = here.behind(claim), here.behind(said), there.behind(said)
        return bool(mine) and not mine & same and bool(mine & opposite)
    inside, _ = wording.marked_terms(claim, here)
    same, _ = wording.marked_terms(said, here)
    opposite, _ = wording.marked_terms(said, there)
    return bool(inside & (opposite - same))


def _whole_clauses(sentence: str) -> tuple[str, ...]:
    """Return the clauses of a sentence that each have a subject of their own; none where not all
    of them do."""
    parts = tuple(part.strip(" ,;") for part in _JOINT.split(sentence))
    rest_is_whole = all(_SUBJECT.match(part) for part in parts[1:])
    if not rest_is_whole or any(len(vocabulary.term_set(part)) < _FEWEST + 1 for part in parts):
        return ()
    return parts
