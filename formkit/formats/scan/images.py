"""Pages of PDF, TIFF, JPEG, PNG and HEIC files as pictures in grey.

Decoders are not made for hostile files; only the process of :mod:`worker` may run them on files
of strangers. What a file is, is told by its content and never by its name.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from formkit.formats.scan.picture import Decoded, Picture
from formkit.problems import Code, Severity, problem

MAX_PIXELS = 120_000_000
"""A3 at 600 dpi has 70 million; telephones reach 108."""
MAX_SIDE = 30_000
MIN_SIDE = 400
"""A5 at 70 dpi: below it no box can be told from a speck."""
MAX_PROPORTION = 6
"""Longer strips are no pages: till rolls, and files made to exhaust the memory."""
MAX_PAGES = 2000
WORK_SIDE = 3600
"""Longest side that is kept: A4 at 300 dpi. More only costs time."""
RENDER_DPI = 300
FULL_PAGE_SHARE = 0.9
"""An image that covers this much of a PDF page is the scan itself and is taken as it is."""
_PDF = b"%PDF-"
_PDF_HEAD = 1024
"""ISO 32000-1, annex H.3: viewers look for the header in the first 1024 bytes."""

Image.MAX_IMAGE_PIXELS = None  # checked here, before anything is decoded


def pages(data: bytes) -> Iterator[Decoded]:
    """Every page in the order of the file; a page that cannot be had gives its problem."""
    if not data:
        yield Decoded(0, None, problem(Code.DOCUMENT_EMPTY_FILE))
    elif _PDF in data[:_PDF_HEAD]:
        yield from _pdf_pages(data)
    else:
        yield from _image_pages(data)


def _image_pages(data: bytes) -> Iterator[Decoded]:
    _allow_heif()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data))
    except UnidentifiedImageError:
        yield Decoded(0, None, problem(Code.SCAN_NOT_AN_IMAGE))
        return
    except Exception as error:  # noqa: BLE001 - decoders raise whatever they like
        yield Decoded(0, None, _damaged(error))
        return
    with image:
        for number in range(1, MAX_PAGES + 1):
            decoded = _frame(image, number)
            if decoded is None:
                return
            yield decoded
        count = getattr(image, "n_frames", 1)
        if count > MAX_PAGES:
            yield Decoded(0, None, _too_many(count))


def _frame(image: Image.Image, number: int) -> Decoded | None:
    """None behind the last page; a file whose next page cannot be reached ends there."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image.seek(number - 1)
            found = _measured(image.width, image.height)
            if found is not None:
                return Decoded(number, None, found)
            return Decoded(number, _grey(image))
    except EOFError:
        return None if number > 1 else Decoded(1, None, _damaged(EOFError("no page")))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        return Decoded(number, None, _damaged(error))


def _measured(width: int, height: int) -> Any:
    """What is wrong with the size of a picture, before it is decoded; None if nothing."""
    long, short = max(width, height), min(width, height)
    if width * height > MAX_PIXELS or long > MAX_SIDE or long > MAX_PROPORTION * max(short, 1):
        return problem(Code.SCAN_TOO_LARGE, width=width, height=height)
    if short < MIN_SIDE:
        return problem(Code.SCAN_TOO_COARSE, width=width, height=height)
    return None


