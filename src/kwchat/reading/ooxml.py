"""What Word and PowerPoint share: the names of elements, and what a font of signs means.

Names are written with the prefix of the standard (ECMA-376): `w:p`, `a:t`, `m:oMath`, whether a
file is of its transitional or its strict kind.
"""

from collections.abc import Mapping, Set
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_OPEN, _STRICT = "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/"
_PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        **{
            f"{base}{name}": prefix
            for prefix, names in {
                "w": ("wordprocessingml/2006/main", "wordprocessingml/main"),
                "m": ("officeDocument/2006/math", "officeDocument/math"),
                "a": ("drawingml/2006/main", "drawingml/main"),
                "r": ("officeDocument/2006/relationships", "officeDocument/relationships"),
                "c": ("drawingml/2006/chart", "drawingml/chart"),
                "dgm": ("drawingml/2006/diagram", "drawingml/diagram"),
                "p": ("presentationml/2006/main", "presentationml/main"),
            }.items()
            for base, name in zip((_OPEN, _STRICT), names, strict=True)
        },
        f"{_OPEN}markup-compatibility/2006": "mc",
        "urn:schemas-microsoft-com:vml": "v",
        "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
        "http://schemas.microsoft.com/office/drawing/2010/main": "a14",
    }
)

# Fonts of signs write them at the places of letters, or in the private area from F000 on.
# The places are those of Adobe's Symbol encoding (Unicode's own table SYMBOL.TXT).
_SYMBOL = MappingProxyType(
    dict(
        zip(
            map(ord, "\"$'*-@ABGDEZHQIKLMNXOPRSTUFCYWabgdezhqiklmnxoprstufcywVJjv"),
            "∀∃∋∗−≅ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψωςϑϕϖ",
            strict=True,
        )
    )
    | dict(
        zip(
            range(0xA1, 0xFF),
            "ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…\u23d0\u23af↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓"
            "◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ 〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭",
            strict=True,
        )
    )
)
_WINGDINGS = MappingProxyType(
    {0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x76: "❖", 0xA7: "▪", 0xA8: "◻", 0xD8: "➢"}
    | {0xDF: "←", 0xE0: "→", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑"}
    | {0x4A: "☺", 0x4B: "😐", 0x4C: "☹", 0x28: "☎", 0x2A: "✉"}
)

_SIGNS_OF: Mapping[str, Mapping[int, str]] = (
    MappingProxyType(  # by the name that a font begins with
        {
            "symbol": _SYMBOL,
            "wingdings 2": {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0xA3: "□"},
            "wingdings 3": {0x22: "↔", 0x66: "←", 0x67: "→", 0x68: "↑", 0x69: "↓"},
            "wingdings": _WINGDINGS,
            "webdings": {0x61: "✔", 0x63: "□", 0x67: "■", 0x6E: "●", 0x72: "✗"},
            "zapf": {0x34: "✔", 0x38: "✘", 0x6C: "●", 0x6E: "■"},
        }
    )
)
_WORDED = frozenset({"w:t", "a:t", "m:t"})


def name(node: "Element") -> str:
    """Return the name of an element with its prefix; without one where nobody here knows it."""
    space, _, base = node.tag[1:].partition("}") if node.tag[:1] == "{" else ("", "", node.tag)
    prefix = _PREFIXES.get(space)
    return f"{prefix}:{base}" if prefix else base


def value(node: "Element | None", key: str = "val") -> str | None:
    """Return an attribute by its name without namespace, as `w:val` and `m:val` are."""
    if node is None:
        return None
    found = (held for full, held in node.attrib.items() if str(full).rpartition("}")[2] == key)
    return next((str(held) for held in found), None)


def child(node: "Element | None", *path: str) -> "Element | None":
    """Return the first element at the end of a path of names."""
    for step in path:
        if node is None:
            return None
        node = next((each for each in node if name(each) == step), None)
    return node


def is_on(node: "Element | None") -> bool:
    """Tell whether a switch is there and not set off."""
    return node is not None and value(node) not in {"0", "false", "off", "none"}


def chosen(node: "Element") -> "Element | None":
    """Return the one reading of a `mc:AlternateContent` that has words, the newer one first."""
    branches = [each for each in node if name(each) in {"mc:Choice", "mc:Fallback"}]
    worded = [branch for branch in branches if _has_words(branch)]
    return next(iter([*worded, *branches]), None)


def _has_words(node: "Element") -> bool:
    return any((part.text or "").strip() for part in node.iter() if name(part) in _WORDED)


def count(node: "Element", texts: Set[str], breaks: Set[str] = frozenset()) -> int:
    """Count the words in the elements of text under a node; those of `breaks` part words."""
    kinds = ((name(each), each) for each in node.iter())
    held = (each.text or "" if kind in texts else " " * (kind in breaks) for kind, each in kinds)
    return len("".join(held).split())


def is_of_signs(font: str) -> bool:
    """Tell whether a font has signs in the places of letters."""
    return font.lower().startswith(tuple(_SIGNS_OF))


def sign(font: str, code: int) -> str:
    """Return the sign that a font shows at a place; an empty string for an unknown sign of a font
    of signs. Any other font has letters where Unicode has them."""
    place = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    known = next((_SIGNS_OF[start] for start in _SIGNS_OF if font.lower().startswith(start)), None)
    if known is None:
        return chr(place)
    return known.get(place) or (chr(place) if 0x20 < place < 0x7F and known is _SYMBOL else "")
