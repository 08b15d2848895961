"""What a teacher sees of an answer, as HTML, and how a conversation grows from events."""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

import gradio as gr
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from scripted import (
    ANSWER_OF_KENNISROTONDE,
    CAPTION,
    COORDINATOR,
    COORDINATOR_QUESTION,
    EXAMPLES,
    FOLLOW_UP,
    HITS,
    MONITOR,
    OPEN_THEME,
    REFERENCE,
    REFUSAL,
    THEME,
    TOO_LONG,
    TWO_SOURCES_QUESTION,
    UNANSWERABLE,
    ScriptedAssistant,
    coordinator_answer,
    failed_answer,
    make_answer,
    make_chunk,
    make_citation,
    theme_answer,
    written_answer,
)

from kwchat.answering.answer import (
    EVERYTHING,
    Also,
    Choice,
    CitedWork,
    Event,
    Piece,
    Quote,
    Role,
    Token,
    Turn,
)
from kwchat.answering.texts import RESTS_ON
from kwchat.answering.writing import Failure, Style, Waiting
from kwchat.chat import gradio_chat, texts
from kwchat.chat.gradio_chat import (
    PACE_SECONDS,
    Exchanges,
    build_chat,
    converse,
    history,
    mount_chat,
    stopped,
)
from kwchat.chat.handout import Seal, plain
from kwchat.chat.heading import author_line
from kwchat.chat.rendering import (
    Exchange,
    Stretch,
    embed_html,
    full_name,
    grown,
    header_html,
    linked,
    marked,
    panel_html,
    status_of,
    transcript_html,
)
from kwchat.reading.document import Kind

NASTY = '<img src=x onerror="alert(1)"><script>alert(2)</script> **vet** {{ 7*7 }} ${1+1} [1](x)'


class Page(HTMLParser):
    """What a browser would make of a piece of HTML: its elements, ids and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.marked = ""
        self._inside_mark = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append(tag)
        self.attributes += attrs
        self._inside_mark |= tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        """Note the end of a mark."""
        self._inside_mark &= tag != "mark"

    def handle_data(self, data: str) -> None:
        """Note text, and whether it is marked."""
        self.text += data
        if self._inside_mark:
            self.marked += data

    def values(self, name: str) -> list[str]:
        """Return the values of all attributes of one name."""
        return [value or "" for key, value in self.attributes if key == name]


def answered(number: int = 1) -> Exchange:
    """Return an exchange with one citation."""
    return Exchange(number, COORDINATOR_QUESTION, answer=coordinator_answer())


def listing(count: int) -> Exchange:
    """Return an exchange with a list of so many items under a lead-in."""
    lead, *items = "Er gelden eisen:", *(f"eis {number}" for number in range(count))
    words = "\n".join([lead, *(f"- {item}" for item in items)])
    chunk = make_chunk(words, name="eisen", start=0, page=1, section="Eisen")
    citation = make_citation(1, words, chunk)
    pieces = [Piece(item, 0, 1, Role.ITEM) for item in items]
    quote = Quote(1, (Piece(lead, 0, len(lead)), *pieces))
    return Exchange(1, "?", answer=make_answer("?", words, citation, quotes=(quote,)))


def ask(client: TestClient, question: str) -> None:
    """Ask as Gradio's page does, to the end of the answer."""
    asked = {"data": [question, None, False, ""], "fn_index": 0, "session_hash": "bezoek"}
    client.post("/gradio_api/queue/join", json=asked)
    client.get("/gradio_api/queue/data?session_hash=bezoek")


def final(assistant: ScriptedAssistant, question: str, earlier: Exchanges = ()) -> Exchanges:
    """Return the conversation when all events are in."""
    *_, last = converse(assistant, question, earlier)
    return last


# --- the answer ---


def test_a_mark_becomes_a_link_with_a_full_name() -> None:
    """A screen reader hears who, when and where, not "one"."""
    page = Page(transcript_html([answered()]))

    assert "#bron-1-1" in page.values("href")
    assert "Bron 1, Het antwoord van de Kennisrotonde (2019), pagina 2" in page.values("aria-label")
    assert "[1]" in page.text


