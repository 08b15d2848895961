"""Documents from the public web, fetched with manners and mistrust.

Manners: robots.txt (RFC 9309) is asked first, a fault that may pass is tried again after a pause,
and a conditional request spares a server what did not change. Mistrust: every address, also that
of a redirect, is resolved here and must be public; the connection goes to the address that was
checked and not to what the name means a moment later; bytes, seconds and redirects are limited;
and what comes in must be what its type says. No cookies, no proxies, no passwords.
"""

import asyncio
import re
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from types import MappingProxyType
from typing import TypeVar

import httpx
from protego import Protego
from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential_jitter,
)

from kwchat import __version__
from kwchat.errors import FetchError, FetchForbiddenError
from kwchat.sources import texts

_AGENT = "kwchat"
_HEADERS = MappingProxyType({"User-Agent": f"{_AGENT}/{__version__}", "Accept-Encoding": "gzip"})
_ROBOTS_BYTES = 512_000  # RFC 9309, 2.5: a crawler reads at least 500 KiB
_TRANSLATED = IPv6Network("64:ff9b::/96")  # RFC 6052: IPv4 behind NAT64
_PORTS = MappingProxyType({"http": 80, "https": 443})
_TRY_AGAIN = frozenset({429, 500, 502, 503, 504})
_SUFFIXES: Mapping[str, str] = MappingProxyType(
    {
        "application/pdf": ".pdf",
        "application/x-pdf": ".pdf",
        "application/octet-stream": ".pdf",  # what some repositories say of a PDF
        "text/html": ".html",
        "application/xhtml+xml": ".html",
    }
)
_PDF_START, _PDF_END, _PDF_MARGIN = b"%PDF-", b"%%EOF", 1024  # bytes, as Acrobat allows
_HTML_TAG = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_HTML_START = 4096  # bytes

Got = TypeVar("Got")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, how much and how often; `total_seconds` holds for one document with all its
    redirects and retries."""

    connect_seconds: float = 10
    silence_seconds: float = 30
    total_seconds: float = 300
    content_bytes: int = 50_000_000
    redirects: int = 5
    attempts: int = 3


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask later whether its document changed."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document as it came, and the address that it came from in the end."""

    address: str
    media_type: str
    suffix: str  # .pdf or .html
    content: bytes
    validators: Validators


class _NoConnectionError(FetchError):
    """Nobody answers there, or nobody that can be trusted."""


class _PassingError(FetchError):
    """A fault that may be gone in a moment."""


class _StatusError(FetchError):
    """The server will not give it."""


