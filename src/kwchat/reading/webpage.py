"""HTML to pieces: the words of a page, and what of it is menu, form, struck out or hidden.

The page itself says what is its main part; where that part is empty, all of the page is read. A
header, footer or aside inside an article belongs to it. What stays out is counted, with the reason.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import repeat
from types import MappingProxyType
from typing import TYPE_CHECKING

from kwchat.reading.document import BlockKind, LeftOut, Reason
from kwchat.reading.grids import Cell, grid_pieces
from kwchat.reading.layout import Piece, clean
from kwchat.reading.mathml import linear_mathml
from kwchat.reading.numbering import FORMS
from kwchat.reading.page_body import with_whole_body
from kwchat.reading.page_ink import UNSEEN, with_unseen
from kwchat.reading.page_style import Linked, counter, is_struck, is_unshown, shift, with_styles
from kwchat.reading.raised import lowered, raised

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NO_TEXT = frozenset(  # of these the words are not shown to anyone
    {"audio", "canvas", "head", "iframe", "noscript", "object", "script", "style", "svg"}
    | {"template", "video", "rp", "rt"}  # how a word sounds stands in ruby above it
)
_CONTROLS = frozenset({"button", "datalist", "dialog", "nav", "option", "select", "textarea"})
_CONTROL_ROLES = frozenset(
    {"alertdialog", "dialog", "menu", "menubar", "navigation", "search", "tablist", "toolbar"}
)
_AROUND = frozenset({"aside", "footer", "header"})  # of the page, unless of an article in it
_AROUND_ROLES = frozenset({"banner", "complementary", "contentinfo"})
_STRUCK = frozenset({"del", "s", "strike"})
_MAIN = "//main | //*[@role='main']"
_FEW_WORDS, _LOADING = 4, 10  # a main part of fewer words, a tenth of the page, is still loading
_BANNER = re.compile(
    r"(?:^|[\s_-])(?:cookies?(?:$|[\s_-])|cookie-?(?:banner|bar|consent|melding|notice|wall)"
    r"|consent|gdpr)",
    re.IGNORECASE,
)
_BANNER_WORDS = 200
_FORM_WORDS = 30
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details"}
    | {"dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1"}
    | {"h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li", "main", "menu"}
    | {"nav", "ol", "p", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot"}
    | {"th", "thead", "tr", "ul"}
)
_LISTS = frozenset({"menu", "ol", "ul"})
_COUNTERS = MappingProxyType(
    {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
    | {"lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "upper-alpha": "upperLetter"}
    | {"upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman"}
    | {"decimal-leading-zero": "decimalZero"}
)
_BULLETS = frozenset({"circle", "disc", "none", "square"})
_WHOLE = re.compile(r"-?\d{1,9}")
_CONTENT = ".//h1 | .//h2 | .//h3 | .//h4 | .//h5 | .//h6 | .//ul | .//ol | .//table | .//p[2]"
_HEADING_TAG = re.compile("h[1-6]")
_WIDEST, _DEEPEST = 100, 1000  # columns and rows of a cell; a page may ask for millions


def html_tree(text: str, linked: Linked | None = None) -> "HtmlElement":
    """Return the tree of an HTML page or a part of one; `linked` returns a style sheet it names."""
    from lxml import html

    # Whatever encoding the page declares was settled when it was decoded.
    plain = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    tree = html.document_fromstring(f"<html>{text}</html>".encode(), parser=plain)
    with_whole_body(tree)
    with_styles(tree, linked)
    with_unseen(tree)
    return tree


def html_pieces(tree: "HtmlElement") -> list[Piece]:
    """Return the blocks of a page's main text; menus, forms, headers and footers stay out."""
    return read_page(tree)[0]


def read_page(tree: "HtmlElement") -> tuple[list[Piece], list[LeftOut]]:
    """Return the blocks of a page's main text, and what is left out of the page, and why."""
    for parts in (_mains(tree), _lone_article(tree)):
        left_out: list[LeftOut] = []
        pieces = [piece for part in parts for piece in _html(part, left_out)]
        read = sum(len(piece.text.split()) for piece in pieces)
        around = max(0, _words(tree) - sum(_words(part) for part in parts))
        if read >= _FEW_WORDS or (read and around < _LOADING * read):
            beside = [LeftOut(Reason.NAVIGATION, around)] if around else []
            return pieces, [*left_out, *beside]
    left_out = []
    return list(_html(tree, left_out)), left_out


