"""Pictures people give, such as a logo: PNG or JPEG, checked, without what they tell of people."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from formkit.errors import InputError
from formkit.formats.docx.ooxml import Element, R, W, parse_xml
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
    return BadPictureError(file=file, reason=say(reason), limit_mib=LIMIT_MIB, limit_px=LIMIT_PX)


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


_LOGO_MM = (60.0, 18.0)
"""Room for a logo above the first page."""
_EMU_PER_MM = 36000
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"


def logo_run(picture: Picture, relation: str, description: str) -> Element:
    """The picture in a line of text (20.4.2.8), as large as the room for a logo allows."""
    width, height = _fitted(picture)
    extent = f'cx="{width}" cy="{height}"'
    return parse_xml(
        f"""<w:r xmlns:w="{W}" xmlns:r="{R}"
xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="{_PICTURE}"><w:drawing>
<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>
<wp:docPr id="1" name="logo" descr="{description}"/>
<a:graphic><a:graphicData uri="{_PICTURE}"><pic:pic>
<pic:nvPicPr><pic:cNvPr id="1" name="logo"/><pic:cNvPicPr/></pic:nvPicPr>
<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>
<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>
</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>""".replace(">\n", ">")
        .replace("\n", " ")
        .encode()
    )


def _fitted(picture: Picture) -> tuple[int, int]:
    """Width and height in English Metric Units."""
    scale = min(_LOGO_MM[0] / picture.width_px, _LOGO_MM[1] / picture.height_px)
    sides = (picture.width_px, picture.height_px)
    width, height = (round(side * scale * _EMU_PER_MM) for side in sides)
    return width, height
