"""The `[n]` contract: quotes are cut by code, numbered once, and checked to the letter."""

from dataclasses import replace
from itertools import pairwise

import pytest
from evaluated import refusal
from hypothesis import given
from hypothesis import strategies as st

from kwchat.answering import citations
from kwchat.answering.answer import (
    Citation,
    CitedWork,
    Part,
    Piece,
    Quote,
    Role,
    Span,
    Statement,
)
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

    def title(self, source_id: str) -> str:
        """Return that there is no record."""
        del source_id
        return ""

    def mentioned(self, text: str) -> tuple[str, ...]:
        """Return the works that a text cites: none."""
        del text
        return ()


def point(start: int, end: int, *, chunk_id: str = "c1", caption: str = "") -> Statement:
    """Return a statement that cites a stretch and shows all of it."""
    return Statement(Span("brief", start, end), chunk_id, caption=caption)


def show(*spans: tuple[int, int], role: Role = Role.TEXT) -> tuple[Part, ...]:
    """Return parts that are shown, all in one role."""
    return tuple(Part(Span("brief", start, end), role) for start, end in spans)


def text_of(*cited: citations.Cited) -> str:
    """Return what is written of quotes."""
    return "\n".join(citations.written(one.quote) for one in cited)


def cite(*statements: Statement) -> list[citations.Cited]:
    """Write statements with the one chunk there is."""
    sources = Sources()
    return list(
        citations.cite(statements, chunks={"c1": CHUNK}, documents=sources, references=sources)
    )


@pytest.mark.parametrize(
    ("answer", "found"),
    [((55, 70), (10, 25)), ((45, 71), (0, 26)), ((40, 50), None), ((60, 80), None)],
)
def test_what_answers_is_found_within_the_words_that_are_shown(
    answer: tuple[int, int], found: tuple[int, int] | None
) -> None:
    """Counted from the beginning of the piece; the quote itself stays to the letter."""
    (one,) = cite(replace(point(45, 71), answer=Span("brief", *answer)))

    assert one.quote.pieces[0].answer == found
    assert text_of(one) == "“Dat vraagt een lange adem.” [1]"
    stretches = list(citations.emphasised(one.quote.pieces[0]))
    assert "".join(words for words, _ in stretches) == "Dat vraagt een lange adem."
    assert [words for words, answers in stretches if answers] == (
        ["Dat vraagt een lange adem."[slice(*found)]] if found else []
    )


