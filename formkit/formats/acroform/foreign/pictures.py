"""What a viewer shows in the fields of somebody else's PDF: drawn by us, in our font."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, Stream, String

from formkit.fieldtypes.base import Widget
from formkit.formats.acroform import appearance
from formkit.formats.acroform.appearance import Drawn, TextBox
from formkit.formats.acroform.fields import Flag
from formkit.formats.acroform.font import ALIAS, embed_font, shipped_font
from formkit.formats.acroform.foreign.fields import (
    area_of,
    box_of,
    choices_of,
    inherited,
    limit_of,
    text_widget,
)
from formkit.formats.acroform.walk import text_of

if TYPE_CHECKING:
    import pikepdf

    from formkit.formats.acroform.foreign.fields import Button
    from formkit.formats.acroform.walk import WalkedField

_ALIASES = (ALIAS, "Wingdings2", "Wingdings3", "Webdings")
"""Names by which PDFium takes our font for what it is; the first that is free is used."""
_COLOUR = re.compile(r"((?:[0-9]*\.?[0-9]+\s+){1,4})(g|rg|k)(?:\s|$)")
_SIZE = re.compile(r"([0-9]*\.?[0-9]+)\s+Tf")
_FILL = {1: "g", 3: "rg", 4: "k"}
_PAINTING = re.compile(rb"(?:^|\s)(?:f\*?|F|[Bb]\*?|[Ss]|T[jJ]|Do|sh|'|\")(?=\s|$)")
_FONT = re.compile(rb"(/[^\s/\[\]()<>]+)\s+[0-9.]+\s+Tf")
_BLACK = b" Tf 0 g "
"""What every picture of a text begins with, in the appearances of our own blanks."""


class Pictures:
    """Draws into one open file; our font is embedded with the first text."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._font = shipped_font()

    def write(self, found: WalkedField, text: str) -> Drawn:
        """Draw a text or choice field in all its widgets; what the smallest has no room for."""
        worst = Drawn(b"")
        for widget in found.widgets:
            if box_of(widget) is not None:
                drawn = self._draw(found, widget, text)
                cells = limit_of(found) or 0 if text_widget(found) is Widget.COMB else 0
                self._set_text(widget, drawn.content, cells)
                worst = max(worst, drawn, key=lambda each: (each.left, len(each.missing)))
        return worst

    def mark(self, button: Button, *, is_radio: bool) -> None:
        """Give a box the pictures it lacks; those it has stay as they are."""
        if box_of(button.widget) is None:
            return
        appearances = button.widget.get("/AP")
        pictures = appearances.get("/N") if isinstance(appearances, Dictionary) else None
        own = pictures if isinstance(pictures, Dictionary) else Dictionary()
        if _paints(own.get(button.key)) and isinstance(own.get("/Off"), Stream):
            return
        size = _size_pt(button.widget)
        sign = appearance.dot(size) if is_radio else appearance.check_mark(size)
        if not _paints(own.get(button.key)):
            own[button.key] = self._picture(button.widget, sign)
        if not isinstance(own.get("/Off"), Stream):
            own.Off = self._picture(button.widget, appearance.OFF)
        button.widget.AP = Dictionary(N=own)

    def _draw(self, found: WalkedField, widget: pikepdf.Object, text: str) -> Drawn:
        size = _size_pt(widget)
        if found.kind != "/Ch":
            box = TextBox(text_widget(found), size, limit_of(found) or 0, _quadding(widget))
            return appearance.draw(self._font, box, text)
        labels = dict(choices_of(found))
        shown = [labels.get(line, line) for line in text.split("\n")]
        if found.flags & Flag.COMBO:
            return appearance.line(self._font, shown[0], size, _quadding(widget))
        # A list may be longer than its box: what was chosen stands there alone.
        return appearance.paragraphs(self._font, "\n".join(shown), size)

    def _set_text(self, widget: pikepdf.Object, content: bytes, cells: int) -> None:
        style = text_of(inherited(widget, "/DA") or self._pdf.Root.AcroForm.get("/DA"))
        found, size = _COLOUR.search(style), _SIZE.search(style)
        colour = f"{' '.join(found[1].split())} {found[2]}" if found else "0 g"
        widget.DA = String(f"/{self._alias} {size[1] if size else 0} Tf {colour}")
        content = content.replace(_BLACK, f" Tf {colour} ".encode(), 1)
        widget.AP = Dictionary(N=self._picture(widget, appearance.as_field(content), cells))

    def _picture(self, widget: pikepdf.Object, content: bytes, cells: int = 0) -> pikepdf.Object:
        """A form XObject with the ground and border of the widget, upright as it wants."""
        width, height = _size_pt(widget)
        stream = Stream(self._pdf, _ground(widget, (width, height), cells) + content)
        stream.Type, stream.Subtype = Name.XObject, Name.Form
        stream.BBox = Array([0, 0, round(width, 2), round(height, 2)])
        if matrix := _MATRICES.get(_rotation(widget)):
            sides = {"w": width, "h": height, "0": 0.0}
            stream.Matrix = Array([*matrix[0], *(round(sides[side], 2) for side in matrix[1])])
        is_text = b" Tf " in content
        stream.Resources = self._resources if is_text else Dictionary()
        return self._pdf.make_indirect(stream)

    @cached_property
    def _font_object(self) -> pikepdf.Object:
        return embed_font(self._pdf, self._font)

    @cached_property
    def _resources(self) -> pikepdf.Object:
        fonts = Dictionary({f"/{ALIAS}": self._font_object})
        return self._pdf.make_indirect(Dictionary(Font=fonts))

    @cached_property
    def _alias(self) -> str:
        """Name of our font among the resources of all fields."""
        form = self._pdf.Root.AcroForm
        if not isinstance(form.get("/DR"), Dictionary):
            form.DR = Dictionary()
        if not isinstance(form.DR.get("/Font"), Dictionary):
            form.DR.Font = Dictionary()
        alias = next((a for a in _ALIASES if f"/{a}" not in form.DR.Font), ALIAS)
        form.DR.Font[f"/{alias}"] = self._font_object
        return alias


