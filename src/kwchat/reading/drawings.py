"""What is drawn in a Word or PowerPoint file and has words: diagrams, charts, shapes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kwchat.reading.container import Container
from kwchat.reading.document import LeftOut, Reason
from kwchat.reading.equations import linear
from kwchat.reading.layout import clean
from kwchat.reading.ooxml import child, name, value
from kwchat.reading.raised import lowered, raised

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def drawn(node: "Element", container: Container, part: str) -> Iterator[str | LeftOut]:
    """Yield the lines of the diagrams and charts in a drawing, and that it holds pictures."""
    for each in node.iter():
        match name(each):
            case "dgm:relIds":
                yield from _diagram(_target(container, part, value(each, "dm")))
            case "c:chart":
                yield from _chart(_target(container, part, value(each, "id")))
            case "a:blip" | "v:imagedata":
                yield LeftOut(Reason.PICTURE)


def _target(container: Container, part: str, key: str | None) -> "Element | None":
    """Return the part that a part refers to; pictures, which most drawings are, need no look."""
    return container.xml(container.relations(part).get(key or "", ("", ""))[1])


def _diagram(root: "Element | None") -> Iterator[str]:
    """Yield the texts of a diagram (SmartArt), a point at a time."""
    for point in root.iter() if root is not None else ():
        if name(point) == "dgm:pt":
            body = child(point, "dgm:t")
            yield from (drawn_text(each) for each in (body if body is not None else ()))


def _chart(root: "Element | None") -> Iterator[str]:
    """Yield the titles of a chart, and each series by its categories: “2023: 4; 2024: 5”."""
    for node in root.iter() if root is not None else ():
        match name(node):
            case "c:title":
                yield clean(
                    " ".join(drawn_text(each) for each in node.iter() if name(each) == "a:p")
                )
            case "c:ser":
                names, labels, figures = (
                    _points(child(node, part)) for part in ("c:tx", "c:cat", "c:val")
                )
                pairs = "; ".join(
                    f"{labels[place]}: {figure}" if place in labels else figure
                    for place, figure in figures.items()
                )
                yield ": ".join(filter(None, [" ".join(names.values()), pairs]))


def _points(node: "Element | None") -> dict[str, str]:
    """Return the values that a chart keeps, by place."""
    points = (each for each in (node.iter() if node is not None else ()) if name(each) == "c:pt")
    return {
        value(point, "idx") or "": _in_dutch(held.text or "")
        for point in points
        if (held := child(point, "c:v")) is not None
    }


def _in_dutch(text: str) -> str:
    """Return a number with a decimal comma; a chart keeps it as machines write it."""
    try:
        float(text)
    except ValueError:
        return clean(text)
    return text.replace(".", ",")


def is_struck(run: "Element") -> bool:
    """Tell whether the words of an `a:r` are struck through."""
    return (value(child(run, "a:rPr"), "strike") or "noStrike") != "noStrike"


def drawn_text(paragraph: "Element") -> str:
    """Return the words of an `a:p`, with what is raised in it raised."""
    parts: list[str] = []
    for node in paragraph:
        match name(node):
            case "a:r" | "a:fld" if not is_struck(node):
                words = child(node, "a:t")
                held = (words.text if words is not None else "") or ""
                shift = int(value(child(node, "a:rPr"), "baseline") or 0)
                parts.append(raised(held) if shift > 0 else lowered(held) if shift < 0 else held)
            case "a:br":
                parts.append(" ")
            case "mc:AlternateContent" | "a14:m":
                held_math = (each for each in node.iter() if name(each) == "m:oMath")
                parts += [linear(each) for each in held_math]
    return clean("".join(parts))
