"""How cells of the workbook look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formkit.workbook.sheets import Look
from formkit.workbook.words import WORDS

DARK, LINE = "#1F4E5F", "#C9D6DB"
NUMBERS = (Look.WHOLE, Look.NUMBER, Look.MONEY)
AMBER, RED, ORANGE = "#FFE8B3", "#F8C9C4", "#FFD08A"
"""Soon due, overdue or not accepted, in conflict."""

Formats = Mapping[str, Any]


def make_formats(book: Any, locale: str) -> Formats:
    """Cell formats by look, and those of titles, keys and marks."""
    cell: dict[str, Any] = {"valign": "top", "align": "left", "indent": 1}
    cell |= {"bottom": 4, "bottom_color": LINE, "locked": False}
    formats: dict[Look, dict[str, Any]] = {
        Look.TEXT: {"num_format": "@"},
        Look.WRAPPED: {"num_format": "@", "text_wrap": True},
        Look.DATE: {"num_format": WORDS[locale].date_format},
        Look.WHOLE: {"num_format": "0", "align": "right"},
        Look.NUMBER: {"num_format": "General", "align": "right"},
        Look.MONEY: {"num_format": "#,##0.00", "align": "right"},
    }
    header = {"bold": True, "font_color": "#FFFFFF", "bg_color": DARK, "text_wrap": True}
    header |= {"valign": "vcenter", "align": "left", "indent": 1}
    header |= {"border": 1, "border_color": DARK}
    made = {look.value: book.add_format(cell | facets) for look, facets in formats.items()}
    made["addition"] = book.add_format(cell | {"text_wrap": True})
    made["header"] = book.add_format(header)
    made["header_right"] = book.add_format(header | {"align": "right"})
    made["key"] = book.add_format(cell | {"num_format": "@", "bold": True, "locked": True})
    made["link"] = book.add_format(cell | {"font_color": "#1F5FA8", "underline": 1})
    made["answer"] = book.add_format(cell | {"bg_color": AMBER, "text_wrap": True})
    for name, colour in (("soon", AMBER), ("late", RED), ("conflict", ORANGE)):
        made[name] = book.add_format({"bg_color": colour})
    return made