def test_a_source_without_pages_has_no_page_in_its_name() -> None:
    """Websites have no pages."""
    citation = replace(make_citation(1, COORDINATOR, MONITOR), page=None)

    assert full_name(citation) == "Bron 1, Het antwoord van de Kennisrotonde (2019)"


def test_a_mark_without_a_citation_stays_text() -> None:
    """Only what was cited can be clicked."""
    answer = make_answer("?", "Zo is het [1] en [7].", make_citation(1, COORDINATOR, MONITOR))

    page = Page(transcript_html([Exchange(1, "?", answer=answer)]))

    assert [href for href in page.values("href") if "bron-" in href] == ["#bron-1-1"]
    assert "[7]" in page.text


def test_lists_stay_lists() -> None:
    """A list is one quote: quotation marks around all of it, one mark behind it; the references
    below are another list."""
    page = Page(transcript_html([listing(3)]))

    assert (page.tags.count("ul"), page.tags.count("li"), page.tags.count("details")) == (2, 4, 1)
    assert [page.text.count(sign) for sign in ("“", "”", "[1]")] == [1, 1, 1]
    assert "- " not in page.text


def test_a_very_long_list_folds_after_its_first_items() -> None:
    """It stays whole: how many there are is said, and the rest is a click away."""
    page = Page(transcript_html([listing(9)]))

    assert "Nog 3 van de 9 punten" in page.text
    assert all(f"eis {number}" in page.text for number in range(9))
    assert [page.text.count(sign) for sign in ("“", "”", "[1]")] == [1, 1, 1]


def test_the_best_quote_stands_before_the_fold_and_the_rest_below_it() -> None:
    """Under a line that says how many there are."""
    before, folded = transcript_html([Exchange(1, "?", answer=theme_answer())]).split("kw-fold")

    assert (THEME in unescape(before), OPEN_THEME in unescape(before)) == (True, False)
    assert OPEN_THEME in unescape(folded)
    assert "Meer uit de bronnen (1)" in folded


def test_what_was_written_comes_first_and_all_it_rests_on_is_folded() -> None:
    """Each sentence with its link; below it how many stayed; the quotes as they always look."""
    html = transcript_html((Exchange(1, "?", answer=written_answer()),))
    answer = html[html.index('<div class="kw-answer') : html.index('<details class="kw-references')]
    shown, folded = answer.split('<details class="kw-fold">')

    for number in (1, 2):
        assert f'<a class="kw-mark" href="#bron-1-{number}"' in shown
    assert "gecontroleerd tegen de bronnen: 2 van 3 zinnen bleven staan." in shown
    assert "<blockquote>" not in shown
    assert f"<summary>{RESTS_ON} (2)</summary>" in folded
    quoted = transcript_html((Exchange(1, "?", answer=theme_answer()),))
    figures = re.compile(r"<figure.*?</figure>", re.DOTALL)
    assert figures.findall(folded) == figures.findall(quoted)


@pytest.mark.parametrize("failure", list(Failure))
def test_where_a_model_brought_nothing_the_quotes_come_with_a_note(failure: Failure) -> None:
    """The note says what happened, above quotes that are laid out as without a model."""
    html = transcript_html((Exchange(1, "?", answer=failed_answer(failure)),))

    note = f'<p class="kw-written">{texts.CHAT_WRITING_FAILED[failure]}</p>'
    assert note in html
    quoted = transcript_html((Exchange(1, "?", answer=theme_answer()),))
    assert html.replace(f"{note}\n", "") == quoted


def test_who_waits_for_a_language_model_sees_the_place_in_line() -> None:
    """And that it is being written when the turn has come."""
    waiting = grown(Exchange(1, "?"), Waiting(ahead=3))

    assert status_of(waiting) == "Het taalmodel is bezet: je bent nummer 3 in de rij."
    assert status_of(grown(waiting, Waiting())) == texts.CHAT_STATUS_WRITING
    assert status_of(grown(waiting, Token("Een"))) == texts.CHAT_STATUS_WRITING