class Fetcher:
    """Fetches documents one by one, and remembers the rules of their sites.

    `trust` holds the certificates to believe in (default: those of certifi). `loopback` admits
    this machine beside the public internet; nothing that a user can set does so. `pause` waits a
    number of seconds.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        loopback: bool = False,
        trust: ssl.SSLContext | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._limits = limits
        self._loopback = loopback
        self._trust = trust or httpx.create_ssl_context()
        self._pause = pause
        self._rules: dict[str, Protego] = {}

    def fetch(self, address: str, known: Validators | None = None) -> Fetched | None:
        """Return the document at an address; None when the server says that it is still the one
        with the `known` validators.

        An http address is tried with https first.

        Raises:
            FetchForbiddenError: robots.txt asks to stay away.
            FetchError: the address is dead, unsafe, too slow or too big, or holds no PDF or HTML.
        """
        return asyncio.run(self._in_time(address, known))

    async def _in_time(self, address: str, known: Validators | None) -> Fetched | None:
        try:
            async with asyncio.timeout(self._limits.total_seconds), self._transport() as transport:
                visit = _Visit(transport, self._limits, self._rules, loopback=self._loopback)
                return await self._securely(visit, address, known)
        except TimeoutError as error:
            raise FetchError(texts.FETCH_SLOW.format(address=address)) from error

    def _transport(self) -> httpx.AsyncHTTPTransport:
        """Return what sends requests and nothing more: a client would keep cookies and connections,
        and two names may share an address that was checked for one of them."""
        return httpx.AsyncHTTPTransport(
            verify=self._trust, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0)
        )

    async def _securely(
        self, visit: "_Visit", address: str, known: Validators | None
    ) -> Fetched | None:
        retrying = self._retrying(_PassingError)
        scheme, _, rest = address.partition(":")
        if scheme.lower() == "http":
            with suppress(_NoConnectionError):
                return await retrying(visit.document, f"https:{rest}", known)
        retrying = self._retrying(_PassingError, _NoConnectionError)
        return await retrying(visit.document, address, known)

    def _retrying(self, *passing: type[FetchError]) -> AsyncRetrying:
        return AsyncRetrying(
            retry=retry_if_exception_type(passing),
            stop=stop_after_attempt(self._limits.attempts),
            wait=wait_exponential_jitter(initial=1, max=30),
            sleep=self._pause,
            reraise=True,
        )


class _Visit:
    """One attempt after another to fetch one document."""

    def __init__(
        self,
        transport: httpx.AsyncHTTPTransport,
        limits: Limits,
        rules: dict[str, Protego],
        *,
        loopback: bool,
    ) -> None:
        self._transport = transport
        self._limits = limits
        self._rules = rules
        self._loopback = loopback

    async def document(self, address: str, known: Validators | None) -> Fetched | None:
        """Return the document at the end of an address's redirects; None for "not modified"."""

        async def read(url: httpx.URL, response: httpx.Response) -> Fetched | None:
            if known and response.status_code == httpx.codes.NOT_MODIFIED:
                return None
            return await self._document(url, response)

        return await self._follow(address, read, conditions=_conditions(known))

    async def _document(self, url: httpx.URL, response: httpx.Response) -> Fetched:
        headers = response.headers
        media_type = headers.get("content-type", "").split(";")[0].strip().lower()
        if media_type not in _SUFFIXES:
            raise FetchError(texts.FETCH_TYPE.format(address=url, type=media_type or "?"))
        content = await _body(url, response, self._limits.content_bytes)
        return Fetched(
            address=str(url),
            media_type=media_type,
            suffix=_suffix(url, media_type, content),
            content=content,
            validators=Validators(headers.get("etag"), headers.get("last-modified")),
        )

    async def _follow(
        self,
        address: str,
        read: Callable[[httpx.URL, httpx.Response], Awaitable[Got]],
        *,
        conditions: Mapping[str, str] = MappingProxyType({}),
        by_the_rules: bool = True,
    ) -> Got:
        """Return what `read` makes of the response at the end of an address's redirects."""
        url = _checked(httpx.URL(), address)
        for _ in range(self._limits.redirects + 1):
            if by_the_rules:
                await self._require_welcome(url)
            async with self._response(url, conditions) as response:
                if not response.has_redirect_location:
                    return await read(url, response)
                url = _checked(url, response.headers["location"])
        limit = self._limits.redirects
        raise FetchError(texts.FETCH_REDIRECTS.format(address=address, limit=limit))

    async def _require_welcome(self, url: httpx.URL) -> None:
        robots = str(url.copy_with(path="/robots.txt", query=None))
        if robots not in self._rules:
            self._rules[robots] = await self._site_rules(robots)
        if not self._rules[robots].can_fetch(str(url), _AGENT):
            raise FetchForbiddenError(texts.FETCH_ROBOTS.format(address=url))

    async def _site_rules(self, robots: str) -> Protego:
        """Return a site's rules: all is allowed where it has none; one that cannot say is an
        error (RFC 9309, 2.3.1)."""

        async def read(url: httpx.URL, response: httpx.Response) -> str:
            return (await _body(url, response, _ROBOTS_BYTES)).decode(errors="replace")

        try:
            return Protego.parse(await self._follow(robots, read, by_the_rules=False))
        except _StatusError:
            return Protego.parse("")

    @asynccontextmanager
    async def _response(
        self, url: httpx.URL, conditions: Mapping[str, str]
    ) -> AsyncIterator[httpx.Response]:
        """Hold the response to one request; what goes wrong until the end of the block is told."""
        with _told(url):
            response = await self._sent(url, conditions)
            try:
                _require_usable(url, response)
                yield response
            finally:
                await response.aclose()

    async def _sent(self, url: httpx.URL, conditions: Mapping[str, str]) -> httpx.Response:
        """Return the response of the first of a name's addresses that can be reached."""
        *others, last = await self._resolved(url)
        for host in others:
            with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return await self._sent_to(host, url, conditions)
        return await self._sent_to(last, url, conditions)

    async def _sent_to(
        self, host: str, url: httpx.URL, conditions: Mapping[str, str]
    ) -> httpx.Response:
        """Send a request to a checked address that asks, also in TLS, for the name."""
        limits = self._limits
        timeout = httpx.Timeout(limits.silence_seconds, connect=limits.connect_seconds)
        request = httpx.Request(
            "GET",
            url.copy_with(host=host),
            headers={**_HEADERS, **conditions, "Host": url.netloc.decode("ascii")},
            extensions={
                "sni_hostname": url.raw_host.decode("ascii"),
                "timeout": timeout.as_dict(),
            },
        )
        return await self._transport.handle_async_request(request)

    async def _resolved(self, url: httpx.URL) -> Sequence[str]:
        """Return the addresses of a name; all must be public, so that their order does not
        matter."""
        port = url.port or _PORTS[url.scheme]
        try:
            found = await asyncio.get_running_loop().getaddrinfo(
                url.raw_host, port, type=socket.SOCK_STREAM
            )
        except socket.gaierror as error:
            raise _NoConnectionError(texts.FETCH_NAME.format(host=url.host)) from error
        hosts = list(dict.fromkeys(str(place[0]) for *_, place in found))
        if not all(map(self._is_allowed, hosts)):
            raise FetchError(texts.FETCH_PRIVATE.format(address=url, host=url.host))
        return hosts

    def _is_allowed(self, host: str) -> bool:
        return is_public(host) or (self._loopback and ip_address(host).is_loopback)


