"""A text is split as the library `tokenizers` splits it, which takes more memory."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from kwchat.index import packaged_encoder
from kwchat.index.pieces import FILE, Pieces, write

LONGEST = 24
SPECIAL = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
# Scores of one letter and of two, so that many splits score the same but for rounding; no c.
SCORED = [("▁", -3.93), ("a", -5.1), ("aa", -7.3), ("aaa", -12.4), ("b", -4.7), ("▁ab", -7.9)]
SCORED += [("é", -6.2), ("cc", -9.9), ("ba", -9.8)]
TEXTS = st.lists(
    st.text("ab") | st.text("abc é") | st.sampled_from(["<unk>", "<s>", "▁", "e\u0301", "\u200b"])
).map("".join)
BATCHES = st.lists(TEXTS, min_size=1, max_size=3)


def _all(parts: list[Any]) -> list[Any]:
    """What the encoder takes of them."""
    return [(one.ids, one.offsets, one.attention_mask, one.special_tokens_mask) for one in parts]


def _library(folder: Path, longest: int) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(longest)
    tokenizer.enable_padding(pad_id=1)  # its own name for what is padded is never read
    return tokenizer


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a handful of parts."""
    folder = tmp_path_factory.mktemp("few")
    write(folder, SPECIAL + SCORED, 3)
    return folder


@pytest.fixture(scope="module")
def both(few: Path) -> tuple[Pieces, Tokenizer]:
    """That folder, loaded in both ways."""
    return Pieces(few, LONGEST), _library(few, LONGEST)


@pytest.fixture(scope="module")
def real(encoder_cache: Path) -> tuple[Pieces, Tokenizer]:
    """The packaged encoder's, loaded in both ways."""
    folder = encoder_cache / packaged_encoder.NAME
    return Pieces(folder, 512), _library(folder, 512)


@given(BATCHES)
@example(["a" * 50, "", "b"])  # cut short, empty, and padded
@example(["a<unk>cbc<unk>"])  # what is unknown and what is called so, side by side
@example(["9aaaa", "baaba"])  # splits that score the same
def test_every_text_is_split_as_the_library_does(
    both: tuple[Pieces, Tokenizer], batch: list[str]
) -> None:
    """Numbers, places, padding and what is cut off."""
    ours, library = both

    assert _all(ours.encode(batch)) == _all(library.encode_batch(batch))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.text() | st.text("aA0.-_ é"), min_size=1, max_size=3))
@example(["9AAA A9AAA", "......", "hahaha jajaja", "<mask> ﬁ ½ ＡＢＣ e\u0301 한글 漢字 👩‍🏫"])
def test_the_packaged_encoder_splits_as_the_library_does(
    real: tuple[Pieces, Tokenizer], batch: list[str]
) -> None:
    """With its 250,000 parts, on any text."""
    ours, library = real

    assert _all(ours.encode(batch)) == _all(library.encode_batch(batch))


@pytest.mark.parametrize("content", ["a\t-1.0\n", "stuk", "", "<unk>\tveel\n"])
def test_a_damaged_file_is_no_model(tmp_path: Path, content: str) -> None:
    """Whoever loads it gets to know."""
    (tmp_path / FILE).write_text(content, encoding="utf-8")

    with pytest.raises(ValueError):  # noqa: PT011 (Python's own, or of the name)
        Pieces(tmp_path, LONGEST)
