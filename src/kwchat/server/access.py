"""Who may reach the server, by which name, from where, and how often: values, and plain checks."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TypeAlias
from urllib.parse import urlsplit

Network: TypeAlias = IPv4Network | IPv6Network

LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
METRICS_PATH = "/metrics"
MANAGE_PATH, INGEST_PATH = "/beheer/documenten", "/beheer/inlezen"  # for managers alone
OPEN_PATHS = ("/healthz", "/readyz", METRICS_PATH)  # for machines, which do not log in
_ONE_HOME = 64  # bits: within such a network of IPv6 one machine takes any address it likes


@dataclass(frozen=True, slots=True)
class Access:
    """Everything that decides who gets in; the defaults let in this computer and nobody else.

    `root_path` is the path, or the whole address, at which a proxy in front shows kwchat.
    `hosts` are the names by which browsers may call the server.
    `embed_origins` are the origins of pages that may show it in a frame or use its API.
    `trusted_proxies` are believed when they say who asks; with a `login_header` they also say who
    is logged in, and nobody else gets in. The `managers` among those, by their names in small
    letters, may change the documents. `metrics_from` may read the metrics. The limits are
    questions per client; 0 is no limit.
    """

    root_path: str = ""
    hosts: tuple[str, ...] = ()
    embed_origins: tuple[str, ...] = ()
    trusted_proxies: tuple[Network, ...] = ()
    login_header: str | None = None
    managers: tuple[str, ...] = ()
    metrics_from: tuple[Network, ...] = LOOPBACK
    limit_per_minute: int = 0
    limit_per_day: int = 0

    @property
    def prefix(self) -> str:
        """The path before every path, or an empty string."""
        return urlsplit(self.root_path).path.rstrip("/")

    def local(self, path: str) -> str:
        """Return a path as this app knows it: some proxies strip the prefix, others keep it."""
        return path.removeprefix(self.prefix)

    def answers_to(self, host: str) -> bool:
        """Tell whether a `Host` header names this server.

        A bare address always does: a page elsewhere that has its own name point here, to read
        what only this network may see (DNS rebinding), can do so with a name only.
        """
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in self.names or is_address(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The names that this server answers to, besides any bare address."""
        public = urlsplit(self.root_path).hostname
        return tuple(dict.fromkeys(filter(None, ("localhost", *self.hosts, public))))


def is_address(name: str) -> bool:
    """Tell whether a name is an IP address."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def is_local(host: str) -> bool:
    """Tell whether only this computer can reach what listens on a host."""
    return host == "localhost" or within(host, LOOPBACK)


def within(address: str, networks: tuple[Network, ...]) -> bool:
    """Tell whether an address lies in one of the networks; what is no address does not."""
    return is_address(address) and any(ip_address(address) in network for network in networks)


def household(address: str) -> str:
    """Return what stands for a client in its limits: the address, of IPv6 its first half.

    >>> household("10.0.0.7"), household("2001:db8:1:2:aaaa::1")
    ('10.0.0.7', '2001:db8:1:2::/64')
    """
    if ":" in address and is_address(address):
        return str(ip_network(f"{address.partition('%')[0]}/{_ONE_HOME}", strict=False))
    return address
