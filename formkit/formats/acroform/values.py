"""The text of a walked field, and whether value and picture agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, Rectangle, String

from formkit.fieldtypes.signature import SIGNED
from formkit.formats.acroform.walk import entry, text_of
from formkit.model.record import Seen

if TYPE_CHECKING:
    import pikepdf

    from formkit.formats.acroform.walk import WalkedField

PUSH_BUTTON = 1 << 16
DOUBT = 0.5
"""Confidence where the stored value and the drawn state differ: a person decides."""


def seen_in(found: WalkedField, pages: dict[tuple[int, int], int]) -> Seen:
    """Text, page and rectangle of a field."""
    widget, confidence = found.widgets[0], 1.0
    if found.kind == "/Btn":
        text, widget, confidence = _button(found)
    elif found.kind == "/Sig":
        text = SIGNED if _is_signed(found.entries.get("/V")) else ""
    elif found.kind == "/Ch":
        text = _chosen(found)
    else:
        text = text_of(found.entries.get("/V"))
    if "\ufffd" in text:
        confidence = DOUBT
    page = pages.get(widget.objgen) if widget.is_indirect else None
    return Seen(text, page=page, rectangle_pt=_rectangle_pt(widget), confidence=confidence)


def drawn_states(found: WalkedField) -> dict[str, pikepdf.Object]:
    """The boxes of a button that are drawn as marked, by state."""
    states = ((entry(widget, "/AS"), widget) for widget in found.widgets)
    drawn = {text_of(state): widget for state, widget in states if isinstance(state, Name)}
    drawn.pop("Off", None)
    return drawn


def _button(found: WalkedField) -> tuple[str, pikepdf.Object, float]:
    """The marked state, or its entry in ``/Opt``; what is drawn counts where no value is."""
    drawn = drawn_states(found)
    value = found.entries.get("/V")
    state = text_of(value) if isinstance(value, Name | String) else ""
    state = state.removeprefix("/")  # pypdf stores the name of a radio button as a string
    if state == "Off":
        state = ""
    confidence = 1.0
    if value is None and len(drawn) == 1:
        state = next(iter(drawn))
    elif (state and state not in drawn) or (drawn and not state):
        confidence = DOUBT
    return _option(state, found.entries.get("/Opt")), drawn.get(state, found.widgets[0]), confidence


def _option(state: str, options: object) -> str:
    """Some programs number the states and list what they stand for."""
    if state.isdecimal() and isinstance(options, Array) and int(state) < len(options):
        return text_of(options[int(state)]) or state
    return state


def _chosen(found: WalkedField) -> str:
    """Export values; some programs store what the list shows instead."""
    value = found.entries.get("/V")
    texts = [text_of(each) for each in value] if isinstance(value, Array) else [text_of(value)]
    options = found.entries.get("/Opt")
    pairs = [
        (text_of(each[0]), text_of(each[1]))
        for each in (options if isinstance(options, Array) else ())
        if isinstance(each, Array) and len(each) == 2
    ]
    exports = {export for export, _ in pairs}
    by_label = {label: export for export, label in pairs}
    return "\n".join(t if t in exports else by_label.get(t, t) for t in texts)


def _is_signed(value: object) -> bool:
    return isinstance(value, Dictionary) and "/Contents" in value


def _rectangle_pt(widget: pikepdf.Object) -> tuple[float, float, float, float] | None:
    try:
        box = Rectangle(entry(widget, "/Rect"))
    except (TypeError, ValueError):
        return None
    return box.llx, box.lly, box.urx, box.ury
