"""The cited works come when they are asked for, from a real web server, and are known again."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas
from typer.testing import CliRunner, Result
from websites import (
    HTML,
    NOT_FOUND,
    PDF,
    Reply,
    Site,
    page,
    pdf,
    redirect,
    robots,
    website,
    written,
)

from kwchat import wiring
from kwchat.cli import commands, texts
from kwchat.errors import SourcesError
from kwchat.index import encoders
from kwchat.index.manifest import read_manifest
from kwchat.reading.document import Kind
from kwchat.sources import fetching
from kwchat.sources.fetching import Fetcher, Limits
from kwchat.sources.originals import (
    Outcome,
    Visited,
    check,
    fetch,
    fetchable,
    missing,
    overview,
    read_lock,
)
from kwchat.sources.records import Record
from kwchat.testing import FakeEncoder

MOMENT = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)
BRIEF = {
    "id": "brief",
    "type": "report",
    "title": "Brief",
    "URL": "https://kennisrotonde.example/brief",
    "custom": {"file": "brief.txt", "kind": "brief"},
}
SENTENCE = "De werkplaats komt elke maand bijeen in de bibliotheek van de school."


async def no_pause(_: float) -> None:
    """Wait for nothing."""


@pytest.fixture
def site() -> Iterator[Site]:
    """A site without pages and without rules."""
    with website() as site:
        yield site


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus with a brief."""
    return written(tmp_path / "corpus", {"brief.txt": SENTENCE})


def work(address: str, source_id: str = "zuiker-2017", kind: str = "report") -> Record:
    """Return the record of a work at an address."""
    return {"id": source_id, "type": kind, "title": "Succesfactoren", "URL": address}


def web_page(address: str, source_id: str = "woa") -> Record:
    """Return the record of a web page."""
    return work(address, source_id, "webpage")


def fetcher(**limits: Any) -> Fetcher:
    """Return what fetches from this machine."""
    return Fetcher(replace(Limits(), **limits), loopback=True, pause=no_pause)


def fetched(corpus: Path, *records: Record) -> list[Visited]:
    """Fetch, and return what was told."""
    told: list[Visited] = []
    count = fetch(corpus, records, fetcher(), now=lambda: MOMENT, told=told.append)
    assert count == sum(visit.outcome is Outcome.FETCHED for visit in told)
    return told


def checked(corpus: Path, *records: Record) -> dict[str, Outcome]:
    """Check, and return what came of each."""
    return {visit.id: visit.outcome for visit in check(corpus, records, fetcher())}


def originals(corpus: Path) -> dict[str, bytes]:
    """Return the folder with originals as it is, lock file apart."""
    folder = corpus / "originelen"
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name != "lock.json"}


# --- fetching ---


def test_an_original_is_named_after_its_record(corpus: Path, site: Site) -> None:
    """And the lock file tells where it came from, when, and what it was."""
    site.put("/a", redirect("/b"))
    site.put("/b", pdf(ETag='"1"', Last_Modified="Fri, 20 Nov 2026 10:00:00 GMT"))
    address = f"{site.url}/a"

    assert fetched(corpus, work(address)) == [Visited("zuiker-2017", address, Outcome.FETCHED)]
    assert originals(corpus) == {"zuiker-2017.pdf": PDF}
    assert json.loads((corpus / "originelen" / "lock.json").read_text("utf-8")) == {
        "zuiker-2017": {
            "file": "zuiker-2017.pdf",
            "address": address,
            "final": f"{site.url}/b",
            "media_type": "application/pdf",
            "sha256": sha256(PDF).hexdigest(),
            "fetched": "2026-11-23T01:02:03+00:00",
            "etag": '"1"',
            "last_modified": "Fri, 20 Nov 2026 10:00:00 GMT",
        }
    }


def test_one_dead_address_does_not_stop_the_others(corpus: Path, site: Site) -> None:
    """It is told with its sentence, and nothing is written for it."""
    dead = work(site.put("/a", NOT_FOUND), "dood")

    first, second = fetched(corpus, dead, web_page(site.put("/b", page())))

    assert (first.outcome, second.outcome) == (Outcome.FAILED, Outcome.FETCHED)
    assert "HTTP 404" in str(first.error)
    assert originals(corpus) == {"woa.html": HTML}
    assert read_lock(corpus).keys() == {"woa"}


