"""Every finding of the doctor says what is the matter, and how bad it is."""

import dataclasses
import hashlib
import socket
from ipaddress import ip_network
from pathlib import Path

import pytest
from llm import Script, speaking

from kwchat.cli import doctor
from kwchat.cli.doctor import Check, Status
from kwchat.index.encoding import EncoderIdentity
from kwchat.index.manifest import IndexedFile, Manifest, Skipped, SkipReason
from kwchat.reading.document import Kind
from kwchat.server.access import Access
from kwchat.settings import Settings

SETTINGS = Settings.from_env({}, dotenv=Path("geen.env"))
PROXY = ip_network("10.0.0.1")
CLOSED = Access()
NAMED = Access(hosts=("chat.school.nl", "127.0.0.1"))
LOGIN = Access(login_header="X-Remote-User", trusted_proxies=(PROXY,))
LIMITED = Access(limit_per_minute=20)
MANIFEST = Manifest(
    format=1,
    kwchat="0.1.0",
    generation="000001",
    encoder=EncoderIdentity("e5", "f" * 64),
    chunking={},
    files=(IndexedFile("a.txt", "0" * 64, "a", Kind.EIGEN, pages=0, chunks=3),),
    sizes={},
)
SCANNED = dataclasses.replace(
    MANIFEST, files=(dataclasses.replace(MANIFEST.files[0], pictures=(2, 5)),)
)
PHOTO, SCAN = (Skipped(name, SkipReason.UNKNOWN, "een foto") for name in ("a.jpg", "b.jpg"))
FAILED = Skipped("c.pdf", SkipReason.FAILED, "c.pdf: stuk.")
HIDDEN = Skipped(".git/", SkipReason.HIDDEN, "verborgen")


