"""What holds a passage together: enumerations, pointing words, and who is speaking.

A sentence that is cut out of a passage may lose what makes it whole. This module knows, from the
words alone, which sentences belong together and to whom a source ascribes what it says.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from kwchat.reading.document import Block, BlockKind, Chunk, Document, Sentence

_ORDINAL = re.compile(
    r"^(?:Ten|Op de) (?:eerste|tweede|derde|vierde|vijfde|zesde)\b|^Een (?:eerste|tweede|derde|"
    r"vierde|vijfde|zesde|laatste)\b|^Ten slotte\b|^Tot slot\b|\ben ten (?:tweede|derde|vierde)\b"
)
_FIRST = re.compile(r"^(?:Ten eerste|Op de eerste|Een eerste)\b")
# Words with which a sentence points back to the one before it.
_POINTING = re.compile(
    r"^(?:(?:Zij|Ze|Hij|Dit|Deze|Dat|Die|Daar\w*|Hier\w*|Zo|Ook|Bovendien|Verder|Echter|Toch|Maar|"
    r"Want|Dus|Als die|Als dat|Als deze|Bij deze|In dat|In deze|Op basis daarvan)\b)"
    r"|^(?:\S+ ){1,4}(?:ze|zij|die vragen|de auteurs|de onderzoekers)\b"
)
# Openings that mean little where a sentence stands alone: *Ten eerste*, *Op basis daarvan*, or a
# clause that ends in a semicolon and points at what was said before it.
_HANGING = re.compile(
    r"(?:Ten (?:eerste|tweede|derde|vierde|vijfde|zesde|slotte)|Tot slot|Op basis daarvan|"
    r"Daar\w+|Hier\w+|Bovendien|Verder|Daarnaast|Echter|Toch|Maar|Want|Dus|Zo|Ook),?(?= )"
    r"|[^.;]{1,80}\b(?:daar|hier)(?:aan|bij|door|mee|na|naast|om|op|over|toe|van|voor)\b"
    r"[^.;]{0,40};(?= )"
)
_PEOPLE = re.compile(r"^(?:\S+ ){0,5}(?:ze|zij|de auteurs|de onderzoekers)\b", re.IGNORECASE)
_HESITATION = re.compile(
    r"\b(?:pril|voorzichtig\w*|onzeker\w*|nog te vroeg|nog niet (?:duidelijk|bekend)|beperkingen)\b"
)
_ABOUT_BEFORE = re.compile(r"\b(?:hiernaar|hierover|daarover|echter|dit|deze)\b", re.IGNORECASE)
_NAME = r"(?:(?:De|Van|Den|Der|Ten|Ter)(?: (?:de|den|der))? )?[A-ZÀ-Þ][\w’-]+"
_NAMES = rf"{_NAME}(?: (?:en|&) {_NAME})?(?: et al\.| e\.a\.)?"
_ENDED = re.compile(r"(?:[.!?][\"'’»”]*|[”)])(?:\[\d+\]|[¹²³⁰⁴-⁹])*$")
_NARRATIVE = re.compile(rf"({_NAMES}) \((\d{{4}}[a-z]?)\)")
_PARENTHETICAL = re.compile(rf"\(({_NAMES}), (\d{{4}}[a-z]?)\)")
_SENTENCE_END = re.compile(r"(?<=[.!?]) +(?=[A-ZÀ-Þ])")
_LOOK_BACK = 5  # sentences: further away, a name no longer governs what is said


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A list or a *ten eerste … ten tweede*: where its lead-in and its members stand among the
    sentences of a passage (positions, last excluded)."""

    lead: int | None
    first: int
    last: int

    def holds(self, position: int) -> bool:
        """Tell whether a sentence is the lead-in or a member."""
        return position == self.lead or self.first <= position < self.last

    def lead_in(self) -> set[int]:
        """Return the position of the lead-in, if there is one."""
        return set() if self.lead is None else {self.lead}


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk laid beside its document."""

    chunk: Chunk
    document: Document

    def text(self, position: int) -> str:
        """Return a sentence's words."""
        sentence = self.chunk.sentences[position]
        return self.document.text[sentence.start : sentence.end]

    def position(self, sentence: Sentence) -> int:
        """Return where a sentence stands among the passage's sentences."""
        return self.chunk.sentences.index(sentence)

    def same_block(self, one: int, other: int) -> bool:
        """Tell whether two sentences stand in one paragraph or list item; false past the ends."""
        there = range(len(self.chunk.sentences))
        return one in there and other in there and self._block(one) == self._block(other)

    def enumerations(self) -> Iterator[Enumeration]:
        """Yield the lists of the passage, those inside a point of another one first, then the
        enumerations in its running text."""
        yield from self._lists()
        yield from self._ordinals()

    def is_fragment(self, position: int) -> bool:
        """Tell whether an item is only the end of the sentence that its lead-in begins."""
        return self.chunk.sentences[position].item and self.text(position)[:1].islower()

    def begun(self, position: int) -> set[int]:
        """Return the position of the lead-in whose sentence an item ends, if it does; of a list
        inside another one, with what that ends in turn."""
        if not self.is_fragment(position):
            return set()
        inside = (one for one in self._lists() if one.first <= position < one.last)
        leads = next((one.lead_in() for one in inside), set[int]())
        return leads.union(*map(self.begun, leads))

    def is_unfinished(self, position: int) -> bool:
        """Tell whether a sentence only leads up to the list below it."""
        depth = self._depth(position)
        leads_up = depth < 0 or self._depth(position + 1) > depth
        return leads_up and breaks_off(self.text(position))

    def announces(self, position: int) -> bool:
        """Tell whether a sentence announces a list, which may stand in the next passage: it ends in
        a colon, or breaks off above an item."""
        if self.text(position).endswith(":"):
            return True
        next_block = self._block_number(position) + 1
        below = self.document.blocks[next_block : next_block + 1]
        return self.is_unfinished(position) and any(one.kind is BlockKind.ITEM for one in below)

    def points_back(self, position: int) -> bool:
        """Tell whether a sentence would hang in the air without the one before it."""
        return bool(_POINTING.search(self.text(position))) or self.is_further_point(position)

    def is_further_point(self, position: int) -> bool:
        """Tell whether a sentence makes a point of a series that is not its first."""
        text = self.text(position)
        return bool(_ORDINAL.search(text) and not _FIRST.search(text))

    def hanging(self, position: int) -> int:
        """Return how many characters of a sentence are an opening that hangs in the air.

        What such an opening points at stands before it, and is not always quoted.
        """
        found = _HANGING.match(self.text(position))
        return found.end() if found else 0

    def item(self, position: int) -> range:
        """Return the positions of the list item that a sentence stands in; of a sentence in a
        paragraph, its own."""
        if not self.chunk.sentences[position].item:
            return range(position, position + 1)
        first, last = position, position + 1
        while self.same_block(first - 1, position):
            first -= 1
        while self.same_block(last, position):
            last += 1
        return range(first, last)

    def leans_back(self, position: int) -> bool:
        """Tell whether a sentence points back to the one before it in its paragraph."""
        return self.points_back(position) and self.same_block(position - 1, position)

    def contexts(self) -> list[set[int]]:
        """Return for every sentence its position with those that tell what it is about: the lead-in
        of its list, the sentence that it leans back on, and what those lean on in turn."""
        lists = list(self.enumerations())
        found: list[set[int]] = []
        for position in range(len(self.chunk.sentences)):
            inside = (one for one in lists if one.first <= position < one.last)
            above = {lead for one in inside for lead in one.lead_in()}
            if self.leans_back(position):
                above.add(position - 1)
            found.append({position}.union(*(found[other] for other in above)))
        return found

    def hesitation(self, position: int) -> Iterator[int]:
        """Yield the later sentences of a paragraph that take back some certainty from one."""
        later = position + 1
        while self.same_block(position, later):
            text = self.text(later)
            if _HESITATION.search(text) and _ABOUT_BEFORE.search(text):
                yield later
            later += 1

    def speaker(self, position: int) -> str | None:
        """Return to whom the source ascribes a sentence that does not say so itself, as
        `De Jong et al. (2017)`; None where the sentence names someone or nobody is meant."""
        sentence = self.chunk.sentences[position]
        text = self.text(position)
        if _first_citation(text) or not (sentence.item or self._needs_speaker(text)):
            return None
        before = islice(self._sentences_before(sentence), _LOOK_BACK)
        return next((who for who in map(_first_citation, before) if who), None)

    def _needs_speaker(self, text: str) -> bool:
        return bool(_PEOPLE.search(text) or text.startswith("Zo ") or _ORDINAL.search(text))

    def _block(self, position: int) -> Block:
        return self.document.blocks[self._block_number(position)]

    def _block_number(self, position: int) -> int:
        start = self.chunk.sentences[position].start
        return bisect_right(self.document.blocks, start, key=_start_of) - 1

    def _sentences_before(self, sentence: Sentence) -> Iterator[str]:
        """Yield the sentences before one in its section, nearest first."""
        blocks, end = self.document.blocks, sentence.start
        for block in reversed(blocks[: bisect_right(blocks, end, key=_start_of)]):
            if block.kind is BlockKind.HEADING:
                return
            if sentence.item and block.kind is BlockKind.ITEM:
                continue  # what a list says is said by whoever its lead-in names
            text = self.document.text[block.start : min(block.end, end)]
            yield from filter(None, reversed(_SENTENCE_END.split(text)))

    def _lists(self) -> Iterator[Enumeration]:
        depths = [self._depth(position) for position in range(len(self.chunk.sentences))]
        for depth in sorted({depth for depth in depths if depth >= 0}, reverse=True):
            position = 0
            while position < len(depths):
                last = position
                while last < len(depths) and depths[last] >= depth:
                    last += 1
                # What begins deeper, with no item above it, is found as a list of its own.
                is_inside = bool(position) and depths[position - 1] >= 0
                if last - position > 1 and (is_inside or depth == min(depths[position:last])):
                    yield Enumeration(position - 1 if position else None, position, last)
                position = max(last, position + 1)

    def _depth(self, position: int) -> int:
        """Return how deep in lists a sentence stands, from 0; -1 where it is no item."""
        there = range(len(self.chunk.sentences))
        is_item = position in there and self.chunk.sentences[position].item
        return self._block(position).level if is_item else -1

    def _ordinals(self) -> Iterator[Enumeration]:
        ordinals = [
            position
            for position, sentence in enumerate(self.chunk.sentences)
            if not sentence.item and _ORDINAL.search(self.text(position))
        ]
        if len(ordinals) < 2:
            return
        first, last = ordinals[0], ordinals[-1] + 1
        if not _FIRST.search(self.text(first)):
            first -= 1  # the first member often goes without *ten eerste*
        if first >= 0 and self.same_block(first, last - 1):
            lead = first - 1 if first and self.same_block(first - 1, first) else None
            yield Enumeration(lead, first, last)


def breaks_off(sentence: str) -> bool:
    """Tell whether words end without an end mark, as what leads up to a list does; the mark of a
    note is none of them."""
    return not _ENDED.search(sentence)


def _start_of(block: Block) -> int:
    return block.start


def _first_citation(text: str) -> str | None:
    found = [match for match in (_NARRATIVE.search(text), _PARENTHETICAL.search(text)) if match]
    if not found:
        return None
    first = min(found, key=lambda match: match.start())
    return f"{first[1]} ({first[2]})"
