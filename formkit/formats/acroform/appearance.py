"""Pictures of values: the operators inside an appearance stream, in the units of its box."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from formkit.fieldtypes.base import Widget
from formkit.formats.acroform.font import ALIAS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from formkit.formats.acroform.font import FormFont

SIZE_PT = 10.0
FLOOR_PT = 7.0
STEP_PT = 0.5
PADDING_PT = 2.0
LEADING = 1.2
"""Distance of baselines in type sizes."""
_FONT = b"/" + ALIAS.encode()


@dataclass(frozen=True, slots=True)
class TextBox:
    """What decides how a text looks in a field."""

    widget: Widget
    size_pt: tuple[float, float]
    """Width and height."""
    cells: int = 0
    """Of a comb."""
    quadding: int = 0
    """0 left, 1 centred, 2 right, as ``/Q``."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What a drop-down shows for each export value."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The operators of a value and what could not be drawn."""

    content: bytes
    left: int = 0
    """Characters at the end for which there was no room."""
    missing: str = ""
    """Characters without a glyph."""


def draw(font: FormFont, box: TextBox, text: str) -> Drawn:
    """The picture of a text in its field; line breaks count only in a multi-line one."""
    if box.widget is Widget.MULTILINE:
        return paragraphs(font, text, box.size_pt)
    if box.widget is Widget.COMB:
        return comb(font, text, box.size_pt, box.cells)
    return line(font, box.labels.get(text, text), box.size_pt, box.quadding)


def line(font: FormFont, text: str, size_pt: tuple[float, float], quadding: int = 0) -> Drawn:
    """One line in a box of width and height, shrunk to the floor if need be.

    Args:
        font: glyphs and widths.
        text: without line breaks.
        size_pt: width and height of the box.
        quadding: 0 left, 1 centred, 2 right, as ``/Q``.
    """
    width, height = size_pt
    text, missing = drawable(font, text)
    room = width - 2 * PADDING_PT
    size = line_size_pt(font, height)
    needed = font.width_pt(text, size)
    while needed > room and size > FLOOR_PT:
        size -= STEP_PT
        needed = font.width_pt(text, size)
    shown = text
    if needed > room:
        shown = text[: fitting_count([font.advances[c] for c in text], room * 1000 / size)]
    spare = room - font.width_pt(shown, size) if quadding else 0.0
    x = PADDING_PT + spare * quadding / 2
    content = b"BT %s %.4g Tf 0 g %.2f %.2f Td %s ET" % (
        _FONT,
        size,
        x,
        baseline_pt(font, size, height),
        font.show(shown, size),
    )
    return Drawn(content, len(text) - len(shown), missing)


def paragraphs(font: FormFont, text: str, size_pt: tuple[float, float]) -> Drawn:
    """Wrapped lines from the top of the box, shrunk to the floor if need be."""
    width, height = size_pt
    text, missing = drawable(font, text)
    size, room = SIZE_PT, width - 2 * PADDING_PT
    lines = wrap(font, text, room, size)
    while len(lines) > line_count(font, height, size) and size > FLOOR_PT:
        size -= STEP_PT
        lines = wrap(font, text, room, size)
    count = max(line_count(font, height, size), 1)
    left = len(text) - lines[count - 1][1] if len(lines) > count else 0
    content = lines_from_top(font, [shown for shown, _ in lines[:count]], size, height)
    return Drawn(content, left, missing)


def lines_from_top(font: FormFont, lines: Sequence[str], size: float, height: float) -> bytes:
    """Lines one below the other, the first at the top of a box of that height."""
    return b"BT %s %.4g Tf 0 g %.4g TL %.2f %.2f Td %s ET" % (
        _FONT,
        size,
        size * LEADING,
        PADDING_PT,
        height - PADDING_PT - size * font.ascent / 1000,
        b" T* ".join([font.show(each, size) for each in lines]),
    )


def comb(font: FormFont, text: str, size_pt: tuple[float, float], cells: int) -> Drawn:
    """One character a cell, each in the middle of its cell."""
    width, height = size_pt
    text, missing = drawable(font, text)
    size = line_size_pt(font, height)
    cell = width / cells
    pen, parts = 0.0, []
    for index, character in enumerate(text[:cells]):
        advance = font.advances[character]
        start = (index + 0.5) * cell * 1000 / size - advance / 2
        parts.append(b"%d%s" % (round(pen - start), font.glyph(character)))
        pen = start + advance
    shown = b"".join(parts)
    baseline = baseline_pt(font, size, height)
    content = b"BT %s %.4g Tf 0 g 0 %.2f Td [%s] TJ ET" % (_FONT, size, baseline, shown)
    return Drawn(content, max(0, len(text) - cells), missing)


def as_field(content: bytes) -> bytes:
    """The appearance stream of a text field (ISO 32000-1, 12.7.3.3)."""
    return b"/Tx BMC q " + content + b" Q EMC"


EMPTY = b"/Tx BMC\nEMC"
"""Appearance of a field without a value; never a stream of no bytes."""
OFF = b"q Q"


def check_mark(size_pt: tuple[float, float]) -> bytes:
    """A tick across the box."""
    width, height = size_pt
    points = (
        part
        for x, y in ((0.2, 0.5), (0.42, 0.22), (0.82, 0.82))
        for part in (x * width, y * height)
    )
    return b"q %.2f w 1 J 1 j 0 G %.2f %.2f m %.2f %.2f l %.2f %.2f l S Q" % (
        min(width, height) * 0.13,
        *points,
    )


def dot(size_pt: tuple[float, float]) -> bytes:
    """A filled circle in the middle, of four Bézier curves."""
    x, y = size_pt[0] / 2, size_pt[1] / 2
    r = min(size_pt) * 0.28
    k = r * 0.5523
    corners = (
        (x + r, y + k, x + k, y + r, x, y + r),
        (x - k, y + r, x - r, y + k, x - r, y),
        (x - r, y - k, x - k, y - r, x, y - r),
        (x + k, y - r, x + r, y - k, x + r, y),
    )
    curves = b" ".join([b"%.2f %.2f %.2f %.2f %.2f %.2f c" % corner for corner in corners])
    return b"q 0 g %.2f %.2f m %s f Q" % (x + r, y, curves)


def line_size_pt(font: FormFont, height: float) -> float:
    """The largest size up to the usual one whose ascenders and descenders fit the height."""
    fitting = (height - 1) * 1000 / (font.ascent - font.descent)
    return max(FLOOR_PT, min(SIZE_PT, fitting // STEP_PT * STEP_PT))


def wrap(font: FormFont, text: str, room_pt: float, size_pt: float) -> list[tuple[str, int]]:
    """Lines with the number of characters of the text used up to their end.

    Breaks at spaces and line breaks; a word wider than the room is broken between letters.
    """
    room = room_pt * 1000 / size_pt
    lines: list[tuple[str, int]] = []
    start = 0
    for paragraph in text.split("\n"):
        advances = list(map(font.advances.__getitem__, paragraph))
        for begin, end in _breaks(paragraph, advances, room):
            used = end + 1 if end < len(paragraph) and paragraph[end] == " " else end
            lines.append((paragraph[begin:end], start + used))
        start += len(paragraph) + 1
    return lines


def _breaks(paragraph: str, advances: list[int], room: float) -> list[tuple[int, int]]:
    """Begin and end of every line of a paragraph; lengths in 1/1000 of the type size."""
    lines: list[tuple[int, int]] = []
    begin, used, position = 0, 0, 0
    for word in paragraph.split(" "):
        end = position + len(word)
        width = sum(advances[position:end])
        gap = advances[position - 1] if position > begin else 0
        if gap and used + gap + width > room:
            lines.append((begin, position - 1))
            begin, used, gap = position, 0, 0
        used += gap + width
        while used > room and end - begin > 1:
            count = max(1, fitting_count(advances[begin:end], room))
            lines.append((begin, begin + count))
            begin += count
            used = sum(advances[begin:end])
        position = end + 1
    return [*lines, (begin, len(paragraph))]


def fitting_count(advances: list[int], room: float) -> int:
    """How many leading characters fit the room; lengths in 1/1000 of the type size."""
    used = 0
    for count, advance in enumerate(advances):
        used += advance
        if used > room:
            return count
    return len(advances)


def drawable(font: FormFont, text: str) -> tuple[str, str]:
    """The text without what the font cannot draw, and what was left out."""
    missing = font.missing(text.replace("\n", ""))
    if not missing:
        return text, ""
    return text.translate(dict.fromkeys(map(ord, missing))), missing


def line_count(font: FormFont, height: float, size_pt: float) -> int:
    """Lines a box takes: the first by its ascent, the last with its descent."""
    glyph_height = size_pt * (font.ascent - font.descent) / 1000
    rest = height - PADDING_PT - glyph_height
    return int(rest / (size_pt * LEADING) + 1e-6) + 1 if rest >= 0 else 0


def baseline_pt(font: FormFont, size_pt: float, height: float) -> float:
    """Height of the baseline that centres ascent and descent."""
    above, below = font.ascent * size_pt / 1000, -font.descent * size_pt / 1000
    return (height - above - below) / 2 + below
