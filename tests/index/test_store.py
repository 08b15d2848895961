"""The contract of a store, over memory and Chroma, and what is Chroma's own."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from kwchat.errors import IndexDamagedError
from kwchat.index.encoding import Matrix, VectorStore
from kwchat.index.store import ChromaStore, check_chroma, copy_chroma
from kwchat.reading.document import Chunk
from kwchat.testing import (
    FakeEncoder,
    MemoryStore,
    make_chunk,
    make_chunks,
    make_document,
    make_vectors,
)

CHUNKS = make_chunks(
    make_document(
        "De werkplaatscoördinator structureert de werkplaats.",
        "Zuiker verzamelde 55 kernpublicaties.",
        "Een gemeenschappelijk thema heeft voordelen.",
    )
)


@pytest.fixture(params=["memory", "chroma"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorStore]:
    """An empty store of each kind."""
    if request.param == "memory":
        yield MemoryStore()
    else:
        with ChromaStore(tmp_path / "chroma") as chroma:
            yield chroma


def nearest(store: VectorStore, question: str, *, top_k: int = 10) -> list[tuple[str, float]]:
    return store.query(FakeEncoder().encode_question(question).vector, top_k=top_k)


def test_the_most_similar_passage_comes_first(store: VectorStore) -> None:
    """A question finds the passage that shares its words, and all others behind it."""
    store.upsert(CHUNKS, make_vectors(CHUNKS))

    found = nearest(store, "Welk thema heeft voordelen?")

    assert found[0][0] == CHUNKS[2].id
    assert {chunk_id for chunk_id, _ in found} == {chunk.id for chunk in CHUNKS}
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_a_similarity_is_the_cosine(store: VectorStore) -> None:
    """Equal vectors score 1, whatever their length; opposite ones -1."""
    vectors = np.array([[3, 0], [0, 1], [-1, 0]], dtype=np.float32)
    store.upsert(CHUNKS, vectors)

    scores = dict(store.query(np.array([1, 0], dtype=np.float32), top_k=3))

    assert [scores[chunk.id] for chunk in CHUNKS] == pytest.approx([1, 0, -1], abs=1e-6)


def test_top_k_is_a_ceiling(store: VectorStore) -> None:
    """No more passages come back than were asked for."""
    store.upsert(CHUNKS, make_vectors(CHUNKS))

    assert len(nearest(store, "werkplaats", top_k=2)) == 2


def test_only_the_sources_asked_for_are_searched(store: VectorStore) -> None:
    """Also where passages of others are nearer, and fill the places; sources unknown find none."""
    others = make_chunks(make_document(*[f"Thema {n} heeft voordelen." for n in range(20)]))
    own = [make_chunk("Zuiker verzamelde.", source_id=name) for name in ("a", "b")]
    for chunks in (others, own):
        store.upsert(chunks, make_vectors(chunks))
    vector = FakeEncoder().encode_question("Welk thema heeft voordelen?").vector

    assert [found for found, _ in store.query(vector, top_k=5, among=["b"])] == [own[1].id]
    both = {found for found, _ in store.query(vector, top_k=5, among={"a", "b", "weg"})}
    assert both == {own[0].id, own[1].id}
    assert store.query(vector, top_k=5, among=["weg"]) == []


def test_an_empty_store_finds_nothing(store: VectorStore) -> None:
    """Without passages a question finds nothing, and there are no ids."""
    assert nearest(store, "werkplaats") == []
    assert store.chunk_ids() == set()


def test_upsert_replaces_a_passage_with_the_same_id(store: VectorStore) -> None:
    """A passage that comes back is stored once, with its new vector."""
    store.upsert(CHUNKS, make_vectors(CHUNKS))
    store.upsert(CHUNKS[:1], make_vectors(CHUNKS[1:2]))

    found = dict(nearest(store, CHUNKS[1].text))

    assert len(store.chunk_ids()) == len(CHUNKS)
    assert found[CHUNKS[0].id] == pytest.approx(1, abs=1e-6)


def test_delete_removes_what_is_there_and_ignores_the_rest(store: VectorStore) -> None:
    """A removed passage is not found any more; an unknown id, or none, does no harm."""
    store.upsert(CHUNKS, make_vectors(CHUNKS))

    store.delete([CHUNKS[0].id, "onbekend"])
    store.delete([])

    assert store.chunk_ids() == {CHUNKS[1].id, CHUNKS[2].id}
    assert CHUNKS[0].id not in dict(nearest(store, CHUNKS[0].text))


def test_chroma_finds_what_an_exact_search_finds(tmp_path: Path) -> None:
    """Among 1,000 passages, a few of them removed, Chroma's graph misses none of the nearest."""
    chunks = [make_chunk(f"woord{n}", source_id=f"bron{n}") for n in range(1000)]
    rng = np.random.default_rng(19)
    vectors = rng.normal(size=(1000, 384)).astype(np.float32)
    memory = MemoryStore()
    with ChromaStore(tmp_path / "chroma") as chroma:
        for kind in (memory, chroma):
            kind.upsert(chunks, vectors)
            kind.delete([chunk.id for chunk in chunks[::7]])
        for vector in rng.normal(size=(20, 384)).astype(np.float32):
            exact, found = (dict(kind.query(vector, top_k=30)) for kind in (memory, chroma))
            assert found == pytest.approx(exact, abs=1e-5)


