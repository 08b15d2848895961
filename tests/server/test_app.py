"""The web server: health, headers, closed doors, and a page that is Dutch and local."""

import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import httpx
import pytest
from fastapi import FastAPI
from scripted import COORDINATOR_QUESTION, ScriptedAssistant
from starlette.testclient import TestClient

from kwchat.answering.answer import Asking
from kwchat.chat import texts as chat_texts
from kwchat.chat.gradio_page import is_shut
from kwchat.errors import IndexMissingError, SettingsError
from kwchat.index.encoding import EncoderIdentity
from kwchat.index.manifest import IndexedFile, Manifest, Skipped, SkipReason
from kwchat.reading.account import Account
from kwchat.reading.document import Kind, LeftOut, Reason
from kwchat.server import texts
from kwchat.server.access import Access
from kwchat.server.app import create_app, serve
from kwchat.server.listening import listen
from kwchat.server.pages import admin_html
from kwchat.server.warmup import WarmAssistant

PATIENCE_SECONDS = 60


def ready() -> WarmAssistant:
    """Return an assistant that has warmed up."""
    assistant = WarmAssistant(ScriptedAssistant)
    assistant.start()
    assistant.wait()
    return assistant


def broken() -> WarmAssistant:
    """Return an assistant whose index is missing."""

    def build() -> Asking:
        raise IndexMissingError("Er is geen index: draai eerst kwchat ingest.")

    assistant = WarmAssistant(build)
    assistant.start()
    with pytest.raises(IndexMissingError):
        assistant.wait()
    return assistant


@pytest.fixture(scope="module")
def client() -> TestClient:
    """A client of an app that is not listening anywhere."""
    return client_of(create_app(ready()))


def client_of(app: FastAPI) -> TestClient:
    """Return a client on this computer."""
    return TestClient(app, base_url="http://localhost")


class Scripts(HTMLParser):
    """Collects the scripts of a page, and every address its elements name."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.nonces: list[str | None] = []
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note scripts and addresses."""
        given = dict(attrs)
        if tag == "script":
            self.nonces.append(given.get("nonce"))
        self.addresses += [
            given[name] or "" for name in ("src", "href", "content") if name in given
        ]


# --- health ---


def test_alive_is_not_ready() -> None:
    """While warming up the server lives; it says in Dutch that it is not ready."""
    client = client_of(create_app(WarmAssistant(ScriptedAssistant)))

    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    assert "opstarten" in client.get("/readyz").text


def test_ready_when_warm(client: TestClient) -> None:
    """A load balancer may send people here."""
    assert client.get("/readyz").status_code == 200


def test_a_failed_start_says_what_to_do() -> None:
    """Never ready, and the reason is there to read."""
    response = client_of(create_app(broken())).get("/readyz")

    assert (response.status_code, "kwchat ingest" in response.text) == (503, True)


# --- the page ---


def test_the_page_is_dutch(client: TestClient) -> None:
    """Gradio says it is English; a screen reader would read Dutch with an English voice."""
    page = client.get("/").text

    assert '<html\n\tlang="nl"' in page
    assert 'lang="en"' not in page
    assert "werkt alleen als JavaScript" in page


def test_the_page_names_no_other_host(client: TestClient) -> None:
    """Neither to load from, nor as the address of a picture or a manifest."""
    page = client.get("/").text

    assert [a for a in Scripts(page).addresses if re.match("(https?:)?//", a)] == []
    assert not re.search(r"huggingface|gradio\.app|githubusercontent|google|cdn", page)
    assert 'rel="manifest"' not in page


def test_every_script_of_the_page_carries_the_nonce_of_its_policy(client: TestClient) -> None:
    """A script that someone smuggles in has no nonce and does not run."""
    first, second = client.get("/"), client.get("/")
    nonces = set(Scripts(first.text).nonces)

    assert len(nonces) == 1
    assert f"'nonce-{nonces.pop()}'" in first.headers["content-security-policy"]
    assert "unsafe-inline" not in first.headers["content-security-policy"].split("style-src")[0]
    assert Scripts(first.text).nonces != Scripts(second.text).nonces


def test_length_and_content_of_the_page_agree(client: TestClient) -> None:
    """The page is rewritten on its way out; HEAD is answered too."""
    response = client.get("/", headers={"Accept-Encoding": "identity"})

    assert int(response.headers["content-length"]) == len(response.content)
    assert client.head("/").status_code == 200


@pytest.mark.parametrize("path", ["/embed", "/widget.js", "/beheer", "/healthz", "/readyz"])
def test_a_program_may_ask_for_the_head_alone(client: TestClient, path: str) -> None:
    """As link checkers and monitors do: the same as for GET, without the page."""
    assert client.head(path).status_code == client.get(path).status_code


