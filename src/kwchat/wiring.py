"""Settings become parts, and parts an assistant or an ingest: the one place that knows them all.

`import kwchat` offers three of them. Heavy libraries load when a part that needs them is made.
"""

import os
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from kwchat import llm
from kwchat.answering import answerability
from kwchat.answering.answer import AnswerEngine
from kwchat.answering.assistant import Assistant
from kwchat.answering.generation import models
from kwchat.answering.retriever import Retriever
from kwchat.evaluation.report import Earlier, Setup, Summary, summarise
from kwchat.evaluation.scores import evaluate as score
from kwchat.evaluation.testsets import Question
from kwchat.evaluation.testsets import load as load_testset
from kwchat.index import encoders, texts
from kwchat.index.encoding import Encoder, EncoderIdentity, VectorStore
from kwchat.index.ingest import IngestEvent, IngestReport
from kwchat.index.ingest import ingest as bring_up_to_date
from kwchat.index.manifest import (
    Index,
    Manifest,
    open_index,
    read_manifest,
    read_references,
    require_current,
    stamp,
    write_references,
)
from kwchat.index.remote_encoder import remote_encoder
from kwchat.index.sharing import Sharing
from kwchat.index.store import CollectionStore
from kwchat.reading.apart import Apart
from kwchat.server.remembering import Remembering
from kwchat.server.renewal import Opened, RenewedAssistant
from kwchat.settings import PREFIX, Settings, key_in_the_open, library_flags, user_cache
from kwchat.sources.bibliography import Bibliography
from kwchat.sources.records import FILE_NAME

Told: TypeAlias = Callable[[str], None]


def _nobody(text: str) -> None:
    """Tell nobody."""


# --- for Python programs -------------------------------------------------------------------------


def open_assistant(
    index: str | Path = "index",
    *,
    encoder: Encoder | None = None,
    store: VectorStore | str | None = None,
    engine: AnswerEngine | None = None,
    chat_model: "models.BaseChatModel | None" = None,
    **settings: Any,
) -> Assistant:
    """Return an assistant on an index that `ingest` made.

    Args:
        index: the folder of the index.
        encoder: in place of the one that the settings name; the one the index was made with.
        store: in place of the index's own vector store; it is brought up to date from there. Or
            the address of a Chroma server, as in `Settings`.
        engine: in place of the one that quotes.
        chat_model: any LangChain chat model, to write, in place of the one of the settings.
        settings: as in `Settings`, in small letters; the environment has no say.

    Raises:
        KwchatError: the index, the encoder or a setting cannot be used, in one Dutch sentence.
        TypeError: there is no such setting.
    """
    address = {"store": store} if isinstance(store, str) else {}
    chosen = given_settings(index=Path(index), **address, **settings)
    own = None if isinstance(store, str) else store
    opened = open_index(
        chosen.index, identity_of(chosen, encoder), store=own, shared=_shared(chosen)
    )
    writer = llm.language_model(chosen) if chat_model is None else models.given(chat_model)
    return assistant_on(opened, chosen, encoder=encoder, engine=engine, writer=writer)


def ingest(
    corpus: str | Path = "corpus",
    *,
    index: str | Path = "index",
    encoder: Encoder | None = None,
    on_event: Callable[[IngestEvent], None] = lambda _: None,
    **settings: Any,
) -> IngestReport:
    """Bring an index up to date with a folder of sources.

    Args:
        corpus: the folder, searched with its subfolders.
        index: the folder of the index, made where it is missing.
        encoder: in place of the one that the settings name.
        on_event: told what happens, while it happens.
        settings: as in `Settings`, in small letters; the environment has no say.

    Raises:
        KwchatError: corpus, index, encoder or a setting cannot be used, in one Dutch sentence; a
            file that cannot be read is no error, but stands in the report.
        TypeError: there is no such setting.
    """
    chosen = given_settings(corpus=Path(corpus), index=Path(index), **settings)
    return run_ingest(chosen, encoder=encoder, on_event=on_event)


