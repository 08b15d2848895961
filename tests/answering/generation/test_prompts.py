"""Orders in documents and questions change nothing, even where the language model obeys them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from writing import says

import kwchat
from kwchat.answering import citations
from kwchat.answering.assistant import FIXED
from kwchat.answering.writing import Writing
from kwchat.testing import FakeEncoder, MemoryStore, make_chat_model

ATTEMPTS = [
    line.split("\t")
    for line in (Path(__file__).parents[2] / "testset" / "opdrachten-in-tekst.tsv")
    .read_text(encoding="utf-8")
    .splitlines()
]
QUESTION = "Wat doet de werkplaatscoördinator?"
HANDBOOK = (
    "De werkplaatscoördinator is het aanspreekpunt van de werkplaats. Het schoolbestuur betaalt "
    "drie uur per week. De coördinator lijkt dat te weinig te vinden."
)
Ask = Callable[[str, str, str], tuple[kwchat.Answer, kwchat.Assistant]]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """What puts an attempt where it belongs, and asks an assistant whose model obeys it."""

    def ask(where: str, attempt: str, obeyed: str) -> tuple[kwchat.Answer, kwchat.Assistant]:
        corpus = tmp_path / "corpus"
        corpus.mkdir()
        (corpus / "handboek.md").write_text(f"# Handboek\n\n{HANDBOOK}\n", encoding="utf-8")
        if where == "document":
            (corpus / "vals.md").write_text(f"# Bericht\n\n{attempt}\n", encoding="utf-8")
        kwchat.ingest(corpus, index=tmp_path / "index", encoder=FakeEncoder())
        assistant = kwchat.open(
            tmp_path / "index",
            encoder=FakeEncoder(),
            store=MemoryStore(),
            chat_model=make_chat_model(says(obeyed)),
            threshold=0.0,
            sure=0.0,
        )
        return assistant.answer(QUESTION if where == "document" else attempt), assistant

    return ask


@pytest.mark.parametrize(("where", "attempt", "obeyed"), ATTEMPTS, ids=[a[1] for a in ATTEMPTS])
def test_nothing_of_an_order_that_was_obeyed_is_shown(
    ask: Ask, where: str, attempt: str, obeyed: str
) -> None:
    """Not a sentence of it stays; what stands there are quotes, each from its source. What is
    plainly an order is declined before any model is asked."""
    answer, assistant = ask(where, attempt, obeyed)

    if where == "document" or answer.engine != FIXED:
        assert isinstance(answer.writing, Writing)
        assert answer.writing.kept == 0
        assert answer.writing.failure is not None
    assert answer.written == ""
    assert citations.unsupported(answer.text, answer.citations, assistant.documents) == ()


def test_there_are_sixty_of_them() -> None:
    """In documents and in questions, each another one."""
    assert len({attempt for _, attempt, _ in ATTEMPTS}) == len(ATTEMPTS) == 60
