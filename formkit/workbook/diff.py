"""What a publication changes in the registers, in words people read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from formkit.store import records
from formkit.workbook.edits import shapes_of
from formkit.workbook.questions import shown

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.model.register import Register
    from formkit.store.changes import Change


class CellChange(NamedTuple):
    """One cell before and after, as the workbook shows them."""

    register: str
    record: str
    column: str
    before: str
    after: str
    is_new: bool
    """Whether the whole record is new."""


def cell_changes(
    connection: Connection,
    registers: Mapping[str, Register],
    changes: Sequence[Change],
    locale: str,
) -> list[CellChange]:
    """Changed cells in the order they were changed."""
    found = []
    for change in changes:
        register = registers.get(change.register)
        if register is None:
            continue
        words, shapes = register.words[locale], shapes_of(register, locale)
        row = records.find_id(connection, register, change.row_id)
        record = str(row.plain.get(register.key, "")) if row else ""
        found += [
            CellChange(
                words.title,
                record,
                words.columns[column],
                shown(change.diff[column][0], shape),
                shown(change.diff[column][1], shape),
                change.op == "insert",
            )
            for column, shape in shapes.items()
            if column in change.diff
        ]
    return found
