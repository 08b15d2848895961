"""How the costs of kwchat grow with the number of passages.

    OPENBLAS_NUM_THREADS=1 python benchmarks/growth.py 1000 10000 100000 --folder /var/tmp/growth

Makes a Dutch corpus of each size, takes it in, asks 150 questions, takes in one document more, and
prints a table of what that costs; `growth.svg` in the folder draws it. A corpus and an index that
the folder holds already are used again. Times are of the processor, so that they hold on a machine
that is busy.

The corpus recombines the passages in `benchmarks/data/passages`: a passage keeps most of its
sentences, gets others of the same kind in place of the rest, and has its names and numbers
replaced. Names follow Zipf's law without an end, so that the vocabulary grows with the corpus as it
does in real text (Heaps' law). All is seeded.

Encoding 100,000 passages takes the packaged encoder an hour, and costs the same for every passage.
What grows is all else, so `StandIn` puts vectors together from those that the packaged encoder gave
the sentences of which a passage is made. Questions are encoded by the packaged encoder itself.
"""

import argparse
import json
import re
import resource
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any, TypeVar

import matplotlib.pyplot as plt
import numpy as np
import psutil
from reading_data import Lesson, own_documents
from remembered import Remembered

from kwchat import wiring
from kwchat.index import encoders
from kwchat.index.encoding import Encoder, EncoderIdentity, Encoding, Vector

PASSAGES = Path(__file__).parent / "data" / "passages"
LESSONS = 1000  # passages that are recombined
SECTIONS = (8, 32)  # passages of a document, about
MOVED = 0.3  # share of the sentences that come from another passage
QUESTIONS = 150
SEED = 20
ENCODER_MB = 800.0  # of a server's memory is the encoder and what it is made with, at every size
SYLLABLES = "al ber dam den dijk drecht erf gaard ger haven hof hol kerk land lem mar meer mond nes"
SYLLABLES += " oor oost poel rijk ster tal ver vliet voor waard wer west wijk wold zand zicht zuid"
Result = TypeVar("Result")

