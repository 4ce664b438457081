"""What a page shows, whatever it is made of: its letters with their places, and its ink.

PDFium is not made for hostile files; only the process of :mod:`worker` may open them here.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

MAX_PAGES = 40
"""No form is longer; the pages after them are not looked at."""
_SCALE = 3
"""Pixels a point: 216 dpi."""
_LOOSE_EM = 1.294
"""Height of a letter's loose box in type sizes, in the form's font and those like it."""
_SAME_PT = 0.8

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Glyph:
    """One letter as drawn; ``box`` spans its advance and its line."""

    text: str
    box: Box
    baseline: float

    @property
    def size_pt(self) -> float:
        return (self.box[3] - self.box[1]) / _LOOSE_EM

    def is_in(self, box: Box) -> bool:
        middle = (self.box[0] + self.box[2]) / 2
        return box[0] <= middle <= box[2] and box[1] <= self.baseline <= box[3]

    def is_same(self, other: Glyph) -> bool:
        """The same letter in the same place; programs round as they print."""
        apart = max(abs(self.box[0] - other.box[0]), abs(self.baseline - other.baseline))
        return self.text == other.text and apart < _SAME_PT


@dataclass(frozen=True, slots=True)
class Page:
    """One page, its origin at the lower left corner."""

    size_pt: tuple[float, float]
    text: str
    """As a viewer would copy it."""
    glyphs: tuple[Glyph, ...]
    """In the order in which they are drawn; spaces included where they are drawn."""


@dataclass(slots=True)
class Ink:
    """The picture of a page in shades of grey; 0 is black."""

    pixels: bytearray
    stride: int
    height: int

    def rows(self, box: Box) -> Iterator[slice]:
        """The stretches of pixels within a rectangle in points."""
        left, bottom, right, top = (round(side * _SCALE) for side in box)
        left, right = max(left, 0), min(right, self.stride)
        for row in range(max(self.height - top, 0), min(self.height - bottom, self.height)):
            yield slice(row * self.stride + left, row * self.stride + max(left, right))

    def share(self, box: Box) -> float:
        """Mean blackness of a rectangle, from 0 to 1."""
        rows = [self.pixels[row] for row in self.rows(box)]
        count = sum(map(len, rows))
        return 1 - sum(map(sum, rows)) / 255 / count if count else 0.0

    def is_clear(self, box: Box) -> bool:
        """No dark spot in a rectangle."""
        return all(min(self.pixels[row], default=255) > _DARK for row in self.rows(box))

    def wipe(self, boxes: Iterable[Box]) -> None:
        """Take away what stands in some rectangles."""
        for box in boxes:
            for row in self.rows(box):
                self.pixels[row] = b"\xff" * (row.stop - row.start)


_DARK = 150


def grown(box: Box, by: float) -> Box:
    """A rectangle wider by so much on every side; narrower for a negative number."""
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def read_pages(data: bytes) -> list[Page]:
    """The letters of every page.

    Raises:
        RuntimeError: PDFium cannot open the file.
    """
    with _opened(data) as pdf:
        return [_page(pdf[number]) for number in range(min(len(pdf), MAX_PAGES))]


def read_ink(data: bytes, numbers: Sequence[int]) -> Iterator[Ink]:
    """The pictures of some pages, numbered from 0."""
    with _opened(data) as pdf:
        for number in numbers:
            page = pdf[number]
            page.set_rotation(0)
            picture = page.render(scale=_SCALE, grayscale=True)
            yield Ink(bytearray(picture.buffer), picture.stride, picture.height)


def _opened(data: bytes) -> Any:
    from pypdfium2 import PdfDocument

    return PdfDocument(data)


def _page(page: Any) -> Page:
    page.set_rotation(0)
    left, bottom, right, top = page.get_mediabox()
    letters = page.get_textpage()
    found = [_glyph(letters.raw, index) for index in range(letters.count_chars())]
    text = "".join(character for character, _ in found)
    glyphs = tuple(glyph for _, glyph in found if glyph is not None)
    return Page((right - left, top - bottom), text, glyphs)


def _glyph(letters: Any, index: int) -> tuple[str, Glyph | None]:
    """The character, and its place where it is drawn and not only guessed from a gap."""
    from pypdfium2 import raw

    character = chr(raw.FPDFText_GetUnicode(letters, index))
    if raw.FPDFText_IsGenerated(letters, index):
        return character, None
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetLooseCharBox(letters, index, box)
    raw.FPDFText_GetCharOrigin(letters, index, x, y)
    return character, Glyph(character, (box.left, box.bottom, box.right, box.top), y.value)
