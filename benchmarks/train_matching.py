"""Learn the maps of `kwchat.matching` from passages with questions.

    python benchmarks/train_matching.py benchmarks/data/passages src/kwchat/answering/matching.npz

Reads the blocks that the README beside the passages describes, encodes them with the packaged
encoder, and lays every question beside its own passage and beside two of other subjects. About
twenty minutes on two cores; the same seed gives the same maps on the same machine.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, normalize, pad

from kwchat import wiring
from kwchat.answering import passages
from kwchat.answering.matching import FAR, NEAR
from kwchat.index import encoders
from kwchat.index.encoding import Encoder, Matrix
from kwchat.reading.document import Block, BlockKind, Chunk, Document, Kind, Sentence

HIDDEN, PROJECTED, DROPOUT = 16, 64, 0.3
EPOCHS, BATCH, RATE, DECAY = 8, 32, 2e-3, 0.05
STRANGERS = 2  # passages of another subject per question
PASSAGE_LOSS = 0.3  # weight of "does the passage answer at all" beside "which sentence does"
SCALE = 20.0  # token vectors have length 1: their 384 numbers are small
NO_SENTENCE = -30.0


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """The token vectors of each sentence and its context, (n, d), and the questions with what
    answers them."""

    sentences: tuple[Matrix, ...]
    questions: tuple[tuple[str, frozenset[int]], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A question laid beside a passage, and which of its sentences answer."""

    question: Matrix
    passage: Passage
    answers: frozenset[int]


def read_blocks(folder: Path) -> Iterator[list[str]]:
    """Yield the lines of every passage."""
    for path in sorted(folder.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            lines = [line for line in block.splitlines() if line.strip()]
            if lines:
                yield lines


def encode(lines: Sequence[str], encoder: Encoder) -> Passage:
    """Encode one passage as the retriever sees it: headings first, and every sentence read with
    what tells what it is about."""
    passage = _as_passage(lines)
    (encoding,) = encoder.encode_passages([passage.chunk.embedded_text])
    starts = encoding.spans[:, 0] - len(passage.chunk.embedded_text) + len(passage.chunk.text)
    inside = [(starts >= one.start) & (starts < one.end) for one in passage.chunk.sentences]
    sentences = (
        encoding.tokens[np.any([inside[position] for position in context], axis=0)]
        for context in passage.contexts()
    )
    return Passage(tuple(sentences), tuple(_questions(lines)))


def _as_passage(lines: Sequence[str]) -> passages.Passage:
    """Return the lines of one passage as a chunk of a document of its own."""
    headings = tuple(part.strip() for part in lines[0].removeprefix("# ").split(">"))
    text, sentences, blocks = "", list[Sentence](), list[Block]()
    for line in lines[1:]:
        if line[:2] in {"+ ", "! "}:
            continue
        item, words = line.startswith("- "), line.removeprefix("- ")
        goes_on = bool(blocks) and not item and blocks[-1].kind is BlockKind.PARAGRAPH
        text += (" " if goes_on else "\n") * bool(text)
        start, end = len(text), len(text) + len(words)
        first = blocks.pop().start if goes_on else start
        blocks.append(Block(BlockKind.ITEM if item else BlockKind.PARAGRAPH, first, end))
        sentences.append(Sentence(start, end, item=item))
        text += words
    document = Document("", Kind.EIGEN, headings[0], text, tuple(blocks))
    chunk = Chunk("", "", Kind.EIGEN, text, 0, len(text), None, headings, tuple(sentences))
    return passages.Passage(chunk, document)


def _questions(lines: Sequence[str]) -> Iterator[tuple[str, frozenset[int]]]:
    for line in lines:
        if line.startswith("+ "):
            numbers, question = line[2:].split("|", 1)
            yield question.strip(), frozenset(int(number) - 1 for number in numbers.split(","))
        elif line.startswith("! "):
            yield line[2:].strip(), frozenset()


class Maps(nn.Module):
    """`kwchat.matching.Matching` in torch, for a batch."""

    def __init__(self, dimensions: int) -> None:
        super().__init__()
        self.projection = nn.Linear(dimensions, PROJECTED, bias=False)
        self.weight, self.bar = _valuer(dimensions), _valuer(dimensions)
        self.scales = nn.Parameter(torch.tensor([1.0, 0.5]))
        self.bias = nn.Parameter(torch.zeros(1))
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, questions: Tensor, asked: Tensor, said: Tensor, there: Tensor) -> Tensor:
        """Return log-odds (b, k) for tokens of questions (b, q, d) and sentences (b, k, n, d)."""
        near = _best(questions, said, there)
        far = _best(self._projected(questions), self._projected(said), there)
        importance = self.weight(questions * SCALE)[..., 0].masked_fill(~asked, -1e4)
        value = (
            self.scales[0] * float(NEAR[1]) * (near - float(NEAR[0]))
            + self.scales[1] * float(FAR[1]) * (far - float(FAR[0]))
            - self.bar(questions * SCALE)[..., 0].unsqueeze(1)
        )
        odds: Tensor = (importance.softmax(-1).unsqueeze(1) * value).sum(-1) + self.bias
        return odds.masked_fill(~there.any(-1), NO_SENTENCE)

    def _projected(self, tokens: Tensor) -> Tensor:
        return normalize(self.projection(self.dropout(tokens * SCALE)), dim=-1)

    def arrays(self) -> dict[str, Matrix]:
        """Return the maps as `Matching` reads them; the scale of the input is folded in."""
        weights = {name: value.detach().numpy() for name, value in self.state_dict().items()}
        found = {name: weights[name] for name in ("scales", "bias")}
        found["projection"] = weights["projection.weight"].T
        for name in ("weight", "bar"):
            found[f"{name}_in"] = weights[f"{name}.1.weight"].T * SCALE
            found[f"{name}_shift"] = weights[f"{name}.1.bias"]
            found[f"{name}_out"] = weights[f"{name}.3.weight"][0]
        return {name: value.astype(np.float16) for name, value in found.items()}


