"""Learn to judge claims: whether a passage, or a part of it, supports a sentence.

    python benchmarks/train_entailment.py --target entailer.safetensors

It begins with what the reader that comes with kwchat has learned. A batch holds passages, each
encoded once, and all sentences about them. A sentence is laid against every unit of its passage
(`grounding.units`) with what that leans on and with the headings, by late interaction; the
likeliest unit counts, and is to support the sentence or not. Sentence and passage are also read as
one text. Each of the two is to tell, and so is their sum. The sentences are those of
`data/beweringen`, of the documents of one part; how well those of a second part are told apart is
written beside the weights, with the loss. On a third nothing is looked at here (`claims.Part`).

What people write to be hard is not all that comes: sentences of the passage itself are supported,
and what stands about another passage, or is glued from two halves, is not, however fluent. Some of
each are added as it learns.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import claims
import learning_log
import numpy as np
import torch
import train_reader
from claims import Claim, Part
from learning_log import Course
from sklearn.metrics import roc_auc_score, roc_curve
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, logsigmoid, softplus
from train_reader import GROUP, HIDDEN, LONGEST, SCALE, Reader, Tokens
from transformers import AutoTokenizer, BertModel

from kwchat.answering.grounding.units import units
from kwchat.answering.passages import Passage
from kwchat.index import adapter

TIMES = 2
RANK = 32  # of the adapters: twice that of the reader, from which it begins
WHOLE = 128  # inside the map of a sentence and a passage together
LITERAL = 2  # sentences of a passage itself that it supports, at the most
NOISE = 0.08  # share of the sentences about a passage that are also laid against another one
GLUED = 0.3  # share of the passages with a sentence glued from two about it
SHORTEST = 7  # tokens that such a sentence has at the least
PASSAGES = 6  # in a batch of a worker, with some sixty sentences
WRONG = (0.005, 0.01, 0.02, 0.05)  # shares of what is not supported that may pass


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """A sentence as tokens; `own` are the places of those that are neither prompt nor special."""

    ids: tuple[int, ...]
    own: tuple[int, ...]
    is_supported: bool


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A passage as tokens: the places of those of each sentence, and of the headings last; the
    pieces of every unit; and what is said about it."""

    ids: tuple[int, ...]
    pieces: tuple[tuple[int, ...], ...]
    units: tuple[tuple[int, ...], ...]
    said: tuple[Said, ...]


def laid(tokens: Tokens, passage: Passage, said: Sequence[Claim]) -> Laid:
    """Return a passage with the sentences about it, as tokens."""
    chunk = passage.chunk
    headings = len(chunk.embedded_text) - len(chunk.text)
    ids, starts = tokens.cut("passage: ", chunk.embedded_text)
    places = [(place, start) for place, start in enumerate(starts) if start is not None]
    pieces = [
        tuple(
            place
            for place, start in places
            if one.start <= start - headings + chunk.start < one.end and start >= headings
        )
        for one in chunk.sentences
    ]
    pieces.append(tuple(place for place, start in places if start < headings))
    of_units = tuple((*sorted(unit.reads), len(chunk.sentences)) for unit in units(passage))
    return Laid(ids, tuple(pieces), of_units, tuple(_said(tokens, claim) for claim in said))


def _said(tokens: Tokens, claim: Claim) -> Said:
    ids, starts = tokens.cut("query: ", claim.sentence)
    own = tuple(place for place, start in enumerate(starts) if start is not None)
    return Said(ids, own, claim.is_supported)