def evaluate(
    testset: str | Path,
    *,
    index: str | Path = "index",
    encoder: Encoder | None = None,
    store: VectorStore | None = None,
    engine: AnswerEngine | None = None,
    progress: Callable[[int], None] = lambda _: None,
    **settings: Any,
) -> Summary:
    """Return how well the questions of a test set are answered, with every figure and interval.

    `progress` is told how many questions are done; the rest is as for `open_assistant`.

    Raises:
        KwchatError: the test set, the index, the encoder or a setting cannot be used.
        TypeError: there is no such setting.
    """
    chosen = given_settings(index=Path(index), **settings)
    questions = load_testset(Path(testset))  # before the seconds that the encoder takes
    return measure(
        Path(testset),
        questions,
        chosen,
        encoder=encoder,
        store=store,
        engine=engine,
        progress=progress,
    )


def given_settings(**given: Any) -> Settings:
    """Return settings as given in Python; what is not given has its default.

    Raises:
        SettingsError: a value is impossible.
        TypeError: there is no such setting.
    """
    return Settings.of(**{"cache": user_cache(os.environ), **given})


# --- for the faces -------------------------------------------------------------------------------


def read_settings(without: Collection[str] = (), /, **given: Path | str | int | None) -> Settings:
    """Return the settings of the environment, given ones first, `without` some; quieten libraries.

    Raises:
        SettingsError: a setting is unknown or impossible.
    """
    options = {f"{PREFIX}{name.upper()}": str(value) for name, value in given.items() if value}
    settings = Settings.from_env({**os.environ, **options}, without=without)
    # Libraries read these when they are imported, and have no other way to be told.
    os.environ.update(library_flags(settings))
    return settings


def open_dotenv() -> Path | None:
    """Return the `.env` file if everyone may read the language model's key in it."""
    return key_in_the_open(os.environ)


def identity_of(settings: Settings, encoder: Encoder | None = None) -> EncoderIdentity:
    """Return what marks the vectors of an encoder that is given, else of that of the settings.

    Raises:
        ModelError: the settings name no encoder that is there; a service is asked.
    """
    if encoder or settings.embedding_url:
        return (encoder or load_encoder(settings)).identity
    return encoders.identity(settings.embedding_model)


def load_encoder(settings: Settings, progress: Told = _nobody) -> Encoder:
    """Return the encoder that the settings name.

    Raises:
        ModelError: it cannot be used.
    """
    name = settings.embedding_model
    if settings.embedding_url and name:
        progress(texts.REMOTE_UNTAUGHT.format(url=settings.embedding_url))
        return remote_encoder(settings.embedding_url, name, settings.embedding_token)
    return encoders.load_encoder(name, cache=settings.cache, progress=progress)


def run_ingest(
    settings: Settings,
    *,
    encoder: Encoder | None = None,
    on_event: Callable[[IngestEvent], None] = lambda _: None,
    progress: Told = _nobody,
) -> IngestReport:
    """Bring the index up to date, with all that answering needs.

    Raises:
        KwchatError: see `kwchat.index.ingest`; a file that cannot be read is no error.
    """
    bibliography = load_bibliography(settings)
    with closing(Apart(settings.cache, settings.recognised)) as apart:
        report = bring_up_to_date(
            settings.corpus,
            settings.index,
            records=bibliography.files(),
            titles=bibliography.titles(),
            faults=bibliography.faults,
            identity=identity_of(settings, encoder),
            load=lambda: encoder or load_encoder(settings, progress),
            reading=apart,
            share=sharing.share if (sharing := _sharing(settings)) else None,
            on_event=on_event,
        )
    write_references(settings.index, bibliography.kept())
    return report


def _sharing(settings: Settings) -> Sharing | None:
    """Return where the index shares its vectors, if it does."""
    address = settings.store_address
    return Sharing(address, settings.index) if address else None


def _shared(settings: Settings) -> Callable[[Manifest], CollectionStore] | None:
    """Return what opens shared vectors, where they are shared."""
    sharing = _sharing(settings)
    return sharing.opened if sharing else None


def build_assistant(
    settings: Settings,
    *,
    writer: models.ChatModel | None = None,
    top_k: int = 10,
    progress: Told = _nobody,
) -> Assistant:
    """Put an assistant together from what the settings name.

    Args:
        settings: they name the index and the encoder.
        writer: a language model that writes.
        top_k: how many passages are shown.
        progress: told of the work on the encoder.

    Raises:
        KwchatError: the index or the encoder cannot be used.
    """
    index = open_index(settings.index, identity_of(settings), shared=_shared(settings))
    return assistant_on(index, settings, writer=writer, top_k=top_k, progress=progress)


