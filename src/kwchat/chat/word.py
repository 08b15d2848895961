"""A handout as a Word document."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from kwchat.answering.answer import Piece, Quote, Role
from kwchat.answering.citations import also_in, between, blocks, emphasised
from kwchat.chat import texts
from kwchat.chat.handout import (
    Handout,
    first_folded,
    fold_title,
    provenance,
    reading,
    written_line,
)

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LIST = "List Bullet"
_SMALL = Pt(9)
_GREY = RGBColor(0x59, 0x59, 0x59)  # 7 on 1 against white


def docx(handout: Handout, *, address: str = "") -> bytes:
    """Return a handout as the bytes of a DOCX file, in Dutch.

    With the address of the chat, which ends in a slash, its sources are links.
    """
    return conversation_docx([handout], address=address)


def conversation_docx(handouts: Sequence[Handout], *, address: str = "") -> bytes:
    """Return the answers of a conversation, at least one, as the bytes of one DOCX file."""
    document = Document()
    _describe(document, handouts[0])
    for handout in handouts:
        _write(document, handout, address)
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def _write(document: WordDocument, handout: Handout, address: str) -> None:
    document.add_heading(_clean(" ".join(handout.question.split())), level=1)
    for line in reading(handout):
        document.add_paragraph(_clean(line)).runs[0].italic = True
    _add_written(document, handout)
    _add(document, handout.note.splitlines())
    for quote in handout.quotes:
        if quote is first_folded(handout.quotes):
            document.add_heading(fold_title(handout.writing), level=2)
        _add_quote(document, quote)
    if not handout.sources:
        return
    document.add_heading(texts.CHAT_COPY_SOURCES, level=2)
    for source, link in zip(handout.sources, handout.links, strict=True):
        if address:
            _add_link(document, source, f"{address}{link}")
        else:
            _add(document, [source])
    document.add_heading(texts.CHAT_REFERENCES, level=2)
    _add(document, handout.references, style=_LIST)
    document.add_paragraph(provenance(handout)).runs[0].italic = True


def _add(document: WordDocument, lines: Iterable[str], *, style: str | None = None) -> None:
    for line in lines:
        document.add_paragraph(_clean(line), style=style)


def _add_written(document: WordDocument, handout: Handout) -> None:
    """Add what a language model wrote, and what is told of it."""
    for is_list, lines in blocks(handout.written):
        _add(document, lines, style=_LIST if is_list else None)
    if handout.writing:
        line = document.add_paragraph().add_run(written_line(handout.writing))
        line.font.size, line.font.color.rgb = _SMALL, _GREY


def _add_quote(document: WordDocument, quote: Quote) -> None:
    """Add a quote under who speaks; what it hangs on is grey."""
    if quote.caption:
        caption = document.add_paragraph()
        name = caption.add_run(_clean(quote.caption))
        name.font.size, name.font.color.rgb = _SMALL, _GREY
        caption.paragraph_format.keep_with_next = True
    end = f"” [{quote.number}]"
    paragraphs = [document.add_paragraph()] if quote.running else []
    paragraphs += [document.add_paragraph(style=_LIST) for _ in quote.items]
    paragraphs[0].add_run("“")
    for piece in quote.running:
        if joint := between(piece, first=piece is quote.running[0]):
            paragraphs[0].add_run(joint)
        _add_words(paragraphs[0], piece)
    for paragraph, item in zip(paragraphs[-len(quote.items) :], quote.items, strict=False):
        _add_words(paragraph, item)
    paragraphs[-1].add_run(end)
    _add(document, map(also_in, quote.also))


def _add_words(paragraph: Paragraph, piece: Piece) -> None:
    """Add the words of a quote: what they hang on is grey, and what answers is bold."""
    for words, answers in emphasised(piece):
        run = paragraph.add_run(_clean(words))
        if answers:
            run.bold = True
        if piece.role is Role.QUIET:
            run.font.color.rgb = _GREY


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