class Entailer(Reader):
    """What `kwchat.index.entailer` computes, with gradients."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__(bert, RANK)
        train_reader.go_on_from(self, adapter.FILE)
        self.gain = nn.Parameter(torch.tensor(1.0))
        self.bias.data.fill_(4.0)
        width = bert.config.hidden_size
        self.whole = _map(2 * width, WHOLE, (4.0,))
        self.each = _map(width, HIDDEN, (0.0, 2.0))

    def judged(self, batch: Sequence[Laid]) -> Iterator[Tensor]:
        """Yield for each passage the log-odds (s, u) that each of its units supports each of the
        sentences about it."""
        _, tokens = self.encode([one.ids for one in batch])
        projected = self.project(tokens)
        asked = iter(self._asked([said for one in batch for said in one.said]))
        for row, one in enumerate(batch):
            rows = [next(asked) for _ in one.said]
            similar = torch.cat([token for token, _, _ in rows]) @ projected[row].T
            pieces = torch.stack([_best(similar, places) for places in one.pieces], dim=1)
            matches = torch.stack([pieces[:, unit].amax(-1) for unit in one.units], dim=1)
            weights, bars = (torch.cat(part) for part in list(zip(*rows, strict=True))[1:])
            there = self.scale * (matches - self.centre) - bars.unsqueeze(1)
            brought = weights.unsqueeze(1) * logsigmoid(there)
            sizes = torch.tensor([len(token) for token, _, _ in rows])
            owner = torch.arange(len(rows)).repeat_interleave(sizes)
            total = brought.new_zeros(len(rows), brought.shape[1]).index_add(0, owner, brought)
            yield self.bias + self.gain * total

    def together(self, asked: Sequence[tuple[Said, Laid]]) -> Tensor:
        """Return for each sentence with a passage the log-odds that this supports it, of the two
        read as one text."""
        order = sorted(range(len(asked)), key=lambda number: len(_joined(*asked[number])))
        found: dict[int, Tensor] = {}
        for start in range(0, len(order), GROUP):
            some = order[start : start + GROUP]
            vectors, tokens = self.encode([_joined(*asked[number]) for number in some])
            for row, number in enumerate(some):
                own = tokens[row, list(asked[number][0].own)] * SCALE
                both = torch.cat([own.mean(0), vectors[row] * SCALE])
                weights, there = self.each(own).T
                found[number] = self.whole(both)[0] + softplus(weights) @ logsigmoid(there)
        return torch.stack([found[number] for number in range(len(asked))])

    def _asked(self, said: Sequence[Said]) -> list[tuple[Tensor, Tensor, Tensor]]:
        """Return for each sentence its projected tokens (n, p), their weights and bars (n,)."""
        order = sorted(range(len(said)), key=lambda number: len(said[number].ids))
        found: dict[int, tuple[Tensor, Tensor, Tensor]] = {}
        for start in range(0, len(order), GROUP):
            some = order[start : start + GROUP]
            _, tokens = self.encode([said[number].ids for number in some])
            projected = self.project(tokens)
            weights = softplus(self.weight(tokens * SCALE)[..., 0])
            bars = self.bar(tokens * SCALE)[..., 0]
            for row, number in enumerate(some):
                own = list(said[number].own)
                found[number] = projected[row, own], weights[row, own], bars[row, own]
        return [found[number] for number in range(len(said))]


def _best(similar: Tensor, places: Sequence[int]) -> Tensor:
    """Return the best match of every token of the claims (t,) among some of a passage's, (t, n)."""
    return similar[:, places].amax(-1) if places else similar.new_full((len(similar),), -1.0)


def _map(width: int, inner: int, start: Sequence[float]) -> nn.Sequential:
    """Return a map with one hidden layer that begins near some values."""
    last = nn.Linear(inner, len(start))
    last.bias.data.copy_(torch.tensor(start))
    return nn.Sequential(nn.Linear(width, inner), nn.ReLU(), last)


def _joined(said: Said, one: Laid) -> tuple[int, ...]:
    """Return a sentence and a passage as one text: one start, two ends."""
    return (*said.ids, *one.ids[1:])[:LONGEST]


def literal(passage: Passage, chance: random.Random) -> list[Claim]:
    """Return some sentences of a passage that lean on no other: it supports them."""
    contexts = passage.contexts()
    whole = [place for place, context in enumerate(contexts) if context == {place}]
    chosen = chance.sample(whole, min(LITERAL, len(whole)))
    return [Claim(passage.text(place), is_supported=True) for place in chosen]


def asked_of(batch: Sequence[Laid]) -> list[tuple[Said, Laid]]:
    """Return the sentences about the passages of a batch, each with its passage."""
    return [(said, one) for one in batch for said in one.said]


