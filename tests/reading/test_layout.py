"""Layout: printed lines back to paragraphs, broken words made whole."""

import textwrap
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kwchat.reading.document import BlockKind
from kwchat.reading.headings import with_headings
from kwchat.reading.layout import LineEnds, Part, Piece, Row, Shape, clean, pieces, table_lines

HEADING, PARAGRAPH, ITEM = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM
SHAPE = Shape(width=100, char_width=1, gaps_only=False, hanging=False)


def join(*lines: str) -> str:
    return LineEnds.of(lines).join(lines)


def lone(text: str, *, kind: BlockKind = PARAGRAPH, marker: str = "") -> Piece:
    return Piece(kind, text, marker=marker, lone=True)


def kinds(found: Sequence[Piece]) -> list[BlockKind]:
    return [piece.kind for piece in with_headings(found)]


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        pytest.param(("een onder-", "wijsvraag"), "een onderwijsvraag", id="half-is-no-word"),
        pytest.param(("het onder-", "zoek"), "het onderzoek", id="known-word"),
        pytest.param(
            ("de leerkracht-", "onderzoekers"), "de leerkracht-onderzoekers", id="two-words"
        ),
        pytest.param(
            ("elk onder-", "zoek van leerkracht-", "onderzoekers"),
            "elk onderzoek van leerkrachtonderzoekers",
            id="two-words-where-words-are-broken",
        ),
        pytest.param(
            ("leerkracht-onderzoekers, onder-", "zoek en leerkracht-", "onderzoekers"),
            "leerkracht-onderzoekers, onderzoek en leerkracht-onderzoekers",
            id="own-spelling-with-hyphen",
        ),
        pytest.param(
            ("leerkrachtonderzoekers en leerkracht-", "onderzoekers"),
            "leerkrachtonderzoekers en leerkrachtonderzoekers",
            id="own-spelling-without-hyphen",
        ),
        pytest.param(
            ("leerkrachtonderzoekers- en coachrol, leerkracht-", "onderzoekers"),
            "leerkrachtonderzoekers- en coachrol, leerkrachtonderzoekers",
            id="own-spelling-before-a-hanging-hyphen",
        ),
        pytest.param(
            ("na-schoolse les, na-", "schoolse zorg, leerkracht-", "onderzoekers"),
            "na-schoolse les, na-schoolse zorg, leerkracht-onderzoekers",
            id="a-hyphen-of-its-own-breaks-no-word",
        ),
        pytest.param(
            ("in Noord-", "Holland zijn leerkracht-", "onderzoekers"),
            "in Noord-Holland zijn leerkracht-onderzoekers",
            id="a-name-breaks-no-word",
        ),
        pytest.param(("school van Zwolm-", "Bakker"), "school van Zwolm-Bakker", id="strange-name"),
        pytest.param(("een groep8-", "leerling"), "een groep8-leerling", id="number"),
        pytest.param(("de NRO-", "subsidie"), "de NRO-subsidie", id="capitals"),
        pytest.param(("in Noord-", "Holland"), "in Noord-Holland", id="name"),
        pytest.param(("expertise-", "of interesse"), "expertise- of interesse", id="hanging"),
        pytest.param(("er is -", "met name"), "er is - met name", id="dash"),
        pytest.param(("het onder\u00ad", "zoek"), "het onderzoek", id="soft-hyphen"),
        pytest.param(
            ("zie https://ixperium.nl/onderzoekswerkplaatsen-", "met-ict/"),
            "zie https://ixperium.nl/onderzoekswerkplaatsen-met-ict/",
            id="address",
        ),
        pytest.param(
            ("https://www.point013.nl/", "https://a.nl"),
            "https://www.point013.nl/ https://a.nl",
            id="two-addresses",
        ),
        pytest.param(("zie https://a.nl/", "en verder"), "zie https://a.nl/ en verder", id="prose"),
    ],
)
def test_broken_words_are_made_whole(lines: tuple[str, ...], joined: str) -> None:
    """A hyphen at a line end goes or stays by what the text itself and the dictionary say."""
    assert join(*lines) == joined


def test_a_page_break_in_a_word_stays_where_it_is() -> None:
    """A word broken over two pages is one word, and still knows where its page ends."""
    assert join("het onder-", "\fzoek") == "het onder\fzoek"


