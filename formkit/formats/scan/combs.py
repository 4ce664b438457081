"""Comb fields: the ink of every cell, without the printed lines."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from formkit.formats.scan.alignment import PX_PER_MM, Array, BoxMm, grown
from formkit.formats.scan.flatpage import FlatPage, pixels

AROUND_MM = 0.9
"""Digits run over the lines of their cell by so much and more; a stroke belongs to the cell in
which its middle lies."""
SHIFT_MM = 0.6
INK = 0.25
"""Darkness of a stroke; the lines of cells are lighter."""
OVER_LINE = 0.22
"""Darker than the line by this much: a stroke runs over it."""
SPECK_PX = 10
SMALL_MM = 0.9
LEAST_DIGIT_MM = 2.0
"""Lower than any digit in a cell of 8 mm."""
MARK_HEIGHT_MM = 2.6
"""A comma or a point is lower, and stands in the lower half."""
GLYPH_PX, GLYPH_BOX = 28, 20
"""Digits are drawn 20 pixels high in a square of 28, as in the data they were learned from."""


@dataclass(frozen=True)
class Cell:
    """One cell of a comb."""

    glyph: Array | None
    """28 × 28, ink 255 on 0, centred by weight; None for an empty cell."""
    height_mm: float = 0.0
    is_low: bool = False
    """A spot in the lower half, no higher than a comma."""
    is_printed: bool = False
    """The blank has a mark here, such as the point of a date."""

    @property
    def is_empty(self) -> bool:
        return self.glyph is None


def cells_of(page: FlatPage, box: BoxMm, count: int) -> list[Cell]:
    """The cells of a comb from the left."""
    outer = grown(box, AROUND_MM)
    lines = page.print[pixels(outer)]
    seen = _moved(page, outer, lines)
    ink = _without_lines(seen, lines, max(INK, page.ink_level))
    edge = AROUND_MM * PX_PER_MM
    width = (lines.shape[1] - 2 * edge) / count
    starts = [round(i * width) for i in range(count)]
    span = round(width + 2 * edge)
    return [_cell(ink[:, x : x + span], lines[:, x : x + span]) for x in starts]


def _moved(page: FlatPage, outer: BoxMm, lines: Array) -> Array:
    """The scanned comb, moved so that its lines lie on those of the blank."""
    margin = round(SHIFT_MM * PX_PER_MM)
    rows, columns = pixels(outer)
    top, left = rows.start - margin, columns.start - margin
    wide = page.darkness[max(top, 0) : rows.stop + margin, max(left, 0) : columns.stop + margin]
    wanted = (lines.shape[0] + 2 * margin, lines.shape[1] + 2 * margin)
    if wide.shape != wanted:
        return page.darkness[rows, columns]
    x, y = margin, margin
    if lines.max(initial=0) >= 0.1:
        # Handwriting is darker than the lines; it must not pull them.
        limited = np.minimum(wide, np.float32(lines.max()))
        scores = cv2.matchTemplate(limited, lines, cv2.TM_CCOEFF_NORMED)
        _, best, _, place = cv2.minMaxLoc(scores)
        if best >= 0.35 and best >= scores[margin, margin] + 0.02:
            x, y = int(place[0]), int(place[1])
    return wide[y : y + lines.shape[0], x : x + lines.shape[1]]


def _cell(ink: Array, lines: Array) -> Cell:
    height = ink.shape[0]
    kept, rows_mm = _own_strokes(ink)
    is_printed = _has_mark(lines)
    if not kept.any():
        return Cell(None, is_printed=is_printed)
    weight = np.where(cv2.dilate(kept, np.ones((3, 3), np.uint8)) > 0, ink, 0)
    level = max(float(np.percentile(weight[kept > 0], 80)), 0.3)
    grey = np.clip(weight / level * 255, 0, 255).astype(np.uint8)
    top, bottom = rows_mm
    middle = height / PX_PER_MM / 2
    is_low = bottom - top < MARK_HEIGHT_MM and (top + bottom) / 2 > middle
    return Cell(centred(grey), bottom - top, is_low, is_printed)


def _without_lines(seen: Array, lines: Array, level: float) -> Array:
    """Darkness of what was written; on a line only what is clearly darker than the line."""
    on_line = cv2.dilate((lines > 0.06).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    soft = cv2.GaussianBlur(lines, (0, 0), 0.7)
    core = soft > 0.12
    gain = 1.0
    if core.sum() > 20:
        ratio = seen[core] / np.maximum(soft[core], 0.05)
        gain = float(np.clip(np.percentile(ratio, 35), 0.2, 3.0))
    expected = cv2.dilate(soft, np.ones((3, 3))) * gain
    over = seen > np.minimum(expected + OVER_LINE, 0.97)
    kept = np.where(on_line & ~over, 0, seen)
    mask = (kept > level).astype(np.uint8)
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((4, 4), np.uint8))
    mask = np.where(on_line, closed, mask)
    ink: Array = np.where(mask > 0, np.maximum(kept, level + 0.01), np.where(kept > 0.1, kept, 0))
    return np.where((mask > 0) | (kept > 0.1), ink, 0).astype(np.float32)


def _own_strokes(ink: Array) -> tuple[Array, tuple[float, float]]:
    """The strokes of the cell in the middle, and where they begin and end in millimetres."""
    mask = (ink > INK).astype(np.uint8)
    count, labels, facts, middles = cv2.connectedComponentsWithStats(mask, connectivity=8)
    height, width = ink.shape
    edge = AROUND_MM * PX_PER_MM
    kept = np.zeros_like(mask)
    top, bottom = float(height), 0.0
    for i in range(1, count):
        _, y, w, h, area = facts[i]
        is_speck = area < SPECK_PX or (max(w, h) < SMALL_MM * PX_PER_MM and area < 25)
        is_inside = (
            edge - 2 <= middles[i][0] <= width - edge + 2
            and edge - 4 <= middles[i][1] <= height - edge + 4
        )
        is_line = (h >= height - 2 and w < 4) or (w >= width - 2 and h < 4)
        if not is_speck and is_inside and not is_line:
            kept[labels == i] = 1
            top, bottom = min(top, float(y)), max(bottom, float(y + h))
    return kept, (top / PX_PER_MM, bottom / PX_PER_MM)


def _has_mark(lines: Array) -> bool:
    """Print inside the cell, away from its lines."""
    edge = round((AROUND_MM + 0.6) * PX_PER_MM)
    inner = lines[edge:-edge, edge:-edge]
    return bool(inner.size) and bool((inner > 0.2).sum() >= 4)


def centred(grey: Array) -> Array:
    """A glyph scaled to 20 pixels and put into a square of 28 by its weight."""
    out = np.zeros((GLYPH_PX, GLYPH_PX), np.uint8)
    rows, columns = np.nonzero(grey > 64)
    if len(rows) < 6:
        return out
    tight = grey[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    scale = GLYPH_BOX / max(tight.shape)
    size = (max(1, round(tight.shape[1] * scale)), max(1, round(tight.shape[0] * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(tight, size, interpolation=how)
    weight = np.maximum(small.astype(float), 1e-6)
    x = float((weight.sum(0) * np.arange(size[0])).sum() / weight.sum())
    y = float((weight.sum(1) * np.arange(size[1])).sum() / weight.sum())
    column = min(max(round(GLYPH_PX / 2 - x), 0), GLYPH_PX - size[0])
    row = min(max(round(GLYPH_PX / 2 - y), 0), GLYPH_PX - size[1])
    out[row : row + size[1], column : column + size[0]] = small
    return out
