"""OpenDocument texts and presentations to pieces: what LibreOffice writes (ISO/IEC 26300).

Names are written with the prefix that the standard gives them: `text:p`, `table:table-cell`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from kwchat.reading import texts
from kwchat.reading.container import Container
from kwchat.reading.document import BlockKind, LeftOut, Reason
from kwchat.reading.found import Found, cell_text, noted, paged, parted
from kwchat.reading.grids import Cell, grid_pieces
from kwchat.reading.layout import Piece, clean
from kwchat.reading.mathml import linear_mathml
from kwchat.reading.odf import ListLevel, OdfStyles, attribute, count, name, rows, words
from kwchat.reading.odf_ink import Looks, OdfInk
from kwchat.reading.raised import lowered, raised

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NAVIGATION = frozenset(
    {"text:table-of-content", "text:illustration-index", "text:table-index", "text:object-index"}
    | {"text:user-index", "text:alphabetical-index"}
)
_SHAPES = frozenset(
    {"draw:custom-shape", "draw:rect", "draw:ellipse", "draw:line", "draw:connector", "draw:path"}
    | {"draw:polygon", "draw:polyline", "draw:circle", "draw:caption"}
)
_DRAWN = frozenset({"draw:frame", "draw:g", "draw:text-box"}) | _SHAPES
_SILENT = frozenset(
    {"office:annotation-end", "text:note-citation", "text:ruby-text", "svg:desc", "svg:title"}
)


@dataclass(frozen=True, slots=True, eq=False)
class _Note:
    """A foot- or endnote where its mark stands."""

    content: "Element"


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """A frame or shape that hangs on a paragraph."""

    content: "Element"


_PLAIN = ListLevel("")

_Token: TypeAlias = str | _Note | _Drawn | LeftOut


def read_odt(content: bytes, file: str) -> Found:
    """Return what an ODT file holds.

    Raises:
        ReadError: it is damaged, has a password, or is no text.
    """
    container, body = opened(content, file, "office:text")
    reader = _Reader(container, OdfStyles.of(container, body))
    pieces, left_out = parted([*reader.blocks(body), *reader.beside()])
    return _found(container, pieces, left_out)


def read_odp(content: bytes, file: str) -> Found:
    """Return what an ODP file holds; its slides are pages, “dia 3”.

    Raises:
        ReadError: it is damaged, has a password, or is no presentation.
    """
    container, body = opened(content, file, "office:presentation")
    reader = _Reader(container, OdfStyles.of(container, body))
    slides = [parted(reader.slide(page)) for page in body if name(page) == "draw:page"]
    places = [texts.PLACE_SLIDE.format(number=number) for number in range(1, len(slides) + 1)]
    found = _found(
        container,
        paged([pieces for pieces, _ in slides]),
        [each for _, left_out in slides for each in left_out],
    )
    return replace(found, places=places)


def opened(content: bytes, file: str, kind: str) -> "tuple[Container, Element]":
    """Return an OpenDocument file and its body.

    Raises:
        ReadError: it is damaged, has a password, or is of another kind.
    """
    container = Container.opened(content, file, texts.READ_ODF_DAMAGED)
    manifest = container.xml("META-INF/manifest.xml")
    if manifest is not None and any(
        name(node).endswith("encryption-data") for node in manifest.iter()
    ):
        raise container.locked()
    root = container.xml("content.xml")
    for node in root.iter() if root is not None else ():
        if name(node) == kind:
            return container, node
    raise container.fault()


def about(container: Container) -> Mapping[str, str]:
    """Return what a file says about itself: dc:title, dc:date, dc:creator, meta:initial-creator."""
    root = container.xml("meta.xml")
    return {name(node): node.text or "" for node in (root.iter() if root is not None else ())}


def _found(container: Container, pieces: list[Piece], left_out: list[LeftOut]) -> Found:
    said = about(container)
    return Found(
        pieces,
        (said.get("dc:title"),),
        said.get("meta:initial-creator") or said.get("dc:creator"),
        said.get("dc:date") or said.get("meta:creation-date"),
        left_out,
    )


@dataclass(slots=True)
class _List:
    """Where a list stands while it is counted."""

    style: str
    depth: int
    counts: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Reader:
    """Walks the body of a text."""

    container: Container
    styles: OdfStyles
    _ink: OdfInk = field(init=False)
    _notes: int = 0
    _outline: dict[int, int] = field(default_factory=dict)
    _lists: dict[str, dict[int, int]] = field(default_factory=dict)  # counts to go on with

    def __post_init__(self) -> None:
        self._ink = OdfInk(self.styles)

    def blocks(
        self, parent: "Iterable[Element]", listed: _List | None = None
    ) -> Iterator[Piece | LeftOut]:
        """Yield the pieces under an element, in order."""
        for node in parent:
            kind = name(node)
            if kind in {"text:p", "text:h"}:
                yield from self._paragraph(node, None)
            elif kind == "text:list":
                yield from self._list(node, listed)
            elif kind in {"table:table", "text:table"}:
                yield from self._table(node)
            elif kind in _NAVIGATION:
                yield LeftOut(Reason.NAVIGATION, count(node))
            elif kind == "text:tracked-changes":
                yield from self._deletions(node)
            elif kind == "text:section" and self.styles.is_hidden_section(node):
                yield LeftOut(Reason.HIDDEN, count(node))
            else:
                yield from self._wrapped(node, kind)

    def _wrapped(self, node: "Element", kind: str) -> Iterator[Piece | LeftOut]:
        """Yield what stands in a section, a frame, a shape, or whatever else holds paragraphs."""
        objects = [each for each in node if name(each) == "draw:object"]
        if kind == "draw:image":
            yield LeftOut(Reason.PICTURE)
        elif kind == "draw:object":
            yield from self._object(node)
        elif kind == "office:annotation":
            yield LeftOut(Reason.COMMENT, count(node))
        else:
            # Beside an object stands its picture, for programs that cannot draw it.
            yield from self.blocks(objects or node)

    def beside(self) -> Iterator[LeftOut]:
        """Yield that headers and footers hold words."""
        margins = [count(node) for node in self.styles.margins]
        yield from (LeftOut(Reason.MARGIN, held) for held in margins if held)

    def slide(self, page: "Element") -> Iterator[Piece | LeftOut]:
        """Yield the pieces of a slide, its title as a heading, and its notes at the end."""
        if self.styles.is_hidden_page(page):
            yield LeftOut(Reason.HIDDEN, count(page))
            return
        notes: list[Piece | LeftOut] = []
        for node in page:
            if name(node) == "presentation:notes":
                frames = (each for each in node if name(each) == "draw:frame")
                for frame in frames:
                    if attribute(frame, "presentation:class") == "notes":
                        notes += self.blocks(frame)
            elif attribute(node, "presentation:class") in {"title", "ctrTitle"}:
                found, left_out = parted(self.blocks(node))
                text = " ".join(piece.text for piece in found)
                yield Piece(BlockKind.HEADING, text, 1)
                yield from left_out
            elif attribute(node, "presentation:class") in {"footer", "date-time", "page-number"}:
                yield LeftOut(Reason.MARGIN, count(node))
            elif name(node) in _DRAWN:
                yield from self.blocks([node])
        yield from notes

    def _deletions(self, node: "Element") -> Iterator[LeftOut]:
        gone = [each for each in node.iter() if name(each) == "text:deletion"]
        yield from (LeftOut(Reason.DELETED, lost) for lost in map(count, gone) if lost)

    def _paragraph(
        self, node: "Element", number: str | None, depth: int = 0
    ) -> Iterator[Piece | LeftOut]:
        """Yield a paragraph with what hangs on it; `number` is its place in a list."""
        tokens = list(self._tokens(node, (("paragraph", attribute(node, "text:style-name")),)))
        text = clean("".join(token for token in tokens if isinstance(token, str)))
        level = int(attribute(node, "text:outline-level") or 0) if name(node) == "text:h" else 0
        level = level or self.styles.heading_level(attribute(node, "text:style-name"))
        if level:
            shown = number or self._outlined(node, level)
            yield Piece(BlockKind.HEADING, f"{shown} {text}".strip() if text else "", level)
        elif number is not None and words(number):
            yield Piece(BlockKind.PARAGRAPH, f"{number} {text}".strip(), lone=True)
        elif number is not None:
            yield Piece(BlockKind.ITEM, text, depth, f"{number} ".lstrip())
        else:
            yield Piece(BlockKind.PARAGRAPH, text, lone=True)
        for token in tokens:
            if isinstance(token, LeftOut):
                yield token
            elif isinstance(token, _Note):
                yield from self._note(token.content)
            elif isinstance(token, _Drawn):
                yield from self.blocks([token.content])

    def _tokens(self, node: "Element", looks: Looks) -> Iterator[_Token]:
        """Yield the words under an element, and what stands among them."""
        yield self._look(node.text or "", looks, node)
        for each in node:
            yield from self._token(each, looks)
            yield self._look(each.tail or "", looks, node)

    def _token(self, node: "Element", looks: Looks) -> Iterator[_Token]:
        kind = name(node)
        if kind in {"text:tab", "text:line-break", "text:s"}:
            yield " "
        elif kind == "text:note":
            yield _Note(node)
        elif kind == "office:annotation":
            yield LeftOut(Reason.COMMENT, count(node))
        elif kind in _DRAWN:
            equation = self._equation(node)
            yield equation or _Drawn(node)
        elif kind == "text:span":
            yield from self._tokens(node, (("text", attribute(node, "text:style-name")), *looks))
        elif kind not in _SILENT:
            yield from self._tokens(node, looks)

    def _look(self, text: str, looks: Looks, node: "Element") -> str | LeftOut:
        """Return words as they show: raised, lowered, or not at all."""
        if not text.strip():
            return text
        display, line, position = (
            self._ink.nearest(looks, wanted)
            for wanted in ("text:display", "style:text-line-through-style", "style:text-position")
        )
        if display == "none":
            return LeftOut(Reason.HIDDEN, len(text.split()))
        if line not in {"", "none"}:
            return LeftOut(Reason.DELETED, len(text.split()))
        if self._ink.hides(looks, node):
            return LeftOut(Reason.UNSEEN, len(text.split()))
        place = position.partition(" ")[0]
        if place.startswith("super") or (place.endswith("%") and place[:1] not in "-0"):
            return raised(text)
        return lowered(text) if place.startswith(("sub", "-")) else text

    def _equation(self, frame: "Element") -> str:
        """Return the equation in a frame that stands in a sentence; else an empty string."""
        objects = (each for each in frame if name(each) == "draw:object")
        roots = (self._embedded(each) for each in objects)
        return "".join(
            linear_mathml(root) for root in roots if root is not None and name(root) == "math:math"
        )

    def _embedded(self, node: "Element") -> "Element | None":
        inside = next((each for each in node if name(each) == "math:math"), None)
        folder = attribute(node, "xlink:href").removeprefix("./")
        return inside if inside is not None else self.container.xml(f"{folder}/content.xml")

    def _object(self, node: "Element") -> Iterator[Piece | LeftOut]:
        """Yield an equation by itself, or the titles and figures of a chart."""
        root = self._embedded(node)
        if root is None:
            yield LeftOut(Reason.UNREADABLE)
        elif name(root) == "math:math":
            yield Piece(BlockKind.PARAGRAPH, clean(linear_mathml(root)))
        else:
            for each in root.iter():
                if name(each) in {"chart:title", "chart:subtitle"}:
                    yield from self.blocks(each)
                elif name(each) == "table:table":
                    yield from self._table(each)

    def _note(self, node: "Element") -> Iterator[Piece | LeftOut]:
        """Yield the words of a note, the first paragraph behind its sign."""
        cited = next((each for each in node if name(each) == "text:note-citation"), None)
        sign = f"{(cited.text if cited is not None else '') or ''} ".lstrip()
        bodies = (each for each in node if name(each) == "text:note-body")
        yield from noted((piece for body in bodies for piece in self.blocks(body)), sign)

    def _outlined(self, node: "Element", level: int) -> str:
        """Count a heading and return its number, where headings have one."""
        if not self.styles.outline.get(level, _PLAIN).form:
            return ""
        if attribute(node, "text:is-list-header") == "true":
            return ""
        start = self.styles.outline[level].start
        self._outline[level] = self._outline.get(level, start - 1) + 1
        self._outline = {depth: held for depth, held in self._outline.items() if depth <= level}
        return self.styles.number(self.styles.outline, level, self._outline)

    def _list(self, node: "Element", above: _List | None) -> Iterator[Piece | LeftOut]:
        style = attribute(node, "text:style-name") or (above.style if above else "")
        depth = above.depth + 1 if above else 1
        goes_on = attribute(node, "text:continue-numbering") == "true" or bool(
            attribute(node, "text:continue-list")
        )
        counts = above.counts if above else self._lists.get(style, {}) if goes_on else {}
        listed = _List(style, depth, counts)
        self._lists[style] = counts
        levels = self.styles.lists.get(style, {})
        if above:
            counts.pop(depth, None)
        for item in node:
            numbered = name(item) == "text:list-item"
            if numbered:
                start = attribute(item, "text:start-value")
                first = levels[depth].start if depth in levels else 1
                counts[depth] = int(start) if start else counts.get(depth, first - 1) + 1
            yield from self._item(item, listed, self._sign(levels, listed) if numbered else "")

    def _sign(self, levels: Mapping[int, ListLevel], listed: _List) -> str:
        return self.styles.number(levels, listed.depth, listed.counts)

    def _item(self, item: "Element", listed: _List, sign: str) -> Iterator[Piece | LeftOut]:
        for node in item:
            if name(node) in {"text:p", "text:h"}:
                yield from self._paragraph(node, sign, listed.depth - 1)
                sign = ""
            else:
                yield from self.blocks([node], listed)

    def _table(self, node: "Element") -> Iterator[Piece | LeftOut]:
        """Yield the rows of a table; one that only lays out the page gives its cells in order."""
        found = list(rows(node))
        hidden = sum(count(cell.content) for row in found if row.hidden for cell in row.cells)
        yield from [LeftOut(Reason.HIDDEN, hidden)] if hidden else []
        shown = [row for row in found if not row.hidden]
        cells = [cell for row in shown for cell in row.cells]
        if all(cell.column == 0 and cell.width == 1 for cell in cells) or any(
            name(each) == "table:table" for cell in cells for each in cell.content.iter()
        ):
            for cell in cells:
                yield from self.blocks(cell.content)
            return
        beside: list[Piece | LeftOut] = []
        grid = [
            [
                Cell(
                    cell.column,
                    cell_text(self.blocks(cell.content), beside),
                    cell.width,
                    cell.continued,
                )
                for cell in row.cells
            ]
            for row in shown
        ]
        headings = next((place for place, row in enumerate(shown) if not row.heading), len(shown))
        yield from grid_pieces(grid, headings or None)
        yield from beside
