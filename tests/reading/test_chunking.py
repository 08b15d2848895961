"""Chunking: passages to point at, with nothing lost, nothing twice and exact offsets."""

from dataclasses import replace
from itertools import groupby, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kwchat.language.sentences import sentences
from kwchat.reading.chunking import split
from kwchat.reading.document import Block, BlockKind, Chunk, Document, Kind
from kwchat.reading.reader import read

BRIEF = Path(__file__).parents[2] / "corpus" / "kennisrotonde-kenniswerkplaatsen.txt"
HEADING, PARAGRAPH, ITEM = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM


def make_document(*parts: tuple[BlockKind, str], source_id: str = "plan") -> Document:
    """Return a document with these blocks."""
    text = ""
    blocks = []
    for kind, words in parts:
        text += ("\n" if kind is ITEM else "\n\n") * bool(text) + "- " * (kind is ITEM)
        blocks.append(Block(kind, len(text), len(text) + len(words), int(kind is HEADING)))
        text += words
    return Document(source_id, Kind.EIGEN, "Plan", text, tuple(blocks))


def sentence(words: int, opening: str = "Wij") -> str:
    return " ".join([opening, *["leren"] * (words - 1)]) + "."


def length(chunk: Chunk) -> int:
    return sum(
        len(chunk.text[s.start - chunk.start : s.end - chunk.start].split())
        for s in chunk.sentences
    )


SENTENCES = st.lists(st.integers(1, 40).map(sentence), min_size=1, max_size=6).map(" ".join)
DOCUMENTS = st.lists(
    st.tuples(st.sampled_from([HEADING, PARAGRAPH, PARAGRAPH, ITEM, ITEM]), SENTENCES), max_size=14
).map(lambda parts: make_document(*parts))


@given(DOCUMENTS)
def test_passages_hold_every_sentence_once(document: Document) -> None:
    """The sentences of all passages are those of all paragraphs and items, in order."""
    expected = [
        (block.start + start, block.start + end, block.kind is ITEM)
        for block in document.blocks
        if block.kind is not HEADING
        for start, end in sentences(document.text[block.start : block.end])
    ]
    chunks = split(document, min_words=20, max_words=50)

    assert [(s.start, s.end, s.item) for chunk in chunks for s in chunk.sentences] == expected


@given(DOCUMENTS)
def test_passages_are_cut_from_the_document(document: Document) -> None:
    """Offsets are exact, passages stand apart, and between sentences is only space and bullets."""
    chunks = split(document, min_words=20, max_words=50)

    for chunk in chunks:
        ends = [chunk.start, *(s.end for s in chunk.sentences)]
        between = [document.text[end : s.start] for end, s in zip(ends, chunk.sentences)]  # noqa: B905
        assert document.text[chunk.start : chunk.end] == chunk.text == chunk.text.strip()
        assert not "".join(between).strip(" \n-")
    assert all(first.end <= second.start for first, second in pairwise(chunks))


@given(DOCUMENTS)
def test_passages_have_a_good_length(document: Document) -> None:
    """Not too long but for one long sentence; too short only when it fits with no neighbour."""
    chunks = split(document, min_words=20, max_words=50)

    assert all(length(chunk) <= 50 or len(chunk.sentences) == 1 for chunk in chunks)
    for _, section in groupby(chunks, lambda chunk: _headings_before(document, chunk)):
        for first, second in pairwise(section):
            lengths = length(first), length(second)
            assert min(lengths) >= 20 or sum(lengths) > 50


def _headings_before(document: Document, chunk: Chunk) -> int:
    return sum(block.kind is HEADING and block.end <= chunk.start for block in document.blocks)


@given(DOCUMENTS)
def test_no_passage_crosses_a_heading(document: Document) -> None:
    """A heading is above a passage, never in it, and the nearest one is its section."""
    for chunk in split(document, min_words=20, max_words=50):
        above = [b for b in document.blocks if b.kind is HEADING and b.end <= chunk.start]
        inside = [
            b for b in document.blocks if b.kind is HEADING and chunk.start <= b.start < chunk.end
        ]
        assert not inside
        assert chunk.section == (document.text[above[-1].start : above[-1].end] if above else "")


@given(DOCUMENTS)
def test_ids_are_unique_and_stable(document: Document) -> None:
    """The same document gives the same ids, and no two passages share one."""
    ids = [chunk.id for chunk in split(document)]

    assert len(set(ids)) == len(ids)
    assert ids == [chunk.id for chunk in split(document)]
    assert all(len(chunk_id) == 16 for chunk_id in ids)


