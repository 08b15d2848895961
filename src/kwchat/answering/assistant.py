"""The one flow: a question, with its history, becomes events that end in an answer.

The chat, the command line, the batch and the evaluation all read these events; none of them knows
how an answer comes about. What is no question gets fixed words. There are two gates before silence
is broken: the hits must look as if they hold an answer, and at least one quote must stand after
checking. Between the first gate and being sure, what comes nearest is quoted with reserve.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from time import perf_counter
from types import MappingProxyType

from kwchat.answering import citations, conversation, orders, questions, smalltalk, texts
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
    Quote,
    References,
    Retrieved,
    Seconds,
    Statement,
    Token,
    Turn,
)
from kwchat.answering.extractive import ExtractiveEngine, with_one_item
from kwchat.answering.generation.composing import Draft, WritingEngine, composed
from kwchat.answering.retriever import Retriever
from kwchat.answering.writing import Style
from kwchat.language import vocabulary
from kwchat.reading.document import BlockKind, Chunk, Document, Kind

FIXED = "fixed"  # the engine of answers that need no search
QUOTING = ExtractiveEngine.name  # what answers where an engine that writes brings nothing
_NEAREST_WORDS = 20  # of the nearest passage, shown with a refusal
_MOST_NEAR = 2  # passages that are quoted with reserve, and quotes above the fold


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

        An engine that writes does so in the style chosen; while it brings nothing, `Waiting` comes
        in between.

        The tokens together are the answer's text.

        Raises:
            QuestionError: when the question is blank, too long or binary.
        """
        started = perf_counter()
        question = conversation.checked(question)
        fixed = self._fixed(question, history, choice)
        if fixed is not None:
            yield Token(fixed.text)
            seconds = perf_counter() - started
            yield Done(replace(fixed, seconds=Seconds(0.0, seconds, seconds)))
            return
        among, choice_note = self._among(choice)
        query, evidence = self._read(question, history, among, self._top_k)
        retrieved = perf_counter()
        yield Retrieved(evidence.hits)

        reserved = evidence.answerability < self._sure
        draft = yield from self._drafted(evidence, history, choice.style)
        note = "" if draft.text else _note(question, reserved=reserved)
        text = draft.text
        cited: list[citations.Cited] = []
        for one in self._cited(evidence, draft, most=_MOST_NEAR if reserved else None):
            for token in _tokens(one.quote, cited, note, draft):
                text += token.text
                yield token
            cited.append(one)
        if not cited:
            text = self._refusal(question, evidence)
            yield Token(text)
        done = perf_counter()
        yield Done(
            Answer(
                question=question,
                answered=bool(cited),
                text=text,
                citations=_numbered(cited),
                passages=evidence.hits,
                engine=self._name(draft),
                answerability=evidence.answerability,
                seconds=Seconds(retrieved - started, done - retrieved, done - started),
                quotes=tuple(one.quote for one in cited),
                note=note if cited else "",
                verbatim=sum(map(self._is_verbatim, cited)),
                reserved=reserved and bool(cited),
                understood=query.context,
                choice_note=choice_note,
                writing=draft.writing,
            )
        )

    def _drafted(
        self, evidence: Evidence, history: Sequence[Turn], style: Style
    ) -> Generator[Event, None, Draft]:
        """Yield what is written of an answer, and return it: nothing where the engine does not
        write, or where it is not sure that the passages hold an answer."""
        sure = evidence.answerability >= max(self._threshold, self._sure)
        if style is Style.QUOTES or not sure or not isinstance(self._engine, WritingEngine):
            return Draft()
        return (
            yield from composed(
                self._engine,
                evidence,
                history,
                plain=style is Style.PLAIN,
                documents=self._documents,
                references=self._references,
            )
        )

    def _name(self, draft: Draft) -> str:
        """Return what made an answer."""
        is_quoted = isinstance(self._engine, WritingEngine) and not draft.text
        return QUOTING if is_quoted else self._engine.name

    def _fixed(self, question: str, history: Sequence[Turn], choice: Choice) -> Answer | None:
        """Return the answer to what needs no search of its own: small talk, orders, nonsense."""
        talk = smalltalk.reply(question)
        if talk is not None:
            return _fixed(question, talk, answered=True)
        if orders.asks_reference(question):
            return _fixed(question, self._reference(history, choice), answered=True)
        declined = orders.declined(question) or smalltalk.nonsense(question)
        return None if declined is None else _fixed(question, declined, answered=False)

    def _reference(self, history: Sequence[Turn], choice: Choice) -> str:
        """Return how to refer to what the last answer quotes; what it was is found by asking its
        question again."""
        asked = [place for place, turn in enumerate(history) if turn.role == "user"]
        if not asked:
            return texts.REFERENCE_NONE
        last = history[asked[-1]].content[: conversation.MAX_CHARACTERS]
        if not last.strip() or orders.asks_reference(last):
            return texts.REFERENCE_NONE
        again = self.answer(last, history[: asked[-1]], replace(choice, style=Style.QUOTES))
        return orders.reference(again)

    def _among(self, choice: Choice) -> tuple[frozenset[str] | None, str]:
        """Return which sources to search, None for all, and what to say about the choice."""
        if not (choice.sources or choice.kinds):
            return None, ""
        named = {one: self._named(one) for one in choice.sources}
        chosen = frozenset(
            source_id
            for source_id in (chain(*named.values()) if named else self._kinds)
            if self._kinds[source_id] in (choice.kinds or Kind)
        )
        if not chosen:
            return None, texts.CHOICE_GONE
        all_there = all(named.values())
        return chosen, "" if all_there else texts.CHOICE_PARTLY

    def _named(self, name: str) -> Sequence[str]:
        """Return the sources of an id, or all in a folder, of which the name ends in a slash."""
        if name.endswith("/"):
            return [source_id for source_id in self._kinds if source_id.startswith(name)]
        return [name] if name in self._kinds else []

    def _read(
        self,
        question: str,
        history: Sequence[Turn],
        among: frozenset[str] | None,
        top_k: int,
    ) -> tuple[Query, Evidence]:
        """Return the first reading of a question that is surely answered, else the one with the
        best chance, with what it finds; the likeliest reading where none is answered at all."""
        found = []
        for query in conversation.readings(question, history):
            found.append((query, self._retriever.search(query, top_k=top_k, among=among)))
            if found[-1][1].answerability >= self._sure:
                return found[-1]
        best = max(found, key=lambda one: one[1].answerability)
        return best if best[1].answerability >= self._threshold else found[0]

    def _is_verbatim(self, cited: citations.Cited) -> bool:
        return citations.is_quoted(cited, self._documents)

    def _cited(
        self, evidence: Evidence, draft: Draft, *, most: int | None
    ) -> Iterable[citations.Cited]:
        """Return the cited quotes of an answer, from `most` passages, numbered on from what was
        written; none where the evidence does not hold an answer."""
        if evidence.answerability < self._threshold:
            return ()
        statements = draft.quotes(lambda: self._engine.statements(evidence))
        return citations.cite(
            statements if most is None else _fewer(evidence, statements, most),
            chunks={hit.chunk.id: hit.chunk for hit in evidence.hits},
            documents=self._documents,
            references=self._references,
            numbers=dict(draft.numbers),
        )

    def _refusal(self, question: str, evidence: Evidence) -> str:
        """Return the refusal: with what was found where that comes near, and a way on."""
        lines = [texts.REFUSAL]
        if evidence.hits and evidence.answerability >= self._threshold:
            lines.append(self._nearest(evidence.hits[0].chunk))
        lines.append(self._way_on(evidence.hits))
        if vocabulary.is_english(question):
            lines.append(texts.REFUSAL_ENGLISH)
        return " ".join(lines)

    def _nearest(self, chunk: Chunk) -> str:
        words = chunk.text.split()
        shown = " ".join(words[:_NEAREST_WORDS]) + (" …" if len(words) > _NEAREST_WORDS else "")
        source = self._references.in_text(chunk.source_id)
        if chunk.page:
            source += f", {texts.PAGE_SHORT.format(page=chunk.page)}"
        return texts.REFUSAL_NEAREST.format(words=shown, source=source)

    def _way_on(self, hits: Sequence[Hit]) -> str:
        """Return what to do next: ask otherwise, or read on where a source that was found says."""
        for chunk in (hit.chunk for hit in hits):
            if texts.FURTHER_READING in _headings(self._documents.document(chunk.source_id)):
                name = citations.called(chunk.kind, self._references.in_text(chunk.source_id))
                return texts.REFUSAL_ELSEWHERE.format(heading=texts.FURTHER_READING, source=name)
        return texts.REFUSAL_AGAIN


