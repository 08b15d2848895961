"""Lists that someone typed: *a) … b) …* as paragraphs, or one after the other in running text.

Rules and protocols are full of them, and no kind of file marks them as lists. A sign alone tells
nothing (*b.v.*, *i. de Vries*): what makes a list are signs of one form that count on from the
first, each where a point can begin.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from kwchat.language.sentences import sentences
from kwchat.reading.document import BlockKind
from kwchat.reading.layout import PAGE_BREAK, Piece

_SIGN = r"(?P<open>\(?)(?P<sign>[a-z]|[ivx]{2,4}|\d{1,2})(?P<close>[.)])|(?P<bullet>[-–•◦▪●·])"
_FIRST = re.compile(rf"[{PAGE_BREAK}\s]*(?:{_SIGN})\s+(?=\S)")
# In running text a list begins after a colon, and a point after the end of the one before it; a
# round or square bullet stands for itself.
_INSIDE = re.compile(
    rf"(?:(?P<colon>:)|[;,.](?: (?:en|of|en/of|dan wel))?|(?P<plain>(?=[{PAGE_BREAK}\s]+[•◦▪●])))"
    rf"[{PAGE_BREAK}\s]+(?:{_SIGN})\s+(?=\S)"
)
_ROMAN = {sign: value for value, sign in enumerate("i ii iii iv v vi vii viii ix x".split(), 1)}
_OPEN = re.compile(r"[:,;\w]$")  # how a lead-in ends


@dataclass(frozen=True, slots=True)
class _Mark:
    """The sign before a point: its form, and what it may count, as a letter or a number."""

    form: str
    values: frozenset[int]
    sign: str
    start: int  # of the sign
    end: int  # of the white space behind it

    @classmethod
    def of(cls, match: re.Match[str]) -> "_Mark":
        """Return the sign that was found."""
        if match["bullet"]:
            return cls(match["bullet"], frozenset(), "-", match.start("bullet"), match.end())
        sign = match["sign"]
        kind = "1" if sign.isdecimal() else "a"
        form, whole = (f"{match['open']}{one}{match['close']}" for one in (kind, sign))
        return cls(form, _values(sign), whole, match.start("open"), match.end())

    @property
    def begins(self) -> bool:
        """Whether a list can begin with it."""
        return not self.values or 1 in self.values

    def follows(self, other: "_Mark") -> bool:
        """Tell whether it is the next of a list after another one."""
        counts_on = {value + 1 for value in other.values if value} & self.values
        return self.form == other.form and (bool(counts_on) or not self.values)


def _values(sign: str) -> frozenset[int]:
    """Return what a sign may count, 0 for nothing: *i* is the ninth letter, and the first Roman
    number."""
    if sign.isdecimal():
        return frozenset({int(sign)})
    letter = {ord(sign) - ord("a") + 1} if len(sign) == 1 else set()
    return frozenset(letter | {_ROMAN.get(sign, 0)})


def with_typed_lists(found: Sequence[Piece]) -> list[Piece]:
    """Return the pieces with the lists that were typed in them made into items."""
    parted = [part for piece in found for part in _parted(piece)]
    return _run_together(parted)


# --- in running text ----------------------------------------------------------------------------


def _parted(piece: Piece) -> Iterator[Piece]:
    """Yield a paragraph, or the item of a list, with the list that is typed in it apart."""
    marks = [] if piece.kind is BlockKind.HEADING else _listed(piece.text)
    if len(marks) < 2 or _is_row(piece):
        yield piece
        return
    text = piece.text
    lead = text[: marks[0].start].rstrip()
    is_point = piece.kind is BlockKind.ITEM or _FIRST.match(lead)
    inner = piece.level + 1 if is_point else 0
    if lead:
        yield replace(piece, text=lead)
    ends = [*(mark.start for mark in marks[1:]), len(text)]
    points = [text[mark.end : end].rstrip() for mark, end in zip(marks, ends, strict=True)]
    rest = _behind(points)
    points[-1] = points[-1].removesuffix(rest)
    said = len(lead)  # how far the text is in a piece
    for mark, point in zip(marks, points, strict=True):
        breaks = _breaks(text[said : mark.end])
        said = mark.end + len(point)
        yield Piece(BlockKind.ITEM, breaks + point, inner, f"{mark.sign} ")
    if rest:
        words = rest.lstrip()
        yield replace(piece, text=_breaks(rest.removesuffix(words)) + words, marker="")


def _listed(text: str) -> list[_Mark]:
    """Return the signs of the first list that is typed in a text; fewer than two are none."""
    first = _FIRST.match(text)
    marks = [_Mark.of(first)] if first else []
    if marks and not marks[0].begins:
        marks = []
    for match in _INSIDE.finditer(text):
        mark = _Mark.of(match)
        if marks and mark.follows(marks[-1]):
            marks.append(mark)
        elif len(marks) < 2 and mark.begins and (match["colon"] or match["plain"] is not None):
            marks = [mark]
    return marks


def _is_row(piece: Piece) -> bool:
    """Tell whether an item may be the row of a table, whose cells stand one behind the other."""
    return piece.kind is BlockKind.ITEM and not piece.marker and not _FIRST.match(piece.text)


def _behind(points: Sequence[str]) -> str:
    """Return what follows a list in its paragraph, with the space before it: of points of one
    sentence each, what comes after the first sentence of the last."""
    counts = [len(list(sentences(point))) for point in points]
    if max(counts[:-1]) > 1 or counts[-1] < 2:
        return ""
    _, end = next(iter(sentences(points[-1])))
    return points[-1][end:]


def _breaks(text: str) -> str:
    return PAGE_BREAK * text.count(PAGE_BREAK)


# --- paragraph by paragraph ---------------------------------------------------------------------


@dataclass(slots=True)
class _List:
    """A list that goes on: its depth, and where its points stand, each with its sign."""

    level: int
    members: list[tuple[int, _Mark]] = field(default_factory=list)

    @property
    def last(self) -> tuple[int, _Mark]:
        """The point that it has come to."""
        return self.members[-1]


def _run_together(found: Sequence[Piece]) -> list[Piece]:
    """Return the pieces with paragraphs that are the points of a list made into items."""
    result = list(found)
    for one in _lists(found):
        if len(one.members) < 2:
            continue
        for place, mark in one.members:
            piece = found[place]
            breaks = _breaks(piece.text[: mark.start])
            words = breaks + piece.text[mark.end :]
            result[place] = Piece(BlockKind.ITEM, words, one.level, f"{mark.sign} ")
    return result


def _lists(found: Iterable[Piece]) -> list[_List]:
    """Return the lists of which paragraphs could be the points; items may stand between them."""
    lists: list[_List] = []
    going: list[_List] = []
    before: Piece | None = None
    for place, piece in enumerate(found):
        first = _FIRST.match(piece.text) if piece.kind is BlockKind.PARAGRAPH else None
        mark = _Mark.of(first) if first else None
        if mark:
            _continue(mark, place, before, going, lists)
        elif piece.kind is not BlockKind.ITEM:
            going = []
        before = piece
    return lists


def _continue(
    mark: _Mark, place: int, before: Piece | None, going: list[_List], lists: list[_List]
) -> None:
    """Add a point to the list that it goes on, or begin one with it; `going` is changed."""
    leads_up = before is not None and bool(_OPEN.search(before.text))
    while going and not mark.follows(going[-1].last[1]):
        if mark.begins and leads_up and going[-1].last[0] == place - 1:
            break  # a list inside the point before it
        going.pop()
    goes_on = bool(going) and mark.follows(going[-1].last[1])
    if mark.begins and not goes_on:
        is_inside = before is not None and before.kind is BlockKind.ITEM and leads_up
        level = len(going) if going else before.level + 1 if before and is_inside else 0
        going.append(_List(level))
        lists.append(going[-1])
    if going:
        going[-1].members.append((place, mark))
