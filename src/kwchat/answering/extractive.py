"""The default answer engine: it points at the sentences that answer, and writes nothing itself.

Three steps: choose the sentences that fit the question best, complete them so that none hangs in
the air (a list with its lead-in, the sentence before a *Dit*, the hesitation after a claim), and
lay out what is seen at once and what is folded below it.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from kwchat.answering import questions, texts
from kwchat.answering.answer import (
    Documents,
    Evidence,
    Part,
    Query,
    References,
    Role,
    SentenceMatch,
    Span,
    Statement,
)
from kwchat.answering.citations import called, capital
from kwchat.answering.grounding import names, numbers
from kwchat.answering.passages import Enumeration, Passage
from kwchat.answering.writing import Point
from kwchat.language import vocabulary
from kwchat.reading.document import Kind

_HITS = 8  # passages to quote from: a long list ranks low, and further down is little to the point
_MOST = 3  # sentences chosen for their own sake
_SAME = 0.6  # share of terms in common from which a sentence says the same again
_CITING = re.compile(r"\([^()]*\)")  # in brackets, as works are cited
_FEW = 1 / 3  # share of the items of a list from which a word does not tell them apart
_GLANCE = 40  # words that are read at a glance; what comes on top of the best quote is folded
# Of two sources that say the same, the stronger is quoted: who weighed the works, then the works
# and a school's own documents, then what this project made of them.
_STRENGTH = {Kind.BRIEF: 0, Kind.BRON: 1, Kind.EIGEN: 1, Kind.SAMENVATTING: 2}


@dataclass(slots=True)
class _Choice:
    """A sentence that was chosen, and those in other sources that say the same."""

    match: SentenceMatch
    others: list[SentenceMatch] = field(default_factory=list)

    def hear(self, match: SentenceMatch) -> None:
        """Take in a sentence that says the same: the stronger source is quoted, the other named."""
        if _strength(match) < _strength(self.match):
            match, self.match = self.match, match
        named = {one.chunk.source_id for one in (self.match, *self.others)}
        if match.chunk.source_id not in named:
            self.others.append(match)


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is quoted in one breath: positions in a passage, in its order, each with its role.
    `answer` are the words that answer, where they are known."""

    passage: Passage
    roles: dict[int, Role]
    is_list: bool = False
    others: tuple[SentenceMatch, ...] = ()
    answer: Span | None = None

    def words(self) -> int:
        """Return how many words it has."""
        return sum(len(vocabulary.words(self.passage.text(one))) for one in self.roles)


class ExtractiveEngine:
    """Answers with whole sentences: the best one first, with what it cannot do without."""

    name = "extractive"

    def __init__(self, *, documents: Documents, references: References) -> None:
        self._documents = documents
        self._references = references

    def statements(self, evidence: Evidence) -> tuple[Statement, ...]:
        """Return the quotes that answer; none when there is no sentence to choose from."""
        passages = {
            hit.chunk.id: Passage(hit.chunk, self._documents.document(hit.chunk.source_id))
            for hit in evidence.hits[:_HITS]
        }
        units = _units(_choose(evidence, passages), passages, evidence.query)
        at_once = _at_once(units, evidence.query.question)
        statements = self._captioned(units, passages, at_once)
        return tuple(replace(one, more=place >= at_once) for place, one in enumerate(statements))

    def quoting(self, points: Sequence[Point]) -> tuple[Statement, ...]:
        """Return the quotes of sentences that are pointed out, each with what it cannot do
        without, under captions that say who speaks."""
        passages = {
            one.chunk.id: Passage(one.chunk, self._documents.document(one.chunk.source_id))
            for one in points
        }
        units = [_pointed(passages[one.chunk.id], one.positions) for one in points]
        return tuple(self._captioned(units, passages, at_once=len(units)))

    def _captioned(
        self, units: Sequence[_Unit], passages: dict[str, Passage], at_once: int
    ) -> Iterator[Statement]:
        """Yield quotes under captions that say who speaks; where only the brief is seen at once,
        it goes without one until somebody else has spoken."""
        alone = all(unit.passage.chunk.kind is Kind.BRIEF for unit in units[:at_once])
        speaking = self._caption(units[0].passage, "") if units and alone else ""
        for unit in units:
            who = _who(unit.passage, next(iter(unit.roles)))
            caption = self._caption(unit.passage, who)
            also = tuple(_pointer(one, passages[one.chunk.id]) for one in unit.others)
            said = "" if caption == speaking else caption
            yield replace(_statement(unit), caption=said, who=who, also=also)
            speaking = caption

    def _caption(self, passage: Passage, who: str) -> str:
        """Return the line that says who speaks."""
        chunk = passage.chunk
        in_text = self._references.in_text(chunk.source_id)
        if who and chunk.kind is Kind.BRIEF:
            return texts.CITED_IN_ANSWER.format(who=who, source=called(chunk.kind, in_text))
        if who:
            return texts.CITED_ELSEWHERE.format(who=who, source=in_text)
        return capital(called(chunk.kind, in_text))


