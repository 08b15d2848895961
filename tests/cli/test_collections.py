"""Commands where there are several collections: all of them, or the one that is named."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from commanded import kwchat
from schooled import QUESTION, RECTORS, make_schools, pretend_encoder, settled
from typer.testing import Result

from kwchat import texts
from kwchat.chat.feedback import Feedback, FeedbackStore

ONE_OF_THEM = texts.COLLECTION_WHICH.format(names="noord, zuid")


@pytest.fixture(autouse=True)
def schools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with two schools of which no index was made."""
    pretend_encoder(monkeypatch)
    make_schools(tmp_path)
    with settled(tmp_path, monkeypatch):
        yield tmp_path


def the_line(result: Result) -> str:
    """Return the one line with which a command refuses."""
    assert (result.exit_code, result.stdout) == (1, "")
    (line,) = result.stderr.splitlines()
    return line


def test_ingest_does_all(schools: Path) -> None:
    """And says of each which it is."""
    result = kwchat("ingest")

    assert result.exit_code == 0
    assert result.stderr.index("Collectie noord:") < result.stderr.index("Collectie zuid:")
    assert all((schools / name / "index" / "manifest.json").exists() for name in RECTORS)


def test_ingest_does_the_one_that_is_named(schools: Path) -> None:
    """And no other."""
    assert kwchat("ingest", "--collection", "zuid").exit_code == 0
    assert not (schools / "noord" / "index").exists()
    assert (schools / "zuid" / "index" / "manifest.json").exists()


def test_what_stops_one_does_not_stop_the_next(schools: Path) -> None:
    """The fault is told, the others are done, and the exit code says that not all is well."""
    (schools / "noord" / "corpus").rename(schools / "weg")

    result = kwchat("ingest")

    assert result.exit_code == 1
    assert "noord/corpus" in result.stderr
    assert (schools / "zuid" / "index" / "manifest.json").exists()


def test_a_question_goes_to_the_one_that_is_named() -> None:
    """It is answered with its words."""
    kwchat("ingest")

    for name, rector in RECTORS.items():
        result = kwchat("ask", QUESTION, "--collection", name, "--json")
        assert rector in result.stdout
        assert json.loads(result.stdout)["answered"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", QUESTION),
        ("ask", "--input", "v.jsonl", "--output", "a.jsonl"),
        ("eval", "toets.jsonl"),
        ("mcp",),
        ("backup", "kopie.tar"),
        ("restore", "kopie.tar"),
        ("feedback", "export", "ontwerp.jsonl"),
        ("feedback", "purge"),
        ("sources", "list"),
        ("sources", "check"),
        ("sources", "fetch"),
        ("sources", "export"),
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_what_works_on_one_wants_to_know_which(arguments: tuple[str, ...]) -> None:
    """None is taken by chance; one that is not there is told with those that are."""
    assert the_line(kwchat(*arguments)) == ONE_OF_THEM
    unknown = texts.COLLECTION_UNKNOWN.format(name="oost", names="noord, zuid")
    assert the_line(kwchat(*arguments, "--collection", "oost")) == unknown


@pytest.mark.parametrize("command", ["ingest", "doctor"])
def test_an_unknown_one_is_one_line(command: str) -> None:
    """Also for what works on all."""
    unknown = texts.COLLECTION_UNKNOWN.format(name="oost", names="noord, zuid")

    assert the_line(kwchat(command, "--collection", "oost")) == unknown


def test_a_folder_and_a_collection_are_not_both_taken() -> None:
    """One would have to be passed over in silence."""
    for command in (("ingest",), ("ask", QUESTION)):
        both = kwchat(*command, "--collection", "noord", "--index", "elders")
        assert the_line(both) == texts.COLLECTION_OR_INDEX


def test_without_collections_none_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said where they would be named."""
    monkeypatch.delenv("KWCHAT_COLLECTIONS")

    assert the_line(kwchat("ask", QUESTION, "--collection", "noord")) == texts.COLLECTIONS_NONE


def test_a_backup_holds_one_and_is_put_back_there(schools: Path) -> None:
    """The other is left as it is."""
    kwchat("ingest")
    FeedbackStore(Path("noord/feedback.sqlite"), days=90).add(
        Feedback(QUESTION, "antwoord", answered=True, chunk_ids=(), good=True)
    )
    assert kwchat("backup", "kopie.tar", "--collection", "noord").exit_code == 0
    (schools / "noord" / "corpus" / "wie.md").unlink()
    before = (schools / "zuid" / "index" / "manifest.json").read_bytes()

    assert kwchat("restore", "kopie.tar", "--collection", "noord").exit_code == 0

    assert RECTORS["noord"] in (schools / "noord" / "corpus" / "wie.md").read_text()
    assert (schools / "zuid" / "index" / "manifest.json").read_bytes() == before
    assert kwchat("feedback", "purge", "--all", "--collection", "zuid").stderr.startswith("0 ")
    assert kwchat("feedback", "purge", "--all", "--collection", "noord").stderr.startswith("1 ")


@pytest.mark.parametrize("wrong", ['colour = "#ffff00"', 'managers = ["sanne"]', "colur = 1"])
def test_a_table_that_makes_no_sense_stops_no_other(schools: Path, wrong: str) -> None:
    """The one school has a typing error; the other is ingested, asked and looked at."""
    file = schools / "collections.toml"
    file.write_text(file.read_text().replace('colour = "#7a1f3d"', wrong))

    ingested, looked = kwchat("ingest"), kwchat("doctor")
    asked = kwchat("ask", QUESTION, "--collection", "zuid")
    refused = kwchat("ask", QUESTION, "--collection", "noord")

    assert ingested.exit_code == looked.exit_code == 1
    assert "collectie noord: " in ingested.stderr
    assert "[fout]   noord: " in looked.stdout
    assert "[ok]     zuid: Index" in looked.stdout
    assert RECTORS["zuid"] in asked.stdout
    assert "collectie noord: " in the_line(refused)


def test_doctor_looks_at_each() -> None:
    """What is wrong with one stands behind its name, and makes the whole not well."""
    kwchat("ingest", "--collection", "noord")

    both, one = kwchat("doctor"), kwchat("doctor", "--collection", "noord")

    assert (both.exit_code, one.exit_code) == (1, 0)
    assert "[ok]     noord: Corpus" in both.stdout
    assert "[fout]   zuid: Index" in both.stdout
    assert both.stdout.count("Python:") == 1
    assert "zuid" not in one.stdout


def test_a_file_that_makes_no_sense_stops_every_command(schools: Path) -> None:
    """With the same line."""
    (schools / "collections.toml").write_text("collection = 3\n")

    lines = {
        the_line(kwchat(*arguments))
        for arguments in (("ingest",), ("serve",), ("doctor",), ("ask", QUESTION))
    }

    (line,) = lines
    assert "[[collection]]" in line
