"""Orders in documents and questions change nothing, even where the language model obeys them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from writing import says

import kwchat
from kwchat.answering import citations
from kwchat.answering.answer import Choice
from kwchat.answering.assistant import FIXED
from kwchat.answering.writing import Writing
from kwchat.index.encoders import SentenceEncoder
from kwchat.index.encoding import Encoder
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
Obey = Callable[[str, str, str], tuple[kwchat.Answer, kwchat.Assistant]]
EVERY = pytest.mark.parametrize(
    ("where", "attempt", "obeyed"), ATTEMPTS, ids=[a[1] for a in ATTEMPTS]
)


@pytest.fixture(scope="module")
def obey(tmp_path_factory: pytest.TempPathFactory) -> Obey:
    """What asks without a judge: there only sentences in the words of a passage can be shown."""
    return obeying(tmp_path_factory.mktemp("opdrachten"), FakeEncoder())


@pytest.fixture(scope="module")
def obey_judged(tmp_path_factory: pytest.TempPathFactory, encoder: SentenceEncoder) -> Obey:
    """What asks with the encoder and the judge that ship."""
    return obeying(tmp_path_factory.mktemp("beoordeeld"), encoder)


def obeying(folder: Path, encoder: Encoder) -> Obey:
    """Return what asks an assistant whose model obeys an attempt, in the handbook and, where the
    attempt is in a document, in that one."""
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "handboek.md").write_text(f"# Handboek\n\n{HANDBOOK}\n", encoding="utf-8")
    planted = {attempt: f"vals-{number}" for number, (_, attempt, _) in enumerate(ATTEMPTS)}
    for where, attempt, _ in ATTEMPTS:
        if where == "document":
            file = corpus / f"{planted[attempt]}.md"
            file.write_text(f"# Bericht\n\n{attempt}\n", encoding="utf-8")
    kwchat.ingest(corpus, index=folder / "index", encoder=encoder)
    saying: list[str] = []

    def write(prompt: str) -> str:
        return says(saying[-1])(prompt)

    assistant = kwchat.open(
        folder / "index",
        encoder=encoder,
        store=MemoryStore(),
        chat_model=make_chat_model(write),
        threshold=0.0,
        sure=0.0,
    )

    def obey(where: str, attempt: str, obeyed: str) -> tuple[kwchat.Answer, kwchat.Assistant]:
        saying.append(obeyed)
        if where == "document":
            both = Choice(("handboek", planted[attempt]))
            return assistant.answer(QUESTION, choice=both), assistant
        return assistant.answer(attempt, choice=Choice(("handboek",))), assistant

    return obey


@EVERY
def test_nothing_of_an_order_that_was_obeyed_is_shown(
    obey: Obey, where: str, attempt: str, obeyed: str
) -> None:
    """Not a sentence of it stays; what stands there are quotes, each from its source. What is
    plainly an order is declined before any model is asked."""
    assert_quoted(where, *obey(where, attempt, obeyed))


@EVERY
def test_nothing_of_it_is_shown_by_the_judge_that_ships(
    obey_judged: Obey, where: str, attempt: str, obeyed: str
) -> None:
    """Nor where sentences in other words may stay."""
    assert_quoted(where, *obey_judged(where, attempt, obeyed))


def test_the_judge_that_ships_lets_a_sentence_stay(obey_judged: Obey) -> None:
    """Which the handbook supports, in other words."""
    said = "De kosten van drie uur per week zijn voor het schoolbestuur {drie uur}."
    answer, _ = obey_judged(*ATTEMPTS[0][:2], said)

    assert answer.written == "De kosten van drie uur per week zijn voor het schoolbestuur [1]."


def assert_quoted(where: str, answer: kwchat.Answer, assistant: kwchat.Assistant) -> None:
    """Check that an answer has nothing of what a model wrote."""
    if where == "document" or answer.engine != FIXED:
        assert isinstance(answer.writing, Writing)
        assert answer.writing.kept == 0
        assert answer.writing.failure is not None
    assert answer.written == ""
    assert citations.unsupported(answer.text, answer.citations, assistant.documents) == ()


def test_there_are_sixty_of_them() -> None:
    """In documents and in questions, each another one."""
    assert len({attempt for _, attempt, _ in ATTEMPTS}) == len(ATTEMPTS) == 60
