"""The web server around the chat: health, closed doors, security headers, a Dutch page."""

import asyncio
import logging
import math
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from kwchat.answering.answer import Asking
from kwchat.chat.feedback import FeedbackStore
from kwchat.chat.gradio_chat import build_chat, mount_chat
from kwchat.chat.gradio_page import is_shut
from kwchat.chat.handout import Seal
from kwchat.chat.heading import DEFAULT, Heading
from kwchat.chat.keeping import Keeper
from kwchat.errors import KwchatError
from kwchat.index.manifest import Manifest
from kwchat.server import api, completions, gates, texts
from kwchat.server.access import METRICS_PATH, Access
from kwchat.server.completions import create_completions
from kwchat.server.documents import COMPRESSED, Shelf, add_documents
from kwchat.server.headers import Envelope
from kwchat.server.ingests import Ingests
from kwchat.server.intake import Intake
from kwchat.server.listening import listen
from kwchat.server.managing import add_managing
from kwchat.server.metrics import CONTENT_TYPE, CountedAssistant, CountRequests, Metrics
from kwchat.server.pages import add_pages
from kwchat.server.throttle import SAVING, Throttle
from kwchat.server.tracing import Traced
from kwchat.server.turns import InTurn, SpareTime, Turns
from kwchat.server.warmup import WarmAssistant

_CLOSED = Access()
_NO_DOCUMENTS = Shelf()
FINISH_SECONDS = 20.0  # that a stopping server gives the answers it works on
DRAIN_SECONDS = 1  # open pages hold a connection for ever; a stopping server does not wait for it
# nginx keeps a connection for 60 seconds, and a teacher thinks for ten; what is asked at the moment
# that the server shuts one is lost.
KEEP_ALIVE_SECONDS = 65
_LEFT_ALONE = (*DEFAULT_EXCLUDED_CONTENT_TYPES, *COMPRESSED)