def noise(batch: Sequence[Laid], chance: random.Random) -> Iterator[tuple[Said, Laid]]:
    """Yield sentences with passages that do not support them: some about another passage, some
    glued from two about this one."""
    for one in batch:
        for other in batch:
            if other is not one:
                told = (said for said in other.said if chance.random() * len(batch) < NOISE)
                yield from ((replace(said, is_supported=False), one) for said in told)
        good = [said for said in one.said if said.is_supported and len(said.own) > SHORTEST]
        if len(good) > 1 and chance.random() < GLUED:
            yield glued(*chance.sample(good, 2)), one


def glued(one: Said, other: Said) -> Said:
    """Return the first half of a sentence with the second half of another."""
    ids = (*one.ids[: one.own[len(one.own) // 2]], *other.ids[other.own[len(other.own) // 2] :])
    return Said(ids, tuple(range(one.own[0], len(ids) - 1)), is_supported=False)


def losses_of(
    entailer: Entailer, batch: Sequence[Laid], chance: random.Random
) -> dict[str, Tensor]:
    """Return what is wrong about the sentences of a batch, and about some that nothing supports."""
    apart = torch.cat([judged.amax(1) for judged in entailer.judged(batch)])
    pairs = [*asked_of(batch), *noise(batch, chance)]
    together = entailer.together(pairs)
    right = torch.tensor([float(said.is_supported) for said, _ in pairs])
    own = slice(len(apart))
    told = {
        "apart": (apart, right[own]),
        "together": (together, right),
        "claim": (apart + together[own], right[own]),
    }
    return {name: binary_cross_entropy_with_logits(*both) for name, both in told.items()}


def batches(course: Sequence[Laid], chance: random.Random) -> Sequence[Sequence[Laid]]:
    """Return all passages once, those of about the same length together, in any order."""
    order = sorted(course, key=lambda one: len(one.ids) + chance.random() * 60)
    found = [order[start : start + PASSAGES] for start in range(0, len(order), PASSAGES)]
    chance.shuffle(found)
    return found


def reached(entailer: Entailer, course: Sequence[Laid]) -> dict[str, float]:
    """Return how well the sentences are told apart: AUROC, and which share of the supported ones
    passes where so many of the others do."""
    with torch.no_grad():
        odds = [
            judged.amax(1) + entailer.together(asked_of([one]))
            for one in course
            for judged in entailer.judged([one])
        ]
    label = [said.is_supported for one in course for said in one.said]
    scores = torch.cat(odds).numpy()
    wrong, right, _ = roc_curve(label, scores, drop_intermediate=False)
    shares = {f"passing_at_{share}": float(np.interp(share, wrong, right)) for share in WRONG}
    return {"sentences": len(label), "auroc": float(roc_auc_score(label, scores)), **shares}


def main() -> None:
    """Learn, on one core per worker."""
    torch.multiprocessing.spawn(  # type: ignore[attr-defined, no-untyped-call]
        work, nprocs=train_reader.WORKERS
    )


def work(worker: int) -> None:
    """Learn beside the other workers; the first writes the weights with what was reached."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--target", type=Path, required=True, help="the file to write")
    arguments.add_argument("--times", type=int, default=TIMES)
    given = arguments.parse_args()
    folder = train_reader.begin(worker)
    tokens = Tokens(AutoTokenizer.from_pretrained(folder))
    chance = random.Random(0)  # noqa: S311 (the order of learning, no secret)
    course = [
        laid(tokens, passage, (*said, *literal(passage, chance)))
        for passage, said in claims.of(Part.LEARNED)
    ]
    chosen = [laid(tokens, passage, said) for passage, said in claims.of(Part.CHOSEN)]
    entailer = Entailer(BertModel.from_pretrained(folder, add_pooling_layer=False)).eval()
    plan = list(chain.from_iterable(batches(course, chance) for _ in range(given.times)))
    curve = train_reader.descend(
        entailer, plan, lambda batch: losses_of(entailer, batch, chance), worker=worker
    )
    if worker == 0:
        train_reader.write(entailer, given.target)
        told = reached(entailer, chosen)
        print(told)
        learned = [Course(len(course), given.times, curve)]
        learning_log.keep(given.target, learning_log.run(learned, told, start=adapter.FILE))


if __name__ == "__main__":
    main()
