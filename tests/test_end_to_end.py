"""The whole path as a school walks it: the real encoder, real Chroma, the real corpus.

`tests/golden` holds complete answers; `python tests/test_end_to_end.py` writes them again. Read
the difference as a teacher would before keeping it.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kwchat import wiring
from kwchat.answering import citations
from kwchat.answering import texts as answering_texts
from kwchat.answering.answer import Done, Token, Turn
from kwchat.answering.assistant import Assistant
from kwchat.answering.conversation import MAX_CHARACTERS
from kwchat.chat import texts as chat_texts
from kwchat.cli import commands
from kwchat.cli import texts as cli_texts
from kwchat.errors import IndexDamagedError, QuestionError
from kwchat.index.encoders import identity
from kwchat.index.manifest import open_index, read_manifest
from kwchat.settings import Settings, library_flags

pytestmark = pytest.mark.encoder

CORPUS = Path(__file__).parent.parent / "corpus"
BRIEF = "kennisrotonde-2019"
BRIEF_FILE = CORPUS / "kennisrotonde-kenniswerkplaatsen.txt"
GOLDEN = Path(__file__).parent / "golden"
REGENERATE = "python tests/test_end_to_end.py writes tests/golden again; read it before keeping it"
ASKED = "> "  # how a golden file starts the lines with what was asked, the last question last

COORDINATOR_QUESTION = "Wat doet een werkplaatscoördinator?"
COORDINATOR = (
    "Ten eerste wijzen ze op de rol van de werkplaatscoördinator (in elk geval in het eerste jaar) "
    "voor het structureren van de werkplaats, als aanspreekpunt en voor het verstevigen van het "
    "netwerk."
)
FOOTBALL = "Wie won de Champions League in 2019?"
THEME_QUESTION = "Wat zijn voor- en nadelen van één gemeenschappelijk thema?"
VARIED_QUESTIONS = (
    COORDINATOR_QUESTION,
    THEME_QUESTION,
    "Wat is een kenniswerkplaats?",
    "Aan welke voorwaarden moet een goede werkplaats voldoen?",
    "Hoeveel publicaties zijn er voor het literatuuronderzoek verzameld?",
    "Wanneer zijn de werkplaatsen onderwijsonderzoek gestart?",
    "Welke succesfactoren noemen Schot en collega's?",
    "Waar vind ik voorbeelden van kenniswerkplaatsen?",
    "Wat kan het schoolbestuur doen?",
    "wat moet je doen als er nog geen draagvlak is op school",
    "hebbe docenten begeleiding nodig as ze onderzoek doen",
    "What does the literature say about trust between partners?",
    "Leg in simpele woorden uit wat een werkplaats de school oplevert.",
)


@dataclass(frozen=True, slots=True)
class School:
    """A folder where kwchat was set up, and what its first ingest said."""

    folder: Path
    environment: Mapping[str, str]
    first_ingest: subprocess.CompletedProcess[str]

    @property
    def settings(self) -> Settings:
        """The settings with which the commands run."""
        return Settings.from_env(self.environment, dotenv=self.folder / ".env")

    def kwchat(self, *arguments: str) -> Result:
        """Run a command line in this process, which has the libraries loaded; a crash is one."""
        environment = {**self.environment, **library_flags(self.settings)}
        return CliRunner().invoke(commands.app, arguments, env=environment, catch_exceptions=False)


def run_kwchat(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from kwchat.cli.commands import main; main()", *arguments],
        cwd=folder,
        env=dict(environment),
        capture_output=True,
        encoding="utf-8",
    )


def set_up(folder: Path, cache: Path) -> School:
    """Ingest the repository's corpus into a folder."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("KWCHAT_")}
    environment = outside | {
        "KWCHAT_CACHE": str(cache),
        "KWCHAT_CORPUS": str(CORPUS),
        "KWCHAT_INDEX": str(folder / "index"),
    }
    return School(folder, environment, run_kwchat(["ingest"], folder, environment))


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory, encoder_cache: Path) -> School:
    """A school that has just run `kwchat ingest`."""
    return set_up(tmp_path_factory.mktemp("school"), encoder_cache)


@pytest.fixture(scope="module")
def assistant(school: School) -> Assistant:
    """The assistant that the command line puts together, on the school's index."""
    return wiring.build_assistant(school.settings)


def squashed(text: str) -> str:
    """Return a text without what a reader may mend: white space, dashes and bullets."""
    return re.sub(r"[\s\-–•]+", "", text)


