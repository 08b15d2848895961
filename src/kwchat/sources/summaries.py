"""Summaries: what their front matter says they sum up, and how they are referred to."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kwchat.errors import BibliographyError
from kwchat.reading import frontmatter
from kwchat.reading.document import Kind
from kwchat.sources import texts
from kwchat.sources.apa import Reference, in_sentence
from kwchat.sources.records import SUMMARIES


@dataclass(frozen=True, slots=True)
class Summary:
    """A file with a summary, and how it is referred to."""

    file: str
    id: str
    reference: Reference


def read_summaries(
    corpus: Path, works: Mapping[str, Reference]
) -> tuple[tuple[Summary, ...], Mapping[str, str]]:
    """Return the summaries of a corpus, by file; and, by file, what is wrong with the others."""
    summaries: list[Summary] = []
    faults: dict[str, str] = {}
    seen = set(works)
    for path in sorted((corpus / SUMMARIES).rglob("*.md")):
        file = path.relative_to(corpus).as_posix()
        try:
            summary = _summary(path, file, works)
            if summary.id in seen:
                raise _front_matter_error(file, "id", texts.SUMMARY_ID_TWICE)
        except BibliographyError as error:
            faults[file] = str(error)
        else:
            seen.add(summary.id)
            summaries.append(summary)
    return tuple(summaries), faults


def _summary(path: Path, file: str, works: Mapping[str, Reference]) -> Summary:
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
    return Summary(file, fields["id"], reference)


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
