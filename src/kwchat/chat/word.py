"""A handout as a Word document."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.run import Run

from kwchat.answering.citations import blocks
from kwchat.chat import texts
from kwchat.chat.handout import Handout, provenance, reading

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LIST = "List Bullet"


def docx(handout: Handout, *, address: str = "") -> bytes:
    """Return a handout as the bytes of a DOCX file, in Dutch.

    With the address of the chat, which ends in a slash, its sources are links.
    """
    document = Document()
    _describe(document, handout)
    document.add_heading(_clean(" ".join(handout.question.split())), level=1)
    for line in reading(handout):
        document.add_paragraph(_clean(line)).runs[0].italic = True
    for is_list, lines in blocks(handout.text):
        _add(document, lines, style=_LIST if is_list else None)
    document.add_heading(texts.CHAT_COPY_SOURCES, level=2)
    for source, link in zip(handout.sources, handout.links, strict=True):
        if address:
            _add_link(document, source, f"{address}{link}")
        else:
            _add(document, [source])
    document.add_heading(texts.CHAT_REFERENCES, level=2)
    _add(document, handout.references, style=_LIST)
    document.add_paragraph(provenance(handout)).runs[0].italic = True
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def _add(document: WordDocument, lines: Iterable[str], *, style: str | None = None) -> None:
    for line in lines:
        document.add_paragraph(_clean(line), style=style)


def _add_link(document: WordDocument, text: str, target: str) -> None:
    """Add a line that is a link; python-docx reads links, but makes none (ECMA-376, 17.16.22)."""
    paragraph = document.element.body.add_p()
    run = paragraph.add_r()
    Run(run, document.paragraphs[-1]).text = _clean(text)
    Run(run, document.paragraphs[-1]).font.underline = True
    link = OxmlElement("w:hyperlink")
    link.set(
        qn("r:id"), document.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    )
    link.append(run)
    paragraph.append(link)


def _describe(document: WordDocument, handout: Handout) -> None:
    """Set what a document says about itself; Word picks its spelling checker by the language."""
    properties = document.core_properties
    properties.title = _clean(handout.question)[:255]
    properties.author = properties.last_modified_by = texts.SHARE_AUTHOR
    properties.comments = ""
    properties.language = "nl-NL"
    made = datetime.combine(date.fromisoformat(handout.made), time())
    properties.created = properties.modified = made
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "nl-NL")


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
