"""References read as Dutch APA 7, whatever the record lacks; a broken record is named."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from kwchat.errors import BibliographyError
from kwchat.reading import reader
from kwchat.reading.document import BlockKind, Document, Kind
from kwchat.sources.bibliography import Bibliography
from kwchat.sources.records import FILE_NAME

CORPUS = Path(__file__).parents[2] / "corpus"
ZUIKER = {
    "id": "zuiker-2017",
    "type": "report",
    "title": "Succesfactoren voor onderzoekswerkplaatsen",
    "author": [
        {"family": "Zuiker", "given": "Itzél"},
        {"family": "Schot", "given": "Willemijn D."},
        {"family": "De Jong", "given": "Annemiek"},
    ],
    "publisher": "Universiteit Utrecht",
    "issued": {"date-parts": [[2017]]},
}


def load(folder: Path, *records: Any) -> Bibliography:
    """Write records to a file and load it."""
    path = folder / "bibliografie.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    return Bibliography.load(path)


def reference(folder: Path, **record: Any) -> tuple[str, str]:
    """Return the full and the short reference of one record."""
    bibliography = load(folder, {"id": "x", "type": "report", "title": "Titel", **record})
    return bibliography.reference("x"), bibliography.in_text("x")


def own(**fields: Any) -> Document:
    """Return a school's own document without text."""
    return Document(
        **{"source_id": "beleid/schoolplan", "kind": Kind.EIGEN, "title": "Schoolplan", **fields},
        text="",
        blocks=(),
    )


def test_the_brief_has_its_reference(works: Bibliography) -> None:
    """The bibliography that comes with kwchat names the brief, and where it stands."""
    assert works.reference("kennisrotonde-2019") == (
        "Kennisrotonde. (2019). Welke kenmerken van kenniswerkplaatsen (van "
        "onderwijsprofessionals begeleid door externe onderzoekers) dragen bij aan "
        "professionalisering en schoolontwikkeling? Nationaal Regieorgaan Onderwijsonderzoek."
    )
    assert works.in_text("kennisrotonde-2019") == "Kennisrotonde, 2019"
    assert works.title("kennisrotonde-2019").startswith("Welke kenmerken van kenniswerkplaatsen")
    file = "kennisrotonde-kenniswerkplaatsen.txt"
    assert works.files()[file] == ("kennisrotonde-2019", Kind.BRIEF)


def test_every_record_that_comes_with_kwchat_has_its_file(works: Bibliography) -> None:
    """No record points to a file that is not in the corpus."""
    files = works.files()

    assert [file for file in files if not (CORPUS / file).is_file()] == []


def test_authors_get_initials_and_an_ampersand(tmp_path: Path) -> None:
    """Three authors stand in full in the list, and as et al. in the text."""
    bibliography = load(tmp_path, ZUIKER)

    assert bibliography.reference("zuiker-2017") == (
        "Zuiker, I., Schot, W. D., & De Jong, A. (2017). "
        "Succesfactoren voor onderzoekswerkplaatsen. Universiteit Utrecht."
    )
    assert bibliography.in_text("zuiker-2017") == "Zuiker et al., 2017"


def test_two_authors_are_joined_by_an_ampersand_between_brackets(tmp_path: Path) -> None:
    """So do Dutch guides to APA, in the list and between brackets."""
    authors = [{"family": "Hattie", "given": "J."}, {"family": "Timperley", "given": "H."}]

    full, in_text = reference(tmp_path, author=authors, issued={"date-parts": [["2007"]]})

    assert full.startswith("Hattie, J., & Timperley, H. (2007). ")
    assert in_text == "Hattie & Timperley, 2007"


