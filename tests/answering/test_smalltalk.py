"""Greetings get a friendly fixed answer; questions are never mistaken for one."""

import pytest

from kwchat.answering import smalltalk, texts


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("hoi", texts.GREETING),
        ("Goedemorgen!", texts.GREETING),
        ("Hallo daar", texts.GREETING),
        ("dank je wel!", texts.THANKS),
        ("Top, bedankt", texts.THANKS),
        ("bedankt voor je hulp", texts.THANKS),
        ("Tot ziens.", texts.GOODBYE),
        ("wat kun je?", texts.ABOUT_ME),
        ("Wat kan jij allemaal doen?", texts.ABOUT_ME),
        ("Hoi, wie ben jij?", texts.ABOUT_ME),
    ],
)
def test_small_talk_gets_its_answer(said: str, reply: str) -> None:
    """Each kind of small talk has one fixed Dutch answer."""
    assert smalltalk.reply(said) == reply


@pytest.mark.parametrize(
    "question",
    [
        "Hoi, wat is een kenniswerkplaats?",
        "Wat kan het schoolbestuur doen?",
        "Hoe werkt een werkplaats?",
        "Wat kun je doen als draagvlak ontbreekt?",
        "Dank je. En de nadelen?",
        "",
    ],
)
def test_a_question_is_searched(question: str) -> None:
    """Whatever asks something about the subject is no small talk."""
    assert smalltalk.reply(question) is None


@pytest.mark.parametrize("typed", ["asdf", "???", "…", "qwerty", "hahaha", "fdgjkhs", "👍"])
def test_nonsense_gets_a_friendly_line(typed: str) -> None:
    """Keys hit at random, or no word at all."""
    assert smalltalk.nonsense(typed) == texts.NOT_UNDERSTOOD


@pytest.mark.parametrize("typed", ["NRO", "thema", "wou", "2016?", "as ze", "VMBO-TL", "mbo"])
def test_what_may_be_a_question_is_no_nonsense(typed: str) -> None:
    """Abbreviations, years, short words and words the language does not know."""
    assert smalltalk.nonsense(typed) is None


def test_what_is_said_around_quotes_fits_documents_about_anything() -> None:
    """A school has documents of its own: no fixed line tells what they are about."""
    said = [text for name, text in vars(texts).items() if name.isupper() and isinstance(text, str)]

    assert texts.GREETING in said
    assert [text for text in said if "werkplaats" in text.lower()] == []
