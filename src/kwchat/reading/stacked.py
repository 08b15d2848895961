"""Fractions that are printed as such, one number over another with a bar between: one sign each.

On paper the two numbers stand on lines of their own, above and below that of the sentence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kwchat.reading.printed import THIN, Box, Letter
from kwchat.reading.raised import fraction

_WIDEST = 60.0  # points: longer lines are no bars of fractions
_OVERHANG = 8.0  # points: so much longer is a bar than the longer of its numbers
_NEAR = 1.2  # times the height of the type: so near stand the numbers to their bar
_BETWEEN = 0.1  # of the height of the type: the line of the sentence is between both, by as much
_SPACE = 0.15  # of the height of the type: so much between two signs is a space
_BESIDE = 2.0  # times the height of the type: so near something stands beside the fraction


def with_fractions(letters: Sequence[Letter], bars: Iterable[Box]) -> list[Letter]:
    """Return the letters of a page, with each fraction as one letter where its upper number was.

    Letters and bars are those of a page that lies upright. A line under a number is no bar: what
    stands beside a fraction is on a line between its two numbers.
    """
    found = list(letters)
    for bar in bars:
        if bar[3] - bar[1] < THIN and bar[2] - bar[0] <= _WIDEST:
            found = _with_fraction(found, bar)
    return found


def _with_fraction(letters: list[Letter], bar: Box) -> list[Letter]:
    middle = (bar[1] + bar[3]) / 2
    along = [letter for letter in letters if bar[0] - 1 <= _middle(letter) <= bar[2] + 1]
    above = [one for one in along if 0 <= one.base - middle < _NEAR * one.height]
    below = [one for one in along if 0 < middle - one.base < _NEAR * one.height]
    upper, lower = (_figures(side) for side in (above, below))
    if not upper or not lower or not _fits(bar, above, below):
        return letters
    low, high = below[0].base, above[0].base
    height = above[0].height
    beside = [
        one
        for one in letters
        if low + _BETWEEN * height < one.base < high - _BETWEEN * height
        and (
            0 <= bar[0] - one.right < _BESIDE * height or 0 <= one.left - bar[2] < _BESIDE * height
        )
    ]
    if not beside:
        return letters
    line = max(beside, key=lambda letter: letter.right if letter.right <= bar[2] else -letter.left)
    whole = line.sign.isdigit() and line.right <= bar[2]
    sign = fraction(upper, lower)
    one = replace(
        above[0],
        sign=f" {sign}" if whole and len(sign) > 1 else sign,
        left=bar[0],
        right=bar[2],
        x=bar[0],
        bottom=line.bottom,
        top=line.top,
        base=line.base,
        spaced=bar[0] - line.right > _SPACE * height,
        new_line=line.new_line and line.left >= bar[2],
    )
    after = min((each for each in beside if each.left >= bar[2]), key=_left, default=None)
    gone = {id(each) for each in (*above, *below)}
    kept = [
        replace(each, spaced=each.spaced or each.left - bar[2] > _SPACE * height)
        if each is after
        else each
        for each in letters
        if id(each) not in gone
    ]
    place = next(n for n, each in enumerate(kept) if (each.x, each.base) == (line.x, line.base))
    place += line.right <= bar[2]
    return [*kept[:place], one, *kept[place:]]


def _left(letter: Letter) -> float:
    return letter.left


def _middle(letter: Letter) -> float:
    return (letter.left + letter.right) / 2


def _figures(letters: Sequence[Letter]) -> str:
    """Return the number that letters on one line make; nothing where they are anything else."""
    level = len({round(letter.base) for letter in letters}) == 1
    text = "".join(letter.sign for letter in letters)
    return text if level and text.isdigit() else ""


def _fits(bar: Box, above: Sequence[Letter], below: Sequence[Letter]) -> bool:
    """Tell whether a bar is about as long as the longer of two numbers."""
    width = max(side[-1].right - side[0].left for side in (above, below))
    return abs(bar[2] - bar[0] - width) <= _OVERHANG