def _who(passage: Passage, position: int) -> str:
    """Return to whom a source ascribes a sentence; a summary speaks for itself throughout."""
    if passage.chunk.kind is Kind.SAMENVATTING:
        return ""
    return passage.speaker(position) or ""


# --- choosing ---


def _choose(evidence: Evidence, passages: dict[str, Passage]) -> list[_Choice]:
    """Return the best sentence for each part of the question, then those that fit the whole best:
    they come near the best one, and what says the same again is only named. What leads up to
    something that the passage does not hold is left out."""
    near = [match for match in evidence.sentences if match.chunk.id in passages]
    by_score = sorted(near, key=lambda match: -match.score)
    enough = [match for match in by_score if match.score >= by_score[0].score - evidence.margin]
    chosen: list[_Choice] = []
    for match in (*_best_per_part(near), *enough):
        passage = passages[match.chunk.id]
        if _leads_nowhere(passage.position(match.sentence), passage):
            continue
        same = next((one for one in chosen if _says_the_same(match, one.match)), None)
        if same:
            same.hear(match)
        elif len(chosen) < _MOST:
            chosen.append(_Choice(match))
    return chosen


def _best_per_part(matches: Sequence[SentenceMatch]) -> list[SentenceMatch]:
    """Return for each part of the question the sentence that fits it best."""
    parts = range(len(matches[0].part_scores)) if matches else ()
    return [max(matches, key=lambda match: match.part_scores[part]) for part in parts]


def _says_the_same(one: SentenceMatch, other: SentenceMatch) -> bool:
    """Tell whether two sentences have most of their terms in common, and not each a name or a
    number of its own: what holds for Amsterdam is something else in Utrecht."""
    if len(one.terms & other.terms) < _SAME * len(one.terms | other.terms):
        return False
    named, others = _named(one), _named(other)
    return named <= others or others <= named


def _named(match: SentenceMatch) -> set[str | float]:
    """Return the names and numbers of a sentence, without the works that it cites."""
    said = _CITING.sub("", match.chunk.words(match.sentence))
    return {*names.names(said), *(number.value for number in numbers.numbers(said))}


def _strength(match: SentenceMatch) -> int:
    return _STRENGTH[match.chunk.kind]


def _leads_nowhere(position: int, passage: Passage) -> bool:
    """Tell whether a sentence announces a list that stands elsewhere."""
    held = any(one.holds(position) for one in passage.enumerations())
    return passage.announces(position) and not held


# --- completing ---


