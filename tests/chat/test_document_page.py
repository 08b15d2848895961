"""A document as a page: quoted words marked, in parts of bounded size, and nothing in it runs."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shelved import scripted_document

from kwchat.answering.links import Place, mark_of
from kwchat.chat import texts
from kwchat.chat.document_page import About, Run, Shown, Sought, part_of
from kwchat.chat.rendering import document_html
from kwchat.reading.document import Block, BlockKind, Document, Kind, Page
from kwchat.testing import make_document

LETTERS = "Aanleiding", "Een werkplaats verbindt.", "Zij duurt lang.", "Slot."
ABOUT = About(
    "Titel", "Auteur. (2020). Titel. https://nro.nl/x", "bron/plan", "origineel/plan", "PDF"
)


def place(document: Document, start: int, end: int) -> Place:
    """Return a place with the words that stand there."""
    return Place(start, end, mark_of(document.text[start:end]))


def runs(shown: Shown) -> list[Run]:
    """Return every run of a part."""
    return [run for _, lines in shown.groups for line in lines for run in line.runs]


def quoted(shown: Shown) -> list[str]:
    """Return the marked runs."""
    return [run.text for run in runs(shown) if run.quoted]


def long_document(pages: int, lines: int = 12) -> Document:
    """Return a document of pages, each of which opens in the middle of a paragraph."""
    text, blocks = "", []
    for number in range(pages * lines):
        heading = number % 40 == 0
        words = f"Hoofdstuk {number}" if heading else f"Zin {number} over de werkplaats. " * 20
        kind = BlockKind.HEADING if heading else BlockKind.PARAGRAPH
        blocks.append(Block(kind, len(text), len(text) + len(words), int(heading)))
        text += f"{words}\n\n"
    cuts = [len(text) * number // pages for number in range(pages + 1)]
    paged = tuple(
        Page(number, start, end) for number, (start, end) in enumerate(pairwise(cuts), start=1)
    )
    return Document("lang", Kind.EIGEN, "Lang", text, tuple(blocks), paged)


def test_the_quoted_words_are_marked_and_nothing_else() -> None:
    """To the letter; the first run of them carries the name that the link asks for."""
    document = make_document(*LETTERS)
    start = document.text.index("werkplaats")
    shown = part_of(document, Sought(place(document, start, start + len("werkplaats"))))

    assert quoted(shown) == ["werkplaats"]
    assert [run.opens_quote for run in runs(shown)].count(True) == 1
    assert not shown.changed
    html = document_html(shown, ABOUT, prefix="/hulp")
    assert 'Een <mark id="citaat" tabindex="-1">werkplaats</mark> verbindt.' in html


def test_a_quote_over_several_paragraphs_is_marked_in_each() -> None:
    """Such as a list with its lead-in; one of the marks is where the page opens."""
    document = make_document(*LETTERS)
    start, end = document.text.index("Een"), document.text.index("lang.") + 5
    shown = part_of(document, Sought(place(document, start, end)))

    assert quoted(shown) == ["Een werkplaats verbindt.", "Zij duurt lang."]
    assert [run.opens_quote for run in runs(shown) if run.quoted] == [True, False]


def test_a_quote_that_begins_at_a_bullet_opens_at_its_words() -> None:
    """Bullets lie between the blocks."""
    document = Document(
        "d", Kind.EIGEN, "D", "Intro:\n\n- een\n- twee", (
            Block(BlockKind.PARAGRAPH, 0, 6),
            Block(BlockKind.ITEM, 10, 13),
            Block(BlockKind.ITEM, 16, 20, 1),
        ),
    )  # fmt: skip
    shown = part_of(document, Sought(place(document, 8, 20)))

    assert quoted(shown) == ["een", "twee"]
    assert [run.opens_quote for run in runs(shown)] == [False, True, False]
    assert [(is_list, len(lines)) for is_list, lines in shown.groups] == [(False, 1), (True, 2)]
    html = document_html(shown, ABOUT, prefix="")
    assert html.count('<li class="kw-depth-') == 2
    assert "•" in html


@pytest.mark.parametrize(
    "stale",
    [
        Place(0, 5, "00000000"),
        Place(0, 0, mark_of("")),
        Place(5, 2, ""),
        Place(10**8, 10**9, mark_of("")),
        Place(0, 10**8, mark_of("alles")),
    ],
    ids=["other words", "empty", "turned round", "beyond the end", "longer than the text"],
)
def test_a_place_that_holds_other_words_marks_nothing(stale: Place) -> None:
    """The document is there, with a line that says so, at the name that the link asks for."""
    shown = part_of(make_document(*LETTERS), Sought(stale))
    html = document_html(shown, ABOUT, prefix="")

    assert shown.changed
    assert quoted(shown) == []
    assert "<mark" not in html
    assert f'id="citaat" tabindex="-1">{texts.DOCUMENT_CHANGED}' in html
    assert LETTERS[1] in html


def test_nothing_of_a_document_is_html() -> None:
    """Its title, its text, its markers, its page labels and its reference are escaped."""
    bad = "<script>alert(1)</script>"
    document = Document(
        "d", Kind.EIGEN, bad, f"{bad}\n\n{bad} {bad}", (
            Block(BlockKind.HEADING, 0, len(bad), 1),
            Block(BlockKind.ITEM, len(bad) * 2 + 3, len(bad) * 3 + 3),
        ),
        (Page(1, 0, 5, bad), Page(2, 5, 100, "b")),
    )  # fmt: skip
    about = replace(ABOUT, title=bad, reference=bad, file_kind=bad)
    html = document_html(part_of(document, Sought(page=bad)), about, prefix="") + document_html(
        part_of(document, Sought(page=f"x{bad}")), about, prefix=""
    )

    assert html.count("<script") == 2  # its own, by name
    assert html.count("<script src=") == 2
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("levels", "shown"),
    [([1, 2, 3, 2], [2, 3, 4, 3]), ([2, 2, 1], [2, 2, 2]), ([1, 3, 2, 9], [2, 3, 3, 4])],
)
def test_no_level_of_headings_is_skipped(levels: list[int], shown: list[int]) -> None:
    """Below the title, which is the only one of level 1; siblings stay siblings."""
    blocks = tuple(Block(BlockKind.HEADING, n, n + 1, level) for n, level in enumerate(levels))
    document = Document("d", Kind.EIGEN, "D", "abcd", blocks)
    lines = [line for _, group in part_of(document, Sought()).groups for line in group]

    assert [line.heading for line in lines] == shown


def test_a_long_document_comes_in_parts_that_lose_nothing() -> None:
    """365 pages: every part is small, and together they are the text; no page is missed."""
    document = long_document(365)
    first = part_of(document, Sought())
    shown = [part_of(document, Sought(part=number + 1)) for number in range(first.count)]
    text = "".join(run.text for one in shown for run in runs(one))

    assert first.count > 10
    assert text == "".join(document.text[block.start : block.end] for block in document.blocks)
    assert [r.page.number for s in shown for r in runs(s) if r.page] == list(range(1, 366))
    assert max(len(document_html(one, ABOUT, prefix="")) for one in shown) < 80_000


def test_a_place_far_into_a_long_document_opens_its_part() -> None:
    """With the pages of the part named; the parts before and after are a link away."""
    document = long_document(365)
    start = document.text.index("Zin 2001 ")
    shown = part_of(document, Sought(place(document, start, start + 30)))
    html = document_html(shown, ABOUT, prefix="/hulp")

    assert quoted(shown) == [document.text[start : start + 30]]
    assert shown.first is not None
    assert shown.last is not None
    assert shown.first.start <= start < shown.last.end
    assert f'href="/hulp/bron/plan?deel={shown.number - 1}" rel="prev"' in html
    assert f'href="/hulp/bron/plan?deel={shown.number + 1}" rel="next"' in html


def test_a_page_is_found_by_its_label_then_by_its_number() -> None:
    """Where page 3 of the file is printed 213; what is neither is said."""
    document = long_document(40)
    labelled = replace(
        document,
        pages=tuple(replace(page, label=str(page.number + 210)) for page in document.pages),
    )
    by_label, by_number = (part_of(labelled, Sought(page=asked)) for asked in ("213", "3"))
    unknown = part_of(labelled, Sought(page="xii"))

    assert by_label.page == by_number.page == labelled.pages[2]
    assert 'id="bladzijde">p. 213</span>' in document_html(by_label, ABOUT, prefix="")
    assert (unknown.page, unknown.unknown_page, unknown.number) == (None, "xii", 1)
    assert "Bladzijde xii is er niet" in document_html(unknown, ABOUT, prefix="")


@pytest.mark.parametrize(("asked", "shown"), [(0, 1), (-3, 1), (10**9, 5), (3, 3)])
def test_a_part_that_is_not_there_is_the_nearest(asked: int, shown: int) -> None:
    """Whatever stands in the address."""
    document = make_document(*["Zin over de werkplaats. " * 10] * 50)
    parts = part_of(document, Sought(), part_chars=2_500).count

    assert parts == 5
    assert part_of(document, Sought(part=asked), part_chars=2_500).number == shown


@given(
    st.lists(st.text(st.sampled_from("ab c"), min_size=1, max_size=60), min_size=1, max_size=30),
    st.integers(10, 200),
    st.data(),
)
def test_any_place_in_any_document_is_marked_whole(
    paragraphs: list[str], part_chars: int, data: st.DataObject
) -> None:
    """Over the parts together, whatever their size: the marked words are the quoted ones."""
    document = make_document(*paragraphs)
    start = data.draw(st.integers(0, len(document.text) - 1))
    end = data.draw(st.integers(start + 1, len(document.text)))
    sought = place(document, start, end)
    first = part_of(document, Sought(sought), part_chars=part_chars)
    inside = "".join(
        document.text[max(block.start, start) : min(block.end, end)] for block in document.blocks
    )

    assert not first.changed
    assert "".join(quoted(first)) == inside[: len("".join(quoted(first)))]
    if first.count == 1:
        assert "".join(quoted(first)) == inside


def test_the_scripted_document_holds_what_is_cited() -> None:
    """The document of the other tests stands by the answers that they show."""
    document = scripted_document()

    assert len(document.pages) == 3
    assert document.text[4200:].startswith("Ten eerste")
