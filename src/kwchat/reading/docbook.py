"""DocBook to pieces: the form in which antiword gives tables, lists, notes and raised digits."""

from collections.abc import Iterator
from itertools import count, repeat
from types import MappingProxyType
from typing import TYPE_CHECKING

from kwchat.reading.container import local
from kwchat.reading.document import BlockKind
from kwchat.reading.found import Found
from kwchat.reading.grids import Cell, grid_pieces
from kwchat.reading.layout import Piece, clean
from kwchat.reading.numbering import FORMS
from kwchat.reading.raised import lowered, raised

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_SECTIONS = frozenset({"chapter", "preface", "appendix", "section"})
_TABLES = frozenset({"informaltable", "table"})
_LISTS = frozenset({"itemizedlist", "orderedlist"})
_BESIDE = frozenset({"footnote", "bookinfo", *_TABLES, *_LISTS})
_FORMS = MappingProxyType(
    {"loweralpha": "lowerLetter", "upperalpha": "upperLetter"}
    | {"lowerroman": "lowerRoman", "upperroman": "upperRoman"}
)


def read_docbook(content: bytes) -> Found:
    """Return what a DocBook file holds; nothing of one that is no XML."""
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(content, parser) if content.strip() else None
    pieces = [piece for piece in (_blocks(root) if root is not None else ()) if piece.text]
    about = {local(node): clean(node.text or "") for node in _inside(root, "bookinfo")}
    return Found(pieces, (about.get("title"),), about.get("author") or about.get("corpauthor"))


def _inside(root: "Element | None", name: str) -> Iterator["Element"]:
    for info in root.iter(name) if root is not None else ():
        yield from info.iter()


def _blocks(parent: "Element", level: int = 0, depth: int = 0) -> Iterator[Piece]:
    """Yield the pieces under an element; `level` is that of its section, `depth` of its list."""
    for node in parent:
        kind = local(node)
        if kind == "bookinfo":
            continue
        if kind == "title":
            yield Piece(BlockKind.HEADING, clean(_line(node)), max(level, 1))
        elif kind in _TABLES:
            yield from grid_pieces([_row(row) for row in node.iter("row")])
        elif kind in _LISTS:
            yield from _list(node, level, depth)
        elif kind in _SECTIONS or kind.startswith("sect"):
            yield from _blocks(node, level + 1, depth)
        elif kind == "para":
            yield Piece(BlockKind.PARAGRAPH, clean(_line(node)), lone=True)
            yield from _blocks(node, level, depth)
        else:
            yield from _blocks(node, level, depth)


def _row(row: "Element") -> list[Cell]:
    entries = (clean(_line(entry)) for entry in row.iter("entry"))
    return [Cell(column, text) for column, text in enumerate(entries) if text]


def _list(node: "Element", level: int, depth: int) -> Iterator[Piece]:
    form = FORMS[_FORMS.get(node.get("numeration", ""), "decimal")]
    ordered = local(node) == "orderedlist"
    signs = (f"{form(number)}. " for number in count(1)) if ordered else repeat("- ")
    for item, sign in zip(node.iterchildren("listitem"), signs, strict=False):
        marker = sign
        for piece in _blocks(item, level, depth + 1):
            if piece.kind is BlockKind.PARAGRAPH and piece.text:
                yield Piece(BlockKind.ITEM, piece.text, depth, marker)
                marker = ""
            else:
                yield piece


def _line(node: "Element") -> str:
    """Return the words of an element, without the notes, lists and tables that hang on it."""
    parts = [node.text or ""]
    for each in node:
        parts += ["" if local(each) in _BESIDE else _line(each), each.tail or ""]
    text = "".join(parts)
    match local(node):
        case "superscript":
            return raised(text)
        case "subscript":
            return lowered(text)
    return text
