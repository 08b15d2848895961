"""What a large corpus costs: memory at two sizes, and one file more.

    OPENBLAS_NUM_THREADS=1 python benchmarks/ingest_size.py

Writes two corpora of made-up Dutch files (a quarter, and all of 1,000), takes each in with the
packaged encoder in a process of its own, and prints the peak of its memory above what the encoder
takes by itself. Then adds one file to the thousand and prints how long that takes against taking
in that file alone, and against the thousand. Imports and the load of the encoder are not counted.
"""

import random
import resource
import sys
import tempfile
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from wordfreq import top_n_list

from kwchat import wiring
from kwchat.index import encoders
from kwchat.index.encoding import Encoder
from kwchat.index.ingest import ingest

FILES = 1000
PARAGRAPHS, SENTENCES, WORDS = 2, 3, 10  # per file, paragraph and sentence: one passage


def write_corpus(folder: Path, files: int) -> Path:
    """Write files of random Dutch words, the same at every run."""
    folder.mkdir(parents=True)
    words = [word for word in top_n_list("nl", 20_000) if word.isalpha()]
    chance = random.Random(0)  # noqa: S311 (made-up text, no secret)
    for number in range(files):
        paragraphs = (
            " ".join(
                " ".join(chance.choices(words, k=WORDS)).capitalize() + "."
                for _ in range(SENTENCES)
            )
            for _ in range(PARAGRAPHS)
        )
        text = "\n\n".join([f"# Bestand {number}", *paragraphs])
        (folder / f"bestand-{number:04d}.md").write_text(text, encoding="utf-8")
    return folder


def load() -> Encoder:
    """Return the encoder, warm: its first passage loads what it needs."""
    settings = wiring.read_settings()
    encoder = encoders.load_encoder(None, cache=settings.cache, progress=print)
    list(encoder.encode_passages(["Een zin om warm te draaien."] * 32))
    return encoder


def take_in(corpus: Path, index: Path, encoder: Encoder) -> float:
    """Ingest and return the seconds."""
    began = perf_counter()
    report = ingest(
        corpus, index, records={}, identity=encoders.identity(None), load=lambda: encoder
    )
    if report.failed:
        raise SystemExit(f"{len(report.failed)} files failed")
    return perf_counter() - began


def peak() -> float:
    """Return the highest resident set size of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def measure(folder: Path, files: int) -> None:
    """Print time and memory for one size, and for the full one what one file more costs."""
    encoder = load()
    take_in(write_corpus(folder / "single", 1), folder / "single-index", encoder)
    before = peak()
    corpus, index = write_corpus(folder / "corpus", files), folder / "index"
    everything = take_in(corpus, index, encoder)
    print(f"{files} files: {everything:.1f} s, {peak() - before:.0f} MB above the encoder")
    if files == FILES:
        alone = write_corpus(folder / "alone", 1)
        single = take_in(alone, folder / "alone-index", encoder)
        (corpus / "nieuw.md").write_bytes((alone / "bestand-0000.md").read_bytes())
        added = take_in(corpus, index, encoder)
        print(
            f"one file more: {added:.2f} s; alone {single:.2f} s; {added / everything:.1%} of all"
        )


def main() -> None:
    """Measure both sizes, each in a fresh process."""
    for files in (FILES // 4, FILES):
        with tempfile.TemporaryDirectory() as folder:
            process = get_context("spawn").Process(target=measure, args=(Path(folder), files))
            process.start()
            process.join()
            if process.exitcode:
                sys.exit(process.exitcode)


if __name__ == "__main__":
    main()
