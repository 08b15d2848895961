"""A page keeps exchanges sealed: they come back as they were, and nothing else does."""

import json
from collections.abc import Callable

import pytest
from scripted import FOLLOW_UP, coordinator_answer, theme_answer

from kwchat.chat.keeping import Keeper
from kwchat.chat.rendering import Exchange, transcript_html
from kwchat.errors import SharingError

EXCHANGE = Exchange(2, FOLLOW_UP, answer=theme_answer(FOLLOW_UP))


def test_an_exchange_comes_back_as_it_was() -> None:
    """With its answer, its passages and all their types; also a question without an answer."""
    keeper = Keeper(b"geheim")
    notice = Exchange(1, "x", notice="Te lang.")

    assert keeper.open(keeper.close(EXCHANGE)) == EXCHANGE
    assert keeper.open(keeper.close(notice)) == notice
    assert transcript_html([keeper.open(keeper.close(EXCHANGE))]) == transcript_html([EXCHANGE])


@pytest.mark.parametrize(
    "spoil", [str.swapcase, lambda text: text[1:], lambda _: "", lambda _: "é"]
)
def test_what_was_changed_does_not_come_back(spoil: Callable[[str], str]) -> None:
    """Nor does what another server sealed, for instance this one before it was started again."""
    sealed = Keeper(b"geheim").close(Exchange(1, "Wie?", answer=coordinator_answer("Wie?")))

    with pytest.raises(SharingError):
        Keeper(b"geheim").open(spoil(sealed))
    with pytest.raises(SharingError):
        Keeper(b"ander").open(sealed)


def test_a_conversation_comes_back_whole_or_not_at_all() -> None:
    """In its order; one exchange that is not ours, or what is no list of texts, spoils it."""
    keeper = Keeper(b"geheim")
    first = Exchange(1, "Wie?", answer=coordinator_answer("Wie?"))
    sealed = [keeper.close(first), keeper.close(EXCHANGE)]

    assert keeper.open_all(json.dumps(sealed)) == (first, EXCHANGE)
    for spoilt in (json.dumps([*sealed, "x"]), json.dumps(sealed[0]), "[1]", "null", "{", ""):
        with pytest.raises(SharingError):
            keeper.open_all(spoilt)
