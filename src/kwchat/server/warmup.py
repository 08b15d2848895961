"""The assistant behind the page: built in the background, so that the page is there first."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

from kwchat.answering.answer import EVERYTHING, Asking, Choice, Event, Turn
from kwchat.errors import BibliographyError, NotReadyError, StoreError
from kwchat.server import texts

Made = TypeVar("Made", bound=Asking, covariant=True)


AGAIN_SECONDS = 5.0  # until building is tried again after an index that could not be used


class WarmAssistant(Generic[Made]):
    """An assistant that can be asked at once, and says so politely until it is ready.

    Where the index or its references could not be used it is built again when it is asked for a
    while later: what the index lacked, or the store that it is in, may be there by then.
    """

    def __init__(self, build: Callable[[], Made], clock: Callable[[], float] = monotonic) -> None:
        self._build = build
        self._clock = clock
        self._lock = Lock()
        self._built: Future[Made] | None = None
        self._fault: BaseException | None = None  # of the build before the one that is under way
        self._begun = 0.0

    def start(self) -> None:
        """Start building in the background; a second start changes nothing."""
        with self._lock:
            if self._built is None:
                self._begin()

    def _begin(self) -> None:
        executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="warm-up")
        self._begun = self._clock()
        # In the same context, so that the log tells for which collection it is.
        self._built = executor.submit(copy_context().run, self._build)
        executor.shutdown(wait=False)

    def _try_again(self, failed: Future[Made]) -> None:
        with self._lock:
            if self._built is failed and self._clock() - self._begun >= AGAIN_SECONDS:
                self._fault = failed.exception()
                self._begin()

    @property
    def ready(self) -> bool:
        """Whether questions are answered now."""
        built = self._built
        return built is not None and built.done() and built.exception() is None

    def wait(self) -> None:
        """Return when the assistant is ready.

        Raises:
            NotReadyError: it was never started.
            KwchatError: it could not be built.
        """
        if self._built is None:
            raise NotReadyError(texts.NOT_READY)
        self._built.result()

    def stream(
        self, question: str, history: Sequence[Turn], choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Return the events of one answer.

        Raises:
            NotReadyError: it is still being built.
            KwchatError: it could not be built.
        """
        return self.require().stream(question, history, choice)

    def require(self) -> Made:
        """Return the assistant itself.

        Raises:
            NotReadyError: it is still being built.
            KwchatError: it could not be built.
        """
        built = self._built
        if built is None or not built.done():
            # Each try would else look like a start, to readers and to who asks `/readyz`.
            raise self._fault or NotReadyError(texts.NOT_READY)
        if isinstance(built.exception(), StoreError | BibliographyError):
            self._try_again(built)
        return built.result()
