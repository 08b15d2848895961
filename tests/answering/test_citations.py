"""The `[n]` contract: quotes are cut by code, numbered once, and checked to the letter."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kwchat.answering import citations
from kwchat.answering.answer import Citation, CitedWork, Span, Statement
from kwchat.reading.document import Block, BlockKind, Chunk, Document, Kind, Page, Sentence
from kwchat.sources import apa

TEXT = "De werkplaats begint. Zij “groeit” langzaam. Dat vraagt een lange adem."
SENTENCES = (Sentence(0, 21), Sentence(22, 44), Sentence(45, 71))
DOCUMENT = Document(
    source_id="brief",
    kind=Kind.BRIEF,
    title="Brief",
    text=TEXT,
    blocks=(Block(BlockKind.PARAGRAPH, 0, len(TEXT)),),
    pages=(Page(1, 0, 45), Page(2, 45, len(TEXT), "7")),
)
CHUNK = Chunk("c1", "brief", Kind.BRIEF, TEXT, 0, len(TEXT), 1, ("Kort antwoord",), SENTENCES)


class Sources:
    """One document and its reference."""

    def document(self, source_id: str) -> Document:
        """Return the one document."""
        assert source_id == "brief"
        return DOCUMENT

    def token_vectors(self, chunk: Chunk) -> None:
        """Say that nobody should ask for vectors here."""
        raise NotImplementedError(chunk)

    def reference(self, source_id: str) -> str:
        """Return a reference that names the source."""
        return f"Kennisrotonde. (2019). *{source_id}*."

    def in_text(self, source_id: str) -> str:
        """Return author and year."""
        return f"Kennisrotonde, 2019 ({source_id})"

    def mentioned(self, text: str) -> tuple[str, ...]:
        """Return the works that a text cites: none."""
        del text
        return ()


def point(start: int, end: int, *, chunk_id: str = "c1", lead: str = "") -> Statement:
    """Return a statement that quotes a stretch and cites exactly that."""
    span = Span("brief", start, end)
    return Statement(span, span, chunk_id, lead)


def cite(*statements: Statement) -> list[citations.CitedLine]:
    """Write statements with the one chunk there is."""
    sources = Sources()
    return list(
        citations.cite(statements, chunks={"c1": CHUNK}, documents=sources, references=sources)
    )


def test_a_statement_becomes_a_quote_with_its_number() -> None:
    """The words come from the document; page and section say where."""
    (line,) = cite(point(45, 71, lead="De auteurs:"))

    assert line.text == "De auteurs:\n“Dat vraagt een lange adem.” [1]"
    assert line.citation == Citation(
        number=1,
        source_id="brief",
        kind=Kind.BRIEF,
        reference="Kennisrotonde. (2019). *brief*.",
        page=7,
        section="Kort antwoord",
        quote="Dat vraagt een lange adem.",
        start=45,
        end=71,
        chunk_id="c1",
        in_text="Kennisrotonde, 2019 (brief), p. 7",
        sheet=2,
    )


class Slides(Sources):
    """A presentation: its pages have names."""

    def document(self, source_id: str) -> Document:
        """Return the one document."""
        assert source_id == "brief"
        pages = (Page(1, 0, 45, name="dia 1"), Page(2, 45, len(TEXT), name="dia 2"))
        return replace(DOCUMENT, pages=pages)


def test_a_slide_takes_the_place_of_the_page() -> None:
    """In the reference in the text; there is no number to look for in print."""
    sources = Slides()
    (line,) = citations.cite(
        [point(45, 71)], chunks={"c1": CHUNK}, documents=sources, references=sources
    )

    assert (line.citation.page, line.citation.sheet) == (None, 2)
    assert line.citation.in_text == "Kennisrotonde, 2019 (brief), dia 2"


def test_the_same_span_keeps_its_number() -> None:
    """Two lines that rest on one stretch share a mark; another stretch gets the next."""
    lines = cite(point(0, 21), point(22, 44), point(0, 21))

    assert [line.citation.number for line in lines] == [1, 2, 1]


def test_quotes_of_one_cited_span_share_its_number() -> None:
    """The number is that of what is cited: quoted in two parts it is one citation, and the same
    words out of a longer stretch are another."""
    whole = Span("brief", 0, 44)
    first, second = (replace(point(*span), cited=whole) for span in [(0, 21), (22, 44)])
    lines = cite(first, second, point(0, 21))

    assert [line.citation.number for line in lines] == [1, 1, 2]
    assert lines[0].citation == lines[1].citation
    assert [line.citation.quote for line in lines] == [TEXT[:44], TEXT[:44], TEXT[:21]]


def test_a_list_item_is_written_as_one() -> None:
    """Items start with a list mark, also for the plain-text reader."""
    (line,) = cite(replace(point(0, 21), item=True))

    assert line.text == "- “De werkplaats begint.” [1]"


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(point(0, 21, chunk_id="c9"), id="a passage that was not found"),
        pytest.param(point(0, len(TEXT) + 5), id="past the end of the passage"),
        pytest.param(point(21, 21), id="nothing at all"),
        pytest.param(replace(point(0, 44), cited=Span("brief", 0, 21)), id="outside its citation"),
        pytest.param(replace(point(0, 21), quote=Span("ander", 0, 21)), id="another source"),
    ],
)
def test_what_points_elsewhere_is_dropped(statement: Statement) -> None:
    """Nothing outside the hits can be cited."""
    assert cite(statement) == []


def test_what_is_dropped_takes_no_number_and_stops_nothing() -> None:
    """The statements behind it are written, and numbered as if it had not been there."""
    (line,) = cite(point(0, 21, chunk_id="c9"), point(22, 44))

    assert (line.citation.number, line.citation.start) == (1, 22)


@given(st.lists(st.tuples(st.integers(-5, 80), st.integers(-5, 80))))
def test_every_quote_is_verbatim(stretches: list[tuple[int, int]]) -> None:
    """Whatever an engine points at, what is shown stands in the document and resolves."""
    lines = cite(*(point(start, end) for start, end in stretches))
    text = "\n".join(line.text for line in lines)
    cited = [line.citation for line in lines]

    assert citations.unsupported(text, cited, Sources()) == ()
    assert set(citations.marks(text)) == {citation.number for citation in cited}
    assert all(quote in TEXT for quote, _ in citations.quotes(text))


def test_altered_quotes_are_found_out() -> None:
    """A changed word, a loose mark and a shifted citation each show up."""
    (line,) = cite(point(0, 21))
    sources = Sources()

    altered = line.text.replace("begint", "stopt")
    assert citations.unsupported(altered, [line.citation], sources) == ("De werkplaats stopt.",)
    assert citations.unsupported("Zomaar [7].", [line.citation], sources) == ("[7]",)
    shifted = replace(line.citation, start=1, end=22)
    assert citations.unsupported(line.text, [shifted], sources) == (line.citation.quote,)


def test_a_quote_inside_a_quote_is_read_whole() -> None:
    """Quotation marks of the source itself do not end the quote."""
    (line,) = cite(point(22, 44))

    assert citations.quotes(line.text) == [("Zij “groeit” langzaam.", 1)]


def test_what_looks_like_a_mark_inside_a_quote_is_the_sources_own() -> None:
    """A source with numbered notes does not cite for us."""
    text = "Zo staat het er:\n“Dat blijkt [3] uit “onderzoek” [4] niet.” [1]"

    assert citations.marks(text) == (1,)
    assert citations.quotes(text) == [("Dat blijkt [3] uit “onderzoek” [4] niet.", 1)]


def test_a_quote_may_open_with_a_mark_of_the_source() -> None:
    """Also that is the source's own; a mark between quotes is ours."""
    text = "“[3] noemt dit.” [1]\nDat staat ook in [2], en verder:\n- “Nee [4]” [5]"

    assert citations.marks(text) == (1, 2, 5)