def test_a_stopped_answer_leaves_its_question() -> None:
    """One that is whole cannot be stopped any more."""
    begun, whole = (Exchange(1, "Waarom?"),), (Exchange(1, "?", answer=theme_answer()),)

    assert stopped(begun)[0].notice == texts.CHAT_STOPPED
    assert texts.CHAT_STOPPED in transcript_html(stopped(begun))
    assert stopped(whole) is whole
    assert stopped(()) == ()


def test_what_stood_there_when_it_was_stopped_stays() -> None:
    """With a line that it is not whole, also below the next question, which does not lean on it."""
    half = stopped((Exchange(1, "Waarom?", text="Om het netwerk [1]."),))
    *_, after = converse(ScriptedAssistant(), COORDINATOR_QUESTION, half)

    for talk in (half, after):
        html = transcript_html(talk)
        assert "<p>Om het netwerk [1].</p>" in html
        assert f'<p class="kw-written kw-notice">{texts.CHAT_STOPPED_HALF}</p>' in html
    assert [exchange.number for exchange in after] == [1, 2]
    assert history(half) == ()


def test_what_came_before_an_error_does_not_stay() -> None:
    """The question is asked again, and answered whole."""

    class Breaking(ScriptedAssistant):
        def stream(
            self, question: str, history: Sequence[Turn], choice: Choice = EVERYTHING
        ) -> Iterator[Event]:
            yield Token("Om het netwerk")
            yield from super().stream(question + "x" * 2000, history, choice)

    *_, last = converse(Breaking(), COORDINATOR_QUESTION, ())
    *_, after = converse(ScriptedAssistant(), COORDINATOR_QUESTION, last)

    assert (last[0].text, last[0].notice) == ("", TOO_LONG)
    assert len(after) == 1


def test_who_writes_is_named_with_the_computer() -> None:
    """Only where a language model writes is there a switch and a button to stop it."""
    author = author_line("klein", "llm.school.nl")

    assert "geschreven door klein op llm.school.nl." in header_html(author)
    assert "deze server" in author_line("klein", "")
    assert "kw-author" not in header_html()
    assert "kw-stop" in embed_html(author=author)
    assert "kw-stop" not in embed_html()


def test_plain_language_is_asked_for_by_a_switch() -> None:
    """It is part of what is chosen, beside the documents."""
    assistant = ScriptedAssistant()
    list(converse(assistant, COORDINATOR_QUESTION, (), choice=Choice(style=Style.PLAIN)))

    assert assistant.chosen == [Choice(style=Style.PLAIN)]


def test_who_speaks_is_a_caption() -> None:
    """Not a line of the answer."""
    html = transcript_html([answered()])

    assert f'<figcaption class="kw-who">{CAPTION}</figcaption>' in html


def test_what_a_quote_hangs_on_stands_quietly_before_it() -> None:
    """With a sign where something was left out between, and where else it is said."""
    first, second = COORDINATOR.split(" (")[0], COORDINATOR.split(") ")[1]
    start = MONITOR.start + MONITOR.text.index(second)
    quiet = Piece(first, MONITOR.start, MONITOR.start + len(first), Role.QUIET)
    pieces = (quiet, Piece(second, start, start + len(second), skips=True))
    citation = make_citation(1, COORDINATOR, MONITOR)
    quote = Quote(1, pieces, also=(Also(1, "De samenvatting"),))
    answer = make_answer("?", "“…” [1]", citation, quotes=(quote,))

    html = transcript_html([Exchange(1, "?", answer=answer)])

    assert f'<p>“<span class="kw-hung">{first}</span> … {second}” <a' in html
    assert "Ook in De samenvatting" in html
    assert Page(panel_html([Exchange(1, "?", answer=answer)])).marked.count(second) == 1


