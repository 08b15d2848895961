"""Learn to read: adapters on the packaged encoder, and maps on top of its token vectors.

    python benchmarks/train_reader.py benchmarks/data/passages --target reader.safetensors

A batch holds passages, those of one document together, each encoded once, and all their questions.
For every question every sentence of the batch gets log-odds by late interaction (ColBERT, Khattab
and Zaharia 2020, with a learned weight and bar for each token of the question), and every passage a
cosine of its dense vector; what answers is to stand out among all the others, and above nothing.
Public sets (`--public`) come first, our own passages last. Some documents are held out; the curve
of the loss and what was reached on the documents held out are written beside the weights; with
`--start` behind what stood beside those (`learning_log`).

The frozen weights are multiplied in bfloat16 where the processor is fast at it, as kwchat does.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import learning_log
import numpy as np
import reading_data
import torch
from learning_log import Course
from peft import LoraConfig, inject_adapter_in_model
from peft.tuners.lora import LoraLayer
from reading_data import Lesson, Question
from safetensors.torch import load_file
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, normalize
from transformers import AutoTokenizer, BertModel

from kwchat import wiring
from kwchat.index import learned_file, packaged_encoder
from kwchat.index.number_type import number_type

B = TypeVar("B")
RANK, STRENGTH = 16, 2.0
NUMBERS = getattr(
    torch, number_type(wiring.read_settings().cache)
)  # in which kwchat multiplies here
PROJECTED, HIDDEN = 96, 32
SCALE = 20.0  # token vectors have length 1: their 384 numbers are small
RATE, MAP_RATE, DECAY, WARM_UP = 4e-4, 1e-3, 0.01, 0.06
PASSAGES = 8  # in a batch of a worker, about
WORKERS = 2
GROUP = 48  # questions of like length that are encoded together
LOSSES = {"answer": 1.0, "sentence": 0.5, "dense": 0.3}
LOSSES |= dict.fromkeys(("apart", "together", "claim"), 1.0)  # of `train_entailment`
TEMPERATURE = 0.03
LONGEST = 512  # tokens
TIMES = 4
PUBLIC = ("squad2-en", "lezen-nl", "kamervragen-nl")
LINEAR = [
    *("attention.self.query", "attention.self.key", "attention.self.value"),
    *("attention.output.dense", "intermediate.dense", "output.dense"),
]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A question as tokens; `own` (q,) tells which are a question's own words, 0.5 for those of an
    earlier one, 0 for the prompt and special tokens."""

    ids: tuple[int, ...]
    own: tuple[float, ...]
    answers: frozenset[int]
    surely: bool


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A passage as tokens: of every sentence the places of its own tokens, and with which sentences
    it is read."""

    ids: tuple[int, ...]
    sentences: tuple[tuple[int, ...], ...]
    contexts: tuple[tuple[int, ...], ...]
    asked: tuple[Asked, ...]


class Tokens:
    """Cuts texts into tokens as kwchat's encoder does."""

    def __init__(self, tokenizer: Any) -> None:  # noqa: ANN401 (a tokenizer of transformers)
        self._tokenizer = tokenizer

    def read(self, lesson: Lesson) -> Read:
        """Return a passage as tokens."""
        chunk = lesson.passage.chunk
        ids, spans = self.cut("passage: ", chunk.embedded_text)
        headings = len(chunk.embedded_text) - len(chunk.text)
        sentences = tuple(
            tuple(
                place
                for place, start in enumerate(spans)
                if start is not None and one.start <= start - headings + chunk.start < one.end
            )
            for one in chunk.sentences
        )
        contexts = tuple(tuple(sorted(one)) for one in lesson.passage.contexts())
        return Read(ids, sentences, contexts, tuple(map(self._asked, lesson.questions)))

    def _asked(self, question: Question) -> Asked:
        text = f"{question.context} {question.text}".strip()
        first = len(text) - len(question.text)
        ids, spans = self.cut("query: ", text)
        own = tuple(0.0 if start is None else 1.0 if start >= first else 0.5 for start in spans)
        return Asked(ids, own, question.answers, question.surely)

    def cut(self, prompt: str, text: str) -> tuple[tuple[int, ...], list[int | None]]:
        """Return token ids, and where each token starts in the text; None for what is not in it."""
        cut = self._tokenizer(
            prompt + text, return_offsets_mapping=True, truncation=True, max_length=LONGEST
        )
        starts: list[int | None] = []
        for start, end in cut["offset_mapping"]:
            piece = (prompt + text)[start:end]
            begin = start + len(piece) - len(piece.lstrip()) - len(prompt)
            starts.append(begin if piece.strip() and begin >= 0 else None)
        return tuple(cut["input_ids"]), starts


