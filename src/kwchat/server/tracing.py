"""A name for every request, by which its lines in the logs of proxy and server are found."""

import re
import secrets

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kwchat import logs

HEADER = logs.REQUEST_HEADER
# What proxies make: hexadecimal digits, perhaps as a UUID. Nobody's name fits in it.
_MADE_BY_A_PROXY = re.compile(r"[0-9A-Fa-f-]{16,64}")


class Traced:
    """Middleware that gives a request a name, the proxy's if it has one, and says it back.

    Whoever answers later than this passes on, as Gradio's queue does, finds it in the header.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; what is logged meanwhile carries its name."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = MutableHeaders(raw=list(scope["headers"]))
        name = headers[HEADER] = _name(headers.get(HEADER, ""))

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(raw=message["headers"])[HEADER] = name
            await send(message)

        with logs.on_behalf_of(name):
            await self._app({**scope, "headers": headers.raw}, receive, send_named)


def _name(given: str) -> str:
    return given if _MADE_BY_A_PROXY.fullmatch(given) else secrets.token_hex(16)
