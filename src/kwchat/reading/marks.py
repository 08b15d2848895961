"""Raised marks in print: powers, ions and ordinals are text, the marks of notes are not.

On paper all of them are small signs above the line. What a mark stands behind tells them
apart (a unit, a base, a word), and then whether its page has a note of that number.
"""

import re

from kwchat.reading.raised import raised

_MINUS = str.maketrans("−–", "--")
_MARK = re.compile(r"[\d*†‡]+(?:[,;–-]\s?[\d*†‡]+)*|[,;*†‡]+")  # what may stand for a note
_CHARGE = re.compile(r"\d*[+-]")
_ORDINAL = re.compile(r"(?:e|de|ste|er|re|st|nd|rd|th|o|a)", re.IGNORECASE)
_UNIT = re.compile(r"(?:[dcmkhnµμMG]|da)?(?:m|s|g|l|L|V|W|A|N|J|K|Pa|Hz)|ha|mol|sin|cos|tan|log|ln")
_YEAR = re.compile(r"(?<![\d.,])(?:1[5-9]|20)\d\d$")
_OPERATOR = re.compile(r"[=+·×*/^<>≤≥≈∙⋅−-]\s*$")
_LONE = re.compile(r"(?<![^\W\d_])[^\W\d_]$")  # a letter by itself
_OPERATED = re.compile(r"\s*[=+·×*/^<>≤≥≈∙⋅−]")
_VARIABLE = re.compile(r"(?<![^\W\d_])([^\W\d_]+)$")
_BRACKETS = re.compile(r"\(([^()]*)\)$")
_ELEMENT = re.compile(r"(?:[BCFHIKNOPSUVWY]|[A-Z][a-z])(?![a-z])")


def marked(before: str, mark: str, after: str = "", notes: frozenset[str] = frozenset()) -> str:
    """Return what a raised mark adds to the text before it: nothing when it marks a note.

    `after` is what follows, with its space if there is one; `notes` are the numbers of the notes on
    the page.
    """
    plain = mark.translate(_MINUS).strip()
    if plain in {"o", "°", "º", "0"} and before[-1:].isdigit() and after[:1] in {"C", "F"}:
        return "°"
    if plain.isalpha():
        return _letters(before, plain, notes)
    if _CHARGE.fullmatch(plain) or plain.startswith("-"):
        return raised(plain)
    if _is_isotope(before, plain, after):
        return raised(plain)
    if not _MARK.fullmatch(plain) or (plain.isdigit() and _is_power(before, plain, after, notes)):
        return raised(plain)
    return ""


def _letters(before: str, letters: str, notes: frozenset[str]) -> str:
    if letters in notes and before[-2:].isalpha():
        return ""
    if _LONE.search(before) or (before[-1:].isdigit() and not _ORDINAL.fullmatch(letters)):
        return raised(letters)
    return letters


def _is_isotope(before: str, mark: str, after: str) -> bool:
    """Tell ¹⁴C, at the beginning of a word, from the mark of a note."""
    begins = not before or before[-1] in " (-"
    return begins and mark.isdigit() and len(mark) > 1 and bool(_ELEMENT.match(after))


def _is_power(before: str, mark: str, after: str, notes: frozenset[str]) -> bool:
    """Tell whether a number stands behind something that can have a power."""
    if bracketed := _BRACKETS.search(before):
        return not re.search(r"[^\W\d_]{3}", bracketed[1])
    if before[-1:].isdigit():
        return _is_power_of_number(before, mark, after, notes)
    variable = _VARIABLE.search(before)
    base = variable[1] if variable else ""
    if _UNIT.fullmatch(base):
        return mark != "1"
    term = len(base) == 1 or (len(base) == 2 and bool(_OPERATOR.search(before[: -len(base)])))
    return term and (mark in {"2", "3"} or (mark != "1" and mark not in notes))


def _is_power_of_number(before: str, mark: str, after: str, notes: frozenset[str]) -> bool:
    if re.search(r"(?<![\d.,])10$", before):
        return True
    if mark == "1" or _YEAR.search(before):
        return False
    inside = _OPERATOR.search(re.sub(r"[\d.,]+$", "", before)) or _OPERATED.match(after)
    return bool(inside) or mark not in notes
