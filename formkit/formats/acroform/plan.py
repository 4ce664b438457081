"""What a blank holds, field by field, as the fast writer needs it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pikepdf import Name

from formkit.fieldtypes.base import Widget
from formkit.formats.acroform.appearance import TextBox
from formkit.formats.acroform.fields import Flag, LaidOut, on_state
from formkit.formats.acroform.identity import FIELD
from formkit.formats.acroform.skeleton import head_of
from formkit.model.form import SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pikepdf


@dataclass(frozen=True, slots=True)
class Part:
    """One of the boxes of a text that goes on; ``head`` lacks ``/AP`` and the closing brackets."""

    number: int
    head: bytes
    size_pt: tuple[float, float]


@dataclass(frozen=True, slots=True)
class TextPlan:
    """A field that holds text; ``head`` lacks ``/V``, ``/AP``, ``/Ff`` and the closing brackets."""

    name: str
    number: int
    head: bytes
    flags: Flag
    box: TextBox
    limit: int | None
    picture: bytes
    """Reference to the appearance in the blank."""
    default: str
    parts: tuple[Part, ...] = ()
    """Its own box and those on continuation sheets; none for a field with one box."""
    entry: int = 0
    """Number of its entry on the sheets, from 1."""


@dataclass(frozen=True, slots=True)
class Button:
    """One box; ``head`` lacks ``/AS``, and for a check box ``/V`` and ``/Ff`` too."""

    number: int
    head: bytes
    state: str
    size_pt: tuple[float, float]


@dataclass(frozen=True, slots=True)
class ButtonPlan:
    """A check box, or the boxes of a radio group under their common field."""

    name: str
    number: int
    head: bytes
    flags: Flag
    buttons: tuple[Button, ...]
    is_radio: bool
    default: str
    """State, or empty."""


@dataclass(frozen=True, slots=True)
class SignaturePlan:
    name: str
    number: int
    head: bytes
    flags: Flag


Plan = TextPlan | ButtonPlan | SignaturePlan


def plans_of(pdf: pikepdf.Pdf) -> dict[str, Plan]:
    """By slot name, in the order of the form."""
    fields = pdf.Root.AcroForm.Fields
    plans = {str(field.T): _plan(field) for field in fields if str(field.T) != FIELD}
    continued = [p for p in plans.values() if isinstance(p, TextPlan) and p.parts]
    return plans | {p.name: replace(p, entry=n) for n, p in enumerate(continued, start=1)}


def further_plans(plans: Mapping[str, Plan], names: Iterable[str]) -> dict[str, Plan]:
    """Fields that a blank has not: cells of further rows, each like that of the first row."""
    further: dict[str, Plan] = {}
    for name in names:
        if name in plans or (parts := _CELL.fullmatch(name)) is None:
            continue
        first = plans.get(SEPARATOR.join((parts[1], "1", parts[2])))
        if isinstance(first, SignaturePlan):
            further[name] = replace(first, name=name)
        elif first is not None:
            further[name] = replace(first, name=name, default="")
    return further


_CELL = re.compile(rf"(.+){SEPARATOR}[1-9][0-9]{{0,3}}{SEPARATOR}(.+)")


def _plan(item: pikepdf.Object) -> Plan:
    name, number, flags = str(item.T), item.objgen[0], Flag(int(item.get("/Ff", 0)))
    if Name.Sig == item.FT:
        return SignaturePlan(name, number, head_of(item, "/Ff"), flags)
    if Name.Btn == item.FT:
        return _button_plan(item, name, number, flags)
    labels, widget = {}, _text_widget(flags)
    if widget is Widget.SELECT:
        labels = {str(export): str(label) for export, label in item.Opt}
    limit = int(item.MaxLen) if "/MaxLen" in item else None
    boxes = list(item.get("/Kids", [item]))
    box = TextBox(widget, _size_pt(boxes[0]), limit or 0, int(item.get("/Q", 0)), labels)
    head = head_of(item, "/V", "/AP", "/Ff")
    picture = boxes[0].AP.N.unparse()
    parts = tuple(Part(kid.objgen[0], head_of(kid, "/AP"), _size_pt(kid)) for kid in boxes)
    default = str(item.get("/DV", ""))
    has_parts = len(parts) > 1
    return TextPlan(
        name, number, head, flags, box, limit, picture, default, parts if has_parts else ()
    )


def _text_widget(flags: Flag) -> Widget:
    kinds = {
        Flag.COMBO: Widget.SELECT,
        Flag.MULTILINE: Widget.MULTILINE,
        Flag.COMB: Widget.COMB,
    }
    return next((widget for flag, widget in kinds.items() if flag in flags), Widget.TEXT)


def _button_plan(item: pikepdf.Object, name: str, number: int, flags: Flag) -> ButtonPlan:
    is_radio = Flag.RADIO in flags
    default = str(item.get("/DV", "/"))[1:]
    kids = list(item.Kids) if is_radio else [item]
    dropped = ("/AS",) if is_radio else ("/AS", "/V", "/Ff")
    buttons = tuple(
        Button(kid.objgen[0], head_of(kid, *dropped), on_state(kid), _size_pt(kid)) for kid in kids
    )
    return ButtonPlan(
        name, number, head_of(item, "/V", "/Ff", "/AS"), flags, buttons, is_radio, default
    )


def _size_pt(annotation: pikepdf.Object) -> tuple[float, float]:
    left, bottom, right, top = LaidOut(0, annotation, "").box
    return round(right - left, 2), round(top - bottom, 2)


def path_of(name: str) -> str:
    """Place in a record of the slot: ``items__2__amount`` is ``items.2.amount``."""
    parts = name.split(SEPARATOR)
    return ".".join(parts) if len(parts) == 3 else parts[0]
