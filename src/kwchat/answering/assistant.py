"""The one flow: a question, with its history, becomes events that end in an answer.

The chat, the command line, the batch and the evaluation all read these events; none of them knows
how an answer comes about. There are two gates before silence is broken: the hits must look as if
they hold an answer, and at least one quote must stand after checking. Between the first gate and
being sure, what comes nearest is quoted with reserve.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from time import perf_counter
from types import MappingProxyType

from kwchat.answering import citations, conversation, smalltalk, texts
from kwchat.answering.answer import (
    EVERYTHING,
    Answer,
    AnswerEngine,
    Choice,
    Citation,
    Documents,
    Done,
    Event,
    Evidence,
    Hit,
    Query,
    References,
    Retrieved,
    Seconds,
    Token,
    Turn,
)
from kwchat.answering.retriever import Retriever
from kwchat.reading.document import Kind

FIXED = "fixed"  # the engine of answers that need no search
_NEAREST_WORDS = 20  # of the nearest passage, shown with a refusal
_MOST_NEAR = 2  # quotes with reserve


class Assistant:
    """Answers questions from one index."""

    def __init__(
        self,
        *,
        retriever: Retriever,
        engine: AnswerEngine,
        documents: Documents,
        references: References,
        threshold: float,
        sure: float = 0.0,
        top_k: int = 10,
        kinds: Mapping[str, Kind] = MappingProxyType({}),
    ) -> None:
        """Put the parts together; `kinds` are those of the sources by id, among which a choice
        chooses."""
        self._retriever = retriever
        self._engine = engine
        self._documents = documents
        self._references = references
        self._threshold = threshold
        self._sure = sure
        self._top_k = top_k
        self._kinds = kinds

    @property
    def documents(self) -> Documents:
        """The sources that are quoted from."""
        return self._documents

    @property
    def references(self) -> References:
        """How the sources are referred to."""
        return self._references

    def retrieve(
        self,
        question: str,
        history: Sequence[Turn] = (),
        choice: Choice = EVERYTHING,
        *,
        top_k: int | None = None,
    ) -> tuple[Hit, ...]:
        """Return the passages that an answer would be sought in, best first; `top_k` of them, or as
        many as an answer takes. A greeting is searched with like anything else.

        Raises:
            QuestionError: when the question is blank, too long or binary.
        """
        question = conversation.checked(question)
        among, _ = self._among(choice)
        _, evidence = self._read(question, history, among, top_k or self._top_k)
        return evidence.hits

    def answer(
        self, question: str, history: Sequence[Turn] = (), choice: Choice = EVERYTHING
    ) -> Answer:
        """Return the whole answer, sought within a choice.

        Raises:
            QuestionError: when the question is blank, too long or binary.
        """
        *_, last = self.stream(question, history, choice)
        if not isinstance(last, Done):
            raise TypeError(last)
        return last.answer

    def stream(
        self, question: str, history: Sequence[Turn] = (), choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield `Retrieved` if a search was needed, `Token`s, and `Done` with the whole answer.

        The tokens together are the answer's text.

        Raises:
            QuestionError: when the question is blank, too long or binary.
        """
        started = perf_counter()
        question = conversation.checked(question)
        fixed = smalltalk.reply(question)
        if fixed is not None:
            yield Token(fixed)
            yield Done(_fixed(question, fixed, perf_counter() - started))
            return
        among, choice_note = self._among(choice)
        query, evidence = self._read(question, history, among, self._top_k)
        retrieved = perf_counter()
        yield Retrieved(evidence.hits)

        reserved = evidence.answerability < self._sure
        text = ""
        cited: list[Citation] = []
        for line in self._lines(evidence):
            if line.citation not in cited and reserved and len(set(cited)) == _MOST_NEAR:
                break
            if reserved and not text:
                text = texts.NEAREST
                yield Token(text)
            piece = f"\n{line.text}" if text else line.text
            text += piece
            cited.append(line.citation)
            yield Token(piece)
        if not text:
            text = self._refusal(evidence.hits)
            yield Token(text)
        cited = list(dict.fromkeys(cited))
        done = perf_counter()
        yield Done(
            Answer(
                question=question,
                answered=bool(cited),
                text=text,
                citations=tuple(cited),
                passages=evidence.hits,
                engine=self._engine.name,
                answerability=evidence.answerability,
                seconds=Seconds(retrieved - started, done - retrieved, done - started),
                verbatim=sum(map(self._is_verbatim, cited)),
                reserved=reserved and bool(cited),
                understood=query.context,
                choice_note=choice_note,
            )
        )

    def _among(self, choice: Choice) -> tuple[frozenset[str] | None, str]:
        """Return which sources to search, None for all, and what to say about the choice."""
        if choice == EVERYTHING:
            return None, ""
        chosen = frozenset(
            source_id
            for source_id in choice.sources or self._kinds
            if source_id in self._kinds and self._kinds[source_id] in (choice.kinds or Kind)
        )
        if not chosen:
            return None, texts.CHOICE_GONE
        all_there = self._kinds.keys() >= set(choice.sources)
        return chosen, "" if all_there else texts.CHOICE_PARTLY

    def _read(
        self,
        question: str,
        history: Sequence[Turn],
        among: frozenset[str] | None,
        top_k: int,
    ) -> tuple[Query, Evidence]:
        """Return the first reading of a question that is surely answered, else the one with the
        best chance, with what it finds."""
        found = []
        for query in conversation.readings(question, history):
            found.append((query, self._retriever.search(query, top_k=top_k, among=among)))
            if found[-1][1].answerability >= self._sure:
                return found[-1]
        return max(found, key=lambda one: one[1].answerability)

    def _is_verbatim(self, citation: Citation) -> bool:
        return citations.is_verbatim(citation, self._documents.document(citation.source_id))

    def _lines(self, evidence: Evidence) -> Iterable[citations.CitedLine]:
        """Return the cited lines of an answer; none where the evidence does not hold one."""
        if evidence.answerability < self._threshold:
            return ()
        return citations.cite(
            self._engine.statements(evidence),
            chunks={hit.chunk.id: hit.chunk for hit in evidence.hits},
            documents=self._documents,
            references=self._references,
        )

    def _refusal(self, hits: Sequence[Hit]) -> str:
        if not hits:
            return f"{texts.REFUSAL} {texts.REFUSAL_NOTHING}"
        chunk = hits[0].chunk
        words = chunk.text.split()
        shown = " ".join(words[:_NEAREST_WORDS]) + (" …" if len(words) > _NEAREST_WORDS else "")
        source = self._references.in_text(chunk.source_id)
        if chunk.page:
            source += f", {texts.PAGE_SHORT.format(page=chunk.page)}"
        return f"{texts.REFUSAL} {texts.REFUSAL_NEAREST.format(words=shown, source=source)}"


def _fixed(question: str, text: str, seconds: float) -> Answer:
    return Answer(
        question=question,
        answered=True,
        text=text,
        citations=(),
        passages=(),
        engine=FIXED,
        answerability=1.0,
        seconds=Seconds(0.0, seconds, seconds),
    )
