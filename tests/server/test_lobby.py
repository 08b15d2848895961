"""Several collections in one server: each has everything of its own, and nothing of another."""

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from functools import partial
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from browser import GRADIO
from fastapi import FastAPI
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from schooled import (
    COLLECTIONS,
    OTHER,
    QUESTION,
    RECTORS,
    TITLES,
    ingest_all,
    ingested_pretending,
    make_schools,
    pretend_encoder,
    served_schools,
    settled,
)
from typer import Exit

from kwchat import wiring
from kwchat.answering import texts as answering_texts
from kwchat.chat import texts as chat_texts
from kwchat.cli import commands, serving
from kwchat.errors import CorpusError, SettingsError
from kwchat.server import texts, warmup

pytestmark = [*GRADIO]
TITLE_AND_PALE = 'title = "Basisschool Zuid"\ncolour = "#ffff00"\n'
NAMES = pytest.mark.parametrize("name", ["noord", "zuid"])


@pytest.fixture(scope="module")
def loaded() -> list[str]:
    """The encoders that were loaded."""
    return []


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory, loaded: list[str]) -> Iterator[TestClient]:
    """A client of the server of both schools, on this computer, with one secret for all."""
    folder = tmp_path_factory.mktemp("scholen")
    with pytest.MonkeyPatch.context() as patch:
        count = pretend_encoder(patch)
        make_schools(folder)
        secret_in(folder / "geheim")
        with settled(folder, patch, KWCHAT_SEAL_FILE="geheim"):
            ingest_all()
            count.clear()
            with served_schools(patch) as app, client_of(app) as client:
                until_ready(client)
                loaded += count
                yield client


def secret_in(file: Path) -> None:
    """Put a secret in a file that not everyone may read."""
    file.write_text("0123456789abcdef" * 2)
    file.chmod(0o600)


def client_of(app: FastAPI) -> TestClient:
    """Return a client on this computer."""
    return TestClient(app, base_url="http://localhost", client=("127.0.0.1", 50000))


def until_ready(client: TestClient, path: str = "/readyz") -> None:
    """Wait until the server, or a collection, says that it is ready."""
    for _ in range(600):
        if client.get(path).status_code == 200:
            return
        time.sleep(0.05)
    raise TimeoutError(client.get(path).text)


def ask(client: TestClient, name: str, **given: Any) -> Any:
    """Ask a collection over the API, and return the JSON."""
    response = client.post(f"/{name}/api/v1/ask", json={"question": QUESTION, **given})
    assert response.status_code == 200, response.text
    return response.json()


def shown(client: TestClient, name: str) -> dict[str, Any]:
    """Ask as the compact chat does, and return what it shows at the end."""
    body = client.post(f"/{name}/api/v1/ask/page?number=1", json={"question": QUESTION}).text
    last = next(part for part in body.split("\n\n") if part.startswith("event: done"))
    found: dict[str, Any] = json.loads(last.partition("data: ")[2])
    return found


def held(shown: dict[str, Any], what: str) -> str:
    """Return what a page holds sealed of an answer: `kept`, or `sealed`."""
    found = re.search(rf'data-{what}="([^"]+)"', shown["html"])
    assert found
    return found[1]


def talk(client: TestClient, name: str, session: str, asked: str = QUESTION) -> str:
    """Ask as Gradio's page does, in a session, and return all that the server says."""
    question = {"data": [asked, None, False, ""], "fn_index": 0, "session_hash": session}
    client.post(f"/{name}/gradio_api/queue/join", json=question)
    return client.get(f"/{name}/gradio_api/queue/data?session_hash={session}").text


def says_only(name: str, said: str) -> None:
    """See that words are those of a school and none of the other."""
    assert RECTORS[name] in said
    nothing_of(OTHER[name], said)


def nothing_of(name: str, said: str) -> None:
    """See that words are none of a school's."""
    for word in (RECTORS[name], f"geheim{name}", f"alleen-{name}", f"Alleen {name}"):
        assert word not in said


# --- each on its own ---


@NAMES
def test_each_answers_from_its_own(school: TestClient, name: str) -> None:
    """Over the API and in the compact chat, also from memory, in turns with the other."""
    for _ in range(2):
        for one in (name, OTHER[name]):
            says_only(one, json.dumps(ask(school, one)))
            says_only(one, json.dumps(shown(school, one)))


