"""The command line: the answer on stdout, talk on stderr, Dutch throughout, three exit codes."""

import json
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import scripted
from commanded import kwchat
from typer.main import get_group
from typer.testing import Result

from kwchat import wiring
from kwchat.answering import answerability
from kwchat.answering import texts as answering_texts
from kwchat.answering.answer import Answer
from kwchat.chat.feedback import Feedback, FeedbackStore
from kwchat.cli import commands, ingesting, terminal
from kwchat.cli import texts as cli_texts
from kwchat.errors import ModelError
from kwchat.index import encoders
from kwchat.server import app as web
from kwchat.server import tools
from kwchat.settings import Settings, library_flags
from kwchat.testing import FakeEncoder

BRIEF = (
    "Werkplaatscoördinator\n\n"
    "De werkplaatscoördinator zorgt voor het structureren van de werkplaats en is aanspreekpunt.\n"
    "\nGeld\n\nDe gemeente betaalt in het eerste jaar de kosten van de leraren.\n"
)
RECORD = {
    "id": "kennisrotonde-2019",
    "type": "report",
    "author": [{"literal": "Kennisrotonde"}],
    "title": "Kenmerken",
    "issued": {"date-parts": [[2019]]},
    "custom": {"file": "brief.md", "kind": "brief"},
}
COORDINATOR = "Wat doet de werkplaatscoördinator?"


@pytest.fixture(autouse=True)
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a small corpus, an encoder that needs no model, and an environment to spoil."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    # Chroma keeps its databases by path for as long as the process lives.
    monkeypatch.setenv("KWCHAT_INDEX", str(tmp_path / "index"))
    monkeypatch.setattr(encoders, "identity", lambda name: FakeEncoder.identity)  # noqa: ARG005
    monkeypatch.setattr(encoders, "load_encoder", lambda *_, **__: FakeEncoder())
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    text = BRIEF.replace("Werkplaatscoördinator\n", "# Werkplaatscoördinator\n", 1)
    (corpus / "brief.md").write_text(text.replace("\nGeld", "\n# Geld"), encoding="utf-8")
    (corpus / "bibliografie.json").write_text(json.dumps([RECORD]), encoding="utf-8")
    before = dict(os.environ)
    yield tmp_path
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def indexed(school: Path) -> Path:
    """The same folder, with its corpus indexed."""
    result = kwchat("ingest")
    assert (result.stderr.count("nieuw: "), result.exit_code) == (1, 0), result.stderr
    return school


def the_line(result: Result) -> str:
    """Return the one line of an error of the user, after checking that it is one."""
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    return result.stderr.strip()


def test_ingest_tells_what_it_did() -> None:
    """Every file gets a line, and the end a sum; all of it is talk."""
    result = kwchat("ingest")

    assert result.exit_code == 0
    assert result.stdout == ""
    assert "nieuw: brief.md (antwoord van de Kennisrotonde, 2 passages, " in result.stderr
    assert "/index is bij: 2 passages uit 1 nieuw" in result.stderr


@pytest.mark.usefixtures("indexed")
def test_a_second_ingest_has_nothing_to_do() -> None:
    """What has not changed is counted, not read."""
    result = kwchat("ingest")

    assert "brief.md" not in result.stderr
    assert "1 ongewijzigd" in result.stderr


@pytest.mark.parametrize("why", cli_texts.INGEST_ANEW)
def test_an_index_that_is_made_anew_is_announced(indexed: Path, why: str) -> None:
    """It takes long; who started it is told beforehand why, and that nothing is lost meanwhile."""
    manifest = indexed / "index" / "manifest.json"
    old = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**old, "format": 1}) if why == "stale" else "{")

    told, *then = kwchat("ingest").stderr.splitlines()

    assert told == cli_texts.INGEST_ANEW[why]
    assert any("brief.md" in line for line in then)
    assert cli_texts.INGEST_ANEW[why] not in kwchat("ingest").stderr


