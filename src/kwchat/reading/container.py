"""The ZIP files that office programs write: opened with bounds, their XML without entities.

Word, PowerPoint, Excel, OpenDocument and EPUB files are archives of parts. Nothing in them runs, no
address in them is followed, and a part that unpacks to more than a document holds is refused.
"""

import posixpath
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from kwchat.errors import ReadError
from kwchat.reading import texts

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MOST_BYTES = 400 * 2**20  # unpacked, all parts together; pictures hardly shrink, text ten times
_MOST_PART_BYTES = 100 * 2**20  # of one part: a book of a million words takes 20
_MOST_PARTS = 20_000
# A damaged header may ask for the moon.
_NO_ZIP = (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
_CORE = ("title", "creator", "modified", "created")


@dataclass(frozen=True)
class Container:
    """An archive of parts; `damaged` is the sentence for one that cannot be read."""

    zip: ZipFile
    file: str
    damaged: str
    names: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def opened(cls, content: bytes, file: str, damaged: str) -> "Container":
        """Open an archive without unpacking it.

        Raises:
            ReadError: it is no archive, or it unpacks to more than a document holds.
        """
        try:
            zip_file = ZipFile(BytesIO(content))
            entries = zip_file.infolist()
        except _NO_ZIP as error:
            raise ReadError(damaged.format(file=file)) from error
        # `zipfile` never unpacks more than an entry says it holds.
        largest = max((entry.file_size for entry in entries), default=0)
        total = sum(entry.file_size for entry in entries)
        if largest > _MOST_PART_BYTES or total > _MOST_BYTES or len(entries) > _MOST_PARTS:
            raise ReadError(texts.READ_TOO_LARGE_UNPACKED.format(file=file))
        return cls(zip_file, file, damaged, frozenset(entry.filename for entry in entries))

    def fault(self) -> ReadError:
        """Return the error of a file that lacks what its kind always has."""
        return ReadError(self.damaged.format(file=self.file))

    def locked(self) -> ReadError:
        """Return the error of a file that has a password."""
        return ReadError(texts.READ_OFFICE_ENCRYPTED.format(file=self.file))

    def require_no_entities(self) -> None:
        """Look at all XML of a file that a library is going to read.

        Raises:
            ReadError: a part is no XML, or has a document type.
        """
        for name in sorted(self.names):
            if name.endswith((".xml", ".rels")):
                self.xml(name)

    def bytes(self, name: str) -> bytes:
        """Return the bytes of a part; empty where there is none.

        Raises:
            ReadError: the part is damaged, or has a password.
        """
        if name not in self.names:
            return b""
        try:
            return self.zip.read(name)
        except _NO_ZIP as error:
            raise self.fault() from error

    def xml(self, name: str) -> "Element | None":
        """Return the root of an XML part; None where there is no such part.

        Raises:
            ReadError: the part is no XML, or has a document type, which no office program writes.
        """
        from lxml import etree

        content = self.bytes(name)
        if not content:
            return None
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            raise self.fault() from error
        if etree.ElementTree(root).docinfo.internalDTD is not None:
            raise ReadError(texts.READ_XML_ENTITIES.format(file=self.file))
        return root

    def relations(self, name: str) -> Mapping[str, tuple[str, str]]:
        """Return the parts that a part of an Office file refers to: id to kind and name."""
        folder, base = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        return {
            relation.get("Id", ""): (
                posixpath.basename(relation.get("Type", "")),
                posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))[1:],
            )
            for relation in (root if root is not None else ())
            if relation.get("TargetMode") != "External"
        }

    def related(self, name: str, kind: str) -> list[str]:
        """Return the names of the parts of a kind that a part refers to."""
        return [target for found, target in self.relations(name).values() if found == kind]

    @cached_property
    def core(self) -> Mapping[str, str]:
        """What an Office file says about itself: title, creator, modified, created."""
        found: dict[str, str] = {}
        for part in self.related("", "core-properties"):
            root = self.xml(part)
            for node in root if root is not None else ():
                found[local(node)] = node.text or ""
        return {name: found[name] for name in _CORE if found.get(name)}


def local(node: "Element") -> str:
    """Return the name of an element without its namespace."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
