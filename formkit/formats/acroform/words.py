"""The printed words of pages with their places, read in a process of their own.

``python -m formkit.formats.acroform.words``: a PDF comes in, JSON goes out.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from itertools import islice
from typing import TYPE_CHECKING

from formkit.formats.acroform import worker
from formkit.formats.acroform.oneshot import answer_of
from formkit.formats.acroform.pages import read_pages

if TYPE_CHECKING:
    from formkit.model.binding import Box

MAX_WORDS = 100_000
_SPACE, _GAP = 0.15, 0.6
"""Gaps in heights of a line: the first is a space, the second parts a label from the next."""


@dataclass(frozen=True, slots=True)
class Printed:
    """Letters that stand together on one line, spaces included."""

    page: int
    """From 1."""
    text: str
    box: Box
    """Left, bottom, right, top in points of the page as it is shown; see :func:`turned`."""


def printed_words(data: bytes) -> list[Printed] | None:
    """All words of a PDF; None where they cannot be read within the limits."""
    answer = answer_of(__name__, data)
    if answer is None:
        return None
    try:
        found = json.loads(answer)
        return [Printed(int(page), str(text), _box(*box)) for page, text, box in found]
    except (ValueError, TypeError):
        return None


def _box(left: float, bottom: float, right: float, top: float) -> Box:
    return float(left), float(bottom), float(right), float(top)


def words_of(letters: Iterable[tuple[str, Box]]) -> Iterator[tuple[str, Box]]:
    """Letters of one line without a wide gap between them; rules of dots and strokes part too."""
    text, box = "", (0.0, 0.0, 0.0, 0.0)
    for letter, place in letters:
        is_rule = letter in "_…" or (letter == "." and text.endswith(".."))
        if text and (is_rule or not _is_next(box, place)):
            yield text.strip(), box
            text = ""
        if is_rule or (not text and letter.isspace()):
            continue
        if not text:
            text, box = letter, place
            continue
        has_gap = place[0] - box[2] > _SPACE * (box[3] - box[1]) and not text.endswith(" ")
        text += f" {letter}" if has_gap else letter
        box = _around(box, place)
    if text.strip():
        yield text.strip(), box


def _is_next(box: Box, letter: Box) -> bool:
    """Whether a letter goes on with the line of a box."""
    height = max(box[3] - box[1], 1.0)
    shared = min(letter[3], box[3]) - max(letter[1], box[1])
    is_same_line = shared > 0.5 * min(letter[3] - letter[1], height)
    return is_same_line and -height < letter[0] - box[2] < _GAP * height


def _around(one: Box, other: Box) -> Box:
    low, high = zip(one[:2], other[:2], strict=True), zip(one[2:], other[2:], strict=True)
    return _box(*map(min, low), *map(max, high))


def turned(box: Box, rotation: int) -> Box:
    """A box of a page as it stands when the page is shown, ``/Rotate`` degrees clockwise."""
    left, bottom, right, top = box
    match rotation % 360:
        case 90:
            return bottom, -right, top, -left
        case 180:
            return -right, -top, -left, -bottom
        case 270:
            return -top, left, -bottom, right
    return box


def _rotations(data: bytes) -> list[int]:
    from pypdfium2 import PdfDocument

    with PdfDocument(data) as pdf:
        return [page.get_rotation() for page in pdf]


def main() -> None:
    """Read one file."""
    logging.disable()
    worker._limit_memory()
    worker._limit_cpu()
    data, target = sys.stdin.buffer.read(), os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints must not mix with it
    pages = zip(read_pages(data), _rotations(data), strict=False)
    words = (
        astuple(Printed(number, text, box))
        for number, (page, turn) in enumerate(pages, start=1)
        for text, box in words_of((glyph.text, turned(glyph.box, turn)) for glyph in page.glyphs)
    )
    with target:
        json.dump(list(islice(words, MAX_WORDS)), target)


if __name__ == "__main__":
    main()