def test_ingest_keeps_the_references_for_every_later_command(indexed: Path) -> None:
    """They read what `ingest` wrote beside the index."""
    kept = indexed / "index" / "references.json"
    changed = kept.read_text(encoding="utf-8").replace("Kenmerken", "Bewaard")
    kept.write_text(changed, encoding="utf-8")

    assert "Bewaard" in wiring.load_bibliography(wiring.read_settings()).reference(
        "kennisrotonde-2019"
    )


def test_ingest_takes_folders_from_the_command_line(school: Path) -> None:
    """Arguments win from settings; `--json` gives the report on stdout."""
    (school / "corpus").rename(school / "bronnen")

    result = kwchat("ingest", "bronnen", "--index", "elders", "--json")

    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert report["chunks"] == 2
    assert report["files"][0]["source_id"] == "kennisrotonde-2019"
    assert (school / "elders" / "manifest.json").is_file()


def test_a_broken_file_is_listed_at_the_end_and_the_rest_is_indexed(school: Path) -> None:
    """Nothing is lost by one bad file, and the exit code tells."""
    (school / "corpus" / "scan.pdf").write_bytes(b"%PDF-1.4 kapot")

    result = kwchat("ingest")

    assert result.exit_code == 1
    assert "nieuw: brief.md" in result.stderr
    assert "Overgeslagen (1): scan.pdf" in result.stderr.splitlines()[-1]
    assert kwchat("ask", COORDINATOR).exit_code == 0


def test_a_missing_corpus_is_one_line(school: Path) -> None:
    """It names the folder."""
    assert "nergens" in the_line(kwchat("ingest", "nergens"))
    assert not (school / "index" / "manifest.json").exists()


def test_a_broken_bibliography_is_one_line(school: Path) -> None:
    """It names file, record and field."""
    (school / "corpus" / "bibliografie.json").write_text('[{"id": "x"}]', encoding="utf-8")

    assert "bibliografie.json, record 1 (x): het veld 'type'" in the_line(kwchat("ingest"))


@pytest.mark.usefixtures("indexed")
def test_ask_answers_on_stdout_with_sources() -> None:
    """The text with its marks, then per mark the reference, the section and the quote."""
    result = kwchat("ask", COORDINATOR)

    assert (result.stderr, result.exit_code) == ("", 0)
    answer, sources = result.stdout.split("\n\nBronnen\n")
    assert "structureren van de werkplaats" in answer
    assert "[1]" in answer
    assert "[1] Kennisrotonde, 2019 · Werkplaatscoördinator\n" in sources
    assert "    “De werkplaatscoördinator zorgt voor" in sources


@pytest.mark.usefixtures("school")
def test_the_bibliography_can_be_taken_along() -> None:
    """RIS unless BibTeX is asked for, on stdout; another form is no form."""
    ris, bibtex = kwchat("sources", "export"), kwchat("sources", "export", "--format", "bibtex")
    other = kwchat("sources", "export", "--format", "word")

    assert (ris.exit_code, bibtex.exit_code, other.exit_code) == (0, 0, 2)
    assert "TY  - RPRT" in ris.stdout
    assert "@techreport{" in bibtex.stdout
    assert "Na --format hoort een van 'ris', 'bibtex', niet word." in other.stderr


@pytest.mark.usefixtures("indexed")
def test_ask_json_is_the_contract() -> None:
    """The keys and their order are those of the batch file and the web API."""
    answer = json.loads(kwchat("ask", COORDINATOR, "--json").stdout)

    assert list(answer) == [
        *("id", "question", "answered", "outcome"),
        *("answer", "citations", "passages", "engine", "seconds", "understood"),
        *("choice_note", "quotes", "writing"),
    ]
    assert (answer["question"], answer["answered"]) == (COORDINATOR, True)
    assert list(answer["citations"][0]) == [
        *("number", "source_id", "kind", "reference", "page", "section", "quote"),
        *("start", "end", "chunk_id", "in_text", "cited_works", "sheet", "title"),
        *("recognised", "place", "url"),
    ]
    assert answer["citations"][0]["kind"] == "brief"
    assert list(answer["passages"][0]) == [
        *("rank", "chunk_id", "source_id", "page", "section", "text", "score", "url")
    ]
    assert [passage["rank"] for passage in answer["passages"]] == [1, 2]
    assert list(answer["seconds"]) == ["retrieve", "answer", "total"]


