"""An answer to pass on: with its sources, the date, the version, and how many quotes are verbatim.

The server makes the files, so it vouches for what is in them. What a page sends back to have made
into a file is therefore sealed: only an answer that this server gave, as it gave it, can be opened.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kwchat import __version__
from kwchat.answering import texts as answering_texts
from kwchat.answering.answer import Answer, Piece, Quote
from kwchat.answering.citations import LIST_MARK, also_in, between, blocks, emphasised
from kwchat.answering.links import citation_link
from kwchat.answering.writing import Writing
from kwchat.chat import texts
from kwchat.chat.sealing import Sealer
from kwchat.language.dates import written

_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#|~&]|^[+.)-]")
_NUMBERED = re.compile(r"^(\d+)([.)])")


@dataclass(frozen=True, slots=True)
class Handout:
    """What of an answer is passed on; `verbatim` of its `quotes` stand in their source as quoted.

    `text` is the answer as plain text: what a language model wrote of it, or the `note` that it
    opens with, and the quotes. `sources` say
    what each number refers to, and `links` where that can be read, relative to the address of the
    chat; `made` is a date, as in `2026-11-22`; `understood` is the earlier question that this one
    was read with, or empty.
    """

    question: str
    text: str
    sources: tuple[str, ...]
    links: tuple[str, ...]
    references: tuple[str, ...]
    note: str
    quotes: tuple[Quote, ...]
    verbatim: int
    version: str
    made: str
    understood: str = ""
    writing: Writing | None = None

    @property
    def written(self) -> str:
        """What a language model wrote; empty where none did."""
        return self.writing.text if self.writing else ""


def handout(answer: Answer, *, made: date) -> Handout:
    """Return what of an answer is passed on."""
    return Handout(
        question=answer.question,
        text=answer.text,
        sources=tuple(f"[{citation.number}] {citation.in_text}" for citation in answer.citations),
        links=tuple(map(citation_link, answer.citations)),
        references=answer.references,
        note=answer.note,
        quotes=answer.quotes,
        verbatim=answer.verbatim,
        version=__version__,
        made=made.isoformat(),
        understood=answer.understood,
        writing=answer.writing if answer.quotes else None,
    )


def written_line(writing: Writing) -> str:
    """Return what is told of an answer that a language model wrote, or failed to."""
    told = []
    if writing.kept:
        template = texts.CHAT_WRITTEN_ONE if writing.kept == 1 else texts.CHAT_WRITTEN
        told.append(template.format(kept=writing.kept, sentences=writing.sentences))
    if writing.failure is not None:
        told.append(texts.CHAT_WRITING_FAILED[writing.failure])
    return " ".join(told)


def told_of(answer: Answer) -> str:
    """Return what is told of the language model that was asked for an answer; empty where none was,
    or nothing is quoted."""
    return written_line(answer.writing) if answer.writing and answer.quotes else ""


def fold_title(writing: Writing | None) -> str:
    """Return what stands above the quotes below the fold."""
    rests = writing is not None and writing.is_answer
    return answering_texts.RESTS_ON if rests else answering_texts.MORE


def provenance(handout: Handout) -> str:
    """Return in a line when and by what it was made, and what was checked."""
    return texts.SHARE_PROVENANCE.format(
        verbatim=handout.verbatim,
        quotes=len(handout.quotes),
        version=handout.version,
        made=written(date.fromisoformat(handout.made)),
    )


def reading(handout: Handout) -> tuple[str, ...]:
    """Return the line that says what a follow-up was read with; none where it stood by itself."""
    if not handout.understood:
        return ()
    earlier, question = (" ".join(it.split()) for it in (handout.understood, handout.question))
    return (f"{texts.CHAT_UNDERSTOOD} {earlier} – {question}",)


def plain(handout: Handout) -> str:
    """Return it as plain text, with the question above and its sources and references below."""
    asked = [f"{texts.CHAT_QUESTION_LABEL} {handout.question.strip()}", *reading(handout)]
    told = [[written_line(handout.writing)]] if handout.writing else []
    sources = [texts.CHAT_COPY_SOURCES, *handout.sources]
    references = [texts.CHAT_REFERENCES, *handout.references]
    parts = [asked, [handout.text], *told, sources, references, [provenance(handout)]]
    return "\n\n".join("\n".join(lines) for lines in parts)


def markdown(handout: Handout, *, address: str = "") -> str:
    """Return it as Markdown; nothing in a question or a source has a meaning in it.

    With the address of the chat, which ends in a slash, its sources are links.
    """
    parts = [f"# {_escaped(' '.join(handout.question.split()))}"]
    parts += map(_escaped, reading(handout))
    parts += _written(handout)
    parts += map(_escaped, handout.note.splitlines())
    for quote in handout.quotes:
        if quote is first_folded(handout.quotes):
            parts.append(f"### {fold_title(handout.writing)}")
        parts += _quoted(quote)
    if not handout.sources:
        return "\n\n".join(parts) + "\n"
    parts += [f"## {texts.CHAT_COPY_SOURCES}", _listed(_linked_sources(handout, address))]
    parts += [f"## {texts.CHAT_REFERENCES}", _listed(map(_escaped, handout.references))]
    return "\n\n".join([*parts, "---", _escaped(provenance(handout))]) + "\n"


class Seal(Sealer[Handout]):
    """Makes handouts of answers, closes them, and knows its own again."""

    def __init__(self, secret: bytes, today: Callable[[], date] = date.today) -> None:
        super().__init__(Handout, secret, salt="handout", unknown=texts.SHARE_UNKNOWN)
        self._today = today

    def handout(self, answer: Answer) -> Handout:
        """Return what of an answer is passed on, as of today."""
        return handout(answer, made=self._today())


def first_folded(quotes: Iterable[Quote]) -> Quote | None:
    """Return the first quote below the fold, if there is one."""
    return next((quote for quote in quotes if quote.more), None)


def _written(handout: Handout) -> Iterator[str]:
    """Yield the paragraphs in Markdown of what a language model wrote, and what is told of it."""
    for is_list, lines in blocks(handout.written):
        escaped = map(_escaped, lines)
        yield _listed(escaped) if is_list else "\n\n".join(escaped)
    if handout.writing:
        yield f"*{_escaped(written_line(handout.writing))}*"


def _quoted(quote: Quote) -> Iterator[str]:
    """Yield the paragraphs of a quote in Markdown."""
    if quote.caption:
        yield f"*{_escaped(quote.caption)}*"
    end = f"” {_escaped(f'[{quote.number}]')}"
    running, items = _emphasised(quote.running), [_emphasised([one]) for one in quote.items]
    if running:
        yield f"“{running}" if items else f"“{running}{end}"
    if items:
        opening = "" if running else "“"
        yield _listed([f"{opening}{items[0]}", *items[1:]]) + end
    yield from (_escaped(also_in(one)) for one in quote.also)


def _emphasised(pieces: Sequence[Piece]) -> str:
    """Return the words of a quote in Markdown, with what answers bold."""
    said = ""
    for piece in pieces:
        said += between(piece, first=not said)
        said += "".join(
            f"**{escaped(words)}**" if answers else escaped(words)
            for words, answers in emphasised(piece)
        )
    return said.strip()


def _linked_sources(handout: Handout, address: str) -> Iterator[str]:
    """Yield what each number refers to, as a link where the address of the chat is known."""
    for source, link in zip(handout.sources, handout.links, strict=True):
        yield f"[{_escaped(source)}]({address}{link})" if address else _escaped(source)


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"{LIST_MARK}{line}" for line in lines)


def escaped(line: str) -> str:
    """Return a line in which nothing has a meaning in Markdown, but for white space before it."""
    return _NUMBERED.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\g<0>", line))


def _escaped(line: str) -> str:
    return escaped(line.strip())
