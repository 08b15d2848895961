"""Which questions can be searched with, and what a follow-up leans on."""

import pytest

from kwchat.answering import conversation
from kwchat.answering.answer import Query, Turn
from kwchat.errors import QuestionError

ASKED = Turn("user", "Wat zijn de voordelen van één gemeenschappelijk thema?")
ANSWERED = Turn("assistant", "“Als een werkplaats een thema heeft, lijkt dit voordelen te hebben.”")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        pytest.param("", "leeg", id="empty"),
        pytest.param(" \n\t ", "leeg", id="blank"),
        pytest.param("a" * 2001, "2001", id="too long"),
        pytest.param("wat\x00is", "geen tekst", id="null byte"),
        pytest.param("wat \ud800 is", "geen tekst", id="lone surrogate"),
        pytest.param("wat \ue000 is", "geen tekst", id="private sign"),
        pytest.param("wat \u0378 is", "geen tekst", id="unassigned sign"),
    ],
)
def test_what_cannot_be_searched_gets_a_sentence(question: str, words: str) -> None:
    """Blank, over-long and binary questions raise a Dutch sentence that says what is wrong."""
    with pytest.raises(QuestionError, match=words):
        conversation.checked(question)


def test_a_question_may_have_lines() -> None:
    """Line breaks and tabs are how people type, and no control characters to refuse."""
    assert (
        conversation.checked("Wat is\r\n\teen werkplaats? 🦆") == "Wat is\r\n\teen werkplaats? 🦆"
    )


def test_a_question_of_the_longest_length_is_allowed() -> None:
    """The limit itself is still a question; outer white space does not count."""
    assert len(conversation.checked(" " + "a" * conversation.MAX_CHARACTERS + "\n")) == 2000


@pytest.mark.parametrize(
    "question", ["En de nadelen?", "Waarom?", "Wie doet dat?", "Hoe zit het met de school zelf?"]
)
def test_a_follow_up_is_searched_with_what_it_leans_on(question: str) -> None:
    """An elliptical question carries the question before it along."""
    assert conversation.query(question, [ASKED, ANSWERED]) == Query(question, ASKED.content)


@pytest.mark.parametrize(
    ("question", "leans"),
    [
        pytest.param("Wat doen schoolbesturen met leraren en onderzoekers?", False, id="whole"),
        pytest.param("Maar wat doen schoolbesturen met leraren en onderzoekers?", True, id="opens"),
        pytest.param(
            "Wat doen schoolbesturen daarmee voor leraren en onderzoekers?", True, id="points"
        ),
        pytest.param("Wat doen leraren en onderzoekers?", True, id="two content words"),
        pytest.param("Wat doen besturen, leraren en onderzoekers?", False, id="three"),
        pytest.param("What about teachers, boards and researchers?", True, id="in English"),
    ],
)
def test_each_sign_of_leaning_back_is_enough(question: str, leans: bool) -> None:
    """How it opens, a word that points, or little to go by."""
    assert conversation.leans_back(question) is leans


def test_a_whole_question_stands_alone() -> None:
    """A question that names its subject is not coloured by the conversation."""
    question = "Wat kan een schoolbestuur voor schooldirecteuren betekenen?"

    assert conversation.query(question, [ASKED, ANSWERED]) == Query(question)


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("<b>Wat kost</b> het?", "Wat kost  het?"),
        ("1 < 2 en 3 > 2?", "1 < 2 en 3 > 2?"),
        ("<b>", "<b>"),
    ],
    ids=["tags", "no tags", "nothing else"],
)
def test_tags_are_not_searched_with(question: str, searched: str) -> None:
    """What stands between them is; a question of a tag alone is left as it is."""
    assert conversation.query(question, []) == Query(searched)


def test_a_follow_up_without_history_stands_alone() -> None:
    """There is nothing to lean on in the first question."""
    assert conversation.query("En de nadelen?", []) == Query("En de nadelen?")


def test_a_chain_of_follow_ups_reaches_its_subject() -> None:
    """A follow-up to a follow-up is searched with the question that names the subject."""
    history = [ASKED, ANSWERED, Turn("user", "En de nadelen?"), ANSWERED]

    query = conversation.query("Waarom?", history)

    assert query.context == f"{ASKED.content} En de nadelen?"


def test_a_long_chain_leans_on_the_last_ten_questions() -> None:
    """Who follows up all afternoon is searched with the latest, in order, and no others."""
    asked = [f"En vraag {number}?" for number in range(12)]

    query = conversation.query("Waarom?", [Turn("user", question) for question in asked])

    assert query.context == " ".join(asked[2:])


def test_a_conversation_without_end_costs_no_more_than_a_question() -> None:
    """Anyone may send a history over the web; what is searched with stays as long as a question."""
    history = [Turn("user", f"En de nadelen van {number}?" * 1000) for number in range(1000)]

    query = conversation.query("Waarom?", history)

    assert len(query.context) == conversation.MAX_CHARACTERS
    assert "van 999?" in query.context
