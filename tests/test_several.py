"""The file that names collections: what it gives, and one Dutch line for what makes no sense."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from scripted import ScriptedAssistant
from starlette.routing import Mount, Route

from kwchat import texts
from kwchat.errors import SettingsError
from kwchat.server.access import Access
from kwchat.server.app import create_app
from kwchat.server.lobby import create_lobby
from kwchat.server.turns import Turns
from kwchat.server.warmup import WarmAssistant
from kwchat.settings import Settings
from kwchat.several import RESERVED, Unusable, named, read_collections, usable

NOORD = """[[collection]]
name = "noord"
title = "Basisschool Noord"
corpus = "noord/corpus"
index = "noord/index"
"""
ZUID = NOORD.replace("noord", "zuid").replace("Noord", "Zuid")


def settings(file: Path, **given: object) -> Settings:
    """Return settings that name a file of collections."""
    return Settings.of(cache=file.parent / "cache", collections=file, **given)


def read(folder: Path, text: str, **given: object) -> str:
    """Write a file of collections, and return the line about what is wrong with it."""
    file = folder / "c.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        named(read_collections(settings(file, **given)), "noord")
    said = str(raised.value)
    assert "\n" not in said
    return said.replace(str(folder), "MAP")


def test_each_collection_has_settings_of_its_own(tmp_path: Path) -> None:
    """Paths are seen from the file; what a table leaves out is as it is around."""
    file = tmp_path / "c.toml"
    own = 'colour = "#7a1f3d"\nmanagers = ["Sanne"]\nembed_origins = ["https://noord.nl"]\n'
    file.write_text(NOORD + own + "together = true\n" + ZUID, encoding="utf-8")
    around = settings(
        file,
        root_path="/kwchat",
        limit_per_day=7,
        login_header="X-User",
        trusted_proxies="127.0.0.1",
    )

    noord, zuid = usable(read_collections(around))

    assert (noord.name, noord.title, noord.together) == ("noord", "Basisschool Noord", True)
    assert (zuid.name, zuid.together) == ("zuid", False)
    assert noord.settings.corpus == tmp_path / "noord" / "corpus"
    assert (noord.settings.root_path, zuid.settings.root_path) == ("/kwchat/noord", "/kwchat/zuid")
    assert (noord.settings.managers, zuid.settings.managers) == (("sanne",), ())
    assert (noord.settings.colour, zuid.settings.colour) == ("#7a1f3d", None)
    assert noord.settings.limit_per_day == zuid.settings.limit_per_day == 7
    assert named((noord, zuid), "zuid") is zuid


def test_without_the_setting_there_are_none(tmp_path: Path) -> None:
    """Then there is one index, as ever."""
    assert read_collections(Settings.of(cache=tmp_path)) == ()
    with pytest.raises(SettingsError, match="KWCHAT_COLLECTIONS"):
        named((), "noord")


def test_an_unknown_name_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    """Whoever mistypes sees what there is."""
    file = tmp_path / "c.toml"
    file.write_text(NOORD + ZUID, encoding="utf-8")

    with pytest.raises(SettingsError, match=r"oost is er niet\. Wel: noord, zuid\."):
        named(read_collections(settings(file)), "oost")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", texts.COLLECTIONS_EMPTY.format(path="MAP/c.toml", table="collection")),
        ("collection = 3", "een of meer tabellen [[collection]]"),
        ("collection = []", "een of meer tabellen [[collection]]"),
        ('[collection]\nname = "noord"\n', "een of meer tabellen [[collection]]"),
        ("kleur = 1\n" + NOORD, "niets daarbuiten"),
        (NOORD + "[[collection\n", "geen geldige TOML: kijk bij regel 6."),
        (NOORD + 'name = "twee"\n', "geen geldige TOML: kijk "),
        (NOORD + "colur = 1\n", "MAP/c.toml, collectie noord: de sleutel colur is onbekend."),
        (NOORD + "port = 80\n", "de sleutel port is onbekend."),
        (NOORD + NOORD, "In MAP/c.toml staan twee collecties met de naam noord."),
        (
            NOORD + ZUID.replace("zuid/index", "noord/index"),
            "noord en zuid allebei MAP/noord/index",
        ),
        (NOORD + ZUID.replace("zuid/corpus", "noord/corpus/zuid"), "allebei MAP/noord/corpus/zuid"),
        (NOORD + ZUID.replace("zuid/index", "noord/../noord/corpus"), "allebei MAP/noord/corpus"),
        (NOORD.replace('corpus = "noord/corpus"\n', ""), "collectie noord: zet er corpus bij"),
        (NOORD.replace('index = "noord/index"\n', ""), "collectie noord: zet er index bij"),
        (NOORD.replace('title = "Basisschool Noord"', "title = 3"), "zet er title bij"),
        (NOORD.replace('name = "noord"\n', ""), "zet er name bij"),
        (NOORD.replace('"noord"', '"Noord"'), "kan 'Noord' geen naam van een collectie zijn"),
        (NOORD.replace('"noord"', '"a/b"'), "kan 'a/b' geen naam van een collectie zijn"),
        (NOORD.replace('"noord"', '"api"'), "kan een collectie niet api heten"),
        (NOORD.replace('"noord"', '"samen"'), "kan een collectie niet samen heten"),
        (NOORD + "together = 1\n", "together moet true of false zijn"),
        (NOORD + 'colour = "rood"\n', "collectie noord: De instelling colour moet een kleur zoals"),
        (NOORD + "limit_per_day = -1\n", "De instelling limit_per_day moet"),
        (NOORD + 'embed_origins = ["*"]\n', "De instelling embed_origins moet"),
        (NOORD + 'feedback = "aan"\n', "De instelling feedback moet"),
        (
            NOORD + "examples = [1]\n",
            "De instelling examples moet een rij van hoogstens zes vragen",
        ),
        (NOORD + f"examples = {['Hoe?'] * 7}\n", "De instelling examples moet een rij"),
        (NOORD + 'lead = " "\n', "De instelling lead moet een tekst zijn"),
        (NOORD + 'managers = ["sanne"]\n', "managers werkt alleen samen met KWCHAT_LOGIN_HEADER"),
    ],
)
def test_what_makes_no_sense_is_one_line(tmp_path: Path, text: str, line: str) -> None:
    """It names the file and, where there is one, the collection and the key."""
    assert line in read(tmp_path, text)


@pytest.mark.parametrize(
    "wrong",
    [
        'colour = "#ffff00"\n',
        "limit_per_day = -1\n",
        'managers = ["sanne"]\n',
        "together = 1\n",
        "colur = 1\n",
    ],
)
def test_a_table_that_makes_no_sense_leaves_the_others(tmp_path: Path, wrong: str) -> None:
    """The fault of one school is told where that school is asked for, and nowhere else."""
    file = tmp_path / "c.toml"
    file.write_text(NOORD + ZUID + wrong, encoding="utf-8")

    found = read_collections(settings(file))

    assert [one.name for one in usable(found)] == ["noord"]
    assert named(found, "noord") is found[0]
    assert isinstance(found[1], Unusable)
    assert (found[1].name, found[1].title) == ("zuid", "Basisschool Zuid")
    with pytest.raises(SettingsError, match="collectie zuid: "):
        named(found, "zuid")


def test_feedback_of_two_goes_to_two_files(tmp_path: Path) -> None:
    """Also when the setting around names one for all."""
    said = read(tmp_path, NOORD + ZUID, feedback=tmp_path / "feedback.sqlite")

    assert "allebei MAP/feedback.sqlite" in said


def test_a_link_to_the_folder_of_another_is_seen_through(tmp_path: Path) -> None:
    """What is one folder under two names is shared too."""
    (tmp_path / "noord").mkdir()
    (tmp_path / "zuid").symlink_to(tmp_path / "noord")

    assert "allebei MAP/noord/corpus" in read(tmp_path, NOORD + ZUID)


def test_a_name_of_the_path_around_is_refused(tmp_path: Path) -> None:
    """A proxy that strips the path would have taken it for that."""
    said = read(tmp_path, NOORD, root_path="https://school.nl/noord")

    assert "kan een collectie niet noord heten" in said


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    """With the reason, and the setting that names it."""
    with pytest.raises(SettingsError, match=r"geen\.toml is niet te lezen .*KWCHAT_COLLECTIONS"):
        read_collections(settings(tmp_path / "geen.toml"))
    (tmp_path / "latin.toml").write_bytes(b"# sch\xf6n\n")
    with pytest.raises(SettingsError, match="geen tekst in UTF-8"):
        read_collections(settings(tmp_path / "latin.toml"))


def test_no_collection_can_have_an_address_of_the_server() -> None:
    """What stands at the root, with one collection or with several, has a name that is taken."""
    one = create_app(WarmAssistant(ScriptedAssistant))
    lobby = create_lobby((), Access(), Turns())

    taken = first_parts(one) | first_parts(lobby)

    assert {"bron", "gradio_api", "healthz", "v1", "kwchat"} <= taken | RESERVED
    assert taken <= RESERVED


def first_parts(app: FastAPI) -> set[str]:
    """Return how the paths of an app begin that are no wildcards."""
    paths = [route.path for route in app.routes if isinstance(route, Route | Mount)]
    found = {path.strip("/").partition("/")[0].partition("=")[0] for path in paths}
    return {part for part in found if part and "{" not in part}
