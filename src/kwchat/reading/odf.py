"""What all OpenDocument files share: names of elements, styles, list numbers, rows of tables."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from kwchat.reading.container import Container
from kwchat.reading.numbering import FORMS

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_BASE = "urn:oasis:names:tc:opendocument:xmlns:"
_PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        **{
            f"{_BASE}{name}:1.0": name
            for name in (
                "office",
                "text",
                "table",
                "style",
                "presentation",
                "meta",
                "manifest",
                "chart",
            )
        },
        f"{_BASE}drawing:1.0": "draw",
        f"{_BASE}svg-compatible:1.0": "svg",
        f"{_BASE}xsl-fo-compatible:1.0": "fo",
        "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext",
        "http://purl.org/dc/elements/1.1/": "dc",
        "http://www.w3.org/1999/xlink": "xlink",
        "http://www.w3.org/1998/Math/MathML": "math",
    }
)
_SPACES: Mapping[str, str] = MappingProxyType(
    {prefix: space for space, prefix in _PREFIXES.items()}
)
_FORMS: Mapping[str, str] = MappingProxyType(
    {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
)
_SPACES_OF_TEXT = frozenset({"text:s", "text:tab", "text:line-break"})
_BESIDE = frozenset({"draw:frame", "office:annotation", "text:note", "text:ruby-text"})
_COLUMNS = frozenset(
    {"table:table-columns", "table:table-column-group", "table:table-header-columns"}
)
_CELL_STYLE = "table:default-cell-style-name"
_STYLE_STEPS = 20  # a style that rests on itself must not go on for ever
_MOST_REPEATED = (
    1000  # columns or rows that one element stands for; a sheet's empty rest is a million
)


def name(node: "Element") -> str:
    """Return the name of an element with the prefix of the standard."""
    return _prefixed(str(node.tag))


def _prefixed(full: str) -> str:
    space, _, base = full[1:].partition("}") if full[:1] == "{" else ("", "", full)
    prefix = _PREFIXES.get(space)
    return f"{prefix}:{base}" if prefix else base


def attribute(node: "Element", wanted: str) -> str:
    """Return an attribute by its name with prefix; an empty string where it is not there."""
    prefix, _, base = wanted.partition(":")
    return str(node.get(f"{{{_SPACES[prefix]}}}{base}", ""))


def _as_it_is(text: str, _: "Element") -> str:
    return text


def count(node: "Element") -> int:
    """Count the words under an element; those of two paragraphs are never one."""
    paragraphs = [each for each in node.iter() if name(each) in {"text:p", "text:h"}]
    return sum(len("".join(map(str, each.itertext())).split()) for each in paragraphs)


def line(node: "Element", shown: "Callable[[str, Element], str]" = _as_it_is) -> str:
    """Return the text under an element on one line, without remarks and what hangs on it; `shown`
    returns what shows of a text that stands in an element."""
    kind = name(node)
    if kind in _SPACES_OF_TEXT:
        return " "
    if kind in _BESIDE:
        return ""
    parts = [shown(node.text or "", node)]
    for each in node:
        parts += [line(each, shown), shown(each.tail or "", node)]
    return "".join(parts)


def words(number: str) -> bool:
    """Tell whether a number has words in it: Artikel 2, and not iv or (a)."""
    return sum(map(str.isalpha, number)) >= 3 and " " in number


def repeated(node: "Element", what: str) -> int:
    """Return for how many columns or rows an element stands."""
    return min(int(attribute(node, f"table:number-{what}-repeated") or 1), _MOST_REPEATED)


@dataclass(frozen=True, slots=True)
class ListLevel:
    """How one level of a list counts; `form` is empty for a bullet."""

    form: str
    before: str = ""
    after: str = ""
    shown: int = 1  # how many levels, this one and those above it
    start: int = 1


@dataclass(frozen=True, slots=True)
class OdfStyles:
    """The styles of a file, by family and name, how its lists count, and whether something other
    than white paper may lie behind its text."""

    styles: Mapping[tuple[str, str], "Element"]
    lists: Mapping[str, Mapping[int, ListLevel]]
    outline: Mapping[int, ListLevel]
    margins: tuple["Element", ...] = field(default=())
    backed: bool = False

    @classmethod
    def of(cls, container: Container, body: "Element") -> "OdfStyles":
        """Read the styles of `styles.xml` and those of the content that a body is of."""
        common = container.xml("styles.xml")
        nodes = list(common.iter() if common is not None else ())
        nodes += body.getroottree().iter()
        return cls(
            {
                (attribute(node, "style:family"), attribute(node, "style:name")): node
                for node in nodes
                if name(node) == "style:style"
            },
            {
                attribute(node, "style:name"): _levels(node)
                for node in nodes
                if name(node) == "text:list-style"
            },
            next((_levels(node) for node in nodes if name(node) == "text:outline-style"), {}),
            tuple(
                node
                for node in nodes
                if name(node).startswith(("style:header", "style:footer")) and len(node)
            ),
            any(map(_lies_behind, nodes)),
        )

    def setting(self, family: str, style: str, wanted: str) -> str:
        """Return the nearest setting of a style or of those that it rests on."""
        for node in self.lineage(family, style):
            for each in node:
                if found := attribute(each, wanted):
                    return found
        return ""

    def lineage(self, family: str, style: str) -> "Iterator[Element]":
        """Yield a style and those that it rests on."""
        for _ in range(_STYLE_STEPS):
            node = self.styles.get((family, style))
            if node is None:
                return
            yield node
            style = attribute(node, "style:parent-style-name")

    def heading_level(self, style: str) -> int:
        """Return the level of the headings of a paragraph style: 1 for a title, 0 for text."""
        for _ in range(_STYLE_STEPS):
            node = self.styles.get(("paragraph", style))
            if style == "Title":
                return 1
            if node is None:
                return 0
            style = attribute(node, "style:parent-style-name")
        return 0

    def is_hidden_section(self, node: "Element") -> bool:
        """Tell whether a section does not show."""
        return attribute(node, "text:display") == "none"

    def is_hidden_page(self, node: "Element") -> bool:
        """Tell whether a slide is passed over when the slides are shown."""
        style = attribute(node, "draw:style-name")
        return self.setting("drawing-page", style, "presentation:visibility") == "hidden"

    def is_hidden_sheet(self, node: "Element") -> bool:
        """Tell whether a sheet does not show."""
        return (
            self.setting("table", attribute(node, "table:style-name"), "table:display") == "false"
        )

    def number(self, levels: Mapping[int, ListLevel], depth: int, counts: Mapping[int, int]) -> str:
        """Return the number at a depth, from 1, given the counts so far; “-” for a bullet."""
        level = levels.get(depth)
        if level is None or not level.form:
            return "-"
        numbers = [
            FORMS[levels[above].form](counts.get(above, 1))
            for above in range(depth - level.shown + 1, depth + 1)
            if above in levels and levels[above].form
        ]
        return f"{level.before}{'.'.join(numbers)}{level.after}".strip()


def is_picture(node: "Element") -> bool:
    """Tell whether an element of a style is a picture behind words; an empty one takes it away."""
    return name(node) == "style:background-image" and len(node.attrib) > 0


def _lies_behind(node: "Element") -> bool:
    """Tell whether an element of a style sets something behind the text of pages."""
    if name(node) == "style:page-layout-properties":
        grounds = {attribute(node, "fo:background-color"), attribute(node, "draw:fill")}
        return bool(grounds - {"", "transparent", "none"}) or any(map(is_picture, node))
    return attribute(node, "style:run-through") == "background"


def _levels(node: "Element") -> dict[int, ListLevel]:
    return {
        int(attribute(each, "text:level") or 1): ListLevel(
            _FORMS.get(attribute(each, "style:num-format"), ""),
            attribute(each, "style:num-prefix"),
            attribute(each, "style:num-suffix"),
            int(attribute(each, "text:display-levels") or 1),
            int(attribute(each, "text:start-value") or 1),
        )
        for each in node
    }


@dataclass(frozen=True, slots=True, eq=False)
class OdfCell:
    """A cell: what is in it, its column from 0, how many it spans, and whether it goes on."""

    content: "Element"
    column: int
    width: int
    continued: bool = False


@dataclass(frozen=True, slots=True)
class OdfColumn:
    """A column: the style of its cells that have none of their own, and whether it is hidden."""

    style: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class OdfRow:
    """A row: its cells, how many rows it stands for, whether it heads the table, or is hidden, and
    the style of its cells that have none of their own."""

    cells: tuple[OdfCell, ...]
    times: int
    heading: bool
    hidden: bool
    style: str


def rows(table: "Element") -> Iterator[OdfRow]:
    """Yield the rows of a table, also those in groups; merged cells where they begin."""
    below: dict[int, tuple[int, int]] = {}  # by column: rows to go, and columns
    for row, heading in _rows(table, heading=False):
        cells, style = tuple(_cells(row, below)), attribute(row, _CELL_STYLE)
        yield OdfRow(cells, repeated(row, "rows"), heading, _is_away(row), style)


def columns(table: "Element") -> Iterator[OdfColumn]:
    """Yield the columns of a table, also those in groups."""
    for node in table:
        if name(node) == "table:table-column":
            one = OdfColumn(attribute(node, _CELL_STYLE), _is_away(node))
            yield from (one for _ in range(repeated(node, "columns")))
        elif name(node) in _COLUMNS:
            yield from columns(node)


def _is_away(node: "Element") -> bool:
    return attribute(node, "table:visibility") in {"collapse", "filter"}


def _rows(parent: "Element", *, heading: bool) -> Iterator[tuple["Element", bool]]:
    for node in parent:
        match name(node):
            case "table:table-row":
                yield node, heading
            case "table:table-header-rows":
                yield from _rows(node, heading=True)
            case "table:table-rows" | "table:table-row-group":
                yield from _rows(node, heading=heading)


def _cells(row: "Element", below: dict[int, tuple[int, int]]) -> Iterator[OdfCell]:
    column = 0
    for node in row:
        kind = name(node)
        times = repeated(node, "columns")
        if kind == "table:table-cell":
            width = int(attribute(node, "table:number-columns-spanned") or 1)
            down = int(attribute(node, "table:number-rows-spanned") or 1)
            if len(node) or attribute(node, "office:value-type"):
                yield from (OdfCell(node, column + place, width) for place in range(times))
            if down > 1:
                below[column] = (down, width)
        elif kind == "table:covered-table-cell" and column in below:
            yield OdfCell(node, column, below[column][1], continued=True)
        column += times
    for place, (down, width) in list(below.items()):
        below[place] = (down - 1, width)
        if down <= 1:
            del below[place]
