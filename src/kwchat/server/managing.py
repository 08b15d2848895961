"""The page of who looks after the documents: hand in, see what was read, remove, ingest.

`gates.not_a_manager` lets nobody else come here. What changes something must besides come from a
page of this very server: a browser sends a login along, whoever wrote the page that asks for it.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import anyio
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from kwchat.errors import UploadError
from kwchat.index.fileread import FileRead
from kwchat.index.manifest import IndexedFile, Manifest
from kwchat.server import texts
from kwchat.server.access import INGEST_PATH, MANAGE_PATH
from kwchat.server.gates import MAX_DOCUMENT_BYTES
from kwchat.server.ingests import Ingests
from kwchat.server.intake import OWN, Intake, Kept, too_large
from kwchat.server.pages import ingested, manage_html


def add_managing(
    app: FastAPI, intake: Intake, ingests: Ingests, manifest: Callable[[], Manifest] | None
) -> None:
    """Add the page, and what it asks for; `manifest` tells what is in the index."""
    router = APIRouter(dependencies=[Depends(require_own_page)])

    @app.get(MANAGE_PATH, response_class=HTMLResponse)
    def page() -> str:
        indexed = {file.path: file for file in manifest().files} if manifest else {}
        rows = [_row(kept, indexed.get(f"{OWN}/{kept.name}")) for kept in intake.kept()]
        return manage_html(rows, _told(ingests), busy=ingests.state.busy)

    @router.post(MANAGE_PATH)
    async def take(request: Request, naam: str = "", vervang: str = "") -> Response:
        with intake.receiving(naam, replacing=bool(vervang)) as place:
            await _write(request, place)
            read = await run_in_threadpool(intake.take, place)
        return JSONResponse({"told": list(_account(place.name, read))})

    @router.delete(MANAGE_PATH)
    def remove(naam: str = "") -> Response:
        intake.remove(naam)
        return JSONResponse({"told": [texts.UPLOAD_REMOVED.format(name=naam)]})

    @router.post(INGEST_PATH, status_code=202)
    def begin() -> Response:
        ingests.request()
        return JSONResponse(_state(ingests), 202)

    @app.get(INGEST_PATH)
    def state() -> Response:
        return JSONResponse(_state(ingests))

    @app.exception_handler(UploadError)
    def refused(_request: Request, error: UploadError) -> Response:
        return JSONResponse({"error": str(error)}, error.status)

    app.include_router(router)


def require_own_page(request: Request) -> None:
    """Let only a page of this server change anything.

    Browsers tell where a request comes from in `Sec-Fetch-Site` where they are on https, and in
    `Origin` everywhere; a page cannot write either.

    Raises:
        UploadError: it comes from elsewhere, or does not say.
    """
    own = {f"{scheme}://{request.url.netloc}" for scheme in ("http", "https")}
    site = request.headers.get("sec-fetch-site", "same-origin")
    if site != "same-origin" or request.headers.get("origin") not in own:
        raise UploadError(texts.UPLOAD_ELSEWHERE, status=403)


async def _write(request: Request, place: Path) -> None:
    """Write the body to a file as it comes."""
    size = 0
    async with await anyio.open_file(place, "wb") as file:
        async for piece in request.stream():
            size += len(piece)
            if size > MAX_DOCUMENT_BYTES:
                raise too_large()
            await file.write(piece)


def _account(name: str, read: FileRead) -> Iterator[str]:
    """Say what was read of a document."""
    count = len(read.chunks)
    yield texts.UPLOAD_READ[count != 1].format(name=name, passages=count)
    if read.account:
        told = {"percent": read.account.percent, "words": read.account.words}
        yield texts.UPLOAD_ACCOUNT.format(**told)
    if read.account and not read.account.is_enough:
        yield texts.UPLOAD_LOST
    if pages := ", ".join(map(str, read.pictures)):
        yield texts.UPLOAD_PICTURES.format(pages=pages)


def _row(kept: Kept, indexed: IndexedFile | None) -> Sequence[str]:
    """Return the cells of a document in the table: name, size, and what is in the index of it."""
    size = texts.UPLOAD_SIZE.format(size=max(1, kept.size // 1000))
    if indexed is None:
        return kept.name, size, texts.UPLOAD_NOT_YET, ""
    told = indexed.account
    share = f"{told.percent} %" if told else texts.ADMIN_ACCOUNT_NONE
    return kept.name, size, share, ", ".join(map(str, told.textless_pages)) if told else ""


def _told(ingests: Ingests) -> Sequence[str]:
    """Say how the last ingest ended, with all that could not be read."""
    state = ingests.state
    further = (state.last.error, *state.last.failed) if state.last else ()
    return [*ingested(state), *filter(None, further)]


def _state(ingests: Ingests) -> dict[str, object]:
    return {"busy": ingests.state.busy, "told": list(_told(ingests))}
