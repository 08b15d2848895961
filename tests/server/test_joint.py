"""Several collections asked as one remember what they answered, and no longer than it holds."""

from dataclasses import replace
from pathlib import Path

import pytest

from kwchat import wiring
from kwchat.answering.answer import EVERYTHING, Answer, Choice, Done
from kwchat.errors import IndexMissingError
from kwchat.server.joint import Joint, Member
from kwchat.server.renewal import RenewedAssistant
from kwchat.testing import FakeEncoder

QUESTION = "Hoe heet de rector?"
OLD, NEW = "De rector heet mevrouw Oudeman.", "De rector heet mevrouw Nieuwenhuis."
ELSEWHERE = "De rector heet meneer Zuid."


def ingested(folder: Path, text: str) -> None:
    """Let a collection hold one document."""
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    (folder / "corpus" / "school.md").write_text(text)
    wiring.ingest(folder / "corpus", index=folder / "index", encoder=FakeEncoder())


class Doors:
    """Two collections, which can be shut."""

    def __init__(self, folder: Path) -> None:
        self.shut: set[str] = set()
        self.assistants: dict[str, RenewedAssistant] = {}
        for name, text in {"noord": OLD, "zuid": ELSEWHERE}.items():
            ingested(folder / name, text)
            settings = wiring.given_settings(index=folder / name / "index", threshold=0.0)
            self.assistants[name] = wiring.renewed_assistant(settings, load=FakeEncoder)

    def open(self, name: str) -> RenewedAssistant:
        """Return the assistant of a collection.

        Raises:
            IndexMissingError: it is shut.
        """
        if name in self.shut:
            raise IndexMissingError(name)
        return self.assistants[name]

    def member(self, name: str) -> Member:
        """Return a collection as one of several."""
        return Member(name.title(), lambda: self.open(name), {})


@pytest.fixture
def doors(tmp_path: Path) -> Doors:
    """Two collections that are open."""
    return Doors(tmp_path)


@pytest.fixture
def joint(doors: Doors) -> Joint:
    """Both as one."""
    members = {name: doors.member(name) for name in doors.assistants}
    return Joint(members, load=FakeEncoder, threshold=0.0, sure=0.0)


def answer(joint: Joint, choice: Choice = EVERYTHING) -> Answer:
    """Return what the question is answered."""
    (done,) = (event for event in joint.stream(QUESTION, (), choice) if isinstance(event, Done))
    return done.answer


def is_made(given: Answer) -> bool:
    """Tell whether an answer was made, and not remembered."""
    return given.seconds.total > 0


def test_the_same_question_is_answered_once(joint: Joint) -> None:
    """With the same words and places, in both."""
    first, again = answer(joint), answer(joint)

    assert is_made(first)
    assert again == replace(first, seconds=again.seconds)
    assert not is_made(again)
    assert {citation.source_id for citation in first.citations} == {"noord/school", "zuid/school"}


@pytest.mark.parametrize("name", ["noord", "zuid"])
def test_a_new_index_of_any_of_them_empties_it(joint: Joint, tmp_path: Path, name: str) -> None:
    """Also of the one that was asked by itself meanwhile."""
    answer(joint)
    answer(joint, Choice(collections=(name,)))
    ingested(tmp_path / name, NEW)

    by_itself = answer(joint, Choice(collections=(name,)))
    together = answer(joint)

    assert is_made(by_itself)
    assert is_made(together)
    for given in (by_itself, together):
        assert NEW in {citation.quote for citation in given.citations}
    assert not is_made(answer(joint))


def test_what_was_said_while_one_was_shut_is_said_only_then(joint: Joint, doors: Doors) -> None:
    """The answer that says so is not that of all together."""
    doors.shut.add("zuid")
    without = answer(joint)
    assert "Zuid" in without.choice_note
    doors.shut.clear()

    given = answer(joint)

    assert given.choice_note == ""
    assert ELSEWHERE in {citation.quote for citation in given.citations}
