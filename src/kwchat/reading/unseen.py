"""Which texts on a page of a PDF nobody can see: without ink, in the colour of their ground, of no
size, or off the page.

What a letter stands on cannot be told from the file alone, so the page is drawn, and drawn again
without the letters in question: those that leave no mark are unseen. In doubt a text is seen, as
where one of its letters is: a word that is lost is worse than one too many.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from ctypes import addressof, byref, c_int, c_uint
from enum import Enum, auto
from functools import cached_property
from math import hypot
from typing import TYPE_CHECKING, TypeAlias

from kwchat.reading.boxes import Boxes
from kwchat.reading.printed import Box, Letter

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfObject, PdfPage, PdfTextPage

_PALE = 0.9  # of white: paler ink may not show on paper
_CLEAR = 0.04  # of full cover: less is no ink
_MARK = 8  # of 255 shades of grey: nobody sees less
_SPECK = 1.0  # point: type of no size
_ROUNDED = 0.01  # points
_TALL = 1.5  # times the size of the type: its box is not taller
_SCALE = 2.0  # pixels to a point
_PIXELS = 4000  # on the longer side
_GIANT = 100_000_000  # pixels: a page with such a picture takes too much to draw
_OVERLAP = 0.15  # of the lesser side of a text: type that adjoins overlaps less
# By mode of drawing text (PDF 32000-1, table 106): whether it fills, and whether it strokes.
_FILLING = frozenset({0, 2, 4, 6})
_STROKING = frozenset({1, 2, 5, 6})

TextObject: TypeAlias = object  # PDFium's handle of letters that are drawn together
Found: TypeAlias = tuple[Letter, int, int]  # with its index on the page, and the key of its text


class _Ink(Enum):
    DARK = auto()
    PALE = auto()
    NONE = auto()


def unseen(
    page: "PdfPage",
    textpage: "PdfTextPage",
    texts: Mapping[int, TextObject],
    letters: Iterable[Found],
    pictures: Sequence[Box],
) -> frozenset[int]:
    """Return the keys of those texts of a page that nobody sees, given all of them, their letters,
    and where its pictures are."""
    sight = _Sight(page, textpage, texts, pictures)
    by_text: defaultdict[int, list[Found]] = defaultdict(list)
    for found in letters:
        by_text[found[2]].append(found)
    return frozenset(
        key
        for key, found in by_text.items()
        if all(sight.hides(*letter) for letter in found) and not sight.may_stand_for_another(key)
    )


class _Sight:
    """What can be seen of a page; it is drawn only where letters are in doubt.

    Letters without ink are what programs lay over a scan, or over outlines of letters, so that
    these can be searched: they count where something is drawn at their place.
    """

    def __init__(
        self,
        page: "PdfPage",
        textpage: "PdfTextPage",
        texts: Mapping[int, TextObject],
        pictures: Sequence[Box],
    ) -> None:
        self._page = page
        self._textpage = textpage
        self._texts = texts
        self._pictures = pictures
        self._shown: Box = page.get_bbox()
        self._inks = {key: _ink(text) for key, text in texts.items()}

    def hides(self, letter: Letter, index: int, key: int) -> bool:
        """Tell whether nobody can see a letter."""
        if _is_off((letter.left, letter.bottom, letter.right, letter.top), self._shown):
            return True
        ink = self._inks.get(key, _Ink.DARK)
        if ink is _Ink.NONE:
            return not self._has_below(self._place(letter, index), letter.height / 2)
        if self._is_speck(letter, index):
            return True
        return ink is _Ink.PALE and not self._leaves_mark(self._place(letter, index))

    def may_stand_for_another(self, key: int) -> bool:
        """Tell whether a text that hardly shows overlaps one that does, or may.

        Of letters that are drawn twice, as those with a shadow are, PDFium keeps only the first.
        """
        if self._inks.get(key, _Ink.DARK) is _Ink.DARK:
            return False
        box = self._boxes.get(key)
        return box is None or self._showing.overlap(box)

    @cached_property
    def _boxes(self) -> dict[int, Box]:
        """Return where all texts of the page are, also those of which PDFium keeps no letter."""
        from pypdfium2.raw import FPDF_PAGEOBJ_TEXT

        drawn = self._page.get_objects(filter=[FPDF_PAGEOBJ_TEXT])
        return {addressof(each.raw.contents): _bounds(each) for each in drawn}

    @cached_property
    def _showing(self) -> Boxes:
        dark = (key for key in self._boxes if self._inks.get(key, _Ink.DARK) is _Ink.DARK)
        return Boxes([self._boxes[key] for key in dark], common=_OVERLAP)

    def _place(self, letter: Letter, index: int) -> Box:
        """Return the box of what is drawn; that of its type where the font does not tell."""
        left, bottom, right, top = self._textpage.get_charbox(index)
        if left < right and bottom < top:
            return left, bottom, right, top
        return letter.left, letter.bottom, letter.right, letter.top

    def _is_speck(self, letter: Letter, index: int) -> bool:
        """Tell whether a letter has no size; fonts that are drawn by the file itself may tell a
        false one, so its box must say the same."""
        from pypdfium2.raw import FS_MATRIX, FPDFText_GetFontSize, FPDFText_GetMatrix

        largest = _SPECK + _ROUNDED
        if max(letter.right - letter.left, letter.height) > _TALL * largest:
            return False
        left, bottom, right, top = map(float, self._textpage.get_charbox(index))
        matrix = FS_MATRIX()
        FPDFText_GetMatrix(self._textpage, index, matrix)
        size = FPDFText_GetFontSize(self._textpage, index) * hypot(matrix.c, matrix.d)
        return max(right - left, top - bottom, float(size)) <= largest

    def _leaves_mark(self, place: Box) -> bool:
        """Tell whether the page looks otherwise at a place without its pale letters, or may."""
        marks = self._pale_marks
        return marks is None or _shades(marks, self._on_image(place, 1))[1] > _MARK

    def _has_below(self, place: Box, around: float) -> bool:
        """Tell whether something else than text is drawn around a place or in the picture there, or
        words at the place itself; or may be."""
        middle = ((place[0] + place[2]) / 2, (place[1] + place[3]) / 2)
        pictures = [self._on_image(box, 0) for box in self._pictures if _holds(box, middle)]
        near = self._on_image(place, round(around * self._scale))
        return _contrasts(self._ground, near, *pictures) or _contrasts(
            self._inked, self._on_image(place, 0)
        )

    @cached_property
    def _pale_marks(self) -> "Image | None":
        """Return how much each pixel differs without the pale letters; None where the page cannot
        be drawn."""
        from PIL.ImageChops import difference

        whole, without = self._drawn(), self._without(_Ink.PALE)
        return difference(whole, without) if whole and without else None

    @cached_property
    def _ground(self) -> "Image | None":
        """Return the page without any letters; None where it cannot be drawn."""
        return self._without(*_Ink)

    @cached_property
    def _inked(self) -> "Image | None":
        """Return the page without the letters that have no ink; None where it cannot be drawn."""
        return self._without(_Ink.NONE)

    def _without(self, *inks: _Ink) -> "Image | None":
        from pypdfium2.raw import FPDFPageObj_SetIsActive

        left_out = [text for key, text in self._texts.items() if self._inks[key] in inks]
        for text in left_out:
            FPDFPageObj_SetIsActive(text, 0)
        try:
            return self._drawn()
        finally:
            for text in left_out:
                FPDFPageObj_SetIsActive(text, 1)

    @property
    def _scale(self) -> float:
        return min(_SCALE, _PIXELS / max(*map(float, self._page.get_size()), 1.0))

    def _drawn(self) -> "Image | None":
        """Return the page as a picture; None where PDFium cannot draw it, or not cheaply."""
        from pypdfium2 import PdfiumError

        if self._has_giant:
            return None
        try:
            picture: Image = self._page.render(scale=self._scale, grayscale=True).to_pil()
        except PdfiumError:
            return None
        return picture

    @cached_property
    def _has_giant(self) -> bool:
        return any(wide * high > _GIANT for wide, high in _sizes(self._page))

    def _on_image(self, box: Box, margin: int) -> tuple[int, int, int, int]:
        """Return where a box of the page is on its image, turned as that is, with a margin."""
        from pypdfium2.raw import FPDF_PageToDevice

        wide, high = (round(side * self._scale) for side in self._page.get_size())
        across, down = c_int(), c_int()
        corners = []
        for x, y in (box[:2], box[2:]):
            FPDF_PageToDevice(self._page, 0, 0, wide, high, 0, x, y, byref(across), byref(down))
            corners.append((across.value, down.value))
        (left, right), (upper, lower) = (sorted(side) for side in zip(*corners, strict=True))
        return (
            max(left - margin, 0),
            max(upper - margin, 0),
            min(right + margin + 1, wide),
            min(lower + margin + 1, high),
        )


def _ink(text: TextObject) -> _Ink:
    from pypdfium2.raw import (
        FPDFPageObj_GetFillColor,
        FPDFPageObj_GetStrokeColor,
        FPDFTextObj_GetTextRenderMode,
    )

    mode = FPDFTextObj_GetTextRenderMode(text)
    asked = [FPDFPageObj_GetFillColor] * (mode in _FILLING)
    asked += [FPDFPageObj_GetStrokeColor] * (mode in _STROKING)
    colours = []
    for ask in asked:
        parts = [c_uint() for _ in range(4)]
        if not ask(text, *parts):
            return _Ink.DARK
        colours.append([part.value / 255 for part in parts])
    inks = [shades for *shades, cover in colours if cover > _CLEAR]
    if mode < 0 or any(min(shades) <= _PALE for shades in inks):
        return _Ink.DARK
    return _Ink.PALE if inks else _Ink.NONE


def _bounds(drawn: "PdfObject") -> Box:
    """Return where on its page something is drawn, also if it is part of a form, in which places
    are told from a corner of that form."""
    box: Box = drawn.get_bounds()
    form = drawn.container
    while form is not None:
        box = form.get_matrix().on_rect(*box)
        form = form.container
    return box


def _sizes(page: "PdfPage") -> Iterator[tuple[int, int]]:
    """Yield how many pixels the pictures of a page are wide and high."""
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE, FPDFImageObj_GetImagePixelSize

    for picture in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]):
        wide, high = c_uint(), c_uint()
        FPDFImageObj_GetImagePixelSize(picture.raw, wide, high)
        yield wide.value, high.value


def _is_off(box: Box, shown: Box) -> bool:
    """Tell whether a box lies wholly beside what is shown of a page."""
    left, bottom, right, top = shown
    return (
        left < right
        and bottom < top
        and (box[2] <= left or box[0] >= right or box[3] <= bottom or box[1] >= top)
    )


def _holds(box: Box, point: tuple[float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _contrasts(image: "Image | None", *places: tuple[int, int, int, int]) -> bool:
    """Tell whether an image has more than one shade at any of some places; none may have."""
    return image is None or any(
        most - least > _MARK for least, most in (_shades(image, place) for place in places)
    )


def _shades(image: "Image", place: tuple[int, int, int, int]) -> tuple[int, int]:
    """Return the darkest and the lightest shade at a place; none is black."""
    if place[0] >= place[2] or place[1] >= place[3]:
        return 0, 0
    histogram = image.crop(place).histogram()
    shades = [shade for shade, pixels in enumerate(histogram) if pixels]
    return shades[0], shades[-1]
