"""Teachers who ask, read, and ask on: what a running server bears.

    make load READERS=100 MINUTES=2

starts a server without limits per address and has it asked, a third each, over the API's stream, by
the compact chat and by Gradio's page; with `FACES=Api`, `Compact` or `Whole` by that alone. A
teacher thinks for ten seconds on average; one question in four is a follow-up. Questions come from
the test set, the well-known ones more often: the n-th in proportion to 1/n, as is seen of queries
to search engines (Baeza-Yates et al., 2007, The impact of caching on search engines, SIGIR).
Whoever is told to come back, with `Retry-After` or by a notice on Gradio's page, has its own line
in the list of errors.
"""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from locust import FastHttpUser, between, task

TESTSET = Path(__file__).parents[1] / "tests" / "testset" / "kenniswerkplaatsen.jsonl"
FOLLOW_UPS = ("En de nadelen?", "En waarom?", "Hoe dan?", "Wie zegt dat?")
FOLLOWED = 0.25
SEED = 1
AWAY = "sent away"
BUSY = "Even wachten"  # as the notice of Gradio's page begins that sends a reader away
WIPED = "Het gesprek is gewist"  # as it says that a conversation is gone
ASK, WIPE = 0, 10  # the numbers of events on it

QUESTIONS = [json.loads(line)["question"] for line in TESTSET.read_text("utf-8").splitlines()]
POPULARITY = 1 / np.arange(1, len(QUESTIONS) + 1)
chance = np.random.default_rng(SEED)
chance.shuffle(QUESTIONS)


def refused(response: Any) -> bool:  # noqa: ANN401 (a response of locust)
    """Tell whether a request was not taken, and note it as told to come back, or with its status:
    0, without headers, where the connection was cut."""
    if response.status_code == 200:
        return False
    is_away = "Retry-After" in (response.headers or {})
    response.failure(AWAY if is_away else str(response.status_code))
    return True


class Teacher(FastHttpUser):
    """Someone who asks, reads and asks on."""

    abstract = True
    wait_time = between(5, 15)
    connection_timeout = network_timeout = 120.0

    def on_start(self) -> None:
        """Open the page."""
        self.asked: list[str] = []
        self.name = uuid4().hex[:10]

    def next_question(self) -> str:
        """Return what is asked now: something new, or a question on the one before."""
        if self.asked and chance.random() < FOLLOWED:
            return str(chance.choice(FOLLOW_UPS))
        self.asked.clear()
        return str(chance.choice(QUESTIONS, p=POPULARITY / POPULARITY.sum()))

    @property
    def history(self) -> list[dict[str, str]]:
        """The conversation as far as it is told."""
        return [{"role": "user", "content": question} for question in self.asked]

    def post(self, path: str, name: str, content: dict[str, Any], last: str) -> None:
        """Ask, and read the stream to its end; `last` marks that it was whole."""
        with self.client.post(path, json=content, name=name, catch_response=True) as response:
            if not refused(response) and last not in response.text:
                response.failure("no end")


class Api(Teacher):
    """A program, or a page of the school's own."""

    @task
    def ask(self) -> None:
        """Ask over the stream of the API."""
        question = self.next_question()
        content = {"question": question, "history": self.history}
        self.post("/api/v1/ask/stream", "api", content, "event: done")
        self.asked.append(question)


class Compact(Teacher):
    """Someone in the compact chat or the widget."""

    @task
    def ask(self) -> None:
        """Ask as the page does."""
        question = self.next_question()
        content = {"question": question, "history": self.history, "sources": []}
        path = f"/api/v1/ask/page?number={len(self.asked) + 1}"
        self.post(path, "embed", content, "event: done")
        self.asked.append(question)


class Whole(Teacher):
    """Someone on Gradio's page, which joins a queue and reads from it."""

    @task
    def ask(self) -> None:
        """Ask as the page does; its conversation is kept by the server."""
        question = self.next_question()
        if not self.asked:
            self.wipe()
        if not self.joined(ASK, [question, None, False, ""]):
            return
        with self.read("page") as response:
            if BUSY in response.text:
                response.failure(AWAY)
            elif (
                "kw-answer" not in response.text
                or "kw-notice" in response.text
                or '"success":false' in response.text.replace(" ", "")
            ):
                response.failure("not answered")
        self.asked.append(question)

    def wipe(self) -> None:
        """Begin anew, where the others do; else a conversation would grow as long as the test
        lasts."""
        if self.joined(WIPE, [None]):
            with self.read("page (wiped)") as response:
                if WIPED not in response.text:
                    response.failure("not wiped")

    def joined(self, number: int, data: list[Any]) -> bool:
        """Join the queue for an event of the page, and tell whether the server took it."""
        content = {
            "data": data,
            "event_data": None,
            "fn_index": number,
            "session_hash": self.name,
            "trigger_id": None,
        }
        with self.client.post(
            "/gradio_api/queue/join", json=content, name="page (join)", catch_response=True
        ) as response:
            return not refused(response)

    def read(self, name: str) -> Any:  # noqa: ANN401 (a response of locust)
        """Read from the queue until all that was asked there has ended."""
        path = f"/gradio_api/queue/data?session_hash={self.name}"
        return self.client.get(path, name=name, catch_response=True)
