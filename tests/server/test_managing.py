"""Documents that managers hand in: what is a document of the school gets in, and nothing else."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from functools import partial
from io import BytesIO
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from browser import ready
from fastapi.testclient import TestClient
from httpx import Response
from scripted import ScriptedAssistant
from test_ingests import until

from kwchat import wiring
from kwchat.errors import SettingsError
from kwchat.index.fileread import ReadingHere
from kwchat.index.ingest import IngestReport
from kwchat.index.manifest import NewestManifest, read_manifest
from kwchat.reading.apart import Apart
from kwchat.server import gates, intake, managing, texts
from kwchat.server.access import INGEST_PATH, MANAGE_PATH, Access
from kwchat.server.app import create_app
from kwchat.server.ingests import Ingests
from kwchat.server.intake import Intake
from kwchat.testing import FakeEncoder

PROXY = "10.0.0.1"
HERE = "http://localhost"
ACCESS = Access(
    trusted_proxies=(ip_network(PROXY),),
    login_header="X-Remote-User",
    managers=("sanne", "beheer"),
    embed_origins=("https://intranet.school.nl",),
)
PLAN = b"De school is op vrijdagmiddag dicht, en de bibliotheek is dan open."


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus with one document of its own, beside one of the school."""
    (tmp_path / "corpus" / "eigen").mkdir(parents=True)
    (tmp_path / "corpus" / "brief.md").write_text("Een brief.")
    (tmp_path / "corpus" / "eigen" / "gids.md").write_text("De gids van de school.")
    return tmp_path / "corpus"


def client_of(
    corpus: Path, access: Access = ACCESS, *, user: str = "Sanne", peer: str = PROXY, **more: Any
) -> TestClient:
    """Return a client that a proxy says is logged in, on a page of the server itself."""
    given = {
        "intake": Intake(corpus, lambda: nullcontext(ReadingHere())),
        "ingests": Ingests(partial(IngestReport, (), 0, 0.0)),
        **more,
    }
    app = create_app(ready(ScriptedAssistant()), access, **given)
    headers = {"Origin": HERE, "X-Remote-User": user}
    return TestClient(app, base_url=HERE, client=(peer, 50_000), headers=headers)


@pytest.fixture
def client(corpus: Path) -> TestClient:
    """A manager."""
    return client_of(corpus)


def hand(client: TestClient, name: str, content: Any = PLAN, **given: Any) -> Response:
    """Hand a document in."""
    query = {"naam": name, **given.pop("query", {})}
    return client.post(MANAGE_PATH, params=query, content=content, **given)


def own(corpus: Path) -> list[str]:
    """Return everything that is in the folder of the school, also what is hidden."""
    return sorted(path.relative_to(corpus / "eigen").as_posix() for path in walked(corpus))


def walked(corpus: Path) -> Iterator[Path]:
    """Yield every file and folder."""
    return (corpus / "eigen").rglob("*")


# --- what gets in ---


def test_a_document_is_read_and_kept(client: TestClient, corpus: Path) -> None:
    """With what was read of it; and nothing else is left of the handing in."""
    answer = hand(client, "Schoolplan é (2).md")

    assert (answer.status_code, answer.json()["told"]) == (
        200,
        [
            "Schoolplan é (2).md is gelezen en bewaard: 1 passage.",
            texts.UPLOAD_ACCOUNT.format(percent="100,0", words=12),
        ],
    )
    assert (corpus / "eigen" / "Schoolplan é (2).md").read_bytes() == PLAN
    assert own(corpus) == ["Schoolplan é (2).md", "gids.md"]


def test_the_folder_is_made(tmp_path: Path) -> None:
    """A corpus need not have one of the school."""
    assert hand(client_of(tmp_path), "plan.md").status_code == 200
    assert (tmp_path / "eigen" / "plan.md").exists()


