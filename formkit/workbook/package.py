"""An OOXML package: parts that nobody touches keep their very bytes, compressed as they were.

ZIP by APPNOTE 6.3.3, sections 4.3.7 and 4.3.12; parts and relationships by ECMA-376, part 2.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from formkit.workbook.refusals import WorkbookError

if TYPE_CHECKING:
    from lxml.etree import _Element

LARGEST = 512 * 2**20
"""Bytes of a workbook once unpacked; more is an attack or an accident."""
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORKBOOK = "xl/workbook.xml"
CONTENT_TYPES = "[Content_Types].xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_LOCAL = struct.Struct("<26xHH")
_CENTRAL = struct.Struct("<4s4B4HL2L5H2L")
_END = struct.Struct("<4s4H2LH")
_IS_STREAMED, _IS_ENCRYPTED = 0x08, 0x01


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship of a part; ``target`` is the name of a part unless it is external."""

    id: str
    kind: str
    """The last word of the relationship's type: ``table``, ``comments``."""
    target: str


class Package:
    """A workbook whose parts are read, replaced, added and dropped."""

    def __init__(self, content: bytes) -> None:
        """Open a package.

        Raises:
            WorkbookError: it unpacks to more than any workbook has, or is encrypted.
            BadZipFile: it is no package, or a damaged one.
        """
        self._content = content
        self._zip = ZipFile(io.BytesIO(content))
        self._new: dict[str, bytes] = {}
        self._dropped: set[str] = set()
        items = self._zip.infolist()
        if sum(item.file_size for item in items) > LARGEST:
            raise WorkbookError(reason=f"it unpacks to more than {LARGEST // 2**20} MiB")
        if any(item.flag_bits & _IS_ENCRYPTED for item in items):
            raise BadZipFile("it is encrypted")

    @property
    def names(self) -> set[str]:
        return ({*self._zip.namelist()} | {*self._new}) - self._dropped

    @property
    def is_changed(self) -> bool:
        return bool(self._new or self._dropped)

    def read(self, name: str) -> bytes:
        return self._new[name] if name in self._new else self._zip.read(name)

    def write(self, name: str, part: bytes) -> None:
        """Replace or add a part; the same bytes again change nothing."""
        self._dropped.discard(name)
        if name in self._zip.namelist() and self._zip.read(name) == part:
            self._new.pop(name, None)
        else:
            self._new[name] = part

    def drop(self, name: str) -> None:
        self._new.pop(name, None)
        if name in self._zip.namelist():
            self._dropped.add(name)

    def xml(self, name: str) -> _Element:
        from lxml import etree

        safe = etree.XMLParser(resolve_entities=False, no_network=True)
        return etree.fromstring(self.read(name), safe)

    def write_xml(self, name: str, root: _Element) -> None:
        from lxml import etree

        made = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        self.write(name, made)

    def links(self, part: str) -> list[Link]:
        """The relationships of a part."""
        folder, _, _name = part.rpartition("/")
        if (name := links_of(part)) not in self.names:
            return []
        return [
            Link(
                str(link.get("Id")), str(link.get("Type")).rpartition("/")[2], _target(folder, link)
            )
            for link in self.xml(name)
        ]

    def sheet_parts(self) -> dict[str, str]:
        """Parts by name of the sheet, ECMA-376, 18.2.20; nothing where there is no workbook."""
        if not {WORKBOOK, links_of(WORKBOOK)} <= self.names:
            return {}
        targets = {link.id: link.target for link in self.links(WORKBOOK)}
        found = {
            str(sheet.get("name")): targets.get(str(sheet.get(f"{{{RELATIONSHIPS}}}id")), "")
            for sheet in self.xml(WORKBOOK).iter("{*}sheet")
        }
        return {name: part for name, part in found.items() if part in self.names}

    def add_link(self, part: str, kind: str, target: str) -> str:
        """Relate a part to another one; the id of the relationship."""
        from lxml import etree

        name = links_of(part)
        new = f"{{{_PACKAGE}}}Relationships"
        root = self.xml(name) if name in self.names else etree.Element(new, nsmap={None: _PACKAGE})
        taken = {link.get("Id") for link in root}
        link_id = next(f"rId{n}" for n in range(1, 10**6) if f"rId{n}" not in taken)
        facts = {"Id": link_id, "Type": f"{RELATIONSHIPS}/{kind}", "Target": f"/{target}"}
        etree.SubElement(root, f"{{{_PACKAGE}}}Relationship", facts)
        self.write_xml(name, root)
        return link_id

    def set_type(self, part: str, content_type: str | None) -> None:
        """Say what a part is; None takes what was said back."""
        from lxml import etree

        root = self.xml(CONTENT_TYPES)
        known = [e for e in root.iter("{*}Override") if e.get("PartName") == f"/{part}"]
        if content_type is None:
            for element in known:
                root.remove(element)
        elif not known:
            tag = etree.QName(root).namespace
            facts = {"PartName": f"/{part}", "ContentType": content_type}
            etree.SubElement(root, f"{{{tag}}}Override", facts)
        else:
            return
        self.write_xml(CONTENT_TYPES, root)

    def to_bytes(self) -> bytes:
        """The package again; parts that were not written anew are copied without unpacking."""
        out = io.BytesIO()
        entries = []
        for item in self._zip.infolist():
            if item.filename in self._new:
                entries.append(_put(out, *_packed(item, self._new[item.filename])))
            elif item.filename not in self._dropped:
                entries.append(_put(out, item, self._raw(item)))
        for name in self._new.keys() - set(self._zip.namelist()):
            fresh = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entries.append(_put(out, *_packed(fresh, self._new[name])))
        start = out.tell()
        out.writelines(entries)
        size = out.tell() - start
        out.write(_END.pack(b"PK\5\6", 0, 0, len(entries), len(entries), size, start, 0))
        return out.getvalue()

    def _raw(self, item: ZipInfo) -> bytes:
        at = item.header_offset
        name, extra = _LOCAL.unpack_from(self._content, at)
        begin = at + _LOCAL.size + name + extra
        return self._content[begin : begin + item.compress_size]


def links_of(part: str) -> str:
    """The part that holds the relationships of a part."""
    folder, _, name = part.rpartition("/")
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _target(folder: str, link: Any) -> str:
    target = str(link.get("Target"))
    if link.get("TargetMode") == "External":
        return target
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _packed(item: ZipInfo, part: bytes) -> tuple[ZipInfo, bytes]:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    raw = packer.compress(part) + packer.flush()
    made = ZipInfo(item.filename, item.date_time)
    made.compress_type, made.external_attr = ZIP_DEFLATED, item.external_attr
    made.CRC, made.compress_size, made.file_size = zlib.crc32(part), len(raw), len(part)
    return made, raw


def _put(out: io.BytesIO, item: ZipInfo, raw: bytes) -> bytes:
    """Write one entry; returns its line of the central directory."""
    offset, name = out.tell(), item.filename.encode()
    flags = item.flag_bits & ~_IS_STREAMED | (0 if name.isascii() else 0x800)
    year, month, day, hour, minute, second = item.date_time
    moment = (hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day)
    sizes = (item.CRC, len(raw), item.file_size)
    common = (flags, item.compress_type, *moment)
    out.write(struct.pack("<4s5H3L2H", b"PK\3\4", 20, *common, *sizes, len(name), 0) + name + raw)
    head = (b"PK\1\2", 20, item.create_system, 20, 0, *common)
    rest = (len(name), 0, 0, 0, item.internal_attr, item.external_attr, offset)
    return _CENTRAL.pack(*head, *sizes, *rest) + name
