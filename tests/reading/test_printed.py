"""Lines on printed pages: what stands beside what, and how far apart, decides what it is."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from kwchat.reading.printed import Line, Table, body_size
from kwchat.reading.sheets import sheets

LEFT, RIGHT, TOP = 60.0, 300.0, 700.0
LETTER = 5.0  # points
TALL = 12.0


def line(
    text: str, left: float = LEFT, base: float = TOP, *, size: float = TALL, bold: bool = False
) -> Line:
    """Return a line of letters of one width, in a row of its own."""
    right = left + LETTER * len(text)
    return Line(text, 1, left, right, base, size, bold, in_margin=False, row=int(1000 - base))


def column(name: str, *lengths: int, left: float = LEFT, top: float = TOP) -> list[Line]:
    """Return lines of so many letters below each other, each with its number at the end."""
    return [
        line(f"{name * (length - 1)}{number}", left, top - 14 * number)
        for number, length in enumerate(lengths)
    ]


def by_row(*columns: Sequence[Line]) -> list[Line]:
    """Return the lines of columns as they stand on the page, across."""
    lines = [
        replace(each, row=2 * each.row + side)
        for side, found in enumerate(columns)
        for each in found
    ]
    return sorted(lines, key=lambda each: (-each.base, each.left))


def ends(lines: Sequence[Line]) -> list[str]:
    """Return the first and last letter of each line, in reading order; of a table its rows."""
    body = [each for sheet in sheets(lines) for each in sheet.body]
    return [
        f"{each.text[0]}{each.text[-1]}" if isinstance(each, Line) else f"tabel {len(each.rows)}"
        for each in body
    ]


# --- columns ------------------------------------------------------------------------------------

FULL = (40, 40, 40)
IN_COLUMNS = ["a0", "a1", "a2", "b0", "b1", "b2"]
ACROSS = ["a0", "b0", "a1", "b1", "a2", "b2"]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        pytest.param(FULL, FULL, IN_COLUMNS, id="three lines are a column"),
        pytest.param((40, 40), (40, 40), ["a0", "b0", "a1", "b1"], id="two are none"),
        pytest.param((18, 18, 18), FULL, IN_COLUMNS, id="of eighteen letters"),
        pytest.param((17, 17, 17), FULL, ["tabel 3"], id="shorter lines are cells"),
        pytest.param((40, 26, 26), FULL, IN_COLUMNS, id="most lines fill more than half of it"),
        pytest.param((40, 22, 22), FULL, ["tabel 3"], id="most lines fill about half of it"),
        pytest.param(FULL, (40, 40, 40, 40, 40), [*IN_COLUMNS, "b3", "b4"], id="one is longer"),
    ],
)
def test_lines_beside_each_other_are_columns_where_they_are_text(
    left: tuple[int, ...], right: tuple[int, ...], expected: list[str]
) -> None:
    """Enough of them, long enough, and most of them filled; else they are cells, or loose lines."""
    assert ends(by_row(column("a", *left), column("b", *right, left=RIGHT))) == expected


@pytest.mark.parametrize(("gap", "expected"), [(4.5, IN_COLUMNS), (3.5, ["tabel 3"])])
def test_a_gutter_is_wider_than_a_space(gap: float, expected: list[str]) -> None:
    """Columns keep some points between them."""
    right = column("b", *FULL, left=LEFT + 40 * LETTER + gap)

    assert ends(by_row(column("a", *FULL), right)) == expected


@pytest.mark.parametrize(
    ("lower", "expected"),
    [
        pytest.param(2, ["a0", "a1", "a2", "a3", "a4", "b0", "b1", "b2", "b3", "b4"], id="enough"),
        pytest.param(3, ["a0", "a1", "a2", "a3", "b0", "a4", "b1", "b2", "b3", "b4"], id="hardly"),
    ],
)
def test_columns_stand_beside_each_other(lower: int, expected: list[str]) -> None:
    """For three lines at least: where the right begins as the left ends it is no column."""
    left = column("a", *FULL, 40, 40)
    right = column("b", *FULL, 40, 40, left=RIGHT, top=TOP - 14 * lower)

    assert ends(by_row(left, right)) == expected


@pytest.mark.parametrize(
    ("size", "over"), [(14.0, True), (13.0, False)], ids=["big type", "hardly bigger"]
)
def test_a_title_in_big_type_stands_over_both_columns(size: float, over: bool) -> None:
    """Short as it is: what stands above it in either column is read before it."""
    above = by_row(column("a", *FULL), column("b", *FULL, left=RIGHT))
    below = by_row(column("c", *FULL, top=600), column("d", *FULL, left=RIGHT, top=600))
    found = ends([*above, line("Titel", base=630, size=size), *below])
    last = ["c0", "c1", "c2"]

    assert found == (
        [*IN_COLUMNS, "Tl", *last, "d0", "d1", "d2"]
        if over
        else [*IN_COLUMNS[:3], "Tl", *last, *IN_COLUMNS[3:], "d0", "d1", "d2"]
    )


@pytest.mark.parametrize("base", [TOP - 14, 600.0], ids=["text beside it", "nothing below it"])
def test_big_type_in_a_column_is_no_title_over_both(base: float) -> None:
    """With text beside it, or at the foot, it belongs to its own column."""
    left = [each for each in column("a", *FULL, 40) if each.base != base]
    found = ends(by_row([*left, line("Kop", base=base, size=16)], column("b", *FULL, left=RIGHT)))

    assert found.index("Kp") < found.index("b0")


def test_a_line_over_the_full_width_parts_the_columns() -> None:
    """What stands above it is read first, both columns of it."""
    above = by_row(column("a", *FULL), column("b", *FULL, left=RIGHT))
    below = by_row(column("c", *FULL, top=600), column("d", *FULL, left=RIGHT, top=600))
    found = ends([*below, line("w" * 80, base=630), *above])

    assert found == [*IN_COLUMNS, "ww", "c0", "c1", "c2", "d0", "d1", "d2"]


def test_a_line_in_a_column_is_measured_from_its_side() -> None:
    """So that indents and room at the end mean in it what they mean on a page of one column."""
    (sheet,) = sheets(by_row(column("a", *FULL), column("b", 40, 20, 40, left=RIGHT)))
    places = [(each.left, each.right, each.width) for each in sheet.body if isinstance(each, Line)]

    assert places == [(0, 200, 200)] * 4 + [(0, 100, 200), (0, 200, 200)]


# --- tables -------------------------------------------------------------------------------------


def grid(*rows: str, step: float = 30.0, drop: float = 0.0) -> list[Line]:
    """Return cells, one a word, a point for an empty one; every second cell is a bit lower."""
    return [
        line(word, LEFT + 100 * index, TOP - step * number - drop * (index % 2))
        for number, row in enumerate(rows)
        for index, word in enumerate(row.split())
        if word != "."
    ]


def tables(lines: Sequence[Line]) -> list[list[list[str]]]:
    """Return the tables on a page: rows of cells, each as one line."""
    return [
        [[" ".join(cell) for cell in row] for row in each.rows]
        for sheet in sheets(lines)
        for each in sheet.body
        if isinstance(each, Table)
    ]


@pytest.mark.parametrize(
    ("rows", "is_table"),
    [
        pytest.param(("Zeist 12", "Breda 8", "Delft 3"), True, id="three rows of two"),
        pytest.param(("Zeist 12", "Breda 8"), False, id="two rows of two"),
        pytest.param(("Zeist 12 taal", "Breda 8 lezen"), True, id="two rows of three"),
        pytest.param(("Zeist 12 taal",), False, id="one row"),
        pytest.param(("Zeist", "Breda", "Delft"), False, id="one cell a row"),
    ],
)
def test_enough_rows_make_a_table(rows: tuple[str, ...], is_table: bool) -> None:
    """Fewer are lines with a wide space in them."""
    assert tables(grid(*rows)) == ([[row.split() for row in rows]] if is_table else [])


@pytest.mark.parametrize(
    ("drop", "rows"), [(4.0, 3), (6.0, 0)], ids=["nearly level", "clearly lower"]
)
def test_cells_of_a_row_are_about_level(drop: float, rows: int) -> None:
    """Baselines of one row may differ a little."""
    found = tables(grid("Zeist 12", "Breda 8", "Delft 3", drop=drop))

    assert [len(table) for table in found] == [rows] * bool(rows)


@pytest.mark.parametrize(
    ("step", "last"), [(1.3, "lezen thuis"), (1.4, "lezen")], ids=["close", "further down"]
)
def test_a_line_close_under_a_cell_belongs_to_it(step: float, last: str) -> None:
    """Closer than the rows are to each other; further down it is text again."""
    lines = grid("Zeist taal", "Breda rekenen", "Delft lezen")
    under = line("thuis", LEFT + 100, lines[-1].base - step * TALL)
    (table,) = tables([*lines, under])

    assert table[-1] == ["Delft", last]


def test_in_a_dense_table_only_a_row_without_its_first_cell_goes_on() -> None:
    """Where all rows are close, one that names something new is a row."""
    dense = tables(grid("Zeist taal", "Breda lezen", ". thuis", "Delft .", "Ede les", step=14))

    assert dense == [[["Zeist", "taal"], ["Breda", "lezen thuis"], ["Delft", ""], ["Ede", "les"]]]


def test_a_cell_stands_in_the_column_that_it_is_under() -> None:
    """Also where the cells before it are empty."""
    rows = [["Plaats", "School", "Vraag"], ["Zeist", "", "taal"], ["Breda", "8", ""]]
    lines = grid("Plaats School Vraag", "Zeist . taal", "Breda 8 .")

    assert tables(lines) == [rows]


def test_a_line_over_two_columns_ends_a_table() -> None:
    """Its cells no longer stand apart: what comes after is a table of its own."""
    first, second = grid("a b", "c d", "e f"), grid("g h", "i j", "k l")
    lower = [replace(cell, base=cell.base - 120, row=cell.row + 120) for cell in second]
    wide = line("een regel over de hele breedte", base=TOP - 90)

    assert tables([*first, wide, *lower]) == [
        [["a", "b"], ["c", "d"], ["e", "f"]],
        [["g", "h"], ["i", "j"], ["k", "l"]],
    ]


def headed(lines: Sequence[Line]) -> bool:
    """Tell whether the one table on a page has headings."""
    (table,) = (each for sheet in sheets(lines) for each in sheet.body if isinstance(each, Table))
    return table.headed


ROWS = ("Plaats Vraag", "Zeist taal", "Breda lezen")
COUNTS = ("Plaats Scholen", "Zeist 1.200", "Breda €8,50")


@pytest.mark.parametrize(
    ("rows", "bold", "expected"),
    [
        pytest.param(ROWS, (), False, id="a row like the others"),
        pytest.param(ROWS, (0, 1), True, id="in bold"),
        pytest.param(ROWS, (0,), False, id="one cell in bold"),
        pytest.param(ROWS, (0, 1, 2, 3, 4, 5), False, id="all in bold"),
        pytest.param(ROWS, (0, 1, 2, 3), True, id="bold but for the last row"),
        pytest.param(COUNTS, (), True, id="words above numbers"),
        pytest.param(("Zeist 12", "Breda 8", "Delft 3"), (), False, id="numbers throughout"),
        pytest.param(
            (". Scholen Vraag", "Zeist 12 taal", "Ede 8 les"), (), True, id="an empty corner"
        ),
    ],
)
def test_headings_are_bold_or_words_above_numbers(
    rows: tuple[str, ...], bold: tuple[int, ...], expected: bool
) -> None:
    """Or words beside an empty corner; else the first row is one like those below it."""
    cells = [replace(cell, bold=index in bold) for index, cell in enumerate(grid(*rows))]

    assert headed(cells) is expected


# --- footnotes ----------------------------------------------------------------------------------

NOTES = ("1 Zie De Jong (2017).", "Die noemt er meer.")


def notes(*texts: str, size: float, above: Sequence[Line] = ()) -> list[str]:
    """Return the footnotes of a page of text with these lines at its foot."""
    foot = [line(text, base=100 - 12 * n, size=size) for n, text in enumerate(texts)]
    (sheet,) = sheets([*column("a", 60, 60, 60), *above, *foot])
    return [note.text for note in sheet.notes]


@pytest.mark.parametrize(
    ("size", "expected"), [(11.0, list(NOTES)), (11.5, [])], ids=["smaller", "hardly smaller"]
)
def test_footnotes_are_in_small_type(size: float, expected: list[str]) -> None:
    """From the first that a number begins."""
    assert notes(*NOTES, size=size) == expected


@pytest.mark.parametrize("sign", ["1 ", "12. ", "3) ", "* ", "*** ", "† ", "‡ "])
def test_a_footnote_begins_with_its_sign(sign: str) -> None:
    """A number or an asterisk; small type without one, such as a caption, is text."""
    assert notes("Bijschrift.", f"{sign}Zie verder.", size=8) == [f"{sign}Zie verder."]
    assert notes("Bijschrift.", size=8) == []


def test_small_type_above_running_text_is_no_footnote() -> None:
    """Notes stand at the foot, below everything else."""
    above = [line("1 Een klein bijschrift.", base=300, size=8), line("Nog tekst.", base=280)]

    assert notes("2 Zie verder.", size=8, above=above) == ["2 Zie verder."]


def test_each_column_has_its_footnotes() -> None:
    """Below its own text; a page has those of both."""
    texts = ["1 Zie De Jong (2017) over dit alles.", "2 Zie Ponte (2002) over dat alles."]
    foot = [line(text, left, 500, size=8) for text, left in zip(texts, (LEFT, RIGHT), strict=True)]
    columns = column("a", *FULL), column("b", *FULL, left=RIGHT)
    (sheet,) = sheets(by_row([*columns[0], foot[0]], [*columns[1], foot[1]]))

    assert [note.text for note in sheet.notes] == texts


def test_what_stands_on_another_page_is_beside_nothing() -> None:
    """Pages are read by themselves; a table knows its own."""
    found = [replace(cell, page=2) for cell in grid("Zeist 12", "Breda 8", "Delft 3")]
    first, second = sheets([line("Op blad een."), *found])

    assert [each.page for each in (*first.body, *second.body)] == [1, 2]
    assert isinstance(second.body[0], Table)


def test_stretches_of_one_line_are_whole_again() -> None:
    """A line is in bold where all of it is; a line of another page is another line."""
    first = line("Leraren", bold=True)
    rest = replace(line("leren samen.", LEFT + 60), row=first.row)
    (sheet, following) = sheets([first, rest, replace(rest, page=2)])

    assert sheet.body == (replace(first, text="Leraren leren samen.", right=180.0, bold=False),)
    assert [each.text for each in following.body if isinstance(each, Line)] == ["leren samen."]


def test_the_type_of_a_text_is_that_of_most_letters() -> None:
    """Not that of most lines; a page without lines has none."""
    lines = [*column("a", 60), line("Kop", size=20), line("Sub", size=20)]

    assert (body_size(lines), body_size([])) == (TALL, 0)
