"""Tables with merged cells as lines: each row with its cells behind their headings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kwchat.reading.document import BlockKind
from kwchat.reading.layout import Piece

_LABEL_CHARS = 60  # a merged cell of so few is a label, and counts for every row that it spans


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: the column where it begins, from 0, how many it spans, and whether it goes on from
    the row above, as the lower part of a merged cell does."""

    column: int
    text: str
    width: int = 1
    continued: bool = False


def grid_pieces(rows: Sequence[Sequence[Cell]], headings: int | None = None) -> Iterator[Piece]:
    """Yield the rows of a table as items; the first rows are the headings of its columns.

    Without a number of them it is the first row, with those that hold the parts of its headings.

    A merged cell counts once in a row, under all its headings; headings of empty columns are an
    item by themselves. What spans the whole table above
    its headings is a paragraph, and between its rows an item without a heading.
    """
    wide = max((cell.column + cell.width for row in rows for cell in row), default=0)
    worded = [row for row in _filled(rows) if any(cell.text for cell in row)]
    titles = 0
    while titles < len(worded) - 1 and _spans(worded[titles], wide):
        yield Piece(BlockKind.PARAGRAPH, _text(worded[titles]))
        titles += 1
    table = worded[titles:]
    headings = heading_rows(table) if headings is None else headings
    headed = len(table) > headings
    labels = _labels(table[:headings], wide) if headed else [""] * wide
    body = table[headings:] if headed else table
    if lone := _lone(labels, body, wide):
        yield Piece(BlockKind.ITEM, "; ".join(lone))
    for row in body:
        yield Piece(BlockKind.ITEM, _line(row, [""] * wide if _spans(row, wide) else labels))


def heading_rows(rows: Sequence[Sequence[Cell]]) -> int:
    """Return how many rows of headings a table begins with: one, and those below it that hold
    nothing but the parts of headings that span columns."""
    count = 1
    while count < len(rows) - 1 and _are_parts(rows[count], rows[count - 1]):
        count += 1
    return count


def _are_parts(lower: Sequence[Cell], upper: Sequence[Cell]) -> bool:
    spanned = {
        column
        for cell in upper
        if cell.width > 1 and cell.text
        for column in range(cell.column, cell.column + cell.width)
    }
    return any(cell.text and cell.column in spanned for cell in lower) and all(
        cell.column in spanned or cell.continued or not cell.text for cell in lower
    )


def _filled(rows: Sequence[Sequence[Cell]]) -> Iterator[list[Cell]]:
    """Yield the rows with labels that span more of them written in each."""
    above: dict[int, str] = {}
    for row in rows:
        filled = []
        for cell in row:
            text = above.get(cell.column, "") if cell.continued else cell.text
            above[cell.column] = text if len(text) <= _LABEL_CHARS else ""
            filled.append(replace(cell, text=text))
        yield filled


def _spans(row: Sequence[Cell], wide: int) -> bool:
    return wide > 1 and any(cell.text and cell.width == wide for cell in row)


def _text(row: Sequence[Cell]) -> str:
    return " ".join(cell.text for cell in row if cell.text)


def _labels(rows: Sequence[Sequence[Cell]], wide: int) -> list[str]:
    """Return the heading of every column, the upper rows first."""
    found: list[list[str]] = [[] for _ in range(wide)]
    for row in rows:
        for cell in row:
            for column in range(cell.column, cell.column + cell.width):
                if cell.text and cell.text not in found[column]:
                    found[column].append(cell.text)
    return [" ".join(texts) for texts in found]


def _lone(labels: Sequence[str], body: Sequence[Sequence[Cell]], wide: int) -> list[str]:
    """Return the headings of columns in which nothing stands: they are words too."""
    used = {
        column
        for row in body
        for cell in row
        if cell.text and not _spans(row, wide)
        for column in range(cell.column, cell.column + cell.width)
    }
    return [label for column, label in enumerate(labels) if label and column not in used]


def _line(row: Sequence[Cell], labels: Sequence[str]) -> str:
    cells = []
    for cell in row:
        spanned = labels[cell.column : cell.column + cell.width]
        label = " / ".join(dict.fromkeys(filter(None, spanned)))
        if cell.text:
            cells.append(f"{label}: {cell.text}" if label else cell.text)
    return "; ".join(cells)
