"""kwchat as a model: OpenAI's chat completions, so that another chat can show its answers.

Of https://platform.openai.com/docs/api-reference/chat it knows what an answer from sources has:
messages in, text out, whole or in pieces. A `system` message, tools and temperatures change
nothing. The text is Markdown, with what a language model had to do with it and the sources as links
below it; `citations` beside it says of these the same for programs.
"""

import json
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from annotated_types import MinLen
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from kwchat.answering import wire
from kwchat.answering.answer import Answer, Asking, Done, Event, Token, Turn
from kwchat.answering.citations import LIST_MARK
from kwchat.answering.links import citation_link
from kwchat.answering.wire import Asked, Json
from kwchat.chat import texts as chat_texts
from kwchat.chat.handout import escaped, told_of
from kwchat.errors import KwchatError, LimitError, QuestionError
from kwchat.server import texts
from kwchat.server.desk import Desk, retry_after, whole

PATH = "/v1"
MODEL = "kwchat"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a message; only text is read."""

    type: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation."""

    role: str
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        """What it says."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a model."""

    model: str
    messages: Annotated[list[Message], MinLen(1)]
    stream: bool = False


def create_completions(assistant: Asking, admit: Callable[[str], None], key: str) -> FastAPI:
    """Return the app, to be mounted at `PATH`, for who knows the key.

    `admit` is given the address of each client that asks, and may raise a `LimitError`.
    """
    app = FastAPI(
        docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(_require(key))]
    )
    for error, handler in _HANDLERS.items():
        app.add_exception_handler(error, handler)
    desk = Desk(assistant, admit)
    began = int(time.time())

    @app.get("/models")
    def models() -> Json:
        model = {"id": MODEL, "object": "model", "created": began, "owned_by": MODEL}
        return {"object": "list", "data": [model]}

    @app.post("/chat/completions", dependencies=[Depends(desk.admit)])
    async def complete(request: Request, wanted: Wanted) -> Response:
        if wanted.model != MODEL:
            raise HTTPException(404, texts.COMPLETIONS_MODEL.format(model=MODEL))
        events = await desk.ask(_asked(wanted.messages))
        address = str(request.base_url)
        if wanted.stream:
            return StreamingResponse(_streamed(events, address), media_type="text/event-stream")
        done = await whole(request, events)
        return JSONResponse(_whole(done.answer, address))

    return app


def _require(key: str) -> Callable[[Request], None]:
    """Return what lets in whoever shows a key."""

    def require(request: Request) -> None:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        is_known = secrets.compare_digest(given.strip().encode(), key.encode())
        if scheme.lower() != "bearer" or not is_known:
            raise HTTPException(401, texts.COMPLETIONS_KEY, {"WWW-Authenticate": "Bearer"})

    return require


def _asked(messages: Sequence[Message]) -> Asked:
    """Return the last message as the question, and those before it as what was said.

    Raises:
        QuestionError: the last one is not of a user.
    """
    *before, last = messages
    if last.role != "user":
        raise QuestionError(texts.COMPLETIONS_LAST)
    said = tuple(Turn(one.role, one.text) for one in before if one.role in wire.ROLES)
    return Asked(None, last.text, said)


def _whole(answer: Answer, address: str) -> Json:
    content = f"{_markdown(answer.text)}{_below(answer, address)}"
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return _reply("chat.completion", choice) | {"citations": _citations(answer, address)}


async def _streamed(events: AsyncIterator[Event], address: str) -> AsyncIterator[str]:
    """Yield an answer as server-sent events; while there is nothing new, a comment."""
    reply = _reply("chat.completion.chunk", {})

    def chunk(delta: Mapping[str, str], finish: str | None = None, **more: object) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return _event({**reply, "choices": [choice], **more})

    yield chunk({"role": "assistant", "content": ""})
    said = ""
    try:
        async for event in events:
            match event:
                case Token(text):
                    before, said = _markdown(said), said + text
                    yield chunk({"content": _markdown(said).removeprefix(before)})
                case Done(answer):
                    yield chunk({"content": _below(answer, address)})
                    yield chunk({}, "stop", citations=_citations(answer, address))
                case _:
                    yield ": \n\n"
    except KwchatError as error:
        yield _event(_error(str(error), 503))
    yield "data: [DONE]\n\n"


def _event(value: Json) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"


def _reply(kind: str, choice: Json) -> Json:
    name = f"chatcmpl-{secrets.token_hex(12)}"
    about = {"id": name, "object": kind, "created": int(time.time()), "model": MODEL}
    return {**about, "choices": [choice]}


def _markdown(text: str) -> str:
    """Return lines of an answer as paragraphs and list items, in which no word has a meaning."""
    return "\n\n".join(map(_line, text.split("\n")))


def _line(line: str) -> str:
    mark = LIST_MARK if line.startswith(LIST_MARK) else ""
    return f"{mark}{escaped(line.removeprefix(mark))}"


def _below(answer: Answer, address: str) -> str:
    """Return what stands below an answer: what a language model had to do with it, and what each
    number refers to, with a link to the words in their document."""
    told = told_of(answer)
    parts = [f"*{escaped(told)}*"] if told else []
    if answer.citations:
        parts += [f"**{chat_texts.CHAT_COPY_SOURCES}**", "\n".join(_linked(answer, address))]
    return "".join(f"\n\n{part}" for part in parts)


def _linked(answer: Answer, address: str) -> Iterator[str]:
    for one in answer.citations:
        source = escaped(f"[{one.number}] {one.in_text}")
        yield f"{LIST_MARK}[{source}]({address}{citation_link(one)})"


def _citations(answer: Answer, address: str) -> Json:
    citations: Json = wire.answer_to_json(answer, address=address)["citations"]
    return citations


def _error(sentence: str, status: int) -> Json:
    kind = "invalid_request_error" if status < 500 else "server_error"
    return {"error": {"message": sentence, "type": kind, "param": None, "code": None}}


def _refused(_: Request, error: Exception) -> JSONResponse:
    status = 400 if isinstance(error, QuestionError) else 503
    status = 429 if isinstance(error, LimitError) else status
    return JSONResponse(_error(str(error), status), status, retry_after(error))


def _invalid(_: Request, __: Exception) -> JSONResponse:
    """Say that it is no such request; what stands in it is not repeated."""
    return JSONResponse(_error(texts.COMPLETIONS_INVALID, 400), 400)


def _left(_: Request, __: Exception) -> Response:
    """End the request of whoever left; nobody reads it."""
    return Response(status_code=400)


def _unusual(_: Request, error: Exception) -> JSONResponse:
    """Say in Dutch what went wrong; what was raised elsewhere has the English of its status."""
    if not isinstance(error, HTTPException):
        raise TypeError(error)
    status, sentence = error.status_code, error.detail
    if sentence == HTTPStatus(status).phrase:
        sentence = texts.API_ERRORS.get(status, texts.API_OTHERWISE)
    return JSONResponse(_error(sentence, status), status, error.headers)


_HANDLERS = {
    KwchatError: _refused,
    RequestValidationError: _invalid,
    HTTPException: _unusual,
    ClientDisconnect: _left,
}
