"""Documents to passages: small enough to point at, cut where the author paused.

Between any two sentences under one heading a passage may end, at a price: nothing between
paragraphs, something inside one, much inside a list. `split` finds the cheapest division of each
section, so that a list stays with its lead-in and a lone tail joins its neighbour where they fit.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kwchat.language.sentences import sentences
from kwchat.reading.document import Block, BlockKind, Chunk, Document, Sentence

# Prices of ending a passage at a place, in any unit; only their order matters.
_IN_PARAGRAPH = 2.0
_IN_LIST = 50.0  # dearer than a short passage: a list that fits is never cut
_IN_INNER_LIST = 55.0  # inside a point of another list
_IN_ITEM = 60.0
_AFTER_LEAD_IN = 70.0  # items without it do not say what they are items of
_TOO_SHORT = 20.0  # dearer than any cut that a merge undoes, cheaper than cutting a list
_MOST_BARE = 3  # headings in a row with nothing below them that are kept; more are a list
_UNEVEN = 1.0  # breaks ties in favour of passages of equal length


@dataclass(frozen=True, slots=True)
class _Atom:
    """A sentence, its length, where it begins (with its bullet), and what a cut before it costs."""

    sentence: Sentence
    words: int
    start: int
    price: float


def split(document: Document, *, min_words: int = 50, max_words: int = 160) -> tuple[Chunk, ...]:
    """Return the passages of a document, in order; every sentence is in exactly one.

    A passage has at most `max_words` words unless it is a single longer sentence, and fewer than
    `min_words` only where it fits with neither neighbour under its heading. A sentence of more
    than twice `max_words`, such as a table that lost its lines, is cut into parts.
    """
    return tuple(
        _chunk(document, path, part)
        for path, atoms in _sections(document, max_words)
        for part in _divide(atoms, min_words, max_words)
    )


def _sections(document: Document, max_words: int) -> Iterator[tuple[tuple[str, ...], list[_Atom]]]:
    """Yield the sentences between two headings, with the headings above them."""
    path: list[tuple[int, str]] = []
    bare: list[tuple[int, str]] = []
    atoms: list[_Atom] = []
    for index, block in enumerate(document.blocks):
        if block.kind is BlockKind.HEADING:
            yield tuple(title for _, title in path), atoms
            # A heading with nothing below it heads the next one: in no path it could not be found.
            bare = [] if atoms else [*bare, *path[-1:]][-_MOST_BARE:]
            atoms = []
            path = [above for above in path if above[0] < block.level or above in bare]
            path.append((block.level, document.text[block.start : block.end]))
        else:
            atoms += _atoms(document, index, max_words)
    yield tuple(title for _, title in path), atoms


def _atoms(document: Document, index: int, max_words: int) -> Iterator[_Atom]:
    block = document.blocks[index]
    is_item = block.kind is BlockKind.ITEM
    # The bullet before an item belongs to the passage, not to the sentence.
    start = document.text.rfind("\n", 0, block.start) + 1
    price = _price(document.blocks, index)
    for first, last in _parts(document.text, block, max_words):
        words = len(document.text[first:last].split())
        yield _Atom(Sentence(first, last, is_item), words, start, price)
        start, price = last, _IN_ITEM if is_item else _IN_PARAGRAPH


def _price(blocks: Sequence[Block], index: int) -> float:
    """Return the price of ending a passage above a block."""
    block, before = blocks[index], blocks[index - 1]
    if not index or block.kind is BlockKind.PARAGRAPH:
        return 0.0
    if before.kind is not BlockKind.ITEM or block.level > before.level:
        return _AFTER_LEAD_IN
    return _IN_INNER_LIST if block.level else _IN_LIST


def _parts(text: str, block: Block, max_words: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a block, the endless ones in parts."""
    for first, last in sentences(text[block.start : block.end]):
        start, end = block.start + first, block.start + last
        if len(text[start:end].split()) > 2 * max_words:
            yield from _cut(text, start, end, max_words)
        else:
            yield start, end


def _cut(text: str, start: int, end: int, max_words: int) -> Iterator[tuple[int, int]]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        separators=["; ", ", ", " "],
        keep_separator="end",
        chunk_size=max_words,
        chunk_overlap=0,
        length_function=lambda part: len(part.split()),
        add_start_index=True,
    )
    for part in splitter.create_documents([text[start:end]]):
        first = start + part.metadata["start_index"]
        yield first, first + len(part.page_content)


def _divide(atoms: Sequence[_Atom], min_words: int, max_words: int) -> list[Sequence[_Atom]]:
    """Return the cheapest division of a section into passages."""
    # best[n]: what dividing the first n sentences costs, and where their last passage begins.
    best = [(0.0, 0)]
    for end in range(1, len(atoms) + 1):
        options: list[tuple[float, int]] = []
        words = 0
        for begin in reversed(range(end)):
            words += atoms[begin].words
            if words > max_words and options:
                break
            cost = best[begin][0] + (atoms[begin].price if begin else 0.0)
            options.append((cost + _passage_cost(words, min_words, max_words), begin))
        best.append(min(options))
    return _traced(atoms, [begin for _, begin in best])


def _passage_cost(words: int, min_words: int, max_words: int) -> float:
    return _UNEVEN * (words / max_words) ** 2 + (_TOO_SHORT if words < min_words else 0.0)


def _traced(atoms: Sequence[_Atom], begins: Sequence[int]) -> list[Sequence[_Atom]]:
    """Return the passages, found by walking back from the last one."""
    passages = []
    end = len(atoms)
    while end:
        passages.append(atoms[begins[end] : end])
        end = begins[end]
    return passages[::-1]


def _chunk(document: Document, path: tuple[str, ...], atoms: Sequence[_Atom]) -> Chunk:
    found = tuple(atom.sentence for atom in atoms)
    start, end = atoms[0].start, found[-1].end
    start += len(document.text[start:end]) - len(document.text[start:end].lstrip())
    text = document.text[start:end]
    title = "" if document.title in path else document.title
    return Chunk(
        id=_chunk_id(document.source_id, start, text, (title, *path)),
        source_id=document.source_id,
        kind=document.kind,
        text=text,
        start=start,
        end=end,
        page=document.page_at(start),
        heading_path=path,
        sentences=found,
        title=title,
    )


def _chunk_id(source_id: str, start: int, text: str, path: Sequence[str]) -> str:
    """Return an id made of place and content, so that an unchanged passage keeps it."""
    content = "\x1f".join((source_id, str(start), text, *path))
    return hashlib.sha256(content.encode()).hexdigest()[:16]
