"""MathML on one line: x², ½, √(x + 1); OpenDocument files and web pages hold equations in it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from kwchat.reading.container import local
from kwchat.reading.equations import index, joined, power, root
from kwchat.reading.raised import bracketed, fraction

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_SILENT = frozenset({"annotation", "annotation-xml", "mphantom"})


def linear_mathml(node: "Element") -> str:
    """Return an equation, or a part of one, as text."""
    kind = local(node)
    if kind in _SILENT:
        return ""
    parts = [linear_mathml(each) for each in node]
    write = _WRITERS.get(kind)
    if write and len(parts) >= _NEEDED.get(kind, 1):
        return write(parts)
    if kind == "mfenced":
        inside = node.get("separators", ",")[:1].join(parts)
        return f"{node.get('open', '(')}{inside}{node.get('close', ')')}"
    return (node.text or "").strip() + joined(parts)


_NEEDED = MappingProxyType(
    {"mfrac": 2, "msup": 2, "msub": 2, "msubsup": 3, "mroot": 2, "munder": 2}
    | {"mover": 2, "munderover": 3}
)
_WRITERS: Mapping[str, Callable[[list[str]], str]] = MappingProxyType(
    {
        "mfrac": lambda parts: fraction(parts[0], parts[1]),
        "msup": lambda parts: bracketed(parts[0]) + power(parts[1]),
        "msub": lambda parts: bracketed(parts[0]) + index(parts[1]),
        "msubsup": lambda parts: bracketed(parts[0]) + index(parts[1]) + power(parts[2]),
        "msqrt": lambda parts: root("", "".join(parts)),
        "mroot": lambda parts: root(parts[1], parts[0]),
        "munder": lambda parts: f"{parts[0]}_{bracketed(parts[1])} ",
        "mover": lambda parts: parts[0] + (parts[1] if len(parts[1]) == 1 else f"^{parts[1]}"),
        "munderover": lambda parts: f"{parts[0]}_{bracketed(parts[1])}^{bracketed(parts[2])} ",
        "mtr": " ".join,
        "mtable": lambda parts: f"[{'; '.join(parts)}]",
    }
)
