"""The field dictionaries of a blank, written anew over the widgets of the laid-out page."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntFlag
from typing import TYPE_CHECKING, assert_never

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from formkit.fieldtypes.base import Widget
from formkit.fieldtypes.choice import YES
from formkit.formats.acroform import appearance
from formkit.formats.acroform.font import ALIAS, FormFont

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from formkit.layout.blocks import Input, Option
    from formkit.model.form import Slot

Box = tuple[float, float, float, float]
Geometry = dict[str, tuple[int, Box]]


class Flag(IntFlag):
    """Field flags, ISO 32000-1 tables 221, 226, 228, 230."""

    READ_ONLY = 1 << 0
    REQUIRED = 1 << 1
    MULTILINE = 1 << 12
    NO_TOGGLE_TO_OFF = 1 << 14
    RADIO = 1 << 15
    COMBO = 1 << 17
    DO_NOT_SPELL_CHECK = 1 << 22
    COMB = 1 << 24


TEXT_FLAGS = {
    Widget.TEXT: Flag.DO_NOT_SPELL_CHECK,
    Widget.COMB: Flag.DO_NOT_SPELL_CHECK | Flag.COMB,
    Widget.SELECT: Flag.DO_NOT_SPELL_CHECK | Flag.COMBO,
    Widget.MULTILINE: Flag.MULTILINE,
}
"""Only a story is worth checking: names and numbers would all be underlined."""
PRINT = 4
"""Annotation flag; the only one PDF/A allows and demands."""
NO_CHOICE = "—"
"""What a drop-down shows for no answer."""


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A widget as the layout engine left it."""

    page: int
    """From 1."""
    annotation: pikepdf.Object
    state: str
    """Value of a radio button; empty for other widgets."""

    @property
    def box(self) -> Box:
        x1, y1, x2, y2 = (float(number) for number in self.annotation.Rect)
        box = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
        return tuple(round(number, 2) for number in box)  # type: ignore[return-value]


def laid_out_widgets(pdf: pikepdf.Pdf) -> dict[str, list[LaidOut]]:
    """All widgets by name, in the order of the pages."""
    found: dict[str, list[LaidOut]] = {}
    for number, page in enumerate(pdf.pages, start=1):
        for annotation in widgets(page):
            widget = LaidOut(number, annotation, _radio_value(annotation))
            found.setdefault(str(annotation.T), []).append(widget)
    return found


def widgets(page: pikepdf.Page) -> list[pikepdf.Object]:
    return [a for a in page.obj.get("/Annots", Array()) if a.get("/Subtype") == Name.Widget]


def _radio_value(annotation: pikepdf.Object) -> str:
    """WeasyPrint numbers the states of a group and lists their values in the parent's /Opt."""
    options = annotation.Parent.get("/Opt") if "/Parent" in annotation else None
    if options is None:
        return ""
    return str(options[int(on_state(annotation))])


def expected_names(inputs: Sequence[Input]) -> dict[str, tuple[str, ...]]:
    """Widgets the page must have: states of a radio group, one empty state for other widgets."""
    names: dict[str, tuple[str, ...]] = {}
    for each in inputs:
        if each.slot.field.widget is Widget.RADIO:
            names[each.slot.name] = tuple(option.name for option in each.options)
        else:
            names |= {slot.name: ("",) for slot, _ in _boxes(each)}
    return names


def _boxes(each: Input) -> list[tuple[Slot, Option | None]]:
    """Slots of an input that is not a radio group: several for a multiple choice."""
    boxes = [(option.slot, option) for option in each.options if option.slot is not None]
    return list(boxes) or [(each.slot, None)]


def geometry_of(
    found: Mapping[str, Sequence[LaidOut]], expected: Mapping[str, tuple[str, ...]]
) -> Geometry:
    """Page and rectangle of every box; the boxes of a radio group as ``slot/state``.

    Raises:
        ValueError: widgets on the page and in the layout are not the same.
    """
    seen = {name: sorted(box.state for box in boxes) for name, boxes in found.items()}
    wanted = {name: sorted(states) for name, states in expected.items()}
    if wrong := {n for n in seen.keys() | wanted.keys() if seen.get(n) != wanted.get(n)}:
        raise ValueError(f"page and layout differ in the widgets {sorted(wrong)}")
    return {
        f"{name}/{box.state}" if box.state else name: (box.page, box.box)
        for name, boxes in found.items()
        for box in boxes
    }


