"""BM25 over Dutch lemmas and compound parts, beside the vectors: it finds the exact word.

Home of bm25s. A word of the question that the corpus does not know is mended to the nearest word
that it does know, so that *werkplaatscoordinatr* still finds its passage.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from kwchat.language import vocabulary
from kwchat.language.vocabulary import PassageWords
from kwchat.reading.document import Chunk

# Robertson and Zaragoza (2009) advise 1.2 < k1 < 2 and 0.5 < b < 0.8.
_K1, _B = 1.2, 0.75
_CHUNK_IDS = "chunk_ids.json"
_WORDS = "words.json"
_LETTERS_PER_TYPO = 4  # one error in a word of 5 letters or more, two from 9, at most two
_MAX_TYPOS = 2
_STEM = 5  # letters that words of one family mostly share: begeleiding, begeleiden
_SAME_STEM = 0.8
_KNOWN_ZIPF = 2.0  # a word this common in general Dutch is no typing error


class KeywordIndex:
    """A BM25 ranking of passages, with the words that they are made of."""

    def __init__(
        self, bm25: bm25s.BM25, chunk_ids: Sequence[str], corpus_words: frozenset[str]
    ) -> None:
        self._bm25 = bm25
        self._chunk_ids = tuple(chunk_ids)
        self._words = corpus_words
        self._words_by_length = _by_length(corpus_words)
        self._stems = {term[:_STEM] for term in bm25.vocab_dict if len(term) > _STEM}
        self._mended: dict[str, str] = {}

    @classmethod
    def build(cls, chunks: Iterable[Chunk]) -> "KeywordIndex":
        """Index the passages, each with the headings above it."""
        return cls.assemble(
            (chunk.id, vocabulary.passage_words(chunk.embedded_text)) for chunk in chunks
        )

    @classmethod
    def assemble(cls, passages: Iterable[tuple[str, PassageWords]]) -> "KeywordIndex":
        """Index passages, given by their id, whose words are known already."""
        chunk_ids: list[str] = []
        numbered: dict[str, int] = {}
        numbers: list[list[int]] = []
        corpus_words: set[str] = set()
        for chunk_id, passage in passages:
            chunk_ids.append(chunk_id)
            numbers.append([numbered.setdefault(t, len(numbered)) for t in passage.terms])
            corpus_words.update(passage.words)
        bm25 = bm25s.BM25(k1=_K1, b=_B)
        bm25.index((numbers, numbered), show_progress=False)
        return cls(bm25, chunk_ids, frozenset(corpus_words))

    def save(self, folder: Path) -> None:
        """Write the index into a folder that exists or is made."""
        folder.mkdir(parents=True, exist_ok=True)
        self._bm25.save(folder, show_progress=False)
        (folder / _CHUNK_IDS).write_text(json.dumps(self._chunk_ids), encoding="utf-8")
        (folder / _WORDS).write_text(json.dumps(sorted(self._words)), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "KeywordIndex":
        """Read an index that `save` wrote.

        Raises:
            OSError, ValueError, EOFError: when a file is missing or unreadable.
        """
        chunk_ids = json.loads((folder / _CHUNK_IDS).read_text(encoding="utf-8"))
        corpus_words = json.loads((folder / _WORDS).read_text(encoding="utf-8"))
        # Mapped: what a question touches of it is in memory, and the system can take it back.
        bm25 = bm25s.BM25.load(folder, mmap=True, show_progress=False)
        return cls(bm25, chunk_ids, frozenset(corpus_words))

    def mend(self, word: str) -> str:
        """Return the corpus word that an unknown word is a misspelling of, else the word itself."""
        if word not in self._mended:
            self._mended[word] = self._nearest(word)
        return self._mended[word]

    def mend_text(self, text: str) -> str:
        """Return a text with its misspelled words mended, all else as it was."""
        return vocabulary.replace_words(text, self.mend)

    def knows(self, word: str) -> bool:
        """Tell whether the corpus has the word, its lemma or one of its compound parts."""
        return any(term in self._bm25.vocab_dict for term in vocabulary.term_variants(word))

    def familiarity(self, word: str) -> float:
        """Return 1 for a word of the corpus, else the share of its compound parts that are; a
        word that shares its stem with one of the corpus counts almost fully."""
        if vocabulary.lemma(word) in self._bm25.vocab_dict:
            return 1.0
        parts = vocabulary.compound_parts(word) or (vocabulary.lemma(word),)
        return sum(map(self._part_familiarity, parts)) / len(parts)

    def _part_familiarity(self, term: str) -> float:
        if term in self._bm25.vocab_dict:
            return 1.0
        return _SAME_STEM if term[:_STEM] in self._stems and len(term) > _STEM else 0.0

    def search(
        self, text: str, *, top_k: int, among: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return at most `top_k` (chunk id, BM25 score above 0), best first; of all passages, or of
        those with the ids in `among`. How rare a word is, is told by all."""
        known = [term for term in vocabulary.terms(text) if term in self._bm25.vocab_dict]
        if not known:
            return []
        scores = self._bm25.get_scores(known)
        if among is not None:
            scores = scores * np.fromiter((one in among for one in self._chunk_ids), bool)
        return [(self._chunk_ids[i], float(scores[i])) for i in best_places(scores, top_k)]

    def _nearest(self, word: str) -> str:
        typos = min((len(word) - 1) // _LETTERS_PER_TYPO, _MAX_TYPOS)
        if (
            not typos
            or self.knows(word)
            or not word.isalpha()
            or vocabulary.zipf(word) >= _KNOWN_ZIPF
        ):
            return word
        candidates = [
            candidate
            for length in range(len(word) - typos, len(word) + typos + 1)
            for candidate in self._words_by_length.get(length, ())
        ]
        found = process.extractOne(
            word, candidates, scorer=DamerauLevenshtein.distance, score_cutoff=typos
        )
        return found[0] if found else word


def best_places(scores: npt.NDArray[np.float32], top_k: int) -> npt.NDArray[np.intp]:
    """Return where the highest scores above 0 stand, best first, of equals the first; only those
    are sorted."""
    above = np.flatnonzero(scores > 0)
    if len(above) > top_k:
        least = np.partition(scores[above], -top_k)[-top_k]
        above = above[scores[above] >= least]
    return above[np.argsort(-scores[above], kind="stable")][:top_k]


def _by_length(corpus_words: frozenset[str]) -> dict[int, list[str]]:
    by_length: dict[int, list[str]] = {}
    for word in sorted(corpus_words):
        by_length.setdefault(len(word), []).append(word)
    return by_length
