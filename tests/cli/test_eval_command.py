"""`kwchat eval`: figures on stdout, talk on stderr, files whole or not at all, a gate."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from commanded import kwchat
from llm import Script, speaking
from writing import says

from kwchat.cli import texts
from kwchat.evaluation.testsets import load
from kwchat.index import encoders
from kwchat.testing import FakeEncoder

QUESTIONS = (
    {
        "id": "v1",
        "category": "feit",
        "question": "Wat doet de werkplaatscoördinator?",
        "history": [],
        "answerable": True,
        "evidence": ["zorgt voor het structureren van de werkplaats"],
        "relevant": ["brief"],
        "key_facts": [["structureren"]],
    },
    {"id": "n1", "category": "ver", "question": "Hoe bak ik appeltaart?", "answerable": False},
)


@pytest.fixture(autouse=True)
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with an indexed corpus and a test set, and an encoder that needs no model."""
    monkeypatch.chdir(tmp_path)
    # Chroma keeps its databases by path for as long as the process lives.
    monkeypatch.setenv("KWCHAT_INDEX", str(tmp_path / "index"))
    monkeypatch.setattr(encoders, "identity", lambda name: FakeEncoder.identity)  # noqa: ARG005
    monkeypatch.setattr(encoders, "load_encoder", lambda *_, **__: FakeEncoder())
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "brief.md").write_text(
        "# Rol\n\nDe werkplaatscoördinator zorgt voor het structureren van de werkplaats.\n\n"
        "# Geld\n\nDe gemeente betaalt in het eerste jaar de kosten van de leraren.\n",
        encoding="utf-8",
    )
    lines = [json.dumps(question) for question in QUESTIONS]
    (tmp_path / "vragen.jsonl").write_text("\n".join(lines), encoding="utf-8")
    before = dict(os.environ)
    yield tmp_path
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def indexed(school: Path) -> Path:
    """The same folder, with its corpus indexed."""
    assert kwchat("ingest").exit_code == 0
    return school


@pytest.mark.usefixtures("indexed")
def test_the_figures_go_to_stdout() -> None:
    """The tables are the answer; without complaints there is no talk."""
    result = kwchat("eval", "vragen.jsonl")

    assert (result.exit_code, result.stderr) == (0, "")
    assert "vragen.jsonl: 2 vragen" in result.stdout
    assert all(name in result.stdout for name in ("recall@3", "auroc", "total_p95", "feit", "ver"))


@pytest.mark.usefixtures("indexed")
def test_two_runs_give_the_same_json_but_for_the_times() -> None:
    """Nothing in the flow is left to chance, and the second run can be held against the first."""
    assert kwchat("eval", "vragen.jsonl", "--json", "a.json").exit_code == 0
    result = kwchat("eval", "vragen.jsonl", "--json", "b.json", "--compare", "a.json")
    first, second = (json.loads(Path(name).read_text()) for name in ("a.json", "b.json"))

    assert "Vergeleken met a.json" in result.stdout
    assert second.pop("compared_with") == "a.json"
    assert not any(change["before"] != change["after"] for change in second["changes"].values())
    for run in (first, second):
        for name in ("timings", "changes", "compared_with"):
            run.pop(name, None)
    assert first == second


@pytest.mark.usefixtures("indexed")
def test_the_report_is_written_as_a_page(school: Path) -> None:
    """The page holds the figures, and no half page lies beside it."""
    assert kwchat("eval", "vragen.jsonl", "--html", "verslag.html").exit_code == 0

    assert "<h1>" in (school / "verslag.html").read_text(encoding="utf-8")
    assert [path.name for path in school.iterdir() if "part" in path.name] == []


@pytest.mark.usefixtures("indexed")
def test_a_gate_lists_what_falls_short(school: Path) -> None:
    """Exit code 1 and one line per shortfall, after the figures and the files."""
    result = kwchat(
        "eval", "vragen.jsonl", "--json", "a.json", "--min", "mrr=0.5", "--min", "total_p95=0"
    )

    assert result.exit_code == 1
    assert result.stderr.startswith("total_p95 is 0,")
    assert result.stderr.count("\n") == 1
    assert (school / "a.json").exists()
    assert kwchat("eval", "vragen.jsonl", "--min", "mrr=0,5").exit_code == 0


