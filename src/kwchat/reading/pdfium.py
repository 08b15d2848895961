"""PDFium, and nothing else of kwchat: letters, ruled lines, pictures and form fields of a PDF.

A page is read when it is asked for and let go of before the next, so that a thick PDF takes no more
memory than its thickest page.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from ctypes import Array, addressof, c_double, c_int, c_uint, c_ushort, create_string_buffer
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from math import degrees
from typing import TYPE_CHECKING

from kwchat.errors import ReadError
from kwchat.reading import texts
from kwchat.reading.printed import THIN, Box, Letter
from kwchat.reading.unseen import Found, TextObject, unseen

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

_HYPHENS = frozenset({2, 0xFFFE})  # what PDFium gives for a hyphen and the line break after it
_BREAKS = frozenset(map(ord, "\r\n"))
# What TeX's oldest encoding has where others have control signs.
_TEX = {11: "ff", 12: "fi", 13: "fl", 14: "ffi", 15: "ffl", 16: "ı", 17: "ȷ"}
_FAINT = 0.6  # of white: grey letters this light are a background
_OPAQUE = 0.7  # of full cover
_DRAWN = 4000  # more lines on a page are a drawing, not the grid of a table
_FRAME = 30.0  # points: the sides of a box in which text stands
_FRAMED = 0.5  # of the page: larger boxes are its background
_PIXELS = 10_000  # on the longer side: A3 at 600 dpi


@dataclass(frozen=True, slots=True)
class Field:
    """What somebody filled in on a form, and where."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Contents:
    """What is on a page; `pictured` is how much of it pictures cover, from 0 to 1.

    `unseen` counts the words that nobody can see there; their letters are not among the others.
    """

    letters: tuple[Letter, ...]
    unseen: int
    fields: tuple[Field, ...]
    rules: tuple[Box, ...]
    frames: tuple[Box, ...]  # boxes that are drawn or filled, in which text may stand
    pictured: float
    drawn: bool  # something else than letters is on it
    box: Box


class Pdf:
    """An opened PDF."""

    def __init__(self, pdf: "PdfDocument") -> None:
        self._pdf = pdf
        pdf.init_forms()
        fields = pdf.get_metadata_dict()
        self.title, self.author, self.created = (
            fields[name] for name in ("Title", "Author", "CreationDate")
        )

    def __len__(self) -> int:
        return len(self._pdf)

    def labels(self) -> tuple[str, ...]:
        """Return what the PDF calls its pages."""
        return tuple(self._pdf.get_page_label(index) for index in range(len(self)))

    def page(self, number: int) -> Contents:
        """Return what is on a page, counted from 1."""
        page = self._pdf[number - 1]
        try:
            return _contents(self._pdf, page)
        finally:
            page.close()

    def image(self, number: int, dpi: int) -> "Image":
        """Return a page as a picture, in shades of grey; one of giant size is made smaller."""
        page = self._pdf[number - 1]
        try:
            scale = min(dpi / 72, _PIXELS / max(*page.get_size(), 1))
            picture: Image = page.render(scale=scale, grayscale=True).to_pil()
            return picture
        finally:
            page.close()


@contextmanager
def opened(content: bytes, file: str) -> Iterator[Pdf]:
    """Open a PDF, and close it at the end.

    Raises:
        ReadError: the PDF is damaged or asks for a password.
    """
    from pypdfium2 import PdfDocument, PdfiumError
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    try:
        with PdfDocument(content) as pdf:
            yield Pdf(pdf)
    except PdfiumError as error:
        locked = error.err_code == FPDF_ERR_PASSWORD
        reason = texts.READ_PDF_ENCRYPTED if locked else texts.READ_PDF_DAMAGED
        raise ReadError(reason.format(file=file)) from error


def _contents(pdf: "PdfDocument", page: "PdfPage") -> Contents:
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_PATH

    box = page.get_cropbox()
    drawn = page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_PATH])
    objects = [(each.type, each.get_bounds()) for each in islice(drawn, _DRAWN)]
    paths = [bounds for kind, bounds in objects if kind == FPDF_PAGEOBJ_PATH]
    pictures = [_within(bounds, box) for kind, bounds in objects if kind == FPDF_PAGEOBJ_IMAGE]
    covered = sum(map(_area, pictures))
    textpage = page.get_textpage()
    try:
        letters, lost = _seen(page, textpage, pictures)
    finally:
        textpage.close()
    return Contents(
        letters,
        lost,
        tuple(_fields(pdf, page)),
        tuple(rule for path in paths for rule in _rules(path)) if len(objects) < _DRAWN else (),
        tuple(path for path in paths if _is_frame(path, box)) if len(objects) < _DRAWN else (),
        min(1.0, covered / max(_area(box), 1)),
        bool(objects),
        box,
    )


