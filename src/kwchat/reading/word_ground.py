"""Which words of a Word file nobody can see on its pages: of no size, or in the colour of what they
stand on.

What they stand on is told by the nearest shading: of the words, the paragraph, the cell, the table.
In doubt they are seen: in a shape, over a picture, in a table whose style has shades.
"""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kwchat.reading.container import Container
from kwchat.reading.ink import PAPER, SPECK_POINTS, are_alike, is_colour
from kwchat.reading.ooxml import child, is_on, name, value
from kwchat.reading.word_styles import Styles

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_SIZE = re.compile(r"(\d+(?:\.\d+)?)(pt)?")  # in half points, or as it says
_PLAIN_SHADES = frozenset({None, "clear", "nil"})  # others are patterns
# What draws letters in another way than in their colour.
_EFFECTS = (
    *("w:outline", "w:shadow", "w:emboss", "w:imprint"),
    *("w14:textFill", "w14:textOutline", "w14:glow", "w14:shadow", "w14:reflection"),
)
_VML_SHAPES = frozenset({"v:shape", "v:rect", "v:roundrect", "v:oval", "v:group"})
_WHOLE = re.compile(r"\d{1,18}")
# EMU, 8 by 5 cm: a drawing in a header or footer that is neither wider nor higher is a logo.
_LOGO = (2_880_000, 1_800_000)

Setting = Callable[[str], "Element | None"]


def is_unseen(setting: Setting, paragraph: "Element", styles: Styles, *, backed: bool) -> bool:
    """Tell whether nobody can see a run of a paragraph, given the nearest of its settings by name;
    `backed` where something may be drawn behind the text."""
    size = _SIZE.fullmatch(value(setting("w:sz")) or "")
    if size and float(size[1]) / (1 if size[2] else 2) <= SPECK_POINTS:
        return True
    colour = value(setting("w:color")) or ""
    if not is_colour(colour) or any(is_on(setting(effect)) for effect in _EFFECTS):
        return False
    grounds = _grounds(setting, paragraph, styles, backed=backed)
    return are_alike(colour, next(grounds, PAPER))


def is_backed(container: Container, main: str) -> bool:
    """Tell whether the pages of a document are coloured, or something may lie behind its text."""
    root = container.xml(main)
    page = child(root, "w:background")
    margins = (*container.related(main, "header"), *container.related(main, "footer"))
    return (
        (value(page, "color") or "auto") not in {"auto", PAPER}
        or (page is not None and len(page) > 0)
        or _has_behind(root, (0, 0))
        or any(_has_behind(container.xml(margin), _LOGO) for margin in margins)
    )


def _has_behind(root: "Element | None", larger: tuple[int, int]) -> bool:
    return root is not None and any(_lies_behind(node, larger) for node in root.iter())


def _lies_behind(node: "Element", larger: tuple[int, int]) -> bool:
    """Tell whether a node is a drawing that text may lie over, wider or higher than so many EMU."""
    kind = name(node).rpartition(":")[2]
    if kind == "anchor":
        extent = next((each for each in node if name(each).endswith("extent")), None)
        wraps = {name(each).rpartition(":")[2] for each in node}
        over = value(node, "behindDoc") in {"1", "true"} or "wrapNone" in wraps
        return over and any(
            _is_longer(value(extent, side), least)
            for side, least in zip(("cx", "cy"), larger, strict=True)
        )
    return (
        name(node) in _VML_SHAPES
        and "absolute" in (value(node, "style") or "")
        and not any(name(each) == "v:textpath" for each in node.iter())
        and not any(name(above) == "mc:Fallback" for above in node.iterancestors())
    )


def _is_longer(length: str | None, least: int) -> bool:
    """Tell whether a length is more than the least one, or may be, as it is no whole number."""
    return length is None or not _WHOLE.fullmatch(length) or int(length) > least


def _grounds(
    setting: Setting, paragraph: "Element", styles: Styles, *, backed: bool
) -> Iterator[str]:
    """Yield the colours of what a run stands on, the nearest first; an empty string where that
    cannot be told."""
    marked = value(setting("w:highlight")) or "none"
    if marked != "none":
        yield PAPER if marked == "white" else ""
    yield from _fill(setting("w:shd"))
    own = child(paragraph, "w:pPr", "w:shd")
    style = value(child(paragraph, "w:pPr", "w:pStyle")) or styles.default
    yield from _fill(own if own is not None else styles.setting(style, "w:pPr", "w:shd"))
    for above in paragraph.iterancestors():
        kind = name(above)
        if kind == "w:txbxContent":
            yield ""
        elif kind == "w:tc":
            yield from _fill(child(above, "w:tcPr", "w:shd"))
        elif kind == "w:tr":
            yield from _fill(child(above, "w:tblPrEx", "w:shd"))
        elif kind == "w:tbl":
            yield from _fill(child(above, "w:tblPr", "w:shd"))
            if _has_shades(value(child(above, "w:tblPr", "w:tblStyle")), styles):
                yield ""
    if backed:
        yield ""


def _fill(shading: "Element | None") -> Iterator[str]:
    """Yield the colour of a shading, if it has any; an empty string for a pattern."""
    if shading is None:
        return
    fill = value(shading, "fill") or "auto"
    if value(shading) not in _PLAIN_SHADES:
        yield ""
    elif is_colour(fill):
        yield fill
    elif value(shading, "themeFill") is not None:
        yield ""


def _has_shades(style: str | None, styles: Styles) -> bool:
    return any(name(node) == "w:shd" for _, each in styles.chain(style) for node in each.iter())
