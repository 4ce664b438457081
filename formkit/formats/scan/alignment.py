"""How a page lies in its picture, and pieces of it laid flat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formkit.formats.acroform.pages import Box
    from formkit.formats.scan.result import Registration

Array = NDArray[Any]
"""Grey pictures are rows of uint8; points are rows of x and y."""
BoxMm = tuple[float, float, float, float]
"""Left, top, right, bottom in millimetres from the top left corner of the page."""
PX_PER_MM = 8.0
"""Of laid-out pieces: 203 dpi."""
MM_PER_PT = 25.4 / 72


@dataclass(frozen=True)
class Alignment:
    """Millimetres of the page to pixels: a smooth shift, then a homography."""

    matrix: Array
    size_mm: tuple[float, float]
    bend: Array | None = None
    """Ten coefficients of the shift in millimetres, for x and y."""

    @classmethod
    def of(cls, registration: Registration) -> Alignment:
        matrix = np.array(registration.matrix, dtype=float).reshape(3, 3)
        bend = np.array(registration.bend).reshape(10, 2) if registration.bend else None
        return cls(matrix, registration.size_mm, bend)

    def shift_at(self, points: Array) -> Array:
        """The smooth shift in millimetres."""
        if self.bend is None:
            return np.zeros_like(points)
        shift: Array = terms(points, self.size_mm) @ self.bend
        return shift

    def local(self, x: float, y: float) -> Array:
        """The homography that is right around one point."""
        dx, dy = self.shift_at(np.array([[x, y]]))[0]
        shift = np.array([[1, 0, dx], [0, 1, dy], [0, 0, 1.0]])
        matrix: Array = self.matrix @ shift
        return matrix

    def pixels(self, points: Array) -> Array:
        """Points of the page in the picture."""
        points = np.asarray(points, dtype=float)
        moved = points + self.shift_at(points)
        places: Array = cv2.perspectiveTransform(moved[None], self.matrix)[0]
        return places

    def piece(self, image: Array, box: BoxMm, px_per_mm: float = PX_PER_MM) -> Array:
        """A rectangle of the page, upright, without distortion."""
        matrix = self.local((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        return laid_flat(image, matrix, box, px_per_mm)

    def dpi(self) -> float:
        """Pixels an inch in the middle of the page."""
        x, y = (side / 2 for side in self.size_mm)
        a, b, c = self.pixels(np.array([[x, y], [x + 1, y], [x, y + 1]]))
        area = abs((b - a)[0] * (c - a)[1] - (b - a)[1] * (c - a)[0])
        return float(np.sqrt(area) * 25.4)


def terms(points: Array, size_mm: tuple[float, float]) -> Array:
    """Third-order terms in which the shift of a bent page is written."""
    x = points[:, 0] / (size_mm[0] / 2) - 1
    y = points[:, 1] / (size_mm[1] / 2) - 1
    one = np.ones_like(x)
    parts = [one, x, y, x * x, x * y, y * y, x**3, y**3, x * x * y, x * y * y]
    return np.stack(parts, axis=1)


def laid_flat(image: Array, matrix: Array, box: BoxMm, px_per_mm: float) -> Array:
    """A rectangle of the page by one homography; what lies outside repeats the edge."""
    left, top, right, bottom = box
    size = (round((right - left) * px_per_mm), round((bottom - top) * px_per_mm))
    # Pixels are sampled at their middles.
    half = 0.5 / px_per_mm
    inner = np.array([[1 / px_per_mm, 0, left + half], [0, 1 / px_per_mm, top + half], [0, 0, 1.0]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpPerspective(
        image, matrix @ inner, size, flags=flags, borderMode=cv2.BORDER_REPLICATE
    )


def box_mm(box_pt: Box | Sequence[float], height_mm: float) -> BoxMm:
    """A rectangle of a PDF page in millimetres from the top."""
    left, bottom, right, top = (side * MM_PER_PT for side in box_pt)
    return left, height_mm - top, right, height_mm - bottom


def grown(box: BoxMm, by: float) -> BoxMm:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by
