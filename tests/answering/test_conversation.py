"""Which questions can be searched with, and how they are read in their conversation."""

import pytest

from kwchat.answering import conversation, texts
from kwchat.answering.answer import Query, Turn
from kwchat.errors import QuestionError

ASKED = Turn("user", "Wat zijn de voordelen van één gemeenschappelijk thema?")
SAID = "“Als een werkplaats een thema heeft, lijkt dit voordelen te hebben.” [1]"
TALK = [ASKED, Turn("assistant", SAID)]


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
    "question",
    [
        pytest.param("En de nadelen?", id="opens with en"),
        pytest.param("Waarom?", id="a bare question word"),
        pytest.param("Wie doet dat?", id="a bare pronoun"),
        pytest.param("Hoeveel is dat per jaar?", id="a pronoun in the middle"),
        pytest.param("Hoe heet het dan?", id="one common word"),
        pytest.param("en in het mbo?", id="small letters"),
        pytest.param("What about them?", id="English"),
    ],
)
def test_a_follow_up_is_searched_with_what_it_leans_on(question: str) -> None:
    """A question that points back, or has no word of its own, carries the one before it along."""
    assert conversation.readings(question, TALK)[-1] == Query(question, ASKED.content, SAID)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("Wat kan een schoolbestuur voor schooldirecteuren betekenen?", id="whole"),
        pytest.param("rol schoolbestuur?", id="two words"),
        pytest.param("Hoe heet het boek dat over de werkplaats verscheen?", id="relative dat"),
        pytest.param("En wat doet een werkplaatscoördinator?", id="opens with en"),
        pytest.param("Waarom is Sirius uit de werkplaats gestapt?", id="waarom"),
        pytest.param("Welke werkplaats is er in Tilburg, en wanneer begon die?", id="own die"),
    ],
)
def test_a_question_with_a_subject_stands_alone(question: str) -> None:
    """A question that names its subject is not coloured by the conversation, whatever its form."""
    assert conversation.readings(question, TALK) == (Query(question),)


def test_what_only_names_something_is_written_out_first() -> None:
    """However rare the name: what is asked of it is in the question before, also for the next."""
    question = "En Rotterdams Talent?"

    written_out, query = conversation.readings(question, TALK)
    (following,) = conversation.readings("Waarom?", [*TALK, Turn("user", question)])

    assert written_out == Query(question, ASKED.content, SAID, only_names=True)
    assert query == Query(question)
    assert following.context == ASKED.content


def test_a_question_that_tells_little_is_tried_by_itself_first() -> None:
    """Where the form does not tell, the search decides."""
    question = "Wat zijn de nadelen?"

    alone, with_subject = conversation.readings(question, TALK)

    assert alone == Query(question)
    assert with_subject == Query(question, ASKED.content, SAID)


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
    assert conversation.readings(question, []) == (Query(searched),)


def test_a_follow_up_without_history_stands_alone() -> None:
    """There is nothing to lean on in the first question."""
    assert conversation.readings("En de nadelen?", []) == (Query("En de nadelen?"),)


def test_the_third_turn_leans_on_the_question_that_stood_alone() -> None:
    """A follow-up to a follow-up is read with the question that names the subject; all that has
    been answered since is said."""
    second = Turn("assistant", "“Nadelig is dat het knelt.” [1]")
    history = [*TALK, Turn("user", "En de nadelen?"), second]

    (query,) = conversation.readings("Waarom?", history)

    assert query == Query("Waarom?", ASKED.content, f"{SAID}\n\n{second.content}")


def test_a_follow_up_leans_on_the_last_subject() -> None:
    """After a change of subject the follow-up is about the new one, and the old answer is free to
    be given again."""
    board = Turn("user", "Wat doet een schoolbestuur?")
    history = [*TALK, board, Turn("assistant", "“Het besturen.” [1]")]

    (query,) = conversation.readings("En waarom?", history)

    assert query == Query("En waarom?", board.content, "“Het besturen.” [1]")


def test_what_a_refusal_shows_has_not_been_given_as_an_answer() -> None:
    """The nearest passage may well answer the question that follows."""
    refused = Turn("assistant", f"{texts.REFUSAL} Wel gevonden: ‘Nadelig is dat het knelt.’")

    *_, query = conversation.readings("En de nadelen?", [ASKED, refused])

    assert query.said == ""


@pytest.mark.parametrize(
    ("words", "was_said"),
    [
        pytest.param("Het bestuur stuurt.", True, id="a sentence"),
        pytest.param("Het bestuur stuurt (Zuiker et al., 2017).", True, id="with its evidence"),
        pytest.param("Het bestuur stuurt niet.", False, id="another sentence"),
        pytest.param("De coördinator (in het begin) helpt.", False, id="brackets inside"),
    ],
)
def test_a_sentence_is_recognised_in_what_was_said(words: str, was_said: bool) -> None:
    """Evidence in brackets behind a sentence, which some faces leave out, does not count."""
    said = "Volgens de brief:\n“Eerst dit. Het bestuur stuurt.” [1]\n“De coördinator helpt.” [2]"

    assert Query("En?", "Wie?", said).was_said(words) is was_said


def test_in_an_empty_conversation_nothing_was_said() -> None:
    """Not even an empty sentence."""
    assert not Query("Wie?").was_said("")


def test_a_long_chain_leans_on_the_last_ten_exchanges() -> None:
    """Who follows up all afternoon without a subject is read with the first of the latest."""
    asked = [f"En vraag {number}?" for number in range(12)]
    talk = [turn for text in asked for turn in (Turn("user", text), Turn("assistant", "Zo."))]

    (query,) = conversation.readings("Waarom?", talk)

    assert query.context == asked[2]


def test_a_conversation_without_end_costs_no_more_than_a_question() -> None:
    """Anyone may send a history over the web; what is searched with stays as long as a question."""
    history = [Turn("user", f"En de nadelen van {number}?" * 1000) for number in range(1000)]

    query = conversation.readings("Waarom?", history)[-1]

    assert len(query.context) == conversation.MAX_CHARACTERS
    assert "van 999?" in query.context