def _mains(tree: "HtmlElement") -> Sequence["HtmlElement"]:
    found = tree.xpath(_MAIN)
    return [main for main in found if not any(above in found for above in main.iterancestors())]


def _lone_article(tree: "HtmlElement") -> Sequence["HtmlElement"]:
    articles = tree.xpath("//article")
    return articles if len(articles) == 1 else []


def _words(node: "HtmlElement") -> int:
    """Return how many words an element shows, whatever they are."""
    if node.tag in _NO_TEXT:
        return 0
    return len((node.text or "").split()) + sum(
        _words(child) + len((child.tail or "").split()) for child in node
    )


# --- what stays out -----------------------------------------------------------------------------


def _reason(node: "HtmlElement") -> Reason | None:
    """Return why an element is no text of the page; None for one that is."""
    if node.tag == UNSEEN:
        return Reason.UNSEEN
    if _is_hidden(node):
        return Reason.HIDDEN
    if node.tag in _STRUCK or is_struck(node):
        return Reason.DELETED
    role = node.get("role")
    if node.tag in _CONTROLS or role in _CONTROL_ROLES:
        return Reason.NAVIGATION
    around = node.tag in _AROUND or role in _AROUND_ROLES
    if around and (not _in_article(node) or _is_of_links(node)):
        return Reason.NAVIGATION
    if node.tag == "form" and _is_of_fields(node):
        return Reason.NAVIGATION
    return Reason.NAVIGATION if _is_banner(node) else None


def _is_hidden(node: "HtmlElement") -> bool:
    hidden = node.get("hidden", "until-found") != "until-found" or node.get("aria-hidden") == "true"
    hides = hidden or (is_unshown(node) and not _holds_the_main_part(node))
    return hides and not _opens_on_a_click(node)


def _opens_on_a_click(node: "HtmlElement") -> bool:
    """Tell whether a button or tab of the page shows an element that is more than a menu."""
    name = node.get("id")
    controlled = name and node.xpath("//*[@aria-controls=$name]", name=name)
    return bool(controlled) and not _links_mostly(node)


def _holds_the_main_part(node: "HtmlElement") -> bool:
    """Tell whether an element holds what the page is for; one that hides it shows it later."""
    return node.tag in {"body", "html", "main"} or bool(node.xpath(".//main"))


def _in_article(node: "HtmlElement") -> bool:
    return any(
        above.tag in {"article", "main"} or above.get("role") == "main"
        for above in node.iterancestors()
    )


def _is_of_links(node: "HtmlElement") -> bool:
    """Tell whether an aside holds little but links: more to read, elsewhere."""
    return node.tag == "aside" and _links_mostly(node)


def _links_mostly(node: "HtmlElement") -> bool:
    linked = sum(_words(link) for link in node.iter("a"))
    return 2 * linked > _words(node)


def _holds_the_page(node: "HtmlElement") -> bool:
    """Tell whether an element is most of the page, as the one form of an ASP.NET page is."""
    if node.xpath(".//main | .//article | .//*[@role='main']"):
        return True
    return 2 * _words(node) >= _words(node.getroottree().getroot())


def _is_of_fields(node: "HtmlElement") -> bool:
    """Tell whether a form holds fields with their labels, and no text to speak of."""
    fields = sum(map(_words, node.xpath(".//label | .//legend | .//button | .//select")))
    return _words(node) - fields < _FORM_WORDS and not _holds_the_page(node)


def _is_banner(node: "HtmlElement") -> bool:
    """Tell whether an element asks for cookies: by its name, where it is no part of the text."""
    names = f"{node.get('id') or ''} {node.get('class') or ''}"
    return (
        bool(_BANNER.search(names))
        and node.tag not in {"article", "body", "html", "main"}
        and not _in_article(node)
        and _words(node) <= _BANNER_WORDS
        and not _holds_the_page(node)
    )


