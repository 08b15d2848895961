"""A passage as a claim is laid against it: its sentences, each with what it leans on."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kwchat.answering.passages import Passage
from kwchat.language import vocabulary
from kwchat.language.sentences import sentences
from kwchat.reading.document import Block, BlockKind, Chunk, Document, Kind, Sentence

# A work, as it is cited in a sentence.
CITED = re.compile(
    r"\b(?!(?:In|Sinds|Vanaf|Tot|Na|Voor|Rond|Tussen|Van|Begin|Medio|Eind|Per|Over|Pas|Ook)\b)"
    r"[A-ZÀ-Þ][\w’-]+(?: (?:et al\.|e\.a\.|en [A-ZÀ-Þ][\w’-]+|& [A-ZÀ-Þ][\w’-]+))?,? \(?\d{4}"
)
_LINE = re.compile(r"[^\n\r\f]+")
# A sentence that tells a reader, or a language model, what to do or say supports no claim.
_ORDER = re.compile(
    r"^\W*(?:schrijf|zeg|antwoord|vermeld|noem|verwijs|stuur|klik|citeer|toon|zet|gebruik|"
    r"herhaal|roep|verander|laat|vraag|say|write|answer|print|reveal)\b|\b(?:negeer|vergeet|"
    r"doe alsof|gedraag je|ignore|disregard|pretend|you (?:are|must|have)|systeemprompt|"
    r"system prompt|taalmodel|assistent|assistant|instructies?)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"^\s*[-–•*]\s+")


@dataclass(frozen=True, slots=True)
class Unit:
    """What may support a claim: sentences of a passage that belong together.

    `positions` are those of the sentences to quote, `reads` those and of the sentences that they
    lean on, `sentences` the words of the former, `context` those of the latter, `before` those of
    all that precede them, `about` the headings, `around` each sentence of the passage.
    """

    positions: tuple[int, ...]
    reads: frozenset[int]
    sentences: tuple[str, ...]
    context: str
    before: str
    about: str
    around: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words of the sentences."""
        return " ".join(self.sentences)

    @property
    def leaning(self) -> tuple[str, ...]:
        """What each sentence may lean on: for the first the context, for the others the sentence
        before it."""
        return (self.context, *self.sentences[:-1])

    @property
    def whole(self) -> str:
        """The sentences with what they lean on."""
        return f"{self.context} {self.text}".strip()

    @property
    def own_terms(self) -> frozenset[str]:
        """The terms of what it says itself."""
        return vocabulary.term_set(self.text)

    @property
    def terms(self) -> frozenset[str]:
        """The terms of all that it says or is about."""
        return vocabulary.term_set(f"{self.about}\n{self.whole}")


def units(passage: Passage) -> tuple[Unit, ...]:
    """Return the units of a passage: each sentence, and each enumeration as a whole, but no
    orders."""
    contexts = passage.contexts()
    around = tuple(map(passage.text, range(len(contexts))))
    single = [_unit(passage, (place,), context, around) for place, context in enumerate(contexts)]
    whole = [
        _unit(passage, tuple(sorted({*range(one.first, one.last), *one.lead_in()})), set(), around)
        for one in passage.enumerations()
    ]
    return tuple(unit for unit in (*single, *whole) if not _ORDER.search(unit.text))


def passage_of(text: str) -> Passage:
    """Return plain text as a passage: a paragraph per line, an item per line that has a dash."""
    blocks, spans = [], []
    for line in _LINE.finditer(text):
        if not line[0].strip():
            continue
        mark = _ITEM.match(line[0])
        start = line.start() + (mark.end() if mark else 0)
        kind = BlockKind.ITEM if mark else BlockKind.PARAGRAPH
        blocks.append(Block(kind, start, line.end()))
        spans += [
            Sentence(start + first, start + last, item=bool(mark))
            for first, last in sentences(text[start : line.end()])
        ]
    document = Document("", Kind.EIGEN, "", text, tuple(blocks))
    chunk = Chunk("", "", Kind.EIGEN, text, 0, len(text), None, (), tuple(spans))
    return Passage(chunk, document)


def _unit(
    passage: Passage, positions: tuple[int, ...], context: set[int], around: tuple[str, ...]
) -> Unit:
    return Unit(
        positions,
        frozenset(context | set(positions)),
        tuple(around[place] for place in positions),
        _joined(passage, sorted(context - set(positions))),
        _joined(passage, range(positions[0])),
        "\n".join(passage.chunk.heading_path),
        around,
    )


def _joined(passage: Passage, positions: Iterable[int]) -> str:
    return " ".join(passage.text(position) for position in positions)


def who(unit: Unit) -> str:
    """Return what precedes a unit from the last work that is named there; where the unit or what
    it leans on names one, that one."""
    if CITED.search(unit.whole):
        return " ".join(found[0] for found in CITED.finditer(unit.whole))
    named = [found.start() for found in CITED.finditer(unit.before)]
    return unit.before[named[-1] :] if named else ""
