"""Files to documents: TXT, Markdown, HTML, Word and PDF become clean text with blocks and pages.

Each reader turns a file into pieces; `_document` gives every piece its place. What a reader cannot
make sense of is a `ReadError` that names the file and says what to do.
"""

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from kwchat.errors import ReadError
from kwchat.reading import frontmatter, texts, titles
from kwchat.reading.document import Block, BlockKind, Document, Kind, LeftOut, Page, tally
from kwchat.reading.found import Found
from kwchat.reading.headings import with_headings
from kwchat.reading.layout import PAGE_BREAK, Piece, Shape, clean, pieces
from kwchat.reading.markup import read_markdown
from kwchat.reading.office import OFFICE_SUFFIXES, read_office
from kwchat.reading.pdf import Recogniser, read_pdf
from kwchat.reading.plaintext import decode, printed, without_endless
from kwchat.reading.spreadsheets import read_csv
from kwchat.reading.typed_lists import with_typed_lists
from kwchat.reading.webpage import html_tree, read_page

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
    page_count: int = 0  # where pages at the end may be empty
    recognised: Set[int] = frozenset()
    pictures: Set[int] = frozenset()
    left_out: Sequence[LeftOut] = ()
    places: Sequence[str] = ()  # the names of all pages, where they are slides or sheets


def read(
    path: Path,
    *,
    source_id: str,
    kind: Kind,
    recogniser: Recogniser | None = None,
    on_page: Callable[[int, int], None] = lambda _page, _pages: None,
) -> Document:
    """Return a file as a document; the suffix chooses the reader.

    Pages that are pictures are given to the recogniser, if there is one; `on_page` is told which
    page of how many was read, where a file has pages. A title comes from the file's own metadata,
    else from its name.

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
    if reader is _read_pdf:
        reader = partial(_read_pdf, recogniser=recogniser, on_page=on_page)
    try:
        reading = reader(content, path.name) if content.strip() else _Reading(())
    except RecursionError as error:
        raise ReadError(texts.READ_TOO_DEEP.format(file=path.name)) from error
    reading = _without_endless(reading)
    if not any(piece.text.strip() for piece in reading.pieces):
        raise ReadError(texts.READ_EMPTY.format(file=path.name))
    title = reading.title or re.sub(r"[-_\s]+", " ", path.stem)
    return _document(reading, source_id=source_id, kind=kind, title=title)


def _without_endless(reading: _Reading) -> _Reading:
    """Return what was found without words that have no end, which nobody reads."""
    cut = [without_endless(piece.text) for piece in reading.pieces]
    if not any(left_out for _, left_out in cut):
        return reading
    return replace(
        reading,
        pieces=[
            replace(piece, text=clean(text))
            for piece, (text, _) in zip(reading.pieces, cut, strict=True)
        ],
        left_out=[*reading.left_out, *(entry for _, left_out in cut for entry in left_out)],
    )


def _document(reading: _Reading, *, source_id: str, kind: Kind, title: str) -> Document:
    """Give every piece its place in the text, and every page its beginning."""
    text = ""
    blocks: list[Block] = []
    page_starts = [0]
    for piece in with_typed_lists(reading.pieces):
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
    page_starts += [len(text)] * (reading.page_count - len(page_starts))
    pages = _pages(page_starts, len(text), reading) if reading.paged else ()
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


def _headed(found: Sequence[Piece]) -> Sequence[Piece]:
    """Return pieces with their headings: those that the file marks, else those that look so."""
    marked = any(piece.kind is BlockKind.HEADING for piece in found)
    return found if marked else with_headings(found)


def _gap(blocks: Sequence[Block], kind: BlockKind) -> str:
    if not blocks:
        return ""
    tight = kind is BlockKind.ITEM and blocks[-1].kind is not BlockKind.HEADING
    return "\n" if tight else "\n\n"


def _pages(starts: Sequence[int], end: int, reading: _Reading) -> tuple[Page, ...]:
    ends = [*starts[1:], end]
    labels, names = (each or [""] * len(starts) for each in (reading.labels, reading.places))
    # Empty pages at the end have a label or a name, and no text.
    places = zip(starts, ends, labels, names, strict=False)
    return tuple(
        Page(
            number,
            *place,
            recognised=number in reading.recognised,
            picture=number in reading.pictures,
        )
        for number, place in enumerate(places, 1)
    )


# --- plain text ---------------------------------------------------------------------------------


def _read_text(content: bytes, file: str) -> _Reading:
    text, left_out = without_endless(decode(content, file))
    rows, shape = printed(text)
    found = with_headings(pieces(rows, shape))
    return _Reading(found, paged=any(row.page > 1 for row in rows), left_out=left_out)


# --- Markdown and HTML --------------------------------------------------------------------------

_PUBLISHED = (
    "//meta[@property='article:published_time' or @itemprop='datePublished'"
    " or @name='DCTERMS.issued' or @name='dcterms.date' or @name='DC.date']/@content"
)


def _read_markdown(content: bytes, file: str) -> _Reading:
    whole, too_long = without_endless(decode(content, file))
    fields, text = frontmatter.split(whole.replace("\f", " "))
    found, left_out = read_markdown(text)
    return _Reading(
        _headed(found),
        title=titles.title(fields.get("title")) or _only_top_heading(found),
        author=titles.author(fields.get("author")),
        year=_year(fields.get("year") or fields.get("date")),
        left_out=[*too_long, *left_out],
    )


def _read_html(content: bytes, file: str) -> _Reading:
    tree = html_tree(decode(content, file).replace("\f", " "))
    found, left_out = read_page(tree)
    return _Reading(
        found,
        title=_only_top_heading(found) or titles.title(_first(tree, "//title/text()")),
        author=titles.author(_first(tree, "//meta[@name='author']/@content")),
        year=_year(_first(tree, _PUBLISHED)),
        left_out=left_out,
    )


def _first(tree: "HtmlElement", path: str) -> str | None:
    return next(iter(tree.xpath(path)), None)


def _read_csv(content: bytes, file: str) -> Found:
    return read_csv(decode(content, file))


# --- what office programs write -----------------------------------------------------------------


def _office(read: Callable[[bytes, str], Found]) -> "_Reader":
    """Return a reader of files that say themselves what is a heading, a list or a table."""

    def reading(content: bytes, file: str) -> _Reading:
        found = read(content, file)
        return _Reading(
            _headed(found.pieces),
            title=titles.title(*found.titles) or _only_top_heading(found.pieces),
            author=titles.author(found.author),
            year=_year(titles.date(found.date)),
            left_out=found.left_out,
            paged=bool(found.places),
            places=found.places,
        )

    return reading


# --- PDF ----------------------------------------------------------------------------------------


def _read_pdf(
    content: bytes,
    file: str,
    recogniser: Recogniser | None = None,
    on_page: Callable[[int, int], None] = lambda _page, _pages: None,
) -> _Reading:
    pdf = read_pdf(content, file, recogniser, on_page)
    found = pieces(pdf.rows, Shape.of(pdf.rows, hanging=True))
    return _Reading(
        _headed(found),
        title=titles.title(pdf.title) or _only_top_heading(found),
        author=titles.author(pdf.author),
        year=_year(pdf.created),
        paged=True,
        labels=pdf.labels,
        page_count=pdf.page_count,
        recognised=pdf.recognised,
        pictures=pdf.pictures,
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
        ".csv": _office(_read_csv),
        ".tsv": _office(_read_csv),
        **dict.fromkeys(OFFICE_SUFFIXES, _office(read_office)),
        ".pdf": _read_pdf,
    }
)
SUFFIXES = frozenset(_READERS)
