"""The `[n]` contract, both ways: writing numbered quotes, reading them back, checking them.

Nobody else knows what a citation mark looks like, and nobody else cuts a quote: an engine points
at a stretch of a source, and the words between “ and ” are taken from the document here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kwchat.answering import texts
from kwchat.answering.answer import (
    Also,
    Answer,
    Citation,
    CitedWork,
    Documents,
    Part,
    Piece,
    Quote,
    References,
    Span,
    Statement,
)
from kwchat.reading.document import Chunk, Document, Kind
from kwchat.sources.apa import in_sentence

_MARK = re.compile(r"\[(\d+)\]")
_EVIDENCE = re.compile(r"\([^()]*\)\.?(?=\s|$)")
LIST_MARK = "- "  # before a line of an answer that is a list item
# A quote opens a line, and runs on over the items of its list to the line that ends in its number.
_LINE = r"(?:(?!” \[\d+\]$)[^\n])+"
_QUOTED = re.compile(
    rf"^(?:- )?“(?P<quote>{_LINE}(?:\n- {_LINE})*)” \[(?P<number>\d+)\]$", re.MULTILINE
)
_SKIPPED = f" {texts.SKIPPED} "


@dataclass(frozen=True, slots=True)
class Cited:
    """A quote as it is shown, with what its marks refer to: its own citation first."""

    quote: Quote
    citations: tuple[Citation, ...]


def cite(
    statements: Iterable[Statement],
    *,
    chunks: Mapping[str, Chunk],
    documents: Documents,
    references: References,
    numbers: dict[Span, int] | None = None,
) -> Iterator[Cited]:
    """Cut and number what statements point at; the same stretch keeps the same number.

    A statement that points outside the passages that were found, or outside its own citation, is
    dropped: nothing outside `chunks` can be cited. `numbers` are those given out in the answer so
    far, to which new ones are added.
    """
    numbers = {} if numbers is None else numbers

    def stands(statement: Statement) -> bool:
        chunk = chunks.get(statement.chunk_id)
        return chunk is not None and _points_inside(statement, chunk)

    def citation(statement: Statement) -> Citation:
        chunk = chunks[statement.chunk_id]
        document = documents.document(chunk.source_id)
        number = numbers.setdefault(statement.cited, len(numbers) + 1)
        works = _cited_works(statement, chunk, document, references)
        return _citation(number, statement.cited, chunk, document, references, works)

    for statement in filter(stands, statements):
        own = citation(statement)
        others = tuple(map(citation, filter(stands, statement.also)))
        quote = Quote(
            number=own.number,
            pieces=_pieces(statement, documents.document(own.source_id)),
            caption=statement.caption,
            also=tuple(Also(other.number, other.title) for other in others),
            more=statement.more,
        )
        yield Cited(quote, (own, *others))


def body(quote: Quote) -> str:
    """Return the words of a quote as plain text: a line of running words, and a line per item."""
    running = joined(quote.running)
    lines = [running] if running else []
    return "\n".join([*lines, *(f"{LIST_MARK}{piece.text}" for piece in quote.items)])


def written(quote: Quote) -> str:
    """Return a quote as lines of plain text, under its caption, with the number behind it."""
    said = body(quote)
    mark = "" if quote.running else LIST_MARK
    lines = [f"{quote.caption}:"] if quote.caption else []
    lines.append(f"{mark}“{said.removeprefix(mark)}” [{quote.number}]")
    return "\n".join([*lines, *map(also_in, quote.also)])


def marked(sentence: str, numbers: Iterable[int]) -> str:
    """Return a sentence with the marks of what it rests on before the full stop that ends it.

    >>> marked("Dat blijkt.", [2, 1])
    'Dat blijkt [2][1].'
    """
    bare = sentence.rstrip(".!?…:")
    return f"{bare} {''.join(f'[{number}]' for number in numbers)}{sentence[len(bare) :]}"


def also_in(also: Also) -> str:
    """Return the line that says where something is said again."""
    return f"{texts.ALSO_IN.format(source=also.title)} [{also.number}]"


def at_a_glance(answer: Answer) -> str:
    """Return what of an answer is read before anything is unfolded: its lines, without captions
    and marks."""
    if answer.written or not answer.quotes:
        return answer.written or answer.text
    return "\n".join([*answer.note.splitlines(), *quoted_at_once(answer)])


def quoted_at_once(answer: Answer) -> list[str]:
    """Return the lines that are quoted before anything is unfolded: running words, and items."""
    shown = [quote for quote in answer.quotes if not quote.more]
    lines = [(joined(one.running), *_items_at_once(one)) for one in shown]
    return [line for quoted in lines for line in quoted if line]


def called(kind: Kind, in_text: str) -> str:
    """Return the short name of a source in a sentence: `het antwoord van de Kennisrotonde (2019)`.

    >>> called(Kind.BRIEF, "Kennisrotonde, 2019")
    'het antwoord van de Kennisrotonde (2019)'
    """
    if kind is Kind.SAMENVATTING:
        return in_text
    source = in_sentence(in_text)
    return texts.ANSWER_OF.format(source=source) if kind is Kind.BRIEF else source


def capital(name: str) -> str:
    """Return a name as it stands at the beginning of a line."""
    return name[:1].upper() + name[1:]


def marks(text: str) -> tuple[int, ...]:
    """Return the numbers that a text cites, in order of first mention.

    >>> marks("Eén [2], twee [1] en nog eens [2].")
    (2, 1)
    """
    return tuple(dict.fromkeys(int(found[1]) for found in each_mark(text)))


def each_mark(text: str) -> Iterator[re.Match[str]]:
    """Yield the marks of an answer, first to last; what looks like one inside a quote is the
    source's own.

    >>> [found.span() for found in each_mark("“Dat blijkt [3] niet.” [1]")]
    [(23, 26)]
    """
    quoted = [found.span("quote") for found in _QUOTED.finditer(text)]
    for found in _MARK.finditer(text):
        if not any(start <= found.start() < end for start, end in quoted):
            yield found


def blocks(text: str) -> Iterator[tuple[bool, list[str]]]:
    """Yield the lines of an answer in groups: (is a list, its lines without list marks)."""
    lines = [line for line in text.splitlines() if line.strip()]
    for is_list, group in groupby(lines, key=lambda line: line.startswith(LIST_MARK)):
        yield is_list, [line.removeprefix(LIST_MARK) for line in group]


def quotes(text: str) -> list[tuple[str, int]]:
    r"""Return all that an answer quotes, in pieces as they stand in the source, each with its
    number: a list by item, and what was skipped between two pieces left out.

    >>> quotes("“Eisen zijn\n- rust en\n- moed.” [1]")
    [('Eisen zijn', 1), ('rust en', 1), ('moed.', 1)]
    """
    return [
        (piece, int(found["number"]))
        for found in _QUOTED.finditer(text)
        for line in found["quote"].split(f"\n{LIST_MARK}")
        for piece in line.split(_SKIPPED)
    ]


def without_quotes(text: str) -> str:
    """Return the lines of an answer that are no quote."""
    return _QUOTED.sub("", text).strip()


def unsupported(text: str, citations: Sequence[Citation], documents: Documents) -> tuple[str, ...]:
    """Return what an answer shows without support: quotes that are not verbatim in the citation
    behind them, marks without a citation, and citations that differ from their document."""
    by_number = {citation.number: citation for citation in citations}
    false_quotes = [
        quote
        for quote, number in quotes(text)
        if number not in by_number or quote not in by_number[number].quote
    ]
    loose_marks = [f"[{number}]" for number in marks(text) if number not in by_number]
    altered = [c.quote for c in citations if not is_verbatim(c, documents.document(c.source_id))]
    return (*false_quotes, *loose_marks, *altered)


def is_verbatim(citation: Citation, document: Document) -> bool:
    """Tell whether a citation's quote stands in the document, to the letter, where it says."""
    return document.text[citation.start : citation.end] == citation.quote


