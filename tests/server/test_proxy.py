"""Behind a real nginx, with the example of docs/nginx.conf: a path, https, a stream, a login.

nginx speaks to kwchat from an address of its own, so that who comes round it can be told apart.
"""

import getpass
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from ipaddress import ip_network
from pathlib import Path
from threading import Event as Flag
from typing import Any

import httpx
import pytest
import trustme
from browser import GRADIO, ready, served
from playwright.sync_api import Browser, expect
from scripted import COORDINATOR, COORDINATOR_QUESTION, ScriptedAssistant

from kwchat.answering.answer import EVERYTHING, Choice, Done, Event, Token, Turn
from kwchat.index.fileread import ReadingHere
from kwchat.index.ingest import IngestReport
from kwchat.server.access import Access
from kwchat.server.ingests import Ingests
from kwchat.server.intake import Intake

EXAMPLE = Path(__file__).parents[2] / "docs" / "nginx.conf"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
NGINX_ADDRESS = "127.0.0.2"
PATIENCE_SECONDS = 30
# Everything that nginx would keep in folders of the system goes to the folder of the test.
AROUND = """
user {user};
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {example}
}}
"""

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed"),
    *GRADIO,
]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Who vouches for the certificate of the school."""
    return trustme.CA()


@contextmanager
def behind_nginx(
    folder: Path, authority: trustme.CA, app: str, *, login: bool = False
) -> Iterator[str]:
    """Run nginx as the example has it before an app, and give the address that visitors use."""
    port = free_port()
    example = EXAMPLE.read_text(encoding="utf-8")
    for written, here in {
        "server 127.0.0.1:7860;": f"server {app.removeprefix('http://')};",
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "/etc/ssl/certs/school.pem": str(folder / "school.pem"),
        "/etc/ssl/private/school.key": str(folder / "school.key"),
        "/etc/nginx/kwchat.htpasswd": str(folder / "htpasswd"),
        "proxy_pass http://kwchat;": f"proxy_pass http://kwchat; proxy_bind {NGINX_ADDRESS};",
        **({"# auth_basic": "auth_basic"} if login else {}),
    }.items():
        assert written in example
        example = example.replace(written, here)
    certificate = authority.issue_cert("localhost", "127.0.0.1")
    certificate.cert_chain_pems[0].write_to_path(folder / "school.pem")
    certificate.private_key_pem.write_to_path(folder / "school.key")
    (folder / "htpasswd").write_text("sanne:{PLAIN}geheim\n", encoding="utf-8")
    around = AROUND.format(user=getpass.getuser(), folder=folder, example=example)
    (folder / "nginx.conf").write_text(around, encoding="utf-8")
    with running([str(NGINX), "-p", str(folder), "-c", "nginx.conf"], port):
        yield f"https://localhost:{port}/kwchat"


@contextmanager
def running(command: Sequence[str], port: int) -> Iterator[None]:
    """Run a server until the end of the block; it listens."""
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        for _ in range(PATIENCE_SECONDS * 20):
            assert process.poll() is None, "nginx stopped"
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def believing_nginx(**given: Any) -> Access:
    """Return the settings that the example names."""
    return Access(root_path="/kwchat", trusted_proxies=(ip_network(NGINX_ADDRESS),), **given)


def visitor(authority: trustme.CA, address: str = "127.0.0.1", **given: Any) -> httpx.Client:
    """Return a client that comes from an address, and trusts the school's certificate."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    transport = httpx.HTTPTransport(local_address=address, verify=context)
    return httpx.Client(transport=transport, timeout=PATIENCE_SECONDS, **given)


def ask(client: httpx.Client, url: str, **headers: str) -> httpx.Response:
    """Ask a question over the API."""
    question = {"question": COORDINATOR_QUESTION}
    return client.post(f"{url}/api/v1/ask", json=question, headers=headers)


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory, authority: trustme.CA) -> Iterator[str]:
    """The chat of a school, behind nginx."""
    folder = tmp_path_factory.mktemp("nginx")
    with (
        served(ready(ScriptedAssistant()), believing_nginx()) as app,
        behind_nginx(folder, authority, app) as url,
    ):
        yield url


def test_the_page_and_what_it_loads_are_there(school: str, authority: trustme.CA) -> None:
    """Below the path, over https, with and without the last slash."""
    with visitor(authority, follow_redirects=True) as client:
        page = client.get(school)
        assert f'"root":"{school}"' in page.text
        assert str(page.url) == f"{school}/"
        for path in ("kwchat/chat.css", "kwchat/chat.js", "config", "api/v1/openapi.json"):
            assert client.get(f"{school}/{path}").status_code == 200
        assert ask(client, school).json()["answered"] is True


@pytest.mark.browser
def test_a_teacher_asks_through_the_proxy(school: str, browser: Browser) -> None:
    """Gradio's own queue and stream work below the path too."""
    with browser.new_page(ignore_https_errors=True) as page:
        page.goto(f"{school}/")
        page.get_by_label("Je vraag").fill(COORDINATOR_QUESTION)
        page.get_by_label("Je vraag").press("Enter")

        expect(page.locator("#kw-transcript")).to_contain_text(COORDINATOR[:60], timeout=30_000)


