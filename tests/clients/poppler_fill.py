"""Fills in a form through poppler-glib, the engine of Evince; for the Python of the system.

Arguments: the file, JSON ``{"values": …, "geometry": …}``, the result.
"""

import json
import sys
from pathlib import Path

import gi

gi.require_version("Poppler", "0.18")
from gi.repository import Poppler  # noqa: E402 - after the version is chosen


def main() -> None:
    source, told, target = (Path(name).resolve() for name in sys.argv[1:])
    content = json.loads(told.read_text("utf-8"))
    document = Poppler.Document.new_from_file(source.as_uri(), None)
    for number in range(document.get_n_pages()):
        for mapping in document.get_page(number).get_form_field_mapping():
            fill(mapping, number + 1, content["values"], content["geometry"])
    document.save(target.as_uri())


def fill(mapping, page, values, geometry):
    field = mapping.field
    name = field.get_name()
    text = values.get(name)
    if text is None or field.is_read_only():
        return
    match field.get_field_type():
        case Poppler.FormFieldType.TEXT:
            field.text_set_text(text)
        case Poppler.FormFieldType.BUTTON:
            if key_at(mapping.area, page, geometry) in (name, f"{name}/{text}"):
                field.button_set_state(True)
        case Poppler.FormFieldType.CHOICE:
            field.choice_select_item(values[f"{name} index"])


def key_at(area, page, geometry):
    """Name in the geometry of the box in the middle of an area."""
    x, y = (area.x1 + area.x2) / 2, (area.y1 + area.y2) / 2
    for key, (number, (left, bottom, right, top)) in geometry.items():
        if number == page and left < x < right and bottom < y < top:
            return key
    return ""


main()