@NAMES
def test_each_has_conversations_of_its_own(school: TestClient, name: str) -> None:
    """A page of one that gives its session to the other goes on with nothing."""
    says_only(name, talk(school, name, "zelfde"))
    says_only(OTHER[name], talk(school, OTHER[name], "zelfde"))


@NAMES
@pytest.mark.parametrize("path", ["ask/kept", "ask/next"])
def test_what_one_sealed_the_other_does_not_open(school: TestClient, name: str, path: str) -> None:
    """A conversation that a page kept of one is not shown by the other, nor gone on from."""
    kept = {"kept": [held(shown(school, name), "kept")]}

    assert school.post(f"/{name}/api/v1/{path}", json=kept).status_code == 200
    response = school.post(f"/{OTHER[name]}/api/v1/{path}", json=kept)

    assert (response.status_code, response.json()) == (400, {"error": chat_texts.CHAT_NOT_KEPT})


@NAMES
def test_gradio_does_not_restore_what_another_kept(school: TestClient, name: str) -> None:
    """Neither does the whole chat."""
    kept = json.dumps([held(shown(school, OTHER[name]), "kept")])
    page = school.get(f"/{name}/config").json()
    restore = next(
        number
        for number, event in enumerate(page["dependencies"])
        if len(event["inputs"]) == 2 and "keep()" in str(event["js"])
    )
    question = {"data": [kept, None], "fn_index": restore, "session_hash": f"terug-{name}"}
    school.post(f"/{name}/gradio_api/queue/join", json=question)
    said = school.get(f"/{name}/gradio_api/queue/data?session_hash=terug-{name}").text

    assert chat_texts.CHAT_NOT_KEPT in said
    nothing_of(OTHER[name], said)


@pytest.mark.parametrize("is_shared", [True, False])
def test_a_server_with_the_same_secret_knows_what_another_sealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_shared: bool
) -> None:
    """A replica, or the same server started again; without a secret in a file it knows nothing."""
    pretend_encoder(monkeypatch)
    make_schools(tmp_path)
    secret_in(tmp_path / "geheim")
    more = {"KWCHAT_SEAL_FILE": "geheim"} if is_shared else {}
    with settled(tmp_path, monkeypatch, **more):
        ingest_all()
        with served_schools(monkeypatch) as app, client_of(app) as first:
            until_ready(first)
            given = shown(first, "noord")
        with served_schools(monkeypatch) as app, client_of(app) as second:
            until_ready(second)
            kept = second.post("/noord/api/v1/ask/kept", json={"kept": [held(given, "kept")]})
            share = {"sealed": held(given, "sealed"), "kind": "md"}
            shared = second.post("/noord/api/v1/share", json=share)

    assert (kept.status_code == 200, shared.status_code == 200) == (is_shared, is_shared)


@pytest.mark.parametrize("secret", ["kort", ""])
def test_a_secret_that_can_be_guessed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    """In one line, before anything is loaded."""
    make_schools(tmp_path)
    secret_in(tmp_path / "geheim")
    (tmp_path / "geheim").write_text(secret)
    with settled(tmp_path, monkeypatch, KWCHAT_SEAL_FILE="geheim"):
        monkeypatch.setattr(serving.listening, "listen", lambda *_: BytesIO())
        with pytest.raises(SettingsError, match="KWCHAT_SEAL_FILE"):
            serving.run(host=None, port=None, index=None, watch=False)


@NAMES
def test_one_makes_no_file_of_what_the_other_said(school: TestClient, name: str) -> None:
    """Not of an answer, and not of a conversation."""
    sealed = held(shown(school, name), "sealed")

    for path, given in (("share", sealed), ("share/all", [sealed])):
        body = {"sealed": given, "kind": "md"}
        own = school.post(f"/{name}/api/v1/{path}", json=body)
        other = school.post(f"/{OTHER[name]}/api/v1/{path}", json=body)
        assert (own.status_code, other.status_code) == (200, 400)
        says_only(name, own.text)
        nothing_of(name, other.text)


@NAMES
def test_the_shelf_has_only_its_own_documents(school: TestClient, name: str) -> None:
    """The same id is another document, and what only the other has is not there."""
    for path in ("bron/wie", "origineel/wie"):
        says_only(name, school.get(f"/{name}/{path}").text)
    for path in ("bron", "origineel"):
        assert school.get(f"/{name}/{path}/alleen-{name}").status_code == 200
        assert school.get(f"/{OTHER[name]}/{path}/alleen-{name}").status_code == 404
    listed = school.get(f"/{name}/api/v1/sources").json()["sources"]
    assert {one["id"] for one in listed} == {"wie", f"alleen-{name}"}
    assert all(one["url"].startswith(f"http://localhost/{name}/bron/") for one in listed)


