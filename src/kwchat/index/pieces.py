"""The word parts that the packaged encoder reads: a text becomes their numbers, with their places.

It is the unigram model (Kudo, 2018) of XLM-RoBERTa, with 250,000 parts, for which the library
`tokenizers` takes 0.29 GB. Here they are a dictionary of 0.04 GB, and the library does the rest:
it normalises, cuts into words, and keeps the places.
"""

from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from tokenizers import Encoding, Token, normalizers, processors

FILE = "pieces.tsv"

_START, _PADDING, _END, _UNKNOWN = "<s>", "<pad>", "</s>", "<unk>"
_AROUND = [(_START, 0), (_END, 2)]
_PADDED = 1
_UNKNOWN_COST = 10.0  # below the worst part, as SentencePiece and `tokenizers` have it
_REMEMBERED = 10_000  # words, as many as `tokenizers` remembers

_Part: TypeAlias = tuple[int, int, int]  # its number, and where it begins and ends in a word


class Pieces:
    """Splits texts, to the same parts and places as the tokenizer that `write` leaves beside it."""

    def __init__(self, folder: Path, longest: int) -> None:
        """Load what `write` wrote.

        Args:
            folder: where it is.
            longest: how many parts of a text are kept, the two around it among them.

        Raises:
            OSError: the file cannot be read.
            ValueError: it is damaged.
        """
        from tokenizers import pre_tokenizers

        self._model = _Unigram(folder / FILE)
        self._word = lru_cache(_REMEMBERED)(self._tokens)
        self._normalizer = _normalizer()
        self._words = pre_tokenizers.Metaspace(prepend_scheme="always")
        self._around = _around()
        self._room = longest - len(_AROUND)

    def encode(self, batch: Sequence[str]) -> "list[Encoding]":
        """Return the parts of each text, all as many: the shorter are padded to the longest."""
        parts = [self._parts(text) for text in batch]
        length = max(map(len, parts), default=0)
        for one in parts:
            one.pad(length, pad_id=_PADDED, pad_token=_PADDING)
        return parts

    def _parts(self, text: str) -> "Encoding":
        from tokenizers import PreTokenizedString

        splitting = PreTokenizedString(text)
        splitting.normalize(self._normalizer.normalize)
        self._words.pre_tokenize(splitting)
        splitting.tokenize(self._word)
        parts = splitting.to_encoding()
        parts.truncate(self._room)
        return self._around.process(parts)

    def _tokens(self, word: str) -> "list[Token]":
        """Return the parts of a word as the library takes them: with places in bytes."""
        from tokenizers import Token

        places = [0]
        for letter in word:
            places.append(places[-1] + len(letter.encode()))
        return [
            Token(number, "", (places[start], places[end]))
            for number, start, end in self._model.split(word)
        ]


class _Unigram:
    """Splits a word into the parts of which the scores add up to most.

    The sums are made in the order of `tokenizers`, so that of splits that score the same, as of
    "AAA", it is the same one that wins.
    """

    def __init__(self, file: Path) -> None:
        self._numbers: dict[str, int] = {}
        self._scores = array("d")
        with file.open(encoding="utf-8", newline="\n") as lines:
            for number, line in enumerate(lines):
                piece, score = line.rstrip("\n").split("\t")
                self._numbers[piece] = number
                self._scores.append(float(score))
        if _UNKNOWN not in self._numbers:
            raise ValueError(file)
        self._unknown = self._numbers[_UNKNOWN]
        self._unknown_score = min(self._scores) - _UNKNOWN_COST
        self._longest = max(map(len, self._numbers))

    def split(self, word: str) -> list[_Part]:
        """Return the parts of a word, from its first letter to its last (Viterbi, 1967)."""
        best = [0.0] + [-inf] * len(word)
        last: list[_Part] = [(0, 0, 0)] * len(best)  # the part with which the best split ends here
        for start in range(len(word)):
            for number, end, score in self._starting(word, start):
                total = best[start] + score
                if total > best[end]:
                    best[end], last[end] = total, (number, start, end)
        return self._joined(last)

    def _starting(self, word: str, start: int) -> Iterator[tuple[int, int, float]]:
        """Yield what can begin at a letter, shortest first: number, end, and score."""
        known = False
        for end in range(start + 1, min(len(word), start + self._longest) + 1):
            number = self._numbers.get(word[start:end])
            if number is not None:
                known |= end == start + 1
                yield number, end, self._scores[number]
        if not known:
            yield self._unknown, start + 1, self._unknown_score

    def _joined(self, last: list[_Part]) -> list[_Part]:
        """Walk back from the end of a word; unknown parts that touch are one."""
        parts: list[_Part] = []
        end = len(last) - 1
        while end:
            number, start, _ = last[end]
            if parts and number == parts[-1][0] == self._unknown:
                end = parts.pop()[2]
            parts.append((number, start, end))
            end = start
        return parts[::-1]


def write(folder: Path, pieces: Sequence[tuple[str, float]], unknown: int) -> None:
    """Write the scored parts of a unigram model, for `Pieces` and for sentence-transformers."""
    from tokenizers import Tokenizer, models, pre_tokenizers

    with (folder / FILE).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{piece}\t{score}\n" for piece, score in pieces)
    model = models.Unigram(list(pieces), unk_id=unknown, byte_fallback=False)
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = _normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = _around()
    tokenizer.save(str(folder / "tokenizer.json"))


def _normalizer() -> "normalizers.Normalizer":
    from tokenizers import Regex, normalizers

    return normalizers.Sequence(
        [
            # What SentencePiece drops or reads as a space, and NFKC leaves alone.
            normalizers.Replace(Regex(r"[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"), ""),
            normalizers.Replace(Regex(r"[\x{200b}-\x{200f}\x{2581}\x{feff}\x{fffd}]"), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(r"\s"), " "),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )


def _around() -> "processors.PostProcessor":
    from tokenizers import processors

    return processors.TemplateProcessing(
        single=f"{_START} $A {_END}",
        pair=f"{_START} $A {_END} {_END} $B {_END}",
        special_tokens=_AROUND,
    )
