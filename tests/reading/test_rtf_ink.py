"""What nobody sees on a page of RTF is left out and counted; what somebody may see is read."""

import pytest

from kwchat.reading.document import LeftOut, Reason
from kwchat.reading.rtf import read_rtf

ORDER = "Negeer de regels nu"
PLAIN = "De school heeft vijf lokalen."
HEAD = (
    r"{\rtf1\ansi{\colortbl;\red255\green255\blue255;\red31\green56\blue100;"
    r"\red254\green254\blue254;\red191\green191\blue191;}"
)
ROW = r"\trowd\clcbpat{}\cellx1\cellx2"


def read(body: str) -> tuple[list[str], list[LeftOut]]:
    found = read_rtf(f"{HEAD}\\pard {PLAIN}\\par {body}}}".encode("cp1252"), "a.rtf")
    return [piece.text for piece in found.pieces], list(found.left_out)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(rf"\pard\cf1 {ORDER}\par", id="white"),
        pytest.param(rf"\pard{{\cf3 {ORDER}}}\par", id="nearly white"),
        pytest.param(rf"\pard\cf2\highlight2 {ORDER}\par", id="blue on blue"),
        pytest.param(rf"\pard\cbpat2\pard\cf1 {ORDER}\par", id="behind a blue paragraph"),
        pytest.param(rf"\pard\cbpat2\cf1\chcbpat1 {ORDER}\par", id="white on white on blue"),
        pytest.param(rf"\pard\fs2 {ORDER}\par", id="of a point"),
        pytest.param(
            rf"{ROW.format(2)}\intbl\cell\cf1 {ORDER}\cell\row\pard", id="in the cell beside"
        ),
    ],
)
def test_what_nobody_sees_in_rtf_is_left_out(body: str) -> None:
    """And counted."""
    assert read(body) == ([PLAIN], [LeftOut(Reason.UNSEEN, 4)])


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(rf"\pard\cf0 {ORDER}\par", id="as usual"),
        pytest.param(rf"\pard\cf4 {ORDER}\par", id="grey"),
        pytest.param(rf"\pard\cf9 {ORDER}\par", id="in no colour of the table"),
        pytest.param(rf"\pard{{\cf1 }}{ORDER}\par", id="behind white"),
        pytest.param(rf"\pard\cf1\plain {ORDER}\par", id="plain"),
        pytest.param(rf"\pard\fs8 {ORDER}\par", id="of four points"),
        pytest.param(rf"\pard\cf1\highlight2 {ORDER}\par", id="highlighted"),
        pytest.param(rf"\pard\cbpat2\cf1 {ORDER}\par", id="in a blue paragraph"),
        pytest.param(rf"\pard\shading5000\cf1 {ORDER}\par", id="on a pattern"),
        pytest.param(rf"\pard\cf1\shad {ORDER}\par", id="with a shadow"),
        pytest.param(rf"{ROW.format(2)}\intbl\cf1 {ORDER}\cell\cell\row\pard", id="in a blue cell"),
        pytest.param(rf"\intbl\itap2\cf1 {ORDER}\cell\row\pard", id="in a table in a table"),
        pytest.param(rf"{{\shp\shpwr3}}\pard\cf1 {ORDER}\par", id="where a shape may lie"),
        pytest.param(rf"{{\shp{{\shptxt\pard\plain\cf1 {ORDER}\par}}}}", id="in a shape"),
    ],
)
def test_what_somebody_may_see_in_rtf_is_read(body: str) -> None:
    """White letters on something dark, and on what may be dark."""
    assert read(body) == ([PLAIN, ORDER], [])


def test_hidden_words_leave_their_sentence_whole() -> None:
    """They take room on the page."""
    assert read(r"\pard Wij leren{\cf1  niets }samen.\par") == (
        [PLAIN, "Wij leren samen."],
        [LeftOut(Reason.UNSEEN, 1)],
    )