def _area(box: Box) -> float:
    left, bottom, right, top = box
    return max(right - left, 0) * max(top - bottom, 0)


def _is_frame(path: Box, page: Box) -> bool:
    """Tell whether a drawn shape is as large as what text stands in, and not most of the page."""
    wide, high = path[2] - path[0], path[3] - path[1]
    return min(wide, high) > _FRAME and _area(path) < _FRAMED * _area(page)


def _within(bounds: Box, box: Box) -> Box:
    return (
        max(bounds[0], box[0]),
        max(bounds[1], box[1]),
        min(bounds[2], box[2]),
        min(bounds[3], box[3]),
    )


def _rules(path: Box) -> Iterator[Box]:
    """Yield the sides of a box, or a line that is drawn as a thin one."""
    left, bottom, right, top = path
    if right - left < THIN or top - bottom < THIN:
        yield path
    else:
        yield from ((left, bottom, right, bottom), (left, top, right, top))
        yield from ((left, bottom, left, top), (right, bottom, right, top))


# --- letters ------------------------------------------------------------------------------------


def _seen(
    page: "PdfPage", textpage: "PdfTextPage", pictures: Sequence[Box]
) -> tuple[tuple[Letter, ...], int]:
    """Return the letters of a page that can be seen, and how many words cannot."""
    looks = _Looks(textpage)
    found = list(_letters(textpage, looks))
    hidden = unseen(page, textpage, looks.texts, found, pictures)
    return _parted((letter, key in hidden) for letter, _, key in found)


def _parted(found: Iterable[tuple[Letter, bool]]) -> tuple[tuple[Letter, ...], int]:
    """Return letters without those that are hidden, and how many words these make. What stands
    before a hidden letter, stands before the next one."""
    seen: list[Letter] = []
    words = 0
    above, spaced, new_line = False, False, False
    for letter, hidden in found:
        if hidden:
            words += not above or letter.spaced or letter.new_line
            spaced, new_line = spaced or letter.spaced, new_line or letter.new_line
        else:
            seen.append(
                replace(
                    letter,
                    spaced=spaced or letter.spaced,
                    new_line=new_line or letter.new_line,
                )
                if above
                else letter
            )
            spaced, new_line = False, False
        above = hidden
    return tuple(seen), words


def _letters(textpage: "PdfTextPage", looks: "_Looks") -> Iterator[Found]:
    from pypdfium2.raw import FPDFText_GetUnicode, FPDFText_IsGenerated

    broken, spaced = False, False
    for index in range(textpage.count_chars()):
        code = FPDFText_GetUnicode(textpage, index)
        generated = code in _BREAKS and FPDFText_IsGenerated(textpage, index) == 1
        if generated or (code in _BREAKS and code not in _TEX):
            broken = True
        elif chr(code).isspace() and code not in _TEX:
            spaced = True
        else:
            sign = "-" if code in _HYPHENS else _TEX.get(code, chr(code))
            letter, key = looks.letter(index, sign, spaced=spaced, new_line=broken)
            yield letter, index, key
            broken, spaced = code in _HYPHENS, False


