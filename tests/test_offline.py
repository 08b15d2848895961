"""The offline proof: ingest, ask and serve, with every connection off this machine forbidden.

Two watchmen. An audit hook in each process refuses what Python tries and writes it down. Where the
kernel allows, everything also runs in a network namespace that has only a loopback; there the
kernel counts what found no route, so that an attempt of native code is noticed too.

Run as a script, this file is what happens inside: `test_offline.py attempts kwchat …` runs a
command line under the hook, `test_offline.py visit folder` walks the whole path and prints what
came of it.
"""

import ipaddress
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from serving import Server, serving

from kwchat.chat import texts as chat_texts
from kwchat.cli import texts as cli_texts
from kwchat.index import texts as index_texts

pytestmark = pytest.mark.server
HERE = Path(__file__)
CORPUS = HERE.parent.parent / "corpus"
QUESTION = "Wat doet een werkplaatscoördinator?"
ANSWER = "aanspreekpunt"
NAMESPACE = ("unshare", "-rn", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")
NO_ROUTE = ("OutNoRoutes", "Ip6OutNoRoutes")


# --- inside: the guard ---


def forbid_network(attempts: Path) -> None:
    """Refuse, from here on, whatever goes beyond this machine, and write it down."""

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        host = _host(event, arguments)
        if host is not None and not _is_here(host):
            with attempts.open("a", encoding="utf-8") as file:
                file.write(f"{event} {host}\n")
            raise PermissionError(f"{event} {host}")

    sys.addaudithook(watch)


def _host(event: str, arguments: tuple[Any, ...]) -> str | None:
    """Return the host that an audit event is about; None for all other events."""
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = arguments[1]
        return str(address[0]) if isinstance(address, tuple) else None  # else a local socket
    if event in {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}:
        host = arguments[0] or "localhost"
        return host.decode() if isinstance(host, bytes) else str(host)
    return None


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


# --- inside: the visit ---


def visit(folder: Path) -> dict[str, Any]:
    """Ingest, ask and serve as processes under the guard, and return what they said."""
    said: dict[str, Any] = {"ingest": run(folder, "ingest"), "ask": run(folder, "ask", QUESTION)}
    log = folder / "serve.log"
    with log.open("w") as stderr, serving(guarded(folder), stderr=stderr) as server:
        said |= {"page": server.fetch("/"), "answer": asked_in_chat(server)}
    return said | {"serve": log.read_text(encoding="utf-8"), "unrouted": unrouted()}


def run(folder: Path, *arguments: str) -> str:
    """Run a command line under the guard to its end; return all that it said and its exit code."""
    done = subprocess.run(
        [*guarded(folder), *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return f"{done.stdout}[{done.returncode}]"


def guarded(folder: Path) -> list[str]:
    """Return the command that is kwchat under the guard."""
    return [sys.executable, str(HERE), str(folder / "attempts"), "kwchat"]


def asked_in_chat(server: Server) -> str:
    """Ask a question as the page does, once the encoder is there; return the events."""
    server.wait_for("/readyz")
    question = {"data": [QUESTION, None, False, ""], "fn_index": 0, "session_hash": "bezoek"}
    server.fetch("/gradio_api/queue/join", json.dumps(question).encode())
    return server.fetch("/gradio_api/queue/data?session_hash=bezoek")


def unrouted() -> int:
    """Return how often something in this network namespace found no route."""
    ip4 = [line.split() for line in Path("/proc/net/snmp").read_text("utf-8").splitlines()[:2]]
    ip6 = [line.split() for line in Path("/proc/net/snmp6").read_text("utf-8").splitlines()]
    counted = dict(zip(*ip4, strict=True)) | dict(ip6)
    return sum(int(counted[name]) for name in NO_ROUTE)


# --- outside: the tests ---


def namespaces_allowed() -> bool:
    """Tell whether this machine lets its users make a network namespace."""
    if not (shutil.which("unshare") and shutil.which("ip")):
        return False
    return subprocess.run([*NAMESPACE, "true"], capture_output=True).returncode == 0


def inside(*command: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run a command without a network, as a user who never ran kwchat before."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("KWCHAT_")},
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "TMPDIR": str(folder),
        "KWCHAT_CORPUS": str(CORPUS),
        "KWCHAT_INDEX": str(folder / "index"),
    }
    for name in ("HF_HUB_OFFLINE", "GRADIO_ANALYTICS_ENABLED", "ANONYMIZED_TELEMETRY"):
        environment.pop(name, None)
    prefix = NAMESPACE if namespaces_allowed() else ()
    return subprocess.run(
        [*prefix, *command], cwd=folder, env=environment, capture_output=True, encoding="utf-8"
    )


def files_with(words: str, folder: Path) -> list[Path]:
    """Return the files below a folder in which words stand."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return [file for file in files if words.encode() in file.read_bytes()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty folder for index, cache and notes; it does not stay, for the encoder is large."""
    folder = tmp_path_factory.mktemp("offline")
    yield folder
    shutil.rmtree(folder)


@pytest.mark.encoder
def test_the_whole_path_works_without_a_network(folder: Path) -> None:
    """From the first unpacking of the encoder to an answer in the chat, nothing looks outside."""
    done = inside(sys.executable, str(HERE), "visit", str(folder), folder=folder)

    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert index_texts.ENCODER_UNPACKED in said["ingest"]
    assert said["ingest"].endswith("[0]")
    assert ANSWER in said["ask"]
    assert said["ask"].endswith("[0]")
    assert chat_texts.CHAT_TITLE in said["page"]
    assert ANSWER in said["answer"]
    assert said["serve"].splitlines()[1:] == [cli_texts.SERVE_LOCAL]
    attempts = folder / "attempts"
    assert not attempts.exists(), attempts.read_text(encoding="utf-8")
    if namespaces_allowed():
        assert said["unrouted"] == 0
    assert files_with(QUESTION, folder) == []  # nor does a question stay anywhere


@pytest.mark.parametrize(
    ("attempt", "noted"),
    [
        ("socket.create_connection(('192.0.2.1', 80))", "socket.getaddrinfo 192.0.2.1"),
        ("socket.socket().connect(('192.0.2.1', 80))", "socket.connect 192.0.2.1"),
        (
            "socket.socket(socket.AF_INET6).connect(('2001:db8::1', 80))",
            "socket.connect 2001:db8::1",
        ),
        (
            "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
            "socket.sendto 192.0.2.1",
        ),
        ("urllib.request.urlopen('http://example.org')", "socket.getaddrinfo example.org"),
        ("asyncio.run(asyncio.open_connection('192.0.2.1', 80))", "socket.connect 192.0.2.1"),
    ],
)
def test_the_guard_catches_an_attempt(tmp_path: Path, attempt: str, noted: str) -> None:
    """Also one that the caller swallows: it is refused, and it is written down."""
    swallowed = (
        f"import asyncio, socket, urllib.request\ntry: {attempt}\nexcept OSError: print('no')"
    )

    done = inside(
        sys.executable, str(HERE), str(tmp_path / "attempts"), "python", swallowed, folder=tmp_path
    )

    assert (done.stdout, done.returncode) == ("no\n", 0), done.stderr
    assert (tmp_path / "attempts").read_text(encoding="utf-8").splitlines()[0] == noted


def test_the_guard_lets_this_machine_talk_to_itself(tmp_path: Path) -> None:
    """A server and its visitor on the loopback are no attempt."""
    script = (
        "import socket\n"
        "with socket.create_server(('127.0.0.1', 0)) as server:\n"
        "    socket.create_connection(('localhost', server.getsockname()[1])).close()"
    )

    done = inside(
        sys.executable, str(HERE), str(tmp_path / "attempts"), "python", script, folder=tmp_path
    )

    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "attempts").exists()


@pytest.mark.skipif(not namespaces_allowed(), reason="network namespaces are not allowed here")
def test_the_kernel_counts_what_python_does_not_see(tmp_path: Path) -> None:
    """Native code that goes round the hook is noticed by the missing route."""
    native = (
        f"import ctypes, sys; sys.path.insert(0, {str(HERE.parent)!r})\n"
        "from test_offline import unrouted\n"
        "libc = ctypes.CDLL(None)\n"
        r"address = b'\x02\x00\x00\x50\xc0\x00\x02\x01' + bytes(8)" + "\n"
        "print(unrouted(), libc.connect(libc.socket(2, 1, 0), address, 16), unrouted())"
    )

    done = inside(
        sys.executable, str(HERE), str(tmp_path / "attempts"), "python", native, folder=tmp_path
    )

    before, connected, after = re.findall(r"-?\d+", done.stdout)
    assert (before, connected) == ("0", "-1")
    assert int(after) > 0
    assert not (tmp_path / "attempts").exists()


def main(mode: str, *arguments: str) -> None:
    """Do what the module's docstring says."""
    if mode == "visit":
        print(json.dumps(visit(Path(arguments[0]))))  # noqa: T201 - the report of the visit
        return
    forbid_network(Path(mode))
    program, *rest = arguments
    if program == "python":
        exec(rest[0], {})  # noqa: S102 - an attempt that a test made up
        return
    from kwchat.cli.commands import app

    app(rest, prog_name="kwchat")


if __name__ == "__main__":
    main(*sys.argv[1:])
