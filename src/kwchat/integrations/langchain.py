"""kwchat in LangChain, and LangChain in kwchat.

`KwchatRetriever` gives passages as documents, `KwchatAnswers` is a runnable that answers, and
`LangChainEncoder` lets any `Embeddings` stand in for kwchat's encoder.
"""

import hashlib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any, Self, TypeAlias

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage, HumanMessage, convert_to_messages
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import AddableDict, RunnableConfig, RunnableGenerator
from langchain_core.runnables.config import run_in_executor
from pydantic import Field

from kwchat.answering.answer import (
    EVERYTHING,
    Answer,
    Choice,
    Done,
    Hit,
    Retrieved,
    Token,
    Turn,
)
from kwchat.answering.assistant import FIXED, Assistant
from kwchat.answering.links import passage_link
from kwchat.answering.wire import answer_to_json, choice_of, sent_passages
from kwchat.answering.writing import Waiting
from kwchat.index.encoding import EncoderIdentity, Matrix
from kwchat.index.text_vectors import HOW, TextEncoder
from kwchat.reading.document import Kind
from kwchat.wiring import open_assistant

Asked: TypeAlias = LanguageModelInput | Mapping[str, Any]

_ROLES = {HumanMessage: "user", AIMessage: "assistant"}


# --- kwchat in LangChain -------------------------------------------------------------------------


class KwchatRetriever(BaseRetriever):
    """The passages in which an assistant would seek its answer, best first, as documents.

    `page_content` is the passage to the letter: it stands at `start` to `end` in the text of its
    source. `top_k` says how many; without it as many as an answer takes. `url` in the metadata is
    where it can be read in its document: below `address`, that of a chat, else relative to it.
    `sources` and `kinds` limit where it is sought.

    Raises:
        QuestionError: when the question is blank, too long or binary.
    """

    assistant: Assistant
    top_k: int | None = Field(default=None, ge=1)
    address: str = ""
    sources: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()

    @classmethod
    def open(
        cls,
        index: str | Path = "index",
        *,
        top_k: int | None = None,
        address: str = "",
        sources: tuple[str, ...] = (),
        kinds: tuple[Kind, ...] = (),
        **options: Any,
    ) -> Self:
        """Return a retriever on an index; options and errors are those of `kwchat.open`."""
        return cls(
            assistant=open_assistant(index, **options),
            top_k=top_k,
            address=address,
            sources=sources,
            kinds=kinds,
        )

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        del run_manager
        choice = Choice(self.sources, self.kinds)
        hits = self.assistant.retrieve(query, choice=choice, top_k=self.top_k)
        return [self._document(hit) for hit in hits]

    def _document(self, hit: Hit) -> Document:
        chunk, references = hit.chunk, self.assistant.references
        metadata = {
            "source_id": chunk.source_id,
            "kind": str(chunk.kind),
            "title": self.assistant.documents.document(chunk.source_id).title,
            "reference": references.reference(chunk.source_id),
            "in_text": references.in_text(chunk.source_id),
            "page": chunk.page,
            "section": chunk.section,
            "chunk_id": chunk.id,
            "score": float(hit.score),
            "start": chunk.start,
            "end": chunk.end,
            "url": f"{self.address}{passage_link(chunk)}",
        }
        return Document(id=chunk.id, page_content=chunk.text, metadata=metadata)


