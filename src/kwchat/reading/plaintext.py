"""Text of files without a form of their own: bytes to letters, and letters to printed lines.

A stray control sign is taken out, and so is what is no word that anyone reads: letters without
end, as of a picture in a text file. A file that is full of either is no text.
"""

import codecs
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import groupby, pairwise
from types import MappingProxyType

from kwchat.errors import ReadError
from kwchat.reading import texts
from kwchat.reading.document import LeftOut, Reason
from kwchat.reading.layout import Part, Row, Shape, clean, table_lines

_BYTE_ORDER_MARKS = MappingProxyType(  # of two that fit, the longer
    {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32"}
    | {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
)
_WIDE = 0.3  # of the bytes are zero, nearly all on one side, where each letter takes two
_DECLARED = re.compile(rb"<(?:meta|\?xml)\b[^>]*?\b(?:charset|encoding)\s*=\s*[\"']?([\w.:-]+)")
_HEAD = 4096  # bytes; a page says soon how it is written
# Word's signs in text: a line break, a cell's end, a hyphen that holds, a soft one.
_WORDS_SIGNS = str.maketrans({"\x0b": "\n", "\x07": "\t", "\x1e": "-", "\x1f": "\u00ad"})
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_STRAY = 3  # control signs that any text may have,
_STRAY_SHARE = 0.001  # and the share of its signs beyond which it is no text
_ENDLESS = re.compile(r"\S{1001,}")  # the longest address that was seen has some 600
_PARAGRAPH_GAP = 2  # blank lines, where every line is followed by an empty one
_PAGE_GAP = 6  # blank lines; there a paragraph takes three
_RUNS_ON = 0.3  # of the lines: so many sentences do not run on over a paragraph's end
_NUMBERED = re.compile(r"(?:\d{1,3}[.)]|[-*•–])$")


def decode(content: bytes, file: str) -> str:
    """Return the text of a file: what its mark says, else UTF-8, else what a page declares, else
    Windows-1252.

    Raises:
        ReadError: it is no text.
    """
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding).translate(_WORDS_SIGNS)
        except UnicodeDecodeError:
            continue
        strays = len(_CONTROL.findall(text))
        if 2 * strays < len(text) and strays <= max(_STRAY, _STRAY_SHARE * len(text)):
            return _CONTROL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    raise ReadError(texts.READ_UNDECODABLE.format(file=file))


def _encodings(content: bytes) -> list[str]:
    """Return how a file may be written, the likeliest first."""
    for mark, name in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return [name]
    odd, even = content[1::2].count(0), content[::2].count(0)
    if odd + even > _WIDE * len(content):
        return ["utf-16-le" if odd > even else "utf-16-be"]
    return ["utf-8", *_declared(content), "cp1252"]


def _declared(content: bytes) -> Iterator[str]:
    """Yield the encoding that a page says it is in; Latin-1 stands for Windows-1252 (WHATWG)."""
    if found := _DECLARED.search(content[:_HEAD].lower()):
        with suppress(LookupError):
            name = codecs.lookup(found[1].decode("ascii")).name
            yield "cp1252" if name in {"ascii", "iso8859-1"} else name


def without_endless(text: str) -> tuple[str, list[LeftOut]]:
    """Return a text without words of more than a thousand signs, and what that leaves out."""
    short, count = _ENDLESS.subn(" ", text)
    return short, [LeftOut(Reason.TOO_LONG, count, count)] if count else []


def printed(text: str) -> tuple[list[Row], Shape]:
    """Return the lines of a text that hold words, and how they were set.

    Text drawn from a PDF has an empty line after every line; there only longer gaps count, and
    the longest are page breaks. Elsewhere a page break is a form feed. Lines of cells with tabs
    between them are the rows of a table.
    """
    spaced = _is_double_spaced(text)
    rows: list[Row] = []
    page, blanks = 1, 0
    for line, part in _with_parts(text.replace("\f", "\n\f\n").split("\n")):
        if line == "\f":
            page += 1
        elif words := clean(line):
            page += spaced and bool(rows) and blanks >= _PAGE_GAP
            gap = blanks >= (_PARAGRAPH_GAP if spaced else 1)
            indent = len(line.expandtabs()) - len(line.expandtabs().lstrip())
            rows.append(Row(words, indent, indent + len(words), page, gap, part=part))
            blanks = 0
        else:
            blanks += 1
    gaps_only = not spaced and any(row.gap for row in rows[1:])
    return rows, Shape.of(rows, gaps_only=gaps_only)


def _is_double_spaced(text: str) -> bool:
    """Tell whether empty lines stand between all lines, also in the middle of a sentence."""
    lines = [clean(line.replace("\f", "")) for line in text.split("\n")]
    worded = [line for line in lines if line]
    touching = sum(bool(line and below) for line, below in pairwise(lines))
    running = sum(below[0].islower() for below in worded[1:])
    return touching < 0.2 * len(worded) and running > _RUNS_ON * len(worded)


# --- lines of cells -----------------------------------------------------------------------------


def _with_parts(lines: Sequence[str]) -> Iterator[tuple[str, Part]]:
    """Yield every line with what it belongs to; of a table, each row as one line."""
    for columns, group in groupby(lines, key=_columns):
        same = list(group)
        if columns > 1 and len(same) > 1:
            cells = [[clean(cell) for cell in line.strip().split("\t")] for line in same]
            told = table_lines(cells) if _has_headings(cells) else map("; ".join, _filled(cells))
            yield from ((line, Part.TABLE) for line in told)
        else:
            yield from ((line, Part.TEXT) for line in same)


def _columns(line: str) -> int:
    """Return in how many cells tabs part a line; a number or bullet before a tab is no cell."""
    cells = line.strip("\r\n ").split("\t")
    if line.startswith("\t") or _NUMBERED.fullmatch(cells[0].strip()):
        return 1
    return len(cells)


def _filled(cells: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    return ([cell for cell in row if cell] for row in cells)


def _has_headings(cells: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first row holds the headings of columns: words above numbers.

    Of a table of words alone nobody can tell, and its rows stay as they are.
    """
    first, *body = cells
    worded = all(cell and not any(sign.isdigit() for sign in cell) for cell in first)
    columns = zip(*(row for row in body), strict=False)
    numbers = any(
        all(any(sign.isdigit() for sign in cell) for cell in column) for column in columns
    )
    return worded and len(set(first)) == len(first) and numbers