def test_a_misspelt_question_gets_the_answer_of_the_right_one(assistant: Assistant) -> None:
    """Search and engine read the same mended words: the whole list, not loose quotes."""
    right = assistant.answer("Welke kenmerken heeft een goede werkplaats?")

    assert assistant.answer("Welke kemerken heeft een goede werkplaats?").text == right.text


# --- quality: floors just under what was reached, on the part that was tuned on ---

TUNED = Path(__file__).parent / "testset" / "kenniswerkplaatsen.jsonl"
FLOORS = {
    "recall@3": 0.94,
    "mrr": 0.86,
    "facts": 0.84,
    "complete": 0.82,
    "first_citation": 0.9,
    "rightly_refused": 0.7,
    "auroc": 0.94,
    "citation_precision": 0.67,
    "citation_recall": 1.0,
    "quotes_verbatim": 1.0,
    "marks_valid": 1.0,
    "wrongly_refused": 0.03,  # this and what follows is a ceiling: less is better
    "asserted_wrongly": 0.07,
    "reserve": 0.27,
}


def test_the_quality_has_not_dropped(school: School) -> None:
    """What a change makes worse shows here; raise a floor when a change makes it better."""
    floors = [part for name, floor in FLOORS.items() for part in ("--min", f"{name}={floor}")]

    evaluated = school.kwchat("eval", str(TUNED), *floors)

    assert evaluated.exit_code == 0, evaluated.output


# --- the command line ---


def test_ingest_reads_the_whole_corpus(school: School) -> None:
    """Every source is new, and nothing is answered on stdout."""
    ingest = school.first_ingest

    assert (ingest.returncode, ingest.stdout) == (0, ""), ingest.stderr
    assert f"nieuw: {BRIEF_FILE.name}" in ingest.stderr
    assert "Overgeslagen" not in ingest.stderr


def test_a_second_ingest_does_nothing(school: School) -> None:
    """No file is read again, and the index stays the generation that it was."""
    before = read_manifest(school.settings.index)

    ingest = school.kwchat("ingest")

    assert ingest.exit_code == 0
    assert "nieuw" not in ingest.stderr
    assert f"{len(before.files)} ongewijzigd" in ingest.stderr
    assert read_manifest(school.settings.index) == before


def test_ask_answers_with_the_words_of_the_brief(school: School) -> None:
    """Structuring, point of contact and network: quoted from page 2, and cited."""
    asked = run_kwchat(["ask", COORDINATOR_QUESTION], school.folder, school.environment)

    assert (asked.returncode, asked.stderr) == (0, "")
    answer, below = asked.stdout.split(f"\n{cli_texts.TERMINAL_SOURCES}\n")
    sources, references = below.split(f"\n{cli_texts.TERMINAL_REFERENCES}\n")
    assert f"“{COORDINATOR}” [1]" in answer
    assert sources.startswith(
        "[1] De Jong et al., 2017, aangehaald in Kennisrotonde, 2019, p. 2"
        " · Aanvullingen op basis van monitoronderzoek\n"
    )
    assert references.startswith("Kennisrotonde. (2019). ")
    assert squashed(COORDINATOR) in squashed(BRIEF_FILE.read_text(encoding="utf-8"))


def test_ask_refuses_what_the_sources_do_not_say(school: School) -> None:
    """A refusal is an answer: exit code 0, said in the first words, nothing cited."""
    asked = school.kwchat("ask", FOOTBALL)

    assert (asked.exit_code, asked.stderr) == (0, "")
    assert asked.stdout.startswith(answering_texts.REFUSAL)
    assert citations.marks(asked.stdout) == ()


def test_json_has_the_agreed_shape(school: School) -> None:
    """The fields of the contract, in its order, and no others; the ranking is full."""
    asked = school.kwchat("ask", COORDINATOR_QUESTION, "--json")

    answer = json.loads(asked.stdout)
    assert list(answer) == [
        *("id", "question", "answered", "outcome"),
        *("answer", "citations", "passages", "engine", "seconds", "understood"),
        *("choice_note", "quotes", "writing"),
    ]
    assert list(answer["citations"][0]) == [
        *("number", "source_id", "kind", "reference", "page", "section", "quote", "start", "end"),
        *("chunk_id", "in_text", "cited_works", "sheet", "title", "recognised", "place", "url"),
    ]
    assert list(answer["passages"][0]) == [
        *("rank", "chunk_id", "source_id", "page", "section", "text", "score", "url")
    ]
    assert list(answer["seconds"]) == ["retrieve", "answer", "total"]
    assert (answer["id"], answer["answered"], answer["engine"]) == (None, True, "extractive")
    first = answer["citations"][0]
    assert (first["number"], first["source_id"], first["kind"], first["page"]) == (
        *(1, BRIEF, "brief"),
        2,
    )
    assert [passage["rank"] for passage in answer["passages"]] == list(range(1, 11))
    assert first["chunk_id"] in {passage["chunk_id"] for passage in answer["passages"]}


