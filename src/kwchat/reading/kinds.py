"""What kind of file something really is, by its first bytes: names may lie."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from kwchat.errors import ReadError
from kwchat.reading import texts

_COMPOUND = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Office wrote before 2007, and Outlook still does
)
_ZIPPED = frozenset(
    {".docx", ".docm", ".pptx", ".pptm", ".xlsx", ".xlsm", ".odt", ".ods", ".odp", ".epub"}
)
_STREAMS = (  # in compound files, names are UTF-16
    ("EncryptedPackage", "password"),
    ("WordDocument", ".doc"),
    ("PowerPoint Document", ".ppt"),
    ("Workbook", ".xls"),
    ("__properties_version1.0", ".msg"),
)
_PARTS = (
    ("word/", (".docx", ".docm")),
    ("ppt/", (".pptx", ".pptm")),
    ("xl/", (".xlsx", ".xlsm")),
    ("META-INF/container.xml", (".epub",)),
)
_TYPES = {
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
    "application/epub+zip": ".epub",
}


def require(content: bytes, suffix: str, file: str) -> None:
    """Look whether an office file is of the kind that its name says.

    Raises:
        ReadError: it has a password, or it is of another kind that can be told.
    """
    if suffix not in _ZIPPED | {".doc", ".msg"}:
        return
    real = real_kinds(content)
    if "password" in real:
        raise ReadError(texts.READ_OFFICE_ENCRYPTED.format(file=file))
    if real and suffix not in real and not (suffix == ".doc" and real[0] in {".rtf", ".docx"}):
        raise ReadError(texts.READ_OTHER_KIND.format(file=file, real=real[0], suffix=suffix))


def real_kinds(content: bytes) -> tuple[str, ...]:
    """Return the suffixes that fit what is in a file; none where that cannot be told."""
    start = content[:64].lstrip()
    if start.startswith(b"{\\rtf"):
        return (".rtf",)
    if start.startswith(b"%PDF-"):
        return (".pdf",)
    if content.startswith(_COMPOUND):
        return _compound(content)
    return _zipped(content) if content.startswith(b"PK\x03\x04") else ()


def _compound(content: bytes) -> tuple[str, ...]:
    return tuple(kind for stream, kind in _STREAMS if stream.encode("utf-16-le") in content)[:1]


def _zipped(content: bytes) -> tuple[str, ...]:
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            stated = archive.read("mimetype")[:80] if "mimetype" in names else b""
    except (BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return ()
    if kind := _TYPES.get(stated.decode("ascii", "replace").strip()):
        return (kind,)
    if "content.xml" in names:
        return ()  # of OpenDocument, whichever; the reader will see
    found = (kinds for start, kinds in _PARTS if any(each.startswith(start) for each in names))
    return next(found, (".zip",))
