"""The generative engine: a language model writes; only what its passages support goes on."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

from kwchat.answering.answer import AnswerEngine, Documents, Evidence, Statement, Turn
from kwchat.answering.generation.calls import Caller
from kwchat.answering.generation.drafts import Drafted, read
from kwchat.answering.generation.models import ANSWER_TOKENS, ChatModel
from kwchat.answering.generation.prompts import MOST_SENTENCES, Prompt, make_key, prompt
from kwchat.answering.grounding.support import Ground, supported
from kwchat.answering.passages import Passage
from kwchat.answering.writing import Dropped, Failure, Point, Waiting, WritingError, Written
from kwchat.index.entailer import Entailer

# Words with which a sentence leans on the one before it.
_LEANS = re.compile(
    r"^(?:Dit|Dat|Deze|Die|Zij|Ze|Hij|Het (?:is|was|wordt|heeft|kan|gaat|lijkt|kost)|"
    r"Hun|Hen|Daar\w*|Hier\w*|Ook|Maar|Toch|Echter|Zo|Want|Dus|"
    r"Bovendien|Verder|Wel|Dan|Ten \w+|Als (?:dat|die|dit|deze|ze|zij))\b"
)
_MOST_JUDGED = 2 * MOST_SENTENCES  # behind these the model is no longer listened to
_MOST_KEYS = 2  # of a sentence, that are judged: one is asked for, two whole clauses may have two
_NEAR = 1  # sentences of a passage between what two sentences rest on, one of which leans


class Quoting(AnswerEngine, Protocol):
    """An engine that can also quote sentences that are pointed out to it."""

    def quoting(self, points: Sequence[Point]) -> tuple[Statement, ...]:
        """Return the quotes of sentences that are pointed out."""
        ...


@dataclass(frozen=True, slots=True)
class _Rests:
    """What a drafted sentence rests on, with its passages."""

    grounds: tuple[Ground, ...]
    passages: tuple[Passage, ...]

    def follows(self, other: "_Rests | None") -> bool:
        """Tell whether this goes on in the passage, and near the place, of another."""
        if other is None:
            return False
        return any(
            self.passages[mine.passage].chunk.id == other.passages[theirs.passage].chunk.id
            and min(abs(a - b) for a in mine.positions for b in theirs.positions) <= _NEAR
            for mine in self.grounds
            for theirs in other.grounds
        )


class GenerativeEngine:
    """Writes with a chat model, and quotes where nothing could be written."""

    name = "generative"

    def __init__(
        self,
        model: ChatModel,
        caller: Caller,
        *,
        quoting: Quoting,
        documents: Documents,
        entailer: Entailer | None,
        context: int,
        answer: int = ANSWER_TOKENS,
        key: Callable[[], str] = make_key,
    ) -> None:
        """Take a model with how it is called, the engine that quotes for it, what judges its
        sentences (without it those in other words fall), and how many tokens a question with its
        passages and its answer may take, and of these the answer."""
        self._model = model
        self._caller = caller
        self._quoting = quoting
        self._documents = documents
        self._entailer = entailer
        self._context = context
        self._answer = answer
        self._key = key

    @property
    def model(self) -> str:
        """The name of the language model."""
        return self._model.name

    def statements(self, evidence: Evidence) -> tuple[Statement, ...]:
        """Return the quotes that answer, for where nothing is written."""
        return tuple(self._quoting.statements(evidence))

    def quoting(self, points: Sequence[Point]) -> tuple[Statement, ...]:
        """Return the quotes of sentences that are pointed out."""
        return self._quoting.quoting(points)

    def written(
        self, evidence: Evidence, turns: Sequence[Turn], *, plain: bool
    ) -> Iterator[Written | Dropped | Waiting]:
        """Yield the sentences of an answer as the model writes them: those that the passages which
        they name support, and `Dropped` for each of the others. Behind twice as many as were
        asked for nothing is read.

        Raises:
            WritingError: the model brought nothing, or broke off; no passage fits, and it was not
                asked; or the deadline passed before all was checked.
        """
        asked = prompt(
            evidence.query.question,
            evidence.hits,
            turns,
            plain=plain,
            context=self._context,
            answer=self._answer,
            key=self._key,
        )
        if not asked.chunks:
            raise WritingError(Failure.NO_ROOM)
        deadline = self._caller.deadline()
        before: _Rests | None = None
        judged = 0
        with closing(self._caller.say(asked.messages)) as said:
            for drafted in read(said, asked.chunks.keys()):
                if deadline.has_passed:
                    raise WritingError(Failure.SLOW)
                found: Written | Dropped | Waiting
                if isinstance(drafted, Waiting):
                    found = drafted
                else:
                    before = self._checked(drafted, before, asked)
                    found = _kept(drafted, before) if before else Dropped()
                    judged += 1
                with deadline.stopped():
                    yield found
                if judged == _MOST_JUDGED:
                    return

    def _checked(self, drafted: Drafted, before: _Rests | None, asked: Prompt) -> _Rests | None:
        """Return what a sentence rests on that comes behind another; None where it may not stay."""
        rests = self._grounded(drafted, asked)
        if rests and _LEANS.match(drafted.text) and not rests.follows(before):
            return None
        return rests

    def _grounded(self, drafted: Drafted, asked: Prompt) -> _Rests | None:
        """Return what a sentence rests on of the passages that it names; None where it does not."""
        chunks = [asked.chunks[key] for key in drafted.keys[:_MOST_KEYS]]
        passages = tuple(
            Passage(chunk, self._documents.document(chunk.source_id)) for chunk in chunks
        )
        support = supported(drafted.text, passages, entailer=self._entailer)
        return _Rests(support.grounds, passages) if support else None


def _kept(drafted: Drafted, rests: _Rests) -> Written:
    points = (Point(rests.passages[one.passage].chunk, one.positions) for one in rests.grounds)
    return Written(drafted.text, tuple(points), item=drafted.item)
