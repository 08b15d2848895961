"""The names in a Dutch sentence, and whether a text has them."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kwchat.language import vocabulary

_OPENS = re.compile(r"^[\W_]*$|[.!?:“\"«]\s*$|\n\s*[-•]?\s*$")
_GENITIVE = re.compile(r"['’]?s$")
_UNHEARD = 0.75  # rarity of a word, from which it may be none
_SHORTEST = 5  # letters that a name and its derivation share: *Nederland*, *Nederlandse*


@lru_cache(maxsize=10_000)
def names(text: str) -> tuple[str, ...]:
    """Return the words of a text that are written as names: with a capital that the place does not
    explain, or at the beginning and in no dictionary.

    >>> names("Volgens Zuiker et al. betaalt NRO. Jansen niet (Schot et al., 2018).")
    ('Zuiker', 'NRO', 'Jansen', 'Schot')
    """
    spans = ((start, end) for start, end, _ in vocabulary.word_spans(text))
    found = (text[start:end] for start, end in spans if _is_name(text, start, end))
    return tuple(dict.fromkeys(found))


def unheard(words: Iterable[str]) -> Iterator[str]:
    """Yield the words that no dictionary has and hardly anybody writes: names, or invented.

    >>> list(unheard(["handelskant", "henderklant", "schoolleider"]))
    ['henderklant']
    """
    for word in words:
        if vocabulary.rarity(word) >= _UNHEARD and not _is_ordinary(word):
            yield word


def has(name: str, text: str) -> bool:
    """Tell whether a text has a name, or what is derived from it.

    >>> has("Rotterdams", "scholen in Rotterdam"), has("Jansen", "Janssen")
    (True, False)
    """
    sought = [vocabulary.fold(part) for part in name.split("-") if part]
    spans = vocabulary.word_spans(text)
    written = {part for *_, word in spans for part in vocabulary.fold(word).split("-")}
    return all(any(_same(one, other) for other in written) for one in sought)


def _same(one: str, other: str) -> bool:
    bare, others = _GENITIVE.sub("", one), _GENITIVE.sub("", other)
    if bare == others or one == other:
        return True
    short, long = sorted((bare, others), key=len)
    derived = {"s", "se", "e", "er", "ers", "en", "n", "sche"}
    return len(short) >= _SHORTEST and long.startswith(short) and long[len(short) :] in derived


def _is_name(text: str, start: int, end: int) -> bool:
    word = text[start:end]
    if not word[0].isupper():
        return any(letter.isupper() for letter in word[1:])
    if len(word) > 1 and word.isupper():
        return True
    if not _OPENS.search(text[:start]):
        return True
    return not _is_ordinary(word.lower())


def _is_ordinary(word: str) -> bool:
    """Tell whether a word that opens a sentence is one of the language."""
    import simplemma

    if not vocabulary.tells(word) or vocabulary.compound_parts(word):
        return True
    return simplemma.is_known(word, lang="nl") or "-" in word
