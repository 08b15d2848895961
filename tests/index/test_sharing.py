"""Vectors on a Chroma server: found as in the folder, changed over whole, put back when lost."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import numpy as np
import pytest
import trustme
from chroma import chroma, free_port

import kwchat
from kwchat.answering.assistant import Assistant
from kwchat.errors import IndexStaleError, StoreError
from kwchat.index import chroma_server
from kwchat.index.chroma_server import ChromaServer
from kwchat.index.encoding import StoreAddress
from kwchat.index.manifest import read_manifest
from kwchat.index.store import ChromaStore, CollectionStore
from kwchat.testing import FakeEncoder, make_chunks, make_document

pytestmark = pytest.mark.server
QUESTION = "Hoe heet de rector?"
SESAME = "geheim"  # the token
OLD, NEW = "De rector heet mevrouw Oudeman.", "De rector heet mevrouw Nieuwenhuis."


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Chroma server."""
    with chroma(tmp_path_factory.mktemp("chroma"), free_port()) as url:
        yield url


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of two documents."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "wie.md").write_text(OLD)
    (folder / "rest.md").write_text("De school is vrijdag dicht.")
    return folder


def ingest(corpus: Path, url: str, index: str = "index", **settings: str) -> None:
    """Bring an index beside the corpus up to date, and share it."""
    folder = corpus.parent / index
    kwchat.ingest(corpus, index=folder, encoder=FakeEncoder(), store=url, **settings)


def opened(corpus: Path, url: str, index: str = "index", **settings: str) -> Assistant:
    """Return an assistant on it."""
    folder = corpus.parent / index
    return kwchat.open(folder, encoder=FakeEncoder(), store=url, threshold=0.0, **settings)


def names(url: str) -> set[str]:
    """Return the names of all collections."""
    with closing(ChromaServer(StoreAddress(url))) as found:
        return set(found.names())


# --- a store as any other ---


def test_a_server_finds_what_the_folder_finds(server: str, tmp_path: Path) -> None:
    """The same passages in the same order, of all sources and of some; also after a removal."""
    chunks = [
        chunk
        for number in range(40)
        for chunk in make_chunks(
            make_document(f"Zin {number} over {number % 7}.", source_id=f"b{number}")
        )
    ]
    vectors = np.stack([FakeEncoder().encode_question(chunk.text).vector for chunk in chunks])
    asked = FakeEncoder().encode_question("Zin 12 over 5").vector
    with (
        closing(ChromaServer(StoreAddress(server))) as there,
        ChromaStore(tmp_path / "chroma") as here,
    ):
        stores: list[CollectionStore] = [there.collection("proef", "x"), here]
        for store in stores:
            store.upsert(chunks, vectors)
            store.delete([chunks[3].id, "onbekend"])
        found = [
            (
                [chunk_id for chunk_id, _ in store.query(asked, top_k=10)],
                [chunk_id for chunk_id, _ in store.query(asked, top_k=3, among=["b1", "b12"])],
                store.chunk_ids(),
                store.vectors([chunks[5].id, chunks[1].id]).tolist(),
            )
            for store in stores
        ]

    assert found[0] == found[1]
    assert len(found[0][2]) == len(chunks) - 1


# --- an index whose vectors are shared ---


def test_a_shared_index_answers_as_one_of_its_own(server: str, corpus: Path) -> None:
    """From the collection alone: the vectors in the folder stay shut."""
    ingest(corpus, server)
    shared = opened(corpus, server).answer(QUESTION)
    own = kwchat.open(corpus.parent / "index", encoder=FakeEncoder(), threshold=0.0)

    assert shared.text == own.answer(QUESTION).text
    assert OLD in shared.text


def test_one_ingests_while_another_answers(server: str, corpus: Path) -> None:
    """What was opened before goes on; of older collections one is kept, and those of another index
    on the same server stay."""
    ingest(corpus, server, "ander")
    others = names(server)
    ingest(corpus, server)
    before = opened(corpus, server)
    (corpus / "wie.md").write_text(NEW)
    ingest(corpus, server)

    assert OLD in before.answer(QUESTION).text
    assert NEW in opened(corpus, server).answer(QUESTION).text
    (corpus / "nog.md").write_text("Er is een tuin.")
    ingest(corpus, server)
    assert len(names(server) - others) == 2
    assert OLD in opened(corpus, server, "ander").answer(QUESTION).text


def test_what_a_server_lost_is_put_there_again(corpus: Path, tmp_path: Path) -> None:
    """By an ingest that has nothing else to do, without encoding anything."""
    port = free_port()
    with chroma(tmp_path / "een", port) as url:
        ingest(corpus, url)
    with chroma(tmp_path / "twee", port) as url:
        with pytest.raises(StoreError, match="kwchat ingest"):
            opened(corpus, url)
        generation = read_manifest(corpus.parent / "index").generation
        ingest(corpus, url)
        assert OLD in opened(corpus, url).answer(QUESTION).text
        assert read_manifest(corpus.parent / "index").generation == generation


def test_a_server_that_goes_and_comes_back(corpus: Path, tmp_path: Path) -> None:
    """A question meanwhile gets one line; the next is answered, by the same assistant. An ingest
    meanwhile leaves the index as it was."""
    port = free_port()
    with chroma(tmp_path / "chroma", port) as url:
        ingest(corpus, url)
        assistant = opened(corpus, url)
        assert OLD in assistant.answer(QUESTION).text
    before = read_manifest(corpus.parent / "index")
    (corpus / "wie.md").write_text(NEW)
    for meanwhile in (lambda: assistant.answer(QUESTION), lambda: ingest(corpus, url)):
        with pytest.raises(StoreError, match="niet te bereiken"):
            meanwhile()
    assert read_manifest(corpus.parent / "index") == before
    with chroma(tmp_path / "chroma", port):
        assert OLD in assistant.answer(QUESTION).text
        ingest(corpus, url)
        assert NEW in opened(corpus, url).answer(QUESTION).text


