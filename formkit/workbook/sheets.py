"""What the workbook shows of each register: names, labels, shapes and widths of columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from formkit.fieldtypes.base import Widget
from formkit.fieldtypes.choice import ChoiceType, MultiChoiceType, YesNoType
from formkit.fieldtypes.date import DateType
from formkit.fieldtypes.number import MoneyType, NumberType
from formkit.fieldtypes.reference import ReferenceType
from formkit.fieldtypes.signature import SignatureType
from formkit.workbook.cells import Shape, choice_labels

if TYPE_CHECKING:
    from formkit.fieldtypes.base import FieldType
    from formkit.model.register import Column, Register, RegisterWords
    from formkit.store.records import Row

LISTS = "_lists"
META = "_meta"
LONGEST_NAME = 31
WIDEST, NARROWEST = 36, 9
"""Widths in characters of the standard font."""
LINE_PT, MOST_LINES = 15, 12
"""Height of a line, and lines after which a cell is cut."""
_SAMPLE = 500


class Look(Enum):
    """How the cells of a column are formatted."""

    TEXT = "text"
    WRAPPED = "wrapped"
    DATE = "date"
    WHOLE = "whole"
    NUMBER = "number"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    name: str
    header: str
    shape: Shape
    look: Look
    list_name: str = ""
    """Defined name of the drop-down list; empty for none."""
    is_open_list: bool = False
    """Whether a value outside the list is allowed after a warning."""


@dataclass(frozen=True, slots=True)
class SheetPlan:
    register: Register
    name: str
    columns: tuple[SheetColumn, ...]
    has_files: bool = False
    """Whether a column shows links to archived documents."""


Labels = Mapping[str, Mapping[str, str]]
"""Labels of records by register, then key."""


def plan_sheets(
    registers: Sequence[Register],
    rows: Mapping[str, Sequence[Row]],
    locale: str,
    labels: Labels | None = None,
) -> list[SheetPlan]:
    """One sheet a register, in order, under names Excel takes.

    Args:
        registers: those of one workbook.
        rows: live rows by register.
        locale: of titles and labels.
        labels: of the records referred to, where the rows are not all here.
    """
    labels = record_labels(registers, rows) if labels is None else labels
    taken = {LISTS, META, "history"}
    plans = []
    for register in registers:
        name = sheet_name(register.words[locale].title, taken)
        taken.add(name.casefold())
        columns = tuple(_columns(register, labels, locale))
        has_files = any(row.document for row in rows.get(register.name, ()))
        plans.append(SheetPlan(register, name, columns, has_files or bool(register.stages)))
    return plans


def sheet_name(title: str, taken: set[str]) -> str:
    """A title as the name of a sheet: at most 31 characters, none Excel forbids, not taken yet."""
    clean = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title)
    clean = _cut(" ".join(clean.split()).strip("'")) or "-"
    name, number = clean, 1
    while name.casefold() in taken:
        number += 1
        name = f"{clean[: LONGEST_NAME - 4].rstrip()} ({number})"
    return name


def _cut(title: str) -> str:
    """As many whole words as fit, without a parenthesis that is not closed."""
    if len(title) <= LONGEST_NAME:
        return title
    words = title[: LONGEST_NAME + 1].rpartition(" ")[0] or title[:LONGEST_NAME]
    head, _, tail = words.rpartition("(")
    return (head if head and ")" not in tail else words).rstrip(" ,;-–—")


def record_labels(registers: Sequence[Register], rows: Mapping[str, Sequence[Row]]) -> Labels:
    """Labels of the records that may be shown beside their keys."""
    return {
        register.name: {
            str(row.values[register.key]): " ".join(str(row.values.get(register.label, "")).split())
            for row in rows.get(register.name, ())
            if register.key in row.values
        }
        for register in registers
        if not register.is_restricted
    }


def shape_of(column: Column, words: RegisterWords, labels: Labels) -> Shape:
    """The column as it is shown in the locale of the words."""
    match column.type:
        case ChoiceType() | MultiChoiceType():
            known = words.choices.get(column.name, {})
            names = tuple(dict.fromkeys((*column.type.choices, *known)))
            return Shape(column.type, words.locale, choice_labels(names, known))
        case ReferenceType():
            return Shape(column.type, words.locale, labels.get(column.type.register, {}))
    return Shape(column.type, words.locale)


def _columns(register: Register, labels: Labels, locale: str) -> list[SheetColumn]:
    words = register.words[locale]
    headers = unique_headers([words.columns[column.name] for column in register.columns])
    return [
        SheetColumn(
            column.name,
            header,
            shape_of(column, words, labels),
            _look(column.type),
            _list_name(register, column, labels),
            isinstance(column.type, ReferenceType),
        )
        for column, header in zip(register.columns, headers, strict=True)
    ]


def unique_headers(labels: Sequence[str]) -> list[str]:
    """Labels on one line, told apart by a number: Excel takes no header twice."""
    headers: list[str] = []
    for label in labels:
        base = " ".join(label.split())[:240]
        header, number = base, 1
        while header.casefold() in {h.casefold() for h in headers}:
            number += 1
            header = f"{base} ({number})"
        headers.append(header)
    return headers


def _list_name(register: Register, column: Column, labels: Labels) -> str:
    match column.type:
        case ChoiceType():
            return f"list_{register.name}_{column.name}"
        case YesNoType() | SignatureType():
            return "list_yes_no"
        case ReferenceType() if labels.get(column.type.register):
            return f"list_{column.type.register}{'' if column.type.shows_label else '_keys'}"
    return ""


def _look(field_type: FieldType) -> Look:
    match field_type:
        case DateType():
            return Look.DATE
        case MoneyType():
            return Look.MONEY
        case NumberType():
            return Look.NUMBER if field_type.decimals else Look.WHOLE
        case MultiChoiceType():
            return Look.WRAPPED
    return Look.WRAPPED if field_type.widget in (Widget.TEXT, Widget.MULTILINE) else Look.TEXT


def width_of(header: str, texts: Sequence[str]) -> int:
    """Characters that show the values whole and the header in three lines at most."""
    words = header.split()
    longest_word = max((len(word) for word in words), default=0)
    heading = max(longest_word + 5, -(-len(header) // 2) + 5)
    lines = [line for text in texts[:_SAMPLE] for line in text.split("\n")]
    content = max((len(line) for line in lines), default=0) + 3
    return max(NARROWEST, min(WIDEST, max(min(heading, 24), content)))


def lines_of(text: str, width: int) -> int:
    """Lines a text takes in a column of a width when words are kept whole where they fit."""
    room = max(width - 3, 1)
    total = 0
    for paragraph in text.split("\n"):
        lines, used = 1, 0
        for word in paragraph.split():
            if used and used + 1 + len(word) > room:
                lines, used = lines + 1, 0
            used += len(word) + (1 if used else 0)
            lines, used = lines + used // (room + 1), used % (room + 1)
        total += lines
    return total
