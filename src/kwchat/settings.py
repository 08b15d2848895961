"""Every knob of kwchat in one frozen value, read once, at the entry, from a mapping and `.env`.

Settings build nothing and touch nothing: who needs a folder makes it, who needs a model loads it.
"""

from collections.abc import Collection, Mapping
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from annotated_types import Len
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

from kwchat import files, texts
from kwchat.answering.generation.models import ANSWER_TOKENS
from kwchat.chat import colours
from kwchat.errors import SettingsError, WriterSettingsError
from kwchat.index.encoding import StoreAddress
from kwchat.server.access import LOOPBACK, Network

PREFIX = "KWCHAT_"
# Scheme, host and perhaps a port, as a browser writes them: what a frame or a request comes from.
_ORIGIN = r"^https?://([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:[0-9]{1,5})?$"


_PLACE = r"^[A-Za-z0-9_.-]+$"  # what Chroma takes as the name of a tenant or database


def _items(given: object) -> object:
    """Return what stands between the commas of a text, in small letters."""
    if not isinstance(given, str):
        return given
    return tuple(item for part in given.lower().split(",") if (item := part.strip()))


def _questions(given: object) -> object:
    """Return what stands between the semicolons of a text: a question may have commas."""
    if not isinstance(given, str):
        return given
    return tuple(part for part in given.split(";") if part.strip())


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
Words: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Questions: TypeAlias = Annotated[tuple[Words, ...], BeforeValidator(_questions), Len(max_length=6)]
Names: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(_items)]
Networks: TypeAlias = Annotated[tuple[Network, ...], BeforeValidator(_items)]


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default; `texts.SETTING_MEANS` says in Dutch what each one means."""

    cache: Path
    corpus: Path = Path("corpus")
    index: Path = Path("index")
    collections: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=1, le=65535)
    root_path: str = Field(default="", pattern=r"^((https?:/)?/[^\s/]+(/[^\s/]+)*)?$")
    colour: str | None = Field(default=None, pattern=r"^#[0-9A-Fa-f]{6}$")
    embed_origins: Origins = ()
    hosts: HostNames = ()
    trusted_proxies: Networks = ()
    login_header: str | None = Field(default=None, pattern=r"^[A-Za-z0-9-]+$")
    managers: Names = ()
    limit_per_minute: int = Field(default=20, ge=0)
    limit_per_day: int = Field(default=1000, ge=0)
    metrics_from: Networks = LOOPBACK
    embedding_model: str | None = None
    embedding_url: str | None = Field(default=None, pattern=r"^https?://[^\s/]+(/[^\s]*)?$")
    embedding_token: str | None = Field(default=None, repr=False)
    completions_key_file: Path | None = None
    seal_file: Path | None = None
    engine: Literal["extractive", "generative"] | None = None
    store: str | None = Field(default=None, pattern=r"^https?://[^\s/?#]+$")
    store_token: str | None = Field(default=None, repr=False)
    store_tenant: str = Field(default="default_tenant", pattern=_PLACE)
    store_database: str = Field(default="default_database", pattern=_PLACE)
    feedback: FeedbackFile | None = None
    feedback_days: int = Field(default=90, ge=1, le=366)
    keep_conversation: bool = True
    title: Words | None = None
    lead: Words | None = None
    examples: Questions = ()
    llm: str | None = None
    llm_answer: int = Field(default=ANSWER_TOKENS, ge=1)
    llm_at_once: int = Field(default=2, ge=1)
    llm_context: int = Field(default=8000, ge=1)
    llm_first_seconds: float = Field(default=20, gt=0)
    llm_key: str | None = Field(default=None, repr=False)
    llm_key_file: Path | None = None
    llm_seconds: float = Field(default=60, gt=0)
    llm_url: str | None = None
    log: Literal["off", "error", "warning", "info"] = "warning"
    threshold: float | None = Field(default=None, ge=0, le=1)
    sure: float | None = Field(default=None, ge=0, le=1)

    @property
    def address(self) -> str:
        """The whole address of the chat, ending in a slash; empty where none is set."""
        whole = self.root_path.startswith(("http://", "https://"))
        return f"{self.root_path}/" if whole else ""

    @property
    def recognised(self) -> Path:
        """The folder with what was recognised in pictures of text."""
        return self.index / "ocr"

    @property
    def store_address(self) -> StoreAddress | None:
        """Where the Chroma server is; None where vectors are kept in the folder of the index."""
        if self.store is None:
            return None
        return StoreAddress(self.store, self.store_token, self.store_tenant, self.store_database)

    @classmethod
    def from_env(
        cls,
        environ: Mapping[str, str],
        dotenv: Path = Path(".env"),
        *,
        without: Collection[str] = (),
    ) -> "Settings":
        """Read `KWCHAT_*` from a mapping, and from a `.env` file where the mapping is silent.

        An empty value counts as not given, and so does what is named in `without`.

        Raises:
            SettingsError: a name is unknown or a value impossible, or the colour unreadable.
        """
        given = _own(dotenv_values(dotenv)) | _own(environ)
        _refuse_unknown(given)
        wanted = {name: value for name, value in given.items() if name not in without}
        return cls.of(**{"cache": user_cache(environ), **wanted})

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
            raise _refusal(error) from error
        if settings.login_header and not settings.trusted_proxies:
            raise SettingsError(texts.SETTING_LOGIN_ALONE)
        if settings.embedding_url and not settings.embedding_model:
            raise SettingsError(texts.SETTING_EMBEDDING_ALONE)
        if settings.managers and not settings.login_header:
            raise SettingsError(texts.SETTING_MANAGERS_ALONE)
        if settings.engine == "generative" and not settings.llm:
            raise WriterSettingsError(texts.SETTING_ENGINE_ALONE)
        if settings.colour:
            colours.require_contrast(settings.colour)
        return settings


# What means nothing but for the language model that writes.
WRITERS = frozenset(
    field.name for field in fields(Settings) if field.name == "engine" or field.name[:3] == "llm"
)


def key_in_the_open(environ: Mapping[str, str], dotenv: Path = Path(".env")) -> Path | None:
    """Return the `.env` file if it is where the key of the language model comes from, and everyone
    on this computer may read it."""
    key = "llm_key"
    from_there = key in _own(dotenv_values(dotenv)) and key not in _own(environ)
    return dotenv if from_there and files.is_open(dotenv) else None


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


def _refusal(error: ValidationError) -> SettingsError:
    first = error.errors()[0]
    name = str(first["loc"][0])
    sentence = texts.SETTING_IMPOSSIBLE.format(
        name=PREFIX + name.upper(), allowed=texts.SETTING_ALLOWED[name], value=first["input"]
    )
    return WriterSettingsError(sentence) if name in WRITERS else SettingsError(sentence)


def user_cache(environ: Mapping[str, str]) -> Path:
    """Return the folder that the system means for what can be made again."""
    base = environ.get("XDG_CACHE_HOME") or environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".cache") / "kwchat"


def library_flags(settings: Settings) -> Mapping[str, str]:
    """Return the variables that keep libraries off the network, off stderr, and apart."""
    model = settings.embedding_model
    remote = settings.embedding_url
    from_hub = not remote and model is not None and not Path(model).expanduser().is_dir()
    return {
        "GRADIO_ANALYTICS_ENABLED": "False",
        "GRADIO_ANALYTICS_MAX_EVENTS": "1",
        "ANONYMIZED_TELEMETRY": "False",
        "LANGSMITH_TRACING_V2": "false",
        "TOKENIZERS_PARALLELISM": "false",
        "OPENBLAS_NUM_THREADS": "1",  # its threads would spin beside those of the encoder
        **({} if from_hub else {"HF_HUB_OFFLINE": "1"}),
    }
