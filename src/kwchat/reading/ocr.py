"""Tesseract: a page that is a picture becomes lines, where the program and its Dutch are installed.

It takes seconds a page, so what it read is kept, by what the file holds, as long as there is such a
file. A word that it doubts is no word of a source: […] stands in its place, so that no
sentence closes over the gap.
"""

import csv
import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, TypeAlias

from kwchat import files
from kwchat.reading.layout import clean
from kwchat.reading.letters import in_margin
from kwchat.reading.printed import Line

if TYPE_CHECKING:
    from PIL.Image import Image

DPI = 300  # what Tesseract was trained for
LANGUAGE = "nld"
GAP = "[…]"
_SURE = 50  # of 100, by Tesseract's own count; on clean print most words have 90 or more
_DOUBTED = 0.4  # of the words: more, and the page is no text
_SECONDS = 120  # for a page; a dense one takes ten
_EVEN = 0.3  # how much lines of one type differ in height, by their letters
_POINTS = 72 / DPI

_Word: TypeAlias = dict[str, str]


@dataclass(frozen=True, slots=True)
class Recognised:
    """The lines of a page that was a picture, and how many words were too doubtful."""

    lines: tuple[Line, ...]
    doubtful: int


class Tesseract:
    """The installed program; what it read is kept in a folder, in one of its own for each file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def page(self, number: int, content: str, draw: Callable[[], "Image"]) -> Recognised:
        """Return what stands on a page of a file with such a hash; `draw` makes its picture."""
        import pytesseract

        version = str(pytesseract.get_tesseract_version())
        name = hashlib.sha256(f"{number} {DPI} {version}".encode()).hexdigest()
        kept = self._folder / content / f"{name[:32]}.tsv"
        if kept.is_file():
            return recognised(kept.read_text(encoding="utf-8"), number)
        try:
            found = str(pytesseract.image_to_data(draw(), lang=LANGUAGE, timeout=_SECONDS))
        except RuntimeError:  # out of time, or an image that it cannot read
            return Recognised((), 0)
        with suppress(FileNotFoundError):  # an ingest takes the folder away: read again next time
            kept.parent.mkdir(parents=True, exist_ok=True)
            files.write(kept, found)
        return recognised(found, number)


def installed() -> bool:
    """Tell whether Tesseract is there, with Dutch."""
    import pytesseract

    try:
        return LANGUAGE in pytesseract.get_languages()
    except pytesseract.TesseractNotFoundError:
        return False


def forget_all_but(folder: Path, contents: Set[str]) -> None:
    """Remove what was read of files whose hash is not among these.

    What cannot be removed now, because an upload is being read or somebody has it open, goes the
    next time.
    """
    for kept in folder.iterdir() if folder.is_dir() else ():
        if kept.is_dir() and kept.name not in contents:
            shutil.rmtree(kept, ignore_errors=True)


def recognised(found: str, page: int) -> Recognised:
    """Return what Tesseract's table of words says; nothing for a page that it mostly doubts."""
    rows = list(csv.DictReader(found.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    height = max((_bottom(row) for row in rows), default=0) * _POINTS
    words = [row for row in rows if row["level"] == "5" and row["text"].strip()]
    doubtful = sum(map(_is_doubtful, words))
    if doubtful > _DOUBTED * len(words):
        return Recognised((), doubtful)
    lines = list(_lines(words, page, height))
    usual = median([line.size for line in lines]) if lines else 0
    return Recognised(
        tuple(
            replace(line, size=usual) if abs(line.size - usual) < _EVEN * usual else line
            for line in lines
        ),
        doubtful,
    )


def _lines(words: Sequence[_Word], page: int, height: float) -> Iterator[Line]:
    place = ("block_num", "par_num", "line_num")
    grouped = groupby(words, lambda word: [word[name] for name in place])
    for row, (_, group) in enumerate(grouped):
        line = list(group)
        if all(map(_is_doubtful, line)):
            continue
        lefts = [int(word["left"]) for word in line]
        rights = [int(word["left"]) + int(word["width"]) for word in line]
        base = height - median(map(_bottom, line)) * _POINTS
        yield Line(
            clean(_text(line)),
            page,
            min(lefts) * _POINTS,
            max(rights) * _POINTS,
            base,
            round(2 * _POINTS * median(int(word["height"]) for word in line)) / 2,
            bold=False,
            in_margin=in_margin(base, height),
            row=row,
        )


def _text(line: Sequence[_Word]) -> str:
    return " ".join(
        GAP if doubtful else " ".join(word["text"].strip() for word in run)
        for doubtful, run in groupby(line, _is_doubtful)
    )


def _is_doubtful(word: _Word) -> bool:
    return float(word["conf"]) < _SURE


def _bottom(word: _Word) -> int:
    return int(word["top"]) + int(word["height"])
