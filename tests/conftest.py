"""Fakes that really behave, and a clean environment for every test."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from kwchat.index.encoders import SentenceEncoder, load_encoder
from kwchat.index.entailer import Entailer
from kwchat.index.number_type import NumberType, number_type
from kwchat.index.packaged_encoder import NAME, unpack
from kwchat.sources.bibliography import Bibliography
from kwchat.sources.records import FILE_NAME

if TYPE_CHECKING:
    from intranet import Intranet
    from playwright.sync_api import Browser
    from sentence_transformers import SentenceTransformer

# Some tests run as a program of their own, which then finds the helpers too.
os.environ["PYTHONPATH"] = str(Path(__file__).parent / "helpers")

# Tests time nothing: the first example of some loads a library or a word list.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


CORPUS = Path(__file__).parents[1] / "corpus"
# What a test needs marks it, so that `make check` can do without.
_MARKS = {"encoder": {"encoder", "encoder_cache", "bare_model", "entailer"}, "browser": {"browser"}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that needs the real encoder or a browser by way of a fixture."""
    for item in items:
        needed = set(getattr(item, "fixturenames", ()))
        for name, fixtures in _MARKS.items():
            if needed & fixtures:
                item.add_marker(name)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """No KWCHAT_* variable of the one who runs the tests has a say in them."""
    for name in [name for name in os.environ if name.startswith("KWCHAT_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def works() -> Bibliography:
    """The bibliography that comes with kwchat; citeproc takes seconds for its references."""
    return Bibliography.load(CORPUS / FILE_NAME)


@pytest.fixture(scope="session")
def encoder_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder with the packaged encoder in it, unpacked once for all tests; it runs in
    float32, whatever is fastest here, so that vectors are equal where they ought to be."""
    cache = tmp_path_factory.mktemp("encoder")
    unpack(cache, progress=print)
    number_type(cache, measured=lambda: NumberType.FLOAT32)
    yield cache
    shutil.rmtree(cache)


@pytest.fixture(scope="session")
def encoder(encoder_cache: Path) -> SentenceEncoder:
    """The real packaged encoder."""
    return load_encoder(None, cache=encoder_cache, progress=print)


@pytest.fixture(scope="session")
def entailer(encoder: SentenceEncoder) -> Entailer:
    """What judges claims, beside the real encoder."""
    found = encoder.entailer()
    assert found is not None
    return found


@pytest.fixture(scope="session")
def bare_model(encoder_cache: Path) -> "SentenceTransformer":
    """The packaged encoder as sentence-transformers alone loads it."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(encoder_cache / NAME), device="cpu", local_files_only=True)


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """One Chromium for the tests of a module; while it is there, playwright's event loop counts as
    running, in which no other test can start one of its own."""
    from browser import chromium

    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def site() -> Iterator["Intranet"]:
    """The site of the school."""
    from intranet import intranet

    with intranet() as site:
        yield site