def test_clean_text_has_one_form() -> None:
    """Ligatures, invisible signs, loose accents and runs of spaces are gone."""
    assert clean(" ef\ufb01cie\u0308nt\u00a0 \u200bwerk\n ") == "efficiënt werk"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param([lone("Inleiding"), lone("Dit is tekst.")], [HEADING, PARAGRAPH], id="plain"),
        pytest.param([lone("Dit is tekst."), lone("Slot")], [PARAGRAPH, PARAGRAPH], id="last"),
        pytest.param([lone("Dit gaat over:"), lone("Veel.")], [PARAGRAPH, PARAGRAPH], id="colon"),
        pytest.param(
            [lone("Meer weten?"), lone("Kijk hier.")], [HEADING, PARAGRAPH], id="question"
        ),
        pytest.param(
            [lone("Wat is het?"), lone("Kort antwoord"), lone("Veel.")],
            [PARAGRAPH, HEADING, PARAGRAPH],
            id="question-above-heading",
        ),
        pytest.param(
            [lone("Doel", kind=ITEM, marker="1. "), lone("Tekst.")],
            [HEADING, PARAGRAPH],
            id="numbered",
        ),
        pytest.param(
            [lone("lezen", kind=ITEM, marker="1. "), lone("doen", kind=ITEM, marker="2. ")],
            [ITEM, ITEM],
            id="numbered-items",
        ),
        pytest.param(
            [lone("Benodigdheden"), lone("pen", kind=ITEM, marker="- ")],
            [HEADING, ITEM],
            id="label-above-list",
        ),
        pytest.param(
            [
                lone("Zie voor voorbeelden van werkplaatsen in het primair onderwijs"),
                lone("https://a.nl", kind=ITEM),
            ],
            [PARAGRAPH, ITEM],
            id="lead-in-above-list",
        ),
        pytest.param(
            [lone("Aruba"), lone("Hoofdstad: Oranjestad"), lone("Talen: twee"), lone("Slot.")],
            [HEADING, PARAGRAPH, PARAGRAPH, PARAGRAPH],
            id="facts",
        ),
        pytest.param(
            [
                lone("Aruba"),
                lone("Hoofdstad: Oranjestad"),
                lone("Talen: twee"),
                lone("Toen"),
                lone("Dit is tekst."),
            ],
            [HEADING, PARAGRAPH, PARAGRAPH, HEADING, PARAGRAPH],
            id="facts-between-headings",
        ),
        pytest.param(
            [lone("Doel", kind=ITEM, marker="1. "), lone("lezen", kind=ITEM, marker="- ")],
            [HEADING, ITEM],
            id="numbered-above-bullets",
        ),
    ],
)
def test_a_heading_is_a_short_lone_line_above_something(
    found: list[Piece], expected: list[BlockKind]
) -> None:
    """Lines that say something themselves (facts, questions, lead-ins) are no headings."""
    assert kinds(found) == expected


@pytest.mark.parametrize(("text", "level"), [("2.1 Methode", 2), ("Doel", 1)])
def test_a_numbered_heading_knows_its_level(text: str, level: int) -> None:
    """2.1 stands under 2; one without a number is of the highest."""
    found = with_headings([lone(text), lone("Dit is tekst.")])

    assert (found[0].kind, found[0].level) == (HEADING, level)


def test_a_heading_keeps_its_number_and_its_page() -> None:
    """The page turns before it, not inside."""
    found = with_headings([lone("\f\fDoel", kind=ITEM, marker="1. "), lone("Dit is tekst.")])

    assert found[0].text == "\f\f1. Doel"


WORDS = st.sampled_from(["wij", "leren", "samen", "onderzoek", "de", "school", "werkplaats"])
SENTENCE = st.lists(WORDS, min_size=6, max_size=12).map(lambda words: f"{' '.join(words)}.")
PARAGRAPHS = st.lists(
    st.lists(SENTENCE, min_size=2, max_size=6).map(lambda found: "Wij. " + " ".join(found)),
    min_size=1,
    max_size=4,
)


@given(PARAGRAPHS, st.integers(40, 100))
def test_wrapped_paragraphs_come_back(paragraphs: list[str], width: int) -> None:
    """Lines broken at any width, with white space between paragraphs, are those paragraphs."""
    rows = [
        Row(line, 0, len(line), gap=not index)
        for paragraph in paragraphs
        for index, line in enumerate(textwrap.wrap(paragraph, width))
    ]
    found = pieces(rows, Shape.of(rows, gaps_only=True))

    assert [piece.text for piece in found] == paragraphs


