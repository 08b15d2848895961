"""How a claim turns around, or sharpens, what a unit says: the same words, and another claim."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

from kwchat.answering.grounding import content, wording
from kwchat.answering.grounding.units import Unit
from kwchat.language import vocabulary

_CASE = re.compile(r"\b(?:bij|na|als|tijdens|indien)\s+((?:\w+\s+){0,2}\w+)")
_THROUGH = re.compile(r"^(?!.*\b(?:word\w*|werd\w*|is|zijn|was|waren)\b).*\bdoor (?:de|het|een)\b")
_INSTEAD = re.compile(r"in plaats van((?:\s+\w+){1,3})")
_NOW = re.compile(r"\bword(?:t|en)\b")
_THEN = re.compile(r"\b(?:werd|werden|was|waren)\b")
_SAME_CLAUSE = 0.5  # share of a clause's words in another, from which both deny the same
_ALIKE = 0.8  # share of the words of each of two clauses in the other, from which they say the same
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
    TIME = "time"
    ROLE = "role"
    CONTENT = "content"


# What no log-odds outweigh.
OPPOSITES = {Fault.NEGATION, Fault.HESITATION, Fault.RESTRICTION, Fault.DIRECTION}


def turned(claim: str, unit: Unit) -> Iterator[Fault]:
    """Yield how a claim turns around, or sharpens, what a unit says."""
    said = unit.whole
    if any(_denies(claim, one) for one in {said, *content.mains(claim, unit.sentences)}):
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
    by_cause = _THROUGH.search(claim) and not _THROUGH.search(said)
    if (by_cause or wording.BECAUSE(claim)) and not wording.CAUSE(said):
        yield Fault.CAUSE
    if _NOW.search(claim) and _THEN.search(unit.text) and not _NOW.search(said):
        yield Fault.TIME
    strict = any(_opposed(claim, said, *pair, strict=True) for pair in wording.OPPOSITES)
    loose = any(_opposed(claim, said, *pair, strict=False) for pair in wording.LOOSE_OPPOSITES)
    if strict or loose or _exchanges(claim, said) or _has_another_small_word(claim, unit):
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
        if any(_is_once_less(clause, one) for one in denied):
            return True
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


def _is_once_less(clause: wording.Clause, denied: wording.Clause) -> bool:
    """Tell whether a clause has the words of another, but an odd number of negations less: *zonder
    pas mag het* for *zonder pas mag het niet*."""
    said, meant = wording.NEGATION.count(clause.text), wording.NEGATION.count(denied.text)
    return (
        (meant - said) % 2 == 1
        and content.share(denied.words, clause.terms) >= _ALIKE
        and content.share(clause.words, denied.terms) >= _ALIKE
    )


def _exchanges(claim: str, said: str) -> bool:
    """Tell whether a claim has instead of one thing what was said the other way round."""
    mine, theirs = _INSTEAD.search(claim), _INSTEAD.search(said)
    if mine is None or theirs is None:
        return False
    return not vocabulary.term_set(mine[1]) & vocabulary.term_set(theirs[1])


def _has_another_small_word(claim: str, unit: Unit) -> bool:
    """Tell whether a claim has all its words from a unit, and *tenzij* before the same ones before
    which there is *mits*, or so with another small word, which count for no content. What is
    learned does not see that; where one of the two denies, the same may be said so."""
    said = unit.whole
    if wording.NEGATION(claim) != wording.NEGATION(said) or content.cover(claim, unit).missing:
        return False
    for pair in wording.EXCHANGED:
        for here, there in (pair, pair[::-1]):
            same = here.stand_before(said)
            if _begins(here.stand_before(claim) - same, there.stand_before(said) - same):
                return True
    return False


def _begins(claimed: Iterable[tuple[str, ...]], said: Iterable[tuple[str, ...]]) -> bool:
    """Tell whether words of a claim are the first of some that were said."""
    return any(words == others[: len(words)] for words in claimed for others in said)


def _opposed(
    claim: str, said: str, one: wording.Mark, other: wording.Mark, *, strict: bool
) -> bool:
    """Tell whether a claim points where what was said does not; where that points nowhere, only if
    that is `strict`."""
    for here, there in ((one, other), (other, one)):
        if not here(claim):
            continue
        if not here(said):
            return strict or there(said)
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


def _loses_condition(claim: str, said: str) -> bool:
    """Tell whether a duty or a permission has lost the case in which it holds."""
    duties = (wording.FORCE["must"], wording.FORCE["may"])
    if not any(mark(claim) and mark(said) for mark in duties):
        return False
    terms = vocabulary.term_set(claim)
    cases = (found[1] for found in _CASE.finditer(said))
    words = ([word for word in vocabulary.words(case) if content.counts(word)] for case in cases)
    return any(case and not content.share(case, terms) for case in words)