def test_an_id_depends_on_source_and_heading() -> None:
    """Equal words elsewhere are another passage."""
    documents = [
        make_document((HEADING, "Doel"), (PARAGRAPH, "Wij leren.")),
        make_document((HEADING, "Plan"), (PARAGRAPH, "Wij leren.")),
        make_document((HEADING, "Doel"), (PARAGRAPH, "Wij leren."), source_id="ander"),
    ]

    assert len({split(document)[0].id for document in documents}) == 3


def test_the_heading_path_holds_the_headings_above() -> None:
    """A heading of the same or a higher level ends those before it."""
    text = "A\n\nB\n\nEen.\n\nC\n\nTwee."
    blocks = (
        Block(HEADING, 0, 1, 1),
        Block(HEADING, 3, 4, 2),
        Block(PARAGRAPH, 6, 10),
        Block(HEADING, 12, 13, 2),
        Block(PARAGRAPH, 15, 20),
    )
    chunks = split(Document("plan", Kind.EIGEN, "Plan", text, blocks))

    assert [chunk.heading_path for chunk in chunks] == [("A", "B"), ("A", "C")]
    assert [chunk.section for chunk in chunks] == ["B", "C"]
    assert chunks[1].embedded_text == "Plan\nA\nC\nTwee."
    assert chunks[1].words(chunks[1].sentences[0]) == "Twee."


def test_a_title_stands_above_a_passage_once() -> None:
    """It tells what a passage is about, but not again where a heading does."""
    blocks = (Block(HEADING, 0, 4, 1), Block(PARAGRAPH, 6, 10))
    document = Document("plan", Kind.EIGEN, "Plan", "Plan\n\nEen.", blocks)

    (said,) = split(document)
    (unsaid,) = split(replace(document, title="Het plan van 2026"))

    assert (said.title, said.embedded_text) == ("", "Plan\nEen.")
    assert unsaid.embedded_text == "Het plan van 2026\nPlan\nEen."
    assert said.id != unsaid.id  # it is encoded as something else
    assert unsaid.section == "Plan"


def test_a_list_stays_whole_with_its_lead_in() -> None:
    """The paragraph is cut, in front of the sentence that leads the list in."""
    document = make_document(
        (PARAGRAPH, f"{sentence(30)} {sentence(30)} {sentence(10, 'Nodig')}"),
        *[(ITEM, sentence(8, "Item"))] * 4,
    )
    first, second = split(document, min_words=20, max_words=60)

    assert first.text == f"{sentence(30)} {sentence(30)}"
    assert second.text.startswith("Nodig")
    assert [s.item for s in second.sentences] == [False, True, True, True, True]


def test_a_list_that_does_not_fit_is_cut_between_its_items() -> None:
    """No item is cut, and the lead-in keeps the first items."""
    items = [(ITEM, f"{sentence(10, 'Item')} {sentence(10)}")] * 5
    chunks = split(make_document((PARAGRAPH, "Nodig:"), *items), min_words=20, max_words=50)

    assert [chunk.text[:6] for chunk in chunks] == ["Nodig:", "- Item", "- Item"]
    assert all(len(chunk.sentences) > 1 for chunk in chunks)


def test_a_lone_tail_joins_its_neighbour() -> None:
    """A short last paragraph is no passage of its own."""
    document = make_document((PARAGRAPH, sentence(40)), (PARAGRAPH, sentence(5)))

    assert len(split(document, min_words=20, max_words=50)) == 1


@pytest.mark.parametrize(("tail", "count"), [(20, 2), (19, 1)])
def test_a_passage_of_the_least_length_stands_by_itself(tail: int, count: int) -> None:
    """One word fewer and it joins its neighbour."""
    document = make_document((PARAGRAPH, sentence(50 - tail)), (PARAGRAPH, sentence(tail)))
    chunks = split(document, min_words=20, max_words=50)

    assert len(chunks) == count
    assert {(chunk.source_id, chunk.kind) for chunk in chunks} == {("plan", Kind.EIGEN)}


def test_a_list_is_cut_rather_than_parted_from_its_lead_in() -> None:
    """Also where that makes passages of less equal length."""
    items = [(ITEM, sentence(30, "Item")), (ITEM, sentence(5, "Item"))]
    chunks = split(make_document((PARAGRAPH, sentence(20)), *items), min_words=5, max_words=50)

    assert [length(chunk) for chunk in chunks] == [50, 5]


