"""The report: tables, JSON that can be compared, and a page that stands alone."""

import json
import re
from base64 import b64decode
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from evaluated import (
    CHUNKS,
    COORDINATOR,
    COSTS,
    PAYER,
    PERFECT,
    QUESTIONS,
    START,
    SUBSIDY,
    SUPPORT,
    quoting,
    refusal,
    run,
)
from rich.console import Console

from kwchat.answering.answer import Seconds
from kwchat.cli.tables import of_run
from kwchat.errors import KwchatError, QuestionError
from kwchat.evaluation import report, texts
from kwchat.evaluation.comparison import ALL
from kwchat.evaluation.conclusions import share
from kwchat.evaluation.intervals import Difference
from kwchat.evaluation.page import as_html
from kwchat.evaluation.report import (
    Earlier,
    Setup,
    Summary,
    as_json,
    change_cells,
    read_run,
    shown,
    write,
)
from kwchat.evaluation.scores import Failure, Run

SETUP = Setup(index="index", version="0a1b2c", files=2, passages=5, threshold=0.25, sure=0.5)
POISON = "<script>alert(1)</script> [red]&amp;[/]"


@pytest.fixture
def testset(tmp_path: Path) -> Path:
    """A file for the report to name; the questions come from the run."""
    path = tmp_path / "vragen.jsonl"
    path.write_text("vragen")
    return path


def summarise(of: Run, testset: Path, earlier: Earlier | None = None) -> Summary:
    """Return a summary against the small corpus."""
    return report.summarise(
        of, testset, chunks=CHUNKS, setup=SETUP, made=date(2026, 11, 26), earlier=earlier
    )


def failing() -> Run:
    """Return a run with a wrong refusal, a missed fact and a wrong answer."""
    return run(
        {
            COORDINATOR.question: refusal(SUPPORT, START),
            PAYER.question: replace(quoting(SUPPORT), text=f"{POISON} [1]"),
            COSTS.question: quoting(SUPPORT),
        }
    )


def written(summary: Summary) -> Any:
    """Return the JSON as values."""
    return json.loads(as_json(summary))


def test_two_runs_differ_in_nothing_but_their_times(testset: Path) -> None:
    """The JSON is the same but for what stands under one key."""
    slower = {
        question: replace(answer, seconds=Seconds(1.0, 2.0, 3.0))
        for question, answer in PERFECT.items()
    }

    first, second = written(summarise(run(), testset)), written(summarise(run(slower), testset))

    assert first.pop("timings") != second.pop("timings")
    assert first == second


def test_the_json_tells_what_was_measured(testset: Path) -> None:
    """Metrics with intervals, the categories, and every question with its answer."""
    whole = written(summarise(failing(), testset))

    assert whole["testset"]["name"] == "vragen.jsonl"
    assert whole["metrics"]["recall@3"].keys() == {"value", "low", "high", "n"}
    assert whole["categories"].keys() == {"feit", "geld", "dichtbij"}
    first = whole["questions"][0]
    assert first["relevant_ranks"] == [2]
    assert first["missed_facts"] == [["coördinator", "coordinator"], ["eerste jaar"]]
    assert first["passages"][1]["text"] == START.text
    assert first["failures"] == ["wrongly_refused"]


def test_a_run_can_be_compared_with_its_own_json(testset: Path, tmp_path: Path) -> None:
    """What is read back equals what was written, so nothing has changed."""
    path = tmp_path / "eerder.json"
    write(path, as_json(summarise(run(), testset)))

    again = summarise(run(), testset, earlier=read_run(path))

    assert again.earlier == "eerder.json"
    assert again.changes.keys() == again.measured.keys()
    assert not any(change.change for change in again.changes.values())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"timings": {"questions": {}}, "questions": [{"id": "a", "scores": {}}]}',
        b'{"timings": {"questions": {"a": {}}}, "questions": [{"id": "a", "scores": {"mrr": 1}}]}',
        b'{"timings": {"questions": {"a": {}}}, "questions": [{"id": [], "scores": {}}]}',
    ],
)
def test_another_file_is_no_run(tmp_path: Path, content: bytes) -> None:
    """What `--json` did not write is refused in one Dutch line."""
    path = tmp_path / "x.json"
    path.write_bytes(content)

    with pytest.raises(QuestionError, match=r"x\.json is geen resultaat"):
        read_run(path)