@NAMES
def test_citations_lead_to_its_own_documents(school: TestClient, name: str) -> None:
    """The address below which they are read is that of the collection."""
    citation = ask(school, name)["citations"][0]

    assert citation["url"].startswith(f"http://localhost/{name}/bron/")
    says_only(name, school.get(citation["url"].removeprefix("http://localhost")).text)


@NAMES
def test_a_choice_of_the_others_sources_finds_nothing_there(school: TestClient, name: str) -> None:
    """An id that only the other has is no source here; it is said that the choice is gone."""
    answer = ask(school, name, sources=[f"alleen-{OTHER[name]}"])

    assert answer["choice_note"] == answering_texts.CHOICE_GONE
    says_only(name, json.dumps(answer["citations"]))


def test_feedback_is_kept_by_the_one_it_is_about(school: TestClient) -> None:
    """In a file of its own."""
    given = {"question": QUESTION, "answer": "oordeel-noord", "answered": True, "good": True}
    given |= {"chunk_ids": []}

    assert school.post("/noord/api/v1/feedback", json=given).status_code == 204

    assert b"oordeel-noord" in Path("noord/feedback.sqlite").read_bytes()
    assert b"oordeel-noord" not in Path("zuid/feedback.sqlite").read_bytes()


def test_each_is_framed_by_its_own_sites(school: TestClient) -> None:
    """A site that may show one may not show the other, nor ask it."""
    frames = {name: school.get(f"/{name}/embed").headers for name in ("noord", "zuid", "")}
    origin = {"Origin": "https://noord.nl"}
    allowed = {
        name: school.post(f"/{name}/api/v1/ask", json={"question": QUESTION}, headers=origin)
        for name in ("noord", "zuid")
    }

    assert "frame-ancestors https://noord.nl" in frames["noord"]["content-security-policy"]
    assert "frame-ancestors 'none'" in frames["zuid"]["content-security-policy"]
    assert allowed["noord"].headers["access-control-allow-origin"] == "https://noord.nl"
    assert "access-control-allow-origin" not in allowed["zuid"].headers


@NAMES
def test_the_pages_bear_its_title_and_colour(school: TestClient, name: str) -> None:
    """In the chat, the compact chat and the widget; no colour is inherited from a neighbour."""
    pages = [school.get(f"/{name}/{path}").text for path in ("", "embed", "widget.js", "beheer")]

    assert all(TITLES[name] in page and TITLES[OTHER[name]] not in page for page in pages)
    assert ("#7a1f3d" in school.get(f"/{name}/kwchat/colour.css").text) is (name == "noord")
    assert f"http://localhost/{name}/widget.js" in pages[3]


@pytest.mark.parametrize("name", ["noord", "zuid", "samen"])
@pytest.mark.parametrize("page", ["", "embed"])
def test_nothing_is_proposed_about_the_corpus_of_another(
    school: TestClient, name: str, page: str
) -> None:
    """A collection has questions and a lead of its own, or none and one that is always true."""
    shown = unescape(school.get(f"/{name}/{page}").text)
    own = ["Hoe laat begint het, en waar; weet je dat?", "Wie is de rector?"]
    lead = "Vraag wat je wilt over de gids van Noord."

    assert [question in shown for question in own] == [name == "noord"] * 2
    assert (lead in shown) is (name == "noord")
    assert (chat_texts.CHAT_LEAD_OTHER in shown) is (name != "noord")
    assert not [said for said in (*chat_texts.CHAT_EXAMPLES, chat_texts.CHAT_LEAD) if said in shown]


def test_one_encoder_serves_all(school: TestClient, loaded: list[str]) -> None:
    """It takes most of the memory."""
    assert school.get("/readyz").status_code == 200
    assert loaded == ["encoder"]


# --- several as one ---

BOTH = "Hoe heten de rectoren van de school?"


def ask_all(client: TestClient, **given: Any) -> Any:
    """Ask all that may be asked together, or some, and return the JSON."""
    response = client.post("/api/v1/ask", json={"question": BOTH, **given})
    assert response.status_code == 200, response.text
    return response.json()


