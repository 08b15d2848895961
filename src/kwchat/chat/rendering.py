"""Answers as HTML: every word of a question, an answer or a source passes an escaping template."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from jinja2 import Environment
from markupsafe import Markup

from kwchat.answering import citations
from kwchat.answering import texts as answering_texts
from kwchat.answering.answer import Answer, Citation, Done, Event, Hit, Piece, Quote, Token, Turn
from kwchat.answering.citations import between, blocks, body, each_mark
from kwchat.answering.links import citation_link, passage_link
from kwchat.answering.writing import Waiting
from kwchat.chat import texts
from kwchat.chat.document_page import About, Shown
from kwchat.chat.feedback import MAX_REMARK, Reason
from kwchat.chat.handout import (
    Handout,
    Seal,
    first_folded,
    fold_title,
    plain,
    provenance,
    reading,
    written_line,
)
from kwchat.chat.heading import DEFAULT, Heading
from kwchat.templating import environment

MORE_PASSAGES = 3  # passages shown besides the cited ones: enough to check, too few to drown in
SHOWN_QUESTION_CHARS = 600
# What a frame with the chat may do; downloads are those of an answer as a file.
SANDBOX = (
    "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox "
    "allow-downloads"
)

_LINK = re.compile(r"https?://[^\s<>“”\"\[\]]*[^\s<>“”\"\[\].,;:!?)]")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came back: the answer so far, down to the fold, the whole answer, or a
    notice instead; and how many readers the language model serves first."""

    number: int
    question: str
    text: str = ""
    answer: Answer | None = None
    notice: str = ""
    ahead: int = 0

    @property
    def shown_text(self) -> str:
        """What stands under the question now."""
        return self.notice or (self.answer.text if self.answer else self.text)

    @property
    def half(self) -> str:
        """What stood there when the answer was stopped; it stays. Empty where nothing did."""
        return self.text if self.notice else ""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations that marks may link to; none as long as the answer is being written."""
        return self.answer.citations if self.answer else ()

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """What the answer quotes; nothing as long as it is being written."""
        return self.answer.quotes if self.answer else ()

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
        case Token(text, more):
            text = "" if more else text
            return replace(exchange, text=exchange.text + text, ahead=0)
        case Waiting(ahead):
            return replace(exchange, ahead=ahead)
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
class Stretch:
    """Words of a passage, quoted or not."""

    text: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A place on a card: what is cited there, the quoted words, and the passage around them."""

    citation: Citation
    words: str
    passage: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A document that an answer cites, with the places in it."""

    title: str
    reference: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """What the panel shows beside one answer."""

    exchange: Exchange
    answer: Answer
    cards: tuple[Card, ...]
    others: tuple[Hit, ...]


def fixed_html(part: str) -> str:
    """Return a part of the page that is the same for every reader, by the name of its template."""
    return _render(f"{part}.html")


def embed_html(
    feedback_days: int | None = None,
    colour: str | None = None,
    *,
    keep: bool = True,
    author: str = "",
    heading: Heading = DEFAULT,
) -> str:
    """Return the page of the compact chat; with days for which feedback is kept, it asks for it.

    A colour, as in `#0b5fff`, is that of a widget around it, instead of the school's. The
    conversation is kept in the tab of its reader if it may be. With an author, who is named,
    answers may be asked for in plain language, and stopped.
    """
    return _render(
        "embed.html", days=feedback_days, colour=colour, keep=keep, author=author, heading=heading
    )


def widget_js(colour: str, address: str, heading: Heading = DEFAULT) -> str:
    """Return the script that puts a button with the chat behind it on any page; `address` is where
    the server is found, which a script that is imported cannot know."""
    return _render("widget.js", colour=colour, sandbox=SANDBOX, address=address, heading=heading)


def shell_html(heading: Heading = DEFAULT) -> str:
    """Return what the page shows until the chat is there, or for good without JavaScript."""
    return _render("shell.html", author="", heading=heading)


def header_html(author: str = "", heading: Heading = DEFAULT) -> str:
    """Return the head of the page: its name, what it is, what does not belong in it, and which
    language model writes, if one does."""
    return _render("header.html", author=author, heading=heading)


def transcript_html(
    exchanges: Sequence[Exchange],
    *,
    feedback: bool = False,
    seal: Seal | None = None,
    kept: Mapping[int, str] = MappingProxyType({}),
) -> str:
    """Return the conversation; a mark `[n]` becomes a link where citation n exists.

    With feedback there is a place for the form below each answer; with a seal an answer can be
    copied, printed and saved. `kept` has exchanges, by number, as the page may keep them.
    """
    return _render("transcript.html", exchanges=exchanges, feedback=feedback, seal=seal, kept=kept)


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
        line = texts.CHAT_STATUS_LINE.format(place=exchange.ahead)
        return line if exchange.ahead else texts.CHAT_STATUS_WRITING
    if exchange.refused:
        return texts.CHAT_STATUS_REFUSED
    if not exchange.citations:
        return texts.CHAT_STATUS_READY
    return texts.CHAT_STATUS_SOURCES.format(sources=count_of_sources(exchange.answer))


def count_of_sources(answer: Answer) -> str:
    """Return how many sources an answer has, in words that fit a sentence, and how many passages
    of them where that is more."""
    sources = len({citation.source_id for citation in answer.citations})
    passages = len({(citation.start, citation.source_id) for citation in answer.citations})
    said = texts.CHAT_ONE_SOURCE if sources == 1 else texts.CHAT_SOURCES.format(count=sources)
    return texts.CHAT_PASSAGES.format(sources=said, count=passages) if passages > sources else said


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
    """Return a card for each document that is cited, and a few of the passages that were not
    used."""
    cited = {citation.chunk_id for citation in answer.citations}
    others = [hit for hit in answer.passages if hit.chunk.id not in cited]
    cards = (
        Card(found[0].title, found[0].reference, tuple(_place(one, answer) for one in found))
        for found in _by_source(answer.citations)
    )
    return Sources(exchange, answer, tuple(cards), tuple(others[:MORE_PASSAGES]))


def _by_source(citations: Sequence[Citation]) -> Iterator[list[Citation]]:
    for source_id in dict.fromkeys(citation.source_id for citation in citations):
        yield [citation for citation in citations if citation.source_id == source_id]


def _place(citation: Citation, answer: Answer) -> Place:
    quotes = [quote for quote in answer.quotes if quote.number == citation.number]
    words = body(quotes[0]) if quotes else citation.quote
    spans = [(piece.start, piece.end) for quote in quotes for piece in quote.pieces]
    spans = spans or [(citation.start, citation.end)]
    return Place(citation, words, marked(citation, spans, answer.passages))


def marked(
    citation: Citation, spans: Iterable[tuple[int, int]], passages: Sequence[Hit]
) -> tuple[Stretch, ...]:
    """Return the passage around a citation, with what of it is quoted told apart; the citation
    alone when its passage is not there."""
    chunk = next((hit.chunk for hit in passages if hit.chunk.id == citation.chunk_id), None)
    if chunk is None:
        return (Stretch(citation.quote, quoted=True),)
    edges = sorted({chunk.start, chunk.end, *(edge for span in spans for edge in span)})
    quoted = sorted(spans)
    return tuple(
        Stretch(
            chunk.text[start - chunk.start : end - chunk.start],
            any(first <= start and end <= last for first, last in quoted),
        )
        for start, end in pairwise(edges)
    )


def document_html(shown: Shown, about: About, *, prefix: str) -> str:
    """Return a document as a page; `prefix` is the path at which a proxy shows the chat, if any."""
    return _render("document.html", shown=shown, about=about, prefix=prefix)


def full_name(citation: Citation) -> str:
    """Return a citation's name as it is read aloud: `Bron 1, Samenvatting van …, pagina 2`."""
    source = citation.title
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