def test_the_tables_show_every_metric_category_and_failure(testset: Path, tmp_path: Path) -> None:
    """A terminal shows all figures; a question cannot pass for markup."""
    path = tmp_path / "eerder.json"
    write(path, as_json(summarise(run(), testset)))
    poisoned = replace(COORDINATOR, question="[red]rood[/] of [/niet]?", category="[b]")
    of = run({poisoned.question: refusal(START)}, [poisoned, *QUESTIONS[1:]])
    screen = StringIO()
    console = Console(width=120, file=screen)

    for table in of_run(summarise(of, testset, earlier=read_run(path))):
        console.print(table)
    shown = screen.getvalue()

    assert all(name in shown for name in ("recall@3", "0,500", "total_p95", "30 ms"))
    assert "[red]rood[/] of [/niet]?" in shown
    assert "[b]" in shown
    assert texts.EVAL_FAILURES["wrongly_refused"] in shown
    assert "eerder.json" in shown


def test_a_table_without_failures_is_left_out(testset: Path) -> None:
    """Perfect answers leave nothing to list."""
    titles = [str(table.title) for table in of_run(summarise(run(), testset))]

    assert titles == ["vragen.jsonl: 3 vragen", "Per categorie"]


class Addresses(HTMLParser):
    """Collects everything in a page that a browser would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the tag would fetch."""
        if tag in {"script", "link", "iframe", "object"}:
            self.found.append((tag, ""))
        self.found += [
            (name, value or "") for name, value in attrs if name in {"src", "href", "srcset"}
        ]


def test_the_page_stands_alone(testset: Path) -> None:
    """Nothing is loaded: every picture is in the page, and there are no scripts."""
    page = as_html(summarise(failing(), testset))
    addresses = Addresses()
    addresses.feed(page)

    assert {name for name, _ in addresses.found} == {"src"}
    assert all(value.startswith("data:image/svg+xml;base64,") for _, value in addresses.found)
    assert "url(" not in page
    assert "@import" not in page
    assert '<html lang="nl">' in page


def test_the_page_shows_what_failed_and_why(testset: Path) -> None:
    """The answer given, the facts missed and the passages retrieved are all there."""
    page = as_html(summarise(failing(), testset))

    assert "coördinator of coordinator" in page
    assert "Dat staat niet in de bronnen." in page
    assert "brief-0" in page
    assert texts.REPORT_RELEVANT in page
    assert all(
        texts.EVAL_FAILURES[failure] in page
        for failure in (Failure.WRONGLY_REFUSED, Failure.NOT_REFUSED, Failure.FACTS_MISSED)
    )


def test_the_page_escapes_what_it_did_not_write(testset: Path) -> None:
    """Answers, questions and categories cannot become HTML."""
    poisoned = replace(COORDINATOR, question=POISON, category=POISON, evidence=(POISON,))
    of = run({POISON: quoting(SUPPORT)}, [poisoned, *QUESTIONS[1:]])

    page = as_html(summarise(of, testset))

    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; [red]&amp;amp;[/]" in page


def test_missing_evidence_is_on_the_page(testset: Path) -> None:
    """A fragment that the index does not hold is shown with its question."""
    lost = replace(COORDINATOR, evidence=("staat nergens",))

    page = as_html(summarise(run({}, [lost, *QUESTIONS[1:]]), testset))

    assert re.search(r"<li>v1: staat nergens</li>", page)
    assert texts.REPORT_MISSING not in as_html(summarise(run(), testset))


def test_the_page_opens_with_what_it_comes_to(testset: Path) -> None:
    """Three sentences of counts, and what was measured: the day, the index, the thresholds."""
    page = unescape(as_html(summarise(failing(), testset)))
    before_tables = page.partition("<table")[0]

    for words in (
        "Van de 2 vragen die de bronnen beantwoorden, kregen er 1 een antwoord (50 %)",
        "Van de 1 vragen waarop de bronnen geen antwoord geven, kregen er 1 toch een stellig",
        "Van de 3 kernfeiten staan er 0 in de antwoorden (0 %); van de 3 citaten",
        "Gemeten op 26 november 2026",
        "Index index, versie 0a1b2c: 2 bestanden, 5 passages.",
        "KWCHAT_THRESHOLD 0,25",
        "KWCHAT_SURE 0,5",
    ):
        assert words in before_tables


