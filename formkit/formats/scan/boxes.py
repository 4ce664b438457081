"""Boxes for marks: off, on, heavily marked, filled all over, or not to be told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np

from formkit.formats.scan.alignment import PX_PER_MM, Array, BoxMm, grown
from formkit.formats.scan.flatpage import FlatPage, pixels

INSET_MM = 0.5
"""The frame, its blur and what is left of misplacement."""
STROKE_SHARE = 0.3
"""Of the side of the box: a shorter spot is a speck, not a stroke."""
OFF_SHARE, ON_SHARE = 0.02, 0.12
"""Of the inside covered by strokes; no empty box had more than the first, hardly a mark less than
the second."""
HEAVY_SHARE = 0.85
"""More than a cross ever covers: a heavy mark, or one that was loosely taken back."""
FILLED_SHARE = 0.93
"""Filled to take a mark back."""
SOLID_DARKNESS = 0.6
"""Of the darkness of a stroke; blurred edges have less."""
FILLED_FLOOR = 0.4
"""The lightest spots of the inside, by the darkness of its strokes: a scribble lets paper shine
through, what was filled does not."""
SHIFT_MM = 0.6
"""A box may stand so far from where the bent page says."""
CROSSING_MM = 4.0
"""Ink that runs so far out in two places is a stamp or a line, not a mark."""


class State(Enum):
    OFF = "off"
    ON = "on"
    HEAVY = "heavy"
    """More than a mark needs, less than filling leaves."""
    FILLED = "filled"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class BoxSeen:
    state: State
    share: float
    """Of the inside covered by strokes."""


def look(page: FlatPage, box: BoxMm) -> BoxSeen:
    """The state of one box."""
    box = _where_it_stands(page, box)
    inside = grown(box, -INSET_MM)
    darkness = page.darkness[pixels(inside)]
    ink = (darkness > page.ink_level).astype(np.uint8)
    if ink.size == 0:
        return BoxSeen(State.DOUBT, 0.0)
    share = _strokes(ink) / ink.size
    if share >= OFF_SHARE and _is_crossed(page, box):
        return BoxSeen(State.DOUBT, share)
    return BoxSeen(_state(share, darkness), share)


def _state(share: float, darkness: Array) -> State:
    if share < OFF_SHARE:
        return State.OFF
    if share < ON_SHARE:
        return State.DOUBT
    floor, strokes = np.percentile(darkness, (5, 90))
    # The paper between strokes is lighter than they are, though blurred.
    solid = min(share, float((darkness > SOLID_DARKNESS * strokes).mean()))
    if solid > FILLED_SHARE or floor > FILLED_FLOOR * strokes:
        return State.FILLED
    return State.HEAVY if solid > HEAVY_SHARE else State.ON


def _strokes(ink: Array) -> int:
    """Pixels of what is long enough to be drawn with a pen."""
    count, _, facts, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    least = STROKE_SHARE * max(ink.shape)
    sizes = np.maximum(facts[:, cv2.CC_STAT_WIDTH], facts[:, cv2.CC_STAT_HEIGHT])
    kept = [i for i in range(1, count) if sizes[i] >= least]
    return int(facts[kept, cv2.CC_STAT_AREA].sum()) if kept else 0


def _where_it_stands(page: FlatPage, box: BoxMm) -> BoxMm:
    """The box moved onto its own frame, as far as that can be seen."""
    outer = grown(box, 1.0)
    frame = page.print[pixels(outer)].copy()
    edge = round((1.0 + INSET_MM) * PX_PER_MM)
    frame[edge:-edge, edge:-edge] = 0
    seen = np.minimum(page.darkness[pixels(grown(outer, SHIFT_MM))], 1.0)
    if frame.max() < 0.3 or min(s - f for s, f in zip(seen.shape, frame.shape, strict=True)) < 2:
        return box
    weight = np.ones_like(frame)
    weight[edge:-edge, edge:-edge] = 0
    score = cv2.matchTemplate(seen, frame, cv2.TM_CCORR_NORMED, mask=weight)
    score = np.where(np.isfinite(score), score, 0)
    middle = np.array(score.shape) // 2
    row, column = np.unravel_index(int(np.argmax(score)), score.shape)
    if score[row, column] < score[middle[0], middle[1]] + 0.02:
        return box
    x, y = (float(column) - middle[1]) / PX_PER_MM, (float(row) - middle[0]) / PX_PER_MM
    return box[0] + x, box[1] + y, box[2] + x, box[3] + y


def _is_crossed(page: FlatPage, box: BoxMm) -> bool:
    """Whether one stroke runs through the box and far out in two places."""
    reach = CROSSING_MM + 1.0
    around = grown(box, reach)
    place = pixels(around)
    ink = (page.darkness[place] > page.ink_level).astype(np.uint8)
    ink[cv2.dilate(page.print[place], np.ones((5, 5), np.uint8)) > 0.06] = 0
    core = np.zeros_like(ink)
    edge = round((reach + INSET_MM) * PX_PER_MM)
    core[edge:-edge, edge:-edge] = 1
    # The frame cuts strokes apart; a gap of its width is bridged.
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    count, labels = cv2.connectedComponents(joined, connectivity=8)
    rim = np.ones_like(ink)
    near = round(1.0 * PX_PER_MM)
    rim[near:-near, near:-near] = 0
    inside = set(np.unique(labels[core > 0])) - {0}
    return any(
        cv2.connectedComponents(((labels == i) & (rim > 0)).astype(np.uint8))[0] > 2
        for i in inside
        if count > 1
    )
