"""Hold readers of PDF against each other, on PDFs of which every word is known.

    PYTHONPATH=tests/helpers python benchmarks/pdf_readers.py [READER …]

For each reader, over the drawings of `tests/helpers/prints.py`: words kept (of those on the page),
words in order (the longest common sequence), words added, cells of tables under their heading,
watermarks and running headers read as text, and milliseconds of CPU a page.
"""

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from time import process_time

from prints import PRINTS, Printed

Read = Callable[[Path], tuple[str, list[dict[str, str]]]]  # the text, and rows by heading


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one reading."""

    words: int
    kept: int
    ordered: int
    added: int
    cells: int
    placed: int
    stray: int
    pages: int
    seconds: float


def words(text: str) -> list[str]:
    """Return the words and numbers of a text, without the signs around them."""
    return re.findall(r"[^\s.,;:()•]+(?:[.,][^\s.,;:()•]+)*", text)


def score(
    printed: Printed, text: str, rows: Sequence[Mapping[str, str]], pages: int, seconds: float
) -> Score:
    """Count what of a page came through."""
    wanted, found = words(printed.text), words(text)
    kept = Counter(wanted) & Counter(found)
    match = SequenceMatcher(None, wanted, found, autojunk=False)
    cells = [
        (row, heading) for row in printed.rows for heading, cell in row.items() if cell and heading
    ]
    placed = sum(
        any(row[heading] == got.get(heading) and shares(row, got) for got in rows)
        for row, heading in cells
    )
    return Score(
        len(wanted), kept.total(), sum(block.size for block in match.get_matching_blocks()),
        (Counter(found) - Counter(wanted)).total(), len(cells), placed,
        sum(word in found for word in printed.not_text), pages, seconds,
    )  # fmt: skip


def shares(row: Mapping[str, str], got: Mapping[str, str]) -> bool:
    """Tell whether a row that was read begins as the one on the page."""
    first = next(iter(row.values()))
    return first in got.values()


def by_kwchat(path: Path) -> tuple[str, list[dict[str, str]]]:
    """Read with kwchat itself."""
    from kwchat.reading.document import Kind
    from kwchat.reading.reader import read

    document = read(path, source_id="a", kind=Kind.EIGEN)
    rows = []
    for block in document.blocks:
        cells = document.text[block.start : block.end].split("; ")
        parted = [cell.rpartition(": ") for cell in cells]
        rows.append({heading: cell for heading, _, cell in parted})
    headings = {heading for row in rows for heading in row if len(row) > 1}
    # A heading that is repeated in every row stands once on the page.
    return _headings_once(document.text, headings), rows


def _headings_once(text: str, headings: set[str]) -> str:
    for heading in sorted(filter(None, headings)):
        first, *rest = re.split(rf"(?<!\w){re.escape(heading)}: ", text)
        text = first + (heading + " " if rest else "") + "".join(rest)
    return text


def _tables(tables: Sequence[Sequence[Sequence[str | None]]]) -> list[dict[str, str]]:
    rows = []
    for head, *body in tables:
        for row in body:
            pairs = zip(head, row, strict=False)
            rows.append(
                {
                    (name or "").replace("\n", " "): (cell or "").replace("\n", " ")
                    for name, cell in pairs
                }
            )
    return rows


def by_pdfplumber(path: Path) -> tuple[str, list[dict[str, str]]]:
    """Read with pdfplumber: text in reading order, and its tables."""
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        texts = [page.extract_text() for page in pdf.pages]
        return "\n".join(texts), _tables(
            [table for page in pdf.pages for table in page.extract_tables()]
        )


def by_pdfminer(path: Path) -> tuple[str, list[dict[str, str]]]:
    """Read with pdfminer.six."""
    from pdfminer.high_level import extract_text

    return extract_text(str(path)), []


def by_pdftext(path: Path) -> tuple[str, list[dict[str, str]]]:
    """Read with pdftext, sorted as it advises."""
    from pdftext.extraction import plain_text_output

    return plain_text_output(str(path), sort=True, hyphens=False), []


def by_docling(path: Path) -> tuple[str, list[dict[str, str]]]:
    """Read with docling-parse: what docling gives without a model."""
    from docling_core.types.doc.page import TextCellUnit
    from docling_parse.pdf_parser import DoclingPdfParser

    pdf = DoclingPdfParser(loglevel="fatal").load(str(path))
    lines = []
    for _, page in pdf.iterate_pages():
        lines += [cell.text for cell in page.iterate_cells(unit_type=TextCellUnit.LINE)]
    return "\n".join(lines), []


READERS: Mapping[str, Read] = {
    "kwchat": by_kwchat,
    "pdfplumber": by_pdfplumber,
    "pdfminer": by_pdfminer,
    "pdftext": by_pdftext,
    "docling": by_docling,
}


def main(names: Sequence[str]) -> None:
    """Print a table per drawing and the totals."""
    from pypdfium2 import PdfDocument

    print(f"{'':24}{'kept':>8}{'order':>8}{'added':>7}{'cells':>8}{'stray':>6}{'ms/page':>9}")
    for name in names or READERS:
        read, scores = READERS[name], []
        for title, draw in PRINTS.items():
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "a.pdf"
                printed = draw(path)
                with PdfDocument(path) as pdf:
                    pages = len(pdf)
                began = process_time()
                text, rows = read(path)
                scores.append(score(printed, text, rows, pages, process_time() - began))
            _show(f"  {title}", scores[-1:])
        _show(name, scores)


def _show(name: str, scores: Sequence[Score]) -> None:
    total = {field: sum(getattr(one, field) for one in scores) for field in Score.__slots__}
    kept, ordered = (100 * total[field] / total["words"] for field in ("kept", "ordered"))
    cells = f"{total['placed']}/{total['cells']}"
    print(
        f"{name:24}{kept:7.1f}%{ordered:7.1f}%{total['added']:7d}{cells:>8}{total['stray']:6d}"
        f"{1000 * total['seconds'] / total['pages']:9.1f}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
