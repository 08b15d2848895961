"""Numbers that a word processor counts itself, as text: Artikel 2, a., 1.2.3, iv.

Word keeps how its lists count in `numbering.xml` (ECMA-376, part 1, 17.9): an abstract list has
nine levels, each with its form, its text ("%1.%2") and its start; lists that are instances of one
abstract list count on together, until one of them starts anew.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from kwchat.reading.ooxml import child, is_on, name, value

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_LEVELS = 9
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def roman(number: int) -> str:
    """Return a number in Roman numerals of small letters.

    >>> roman(14), roman(1999)
    ('xiv', 'mcmxcix')
    """
    text = ""
    for size, sign in _ROMAN:
        count, number = divmod(number, size)
        text += sign * count
    return text


def letters(number: int) -> str:
    """Return a number as Word counts with letters: a … z, aa, bb …

    >>> letters(3), letters(28)
    ('c', 'bb')
    """
    rounds, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (rounds + 1) if number > 0 else str(number)


FORMS: Mapping[str, Callable[[int], str]] = MappingProxyType(
    {
        "decimal": str,
        "decimalZero": lambda number: f"{number:02}",
        "lowerLetter": letters,
        "upperLetter": lambda number: letters(number).upper(),
        "lowerRoman": roman,
        "upperRoman": lambda number: roman(number).upper(),
        "ordinal": lambda number: f"{number}e",
        "numberInDash": lambda number: f"- {number} -",
        "none": lambda _: "",
    }
)


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts.

    It starts anew after a level above it; with `restart`, only after the levels up to that one,
    counted from 1, and with 0 never.
    """

    form: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False  # all its numbers in decimals
    style: str | None = None  # of the paragraphs that stand on it

    @property
    def bullet(self) -> bool:
        """Whether a sign stands there, and no number."""
        return self.form == "bullet" or "%" not in self.text


@dataclass(frozen=True, slots=True)
class Numbered:
    """The number of a paragraph: its depth from 0, and its text, empty for a bullet."""

    depth: int
    text: str


@dataclass(frozen=True, slots=True)
class _List:
    """A list that paragraphs name: the abstract list it counts with, and its own levels."""

    abstract: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]  # of levels that begin anew with this list


@dataclass(slots=True)
class Numbering:
    """The lists of one document, counted paragraph by paragraph, from the first."""

    _lists: Mapping[str, _List] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def of(cls, root: "Element | None") -> "Numbering":
        """Read the definitions of `numbering.xml`."""
        if root is None:
            return cls()
        abstracts = {
            value(each, "abstractNumId") or "": each
            for each in root
            if name(each) == "w:abstractNum"
        }
        linked = {
            style: key
            for key, each in abstracts.items()
            if (style := value(child(each, "w:styleLink")))
        }
        return cls(dict(_lists(root, abstracts, linked)))

    def level_of(self, list_id: str, style: str) -> int | None:
        """Return the level of a list on which paragraphs of a style stand."""
        found = self._lists.get(list_id)
        levels = found.levels.items() if found else ()
        return next((depth for depth, level in levels if level.style == style), None)

    def next(self, list_id: str, depth: int) -> Numbered | None:
        """Count a paragraph and return its number; None for a list that is not defined."""
        listed = self._lists.get(list_id)
        if not listed or depth not in listed.levels:
            return None
        counts = self._counts.setdefault(listed.abstract, {})
        for level, start in listed.starts.items():
            if (list_id, level) not in self._begun:
                counts.pop(level, None)
                if level == depth:
                    counts[level] = start - 1
                self._begun.add((list_id, level))
        for above in range(depth):
            counts.setdefault(above, _start(listed, above))
        counts[depth] = counts.get(depth, _start(listed, depth) - 1) + 1
        for below in range(depth + 1, _LEVELS):
            if _restarts(listed, below, depth):
                counts.pop(below, None)
        return Numbered(depth, _shown(listed, depth, counts))


def _lists(
    root: "Element", abstracts: Mapping[str, "Element"], linked: Mapping[str, str]
) -> Iterator[tuple[str, _List]]:
    for each in root:
        if name(each) != "w:num":
            continue
        key = value(child(each, "w:abstractNumId")) or ""
        abstract = abstracts.get(key)
        style = value(child(abstract, "w:numStyleLink"))
        if style and style in linked:
            key = linked[style]
            abstract = abstracts[key]
        levels = dict(_levels(abstract))
        overrides = [part for part in each if name(part) == "w:lvlOverride"]
        for part in overrides:
            levels |= dict(_levels(part))
        starts = {
            _number(value(part, "ilvl")): _number(value(started))
            for part in overrides
            if (started := child(part, "w:startOverride")) is not None
        }
        yield value(each, "numId") or "", _List(key, levels, starts)


def _levels(parent: "Element | None") -> Iterator[tuple[int, Level]]:
    for each in parent if parent is not None else ():
        if name(each) == "w:lvl":
            restart = value(child(each, "w:lvlRestart"))
            yield (
                _number(value(each, "ilvl")),
                Level(
                    value(child(each, "w:numFmt")) or "decimal",
                    value(child(each, "w:lvlText")) or "",
                    _number(value(child(each, "w:start")), 1),
                    None if restart is None else _number(restart),
                    is_on(child(each, "w:isLgl")),
                    value(child(each, "w:pStyle")),
                ),
            )


def _number(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.lstrip("-").isdecimal() else default


def _start(listed: _List, depth: int) -> int:
    level = listed.levels.get(depth)
    return listed.starts.get(depth, level.start if level else 1)


def _restarts(listed: _List, below: int, depth: int) -> bool:
    level = listed.levels.get(below)
    restart = level.restart if level else None
    return restart is None or (restart > 0 and depth < restart)


def _shown(listed: _List, depth: int, counts: Mapping[int, int]) -> str:
    level = listed.levels[depth]
    if level.bullet:
        return "" if level.form == "bullet" else level.text
    text = level.text
    for above in range(depth + 1):
        own = listed.levels.get(above, level)
        form = "decimal" if level.legal and own.form != "none" else own.form
        number = FORMS.get(form, str)(counts.get(above, _start(listed, above)))
        text = text.replace(f"%{above + 1}", number)
    return text.strip()
