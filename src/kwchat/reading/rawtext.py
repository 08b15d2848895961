"""The words of a file by another way than its reader's, so that the reader can be held against it.

A PDF gives its raw text layer, office files the text nodes of their XML, a web page and Markdown
what is left without the markup. Nothing is interpreted here: hidden, struck and repeated words are
words too.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from kwchat.reading import frontmatter
from kwchat.reading.plaintext import decode

if TYPE_CHECKING:
    from lxml.etree import _Element
    from pypdfium2 import PdfPage

_MOST_XML = 300_000_000  # bytes of all parts together; a zip may hold more than it seems
_WORD_PARTS = re.compile(r"word/(?:document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml$")
_SLIDE_PARTS = re.compile(r"ppt/(?:slides/slide|notesSlides/notesSlide)\d+\.xml$")
_OPEN_PARTS = re.compile(r"content\.xml$")
_TEXT_NODES = frozenset({"t", "delText"})  # of Word, of its equations (m:t), of slides (a:t)
_BREAKS = frozenset({"p", "br", "tab", "cr", "tc", "h", "s", "line-break"})
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
    except (BadZipFile, KeyError, _TooLargeError):
        return None


class _TooLargeError(Exception):
    """The parts of a zip are larger than is read a second time."""


def _decoded(content: bytes) -> str:
    return decode(content, "")


def _plain(content: bytes) -> list[str]:
    return [_decoded(content)]


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
    for twice in list(root.iter("{*}Fallback")):  # a text box again, for older programs
        if (parent := twice.getparent()) is not None:
            parent.remove(twice)
    open_document = "opendocument" in root.tag
    for node in root.iter("{*}*"):
        name = node.tag.rpartition("}")[2]
        space = " " if name in _BREAKS else ""
        if open_document:
            node.text = f"{space}{node.text or ''}"
        else:
            yield f"{space}{(node.text or '') if name in _TEXT_NODES else ''}"
    if open_document:
        yield from map(str, root.itertext())


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
        ".csv": _plain,
        ".md": _markdown,
        ".markdown": _markdown,
        ".html": _page,
        ".htm": _page,
        ".docx": _zipped(_WORD_PARTS),
        ".docm": _zipped(_WORD_PARTS),
        ".pptx": _zipped(_SLIDE_PARTS),
        ".odt": _zipped(_OPEN_PARTS),
        ".odp": _zipped(_OPEN_PARTS),
        ".pdf": _pdf,
    }
)
