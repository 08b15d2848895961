"""What a request passes on its way in: each gate lets it on, or answers it with a Dutch sentence.

A gate is ASGI middleware and knows one reason to refuse. Refusals of the API are JSON.
"""

import math
import re
from collections.abc import Callable
from typing import TypeAlias

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kwchat.chat.gradio_page import QUEUE_PATH
from kwchat.index.folder import LARGEST
from kwchat.server import intake, texts
from kwchat.server.access import (
    INGEST_PATH,
    MANAGE_PATH,
    METRICS_PATH,
    OPEN_PATHS,
    Access,
    within,
)
from kwchat.server.turns import too_busy

MAX_BODY_BYTES = 256 * 1024  # a long question, with a long conversation before it
MAX_DOCUMENT_BYTES = LARGEST  # that is handed in
PATIENCE_SECONDS = 60.0
DOCUMENT_PATIENCE_SECONDS = 900.0  # a document that a slow line brings and that is long to read
_NUMBER = re.compile(r"[0-9]{1,9}")

# Said by proxies, and by anyone who likes to; what is not read here is never passed on.
_FORWARDED_FOR = "x-forwarded-for"
_FORWARDED_PROTO = "x-forwarded-proto"
_FORWARDED_HOST = "x-forwarded-host"
_NEVER_READ = (
    "forwarded",
    "x-forwarded-prefix",
    "x-forwarded-port",
    "x-real-ip",
    "x-gradio-server",
)
_CLAIMS = (_FORWARDED_FOR, _FORWARDED_PROTO, _FORWARDED_HOST, *_NEVER_READ)