class _Product(torch.autograd.Function):
    """A product with weights that have an adapter added to them; only the adapter is learned.

    The sum is rounded as kwchat rounds it when it loads the encoder. Adding the two matrices costs
    less than multiplying by each.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, down: Tensor, up: Tensor) -> Tensor:  # noqa: ANN401
        """Return x (n, i) times the weights (o, i), with the adapter's (r, i) and (o, r)."""
        merged = (weight + up @ down * STRENGTH).to(NUMBERS)
        rounded = x.to(NUMBERS)
        ctx.save_for_backward(rounded, merged, down, up)
        return (rounded @ merged.T).float()

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:  # noqa: ANN401
        """Return the gradients of x and of the adapter."""
        x, merged, down, up = ctx.saved_tensors
        gradient = gradients[0].to(NUMBERS)
        whole = (gradient.T @ x).float() * STRENGTH
        return (gradient @ merged).float(), None, up.T @ whole, whole @ down.T


class Adapted(nn.Module):
    """A layer to which peft has given an adapter, computed faster."""

    def __init__(self, layer: LoraLayer) -> None:
        super().__init__()
        self.base_layer: Any = layer.base_layer
        self.lora_A, self.lora_B = layer.lora_A, layer.lora_B

    def forward(self, x: Tensor) -> Tensor:
        """Return what the layer makes of x."""
        base, down, up = (
            self.base_layer,
            self.lora_A["default"].weight,
            self.lora_B["default"].weight,
        )
        flat: Tensor = _Product.apply(  # type: ignore[no-untyped-call]
            x.flatten(0, -2), base.weight, down, up
        )
        whole: Tensor = flat.view(*x.shape[:-1], -1) + base.bias
        return whole