def test_an_answer_is_shown_in_lists_and_other_lines() -> None:
    """List marks are for plain text: who shows a list gets its items, and no empty lines."""
    text = "Volgens de brief:\n- “Eén - twee.” [1]\n- “Drie.” [2]\n\n  \nEn verder:\n“Vier.” [3]"

    assert list(citations.blocks(text)) == [
        (False, ["Volgens de brief:"]),
        (True, ["“Eén - twee.” [1]", "“Drie.” [2]"]),
        (False, ["En verder:", "“Vier.” [3]"]),
    ]


# --- whom a source cites ---

EXALTO = "Zo lijkt een thema voordelen te hebben. Dat meldt ook het tweede rapport (Exalto, 2018)."
SUMMARY_TEXT = (
    "De werkplaats kreeg 372.000 euro. Zij begon in 2016 (PO-Raad, z.d.). "
    "De school koos de vraag (WOU, z.d.)."
)
LOOSE_TEXT = "Zij is klein. Zo bleef zij.\n\nDe PO-Raad vertelde dat (PO-Raad, z.d.) ook."


class Cited:
    """One document, and works that are cited by surname and year."""

    def __init__(self, text: str, kind: Kind, *, in_text: str = "Kennisrotonde, 2019") -> None:
        edges = [0, *(text.index(part) for part in text.split("\n\n")[1:]), len(text)]
        blocks = tuple(
            Block(BlockKind.PARAGRAPH, start, start + len(text[start:end].rstrip()))
            for start, end in pairwise(edges)
        )
        pages = (Page(1, 0, len(text)),) if kind is Kind.BRIEF else ()
        self._document = Document("bron", kind, "Bron", text, blocks, pages)
        self._in_text = in_text
        self._works = {"exalto": "Exalto, 2018", "po-raad": "PO-Raad, z.d.", "wou": "WOU, z.d."}

    def document(self, source_id: str) -> Document:
        """Return the one document."""
        assert source_id == "bron"
        return self._document

    def token_vectors(self, chunk: Chunk) -> None:
        """Say that nobody should ask for vectors here."""
        raise NotImplementedError(chunk)

    def reference(self, source_id: str) -> str:
        """Return a reference that names the source."""
        return f"Over {source_id}."

    def in_text(self, source_id: str) -> str:
        """Return author and year."""
        return {**self._works, "bron": self._in_text}[source_id]

    def mentioned(self, text: str) -> tuple[str, ...]:
        """Return the works whose author and year are in a text."""
        return tuple(
            name
            for name, in_text in self._works.items()
            if in_text in text or apa.in_sentence(in_text) in text
        )

    def cite(self, quote: str, *, who: str = "") -> Citation:
        """Return the citation of a quote."""
        text = self._document.text
        chunk = Chunk("c", "bron", self._document.kind, text, 0, len(text), None, (), ())
        start = text.index(quote)
        span = Span("bron", start, start + len(quote))
        statements = [Statement(span, span, "c", who=who)]
        (line,) = citations.cite(statements, chunks={"c": chunk}, documents=self, references=self)
        return line.citation


