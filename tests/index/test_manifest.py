"""An index opens whole, for the encoder that it was made with, or says in Dutch what to do."""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from kwchat.errors import IndexDamagedError, IndexMissingError, IndexStaleError, StoreError
from kwchat.index.ingest import ingest
from kwchat.index.manifest import open_index, read_manifest, write_manifest
from kwchat.reading.document import Kind
from kwchat.testing import FakeEncoder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two small sources; only for copying."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "brief.md").write_text("# Wie\n\nDe coördinator structureert.\n")
    (folder / "corpus" / "ponte.txt").write_text("Ponte begeleidde onderzoek op scholen.\n")
    ingest(
        folder / "corpus",
        folder / "index",
        records={"brief.md": ("kennisrotonde-2019", Kind.BRIEF)},
        identity=FakeEncoder.identity,
        load=FakeEncoder,
    )
    return folder / "index"


@pytest.fixture
def index(made: Path, tmp_path: Path) -> Path:
    """A copy of the index, to spoil."""
    return Path(shutil.copytree(made, tmp_path / "index"))


def test_an_opened_index_holds_one_set_of_passages(index: Path) -> None:
    """Store, library and keywords speak of the same passages, and the manifest of their files."""
    opened = open_index(index, FakeEncoder.identity)

    vector = FakeEncoder().encode_question("coördinator structureert").vector
    dense = opened.store.query(vector, top_k=1)[0][0]
    keyword = opened.keywords.search("coördinator", top_k=1)[0][0]
    chunk = opened.library.chunk(dense)
    assert dense == keyword
    assert chunk.source_id == "kennisrotonde-2019"
    assert chunk.kind is Kind.BRIEF
    assert [(file.path, file.chunks) for file in opened.manifest.files] == [
        ("brief.md", 1),
        ("ponte.txt", 1),
    ]
    opened.close()


def test_an_index_opens_again_after_closing(index: Path) -> None:
    """One process may open, close and open; two openings at once do not disturb each other."""
    first = open_index(index, FakeEncoder.identity)
    second = open_index(index, FakeEncoder.identity)
    first.close()
    assert len(second.store.chunk_ids()) == 2
    second.close()

    third = open_index(index, FakeEncoder.identity)
    assert len(third.store.chunk_ids()) == 2
    third.close()


def test_a_manifest_comes_back_as_written(index: Path, tmp_path: Path) -> None:
    """What an index was made of can be read back from its folder, in full."""
    manifest = read_manifest(index)
    other = replace(manifest, encoder=replace(FakeEncoder.identity, name="andere"))

    write_manifest(tmp_path, other)

    assert read_manifest(tmp_path) == other


def test_the_version_names_what_was_indexed_not_when(index: Path) -> None:
    """A second ingest of the same files keeps it; a changed file or another encoder changes it."""
    manifest = read_manifest(index)
    changed = replace(manifest.files[0], sha256="0" * 64)
    others = (
        replace(manifest, files=(changed, *manifest.files[1:])),
        replace(manifest, encoder=replace(FakeEncoder.identity, name="andere")),
        replace(manifest, chunking={"max_words": 7}),
    )

    assert replace(manifest, generation="000099").version == manifest.version
    assert len({manifest.version, *(other.version for other in others)}) == 4


def change_manifest(index: Path, **fields: object) -> None:
    path = index / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **fields}))


def active(index: Path) -> Path:
    return index / read_manifest(index).generation


@pytest.mark.parametrize(
    ("spoil", "error", "says"),
    [
        pytest.param(shutil.rmtree, IndexMissingError, "nog geen index", id="no folder"),
        pytest.param(
            lambda index: (index / "manifest.json").unlink(),
            IndexMissingError,
            "nog geen index",
            id="no manifest",
        ),
        pytest.param(
            lambda index: change_manifest(index, format=0), IndexStaleError, "versie", id="format"
        ),
        pytest.param(
            lambda index: change_manifest(index, chunking={"max_words": 7}),
            IndexStaleError,
            "passages",
            id="other chunks",
        ),
        pytest.param(
            lambda index: (index / "manifest.json").write_text('{"format": 1'),
            IndexDamagedError,
            "manifest.json",
            id="manifest cut off",
        ),
        pytest.param(
            lambda index: (index / "manifest.json").write_bytes(b"\xff\xfe\0"),
            IndexDamagedError,
            "manifest.json",
            id="manifest binary",
        ),
        pytest.param(
            lambda index: (index / "manifest.json").write_text("[]"),
            IndexDamagedError,
            "manifest.json",
            id="manifest no table",
        ),
        pytest.param(
            lambda index: change_manifest(index, files=[{"path": "brief.md"}]),
            IndexDamagedError,
            "manifest.json",
            id="manifest incomplete",
        ),
        pytest.param(
            lambda index: shutil.rmtree(active(index)),
            IndexDamagedError,
            "ontbreekt",
            id="no generation",
        ),
        pytest.param(
            lambda index: shutil.rmtree(active(index) / "chroma"),
            IndexDamagedError,
            "ontbreekt",
            id="no store",
        ),
        pytest.param(
            lambda index: shutil.rmtree(active(index) / "library"),
            IndexDamagedError,
            "niet dezelfde",
            id="no library",
        ),
        pytest.param(
            lambda index: shutil.rmtree(active(index) / "keywords"),
            IndexDamagedError,
            "keywords",
            id="no keywords",
        ),
        pytest.param(
            lambda index: (active(index) / "chroma" / "chroma.sqlite3").unlink(),
            IndexDamagedError,
            "chroma",
            id="no database",
        ),
        pytest.param(
            lambda index: (active(index) / "chroma" / "chroma.sqlite3").write_bytes(b"stuk" * 999),
            IndexDamagedError,
            "chroma",
            id="database damaged",
        ),
        pytest.param(
            lambda index: next((active(index) / "library").glob("*.tokens.npy")).unlink(),
            IndexDamagedError,
            "ontbreekt",
            id="no vectors",
        ),
    ],
)
def test_an_index_that_cannot_be_used_names_the_command(
    index: Path, spoil: Callable[[Path], object], error: type[StoreError], says: str
) -> None:
    """Missing, stale or damaged: one Dutch sentence with its place and `kwchat ingest`."""
    spoil(index)

    with pytest.raises(error, match=f"(?s){re.escape(str(index))}.*`kwchat ingest`") as caught:
        open_index(index, FakeEncoder.identity)

    assert says in str(caught.value)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"name": "intfloat/multilingual-e5-base"}, id="name"),
        pytest.param({"sha256": "0" * 64}, id="content"),
        pytest.param({"adapter": "a" * 64}, id="what was learned"),
    ],
)
def test_an_index_of_another_encoder_is_stale(index: Path, other: dict[str, str]) -> None:
    """Vectors of two encoders never meet; the error tells the two apart."""
    identity = replace(FakeEncoder.identity, **other)

    with pytest.raises(IndexStaleError, match="kwchat ingest") as caught:
        open_index(index, identity)

    assert "fake (ffffffff)" in str(caught.value)
    assert next(iter(other.values()))[:8] in str(caught.value)


def test_an_index_that_names_a_number_type_is_read(index: Path) -> None:
    """Which one it was made in is of no concern; before, it was."""
    change_manifest(index, encoder=asdict(FakeEncoder.identity) | {"dtype": "bfloat16"})

    open_index(index, FakeEncoder.identity).close()


def test_another_kwchat_version_alone_is_not_stale(index: Path) -> None:
    """An update of kwchat that leaves the format alone keeps the index."""
    change_manifest(index, kwchat="99.0.0")

    open_index(index, FakeEncoder.identity).close()
