"""The hand-written pages: the compact chat, the widget around it, and how to put them on a site."""

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from kwchat import colours, rendering
from kwchat.access import Access

EMBED_PATH = "/embed"  # the one page that others may show in a frame
_HOUR = "public, max-age=3600"


def add_pages(
    app: FastAPI, access: Access, colour: str | None, *, feedback_days: int | None = None
) -> None:
    """Add `/embed`, `/widget.js`, `/beheer`, and the school's colour as a style sheet.

    With days for which feedback is kept, `/embed` asks for it. The pages hold nothing secret: whom
    they may be framed by is in the headers of `/embed` too.
    """
    script = rendering.widget_js(colour or colours.DEFAULT)
    sheet = colours.stylesheet(colour) if colour else ""

    @app.get(EMBED_PATH, response_class=HTMLResponse)
    def embed() -> str:
        return rendering.embed_html(feedback_days)

    @app.get("/widget.js")
    def widget() -> Response:
        headers = {"Cache-Control": _HOUR}
        return Response(script, media_type="text/javascript", headers=headers)

    @app.get("/beheer", response_class=HTMLResponse)
    def admin(request: Request) -> str:
        return rendering.admin_html(
            str(request.base_url).rstrip("/"),
            colour=colour or colours.DEFAULT,
            origins=access.embed_origins,
        )

    @app.get("/kwchat/colour.css")
    def own_colour() -> Response:
        return Response(sheet, media_type="text/css")