def _units(chosen: Sequence[_Choice], passages: dict[str, Passage], query: Query) -> list[_Unit]:
    """Return what is quoted, nothing of it twice: a sentence that hangs on what is quoted already
    joins it."""
    units: list[_Unit] = []
    for choice in chosen:
        passage = passages[choice.match.chunk.id]
        position = passage.position(choice.match.sentence)
        unit = _unit(position, passage, query)
        answer = None if unit.is_list else choice.match.answer  # of a list all of it answers
        _add(units, replace(unit, others=tuple(choice.others), answer=answer), position)
    return units


def _unit(position: int, passage: Passage, query: Query) -> _Unit:
    whole = _whole(position, passage, query.question)
    if whole:
        return _Unit(passage, whole, is_list=True)
    roles = _standing(position, passage)
    doubts = set(passage.hesitation(position))
    said = {one for one in roles if query.was_said(passage.text(one))} - doubts
    return _Unit(passage, {one: role for one, role in roles.items() if one not in said})


def _pointed(passage: Passage, positions: Sequence[int]) -> _Unit:
    """Return sentences with those without which they would hang in the air or mislead; what was
    pointed out itself is never quiet."""
    roles: dict[int, Role] = {}
    for position in positions:
        roles = {**_standing(position, passage), **roles}
    roles |= {one: _as_member(one, passage) for one in positions}
    return _Unit(passage, dict(sorted(roles.items())))


def _add(units: list[_Unit], unit: _Unit, position: int) -> None:
    """Add a unit to those before it, or to the one that it hangs on; a further point of a series
    (*Ten tweede*) is one by itself."""
    beside = [one for one in units if one.passage.chunk.id == unit.passage.chunk.id]
    before = {place: one for one in beside for place in one.roles}
    roles = {place: role for place, role in unit.roles.items() if place not in before}
    if not roles or position in before:
        return
    first = min(roles)
    hangs_on = before.get(first - 1)
    if hangs_on and unit.passage.leans_back(first) and not unit.passage.is_further_point(first):
        joined = dict(sorted({**hangs_on.roles, **roles}.items()))
        answer = hangs_on.answer or unit.answer
        units[units.index(hangs_on)] = replace(hangs_on, roles=joined, answer=answer)
    else:
        units.append(replace(unit, roles=roles))


def _whole(position: int, passage: Passage, question: str) -> dict[int, Role]:
    """Return the enumeration that a sentence belongs to where the question asks for all of it, or
    the sentence cannot do without; nothing where it stands by itself."""
    for enumeration in passage.enumerations():
        if not enumeration.holds(position):
            continue
        is_of_all = questions.Asks.LIST.of(question) or passage.is_fragment(position)
        is_asked = is_of_all and not _is_named(position, enumeration, passage, question)
        if is_asked or passage.is_unfinished(position):
            members = range(enumeration.first, enumeration.last)
            items = {one: _as_member(one, passage) for one in members}
            leads = enumeration.lead_in()
            before = set[int]().union(*map(passage.begun, leads))
            quiet = dict.fromkeys(sorted(before), Role.QUIET)
            return {**quiet, **dict.fromkeys(leads, Role.TEXT), **items}
    return {}


def _is_named(position: int, enumeration: Enumeration, passage: Passage, question: str) -> bool:
    """Tell whether a question names what an item of a list is about: it has a word of the question
    that the lead-in does not have, and of the other items few."""
    if position == enumeration.lead:
        return False
    own = passage.item(position)
    members = range(enumeration.first, enumeration.last)
    others = {passage.item(one) for one in members} - {own}
    asked = set(map(vocabulary.lemma, vocabulary.content_words(question)))
    named = asked & _terms(own, passage) - _terms(enumeration.lead_in(), passage)
    said = [_terms(one, passage) for one in others]
    few = (len(others) + 1) * _FEW
    return any(1 + sum(word in terms for terms in said) <= max(1, few) for word in named)


def _terms(positions: Iterable[int], passage: Passage) -> set[str]:
    """Return the search terms of sentences, without those of the works that they cite."""
    said = (_CITING.sub("", passage.text(one)) for one in positions)
    return set().union(*map(vocabulary.term_set, said))