class Reader(nn.Module):
    """The encoder with adapters, and the maps on top of it."""

    def __init__(self, bert: BertModel, rank: int = RANK) -> None:
        super().__init__()
        config = LoraConfig(r=rank, lora_alpha=int(rank * STRENGTH), target_modules=LINEAR)
        self.bert = inject_adapter_in_model(config, bert)
        for name, module in list(self.bert.named_modules()):
            if isinstance(module, LoraLayer):
                self.bert.set_submodule(name, Adapted(module))
        width = bert.config.hidden_size
        self.projection = nn.Linear(width, PROJECTED, bias=False)
        self.weight, self.bar = _valuer(width), _valuer(width)
        self.scale, self.centre = nn.Parameter(torch.tensor(10.0)), nn.Parameter(torch.tensor(0.5))
        self.bias = nn.Parameter(torch.tensor(-1.0))

    def encode(self, texts: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
        """Return dense vectors (b, d) and token vectors (b, n, d), both of length 1."""
        longest = max(map(len, texts))
        ids = torch.tensor([[*text, *[1] * (longest - len(text))] for text in texts])
        there = (torch.arange(longest) < torch.tensor([[len(text)] for text in texts])).long()
        tokens = self.bert(input_ids=ids, attention_mask=there).last_hidden_state
        mean = (tokens * there.unsqueeze(-1)).sum(1) / there.sum(1, keepdim=True)
        return normalize(mean, dim=-1), normalize(tokens, dim=-1)

    def project(self, tokens: Tensor) -> Tensor:
        """Return token vectors (…, d) as projected ones (…, p) of length 1."""
        return normalize(self.projection(tokens * SCALE), dim=-1)

    def passages(self, read: Sequence[Read]) -> tuple[Tensor, "Sentences"]:
        """Return the dense vectors of passages, and the sentences of all of them."""
        dense, tokens = self.encode([one.ids for one in read])
        return dense, Sentences.of(self.project(tokens), read)

    def questions(self, asked: Sequence[Asked]) -> tuple[Tensor, "Sought"]:
        """Return the dense vectors of questions, and what is sought with them."""
        order = sorted(range(len(asked)), key=lambda number: len(asked[number].ids))
        longest = max(len(one.ids) for one in asked)
        dense, tokens = [], []
        for start in range(0, len(order), GROUP):
            vectors, encoded = self.encode([asked[one].ids for one in order[start : start + GROUP]])
            dense.append(vectors)
            tokens.append(nn.functional.pad(encoded, (0, 0, 0, longest - encoded.shape[1])))
        back = torch.tensor(order).argsort()
        own = torch.tensor([[*one.own, *[0.0] * (longest - len(one.own))] for one in asked])
        return torch.cat(dense)[back], self._sought(torch.cat(tokens)[back], own)

    def _sought(self, tokens: Tensor, own: Tensor) -> "Sought":
        importance = self.weight(tokens * SCALE)[..., 0] + own.clamp(min=1e-9).log()
        return Sought(
            self.project(tokens), importance.softmax(-1), self.bar(tokens * SCALE)[..., 0]
        )

    def odds(self, sought: "Sought", sentences: "Sentences") -> Tensor:
        """Return for every question and every sentence the log-odds that it answers, (q, s)."""
        best = sentences.best_matches(sought.projected)
        value = self.scale * (best - self.centre) - sought.bars.unsqueeze(-1)
        return (sought.weights.unsqueeze(-1) * value).sum(1) + self.bias


@dataclass(frozen=True, slots=True, eq=False)
class Sought:
    """Questions: projected tokens (q, n, p), their weights (q, n) that sum to 1, bars (q, n)."""

    projected: Tensor
    weights: Tensor
    bars: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Sentences:
    """The sentences of a batch: all projected tokens (t, p) and one of zeros, of every sentence the
    places of its tokens (s, n), and with which sentences it is read (s, c)."""

    tokens: Tensor
    places: Tensor
    contexts: Tensor
    passage: Tensor

    @classmethod
    def of(cls, projected: Tensor, read: Sequence[Read]) -> "Sentences":
        """Return the sentences of passages whose projected tokens have shape (b, n, p)."""
        length = projected.shape[1]
        places, contexts, owner = list[list[int]](), list[list[int]](), list[int]()
        for row, one in enumerate(read):
            first = len(places)
            places += [[row * length + place for place in said] for said in one.sentences]
            contexts += [[first + other for other in context] for context in one.contexts]
            owner += [row] * len(one.sentences)
        nothing = len(read) * length
        flat = torch.cat([projected.flatten(0, 1), projected.new_zeros(1, projected.shape[-1])])
        repeated = [[*context, *[context[0]] * 9][:9] for context in contexts]
        width = max(len(set(context)) for context in repeated)
        return cls(
            flat,
            _padded(places, nothing),
            torch.tensor([context[:width] for context in repeated]),
            torch.tensor(owner),
        )

    def best_matches(self, questions: Tensor) -> Tensor:
        """Return for every token of every question its best match in every sentence, (q, n, s)."""
        count, length, _ = questions.shape
        similarities = questions.flatten(0, 1) @ self.tokens.T
        own = similarities[:, self.places.flatten()].view(-1, *self.places.shape).amax(-1)
        read = own[:, self.contexts.flatten()].view(-1, *self.contexts.shape).amax(-1)
        return read.view(count, length, -1)


def _padded(rows: Sequence[Sequence[int]], filler: int) -> Tensor:
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[filler] * (longest - len(row))] for row in rows])


def _valuer(width: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 1, bias=False))


def spread_out(reader: Reader, texts: Sequence[Sequence[int]]) -> None:
    """Start the projection with the directions in which the tokens of some texts differ most."""
    with torch.no_grad():
        tokens = torch.cat(
            [
                reader.encode(texts[start : start + 16])[1].flatten(0, 1)
                for start in range(0, 160, 16)
            ]
        )
        mean = normalize(tokens.mean(0), dim=0)
        apart = tokens - tokens @ mean.unsqueeze(1) * mean
        spread, directions = torch.linalg.eigh(apart.T @ apart / len(apart))
        chosen = directions[:, -PROJECTED:] / spread[-PROJECTED:].sqrt() ** 0.5
        reader.projection.weight.copy_(normalize(chosen.T.flatten(), dim=0).view(PROJECTED, -1) * 5)


