"""Rows of registers as they are, and as they were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from formkit.store import changes
from formkit.store.tables import LIVE, register_table
from formkit.store.values import from_sql, to_sql, to_value

if TYPE_CHECKING:
    from formkit.fieldtypes.base import Plain, Value
    from formkit.model.register import Register


class State(Enum):
    """Only live rows are shown and counted; no row is ever deleted."""

    LIVE = LIVE
    VOID = "void"
    SUSPECTED_DUPLICATE = "suspected_dup"
    MERGED = "merged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record of a register at one revision."""

    id: str
    rev: int
    """Grows by one with every change."""
    state: State
    document: str | None
    """The document that brought it; None for one that came otherwise."""
    values: Mapping[str, Value]
    """By column name; no key for an empty cell."""
    extra: Mapping[str, Plain]
    """Values of columns the definition does not have."""
    plain: Mapping[str, Plain]
    """All of it in plain form, as it is compared and logged."""
    merged_into: str | None = None
    """Id of the record that stands for this one; None for one that was not merged."""


def rows(connection: sa.Connection, register: Register) -> list[Row]:
    """All live rows in the order they came."""
    table = register_table(register)
    query = sa.select(table).where(table.c["_state"] == LIVE).order_by(table.c["_seq"])
    return [_row(register, found) for found in connection.execute(query)]


def find(connection: sa.Connection, register: Register, key: str) -> Row | None:
    """The live row with this very key."""
    row = find_any(connection, register, key)
    return row if row is not None and row.state is State.LIVE else None


def find_any(connection: sa.Connection, register: Register, key: str) -> Row | None:
    """The live row with this key, else the last one that was withdrawn."""
    table = register_table(register)
    wanted = to_sql(register.column(register.key).type, key)
    query = sa.select(table).where(table.c[register.key] == wanted)
    order = (table.c["_state"] == LIVE).desc(), table.c["_seq"].desc()
    found = connection.execute(query.order_by(*order).limit(1)).first()
    return _row(register, found) if found else None


def find_id(connection: sa.Connection, register: Register, row_id: str) -> Row | None:
    """The row with this id, live or not."""
    table = register_table(register)
    found = connection.execute(sa.select(table).where(table.c["_id"] == row_id)).first()
    return _row(register, found) if found else None


def find_labelled(connection: sa.Connection, register: Register, label: str) -> list[Row]:
    """Live rows with this label, whatever the case of its letters and the blanks in it."""
    if not register.label:
        return []
    table = register_table(register)
    column = table.c[register.label]
    query = sa.select(table.c["_id"], column).where(table.c["_state"] == LIVE, column.is_not(None))
    wanted = _folded(label)
    ids = [row_id for row_id, text in connection.execute(query) if _folded(str(text)) == wanted]
    found = [find_id(connection, register, row_id) for row_id in ids]
    return [row for row in found if row is not None]


def labels(connection: sa.Connection, register: Register) -> dict[str, str]:
    """Labels of the live rows by key, on one line; empty where the register has none."""
    table = register_table(register)
    columns = [table.c[register.key]]
    columns += [table.c[register.label]] if register.label else []
    query = sa.select(*columns).where(table.c["_state"] == LIVE).order_by(table.c["_seq"])
    return {
        str(found[0]): " ".join(str(found[1] or "").split()) if register.label else ""
        for found in connection.execute(query)
        if found[0] is not None
    }


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def values_at(
    connection: sa.Connection, register: Register, row_id: str, rev: int
) -> dict[str, Value]:
    """The values of a row at a revision, from the change log."""
    return values_of(register, changes.plain_at(connection, register.name, row_id, rev))


def values_of(register: Register, plain: Mapping[str, Plain]) -> dict[str, Value]:
    """The values of plain forms, of the columns the register has; former names count."""
    plain = under_new_names(register, plain)
    found = {
        column.name: to_value(column.type, plain.get(column.name)) for column in register.columns
    }
    return {name: value for name, value in found.items() if value is not None}


def under_new_names(register: Register, plain: Mapping[str, Plain]) -> dict[str, Plain]:
    """Plain forms kept under former names of columns, under those they have now."""
    former = {new: plain[old] for old, new in register.renamed.items() if old in plain}
    return former | {name: item for name, item in plain.items() if name not in register.renamed}


def _row(register: Register, found: sa.Row[Any]) -> Row:
    stored = found._mapping
    details, extra = stored["_details"] or {}, stored["_extra"] or {}
    typed = {
        column.name: from_sql(column.type, stored[column.name], details.get(column.name))
        for column in register.columns
    }
    plain = {name: item for name, item in (extra | typed).items() if item is not None}
    return Row(
        id=stored["_id"],
        rev=stored["_rev"],
        state=State(stored["_state"]),
        document=stored["_document"],
        values=values_of(register, plain),
        extra=extra,
        plain=plain,
        merged_into=stored["_merged_into"],
    )