def test_a_work_that_the_brief_cites_is_named_with_the_brief() -> None:
    """Both: the work that says it, and the brief in which it was read, with the page."""
    citation = Cited(EXALTO, Kind.BRIEF).cite("Dat meldt ook het tweede rapport (Exalto, 2018).")

    assert citation.in_text == "Exalto, 2018, aangehaald in Kennisrotonde, 2019, p. 1"
    assert citation.cited_works == (CitedWork("exalto", "Exalto, 2018", "Over exalto."),)


def test_a_sentence_that_hangs_on_a_cited_one_is_ascribed_to_the_same_work() -> None:
    """Whom the lead names, the reference names."""
    brief = Cited(EXALTO, Kind.BRIEF)
    quote = "Zo lijkt een thema voordelen te hebben."

    assert brief.cite(quote, who="Exalto (2018)").in_text == (
        "Exalto, 2018, aangehaald in Kennisrotonde, 2019, p. 1"
    )
    assert brief.cite(quote).in_text == "Kennisrotonde, 2019, p. 1"


@pytest.mark.parametrize(
    ("quote", "works"),
    [
        ("De werkplaats kreeg 372.000 euro.", "PO-Raad, z.d."),
        ("Zij begon in 2016 (PO-Raad, z.d.).", "PO-Raad, z.d."),
        ("De school koos de vraag (WOU, z.d.).", "WOU, z.d."),
        (SUMMARY_TEXT, "PO-Raad, z.d.; WOU, z.d."),
    ],
    ids=["evidence behind a later sentence", "its own", "not that of earlier ones", "all of it"],
)
def test_a_sentence_of_a_summary_rests_on_the_evidence_behind_it(quote: str, works: str) -> None:
    """The next brackets are its evidence, and no others."""
    summary = Cited(SUMMARY_TEXT, Kind.SAMENVATTING, in_text="samenvatting ‘Over’ door ons")

    assert summary.cite(quote).in_text == f"{works}, aangehaald in samenvatting ‘Over’ door ons"


@pytest.mark.parametrize("quote", ["Zij is klein.", "Zo bleef zij."])
def test_a_paragraph_without_evidence_rests_on_the_summary_itself(quote: str) -> None:
    """The brackets of a next paragraph are no evidence for this one."""
    summary = Cited(LOOSE_TEXT, Kind.SAMENVATTING, in_text="samenvatting ‘Over’ door ons")

    assert summary.cite(quote).in_text == "samenvatting ‘Over’ door ons"


@pytest.mark.parametrize("end", ["", "."])
def test_a_sentence_that_names_its_evidence_needs_no_other(end: str) -> None:
    """With or without a full stop behind the brackets; those of the next are for the next."""
    own = f"Zij begon (PO-Raad, z.d.){end}"
    summary = Cited(f"{own} Zij groeide (WOU, z.d.).", Kind.SAMENVATTING, in_text="samenvatting")

    assert summary.cite(own).in_text == "PO-Raad, z.d., aangehaald in samenvatting"


def test_a_summary_does_not_cite_the_work_that_it_sums_up() -> None:
    """That it rests on that work, its own name says."""
    summary = Cited(EXALTO, Kind.SAMENVATTING, in_text="samenvatting van Exalto (2018) door ons")

    citation = summary.cite(EXALTO)

    assert (citation.in_text, citation.cited_works) == (
        *("samenvatting van Exalto (2018) door ons",),
        (),
    )


def test_an_item_keeps_the_lead_that_says_who_speaks() -> None:
    """Also where a quote from another source begins with a list."""
    span = Span("brief", 0, 5)
    (line,) = cite(Statement(span, span, "c1", "Volgens de brief:", item=True))

    assert line.text.startswith("Volgens de brief:\n- “")
