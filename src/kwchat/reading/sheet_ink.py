"""Which cells of an Excel sheet nobody can read on it: of no size, or in the colour of their fill.

In doubt they are read: on a pattern, in a colour of the theme other than its white, in a table that
has a style, and where a rule may colour them.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kwchat.reading.ink import PAPER, SPECK_POINTS, UNTOLD, are_alike, is_colour

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.cell.text import InlineFont
    from openpyxl.styles import Color, Font
    from openpyxl.worksheet.worksheet import Worksheet

_THEME_WHITE = 0  # the first colour of a theme
_LAST = 2**20  # row; there are fewer columns
_INDEXED_WHITE = frozenset({1, 9})  # of the old palette


class SheetInk:
    """What can be read on one sheet."""

    def __init__(self, sheet: "Worksheet") -> None:
        ruled = [str(each.sqref) for each in sheet.conditional_formatting]
        styled = [each.ref for each in sheet.tables.values() if each.tableStyleInfo]
        self._coloured = [_Area(area) for area in " ".join([*ruled, *styled]).split()]
        self._grounds: dict[int, str] = {}  # by the style of a cell

    def hides(self, cell: "Cell | MergedCell", font: "Font | InlineFont | None" = None) -> bool:
        """Tell whether nobody can read a cell, or words of it in a font of their own."""
        size = (font.sz if font else None) or cell.font.sz
        if size is not None and float(size) <= SPECK_POINTS:
            return True
        colour = _digits((font.color if font else None) or cell.font.color)
        return (
            is_colour(colour)
            and are_alike(colour, self._ground(cell))
            and not any(area.holds(cell) for area in self._coloured)
        )

    def _ground(self, cell: "Cell | MergedCell") -> str:
        if cell.style_id not in self._grounds:
            self._grounds[cell.style_id] = _filled(cell)
        return self._grounds[cell.style_id]


class _Area:
    """Cells in a rectangle, such as A1:C3."""

    def __init__(self, area: str) -> None:
        from openpyxl.utils.cell import range_boundaries

        found: Sequence[int | None] = range_boundaries(area)
        left, top, right, bottom = (each or 0 for each in found)
        self._columns = range(left or 1, (right or _LAST) + 1)
        self._rows = range(top or 1, (bottom or _LAST) + 1)

    def holds(self, cell: "Cell | MergedCell") -> bool:
        """Tell whether a cell is one of them; an area without an end goes on."""
        return cell.column in self._columns and cell.row in self._rows


def _filled(cell: "Cell | MergedCell") -> str:
    """Return the colour that a cell is filled with; that of paper for none."""
    kind = getattr(cell.fill, "fill_type", UNTOLD)
    if kind is None:
        return PAPER
    return _digits(cell.fill.fgColor) if kind == "solid" else UNTOLD


def _digits(colour: "Color | None") -> str:
    """Return a colour as six digits; nothing where that cannot be told."""
    if colour is None or colour.tint:
        return ""
    if colour.type == "rgb" and isinstance(colour.rgb, str):
        return colour.rgb[-6:]
    white = (colour.type == "theme" and colour.theme == _THEME_WHITE) or (
        colour.type == "indexed" and colour.indexed in _INDEXED_WHITE
    )
    return PAPER if white else ""
