"""A school's own colour: contrast by WCAG 2.2, and the few shades that the pages make of it."""

import re
from typing import TypeAlias

from kwchat.chat import texts
from kwchat.errors import SettingsError

Colour: TypeAlias = tuple[int, int, int]

DEFAULT = "#0f5257"
ENOUGH = 4.5  # WCAG 2.2, 1.4.3: contrast of running text

_WHITE: Colour = (255, 255, 255)
_BLACK: Colour = (0, 0, 0)
_DARK_SURFACE: Colour = (28, 35, 38)  # --kw-surface in the dark, in answers.css
_DARK_INK: Colour = (13, 32, 34)
_STEPS = 20


def parse(text: str) -> Colour:
    """Return red, green and blue, from 0 to 255.

    Raises:
        ValueError: the text is not like `#0f5257`.

    >>> parse("#0f5257")
    (15, 82, 87)
    """
    if not re.fullmatch("#[0-9a-fA-F]{6}", text):
        raise ValueError(text)
    red, green, blue = bytes.fromhex(text[1:])
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, from 1 to 21.

    >>> round(contrast((255, 255, 255), (0, 0, 0)))
    21
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def require_contrast(text: str) -> None:
    """Check that a school's colour can be read: as words on its own tint, and under white words.

    Raises:
        SettingsError: it cannot; the message says how far it falls short.
    """
    colour = parse(text)
    ratio = _ratio(colour)
    if ratio < ENOUGH:
        shown = f"{int(ratio * 10) / 10:.1f}".replace(".", ",")
        raise SettingsError(texts.COLOUR_TOO_LIGHT.format(colour=text, ratio=shown))


def readable(text: str) -> str:
    """Return the nearest shade of a colour, itself or darker, that `require_contrast` lets pass.

    Raises:
        ValueError: the text is not like `#0f5257`.

    >>> readable("#0f5257"), readable("#ffcc00")
    ('#0f5257', '#806600')
    """
    colour = parse(text)
    shades = (_mixed(colour, _BLACK, step / _STEPS) for step in range(_STEPS + 1))
    return next(f"#{bytes(shade).hex()}" for shade in shades if _ratio(shade) >= ENOUGH)


def stylesheet(text: str) -> str:
    """Return the CSS that puts a school's colour in the place of the default, light and dark."""
    colour = parse(text)
    light = {
        "accent": colour,
        "accent-hover": _mixed(colour, _BLACK, 0.25),
        "tint": _tint(colour),
    }
    bright = _bright(colour)
    dark = {
        "accent": bright,
        "accent-ink": _DARK_INK,
        "accent-hover": _mixed(bright, _WHITE, 0.3),
        "tint": _dark_tint(bright),
    }
    return (
        f":root {{ {_variables(light)} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {_variables(dark)} }} }}\n"
    )


def _ratio(colour: Colour) -> float:
    return min(contrast(colour, _tint(colour)), contrast(colour, _WHITE))


def _tint(colour: Colour) -> Colour:
    return _mixed(colour, _WHITE, 0.91)


def _dark_tint(colour: Colour) -> Colour:
    return _mixed(colour, _DARK_SURFACE, 0.92)


def _bright(colour: Colour) -> Colour:
    """Return the nearest lighter shade that can be read in the dark."""
    shades = (_mixed(colour, _WHITE, step / _STEPS) for step in range(_STEPS + 1))
    return next(shade for shade in shades if contrast(shade, _dark_tint(shade)) >= ENOUGH)


def _mixed(colour: Colour, other: Colour, share: float) -> Colour:
    """Return a colour with a share of another in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def _luminance(colour: Colour) -> float:
    """Return the relative luminance as WCAG 2.2 defines it."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _variables(colours: dict[str, Colour]) -> str:
    return " ".join(f"--kw-{name}: #{bytes(colour).hex()};" for name, colour in colours.items())