def test_several_are_asked_as_one(school: TestClient) -> None:
    """Each citation names its collection, and leads to the words in its document."""
    answer = ask_all(school, collections=["noord", "zuid"])

    found = {one["source_id"]: one for one in answer["citations"]}
    assert {"noord/wie", "zuid/wie"} <= found.keys()
    for name, rector in RECTORS.items():
        citation = found[f"{name}/wie"]
        assert rector in citation["quote"]
        assert citation["reference"].endswith(f"[{TITLES[name]}]")
        assert citation["url"].startswith(f"http://localhost/samen/bron/{name}/wie?van=")
        says_only(name, school.get(citation["url"].removeprefix("http://localhost")).text)
    assert answer["choice_note"] == ""


@NAMES
def test_one_of_several_is_asked_alone(school: TestClient, name: str) -> None:
    """Named as a collection, or by one of its documents; nothing of the other is even looked at."""
    for given in ({"collections": [name]}, {"sources": [f"{name}/wie"]}, {"sources": [f"{name}/"]}):
        answer = ask_all(school, **given)
        assert {one["source_id"].partition("/")[0] for one in answer["passages"]} == {name}
        says_only(name, json.dumps(answer))


def test_it_does_not_matter_which_is_named_first(school: TestClient) -> None:
    """The passages of all are ranked together, and a name is none the better for its place."""
    one, other = (
        ask_all(school, collections=names) for names in (["noord", "zuid"], ["zuid", "noord"])
    )

    scores = [
        {passage["chunk_id"]: passage["score"] for passage in answer["passages"]}
        for answer in (one, other)
    ]
    assert scores[0] == pytest.approx(scores[1])
    assert list(scores[0].values()) == sorted(scores[0].values(), reverse=True)


@pytest.mark.parametrize("names", [["oost"], ["noord", "oost"], ["noord/wie"], ["samen"]])
@pytest.mark.parametrize("path", ["/api/v1/ask", "/samen/api/v1/ask/stream"])
def test_a_collection_that_is_not_there_is_one_line(
    school: TestClient, path: str, names: list[str]
) -> None:
    """With 404 and the names that there are; none of the others is asked meanwhile."""
    response = school.post(path, json={"question": BOTH, "collections": names})

    line = texts.JOINT_UNKNOWN.format(names="noord, zuid")
    assert (response.status_code, response.json()) == (404, {"error": line})


@pytest.mark.parametrize("given", ["noord", {"noord": 1}, [1]])
def test_collections_are_a_list_of_names(school: TestClient, given: object) -> None:
    """Anything else is told."""
    response = school.post("/api/v1/ask", json={"question": BOTH, "collections": given})

    assert (response.status_code, "'collections'" in response.json()["error"]) == (400, True)


def test_the_chat_of_all_has_a_shelf_and_seals_of_its_own(school: TestClient) -> None:
    """It lists the documents of all, and what it sealed is opened nowhere else."""
    listed = school.get("/samen/api/v1/sources").json()["sources"]
    assert {one["group"] for one in listed} == set(TITLES.values())
    kept = {"kept": [held(shown(school, "samen"), "kept")]}

    assert {one["id"] for one in listed} == {
        f"{name}/{own}" for name in RECTORS for own in ("wie", f"alleen-{name}")
    }
    assert school.get("/samen/origineel/zuid/wie").status_code == 200
    for path in ("oost/wie", "noord", "noord/alleen-zuid", "wie"):
        assert school.get(f"/samen/bron/{path}").status_code == 404
    assert school.post("/samen/api/v1/ask/kept", json=kept).status_code == 200
    for name in RECTORS:
        assert school.post(f"/{name}/api/v1/ask/kept", json=kept).status_code == 400
    assert f'<a href="./samen/">{texts.LOBBY_TOGETHER}</a>' in school.get("/").text
    assert all(rector in talk(school, "samen", "allen", BOTH) for rector in RECTORS.values())


# --- the entrance ---


def test_the_front_page_names_them(school: TestClient) -> None:
    """By their titles, with links that work below any path, and as closed as other pages."""
    page = school.get("/")

    for name, title in TITLES.items():
        assert f'<a href="./{name}/">{title}</a>' in page.text
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert school.get("/kwchat/page.css").status_code == 200