# --- behind a door, and over https ---


class Door(BaseHTTPRequestHandler):
    """Lets those on to Chroma who show a token in a header; both stand in its class."""

    chroma, header, token = "", "", ""

    def pass_on(self) -> None:
        """Pass a request on, and what comes back."""
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        status, content = 401, b""
        if self.headers[self.header] == self.token:
            kind = {"Content-Type": "application/json"}
            answer = httpx.request(
                self.command, f"{self.chroma}{self.path}", content=body, headers=kind
            )
            status, content = answer.status_code, answer.content
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_DELETE = pass_on  # noqa: N815 -- names of http.server

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def door(tls: ssl.SSLContext | None = None, **said: str) -> Iterator[str]:
    """Run a door before a Chroma server, over https with a certificate, and give its address."""
    with running(type("OurDoor", (Door,), said), tls) as url:
        yield url


@contextmanager
def running(
    handler: type[BaseHTTPRequestHandler], tls: ssl.SSLContext | None = None
) -> Iterator[str]:
    """Run a server, over https with a certificate, and give its address."""
    found = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    if tls:
        found.socket = tls.wrap_socket(found.socket, server_side=True)
    threading.Thread(target=found.serve_forever).start()
    try:
        yield f"http{'s' if tls else ''}://127.0.0.1:{found.server_address[1]}"
    finally:
        found.shutdown()
        found.server_close()


@pytest.mark.parametrize(
    ("header", "token"), [("Authorization", f"Bearer {SESAME}"), ("X-Chroma-Token", SESAME)]
)
def test_a_token_goes_along_with_every_request(
    server: str, corpus: Path, header: str, token: str
) -> None:
    """In both headers in which Chroma may look for it; without it nobody gets in."""
    with door(chroma=server, header=header, token=token) as url:
        ingest(corpus, url, store_token=SESAME)
        assert OLD in opened(corpus, url, store_token=SESAME).answer(QUESTION).text
        with pytest.raises(StoreError, match="KWCHAT_STORE_TOKEN"):
            ingest(corpus, url)


def test_a_server_over_https(
    server: str, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a certificate of the school's own authority, once that is named; not before."""
    authority = trustme.CA()
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    with door(tls, chroma=server, header="X-Chroma-Token", token=SESAME) as url:
        address = StoreAddress(url, SESAME)
        with pytest.raises(StoreError, match="CERTIFICATE_VERIFY_FAILED"):
            ChromaServer(address)
        authority.cert_pem.write_to_path(str(tmp_path / "school.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "school.pem"))
        ingest(corpus, url, store_token=SESAME)
        assert OLD in opened(corpus, url, store_token=SESAME).answer(QUESTION).text


# --- what can be the matter ---


class Pretender(BaseHTTPRequestHandler):
    """A server that is no Chroma server of ours; what it says stands in its class."""

    status, body = 200, b'"1.0.0"'

    def do_GET(self) -> None:
        """Say it."""
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def pretending(status: int, body: bytes) -> Iterator[str]:
    """Run a server that says so, whatever it is asked."""
    with running(type("Handler", (Pretender,), {"status": status, "body": body})) as url:
        yield url


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (401, b"", "KWCHAT_STORE_TOKEN"),
        (403, b"", "KWCHAT_STORE_TOKEN"),
        (200, b'"0.6.3"', "versie 1"),
        (404, b"<html>weg</html>", "versie 1"),
        (410, b'{"error":"Unimplemented"}', "versie 1"),
    ],
)
def test_another_server_is_told(status: int, body: bytes, told: str) -> None:
    """In one line, with the setting to look at."""
    with pretending(status, body) as url, pytest.raises(StoreError, match=told) as raised:
        ChromaServer(StoreAddress(url, "geheim"))
    assert len(str(raised.value).splitlines()) == 1
    assert "geheim" not in str(raised.value)


def test_a_server_that_is_not_there_or_slow_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither is waited for without end."""
    monkeypatch.setattr(chroma_server, "_SECONDS", 0.2)
    with pytest.raises(StoreError, match="niet te bereiken"):
        ChromaServer(StoreAddress(f"http://127.0.0.1:{free_port()}"))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(StoreError, match="niet op tijd"):
            ChromaServer(StoreAddress(url))


def test_a_server_that_falls_silent_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chroma's own client would wait for as long as the line is open."""
    monkeypatch.setattr(chroma_server, "_SECONDS", 0.2)
    monkeypatch.setattr(chroma_server, "_require_ours", lambda _: None)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(StoreError, match="niet op tijd"):
            ChromaServer(StoreAddress(url)).names()


@pytest.mark.parametrize("given", [{"store_tenant": "elders"}, {"store_database": "weg"}])
def test_another_place_is_told(server: str, corpus: Path, given: dict[str, str]) -> None:
    """A tenant or a database that is not there is not made."""
    with pytest.raises(StoreError, match="KWCHAT_STORE_TENANT"):
        kwchat.ingest(
            corpus, index=corpus.parent / "i", encoder=FakeEncoder(), store=server, **given
        )


def test_a_collection_of_another_encoder_is_not_searched(server: str, corpus: Path) -> None:
    """Whatever put it there under this name."""
    before = names(server)
    ingest(corpus, server)
    (name,) = names(server) - before
    with closing(ChromaServer(StoreAddress(server))) as there:
        there.drop(name)
        there.collection(name, "een ander")
    with pytest.raises(IndexStaleError, match="ander taalmodel"):
        opened(corpus, server)
