"""Letters on a page to the lines that they spell: what stands behind, above and below what.

A page, or a part of it, may be turned; its letters are turned back first, so that all that follows
may take it that lines run from left to right.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from enum import Enum, auto
from itertools import groupby
from statistics import median
from typing import TypeAlias

from kwchat.reading.layout import clean
from kwchat.reading.marks import marked
from kwchat.reading.printed import NOTE_NUMBER, NOTE_SIZE, Box, Letter, Line
from kwchat.reading.raised import fraction, lowered
from kwchat.reading.turning import box_turned, letter_turned_back, turn_of, upright_of

_MARGIN = 0.12  # of the page height: where running headers and footers stand
_LEVEL = 0.6  # of the height of the type: a raised number still stands on the line
_SMALL = 0.9  # of the height of the type
_LIFTED = 0.15  # of the height of the type; Word lifts by a third, TeX by 0.36 of it
_LOWERED = 0.06  # of the height of the type; Word lowers by 0.14, TeX by 0.15 of it
_SPACE = 0.2  # of the height of the type: so much between two letters is a space
_SAME_LINE = 0.4  # of the height of the type: how much the bases of one line differ
_ACCENT_OFF = 0.5  # of the width of its letter: so far an accent may stand from the middle

_SLASHES = frozenset("/⁄∕")
_LIST_MARK = re.compile(r"[-*–—+o•◦▪‣●○■□∙·\uf0b7\uf0a7]|[a-z\d]{1,2}[.)]")
_RAISED_SIGNS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))
_ACCENTS = dict(
    zip(
        "`´^ˆ~˜¨˚¸ˇ¯",
        "\u0300\u0301\u0302\u0302\u0303\u0303\u0308\u030a\u0327\u030c\u0304",
        strict=True,
    )
)
_DOTLESS = {"ı": "i", "ȷ": "j"}  # what TeX puts an accent on


class Place(Enum):
    """Where a letter stands on its line."""

    LINE = auto()
    SMALL = auto()  # on the line
    RAISED = auto()
    LOWERED = auto()


_Part: TypeAlias = tuple[Place, list[Letter]]


def in_margin(base: float, height: float) -> bool:
    """Tell whether a line stands where running headers and footers do."""
    return not _MARGIN < base / height < 1 - _MARGIN


def lines_of(
    letters: Sequence[Letter],
    page: int,
    box: Box,
    walls: Sequence[Box] = (),
    whole: Callable[[Sequence[Letter]], Sequence[Letter]] = list,
) -> list[Line]:
    """Return the lines that letters spell, in their order; those that run another way come last.

    `box` is what is shown of the page; `walls` are upright lines that part cells; `whole` makes one
    of letters that belong together, on a page that was turned back.
    """
    turns = {turn_of(letter) for letter in letters}
    upright = upright_of(letters)
    lines: list[Line] = []
    for turn in sorted(turns, key=lambda turn: (turn != upright, turn)):
        left, bottom, _, top = box_turned(box, turn)
        turned = [
            letter_turned_back(letter, turn, left, bottom)
            for letter in letters
            if turn_of(letter) == turn
        ]
        if turn == upright:
            turned = list(whole(turned))
        first_row = lines[-1].row + 1 if lines else 0
        lines += [
            replace(line, row=first_row + line.row, aside=turn != upright, askew=turn % 90 != 0)
            for line in _lines(
                _in_reading_order(turned) if turn else turned,
                page,
                top - bottom,
                walls if turn == upright else (),
            )
        ]
    return lines


def _in_reading_order(letters: Sequence[Letter]) -> list[Letter]:
    """Return the letters of a page that was turned back, line by line from the top: PDFium orders
    lines by how they stood before."""
    parts = (part for run in _runs(letters) for part in _forwards(run))
    runs = sorted(parts, key=lambda run: -_base(run))
    rows: list[list[list[Letter]]] = []
    for run in runs:
        if rows and _base(rows[-1][0]) - _base(run) < _SAME_LINE * run[0].height:
            rows[-1].append(run)
        else:
            rows.append([run])
    return [
        replace(letter, new_line=place == 0 or letter.new_line)
        for row in rows
        for run in sorted(row, key=lambda run: run[0].left)
        for place, letter in enumerate(run)
    ]


def _forwards(run: Sequence[Letter]) -> Iterator[list[Letter]]:
    """Yield the parts of a line in which every letter stands to the right of the one before."""
    part: list[Letter] = []
    for letter in run:
        if part and letter.left < part[-1].left - _LEVEL * letter.height:
            yield part
            part = []
        part.append(letter)
    yield part


def _base(run: Sequence[Letter]) -> float:
    return median(letter.base for letter in run)


def _lines(letters: Sequence[Letter], page: int, height: float, walls: Sequence[Box]) -> list[Line]:
    stretches = [
        (row, stretch)
        for row, run in enumerate(_runs(_composed(letters)))
        for stretch in _stretches(run, walls)
    ]
    notes = _note_numbers([stretch for _, stretch in stretches])
    spelled = [(row, stretch, _spelled(stretch, notes)) for row, stretch in stretches]
    return [
        replace(_line(stretch, text, page, row, height), marks=marks)
        for row, stretch, (text, marks) in spelled
        if text
    ]


def _composed(letters: Sequence[Letter]) -> list[Letter]:
    """Return letters with the accents that stand over them; TeX prints the two apart."""
    composed: list[Letter] = []
    for letter in letters:
        last = composed[-1] if composed else None
        if last and (joined := _accented(last, letter) or _accented(letter, last)):
            composed[-1] = replace(joined, spaced=last.spaced, new_line=last.new_line)
        else:
            composed.append(letter)
    return composed


def _accented(accent: Letter, letter: Letter) -> Letter | None:
    """Return a letter with an accent; None where the one does not stand over the other."""
    mark = _ACCENTS.get(accent.sign, accent.sign if "\u0300" <= accent.sign <= "\u036f" else "")
    sign = _DOTLESS.get(letter.sign, letter.sign)
    off = (accent.left + accent.right) / 2 - (letter.left + letter.right) / 2
    over = abs(off) < _ACCENT_OFF * (letter.right - letter.left)
    level = abs(accent.base - letter.base) < _LEVEL * letter.height
    if not (mark and sign.isalpha() and over and level):
        return None
    return replace(letter, sign=clean(sign + mark))


def _runs(letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    """Yield the letters of each line. PDFium also breaks a line behind a raised number."""
    run: list[Letter] = []
    for letter in letters:
        if run and (
            _jumps(run[-1], letter) if not letter.new_line else not _goes_on(run[-1], letter)
        ):
            yield run
            run = []
        apart = run and letter.new_line and letter.left - run[-1].right > _SPACE * letter.height
        run.append(replace(letter, spaced=True) if apart else letter)
    if run:
        yield run


def _jumps(last: Letter, letter: Letter) -> bool:
    """Tell whether a letter stands to the left of another and on another line: PDFium takes for one
    line what big letters lie over."""
    low = min(last.height, letter.height)
    return abs(last.base - letter.base) > low and letter.left < last.right - low


def _goes_on(last: Letter, letter: Letter) -> bool:
    """Tell whether a letter stands right behind another, be it higher or lower."""
    tall = max(last.height, letter.height)
    level = abs(last.base - letter.base) < _LEVEL * tall
    return level and -_LEVEL * tall < letter.left - last.right < tall


def _stretches(run: Sequence[Letter], walls: Sequence[Box]) -> Iterator[list[Letter]]:
    """Yield the parts of a line between walls and wide spaces; a list mark stays with what it
    marks."""
    near = [wall for wall in walls if wall[1] <= run[0].base <= wall[3]]
    stretch: list[Letter] = []
    for letter in run:
        wide = stretch and letter.left - stretch[-1].right > letter.height
        walled = stretch and any(_middle(stretch[-1]) < wall[0] < _middle(letter) for wall in near)
        if walled or (wide and not _LIST_MARK.fullmatch("".join(each.sign for each in stretch))):
            yield stretch
            stretch = []
        stretch.append(letter)
    yield stretch


def _middle(letter: Letter) -> float:
    return (letter.left + letter.right) / 2


def _parts(stretch: Sequence[Letter]) -> list[_Part]:
    """Return a stretch as its letters on the line, above it and below it."""
    base = _base(stretch)
    height = median(letter.height for letter in stretch)
    places = [(_place(letter, base, height), letter) for letter in stretch]
    return [
        (place, [letter for _, letter in group])
        for place, group in groupby(places, lambda each: each[0])
    ]


def _place(letter: Letter, base: float, height: float) -> Place:
    if letter.sign in _RAISED_SIGNS:
        return Place.RAISED
    if letter.height >= _SMALL * height:
        return Place.LINE
    if letter.base > base + _LIFTED * height:
        return Place.RAISED
    return Place.LOWERED if letter.base < base - _LOWERED * height else Place.SMALL


def _note_numbers(stretches: Sequence[Sequence[Letter]]) -> frozenset[str]:
    """Return the numbers that begin the notes of a page: raised ones, or those of small type."""
    heights = [letter.height for stretch in stretches for letter in stretch]
    small = NOTE_SIZE * median(heights) if heights else 0
    numbers = set()
    for stretch in stretches:
        place, first = _parts(stretch)[0]
        text = _plain(stretch)
        if place is Place.RAISED:
            numbers.add(_plain(first).strip())
        elif median(letter.height for letter in stretch) <= small and NOTE_NUMBER.match(text):
            numbers.add(text.split()[0].rstrip(".)"))
    return frozenset(numbers)


def _plain(letters: Sequence[Letter]) -> str:
    return "".join(
        " " * letter.spaced + _RAISED_SIGNS.get(letter.sign, letter.sign) for letter in letters
    )


def _spelled(stretch: Sequence[Letter], notes: frozenset[str]) -> tuple[str, int]:
    """Return what letters spell, and how many marks of notes that leaves out: not one at the
    beginning, which is that of a note itself."""
    parts = _parts(stretch)
    text, marks, index = "", 0, 0
    while index < len(parts):
        (place, letters), after = parts[index], parts[index + 1 :]
        if part := _fraction(parts[index:], text):
            text += part[0]
            index += part[1]
            continue
        words = _plain(letters)
        following = _plain(after[0][1]) if after else ""
        match place:
            case Place.RAISED if text:
                power = marked(text, words, following, notes)
                text += power
                marks += not power
            case Place.RAISED:
                isotope = marked("", words, following, notes)
                text = isotope or f"{words} "
            case Place.LOWERED:
                text += lowered(words)
            case _:
                text += words
        index += 1
    return clean(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")), marks


def _fraction(parts: Sequence[_Part], before: str) -> tuple[str, int] | None:
    """Return a fraction of small digits and how many parts make it up, or None."""
    if len(parts) < 2 or parts[0][0] is not Place.RAISED:
        return None
    above = _plain(parts[0][1])
    for below, count in _denominators(parts, before):
        if above.strip().isdigit() and below.isdigit():
            written = fraction(above.strip(), below)
            # 2 23/40 is not 223/40.
            apart = above.startswith(" ") or (before[-1:].isdigit() and len(written) > 1)
            return " " * apart + written, count
    return None


def _denominators(parts: Sequence[_Part], before: str) -> Iterator[tuple[str, int]]:
    """Yield what may stand below a raised number, and the number of parts up to there."""
    place, letters = parts[1]
    words = _plain(letters)
    if place is not Place.LINE and words[:1] in _SLASHES:
        yield words[1:], 2
    if words in _SLASHES and len(parts) > 2 and parts[2][0] in {Place.LOWERED, Place.SMALL}:
        yield _plain(parts[2][1]), 3
    # An index may stand under a power too, but only behind a letter.
    under = letters[0].left < parts[0][1][-1].right - letters[0].height / 4
    if place is Place.LOWERED and under and not before[-1:].isalpha():
        yield words, 2


def _line(stretch: Sequence[Letter], text: str, page: int, row: int, height: float) -> Line:
    base = _base(stretch)
    return Line(
        text=text,
        page=page,
        left=min(letter.left for letter in stretch),
        right=max(letter.right for letter in stretch),
        base=base,
        size=round(2 * median(letter.height for letter in stretch)) / 2,
        bold=stretch[0].bold and stretch[-1].bold,
        in_margin=in_margin(base, height),
        row=row,
        faint=all(letter.faint for letter in stretch),
    )