NAME = re.compile(r"(?<=[^\W\d_] )[A-Z][a-zé]{2,}")  # a capital within a sentence
NUMBER = re.compile(r"\d+")
SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z0-9])|\n(?:- )?|^- ")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one size costs, in seconds and milliseconds of the processor, MB, and kB a passage.

    `open_mb` is what a server takes for the index above the encoder, `asked_mb` the same after the
    questions, `encode_ms` and `answer_ms` the median of encoding a question, and of all else.
    """

    passages: int
    documents: int
    words: int
    ingest_cpu: float
    ingest_mb: float
    disk_kb: dict[str, float]
    open_cpu: float
    open_mb: float
    asked_mb: float
    encode_ms: float
    answer_ms: float
    answer_p95_ms: float
    added_cpu: float
    added_mb: float


def recombined() -> list[list[Lesson]]:
    """Return the passages that are recombined, those of one kind together."""
    chance = np.random.default_rng(SEED)
    kinds: dict[str, list[Lesson]] = {}
    for folder in sorted(path for path in PASSAGES.iterdir() if path.is_dir()):
        kinds[folder.name] = [one for document in own_documents(folder) for one in document]
    share = LESSONS / sum(map(len, kinds.values()))
    return [
        [lessons[i] for i in sorted(chance.permutation(len(lessons))[: int(share * len(lessons))])]
        for lessons in kinds.values()
    ]


def lines(lesson: Lesson) -> list[str]:
    """Return the sentences of a passage as they stand in Markdown."""
    chunk = lesson.passage.chunk
    return [f"- {words}" if one.item else words for one in chunk.sentences
            for words in [chunk.words(one)]]  # fmt: skip


def name(chance: np.random.Generator) -> str:
    """Return an invented name; the n-th comes up in proportion to about 1/n."""
    rank = int(chance.zipf(1.2)) % 10**9
    syllables, said = SYLLABLES.split(), ""
    while not said or rank:
        rank, which = divmod(rank, len(syllables))
        said += syllables[which]
    return said.capitalize()


class Corpus:
    """A corpus without end, document by document."""

    def __init__(self) -> None:
        self._kinds = recombined()
        self._chance = np.random.default_rng(SEED)

    def document(self) -> tuple[str, int]:
        """Return a document in Markdown, and of how many passages it was made."""
        lessons = self._any(self._kinds)
        replaced: dict[str, str] = {}
        count = int(self._chance.integers(*SECTIONS))
        title = f"Handboek {name(self._chance)}"
        sections = [self._section(lessons, replaced) for _ in range(count)]
        return "\n\n".join([f"# {title}", *sections]), count

    def _any(self, choice: Sequence[Result]) -> Result:
        return choice[int(self._chance.integers(len(choice)))]

    def _section(self, lessons: Sequence[Lesson], replaced: dict[str, str]) -> str:
        lesson = self._any(lessons)
        said = lines(lesson)
        for position, line in enumerate(said):
            if not line.startswith("- ") and self._chance.random() < MOVED:
                other = lines(self._any(lessons))
                said[position] = next((one for one in other if not one.startswith("- ")), line)
        text = "\n".join(self._renamed(line, replaced) for line in said)
        text = re.sub(r"\n(?!- )", " ", text)
        return f"## {lesson.passage.chunk.section}\n\n{text}"

    def _renamed(self, line: str, replaced: dict[str, str]) -> str:
        def other_name(found: re.Match[str]) -> str:
            return replaced.setdefault(found[0], name(self._chance))

        def other_number(found: re.Match[str]) -> str:
            top = 10 ** len(found[0])
            return str(self._chance.integers(top // 10, top))

        return NUMBER.sub(other_number, NAME.sub(other_name, line))


def key(sentence: str) -> str:
    """Return a sentence without what is replaced in it."""
    return NUMBER.sub("0", NAME.sub("X", sentence))


def write_corpus(folder: Path, passages: int) -> int:
    """Write documents until there are so many passages, and return how many documents."""
    folder.mkdir(parents=True)
    corpus, made, number = Corpus(), 0, 0
    while made < passages:
        text, count = corpus.document()
        path = folder / f"{number // 500:03d}" / f"document-{number:05d}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        made, number = made + count, number + 1
    return number


class StandIn:
    """Vectors of passages, put together from those that their sentences were given."""

    def __init__(self, path: Path) -> None:
        self.identity: EncoderIdentity = encoders.identity(None)
        with np.load(path) as bank:
            self._vectors, self._tokens = bank["vectors"], bank["tokens"].astype(np.float32)
            self._starts, keys = bank["starts"], bank["keys"].tolist()
        self._rows = {words: row for row, words in enumerate(keys)}
        self._middle = self._vectors.mean(axis=0)
        self._spread = float(np.linalg.norm(self._vectors - self._middle, axis=1).mean())

    def encode_question(self, text: str) -> Encoding:
        """Encode a question, as the packaged encoder does."""
        return self._packaged.encode_question(text)

    @cached_property
    def _packaged(self) -> Encoder:
        return load()

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Encoding]:
        """Yield an encoding for each passage."""
        return map(self._encoding, texts)

    def _encoding(self, text: str) -> Encoding:
        rows: list[int] = []
        tokens, spans, start = [], [], 0
        for sentence in SENTENCE.split(text):
            start = text.index(sentence, start)
            row = self._row(sentence)
            own = self._tokens[self._starts[row] : self._starts[row + 1]][: len(sentence) // 3]
            edges = np.linspace(start, start + len(sentence), len(own) + 1).astype(np.int32)
            rows += [row] * len(own)
            tokens.append(own)
            spans.append(np.column_stack([edges[:-1], edges[1:]]))
        seed = int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
        noise = np.random.default_rng(seed).normal(size=len(self._middle)).astype(np.float32)
        away = self._vectors[rows].mean(axis=0) - self._middle
        away = _unit(_unit(away) + 0.3 * _unit(noise)) * self._spread
        return Encoding(_unit(self._middle + away), np.concatenate(tokens), np.concatenate(spans))

    def _row(self, sentence: str) -> int:
        found = self._rows.get(key(sentence))
        if found is not None:
            return found
        return int.from_bytes(blake2b(sentence.encode(), digest_size=4).digest()) % len(self._rows)


def _unit(vector: Vector) -> Vector:
    length: np.float32 = np.linalg.norm(vector)
    return vector / length


def write_bank(path: Path) -> None:
    """Encode the sentences of which passages are made, once."""
    if path.exists():
        return
    said = {
        key(line.removeprefix("- ")): line.removeprefix("- ")
        for lessons in recombined()
        for lesson in lessons
        for line in lines(lesson)
    }
    encodings = list(load().encode_passages(list(said.values())))
    tokens = np.concatenate([one.tokens for one in encodings]).astype(np.float16)
    starts = np.cumsum([0, *(len(one.tokens) for one in encodings)])
    vectors = np.stack([one.vector for one in encodings])
    np.savez(path, vectors=vectors, tokens=tokens, starts=starts, keys=np.array(list(said)))


def load() -> Encoder:
    """Return the packaged encoder."""
    return encoders.load_encoder(None, cache=wiring.read_settings().cache, progress=print)


def peak_mb() -> float:
    """Return the highest resident set size of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def own_mb() -> float:
    """Return the memory of this process alone, in MB."""
    return float(psutil.Process().memory_full_info().uss) / 1e6


