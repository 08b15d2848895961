"""The words of a sentence that answer a question for a fact: the ones to read first."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import numpy.typing as npt

from kwchat.answering import questions
from kwchat.answering.answer import Documents, SentenceMatch, Span
from kwchat.answering.candidates import Question, above
from kwchat.index.encoding import Vector
from kwchat.language import vocabulary

_WORD = re.compile(r"\S+")
_EDGES = " “”\"'‘’.,;:!?()[]"
_LONGEST = 12  # words: more is no longer a fact
_WIDENED = 1.0  # log-odds: a word too many is read more easily than one too few
_SURE = 0.2  # chance from which words are marked; measured on documents held out from learning


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a text, where they stand in it, and the chance that each of them answers, on
    average."""

    start: int
    end: int
    chance: float


def marked(
    matches: Sequence[SentenceMatch], question: Question, *, margin: float, documents: Documents
) -> tuple[SentenceMatch, ...]:
    """Return sentences with the words in them that answer a question for a fact, where those are
    sure: of what can be quoted, at most `margin` below the best or the best for a part."""
    if question.encoding.pointing is None or not questions.asks_fact(question.query.question):
        return tuple(matches)
    least = max((one.score for one in matches), default=0.0) - margin
    parts = range(len(matches[0].part_scores)) if matches else ()
    bests = [max(one.part_scores[part] for one in matches) for part in parts]

    def is_near(one: SentenceMatch) -> bool:
        pairs = zip(one.part_scores, bests, strict=True)
        return one.score >= least or any(score >= best for score, best in pairs)

    return tuple(
        replace(one, answer=span) if span else one
        for one, span in _answers(matches, list(map(is_near, matches)), question, documents)
    )


def _answers(
    matches: Sequence[SentenceMatch],
    looked_at: Sequence[bool],
    question: Question,
    documents: Documents,
) -> Iterator[tuple[SentenceMatch, Span | None]]:
    """Yield every sentence with the words that answer, of those that are looked at."""
    rows = zip(matches, looked_at, strict=True)
    for _, group in groupby(rows, key=lambda row: row[0].chunk.id):
        passage = list(group)
        chunk = passage[0][0].chunk
        seeks = question.encoding.pointing if any(looked for _, looked in passage) else None
        if seeks is None:
            yield from ((one, None) for one, _ in passage)
            continue
        tokens, spans = documents.token_vectors(chunk)
        first = above(spans, chunk)
        tokens, spans = tokens[first:], spans[first:]
        odds = seeks.odds(tokens, question.encoding.tokens @ tokens.T)
        for one, looked in passage:
            span = (one.sentence.start - chunk.start, one.sentence.end - chunk.start)
            found = best_words(chunk.text, span, spans - chunk.start, odds) if looked else None
            yield one, _sure(found, chunk.source_id, chunk.start)


def _sure(found: Words | None, source_id: str, start: int) -> Span | None:
    if found is None or found.chance < _SURE or found.start == found.end:
        return None
    return Span(source_id, start + found.start, start + found.end)


def words(text: str, span: tuple[int, int]) -> list[tuple[int, int]]:
    """Return where the words stand in a stretch of a text."""
    return [found.span() for found in _WORD.finditer(text, *span)]


def best_words(
    text: str, span: tuple[int, int], tokens: npt.NDArray[np.int32], odds: Vector
) -> Words:
    """Return the words in a row that most surely answer, in a stretch of a text; `tokens` (n, 2) is
    where the tokens stand in it whose log-odds (n,) are known.

    A word is as sure as its surest token. What is sought is the row with the largest sum of
    log-odds, so that a doubtful word between two sure ones is in it, without words at its end that
    tell nothing (*van*, *per*).
    """
    spans = words(text, span)
    sure = [_surest(one, tokens, odds) for one in spans]
    first, last = _heaviest([one + _WIDENED for one in sure])
    while first < last and not vocabulary.tells(text[slice(*spans[last - 1])].casefold()):
        last -= 1
    if first == last:
        return Words(span[0], span[0], 0.0)
    chance = float(np.mean(1.0 / (1.0 + np.exp(-np.array(sure[first:last])))))
    start, end = spans[first][0], spans[last - 1][1]
    said = text[start:end]
    start += len(said) - len(said.lstrip(_EDGES))
    return Words(start, max(start, end - len(said) + len(said.rstrip(_EDGES))), chance)


def _surest(word: tuple[int, int], tokens: npt.NDArray[np.int32], odds: Vector) -> float:
    inside = (tokens[:, 0] < word[1]) & (tokens[:, 1] > word[0])
    return float(odds[inside].max(initial=-10.0))


def _heaviest(values: Sequence[float]) -> tuple[int, int]:
    """Return where the row with the largest sum stands, last excluded, of `_LONGEST` at most."""
    rows = (
        (sum(values[first:last]), first, last)
        for first in range(len(values))
        for last in range(first + 1, min(len(values), first + _LONGEST) + 1)
    )
    _, first, last = max(rows, default=(0.0, 0, 0))
    return first, last
