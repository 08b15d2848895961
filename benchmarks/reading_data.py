"""Passages with questions, to learn reading from: our own, and public sets.

Our own are written in the form that the README beside them describes. Public sets are one passage
with its questions per line of JSON; the sentence that holds the answer is the one that answers.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from kwchat.answering.passages import Passage
from kwchat.language import sentences, vocabulary
from kwchat.reading.document import Block, BlockKind, Chunk, Document, Kind, Sentence

HELD_OUT = Path(__file__).parent / "data" / "held_out.txt"
WORDS = 160  # a longer public passage is cut, as kwchat cuts documents
_DOUBTFUL = {"bewijszin verwijderd"}  # one in six of them is answered after all
_ASKED = re.compile(
    r"(?P<kind>[+!]) (?:(?P<numbers>[\d,]+)(?: = (?P<words>[^|]*))? \| )?(?P<text>.*)"
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the earlier one that it leans on, and the positions of all sentences that answer.

    `surely` tells whether each of those answers by itself; otherwise one of them does. `words` are
    those that answer, where they are known.
    """

    text: str
    context: str
    answers: frozenset[int]
    surely: bool = True
    words: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A passage with its questions."""

    passage: Passage
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence or list item of a passage."""

    words: str
    item: bool = False


def own_documents(folder: Path) -> list[tuple[Lesson, ...]]:
    """Return the passages in the text files of a folder and the folders in it; those of one
    document together."""
    return [
        tuple(map(_own_lesson, document))
        for path in sorted(folder.rglob("*.txt"))
        for _, document in groupby(blocks(path), key=_title)
    ]


def is_held_out(document: Sequence[Lesson]) -> bool:
    """Tell whether a document is kept from learning: it stands on the list of titles that are."""
    return document[0].passage.document.title in _held_out()


@cache
def _held_out() -> frozenset[str]:
    return frozenset(HELD_OUT.read_text(encoding="utf-8").splitlines())


def public_documents(path: Path) -> list[tuple[Lesson, ...]]:
    """Return the passages of a public set; the pieces of one that was cut together."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [tuple(_public_lessons(row)) for row in rows]


def as_passage(headings: Sequence[str], lines: Iterable[Line]) -> Passage:
    """Return lines as a passage of a document of its own."""
    text, found, blocks = "", list[Sentence](), list[Block]()
    for line in lines:
        goes_on = bool(blocks) and not line.item and blocks[-1].kind is BlockKind.PARAGRAPH
        text += (" " if goes_on else "\n") * bool(text)
        start, end = len(text), len(text) + len(line.words)
        first = blocks.pop().start if goes_on else start
        kind = BlockKind.ITEM if line.item else BlockKind.PARAGRAPH
        blocks.append(Block(kind, first, end))
        found.append(Sentence(start, end, item=line.item))
        text += line.words
    document = Document("", Kind.EIGEN, headings[0] if headings else "", text, tuple(blocks))
    path = tuple(headings)
    return Passage(
        Chunk("", "", Kind.EIGEN, text, 0, len(text), None, path, tuple(found)), document
    )


def blocks(path: Path) -> Iterator[list[str]]:
    """Yield the lines of each block of a text file: what stands between empty lines."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line.strip()]
        if lines:
            yield lines


def _title(lines: Sequence[str]) -> str:
    return lines[0].split(" > ")[0]


def _own_lesson(lines: Sequence[str]) -> Lesson:
    headings = [part.strip() for part in lines[0].removeprefix("# ").split(" > ")]
    said = [line for line in lines[1:] if line[:2] not in {"+ ", "! "}]
    passage = as_passage(
        headings, (Line(line.removeprefix("- "), item=line.startswith("- ")) for line in said)
    )
    return Lesson(passage, tuple(map(_own_question, lines[1 + len(said) :])))


def _own_question(line: str) -> Question:
    found = _ASKED.fullmatch(line)
    if found is None:
        raise ValueError(f"no question: {line}")
    context, _, text = found["text"].rpartition(">>")
    numbers = found["numbers"].split(",") if found["numbers"] else []
    answers = frozenset(int(number) - 1 for number in numbers)
    words = (found["words"] or "").strip()
    return Question(text.strip(), context.strip(), answers, words=words)


def _public_lessons(row: dict[str, Any]) -> Iterator[Lesson]:
    """Yield a public passage in pieces of about `WORDS` words, each with the questions that it
    answers; what no piece answers is asked of the first."""
    pieces = list(_pieces(row["passage"]))
    asked: list[list[Question]] = [[] for _ in pieces]
    for question in row["questions"]:
        if question.get("made_by") in _DOUBTFUL:
            continue
        number, found = _public_question(pieces, question)
        if found is not None:
            asked[number].append(found)
    for piece, questions in zip(pieces, asked, strict=True):
        yield Lesson(as_passage((), map(Line, piece)), tuple(questions))


def _public_question(
    pieces: Sequence[Sequence[str]], question: dict[str, Any]
) -> tuple[int, Question | None]:
    """Return a question with the number of the piece that it belongs to; None for one whose answer
    stands in no sentence."""
    text = question["question"]
    if not question["answerable"]:
        return 0, Question(text, "", frozenset())
    answers = question.get("evidence") or question.get("answers")
    if answers is None:  # the whole passage was written as the answer
        return 0, Question(text, "", frozenset(range(len(pieces[0]))), surely=False)
    wordings = [answers] if isinstance(answers, str) else answers
    places = [
        (number, position)
        for number, piece in enumerate(pieces)
        for position, said in enumerate(piece)
        if any(wording.casefold() in said.casefold() for wording in wordings)
    ]
    if not places:
        return 0, None
    sought = vocabulary.term_set(text)
    number, position = max(
        places, key=lambda place: len(sought & vocabulary.term_set(pieces[place[0]][place[1]]))
    )
    return number, Question(text, "", frozenset({position}))


def _pieces(text: str) -> Iterator[list[str]]:
    piece: list[str] = []
    for paragraph in text.splitlines():
        for start, end in sentences.sentences(paragraph):
            said = paragraph[start:end]
            if piece and sum(len(one.split()) for one in (*piece, said)) > WORDS:
                yield piece
                piece = []
            piece.append(said)
    if piece:
        yield piece
