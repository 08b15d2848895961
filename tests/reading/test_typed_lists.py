"""Lists that someone typed: found where signs count on, and left alone where they do not."""

from pathlib import Path

import pytest
from docx import Document as WordDocument

from kwchat.reading.document import Block, BlockKind, Document, Kind
from kwchat.reading.layout import PAGE_BREAK, Piece
from kwchat.reading.reader import read
from kwchat.reading.typed_lists import with_typed_lists

PARAGRAPH, ITEM, HEADING = BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.HEADING


def pieces(*texts: str) -> list[Piece]:
    return [Piece(PARAGRAPH, text) for text in texts]


def shown(found: list[Piece]) -> list[str]:
    """Return pieces as lines: a list's points indented, with their sign."""
    return [
        f"{'  ' * piece.level}{piece.marker}{piece.text}" if piece.kind is ITEM else piece.text
        for piece in found
    ]


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        (
            ["De school bewaart: a) de naam; b) het adres; en c) de leeftijd."],
            ["De school bewaart:", "a) de naam;", "b) het adres; en", "c) de leeftijd."],
        ),
        (["Neem mee: • brood • water"], ["Neem mee:", "• brood", "• water"]),
        (["Wij vragen: (1) rust; (2) orde."], ["Wij vragen:", "(1) rust;", "(2) orde."]),
        (["a. eerst dit,", "b. dan dat."], ["a. eerst dit,", "b. dan dat."]),
        (["- brood", "- water"], ["- brood", "- water"]),
        (["i. rust", "ii. orde", "iii. vrede"], ["i. rust", "ii. orde", "iii. vrede"]),
        # What comes after a list of short points is a paragraph again.
        (
            ["Nodig is: a. een bewijs; b. een foto. Bent u te laat, dan wacht u."],
            ["Nodig is:", "a. een bewijs;", "b. een foto.", "Bent u te laat, dan wacht u."],
        ),
        (
            ["1. Schorsen kan bij: a) geweld; b) diefstal.", "2. Het duurt vijf dagen."],
            ["1. Schorsen kan bij:", "  a) geweld;", "  b) diefstal.", "2. Het duurt vijf dagen."],
        ),
    ],
)
def test_signs_that_count_on_make_a_list(typed: list[str], lines: list[str]) -> None:
    """In running text as well as paragraph by paragraph, whatever the form of the signs."""
    found = with_typed_lists(pieces(*typed))

    assert shown(found) == [line.replace("•", "-") for line in lines]


@pytest.mark.parametrize(
    "text",
    [
        "Voor vragen: a. de Vries, conciërge.",  # one sign is no list
        "Zie p. 12; b. van Dam en c. Bos spraken.",  # b. and c. without a.
        "Het ging goed a) of b) naar huis.",  # no end of a point before them
        "Wij zijn open van 8.00 tot 9.30 uur. 10. is te laat.",
        "Dat is zo: 1. en 3. kloppen.",
    ],
)
def test_signs_that_do_not_count_on_make_none(text: str) -> None:
    """An initial, an abbreviation or a time is no list."""
    assert with_typed_lists(pieces(text)) == pieces(text)


def test_a_list_inside_a_point_is_one_deeper() -> None:
    """*1. … bij: a) … b) …* has the letters inside the first article, which goes on below them."""
    found = with_typed_lists(
        [
            Piece(ITEM, "Schorsen kan bij: a) geweld; b) diefstal.", 0, "1. "),
            Piece(ITEM, "Het duurt vijf dagen.", 0, "2. "),
        ]
    )

    assert shown(found) == [
        "1. Schorsen kan bij:",
        "  a) geweld;",
        "  b) diefstal.",
        "2. Het duurt vijf dagen.",
    ]


def test_typed_articles_go_on_below_typed_letters() -> None:
    """Paragraph by paragraph, as in a file of Word without lists."""
    typed = pieces("1. Schorsen kan bij:", "a. geweld;", "b. diefstal.", "2. Het duurt vijf dagen.")

    assert [(piece.level, piece.marker) for piece in with_typed_lists(typed)] == [
        *((0, "1. "), (1, "a. "), (1, "b. "), (0, "2. "))
    ]


def test_headings_and_rows_of_tables_stay_as_they_are() -> None:
    """A cell with an enumeration is still a cell of its row."""
    found = [
        Piece(HEADING, "Regels: a) spelen; b) leren", 1),
        Piece(ITEM, "Wat: a) spelen; b) leren; Wie: alle leerlingen"),
    ]

    assert with_typed_lists(found) == found


def test_a_paragraph_between_two_signs_ends_the_list() -> None:
    """*1. Inleiding* with text below it heads that text, and is no point of a list."""
    found = pieces("1. Inleiding", "Dit gaat over rust.", "2. Aanpak", "Wij lazen veel.")

    assert with_typed_lists(found) == found


def test_every_page_still_begins_where_it_did() -> None:
    """A list that runs over a page keeps the break at its word."""
    typed = f"Nodig zijn: a) brood;{PAGE_BREAK} b) water."
    found = with_typed_lists(pieces(typed))

    assert [piece.text for piece in found] == ["Nodig zijn:", "brood;", f"{PAGE_BREAK}water."]


def test_what_follows_a_list_may_begin_a_page() -> None:
    """The break before it is that of its page."""
    typed = f"Nodig zijn: a) brood; b) water.{PAGE_BREAK} Wie te laat is, wacht."
    *_, rest = with_typed_lists(pieces(typed))

    assert rest == Piece(PARAGRAPH, f"{PAGE_BREAK}Wie te laat is, wacht.")


def test_a_sign_that_counts_nothing_makes_no_list() -> None:
    """*xx)* is no letter and no number."""
    found = pieces("xx) brood", "xx) water")

    assert with_typed_lists(found) == found


KINDS = {
    ".md": "# Statuut\n\nDe school bewaart:\n\na) de naam;\nb) het adres.\n",
    ".txt": "Statuut\n\nDe school bewaart:\na) de naam;\nb) het adres.\n",
    ".html": "<h1>Statuut</h1><p>De school bewaart:<br>a) de naam;<br>b) het adres.</p>",
}


def read_text(folder: Path, suffix: str) -> Document:
    path = folder / f"statuut{suffix}"
    if suffix == ".docx":
        word = WordDocument()
        for line in ("De school bewaart:", "a) de naam;", "b) het adres."):
            word.add_paragraph(line)
        word.save(str(path))
    else:
        path.write_text(KINDS[suffix], encoding="utf-8")
    return read(path, source_id="statuut", kind=Kind.EIGEN)


@pytest.mark.parametrize("suffix", [*KINDS, ".docx"])
def test_of_whatever_kind_the_file_is(suffix: str, tmp_path: Path) -> None:
    """Markdown, text, a web page and Word all have the same list, with its signs in the text."""
    document = read_text(tmp_path, suffix)

    def words(block: Block) -> str:
        return document.text[block.start : block.end]

    items = [words(block) for block in document.blocks if block.kind is ITEM]
    assert items == ["de naam;", "het adres."]
    assert "\na) de naam;\nb) het adres." in document.text
