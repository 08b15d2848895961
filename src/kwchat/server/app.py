"""The web server around the chat: health, closed doors, security headers, a Dutch page."""

import logging
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from kwchat.chat.feedback import FeedbackStore
from kwchat.chat.gradio_chat import build_chat, is_shut, mount_chat
from kwchat.chat.handout import Seal
from kwchat.errors import KwchatError
from kwchat.index.manifest import Manifest
from kwchat.server import api, gates, texts
from kwchat.server.access import METRICS_PATH, Access
from kwchat.server.documents import add_originals
from kwchat.server.headers import Envelope
from kwchat.server.listening import listen
from kwchat.server.metrics import CONTENT_TYPE, CountedAssistant, CountRequests, Metrics
from kwchat.server.pages import add_pages
from kwchat.server.throttle import Throttle
from kwchat.server.turns import InTurn
from kwchat.server.warmup import WarmAssistant

_CLOSED = Access()
_NO_DOCUMENTS: Mapping[str, Path] = MappingProxyType({})
_DRAIN_SECONDS = 1  # open pages hold a connection for ever; a stopping server does not wait for it


def create_app(
    assistant: WarmAssistant,
    access: Access = _CLOSED,
    feedback: FeedbackStore | None = None,
    documents: Mapping[str, Path] = _NO_DOCUMENTS,
    *,
    colour: str | None = None,
    manifest: Callable[[], Manifest] | None = None,
) -> FastAPI:
    """Return the web app: the chat at `/`, pages for other sites, the API, health and metrics.

    It serves nothing yet. Without a place to keep feedback nobody is asked for it. `documents` are
    the files that can be opened, by source id. `colour` is the school's own, as in `#0f5257`;
    `manifest` tells what is in the index, for the page of who runs it.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    metrics = Metrics()
    counted = CountedAssistant(InTurn(assistant), metrics)
    throttle = Throttle(per_minute=access.limit_per_minute, per_day=access.limit_per_day)
    _add_health(app, assistant, metrics)
    days = feedback.days if feedback else None
    seal = Seal(secrets.token_bytes())
    add_pages(app, access, colour, feedback_days=days, manifest=manifest)
    app.mount("/kwchat", StaticFiles(packages=[("kwchat.chat", "static")]))
    app.mount(api.PATH, api.create_api(counted, throttle.admit, feedback, seal))
    add_originals(app, documents)
    _guard(app, access, metrics)
    mount_chat(app, build_chat(counted, throttle.admit, feedback_days=days, seal=seal))
    return app


def _add_health(app: FastAPI, assistant: WarmAssistant, metrics: Metrics) -> None:
    """Add what machines ask: does it live, is it ready, how is it doing."""

    @app.get("/healthz", response_class=PlainTextResponse)
    def healthz() -> str:
        return texts.WEB_ALIVE

    @app.get("/readyz", response_class=PlainTextResponse)
    def readyz() -> PlainTextResponse:
        try:
            assistant.require()
        except KwchatError as error:
            return PlainTextResponse(str(error), status_code=503)
        return PlainTextResponse(texts.WEB_READY)

    @app.get(METRICS_PATH)
    def figures() -> Response:
        return Response(metrics.exposition(), media_type=CONTENT_TYPE)


def _guard(app: FastAPI, access: Access, metrics: Metrics) -> None:
    """Put the gates before an app. A request passes the last one first."""
    app.add_middleware(Doorkeeper, access=access)
    # Without this Gradio answers every other origin with "welcome, and bring your cookies".
    app.add_middleware(
        CORSMiddleware,
        allow_origins=access.embed_origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Content-Type"],
        allow_credentials=False,
    )
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=gates.MAX_BODY_BYTES)
    app.add_middleware(gates.Gate, access=access, refuse=gates.too_large)
    app.add_middleware(gates.Patience, access=access)
    app.add_middleware(gates.Gate, access=access, refuse=gates.not_by_our_name)
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=[*map(str, access.trusted_proxies)])
    app.add_middleware(gates.Claims, access=access)
    app.add_middleware(gates.Gate, access=access, refuse=gates.not_logged_in)
    app.add_middleware(gates.Gate, access=access, refuse=gates.not_for_metrics)
    app.add_middleware(CountRequests, metrics=metrics, access=access)
    app.add_middleware(Envelope, access=access)


def serve(app: FastAPI, *, host: str, port: int) -> None:
    """Serve until interrupted; questions and addresses are not logged.

    Raises:
        SettingsError: the port is taken, or the address is not of this machine.
    """
    server = make_server(app)
    # What a stopping server cancels, such as the connection of an open page, is no error.
    logging.getLogger("uvicorn.error").addFilter(lambda _: not server.should_exit)
    with listen(host, port) as listener, suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def make_server(app: FastAPI) -> uvicorn.Server:
    """Return a server of the app that does not run yet."""
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # uvicorn would believe any program of this machine
        ws="none",
        timeout_graceful_shutdown=_DRAIN_SECONDS,
    )
    return uvicorn.Server(config)


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
