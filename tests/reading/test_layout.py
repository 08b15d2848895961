"""Layout: printed lines back to paragraphs, broken words made whole."""

import textwrap
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kwchat.reading.document import BlockKind
from kwchat.reading.headings import with_headings
from kwchat.reading.layout import LineEnds, Piece, Row, Shape, clean, pieces

HEADING, PARAGRAPH, ITEM = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM


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
    ],
)
def test_a_heading_is_a_short_lone_line_above_something(
    found: list[Piece], expected: list[BlockKind]
) -> None:
    """Lines that say something themselves (facts, questions, lead-ins) are no headings."""
    assert kinds(found) == expected


def test_a_numbered_heading_knows_its_level() -> None:
    """2.1 stands under 2."""
    found = with_headings([lone("2.1 Methode"), lone("Dit is tekst.")])

    assert (found[0].kind, found[0].level) == (HEADING, 2)


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
