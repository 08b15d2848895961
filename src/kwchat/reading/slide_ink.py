"""Which words on a slide nobody can see: too small, without ink, in the colour of their ground.

Nor is what is in a shape that is switched off. What they stand on is the fill of their cell or
shape, else the ground of the slide, its layout or its master, unless something lies at their place:
then, and wherever it cannot be told, they are seen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from kwchat.reading.container import Container
from kwchat.reading.document import LeftOut, Reason
from kwchat.reading.ink import PAPER, SPECK_POINTS, UNTOLD, are_alike, is_colour
from kwchat.reading.ooxml import child, name, value

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_FILLS = frozenset({"a:solidFill", "a:gradFill", "a:blipFill", "a:pattFill", "a:grpFill"})
_SHAPES = frozenset({"p:sp", "p:cxnSp", "p:pic", "p:graphicFrame", "p:grpSp"})
_CLEAR = "clear"  # the colour of letters without ink
_FAINT = 4000  # thousandths of a per cent of full cover: less is no ink
_SCHEME: Mapping[str, str] = MappingProxyType({"bg1": PAPER, "lt1": PAPER, "tx1": "000000"})
_PLAIN_GROUND = "1001"  # of the fills of a theme: the colour itself

_Box = tuple[int, int, int, int]


def take_unseen(container: Container, part: str, root: "Element") -> Iterator[LeftOut]:
    """Take the words that nobody sees from a slide, and yield how many they are."""
    slide: _Slide | None = None
    for run in root.iter():
        words = child(run, "a:t") if name(run) in {"a:r", "a:fld"} else None
        text = (words.text if words is not None else "") or ""
        if words is None or not text.strip():
            continue
        slide = slide or _Slide.of(container, part, root)
        if reason := slide.why_unseen(run):
            words.text = " "  # there is room for it
            yield LeftOut(reason, len(text.split()))


@dataclass(frozen=True, slots=True)
class _Slide:
    """What words on a slide may stand on: the slide, its layout and its master, in this order."""

    trees: tuple["Element", ...]
    scheme: Mapping[str, str]

    @classmethod
    def of(cls, container: Container, part: str, root: "Element") -> "_Slide":
        layout = next(iter(container.related(part, "slideLayout")), "")
        master = next(iter(container.related(layout, "slideMaster")), "")
        theme = next(iter(container.related(master, "theme")), "")
        found = (container.xml(layout), container.xml(master))
        trees = (root, *(tree for tree in found if tree is not None))
        return cls(trees, _scheme(root, found[1], container.xml(theme)))

    def why_unseen(self, run: "Element") -> Reason | None:
        """Return why nobody sees a run; None where somebody may."""
        if any(_is_off(above) for above in run.iterancestors()):
            return Reason.HIDDEN
        look = child(run, "a:rPr")
        size = value(look, "sz") or ""
        if size.isdecimal() and int(size) <= 100 * SPECK_POINTS:
            return Reason.UNSEEN
        colour = self._ink(run, look)
        if colour == _CLEAR:
            return Reason.UNSEEN
        seen = not is_colour(colour) or not are_alike(colour, self._ground(run, look))
        return None if seen else Reason.UNSEEN

    def _ink(self, run: "Element", look: "Element | None") -> str:
        """Return the colour of a run; nothing where it has none of its own, or an effect."""
        if any(len(each) for each in _children(look) if name(each) in {"a:ln", "a:effectLst"}):
            return ""
        if child(look, "a:noFill") is not None:
            return _CLEAR
        own = child(look, "a:solidFill")
        if own is None:
            paragraph = run.getparent()
            level = int(value(child(paragraph, "a:pPr"), "lvl") or 0) + 1
            body = paragraph.getparent() if paragraph is not None else None
            own = child(body, "a:lstStyle", f"a:lvl{level}pPr", "a:defRPr", "a:solidFill")
        return self._colour(own)

    def _ground(self, run: "Element", look: "Element | None") -> str:
        marked = child(look, "a:highlight")
        if marked is not None:
            return self._colour(marked)
        for above in run.iterancestors():
            match name(above):
                case "a:tc":
                    if (settings := _filled(child(above, "a:tcPr"))) is not None:
                        return self._colour(settings)
                case "a:tbl" if child(above, "a:tblPr", "a:tableStyleId") is not None:
                    return UNTOLD
                case "p:sp":
                    if (settings := _filled(child(above, "p:spPr"))) is not None:
                        return self._colour(settings)
                    if not _is_open(above) or self._may_be_filled(above):
                        return UNTOLD
        return UNTOLD if self._is_covered(run) else self._paper()

    def _may_be_filled(self, shape: "Element") -> bool:
        """Tell whether a field of text has a fill by its layout or master."""
        if _holder(shape) is None or child(shape, "p:spPr", "a:noFill") is not None:
            return False
        fields = (node for tree in self.trees[1:] for node in tree.iter() if name(node) == "p:sp")
        return any(
            _holder(node) is not None and _filled(child(node, "p:spPr")) is not None
            for node in fields
        )

    def _is_covered(self, run: "Element") -> bool:
        """Tell whether something else is drawn where a run stands, or may be."""
        above = [node for node in run.iterancestors() if name(node) in _SHAPES]
        if any(_draws(node) for group in above[1:] for node in group if node not in above):
            return True
        place = _box(above[-1]) or self._place_of(above[0])
        return any(
            place is None or (box := _box(node)) is None or _meet(place, box)
            for tree in self.trees
            for node in _children(child(tree, "p:cSld", "p:spTree"))
            if node is not above[-1] and _draws(node)
        )

    def _place_of(self, shape: "Element") -> _Box | None:
        """Return where a field of text is that has its place from the layout or the master."""
        own = _holder(shape)
        if own is None:
            return None
        nodes = (node for tree in self.trees[1:] for node in tree.iter() if name(node) == "p:sp")
        same = (node for node in nodes if _are_same(own, _holder(node)))
        return next((box for box in map(_box, same) if box), None)

    def _paper(self) -> str:
        for tree in self.trees:
            ground = child(tree, "p:cSld", "p:bg")
            if ground is not None:
                by_theme = child(ground, "p:bgRef")
                if by_theme is not None:
                    plain = value(by_theme, "idx") == _PLAIN_GROUND
                    return self._colour(by_theme) if plain else UNTOLD
                return self._colour(_filled(child(ground, "p:bgPr")))
        return PAPER

    def _colour(self, fill: "Element | None") -> str:
        """Return the colour in a fill; nothing where it is not told."""
        if fill is None or name(fill) in _FILLS - {"a:solidFill"} or not len(fill):
            return ""
        held = fill[0]
        cover = value(child(held, "a:alpha")) or ""
        if cover.isdecimal() and int(cover) <= _FAINT:
            return _CLEAR
        if len(held):  # lighter, darker, thinner
            return ""
        match name(held):
            case "a:srgbClr":
                return value(held) or ""
            case "a:sysClr":
                return value(held, "lastClr") or ""
            case "a:schemeClr":
                return self.scheme.get(value(held) or "", "")
        return ""


def _scheme(
    slide: "Element", master: "Element | None", theme: "Element | None"
) -> Mapping[str, str]:
    """Return the colours of a theme by the names that slides call them."""
    if child(slide, "p:clrMapOvr", "a:overrideClrMapping") is not None:
        return {}
    if theme is None or master is None:
        return _SCHEME
    told = child(theme, "a:themeElements", "a:clrScheme")
    colours = {
        name(each).removeprefix("a:"): value(each[0], "lastClr") or value(each[0]) or ""
        for each in _children(told)
        if len(each)
    }
    names = child(master, "p:clrMap")
    called = names.items() if names is not None else []
    return colours | {str(key): colours.get(str(held), "") for key, held in called}


def _is_off(shape: "Element") -> bool:
    """Tell whether a shape is switched off."""
    return name(shape) in _SHAPES and any(
        value(child(each, "p:cNvPr"), "hidden") in {"1", "true"} for each in shape
    )


def _children(node: "Element | None") -> "list[Element]":
    return [] if node is None else list(node)


def _holder(shape: "Element") -> "Element | None":
    return child(shape, "p:nvSpPr", "p:nvPr", "p:ph")


def _are_same(one: "Element", other: "Element | None") -> bool:
    return other is not None and all(
        value(one, key) == value(other, key) for key in ("idx", "type")
    )


def _filled(settings: "Element | None") -> "Element | None":
    """Return the fill of a shape or cell, if it has one."""
    return next((each for each in _children(settings) if name(each) in _FILLS), None)


def _is_open(shape: "Element") -> bool:
    """Tell whether a shape without a fill of its own has none by its style."""
    by_style = child(shape, "p:style", "a:fillRef")
    none = child(shape, "p:spPr", "a:noFill") is not None
    return none or by_style is None or value(by_style, "idx") == "0"


def _draws(node: "Element") -> bool:
    """Tell whether something is drawn that words may stand on."""
    match name(node):
        case "p:sp" | "p:cxnSp":
            return _filled(child(node, "p:spPr")) is not None or not _is_open(node)
        case "p:grpSp":
            return any(map(_draws, node))
        case "p:pic" | "p:graphicFrame" | "mc:AlternateContent" | "p:contentPart":
            return True
    return False


def _box(node: "Element") -> _Box | None:
    """Return where a shape is on its slide; None where it does not say so."""
    frames = (child(node, path, "a:xfrm") for path in ("p:spPr", "p:grpSpPr"))
    frame = next((each for each in frames if each is not None), child(node, "p:xfrm"))
    corner, size = child(frame, "a:off"), child(frame, "a:ext")
    if corner is None or size is None or value(frame, "rot") not in {None, "0"}:
        return None
    left, top, wide, high = (
        int(value(each, key) or 0)
        for each, key in ((corner, "x"), (corner, "y"), (size, "cx"), (size, "cy"))
    )
    return left, top, left + wide, top + high


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
