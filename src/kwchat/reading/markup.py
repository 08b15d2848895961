"""Markdown and HTML to pieces: here the source itself says what is a heading, list or table."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kwchat.reading.document import BlockKind
from kwchat.reading.layout import Piece, clean, table_lines

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from markdown_it.tree import SyntaxTreeNode

_HIDDEN = frozenset(
    {"aside", "button", "footer", "form", "head", "header", "iframe", "nav", "noscript"}
    | {"script", "select", "style", "svg", "template"}
)
_HIDDEN_ROLES = frozenset({"banner", "complementary", "contentinfo", "navigation", "search"})
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "dd", "details", "div", "dl", "dt"}
    | {"fieldset", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header"}
    | {"hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "ul"}
)
_HEADING_TAG = re.compile("h[1-6]")


def markdown_pieces(text: str) -> list[Piece]:
    """Return the blocks of CommonMark text with tables."""
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return [piece for piece in _markdown(SyntaxTreeNode(tokens)) if piece.text]


def html_tree(text: str) -> "HtmlElement":
    """Return the tree of an HTML page or of a part of one."""
    from lxml import html

    # Bytes in a known encoding: whatever the page declares was settled when it was decoded.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    return html.document_fromstring(f"<html>{text}</html>".encode(), parser=parser)


def html_pieces(tree: "HtmlElement") -> list[Piece]:
    """Return the blocks of a page's main text; menus, forms, headers and footers stay out."""
    mains = tree.xpath("//main | //*[@role='main']") or tree.xpath("//article[count(//article)=1]")
    return list(_html(mains[0] if mains else tree))


def table_pieces(rows: Iterable[Sequence[str]]) -> Iterator[Piece]:
    """Yield the rows of a table as items, each cell after the heading of its column."""
    return (Piece(BlockKind.ITEM, line) for line in table_lines(rows))


def _items(bodies: Iterable[Iterable[Piece]], depth: int, first: int | None) -> Iterator[Piece]:
    """Yield list items; the first paragraph of each carries the bullet, or its number."""
    for index, body in enumerate(bodies):
        marker = "- " if first is None else f"{first + index}. "
        for piece in body:
            if piece.kind is BlockKind.ITEM:
                yield piece
            else:
                yield Piece(BlockKind.ITEM, piece.text, depth, marker)
                marker = ""


def _markdown(parent: "SyntaxTreeNode", depth: int = 0) -> Iterator[Piece]:
    for node in parent.children:
        match node.type:
            case "heading":
                yield Piece(BlockKind.HEADING, clean(_plain(node)), int(node.tag[1]))
            case "paragraph":
                first_line, end_line = node.map or (0, 0)
                lone = end_line - first_line == 1
                yield Piece(BlockKind.PARAGRAPH, clean(_plain(node)), lone=lone)
            case "bullet_list" | "ordered_list":
                first = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
                bodies = (_markdown(item, depth + 1) for item in node.children)
                yield from _items(bodies, depth, first)
            case "table":
                rows = (row for part in node.children for row in part.children)
                yield from table_pieces(
                    [clean(_plain(cell)) for cell in row.children] for row in rows
                )
            case "blockquote":
                yield from _markdown(node, depth)
            case "html_block":
                yield from html_pieces(html_tree(node.content))
            case "fence" | "code_block":
                yield Piece(BlockKind.PARAGRAPH, clean(node.content))


def _plain(node: "SyntaxTreeNode") -> str:
    """Return the words of a node, without the signs that mark them up."""
    if node.type in {"softbreak", "hardbreak"}:
        return " "
    if node.type == "html_inline":
        return ""
    return "".join(map(_plain, node.children)) or node.content


def _html(parent: "HtmlElement", depth: int = 0) -> Iterator[Piece]:
    """Yield the blocks under an element; words that stand between blocks are a paragraph."""
    words = [parent.text or ""]
    for node in parent:
        if not _is_hidden(node):
            if any(part.tag in _BLOCKS for part in node.iter()):
                yield from _paragraph(words)
                yield from _html_block(node, depth)
                words = []
            else:
                words.append(_inline(node))
        words.append(node.tail or "")
    yield from _paragraph(words)


def _html_block(node: "HtmlElement", depth: int) -> Iterator[Piece]:
    if _HEADING_TAG.fullmatch(node.tag):
        yield from (
            replace(piece, kind=BlockKind.HEADING, level=int(node.tag[1]))
            for piece in _paragraph([_inline(node)])
        )
    elif node.tag in {"ul", "ol"}:
        bodies = (_html(item, depth + 1) for item in node if not _is_hidden(item))
        yield from _items(bodies, depth, 1 if node.tag == "ol" else None)
    elif node.tag == "table":
        rows = node.iter("tr")
        yield from table_pieces([clean(_inline(cell)) for cell in row] for row in rows)
    else:
        yield from _html(node, depth)


def _is_hidden(node: "HtmlElement") -> bool:
    return (
        node.tag in _HIDDEN
        or node.get("hidden") is not None
        or node.get("aria-hidden") == "true"
        or node.get("role") in _HIDDEN_ROLES
    )


def _inline(node: "HtmlElement") -> str:
    space = " " if node.tag == "br" or node.tag in _BLOCKS else ""
    parts = [space, node.text or ""]
    for child in node:
        parts += ["" if _is_hidden(child) else _inline(child), child.tail or ""]
    return "".join([*parts, space])


def _paragraph(words: Sequence[str]) -> Iterator[Piece]:
    if text := clean("".join(words)):
        yield Piece(BlockKind.PARAGRAPH, text)
