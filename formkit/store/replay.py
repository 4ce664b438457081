"""The registers as the change log tells them, against the registers as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import sqlalchemy as sa

from formkit.store import changes, records
from formkit.store.tables import LIVE, register_table
from formkit.store.values import is_same

if TYPE_CHECKING:
    from formkit.fieldtypes.base import Plain
    from formkit.model.register import Register


def differing(connection: sa.Connection, register: Register) -> Iterator[str]:
    """Ids of rows that do not say what the log says, or that one of both lacks."""
    told: dict[str, dict[str, Plain]] = {}
    states: dict[str, str] = {}
    for change in changes.of_register(connection, register.name):
        plain = told.setdefault(change.row_id, {})
        plain |= {name: after for name, (_before, after) in change.diff.items()}
        states[change.row_id] = str(plain.get("_state") or LIVE)
    table = register_table(register)
    for row_id in list(connection.scalars(sa.select(table.c["_id"]).order_by(table.c["_seq"]))):
        row = records.find_id(connection, register, row_id)
        plain = told.pop(row_id, {})
        is_known = row is not None and row.state.value == states.get(row_id)
        if row is None or not is_known or not _says_the_same(register, plain, row):
            yield row_id
    yield from told


def _says_the_same(register: Register, plain: dict[str, Plain], row: records.Row) -> bool:
    """Columns the definition no longer has are left out; their values stay in the table."""
    told = records.under_new_names(register, plain)
    names = {column.name for column in register.columns} | row.extra.keys()
    return all(is_same(told.get(name), row.plain.get(name)) for name in names)