class Claims:
    """Believes what headers say about a client only from a proxy that is trusted.

    For a trusted proxy who asks is left for uvicorn's middleware to read; the name of the user is
    not passed on at all.
    """

    def __init__(self, app: ASGIApp, *, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on without what must not be believed."""
        if scope["type"] == "http":
            scope = {**scope, "headers": self._believed(scope)}
        await self._app(scope, receive, send)

    def _believed(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        headers = MutableHeaders(raw=list(scope["headers"]))
        unbelieved = [*_NEVER_READ, _FORWARDED_HOST]
        if not within(_peer(scope), self._access.trusted_proxies):
            unbelieved += [_FORWARDED_FOR, _FORWARDED_PROTO]
        elif _FORWARDED_HOST in headers:
            headers["host"] = headers[_FORWARDED_HOST].partition(",")[0].strip()
        if self._access.login_header:
            unbelieved.append(self._access.login_header)
        for name in unbelieved:
            del headers[name]
        return headers.raw


class Gate:
    """Lets a request on unless there is a reason to refuse it."""

    def __init__(self, app: ASGIApp, *, access: Access, refuse: "Refuse") -> None:
        self._app = app
        self._access = access
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        answer: ASGIApp | None = None
        if scope["type"] == "http":
            answer = self._refuse(self._access, scope, Headers(scope=scope))
        await (answer or self._app)(scope, receive, send)


Refuse: TypeAlias = Callable[[Access, Scope, Headers], Response | None]


def not_logged_in(access: Access, scope: Scope, headers: Headers) -> Response | None:
    """With a login header, refuse all but whom a trusted proxy says is logged in."""
    path = access.local(scope["path"])
    if access.login_header is None or path in OPEN_PATHS:
        return None
    if not within(_peer(scope), access.trusted_proxies):
        return refusal(path, 403, texts.LOGIN_ELSEWHERE)
    if not headers.get(access.login_header, "").strip():
        return refusal(path, 401, texts.LOGIN_MISSING)
    return None


def not_a_manager(access: Access, scope: Scope, headers: Headers) -> Response | None:
    """Let only managers come where documents are handed in and removed."""
    path = access.local(scope["path"])
    if not path.startswith((MANAGE_PATH, INGEST_PATH)):
        return None
    if access.login_header is None or not access.managers:
        return refusal(path, 404, texts.WEB_NOT_FOUND)
    if headers.get(access.login_header, "").strip().lower() not in access.managers:
        return refusal(path, 403, texts.MANAGE_FORBIDDEN)
    return None


def not_for_metrics(access: Access, scope: Scope, headers: Headers) -> Response | None:
    """Hide the metrics from all but the machines that may read them, asking without a proxy."""
    if access.local(scope["path"]) != METRICS_PATH:
        return None
    direct = not any(claim in headers for claim in _CLAIMS)
    if direct and within(_peer(scope), access.metrics_from):
        return None
    return refusal(METRICS_PATH, 404, texts.WEB_NOT_FOUND)


def not_by_our_name(access: Access, scope: Scope, headers: Headers) -> Response | None:
    """Refuse a request that calls the server by a name that is not one of its own."""
    if access.answers_to(headers.get("host", "")):
        return None
    return refusal(access.local(scope["path"]), 400, texts.HOST_UNKNOWN)


def too_large(access: Access, scope: Scope, headers: Headers) -> Response | None:
    """Refuse a body that says it is too large; one that does not say is counted as it comes."""
    path = access.local(scope["path"])
    length = headers.get("content-length", "0")
    if _NUMBER.fullmatch(length) and int(length) <= _largest(path):
        return None
    sentence = intake.too_large() if path == MANAGE_PATH else texts.WEB_TOO_LARGE
    return refusal(path, 413, str(sentence))


def _largest(path: str) -> int:
    return MAX_DOCUMENT_BYTES if path == MANAGE_PATH else MAX_BODY_BYTES


class BodyLimit:
    """Ends a request whose body turns out too large; what takes documents counts by itself."""

    def __init__(self, app: ASGIApp, *, access: Access) -> None:
        self._app = app
        self._access = access
        self._limited = RequestBodyLimitMiddleware(app, max_body_size=MAX_BODY_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        document = scope["type"] == "http" and self._access.local(scope["path"]) == MANAGE_PATH
        await (self._app if document else self._limited)(scope, receive, send)


class Patience:
    """Gives up on a request whose answer has not begun in time, also when it is still being sent.

    An answer that has begun may take as long as it likes.
    """

    def __init__(self, app: ASGIApp, *, access: Access, seconds: float = PATIENCE_SECONDS) -> None:
        self._app = app
        self._access = access
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; answer 503 when the time is up."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        document = self._access.local(scope["path"]) == MANAGE_PATH
        seconds = DOCUMENT_PATIENCE_SECONDS if document else self._seconds
        with anyio.move_on_after(seconds) as limit:

            async def send_and_wait(message: Message) -> None:
                limit.deadline = math.inf
                await send(message)

            await self._app(scope, receive, send_and_wait)
        if limit.cancelled_caught:  # and no answer had begun: from then on there is no deadline
            late = refusal(self._access.local(scope["path"]), 503, texts.WEB_TOO_SLOW)
            await late(scope, receive, send)


class Crowd:
    """Says in Dutch, and when to come back, what Gradio says when its line is full.

    Its page reads no more of it than the status.
    """

    def __init__(self, app: ASGIApp, *, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or self._access.local(scope["path"]) != QUEUE_PATH:
            await self._app(scope, receive, send)
            return
        is_full = False

        async def send_unless_full(message: Message) -> None:
            nonlocal is_full
            is_full |= message.get("status") == 503
            if not is_full:
                await send(message)

        await self._app(scope, receive, send_unless_full)
        if is_full:
            error = too_busy()
            headers = {"Retry-After": str(error.seconds)}
            await JSONResponse({"error": str(error)}, 503, headers)(scope, receive, send)


def refusal(path: str, status: int, sentence: str) -> Response:
    """Return what a person reads, or a program that uses the API."""
    headers = {"WWW-Authenticate": "Proxy"} if status == 401 else None
    if path.startswith(("/api/", MANAGE_PATH, INGEST_PATH)):
        return JSONResponse({"error": sentence}, status, headers)
    return PlainTextResponse(sentence, status, headers)


def _peer(scope: Scope) -> str:
    """Return the address at the other end of the connection."""
    client = scope.get("client")
    return client[0] if client else ""
