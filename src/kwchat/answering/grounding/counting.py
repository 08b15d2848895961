"""Whether a claim counts, dates or measures otherwise than what it rests on."""

import re

from kwchat.answering.grounding import content, wording
from kwchat.answering.grounding.numbers import has as has_number
from kwchat.answering.grounding.numbers import numbers
from kwchat.answering.grounding.units import CITED, Unit, who
from kwchat.language import vocabulary
from kwchat.language.dates import MONTHS

_DAY = re.compile(
    rf"{'|'.join(MONTHS)}|(?:maan|dins|woens|donder|vrij|zater|zon)dag"
    r"|voorjaar|najaar|zomer|winter|herfst|lente"
)
_SPANS = {
    "uur": ("uur", "uren"),
    "dag": ("dag",),
    "week": ("week", "weke"),
    "maand": ("maand",),
    "jaar": ("jaar", "jare"),
}
_PERIOD = "(jaar|maand|week|weken|dag|dagen|uur|keer)"
_OFTEN = re.compile(rf"\b(?:elke?|iedere?|per) {_PERIOD}\b")
_RARELY = re.compile(rf"\b(?:elke|iedere|om de|per) \w+ {_PERIOD}\b")
_LENGTHS = frozenset("jaar maand week dag uur minuut werkdag schooljaar kwartaal".split())
_TIMES = frozenset(("keer", "maal"))
_EACH = re.compile(r"\b(?:elk|ieder)\b(?:\s+€?\s*(\S+))?", re.IGNORECASE)
_EACH_SAID = re.compile(r"\b(?:elke?|iedere?|per|alle|allebei|beide)\b", re.IGNORECASE)
_ONCE = re.compile(rf"\been ({'|'.join(sorted(_LENGTHS))})\b")


def is_counted(claim: str, unit: Unit) -> bool:
    """Tell whether a unit has the numbers, days and lengths of a claim, and for the same."""
    otherwise = (
        _counts_unsaid,
        _counts_otherwise,
        _counts_another,
        _counts_elsewhere,
        _counts_each,
        _lasts_otherwise,
        _is_more_often,
        _is_another_day,
    )
    return not any(is_other(claim, unit) for is_other in otherwise)


def _counts_unsaid(claim: str, unit: Unit) -> bool:
    """Tell whether a number of a claim is not in a unit, or not in the sentence of its passage that
    says most of the claim; that of a work may precede the unit, where the claim cites the work."""
    said = [numbers(one) for one in content.says_most(claim, unit)]
    known = numbers(f"{unit.text} {who(unit)}")
    return not (
        all(has_number(one, known) for one in numbers(claim))
        and all(
            any(has_number(one, stated) for stated in said)
            for one in numbers(CITED.sub(" ", claim))
        )
    )


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


def _counts_another(claim: str, unit: Unit) -> bool:
    """Tell whether a claim counts with a number what a unit names without it, or another length of
    time: *twaalf trommels* where there are twelve guitars and a drum, *tien weken* for ten days,
    *drie keer* for three hours."""
    stated = numbers(unit.text)
    for number in numbers(claim):
        counted = {one.of for one in stated if one.value == number.value} - {""}
        if not number.of or not counted or number.is_year:
            continue
        is_length = number.of in _LENGTHS or (number.of in _TIMES and counted <= _LENGTHS)
        is_there = is_length or content.share([number.of], unit.own_terms)
        if is_there and not any(content.names_same(number.of, one) for one in counted):
            return True
    return False


def _counts_elsewhere(claim: str, unit: Unit) -> bool:
    """Tell whether the sentence that a claim is most about counts the same with another number."""
    mine = numbers(claim)
    values = {one.value for one in mine}
    return any(
        one.of
        and stated.of
        and stated.value not in values
        and content.names_same(one.of, stated.of)
        and (one.value, one.unit) not in {(other.value, other.unit) for other in numbers(main)}
        for main in content.mains(claim, unit.sentences)
        for stated in numbers(main)
        for one in mine
    )


def _counts_each(claim: str, unit: Unit) -> bool:
    """Tell whether a claim gives each of some what a unit gives them together."""
    is_each = any(not behind or numbers(behind) for behind in _EACH.findall(claim))
    return is_each and not _EACH_SAID.search(unit.whole)


def _lasts_otherwise(claim: str, unit: Unit) -> bool:
    """Tell whether a claim has *een jaar* where a unit has only other numbers of years: before a
    length of time the article counts."""
    once, said = (set(_ONCE.findall(text.lower())) for text in (claim, unit.text))
    several = [one.of for one in numbers(unit.text) if one.of and one.value != 1]
    return any(content.names_same(length, of) for length in once - said for of in several)


def _is_more_often(claim: str, unit: Unit) -> bool:
    """Tell whether a claim has *elk jaar* where a unit has *elke vier jaar*, or *elke maand*."""
    often = {found[1] for found in _OFTEN.finditer(claim.lower())}
    main = " ".join(content.mains(claim, unit.sentences)).lower()
    said = {found[1] for found in _OFTEN.finditer(main)}
    rarely = {found[1] for found in _RARELY.finditer(main)}
    return bool(often - said and (said or often & rarely))


def _is_another_day(claim: str, unit: Unit) -> bool:
    """Tell whether a claim names a month, a day of the week or a length of time that a unit does
    not."""
    said = unit.text.lower()
    spans = (_SPANS.get(vocabulary.lemma(word), ()) for word in vocabulary.words(claim))
    is_another = any(day not in said for day in _DAY.findall(claim.lower()))
    return is_another or any(forms and not any(one in said for one in forms) for forms in spans)
