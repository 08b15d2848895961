"""The packaged encoder as it runs: a BERT in plain torch.

The network is that of Devlin et al. (2019). Loaded with sentence-transformers it takes four seconds
of the processor and 0.4 GB more, for what answering does not need. Here it does the same operations
in the same order; tests hold its vectors to those of sentence-transformers.
"""

import json
from collections.abc import Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kwchat.errors import ModelError
from kwchat.index import texts
from kwchat.index.adapter import Adapter
from kwchat.index.encoding import Forward, Matrix
from kwchat.index.pieces import Pieces

if TYPE_CHECKING:
    import torch

_WORDS = "embeddings.word_embeddings.weight"
_TINY = 1e-9


class Bert:
    """A folder that `packaged_encoder.unpack` wrote, loaded.

    The vectors of 250,000 word parts stay in their file, from which those of a text are taken; all
    else is in the number type in which the layers multiply. Pooling works in float32.
    """

    def __init__(self, folder: Path, dtype: str, learned: Adapter) -> None:
        """Load a folder, with what was learned added to its weights.

        Args:
            folder: as `packaged_encoder.unpack` returns it.
            dtype: the number type of the layers, as torch names it.
            learned: what is added.

        Raises:
            ModelError: a file cannot be read, or what was learned does not fit the weights.
        """
        import torch
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        try:
            shape = json.loads((folder / "config.json").read_bytes())
            about = json.loads((folder / "config_sentence_transformers.json").read_bytes())
            weights = load_file(folder / "model.safetensors")  # mapped
            self._pieces = Pieces(folder, shape["max_position_embeddings"])
        except (OSError, ValueError, SafetensorError) as error:
            why = texts.ENCODER_UNLOADABLE.format(folder=folder, why=error)
            raise ModelError(why) from error
        self.query_prompt: str = about["prompts"]["query"]
        self.passage_prompt: str = about["prompts"]["passage"]
        self._dtype: torch.dtype = getattr(torch, dtype)
        self._heads: int = shape["num_attention_heads"]
        self._layers: int = shape["num_hidden_layers"]
        self._epsilon: float = shape["layer_norm_eps"]
        self._words = weights.pop(_WORDS)
        self._bare = weights
        self._weights = _added(learned, weights, self._dtype)

    def relearned(self, learned: Adapter) -> "Bert":
        """Return the same network with something else learned on it; tokenizer and the vectors of
        word parts, by far most of it, are shared.

        Raises:
            ModelError: what was learned does not fit the weights.
        """
        other = copy(self)
        other._weights = _added(learned, self._bare, self._dtype)  # noqa: SLF001 (a Bert too)
        return other

    def forward(self, batch: Sequence[str], prompt: str) -> Forward:
        """Encode texts, with the prompt before each; what goes beyond 512 tokens is not seen."""
        import torch

        tokenized = self._pieces.encode([prompt + text for text in batch])
        vectors, tokens = self._pooled(
            torch.tensor([one.ids for one in tokenized]),
            torch.tensor([one.attention_mask for one in tokenized]),
        )
        special = np.array([one.special_tokens_mask for one in tokenized])
        return Forward(vectors, tokens, np.array([one.offsets for one in tokenized]), special == 0)

    def together(self, claim: str, passage: str) -> Forward:
        """Encode a claim and a passage behind it, each with its prompt, as one text; what goes
        beyond 512 tokens is not seen. Tokens, and where they stand, are those of the claim alone.
        """
        import torch

        (said,) = self._pieces.encode([self.query_prompt + claim])
        (read,) = self._pieces.encode([self.passage_prompt + passage])
        longest = len(self._weights["embeddings.position_embeddings.weight"])
        ids = torch.tensor([[*said.ids, *read.ids[1:]][:longest]])  # one start, two ends
        vectors, tokens = self._pooled(ids, torch.ones_like(ids))
        own = np.array([said.special_tokens_mask]) == 0
        return Forward(vectors, tokens[:, : len(said.ids)], np.array([said.offsets]), own)

    def _pooled(self, ids: "torch.Tensor", mask: "torch.Tensor") -> tuple[Matrix, Matrix]:
        """Return text vectors (b, d) and token vectors (b, n, d), each of length 1."""
        import torch
        from torch.nn.functional import normalize

        with torch.inference_mode():
            tokens = self._run(ids, mask).float()
            there = mask[:, :, None].float()
            pooled = (tokens * there).sum(1) / there.sum(1).clamp(min=_TINY)
            # Twice, as sentence-transformers and kwchat did: equal to the last bit.
            vectors = normalize(normalize(pooled, dim=-1), dim=-1).numpy()
            return vectors, normalize(tokens, dim=-1).numpy()

    def _run(self, ids: "torch.Tensor", mask: "torch.Tensor") -> "torch.Tensor":
        """Return the last layer's token vectors (b, n, d)."""
        from torch.nn.functional import embedding, gelu

        positions = self._weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        kind = self._weights["embeddings.token_type_embeddings.weight"][0]
        words = embedding(ids, self._words).to(self._dtype)
        state = self._normed(words + kind + positions, "embeddings")
        padded = None if mask.all() else mask[:, None, None, :].bool()
        for number in range(self._layers):
            layer = f"encoder.layer.{number}"
            seen = self._attended(state, padded, f"{layer}.attention.self")
            said = self._linear(seen, f"{layer}.attention.output.dense")
            state = self._normed(said + state, f"{layer}.attention.output")
            inner = gelu(self._linear(state, f"{layer}.intermediate.dense"))
            said = self._linear(inner, f"{layer}.output.dense")
            state = self._normed(said + state, f"{layer}.output")
        return state

    def _attended(
        self, state: "torch.Tensor", padded: "torch.Tensor | None", name: str
    ) -> "torch.Tensor":
        from torch.nn.functional import scaled_dot_product_attention

        query, key, value = (
            self._linear(state, f"{name}.{part}")
            .view(*state.shape[:2], self._heads, -1)
            .transpose(1, 2)
            for part in ("query", "key", "value")
        )
        seen = scaled_dot_product_attention(query, key, value, attn_mask=padded)
        return seen.transpose(1, 2).flatten(2)

    def _linear(self, state: "torch.Tensor", name: str) -> "torch.Tensor":
        from torch.nn.functional import linear

        return linear(state, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"])

    def _normed(self, state: "torch.Tensor", name: str) -> "torch.Tensor":
        from torch.nn.functional import layer_norm

        weight, bias = (self._weights[f"{name}.LayerNorm.{part}"] for part in ("weight", "bias"))
        return layer_norm(state, weight.shape, weight, bias, self._epsilon)


def _added(
    learned: Adapter, bare: "Mapping[str, torch.Tensor]", dtype: "torch.dtype"
) -> "dict[str, torch.Tensor]":
    """Return the weights in a number type, with what was learned on them as so rounded added."""
    import torch

    weights = {name: weight.to(dtype) for name, weight in bare.items()}
    for layer, product in learned.products():
        weight = weights.get(f"{layer}.weight")
        if weight is None or weight.shape != product.shape:
            raise ModelError(texts.ADAPTER_OTHER.format(path=learned.path))
        merged = weight.float() + torch.from_numpy(product)
        weights[f"{layer}.weight"] = merged.to(weight.dtype)
    return weights
