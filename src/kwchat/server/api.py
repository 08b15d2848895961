"""The HTTP API: a question as JSON in, an answer as JSON or as a stream of events out.

Every refusal is `{"error": "<a Dutch sentence>"}` with the status that says whose turn it is.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query, Request
from fastapi.exceptions import HTTPException, RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.requests import ClientDisconnect

from kwchat import __version__, logs
from kwchat.answering import wire
from kwchat.answering.answer import Asking, Done, Event, Retrieved, Token
from kwchat.answering.conversation import MAX_CHARACTERS
from kwchat.answering.wire import Asked, Json, SentAnswer
from kwchat.answering.writing import Style, Waiting
from kwchat.chat import texts as chat_texts
from kwchat.chat.feedback import Feedback, FeedbackStore
from kwchat.chat.handout import Seal
from kwchat.chat.keeping import Keeper
from kwchat.chat.rendering import Exchange, grown, status_of, transcript_html
from kwchat.errors import (
    BusyError,
    CollectionError,
    FeedbackError,
    KwchatError,
    LimitError,
    QuestionError,
    SharingError,
)
from kwchat.reading.document import Kind
from kwchat.server import further, pages, texts
from kwchat.server.desk import Desk, retry_after, whole
from kwchat.server.documents import Shelf

PATH = "/api/v1"

_JSON = "application/json"
_QUESTION_SCHEMA: Json = {
    "type": "object",
    "required": ["question"],
    "properties": {
        "id": {"type": ["string", "null"], "description": texts.API_FIELD_ID},
        "question": {
            "type": "string",
            "minLength": 1,
            "maxLength": MAX_CHARACTERS,
            "description": texts.API_FIELD_QUESTION,
        },
        "history": {
            "type": "array",
            "description": texts.API_FIELD_HISTORY,
            "items": {
                "type": "object",
                "required": ["role", "content"],
                "properties": {
                    "role": {"type": "string", "enum": list(wire.ROLES)},
                    "content": {"type": "string"},
                },
            },
        },
        "sources": {
            "type": "array",
            "description": texts.API_FIELD_SOURCES,
            "items": {"type": "string"},
        },
        "kinds": {
            "type": "array",
            "description": texts.API_FIELD_KINDS,
            "items": {"type": "string", "enum": list(Kind)},
        },
        "style": {
            "type": "string",
            "enum": list(Style),
            "description": texts.API_FIELD_STYLE,
        },
    },
    "example": {"id": "v1", "question": chat_texts.CHAT_EXAMPLES[0], "history": []},
}
_ERROR_SCHEMA: Json = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string"}},
}


def create_api(
    assistant: Asking,
    admit: Callable[[str], None],
    feedback: FeedbackStore | None = None,
    seal: Seal | None = None,
    shelf: Shelf | None = None,
    keeper: Keeper | None = None,
    *,
    admit_saving: Callable[[str], None] | None = None,
    spare: Asking | None = None,
) -> FastAPI:
    """Return the API, to be mounted at `PATH`.

    `admit` is given the address of each client that asks, and may raise a `LimitError`; so is
    `admit_saving`, or else `admit`, for one that has an answer made into a file. Without a
    place to keep feedback, a seal for answers to pass on, or a shelf of documents, there is no
    operation for it. Questions to go on with are tried on `spare`, or else on `assistant`.
    """
    api = FastAPI(
        title=texts.API_TITLE,
        description=texts.API_ABOUT,
        version=__version__,
        docs_url=None,
        redoc_url=None,
    )
    for error, handler in _HANDLERS.items():
        api.add_exception_handler(error, handler)
    desk = Desk(assistant, admit)
    _add_operations(api, desk)
    shows = further.Shows(feedback is not None, seal, keeper)
    _add_page_stream(api, desk, shows)
    if keeper is not None:
        further.add_going_on(api, spare or assistant, keeper, shows)
    if feedback is not None:
        _add_feedback(api, desk, feedback)
    if seal is not None:
        further.add_sharing(api, seal, admit_saving or admit)
    if shelf is not None:
        further.add_sources(api, shelf)

    @api.get("/docs", include_in_schema=False)
    def page(request: Request) -> HTMLResponse:
        address = str(request.url.replace(query="")).removesuffix("/docs")
        return HTMLResponse(pages.api_html(api.openapi(), address=address))

    return api


def _add_operations(api: FastAPI, desk: Desk) -> None:
    async def opened(asked: Annotated[Asked, Depends(_asked)]) -> AsyncGenerator[Event, None]:
        return await desk.ask(asked)

    @api.post(
        "/ask",
        dependencies=[Depends(desk.admit)],
        **_operation(texts.API_ASK, {"model": SentAnswer, "description": texts.API_ANSWERED}),
    )
    async def ask(
        request: Request,
        asked: Annotated[Asked, Depends(_asked)],
        events: Annotated[AsyncGenerator[Event, None], Depends(opened)],
    ) -> JSONResponse:
        last = await whole(request, events)
        return JSONResponse(_sent(last, asked, str(request.base_url)).data)

    @api.post(
        "/ask/stream",
        dependencies=[Depends(desk.admit)],
        response_class=EventSourceResponse,
        **_operation(texts.API_STREAM, {"description": texts.API_STREAMED}),
    )
    async def ask_stream(
        request: Request,
        asked: Annotated[Asked, Depends(_asked)],
        events: Annotated[AsyncIterator[Event], Depends(opened)],
    ) -> AsyncIterator[ServerSentEvent]:
        try:
            async for event in events:
                yield _sent(event, asked, str(request.base_url))
        except KwchatError as error:
            yield ServerSentEvent(event="error", data=_error(str(error)))


def _add_page_stream(api: FastAPI, desk: Desk, shows: further.Shows) -> None:
    """Add what the compact chat asks: it shows an answer as every page does, as HTML made here."""

    async def opened(asked: Annotated[Asked, Depends(_asked)]) -> AsyncIterator[Event]:
        return await desk.ask(asked)

    @api.post(
        "/ask/page",
        dependencies=[Depends(desk.admit)],
        response_class=EventSourceResponse,
        include_in_schema=False,
    )
    async def ask_page(
        number: Annotated[int, Query(ge=1)],
        asked: Annotated[Asked, Depends(_asked)],
        events: Annotated[AsyncIterator[Event], Depends(opened)],
    ) -> AsyncIterator[ServerSentEvent]:
        exchange = Exchange(number, asked.question)
        yield ServerSentEvent(event="asked", data={"html": transcript_html([exchange])})
        try:
            async for event in events:
                exchange = grown(exchange, event)
                yield _shown(event, exchange, shows)
        except KwchatError as error:
            yield ServerSentEvent(event="error", data=_error(str(error)))


def _add_feedback(api: FastAPI, desk: Desk, store: FeedbackStore) -> None:
    @api.post(
        "/feedback",
        status_code=204,
        dependencies=[Depends(desk.admit)],
        summary=texts.API_FEEDBACK,
        responses={204: {"description": texts.API_FEEDBACK_KEPT}, **_refusals()},
    )
    def keep(feedback: Feedback) -> None:
        store.add(feedback)
        logs.event("feedback_kept", good=feedback.good)


async def _asked(request: Request) -> Asked:
    """Read the question of a request.

    Raises:
        QuestionError: the body is no question.
    """
    # A form of another site may send text, but not JSON, without asking the browser first.
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _JSON:
        raise HTTPException(415)
    try:
        return wire.question_from_json(await request.body())
    except QuestionError as error:
        raise QuestionError(texts.API_UNREADABLE.format(reason=error)) from error


def _sent(event: Event, asked: Asked, address: str) -> ServerSentEvent:
    match event:
        case Retrieved(hits):
            passages = wire.sent_passages(hits, address=address)
            return ServerSentEvent(event="retrieved", data={"passages": passages})
        case Token(text):
            return ServerSentEvent(event="token", data={"text": text})
        case Waiting(ahead):
            return ServerSentEvent(event="waiting", data={"ahead": ahead})
        case Done(answer):
            sent = wire.answer_to_json(answer, asked.id, address=address)
            return ServerSentEvent(event="done", data=sent)


def _shown(event: Event, exchange: Exchange, shows: further.Shows) -> ServerSentEvent:
    match event:
        case Retrieved():
            return ServerSentEvent(event="retrieved", data={})
        case Token(text, more):
            return ServerSentEvent(event="token", data={"text": "" if more else text})
        case Waiting():
            return ServerSentEvent(event="waiting", data={"status": status_of(exchange)})
        case Done():
            return ServerSentEvent(event="done", data=shows(exchange))


def _operation(summary: str, success: Json) -> dict[str, Any]:
    """Return what the description of the API says about asking, besides the successful answer."""
    body = {"required": True, "content": {_JSON: {"schema": _QUESTION_SCHEMA}}}
    return {
        "summary": summary,
        "responses": {200: success, **_refusals()},
        "openapi_extra": {"requestBody": body},
    }


def _refusals() -> dict[int | str, Json]:
    return {
        status: {"description": text, "content": {_JSON: {"schema": _ERROR_SCHEMA}}}
        for status, text in texts.API_REFUSALS.items()
    }


def _error(sentence: str) -> Json:
    return {"error": sentence}


def _refused(_: Request, error: Exception) -> JSONResponse:
    status = 400 if isinstance(error, QuestionError | SharingError) else 503
    return JSONResponse(_error(str(error)), status)


def _invalid(_: Request, error: Exception) -> JSONResponse:
    """Name the field that is wrong; what stands in it is not repeated."""
    _source, *place = (
        error.errors()[0]["loc"] if isinstance(error, RequestValidationError) else [""]
    )
    if not place or not isinstance(place[0], str):  # no object, or no JSON from some character on
        return JSONResponse(_error(texts.API_ERRORS[400]), 400)
    return JSONResponse(_error(texts.API_INVALID.format(field=".".join(map(str, place)))), 400)


def _not_kept(_: Request, error: Exception) -> JSONResponse:
    """Say less than the log does: a reader need not know where the file is."""
    logs.fault("feedback_not_kept", error)
    return JSONResponse(_error(chat_texts.FEEDBACK_NOT_KEPT), 503)


def _limited(_: Request, error: Exception) -> JSONResponse:
    return JSONResponse(_error(str(error)), 429, retry_after(error))


def _busy(_: Request, error: Exception) -> JSONResponse:
    return JSONResponse(_error(str(error)), 503, retry_after(error))


def _not_there(_: Request, error: Exception) -> JSONResponse:
    return JSONResponse(_error(str(error)), 404)


def _unusual(_: Request, error: Exception) -> JSONResponse:
    """Answer what went wrong before anyone was asked: no such page, no such method, too large."""
    status = error.status_code if isinstance(error, StarletteHTTPException) else 400
    sentence = texts.API_ERRORS.get(status, texts.API_OTHERWISE)
    headers = error.headers if isinstance(error, StarletteHTTPException) else None
    return JSONResponse(_error(sentence), status, headers)


_HANDLERS = {
    KwchatError: _refused,
    LimitError: _limited,
    BusyError: _busy,
    CollectionError: _not_there,
    FeedbackError: _not_kept,
    RequestValidationError: _invalid,
    StarletteHTTPException: _unusual,
    ClientDisconnect: _unusual,
}
