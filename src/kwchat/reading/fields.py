"""What a field of Word shows that has no result: the old equations, signs, and buttons.

Of all others the result stands in the file, which is read, or nothing shows (ECMA-376, part 1,
17.16).
"""

import re

from kwchat.reading.equations import root
from kwchat.reading.ooxml import sign
from kwchat.reading.raised import fraction, lowered, raised

_SYMBOL = re.compile(r"SYMBOL\s+(0x[\da-f]+|\d+)(?:.*?\\f\s*\"?([^\"\\]+))?", re.IGNORECASE)
_BUTTON = re.compile(r"(?:MACROBUTTON|GOTOBUTTON)\s+\S+\s+(.*)", re.IGNORECASE | re.DOTALL)
_EQUATION = re.compile(r"EQ\s+(.*)", re.IGNORECASE | re.DOTALL)
_SWITCH = re.compile(r"((?:\\[a-z]+\d*\s*)+)\(([^()]*)\)", re.IGNORECASE)  # \f(3;4), \s\up8(2)
_BETWEEN = re.compile(r"\s*[;,]\s*")


def told(instruction: str) -> str:
    r"""Return what a field shows by its instruction; of most that is nothing.

    >>> told(r" EQ \f(3;4) "), told(r'SYMBOL 179 \f "Symbol"')
    ('¾', '≥')
    """
    words = instruction.strip()
    if found := _SYMBOL.match(words):
        return sign((found[2] or "Symbol").strip(), int(found[1], 0))
    if found := _BUTTON.match(words):
        return found[1]
    found = _EQUATION.match(words)
    return _equation(found[1]) if found else ""


def _equation(text: str) -> str:
    """Return an equation with what its switches do, from the inside out."""
    while found := _SWITCH.search(text):
        text = text[: found.start()] + _switched(found[1].lower(), found[2]) + text[found.end() :]
    return text.strip()


def _switched(switch: str, inside: str) -> str:
    parts = [part.strip() for part in _BETWEEN.split(inside)]
    match switch[:2], parts:
        case "\\f", [above, below]:
            return fraction(above, below)
        case "\\r", [text]:
            return root("", text)
        case "\\r", [degree, text]:
            return root(degree, text)
        case "\\s", _:
            return lowered(inside) if "\\do" in switch else raised(inside)
        case "\\b", _:
            return f"({inside})"
        case "\\i", [low, high, text]:
            return f"∫_{low}^{high} {text}"
    return " ".join(parts)