@pytest.mark.parametrize(
    ("record", "full"),
    [
        pytest.param(
            {"author": [{"literal": "Oberon"}]}, "Oberon. (z.d.). Titel.", id="no year is z.d."
        ),
        pytest.param({"title": "Waarom?"}, "Waarom? (z.d.).", id="no author, title with ?"),
        pytest.param(
            {"publisher": "NRO", "issued": {"date-parts": [[2019]]}},
            "Titel. (2019). NRO.",
            id="without an author the title comes first, once",
        ),
        pytest.param(
            {"author": [{"literal": "Oberon"}], "publisher": "Oberon"},
            "Oberon. (z.d.). Titel.",
            id="a publisher that is the author is left out",
        ),
        pytest.param(
            {
                "type": "webpage",
                "author": [{"literal": "POINT013"}],
                "container-title": "POINT013",
                "URL": "https://www.point013.nl/",
                "accessed": {"date-parts": [[2026, 11, 22]]},
            },
            "POINT013. (z.d.). Titel. Geraadpleegd op 22 november 2026, van "
            "https://www.point013.nl/",
            id="a page without a date says when it was read",
        ),
        pytest.param(
            {
                "type": "webpage",
                "author": [{"literal": "POINT013"}],
                "URL": "https://www.point013.nl/",
                "issued": {"date-parts": [[2020, 5, 3]]},
            },
            "POINT013. (2020, 3 mei). Titel. https://www.point013.nl/",
            id="a full date stands in Dutch order",
        ),
        pytest.param(
            {"type": "webpage", "author": [{"literal": "A"}], "URL": "https://b.nl/3-9"},
            "A. (z.d.). Titel. https://b.nl/3-9",
            id="nothing is said of reading without a date of it",
        ),
        pytest.param(
            {
                "type": "article-journal",
                "author": [{"family": "Ponte", "given": "Petra"}],
                "container-title": "Pedagogische Studiën",
                "volume": 79,
                "issue": "3",
                "page": "211-228",
                "DOI": "10.1000/211-228",
                "issued": {"date-parts": [[2002]]},
            },
            "Ponte, P. (2002). Titel. Pedagogische Studiën, 79(3), 211–228. "
            "https://doi.org/10.1000/211-228",
            id="pages have an en dash, a DOI keeps its hyphen",
        ),
        pytest.param(
            {
                "type": "chapter",
                "author": [{"family": "Bos", "given": "K."}],
                "editor": [{"family": "Kat", "given": "M."}],
                "container-title": "Handboek",
                "page": "1-20",
                "publisher": "SWP",
            },
            "Bos, K. (z.d.). Titel. In M. Kat (Red.), Handboek (pp. 1–20). SWP.",
            id="a chapter in a book with an editor",
        ),
        pytest.param(
            {"type": "book", "editor": [{"family": "Kat", "given": "M."}], "publisher": "SWP"},
            "Kat, M. (Red.). (z.d.). Titel. SWP.",
            id="a book with only an editor names that editor once",
        ),
        pytest.param(
            {
                "type": "thesis",
                "genre": "Proefschrift",
                "author": [{"family": "Exalto", "given": "R."}],
                "publisher": "Universiteit Utrecht",
            },
            "Exalto, R. (z.d.). Titel [Proefschrift]. Universiteit Utrecht.",
            id="a thesis",
        ),
        pytest.param(
            {"author": [{"literal": "A"}], "issued": {"literal": "in druk"}, "title": "Ja!"},
            "A. (in druk). Ja!",
            id="in druk",
        ),
    ],
)
def test_a_reference_reads_as_dutch_apa(tmp_path: Path, record: dict[str, Any], full: str) -> None:
    """What is missing is said or left out as APA 7 does, in Dutch."""
    assert reference(tmp_path, **record)[0] == full


def test_equal_authors_and_years_get_a_letter(tmp_path: Path) -> None:
    """2017a and 2017b, by title, so that no two sources are cited alike."""
    later = ZUIKER | {"id": "zuiker-2017-werkmodel", "title": "Werkmodel"}
    undated = {"type": "webpage", "author": [{"literal": "Oberon"}]}

    bibliography = load(
        tmp_path,
        later,
        ZUIKER,
        undated | {"id": "b", "title": "Werkplaatsen"},
        undated | {"id": "a", "title": "Onderzoek"},
    )

    assert bibliography.in_text("zuiker-2017") == "Zuiker et al., 2017a"
    assert bibliography.in_text("zuiker-2017-werkmodel") == "Zuiker et al., 2017b"
    assert "(2017b). Werkmodel." in bibliography.reference("zuiker-2017-werkmodel")
    assert bibliography.in_text("a") == "Oberon, z.d.-a"
    assert bibliography.in_text("b") == "Oberon, z.d.-b"


