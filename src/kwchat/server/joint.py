"""Several collections asked as one: each as it is now, and those that cannot be asked are told."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt

from kwchat.answering.answer import EVERYTHING, Choice, Done, Event, References, Turn
from kwchat.answering.joined import JoinedReferences, Part, as_joined, join, joined_id, parted
from kwchat.errors import CollectionError, KwchatError
from kwchat.index.encoding import Encoder, Matrix
from kwchat.reading.document import Chunk, Document
from kwchat.server import texts
from kwchat.server.remembering import Answers
from kwchat.server.renewal import Opened, RenewedAssistant

NAME = "samen"  # the path of the chat that asks several, which no collection can have


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """A collection that may be asked with others: its title, its assistant, which may not be there
    yet, and its files by source id."""

    title: str
    open: Callable[[], RenewedAssistant]
    files: Mapping[str, Path]


class Joint:
    """An assistant that answers from several collections, or from those that are chosen of them.

    It remembers its answers until one of the collections has another index.
    """

    def __init__(
        self,
        members: Mapping[str, Member],
        *,
        load: Callable[[], Encoder],
        threshold: float,
        sure: float,
    ) -> None:
        """Take members by name, and what gives the one encoder that made all their indexes."""
        self._members = members
        self._load = load
        self._lines = {"threshold": threshold, "sure": sure}
        self._titles = {name: member.title for name, member in members.items()}
        self._lock = Lock()
        self._answers = Answers()
        self._editions: dict[str, object] = {}  # of the indexes that the answers are from

    @property
    def documents(self) -> "JointDocuments":
        """The sources of all that can be asked."""
        return JointDocuments(self._members)

    @property
    def references(self) -> References:
        """How they are referred to."""
        return JoinedReferences(lambda name: self._members[name].open().references, self._titles)

    def stream(
        self, question: str, history: Sequence[Turn], choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield the events of one answer.

        Raises:
            CollectionError: one is chosen that is not there, or may not be asked with others.
            KwchatError: as the assistant does, or none of the collections can be asked.
        """
        names = tuple(dict.fromkeys(choice.collections or self._members))
        if not self._members.keys() >= set(names):
            raise CollectionError(texts.JOINT_UNKNOWN.format(names=", ".join(self._members)))
        with ExitStack() as held:
            opened, shut = self._opened(names, held)
            yield from self._answers_of(opened).stream(
                (question, tuple(history), choice, tuple(opened)),
                lambda: self._made(opened, shut, question, history, choice),
            )

    def _made(
        self,
        opened: Mapping[str, Opened],
        shut: Sequence[str],
        question: str,
        history: Sequence[Turn],
        choice: Choice,
    ) -> Iterator[Event]:
        parts = {name: Part(one.index, one.assistant.references) for name, one in opened.items()}
        titles = {name: self._titles[name] for name in parts}
        assistant = join(parts, titles, encoder=self._load(), **self._lines)
        note = texts.JOINT_SHUT.format(titles=", ".join(shut)) if shut else ""
        for event in assistant.stream(question, history, choice):
            yield _noted(event, note) if note else event

    def _answers_of(self, opened: Mapping[str, Opened]) -> Answers:
        """Return the answers that are remembered of these indexes; those of others are forgotten,
        with what was quoted in them from a document that is there no more."""
        editions = {name: one.edition for name, one in opened.items()}
        with self._lock:
            known = self._editions
            if any(known.get(name, edition) is not edition for name, edition in editions.items()):
                self._answers, self._editions = Answers(), {}
            self._editions.update(editions)
            return self._answers

    def _opened(
        self, names: Sequence[str], held: ExitStack
    ) -> tuple[Mapping[str, Opened], Sequence[str]]:
        """Return the collections that can be asked, open until `held` ends, and the titles of the
        others.

        Raises:
            KwchatError: there is none.
        """
        opened: dict[str, Opened] = {}
        faults: dict[str, KwchatError] = {}
        for name in names:
            try:
                opened[name] = held.enter_context(self._members[name].open().in_use())
            except KwchatError as error:
                faults[self._titles[name]] = error
        if not opened:
            raise next(iter(faults.values()))
        return opened, list(faults)


class JointDocuments:
    """The sources of several collections, each as it is in the newest index."""

    def __init__(self, members: Mapping[str, Member]) -> None:
        self._members = members

    def document(self, source_id: str) -> Document:
        """Return a source as it was read."""
        name, own = parted(source_id)
        return as_joined(name, self._members[name].open().documents.document(own))

    def token_vectors(self, chunk: Chunk) -> tuple[Matrix, npt.NDArray[np.int32]]:
        """Say that an answer is made with the documents of its own index."""
        raise NotImplementedError(chunk)


class JointFiles(Mapping[str, Path]):
    """The files of several collections, by the ids of their sources among all."""

    def __init__(self, members: Mapping[str, Member]) -> None:
        self._members = members

    def __getitem__(self, source_id: str) -> Path:
        """Return the path of a source."""
        name, own = parted(source_id)
        return self._members[name].files[own]

    def __iter__(self) -> Iterator[str]:
        """Yield the ids of all sources of collections that can be asked now."""
        for name, member in self._members.items():
            if _can_be_asked(member):
                yield from (joined_id(name, own) for own in member.files)

    def __len__(self) -> int:
        """Return how many those are."""
        return sum(1 for _ in self)


def _can_be_asked(member: Member) -> bool:
    try:
        member.open()
    except KwchatError:
        return False
    return True


def _noted(event: Event, note: str) -> Event:
    """Return an event in which an answer says what was not searched."""
    if not isinstance(event, Done):
        return event
    notes = filter(None, (event.answer.choice_note, note))
    return Done(replace(event.answer, choice_note=" ".join(notes)))