class Halting:
    """An assistant that says the second word when it is told that the first was heard."""

    def __init__(self) -> None:
        self.heard = Flag()

    def stream(
        self, question: str, history: Sequence[Turn], _choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield two pieces and the end."""
        yield Token("Eerst")
        assert self.heard.wait(PATIENCE_SECONDS), "the first piece was kept somewhere"
        *_, last = ScriptedAssistant().stream(question, history)
        assert isinstance(last, Done)
        yield last


def test_a_stream_is_not_kept_up(tmp_path: Path, authority: trustme.CA) -> None:
    """A piece of an answer arrives before the next one is made."""
    assistant = Halting()
    question = {"question": COORDINATOR_QUESTION}
    with (
        served(ready(assistant), believing_nginx()) as app,
        behind_nginx(tmp_path, authority, app) as url,
        visitor(authority) as client,
        client.stream("POST", f"{url}/api/v1/ask/stream", json=question) as response,
    ):
        lines = response.iter_lines()
        assert (next(lines), next(lines)) == ("event: token", 'data: {"text": "Eerst"}')
        assistant.heard.set()
        assert "event: done" in list(lines)


def test_visitors_count_alone_and_cannot_pass_for_another(
    tmp_path: Path, authority: trustme.CA
) -> None:
    """Nginx says who asks; what a visitor says of itself is overwritten, or not believed."""
    with (
        served(ready(ScriptedAssistant()), believing_nginx(limit_per_minute=1)) as app,
        behind_nginx(tmp_path, authority, app) as url,
        visitor(authority, "127.0.0.3") as one,
        visitor(authority, "127.0.0.4") as other,
        visitor(authority, "127.0.0.5") as past_nginx,
    ):
        assert [ask(client, url).status_code for client in (one, other, one)] == [200, 200, 429]
        assert ask(one, url, **{"X-Forwarded-For": "198.51.100.1"}).status_code == 429
        direct = f"{app}/kwchat"
        claims = [{"X-Forwarded-For": f"198.51.100.{number}"} for number in range(2)]
        assert [ask(past_nginx, direct, **claim).status_code for claim in claims] == [200, 429]


def test_nobody_reads_the_metrics_through_the_proxy(school: str, authority: trustme.CA) -> None:
    """They are for this computer, and nginx is no reason to think otherwise."""
    with visitor(authority) as client:
        assert client.get(f"{school}/metrics").status_code == 404
        assert client.get(f"{school}/healthz").status_code == 200


def test_a_login_is_what_nginx_says(tmp_path: Path, authority: trustme.CA) -> None:
    """Without a password nginx lets nobody pass, and round nginx there is no way in."""
    access = believing_nginx(login_header="X-Remote-User")
    forged = {"X-Remote-User": "directeur"}
    with (
        served(ready(ScriptedAssistant()), access) as app,
        behind_nginx(tmp_path, authority, app, login=True) as url,
        visitor(authority) as client,
    ):
        assert ask(client, url).status_code == 401
        assert ask(client, url, **forged).status_code == 401
        assert client.get(f"{app}/kwchat/", headers=forged).status_code == 403
        assert client.get(f"{app}/healthz").status_code == 200
        client.auth = httpx.BasicAuth("sanne", "geheim")
        assert ask(client, url).status_code == 200
        assert client.get(f"{url}/").status_code == 200


def test_a_proxy_that_forgets_to_log_in_opens_nothing(
    tmp_path: Path, authority: trustme.CA
) -> None:
    """The example without its login lines says that nobody is logged in; so nobody is let in."""
    access = believing_nginx(login_header="X-Remote-User")
    with (
        served(ready(ScriptedAssistant()), access) as app,
        behind_nginx(tmp_path, authority, app) as url,
        visitor(authority) as client,
    ):
        assert ask(client, url, **{"X-Remote-User": "directeur"}).status_code == 401


def test_a_manager_hands_a_large_document_in(tmp_path: Path, authority: trustme.CA) -> None:
    """Nginx lets it pass there and nowhere else, and the page is taken for one of kwchat's own."""
    access = believing_nginx(login_header="X-Remote-User", managers=("sanne",))
    intake = Intake(tmp_path / "corpus", lambda: nullcontext(ReadingHere()))
    ingests = Ingests(lambda: IngestReport((), 0, 0.0))
    content = b"De school is op vrijdagmiddag dicht.\n\n" * 20_000
    (tmp_path / "corpus").mkdir()
    with (
        served(ready(ScriptedAssistant()), access, intake=intake, ingests=ingests) as app,
        behind_nginx(tmp_path, authority, app, login=True) as url,
        visitor(authority) as client,
    ):
        client.auth = httpx.BasicAuth("sanne", "geheim")
        page, origin = f"{url}/beheer/documenten", url.removesuffix("/kwchat")
        handed = {"params": {"naam": "plan.md"}, "content": content}
        assert client.get(page).status_code == 200
        assert (
            client.post(page, headers={"Origin": "https://elders.nl"}, **handed).status_code == 403
        )
        assert client.post(page, headers={"Origin": origin}, **handed).status_code == 200
        assert client.post(f"{url}/api/v1/ask", content=content).status_code == 413

    assert (tmp_path / "corpus" / "eigen" / "plan.md").read_bytes() == content