def with_hash_of(path: Path) -> Manifest:
    """Return the manifest of an index that was made of this file as it is now."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return dataclasses.replace(
        MANIFEST, files=(dataclasses.replace(MANIFEST.files[0], sha256=digest),)
    )


@pytest.mark.parametrize(
    ("check", "status", "words"),
    [
        (doctor.python((3, 11, 0)), Status.OK, "3.11.0"),
        (doctor.python((3, 10, 9)), Status.BROKEN, "3.11 of nieuwer"),
        (doctor.packages(["pytest>=1", "nooit; sys_platform == 'atari'"]), Status.OK, "alle 1 "),
        (doctor.packages(["geen-pakket"]), Status.BROKEN, "geen-pakket ontbreekt. Voer `make"),
        (doctor.packages(["pytest<1"]), Status.BROKEN, "nodig is <1"),
        (doctor.packages(["geen; extra == 'test'"]), Status.OK, "alle 0 "),
        (doctor.memory(8e9), Status.OK, "8.0 GB vrij"),
        (doctor.memory(0.5e9), Status.WARNING, "reken op 1.2 GB"),
        (doctor.scans(MANIFEST, recognises=True), Status.OK, "tekstherkenning staat klaar"),
        (doctor.scans(MANIFEST, recognises=False), Status.OK, "apt-get install tesseract-ocr"),
        (doctor.scans(SCANNED, recognises=False), Status.WARNING, "a.txt is op pagina 2, 5 niets"),
        (doctor.scans(SCANNED, recognises=True), Status.WARNING, "in het beeld is geen tekst"),
        (doctor.listens("127.0.0.1", 80, CLOSED), Status.OK, "alleen deze computer"),
        (doctor.listens("::1", 80, CLOSED), Status.OK, "alleen deze computer"),
        (doctor.listens("localhost", 80, CLOSED), Status.OK, "alleen deze computer"),
        (doctor.listens("0.0.0.0", 80, CLOSED), Status.WARNING, "iedereen in het"),  # noqa: S104
        (doctor.listens("school.nl", 80, CLOSED), Status.WARNING, "zonder inloggen"),
        (doctor.listens("school.nl", 80, LOGIN), Status.OK, "alleen binnen wie is ingelogd"),
        (doctor.hosts(CLOSED, enough=True), Status.OK, "localhost"),
        (doctor.hosts(NAMED, enough=True), Status.OK, "localhost, chat.school.nl, of"),
        (doctor.hosts(CLOSED, enough=False), Status.WARNING, "KWCHAT_HOSTS"),
        (doctor.origins(()), Status.OK, "geen enkele site"),
        (doctor.origins(["https://a.nl", "https://b.nl"]), Status.OK, "https://a.nl, https://b.nl"),
        (doctor.origins(["https://a.nl", "http://b.nl"]), Status.WARNING, "http://b.nl: zonder"),
        (doctor.proxies(()), Status.OK, "KWCHAT_TRUSTED_PROXIES"),
        (doctor.proxies([PROXY]), Status.OK, "10.0.0.1/32"),
        (doctor.proxies([PROXY, ip_network("::/0")]), Status.WARNING, "zich voor een ander"),
        (doctor.login(CLOSED), Status.OK, "KWCHAT_LOGIN_HEADER"),
        (doctor.login(LOGIN), Status.OK, "X-Remote-User van 10.0.0.1/32"),
        (doctor.limits(CLOSED), Status.WARNING, "geen grens"),
        (doctor.limits(LIMITED), Status.OK, "20 vragen per minuut en 0 per dag"),
        (doctor.telemetry(SETTINGS, {"HF_HUB_OFFLINE": "1"}), Status.OK, "HF_HUB_OFFLINE=1"),
        (doctor.index(Path("index"), MANIFEST), Status.OK, "3 passages (bestanden: 1)"),
        (next(doctor.skipped(())), Status.OK, "alles in de corpusmap gelezen"),
        (next(doctor.skipped([PHOTO, SCAN])), Status.WARNING, "a.jpg, b.jpg: een foto."),
        (next(doctor.skipped([FAILED])), Status.WARNING, "c.pdf: stuk."),
        (next(doctor.skipped([HIDDEN])), Status.OK, ".git/: verborgen."),
    ],
)
def test_a_finding_has_the_right_weight(check: Check, status: Status, words: str) -> None:
    """Broken is only what keeps kwchat from answering."""
    assert check.status is status
    assert words in check.text


def test_a_model_of_the_hub_is_the_one_thing_that_may_go_online() -> None:
    """The doctor says so."""
    settings = dataclasses.replace(SETTINGS, embedding_model="intfloat/e5")

    check = doctor.telemetry(settings, {})

    assert check.status is Status.WARNING
    assert "intfloat/e5" in check.text


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, Status.OK),
        ({"host": "0.0.0.0"}, Status.WARNING),  # noqa: S104
        ({"host": "0.0.0.0", "hosts": ("chat.school.nl",)}, Status.OK),  # noqa: S104
        ({"host": "0.0.0.0", "root_path": "https://school.nl"}, Status.OK),  # noqa: S104
        ({"host": "0.0.0.0", "root_path": "/hulp"}, Status.WARNING),  # noqa: S104
    ],
)
def test_a_server_that_is_open_needs_a_name(changes: dict[str, object], status: Status) -> None:
    """On this computer its own names do."""
    settings = dataclasses.replace(SETTINGS, **changes)

    names, *_ = doctor.gates(settings, CLOSED)

    assert names.status is status


def test_a_busy_port_is_a_warning_and_a_strange_address_is_broken() -> None:
    """The first may be kwchat itself; with the second nothing can be served."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        assert doctor.port("127.0.0.1", number).status is Status.WARNING
    assert doctor.port("127.0.0.1", number).status is Status.OK
    assert doctor.port("203.0.113.1", number).status is Status.BROKEN


