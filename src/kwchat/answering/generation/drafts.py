"""What a language model writes, read while it is written: sentences, each with the keys it names.

Nothing here trusts the model. What is no Dutch prose (HTML, JSON, another language, the same again
and again, a text without end) ends the reading.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from kwchat.answering.writing import Failure, Waiting, WritingError
from kwchat.language import vocabulary
from kwchat.language.sentences import sentences

NO_ANSWER = "GEEN ANTWOORD"  # what the model is asked to write where the passages do not tell
MOST_CHARACTERS = 6000
OPENED, CLOSED = "<think>", "</think>"  # around a thought, which is no answer
_LONGEST = 1200  # characters without the end of a sentence
_MOST_ALIKE = 3  # times that one sentence may come
_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_THINKING = re.compile(r"<think(?:ing)?>.*", re.DOTALL | re.IGNORECASE)
_NO_PROSE = re.compile(r"\s*(?:```|[{<]|\[\s*[{\"]|<!doctype)", re.IGNORECASE)
_BRACKETS = r"[\[(【][^\[\]()【】\n]{1,80}[\])】]"
# Behind the end of a sentence; that of *et al.* is none.
_BEHIND = re.compile(rf"(?<!\bet al)([.!?…]+[”\"’']?)((?:\s*{_BRACKETS})+)")
_GROUP = re.compile(rf"\s*({_BRACKETS})")
_WORD = re.compile(r"\w+")
_ITEM = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_TITLE = re.compile(r"^\s*#+\s|^\s*\*\*[^*]+\*\*:?\s*$")


@dataclass(frozen=True, slots=True)
class Drafted:
    """A sentence as the model wrote it, without marks, and the keys of passages that it names.

    `item` tells that it is an item of a list, `opens` that it begins a paragraph.
    """

    text: str
    keys: tuple[str, ...]
    item: bool = False


def read(pieces: Iterable[str | Waiting], keys: Collection[str]) -> Iterator[Drafted | Waiting]:
    """Yield the sentences of what a model says, each as soon as it is whole, and the waits between.

    A sentence that leads up to a list has the keys of the first item. Keys that were never given
    are no keys.

    Raises:
        WritingError: what is said is no Dutch prose, has no end, says that there is no answer, or
            is a thought that led to none.
    """
    said = ""
    done = 0
    seen: Counter[str] = Counter()
    lead: Drafted | None = None
    for piece in pieces:
        if isinstance(piece, Waiting):
            yield piece
            continue
        said += piece
        if _is_thinking(said):
            continue
        _require_prose(said)
        whole = list(_drafted(said, keys, ended=False))
        for one in whole[done:]:
            lead, ready = _led(lead, one)
            yield from _checked(ready, seen)
        done = len(whole)
    rest = list(_drafted(said, keys, ended=True))
    if not rest:
        raise WritingError(Failure.THOUGHT if is_thought(said) else Failure.UNUSABLE)
    if _says_no(said):
        raise WritingError(Failure.NO_ANSWER)
    for one in rest[done:]:
        lead, ready = _led(lead, one)
        yield from _checked(ready, seen)


def _is_thinking(said: str) -> bool:
    """Tell whether a thought, which is no answer, is open, or may be about to be."""
    rest = _THOUGHT.sub("", said).lstrip().lower()
    return bool(_THINKING.search(rest) or (rest and "<thinking>".startswith(rest)))


def aloud(said: str) -> str:
    """Return what was said aloud so far, without what may still become a thought."""
    return "" if _is_thinking(said) else _spoken(said).strip()


def is_thought(said: str) -> bool:
    """Tell whether a thought, be it ended or not, is all that was said."""
    return bool(_THINKING.search(said)) and not aloud(said)


def _spoken(said: str) -> str:
    """Return what was said aloud: no thought, be it ended or not."""
    return _THINKING.sub("", _THOUGHT.sub("", said))


def _says_no(said: str) -> bool:
    return _spoken(said).strip(" \n*\"'“”.").upper().startswith(NO_ANSWER)


def _require_prose(said: str) -> None:
    """Check that there can be a sentence of an answer in what was said so far.

    Raises:
        WritingError: it is something else, or has no end.
    """
    spoken = _spoken(said).lstrip()
    last = re.split(r"[.!?\n]", spoken)[-1]
    if _NO_PROSE.match(spoken) or len(last) > _LONGEST or len(spoken) > MOST_CHARACTERS:
        raise WritingError(Failure.UNUSABLE)


def _checked(found: Iterable[Drafted], seen: Counter[str]) -> Iterator[Drafted]:
    """Yield sentences that are new.

    Raises:
        WritingError: one comes again and again, or the first ones are not Dutch.
    """
    for one in found:
        seen[one.text.lower()] += 1
        if seen[one.text.lower()] >= _MOST_ALIKE:
            raise WritingError(Failure.UNUSABLE)
        if vocabulary.is_english(one.text):
            seen["english"] += 1
            if seen["english"] > len(seen) / 2:
                raise WritingError(Failure.UNUSABLE)
        if seen[one.text.lower()] == 1:
            yield one


def _led(lead: Drafted | None, one: Drafted) -> tuple[Drafted | None, list[Drafted]]:
    """Return what still waits for its list, and what is ready."""
    if one.text.endswith(":") and not one.keys:
        return one, []
    if lead is None:
        return None, [one]
    return None, [replace(lead, keys=one.keys), one]


def _drafted(said: str, keys: Collection[str], *, ended: bool) -> Iterator[Drafted]:
    """Yield the sentences of a text; the last one only when the text has ended."""
    spoken = _spoken(said)
    if not ended:
        spoken = _settled(spoken)
    lines = spoken.split("\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip() or _TITLE.match(line):
            continue
        item = bool(_ITEM.match(line))
        bare = _ITEM.sub("", line)
        moved = _BEHIND.sub(r"\2\1", bare)
        spans = sentences(moved)
        open_end = not ended and number == len(lines)
        for start, end in spans[:-1] if open_end else spans:
            drafted = _sentence(moved[start:end], keys, item=item)
            if drafted.text:
                yield drafted


def _settled(text: str) -> str:
    """Return a text without an end that may still change: a bracket that is open, or that may
    follow."""
    opened = max(text.rfind("["), text.rfind("("), text.rfind("【"))
    closed = max(text.rfind("]"), text.rfind(")"), text.rfind("】"))
    return text[:opened].rstrip() if opened > closed else text.rstrip(" ")


def _sentence(text: str, keys: Collection[str], *, item: bool) -> Drafted:
    named: list[str] = []

    def without(found: re.Match[str]) -> str:
        known = [word for word in _WORD.findall(found[1].lower()) if word in keys]
        named.extend(known)
        is_mark = bool(known) or found[1][0] in "[【"
        return "" if is_mark else found[0]

    bare = _GROUP.sub(without, text)
    bare = re.sub(r"\s+([.,;:!?])", r"\1", bare).replace("**", "").strip()
    return Drafted(bare if any(map(str.isalnum, bare)) else "", tuple(dict.fromkeys(named)), item)
