"""The API does what its own description says, whatever it is sent."""

from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)
from scripted import ScriptedAssistant

from kwchat.chat.feedback import FeedbackStore
from kwchat.chat.gradio_chat import everyone
from kwchat.server import api

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("path", ["/ask", "/ask/stream", "/feedback"])
def test_no_request_breaks_it(tmp_path: Path, path: str, mode: GenerationMode) -> None:
    """Every answer is one that the description names, and none is a server error."""
    store = FeedbackStore(tmp_path / "feedback.sqlite", days=30, index="abc")
    app = api.create_api(ScriptedAssistant(), everyone, store)
    operation = schemathesis.openapi.from_asgi("/openapi.json", app)[path]["POST"]

    @given(operation.as_strategy(generation_mode=mode))
    @settings(max_examples=30, suppress_health_check=list(HealthCheck), database=None)
    def send(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS)

    send()
