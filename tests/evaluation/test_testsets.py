"""Test sets are read from three kinds of file, and every fault is named by row and column."""

import json
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from kwchat.answering.answer import Turn
from kwchat.errors import QuestionError
from kwchat.evaluation.evidence import Missing, holds, is_relevant, missing_evidence, normalise
from kwchat.evaluation.testsets import COLUMNS, Question, load, template
from kwchat.reading import chunking, reader
from kwchat.sources.bibliography import Bibliography
from kwchat.testing import make_chunk

ANSWERABLE = {
    "id": "v1",
    "category": "feit",
    "question": "Wie helpt?",
    "history": [{"role": "user", "content": "Hoi"}, {"role": "assistant", "content": "Dag"}],
    "answerable": True,
    "evidence": ["Een coördinator helpt"],
    "relevant": ["brief"],
    "key_facts": [["coördinator", "begeleider"], ["eerste jaar"]],
}
UNANSWERABLE = {"id": "n1", "category": "ver", "question": "Wat kost het?", "answerable": False}
READ = (
    Question(
        id="v1",
        category="feit",
        question="Wie helpt?",
        history=(Turn("user", "Hoi"), Turn("assistant", "Dag")),
        answerable=True,
        evidence=("Een coördinator helpt",),
        relevant=("brief",),
        key_facts=(("coördinator", "begeleider"), ("eerste jaar",)),
    ),
    Question(id="n1", category="ver", question="Wat kost het?", history=(), answerable=False),
)
HEADER = [
    "id",
    "categorie",
    "vraag",
    "geschiedenis",
    "beantwoordbaar",
    "bewijs",
    "bronnen",
    "kernfeiten",
]
ROWS: list[list[Any]] = [
    [
        "v1",
        "feit",
        "Wie helpt?",
        "vraag: Hoi\nAntwoord : Dag",
        "Ja",
        "Een coördinator helpt",
        "brief",
        "coördinator | begeleider\neerste jaar\n",
    ],
    ["n1", "ver", "Wat kost het?", "", "nee", "", "", ""],
]


def write_lines(path: Path, *lines: object) -> Path:
    """Write a JSONL test set; a string is written as it is."""
    written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(written), encoding="utf-8")
    return path


def write_csv(path: Path, *rows: list[Any], delimiter: str = ";", encoding: str = "utf-8") -> Path:
    """Write a CSV test set with every cell between quotes."""
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in rows]
    path.write_text("\n".join(lines), encoding=encoding)
    return path


def write_xlsx(path: Path, *rows: list[Any]) -> Path:
    """Write an XLSX test set."""
    workbook = Workbook()
    for row in rows:
        workbook.worksheets[0].append(row)
    workbook.save(path)
    return path


def test_a_jsonl_line_is_a_question(tmp_path: Path) -> None:
    """Every field comes through; lists may be left out, blank lines are passed over."""
    assert load(write_lines(tmp_path / "t.jsonl", ANSWERABLE, "", UNANSWERABLE)) == READ


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_csv_row_is_a_question(tmp_path: Path, delimiter: str, encoding: str) -> None:
    """Spreadsheet programs differ in the sign between cells and in the mark at the start."""
    rows = [["# uitleg; met, tekens"], HEADER, *ROWS]

    path = write_csv(tmp_path / "t.csv", *rows, delimiter=delimiter, encoding=encoding)

    assert load(path) == READ


def test_an_xlsx_row_is_a_question(tmp_path: Path) -> None:
    """The first sheet is read, empty rows are passed over, other columns are left alone."""
    rows = [[*HEADER, "opmerking"], [*ROWS[0], 3.5], [], ROWS[1]]

    assert load(write_xlsx(tmp_path / "t.xlsx", *rows)) == READ


def test_numbers_and_booleans_of_a_spreadsheet_are_understood(tmp_path: Path) -> None:
    """An id 1 is no 1.0, and true is yes."""
    rows = [HEADER, [1.0, 2019, *ROWS[0][2:4], True, *ROWS[0][5:]], ROWS[1]]

    question, _ = load(write_xlsx(tmp_path / "t.xlsx", *rows))

    assert (question.id, question.category, question.answerable) == ("1", "2019", True)


