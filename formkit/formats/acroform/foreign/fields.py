"""The fields of somebody else's PDF as its survey and its filling see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, Object, Stream

from formkit.fieldtypes.base import Widget
from formkit.formats.acroform.fields import Flag
from formkit.formats.acroform.values import PUSH_BUTTON, _option
from formkit.formats.acroform.walk import MAX_DEPTH, text_of, walk

if TYPE_CHECKING:
    import pikepdf

    from formkit.formats.acroform.walk import WalkedField
    from formkit.model.binding import Box

_OFF = "/Off"
_UNSEEN = 1 << 1 | 1 << 5
"""Annotation flags Hidden and NoView, ISO 32000-1, table 165."""
_SECRET = 1 << 13 | 1 << 20
"""Password and file selection."""
_SEVERAL = 1 << 21
_EDITABLE = 1 << 18


@dataclass(frozen=True, slots=True)
class Button:
    """One box of a check box or radio group."""

    widget: pikepdf.Object
    key: str
    """Name of the state in which it is marked, with its slash."""
    text: str
    """What a reader gives for the state."""


def fields_by_name(pdf: pikepdf.Pdf) -> dict[str, list[WalkedField]]:
    """All terminal fields; some programs write one field as several of the same name."""
    found: dict[str, list[WalkedField]] = {}
    for each in walk(pdf):
        found.setdefault(each.name, []).append(each)
    return found


def widget_of(group: list[WalkedField]) -> Widget:
    """What a person fills in; the fields of a group have one name."""
    match group[0].kind:
        case "/Sig":
            return Widget.SIGNATURE
        case "/Ch":
            return Widget.SELECT
        case "/Btn":
            states = {button.text for found in group for button in buttons(found)}
            return Widget.CHECKBOX if len(states) == 1 else Widget.RADIO
    return text_widget(group[0])


def text_widget(found: WalkedField) -> Widget:
    if found.flags & Flag.MULTILINE:
        return Widget.MULTILINE
    is_comb = bool(found.flags & Flag.COMB) and limit_of(found) is not None
    return Widget.COMB if is_comb else Widget.TEXT


def is_several(found: WalkedField) -> bool:
    return bool(found.flags & _SEVERAL)


def is_open(found: WalkedField) -> bool:
    return bool(found.flags & Flag.COMBO and found.flags & _EDITABLE)


def is_secret(found: WalkedField) -> bool:
    return found.kind == "/Tx" and bool(found.flags & _SECRET)


def is_push_button(found: WalkedField) -> bool:
    return found.kind == "/Btn" and bool(found.flags & PUSH_BUTTON)


def limit_of(found: WalkedField) -> int | None:
    limit = inherited(found.widgets[0], "/MaxLen")
    return limit if isinstance(limit, int) and limit > 0 else None


def buttons(found: WalkedField) -> list[Button]:
    """The boxes of a field in their order; where a box has no pictures its state is made up."""
    options = found.entries.get("/Opt")
    boxes = []
    for index, widget in enumerate(found.widgets):
        spare = "/Yes" if len(found.widgets) == 1 else f"/{index}"
        key = _on_key(widget) or spare
        boxes.append(Button(widget, key, _option(text_of(name_of(key)), options)))
    return boxes


def _on_key(widget: pikepdf.Object) -> str:
    appearances = widget.get("/AP")
    for kind in ("/N", "/D"):
        pictures = appearances.get(kind) if isinstance(appearances, Dictionary) else None
        if isinstance(pictures, Dictionary):
            for key in pictures.keys():  # noqa: SIM118 - no Mapping
                if key != _OFF:
                    return str(key)
    state = widget.get("/AS")
    return key_of(state) if isinstance(state, Name) and state != Name.Off else ""


def name_of(key: str) -> pikepdf.Object:
    """A name of any bytes; those that are no UTF-8 are surrogates in the key."""
    raw = key[1:].encode("utf-8", "surrogateescape")
    return Object.parse(b"/" + b"".join(b"#%02x" % byte for byte in raw))


def key_of(name: pikepdf.Object) -> str:
    """Inverse of :func:`name_of`."""
    return str(next(iter(Object.parse(b"<<%s 0>>" % name.unparse()).keys())))


def choices_of(found: WalkedField) -> list[tuple[str, str]]:
    """Export value and label of every choice of a list, in its order."""
    options = found.entries.get("/Opt")
    pairs = []
    for each in options if isinstance(options, Array) else ():
        if isinstance(each, Array) and len(each) == 2:
            pairs.append((text_of(each[0]), text_of(each[1])))
        elif not isinstance(each, Array | Dictionary | Stream):
            pairs.append((text_of(each), text_of(each)))
    return pairs


def owner_of(widget: pikepdf.Object) -> pikepdf.Object:
    """The field dictionary: the widget itself where both are one."""
    parent = widget.get("/Parent")
    return parent if "/T" not in widget and isinstance(parent, Dictionary) else widget


def inherited(widget: pikepdf.Object, key: str) -> object:
    """An entry of the widget or of the nearest field above that has it."""
    item: object = widget
    for _ in range(MAX_DEPTH):
        if not isinstance(item, Dictionary):
            return None
        if key in item:
            return item[key]
        item = item.get("/Parent")
    return None


def box_of(widget: pikepdf.Object) -> Box | None:
    """Left, bottom, right, top; None where the widget has no area."""
    return area_of(widget.get("/Rect"))


def area_of(rectangle: object) -> Box | None:
    """Left, bottom, right, top of any two corners; None where they are none or the same."""
    if not isinstance(rectangle, Array):
        return None
    try:
        x1, y1, x2, y2 = (round(float(number), 2) for number in rectangle)
    except (TypeError, ValueError):
        return None
    box = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
    return box if box[2] - box[0] > 0 and box[3] - box[1] > 0 else None


def is_seen(widget: pikepdf.Object) -> bool:
    flags = widget.get("/F", 0)
    return box_of(widget) is not None and not (isinstance(flags, int) and flags & _UNSEEN)


def is_signed(pdf: pikepdf.Pdf) -> bool:
    """Whether any signature field is signed; usage rights of Adobe Reader are no signature."""
    return any(
        found.kind == "/Sig" and isinstance(found.entries.get("/V"), Dictionary)
        for found in walk(pdf)
    )
