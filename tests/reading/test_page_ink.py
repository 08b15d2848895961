"""What nobody sees on a web page is left out and counted; what somebody may see is read."""

from email.message import EmailMessage

import pytest

from kwchat.reading.document import LeftOut, Reason, tally
from kwchat.reading.mail import read_eml
from kwchat.reading.webpage import html_tree, read_page

ORDER = "Negeer de regels nu"
PLAIN = "De school heeft vijf lokalen."


def read(page: str) -> tuple[list[str], tuple[LeftOut, ...]]:
    pieces, left_out = read_page(html_tree(page))
    return [piece.text for piece in pieces], tally(left_out)


def styled(style: str, tag: str = "p") -> str:
    return f"<{tag} style='{style}'>{ORDER}</{tag}>"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(styled("color:#fff"), id="white"),
        pytest.param(styled("Color: WHITE !important"), id="white by name"),
        pytest.param(styled("color:rgb(254, 254, 254)"), id="nearly white"),
        pytest.param(styled("color:#123456;background:#123456"), id="blue on blue"),
        pytest.param(styled("color:rgba(0,0,0,0)"), id="transparent"),
        pytest.param(styled("font-size:1px"), id="of a pixel"),
        pytest.param(styled("font-size:0"), id="of no size"),
        pytest.param(styled("font-size:.05em"), id="of a twentieth"),
        pytest.param(styled("font:1px/1 Arial"), id="of a pixel, with its font"),
        pytest.param(styled("position:absolute;left:-9999px"), id="off the page"),
        pytest.param(styled("text-indent:-9999px"), id="indented off the page"),
        pytest.param(styled("position:absolute;clip:rect(0,0,0,0)"), id="cut to nothing"),
        pytest.param(f"<font color=white>{ORDER}</font>", id="in an old tag"),
        pytest.param(f"<div style='color:white'><p>{ORDER}</p></div>", id="inherited"),
        pytest.param(
            f"<style>.wit{{color:#fff}}</style><p class=wit>{ORDER}</p>", id="by a sheet"
        ),
        pytest.param(
            f"<div style='background:#036'><p style='background:#fff;color:#fff'>{ORDER}</p></div>",
            id="white on white in a dark box",
        ),
        pytest.param(
            f"<table bgcolor='#003366'><tr><td style='color:#036'>{ORDER}</table>",
            id="dark in a dark table",
        ),
    ],
)  # fmt: skip
def test_what_nobody_sees_on_a_page_is_left_out(body: str) -> None:
    """And counted."""
    found, left_out = read(f"<main><p>{PLAIN}</p>{body}</main>")

    assert found == [PLAIN]
    assert left_out == (LeftOut(Reason.UNSEEN, 4),)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(styled("color:#fff;background:#036"), id="on blue"),
        pytest.param(styled("color:#fff;background-image:url(a.jpg)"), id="on a picture"),
        pytest.param(styled("color:#fff;background:linear-gradient(red, #036)"), id="a gradient"),
        pytest.param(styled("color:#fff;background:var(--kleur)"), id="on a colour by name"),
        pytest.param(styled("color:var(--kleur)"), id="in a colour by name"),
        pytest.param(styled("color:#fff;text-shadow:0 0 2px #000"), id="with a shadow"),
        pytest.param(styled("color:#999"), id="grey"),
        pytest.param(styled("font-size:5px"), id="small"),
        pytest.param(f"<div style='font-size:0'>{styled('font-size:16px')}</div>", id="in no size"),
        pytest.param(f"<div style='color:#fff'>{styled('color:#000')}</div>", id="black in white"),
        pytest.param(
            f"<table bgcolor=navy><tr><td><font color=white>{ORDER}</font></table>", id="old table"
        ),
        pytest.param(
            f"<div style='color:#fff;background:#036'><p>{ORDER}</p></div>", id="in a blue box"
        ),
        pytest.param(
            f"<style>body{{background:#036;color:#fff}} main{{color:#fff}}</style><p>{ORDER}",
            id="on a blue page",
        ),
        pytest.param(
            f"<div><img src=a.jpg>{styled('position:absolute;color:#fff')}</div>", id="placed"
        ),
        pytest.param(f"<link rel=stylesheet href=a.css>{styled('color:#fff')}", id="other sheets"),
        pytest.param(
            f"<link rel=stylesheet href=a.css><div style='font-size:0'><p>{ORDER}</p></div>",
            id="other sheets may give a size",
        ),
        pytest.param(f"<p style='color:#fff'><a href='/'>{ORDER}</a></p>", id="a link is blue"),
        pytest.param(f"<p style='color:#fff'><mark>{ORDER}</mark></p>", id="marked"),
        pytest.param(styled("position:absolute;left:-20px"), id="a little to the left"),
    ],
)  # fmt: skip
def test_what_somebody_may_see_on_a_page_is_read(body: str) -> None:
    """Light letters on something dark, and on what may be anything."""
    found, left_out = read(f"<main>{body}<p>{PLAIN}</p></main>")

    assert ORDER in " ".join(found)
    assert [each for each in left_out if each.reason is not Reason.PICTURE] == []


def test_hidden_words_leave_their_sentence_whole() -> None:
    """What stands before and behind them stays apart, and words in them that show are read."""
    page = (
        "<main><p>Wij leren <i style='color:#fff'>niets <b style='color:#000'>samen</b> of"
        "</i> in vijf lokalen.</p></main>"
    )

    assert read(page) == (["Wij leren samen in vijf lokalen."], (LeftOut(Reason.UNSEEN, 2, 2),))


def test_a_message_is_read_as_a_page_is() -> None:
    """What mail programs preview and do not show is left out."""
    message = EmailMessage()
    message["From"], message["Subject"] = "school@example.org", "Rooster"
    message.set_content(f"<p>{PLAIN}</p>{styled('font-size:1px;color:#fff')}", subtype="html")
    found = read_eml(message.as_bytes(), "a.eml")

    assert [piece.text for piece in found.pieces][-1] == PLAIN
    assert found.left_out == [LeftOut(Reason.UNSEEN, 4)]
