"""A text that is too long for its field: its beginning there, the rest on continuation sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formkit.fieldtypes.base import Widget
from formkit.formats.acroform.appearance import (
    FLOOR_PT,
    LEADING,
    PADDING_PT,
    SIZE_PT,
    baseline_pt,
    drawable,
    fitting_count,
    line_count,
    lines_from_top,
    wrap,
)
from formkit.formats.acroform.font import ALIAS
from formkit.language.profiles import get_profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formkit.formats.acroform.appearance import TextBox
    from formkit.formats.acroform.font import FormFont

Size = tuple[float, float]
_WIDEST = 0.6
"""Share of a line a reference may take; a narrow field gets the short one."""


def references(locale: str, entry: int) -> tuple[str, str]:
    """What the field says instead of the rest, for people: at length, and in a narrow field."""
    words = get_profile(locale).continuation
    return f"… {words.reference} [{entry}]", f"… [{entry}]"


def draw_on(
    font: FormFont, box: TextBox, text: str, sizes: Sequence[Size], words: Sequence[str]
) -> tuple[list[bytes], int]:
    """A text in its field and the boxes after it.

    Args:
        font: has all glyphs, see ``drawable``.
        box: the field itself.
        text: canonical.
        sizes: of the boxes on the sheets.
        words: the reference, the longest first.

    Returns:
        Operators for every box, and how many characters found no room in them.
    """
    shown, _ = drawable(font, box.labels.get(text, text))
    content, used = beginning(font, box, shown, words)
    contents = [content]
    for width, height in sizes:
        lines = wrap(font, shown[used:], width - 2 * PADDING_PT, SIZE_PT)
        taken = lines[: line_count(font, height, SIZE_PT)] if used < len(shown) else []
        contents.append(lines_from_top(font, [each for each, _ in taken], SIZE_PT, height))
        if len(taken) == len(lines):
            used = len(shown)
        elif taken:
            used += taken[-1][1]
    return contents, len(shown) - used


def beginning(font: FormFont, box: TextBox, text: str, words: Sequence[str]) -> tuple[bytes, int]:
    """What a field shows of a text that goes on elsewhere; the characters used up.

    Whole words, as long as there is one. The reference stands on a line of its own where the field
    has several.
    """
    width, height = box.size_pt
    room = width - 2 * PADDING_PT
    reference = _reference(font, words, room)
    count = line_count(font, height, FLOOR_PT) if box.widget is Widget.MULTILINE else 1
    if count > 1:
        lines = wrap(font, text, room, FLOOR_PT)[: count - 1]
        shown = [*[each for each, _ in lines], reference]
        return lines_from_top(font, shown, FLOOR_PT, height), lines[-1][1]
    spare = room - font.width_pt(f" {reference}", FLOOR_PT)
    shown_text, used = _first_words(font, text.partition("\n")[0], spare)
    parts = (
        ALIAS.encode(),
        FLOOR_PT,
        PADDING_PT,
        baseline_pt(font, FLOOR_PT, height),
        font.show(shown_text + reference, FLOOR_PT),
    )
    return b"BT /%s %.4g Tf 0 g %.2f %.2f Td %s ET" % parts, used


def _reference(font: FormFont, words: Sequence[str], room: float) -> str:
    fitting = (each for each in words if font.width_pt(each, FLOOR_PT) <= _WIDEST * room)
    return next(fitting, words[-1])


def _first_words(font: FormFont, text: str, room: float) -> tuple[str, int]:
    """The start of a line that fits, with its space; part of a word where even one is too long."""
    count = fitting_count([font.advances[c] for c in text], max(room, 0.0) * 1000 / FLOOR_PT)
    if count == len(text):
        return f"{text} ", count
    end = text.rfind(" ", 0, count + 1)
    return (text[: end + 1], end + 1) if end >= 0 else (text[:count], count)


def height_of(font: FormFont, count: int) -> float:
    """Height of a box of so many lines."""
    line = SIZE_PT * (font.ascent - font.descent) / 1000
    return round(2 * PADDING_PT + line + (count - 1) * SIZE_PT * LEADING, 2)