def loss_of(reader: Reader, batch: Sequence[Read]) -> dict[str, Tensor]:
    """Return what is wrong about the sentences and about the passages of a batch."""
    asked = [question for one in batch for question in one.asked]
    owner = torch.tensor([row for row, one in enumerate(batch) for _ in one.asked])
    passages, sentences = reader.passages(batch)
    questions, sought = reader.questions(asked)
    odds = reader.odds(sought, sentences)
    own = owner.unsqueeze(1) == sentences.passage
    right = torch.zeros_like(own)
    firsts = torch.tensor([0, *(len(one.sentences) for one in batch)]).cumsum(0).tolist()
    for row, (question, passage) in enumerate(zip(asked, owner.tolist(), strict=True)):
        right[row, [firsts[passage] + answer for answer in question.answers]] = True
    answered = right.any(1)
    none = odds.new_zeros(len(odds), 1)
    total = torch.cat([none, odds], 1).logsumexp(1)
    found = torch.where(answered, odds.masked_fill(~right, -1e4).logsumexp(1), none[:, 0])
    surely = torch.tensor([question.surely for question in asked])
    wrong = binary_cross_entropy_with_logits(odds, right.float(), reduction="none")
    judged = own & surely.unsqueeze(1)
    similar = questions @ passages.T / TEMPERATURE
    return {
        "answer": (total - found).mean(),
        "sentence": (wrong * judged).sum() / judged.sum().clamp(min=1),
        "dense": (cross_entropy(similar, owner, reduction="none") * answered).sum()
        / answered.sum().clamp(min=1),
    }


def batches(documents: Sequence[Sequence[Read]], chance: random.Random) -> Iterator[list[Read]]:
    """Yield all passages once, in batches of documents of about the same length, in any order."""
    order = sorted(
        documents, key=lambda one: max(len(read.ids) for read in one) + chance.random() * 60
    )
    found: list[list[Read]] = [[]]
    for document in order:
        if len(found[-1]) + len(document) > PASSAGES + 2 and found[-1]:
            found.append([])
        for start in range(0, len(document), PASSAGES):
            found[-1] += document[start : start + PASSAGES]
            if len(found[-1]) >= PASSAGES:
                found.append([])
    chance.shuffle(found)
    yield from (one for one in found if any(read.asked for read in one))


@dataclass(frozen=True, slots=True)
class Reached:
    """What a reader does on documents held out: how often the best of all sentences answers, and
    the best of the right document; rank of the passage by sentences and by dense vectors; and how
    well it tells what is answered from what is not."""

    sentence: float
    in_document: float
    mrr: float
    dense_mrr: float
    auroc: float


def reached(reader: Reader, documents: Sequence[Sequence[Read]]) -> Reached:
    """Ask all questions of all passages of the documents."""
    read = [one for document in documents for one in document]
    home = [number for number, document in enumerate(documents) for _ in document]
    with torch.no_grad():
        dense, sentences = reader.passages(read)
        asked = [(row, question) for row, one in enumerate(read) for question in one.asked]
        firsts = np.cumsum([0, *(len(one.sentences) for one in read)])
        rows = []
        for start in range(0, len(asked), GROUP):
            some = asked[start : start + GROUP]
            vectors, sought = reader.questions([question for _, question in some])
            rows += [*zip(some, reader.odds(sought, sentences), vectors @ dense.T, strict=True)]
    top, near, mrr, dense_mrr, odds_of, label = [], [], [], [], [], []
    for (row, question), odds, similar in rows:
        odds_of.append(float(odds.sort().values[-5:].logsumexp(0)))
        label.append(bool(question.answers))
        if question.answers:
            right = {int(firsts[row]) + answer for answer in question.answers}
            top.append(int(odds.argmax()) in right)
            same = torch.tensor([home[int(one)] == home[row] for one in sentences.passage])
            near.append(int(odds.masked_fill(~same, -99).argmax()) in right)
            best = torch.full((len(read),), -99.0).scatter_reduce(
                0, sentences.passage, odds, "amax"
            )
            mrr.append(1 / (1 + int((best > best[row]).sum())))
            dense_mrr.append(1 / (1 + int((similar > similar[row]).sum())))
    return Reached(
        sentence=float(np.mean(top)),
        in_document=float(np.mean(near)),
        mrr=float(np.mean(mrr)),
        dense_mrr=float(np.mean(dense_mrr)),
        auroc=float(roc_auc_score(label, odds_of)),
    )


