"""What is to be read can be read, in the colours that kwchat has and in any that a school picks."""

import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kwchat.chat.colours import contrast, parse, require_contrast, stylesheet
from kwchat.errors import SettingsError

DARK_FROM = "@media (prefers-color-scheme: dark)"
CSS = (files("kwchat.chat") / "static" / "page.css").read_text(encoding="utf-8").split("html {")[0]
READ = [
    ("ink", "paper", 4.5),
    ("ink", "surface", 4.5),
    ("ink", "tint", 4.5),
    ("quiet", "paper", 4.5),
    ("quiet", "surface", 4.5),
    ("accent", "paper", 4.5),
    ("accent", "surface", 4.5),
    ("accent", "tint", 4.5),
    ("accent-hover", "paper", 4.5),
    ("accent-hover", "tint", 4.5),
    ("accent-ink", "accent", 4.5),
    ("accent-ink", "accent-hover", 4.5),
    ("mark-ink", "mark", 4.5),
    ("edge", "paper", 3.0),
    ("edge", "surface", 3.0),
    ("notice", "surface", 3.0),
]


def themes(*sheets: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the colours of style sheets that follow each other, in the light and in the dark."""
    light: dict[str, str] = {}
    dark: dict[str, str] = {}
    for sheet in sheets:
        by_day, _, by_night = sheet.partition(DARK_FROM)
        light |= colours(by_day)
        dark |= colours(by_night)
    return light, light | dark


def colours(css: str) -> dict[str, str]:
    """Return the colour variables of a piece of CSS."""
    return dict(re.findall(r"--kw-([\w-]+): (#[0-9a-f]{6});", css))


@pytest.mark.parametrize("theme", themes(CSS), ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "paper", "ratio"), READ)
def test_colours_can_be_read(theme: dict[str, str], ink: str, paper: str, ratio: float) -> None:
    """Text stands out 4.5 to 1, the edge of what can be used 3 to 1, in light and in dark."""
    assert contrast(parse(theme[ink]), parse(theme[paper])) >= ratio


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_a_schools_colour_that_is_let_in_can_be_read_everywhere(rgb: tuple[int, int, int]) -> None:
    """Whatever the colour: either it is refused, or all that is made of it can be read."""
    text = f"#{bytes(rgb).hex()}"
    try:
        require_contrast(text)
    except SettingsError:
        return
    for theme in themes(CSS, stylesheet(text)):
        for ink, paper, ratio in READ:
            assert contrast(parse(theme[ink]), parse(theme[paper])) >= ratio, (ink, paper)


@pytest.mark.parametrize("text", ["#000000", "#7a1f3d", "#0b5fff", "#0F5257", "#c8102e"])
def test_a_dark_colour_is_let_in(text: str) -> None:
    """Most that a school would have."""
    require_contrast(text)


@pytest.mark.parametrize(("text", "ratio"), [("#ffcc00", "1,4"), ("#ffffff", "1,0")])
def test_a_light_colour_is_refused_with_its_contrast(text: str, ratio: str) -> None:
    """In Dutch, with the setting and what to do."""
    with pytest.raises(SettingsError, match=f"{text} .KWCHAT_COLOUR.*{ratio} op 1.*donkerdere"):
        require_contrast(text)


@pytest.mark.parametrize("text", ["rood", "#fff", "0f5257", "#0f525", "#0f5257;}", "#gggggg", ""])
def test_what_is_no_colour_is_refused(text: str) -> None:
    """A colour becomes CSS: nothing else gets there."""
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse(text)
