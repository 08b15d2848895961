"""Office files from the XML that Word and PowerPoint write, with only what a test needs."""

import struct
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

_BASE = "http://schemas.openxmlformats.org"
_SPACES = {
    "w": f"{_BASE}/wordprocessingml/2006/main",
    "m": f"{_BASE}/officeDocument/2006/math",
    "a": f"{_BASE}/drawingml/2006/main",
    "r": f"{_BASE}/officeDocument/2006/relationships",
    "c": f"{_BASE}/drawingml/2006/chart",
    "dgm": f"{_BASE}/drawingml/2006/diagram",
    "p": f"{_BASE}/presentationml/2006/main",
    "mc": f"{_BASE}/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "a14": "http://schemas.microsoft.com/office/drawing/2010/main",
    "v": "urn:schemas-microsoft-com:vml",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in _SPACES.items())


def part(tag: str, inside: str) -> str:
    """Return a part whose root has a name with prefix."""
    return f"<?xml version='1.0'?><{tag} {_DECLARED}>{inside}</{tag}>"


def relations(targets: Mapping[str, tuple[str, str]]) -> str:
    """Return a part of relations: id to kind and target."""
    lines = (
        f'<Relationship Id="{key}" Type="{_BASE}/officeDocument/2006/relationships/{kind}"'
        f' Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    space = f"{_BASE}/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{"".join(lines)}</Relationships>'


def zipped(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """Write an archive of parts."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def run(text: str, settings: str = "") -> str:
    """Return a run of Word with its settings."""
    look = f"<w:rPr>{settings}</w:rPr>" if settings else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*inside: str, settings: str = "") -> str:
    """Return a paragraph of Word; what is no XML is a run."""
    runs = (each if each.startswith("<") else run(each) for each in inside)
    return f"<w:p><w:pPr>{settings}</w:pPr>{''.join(runs)}</w:p>"


def cell(*inside: str, settings: str = "") -> str:
    """Return a cell of a table; what is no XML is a paragraph."""
    blocks = (each if each.startswith("<") else paragraph(each) for each in inside)
    return f"<w:tc><w:tcPr>{settings}</w:tcPr>{''.join(blocks)}</w:tc>"


def table(*rows: str) -> str:
    """Return a table of rows of cells."""
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def word_file(path: Path, *body: str, **others: str) -> Path:
    """Write a DOCX; `others` are parts by kind: styles, numbering, footnotes, header, comments."""
    roots = {"header": "hdr", "footer": "ftr"}
    return zipped(
        path,
        {
            "_rels/.rels": relations({"rId1": ("officeDocument", "word/document.xml")}),
            "word/document.xml": part("w:document", f"<w:body>{''.join(body)}</w:body>"),
            "word/_rels/document.xml.rels": relations(
                {f"rId{kind}": (kind, f"{kind}.xml") for kind in others}
            ),
            **{
                f"word/{kind}.xml": part(f"w:{roots.get(kind, kind)}", inside)
                for kind, inside in others.items()
            },
        },
    )


def slides_file(path: Path, *slides: str, notes: str = "", hidden: int = 0, **others: str) -> Path:
    """Write a PPTX of shape trees; `notes` belong to the first slide, `hidden` numbers one."""
    numbers = range(1, len(slides) + 1)
    listed = "".join(f"<p:sldId id='{255 + number}' r:id='rId{number}'/>" for number in numbers)
    shown = {number: " show='0'" if number == hidden else "" for number in numbers}
    return zipped(
        path,
        {
            "_rels/.rels": relations({"rId1": ("officeDocument", "ppt/presentation.xml")}),
            "ppt/presentation.xml": part("p:presentation", f"<p:sldIdLst>{listed}</p:sldIdLst>"),
            "ppt/_rels/presentation.xml.rels": relations(
                {f"rId{number}": ("slide", f"slides/s{number}.xml") for number in numbers}
            ),
            **{
                f"ppt/slides/s{number}.xml": part(
                    "p:sld", f"<p:cSld><p:spTree>{shapes}</p:spTree></p:cSld>"
                ).replace("<p:sld ", f"<p:sld{shown[number]} ")
                for number, shapes in zip(numbers, slides, strict=True)
            },
            "ppt/slides/_rels/s1.xml.rels": relations(
                {"rId1": ("notesSlide", "../n1.xml")}
                | {f"rId{kind}": (kind, f"../{kind}.xml") for kind in others}
            ),
            "ppt/n1.xml": part("p:notes", f"<p:cSld><p:spTree>{notes}</p:spTree></p:cSld>"),
            **{f"ppt/{kind}.xml": part("p:cmLst", inside) for kind, inside in others.items()},
        },
    )


def shape(*paragraphs: str, kind: str = "") -> str:
    """Return a shape; what is no XML is a paragraph of one run; `kind` is that of a placeholder."""
    lines = (
        each if each.startswith("<") else f"<a:p><a:r><a:t>{escape(each)}</a:t></a:r></a:p>"
        for each in paragraphs
    )
    holder = f"<p:ph type='{kind}'/>" if kind else ""
    return (
        f"<p:sp><p:nvSpPr><p:nvPr>{holder}</p:nvPr></p:nvSpPr>"
        f"<p:txBody>{''.join(lines)}</p:txBody></p:sp>"
    )


_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_ODF_DECLARED = " ".join(
    f'xmlns:{prefix}="{space}"'
    for prefix, space in {
        **{
            prefix: f"{_ODF}{prefix}:1.0"
            for prefix in ("office", "text", "table", "style", "presentation", "meta", "manifest")
        },
        "draw": f"{_ODF}drawing:1.0",
        "fo": f"{_ODF}xsl-fo-compatible:1.0",
        "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
        "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
        "xlink": "http://www.w3.org/1999/xlink",
        "math": "http://www.w3.org/1998/Math/MathML",
    }.items()
)


def odf_file(path: Path, kind: str, *body: str, styles: str = "", **others: str) -> Path:
    """Write an OpenDocument file; `kind` is text, spreadsheet or presentation."""

    def root(name: str, inside: str) -> str:
        return f"<office:{name} {_ODF_DECLARED}>{inside}</office:{name}>"

    content = (
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{''.join(body)}</office:{kind}></office:body>"
    )
    return zipped(
        path,
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": root("document-content", content),
            **{f"{name}.xml": root(f"document-{name}", inside) for name, inside in others.items()},
        },
    )


def p(inside: str, style: str = "") -> str:
    """Return a paragraph of an OpenDocument file."""
    return f"<text:p text:style-name='{style}'>{inside}</text:p>"


def span(inside: str, style: str) -> str:
    """Return words of an OpenDocument file with a style of their own."""
    return f"<text:span text:style-name='{style}'>{inside}</text:span>"


_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound_file(path: Path, streams: Mapping[str, bytes]) -> Path:
    """Write a compound file (MS-CFB) with streams, one storage deep, each padded to 4096 bytes."""
    padded = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    storages = sorted({name.partition("/")[0] for name in streams if "/" in name})
    entries: list[tuple[str, int, int, int]] = []  # name, kind, first sector, size
    sectors, chain = b"", []
    for name, data in padded.items():
        first = len(chain)
        whole = data + bytes(-len(data) % _SECTOR)
        chain += [*range(first + 1, first + len(whole) // _SECTOR), _END]
        sectors += whole
        entries.append((name, 2, first, len(padded[name])))
    entries = [("Root Entry", 5, _END, 0), *((each, 1, 0, 0) for each in storages), *entries]
    top = [place for place, (name, *_) in enumerate(entries) if place and "/" not in name]

    def follower(places: list[int], place: int) -> int:
        after = [each for each in places if each > place]
        return after[0] if place in places and after else _FREE

    directory = b""
    for place, (name, kind, first, size) in enumerate(entries):
        inside = [each for each, (other, *_) in enumerate(entries) if other.startswith(f"{name}/")]
        own = [
            each
            for each, (other, *_) in enumerate(entries)
            if "/" in name and other.startswith(f"{name.partition('/')[0]}/")
        ]
        label = name.rpartition("/")[2].encode("utf-16-le")
        below = top[0] if kind == 5 else inside[0] if inside else _FREE
        right = follower(own or top, place)
        directory += (
            label.ljust(64, b"\0")
            + struct.pack("<HBB3I", len(label) + 2, kind, 1, _FREE, right, below)
            + bytes(36)
            + struct.pack("<IQ", first, size)
        )
    directory += bytes(-len(directory) % _SECTOR)
    count = len(directory) // _SECTOR
    start = len(chain)
    chain += [*range(start + 1, start + count), _END]
    fats = -(-(len(chain) + 1) // (_SECTOR // 4))
    place = len(chain)
    chain += [_FAT] * fats
    chain += [_FREE] * (fats * _SECTOR // 4 - len(chain))
    header = (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
        + struct.pack("<IIIIIIIII", 0, fats, start, 0, 4096, _END, 0, _END, 0)
    )
    table = struct.pack("<109I", *[place + each for each in range(fats)], *[_FREE] * (109 - fats))
    fat = struct.pack(f"<{len(chain)}I", *chain)
    path.write_bytes(header + table + sectors + directory + fat)
    return path
