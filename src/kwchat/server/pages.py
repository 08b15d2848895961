"""The hand-written pages: the compact chat, the widget around it, and how to put them on a site."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment

from kwchat.chat import colours, rendering
from kwchat.chat import texts as chat_texts
from kwchat.chat.heading import DEFAULT, Heading
from kwchat.index.manifest import Manifest
from kwchat.index.texts import FILE_STATUS
from kwchat.language import dates
from kwchat.reading.reader import SUFFIXES
from kwchat.server import texts
from kwchat.server.access import Access
from kwchat.server.documents import Listed
from kwchat.server.ingests import Ingests, State
from kwchat.templating import environment

EMBED_PATH = "/embed"  # the one page that others may show in a frame
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_HOUR = "public, max-age=3600"


def add_pages(
    app: FastAPI,
    access: Access,
    colour: str | None,
    *,
    feedback_days: int | None = None,
    manifest: Callable[[], Manifest] | None = None,
    keep: bool = True,
    ingests: Ingests | None = None,
    author: str = "",
    heading: Heading = DEFAULT,
) -> None:
    """Add `/embed`, `/widget.js`, `/beheer`, and the school's colour as a style sheet.

    With days for which feedback is kept, `/embed` asks for it, and it names an author, if there is
    one. The pages hold nothing secret: whom they may be framed by is in the headers of `/embed`.
    """
    page = partial(app.api_route, methods=["GET", "HEAD"])
    chosen = colour or colours.DEFAULT

    @page(EMBED_PATH, response_class=HTMLResponse)
    def embed(kleur: str = "") -> str:
        own = _of_widget(kleur)
        return rendering.embed_html(feedback_days, own, keep=keep, author=author, heading=heading)

    @page("/widget.js")
    def widget(request: Request) -> Response:
        script = rendering.widget_js(chosen, _address(request), heading)
        headers = {"Cache-Control": _HOUR}
        return Response(script, media_type="text/javascript", headers=headers)

    @page("/beheer", response_class=HTMLResponse)
    def admin(request: Request) -> str:
        return admin_html(
            _address(request),
            colour=chosen,
            origins=access.embed_origins,
            manifest=manifest() if manifest else None,
            ingested=ingested(ingests.state) if ingests else (),
            managed=bool(access.managers),
            title=heading.title,
        )

    @page("/kwchat/colour.css")
    def own_colour(kleur: str = "") -> Response:
        shown = _of_widget(kleur) or colour
        return Response(colours.stylesheet(shown) if shown else "", media_type="text/css")


def _address(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _of_widget(kleur: str) -> str | None:
    """Return the colour that a widget asks for, dark enough to be read; None where it is none."""
    try:
        return colours.readable(f"#{kleur}")
    except ValueError:
        return None


def ingested(state: State) -> Sequence[str]:
    """Say whether an ingest is at work, and how the last one ended, without names of files."""
    busy = [texts.ADMIN_INGEST_BUSY] if state.busy else []
    last = state.last
    if last is None:
        return busy or [texts.ADMIN_INGEST_NONE]
    told = texts.ADMIN_INGEST_FAILED if last.error else texts.ADMIN_INGEST_DONE
    counts = [f"{count} {FILE_STATUS[status]}" for status, count in last.files.items()]
    when = {"day": dates.written(last.ended), "time": f"{last.ended:%H.%M} uur"}
    return [*busy, told.format(**when, files=", ".join(counts))]


def admin_html(
    address: str,
    *,
    colour: str,
    origins: Sequence[str],
    manifest: Manifest | None = None,
    ingested: Sequence[str] = (),
    managed: bool = False,
    title: str = chat_texts.CHAT_TITLE,
) -> str:
    """Return the page that tells how to put the chat, which is at an address, on a site, how much
    of each source was read, and in sentences what was `ingested`.

    What was not read is only counted: its names may be nobody's business.
    """
    return _render(
        "admin.html",
        origin="{0.scheme}://{0.netloc}".format(urlsplit(address)),
        origins=origins,
        ingested=ingested,
        managed=managed,
        files=manifest.files if manifest else (),
        skipped=len(manifest.skipped) if manifest else 0,
        insecure=_is_insecure(address) and not (origins and all(map(_is_insecure, origins))),
        widget=_render("widget_snippet.html", address=address, colour=colour).strip(),
        frame=_render(
            "frame_snippet.html", address=address, sandbox=rendering.SANDBOX, title=title
        ).strip(),
    )


def manage_html(rows: Sequence[Sequence[str]], told: Sequence[str], *, busy: bool) -> str:
    """Return the page on which managers hand documents in: a row of cells for each that is there,
    and in sentences what was ingested."""
    return _render(
        "manage.html",
        rows=rows,
        told=told,
        busy=busy,
        accept=",".join(sorted(SUFFIXES)),
    )


def lobby_html(rooms: Sequence[tuple[str, str, bool]]) -> str:
    """Return the page that names collections: of each its name, its title, and whether it is
    shut."""
    return _render("lobby.html", rooms=rooms)


def listed_html(listed: Sequence[Listed]) -> str:
    """Return the rows of a list in which documents are chosen; those of a group stand together,
    below what chooses all of it, where there are more groups than one."""
    return _render("listed.html", listed=listed)


def _is_insecure(address: str) -> bool:
    """Tell whether a browser takes an address for unsafe: http, and not of this very computer."""
    parts = urlsplit(address)
    return parts.scheme == "http" and parts.hostname not in _LOOPBACK


def api_html(description: Mapping[str, Any], *, address: str) -> str:
    """Return a page about the API at an address, from its OpenAPI description."""
    return _render("api.html", api=description, address=address)


@cache
def _templates() -> Environment:
    templates = environment("kwchat.server", "kwchat.chat")
    templates.globals |= {"texts": texts, "chat_texts": chat_texts}
    return templates


def _render(template: str, **values: object) -> str:
    return _templates().get_template(template).render(**values)
