"""Messages to pieces: subject, who and when, and the body once; attachments are named, not read.

EML is read by Python's own parser. MSG, as Outlook writes it, is a compound file of properties
(MS-OXMSG); each has a stream named after its number and type.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr
from io import BytesIO
from typing import TYPE_CHECKING

from kwchat.errors import ReadError
from kwchat.reading import texts
from kwchat.reading.document import BlockKind, LeftOut, Reason
from kwchat.reading.found import Found
from kwchat.reading.layout import Piece, clean
from kwchat.reading.webpage import html_pieces, html_tree

if TYPE_CHECKING:
    from olefile import OleFileIO

_ITEM = re.compile(r"\s*(?:[-*•–]|(\d{1,2}[.)]))\s+")
_QUOTED = re.compile(r"^(?:>\s?)+")
_SIGNATURE = "-- "


def read_eml(content: bytes, file: str) -> Found:
    """Return what an EML file holds.

    Raises:
        ReadError: it is no message.
    """
    message = message_from_bytes(content, policy=policy.default)
    if not isinstance(message, EmailMessage) or not {"from", "subject", "date"} & {
        key.lower() for key in message
    }:
        raise ReadError(texts.READ_EML_DAMAGED.format(file=file))
    try:
        body = message.get_body(("html", "plain"))
        written = str(body.get_content()) if body else ""
        kind = body.get_content_subtype() if body else "plain"
        sent = getattr(message["date"], "datetime", None)
        sender, to = str(message["from"] or ""), str(message["to"] or "")
        subject = str(message["subject"] or "")
        left_out = list(_attachments(message))
    except (MessageError, LookupError, ValueError, AttributeError, IndexError) as error:
        raise ReadError(texts.READ_EML_DAMAGED.format(file=file)) from error
    return _message(subject, sender, to, sent, _body(written, kind), left_out)


def _attachments(message: EmailMessage) -> Iterator[LeftOut]:
    for part in message.iter_attachments():
        name = part.get_filename() or texts.MAIL_UNNAMED
        inline = part.get_content_maintype() == "image" and part["content-id"]
        yield LeftOut(Reason.PICTURE if inline else Reason.ATTACHMENT, names=(clean(name),))


def _message(
    subject: str,
    sender: str,
    to: str,
    sent: datetime | None,
    body: list[Piece],
    left_out: list[LeftOut],
) -> Found:
    name = _name(sender)
    fields = [
        (texts.MAIL_FROM, name),
        (texts.MAIL_TO, ", ".join(filter(None, map(_name, to.split(","))))),
        (texts.MAIL_DATE, f"{sent.day}-{sent.month}-{sent.year}" if sent else ""),
    ]
    about = "; ".join(f"{label}: {text}" for label, text in fields if text)
    pieces = [Piece(BlockKind.HEADING, clean(subject), 1), Piece(BlockKind.PARAGRAPH, about), *body]
    return Found(
        [piece for piece in pieces if piece.text],
        (subject,),
        name,
        str(sent.year) if sent else None,
        left_out,
    )


def _name(address: str) -> str:
    """Return who an address belongs to, and the address only where no name is given."""
    name, plain = parseaddr(address) if "@" in address else (address, "")
    return clean(name or plain)


def _body(text: str, kind: str) -> list[Piece]:
    if kind == "html":
        return html_pieces(html_tree(text)) if text.strip() else []
    return list(_plain(text))


def _plain(text: str) -> Iterator[Piece]:
    """Yield the paragraphs and list items of a message in plain text."""
    lines: list[str] = []
    item: str | None = None
    for line in [*text.replace("\r\n", "\n").split("\n"), ""]:
        words = _QUOTED.sub("", line)
        mark = _ITEM.match(words)
        if mark or not words.strip() or line == _SIGNATURE:
            if held := clean(" ".join(lines)):
                kind = BlockKind.PARAGRAPH if item is None else BlockKind.ITEM
                yield Piece(kind, held, 0, item or "")
            lines = [words[mark.end() :]] if mark else []
            item = (f"{mark[1]} " if mark[1] else "- ") if mark else None
        else:
            lines.append(words)


# --- Outlook ------------------------------------------------------------------------------------

_PROPERTIES = "__properties_version1.0"
_SUBJECT, _SENDER, _TO, _BODY, _HTML, _NAME = "0037", "0C1A", "0E04", "1000", "1013", "3707"
_SENT, _DELIVERED = 0x0039, 0x0E06
_HEADER, _ENTRY = 32, 16  # bytes of the table of properties, which holds the dates
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def read_msg(content: bytes, file: str) -> Found:
    """Return what an MSG file holds.

    Raises:
        ReadError: it is damaged, or no message.
    """
    import olefile
    from olefile.olefile import OleFileError

    try:
        with olefile.OleFileIO(BytesIO(content)) as ole:
            if not ole.exists(_PROPERTIES):
                raise ReadError(texts.READ_MSG_DAMAGED.format(file=file))
            html = _stream(ole, _HTML).decode("utf-8", "replace") or _text(ole, _HTML)
            body = _body(html, "html") or _body(_text(ole, _BODY), "plain")
            return _message(
                _text(ole, _SUBJECT),
                _text(ole, _SENDER),
                _text(ole, _TO).replace(";", ","),
                _sent(ole),
                body,
                list(_attached(ole)),
            )
    except (OleFileError, OSError, IndexError, ValueError) as error:
        raise ReadError(texts.READ_MSG_DAMAGED.format(file=file)) from error


def _stream(ole: "OleFileIO", number: str, kind: str = "0102", folder: str = "") -> bytes:
    path = f"{folder}__substg1.0_{number}{kind}"
    return bytes(ole.openstream(path).read()) if ole.exists(path) else b""


def _text(ole: "OleFileIO", number: str, folder: str = "") -> str:
    """Return a property that is text: UTF-16, or in older files Windows-1252."""
    wide = _stream(ole, number, "001F", folder)
    narrow = _stream(ole, number, "001E", folder)
    text = wide.decode("utf-16-le", "replace") if wide else narrow.decode("cp1252", "replace")
    return text.rstrip("\0")


def _sent(ole: "OleFileIO") -> datetime | None:
    """Return when a message was sent: a count of 100 nanoseconds since 1601."""
    table = bytes(ole.openstream(_PROPERTIES).read())
    found = {}
    for place in range(_HEADER, len(table) - _ENTRY + 1, _ENTRY):
        number = int.from_bytes(table[place + 2 : place + 4], "little")
        found[number] = int.from_bytes(table[place + 8 : place + 16], "little")
    ticks = found.get(_SENT) or found.get(_DELIVERED)
    return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None


def _attached(ole: "OleFileIO") -> Iterator[LeftOut]:
    folders = {path[0] for path in ole.listdir() if path[0].startswith("__attach")}
    for folder in sorted(folders):
        name = _text(ole, _NAME, f"{folder}/") or texts.MAIL_UNNAMED
        yield LeftOut(Reason.ATTACHMENT, names=(clean(name),))