def test_a_batch_is_answered_but_for_its_broken_line(school: School, tmp_path: Path) -> None:
    """History counts, a greeting is greeted, and the broken line is reported by its number."""
    theme = [
        {"role": "user", "content": THEME_QUESTION},
        {"role": "assistant", "content": "Bij één thema zijn inzichten beter over te dragen."},
    ]
    lines = [
        json.dumps({"id": "v1", "question": COORDINATOR_QUESTION}),
        '{"id": "v2", "question": ',
        json.dumps({"id": "v3", "question": "En bij een open thema?", "history": theme}),
        json.dumps({"id": "v4", "question": "hoi"}),
        json.dumps({"id": "v5", "question": FOOTBALL}),
    ]
    questions, answered = tmp_path / "vragen.jsonl", tmp_path / "antwoorden.jsonl"
    questions.write_text("\n".join(lines), encoding="utf-8")

    batch = school.kwchat("ask", "--input", str(questions), "--output", str(answered))

    assert (batch.exit_code, batch.stdout) == (1, "")
    assert f"{questions}, regel 2: {answering_texts.QUESTION_NO_JSON}" in batch.stderr
    written = answered.read_text(encoding="utf-8").splitlines()
    answers = {answer["id"]: answer for answer in map(json.loads, written)}
    assert list(answers) == ["v1", "v3", "v4", "v5"]
    assert COORDINATOR in answers["v1"]["answer"]
    assert "Bij een meer open thema" in answers["v3"]["answer"]
    assert answers["v4"]["answer"] == answering_texts.GREETING
    assert (answers["v5"]["answered"], answers["v5"]["citations"]) == (False, [])


def test_a_question_that_is_too_long_is_one_dutch_line(school: School) -> None:
    """It says how long it is and how long it may be."""
    asked = school.kwchat("ask", "werkplaats " * 1000)

    message = answering_texts.QUESTION_LONG.format(length=10_999, limit=MAX_CHARACTERS)
    assert (asked.exit_code, asked.stdout, asked.stderr) == (1, "", f"{message}\n")


