"""The library gives back what was put in, and keeps its files apart from other generations'."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kwchat.errors import IndexDamagedError
from kwchat.index.encoding import Encoding
from kwchat.index.library import Library, link_library
from kwchat.language import vocabulary
from kwchat.reading.document import Chunk, Document, LeftOut, Page, Reason
from kwchat.testing import FakeEncoder, make_chunks, make_document

BRIEF = make_document(
    "De werkplaatscoördinator is hét aanspreekpunt.",
    "Zuiker verzamelde 55 publicaties.",
    source_id="brief/2019",
    heading="Wie doet wat?",
)
PONTE = make_document("Ponte begeleidde onderzoek op scholen.", source_id="ponte")


def put(library: Library, *documents: Document) -> None:
    for document in documents:
        chunks = make_chunks(document)
        library.put(document, chunks, encodings(chunks))


def encodings(chunks: tuple[Chunk, ...]) -> Iterator[Encoding]:
    return FakeEncoder().encode_passages([chunk.embedded_text for chunk in chunks])


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """A saved library of two sources."""
    library = Library(tmp_path / "library")
    put(library, PONTE, BRIEF)
    library.save()
    return library


def test_a_source_comes_back_as_it_was_read(tmp_path: Path, library: Library) -> None:
    """Documents and passages are equal to those put in, also for who opens the folder anew."""
    for reader in (library, Library(tmp_path / "library")):
        assert reader.document("brief/2019") == BRIEF
        assert list(reader.chunks()) == [*make_chunks(BRIEF), *make_chunks(PONTE)]
        assert [reader.chunk(chunk.id) for chunk in make_chunks(BRIEF)] == [*make_chunks(BRIEF)]
        assert reader.chunk_ids() == {"brief/2019-1", "brief/2019-2", "ponte-0"}


def test_the_words_of_every_passage_come_back(tmp_path: Path, library: Library) -> None:
    """What the keyword index is made of is kept beside the passages, in their order."""
    expected = [
        (chunk.id, vocabulary.passage_words(chunk.embedded_text))
        for chunk in (*make_chunks(BRIEF), *make_chunks(PONTE))
    ]

    assert list(library.passage_words()) == expected
    assert list(Library(tmp_path / "library").passage_words()) == expected


def test_pages_author_and_year_come_back_too(tmp_path: Path) -> None:
    """What a file says about itself survives."""
    text = "Een zin.\n\n"
    document = Document(
        "a", PONTE.kind, "Titel", text, PONTE.blocks[:0], (Page(7, 0, 10),), "J. de Vries", 2024
    )
    chunks = make_chunks(make_document("Een zin.", source_id="a"))
    library = Library(tmp_path / "library")
    library.put(document, chunks, encodings(chunks))

    assert library.document("a") == document


def test_what_was_left_out_comes_back_too(tmp_path: Path) -> None:
    """Why words are no text of a source is kept with it."""
    left_out = (LeftOut(Reason.DELETED, 3), LeftOut(Reason.ATTACHMENT, 0, 1, ("brief.pdf",)))
    document = replace(PONTE, left_out=left_out)
    library = Library(tmp_path / "library")
    put(library, document)
    library.save()

    assert Library(tmp_path / "library").document("ponte") == document


def test_token_vectors_are_of_the_headings_and_the_passage(library: Library) -> None:
    """A passage has one vector per word, at its place; those of its headings come first, and have
    none of their own."""
    chunk = library.chunk("brief/2019-2")

    vectors, spans = library.token_vectors(chunk)

    words = [BRIEF.text[start:end] for start, end in spans]
    above = len(" ".join(chunk.above).split())
    assert words == [""] * above + ["Zuiker", "verzamelde", "55", "publicaties"]
    assert above
    assert (spans[:above] == chunk.start).all()
    assert vectors.dtype == np.float32
    assert spans.dtype == np.int32
    expected = FakeEncoder().encode_question(chunk.embedded_text).tokens
    assert np.allclose(vectors, expected, atol=1e-3)


def test_token_vectors_are_shared_and_cannot_be_changed(library: Library) -> None:
    """Asking twice gives the same arrays; writing to them fails."""
    chunk = library.chunk("ponte-0")
    vectors, spans = library.token_vectors(chunk)

    assert library.token_vectors(chunk)[0] is vectors
    for array in (vectors, spans):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_a_token_that_begins_with_the_line_break_starts_at_the_passage(tmp_path: Path) -> None:
    """Tokenizers glue white space to the next word; the place is still within the passage."""
    chunk = make_chunks(BRIEF)[0]
    before = len(chunk.embedded_text) - len(chunk.text)
    spans = np.array([(0, 3), (before - 1, before), (before - 1, before + 2)], dtype=np.int32)
    tokens = np.eye(3, 8, dtype=np.float32)
    library = Library(tmp_path / "library")
    library.put(BRIEF, [chunk], [Encoding(tokens[0], tokens, spans)])

    vectors, places = library.token_vectors(chunk)

    heading = [chunk.start, chunk.start]
    assert places.tolist() == [heading, heading, [chunk.start, chunk.start + 2]]
    assert vectors.tolist() == tokens.tolist()


@given(counts=st.lists(st.integers(0, 5), min_size=1, max_size=6))
def test_every_passage_gets_its_own_rows(
    tmp_path_factory: pytest.TempPathFactory, counts: list[int]
) -> None:
    """However many tokens the passages have, also none, each gets back exactly its own."""
    document = make_document(*(f"{'ja ' * count}." for count in counts))
    chunks = make_chunks(document)
    rng = np.random.default_rng(len(counts))
    given_tokens = [rng.integers(-9, 9, size=(count, 4)).astype(np.float32) for count in counts]
    given_spans = [
        np.array([(3 * n, 3 * n + 2) for n in range(count)], dtype=np.int32).reshape(-1, 2)
        for count in counts
    ]
    library = Library(tmp_path_factory.mktemp("index") / "library")
    library.put(
        document,
        chunks,
        [
            Encoding(np.zeros(4, np.float32), tokens, spans)
            for tokens, spans in zip(given_tokens, given_spans, strict=True)
        ],
    )

    for chunk, tokens, spans in zip(chunks, given_tokens, given_spans, strict=True):
        vectors, places = library.token_vectors(chunk)
        assert vectors.tolist() == tokens.tolist()
        assert places.tolist() == (spans + chunk.start).tolist()


def test_a_source_put_again_replaces_itself(library: Library) -> None:
    """The new reading is there, the old passages are not."""
    put(library, make_document("Ponte deed iets anders.", "En nog iets.", source_id="ponte"))

    assert library.chunk("ponte-0").text == "Ponte deed iets anders."
    assert [chunk.id for chunk in library.chunks() if chunk.source_id == "ponte"] == [
        "ponte-0",
        "ponte-1",
    ]


def test_a_removed_source_is_gone_with_its_files(tmp_path: Path, library: Library) -> None:
    """Removing tells which passages went; an unknown source has none."""
    assert library.remove("ponte") == ("ponte-0",)
    assert library.remove("ponte") == ()
    library.save()

    assert Library(tmp_path / "library").chunk_ids() == {"brief/2019-1", "brief/2019-2"}
    assert len(list((tmp_path / "library").iterdir())) == 4 + 1


def test_a_linked_library_shares_files_but_not_changes(tmp_path: Path, library: Library) -> None:
    """A copy costs no space, and nothing that happens to it reaches the original."""
    link_library(tmp_path / "library", tmp_path / "next")
    shared = next((tmp_path / "library").glob("*.tokens.npy"))
    assert shared.samefile(tmp_path / "next" / shared.name)

    following = Library(tmp_path / "next")
    put(following, BRIEF)  # the same content, so the same file names
    following.remove("ponte")
    following.save()

    original = Library(tmp_path / "library")
    assert list(original.chunks()) == list(library.chunks())
    assert original.token_vectors(original.chunk("ponte-0"))[0].shape[0] == 5


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda folder: (folder / "contents.json").unlink(), id="no contents"),
        pytest.param(lambda folder: (folder / "contents.json").write_text("{"), id="cut off"),
        pytest.param(lambda folder: (folder / "contents.json").write_text("[1]"), id="no table"),
        pytest.param(lambda folder: next(folder.glob("*.spans.npy")).unlink(), id="a file gone"),
    ],
)
def test_a_damaged_library_does_not_open(
    tmp_path: Path, library: Library, damage: Callable[[Path], object]
) -> None:
    """Opening names the command that mends it."""
    assert library.chunk_ids()
    damage(tmp_path / "library")

    with pytest.raises(IndexDamagedError, match="kwchat ingest"):
        Library(tmp_path / "library")


@pytest.mark.parametrize("suffix", [".json", ".words.json", ".tokens.npy", ".spans.npy"])
@pytest.mark.parametrize("content", [b"stuk", b"", b'"\xff"', b'{"document": {}}'])
def test_a_damaged_source_is_an_index_error(
    tmp_path: Path, library: Library, suffix: str, content: bytes
) -> None:
    """A file that became unreadable is noticed when it is needed."""
    for path in (tmp_path / "library").glob(f"*{suffix}"):
        if path.name != "contents.json":
            path.write_bytes(content)

    with pytest.raises(IndexDamagedError, match="kwchat ingest"):
        _ = (
            library.document("ponte"),
            [*library.passage_words()],
            library.token_vectors(make_chunks(PONTE)[0]),
        )


def test_a_damaged_passage_is_an_index_error(tmp_path: Path, library: Library) -> None:
    """One that is JSON, but no passage, is noticed when it is asked for."""
    for path in (tmp_path / "library").glob("*.json"):
        path.write_bytes(path.read_bytes().replace(b'"heading_path"', b'"path"'))

    for ask in (lambda: library.chunk("ponte-0"), lambda: list(library.chunks())):
        with pytest.raises(IndexDamagedError, match="kwchat ingest"):
            ask()


def test_a_document_is_read_without_its_token_vectors(tmp_path: Path, library: Library) -> None:
    """Who only wants text opens no other file: a server reads all documents when it starts."""
    for path in (tmp_path / "library").glob("*.npy"):
        path.unlink()

    assert library.document("ponte") == PONTE
    assert library.chunk("ponte-0") == make_chunks(PONTE)[0]
