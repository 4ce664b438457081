"""A PDF taken apart: what never changes as ready bytes, and a writer that adds the rest."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import blake2b
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Dictionary, Name, Stream

if TYPE_CHECKING:
    from collections.abc import Collection

_HEADER = b"%PDF-1.7\n%\xbf\xf7\xa2\xfe\n"
_ROW = 6
"""Bytes of a cross-reference row: kind, offset or container (4), index."""
_IN_CONTAINER = 100
"""Objects in one object stream."""
_CONTAINERS = (Name.ObjStm, Name.XRef)


@dataclass(frozen=True, slots=True)
class Changes:
    """The objects of one document by number, ready but for ``obj`` and ``endobj``."""

    dictionaries: dict[int, bytes] = field(default_factory=dict)
    streams: dict[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Skeleton:
    """One file without the objects that change; written whole in a single revision."""

    static: bytes
    rows: bytes
    """Cross-reference rows (ISO 32000-1, 7.5.8); those of changing objects are still free."""
    trailer: bytes

    @property
    def size(self) -> int:
        """The first object number that is not used."""
        return len(self.rows) // _ROW

    def assembled(self, changes: Changes) -> bytes:
        """The file with all its changing objects; new ones are numbered from :attr:`size` on."""
        numbers = (*changes.dictionaries, *changes.streams, self.size - 1)
        rows = bytearray(self.rows)
        rows.extend(bytes((max(numbers) + 1) * _ROW - len(rows)))
        body = bytearray()
        start = len(self.static)
        for number, content in changes.streams.items():
            rows[number * _ROW : number * _ROW + _ROW] = _row(start + len(body))
            body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
        _append_containers(body, start, rows, list(changes.dictionaries.items()))
        offset, number = start + len(body), len(rows) // _ROW
        rows += _row(offset)
        said = b"".join(changes.dictionaries.values())  # values and mark: streams only draw them
        name = blake2b(said, digest_size=16).hexdigest().encode()
        parts = (number, number + 1, self.trailer, name, name, len(rows), rows, offset)
        return self.static + body + _END % parts


_END = (
    b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 1]%s/ID[<%s><%s>]/Length %d>>stream\n%s"
    b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
)


def take_apart(pdf: pikepdf.Pdf, changing: Collection[int]) -> Skeleton:
    """Everything reachable in the file; ``changing`` are numbers of objects kept apart."""
    static = bytearray(_HEADER)
    numbered = {
        item.objgen[0]: item
        for item in pdf.objects
        if not (isinstance(item, Dictionary | Stream) and item.get("/Type") in _CONTAINERS)
    }
    count = max(numbered) + 1
    rows = bytearray(count * _ROW)
    small: list[tuple[int, bytes]] = []
    for number, item in numbered.items():
        if number in changing:
            continue
        if isinstance(item, Stream):
            rows[number * _ROW : number * _ROW + _ROW] = _row(len(static))
            static += b"%d 0 obj\n%s\nendobj\n" % (number, stream_bytes(item))
        else:
            small.append((number, item.unparse(resolved=True)))
    _append_containers(static, 0, rows, small, is_packed=True)
    root, info = pdf.Root.objgen[0], pdf.trailer["/Info"].objgen[0]
    return Skeleton(bytes(static), bytes(rows), b"/Root %d 0 R/Info %d 0 R" % (root, info))


def _append_containers(
    body: bytearray,
    start: int,
    rows: bytearray,
    objects: list[tuple[int, bytes]],
    *,
    is_packed: bool = False,
) -> None:
    """Object streams (ISO 32000-1, 7.5.7), and the rows that lead into them.

    Args:
        body: part of the file that grows.
        start: offset of the part in the file.
        rows: cross-reference, grows by the object streams.
        objects: numbers and contents.
        is_packed: compressed; what is written for every document is not, which costs a few
            KiB and saves a fifth of the time.
    """
    for first in range(0, len(objects), _IN_CONTAINER):
        packed = objects[first : first + _IN_CONTAINER]
        container = len(rows) // _ROW
        index, offset = [], 0
        for place, (number, content) in enumerate(packed):
            index.append(b"%d %d" % (number, offset))
            offset += len(content) + 1
            row = b"\x02" + container.to_bytes(4) + place.to_bytes(1)
            rows[number * _ROW : number * _ROW + _ROW] = row
        head = b" ".join(index) + b"\n"
        data = head + b"\n".join([content for _, content in packed])
        if is_packed:
            data = zlib.compress(data, 9)
        rows += _row(start + len(body))
        kind = b"/Filter/FlateDecode" if is_packed else b""
        parts = (container, len(packed), len(head), kind, len(data), data)
        body += _CONTAINER % parts


_CONTAINER = b"%d 0 obj\n<</Type/ObjStm/N %d/First %d%s/Length %d>>stream\n%s\nendstream\nendobj\n"


def _row(offset: int) -> bytes:
    return b"\x01" + offset.to_bytes(4) + b"\x00"


def stream_bytes(stream: pikepdf.Object) -> bytes:
    """A stream object as it stands in a file, compressed as it is."""
    data = stream.read_raw_bytes()
    return b"%s/Length %d>>stream\n%s\nendstream" % (head_of(stream, "/Length"), len(data), data)


def head_of(item: pikepdf.Object, *dropped: str) -> bytes:
    """A dictionary's entries but the named ones, still without its closing ``>>``."""
    return b"<<" + b"".join(
        key.encode() + b" " + _value_bytes(value)
        for key, value in item.items()
        if key not in dropped
    )


def _value_bytes(value: object) -> bytes:
    if isinstance(value, pikepdf.Object):
        return value.unparse()
    if isinstance(value, bool):
        return b"true" if value else b"false"
    return f"{value:f}".encode() if isinstance(value, Decimal) else str(value).encode()
