"""Which words of a web page nobody can see on it: in the colour of their ground, of no size, or off
its edge.

Such words are put into an element of their own, which is none of HTML. Where a page has style
sheets that are not in it, only what an element says of itself counts: they may say otherwise of all
that it would have from above. In doubt words are seen, as those over a picture are.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from kwchat.reading.ink import PAPER, SPECK_POINTS, UNTOLD, are_alike

if TYPE_CHECKING:
    from lxml.html import HtmlElement

UNSEEN = "kwchat-unseen"  # the element of words that nobody sees
_EFFECTS = frozenset(  # what draws letters in another way than in their colour
    {"text-shadow", "-webkit-text-stroke", "-webkit-text-fill-color"}
    | {"background-clip", "-webkit-background-clip"}
)
# What the style of an element says that this module asks for.
ASKED = (
    frozenset({"color", "font", "font-size", "background", "background-color", "background-image"})
    | {"position", "left", "right", "top", "bottom", "text-indent", "clip"}
    | _EFFECTS
)
_SIDES = ("left", "right", "top", "bottom")
_POINTS: Mapping[str, float] = MappingProxyType(
    {"px": 0.75, "pt": 1.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pc": 12.0, "": 0.75}
)
_LENGTH = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(px|pt|mm|cm|in|pc|em|rem|%|)")
_IN_FONT = re.compile(r"(?:^|\s)([\d.]+(?:px|pt|mm|cm|in|pc|em|rem|%)|0)(?=[\s/])")
_USUAL = 12.0  # points: type that nobody set
_FAR = -999.0  # of whatever unit: off the page
_CLEAR = 0.04  # of full cover: less is no ink
_NOT_SHOWN = frozenset({"script", "style", "template", "title", "head", "noscript"})


@dataclass(frozen=True, slots=True)
class _Look:
    """How words look: their colour, if any was said, their ground, and their size in points."""

    colour: str | None = None
    ground: str = PAPER
    points: float = _USUAL
    off: bool = False
    special: bool = False  # drawn in another way than in their colour

    @property
    def is_unseen(self) -> bool:
        """Whether nobody sees words that look so."""
        if self.off or self.points <= SPECK_POINTS:
            return True
        return self.colour is not None and not self.special and are_alike(self.colour, self.ground)


def with_unseen(tree: "HtmlElement") -> None:
    """Put the words of a page that nobody sees into elements of their own."""
    told = not tree.xpath("//link[contains(@rel, 'stylesheet')] | //style[contains(., '@import')]")
    first = _Look() if told else _Look(ground=UNTOLD)
    waiting = [(tree, first)]
    while waiting:
        node, above = waiting.pop()
        if not isinstance(node.tag, str) or node.tag in _NOT_SHOWN:
            continue
        look = _look(node, above)
        waiting += [(each, look if told else replace(first, off=look.off)) for each in node]
        if look.is_unseen:
            _hide(node)


def _hide(node: "HtmlElement") -> None:
    """Put the words of an element itself, not those of elements in it, into ones of their own."""
    for each in reversed(node):
        if (each.tail or "").strip():
            node.insert(node.index(each) + 1, _apart(node, each.tail or ""))
            each.tail = " "
    if (node.text or "").strip():
        node.insert(0, _apart(node, node.text or ""))
        node.text = " "


def _apart(node: "HtmlElement", text: str) -> "HtmlElement":
    made = node.makeelement(UNSEEN)
    made.text, made.tail = text, " "  # there is room for it on the page
    return made


def _look(node: "HtmlElement", above: _Look) -> _Look:
    said = _said(node)
    look = above
    if node.tag == "a" and node.get("href"):
        look = replace(look, colour=None)  # blue, unless said otherwise
    if node.tag == "mark" or node.get("background"):
        look = replace(look, ground=UNTOLD)
    for name, value in said.items():
        if name == "color":
            look = replace(look, colour=_colour(value, look.ground))
        elif name.startswith("background"):
            look = replace(look, ground=_ground(name, value, look.ground))
        elif name == "font":
            size = _IN_FONT.search(value)
            look = replace(look, points=_points(size[1] if size else "", above.points))
        elif name == "font-size":
            look = replace(look, points=_points(value, above.points))
    if said.get("position", "static") != "static":
        look = replace(look, ground=look.ground if _has_own_ground(said) else UNTOLD)
    return replace(
        look,
        off=look.off or _is_off(said),
        special=look.special or bool(_EFFECTS & said.keys()),
    )


def _said(node: "HtmlElement") -> Mapping[str, str]:
    """Return what an element says of its looks, in its old attributes and in its style."""
    old = {"background-color": node.get("bgcolor"), "color": node.get("color") or node.get("text")}
    said = {name: value.lower() for name, value in old.items() if value}
    for part in (node.get("style") or "").split(";"):
        name, _, value = part.partition(":")
        if name.strip().lower() in ASKED:
            said[name.strip().lower()] = value.replace("!important", "").strip().lower()
    return said


def _has_own_ground(said: Mapping[str, str]) -> bool:
    return any(
        _ground(name, value, UNTOLD) != UNTOLD
        for name, value in said.items()
        if name in {"background", "background-color"}
    )


def _colour(value: str, ground: str) -> str | None:
    """Return a colour as digits, for letters on a ground; None where it is not understood."""
    rgba = _rgba(value)
    if rgba is None:
        return None
    *shades, cover = rgba
    return (ground or None) if cover <= _CLEAR else _digits(shades)


def _ground(name: str, value: str, above: str) -> str:
    """Return what the words of an element stand on, by something that it says of its ground."""
    if name == "background-image":
        return above if value in {"none", "initial"} else UNTOLD
    if name in _EFFECTS:
        return above
    if "(" in value.replace("rgb(", "").replace("rgba(", ""):  # pictures, gradients, variables
        return UNTOLD
    parts = [value] if "(" in value else value.split()
    found = next((rgba for rgba in map(_rgba, parts) if rgba is not None), None)
    if found is None:
        return above if parts[:1] in (["none"], ["initial"]) else UNTOLD
    *shades, cover = found
    return above if cover <= _CLEAR else _digits(shades) if cover == 1 else UNTOLD


def _digits(shades: list[float]) -> str:
    return "".join(f"{round(255 * min(max(shade, 0), 1)):02X}" for shade in shades)


def _rgba(value: str) -> tuple[float, ...] | None:
    """Return the shades of a colour and its cover, from 0 to 1."""
    from tinycss2.color3 import RGBA, parse_color

    found = parse_color(value)
    return tuple(found) if isinstance(found, RGBA) else None


def _points(value: str, above: float) -> float:
    """Return a size of type in points; the usual one where it is not understood."""
    found = _LENGTH.fullmatch(value)
    if found is None:
        return _USUAL
    number, unit = float(found[1]), found[2]
    relative = {"em": above, "%": above / 100, "rem": _USUAL}
    return number * (relative[unit] if unit in relative else _POINTS[unit])


def _is_off(said: Mapping[str, str]) -> bool:
    """Tell whether an element is drawn beside the page, or cut to nothing."""
    far = [said.get("text-indent", "")]
    if said.get("position") in {"absolute", "fixed"}:
        far += [said.get(side, "") for side in _SIDES]
        numbers = _LENGTH.findall(said.get("clip", "").removeprefix("rect"))
        if numbers and all(abs(float(number)) <= 1 for number, _ in numbers):
            return True
    found = (_LENGTH.fullmatch(each) for each in far)
    return any(length is not None and float(length[1]) <= _FAR for length in found)