@pytest.mark.usefixtures("indexed")
def test_a_line_is_drawn_for_a_wish(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told behind the figures, and it holds: with it the wish is met."""
    wish = "asserted_wrongly=0"
    result = kwchat("eval", "vragen.jsonl", "--threshold-for", wish)

    told = re.fullmatch(
        rf"Met KWCHAT_SURE=(\d\.\d{{3}}) is op deze testset voldaan aan {wish}\.\n", result.stderr
    )
    assert (result.exit_code, bool(told)) == (0, True)
    assert "vragen.jsonl: 2 vragen" in result.stdout
    monkeypatch.setenv("KWCHAT_SURE", told[1] if told else "")
    assert kwchat("eval", "vragen.jsonl", "--min", wish).exit_code == 0


@pytest.mark.server
@pytest.mark.usefixtures("indexed")
def test_the_answers_of_a_language_model_are_measured(
    school: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With how much of what it wrote is left, and not without a model or with quotes alone."""
    no_model = kwchat("eval", "vragen.jsonl", "--engine", "generative")
    assert no_model.exit_code == 1
    assert "KWCHAT_LLM" in no_model.stderr
    script = Script(
        says("De werkplaatscoördinator zorgt voor het structureren {structureren}. Nog iets.")
    )
    monkeypatch.setenv("KWCHAT_LLM", "openai:klein")
    monkeypatch.setenv("KWCHAT_SURE", "0")
    with speaking(script) as address:
        monkeypatch.setenv("KWCHAT_LLM_URL", address)
        command = ("eval", "vragen.jsonl", "--engine")
        assert kwchat(*command, "extractive", "--json", "citaten.json").exit_code == 0
        assert not script.prompts
        compared = kwchat(
            *command, "generative", "--json", "zinnen.json", "--compare", "citaten.json"
        )
    quoted, written = (
        json.loads((school / name).read_text(encoding="utf-8"))
        for name in ("citaten.json", "zinnen.json")
    )

    assert script.prompts
    assert written["metrics"]["written_supported"]["value"] == 0.5
    assert "written_supported" not in quoted["metrics"]
    # Held against the quotes in all that both have: what is found is the same, what is seen is not.
    assert compared.exit_code == 0
    assert "Vergeleken met citaten.json" in compared.stdout
    changes = written["changes"]
    assert changes["recall@3"]["before"] == changes["recall@3"]["after"]
    assert changes["visible_words"]["before"] > changes["visible_words"]["after"]
    assert not [name for name in changes if name.startswith("written_")]


@pytest.mark.usefixtures("indexed")
def test_evidence_that_is_nowhere_is_told(school: Path) -> None:
    """The writer of a test set hears which fragment the index does not hold."""
    lost = {**QUESTIONS[0], "evidence": ["dit staat er niet"]}
    lines = [json.dumps(lost), json.dumps(QUESTIONS[1])]
    (school / "vragen.jsonl").write_text("\n".join(lines), encoding="utf-8")

    result = kwchat("eval", "vragen.jsonl")

    assert result.stderr == texts.EVAL_MISSING.format(id="v1", what="dit staat er niet") + "\n"


@pytest.mark.parametrize("name", ["voorbeeld.csv", "voorbeeld.xlsx"])
def test_the_template_is_written(school: Path, name: str) -> None:
    """The example needs no index, and is itself a test set."""
    result = kwchat("eval", "--template", name)

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert len(load(school / name)) == 3


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        ("weg.jsonl", "De testset weg.jsonl is niet te lezen"),
        ("vragen.jsonl", "kwchat ingest"),
        ("vragen.jsonl --min foo=1", "Onbekende maat: foo."),
        ("vragen.jsonl --compare weg.json", "weg.json is geen resultaat"),
        ("vragen.jsonl --json weg/a.json", "weg/a.json is niet te schrijven"),
        ("vragen.jsonl --html .", ". is niet te schrijven"),
        ("--template voorbeeld.doc", "niet als .doc"),
    ],
)
def test_a_fault_is_one_dutch_line(school: Path, arguments: str, fault: str) -> None:
    """Exit code 1, nothing on stdout, and no file is left behind."""
    before = sorted(school.rglob("*"))

    result = kwchat("eval", *arguments.split())

    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert fault in result.stderr
    assert sorted(school.rglob("*")) == before


@pytest.mark.parametrize("arguments", ["", "vragen.jsonl --template a.csv"])
def test_a_test_set_or_a_template_is_needed(arguments: str) -> None:
    """Neither, or both, makes no sense: exit code 2."""
    result = kwchat("eval", *arguments.split())

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{texts.CLI_WHAT_TO_MEASURE}\n"


def test_help_is_dutch() -> None:
    """No word of typer's own is left."""
    result = kwchat("eval", "--help")

    english = ("Usage", "Option", "OPTIONS", "Arguments", "Command", "Show", "default", "<", "...")
    assert result.exit_code == 0
    assert [word for word in english if word in result.stdout] == []