def _valuer(dimensions: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Dropout(DROPOUT),
        nn.Linear(dimensions, HIDDEN),
        nn.ReLU(),
        nn.Linear(HIDDEN, 1, bias=False),
    )


def _best(questions: Tensor, said: Tensor, there: Tensor) -> Tensor:
    """Return for every token of a question its best match in every sentence, (b, k, q)."""
    similarities = torch.einsum("bqd,bknd->bkqn", questions, said)
    return similarities.masked_fill(~there.unsqueeze(2), -1.0).amax(-1)


def batched(pairs: Sequence[Pair]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Return a batch, padded: questions, which tokens are there, sentences, the same, answers."""
    width = max(len(pair.question) for pair in pairs)
    count = max(len(pair.passage.sentences) for pair in pairs)
    length = max(len(said) for pair in pairs for said in pair.passage.sentences)
    questions = torch.stack([_padded(pair.question, width) for pair in pairs])
    said = torch.zeros(len(pairs), count, length, questions.shape[-1])
    answers = torch.zeros(len(pairs), count)
    for row, pair in enumerate(pairs):
        for number, sentence in enumerate(pair.passage.sentences):
            said[row, number] = _padded(sentence, length)
            answers[row, number] = number in pair.answers
    return questions, questions.any(-1), said, said.any(-1), answers


def _padded(tokens: Matrix, length: int) -> Tensor:
    return pad(torch.from_numpy(np.array(tokens)), (0, 0, 0, length - len(tokens)))


def loss_of(odds: Tensor, answers: Tensor) -> Tensor:
    """Return what is wrong about the sentences, and about "one of these" against "none"."""
    there = odds > NO_SENTENCE
    wrong = binary_cross_entropy_with_logits(odds, answers, reduction="none")
    none = torch.zeros(len(odds), 1)
    total = torch.cat([none, odds], 1).logsumexp(1)
    right = torch.where(
        answers.any(1), odds.masked_fill(answers == 0, -1e4).logsumexp(1), none[:, 0]
    )
    return ((wrong * there).sum(1) / 3 + PASSAGE_LOSS * (total - right)).mean()


def train(taught: Sequence[Passage], questions: dict[str, Matrix]) -> Maps:
    """Return maps learned from every question beside its own passage and beside strangers."""
    torch.manual_seed(0)
    chance = random.Random(0)  # noqa: S311 (which strangers, no secret)
    own = [Pair(questions[q], passage, a) for passage in taught for q, a in passage.questions]
    maps = Maps(own[0].question.shape[1])
    steps = EPOCHS * -(-len(own) * (1 + STRANGERS) // BATCH)
    optimiser = torch.optim.AdamW(maps.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    for epoch in range(EPOCHS):
        pairs = own + [
            Pair(pair.question, chance.choice(taught), frozenset())
            for pair in own
            for _ in range(STRANGERS)
        ]
        chance.shuffle(pairs)
        total = 0.0
        for start in range(0, len(pairs), BATCH):
            *batch, answers = batched(pairs[start : start + BATCH])
            loss = loss_of(maps(*batch), answers)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total * BATCH / len(pairs):.3f}", flush=True)
    return maps.eval()


def main(folder: str, target: str) -> None:
    """Learn, and write the maps."""
    encoder = encoders.load_encoder(None, cache=wiring.read_settings().cache, progress=print)
    taught = [encode(lines, encoder) for lines in read_blocks(Path(folder))]
    asked = {question for passage in taught for question, _ in passage.questions}
    questions = {question: encoder.encode_question(question).tokens for question in sorted(asked)}
    print(f"{len(taught)} passages, {len(questions)} questions", flush=True)
    arrays: dict[str, Any] = train(taught, questions).arrays()
    np.savez_compressed(target, **arrays)


if __name__ == "__main__":
    main(*sys.argv[1:])
