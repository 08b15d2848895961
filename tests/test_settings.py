"""Settings come from a mapping and a `.env` file, and mean what they say."""

import dataclasses
from pathlib import Path

import pytest

from kwchat.errors import SettingsError, WriterSettingsError
from kwchat.settings import WRITERS, Settings


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No `.env` of whoever runs the tests takes part."""
    monkeypatch.chdir(tmp_path)


def test_without_an_environment_everything_has_a_default() -> None:
    """The defaults serve this computer only, from the two folders beside it."""
    settings = Settings.from_env({})

    assert (settings.corpus, settings.index) == (Path("corpus"), Path("index"))
    assert (settings.host, settings.port, settings.root_path) == ("127.0.0.1", 7860, "")
    assert (settings.embedding_model, settings.threshold) == (None, None)
    assert (settings.feedback, settings.feedback_days, settings.log) == (None, 90, "warning")


def test_settings_are_read_from_the_given_mapping() -> None:
    """Values arrive in the type of their field."""
    settings = Settings.from_env(
        {"KWCHAT_PORT": "8000", "KWCHAT_CORPUS": "bronnen", "KWCHAT_THRESHOLD": "0.4"}
    )

    assert settings.port == 8000
    assert settings.corpus == Path("bronnen")
    assert settings.threshold == 0.4


def test_other_names_are_nobodys_business() -> None:
    """Only KWCHAT_* is read, in the environment and in `.env`."""
    Path(".env").write_text("PORT=1\nKWCHAT_HOST=0.0.0.0\n", encoding="utf-8")

    settings = Settings.from_env({"HOST": "::", "PORT": "2"})

    assert (settings.host, settings.port) == ("0.0.0.0", 7860)  # noqa: S104


def test_the_environment_wins_from_the_file() -> None:
    """`.env` fills in what the environment does not say; empty says nothing."""
    Path(".env").write_text("KWCHAT_PORT=8001\nKWCHAT_CORPUS=bronnen\n", encoding="utf-8")

    settings = Settings.from_env({"KWCHAT_PORT": "8002", "KWCHAT_CORPUS": ""})

    assert (settings.port, settings.corpus) == (8002, Path("bronnen"))


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("KWCHAT_CORPSU", "KWCHAT_CORPUS"),
        ("KWCHAT_EMBEDING_MODEL", "KWCHAT_EMBEDDING_MODEL"),
        ("KWCHAT_POORT", "KWCHAT_PORT"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_known_one(name: str, nearest: str) -> None:
    """A typing error in a name is never silently ignored."""
    with pytest.raises(
        SettingsError, match=rf"^Onbekende instelling: {name}\. Bedoel je {nearest}\?$"
    ):
        Settings.from_env({name: "x"})


def test_an_unknown_name_in_the_file_is_refused_too() -> None:
    """The file gets no milder treatment than the environment."""
    Path(".env").write_text("KWCHAT_TOPK=3\n", encoding="utf-8")

    with pytest.raises(SettingsError, match="KWCHAT_TOPK"):
        Settings.from_env({})


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("KWCHAT_PORT", "http", "een heel getal van 1 tot en met 65535"),
        ("KWCHAT_PORT", "0", "een heel getal van 1 tot en met 65535"),
        ("KWCHAT_PORT", "65536", "een heel getal van 1 tot en met 65535"),
        ("KWCHAT_THRESHOLD", "0,5", "0.5"),
        ("KWCHAT_THRESHOLD", "1.1", "van 0 tot en met 1"),
        ("KWCHAT_THRESHOLD", "nan", "van 0 tot en met 1"),
        ("KWCHAT_FEEDBACK", "aan", "data/feedback.sqlite"),
        ("KWCHAT_FEEDBACK_DAYS", "0", "van 1 tot en met 366"),
        ("KWCHAT_LOG", "debug", "off, error, warning of info"),
        ("KWCHAT_ROOT_PATH", "kwchat", "/kwchat"),
        ("KWCHAT_ROOT_PATH", "/kwchat/", "/kwchat"),
        ("KWCHAT_EMBED_ORIGINS", "*", "zonder *"),
        ("KWCHAT_EMBED_ORIGINS", "https://*.school.nl", "zonder *"),
        ("KWCHAT_EMBED_ORIGINS", "https://school.nl/", "zonder pad"),
        ("KWCHAT_EMBED_ORIGINS", "https://school.nl; script-src *", "https://intranet.school.nl"),
        ("KWCHAT_EMBED_ORIGINS", "school.nl", "https://intranet.school.nl"),
        ("KWCHAT_EMBED_ORIGINS", "null", "https://intranet.school.nl"),
        ("KWCHAT_HOSTS", "https://chat.school.nl", "zonder https://"),
        ("KWCHAT_HOSTS", "*", "chat.school.nl"),
        ("KWCHAT_TRUSTED_PROXIES", "proxy.school.nl", "127.0.0.1"),
        ("KWCHAT_TRUSTED_PROXIES", "*", "127.0.0.1"),
        ("KWCHAT_METRICS_FROM", "10.0.0.1/8", "10.0.0.0/8"),
        ("KWCHAT_LOGIN_HEADER", "X-Remote-User:", "X-Remote-User"),
        ("KWCHAT_LIMIT_PER_MINUTE", "-1", "vanaf 0"),
        ("KWCHAT_LIMIT_PER_DAY", "veel", "vanaf 0"),
        ("KWCHAT_STORE", "chroma.school.nl:8000", "http://chroma.school.nl:8000"),
        ("KWCHAT_STORE", "http://chroma.school.nl:8000/api/v2", "zonder pad"),
        ("KWCHAT_EMBEDDING_URL", "gpu.school.nl:8080/v1", "http://gpu.school.nl:8080/v1"),
        ("KWCHAT_EMBEDDING_URL", "http://", "http://gpu.school.nl:8080/v1"),
    ],
)
def test_an_impossible_value_is_refused(name: str, value: str, hint: str) -> None:
    """The message names the setting, what is allowed, and what was given."""
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({name: value})

    message = str(caught.value)
    assert name in message
    assert hint in message
    assert repr(value) in message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KWCHAT_LLM_CONTEXT", "0"),
        ("KWCHAT_LLM_CONTEXT", "abc"),
        ("KWCHAT_LLM_SECONDS", "0"),
        ("KWCHAT_LLM_FIRST_SECONDS", "lang"),
        ("KWCHAT_LLM_AT_ONCE", "0"),
        ("KWCHAT_ENGINE", "generatief"),
        ("KWCHAT_ENGINE", "generative"),
    ],
)
def test_what_is_wrong_with_the_language_model_alone_can_be_left_out(name: str, value: str) -> None:
    """It is told apart, since there are quotes without; what else is wrong is not."""
    environ = {name: value, "KWCHAT_TITLE": "Hulp"}
    if name != "KWCHAT_ENGINE":
        environ["KWCHAT_LLM"] = "ollama:klein"
    with pytest.raises(WriterSettingsError, match=name):
        Settings.from_env(environ)

    settings = Settings.from_env(environ, without=WRITERS)
    assert (settings.title, settings.llm, settings.engine) == ("Hulp", None, None)
    with pytest.raises(SettingsError, match="KWCHAT_PORT") as caught:
        Settings.from_env({**environ, "KWCHAT_PORT": "0"}, without=WRITERS)
    assert not isinstance(caught.value, WriterSettingsError)


def test_origins_stand_between_commas() -> None:
    """Each as a browser writes it; nothing given is nobody."""
    given = "https://Intranet.School.nl, http://localhost:8080,,http://[::1]:80"

    assert Settings.from_env({"KWCHAT_EMBED_ORIGINS": given}).embed_origins == (
        "https://intranet.school.nl",
        "http://localhost:8080",
        "http://[::1]:80",
    )
    assert Settings.from_env({}).embed_origins == ()


@pytest.mark.parametrize("value", ["/kwchat", "/a/b", "https://school.nl/kwchat", ""])
def test_a_root_path_is_a_path_or_an_address(value: str) -> None:
    """Both are what a reverse proxy can need."""
    assert Settings.from_env({"KWCHAT_ROOT_PATH": value}).root_path == value


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"XDG_CACHE_HOME": "/var/tmp"}, Path("/var/tmp/kwchat")),  # noqa: S108
        ({"LOCALAPPDATA": "C:/Data"}, Path("C:/Data/kwchat")),
        ({"XDG_CACHE_HOME": "/a", "KWCHAT_CACHE": "/b"}, Path("/b")),
        ({}, Path.home() / ".cache" / "kwchat"),
    ],
    ids=["linux", "windows", "by hand", "nothing said"],
)
def test_the_cache_is_where_the_system_keeps_caches(environ: dict[str, str], folder: Path) -> None:
    """The unpacked encoder goes to the user's cache folder unless a setting says otherwise."""
    assert Settings.from_env(environ).cache == folder


