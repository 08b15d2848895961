"""Logs tell what happened, and not a word of what was asked, answered, sent or raised."""

import json
import logging
import sys
import traceback
from collections.abc import Iterator, Sequence

import pytest
from scripted import (
    COORDINATOR_QUESTION,
    TOO_LONG,
    UNANSWERABLE,
    Saying,
    ScriptedAssistant,
    near_answer,
)

from kwchat import logs
from kwchat.answering.answer import EVERYTHING, Choice, Event, Turn
from kwchat.errors import QuestionError
from kwchat.server import logged

QUESTION = "Waarom is Fatima Yilmaz (fatima@school.nl) boos?"


class Broken:
    """An assistant that raises what it was asked."""

    def stream(
        self, question: str, history: Sequence[Turn], _choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Raise at once."""
        raise RuntimeError(question, history)


def raised() -> Exception:
    """Return an error that holds a question, and a cause that holds it too."""
    try:
        try:
            list(Broken().stream(QUESTION, []))
        except RuntimeError as error:
            raise ValueError(QUESTION) from error
    except ValueError as error:
        return error


def lines(said: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """Return what was logged; nothing may stand on stdout."""
    captured = said.readouterr()
    assert captured.out == ""
    assert "Fatima" not in captured.err
    return [json.loads(line) for line in captured.err.splitlines()]


def test_an_event_is_a_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    """With its fields, and the moment in UTC."""
    with logs.kept_to("info"):
        logs.event("answered", citations=2)

    (line,) = lines(capsys)
    assert (line["event"], line["level"], line["citations"]) == ("answered", "info", 2)
    assert str(line["time"]).endswith("+00:00")


@pytest.mark.parametrize(
    ("level", "events"),
    [("info", ["a", "b"]), ("warning", ["b"]), ("error", ["b"]), ("off", [])],
)
def test_the_level_decides_what_is_written(
    capsys: pytest.CaptureFixture[str], level: str, events: list[str]
) -> None:
    """Off is off."""
    with logs.kept_to(level):
        logs.event("a")
        logs.fault("b", raised())

    assert [line["event"] for line in lines(capsys)] == events


def test_a_library_with_a_level_of_its_own_keeps_to_ours(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """bm25s sets itself to debug."""
    library = logging.getLogger("bibliotheek")
    monkeypatch.setattr(library, "level", logging.DEBUG)
    with logs.kept_to("warning"):
        library.debug("Building index")
        library.warning("iets")

    assert len(lines(capsys)) == 1


def test_an_error_is_its_kind_and_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    """Its message stays out, and so does that of its cause."""
    with logs.kept_to("error"):
        logs.fault("broken", raised())

    (line,) = lines(capsys)
    assert line["error"] == "ValueError"
    assert str(line["raised"]).startswith("tests/test_logs.py:")


def test_of_a_library_only_the_place_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    """Message, arguments and traceback may hold a question, wherever a library puts it."""
    with logs.kept_to("info"):
        logging.getLogger("uvicorn.error").error("GET /?vraag=%s", QUESTION, exc_info=raised())
        logging.getLogger(f"sessie.{len(QUESTION)}").warning(f"{QUESTION} mislukt")

    first, second = lines(capsys)
    assert (first["event"], first["logger"], first["error"]) == (
        "library",
        "uvicorn.error",
        "ValueError",
    )
    assert str(first["at"]).startswith("tests/test_logs.py:")
    assert second["level"] == "warning"


def test_what_is_printed_stays_inside(capsys: pytest.CaptureFixture[str]) -> None:
    """Gradio prints; a traceback leaves its kind and place, other talk nothing."""
    with logs.kept_to("warning"):
        sys.stdout.write(QUESTION)
        sys.stderr.write(QUESTION)
        try:
            list(Broken().stream(QUESTION, []))
        except RuntimeError:
            traceback.print_exc()

    (line,) = lines(capsys)
    assert (line["event"], line["error"]) == ("printed", "RuntimeError")


def test_afterwards_everything_is_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    """Who embeds kwchat keeps their own logging."""
    before = logging.getLogger().handlers[:], logging.getLogger().level

    with logs.kept_to("info"):
        pass
    sys.stdout.write("weer hoorbaar")

    assert (logging.getLogger().handlers[:], logging.getLogger().level) == before
    assert capsys.readouterr().out == "weer hoorbaar"


def test_of_an_answer_only_numbers_are_logged(capsys: pytest.CaptureFixture[str]) -> None:
    """How it ended and how long it took."""
    assistant = logged.Logged(ScriptedAssistant())
    with logs.kept_to("info"):
        for question in (COORDINATOR_QUESTION, UNANSWERABLE):
            events = list(assistant.stream(question, [Turn("user", QUESTION)]))
            assert events == list(ScriptedAssistant().stream(question, []))
        with pytest.raises(QuestionError, match=TOO_LONG):
            list(assistant.stream(QUESTION * 100, []))

    answered, refused, not_answered = lines(capsys)
    assert set(answered) == {
        "time", "level", "event", "citations", "retrieve_seconds", "total_seconds",
    }  # fmt: skip
    assert (answered["event"], answered["citations"]) == ("answered", 1)
    assert (refused["event"], refused["citations"]) == ("refused", 0)
    assert (not_answered["event"], not_answered["error"]) == ("not_answered", "QuestionError")


def test_an_answer_that_only_comes_near_is_logged_as_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A log that called it answered would show too fine a picture."""
    with logs.kept_to("info"):
        list(logged.Logged(Saying(near_answer())).stream(COORDINATOR_QUESTION, []))

    (line,) = lines(capsys)
    assert (line["event"], line["citations"]) == ("near", 1)


def test_work_is_logged_when_it_is_done_and_when_it_fails(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A start that failed is seen in the log as well."""
    with logs.kept_to("info"):
        with logs.timed("ready"):
            pass
        with pytest.raises(ValueError, match="Fatima"), logs.timed("ready"):
            raise raised()

    done, failed = lines(capsys)
    assert (done["event"], "seconds" in done) == ("ready", True)
    assert (failed["event"], failed["level"]) == ("not_ready", "error")
