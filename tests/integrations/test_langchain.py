"""LangChain and kwchat, both ways: in real chains, sync and async, with callbacks firing."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.documents import Document
from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import (
    Runnable,
    RunnableGenerator,
    RunnableLambda,
    RunnablePassthrough,
)
from langchained import Recorder, WordEmbeddings, write_corpus

import kwchat
from kwchat.answering.answer import Evidence, Query, Span, Statement, Turn
from kwchat.answering.links import mark_of
from kwchat.answering.texts import NEAREST
from kwchat.answering.wire import answer_to_json
from kwchat.errors import IndexStaleError, QuestionError
from kwchat.index.encoding import Encoder
from kwchat.integrations.langchain import KwchatAnswers, KwchatRetriever, LangChainEncoder
from kwchat.reading import chunking, reader
from kwchat.reading.document import Kind
from kwchat.testing import FakeEncoder, MemoryStore

QUESTION = "Wie is het aanspreekpunt van de werkplaats?"
TASKS = "Welke drie taken heeft een school in een werkplaats?"
QUOTE = "De werkplaatscoördinator is het aanspreekpunt van de werkplaats."
ANSWER = f"Brief over werkplaatsen (z.d.):\n“{QUOTE}” [1]"
FOREIGN = "Hoeveel kilometer fietste Zoetemelk tijdens de Ronde van Frankrijk?"
TIMES = ("seconds",)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two sources."""
    return write_corpus(tmp_path_factory.mktemp("sources") / "corpus")


@pytest.fixture(scope="module")
def assistant(corpus: Path) -> kwchat.Assistant:
    """An assistant on both sources."""
    return indexed(corpus, corpus.parent / "index", FakeEncoder())


@pytest.fixture(scope="module")
def retriever(assistant: kwchat.Assistant) -> KwchatRetriever:
    """A retriever that gives three passages."""
    return KwchatRetriever(assistant=assistant, top_k=3)


@pytest.fixture(scope="module")
def answers(assistant: kwchat.Assistant) -> KwchatAnswers:
    """The runnable that answers."""
    return KwchatAnswers(assistant)


def indexed(corpus: Path, index: Path, encoder: Encoder, **settings: Any) -> kwchat.Assistant:
    """Ingest a corpus and open it."""
    kwchat.ingest(corpus, index=index, encoder=encoder)
    return kwchat.open(index, encoder=encoder, store=MemoryStore(), **settings)


def timeless(answer: Any) -> dict[str, Any]:
    """Return an answer without how long it took."""
    return {name: value for name, value in answer.items() if name not in TIMES}


def scripted(*replies: str) -> GenericFakeChatModel:
    """Return a chat model that gives these replies, one after the other."""
    return GenericFakeChatModel(messages=iter([AIMessage(reply) for reply in replies]))


def chain(retriever: KwchatRetriever, model: GenericFakeChatModel) -> Runnable[str, str]:
    """Return the chain of every tutorial: passages and question into a prompt, for a model."""
    prompt = ChatPromptTemplate.from_template("Bronnen:\n{context}\n\nVraag: {question}")
    found = retriever | RunnableLambda(written)
    return (
        {"context": found, "question": RunnablePassthrough()} | prompt | model | StrOutputParser()
    )


def written(documents: Sequence[Document]) -> str:
    """Return documents as text for a prompt."""
    return "\n".join(f"{one.metadata['in_text']}: {one.page_content}" for one in documents)


# --- the retriever -------------------------------------------------------------------------------


def test_documents_stand_in_their_source_to_the_letter(
    retriever: KwchatRetriever, assistant: kwchat.Assistant
) -> None:
    """The offsets of a document cut its text out of the source."""
    found = retriever.invoke(TASKS)

    assert len(found) == 3
    for one in found:
        source = assistant.documents.document(one.metadata["source_id"])
        assert source.text[one.metadata["start"] : one.metadata["end"]] == one.page_content