@pytest.mark.parametrize("path", ["/", "/kwchat/answers.css", "/embed", "/widget.js"])
def test_pages_and_files_are_sent_small(client: TestClient, path: str) -> None:
    """Compressed for whoever takes that, as it is for whoever does not."""
    small = client.get(path, headers={"Accept-Encoding": "gzip"})
    plain = client.get(path, headers={"Accept-Encoding": "identity"})

    assert small.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert int(small.headers["content-length"] or 0) < len(plain.content) / 2


def test_before_gradio_there_is_something_to_read(client: TestClient) -> None:
    """The page itself says what it is and leads to the light one; nothing in its head waits for a
    script, and no font is fetched ahead."""
    head, _, body = client.get("/").text.partition("<body")
    first = body.partition("<gradio-app")[0]

    for words in (chat_texts.CHAT_TITLE, chat_texts.CHAT_NOTICE, chat_texts.CHAT_LIGHT):
        assert words in first
    assert 'href="./embed"' in first
    blocking = re.findall(r'rel="stylesheet"[^>]*href="([^"]*)"', head)
    assert blocking == ["./kwchat/page.css", "./kwchat/colour.css"]
    for script in re.findall(r"<script[^>]* src=[^>]*>", head):
        assert "defer" in script or 'type="module"' in script
    assert head.index("chat.js") < head.index('type="module"')
    assert "woff" not in head


def test_style_script_and_icon_come_from_here(client: TestClient) -> None:
    """What the page links to exists."""
    links = [
        a for a in Scripts(client.get("/").text).addresses if a.startswith(("./kwchat", "./st"))
    ]

    assert len(links) == 10
    assert [client.get(link[1:]).status_code for link in links] == [200] * 10


@pytest.mark.parametrize(
    ("address", "origins", "warned"),
    [
        ("http://chat.school.nl", ("https://intranet.school.nl",), True),
        ("http://chat.school.nl", ("http://a.nl", "https://b.nl"), True),
        ("http://chat.school.nl", (), True),
        ("http://chat.school.nl", ("http://intranet.school.nl",), False),
        ("https://chat.school.nl", ("https://intranet.school.nl",), False),
        ("http://127.0.0.1:7860", ("https://intranet.school.nl",), False),
    ],
)
def test_an_administrator_is_warned_of_http(
    address: str, origins: tuple[str, ...], *, warned: bool
) -> None:
    """Where a safe site would show nothing; and a grey frame is explained to all."""
    page = admin_html(address, colour="#0f5257", origins=origins)

    assert (texts.ADMIN_INSECURE in page) is warned
    assert all(cause in page for cause in texts.ADMIN_GREY_CAUSES)


def test_what_can_be_made_smaller_is(client: TestClient) -> None:
    """Pages, scripts and answers; not what must come in pieces, and for nobody who cannot undo
    it."""
    asked = {"question": COORDINATOR_QUESTION}
    small = [client.get("/"), client.get("/widget.js"), client.post("/api/v1/ask", json=asked)]
    plain = client.get("/widget.js", headers={"Accept-Encoding": "identity"})
    stream = client.post("/api/v1/ask/stream", json=asked)

    assert [response.headers.get("content-encoding") for response in small] == ["gzip"] * 3
    assert "content-encoding" not in {**plain.headers, **stream.headers}
    assert int(small[1].headers["content-length"]) < len(plain.content) / 2
    assert all("Accept-Encoding" in response.headers["vary"] for response in (small[1], plain))


# --- doors ---


@pytest.mark.parametrize("path", ["/", "/healthz", "/kwchat/chat.css", "/gradio_api/info"])
def test_every_response_has_the_security_headers(client: TestClient, path: str) -> None:
    """Also those that are refused."""
    headers = client.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["content-security-policy"].startswith("default-src ")


@pytest.mark.parametrize("path", ["/embed", "/beheer", "/widget.js", "/api/v1/ask", "/nergens"])
def test_all_but_gradios_page_runs_files_of_this_server_only(client: TestClient, path: str) -> None:
    """No inline script or style, no code made of text, no other host."""
    policy = client.get(path).headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
@pytest.mark.parametrize("path", ["/", "/gradio_api/queue/join", "/theme.css"])
def test_other_origins_are_not_let_in(client: TestClient, origin: str, path: str) -> None:
    """No response, and no preflight, allows another origin anything."""
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    responses = [client.get(path, headers=asked), client.options(path, headers=asked)]

    assert not [
        name for response in responses for name in response.headers if "allow-origin" in name
    ]
    assert not [
        name for response in responses for name in response.headers if "allow-credentials" in name
    ]


INTRANET = "https://intranet.school.nl"


