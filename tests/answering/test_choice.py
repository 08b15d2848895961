"""A choice of documents limits the search, in vectors and in words; what is gone of it is said."""

from pathlib import Path

import pytest
from searched import Sources

from kwchat.answering import texts
from kwchat.answering.answer import EVERYTHING, Choice
from kwchat.answering.assistant import Assistant
from kwchat.answering.extractive import ExtractiveEngine
from kwchat.answering.retriever import Retriever, Weights
from kwchat.answering.wire import choice_of, question_from_json
from kwchat.errors import QuestionError
from kwchat.index.keywords import KeywordIndex
from kwchat.index.library import Library
from kwchat.reading.document import Kind
from kwchat.testing import FakeEncoder, MemoryStore, make_chunks, make_document, make_vectors

BOARD = make_document(
    "Het schoolbestuur maakt tijd vrij voor docenten.", source_id="bestuur", kind=Kind.BRON
)
PLAN = make_document(
    "De coördinator maakt tijd vrij voor het netwerk.",
    "Het bestuur vergadert.",
    source_id="eigen/plan",
)
QUESTION = "Wie maakt tijd vrij?"


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    """An assistant that knows two documents, of two kinds."""
    library, store = Library(tmp_path / "library"), MemoryStore()
    chunks = []
    for document in (BOARD, PLAN):
        own = make_chunks(document)
        library.put(
            document, own, FakeEncoder().encode_passages([one.embedded_text for one in own])
        )
        store.upsert(own, make_vectors(own))
        chunks += own
    sources = Sources(BOARD, PLAN)
    return Assistant(
        retriever=Retriever(
            store=store,
            library=library,
            keywords=KeywordIndex.build(chunks),
            encoder=FakeEncoder(),
            weights=Weights(),
        ),
        engine=ExtractiveEngine(documents=sources, references=sources),
        documents=sources,
        references=sources,
        threshold=0.0,
        kinds={"bestuur": Kind.BRON, "eigen/plan": Kind.EIGEN},
    )


def found(assistant: Assistant, choice: Choice) -> set[str]:
    """Return the sources in which passages are found."""
    return {hit.chunk.source_id for hit in assistant.retrieve(QUESTION, choice=choice)}


@pytest.mark.parametrize(
    ("choice", "sources"),
    [
        (EVERYTHING, {"bestuur", "eigen/plan"}),
        (Choice(("eigen/plan",)), {"eigen/plan"}),
        (Choice(("bestuur", "eigen/plan")), {"bestuur", "eigen/plan"}),
        (Choice((), (Kind.BRON,)), {"bestuur"}),
        (Choice(("eigen/plan",), (Kind.EIGEN, Kind.BRIEF)), {"eigen/plan"}),
        (Choice(("eigen/plan", "weg")), {"eigen/plan"}),
        (Choice(("weg",)), {"bestuur", "eigen/plan"}),
        (Choice(("eigen/plan",), (Kind.BRON,)), {"bestuur", "eigen/plan"}),
        (Choice(("eigen/",)), {"eigen/plan"}),
        (Choice(("eigen/", "bestuur")), {"bestuur", "eigen/plan"}),
        (Choice(("eig/",)), {"bestuur", "eigen/plan"}),
        (Choice(("eigen/",), (Kind.BRON,)), {"bestuur", "eigen/plan"}),
        (Choice((), (Kind.SAMENVATTING,)), {"bestuur", "eigen/plan"}),
    ],
    ids=[
        "all",
        "one",
        "both",
        "kind",
        "one of a kind",
        "half gone",
        "gone",
        "neither",
        "folder",
        "folder and one",
        "no folder",
        "folder of no kind",
        "no kind",
    ],
)
def test_only_what_was_chosen_is_searched(
    assistant: Assistant, choice: Choice, sources: set[str]
) -> None:
    """And all of it where nothing of the choice is there."""
    assert found(assistant, choice) == sources


@pytest.mark.parametrize(
    ("choice", "note"),
    [
        (EVERYTHING, ""),
        (Choice(("eigen/plan",)), ""),
        (Choice((), (Kind.BRON,)), ""),
        (Choice(("eigen/plan", "weg")), texts.CHOICE_PARTLY),
        (Choice(("weg",)), texts.CHOICE_GONE),
        (Choice(("eigen/plan",), (Kind.BRON,)), texts.CHOICE_GONE),
    ],
)
def test_what_is_gone_of_a_choice_is_said(assistant: Assistant, choice: Choice, note: str) -> None:
    """With the answer; nothing is said of a choice that is there."""
    answer = assistant.answer(QUESTION, choice=choice)

    assert answer.choice_note == note
    assert answer.citations


def test_the_quotes_come_from_what_was_chosen(assistant: Assistant) -> None:
    """Two choices, two answers to one question."""
    quoted = [
        assistant.answer(QUESTION, choice=Choice((one,))).citations[0].source_id
        for one in ("eigen/plan", "bestuur")
    ]

    assert quoted == ["eigen/plan", "bestuur"]


def test_a_choice_is_read_with_the_question() -> None:
    """Names of sources, and kinds; null is no choice."""
    asked = question_from_json(b'{"question": "Wie?", "sources": ["a/b"], "kinds": ["eigen"]}')

    assert asked.choice == Choice(("a/b",), (Kind.EIGEN,))
    assert question_from_json(b'{"question": "Wie?", "sources": null}').choice == EVERYTHING


@pytest.mark.parametrize(
    "given",
    [{"sources": "a"}, {"sources": [1]}, {"sources": {"a": 1}}, {"kinds": ["boek"]}, {"kinds": 3}],
)
def test_what_is_no_choice_is_refused(given: dict[str, object]) -> None:
    """By the name of its field."""
    with pytest.raises(QuestionError, match=next(iter(given))):
        choice_of(given)