def is_public(host: str) -> bool:
    """Tell whether an IP address is one of the public internet; one of IPv6 that carries one of
    IPv4 is as public as that."""
    ip: IPv4Address | IPv6Address = ip_address(host)
    if isinstance(ip, IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or _translated(ip) or ip
    local = isinstance(ip, IPv6Address) and ip.is_site_local
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or local)


def _translated(ip: IPv6Address) -> IPv4Address | None:
    return IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _TRANSLATED else None


def _checked(base: httpx.URL, address: str) -> httpx.URL:
    """Return the absolute address that a link on `base` means, without its fragment."""
    try:
        url = base.join(address).copy_with(fragment=None)
    except httpx.InvalidURL as error:
        raise FetchError(texts.FETCH_ADDRESS.format(address=address)) from error
    if url.scheme not in _PORTS or not url.host or url.userinfo:
        raise FetchError(texts.FETCH_ADDRESS.format(address=address))
    return url


def _conditions(known: Validators | None) -> Mapping[str, str]:
    if known is None:
        return {}
    given = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in given.items() if value}


def _require_usable(url: httpx.URL, response: httpx.Response) -> None:
    """Let redirects, whole documents and "not modified" pass."""
    status = response.status_code
    if status in _TRY_AGAIN:
        raise _PassingError(texts.FETCH_STATUS.format(address=url, status=status))
    whole = status in (httpx.codes.OK, httpx.codes.NOT_MODIFIED)
    if not (whole or response.has_redirect_location):
        raise _StatusError(texts.FETCH_STATUS.format(address=url, status=status))
    # httpx unpacks other kinds too, some of which swell a thousand times more.
    if response.headers.get("content-encoding", "identity") not in {"gzip", "identity"}:
        raise FetchError(texts.FETCH_UNREADABLE.format(address=url))


async def _body(url: httpx.URL, response: httpx.Response, limit: int) -> bytes:
    """Read a response to its end, unpacked, or until it is too big."""
    too_big = FetchError(texts.FETCH_SIZE.format(address=url, limit=limit / 1_000_000))
    declared = response.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise too_big
    content = bytearray()
    async for piece in response.aiter_bytes():
        content += piece
        if len(content) > limit:
            raise too_big
    return bytes(content)


def _suffix(url: httpx.URL, media_type: str, content: bytes) -> str:
    """Return the suffix that fits a document, after checking that it is what its type says."""
    suffix = _SUFFIXES[media_type]
    if suffix == ".html":
        if not _HTML_TAG.search(content[:_HTML_START]):
            raise FetchError(texts.FETCH_NO_HTML.format(address=url))
    elif _PDF_START not in content[:_PDF_MARGIN]:
        raise FetchError(texts.FETCH_NO_PDF.format(address=url))
    elif _PDF_END not in content[-_PDF_MARGIN:]:
        raise _PassingError(texts.FETCH_CUT_OFF.format(address=url))
    return suffix


@contextmanager
def _told(url: httpx.URL) -> Iterator[None]:
    """Say in Dutch what went wrong on the way."""
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise _NoConnectionError(texts.FETCH_NO_CONNECTION.format(host=url.host)) from error
    except httpx.TimeoutException as error:
        raise _PassingError(texts.FETCH_SILENCE.format(address=url)) from error
    except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
        raise _PassingError(texts.FETCH_CUT_OFF.format(address=url)) from error
    except httpx.HTTPError as error:
        raise FetchError(texts.FETCH_UNREADABLE.format(address=url)) from error
