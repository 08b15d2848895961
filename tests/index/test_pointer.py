"""What was learned to point at words, and how it is refused when something is wrong."""

from pathlib import Path

import numpy as np
import pytest

from kwchat.errors import ModelError
from kwchat.index import adapter, encoders, learned_file, pointer
from kwchat.index.encoding import Pointing
from kwchat.index.pointer import Pointer

WIDTH = 96


@pytest.fixture
def learned() -> Pointer:
    """What comes with kwchat."""
    return Pointer.load()


def tokens(count: int) -> np.ndarray:
    """Return token vectors of length 1, the same ones every time."""
    drawn = np.random.default_rng(count).normal(size=(count, WIDTH)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def test_it_is_small() -> None:
    """Less than a megabyte, beside the reader on which it was learned."""
    assert pointer.FILE.stat().st_size < 1_000_000


def test_every_token_gets_odds_by_itself_and_its_neighbours(learned: Pointer) -> None:
    """Three on each side count, those further away do not."""
    question, passage = tokens(5), tokens(20)
    pointing = learned.pointing(question)
    changed = passage.copy()
    changed[10] = -changed[10]

    before = pointing.odds(passage, question @ passage.T)
    after = pointing.odds(changed, question @ changed.T)

    moved = np.flatnonzero(np.abs(before - after) > 1e-6)
    assert before.shape == (20,)
    assert moved.tolist() == [7, 8, 9, 10, 11, 12, 13]


def test_the_ends_have_no_neighbours_beyond_them() -> None:
    """What a token brings in goes to the one before it, and nothing comes round from the other
    end."""
    kernel = np.zeros((3, 1, 1), np.float32)
    kernel[2] = 1.0  # of the token behind it
    pointing = Pointing(kernel, np.zeros((3, 1)), np.zeros(1), np.ones(1), 0.5)
    passage = np.array([[1.0], [2.0], [3.0]], np.float32)

    assert pointing.odds(passage, np.zeros((1, 3))).tolist() == [2.5, 3.5, 0.5]


def test_it_depends_on_the_question(learned: Pointer) -> None:
    """Also for a question without tokens, and a passage without."""
    passage = tokens(8)
    one, other = (
        learned.pointing(question).odds(passage, question @ passage.T)
        for question in (tokens(4), tokens(6))
    )

    assert np.abs(one - other).max() > 0.1
    empty = np.zeros((0, WIDTH), np.float32)
    assert np.isfinite(learned.pointing(empty).odds(passage, empty @ passage.T)).all()
    assert learned.pointing(passage).odds(empty, passage @ empty.T).shape == (0,)


@pytest.mark.parametrize("about", [{"reader": "0" * 64}, {}])
def test_what_was_learned_on_another_reader_is_refused(
    tmp_path: Path, learned: Pointer, about: dict[str, str]
) -> None:
    """The file itself says on which; who learns the reader anew learns this anew."""
    path = tmp_path / "ander.safetensors"
    learned_file.write(path, learned.tensors, about)

    with pytest.raises(ModelError, match="past niet"):
        Pointer.load(path)


def test_what_lacks_a_map_or_is_damaged_is_refused(tmp_path: Path, learned: Pointer) -> None:
    """In one line."""
    lacking, damaged = tmp_path / "half.safetensors", tmp_path / "kapot.safetensors"
    tensors = {name: one for name, one in learned.tensors.items() if name != "judge.bias"}
    learned_file.write(lacking, tensors, {"reader": adapter.sha256()})
    damaged.write_bytes(b"kapot")

    for path in (lacking, damaged):
        with pytest.raises(ModelError) as caught:
            Pointer.load(path)
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)


def test_it_is_not_asked_for_while_it_is_learned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside a reader that was learned anew lies the pointer of the one before."""
    known = encoders.identity(None)
    monkeypatch.setattr(pointer, "FILE", tmp_path / "nog-niet.safetensors")

    assert encoders.identity(None, points=False) == known
    with pytest.raises(ModelError, match="nog-niet"):
        encoders.identity(None)
