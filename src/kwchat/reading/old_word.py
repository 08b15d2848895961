"""Word files from before 2007, through LibreOffice where it is installed, else through antiword.

Both run apart, on a copy in a folder of their own, with nothing of the user's: no macro runs, and a
file that keeps them busy is given up.
"""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from kwchat.errors import ReadError
from kwchat.reading import texts
from kwchat.reading.docbook import read_docbook
from kwchat.reading.found import Found
from kwchat.reading.kinds import real_kinds
from kwchat.reading.rtf import read_rtf
from kwchat.reading.word import read_word

_SECONDS = 120
_OFFICES, _ANTIWORD = ("soffice", "libreoffice"), "antiword"


def read_doc(content: bytes, file: str) -> Found:
    """Return what a DOC file holds; RTF and DOCX under that name are read as what they are.

    Raises:
        ReadError: it is damaged or has a password, or no program that reads it is installed.
    """
    match real_kinds(content)[:1]:
        case (".rtf",):
            return read_rtf(content, file)
        case (".docx",):
            return read_word(content, file)
    office = next(filter(None, map(shutil.which, _OFFICES)), None)
    antiword = shutil.which(_ANTIWORD)
    if not office and not antiword:
        raise ReadError(texts.READ_DOC_NO_PROGRAM.format(file=file))
    with TemporaryDirectory(prefix="kwchat-") as folder:
        source = Path(folder) / "bron.doc"
        source.write_bytes(content)
        if office:
            return read_word(_converted(office, source, file), file)
        found = read_docbook(
            _run([antiword or "", "-m", "UTF-8.txt", "-x", "db", str(source)], file)
        )
        if not found.pieces:
            raise ReadError(texts.READ_DOC_DAMAGED.format(file=file))
        return found


def _converted(office: str, source: Path, file: str) -> bytes:
    """Return a copy as DOCX, made by LibreOffice with a profile of its own."""
    profile = (source.parent / "profiel").as_uri()
    flags = ["--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation={profile}"]
    made = source.with_suffix(".docx")
    command = [office, *flags, "--convert-to", "docx", "--outdir", str(source.parent), str(source)]
    _run(command, file)
    if not made.is_file():
        raise ReadError(texts.READ_DOC_DAMAGED.format(file=file))
    return made.read_bytes()


def _run(command: list[str], file: str) -> bytes:
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)  # noqa: S603
    except (subprocess.SubprocessError, OSError) as error:
        raise ReadError(texts.READ_DOC_DAMAGED.format(file=file)) from error
    return done.stdout