def test_a_paragraph_is_cut_rather_than_leaving_a_short_tail() -> None:
    """Its last sentence joins what would be too short by itself."""
    document = make_document(
        (PARAGRAPH, f"{sentence(30)} {sentence(30)}"), (PARAGRAPH, sentence(5))
    )

    assert [length(chunk) for chunk in split(document, min_words=20, max_words=60)] == [30, 35]


@pytest.mark.parametrize(
    ("paragraphs", "lengths"),
    [
        pytest.param([(80, 80)], [160], id="the longest"),
        pytest.param([(80, 81)], [80, 81], id="one word longer"),
        pytest.param([(110,), (50,)], [110, 50], id="the shortest"),
        pytest.param([(110,), (49,)], [159], id="one word shorter"),
    ],
)
def test_passages_have_from_50_to_160_words(
    paragraphs: list[tuple[int, ...]], lengths: list[int]
) -> None:
    """Where nothing else is asked for."""
    parts = [(PARAGRAPH, " ".join(map(sentence, paragraph))) for paragraph in paragraphs]

    assert [length(chunk) for chunk in split(make_document(*parts))] == lengths


@pytest.mark.parametrize("sign", [";", ","])
def test_an_endless_sentence_is_cut_at_its_signs(sign: str) -> None:
    """Where it has any: a row of a lost table stays whole."""
    text = f"{sign} ".join(f"groep {number} maandag" for number in range(100))
    *parts, _ = split(make_document((PARAGRAPH, text)), min_words=20, max_words=50)

    assert all(part.text.endswith(f"maandag{sign}") for part in parts)


def test_an_endless_sentence_is_cut_at_exact_offsets() -> None:
    """A table that lost its lines is cut between words, and nothing is lost."""
    text = "; ".join(f"groep {number} maandag" for number in range(100))
    document = make_document((PARAGRAPH, text))
    chunks = split(document, min_words=20, max_words=50)

    assert len(chunks) > 4
    assert all(length(chunk) <= 50 for chunk in chunks)
    assert " ".join(chunk.text for chunk in chunks) == text


@pytest.mark.parametrize(("words", "count"), [(100, 1), (101, 3)])
def test_a_sentence_is_cut_only_where_it_is_endless(words: int, count: int) -> None:
    """Up to twice as long as a passage it stays whole; what stands around it is not its affair."""
    document = make_document((PARAGRAPH, sentence(words)), (PARAGRAPH, sentence(50, "Zij")))
    first, *others = split(document, min_words=20, max_words=50)

    assert (length(first), len(others)) == (100 if count == 1 else 50, count)


def test_a_heading_with_nothing_below_it_is_above_the_next() -> None:
    """In no passage and above none it could not be found; of a list of them the last three."""
    names = ["Gids", "Een", "Twee", "Drie", "Vier"]
    document = make_document(*((HEADING, name) for name in names), (PARAGRAPH, sentence(9)))
    other = make_document((HEADING, "A"), (PARAGRAPH, sentence(9)), (HEADING, "B"), (ITEM, "Wij."))

    assert [chunk.heading_path for chunk in split(document)] == [("Een", "Twee", "Drie", "Vier")]
    assert [chunk.heading_path for chunk in split(other)] == [("A",), ("B",)]


def test_a_document_of_headings_has_no_passages() -> None:
    """There is nothing to point at."""
    assert split(make_document((HEADING, "Plan"))) == ()


@pytest.fixture(scope="module")
def brief() -> tuple[Chunk, ...]:
    return split(read(BRIEF, source_id="kennisrotonde-2019", kind=Kind.BRIEF))


def test_the_brief_makes_passages_to_point_at(brief: tuple[Chunk, ...]) -> None:
    """One passage where a section is one thought, more where it is more; each on its page."""
    assert [(chunk.section.split()[0], chunk.page) for chunk in brief] == [
        ("Vraag", 1),
        *[("Kort", 1)] * 2,
        ("Toelichting", 1),
        ("Toelichting", 2),
        ("Succesfactoren", 2),
        ("Aanvullingen", 2),
        ("Aanvullingen", 3),
        *[("Toetsing", 3)] * 2,
        ("Meer", 3),
    ]


def test_the_success_factors_of_the_brief_stay_together(brief: tuple[Chunk, ...]) -> None:
    """All six, with the sentence that says what they are."""
    factors = next(chunk for chunk in brief if chunk.section.startswith("Succesfactoren"))

    assert [s.item for s in factors.sentences] == [False] * 2 + [True] * 6
    assert "\n- alle betrokkenen" in factors.text
