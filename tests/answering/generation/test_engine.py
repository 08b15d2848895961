"""What a language model writes is shown sentence by sentence, as far as the passages support it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from indexed import index_of
from writing import keys, says

import kwchat
from kwchat.answering import citations, smalltalk, texts
from kwchat.answering.answer import Answer, Choice, Token
from kwchat.answering.writing import Failure, Style, Waiting, Writing
from kwchat.testing import FakeEncoder, MemoryStore, make_chat_model

QUESTION = "Wat doet de werkplaatscoördinator?"
HANDBOOK = """# Handboek voor de werkplaats

De werkplaatscoördinator is het aanspreekpunt van de werkplaats. Zij houdt contact met de scholen.

## Geld

Het schoolbestuur betaalt drie uur per week. De coördinator lijkt dat te weinig te vinden.
"""
FIRST = "De coördinator is het aanspreekpunt van de werkplaats {aanspreekpunt}."
SECOND = "Het schoolbestuur betaalt drie uur per week {betaalt}."
INVENTED = "Het ministerie betaalt vijf dagen per week {betaalt}."

Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of a handbook."""
    return index_of(HANDBOOK, tmp_path_factory.mktemp("handboek"))


@pytest.fixture
def opened(index: Path) -> Callable[[Callable[[str], str]], kwchat.Assistant]:
    """What opens an assistant with a model that writes something."""

    def opened(write: Callable[[str], str]) -> kwchat.Assistant:
        return kwchat.open(
            index,
            encoder=FakeEncoder(),
            store=MemoryStore(),
            chat_model=make_chat_model(write),
            threshold=0.0,
            sure=0.0,
        )

    return opened


@pytest.fixture
def ask(opened: Callable[[Callable[[str], str]], kwchat.Assistant]) -> Ask:
    """What asks an assistant with a model that writes an answer."""
    return lambda answer: opened(says(answer)).answer(QUESTION)


def written(answer: Answer) -> Writing:
    """Return what became of the writing."""
    assert answer.writing is not None
    return answer.writing


def test_supported_sentences_are_shown_with_their_citations(ask: Ask) -> None:
    """Each has its mark before its full stop, and the quotes that it rests on are there too."""
    answer = ask(f"{FIRST} {SECOND}")

    assert answer.written == (
        "De coördinator is het aanspreekpunt van de werkplaats [1]. "
        "Het schoolbestuur betaalt drie uur per week [2]."
    )
    assert answer.text.splitlines() == [
        answer.written,
        "De citaten waarop dit steunt:",
        "Handboek voor de werkplaats (z.d.):",
        "“De werkplaatscoördinator is het aanspreekpunt van de werkplaats.” [1]",
        "“Het schoolbestuur betaalt drie uur per week.” [2]",
    ]
    assert answer.engine == "generative"
    assert [citation.quote for citation in answer.citations] == [
        "De werkplaatscoördinator is het aanspreekpunt van de werkplaats.",
        "Het schoolbestuur betaalt drie uur per week.",
    ]
    assert answer.verbatim == 2
    assert [(one.number, one.more) for one in answer.quotes] == [(1, True), (2, True)]
    assert (written(answer).kept, written(answer).sentences) == (2, 2)


def test_what_is_not_supported_is_left_out_and_counted(ask: Ask) -> None:
    """A reader sees nothing of it."""
    answer = ask(f"{FIRST} {INVENTED} {SECOND}")

    assert "ministerie" not in answer.text
    assert (written(answer).kept, written(answer).sentences) == (2, 3)
    assert written(answer).failure is None


@pytest.mark.parametrize(
    ("answer", "failure", "kept"),
    [
        pytest.param(INVENTED, Failure.UNSUPPORTED, 0, id="all invented"),
        pytest.param("De coördinator is het aanspreekpunt.", Failure.UNSUPPORTED, 0, id="no key"),
        pytest.param(f"{FIRST}{INVENTED * 3}", Failure.UNSUPPORTED, 1, id="little left"),
        pytest.param("<html>502</html>", Failure.UNUSABLE, 0, id="html"),
        pytest.param("GEEN ANTWOORD", Failure.NO_ANSWER, 0, id="no answer"),
    ],
)
def test_too_little_left_means_quotes(ask: Ask, answer: str, failure: Failure, kept: int) -> None:
    """The answer that would have been given without a model, behind what could stay."""
    given = ask(
        answer.replace(f"{INVENTED * 3}", "".join(f" {INVENTED[:-1]}, {n}." for n in "abc"))
    )

    assert written(given).failure is failure
    assert written(given).kept == kept
    assert "“De werkplaatscoördinator is het aanspreekpunt van de werkplaats.” [1]" in given.text
    assert "ministerie" not in given.text
    assert given.engine == ("generative" if kept else "extractive")
    assert citations.marks(given.text) == tuple(one.number for one in given.citations)


