"""The encoder: vectors equal to sentence-transformers' own, tokens that stand where they say."""

import itertools
import os
import re
import shutil
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from time import sleep
from typing import Any, overload

import numpy as np
import pytest
from encodable import PASSAGES
from hypothesis import given, settings
from hypothesis import strategies as st

from kwchat.errors import ModelError
from kwchat.index import encoders, packaged_encoder, texts
from kwchat.index.encoders import SentenceEncoder, identity, load_encoder
from kwchat.index.encoding import Encoding, Forward
from kwchat.index.number_type import NumberType, number_type

QUESTION = "Wat doet een werkplaatscoördinator, en voor wie?"

CLOSE = 1e-5

pytestmark = pytest.mark.encoder


@pytest.fixture
def linked(encoder_cache: Path, tmp_path: Path) -> Path:
    """The unpacked encoder as a user's own folder; its files are links, so replace, don't write."""
    folder = tmp_path / "eigen-model"
    shutil.copytree(encoder_cache / packaged_encoder.NAME, folder, copy_function=os.link)
    return folder


@pytest.fixture(scope="module")
def taught(encoder_cache: Path) -> SentenceEncoder:
    """The packaged encoder with what it has learned."""
    return load_encoder(None, cache=encoder_cache, progress=print)


@pytest.fixture(scope="module")
def encoder(encoder_cache: Path) -> SentenceEncoder:
    """The packaged encoder as anyone's, without what was learned on it."""
    return _load(encoder_cache / packaged_encoder.NAME)


def _replace(path: Path, content: str) -> None:
    path.unlink()
    path.write_text(content, encoding="utf-8")


def _load(folder: Path) -> SentenceEncoder:
    cache = folder.parent / "cache"
    number_type(cache, measured=lambda: NumberType.FLOAT32)
    return load_encoder(str(folder), cache=cache, progress=print)


def test_a_question_is_what_sentence_transformers_makes_of_it(
    encoder: SentenceEncoder, bare_model: Any
) -> None:
    """The vector equals that of `SentenceTransformer.encode` with the query prompt."""
    ours = encoder.encode_question(QUESTION).vector

    np.testing.assert_allclose(ours, bare_model.encode(QUESTION, prompt_name="query"), atol=CLOSE)


def test_passages_are_what_sentence_transformers_makes_of_them(
    encoder: SentenceEncoder, bare_model: Any
) -> None:
    """The vectors equal those of `SentenceTransformer.encode` with the passage prompt."""
    ours = np.stack([encoding.vector for encoding in encoder.encode_passages(PASSAGES)])

    np.testing.assert_allclose(ours, bare_model.encode(PASSAGES, prompt_name="passage"), atol=CLOSE)


def test_alone_or_in_a_batch_makes_no_difference(encoder: SentenceEncoder) -> None:
    """Neither the company nor the padding changes a text's vectors or spans."""
    together = list(encoder.encode_passages(PASSAGES))
    alone = [next(encoder.encode_passages([text])) for text in PASSAGES]

    for one, other in zip(together, alone, strict=True):
        np.testing.assert_allclose(one.vector, other.vector, atol=CLOSE)
        np.testing.assert_allclose(one.tokens, other.tokens, atol=CLOSE)
        np.testing.assert_array_equal(one.spans, other.spans)


def test_question_and_passage_differ(encoder: SentenceEncoder) -> None:
    """The two prompts are really used."""
    passage = next(encoder.encode_passages([QUESTION]))

    assert float(encoder.encode_question(QUESTION).vector @ passage.vector) < 0.999


def test_tokens_are_the_words_of_the_text(encoder: SentenceEncoder) -> None:
    """Every character of the words is covered, in order; the prompt and white space are not."""
    text = "  Eén  schoolleider,\nniet twee. "

    pieces = [text[start:end] for start, end in encoder.encode_question(text).spans]

    assert "".join(pieces) == "Eénschoolleider,niettwee."
    assert pieces[-3:] == ["niet", "twee", "."]