@pytest.mark.parametrize(
    ("document", "full", "in_text"),
    [
        (own(), "Schoolplan. (z.d.).", "Schoolplan, z.d."),
        (own(year=2024), "Schoolplan. (2024).", "Schoolplan, 2024"),
        (
            own(author="De Regenboog", year=2024),
            "De Regenboog. (2024). Schoolplan.",
            "De Regenboog, 2024",
        ),
        (own(title="Wat nu?", author="Team 3."), "Team 3. (z.d.). Wat nu?", "Team 3., z.d."),
    ],
    ids=["only a title", "title and year", "author and year", "signs of its own"],
)
def test_a_document_without_a_record_gets_a_reference(
    document: Document, full: str, in_text: str
) -> None:
    """Title, author and year of the file itself are used as far as they go."""
    bibliography = Bibliography({}, {}, {}, {}).with_documents([document])

    assert bibliography.reference(document.source_id) == full
    assert bibliography.in_text(document.source_id) == in_text


def test_an_own_document_reads_as_a_record_with_the_same_facts(tmp_path: Path) -> None:
    """The short way for own documents writes what the long way would."""
    record = {"author": [{"literal": "De Regenboog"}], "issued": {"date-parts": [[2024]]}}

    long_way = reference(tmp_path, type="document", **record)

    document = own(title="Titel", author="De Regenboog", year=2024)
    short_way = Bibliography({}, {}, {}, {}).with_documents([document])
    assert long_way == (
        short_way.reference(document.source_id),
        short_way.in_text(document.source_id),
    )


def test_a_record_wins_from_the_document_itself(tmp_path: Path) -> None:
    """Adding documents changes no reference that a record gave."""
    bibliography = load(tmp_path, ZUIKER)

    richer = bibliography.with_documents([own(source_id="zuiker-2017"), own()])

    assert richer.reference("zuiker-2017") == bibliography.reference("zuiker-2017")
    assert set(richer.references) == {"zuiker-2017", "beleid/schoolplan"}
    assert set(bibliography.references) == {"zuiker-2017"}


def test_a_school_needs_no_bibliography(tmp_path: Path) -> None:
    """Without the file the bibliography is empty."""
    bibliography = Bibliography.load(tmp_path / "bibliografie.json")

    assert (bibliography.references, bibliography.files()) == ({}, {})


def test_fields_that_apa_does_not_print_do_no_harm(tmp_path: Path) -> None:
    """A record as Zotero exports it is taken as it is."""
    full, _ = reference(
        tmp_path, abstract="…", **{"citation-key": "x", "event-title": "ORD"}, categories=["a"]
    )

    assert full == "Titel. (z.d.)."


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": None}, "id"),
        ({"title": "  "}, "title"),
        ({"type": "rapport"}, "type"),
        ({"author": "Zuiker"}, "author"),
        ({"author": []}, "author"),
        ({"author": [{"given": "I."}]}, "author"),
        ({"author": [{"family": "Zuiker", "literal": "Zuiker"}]}, "author"),
        ({"issued": 2017}, "issued"),
        ({"issued": {"date-parts": [[]]}}, "issued"),
        ({"issued": {"date-parts": [[2017, 13]]}}, "issued"),
        ({"issued": {"date-parts": [["juni 2017"]]}}, "issued"),
        ({"publisher": ["Oberon"]}, "publisher"),
        ({"custom": {"file": "a.txt"}}, "custom"),
        ({"custom": {"file": "a.txt", "kind": "boek"}}, "custom"),
        ({"custom": {"file": "../a.txt", "kind": "bron"}}, "custom"),
        ({"custom": {"file": "/a.txt", "kind": "bron"}}, "custom"),
        ({"custom": "a.txt"}, "custom"),
    ],
)
def test_a_broken_record_is_named_with_its_field(
    tmp_path: Path, change: dict[str, Any], field: str
) -> None:
    """The message says which record, which field, and what belongs there."""
    with pytest.raises(BibliographyError) as caught:
        load(tmp_path, {**ZUIKER, "id": "eerste"}, {**ZUIKER, **change})

    message = str(caught.value)
    assert "bibliografie.json, record 2 (" in message
    assert f"'{field}'" in message
    assert "Daar hoort een" in message or "Daar hoort {" in message


@pytest.mark.parametrize("field", ["id", "type", "title"])
def test_a_missing_field_is_named(tmp_path: Path, field: str) -> None:
    """Three fields no record can do without."""
    record = {name: value for name, value in ZUIKER.items() if name != field}

    with pytest.raises(BibliographyError, match=f"record 1 .*'{field}'"):
        load(tmp_path, record)