def mark(number: int, exchange: Exchange | None = None) -> Markup:
    """Return the mark of a citation; a link where an exchange has that citation."""
    return linked(f"[{number}]", exchange)


def linked_away(text: str) -> Markup:
    """Escape a text; web addresses become links to another tab, which knows nothing of this one."""
    return Markup('<a target="_blank" ').join(linked(text).split("<a "))


def emphasised(piece: Piece) -> Markup:
    """Return the words of a quote as HTML: what answers is strong, and web addresses are links."""
    strong = Markup("<strong>{}</strong>")
    stretches = ((linked(words), answers) for words, answers in citations.emphasised(piece))
    return Markup("").join(strong.format(one) if answers else one for one, answers in stretches)


def _mark_links(exchange: Exchange) -> dict[str, Markup]:
    link = Markup('<a class="kw-mark" href="#bron-{}-{}" aria-label="{}">{}</a>')
    return {
        f"[{c.number}]": link.format(exchange.number, c.number, full_name(c), f"[{c.number}]")
        for c in exchange.citations
    }


def _web_link(address: str) -> Markup:
    return Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(address)


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
        "said": answering_texts,
        "reasons": tuple(Reason),
        "max_remark": MAX_REMARK,
    }
    templates.filters |= {
        "about": about,
        "between": between,
        "blocks": blocks,
        "count_of_sources": count_of_sources,
        "emphasised": emphasised,
        "first_folded": first_folded,
        "fold_title": fold_title,
        "linked": linked,
        "linked_away": linked_away,
        "mark": mark,
        "plain": plain,
        "provenance": provenance,
        "reading": reading,
        "rich": rich_html,
        "citation_link": citation_link,
        "passage_link": passage_link,
        "shown_question": _shown_question,
        "written_line": written_line,
    }
    return templates


def _render(template: str, **values: object) -> str:
    return _templates().get_template(template).render(**values)