@pytest.mark.parametrize("role", [Role.TEXT, Role.ITEM])
def test_what_answers_is_strong(role: Role) -> None:
    """The rest is not, every word is escaped, and an address is a link all the same."""
    words = "Dat kost < € 5 & staat op https://uva.nl/a."
    start, end = words.index("€"), words.index(" &")
    piece = Piece(words, 0, len(words), role, answer=(start, end))
    citation = make_citation(1, COORDINATOR, MONITOR)
    answer = make_answer("?", "“…” [1]", citation, quotes=(Quote(1, (piece,)),))

    html = transcript_html([Exchange(1, "?", answer=answer)])

    assert "Dat kost &lt; <strong>€ 5</strong> &amp; staat op <a href" in html
    assert html.count("<strong>") == 1


def test_web_addresses_can_be_clicked_without_their_full_stop() -> None:
    """An answer to "waar vind ik" is of use."""
    html = linked("Zie https://www.point013.nl/. Of (http://kijk.nl/a-b/).")

    assert Page(html).values("href") == ["https://www.point013.nl/", "http://kijk.nl/a-b/"]


def test_a_number_in_brackets_inside_a_quote_is_no_link() -> None:
    """A source with notes of its own does not send a teacher to the wrong card."""
    citation = make_citation(1, COORDINATOR, MONITOR)
    exchange = Exchange(1, "?", answer=make_answer("?", "…", citation))

    page = Page(str(linked("“Dat blijkt [1] uit onderzoek [2].” [1]", exchange)))

    assert page.values("href") == ["#bron-1-1"]
    assert page.text == "“Dat blijkt [1] uit onderzoek [2].” [1]"