def test_documents_say_where_they_come_from(retriever: KwchatRetriever) -> None:
    """Everything that a citation needs is there, as plain values, best first."""
    first, *others = retriever.invoke(TASKS)

    assert first.metadata == {
        "source_id": "brief",
        "kind": "eigen",
        "title": "Brief over werkplaatsen",
        "reference": "Brief over werkplaatsen. (z.d.).",
        "in_text": "Brief over werkplaatsen, z.d.",
        "page": None,
        "section": "Wat scholen doen",
        "chunk_id": first.id,
        "score": first.metadata["score"],
        "start": first.metadata["start"],
        "end": first.metadata["end"],
        "url": first.metadata["url"],
    }
    place = "bron/brief?van={start}&tot={end}&tekst={mark}#citaat"
    mark = mark_of(first.page_content)
    assert first.metadata["url"] == place.format(**first.metadata, mark=mark)
    away = KwchatRetriever(assistant=retriever.assistant, address="https://intranet/hulp/")
    assert away.invoke(TASKS)[0].metadata["url"] == f"https://intranet/hulp/{first.metadata['url']}"
    assert json.loads(json.dumps(first.metadata)) == first.metadata
    assert type(first.metadata["kind"]) is str
    assert all(other.metadata["score"] <= first.metadata["score"] for other in others)


def test_a_retriever_opens_an_index(corpus: Path, assistant: kwchat.Assistant) -> None:
    """`open` takes what `kwchat.open` takes; without `top_k` come as many as an answer takes."""
    index = corpus.parent / "index"
    one = KwchatRetriever.open(index, top_k=1, encoder=FakeEncoder())
    all_of_them = KwchatRetriever.open(index, encoder=FakeEncoder(), store=MemoryStore())

    assert len(one.invoke(QUESTION)) == 1
    assert len(all_of_them.invoke(QUESTION)) == len(assistant.answer(QUESTION).passages) == 4
    with pytest.raises(TypeError, match="kleur"):
        KwchatRetriever.open(index, encoder=FakeEncoder(), kleur="rood")
    with pytest.raises(ValueError, match="top_k"):
        KwchatRetriever.open(index, top_k=0, encoder=FakeEncoder())


def test_a_chain_reads_the_passages(retriever: KwchatRetriever) -> None:
    """In a real LCEL chain the prompt holds the passages, and the model's reply comes out."""
    prompts: list[str] = []
    spy = RunnableLambda(lambda prompt: prompts.append(prompt.to_string()) or prompt)
    prompt = ChatPromptTemplate.from_template("{context}\n{question}")
    found = retriever | RunnableLambda(written)
    run = {"context": found, "question": RunnablePassthrough()} | prompt | spy
    run = run | scripted("Een antwoord.") | StrOutputParser()

    assert run.invoke(TASKS) == "Een antwoord."
    assert "Het schoolbestuur maakt tijd vrij voor docenten." in prompts[0]
    assert prompts[0].endswith(TASKS)


def test_a_chain_streams_batches_and_waits(retriever: KwchatRetriever) -> None:
    """The same chain in all the ways that LCEL knows."""

    async def streamed() -> list[str]:
        return [piece async for piece in chain(retriever, scripted("Een twee")).astream(QUESTION)]

    assert list(chain(retriever, scripted("Een twee")).stream(QUESTION)) == ["Een", " ", "twee"]
    assert asyncio.run(streamed()) == ["Een", " ", "twee"]
    assert asyncio.run(chain(retriever, scripted("Drie")).ainvoke(QUESTION)) == "Drie"
    assert sorted(chain(retriever, scripted("a", "b")).batch([QUESTION, TASKS])) == ["a", "b"]
    assert [found[0].metadata["source_id"] for found in retriever.batch([TASKS, "subsidie"])] == [
        "brief",
        "gids",
    ]


@pytest.mark.parametrize("waits", [False, True], ids=["sync", "async"])
def test_handlers_hear_of_the_search(retriever: KwchatRetriever, *, waits: bool) -> None:
    """Start and end are told, with the question, the number of documents and the tags."""
    handler = Recorder()
    config: Any = {"callbacks": [handler], "tags": ["les"]}
    if waits:
        asyncio.run(retriever.ainvoke(QUESTION, config))
    else:
        retriever.invoke(QUESTION, config)

    assert handler.calls == [
        ("retriever_start", QUESTION, ("les",)),
        ("retriever_end", 3, ("les",)),
    ]


def test_handlers_hear_of_a_question_that_is_none(retriever: KwchatRetriever) -> None:
    """A blank question is the same Dutch sentence as everywhere, and the handler is told."""
    handler = Recorder()
    with pytest.raises(QuestionError, match="vraag") as raised:
        retriever.invoke("  ", {"callbacks": [handler]})

    assert handler.calls[-1][:2] == ("retriever_error", str(raised.value))