class _Looks:
    """How letters look; what letters drawn together share is asked for once."""

    def __init__(self, textpage: "PdfTextPage") -> None:
        self._textpage = textpage
        self._known: dict[int, tuple[int, bool, bool]] = {}
        self.texts: dict[int, TextObject] = {}
        self._x, self._y = c_double(), c_double()

    def letter(self, index: int, sign: str, *, spaced: bool, new_line: bool) -> tuple[Letter, int]:
        """Return a letter, and the key of the text that it is of; that is kept in `texts`."""
        from pypdfium2.raw import FPDFText_GetCharOrigin, FPDFText_GetTextObject

        # Loose boxes have the height of the font, not that of the letter.
        left, bottom, right, top = self._textpage.get_charbox(index, loose=True)
        FPDFText_GetCharOrigin(self._textpage, index, self._x, self._y)
        drawn = FPDFText_GetTextObject(self._textpage, index)
        key = addressof(drawn.contents) if drawn else -1
        if drawn:
            self.texts.setdefault(key, drawn)
        if key not in self._known:
            self._known[key] = (
                _angle(self._textpage, index),
                _is_bold(self._textpage, index),
                _is_faint(self._textpage, index),
            )
        angle, bold, faint = self._known[key]
        letter = Letter(
            sign,
            left,
            bottom,
            right,
            top,
            x=self._x.value,
            base=self._y.value,
            angle=angle,
            bold=bold,
            faint=faint,
            spaced=spaced,
            new_line=new_line,
        )
        return letter, key


def _angle(textpage: "PdfTextPage", index: int) -> int:
    from pypdfium2.raw import FPDFText_GetCharAngle

    return round(360 - degrees(FPDFText_GetCharAngle(textpage, index))) % 360  # it has clockwise


def _is_bold(textpage: "PdfTextPage", index: int) -> bool:
    from pypdfium2.raw import FPDFText_GetFontInfo

    name = create_string_buffer(256)
    FPDFText_GetFontInfo(textpage, index, name, len(name), c_int())
    return b"bold" in name.value.lower()


def _is_faint(textpage: "PdfTextPage", index: int) -> bool:
    from pypdfium2.raw import FPDFText_GetFillColor

    colour = [c_uint() for _ in range(4)]
    FPDFText_GetFillColor(textpage, index, *colour)
    *shades, alpha = (part.value / 255 for part in colour)
    return min(shades) > _FAINT or 0 < alpha < _OPAQUE


# --- forms --------------------------------------------------------------------------------------


def _fields(pdf: "PdfDocument", page: "PdfPage") -> Iterator[Field]:
    """Yield what is filled in, and what was typed over the page."""
    from pypdfium2.raw import FPDFPage_CloseAnnot, FPDFPage_GetAnnot, FPDFPage_GetAnnotCount

    for index in range(FPDFPage_GetAnnotCount(page)):
        note = FPDFPage_GetAnnot(page, index)
        try:
            if text := _filled_in(pdf, note):
                yield Field(text, _place(note))
        finally:
            FPDFPage_CloseAnnot(note)


def _filled_in(pdf: "PdfDocument", note: object) -> str:
    from pypdfium2 import raw

    if raw.FPDFAnnot_GetFlags(note) & raw.FPDF_ANNOT_FLAG_HIDDEN:
        return ""
    match raw.FPDFAnnot_GetSubtype(note):
        case raw.FPDF_ANNOT_FREETEXT:
            return _string(partial(raw.FPDFAnnot_GetStringValue, note, b"Contents"))
        case raw.FPDF_ANNOT_WIDGET if pdf.formenv:
            return _value(pdf, note)
        case _:
            return ""


def _value(pdf: "PdfDocument", note: object) -> str:
    from pypdfium2 import raw

    match raw.FPDFAnnot_GetFormFieldType(pdf.formenv, note):
        case raw.FPDF_FORMFIELD_CHECKBOX | raw.FPDF_FORMFIELD_RADIOBUTTON:
            return "☒" if raw.FPDFAnnot_IsChecked(pdf.formenv, note) else "☐"
        case (
            raw.FPDF_FORMFIELD_TEXTFIELD | raw.FPDF_FORMFIELD_COMBOBOX | raw.FPDF_FORMFIELD_LISTBOX
        ):
            return _string(partial(raw.FPDFAnnot_GetFormFieldValue, pdf.formenv, note))
        case _:
            return ""


def _string(ask: Callable[[Array[c_ushort] | None, int], int]) -> str:
    """Return what PDFium writes into a buffer, as UTF-16, after telling how many bytes that are."""
    length = ask(None, 0)
    buffer = (c_ushort * (length // 2))()
    ask(buffer, length)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")


def _place(note: object) -> Box:
    from pypdfium2.raw import FS_RECTF, FPDFAnnot_GetRect

    rect = FS_RECTF()
    FPDFAnnot_GetRect(note, rect)
    return rect.left, rect.bottom, rect.right, rect.top
