"""What people have changed in a sheet, cell by cell, against what they were shown."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from formkit.fieldtypes.choice import ChoiceType, MultiChoiceType
from formkit.problems import Code, Severity, has_errors, problem
from formkit.store.sqltypes import canonical_json
from formkit.store.values import is_same, to_plain
from formkit.workbook.cells import (
    DIGITS,
    LONGEST,
    Cell,
    Raw,
    Shape,
    choice_labels,
    format_cell,
    is_cut,
    is_number,
    parse_cell,
    same_text,
)
from formkit.workbook.refusals import ColumnAlikeError, ColumnEmptiedError, RowsMixedError
from formkit.workbook.sheets import Labels, shape_of

if TYPE_CHECKING:
    from formkit.fieldtypes.base import Parsed, Value
    from formkit.model.register import Column, Register
    from formkit.problems import Problem
    from formkit.workbook.read import Sheet, SheetRow

Values = Mapping[str, "Value"]
_FEW = 3
"""Cells below which nothing is taken for a disaster."""
_SHARE = 0.05
_EMPTIED = 0.2


@dataclass(frozen=True, slots=True)
class RowEdits:
    """The edits of one row; ``values`` holds None for a cell that was emptied."""

    row: SheetRow
    values: Mapping[str, Value | None]
    rejected: Mapping[str, tuple[Problem, ...]]
    """Cells that cannot be used, by column."""
    restored: tuple[str, ...] = ()
    """Columns where a spreadsheet had dropped the leading zeros of what was shown."""


def shapes_of(register: Register, locale: str) -> dict[str, Shape]:
    """The columns as the sheet shows them; choices are known by their labels in every language."""
    words = register.words[locale]
    no_labels: Labels = {}
    return {
        column.name: _with_aliases(column, register, shape_of(column, words, no_labels))
        for column in register.columns
    }


def _with_aliases(column: Column, register: Register, shape: Shape) -> Shape:
    if not isinstance(column.type, ChoiceType | MultiChoiceType):
        return shape
    aliases = {
        label.casefold(): name
        for words in register.words.values()
        for name, label in choice_labels(
            column.type.choices, words.choices.get(column.name, {})
        ).items()
    }
    return Shape(shape.type, shape.locale, shape.labels, aliases)


def row_edits(row: SheetRow, base: Values, shapes: Mapping[str, Shape]) -> RowEdits:
    """Cells that differ from the base; an empty base for a row people have added."""
    values: dict[str, Value | None] = {}
    rejected: dict[str, tuple[Problem, ...]] = {}
    restored = []
    for column, raw in row.cells.items():
        was, shape = base.get(column), shapes[column]
        if column in row.faulty:
            wrong = problem(Code.VALUE_BAD_FORMAT, text="#", expected=shape.type.name)
            rejected[column] = (wrong,)
        elif is_shown(raw, cell := format_cell(was, shape)):
            restored += [column] if is_number(raw) and isinstance(cell, str) else []
        else:
            value, found = _parse(raw, cell, shape)
            if has_errors(found):
                rejected[column] = found
            elif not is_same(to_plain(value), to_plain(was)):
                values[column] = value
    return RowEdits(row, values, rejected, tuple(restored))


def _parse(raw: Raw, cell: Cell, shape: Shape) -> Parsed:
    """The value of an edited cell; a text of which only the beginning was shown is refused."""
    if isinstance(cell, str) and is_cut(cell, shape.locale):
        return None, (problem(Code.VALUE_TOO_LONG, length=f"> {LONGEST}", limit=LONGEST),)
    return parse_cell(raw, shape)


def is_shown(raw: Raw, cell: Cell) -> bool:
    """Whether a cell still holds what was written, or what a spreadsheet makes of it."""
    match cell:
        case None:
            return raw is None or raw == ""
        case Decimal():
            return is_number(raw) and Decimal(f"{raw:.{DIGITS}g}") == cell
        case date():
            return (raw.date() if isinstance(raw, datetime) else raw) == cell
    if is_number(raw):
        digits = f"{raw:.{DIGITS}g}"
        return cell.isdigit() and cell != digits and cell.lstrip("0") == digits
    return isinstance(raw, str) and same_text(raw, cell)


def fingerprint(values: Values) -> str:
    """Names the content of a row that has no token."""
    plain = {name: to_plain(value) for name, value in values.items() if value is not None}
    return hashlib.sha256(canonical_json(plain).encode()).hexdigest()[:24]


def likeness(one: Values, other: Values) -> float:
    """Share of the columns filled in either row that agree."""
    names = {name for values in (one, other) for name, v in values.items() if v is not None}
    same = [n for n in names if is_same(to_plain(one.get(n)), to_plain(other.get(n)))]
    return len(same) / len(names) if names else 1.0


def check_columns(sheet: Sheet, edits: Sequence[tuple[RowEdits, Values]]) -> list[Problem]:
    """Refuse a sheet whose columns were sorted apart, emptied or filled with one value.

    Returns:
        Columns in which many cells got the same value, which may have been meant.

    Raises:
        RowsMixedError: most new values of a column are its old ones in other rows.
        ColumnEmptiedError: more than a fifth of a column was deleted.
        ColumnAlikeError: more than a fifth of different values became one and the same.
    """
    found = []
    for column in sheet.columns:
        changed = [(e.values[column], base.get(column)) for e, base in edits if column in e.values]
        if len(changed) < max(_FEW, _SHARE * len(edits)):
            continue
        new, old = (
            Counter(canonical_json(to_plain(v)) for v in side)
            for side in zip(*changed, strict=True)
        )
        moved = new & old
        if len(moved) >= _FEW and 2 * moved.total() > len(changed):
            raise RowsMixedError(sheet=sheet.name, column=column, rows=moved.total())
        filled = sum(base.get(column) is not None for _, base in edits)
        emptied = sum(value is None for value, _ in changed)
        if emptied > _FEW and emptied > _EMPTIED * filled:
            raise ColumnEmptiedError(sheet=sheet.name, column=column, rows=emptied, all=filled)
        text, alike = new.most_common(1)[0]
        if alike > max(_FEW, _EMPTIED * len(edits)) and text != "null":
            if 2 * len(old) > len(changed):
                raise ColumnAlikeError(sheet=sheet.name, column=column, rows=alike, all=len(edits))
            code = Code.WORKBOOK_COLUMN_ALIKE
            warning = problem(
                code, Severity.WARNING, column=column, rows=alike, all=len(edits), text=text
            )
            found.append(warning.at(sheet=sheet.name))
    return found
