"""Records for other programs: RIS for EndNote and Mendeley, BibTeX for LaTeX and JabRef.

Zotero and others read the CSL-JSON of the bibliography itself.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kwchat.sources.records import Record

if TYPE_CHECKING:
    from pybtex.database import Entry, Person

# The types of our records; others become what both formats have for "something else".
_RIS_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "article-journal": "JOUR",
        "book": "BOOK",
        "chapter": "CHAP",
        "report": "RPRT",
        "thesis": "THES",
        "webpage": "ELEC",
    }
)
_BIBTEX_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "article-journal": "article",
        "book": "book",
        "chapter": "incollection",
        "report": "techreport",
        "thesis": "phdthesis",
    }
)
_RIS_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "id": "id",
        "title": "title",
        "container-title": "secondary_title",
        "publisher": "publisher",
        "volume": "volume",
        "issue": "number",
        "DOI": "doi",
        "language": "language",
    }
)
_BIBTEX_FIELDS: Mapping[str, str] = MappingProxyType(
    {"title": "title", "volume": "volume", "issue": "number", "page": "pages", "note": "note"}
    | {"DOI": "doi", "URL": "url", "language": "language"}
)
_PUBLISHER = MappingProxyType({"report": "institution", "thesis": "school"})
_CONTAINER = MappingProxyType({"article-journal": "journal"})
_OTHERS = "et al."  # how our records end a list of authors that is not known to its end


def ris(records: Iterable[Record]) -> str:
    """Return records in RIS, in their order; what a record lacks is left out."""
    import rispy

    return str(rispy.dumps([_ris(record) for record in records]))


def bibtex(records: Iterable[Record]) -> str:
    """Return records in BibTeX, in their order; what a record lacks is left out."""
    from pybtex.database import BibliographyData

    entries = {str(record["id"]): _bibtex(record) for record in records}
    return str(BibliographyData(entries).to_string("bibtex"))


def _ris(record: Record) -> dict[str, Any]:
    lists = {
        "authors": [_comma(name) for name in record.get("author", ())],
        "secondary_authors": [_comma(name) for name in record.get("editor", ())],
        "urls": [record["URL"]] if "URL" in record else [],
        "notes": [record["note"]] if "note" in record else [],
    }
    return {
        "type_of_reference": _RIS_TYPES.get(record["type"], "GEN"),
        **{name: str(record[field]) for field, name in _RIS_FIELDS.items() if field in record},
        **{name: values for name, values in lists.items() if values},
        **({"year": year} if (year := _year(record)) else {}),
        **_pages(record),
    }


def _comma(name: Mapping[str, Any]) -> str:
    """Return a name as `family, given`; an institution as it is."""
    return ", ".join(str(name[part]) for part in ("literal", "family", "given") if part in name)


def _pages(record: Record) -> dict[str, str]:
    first, _, last = str(record.get("page", "")).replace("–", "-").partition("-")
    pages = {"start_page": first, "end_page": last}
    return {name: page for name, page in pages.items() if page}


def _year(record: Record) -> str:
    parts = record.get("issued", {}).get("date-parts", [[]])[0]
    return str(parts[0]) if parts else ""


def _bibtex(record: Record) -> "Entry":
    from pybtex.database import Entry

    kind = record["type"]
    named = {
        **_BIBTEX_FIELDS,
        "publisher": _PUBLISHER.get(kind, "publisher"),
        "container-title": _CONTAINER.get(kind, "booktitle"),
    }
    fields = {name: str(record[field]) for field, name in named.items() if field in record}
    if year := _year(record):
        fields["year"] = year
    persons = {
        role: [_person(name) for name in record[role]]
        for role in ("author", "editor")
        if role in record
    }
    return Entry(_BIBTEX_TYPES.get(kind, "misc"), fields=fields, persons=persons)


def _person(name: Mapping[str, Any]) -> "Person":
    from pybtex.database import Person

    if "literal" not in name:
        return Person(first=str(name.get("given", "")), last=f"{{{name['family']}}}")
    if name["literal"] == _OTHERS:
        return Person(last="others")
    return Person(last=f"{{{name['literal']}}}")
