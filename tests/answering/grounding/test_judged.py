"""What a small language model really wrote, judged by hand: what is not supported is not shown."""

import json
from pathlib import Path

from kwchat.answering.grounding.support import supported
from kwchat.index.entailer import Entailer

JUDGED = Path(__file__).parents[3] / "benchmarks" / "data" / "taalmodel"
LABELS = {"supported", "partly", "contradicted", "unrelated", "none"}
# Half of a year that was named in two halves; two clauses that each stand, joined to nonsense; a
# sentence that breaks off where it has all words of its passage.
KNOWN = {"n08", "n12", "n13"}


def test_nothing_judged_unsupported_passes(entailer: Entailer) -> None:
    """With all passages that the model was given, as if it had named them; of the fifty that were
    drawn at random none, of those that came nearest three."""
    passages = json.loads((JUDGED / "passages.json").read_text(encoding="utf-8"))
    lines = (JUDGED / "oordelen.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]

    passed = {
        row["id"]: row["label"]
        for row in rows
        if supported(row["sentence"], [passages[one] for one in row["passages"]], entailer=entailer)
    }

    assert sum(row["drawn"] == "sample" for row in rows) == 50
    assert {row["label"] for row in rows} == LABELS
    assert {name for name, label in passed.items() if label != "supported"} <= KNOWN
    assert list(passed.values()).count("supported") >= 3
