"""How many sentences pass that are copied with a fact of another sentence of the passage attached.

    python benchmarks/attached.py

The passages are those of `data/beweringen` on which lines are chosen. Behind a sentence that is
copied to the letter comes a year, a day, a time, an amount or a name that another sentence of the
same passage has, or a name in it is exchanged for that one; sixty at most of a kind, drawn with a
fixed seed. Every word of such a copy is in the passage, and hardly any is true. Prints each that
`kwchat.supported` lets pass, and the shares.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import claims
import numpy as np
from claims import Part

from kwchat.answering.grounding import names
from kwchat.answering.grounding.support import supported
from kwchat.answering.passages import Passage
from kwchat.language.dates import MONTHS

# Of each kind how it is attached, and what it looks like.
FACTS = {
    "year": ("in", re.compile(r"\b(?:19|20)\d\d\b")),
    "day": ("op", re.compile(rf"\b\d{{1,2}} (?:{'|'.join(MONTHS)})\b")),
    "time": ("om", re.compile(r"\b\d{1,2}\.\d\d uur\b")),
    "amount": ("voor", re.compile(r"€ ?\d[\d.,]*\d|\b\d[\d.]* euro\b")),
}
MOST = 60  # copies of one kind
WORDS = range(5, 23)  # of a sentence that is copied
SHORTEST = 4  # letters of a name
SEED = 3


@dataclass(frozen=True, slots=True)
class Copy:
    """A sentence of a passage with something of another one, and of which kind that is."""

    sentence: str
    passage: Passage
    kind: str


def copies(passages: Iterable[Passage]) -> list[Copy]:
    """Return the copies, at most `MOST` of each kind, in an order of chance; of a passage that
    comes more than once, once."""
    each = {passage.chunk.text: passage for passage in passages}
    every = list(dict.fromkeys(one for text in sorted(each) for one in _attached(each[text])))
    np.random.default_rng(SEED).shuffle(every)
    kinds: Counter[str] = Counter()
    kept = []
    for one in every:
        kinds[one.kind] += 1
        if kinds[one.kind] <= MOST:
            kept.append(one)
    return kept


def _attached(passage: Passage) -> Iterator[Copy]:
    said = [passage.text(place) for place in range(len(passage.chunk.sentences))]
    about = " ".join(passage.chunk.heading_path)
    for sentence in said:
        if not sentence.endswith(".") or len(sentence.split()) not in WORDS:
            continue
        for other in said:
            for kind, copied in (*_with_fact(sentence, other), *_with_name(sentence, other, about)):
                yield Copy(copied, passage, kind)


def _with_fact(sentence: str, other: str) -> Iterator[tuple[str, str]]:
    """Yield a sentence with each number of another one of which it has none of the kind."""
    for kind, (joint, pattern) in FACTS.items():
        if not pattern.search(sentence):
            for fact in dict.fromkeys(pattern.findall(other)):
                yield kind, f"{sentence[:-1]} {joint} {fact}."


def _with_name(sentence: str, other: str, about: str) -> Iterator[tuple[str, str]]:
    """Yield a sentence with each name of another one, behind it or in the place of its own."""
    own = [one for one in _plain_names(sentence) if not names.has(one, about)]
    for name in _plain_names(other):
        if names.has(name, f"{sentence} {about}"):
            continue
        yield "name", f"{sentence[:-1]} bij {name}."
        for one in own:
            yield "exchanged", re.sub(rf"\b{one}\b", name, sentence)


def _plain_names(sentence: str) -> list[str]:
    """Return the names of a sentence that are one word, and do not open it."""
    return [
        name
        for name in names.names(sentence)
        if name.isalpha()
        and not name.isupper()
        and len(name) >= SHORTEST
        and not sentence.startswith(name)
    ]


def main() -> None:
    """Lay every copy beside its passage, and print what passes."""
    entailer = claims.load_entailer()
    found = copies(passage for passage, _ in claims.of(Part.CHOSEN))
    passed: Counter[str] = Counter()
    for one in found:
        if supported(one.sentence, [one.passage], entailer=entailer):
            passed[one.kind] += 1
            print(f"{one.kind}: {one.sentence}")
    for kind, count in sorted(Counter(one.kind for one in found).items()):
        print(f"{kind}: {passed[kind]} of {count} pass")


if __name__ == "__main__":
    main()
