"""Several collections in one server: the file that names them, and the settings of each.

A collection is a corpus with an index, an address and readers of its own. What its table does not
say, it takes from the settings around it; two never share a folder or a file.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from itertools import combinations
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from kwchat import texts
from kwchat.errors import SettingsError
from kwchat.settings import PREFIX, Settings

_TABLE = "collection"
_OWN = ("name", "title", "together")
_FOLDERS = ("corpus", "index", "feedback")  # that no two collections may share
_FOLDERS_NEEDED = ("corpus", "index")
# What a table may say besides; all else is of the server, and so of all collections.
_SETTINGS = (
    "corpus",
    "index",
    "feedback",
    "colour",
    "embed_origins",
    "examples",
    "feedback_days",
    "keep_conversation",
    "lead",
    "limit_per_day",
    "limit_per_minute",
    "managers",
    "sure",
    "threshold",
)
_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")
# The first part of every address that the server itself has, with one collection or with several.
RESERVED = frozenset(
    {
        *("api", "assets", "beheer", "bron", "config", "custom_component", "deep_link", "docs"),
        *("embed", "favicon.ico", "file", "gradio_api", "healthz", "info", "kwchat", "login"),
        *("logout", "manifest.json", "metrics", "monitoring", "origineel", "pwa_icon", "readyz"),
        *("robots.txt", "samen", "startup-events", "static", "svelte", "theme.css", "token"),
        *("upload", "v1", "widget.js"),
    }
)
_SETTING = re.compile(rf"{PREFIX}([A-Z_]+)")
_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection by its name, which is its address below that of the server, and its title; may
    it be searched `together` with others; and its settings."""

    name: str
    title: str
    together: bool
    settings: Settings


@dataclass(frozen=True, slots=True)
class Unusable:
    """A collection of which the table makes no sense beyond its name and title, and why: nobody
    can tell what was meant, and the others have no part in it."""

    name: str
    title: str
    together: bool
    fault: SettingsError


Found: TypeAlias = Collection | Unusable


def read_collections(settings: Settings) -> tuple[Found, ...]:
    """Return the collections of the file that the settings name, in its order; none without one.

    Paths in the file are relative to its folder.

    Raises:
        SettingsError: the file cannot be read, two collections share what they may not, or one has
            no name or title to be called by.
    """
    file = settings.collections
    if file is None:
        return ()
    tables = _tables(file)
    for table in tables:
        _require_name(file, table, settings)
    for first, second in combinations([table["name"] for table in tables], 2):
        if first == second:
            raise SettingsError(texts.COLLECTION_TWICE.format(path=file, name=first))
    found = tuple(_found(file, table, settings) for table in tables)
    for one, other in combinations(usable(found), 2):
        _require_apart(file, one, other)
    return found


def usable(found: Iterable[Found]) -> Sequence[Collection]:
    """Return those of which the table makes sense."""
    return [one for one in found if isinstance(one, Collection)]


def named(collections: Sequence[Found], name: str) -> Collection:
    """Return a collection by its name.

    Raises:
        SettingsError: there is none, its table makes no sense, or there are no collections at all.
    """
    for one in collections:
        if one.name == name:
            if isinstance(one, Unusable):
                raise one.fault
            return one
    if not collections:
        raise SettingsError(texts.COLLECTIONS_NONE)
    names = ", ".join(one.name for one in collections)
    raise SettingsError(texts.COLLECTION_UNKNOWN.format(name=name, names=names))


def _tables(file: Path) -> Sequence[Mapping[str, Any]]:
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise SettingsError(texts.COLLECTIONS_MISSING.format(path=file, reason=reason)) from error
    except UnicodeDecodeError as error:
        raise SettingsError(texts.COLLECTIONS_NO_TEXT.format(path=file)) from error
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        where = texts.COLLECTIONS_LINE.format(line=line[1]) if line else texts.COLLECTIONS_END
        raise SettingsError(texts.COLLECTIONS_NO_TOML.format(path=file, where=where)) from error
    tables = given.get(_TABLE)
    is_list = isinstance(tables, list) and all(isinstance(table, dict) for table in tables)
    if given.keys() != {_TABLE} or not tables or not is_list:
        raise SettingsError(texts.COLLECTIONS_EMPTY.format(path=file, table=_TABLE))
    return list(tables)


