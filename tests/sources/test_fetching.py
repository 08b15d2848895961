"""Documents come from a real web server, whole and checked, or not at all."""

import gzip
import socket
import ssl
import time
import zlib
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st
from websites import HTML, PDF, Reply, Site, page, pdf, redirect, robots, website

from kwchat.errors import FetchError, FetchForbiddenError
from kwchat.sources.fetching import Fetched, Fetcher, Limits, Validators, is_public


@pytest.fixture
def site() -> Iterator[Site]:
    """A site without pages and without rules."""
    with website() as site:
        yield site


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Someone who signs certificates."""
    return trustme.CA()


class Pauses(list[float]):
    """Waits for nothing, and remembers how long it should have taken."""

    async def __call__(self, seconds: float) -> None:
        """Note the seconds."""
        self.append(seconds)


def fetch(address: str, known: Validators | None = None, **options: Any) -> Fetched | None:
    """Fetch from this machine, which a user cannot; a pause takes no time."""
    limits = Limits(**{name: options.pop(name) for name in [*options] if hasattr(Limits, name)})
    return Fetcher(limits, **{"loopback": True, "pause": Pauses(), **options}).fetch(address, known)


def fetched(address: str, **options: Any) -> Fetched:
    """Fetch what must be there."""
    found = fetch(address, **options)
    assert found is not None
    return found


# --- what comes in ---


def test_a_page_comes_as_it_is(site: Site) -> None:
    """With its last address, its type, and what is needed to ask later whether it changed."""
    address = site.put("/a", page(Content_Type="text/html; charset=utf-8", ETag='"1"'))

    assert fetched(address) == Fetched(address, "text/html", ".html", HTML, Validators('"1"', None))


@pytest.mark.parametrize(
    "media_type", ["application/pdf", "Application/X-PDF", "application/octet-stream"]
)
def test_a_pdf_is_known_by_its_content(site: Site, media_type: str) -> None:
    """Repositories that send it as a stream of bytes are understood."""
    found = fetched(site.put("/a", pdf(Content_Type=media_type)))

    assert (found.suffix, found.content) == (".pdf", PDF)


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        pytest.param(Reply(b"x", 200, {"Content-Type": "image/png"}), "maar image/png", id="image"),
        pytest.param(Reply(HTML, 200, {}), "geen PDF of webpagina", id="no type"),
        pytest.param(pdf(HTML), "heet een PDF te zijn", id="page as PDF"),
        pytest.param(page(PDF), "heet een webpagina te zijn", id="PDF as page"),
        pytest.param(page(b""), "heet een webpagina te zijn", id="nothing as page"),
        pytest.param(
            page(zlib.compress(HTML), Content_Encoding="deflate"), "niet te begrijpen", id="deflate"
        ),
        pytest.param(page(HTML, Content_Encoding="gzip"), "niet te begrijpen", id="not gzip"),
        pytest.param(Reply(b"weg", 404), "HTTP 404", id="gone"),
        pytest.param(Reply(b"nee", 403), "HTTP 403", id="shut"),
        pytest.param(Reply(b"", 204), "HTTP 204", id="nothing"),
        pytest.param(Reply(b"", 304), "maar is het niet", id="not modified, unasked"),
    ],
)
def test_what_is_no_document_is_told_at_once(site: Site, reply: Reply, fault: str) -> None:
    """The sentence names the address, and nobody is bothered twice."""
    address = site.put("/a", reply)

    with pytest.raises(FetchError, match=fault) as raised:
        fetch(address)

    assert str(raised.value).startswith(address)
    assert site.paths == ["/a"]


def test_a_packed_page_is_unpacked(site: Site) -> None:
    """As some servers send it."""
    address = site.put("/a", page(gzip.compress(HTML), Content_Encoding="gzip"))

    assert fetched(address).content == HTML


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(page(HTML, Content_Length="2000000000"), id="announced"),
        pytest.param(page([HTML] * 100), id="streamed"),
        pytest.param(
            page(gzip.compress(HTML + bytes(50_000)), Content_Encoding="gzip"), id="unpacked"
        ),
    ],
)
def test_more_than_the_limit_is_not_read(site: Site, reply: Reply) -> None:
    """Whether the server says so, says nothing, or packs much into little."""
    with pytest.raises(FetchError, match="groter dan"):
        fetch(site.put("/a", reply), content_bytes=2000)


# --- faults that may pass ---


def test_a_fault_that_passes_is_tried_again(site: Site) -> None:
    """After pauses that grow."""
    address = site.put("/a", Reply(b"", 500), Reply(b"", 503), page())
    pauses = Pauses()

    assert fetched(address, pause=pauses).content == HTML
    assert (site.paths, len(pauses)) == (["/a"] * 3, 2)
    assert 0 < pauses[0] < pauses[1]


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        pytest.param(Reply(b"", 500), "HTTP 500", id="error"),
        pytest.param(Reply(b"", 429), "HTTP 429", id="too busy"),
        pytest.param(page(HTML, Content_Length="500"), "brak af", id="cut off"),
        pytest.param(pdf([PDF[:-8]]), "brak af", id="cut off, of unknown length"),
    ],
)
def test_three_times_is_enough(site: Site, reply: Reply, fault: str) -> None:
    """A fault that stays is told, with the last address."""
    with pytest.raises(FetchError, match=fault):
        fetch(site.put("/a", reply))

    assert site.paths == ["/a"] * 3


def _drip(piece: bytes) -> Iterator[bytes]:
    while True:
        time.sleep(0.02)
        yield piece


def _hold() -> Iterator[bytes]:
    yield HTML
    time.sleep(0.6)


def test_a_server_that_falls_silent_is_left(site: Site) -> None:
    """However much of the page it sent before."""
    with pytest.raises(FetchError, match="zwijgt te lang"):
        fetch(site.put("/a", page(_hold())), silence_seconds=0.2, attempts=1)


def test_a_server_that_drips_is_left(site: Site) -> None:
    """Every piece in time is not a document in time."""
    with pytest.raises(FetchError, match="duurt te lang"):
        fetch(site.put("/a", page(_drip(b"<html>"))), total_seconds=0.3)


def test_nobody_there() -> None:
    """A dead address is told with what to look at."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"http://localhost:{closed.getsockname()[1]}/a"

    with pytest.raises(FetchError, match="komt geen"):
        fetch(address)


