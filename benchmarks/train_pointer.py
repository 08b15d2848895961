"""Learn to point: which words of a passage answer a question for a fact.

    python benchmarks/train_pointer.py benchmarks/data/passages --target pointer.safetensors

On top of the reader that comes with kwchat, whose projected token vectors stay as they are. The
questions whose answering words are known are learned from, and as many as there are of one per
passage that nothing answers, in which no word does. Beside the weights are written the loss of
every round, and what was reached on the documents held out: how much of what is marked is right,
where the surest half and more of it are marked.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import learning_log
import numpy as np
import numpy.typing as npt
import reading_data
import torch
from reading_data import Lesson, Question
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, pad

from kwchat import wiring
from kwchat.answering import pointing
from kwchat.index import adapter, encoders, learned_file, pointer
from kwchat.index.encoding import Encoder, Matrix
from kwchat.index.pointer import Pointer
from kwchat.reading.document import Sentence

HIDDEN = 96
NEIGHBOURS = 3  # on each side of a token
TIMES = 6
BATCH = 24
RATE, DECAY, WARM_UP, LAST_RATE = 2e-3, 0.01, 50, 0.02
DROPPED = 0.1
UNANSWERED = 0.3  # for each question whose words are known
LOSS = 20.0  # most tokens answer nothing, so that the mean is small
SHARES = (0.5, 0.7, 0.85, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A question (q, p) and a passage (n, p) as projected tokens, where the latter stand in the
    passage, and which of them answer (n,); the sentence with the words, where one answers."""

    question: Matrix
    passage: Matrix
    spans: npt.NDArray[np.int32]
    right: npt.NDArray[np.bool_]
    text: str
    sentence: Sentence | None


class Learner(nn.Module):
    """What `kwchat.index.pointer` computes, with gradients."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.attend = nn.Linear(width, 1, bias=False)
        self.gate, self.shift = nn.Linear(width, width), nn.Linear(width, HIDDEN)
        self.look = nn.Linear(2 * width + 1, HIDDEN * (2 * NEIGHBOURS + 1), bias=False)
        self.judge, self.drop = nn.Linear(HIDDEN, 1), nn.Dropout(DROPPED)

    def forward(self, question: Tensor, asked: Tensor, passage: Tensor, there: Tensor) -> Tensor:
        """Return log-odds (b, n) for questions (b, q, p) and passages (b, n, p) with masks."""
        shares = (self.attend(question * pointer.LENGTH)[..., 0] + asked.log()).softmax(-1)
        meant = (shares.unsqueeze(-1) * question * pointer.LENGTH).sum(1)
        similarities = question @ passage.transpose(1, 2)
        matches = similarities.masked_fill(asked.unsqueeze(-1) == 0, -1.0).amax(1).unsqueeze(-1)
        scaled = passage * pointer.LENGTH
        seen = torch.cat([scaled, scaled * self.gate(meant).unsqueeze(1), matches], -1)
        looked = self.look(self.drop(seen) * there.unsqueeze(-1))
        parts = looked.view(*passage.shape[:2], 2 * NEIGHBOURS + 1, HIDDEN)
        around = [_moved(parts[:, :, place], place - NEIGHBOURS) for place in range(parts.shape[2])]
        hidden = torch.relu(sum(around[1:], around[0]) + self.shift(meant).unsqueeze(1))
        odds: Tensor = self.judge(self.drop(hidden))[..., 0]
        return odds


def _moved(rows: Tensor, by: int) -> Tensor:
    """Return for each token (b, n, h) what its neighbour `by` on has; zeros past the ends."""
    return pad(rows, (0, 0, 0, by))[:, by:] if by >= 0 else pad(rows, (0, 0, -by, 0))[:, :by]


def examples(lessons: Sequence[Lesson], encoder: Encoder, chance: random.Random) -> list[Example]:
    """Return the questions of passages of which at least one has its answering words known."""
    chosen = [(one, asked) for one in lessons if (asked := list(_asked(one, chance)))]
    encoded = encoder.encode_passages([one.passage.chunk.embedded_text for one, _ in chosen])
    found = list[Example]()
    for (lesson, questions), encoding in zip(chosen, encoded, strict=True):
        chunk = lesson.passage.chunk
        headings = len(chunk.embedded_text) - len(chunk.text)
        own = encoding.spans[:, 1] > headings
        spans = np.maximum(encoding.spans[own] - headings, 0)
        for question, sentence, start, end in questions:
            right = (spans[:, 0] < end) & (spans[:, 1] > start)
            tokens = encoder.encode_question(f"{question.context} {question.text}".strip()).tokens
            one = Example(tokens, encoding.tokens[own], spans, right, chunk.text, sentence)
            found.append(one)
    return found


def _asked(
    lesson: Lesson, chance: random.Random
) -> Iterator[tuple[Question, Sentence | None, int, int]]:
    """Yield the questions whose answering words are known, with the sentence and where the words
    stand in the passage; and one that nothing answers."""
    chunk = lesson.passage.chunk
    known = False
    for question in lesson.questions:
        for answer in sorted(question.answers) if question.words else ():
            sentence = chunk.sentences[answer]
            place = chunk.words(sentence).casefold().find(question.words.casefold())
            if place >= 0:
                start = sentence.start - chunk.start + place
                yield question, sentence, start, start + len(question.words)
                known = True
                break
    unanswered = [question for question in lesson.questions if not question.answers]
    if known and unanswered:
        yield chance.choice(unanswered), None, 0, 0


def train(learner: Learner, taught: Sequence[Example], chance: random.Random) -> list[float]:
    """Learn from the examples, those of about the same length together; return the mean loss of
    every round."""
    known = [one for one in taught if one.sentence]
    unanswered = [one for one in taught if not one.sentence]
    drawn = min(len(unanswered), round(UNANSWERED * len(known)))
    optimizer = torch.optim.AdamW(learner.parameters(), lr=RATE, weight_decay=DECAY)
    total = TIMES * -(-(len(known) + drawn) // BATCH)

    def rate(step: int) -> float:
        return min(1.0, (step + 1) / WARM_UP) * max(LAST_RATE, 1 - step / total)

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
    curve = list[float]()
    for _ in range(TIMES):
        losses = list[float]()
        drawing = [*known, *chance.sample(unanswered, drawn)]
        for batch in _batches(drawing, chance):
            *inputs, right, there = _tensors(batch)
            wrong = binary_cross_entropy_with_logits(
                learner(*inputs, there), right, reduction="none"
            )
            loss = LOSS * (wrong * there).sum() / there.sum()
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        curve.append(round(float(np.mean(losses)), 3))
        print(f"loss {curve[-1]}", flush=True)
    return curve


def _batches(drawing: Sequence[Example], chance: random.Random) -> list[Sequence[Example]]:
    by_length = sorted(drawing, key=lambda one: len(one.passage) + 40 * chance.random())
    batches: list[Sequence[Example]] = [
        by_length[start : start + BATCH] for start in range(0, len(by_length), BATCH)
    ]
    chance.shuffle(batches)
    return batches


def _tensors(batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Return questions with their mask, passages, what is right, and the mask of passages."""
    questions = [torch.from_numpy(one.question) for one in batch]
    passages = [torch.from_numpy(one.passage) for one in batch]
    right = [torch.from_numpy(one.right).float() for one in batch]
    stacked = [
        torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
        for rows in (
            questions,
            [torch.ones(len(one)) for one in questions],
            passages,
            right,
            [torch.ones(len(one)) for one in passages],
        )
    ]
    return stacked[0], stacked[1], stacked[2], stacked[3], stacked[4]