def _require_name(file: Path, table: Mapping[str, Any], around: Settings) -> None:
    """Check that a collection has a name and a title to be told by.

    Raises:
        SettingsError: it has not.
    """
    name = table.get("name")
    _require_words(texts.COLLECTION_PLACE.format(path=file, name=name), table, ("name", "title"))
    if not _NAME.fullmatch(table["name"]):
        raise SettingsError(texts.COLLECTION_NAME.format(path=file, name=name))
    if name in RESERVED or name in urlsplit(around.root_path).path.split("/")[:2]:
        raise SettingsError(texts.COLLECTION_RESERVED.format(path=file, name=name))


def _require_words(place: str, table: Mapping[str, Any], keys: Sequence[str]) -> None:
    for key in keys:
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise SettingsError(texts.COLLECTION_NEEDS.format(place=place, key=key))


def _found(file: Path, table: Mapping[str, Any], around: Settings) -> Found:
    try:
        return _collection(file, table, around)
    except SettingsError as error:
        title, together = table["title"].strip(), table.get("together") is True
        return Unusable(table["name"], title, together, error)


def _collection(file: Path, table: Mapping[str, Any], around: Settings) -> Collection:
    name = table["name"]
    place = texts.COLLECTION_PLACE.format(path=file, name=name)
    _require_known(place, table)
    _require_words(place, table, _FOLDERS_NEEDED)
    if not isinstance(table.get("together", False), bool):
        raise SettingsError(texts.COLLECTION_TOGETHER.format(place=place))
    given = {key: _value(file, key, table[key]) for key in _SETTINGS if key in table}
    address = f"{around.root_path}/{name}"
    try:
        own = Settings.of(**{**_fields(around), **given, "root_path": address})
    except SettingsError as error:
        raise SettingsError(f"{place}: {_as_keys(str(error))}") from error
    return Collection(name, table["title"].strip(), table.get("together", False), own)


def _fields(settings: Settings) -> dict[str, Any]:
    return {**asdict(settings), "collections": None}


def _require_known(place: str, table: Mapping[str, Any]) -> None:
    known = (*_OWN, *_SETTINGS)
    for key in table:
        if key not in known:
            nearest = get_close_matches(key, known, n=1, cutoff=0)[0]
            raise SettingsError(texts.COLLECTION_KEY.format(place=place, key=key, nearest=nearest))


def _value(file: Path, key: str, given: object) -> object:
    """Return a value as the setting takes it: a path from the folder of the file, a list as in the
    environment."""
    if key in _FOLDERS and isinstance(given, str) and given:
        return file.parent / Path(given).expanduser()
    if key == "examples":
        return given  # questions, which may have any sign in them
    return ",".join(map(str, given)) if isinstance(given, list) else given


def _as_keys(sentence: str) -> str:
    """Return a sentence about settings with those that a table may have under their names there."""

    def key(found: re.Match[str]) -> str:
        name = found[1].lower()
        return name if name in _SETTINGS else found[0]

    return _SETTING.sub(key, sentence)


def _require_apart(file: Path, one: Collection, other: Collection) -> None:
    """Refuse two collections of which one has a folder or file in that of the other: what lies in
    it would be of both.

    Raises:
        SettingsError: they have.
    """
    for path in _places(one):
        for second in _places(other):
            inner, outer = (path, second) if path.is_relative_to(second) else (second, path)
            if inner.is_relative_to(outer):
                names = {"first": one.name, "second": other.name}
                raise SettingsError(texts.COLLECTIONS_SHARE.format(path=file, place=inner, **names))


def _places(collection: Collection) -> Iterator[Path]:
    """Yield the folders and files of a collection, without links in their paths."""
    settings = collection.settings
    for path in (settings.corpus, settings.index, settings.feedback):
        if path is not None:
            yield path.resolve()
