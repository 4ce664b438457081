"""Proof that a filled original stores and shows what it was asked to, by another library.

As :mod:`formkit.formats.acroform.verification` for our own blanks: pypdf opens the file.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pikepdf

from formkit.formats.acroform.verification import _bare, _differs, _drawn_text, _operations
from formkit.model.binding import pdf_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from formkit.model.binding import Binding
    from formkit.model.form import Form
    from formkit.problems import Problem

_DEEPEST = 64


def verify(data: bytes, form: Form, binding: Binding, texts: Mapping[str, str]) -> list[Problem]:
    """What the fields store or show otherwise than asked: VALUE_DIFFERS_FROM_ISSUED.

    Args:
        data: a file of :meth:`ForeignWriter.write` that still has its fields.
        form: definition.
        binding: of the form.
        texts: as given to the writer. Fields without a text keep what the original holds.
    """
    from pypdf import PdfReader

    wanted = pdf_texts(form, binding, texts)
    slots = {bound.pdf_name: name for name, bound in binding.fields.items()}
    problems, present = [], set()
    for name, widget in _widgets(PdfReader(io.BytesIO(_plain(data)))):
        if name in wanted:
            present.add(name)
            asked = wanted[name]
            for says in _contradictions(widget, asked):
                problems.append(_differs(slots[name], asked, says))
    lost = [name for name, text in wanted.items() if text and name not in present]
    return problems + [_differs(slots[name], wanted[name], "") for name in lost]


def _plain(data: bytes) -> bytes:
    """Without encryption, of which pypdf alone knows the oldest."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if not pdf.is_encrypted:
            return data
        plain = io.BytesIO()
        pdf.save(plain)
        return plain.getvalue()


def _widgets(reader: Any) -> Iterator[tuple[str, Any]]:
    """Full name and dictionary of every widget on a page."""
    for page in reader.pages:
        for reference in page.get("/Annots", ()):
            widget = reference.get_object()
            if widget.get("/Subtype") == "/Widget":
                parts = [str(item["/T"]) for item in _upwards(widget) if "/T" in item]
                yield ".".join(part.strip() for part in reversed(parts)), widget


def _upwards(item: Any) -> Iterator[Any]:
    for _ in range(_DEEPEST):
        yield item
        if "/Parent" not in item:
            return
        item = item["/Parent"]


def _inherited(widget: Any, key: str) -> Any:
    return next((item[key].get_object() for item in _upwards(widget) if key in item), None)


def _contradictions(widget: Any, asked: str) -> Iterator[str]:
    """What a widget says instead of the text that was asked of its field."""
    kind = _inherited(widget, "/FT")
    value = _inherited(widget, "/V")
    if kind == "/Btn":
        yield from _wrong_states(widget, value, asked)
    elif kind in ("/Tx", "/Ch"):
        stored = "\n".join(map(str, value)) if isinstance(value, list) else str(value or "")
        if _bare(stored) != _bare(asked):
            yield stored
        labels = _labels(widget) if kind == "/Ch" else {}
        shown = "\n".join(labels.get(line, line) for line in asked.split("\n"))
        picture = widget["/AP"]["/N"]
        drawn = _drawn_text(_operations(picture), picture["/Resources"])
        if _bare(drawn) != _bare(shown):
            yield drawn


def _labels(widget: Any) -> dict[str, str]:
    options = _inherited(widget, "/Opt") or []
    pairs = [each.get_object() for each in options]
    return {str(p[0]): str(p[1]) for p in pairs if isinstance(p, list) and len(p) == 2}


def _wrong_states(widget: Any, value: Any, asked: str) -> Iterator[str]:
    """A box whose picture and field disagree, or that shows another choice."""
    drawn = str(widget.get("/AS", "/Off"))
    states = [key for key in widget["/AP"]["/N"] if key != "/Off"]
    options = _inherited(widget, "/Opt")
    own = states[0][1:] if states else ""
    if own.isdecimal() and isinstance(options, list) and int(own) < len(options):
        own = str(options[int(own)])
    is_on = bool(asked) and own == asked
    if is_on != (drawn != "/Off") and str(value) == f"/{states[0][1:]}":
        yield own