def processor_seconds() -> float:
    """Return the processor time of this process and of those it waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + children.ru_utime + children.ru_stime


def take_in(folder: Path, bank: Path | None) -> dict[str, Any]:
    """Take a corpus in, with what stands in for the encoder if there is a bank, and return what
    that costs without loading it."""
    encoder = StandIn(bank) if bank else load()
    began, wall = processor_seconds(), perf_counter()
    report = wiring.ingest(folder / "corpus", index=folder / "index", encoder=encoder)
    if report.failed:
        raise SystemExit(f"{len(report.failed)} files failed")
    cost = {"cpu": processor_seconds() - began, "wall": perf_counter() - wall, "mb": peak_mb()}
    return {**cost, "passages": report.chunks, "documents": len(report.files)}


def disk(index: Path) -> dict[str, float]:
    """Return the bytes of each part of the newest generation, as it is counted by the system."""
    newest = max(path for path in index.iterdir() if path.is_dir())
    sizes: dict[str, float] = {}
    for path in newest.rglob("*"):
        if path.is_file():
            part = path.relative_to(newest).parts[0]
            what = f"{part}/{'.'.join(path.name.split('.')[1:])}" if part == "library" else part
            sizes[what] = sizes.get(what, 0.0) + path.stat().st_blocks * 512
    return sizes


def questions() -> list[str]:
    """Return questions that passages answer, the same for every size."""
    asked = [
        question.text
        for lessons in recombined()
        for lesson in lessons
        for question in lesson.questions
        if question.answers and not question.context
    ]
    chance = np.random.default_rng(SEED)
    return [asked[i] for i in chance.permutation(len(asked))[:QUESTIONS]]


def ask(folder: Path) -> dict[str, Any]:
    """Ask the questions, and return what opening the index and answering cost."""
    encoder = Remembered(encoders.identity(None), load)
    list(encoder.encode_passages(["Een zin."]))
    before, began = own_mb(), process_time()
    assistant = wiring.open_assistant(folder / "index", encoder=encoder)
    opened, open_cpu = own_mb() - before, process_time() - began
    encodings, answers = [], []
    assistant.answer("Wie is de directeur?")  # what is loaded at the first question
    for question in questions():
        began = process_time()
        encoder.encode_question(question)
        encodings.append(process_time() - began)
        began = process_time()
        assistant.answer(question)
        answers.append(process_time() - began)
    return {
        "open_cpu": open_cpu,
        "open_mb": opened,
        "asked_mb": own_mb() - before,
        "encode_ms": 1000 * median(encodings),
        "answer_ms": 1000 * median(answers),
        "answer_p95_ms": 1000 * quantiles(answers, n=20)[-1],
    }


def in_process(work: Callable[..., Result], *given: object) -> Result:
    """Return what a function returns in a process of its own."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(work, given)