# --- where a visit may lead ---


def test_redirects_are_followed(site: Site) -> None:
    """Relative ones and whole ones; the last address is kept."""
    site.put("/a", redirect("b?x=1", 301))
    site.put("/b?x=1", redirect(f"{site.url}/c#deel", 308))
    site.put("/c", page())

    assert fetched(f"{site.url}/a").address == f"{site.url}/c"
    assert site.paths == ["/a", "/b?x=1", "/c"]


def test_a_loop_ends(site: Site) -> None:
    """After five redirects there is no sixth."""
    with pytest.raises(FetchError, match="meer dan 5 keer doorgestuurd"):
        fetch(site.put("/a", redirect("/a")))

    assert site.paths == ["/a"] * 6


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/",
        "http://192.168.1.1:8080/",
        "http://169.254.169.254/latest/meta-data",
        "http://[fe80::1]/",
        "http://[::ffff:172.16.0.1]/",
        "http://0.0.0.0/",
        "http://167772161/",
    ],
)
def test_a_redirect_into_a_private_network_is_refused(site: Site, target: str) -> None:
    """Also where only this machine is admitted, and however the address is written."""
    with pytest.raises(FetchError, match="niet op het openbare internet") as raised:
        fetch(site.put("/a", redirect(target)))

    assert str(raised.value).startswith(target[:8])


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://localhost/a",
        "javascript:alert(1)",
        "http://u:p@localhost/",
    ],
)
def test_a_redirect_to_no_web_address_is_refused(site: Site, target: str) -> None:
    """Neither to files, nor to scripts, nor with a password in it."""
    with pytest.raises(FetchError, match="geen openbaar webadres"):
        fetch(site.put("/a", redirect(target)))


def test_this_machine_is_private_too(site: Site) -> None:
    """Only tests may visit it."""
    with pytest.raises(FetchError, match="niet op het openbare internet"):
        fetch(site.put("/a", page()), loopback=False)

    assert site.asked == []


def test_the_connection_goes_to_the_address_that_was_checked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name is looked up once per connection, so that a second answer cannot lead elsewhere."""
    looked_up = []
    port = int(site.url.rpartition(":")[2])

    def resolve(host: bytes, *_: Any, **__: Any) -> list[Any]:
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    site.put("/a", page())

    found = fetched(f"http://school.example:{port}/a")

    assert found.address == f"http://school.example:{port}/a"
    assert looked_up == [b"school.example"] * 3  # https in vain, the rules, the page
    assert {headers["Host"] for _, headers in site.asked} == {f"school.example:{port}"}


def test_a_name_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The order in which a name's addresses come is anyone's to choose."""
    places = [("127.0.0.1", 80), ("10.0.0.1", 80)]
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in places]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)

    with pytest.raises(FetchError, match="niet op het openbare internet"):
        fetch("http://school.example/a")


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("145.100.1.1", True),
        ("2001:610:1:80aa::1", True),
        ("64:ff9b::9164:101", True),  # 145.100.1.1 behind NAT64
        ("127.0.0.1", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("fec0::1", False),
        ("fe80::1%eth0", False),
        ("64:ff9b::a00:1", False),  # 10.0.0.1
        ("2002:a00:1::", False),  # 10.0.0.1
        ("ff02::1", False),
    ],
)
def test_public_is_what_everyone_can_reach(host: str, *, public: bool) -> None:
    """Also where one address is packed into another."""
    assert is_public(host) is public


