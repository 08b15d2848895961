"""PowerPoint files to pieces: slide by slide, its title as heading, with tables and notes."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kwchat.reading import texts
from kwchat.reading.container import Container
from kwchat.reading.document import BlockKind, LeftOut, Reason
from kwchat.reading.drawings import drawn, drawn_text, is_struck
from kwchat.reading.found import Found, paged, parted
from kwchat.reading.grids import Cell, grid_pieces
from kwchat.reading.layout import Piece
from kwchat.reading.numbering import FORMS
from kwchat.reading.ooxml import child, chosen, count, name, value
from kwchat.reading.slide_ink import take_unseen

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TITLES = frozenset({"title", "ctrTitle"})
_MARGINS = frozenset({"ftr", "hdr", "sldNum", "dt"})
_NUMBERS = {
    "arabic": "decimal",
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
}
_AROUND = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", "Plain": "{}"}


def read_slides(content: bytes, file: str) -> Found:
    """Return what a PPTX or PPTM file holds; its slides are pages, “dia 3”.

    Raises:
        ReadError: it is damaged, has a password, or is no presentation.
    """
    container = Container.opened(content, file, texts.READ_PPTX_DAMAGED)
    main = next(iter(container.related("", "officeDocument")), "")
    root = container.xml(main)
    if root is None or name(root) != "p:presentation":
        raise container.fault()
    relations = container.relations(main)
    listed = child(root, "p:sldIdLst")
    parts = [
        relations.get(_relation(each) or "", ("", ""))[1]
        for each in (listed if listed is not None else ())
    ]
    places = [texts.PLACE_SLIDE.format(number=number) for number in range(1, len(parts) + 1)]
    slides = [
        parted(_slide(container, part, place)) for part, place in zip(parts, places, strict=True)
    ]
    core = container.core
    return Found(
        paged([pieces for pieces, _ in slides]),
        (core.get("title"),),
        core.get("creator"),
        core.get("modified") or core.get("created"),
        [each for _, left_out in slides for each in left_out],
        places,
    )


def _relation(node: "Element") -> str:
    """Return the id of the part that an element refers to; `p:sldId` has an id of its own too."""
    held = (str(key) for key in node.attrib if "relationships" in str(key))
    return node.get(next(held, ""), "")


def _slide(container: Container, part: str, place: str) -> Iterator[Piece | LeftOut]:
    root = container.xml(part)
    tree = child(root, "p:cSld", "p:spTree")
    if root is None or tree is None:
        return
    unseen = list(take_unseen(container, part, root))
    found = [*_shapes(tree, container, part), *unseen]
    titles = [each for each in found if isinstance(each, Piece) and each.level < 0]
    ordered = [*titles, *(each for each in found if each not in titles)]
    for kind, target in container.relations(part).values():
        if kind == "notesSlide":
            ordered += _notes(container.xml(target))
        elif kind == "comments" and (comments := container.xml(target)) is not None:
            ordered.append(LeftOut(Reason.COMMENT, _words(comments), len(comments)))
    if value(root, "show") in {"0", "false"}:
        words = sum(len(each.text.split()) for each in ordered if isinstance(each, Piece))
        yield LeftOut(Reason.HIDDEN, words, names=(place,))
        return
    yield from (
        replace(each, level=1) if isinstance(each, Piece) and each.level < 0 else each
        for each in ordered
    )


def _shapes(tree: "Element", container: Container, part: str) -> Iterator[Piece | LeftOut]:
    for node in tree:
        match name(node):
            case "p:sp" | "p:cxnSp":
                yield from _shape(node)
            case "p:grpSp":
                yield from _shapes(node, container, part)
            case "p:pic":
                yield LeftOut(Reason.PICTURE)
            case "p:graphicFrame":
                yield from _frame(node, container, part)
            case "mc:AlternateContent":
                branch = chosen(node)
                yield from () if branch is None else _shapes(branch, container, part)


def _frame(node: "Element", container: Container, part: str) -> Iterator[Piece | LeftOut]:
    """Yield the rows of a table, or the lines of a diagram or chart."""
    for each in node.iter():
        if name(each) == "a:tbl":
            yield from grid_pieces([_row(row) for row in each if name(row) == "a:tr"])
    for line in drawn(node, container, part):
        yield line if isinstance(line, LeftOut) else Piece(BlockKind.PARAGRAPH, line)


def _row(row: "Element") -> list[Cell]:
    cells = []
    for column, node in enumerate(each for each in row if name(each) == "a:tc"):
        if value(node, "hMerge") not in {"1", "true"}:
            body = child(node, "a:txBody")
            text = " ".join(filter(None, map(drawn_text, _paragraphs(body))))
            continued = value(node, "vMerge") in {"1", "true"}
            cells.append(Cell(column, text, int(value(node, "gridSpan") or 1), continued))
    return cells


def _paragraphs(body: "Element | None") -> list["Element"]:
    return [each for each in (body if body is not None else ()) if name(each) == "a:p"]


def _shape(node: "Element") -> Iterator[Piece | LeftOut]:
    holder = child(node, "p:nvSpPr", "p:nvPr", "p:ph")
    kind = "" if holder is None else value(holder, "type") or "body"
    body = child(node, "p:txBody")
    if kind in _TITLES:
        text = " ".join(filter(None, map(drawn_text, _paragraphs(body))))
        yield Piece(BlockKind.HEADING, text, -1)  # its level is given where it is put in front
    elif kind in _MARGINS:
        yield LeftOut(Reason.MARGIN, _words(node))
    else:
        yield from _lines(body, listed=kind in {"body", "obj"})
    for struck in (each for each in node.iter() if name(each) == "a:r" and is_struck(each)):
        yield LeftOut(Reason.DELETED, _words(struck))


def _lines(body: "Element | None", *, listed: bool) -> Iterator[Piece]:
    """Yield the paragraphs of a shape; those of a text field are a list unless they say not."""
    counts: dict[int, int] = {}
    paragraphs = _paragraphs(body)
    for node in paragraphs:
        text = drawn_text(node)
        settings = child(node, "a:pPr")
        depth = int(value(settings, "lvl") or 0)
        automatic = child(settings, "a:buAutoNum")
        bullet = child(settings, "a:buChar") is not None or (
            listed and len(paragraphs) > 1 and child(settings, "a:buNone") is None
        )
        if not text:
            continue
        counts = {level: count for level, count in counts.items() if level <= depth}
        if automatic is not None:
            first = int(value(automatic, "startAt") or 1)
            counts[depth] = counts.get(depth, first - 1) + 1
            number = _numbered(value(automatic, "type") or "", counts[depth])
            yield Piece(BlockKind.ITEM, text, depth, f"{number} ")
        elif bullet:
            counts.pop(depth, None)
            yield Piece(BlockKind.ITEM, text, depth, "- ")
        else:
            counts = {}
            yield Piece(BlockKind.PARAGRAPH, text, lone=True)


def _numbered(kind: str, number: int) -> str:
    """Return a number as PowerPoint names its forms: arabicPeriod, alphaLcParenR."""
    form = next((form for start, form in _NUMBERS.items() if kind.startswith(start)), "decimal")
    around = next((sign for end, sign in _AROUND.items() if kind.endswith(end)), "{}.")
    return around.format(FORMS[form](number))


def _notes(root: "Element | None") -> Iterator[Piece]:
    """Yield what the speaker wrote below a slide."""
    for node in root.iter() if root is not None else ():
        if name(node) == "p:sp":
            holder = child(node, "p:nvSpPr", "p:nvPr", "p:ph")
            if value(holder, "type") == "body":
                yield from _lines(child(node, "p:txBody"), listed=False)


def _words(node: "Element") -> int:
    return count(node, {"a:t", "p:text"}, {"a:p"})