def test_an_earlier_run_tells_which_questions_moved(testset: Path, tmp_path: Path) -> None:
    """By name, with what got better and what got worse, on the page and in the terminal; where
    nothing moved, that is said."""
    path = tmp_path / "eerder.json"
    write(path, as_json(summarise(run({PAYER.question: refusal(SUBSIDY)}), testset)))
    later = summarise(run({COSTS.question: quoting(SUPPORT)}), testset, earlier=read_run(path))
    screen = StringIO()
    console = Console(width=200, file=screen)
    for table in of_run(later):
        console.print(table)

    moved = {move.question_id: move for move in later.moves}
    assert moved.keys() == {"v2", "n1"}
    assert {"wrongly_refused", "facts"} <= set(moved["v2"].better)
    assert moved["n1"].worse == ("rightly_refused", "asserted_wrongly")
    for shown_in in (as_html(later), screen.getvalue()):
        assert "dan in eerder.json: 1 beter, 1 slechter" in " ".join(shown_in.split())
        assert shown_in.index("n1") < shown_in.index("v2")
    write(path, as_json(summarise(run(), testset)))
    same = summarise(run(), testset, earlier=read_run(path))
    assert texts.EVAL_NOT_MOVED.format(name="eerder.json") in as_html(same)


def test_what_only_rounds_to_all_or_nothing_is_not_called_so() -> None:
    """Neither in a figure, nor in a percentage, nor in a change."""
    tiny = Difference(before=0.5, after=0.5001, low=0.00001, high=0.0002, n=9000)
    clear = Difference(before=0.5, after=0.6, low=0.05, high=0.15, n=200)

    assert tiny.significant
    assert change_cells("mrr", tiny)[-1] == texts.EVAL_NO
    assert change_cells("mrr", clear)[-1] == texts.EVAL_YES
    assert [shown("mrr", value) for value in (0.9996, 1.0, 0.0004, -0.0001, 0.0)] == [
        "< 1,000",
        "1,000",
        "> 0,000",
        "< 0,000",
        "0,000",
    ]
    assert [share(part, 1000) for part in (0, 1, 999, 1000)] == [
        "0 %",
        "minder dan 1 %",
        "meer dan 99 %",
        "100 %",
    ]


def test_the_plots_are_dutch_and_explained(testset: Path) -> None:
    """Commas along the axes; below each plot what it shows, above all the one of risk."""
    page = as_html(summarise(failing(), testset))
    plots = [b64decode(found).decode() for found in re.findall(r"base64,([^\"]+)", page)]

    assert len(plots) == len(texts.PLOT_EXPLAINED) == 5
    assert all(explained in unescape(page) for explained in texts.PLOT_EXPLAINED.values())
    assert any(">0,2<" in plot for plot in plots)
    assert not any(re.search(r">\d+\.\d+<", plot) for plot in plots)
    assert all(category in "".join(plots) for category in ("feit", "geld"))


def test_every_metric_and_failure_is_explained() -> None:
    """The page has a Dutch sentence for each."""
    assert texts.EVAL_EXPLAINED.keys() == ALL.keys()
    assert texts.EVAL_FAILURES.keys() == set(Failure)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """A failed write leaves what was there, and nothing beside it."""
    path = tmp_path / "a.json"
    write(path, "eerst")
    with pytest.raises(KwchatError, match="is niet te schrijven"):
        write(tmp_path / "weg" / "a.json", "x")
    folder = tmp_path / "map"
    folder.mkdir()
    with pytest.raises(KwchatError, match="is niet te schrijven"):
        write(folder, "x")

    assert path.read_text() == "eerst"
    assert sorted(found.name for found in tmp_path.iterdir()) == ["a.json", "map"]


def test_a_place_that_cannot_be_written_is_told_beforehand(tmp_path: Path) -> None:
    """A folder, and a file in a folder that is not there, are refused; a new file is fine."""
    report.require_writable(tmp_path / "nieuw.json")
    for path in (tmp_path, tmp_path / "weg" / "a.json"):
        with pytest.raises(KwchatError, match="is niet te schrijven"):
            report.require_writable(path)


def test_a_link_is_written_through(tmp_path: Path) -> None:
    """A report behind a link replaces the file, not the link."""
    target, link = tmp_path / "echt.json", tmp_path / "link.json"
    link.symlink_to(target)

    write(link, "nieuw")

    assert link.is_symlink()
    assert target.read_text() == "nieuw"
