"""A request has a name, which its lines in the log and its response carry."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from browser import GRADIO
from scripted import COORDINATOR_QUESTION, ScriptedAssistant
from starlette.testclient import TestClient

from kwchat import logs
from kwchat.server.app import create_app
from kwchat.server.logged import Logged
from kwchat.server.tracing import HEADER
from kwchat.server.warmup import WarmAssistant

pytestmark = [*GRADIO]
OF_A_PROXY = "6f1d3c0a9b2e47d58c7a1e0f4b3d2c1a"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """A client of a server that answers, and logs it."""
    warm = WarmAssistant(lambda: Logged(ScriptedAssistant()))
    warm.start()
    warm.wait()
    with TestClient(create_app(warm), base_url="http://localhost") as client:
        yield client


@pytest.mark.parametrize("name", [OF_A_PROXY, "6f1d3c0a-9b2e-47d5-8c7a-1e0f4b3d2c1a"])
def test_the_name_of_a_proxy_is_kept(client: TestClient, name: str) -> None:
    """So that the line of the proxy and that of the server can be laid side by side."""
    assert client.get("/healthz", headers={HEADER: name}).headers[HEADER] == name


@pytest.mark.parametrize(
    "name", ["", "fatima@school.nl", "deadbeef", "a" * 65, f"{OF_A_PROXY}\tx", "123456782"]
)
def test_what_may_be_about_a_person_is_no_name(client: TestClient, name: str) -> None:
    """A request with such a name, or with none, gets one of ours, each time another."""
    one, other = (client.get("/healthz", headers={HEADER: name}).headers[HEADER] for _ in "12")

    assert re.fullmatch("[0-9a-f]{32}", one)
    assert one != other


def test_a_refusal_has_a_name_too(client: TestClient) -> None:
    """Whatever gate stops a request, its line can be found."""
    refused = client.get("/healthz", headers={"Host": "evil.example", HEADER: OF_A_PROXY})

    assert (refused.status_code, refused.headers[HEADER]) == (400, OF_A_PROXY)


ASKED = {"question": COORDINATOR_QUESTION}
ON_THE_PAGE = {"data": [COORDINATOR_QUESTION, None, False, ""], "fn_index": 0, "session_hash": "a"}


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/api/v1/ask", ASKED),
        ("/api/v1/ask/stream", ASKED),
        ("/gradio_api/queue/join", ON_THE_PAGE),
    ],
)
def test_what_is_logged_of_an_answer_names_its_request(
    client: TestClient, path: str, asked: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """Also from the threads in which the events are made, and from the queue of Gradio's page."""
    with logs.kept_to("info"):
        client.post(path, json=asked, headers={HEADER: OF_A_PROXY})
        if asked is ON_THE_PAGE:
            client.get("/gradio_api/queue/data?session_hash=a")
        logs.event("afterwards")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    assert [line["request"] for line in lines if line["event"] == "answered"] == [OF_A_PROXY]
    assert "request" not in lines[-1]
