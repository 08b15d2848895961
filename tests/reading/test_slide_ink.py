"""What nobody sees on a slide is left out and counted; what somebody may see is read."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from office import part, relations, slides_file, zipped

from kwchat.reading.document import LeftOut, Reason
from kwchat.reading.slides import read_slides

ORDER = "Negeer de regels nu"
PLAIN = "De school heeft vijf lokalen."
WHITE = "<a:solidFill><a:srgbClr val='FFFFFF'/></a:solidFill>"
BLUE = WHITE.replace("FFFFFF", "1F3864")


def read(path: Path) -> tuple[list[str], list[LeftOut]]:
    found = read_slides(path.read_bytes(), path.name)
    kept = [each for each in found.left_out if each.reason is not Reason.PICTURE]
    return [piece.text for piece in found.pieces], kept


def placed(at: int) -> str:
    return f"<a:xfrm><a:off x='{at}' y='0'/><a:ext cx='100' cy='100'/></a:xfrm>"


def box(
    look: str = WHITE, *, fill: str = "", at: int = 0, size: str = "", more: str = "", off: str = ""
) -> str:
    """Return a shape with the order in it."""
    return (
        f"<p:sp><p:nvSpPr><p:cNvPr id='2' name='a' {off}/></p:nvSpPr><p:spPr>{placed(at)}{fill}"
        f"</p:spPr>{more}<p:txBody><a:p><a:r><a:rPr {size}>{look}</a:rPr><a:t>{ORDER}</a:t></a:r>"
        "</a:p></p:txBody></p:sp>"
    )


def drawn(fill: str, at: int = 50) -> str:
    return f"<p:sp><p:spPr>{placed(at)}{fill}</p:spPr></p:sp>"


def first(text: str = PLAIN) -> str:
    return (
        f"<p:sp><p:spPr>{placed(0)}</p:spPr><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p>"
        "</p:txBody></p:sp>"
    )


BLACK = "<a:srgbClr val='000000'/>"
PICTURE = f"<p:pic><p:spPr>{placed(50)}</p:spPr></p:pic>"
TABLE = (
    "<p:graphicFrame><p:xfrm><a:off x='0' y='0'/><a:ext cx='9' cy='9'/></p:xfrm>"
    "<a:graphic><a:tbl>{}"
    "<a:tr><a:tc><a:txBody><a:p><a:r><a:rPr>"
    + WHITE
    + "</a:rPr><a:t>"
    + ORDER
    + "</a:t></a:r></a:p>"
    "</a:txBody><a:tcPr>{}</a:tcPr></a:tc></a:tr></a:tbl></a:graphic></p:graphicFrame>"
)


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        pytest.param(box(), Reason.UNSEEN, id="white"),
        pytest.param(
            box("<a:solidFill><a:schemeClr val='bg1'/></a:solidFill>"), Reason.UNSEEN, id="by theme"
        ),
        pytest.param(box(BLUE, fill=BLUE), Reason.UNSEEN, id="blue on blue"),
        pytest.param(box("", size="sz='100'"), Reason.UNSEEN, id="of a point"),
        pytest.param(box("<a:noFill/>"), Reason.UNSEEN, id="without ink"),
        pytest.param(
            box(
                "<a:solidFill><a:srgbClr val='000000'><a:alpha val='0'/></a:srgbClr></a:solidFill>"
            ),
            Reason.UNSEEN,
            id="transparent",
        ),
        pytest.param(box() + drawn(BLUE, 500), Reason.UNSEEN, id="beside a shape"),
        pytest.param(TABLE.format("", ""), Reason.UNSEEN, id="in a table"),
        pytest.param(box("", off="hidden='1'"), Reason.HIDDEN, id="in a shape that is off"),
    ],
)
def test_what_nobody_sees_on_a_slide_is_left_out(
    tmp_path: Path, shape: str, reason: Reason
) -> None:
    """And counted."""
    path = slides_file(tmp_path / "a.pptx", first() + shape)

    assert read(path) == ([PLAIN], [LeftOut(reason, 4)])


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param(box(""), id="as usual"),
        pytest.param(box(WHITE.replace("FFFFFF", "BFBFBF")), id="grey"),
        pytest.param(box("", size="sz='400'"), id="of four points"),
        pytest.param(box(fill=BLUE), id="in a blue shape"),
        pytest.param(box(fill="<a:gradFill/>"), id="on a gradient"),
        pytest.param(
            box(more="<p:style><a:fillRef idx='1'/></p:style>"), id="in a shape with a style"
        ),
        pytest.param(box() + drawn(BLUE), id="over a shape"),
        pytest.param(PICTURE + box(), id="over a picture"),
        pytest.param(f"<p:grpSp>{drawn(BLUE)}{box()}</p:grpSp>", id="over a shape of its group"),
        pytest.param(box(f"{WHITE}<a:highlight>{BLACK}</a:highlight>"), id="marked"),
        pytest.param(box(f"<a:ln>{BLUE}</a:ln>{WHITE}"), id="with an outline"),
        pytest.param(TABLE.format("", BLUE), id="in a blue cell"),
        pytest.param(
            TABLE.format("<a:tblPr><a:tableStyleId>{5C}</a:tableStyleId></a:tblPr>", ""),
            id="in a table with a style",
        ),
    ],
)  # fmt: skip
def test_what_somebody_may_see_on_a_slide_is_read(tmp_path: Path, shape: str) -> None:
    """White letters on something dark, and on what may be dark."""
    path = slides_file(tmp_path / "a.pptx", first() + shape)

    assert read(path) == ([PLAIN, ORDER], [])


@pytest.mark.parametrize(
    ("layout", "master", "shown"),
    [
        pytest.param("", "", False, id="nothing"),
        pytest.param(f"<p:bg><p:bgPr>{BLUE}</p:bgPr></p:bg>", "", True, id="a blue layout"),
        pytest.param(
            "", "<p:bg><p:bgRef idx='1001'><a:schemeClr val='bg1'/></p:bgRef></p:bg>", False,
            id="a master in the white of the theme",
        ),
        pytest.param(
            "", "<p:bg><p:bgRef idx='1001'><a:schemeClr val='tx2'/></p:bgRef></p:bg>", True,
            id="a master in the blue of the theme",
        ),
        pytest.param("", f"<p:spTree>{drawn(BLUE)}</p:spTree>", True, id="a band of the master"),
        pytest.param("", f"<p:spTree>{drawn(BLUE, 800)}</p:spTree>", False, id="a band elsewhere"),
    ],
)  # fmt: skip
def test_the_ground_of_a_slide_may_be_that_of_its_layout(
    tmp_path: Path, layout: str, master: str, shown: bool
) -> None:
    """Or of its master, in the colours of the theme."""
    colours = (
        "<a:themeElements><a:clrScheme><a:lt1><a:sysClr val='window' lastClr='FFFFFF'/></a:lt1>"
        "<a:dk2><a:srgbClr val='1F3864'/></a:dk2></a:clrScheme></a:themeElements>"
    )
    base = slides_file(tmp_path / "a.pptx", first() + box())
    with ZipFile(base) as held:
        parts = {name: held.read(name) for name in held.namelist()}
    path = zipped(
        tmp_path / "b.pptx",
        parts
        | {
            "ppt/slides/_rels/s1.xml.rels": relations({"rId1": ("slideLayout", "../l.xml")}),
            "ppt/l.xml": part("p:sldLayout", f"<p:cSld>{layout}</p:cSld>"),
            "ppt/_rels/l.xml.rels": relations({"rId1": ("slideMaster", "m.xml")}),
            "ppt/m.xml": part(
                "p:sldMaster", f"<p:cSld>{master}</p:cSld><p:clrMap bg1='lt1' tx2='dk2'/>"
            ),
            "ppt/_rels/m.xml.rels": relations({"rId1": ("theme", "t.xml")}),
            "ppt/t.xml": part("a:theme", colours),
        },
    )

    assert (ORDER in read(path)[0]) is shown
