"""What was learned to judge claims, and how it is refused when something is wrong."""

from pathlib import Path

import numpy as np
import pytest

from kwchat.errors import ModelError
from kwchat.index import adapter, learned_file, packaged_encoder
from kwchat.index import entailer as learned
from kwchat.index.encoders import SentenceEncoder, entailer_of
from kwchat.index.encoding import Claimed
from kwchat.index.entailer import Entailer
from kwchat.testing import FakeEncoder

PASSAGE = "De aanvraag moet vóór 1 mei binnen zijn bij de gemeente."


def test_one_word_that_is_not_there_weighs_more_than_the_mean() -> None:
    """The chances of the words are multiplied: nine good matches do not make up for a bad one."""
    claim = Claimed(
        np.eye(2, dtype=np.float32),
        np.ones(2, np.float32),
        np.full(2, 5.0, np.float32),
        slope=10.0,
        bias=2.0,
    )

    both, one, none = claim.odds(np.array([[0.9, 1.0, 0.1], [0.9, 0.1, 0.1]], np.float32))

    assert both > 0 > one > none
    assert both - one > 3


def test_the_same_words_are_likelier_than_others(entailer: Entailer) -> None:
    """What a passage says, then what it might say, then what it does not speak of."""
    said, changed, other = (
        entailer.claim(text).odds(
            (entailer.claim(text).tokens @ entailer.passage(PASSAGE).tokens.T).max(1, keepdims=True)
        )[0]
        for text in (PASSAGE, PASSAGE.replace("gemeente", "provincie"), "De kat slaapt buiten.")
    )

    assert said > changed > other


def test_read_together_what_is_said_is_likelier_than_what_is_not(entailer: Entailer) -> None:
    """In other words it is likely, of another party or of nothing that is there unlikely; half a
    character of JSON breaks nothing."""
    said, changed, other = (
        entailer.together(claim, PASSAGE)
        for claim in (
            "Tot 1 mei kan de aanvraag bij de gemeente worden ingediend.",
            "De provincie beslist vóór 1 mei over de aanvraag.",
            "De kat slaapt buiten.\ud800",
        )
    )

    assert said > 0 > max(changed, other)


def test_a_passage_is_encoded_once(encoder: SentenceEncoder, entailer: Entailer) -> None:
    """However many sentences are about it; what searches with the same tokenizer is left alone."""
    before = encoder.encode_question("Wanneer moet de aanvraag binnen zijn?").tokens

    assert entailer.passage(PASSAGE) is entailer.passage(PASSAGE)
    assert encoder.entailer() is entailer
    again = encoder.encode_question("Wanneer moet de aanvraag binnen zijn?").tokens
    np.testing.assert_array_equal(before, again)


def test_beside_another_encoder_there_is_none() -> None:
    """It was learned on the packaged one."""
    assert entailer_of(FakeEncoder()) is None


def test_what_lacks_a_part_or_is_damaged_is_refused(tmp_path: Path) -> None:
    """In one line that names the file."""
    lacking, damaged = tmp_path / "half.safetensors", tmp_path / "kapot.safetensors"
    about, tensors = learned_file.read(learned.FILE)
    few = {name: one for name, one in tensors.items() if name != "gain"}
    learned_file.write(lacking, few, about)
    damaged.write_bytes(b"kapot")

    for path in (lacking, damaged, adapter.FILE):
        with pytest.raises(ModelError) as caught:
            learned.load(path)
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)


def test_it_is_small_and_names_its_encoder() -> None:
    """Ten megabytes at most."""
    assert learned.FILE.stat().st_size < 10_000_000
    assert learned_file.header(learned.FILE)[0]["encoder"] == packaged_encoder.SHA256
