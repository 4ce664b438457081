"""A page laid flat in its own scale, and the ink on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from formkit.formats.scan.alignment import PX_PER_MM, Alignment, Array, BoxMm
from formkit.formats.scan.sheet import CLEAN, Sheet

PAPER_WINDOW_MM = 13
"""Wider than anything dark on a page: a filled box must not pass for its own paper."""
LEAST_INK = 0.11
"""Darkness of the faintest pencil; below it is paper."""
NOISE_FACTOR = 5.0
_GRID_PX = 16
LEAST_SPOTS = 200
"""Fewer say nothing about noise."""


@dataclass(frozen=True, eq=False)
class FlatPage:
    """A scanned page over its blank: both have :data:`PX_PER_MM` pixels a millimetre."""

    sheet: Sheet
    darkness: Array
    """0 paper, 1 black."""
    print: Array
    """Darkness of what was printed."""

    @cached_property
    def noise(self) -> float:
        """Spread of darkness where the blank is bare, away from fields and edges."""
        spots = self.darkness.ravel()[self.sheet.bare]
        if spots.size < LEAST_SPOTS:
            return 0.0
        return float(1.4826 * np.median(np.abs(spots - np.median(spots))))

    @cached_property
    def ink_level(self) -> float:
        return max(LEAST_INK, NOISE_FACTOR * self.noise)

    def written(self, box: BoxMm) -> Array:
        """Ink that is not print, as a mask; print is taken a little wider than it is."""
        place = pixels(box)
        print_here = cv2.dilate(self.print[place], np.ones((5, 5), np.uint8))
        mask: Array = (self.darkness[place] > self.ink_level) & (print_here < CLEAN)
        return mask


def lay_flat(image: Array, alignment: Alignment, sheet: Sheet) -> FlatPage:
    """The page of a picture over its sheet."""
    height, width = sheet.image.shape
    if alignment.dpi() > 1.3 * 25.4 * PX_PER_MM:
        image = cv2.GaussianBlur(image, (0, 0), 0.5)
    # Nodes of a coarse grid lie where an enlargement by its step puts them.
    rows, columns = height // _GRID_PX + 2, width // _GRID_PX + 2
    middle = (_GRID_PX - 1) / 2
    nodes = np.mgrid[0:rows, 0:columns].astype(float) * _GRID_PX + middle
    points = (np.stack([nodes[1], nodes[0]], -1).reshape(-1, 2) + 0.5) / PX_PER_MM
    coarse = alignment.pixels(points).astype(np.float32).reshape(rows, columns, 2)
    coarse = _with_edge(coarse)
    x, y = (_enlarged(coarse[..., axis])[:height, :width] for axis in (0, 1))
    flat = cv2.remap(
        image, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=[255]
    )
    del x, y
    return FlatPage(sheet, _darkness(flat), sheet.darkness)


def _enlarged(coarse: Array) -> Array:
    fine = cv2.resize(coarse, None, fx=_GRID_PX, fy=_GRID_PX, interpolation=cv2.INTER_LINEAR)
    inner: Array = fine[_GRID_PX:, _GRID_PX:]
    return inner


def _with_edge(coarse: Array) -> Array:
    """One more node at the top and at the left, in line with the next two."""
    coarse = np.concatenate([2 * coarse[:1] - coarse[1:2], coarse])
    return np.concatenate([2 * coarse[:, :1] - coarse[:, 1:2], coarse], axis=1)


def _darkness(flat: Array) -> Array:
    """How much darker than the paper around it; shadows and stains are divided away."""
    step = int(PX_PER_MM)
    small = cv2.resize(
        flat, (flat.shape[1] // step, flat.shape[0] // step), interpolation=cv2.INTER_AREA
    )
    window = np.ones((PAPER_WINDOW_MM, PAPER_WINDOW_MM), np.uint8)
    paper = cv2.morphologyEx(cv2.medianBlur(small, 3), cv2.MORPH_CLOSE, window)
    paper = cv2.GaussianBlur(paper, (0, 0), 1.5)
    level = cv2.resize(paper, (flat.shape[1], flat.shape[0])).astype(np.float32)
    np.maximum(level, 1, out=level)
    np.divide(flat, level, out=level)
    np.subtract(1, level, out=level)
    return np.clip(level, 0, 1, out=level)


def pixels(box: BoxMm) -> tuple[slice, slice]:
    """Rows and columns of a rectangle in a flat page."""
    left, top, right, bottom = (max(0, round(side * PX_PER_MM)) for side in box)
    return slice(top, bottom), slice(left, right)
