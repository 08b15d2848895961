"""The packaged encoder as it runs is the one that sentence-transformers loads."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from encodable import PASSAGES as SHORTER

from kwchat.errors import ModelError
from kwchat.index import packaged_encoder
from kwchat.index.adapter import Adapter
from kwchat.index.bert import Bert
from kwchat.index.encoders import Transformer
from kwchat.index.encoding import Forward

PASSAGES = [*SHORTER, "samenwerking tussen school en onderzoeker " * 300]
NOTHING = Adapter({}, 1.0)

pytestmark = pytest.mark.encoder


@pytest.fixture(scope="module")
def folder(encoder_cache: Path) -> Path:
    """The unpacked encoder."""
    return encoder_cache / packaged_encoder.NAME


@pytest.fixture
def linked(folder: Path, tmp_path: Path) -> Path:
    """A folder of its own of which files can be replaced."""
    copied = tmp_path / "kopie"
    shutil.copytree(folder, copied, copy_function=os.link)
    return copied


def _assert_equal(ours: Forward, theirs: Forward) -> None:
    np.testing.assert_array_equal(ours.own, theirs.own)
    np.testing.assert_array_equal(ours.offsets, theirs.offsets)
    np.testing.assert_allclose(ours.vectors, theirs.vectors, atol=1e-5)
    np.testing.assert_allclose(ours.tokens[ours.own], theirs.tokens[ours.own], atol=1e-5)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@pytest.mark.parametrize("batch", [PASSAGES, PASSAGES[:1]], ids=["padded", "alone"])
def test_vectors_and_places_are_those_of_sentence_transformers(
    folder: Path, dtype: str, batch: list[str]
) -> None:
    """Of texts of any length and with any sign in them, in both number types."""
    ours = Bert(folder, dtype, NOTHING)
    theirs = Transformer(folder, dtype)

    assert ours.query_prompt == theirs.query_prompt
    assert ours.passage_prompt == theirs.passage_prompt
    _assert_equal(ours.forward(batch, "passage: "), theirs.forward(batch, "passage: "))


@pytest.mark.parametrize("passage", [PASSAGES[0], PASSAGES[-1]], ids=["short", "too long"])
def test_a_claim_and_a_passage_are_read_as_one_text(folder: Path, passage: str) -> None:
    """As sentence-transformers' model reads the tokens of both, with one start; what is too long
    loses its end. The tokens are those of the claim."""
    import torch
    from torch.nn.functional import normalize

    theirs = Transformer(folder, "float32")._model
    claim = "Eén school doet mee – met twee leraren."
    said, read = (
        theirs.tokenizer(text)["input_ids"] for text in (f"query: {claim}", f"passage: {passage}")
    )
    layers: Any = theirs[0]
    with torch.inference_mode():
        joined = torch.tensor([[*said, *read[1:]][:512]])
        tokens = layers.auto_model(input_ids=joined).last_hidden_state[0]

    ours = Bert(folder, "float32", NOTHING).together(claim, passage)

    vector = normalize(tokens.mean(0), dim=-1).numpy()
    np.testing.assert_allclose(ours.vectors, vector[np.newaxis], atol=1e-5)
    own = normalize(tokens[: len(said)], dim=-1).numpy()
    np.testing.assert_allclose(ours.tokens[0], own, atol=1e-5)
    np.testing.assert_array_equal(
        ours.own, [[token not in theirs.tokenizer.all_special_ids for token in said]]
    )


def test_what_was_learned_is_added_to_the_weights(folder: Path) -> None:
    """As it is to the layers that sentence-transformers loads."""
    import torch

    theirs, learned = Transformer(folder, "float32"), Adapter.load()
    layers: Any = theirs._model[0].auto_model
    for name, product in learned.products():
        layers.get_parameter(f"{name}.weight").data += torch.from_numpy(product)

    ours = Bert(folder, "float32", learned)

    _assert_equal(ours.forward(PASSAGES, "query: "), theirs.forward(PASSAGES, "query: "))


def test_an_encoder_with_other_layers_is_refused(folder: Path) -> None:
    """What was learned does not fit it: one Dutch line."""
    products = {"pooler.lora_A.weight": np.ones((1, 2)), "pooler.lora_B.weight": np.ones((2, 1))}

    with pytest.raises(ModelError, match="past niet"):
        Bert(folder, "float32", Adapter(products, 1.0))


@pytest.mark.parametrize("name", ["config.json", "pieces.tsv", "model.safetensors"])
@pytest.mark.parametrize("content", [None, b"stuk"], ids=["missing", "damaged"])
def test_a_folder_that_is_damaged_is_named(linked: Path, name: str, content: bytes | None) -> None:
    """One Dutch line says which folder."""
    (linked / name).unlink()
    if content is not None:
        (linked / name).write_bytes(content)

    with pytest.raises(ModelError, match="kopie"):
        Bert(linked, "float32", NOTHING)


def test_the_word_vectors_stay_in_their_file(folder: Path) -> None:
    """250,000 of them would be most of the memory of the weights, in another number type too."""
    words = Bert(folder, "bfloat16", NOTHING)._words

    assert str(words.dtype) == "torch.float32"
    assert words.shape[0] == 250_037


def test_answering_imports_neither_transformers_nor_sentence_transformers(
    encoder_cache: Path,
) -> None:
    """They are most of what a start costs."""
    code = (
        "import sys; from pathlib import Path; from kwchat.index.encoders import load_encoder;"
        f"load_encoder(None, cache=Path({str(encoder_cache)!r}), progress=print)"
        ".encode_question('Wie?');"
        "print({'transformers', 'sentence_transformers', 'torch'} & set(sys.modules))"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "{'torch'}"