@pytest.mark.usefixtures("indexed")
def test_top_says_how_many_passages() -> None:
    """`--top` cuts the ranking, not the answer."""
    answer = json.loads(kwchat("ask", COORDINATOR, "--json", "--top", "1").stdout)

    assert len(answer["passages"]) == 1


@pytest.mark.usefixtures("indexed")
def test_not_answering_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal goes to stdout, with exit code 0."""
    monkeypatch.setattr(answerability, "THRESHOLD", 2.0)

    result = kwchat("ask", COORDINATOR)

    assert result.exit_code == 0
    assert result.stdout.startswith(answering_texts.REFUSAL)


def test_ask_without_an_index_says_what_to_run() -> None:
    """A missing index is one line with the command that makes it."""
    assert "kwchat ingest" in the_line(kwchat("ask", COORDINATOR))


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("", "leeg"),
        (" \n\t", "leeg"),
        ("waarom " * 400, "te lang"),
        ("wat is \x00", "geen tekst"),
        ("wat is \udcff", "geen tekst"),
    ],
    ids=["empty", "blank", "huge", "binary", "half a character"],
)
def test_a_question_that_is_none_is_one_line(question: str, message: str) -> None:
    """It is refused before the encoder is loaded, let alone the index."""
    assert message in the_line(kwchat("ask", question))


def test_no_control_character_of_a_source_reaches_the_terminal() -> None:
    """A document cannot clear the screen or forge lines."""
    answer = scripted.coordinator_answer()
    sly = replace(answer.citations[0], quote="rol\x1b[2J", section="a\rb", reference="\x9bz")
    answer = replace(answer, text="ja\x07\nnee", citations=(sly,))

    shown = "\n".join(terminal.lines(answer))

    assert {letter for letter in shown if not letter.isprintable()} == {"\n"}
    assert "ja\nnee" in shown
    assert "rol[2J" in shown


@pytest.mark.parametrize(("answer", "told"), scripted.TOLD, ids=["written", "failed"])
def test_what_a_language_model_had_to_do_with_an_answer_is_shown(answer: Answer, told: str) -> None:
    """Between the answer and its sources; without one there is no such line."""
    shown = list(terminal.lines(answer))

    at = shown.index(told)
    assert shown[:at] == [answer.text, ""]
    assert shown[at + 1 : at + 3] == ["", cli_texts.TERMINAL_SOURCES]
    without = list(terminal.lines(replace(answer, writing=None)))
    assert without == [answer.text, *shown[at + 1 :]]


@pytest.mark.usefixtures("indexed")
def test_what_only_comes_near_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """In words for people, as an outcome for programs."""
    monkeypatch.setenv("KWCHAT_SURE", "1")

    answer = json.loads(kwchat("ask", COORDINATOR, "--json").stdout)

    assert (answer["answered"], answer["outcome"]) == (True, "near")
    assert kwchat("ask", COORDINATOR).stdout.startswith(f"{answering_texts.NEAREST}\n")


def batch(school: Path, *lines: str) -> tuple[Result, list[dict[str, Any]]]:
    """Run a file of questions; return what was said and the answers."""
    questions = school / "vragen.jsonl"
    questions.write_text("\n".join(lines) + "\n", encoding="utf-8", errors="surrogateescape")
    result = kwchat("ask", "--input", str(questions), "--output", "antwoorden.jsonl")
    written = (school / "antwoorden.jsonl").read_text(encoding="utf-8")
    return result, [json.loads(line) for line in written.splitlines()]


def test_a_file_of_questions_becomes_a_file_of_answers(indexed: Path) -> None:
    """One line per question, in order, under its id; blank lines do not count."""
    result, answers = batch(
        indexed,
        json.dumps({"id": "v1", "question": COORDINATOR}),
        "",
        json.dumps({"id": "v2", "question": "hoi"}),
    )

    assert (result.exit_code, result.stdout) == (0, "")
    assert "2 van 2 vragen beantwoord, in antwoorden.jsonl" in result.stderr
    assert [answer["id"] for answer in answers] == ["v1", "v2"]
    assert "structureren" in answers[0]["answer"]
    assert not (indexed / "antwoorden.jsonl.part").exists()


def test_history_is_taken_along(indexed: Path) -> None:
    """A follow-up finds what it refers to."""
    history = [
        {"role": "user", "content": "Wie betaalt de kosten van de leraren?"},
        {"role": "assistant", "content": "De gemeente betaalt …"},
    ]

    _, answers = batch(
        indexed, json.dumps({"id": "v1", "question": "En waarom?", "history": history})
    )

    assert answers[0]["passages"][0]["section"] == "Geld"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{kapot", "JSON"),
        ("[]", "JSON"),
        ("\udcff", "JSON"),
        ('{"id": "v"}', "'question'"),
        ('{"id": "v", "question": 3}', "'question'"),
        ('{"id": 3, "question": "Wat?"}', "'id'"),
        ('{"id": "\\ud800", "question": "Wat?"}', "'id'"),
        ('{"id": "v", "question": "  "}', "leeg"),
        ('{"id": "v", "question": "Wat?", "history": "x"}', "'history'"),
        (
            '{"id": "v", "question": "Wat?", "history": [{"role": "x", "content": "y"}]}',
            "'history'",
        ),
    ],
)
def test_a_broken_line_is_reported_by_number_and_the_rest_is_answered(
    indexed: Path, line: str, reason: str
) -> None:
    """Nothing is lost by one bad line, and the exit code tells."""
    good = json.dumps({"id": "goed", "question": COORDINATOR})

    result, answers = batch(indexed, good, line, good)

    assert result.exit_code == 1
    assert [answer["id"] for answer in answers] == ["goed", "goed"]
    first, last = result.stderr.splitlines()
    assert "vragen.jsonl, regel 2: " in first
    assert reason in first
    assert "2 van 3 vragen beantwoord" in last


def test_files_that_cannot_be_used_are_named_before_the_work(school: Path) -> None:
    """A missing file of questions and an impossible place for answers are one line each."""
    (school / "vragen.jsonl").write_text("{}\n", encoding="utf-8")

    missing = kwchat("ask", "--input", "geen.jsonl", "--output", "uit.jsonl")
    nowhere = kwchat("ask", "--input", "vragen.jsonl", "--output", "geen/uit.jsonl")
    folder = kwchat("ask", "--input", "vragen.jsonl", "--output", "corpus")

    assert "geen.jsonl" in the_line(missing)
    assert "uit.jsonl" in the_line(nowhere)
    assert "corpus" in the_line(folder)


def test_a_batch_that_cannot_begin_leaves_nothing_behind(school: Path) -> None:
    """Without an index no file of answers appears, not even an empty part of one."""
    (school / "vragen.jsonl").write_text('{"id": "v1", "question": "Wat?"}\n', encoding="utf-8")
    before = set(school.iterdir())

    the_line(kwchat("ask", "--input", "vragen.jsonl", "--output", "antwoorden.jsonl"))

    assert set(school.iterdir()) == before


def test_an_index_answers_far_from_its_corpus(
    indexed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From another folder, and with the corpus gone, the references are those of the records."""
    shutil.rmtree(indexed / "corpus")
    (indexed / "elders").mkdir()
    monkeypatch.chdir(indexed / "elders")

    result = kwchat("ask", COORDINATOR, "--json", "--index", str(indexed / "index"))

    reference = json.loads(result.stdout)["citations"][0]["reference"]
    assert reference.startswith("Kennisrotonde. (2019).")


