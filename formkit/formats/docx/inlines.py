"""Text and placeholders as runs."""

from __future__ import annotations

import re

from formkit.fieldtypes.base import Widget
from formkit.formats.docx.ooxml import Element, run, w
from formkit.formats.docx.styles import BOX_FONT, fonts
from formkit.layout.blocks import Inlines, Input, LineBreak, Option, Placeholder, Text

NAME_WIDTH = 16
"""Characters of the ruled line for a missing name beside a signature."""
NBSP = "\u00a0"
_BRACES = re.compile(r"(\{(?=[{%#])|[}%#](?=\}))")
_GAP = "\u2003"
"""An em between two boxes of a line."""


def tag(expression: str) -> str:
    return "{{ " + expression + " }}"


def literal(text: str) -> str:
    """Text in which nothing is taken for a tag: U+2060 keeps the braces apart unseen."""
    return _BRACES.sub("\\1\u2060", text)


def text_run(text: str, is_bold: bool = False, is_italic: bool = False) -> Element:
    return run(text, w("b") if is_bold else None, w("i") if is_italic else None)


_CHAIN = re.compile(r"[\w.]+(?: ?\| ?\w+(?:\([^()]*\))?)*")
"""A name with filters; a filter can follow it."""


def runs(inlines: Inlines, line_width: int | None = None) -> list[Element]:
    """One run a placeholder, so that nobody in Word tears it apart.

    ``line_width``: characters of the ruled line for a missing value, where room is short.
    """
    found: list[Element] = []
    for inline in inlines:
        match inline:
            case Text():
                found.append(text_run(literal(inline.text), inline.is_bold, inline.is_italic))
            case LineBreak():
                found.append(w("r", w("br")))
            case Placeholder():
                written = _written(inline.expression, line_width)
                if inline.input and has_boxes(inline.input) and written == inline.input.slot.name:
                    written = chosen(inline.input, written)
                found.append(text_run(tag(written), inline.is_bold, inline.is_italic))
            case Input():
                found += input_runs(inline, expression_of(inline))
    return found


def has_boxes(own: Input) -> bool:
    return bool(own.options) and own.slot.field.widget is not Widget.SELECT


def chosen(own: Input, expression: str) -> str:
    """What was chosen; where nobody has chosen yet, the boxes to choose from."""
    return f"{expression} | {'box' if len(own.options) == 1 else 'chosen'}"


def _written(expression: str, line_width: int | None) -> str:
    if line_width is None or not _CHAIN.fullmatch(expression):
        return expression
    return f"{expression} | line({line_width})"


def expression_of(value: Input, row: str = "") -> str:
    """What names the value: the field, or the column of the row."""
    name = value.slot.field.name
    return f"{row}.{name}" if row else name


def input_runs(value: Input, expression: str) -> list[Element]:
    """The placeholder of an input in running text, or its boxes with their labels."""
    if has_boxes(value):
        return option_runs(value.options, expression)
    return [text_run(tag(expression))]


def option_runs(
    options: tuple[Option, ...], expression: str, has_lines: bool = False
) -> list[Element]:
    found: list[Element] = []
    for number, option in enumerate(options):
        if number:
            found.append(w("r", w("br")) if has_lines else text_run(_GAP + " "))
        box = tag(f"{expression} | box('{option.name}')")
        label = literal(option.label).replace(" ", NBSP) if not has_lines else option.label
        found += [run(box, fonts(BOX_FONT)), text_run(NBSP + label)]
    return found