def create_app(
    assistant: WarmAssistant[Asking],
    access: Access = _CLOSED,
    feedback: FeedbackStore | None = None,
    shelf: Shelf = _NO_DOCUMENTS,
    *,
    colour: str | None = None,
    index_made: Callable[[], float] = lambda: math.nan,
    manifest: Callable[[], Manifest] | None = None,
    keep: bool = True,
    unlogged: Callable[[], Asking] | None = None,
    ingests: Ingests | None = None,
    intake: Intake | None = None,
    author: str = "",
    patience: float = gates.PATIENCE_SECONDS,
    completions_key: str | None = None,
    heading: Heading = DEFAULT,
    turns: Turns | None = None,
    secret: bytes | None = None,
) -> FastAPI:
    """Return the web app: the chat at `/`, pages for other sites, the API, health and metrics.

    It serves nothing yet. Without a place to keep feedback nobody is asked for it. On the
    `shelf` are the documents that can be read. `colour` is the school's own, as in `#0f5257`.
    `index_made` tells when the index was made, in seconds since 1970; `manifest` what is in it, for
    the page of who runs it. A chat may `keep` its conversation in the tab of its reader.
    `unlogged` gives the assistant for questions that no reader asked, else `assistant` is asked.
    Of `ingests` that the server does, the page of who runs it tells; with an `intake`, managers
    hand documents in.
    `author` is a sentence that names the language model that writes, if one does. An answer that
    has not begun after as many seconds as `patience` is given up. Who has the key for completions
    may use the chat as a model; without one nobody may. The `heading` is how it introduces itself.
    With `turns` it is one of several collections, which share those. What a page keeps is sealed
    with the `secret`, without one with one of this app alone.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    metrics = app.state.metrics = Metrics(of_process=turns is None)
    turns = app.state.answers = turns or Turns()
    in_turn = InTurn(assistant, turns, waited=metrics.stages.labels("wait").observe)
    counted = CountedAssistant(in_turn, metrics)
    _watch(metrics, assistant, in_turn, index_made)
    if ingests:
        meaning = "1 if the last ingest of this server failed, or a file in it, else 0."
        metrics.watch("ingest_failed", meaning, lambda: ingests.state.has_failed)
    minute, day = access.limit_per_minute, access.limit_per_day
    questions = Throttle(per_minute=minute, per_day=day)
    saving = Throttle(per_minute=minute, per_day=day, sentences=SAVING)
    admit = metrics.limiting("question", questions.admit)
    admit_saving = metrics.limiting("saving", saving.admit)
    _add_health(app, assistant, metrics)
    days = feedback.days if feedback else None
    secret = secret or secrets.token_bytes()
    seal, keeper = Seal(secret), Keeper(secret)
    add_pages(
        app,
        access,
        colour,
        feedback_days=days,
        manifest=manifest,
        keep=keep,
        ingests=ingests,
        author=author,
        heading=heading,
    )
    if ingests and intake:
        add_managing(app, intake, ingests, manifest)
    app.mount("/kwchat", StaticFiles(packages=[("kwchat.chat", "static")]))
    served = api.create_api(
        counted,
        admit,
        feedback,
        seal,
        shelf,
        keeper,
        admit_saving=admit_saving,
        spare=SpareTime(unlogged or assistant.require, turns),
    )
    app.mount(api.PATH, served)
    if completions_key:
        app.mount(completions.PATH, create_completions(counted, admit, completions_key))
    add_documents(app, shelf)
    guard(app, access, metrics, patience, heading)
    chat = build_chat(
        counted,
        admit,
        heading=heading,
        feedback_days=days,
        seal=seal,
        keeper=keeper,
        author=author,
        keep=keep,
    )
    mount_chat(app, chat)
    return app


def _watch(
    metrics: Metrics,
    assistant: WarmAssistant[Asking],
    in_turn: InTurn,
    index_made: Callable[[], float],
) -> None:
    metrics.watch("ready", "1 if questions are answered, else 0.", lambda: assistant.ready)
    metrics.watch("answers_open", "Answers begun and not ended.", lambda: in_turn.open)
    metrics.watch("answers_waiting", "Answers that wait for a turn.", lambda: in_turn.waiting)
    metrics.watch(
        "index_made_timestamp_seconds", "When the index was made, since 1970.", index_made
    )


def _add_health(app: FastAPI, assistant: WarmAssistant[Asking], metrics: Metrics) -> None:
    """Add what machines ask: does it live, is it ready, how is it doing."""
    machines = partial(app.api_route, methods=["GET", "HEAD"])

    @machines("/healthz", response_class=PlainTextResponse)
    def healthz() -> str:
        return texts.WEB_ALIVE

    @machines("/readyz", response_class=PlainTextResponse)
    def readyz() -> PlainTextResponse:
        try:
            assistant.require()
        except KwchatError as error:
            return PlainTextResponse(str(error), status_code=503)
        return PlainTextResponse(texts.WEB_READY)

    @app.get(METRICS_PATH)
    def figures() -> Response:
        return Response(metrics.exposition(), media_type=CONTENT_TYPE)


def guard(
    app: FastAPI,
    access: Access,
    metrics: Metrics,
    patience: float = gates.PATIENCE_SECONDS,
    heading: Heading = DEFAULT,
) -> None:
    """Put the gates before an app. A request passes the last one first."""
    app.add_middleware(gates.Crowd, access=access)
    app.add_middleware(Doorkeeper, access=access)
    # Without this Gradio answers every other origin with "welcome, and bring your cookies".
    app.add_middleware(
        CORSMiddleware,
        allow_origins=access.embed_origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Content-Type"],
        allow_credentials=False,
    )
    app.add_middleware(gates.BodyLimit, access=access)
    app.add_middleware(gates.Gate, access=access, refuse=gates.too_large)
    app.add_middleware(gates.Patience, access=access, seconds=patience)
    app.add_middleware(gates.Gate, access=access, refuse=gates.not_by_our_name)
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=[*map(str, access.trusted_proxies)])
    app.add_middleware(gates.Claims, access=access)
    app.add_middleware(gates.Gate, access=access, refuse=gates.not_a_manager)
    app.add_middleware(gates.Gate, access=access, refuse=gates.not_logged_in)
    app.add_middleware(gates.Gate, access=access, refuse=gates.not_for_metrics)
    app.add_middleware(CountRequests, metrics=metrics, access=access)
    app.add_middleware(Envelope, access=access, heading=heading)
    app.add_middleware(GZipMiddleware, compresslevel=5, exclude_content_types=_LEFT_ALONE)
    app.add_middleware(Traced)


def serve(app: FastAPI, *, host: str, port: int) -> None:
    """Serve until interrupted or told to stop; answers that have begun are finished first.

    Questions and addresses are not logged.

    Raises:
        SettingsError: the port is taken, or the address is not of this machine.
    """
    server = make_server(app)
    # What a stopping server cancels, such as the connection of an open page, is no error.
    logging.getLogger("uvicorn.error").addFilter(lambda _: not server.should_exit)
    with listen(host, port) as listener, suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


class Finishing(uvicorn.Server):
    """A server that finishes the answers it works on before it stops, and lets nobody new in."""

    def __init__(self, config: uvicorn.Config, answers: Turns) -> None:
        super().__init__(config)
        self._answers = answers

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop; a second signal does so at once."""
        for listener in self.servers:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()  # closed when idle, else after its answer
        last = asyncio.get_running_loop().time() + FINISH_SECONDS
        while self._answers.open and not self.force_exit:
            if asyncio.get_running_loop().time() > last:
                break
            await asyncio.sleep(0.05)
        await super().shutdown(sockets)


def make_server(app: FastAPI) -> Finishing:
    """Return a server of the app that does not run yet."""
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # uvicorn would believe any program of this machine
        ws="none",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
    return Finishing(config, app.state.answers)


class Doorkeeper:
    """Middleware that shuts what the page does not use."""

    def __init__(self, app: ASGIApp, *, access: Access) -> None:
        self._app = app
        self._access = access
        self._public = urlsplit(access.root_path)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 404."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = self._access.local(scope["path"])
        answer: ASGIApp = self._app
        if is_shut(path):
            answer = PlainTextResponse(texts.WEB_NOT_FOUND, 404)
        await answer(self._as_seen_outside(scope, path), receive, send)

    def _as_seen_outside(self, scope: Scope, path: str) -> Scope:
        """Return the request as the browser made it: some proxies strip the path, or the host."""
        prefix = self._access.prefix
        seen = {**scope, "root_path": prefix, "path": f"{prefix}{path}"}
        if self._public.netloc:
            headers = MutableHeaders(raw=list(scope["headers"]))
            headers["host"] = self._public.netloc
            seen |= {"scheme": self._public.scheme, "headers": headers.raw}
        return seen