# --- the runnable --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        QUESTION,
        {"question": QUESTION},
        {"question": QUESTION, "history": []},
        [HumanMessage(QUESTION)],
        [SystemMessage("Wees kort."), ("ai", "Waarmee help ik je?"), ("human", QUESTION)],
        ChatPromptTemplate.from_template("{q}").invoke({"q": QUESTION}),
        [HumanMessage([{"type": "text", "text": QUESTION}])],
    ],
    ids=["text", "dict", "dict-history", "message", "conversation", "prompt", "blocks"],
)
def test_a_question_goes_in_and_the_answer_comes_out(
    answers: KwchatAnswers, assistant: kwchat.Assistant, asked: Any
) -> None:
    """Whatever the form of the question, the answer is kwchat's own, as the web API sends it."""
    sent = answer_to_json(assistant.answer(QUESTION))
    given = answers.invoke(asked)

    assert given["answer"] == ANSWER
    assert given["citations"][0]["quote"] == QUOTE
    assert {**timeless(given), "id": None} == timeless(sent)
    assert given.keys() | {"id"} == sent.keys()


def test_what_only_comes_near_is_told_apart(corpus: Path, tmp_path: Path) -> None:
    """A chain can pass the reserve on, or leave such an answer out."""
    unsure = indexed(corpus, tmp_path / "index", FakeEncoder(), sure=1.0)
    given = KwchatAnswers(unsure).invoke(QUESTION)

    assert (given["answered"], given["outcome"]) == (True, "near")
    assert given["answer"].startswith(NEAREST)


def test_a_follow_up_leans_on_the_history(
    answers: KwchatAnswers, assistant: kwchat.Assistant
) -> None:
    """The history counts in all its forms: messages, turns, and a list with the question last."""
    before, follow_up = "Wanneer moet de aanvraag van de subsidie binnen zijn?", "En wie betaalt?"
    forms: list[Any] = [
        {"question": follow_up, "history": [HumanMessage(before), AIMessage("Vóór 1 mei.")]},
        {"question": follow_up, "history": [Turn("user", before), Turn("assistant", "1 mei.")]},
        {"question": follow_up, "history": [{"role": "user", "content": before}]},
        [("user", before), AIMessage("Vóór 1 mei."), HumanMessage(follow_up)],
    ]
    leaning = answer_to_json(assistant.answer(follow_up, [Turn("user", before)]))["passages"]

    assert answers.invoke(follow_up)["passages"] != leaning
    assert [answers.invoke(asked)["passages"] for asked in forms] == [leaning] * len(forms)


@pytest.mark.parametrize("question", [QUESTION, TASKS, FOREIGN, "Hallo"])
def test_a_stream_adds_up_to_the_answer(
    answers: KwchatAnswers, assistant: kwchat.Assistant, question: str
) -> None:
    """The parts of a stream, added, are the answer; the text comes by itself, under one key."""
    sent = timeless(answer_to_json(assistant.answer(question)))
    parts = list(answers.stream(question))
    whole = parts[0]
    for part in parts[1:]:
        whole = whole + part

    assert {**timeless(whole), "id": None} == sent
    assert timeless(whole) == timeless(answers.invoke(question))
    texts = [part["answer"] for part in parts if "answer" in part]
    assert list(answers.pick("answer").stream(question)) == texts
    assert "".join(texts) == whole["answer"]


def test_async_gives_the_same(answers: KwchatAnswers) -> None:
    """Waiting for an answer, or for its parts, or for several, changes nothing about them."""

    async def asked() -> tuple[list[Any], Any, list[Any]]:
        parts = [part async for part in answers.astream(TASKS)]
        return parts, await answers.ainvoke(TASKS), await answers.abatch([TASKS, QUESTION])

    parts, whole, several = asyncio.run(asked())
    assert list(map(timeless, parts)) == list(map(timeless, answers.stream(TASKS)))
    assert timeless(whole) == timeless(answers.invoke(TASKS)) == timeless(several[0])
    assert several[1]["answer"] == answers.batch([QUESTION])[0]["answer"] == ANSWER


class SlowEngine:
    """Quotes all passages, one after the other, and counts how far it came."""

    name = "traag"
    said = 0

    def statements(self, evidence: Evidence) -> Iterator[Statement]:
        """Yield a statement for each passage."""
        for hit in evidence.hits:
            self.said += 1
            sentence = hit.chunk.sentences[0]
            span = Span(hit.chunk.source_id, sentence.start, sentence.end)
            yield Statement(span, hit.chunk.id)


def test_pieces_come_as_they_are_made(corpus: Path, assistant: kwchat.Assistant) -> None:
    """The first piece is there before the engine made the last, and passages before any."""
    del assistant  # its index is there
    engine = SlowEngine()
    slow = KwchatAnswers.open(corpus.parent / "index", encoder=FakeEncoder(), engine=engine)
    parts = slow.stream(QUESTION)

    assert "passages" in next(parts)
    assert engine.said == 0
    assert next(parts).keys() == {"answer"}
    assert engine.said < len(list(parts))