@given(st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_a_private_address_stays_private_in_any_wrapping(ip: IPv4Address) -> None:
    """IPv6 has several ways to carry one of IPv4."""
    wrapped = [0xFFFF << 32 | int(ip), 0x64FF9B << 96 | int(ip), 0x2002 << 112 | int(ip) << 80]

    assert not any(is_public(str(IPv6Address(number))) for number in wrapped)


# --- manners ---


def test_a_site_that_asks_to_stay_away_is_left_alone(site: Site) -> None:
    """The page is not asked for, and the sentence says what a person can do."""
    site.put("/robots.txt", robots("User-agent: *\nDisallow: /geheim"))
    site.put("/a", redirect("/geheim/b"))

    for path in ("/geheim/c", "/a"):
        with pytest.raises(FetchForbiddenError, match="Bewaar het document zelf"):
            fetch(f"{site.url}{path}")

    assert site.paths == ["/a"]


def test_the_most_precise_rule_counts(site: Site) -> None:
    """And that for kwchat goes before that for all."""
    rules = "User-agent: kwchat\nDisallow: /*.php\nAllow: /a\n\nUser-agent: *\nDisallow: /"
    site.put("/robots.txt", robots(rules))

    assert fetched(site.put("/a", page())).content == HTML
    with pytest.raises(FetchForbiddenError):
        fetch(site.put("/b.php", page()))


def test_a_site_is_asked_once_for_its_rules(site: Site) -> None:
    """Ten documents are eleven requests."""
    fetcher = Fetcher(Limits(), loopback=True)
    for number in range(10):
        fetcher.fetch(site.put(f"/{number}", page()))

    assert len(site.asked) == 11


def test_a_site_whose_rules_cannot_be_had_is_left_alone(site: Site) -> None:
    """An error of the server is not permission."""
    site.put("/robots.txt", Reply(b"", 500))

    with pytest.raises(FetchError, match=r"robots.txt: .*HTTP 500"):
        fetch(site.put("/a", page()))

    assert site.paths == []


def test_the_visitor_says_who_it_is(site: Site) -> None:
    """And sends nothing that it was given: no cookies."""
    site.put("/a", Reply(b"", 302, {"Location": "/b", "Set-Cookie": "volg=mij"}))
    site.put("/b", page())
    fetch(f"{site.url}/a")

    headers = site.asked[-1][1]
    assert headers["User-Agent"].startswith("kwchat/")
    assert "Cookie" not in headers


def test_what_did_not_change_is_not_sent_again(site: Site) -> None:
    """The server is told what is known, and may say that this is still so."""
    known = Validators('"1"', "Fri, 20 Nov 2026 10:00:00 GMT")

    assert fetch(site.put("/a", Reply(b"", 304)), known) is None
    assert site.asked[-1][1]["If-None-Match"] == '"1"'
    assert site.asked[-1][1]["If-Modified-Since"] == known.last_modified


# --- https ---


def _certificate(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context


def _trust(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def test_https_goes_first(authority: trustme.CA) -> None:
    """Also where the address says http; the certificate is checked against the name."""
    with website(_certificate(authority)) as site:
        found = fetched(site.put("/a", page()), trust=_trust(authority))

        assert found.address == f"{site.url}/a".replace("http", "https")


def test_a_certificate_of_nobody_is_not_believed(authority: trustme.CA) -> None:
    """The page is not read."""
    with website(_certificate(authority)) as site:
        address = site.put("/a", page()).replace("http", "https")

        with pytest.raises(FetchError, match="komt geen"):
            fetch(address)

        assert site.asked == []


def test_a_fault_of_https_is_tried_again_over_https(authority: trustme.CA) -> None:
    """Only a missing connection leads back to http."""
    with website(_certificate(authority)) as site:
        address = site.put("/a", Reply(b"", 503), page())

        assert fetched(address, trust=_trust(authority)).address.startswith("https")
