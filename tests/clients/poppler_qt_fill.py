"""Fills in a form through poppler-qt5, the engine of Okular; for the Python of the system.

Arguments: the file, JSON ``{"values": …, "geometry": …}``, the result.
"""

import json
import sys
from pathlib import Path

from popplerqt5 import Poppler


def main() -> None:
    source, told, target = sys.argv[1:]
    content = json.loads(Path(told).read_text("utf-8"))
    document = Poppler.Document.load(source)
    for number in range(document.numPages()):
        page = document.page(number)
        for field in page.formFields():
            place = (number + 1, field.rect(), page.pageSizeF())
            fill(field, place, content["values"], content["geometry"])
    converter = document.pdfConverter()
    converter.setPDFOptions(converter.pdfOptions() | Poppler.PDFConverter.WithChanges)
    converter.setOutputFileName(target)
    if not converter.convert():
        raise SystemExit("poppler-qt5 cannot save")


def fill(field, place, values, geometry):
    name = field.fullyQualifiedName()
    text = values.get(name)
    if text is None or field.isReadOnly():
        return
    if isinstance(field, Poppler.FormFieldText):
        field.setText(text)
    elif isinstance(field, Poppler.FormFieldChoice):
        field.setCurrentChoices([values[f"{name} index"]])
    elif key_at(place, geometry) in (name, f"{name}/{text}"):
        field.setState(True)


def key_at(place, geometry):
    """Name in the geometry of the box in the middle of an area, told in shares of the page."""
    page, area, size = place
    x = area.center().x() * size.width()
    y = (1 - area.center().y()) * size.height()
    for key, (number, (left, bottom, right, top)) in geometry.items():
        if number == page and left < x < right and bottom < y < top:
            return key
    return ""


main()