def test_a_short_last_line_ends_a_paragraph_without_white_space() -> None:
    """A sentence that ends where the next word would have fitted ends its paragraph."""
    lines = [
        "Kenniswerkplaatsen zijn samenwerkingsverbanden van onderzoekers en",
        "scholen.",
        "Zij zijn zelf zelden onderwerp van studie. Een uitzondering is het",
        "onderzoek dat in het jaar 2016 begon.",
    ]
    rows = [Row(line, 0, len(line)) for line in lines]

    assert len(pieces(rows, Shape.of(rows))) == 2


def test_items_know_their_depth() -> None:
    """A bullet further right belongs to the item above it."""
    lines = ["- een", "  - twee", "  - drie", "- vier"]
    rows = [Row(line.strip(), len(line) - len(line.lstrip()), len(line)) for line in lines]

    assert [piece.level for piece in pieces(rows, Shape.of(rows))] == [0, 1, 1, 0]


@pytest.mark.parametrize("end", list("-/=&?_%"))
def test_an_address_goes_on_where_it_cannot_end(end: str) -> None:
    """Broken at a sign that no address ends with, its rest on the next line belongs to it."""
    rows = [Row(f"zie https://a.nl/leren{end}", 0, 30), Row("deel/twee", 0, 9)]

    assert [piece.text for piece in pieces(rows, SHAPE)] == [
        f"zie https://a.nl/leren{end}deel/twee"
    ]


# --- how lines were set -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("long", "width"), [(1, 63.0), (2, 100.0)], ids=["one long line", "several long lines"]
)
def test_the_width_is_that_of_the_longest_lines_but_for_an_odd_one(long: int, width: float) -> None:
    """One line that sticks out must not make the others look short."""
    lengths = [60] * (20 - long) + [120 if long == 1 else 100] * long
    rows = [Row("een regel met woorden", 0, length) for length in lengths]

    assert Shape.of(rows).width == pytest.approx(width)


def test_nothing_has_no_width() -> None:
    """A file of tables and notes alone is measured by those; one of nothing by nothing."""
    table = [Row("Zeist; 12", 0, 9, part=Part.TABLE)]

    assert Shape.of([]) == Shape(0, 0, gaps_only=False, hanging=False)
    assert Shape.of(table) == Shape(9, 1, gaps_only=False, hanging=False)


@pytest.mark.parametrize(
    ("right", "width", "room"),
    [(84, 0, True), (85, 0, False), (39, 50, True), (40, 50, False)],
    ids=["fits", "does not fit", "fits its column", "does not fit its column"],
)
def test_there_is_room_where_the_next_word_and_a_space_would_fit(
    right: float, width: float, room: bool
) -> None:
    """On nine tenths of the width: letters differ."""
    row = Row("Wij leren.", 0, right, width=width)

    assert SHAPE.has_room(row, Row("Zeist ligt hier", 0, 15)) is room


def texts(*rows: Row, shape: Shape = SHAPE) -> list[str]:
    return [piece.text for piece in pieces(rows, shape)]


ENDED = "Wij werken al jaren samen aan vragen uit onze eigen school, en leren daar samen van."
OPEN = "Wij werken al jaren samen aan vragen uit onze eigen school, en wij doen dat graag met"


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        pytest.param(Row(ENDED, 0, 60), Row("Zij ook.", 0, 8), 2, id="room after a sentence"),
        pytest.param(Row(ENDED, 0, 89), Row("Zij ook.", 0, 8), 1, id="no room"),
        pytest.param(Row(ENDED, 0, 60), Row("e-mail.", 0, 8), 1, id="goes on in small letters"),
        pytest.param(Row(OPEN, 0, 60), Row("Zeist.", 0, 6), 1, id="room inside a sentence"),
        pytest.param(Row(ENDED, 0, 89), Row("Zij ook.", 1, 9), 1, id="hardly indented"),
        pytest.param(Row(ENDED, 0, 89), Row("Zij ook.", 2, 10), 2, id="indented"),
        pytest.param(Row(OPEN, 0, 89), Row("Zeist.", 2, 8), 1, id="indented inside a sentence"),
    ],
)
def test_a_paragraph_ends_where_its_shape_says(first: Row, second: Row, count: int) -> None:
    """By the room that is left after a whole sentence, or by an indent."""
    assert len(texts(first, second)) == count


def test_where_white_space_parts_paragraphs_nothing_else_does() -> None:
    """Room after a sentence is then the whim of who typed it."""
    rows = Row(ENDED, 0, 60), Row("Zij ook.", 0, 8)

    assert len(texts(*rows, shape=Shape(100, 1, gaps_only=True, hanging=False))) == 1


