"""The figures: what the dashboard shows exists, and labels are few."""

import json
import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from scripted import COORDINATOR_QUESTION, UNANSWERABLE, ScriptedAssistant
from starlette.testclient import TestClient

from kwchat import __version__
from kwchat.answering.answer import EVERYTHING, Choice, Event, Turn
from kwchat.errors import BusyError
from kwchat.index.ingest import IngestReport
from kwchat.index.manifest import made
from kwchat.server.access import Access
from kwchat.server.app import create_app
from kwchat.server.ingests import Ingests
from kwchat.server.metrics import Metrics, Together
from kwchat.server.remembering import Remembering
from kwchat.server.turns import Turns
from kwchat.server.warmup import WarmAssistant

DASHBOARD = Path(__file__).parents[2] / "deploy" / "grafana.json"
# What a label may say, but for the bounds of a histogram.
LABELS = {
    "area": {"api", "chat", "embed", "other"},
    "status": {"2xx", "3xx", "4xx", "5xx"},
    "outcome": {"answered", "near", "refused", "busy", "error"},
    "stage": {"wait", "retrieve", "answer", "total"},
    "what": {"question", "saving"},
    "version": {__version__},
}


class Busy:
    """An assistant that has no turn to give."""

    def stream(
        self, question: str, history: Sequence[Turn], _choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Refuse."""
        raise BusyError(f"druk: {question} {history}", seconds=5)


def client_of(assistant: Any, **options: Any) -> TestClient:
    """Return a client on this computer, of a server that is ready."""
    warm = WarmAssistant(lambda: assistant)
    warm.start()
    warm.wait()
    access = Access(limit_per_minute=4)
    app = create_app(warm, access, **options)
    return TestClient(app, base_url="http://localhost", client=("127.0.0.1", 50000))


def used(client: TestClient) -> TestClient:
    """Use every part of a server, beyond the limits of a client too."""
    for question in (COORDINATOR_QUESTION, UNANSWERABLE) * 3:
        client.post("/api/v1/ask", json={"question": question})
    for path in ("/", "/embed", "/healthz", "/nergens", f"/{COORDINATOR_QUESTION}"):
        client.get(path)
    for _ in range(6):
        client.post("/api/v1/share", json={"sealed": "x", "kind": "md"})
    return client


def figures(client: TestClient) -> dict[str, list[tuple[dict[str, str], float]]]:
    """Return every figure of a server by name: its labels and its value."""
    return parsed(client.get("/metrics").text)


def parsed(text: str) -> dict[str, list[tuple[dict[str, str], float]]]:
    """Return every figure by name: its labels and its value."""
    found: dict[str, list[tuple[dict[str, str], float]]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


def no_ingests() -> Ingests:
    """Return ingests of which none was done."""
    return Ingests(partial(IngestReport, (), 0, 0.0))


@pytest.fixture(scope="module")
def read() -> dict[str, list[tuple[dict[str, str], float]]]:
    """The figures of a server that has been used."""
    options = {"index_made": lambda: 1_700_000_000.0, "ingests": no_ingests()}
    return figures(used(client_of(ScriptedAssistant(), **options)))


def queries() -> list[str]:
    """Return what the dashboard asks Prometheus."""
    return [
        target["expr"]
        for panel in json.loads(DASHBOARD.read_text("utf-8"))["panels"]
        for target in panel["targets"]
    ]


def selected() -> list[tuple[str, str]]:
    """Return each figure that the dashboard asks for, and by what it is chosen."""
    found = re.compile(r"\b((?:kwchat|process)_\w+)\{([^}]*)\}")
    return [selector for query in queries() for selector in found.findall(query)]


def test_every_figure_of_the_dashboard_exists(
    read: dict[str, list[tuple[dict[str, str], float]]],
) -> None:
    """Its name, the labels it is chosen or summed by, and the values that it is chosen by."""
    assert len(selected()) >= len(queries()) > 10
    for name, chosen in selected():
        assert name in read
        for label, values in re.findall(r'(\w+)=~?"([^"$]+)"', chosen):
            assert label in read[name][0][0]
            assert set(values.split("|")) <= LABELS[label]
    for name, labels in re.findall(r"sum by \(([^)]*)\).*?(kwchat_\w+)\{", "\n".join(queries())):
        assert set(name.split(", ")) <= set(read[labels][0][0])


def test_a_collection_can_be_chosen_of_all_that_is_its_own() -> None:
    """What is of the process has no such label; a server of one has none at all, and is shown."""
    (variable,) = (
        each
        for each in json.loads(DASHBOARD.read_text("utf-8"))["templating"]["list"]
        if each["name"] == "collection"
    )
    noord = client_of(ScriptedAssistant(), turns=Turns(), ingests=no_ingests())
    metrics: Metrics = used(noord).app.state.metrics  # type: ignore[attr-defined]
    whole = parsed(Together({"noord": metrics}).exposition().decode())

    assert variable["allValue"] == ".*"  # also fits what has no label
    for name, chosen in selected():
        has_label = "collection" in whole[name][0][0]
        assert has_label == ('collection=~"$collection"' in chosen), name


def test_labels_have_few_and_fixed_values(
    read: dict[str, list[tuple[dict[str, str], float]]],
) -> None:
    """Whatever is asked and whichever address is called, no more series come of it."""
    labels = [
        (label, value)
        for name, samples in read.items()
        if name.startswith("kwchat")
        for given, _ in samples
        for label, value in given.items()
        if label != "le"
    ]

    assert [(label, value) for label, value in labels if value not in LABELS[label]] == []


def test_what_goes_beyond_a_limit_is_counted(
    read: dict[str, list[tuple[dict[str, str], float]]],
) -> None:
    """Questions and answers saved each by themselves; what is looked up is as it is now."""
    assert {labels["what"]: value for labels, value in read["kwchat_limited_total"]} == {
        "question": 2.0,
        "saving": 2.0,
    }
    assert read["kwchat_ready"] == [({}, 1.0)]
    assert read["kwchat_answers_open"] == [({}, 0.0)]
    assert read["kwchat_index_made_timestamp_seconds"] == [({}, 1_700_000_000.0)]


def test_what_was_remembered_is_no_quick_answer() -> None:
    """It is counted apart, or the times would fall with every question that is asked again; only
    the wait for a turn is that of all."""
    client = client_of(Remembering(ScriptedAssistant()))
    for _ in range(3):
        client.post("/api/v1/ask", json={"question": COORDINATOR_QUESTION})
    read = figures(client)

    counted = {labels["stage"]: value for labels, value in read["kwchat_stage_seconds_count"]}
    assert counted == {"wait": 3.0, "retrieve": 1.0, "answer": 1.0, "total": 1.0}
    assert read["kwchat_answers_remembered_total"] == [({}, 2.0)]


def test_what_was_too_busy_to_answer_is_counted() -> None:
    """It is no error; whoever asked is told when to come back."""
    client = client_of(Busy())
    refused = client.post("/api/v1/ask", json={"question": COORDINATOR_QUESTION})

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    counted = figures(client)["kwchat_questions_total"]
    outcomes = {labels["outcome"]: value for labels, value in counted}
    assert (outcomes["busy"], outcomes["error"]) == (1.0, 0.0)


def test_the_age_of_an_index_is_that_of_its_manifest(tmp_path: Path) -> None:
    """Without an index there is no age."""
    assert str(made(tmp_path)) == "nan"
    (tmp_path / "manifest.json").write_text("{}", "utf-8")

    assert made(tmp_path) == (tmp_path / "manifest.json").stat().st_mtime
