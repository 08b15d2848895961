"""However a language model fails, the reader gets the quotes in time, and a note."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest
from indexed import index_of
from llm import Script, speaking
from writing import says

import kwchat
from kwchat.answering.answer import Answer, Turn
from kwchat.answering.writing import Failure, Waiting
from kwchat.chat import texts
from kwchat.chat.rendering import Exchange, transcript_html
from kwchat.testing import FakeEncoder, MemoryStore

pytestmark = pytest.mark.server

QUESTION = "Wat doet de werkplaatscoördinator?"
HANDBOOK = """# Handboek voor de werkplaats

De werkplaatscoördinator is het aanspreekpunt van de werkplaats. Het schoolbestuur betaalt drie uur
per week.
"""
FIRST = "De coördinator is het aanspreekpunt van de werkplaats {aanspreekpunt}."
FRENCH = "Le coordinateur est le point de contact de l'atelier {aanspreekpunt}. " * 2
GERMAN = "Der Koordinator ist der Ansprechpartner der Werkstatt {aanspreekpunt}. " * 2
HTML = "<!doctype html><html><body>Inloggen</body></html>"
FIRST_SECONDS, SECONDS = 1.5, 3.0
IN_TIME = 10.0  # seconds: the whole, on a busy machine; each of these models would go on for longer
LONG = 60.0

WIRES = [("openai:klein", "/v1"), ("ollama:klein", "")]
BROKEN = 'data: {"choices": [{"delta": {"con\n\n'

Open = Callable[..., kwchat.Assistant]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of a handbook."""
    return index_of(HANDBOOK, tmp_path_factory.mktemp("handboek"))


@pytest.fixture(scope="module")
def opened(index: Path) -> Open:
    """What opens an assistant, with a model at an address if one is given."""

    def opened(
        address: str | None = None, llm: str = "openai:klein", **more: object
    ) -> kwchat.Assistant:
        model = {
            "llm": llm,
            "llm_url": address,
            "llm_at_once": 1,
            "llm_first_seconds": FIRST_SECONDS,
            "llm_seconds": SECONDS,
            **more,
        }
        return kwchat.open(
            index,
            encoder=FakeEncoder(),
            store=MemoryStore(),
            threshold=0.0,
            sure=0.0,
            **(model if address else {}),
        )

    return opened


@pytest.fixture(scope="module")
def quoted(opened: Open) -> Answer:
    """The answer without a model."""
    return opened().answer(QUESTION)


@pytest.mark.parametrize(
    ("script", "failure"),
    [
        pytest.param(Script(status=500), Failure.DOWN, id="fault"),
        pytest.param(Script(status=429), Failure.DOWN, id="busy"),
        pytest.param(Script(body="{"), Failure.DOWN, id="broken json in its place"),
        pytest.param(Script(body='data: {"choices": [\n\n'), Failure.DOWN, id="broken json"),
        pytest.param(Script(body=HTML, content="text/html"), Failure.DOWN, id="html in its place"),
        pytest.param(Script(body=HTML, content="text/html", status=502), Failure.DOWN, id="proxy"),
        pytest.param(Script(body="", content="text/event-stream"), Failure.DOWN, id="no body"),
        pytest.param(Script(lambda _: "Ja. Nee.", wait=LONG), Failure.SLOW, id="slow to begin"),
        pytest.param(
            Script(lambda _: "<think>" + "hm " * 9000, wait=LONG / 9000),
            Failure.SLOW,
            id="thinks on",
        ),
        pytest.param(Script(thoughts=9, finish="length"), Failure.THOUGHT, id="only thinks"),
        pytest.param(
            Script(lambda _: "<think>hm hm", finish="length"), Failure.THOUGHT, id="in its words"
        ),
        pytest.param(Script(longest=1000), Failure.REFUSED, id="too long"),
        pytest.param(
            Script(lambda _: "De leraar kiest zelf", words=3), Failure.BROKEN_OFF, id="cut off"
        ),
        pytest.param(
            Script(lambda _: '{"antwoord": "De leraar'), Failure.UNUSABLE, id="writes json"
        ),
        pytest.param(Script(lambda _: "<html>502</html>"), Failure.UNUSABLE, id="html"),
        pytest.param(
            Script(lambda _: "The coordinator is the contact for the schools. " * 2),
            Failure.UNUSABLE,
            id="English",
        ),
        pytest.param(Script(says(FRENCH)), Failure.UNSUPPORTED, id="French"),
        pytest.param(Script(says(GERMAN)), Failure.UNSUPPORTED, id="German"),
        pytest.param(
            Script(lambda _: "De leraar kiest. " * 9000), Failure.UNUSABLE, id="again and again"
        ),
        pytest.param(
            Script(lambda _: "De leraar kiest. De ouder wacht. " * 9000),
            Failure.UNUSABLE,
            id="two in turn, again and again",
        ),
        pytest.param(Script(lambda _: "woord " * 9000), Failure.UNUSABLE, id="no end"),
        pytest.param(Script(lambda _: ""), Failure.UNUSABLE, id="empty"),
        pytest.param(
            Script(lambda _: "De leraar kiest zelf."), Failure.UNSUPPORTED, id="unsupported"
        ),
    ],
)
def test_whatever_fails_there_are_quotes_in_time_and_a_note(
    script: Script, failure: Failure, opened: Open, quoted: Answer
) -> None:
    """The answer is to the letter the one that would have been given without a model."""
    with speaking(script) as address:
        began = monotonic()
        answer = opened(address).answer(QUESTION)
        seconds = monotonic() - began

    assert script.prompts
    assert_quoted(answer, quoted, failure)
    assert seconds < IN_TIME


