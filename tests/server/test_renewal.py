"""A server that stays answers from the newest index, and no answer comes from two."""

import gc
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from kwchat import wiring
from kwchat.answering.answer import EVERYTHING, Answer, Choice, Done, Event, Retrieved, Token, Turn
from kwchat.errors import IndexDamagedError, StoreError
from kwchat.index.manifest import NewestManifest, read_manifest
from kwchat.server.documents import Documents
from kwchat.server.renewal import AGAIN_SECONDS, Opened, RenewedAssistant
from kwchat.testing import FakeEncoder

QUESTION = "Hoe heet de rector?"
OLD, NEW = "De rector heet mevrouw Oudeman.", "De rector heet mevrouw Nieuwenhuis."

NO_INDEX: Any = None  # of what is asked by itself only


class Numbered:
    """Says in every word of an answer which index it is of."""

    def __init__(self, number: int) -> None:
        self.number = number

    def stream(
        self, question: str, history: Sequence[Turn], _choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield the number three times, whatever is asked."""
        assert question or history
        for _ in range(3):
            yield Token(f"{self.number}")


class Shelf:
    """Indexes that are published one after another, and what was opened and closed of them."""

    def __init__(self) -> None:
        self.newest = 1
        self.damaged = False
        self.open: list[int] = []

    def stamp(self) -> tuple[int, bool]:
        """Return what differs for every index."""
        return self.newest, self.damaged

    def open_newest(self) -> Opened:
        """Open the newest."""
        if self.damaged:
            raise IndexDamagedError("stuk")
        number = self.newest
        self.open.append(number)
        return Opened(Numbered(number), lambda: self.open.remove(number), NO_INDEX)


def words(events: Iterator[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, Token))


@pytest.fixture
def shelf() -> Shelf:
    """A shelf with one index."""
    return Shelf()


@pytest.fixture
def assistant(shelf: Shelf) -> RenewedAssistant:
    """An assistant on it."""
    return RenewedAssistant(shelf.stamp, shelf.open_newest)


def test_the_next_question_is_answered_from_the_new_index(
    shelf: Shelf, assistant: RenewedAssistant
) -> None:
    """And the old one is let go of; without a new one nothing is opened."""
    assert words(assistant.stream("?", ())) == words(assistant.stream("?", ())) == "111"
    shelf.newest = 2

    assert words(assistant.stream("?", ())) == "222"
    assert shelf.open == [2]


def test_an_answer_ends_on_the_index_it_began_with(
    shelf: Shelf, assistant: RenewedAssistant
) -> None:
    """Its files stay until then, also where the reader goes away in the middle."""
    first, second = assistant.stream("?", ()), assistant.stream("?", ())
    next(first)
    next(second)
    shelf.newest = 2

    assert words(assistant.stream("?", ())) == "222"
    assert shelf.open == [1, 2]
    assert words(first) == "11"
    assert shelf.open == [1, 2]
    second.close()
    assert shelf.open == [2]


def test_a_question_that_waits_for_its_turn_takes_the_newest(
    shelf: Shelf, assistant: RenewedAssistant
) -> None:
    """What counts is when the work on it begins."""
    waiting = assistant.stream("?", ())
    shelf.newest = 2

    assert words(waiting) == "222"


def test_an_index_that_cannot_be_opened_leaves_the_old_one(
    shelf: Shelf, assistant: RenewedAssistant
) -> None:
    """Until there is one that can; it is tried once."""
    shelf.newest, shelf.damaged = 2, True
    assert words(assistant.stream("?", ())) == "111"
    shelf.newest, shelf.damaged = 3, False

    assert words(assistant.stream("?", ())) == "333"
    assert shelf.open == [3]


def test_an_index_that_could_not_be_opened_is_tried_again(shelf: Shelf) -> None:
    """A moment later, without another ingest: the store that it is in may be back by then."""
    now = [100.0]
    assistant = RenewedAssistant(shelf.stamp, shelf.open_newest, lambda: now[0])
    shelf.newest = 2
    assistant._open_newest = failing
    assert words(assistant.stream("?", ())) == "111"
    assistant._open_newest = shelf.open_newest
    assert words(assistant.stream("?", ())) == "111"
    now[0] += AGAIN_SECONDS
    assert words(assistant.stream("?", ())) == "222"
    now[0] += AGAIN_SECONDS
    words(assistant.stream("?", ()))
    assert shelf.open == [2]


def failing() -> Opened:
    """Fail as a store does that is not there."""
    raise StoreError("weg")


def test_no_answer_mixes_two_under_load(shelf: Shelf, assistant: RenewedAssistant) -> None:
    """Eight readers ask while forty indexes come by; all old ones are let go of."""

    def ask(turn: int) -> str:
        if turn % 10 == 0:
            shelf.newest += 1
        return words(assistant.stream("?", ()))

    with ThreadPoolExecutor(8) as readers:
        answers = list(readers.map(ask, range(400)))

    assert all(answer == 3 * answer[: len(answer) // 3] for answer in answers)
    words(assistant.stream("?", ()))
    assert shelf.open == [shelf.newest]


# --- on real indexes ---


def renewed(corpus: Path, index: Path) -> RenewedAssistant:
    """Return an assistant on an index that a fake encoder made, as `serve` puts it together."""
    settings = wiring.given_settings(corpus=corpus, index=index, threshold=0.0)
    return wiring.renewed_assistant(settings, load=FakeEncoder)


def ingested(corpus: Path, index: Path, files: dict[str, str]) -> None:
    """Let a corpus hold these files and no others, and bring the index up to date."""
    corpus.mkdir(exist_ok=True)
    for path in corpus.iterdir():
        path.unlink()
    for name, text in files.items():
        (corpus / name).write_text(text)
    wiring.ingest(corpus, index=index, encoder=FakeEncoder())


def found(assistant: RenewedAssistant, question: str = QUESTION) -> str:
    """Return everything that a question brings up: passages, and the answer."""
    events = list(assistant.stream(question, ()))
    (retrieved,) = (event for event in events if isinstance(event, Retrieved))
    (done,) = (event for event in events if isinstance(event, Done))
    return " ".join([*(hit.chunk.text for hit in retrieved.hits), done.answer.text])


def answer(assistant: RenewedAssistant) -> Answer:
    """Return what a question is answered."""
    (done,) = (event for event in assistant.stream(QUESTION, ()) if isinstance(event, Done))
    return done.answer


def test_a_removed_document_is_gone_at_once(tmp_path: Path) -> None:
    """From the first question after the ingest on, and what is new is there."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    ingested(corpus, index, {"oud.md": OLD, "rest.md": "De school is vrijdag dicht."})
    assistant = renewed(corpus, index)
    manifest = NewestManifest(index, read_manifest(index))
    documents = Documents(corpus, manifest)
    assert OLD in found(assistant)
    assert set(documents) == {"oud", "rest"}

    ingested(corpus, index, {"nieuw.md": NEW, "rest.md": "De school is vrijdag dicht."})

    assert OLD not in found(assistant)
    assert NEW in found(assistant)
    assert set(documents) == {"nieuw", "rest"}
    assert manifest() == read_manifest(index)


def test_a_new_index_empties_what_was_remembered(tmp_path: Path) -> None:
    """The same question is answered at once, and anew from the first one after an ingest on."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    ingested(corpus, index, {"school.md": OLD})
    assistant = renewed(corpus, index)
    first, again = (answer(assistant) for _ in "12")
    assert first.seconds.total > again.seconds.total == 0
    assert again.text == first.text

    ingested(corpus, index, {"school.md": NEW})

    anew = answer(assistant)
    assert anew.seconds.total > 0
    assert NEW in found(assistant)
    assert OLD not in found(assistant)


@pytest.mark.server
def test_fifty_changes_take_no_memory_and_no_files(tmp_path: Path) -> None:
    """Every old index is let go of whole: no file of it stays open, and memory stays level."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    rest = {f"{n}.md": f"Zin {n} gaat over lokaal {n} van de school." for n in range(20)}
    ingested(corpus, index, rest | {"a.md": OLD})
    assistant = renewed(corpus, index)
    process = psutil.Process()
    sizes = []

    for change in range(50):
        ingested(corpus, index, rest | {"a.md": f"De rector heet nummer {change}."})
        assert f"nummer {change}." in found(assistant)
        if change >= 20:
            gc.collect()
            sizes.append(process.memory_info().rss)

    active = read_manifest(index).generation
    opened = {Path(file.path) for file in process.open_files() if str(index) in file.path}
    assert {path.relative_to(index).parts[0] for path in opened} <= {active}
    assert sizes[-1] - sizes[0] < 25_000_000
