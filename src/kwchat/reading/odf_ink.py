"""Which words of an OpenDocument file nobody can see: of no size, clear, or in the colour of what
they stand on.

The nearest shading tells the ground: of the words, the paragraph, the cell, the row, the table, the
section. In doubt words are seen: in a frame or shape, on a picture, under an effect, where a rule
may colour a cell, and on pages that have a colour or a shape behind their text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from kwchat.reading.ink import PAPER, SPECK_POINTS, UNTOLD, are_alike, is_colour
from kwchat.reading.odf import OdfStyles, attribute, is_picture, name

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# The styles that words have, as family and name, the nearest first.
Looks: TypeAlias = tuple[tuple[str, str], ...]

_GROUNDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "table:table-cell": ("table-cell", "table:style-name"),
        "table:table-row": ("table-row", "table:style-name"),
        "table:table": ("table", "table:style-name"),
        "text:section": ("section", "text:style-name"),
    }
)
_POINTS = re.compile(r"(\d+(?:\.\d+)?)pt")
_EFFECTS = ("style:text-outline", "style:font-relief", "fo:text-shadow")


def spans(node: "Element") -> Looks:
    """Return the styles of an element and those around it that style words within a paragraph."""
    around = (each for each in (node, *node.iterancestors()) if name(each) == "text:span")
    return tuple(("text", attribute(each, "text:style-name")) for each in around)


@dataclass(slots=True)
class OdfInk:
    """What can be seen of one file, or of a sheet in which rules may colour cells."""

    styles: OdfStyles
    ruled: bool = False
    _fills: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def hides(self, looks: Looks, node: "Element") -> bool:
        """Tell whether nobody can see words under an element that have these styles."""
        if self._is_speck(looks) or self.nearest(looks, "loext:opacity") == "0%":
            return True
        colour = self._colour(looks)
        if not is_colour(colour) or any(
            self.nearest(looks, effect) not in {"", "none", "false"} for effect in _EFFECTS
        ):
            return False
        return are_alike(colour, self._ground(looks, node))

    def _is_speck(self, looks: Looks) -> bool:
        size = _POINTS.fullmatch(self.nearest(looks, "fo:font-size"))
        return size is not None and float(size[1]) <= SPECK_POINTS

    def nearest(self, looks: Looks, wanted: str) -> str:
        """Return the nearest setting of what words look like."""
        return next(filter(None, (self.styles.setting(*look, wanted) for look in looks)), "")

    def _colour(self, looks: Looks) -> str:
        """Return the colour of words; not six digits where the program takes it by itself."""
        for properties in self._properties(looks):
            if attribute(properties, "style:use-window-font-color") == "true":
                return UNTOLD
            if colour := attribute(properties, "fo:color"):
                return colour.removeprefix("#")
        return UNTOLD

    def _properties(self, looks: Iterable[tuple[str, str]]) -> "Iterator[Element]":
        for look in looks:
            for style in self.styles.lineage(*look):
                yield from style

    def _ground(self, looks: Looks, node: "Element") -> str:
        if self.ruled:
            return UNTOLD
        for look in looks:
            if (fill := self._fill(look)) is not None:
                return fill
        for each in (node, *node.iterancestors()):
            kind = name(each)
            if kind.startswith("draw:"):
                return UNTOLD
            if kind in _GROUNDS:
                family, named = _GROUNDS[kind]
                if (fill := self._fill((family, attribute(each, named)))) is not None:
                    return fill
        return UNTOLD if self.styles.backed else PAPER

    def _fill(self, look: tuple[str, str]) -> str | None:
        """Return the colour that a style lays under words, if it lays one."""
        if look not in self._fills:
            self._fills[look] = self._filled(look)
        return self._fills[look]

    def _filled(self, look: tuple[str, str]) -> str | None:
        for style in self.styles.lineage(*look):
            if any(is_picture(each) or name(each) == "style:map" for each in style.iter()):
                return UNTOLD
            if any(attribute(each, "draw:fill") not in {"", "none", "solid"} for each in style):
                return UNTOLD
            told = {attribute(each, "fo:background-color") for each in style} - {""}
            if told:
                colours = {each.removeprefix("#") for each in told - {"transparent"}}
                return colours.pop() if len(colours) == 1 else UNTOLD if colours else None
        return None