def test_where_nobody_is_there_are_quotes_in_time_and_a_note(opened: Open, quoted: Answer) -> None:
    """The server is off."""
    with speaking(Script()) as address:
        pass
    began = monotonic()
    answer = opened(address).answer(QUESTION)

    assert_quoted(answer, quoted, Failure.DOWN)
    assert monotonic() - began < IN_TIME


def test_a_long_answer_leaves_less_room_for_what_was_said_before(opened: Open) -> None:
    """Together they fit."""
    script = Script(lambda _: "De leraar kiest zelf.")
    turns = [Turn("user", "Een vraag. " * 100), Turn("assistant", "Een antwoord. " * 80)] * 4
    with speaking(script) as address:
        opened(address).answer(QUESTION, turns)
        opened(address, llm_answer=6500).answer(QUESTION, turns)

    usual, less = map(len, script.prompts)
    assert less <= (8000 - 6500) * 3 < usual


def test_where_others_go_first_there_are_quotes_in_time_and_a_note(
    opened: Open, quoted: Answer
) -> None:
    """The model writes for somebody else, who asks another collection and does not take the words
    in."""
    with speaking(Script(lambda _: "woord " * 9000, wait=LONG / 9000)) as address:
        assistant, other = opened(address), opened(address)
        first = other.stream(QUESTION)
        next(one for one in first if isinstance(one, Waiting))
        began = monotonic()
        answer = assistant.answer(QUESTION)
        seconds = monotonic() - began
        first.close()

    assert_quoted(answer, quoted, Failure.BUSY)
    assert seconds < IN_TIME


@pytest.mark.parametrize(("llm", "path"), WIRES, ids=["openai", "ollama"])
@pytest.mark.parametrize("last", ["", BROKEN], ids=["hangs up", "broken json"])
def test_what_stood_before_a_model_broke_off_stays(
    llm: str, path: str, last: str, opened: Open, quoted: Answer
) -> None:
    """The quotes stand behind it, and the note says that it is not whole."""
    script = Script(
        says(f"{FIRST} Het schoolbestuur betaalt"), words=len(FIRST.split()) + 2, last=last
    )
    with speaking(script, path=path) as address:
        answer = opened(address, llm).answer(QUESTION)

    assert answer.written == "De coördinator is het aanspreekpunt van de werkplaats [1]."
    assert answer.writing is not None
    assert answer.writing.failure is Failure.BROKEN_OFF
    assert {one.quote for one in quoted.citations} <= {one.quote for one in answer.citations}
    assert texts.CHAT_WRITING_FAILED[Failure.BROKEN_OFF] in shown(answer)


@pytest.mark.parametrize(
    ("script", "failure"),
    [
        pytest.param(Script(status=404), Failure.DOWN, id="no such model"),
        pytest.param(Script(status=500), Failure.DOWN, id="fault"),
        pytest.param(Script(body=HTML, content="text/html"), Failure.DOWN, id="html"),
        pytest.param(Script(body=""), Failure.DOWN, id="no body"),
        pytest.param(Script(body=BROKEN), Failure.DOWN, id="broken json"),
        pytest.param(Script(lambda _: "Ja. Nee.", wait=LONG), Failure.SLOW, id="slow"),
    ],
)
def test_ollama_too_may_fail(
    script: Script, failure: Failure, opened: Open, quoted: Answer
) -> None:
    """It has a wire of its own."""
    with speaking(script, path="") as address:
        began = monotonic()
        answer = opened(address, "ollama:klein").answer(QUESTION)
        seconds = monotonic() - began

    assert script.prompts
    assert_quoted(answer, quoted, failure)
    assert seconds < IN_TIME


@pytest.mark.parametrize(("llm", "path"), WIRES, ids=["openai", "ollama"])
def test_what_a_model_writes_well_stands(llm: str, path: str, opened: Open) -> None:
    """Over either wire: what fails above fails for its fault alone."""
    with speaking(Script(says(FIRST)), path=path) as address:
        answer = opened(address, llm).answer(QUESTION)

    assert answer.written == "De coördinator is het aanspreekpunt van de werkplaats [1]."
    assert answer.writing is not None
    assert answer.writing.failure is None


def assert_quoted(answer: Answer, quoted: Answer, failure: Failure) -> None:
    """Check that an answer is the quoted one, with a note that says why."""
    assert answer.answered
    assert (answer.text, answer.quotes) == (quoted.text, quoted.quotes)
    assert answer.engine == "extractive"
    assert answer.writing is not None
    assert answer.writing.failure is failure
    assert texts.CHAT_WRITING_FAILED[failure] in shown(answer)


def shown(answer: Answer) -> str:
    """Return what the page shows."""
    return transcript_html([Exchange(1, QUESTION, answer=answer)])
