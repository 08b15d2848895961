"""The numbers that a Dutch sentence states: amounts, shares, dates and counts, in any spelling."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from text_to_num import alpha2digit

from kwchat.language import vocabulary
from kwchat.language.dates import MONTHS


class Unit(StrEnum):
    """What a number counts."""

    PERCENT = "%"
    EURO = "€"
    ORDINAL = "e"
    PLAIN = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A number with what it counts: `of` is the term of the word behind it, empty where none is."""

    value: float
    unit: Unit
    of: str = ""

    @property
    def is_year(self) -> bool:
        """Whether it is more likely a year than a count."""
        return self.value in _YEARS


_BROKEN = dict.fromkeys(("half", "halve", "helft"), 0.5) | dict.fromkeys(
    ("anderhalf", "anderhalve"), 1.5
)
_QUARTER = re.compile(r"\bkwart\b(?! (?:over|voor)\b)", re.IGNORECASE)
_POWERS = {"honderd": 1e2, "duizend": 1e3, "miljoen": 1e6, "mln": 1e6, "miljard": 1e9, "mld": 1e9}
_ONE = re.compile(r"\b(?:één|eén|éen)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"\been\b", re.IGNORECASE)
_NO_NUMBER = "·"  # an article, for as long as number words are read
_COUNTING = re.compile(
    r"\bten \w+[^\W\d_](?:de|ste)\b", re.IGNORECASE
)  # *ten tweede* orders what is said
_TIMES = re.compile(
    r"\b(\d+(?:[.,]\d+)*)\s+(honderd|duizend|miljoen|mln|miljard|mld)\b", re.IGNORECASE
)
_DATE = re.compile(r"\b(\d{1,2})[-/](\d{1,2})[-/](\d{4})\b")
_NUMBER = re.compile(
    r"(?P<euro>€\s*|\beuro\s+)?(?<![\w.,])(?P<digits>\d+(?:[.,]\d+)*)"
    r"(?P<ordinal>(?:e|de|ste)\b)?"
    r"(?P<unit>\s*%|\s*(?:procent|percent)\b|\s*euro\b)?"
    r"(?P<behind>(?:\s+[^\W\d_]+){0,2})",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_YEARS = range(1000, 2200)


@lru_cache(maxsize=10_000)
def numbers(text: str) -> tuple[Number, ...]:
    """Return the numbers of a text, in its order of digits first; *een* without accents is an
    article.

    >>> [number.value for number in numbers("In vijfentwintig scholen (12,5 procent), sinds 2016")]
    [25.0, 12.5, 2016.0]
    """
    plain = _in_digits(text)
    found = tuple(_number(match) for match in _NUMBER.finditer(plain))
    return found + tuple(_in_words(text))


def has(number: Number, others: tuple[Number, ...]) -> bool:
    """Tell whether a number stands among others: the same value of the same unit, and not of
    something else only.

    >>> has(Number(3.0, Unit.PLAIN, "school"), numbers("drie leraren van vijf scholen"))
    False
    """
    same = [
        other
        for other in others
        if other.value == number.value and number.unit in {other.unit, Unit.PLAIN}
    ]
    if not number.of or number.is_year:
        return bool(same)
    counted = {other.of for other in others if other.value != number.value}
    return any(_counts_alike(number.of, other.of) for other in same) or (
        bool(same) and number.of not in counted
    )


def _counts_alike(one: str, other: str) -> bool:
    return bool(other) and (one in other or other in one)


def _in_digits(text: str) -> str:
    """Return a text with number words as digits, and dates written out."""
    text = _DATE.sub(_written_out, _COUNTING.sub(" ", text))
    text = _TIMES.sub(_multiplied, text)
    text = _ONE.sub("1", _ARTICLE.sub(_NO_NUMBER, text))
    return str(alpha2digit(text, "nl", threshold=0))


def _multiplied(found: re.Match[str]) -> str:
    return f"{_value(found[1]) * _POWERS[found[2].lower()]:.0f}"


def _written_out(found: re.Match[str]) -> str:
    day, month, year = found.groups()
    return f"{int(day)} {MONTHS[(int(month) - 1) % 12]} {year}"


def _number(found: re.Match[str]) -> Number:
    return Number(_value(found["digits"]), _unit(found), _counted(found["behind"]))


def _value(digits: str) -> float:
    if _THOUSANDS.fullmatch(digits):
        return float(digits.replace(".", "").replace(",", "."))
    whole, *rest = re.split(r"[.,]", digits)
    return float(f"{whole}.{rest[0]}") if len(rest) == 1 else float(whole + "".join(rest))


def _unit(found: re.Match[str]) -> Unit:
    unit = (found["unit"] or "").strip().lower()
    if unit in {"%", "procent", "percent"}:
        return Unit.PERCENT
    if found["euro"] or unit == "euro":
        return Unit.EURO
    return Unit.ORDINAL if found["ordinal"] else Unit.PLAIN


def _counted(behind: str) -> str:
    """Return the term of the first word behind a number that tells something."""
    for word in vocabulary.words(behind):
        if vocabulary.tells(word):
            return vocabulary.lemma(word)
    return ""


def _in_words(text: str) -> list[Number]:
    """Return what is said in words that are no plain number: halves."""
    said = (found[0].lower() for found in _WORD.finditer(text))
    broken = [Number(_BROKEN[word], Unit.PLAIN) for word in said if word in _BROKEN]
    return broken + [Number(0.25, Unit.PLAIN) for _ in _QUARTER.finditer(text)]