class KwchatAnswers(RunnableGenerator[Asked, AddableDict]):
    """Answers as a runnable: a question in, the answer with its citations out.

    In goes a question, or `{"question": …, "history": […], "sources": […], "kinds": […]}`, of which
    all but the question may be left out, or the messages of a conversation that ends in the
    question; a history is a list of messages in any form that LangChain knows, or of `Turn`s. Out
    comes what the web API sends: `answered`, `answer`, `citations`, `passages` and more. A stream
    gives the same in parts that add up to it: the passages, the text piece by piece under `answer`,
    then the rest. So `.pick("answer")` streams bare text.

    Raises:
        QuestionError: when the question is blank, too long or binary.
        TypeError: when there is no question in a dict.
        ValueError: when messages do not end in a question.
    """

    def __init__(self, assistant: Assistant) -> None:
        super().__init__(self._parts, self._parts_async, name=type(self).__name__)
        self._assistant = assistant

    @classmethod
    def open(
        cls,
        index: str | Path = "index",
        **options: Any,
    ) -> Self:
        """Return a runnable on an index; options and errors are those of `kwchat.open`."""
        return cls(open_assistant(index, **options))

    def invoke(
        self,
        input: Asked,  # noqa: A002 - so it is called
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> AddableDict:
        """Return the whole answer."""
        return self._call_with_config(self._whole, input, config, **kwargs)

    async def ainvoke(
        self,
        input: Asked,  # noqa: A002 - so it is called
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> AddableDict:
        """Return the whole answer, which is made in another thread."""
        return await self._acall_with_config(self._whole_async, input, config, **kwargs)

    def _whole(self, asked: Asked) -> AddableDict:
        return reduce(add, self._parts(iter([asked])))

    async def _whole_async(self, asked: Asked) -> AddableDict:
        return await run_in_executor(None, self._whole, asked)

    def _parts(self, asked: Iterator[Asked]) -> Iterator[AddableDict]:
        """Yield the answer as it comes; what is asked may come in parts itself."""
        given = reduce(add, asked)
        question, history = _read(given)
        choice = choice_of(given) if isinstance(given, Mapping) else EVERYTHING
        for event in self._assistant.stream(question, history, choice):
            if not isinstance(event, Waiting):
                yield _part(event)

    async def _parts_async(self, asked: AsyncIterator[Asked]) -> AsyncIterator[AddableDict]:
        given = [part async for part in asked]
        parts = self._parts(iter(given))
        while (part := await run_in_executor(None, next, parts, None)) is not None:
            yield part


def _read(asked: Asked) -> tuple[str, Sequence[Turn]]:
    """Return the question in what was asked, and the turns before it."""
    if isinstance(asked, str):
        return asked, ()
    if isinstance(asked, Mapping):
        question = asked.get("question")
        if not isinstance(question, str):
            raise TypeError('no text under "question"')
        return question, _turns(asked.get("history") or ())
    *history, last = convert_to_messages(asked) or [AIMessage("")]
    if last.type != "human":
        raise ValueError("the last message must be the question, of a human")
    return last.text, _turns(history)


def _turns(history: Sequence[Any]) -> tuple[Turn, ...]:
    """Return what was said by people and by assistants; other messages say nothing to kwchat."""
    plain = [(turn.role, turn.content) if isinstance(turn, Turn) else turn for turn in history]
    return tuple(
        Turn(role, message.text)
        for message in convert_to_messages(plain)
        for kind, role in _ROLES.items()
        if isinstance(message, kind)
    )


def _part(event: Retrieved | Token | Done) -> AddableDict:
    """Return an event as a part of the answer, with only what no part before it had."""
    match event:
        case Retrieved(hits):
            return AddableDict(passages=tuple(map(asdict, sent_passages(hits))))
        case Token(text):
            return AddableDict(answer=text)
        case Done(answer):
            return AddableDict(_rest(answer))


def _rest(answer: Answer) -> Mapping[str, Any]:
    """Return an answer without its text, and without passages where there was a search."""
    told = {"id", "answer", *(["passages"] if answer.engine != FIXED else [])}
    return {name: value for name, value in answer_to_json(answer).items() if name not in told}


# --- LangChain in kwchat -------------------------------------------------------------------------


class LangChainEncoder(TextEncoder):
    """Any LangChain `Embeddings` as kwchat's encoder, without late interaction.

    `docs/langchain.md` says what is lost. Errors of the embeddings come through as they are.
    """

    def __init__(self, embeddings: Embeddings, *, name: str) -> None:
        """Take embeddings under a name that says all that decides their vectors: model, version,
        number of dimensions. Under another name, or of another class, an index is made anew."""
        kind = f"{type(embeddings).__module__}.{type(embeddings).__qualname__}"
        marks = hashlib.sha256("\x1f".join((HOW, kind, name)).encode()).hexdigest()
        super().__init__(_Embedded(embeddings), EncoderIdentity(name, marks))


class _Embedded:
    """Embeddings as a model of text vectors."""

    def __init__(self, embeddings: Embeddings) -> None:
        self._embeddings = embeddings

    def of_questions(self, questions: Sequence[str]) -> Matrix:
        """Return the vectors of questions (n, d), asked for one by one."""
        return np.array([self._embeddings.embed_query(text) for text in questions], np.float32)

    def of_passages(self, passages: Sequence[str]) -> Matrix:
        """Return the vectors of passages (n, d)."""
        vectors = self._embeddings.embed_documents(list(passages))
        if len(vectors) != len(passages):
            raise ValueError(f"{len(passages)} texts got {len(vectors)} vectors")
        return np.array(vectors, np.float32)
