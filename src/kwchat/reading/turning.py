"""Pages that lie on their side, or hold text that does: turned so that their lines run level."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import cos, radians, sin

from kwchat.reading.printed import Box, Letter

_SQUARE = 2  # degrees: so little askew counts as straight


def upright_of(letters: Sequence[Letter]) -> int:
    """Return how most letters are turned, in degrees."""
    turns = Counter(turn_of(letter) for letter in letters)
    return max(turns, key=lambda turn: turns[turn], default=0)


def turned_back(boxes: Sequence[Box], turn: int, page: Box) -> list[Box]:
    """Return boxes on a page as they lie on it where it is turned back."""
    x, y, *_ = box_turned(page, turn)
    turned = [box_turned(box, turn) for box in boxes]
    return [(left - x, bottom - y, right - x, top - y) for left, bottom, right, top in turned]


def turn_of(letter: Letter) -> int:
    """Return how a letter is turned: by a quarter where it is about one, else by its own angle."""
    quarter = round(letter.angle / 90) * 90
    return (quarter if abs(letter.angle - quarter) <= _SQUARE else letter.angle) % 360


def box_turned(box: Box, turn: int) -> Box:
    """Return the box around a box that is turned back."""
    left, bottom, right, top = box
    corners = [_back(x, y, turn) for x in (left, right) for y in (bottom, top)]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _back(x: float, y: float, turn: int) -> tuple[float, float]:
    across, up = cos(radians(turn)), sin(radians(turn))
    return x * across + y * up, y * across - x * up


def letter_turned_back(letter: Letter, turn: int, origin_x: float, origin_y: float) -> Letter:
    """Return a letter as it stands on a page that is turned the way its text runs."""
    x, base = _back(letter.x, letter.base, turn)
    left, bottom, right, top = box_turned(
        (letter.left, letter.bottom, letter.right, letter.top), turn
    )
    if turn % 90:  # the box around a box that stands askew is too large
        width = height = (letter.top - letter.bottom) / (
            abs(cos(radians(turn))) + abs(sin(radians(turn)))
        )
        left, right, bottom, top = x, x + width, base, base + height
    return replace(
        letter,
        left=left - origin_x,
        right=right - origin_x,
        bottom=bottom - origin_y,
        top=top - origin_y,
        x=x - origin_x,
        base=base - origin_y,
    )