def test_a_chain_around_it_streams_too(answers: KwchatAnswers) -> None:
    """What comes in pieces is put together, and what follows sees the same kind of value whether
    it is invoked or streamed."""

    def dictated(_: Iterator[Any]) -> Iterator[str]:
        yield from QUESTION.partition(" aanspreekpunt")

    async def slowly(_: AsyncIterator[Any]) -> AsyncIterator[str]:
        for piece in QUESTION.partition(" aanspreekpunt"):
            yield piece

    count = RunnableLambda(lambda answer: len(answer["citations"]))
    run = RunnableGenerator(dictated, slowly) | answers | count

    async def counted() -> list[int]:
        return [number async for number in run.astream("")]

    assert run.invoke("") == 1
    assert list(run.stream("")) == asyncio.run(counted()) == [1]


@pytest.mark.parametrize("way", ["invoke", "stream", "ainvoke", "astream"])
def test_handlers_hear_of_the_answer(answers: KwchatAnswers, way: str) -> None:
    """Start and end are told, with tags and the whole answer, whichever way it is asked."""
    handler = Recorder()
    config: Any = {"callbacks": [handler], "tags": ["les"], "run_name": "kwchat"}

    async def awaited() -> None:
        if way == "ainvoke":
            await answers.ainvoke(QUESTION, config)
        else:
            assert [part async for part in answers.astream(QUESTION, config)]

    if way in {"invoke", "stream"}:
        list(getattr(answers, way)(QUESTION, config))
    else:
        asyncio.run(awaited())

    assert handler.names() == ["chain_start", "chain_end"]
    assert {tags for _, _, tags in handler.calls} == {("les",)}
    assert handler.calls[-1][1]["answer"] == ANSWER
    if way in {"invoke", "ainvoke"}:
        assert handler.calls[0][1] == QUESTION


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ("", QuestionError),
        ({"vraag": QUESTION}, TypeError),
        ({"question": 3}, TypeError),
        ([], ValueError),
        ([HumanMessage(QUESTION), AIMessage("Ja.")], ValueError),
    ],
    ids=["blank", "no-question", "no-text", "nothing", "not-human"],
)
def test_no_question_is_an_error(
    answers: KwchatAnswers, asked: Any, error: type[Exception]
) -> None:
    """What holds no question is refused as Python users expect, and handlers are told."""
    handler = Recorder()
    with pytest.raises(error):
        answers.invoke(asked, {"callbacks": [handler]})

    assert handler.names() == ["chain_start", "chain_error"]


# --- embeddings ----------------------------------------------------------------------------------


class FlatEmbeddings(WordEmbeddings):
    """As a model that finds any two texts rather alike."""

    def embed_query(self, text: str) -> list[float]:
        """Embed a text, with much that all texts share."""
        return [*super().embed_query(text), 6.0]


@pytest.mark.parametrize("make", [WordEmbeddings, FlatEmbeddings])
def test_any_embeddings_search_ingest_and_answer(
    corpus: Path, tmp_path: Path, make: type[Embeddings]
) -> None:
    """Whether its cosines begin low or high, a model finds answers and cites them to the letter."""
    assistant = indexed(corpus, tmp_path / "index", LangChainEncoder(make(), name="woorden"))
    tasks = assistant.answer(TASKS)

    assert assistant.answer(QUESTION).text == ANSWER
    assert "De schoolleider nodigt onderzoekers uit." in tasks.text
    assert len(tasks.citations) == tasks.verbatim > 0


def test_embeddings_refuse_too(corpus: Path, tmp_path: Path) -> None:
    """What the sources do not tell is refused, by how near a sentence comes and by what words the
    sources lack; `threshold` moves the bar."""
    encoder = LangChainEncoder(WordEmbeddings(), name="woorden")
    assistant = indexed(corpus, tmp_path / "index", encoder)
    strict = kwchat.open(tmp_path / "index", encoder=encoder, threshold=0.99)

    assert not assistant.answer(FOREIGN).answered
    assert not strict.answer(QUESTION).answered


def test_vectors_that_say_nothing_make_no_wrong_quotes(corpus: Path, tmp_path: Path) -> None:
    """Also with vectors that are no more than noise, every quote stands in its source."""
    noise = LangChainEncoder(DeterministicFakeEmbedding(size=32), name="ruis")
    answer = indexed(corpus, tmp_path / "index", noise).answer(QUESTION)

    assert len(answer.passages) == 4
    assert len(answer.citations) == answer.verbatim > 0