def _fewer(evidence: Evidence, statements: Iterable[Statement], most: int) -> Iterator[Statement]:
    """Yield the quotes of the first few passages, as few of them above the fold, without words that
    stand out: nothing of them surely answers. A list that was not asked for is cut short."""
    given = tuple(statements)
    if not questions.Asks.LIST.of(evidence.query.question):
        given = tuple(with_one_item(one, evidence.sentences) for one in given)
    passages = list(dict.fromkeys(one.chunk_id for one in given))[:most]
    kept = [one for one in given if one.chunk_id in passages]
    for place, one in enumerate(kept):
        yield replace(one, more=one.more or place >= most, answer=None)


def _headings(document: Document) -> set[str]:
    return {
        document.text[block.start : block.end]
        for block in document.blocks
        if block.kind is BlockKind.HEADING
    }


def _note(question: str, *, reserved: bool) -> str:
    """Return the fixed words that quotes are given with; none for most."""
    english = [texts.IN_ENGLISH] if vocabulary.is_english(question) else []
    return "\n".join([*english, *([texts.NEAREST] if reserved else [])])


def _numbered(cited: Iterable[citations.Cited]) -> tuple[Citation, ...]:
    """Return the citations of quotes by their number, each once."""
    found = {citation for one in cited for citation in one.citations}
    return tuple(sorted(found, key=lambda citation: citation.number))


def _tokens(
    quote: Quote, before: Sequence[citations.Cited], note: str, draft: Draft
) -> Iterator[Token]:
    """Yield a quote as text, behind what was written and the quotes before it: the note above the
    first of them, and a line above the first that is folded."""
    if not before and note:
        yield Token(f"{note}\n")
    lines = [citations.written(quote)]
    if quote.more and not any(one.quote.more for one in before):
        lines.insert(0, f"{texts.RESTS_ON if draft.is_answer else texts.MORE}:")
    start = "\n" if before or draft.text else ""
    yield Token(start + "\n".join(lines), more=quote.more)


def _fixed(question: str, text: str, *, answered: bool) -> Answer:
    return Answer(
        question=question,
        answered=answered,
        text=text,
        citations=(),
        passages=(),
        engine=FIXED,
        answerability=float(answered),
        seconds=Seconds(0.0, 0.0, 0.0),
    )