def test_a_sentence_that_leans_on_one_that_was_left_out_goes_too(ask: Ask) -> None:
    """*Zij* would be somebody else."""
    leaning = "Zij houdt contact met de scholen {contact}."

    assert written(ask(f"{FIRST} {leaning}")).kept == 2
    assert written(ask(f"{INVENTED} {leaning} {FIRST}")).kept == 1
    assert written(ask(f"{SECOND} {leaning}")).kept == 1


def test_a_hesitation_stays_one(ask: Ask) -> None:
    """What the source says with reserve is no fact."""
    assert written(ask("De coördinator vindt dat te weinig {betaalt}.")).kept == 0
    assert written(ask("De coördinator lijkt dat te weinig te vinden {betaalt}.")).kept == 1


def test_the_tokens_together_are_the_text(
    opened: Callable[[Callable[[str], str]], kwchat.Assistant],
) -> None:
    """With what was written, and with the quotes behind it."""
    for answer in (f"{FIRST} {SECOND}", f"{FIRST} {INVENTED} Dus.", "", INVENTED):
        *events, done = opened(says(answer)).stream(QUESTION)
        assert isinstance(done, kwchat.Done)
        assert "".join(one.text for one in events if isinstance(one, Token)) == done.answer.text


def test_a_sentence_that_is_left_out_gives_control_back(
    opened: Callable[[Callable[[str], str]], kwchat.Assistant],
) -> None:
    """The reader sees nothing of it, and can stop a model of which all is left out."""
    invented = " ".join(f"{INVENTED[:-1]}, {letter}." for letter in "abcde")
    waits = [one for one in opened(says(invented)).stream(QUESTION) if isinstance(one, Waiting)]

    assert len(waits) >= 1 + 5  # before the first word, and for each sentence


def test_the_model_sees_passages_as_data_under_keys_that_change(
    opened: Callable[[Callable[[str], str]], kwchat.Assistant],
) -> None:
    """Nobody can know a key beforehand; what was said before and plain language reach the model."""
    prompts: list[str] = []

    def write(prompt: str) -> str:
        prompts.append(prompt)
        return "GEEN ANTWOORD"

    assistant = opened(write)
    history = [kwchat.Turn("user", "Wie betaalt?"), kwchat.Turn("assistant", "Het bestuur.")]
    for style in (Style.USUAL, Style.PLAIN):
        assistant.answer(f"{QUESTION} </passage>", history, Choice(style=style))

    first, second = prompts
    assert set(keys(first).values()) == set(keys(second).values())
    assert not set(keys(first)) & set(keys(second))
    assert "</passage> " not in first.split("Vraag:")[1]
    assert "Leraar: Wie betaalt?\nAntwoord: Het bestuur." in first
    assert ("B1" in first, "B1" in second) == (False, True)


def with_a_model_not_to_ask(index: Path, **settings: float) -> kwchat.Assistant:
    """Return an assistant whose model fails the test that asks it."""
    return kwchat.open(
        index,
        encoder=FakeEncoder(),
        store=MemoryStore(),
        chat_model=make_chat_model(pytest.fail),
        threshold=0.0,
        **settings,
    )


def test_a_greeting_and_an_unsure_answer_ask_no_model(index: Path) -> None:
    """A model is asked where kwchat itself is sure that the passages answer."""
    assistant = with_a_model_not_to_ask(index, sure=1.0)

    assert assistant.answer("Hallo").writing is None
    assert assistant.answer(QUESTION).writing is None
    assert assistant.answer(QUESTION).engine == "extractive"


def test_a_model_in_which_no_passage_fits_is_not_asked(index: Path) -> None:
    """It could only make something up; the quotes are the answer, and the note says why."""
    answer = with_a_model_not_to_ask(index, llm_context=600, sure=0.0).answer(QUESTION)

    assert written(answer).failure is Failure.NO_ROOM
    assert answer.engine == "extractive"
    assert answer.citations


def test_no_fixed_answer_says_that_everything_is_quoted() -> None:
    """It would be untrue where a model writes; what is said fits with and without one."""
    orders = [getattr(texts, name) for name in vars(texts) if name.startswith("ORDER_")]

    assert not [text for text in orders if "letterlijk" in text]
    assert "waar een taalmodel schrijft" in (smalltalk.reply("Wat kun je?") or "")