def test_every_sentence_has_a_vector_of_its_own(corpus: Path) -> None:
    """One per sentence, also behind a bullet and below headings: the one that it has alone."""
    document = reader.read(corpus / "brief.md", source_id="brief", kind=Kind.EIGEN)
    encoder = LangChainEncoder(WordEmbeddings(), name="woorden")
    for chunk in chunking.split(document):
        (encoding,) = encoder.encode_passages([chunk.embedded_text])
        shift = len(chunk.embedded_text) - len(chunk.text) - chunk.start
        for sentence in chunk.sentences:
            first, last = encoding.spans.T
            own = (first < sentence.end + shift) & (last > sentence.start + shift)
            alone = encoder.encode_question(chunk.words(sentence)).tokens[:1]
            assert (encoding.tokens[own] @ alone.T).tolist() == [[pytest.approx(1.0, abs=1e-5)]]


def test_a_list_item_is_weighed_by_its_own_vector(corpus: Path, tmp_path: Path) -> None:
    """The bullet before an item takes nothing away: every sentence has matches, each its own."""
    encoder = LangChainEncoder(WordEmbeddings(), name="woorden")
    assistant = indexed(corpus, tmp_path / "index", encoder)
    sentences = assistant._retriever.search(Query(TASKS)).sentences

    assert sum(match.sentence.item for match in sentences) == 3
    assert all(match.matches.min() >= 0.6 for match in sentences)


@given(st.lists(st.text(), max_size=5), st.text())
def test_no_text_is_too_odd(passages: list[str], question: str) -> None:
    """Whatever the text, spans lie in it, and every vector of it has numbers."""
    encoder = LangChainEncoder(WordEmbeddings(16), name="woorden")
    encodings = [*encoder.encode_passages(passages), encoder.encode_question(question)]

    for text, encoding in zip([*passages, question], encodings, strict=True):
        assert len(encoding.spans) == len(encoding.tokens) > 0
        assert encoding.spans.max() <= len(text)
        assert np.isfinite(encoding.vector).all()
        assert np.isfinite(encoding.tokens).all()


def test_cosines_begin_where_searches_expect_them() -> None:
    """A model whose cosines begin at 0 is lifted, one whose cosines begin high is left alone, and
    the order of sentences stays."""
    low = LangChainEncoder(WordEmbeddings(4096), name="laag")
    high = LangChainEncoder(FlatEmbeddings(4096), name="hoog")
    passages = ["De werkplaats.", "Het aanspreekpunt van de werkplaats.", "Nee."]

    for encoder, begin in ((low, 0.73), (high, 0.9)):
        asked = encoder.encode_question(QUESTION).tokens[0]
        near, nearer, far = (one.tokens[0] @ asked for one in encoder.encode_passages(passages))
        assert begin - 0.05 < far < near < nearer


def test_passages_are_embedded_together() -> None:
    """Passages and their sentences go to the embeddings in few calls, as providers want it."""
    embeddings = WordEmbeddings()
    passages = ["Een zin. Nog een zin."] * 40
    encodings = list(LangChainEncoder(embeddings, name="woorden").encode_passages(passages))

    assert len(encodings) == 40
    assert [asked for asked in embeddings.asked if asked > 8] == [96, 24]


def test_another_model_needs_another_index(corpus: Path, tmp_path: Path) -> None:
    """An index is made for a name and a class of embeddings, and refuses any other."""
    indexed(corpus, tmp_path / "index", LangChainEncoder(WordEmbeddings(), name="woorden"))
    for embeddings, name in ((WordEmbeddings(), "anders"), (FlatEmbeddings(), "woorden")):
        with pytest.raises(IndexStaleError):
            kwchat.open(tmp_path / "index", encoder=LangChainEncoder(embeddings, name=name))

    same = LangChainEncoder(WordEmbeddings(), name="woorden")
    assert kwchat.open(tmp_path / "index", encoder=same).retrieve(QUESTION)


class ForgetfulEmbeddings(WordEmbeddings):
    """Leaves a text out."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed all texts but the last."""
        return super().embed_documents(texts)[:-1]


def test_missing_vectors_are_noticed() -> None:
    """Embeddings that give fewer vectors than texts do not shift passages onto each other."""
    encoder = LangChainEncoder(ForgetfulEmbeddings(), name="vergeetachtig")
    with pytest.raises(ValueError, match="2 texts got 1"):
        list(encoder.encode_passages(["Een zin."]))