def test_ids_and_files_are_used_once(tmp_path: Path) -> None:
    """Neither an id, in whatever case, nor a file can belong to two records."""
    with pytest.raises(BibliographyError, match=r"record 2 \(ZUIKER-2017\).*'id'"):
        load(tmp_path, ZUIKER, ZUIKER | {"id": "ZUIKER-2017"})
    custom = {"custom": {"file": "a.txt", "kind": "bron"}}
    with pytest.raises(BibliographyError, match=r"record 2 \(b\).*'file'"):
        load(tmp_path, {**ZUIKER, **custom}, {**ZUIKER, "id": "b", **custom})


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (b"[{,}]", "regel 1, teken 3"),
        (b"", "regel 1"),
        ('["é"]'.encode("latin-1"), "UTF-8"),
        (b"{}", "lijst"),
        (b"[1]", "lijst"),
    ],
    ids=["no JSON", "empty", "another encoding", "no list", "no records"],
)
def test_a_broken_file_is_named(tmp_path: Path, content: bytes, hint: str) -> None:
    """What is no CSL-JSON is refused in one Dutch sentence that names the file."""
    path = tmp_path / "bibliografie.json"
    path.write_bytes(content)

    with pytest.raises(BibliographyError, match=hint) as caught:
        Bibliography.load(path)

    assert str(path) in str(caught.value)


# --- references that were written before ---


def test_kept_references_are_those_that_were_written(tmp_path: Path) -> None:
    """Letters, summaries and mentions are the same, whether citeproc-py or the text gave them."""
    twin = ZUIKER | {"id": "zuiker-2017-werkmodel", "title": "Werkmodel"}
    written = load(tmp_path, ZUIKER, twin)

    assert Bibliography.load(tmp_path / FILE_NAME, written.kept()) == written


def test_references_are_restored_without_the_corpus(tmp_path: Path) -> None:
    """What an index keeps is enough to refer to every source, and to find works in a text."""
    written = load(tmp_path, ZUIKER)

    restored = Bibliography.restored(written.kept())

    assert restored.references == written.references
    assert restored.mentioned("Zuiker et al. (2017) zeggen dat.") == ("zuiker-2017",)


@pytest.mark.parametrize(
    "kept",
    ["", "{", "[]", '{"references": {}}', '{"references": {"a": {}}, "works": []}'],
    ids=["empty", "torn", "a list", "no works", "no reference"],
)
def test_damaged_references_are_one_sentence(kept: str) -> None:
    """It names the command that makes them again."""
    with pytest.raises(BibliographyError, match="kwchat ingest"):
        Bibliography.restored(kept)


def test_a_kept_reference_is_not_written_again(tmp_path: Path) -> None:
    """Not even where the text says something else by now."""
    kept = load(tmp_path, ZUIKER).kept().replace("Zuiker", "Van Zuiker")

    bibliography = Bibliography.load(tmp_path / FILE_NAME, kept)

    assert bibliography.in_text("zuiker-2017") == "Van Zuiker et al., 2017"


def test_a_changed_record_is_written_anew(tmp_path: Path) -> None:
    """And its old reference is kept no longer."""
    kept = load(tmp_path, ZUIKER).kept()
    later = ZUIKER | {"issued": {"date-parts": [[2018]]}}
    (tmp_path / FILE_NAME).write_text(json.dumps([later]), encoding="utf-8")

    bibliography = Bibliography.load(tmp_path / FILE_NAME, kept)

    assert bibliography.in_text("zuiker-2017") == "Zuiker et al., 2018"
    assert "2017)" not in bibliography.kept()


def test_a_broken_record_is_named_whatever_was_kept(tmp_path: Path) -> None:
    """The check comes before the look at what was kept."""
    kept = load(tmp_path, ZUIKER).kept()
    (tmp_path / FILE_NAME).write_text(json.dumps([ZUIKER | {"title": ""}]), encoding="utf-8")

    with pytest.raises(BibliographyError, match=r"record 1 .*'title'"):
        Bibliography.load(tmp_path / FILE_NAME, kept)


def test_a_torn_text_counts_as_none(tmp_path: Path) -> None:
    """What stood in it is written again."""
    written = load(tmp_path, ZUIKER)

    assert Bibliography.load(tmp_path / FILE_NAME, written.kept()[:40]) == written


# --- what comes with kwchat ---

EVIDENCE = re.compile(r"\((?P<works>[^()]+, (?:\d{4}|z\.d\.)[^()]*)\)\.?$")
SUMMARIES = sorted((CORPUS / "bronnen").glob("*.md"))


