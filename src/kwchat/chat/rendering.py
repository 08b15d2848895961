"""Answers as HTML: every word of a question, an answer or a source passes an escaping template."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup

from kwchat.answering import texts as answering_texts
from kwchat.answering.answer import Answer, Citation, Done, Event, Hit, Token, Turn
from kwchat.answering.citations import blocks, each_mark
from kwchat.chat import texts
from kwchat.chat.feedback import MAX_REMARK, Reason
from kwchat.chat.handout import Handout, Seal, plain, provenance, reading
from kwchat.templating import environment

MORE_PASSAGES = 3  # passages shown besides the cited ones: enough to check, too few to drown in
SHOWN_QUESTION_CHARS = 600
ORIGINALS_PATH = "bron"  # under the page: a proxy may show the chat anywhere
# What a frame with the chat may do; downloads are those of an answer as a file.
SANDBOX = (
    "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox "
    "allow-downloads"
)

_LINK = re.compile(r"https?://[^\s<>“”\"\[\]]*[^\s<>“”\"\[\].,;:!?)]")
_AUTHOR_AND_YEAR = re.compile(r"(?P<author>[^(]+?)\.? \((?P<year>[^),]+)")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came back: the answer so far, the whole answer, or a notice instead."""

    number: int
    question: str
    text: str = ""
    answer: Answer | None = None
    notice: str = ""

    @property
    def shown_text(self) -> str:
        """What stands under the question now."""
        return self.notice or (self.answer.text if self.answer else self.text)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations that marks may link to; none as long as the answer is being written."""
        return self.answer.citations if self.answer else ()

    @property
    def understood(self) -> str:
        """The earlier question that this one was read with; empty when it was read by itself."""
        return self.answer.understood if self.answer else ""

    @property
    def refused(self) -> bool:
        """Whether a search ended without an answer; a greeting is no refusal."""
        return self.answer is not None and not self.answer.answered and bool(self.answer.passages)


def grown(exchange: Exchange, event: Event) -> Exchange:
    """Return the exchange with what an event adds to it."""
    match event:
        case Token(text):
            return replace(exchange, text=exchange.text + text)
        case Done(answer):
            return replace(exchange, answer=answer)
        case _:
            return exchange


def turns(exchange: Exchange) -> tuple[Turn, ...]:
    """Return what was said in an exchange, as the assistant reads it; nothing without an answer."""
    if exchange.answer is None:
        return ()
    return Turn("user", exchange.question), Turn("assistant", exchange.answer.text)


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage on a card, in three parts: before, inside and after the quoted words."""

    before: str
    quoted: str
    after: str


@dataclass(frozen=True, slots=True)
class Sources:
    """What the panel shows beside one answer."""

    exchange: Exchange
    answer: Answer
    cards: tuple[tuple[Citation, Passage], ...]
    others: tuple[Hit, ...]


def head_html() -> str:
    """Return the styles of the page, to be put after Gradio's own."""
    return _render("head.html")


def scripts_html() -> str:
    """Return the scripts of the page, to be put before Gradio's; they hold up nothing."""
    return _render("scripts.html")


def embed_html(feedback_days: int | None = None, colour: str | None = None) -> str:
    """Return the page of the compact chat; with days for which feedback is kept, it asks for it.

    A colour, as in `#0b5fff`, is that of a widget around it, instead of the school's.
    """
    return _render("embed.html", days=feedback_days, colour=colour)


def widget_js(colour: str, address: str) -> str:
    """Return the script that puts a button with the chat behind it on any page; `address` is where
    the server is found, which a script that is imported cannot know."""
    return _render("widget.js", colour=colour, sandbox=SANDBOX, address=address)


def shell_html() -> str:
    """Return what the page shows until the chat is there, or for good without JavaScript."""
    return _render("shell.html")


def header_html() -> str:
    """Return the head of the page: its name, what it is, and what does not belong in it."""
    return _render("header.html")


def transcript_html(
    exchanges: Sequence[Exchange], *, feedback: bool = False, seal: Seal | None = None
) -> str:
    """Return the conversation; a mark `[n]` becomes a link where citation n exists.

    With feedback there is a place for the form below each answer; with a seal an answer can be
    copied, printed and saved.
    """
    return _render("transcript.html", exchanges=exchanges, feedback=feedback, seal=seal)


def rich_html(handout: Handout) -> str:
    """Return an answer as the formatted text that a word processor or a mail takes when pasted."""
    return _render("handout.html", handout=handout)


def feedback_html(days: int) -> str:
    """Return the form, once per page, that feedback.js puts below each answer."""
    return _render("feedback.html", days=days)


def panel_html(exchanges: Sequence[Exchange]) -> str:
    """Return the sources of all answers; only those of the last answer are not hidden."""
    all_sources = [sources(exchange, exchange.answer) for exchange in exchanges if exchange.answer]
    return _render("panel.html", all_sources=all_sources)


def status_html(status: str) -> str:
    """Return the one region that a screen reader follows."""
    return _render("status.html", status=status)