@pytest.mark.parametrize("place", ["question", "text", "notice", "reference", "section", "passage"])
def test_everything_from_outside_is_text(place: str) -> None:
    """HTML, Markdown and templates in a question or a source are shown, never obeyed."""
    chunk = replace(MONITOR, text=f"{COORDINATOR} {NASTY}")
    citation = make_citation(1, COORDINATOR, chunk)
    answer = coordinator_answer()
    exchange = Exchange(1, "?")
    match place:
        case "question":
            exchange = replace(exchange, question=NASTY, answer=answer)
        case "text":
            exchange = replace(exchange, answer=make_answer("?", NASTY))
        case "notice":
            exchange = replace(exchange, notice=NASTY)
        case "reference" | "section":
            citation = replace(citation, **{place: NASTY})
            exchange = replace(exchange, answer=make_answer("?", "“…” [1]", citation))
        case "passage":
            hits = (replace(HITS[0], chunk=chunk),)
            exchange = replace(exchange, answer=make_answer("?", "“…” [1]", citation, hits=hits))

    page = Page(transcript_html([exchange]) + panel_html([exchange]))

    assert NASTY in page.text
    assert not {"img", "script", "strong"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on")]


@given(st.text())
def test_no_text_can_become_an_element(text: str) -> None:
    """Whatever a source says, the words come back and no tag does."""
    page = Page(f"<p>{linked(text)}</p>")

    assert set(page.tags) <= {"p", "a"}
    if not set(text) & set("\r\0"):
        assert page.text == text


def test_an_answer_can_be_passed_on_where_there_is_a_seal() -> None:
    """What is copied is in the page; a refusal, and a page without a seal, have nothing to pass."""
    seal = Seal(b"geheim", today=lambda: date(2026, 11, 22))
    exchange = answered()

    shown = Page(transcript_html([exchange], seal=seal))

    answer = coordinator_answer()
    assert shown.values("data-copy") == [answer.text, plain(seal.handout(answer))]
    assert [seal.open(sealed).made for sealed in shown.values("data-sealed")] == ["2026-11-22"]
    assert "1 van 1 citaten letterlijk" in shown.text
    refused = replace(exchange, answer=make_answer("?", REFUSAL, answered=False))
    assert "data-copy" not in transcript_html([refused], seal=seal) + transcript_html([exchange])


def test_the_references_stand_below_the_answer() -> None:
    """Each once, by alphabet: what is quoted, and what a summary rests on; a work that the brief
    cites only stands with its mark."""
    ponte = CitedWork("ponte-2002", "Ponte, 2002", "Ponte, P. (2002). Actie-onderzoek.")
    brief = replace(make_citation(1, COORDINATOR, MONITOR), cited_works=(ponte,))
    again = replace(brief, number=2, cited_works=())
    page = CitedWork("wou", "WOU, z.d.", "WOU. (z.d.). Welkom!")
    summary = replace(again, number=3, kind=Kind.SAMENVATTING, reference="A.", cited_works=(page,))

    answer = make_answer("?", "“…” [1]", brief, again, summary)

    assert answer.references == ("A.", REFERENCE, "WOU. (z.d.). Welkom!")
    shown = Page(transcript_html([Exchange(1, "?", answer=answer)])).text
    assert all(reference in shown for reference in answer.references)
    assert "Ponte" not in shown


def test_a_card_says_whom_the_brief_cites() -> None:
    """As one would refer to it: the work, and the brief in which it is cited."""
    cited = "Ponte, 2002, aangehaald in Kennisrotonde, 2019, p. 2"
    ponte = CitedWork("ponte-2002", "Ponte, 2002", "Ponte, P. (2002). Actie-onderzoek.")
    citation = replace(make_citation(1, COORDINATOR, MONITOR), in_text=cited, cited_works=(ponte,))

    answer = make_answer("?", "“…” [1]", citation)

    assert cited in Page(panel_html([Exchange(1, "?", answer=answer)])).text


def test_a_huge_question_is_shown_cut() -> None:
    """A pasted book does not push the page away."""
    html = transcript_html([Exchange(1, "woord " * 5000)])

    assert len(html) < 2000


# --- the sources ---


def test_a_card_marks_the_quoted_words_in_their_passage() -> None:
    """Title, number, page, section and reference stand on it; only the quote is marked, by itself
    and in its passage."""
    page = Page(panel_html([answered()]))

    assert page.marked == COORDINATOR
    assert MONITOR.text in page.text
    for words in (REFERENCE[:40], "p. 2", MONITOR.section, ANSWER_OF_KENNISROTONDE):
        assert words in page.text


def test_one_document_is_one_card() -> None:
    """With every place in it that is cited."""
    page = Page(panel_html([Exchange(1, "?", answer=theme_answer())]))

    others = len({hit.chunk.id for hit in HITS}) - 1
    assert page.values("class").count("kw-card") == 1 + others
    assert page.text.count(ANSWER_OF_KENNISROTONDE) == 1
    assert {"bron-1-1", "bron-1-2"} <= set(page.values("id"))


def test_a_quote_without_its_passage_stands_alone() -> None:
    """A card is never empty."""
    citation = make_citation(1, COORDINATOR, MONITOR)

    assert marked(citation, [(0, 1)], ()) == (Stretch(COORDINATOR, quoted=True),)


@given(st.integers(0, len(MONITOR.text)), st.integers(0, len(MONITOR.text)))
def test_marking_loses_nothing(first: int, second: int) -> None:
    """The stretches together are the passage."""
    start, end = MONITOR.start + min(first, second), MONITOR.start + max(first, second)

    passage = marked(make_citation(1, COORDINATOR, MONITOR), [(start, end)], HITS)

    assert "".join(stretch.text for stretch in passage) == MONITOR.text
    assert sum(len(stretch.text) for stretch in passage if stretch.quoted) == end - start


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        (Kind.BRIEF, "antwoord van de Kennisrotonde"),
        (Kind.BRON, "bron"),
        (Kind.SAMENVATTING, "samenvatting door dit project"),
        (Kind.EIGEN, "eigen document"),
    ],
)
def test_every_kind_of_source_has_a_name(kind: Kind, label: str) -> None:
    """A summary of ours is never taken for the work itself, also where it is not used."""
    hits = (replace(HITS[0], chunk=replace(MONITOR, kind=kind)),)
    answer = make_answer("?", REFUSAL, answered=False, hits=hits)

    html = panel_html([Exchange(1, "?", answer=answer)])

    assert f'<span class="kw-kind">{label}</span>' in html


