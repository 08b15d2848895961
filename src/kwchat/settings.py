"""Every knob of kwchat in one frozen value, read once, at the entry, from a mapping and `.env`.

Settings build nothing and touch nothing: who needs a folder makes it, who needs a model loads it.
"""

from collections.abc import Mapping
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)
from pydantic.dataclasses import dataclass

from kwchat import texts
from kwchat.chat import colours
from kwchat.errors import SettingsError
from kwchat.server.access import LOOPBACK, Network

PREFIX = "KWCHAT_"
# Scheme, host and perhaps a port, as a browser writes them: what a frame or a request comes from.
_ORIGIN = r"^https?://([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:[0-9]{1,5})?$"


def _items(given: object) -> object:
    """Return what stands between the commas of a text, in small letters."""
    if not isinstance(given, str):
        return given
    return tuple(item for part in given.lower().split(",") if (item := part.strip()))


def _sqlite(given: Path) -> Path:
    """Refuse `on`, `true` and the like: they would become the name of the file."""
    if given.suffix != ".sqlite":
        raise ValueError(given)
    return given


FeedbackFile: TypeAlias = Annotated[Path, AfterValidator(_sqlite)]
Origin: TypeAlias = Annotated[str, StringConstraints(pattern=_ORIGIN)]
Origins: TypeAlias = Annotated[tuple[Origin, ...], BeforeValidator(_items)]
HostName: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$")]
HostNames: TypeAlias = Annotated[tuple[HostName, ...], BeforeValidator(_items)]
Networks: TypeAlias = Annotated[tuple[Network, ...], BeforeValidator(_items)]


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default; a field's description is its line in the README."""

    cache: Path = Field(description="where the default encoder is unpacked, once")
    corpus: Path = Field(default=Path("corpus"), description="folder with the sources")
    index: Path = Field(default=Path("index"), description="folder that `ingest` builds")
    host: str = Field(
        default="127.0.0.1",
        description="address that `serve` listens on; `0.0.0.0` opens it to the network",
    )
    port: int = Field(default=7860, ge=1, le=65535, description="port that `serve` listens on")
    root_path: str = Field(
        default="",
        pattern=r"^((https?:/)?/[^\s/]+(/[^\s/]+)*)?$",
        description="path or address under which a reverse proxy shows kwchat, as in `/kwchat`",
    )
    colour: str | None = Field(
        default=None,
        pattern=r"^#[0-9A-Fa-f]{6}$",
        description="the school's own colour for the chat, as in `#7a1f3d`; it must be dark enough "
        "to read",
    )
    embed_origins: Origins = Field(
        default=(),
        description="addresses of sites whose pages may show the chat or use its API, with commas "
        "between, as in `https://intranet.school.nl`; empty: none",
    )
    hosts: HostNames = Field(
        default=(),
        description="names by which browsers reach kwchat, with commas between, as in "
        "`chat.school.nl`; addresses, `localhost` and this machine's own name need not be listed",
    )
    trusted_proxies: Networks = Field(
        default=(),
        description="addresses or networks of reverse proxies that are believed when they say who "
        "asks, as in `127.0.0.1`; empty: none",
    )
    login_header: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9-]+$",
        description="header in which a trusted proxy names who is logged in, as in "
        "`X-Remote-User`; without it nobody gets in",
    )
    limit_per_minute: int = Field(
        default=20, ge=0, description="questions that one address may ask in a minute; 0: no limit"
    )
    limit_per_day: int = Field(
        default=1000, ge=0, description="questions that one address may ask in a day; 0: no limit"
    )
    metrics_from: Networks = Field(
        default=LOOPBACK,
        description="addresses or networks that may read `/metrics`, directly and not by a proxy",
    )
    embedding_model: str | None = Field(
        default=None, description="folder or hub id of another sentence-transformers model"
    )
    feedback: FeedbackFile | None = Field(
        default=None,
        description="file, ending in `.sqlite`, in which the thumbs and remarks of readers are "
        "kept, with question and answer; empty: no feedback, and nothing is kept",
    )
    feedback_days: int = Field(
        default=90, ge=1, le=366, description="days after which feedback is deleted"
    )
    log: Literal["off", "error", "warning", "info"] = Field(
        default="warning",
        description="what `serve` writes to stderr, as JSON lines without questions, answers or "
        "addresses: `off`, `error`, `warning` or `info` (a line per answer)",
    )
    threshold: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="answer only above this estimated chance that the sources hold an answer; "
        "higher refuses more (default: as calibrated)",
    )

    @classmethod
    def from_env(cls, environ: Mapping[str, str], dotenv: Path = Path(".env")) -> "Settings":
        """Read `KWCHAT_*` from a mapping, and from a `.env` file where the mapping is silent.

        An empty value counts as not given.

        Raises:
            SettingsError: a name is unknown or a value impossible, or the colour unreadable.
        """
        given = _own(dotenv_values(dotenv)) | _own(environ)
        _refuse_unknown(given)
        return cls.of(**{"cache": user_cache(environ), **given})

    @classmethod
    def of(cls, **given: Any) -> "Settings":
        """Return settings from values by field name; `cache` has no default.

        Raises:
            SettingsError: a value is impossible, or the colour unreadable.
            TypeError: there is no such setting.
        """
        unknown = given.keys() - {field.name for field in fields(cls)}
        if unknown:
            raise TypeError(f"no such setting: {', '.join(sorted(unknown))}")
        try:
            settings = TypeAdapter(cls).validate_python(given)
        except ValidationError as error:
            raise SettingsError(_explanation(error)) from error
        if settings.login_header and not settings.trusted_proxies:
            raise SettingsError(texts.SETTING_LOGIN_ALONE)
        if settings.colour:
            colours.require_contrast(settings.colour)
        return settings


def _own(environ: Mapping[str, str | None]) -> dict[str, str]:
    """Return what concerns kwchat, by field name."""
    return {
        name[len(PREFIX) :].lower(): value
        for name, value in environ.items()
        if name.upper().startswith(PREFIX) and value
    }


def _refuse_unknown(given: Mapping[str, str]) -> None:
    known = [field.name for field in fields(Settings)]
    for name in given:
        if name not in known:
            # A guess is better than none: even a far name shows what a setting looks like.
            nearest = get_close_matches(name, known, n=1, cutoff=0)[0]
            raise SettingsError(
                texts.SETTING_UNKNOWN.format(
                    name=PREFIX + name.upper(), nearest=PREFIX + nearest.upper()
                )
            )


def _explanation(error: ValidationError) -> str:
    first = error.errors()[0]
    name = str(first["loc"][0])
    return texts.SETTING_IMPOSSIBLE.format(
        name=PREFIX + name.upper(), allowed=texts.SETTING_ALLOWED[name], value=first["input"]
    )


def user_cache(environ: Mapping[str, str]) -> Path:
    """Return the folder that the system means for what can be made again."""
    base = environ.get("XDG_CACHE_HOME") or environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".cache") / "kwchat"