def joined(pieces: Sequence[Piece]) -> str:
    """Return running words as one line, … where something is left out."""
    return "".join(f"{between(piece, first=piece is pieces[0])}{piece.text}" for piece in pieces)


def between(piece: Piece, *, first: bool) -> str:
    """Return what stands before a piece of running words; nothing before the first."""
    if first:
        return ""
    return _SKIPPED if piece.skips else " "


def emphasised(piece: Piece) -> Iterator[tuple[str, bool]]:
    """Yield the words of a piece in stretches, each with whether it is what answers.

    >>> list(emphasised(Piece("Dat kost € 5.", 0, 13, answer=(9, 12))))
    [('Dat kost ', False), ('€ 5', True), ('.', False)]
    """
    start, end = piece.answer or (0, 0)
    stretches = ((piece.text[:start], False), (piece.text[start:end], True))
    yield from (one for one in (*stretches, (piece.text[end:], False)) if one[0])


def is_quoted(cited: Cited, documents: Documents) -> bool:
    """Tell whether every word of a quote stands in the document, to the letter, where it says."""
    own = cited.citations[0]
    document = documents.document(own.source_id)
    return is_verbatim(own, document) and all(
        document.text[piece.start : piece.end] == piece.text for piece in cited.quote.pieces
    )


def _parts(statement: Statement) -> tuple[Part, ...]:
    return statement.parts or (Part(statement.cited),)