def test_more_passages_than_chroma_takes_at_once_are_split(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chroma limits a batch; a longer list is taken in, and removed, in parts."""
    chunks = [make_chunk(f"woord{n}", source_id=f"bron{n}") for n in range(5)]
    with ChromaStore(tmp_path / "chroma") as store:
        monkeypatch.setattr(store._client, "get_max_batch_size", lambda: 2)
        store.upsert(chunks, make_vectors(chunks))
        assert len(store.chunk_ids()) == 5
        store.delete([chunk.id for chunk in chunks])
        assert store.chunk_ids() == set()


def test_chroma_keeps_passages_for_the_next_process(tmp_path: Path) -> None:
    """A store that is closed and opened again answers the same, at its own place and elsewhere."""
    with ChromaStore(tmp_path / "chroma") as store:
        store.upsert(CHUNKS, make_vectors(CHUNKS))
        before = nearest(store, "thema")

    copy_chroma(tmp_path / "chroma", tmp_path / "copy")

    with ChromaStore(tmp_path / "chroma") as store, ChromaStore(tmp_path / "copy") as copy:
        assert nearest(store, "thema") == nearest(copy, "thema") == before
        copy.delete([CHUNKS[0].id])
        assert len(store.chunk_ids()) == len(copy.chunk_ids()) + 1


def test_chroma_shows_others_what_a_vector_stands_for(tmp_path: Path) -> None:
    """Text, source, kind and section stand beside each vector, and the page where there is one."""
    chunk = make_chunks(make_document("Een zin.", source_id="zuiker", heading="Opbrengst"))[0]
    with ChromaStore(tmp_path / "chroma") as store:
        store.upsert([chunk], make_vectors([chunk]))
        stored = store._collection.get()

    assert stored["documents"] == ["Een zin."]
    assert stored["metadatas"] == [{"source_id": "zuiker", "kind": "eigen", "section": "Opbrengst"}]


def _truncate(database: Path) -> None:
    database.write_bytes(database.read_bytes()[: database.stat().st_size // 2])


def _blank(database: Path) -> None:
    content = database.read_bytes()
    database.write_bytes(content[: 3 * 4096] + bytes(len(content) - 3 * 4096))


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda database: database.write_bytes(b"geen database" * 500), id="garbage"),
        pytest.param(_truncate, id="half"),
        pytest.param(_blank, id="blanked"),
    ],
)
@pytest.mark.parametrize(
    "use",
    [
        pytest.param(lambda path: ChromaStore(path).chunk_ids(), id="open"),
        pytest.param(check_chroma, id="check"),
    ],
)
def test_a_damaged_database_is_an_index_error(
    tmp_path: Path, damage: Callable[[Path], None], use: Callable[[Path], object]
) -> None:
    """Whatever is wrong inside Chroma, the user reads one Dutch sentence with the command."""
    with ChromaStore(tmp_path / "chroma") as store:
        store.upsert(CHUNKS, make_vectors(CHUNKS))
    damage(tmp_path / "chroma" / "chroma.sqlite3")

    with pytest.raises(IndexDamagedError, match="kwchat ingest"):
        use(tmp_path / "chroma")


def test_what_is_no_database_is_not_copied(tmp_path: Path) -> None:
    """Copying says at once that there is nothing to build on."""
    (tmp_path / "chroma").mkdir()
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"geen database" * 500)

    with pytest.raises(IndexDamagedError, match="kwchat ingest"):
        copy_chroma(tmp_path / "chroma", tmp_path / "copy")


def test_a_damaged_graph_is_an_index_error(tmp_path: Path) -> None:
    """Vectors that Chroma wrote out and cannot read back are no crash either."""
    chunks, vectors = _many(1500)
    with ChromaStore(tmp_path / "chroma") as store:
        store.upsert(chunks, vectors)
    for part in tmp_path.rglob("*.bin"):
        part.write_bytes(b"stuk")

    with ChromaStore(tmp_path / "chroma") as store, pytest.raises(IndexDamagedError):
        store.query(vectors[0], top_k=3)


def _many(count: int) -> tuple[Sequence[Chunk], Matrix]:
    chunks = [make_chunk(source_id=f"bron{n}") for n in range(count)]
    return chunks, np.random.default_rng(7).normal(size=(count, 8)).astype(np.float32)


def test_chroma_leaves_the_project_settings_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A .env with names that Chroma knows too does not change where or how it stores."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("CHROMA_API_IMPL=chromadb.api.fastapi.FastAPI\n")

    with ChromaStore(tmp_path / "chroma") as store:
        assert store.chunk_ids() == set()
