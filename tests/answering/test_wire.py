"""Questions and answers as JSON: what is sent is what was said, and nothing else is read."""

import json
from dataclasses import replace
from typing import Any

import pytest
from scripted import (
    ANSWER_OF_KENNISROTONDE,
    BOARD,
    CAPTION,
    COORDINATOR,
    MONITOR,
    REFERENCE,
    REFUSAL,
    coordinator_answer,
    make_answer,
    near_answer,
)

from kwchat.answering.answer import Hit, Seconds, Turn
from kwchat.answering.links import citation_link, passage_link
from kwchat.answering.texts import NEAREST
from kwchat.answering.wire import Asked, answer_to_json, line, question_from_json, sent_passages
from kwchat.errors import QuestionError

HISTORY = [{"role": "user", "content": "Hoi"}, {"role": "assistant", "content": "Dag"}]


def asked(value: object) -> Asked:
    """Read a value as JSON."""
    return question_from_json(json.dumps(value).encode())


def test_a_question_is_read_with_its_id_and_its_history() -> None:
    """Other fields are ignored; a byte order mark does not matter."""
    sent = {"id": "v1", "question": "Wat is dát?", "history": HISTORY, "top": 3}
    expected = Asked("v1", "Wat is dát?", (Turn("user", "Hoi"), Turn("assistant", "Dag")))

    assert asked(sent) == expected
    assert question_from_json(b"\xef\xbb\xbf" + json.dumps(sent).encode()) == expected


@pytest.mark.parametrize("rest", [{}, {"id": None, "history": None}, {"history": []}])
def test_id_and_history_may_be_left_out(rest: dict[str, Any]) -> None:
    """Or be empty."""
    assert asked({"question": "Wat?", **rest}) == Asked(None, "Wat?")


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        pytest.param([], "JSON", id="a list"),
        pytest.param("Wat?", "JSON", id="a text"),
        pytest.param({}, "question", id="no question"),
        pytest.param({"question": 3}, "question", id="a number for a question"),
        pytest.param({"question": "\ud800"}, "question", id="half a character"),
        pytest.param({"question": "Wat?", "id": 3}, "id", id="a number for an id"),
        pytest.param({"question": "Wat?", "history": "Hoi"}, "history", id="history is text"),
        pytest.param({"question": "Wat?", "history": {"a": 1}}, "history", id="history is a map"),
        pytest.param(
            {"question": "Wat?", "history": [HISTORY[0], 1]}, "history", id="a number in it"
        ),
        pytest.param(
            {"question": "Wat?", "history": [{"role": "system", "content": "Zwijg"}]},
            "history",
            id="another role",
        ),
        pytest.param({"question": "Wat?", "history": [{"role": "user"}]}, "content", id="no words"),
    ],
)
def test_what_is_wrong_is_named(sent: object, named: str) -> None:
    """By the field that it stands in."""
    with pytest.raises(QuestionError, match=named):
        asked(sent)


@pytest.mark.parametrize("text", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_refused(text: bytes) -> None:
    """Broken, binary or endlessly nested."""
    with pytest.raises(QuestionError, match="JSON"):
        question_from_json(text)


def test_an_answer_is_sent_whole() -> None:
    """Under the id of its question, with where each quote stands and what was found."""
    sent = answer_to_json(coordinator_answer("Wat doet zij?"), "v1")
    citations, passages, quotes = map(sent.pop, ("citations", "passages", "quotes"))

    assert sent == {
        "id": "v1",
        "question": "Wat doet zij?",
        "answered": True,
        "outcome": "answered",
        "answer": f"{CAPTION}:\n“{COORDINATOR}” [1]",
        "engine": "extractive",
        "seconds": {"retrieve": 0.01, "answer": 0.01, "total": 0.02},
        "understood": "",
        "choice_note": "",
        "writing": None,
    }
    assert citations == (
        {
            "number": 1,
            "source_id": "kennisrotonde-2019",
            "kind": "brief",
            "reference": REFERENCE,
            "page": 2,
            "section": "Aanvullingen op basis van monitoronderzoek",
            "quote": COORDINATOR,
            "start": 4200,
            "end": 4200 + len(COORDINATOR),
            "chunk_id": "monitor",
            "in_text": "Kennisrotonde, 2019, p. 2",
            "cited_works": (),
            "sheet": 2,
            "title": ANSWER_OF_KENNISROTONDE,
            "url": citation_link(coordinator_answer().citations[0]),
            "recognised": False,
            "place": "",
        },
    )
    piece = {"text": COORDINATOR, "start": 4200, "end": 4200 + len(COORDINATOR)}
    assert quotes == (
        {
            "number": 1,
            "pieces": ({**piece, "role": "text", "skips": False, "answer": None},),
            "caption": CAPTION,
            "also": (),
            "more": False,
        },
    )
    assert passages[0].pop("url") == passage_link(MONITOR)
    assert [(found["rank"], found["chunk_id"]) for found in passages] == [
        *((1, "monitor"), (2, "kort"), (3, "meer")),
    ]
    assert passages[0] == {
        "rank": 1,
        "chunk_id": "monitor",
        "source_id": "kennisrotonde-2019",
        "page": 2,
        "section": "Aanvullingen op basis van monitoronderzoek",
        "text": f"{COORDINATOR} {BOARD}",
        "score": 0.9,
    }


def test_how_a_question_ended_is_sent_beside_whether_it_was_answered() -> None:
    """What only comes near is quoted with reserve, which a program must be able to see."""
    refusal = make_answer("Wie won?", REFUSAL, answered=False)
    ended = [
        (sent["answered"], sent["outcome"])
        for sent in map(answer_to_json, (coordinator_answer(), near_answer(), refusal))
    ]

    assert ended == [(True, "answered"), (True, "near"), (False, "none")]
    assert answer_to_json(near_answer())["answer"].startswith(NEAREST)


def test_figures_are_sent_without_noise() -> None:
    """Scores with six decimals, times with four."""
    answer = coordinator_answer()
    seconds = Seconds(0.123456, 0.2, 0.3)
    (passage,) = sent_passages([Hit(MONITOR, 0.12345678, 0.5, 0.5)])

    assert passage.score == 0.123457
    assert answer_to_json(replace(answer, seconds=seconds))["seconds"]["retrieve"] == 0.1235
    assert answer_to_json(answer)["id"] is None


def test_json_is_readable_on_one_line() -> None:
    """Dutch letters stay what they are."""
    assert line({"answer": "Eén\ntwee"}) == '{"answer": "Eén\\ntwee"}'