def train(
    reader: Reader,
    course: Sequence[Sequence[Read]],
    *,
    times: int,
    worker: int,
) -> list[dict[str, float]]:
    """Learn from the documents of a course, so many times over, and return the curve."""
    chance = random.Random(0)  # noqa: S311 (the order of learning, no secret)
    plan = [batch for _ in range(times) for batch in batches(course, chance)]
    return descend(reader, plan, lambda batch: loss_of(reader, batch), worker=worker)


def descend(
    reader: Reader, plan: Sequence[B], losses_of: Callable[[B], dict[str, Tensor]], *, worker: int
) -> list[dict[str, float]]:
    """Learn from the batches of a plan that are this worker's, and return the curve."""
    plan = plan[worker : len(plan) // WORKERS * WORKERS : WORKERS]
    maps = [value for name, value in reader.named_parameters() if not name.startswith("bert")]
    adapters = [value for value in reader.bert.parameters() if value.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": adapters, "lr": RATE}, {"params": maps, "lr": MAP_RATE}], weight_decay=DECAY
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [RATE, MAP_RATE], total_steps=len(plan) + 1, pct_start=WARM_UP
    )
    curve: list[dict[str, float]] = []
    began, sums = time.monotonic(), dict[str, list[float]]()
    for step, batch in enumerate(plan, start=1):
        losses = losses_of(batch)
        loss = torch.stack([LOSSES[name] * value for name, value in losses.items()]).sum()
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        share_gradients([*maps, *adapters])
        torch.nn.utils.clip_grad_norm_([*maps, *adapters], 1.0)
        optimiser.step()
        schedule.step()
        for name, value in losses.items():
            sums.setdefault(name, []).append(value.item())
        if worker == 0 and (step % 20 == 0 or step == len(plan)):
            means = {name: round(float(np.mean(one)), 4) for name, one in sums.items()}
            curve.append({"step": step, **means})
            sums = {}
            print(f"{step}/{len(plan)} {time.monotonic() - began:.0f} s {curve[-1]}", flush=True)
    return curve


def share_gradients(values: Sequence[nn.Parameter]) -> None:
    """Replace the gradients by their mean over all workers."""
    flat = torch.cat([value.grad.flatten() for value in values if value.grad is not None])
    torch.distributed.all_reduce(flat)
    sizes = [value.numel() for value in values if value.grad is not None]
    pieces = torch.split(flat / WORKERS, sizes)
    for value, piece in zip((one for one in values if one.grad is not None), pieces, strict=True):
        value.grad = piece.view_as(value)


def go_on_from(reader: Reader, path: Path) -> None:
    """Take over the weights that an earlier run wrote; adapters of a lower rank than the reader's
    do the same as before, and what there is more of learns from nothing."""
    state = reader.state_dict()
    names = {_file_name(name): name for name in state}
    for name, value in load_file(path).items():
        own = state[names[name]]
        if "lora_B" in name:
            own.zero_()
        own[tuple(map(slice, value.shape))] = value.float()
    reader.load_state_dict(state)


def _file_name(name: str) -> str:
    return name.removeprefix("bert.").replace(".default", "")


@torch.no_grad()
def temper(reader: Reader, kept: float) -> None:
    """Bring the encoder back towards what it was before it learned: of the adapters a share is
    kept. It reads text that is unlike what it learned from better so (Wortsman et al. 2022,
    WiSE-FT)."""
    for name, value in reader.named_parameters():
        if "lora_B" in name:
            value.mul_(kept)


def write(reader: Reader, target: Path) -> None:
    """Write adapters and maps in float16."""
    tensors = {
        _file_name(name): value
        for name, value in reader.state_dict().items()
        if "lora_" in name or not name.startswith("bert.")
    }
    learned_file.write(
        target,
        {name: value.detach().half().contiguous().numpy() for name, value in tensors.items()},
        {"strength": str(STRENGTH), "encoder": packaged_encoder.SHA256},
    )


def parsed() -> argparse.Namespace:
    """Return what was asked for on the command line."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("own", type=Path, nargs="+", help="folders with our own passages")
    arguments.add_argument("--target", type=Path, required=True, help="the file to write")
    arguments.add_argument("--public", type=Path, help="folder with the public sets")
    arguments.add_argument(
        "--times", type=int, default=TIMES, help="times our own are learned from"
    )
    arguments.add_argument("--start", type=Path, help="weights to go on from")
    arguments.add_argument("--kept", type=float, default=1.0, help="share of the adapters kept")
    arguments.add_argument("--share", type=float, default=1.0, help="of our own, to learn from")
    return arguments.parse_args()


def main() -> None:
    """Learn, on one core per worker: on a busy machine cores that wait for each other lose most."""
    torch.multiprocessing.spawn(work, nprocs=WORKERS)  # type: ignore[attr-defined, no-untyped-call]


def work(worker: int) -> None:
    """Learn beside the other workers; the first writes the weights with what was reached."""
    given = parsed()
    folder = begin(worker)
    tokens = Tokens(AutoTokenizer.from_pretrained(folder))
    held_out, taught = divided(given.own, given.share, tokens)
    courses = [(public_course(given.public, tokens), 1)] if given.public else []
    courses.append((taught, given.times))
    if worker == 0:
        print([sum(map(len, course)) for course, _ in courses], sum(map(len, held_out)), flush=True)
    bert = BertModel.from_pretrained(folder, add_pooling_layer=False)
    reader = Reader(bert).eval()  # without dropout
    spread_out(reader, [one.ids for document in taught for one in document])
    if given.start:
        go_on_from(reader, given.start)
    learned = [
        Course(sum(map(len, course)), times, train(reader, course, times=times, worker=worker))
        for course, times in courses
        if times
    ]
    if worker == 0:
        temper(reader, given.kept)
        write(reader, given.target)
        held = {"passages": sum(map(len, held_out)), **asdict(reached(reader, held_out))}
        print(held)
        run = learning_log.run(learned, held, start=given.start, kept=given.kept)
        learning_log.keep(
            given.target, learning_log.continued(learning_log.beside(given.start), run)
        )


def begin(worker: int) -> Path:
    """Join the other workers, and return the folder of the packaged encoder."""
    torch.set_num_threads(1)
    torch.distributed.init_process_group(
        "gloo",
        init_method=f"file://{tempfile.gettempdir()}/kwchat-{os.getppid()}",
        rank=worker,
        world_size=WORKERS,
    )
    torch.manual_seed(0)
    return packaged_encoder.unpack(wiring.read_settings().cache, progress=print)


def divided(
    folders: Iterable[Path], share: float, tokens: Tokens
) -> tuple[list[tuple[Read, ...]], list[tuple[Read, ...]]]:
    """Return our own documents: those held out, and a share of the others."""
    documents = [document for one in folders for document in reading_data.own_documents(one)]
    random.Random(1).shuffle(documents)  # noqa: S311 (which share, no secret)
    held_out = [one for one in documents if reading_data.is_held_out(one)]
    taught = [one for one in documents if not reading_data.is_held_out(one)]
    taught = taught[: round(len(taught) * share)]
    return (
        [tuple(map(tokens.read, document)) for document in held_out],
        [tuple(map(tokens.read, document)) for document in taught],
    )


def public_course(folder: Path, tokens: Tokens) -> list[tuple[Read, ...]]:
    """Return the documents of the public sets."""
    return [
        tuple(map(tokens.read, document))
        for name in PUBLIC
        for document in reading_data.public_documents(folder / f"{name}.jsonl")
    ]


if __name__ == "__main__":
    main()
