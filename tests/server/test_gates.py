"""The gates before the app: names, logins, proxies, sizes, patience, limits and metrics."""

from collections.abc import Iterator, Sequence
from ipaddress import ip_network
from threading import Event as Flag
from typing import Any

import anyio
import pytest
from browser import ready
from fastapi.testclient import TestClient
from scripted import COORDINATOR_QUESTION, UNANSWERABLE, ScriptedAssistant
from starlette.types import Receive, Scope, Send

from kwchat.answering.answer import EVERYTHING, Asking, Choice, Event, Turn
from kwchat.errors import IndexDamagedError
from kwchat.server import gates
from kwchat.server.access import LOOPBACK, Access
from kwchat.server.app import create_app

PROXY = "10.0.0.1"
TRUSTING: dict[str, Any] = {"trusted_proxies": (ip_network(PROXY),)}
HERE = "http://localhost"


def client_of(
    access: Access, *, peer: str = "192.0.2.7", asking: Asking | None = None, url: str = HERE
) -> TestClient:
    """Return a client that reaches the whole app from an address."""
    app = create_app(ready(asking or ScriptedAssistant()), access)
    return TestClient(app, base_url=url, client=(peer, 50_000))


def ask(client: TestClient, question: str = COORDINATOR_QUESTION, **headers: str) -> Any:
    """Ask a question over the API."""
    return client.post("/api/v1/ask", json={"question": question}, headers=headers)


# --- names ---


def test_a_name_that_is_not_ours_is_refused() -> None:
    """Also when it points to this computer; the sentence names the setting."""
    client = client_of(Access(), url="http://evil.example")

    assert (client.get("/").status_code, ask(client).status_code) == (400, 400)
    assert "KWCHAT_HOSTS" in client.get("/").text
    assert "KWCHAT_HOSTS" in ask(client).json()["error"]
    assert "content-security-policy" in client.get("/").headers


def test_a_listed_name_is_let_in() -> None:
    """As the school calls it."""
    client = client_of(Access(hosts=("chat.school.nl",)), url="http://chat.school.nl")

    assert ask(client).status_code == 200


def test_a_name_that_a_proxy_passes_on_counts_only_if_the_proxy_is_trusted() -> None:
    """Apache hides the name behind its own; anyone may claim to be Apache."""
    access = Access(hosts=("chat.school.nl",), **TRUSTING)
    forged = {"X-Forwarded-Host": "evil.example"}

    assert client_of(access, peer=PROXY).get("/healthz", headers=forged).status_code == 400
    assert client_of(access).get("/healthz", headers=forged).status_code == 200
    assert "evil.example" not in client_of(access).get("/", headers=forged).text


def test_behind_a_trusted_proxy_the_page_is_secure() -> None:
    """Whether the browser came over https only the proxy knows."""
    headers = {"X-Forwarded-Proto": "https"}

    page = client_of(Access(**TRUSTING), peer=PROXY).get("/", headers=headers).text
    assert '"root":"https://localhost"' in page
    page = client_of(Access(**TRUSTING)).get("/", headers=headers).text
    assert '"root":"http://localhost"' in page


# --- login ---

LOGIN = Access(login_header="X-Remote-User", **TRUSTING)
USER = {"X-Remote-User": "j.devries"}


@pytest.mark.parametrize("path", ["/", "/api/v1/openapi.json", "/kwchat/chat.css", "/config"])
@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        (PROXY, USER, 200),
        (PROXY, {}, 401),
        (PROXY, {"X-Remote-User": " "}, 401),
        ("::1", USER, 403),
    ],
    ids=["logged in", "not logged in", "nobody", "round the proxy"],
)
def test_with_a_login_only_the_proxy_says_who_is_in(
    path: str, peer: str, headers: dict[str, str], status: int
) -> None:
    """A header that a client brings itself is no login."""
    response = client_of(LOGIN, peer=peer).get(path, headers=headers)

    assert response.status_code == status


def test_a_missing_login_is_told_in_dutch() -> None:
    """In the shape of the place: a sentence on a page, JSON in the API."""
    client = client_of(LOGIN, peer=PROXY)

    assert "niet ingelogd" in client.get("/").text
    assert "niet ingelogd" in ask(client).json()["error"]
    assert ask(client).headers["www-authenticate"] == "Proxy"


def test_health_needs_no_login() -> None:
    """A machine that watches over the server is nobody."""
    client = client_of(LOGIN, peer="127.0.0.1")

    assert [client.get(path).status_code for path in ("/healthz", "/readyz", "/metrics")] == [
        200,
        200,
        200,
    ]


class Overheard:
    """An app that keeps what reaches it."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Keep a request."""
        del receive, send
        self.scopes.append(scope)


@pytest.mark.parametrize("peer", [PROXY, "192.0.2.7"])
def test_the_name_of_the_user_goes_no_further(peer: str) -> None:
    """What the app never hears it cannot keep."""
    heard = Overheard()
    scope = {
        "type": "http",
        "client": (peer, 1),
        "headers": [(b"x-remote-user", b"j.devries"), (b"forwarded", b"for=1"), (b"accept", b"*")],
    }

    anyio.run(gates.Claims(heard, access=LOGIN), scope, None, None)

    assert [kept["headers"] for kept in heard.scopes] == [[(b"accept", b"*")]]


# --- limits ---


def test_the_api_counts_per_client() -> None:
    """Status 429, in Dutch, with the time to wait."""
    client = client_of(Access(limit_per_minute=2))
    statuses = [ask(client).status_code for _ in range(3)]
    refused = client.post("/api/v1/ask/stream", json={"question": "x"})

    assert statuses == [200, 200, 429]
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert "kort na elkaar" in refused.json()["error"]