def test_an_index_of_another_encoder_is_refused(school: School, tmp_path: Path) -> None:
    """Vectors of two encoders never mix; the line says what to run."""
    index = tmp_path / "index"
    shutil.copytree(school.settings.index, index)
    manifest = json.loads((index / "manifest.json").read_bytes())
    manifest["encoder"]["sha256"] = "0" * 64
    (index / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    asked = school.kwchat("ask", COORDINATOR_QUESTION, "--index", str(index))

    assert (asked.exit_code, asked.stdout, asked.stderr.count("\n")) == (1, "", 1)
    assert "verouderd" in asked.stderr
    assert "`kwchat ingest`" in asked.stderr


@pytest.mark.parametrize("part", ["chroma/chroma.sqlite3", "library", "keywords", "manifest.json"])
def test_a_damaged_index_is_refused(school: School, tmp_path: Path, part: str) -> None:
    """Whichever part is broken, it says so instead of answering from the rest."""
    index = tmp_path / "index"
    shutil.copytree(school.settings.index, index)
    damaged = index / part
    if part != "manifest.json":
        damaged = index / read_manifest(index).generation / part
    files = sorted(damaged.rglob("*")) if damaged.is_dir() else [damaged]
    for file in filter(Path.is_file, files):
        file.write_bytes(b"kapot")

    with pytest.raises(IndexDamagedError, match="`kwchat ingest`"):
        open_index(index, identity(None))


# --- the answers ---


@pytest.mark.parametrize("question", VARIED_QUESTIONS)
def test_every_quote_is_verbatim_and_every_mark_resolves(
    assistant: Assistant, school: School, question: str
) -> None:
    """Held against the source files themselves, not against what the index made of them."""
    answer = assistant.answer(question)

    indexed = read_manifest(school.settings.index).files
    files = {file.source_id: CORPUS / file.path for file in indexed}
    assert answer.citations, answer.text
    assert citations.marks(answer.text) == tuple(c.number for c in answer.citations)
    cited = {citation.number: citation for citation in answer.citations}
    for citation in answer.citations:
        source = files[citation.source_id].read_text(encoding="utf-8")
        assert squashed(citation.quote) in squashed(source)
    for quote, number in citations.quotes(answer.text):
        assert quote in cited[number].quote


def test_every_sentence_of_an_answer_is_quoted_and_cited(assistant: Assistant) -> None:
    """What is no quote is a line that ends in a colon."""
    for question in VARIED_QUESTIONS:
        for line in citations.without_quotes(assistant.answer(question).text).splitlines():
            assert line == "" or line.endswith(":"), line


def test_a_streamed_answer_is_the_whole_answer(assistant: Assistant) -> None:
    """The pieces add up to the text, and asking again gives the same."""
    *events, done = assistant.stream(THEME_QUESTION)

    assert isinstance(done, Done)
    assert "".join(e.text for e in events if isinstance(e, Token)) == done.answer.text
    assert assistant.answer(THEME_QUESTION).text == done.answer.text


def test_html_in_a_question_is_text(assistant: Assistant) -> None:
    """It is searched with, and comes back only as the question that it was."""
    question = f"<script>alert(1)</script><b>{COORDINATOR_QUESTION}</b> [7]"

    answer = assistant.answer(question)

    assert answer.question == question
    assert COORDINATOR in answer.text
    assert "<" not in answer.text
    assert "[7]" not in answer.text


def test_the_longest_question_is_answered(assistant: Assistant) -> None:
    """One character more is refused with a reason."""
    longest = f"{COORDINATOR_QUESTION} ".ljust(MAX_CHARACTERS, "?")

    assert assistant.answer(longest).passages
    with pytest.raises(QuestionError, match=str(MAX_CHARACTERS + 1)):
        assistant.answer(f"{longest}?")


@pytest.mark.parametrize(
    ("question", "words"),
    list(
        zip(
            chat_texts.CHAT_EXAMPLES,
            [
                ("structureren", "aanspreekpunt", "netwerk"),
                ("gemeenschappelijke doelstelling", "vrij te roosteren"),
                ("transfereerbaarheid", "betrokkenheid", "nog pril"),
                ("voorlopersgroep",),
                ("faciliteren en stimuleren",),
                ("https://www.point013.nl/", "https://www.kenniswerkplaats-diversiteit.nl/"),
            ],
            strict=True,
        )
    ),
)
def test_every_example_of_the_chat_is_answered(
    assistant: Assistant, question: str, words: tuple[str, ...]
) -> None:
    """What the page proposes to ask, the sources answer."""
    answer = assistant.answer(question)

    assert [word for word in words if word not in answer.text] == []


# --- golden answers ---


def golden_text(assistant: Assistant, questions: Sequence[str]) -> str:
    """Return a conversation as its golden file has it: what was asked, and the last answer."""
    history: list[Turn] = []
    for question in questions:
        answer = assistant.answer(question, history)
        history += [Turn("user", question), Turn("assistant", answer.text)]
    asked = [f"{ASKED}{question}" for question in questions]
    sources = [f"[{c.number}] {c.source_id}: {c.in_text} · {c.section}" for c in answer.citations]
    return "\n\n".join("\n".join(part) for part in (asked, [answer.text], sources) if part) + "\n"


def golden_questions(text: str) -> list[str]:
    """Return what is asked in a golden file."""
    return [line.removeprefix(ASKED) for line in text.splitlines() if line.startswith(ASKED)]


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.txt")), ids=lambda file: file.stem)
def test_an_answer_is_the_golden_one(assistant: Assistant, file: Path) -> None:
    """To the letter, and from the same places."""
    golden = file.read_text(encoding="utf-8")

    assert golden_text(assistant, golden_questions(golden)) == golden, REGENERATE


def write_golden() -> None:
    """Write every golden file again; a new one needs only the lines with what is asked."""
    with tempfile.TemporaryDirectory() as folder:
        school = set_up(Path(folder), Settings.from_env(os.environ).cache)
        assistant = wiring.build_assistant(school.settings)
        for file in GOLDEN.glob("*.txt"):
            questions = golden_questions(file.read_text(encoding="utf-8"))
            file.write_text(golden_text(assistant, questions), encoding="utf-8")


if __name__ == "__main__":
    write_golden()