def test_a_name_without_its_slash_leads_there(school: TestClient) -> None:
    """Addresses in the pages count on it."""
    response = school.get("/noord", follow_redirects=False)

    assert (response.status_code, response.headers["location"]) == (307, "/noord/")


@pytest.mark.parametrize("path", ["/oost", "/oost/", "/oost/bron/wie", "/embed", "/Noord/"])
def test_an_unknown_collection_is_one_line(school: TestClient, path: str) -> None:
    """With 404, and without repeating what was asked for."""
    response = school.get(path)

    assert (response.status_code, response.text) == (404, texts.LOBBY_NOT_HERE)


@pytest.mark.parametrize("path", ["/oost/api/v1/ask", "/oost/api/v1/ask/stream"])
def test_a_program_hears_it_as_json(school: TestClient, path: str) -> None:
    """Like every refusal of the API."""
    response = school.post(path, json={"question": QUESTION})

    assert (response.status_code, response.json()) == (404, {"error": texts.LOBBY_NOT_HERE})


def test_health_and_figures_are_of_the_whole(school: TestClient) -> None:
    """Figures tell the collection, those of the process once; names come from the settings only."""
    school.get("/oost/")
    ask(school, "noord")
    found: dict[str, list[dict[str, str]]] = {}
    for family in text_string_to_metric_families(school.get("/metrics").text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append(sample.labels)

    assert school.get("/healthz").text == texts.WEB_ALIVE
    assert {label["collection"] for label in found["kwchat_ready"]} == {"noord", "zuid", "samen"}
    asked = {label["collection"] for label in found["kwchat_http_requests_total"]}
    assert asked == {"", "noord", "zuid", "samen"}
    assert [set(label) for label in found["kwchat_info"]] == [{"version"}]
    assert found["process_open_fds"] == [{}]


# --- faults and settings ---


@pytest.fixture
def schools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with two schools of which no index was made."""
    pretend_encoder(monkeypatch)
    make_schools(tmp_path)
    with settled(tmp_path, monkeypatch):
        yield tmp_path


@pytest.mark.usefixtures("schools")
def test_one_without_an_index_leaves_the_other_open(
    schools: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is told at the start, on the front page and when it is asked; with an index it opens."""
    ingest_all()
    (schools / "zuid" / "index").rename(schools / "weg")

    with served_schools(monkeypatch) as app, client_of(app) as client:
        until_ready(client)
        says_only("noord", json.dumps(ask(client, "noord")))
        refused = client.post("/zuid/api/v1/ask", json={"question": QUESTION})
        page, told = client.get("/").text, client.get("/readyz").text
        rest = ask_all(client)
        none = client.post("/api/v1/ask", json={"question": BOTH, "collections": ["zuid"]})
        (schools / "weg").rename(schools / "zuid" / "index")
        for _ in range(600):
            if client.get("/zuid/readyz").status_code == 200:
                break
            time.sleep(0.05)
        says_only("zuid", json.dumps(ask(client, "zuid")))
        assert client.get("/zuid/bron/wie").status_code == 200

    assert rest["choice_note"] == texts.JOINT_SHUT.format(titles=TITLES["zuid"])
    says_only("noord", json.dumps(rest))
    assert (none.status_code, "kwchat ingest" in none.json()["error"]) == (503, True)
    assert (refused.status_code, "kwchat ingest" in refused.json()["error"]) == (503, True)
    assert f"Basisschool Zuid ({texts.LOBBY_SHUT})" in page
    assert '<a href="./noord/">' in page
    assert "zuid: " in told
    assert "de collectie zuid is nog niet te gebruiken" in capsys.readouterr().err


def of_another_encoder(index: Path) -> None:
    """Let an index say that another encoder made it."""
    manifest = json.loads((index / "manifest.json").read_text())
    manifest["encoder"]["sha256"] = "0" * 64
    (index / "manifest.json").write_text(json.dumps(manifest))


def cut_off(name: str, index: Path) -> None:
    """Leave the first half of a file of an index."""
    (file,) = index.rglob(name)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def without_generation(index: Path) -> None:
    """Take away what the manifest names."""
    shutil.rmtree(index / json.loads((index / "manifest.json").read_text())["generation"])


@pytest.mark.parametrize(
    "damage",
    [
        of_another_encoder,
        partial(cut_off, "manifest.json"),
        partial(cut_off, "chroma.sqlite3"),
        partial(cut_off, "references.json"),
        without_generation,
    ],
    ids=["encoder", "manifest", "chroma", "references", "generation"],
)
def test_a_damaged_index_is_of_one_alone(
    schools: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[Path], None]
) -> None:
    """The other answers, alone and together, and an ingest of the one opens it again."""
    ingest_all()
    damage(schools / "zuid" / "index")

    with served_schools(monkeypatch) as app, client_of(app) as client:
        until_ready(client)
        says_only("noord", json.dumps(ask(client, "noord")))
        refused = client.post("/zuid/api/v1/ask", json={"question": QUESTION})
        front, rest = client.get("/"), ask_all(client)
        pages = [client.get(f"/zuid/{path}") for path in ("", "embed", "beheer", "bron/wie")]
        monkeypatch.setattr(warmup, "AGAIN_SECONDS", 0.1)
        commands.ingest(None, collection="zuid")
        until_ready(client, path="/zuid/readyz")
        says_only("zuid", json.dumps(ask(client, "zuid")))

    error = refused.json()["error"]
    assert (refused.status_code, "kwchat ingest" in error, "\n" in error) == (503, True, False)
    assert (front.status_code, texts.LOBBY_SHUT in front.text) == (200, True)
    assert rest["choice_note"] == texts.JOINT_SHUT.format(titles=TITLES["zuid"])
    says_only("noord", json.dumps(rest))
    assert all(page.status_code in {200, 404, 503} for page in pages)