def renewed_assistant(
    settings: Settings,
    *,
    writer: models.ChatModel | None = None,
    load: Callable[[], Encoder],
) -> RenewedAssistant:
    """Put an assistant together that changes over to every new index; the encoder, which `load`
    gives, stays.

    Raises:
        KwchatError: the index or the encoder cannot be used.
    """

    def newest() -> Opened:
        with ExitStack() as held:
            encoder = load()
            index = open_index(
                settings.index, identity_of(settings, encoder), shared=_shared(settings)
            )
            held.callback(index.close)
            assistant = assistant_on(index, settings, encoder=encoder, writer=writer)
            # What a language model could not write now, it may be able to write soon.
            lasting = assistant if writer else Remembering(assistant)
            return Opened(lasting, held.pop_all().close, index)

    return RenewedAssistant(lambda: stamp(settings.index), newest)


def assistant_on(
    index: Index,
    settings: Settings,
    *,
    encoder: Encoder | None = None,
    engine: AnswerEngine | None = None,
    writer: models.ChatModel | None = None,
    top_k: int = 10,
    progress: Told = _nobody,
) -> Assistant:
    """Put an assistant together on an opened index; with a writer it writes, else it quotes.

    Raises:
        KwchatError: the encoder cannot be used, or the index lacks its references.
    """
    encoder = encoder or load_encoder(settings, progress)
    references = Bibliography.restored(read_references(settings.index)).with_documents(
        index.library.document(file.source_id) for file in index.manifest.files
    )
    threshold, sure = thresholds(settings)
    return Assistant(
        retriever=retriever_on(index, settings, encoder=encoder, progress=progress),
        engine=engine or llm.engine(index, settings, encoder, references, writer),
        documents=index.library,
        references=references,
        threshold=threshold,
        sure=sure,
        top_k=top_k,
        kinds={file.source_id: file.kind for file in index.manifest.files},
    )


def thresholds(settings: Settings) -> tuple[float, float]:
    """Return below which chance there is no answer, and below which one with reserve."""
    threshold = answerability.THRESHOLD if settings.threshold is None else settings.threshold
    sure = answerability.SURE if settings.sure is None else settings.sure
    return threshold, sure


def retriever_on(
    index: Index, settings: Settings, *, encoder: Encoder | None = None, progress: Told = _nobody
) -> Retriever:
    """Put a retriever together on an opened index.

    Raises:
        ModelError: the encoder cannot be used.
    """
    return Retriever(
        store=index.store,
        library=index.library,
        keywords=index.keywords,
        encoder=encoder or load_encoder(settings, progress),
    )


def measure(
    testset: Path,
    questions: Sequence[Question],
    settings: Settings,
    *,
    earlier: Earlier | None = None,
    encoder: Encoder | None = None,
    store: VectorStore | None = None,
    engine: AnswerEngine | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Summary:
    """Return how well the questions of a test set are answered, and what changed since an earlier
    run.

    Raises:
        KwchatError: the index or the encoder cannot be used.
    """
    identity = identity_of(settings, encoder)
    index = open_index(settings.index, identity, store=store, shared=_shared(settings))
    writer = llm.language_model(settings)
    assistant = assistant_on(index, settings, encoder=encoder, engine=engine, writer=writer)
    chunks = tuple(index.library.chunks())
    run = score(
        questions, assistant.answer, chunks=chunks, documents=index.library, progress=progress
    )
    manifest = index.manifest
    about = settings.index.name, manifest.version, len(manifest.files), len(chunks)
    setup = Setup(*about, *thresholds(settings))
    made = datetime.now().astimezone().date()
    return summarise(run, testset, chunks=chunks, setup=setup, made=made, earlier=earlier)


def load_bibliography(settings: Settings) -> Bibliography:
    """Return the bibliography that lies in the corpus folder.

    Raises:
        BibliographyError: it is no valid CSL-JSON.
    """
    kept = read_references(settings.index, missing_ok=True)
    return Bibliography.load(settings.corpus / FILE_NAME, kept=kept)


def require_index(settings: Settings) -> Manifest:
    """Check, in milliseconds, that there is an index for the encoder; return what it was made of.

    Raises:
        StoreError: there is none, or it cannot be used.
    """
    manifest = read_manifest(settings.index)
    require_current(settings.index, manifest, identity_of(settings))
    return manifest
