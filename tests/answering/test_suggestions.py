"""Questions to go on with are asked first: only what is surely answered, and new, is offered."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from scripted import (
    BOARD,
    COORDINATOR,
    COORDINATOR_QUESTION,
    HITS,
    MONITOR,
    REFUSAL,
    coordinator_answer,
    make_answer,
    make_chunk,
    make_citation,
)

from kwchat.answering import texts
from kwchat.answering.answer import (
    EVERYTHING,
    Answer,
    Choice,
    Done,
    Event,
    Hit,
    Token,
    Turn,
)
from kwchat.answering.suggestions import MOST, suggestions
from kwchat.errors import NotReadyError

LEAVE, HOMEWORK = "Verlof aanvragen", "Huiswerk"
ABOUT_LEAVE, ABOUT_HOMEWORK = (
    texts.ABOUT_HEADING.format(heading=heading) for heading in (LEAVE, HOMEWORK)
)


class Knowing:
    """Answers from a table, refuses all else, and remembers what it was asked."""

    def __init__(self, **answers: Answer) -> None:
        self._answers = answers
        self.asked: list[str] = []

    def stream(
        self, question: str, _history: Sequence[Turn], _choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield the events of one answer."""
        self.asked.append(question)
        refusal = make_answer(question, REFUSAL, answered=False)
        yield Token("…")
        yield Done(self._answers.get(question, refusal))


def knowing(answers: dict[str, Answer]) -> Knowing:
    """Return an assistant with a table of answers."""
    assistant = Knowing()
    assistant._answers = answers
    return assistant


def quoting(words: str) -> Answer:
    """Return an answer that quotes words."""
    return make_answer("", f"“{words}” [1]", make_citation(1, words, MONITOR))


def found_beside(*sections: str, score: float = HITS[0].score) -> Answer:
    """Return an answer beside which passages below headings were found, with a score each."""
    chunks = (
        make_chunk("Tekst.", name=section, start=n, page=None, section=section)
        for n, section in enumerate(sections)
    )
    hits = tuple(Hit(chunk, score, 0.5, 0.5) for chunk in chunks)
    return replace(coordinator_answer(), passages=(HITS[0], *hits))


def test_a_heading_that_was_not_quoted_becomes_a_question() -> None:
    """If it is surely answered, with words that the answer did not have."""
    beside = found_beside(LEAVE)

    assert suggestions(beside, knowing({ABOUT_LEAVE: quoting(BOARD)})) == (ABOUT_LEAVE,)
    assert suggestions(beside, knowing({ABOUT_LEAVE: quoting(COORDINATOR)})) == ()


def test_what_was_found_far_below_the_best_is_not_offered() -> None:
    """It shares little more than a word with the question."""
    assistant = knowing({ABOUT_LEAVE: quoting(BOARD)})
    best = HITS[0].score

    assert suggestions(found_beside(LEAVE, score=0.71 * best), assistant) == (ABOUT_LEAVE,)
    assert suggestions(found_beside(LEAVE, score=0.69 * best), assistant) == ()


def test_what_is_not_surely_answered_is_not_offered() -> None:
    """What comes near, what is refused, and what says the same as another."""
    near = replace(quoting(BOARD), reserved=True)
    twice = {ABOUT_LEAVE: quoting(BOARD), ABOUT_HOMEWORK: quoting(BOARD)}
    beside = found_beside(LEAVE, HOMEWORK)

    assert suggestions(beside, knowing({ABOUT_LEAVE: near})) == ()
    assert suggestions(beside, knowing({})) == ()
    assert suggestions(beside, knowing(twice)) == (ABOUT_LEAVE,)


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("De werkplaats in Amsterdam (WOA)", "Wat staat er over de werkplaats in Amsterdam (WOA)?"),
        ("Het verzuim.", "Wat staat er over het verzuim?"),
        ("Succesfactoren", "Wat staat er over ‘Succesfactoren’?"),
        ("Waarden en normen", "Wat staat er over ‘Waarden en normen’?"),
        ("Wie kan verlof aanvragen?", "Wie kan verlof aanvragen?"),
    ],
)
def test_a_heading_is_asked_about_as_a_person_would(heading: str, question: str) -> None:
    """One with an article fits in the sentence; any other is named; a question stands as it is."""
    found = suggestions(found_beside(heading), knowing({question: quoting(BOARD)}))

    assert found == (question,)


@pytest.mark.parametrize(
    "heading",
    [
        "Begin",
        "Kort antwoord",
        "Inleiding",
        "Bijlage 3",
        "Colofon",
        "Meer weten?",
        "Wat voor studie het is",
        "Waarom een werkplaats ontstaat",
        f"Verlof {'in bijzondere omstandigheden ' * 3}",
    ],
)
def test_a_heading_that_names_no_subject_is_passed_over(heading: str) -> None:
    """A part of a text, a clause, what is too short or too long: nothing is asked about it."""
    silent = knowing({})

    assert suggestions(found_beside(heading), silent) == ()
    assert silent.asked == []


def test_after_a_refusal_nothing_is_offered() -> None:
    """What was found then has nothing to do with what was asked."""
    refused = make_answer("Hoe hoog is de Domtoren?", REFUSAL, answered=False)
    beside = replace(refused, passages=found_beside(LEAVE).passages)

    assert suggestions(beside, knowing({ABOUT_LEAVE: quoting(BOARD)})) == ()


def test_a_question_of_a_source_is_asked_as_it_stands() -> None:
    """A passage that asks something, and a heading that does."""
    words = "Hoe vinden scholen tijd voor onderzoek?"
    asking = make_chunk(words, name="vraag", start=0, page=None, section="Wat kost een jaar?")
    answer = replace(coordinator_answer(), passages=(HITS[0], Hit(asking, HITS[0].score, 0.5, 0.5)))
    known = {words: quoting(BOARD), "Wat kost een jaar?": quoting(COORDINATOR[:40])}

    assert suggestions(answer, knowing(known)) == (words, "Wat kost een jaar?")


def test_no_more_are_offered_or_tried_than_help() -> None:
    """Three at the most, and no search without end for them."""
    sections = [f"Huiswerk {n}" for n in range(30)]
    answer = found_beside(*sections)
    known = {
        texts.ABOUT_HEADING.format(heading=section): quoting(COORDINATOR[n : n + 20])
        for n, section in enumerate(sections)
    }
    silent = knowing({})

    assert len(suggestions(answer, knowing(known))) == MOST
    assert suggestions(answer, silent) == ()
    assert len(silent.asked) < len(sections) / 2


def test_the_question_itself_is_not_offered() -> None:
    """Nor is anything offered while nothing can be answered: that is the asker's to hear."""
    same = make_chunk(COORDINATOR_QUESTION, name="zelf", start=0, page=None, section="")
    answer = replace(coordinator_answer(), passages=(HITS[0], Hit(same, 0.5, 0.5, 0.5)))

    class Closed:
        def stream(
            self, _question: str, _history: Sequence[Turn], _choice: Choice = EVERYTHING
        ) -> Iterator[Event]:
            raise NotReadyError("straks")

    assert suggestions(answer, knowing({COORDINATOR_QUESTION: quoting(BOARD)})) == ()
    with pytest.raises(NotReadyError):
        suggestions(found_beside(LEAVE), Closed())