_MATRICES: dict[int, tuple[tuple[int, ...], str]] = {
    90: ((0, 1, -1, 0), "h0"),
    180: ((-1, 0, 0, -1), "wh"),
    270: ((0, -1, 1, 0), "0w"),
}
"""Turns a picture counter-clockwise, and which of its sides bring it back into the box."""


def _rotation(widget: pikepdf.Object) -> int:
    """Degrees counter-clockwise by which the picture is turned against its page."""
    characteristics = widget.get("/MK")
    turn = characteristics.get("/R", 0) if isinstance(characteristics, Dictionary) else 0
    return turn % 360 if isinstance(turn, int) else 0


def _size_pt(widget: pikepdf.Object) -> tuple[float, float]:
    """Width and height as somebody sees them who reads the picture upright."""
    left, bottom, right, top = box_of(widget) or (0.0, 0.0, 0.0, 0.0)
    size = right - left, top - bottom
    return size[::-1] if _rotation(widget) in (90, 270) else size


def _quadding(widget: pikepdf.Object) -> int:
    quadding = inherited(widget, "/Q")
    return quadding if quadding in (0, 1, 2) else 0


def _ground(widget: pikepdf.Object, size: tuple[float, float], cells: int) -> bytes:
    """Background, border and cells by the widget's characteristics, ISO 32000-1, table 189."""
    characteristics = widget.get("/MK")
    if not isinstance(characteristics, Dictionary):
        return b""
    width, height = size
    ground, border = _colour(characteristics.get("/BG")), _colour(characteristics.get("/BC"))
    parts = [f"q {ground} 0 0 {width:.2f} {height:.2f} re f Q" if ground else ""]
    line = _border_pt(widget)
    if border and line:
        inner = f"{line / 2:.2f} {line / 2:.2f} {width - line:.2f} {height - line:.2f}"
        steps = (width * cell / cells for cell in range(1, cells))
        walls = "".join(f" {x:.2f} 0 m {x:.2f} {height:.2f} l" for x in steps)
        parts.append(f"q {border.upper()} {line:g} w {inner} re{walls} S Q")
    return "".join(f"{part} " for part in parts if part).encode()


def _border_pt(widget: pikepdf.Object) -> float:
    style, old = widget.get("/BS"), widget.get("/Border")
    width: object = 1
    if isinstance(style, Dictionary):
        width = style.get("/W", 1)
    elif isinstance(old, Array) and len(old) > 2:
        width = old[2]
    try:
        return min(max(float(width), 0.0), 12.0)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return 1.0


def _colour(components: object) -> str:
    """The operator that sets a colour; empty where there is none to set."""
    if not isinstance(components, Array) or len(components) not in _FILL:
        return ""
    try:
        numbers = [min(max(float(part), 0.0), 1.0) for part in components]
    except (TypeError, ValueError):
        return ""
    return f"{' '.join(f'{number:g}' for number in numbers)} {_FILL[len(numbers)]}"


def _paints(picture: object) -> bool:
    """Whether a picture has an area and draws anything, with fonts that are there."""
    if not isinstance(picture, Stream) or area_of(picture.get("/BBox")) is None:
        return False
    content, resources = picture.read_bytes(), picture.get("/Resources")
    fonts = resources.get("/Font") if isinstance(resources, Dictionary) else None
    known = {key.encode() for key in fonts.keys()} if isinstance(fonts, Dictionary) else set()  # noqa: SIM118
    return bool(_PAINTING.search(content)) and known.issuperset(_FONT.findall(content))
