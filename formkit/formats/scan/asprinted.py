"""Fields the office had filled in before it printed: do they still look like that?"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import cv2

from formkit.formats.scan.alignment import Array, BoxMm, grown
from formkit.formats.scan.flatpage import FlatPage, pixels
from formkit.formats.scan.plans import box_names, plans_on
from formkit.formats.scan.sheet import darkness_of_print, rendered
from formkit.formats.scan.strokes import SPECK_MM, written_mm

if TYPE_CHECKING:
    from formkit.formats.scan.paper import Paper

ALIKE = 0.60
"""Correlation of print and picture; other words of the same length have less than 0.4."""
BLUR_PX = 1.5
SEARCH_PX = 4


def look_as_printed(flat: FlatPage, paper: Paper, number: int) -> dict[str, bool]:
    """Whether each field that was printed with a text is unchanged, by slot name."""
    names = [plan for plan in plans_on(paper.blank, number) if paper.texts.get(plan.name)]
    if not names or not paper.printed:
        return {}
    image = _page(paper.printed, number, paper.blank.places.page_size_mm)
    own = replace(flat, print=darkness_of_print(image))
    return {
        plan.name: all(_is_unchanged(own, flat.sheet.boxes[key]) for key in box_names(plan))
        for plan in names
    }


@lru_cache(maxsize=4)
def _page(printed: bytes, number: int, size_mm: tuple[float, float]) -> Array:
    return rendered(printed, number, size_mm)


def _is_unchanged(page: FlatPage, box: BoxMm) -> bool:
    """The print is there, and nothing was added to it."""
    wanted = page.print[pixels(box)]
    if wanted.max(initial=0) > 0.3:
        wide = page.darkness[pixels(grown(box, SEARCH_PX / 8))]
        seen = cv2.GaussianBlur(wide, (0, 0), BLUR_PX)
        look = cv2.GaussianBlur(wanted, (0, 0), BLUR_PX)
        if seen.shape[0] < look.shape[0] or seen.shape[1] < look.shape[1]:
            return False
        if float(cv2.matchTemplate(seen, look, cv2.TM_CCOEFF_NORMED).max()) < ALIKE:
            return False
    return written_mm(page, box) < SPECK_MM
