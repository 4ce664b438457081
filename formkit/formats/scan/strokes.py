"""Is anything written in a field? For texts, stories and signatures."""

from __future__ import annotations

import cv2
import numpy as np

from formkit.formats.scan.alignment import PX_PER_MM, BoxMm, grown
from formkit.formats.scan.flatpage import FlatPage

INSET_MM = 0.3
SPECK_MM = 0.9
"""Nothing that a pen writes is smaller; dust is."""
STROKE_MM = 1.8
"""Longer than any dust: somebody wrote here."""
THIN_MM = 0.15


def written_mm(page: FlatPage, box: BoxMm) -> float:
    """Length of the longest stroke in a rectangle in millimetres; 0 for a clean one."""
    mask = page.written(grown(box, -INSET_MM)).astype(np.uint8)
    if mask.size == 0:
        return 0.0
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, _, facts, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    sizes = [
        np.hypot(facts[i, cv2.CC_STAT_WIDTH], facts[i, cv2.CC_STAT_HEIGHT])
        for i in range(1, count)
        if facts[i, cv2.CC_STAT_AREA] > (THIN_MM * PX_PER_MM) ** 2 * 2
    ]
    return float(max(sizes, default=0.0)) / PX_PER_MM


def is_sure(length_mm: float) -> bool:
    """Whether it is clear that something is written, or that nothing is."""
    return length_mm < SPECK_MM or length_mm >= STROKE_MM
