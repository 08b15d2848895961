"""The one flow: from a question to events that end in an answer, or in an honest refusal."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from searched import BRIEF, Sources, make_empty_retriever, make_retriever

from kwchat.answering import citations, texts
from kwchat.answering.answer import (
    Answer,
    AnswerEngine,
    Done,
    Event,
    Evidence,
    Outcome,
    Part,
    Query,
    Retrieved,
    Role,
    Seconds,
    Span,
    Statement,
    Token,
    Turn,
)
from kwchat.answering.answerability import THRESHOLD
from kwchat.answering.assistant import FIXED, Assistant
from kwchat.answering.extractive import ExtractiveEngine
from kwchat.answering.retriever import Retriever
from kwchat.errors import QuestionError
from kwchat.reading import chunking, reader
from kwchat.reading.document import Document, Kind, Page
from kwchat.testing import make_document

ANSWERABLE = "Wie is het aanspreekpunt van de werkplaats?"
ASKED = Turn("user", ANSWERABLE)
UNANSWERABLE = "Wie won de wielerwedstrijd in Frankrijk?"
COORDINATOR = "De coördinator is het aanspreekpunt van de werkplaats."

LEAD_IN = "Een werkplaats vraagt veel van een school, namelijk"
ITEMS = ["rust op het plein,", "zin in samenwerken, en", "moed."]
LIST, ONE_ITEM = [LEAD_IN, *ITEMS], [LEAD_IN, ITEMS[1]]


class FixedEngine:
    """Always returns the same statements."""

    name = "vast"

    def __init__(self, *statements: Statement) -> None:
        self._statements = statements

    def statements(self, _: Evidence) -> Iterable[Statement]:
        """Return them."""
        return self._statements


class RememberingRetriever(Retriever):
    """Searches like any other, and remembers what it was asked."""

    def __init__(self, searching: Retriever) -> None:
        self._searching = searching
        self.asked: list[tuple[Query, int]] = []

    def search(
        self, query: Query, *, top_k: int = 10, among: Collection[str] | None = None
    ) -> Evidence:
        """Search, and remember the query."""
        self.asked.append((query, top_k))
        return self._searching.search(query, top_k=top_k, among=among)


def make_assistant(
    retriever: Retriever,
    *,
    document: Document = BRIEF,
    engine: AnswerEngine | None = None,
    threshold: float = THRESHOLD,
    sure: float = 0.0,
    top_k: int = 10,
) -> Assistant:
    """Return an assistant that quotes from one document."""
    sources = Sources(document)
    return Assistant(
        retriever=retriever,
        engine=engine or ExtractiveEngine(documents=sources, references=sources),
        documents=sources,
        references=sources,
        threshold=threshold,
        sure=sure,
        top_k=top_k,
    )


def point(quote: str, *, chunk_id: str | None = None) -> Statement:
    """Return a statement that quotes words of the brief."""
    start = BRIEF.text.index(quote)
    span = Span("brief", start, start + len(quote))
    number = BRIEF.text[:start].count("\n\n")
    return Statement(span, chunk_id or f"brief-{number}")


@pytest.fixture
def retriever(tmp_path: Path) -> RememberingRetriever:
    """A retriever over the brief that tells what it was asked."""
    return RememberingRetriever(make_retriever(tmp_path))


@pytest.fixture
def assistant(retriever: Retriever) -> Assistant:
    """An assistant that quotes whole sentences from the brief."""
    return make_assistant(retriever)


def ended(events: Sequence[Event]) -> Answer:
    """Return the answer that events end in."""
    assert isinstance(events[-1], Done)
    return events[-1].answer


def assert_refused(answer: Answer) -> None:
    """Check that an answer is the refusal and nothing else."""
    assert not answer.answered
    assert answer.citations == ()
    assert answer.text.startswith(texts.REFUSAL)
    assert citations.marks(answer.text) == ()


def test_an_answer_is_a_checked_quote(assistant: Assistant) -> None:
    """The words, the number behind them and the citation belong together."""
    answer = assistant.answer(ANSWERABLE)

    assert answer.answered
    assert f"“{COORDINATOR}” [1]" in answer.text
    assert answer.citations[0].quote == COORDINATOR
    assert answer.citations[0].section == "Toelichting"
    assert answer.engine == "extractive"
    assert answer.answerability > THRESHOLD
    assert citations.unsupported(answer.text, answer.citations, Sources(BRIEF)) == ()


@pytest.mark.parametrize("question", [ANSWERABLE, UNANSWERABLE])
def test_events_come_in_order_and_tokens_make_the_text(assistant: Assistant, question: str) -> None:
    """First what was found, then the text in pieces, then the whole; refusals stream likewise."""
    first, *tokens, last = assistant.stream(question)
    answer = ended([last])

    assert isinstance(first, Retrieved)
    assert first.hits == answer.passages
    assert tokens
    assert all(isinstance(token, Token) for token in tokens)
    assert "".join(token.text for token in tokens if isinstance(token, Token)) == answer.text


def test_what_was_found_is_told_before_the_answer_is_chosen(retriever: Retriever) -> None:
    """A face can show the passages while the engine is still at work."""

    class SlowEngine(FixedEngine):
        """Fails as soon as it is asked."""

        def statements(self, _: Evidence) -> Iterable[Statement]:
            """Say that it is too early."""
            raise NotImplementedError

    events = make_assistant(retriever, engine=SlowEngine()).stream(ANSWERABLE)

    assert isinstance(next(events), Retrieved)
    with pytest.raises(NotImplementedError):
        next(events)


def test_each_line_is_a_token_of_its_own(retriever: Retriever) -> None:
    """Quotes appear one by one, on lines of their own."""
    engine = FixedEngine(point(COORDINATOR), point("Zuiker verzamelde 55 publicaties"))
    events = list(make_assistant(retriever, engine=engine).stream(ANSWERABLE))

    assert [event.text for event in events if isinstance(event, Token)] == [
        f"“{COORDINATOR}” [1]",
        "\n“Zuiker verzamelde 55 publicaties” [2]",
    ]
    assert [citation.number for citation in ended(events).citations] == [1, 2]


def test_a_citation_that_is_used_twice_is_listed_once(retriever: Retriever) -> None:
    """Two lines with one number share one reference."""
    engine = FixedEngine(point(COORDINATOR), point(COORDINATOR))
    answer = make_assistant(retriever, engine=engine).answer(ANSWERABLE)

    assert citations.marks(answer.text) == (1,)
    assert len(answer.citations) == 1


def test_a_question_outside_the_sources_is_refused(assistant: Assistant) -> None:
    """A refusal cites nothing, keeps what was found, shows none of it, and leaves a way on."""
    answer = assistant.answer(UNANSWERABLE)

    assert_refused(answer)
    assert answer.passages
    assert answer.text == f"{texts.REFUSAL} {texts.REFUSAL_AGAIN}"
    assert answer.answerability < THRESHOLD


def test_the_threshold_is_the_gate(retriever: Retriever) -> None:
    """At the answerability of a question itself it is answered; just above, it is refused."""
    score = make_assistant(retriever).answer(ANSWERABLE).answerability

    assert make_assistant(retriever, threshold=score).answer(ANSWERABLE).answered
    assert_refused(make_assistant(retriever, threshold=score + 1e-9).answer(ANSWERABLE))


def test_what_is_not_sure_is_quoted_with_reserve(retriever: Retriever) -> None:
    """Just below the second line it is said that this only comes near, above two quotes at most."""
    score = make_assistant(retriever).answer(ANSWERABLE).answerability
    sure = make_assistant(retriever, sure=score).answer(ANSWERABLE)
    events = [*make_assistant(retriever, sure=score + 1e-9).stream(ANSWERABLE)]
    near = ended(events)

    assert (sure.outcome, near.outcome) == (Outcome.ANSWERED, Outcome.NEAR)
    assert near.answered
    assert near.text.startswith(f"{texts.NEAREST}\n")
    assert texts.NEAREST not in sure.text
    assert 1 <= len(near.citations) <= 2
    assert "".join(event.text for event in events if isinstance(event, Token)) == near.text


@pytest.mark.parametrize(("words", "shown"), [(20, ""), (21, " …")], ids=["whole", "cut"])
def test_a_refusal_shows_what_was_found_where_that_is_near(
    tmp_path: Path, words: int, shown: str
) -> None:
    """Its first twenty words, with a sign that there are more, and where they stand."""
    long = make_document(" ".join(["woord"] * words), source_id="brief")
    document = Document(
        long.source_id, long.kind, long.title, long.text, long.blocks, (Page(7, 0, len(long.text)),)
    )
    retriever = make_retriever(tmp_path, document)
    near = make_assistant(retriever, document=document, engine=FixedEngine(), threshold=0.0)

    assert near.answer("Wat kost een bos tulpen?").text == " ".join(
        [
            texts.REFUSAL,
            texts.REFUSAL_NEAREST.format(
                words=" ".join(["woord"] * 20) + shown, source="Auteur brief, 2020, p. 7"
            ),
            texts.REFUSAL_AGAIN,
        ]
    )


def test_a_refusal_leads_to_further_reading_in_a_source_that_has_it(tmp_path: Path) -> None:
    """The heading is named, with the source that it stands in."""
    document = make_document(COORDINATOR, source_id="brief", heading=texts.FURTHER_READING)
    assistant = make_assistant(make_retriever(tmp_path, document), document=document, threshold=2.0)

    assert assistant.answer(UNANSWERABLE).text == (
        f"{texts.REFUSAL} "
        "Stel je vraag eventueel anders, of kijk onder ‘Meer weten?’ in Auteur brief (2020)."
    )


def test_an_empty_index_refuses_without_an_example(tmp_path: Path) -> None:
    """Where nothing is found nothing is shown, and it is still an answer."""
    answer = make_assistant(make_empty_retriever(tmp_path)).answer(ANSWERABLE)

    assert_refused(answer)
    assert answer.text == f"{texts.REFUSAL} {texts.REFUSAL_AGAIN}"
    assert answer.passages == ()


@pytest.mark.parametrize(
    "engine",
    [
        pytest.param(FixedEngine(), id="nothing to say"),
        pytest.param(FixedEngine(point(COORDINATOR, chunk_id="elders")), id="an unknown passage"),
        pytest.param(FixedEngine(point(COORDINATOR, chunk_id="brief-5")), id="another passage"),
    ],
)
def test_without_a_quote_that_stands_there_is_no_answer(
    retriever: Retriever, engine: AnswerEngine
) -> None:
    """An engine that points at nothing, or outside what was found, leads to the refusal."""
    answer = make_assistant(retriever, engine=engine).answer(ANSWERABLE)

    assert_refused(answer)
    assert answer.engine == "vast"


def test_a_passage_that_is_no_hit_cannot_be_quoted(retriever: Retriever) -> None:
    """What stands in the index, but was not found for this question, is not cited."""
    engine = FixedEngine(point("Ponte zag"))

    assert_refused(make_assistant(retriever, engine=engine, top_k=1).answer(ANSWERABLE))


def test_what_stands_is_kept_where_other_quotes_fall(retriever: Retriever) -> None:
    """One false pointer does not take the good one with it; numbers leave no gap."""
    engine = FixedEngine(point(COORDINATOR, chunk_id="elders"), point(COORDINATOR))
    answer = make_assistant(retriever, engine=engine).answer(ANSWERABLE)

    assert answer.text == f"“{COORDINATOR}” [1]"


@pytest.mark.parametrize(
    ("said", "reply"),
    [("Hoi!", texts.GREETING), (" dank je wel ", texts.THANKS), ("Wat kun je?", texts.ABOUT_ME)],
)
def test_small_talk_is_answered_without_a_search(
    assistant: Assistant, retriever: RememberingRetriever, said: str, reply: str
) -> None:
    """Greetings and thanks get their fixed words at once, and no passages."""
    events = list(assistant.stream(said))
    answer = ended(events)

    assert events[0] == Token(reply)
    assert len(events) == 2
    assert retriever.asked == []
    assert (answer.text, answer.answered, answer.engine) == (reply, True, FIXED)
    assert (answer.citations, answer.passages) == ((), ())
    assert answer.question == said.strip()


FOLDED = "Zuiker verzamelde 55 publicaties"


def test_what_is_folded_comes_below_a_line_that_says_so(retriever: Retriever) -> None:
    """In the text; the tokens of it can be told apart, and so can the quotes."""
    engine = FixedEngine(point(COORDINATOR), replace(point(FOLDED), more=True))
    events = list(make_assistant(retriever, engine=engine).stream(ANSWERABLE))
    answer = ended(events)

    assert answer.text.splitlines() == [
        *(f"“{COORDINATOR}” [1]", f"{texts.MORE}:", f"“{FOLDED}” [2]")
    ]
    assert [event.more for event in events if isinstance(event, Token)] == [False, True]
    assert [quote.more for quote in answer.quotes] == [False, True]
    assert answer.verbatim == 2


def test_what_comes_nearest_is_from_two_passages_at_most(retriever: Retriever) -> None:
    """With reserve two quotes are seen, and a third from the same passages is folded."""
    parts = "De coördinator is", "het aanspreekpunt", "van de werkplaats."
    engine = FixedEngine(*map(point, parts), point(FOLDED), point("Ponte zag"))
    answer = make_assistant(retriever, engine=engine, sure=2.0).answer(ANSWERABLE)

    assert answer.note == texts.NEAREST
    assert [(quote.pieces[0].text, quote.more) for quote in answer.quotes] == [
        *((parts[0], False), (parts[1], False), (parts[2], True), (FOLDED, True))
    ]


@pytest.mark.parametrize(
    ("question", "sure", "shown"),
    [
        pytest.param("Vraagt een werkplaats zin?", 0.0, LIST, id="sure"),
        pytest.param("Vraagt een werkplaats zin?", 2.0, ONE_ITEM, id="near"),
        pytest.param("Welke dingen vraagt een werkplaats?", 2.0, LIST, id="list asked for"),
    ],
)
def test_of_a_list_that_was_not_asked_for_one_item_comes_near(
    tmp_path: Path, question: str, sure: float, shown: list[str]
) -> None:
    """The one that fits best, with what leads up to it; what was left out between is marked, and
    every word is still verbatim. Of what was asked for the list itself may be the answer."""
    path = tmp_path / "eisen.md"
    path.write_text("\n- ".join([f"# Eisen\n\n{LEAD_IN}\n", *ITEMS]), encoding="utf-8")
    document = reader.read(path, source_id="eisen", kind=Kind.EIGEN)
    (chunk,) = chunking.split(document)
    spans = [Span("eisen", one.start, one.end) for one in chunk.sentences]
    parts = [Part(span, Role.ITEM if place else Role.TEXT) for place, span in enumerate(spans)]
    whole = Statement(replace(spans[0], end=spans[-1].end), chunk.id, tuple(parts))
    assistant = make_assistant(
        make_retriever(tmp_path, document, chunks=(chunk,)),
        document=document,
        engine=FixedEngine(whole),
        threshold=0.0,
        sure=sure,
    )

    answer = assistant.answer(question)

    (quote,) = answer.quotes
    assert [piece.text for piece in quote.pieces] == shown
    assert ("namelijk … zin in samenwerken, en”" in answer.text) is (shown is ONE_ITEM)
    assert citations.unsupported(answer.text, answer.citations, Sources(document)) == ()
    assert answer.verbatim == 1


def test_nothing_stands_out_in_what_only_comes_near(retriever: Retriever) -> None:
    """Words in bold say that they answer, which an answer with reserve does not."""
    stated = point("De coördinator is het aanspreekpunt van de werkplaats.")
    words = replace(stated.cited, end=stated.cited.start + len("De coördinator"))
    engine = FixedEngine(replace(stated, answer=words))

    marks = [
        make_assistant(retriever, engine=engine, sure=sure).answer(ANSWERABLE).quotes[0].pieces[0]
        for sure in (0.0, 2.0)
    ]

    assert [piece.answer for piece in marks] == [(0, len("De coördinator")), None]


def test_an_english_question_hears_in_english_that_the_quotes_are_dutch(
    retriever: Retriever,
) -> None:
    """In one line; a refusal says in English what it is."""
    question = "Who is the contact of the coördinator and of the werkplaats?"
    answered = make_assistant(retriever, threshold=0.0).answer(question)
    refused = make_assistant(retriever, threshold=2.0).answer(question)

    assert answered.text.startswith(f"{texts.IN_ENGLISH}\n")
    assert refused.text.startswith(texts.REFUSAL)
    assert refused.text.endswith(texts.REFUSAL_ENGLISH)
    assert texts.IN_ENGLISH not in make_assistant(retriever).answer(ANSWERABLE).text


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("Vat samen in drie punten", texts.ORDER_REWORD),
        ("asdf", texts.NOT_UNDERSTOOD),
        ("Hoe citeer ik dit in APA?", texts.REFERENCE_NONE),
    ],
)
def test_orders_and_nonsense_get_fixed_words(
    assistant: Assistant, retriever: RememberingRetriever, said: str, reply: str
) -> None:
    """Without a search; how to refer to nothing is told as well."""
    answer = assistant.answer(said)

    assert (answer.text, answer.engine, retriever.asked) == (reply, FIXED, [])
    assert (answer.citations, answer.passages, answer.seconds.retrieve) == ((), (), 0.0)


def test_how_to_refer_to_the_answer_before(assistant: Assistant) -> None:
    """In a text and in a list of references: what that answer cites."""
    first = assistant.answer(ANSWERABLE)
    history = [ASKED, Turn("assistant", first.text)]

    asked = assistant.answer("Hoe citeer ik dit in APA?", history)

    assert asked.text.splitlines() == [
        texts.REFERENCE,
        "In je tekst: (Auteur brief, 2020)",
        "In je literatuurlijst: Auteur. (2020). *brief*.",
    ]
    refused = [Turn("user", UNANSWERABLE), Turn("assistant", texts.REFUSAL)]
    assert assistant.answer("En in APA?", refused).text == texts.REFERENCE_NONE


def test_a_follow_up_is_searched_with_the_question_before(
    assistant: Assistant, retriever: RememberingRetriever
) -> None:
    """*En waarom dat?* leans on what was asked; the answer says so, and cost one search."""
    said = "“Iets over Zuiker.” [1]"
    answer = assistant.answer("En waarom dat?", [ASKED, Turn("assistant", said)])

    assert retriever.asked == [(Query("En waarom dat?", ANSWERABLE, said), 10)]
    assert answer.question == "En waarom dat?"
    assert answer.understood == ANSWERABLE
    assert answer.passages[0].chunk.text == COORDINATOR


def test_a_follow_up_never_repeats_the_answer_before_it(assistant: Assistant) -> None:
    """What has been quoted is not quoted again; where nothing new is left, that is a refusal."""
    first = assistant.answer(ANSWERABLE)
    again = assistant.answer("En waarom dat?", [ASKED, Turn("assistant", first.text)])

    assert COORDINATOR in first.text
    assert f"“{COORDINATOR}”" not in again.text
    assert again.understood == ANSWERABLE


def test_a_whole_question_may_be_asked_again(assistant: Assistant) -> None:
    """Who asks the same again wants the same answer, not the next best."""
    first = assistant.answer(ANSWERABLE)
    again = assistant.answer(ANSWERABLE, [ASKED, Turn("assistant", first.text)])

    assert (again.text, again.understood) == (first.text, "")


def test_a_doubtful_question_is_searched_twice_at_most(retriever: RememberingRetriever) -> None:
    """By itself first; only when that is not sure, with the question before it."""
    question, history = "Wat zijn de nadelen?", [ASKED, Turn("assistant", COORDINATOR)]

    make_assistant(retriever, sure=0.0).answer(question, history)
    unsure = make_assistant(retriever, sure=1.0).answer(question, history)

    alone, with_subject = Query(question), Query(question, ANSWERABLE, COORDINATOR)
    assert [query for query, _ in retriever.asked] == [alone, alone, with_subject]
    assert unsure.understood in {"", ANSWERABLE}


def test_a_doubtful_question_that_is_refused_is_one_by_itself(
    retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    """*Wat is de hoofdstad van Australië?* is not read as more about what was asked before it,
    though with that it comes nearer."""
    search = retriever.search

    def nearer_with_context(query: Query, **given: Any) -> Evidence:
        return replace(search(query, **given), answerability=0.4 if query.context else 0.3)

    monkeypatch.setattr(retriever, "search", nearer_with_context)
    history = [ASKED, Turn("assistant", COORDINATOR)]
    understood = {
        threshold: make_assistant(retriever, threshold=threshold, sure=1.0)
        .answer("Wat zijn de nadelen?", history)
        .understood
        for threshold in (0.35, 0.45)
    }

    assert understood == {0.35: ANSWERABLE, 0.45: ""}


def test_a_question_that_stands_alone_ignores_its_history(
    assistant: Assistant, retriever: RememberingRetriever
) -> None:
    """The conversation does not colour a whole question."""
    question = "Wat maakt een schoolbestuur vrij voor docenten?"
    assistant.answer(question, [Turn("user", ANSWERABLE), Turn("assistant", COORDINATOR)])

    assert retriever.asked == [(Query(question), 10)]


def test_as_many_passages_as_asked_for(retriever: RememberingRetriever) -> None:
    """`top_k` reaches the search, and so the passages of the answer."""
    answer = make_assistant(retriever, top_k=2).answer(ANSWERABLE)

    assert retriever.asked == [(Query(ANSWERABLE), 2)]
    assert len(answer.passages) == 2


@pytest.mark.parametrize("question", ["", " \n", "a" * 2001, "wat\x00is"])
def test_what_is_no_question_is_an_error(
    assistant: Assistant, retriever: RememberingRetriever, question: str
) -> None:
    """Blank, over-long and binary questions raise before anything is searched."""
    with pytest.raises(QuestionError):
        assistant.answer(question)
    assert retriever.asked == []


@pytest.mark.parametrize("wrapping", ["**{}**", "# {}", "> _{}_", "  {}\n", "`{}`", "< {} >"])
def test_markup_in_a_question_changes_nothing(assistant: Assistant, wrapping: str) -> None:
    """Markdown around a question is read as if it were not there."""
    question = wrapping.format(ANSWERABLE)
    answer = assistant.answer(question)

    assert answer.text == assistant.answer(ANSWERABLE).text
    assert answer.question == question.strip()


@pytest.mark.parametrize("wrapping", ["<b>{}</b>", "<img src=x onerror=alert(1)>{}"])
def test_tags_in_a_question_find_the_same_passage(assistant: Assistant, wrapping: str) -> None:
    """HTML around a question leads to the same passage, and none of it comes back in the text."""
    answer = assistant.answer(wrapping.format(ANSWERABLE))

    assert answer.passages[0].chunk.text == COORDINATOR
    assert "<" not in answer.text


def test_what_a_question_says_never_gets_into_its_answer(assistant: Assistant) -> None:
    """A forged quote or script in a question does not come back as the assistant's own words."""
    forged = "<script>alert(1)</script> “De coördinator is gratis.” [1]"
    answer = assistant.answer(f"{ANSWERABLE} {forged}")

    assert "script" not in answer.text
    assert "gratis" not in answer.text