def _is_shown(node: "HtmlElement", left_out: list[LeftOut]) -> bool:
    """Tell whether an element is read; one that is left out is noted."""
    if node.tag in _NO_TEXT:
        return False
    reason = _reason(node)
    if reason and (words := _words(node)):
        left_out.append(LeftOut(reason, words))
    return reason is None


# --- blocks -------------------------------------------------------------------------------------


def _html(parent: "HtmlElement", left_out: list[LeftOut], depth: int = 0) -> Iterator[Piece]:
    """Yield the blocks under an element; words that stand between blocks are a paragraph."""
    words = [parent.text or ""]
    for node in parent:
        if _is_shown(node, left_out):
            if any(part.tag in _BLOCKS for part in node.iter()):
                yield from _paragraph(words)
                yield from _block(node, left_out, depth)
                words = []
            else:
                words.append(_inline(node, left_out))
        words.append(node.tail or "")
    yield from _paragraph(words)


def _block(node: "HtmlElement", left_out: list[LeftOut], depth: int) -> Iterator[Piece]:
    if _HEADING_TAG.fullmatch(node.tag):
        yield from (
            replace(piece, kind=BlockKind.HEADING, level=int(node.tag[1]))
            for piece in _paragraph([_inline(node, left_out)])
        )
    elif node.tag in _LISTS:
        yield from _list(node, left_out, depth)
    elif node.tag == "table":
        yield from _table(node, left_out, depth)
    else:
        yield from _html(node, left_out, depth)


def _list(node: "HtmlElement", left_out: list[LeftOut], depth: int) -> Iterator[Piece]:
    yield from _paragraph([node.text or ""])
    shown = [item for item in node if _is_shown(item, left_out)]
    bodies = (_html(item, left_out, depth + 1) for item in shown)
    yield from items(bodies, depth, _markers(node, shown))
    yield from _paragraph([item.tail or "" for item in node])


def _markers(node: "HtmlElement", shown: Sequence["HtmlElement"]) -> Iterator[str]:
    """Yield the bullet or number of every item, as the list and the items ask for it."""
    form = FORMS.get(_COUNTERS.get(counter(node) or node.get("type") or "", "decimal"), str)
    if node.tag != "ol" or counter(node) in _BULLETS:
        yield from repeat("- ", len(shown))
        return
    back = node.get("reversed") is not None
    number = _number(node.get("start"), len(shown) if back else 1)
    for item in shown:
        number = _number(item.get("value"), number)
        yield f"{form(number)}. "
        number += -1 if back else 1


def _number(told: str | None, default: int) -> int:
    return int(told) if told and _WHOLE.fullmatch(told) else default


def items(bodies: Iterable[Iterable[Piece]], depth: int, markers: Iterable[str]) -> Iterator[Piece]:
    """Yield list items; the first paragraph of each carries its bullet or number."""
    for body, sign in zip(bodies, markers, strict=False):
        marker = sign
        for piece in body:
            if piece.kind is BlockKind.ITEM:
                yield piece
            else:
                yield Piece(BlockKind.ITEM, piece.text, depth, marker)
                marker = ""


def _paragraph(words: Sequence[str]) -> Iterator[Piece]:
    if text := clean("".join(words)):
        yield Piece(BlockKind.PARAGRAPH, text)


# --- tables -------------------------------------------------------------------------------------


