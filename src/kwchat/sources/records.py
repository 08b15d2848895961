"""The records of the bibliography: CSL-JSON, read and checked field by field."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, TypeAlias

from kwchat.errors import BibliographyError
from kwchat.reading.document import Kind
from kwchat.sources import texts

FILE_NAME = "bibliografie.json"  # in the corpus folder
SUMMARIES, ORIGINALS = "bronnen", "originelen"  # folders in the corpus folder
Record: TypeAlias = Mapping[str, Any]  # one item of a CSL-JSON file
_TYPES = """
    article article-journal article-magazine article-newspaper bill book broadcast chapter
    classic collection dataset document entry entry-dictionary entry-encyclopedia event figure
    graphic hearing interview legal_case legislation manuscript map motion_picture musical_score
    pamphlet paper-conference patent performance periodical personal_communication post
    post-weblog regulation report review review-book software song speech standard thesis treaty
    webpage
"""  # CSL 1.0.2, appendix III


def read_records(path: Path) -> Sequence[Record]:
    """Return the records of a CSL-JSON file; none without a file.

    Raises:
        BibliographyError: the file is no CSL-JSON, or a record lacks what a reference needs.
    """
    return _read(path) if path.exists() else ()


def _read(path: Path) -> Sequence[Record]:
    return checked(read_json(path), path)


def read_json(path: Path) -> object:
    """Return what a JSON file of the bibliography holds.

    Raises:
        BibliographyError: it cannot be read, or is no JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise BibliographyError(
            texts.BIBLIOGRAPHY_NO_JSON.format(path=path, line=error.lineno, column=error.colno)
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BibliographyError(texts.BIBLIOGRAPHY_UNREADABLE.format(path=path)) from error


def checked(records: object, path: Path) -> Sequence[Record]:
    """Return what was read, after checking that it is a list of records."""
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise BibliographyError(texts.BIBLIOGRAPHY_NO_LIST.format(path=path))
    for number, record in enumerate(records, start=1):
        if field := _fault(record):
            raise _error(path, number, record, field)
    _refuse_twins(path, records)
    return records


def _error(path: Path, number: int, record: Record, field: str) -> BibliographyError:
    return BibliographyError(
        texts.BIBLIOGRAPHY_FIELD.format(
            path=path,
            number=number,
            id=record.get("id", "?"),
            field=field,
            expected=texts.BIBLIOGRAPHY_EXPECTED.get(field, texts.BIBLIOGRAPHY_EXPECTED["text"]),
        )
    )


def _fault(record: Record) -> str | None:
    """Return the first field that is missing or has the wrong shape."""
    shapes = _shapes()
    required = dict.fromkeys(("id", "type", "title"))
    for name, value in {**required, **record}.items():
        if not shapes.get(name, _is_text)(value):
            return name
    return None


def _shapes() -> Mapping[str, Callable[[Any], bool]]:
    from citeproc import DATES, NAMES  # late: 0.2 s

    return {
        **{name.replace("_", "-"): _is_names for name in NAMES},
        **{name.replace("_", "-"): _is_date for name in DATES},
        "type": lambda value: value in _TYPES.split(),
        "categories": lambda value: isinstance(value, list),
        "custom": _is_custom,
    }


def _is_text(value: object) -> bool:
    return isinstance(value, int) or (isinstance(value, str) and bool(value.strip()))


def _is_names(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(name, dict)
            and ("literal" in name) != ("family" in name)
            and all(map(_is_text, name.values()))
            for name in value
        )
    )


def _is_date(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    if "literal" in value:
        return _is_text(value["literal"])
    parts = value.get("date-parts")
    return isinstance(parts, list) and len(parts) in (1, 2) and all(map(_is_day, parts))


def _is_day(parts: object) -> bool:
    """Tell whether this is [year], [year, month] or [year, month, day]; numbers may be text."""
    return (
        isinstance(parts, list)
        and len(parts) in (1, 2, 3)
        and all(str(part).isdecimal() for part in parts)
        and all(1 <= int(part) <= most for part, most in zip(parts[1:], (12, 31), strict=False))
    )


def _is_custom(value: object) -> bool:
    if not isinstance(value, dict) or "file" not in value:
        return isinstance(value, dict)
    file = value["file"]
    return (
        isinstance(file, str)
        and file == PurePosixPath(file).as_posix()
        and not PurePosixPath(file).is_absolute()
        and ".." not in PurePosixPath(file).parts
        and value.get("kind") in set(Kind)
    )


def _refuse_twins(path: Path, records: Sequence[Record]) -> None:
    """Two records may share neither id (in any case) nor file."""
    seen: set[tuple[str, str]] = set()
    for number, record in enumerate(records, start=1):
        for name, value in (("id", record["id"].lower()), ("file", file_of(record))):
            if value is not None and (name, value) in seen:
                raise BibliographyError(
                    texts.BIBLIOGRAPHY_TWICE.format(
                        path=path, number=number, id=record["id"], field=name
                    )
                )
            seen.add((name, value or ""))


def file_of(record: Record) -> str | None:
    """Return the path in the corpus of the file that a record names as its own."""
    file: str | None = record.get("custom", {}).get("file")
    return file
