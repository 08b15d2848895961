"""What three lines let through: from which log-odds a passage says the same in other words, below
which not even in the same words, and from which on the wording no longer counts against it.

    python benchmarks/choose_lines.py tests/testset/gegrond.jsonl tests/testset/gegrond-meer.jsonl

Prints for every three lines how many supported sentences pass, and how many others, of the part
of `data/beweringen` that is for choosing, and of each labelled set that is named.
`kwchat.answering.grounding.scoring` holds the lines; docs/decisions.md says which, and why.
"""

import json
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import claims
from claims import Claim, Part

from kwchat.answering.grounding import scoring, support
from kwchat.answering.grounding.units import passage_of
from kwchat.answering.passages import Passage
from kwchat.index.entailer import Entailer

SURE = (0.5, 1.0, 1.5, 2.0, 3.0, math.inf)
POSSIBLE = (-math.inf, -2.0, -1.0, 0.0, 1.0)
CERTAIN = (2.5, 3.0, 3.5, 4.0, 5.0, math.inf)


@dataclass(frozen=True, slots=True)
class Laid:
    """A sentence with, for each unit that has its numbers and names, the log-odds that it supports
    the sentence, whether it has all its words, and whether the wording speaks against it."""

    is_supported: bool
    units: tuple[tuple[float, bool, bool], ...]

    def passes(self, sure: float, possible: float, certain: float) -> bool:
        """Tell whether the sentence passes with these lines."""
        return any(
            odds >= (possible if has_words else sure) and (not is_objected or odds >= certain)
            for odds, has_words, is_objected in self.units
        )


def laid(claim: Claim, passages: Sequence[Passage], entailer: Entailer) -> Laid:
    """Lay a sentence against passages."""
    if list(support.form_faults(claim.sentence, "\n".join(one.chunk.text for one in passages))):
        return Laid(claim.is_supported, ())
    below = math.nextafter(scoring.CERTAIN, -math.inf)
    found = [
        (
            odds,
            scoring.is_there(claim.sentence, unit, None),
            bool(list(support.faults(claim.sentence, unit, below, likeliest))),
        )
        for _, unit, odds, likeliest in support.judged(claim.sentence, passages, entailer)
        if odds is not None and not list(support.faults(claim.sentence, unit, math.inf, likeliest))
    ]
    return Laid(claim.is_supported, tuple(found))


def labelled(path: Path) -> Iterator[tuple[Claim, list[Passage]]]:
    """Yield the sentences of a labelled set, each with its passages."""
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        claim = Claim(row["sentence"], row["label"] == "supported")
        yield claim, [passage_of(one) for one in row["passages"]]


def show(name: str, rows: Sequence[Laid]) -> None:
    """Print what every pair of lines lets through."""
    good = [one for one in rows if one.is_supported]
    others = [one for one in rows if not one.is_supported]
    print(f"{name}: {len(good)} supported, {len(others)} others")
    for lines in product(SURE, POSSIBLE, CERTAIN):
        right, wrong = (sum(one.passes(*lines) for one in of) for of in (good, others))
        sure, possible, certain = lines
        print(
            f"  sure {sure:4} possible {possible:4} certain {certain:4}:"
            f" {right} supported, {wrong} others"
        )


def main(paths: Sequence[str]) -> None:
    """Lay all sentences, and print what came of it."""
    entailer = claims.load_entailer()
    chosen = [
        laid(claim, [passage], entailer)
        for passage, said in claims.of(Part.CHOSEN)
        for claim in said
    ]
    show("beweringen", chosen)
    for path in map(Path, paths):
        show(path.stem, [laid(*one, entailer) for one in labelled(path)])


if __name__ == "__main__":
    main(sys.argv[1:])
