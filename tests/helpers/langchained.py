"""A small corpus on disk, embeddings that count words, and a handler that writes down calls."""

import hashlib
import re
from pathlib import Path
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.embeddings import Embeddings

BRIEF = """# Brief over werkplaatsen

De werkplaatscoördinator is het aanspreekpunt van de werkplaats. Zij structureert het eerste jaar.

## Wat scholen doen

Een school in een werkplaats heeft drie taken:

- Het schoolbestuur maakt tijd vrij voor docenten.
- De schoolleider nodigt onderzoekers uit.
- Docenten kiezen samen een onderzoeksvraag.
"""
GUIDE = """# Gids voor subsidie

Het ministerie betaalt de subsidie. De aanvraag moet vóór 1 mei binnen zijn.

## Verantwoorden

Na afloop schrijft de penvoerder een verslag van twee bladzijden.
"""


def write_corpus(folder: Path) -> Path:
    """Write two sources, with headings and a list."""
    folder.mkdir(parents=True)
    (folder / "brief.md").write_text(BRIEF, encoding="utf-8")
    (folder / "gids.md").write_text(GUIDE, encoding="utf-8")
    return folder


class WordEmbeddings(Embeddings):
    """Counts the beginnings of words in `size` bins: texts with the same words are alike."""

    def __init__(self, size: int = 256) -> None:
        self.size = size
        self.asked: list[int] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts, and remember how many came at once."""
        self.asked.append(len(texts))
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """Embed a question as any text."""
        bins = [0.0] * self.size
        for word in re.findall(r"\w{4,}", text.lower()):
            bins[int.from_bytes(hashlib.sha256(word[:7].encode()).digest()[:4]) % self.size] += 1.0
        return bins


class Recorder(BaseCallbackHandler):
    """Writes down what starts and ends, with its name or result and its tags."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Any, tuple[str, ...]]] = []

    def on_retriever_start(self, _: Any, query: str, **rest: Any) -> None:
        """A retriever was asked."""
        self.calls.append(("retriever_start", query, tuple(rest.get("tags") or ())))

    def on_retriever_end(self, documents: Any, **rest: Any) -> None:
        """A retriever gave documents."""
        self.calls.append(("retriever_end", len(documents), tuple(rest.get("tags") or ())))

    def on_retriever_error(self, error: BaseException, **rest: Any) -> None:
        """A retriever could not be asked."""
        self.calls.append(("retriever_error", str(error), tuple(rest.get("tags") or ())))

    def on_chain_start(self, _: Any, inputs: Any, **rest: Any) -> None:
        """A runnable began."""
        self.calls.append(("chain_start", inputs, tuple(rest.get("tags") or ())))

    def on_chain_end(self, outputs: Any, **rest: Any) -> None:
        """A runnable ended."""
        self.calls.append(("chain_end", outputs, tuple(rest.get("tags") or ())))

    def on_chain_error(self, error: BaseException, **rest: Any) -> None:
        """A runnable failed."""
        self.calls.append(("chain_error", str(error), tuple(rest.get("tags") or ())))

    def names(self) -> list[str]:
        """Return what happened, in order."""
        return [name for name, _, _ in self.calls]
