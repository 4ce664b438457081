"""Letters seen in a box put together to the text that was written there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from formkit.fieldtypes.base import Widget
from formkit.formats.acroform.appearance import LEADING, PADDING_PT

if TYPE_CHECKING:
    from formkit.formats.acroform.pages import Box, Glyph
    from formkit.formats.acroform.plan import TextPlan

Line = list["Glyph"]
_SAME_LINE_PT = 4.0
"""Combining marks stand a little above; the smallest distance of lines is 8.4 pt."""
_GAP_EM = 0.18
"""A gap as wide as this is a space, drawn or not."""
_SPACE_EM = 0.28
_ROUNDED_PT = 0.2
_UNREADABLE = re.compile("[\x00-\x1f\x7f-\x9f\ufffd\ufffe\uffff\ue000-\uf8ff]")
"""Letters that a program could not name as it printed."""


def text_in(plan: TextPlan, box: Box, glyphs: Sequence[Glyph]) -> tuple[str, bool]:
    """The text of a field, and whether it is beyond doubt.

    Args:
        plan: the field; a comb has cells, a drop-down labels.
        box: its rectangle.
        glyphs: what was drawn in it, spaces included.
    """
    if plan.box.widget is Widget.COMB:
        return _comb(box, glyphs, plan.box.cells)
    lines = lines_of(glyphs)
    texts = [line_text(line) for line in lines]
    is_sure = not any(map(_UNREADABLE.search, texts)) and all(_is_within(n, box) for n in lines)
    if plan.box.widget is Widget.MULTILINE:
        text, is_joined = joined(lines, texts, box)
        return text, is_sure and is_joined
    return " ".join(texts), is_sure and len(lines) < 2


def lines_of(glyphs: Sequence[Glyph]) -> list[Line]:
    """From the top; every line from the left, whatever the order of drawing."""
    lines: list[Line] = []
    for glyph in sorted(glyphs, key=lambda g: -g.baseline):
        if lines and lines[-1][0].baseline - glyph.baseline < _SAME_LINE_PT:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    drawn = [line for line in lines if any(not glyph.text.isspace() for glyph in line)]
    return [sorted(line, key=lambda g: g.box[0]) for line in drawn]


def line_text(line: Line) -> str:
    """With a space where letters stand apart and nobody drew one."""
    parts: list[str] = []
    end = line[0].box[0]
    for glyph in line:
        is_apart = glyph.box[0] - end > _GAP_EM * glyph.size_pt
        if is_apart and parts and not parts[-1].isspace() and not glyph.text.isspace():
            parts.append(" ")
        parts.append(glyph.text)
        end = glyph.box[2]
    return "".join(parts).strip()


def _is_within(line: Line, box: Box) -> bool:
    """A letter at the very edge may be the last one of which anything is seen."""
    letters = [glyph.box for glyph in line if not glyph.text.isspace()]
    return letters[0][0] >= box[0] and letters[-1][2] <= box[2]


def joined(lines: list[Line], texts: list[str], box: Box) -> tuple[str, bool]:
    """Wrapped lines as one text: a break that was not needed is one that was meant."""
    if not lines:
        return "", True
    text, is_sure = texts[0], True
    for index in range(1, len(lines)):
        joint = _joint(lines[index - 1], lines[index], box)
        is_sure = is_sure and joint is not None
        text += (" " if joint is None else joint) + texts[index]
    return text, is_sure


def _joint(above: Line, below: Line, box: Box) -> str | None:
    """What stood between two lines; None where a word may have been broken."""
    size = below[0].size_pt
    distance = round((above[0].baseline - below[0].baseline) / (LEADING * size))
    if distance > 1:
        return "\n" * distance
    letters = [glyph for glyph in above if not glyph.text.isspace()]
    left, end, right = letters[0].box[0], letters[-1].box[2], box[2] - PADDING_PT
    word = _first_word(below)
    width = word[-1].box[2] - word[0].box[0]
    spaces = [g.box[2] - g.box[0] for g in (*above, *below) if g.text.isspace()]
    if end + max(spaces, default=_SPACE_EM * size) + width < right - _ROUNDED_PT:
        return "\n"
    is_full = end + word[0].box[2] - word[0].box[0] > right
    is_broken = is_full and end - left + width > right - box[0] - PADDING_PT
    return None if is_broken and len(line_text(above).split()) == 1 else " "


def _first_word(line: Line) -> Line:
    word: Line = []
    for glyph in line:
        if glyph.text.isspace():
            if word:
                break
        elif word and glyph.box[0] - word[-1].box[2] > _GAP_EM * glyph.size_pt:
            break
        else:
            word.append(glyph)
    return word


def _comb(box: Box, glyphs: Sequence[Glyph], cells: int) -> tuple[str, bool]:
    """One letter a cell; two in one cell are more than anybody can tell apart."""
    width = (box[2] - box[0]) / cells
    row = [" "] * cells
    is_sure = True
    for glyph in glyphs:
        if glyph.text.isspace():
            continue
        cell = min(int(((glyph.box[0] + glyph.box[2]) / 2 - box[0]) / width), cells - 1)
        is_sure = is_sure and row[cell] == " " and not _UNREADABLE.search(glyph.text)
        row[cell] = glyph.text
    return "".join(row).rstrip(), is_sure
