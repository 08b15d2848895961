"""Raised and lowered signs as Unicode writes them: 10⁸, CO₂, x², and ½ for a fraction.

Where a source raises a sign by its layout, the letters alone say something else: 10⁸ m becomes
108 m. Every reader that knows the layout asks here.
"""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

_DASHES = str.maketrans("-–−", "−−−")
_WORD = re.compile(r"[^\W\d_]{2}")
_NUMBER = re.compile(r"[+−]?\d+[.,]\d+")
_ORDINAL = frozenset({"e", "o"})  # de 1e klas, n. v. t. in 1o: letters that say no more raised
_FRACTION = re.compile(r"(\d+)\u2044(\d+)")
_RAISED_LOWERED = re.compile("([⁰¹²³⁴⁵⁶⁷⁸⁹]+)[/\u2044\u2215]([₀₁₂₃₄₅₆₇₈₉]+)")
_BLOCKS = (range(0xB2, 0xBA), range(0x2B0, 0x2E5), range(0x1D2C, 0x1DC0), range(0x2070, 0x209D))
_MANY = re.compile(r"[^\w,.]")


def _signs(form: str) -> Mapping[str, str]:
    """Return the signs that Unicode has in a form (`<super>`, `<sub>`), by the plain sign."""
    found: dict[str, str] = {}
    for code in (code for block in _BLOCKS for code in block):
        name, _, plain = unicodedata.decomposition(chr(code)).partition(" ")
        if name == form and len(plain) == 4:
            found.setdefault(chr(int(plain, 16)), chr(code))
    return MappingProxyType(found)


_RAISED, _LOWERED = _signs("<super>"), _signs("<sub>")
_FRACTIONS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        (parts[1], parts[2]): chr(code)
        for code in [0xBC, 0xBD, 0xBE, *range(0x2150, 0x215F)]
        if (parts := _FRACTION.fullmatch(unicodedata.normalize("NFKC", chr(code))))
    }
)


def raised(text: str) -> str:
    """Return a raised text: `10` and this of `8` make 10⁸; of `e`, a word or `[1]` it stays plain.

    A number that Unicode cannot raise stands behind a caret: 10^2,5.
    """
    sign = text.strip().translate(_DASHES)
    if _NUMBER.fullmatch(sign):
        return text.replace(text.strip(), f"^{text.strip()}")
    return text if sign in _ORDINAL else _written(text, _RAISED)


def lowered(text: str) -> str:
    """Return a lowered text: CO and this of `2` make CO₂; a word or 2,5 stays plain."""
    return _written(text, _LOWERED)


def fraction(above: str, below: str) -> str:
    """Return a fraction on one line: ½, 3/7, (a + b)/2."""
    return _FRACTIONS.get((above, below)) or f"{bracketed(above)}/{bracketed(below)}"


def with_fractions(text: str) -> str:
    """Return a text in which a raised and a lowered number are one fraction, where that has a sign.

    >>> with_fractions("1¹/₂ liter en 2³⁄₁₆")
    '1½ liter en 2³⁄₁₆'
    """
    return _RAISED_LOWERED.sub(
        lambda found: _FRACTIONS.get((_plain(found[1]), _plain(found[2])), found[0]), text
    )


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def bracketed(text: str) -> str:
    """Return a term between brackets, unless it is one number or name, or has them already."""
    return f"({text})" if _MANY.search(text) and not _is_bracketed(text) else text


def _is_bracketed(text: str) -> bool:
    return text.startswith("(") and text.endswith(")") and text.count("(") == 1


def _written(text: str, signs: Mapping[str, str]) -> str:
    """Return a number, a sign or one letter in another form; all else as it is."""
    plain = text.translate(_DASHES)
    if _WORD.search(plain) or not all(char in signs or char.isspace() for char in plain):
        return text
    return "".join(signs.get(char, char) for char in plain)