def test_a_page_about_a_work_is_not_the_work(corpus: Path, site: Site) -> None:
    """Its words would be quoted as those of the authors."""
    (told,) = fetched(corpus, work(site.put("/a", page())))

    assert told.outcome is Outcome.FAILED
    assert "niet het werk zelf" in str(told.error)
    assert "originelen/zuiker-2017.pdf" in str(told.error)


@pytest.mark.parametrize("source_id", ["../buiten", "a/b", ".verborgen", "a b", "a\x00", "c:d"])
def test_an_id_that_is_no_file_name_is_refused(corpus: Path, site: Site, source_id: str) -> None:
    """Nothing is written outside the folder."""
    (told,) = fetched(corpus, work(site.put("/a", pdf()), source_id))

    assert "kan geen bestandsnaam zijn" in str(told.error)
    assert not (corpus / "originelen").exists()
    assert site.asked == []


def test_what_somebody_put_there_stays(corpus: Path, site: Site) -> None:
    """Only what kwchat fetched itself is replaced."""
    written(corpus, {"originelen/zuiker-2017.pdf": b"van de auteur gekregen"})

    (told,) = fetched(corpus, work(site.put("/a", pdf())))

    assert "blijft staan" in str(told.error)
    assert originals(corpus) == {"zuiker-2017.pdf": b"van de auteur gekregen"}


def test_a_page_that_became_a_pdf_replaces_it(corpus: Path, site: Site) -> None:
    """Two files would be one source twice."""
    record = web_page(site.put("/a", page(), pdf()))

    fetched(corpus, record)
    fetched(corpus, record)

    assert originals(corpus) == {"woa.pdf": PDF}


def test_only_what_is_missing_is_wanted(corpus: Path, site: Site) -> None:
    """What was fetched is there, what was put there is there; a new address is a new work."""
    records = [work(site.put(f"/{name}", pdf()), name) for name in "abcd"]
    fetched(corpus, *records[:2])
    written(corpus, {"originelen/c.pdf": PDF})
    records[1] = work(site.put("/nieuw", pdf()), "b")

    assert [record["id"] for record in missing(corpus, records)] == ["b", "d"]


def test_what_has_an_address_and_no_file_can_be_fetched() -> None:
    """The brief is here already; names choose, and a wrong one is told."""
    records = [BRIEF, work("https://a.nl"), {"id": "x", "type": "book", "title": "Boek"}]

    assert fetchable(records, []) == [records[1]]
    assert fetchable(records, ["zuiker-2017", "zuiker-2017"]) == [records[1]]
    for wrong in ("brief", "x", "nergens"):
        with pytest.raises(SourcesError, match=wrong):
            fetchable(records, [wrong])


def test_an_interruption_keeps_what_came_before(corpus: Path, site: Site) -> None:
    """Every original is whole and in the lock file before the next is asked for."""

    def interrupt(_: Visited) -> None:
        raise KeyboardInterrupt

    records = [work(site.put("/a", pdf()), "a"), work(site.put("/b", pdf()), "b")]
    with pytest.raises(KeyboardInterrupt):
        fetch(corpus, records, fetcher(), now=lambda: MOMENT, told=interrupt)

    assert originals(corpus) == {"a.pdf": PDF}
    assert read_lock(corpus).keys() == {"a"}
    assert missing(corpus, records) == records[1:]


def test_a_folder_that_cannot_be_written_is_told(corpus: Path, site: Site) -> None:
    """With what to do about it."""
    written(corpus, {"originelen": b"een bestand"})

    with pytest.raises(SourcesError, match="kan niet worden geschreven"):
        fetched(corpus, work(site.put("/a", pdf())))


@pytest.mark.parametrize(
    "content",
    ["{", "[]", '{"a": 1}', '{"a": {"file": "x"}}', None],
    ids=["no JSON", "a list", "no entry", "fields are missing", "a file elsewhere"],
)
def test_a_damaged_lock_file_is_told(corpus: Path, site: Site, content: str | None) -> None:
    """Before anything is fetched or removed."""
    fetched(corpus, work(site.put("/a", pdf())))
    path = corpus / "originelen" / "lock.json"
    path.write_text(content or path.read_text().replace("zuiker-2017.pdf", "../brief.txt"))

    for use in (lambda: fetched(corpus), lambda: checked(corpus), lambda: missing(corpus, [])):
        with pytest.raises(SourcesError, match=r"lock\.json is beschadigd"):
            use()


