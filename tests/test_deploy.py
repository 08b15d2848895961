"""What brings kwchat to a server: a unit, an image, and containers that belong together.

A container is never started here: what is written down is held to what kwchat does.
"""

import fnmatch
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from kwchat.server import app
from kwchat.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "kwchat.service"
DOCKERFILE = DEPLOY / "Dockerfile"
needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd is not installed"
)
HADOLINT = shutil.which("hadolint", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
needs_hadolint = pytest.mark.skipif(HADOLINT is None, reason="hadolint is not installed")


def instructions() -> list[tuple[str, str]]:
    """Return what the Dockerfile says, line by line: the instruction and the rest."""
    text = re.sub(r"(?m)^#.*\n", "", DOCKERFILE.read_text("utf-8")).replace("\\\n", "")
    return [(line.split()[0], line.partition(" ")[2]) for line in text.splitlines() if line.strip()]


def compose() -> dict[str, Any]:
    """Return the services of the compose file."""
    services: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return services["services"]


def seconds(written: str) -> float:
    """Return a duration such as `30s`."""
    return float(written.removesuffix("s"))


@needs_systemd
@pytest.mark.server
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    """Every line means something to it, and what it says of how exposed the service is, is fine."""
    unit = tmp_path / "kwchat.service"
    text = UNIT.read_text("utf-8")
    unit.write_text(text.replace("/srv/kwchat/.venv/bin/kwchat", sys.executable), "utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False
    )
    exposure = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", unit],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (verified.returncode, verified.stderr) == (0, "")
    assert exposure.returncode == 0, exposure.stdout.splitlines()[-1]


@needs_hadolint
@pytest.mark.server
def test_hadolint_takes_the_dockerfile(tmp_path: Path) -> None:
    """By all its rules: none is switched off."""
    (tmp_path / "all.yaml").write_text("ignored: []")
    command = [str(HADOLINT), "--no-color", "--config", str(tmp_path / "all.yaml"), str(DOCKERFILE)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert "hadolint" not in DOCKERFILE.read_text("utf-8")


def test_who_stops_kwchat_waits_until_it_is_done() -> None:
    """Longer than a server finishes answers; then it would be killed in the middle of one."""
    finishing = app.FINISH_SECONDS + app.DRAIN_SECONDS
    (stop,) = re.findall(r"^TimeoutStopSec=(\d+)$", UNIT.read_text("utf-8"), re.MULTILINE)

    assert float(stop) > finishing
    assert seconds(compose()["kwchat"]["stop_grace_period"]) > finishing


def test_the_image_runs_as_nobody_in_particular() -> None:
    """It is built in one stage and runs in another, as a user that is not root, and says whether
    it is well."""
    said = instructions()
    names = [name for name, _ in said]
    last = [rest for name, rest in said if name == "USER"][-1]

    assert names.count("FROM") == 2
    assert last not in {"root", "0"}
    assert names.index("HEALTHCHECK") > names.index("USER")
    assert "/readyz" in dict(said)["HEALTHCHECK"]
    assert f":{Settings(cache=Path()).port}/" in dict(said)["HEALTHCHECK"]


def test_what_the_image_is_made_of_is_there() -> None:
    """Every file that is copied exists and is not held back, and own documents are."""
    copied = [
        name
        for instruction, rest in instructions()
        if instruction == "COPY" and "--from" not in rest
        for name in rest.split()[:-1]
    ]
    ignore = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    let_in = [line[1:] for line in ignore if line.startswith("!")]

    assert copied
    assert [name for name in (*copied, *let_in) if not (ROOT / name).exists()] == []
    assert {name.partition("/")[0] for name in let_in} == set(copied)
    assert not any(fnmatch.fnmatch("corpus/eigen/x.pdf", f"{name}*") for name in let_in)
    assert ignore[1] == "*"


def test_the_containers_write_where_they_may_and_nowhere_else() -> None:
    """Both have a root file system that cannot be written; kwchat keeps everything in one folder,
    which is where its image works."""
    said = instructions()
    environment = dict(re.findall(r"(KWCHAT_\w+)=(\S+)", " ".join(rest for _, rest in said)))
    kwchat = compose()["kwchat"]
    mounted = {volume.split(":")[1] for volume in kwchat["volumes"]}

    assert [service["read_only"] for service in compose().values()] == [True, True]
    assert mounted == {dict(said)["WORKDIR"]} == {"/srv/kwchat"}
    assert len(kwchat["tmpfs"]) == 1
    assert Path(environment["KWCHAT_CACHE"]).is_relative_to("/srv/kwchat")
    assert kwchat["cap_drop"] == ["ALL"]


def test_the_containers_belong_together() -> None:
    """Nginx has the example that the tests run, on the network of kwchat, at the address that
    kwchat is told; every setting exists."""
    kwchat, nginx = compose()["kwchat"], compose()["nginx"]
    example = (ROOT / "docs" / "nginx.conf").read_text("utf-8")
    mounted = dict(volume.split(":")[:2] for volume in nginx["volumes"])

    assert nginx["network_mode"] == "service:kwchat"
    assert (DEPLOY / kwchat["build"]["context"] / kwchat["build"]["dockerfile"]) == (
        DEPLOY / ".." / "deploy" / "Dockerfile"
    )
    assert (DEPLOY / "../docs/nginx.conf").exists()
    assert "../docs/nginx.conf" in mounted
    for path in (name for name in mounted.values() if name.startswith("/etc/ssl")):
        assert path in example
    assert kwchat["environment"] == {
        f"{PREFIX}ROOT_PATH": "https://school.nl/kwchat",
        f"{PREFIX}TRUSTED_PROXIES": "127.0.0.1",
    }
    for name, value in kwchat["environment"].items():
        assert f"{name}={value}" in example
    assert f"server 127.0.0.1:{Settings(cache=Path()).port};" in example


def test_a_chroma_server_can_stand_beside_it() -> None:
    """With the version whose client kwchat has, where kwchat looks for it, and reached by nobody
    else."""
    text = (DEPLOY / "compose.chroma.yaml").read_text("utf-8")
    services: dict[str, Any] = yaml.safe_load(text)["services"]
    chroma, given = services["chroma"], services["kwchat"]["environment"]
    pinned = re.search(r"^chromadb==(.+)$", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
    settings = {name.removeprefix(PREFIX).lower(): value for name, value in given.items()}

    assert pinned
    assert chroma["image"].partition(":")[2] == pinned[1]
    assert Settings.of(cache=Path(), **settings).store == "http://chroma:8000"
    assert "ports" not in chroma
    assert (chroma["read_only"], chroma["cap_drop"]) == (True, ["ALL"])
    assert set(services["kwchat"]["depends_on"]) == {"chroma"}
