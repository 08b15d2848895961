"""How many sentences pass that are copied from a passage with one small word changed.

    python benchmarks/small_words.py tests/testset/gegrond.jsonl tests/testset/gegrond-meer.jsonl

The passages are those of the labelled sets that are named, and the short ones of
`data/beweringen` on which lines are chosen. Every sentence in which a word of `CHANGES` stands is
copied with the other one in its place, twelve at most of a kind, drawn with a fixed seed. Hardly
any such copy is true. Prints each that `kwchat.supported` lets pass, and the shares.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import claims
import numpy as np
from choose_lines import labelled
from claims import Part

from kwchat.answering.grounding.support import supported
from kwchat.answering.passages import Passage

CHANGES = (
    "elke sommige, alle sommige, mogen moeten, mag moet, kan moet, kunnen moeten, hooguit "
    "minstens, minstens hooguit, minimaal maximaal, maximaal minimaal, vaak soms, soms vaak, "
    "soms altijd, meestal altijd, altijd soms, samen apart, ochtend middag, middag ochtend, "
    "zomer winter, jongens meisjes, mannen vrouwen, eerst daarna, daarna eerst, vooraf "
    "achteraf, sneller langzamer, langer korter, nieuwe oude, oude nieuwe, kost kostte, alleen "
    "ook, ook alleen, bijna ruim, ruim bijna, helft rest, ouders kinderen, kinderen ouders, "
    "bestuur leden, leden bestuur, dagelijks wekelijks, wekelijks maandelijks, maandelijks "
    "jaarlijks, zonder met, met zonder, binnen na, na voor, voor na, tot vanaf, vanaf tot, en "
    "of, of en, naar van, van naar, aan van, boven onder, onder boven, door voor, meer minder, "
    "minder meer, hoger lager, lager hoger, steeg daalde, daalde steeg, stijgt daalt, open "
    "dicht, wint verliest, won verloor, goedgekeurd afgewezen, volgens ondanks, dankzij "
    "ondanks, omdat hoewel, hoewel omdat, tenzij als, mits tenzij, als tenzij, behalve ook"
)
MOST = 12  # copies of one kind
FEWEST = 5  # words of a sentence that is copied
SEED = 2


@dataclass(frozen=True, slots=True)
class Copy:
    """A sentence of a passage with one word changed, and which one into which."""

    sentence: str
    passage: Passage
    change: tuple[str, str]


def copies(passages: Iterable[Passage]) -> list[Copy]:
    """Return the copies, at most `MOST` of each kind, in an order of chance; of a passage that
    comes more than once, once."""
    each = {passage.chunk.text: passage for passage in passages}
    every = [one for text in sorted(each) for one in _changed(each[text])]
    np.random.default_rng(SEED).shuffle(every)
    kinds: Counter[tuple[str, str]] = Counter()
    kept = []
    for one in every:
        kinds[one.change] += 1
        if kinds[one.change] <= MOST:
            kept.append(one)
    return kept


def _changed(passage: Passage) -> Iterator[Copy]:
    for sentence in map(passage.text, range(len(passage.chunk.sentences))):
        if len(sentence.split()) < FEWEST:
            continue
        for change in CHANGES.split(", "):
            word, other = change.split()
            copied, found = re.subn(rf"\b{word}\b", other, sentence, count=1)
            if found:
                yield Copy(copied, passage, (word, other))


def main(paths: Sequence[str]) -> None:
    """Lay every copy beside its passage, and print what passes."""
    passages = [one for path in paths for _, laid in labelled(Path(path)) for one in laid]
    passages += [one for one, _ in claims.of(Part.CHOSEN) if not one.document.title]
    entailer = claims.load_entailer()
    found = copies(passages)
    passed: Counter[tuple[str, str]] = Counter()
    for one in found:
        if supported(one.sentence, [one.passage], entailer=entailer):
            passed[one.change] += 1
            print(f"{' > '.join(one.change)}: {one.sentence}")
    kinds = Counter(one.change for one in found)
    for change, count in passed.most_common():
        print(f"{' > '.join(change)}: {count} of {kinds[change]}")
    print(f"{passed.total()} of {len(found)} pass")


if __name__ == "__main__":
    main(sys.argv[1:])