def measure(folder: Path, passages: int, bank: Path | None) -> Cost:
    """Return what a size costs."""
    if not (folder / "corpus").exists():
        write_corpus(folder / "corpus", passages)
    taken = folder / "taken.json"
    if not taken.exists():
        taken.write_text(json.dumps(in_process(take_in, folder, bank)), encoding="utf-8")
    ingested = json.loads(taken.read_text(encoding="utf-8"))
    sizes = disk(folder / "index")
    asked = in_process(ask, folder)
    new = folder / "corpus" / "nieuw.md"
    new.write_text(f"# Nieuw\n\nNu zijn er {new.exists() + 1} nieuwe zinnen.", encoding="utf-8")
    added = in_process(take_in, folder, bank)
    words = json.loads(next((folder / "index").glob("*/keywords/vocab.index.json")).read_bytes())
    return Cost(
        passages=ingested["passages"],
        documents=ingested["documents"],
        words=len(words),
        ingest_cpu=ingested["cpu"],
        ingest_mb=ingested["mb"],
        disk_kb={part: size / ingested["passages"] / 1000 for part, size in sizes.items()},
        added_cpu=added["cpu"],
        added_mb=added["mb"],
        **asked,
    )


ROWS: tuple[tuple[str, Callable[[Cost], float], str], ...] = (
    ("documents", lambda cost: cost.documents, ",.0f"),
    ("search terms", lambda cost: cost.words, ",.0f"),
    ("ingest, s", lambda cost: cost.ingest_cpu, ",.0f"),
    ("one document more, s", lambda cost: cost.added_cpu, ".1f"),
    ("highest memory of an ingest, GB", lambda cost: cost.ingest_mb / 1000, ".2f"),
    ("disk, kB a passage", lambda cost: sum(cost.disk_kb.values()), ".1f"),
    ("opening the index, s", lambda cost: cost.open_cpu, ".1f"),
    ("memory of the index, GB", lambda cost: cost.open_mb / 1000, ".2f"),
    ("and after the questions, GB", lambda cost: cost.asked_mb / 1000, ".2f"),
    ("encoding a question, ms", lambda cost: cost.encode_ms, ".0f"),
    ("all else of an answer, ms", lambda cost: cost.answer_ms, ".0f"),
    ("the slowest of twenty, ms", lambda cost: cost.answer_p95_ms, ".0f"),
)


CURVES: tuple[tuple[str, Callable[[Cost], float]], ...] = (
    ("ingest", lambda cost: cost.ingest_cpu),
    ("disk", lambda cost: sum(cost.disk_kb.values()) * cost.passages),
    ("memory of a server", lambda cost: ENCODER_MB + cost.asked_mb),
    ("a question", lambda cost: cost.encode_ms + cost.answer_ms),
)


def table(costs: Sequence[Cost]) -> str:
    """Return the costs as a table in Markdown, a column for each size."""
    rows = [["passages", *(f"{cost.passages:,}" for cost in costs)], ["---"] * (len(costs) + 1)]
    rows += [[said, *(format(of(cost), form) for cost in costs)] for said, of, form in ROWS]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def draw(costs: Sequence[Cost], path: Path) -> None:
    """Draw how much more each size costs than the smallest, on two logarithmic axes."""
    sizes = [cost.passages for cost in costs]
    figure, axes = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
    for said, of in CURVES:
        axes.plot(sizes, [of(cost) / of(costs[0]) for cost in costs], "o-", label=said)
    axes.set(xscale="log", yscale="log", xlabel="passages", ylabel="times the smallest")
    axes.grid(alpha=0.3)
    axes.legend()
    plt.rcParams.update({"svg.hashsalt": "kwchat", "svg.fonttype": "none"})
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Measure every size that is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--real", action="store_true", help="encode passages, too, as kwchat does")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    bank = None if given.real else given.folder / "bank.npz"
    if bank:
        in_process(write_bank, bank)
    costs = [
        measure(given.folder / f"{size}{'-real' * given.real}", size, bank) for size in given.sizes
    ]
    print(table(costs))
    draw(costs, given.folder / "growth.svg")


if __name__ == "__main__":
    main()
