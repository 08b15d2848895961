"""What is kept beside learned weights: what they learned from, how the loss went, what was reached.

One file of JSON, with the name of the weights. A run is from where it `start`ed (nothing, or the
name of earlier weights), its `courses` (so many `passages`, so many `times`, and the `curve` of the
loss), the share of the adapters that was `kept` where that is not all, and what was reached on the
documents `held_out`. Runs that went on from the weights of an
earlier one stand behind it, in its list `then`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Course:
    """Passages that were learned from, so many times over, and the mean losses on the way."""

    passages: int
    times: int
    curve: Sequence[Mapping[str, float]]


def run(
    courses: Sequence[Course],
    held_out: Mapping[str, float],
    *,
    start: Path | None,
    kept: float = 1.0,
) -> dict[str, Any]:
    """Return one run, as it is kept."""
    told = {"start": start.name if start else None, "courses": [asdict(one) for one in courses]}
    share = {} if kept == 1.0 else {"kept": kept}
    return {**told, **share, "held_out": dict(held_out)}


def continued(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> dict[str, Any]:
    """Return a run behind those before it, of which nothing is lost."""
    if before is None:
        return dict(after)
    return {**before, "then": [*before.get("then", ()), after]}


def beside(weights: Path | None) -> dict[str, Any] | None:
    """Return what is kept beside weights, if anything is."""
    if weights is None or not (file := weights.with_suffix(".json")).exists():
        return None
    kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return kept


def keep(weights: Path, told: Mapping[str, Any]) -> None:
    """Write what is kept beside weights."""
    weights.with_suffix(".json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