def _table(table: "HtmlElement", left_out: list[LeftOut], depth: int) -> Iterator[Piece]:
    """Yield a caption, and the rows of a table as items; of one that only places, its contents."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    cells = [[cell for cell in row if cell.tag in {"td", "th"}] for row in rows]
    for caption in table.iterchildren("caption"):
        yield from _html(caption, left_out, depth)
    if _is_layout(table, cells):
        for cell in (cell for row in cells for cell in row):
            if _is_shown(cell, left_out):
                yield from _html(cell, left_out, depth)
        return
    shown = [[cell for cell in row if _is_shown(cell, left_out)] for row in cells]
    if _has_row_headings(shown):
        for heading, *values in shown:
            told = "; ".join(filter(None, (clean(_inline(one, left_out)) for one in values)))
            label = clean(_inline(heading, left_out))
            yield Piece(BlockKind.ITEM, ": ".join(filter(None, (label, told))))
    else:
        yield from grid_pieces(_grid(shown, left_out), _heading_rows(shown))


def _is_layout(table: "HtmlElement", cells: Sequence[Sequence["HtmlElement"]]) -> bool:
    if table.get("role") in {"none", "presentation"}:
        return True
    every = [cell for row in cells for cell in row]
    if any(cell.tag == "th" for cell in every) or table.find("thead") is not None:
        return any(cell.find(".//table") is not None for cell in every)
    lone = len(cells) == 1 or all(len(row) <= 1 for row in cells)
    return lone or any(cell.xpath(_CONTENT) for cell in every)


def _has_row_headings(cells: Sequence[Sequence["HtmlElement"]]) -> bool:
    """Tell whether every row begins with its heading, and the columns have none."""
    return bool(cells) and all(
        len(row) > 1 and row[0].tag == "th" and all(cell.tag == "td" for cell in row[1:])
        for row in cells
    )


def _heading_rows(cells: Sequence[Sequence["HtmlElement"]]) -> int:
    """Return how many rows of headings there are on top: by their tags, else one."""
    rows = 0
    for row in cells:
        in_head = bool(row) and any(above.tag == "thead" for above in row[0].iterancestors())
        if not in_head and not all(cell.tag == "th" for cell in row):
            break
        rows += 1
    return max(1, min(rows, len(cells) - 1))


def _grid(cells: Sequence[Sequence["HtmlElement"]], left_out: list[LeftOut]) -> list[list[Cell]]:
    """Return the cells of a table in their columns, those that span rows in each of them."""
    grid: list[list[Cell]] = []
    over: dict[int, tuple[int, int]] = {}  # column: how many rows below are taken, how wide
    for row in cells:
        line: list[Cell] = []
        column = 0
        waiting = list(row)
        while waiting or any(start >= column for start in over):
            if column in over:
                below, width = over.pop(column)
                line.append(Cell(column, "", width, continued=True))
                if below > 1:
                    over[-column - 1] = (below - 1, width)
            elif waiting:
                cell = waiting.pop(0)
                width = _span(cell, "colspan", _WIDEST)
                line.append(Cell(column, clean(_inline(cell, left_out)), width))
                if (rows := _span(cell, "rowspan", _DEEPEST, to_the_end=_DEEPEST)) > 1:
                    over[-column - 1] = (rows - 1, width)
            else:
                width = 1
            column += width
        over = {-start - 1 if start < 0 else start: taken for start, taken in over.items()}
        grid.append(line)
    return grid


def _span(cell: "HtmlElement", name: str, most: int, to_the_end: int = 1) -> int:
    """Return how many columns or rows a cell spans; 0 is all that there are."""
    told = cell.get(name) or ""
    return min(int(told) or to_the_end, most) if told.isdecimal() else 1


# --- inside a line ------------------------------------------------------------------------------


def _inline(node: "HtmlElement", left_out: list[LeftOut]) -> str:
    """Return the words of an element as one line; raised and lowered digits stay so."""
    if node.tag == "img":
        left_out.append(LeftOut(Reason.PICTURE))
    if node.tag == "math":
        return f" {linear_mathml(node)} " if node.get("display") == "block" else linear_mathml(node)
    if _is_note_mark(node):
        left_out.append(LeftOut(Reason.NOTE_MARK, _words(node)))
        return ""
    space = " " if node.tag == "br" or node.tag in _BLOCKS else ""
    parts = [space, node.text or ""]
    for child in node:
        parts += [_inline(child, left_out) if _is_shown(child, left_out) else "", child.tail or ""]
    text = "".join([*parts, space])
    place = {"sup": 1, "sub": -1}.get(node.tag, 0) or shift(node)
    return raised(text) if place > 0 else lowered(text) if place < 0 else text


def _is_note_mark(node: "HtmlElement") -> bool:
    """Tell whether an element is the raised sign that leads to a note, or the way back from it."""
    if node.tag == "a" and (node.get("href") or "").startswith("#"):
        text = "".join(node.itertext())
        return node.find(".//sup") is not None or not any(sign.isalnum() for sign in text)
    return node.tag == "sup" and bool(node.xpath(".//a[starts-with(@href, '#')]"))
