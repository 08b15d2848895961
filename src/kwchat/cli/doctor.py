"""What `kwchat doctor` looks at: everything that must be there before a question is answered.

Every check looks and changes nothing. A warning leaves kwchat working; something broken does not.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import psutil
import typer
from packaging.requirements import Requirement

from kwchat import __version__, files, wiring
from kwchat.cli import parts, texts, writers
from kwchat.cli.ingesting import pictures, warnings
from kwchat.errors import KwchatError, PortBusyError, SettingsError
from kwchat.index import number_type, packaged_encoder
from kwchat.index.encoding import EncoderIdentity
from kwchat.index.manifest import (
    IndexedFile,
    Manifest,
    Skipped,
    SkipReason,
    by_text,
    read_manifest,
    require_current,
)
from kwchat.index.number_type import NumberType
from kwchat.reading import ocr
from kwchat.reading import texts as reading_texts
from kwchat.reading.account import Account
from kwchat.server.access import Access, Network, is_address, is_local
from kwchat.server.listening import listen
from kwchat.settings import Settings, library_flags
from kwchat.several import Found, Unusable

_NEEDED_MEMORY = 1.2e9  # bytes: what serving takes after a hundred questions, at most
_OLDEST_PYTHON = (3, 11)
_OF_NO_CONCERN = frozenset(
    {SkipReason.HIDDEN, SkipReason.LOCK, SkipReason.README, SkipReason.DUPLICATE}
)


class Status(StrEnum):
    """How serious a finding is."""

    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Check:
    """One finding, in Dutch; what is wrong comes with what to do."""

    name: str
    status: Status
    text: str


def run(collection: str | None = None) -> None:
    """Print all findings, with those of every collection or of one; one that breaks kwchat ends in
    exit code 1."""
    settings = wiring.read_settings()
    broken = False
    access, collections = parts.access(settings), parts.collections_of(collection, settings)
    for check in diagnose(settings, access, library_flags(settings), collections):
        status = f"[{texts.DOCTOR_STATUS[check.status]}]"
        typer.echo(f"{status:8} {check.name}: {check.text}")
        broken |= check.status is Status.BROKEN
    if broken:
        raise typer.Exit(1)


def diagnose(
    settings: Settings,
    access: Access,
    flags: Mapping[str, str],
    collections: Sequence[Found] = (),
) -> Iterator[Check]:
    """Yield all findings, of one index or of collections; `flags` are the variables that keep
    libraries off the network."""
    yield python(sys.version_info[:3])
    yield packages(requires("kwchat") or ())
    yield memory(psutil.virtual_memory().available)
    if not collections:
        yield from _made(settings)
    yield port(settings.host, settings.port)
    yield listens(settings.host, settings.port, access)
    yield from gates(settings, access, own=not collections)
    if not collections:
        yield feedback(settings.feedback, settings.feedback_days)
    yield language_model(settings)
    if warning := writers.open_key():
        yield Check(texts.DOCTOR_LLM, Status.WARNING, warning)
    yield telemetry(settings, flags)
    for one in collections:
        if isinstance(one, Unusable):
            yield Check(one.name, Status.BROKEN, str(one.fault))
            continue
        for check in _of(one.settings):
            yield replace(check, name=f"{one.name}: {check.name}")


def _of(settings: Settings) -> Iterator[Check]:
    """Yield what is found of one collection of several."""
    yield from _made(settings)
    access = parts.access(settings)
    yield origins(access.embed_origins)
    yield limits(access)
    yield feedback(settings.feedback, settings.feedback_days)


def _made(settings: Settings) -> Iterator[Check]:
    """Yield what is found of encoder, index and corpus; each needs the one before."""
    name = texts.DOCTOR_ENCODER
    try:
        identity = wiring.identity_of(settings)
        here = None if settings.embedding_url else number_type.kept(settings.cache)
        yield from encoder(identity, here)
        if settings.embedding_model is None:
            yield unpacked(settings.cache / packaged_encoder.NAME)
        name = texts.DOCTOR_INDEX
        manifest = read_manifest(settings.index)
        require_current(settings.index, manifest, identity)
        yield index(settings.index, manifest)
        yield corpus(settings.corpus, manifest)
        yield from account(manifest.files)
        yield from skipped(manifest.skipped)
        yield scans(manifest, recognises=ocr.installed())
    except KwchatError as error:
        yield Check(name, Status.BROKEN, str(error))


def python(found: Sequence[int]) -> Check:
    """Check the version of Python."""
    written = ".".join(map(str, found))
    if tuple(found) < _OLDEST_PYTHON:
        text = texts.DOCTOR_PYTHON_OLD.format(version=written)
        return Check(texts.DOCTOR_PYTHON, Status.BROKEN, text)
    return Check(texts.DOCTOR_PYTHON, Status.OK, written)


def packages(wanted: Sequence[str]) -> Check:
    """Check that the packages are there, in the versions that kwchat asks for."""
    requirements = [Requirement(line) for line in wanted]
    needed = [
        requirement
        for requirement in requirements
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    ]
    faults = [fault for requirement in needed if (fault := _fault(requirement))]
    if faults:
        text = texts.DOCTOR_PACKAGES_BROKEN.format(names=", ".join(faults))
        return Check(texts.DOCTOR_PACKAGES, Status.BROKEN, text)
    text = texts.DOCTOR_PACKAGES_OK.format(version=__version__, count=len(needed))
    return Check(texts.DOCTOR_PACKAGES, Status.OK, text)


def _fault(requirement: Requirement) -> str | None:
    try:
        found = version(requirement.name)
    except PackageNotFoundError:
        return texts.DOCTOR_PACKAGE_MISSING.format(name=requirement.name)
    if requirement.specifier.contains(found, prereleases=True):
        return None
    return texts.DOCTOR_PACKAGE_OTHER.format(
        name=requirement.name, version=found, wanted=requirement.specifier
    )


def memory(free: float) -> Check:
    """Check the free memory, in bytes."""
    enough = free >= _NEEDED_MEMORY
    template = texts.DOCTOR_MEMORY_FREE if enough else texts.DOCTOR_MEMORY_LOW
    text = template.format(free=free / 1e9, needed=_NEEDED_MEMORY / 1e9)
    return Check(texts.DOCTOR_MEMORY, Status.OK if enough else Status.WARNING, text)


def encoder(identity: EncoderIdentity, here: NumberType | None) -> Iterator[Check]:
    """Yield which encoder is used, with the number type in which it runs here, if that was measured
    yet, and what it has learned, or what is lost with one that has learned nothing."""
    adapter = identity.adapter
    numbers = texts.DOCTOR_ENCODER_NUMBERS.format(numbers=here) if here else ""
    learned = texts.DOCTOR_ENCODER_LEARNED.format(sha256=adapter[:8]) if adapter else ""
    text = texts.DOCTOR_ENCODER_OK.format(
        name=identity.name, numbers=numbers, sha256=identity.sha256[:12], learned=learned
    )
    yield Check(texts.DOCTOR_ENCODER, Status.OK, text)
    if adapter is None:
        yield Check(texts.DOCTOR_ENCODER, Status.WARNING, texts.DOCTOR_ENCODER_UNTAUGHT)


def unpacked(folder: Path) -> Check:
    """Say whether the packaged encoder was unpacked already; it will be, when it is needed, if its
    package is there."""
    if not packaged_encoder.is_whole(folder) and not packaged_encoder.is_here():
        return Check(texts.DOCTOR_UNPACKED, Status.BROKEN, texts.DOCTOR_UNPACKED_ABSENT)
    template = texts.DOCTOR_UNPACKED_YES if folder.is_dir() else texts.DOCTOR_UNPACKED_NO
    return Check(texts.DOCTOR_UNPACKED, Status.OK, template.format(path=folder))


def index(path: Path, manifest: Manifest) -> Check:
    """Say what the index holds."""
    chunks = sum(file.chunks for file in manifest.files)
    text = texts.DOCTOR_INDEX_OK.format(path=path, files=len(manifest.files), chunks=chunks)
    return Check(texts.DOCTOR_INDEX, Status.OK, text)


def corpus(path: Path, manifest: Manifest) -> Check:
    """Check that the indexed files are still as they were."""
    if not path.is_dir():
        text = texts.DOCTOR_CORPUS_MISSING.format(path=path)
        return Check(texts.DOCTOR_CORPUS, Status.WARNING, text)
    stale = [file.path for file in manifest.files if _sha256(path / file.path) != file.sha256]
    if stale:
        text = texts.DOCTOR_CORPUS_STALE.format(paths=", ".join(stale))
        return Check(texts.DOCTOR_CORPUS, Status.WARNING, text)
    return Check(texts.DOCTOR_CORPUS, Status.OK, texts.DOCTOR_CORPUS_FRESH.format(path=path))


def account(found: Sequence[IndexedFile]) -> Iterator[Check]:
    """Yield how many of the words of all files were read, and what is the matter with a file."""
    told = [file.account for file in found if file.account]
    words, lost = sum(one.words for one in told), sum(one.lost for one in told)
    text = texts.DOCTOR_ACCOUNT_OK.format(share=Account(words, lost).percent, words=words)
    yield Check(texts.DOCTOR_ACCOUNT, Status.OK, text)
    for file in found:
        for line in warnings(file.path, file.account):
            yield Check(texts.DOCTOR_ACCOUNT, Status.WARNING, line)


def skipped(found: Sequence[Skipped]) -> Iterator[Check]:
    """Yield what lay in the corpus folder at the last ingest and is not in the index, by reason."""
    if not found:
        yield Check(texts.DOCTOR_SKIPPED, Status.OK, texts.DOCTOR_SKIPPED_NONE)
    for reason, same in by_text(found).items():
        paths = ", ".join(one.path for one in same)
        failed = same[0].reason is SkipReason.FAILED  # the reason names the file itself
        text = reason if failed else texts.DOCTOR_SKIPPED_LINE.format(paths=paths, reason=reason)
        status = Status.OK if same[0].reason in _OF_NO_CONCERN else Status.WARNING
        yield Check(texts.DOCTOR_SKIPPED, status, text)


def scans(manifest: Manifest, *, recognises: bool) -> Check:
    """Say which pages are pictures that were not read, and what to do."""
    unread = [
        pictures(file.path, file.pictures, recognises=recognises)
        for file in manifest.files
        if file.pictures
    ]
    if unread:
        return Check(texts.DOCTOR_SCANS, Status.WARNING, " ".join(unread))
    template = texts.DOCTOR_SCANS_READ if recognises else texts.DOCTOR_SCANS_NONE
    text = template.format(command=reading_texts.OCR_COMMAND)
    return Check(texts.DOCTOR_SCANS, Status.OK, text)


def _sha256(path: Path) -> str | None:
    try:
        return files.sha256(path)
    except OSError:
        return None


def port(host: str, number: int) -> Check:
    """Check that the port can be listened on; a busy one may well be kwchat itself."""
    try:
        listen(host, number).close()
    except PortBusyError as error:
        return Check(texts.DOCTOR_PORT, Status.WARNING, str(error))
    except SettingsError as error:
        return Check(texts.DOCTOR_PORT, Status.BROKEN, str(error))
    text = texts.DOCTOR_PORT_FREE.format(host=host, port=number)
    return Check(texts.DOCTOR_PORT, Status.OK, text)


def listens(host: str, number: int, access: Access) -> Check:
    """Say who can reach what `serve` offers."""
    status, template = Status.OK, texts.DOCTOR_LISTENS_LOCAL
    if access.login_header:
        template = texts.DOCTOR_LISTENS_LOGIN
    elif not is_local(host):
        status, template = Status.WARNING, texts.DOCTOR_LISTENS_OPEN
    return Check(texts.DOCTOR_LISTENS, status, template.format(host=host, port=number))


def gates(settings: Settings, access: Access, *, own: bool = True) -> Iterator[Check]:
    """Yield what is found of names, proxies and login, and of origins and limits unless each
    collection has its `own`."""
    listed = bool(settings.hosts) or "://" in settings.root_path
    yield hosts(access, enough=listed or is_local(settings.host))
    if own:
        yield origins(access.embed_origins)
    yield proxies(access.trusted_proxies)
    yield login(access)
    if own:
        yield limits(access)


def hosts(access: Access, *, enough: bool) -> Check:
    """Say by which names browsers may call the server, and whether that seems enough."""
    names = ", ".join(name for name in access.names if not is_address(name))
    template = texts.DOCTOR_HOSTS_OK if enough else texts.DOCTOR_HOSTS_FEW
    status = Status.OK if enough else Status.WARNING
    return Check(texts.DOCTOR_HOSTS, status, template.format(names=names))


def origins(given: Sequence[str]) -> Check:
    """Say whose pages may show the chat."""
    plain = [origin for origin in given if origin.startswith("http:")]
    if plain:
        text = texts.DOCTOR_ORIGINS_PLAIN.format(origins=", ".join(plain))
        return Check(texts.DOCTOR_ORIGINS, Status.WARNING, text)
    text = texts.DOCTOR_ORIGINS_OK.format(origins=", ".join(given))
    return Check(texts.DOCTOR_ORIGINS, Status.OK, text if given else texts.DOCTOR_ORIGINS_NONE)


def proxies(given: Sequence[Network]) -> Check:
    """Say which proxies are believed; all the world is too many."""
    written = ", ".join(map(str, given))
    if any(network.prefixlen == 0 for network in given):
        text = texts.DOCTOR_PROXIES_ALL.format(proxies=written)
        return Check(texts.DOCTOR_PROXIES, Status.WARNING, text)
    text = texts.DOCTOR_PROXIES_OK.format(proxies=written)
    return Check(texts.DOCTOR_PROXIES, Status.OK, text if given else texts.DOCTOR_PROXIES_NONE)


def login(access: Access) -> Check:
    """Say whether one must be logged in to ask."""
    proxies = ", ".join(map(str, access.trusted_proxies))
    text = texts.DOCTOR_LOGIN_ON.format(header=access.login_header, proxies=proxies)
    return Check(
        texts.DOCTOR_LOGIN, Status.OK, text if access.login_header else texts.DOCTOR_LOGIN_OFF
    )


def limits(access: Access) -> Check:
    """Say how much one client may ask."""
    minute, day = access.limit_per_minute, access.limit_per_day
    if not minute and not day:
        return Check(texts.DOCTOR_LIMITS, Status.WARNING, texts.DOCTOR_LIMITS_OFF)
    text = texts.DOCTOR_LIMITS_ON.format(minute=minute, day=day)
    return Check(texts.DOCTOR_LIMITS, Status.OK, text)


def feedback(path: Path | None, days: int) -> Check:
    """Say whether readers' feedback is kept, where, and how long."""
    if path is None:
        return Check(texts.DOCTOR_FEEDBACK, Status.OK, texts.DOCTOR_FEEDBACK_OFF)
    text = texts.DOCTOR_FEEDBACK_ON.format(path=path, days=days)
    if not _is_writable(path):
        text = f"{text} {texts.DOCTOR_FEEDBACK_UNWRITABLE}"
        return Check(texts.DOCTOR_FEEDBACK, Status.WARNING, text)
    return Check(texts.DOCTOR_FEEDBACK, Status.OK, text)


