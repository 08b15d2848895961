"""Who does what to whom: whether a claim lets parties change places, or do what another does."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, permutations

from kwchat.answering.grounding import content
from kwchat.answering.grounding.numbers import numbers
from kwchat.language import vocabulary

_PREPOSITIONS = frozenset(
    "aan van voor door met bij naar tegen over uit tot op in onder namens tussen om binnen per "
    "sinds na vanaf tijdens volgens zonder buiten rond".split()
)
_DOERS = ("", "door")  # before whoever does something: nothing, or in the passive this
_TIME = frozenset(
    "dag week maand jaar uur minuut werkdag schooljaar kwartaal keer ochtend middag avond periode "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag zomer winter herfst lente voorjaar "
    "najaar".split()
)
_PASSIVE = frozenset("word wordt worden werd werden geworden door".split())
_PRONOUN = re.compile(r"(?:Zij|Ze|Hij|Het|Die|Deze|Dit|Dat)\b")
_POINTS = re.compile(
    r"\b(?:er\w*|die|deze|dit|dat|hij|ze|zij|hem|haar|hun|daar(?:van|mee|bij|in|op|voor|aan|uit)?|"
    r"hier\w*|toen|dan)\b|^Het (?:is|was|wordt|werd|heeft|kan|gaat|lijkt|kost|duurt|moet|mag)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r"[,;:()–—]|(?<=\s)(?:omdat|doordat|zodat|waardoor|hoewel|want|dat|wanneer|indien|tenzij|mits|"
    r"voordat|nadat|totdat|terwijl|maar)(?=\s)",
    re.IGNORECASE,
)
_AND = re.compile(r"\s(?:en|of)\s")
_REACH = 4  # words before a noun among which its preposition stands


@dataclass(frozen=True, slots=True)
class _Party:
    """A thing or somebody in a clause: the word, its place, and the preposition before it."""

    word: str
    place: int
    preposition: str

    def is_same(self, other: "_Party") -> bool:
        """Tell whether this and another are named alike."""
        return content.names_same(self.word, other.word)


@dataclass(frozen=True, slots=True)
class _Clause:
    """The parties of a clause, the places of its verbs by their dictionary form, and whether it is
    said in the passive."""

    parties: tuple[_Party, ...]
    verbs: dict[str, list[int]]
    is_passive: bool

    def party(self, sought: _Party) -> _Party | None:
        """Return the party that is called here as another one is, by the same word if there is one:
        *werkplaats* is also the beginning of *werkplaatscoördinator*."""
        same = filter(sought.is_same, self.parties)
        return max(same, key=lambda one: one.word == sought.word, default=None)

    def stands_between(self, verbs: Iterable[str], one: _Party, other: _Party) -> bool:
        """Tell whether one of some verbs stands between two parties, in this order."""
        places = (place for verb in verbs for place in self.verbs.get(verb, ()))
        return any(one.place < place < other.place for place in places)


def exchanged(claim: str, said: str, context: str = "") -> bool:
    """Tell whether two parties of a claim have each other's place in a sentence that was said; a
    pronoun that opens that sentence stands for what its context has.

    >>> exchanged("De klas leest voor aan de juf.", "De juf leest voor aan de klas.")
    True
    >>> exchanged("De klas wordt voorgelezen door de juf.", "De juf leest voor aan de klas.")
    False
    """
    meant = _meant(said, context)
    return any(
        _are_exchanged(mine, theirs, meant if number == 0 else ())
        for mine in _clauses(claim)
        for number, theirs in enumerate(_clauses(said))
    )


def replaced(claim: str, said: Sequence[str]) -> bool:
    """Tell whether a claim lets one party of sentences, of which each may lean on the one before
    it, do what another does there.

    >>> replaced("De juf knipt.", ["De klas zingt en de juf danst.", "De kok knipt."])
    True
    """
    clauses = [
        (clause, _meant(one, context) if number == 0 else ())
        for context, one in pairwise(("", *said))
        for number, clause in enumerate(_clauses(one))
    ]
    return any(_is_replaced(mine, clauses) for mine in _clauses(claim))


def strangers(claim: str, said: Sequence[str]) -> int:
    """Count the parties that a claim brings from another sentence into the one that it is most
    about, where that one has no room for them: no pronoun that stands for one, or another party
    behind the same preposition."""
    verbs = {verb for clause in _clauses(claim) for verb in clause.verbs}
    doing = [one for one in said if any(verbs & clause.verbs.keys() for clause in _clauses(one))]
    mains = dict.fromkeys((*content.mains(claim, said), *doing))
    return max((_strangers(claim, one, said) for one in mains), default=0)


def _strangers(claim: str, main: str, said: Sequence[str]) -> int:
    here, mine = list(_all_parties(main)), list(_all_parties(claim))
    others = [one for text in said if text != main for one in _all_parties(text)]
    gone = {
        one.preposition
        for one in here
        if not any(one.is_same(other) and one.preposition == other.preposition for other in mine)
    }
    new = [one for one in mine if not any(map(one.is_same, here)) and any(map(one.is_same, others))]
    bare = {one.place for one in new if not one.preposition}
    groups = sum(place - 1 not in bare for place in bare)  # adjective and noun are one
    room = bool(_POINTS.search(main))
    return max(groups - room, 0) + sum(one.preposition in gone for one in new if one.preposition)


def _all_parties(text: str) -> Iterator[_Party]:
    for clause in _clauses(text):
        yield from clause.parties


def _is_replaced(mine: _Clause, said: Sequence[tuple[_Clause, tuple[_Party, ...]]]) -> bool:
    for verb in filter(content.counts, mine.verbs):
        doing = [(one, meant) for one, meant in said if verb in one.verbs]
        others = [one for one, _ in said if verb not in one.verbs]
        for theirs, meant in doing:
            here = (*theirs.parties, *meant)
            new = _doers(mine.parties, but=here)
            gone = _doers(theirs.parties, but=mine.parties)
            if gone and any(clause.party(one) for one in new for clause in others):
                return True
    return False


def _doers(parties: Iterable[_Party], *, but: Collection[_Party]) -> list[_Party]:
    """Return who may do something, but for some."""
    return [one for one in parties if one.preposition in _DOERS and not any(map(one.is_same, but))]


def _meant(said: str, context: str) -> tuple[_Party, ...]:
    """Return what a pronoun that opens a sentence may stand for."""
    if not (context and _PRONOUN.match(said)):
        return ()
    return tuple(_Party(one.word, -1, "") for clause in _clauses(context) for one in clause.parties)


def _are_exchanged(mine: _Clause, theirs: _Clause, meant: tuple[_Party, ...]) -> bool:
    whole = _Clause((*theirs.parties, *meant), theirs.verbs, theirs.is_passive)
    pairs = [(one, there) for one in mine.parties if (there := whole.party(one))]
    verbs = [verb for verb in mine.verbs if verb in theirs.verbs]
    return any(
        one[1].place != other[1].place
        and (_is_exchange(one, other) or _is_reverse(one, other, mine, whole, verbs))
        for one, other in permutations(pairs, 2)
    )


def _is_exchange(one: tuple[_Party, _Party], other: tuple[_Party, _Party]) -> bool:
    """Tell whether of two parties the one has, without its preposition, what the other has with."""
    (mine, theirs), (behind, before) = one, other
    return (
        not mine.preposition
        and not before.preposition
        and bool(behind.preposition)
        and behind.preposition == theirs.preposition
    )


def _is_reverse(
    one: tuple[_Party, _Party],
    other: tuple[_Party, _Party],
    claim: _Clause,
    said: _Clause,
    verbs: Sequence[str],
) -> bool:
    """Tell whether two bare parties stand the other way round about the same verb."""
    is_bare = not any(party.preposition for party in (*one, *other))
    if not is_bare or claim.is_passive != said.is_passive:
        return False
    return claim.stands_between(verbs, one[0], other[0]) and said.stands_between(
        verbs, other[1], one[1]
    )


@lru_cache(maxsize=10_000)
def _clauses(text: str) -> tuple[_Clause, ...]:
    pieces = (part for piece in _BREAK.split(text) for part in _apart(piece))
    return tuple(map(_clause, pieces))


def _apart(piece: str) -> Iterator[str]:
    """Yield what *en* joins: apart where each has a verb of its own."""
    start = 0
    for found in _AND.finditer(piece):
        if _has_verb(piece[start : found.start()]) and _has_verb(piece[found.end() :]):
            yield piece[start : found.start()]
            start = found.end()
    yield piece[start:]


def _has_verb(text: str) -> bool:
    return any(content.is_verb(word) for word in vocabulary.words(text))


def _clause(text: str) -> _Clause:
    words = vocabulary.words(text)
    verbs: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        if vocabulary.tells(word) and content.is_verb(word):
            verbs.setdefault(vocabulary.lemma(word), []).append(place)
    return _Clause(tuple(_parties(words)), verbs, bool(_PASSIVE & set(words)))


def _parties(words: Sequence[str]) -> Iterator[_Party]:
    for place, word in enumerate(words):
        is_thing = content.counts(word) and not content.is_verb(word)
        if is_thing and vocabulary.lemma(word) not in _TIME:
            yield _Party(word, place, _preposition(words[:place]))


def _preposition(before: Sequence[str]) -> str:
    """Return the preposition that the next word is behind; empty where it is behind none."""
    told = 0
    for word in reversed(before[-_REACH:]):
        if word in _PREPOSITIONS:
            return word
        if vocabulary.tells(word) and not numbers(word):
            told += 1
            is_adjective = word.endswith("e") and not content.is_verb(word)
            if told > 1 or not is_adjective:
                return ""
    return ""
