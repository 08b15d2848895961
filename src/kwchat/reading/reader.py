"""Files to documents: TXT, Markdown, HTML, Word and PDF become clean text with blocks and pages.

Each reader turns a file into pieces; `_document` gives every piece its place. What a reader cannot
make sense of is a `ReadError` that names the file and says what to do.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from kwchat.errors import ReadError
from kwchat.reading import frontmatter, texts, titles
from kwchat.reading.document import Block, BlockKind, Document, Kind, LeftOut, Page, tally
from kwchat.reading.found import Found
from kwchat.reading.headings import with_headings
from kwchat.reading.layout import PAGE_BREAK, Piece, Row, Shape, clean, pieces
from kwchat.reading.markup import html_pieces, html_tree, markdown_pieces
from kwchat.reading.pdf import read_pdf
from kwchat.reading.word import read_word

if TYPE_CHECKING:
    from lxml.html import HtmlElement


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a reader found in a file."""

    pieces: Sequence[Piece]
    title: str | None = None
    author: str | None = None
    year: int | None = None
    paged: bool = False
    labels: Sequence[str] = ()  # of all pages, where they differ from the count
    left_out: Sequence[LeftOut] = ()


def read(path: Path, *, source_id: str, kind: Kind) -> Document:
    """Return a file as a document; the suffix chooses the reader.

    A title comes from the file's own metadata, else from its name.

    Raises:
        ReadError: the file cannot be opened, is damaged, encrypted, empty or scanned, or is of a
            kind that is not read.
    """
    reader = _READERS.get(path.suffix.lower())
    if not reader:
        known = ", ".join(sorted(SUFFIXES))
        raise ReadError(texts.READ_UNKNOWN_SUFFIX.format(file=path.name, suffixes=known))
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReadError(texts.READ_NOT_OPENED.format(file=path.name)) from error
    reading = reader(content, path.name) if content.strip() else _Reading(())
    if not any(piece.text.strip() for piece in reading.pieces):
        raise ReadError(texts.READ_EMPTY.format(file=path.name))
    title = reading.title or re.sub(r"[-_\s]+", " ", path.stem)
    return _document(reading, source_id=source_id, kind=kind, title=title)


def _document(reading: _Reading, *, source_id: str, kind: Kind, title: str) -> Document:
    """Give every piece its place in the text, and every page its beginning."""
    text = ""
    blocks: list[Block] = []
    page_starts = [0]
    for piece in reading.pieces:
        text += _gap(blocks, piece.kind)
        words = piece.text.lstrip(PAGE_BREAK)
        page_starts += [len(text)] * (len(piece.text) - len(words))
        first, *rest = words.split(PAGE_BREAK)
        text += piece.marker
        start = len(text)
        text += first
        for part in rest:
            page_starts.append(len(text))
            text += part
        blocks.append(Block(piece.kind, start, len(text), piece.level))
    pages = _pages(page_starts, len(text), reading.labels) if reading.paged else ()
    return Document(
        source_id,
        kind,
        title,
        text,
        tuple(blocks),
        pages,
        reading.author,
        reading.year,
        tally(reading.left_out),
    )


def _gap(blocks: Sequence[Block], kind: BlockKind) -> str:
    if not blocks:
        return ""
    tight = kind is BlockKind.ITEM and blocks[-1].kind is not BlockKind.HEADING
    return "\n" if tight else "\n\n"


def _pages(starts: Sequence[int], end: int, labels: Sequence[str]) -> tuple[Page, ...]:
    ends = [*starts[1:], end]
    shown = labels or [""] * len(starts)
    # Empty pages at the end have a label and no text.
    places = zip(starts, ends, shown, strict=False)
    return tuple(Page(number, *place) for number, place in enumerate(places, 1))


# --- plain text ---------------------------------------------------------------------------------

