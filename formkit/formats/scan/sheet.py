"""One page of a blank as it looks when printed, and the patches by which it is found again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy as np

from formkit.formats.acroform.blank import Blank
from formkit.formats.scan.alignment import (
    PX_PER_MM,
    Array,
    BoxMm,
    box_mm,
    grown,
    laid_flat,
)

if TYPE_CHECKING:
    from formkit.formats.formmark import MarkPlaces

ANCHORS = 60
ANCHOR_MM = (14.0, 7.0)
ANCHOR_PX_PER_MM = 5.0
"""127 dpi: fine print is blurred away, places stay good to a hundredth of a millimetre."""
EDGE_MM = 8.0
"""Scanners and printers lose what is nearer to the edge."""
LEAST_TEXTURE = 6.0
"""Grey levels by which rows and columns must differ for a patch to be found in both directions."""
LEAST_INK, MOST_INK = 0.02, 0.5
CLEAN = 0.06
"""Darkness of the print below which a spot of the blank is bare paper."""
BARE_EDGE_MM = 15.0
CACHED = 4
"""Pages; each takes 20 MB."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """A printed page; ``image`` has :data:`PX_PER_MM` pixels a millimetre."""

    image: Array
    places: MarkPlaces
    boxes: dict[str, BoxMm]
    """Of the fields on this page, by the name in the geometry."""

    @property
    def size_mm(self) -> tuple[float, float]:
        return self.places.page_size_mm

    def piece(self, box: BoxMm, px_per_mm: float = PX_PER_MM) -> Array:
        """A rectangle of the print."""
        return laid_flat(self.image, _SCALE, box, px_per_mm)

    @cached_property
    def darkness(self) -> Array:
        """0 paper, 1 black."""
        return darkness_of_print(self.image)

    @cached_property
    def bare(self) -> Array:
        """Some pixels, by their place in the page, where nothing is printed or written."""
        is_bare = cv2.dilate(self.darkness, np.ones((9, 9), np.uint8)) < CLEAN
        edge = round(BARE_EDGE_MM * PX_PER_MM)
        is_bare[:edge] = is_bare[-edge:] = False
        is_bare[:, :edge] = is_bare[:, -edge:] = False
        for box in self.boxes.values():
            left, top, right, bottom = (round(side * PX_PER_MM) for side in grown(box, 1.0))
            is_bare[max(top, 0) : bottom, max(left, 0) : right] = False
        return np.flatnonzero(is_bare)[::23]

    @cached_property
    def anchors(self) -> tuple[Array, list[Array]]:
        """Top left corners in millimetres, and how the print looks there."""
        corners = self._anchor_corners()
        smooth = cv2.GaussianBlur(self.image, (0, 0), 1.4)
        width, height = ANCHOR_MM
        looks = [
            laid_flat(smooth, _SCALE, (x, y, x + width, y + height), ANCHOR_PX_PER_MM)
            for x, y in corners
        ]
        return np.array(corners, dtype=float).reshape(-1, 2), looks

    def _anchor_corners(self) -> list[tuple[float, float]]:
        """The patches with most texture, none over another nor over what differs by document."""
        (width, height), (step_x, step_y) = self.size_mm, ANCHOR_MM
        smooth = cv2.GaussianBlur(self.image, (0, 0), 1.0)
        found = []
        for y in np.arange(EDGE_MM, height - EDGE_MM - step_y, step_y * 0.5):
            for x in np.arange(EDGE_MM, width - EDGE_MM - step_x, step_x * 0.5):
                texture = self._texture(smooth, (x, y, x + step_x, y + step_y))
                if texture >= LEAST_TEXTURE:
                    found.append((texture, float(x), float(y)))
        kept: list[tuple[float, float]] = []
        for _, x, y in sorted(found, reverse=True):
            if all(abs(x - a) > step_x * 0.9 or abs(y - b) > step_y * 0.9 for a, b in kept):
                kept.append((x, y))
        return kept[:ANCHORS]

    def _texture(self, smooth: Array, box: BoxMm) -> float:
        """Contrast along the poorer direction, less where people write."""
        if any(_overlap(box, variable) for variable in self._variable):
            return 0.0
        left, top, right, bottom = (round(side * PX_PER_MM) for side in box)
        patch = smooth[top:bottom, left:right]
        if not LEAST_INK < float((patch < 140).mean()) < MOST_INK:
            return 0.0
        written = sum(_overlap(box, field) for field in self.boxes.values())
        share = min(written / (ANCHOR_MM[0] * ANCHOR_MM[1]), 1.0)
        texture = min(patch.mean(axis=0).std(), patch.mean(axis=1).std())
        return float(texture) * (1 - 0.7 * share)

    @cached_property
    def _variable(self) -> list[BoxMm]:
        """Code and line for people."""
        left, top = self.places.qr_corner_mm
        side = self.places.qr_side_mm
        start, end, baseline = self.places.id_line_mm
        line = (start, baseline - 3.0, end, baseline + 1.0)
        return [grown((left, top, left + side, top + side), 0.5), line]


_SCALE = np.array([[PX_PER_MM, 0, -0.5], [0, PX_PER_MM, -0.5], [0, 0, 1.0]])


def sheet_of(blank: Blank, page: int) -> Sheet | None:
    """One page of a blank, from 1; None where it has no such page."""
    return _sheet(blank.data, page) if 1 <= page <= blank.page_count else None


@lru_cache(maxsize=CACHED)
def _sheet(data: bytes, page: int) -> Sheet:
    blank = Blank.load(data)
    height = blank.places.page_size_mm[1]
    boxes = {
        name: box_mm(box, height)
        for name, (number, box) in blank.geometry.items()
        if number == page
    }
    return Sheet(rendered(blank.data, page, blank.places.page_size_mm), blank.places, boxes)


def rendered(pdf: bytes, page: int, size_mm: tuple[float, float]) -> Array:
    """A page as it is printed, fields left out; only for files of our own."""
    from pypdfium2 import PdfDocument

    with PdfDocument(pdf) as document:
        picture = document[page - 1].render(
            scale=PX_PER_MM * 25.4 / 72 - 1e-6,
            grayscale=True,
            may_draw_forms=False,
            draw_annots=False,
        )
        image = picture.to_numpy().copy()
    image = image.reshape(image.shape[0], image.shape[1])
    # PDFium rounds the size up and stretches the page to it.
    across = PX_PER_MM * size_mm[0] / image.shape[1]
    down = PX_PER_MM * size_mm[1] / image.shape[0]
    if max(abs(across - 1), abs(down - 1)) > 0.01:
        raise ValueError("a page of another size than its marks are made for")
    size = (round(size_mm[0] * PX_PER_MM), round(size_mm[1] * PX_PER_MM))
    matrix = np.array([[across, 0, (across - 1) / 2], [0, down, (down - 1) / 2]])
    exact: Array = cv2.warpAffine(image, matrix, size, borderMode=cv2.BORDER_REPLICATE)
    return exact


def darkness_of_print(image: Array) -> Array:
    darkness: Array = 1 - image.astype(np.float32) / 255
    return darkness


def _overlap(one: BoxMm, other: BoxMm) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(width, 0.0) * max(height, 0.0)
