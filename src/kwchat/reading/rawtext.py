"""The words of a file by another way than its reader's, so that the reader can be held against it.

A PDF gives its raw text layer, office files and books the text nodes of their XML, a web page and
Markdown what is left without the markup, a message its parts, Outlook's the body that it keeps
beside the one that is read, RTF what striprtf leaves. Nothing is interpreted here: hidden, struck
and repeated words are words too.
"""

import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from kwchat.errors import ReadError
from kwchat.reading import frontmatter
from kwchat.reading.plaintext import decode

if TYPE_CHECKING:
    from lxml.etree import _Element
    from pypdfium2 import PdfPage

# A part that no reader needed may be damaged, or a charset unknown.
_FAULTS = (
    *(BadZipFile, zlib.error, EOFError, OSError, RuntimeError),
    *(LookupError, ValueError, MessageError, ReadError, SyntaxError),
)
_MOST_XML = 300_000_000  # bytes of all parts together; a zip may hold more than it seems
_WORD_PARTS = re.compile(
    r"word/(?:document|footnotes|endnotes|comments|header\d*|footer\d*|diagrams/data[^/]*"
    r"|charts/chart[^/]*)\.xml$"
)
_SLIDE_PARTS = re.compile(
    r"ppt/(?:slides/[^/]+|notesSlides/[^/]+|diagrams/data[^/]*|charts/chart[^/]*)\.xml$"
)
_OPEN_PARTS = re.compile(r"content\.xml$")
_SHEET_PARTS = re.compile(r"xl/worksheets/[^/]+\.xml$")
_BESIDE_SHEETS = re.compile(r"xl/(?:drawings/[^/]+|charts/[^/]+|comments[^/]*)\.xml$")
_STRINGS = "xl/sharedStrings.xml"
_BOOK_PAGES = re.compile(r"\.x?html?$", re.IGNORECASE)
_CONTENTS = re.compile(rb"""epub:type\s*=\s*["']toc["']""")
_OUTLOOK = ("__substg1.0_0037001F", "__substg1.0_1000001F")  # subject, and body in plain text
_SEPARATOR = re.compile(r"\ufeff?sep=.?\r?\n", re.IGNORECASE)  # Excel's line above a CSV
_TEXT_NODES = frozenset({"t", "delText"})  # of Word, of its equations (m:t), of slides (a:t)
_BREAKS = frozenset(
    {"p", "br", "tab", "cr", "tc", "h", "s", "line-break", "noBreakHyphen", "note", "note-citation"}
    | {"e", "num", "den", "sup", "sub", "deg", "lim", "fName"}  # of equations
)
_SILENT_TAGS = frozenset(
    {"audio", "canvas", "head", "iframe", "noscript", "object", "rp", "rt", "script", "style"}
    | {"svg", "template", "title", "video"}
)
_INLINE_TAGS = frozenset(
    {"a", "abbr", "b", "bdi", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd"}
    | {"label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time"}
    | {
        "tt",
        "u",
        "var",
        "ruby",
        "wbr",
        "mn",
        "mi",
        "mo",
        "mrow",
        "msup",
        "msub",
        "msubsup",
        "mfrac",
        "math",
    }
)
_NO_WORDS = re.compile(  # of Markdown: comments, tags, addresses, where links lead, marks of notes
    r"<!--.*?-->|</?[a-zA-Z][^<>]*>|(?<=\])\([^()\s]*(?:\s+\"[^\"]*\")?\)|\[\^[^\]]*\]:?"
    r"|^[ ]{0,3}\[[^\]]+\]:[ ]+\S+.*$|^[ ]{0,3}(?:```|~~~).*$|\[!\w+\]",
    re.DOTALL | re.MULTILINE,
)


def raw_pages(content: bytes, suffix: str) -> list[str] | None:
    """Return the raw text of a file, page by page where it has pages, else as one.

    None for a kind of file that can be read in one way only, and for one that is too large to be
    read twice.
    """
    raw = _RAW.get(suffix.lower())
    try:
        return raw(content) if raw else None
    except (*_FAULTS, _TooLargeError):
        return None


class _TooLargeError(Exception):
    """The parts of a zip are larger than is read a second time."""


def _decoded(content: bytes) -> str:
    return decode(content, "")


def _plain(content: bytes) -> list[str]:
    return [_decoded(content)]


def _table(content: bytes) -> list[str]:
    return [_SEPARATOR.sub("", _decoded(content), count=1)]


def _markdown(content: bytes) -> list[str]:
    _, text = frontmatter.split(_decoded(content).replace("\r\n", "\n"))
    return [unescape(_NO_WORDS.sub(" ", text))]


# --- pages of the web ---------------------------------------------------------------------------


class _Words(HTMLParser):
    """Collects the text between tags; only what stands in a line goes on without a space."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Part words at a block, and pass over what nobody sees."""
        del attrs
        if tag in _SILENT_TAGS:
            self._silent.append(tag)
        if tag not in _INLINE_TAGS:
            self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """End what is passed over; a page's body ends its head, whether that is closed or not."""
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        if tag not in _INLINE_TAGS:
            self.text.append(" ")

    def handle_data(self, data: str) -> None:
        """Keep text that is shown."""
        if not self._silent:
            self.text.append(data)


def _page(content: bytes) -> list[str]:
    words = _Words()
    words.feed(_decoded(content))
    words.close()
    return ["".join(words.text)]


# --- what office programs write -----------------------------------------------------------------


def _zipped(parts: re.Pattern[str]) -> Callable[[bytes], list[str]]:
    """Return what reads the text nodes of parts of a zip of XML."""

    def read(content: bytes) -> list[str]:
        with ZipFile(BytesIO(content)) as whole:
            found = [info for info in whole.infolist() if parts.match(info.filename)]
            if sum(info.file_size for info in found) > _MOST_XML:
                raise _TooLargeError
            return ["\n".join(_xml_text(whole.read(info)) for info in found)]

    return read


def _xml_text(content: bytes) -> str:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(content, parser)
    return "" if root is None else "".join(_text_nodes(root))


def _text_nodes(root: "_Element") -> Iterator[str]:
    """Yield the text of an office file; in OpenDocument all text is text."""
    from lxml.etree import iterwalk

    for twice in list(root.iter("{*}Fallback", "{*}rt", "{*}rPh")):  # read once, by the other form
        if (parent := twice.getparent()) is not None:
            parent.remove(twice)
    open_document = "opendocument" in root.tag
    for event, node in iterwalk(root, events=("start", "end")):
        name = str(node.tag).rpartition("}")[2]
        if name in _BREAKS:
            yield " "
        if event == "start" and (open_document or name in _TEXT_NODES):
            yield node.text or ""
        if event == "end" and open_document:
            yield node.tail or ""


def _workbook(content: bytes) -> list[str]:
    """Return the words of a workbook: those of cells, boxes, titles of charts, and remarks.

    Numbers are kept otherwise than they show, and are not counted.
    """
    with ZipFile(BytesIO(content)) as whole:
        found = {info.filename: info for info in whole.infolist()}
        if sum(info.file_size for info in found.values()) > _MOST_XML:
            raise _TooLargeError
        strings = _strings(whole.read(_STRINGS)) if _STRINGS in found else []
        sheets = [whole.read(name) for name in found if _SHEET_PARTS.match(name)]
        others = [whole.read(name) for name in found if _BESIDE_SHEETS.match(name)]
    cells = [text for sheet in sheets for text in _cells(sheet, strings)]
    return ["\n".join([*cells, *map(_xml_text, others)])]


def _strings(content: bytes) -> list[str]:
    """Return the texts that the cells of a workbook share, by number."""
    from lxml import etree

    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    return ["".join(_text_nodes(each)) for each in root.iter("{*}si")]


def _cells(sheet: bytes, strings: Sequence[str]) -> Iterator[str]:
    from lxml import etree

    root = etree.fromstring(sheet, etree.XMLParser(resolve_entities=False, no_network=True))
    for cell in root.iter("{*}c"):
        held = "".join(str(each.text or "") for each in cell.iter("{*}v"))
        match cell.get("t"):
            case "s" if held.isdecimal() and int(held) < len(strings):
                yield strings[int(held)]
            case "str":
                yield held
            case "inlineStr":
                yield "".join(_text_nodes(cell))


# --- books, messages and RTF --------------------------------------------------------------------


def _book(content: bytes) -> list[str]:
    """Return the words of all pages of a book but its table of contents."""
    with ZipFile(BytesIO(content)) as whole:
        found = [info for info in whole.infolist() if _BOOK_PAGES.search(info.filename)]
        if sum(info.file_size for info in found) > _MOST_XML:
            raise _TooLargeError
        pages = [whole.read(info) for info in found]
    return ["\n".join(text for page in pages if not _CONTENTS.search(page) for text in _page(page))]


def _message(content: bytes) -> list[str]:
    """Return the words of a message: its subject, and of each part the longest reading."""
    message = message_from_bytes(content.removeprefix(b"\xef\xbb\xbf"))
    return [f"{make_header(decode_header(message['subject'] or ''))}\n{_longest(message)}"]


def _longest(part: Message) -> str:
    held = part.get_payload()
    if part.get_content_disposition() == "attachment" or part.get_filename():
        return ""
    if isinstance(held, list):
        inside = [_longest(each) for each in held if isinstance(each, Message)]
        alternative = part.get_content_subtype() == "alternative"
        return max(inside, key=_word_count, default="") if alternative else "\n".join(inside)
    written = part.get_payload(decode=True)
    if part.get_content_maintype() != "text" or not isinstance(written, bytes):
        return ""
    try:
        text = written.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        text = decode(written, "")
    return _page(text.encode())[0] if part.get_content_subtype() == "html" else text


def _word_count(text: str) -> int:
    return len(text.split())


def _outlook(content: bytes) -> list[str]:
    """Return the words of a message of Outlook: its subject, and the body that it keeps as text."""
    from olefile import OleFileIO

    with OleFileIO(BytesIO(content)) as ole:
        streams = [ole.openstream(name).read() for name in _OUTLOOK if ole.exists(name)]
    if len(streams) < len(_OUTLOOK):
        raise KeyError(_OUTLOOK[-1])
    return ["\n".join(stream.decode("utf-16-le", "replace").rstrip("\0") for stream in streams)]


def _rtf(content: bytes) -> list[str]:
    from striprtf import striprtf

    untyped: Any = striprtf
    return [str(untyped.rtf_to_text(content.decode("latin-1"), errors="replace"))]


# --- PDF ----------------------------------------------------------------------------------------


def _pdf(content: bytes) -> list[str]:
    from pypdfium2 import PdfDocument

    with closing(PdfDocument(content)) as pdf:
        return [_page_text(page) for page in pdf]


def _page_text(page: "PdfPage") -> str:
    with closing(page), closing(page.get_textpage()) as text:
        return str(text.get_text_range())


_RAW: Mapping[str, Callable[[bytes], list[str]]] = MappingProxyType(
    {
        ".txt": _plain,
        ".csv": _table,
        ".tsv": _table,
        ".md": _markdown,
        ".markdown": _markdown,
        ".html": _page,
        ".htm": _page,
        ".docx": _zipped(_WORD_PARTS),
        ".docm": _zipped(_WORD_PARTS),
        ".pptx": _zipped(_SLIDE_PARTS),
        ".odt": _zipped(_OPEN_PARTS),
        ".odp": _zipped(_OPEN_PARTS),
        ".ods": _zipped(_OPEN_PARTS),
        ".xlsx": _workbook,
        ".xlsm": _workbook,
        ".epub": _book,
        ".eml": _message,
        ".msg": _outlook,
        ".rtf": _rtf,
        ".pdf": _pdf,
    }
)
