"""The words of a Word paragraph, wherever they stand in it, and what stands there beside words.

Text is in runs, and runs are in whatever wraps them: insertions, links, fields, content controls,
smart tags, equations. What wraps them and is not known here is looked into all the same.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from kwchat.reading.container import Container
from kwchat.reading.document import LeftOut, Reason
from kwchat.reading.drawings import drawn, drawn_text
from kwchat.reading.equations import linear
from kwchat.reading.fields import told
from kwchat.reading.ooxml import child, chosen, count, is_of_signs, is_on, name, sign, value
from kwchat.reading.raised import lowered, raised
from kwchat.reading.word_ground import is_unseen
from kwchat.reading.word_styles import Styles

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_WRITTEN: Mapping[str, str] = {
    "w:tab": " ",
    "w:ptab": " ",
    "w:br": " ",
    "w:cr": " ",
    "w:noBreakHyphen": "-",
}
_DELETED = frozenset({"w:del", "w:moveFrom"})
_NOTES = frozenset({"w:footnoteReference", "w:endnoteReference"})
EQUATIONS = frozenset({"m:oMath", "m:oMathPara"})
_DRAWN = frozenset({"w:drawing", "w:pict", "w:object"})
_HIGHER, _LOWER = re.compile(r"[1-9]\d*(?:pt)?"), re.compile(r"-[1-9]\d*(?:pt)?")


@dataclass(frozen=True, slots=True)
class Note:
    """A mark in the text that points at a foot- or endnote."""

    kind: str  # footnote or endnote
    id: str


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """A text box or shape that hangs on a paragraph: its own paragraphs, or one line."""

    content: "Element | str"


Token: TypeAlias = str | Note | Box | LeftOut


@dataclass(slots=True)
class _Field:
    """A field while it is read: what it is told to show, and whether it shows anything yet."""

    told: str = ""
    ended: bool = False  # its instruction
    shows: bool = False


@dataclass(slots=True)
class Inline:
    """Reads the paragraphs of one part of a document; fields may run over more than one."""

    container: Container
    part: str
    styles: Styles
    backed: bool  # something may be drawn behind the text
    _fields: list[_Field] = field(default_factory=list)  # those that are open

    def tokens(self, paragraph: "Element") -> Iterator[Token]:
        """Yield the words of a paragraph and what hangs on it, in order."""
        yield from self._inside(paragraph, paragraph)

    def _inside(self, parent: "Element", paragraph: "Element") -> Iterator[Token]:
        for node in parent:
            kind = name(node)
            if kind == "w:r":
                yield from self._run(node, paragraph)
            elif kind in _DELETED:
                yield LeftOut(Reason.DELETED, count(node, {"w:t", "w:delText"}))
            elif kind in EQUATIONS:
                yield equation(node)
            elif kind == "mc:AlternateContent":
                branch = chosen(node)
                yield from () if branch is None else self._inside(branch, paragraph)
            elif kind in _DRAWN:
                yield from self._drawn(node)
            elif not kind.endswith("Pr"):
                yield from self._inside(node, paragraph)

    def _run(self, run: "Element", paragraph: "Element") -> Iterator[Token]:
        settings = _RunSettings(child(run, "w:rPr"), self.styles, paragraph)
        found = list(self._run_parts(run, settings))
        texts = [token for token in found if isinstance(token, str)]
        written = "".join(texts)
        words = len(written.split())
        if is_on(settings.nearest("w:vanish")):
            yield from _silent(found, LeftOut(Reason.HIDDEN, words))
        elif words and is_unseen(settings.nearest, paragraph, self.styles, backed=self.backed):
            yield from _silent(found, LeftOut(Reason.UNSEEN, words))
            yield " " * (written != written.strip())  # there is room for it on the page
        elif settings.is_on("w:strike") or settings.is_on("w:dstrike"):
            yield from _silent(found, LeftOut(Reason.DELETED, words))
        else:
            yield from found

    def _run_parts(self, run: "Element", settings: "_RunSettings") -> Iterator[Token]:
        for node in run:
            kind = name(node)
            if kind == "w:fldChar":
                yield from self._field(node)
            elif kind == "mc:AlternateContent":
                branch = chosen(node)
                yield from () if branch is None else self._run_parts(branch, settings)
            elif kind in _DRAWN:
                yield from self._drawn(node)
            elif all(each.ended for each in self._fields):
                found = list(self._run_part(node, kind, settings))
                for each in self._fields:
                    each.shows = each.shows or any(isinstance(one, str) for one in found)
                yield from found
            elif kind == "w:instrText":
                self._fields[-1].told += node.text or ""

    def _run_part(self, node: "Element", kind: str, settings: "_RunSettings") -> Iterator[Token]:
        if kind == "w:t":
            yield settings.written(node.text or "")
        elif kind in _WRITTEN:
            yield _WRITTEN[kind]
        elif kind == "w:sym":
            code = int(value(node, "char") or "0", 16)
            yield sign(value(node, "font") or "", code) or LeftOut(Reason.UNREADABLE)
        elif kind in _NOTES:
            yield Note(kind[2:].removesuffix("Reference"), value(node, "id") or "")
        elif kind == "w:ruby":
            base = child(node, "w:rubyBase")
            yield from () if base is None else self._inside(base, settings.paragraph)
        elif kind in EQUATIONS:
            yield equation(node)

    def _field(self, node: "Element") -> Iterator[Token]:
        match value(node, "fldCharType"):
            case "begin":
                self._fields.append(_Field())
                yield from _form_field(node)
            case "separate" if self._fields:
                self._fields[-1].ended = True
            case "end" if self._fields:
                done = self._fields.pop()
                if not done.shows and all(each.ended for each in self._fields):
                    yield told(done.told)

    def _drawn(self, node: "Element") -> Iterator[Token]:
        """Yield the text boxes of a drawing, the lines of its diagrams, and its pictures."""
        yield from map(Box, _boxes(node))
        yield from (Box(drawn_text(line)) for line in node.iter() if _is_line_of_shape(line))
        for line in drawn(node, self.container, self.part):
            yield line if isinstance(line, LeftOut) else Box(line)


def _is_line_of_shape(node: "Element") -> bool:
    """Tell whether a paragraph stands in a shape that is drawn as PowerPoint draws them."""
    above = node.getparent()
    return name(node) == "a:p" and above is not None and name(above) == "a:txBody"


def _silent(found: Iterable[Token], left_out: LeftOut) -> Iterator[Token]:
    """Yield what hangs on a run whose own words do not count."""
    if left_out.words:
        yield left_out
    yield from (token for token in found if not isinstance(token, str))


def _boxes(node: "Element") -> Iterator["Element | str"]:
    """Yield the contents of the text boxes in a drawing, not those inside them."""
    for each in node:
        match name(each):
            case "w:txbxContent":
                yield each
            case "mc:AlternateContent":
                branch = chosen(each)
                yield from () if branch is None else _boxes(branch)
            case "v:textpath":
                yield value(each, "string") or ""
            case _:
                yield from _boxes(each)


def equation(node: "Element") -> str:
    """Return an equation; lines of one that stands by itself are parted."""
    if name(node) == "m:oMath":
        return linear(node)
    return " " + "; ".join(linear(each) for each in node if name(each) == "m:oMath") + " "


def _form_field(node: "Element") -> Iterator[Token]:
    """Yield what an old form field shows that has no result: a box, or the choice from a list."""
    box = child(node, "w:ffData", "w:checkBox")
    if box is not None:
        state = child(box, "w:checked")
        yield "☒" if is_on(state if state is not None else child(box, "w:default")) else "☐"
    choices = child(node, "w:ffData", "w:ddList")
    if choices is not None:
        entries = [value(each) or "" for each in choices if name(each) == "w:listEntry"]
        place = int(value(child(choices, "w:result")) or 0)
        yield from entries[place : place + 1]


@dataclass(frozen=True, slots=True)
class _RunSettings:
    """How a run looks: its own settings, then those of its style, then of its paragraph's."""

    own: "Element | None"
    styles: Styles
    paragraph: "Element"

    def is_on(self, setting: str) -> bool:
        return is_on(self._setting(setting))

    def nearest(self, setting: str) -> "Element | None":
        """Return a setting, also one that the style of the paragraph has."""
        found = self._setting(setting)
        if found is not None:
            return found
        style = value(child(self.paragraph, "w:pPr", "w:pStyle")) or self.styles.default
        return self.styles.setting(style, "w:rPr", setting)

    def written(self, text: str) -> str:
        """Return a text with what is raised or lowered in it written so."""
        text = self._signs(text)
        place = value(self._setting("w:vertAlign")) or value(self._setting("w:position")) or "0"
        if place == "superscript" or _HIGHER.fullmatch(place):
            return raised(text)
        return lowered(text) if place == "subscript" or _LOWER.fullmatch(place) else text

    def _signs(self, text: str) -> str:
        """Return a text with the signs of a font of signs, which stand at private places."""
        if not any("\uf020" <= letter <= "\uf0ff" for letter in text):
            return text
        font = value(self._setting("w:rFonts"), "ascii") or "Symbol"
        font = font if is_of_signs(font) else "Wingdings"
        return "".join(
            sign(font, ord(letter)) or letter if "\uf020" <= letter <= "\uf0ff" else letter
            for letter in text
        )

    def _setting(self, setting: str) -> "Element | None":
        own = child(self.own, setting)
        if own is not None:
            return own
        return self.styles.setting(value(child(self.own, "w:rStyle")), "w:rPr", setting)