def test_a_corpus_that_changed_is_told_by_file(tmp_path: Path) -> None:
    """Same, changed and gone are told apart from a corpus that is not there at all."""
    file = tmp_path / "a.txt"
    file.write_text("school", encoding="utf-8")
    manifest = with_hash_of(file)

    assert doctor.corpus(tmp_path, manifest).status is Status.OK
    file.write_text("scholen", encoding="utf-8")
    assert "a.txt. Voer `kwchat ingest` uit." in doctor.corpus(tmp_path, manifest).text
    file.unlink()
    assert doctor.corpus(tmp_path, manifest).status is Status.WARNING
    assert "bestaat niet" in doctor.corpus(tmp_path / "weg", manifest).text


def test_the_doctor_tells_whether_feedback_is_kept(tmp_path: Path) -> None:
    """Where and how long; a place that cannot be written is a warning, for answering goes on."""
    path = tmp_path / "data" / "feedback.sqlite"

    assert (doctor.feedback(None, 30).status, "uit" in doctor.feedback(None, 30).text) == (
        Status.OK,
        True,
    )
    assert doctor.feedback(path, 30).text.endswith(f"hoogstens 30 dagen in {path}.")
    assert doctor.feedback(path, 30).status is Status.OK
    (tmp_path / "data").write_text("een bestand", encoding="utf-8")
    assert doctor.feedback(path, 30).status is Status.WARNING
    (tmp_path / "data").unlink()
    path.mkdir(parents=True)
    assert doctor.feedback(path, 30).status is Status.WARNING


def test_the_encoder_need_not_be_unpacked_yet(tmp_path: Path) -> None:
    """It will be at the first ingest, and the doctor says where."""
    assert "nog niet" in doctor.unpacked(tmp_path / "e5").text
    assert doctor.unpacked(tmp_path).status is Status.OK


def test_without_a_language_model_nobody_is_asked() -> None:
    """Quotes are the answer, which is no fault."""
    check = doctor.language_model(SETTINGS)

    assert (check.status, "KWCHAT_LLM is leeg" in check.text) == (Status.OK, True)


def test_a_language_model_that_cannot_be_made_is_a_warning() -> None:
    """It names the setting; kwchat goes on with quotes."""
    check = doctor.language_model(dataclasses.replace(SETTINGS, llm="llama3.2"))

    assert check.status is Status.WARNING
    assert check.text.startswith("KWCHAT_LLM=llama3.2 noemt geen aanbieder.")


@pytest.mark.server
def test_the_connection_to_a_language_model_is_tried() -> None:
    """One that answers is named with where it is, since questions go there."""
    script = Script(lambda _: "ja")
    with speaking(script) as address:
        check = doctor.language_model(
            dataclasses.replace(SETTINGS, llm="openai:klein", llm_url=address)
        )

    assert script.prompts
    assert (check.status, check.text) == (
        Status.OK,
        f"klein op {address} antwoordt; vragen en passages gaan daarheen",
    )


@pytest.mark.server
def test_a_language_model_that_does_not_answer_is_a_warning() -> None:
    """With what to mend, and what readers get meanwhile."""
    with speaking(Script(status=404)) as address:
        check = doctor.language_model(
            dataclasses.replace(SETTINGS, llm="openai:klein", llm_url=address)
        )

    assert check.status is Status.WARNING
    assert check.text.startswith(f"Het model klein is niet bekend op {address}.")
    assert check.text.endswith("Tot dan antwoordt kwchat met citaten.")


@pytest.mark.server
@pytest.mark.parametrize(
    ("script", "setting"),
    [
        pytest.param(Script(thoughts=3, finish="length"), "KWCHAT_LLM_ANSWER", id="thinks"),
        pytest.param(Script(lambda _: "ja", longest=9000), "KWCHAT_LLM_CONTEXT", id="context"),
    ],
)
def test_a_language_model_that_will_not_do_for_real_questions_is_a_warning(
    script: Script, setting: str
) -> None:
    """Though it answers."""
    with speaking(script) as address:
        check = doctor.language_model(
            dataclasses.replace(SETTINGS, llm="openai:klein", llm_url=address)
        )

    assert check.status is Status.WARNING
    assert setting in check.text
