"""A second row of headings is one that holds nothing but the parts of headings above it."""

import pytest

from kwchat.reading.grids import Cell, grid_pieces


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (
            [
                [Cell(0, "Dag"), Cell(1, "Uren", 2)],
                [Cell(1, "vwo"), Cell(2, "havo")],
                [Cell(0, "ma"), Cell(1, "3"), Cell(2, "4")],
            ],
            ["Dag: ma; Uren vwo: 3; Uren havo: 4"],
        ),
        (
            [
                [Cell(0, "Dag"), Cell(1, "Uren", 2)],
                [Cell(0, "", continued=True), Cell(1, "2025"), Cell(2, "2026")],
                [Cell(0, "ma"), Cell(1, "3"), Cell(2, "4")],
            ],
            ["Dag: ma; Uren 2025: 3; Uren 2026: 4"],
        ),
        (
            [
                [Cell(0, "Dag"), Cell(1, "Vakken", 2)],
                [Cell(0, "ma"), Cell(1, "taal"), Cell(2, "gym")],
                [Cell(0, "di"), Cell(1, "kunst"), Cell(2, "muziek")],
            ],
            ["Dag: ma; Vakken: taal; Vakken: gym", "Dag: di; Vakken: kunst; Vakken: muziek"],
        ),
        (
            [[Cell(0, "Dag"), Cell(1, "Uren", 2)], [Cell(1, "3"), Cell(2, "4")]],
            ["Dag", "Uren: 3; Uren: 4"],
        ),
    ],
    ids=["parts", "a heading down", "a row of its own", "the last row is no heading"],
)
def test_rows_of_headings(rows: list[list[Cell]], lines: list[str]) -> None:
    """Whatever stands beside them is a row of the table."""
    assert [piece.text for piece in grid_pieces(rows)] == lines
