"""Logos: what is taken, what is refused, what is left out of them."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.image.image import Image
from docx.shared import Mm

from formkit.formats.docx import Template, compile_template
from formkit.formats.docx.picture import BadPictureError, read_picture
from formkit.language.profiles import get_profile
from formkit.layout.expressions import context

Make = Callable[..., Any]


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int = 300, height: int = 100, *more: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00" * ((width + 1) * min(height, 200)))
    parts = (chunk(b"IHDR", head), *more, chunk(b"IDAT", rows), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def jpeg(width: int = 300, height: int = 100) -> bytes:
    frame = struct.pack(">BHHBBBB", 8, height, width, 1, 1, 0x11, 0)
    parts = (
        segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
        segment(0xE1, b"Exif\x00\x00" + b"Ivanova 55.75N"),
        segment(0xFE, b"Ivanova"),
        segment(0xC0, frame),
        segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"),
    )
    return b"\xff\xd8" + b"".join(parts) + b"\x12\x34\xff\xd9" + b"trailing Ivanova"


@pytest.mark.parametrize(("data", "suffix"), [(png(), "png"), (jpeg(), "jpeg")])
def test_the_size_is_what_another_reader_sees(data: bytes, suffix: str) -> None:
    picture = read_picture(data, "logo")
    assert (picture.suffix, picture.width_px, picture.height_px) == (suffix, 300, 100)
    seen = Image.from_blob(picture.data)
    assert (seen.px_width, seen.px_height) == (300, 100)
    assert seen.content_type == f"image/{suffix}"


def test_what_a_picture_tells_of_people_is_left_out() -> None:
    told = png(9, 9, chunk(b"tEXt", b"Author\x00Ivanova"), chunk(b"eXIf", b"Ivanova"))
    for data in (told, jpeg()):
        assert b"Ivanova" in data
        assert b"Ivanova" not in read_picture(data, "logo").data
    assert read_picture(told, "logo").data == png(9, 9)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "neither"),
        (b"<svg/>", "neither"),
        (b"GIF89a", "neither"),
        (png()[:40], "damaged"),
        (png().replace(b"IDAT", b"IDAX"), "damaged"),
        (b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b""), "damaged"),
        (jpeg()[:30], "damaged"),
        (jpeg().replace(b"\xff\xd9", b"\xff\xd8"), "damaged"),
        (png(5001, 1), "too large"),
        (png(0, 1), "too large"),
        (png() + b"\x00" * (2 * 2**20), "too large"),
    ],
)
def test_what_is_no_usable_picture_is_refused_by_name(data: bytes, said: str) -> None:
    with pytest.raises(BadPictureError) as caught:
        read_picture(data, "logo.png")
    assert "logo.png" in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize("data", [png(1200, 100), jpeg(100, 400)])
def test_a_logo_stands_above_the_first_page_only_and_keeps_its_shape(
    sample: Make, data: bytes
) -> None:
    one = sample("job")
    picture = read_picture(data, "logo")
    content = compile_template(one.document, get_profile("ru"), picture)
    names = context(one.document.form, one.values, one.document.words, one.records)
    document = docx.Document(io.BytesIO(Template(content, "ru").render(names)))
    section = document.sections[0]
    (extent,) = section.first_page_header._element.iter("{*}extent")
    width, height = int(extent.get("cx")), int(extent.get("cy"))
    assert abs(width / height - picture.width_px / picture.height_px) < 0.01
    assert width <= Mm(60)
    assert height <= Mm(18)
    assert not list(section.header._element.iter("{*}drawing"))
    parts = {rel.target_part for rel in section.first_page_header.part.rels.values()}
    assert [part.blob for part in parts] == [picture.data]
