"""Drop-down lists: entries on a hidden sheet under defined names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from formkit.fieldtypes.choice import ChoiceType
from formkit.fieldtypes.reference import Reference
from formkit.workbook.cells import format_cell
from formkit.workbook.cellxml import column_letters
from formkit.workbook.sheets import LISTS
from formkit.workbook.words import WORDS

if TYPE_CHECKING:
    from formkit.workbook.sheets import SheetColumn, SheetPlan

Lists = Mapping[str, Sequence[str]]
"""Entries by defined name."""
ANSWERS = "list_answers"
IN_CONFLICT, NOT_ACCEPTED = "list_conflicts", "list_rejected"
"""Cells that are coloured, as ``record|column``."""


def make_lists(plans: Sequence[SheetPlan], locale: str) -> dict[str, list[str]]:
    words = WORDS[locale]
    lists: dict[str, list[str]] = {}
    for column in (column for plan in plans for column in plan.columns):
        if column.list_name == "list_yes_no":
            lists[column.list_name] = [words.yes, words.no]
        elif column.is_open_list and column.list_name:
            lists[column.list_name] = _keys(column)
        elif column.list_name and isinstance(column.shape.type, ChoiceType):
            choices = column.shape.type.choices
            lists[column.list_name] = [column.shape.labels[name] for name in choices]
    return lists | {ANSWERS: [words.keep, words.take]}


def _keys(column: SheetColumn) -> list[str]:
    cells = (format_cell(Reference(key), column.shape) for key in column.shape.labels)
    return sorted(str(cell) for cell in cells)


def write_lists(book: Any, lists: Lists) -> None:
    sheet = book.add_worksheet(LISTS)
    for place, (name, entries) in enumerate(lists.items()):
        sheet.write_string(0, place, name)
        for number, entry in enumerate(entries, start=1):
            sheet.write_string(number, place, entry)
        book.define_name(name, f"={area(place, len(entries))}")
    sheet.hide()


def area(place: int, entries: int) -> str:
    """The cells of a list; at least one, so that an empty list can be referred to."""
    letters = column_letters(place)
    return f"{LISTS}!${letters}$2:${letters}${max(entries, 1) + 1}"