def test_proxies_are_addresses_or_networks() -> None:
    """Of both kinds; metrics are for this computer unless more is said."""
    settings = Settings.from_env({"KWCHAT_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8,fd00::/8"})

    assert [*map(str, settings.trusted_proxies)] == ["127.0.0.1/32", "10.0.0.0/8", "fd00::/8"]
    assert [*map(str, settings.metrics_from)] == ["127.0.0.0/8", "::1/128"]


def test_a_login_needs_someone_to_believe() -> None:
    """Without a trusted proxy nobody could ever get in."""
    environ = {"KWCHAT_LOGIN_HEADER": "X-Remote-User"}

    with pytest.raises(SettingsError, match="KWCHAT_TRUSTED_PROXIES"):
        Settings.from_env(environ)
    assert Settings.from_env({**environ, "KWCHAT_TRUSTED_PROXIES": "127.0.0.1"}).login_header


def test_settings_are_frozen_and_variants_are_checked() -> None:
    """`dataclasses.replace` makes a variant, with the same checks."""
    settings = Settings.from_env({})

    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]
    assert dataclasses.replace(settings, port=8000).port == 8000
    with pytest.raises(ValueError, match="port"):
        dataclasses.replace(settings, port=0)


def test_reading_settings_makes_no_folder(tmp_path: Path) -> None:
    """Settings are inert."""
    Settings.from_env({"XDG_CACHE_HOME": str(tmp_path / "cache")})

    assert list(tmp_path.iterdir()) == []
