"""What a language model is sent fits in it: passages are cut behind a sentence, old turns go."""

from collections.abc import Sequence

import pytest
from writing import keys

from kwchat.answering.answer import Hit, Turn
from kwchat.answering.generation.models import ANSWER_TOKENS
from kwchat.answering.generation.prompts import (
    LARGEST_PROMPT,
    SMALLEST_PROMPT,
    Prompt,
    prompt,
)
from kwchat.testing import make_chunk

QUESTION = "Wat doet de werkplaatscoördinator?"
# Six passages of twenty sentences, each of which names its passage and its place.
PASSAGES = [
    " ".join(f"In passage {name} staat op plaats {place} een gewone zin." for place in range(1, 21))
    for name in ("een", "twee", "drie", "vier", "vijf", "zes")
]
CHARACTERS = 3  # per token, at the least
SMALLEST_CONTEXT = SMALLEST_PROMPT + ANSWER_TOKENS


def asked(
    passages: Sequence[str] = PASSAGES,
    turns: Sequence[Turn] = (),
    *,
    question: str = QUESTION,
    plain: bool = False,
    context: int,
    answer: int = ANSWER_TOKENS,
) -> Prompt:
    """Return what a model is asked about passages, each of a source of its own."""
    chunks = [make_chunk(text, f"bron-{place}") for place, text in enumerate(passages)]
    hits = [Hit(chunk, 1.0, 1.0, 1.0) for chunk in chunks]
    return prompt(question, hits, turns, plain=plain, context=context, answer=answer)


def length(made: Prompt) -> int:
    """Return how many characters a model is sent."""
    return sum(len(text) for _, text in made.messages)


def sent(made: Prompt) -> list[str]:
    """Return the passages that a model is sent, best first."""
    return list(keys(made.messages[1][1]).values())


@pytest.mark.parametrize("context", [SMALLEST_CONTEXT, 2300, 2600, 8000])
@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("question", [QUESTION, "Waarom? " * 250])
def test_all_of_it_fits_with_room_for_the_answer(context: int, plain: bool, question: str) -> None:
    """Whatever is asked, and however much was said before."""
    long = [Turn("user", "Een vraag. " * 200), Turn("assistant", "Een antwoord. " * 200)]
    turns = [*long, *[Turn("user", "En dan?"), Turn("assistant", "Dan niet.")] * 50]
    made = asked(turns=turns, plain=plain, question=question, context=context)

    assert length(made) <= (context - ANSWER_TOKENS) * CHARACTERS


def test_an_answer_that_may_be_long_leaves_less_room() -> None:
    """For whoever thinks before it."""
    made = asked(context=SMALLEST_PROMPT + 3000, answer=3000)

    assert length(made) <= SMALLEST_PROMPT * CHARACTERS
    assert len(sent(made)) == len(sent(asked(context=SMALLEST_CONTEXT)))


def test_the_largest_that_is_sent_is_known() -> None:
    """Six whole passages of 160 words, the longest question, and a long conversation."""
    passages = [" ".join(["leraren"] * 160) + "." for _ in range(6)]
    turns = [Turn("user", "Een vraag. " * 200), Turn("assistant", "Een antwoord. " * 200)] * 9
    made = asked(passages, turns, question="Waarom? " * 250, plain=True, context=8000)

    assert sent(made) == passages
    assert 0.85 * LARGEST_PROMPT < length(made) / CHARACTERS < LARGEST_PROMPT


def test_the_best_passages_are_sent_and_the_last_is_cut_behind_a_sentence() -> None:
    """As many as fit, and more where there is more room."""
    counts = []
    for context in (SMALLEST_CONTEXT, 2450, 2900):
        made = asked(context=context)
        *whole, last = sent(made)
        counts.append(len(sent(made)))
        assert whole == PASSAGES[: len(whole)]
        assert PASSAGES[len(whole)].startswith(last)
        assert last.endswith("zin.")
        assert last != PASSAGES[len(whole)]
        assert [chunk.source_id for chunk in made.chunks.values()] == [
            f"bron-{place}" for place in range(len(whole) + 1)
        ]

    assert counts == sorted(set(counts))
    assert sent(asked(context=8000)) == PASSAGES


def test_at_most_six_passages_are_sent() -> None:
    """What stands further down seldom answers."""
    assert sent(asked([*PASSAGES, "Een zevende passage."], context=8000)) == PASSAGES


def test_a_first_sentence_that_is_too_long_is_not_cut() -> None:
    """Half a sentence may say the opposite of a whole one; what is behind it is worse."""
    endless = f"De school {'en de school ' * 400}doet mee."
    made = asked([PASSAGES[0], endless, PASSAGES[1]], context=SMALLEST_CONTEXT)

    assert sent(made) == [PASSAGES[0]]
    assert len(made.chunks) == 1
    assert asked([endless], context=SMALLEST_CONTEXT).chunks == {}


def test_of_a_conversation_the_end_is_sent() -> None:
    """Whole turns, as many as a fifth of the room takes, so that passages keep theirs."""
    turns = [Turn("user", f"Vraag {number}. {'Toelichting. ' * 20}") for number in range(1, 20)]
    human = asked(turns=turns, context=SMALLEST_CONTEXT).messages[1][1]
    said = human.split("Eerder in het gesprek:\n")[1].split("\n\nVraag: ")[0]
    lines = said.splitlines()

    assert 1 <= len(lines) < 5
    assert lines == [f"Leraar: {' '.join(turn.content.split())}" for turn in turns[-len(lines) :]]
    alone = asked(context=SMALLEST_CONTEXT)
    room = length(alone) - len(alone.messages[0][1])
    assert len(said) < room / 4
    assert sent(asked(turns=turns, context=SMALLEST_CONTEXT))


def test_of_a_long_turn_the_beginning_is_sent() -> None:
    """It is a document, and the rest of the conversation counts as well; one for which there is no
    room ends what is sent."""
    long = Turn("user", "x" * 5000)
    human = asked(turns=[Turn("user", "Eerst."), long], context=8000).messages[1][1]
    assert f"Leraar: Eerst.\nLeraar: {'x' * 1200}\n" in human

    later = Turn("assistant", "Later.")
    human = asked(turns=[long, later], context=SMALLEST_CONTEXT).messages[1][1]
    assert "Eerder in het gesprek:\nAntwoord: Later.\n\n" in human
