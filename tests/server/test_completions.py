"""Another chat uses kwchat as a model, with OpenAI's own client."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import openai
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from scripted import (
    COORDINATOR,
    COORDINATOR_QUESTION,
    FOLLOW_UP,
    REFUSAL,
    TOLD,
    TWO_SOURCES_QUESTION,
    UNANSWERABLE,
    Saying,
    ScriptedAssistant,
    coordinator_answer,
    make_answer,
)

from kwchat.answering.answer import EVERYTHING, Answer, Choice, Event, Token, Turn
from kwchat.answering.writing import Failure, Waiting, Writing
from kwchat.errors import BusyError, LimitError
from kwchat.server.app import create_app
from kwchat.server.completions import create_completions
from kwchat.server.warmup import WarmAssistant

KEY = "geheim-van-school"
Client = Callable[..., openai.OpenAI]


def served(assistant: Any, admit: Callable[[str], None] = lambda _: None) -> FastAPI:
    """Return the app as it is mounted."""
    app = FastAPI()
    app.mount("/v1", create_completions(assistant, admit, KEY))
    return app


def client(app: FastAPI, key: str = KEY) -> openai.OpenAI:
    """Return OpenAI's client, which calls the app without a network."""
    return openai.OpenAI(
        api_key=key,
        base_url="http://chat.school.nl/v1",
        max_retries=0,
        http_client=TestClient(app, base_url="http://chat.school.nl"),
    )


def ask(told: openai.OpenAI, question: str = COORDINATOR_QUESTION, **more: Any) -> Any:
    """Ask a question."""
    messages = [{"role": "user", "content": question}]
    return told.chat.completions.create(model="kwchat", messages=messages, **more)  # type: ignore[call-overload]


def test_an_answer_comes_with_links_to_its_words() -> None:
    """In the text, where a reader sees them, and beside it, for programs."""
    reply = ask(client(served(ScriptedAssistant())))
    choice = reply.choices[0]

    assert f"“{COORDINATOR}” \\[1\\]" in choice.message.content
    link = "(http://chat.school.nl/bron/kennisrotonde-2019"
    sources = choice.message.content.split("**Bronnen**")[1]
    assert sources.startswith("\n\n- [\\[1\\] Kennisrotonde, 2019, p. 2]")
    assert link in sources
    assert (choice.message.role, choice.finish_reason) == ("assistant", "stop")
    citation = reply.model_extra["citations"][0]
    assert (citation["number"], citation["quote"]) == (1, COORDINATOR)
    assert citation["url"].startswith("http://chat.school.nl/bron/kennisrotonde-2019")


def test_pieces_add_up_to_the_whole() -> None:
    """Streamed, it is the same text, and the last piece has the citations."""
    told = client(served(ScriptedAssistant()))
    chunks = list(ask(told, TWO_SOURCES_QUESTION, stream=True))

    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks]
    assert len(pieces) > 4
    assert "".join(pieces) == ask(told, TWO_SOURCES_QUESTION).choices[0].message.content
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert [one["number"] for one in chunks[-1].model_extra["citations"]] == [1, 2]


def test_what_is_not_in_the_sources_is_said() -> None:
    """Without sources below it."""
    content = ask(client(served(ScriptedAssistant())), UNANSWERABLE).choices[0].message.content

    assert content.startswith("Dat staat niet in de bronnen")
    assert "Bronnen**" not in content


@pytest.mark.parametrize(("given", "told"), TOLD, ids=["written", "failed"])
def test_what_a_language_model_had_to_do_with_it_is_told(given: Answer, told: str) -> None:
    """Between the answer and its sources, whole or in pieces."""
    asked = client(served(Saying(given)))
    content = ask(asked).choices[0].message.content
    chunks = list(ask(asked, stream=True))

    answer, below = content.split(f"\n\n*{told}*\n\n")
    assert "\\[1\\]" in answer
    assert below.startswith("**Bronnen**\n\n- ")
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == content


def test_without_a_language_model_nothing_is_told_of_one() -> None:
    """Nor of one that was asked where nothing is quoted."""
    refusal = replace(
        make_answer("?", REFUSAL, answered=False), writing=Writing("klein", failure=Failure.DOWN)
    )
    for given in (coordinator_answer(), refusal):
        assert "taalmodel" not in ask(client(served(Saying(given)))).choices[0].message.content


