"""The styles of a Word file, and what they rest on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kwchat.reading.ooxml import child, name, value

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_STYLE_STEPS = 20  # a style that rests on itself must not go on for ever


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a document by id; `names` are the built-in English ones where there are."""

    elements: Mapping[str, "Element"] = field(default_factory=dict)
    default: str = ""

    @classmethod
    def of(cls, root: "Element | None") -> "Styles":
        """Read the definitions of `styles.xml`."""
        found = [each for each in (root if root is not None else ()) if name(each) == "w:style"]
        default = next(
            (
                value(each, "styleId") or ""
                for each in found
                if value(each, "type") == "paragraph" and value(each, "default") in {"1", "true"}
            ),
            "",
        )
        return cls({value(each, "styleId") or "": each for each in found}, default)

    def chain(self, style: str | None) -> Iterator[tuple[str, "Element"]]:
        """Yield a style and those that it rests on, with their ids."""
        for _ in range(_STYLE_STEPS):
            element = self.elements.get(style or "")
            if element is None or style is None:
                return
            yield style, element
            style = value(child(element, "w:basedOn"))

    def names(self, style: str | None) -> list[str]:
        """Return the names of a style and of those that it rests on."""
        return [value(child(each, "w:name")) or "" for _, each in self.chain(style)]

    def setting(self, style: str | None, *path: str) -> "Element | None":
        """Return the nearest setting of a style, for instance `w:rPr`, `w:vanish`."""
        settings = (child(each, *path) for _, each in self.chain(style))
        return next((found for found in settings if found is not None), None)