# --- checking ---


def rapport(text: str, moment: str) -> bytes:
    """Return a PDF that differs with its moment, not in its words."""
    canvas = Canvas("", invariant=True)
    canvas.setSubject(moment)
    canvas.drawString(72, 700, text)
    return bytes(canvas.getpdfdata())


def token(text: str, number: int) -> bytes:
    """Return a page with something that differs each time and that nobody reads."""
    return f'<html><body><input value="{number}"><p>{text}</p></body></html>'.encode()


@pytest.mark.parametrize(
    ("replies", "outcome"),
    [
        pytest.param([pdf()], Outcome.SAME, id="the same"),
        pytest.param([pdf(ETag='"1"'), Reply(b"", 304)], Outcome.SAME, id="not modified"),
        pytest.param(
            [pdf(rapport(SENTENCE, "1")), pdf(rapport(SENTENCE, "2"))], Outcome.SAME, id="made anew"
        ),
        pytest.param(
            [pdf(rapport(SENTENCE, "1")), pdf(rapport("Anders.", "1"))],
            Outcome.CHANGED,
            id="other words",
        ),
        pytest.param([pdf(), pdf(PDF + PDF)], Outcome.CHANGED, id="not to be read"),
        pytest.param([pdf(), page()], Outcome.CHANGED, id="a page now"),
        pytest.param([pdf(), NOT_FOUND], Outcome.DEAD, id="gone"),
        pytest.param([pdf(), Reply(b"", 503)], Outcome.DEAD, id="does not recover"),
    ],
)
def test_a_fetched_work_is_known_again(
    corpus: Path, site: Site, replies: list[Reply], outcome: Outcome
) -> None:
    """By what the server says, by its bytes, else by its words."""
    record = work(site.put("/a", *replies))
    fetched(corpus, record)
    before = originals(corpus)

    assert checked(corpus, record) == {"zuiker-2017": outcome}
    assert originals(corpus) == before


def test_a_page_is_known_by_what_is_read_of_it(corpus: Path, site: Site) -> None:
    """A token in a form is no change; a word is."""
    replies = [token(SENTENCE, 1), token(SENTENCE, 2), token("Anders.", 3)]
    record = web_page(site.put("/a", *map(page, replies)))
    fetched(corpus, record)

    assert checked(corpus, record) == {"woa": Outcome.SAME}
    assert checked(corpus, record) == {"woa": Outcome.CHANGED}


def test_what_was_never_fetched_is_only_visited(corpus: Path, site: Site) -> None:
    """Alive, dead, or not ours to look at."""
    site.put("/robots.txt", robots("User-agent: *\nDisallow: /weg"))
    records = [
        work(site.put("/a", page()), "a"),
        work(site.put("/b", NOT_FOUND), "b"),
        work(site.put("/weg", page()), "c"),
    ]

    assert checked(corpus, *records) == {
        "a": Outcome.ALIVE,
        "b": Outcome.DEAD,
        "c": Outcome.FORBIDDEN,
    }


# --- what is here ---


def test_the_overview_tells_what_is_here_and_what_is_missing(corpus: Path, site: Site) -> None:
    """By record, then what has none."""
    records = [BRIEF, work(site.put("/a", pdf())), {"id": "x", "type": "book", "title": "Boek"}]
    fetched(corpus, records[1])
    files = {
        "brief.txt": ("brief", Kind.BRIEF),
        "originelen/zuiker-2017.pdf": ("zuiker-2017", Kind.BRON),
        "originelen/lock.json": ("originelen/lock", Kind.BRON),
        "bronnen/x.md": ("over-x", Kind.SAMENVATTING),
        "weg.txt": ("weg", Kind.EIGEN),
    }
    written(corpus, {"bronnen/x.md": SENTENCE})

    rows = [(s.id, s.kind.value, s.file, s.fetched) for s in overview(corpus, records, files)]

    assert rows == [
        ("brief", "brief", "brief.txt", None),
        ("zuiker-2017", "bron", "originelen/zuiker-2017.pdf", MOMENT.isoformat()),
        ("x", "bron", None, None),
        ("over-x", "samenvatting", "bronnen/x.md", None),
    ]


# --- the command line ---


