"""Which texts on a page of a PDF nobody can see: without ink, in the colour of their ground, of no
size, or off the page.

What a letter stands on cannot be told from the file alone, so the page is drawn, and drawn again
without the letters in question: those that leave no mark are unseen. In doubt a text is seen, as
where one of its letters is: a word that is lost is worse than one too many.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from ctypes import byref, c_int, c_uint
from enum import Enum, auto
from functools import cached_property
from math import hypot
from typing import TYPE_CHECKING, TypeAlias

from kwchat.reading.printed import Box, Letter

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfPage, PdfTextPage

_PALE = 0.9  # of white: paler ink may not show on paper
_CLEAR = 0.04  # of full cover: less is no ink
_MARK = 8  # of 255 shades of grey: nobody sees less
_SPECK = 1.0  # point: type of no size
_ROUNDED = 0.01  # points
_TALL = 1.5  # times the size of the type: its box is not taller
_SCALE = 2.0  # pixels to a point
_PIXELS = 4000  # on the longer side
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
        key for key, found in by_text.items() if all(sight.hides(*letter) for letter in found)
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
        """Tell whether the page looks otherwise at a place without its pale letters."""
        _, most = _shades(self._pale_marks, self._on_image(place, 1))
        return most > _MARK

    def _has_below(self, place: Box, around: float) -> bool:
        """Tell whether something else than text is drawn at a place, or in the picture there."""
        middle = ((place[0] + place[2]) / 2, (place[1] + place[3]) / 2)
        over = [box for box in self._pictures if _holds(box, middle)]
        return any(
            _contrasts(self._ground, self._on_image(box, margin))
            for box, margin in ((place, round(around * self._scale)), *((box, 0) for box in over))
        )

    @cached_property
    def _pale_marks(self) -> "Image":
        """Return how much each pixel differs without the pale letters."""
        from PIL.ImageChops import difference

        pale = (text for key, text in self._texts.items() if self._inks[key] is _Ink.PALE)
        return difference(self._drawn(), self._without(pale))

    @cached_property
    def _ground(self) -> "Image":
        """Return the page without any letters."""
        return self._without(self._texts.values())

    def _without(self, texts: Iterable[TextObject]) -> "Image":
        from pypdfium2.raw import FPDFPageObj_SetIsActive

        left_out = list(texts)
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

    def _drawn(self) -> "Image":
        picture: Image = self._page.render(scale=self._scale, grayscale=True).to_pil()
        return picture

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


def _contrasts(image: "Image", place: tuple[int, int, int, int]) -> bool:
    least, most = _shades(image, place)
    return most - least > _MARK


def _shades(image: "Image", place: tuple[int, int, int, int]) -> tuple[int, int]:
    """Return the darkest and the lightest shade at a place; none is black."""
    if place[0] >= place[2] or place[1] >= place[3]:
        return 0, 0
    histogram = image.crop(place).histogram()
    shades = [shade for shade, pixels in enumerate(histogram) if pixels]
    return shades[0], shades[-1]
