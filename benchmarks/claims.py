"""How much `kwchat.supported` lets pass of what a passage supports, and of what it does not.

    python benchmarks/claims.py

The sentences are those of `data/beweringen`, each about one passage, of the part that nothing was
learned from and nothing was chosen on.
Prints both shares with their 95 % intervals, and how often each fault was named of those held back:
one that is named as often of what is supported tells nothing.
"""

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import reading_data

from kwchat import wiring
from kwchat.answering.grounding.support import supported
from kwchat.answering.grounding.units import passage_of
from kwchat.answering.passages import Passage
from kwchat.errors import ModelError
from kwchat.evaluation.intervals import as_sample, measure, ratio
from kwchat.index import encoders
from kwchat.index.entailer import Entailer

DATA = Path(__file__).parent / "data"
CLAIMS = DATA / "beweringen"
PASSAGES = (DATA / "passages", DATA / "passages-erbij")


class Part(Enum):
    """What the sentences about a passage are for; those of one document are for the same."""

    LEARNED = "learned"  # `train_entailment.py` learns from them
    CHOSEN = "chosen"  # lines and rules are chosen on them
    MEASURED = "measured"  # nothing is


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence about a passage, and whether everything in it follows from that passage."""

    sentence: str
    is_supported: bool


def of(part: Part) -> list[tuple[Passage, tuple[Claim, ...]]]:
    """Return the passages of a part, with the sentences about each."""
    return [one for one in claims(CLAIMS, PASSAGES) if _part(one[0]) is part]


def _part(passage: Passage) -> Part:
    """Return the part of a document, by its title: three in five are learned from. Of short
    passages, which are of none, nine in ten are."""
    title = passage.document.title
    if not title:
        is_chosen = not zlib.crc32(passage.chunk.text.encode()) % 10
        return Part.CHOSEN if is_chosen else Part.LEARNED
    place = zlib.crc32(title.encode()) % 5
    return (Part.LEARNED, Part.LEARNED, Part.LEARNED, Part.CHOSEN, Part.MEASURED)[place]


def claims(folder: Path, passages: Sequence[Path]) -> Iterator[tuple[Passage, tuple[Claim, ...]]]:
    """Yield each passage that is named (`# `) or given (`> `) in the files of a folder, with the
    sentences about it.

    Raises:
        KeyError: no passage has such a heading.
    """
    headed = {
        " > ".join(lesson.passage.chunk.heading_path): lesson.passage
        for one in passages
        for document in reading_data.own_documents(one)
        for lesson in document
    }
    for path in sorted(folder.glob("*.txt")):
        for first, *lines in reading_data.blocks(path):
            said = tuple(Claim(line[2:], line.startswith("= ")) for line in lines)
            is_given, about = first.startswith("> "), first[2:]
            yield passage_of(about) if is_given else headed[about], said


def load_entailer() -> Entailer:
    """Return what judges claims, beside the packaged encoder.

    Raises:
        ModelError: the settings name another encoder.
    """
    entailer = encoders.entailer_of(wiring.load_encoder(wiring.given_settings()))
    if entailer is None:
        raise ModelError("claims are judged beside the packaged encoder")
    return entailer


def main() -> None:
    """Judge the sentences that nothing was chosen on, and print what came of it."""
    entailer = load_entailer()
    found = [
        (claim, supported(claim.sentence, [passage], entailer=entailer))
        for passage, said in of(Part.MEASURED)
        for claim in said
    ]
    for name, is_supported in (("supported", True), ("not supported", False)):
        told = [support for claim, support in found if claim.is_supported is is_supported]
        passed = measure(as_sample([(float(bool(one)), 1.0) for one in told]), ratio)
        print(
            f"{name}: of {len(told)} pass {passed.value:.1%} ({passed.low:.1%}, {passed.high:.1%})"
        )
        faults = Counter(fault.value for one in told for fault in one.faults)
        for fault, count in faults.most_common():
            print(f"  {fault}: {count / (len(told) - sum(map(bool, told))):.0%} of those held back")


if __name__ == "__main__":
    main()
