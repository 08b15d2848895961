"""Printed lines back to paragraphs: for plain text and PDF, which know lines and nothing else.

A paragraph ends at a gap, or where the first word of the next line would still have fitted on
this one: nobody who fills lines leaves that room inside a paragraph. A heading is a short line that
stands alone, does not end like a sentence, and has something under it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise
from statistics import quantiles
from typing import Self

from kwchat.language.vocabulary import zipf
from kwchat.reading.document import BlockKind
from kwchat.reading.printed import NOTE_NUMBER
from kwchat.reading.raised import with_fractions

PAGE_BREAK = "\f"  # inside the text of a piece: here the next page begins

_UNWRAPPED = 120  # characters; longer lines were not broken to fit a page
_FILLED = 0.9  # of the line width: a line counts as full; letters differ in width
_HEADING_CHARS = 90
_HEADING_WORDS = 12
_KNOWN_WORD = 2.5  # Zipf; the halves of broken words are often rare words by accident

_LIGATURES = {ord(char): unicodedata.normalize("NFKC", char) for char in "ﬀﬁﬂﬃﬄﬅﬆ"}
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\x00"))
_SPACE = re.compile(r"[^\S\f]+")
_SOFT_HYPHEN = re.compile("\u00ad+(?=[^\\s\u00ad])")  # at the end of a line it is one that shows
_MARKER = re.compile(
    r"(?P<bullet>[-*–—+o]\s|[•◦▪‣●○■□∙·\uf0b7\uf0a7]\s*)|(?P<number>\d{1,2}[.)])\s"
)
_BOXES = frozenset("☐☑☒")  # of a form
_URL = re.compile(r"(?:https?://|www\.)\S+$")
_URL_TAIL = re.compile(r"[\w\-./?=&%#~+]*[-./?=&%#_][\w\-./?=&%#~+]*")
_CLOSED = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_NO_HEADING_END = re.compile(r"[.!:;,…][\"'”’»)\]]*$")
_WORD_BEFORE_HYPHEN = re.compile(r"([^\W_]+(?:[-'’][^\W_]+)*)-$")
_WORD_AFTER_HYPHEN = re.compile(r"\f*([^\W_]+(?:[-'’][^\W_]+)*)")
_HANGING_HYPHEN = re.compile(r"\f*(?:en|of|dan|tot|als|maar|noch)\b")


class Part(Enum):
    """What a printed line belongs to."""

    TEXT = auto()
    TABLE = auto()  # a whole row of one
    NOTE = auto()


@dataclass(frozen=True, slots=True)
class Row:
    """A printed line; `indent` and `right` in characters or points, `level` where a font tells."""

    text: str
    indent: float
    right: float
    page: int = 1
    gap: bool = False  # white space above it
    level: int = 0  # of a heading known by its type
    width: float = 0  # of its column, if that is not the width of the text
    part: Part = Part.TEXT


@dataclass(frozen=True, slots=True)
class Piece:
    """A block that has no place in a document yet; `lone` when it stood on one line by itself."""

    kind: BlockKind
    text: str
    level: int = 0
    marker: str = ""
    lone: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """How the lines of a text were set."""

    width: float
    char_width: float
    gaps_only: bool  # white space, and nothing else, parts the paragraphs
    hanging: bool  # lines of a list item stand further right than its bullet

    @classmethod
    def of(cls, rows: Sequence[Row], *, gaps_only: bool = False, hanging: bool = False) -> Self:
        """Measure the line width and the width of a letter."""
        text = [row for row in rows if row.part is Part.TEXT] or list(rows)
        filled = [row for row in text if row.text.count(" ") > 2] or text
        rights = [row.right for row in filled]
        # Not the longest: one long line must not make all others look short.
        width = quantiles([*rights, *rights], n=20, method="inclusive")[-1] if rights else 0
        letters = sum(len(row.text) for row in filled)
        spread = sum(row.right - row.indent for row in filled)
        return cls(width, spread / max(letters, 1), gaps_only=gaps_only, hanging=hanging)

    @property
    def unwrapped(self) -> bool:
        """Whether lines run on past any page; those of a page, however wide, do not."""
        return not self.hanging and self.width > _UNWRAPPED * self.char_width

    def has_room(self, row: Row, following: Row) -> bool:
        """Tell whether the first word of the next line would have fitted on this one."""
        word = following.text.split(maxsplit=1)[0]
        return row.right + (len(word) + 1) * self.char_width <= _FILLED * (row.width or self.width)


@dataclass(frozen=True, slots=True)
class LineEnds:
    """What a text itself tells about the hyphens at its line ends."""

    words: frozenset[str]
    breaks_words: bool

    @classmethod
    def of(cls, lines: Sequence[str]) -> Self:
        """Collect the words that are not broken, and see whether ordinary words are."""
        words = frozenset(
            word.lower().rstrip("-")
            for line in lines
            for word in re.findall(r"[^\W_]+(?:[-'’][^\W_]+)*-?", line)
        )
        pairs = (_broken(*pair) for pair in pairwise(lines))
        return cls(words, any(_is_word_without_hyphen(*pair, words) for pair in pairs if pair))

    def join(self, lines: Iterable[str]) -> str:
        """Return the lines as one, with words and addresses that were broken made whole."""
        joined = ""
        for line in lines:
            joined = self._append(joined, line) if joined else line
        return joined

    def _append(self, text: str, line: str) -> str:
        if text.endswith("\u00ad"):
            return text[:-1] + line
        if continues_url(text, line):
            return text + line
        broken = _broken(text, line)
        if not broken or _HANGING_HYPHEN.match(line):
            return f"{text} {line}"
        return (text if self._keeps_hyphen(*broken) else text[:-1]) + line

    def _keeps_hyphen(self, left: str, right: str) -> bool:
        """Tell a hyphen that belongs to the word from one that only broke it.

        First the text's own spelling, then the shape of the halves; what is left, two words that
        may be one compound, goes by whether the text breaks ordinary words at all.
        """
        if f"{left}-{right}".lower() in self.words:
            return True
        if f"{left}{right}".lower() in self.words:
            return False
        if not right[0].islower() or not left[-1].islower():
            return True
        both_words = min(zipf(left.lower()), zipf(right.lower())) >= _KNOWN_WORD
        return both_words and not self.breaks_words


def _broken(text: str, line: str) -> tuple[str, str] | None:
    left, right = _WORD_BEFORE_HYPHEN.search(text), _WORD_AFTER_HYPHEN.match(line)
    return (left[1], right[1]) if left and right else None


def _is_word_without_hyphen(left: str, right: str, words: frozenset[str]) -> bool:
    hyphenated = f"{left}-{right}".lower() in words
    return not hyphenated and right[0].islower() and zipf(f"{left}{right}".lower()) > 0


def continues_url(text: str, line: str) -> bool:
    """Tell whether a line is the rest of the address at the end of a text."""
    rest = line.lstrip(PAGE_BREAK)
    return bool(
        (url := _URL.search(text))
        and url[0].endswith(("-", "/", "=", "&", "?", "_", "%"))
        and not _URL.match(rest)
        and _URL_TAIL.fullmatch(rest)
    )


def clean(text: str) -> str:
    """Return text in one Unicode form, on one line, without invisible signs and double spaces."""
    composed = unicodedata.normalize("NFC", text.translate(_LIGATURES).translate(_INVISIBLE))
    return with_fractions(_SPACE.sub(" ", _SOFT_HYPHEN.sub("", composed)).strip(" "))


def pieces(rows: Sequence[Row], shape: Shape) -> list[Piece]:
    """Return the blocks that the lines of a text make up, in order."""
    line_ends = LineEnds.of([row.text for row in rows])
    found: list[Piece] = []
    bullets: list[float] = []
    page = 1
    notes = _blocks([row for row in rows if row.part is Part.NOTE], shape)
    blocks = _blocks([row for row in rows if row.part is not Part.NOTE], shape)
    for block in _with_notes(blocks, notes):
        piece = _piece(block, line_ends, page)
        if not piece.text.strip(PAGE_BREAK):
            continue
        page = block[-1].page
        if piece.kind is BlockKind.ITEM:
            piece = replace(piece, level=_depth(bullets, block[0].indent, shape.char_width))
        else:
            bullets = []
        found.append(piece)
    return found


def _with_notes(blocks: list[list[Row]], notes: Sequence[list[Row]]) -> list[list[Row]]:
    """Return the blocks with the footnotes of each page before what runs on over its end.

    Only a paragraph that fills a page with notes is cut in two: a note counts for its page.
    """
    placed = list(blocks)
    for note in notes:
        page = note[0].page
        after = [index for index, block in enumerate(placed) if block[-1].page > page]
        place = after[0] if after else len(placed)
        if after and placed[place][0].page < page:
            over = placed[place]
            ends = next(index for index, row in enumerate(over) if row.page > page)
            placed[place : place + 1] = [over[:ends], over[ends:]]
            place += 1
        placed.insert(place, note)
    return placed


def _depth(bullets: list[float], indent: float, slack: float) -> int:
    """Return how deep a bullet stands under those before it, and remember it among them."""
    while bullets and indent < bullets[-1] - slack:
        bullets.pop()
    if not bullets or indent > bullets[-1] + slack:
        bullets.append(indent)
    return len(bullets) - 1


def _blocks(rows: Sequence[Row], shape: Shape) -> list[list[Row]]:
    blocks: list[list[Row]] = []
    for row in rows:
        if blocks and not _starts_block(blocks[-1], row, shape):
            blocks[-1].append(row)
        else:
            blocks.append([row])
    return blocks


def _starts_block(block: list[Row], row: Row, shape: Shape) -> bool:
    """Tell whether a line begins a new block after the block so far."""
    last = block[-1]
    if Part.NOTE is row.part is last.part:
        return bool(NOTE_NUMBER.match(row.text))
    if row.part is not Part.TEXT or last.part is not Part.TEXT:
        return True
    if row.level or last.level:
        return row.level != last.level or row.gap
    if continues_url(last.text, row.text):
        return False
    if _MARKER.match(row.text) or row.text[0] in _BOXES:
        return True
    if _URL.match(row.text) or _URL.match(last.text):
        return True
    if row.page != last.page:
        return not _runs_on(last, row)
    return row.gap or shape.unwrapped or _ends_by_shape(block, row, shape)


def ends_like_a_sentence(text: str) -> bool:
    """Tell whether a text ends with a closing mark."""
    return bool(_CLOSED.search(text))


def _runs_on(last: Row, row: Row) -> bool:
    return row.text[0].islower() or not ends_like_a_sentence(last.text)


def _ends_by_shape(block: list[Row], row: Row, shape: Shape) -> bool:
    last = block[-1]
    if _is_title_line(block, row) and shape.has_room(last, row):
        return True
    if shape.gaps_only or row.text[0].islower():
        return False
    is_item = bool(_MARKER.match(block[0].text))
    if shape.hanging and is_item and row.indent <= block[0].indent + shape.char_width:
        return True
    indented = not is_item and row.indent > last.indent + shape.char_width
    return ends_like_a_sentence(last.text) and (indented or shape.has_room(last, row))


def _is_title_line(block: list[Row], row: Row) -> bool:
    """Tell whether a block of one line looks like the heading of the line under it."""
    return len(block) == 1 and heading_like(block[0].text) and not row.text[0].islower()


def heading_like(text: str) -> bool:
    """Tell whether a short text has the form of a heading."""
    return (
        len(text) <= _HEADING_CHARS
        and len(text.split()) <= _HEADING_WORDS
        and not text[0].islower()
        and any(char.isalpha() for char in text)
        and not _NO_HEADING_END.search(text)
        and not _URL.search(text)
        and not _MARKER.match(text)
    )


def _piece(block: list[Row], line_ends: LineEnds, page: int) -> Piece:
    texts = []
    for row in block:
        texts.append(PAGE_BREAK * (row.page - page) + row.text)
        page = row.page
    text = line_ends.join(texts)
    breaks = len(text) - len(text.lstrip(PAGE_BREAK))
    if block[0].part is Part.TABLE:
        return Piece(BlockKind.ITEM, text)
    if block[0].part is Part.NOTE:
        number = NOTE_NUMBER.match(text[breaks:])
        sign = number[0] if number else ""
        return Piece(BlockKind.PARAGRAPH, text[:breaks] + text[breaks + len(sign) :], marker=sign)
    marker = _MARKER.match(block[0].text)
    if block[0].level:
        return Piece(BlockKind.HEADING, text, block[0].level)
    if marker:
        rest = text[:breaks] + text[breaks + marker.end() :].lstrip()
        sign = f"{marker['number']} " if marker["number"] else "- "
        return Piece(BlockKind.ITEM, rest, marker=sign, lone=len(block) == 1)
    if _URL.match(block[0].text):
        return Piece(BlockKind.ITEM, text)
    return Piece(BlockKind.PARAGRAPH, text, lone=len(block) == 1)


def table_lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the rows of a table as lines, each cell after the heading of its column.

    Read apart from its column a cell says nothing, and a row is what gets quoted.
    """
    header, *body = list(rows) or [[]]
    if not body:
        header, body = [""] * len(header), [header]
    for row in body:
        labels = [*header, *[""] * len(row)]
        cells = [
            f"{label}: {cell}" if label else cell
            for label, cell in zip(labels, row, strict=False)
            if cell
        ]
        if cells:
            yield "; ".join(cells)
