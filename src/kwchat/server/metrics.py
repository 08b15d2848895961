"""Figures for Prometheus: how much is asked, how it ends, how long it takes. Nothing of persons.

Labels have few, fixed values: no question, address or name can become one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    Metric,
    ProcessCollector,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kwchat import __version__
from kwchat.answering.answer import EVERYTHING, Answer, Asking, Choice, Done, Event, Outcome, Turn
from kwchat.errors import BusyError, LimitError, QuestionError
from kwchat.server.access import Access
from kwchat.server.remembering import is_remembered

CONTENT_TYPE = CONTENT_TYPE_LATEST
# Seconds. An answer takes some 50 ms; a busy or small machine several times that.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_OUTCOMES = {Outcome.ANSWERED: "answered", Outcome.NEAR: "near", Outcome.NONE: "refused"}
_AREAS = {
    "/api/": "api",
    "/v1/": "api",
    "/embed": "embed",
    "/widget.js": "embed",
    "/gradio_api/": "chat",
}


class Metrics:
    """The figures of one server, or of one collection among those of a server."""

    def __init__(self, *, of_process: bool = True) -> None:
        """Begin at 0; `of_process` says that this is the only one in its process, which tells of
        that too."""
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "kwchat_http_requests",
            "HTTP requests answered.",
            ("area", "status"),
            registry=self._registry,
        )
        self.questions = Counter(
            "kwchat_questions",
            "Questions by how they ended: answered, near, refused, busy or error.",
            ("outcome",),
            registry=self._registry,
        )
        self.stages = Histogram(
            "kwchat_stage_seconds",
            "Seconds per stage of an answer: the wait for a turn; and where it was searched for, "
            "not remembered, the search, the answer and both.",
            ("stage",),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self.remembered = Counter(
            "kwchat_answers_remembered",
            "Answers that were given before, and so at once.",
            registry=self._registry,
        )
        self.quotes = Counter(
            "kwchat_quotes_verified",
            "Quotes in answers, each compared with its source.",
            registry=self._registry,
        )
        self.limited = Counter(
            "kwchat_limited",
            "Questions asked and answers saved beyond a client's limit, and so refused.",
            ("what",),
            registry=self._registry,
        )
        for outcome in (*_OUTCOMES.values(), "busy", "error"):
            self.questions.labels(outcome)
        if of_process:
            _tell_of_process(self._registry)

    def watch(self, name: str, meaning: str, value: Callable[[], float]) -> None:
        """Add a figure that is looked up whenever the figures are read."""
        Gauge(f"kwchat_{name}", meaning, registry=self._registry).set_function(value)

    def limiting(self, what: str, admit: Callable[[str], None]) -> Callable[[str], None]:
        """Return `admit` such that whomever it turns away is counted as one who wanted `what`."""
        refused = self.limited.labels(what)

        def admit_and_count(client: str) -> None:
            try:
                admit(client)
            except LimitError:
                refused.inc()
                raise

        return admit_and_count

    def exposition(self) -> bytes:
        """Return all figures as Prometheus reads them."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Yield all figures, by name."""
        return iter(self._registry.collect())

    def count(self, answer: Answer) -> None:
        """Count an answer."""
        self.questions.labels(_OUTCOMES[answer.outcome]).inc()
        self.quotes.inc(len(answer.citations))
        if is_remembered(answer):
            self.remembered.inc()
        elif answer.passages:
            for stage, seconds in asdict(answer.seconds).items():
                self.stages.labels(stage).observe(seconds)


class Together:
    """The figures of several collections, each under its name as the label `collection`."""

    def __init__(self, parts: Mapping[str, Metrics]) -> None:
        self._parts = parts
        self._registry = CollectorRegistry()
        self._registry.register(self)
        _tell_of_process(self._registry)

    def exposition(self) -> bytes:
        """Return all figures as Prometheus reads them."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Yield every figure once, with what all collections have of it."""
        found: dict[str, Metric] = {}
        for name, metrics in self._parts.items():
            for one in metrics.collect():
                whole = found.setdefault(one.name, Metric(one.name, one.documentation, one.type))
                whole.samples += [
                    sample._replace(labels={"collection": name, **sample.labels})
                    for sample in one.samples
                ]
        return iter(found.values())


def _tell_of_process(registry: CollectorRegistry) -> None:
    Info("kwchat", "What runs.", registry=registry).info({"version": __version__})
    ProcessCollector(registry=registry)  # memory, processor and files, on Linux


class CountedAssistant:
    """An assistant whose answers are counted."""

    def __init__(self, assistant: Asking, metrics: Metrics) -> None:
        self._assistant = assistant
        self._metrics = metrics

    def stream(
        self, question: str, history: Sequence[Turn], choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield the events of one answer; a question that is none is not counted."""
        try:
            for event in self._assistant.stream(question, history, choice):
                if isinstance(event, Done):
                    self._metrics.count(event.answer)
                yield event
        except QuestionError:
            raise
        except BusyError:
            self._metrics.questions.labels("busy").inc()
            raise
        except Exception:
            self._metrics.questions.labels("error").inc()
            raise


class CountRequests:
    """Middleware that counts answers by area and class of status, as in `2xx`."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics, access: Access) -> None:
        self._app = app
        self._metrics = metrics
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and count its answer when it begins."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        area = area_of(self._access.local(scope["path"]))

        async def send_and_count(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._metrics.requests.labels(area, f"{message['status'] // 100}xx").inc()
            await send(message)

        await self._app(scope, receive, send_and_count)


def area_of(path: str) -> str:
    """Return which part of the server a path belongs to, out of a handful."""
    if path == "/":
        return "chat"
    return next((area for start, area in _AREAS.items() if path.startswith(start)), "other")
