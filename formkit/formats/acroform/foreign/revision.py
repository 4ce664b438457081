"""A revision appended to a file whose bytes must stay: incremental update, ISO 32000-1, 7.5.6."""

from __future__ import annotations

import re
import zlib
from hashlib import blake2b
from itertools import groupby
from typing import TYPE_CHECKING

from pikepdf import Stream

from formkit.formats.acroform.skeleton import head_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pikepdf


class Revision:
    """Remembers how a file was opened, and writes what has changed since behind it."""

    def __init__(self, data: bytes, pdf: pikepdf.Pdf) -> None:
        self._data = data
        self._pdf = pdf
        self._before = _contents(pdf)

    def appended(self) -> bytes:
        """The file as it was, byte for byte, and its new revision."""
        body = bytearray(self._data)
        if not body.endswith((b"\n", b"\r")):
            body += b"\n"
        after = _contents(self._pdf)
        offsets: dict[tuple[int, int], int] = {}
        for key, content in after.items():
            if self._before.get(key) != content:
                offsets[key] = len(body)
                item = self._pdf.get_object(key)
                written = _packed(item) if isinstance(item, Stream) else content
                body += b"%d %d obj\n%s\nendobj\n" % (*key, written)
        previous = _last_xref(self._data)
        size = max(number for number, _ in after) + 1
        trailer = self._trailer(previous, bytes(body[len(self._data) :]))
        if self._data[previous : previous + 4] == b"xref":
            return bytes(body) + _xref_table(offsets, size, trailer, len(body))
        return bytes(body) + _xref_stream(offsets, size, trailer, len(body))

    def _trailer(self, previous: int, added: bytes) -> bytes:
        """Entries but size; the first half of the identifier stays."""
        old = self._pdf.trailer
        parts = [b"/Root %s/Prev %d" % (old.Root.unparse(), previous)]
        if "/Info" in old:
            parts.append(b"/Info " + old["/Info"].unparse())
        new = blake2b(added, digest_size=16).hexdigest().encode()
        first = bytes(old.ID[0]).hex().encode() if "/ID" in old else new
        parts.append(b"/ID[<%s><%s>]" % (first, new))
        return b"".join(parts)


def _contents(pdf: pikepdf.Pdf) -> dict[tuple[int, int], bytes]:
    """Every object by number and generation; of streams the dictionary only."""
    return {
        item.objgen: head_of(item) if isinstance(item, Stream) else item.unparse(resolved=True)
        for item in pdf.objects
        if item.is_indirect
    }


def _packed(stream: pikepdf.Object) -> bytes:
    """A stream object; a new one is deflated on the way."""
    data, head = stream.read_raw_bytes(), head_of(stream, "/Length")
    if "/Filter" not in stream:
        data, head = zlib.compress(data), head + b"/Filter/FlateDecode"
    return b"%s/Length %d>>stream\n%s\nendstream" % (head, len(data), data)


def _last_xref(data: bytes) -> int:
    """Raises ValueError where the end of the file does not name it."""
    found = re.findall(rb"startxref\s+([0-9]{1,12})", data[-2048:])
    if not found:
        raise ValueError("no startxref at the end of the file")
    return int(found[-1])


def _xref_table(
    offsets: Mapping[tuple[int, int], int], size: int, trailer: bytes, start: int
) -> bytes:
    sections = [
        b"%d %d\n%s" % (run[0][0], len(run), b"".join(b"%010d %05d n \n" % row[1:] for row in run))
        for run in _runs(offsets)
    ]
    parts = (b"".join(sections), size, trailer, start)
    return b"xref\n%strailer\n<</Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % parts


def _xref_stream(
    offsets: Mapping[tuple[int, int], int], size: int, trailer: bytes, start: int
) -> bytes:
    runs = _runs({**offsets, (size, 0): start})
    rows = b"".join(
        b"\x01" + offset.to_bytes(4) + generation.to_bytes(2)
        for run in runs
        for _, offset, generation in run
    )
    index = b" ".join(b"%d %d" % (run[0][0], len(run)) for run in runs)
    head = b"<</Type/XRef/Size %d/W[1 4 2]/Index[%s]%s" % (size + 1, index, trailer)
    parts = (size, head, len(rows), rows, start)
    return (
        b"%d 0 obj\n%s/Length %d>>stream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % parts
    )


def _runs(offsets: Mapping[tuple[int, int], int]) -> list[list[tuple[int, int, int]]]:
    """Number, offset and generation of the objects, in runs of following numbers."""
    rows = sorted((number, offset, gen) for (number, gen), offset in offsets.items())
    groups = groupby(enumerate(rows), key=lambda pair: pair[1][0] - pair[0])
    return [[row for _, row in group] for _, group in groups]