def test_unnamed_others_are_et_al(tmp_path: Path) -> None:
    """An author list that ends in "et al." names the first and no other."""
    others = [{"family": "De Jong", "given": "A."}, {"literal": "et al."}]

    full, in_text = reference(tmp_path, author=others, issued={"date-parts": [[2017]]})

    assert (full, in_text) == ("De Jong, A., et al. (2017). Titel.", "De Jong et al., 2017")


@pytest.mark.parametrize(
    ("source_id", "in_text"),
    [
        ("maandag-2017", "Maandag et al., 2017"),
        ("ponte-2002", "Ponte, 2002"),
        ("zuiker-2017", "Zuiker et al., 2017"),
        ("dejong-2017", "De Jong et al., 2017"),
        ("exalto-2018", "Exalto et al., 2018"),
        ("schot-2019", "Schot et al., 2019"),
    ],
)
def test_the_works_are_called_as_the_brief_calls_them(
    source_id: str, in_text: str, works: Bibliography
) -> None:
    """So that code recognises in the brief which record is meant."""
    brief = (CORPUS / "kennisrotonde-kenniswerkplaatsen.txt").read_text(encoding="utf-8")
    author, year = in_text.split(", ")
    spaced = author.replace(" ", r"\s+")

    assert works.in_text(source_id) == in_text
    assert re.search(rf"{spaced}(?:,\s+|\s+\(){year}", brief)


def test_all_websites_of_the_brief_have_a_record() -> None:
    """The addresses under *Meer weten?*, as the brief gives them."""
    brief = (CORPUS / "kennisrotonde-kenniswerkplaatsen.txt").read_text(encoding="utf-8")
    addresses = re.findall(r"https?://\S+", re.sub(r"-\n+", "-", brief.replace(" \n", "\n")))
    records = json.loads((CORPUS / FILE_NAME).read_text(encoding="utf-8"))

    assert len(addresses) == 6
    assert set(addresses) <= {record.get("URL") for record in records}


def test_what_is_not_known_is_left_out_and_noted() -> None:
    """No title for Schot, no other authors for De Jong and Exalto, two candidates for Ponte."""
    records = {
        record["id"]: record
        for record in json.loads((CORPUS / FILE_NAME).read_text(encoding="utf-8"))
    }

    for source_id in ("dejong-2017", "exalto-2018", "schot-2019"):
        assert len(records[source_id]["author"]) == 2
        assert records[source_id]["author"][1] == {"literal": "et al."}
    assert records["schot-2019"]["title"].startswith("[")  # a description, as APA has it
    assert records["exalto-2018"]["title"].startswith("[")
    assert "issued" not in records["ponte-begeleiders"]
    for source_id in ("ponte-2002", "ponte-begeleiders"):
        assert "Onzeker" in records[source_id]["note"]
    assert "afgeleid" in records["kennisrotonde-2019"]["note"]


@pytest.mark.parametrize("path", SUMMARIES, ids=lambda path: path.stem)
def test_every_paragraph_of_a_summary_names_its_evidence(path: Path, works: Bibliography) -> None:
    """Each ends with works between brackets, all of them in the bibliography; only the line that
    leads up to a list does without."""
    known = {reference.in_text for reference in works.references.values()}
    document = reader.read(path, source_id="x", kind=Kind.SAMENVATTING)

    for block in document.blocks:
        words = document.text[block.start : block.end]
        if block.kind is BlockKind.HEADING or words.endswith(":"):
            continue
        found = EVIDENCE.search(words)
        assert found, words
        assert set(found["works"].split("; ")) <= known, words


def test_every_work_and_website_has_a_summary() -> None:
    """Six works, six websites, and two that put several pages together."""
    files = {path.stem for path in SUMMARIES}

    works = {"maandag-2017", "ponte-2002", "zuiker-2017", "dejong-2017", "exalto-2018"}
    sites = {"woa", "kijkoponderwijs", "point013", "ixperium", "kenniswerkplaats-diversiteit"}
    assert files == works | sites | {
        *("schot-2019", "rotterdams-talent", "kennisrotonde", "werkplaatsen-onderwijsonderzoek")
    }


# --- summaries and originals ---