def test_a_name_that_is_taken_is_asked_about(client: TestClient, corpus: Path) -> None:
    """Nothing is replaced unless that is said."""
    assert hand(client, "gids.md").status_code == 409
    assert "gids" in (corpus / "eigen" / "gids.md").read_text()
    assert hand(client, "gids.md", query={"vervang": "1"}).status_code == 200
    assert (corpus / "eigen" / "gids.md").read_bytes() == PLAN


# --- what does not: names ---


NAMES = (
    "../brief.md",
    "..\\brief.md",
    "/etc/plan.md",
    "C:\\plan.md",
    "eigen/plan.md",
    "plan.md/",
    "plan\0.md",
    "plan.md\0.exe",
    "plan\n.md",
    "pl\u202eandm.md",
    "\ud800.md",
    ".plan.md",
    "~$plan.docx",
    "..",
    "",
    ".md",
    "con.md",
    "NUL.txt",
    "com1.tar.md",
    "lpt9 .md",
    "plan.md:strook",
    "plan.md.",
    "plan.exe",
    "plan.csl.json",
    "bibliografie.json",
    "plan",
    f"{'a' * 250}.md",
    "<script>.md",
    '"plan".md',
    "plan|.md",
    "plan*.md",
)


def test_a_name_that_is_none_is_refused(client: TestClient, corpus: Path) -> None:
    """It is no path, no device, not hidden, and of a kind that is read."""
    before = sorted(corpus.rglob("*"))
    for name in NAMES:
        # httpx writes no half characters; a program of bad will does.
        query = "".join(f"%{byte:02x}" for byte in name.encode("utf-8", "surrogatepass"))

        answer = client.post(f"{MANAGE_PATH}?naam={query}", content=PLAN)

        assert (name, answer.status_code, list(answer.json())) == (name, 400, ["error"])
    assert sorted(corpus.rglob("*")) == before


# --- what does not: contents ---


def bomb() -> bytes:
    """Return a Word file of 300 kB that unpacks to 300 MB."""
    target = BytesIO()
    with (
        ZipFile(target, "w", ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w") as xml,
    ):
        for _ in range(300):
            xml.write(b" " * 1_000_000)
    return target.getvalue()


def zipped(name: str) -> bytes:
    """Return an archive with one part."""
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        archive.writestr(name, "<x/>")
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.pdf", b"MZ\x90\0 een programma"),
        ("plan.docx", b"%PDF-1.7 een PDF"),
        ("plan.docx", zipped("xl/workbook.xml")),
        ("plan.docx", zipped("../../uitbraak.xml")),
        ("plan.docx", bomb()),
        ("plan.txt", b"\x7fELF\0\0\0\x01" * 100),
        ("plan.md", b""),
        ("plan.md", b" \n "),
    ],
    ids=["program", "mislabelled", "other kind", "way out", "bomb", "binary", "empty", "blank"],
)
def test_what_is_no_document_is_refused(
    client: TestClient, corpus: Path, name: str, content: bytes
) -> None:
    """With a sentence that names it as it was handed in; nothing stays, and no old one goes."""
    (corpus / "eigen" / name).write_text("het oude")

    answer = hand(client, name, content, query={"vervang": "1"})

    assert answer.status_code == 422
    assert name in answer.json()["error"]
    assert own(corpus) == ["gids.md", name]
    assert (corpus / "eigen" / name).read_text() == "het oude"


@pytest.mark.parametrize("said", [True, False])
def test_a_document_that_is_too_large_is_refused(
    client: TestClient, corpus: Path, monkeypatch: pytest.MonkeyPatch, *, said: bool
) -> None:
    """Whether it says so before, or turns out to be while it comes."""
    for module in (gates, managing):
        monkeypatch.setattr(module, "MAX_DOCUMENT_BYTES", 100_000)
    content = b"x" * 100_001

    answer = hand(
        client, "plan.md", content if said else iter([content[:90_000], content[90_000:]])
    )

    assert (answer.status_code, answer.json()["error"]) == (413, str(intake.too_large()))
    assert own(corpus) == ["gids.md"]
    assert hand(client, "plan.md", PLAN * 1400).status_code == 200