def _is_writable(path: Path) -> bool:
    """Tell whether a file may be changed or made; the folders above it may be missing still."""
    there = next(place for place in (path, *path.absolute().parents) if place.exists())
    return (there.is_file() if there == path else there.is_dir()) and os.access(there, os.W_OK)


def language_model(settings: Settings) -> Check:
    """Say which language model writes, if any, after asking it for a word."""
    well, text = writers.tried(settings)
    return Check(texts.DOCTOR_LLM, Status.OK if well else Status.WARNING, text)


def telemetry(settings: Settings, flags: Mapping[str, str]) -> Check:
    """Say by which variables the libraries are kept from calling home."""
    written = ", ".join(f"{name}={value}" for name, value in flags.items())
    model = settings.embedding_model
    if settings.embedding_url:
        text = texts.DOCTOR_TELEMETRY_REMOTE.format(url=settings.embedding_url, flags=written)
        return Check(texts.DOCTOR_TELEMETRY, Status.WARNING, text)
    if model is not None and "HF_HUB_OFFLINE" not in flags:
        text = texts.DOCTOR_TELEMETRY_HUB.format(model=model, flags=written)
        return Check(texts.DOCTOR_TELEMETRY, Status.WARNING, text)
    text = texts.DOCTOR_TELEMETRY_OFF.format(flags=written)
    return Check(texts.DOCTOR_TELEMETRY, Status.OK, text)