# --- as Excel makes them ---


def filled_in(path: Path, *sheets: tuple[str, list[list[Any]]], merged: str = "") -> Path:
    """Write a workbook of named sheets; the last has cells merged."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets:
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    workbook.save(path)
    return path


def test_a_merged_cell_holds_for_every_row(tmp_path: Path) -> None:
    """A category over three rows is the category of each; a title over columns is one cell."""
    third = ["n2", None, *ROWS[1][2:]]
    rows = [HEADER, ROWS[0], ["n1", None, *ROWS[1][2:]], third]
    path = filled_in(tmp_path / "t.xlsx", ("Blad1", rows), merged="B2:B4")

    assert [question.category for question in load(path)] == ["feit"] * 3

    titled = [["Testset"], HEADER, *ROWS]
    wide = filled_in(tmp_path / "w.xlsx", ("Blad1", titled), merged="A1:H1")
    assert load(wide) == READ


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_title_may_stand_above_the_headings(tmp_path: Path, suffix: str) -> None:
    """With an empty row under it; the rows of the file are still counted from its first."""
    write = write_csv if suffix == ".csv" else write_xlsx
    above: list[list[Any]] = [["Testset groep 7, herfst; door Jan, Piet, Els en Kees, samen"], [""]]

    assert load(write(tmp_path / f"t{suffix}", *above, HEADER, *ROWS)) == READ
    broken = write(tmp_path / f"b{suffix}", *above, HEADER, ROWS[0], ["", *ROWS[1][1:]])
    with pytest.raises(QuestionError, match="rij 5, kolom id: hier ontbreekt"):
        load(broken)


def test_questions_may_stand_on_any_sheet(tmp_path: Path) -> None:
    """On the second, or parted over two; sheets without headings are left alone."""
    help_sheet = ("Uitleg", [["Vul het tabblad Vragen in."]])
    second = filled_in(tmp_path / "a.xlsx", help_sheet, ("Vragen", [HEADER, *ROWS]))
    parted = filled_in(tmp_path / "b.xlsx", ("Een", [HEADER, ROWS[0]]), ("Twee", [HEADER, ROWS[1]]))

    assert load(second) == load(parted) == READ


def test_a_fault_names_its_sheet(tmp_path: Path) -> None:
    """Where there are several; a double id names both places."""
    sheets = [("Een", [HEADER, *ROWS]), ("Twee", [HEADER, ROWS[1]])]
    fault = "werkblad Twee, rij 2, kolom id: .* werkblad Een, rij 3"

    with pytest.raises(QuestionError, match=fault):
        load(filled_in(tmp_path / "t.xlsx", *sheets))


def test_a_hidden_sheet_is_left_alone(tmp_path: Path) -> None:
    """What a person does not see in Excel is not asked."""
    path = filled_in(tmp_path / "t.xlsx", ("Een", [HEADER, *ROWS]), ("Oud", [HEADER, *ROWS]))
    workbook = load_workbook(path)
    workbook["Oud"].sheet_state = "hidden"
    workbook.save(path)

    assert load(path) == READ


@pytest.mark.parametrize(
    "heading", ["Beantwoordbaar?", " BEANTWOORDBAAR ", "beantwoordbaar (ja/nee)"]
)
def test_headings_are_known_by_their_letters(tmp_path: Path, heading: str) -> None:
    """Capitals, signs, spaces and an aside make no other column; a number does."""
    header = [
        "ID",
        "Categorie ",
        "Vraag:",
        *HEADER[3:4],
        heading,
        "Bewijs",
        "bronnen",
        "Kern-feiten",
    ]
    rows = [[*header, "bewijs 2"], [*ROWS[0], "elders"], [*ROWS[1], ""]]

    for path in (write_csv(tmp_path / "t.csv", *rows), write_xlsx(tmp_path / "t.xlsx", *rows)):
        assert load(path) == READ


@pytest.mark.parametrize(("yes", "no"), [("WAAR", "ONWAAR"), ("TRUE", "FALSE"), ("j", "n"), (1, 0)])
def test_yes_and_no_have_more_than_one_name(tmp_path: Path, yes: object, no: object) -> None:
    """A Dutch Excel writes its truths in Dutch into a CSV file."""
    rows = [[*ROWS[0][:4], yes, *ROWS[0][5:]], [*ROWS[1][:4], no, *ROWS[1][5:]]]

    assert load(write_csv(tmp_path / "t.csv", HEADER, *rows)) == READ
    assert load(write_xlsx(tmp_path / "t.xlsx", HEADER, *rows)) == READ


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_excel_has_more_encodings_than_one(tmp_path: Path, encoding: str) -> None:
    """*CSV (gescheiden door lijstscheidingsteken)* is ANSI, *Unicode-tekst* is UTF-16."""
    assert load(write_csv(tmp_path / "t.csv", HEADER, *ROWS, encoding=encoding)) == READ


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("sign", [";", ",", "|"])
def test_the_first_line_may_tell_the_sign_between_cells(
    tmp_path: Path, sign: str, encoding: str
) -> None:
    """`sep=` is for Excel, and counts as a row."""
    path = tmp_path / "t.csv"
    header = sign.join(HEADER)
    rows = [sign.join(f'"{cell}"' for cell in row) for row in ROWS]
    path.write_text("\r\n".join([f"sep={sign}", header, *rows]), encoding=encoding)

    assert load(path) == READ
    path.write_text("\r\n".join([f"sep={sign}", header, "v1"]), encoding=encoding)
    with pytest.raises(QuestionError, match="rij 3, kolom categorie"):
        load(path)


def test_a_file_without_headings_says_what_is_there(tmp_path: Path) -> None:
    """The columns that were looked for, and the first row of every sheet."""
    sheets = [
        ("Uitleg", [["Vul het tabblad Vragen in."]]),
        ("Vragen", [[], ["v1", "feit", "Wie?"]]),
    ]
    path = filled_in(tmp_path / "t.xlsx", *sheets)

    with pytest.raises(QuestionError) as error:
        load(path)
    assert "met de koppen id, categorie, vraag, beantwoordbaar." in str(error.value)
    assert "werkblad Uitleg, rij 1: Vul het tabblad Vragen in.; " in str(error.value)
    assert "werkblad Vragen, rij 2: v1 feit Wie?" in str(error.value)


def test_a_column_comes_once(tmp_path: Path) -> None:
    """Which of two columns of evidence counts is not guessed."""
    rows = [[*HEADER, "Bewijs"], [*ROWS[0], "x"]]

    with pytest.raises(QuestionError, match=r"rij 1, kolom bewijs: .*twee keer"):
        load(write_xlsx(tmp_path / "t.xlsx", *rows))


def test_a_lone_cell_far_away_costs_nothing(tmp_path: Path) -> None:
    """Excel keeps cells that were once formatted, up to column XFD."""
    path = filled_in(tmp_path / "t.xlsx", ("Een", [HEADER, *ROWS]))
    workbook = load_workbook(path)
    workbook["Een"]["XFD2"] = "x"
    workbook.save(path)

    assert load(path) == READ


# --- faults ---


@pytest.mark.parametrize(
    ("change", "column", "fault"),
    [
        ({"question": None}, "question", "ontbreekt"),
        ({"question": "  "}, "question", "ontbreekt"),
        ({"question": 3}, "question", "tekst"),
        ({"question": "half \ud83d teken"}, "question", "tekst"),
        ({"id": ["a"]}, "id", "tekst"),
        ({"id": "v1"}, "id", "rij 1"),
        ({"category": None}, "category", "ontbreekt"),
        ({"answerable": "ja"}, "answerable", "true of false"),
        ({"answerable": 1}, "answerable", "true of false"),
        ({"answerable": True}, "evidence", "bewijs"),
        ({"evidence": "los"}, "evidence", "lijst"),
        ({"evidence": [1]}, "evidence", "tekst"),
        ({"relevant": [""]}, "relevant", "ontbreekt"),
        ({"key_facts": ["los"]}, "key_facts", "lijst"),
        ({"key_facts": [[]]}, "key_facts", "ontbreekt"),
        ({"key_facts": [[""]]}, "key_facts", "ontbreekt"),
        ({"history": ["hoi"]}, "history", "rol"),
        ({"history": [{"role": "system", "content": "x"}]}, "history", "rol"),
        ({"history": [{"role": [], "content": "x"}]}, "history", "rol"),
        ({"history": [{"role": "user"}]}, "history", "tekst"),
    ],
    ids=str,
)
def test_a_fault_is_named_by_row_and_column(
    tmp_path: Path, change: dict[str, object], column: str, fault: str
) -> None:
    """One Dutch line says where and what, counting rows as an editor does."""
    path = write_lines(tmp_path / "t.jsonl", ANSWERABLE, "", {**UNANSWERABLE, **change})

    with pytest.raises(QuestionError, match=rf"^t\.jsonl, rij 3, kolom {column}: .*{fault}"):
        load(path)


@pytest.mark.parametrize(
    ("place", "cell", "column", "fault"),
    [
        (0, "", "id", "ontbreekt"),
        (2, "", "vraag", "ontbreekt"),
        (3, "hoi", "geschiedenis", "vraag: of antwoord:"),
        (4, "misschien", "beantwoordbaar", "ja of nee"),
        (7, "a | ", "kernfeiten", "ontbreekt"),
    ],
)
def test_a_spreadsheet_fault_names_the_dutch_column(
    tmp_path: Path, place: int, cell: str, column: str, fault: str
) -> None:
    """Who wrote *beantwoordbaar* need not know what JSON calls it."""
    broken = [*ROWS[1]]
    broken[place] = cell

    for path in (
        write_csv(tmp_path / "t.csv", HEADER, ROWS[0], broken),
        write_xlsx(tmp_path / "t.xlsx", HEADER, ROWS[0], broken),
    ):
        with pytest.raises(QuestionError, match=rf"rij 3, kolom {column}: .*{fault}"):
            load(path)


def test_all_faulty_rows_are_told_at_once(tmp_path: Path) -> None:
    """Who wrote them mends them in one go: a line each, in order, whatever the format."""
    rows = [
        ROWS[0],
        ["n1", "ver", "", "", "nee", "", "", ""],
        ["n2", "ver", "Wat?", "", "misschien", "", "", ""],
        [*ROWS[0][:2], "Nog een?", *ROWS[0][3:]],
        ROWS[1],
    ]
    columns = ["vraag", "beantwoordbaar", "id"]
    for path in (
        write_csv(tmp_path / "t.csv", HEADER, *rows),
        write_xlsx(tmp_path / "t.xlsx", HEADER, *rows),
    ):
        with pytest.raises(QuestionError) as error:
            load(path)
        lines = str(error.value).split("\n")
        assert [line.partition(":")[0] for line in lines] == [
            f"{path.name}, rij {row}, kolom {column}"
            for row, column in zip((3, 4, 5), columns, strict=True)
        ]
    broken = write_lines(tmp_path / "t.jsonl", "[1]", ANSWERABLE, {**UNANSWERABLE, "question": ""})
    with pytest.raises(
        QuestionError, match=r"^t\.jsonl, rij 1: .*\nt\.jsonl, rij 3, kolom question"
    ):
        load(broken)


def test_a_file_of_nothing_but_faults_does_not_fill_the_screen(tmp_path: Path) -> None:
    """Of JSON in print a test set's worth of lines is told, and how many there are besides."""
    path = write_lines(tmp_path / "t.jsonl", *["["] * 60)

    with pytest.raises(QuestionError, match=r"rij 50: .*\nEn er zijn nog 10 rijen met een fout\.$"):
        load(path)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    """A header without *vraag* is a fault of the header row."""
    header = [name if name != "vraag" else "question" for name in HEADER]

    with pytest.raises(
        QuestionError, match=r"rij 2, kolom vraag: .*kopregel; daar staat: id, categorie, question,"
    ):
        load(write_csv(tmp_path / "t.csv", ["# uitleg"], header, *ROWS))


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("t.txt", b"", "eindigt op"),
        ("t.jsonl", b"", "geen vragen"),
        ("t.csv", b"", "geen vragen"),
        ("t.jsonl", b"\xff\xfe", "UTF-8"),
        ("t.csv", b"id;categorie;vraag;beantwoordbaar\n\x81", "UTF-8"),
        ("t.jsonl", b"[1]", "rij 1: dit is geen JSON"),
        ("t.jsonl", b"{", "rij 1: dit is geen JSON"),
        ("t.jsonl", b"[" * 100_000, "rij 1: dit is geen JSON"),
        ("t.csv", b'id;"open', "niet te lezen"),
        ("t.xlsx", b"", "niet te lezen"),
        ("t.xlsx", b"PK\x03\x04 half", "niet te lezen"),
    ],
    ids=str,
)
def test_an_unreadable_file_is_one_dutch_line(
    tmp_path: Path, name: str, content: bytes, fault: str
) -> None:
    """Whatever a file holds, the error names it and says what is wrong."""
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(QuestionError, match=fault) as error:
        load(path)
    assert name in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("damaged", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_spreadsheet_with_a_damaged_part_is_unreadable(tmp_path: Path, damaged: str) -> None:
    """A whole zip may still hold half a sheet."""
    whole = ZipFile(write_xlsx(tmp_path / "heel.xlsx", HEADER, *ROWS))
    half = BytesIO()
    with ZipFile(half, "w") as target:
        for name in whole.namelist():
            content = whole.read(name)
            target.writestr(name, content[: len(content) // 2] if name == damaged else content)
    path = tmp_path / "t.xlsx"
    path.write_bytes(half.getvalue())

    with pytest.raises(QuestionError, match="niet te lezen"):
        load(path)


@pytest.mark.parametrize("name", ["weg.jsonl", "map.jsonl"])
def test_a_file_that_is_not_there_is_one_dutch_line(tmp_path: Path, name: str) -> None:
    """Neither a missing file nor a folder can be read."""
    (tmp_path / "map.jsonl").mkdir()

    with pytest.raises(QuestionError, match="niet te lezen"):
        load(tmp_path / name)


def test_both_kinds_of_questions_are_needed(tmp_path: Path) -> None:
    """Without unanswerable questions silence cannot be measured, nor the reverse."""
    with pytest.raises(QuestionError, match="geen onbeantwoordbare"):
        load(write_lines(tmp_path / "a.jsonl", ANSWERABLE))
    with pytest.raises(QuestionError, match="geen beantwoordbare"):
        load(write_lines(tmp_path / "b.jsonl", UNANSWERABLE))


@given(st.text(min_size=1).filter(str.strip), st.lists(st.text(min_size=1).filter(str.strip)))
def test_any_text_survives_jsonl(
    tmp_path_factory: pytest.TempPathFactory, text: str, fragments: list[str]
) -> None:
    """Line separators, quotes and other scripts come back as they were written."""
    question = {**ANSWERABLE, "question": text, "evidence": fragments}
    folder = tmp_path_factory.mktemp("set")
    path = folder / "t.jsonl"
    lines = [json.dumps(row, ensure_ascii=False) for row in (question, UNANSWERABLE)]
    path.write_bytes("\n".join(lines).encode())

    read, _ = load(path)

    assert read.question == text
    assert read.evidence == tuple(fragments)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".XLSX"])
def test_the_template_is_a_test_set(tmp_path: Path, suffix: str) -> None:
    """The template is read as it comes, with an example of every column."""
    path = tmp_path / f"t{suffix}"
    path.write_bytes(template(suffix))

    questions = load(path)

    assert [question.answerable for question in questions] == [True, True, False]
    filled = {name for question in questions for name, held in asdict(question).items() if held}
    assert filled == set(asdict(questions[0]))


def test_the_template_helps_to_fill_it_in() -> None:
    """Ja or nee is chosen from a list that refuses other words, and the heading stays in view."""
    sheet = load_workbook(BytesIO(template(".xlsx"))).worksheets[0]

    (choice,) = sheet.data_validations.dataValidation
    (column,) = (cell.column_letter for cell in sheet[1] if cell.value == COLUMNS["answerable"])
    assert (choice.type, choice.formula1, choice.showErrorMessage) == ("list", '"ja,nee"', True)
    assert f"{column}2" in choice.sqref
    assert f"{column}1000" in choice.sqref
    assert sheet.freeze_panes == "A2"


def test_there_is_no_template_in_other_formats() -> None:
    """The error says which formats there are."""
    with pytest.raises(QuestionError, match=r"\.csv of \.xlsx, niet als \.doc"):
        template(".doc")


def test_texts_are_compared_by_their_words() -> None:
    """Quotes, white space, soft hyphens and case make no difference; words do."""
    assert holds("De “lerende\n school” van 'nu'", ['de "Lerende school" van ’nu’'])
    assert not holds("De lerende school", ["de lerende scholen"])
    assert normalise("sa\u00admen") == "samen"


def test_a_passage_is_relevant_by_evidence_first() -> None:
    """With evidence given, the right source alone is not enough."""
    evidence, source = READ[0], Question("v2", "c", "?", (), answerable=True, relevant=("brief",))
    right = make_chunk("Een COÖRDINATOR helpt altijd.", source_id="elders")
    beside = make_chunk("Iets anders.", source_id="brief")

    assert [is_relevant(evidence, chunk) for chunk in (right, beside)] == [True, False]
    assert [is_relevant(source, chunk) for chunk in (right, beside)] == [False, True]


def test_missing_evidence_is_named() -> None:
    """A fragment that no passage holds whole, and a source without passages, are missing."""
    split = [make_chunk("Een coördinator"), make_chunk("helpt.")]
    source = Question("v2", "c", "?", (), answerable=True, relevant=("weg", "bron"))

    assert missing_evidence([*READ, source], split) == (
        Missing("v1", "Een coördinator helpt"),
        Missing("v2", "weg"),
    )
    assert missing_evidence(READ, [make_chunk("Een coördinator helpt.")]) == ()


# --- the test sets that come with kwchat ---

HERE = Path(__file__).parents[1]
CORPUS = HERE.parent / "corpus"


@pytest.fixture(scope="module")
def corpus_sentences(works: Bibliography) -> dict[str, list[str]]:
    """The sentences of every source, by its id."""
    files = works.files()
    documents = [reader.read(CORPUS / f, source_id=i, kind=k) for f, (i, k) in files.items()]
    return {
        document.source_id: [
            chunk.words(sentence)
            for chunk in chunking.split(document)
            for sentence in chunk.sentences
        ]
        for document in documents
    }


@pytest.mark.parametrize(
    "path",
    [path for path in sorted((HERE / "testset").glob("*.jsonl")) if "gegrond" not in path.stem],
    ids=lambda path: path.stem,
)
def test_evidence_stands_once_in_a_source_that_is_named(
    path: Path, corpus_sentences: dict[str, list[str]]
) -> None:
    """Each fragment lies within one sentence, of a source under `relevant`."""
    for question in load(path):
        for fragment in question.evidence:
            found = [
                source_id
                for source_id, sentences in corpus_sentences.items()
                for sentence in sentences
                if fragment in sentence
            ]
            assert len(found) == 1, (question.id, fragment, found)
            assert found[0] in question.relevant, (question.id, fragment)


# --- the corpora that kwchat was not made for ---

DATA = HERE.parent / "benchmarks" / "data"
STRANGE = [DATA / name for name in ("schoolgids", "samenvattingen", "basisschool", "onderzoeken")]


@pytest.mark.parametrize("folder", STRANGE, ids=lambda folder: folder.name)
def test_evidence_of_a_foreign_corpus_is_what_its_files_say(folder: Path) -> None:
    """Each fragment stands once, in a file under `relevant`, and every key fact somewhere."""
    texts = {
        path.stem: " ".join(path.read_text(encoding="utf-8").split())
        for path in (folder / "corpus").glob("*.md")
    }
    whole = " ".join(texts.values()).casefold()

    for question in load(folder / "testset.jsonl"):
        for fragment in question.evidence:
            found = [name for name, text in texts.items() if fragment in text]
            assert [text.count(fragment) for text in texts.values()].count(1) == len(found) == 1
            assert found[0] in question.relevant, question.id
        for fact in question.key_facts:
            assert any(wording.casefold() in whole for wording in fact), question.id
