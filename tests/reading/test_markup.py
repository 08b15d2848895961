"""Markdown and HTML say themselves what is a heading, a list or hidden: that is what comes out."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kwchat.reading.document import BlockKind, Reason
from kwchat.reading.layout import Piece
from kwchat.reading.markup import read_markdown
from kwchat.reading.webpage import html_pieces, html_tree

HEADING, PARAGRAPH, ITEM = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM


def markdown_pieces(text: str) -> list[Piece]:
    return read_markdown(text)[0]


def html(text: str) -> list[Piece]:
    return html_pieces(html_tree(text))


def paragraphs(*texts: str) -> list[Piece]:
    return [Piece(PARAGRAPH, text) for text in texts]


def test_items_know_their_bullet_and_their_depth() -> None:
    """In Markdown and HTML; a second paragraph of an item has no bullet of its own."""
    expected = [
        Piece(ITEM, "een", 0, "- "),
        Piece(ITEM, "nog over een", 0, ""),
        Piece(ITEM, "twee", 1, "1. "),
        Piece(ITEM, "drie", 2, "- "),
        Piece(ITEM, "vier", 1, "2. "),
    ]
    nested = "<ol><li>twee<ul><li>drie</li></ul></li><li>vier</li></ol>"

    assert (
        markdown_pieces("- een\n\n  nog over een\n\n  1. twee\n     - drie\n  2. vier") == expected
    )
    assert html(f"<ul><li><p>een</p><p>nog over een</p>{nested}</li></ul>") == expected


def test_a_numbered_list_in_markdown_begins_where_it_says() -> None:
    """At 3, or at 1 where it says nothing else."""
    markers = [[piece.marker for piece in markdown_pieces(f"{n}. a\n{n}. b")] for n in (1, 3)]

    assert markers == [["1. ", "2. "], ["3. ", "4. "]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("<div><p>In HTML.</p></div>", paragraphs("In HTML."), id="a block of HTML"),
        pytest.param("Een <b>vet</b> woord.", [Piece(PARAGRAPH, "Een vet woord.", lone=True)]),
        pytest.param("```\nx = 1\ny = 2\n```", paragraphs("x = 1 y = 2"), id="code"),
        pytest.param("    x = 1", paragraphs("x = 1"), id="indented code"),
        pytest.param("> Gezegd.", [Piece(PARAGRAPH, "Gezegd.", lone=True)], id="a quotation"),
        pytest.param("een  \ntwee\\\ndrie", paragraphs("een twee drie"), id="line breaks"),
        pytest.param("### Kop `a` *b*", [Piece(HEADING, "Kop a b", 3)], id="a heading"),
        pytest.param(
            "- a\n\n---\n\nb", [Piece(ITEM, "a", 0, "- "), Piece(PARAGRAPH, "b", lone=True)]
        ),
        pytest.param("", [], id="nothing"),
    ],
)
def test_markdown_is_read_without_its_signs(text: str, expected: list[Piece]) -> None:
    """A paragraph on one line may be a heading that nobody marked: it is told apart."""
    assert markdown_pieces(text) == expected


@pytest.mark.parametrize(
    "hidden",
    [
        '<p aria-hidden="true">Weg.</p>',
        '<div role="navigation">Weg.</div>',
        '<div role="search"><p>Weg.</p></div>',
        "<p hidden>Weg.</p>",
        "<aside><p>Weg.</p></aside>",
        "<style>Weg.</style>",
    ],
)
def test_what_a_page_hides_is_not_read(hidden: str) -> None:
    """Neither as a block nor inside a line; the words after it are."""
    assert html(f"<p>Voor.</p>{hidden}na.") == paragraphs("Voor.", "na.")
    assert html(f"<div>Voor {hidden}na.</div>") == paragraphs("Voor na.")


def test_what_is_hidden_inside_a_line_leaves_the_line() -> None:
    """A badge for screen readers, an icon: the words around it stay, in order."""
    line = (
        '<p>een <b>twee <i aria-hidden="true">weg</i> drie</b> <i aria-hidden="false">vier</i></p>'
    )

    assert html(line) == paragraphs("een twee drie vier")


def test_elements_in_a_line_keep_their_words_together() -> None:
    """A link or bold letters part no word; a line break and a block do."""
    assert html("<p>on<b>der</b>wijs<br>en <a>le<i>r</i>en</a></p>") == paragraphs(
        "onderwijs en leren"
    )
    assert html("<h2>Kop<div>deel</div>twee</h2>") == [Piece(HEADING, "Kop deel twee", 2)]
    assert html("een<p>twee</p>drie <b>vier</b>") == paragraphs("een", "twee", "drie vier")


@pytest.mark.parametrize(
    ("page", "texts"),
    [
        pytest.param("<p>Menu</p><main><p>In.</p></main>", ["In."], id="main"),
        pytest.param('<p>Menu</p><div role="main"><p>In.</p></div>', ["In."], id="by role"),
        pytest.param("<p>Menu</p><article><p>In.</p></article>", ["In."], id="one article"),
        pytest.param(
            "<p>Nieuws</p><article>Een.</article><article>Twee.</article>",
            ["Nieuws", "Een.", "Twee."],
            id="several articles are the page",
        ),
    ],
)
def test_the_main_part_of_a_page_is_read(page: str, texts: list[str]) -> None:
    """What the page itself says it is; else all of it."""
    assert [piece.text for piece in html(page)] == texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("![](kaart.png)\n\nTekst.", ["Tekst."], id="a picture without words"),
        pytest.param("![Kaart van Delft](k.png)", ["Kaart van Delft"], id="a picture with words"),
        pytest.param("Zie[^1].\n\n[^1]: De noot.", ["Zie.", "De noot."], id="a footnote"),
        pytest.param("Nu ~~oud~~ nieuw.", ["Nu nieuw."], id="struck through"),
        pytest.param("Nu <del>oud</del> nieuw.", ["Nu nieuw."], id="struck through in HTML"),
        pytest.param("> [!WARNING]\n> Pas op.", ["Pas op."], id="an alert"),
        pytest.param("10<sup>8</sup> en CO<sub>2</sub>", ["10⁸ en CO₂"], id="raised and lowered"),
        pytest.param("een<br>twee", ["een twee"], id="a line break in HTML"),
        pytest.param("Vul <naam> in.", ["Vul <naam> in."], id="what only looks like a tag"),
        pytest.param("x <sup>open", ["x open"], id="a tag that never ends"),
    ],
)
def test_markup_is_never_quoted(text: str, expected: list[str]) -> None:
    """Signs of Markdown are no words, and words are no signs."""
    assert [piece.text for piece in markdown_pieces(text)] == expected


def test_what_markdown_strikes_and_shows_is_told() -> None:
    """Pictures, marks of notes and what is struck through."""
    _, left_out = read_markdown("![](a.png) ~~twee woorden~~ a[^1]\n\n[^1]: Noot.")

    assert {entry.reason: entry.words for entry in left_out} == {
        Reason.PICTURE: 0,
        Reason.DELETED: 2,
        Reason.NOTE_MARK: 0,
    }


_LINES = st.lists(
    st.builds(
        "{}{}".format,
        st.sampled_from(["", "# ", "### ", "- ", "1. ", "> ", "  - ", "| a | b |\n|---|---|\n| "]),
        st.lists(
            st.builds(
                "{0}{1}{0}".format,
                st.sampled_from(["", "*", "**", "`"]),
                st.text("abcdefgh", min_size=1, max_size=6) | st.integers(1, 9999).map(str),
            ),
            min_size=1,
            max_size=5,
        ).map(" ".join),
    ),
    min_size=1,
    max_size=8,
)


@given(_LINES)
def test_no_word_of_markdown_is_lost_and_no_number_altered(lines: list[str]) -> None:
    """Whatever it is made of; what stands beyond the columns of a table is none of it."""
    text = "\n\n".join(lines)
    written = re.findall(r"\w+", re.sub(r"^\s*1\. ", "", text, flags=re.MULTILINE))
    read = re.findall(r"\w+", " ".join(piece.text for piece in markdown_pieces(text)))

    for word in set(written) - {"a", "b"}:
        assert read.count(word) >= written.count(word), word


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("H~2~O en 10^8^ m", ["H₂O en 10⁸ m"]),
        ("# Doel {#doel .groot}", ["Doel"]),
        ("Een [woord]{.rood} telt", ["Een woord telt"]),
        ("Zie [[Rooster]] en [[a/b|het plan]]", ["Zie Rooster en het plan"]),
        ("Let ==goed== op: a == b", ["Let goed op: a == b"]),
        ("Kijk ![[kaart.png]] hier", ["Kijk hier"]),
        (":::tip Onthoud\nNeem 5 mee.\n:::", ["Onthoud", "Neem 5 mee."]),
        ('!!! warning "Pas op"\n    Kom om 8 uur.', ["Pas op", "Kom om 8 uur."]),
        ("Term\n: Uitleg 5", ["Term", "Uitleg 5"]),
        ("{naam} en {5} blijven", ["{naam} en {5} blijven"]),
        ("`[[x]]` en `==y==`", ["[[x]] en ==y=="]),
    ],
)
def test_signs_of_other_dialects_are_no_words(text: str, shown: list[str]) -> None:
    """Pandoc's, Obsidian's, Docusaurus' and MkDocs'; in code they are what they are."""
    assert [piece.text for piece in markdown_pieces(text)] == shown