def _assert_sound(text: str, encoding: Encoding) -> None:
    """What holds for every encoding of every text."""
    assert encoding.vector.dtype == encoding.tokens.dtype == np.float32
    assert encoding.spans.dtype == np.int32
    assert encoding.vector.shape == (384,)
    assert encoding.tokens.shape == (len(encoding.spans), 384)
    np.testing.assert_allclose(np.linalg.norm(encoding.vector), 1, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(encoding.tokens, axis=1), 1, atol=1e-6)
    for start, end in encoding.spans:
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
    assert (np.diff(encoding.spans[:, 0]) >= 0).all()


@settings(max_examples=40, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_is_encoded_soundly(encoder: SentenceEncoder, text: str) -> None:
    """Vectors have length 1, and each token stands on non-blank characters of the text."""
    _assert_sound(text, encoder.encode_question(text))


@pytest.mark.parametrize("text", ["", "   ", "\n\n\t"], ids=["empty", "spaces", "lines"])
def test_a_blank_text_has_no_tokens(encoder: SentenceEncoder, text: str) -> None:
    """A blank text still has a vector, and no token."""
    encoding = encoder.encode_question(text)

    assert encoding.tokens.shape == (0, 384)
    _assert_sound(text, encoding)


def test_what_is_too_long_is_seen_as_far_as_it_goes(encoder: SentenceEncoder) -> None:
    """A text beyond 512 tokens keeps the tokens of its beginning."""
    text = "samenwerking tussen school en onderzoeker " * 300

    encoding = encoder.encode_question(text)

    _assert_sound(text, encoding)
    assert 400 < len(encoding.tokens) < 512
    assert encoding.spans[-1, 1] < len(text)


def test_half_a_character_is_read_as_a_blank(encoder: SentenceEncoder) -> None:
    """JSON can bring a lone surrogate; it must not stop an answer."""
    question = "Wat is een werk\ud800plaats?"

    encoding = encoder.encode_question(question)

    _assert_sound(question, encoding)


class Touched(Sequence[str]):
    """Texts that remember how far they were read."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.furthest = 0

    def __len__(self) -> int:
        return self.count

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, int):
            self.furthest = max(self.furthest, index + 1)
            return f"{index} zinnen"
        numbers = range(self.count)[index]
        self.furthest = max(self.furthest, numbers.stop)
        return [f"{number} zinnen" for number in numbers]


def test_passages_are_encoded_as_they_are_asked_for(encoder: SentenceEncoder) -> None:
    """Memory is bounded: far passages are not read before the first come out."""
    passages = Touched(10_000)

    first = list(itertools.islice(encoder.encode_passages(passages), 3))

    assert len(first) == 3
    assert passages.furthest < 500


def test_order_is_kept_over_windows(encoder: SentenceEncoder) -> None:
    """The n-th encoding belongs to the n-th text, however they were sorted."""
    passages = [f"{'heel ' * (number % 7)}{number}" for number in range(300)]

    lengths = [int(each.spans[-1, 1]) for each in encoder.encode_passages(passages)]

    assert lengths == [len(text) for text in passages]


def test_questions_that_come_meanwhile_are_encoded_together(
    encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One batch at a time goes through the model, and everyone gets the answer to their own."""
    questions = [f"Wat kost {number} × {'een lange ' * number}werkplaats?" for number in range(6)]
    expected = [encoder.encode_question(question).vector for question in questions]
    begun, go = Event(), Event()
    batches: list[int] = []
    forward = encoder._network.forward

    def enter(batch: Sequence[str], prompt: str) -> Forward:
        batches.append(len(batch))
        begun.set()
        assert go.wait(30)
        return forward(batch, prompt)

    monkeypatch.setattr(encoder._network, "forward", enter)
    with ThreadPoolExecutor(6) as pool:
        first = pool.submit(encoder.encode_question, questions[0])
        assert begun.wait(30)
        others = [pool.submit(encoder.encode_question, question) for question in questions[1:]]
        while len(encoder._asked) < len(questions):
            sleep(0.01)
        go.set()
        found = [asked.result().vector for asked in (first, *others)]

    np.testing.assert_allclose(found, expected, atol=CLOSE)
    assert batches == [1, 5]


def _without_memory(*_: object) -> Forward:
    raise MemoryError


def test_a_question_that_fails_keeps_nobody_waiting(
    encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told so, and the next one is encoded as ever."""
    with monkeypatch.context() as patched:
        patched.setattr(encoder._network, "forward", _without_memory)
        with pytest.raises(MemoryError):
            encoder.encode_question(QUESTION)

    assert len(encoder.encode_question(QUESTION).vector) == 384
    assert not encoder._asked


def test_bfloat16_keeps_its_length(encoder: SentenceEncoder, encoder_cache: Path) -> None:
    """With layers in bfloat16, pooled and normalised in float32, vectors have length 1 and are
    close to those of float32.
    """
    network = encoders.Transformer(encoder_cache / packaged_encoder.NAME, "bfloat16")
    rough = SentenceEncoder(network, encoder.identity).encode_question(QUESTION)

    _assert_sound(QUESTION, rough)
    bare = network._model.encode(QUESTION, prompt_name="query")
    np.testing.assert_allclose(rough.vector, bare, atol=1e-6)
    assert float(rough.vector @ encoder.encode_question(QUESTION).vector) > 0.999


@pytest.mark.parametrize(
    ("limits", "expected"), [("200000 100000", 2), ("150000 100000", 2), ("5000 100000", 1)]
)
def test_a_container_s_share_limits_the_threads(tmp_path: Path, limits: str, expected: int) -> None:
    """Half a processor counts as one."""
    (tmp_path / "cpu.max").write_text(limits)

    assert encoders._processor_quota(tmp_path / "cpu.max") == expected


def test_without_a_limit_all_processors_count(tmp_path: Path) -> None:
    """`max` and an absent file mean no limit."""
    (tmp_path / "cpu.max").write_text("max 100000\n")

    assert encoders._processor_quota(tmp_path / "cpu.max") > 10**6
    assert encoders._processor_quota(tmp_path / "none") > 10**6


def test_the_default_is_known_by_its_package_file(taught: SentenceEncoder) -> None:
    """Identity without loading equals identity after loading."""
    assert identity(None) == taught.identity
    assert identity(None).sha256 == packaged_encoder.SHA256


def test_a_folder_is_known_by_its_contents(linked: Path) -> None:
    """Moving a model keeps its identity; changing what decides its vectors does not."""
    before = identity(str(linked))

    (linked / "README.md").write_text("lees mij")
    assert identity(str(linked)) == before

    _replace(linked / "sentence_bert_config.json", '{"max_seq_length": 256}')
    after = identity(str(linked))
    assert after.name == before.name == "eigen-model"
    assert after.sha256 != before.sha256


def test_a_folder_encodes_wherever_it_lies(linked: Path, encoder: SentenceEncoder) -> None:
    """The same model gives the same vectors."""
    ours = _load(linked).encode_question(QUESTION)

    np.testing.assert_array_equal(ours.vector, encoder.encode_question(QUESTION).vector)


def test_what_was_learned_makes_other_vectors(
    taught: SentenceEncoder, encoder: SentenceEncoder
) -> None:
    """Fewer dimensions per token, of length 1, at the same places, and what the tokens of a
    question look for."""
    ours, bare = taught.encode_question(QUESTION), encoder.encode_question(QUESTION)

    assert ours.tokens.shape[1] < bare.tokens.shape[1]
    np.testing.assert_allclose(np.linalg.norm(ours.tokens, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(ours.spans, bare.spans)
    assert float(ours.vector @ bare.vector) < 0.999
    assert bare.sought is None
    assert ours.sought is not None
    assert ours.sought.bars.shape == ours.sought.importance.shape == (len(ours.tokens),)
    assert taught.identity.adapter
    assert taught.identity.adapter != encoder.identity.adapter


def test_another_encoder_says_what_is_lost(linked: Path) -> None:
    """It works, without what was learned, and says so."""
    said: list[str] = []

    load_encoder(str(linked), cache=linked / "unused", progress=said.append)

    assert said == [texts.ENCODER_UNTAUGHT]


def test_a_model_without_prompts_gets_none(linked: Path, bare_model: Any) -> None:
    """Prompts come from the model; nothing is put before the text of one that has none."""
    _replace(linked / "config_sentence_transformers.json", "{}")

    encoding = _load(linked).encode_question(QUESTION)

    np.testing.assert_allclose(encoding.vector, bare_model.encode(QUESTION), atol=CLOSE)
    assert next(QUESTION[start:end] for start, end in encoding.spans) == "Wat"


@pytest.mark.parametrize(
    "name", ["/nergens/een-model", "./weg", "geen geldige naam", "a/b/c"], ids=str
)
def test_a_name_that_is_no_model_is_an_error_without_network(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistyped folder is not looked for on the hub."""
    monkeypatch.setattr(socket.socket, "connect", _forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", _forbidden)

    with pytest.raises(ModelError, match=f"{re.escape(name)}.*KWCHAT_EMBEDDING_MODEL"):
        identity(name)


def test_a_folder_without_a_model_is_an_error(tmp_path: Path) -> None:
    """Any folder will not do."""
    (tmp_path / "brief.json").write_text("{}")

    with pytest.raises(ModelError, match="KWCHAT_EMBEDDING_MODEL"):
        identity(str(tmp_path))


def test_a_hub_id_that_cannot_be_reached_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a network a model of the hub is refused in one sentence."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(socket, "getaddrinfo", _unreachable)

    with pytest.raises(ModelError, match=r"intfloat/e5.*internet"):
        identity("intfloat/e5")


def test_a_hub_model_in_the_hub_s_cache_needs_no_network(
    linked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once fetched, a model of the hub is found without a network, under its own name."""
    commit = "0" * 40
    stored = tmp_path / "hub" / "models--intfloat--e5"
    (stored / "refs").mkdir(parents=True)
    (stored / "refs" / "main").write_text(commit)
    (stored / "snapshots").mkdir()
    linked.rename(stored / "snapshots" / commit)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(socket, "getaddrinfo", _unreachable)

    assert identity("intfloat/e5").name == "intfloat/e5"


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("model.safetensors", "afgebroken"),
        ("config.json", "{"),
        ("config.json", '{"model_type": "bestaatniet"}'),
        ("tokenizer.json", "{}"),
        ("modules.json", '[{"idx": 0, "name": "0", "path": "", "type": "geen.module"}]'),
    ],
    ids=["weights", "broken json", "unknown type", "tokenizer", "unknown module"],
)
def test_a_damaged_folder_is_an_error_that_names_it(linked: Path, file: str, content: str) -> None:
    """Whatever is wrong in the folder, the error says which folder."""
    _replace(linked / file, content)

    with pytest.raises(ModelError, match="eigen-model"):
        _load(linked)


def test_a_model_without_token_vectors_is_refused(tmp_path: Path, encoder_cache: Path) -> None:
    """A bag of static vectors has no contextual ones; the error says so."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(encoder_cache / packaged_encoder.NAME / "tokenizer.json"))
    static = StaticEmbedding(tokenizer, embedding_dim=2)
    SentenceTransformer(modules=[static], device="cpu").save_pretrained(str(tmp_path / "static"))

    with pytest.raises(ModelError, match="woorddeel"):
        _load(tmp_path / "static")


def test_loading_is_silent_and_stays_off_the_network(
    linked: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """No bar, no note, no connection."""
    monkeypatch.setattr(socket.socket, "connect", _forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", _forbidden)

    _load(linked).encode_question(QUESTION)

    assert capfd.readouterr() == (f"{texts.ENCODER_UNTAUGHT}\n", "")


def _forbidden(*args: object, **_options: object) -> None:
    raise AssertionError(args)


def _unreachable(*_args: object, **_options: object) -> None:
    raise socket.gaierror(-3, "Temporary failure in name resolution")