@dataclass(slots=True)
class FieldWriter:
    """Writes the fields of one file."""

    pdf: pikepdf.Pdf
    font: FormFont
    font_object: pikepdf.Object
    resources: pikepdf.Object = field(init=False)
    pictures: dict[tuple[bytes, float, float], pikepdf.Object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        fonts = Dictionary({f"/{ALIAS}": self.font_object})
        self.resources = self.pdf.make_indirect(Dictionary(Font=fonts))

    def fields_of(
        self, each: Input, found: Mapping[str, Sequence[LaidOut]]
    ) -> list[pikepdf.Object]:
        """The fields of one input, ready for ``/Fields``."""
        widget = each.slot.field.widget
        match widget:
            case Widget.RADIO:
                return [self._radio(each, found[each.slot.name])]
            case Widget.CHECKBOX:
                return [
                    self._check_box(each, slot, option, found[slot.name][0].annotation)
                    for slot, option in _boxes(each)
                ]
            case Widget.TEXT | Widget.MULTILINE | Widget.COMB | Widget.SELECT:
                return [self._text(each, widget, found[each.slot.name][0].annotation)]
            case Widget.SIGNATURE:
                return [self._signature(each, found[each.slot.name][0].annotation)]
            case _:
                assert_never(widget)

    def _text(self, each: Input, widget: Widget, annotation: pikepdf.Object) -> pikepdf.Object:
        width, height = self._stripped(annotation, each.label)
        limit = each.slot.field.type.max_length
        annotation.T = String(each.slot.name)
        annotation.FT = Name.Ch if widget is Widget.SELECT else Name.Tx
        annotation.Ff = int(_flags(each) | TEXT_FLAGS[widget])
        annotation.Q = quadding(each.slot)
        labels = {option.name: option.label for option in each.options}
        if widget is Widget.SELECT:
            pairs = [("", NO_CHOICE), *labels.items()]
            options = [Array([String(name), String(text)]) for name, text in pairs]
            annotation.Opt = self.pdf.make_indirect(Array(options))
        elif limit is not None:
            annotation.MaxLen = limit
        size = appearance.SIZE_PT
        if widget is not Widget.MULTILINE:
            size = appearance.line_size_pt(self.font, height)
        annotation.DA = String(f"/{ALIAS} {size:g} Tf 0 g")
        content = appearance.EMPTY
        if each.default_text:
            annotation.V = annotation.DV = String(each.default_text)
            box = appearance.TextBox(widget, (width, height), limit or 0, annotation.Q, labels)
            picture = appearance.draw(self.font, box, each.default_text)
            content = appearance.as_field(picture.content)
        annotation.AP = Dictionary(N=self.picture(content, width, height))
        return annotation

    def _check_box(
        self, each: Input, slot: Slot, option: Option | None, annotation: pikepdf.Object
    ) -> pikepdf.Object:
        label = f"{each.label}: {option.label}" if option else each.label
        size = self._stripped(annotation, label)
        state = slot.states[0]
        annotation.T, annotation.FT = String(slot.name), Name.Btn
        annotation.Ff = int(_flags(each))
        self._set_states(annotation, state, appearance.check_mark(size), size)
        is_on = state in each.default_text.split() or each.default_text == YES
        value = Name(f"/{state}") if is_on else Name.Off
        annotation.V = annotation.AS = value
        if value != Name.Off:
            annotation.DV = value
        return annotation

    def _radio(self, each: Input, widgets: Sequence[LaidOut]) -> pikepdf.Object:
        labels = {option.name: option.label for option in each.options}
        flags = _flags(each) | Flag.RADIO
        if each.is_required:
            flags |= Flag.NO_TOGGLE_TO_OFF
        value = Name("/" + each.default_text) if each.default_text in labels else Name.Off
        group = self.pdf.make_indirect(
            Dictionary(
                FT=Name.Btn,
                Ff=int(flags),
                T=String(each.slot.name),
                TU=String(each.label),
                V=value,
                Kids=Array([widget.annotation for widget in widgets]),
            )
        )
        if value != Name.Off:
            group.DV = value
        for widget in widgets:
            kid = widget.annotation
            size = self._stripped(kid, f"{each.label}: {labels[widget.state]}")
            self._set_states(kid, widget.state, appearance.dot(size), size)
            kid.Parent = group
            kid.AS = value if value == f"/{widget.state}" else Name.Off
        return group

    def _signature(self, each: Input, annotation: pikepdf.Object) -> pikepdf.Object:
        width, height = self._stripped(annotation, each.label)
        annotation.T, annotation.FT = String(each.slot.name), Name.Sig
        annotation.Ff = int(_flags(each))
        annotation.AP = Dictionary(N=self.picture(appearance.OFF, width, height))
        return annotation

    def _set_states(
        self, annotation: pikepdf.Object, state: str, on: bytes, size: tuple[float, float]
    ) -> None:
        states = {f"/{state}": self._shared(on, size), "/Off": self._shared(appearance.OFF, size)}
        annotation.AP = Dictionary(N=Dictionary(states))

    def _stripped(self, annotation: pikepdf.Object, label: str) -> tuple[float, float]:
        """Drop all but what ties the widget to page and structure; the size of its box.

        The label is an object of its own: it is packed with what never changes.
        """
        box = LaidOut(0, annotation, "").box
        for key in list(annotation.keys()):
            if key not in ("/Type", "/Subtype", "/P", "/StructParent"):
                del annotation[key]
        annotation.Rect = Array([decimal(number) for number in box])
        annotation.F = PRINT
        annotation.TU = self.pdf.make_indirect(String(label))
        return round(box[2] - box[0], 2), round(box[3] - box[1], 2)

    def picture(self, content: bytes, width: float, height: float) -> pikepdf.Object:
        """A form XObject of its own: some programs write into the one they find."""
        stream = Stream(self.pdf, content)
        stream.Type, stream.Subtype = Name.XObject, Name.Form
        stream.BBox = [0, 0, decimal(width), decimal(height)]
        stream.Resources = self.resources if ALIAS.encode() in content else Dictionary()
        return self.pdf.make_indirect(stream)

    def _shared(self, content: bytes, size: tuple[float, float]) -> pikepdf.Object:
        """The picture of a button's state: only ever chosen, so written once."""
        key = (content, *size)
        if key not in self.pictures:
            self.pictures[key] = self.picture(content, *size)
        return self.pictures[key]


def box_name(annotation: pikepdf.Object) -> str:
    """Name of a finished widget in the geometry; boxes of a text that goes on are numbered."""
    if "/T" in annotation:
        return str(annotation.T)
    field = annotation.Parent
    if Name.Btn == field.FT:
        return f"{field.T}/{on_state(annotation)}"
    number = [kid.objgen for kid in field.Kids].index(annotation.objgen) + 1
    return part_name(str(field.T), number)


def part_name(name: str, number: int) -> str:
    """Name in the geometry of the numbered box of a text; the first is the field's own."""
    return name if number == 1 else f"{name}/{number}"


def on_state(annotation: pikepdf.Object) -> str:
    """Name of the state in which a box is marked; empty where it has none."""
    pictures = annotation.get("/AP", Dictionary()).get("/N", Dictionary())
    states = [key for key in pictures.keys() if key != "/Off"]  # noqa: SIM118 - no Mapping
    return states[0][1:] if states else ""


def quadding(slot: Slot) -> int:
    """Quantities in table columns stand at the right; everything else at the left."""
    is_quantity = slot.field.type.name in ("number", "money")
    return 2 if slot.table is not None and is_quantity else 0


def _flags(each: Input) -> Flag:
    flags = Flag.REQUIRED if each.is_required else Flag(0)
    return flags | Flag.READ_ONLY if each.is_read_only else flags


def decimal(number: float) -> Decimal:
    return Decimal(f"{number:.2f}").normalize()