def test_passages_that_were_not_used_are_behind_a_disclosure() -> None:
    """Only cited sources count as sources; the others are few and apart."""
    page = Page(panel_html([answered()]))

    assert page.tags.count("details") == 2  # and one around the quote
    assert texts.CHAT_OTHERS in page.text
    assert EXAMPLES.splitlines()[0] in page.text


def test_a_refusal_keeps_what_was_found_folded() -> None:
    """The panel says that it is no answer; there are no numbers and marks."""
    exchange = Exchange(1, UNANSWERABLE, answer=make_answer("?", REFUSAL, answered=False))

    page = Page(panel_html([exchange]))

    assert texts.CHAT_PANEL_REFUSED in page.text
    assert MONITOR.text in page.text
    assert texts.CHAT_FOUND in page.text
    assert ("mark" in page.tags, page.tags.count("details")) == (False, 1)


def test_every_answer_keeps_its_own_sources() -> None:
    """Ids are unique, every mark has its card, and only the last answer's sources are open."""
    exchanges = [answered(1), Exchange(2, TWO_SOURCES_QUESTION, answer=theme_answer())]

    page = Page(transcript_html(exchanges) + panel_html(exchanges))

    ids = page.values("id")
    assert len(set(ids)) == len(ids)
    assert {href[1:] for href in page.values("href") if href.startswith("#")} <= set(ids)
    assert len(page.values("hidden")) == 1


# --- the conversation ---


class Timed(ScriptedAssistant):
    """Lets seconds pass on a clock of its own before each piece of text."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.now = 0.0
        self._seconds = seconds

    def stream(
        self, question: str, history: Sequence[Turn], choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield the events of one answer."""
        for event in super().stream(question, history, choice):
            if isinstance(event, Token):
                self.now += self._seconds
            yield event