def _as_member(position: int, passage: Passage) -> Role:
    return Role.ITEM if passage.chunk.sentences[position].item else Role.TEXT


def _standing(position: int, passage: Passage) -> dict[int, Role]:
    """Return a sentence with those without which it would hang in the air or mislead: the words
    that it ends or points back to, the rest of its list item, and the hesitation that follows."""
    own = passage.item(position)
    first = own[0]
    before = passage.begun(first)
    while passage.leans_back(first) and not passage.speaker(first):
        first -= 1
        before.add(first)
    quiet = dict.fromkeys(sorted(before), Role.QUIET)
    return {**quiet, **dict.fromkeys((*own, *passage.hesitation(position)), Role.TEXT)}


# --- laying out ---


def _at_once(units: Sequence[_Unit], question: str) -> int:
    """Return how many units are seen before the fold: the best one, the best for each part of the
    question, a list that was asked for, and what else can be read at a glance."""
    parts = max(1, len(questions.parts(question)))
    words = 0
    for count, unit in enumerate(units):
        words += unit.words()
        asked_for = unit.is_list and questions.Asks.LIST.of(question)
        if count >= parts and words > _GLANCE and not asked_for:
            return count
    return len(units)


def _statement(unit: _Unit) -> Statement:
    """Return a unit as a quote: a part per stretch of sentences with the same role."""
    passage, chunk = unit.passage, unit.passage.chunk
    parts: list[Part] = []
    last = -1
    for position, role in unit.roles.items():
        sentence = chunk.sentences[position]
        start = sentence.start
        goes_on = position == last + 1 and passage.same_block(last, position)
        if goes_on and parts[-1].role is role:
            start = parts.pop().span.start
        parts.append(Part(Span(chunk.source_id, start, sentence.end), role))
        last = position
    parts = [*_opened(parts[0], next(iter(unit.roles)), passage), *parts[1:]]
    cited = Span(chunk.source_id, parts[0].span.start, parts[-1].span.end)
    return Statement(cited, chunk.id, tuple(parts), answer=unit.answer)


def _opened(part: Part, position: int, passage: Passage) -> tuple[Part, ...]:
    """Return a first part with the words that hang in the air, if any, apart and quiet."""
    length = passage.hanging(position)
    if part.role is not Role.TEXT or not length:
        return (part,)
    span = part.span
    middle = span.start + length
    opening = Part(replace(span, end=middle), Role.QUIET)
    return opening, Part(replace(span, start=middle + 1))


def with_one_item(statement: Statement, sentences: Sequence[SentenceMatch]) -> Statement:
    """Return of a quoted list what leads up to it and the item that fits best, as running words, so
    that what is left out between them is marked; of another quote all of it."""
    items = [part for part in statement.parts if part.role is Role.ITEM]
    if len(items) < 2:
        return statement
    best = max(items, key=lambda item: _fit(item.span, sentences))
    before = (part for part in statement.parts if part.role is not Role.ITEM)
    parts = (*before, replace(best, role=Role.TEXT))
    cited = replace(statement.cited, start=parts[0].span.start, end=best.span.end)
    return replace(statement, cited=cited, parts=parts)


def _fit(span: Span, sentences: Sequence[SentenceMatch]) -> float:
    """Return how well the best sentence in a stretch fits the question."""
    inside = (
        one.score
        for one in sentences
        if one.chunk.source_id == span.source_id and span.start <= one.sentence.start < span.end
    )
    return max(inside, default=-math.inf)


def _pointer(match: SentenceMatch, passage: Passage) -> Statement:
    """Return where a sentence stands that is named, not quoted."""
    sentence = match.sentence
    span = Span(passage.chunk.source_id, sentence.start, sentence.end)
    return Statement(span, passage.chunk.id, who=_who(passage, passage.position(sentence)))
