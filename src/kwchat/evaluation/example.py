"""An example of a test set to start from, with its explanation, as CSV or XLSX."""

import csv
import io
from collections.abc import Sequence
from importlib import resources

from kwchat.errors import QuestionError
from kwchat.evaluation import texts
from kwchat.evaluation.worksheets import REMARK, YES_OR_NO

_OFFERED_ROWS = 1000  # more than any test set that was written by hand


def template(suffix: str) -> bytes:
    """Return an example test set, with an explanation, as a `.csv` or `.xlsx` file.

    Raises:
        QuestionError: another suffix.
    """
    text = (
        resources.files("kwchat.evaluation")
        .joinpath("templates", "testset.csv")
        .read_bytes()
        .decode()
    )
    if suffix.lower() == ".csv":
        return text.encode("utf-8-sig")  # by its mark a spreadsheet program knows UTF-8
    if suffix.lower() == ".xlsx":
        return _as_xlsx(list(csv.reader(io.StringIO(text, newline=""), delimiter=";")))
    raise QuestionError(texts.TESTSET_TEMPLATE_SUFFIX.format(suffix=suffix))


def _as_xlsx(table: Sequence[Sequence[str]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.datavalidation import DataValidation

    workbook = Workbook()
    questions, explanation = workbook.worksheets[0], workbook.create_sheet(texts.TESTSET_HELP)
    questions.title = texts.TESTSET_SHEET
    for row in table:
        sheet = explanation if row[0].startswith(REMARK) else questions
        sheet.append([cell.removeprefix(REMARK) for cell in row])
    for cells in questions.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=cell.row == 1)
    for letter in "ABCDEFGH":
        questions.column_dimensions[letter].width = 30
    questions.freeze_panes = "A2"  # the heading stays in view
    choice = DataValidation("list", f'"{",".join(YES_OR_NO)}"', error=texts.TESTSET_NO_YES_OR_NO)
    choice.showErrorMessage = True  # or a spreadsheet takes any other word
    choice.add(f"E2:E{_OFFERED_ROWS}")
    questions.add_data_validation(choice)
    explanation.column_dimensions["A"].width = 120
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()