def shown_by(assistant: Timed, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what stands under a question at each step of its answer."""
    monkeypatch.setattr(gradio_chat, "monotonic", lambda: assistant.now)
    return [steps[-1].shown_text for steps in converse(assistant, COORDINATOR_QUESTION, ())]


def test_an_answer_that_is_written_grows_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step shows more than the step before it; the last one has the answer."""
    *growing, whole = shown_by(Timed(PACE_SECONDS), monkeypatch)

    assert growing[0] == ""
    assert len(growing) > 3
    assert all(later.startswith(earlier) for earlier, later in pairwise((*growing, whole)))
    assert len(set(growing)) == len(growing)
    assert whole == coordinator_answer().text


def test_an_answer_that_comes_in_a_burst_is_shown_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of text that follow within a tenth of a second cost no view of their own."""
    assert shown_by(Timed(0.001), monkeypatch) == ["", coordinator_answer().text]


def test_a_follow_up_is_asked_with_its_history() -> None:
    """The assistant hears the earlier question and answer."""
    assistant = ScriptedAssistant()
    first = final(assistant, COORDINATOR_QUESTION)

    second = final(assistant, "En bij een open thema?", first)

    assert [turn.role for turn in assistant.heard[1][1]] == ["user", "assistant"]
    assert [exchange.number for exchange in second] == [1, 2]


def test_a_question_asked_alone_goes_without_history() -> None:
    """It joins the conversation, but is not read with it."""
    assistant = ScriptedAssistant()
    first = final(assistant, COORDINATOR_QUESTION)

    *_, second = converse(assistant, FOLLOW_UP, first, alone=True)

    assert assistant.heard[1] == (FOLLOW_UP, ())
    assert [exchange.understood for exchange in second] == ["", ""]


def test_an_error_is_a_calm_sentence_that_does_not_stay() -> None:
    """A question that failed shows why, is no history, and goes when the next one comes."""
    assistant = ScriptedAssistant()

    failed = final(assistant, "x" * 3000)
    after = final(assistant, COORDINATOR_QUESTION, failed)

    assert failed[-1].notice == TOO_LONG
    assert history(failed) == ()
    assert [exchange.question for exchange in after] == [COORDINATOR_QUESTION]


@pytest.mark.parametrize(
    ("exchange", "status"),
    [
        pytest.param(Exchange(1, "?"), "Antwoord wordt geschreven.", id="writing"),
        pytest.param(answered(), "Antwoord klaar, 1 bron.", id="one source"),
        pytest.param(
            Exchange(1, "?", answer=theme_answer()),
            "Antwoord klaar, 1 bron, 2 passages.",
            id="two passages",
        ),
        pytest.param(
            Exchange(1, "?", answer=make_answer("?", REFUSAL, answered=False)),
            texts.CHAT_STATUS_REFUSED,
            id="refusal",
        ),
        pytest.param(
            Exchange(1, "hoi", answer=make_answer("hoi", "Hallo!", answered=False, hits=())),
            "Antwoord klaar.",
            id="greeting",
        ),
        pytest.param(Exchange(1, "?", notice=TOO_LONG), TOO_LONG, id="notice"),
    ],
)
def test_the_status_says_it_in_one_sentence(exchange: Exchange, status: str) -> None:
    """One region says what happened; the transcript itself is not read out."""
    assert status_of(exchange) == status


def test_building_the_chat_serves_nothing() -> None:
    """The page is built apart from launching it, with six examples, and hides its endpoints."""
    chat = build_chat(ScriptedAssistant())

    buttons = [b.value for b in chat.blocks.values() if isinstance(b, gr.Button)]
    assert isinstance(chat, gr.Blocks)
    assert set(texts.CHAT_EXAMPLES) < set(buttons)
    assert len(texts.CHAT_EXAMPLES) == 6
    assert not chat.is_running
    assert not chat.analytics_enabled
    assert {fn.api_visibility for fn in chat.fns.values()} == {"private"}


def test_all_that_is_sent_to_a_template_exists() -> None:
    """No text key is misspelled in a template that no other test renders."""
    from kwchat.chat.rendering import fixed_html, shell_html, status_html

    html = fixed_html("head") + fixed_html("scripts") + shell_html() + status_html("Klaar.")

    assert texts.CHAT_NOTICE in html
    assert not re.search(r"https?://", html)


def test_a_forgotten_conversation_is_forgotten_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """When its time is up, neither the conversation nor what was shown of it is in memory."""
    monkeypatch.setattr(gradio_chat, "STATE_SECONDS", 1)
    chat, app = build_chat(ScriptedAssistant()), FastAPI()
    mount_chat(app, chat)
    with TestClient(app) as client:
        ask(client, COORDINATOR_QUESTION)
        sessions = chat.state_holder.session_data
        remembered = list(sessions["bezoek"].components)
        for _ in range(600):
            if not sessions:
                break
            time.sleep(0.1)

    assert dict(sessions) == {}
    assert COORDINATOR_QUESTION in str(remembered)


def test_a_conversation_keeps_no_components_that_were_replaced() -> None:
    """What Gradio keeps of a page does not grow with each question, by all sources at that."""
    chat, app = build_chat(ScriptedAssistant()), FastAPI()
    mount_chat(app, chat)
    kept = []
    with TestClient(app) as client:
        for _ in range(4):
            ask(client, COORDINATOR_QUESTION)
            session = chat.state_holder.session_data["bezoek"]
            kept.append((len(session.blocks_config.blocks), str(session.config_values)))

    numbers, shown = zip(*kept, strict=True)
    assert len(set(numbers[1:])) == 1
    assert [all_shown.count('id="bronnen-1"') for all_shown in shown] == [1, 1, 1, 1]
    assert 'id="bronnen-4"' in shown[-1]