def test_damaged_references_are_one_line(indexed: Path) -> None:
    """It names the command that makes them again."""
    (indexed / "index" / "references.json").write_text("{", encoding="utf-8")

    assert "kwchat ingest" in the_line(kwchat("ask", COORDINATOR))


def test_what_was_written_before_survives_a_crash(
    indexed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file of answers appears whole or stays what it was."""
    (indexed / "antwoorden.jsonl").write_text("oud\n", encoding="utf-8")

    class Broken(FakeEncoder):
        def encode_question(self, text: str) -> Any:
            raise ModelError(text)

    monkeypatch.setattr(encoders, "load_encoder", lambda *_, **__: Broken())
    (indexed / "vragen.jsonl").write_text('{"question": "Wat is geld?"}\n', encoding="utf-8")

    result = kwchat("ask", "--input", "vragen.jsonl", "--output", "antwoorden.jsonl")

    assert result.exit_code == 1
    assert (indexed / "antwoorden.jsonl").read_text(encoding="utf-8") == "oud\n"


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody named an index, and serving ends when the assistant is built: not later than the
    folder in which it is."""

    def served(*_: object, **__: object) -> None:
        for thread in threading.enumerate():
            if thread.name.startswith("warm-up"):
                thread.join()

    monkeypatch.delenv("KWCHAT_INDEX")
    monkeypatch.setattr(web, "serve", served)
    # Another process would know nothing of the encoder here.
    monkeypatch.setattr(ingesting, "ProcessPoolExecutor", lambda *_: ThreadPoolExecutor(1))


@pytest.mark.usefixtures("begun")
def test_the_first_time_serve_ingests(school: Path) -> None:
    """And says so, before it says where the chat is; the next time it does not."""
    result = kwchat("serve", "--port", str(free_port()))
    told = result.stderr.splitlines()

    assert result.exit_code == 0
    assert told[0] == "Er is nog geen index in index. Eerst worden de bronnen ingelezen."
    assert told[1].startswith("nieuw: brief.md")
    assert any(line.startswith("kwchat staat op") for line in told[2:])
    before = (school / "index" / "manifest.json").read_bytes()
    assert "ingelezen" not in kwchat("serve", "--port", str(free_port())).stderr
    assert (school / "index" / "manifest.json").read_bytes() == before


@pytest.mark.usefixtures("begun")
def test_a_file_that_fails_the_first_time_does_not_keep_the_chat_shut(school: Path) -> None:
    """It is told, as `ingest` does."""
    (school / "corpus" / "scan.pdf").write_bytes(b"%PDF-1.4 kapot")

    result = kwchat("serve", "--port", str(free_port()))

    assert result.exit_code == 0
    assert "Overgeslagen (1): scan.pdf" in result.stderr
    assert "kwchat staat op" in result.stderr


@pytest.mark.usefixtures("begun")
def test_without_sources_the_first_time_is_the_fault_of_ingest(school: Path) -> None:
    """One line more than that of `ingest`, and no chat."""
    shutil.rmtree(school / "corpus")
    told = the_line(kwchat("ingest"))

    result = kwchat("serve", "--port", str(free_port()))

    assert result.exit_code == 1
    assert result.stderr.splitlines()[1:] == [told]


@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize(
    ("manifest", "told"), [("stuk", "beschadigd"), ('{"format": 1}', "verouderd")]
)
def test_serve_mends_no_index(school: Path, manifest: str, told: str) -> None:
    """One that is damaged or outdated is for a person to look at."""
    (school / "index").mkdir()
    (school / "index" / "manifest.json").write_text(manifest, encoding="utf-8")

    assert told in the_line(kwchat("serve", "--port", str(free_port())))
    assert (school / "index" / "manifest.json").read_text(encoding="utf-8") == manifest


@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize(
    ("name", "value"),
    [("KWCHAT_INDEX", "elders"), ("KWCHAT_STORE", "http://127.0.0.1:1")],
    ids=["named", "shared"],
)
def test_serve_makes_no_index_that_may_be_elsewhere(
    school: Path, name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that was named may be misspelt or not be mounted; that of several servers is made
    by one of them."""
    monkeypatch.setenv(name, value)

    assert "`kwchat ingest`" in the_line(kwchat("serve", "--port", str(free_port())))
    assert {path.name for path in school.iterdir()} <= {"cache", "corpus"}


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({}, "Alleen deze computer kan erbij"),
        ({"KWCHAT_HOST": "0.0.0.0"}, "Let op: iedereen"),  # noqa: S104
        (
            {"KWCHAT_LOGIN_HEADER": "X-Remote-User", "KWCHAT_TRUSTED_PROXIES": "127.0.0.1"},
            "volgens 127.0.0.1/32 is ingelogd (X-Remote-User)",
        ),
    ],
    ids=["closed", "open", "login"],
)
def test_serve_says_who_gets_in(
    environ: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And, where that is everyone, how it can be had more safely."""
    monkeypatch.setattr(web, "serve", lambda *_, **__: None)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    kwchat("ingest")

    assert words in kwchat("serve", "--port", str(free_port())).stderr


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize(
    ("name", "value"), [("KWCHAT_LLM_CONTEXT", "abc"), ("KWCHAT_ENGINE", "generative")]
)
def test_serve_goes_on_without_a_language_model_that_is_set_wrongly(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a line at the start, with its setting; whoever asks in a terminal is stopped by it."""
    served: list[object] = []
    monkeypatch.setattr(web, "serve", lambda app, **_: served.append(app))
    monkeypatch.setenv(name, value)
    first, *rest = kwchat("serve", "--port", str(free_port())).stderr.splitlines()

    assert name in first
    assert first.endswith(cli_texts.DOCTOR_LLM_QUOTES)
    assert not [line for line in rest if "taalmodel" in line]
    assert len(served) == 1
    assert name in the_line(kwchat("ask", COORDINATOR))


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KWCHAT_LLM_CONTEXT", "abc"),
        ("KWCHAT_ENGINE", "generative"),
        ("KWCHAT_LLM", "llama3.2"),
        ("KWCHAT_LLM_KEY", "sleutél"),
    ],
)
def test_mcp_goes_on_without_a_language_model_that_is_set_wrongly(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `serve` does: in a line with its setting, and not on stdout, which is the other side's."""
    answered: list[Answer] = []

    class Tools:
        """Asks one question, as the other side would."""

        def __init__(self, assistant: Any, **_: object) -> None:
            self._assistant = assistant

        def run(self, *_: object, **__: object) -> None:
            """Ask it."""
            answered.append(self._assistant.answer(COORDINATOR))

    monkeypatch.setattr(tools, "create_tools", Tools)
    if name == "KWCHAT_LLM_KEY":
        monkeypatch.setenv("KWCHAT_LLM", "openai:klein")
    monkeypatch.setenv(name, value)
    result = kwchat("mcp")

    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    line = result.stderr.splitlines()[0]
    assert name in line
    assert line.endswith(cli_texts.DOCTOR_LLM_QUOTES)
    assert [answer.engine for answer in answered] == ["extractive"]


@pytest.mark.usefixtures("indexed")
@pytest.mark.skipif(os.name != "posix", reason="no such rights there")
def test_serve_goes_on_without_v1_where_everyone_may_read_its_key(
    school: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a line with its setting; closed, the key opens it."""
    served: list[Any] = []
    monkeypatch.setattr(web, "serve", lambda app, **_: served.append(app))
    file = school / "sleutel"
    file.write_text("geheim\n", encoding="utf-8")
    monkeypatch.setenv("KWCHAT_COMPLETIONS_KEY_FILE", str(file))
    said = {}
    for mode in (0o644, 0o600):
        file.chmod(mode)
        said[mode] = kwchat("serve", "--port", str(free_port())).stderr

    assert f"{file} (KWCHAT_COMPLETIONS_KEY_FILE)" in said[0o644].splitlines()[0]
    assert said[0o644].splitlines()[0].endswith(cli_texts.SERVE_NO_COMPLETIONS)
    assert "KWCHAT_COMPLETIONS_KEY_FILE" not in said[0o600]
    assert ["/v1" in {getattr(route, "path", "") for route in app.routes} for app in served] == [
        False,
        True,
    ]


@pytest.mark.usefixtures("indexed")
@pytest.mark.skipif(os.name != "posix", reason="no such rights there")
def test_doctor_tells_of_a_key_in_dotenv_that_everyone_may_read(school: Path) -> None:
    """With how to close it."""
    dotenv = school / ".env"
    dotenv.write_text("KWCHAT_LLM_KEY=geheim\n", encoding="utf-8")
    dotenv.chmod(0o644)
    open_to_all = kwchat("doctor").stdout
    dotenv.chmod(0o600)
    closed = kwchat("doctor").stdout

    assert "taalmodel: Het bestand .env (KWCHAT_LLM_KEY) mag door iedereen" in open_to_all
    assert "KWCHAT_LLM_KEY" not in closed


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.mark.usefixtures("begun")
def test_serve_on_a_busy_port_names_it() -> None:
    """A taken port is one line that names the port and the way out, before all else."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = kwchat("serve", "--port", port)

    line = the_line(result)
    assert port in line
    assert "KWCHAT_PORT" in line


@pytest.mark.usefixtures("indexed")
def test_doctor_is_content_after_an_ingest() -> None:
    """All is there: every line is ok, and the index says what it holds."""
    result = kwchat("doctor")

    assert result.exit_code == 0
    assert "[fout]" not in result.stdout
    assert "/index: 2 passages (bestanden: 1)." in result.stdout
    assert "Corpus: corpus is gelijk aan de index." in result.stdout
    assert "HF_HUB_OFFLINE=1" in result.stdout


def test_doctor_names_what_is_broken() -> None:
    """Without an index exit code 1, with the command to run."""
    result = kwchat("doctor")

    assert result.exit_code == 1
    assert "[fout]   Index: " in result.stdout
    assert "kwchat ingest" in result.stdout


def test_an_unknown_setting_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the command."""
    monkeypatch.setenv("KWCHAT_POORT", "8000")

    for arguments in (["ingest"], ["ask", "Wat?"], ["serve"], ["doctor"]):
        assert "KWCHAT_POORT. Bedoel je KWCHAT_PORT?" in the_line(kwchat(*arguments))


def test_libraries_are_kept_off_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub is shut, unless its name for a model is asked for; a folder is no such name."""
    for name in ("HF_HUB_OFFLINE", "GRADIO_ANALYTICS_ENABLED"):
        monkeypatch.delenv(name, raising=False)
    kwchat("ask", "")
    assert os.environ["HF_HUB_OFFLINE"] == "1"
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"

    def flags(model: str) -> Any:
        return library_flags(Settings.from_env({"KWCHAT_EMBEDDING_MODEL": model}))

    assert "HF_HUB_OFFLINE" not in flags("intfloat/multilingual-e5-base")
    assert flags("corpus")["HF_HUB_OFFLINE"] == "1"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ("frobnicate", "Onbekende opdracht: frobnicate. Zie kwchat --help."),
        ("doctr", "Onbekende opdracht: doctr. Bedoel je doctor?"),
        ("ask --jsn", "Onbekende optie: --jsn. Bedoel je --json?"),
        ("ask --zzzz", "Onbekende optie: --zzzz. Zie --help."),
        ("ask wat nu", "Dit is te veel: nu. Zet een vraag tussen aanhalingstekens."),
        ("ask", cli_texts.CLI_WHAT_TO_ASK),
        ("ask wat --input a", cli_texts.CLI_WHAT_TO_ASK),
        ("ask --input a", cli_texts.CLI_WHAT_TO_ASK),
        ("ask --output a", cli_texts.CLI_WHAT_TO_ASK),
        ("ask --input", "Na --input hoort nog een waarde."),
        ("ask --json=1", "Na --json hoort geen waarde."),
        ("ask wat --top nul", "Na --top hoort een heel getal."),
        ("ask wat --top 0", "Na --top hoort een getal vanaf 1."),
        ("feedback export", "Geef ook nog BESTAND."),
        ("feedback purge --days -1", "Na --days hoort een getal vanaf 0."),
        ("serve --port 0", "Na --port hoort een getal vanaf 1."),
        ("serve --port 65536", "Na --port hoort een getal tot en met 65535."),
    ],
)
def test_a_usage_error_is_one_dutch_line(arguments: str, line: str) -> None:
    """Exit code 2, whatever typer calls it in English."""
    result = kwchat(*arguments.split())

    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{line}\n")


@pytest.mark.parametrize(
    "command", ["", *get_group(commands.app).commands, "feedback export", "feedback purge"]
)
def test_help_is_dutch(command: str) -> None:
    """No word of typer's own is left."""
    result = kwchat(*command.split(), "--help")

    assert result.exit_code == 0
    english = ("Usage", "Option", "OPTIONS", "Arguments", "Command", "Show", "default", "required")
    assert [word for word in (*english, "<", ">", "...") if word in result.stdout] == []


def test_without_a_command_the_help_is_shown() -> None:
    """Someone who types only kwchat learns what it can do."""
    result = kwchat()

    assert result.exit_code == 2
    assert result.stderr.startswith("Gebruik: ")


# --- feedback ---

THUMB_DOWN = Feedback("Wat kost het?", "Dat staat niet in de bronnen.", False, (), False)


def test_feedback_that_is_off_says_how_to_switch_it_on(school: Path) -> None:
    """Neither command makes a file."""
    for arguments in (["export", "ontwerp.jsonl"], ["purge"], ["purge", "--all"]):
        assert "KWCHAT_FEEDBACK" in the_line(kwchat("feedback", *arguments))

    assert sorted(path.name for path in school.iterdir()) == ["corpus"]


def test_feedback_becomes_drafts_and_goes(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Export writes a line for each; eval wants them completed; purge says how many went."""
    monkeypatch.setenv("KWCHAT_FEEDBACK", "feedback.sqlite")
    for _ in range(2):
        FeedbackStore(school / "feedback.sqlite", days=90).add(THUMB_DOWN)

    exported = kwchat("feedback", "export", "ontwerp.jsonl")

    assert (exported.exit_code, "2 regels in ontwerp.jsonl" in exported.stderr) == (0, True)
    assert the_line(kwchat("eval", "ontwerp.jsonl")) == (
        "ontwerp.jsonl, rij 1, kolom answerable: hier ontbreekt een waarde. "
        "ontwerp.jsonl, rij 2, kolom answerable: hier ontbreekt een waarde."
    )
    assert kwchat("feedback", "purge").stderr == "0 regels feedback gewist uit feedback.sqlite.\n"
    assert "2 regels feedback" in kwchat("feedback", "purge", "--all").stderr
    assert kwchat("feedback", "export", "leeg.jsonl").stderr.startswith("Er is geen feedback")
    assert not (school / "leeg.jsonl").exists()


def test_purging_some_and_all_at_once_makes_no_sense() -> None:
    """A usage error, in Dutch."""
    result = kwchat("feedback", "purge", "--all", "--days", "3")

    assert (result.exit_code, result.stderr) == (2, f"{cli_texts.CLI_WHAT_TO_PURGE}\n")