def _grey(image: Image.Image) -> Picture:
    """Upright by what the file says, in 8 bits, on white, with square pixels."""
    is_bilevel = image.mode == "1"
    stretch = _stretch(image)
    if image.format == "JPEG":
        image.draft("L", (WORK_SIDE // 2, WORK_SIDE // 2))
    turned = ImageOps.exif_transpose(image)
    grey = _eight_bits(turned)
    width, height = grey.size
    if stretch > 1:
        height = round(height * stretch)
    elif stretch < 1:
        width = round(width / stretch)
    scale = min(1.0, WORK_SIDE / max(width, height))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    if size != grey.size:
        is_smaller = size[0] * size[1] < grey.size[0] * grey.size[1]
        filtered = Image.Resampling.BOX if is_smaller else Image.Resampling.BICUBIC
        grey = grey.resize(size, filtered)
    return Picture(*grey.size, grey.tobytes(), is_bilevel)


def _eight_bits(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":
        return _from_deep(image)
    if image.mode in ("P", "PA", "LA", "RGBA", "RGBa", "La"):
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, image).convert("L")
    if image.mode == "CMYK":
        return image.convert("RGB").convert("L")
    return image.convert("L")


def _from_deep(image: Image.Image) -> Image.Image:
    """More than 8 bits a pixel; the brightest is white whatever the range is."""
    least, most = (float(v) for v in image.convert("F").getextrema())  # type: ignore[arg-type]
    if not math.isfinite(least) or not math.isfinite(most):
        raise ValueError("pixels that are no numbers")
    top = 65535.0 if most > 255 and image.mode != "F" else max(most, 1.0)
    return image.convert("F").point(lambda v: v * (255.0 / top)).convert("L")


def _stretch(image: Image.Image) -> float:
    """Height of a pixel in widths: standard fax has 204 × 98 dpi."""
    try:
        across, down = (float(v) for v in image.info.get("dpi", (1, 1)))
    except (TypeError, ValueError, ZeroDivisionError):
        return 1.0
    stretch = across / down if across > 0 and down > 0 else 1.0
    return stretch if 0.3 < stretch < 3.3 else 1.0


def _pdf_pages(data: bytes) -> Iterator[Decoded]:
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        pdf = PdfDocument(data)
    except PdfiumError as error:
        is_locked = "assword" in str(error)
        yield Decoded(0, None, problem(Code.DOCUMENT_ENCRYPTED) if is_locked else _damaged(error))
        return
    with pdf:
        if len(pdf) == 0:
            yield Decoded(0, None, _damaged(EOFError("no page")))
        for number in range(1, min(len(pdf), MAX_PAGES) + 1):
            yield _pdf_page(pdf, number)
        if len(pdf) > MAX_PAGES:
            yield Decoded(0, None, _too_many(len(pdf)))


def _pdf_page(pdf: Any, number: int) -> Decoded:
    try:
        page = pdf[number - 1]
        try:
            return _scan_within(page, number) or _rendered(page, number)
        finally:
            page.close()
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        return Decoded(number, None, _damaged(error))


def _scan_within(page: Any, number: int) -> Decoded | None:
    """The one image that fills the page, at its own resolution; None where there is more."""
    from pypdfium2 import raw

    found = list(page.get_objects(max_depth=1))
    if len(found) != 1 or found[0].type != raw.FPDF_PAGEOBJ_IMAGE:
        return None
    left, bottom, right, top = found[0].get_bounds()
    width, height = page.get_size()
    if (right - left) * (top - bottom) < FULL_PAGE_SHARE * width * height:
        return None
    across, down = found[0].get_px_size()
    wrong = _measured(across, down)
    if wrong is not None:
        return Decoded(number, None, wrong)
    matrix = found[0].get_matrix()
    if page.get_rotation() or abs(matrix.b) + abs(matrix.c) > 1 or min(matrix.a, matrix.d) < 0:
        return None
    image = found[0].get_bitmap(render=False).to_pil()
    stretch = (across / (right - left)) / (down / (top - bottom))
    image.info["dpi"] = (stretch, 1.0) if abs(stretch - 1) > 0.05 else (1.0, 1.0)
    metadata = found[0].get_metadata()
    picture = _grey(image)
    is_bilevel = metadata.bits_per_pixel == 1
    return Decoded(number, Picture(picture.width, picture.height, picture.pixels, is_bilevel))


def _rendered(page: Any, number: int) -> Decoded:
    width, height = page.get_size()
    if max(width, height) > MAX_PROPORTION * max(min(width, height), 1):
        large = problem(Code.SCAN_TOO_LARGE, width=round(width), height=round(height))
        return Decoded(number, None, large)
    scale = min(RENDER_DPI / 72, WORK_SIDE / max(width, height, 1))
    bitmap = page.render(scale=scale, grayscale=True)
    picture = _grey(bitmap.to_pil())
    return Decoded(number, picture)


def _allow_heif() -> None:
    try:
        from pillow_heif import register_heif_opener
    except ImportError:
        return
    register_heif_opener(thumbnails=False)


def _damaged(error: Exception) -> Any:
    return problem(Code.SCAN_DAMAGED, reason=str(error).split("\n")[0][:120] or "?")


def _too_many(count: int) -> Any:
    return problem(Code.SCAN_TOO_MANY_PAGES, Severity.WARNING, pages=count, limit=MAX_PAGES)
