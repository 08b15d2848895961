"""Which colours nobody tells apart, and which type nobody reads: what hides words in any file.

A colour is six hexadecimal digits. What words stand on may not be told; then they are seen.
"""

import re

PAPER = "FFFFFF"
UNTOLD = ""  # the colour of a ground that may be any
SPECK_POINTS = 1.0  # type of no size
_ALIKE = 13  # of 255 shades: nobody tells two apart that differ less
_COLOUR = re.compile(r"[0-9A-Fa-f]{6}")


def is_colour(text: str) -> bool:
    """Tell whether a text is a colour."""
    return _COLOUR.fullmatch(text) is not None


def are_alike(colour: str, ground: str) -> bool:
    """Tell whether letters of a colour do not show on a ground; they may, where it is not told."""
    return ground != UNTOLD and all(
        abs(int(colour[place : place + 2], 16) - int(ground[place : place + 2], 16)) <= _ALIKE
        for place in (0, 2, 4)
    )
