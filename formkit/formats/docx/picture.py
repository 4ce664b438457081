"""Pictures people give, such as a logo: PNG or JPEG, checked, without what they tell of people."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from formkit.errors import InputError
from formkit.language.text import say

LIMIT_MIB = 2
LIMIT_PX = 5000
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP"}
"""Chunks that make the picture (ISO/IEC 15948, 11); the others hold texts, dates, places."""
_JPEG = b"\xff\xd8"
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""SOF markers (ISO/IEC 10918-1, table B.1)."""
_TOLD = {0xE1, 0xED, 0xFE}
"""Exif and XMP, IPTC, comment."""
_SCAN = 0xDA


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


class BadPictureError(InputError):
    message = _("The picture “{file}” cannot be used: {reason}.")
    hint = _("Save it as PNG or JPEG, at most {limit_mib} MiB and {limit_px} pixels a side.")


@dataclass(frozen=True, slots=True)
class Picture:
    suffix: str
    """``png`` or ``jpeg``."""
    data: bytes
    width_px: int
    height_px: int


def read_picture(data: bytes, file: str) -> Picture:
    """The picture without its texts, places and dates.

    Raises:
        BadPictureError: neither PNG nor JPEG, damaged, or too large.
    """
    if len(data) > LIMIT_MIB * 2**20:
        raise _bad(file, _("it is too large"))
    try:
        if data.startswith(_PNG):
            picture = _png(data)
        elif data.startswith(_JPEG):
            picture = _jpeg(data)
        else:
            raise _bad(file, _("it is neither PNG nor JPEG"))
    except (struct.error, IndexError, ValueError):
        raise _bad(file, _("it is damaged")) from None
    if not (0 < picture.width_px <= LIMIT_PX and 0 < picture.height_px <= LIMIT_PX):
        raise _bad(file, _("it is too large"))
    return picture


def _bad(file: str, reason: str) -> BadPictureError:
    facts = {"limit_mib": LIMIT_MIB, "limit_px": LIMIT_PX}
    return BadPictureError(file=file, reason=say(reason), **facts)


def _png(data: bytes) -> Picture:
    chunks = list(_png_chunks(data))
    width, height = struct.unpack_from(">II", chunks[0][1], 8)
    kept = b"".join(chunk for name, chunk in chunks if name in _PNG_KEPT)
    return Picture("png", _PNG + kept, width, height)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and bytes of every chunk from IHDR to IEND."""
    position, name = len(_PNG), b""
    while name != b"IEND":
        (length,) = struct.unpack_from(">I", data, position)
        chunk = data[position : position + length + 12]
        is_first = position == len(_PNG)
        name = chunk[4:8]
        (check,) = struct.unpack(">I", chunk[-4:])
        if check != zlib.crc32(chunk[4:-4]) or is_first != (name == b"IHDR"):
            raise ValueError
        yield name, chunk
        position += length + 12


def _jpeg(data: bytes) -> Picture:
    kept, sizes = [_JPEG], []
    position = len(_JPEG)
    while True:
        marker, length = struct.unpack_from(">xBH", data, position)
        segment = data[position : position + 2 + length]
        if data[position] != 0xFF or length < 2 or len(segment) != length + 2:
            raise ValueError
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", segment, 5)
            sizes.append((width, height))
        if marker == _SCAN:
            break
        if marker not in _TOLD:
            kept.append(segment)
        position += len(segment)
    width, height = sizes[0]
    end = data.rindex(b"\xff\xd9")
    return Picture("jpeg", b"".join((*kept, data[position : end + 2])), width, height)