@pytest.mark.parametrize(
    ("last", "first", "joined"),
    [
        ("Wij leren samen met", "Zeist.", True),
        ("Wij leren samen.", "iedere dag.", True),
        ("Wij leren samen.", "Zij ook.", False),
        ("Wij leren samen met", "anderen.", True),
    ],
)
def test_a_sentence_runs_on_over_the_page(last: str, first: str, joined: bool) -> None:
    """Where it has not ended, or what follows does not begin one."""
    assert len(texts(Row(last, 0, 20), Row(first, 0, 10, page=2))) == 2 - joined


@pytest.mark.parametrize(("levels", "count"), [((1, 1), 1), ((1, 0), 2), ((0, 1), 2), ((1, 2), 2)])
def test_type_parts_headings_from_text(levels: tuple[int, int], count: int) -> None:
    """Lines of one level are one heading, whatever their ends say."""
    rows = [
        Row(text, 0, 89, level=level)
        for text, level in zip(("Samen leren op", "school"), levels, strict=True)
    ]

    assert len(texts(*rows)) == count


def test_the_lines_of_an_item_stand_further_right_than_its_bullet() -> None:
    """Where a font says so: back at the bullet something else begins."""
    hanging = Shape(width=100, char_width=1, gaps_only=False, hanging=True)
    rows = [Row("- lezen met", 0, 60), Row("Zeist en", 3, 60), Row("Zo ook", 3, 60)]

    assert texts(*rows, Row("Ede", 1, 4), shape=hanging) == ["lezen met Zeist en Zo ook", "Ede"]
    assert texts(*rows, Row("Ede", 2, 5), shape=hanging) == ["lezen met Zeist en Zo ook Ede"]


def test_items_hardly_out_of_line_stand_beside_each_other() -> None:
    """A letter further left or right is the same depth."""
    rows = [Row("- punt", indent, 50) for indent in (0, 5, 20, 15, 23, 26)]
    shape = Shape(width=200, char_width=5, gaps_only=False, hanging=False)

    assert [piece.level for piece in pieces(rows, shape)] == [0, 0, 1, 1, 1, 2]


@pytest.mark.parametrize(
    ("rows", "lone"),
    [
        ([Row("1. Inleiding", 0, 12)], True),
        ([Row("1. dit punt", 0, 89), Row("loopt door", 3, 13)], False),
    ],
)
def test_an_item_knows_whether_it_has_one_line(rows: list[Row], lone: bool) -> None:
    """A numbered line by itself may be a heading."""
    assert [piece.lone for piece in pieces(rows, SHAPE)] == [lone]


# --- footnotes and tables -----------------------------------------------------------------------


def note(text: str, page: int) -> Row:
    return Row(text, 0, 20, page, part=Part.NOTE)


def test_notes_stand_on_their_page_before_what_runs_on() -> None:
    """Only a paragraph that fills a page with a note is cut in two; the last note comes last."""
    rows = [
        Row("Op blad een begint dit, dat", 0, 27, 1),
        Row("op blad twee doorgaat en", 0, 24, 2),
        Row("op blad drie eindigt.", 0, 21, 3),
        Row("Dan komt dit.", 0, 13, 3, gap=True),
        Row("En dit.", 0, 7, 4, gap=True),
        note("1 Zie een.", 1),
        note("2 Zie twee.", 2),
        note("3 Zie vier,", 4),
        note("en meer.", 4),
    ]

    assert [text.replace("\f", "") for text in texts(*rows)] == [
        "Zie een.",
        "Op blad een begint dit, dat op blad twee doorgaat en",
        "Zie twee.",
        "op blad drie eindigt.",
        "Dan komt dit.",
        "En dit.",
        "Zie vier, en meer.",
    ]


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        pytest.param([["Plaats", "Aantal"], ["Zeist", "12"]], ["Plaats: Zeist; Aantal: 12"]),
        pytest.param([["Naam", "Zeist"]], ["Naam; Zeist"], id="one row"),
        pytest.param([["Plaats"], ["Zeist", "12"]], ["Plaats: Zeist; 12"], id="more cells"),
        pytest.param([["Plaats", "Aantal"], ["Zeist"]], ["Plaats: Zeist"], id="fewer cells"),
        pytest.param([["Plaats", ""], ["", "12"], ["", ""]], ["12"], id="empty cells"),
        pytest.param([], [], id="no rows"),
    ],
)
def test_a_row_says_what_its_cells_are(rows: list[list[str]], lines: list[str]) -> None:
    """By the heading of each column, where it has one; a row without words is none."""
    assert list(table_lines(rows)) == lines
