"""Which reader is for which file of an office program, a mail program or a book shop."""

from collections.abc import Callable, Mapping
from pathlib import PurePath
from types import MappingProxyType

from kwchat.reading.books import read_epub
from kwchat.reading.calc import read_ods
from kwchat.reading.excel import read_excel
from kwchat.reading.found import Found
from kwchat.reading.kinds import require
from kwchat.reading.mail import read_eml, read_msg
from kwchat.reading.old_word import read_doc
from kwchat.reading.opendocument import read_odp, read_odt
from kwchat.reading.rtf import read_rtf
from kwchat.reading.slides import read_slides
from kwchat.reading.word import read_word

_READERS: Mapping[str, Callable[[bytes, str], Found]] = MappingProxyType(
    {
        ".doc": read_doc,
        ".docm": read_word,
        ".docx": read_word,
        ".eml": read_eml,
        ".epub": read_epub,
        ".msg": read_msg,
        ".odp": read_odp,
        ".ods": read_ods,
        ".odt": read_odt,
        ".pptm": read_slides,
        ".pptx": read_slides,
        ".rtf": read_rtf,
        ".xlsm": read_excel,
        ".xlsx": read_excel,
    }
)
OFFICE_SUFFIXES = frozenset(_READERS)


def read_office(content: bytes, file: str) -> Found:
    """Return what a file holds; its name chooses the reader.

    Raises:
        ReadError: it is damaged, has a password, is not what its name says, or needs a program
            that is not here.
    """
    suffix = PurePath(file).suffix.lower()
    require(content, suffix, file)
    return _READERS[suffix](content, file)
