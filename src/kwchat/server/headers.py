"""What every response carries: headers that close what a page does not need."""

import secrets

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kwchat.chat.gradio_page import PAGE, POLICY, dutch_page
from kwchat.chat.heading import Heading
from kwchat.server.access import Access
from kwchat.server.pages import EMBED_PATH

# Of every page and file but Gradio's: nothing but files of this server.
_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors {ancestors}",
    ]
)
_NOBODY = "'none'"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Envelope:
    """Middleware that sends every response out with headers, and Gradio's page in Dutch."""

    def __init__(self, app: ASGIApp, *, access: Access, heading: Heading) -> None:
        self._app = app
        self._access = access
        self._heading = heading
        self._frames = " ".join(access.embed_origins) or _NOBODY

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "http":
            path = self._access.local(scope["path"])
            policy = POLICY if path == PAGE else _POLICY
            frames = self._frames if path == EMBED_PATH else _NOBODY
            send = _Outgoing(send, policy, frames, self._heading)
        await self._app(scope, receive, send)


class _Outgoing:
    """The way out of one response: headers on all, and pages made Dutch and local."""

    def __init__(self, send: Send, policy: str, ancestors: str, heading: Heading) -> None:
        self._send = send
        self._heading = heading
        self._nonce = secrets.token_urlsafe(16)
        self._policy = policy.format(nonce=self._nonce, ancestors=ancestors)
        self._start: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            headers.update(_HEADERS)
            headers["Content-Security-Policy"] = self._policy
            if headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
        elif self._start is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_page(self._start)
            return
        await self._send(message)

    async def _send_page(self, start: Message) -> None:
        body, nonce, heading = self._body.decode(), self._nonce, self._heading
        page = dutch_page(body, nonce=nonce, heading=heading).encode() if body else b""
        headers = MutableHeaders(raw=start["headers"])
        if page:
            headers["content-length"] = str(len(page))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": page})