@pytest.mark.parametrize(
    ("path", "origins", "ancestors"),
    [
        ("/embed", (INTRANET, "http://b.nl:81"), f"{INTRANET} http://b.nl:81"),
        ("/embed", (), "'none'"),
        ("/", (INTRANET,), "'none'"),
        ("/embedden", (INTRANET,), "'none'"),
    ],
)
def test_only_the_listed_may_frame_and_only_what_is_meant_for_it(
    path: str, origins: tuple[str, ...], ancestors: str
) -> None:
    """Without a list nobody may show anything in a frame; the chat page itself nobody ever may."""
    client = client_of(create_app(ready(), Access(embed_origins=origins)))
    policy = client.get(path).headers["content-security-policy"]

    assert policy.endswith(f"frame-ancestors {ancestors}")


def test_a_listed_origin_may_use_the_api_without_cookies() -> None:
    """Its preflight is answered, its request is let in; another one's is not."""
    client = client_of(create_app(ready(), Access(embed_origins=(INTRANET,))))
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    listed = client.options("/api/v1/ask", headers={"Origin": INTRANET, **asked})
    other = client.options("/api/v1/ask", headers={"Origin": "https://evil.example", **asked})
    answer = client.post(
        "/api/v1/ask", json={"question": COORDINATOR_QUESTION}, headers={"Origin": INTRANET}
    )

    assert (listed.status_code, other.status_code) == (200, 400)
    assert [r.headers.get("access-control-allow-origin") for r in (listed, other, answer)] == [
        INTRANET,
        None,
        INTRANET,
    ]
    assert "access-control-allow-credentials" not in {**listed.headers, **answer.headers}


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/proxy=https://evil.example/",
        "/gradio_api/info",
        "/gradio_api/openapi.json",
        "/gradio_api/component_server",
        "/gradio_api/runs",
        "/monitoring",
        "/monitoring/summary",
        "/docs",
        "/openapi.json",
    ],
)
def test_what_the_page_does_not_use_is_shut(client: TestClient, path: str) -> None:
    """Uploads, files, proxies, descriptions and monitoring answer 404, to any method."""
    assert client.get(path).status_code == 404
    assert client.post(path).status_code in {404, 405}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/gradio_api/queue/join",
        "/gradio_api/queue/data",
        "/gradio_api/heartbeat/abc",
        "/config",
    ],
)
def test_what_the_page_uses_is_open(path: str) -> None:
    """The chat itself still works."""
    assert not is_shut(path)


@pytest.mark.parametrize("root_path", ["/hulp", "https://school.nl/hulp", "/hulp/"])
@pytest.mark.parametrize("prefix", ["/hulp", ""], ids=["prefix kept", "prefix stripped"])
def test_below_a_path_the_doors_are_the_same(root_path: str, prefix: str) -> None:
    """Behind a proxy below a path, whether it strips the path or not, nothing else changes."""
    client = client_of(create_app(ready(), Access(root_path=root_path)))

    host = "school.nl" if "school.nl" in root_path else "localhost"
    assert re.search(rf'"root":"https?://{host}/hulp"', client.get(f"{prefix}/").text)
    assert client.get(f"{prefix}/healthz").status_code == 200
    assert client.get(f"{prefix}/kwchat/chat.css").status_code == 200
    assert client.get(f"{prefix}/api/v1/openapi.json").status_code == 200
    assert client.get(f"{prefix}/gradio_api/info").status_code == 404


# --- the address ---


