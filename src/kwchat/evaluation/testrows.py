"""Rows of a test set, whatever the file: values by their JSON name, and where a fault stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Never, Self, TypeAlias

from kwchat.errors import QuestionError
from kwchat.evaluation import texts

Json: TypeAlias = object  # what json.loads or a spreadsheet cell brings, before it is checked

COLUMNS = {
    "id": "id",
    "category": "categorie",
    "question": "vraag",
    "history": "geschiedenis",
    "answerable": "beantwoordbaar",
    "evidence": "bewijs",
    "relevant": "bronnen",
    "key_facts": "kernfeiten",
}
REQUIRED = ("id", "category", "question", "answerable")
ROLES = {"vraag": "user", "antwoord": "assistant"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was read: where it stands, its values by JSON name, and the file's own names.

    `sheet` is empty where a file has no sheets, or one.
    """

    file: str
    number: int
    values: Mapping[str, Json]
    names: Mapping[str, str]
    sheet: str = ""

    @property
    def place(self) -> str:
        """Where the row stands in its file, in Dutch."""
        row = texts.TESTSET_ROW.format(row=self.number)
        return texts.TESTSET_ON_SHEET.format(sheet=self.sheet, row=row) if self.sheet else row

    def at(self, number: int) -> Self:
        """Return a row of the same sheet."""
        return replace(self, number=number)

    def holding(self, values: Mapping[str, Json]) -> Self:
        """Return the row with other values."""
        return replace(self, values=values)

    def fault(self, field: str, fault: str) -> QuestionError:
        """Return the error that names file, row and column."""
        column = self.names[field]
        return QuestionError(
            texts.TESTSET_FAULT.format(file=self.file, place=self.place, column=column, fault=fault)
        )

    def fail(self, field: str, fault: str) -> Never:
        """Raise `fault`.

        Raises:
            QuestionError: always.
        """
        raise self.fault(field, fault)


Read: TypeAlias = Callable[[], Row]  # reads one row, or raises what is wrong with it