_BYTE_ORDER_MARKS = MappingProxyType(
    {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_PARAGRAPH_GAP = 2  # blank lines, where every line is followed by an empty one
_PAGE_GAP = 6  # blank lines; there a paragraph takes three
_RUNS_ON = 0.3  # of the lines: so many sentences do not run on over a paragraph's end


def _decode(content: bytes, file: str) -> str:
    """Return the text of a file: what its mark says, else UTF-8, else Windows-1252."""
    marked = [name for mark, name in _BYTE_ORDER_MARKS.items() if content.startswith(mark)]
    for encoding in marked or ["utf-8", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise ReadError(texts.READ_UNDECODABLE.format(file=file))


def _read_text(content: bytes, file: str) -> _Reading:
    rows, shape = _printed(_decode(content, file))
    return _Reading(with_headings(pieces(rows, shape)), paged=any(row.page > 1 for row in rows))


def _printed(text: str) -> tuple[list[Row], Shape]:
    """Return the lines of a text that hold words, and how they were set.

    Text drawn from a PDF has an empty line after every line; there only longer gaps count, and
    the longest are page breaks. Elsewhere a page break is a form feed.
    """
    spaced = _is_double_spaced(text)
    rows: list[Row] = []
    page, blanks = 1, 0
    for line in text.replace("\f", "\n\f\n").split("\n"):
        if line == "\f":
            page += 1
        elif words := clean(line):
            page += spaced and bool(rows) and blanks >= _PAGE_GAP
            gap = blanks >= (_PARAGRAPH_GAP if spaced else 1)
            indent = len(line.expandtabs()) - len(line.expandtabs().lstrip())
            rows.append(Row(words, indent, indent + len(words), page, gap))
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


# --- Markdown and HTML --------------------------------------------------------------------------

_PUBLISHED = (
    "//meta[@property='article:published_time' or @itemprop='datePublished'"
    " or @name='DCTERMS.issued' or @name='dcterms.date' or @name='DC.date']/@content"
)


def _read_markdown(content: bytes, file: str) -> _Reading:
    fields, text = frontmatter.split(_decode(content, file).replace("\f", " "))
    found = markdown_pieces(text)
    marked = any(piece.kind is BlockKind.HEADING for piece in found)
    return _Reading(
        found if marked else with_headings(found),
        title=titles.title(fields.get("title")) or _only_top_heading(found),
        author=titles.author(fields.get("author")),
        year=_year(fields.get("year") or fields.get("date")),
    )


def _read_html(content: bytes, file: str) -> _Reading:
    tree = html_tree(_decode(content, file).replace("\f", " "))
    found = html_pieces(tree)
    return _Reading(
        found,
        title=_only_top_heading(found) or titles.title(_first(tree, "//title/text()")),
        author=titles.author(_first(tree, "//meta[@name='author']/@content")),
        year=_year(_first(tree, _PUBLISHED)),
    )


def _first(tree: "HtmlElement", path: str) -> str | None:
    return next(iter(tree.xpath(path)), None)


# --- what office programs write -----------------------------------------------------------------


def _office(read: Callable[[bytes, str], Found]) -> "_Reader":
    """Return a reader of files that say themselves what is a heading, a list or a table."""

    def reading(content: bytes, file: str) -> _Reading:
        found = read(content, file)
        marked = any(piece.kind is BlockKind.HEADING for piece in found.pieces)
        return _Reading(
            found.pieces if marked else with_headings(found.pieces),
            title=titles.title(*found.titles) or _only_top_heading(found.pieces),
            author=titles.author(found.author),
            year=_year(found.date),
            left_out=found.left_out,
        )

    return reading


# --- PDF ----------------------------------------------------------------------------------------


def _read_pdf(content: bytes, file: str) -> _Reading:
    pdf = read_pdf(content, file)
    found = pieces(pdf.rows, Shape.of(pdf.rows, hanging=True))
    marked = any(piece.kind is BlockKind.HEADING for piece in found)
    return _Reading(
        found if marked else with_headings(found),
        title=titles.title(pdf.title) or _only_top_heading(found),
        author=titles.author(pdf.author),
        year=_year(pdf.created),
        paged=True,
        labels=pdf.labels,
        left_out=pdf.left_out,
    )


# --- metadata -----------------------------------------------------------------------------------

_YEAR = re.compile(r"(?:19|20)\d\d")


def _only_top_heading(found: Sequence[Piece]) -> str | None:
    headings = [piece for piece in found if piece.kind is BlockKind.HEADING]
    top = [piece.text for piece in headings if piece.level == 1]
    return top[0].replace(PAGE_BREAK, "") if len(top) == 1 else None


def _year(text: str | None) -> int | None:
    found = _YEAR.search(text or "")
    return int(found[0]) if found else None


_Reader: TypeAlias = Callable[[bytes, str], _Reading]
_READERS: Mapping[str, _Reader] = MappingProxyType(
    {
        ".txt": _read_text,
        ".md": _read_markdown,
        ".markdown": _read_markdown,
        ".html": _read_html,
        ".htm": _read_html,
        ".docx": _office(read_word),
        ".docm": _office(read_word),
        ".pdf": _read_pdf,
    }
)
SUFFIXES = frozenset(_READERS)