@pytest.fixture
def school(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The corpus as the settings name it, and a command line that may visit this machine."""
    monkeypatch.setenv("KWCHAT_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("KWCHAT_CORPUS", str(corpus))
    monkeypatch.setattr(encoders, "identity", lambda name: FakeEncoder.identity)  # noqa: ARG005
    monkeypatch.setattr(encoders, "load_encoder", lambda *_, **__: FakeEncoder())
    local = partial(Fetcher, loopback=True, pause=no_pause)
    monkeypatch.setattr(fetching, "Fetcher", local)
    before = dict(os.environ)
    yield corpus
    os.environ.clear()
    os.environ.update(before)


def kwchat(*arguments: str) -> Result:
    """Run a command line; a crash is a crash."""
    return CliRunner().invoke(commands.app, arguments, catch_exceptions=False)


def bibliography(school: Path, *records: Mapping[str, Any]) -> None:
    """Write the bibliography."""
    written(school, {"bibliografie.json": json.dumps([BRIEF, *records])})


def test_fetch_then_ingest_makes_a_source(school: Path, site: Site) -> None:
    """Of kind bron, under the id of its record; only what is missing is fetched again."""
    content = rapport(SENTENCE, "1")
    bibliography(school, work(site.put("/a", pdf(content))), web_page(site.put("/b", page())))

    result = kwchat("sources", "fetch")

    assert (result.stdout, result.exit_code) == ("", 0)
    assert "opgehaald: zuiker-2017" in result.stderr
    assert result.stderr.splitlines()[-2:] == ["2 van 2 opgehaald.", texts.SOURCES_INGEST]
    assert kwchat("ingest").exit_code == 0
    files = read_manifest(wiring.read_settings().index).files
    assert {(file.source_id, file.kind) for file in files} == {
        ("brief", Kind.BRIEF),
        ("zuiker-2017", Kind.BRON),
        ("woa", Kind.BRON),
    }
    assert kwchat("sources", "fetch").stderr.strip() == texts.SOURCES_NOTHING
    assert site.paths == ["/a", "/b"]
    assert kwchat("sources", "fetch", "woa").exit_code == 0
    assert site.paths == ["/a", "/b", "/b"]


def test_a_failed_fetch_is_told_and_fails(school: Path, site: Site) -> None:
    """The exit code tells a script."""
    bibliography(school, work(site.put("/a", NOT_FOUND)))

    result = kwchat("sources", "fetch")

    assert result.exit_code == 1
    assert f"niet opgehaald: zuiker-2017. {site.url}/a: " in result.stderr
    assert result.stderr.splitlines()[-1] == "0 van 1 opgehaald."


def test_check_fails_on_a_dead_link_only(school: Path, site: Site) -> None:
    """A change is told with the command that fetches it anew."""
    pages = [page(token("Een.", 1)), page(token("Twee.", 1)), NOT_FOUND]
    bibliography(school, web_page(site.put("/a", *pages)))
    kwchat("sources", "fetch")

    changed = kwchat("sources", "check")
    assert changed.exit_code == 0
    assert "`kwchat sources fetch woa`" in changed.stdout
    assert changed.stderr.strip() == "1 nagekeken: 1 gewijzigd."
    dead = kwchat("sources", "check", "woa")
    assert dead.exit_code == 1
    assert "niet bereikbaar: woa. " in dead.stdout


def test_list_shows_what_is_there_without_the_network(
    school: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also what is missing, and where it could come from."""
    bibliography(school, work(site.put("/a", pdf())), web_page("https://woa.example/"))
    kwchat("sources", "fetch", "zuiker-2017")
    monkeypatch.setattr(fetching, "Fetcher", None)

    result = kwchat("sources", "list")

    assert (result.stderr, result.exit_code) == ("", 0)
    (found,) = (line for line in result.stdout.splitlines() if "zuiker-2017" in line)
    assert "originelen/zuiker-2017.pdf" in found
    assert datetime.now(UTC).date().isoformat() in found
    (wanted,) = (line for line in result.stdout.splitlines() if " woa " in line)
    assert "ontbreekt" in wanted
    assert "https://woa.example/" in wanted


def test_the_bibliography_that_comes_with_kwchat_can_be_fetched() -> None:
    """Every id of a record with an address can be the name of a file."""
    path = Path(__file__).parents[2] / "corpus" / "bibliografie.json"
    records = fetchable(json.loads(path.read_text("utf-8")), [])

    assert records
    assert [r["id"] for r in records if not r["id"].replace("-", "").isalnum()] == []
    assert all(r["URL"].startswith(("https://", "http://")) for r in records)