def test_a_statement_becomes_a_quote_with_its_number() -> None:
    """The words come from the document; page and section say where."""
    (one,) = cite(point(45, 71, caption="De auteurs"))

    assert text_of(one) == "De auteurs:\n“Dat vraagt een lange adem.” [1]"
    assert one.quote == Quote(1, (Piece("Dat vraagt een lange adem.", 45, 71),), "De auteurs")
    assert one.citations[0] == Citation(
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
        title="Het antwoord van de Kennisrotonde (2019 (brief))",
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
    (one,) = citations.cite(
        [point(45, 71)], chunks={"c1": CHUNK}, documents=sources, references=sources
    )
    (citation,) = one.citations

    assert (citation.page, citation.sheet) == (None, 2)
    assert citation.in_text == "Kennisrotonde, 2019 (brief), dia 2"


def test_the_same_span_keeps_its_number() -> None:
    """Two quotes of one stretch share a mark; another stretch gets the next, also where it is part
    of the first."""
    whole = point(0, 44)
    cited = cite(whole, replace(whole, parts=show((22, 44))), point(0, 21))

    assert [one.quote.number for one in cited] == [1, 1, 2]
    assert cited[0].citations == cited[1].citations
    assert [one.citations[0].quote for one in cited] == [TEXT[:44], TEXT[:44], TEXT[:21]]


def test_what_is_left_out_between_two_sentences_shows() -> None:
    """The citation is the whole stretch; adjoining sentences are simply shown on."""
    skipping = replace(point(0, 71), parts=show((0, 21), (45, 71)))
    adjoining = replace(point(0, 44), parts=show((0, 21), (22, 44)))

    assert text_of(*cite(skipping)) == "“De werkplaats begint. … Dat vraagt een lange adem.” [1]"
    assert text_of(*cite(adjoining)) == f"“{TEXT[:44]}” [1]"
    assert cite(skipping)[0].citations[0].quote == TEXT


def test_a_list_is_one_quote_with_one_mark() -> None:
    """A line per item, quotation marks around all of it; without a lead-in they open at the first
    item."""
    items = show((22, 44), (45, 71), role=Role.ITEM)
    listed = replace(point(0, 71), parts=(*show((0, 21)), *items))
    bare = replace(point(22, 71), parts=items)
    text = text_of(*cite(listed, bare))

    assert text.splitlines() == [
        "“De werkplaats begint.",
        "- Zij “groeit” langzaam.",
        "- Dat vraagt een lange adem.” [1]",
        "- “Zij “groeit” langzaam.",
        "- Dat vraagt een lange adem.” [2]",
    ]
    assert [number for _, number in citations.quotes(text)] == [1, 1, 1, 2, 2]
    assert citations.marks(text) == (1, 2)
    assert citations.without_quotes(text) == ""


def test_what_says_the_same_is_named_with_a_mark_of_its_own() -> None:
    """Below the quote; what of it points elsewhere is dropped."""
    also = (point(22, 44), point(45, 71, chunk_id="c9"))
    (one,) = cite(replace(point(0, 21), also=also))

    assert text_of(one).splitlines()[1:] == [
        "Ook in Het antwoord van de Kennisrotonde (2019 (brief)) [2]"
    ]
    assert [citation.quote for citation in one.citations] == [TEXT[:21], TEXT[22:44]]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Kind.BRIEF, "het antwoord van de Ponte (2002)"),
        (Kind.BRON, "Ponte (2002)"),
        (Kind.EIGEN, "Ponte (2002)"),
        (Kind.SAMENVATTING, "Ponte, 2002"),
    ],
)
def test_what_a_source_is_called(kind: Kind, name: str) -> None:
    """Nobody reads of a letter; a summary has its own name already."""
    assert citations.called(kind, "Ponte, 2002") == name


def test_what_is_seen_at_a_glance_ends_at_the_fold() -> None:
    """No captions, no marks, no folded quotes, and of a very long list the first items."""
    lead = Piece("Eisen:", 0, 6)
    items = tuple(Piece(f"eis {number}", 0, 1, Role.ITEM) for number in range(9))
    shown = Quote(1, (lead, *items), "Iemand")
    answer = replace(refusal(), note="Let op:", quotes=(shown, replace(shown, more=True)))

    assert citations.at_a_glance(answer).splitlines() == [
        "Let op:",
        "Eisen:",
        *(f"eis {number}" for number in range(6)),
    ]
    assert citations.at_a_glance(refusal()) == refusal().text


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(point(0, 21, chunk_id="c9"), id="a passage that was not found"),
        pytest.param(point(0, len(TEXT) + 5), id="past the end of the passage"),
        pytest.param(point(21, 21), id="nothing at all"),
        pytest.param(replace(point(0, 21), parts=show((0, 44))), id="outside its citation"),
        pytest.param(replace(point(0, 21), cited=Span("ander", 0, 21)), id="another source"),
    ],
)
def test_what_points_elsewhere_is_dropped(statement: Statement) -> None:
    """Nothing outside the hits can be cited."""
    assert cite(statement) == []


def test_what_is_dropped_takes_no_number_and_stops_nothing() -> None:
    """The statements behind it are written, and numbered as if it had not been there."""
    (one,) = cite(point(0, 21, chunk_id="c9"), point(22, 44))

    assert (one.quote.number, one.citations[0].start) == (1, 22)


