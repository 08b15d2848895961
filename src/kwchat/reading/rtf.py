r"""RTF to pieces: paragraphs, lists with the numbers that stand in the file, tables and notes.

RTF is text with control words in groups (Rich Text Format Specification 1.9.1). A reader may skip
any word that it does not know, and any group that starts with one behind `\*`.
"""

import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, TypeAlias

from kwchat.errors import ReadError
from kwchat.reading import texts
from kwchat.reading.document import BlockKind, LeftOut, Reason
from kwchat.reading.found import Found, parted
from kwchat.reading.grids import Cell, grid_pieces
from kwchat.reading.layout import Piece, clean
from kwchat.reading.ooxml import sign
from kwchat.reading.raised import lowered, raised
from kwchat.reading.rtf_ink import INKED, PLAIN, ROW_WORDS, SHADES, Ink, Inks

_TOKEN = re.compile(
    r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.IGNORECASE,
)
_SKIPPED = frozenset(
    {"pict", "objdata", "themedata", "datastore", "fldinst", "filetbl"}
    | {"listtable", "listoverridetable", "rsidtbl", "generator", "xmlnstbl", "latentstyles"}
    | {"bkmkstart", "bkmkend", "revtbl", "template", "operator", "company", "nonshppict"}
    | {"atnid", "atnauthor", "atntime", "atnref", "atndate", "atrfstart", "atrfend", "ftnsep"}
    | {"ftnsepc", "aftnsep", "aftnsepc", "pgdsctbl", "userprops", "keywords", "subject", "sp"}
    | {"upr", "category", "manager", "doccomm", "pntxta", "pntxtb", "docvar", "falt", "mmathPr"}
)
_PLACES: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("header", "headerl", "headerr", "headerf"), "margin")
    | dict.fromkeys(("footer", "footerl", "footerr", "footerf"), "margin")
    | dict.fromkeys(("listtext", "pntext"), "marker")
    | {"footnote": "note", "annotation": "comment", "shptxt": "", "shppict": "", "shpinst": ""}
    | {"title": "title", "author": "author", "stylesheet": "styles", "creatim": "created"}
    | {"colortbl": "colours", "fonttbl": "fonts", "mmath": "", "moMath": "", "moMathPara": ""}
)
_PAGES: Mapping[str, str] = MappingProxyType({"mac": "mac_roman", "pc": "cp437", "pca": "cp850"})
_CHARSETS: Mapping[int, str] = MappingProxyType(  # of fonts, as Windows numbers them
    {77: "mac_roman", 128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253"}
    | {162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251"}
    | {222: "cp874", 238: "cp1250"}
)
_SIGN_CHARSET = 2  # of fonts of signs
_MATH: Mapping[str, str] = MappingProxyType({"mf": " ", "mden": "/", "mrad": "√"})
_SIGNS: Mapping[str, str] = MappingProxyType(
    {"tab": " ", "line": " ", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”"}
    | {"endash": "–", "emdash": "—", "emspace": " ", "enspace": " ", "qmspace": " "}
)
_SYMBOLS: Mapping[str, str] = MappingProxyType({"~": "\xa0", "_": "-", "-": ""})
_HEADING = re.compile(r"(?:heading|kop) (\d)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3}")  # in a number: Artikel 2, and not iv


@dataclass(frozen=True, slots=True)
class _State:
    """What holds for the words of a group."""

    place: str = ""  # the destination: "" is the text itself
    silent: Reason | None = None
    shift: int = 0  # above or below the line
    skip: int = 1  # signs that stand for a \\u which a reader does not know
    codepage: str = "cp1252"
    font: int = 0
    level: int = 0  # of a heading
    in_table: bool = False
    ink: Ink = PLAIN


@dataclass(slots=True)
class _Paragraph:
    """A paragraph as far as it was read."""

    words: list[str] = field(default_factory=list)
    marker: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def piece(self, level: int) -> Piece:
        text = clean("".join(self.words))
        marker = clean("".join(self.marker))
        if text and marker and (level or _WORD.search(marker)):
            text, marker = f"{marker} {text}", ""
        if level:
            return Piece(BlockKind.HEADING, text, level)
        if marker:
            sign = f"{marker} " if any(map(str.isalnum, marker)) and marker != "o" else "- "
            return Piece(BlockKind.ITEM, text, 0, sign)
        return Piece(BlockKind.PARAGRAPH, text, lone=True)


def read_rtf(content: bytes, file: str) -> Found:
    """Return what an RTF file holds.

    Raises:
        ReadError: it does not begin as RTF does.
    """
    if not content.lstrip().startswith(b"{\\rtf"):
        raise ReadError(texts.READ_RTF_DAMAGED.format(file=file))
    # Every byte becomes a letter; those above 127 stand for themselves in the code page.
    source = content.decode("latin-1")
    reader = _Reader(source, Inks.of(source))
    pieces, left_out = parted(reader.read())
    about = {place: clean("".join(words)) for place, words in reader.about.items()}
    return Found(pieces, (about.get("title"),), about.get("author"), about.get("created"), left_out)


@dataclass(slots=True)
class _Reader:
    """Walks the groups and words of a file."""

    source: str
    inks: Inks
    state: _State = field(default_factory=_State)
    about: dict[str, list[str]] = field(default_factory=dict)
    _stack: list[_State] = field(default_factory=list)
    _found: list[Piece | LeftOut] = field(default_factory=list)
    _paragraph: _Paragraph = field(default_factory=_Paragraph)
    _note: list[str] = field(default_factory=list)
    _aside: list[str] = field(default_factory=list)  # words that do not count
    _styles: dict[int, str] = field(default_factory=dict)
    _style: int = 0
    _fonts: dict[int, str] = field(default_factory=dict)
    _charsets: dict[int, int] = field(default_factory=dict)  # by font
    _default_font: int = 0
    _cell: list[str] = field(default_factory=list)
    _cells: list[str] = field(default_factory=list)
    _merged: list[str] = field(default_factory=list)  # per cell of a row, how it is merged
    _merging: str = ""
    _rows: list[list[Cell]] = field(default_factory=list)
    _to_skip: int = 0
    _starred: bool = False
    _half: int = 0  # the first of two surrogates

    def read(self) -> list[Piece | LeftOut]:
        """Return the pieces of the file, and what does not count."""
        place = 0
        while match := _TOKEN.search(self.source, place):
            place = match.end()
            word, number, code, symbol, brace, text = match.groups()
            if word == "bin":
                place += max(int(number or 0), 0)
            elif word:
                self._word(word, None if number is None else int(number))
            elif brace:
                self._brace(brace)
            elif symbol == "*":
                self._starred = True
            elif symbol in {"\n", "\r"}:
                self._end_paragraph()
            elif code:
                self._letters(bytes.fromhex(code))
            elif symbol:
                self._say(_SYMBOLS.get(symbol, symbol if symbol in "\\{}" else ""))
            elif text:
                self._letters(text.encode("latin-1"))
        self._end_paragraph()
        self._end_table()
        return self._found

    def _brace(self, brace: str) -> None:
        self._starred = False
        self._to_skip = 0
        if brace == "{":
            self._stack.append(self.state)
            return
        ended = self.state
        if self._stack:
            self.state = self._stack.pop()
        if ended.place == self.state.place:
            return
        if ended.place == "note":
            self._paragraph.notes.append(clean("".join(self._note)))
            self._note = []
        elif ended.place in {"margin", "comment"}:
            words = len("".join(self._aside).split())
            reason = Reason.MARGIN if ended.place == "margin" else Reason.COMMENT
            self._found += [LeftOut(reason, words)] if words else []
            self._aside = []

    def _word(self, word: str, number: int | None) -> None:
        starred, self._starred = self._starred, False
        self._ink(word, number)
        if word in _PLACES and self.state.place != "skip":
            self.state = replace(self.state, place=_PLACES[word])
        elif word == "ud" and len(self._stack) > 1:  # the same again, in Unicode
            self.state = replace(self.state, place=self._stack[-2].place)
        elif word in _SKIPPED or starred or (word[:1] == "m" and word.endswith("Pr")):
            self.state = replace(self.state, place="skip")
            self._found += [LeftOut(Reason.PICTURE)] if word == "pict" else []
        elif word == "u":
            self._unicode(number or 0)
        elif said := _SIGNS.get(word) or _MATH.get(word):
            self._say(said)
        elif word in {"f", "fcharset", "deff", "plain", *_PAGES}:
            self._font(word, number or 0)
        elif word == "yr" and self.state.place == "created":
            self.about["created"] = [str(number)]
        elif word in _LOOKS:
            self.state = replace(self.state, **_LOOKS[word](number))
        else:
            self._structure(word, number)

    def _ink(self, word: str, number: int | None) -> None:
        """Follow a word that says how words look, or what they stand on."""
        if word in INKED:
            self.state = replace(self.state, ink=self.state.ink.after(word, number))
        elif word in ROW_WORDS:
            self.inks.row_word(word, number or 0)
        elif word in SHADES and self.state.place == "colours":
            self.inks.shade(word, number or 0)

    def _font(self, word: str, number: int) -> None:
        """Follow a word that says in which font, and so in which code page, the letters are."""
        match word:
            case "f":
                self.state = replace(self.state, font=number)
            case "fcharset":
                self._charsets[self.state.font] = number
            case "deff":
                self._default_font = number
                self.state = replace(self.state, font=number)
            case "plain":
                self.state = replace(self.state, shift=0, silent=None, font=self._default_font)
            case _:
                self.state = replace(self.state, codepage=_PAGES[word])

    def _structure(self, word: str, number: int | None) -> None:
        """Follow a word that begins or ends a paragraph, a cell or a row."""
        match word:
            case "par" | "sect" | "page" if self.state.place == "":
                self._end_paragraph()
            case "par":
                self._say(" ")
            case "pard":
                self.state = replace(self.state, level=0, in_table=False)
            case "intbl":
                self.state = replace(self.state, in_table=True)
            case "s":
                self._style = number or 0
                heading = _HEADING.match(self._styles.get(self._style, "").strip())
                self.state = replace(self.state, level=int(heading[1]) if heading else 0)
            case _:
                self._table_word(word)

    def _table_word(self, word: str) -> None:
        match word:
            case "trowd":
                self._merged, self._merging = [], ""
            case "clvmrg" | "clmrg":
                self._merging = word
            case "cellx":
                self._merged.append(self._merging)
                self._merging = ""
            case "cell" | "nestcell":
                self._end_cell()
            case "row" | "nestrow":
                self._end_row()

    def _unicode(self, number: int) -> None:
        number %= 65536
        self._to_skip = 0
        if 0xD800 <= number < 0xDC00:
            self._half = number
        elif 0xDC00 <= number < 0xE000:
            pair = 0x10000 + (self._half - 0xD800) * 0x400 + number - 0xDC00
            self._say(chr(pair) if self._half else "")
            self._half = 0
        else:
            private = 0xF020 <= number <= 0xF0FF
            font = self._fonts.get(self.state.font, "")
            font = font if self._is_of_signs() else "Symbol"
            self._say((sign(font, number) if private else "") or chr(number))
        self._to_skip = self.state.skip

    def _letters(self, letters: bytes) -> None:
        skipped = min(self._to_skip, len(letters))
        self._to_skip -= skipped
        shown = letters[skipped:]
        if self._is_of_signs() and self.state.place in {"", "note"}:
            font = self._fonts.get(self.state.font, "")
            self._say("".join(chr(one) if one == 32 else sign(font, one) for one in shown))
        else:
            charset = self._charsets.get(self.state.font, 0)
            self._say(shown.decode(_CHARSETS.get(charset, self.state.codepage), "replace"))

    def _is_of_signs(self) -> bool:
        return self._charsets.get(self.state.font) == _SIGN_CHARSET

    def _say(self, text: str) -> None:
        """Put words where they belong."""
        state = self.state
        if state.place == "":
            self._write(self._paragraph.words, text)
        elif state.place == "note":
            self._write(self._note, text)
        elif state.place == "marker":
            self._paragraph.marker.append(text)
        elif state.place in {"margin", "comment"}:
            self._aside.append(text)
        elif state.place in {"title", "author"}:
            self.about.setdefault(state.place, []).append(text)
        elif state.place == "colours":
            self.inks.end_colours(text.count(";"))
        elif state.place == "fonts":
            self._fonts[state.font] = self._fonts.get(state.font, "") + text.strip(" ;")
        elif state.place == "styles":
            self._styles[self._style] = self._styles.get(self._style, "") + text

    def _write(self, words: list[str], text: str) -> None:
        state = self.state
        if state.silent:
            count = len(text.split())
            self._found += [LeftOut(state.silent, count)] if count else []
        elif text.strip() and self.inks.hides(
            state.ink, len(self._cells) if state.in_table else None
        ):
            self._found.append(LeftOut(Reason.UNSEEN, len(text.split())))
            words.append(" " * (text != text.strip()))  # there is room for it on the page
        else:
            write = raised if state.shift > 0 else lowered if state.shift < 0 else str
            words.append(write(text))

    def _end_paragraph(self) -> None:
        paragraph, self._paragraph = self._paragraph, _Paragraph()
        piece = paragraph.piece(self.state.level)
        if self.state.in_table:
            self._cell.append(piece.text)
        elif piece.text:
            self._end_table()
            self._found.append(piece)
        self._found += [Piece(BlockKind.PARAGRAPH, note, marker="") for note in paragraph.notes]

    def _end_cell(self) -> None:
        self.state = replace(self.state, in_table=True)
        self._end_paragraph()
        self._cells.append(clean(" ".join(self._cell)))
        self._cell = []

    def _end_row(self) -> None:
        merged = [*self._merged, *[""] * len(self._cells)]
        row: list[Cell] = []
        for column, (text, how) in enumerate(zip(self._cells, merged, strict=False)):
            if how == "clmrg" and row:
                row[-1] = replace(row[-1], width=row[-1].width + 1)
            else:
                row.append(Cell(column, text, 1, how == "clvmrg"))
        self._rows.append(row)
        self._cells = []

    def _end_table(self) -> None:
        rows, self._rows = self._rows, []
        self._found += grid_pieces(rows)


def _silent(reason: Reason) -> "_Look":
    return lambda number: {"silent": None if number == 0 else reason}


_Look: TypeAlias = Callable[[int | None], dict[str, Any]]
_LOOKS: Mapping[str, _Look] = MappingProxyType(
    {
        "super": lambda _: {"shift": 1},
        "sub": lambda _: {"shift": -1},
        "up": lambda number: {"shift": 1 if number != 0 else 0},
        "dn": lambda number: {"shift": -1 if number != 0 else 0},
        "nosupersub": lambda _: {"shift": 0},
        "msup": lambda _: {"shift": 1},
        "msub": lambda _: {"shift": -1},
        "v": _silent(Reason.HIDDEN),
        "strike": _silent(Reason.DELETED),
        "deleted": _silent(Reason.DELETED),
        "uc": lambda number: {"skip": max(number or 0, 0)},
        "ansicpg": lambda number: {"codepage": _codepage(number)},
        "outlinelevel": lambda number: {"level": (number or 0) + 1 if (number or 0) < 9 else 0},
    }
)


def _codepage(number: int | None) -> str:
    try:
        return codecs.lookup(f"cp{number}").name
    except LookupError:
        return "cp1252"
