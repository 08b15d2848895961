"""Every finding of the doctor says what is the matter, and how bad it is."""

import dataclasses
import hashlib
import socket
from pathlib import Path

import pytest

from kwchat import doctor
from kwchat.doctor import Check, Status
from kwchat.index import IndexedFile, Manifest
from kwchat.settings import Settings
from kwchat.types import EncoderIdentity, Kind

SETTINGS = Settings.from_env({}, dotenv=Path("geen.env"))
MANIFEST = Manifest(
    format=1,
    kwchat="0.1.0",
    generation="000001",
    encoder=EncoderIdentity("e5", "f" * 64, "float32"),
    chunking={},
    files=(IndexedFile("a.txt", "0" * 64, "a", Kind.EIGEN, pages=0, chunks=3),),
    sizes={},
)


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
        (doctor.listens("127.0.0.1", 80), Status.OK, "alleen deze computer"),
        (doctor.listens("::1", 80), Status.OK, "alleen deze computer"),
        (doctor.listens("localhost", 80), Status.OK, "alleen deze computer"),
        (doctor.listens("0.0.0.0", 80), Status.WARNING, "iedereen in het netwerk"),  # noqa: S104
        (doctor.listens("school.nl", 80), Status.WARNING, "iedereen in het netwerk"),
        (doctor.telemetry(SETTINGS, {"HF_HUB_OFFLINE": "1"}), Status.OK, "HF_HUB_OFFLINE=1"),
        (doctor.index(Path("index"), MANIFEST), Status.OK, "3 passages (bestanden: 1)"),
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


def test_the_encoder_need_not_be_unpacked_yet(tmp_path: Path) -> None:
    """It will be at the first ingest, and the doctor says where."""
    assert "nog niet" in doctor.unpacked(tmp_path / "e5").text
    assert doctor.unpacked(tmp_path).status is Status.OK
