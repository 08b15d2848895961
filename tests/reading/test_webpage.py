"""Of a web page all words are read that belong to it, and what stays out has a reason."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kwchat.reading.document import BlockKind, LeftOut, Reason, tally
from kwchat.reading.webpage import html_pieces, html_tree, read_page


def texts(page: str) -> list[str]:
    return [piece.text for piece in html_pieces(html_tree(page))]


def out(page: str) -> dict[Reason, int]:
    return {entry.reason: entry.words for entry in tally(read_page(html_tree(page))[1])}


def table(*rows: str) -> str:
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param(
            table(
                "<th>Leerjaar<th>Vak<th>Uren",
                '<td rowspan="2">1<td>Nederlands<td>4',
                "<td>Wiskunde<td>3",
                '<td>2<td colspan="2">In overleg',
            ),
            [
                "Leerjaar: 1; Vak: Nederlands; Uren: 4",
                "Leerjaar: 1; Vak: Wiskunde; Uren: 3",
                "Leerjaar: 2; Vak / Uren: In overleg",
            ],
            id="spans",
        ),
        pytest.param(
            table("<th>A<th>B<th>C", '<td>1<td rowspan="2">2<td>3', "<td>4<td>6", "<td>7<td><td>9"),
            ["A: 1; B: 2; C: 3", "A: 4; B: 2; C: 6", "A: 7; C: 9"],
            id="a span in the middle, and an empty cell",
        ),
        pytest.param(
            "<table><caption>Uren per vak</caption><tr><th>Vak<th>Uren<tr><td>Engels<td>3</table>",
            ["Uren per vak", "Vak: Engels; Uren: 3"],
            id="a caption",
        ),
        pytest.param(
            table("<th>Naam<td>Jan", "<th>Leeftijd<td>12"),
            ["Naam: Jan", "Leeftijd: 12"],
            id="headings of rows",
        ),
        pytest.param(
            "<table><thead><tr><th><th colspan=2>Uren<tr><th>Vak<th>nu<th>straks</thead>"
            "<tr><td>Engels<td>3<td>4</table>",
            ["Vak: Engels; Uren nu: 3; Uren straks: 4"],
            id="two rows of headings",
        ),
        pytest.param(
            table("<td><p>Een.</p><p>Twee.</p><td><ul><li>drie</ul>", "<td>Vier.<td>"),
            ["Een.", "Twee.", "drie", "Vier."],
            id="a table that only places",
        ),
        pytest.param(
            table(f"<td>Buiten.</td><td>{table('<th>A<th>B', '<td>1<td>2')}</td>"),
            ["Buiten.", "A: 1; B: 2"],
            id="a table in a table, once",
        ),
    ],
)
def test_a_table_is_read_cell_by_cell(page: str, expected: list[str]) -> None:
    """Every cell under its heading."""
    assert texts(page) == expected


@pytest.mark.parametrize(
    ("page", "expected", "left_out"),
    [
        pytest.param(
            "<header><nav>Menu</nav></header><main><article><header><h1>Open dag</h1><p>Om tien "
            "uur.</p></header><p>Kom.</p><aside>Meld je aan.</aside></article></main>",
            ["Open dag", "Om tien uur.", "Kom.", "Meld je aan."],
            {Reason.NAVIGATION: 1},
            id="a header and an aside of the article",
        ),
        pytest.param(
            "<main><p>De tekst van vandaag.</p>"
            "<aside><a>Lees ook dit</a> <a>en dat</a></aside></main>",
            ["De tekst van vandaag."],
            {Reason.NAVIGATION: 5},
            id="an aside of links",
        ),
        pytest.param(
            '<main><div id="app"></div></main>'
            "<div><h1>Rooster</h1><p>De toetsweek begint.</p></div>",
            ["Rooster", "De toetsweek begint."],
            {},
            id="an empty main",
        ),
        pytest.param(
            f"<main>Laden…</main><p>{'De tekst van de pagina. ' * 4}</p>",
            ["Laden…", ("De tekst van de pagina. " * 4).strip()],
            {},
            id="a main that is loading",
        ),
        pytest.param(
            "<main><p>Het eerste deel hier.</p></main><main><p>Het tweede.</p></main><p>Menu</p>",
            ["Het eerste deel hier.", "Het tweede."],
            {Reason.NAVIGATION: 1},
            id="two mains",
        ),
        pytest.param(
            '<form id="aspnetForm"><h1>Regels</h1><p>De school is om vijf uur dicht.</p>'
            "<input><select><option>Kies</select></form>",
            ["Regels", "De school is om vijf uur dicht."],
            {Reason.NAVIGATION: 1},
            id="a page that is one form",
        ),
        pytest.param(
            f"<form><label>Zoek</label><input></form><p>{'De tekst. ' * 9}</p>",
            [("De tekst. " * 9).strip()],
            {Reason.NAVIGATION: 1},
            id="a form to search with",
        ),
        pytest.param(
            f"<p>{'De tekst. ' * 9}</p>"
            '<div class="cookie-banner"><p>Wij gebruiken cookies.</p></div>',
            [("De tekst. " * 9).strip()],
            {Reason.NAVIGATION: 3},
            id="a cookie banner",
        ),
        pytest.param(
            '<main class="cookies"><p>Een koekje van vier euro.</p></main>',
            ["Een koekje van vier euro."],
            {},
            id="a text about cookies",
        ),
        pytest.param(
            '<p>Voor.<span style="display: none">weg</span> <s>oud</s> <del>ouder</del> nieuw</p>',
            ["Voor. nieuw"],
            {Reason.HIDDEN: 1, Reason.DELETED: 2},
            id="hidden and struck text",
        ),
        pytest.param(
            "<p>Zie noot<sup><a href='#n1'>1</a></sup>.</p><p id=n1>De noot."
            "<a href='#r1'>↩</a></p>",
            ["Zie noot.", "De noot."],
            {Reason.NOTE_MARK: 2},
            id="the marks of a note",
        ),
        pytest.param(
            "<figure><img src=a.png alt=Kaart><figcaption>De kaart.</figcaption></figure>",
            ["De kaart."],
            {Reason.PICTURE: 0},
            id="a picture with its caption",
        ),
    ],
)
def test_the_words_of_a_page_are_read_and_others_are_told(
    page: str, expected: list[str], left_out: dict[Reason, int]
) -> None:
    """What belongs to the text, and why the rest does not."""
    assert texts(page) == expected
    assert out(page) == left_out


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("10<sup>8</sup> m", "10⁸ m"),
        ("10<sup>-19</sup>", "10⁻¹⁹"),
        ("CO<sub>2</sub>", "CO₂"),
        ("de 1<sup>e</sup> klas", "de 1e klas"),
        ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math> uur", "½ uur"),
        ("<math><msup><mi>x</mi><mn>2</mn></msup></math>", "x²"),
    ],
)
def test_digits_keep_their_height(line: str, expected: str) -> None:
    """A raised number is another number."""
    assert texts(f"<p>{line}</p>") == [expected]


def test_a_list_may_begin_elsewhere_and_hold_text_of_its_own() -> None:
    """A number that the page gives is kept, and so are words between the items."""
    pieces = html_pieces(html_tree('<ol start="3">Vooraf<li>drie</li>tussen<li>vier</li></ol>'))

    assert [(piece.kind, piece.marker, piece.text) for piece in pieces] == [
        (BlockKind.PARAGRAPH, "", "Vooraf"),
        (BlockKind.ITEM, "3. ", "drie"),
        (BlockKind.ITEM, "4. ", "vier"),
        (BlockKind.PARAGRAPH, "", "tussen"),
    ]


# --- whatever a page is made of ---

_WORD = st.text("abcdefgh", min_size=1, max_size=6) | st.integers(0, 9999).map(str)
_LINE = st.lists(_WORD, min_size=1, max_size=4).map(" ".join)


def _around(tag: str, content: str) -> str:
    return f"<{tag}>{content}</{tag.split()[0]}>"


_INLINE = st.builds(_around, st.sampled_from(["b", "i", "a href='x'", "span", "ins", "u"]), _LINE)
_WORDS = st.lists(_LINE | _INLINE, min_size=1, max_size=3).map(" ".join)
_ROW = st.lists(_WORDS.map(lambda words: _around("td", words)), min_size=2, max_size=3)
_TABLE = st.lists(_ROW, min_size=1, max_size=3).map(
    lambda rows: _around("table", "".join(_around("tr", "".join(row)) for row in rows))
)
_PLAIN = st.builds(_around, st.sampled_from(["p", "h2", "blockquote", "pre", "div"]), _WORDS)
_LIST = st.lists(_WORDS, min_size=1, max_size=3).map(
    lambda lines: _around("ul", "".join(_around("li", line) for line in lines))
)
_BODY = st.recursive(
    _PLAIN | _LIST | _TABLE | _WORDS,
    lambda inner: st.builds(
        _around,
        st.sampled_from(["div", "section", "article", "details", "fieldset", "center"]),
        st.lists(inner, min_size=1, max_size=3).map(" ".join),
    ),
    max_leaves=8,
)


@given(_BODY)
def test_no_word_of_a_page_is_lost_and_no_number_altered(body: str) -> None:
    """Every word between tags is there, as often; headings of a table may come more often."""
    read = re.findall(r"\w+", " ".join(texts(f"<main>{body}</main>")))
    words = re.sub(r"<[^>]*>", " ", body).split()

    for word in set(words):
        assert read.count(word) >= words.count(word), word


def test_nothing_left_out_is_nothing_told() -> None:
    """A page of text alone has no account of what it lacks."""
    assert read_page(html_tree("<p>Tekst.</p>"))[1] == []
    assert LeftOut(Reason.NAVIGATION, 1) in read_page(html_tree("<nav>Menu</nav><p>Tekst.</p>"))[1]


def test_a_span_of_nought_goes_on_to_the_end() -> None:
    """As the standard has it."""
    page = table("<th>Dag<th>Vak", "<td rowspan=0>ma<td>taal", "<td>gym", "<td>kunst")

    assert texts(page) == ["Dag: ma; Vak: taal", "Dag: ma; Vak: gym", "Dag: ma; Vak: kunst"]


def test_how_a_word_sounds_is_no_word_of_the_text() -> None:
    """It stands above it, in ruby."""
    assert texts("<p>De <ruby>code<rp>(</rp><rt>koode</rt><rp>)</rp></ruby> 12.</p>") == [
        "De code 12."
    ]


def test_equations_of_a_page_are_read_as_those_of_a_text() -> None:
    """Fractions, roots, sums and powers; a number before a fraction stays apart from it."""
    math = (
        "<math><mn>2</mn><mfrac><mn>3</mn><mn>7</mn></mfrac><mo>+</mo><msqrt><mn>16</mn></msqrt>"
        "<mo>=</mo><msup><mi>a</mi><mn>2</mn></msup><annotation>weg</annotation></math>"
    )

    assert texts(f"<p>Neem {math}.</p>") == ["Neem 2 3/7+√16=a²."]


def test_soft_hyphens_are_taken_out() -> None:
    """Nobody sees them, and no question has them."""
    assert texts("<p>voort&shy;ge&shy;zet onder<wbr>wijs</p>") == ["voortgezet onderwijs"]


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<title>x</title><section><p>Tekst 5</p></section>", ["Tekst 5"]),
        ("<style>a{}</style><section>los 7</section> na 8<p>en 9</p>", ["los 7", "na 8", "en 9"]),
        ("<html><head><meta charset=utf-8><title>x</title></head><section>los 7</section></html>",
         ["los 7"]),
        ("<main><p>een</p></main>", ["een"]),
    ],
)  # fmt: skip
def test_a_page_may_leave_out_its_body(page: str, shown: list[str]) -> None:
    """As HTML 5 lets it, whatever element comes first."""
    assert texts(page) == shown
