"""The chat page in Gradio: the events of an answer become what a teacher sees."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import Any, TypeAlias, TypeVar

import gradio as gr
from anyio import from_thread
from fastapi import FastAPI

from kwchat import logs
from kwchat.answering.answer import EVERYTHING, Asking, Choice, Retrieved, Token, Turn
from kwchat.answering.writing import Style
from kwchat.chat import rendering, texts
from kwchat.chat.handout import Seal
from kwchat.chat.heading import DEFAULT, Heading
from kwchat.chat.keeping import Keeper
from kwchat.chat.rendering import Exchange, grown, turns
from kwchat.chat.sessions import forget_expired, forget_replaced
from kwchat.errors import KwchatError, SharingError

# Who are served at once, each in a thread: more than the turns and the line of the server (36) and
# those of a language model (22) hold, so that the server says at once that there are too many.
_READERS = 64
QUESTIONS_WAITING = 64
STATE_SECONDS = 4 * 3600  # a forgotten tab does not keep its conversation for ever
PACE_SECONDS = 0.1  # text that follows sooner waits for what comes next: a view costs Gradio 10 ms
Exchanges: TypeAlias = tuple[Exchange, ...]
Admit: TypeAlias = Callable[[str], None]
View: TypeAlias = Callable[..., list[Any]]
Made = TypeVar("Made")


def everyone(client: str) -> None:
    """Let any client ask."""


def build_chat(
    assistant: Asking,
    admit: Admit = everyone,
    *,
    heading: Heading = DEFAULT,
    feedback_days: int | None = None,
    seal: Seal | None = None,
    keeper: Keeper | None = None,
    author: str = "",
    keep: bool = False,
) -> gr.Blocks:
    """Build the chat page without serving it; conversations live in memory, per session.

    `admit` is given the address of each client that asks, and may raise a `LimitError`. Feedback is
    asked for when there are days for which it is kept; with a seal an answer can be passed on. With
    a keeper there are questions to go on with, and the page may `keep` the conversation in its tab.
    With an author, who is named, answers may be asked for in plain language, and stopped.
    """
    return _in_event_loop(
        lambda: _chat(assistant, admit, heading, feedback_days, seal, keeper, author, keep=keep)
    )


def mount_chat(app: FastAPI, chat: gr.Blocks) -> None:
    """Serve the chat at `/` of an app: no footer, no outside fonts, nothing kept in the browser."""
    _in_event_loop(
        lambda: gr.mount_gradio_app(
            app,
            chat,
            path="/",
            theme=_theme(),
            footer_links=[],
            run_history=False,
            enable_monitoring=False,
            show_error=False,
            ssr_mode=False,
            pwa=False,
            mcp_server=False,
            max_file_size=0,
        )
    )


def converse(
    assistant: Asking,
    question: str,
    earlier: Exchanges,
    admit: Callable[[], None] = lambda: None,
    *,
    alone: bool = False,
    choice: Choice = EVERYTHING,
) -> Iterator[Exchanges]:
    """Yield the conversation as it grows; an error becomes a notice under the question.

    Earlier questions that brought nothing are dropped. A question that is asked alone is read
    without the others. `admit` is called first, and may raise. Text that comes in a burst is shown
    at once, not piece by piece.
    """
    earlier = tuple(exchange for exchange in earlier if exchange.answer or exchange.half)
    exchange = Exchange(number=earlier[-1].number + 1 if earlier else 1, question=question)
    yield (*earlier, exchange)
    try:
        admit()
        paced = monotonic()
        for event in assistant.stream(question, () if alone else history(earlier), choice):
            exchange = grown(exchange, event)
            if isinstance(event, Token) and monotonic() - paced < PACE_SECONDS:
                continue
            paced = monotonic()
            if not isinstance(event, Retrieved):  # of which this page shows nothing
                yield (*earlier, exchange)
    except KwchatError as error:
        yield (*earlier, replace(exchange, text="", notice=str(error)))


def history(exchanges: Exchanges) -> tuple[Turn, ...]:
    """Return a conversation as the assistant reads it."""
    return tuple(turn for exchange in exchanges for turn in turns(exchange))


def stopped(exchanges: Exchanges) -> Exchanges:
    """Return a conversation of which the last answer was stopped before it was whole; what stood of
    it stays."""
    if not exchanges or exchanges[-1].answer or exchanges[-1].notice:
        return exchanges
    return (*exchanges[:-1], replace(exchanges[-1], notice=texts.CHAT_STOPPED))


def _chat(
    assistant: Asking,
    admit: Admit,
    heading: Heading,
    feedback_days: int | None,
    seal: Seal | None,
    keeper: Keeper | None,
    author: str,
    *,
    keep: bool,
) -> gr.Blocks:
    chat = gr.Blocks(title=heading.title, analytics_enabled=False, fill_width=True)
    with chat:
        exchanges = gr.State(
            (), time_to_live=STATE_SECONDS, delete_callback=lambda _: forget_expired(chat)
        )
        _html(rendering.header_html(author, heading))
        if feedback_days is not None:
            _html(rendering.feedback_html(feedback_days))
        with gr.Row(elem_id="kw-columns"):
            with gr.Column(elem_id="kw-talk"):
                transcript = _html(rendering.transcript_html(()), elem_id="kw-transcript")
                alone = gr.Button(texts.CHAT_ALONE, elem_id="kw-ask-alone")
                examples, example_buttons = _examples(heading.examples)
                question, send, undo, clear, status, plain, stop = _composer(writes=bool(author))
            with gr.Column(elem_id="kw-side"):
                _html(rendering.fixed_html("documents"))
                panel = _html(rendering.panel_html(()), elem_id="kw-panel")

        chosen, kept = gr.Textbox(visible=False), gr.Textbox(visible=False)
        before = gr.State((), time_to_live=STATE_SECONDS)
        shown = [exchanges, transcript, panel, status, question, examples, stop]

        asks, writes = feedback_days is not None, bool(author)
        view = partial(_view, feedback=asks, writes=writes, seal=seal, keeper=keeper)

        def ask(
            text: str,
            earlier: Exchanges,
            is_plain: object,
            ids: str,
            request: gr.Request,
            *,
            alone: bool = False,
        ) -> Iterator[list[Any]]:
            if not text.strip():
                yield [*_only_said("")[:4], "", gr.skip(), gr.skip()]  # the page says that it is
                return
            client = request.client.host
            growing = converse(
                assistant,
                text,
                earlier,
                lambda: admit(client),
                alone=alone,
                choice=Choice(
                    tuple(ids.split(_BETWEEN)) if ids else (),
                    style=Style.PLAIN if is_plain else Style.USUAL,
                ),
            )
            for conversation in _on_behalf_of(request, growing):
                yield view(conversation)
            from_thread.run_sync(forget_replaced, chat, request.session_hash or "")

        def ask_alone(
            earlier: Exchanges, is_plain: object, ids: str, request: gr.Request
        ) -> Iterator[list[Any]]:
            if earlier:
                yield from ask(earlier[-1].question, earlier, is_plain, ids, request, alone=True)
            else:
                yield _only_said(texts.CHAT_TALK_GONE)

        wishes = [exchanges, plain, chosen]
        asking = [
            gr.on(
                [question.submit, send.click],
                ask,
                [question, *wishes],
                shown,
                js=_CHOSEN,
                trigger_mode="always_last",  # what is sent before an answer has ended waits for it
                **_EVENT,
            ),
            alone.click(ask_alone, wishes, shown, js=_CHOSEN, **_EVENT),
            *(b.click(ask, [b, *wishes], shown, js=_CHOSEN, **_EVENT) for b in example_buttons),
        ]
        stop.click(
            lambda talk: view(stopped(talk)) if talk else [gr.skip()] * len(shown),
            [exchanges],
            shown,
            cancels=asking,
            **_EVENT,
        )
        clear.click(
            lambda earlier: [*_cleared(heading), earlier, gr.update(visible=bool(earlier))],
            [exchanges],
            [*shown, before, undo],
            cancels=asking,
            **_EVENT,
        )
        undo.click(partial(_brought_back, view), [before], shown, **_EVENT)
        if keep and keeper:
            gr.Button(elem_id="kw-restore").click(
                partial(_restored, view, keeper), [kept, exchanges], shown, js=_KEPT, **_EVENT
            ).then(js=_SETTLED)
        chat.load(js=_BEGUN)
    chat.max_threads = _READERS
    chat.queue(max_size=QUESTIONS_WAITING, default_concurrency_limit=_READERS)
    return chat


def _on_behalf_of(request: gr.Request, growing: Iterator[Exchanges]) -> Iterator[Exchanges]:
    """Yield the same, made under the name of a request, which Gradio's queue loses.

    Each step has a context of its own: a name given to the first would not be there in the next.
    """
    name = request.headers.get(logs.REQUEST_HEADER, "")
    while True:
        with logs.on_behalf_of(name):
            conversation = next(growing, None)
        if conversation is None:
            return
        yield conversation


def _view(
    conversation: Exchanges,
    *,
    feedback: bool,
    writes: bool,
    seal: Seal | None,
    keeper: Keeper | None,
    status: str = "",
    afresh: bool = False,
) -> list[Any]:
    """Return state, transcript, panel, status, question field, examples and whether the answer can
    be stopped, in this order.

    The page is given the last exchange to keep, or `afresh` all of them. The field is emptied when
    a question is sent, and then left to the reader, who may be typing the next one.
    """
    last = conversation[-1]
    is_sent = last == Exchange(last.number, last.question)
    news = [exchange for exchange in conversation[0 if afresh else -1 :] if exchange.answer]
    kept = {exchange.number: keeper.close(exchange) for exchange in news} if keeper else {}
    return [
        conversation,
        rendering.transcript_html(conversation, feedback=feedback, seal=seal, kept=kept),
        rendering.panel_html(conversation) if last.answer or last.notice else gr.skip(),
        rendering.status_html(status or rendering.status_of(last)),
        last.question if last.notice else "" if is_sent else gr.skip(),
        gr.update(visible=False),
        gr.update(visible=writes and not (last.answer or last.notice)),
    ]


def _brought_back(view: View, earlier: Exchanges) -> list[Any]:
    """Return the view of what was wiped; a server that was started again since knows nothing."""
    if not earlier:
        return _only_said(texts.CHAT_TALK_GONE)
    return _typing_goes_on(view(earlier, status=texts.CHAT_STATUS_UNDONE))


def _restored(view: View, keeper: Keeper, kept: str, meanwhile: Exchanges) -> list[Any]:
    """Return the view of what the page kept, unless something was asked meanwhile."""
    if meanwhile:
        return _only_said("")
    try:
        conversation = keeper.open_all(kept)
    except SharingError as error:
        return _only_said(str(error))
    return _typing_goes_on(view(conversation, status=texts.CHAT_STATUS_KEPT, afresh=True))


def _typing_goes_on(seen: list[Any]) -> list[Any]:
    return [*seen[:4], gr.skip(), *seen[5:]]


def _only_said(status: str) -> list[Any]:
    """Return what `_view` returns where all stays as it is, but for what is said, if anything."""
    said = rendering.status_html(status) if status else gr.skip()
    return [gr.skip(), gr.skip(), gr.skip(), said, gr.skip(), gr.skip(), gr.skip()]


def _cleared(heading: Heading) -> list[Any]:
    return [
        (),
        rendering.transcript_html(()),
        rendering.panel_html(()),
        rendering.status_html(texts.CHAT_STATUS_CLEARED),
        "",
        gr.update(visible=bool(heading.examples)),
        gr.update(visible=False),
    ]


# The choice lives in the page, which puts it in place of the last input.
_CHOSEN = "(...given) => [...given.slice(0, -1), globalThis.kwchat.chosen().join('\\n')]"
_BETWEEN = "\n"
# What is kept lives there too.
_KEPT = "(_, earlier) => [globalThis.kwchat.keep(), earlier]"
_BEGUN = "() => globalThis.kwchat.begun()"
_SETTLED = "() => globalThis.kwchat.settled()"
# Gradio's own progress display is English, and its API pages are not for teachers.
_EVENT: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def _html(value: str, *, elem_id: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=None)


def _examples(questions: Sequence[str]) -> tuple[gr.Column, list[gr.Button]]:
    with gr.Column(elem_id="kw-examples", visible=bool(questions)) as examples:
        _html(f"<h2>{texts.CHAT_EXAMPLES_TITLE}</h2>")
        buttons = [gr.Button(text, elem_classes="kw-example") for text in questions]
    return examples, buttons


def _composer(
    *, writes: bool
) -> tuple[gr.Textbox, gr.Button, gr.Button, gr.Button, gr.HTML, gr.Checkbox, gr.Button]:
    with gr.Column(elem_id="kw-composer"):
        with gr.Row(elem_id="kw-ask"):
            question = gr.Textbox(
                label=texts.CHAT_INPUT_LABEL,
                placeholder=texts.CHAT_INPUT_PLACEHOLDER,
                lines=1,
                max_lines=5,
                elem_id="kw-question",
            )
            send = gr.Button(texts.CHAT_SEND, elem_id="kw-send")
        with gr.Row(elem_id="kw-below"):
            status = _html(rendering.status_html(""), elem_id="kw-status")
            plain = gr.Checkbox(
                label=texts.CHAT_PLAIN, visible=writes, container=False, elem_id="kw-plain"
            )
            stop = gr.Button(texts.CHAT_STOP, visible=False, elem_id="kw-stop")
            undo = gr.Button(texts.CHAT_UNDO, elem_id="kw-undo", visible=False)
            clear = gr.Button(texts.CHAT_CLEAR, elem_id="kw-clear")
        _html(rendering.fixed_html("save_all"))
    return question, send, undo, clear, status, plain, stop


def _theme() -> gr.themes.Base:
    """Colours and type come from chat.css, where light and dark stand side by side."""
    return gr.themes.Base(
        font=["Source Sans Pro", "system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    ).set(
        body_background_fill="var(--kw-paper)",
        body_background_fill_dark="var(--kw-paper)",
        body_text_color="var(--kw-ink)",
        body_text_color_dark="var(--kw-ink)",
    )


def _in_event_loop(make: Callable[[], Made]) -> Made:
    """Make something while a loop runs; outside one, Gradio opens loops and never closes them."""

    async def made() -> Made:
        return make()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(made())
    return make()
