"""`import kwchat` is enough: what it offers is documented, and does what it says."""

import inspect
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from langchained import write_corpus

import kwchat
from kwchat.answering.answer import Evidence, Span, Statement
from kwchat.errors import (
    CorpusError,
    IndexMissingError,
    IndexStaleError,
    ModelError,
    QuestionError,
    SettingsError,
)
from kwchat.index.encoding import EncoderIdentity
from kwchat.index.ingest import FileDone, FileStatus, IngestEvent, Planned
from kwchat.testing import FakeEncoder, MemoryStore, make_chunk, make_vectors

PAGE = Path(__file__).parent.parent / "docs" / "python.md"
QUESTION = "Wie is het aanspreekpunt van de werkplaats?"
QUOTE = "De werkplaatscoördinator is het aanspreekpunt van de werkplaats."


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index on two sources."""
    folder = tmp_path_factory.mktemp("front")
    write_corpus(folder / "corpus")
    kwchat.ingest(folder / "corpus", index=folder / "index", encoder=FakeEncoder())
    return folder / "index"


class FirstSentence:
    """An engine that quotes the first sentence of the best passage, whatever is asked."""

    name = "eerste-zin"

    def statements(self, evidence: Evidence) -> Iterable[Statement]:
        """Point at one sentence."""
        chunk = evidence.hits[0].chunk
        span = Span(chunk.source_id, chunk.sentences[0].start, chunk.sentences[0].end)
        return [Statement(span, chunk.id)]


# --- names ---------------------------------------------------------------------------------------


def test_the_names_are_those_on_the_page() -> None:
    """What is exported is in the table of docs/python.md, in its order, and nothing else is."""
    table = PAGE.read_text(encoding="utf-8").partition("## Names")[2]

    assert re.findall(r"^\| `kwchat\.(\w+)", table, re.MULTILINE) == kwchat.__all__


@pytest.mark.parametrize("name", kwchat.__all__)
def test_every_name_says_what_it_is(name: str) -> None:
    """A docstring of its own, and so for every public method."""
    thing = getattr(kwchat, name)
    methods = [] if inspect.isfunction(thing) else list(vars(thing).items())
    own = [value for key, value in methods if not key.startswith("_")]

    assert thing.__doc__
    assert not thing.__doc__.startswith(f"{name}(")  # what a dataclass says by itself
    assert all(value.__doc__ for value in own if inspect.isfunction(value))
    assert name in dir(kwchat)


def test_there_are_no_other_names() -> None:
    """A name that is not offered is an AttributeError, as of any module."""
    with pytest.raises(AttributeError, match="'kwchat' has no attribute 'answer'"):
        _ = kwchat.answer  # type: ignore[attr-defined]


def test_importing_touches_no_environment(tmp_path: Path) -> None:
    """Neither importing nor using a name changes the environment, and impossible settings in it do
    no harm."""
    script = (
        "import os; before = dict(os.environ); import kwchat; "
        "names = [getattr(kwchat, name) for name in kwchat.__all__]; "
        "assert dict(os.environ) == before, set(os.environ) ^ set(before)"
    )
    environment = {**os.environ, "KWCHAT_PORT": "nul", "KWCHAT_WEG": "1"}
    run = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )

    assert (run.returncode, run.stderr) == (0, "")


# --- open ----------------------------------------------------------------------------------------


def test_an_index_answers(index: Path) -> None:
    """An answer quotes its source; a stream gives the same text in pieces, and ends in it."""
    assistant = kwchat.open(index, encoder=FakeEncoder())
    first, *pieces, last = assistant.stream(QUESTION)

    assert isinstance(first, kwchat.Retrieved)
    assert isinstance(last, kwchat.Done)
    text = "".join(piece.text for piece in pieces if isinstance(piece, kwchat.Token))
    assert last.answer.text == text == assistant.answer(QUESTION).text
    assert [citation.quote for citation in last.answer.citations] == [QUOTE]


def test_a_store_is_brought_up_to_date(index: Path) -> None:
    """Passages that a store lacks are added, those of before leave, and it is what is searched."""
    store, old = MemoryStore(), make_chunk("Een oude passage.")
    store.upsert([old], make_vectors([old]))
    assistant = kwchat.open(index, encoder=FakeEncoder(), store=store)

    assert store.chunk_ids() == {hit.chunk.id for hit in assistant.retrieve(QUESTION, top_k=99)}
    assert len(store.chunk_ids()) == 4
    dense = [hit.dense for hit in assistant.retrieve(QUESTION)]
    store.delete([hit.chunk.id for hit in assistant.retrieve(QUESTION)])
    assert max(dense) > 0.0
    assert {hit.dense for hit in assistant.retrieve(QUESTION)} == {0.0}


def test_an_engine_is_asked(index: Path) -> None:
    """An engine that is handed in decides what is quoted, and is named in the answer."""
    engine = FirstSentence()
    answer = kwchat.open(index, encoder=FakeEncoder(), engine=engine).answer(QUESTION)

    assert answer.engine == "eerste-zin"
    assert [citation.quote for citation in answer.citations] == [QUOTE]


def test_settings_are_keywords_and_the_environment_has_no_say(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A threshold that is given counts; one in the environment does not."""
    monkeypatch.setenv("KWCHAT_THRESHOLD", "1")

    assert kwchat.open(index, encoder=FakeEncoder()).answer(QUESTION).answered
    assert not kwchat.open(index, encoder=FakeEncoder(), threshold=1).answer(QUESTION).answered