def status_of(exchange: Exchange) -> str:
    """Return what there is to say about an exchange in one short sentence."""
    if exchange.notice:
        return exchange.notice
    if exchange.answer is None:
        return texts.CHAT_STATUS_WRITING
    if exchange.refused:
        return texts.CHAT_STATUS_REFUSED
    if not exchange.citations:
        return texts.CHAT_STATUS_READY
    return texts.CHAT_STATUS_SOURCES.format(sources=count_of_sources(exchange.answer))


def count_of_sources(answer: Answer) -> str:
    """Return how many citations an answer has, in words that fit a sentence."""
    count = len(answer.citations)
    return texts.CHAT_ONE_SOURCE if count == 1 else texts.CHAT_SOURCES.format(count=count)


def about(answer: Answer) -> str:
    """Return, as JSON, what feedback says about the answer that it is on."""
    return json.dumps(
        {
            "question": answer.question,
            "answer": answer.text,
            "answered": answer.answered,
            "chunk_ids": list(dict.fromkeys(c.chunk_id for c in answer.citations)),
        },
        ensure_ascii=False,
    )


def sources(exchange: Exchange, answer: Answer) -> Sources:
    """Return a card for each citation, and a few of the passages that were not used."""
    cited = {citation.chunk_id for citation in answer.citations}
    others = [hit for hit in answer.passages if hit.chunk.id not in cited]
    cards = tuple((c, marked(c, answer.passages)) for c in answer.citations)
    return Sources(exchange, answer, cards, tuple(others[:MORE_PASSAGES]))


def marked(citation: Citation, passages: Sequence[Hit]) -> Passage:
    """Return the passage around a citation; the quote alone when its passage is not there."""
    for hit in passages:
        if hit.chunk.id == citation.chunk_id:
            text, offset = hit.chunk.text, hit.chunk.start
            start, end = citation.start - offset, citation.end - offset
            return Passage(text[:start], text[start:end], text[end:])
    return Passage("", citation.quote, "")


def original_link(citation: Citation) -> str:
    """Return where the document of a citation can be opened, at its page if it has pages."""
    page = "" if citation.sheet is None else f"#page={citation.sheet}"
    return f"{ORIGINALS_PATH}/{quote(citation.source_id)}{page}"


def full_name(citation: Citation) -> str:
    """Return a citation's name as it is read aloud: `Bron 1, Kennisrotonde 2019, pagina 2`."""
    source = _short_reference(citation.reference)
    name = texts.CHAT_SOURCE_NAME.format(number=citation.number, source=source)
    page = "" if citation.page is None else texts.CHAT_PAGE_IN_FULL.format(page=citation.page)
    return f"{name}{page}"


def linked(text: str, exchange: Exchange | None = None) -> Markup:
    """Escape a text; marks of an exchange's citations and web addresses become links."""
    links = _mark_links(exchange) if exchange else {}
    pieces = [(found, _web_link(found.group())) for found in _LINK.finditer(text)]
    marks = ((found, found.group()) for found in each_mark(text))
    pieces += [(found, links.get(mark, Markup.escape(mark))) for found, mark in marks]
    parts, end = [], 0
    for found, html in sorted(pieces, key=lambda piece: piece[0].start()):
        parts += [Markup.escape(text[end : found.start()]), html]
        end = found.end()
    return Markup("").join([*parts, Markup.escape(text[end:])])


def _mark_links(exchange: Exchange) -> dict[str, Markup]:
    link = Markup('<a class="kw-mark" href="#bron-{}-{}" aria-label="{}">{}</a>')
    return {
        f"[{c.number}]": link.format(exchange.number, c.number, full_name(c), f"[{c.number}]")
        for c in exchange.citations
    }


def _web_link(address: str) -> Markup:
    return Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(address)


def _short_reference(reference: str) -> str:
    found = _AUTHOR_AND_YEAR.match(reference)
    if found is None:
        return reference
    surname = found["author"].split(",")[0]
    others = texts.CHAT_AND_OTHERS if "&" in found["author"] else ""
    return f"{surname}{others} {found['year']}"


def _shown_question(question: str) -> str:
    if len(question) > SHOWN_QUESTION_CHARS:
        return f"{question[:SHOWN_QUESTION_CHARS]} …"
    return question.strip() or texts.CHAT_BLANK


@cache
def _templates() -> Environment:
    templates = environment("kwchat.chat")
    templates.globals |= {
        "texts": texts,
        "kinds": answering_texts.KINDS,
        "reasons": tuple(Reason),
        "max_remark": MAX_REMARK,
    }
    templates.filters |= {
        "about": about,
        "blocks": blocks,
        "count_of_sources": count_of_sources,
        "linked": linked,
        "plain": plain,
        "provenance": provenance,
        "reading": reading,
        "rich": rich_html,
        "original_link": original_link,
        "shown_question": _shown_question,
    }
    return templates


def _render(template: str, **values: object) -> str:
    return _templates().get_template(template).render(**values)