@given(st.lists(st.tuples(st.integers(-5, 80), st.integers(-5, 80))))
def test_every_quote_is_verbatim(stretches: list[tuple[int, int]]) -> None:
    """Whatever an engine points at, what is shown stands in the document and resolves."""
    quoted = cite(*(point(start, end) for start, end in stretches))
    text = text_of(*quoted)
    cited = [one.citations[0] for one in quoted]

    assert citations.unsupported(text, cited, Sources()) == ()
    assert set(citations.marks(text)) == {citation.number for citation in cited}
    assert all(quote in TEXT for quote, _ in citations.quotes(text))


def test_altered_quotes_are_found_out() -> None:
    """A changed word, a loose mark and a shifted citation each show up."""
    (one,) = cite(point(0, 21))
    (citation,), sources = one.citations, Sources()

    altered = text_of(one).replace("begint", "stopt")
    assert citations.unsupported(altered, [citation], sources) == ("De werkplaats stopt.",)
    assert citations.unsupported("Zomaar [7].", [citation], sources) == ("[7]",)
    shifted = replace(citation, start=1, end=22)
    assert citations.unsupported(text_of(one), [shifted], sources) == (citation.quote,)
    assert citations.is_quoted(one, sources)
    assert not citations.is_quoted(replace(one, citations=(shifted,)), sources)
    (piece,) = one.quote.pieces
    moved = replace(one.quote, pieces=(replace(piece, text="De werkplaats stopt."),))
    assert not citations.is_quoted(replace(one, quote=moved), sources)


def test_a_quote_inside_a_quote_is_read_whole() -> None:
    """Quotation marks of the source itself do not end the quote."""
    (one,) = cite(point(22, 44))

    assert citations.quotes(text_of(one)) == [("Zij “groeit” langzaam.", 1)]


def test_what_looks_like_a_mark_inside_a_quote_is_the_sources_own() -> None:
    """A source with numbered notes does not cite for us."""
    text = "Zo staat het er:\n“Dat blijkt [3] uit “onderzoek” [4] niet.” [1]"

    assert citations.marks(text) == (1,)
    assert citations.quotes(text) == [("Dat blijkt [3] uit “onderzoek” [4] niet.", 1)]


def test_a_quote_may_open_with_a_mark_of_the_source() -> None:
    """Also that is the source's own; a mark between quotes is ours."""
    text = "“[3] noemt dit.” [1]\nDat staat ook in [2], en verder:\n“Nee [4]” [5]"

    assert citations.marks(text) == (1, 2, 5)


def test_an_answer_is_shown_in_lists_and_other_lines() -> None:
    """List marks are for plain text: who shows a list gets its items, and no empty lines."""
    text = "Volgens Ponte:\n- “Eén - twee.\n- Drie.” [2]\n\n  \nEn verder:\n“Vier.” [3]"

    assert list(citations.blocks(text)) == [
        (False, ["Volgens Ponte:"]),
        (True, ["“Eén - twee.", "Drie.” [2]"]),
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

    def title(self, source_id: str) -> str:
        """Return that there is no record."""
        del source_id
        return ""

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
        statements = [Statement(span, "c", who=who)]
        (one,) = citations.cite(statements, chunks={"c": chunk}, documents=self, references=self)
        return one.citations[0]


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


class Scans(Sources):
    """A document of which the second page is a scan."""

    def document(self, source_id: str) -> Document:
        """Return the one document."""
        assert source_id == "brief"
        scan = Page(2, 45, len(TEXT), "7", recognised=True)
        return replace(DOCUMENT, pages=(Page(1, 0, 45), scan))


@pytest.mark.parametrize(
    ("place", "recognised", "in_text"),
    [
        ((45, 71), True, ", p. 7, herkende tekst"),
        ((22, 71), True, ", p. 1, herkende tekst"),
        ((0, 21), False, ", p. 1"),
    ],
)
def test_recognised_text_is_cited_as_such(
    place: tuple[int, int], recognised: bool, in_text: str
) -> None:
    """Also where a part of the quote alone was recognised."""
    sources = Scans()
    (one,) = citations.cite(
        [point(*place)], chunks={"c1": CHUNK}, documents=sources, references=sources
    )

    assert one.citations[0].recognised is recognised
    assert one.citations[0].in_text == f"Kennisrotonde, 2019 (brief){in_text}"