# --- errors --------------------------------------------------------------------------------------


@pytest.mark.parametrize("call", [kwchat.open, kwchat.ingest, kwchat.evaluate])
def test_a_wrong_argument_is_a_type_error(call: Any, tmp_path: Path) -> None:
    """An unknown setting is named, as Python does with an unknown argument."""
    with pytest.raises(TypeError, match="kleurtje"):
        call(tmp_path, encoder=FakeEncoder(), kleurtje="rood")


@pytest.mark.parametrize("call", [kwchat.open, kwchat.ingest, kwchat.evaluate])
def test_an_impossible_value_is_a_value_error(call: Any, tmp_path: Path) -> None:
    """It is one of the family too, and says in Dutch what is allowed."""
    with pytest.raises(SettingsError, match="KWCHAT_THRESHOLD") as raised:
        call(tmp_path, encoder=FakeEncoder(), threshold=3)

    assert isinstance(raised.value, ValueError)
    assert isinstance(raised.value, kwchat.KwchatError)


def test_a_missing_index_is_a_dutch_sentence(tmp_path: Path) -> None:
    """It says where there is none, and what to do."""
    with pytest.raises(IndexMissingError) as raised:
        kwchat.open(tmp_path / "weg", encoder=FakeEncoder())

    assert str(raised.value) == (
        f"Er is nog geen index in {tmp_path / 'weg'}. Maak hem met `kwchat ingest`."
    )


def test_what_cannot_be_used_is_one_family(index: Path, tmp_path: Path) -> None:
    """Everything that a user can mend can be caught at once."""
    other = FakeEncoder()
    other.identity = EncoderIdentity("ander", "0" * 64)  # type: ignore[misc]
    assistant = kwchat.open(index, encoder=FakeEncoder())
    failing = {
        CorpusError: lambda: kwchat.ingest(tmp_path / "weg", index=tmp_path, encoder=other),
        IndexStaleError: lambda: kwchat.open(index, encoder=other),
        ModelError: lambda: kwchat.open(index, embedding_model=str(tmp_path)),
        QuestionError: lambda: assistant.answer(" "),
    }
    for error, call in failing.items():
        with pytest.raises(kwchat.KwchatError) as raised:
            call()
        assert type(raised.value) is error


# --- ingest and evaluate -------------------------------------------------------------------------


def test_ingest_does_what_changed(tmp_path: Path) -> None:
    """It tells what it does while it does it, and leaves alone what is the same."""
    corpus = write_corpus(tmp_path / "corpus")
    told: list[IngestEvent] = []
    first = kwchat.ingest(
        corpus, index=tmp_path / "index", encoder=FakeEncoder(), on_event=told.append
    )
    (corpus / "leeg.md").write_text("", encoding="utf-8")
    (corpus / "gids.md").unlink()
    second = kwchat.ingest(corpus, index=tmp_path / "index", encoder=FakeEncoder())

    assert told[0] == Planned(2)
    assert [event.report for event in told[1:] if isinstance(event, FileDone)] == list(first.files)
    assert {file.path: file.status for file in second.files} == {
        "brief.md": FileStatus.UNCHANGED,
        "gids.md": FileStatus.REMOVED,
        "leeg.md": FileStatus.FAILED,
    }
    assert [file.path for file in second.failed] == ["leeg.md"]


def test_evaluate_gives_figures(index: Path, tmp_path: Path) -> None:
    """A test set is answered question by question, with what is handed in, and counted."""
    asked = {"id": "v1", "category": "feit", "question": QUESTION, "answerable": True}
    asked |= {"evidence": [QUOTE], "relevant": ["brief"], "key_facts": [["werkplaatscoördinator"]]}
    far = {"id": "n1", "category": "ver", "question": "Wie won de Tour?", "answerable": False}
    testset = tmp_path / "vragen.jsonl"
    testset.write_text("\n".join(map(json.dumps, [asked, far])), encoding="utf-8")
    done: list[int] = []
    given: dict[str, Any] = {"index": index, "encoder": FakeEncoder(), "store": MemoryStore()}
    summary = kwchat.evaluate(testset, engine=FirstSentence(), progress=done.append, **given)
    strict = kwchat.evaluate(testset, threshold=1, **given)

    assert done == [1, 2]
    assert summary.metrics["facts"].value == summary.metrics["quotes_verbatim"].value == 1.0
    assert summary.run.results[0].answer.engine == "eerste-zin"
    assert strict.metrics["wrongly_refused"].value == 1.0