def reached(learned: Pointer, held_out: Sequence[Example]) -> Iterator[dict[str, float]]:
    """Yield what the marks are worth on documents held out, in the sentence that answers: for the
    surest share of the questions the threshold, the share of the marked words that are right, F1,
    and how many marks touch the right words."""
    marks = list[tuple[float, float, float, float]]()
    for one in filter(lambda one: one.sentence, held_out):
        if one.sentence is None or not one.right.any():
            continue
        odds = learned.pointing(one.question).odds(one.passage, one.question @ one.passage.T)
        start, end = one.sentence.start, one.sentence.end
        found = pointing.best_words(one.text, (start, end), one.spans, odds)
        words = pointing.words(one.text, (start, end))
        marked = [found.start < last and first < found.end for first, last in words]
        first, last = one.spans[one.right][0, 0], one.spans[one.right][-1, 1]
        right = [first < end and start < last for start, end in words]
        both = float(np.sum(np.logical_and(marked, right)))
        precision, recall = both / max(1, sum(marked)), both / max(1, sum(right))
        f1 = 2 * precision * recall / (precision + recall) if both else 0.0
        marks.append((found.chance, precision, f1, float(both > 0)))
    marks.sort(reverse=True)
    for share in SHARES:
        surest = np.array(marks[: round(share * len(marks))])
        precision, f1, touching = surest[:, 1:].mean(axis=0)
        yield {
            "marked": share,
            "of": len(marks),
            "threshold": round(float(surest[-1, 0]), 3),
            "precision": round(float(precision), 3),
            "f1": round(float(f1), 3),
            "touching": round(float(touching), 3),
        }


def main() -> None:
    """Learn from the documents that are taught, and look at those held out."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("own", type=Path, help="folder with our own passages")
    arguments.add_argument("--target", type=Path, required=True, help="the file to write")
    given = arguments.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    chance = random.Random(0)  # noqa: S311 (an order, no secret)
    cache = wiring.read_settings().cache
    encoder = encoders.load_encoder(None, cache=cache, progress=print, points=False)
    documents = reading_data.own_documents(given.own)
    taught, held_out = (
        [lesson for one in documents if reading_data.is_held_out(one) is held for lesson in one]
        for held in (False, True)
    )
    lessons = examples(taught, encoder, chance)
    print(len(lessons), "examples", flush=True)
    learner = Learner(lessons[0].passage.shape[1])
    curve = train(learner, lessons, chance)
    tensors = {name: value.numpy() for name, value in learner.state_dict().items()}
    learned_file.write(given.target, tensors, {"reader": adapter.sha256()})
    shares = list(reached(Pointer.load(given.target), examples(held_out, encoder, chance)))
    for one in shares:
        print(one)
    told = {"examples": len(lessons), "times": TIMES, "curve": curve, "held_out": shares}
    learning_log.keep(given.target, told)


if __name__ == "__main__":
    main()
