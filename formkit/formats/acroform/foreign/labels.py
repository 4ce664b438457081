"""Which printed words are the label of a field: those nearest to it on the page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from formkit.formats.acroform.words import Printed
    from formkit.model.binding import Box

MAX_LABEL = 200
_TOUCH_PT = 2.0
"""Words and fields may overlap by so much and still stand beside each other."""
_LEFT_PT, _RIGHT_PT, _ABOVE_PT, _BELOW_PT = 250.0, 60.0, 30.0, 14.0
"""How far a label may stand from its field."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Words and fields of one page as it is shown."""

    words: tuple[Printed, ...]
    boxes: tuple[Box, ...]

    def beside_field(self, box: Box, taken: Iterable[Printed] = ()) -> str:
        """The label of a writing space: left of it, above, inside, or below as for signatures."""
        found = []
        for word in self._free(taken):
            across, up = _gaps(word.box, box)
            if _is_within(word.box, box):
                found.append((3.0, word))
            elif _overlap(word.box, box, 1) and -_TOUCH_PT <= across <= _LEFT_PT:
                found.append((across, word))
            elif _overlap(word.box, box, 0) and -_TOUCH_PT <= up <= _ABOVE_PT:
                found.append((6 + 2 * up, word))
            elif _overlap(word.box, box, 0) and -_TOUCH_PT <= _drop(word.box, box) <= _BELOW_PT:
                found.append((12 + 2 * _drop(word.box, box), word))
        return self._nearest(found, box)

    def beside_button(self, box: Box) -> Printed | None:
        """The words that say what a box stands for: right of it, else left."""
        found = []
        for word in self.words:
            if not _overlap(word.box, box, 1):
                continue
            across, back = word.box[0] - box[2], box[0] - word.box[2]
            if -_TOUCH_PT <= across <= _RIGHT_PT:
                found.append((across, word))
            elif -_TOUCH_PT <= back <= _RIGHT_PT:
                found.append((15 + back, word))
        free = [pair for pair in found if not self._is_cut_off(pair[1].box, box)]
        return min(free, key=lambda pair: pair[0])[1] if free else None

    def _free(self, taken: Iterable[Printed]) -> list[Printed]:
        used = set(taken)
        return [word for word in self.words if word not in used]

    def _nearest(self, found: list[tuple[float, Printed]], box: Box) -> str:
        for _, word in sorted(found, key=lambda pair: pair[0]):
            label = clean_label(word.text)
            if len(re.findall(r"[^\W\d_]", label)) > 1 and not self._is_cut_off(word.box, box):
                return label
        return ""

    def _is_cut_off(self, word: Box, box: Box) -> bool:
        """Whether another field stands between the words and this one."""
        left, right = min(word[2], box[2]), max(word[0], box[0])
        low, high = min(word[3], box[3]), max(word[1], box[1])
        for other in self.boxes:
            if other == box:
                continue
            is_in_row = _overlap(other, box, 1) and _overlap(other, word, 1)
            is_in_column = _overlap(other, box, 0) and _overlap(other, word, 0)
            x, y = (other[0] + other[2]) / 2, (other[1] + other[3]) / 2
            if (is_in_row and left <= x <= right) or (is_in_column and low <= y <= high):
                return True
        return False


def clean_label(text: str) -> str:
    """One line without rules, boxes and closing marks; empty where no letter is left."""
    text = re.sub(r"_{2,}|\.{3,}|…+|[\u25a0-\u25ff\u2610-\u2612\uf000-\uf0ff]", " ", text)
    text = "".join(c if c.isprintable() else " " for c in text)
    line = " ".join(text.split()).strip(" :*_.,;")
    return line[:MAX_LABEL].strip() if any(c.isalnum() for c in line) else ""


def _overlap(one: Box, other: Box, axis: int) -> bool:
    """Whether half of the smaller one's width (axis 0) or height (1) is shared."""
    shared = min(one[axis + 2], other[axis + 2]) - max(one[axis], other[axis])
    return shared > 0.5 * min(one[axis + 2] - one[axis], other[axis + 2] - other[axis])


def _is_within(word: Box, box: Box) -> bool:
    return _overlap(word, box, 0) and _overlap(word, box, 1)


def _gaps(word: Box, box: Box) -> tuple[float, float]:
    """How far the words stand left of the box, and how far above it."""
    return box[0] - word[2], word[1] - box[3]


def _drop(word: Box, box: Box) -> float:
    return box[1] - word[3]
