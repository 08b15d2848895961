"""Word files to pieces: paragraphs, lists with their numbers, tables, notes and text boxes.

The document is walked element by element (ECMA-376, part 1, chapter 17): a library that gives
paragraphs and tables passes over what stands in anything else.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from kwchat.reading import texts
from kwchat.reading.container import Container
from kwchat.reading.document import BlockKind, LeftOut, Reason
from kwchat.reading.found import Found, cell_text, noted, parted
from kwchat.reading.layout import Piece, clean
from kwchat.reading.numbering import Numbered, Numbering, roman
from kwchat.reading.ooxml import child, chosen, count, name, value
from kwchat.reading.plaintext import decode
from kwchat.reading.rtf import read_rtf
from kwchat.reading.webpage import html_tree, read_page
from kwchat.reading.word_ground import is_backed
from kwchat.reading.word_styles import Styles
from kwchat.reading.word_table import Table, table_of
from kwchat.reading.word_text import EQUATIONS, Box, Inline, Note, Token, equation

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_HEADING_STYLE = re.compile(r"(?:heading|kop) (\d)", re.IGNORECASE)
_LIST_STYLE = re.compile(r"List (?:Bullet|Continue|Number)(?: (\d))?", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"(?:toc|inhopg) \d", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3}")  # in a number: Artikel 2, and not iv
_NOT_BODY = 9  # the outline level of text
_WRAPPERS = frozenset({"w:customXml", "w:ins", "w:moveTo", "w:smartTag", "w:sdtContent"})


def read_word(content: bytes, file: str) -> Found:
    """Return what a DOCX or DOCM file holds.

    Raises:
        ReadError: it is damaged, has a password, or is no Word file.
    """
    container = Container.opened(content, file, texts.READ_DOCX_DAMAGED)
    main = next(iter(container.related("", "officeDocument")), "")
    body = child(container.xml(main), "w:body")
    if body is None:
        raise container.fault()
    reader = _Reader.of(container, main)
    pieces, left_out = parted([*reader.blocks(body), *reader.beside()])
    core = container.core
    return Found(
        pieces,
        (core.get("title"), reader.styled_title),
        core.get("creator"),
        core.get("modified") or core.get("created"),
        left_out,
    )


@dataclass(slots=True)
class _Reader:
    """Walks one part of a Word file: the document, or its foot- or endnotes."""

    container: Container
    part: str
    styles: Styles
    numbering: Numbering
    inline: Inline
    notes: Mapping[tuple[str, str], "tuple[_Reader, Element]"] = field(default_factory=dict)
    styled_title: str | None = None
    _carried: list[Token] = field(default_factory=list)  # of a paragraph whose end is deleted
    _marks: dict[str, int] = field(default_factory=dict)  # how many notes of a kind so far

    @classmethod
    def of(cls, container: Container, main: str) -> "_Reader":
        def related(kind: str) -> "Element | None":
            return container.xml(next(iter(container.related(main, kind)), ""))

        styles = Styles.of(related("styles"))
        numbering = Numbering.of(related("numbering"))
        backed = is_backed(container, main)
        reader = cls(container, main, styles, numbering, Inline(container, main, styles, backed))
        reader.notes = {
            (kind, value(note, "id") or ""): (
                cls(container, part, styles, numbering, Inline(container, part, styles, backed)),
                note,
            )
            for kind in ("footnote", "endnote")
            for part in container.related(main, f"{kind}s")
            for note in _children(container.xml(part))
        }
        return reader

    def blocks(self, parent: "Element") -> Iterator[Piece | LeftOut]:
        """Yield the pieces under an element, in order."""
        for node in parent:
            kind = name(node)
            if kind == "w:p":
                yield from self._paragraph(node)
            elif kind == "w:tbl":
                yield from self._table(table_of(node))
            elif kind == "w:sdt":
                yield from self._control(node)
            elif kind == "mc:AlternateContent":
                branch = chosen(node)
                yield from () if branch is None else self.blocks(branch)
            elif kind == "w:altChunk":
                yield from self._inserted(node)
            elif kind in EQUATIONS:
                yield Piece(BlockKind.PARAGRAPH, clean(equation(node)))
            elif kind in _WRAPPERS:
                yield from self.blocks(node)
        yield from self._rest()

    def _inserted(self, node: "Element") -> Iterator[Piece | LeftOut]:
        """Yield what a file holds that was put into this one whole: a web page, RTF, text."""
        _, part = self.container.relations(self.part).get(value(node, "id") or "", ("", ""))
        content = self.container.bytes(part)
        if content.lstrip().startswith(b"{\\rtf"):
            found = read_rtf(content, self.container.file)
            yield from found.pieces
            yield from found.left_out
        elif PurePath(part).suffix.lower() in {".htm", ".html", ".xhtml", ".txt"}:
            pieces, left_out = read_page(html_tree(decode(content, self.container.file)))
            yield from pieces
            yield from left_out
        else:
            yield LeftOut(Reason.UNREADABLE)

    def _rest(self) -> Iterator[Piece | LeftOut]:
        """Yield what still waits for a paragraph to go on in, where there is none."""
        tokens, self._carried = self._carried, []
        text = clean("".join(token for token in tokens if isinstance(token, str)))
        yield Piece(BlockKind.PARAGRAPH, text)
        for token in tokens:
            yield from self._beside(token)

    def beside(self) -> Iterator[LeftOut]:
        """Yield what stands beside the text: headers, footers, watermarks, comments."""
        for kind, part in self.container.relations(self.part).values():
            root = self.container.xml(part) if kind in {"header", "footer", "comments"} else None
            if root is None:
                continue
            if kind == "comments":
                held = len(root)
                yield from [LeftOut(Reason.COMMENT, _words(root), held)] if held else []
                continue
            if words := _words(root):
                yield LeftOut(Reason.MARGIN, words)
            for node in root.iter():
                if name(node) == "v:textpath":
                    yield LeftOut(Reason.WATERMARK, len((value(node, "string") or "").split()))

    def _control(self, node: "Element") -> Iterator[Piece | LeftOut]:
        gallery = child(node, "w:sdtPr", "w:docPartObj", "w:docPartGallery")
        if value(gallery) == "Table of Contents":
            yield LeftOut(Reason.NAVIGATION, _words(node))
        elif (content := child(node, "w:sdtContent")) is not None:
            yield from self.blocks(content)

    def _paragraph(self, node: "Element") -> Iterator[Piece | LeftOut]:
        settings = child(node, "w:pPr")
        tokens = [*self._carried, *self.inline.tokens(node)]
        self._carried = tokens if _runs_on(settings) else []
        if self._carried:
            return
        text = clean("".join(token for token in tokens if isinstance(token, str)))
        style = value(child(settings, "w:pStyle")) or self.styles.default
        names = self.styles.names(style)
        number = self._number(settings, style)
        if any(map(_CONTENTS_STYLE.fullmatch, names)):
            yield LeftOut(Reason.NAVIGATION, len(text.split()))
        elif text or (number and _WORD.search(number.text)):
            yield self._piece(text, settings, style, names, number)
        for token in tokens:
            yield from self._beside(token)

    def _beside(self, token: Token) -> Iterator[Piece | LeftOut]:
        match token:
            case LeftOut():
                yield token
            case Box(content):
                yield from (
                    [Piece(BlockKind.PARAGRAPH, clean(content))]
                    if isinstance(content, str)
                    else self.blocks(content)
                )
            case Note():
                yield from self._note(token)

    def _note(self, mark: Note) -> Iterator[Piece | LeftOut]:
        """Yield the words of a note, the first paragraph behind its number."""
        if (mark.kind, mark.id) not in self.notes:
            return
        reader, content = self.notes[mark.kind, mark.id]
        number = self._marks[mark.kind] = self._marks.get(mark.kind, 0) + 1
        sign = f"{roman(number) if mark.kind == 'endnote' else number} "
        yield from noted(reader.blocks(content), sign)

    def _piece(
        self,
        text: str,
        settings: "Element | None",
        style: str,
        names: list[str],
        number: Numbered | None,
    ) -> Piece:
        shown = number.text if number else ""
        if level := self._heading_level(settings, style, names):
            if "Title" in names:
                self.styled_title = self.styled_title or text
            return Piece(BlockKind.HEADING, f"{shown} {text}".strip(), level)
        if _WORD.search(shown):
            return Piece(BlockKind.PARAGRAPH, f"{shown} {text}".strip(), lone=True)
        listed = next(filter(None, map(_LIST_STYLE.match, names)), None)
        if number or listed:
            depth = int(listed[1] or 1) - 1 if listed else 0
            marker = f"{shown} " if shown else "- "
            return Piece(BlockKind.ITEM, text, max(depth, number.depth if number else 0), marker)
        return Piece(BlockKind.PARAGRAPH, text, lone=True)

    def _heading_level(
        self, settings: "Element | None", style: str, names: list[str]
    ) -> int | None:
        """Return the level of a heading; None for text."""
        own = child(settings, "w:outlineLvl")
        outline = own if own is not None else self.styles.setting(style, "w:pPr", "w:outlineLvl")
        if outline is not None:
            level = int(value(outline) or _NOT_BODY)
            return level + 1 if level < _NOT_BODY else None
        if "Title" in names:
            return 1
        heading = next(filter(None, map(_HEADING_STYLE.fullmatch, names)), None)
        return int(heading[1]) if heading else None

    def _number(self, settings: "Element | None", style: str) -> Numbered | None:
        """Return the number of a paragraph, and count it; None for one that is in no list."""
        own = child(settings, "w:numPr")
        inherited = self.styles.setting(style, "w:pPr", "w:numPr")
        list_id = value(child(own, "w:numId")) or value(child(inherited, "w:numId"))
        if (own is None and inherited is None) or list_id == "0":
            return None
        depth = value(child(own, "w:ilvl"))
        level = int(depth) if depth else self._styled_level(list_id or "", style, inherited)
        return self.numbering.next(list_id or "", level) or Numbered(level, "")

    def _styled_level(self, list_id: str, style: str, inherited: "Element | None") -> int:
        levels = (self.numbering.level_of(list_id, each) for each, _ in self.styles.chain(style))
        found = next((level for level in levels if level is not None), None)
        return found if found is not None else int(value(child(inherited, "w:ilvl")) or 0)

    def _table(self, table: Table) -> Iterator[Piece | LeftOut]:
        """Yield the rows of a table; one that only lays out the page gives its cells in order."""
        yield from table.left_out
        if table.only_lays_out:
            for row in table.rows:
                for cell in row.cells:
                    yield from self.blocks(cell.content)
            return
        beside: list[Piece | LeftOut] = []
        rows = [
            [cell_text(self.blocks(cell.content), beside) for cell in row.cells]
            for row in table.rows
        ]
        yield from table.pieces(rows)
        yield from beside


def _children(root: "Element | None") -> list["Element"]:
    return [] if root is None else list(root)


def _runs_on(settings: "Element | None") -> bool:
    """Tell whether the end of a paragraph is deleted or hidden, or it is a drop capital."""
    mark = child(settings, "w:rPr")
    ends = ("w:del", "w:moveFrom", "w:specVanish")
    return (
        any(child(mark, end) is not None for end in ends)
        or value(child(settings, "w:framePr"), "dropCap") is not None
    )


def _words(root: "Element") -> int:
    """Count the words under an element; those of two paragraphs are never one."""
    return count(root, {"w:t"}, {"w:p", "w:tab"})
