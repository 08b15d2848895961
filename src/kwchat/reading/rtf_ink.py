"""Which words of RTF nobody can see on its pages: of no size, or in the colour of their ground.

Colours are numbers in a table of the file; 0 is what a program takes by itself. In doubt words are
seen: in a shape, on a pattern, in a table in a table, and where a shape may lie behind the text.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from kwchat.reading.ink import PAPER, SPECK_POINTS, UNTOLD, are_alike

_BEHIND = re.compile(r"\\(?:background|shpfblwtxt1|shpwr3|dobypage|dobxpage)(?![a-z0-9])")
_ANY = -1  # in the place of a number: a ground that is not told
_USUAL = 24  # half points


@dataclass(frozen=True, slots=True)
class Ink:
    """How the words of a group look: their colour, their size in half points, and the colours of
    what they stand on, where they have any."""

    colour: int = 0
    size: int = _USUAL
    marked: int = 0
    paragraph: int = 0
    shape: int = 0

    def after(self, word: str, number: int | None) -> "Ink":
        """Return how words look behind a control word."""
        return _WORDS[word](self, number or 0)


_WORDS: Mapping[str, Callable[[Ink, int], Ink]] = MappingProxyType(
    {
        "cf": lambda ink, number: replace(ink, colour=number),
        "fs": lambda ink, number: replace(ink, size=number),
        "plain": lambda ink, _: Ink(paragraph=ink.paragraph, shape=ink.shape),
        "pard": lambda ink, _: replace(ink, paragraph=0),
        "cbpat": lambda ink, number: replace(ink, paragraph=number),
        "shading": lambda ink, number: replace(ink, paragraph=_ANY if number else ink.paragraph),
        "shptxt": lambda ink, _: replace(ink, shape=_ANY),
        "itap": lambda ink, number: replace(ink, paragraph=_ANY if number > 1 else ink.paragraph),
        **dict.fromkeys(
            ("cb", "chcbpat", "highlight"), lambda ink, number: replace(ink, marked=number)
        ),
        "chshdng": lambda ink, number: replace(ink, marked=_ANY if number else ink.marked),
        # What draws letters in another way than in their colour.
        **dict.fromkeys(
            ("outl", "shad", "embo", "impr"), lambda ink, _: replace(ink, marked=_ANY)
        ),
    }
)  # fmt: skip
INKED = frozenset(_WORDS)


@dataclass(slots=True)
class Inks:
    """The colours of a file, and what cells of the row that is read stand on."""

    backed: bool  # something may lie behind the text
    cells: list[int] = field(default_factory=list)
    _cell: int = 0
    _row: int = 0
    _colours: list[str] = field(default_factory=list)
    _shades: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, source: str) -> "Inks":
        """Return those of a file, of which nothing is read yet."""
        return cls(_BEHIND.search(source) is not None)

    def shade(self, word: str, number: int) -> None:
        """Take in a shade of the colour that is being told: red, green or blue."""
        self._shades[word] = min(max(number, 0), 255)

    def end_colours(self, count: int) -> None:
        """End so many colours of the table."""
        for _ in range(count):
            shades = [self._shades.get(name, 0) for name in ("red", "green", "blue")]
            told = "".join(f"{shade:02X}" for shade in shades)
            self._colours.append(told if self._shades else UNTOLD)
            self._shades = {}

    def row_word(self, word: str, number: int) -> None:
        """Take in what a row says of its cells."""
        match word:
            case "trowd":
                self.cells, self._cell, self._row = [], 0, 0
            case "trcbpat":
                self._row = number
            case "clcbpat":
                self._cell = number
            case "clshdng":
                self._cell = _ANY if number else self._cell
            case "cellx":
                self.cells.append(self._cell or self._row)
                self._cell = 0

    def hides(self, ink: Ink, cell: int | None) -> bool:
        """Tell whether nobody can see words in an ink, in a cell of the row or in none."""
        if ink.size / 2 <= SPECK_POINTS:
            return True
        colour = self._colour(ink.colour)
        return colour != UNTOLD and are_alike(colour, self._ground(ink, cell))

    def _ground(self, ink: Ink, cell: int | None) -> str:
        if cell is None:
            below: Sequence[int] = []
        else:
            below = self.cells[cell : cell + 1] or [_ANY]
        told = (number for number in (ink.marked, ink.paragraph, ink.shape, *below) if number)
        number = next(told, 0)
        if number:
            return self._colour(number)
        return UNTOLD if self.backed else PAPER

    def _colour(self, number: int) -> str:
        return self._colours[number] if 0 <= number < len(self._colours) else UNTOLD


ROW_WORDS = frozenset({"trowd", "trcbpat", "clcbpat", "clshdng", "cellx"})
SHADES = frozenset({"red", "green", "blue"})
PLAIN = Ink()
