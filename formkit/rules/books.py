"""The registers as the rules see them: live records, on one day, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from formkit.store import tables
from formkit.store.receipts import TAKEN
from formkit.store.tables import LIVE, register_table

if TYPE_CHECKING:
    from formkit.model.register import Register
    from formkit.rules.definitions import Settings


@dataclass(frozen=True)
class Books:
    connection: sa.Connection
    registers: Mapping[str, Register]
    settings: Settings
    today: date

    def setting(self, rule: str, name: str) -> Any:
        return self.settings[rule][name]

    def has(self, *names: str) -> bool:
        """Whether the office has all of these registers."""
        return all(name in self.registers for name in names)

    def is_used(self, *names: str) -> bool:
        """Whether all of these registers have records; rules about what is missing ask first."""
        return self.has(*names) and all(self._has_rows(name) for name in names)

    def _has_rows(self, name: str) -> bool:
        return self.connection.execute(sa.select(self.live(name).c[0]).limit(1)).first() is not None

    def live(self, name: str) -> sa.Subquery:
        """The live records of a register.

        The function keeps SQLite from walking through the index of live keys, from row to row all
        over the file, where it is to read everything.
        """
        table = register_table(self.registers[name])
        state = sa.func.coalesce(table.c["_state"], "")
        return sa.select(table).where(state == LIVE).subquery()

    def day(self, offset: int = 0) -> sa.ColumnElement[date]:
        """Today, or so many days after it."""
        return sa.literal(self.today + timedelta(days=offset), sa.Date)

    def rows(self, query: sa.Executable) -> Iterator[tuple[Any, ...]]:
        """All rows of a query; reading on while asking something else is safe."""
        yield from (tuple(row) for row in self.connection.execute(query).all())

    def documents(self, form: str) -> list[DocumentContent]:
        """What completed documents of a form say; the last copy of each that was taken."""
        document, receipt = tables.document, tables.receipt
        query = (
            sa.select(document.c.number, document.c.id, document.c.plain, receipt.c.plain)
            .join(receipt, receipt.c.document == document.c.id)
            .where(document.c.form == form, receipt.c.verdict.in_(_TAKEN))
            .order_by(receipt.c.at)
        )
        rows = {row[1]: row for row in self.rows(query)}
        return [
            DocumentContent(row[0] or row[1], {**(row[2] or {}), **(row[3] or {})})
            for row in rows.values()
        ]


_TAKEN = [verdict.value for verdict in TAKEN]


@dataclass(frozen=True, slots=True)
class DocumentContent:
    number: str
    plain: Mapping[str, Any]


class days(FunctionElement[int]):  # noqa: N801 - reads like the SQL function it is
    """Whole days from the second date to the first."""

    type = sa.Integer()
    name = "days"
    inherit_cache = True


@compiles(days, "sqlite")
def _days_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    later, earlier = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(days, "postgresql")
def _days_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    later, earlier = (compiler.process(clause, **options) for clause in element.clauses)
    return f"(CAST({later} AS DATE) - CAST({earlier} AS DATE))"