def test_a_document_may_be_larger_than_a_question(client: TestClient) -> None:
    """But nothing else may."""
    large = PLAN * (gates.MAX_BODY_BYTES // len(PLAN) + 1)

    assert hand(client, "plan.md", large).status_code == 200
    assert client.post(INGEST_PATH, content=large).status_code == 413


def test_a_full_disk_is_told(
    client: TestClient, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what was there stays."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)

    assert hand(client, "gids.md", query={"vervang": "1"}).status_code == 507
    assert own(corpus) == ["gids.md"]
    assert "gids" in (corpus / "eigen" / "gids.md").read_text()


# --- links ---


def test_a_link_is_replaced_and_not_followed(client: TestClient, corpus: Path) -> None:
    """What it leads to stays as it is; it is not shown, and not removed either."""
    secret = corpus.parent / "geheim.md"
    secret.write_text("geheim")
    (corpus / "eigen" / "link.md").symlink_to(secret)
    assert "link.md" not in client.get(MANAGE_PATH).text
    assert client.delete(MANAGE_PATH, params={"naam": "link.md"}).status_code == 404
    assert hand(client, "link.md").status_code == 409

    assert hand(client, "link.md", query={"vervang": "1"}).status_code == 200
    assert secret.read_text() == "geheim"
    assert not (corpus / "eigen" / "link.md").is_symlink()


def test_what_goes_while_the_page_is_made_is_not_on_it(
    client: TestClient, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that a colleague removes meanwhile, in a folder beside it too; the others stay."""
    (corpus / "eigen" / "plannen").mkdir()
    (corpus / "eigen" / "plannen" / "plan.md").write_bytes(PLAN)
    walk = os.walk

    def remembered(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
        for parent, folders, names in walk(folder):
            yield parent, folders, [*names, "weg.md"]

    monkeypatch.setattr(os, "walk", remembered)

    page = client.get(MANAGE_PATH)
    assert page.status_code == 200
    assert "gids.md" in page.text
    assert "plannen/plan.md" in page.text
    assert "weg.md" not in page.text


def test_a_folder_that_leads_elsewhere_takes_nothing(tmp_path: Path) -> None:
    """Nor is shown what is in there."""
    (tmp_path / "elders").mkdir()
    (tmp_path / "elders" / "geheim.md").write_text("geheim")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "eigen").symlink_to(tmp_path / "elders")
    client = client_of(tmp_path / "corpus")

    assert hand(client, "plan.md").status_code == 409
    assert client.delete(MANAGE_PATH, params={"naam": "geheim.md"}).status_code == 404
    assert "geheim" not in client.get(MANAGE_PATH).text
    assert [path.name for path in (tmp_path / "elders").iterdir()] == ["geheim.md"]


# --- what goes ---


def test_a_document_is_removed(client: TestClient, corpus: Path) -> None:
    """One that is in the folder, and no other."""
    (corpus / "eigen" / "map").mkdir()
    (corpus / "eigen" / "map" / "rooster.md").write_text("Het rooster.")
    for name in ("../brief.md", "/eigen/gids.md", "map", "map/../gids.md", "weg.md", ""):
        assert client.delete(MANAGE_PATH, params={"naam": name}).status_code == 404
    assert client.delete(MANAGE_PATH, params={"naam": "map/rooster.md"}).status_code == 200

    assert own(corpus) == ["gids.md", "map"]
    assert (corpus / "brief.md").exists()


# --- who may ---

Sent = Callable[[TestClient], Response]
CHANGES: list[Sent] = [
    lambda client: hand(client, "plan.md"),
    lambda client: client.delete(MANAGE_PATH, params={"naam": "gids.md"}),
    lambda client: client.post(INGEST_PATH),
]
LOOKS: list[Sent] = [
    lambda client: client.get(MANAGE_PATH),
    lambda client: client.get(INGEST_PATH),
    lambda client: client.get(f"{MANAGE_PATH}/"),
]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"user": "leraar"}, 403),
        ({"user": ""}, 401),
        ({"peer": "192.0.2.7"}, 403),
        ({"access": Access()}, 404),
        ({"access": Access(trusted_proxies=ACCESS.trusted_proxies, login_header="X-R")}, 401),
        ({"access": Access(managers=("sanne",))}, 404),
    ],
    ids=["teacher", "nobody", "past the proxy", "no login", "other header", "no header"],
)
def test_nobody_else_may(corpus: Path, given: dict[str, Any], status: int) -> None:
    """Without a login there is no such page at all."""
    ingests = Ingests(partial(IngestReport, (), 0, 0.0))
    client = client_of(corpus, ingests=ingests, **given)
    assert {sent(client).status_code for sent in CHANGES + LOOKS} == {status}

    assert own(corpus) == ["gids.md"]
    assert not ingests.state.busy


def test_another_page_changes_nothing(corpus: Path) -> None:
    """Not even in the browser of a manager, and not a page that may show the chat either."""
    ingests = Ingests(partial(IngestReport, (), 0, 0.0))
    client = client_of(corpus, ingests=ingests)
    for headers in (
        {"Origin": "https://kwaad.example"},
        {"Origin": "http://localhost:8080"},
        {"Origin": "https://intranet.school.nl"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": HERE, "Sec-Fetch-Site": "cross-site"},
        {"Origin": HERE, "Sec-Fetch-Site": "same-site"},
    ):
        client.headers.update(headers)
        for sent in CHANGES:
            answer = sent(client)
            assert (answer.status_code, answer.json()["error"]) == (403, texts.UPLOAD_ELSEWHERE)

    assert own(corpus) == ["gids.md"]
    assert not ingests.state.busy


def test_the_page_of_all_leads_there_only_where_there_is_one(corpus: Path) -> None:
    """A manager finds the way from the page for administrators."""
    assert "beheer/documenten" in client_of(corpus).get("/beheer").text
    assert "beheer/documenten" not in client_of(corpus, Access()).get("/beheer").text


def test_managers_need_a_login() -> None:
    """Names without a header that says who somebody is open nothing."""
    with pytest.raises(SettingsError, match="KWCHAT_LOGIN_HEADER"):
        wiring.given_settings(managers="sanne")


# --- the whole way ---


@pytest.mark.server
def test_a_document_comes_into_the_index_and_goes(corpus: Path, tmp_path: Path) -> None:
    """Read where it can do no harm, ingested when asked, with the account of what was read."""
    index = tmp_path / "index"
    wiring.ingest(corpus, index=index, encoder=FakeEncoder())
    ingests = Ingests(partial(wiring.ingest, corpus, index=index, encoder=FakeEncoder()))
    client = client_of(
        corpus,
        ingests=ingests,
        intake=Intake(corpus, lambda: closing(Apart(tmp_path, tmp_path / "ocr"))),
        manifest=NewestManifest(index, read_manifest(index)),
    )
    with ingests.running():
        assert hand(client, "plan.md").status_code == 200
        assert hand(client, "stuk.pdf", b"geen PDF").status_code == 422
        assert texts.UPLOAD_NOT_YET in client.get(MANAGE_PATH).text
        assert client.post(INGEST_PATH).status_code == 202
        until(lambda: not ingests.state.busy)
        assert texts.UPLOAD_NOT_YET not in client.get(MANAGE_PATH).text
        assert any("1 nieuw" in told for told in client.get(INGEST_PATH).json()["told"])
        client.delete(MANAGE_PATH, params={"naam": "plan.md"})
        client.post(INGEST_PATH)
        until(lambda: not ingests.state.busy)

    assert "eigen/plan.md" not in {file.path for file in read_manifest(index).files}