def _points_inside(statement: Statement, chunk: Chunk) -> bool:
    cited = statement.cited
    return chunk.start <= cited.start < cited.end <= chunk.end and all(
        part.span.source_id == cited.source_id == chunk.source_id
        and cited.start <= part.span.start < part.span.end <= cited.end
        for part in _parts(statement)
    )


def _pieces(statement: Statement, document: Document) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for part in _parts(statement):
        start, end = part.span.start, part.span.end
        skips = bool(pieces and document.text[pieces[-1].end : start].strip())
        answer = _within(part.span, statement.answer)
        pieces.append(Piece(document.text[start:end], start, end, part.role, skips, answer))
    return tuple(pieces)


def _within(outer: Span, inner: Span | None) -> tuple[int, int] | None:
    """Return where in a stretch another one stands that lies wholly in it, counted from its
    beginning; None where it does not."""
    if inner is None or not (outer.start <= inner.start < inner.end <= outer.end):
        return None
    return inner.start - outer.start, inner.end - outer.start


def _items_at_once(quote: Quote) -> tuple[str, ...]:
    return tuple(piece.text for piece in quote.items[: quote.items_at_once])


def _cited_works(
    statement: Statement, chunk: Chunk, document: Document, references: References
) -> tuple[CitedWork, ...]:
    """Return the works that a source names for what is cited from it, but for itself."""
    source = references.in_text(chunk.source_id)
    named = references.mentioned(f"{statement.who} {_attributed(statement.cited, chunk, document)}")
    works = [
        CitedWork(name, references.in_text(name), references.reference(name))
        for name in named
        if name != chunk.source_id
    ]
    return tuple(work for work in works if in_sentence(work.in_text) not in source)


def _attributed(span: Span, chunk: Chunk, document: Document) -> str:
    """Return the words that say where a quote comes from: the quote itself; in a summary, on to
    the evidence, which stands between brackets behind the last of the sentences that rest on it."""
    end = span.end
    if chunk.kind is Kind.SAMENVATTING and not document.text[:end].endswith((")", ").")):
        block = next(block for block in document.blocks if block.end >= end)
        evidence = _EVIDENCE.search(document.text, end, block.end)
        end = evidence.end() if evidence else end
    return document.text[span.start : end]


def _citation(
    number: int,
    span: Span,
    chunk: Chunk,
    document: Document,
    references: References,
    works: tuple[CitedWork, ...],
) -> Citation:
    page = document.page_at(span.start)
    return Citation(
        number=number,
        source_id=chunk.source_id,
        kind=chunk.kind,
        reference=references.reference(chunk.source_id),
        page=page,
        section=chunk.section,
        quote=document.text[span.start : span.end],
        start=span.start,
        end=span.end,
        chunk_id=chunk.id,
        in_text=_in_text(references.in_text(chunk.source_id), _place(document, span), works),
        cited_works=works,
        sheet=document.sheet_at(span.start),
        recognised=document.is_recognised(span.start, span.end),
        place=document.place_at(span.start),
        title=capital(called(chunk.kind, references.in_text(chunk.source_id))),
    )


def _place(document: Document, span: Span) -> str:
    """Return where in a source a quote stands: its page, or the slide or sheet in its place."""
    page = document.page_at(span.start)
    place = (
        texts.PAGE_SHORT.format(page=page) if page is not None else document.place_at(span.start)
    )
    seen = texts.RECOGNISED if document.is_recognised(span.start, span.end) else ""
    return ", ".join(filter(None, (place, seen)))


def _in_text(source: str, place: str, works: Sequence[CitedWork]) -> str:
    if place:
        source = f"{source}, {place}"
    if not works:
        return source
    named = "; ".join(work.in_text for work in works)
    return texts.CITED_IN.format(works=named, source=source)