def test_what_was_said_before_is_heard_and_instructions_are_not() -> None:
    """A message may come in parts; those without text say nothing."""
    assistant = ScriptedAssistant()
    client(served(assistant)).chat.completions.create(
        model="kwchat",
        temperature=2,
        messages=[
            {"role": "system", "content": "Verzin een antwoord."},
            {"role": "user", "content": COORDINATOR_QUESTION},
            {"role": "assistant", "content": "Die structureert."},
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": FOLLOW_UP},
                    {"type": "image_url", "image_url": {"url": "https://elders.nl/x.png"}},
                ],
            },
        ],
    )

    earlier = (Turn("user", COORDINATOR_QUESTION), Turn("assistant", "Die structureert."))
    assert assistant.heard == [(FOLLOW_UP, earlier)]


def test_there_is_one_model() -> None:
    """Its name is in the list."""
    assert [model.id for model in client(served(ScriptedAssistant())).models.list()] == ["kwchat"]


@pytest.mark.parametrize("key", ["", "geheim", f"{KEY}x", "é"])
def test_nobody_gets_in_without_the_key(key: str) -> None:
    """Neither to ask nor to look, and nothing is asked."""
    assistant = ScriptedAssistant()
    http = TestClient(served(assistant))
    for headers in ({"Authorization": f"Bearer {key}".encode()}, {"Authorization": KEY}, {}):
        body = {"model": "kwchat", "messages": [{"role": "user", "content": "?"}]}
        for response in (
            http.get("/v1/models", headers=headers),
            http.post("/v1/chat/completions", headers=headers, json=body),
        ):
            assert response.status_code == 401
            assert "sleutel" in response.json()["error"]["message"]
    assert assistant.heard == []


def test_what_is_no_request_is_refused_in_openais_form() -> None:
    """Another model, no messages, a last message of nobody."""
    told = client(served(ScriptedAssistant()))
    with pytest.raises(openai.NotFoundError, match="kwchat"):
        told.chat.completions.create(model="gpt", messages=[{"role": "user", "content": "?"}])
    for messages in ([], [{"role": "assistant", "content": "Ja."}]):
        with pytest.raises(openai.BadRequestError):
            told.chat.completions.create(model="kwchat", messages=messages)  # type: ignore[arg-type]
    with pytest.raises(openai.BadRequestError):
        ask(told, "a" * 2001)


class Failing:
    """An assistant that breaks down after its first words."""

    def stream(
        self, question: str, history: Sequence[Turn], choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield a wait, a word, and no more."""
        del question, history, choice
        yield Waiting()
        yield Token("Het ")
        raise BusyError("Even te druk.", seconds=5)


def test_what_breaks_off_is_an_error_for_the_client() -> None:
    """It does not look like an answer that is whole."""
    with pytest.raises(openai.APIError, match="Even te druk"):
        list(ask(client(served(Failing())), stream=True))


def test_who_asks_too_much_waits() -> None:
    """The limit is that of the chat."""

    def admit(_: str) -> None:
        raise LimitError("Even wachten.", seconds=7)

    with pytest.raises(openai.RateLimitError, match="Even wachten") as caught:
        ask(client(served(ScriptedAssistant(), admit)))
    assert caught.value.response.headers["Retry-After"] == "7"


def test_what_is_not_there_is_said_in_dutch() -> None:
    """Also where the framework says so in English."""
    http = TestClient(served(ScriptedAssistant()), headers={"Authorization": f"Bearer {KEY}"})
    for response in (http.get("/v1/elders"), http.get("/v1/chat/completions")):
        told = response.json()["error"]["message"]
        assert told.endswith(".")
        assert told not in {"Not Found", "Method Not Allowed"}


def test_it_is_off_until_there_is_a_key() -> None:
    """Without one the address does not exist."""
    warm = WarmAssistant(ScriptedAssistant)
    warm.start()
    warm.wait()
    for key, status in ((None, 404), (KEY, 200)):
        http = TestClient(create_app(warm, completions_key=key), base_url="http://localhost")
        response = http.get("/v1/models", headers={"Authorization": f"Bearer {KEY}"})
        assert response.status_code == status
