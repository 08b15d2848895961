"""Messages to pieces: subject, who and when, and the body once; attachments are named, not read.

EML is read by Python's own parser. MSG, as Outlook writes it, is a compound file of properties
(MS-OXMSG); each has a stream named after its number and type.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message
from email.utils import getaddresses, parseaddr
from io import BytesIO
from typing import TYPE_CHECKING

from kwchat.errors import ReadError
from kwchat.reading import texts
from kwchat.reading.document import BlockKind, LeftOut, Reason
from kwchat.reading.found import Found, parted
from kwchat.reading.layout import Piece, clean
from kwchat.reading.plaintext import decode
from kwchat.reading.webpage import html_tree, read_page

if TYPE_CHECKING:
    from olefile import OleFileIO

_ITEM = re.compile(r"\s*(?:[-*•–]|(\d{1,2}[.)]))\s+")
_QUOTED = re.compile(r"^(?:>\s?)+")
_SIGNATURE = "-- "
_MARK = b"\xef\xbb\xbf"
_READINGS = frozenset(
    {"multipart/mixed", "multipart/related", "multipart/alternative", "text/html", "text/plain"}
)


def read_eml(content: bytes, file: str) -> Found:
    """Return what an EML file holds.

    Raises:
        ReadError: it is no message.
    """
    message = message_from_bytes(content.removeprefix(_MARK), policy=policy.default)
    if not {"from", "subject", "date"} & {key.lower() for key in message}:
        raise ReadError(texts.READ_EML_DAMAGED.format(file=file))
    try:
        subject, about = _about(message)
        pieces, left_out = parted(_parts(message, file))
        sender, sent = str(message["from"] or ""), _when(message)
    except (MessageError, LookupError, ValueError, AttributeError, IndexError) as error:
        raise ReadError(texts.READ_EML_DAMAGED.format(file=file)) from error
    return _found(subject, about, _name(sender), sent, pieces, left_out)


def _about(message: Message) -> tuple[str, str]:
    """Return the subject of a message, and who wrote it to whom, and when."""
    sender, to = str(message["from"] or ""), str(message["to"] or "")
    return clean(str(message["subject"] or "")), _line(sender, to, _when(message))


def _when(message: Message) -> datetime | None:
    sent: datetime | None = getattr(message["date"], "datetime", None)
    return sent


def _parts(part: Message, file: str) -> Iterator[Piece | LeftOut]:
    """Yield what a part of a message holds: all its text, of each alternative one."""
    kind, inside = part.get_content_type(), _inside(part)
    if part.get_content_disposition() == "attachment":
        yield LeftOut(Reason.ATTACHMENT, names=(_called(part),))
    elif kind == "multipart/alternative":
        readings = [list(_parts(each, file)) for each in _likeliest_first(inside)]
        yield from next((found for found in readings if _has_words(found)), [])
    elif kind == "message/rfc822":
        for message in inside:
            subject, about = _about(message)
            yield Piece(BlockKind.HEADING, subject, 2)
            yield Piece(BlockKind.PARAGRAPH, about)
            yield from _parts(message, file)
    elif part.is_multipart():
        for each in inside:
            yield from _parts(each, file)
    elif kind in {"text/plain", "text/html"} and not part.get_filename():
        yield from _body(_decoded(part, file), part.get_content_subtype())
    elif part.get_content_maintype() == "image" and part["content-id"]:
        yield LeftOut(Reason.PICTURE, names=(_called(part),))
    else:
        yield LeftOut(Reason.ATTACHMENT, names=(_called(part),))


def _inside(part: Message) -> list[Message]:
    held = part.get_payload()
    return [each for each in held if isinstance(each, Message)] if isinstance(held, list) else []


def _likeliest_first(parts: Sequence[Message]) -> list[Message]:
    """Return the readings of one text, the richest first, without calendars."""
    return [each for each in reversed(parts) if each.get_content_type() in _READINGS]


def _has_words(found: Sequence[Piece | LeftOut]) -> bool:
    return any(isinstance(each, Piece) and each.text for each in found)


def _called(part: Message) -> str:
    return clean(part.get_filename() or texts.MAIL_UNNAMED)


def _decoded(part: Message, file: str) -> str:
    """Return the text of a part in the letters that it names, where those are known and fit."""
    content = part.get_payload(decode=True)
    written = content if isinstance(content, bytes) else b""
    charset = part.get_content_charset() or "us-ascii"
    try:
        return written.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return decode(written, file)


def _found(
    subject: str,
    about: str,
    author: str,
    sent: datetime | None,
    body: Sequence[Piece],
    left_out: Sequence[LeftOut],
) -> Found:
    pieces = [Piece(BlockKind.HEADING, subject, 1), Piece(BlockKind.PARAGRAPH, about), *body]
    return Found(
        [piece for piece in pieces if piece.text],
        (subject,),
        author,
        str(sent.year) if sent else None,
        left_out,
    )


def _line(sender: str, to: str, sent: datetime | None) -> str:
    receivers = (name or address for name, address in getaddresses([to]))
    fields = [
        (texts.MAIL_FROM, _name(sender)),
        (texts.MAIL_TO, ", ".join(filter(None, map(clean, receivers)))),
        (texts.MAIL_DATE, f"{sent.day}-{sent.month}-{sent.year}" if sent else ""),
    ]
    return "; ".join(f"{label}: {text}" for label, text in fields if text)


def _name(address: str) -> str:
    """Return who an address belongs to, and the address only where no name is given."""
    name, plain = parseaddr(address) if "@" in address else (address, "")
    return clean(name or plain)


def _body(text: str, kind: str) -> list[Piece | LeftOut]:
    if kind != "html":
        return list(_plain(text))
    pieces, left_out = read_page(html_tree(text)) if text.strip() else ([], [])
    return [*pieces, *left_out]


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
            body = _body(html, "html")
            body = body if _has_words(body) else _body(_text(ole, _BODY), "plain")
            pieces, left_out = parted([*body, *_attached(ole)])
            sender, sent = _text(ole, _SENDER), _sent(ole)
            about = _line(sender, _text(ole, _TO).replace(";", ","), sent)
            subject = clean(_text(ole, _SUBJECT))
            return _found(subject, about, _name(sender), sent, pieces, left_out)
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
