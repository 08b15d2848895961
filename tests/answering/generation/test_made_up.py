"""Three hundred made-up sentences that a model writes, sent through everything: none is shown."""

import json
from pathlib import Path

import pytest
from writing import keys

import kwchat
from kwchat.testing import FakeEncoder, MemoryStore, make_chat_model

TESTSET = Path(__file__).parents[2] / "testset"
OF_PAIRS = {"supported", "partly", "contradicted", "unrelated"}


@pytest.mark.server
def test_nothing_made_up_is_shown(tmp_path: Path) -> None:
    """Names, numbers, years, sources, negations, links, mixtures, and hesitations made facts, each
    with the keys of all passages that the model was given."""
    rows = [
        json.loads(line)
        for part in ("gegrond", "gegrond-apart")
        for line in (TESTSET / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    made_up = [row["sentence"] for row in rows if row["label"] not in OF_PAIRS]
    (tmp_path / "corpus").mkdir()
    passages = dict.fromkeys(text for row in rows for text in row["passages"])
    for number, text in enumerate(passages):
        file = tmp_path / "corpus" / f"{number}.md"
        file.write_text(f"# Stuk {number}\n\n{text}\n", encoding="utf-8")
    kwchat.ingest(tmp_path / "corpus", index=tmp_path / "index", encoder=FakeEncoder())
    writes = [""]
    assistant = kwchat.open(
        tmp_path / "index",
        encoder=FakeEncoder(),
        store=MemoryStore(),
        chat_model=make_chat_model(
            lambda prompt: f"{writes[0].rstrip('.')} [{', '.join(set(keys(prompt).values()))}]."
        ),
        threshold=0.0,
        sure=0.0,
    )
    shown, drafted = [], 0
    for writes[0] in made_up:
        answer = assistant.answer(f"Klopt dit: {writes[0]}")
        drafted += answer.writing.sentences if answer.writing else 0
        if answer.written:
            shown.append(answer.written)

    assert len(made_up) == 300
    assert drafted >= 290
    assert shown == []