def test_a_busy_port_is_named() -> None:
    """The error says which port, and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(SettingsError, match=f"Poort {port} .* KWCHAT_PORT"):
            serve(create_app(ready()), host="127.0.0.1", port=port)


def test_an_impossible_address_is_named() -> None:
    """An address of another machine cannot be listened on."""
    with pytest.raises(SettingsError, match="KWCHAT_HOST"):
        listen("203.0.113.7", 7860)


def test_a_name_that_does_not_exist_is_named() -> None:
    """A typing error in the host is no trace."""
    with pytest.raises(SettingsError, match="bestaat-niet"):
        listen("bestaat-niet.invalid", 7860)


@pytest.mark.server
def test_stopping_is_quick_and_quiet() -> None:
    """An interrupt ends the server without a trace, also while a page is open."""
    port = free_port()
    script = (
        "from kwchat.server.warmup import WarmAssistant; "
        "from kwchat.server.app import create_app, serve; "
        f"serve(create_app(WarmAssistant(list)), host='127.0.0.1', port={port})"
    )
    server = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE, text=True)
    with server, heartbeat(port) as page:
        assert page.status == 200
        server.send_signal(signal.SIGINT)

        _, said = server.communicate(timeout=PATIENCE_SECONDS)

    assert (server.returncode, said) == (0, "")


@pytest.mark.server
def test_a_connection_outlives_a_reader_s_thought() -> None:
    """Else what is asked just then is lost: a proxy sends it down a connection that is shut."""
    port = free_port()
    script = (
        "from scripted import ScriptedAssistant; from kwchat.server.app import create_app, serve\n"
        "from kwchat.server.warmup import WarmAssistant\n"
        f"serve(create_app(WarmAssistant(ScriptedAssistant)), host='127.0.0.1', port={port})\n"
    )
    server = subprocess.Popen([sys.executable, "-c", script])
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    with server, heartbeat(port), closing(connection):
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        held = connection.sock
        time.sleep(7)  # seven seconds of thought; uvicorn by itself waits for five

        connection.request("GET", "/healthz")
        assert connection.getresponse().status == 200
        assert connection.sock is held
        server.terminate()


@pytest.mark.server
def test_an_answer_that_has_begun_is_finished_before_the_server_stops(tmp_path: Path) -> None:
    """A SIGTERM in mid-answer: its reader gets all of it, also while a page is open; a new one
    is not let in."""
    port, go = free_port(), tmp_path / "go"
    script = (
        "import sys, time, pathlib; from scripted import ScriptedAssistant\n"
        "from kwchat.server.app import create_app, serve\n"
        "from kwchat.server.warmup import WarmAssistant\n"
        "class Slow:\n"
        "    def stream(self, question, history, choice):\n"
        "        first, *rest = ScriptedAssistant().stream(question, history)\n"
        "        yield first\n"
        f"        while not pathlib.Path({str(go)!r}).exists(): time.sleep(0.05)\n"
        "        yield from rest\n"
        "warm = WarmAssistant(Slow)\n"
        "warm.start()\n"
        f"serve(create_app(warm), host='127.0.0.1', port={port})\n"
    )
    server = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE, text=True)
    asked = {"question": COORDINATOR_QUESTION}
    url = f"http://127.0.0.1:{port}/api/v1/ask/stream"
    with server, heartbeat(port), httpx.Client(timeout=PATIENCE_SECONDS) as client:
        with client.stream("POST", url, json=asked) as answer:
            lines = answer.iter_lines()
            assert next(lines) == "event: retrieved"
            server.send_signal(signal.SIGTERM)
            while listens(port):
                time.sleep(0.05)
            assert server.poll() is None
            go.touch()

            assert "event: done" in list(lines)
        _, said = server.communicate(timeout=PATIENCE_SECONDS)

    assert (server.returncode, said) == (-signal.SIGTERM, "")


def listens(port: int) -> bool:
    """Tell whether a server lets anyone in."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """Return a port that nobody listens on."""
    with listen("127.0.0.1", 0) as listener:
        return int(listener.getsockname()[1])


def heartbeat(port: int) -> HTTPResponse:
    """Return the connection that an open page holds, as soon as the server is there."""
    address = f"http://127.0.0.1:{port}/gradio_api/heartbeat/abc"
    for _ in range(PATIENCE_SECONDS * 10):
        try:
            return urlopen(address, timeout=PATIENCE_SECONDS)
        except URLError:
            time.sleep(0.1)
    pytest.fail("the server never came")


def test_the_page_for_administrators_tells_what_was_read() -> None:
    """Of every file how much, what to look at, and the pages without text; of the rest a number."""

    def file(path: str, told: Account | None, pictures: tuple[int, ...] = ()) -> IndexedFile:
        return IndexedFile(path, "0", path, Kind.EIGEN, 9, 1, told, pictures)

    manifest = Manifest(
        format=1,
        kwchat="0",
        generation="g1",
        chunking={},
        sizes={},
        encoder=EncoderIdentity("e", "1"),
        files=(
            file("gids.pdf", Account(1000, 0, (LeftOut(Reason.MARGIN, 30, 3),), (4,)), (2, 7)),
            file("plan.docx", Account(200, 3)),
            file("lijst.msg", None),
        ),
        skipped=(Skipped("namen-zij-instroom.zip", SkipReason.UNKNOWN, "onbekend"),),
    )
    page = admin_html("https://school.nl/", colour="#0f5257", origins=[], manifest=manifest)
    rows = [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    ]

    assert rows == [
        list(texts.ADMIN_ACCOUNT_COLUMNS),
        ["gids.pdf", "1000", "100,0 %", "30", "2, 4, 7"],
        ["plan.docx", "200", f"98,5 % {texts.ADMIN_ACCOUNT_LOOK}", "0", ""],
        ["lijst.msg", *[texts.ADMIN_ACCOUNT_NONE] * 3, ""],
    ]
    assert texts.ADMIN_SKIPPED.format(count=1) in page
    assert "instroom" not in page
