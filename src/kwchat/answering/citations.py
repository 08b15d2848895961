"""The `[n]` contract, both ways: writing numbered quotes, reading them back, checking them.

Nobody else knows what a citation mark looks like, and nobody else cuts a quote: an engine points
at a stretch of a source, and the words between “ and ” are taken from the document here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kwchat.answering import texts
from kwchat.answering.answer import Citation, CitedWork, Documents, References, Span, Statement
from kwchat.reading.document import Chunk, Document, Kind
from kwchat.sources.apa import in_sentence

_MARK = re.compile(r"\[(\d+)\]")
_EVIDENCE = re.compile(r"\([^()]*\)\.?(?=\s|$)")
LIST_MARK = "- "  # before a line of an answer that is a list item
_QUOTED = re.compile(r"“(?P<quote>[^\n]+)” \[(?P<number>\d+)\]$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CitedLine:
    """One line of an answer as a teacher reads it, with the citation that its mark refers to."""

    text: str
    citation: Citation


def cite(
    statements: Iterable[Statement],
    *,
    chunks: Mapping[str, Chunk],
    documents: Documents,
    references: References,
) -> Iterator[CitedLine]:
    """Write statements as quoted, numbered lines; the same span keeps the same number.

    A statement that points outside the passages that were found, or outside its own citation, is
    dropped: nothing outside `chunks` can be cited.
    """
    numbers: dict[Span, int] = {}
    for statement in statements:
        chunk = chunks.get(statement.chunk_id)
        if chunk is None or not _points_inside(statement, chunk):
            continue
        document = documents.document(chunk.source_id)
        number = numbers.setdefault(statement.cited, len(numbers) + 1)
        works = _cited_works(statement, chunk, document, references)
        citation = _citation(number, statement.cited, chunk, document, references, works)
        yield CitedLine(_line(statement, number, document), citation)


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
    """Return every quote of an answer with the number behind it.

    >>> quotes("De Jong: “Ten eerste.” [1]")
    [('Ten eerste.', 1)]
    """
    return [(found["quote"], int(found["number"])) for found in _QUOTED.finditer(text)]


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


def _points_inside(statement: Statement, chunk: Chunk) -> bool:
    quote, cited = statement.quote, statement.cited
    same_source = quote.source_id == cited.source_id == chunk.source_id
    nested = chunk.start <= cited.start <= quote.start < quote.end <= cited.end <= chunk.end
    return same_source and nested


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
    )


def _place(document: Document, span: Span) -> str:
    """Return where in a source a quote stands: its page, or the slide or sheet in its place."""
    page = document.page_at(span.start)
    if page is not None:
        return texts.PAGE_SHORT.format(page=page)
    return document.place_at(span.start)


def _in_text(source: str, place: str, works: Sequence[CitedWork]) -> str:
    if place:
        source = f"{source}, {place}"
    if not works:
        return source
    named = "; ".join(work.in_text for work in works)
    return texts.CITED_IN.format(works=named, source=source)


def _line(statement: Statement, number: int, document: Document) -> str:
    quote = document.text[statement.quote.start : statement.quote.end]
    quoted = f"“{quote}” [{number}]"
    line = f"{LIST_MARK}{quoted}" if statement.item else quoted
    return f"{statement.lead}\n{line}" if statement.lead else line