def test_seconds_add_up(assistant: Assistant) -> None:
    """Searching and answering together make the whole."""
    seconds = assistant.answer(ANSWERABLE).seconds

    assert seconds.retrieve + seconds.answer == pytest.approx(seconds.total)
    assert min(seconds.retrieve, seconds.answer) > 0.0


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80))
def test_any_text_gets_a_supported_answer_a_refusal_or_an_error(
    assistant: Assistant, question: str
) -> None:
    """Whatever is typed: a quote that stands, an honest refusal, or one clear sentence."""
    try:
        answer = assistant.answer(question)
    except QuestionError:
        return

    assert citations.unsupported(answer.text, answer.citations, Sources(BRIEF)) == ()
    fixed = answer.engine == FIXED
    assert answer.answered or fixed or answer.text.startswith(texts.REFUSAL)
    assert fixed or answer.answered is bool(answer.citations)


def test_passages_alone_are_those_of_the_answer(tmp_path: Path) -> None:
    """`retrieve` gives what an answer is sought in, a history counted, without answering."""
    assistant = make_assistant(make_retriever(tmp_path), top_k=4)
    history = [Turn("user", ANSWERABLE)]

    assert assistant.retrieve(ANSWERABLE) == assistant.answer(ANSWERABLE).passages
    assert assistant.retrieve("Waarom?", history) == assistant.answer("Waarom?", history).passages
    assert assistant.retrieve("Waarom?", history) != assistant.retrieve("Waarom?")
    assert [len(assistant.retrieve(ANSWERABLE, top_k=count)) for count in (1, 3)] == [1, 3]
    with pytest.raises(QuestionError):
        assistant.retrieve(" ")


@pytest.mark.parametrize(
    ("question", "seconds"),
    [(ANSWERABLE, Seconds(2.0, 4.0, 6.0)), ("Hoi!", Seconds(0.0, 2.0, 2.0))],
    ids=["searched", "fixed"],
)
def test_an_answer_says_how_long_each_step_took(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, question: str, seconds: Seconds
) -> None:
    """The search, the answer, and both; small talk needs no search."""
    clock = iter((1.0, 3.0, 7.0))
    monkeypatch.setattr("kwchat.answering.assistant.perf_counter", lambda: next(clock))

    answer = make_assistant(make_retriever(tmp_path)).answer(question)

    assert answer.seconds == seconds
    assert (answer.answerability == 1.0) is (answer.engine == FIXED)
