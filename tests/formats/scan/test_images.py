"""Pictures of every kind and unkindness, decoded in the worker."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageDraw

from formkit.formats.scan import images
from formkit.formats.scan.isolated import decoded_pages
from formkit.formats.scan.picture import Decoded, Picture, from_message, to_message
from formkit.problems import Code, Severity, problem


def page(mode: str = "L", size: tuple[int, int] = (620, 877)) -> Image.Image:
    """White with a black bar in the upper left."""
    image = Image.new("L", size, 255)
    ImageDraw.Draw(image).rectangle((60, 40, 300, 90), fill=0)
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def as_pdf(images: list[Image.Image]) -> bytes:
    return saved(images[0], "PDF", save_all=True, append_images=images[1:], resolution=75)


def bars(decoded: Decoded) -> bool:
    """Whether the bar stands upright in the upper left."""
    assert decoded.picture is not None, decoded.problem
    picture = decoded.picture
    grey = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.width)
    x, y = picture.width / 620, picture.height / 877
    return bool(
        grey[round(65 * y), round(180 * x)] < 60 and grey[round(400 * y), round(400 * x)] > 200
    )


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "L"),
        ("PNG", "1"),
        ("PNG", "P"),
        ("PNG", "RGBA"),
        ("PNG", "LA"),
        ("PNG", "I;16"),
        ("JPEG", "L"),
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("TIFF", "CMYK"),
        ("TIFF", "1"),
        ("TIFF", "I;16"),
        ("TIFF", "F"),
    ],
)
def test_every_kind_of_pixel_becomes_grey(kind: str, mode: str) -> None:
    image = page("I") if mode == "I;16" else page(mode)
    if mode == "I;16":
        deep = np.asarray(page("L"), np.uint16) * 257
        image = Image.fromarray(deep)
    (found,) = decoded_pages(saved(image, kind))
    assert bars(found)
    assert found.picture is not None
    assert found.picture.is_bilevel is (mode == "1")


def test_transparent_is_white() -> None:
    image = Image.new("RGBA", (620, 877), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((60, 40, 300, 90), fill=(0, 0, 0, 255))
    (found,) = decoded_pages(saved(image, "PNG"))
    assert bars(found)


def test_a_photo_is_turned_as_its_file_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = page("RGB").transpose(Image.Transpose.ROTATE_90)
    (found,) = decoded_pages(saved(lying, "JPEG", exif=exif))
    assert bars(found)


def test_a_fax_gets_square_pixels() -> None:
    low = page("1").resize((620, 421))
    (found,) = decoded_pages(saved(low, "TIFF", compression="group4", dpi=(204, 98)))
    assert found.picture is not None
    assert found.picture.height == pytest.approx(877, abs=2)
    assert bars(found)


def test_every_page_of_a_tiff_and_of_a_pdf_comes_in_order() -> None:
    pages = [page("L", (620, 877 + 10 * n)) for n in range(3)]
    tiff = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    for data in (tiff, as_pdf(pages)):
        found = list(decoded_pages(data))
        assert [each.number for each in found] == [1, 2, 3]
        heights = [each.picture.height for each in found if each.picture]
        assert heights == [877, 887, 897]


def test_a_page_of_a_pdf_with_more_than_one_picture_is_rendered() -> None:
    with pikepdf.open(io.BytesIO(as_pdf([page()]))) as pdf:
        content = pdf.pages[0].Contents.read_bytes() + b" 1 0 0 RG 5 w 100 100 m 300 300 l S"
        pdf.pages[0].Contents = pdf.make_stream(content)
        out = io.BytesIO()
        pdf.save(out)
    (found,) = decoded_pages(out.getvalue())
    assert bars(found)
    assert found.picture is not None
    assert found.picture.height > 3000, "300 dpi"


def test_a_turned_page_of_a_pdf_is_upright() -> None:
    with pikepdf.open(io.BytesIO(as_pdf([page().transpose(Image.Transpose.ROTATE_90)]))) as pdf:
        pdf.pages[0].Rotate = 90
        out = io.BytesIO()
        pdf.save(out)
    (found,) = decoded_pages(out.getvalue())
    assert bars(found)


def test_heic_of_a_telephone_is_read() -> None:
    pytest.importorskip("pillow_heif").register_heif_opener()
    (found,) = decoded_pages(saved(page("RGB"), "HEIF", quality=80))
    assert bars(found)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says it is that large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00" * min((width + 1) * height, 1 << 22), 9)

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


HOSTILE = {
    "decompression bomb": (bomb(50_000, 50_000), Code.SCAN_TOO_LARGE),
    "strip of 1 × 100,000": (bomb(1, 100_000), Code.SCAN_TOO_LARGE),
    "strip within the limits": (bomb(500, 25_000), Code.SCAN_TOO_LARGE),
    "stamp": (saved(page(size=(310, 200)), "PNG"), Code.SCAN_TOO_COARSE),
    "truncated JPEG": (saved(page("RGB"), "JPEG")[:900], Code.SCAN_DAMAGED),
    "truncated PNG": (saved(page(), "PNG")[:-40], Code.SCAN_DAMAGED),
    "truncated TIFF": (saved(page(), "TIFF")[:5000], Code.SCAN_DAMAGED),
    "nothing": (b"", Code.DOCUMENT_EMPTY_FILE),
    "text called .png": ("Уважаемые коллеги!".encode(), Code.SCAN_NOT_AN_IMAGE),
    "half a PDF": (as_pdf([page()])[:400], Code.SCAN_DAMAGED),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_answered(name: str) -> None:
    data, code = HOSTILE[name]
    found = list(decoded_pages(data))
    assert [each.problem.code for each in found if each.problem] == [code]
    assert all(each.picture is None for each in found)


def test_a_bad_page_does_not_end_the_others() -> None:
    pages = [page(), page(size=(200, 100)), page()]
    data = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    found = list(decoded_pages(data))
    assert [each.picture is not None for each in found] == [True, False, True]
    assert found[1].problem is not None
    assert found[1].problem.code is Code.SCAN_TOO_COARSE


def test_a_protected_pdf_says_so() -> None:
    with pikepdf.open(io.BytesIO(as_pdf([page()]))) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    (found,) = decoded_pages(out.getvalue())
    assert found.problem is not None
    assert found.problem.code is Code.DOCUMENT_ENCRYPTED


def test_messages_between_the_processes_lose_nothing() -> None:
    warning = problem(Code.SCAN_TOO_MANY_PAGES, Severity.WARNING, pages=9, limit=5)
    cases = [
        Decoded(3, Picture(2, 2, b"\n\x00\xff{", False)),
        Decoded(0, None, warning),
        Decoded(7, Picture(1, 1, b"\n", True), warning.at(page=7)),
    ]
    for case in cases:
        assert from_message(to_message(case)) == case


def test_a_message_of_another_length_is_refused() -> None:
    message = to_message(Decoded(1, Picture(2, 2, b"1234", False)))
    with pytest.raises(ValueError, match="size"):
        from_message(message[:-1])


def test_pages_beyond_the_limit_are_named_and_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MAX_PAGES", 2)
    pages = [page(), page(), page()]
    tiff = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    for data in (tiff, as_pdf(pages)):
        found = list(images.pages(data))
        assert [each.number for each in found] == [1, 2, 0]
        last = found[2].problem
        assert last is not None
        assert (last.code, last.severity) == (Code.SCAN_TOO_MANY_PAGES, Severity.WARNING)
        assert (last.values["pages"], last.values["limit"]) == ("3", "2")
