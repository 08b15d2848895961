"""What a model says is read sentence by sentence, whatever its shape; what is no prose ends it."""

from collections.abc import Iterable

import pytest

from kwchat.answering.generation.drafts import Drafted, read
from kwchat.answering.writing import Failure, Waiting, WritingError

KEYS = {"k1a2b", "k3c4d"}


def drafted(said: str, *, by: int = 7) -> list[Drafted]:
    """Return the sentences of a text that comes in pieces of some letters."""
    pieces = (said[start : start + by] for start in range(0, len(said), by))
    return [one for one in read(pieces, KEYS) if isinstance(one, Drafted)]


@pytest.mark.parametrize("by", [1, 3, 1000])
@pytest.mark.parametrize(
    "said",
    [
        "Het bestuur betaalt [k1a2b]. De leraar kiest [k3c4d].",
        "Het bestuur betaalt. [k1a2b] De leraar kiest. [k3c4d]",
        "Het bestuur betaalt [k1a2b].\n\nDe leraar kiest (k3c4d).",
        "**Antwoord**\nHet bestuur betaalt 【k1a2b】. De leraar kiest [bron: k3c4d].",
        "<think>Dit is [k3c4d]. Hm.</think>Het bestuur betaalt [k1a2b]. De leraar kiest [K3C4D].",
    ],
)
def test_sentences_come_with_the_keys_they_name(said: str, by: int) -> None:
    """Wherever the key stands, and however the text comes in."""
    assert drafted(said, by=by) == [
        Drafted("Het bestuur betaalt.", ("k1a2b",)),
        Drafted("De leraar kiest.", ("k3c4d",)),
    ]


def test_a_sentence_is_there_before_the_next_is_written() -> None:
    """A reader need not wait for the end."""

    def pieces() -> Iterable[str | Waiting]:
        yield "Het bestuur betaalt [k1a2b]. De "
        yield Waiting()
        pytest.fail("the first sentence was whole")

    assert next(iter(read(pieces(), KEYS))) == Drafted("Het bestuur betaalt.", ("k1a2b",))


def test_keys_that_were_never_given_are_none() -> None:
    """Nor are numbers, years or names between brackets."""
    found = drafted("Het bestuur betaalt [k9f9f] [1]. De Jong (2017) kiest [k3c4d, k9f9f].")

    assert found == [
        Drafted("Het bestuur betaalt.", ()),
        Drafted("De Jong (2017) kiest.", ("k3c4d",)),
    ]


@pytest.mark.parametrize("by", [1, 3, 1000])
@pytest.mark.parametrize(
    "said",
    [
        "De Jong et al. (2017) wijzen op het bestuur [k1a2b].",
        "De Jong et al. (2017) wijzen op het bestuur. [k1a2b]",
        "De Jong et al. (2017) [k1a2b] wijzen op het bestuur.",
    ],
)
def test_a_year_behind_a_full_stop_stays_where_it_is(said: str, by: int) -> None:
    """It is no mark that comes behind its sentence, nor does *et al.* end one."""
    assert drafted(said, by=by) == [
        Drafted("De Jong et al. (2017) wijzen op het bestuur.", ("k1a2b",))
    ]


def test_brackets_behind_a_whole_sentence_belong_to_it() -> None:
    """A year, a page, or the key behind a sentence that ends in *al*."""
    found = drafted(
        "Het bestuur betaalt [k1a2b]. (2017) De raad kiest al. [k3c4d] De leraar leert."
    )

    assert found == [
        Drafted("Het bestuur betaalt (2017).", ("k1a2b",)),
        Drafted("De raad kiest al.", ("k3c4d",)),
        Drafted("De leraar leert.", ()),
    ]


def test_a_list_keeps_its_items_and_its_lead_in_gets_their_key() -> None:
    """A line that ends with a colon rests on what the first item rests on."""
    assert drafted("Een school doet dit:\n- tijd maken [k1a2b]\n2. onderzoek doen [k3c4d]\n") == [
        Drafted("Een school doet dit:", ("k1a2b",)),
        Drafted("tijd maken", ("k1a2b",), item=True),
        Drafted("onderzoek doen", ("k3c4d",), item=True),
    ]


def test_what_is_said_again_is_said_once() -> None:
    """Twice may happen; a loop is a fault."""
    assert len(drafted("De leraar kiest [k1a2b]. " * 2)) == 1


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("", id="nothing"),
        pytest.param("  \n\n ", id="white space"),
        pytest.param("De leraar kiest [k1a2b]. " * 40, id="the same again"),
        pytest.param("<html><body>502 Bad Gateway</body></html>", id="html"),
        pytest.param('{"antwoord": "De leraar kiest", "bronnen": [', id="json"),
        pytest.param("```python\nprint(1)\n```", id="code"),
        pytest.param("The teacher chooses a question with the school [k1a2b]. " * 2, id="english"),
        pytest.param("blabla " * 400, id="no end to a sentence"),
        pytest.param(
            "".join(f"Leraar {n} kiest vraag {n} [k1a2b]. " for n in range(300)), id="long"
        ),
        pytest.param("]]]]] ... !!! ??? [k1a2b]", id="signs"),
    ],
)
def test_what_is_no_dutch_prose_is_refused(said: str) -> None:
    """The reader gets quotes instead."""
    with pytest.raises(WritingError) as caught:
        drafted(said)

    assert caught.value.failure is Failure.UNUSABLE


def test_a_model_may_say_that_the_passages_do_not_tell() -> None:
    """In the words that it was given for that."""
    with pytest.raises(WritingError) as caught:
        drafted("Geen antwoord.")

    assert caught.value.failure is Failure.NO_ANSWER


@pytest.mark.parametrize("said", ["<think>Ik denk na en", "<think>Klaar.</think>", "<thinking>.\n"])
def test_a_thought_that_leads_to_nothing_is_told_as_such(said: str) -> None:
    """Ended or not: it has no sentence, and is no fault of the connection."""
    with pytest.raises(WritingError) as caught:
        drafted(said)

    assert caught.value.failure is Failure.THOUGHT