def summary(folder: Path, front_matter: str, name: str = "zuiker") -> Bibliography:
    """Write a summary beside a bibliography that knows Zuiker, and load both."""
    (folder / "bronnen").mkdir(exist_ok=True)
    text = f"{front_matter}\n# Zes voorwaarden\n"
    (folder / "bronnen" / f"{name}.md").write_text(text, encoding="utf-8")
    return load(folder, ZUIKER)


def test_a_summary_is_never_taken_for_the_work(tmp_path: Path) -> None:
    """Its reference says that this project wrote it, in the list and in running text."""
    front_matter = "---\nid: samenvatting-zuiker\nkind: samenvatting\nrecord: zuiker-2017\n---"

    bibliography = summary(tmp_path, front_matter)

    work = bibliography.reference("zuiker-2017")
    assert bibliography.files() == {"bronnen/zuiker.md": ("samenvatting-zuiker", Kind.SAMENVATTING)}
    assert bibliography.reference("samenvatting-zuiker") == (
        f"Samenvatting door dit project van: {work}"
    )
    assert bibliography.in_text("samenvatting-zuiker") == (
        "samenvatting van Zuiker et al. (2017) door dit project"
    )


def test_a_summary_of_several_works_goes_by_its_own_title(tmp_path: Path) -> None:
    """With a title instead of a record."""
    front_matter = "---\nid: overzicht\nkind: samenvatting\ntitle: De werkplaatsen\n---"

    bibliography = summary(tmp_path, front_matter)

    assert bibliography.reference("overzicht") == "De werkplaatsen [Samenvatting door dit project]."
    assert bibliography.in_text("overzicht") == "samenvatting ‘De werkplaatsen’ door dit project"


@pytest.mark.parametrize(
    ("front_matter", "fault"),
    [
        pytest.param("", "'id' ontbreekt", id="none"),
        pytest.param("---\nid: x\nkind: samenvatting", "'id' ontbreekt", id="never closed"),
        pytest.param("---\nkind: samenvatting\n---", "'id' ontbreekt", id="no id"),
        pytest.param("---\nid: x\nrecord: zuiker-2017\n---", "'kind' is niet", id="no kind"),
        pytest.param("---\nid: x\nkind: bron\n---", "'kind' is niet", id="other kind"),
        pytest.param("---\nid: x\nkind: samenvatting\n---", "'record' ontbreekt", id="of nothing"),
        pytest.param(
            "---\nid: x\nkind: samenvatting\nrecord: zuijker\n---",
            "'record' noemt 'zuijker', en dat record staat niet in de bibliografie",
            id="of an unknown work",
        ),
        pytest.param(
            "---\nid: zuiker-2017\nkind: samenvatting\nrecord: zuiker-2017\n---",
            "'id' is dezelfde",
            id="the id of the work itself",
        ),
    ],
)
def test_a_summary_that_does_not_say_what_it_is_is_refused(
    tmp_path: Path, front_matter: str, fault: str
) -> None:
    """The message names the file, the field and what belongs there; the others are read."""
    good = "---\nid: overzicht\nkind: samenvatting\ntitle: De werkplaatsen\n---"
    summary(tmp_path, good, name="goed")
    bibliography = summary(tmp_path, front_matter)

    assert list(bibliography.faults) == ["bronnen/zuiker.md"]
    assert re.search(
        rf"bronnen/zuiker\.md .*{re.escape(fault)}", bibliography.faults["bronnen/zuiker.md"]
    )
    assert list(bibliography.files()) == ["bronnen/goed.md"]


def test_a_summary_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """The message names the file and how to save it."""
    (tmp_path / "bronnen").mkdir()
    (tmp_path / "bronnen" / "x.md").write_bytes("---\nid: é\n---\n".encode("cp1252"))

    assert re.search(r"bronnen/x\.md .*UTF-8", load(tmp_path, ZUIKER).faults["bronnen/x.md"])


def test_an_original_belongs_to_the_record_that_it_is_named_after(tmp_path: Path) -> None:
    """Any other file in that folder is a source too, under its own path."""
    (tmp_path / "originelen").mkdir()
    for name in ("zuiker-2017.pdf", "kroon.pdf"):
        (tmp_path / "originelen" / name).touch()

    assert load(tmp_path, ZUIKER).files() == {
        "originelen/zuiker-2017.pdf": ("zuiker-2017", Kind.BRON),
        "originelen/kroon.pdf": ("originelen/kroon", Kind.BRON),
    }