def test_a_question_that_is_none_counts_too() -> None:
    """Nonsense costs work as well."""
    client = client_of(Access(limit_per_minute=1))

    assert [client.post("/api/v1/ask", content=b"").status_code for _ in range(2)] == [415, 429]


def test_a_forged_address_gives_no_second_chance() -> None:
    """Who asks is the connection's other end, whatever the headers say."""
    client = client_of(Access(limit_per_minute=1, **TRUSTING))

    assert [
        ask(client, **{"X-Forwarded-For": f"198.51.100.{number}"}).status_code
        for number in range(2)
    ] == [200, 429]


def test_behind_a_trusted_proxy_each_client_counts_alone() -> None:
    """Who asks is who the proxy names last; what stands before that, the client wrote itself."""
    client = client_of(Access(limit_per_minute=1, **TRUSTING), peer=PROXY)
    said = ["198.51.100.1", "198.51.100.2", "203.0.113.9, 198.51.100.2"]

    assert [ask(client, **{"X-Forwarded-For": claim}).status_code for claim in said] == [
        200,
        200,
        429,
    ]


# --- size and patience ---


def chunks(size: int) -> Iterator[bytes]:
    """Yield a body without saying how long it is."""
    for _ in range(0, size, 1024):
        yield b" " * 1024


@pytest.mark.parametrize("path", ["/api/v1/ask", "/api/v1/ask/stream"])
@pytest.mark.parametrize("said", [True, False], ids=["length said", "chunked"])
def test_a_body_that_is_too_large_is_not_read(path: str, *, said: bool) -> None:
    """Whether it says how large it is or not."""
    size = gates.MAX_BODY_BYTES + 1024
    response = client_of(Access()).post(
        path,
        content=b" " * size if said else chunks(size),
        headers={"Content-Type": "application/json"},
    )

    assert response.status_code == 413
    assert "te groot" in response.json()["error"]


def test_the_chat_reads_no_large_body_either() -> None:
    """The same limit holds for Gradio's own addresses."""
    body = b'{"data": ["' + b"a" * gates.MAX_BODY_BYTES + b'"]}'

    assert client_of(Access()).post("/gradio_api/queue/join", content=body).status_code == 413


async def never(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer nothing, ever."""
    del scope, receive, send
    await anyio.sleep_forever()


@pytest.mark.parametrize("path", ["/", "/api/v1/ask"])
def test_an_answer_that_does_not_begin_is_given_up(path: str) -> None:
    """The client gets a sentence, and the place is free again."""
    client = TestClient(gates.Patience(never, access=Access(), seconds=0))

    response = client.get(path)

    assert response.status_code == 503
    assert "Het duurde te lang" in response.text


def test_an_answer_that_has_begun_may_take_its_time() -> None:
    """A page that is open listens for hours."""
    over = Flag()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await anyio.sleep(0.05)
        over.set()
        await send({"type": "http.response.body", "body": b"klaar"})

    client = TestClient(gates.Patience(slow, access=Access(), seconds=0.01))

    assert (client.get("/").text, over.is_set()) == ("klaar", True)


# --- metrics ---


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("192.0.2.7", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 404),
        (PROXY, {"X-Forwarded-For": "127.0.0.1"}, 404),
    ],
    ids=["this computer", "another", "through a proxy", "a claim through a proxy"],
)
def test_metrics_are_for_this_computer(peer: str, headers: dict[str, str], status: int) -> None:
    """A proxy on this computer does not open them to everyone."""
    client = client_of(Access(**TRUSTING), peer=peer)

    assert client.get("/metrics", headers=headers).status_code == status


def test_metrics_may_be_opened_to_a_machine() -> None:
    """The one that collects them."""
    access = Access(metrics_from=(*LOOPBACK, ip_network("192.0.2.0/24")))

    assert client_of(access).get("/metrics").status_code == 200


class Failing:
    """An assistant of which the index is broken."""

    def stream(
        self, question: str, history: Sequence[Turn], _choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Fail."""
        raise IndexDamagedError(f"kapot: {question} {history}")


def test_metrics_count_answers_by_how_they_ended() -> None:
    """Answered, refused and failed; stages and quotes of what was answered."""
    client = client_of(Access(), peer="127.0.0.1")
    for question in (COORDINATOR_QUESTION, UNANSWERABLE, UNANSWERABLE, "a" * 2001):
        ask(client, question)
    figures = client.get("/metrics").text

    for line in [
        'kwchat_questions_total{outcome="answered"} 1.0',
        'kwchat_questions_total{outcome="refused"} 2.0',
        'kwchat_questions_total{outcome="error"} 0.0',
        'kwchat_stage_seconds_count{stage="retrieve"} 3.0',
        'kwchat_stage_seconds_count{stage="total"} 3.0',
        "kwchat_quotes_verified_total 1.0",
        'kwchat_http_requests_total{area="api",status="2xx"} 3.0',
        'kwchat_http_requests_total{area="api",status="4xx"} 1.0',
    ]:
        assert line in figures.splitlines()


def test_metrics_count_what_failed_and_name_nobody() -> None:
    """No word of a question, no address."""
    client = client_of(Access(), peer="127.0.0.1", asking=Failing())

    assert ask(client, "Wat mankeert Sanne Jansen uit 3B?").status_code == 503
    figures = client.get("/metrics").text
    assert 'kwchat_questions_total{outcome="error"} 1.0' in figures
    assert not any(word in figures for word in ("Sanne", "127.0.0.1", "kapot"))
