"""Sentences that a model makes up, or cites wrongly, sent through everything: none is shown."""

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from writing import keys

import kwchat
from kwchat.answering.generation.prompts import make_key
from kwchat.index.encoders import SentenceEncoder
from kwchat.index.encoding import Encoder
from kwchat.testing import FakeEncoder, MemoryStore, make_chat_model

pytestmark = pytest.mark.server

TESTSET = Path(__file__).parents[2] / "testset"
OF_PAIRS = {"supported", "partly", "contradicted", "unrelated"}
# How a model may name a source that it invents; the braces become a key that nobody was given.
INVENTED = ("[{}]", "({})", "【{}】", "[bron {}]", "[{0}](#{0})", "{}", "[1]", "¹")

Row = Mapping[str, Any]
Cite = Callable[[Mapping[str, str]], str]
Ask = Callable[[str, Cite], kwchat.Answer]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """The labelled sentences, each with its passages."""
    return [
        json.loads(line)
        for part in ("gegrond", "gegrond-apart")
        for line in (TESTSET / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    ]


@pytest.fixture(scope="module")
def ask(rows: Sequence[Row], tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """What asks without a judge: there only sentences in the words of a passage can be shown."""
    return asking(rows, tmp_path_factory.mktemp("stukken"), FakeEncoder())


@pytest.fixture(scope="module")
def ask_judged(
    rows: Sequence[Row], tmp_path_factory: pytest.TempPathFactory, encoder: SentenceEncoder
) -> Ask:
    """What asks with the encoder and the judge that ship."""
    return asking(rows, tmp_path_factory.mktemp("beoordeeld"), encoder)


def asking(rows: Sequence[Row], folder: Path, encoder: Encoder) -> Ask:
    """Return what has a model write a sentence about all passages of the rows, cited as one chooses
    from what it was given."""
    (folder / "corpus").mkdir()
    for number, text in enumerate(dict.fromkeys(text for row in rows for text in row["passages"])):
        file = folder / "corpus" / f"{number}.md"
        file.write_text(f"# Stuk {number}\n\n{text}\n", encoding="utf-8")
    kwchat.ingest(folder / "corpus", index=folder / "index", encoder=encoder)
    writes: list[Callable[[str], str]] = []

    def write(prompt: str) -> str:
        return writes[-1](prompt)

    assistant = kwchat.open(
        folder / "index",
        encoder=encoder,
        store=MemoryStore(),
        chat_model=make_chat_model(write),
        threshold=0.0,
        sure=0.0,
    )

    def ask(sentence: str, cite: Cite) -> kwchat.Answer:
        writes.append(lambda prompt: f"{sentence.rstrip('.')} {cite(keys(prompt))}.")
        return assistant.answer(f"Klopt dit: {sentence}")

    return ask


def drafted(answers: Sequence[kwchat.Answer]) -> int:
    """Return how many sentences were written."""
    return sum(answer.writing.sentences for answer in answers if answer.writing)


def test_nothing_made_up_is_shown(rows: Sequence[Row], ask: Ask) -> None:
    """Names, numbers, years, sources, negations, links, mixtures, and hesitations made facts, each
    with the keys of all passages that the model was given."""
    made_up = [row["sentence"] for row in rows if row["label"] not in OF_PAIRS]

    answers = [ask(sentence, lambda given: f"[{', '.join(given)}]") for sentence in made_up]

    assert len(made_up) == 300
    assert drafted(answers) >= 290
    assert [answer.written for answer in answers if answer.written] == []


def test_nothing_made_up_is_shown_by_the_judge_that_ships(
    rows: Sequence[Row], ask_judged: Ask
) -> None:
    """Nor in other words, each with the keys of the very passages that it was made up from; what
    these support is shown."""
    made_up = [row for row in rows if row["label"] not in OF_PAIRS]
    true = [row for row in rows if row["label"] == "supported"]
    named: list[str] = []

    def asked(row: Row) -> kwchat.Answer:
        def cite(given: Mapping[str, str]) -> str:
            named.append(cites(row["passages"], own=True)(given))
            return named[-1]

        return ask_judged(row["sentence"], cite)

    shown = {row["id"] for row in made_up if asked(row).written}

    assert len(named) == 300
    assert "[]" not in named
    assert shown == set()
    assert sum(bool(asked(row).written) for row in true[::8]) > len(true[::8]) / 2


def test_nothing_is_shown_with_a_key_that_is_invented(rows: Sequence[Row], ask: Ask) -> None:
    """True or not: without the key of a passage there is nothing to check. Beside a true key an
    invented one is not shown."""
    marks = cycle(INVENTED)
    true = [row for row in rows if row["label"] == "supported"]

    alone = [ask(row["sentence"], lambda _: next(marks).format(make_key())) for row in true]
    beside = [
        ask(row["sentence"], lambda given: f"{next(marks).format('k9f9f')} [{', '.join(given)}]")
        for row in true
    ]

    assert drafted(alone) >= 0.9 * len(true)
    assert [answer.written for answer in alone if answer.written] == []
    shown = [answer.written for answer in beside if answer.written]
    assert len(shown) > len(true) / 4
    assert not [one for one in shown if "k9f9f" in one or "¹" in one]
    assert all(answer.quotes for answer in beside if answer.written)


def test_nothing_is_shown_with_the_key_of_another_passage(rows: Sequence[Row], ask: Ask) -> None:
    """What one passage says is not in those that the sentence names."""
    true = [row for row in rows if row["label"] == "supported"]

    own = [ask(row["sentence"], cites(row["passages"], own=True)) for row in true]
    others = [ask(row["sentence"], cites(row["passages"], own=False)) for row in true]

    assert sum(bool(answer.written) for answer in own) > len(true) / 4
    assert [answer.written for answer in others if answer.written] == []


def cites(passages: Sequence[str], *, own: bool) -> Cite:
    """Return what names the passages of a sentence, or all others that the model was given."""
    return lambda given: (
        f"[{', '.join(key for key, text in given.items() if (text in passages) is own)}]"
    )
