"""The default answer engine: it points at the sentences that answer, and writes nothing itself.

Three steps: choose the sentences that fit the question best, complete them so that none hangs in
the air (a list with its lead-in, the sentence before a *Dit*, the hesitation after a claim), and
say in a fixed frame who speaks where the source is quoting someone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from kwchat.answering import questions, texts
from kwchat.answering.answer import (
    Documents,
    Evidence,
    Query,
    References,
    SentenceMatch,
    Span,
    Statement,
)
from kwchat.answering.passages import Passage
from kwchat.reading.document import Kind
from kwchat.sources.apa import in_sentence

_HITS = 8  # passages to quote from: a long list ranks low, and further down is little to the point
_MOST = 3  # sentences chosen for their own sake
_SAME = 0.6  # share of terms in common from which a sentence says the same again


@dataclass(frozen=True, slots=True)
class _Pick:
    """A sentence to quote: the rank of its passage and its place in it."""

    rank: int
    position: int


class ExtractiveEngine:
    """Answers with whole sentences: the best one first, with what it cannot do without."""

    name = "extractive"

    def __init__(self, *, documents: Documents, references: References) -> None:
        self._documents = documents
        self._references = references

    def statements(self, evidence: Evidence) -> tuple[Statement, ...]:
        """Return the quotes that answer; none when there is no sentence to choose from."""
        passages = [
            Passage(hit.chunk, self._documents.document(hit.chunk.source_id))
            for hit in evidence.hits[:_HITS]
        ]
        picks: dict[_Pick, None] = {}  # in the order in which they are quoted
        question = evidence.query.question
        parts = len(questions.parts(question))
        for count, pick in enumerate(islice(_choose(evidence, passages), _MOST), start=1):
            whole = _whole(pick.position, passages[pick.rank], question)
            positions = whole or _standing(pick.position, passages[pick.rank])
            kept = _not_repeated(positions, pick.position, passages[pick.rank], evidence.query)
            picks |= dict.fromkeys(_Pick(pick.rank, position) for position in sorted(kept))
            if whole and _wants_one_list(question) and count >= parts:
                break
        return tuple(self._statements(tuple(picks), passages))

    def _statements(
        self, picks: Sequence[_Pick], passages: Sequence[Passage]
    ) -> Iterator[Statement]:
        """Yield the quotes under leads that say who speaks; where only the brief does, it goes
        without one until somebody else has spoken."""
        runs = [(passages[run[0].rank], [pick.position for pick in run]) for run in _runs(picks)]
        alone = all(passage.chunk.kind is Kind.BRIEF for passage, _ in runs)
        speaking = texts.BRIEF_SPEAKS if alone else ""
        for passage, positions in runs:
            who = _who(passage, positions[0])
            lead = self._lead(passage, who)
            for statement in _quote(passage, positions):
                yield replace(statement, lead="" if lead == speaking else lead, who=who)
                speaking = lead

    def _lead(self, passage: Passage, who: str) -> str:
        """Return the frame that says who speaks."""
        kind = passage.chunk.kind
        source = self._references.in_text(passage.chunk.source_id)
        if kind is Kind.BRIEF:
            return texts.CITED_IN_BRIEF.format(who=who) if who else texts.BRIEF_SPEAKS
        if kind is Kind.SAMENVATTING:
            return texts.SUMMARY_SPEAKS.format(source=source)
        if who:
            return texts.CITED_ELSEWHERE.format(who=who, source=source)
        return texts.SOURCE_SPEAKS.format(source=in_sentence(source))


def _who(passage: Passage, position: int) -> str:
    """Return to whom a source ascribes a sentence; a summary speaks for itself throughout."""
    if passage.chunk.kind is Kind.SAMENVATTING:
        return ""
    return passage.speaker(position) or ""


def _choose(evidence: Evidence, passages: Sequence[Passage]) -> Iterator[_Pick]:
    """Yield the best sentence for each part of the question, then those that fit the whole best:
    they come near the best one and do not say the same again. What only leads up to something that
    the passage does not hold is left out."""
    ranks = {passage.chunk.id: rank for rank, passage in enumerate(passages)}
    near = [match for match in evidence.sentences if match.chunk.id in ranks]
    by_score = sorted(near, key=lambda match: -match.score)
    enough = [match for match in by_score if match.score >= by_score[0].score - evidence.margin]
    chosen: list[SentenceMatch] = []
    for match in (*_best_per_part(near), *enough):
        rank = ranks[match.chunk.id]
        position = passages[rank].position(match.sentence)
        again = any(_says_the_same(match, other) for other in chosen)
        if not again and not _leads_nowhere(position, passages[rank]):
            chosen.append(match)
            yield _Pick(rank, position)


def _best_per_part(matches: Sequence[SentenceMatch]) -> list[SentenceMatch]:
    """Return for each part of the question the sentence that fits it best."""
    parts = range(len(matches[0].part_scores)) if matches else ()
    return [max(matches, key=lambda match: match.part_scores[part]) for part in parts]


def _says_the_same(one: SentenceMatch, other: SentenceMatch) -> bool:
    """Tell whether two sentences have most of their terms in common."""
    return len(one.terms & other.terms) >= _SAME * len(one.terms | other.terms)


def _leads_nowhere(position: int, passage: Passage) -> bool:
    """Tell whether a sentence announces a list that stands elsewhere."""
    announces = passage.text(position).endswith(":")
    return announces and not any(one.holds(position) for one in passage.enumerations())


def _wants_one_list(question: str) -> bool:
    """Tell whether a list, once given, is the answer."""
    return questions.enumerates(question) or questions.Asks.ADDRESS.of(question)


def _whole(position: int, passage: Passage, question: str) -> set[int]:
    """Return the enumeration that a sentence belongs to where the question asks for all of it, or
    cannot do without; nothing where the sentence stands by itself."""
    for enumeration in passage.enumerations():
        if not enumeration.holds(position):
            continue
        members = set(range(enumeration.first, enumeration.last))
        if questions.Asks.LIST.of(question) or passage.is_unfinished(position):
            return members | enumeration.lead_in()
        if passage.is_fragment(position):
            return {position} | enumeration.lead_in()
    return set()


def _standing(position: int, passage: Passage) -> set[int]:
    """Return a sentence with those without which it would hang in the air or mislead: the rest of
    its list item, what it points back to, and the hesitation that follows it."""
    positions = set(passage.item(position))
    first = min(positions)
    while passage.leans_back(first):
        if passage.speaker(first):
            break
        first -= 1
        positions.add(first)
    return positions | set(passage.hesitation(position))


def _not_repeated(positions: set[int], chosen: int, passage: Passage, query: Query) -> set[int]:
    """Return what has not been said before, and the hesitation of what is said now."""
    said = {position for position in positions if query.was_said(passage.text(position))}
    return positions - (said - set(passage.hesitation(chosen)))


def _runs(picks: Sequence[_Pick]) -> Iterator[list[_Pick]]:
    """Yield stretches of adjoining sentences."""
    run: list[_Pick] = []
    for pick in picks:
        if run and (pick.rank, pick.position) != (run[-1].rank, run[-1].position + 1):
            yield run
            run = []
        run.append(pick)
    if run:
        yield run


def _quote(passage: Passage, positions: Sequence[int]) -> Iterator[Statement]:
    """Yield a run of sentences as one citation: a quote per paragraph or list item."""
    chunk = passage.chunk
    sentences = chunk.sentences
    cited = Span(chunk.source_id, sentences[positions[0]].start, sentences[positions[-1]].end)
    for block in passage.by_block(positions):
        quote = Span(chunk.source_id, sentences[block[0]].start, sentences[block[-1]].end)
        yield Statement(quote, cited, chunk.id, item=sentences[block[0]].item)
