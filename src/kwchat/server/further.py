"""What a page asks around an answer: files, the conversation, how to go on, the documents."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from threading import Lock
from typing import Annotated, Literal

from annotated_types import MinLen
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from kwchat.answering.answer import Answer, Asking
from kwchat.answering.suggestions import suggestions
from kwchat.answering.wire import Json
from kwchat.chat import texts as chat_texts
from kwchat.chat import word
from kwchat.chat.handout import Seal, markdown
from kwchat.chat.keeping import Keeper
from kwchat.chat.rendering import Exchange, panel_html, status_of, transcript_html, turns
from kwchat.errors import BusyError, SharingError
from kwchat.server.desk import address_of
from kwchat.server.documents import Shelf
from kwchat.server.pages import listed_html

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_REMEMBERED = 256  # answers of which the questions to go on with are not sought again


@dataclass(frozen=True, slots=True)
class Shows:
    """How the compact chat shows an exchange: with feedback or not, and what may leave the page."""

    feedback: bool
    seal: Seal | None
    keeper: Keeper | None

    def __call__(self, exchange: Exchange) -> Json:
        """Return an exchange as the page takes it in."""
        kept = {exchange.number: self.keeper.close(exchange)} if self.keeper else {}
        html = transcript_html([exchange], feedback=self.feedback, seal=self.seal, kept=kept)
        return {
            "number": exchange.number,
            "html": html,
            "sources": panel_html([exchange]),
            "status": status_of(exchange),
            "turns": [asdict(turn) for turn in turns(exchange)],
        }


@dataclass(frozen=True, slots=True)
class SharedAnswer:
    """An answer as a page sends it back, to have it made into a file."""

    sealed: str
    kind: Literal["docx", "md"]


@dataclass(frozen=True, slots=True)
class SharedConversation:
    """The answers of a conversation as a page sends them back, in order."""

    sealed: Annotated[list[str], MinLen(1)]
    kind: Literal["docx", "md"]


def add_sharing(api: FastAPI, seal: Seal, admit: Callable[[str], None]) -> None:
    """Add files of answers: one, or those of a conversation; `admit` counts who has them made."""

    @api.post("/share", include_in_schema=False)
    def share(request: Request, shared: SharedAnswer) -> Response:
        admit(address_of(request))
        handout, address = seal.open(shared.sealed), str(request.base_url)
        if shared.kind == "docx":
            return Response(word.docx(handout, address=address), media_type=_DOCX)
        return Response(markdown(handout, address=address), media_type="text/markdown")

    @api.post("/share/all", include_in_schema=False)
    def share_all(request: Request, shared: SharedConversation) -> Response:
        admit(address_of(request))
        handouts, address = [seal.open(one) for one in shared.sealed], str(request.base_url)
        if shared.kind == "docx":
            return Response(word.conversation_docx(handouts, address=address), media_type=_DOCX)
        written = "\n".join(markdown(handout, address=address) for handout in handouts)
        return Response(written, media_type="text/markdown")


@dataclass(frozen=True, slots=True)
class KeptExchanges:
    """Exchanges as a page kept them, in order."""

    kept: list[str]


def add_going_on(api: FastAPI, assistant: Asking, keeper: Keeper, shows: Shows) -> None:
    """Add what a page asks after an answer: the conversation once more, and how to go on."""
    one_at_a_time = Lock()
    found = lru_cache(_REMEMBERED)(lambda sealed: suggestions(_answer(sealed), assistant))

    def _answer(sealed: str) -> Answer:
        answer = keeper.open(sealed).answer
        if answer is None:
            raise SharingError(chat_texts.CHAT_NOT_KEPT)
        return answer

    @api.post("/ask/kept", include_in_schema=False)
    def kept(given: KeptExchanges) -> JSONResponse:
        exchanges = [keeper.open(sealed) for sealed in given.kept]
        return JSONResponse([shows(exchange) for exchange in exchanges])

    @api.post("/ask/next", include_in_schema=False)
    def following(given: KeptExchanges) -> JSONResponse:
        try:
            with one_at_a_time:
                questions = [question for sealed in given.kept[-1:] for question in found(sealed)]
        except BusyError:  # other readers come first: then there is nothing to go on with
            questions = []
        return JSONResponse(questions)


def add_sources(api: FastAPI, shelf: Shelf) -> None:
    """Add the list of the documents that are searched, also as a page shows it."""

    @api.get("/sources", include_in_schema=False)
    def sources(request: Request) -> JSONResponse:
        address = str(request.base_url)
        found = [replace(one, url=f"{address}{one.url}") for one in shelf.listed()]
        listed = [asdict(one) for one in found]
        return JSONResponse({"sources": listed, "html": listed_html(found)})