def no_database(schools: Path) -> None:
    """Let the feedback file of a school hold something else."""
    (schools / "zuid" / "feedback.sqlite").write_text("geen database" * 100)


def no_file(schools: Path) -> None:
    """Put a folder where the feedback file would be."""
    (schools / "zuid" / "feedback.sqlite").mkdir()


@pytest.mark.parametrize("damage", [no_database, no_file])
def test_feedback_that_cannot_be_kept_is_of_one_alone(
    schools: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    damage: Callable[[Path], None],
) -> None:
    """It is told, that one asks for none, and both answer."""
    ingest_all()
    damage(schools)

    with served_schools(monkeypatch) as app, client_of(app) as client:
        until_ready(client)
        for name in RECTORS:
            says_only(name, json.dumps(ask(client, name)))
        asks = {name: "feedback.js" in client.get(f"/{name}/embed").text for name in RECTORS}

    assert asks == {"noord": True, "zuid": False}
    said = capsys.readouterr().err
    assert "de collectie zuid vraagt geen feedback" in said
    assert "zuid/feedback.sqlite. " not in said
    assert "noord/feedback.sqlite." in said


def test_a_table_that_makes_no_sense_shuts_one_alone(
    schools: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its address says so without telling readers the why; with no other nothing is served."""
    file = schools / "collections.toml"
    whole = file.read_text()
    file.write_text(whole.replace('title = "Basisschool Zuid"\n', TITLE_AND_PALE))
    ingest_all_that_can()

    with served_schools(monkeypatch) as app, client_of(app) as client:
        until_ready(client)
        says_only("noord", json.dumps(ask(client, "noord")))
        refused = client.post("/zuid/api/v1/ask", json={"question": QUESTION})
        rest, page, front = ask_all(client), client.get("/zuid/"), client.get("/").text
        told = client.get("/readyz").text
    file.write_text(whole.replace("index = ", "indx = "))
    with pytest.raises(SettingsError, match="collectie noord"):
        serving.run(host=None, port=None, index=None, watch=False)

    shut = texts.COLLECTION_SHUT.format(title=TITLES["zuid"])
    assert (refused.status_code, refused.json()["error"]) == (503, shut)
    assert rest["choice_note"] == texts.JOINT_SHUT.format(titles=TITLES["zuid"])
    assert (page.status_code, f"zuid: {shut}" in told) == (200, True)
    assert f"Basisschool Zuid ({texts.LOBBY_SHUT})" in front
    said = capsys.readouterr().err
    assert "de collectie zuid is niet te gebruiken" in said
    assert "#ffff00 (colour) is te licht" in said


def ingest_all_that_can() -> None:
    """Run `kwchat ingest` where not all can be."""
    with pytest.raises(Exit):
        ingest_all()


@pytest.mark.usefixtures("schools")
def test_each_counts_the_questions_of_its_own_readers(
    schools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has asked enough at one may go on asking at the other."""
    file = schools / "collections.toml"
    file.write_text(file.read_text().replace("limit_per_minute = 500", "limit_per_minute = 1"))
    ingest_all()

    with served_schools(monkeypatch) as app, client_of(app) as client:
        until_ready(client)
        asked = [
            client.post(f"/{name}/api/v1/ask", json={"question": QUESTION}).status_code
            for name in ("noord", "zuid", "noord", "zuid")
        ]

    assert asked == [200, 200, 429, 200]


@pytest.mark.usefixtures("schools")
def test_what_may_not_be_asked_with_others_is_not(
    schools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only collections that say so take part; with fewer than two there is no such chat."""
    file = schools / "collections.toml"
    third = COLLECTIONS.partition("[[collection]]")[2].partition("[[collection]]")[0]
    third = third.replace("noord", "west").replace("Noord", "West")
    both = file.read_text()
    file.write_text(both + "[[collection]]" + third.replace("together = true", ""))
    (schools / "west" / "corpus").mkdir(parents=True)
    (schools / "west" / "corpus" / "wie.md").write_text("De rector van de school heet Westra.")
    ingest_all()
    question = {"question": BOTH}

    with served_schools(monkeypatch) as app, client_of(app) as client:
        until_ready(client)
        answer = ask_all(client)
        refused = client.post("/api/v1/ask", json=question | {"collections": ["west"]})
        shelf = client.get("/samen/bron/west/wie")
        listed = client.get("/samen/api/v1/sources").text
    file.write_text(both.replace("together = true", "", 1))
    with served_schools(monkeypatch) as app, client_of(app) as client:
        until_ready(client)
        gone = [client.post("/api/v1/ask", json=question), client.get("/samen/")]

    assert "Westra" not in json.dumps(answer)
    assert refused.status_code == shelf.status_code == 404
    assert "west" not in listed
    assert [response.status_code for response in gone] == [404, 404]


@pytest.mark.usefixtures("schools")
def test_all_see_a_new_index_at_once(schools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is ingested while serving is what the next answer quotes, alone and together."""
    ingest_all()

    with served_schools(monkeypatch) as app, client_of(app) as client:
        until_ready(client)
        assert RECTORS["zuid"] in json.dumps(ask_all(client))
        (schools / "zuid" / "corpus" / "wie.md").write_text("De rector van de school heet Nieuws.")
        commands.ingest(None, collection="zuid")
        alone, together = ask(client, "zuid"), ask_all(client)

    for answer in (alone, together):
        assert "Nieuws" in json.dumps(answer)
        assert RECTORS["zuid"] not in json.dumps(answer)
    assert RECTORS["noord"] in json.dumps(together)


CARETAKER = "Hoe heet de conciërge van de school?"


def until_said(client: TestClient, name: str, word: str, *, is_said: bool = True) -> None:
    """Wait until an answer about the caretaker says a word, or says it no more."""
    for _ in range(600):
        if (word in json.dumps(ask(client, name, question=CARETAKER))) is is_said:
            return
        time.sleep(0.1)
    raise TimeoutError(word)


@pytest.mark.server
def test_what_is_put_in_one_folder_is_answered_there_alone(
    schools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With `--watch`, without a command: it comes and goes in the one, and never in the other."""
    monkeypatch.setattr(wiring, "run_ingest", ingested_pretending)
    ingest_all()
    new = schools / "zuid" / "corpus" / "eigen" / "personeel.md"
    new.parent.mkdir()
    before = (schools / "noord" / "index" / "manifest.json").read_bytes()

    with served_schools(monkeypatch, watch=True) as app, client_of(app) as client:
        until_ready(client)
        new.write_text("De conciërge van de school heet Verstegen.")
        until_said(client, "zuid", "Verstegen")
        other = ask(client, "noord", question=CARETAKER)
        listed = [client.get(f"/{name}/api/v1/sources").text for name in ("noord", "zuid")]
        page = client.get("/noord/bron/eigen/personeel")
        new.unlink()
        until_said(client, "zuid", "Verstegen", is_said=False)

    assert "Verstegen" not in json.dumps(other)
    assert ["eigen/personeel" in shown for shown in listed] == [False, True]
    assert page.status_code == 404
    assert (schools / "noord" / "index" / "manifest.json").read_bytes() == before


@pytest.mark.server
def test_a_folder_that_is_not_there_is_of_one_alone(
    schools: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is told, its index answers, the other is watched, and when it comes it is ingested."""
    monkeypatch.setattr(wiring, "run_ingest", ingested_pretending)
    ingest_all()
    corpus = schools / "noord" / "corpus"
    corpus.rename(schools / "weg")

    with served_schools(monkeypatch, watch=True) as app, client_of(app) as client:
        until_ready(client)
        for name in RECTORS:
            says_only(name, json.dumps(ask(client, name)))
        (schools / "zuid" / "corpus" / "nieuw.md").write_text("De conciërge heet Verstegen.")
        until_said(client, "zuid", "Verstegen")
        (schools / "weg" / "nieuw.md").write_text("De conciërge heet Noordkaap.")
        (schools / "weg").rename(corpus)
        until_said(client, "noord", "Noordkaap")

    assert "de map met documenten van de collectie noord is er niet" in capsys.readouterr().err


@pytest.mark.usefixtures("schools")
def test_without_collections_a_folder_to_watch_must_be_there(
    schools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line before the server starts: there is nothing else to serve."""
    ingest_all()
    monkeypatch.delenv("KWCHAT_COLLECTIONS")
    monkeypatch.setenv("KWCHAT_CORPUS", "weg")
    with pytest.raises(CorpusError, match="bestaat niet"):
        serving.run(host=None, port=None, index=schools / "noord" / "index", watch=True)


@pytest.mark.usefixtures("schools")
def test_a_single_server_introduces_itself_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """By settings, on the page, in the compact chat and in the widget."""
    monkeypatch.delenv("KWCHAT_COLLECTIONS")
    monkeypatch.setenv("KWCHAT_CORPUS", "noord/corpus")
    monkeypatch.setenv("KWCHAT_INDEX", "noord/index")
    monkeypatch.setenv("KWCHAT_TITLE", "Vraag het Noord")
    monkeypatch.setenv("KWCHAT_EXAMPLES", "Wie is de rector, en waar?; Hoe laat begint het?;")
    ingest_all()

    with served_schools(monkeypatch) as app, client_of(app) as client:
        until_ready(client)
        pages = [client.get(path).text for path in ("/", "/embed", "/widget.js")]

    assert all("Vraag het Noord" in page for page in pages)
    assert all(chat_texts.CHAT_TITLE not in page for page in pages)
    for said in ("Wie is de rector, en waar?", "Hoe laat begint het?", chat_texts.CHAT_LEAD_OTHER):
        assert all(said in page for page in pages[:2])


@pytest.mark.parametrize("prefix", ["/kwchat", ""], ids=["kept", "stripped"])
@pytest.mark.usefixtures("schools")
def test_a_proxy_may_show_all_below_a_path(prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it leaves the path or strips it, every address is one that its readers can use."""
    monkeypatch.setenv("KWCHAT_ROOT_PATH", "https://school.nl/kwchat")
    ingest_all()

    with served_schools(monkeypatch) as app, client_of(app) as client:
        until_ready(client)
        answer = client.post(f"{prefix}/noord/api/v1/ask", json={"question": QUESTION}).json()
        page = client.get(f"{prefix}/noord/").text
        front = client.get(f"{prefix}/").text
        moved = client.get(f"{prefix}/noord", follow_redirects=False).headers["location"]

    says_only("noord", json.dumps(answer))
    assert answer["citations"][0]["url"].startswith("https://school.nl/kwchat/noord/bron/wie")
    assert '"root":"https://school.nl/kwchat/noord"' in page
    assert '<a href="./noord/">' in front
    assert moved == "/kwchat/noord/"


@pytest.mark.usefixtures("schools")
def test_a_login_is_asked_for_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also at the front page, and before it is told which collections there are."""
    monkeypatch.setenv("KWCHAT_LOGIN_HEADER", "X-Remote-User")
    monkeypatch.setenv("KWCHAT_TRUSTED_PROXIES", "127.0.0.1")
    ingest_all()

    with served_schools(monkeypatch) as app, client_of(app) as client:
        until_ready(client)
        paths = ("/", "/noord", "/noord/", "/noord/bron/wie", "/oost/")
        refused = {path: client.get(path, follow_redirects=False).status_code for path in paths}
        known = client.get("/", headers={"X-Remote-User": "sanne"})

    assert set(refused.values()) == {401}
    assert TITLES["noord"] in known.text
