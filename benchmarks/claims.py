"""How much `kwchat.supported` lets pass of what a passage supports, and of what it does not.

    python benchmarks/claims.py

The sentences are those of `data/beweringen`, each about one passage; nothing was chosen on them.
Prints both shares with their 95 % intervals, and how often each fault was named of those held back:
one that is named as often of what is supported tells nothing.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import reading_data

from kwchat import wiring
from kwchat.answering.grounding.content import Vectors
from kwchat.answering.grounding.support import Support, supported
from kwchat.answering.passages import Passage
from kwchat.evaluation.intervals import as_sample, measure, ratio
from kwchat.index.encoding import Encoder

DATA = Path(__file__).parent / "data"
CLAIMS = DATA / "beweringen"
PASSAGES = (DATA / "passages", DATA / "passages-erbij")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence about a passage, and whether everything in it follows from that passage."""

    sentence: str
    is_supported: bool


def claims(folder: Path, passages: Sequence[Path]) -> Iterator[tuple[Passage, tuple[Claim, ...]]]:
    """Yield each passage that is named in the files of a folder, with the sentences about it.

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
        for heading, *lines in reading_data.blocks(path):
            said = tuple(Claim(line[2:], line.startswith("= ")) for line in lines)
            yield headed[heading.removeprefix("# ")], said


def judged(encoder: Encoder) -> Iterator[tuple[Claim, Support]]:
    """Yield each sentence with what is said of it."""
    for passage, said in claims(CLAIMS, PASSAGES):
        vectors = _once(encoder, passage)
        for claim in said:
            yield claim, supported(claim.sentence, [passage], encoder=encoder, vectors=vectors)


def _once(encoder: Encoder, passage: Passage) -> Vectors:
    """Return what gives the vectors of a passage, encoded once for all sentences about it."""
    encoding = next(iter(encoder.encode_passages([passage.chunk.text])))
    made = encoding.tokens, encoding.spans + passage.chunk.start
    return lambda _: made


def main() -> None:
    """Judge all sentences and print what came of it."""
    found = list(judged(wiring.load_encoder(wiring.given_settings())))
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
