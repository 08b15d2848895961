"""Markdown to pieces, as GitHub reads it: here the source says what is a heading, list or table.

A page in HTML is read by `webpage`; HTML inside Markdown is, too.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING

from kwchat.reading.document import BlockKind, LeftOut, Reason
from kwchat.reading.layout import Piece, clean, table_lines
from kwchat.reading.raised import lowered, raised
from kwchat.reading.webpage import html_tree, items, read_page

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_ALERT = re.compile(r"\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^>]*>", re.IGNORECASE)
# What Pandoc, Obsidian and Docusaurus add: boxes, links between pages, marked words, attributes.
_FENCE = re.compile(r"^[ ]{0,3}:{3,}[ ]*(?:\{[^}\n]*\}|\w*)[ ]*\[?([^\]\n]*)\]?$", re.MULTILINE)
_EMBEDDED = re.compile(r"!\[\[[^\[\]\n]*\]\]")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|\n]*\|)?([^\[\]|\n]+)\]\]")
_SPAN = re.compile(r"\[([^\[\]\n]*)\]\{[.#][^{}\n]*\}")
_HIGHLIGHT = re.compile(r"(?<![=\w])==(?=[^\s=])([^=\n]*[^\s=])==(?![=\w])")
_ATTRIBUTES = re.compile(r"\s?\{[.#][\w-][^{}\n]*\}")
_FORMING = frozenset({"del", "s", "strike", "sub", "sup"})
_KNOWN_TAGS = _FORMING | frozenset(
    {"a", "abbr", "b", "big", "br", "button", "center", "cite", "code", "dfn", "div", "em", "font"}
    | {"hr", "i", "img", "input", "ins", "kbd", "label", "li", "mark", "p", "pre", "q", "samp"}
    | {"small", "span", "strong", "summary", "details", "time", "tt", "u", "ul", "var", "wbr"}
)


def read_markdown(text: str) -> tuple[list[Piece], list[LeftOut]]:
    """Return the blocks of Markdown, and what is left out of it, and why."""
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode
    from mdit_py_plugins.admon import admon_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.subscript import sub_plugin
    from mdit_py_plugins.superscript import superscript_plugin

    reader = (
        MarkdownIt("commonmark", {"maxNesting": 200})
        .enable(["table", "strikethrough"])
        .use(footnote_plugin)
        .use(deflist_plugin)
        .use(admon_plugin)
        .use(sub_plugin)
        .use(superscript_plugin)
    )
    left_out: list[LeftOut] = []
    tree = SyntaxTreeNode(reader.parse(_FENCE.sub(r"\n\1\n", text)))
    return [piece for piece in _markdown(tree, left_out) if piece.text], left_out


def _markdown(parent: "SyntaxTreeNode", left_out: list[LeftOut], depth: int = 0) -> Iterator[Piece]:
    for node in parent.children:
        match node.type:
            case "heading":
                yield Piece(BlockKind.HEADING, clean(_plain(node, left_out)), int(node.tag[1]))
            case "paragraph":
                first_line, end_line = node.map or (0, 0)
                lone = end_line - first_line == 1
                yield Piece(BlockKind.PARAGRAPH, clean(_plain(node, left_out)), lone=lone)
            case "bullet_list" | "ordered_list":
                yield from _list(node, left_out, depth)
            case "table":
                yield from _table(node, left_out)
            case "blockquote":
                yield from _without_alert(_markdown(node, left_out, depth))
            case "footnote_block" | "footnote" | "admonition" | "dl" | "dd":
                yield from _markdown(node, left_out, depth)
            case "html_block":
                found, out = read_page(html_tree(node.content))
                left_out += out
                yield from found
            case "admonition_title" | "code_block" | "dt" | "fence":
                words = clean(_plain(node, left_out))
                yield Piece(BlockKind.PARAGRAPH, words, lone=bool(node.children))


def _list(node: "SyntaxTreeNode", left_out: list[LeftOut], depth: int) -> Iterator[Piece]:
    ordered, first = node.type == "ordered_list", int(node.attrs.get("start", 1))
    markers = (f"{number}. " if ordered else "- " for number in count(first))
    yield from items(
        (_markdown(item, left_out, depth + 1) for item in node.children), depth, markers
    )


def _table(node: "SyntaxTreeNode", left_out: list[LeftOut]) -> Iterator[Piece]:
    rows = (row for part in node.children for row in part.children)
    cells = ([clean(_plain(cell, left_out)) for cell in row.children] for row in rows)
    yield from (Piece(BlockKind.ITEM, line) for line in table_lines(cells))


def _without_alert(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield the pieces of a quotation without the sign that makes it an alert on GitHub."""
    for first in pieces:
        told = _ALERT.sub("", first.text, count=1) if _ALERT.match(first.text) else first.text
        yield Piece(first.kind, told, first.level, first.marker, lone=first.lone)
        break
    yield from pieces


def _plain(node: "SyntaxTreeNode", left_out: list[LeftOut]) -> str:
    """Return the words of a node, without the signs that mark them up."""
    match node.type:
        case "softbreak" | "hardbreak":
            return " "
        case "image":
            left_out.append(LeftOut(Reason.PICTURE))
        case "s":
            words = _line(node.children, [])
            left_out.append(LeftOut(Reason.DELETED, len(words.split())))
            return ""
        case "footnote_ref":
            left_out.append(LeftOut(Reason.NOTE_MARK))
            return ""
        case "footnote_anchor":
            return ""
        case "sup":
            return raised(_line(node.children, left_out))
        case "sub":
            return lowered(_line(node.children, left_out))
        case "text":
            return _unmarked(node.content, left_out)
    return _line(node.children, left_out) if node.children else _own_text(node)


def _unmarked(text: str, left_out: list[LeftOut]) -> str:
    """Return words without the signs that only other readers of Markdown than GitHub know."""
    shown, pictures = _EMBEDDED.subn("", text)
    left_out += [LeftOut(Reason.PICTURE)] * pictures
    for sign in (_WIKI_LINK, _SPAN, _HIGHLIGHT):
        shown = sign.sub(r"\1", shown)
    return _ATTRIBUTES.sub("", shown)


def _own_text(node: "SyntaxTreeNode") -> str:
    return "" if node.type in {"image", "inline", "link", "em", "strong"} else node.content


def _line(nodes: Sequence["SyntaxTreeNode"], left_out: list[LeftOut]) -> str:
    """Return the words of nodes in a line; HTML among them forms the words that it surrounds.

    What looks like a tag and is none, such as `<naam>`, is a word.
    """
    text = ""
    begun: list[tuple[str, str]] = []  # forming tags that are open, with the text before each
    for node in nodes:
        tag = _TAG.fullmatch(node.content) if node.type == "html_inline" else None
        name = tag[2].lower() if tag else ""
        if node.type != "html_inline":
            text += _plain(node, left_out)
        elif name in {"br", "hr", "li", "p", "div"}:
            text += " "
        elif tag and name in _FORMING and not tag[1]:
            begun.append((name, text))
            text = ""
        elif begun and tag and tag[1] and name == begun[-1][0]:
            text = begun.pop()[1] + _formed(name, text, left_out)
        elif name not in _KNOWN_TAGS and not node.content.startswith(("<!", "<?")):
            text += node.content
    return "".join(before for _, before in begun) + text


def _formed(name: str, text: str, left_out: list[LeftOut]) -> str:
    if name == "sup":
        return raised(text)
    if name == "sub":
        return lowered(text)
    left_out.append(LeftOut(Reason.DELETED, len(text.split())))
    return ""
