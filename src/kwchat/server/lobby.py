"""The entrance of several collections: each has the path of its name, and a page names them.

Behind it every collection is a whole web app with gates, seals, limits and answers of its own; all
that they share are the turns in which answers are made, and the process.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from kwchat import logs
from kwchat.answering.answer import Asking
from kwchat.errors import KwchatError, NotReadyError
from kwchat.server import api, gates, pages, texts
from kwchat.server.access import METRICS_PATH, Access
from kwchat.server.app import guard
from kwchat.server.joint import NAME
from kwchat.server.metrics import CONTENT_TYPE, Metrics, Together
from kwchat.server.turns import Turns
from kwchat.server.warmup import WarmAssistant


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """A collection as it is served: its name and title, the app, and the assistant behind it."""

    name: str
    title: str
    app: FastAPI
    assistant: WarmAssistant[Asking]

    @property
    def trouble(self) -> KwchatError | None:
        """Why it answers nothing now; None: it does."""
        try:
            self.assistant.require()
        except KwchatError as error:
            return error
        return None


def create_lobby(rooms: Sequence[Room], access: Access, turns: Turns) -> FastAPI:
    """Return the web app of several collections, of which each has been told its path and the
    `turns` that all answers are made in. It serves nothing yet.
    """
    lobby = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lives_of(rooms))
    lobby.state.answers = turns
    metrics = Metrics(of_process=False)
    parts = {"": metrics, **{room.name: room.app.state.metrics for room in rooms}}
    _add_health(lobby, rooms, Together(parts))
    lobby.mount("/kwchat", StaticFiles(packages=[("kwchat.chat", "static")]))
    lobby.add_exception_handler(HTTPException, partial(_not_here, access))
    _add_page(lobby, rooms, access)
    guard(lobby, access, metrics)
    lobby.add_middleware(Doors, rooms={room.name: room.app for room in rooms}, access=access)
    return lobby


class Doors:
    """Middleware that sends a request for a collection there, with nothing of it changed, and all
    others on."""

    def __init__(self, app: ASGIApp, *, rooms: Mapping[str, ASGIApp], access: Access) -> None:
        self._app = app
        self._rooms = rooms
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a request where it belongs."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = self._access.local(scope["path"])
        if path.startswith(f"{api.PATH}/"):  # that of the server itself asks several
            path = f"/{NAME}{path}"
        name, slash, rest = path.removeprefix("/").partition("/")
        room = self._rooms.get(name)
        if room is None or not slash:
            await self._app(scope, receive, send)
            return
        path = f"{self._access.prefix}/{name}/{rest}"  # also where a proxy strips what is before it
        with logs.within_collection(name):
            await room({**scope, "path": path}, receive, send)


def _add_health(lobby: FastAPI, rooms: Sequence[Room], figures: Together) -> None:
    machines = partial(lobby.api_route, methods=["GET", "HEAD"])

    @machines("/healthz", response_class=PlainTextResponse)
    def healthz() -> str:
        return texts.WEB_ALIVE

    @machines("/readyz", response_class=PlainTextResponse)
    def readyz() -> PlainTextResponse:
        """Say what each collection does: one that is broken does not keep the others shut."""
        found = {room.name: room.trouble for room in rooms}
        told = "\n".join(f"{name}: {wrong or texts.WEB_READY}" for name, wrong in found.items())
        starting = any(isinstance(wrong, NotReadyError) for wrong in found.values())
        is_open = any(wrong is None for wrong in found.values()) and not starting
        return PlainTextResponse(told, 200 if is_open else 503)

    @lobby.get(METRICS_PATH)
    def metrics() -> Response:
        return Response(figures.exposition(), media_type=CONTENT_TYPE)


def _add_page(lobby: FastAPI, rooms: Sequence[Room], access: Access) -> None:
    page = partial(lobby.api_route, methods=["GET", "HEAD"])
    names = {room.name for room in rooms}

    @page("/", response_class=HTMLResponse)
    def collections() -> str:
        shut = {room.name for room in rooms if _is_broken(room.trouble)}
        return pages.lobby_html([(one.name, one.title, one.name in shut) for one in rooms])

    @page("/{name}")
    def without_slash(name: str) -> Response:
        if name not in names:
            raise HTTPException(404)
        return RedirectResponse(f"{access.prefix}/{name}/")


def _is_broken(trouble: KwchatError | None) -> bool:
    """Tell whether a collection answers nothing, and is not just starting."""
    return trouble is not None and not isinstance(trouble, NotReadyError)


def _not_here(access: Access, request: Request, error: Exception) -> Response:
    """Say that there is no such page or collection, to a program as JSON."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    path = access.local(request.url.path)
    below = path[path.find("/api/") :] if "/api/" in path else path
    sentence = texts.LOBBY_NOT_HERE if status == 404 else texts.API_ERRORS.get(status, "")
    return gates.refusal(below, status, sentence or texts.API_OTHERWISE)


def _lives_of(
    rooms: Sequence[Room],
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Return what starts and ends with the server: what starts and ends with each collection."""

    @asynccontextmanager
    async def lives(_lobby: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as held:
            for room in rooms:
                with logs.within_collection(room.name):  # what it starts is named after it
                    await held.enter_async_context(room.app.router.lifespan_context(room.app))
            yield

    return lives
