"""What was learned on the packaged encoder, and how it is refused when something is wrong."""

from pathlib import Path

import numpy as np
import pytest

from kwchat.errors import ModelError
from kwchat.index import adapter, learned_file, packaged_encoder
from kwchat.index.adapter import Adapter

ABOUT = {"encoder": packaged_encoder.SHA256, "strength": "2.0"}


@pytest.fixture
def learned() -> Adapter:
    """What comes with kwchat."""
    return Adapter.load()


def copied(path: Path, learned: Adapter, about: dict[str, str]) -> Path:
    """Write what was learned to a file that says other things about itself."""
    learned_file.write(path, learned.tensors, about)
    return path


def test_it_is_small_and_names_its_encoder() -> None:
    """Ten megabytes at most, and it belongs to the packaged encoder."""
    assert adapter.FILE.stat().st_size < 10_000_000
    assert learned_file.header(adapter.FILE)[0]["encoder"] == packaged_encoder.SHA256


def test_every_layer_gets_a_product(learned: Adapter) -> None:
    """Six in each of the twelve layers, in the shape of their weights."""
    shapes = {name: product.shape for name, product in learned.products()}

    assert len(shapes) == 72
    assert shapes["encoder.layer.0.attention.self.query"] == (384, 384)
    assert shapes["encoder.layer.11.intermediate.dense"] == (1536, 384)


def test_projected_tokens_have_length_one(learned: Adapter) -> None:
    """Also for no tokens at all."""
    tokens = np.random.default_rng(0).normal(size=(5, 384)).astype(np.float32)

    projected = learned.projected(tokens)

    np.testing.assert_allclose(np.linalg.norm(projected, axis=1), 1, atol=1e-5)
    assert learned.projected(tokens[:0]).shape == (0, projected.shape[1])


@pytest.mark.parametrize("content", [b"", b"kapot", None], ids=["empty", "damaged", "missing"])
def test_an_unreadable_file_is_one_line(tmp_path: Path, content: bytes | None) -> None:
    """It names the file and says what to do."""
    path = tmp_path / "reader.safetensors"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ModelError, match="Installeer kwchat opnieuw") as caught:
        Adapter.load(path)

    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "about", [{**ABOUT, "encoder": "0" * 64}, {"encoder": packaged_encoder.SHA256}, {}]
)
def test_what_was_learned_on_another_encoder_is_refused(
    tmp_path: Path, learned: Adapter, about: dict[str, str]
) -> None:
    """The file itself says to which encoder it belongs."""
    with pytest.raises(ModelError, match="past niet"):
        Adapter.load(copied(tmp_path / "ander.safetensors", learned, about))


def test_what_lacks_a_map_is_refused(tmp_path: Path, learned: Adapter) -> None:
    """Half of what was learned is of no use, nor is half of a product; the header tells."""
    path = tmp_path / "half.safetensors"
    for lacking in ("projection.weight", "encoder.layer.3.attention.self.key.lora_B.weight"):
        tensors = {name: one for name, one in learned.tensors.items() if name != lacking}
        learned_file.write(path, tensors, ABOUT)

        with pytest.raises(ModelError, match="past niet"):
            Adapter.load(path)
        with pytest.raises(ModelError, match="past niet"):
            adapter.check(path)
