"""Numbering without gaps: a number is taken in the transaction that uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from formkit.store.tables import counter, insert_once

if TYPE_CHECKING:
    from sqlalchemy import Connection


def next_number(connection: Connection, scope: str, year: int) -> int:
    """The next number from 1; when the transaction is undone, the number is free again.

    Args:
        connection: of a transaction that writes.
        scope: what is numbered, the name of a form or of a register.
        year: numbers begin anew every year; 0 where they never do.
    """
    insert_once(connection, counter, {"scope": scope, "year": year, "last": 0})
    is_ours = (counter.c.scope == scope) & (counter.c.year == year)
    connection.execute(counter.update().where(is_ours).values(last=counter.c.last + 1))
    return int(connection.scalar(sa.select(counter.c.last).where(is_ours)) or 0)
