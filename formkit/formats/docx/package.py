"""The ZIP package of a Word file, written so that the same parts give the same bytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from formkit.errors import InputError
from formkit.formats.docx.ooxml import parse_xml
from formkit.language.text import say

_DATE = 0x21
"""1 January 1980, the first day ZIP can tell."""
_LIMIT_MIB = 64
_DOCUMENT = b"wordprocessingml.document.main+xml"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


class NotWordError(InputError):
    message = _("The file “{file}” is not a Word document (.docx): {reason}.")
    hint = _("Save it in Word as “Word document (*.docx)” and try again.")


@dataclass(frozen=True, slots=True)
class Packed:
    """One member, already deflated."""

    name: str
    crc: int
    size: int
    data: bytes


def packed(name: str, content: bytes, level: int = 6) -> Packed:
    deflate = zlib.compressobj(level, zlib.DEFLATED, -15)
    data = deflate.compress(content) + deflate.flush()
    return Packed(name, zlib.crc32(content), len(content), data)


def package(members: Iterable[Packed]) -> bytes:
    """The archive of the members in their order (APPNOTE 4.3)."""
    parts: list[bytes] = []
    directory: list[bytes] = []
    position = 0
    for member in members:
        name = member.name.encode()
        sizes = (member.crc, len(member.data), member.size, len(name))
        local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0x800, 8, 0, _DATE, *sizes, 0)
        central = (0x02014B50, 20, 20, 0x800, 8, 0, _DATE, *sizes, 0, 0, 0, 0, 0, position)
        directory.append(struct.pack("<IHHHHHHIIIHHHHHII", *central) + name)
        parts += (local, name, member.data)
        position += len(local) + len(name) + len(member.data)
    listing = b"".join(directory)
    count = len(directory)
    end = (0x06054B50, 0, 0, count, count, len(listing), position, 0)
    return b"".join((*parts, listing, struct.pack("<IHHHHIIH", *end)))


def parts_of(docx: bytes, file: str = "") -> dict[str, bytes]:
    """Every part of a Word file by its name.

    Raises:
        NotWordError: not a ZIP, not a Word document, damaged, or larger than 64 MiB unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as archive:
            size = sum(info.file_size for info in archive.infolist())
            if size > _LIMIT_MIB * 2**20:
                raise _refused(file, _("it is larger than {limit} MiB unpacked"))
            parts = {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise NotWordError(file=file, reason=str(error)) from None
    if "word/document.xml" not in parts:
        raise _refused(file, _("it has no word/document.xml"))
    if _DOCUMENT not in parts.get("[Content_Types].xml", b""):
        raise _refused(file, _("it is a Word template or has macros"))
    if _STRICT in parts["word/document.xml"]:
        raise _refused(file, _("it is saved as “Strict Open XML Document”"))
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            _require_well_formed(name, content, file)
    return parts


def _require_well_formed(name: str, content: bytes, file: str) -> None:
    try:
        parse_xml(content)
    except etree.XMLSyntaxError as error:
        raise NotWordError(file=file, reason=f"{name}: {error.msg}") from None


def _refused(file: str, reason: str) -> NotWordError:
    return NotWordError(file=file, reason=say(reason, limit=_LIMIT_MIB))
