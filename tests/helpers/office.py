"""Office files from the XML that Word and PowerPoint write, with only what a test needs."""

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
