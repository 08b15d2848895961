"""How a chat introduces itself: as the packaged corpus, or as what a school gives and no mix."""

import gradio as gr
import pytest
from browser import GRADIO
from scripted import ScriptedAssistant

from kwchat.chat import texts
from kwchat.chat.gradio_chat import build_chat
from kwchat.chat.heading import DEFAULT, Heading
from kwchat.chat.rendering import embed_html, widget_js

pytestmark = [*GRADIO]
NASTY = "</script><script>alert(1)</script>"


def buttons(heading: Heading) -> list[str]:
    """Return the questions that Gradio's page proposes."""
    chat = build_chat(ScriptedAssistant(), heading=heading)
    return [
        block.value
        for block in chat.blocks.values()
        if isinstance(block, gr.Button) and "kw-example" in block.elem_classes
    ]


def test_without_more_it_is_that_of_the_packaged_corpus() -> None:
    """As ever."""
    assert Heading.of(None, None, ()) == DEFAULT
    assert (DEFAULT.title, DEFAULT.examples) == (texts.CHAT_TITLE, texts.CHAT_EXAMPLES)


@pytest.mark.parametrize(
    ("given", "whole"),
    [
        (("Gids", None, ()), ("Gids", texts.CHAT_LEAD_OTHER, ())),
        ((None, "Over ons.", ()), (texts.CHAT_TITLE, "Over ons.", ())),
        ((None, None, ("Wie?",)), (texts.CHAT_TITLE, texts.CHAT_LEAD_OTHER, ("Wie?",))),
    ],
)
def test_what_is_given_does_not_stand_beside_another_corpus(
    given: tuple[str | None, str | None, tuple[str, ...]], whole: tuple[str, str, tuple[str, ...]]
) -> None:
    """A school that only names its title has no questions about another's corpus under it."""
    assert Heading.of(*given) == Heading(*whole)


def test_both_chats_propose_what_is_given() -> None:
    """All of it on the page, three in the compact chat, and without any no title above nothing."""
    four = Heading("Gids", "Over ons.", ("Wie?", "Wat?", "Waar?", "Hoe?"))
    none = Heading("Gids", "Over ons.", ())

    assert buttons(four) == ["Wie?", "Wat?", "Waar?", "Hoe?"]
    assert buttons(none) == []
    assert [f">{said}<" in embed_html(heading=four) for said in four.examples] == [True] * 3 + [
        False
    ]
    assert texts.CHAT_EXAMPLES_TITLE in embed_html(heading=four)
    assert texts.CHAT_EXAMPLES_TITLE not in embed_html(heading=none)


def test_what_is_given_is_words_and_no_markup() -> None:
    """Also in the script of the widget."""
    heading = Heading(NASTY, NASTY, (NASTY,))

    for page in (embed_html(heading=heading), widget_js("#0f5257", "http://localhost", heading)):
        assert "alert(1)" in page
        assert NASTY not in page
