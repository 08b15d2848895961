"""A handout as a Word document."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from kwchat.answering.citations import blocks
from kwchat.chat import texts
from kwchat.chat.handout import Handout, provenance, reading

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LIST = "List Bullet"


def docx(handout: Handout) -> bytes:
    """Return a handout as the bytes of a DOCX file, in Dutch."""
    document = Document()
    _describe(document, handout)
    document.add_heading(_clean(" ".join(handout.question.split())), level=1)
    for line in reading(handout):
        document.add_paragraph(_clean(line)).runs[0].italic = True
    for is_list, lines in blocks(handout.text):
        _add(document, lines, style=_LIST if is_list else None)
    document.add_heading(texts.CHAT_COPY_SOURCES, level=2)
    _add(document, handout.sources)
    document.add_heading(texts.CHAT_REFERENCES, level=2)
    _add(document, handout.references, style=_LIST)
    document.add_paragraph(provenance(handout)).runs[0].italic = True
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def _add(document: WordDocument, lines: Iterable[str], *, style: str | None = None) -> None:
    for line in lines:
        document.add_paragraph(_clean(line), style=style)


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
