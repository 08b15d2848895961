"""EPUB books to pieces: the chapters in the order of the book, each under its title."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kwchat.errors import ReadError
from kwchat.reading import texts
from kwchat.reading.container import Container, local
from kwchat.reading.document import BlockKind, LeftOut
from kwchat.reading.found import Found, paged
from kwchat.reading.layout import Piece, clean
from kwchat.reading.page_style import Linked
from kwchat.reading.plaintext import decode
from kwchat.reading.webpage import html_tree, read_page

if TYPE_CHECKING:
    from lxml.etree import _Element as Element
    from lxml.html import HtmlElement


def read_epub(content: bytes, file: str) -> Found:
    """Return what an EPUB holds.

    Raises:
        ReadError: it is damaged, locked to a reader, or no book.
    """
    container = Container.opened(content, file, texts.READ_EPUB_DAMAGED)
    listed = container.xml("META-INF/container.xml")
    package = next((node.get("full-path", "") for node in _all(listed, "rootfile")), "")
    root = container.xml(package)
    if root is None:
        raise container.fault()
    folder = posixpath.dirname(package)
    parts = {node.get("id", ""): node for node in _all(root, "item")}
    names = _names(container, folder, parts.values())
    chapters: list[list[Piece]] = []
    places: list[str] = []
    left_out: list[LeftOut] = []
    for reference in _all(root, "itemref"):
        item = parts.get(reference.get("idref", ""))
        if item is None or "nav" in item.get("properties", "").split():
            continue
        path = _path(folder, item.get("href", ""))
        chapter, out = _chapter(container, path)
        if chapter and path in names and not any(_heads(piece) for piece in chapter):
            chapter.insert(0, Piece(BlockKind.HEADING, names[path], 1))
        chapters.append(chapter)
        places.append(_place(chapter, names.get(path, ""), len(chapters)))
        left_out += out
    about = {local(node): node.text or "" for node in root.iter() if isinstance(node.tag, str)}
    return Found(
        paged(chapters),
        (about.get("title"),),
        about.get("creator"),
        about.get("date"),
        left_out,
        places if len(chapters) > 1 else [],
    )


def _place(chapter: Sequence[Piece], listed: str, number: int) -> str:
    """Return what a chapter is referred to by: its name, else which part of the book it is."""
    name = listed or next((piece.text for piece in chapter if _heads(piece)), "")
    if not name:
        return texts.PLACE_PART.format(number=number)
    said = name.lower().startswith(texts.PLACE_CHAPTER.partition(" ")[0])
    return name[:1].lower() + name[1:] if said else texts.PLACE_CHAPTER.format(name=name)


def _all(root: "Element | None", name: str) -> Iterator["Element"]:
    return (node for node in (root.iter() if root is not None else ()) if local(node) == name)


def _path(folder: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(address.partition("#")[0])))


def _heads(piece: Piece) -> bool:
    return piece.kind is BlockKind.HEADING


def _chapter(container: Container, path: str) -> tuple[list[Piece], list[LeftOut]]:
    content = container.bytes(path)
    if not content.strip():
        return [], []

    def sheet(address: str) -> str:
        place = _path(posixpath.dirname(path), address)
        return container.bytes(place).decode("utf-8-sig", "replace")

    try:
        tree = _tree(decode(content, container.file), sheet)
    except ReadError as error:  # also what a book that is locked to a reader looks like
        raise container.fault() from error
    for body in tree.iter("body"):
        body.set("role", "main")  # all of a chapter is what the page is for, its notes too
    return read_page(tree)


def _tree(text: str, linked: Linked | None = None) -> "HtmlElement":
    """Return the tree of a page; it may begin with a declaration that it is XML."""
    return html_tree(text.partition("?>")[2] if text.startswith("<?xml") else text, linked)


def _names(container: Container, folder: str, items: "Iterable[Element]") -> Mapping[str, str]:
    """Return the titles of chapters by their files, as the table of contents has them."""
    found: dict[str, str] = {}
    for item in items:
        path = _path(folder, item.get("href", ""))
        if item.get("media-type") == "application/x-dtbncx+xml":
            for point in _all(container.xml(path), "navPoint"):
                label = next((node.text or "" for node in _all(point, "text")), "")
                target = next((node.get("src", "") for node in _all(point, "content")), "")
                found.setdefault(_path(posixpath.dirname(path), target), clean(label))
        elif "nav" in item.get("properties", "").split():
            tree = _tree(container.bytes(path).decode("utf-8-sig", "replace"))
            for link in tree.iter("a"):
                target = _path(posixpath.dirname(path), link.get("href", ""))
                found.setdefault(target, clean("".join(link.itertext())))
    return found
