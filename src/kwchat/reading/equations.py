"""Equations of Word and PowerPoint on one line: x², ½, (a + b)/2, √(x + 1), ∑_(i=1)^n.

Office Math (ECMA-376, part 1, chapter 22.1) is a tree; on one line it is written as Unicode's
linear format writes it (Unicode Technical Note 28), with raised digits where Unicode has them.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from kwchat.reading.ooxml import child, name, value
from kwchat.reading.raised import bracketed, fraction, lowered, raised

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_ROOTS: Mapping[str, str] = MappingProxyType({"": "√", "2": "√", "3": "∛", "4": "∜"})
_WHOLE, _BROKEN = re.compile(r"\d$"), re.compile(r"\d+/\d")
_SILENT = frozenset({"w:del", "w:moveFrom", "w:rPr"})


def linear(node: "Element | None") -> str:
    """Return an equation, or a part of one, as text."""
    if node is None:
        return ""
    kind = name(node)
    if write := _WRITERS.get(kind):
        return write(node)
    return "" if kind in _SILENT or kind.endswith("Pr") else joined(map(linear, node))


def joined(parts: Iterable[str]) -> str:
    """Return the parts of an equation as one; 2 and 3/7 behind it never make 23/7."""
    text = ""
    for part in parts:
        text += " " * bool(_WHOLE.search(text) and _BROKEN.match(part)) + part
    return text


def _part(node: "Element", wanted: str) -> str:
    return linear(child(node, f"m:{wanted}")).strip()


def _words(node: "Element") -> str:
    return node.text or ""


def _property(node: "Element", wanted: str, default: str) -> str:
    """Return what the properties of a structure say; a sign that is set to nothing is none."""
    found = child(node, f"{name(node)}Pr", f"m:{wanted}")
    return default if found is None else value(found) or ""


def _fraction(node: "Element") -> str:
    above, below = _part(node, "num"), _part(node, "den")
    if _property(node, "type", "bar") == "noBar":
        return f"{above}¦{below}"
    return fraction(above, below)


def power(text: str) -> str:
    """Return an exponent: ², or ^(a+b) where Unicode cannot raise it."""
    written = raised(text)
    return written if written != text or not text else f"^{bracketed(text)}"


def index(text: str) -> str:
    """Return an index: ₂, or _max where Unicode cannot lower it."""
    written = lowered(text)
    return written if written != text or not text else f"_{bracketed(text)}"


def root(degree: str, text: str) -> str:
    """Return a root: √x, ∛(a + b), ^n√x."""
    return (_ROOTS.get(degree) or f"{power(degree)}√") + bracketed(text)


def _scripts(node: "Element") -> str:
    marks = index(_part(node, "sub")) + power(_part(node, "sup"))
    base = bracketed(_part(node, "e"))
    return marks + base if name(node) == "m:sPre" else base + marks


def _root(node: "Element") -> str:
    return root(_part(node, "deg"), _part(node, "e"))


def _series(node: "Element") -> str:
    """Return a sum, product or integral: its sign, its bounds, and what it goes over."""
    bounds = [
        f"{mark}{bracketed(bound)}"
        for mark, part in (("_", "sub"), ("^", "sup"))
        if (bound := _part(node, part))
    ]
    return f"{_property(node, 'chr', '∫')}{''.join(bounds)} {_part(node, 'e')}"


def _limit(node: "Element") -> str:
    mark = "_" if name(node) == "m:limLow" else "^"
    return f"{_part(node, 'e')}{mark}{bracketed(_part(node, 'lim'))}"


def _delimited(node: "Element") -> str:
    terms = _property(node, "sepChr", "|").join(_terms(node))
    return f"{_property(node, 'begChr', '(')}{terms}{_property(node, 'endChr', ')')}"


def _terms(node: "Element") -> list[str]:
    return [linear(each) for each in node if name(each) == "m:e"]


def _function(node: "Element") -> str:
    return f"{_part(node, 'fName')} {_part(node, 'e')}"


def _matrix(node: "Element") -> str:
    rows = (" ".join(_terms(row)) for row in node if name(row) == "m:mr")
    return f"[{'; '.join(rows)}]"


def _lines(node: "Element") -> str:
    return "; ".join(_terms(node))


_WRITERS: Mapping[str, Callable[["Element"], str]] = MappingProxyType(
    {
        "m:t": _words,
        "w:t": _words,
        "m:f": _fraction,
        "m:sSup": _scripts,
        "m:sSub": _scripts,
        "m:sSubSup": _scripts,
        "m:sPre": _scripts,
        "m:rad": _root,
        "m:nary": _series,
        "m:limLow": _limit,
        "m:limUpp": _limit,
        "m:d": _delimited,
        "m:func": _function,
        "m:m": _matrix,
        "m:eqArr": _lines,
    }
)
